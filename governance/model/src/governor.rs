//! A governor by lists: every vote and every objection that was ever accepted, in order. It foresees whether a [`World`] does a
//! step, and knows each proposal's state, from those lists and from what houses and timelocks remember; it calls none of
//! the rules that the world is made of. Parts are compared as exact fractions.

use crate::{
    house::{Account, Operation, Tenure},
    world::{timelock, Act, Draft, Outcome, Step, World},
};
use atelier_governance::{
    proposal::{Reason, State, Support},
    timelock::Status,
    track::{Class, CommitteeBar, CommunityBar, House, Rules, Settings, Track},
    units::{Bps, Millis, DAY},
};

/// Whether `part` is at least so many ten-thousandths of `whole`.
fn is_part(part: u128, bps: Bps, whole: u128) -> bool {
    part * 10_000 >= u128::from(bps.0) * whole
}

/// Whether `part` is more than so many ten-thousandths of `whole`.
fn is_more_than(part: u128, bps: Bps, whole: u128) -> bool {
    part * 10_000 > u128::from(bps.0) * whole
}

/// Somebody in a house: an account, or a seat with the appointment of whoever spoke for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    Account(Account),
    Seat(u8, u32),
}

/// A proposal as it was made, with everything that was said about it.
#[derive(Clone, Debug)]
struct Case {
    proposer: Account,
    draft: Draft,
    rules: Rules,
    /// The track whose timelock executes it.
    executor: Track,
    /// What it overrides.
    refused: Option<usize>,
    also_community: bool,
    created: Millis,
    snapshot: Millis,
    end: Millis,
    window_end: Millis,
    votes: Vec<(Voice, Support)>,
    objections: Vec<(Voice, bool)>,
    /// A veto of the committee's budget is kept for it.
    reserved: bool,
    canceled: Option<State>,
    operation: Option<usize>,
    paid: bool,
    buried: bool,
}

/// What a house's vote came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    NotAsked,
    Passed,
    NoQuorum,
    NotApproved,
}

impl Case {
    fn settings(&self) -> &Settings {
        self.rules.of(self.draft.track)
    }

    /// The last that each voice said, in the order in which they spoke first.
    fn ballots(&self) -> Vec<(Voice, Support)> {
        let mut ballots: Vec<(Voice, Support)> = Vec::new();
        for (voice, support) in &self.votes {
            match ballots.iter_mut().find(|(other, _)| other == voice) {
                Some(ballot) => ballot.1 = *support,
                None => ballots.push((*voice, *support)),
            }
        }
        ballots
    }

    /// Who objects.
    fn objectors(&self) -> Vec<Voice> {
        let mut objectors: Vec<Voice> = Vec::new();
        for (voice, objects) in &self.objections {
            objectors.retain(|other| other != voice);
            if *objects {
                objectors.push(*voice);
            }
        }
        objectors
    }

    fn said(&self, voice: Voice) -> Option<Support> {
        self.ballots().into_iter().find(|(other, _)| *other == voice).map(|(_, support)| support)
    }

    fn filled(&self, world: &World) -> u128 {
        (0..world.committee.seats()).filter(|seat| world.committee.tenure(*seat, self.snapshot).is_some()).count()
            as u128
    }

    /// The appointment to a seat, if its word counts at that moment.
    fn counting(&self, seat: u8, at: Millis, world: &World) -> Option<Tenure> {
        let then = world.committee.tenure(seat, self.snapshot)?;
        let tenure = world.committee.tenure(seat, at)?;
        (tenure.number == then.number && tenure.suspended_until < at).then_some(tenure)
    }

    fn is_dormant(&self, world: &World) -> bool {
        self.filled(world) < u128::from(self.rules.min_seats)
    }

    /// The bar of the community, if it is asked.
    fn community(&self, world: &World) -> Option<CommunityBar> {
        let of = |track| Some(self.rules.of(track).community);
        match (self.draft.track, self.is_dormant(world)) {
            (Track::Strategic, _) => of(Track::Strategic),
            (Track::Creative, true) => of(Track::Strategic),
            (Track::Creative, false) if self.also_community => of(Track::Strategic),
            (Track::Creative, false) => None,
            (Track::Dual, false) => of(Track::Dual),
            (Track::Dual, true) | (Track::Override, _) => of(Track::Override),
        }
    }

    /// The bar of the committee, if it is asked.
    fn committee(&self, world: &World) -> Option<CommitteeBar> {
        let asked = matches!(self.draft.track, Track::Creative | Track::Dual) && !self.is_dormant(world);
        asked.then(|| self.settings().committee)
    }

    /// Who may object.
    fn objector(&self, world: &World) -> Option<House> {
        match self.draft.track {
            _ if self.is_dormant(world) => None,
            Track::Strategic => Some(House::Committee),
            Track::Creative if !self.also_community => Some(House::Community),
            _ => None,
        }
    }

    /// How long it waits before it can be executed.
    fn lock(&self, world: &World) -> Millis {
        match (self.draft.track, self.is_dormant(world)) {
            (Track::Creative, true) => self.rules.of(Track::Creative).lock.max(self.rules.of(Track::Strategic).lock),
            (Track::Dual, true) => self.rules.of(Track::Override).lock,
            (track, _) => self.rules.of(track).lock,
        }
    }

    fn eligible(&self, world: &World) -> u128 {
        world.tokens.supply(self.snapshot)
    }

    fn by_community(&self, world: &World) -> Verdict {
        let Some(CommunityBar { quorum, approval }) = self.community(world) else { return Verdict::NotAsked };
        let sum = |wanted: Support| -> u128 {
            let ballots = self.ballots().into_iter().filter(|(_, support)| *support == wanted);
            ballots
                .map(|(voice, _)| match voice {
                    Voice::Account(account) => world.tokens.votes(account, self.snapshot),
                    Voice::Seat(..) => 0,
                })
                .sum()
        };
        let [against, in_favor, abstain] = [Support::Against, Support::For, Support::Abstain].map(sum);
        let anybody = against + in_favor + abstain > 0;
        if !anybody || !is_part(in_favor + abstain, quorum, self.eligible(world)) {
            Verdict::NoQuorum
        } else if !is_more_than(in_favor, approval, in_favor + against) {
            Verdict::NotApproved
        } else {
            Verdict::Passed
        }
    }

    fn by_committee(&self, at: Millis, world: &World) -> Verdict {
        let Some(CommitteeBar { quorum, least, approval }) = self.committee(world) else { return Verdict::NotAsked };
        let filled = self.filled(world);
        let count = |wanted: &[Support]| -> u128 {
            let counts = |voice: Voice| match voice {
                Voice::Seat(seat, tenure) => self.counting(seat, at, world).is_some_and(|now| now.number == tenure),
                Voice::Account(_) => false,
            };
            self.ballots().into_iter().filter(|(voice, said)| counts(*voice) && wanted.contains(said)).count() as u128
        };
        let took_part = count(&[Support::For, Support::Abstain]);
        if took_part < u128::from(least) || !is_part(took_part, quorum, filled) {
            Verdict::NoQuorum
        } else if !is_more_than(count(&[Support::For]), approval, filled) {
            Verdict::NotApproved
        } else {
            Verdict::Passed
        }
    }

    /// Whether the committee's word at that moment, and the community's, make a decision; or why not.
    fn verdict(&self, now: Millis, world: &World) -> Result<(), Reason> {
        use Verdict::{NoQuorum, NotAsked, Passed};
        let at = now.min(self.end);
        match (self.by_community(world), self.by_committee(at, world)) {
            (Passed | NotAsked, Passed | NotAsked) => Ok(()),
            // Nobody can carry what is the committee's alone.
            (Passed, _) if self.draft.track != Track::Dual => Err(Reason::NotApproved),
            (Passed, _) => Err(Reason::CommunityOnly),
            (NotAsked, NoQuorum) | (NoQuorum, NotAsked) => Err(Reason::NoQuorum),
            (NotAsked, _) | (_, NotAsked) => Err(Reason::NotApproved),
            (_, Passed) => Err(Reason::CommitteeOnly),
            // If both refused it, what the community lacked is told.
            (NoQuorum, _) => Err(Reason::NoQuorum),
            _ => Err(Reason::NotApproved),
        }
    }

    /// Whether the objections would suffice at that moment.
    fn is_objected(&self, now: Millis, world: &World) -> bool {
        let Settings { veto, committee, .. } = *self.settings();
        let at = now.min(self.window_end);
        match self.objector(world) {
            None => false,
            Some(House::Community) => {
                let weight = |voice: Voice| match voice {
                    Voice::Account(account) => world.tokens.votes(account, self.snapshot),
                    Voice::Seat(..) => 0,
                };
                let objecting: u128 = self.objectors().into_iter().map(weight).sum();
                objecting > 0 && is_part(objecting, veto, self.eligible(world))
            }
            Some(House::Committee) => {
                let is_regular = |voice: &Voice| match voice {
                    Voice::Seat(seat, tenure) => {
                        self.counting(*seat, at, world).is_some_and(|now| now.number == *tenure && at <= now.term_end)
                    }
                    Voice::Account(_) => false,
                };
                let objecting = self.objectors().iter().filter(|voice| is_regular(voice)).count() as u128;
                objecting >= u128::from(committee.least) && is_part(objecting, veto, self.filled(world))
            }
        }
    }

    fn decided(&self, world: &World) -> Millis {
        if self.objector(world).is_some() {
            self.window_end
        } else {
            self.end
        }
    }

    fn state(&self, world: &World) -> State {
        let now = world.now;
        if let Some(state) = self.canceled {
            return state;
        }
        if now <= self.snapshot {
            return State::Pending;
        }
        if now <= self.end {
            return State::Active;
        }
        if let Some(number) = self.operation {
            return match world.timelocks[timelock(self.executor)][number] {
                Operation { executed: Some(_), .. } => State::Executed,
                Operation { canceled: true, .. } => State::Revoked,
                Operation { eta, .. } if now < eta => State::Queued,
                Operation { expires_at, .. } if now > expires_at => State::Unexecuted,
                _ => State::Ready,
            };
        }
        if let Err(reason) = self.verdict(now, world) {
            return State::Defeated(reason);
        }
        if let Some(house) = self.objector(world) {
            if now <= self.window_end {
                return State::Objection;
            }
            if self.is_objected(now, world) && (house == House::Community || self.reserved) {
                return State::Vetoed(house);
            }
        }
        if now > self.decided(world) + self.settings().queue_within {
            State::Unqueued
        } else {
            State::Succeeded
        }
    }

    /// Whether what was refused can be carried by Override, at any time.
    fn is_refused_by_committee(&self, world: &World) -> bool {
        matches!(self.state(world), State::Vetoed(House::Committee) | State::Defeated(Reason::CommunityOnly))
    }

    /// Whether an account may speak now, in favor or against.
    fn may_say(&self, voice: Voice, support: Support, now: Millis) -> bool {
        if self.canceled.is_some() || now <= self.snapshot || now > self.end {
            return false;
        }
        let before = self.said(voice);
        let is_late = now > self.end - self.settings().tail;
        match (before, support) {
            (Some(before), support) if before == support => false,
            (_, Support::Against) => true,
            (Some(Support::For), Support::Abstain) => true,
            _ => !is_late,
        }
    }
}

/// The governor by lists.
#[derive(Clone, Debug, Default)]
pub struct Judge {
    cases: Vec<Case>,
}

const LONG: Millis = 90 * DAY;

impl Judge {
    /// A governor that nobody has used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn case(&self, id: u32) -> Option<&Case> {
        self.cases.get(id.checked_sub(1)? as usize)
    }

    fn kept(&self, id: u32) -> Option<&Case> {
        self.case(id).filter(|case| !case.buried)
    }

    /// The state of a proposal.
    #[must_use]
    pub fn state(&self, id: u32, world: &World) -> Option<State> {
        Some(self.case(id)?.state(world))
    }

    /// Whether a proposal would be decided in favor if its vote ended with what was said so far.
    #[must_use]
    pub fn passes(&self, id: u32, world: &World) -> bool {
        self.case(id).is_some_and(|case| case.verdict(world.now, world).is_ok())
    }

    /// Whether the committee approved a proposal by more than half of the seats that were filled at the snapshot.
    #[must_use]
    pub fn is_by_majority(&self, id: u32, world: &World) -> bool {
        let Some(case) = self.case(id) else { return false };
        let approves = |(voice, support): &(Voice, Support)| match voice {
            Voice::Seat(seat, tenure) => {
                *support == Support::For
                    && case.counting(*seat, case.end, world).is_some_and(|then| then.number == *tenure)
            }
            Voice::Account(_) => false,
        };
        case.ballots().iter().filter(|ballot| approves(ballot)).count() as u128 * 2 > case.filled(world)
    }

    /// Whether the committee was dormant at the snapshot of a proposal.
    #[must_use]
    pub fn is_dormant(&self, id: u32, world: &World) -> bool {
        self.case(id).is_some_and(|case| case.is_dormant(world))
    }

    /// Whether the community's vote on a proposal met its track's quorum and approval.
    #[must_use]
    pub fn is_by_community(&self, id: u32, world: &World) -> bool {
        self.case(id).is_some_and(|case| case.by_community(world) == Verdict::Passed)
    }

    /// When a proposal was decided in favor, if it was, and how long it must wait then.
    #[must_use]
    pub fn decided_and_lock(&self, id: u32, world: &World) -> Option<(Millis, Millis)> {
        self.case(id).map(|case| (case.decided(world), case.lock(world)))
    }

    /// All units that voted on a proposal, and all that there were.
    #[must_use]
    pub fn turnout(&self, id: u32, world: &World) -> Option<(u128, u128)> {
        let case = self.case(id)?;
        let weight = |voice: &Voice| match voice {
            Voice::Account(account) => world.tokens.votes(*account, case.snapshot),
            Voice::Seat(..) => 0,
        };
        Some((case.ballots().iter().map(|(voice, _)| weight(voice)).sum(), case.eligible(world)))
    }

    fn voice(seat: u8, by: Account, world: &World) -> Option<Voice> {
        let tenure = world.committee.tenure(seat, world.now)?;
        (tenure.holder == by).then_some(Voice::Seat(seat, tenure.number))
    }

    /// Whether an account has, a moment ago, what a track's proposers need.
    fn is_backed(account: Account, track: Track, rules: &Rules, world: &World) -> bool {
        let track = if track == Track::Creative { Track::Strategic } else { track };
        let votes = world.tokens.votes(account, world.now - 1);
        votes > 0 && is_part(votes, rules.of(track).threshold, world.tokens.supply(world.now - 1))
    }

    /// What a content overrides if it is proposed on Override now, if the committee refused it lately.
    fn refused(&self, acts: &[Act], world: &World) -> Option<usize> {
        let last = (0..self.cases.len()).rev().find(|number| self.cases[*number].draft.acts == acts)?;
        let case = &self.cases[last];
        (case.is_refused_by_committee(world) && world.now <= case.window_end + LONG).then_some(last)
    }

    fn may_propose(&self, by: Account, draft: &Draft, world: &World) -> bool {
        let Draft { track, seat, acts, after } = draft;
        let (now, rules) = (world.now, world.rules.last().expect("there are rules"));
        let allowed: &[Class] = match track {
            Track::Strategic => &[Class::Strategic],
            Track::Creative => &[Class::Creative],
            Track::Dual => &[Class::Strategic, Class::Dual, Class::Roster],
            Track::Override => &[Class::Creative, Class::Strategic, Class::Dual, Class::Roster],
        };
        let is_allowed = acts.iter().all(|act| allowed.contains(&act.class()));
        let same = || self.cases.iter().filter(|case| case.draft.acts == *acts);
        let is_open = same().all(|case| case.state(world).is_terminal());
        let is_cooled =
            same().all(|case| case.state(world) != State::Vetoed(House::Community) || now > case.window_end + 30 * DAY);
        let is_track_right = match (track, self.refused(acts, world)) {
            (Track::Override, Some(_)) => true,
            (Track::Override, None) => acts.iter().all(|act| act.class() == Class::Roster),
            (_, refused) => refused.is_none(),
        };
        let is_backed = match seat {
            Some(seat) => {
                let since = world.committee.tenure(*seat, now - 1);
                let holds = world.committee.tenure(*seat, now);
                *track == Track::Creative
                    && since.is_some()
                    && holds.is_some_and(|tenure| tenure.holder == by && tenure.suspended_until < now)
                    && holds.map(|tenure| tenure.number) == since.map(|tenure| tenure.number)
            }
            None => {
                let seats = 0..world.committee.seats();
                let filled = seats.filter(|seat| world.committee.tenure(*seat, now - 1).is_some()).count();
                (*track != Track::Creative || filled < rules.min_seats.into())
                    && Self::is_backed(by, *track, rules, world)
            }
        };
        let live = self.cases.iter().filter(|case| {
            case.proposer == by && case.draft.track == *track && case.end >= now && case.canceled.is_none()
        });
        let comes_after = after.is_none_or(|after| (1..=self.cases.len()).contains(&(after as usize)));
        is_allowed
            && is_open
            && is_cooled
            && is_track_right
            && is_backed
            && live.count() < rules.of(*track).live.into()
            && comes_after
    }

    /// How many of the committee's vetoes are taken by other proposals now.
    fn taken(&self, but: u32, now: Millis) -> usize {
        let taken = |(number, case): &(usize, &Case)| {
            *number as u32 + 1 != but && case.reserved && now <= case.window_end + LONG
        };
        self.cases.iter().enumerate().filter(taken).count()
    }

    fn is_open_to_objection(case: &Case, house: House, world: &World) -> bool {
        case.canceled.is_none()
            && world.now > case.end
            && world.now <= case.window_end
            && case.objector(world) == Some(house)
            && case.verdict(world.now, world).is_ok()
    }

    fn may_cancel(case: &Case) -> bool {
        case.refused.is_none()
    }

    /// Whether the world will do a step.
    #[must_use]
    pub fn foresees(&self, step: &Step, world: &World) -> bool {
        let now = world.now;
        let with = |id: &u32, judged: &dyn Fn(&Case) -> bool| self.kept(*id).is_some_and(judged);
        match step {
            Step::Wait(_) | Step::Seat(..) => true,
            Step::Transfer(from, to, amount) => from == to || world.tokens.balance(*from) >= *amount,
            Step::Suspend(seat, _) => world.committee.tenure(*seat, now).is_some(),
            Step::Propose(by, draft) => self.may_propose(*by, draft, world),
            Step::Vote(by, id, support) => with(id, &|case| {
                case.may_say(Voice::Account(*by), *support, now)
                    && case.community(world).is_some()
                    && world.tokens.votes(*by, case.snapshot) > 0
            }),
            Step::VoteSeat(by, id, seat, support) => with(id, &|case| {
                let Some(voice) = Self::voice(*seat, *by, world) else { return false };
                matches!(case.draft.track, Track::Creative | Track::Dual)
                    && case.may_say(voice, *support, now)
                    && case.counting(*seat, now, world).is_some()
            }),
            Step::Object(by, id) => with(id, &|case| {
                Self::is_open_to_objection(case, House::Community, world)
                    && world.tokens.votes(*by, case.snapshot) > 0
                    && !case.objectors().contains(&Voice::Account(*by))
            }),
            Step::Retract(by, id) => with(id, &|case| {
                Self::is_open_to_objection(case, House::Community, world)
                    && case.objectors().contains(&Voice::Account(*by))
                    && now <= case.window_end - case.settings().tail
            }),
            Step::ObjectSeat(by, id, seat) => with(id, &|case| {
                let Some(voice) = Self::voice(*seat, *by, world) else { return false };
                let is_regular = case.counting(*seat, now, world).is_some_and(|tenure| now <= tenure.term_end);
                if !Self::is_open_to_objection(case, House::Committee, world)
                    || !is_regular
                    || (case.reserved && case.objectors().contains(&voice))
                {
                    return false;
                }
                let mut next = case.clone();
                next.objections.push((voice, true));
                case.reserved || !next.is_objected(now, world) || self.taken(*id, now) < case.rules.vetoes.into()
            }),
            Step::RetractSeat(by, id, seat) => with(id, &|case| {
                Self::voice(*seat, *by, world).is_some()
                    && Self::is_open_to_objection(case, House::Committee, world)
                    // Whoever holds the seat now can take back what was said for it.
                    && case.objectors().iter().any(|voice| matches!(voice, Voice::Seat(other, _) if other == seat))
                    && now <= case.window_end - case.settings().tail
            }),
            Step::Cancel(by, id) => {
                with(id, &|case| case.proposer == *by && case.state(world) == State::Pending && Self::may_cancel(case))
            }
            Step::CancelUnbacked(id) => with(id, &|case| {
                let is_backed = match case.draft.seat {
                    Some(seat) => {
                        let then = world.committee.tenure(seat, case.created - 1);
                        world.committee.tenure(seat, now).is_some_and(|tenure| {
                            Some(tenure.number) == then.map(|then| then.number) && tenure.suspended_until < now
                        })
                    }
                    None => Self::is_backed(case.proposer, case.draft.track, &case.rules, world),
                };
                matches!(case.state(world), State::Pending | State::Active) && !is_backed && Self::may_cancel(case)
            }),
            Step::Queue(id) => with(id, &|case| {
                let is_fine = |after| {
                    self.kept(after).is_some_and(|first| first.operation.is_some() && first.executor == case.executor)
                };
                case.state(world) == State::Succeeded && case.draft.after.is_none_or(is_fine)
            }),
            // Whether the acts succeed is no matter of the governor.
            Step::Execute(id) => with(id, &|case| {
                let operations = &world.timelocks[timelock(case.executor)];
                let is_done = |after: usize| operations[after].status(now) == Status::Executed;
                case.state(world) == State::Ready
                    && case.operation.and_then(|number| operations[number].after).is_none_or(is_done)
            }),
            Step::Settle(id) => with(id, &|case| {
                let state = case.state(world);
                let entry = match (case.draft.track, case.draft.seat) {
                    (Track::Creative, None) => Track::Strategic,
                    (track, _) => track,
                };
                !case.paid
                    && case.rules.of(entry).deposit > 0
                    && !matches!(state, State::Pending | State::Active | State::Objection)
            }),
            Step::Prune(id) => {
                let Some(case) = self.kept(*id) else { return false };
                let filed = world.filed(*id).expect("the same proposals");
                let settings = case.settings();
                let over = match case.state(world) {
                    state if !state.is_terminal() => return false,
                    State::Vetoed(House::Committee) | State::Defeated(Reason::CommunityOnly) => {
                        case.window_end + LONG + DAY
                    }
                    State::Executed | State::Revoked | State::Unqueued | State::Unexecuted => {
                        case.window_end + settings.queue_within + 30 * DAY + settings.grace + 30 * DAY
                    }
                    _ => case.window_end + 30 * DAY,
                };
                now > over && (case.paid || filed.deposit == 0)
            }
        }
    }

    /// Whether the deposit of a proposal is lost: its community took part in a number that is a quorum, and a tenth of it at
    /// most was in favor.
    #[must_use]
    pub fn is_lost(&self, id: u32, world: &World) -> bool {
        let Some(case) = self.case(id) else { return false };
        let Some(CommunityBar { quorum, .. }) = case.community(world) else { return false };
        let (all, eligible) = self.turnout(id, world).unwrap_or_default();
        let sum = |wanted: Support| -> u128 {
            let ballots = case.ballots().into_iter().filter(|(_, support)| *support == wanted);
            ballots
                .map(|(voice, _)| match voice {
                    Voice::Account(account) => world.tokens.votes(account, case.snapshot),
                    Voice::Seat(..) => 0,
                })
                .sum()
        };
        let (against, in_favor) = (sum(Support::Against), sum(Support::For));
        matches!(case.state(world), State::Defeated(_))
            && against > 0
            && is_part(all, quorum, eligible)
            && in_favor * 10 <= in_favor + against
    }

    /// Takes down what the world did. `before` is the world before the step, `world` after it.
    pub fn note(&mut self, step: &Step, outcome: &Outcome, before: &World, world: &World) {
        let Ok(number) = outcome else { return };
        let now = before.now;
        match step {
            Step::Wait(_) | Step::Transfer(..) | Step::Seat(..) | Step::Suspend(..) | Step::Execute(_) => {}
            Step::Propose(by, draft) => self.open(*by, draft, before),
            Step::Vote(by, id, support) => self.cases[*id as usize - 1].votes.push((Voice::Account(*by), *support)),
            Step::VoteSeat(by, id, seat, support) => {
                let voice = Self::voice(*seat, *by, before).expect("who votes for a seat holds it");
                self.cases[*id as usize - 1].votes.push((voice, *support));
            }
            Step::Object(by, id) => self.cases[*id as usize - 1].objections.push((Voice::Account(*by), true)),
            Step::Retract(by, id) => self.cases[*id as usize - 1].objections.push((Voice::Account(*by), false)),
            Step::ObjectSeat(by, id, seat) => {
                let voice = Self::voice(*seat, *by, before).expect("who objects for a seat holds it");
                let case = &mut self.cases[*id as usize - 1];
                case.objections.push((voice, true));
                case.reserved |= case.is_objected(now, world);
            }
            Step::RetractSeat(_, id, seat) => {
                let case = &mut self.cases[*id as usize - 1];
                case.objections.retain(|(voice, _)| !matches!(voice, Voice::Seat(other, _) if other == seat));
                case.reserved &= case.is_objected(now, world);
            }
            Step::Cancel(_, id) => self.cases[*id as usize - 1].canceled = Some(State::Withdrawn),
            Step::CancelUnbacked(id) => self.cases[*id as usize - 1].canceled = Some(State::Unbacked),
            Step::Queue(id) => self.cases[*id as usize - 1].operation = Some(*number as usize),
            Step::Settle(id) => self.cases[*id as usize - 1].paid = true,
            Step::Prune(id) => self.cases[*id as usize - 1].buried = true,
        }
    }

    fn open(&mut self, by: Account, draft: &Draft, world: &World) {
        let (now, rules) = (world.now, world.rules.last().expect("there are rules").clone());
        let Settings { delay, period, objection, .. } = *rules.of(draft.track);
        let refused = self.refused(&draft.acts, world).filter(|_| draft.track == Track::Override);
        let is_recent =
            |case: &&Case| case.state(world) == State::Vetoed(House::Community) && now <= case.window_end + LONG;
        let refusals = self.cases.iter().filter(is_recent).count();
        let executor = match (draft.track, refused) {
            (Track::Override, Some(refused)) => self.cases[refused].executor,
            (Track::Override, None) => Track::Dual,
            (track, _) => track,
        };
        self.cases.push(Case {
            proposer: by,
            draft: draft.clone(),
            rules,
            executor,
            refused,
            also_community: draft.track == Track::Creative && refusals >= 2,
            created: now,
            snapshot: now + delay,
            end: now + delay + period,
            window_end: now + delay + period + objection,
            votes: Vec::new(),
            objections: Vec::new(),
            reserved: false,
            canceled: None,
            operation: None,
            paid: false,
            buried: false,
        });
    }
}
