//! Proposals: what is stored of one, who may do what to it when, and what state follows from that and the clock.
//!
//! ```text
//!            snapshot          for_end      end            window_end        +queue_within
//!  Pending ──────┼── Active ──────┼──────────┼── Objection ──────┼── Succeeded ──────┼── Expired
//!                                  only Against         (if a house may object)
//!  Active ─▶ Defeated          Objection ─▶ Vetoed          Succeeded ─queue▶ Queued ─▶ Ready ─▶ Executed | Expired
//! ```
//!
//! # Invariants
//! 1. The state is a function of the record, the rules of its version, the committee's standing, the operation and the clock:
//!    time alone moves it on, and no keeper is needed.
//! 2. Both houses, the quorum and the proposer are measured at moments strictly before `now`.
//! 3. After the end of a window nothing that happens later changes how it was decided.
//! 4. In the tail of a vote nothing can make a proposal pass that would not have passed without.
//! 5. At most one ballot of each account and of each seat counts.

use crate::{
    roster::Standing,
    timelock::Status,
    track::{CommitteeBar, CommunityBar, House, Rules, Settings, Track, MAX_LOCK, OVERRIDE_WINDOW, RETENTION, SLASH},
    units::{Bps, Millis, DAY},
};

/// What somebody votes. The order is that of the standard counting of governors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Support {
    /// No.
    Against,
    /// Yes.
    For,
    /// Counts for the quorum and for nothing else.
    Abstain,
}

impl Support {
    /// The support of a number.
    #[must_use]
    #[inline(always)]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Against),
            1 => Some(Self::For),
            2 => Some(Self::Abstain),
            _ => None,
        }
    }
}

/// Why a ballot or an objection is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// No proposal has this number, or its record was removed.
    UnknownProposal(u32),
    /// Votes count after the snapshot and until the end.
    NotActive {
        /// The snapshot.
        snapshot: Millis,
        /// The end; 0 if the proposal was canceled.
        end: Millis,
    },
    /// Too late for anything but Against.
    OnlyAgainst {
        /// Since when.
        since: Millis,
    },
    /// The account had no votes at the snapshot.
    NoVotes {
        /// The snapshot.
        at: Millis,
    },
    /// The ballot says this already.
    SameVote(Support),
    /// This house has no vote on it.
    NotAsked(House),
    /// The seat has no vote on it: nobody held it at the snapshot, somebody else does now, or it is suspended.
    SeatDoesNotCount {
        /// The seat.
        seat: u8,
    },
    /// The caller does not hold the seat.
    NotHolder {
        /// The seat.
        seat: u8,
    },
    /// A reason has at most [`MAX_REASON`] bytes.
    ReasonTooLong {
        /// How many it has.
        bytes: u32,
    },
    /// The votes token or the committee did not answer.
    Unanswered,
    /// Nobody may object to it, or not this house.
    NoObjection(House),
    /// Objections count after the end of the vote and until the end of the window.
    NotOpenToObjection {
        /// The end of the vote.
        after: Millis,
        /// The end of the window.
        until: Millis,
    },
    /// It was not decided in favor, so there is nothing to object to.
    NotPassed,
    /// The committee must say why.
    ReasonMissing,
    /// The objection stands already.
    ObjectsAlready,
    /// There is no objection to take back.
    ObjectsNot,
    /// An objection can be taken back until so long before the window closes that others still have time to object.
    TooLateToRetract {
        /// Until when it was possible.
        until: Millis,
    },
    /// The committee has used up its vetoes.
    VetoBudgetExhausted {
        /// How many it has.
        vetoes: u8,
        /// When the next one is free.
        free_at: Millis,
    },
}

/// The most bytes of a reason.
pub const MAX_REASON: usize = 256;

/// Votes of the community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Tally {
    /// Against.
    pub against: u128,
    /// For.
    pub in_favor: u128,
    /// Abstain.
    pub abstain: u128,
}

impl Tally {
    fn of(&mut self, support: Support) -> &mut u128 {
        match support {
            Support::Against => &mut self.against,
            Support::For => &mut self.in_favor,
            Support::Abstain => &mut self.abstain,
        }
    }

    /// Whether For and Abstain meet a quorum: Against cannot help it, and nobody at all is never one.
    // No sum or product can overflow: all weights at one snapshot are parts of a supply of at most 2^128 / 10^4.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn meets(&self, quorum: Bps, eligible: u128) -> bool {
        self.in_favor + self.abstain >= quorum.of_ceil(eligible).max(1)
    }

    /// Whether For is more than a part of For and Against.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn approves(&self, approval: Bps) -> bool {
        self.in_favor * 10_000 > u128::from(approval.0) * (self.in_favor + self.against)
    }

    fn passes(&self, bar: CommunityBar, eligible: u128) -> bool {
        self.meets(bar.quorum, eligible) && self.approves(bar.approval)
    }
}

/// Votes of the committee, bit by bit: bit s is seat s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Seats {
    /// Against.
    pub against: u16,
    /// For.
    pub in_favor: u16,
    /// Abstain.
    pub abstain: u16,
}

impl Seats {
    fn of(&mut self, support: Support) -> &mut u16 {
        match support {
            Support::Against => &mut self.against,
            Support::For => &mut self.in_favor,
            Support::Abstain => &mut self.abstain,
        }
    }

    fn said(&self, bit: u16) -> Option<Support> {
        let all = [(self.against, Support::Against), (self.in_favor, Support::For), (self.abstain, Support::Abstain)];
        all.into_iter().find(|(seats, _)| seats & bit != 0).map(|(_, support)| support)
    }

    // Numbers of at most 16 seats, and 16 times 10^4.
    #[allow(clippy::arithmetic_side_effects)]
    fn passes(&self, bar: CommitteeBar, standing: &Standing) -> bool {
        let filled = standing.filled.count_ones();
        let in_favor = (self.in_favor & standing.counting).count_ones();
        let abstain = (self.abstain & standing.counting).count_ones();
        in_favor + abstain >= seats_needed(bar.quorum, bar.least, filled)
            && in_favor * 10_000 > u32::from(bar.approval.0) * filled
    }
}

/// How many of the filled seats a part of them is, and at least so many.
fn seats_needed(part: Bps, least: u8, filled: u32) -> u32 {
    // At most 16 seats: the part is as small.
    (part.of_ceil(filled.into()) as u32).max(least.into())
}

/// The bit of a seat; of none if there is no such seat.
#[must_use]
pub fn bit(seat: u8) -> u16 {
    1u16.checked_shl(seat.into()).unwrap_or_default()
}

/// What an account has said on one proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Ballot {
    /// Its votes at the snapshot.
    pub weight: u128,
    /// What it voted.
    pub support: Option<Support>,
    /// Whether it objects.
    pub objects: bool,
}

/// The bytes of a ballot's cell.
pub const BALLOT: usize = 17;
const NO_SUPPORT: u8 = 3;
const OBJECTS: u8 = 4;

impl Ballot {
    /// The bytes of its cell.
    #[must_use]
    #[inline(always)]
    pub fn to_bytes(&self) -> [u8; BALLOT] {
        let mut bytes = [0; BALLOT];
        bytes[..16].copy_from_slice(&self.weight.to_le_bytes());
        bytes[16] = self.support.map_or(NO_SUPPORT, |support| support as u8) | if self.objects { OBJECTS } else { 0 };
        bytes
    }

    /// The ballot in a cell.
    #[must_use]
    #[inline(always)]
    pub fn from_bytes(bytes: &[u8; BALLOT]) -> Self {
        let [weight @ .., said] = bytes;
        Self {
            weight: u128::from_le_bytes(*weight),
            support: Support::from_number(said & NO_SUPPORT),
            objects: said & OBJECTS != 0,
        }
    }
}

/// What is stored of a proposal and changes with its votes. `A` is the account of the votes token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal<A> {
    /// How it is decided.
    pub track: Track,
    /// The track whose timelock executes it: its own, but for Override that of what it overrides.
    pub executor: Track,
    /// What happened to it, see [`Flags`].
    pub flags: Flags,
    /// Under which version of the rules.
    pub version: u32,
    /// When it was made.
    pub created: Millis,
    /// Votes are counted as they were at this moment.
    pub snapshot: Millis,
    /// The last moment for For and Abstain.
    pub for_end: Millis,
    /// The last moment for Against.
    pub end: Millis,
    /// The last moment for objections; the same where nobody may object.
    pub window_end: Millis,
    /// All voting units at the snapshot; 0 until the first vote has asked.
    pub eligible: u128,
    /// The community's votes.
    pub tally: Tally,
    /// The community's objections.
    pub objections: u128,
    /// The committee's votes.
    pub seats: Seats,
    /// The committee's objections, bit by bit.
    pub objecting: u16,
    /// The number of its operation, plus 1; 0 until it is queued.
    pub operation: u32,
    /// Where votes are counted. It stands here so that a vote reads one cell less.
    pub votes: A,
}

/// What happened to a proposal, bit by bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u8);

impl Flags {
    /// A Creative proposal that the community must approve too.
    pub const ALSO_COMMUNITY: Self = Self(1);
    /// The committee's objections crossed the threshold and one of its vetoes is reserved.
    pub const VETO_RESERVED: Self = Self(2);
    /// The proposer took it back.
    pub const WITHDRAWN: Self = Self(4);
    /// The proposer had too few votes left.
    pub const UNBACKED: Self = Self(8);
    /// The deposit was paid out.
    pub const SETTLED: Self = Self(16);
    /// It overrides a refusal, see [`Proposal::is_withdrawable`].
    pub const OVERRIDES: Self = Self(32);

    /// Whether all of these bits are set.
    #[must_use]
    #[inline(always)]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// With these bits.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without these bits.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn is_canceled(self) -> bool {
        self.0 & (Self::WITHDRAWN.0 | Self::UNBACKED.0) != 0
    }
}

/// The bytes of a proposal's cell before the account of the votes token.
pub const FACTS: usize = 139;

/// Why a proposal was defeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Reason {
    /// Too few took part.
    NoQuorum,
    /// Too few were in favor.
    NotApproved,
    /// Both houses had to agree, and only the community did. Override can carry it.
    CommunityOnly,
    /// Both houses had to agree, and only the committee did.
    CommitteeOnly,
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum State {
    /// Before the snapshot, and at it.
    Pending,
    /// Votes count.
    Active,
    /// Decided in favor; the other house may object.
    Objection,
    /// Decided against.
    Defeated(Reason),
    /// The other house objected.
    Vetoed(House),
    /// Decided in favor, for good; can be queued.
    Succeeded,
    /// In the timelock, too early to be executed.
    Queued,
    /// Can be executed.
    Ready,
    /// Was executed.
    Executed,
    /// Nobody queued it in time.
    Unqueued,
    /// Nobody could, or did, execute it in time.
    Unexecuted,
    /// The proposer took it back.
    Withdrawn,
    /// The proposer had too few votes left.
    Unbacked,
    /// A later decision canceled its operation.
    Revoked,
}

impl State {
    /// Whether it stays so for ever.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        !matches!(self, Self::Pending | Self::Active | Self::Objection | Self::Succeeded | Self::Queued | Self::Ready)
    }

    /// Whether Override can carry the same actions.
    #[must_use]
    pub const fn is_overridable(self) -> bool {
        matches!(self, Self::Vetoed(House::Committee) | Self::Defeated(Reason::CommunityOnly))
    }
}

/// Which houses a proposal asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// By this bar, if it asks the community.
    pub community: Option<CommunityBar>,
    /// By this bar, if it asks the committee.
    pub committee: Option<CommitteeBar>,
    /// Who may object.
    pub objector: Option<House>,
    /// How long it waits in the timelock.
    pub lock: Millis,
}

/// Whether a committee with this standing is too small to decide.
#[must_use]
pub fn is_dormant(rules: &Rules, standing: &Standing) -> bool {
    standing.filled.count_ones() < rules.min_seats.into()
}

/// Which houses a track asks. `also_community` puts a Creative proposal to the community too.
#[must_use]
pub fn form(rules: &Rules, track: Track, also_community: bool, dormant: bool) -> Form {
    let own = rules.of(track);
    let strategic = rules.of(Track::Strategic);
    let plain = Form { community: None, committee: None, objector: None, lock: own.lock };
    match track {
        Track::Strategic => {
            Form { community: Some(own.community), objector: (!dormant).then_some(House::Committee), ..plain }
        }
        Track::Creative if dormant => {
            Form { community: Some(strategic.community), lock: own.lock.max(strategic.lock), ..plain }
        }
        Track::Creative => Form {
            community: also_community.then_some(strategic.community),
            committee: Some(own.committee),
            // Where the community votes it need not object.
            objector: (!also_community).then_some(House::Community),
            ..plain
        },
        Track::Dual if dormant => {
            let harder = rules.of(Track::Override);
            Form { community: Some(harder.community), lock: harder.lock, ..plain }
        }
        Track::Dual => Form { community: Some(own.community), committee: Some(own.committee), ..plain },
        Track::Override => Form { community: Some(own.community), ..plain },
    }
}

/// The moments of a proposal's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// See [`Proposal::snapshot`].
    pub snapshot: Millis,
    /// See [`Proposal::for_end`].
    pub for_end: Millis,
    /// See [`Proposal::end`].
    pub end: Millis,
    /// See [`Proposal::window_end`].
    pub window_end: Millis,
}

/// When what happens to a proposal that is made now; `None` if that is after the end of time.
#[must_use]
pub fn schedule(settings: &Settings, now: Millis) -> Option<Schedule> {
    let snapshot = now.checked_add(settings.delay)?;
    let end = snapshot.checked_add(settings.period)?;
    Some(Schedule {
        snapshot,
        // A tail is at most half of the period.
        for_end: end.wrapping_sub(settings.tail),
        end,
        window_end: end.checked_add(settings.objection)?,
    })
}

impl<A> Proposal<A> {
    /// Whether it was canceled before it was decided.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.flags.is_canceled()
    }

    /// Whether it can be canceled at all before it is decided. What overrides a refusal must come to a vote: else whoever
    /// proposes it first could cancel it and propose it again at one stroke, until the time to override is over.
    #[must_use]
    pub fn is_withdrawable(&self) -> bool {
        !self.flags.has(Flags::OVERRIDES)
    }

    /// Whether votes count now.
    ///
    /// # Errors
    /// [`Error::NotActive`].
    #[inline(always)]
    pub fn check_active(&self, now: Millis) -> Result<(), Error> {
        if self.is_canceled() {
            return Err(Error::NotActive { snapshot: self.snapshot, end: 0 });
        }
        if now <= self.snapshot || now > self.end {
            return Err(Error::NotActive { snapshot: self.snapshot, end: self.end });
        }
        Ok(())
    }

    /// Whether a vote of this kind can be cast now. In the tail every change is one against the proposal: new votes are
    /// Against, and For can only become Abstain, and both Against. A late Abstain could else make the quorum.
    ///
    /// # Errors
    /// [`Error::SameVote`], [`Error::OnlyAgainst`].
    #[inline(always)]
    pub fn check_change(&self, old: Option<Support>, new: Support, now: Millis) -> Result<(), Error> {
        if old == Some(new) {
            return Err(Error::SameVote(new));
        }
        let is_against = new == Support::Against || (new == Support::Abstain && old == Some(Support::For));
        if now > self.for_end && !is_against {
            return Err(Error::OnlyAgainst { since: self.for_end });
        }
        Ok(())
    }

    /// Counts a vote of the community instead of the one that its ballot held before. [`Self::check_active`] and
    /// [`Self::check_change`] come first.
    // Cannot overflow or fall below 0: what is taken away was added, and all weights are parts of one supply.
    #[inline(always)]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn count(&mut self, ballot: &mut Ballot, support: Support) {
        if let Some(old) = ballot.support {
            *self.tally.of(old) -= ballot.weight;
        }
        *self.tally.of(support) += ballot.weight;
        ballot.support = Some(support);
    }

    /// Counts a seat's vote.
    ///
    /// # Errors
    /// [`Error::NotActive`], [`Error::NotAsked`], [`Error::SeatDoesNotCount`], [`Error::SameVote`], [`Error::OnlyAgainst`].
    pub fn count_seat(&mut self, seat: u8, support: Support, standing: &Standing, now: Millis) -> Result<(), Error> {
        self.check_active(now)?;
        if !matches!(self.track, Track::Creative | Track::Dual) {
            return Err(Error::NotAsked(House::Committee));
        }
        let bit = bit(seat);
        if standing.counting & bit == 0 {
            return Err(Error::SeatDoesNotCount { seat });
        }
        let old = self.seats.said(bit);
        self.check_change(old, support, now)?;
        if let Some(old) = old {
            *self.seats.of(old) &= !bit;
        }
        *self.seats.of(support) |= bit;
        Ok(())
    }

    /// At which moment the committee's standing decides, if now is `now`: the end of the last window in which the committee
    /// has a say. `None` where it never has one, or before the snapshot, when there is nothing to decide.
    #[must_use]
    pub fn committee_moment(&self, now: Millis) -> Option<Millis> {
        if self.is_canceled() || now <= self.snapshot {
            return None;
        }
        match self.track {
            Track::Strategic if now > self.end => Some(now.min(self.window_end)),
            Track::Creative | Track::Dual => Some(now.min(self.end)),
            Track::Strategic | Track::Override => None,
        }
    }

    /// Which houses it asks.
    #[must_use]
    pub fn form(&self, rules: &Rules, standing: &Standing) -> Form {
        form(rules, self.track, self.flags.has(Flags::ALSO_COMMUNITY), is_dormant(rules, standing))
    }

    /// Whether the community has a vote on it.
    ///
    /// # Errors
    /// [`Error::NotAsked`].
    pub fn check_community(&self, rules: &Rules, standing: &Standing) -> Result<(), Error> {
        match self.form(rules, standing).community {
            Some(_) => Ok(()),
            None => Err(Error::NotAsked(House::Community)),
        }
    }

    /// How the vote ends if nothing changes.
    ///
    /// # Errors
    /// Why it is defeated.
    pub fn outcome(&self, rules: &Rules, standing: &Standing) -> Result<(), Reason> {
        let Form { community, committee, .. } = self.form(rules, standing);
        let by_community = community.map(|bar| self.tally.passes(bar, self.eligible));
        let by_committee = committee.map(|bar| self.seats.passes(bar, standing));
        match (by_community, by_committee) {
            (Some(true) | None, Some(true) | None) => Ok(()),
            // On Creative only after the community's refusals: what is the committee's alone nobody carries without it.
            (Some(true), Some(false)) if self.track == Track::Dual => Err(Reason::CommunityOnly),
            (Some(false), Some(true)) => Err(Reason::CommitteeOnly),
            _ => {
                let met = match (community, committee) {
                    (Some(bar), _) => self.tally.meets(bar.quorum, self.eligible),
                    (None, Some(bar)) => {
                        let said = (self.seats.in_favor | self.seats.abstain) & standing.counting;
                        said.count_ones() >= seats_needed(bar.quorum, bar.least, standing.filled.count_ones())
                    }
                    (None, None) => false,
                };
                Err(if met { Reason::NotApproved } else { Reason::NoQuorum })
            }
        }
    }

    /// Whether the objections suffice for a veto, not asking whether one is left.
    #[must_use]
    pub fn is_objected(&self, rules: &Rules, standing: &Standing) -> bool {
        let settings = rules.of(self.track);
        match self.form(rules, standing).objector {
            None => false,
            Some(House::Community) => self.objections > 0 && self.objections >= settings.veto.of_ceil(self.eligible),
            Some(House::Committee) => {
                let objecting = (self.objecting & standing.regular).count_ones();
                objecting >= seats_needed(settings.veto, settings.committee.least, standing.filled.count_ones())
            }
        }
    }

    /// The state now. `standing` is the committee's between the snapshot and [`Self::committee_moment`], anything where that
    /// is `None`; `operation` is how far its operation is, once it has one.
    #[must_use]
    pub fn state(&self, rules: &Rules, standing: &Standing, operation: Option<Status>, now: Millis) -> State {
        if self.flags.has(Flags::WITHDRAWN) {
            return State::Withdrawn;
        }
        if self.flags.has(Flags::UNBACKED) {
            return State::Unbacked;
        }
        if now <= self.snapshot {
            return State::Pending;
        }
        if now <= self.end {
            return State::Active;
        }
        match operation {
            Some(Status::Waiting) => return State::Queued,
            Some(Status::Ready) => return State::Ready,
            Some(Status::Executed) => return State::Executed,
            Some(Status::Canceled) => return State::Revoked,
            Some(Status::Expired) => return State::Unexecuted,
            None => {}
        }
        if let Err(reason) = self.outcome(rules, standing) {
            return State::Defeated(reason);
        }
        if let Some(objector) = self.form(rules, standing).objector {
            if now <= self.window_end {
                return State::Objection;
            }
            let is_allowed = objector == House::Community || self.flags.has(Flags::VETO_RESERVED);
            if is_allowed && self.is_objected(rules, standing) {
                return State::Vetoed(objector);
            }
        }
        if now <= self.queue_by(rules, standing) {
            State::Succeeded
        } else {
            State::Unqueued
        }
    }

    /// The last moment to queue it.
    #[must_use]
    pub fn queue_by(&self, rules: &Rules, standing: &Standing) -> Millis {
        let decided = match self.form(rules, standing).objector {
            Some(_) => self.window_end,
            None => self.end,
        };
        decided.saturating_add(rules.of(self.track).queue_within)
    }

    /// The last moment at which the same actions can be proposed on Override, if its state is overridable.
    #[must_use]
    pub fn override_by(&self) -> Millis {
        self.window_end.saturating_add(OVERRIDE_WINDOW)
    }

    /// Whether its record may be removed now: [`RETENTION`] after the last moment at which anything can happen to it, and as
    /// long as somebody may want to override it.
    #[must_use]
    pub fn is_prunable(&self, state: State, rules: &Rules, now: Millis) -> bool {
        let settings = rules.of(self.track);
        let over = match state {
            _ if !state.is_terminal() => return false,
            _ if state.is_overridable() => return now > self.override_by().saturating_add(DAY),
            State::Defeated(_) | State::Vetoed(_) | State::Withdrawn | State::Unbacked => self.window_end,
            // How long the timelock keeps an operation is bounded, and was at most this.
            _ => [settings.queue_within, MAX_LOCK, settings.grace]
                .into_iter()
                .fold(self.window_end, Millis::saturating_add),
        };
        now > over.saturating_add(RETENTION)
    }

    /// Whether the deposit goes to the treasury: many came, and hardly anybody wanted it.
    #[must_use]
    pub fn is_slashable(&self, state: State, rules: &Rules, standing: &Standing) -> bool {
        let Some(bar) = self.form(rules, standing).community else { return false };
        // Whether many came is asked without regard to how they voted.
        let turned_out = Tally { in_favor: self.turnout(), ..Tally::default() };
        matches!(state, State::Defeated(_))
            && turned_out.meets(bar.quorum, self.eligible)
            && !self.tally.approves(SLASH)
            && self.tally.against > 0
    }

    // All parts of one supply.
    #[allow(clippy::arithmetic_side_effects)]
    fn turnout(&self) -> u128 {
        self.tally.in_favor + self.tally.against + self.tally.abstain
    }
}

/// Objections.
impl<A> Proposal<A> {
    /// Whether a house may object now.
    ///
    /// # Errors
    /// [`Error::NotOpenToObjection`], [`Error::NoObjection`], [`Error::NotPassed`].
    pub fn check_objection(&self, house: House, rules: &Rules, standing: &Standing, now: Millis) -> Result<(), Error> {
        if self.is_canceled() || now <= self.end || now > self.window_end {
            return Err(Error::NotOpenToObjection { after: self.end, until: self.window_end });
        }
        if self.form(rules, standing).objector != Some(house) {
            return Err(Error::NoObjection(house));
        }
        if self.outcome(rules, standing).is_err() {
            return Err(Error::NotPassed);
        }
        Ok(())
    }

    /// Whether an objection can still be taken back: for one tail less than it can be made, so that whoever relied on it has
    /// time to object too.
    ///
    /// # Errors
    /// [`Error::TooLateToRetract`].
    pub fn check_retraction(&self, rules: &Rules, now: Millis) -> Result<(), Error> {
        // A tail is at most half of the window.
        let until = self.window_end.saturating_sub(rules.of(self.track).tail);
        if now > until {
            return Err(Error::TooLateToRetract { until });
        }
        Ok(())
    }

    /// Counts an objection of the community.
    ///
    /// # Errors
    /// [`Error::ObjectsAlready`].
    // A part of one supply.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn object(&mut self, ballot: &mut Ballot) -> Result<(), Error> {
        if ballot.objects {
            return Err(Error::ObjectsAlready);
        }
        self.objections += ballot.weight;
        ballot.objects = true;
        Ok(())
    }

    /// Takes an objection of the community back.
    ///
    /// # Errors
    /// [`Error::ObjectsNot`].
    // What is taken away was added.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn retract(&mut self, ballot: &mut Ballot) -> Result<(), Error> {
        if !ballot.objects {
            return Err(Error::ObjectsNot);
        }
        self.objections -= ballot.weight;
        ballot.objects = false;
        Ok(())
    }

    /// Counts a seat's objection. One that stands already may be repeated while no veto is reserved: what did not suffice
    /// may suffice when a suspension has ended.
    ///
    /// # Errors
    /// [`Error::SeatDoesNotCount`], [`Error::ObjectsAlready`].
    pub fn object_seat(&mut self, seat: u8, standing: &Standing) -> Result<(), Error> {
        let bit = bit(seat);
        if standing.regular & bit == 0 {
            return Err(Error::SeatDoesNotCount { seat });
        }
        if self.objecting & bit != 0 && self.flags.has(Flags::VETO_RESERVED) {
            return Err(Error::ObjectsAlready);
        }
        self.objecting |= bit;
        Ok(())
    }

    /// Takes a seat's objection back.
    ///
    /// # Errors
    /// [`Error::ObjectsNot`].
    pub fn retract_seat(&mut self, seat: u8) -> Result<(), Error> {
        let bit = bit(seat);
        if self.objecting & bit == 0 {
            return Err(Error::ObjectsNot);
        }
        self.objecting &= !bit;
        Ok(())
    }
}

/// The record as it lies in its cell.
///
/// | byte | field |
/// | --- | --- |
/// | 0, 1, 2 | track, executor, flags |
/// | 3 | version |
/// | 7, 15, 23, 31, 39 | created, snapshot, end of For, end, end of the window |
/// | 47, 63, 79, 95, 111 | eligible, against, in favor, abstain, objections |
/// | 127, 129, 131, 133 | seats against, in favor, abstaining, objecting |
/// | 135 | operation |
impl<A> Proposal<A> {
    /// The bytes of its cell, but for the account of the votes token.
    #[must_use]
    #[inline(always)]
    pub fn to_bytes(&self) -> [u8; FACTS] {
        let mut bytes = [0; FACTS];
        bytes[0] = self.track as u8;
        bytes[1] = self.executor as u8;
        bytes[2] = self.flags.0;
        // One by one: places that are known when this is compiled are stores and nothing else.
        bytes[3..7].copy_from_slice(&self.version.to_le_bytes());
        bytes[7..15].copy_from_slice(&self.created.to_le_bytes());
        bytes[15..23].copy_from_slice(&self.snapshot.to_le_bytes());
        bytes[23..31].copy_from_slice(&self.for_end.to_le_bytes());
        bytes[31..39].copy_from_slice(&self.end.to_le_bytes());
        bytes[39..47].copy_from_slice(&self.window_end.to_le_bytes());
        bytes[47..63].copy_from_slice(&self.eligible.to_le_bytes());
        bytes[63..79].copy_from_slice(&self.tally.against.to_le_bytes());
        bytes[79..95].copy_from_slice(&self.tally.in_favor.to_le_bytes());
        bytes[95..111].copy_from_slice(&self.tally.abstain.to_le_bytes());
        bytes[111..127].copy_from_slice(&self.objections.to_le_bytes());
        bytes[127..129].copy_from_slice(&self.seats.against.to_le_bytes());
        bytes[129..131].copy_from_slice(&self.seats.in_favor.to_le_bytes());
        bytes[131..133].copy_from_slice(&self.seats.abstain.to_le_bytes());
        bytes[133..135].copy_from_slice(&self.objecting.to_le_bytes());
        bytes[135..].copy_from_slice(&self.operation.to_le_bytes());
        bytes
    }

    /// The record in a cell.
    #[must_use]
    #[inline(always)]
    pub fn from_bytes(bytes: &[u8; FACTS], votes: A) -> Self {
        let track = |number| Track::from_number(number).unwrap_or(Track::Dual);
        Self {
            track: track(bytes[0]),
            executor: track(bytes[1]),
            flags: Flags(bytes[2]),
            version: u32::from_le_bytes(take(bytes, 3)),
            created: u64::from_le_bytes(take(bytes, 7)),
            snapshot: u64::from_le_bytes(take(bytes, 15)),
            for_end: u64::from_le_bytes(take(bytes, 23)),
            end: u64::from_le_bytes(take(bytes, 31)),
            window_end: u64::from_le_bytes(take(bytes, 39)),
            eligible: u128::from_le_bytes(take(bytes, 47)),
            tally: Tally {
                against: u128::from_le_bytes(take(bytes, 63)),
                in_favor: u128::from_le_bytes(take(bytes, 79)),
                abstain: u128::from_le_bytes(take(bytes, 95)),
            },
            objections: u128::from_le_bytes(take(bytes, 111)),
            seats: Seats {
                against: u16::from_le_bytes(take(bytes, 127)),
                in_favor: u16::from_le_bytes(take(bytes, 129)),
                abstain: u16::from_le_bytes(take(bytes, 131)),
            },
            objecting: u16::from_le_bytes(take(bytes, 133)),
            operation: u32::from_le_bytes(take(bytes, 135)),
            votes,
        }
    }
}

#[inline(always)]
#[allow(clippy::arithmetic_side_effects)]
fn take<const K: usize>(bytes: &[u8; FACTS], at: usize) -> [u8; K] {
    let mut taken = [0; K];
    taken.copy_from_slice(&bytes[at..at + K]);
    taken
}
