//! Tracks: which houses decide what, and by which thresholds.
//!
//! | track | votes | may object | decides |
//! | --- | --- | --- | --- |
//! | Strategic | community | committee | budgets, partnerships, parameters |
//! | Creative | committee | community | datasets, models, releases |
//! | Dual | both, in one window | nobody | everything else, and whatever is unknown |
//! | Override | community, by higher thresholds | nobody | what the committee refused, and its seats |
//!
//! A committee with too few filled seats is dormant: then the community decides alone, on Creative by the thresholds of
//! Strategic, on Dual by those of Override.
//!
//! All thresholds of approval are strict: exactly half is not a majority, and two thirds are "more than 6666 basis points".

use crate::units::{Bps, Millis, DAY};

/// Who votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum House {
    /// Everybody who has votes, by their number.
    Community,
    /// The seats of the committee, one vote each.
    Committee,
}

/// How a proposal is decided; see the table at the top of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Track {
    /// The community decides, the committee may object.
    Strategic,
    /// The committee decides, the community may object.
    Creative,
    /// Both must agree.
    Dual,
    /// The community decides against the committee.
    Override,
}

impl Track {
    /// All of them, by their numbers.
    pub const ALL: [Self; 4] = [Self::Strategic, Self::Creative, Self::Dual, Self::Override];

    /// The track of a number.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Strategic),
            1 => Some(Self::Creative),
            2 => Some(Self::Dual),
            3 => Some(Self::Override),
            _ => None,
        }
    }

    /// How hard it is to undo what the track decides: an operation can be canceled by one of at least its own rank.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Strategic | Self::Creative => 0,
            Self::Dual => 1,
            Self::Override => 2,
        }
    }
}

/// What kind of decision it is to call a message. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Class {
    /// The committee's: datasets, models, releases, license templates.
    Creative,
    /// The community's: money, partnerships, economic parameters.
    Strategic,
    /// Both houses': the rules themselves, and every message that nobody classified.
    Dual,
    /// Both houses', or the community's by Override at once: who sits on the committee.
    Roster,
}

impl Class {
    /// The class of a number.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Creative),
            1 => Some(Self::Strategic),
            2 => Some(Self::Dual),
            3 => Some(Self::Roster),
            _ => None,
        }
    }

    /// What it is with native money: the committee alone moves none.
    #[must_use]
    pub fn with_value(self, value: u128) -> Self {
        if self == Self::Creative && value > 0 {
            Self::Dual
        } else {
            self
        }
    }

    /// Whether a track decides it without having been overridden into it.
    #[must_use]
    pub fn is_open_to(self, track: Track) -> bool {
        match track {
            Track::Strategic => self == Self::Strategic,
            Track::Creative => self == Self::Creative,
            // What the committee alone decides could be carried against it by Override, if it could be put here.
            Track::Dual => self != Self::Creative,
            Track::Override => self == Self::Roster,
        }
    }
}

/// What the community's vote must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct CommunityBar {
    /// For and Abstain together must be at least this part of all voting units.
    pub quorum: Bps,
    /// For must be more than this part of For and Against.
    pub approval: Bps,
}

/// What the committee's vote must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct CommitteeBar {
    /// For and Abstain together must be at least this part of the filled seats.
    pub quorum: Bps,
    /// And at least so many seats.
    pub least: u8,
    /// For must be more than this part of all filled seats.
    pub approval: Bps,
}

/// How one track works. A house that a track does not ask has a bar all the same: it is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Settings {
    /// Who has at least this part of all voting units may propose.
    pub threshold: Bps,
    /// How many proposals of one account may be before their end at once.
    pub live: u8,
    /// What a proposer puts down, in native units; it comes back unless hardly anybody wanted the proposal.
    pub deposit: u128,
    /// From the proposal to the snapshot: the time to get one's votes together.
    pub delay: Millis,
    /// From the snapshot to the end of the vote.
    pub period: Millis,
    /// So long before the end votes can only turn against the proposal, so that nobody passes it at the last minute.
    pub tail: Millis,
    /// What the community must reach.
    pub community: CommunityBar,
    /// What the committee must reach.
    pub committee: CommitteeBar,
    /// How long the other house may object to what was decided. 0 on tracks without objection.
    pub objection: Millis,
    /// Which part objections must reach: of all voting units, or of the filled seats (then at least `committee.least`).
    pub veto: Bps,
    /// How long whoever disagrees has time to leave before it is executed.
    pub lock: Millis,
    /// How long it can be executed then.
    pub grace: Millis,
    /// How long a decision can be queued.
    pub queue_within: Millis,
}

/// How all tracks work: the constitution of a DAO. A change makes a new version; a proposal keeps the one it was made under.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Rules {
    /// By the tracks' numbers.
    pub tracks: [Settings; 4],
    /// With fewer filled seats than that the committee is dormant.
    pub min_seats: u8,
    /// How many vetoes the committee has in any [`VETO_PERIOD`].
    pub vetoes: u8,
}

/// In any such time the committee's vetoes are counted, and the community's.
pub const VETO_PERIOD: Millis = 90 * DAY;
/// So many vetoes of the community within [`VETO_PERIOD`] put Creative proposals to its vote.
pub const REFUSALS: usize = 2;
/// For so long after a refusal by the committee the same actions can be proposed on Override, and nowhere else.
pub const OVERRIDE_WINDOW: Millis = 90 * DAY;
/// For so long after a veto of the community the same actions cannot be proposed again.
pub const COOLDOWN: Millis = 30 * DAY;
/// For so long what is over is kept for everybody to read.
pub const RETENTION: Millis = 30 * DAY;
/// The longest time between decision and execution.
pub const MAX_LOCK: Millis = 30 * DAY;
/// With a part of For of at most this among For and Against the deposit is lost, if enough took part for a quorum.
pub const SLASH: Bps = Bps(1_000);

/// Which bound a setting is outside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Bound {
    /// `threshold` is at most 1,000 basis points.
    Threshold,
    /// `live` is 1 to 10.
    Live,
    /// `delay` is at most 14 days.
    Delay,
    /// `period` is 1 to 30 days.
    Period,
    /// `tail` is at least an hour, and at most half of `period` and of `objection`.
    Tail,
    /// `community.quorum` is 1 to 4,000 basis points.
    Quorum,
    /// `community.approval` is 5,000 to 9,000 basis points.
    Approval,
    /// `committee.quorum` is at most the whole.
    SeatQuorum,
    /// `committee.least` is at least 1, and a committee of `min_seats` can lose all but it: `min_seats` is at least twice
    /// `least` less 1. Else one silent seat could block a track.
    SeatLeast,
    /// `committee.approval` is 5,000 to 9,000 basis points.
    SeatApproval,
    /// `objection` is 1 to 14 days on Strategic and Creative, and 0 on the others.
    Objection,
    /// `veto` is 5,000 to 10,000 basis points of the seats, 1 to 4,000 of the voting units.
    Veto,
    /// `lock` is 1 to 30 days.
    Lock,
    /// `grace` is 3 to 60 days.
    Grace,
    /// `queue_within` is 1 to 60 days.
    QueueWithin,
    /// `community.quorum`, `community.approval` and `lock` do not fall from Strategic to Dual to Override.
    Order,
    /// `min_seats` is at least 1 and at most the number of seats, or the committee would be dormant for ever.
    MinSeats,
    /// `vetoes` is at most 10.
    Vetoes,
}

/// Which setting is not as it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Unbounded {
    /// The track, where it is one track's.
    pub track: Option<Track>,
    /// The bound.
    pub bound: Bound,
}

const HOUR: Millis = 60 * 60 * 1000;

impl Rules {
    /// The settings of a track.
    #[must_use]
    pub const fn of(&self, track: Track) -> &Settings {
        let [strategic, creative, dual, override_] = &self.tracks;
        match track {
            Track::Strategic => strategic,
            Track::Creative => creative,
            Track::Dual => dual,
            Track::Override => override_,
        }
    }

    /// Checks every bound, for a committee of so many seats. They hold whoever changes the rules, so that no vote can make
    /// the next one meaningless.
    ///
    /// # Errors
    /// The first bound that does not hold.
    pub fn check(&self, seats: u8) -> Result<(), Unbounded> {
        for track in Track::ALL {
            if let Some(bound) = self.first_unmet(track) {
                return Err(Unbounded { track: Some(track), bound });
            }
        }
        let unmet = [((1..=seats).contains(&self.min_seats), Bound::MinSeats), (self.vetoes <= 10, Bound::Vetoes)];
        match unmet.into_iter().find(|(holds, _)| !holds) {
            Some((_, bound)) => Err(Unbounded { track: None, bound }),
            None => Ok(()),
        }
    }

    fn first_unmet(&self, track: Track) -> Option<Bound> {
        let Settings {
            threshold,
            live,
            deposit: _,
            delay,
            period,
            tail,
            community,
            committee,
            objection,
            veto,
            lock,
            grace,
            queue_within,
        } = *self.of(track);
        let objects = matches!(track, Track::Strategic | Track::Creative);
        let lower = match track {
            Track::Dual => Some(self.of(Track::Strategic)),
            Track::Override => Some(self.of(Track::Dual)),
            Track::Strategic | Track::Creative => None,
        };
        let is_ordered = lower.is_none_or(|lower| {
            community.quorum >= lower.community.quorum
                && community.approval >= lower.community.approval
                && lock >= lower.lock
        });
        let veto_bounds = match track {
            Track::Strategic => Bps(5_000)..=Bps::WHOLE,
            Track::Creative => Bps(1)..=Bps(4_000),
            Track::Dual | Track::Override => Bps(0)..=Bps::WHOLE,
        };
        let most_tail = if objects { period.min(objection) } else { period } / 2;
        let bounds = [
            (threshold <= Bps(1_000), Bound::Threshold),
            ((1..=10).contains(&live), Bound::Live),
            (delay <= 14 * DAY, Bound::Delay),
            ((DAY..=30 * DAY).contains(&period), Bound::Period),
            (if objects { (DAY..=14 * DAY).contains(&objection) } else { objection == 0 }, Bound::Objection),
            ((HOUR..=most_tail).contains(&tail), Bound::Tail),
            ((Bps(1)..=Bps(4_000)).contains(&community.quorum), Bound::Quorum),
            ((Bps(5_000)..=Bps(9_000)).contains(&community.approval), Bound::Approval),
            (committee.quorum.is_part(), Bound::SeatQuorum),
            (
                committee.least >= 1 && u16::from(self.min_seats).wrapping_add(1) >= u16::from(committee.least) * 2,
                Bound::SeatLeast,
            ),
            ((Bps(5_000)..=Bps(9_000)).contains(&committee.approval), Bound::SeatApproval),
            (veto_bounds.contains(&veto), Bound::Veto),
            ((DAY..=MAX_LOCK).contains(&lock), Bound::Lock),
            ((3 * DAY..=60 * DAY).contains(&grace), Bound::Grace),
            ((DAY..=60 * DAY).contains(&queue_within), Bound::QueueWithin),
            (is_ordered, Bound::Order),
        ];
        bounds.into_iter().find(|(holds, _)| !holds).map(|(_, bound)| bound)
    }

    /// Rules that a DAO can start with: those of the table in the README.
    #[must_use]
    pub const fn usual(deposit: u128) -> Self {
        const HALF: Bps = Bps(5_000);
        const TWO_THIRDS: Bps = Bps(6_666);
        let strategic = Settings {
            threshold: Bps(50),
            live: 1,
            deposit,
            delay: DAY,
            period: 7 * DAY,
            tail: DAY,
            community: CommunityBar { quorum: Bps(400), approval: HALF },
            committee: CommitteeBar { quorum: HALF, least: 3, approval: HALF },
            objection: 3 * DAY,
            veto: TWO_THIRDS,
            lock: 3 * DAY,
            grace: 14 * DAY,
            queue_within: 14 * DAY,
        };
        let creative = Settings {
            live: 3,
            deposit: 0,
            delay: 4 * HOUR,
            period: 5 * DAY,
            tail: 12 * HOUR,
            objection: 5 * DAY,
            veto: Bps(800),
            lock: 2 * DAY,
            ..strategic
        };
        let dual = Settings {
            threshold: Bps(100),
            deposit: deposit.saturating_mul(2),
            delay: 2 * DAY,
            period: 10 * DAY,
            community: CommunityBar { quorum: Bps(800), approval: Bps(6_000) },
            committee: CommitteeBar { quorum: TWO_THIRDS, least: 3, approval: Bps(5_999) },
            objection: 0,
            lock: 7 * DAY,
            ..strategic
        };
        let override_ = Settings {
            threshold: Bps(200),
            deposit,
            delay: DAY,
            community: CommunityBar { quorum: Bps(1_200), approval: TWO_THIRDS },
            lock: 10 * DAY,
            ..dual
        };
        Self { tracks: [strategic, creative, dual, override_], min_seats: 5, vetoes: 3 }
    }
}
