//! A whole DAO in memory: the rules of proposals put together as the governor's contract does, between houses and timelocks
//! that are lists. Whoever drives a contract by the same [`Step`]s can compare it with this.

use crate::house::{Account, Committee, Operation, Tenure, Tokens};
use atelier_governance::{
    content::{self, Earlier},
    proposal::{bit, is_dormant, schedule, Ballot, Error, Flags, Proposal, Seats, State, Support, Tally},
    roster::Standing,
    timelock::Status,
    track::{self, Class, House, Rules, Track},
    units::Millis,
    veto::Vetoes,
};
use std::collections::BTreeMap;

/// Something that a proposal can do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Releases a model, say. Acts with different numbers differ in their arguments.
    Creative(u32),
    /// Pays a grant, say.
    Strategic(u32),
    /// Calls what nobody classified.
    Unknown(u32),
    /// A Creative message with native money.
    Paid(u32),
    /// Offers a seat to somebody, who takes it at once unless he has another.
    Appoint(u8, Account),
    /// Empties a seat, if the appointment of that number still holds it.
    Remove(u8, u32),
    /// Makes the rules of a number valid, see [`World::constitutions`].
    SetRules(usize),
    /// Cancels an operation of a timelock, if it is itself one of the same timelock.
    CancelOperation(Track, usize),
}

impl Act {
    /// What kind of decision it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Creative(_) => Class::Creative,
            Self::Strategic(_) => Class::Strategic,
            Self::Paid(_) => Class::Creative.with_value(1),
            Self::Appoint(..) | Self::Remove(..) => Class::Roster,
            Self::CancelOperation(Track::Strategic, _) => Class::Strategic,
            Self::CancelOperation(Track::Creative, _) => Class::Creative,
            Self::Unknown(_) | Self::SetRules(_) | Self::CancelOperation(..) => Class::Dual,
        }
    }
}

/// What somebody wants decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How.
    pub track: Track,
    /// The seat that proposes, if it is one.
    pub seat: Option<u8>,
    /// What.
    pub acts: Vec<Act>,
    /// The proposal that must be executed first.
    pub after: Option<u32>,
}

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Time passes.
    Wait(Millis),
    /// An account gives units to another.
    Transfer(Account, Account, u128),
    /// A seat is given to somebody until that moment, or taken away. The committee's own rules are tested elsewhere.
    Seat(u8, Option<(Account, Millis)>),
    /// A seat is suspended until that moment.
    Suspend(u8, Millis),
    /// An account proposes.
    Propose(Account, Draft),
    /// An account votes.
    Vote(Account, u32, Support),
    /// An account votes for a seat.
    VoteSeat(Account, u32, u8, Support),
    /// An account objects.
    Object(Account, u32),
    /// An account takes its objection back.
    Retract(Account, u32),
    /// An account objects for a seat.
    ObjectSeat(Account, u32, u8),
    /// An account takes the objection of a seat back.
    RetractSeat(Account, u32, u8),
    /// A proposer takes a proposal back.
    Cancel(Account, u32),
    /// Anybody cancels what has no backing any more.
    CancelUnbacked(u32),
    /// Anybody queues a decision.
    Queue(u32),
    /// Anybody executes a decision.
    Execute(u32),
    /// Anybody has a deposit paid out.
    Settle(u32),
    /// Anybody removes a record.
    Prune(u32),
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The rules of voting refuse it.
    Vote(Error),
    /// The rules of contents refuse it.
    Content(content::Refusal),
    /// An act is not this track's.
    WrongClass(Class, Track),
    /// The caller may not do this.
    Denied,
    /// The proposer had too few votes a moment ago.
    BelowThreshold(u128, u128),
    /// The proposer has as many undecided proposals as it may have.
    TooManyLive,
    /// Only seats propose here.
    SeatNeeded,
    /// Seats do not propose here.
    SeatNotAsked,
    /// Not in this state.
    WrongState(State),
    /// The proposer still has enough votes, or the seat.
    StillBacked,
    /// It overrides a refusal, so it must come to a vote.
    MustBeVoted,
    /// What must be executed first has no operation in the same timelock.
    PredecessorNotQueued,
    /// The operation cannot be executed now.
    NotReady,
    /// An act fails.
    ActFailed,
    /// There is no deposit, or it was paid out.
    NothingToSettle,
    /// The record must be kept.
    NotPrunable,
    /// Whom the step is about does not exist, or has not as much.
    Impossible,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Vote(error)
    }
}

/// The number that a step gave: of the proposal, or of the operation; 0 if it gives none.
pub type Outcome = Result<u32, Refusal>;

/// A proposal with all that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The record.
    pub proposal: Proposal<()>,
    /// Who proposed it.
    pub proposer: Account,
    /// What was wanted.
    pub draft: Draft,
    /// What was put down.
    pub deposit: u128,
    /// What the accounts said.
    pub ballots: BTreeMap<Account, Ballot>,
    /// How it ended, once its record was removed.
    pub buried: Option<State>,
    /// Where the deposit went: true is the treasury.
    pub slashed: Option<bool>,
}

/// What was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Executed {
    /// The proposal.
    pub proposal: u32,
    /// When.
    pub at: Millis,
}

/// The DAO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// The clock.
    pub now: Millis,
    /// The community.
    pub tokens: Tokens,
    /// The committee.
    pub committee: Committee,
    /// The rules that acts can make valid.
    pub constitutions: Vec<Rules>,
    /// The versions of the rules so far.
    pub rules: Vec<Rules>,
    /// All proposals; the first has the number 1.
    pub proposals: Vec<Filed>,
    /// The timelocks of Strategic, Creative and Dual.
    pub timelocks: [Vec<Operation>; 3],
    /// What was executed.
    pub executed: Vec<Executed>,
    /// The last proposal of the same acts.
    contents: BTreeMap<Vec<Act>, u32>,
    live: BTreeMap<(u8, Account), Vec<(u32, Millis)>>,
    refusals: Vetoes,
    vetoes: Vetoes,
}

/// A proposal with all that its state depends on.
struct Judged {
    proposal: Proposal<()>,
    rules: Rules,
    standing: Standing,
    state: State,
}

/// Whose threshold and deposit apply.
#[must_use]
pub fn entry(track: Track, seat: Option<u8>) -> Track {
    match (track, seat) {
        (Track::Creative, None) => Track::Strategic,
        _ => track,
    }
}

/// The place of the timelock of a track.
#[must_use]
pub fn timelock(executor: Track) -> usize {
    (executor as usize).min(2)
}

impl World {
    /// A DAO at some moment, with the first of its constitutions.
    ///
    /// # Panics
    /// If a constitution is out of bounds.
    #[must_use]
    pub fn new(now: Millis, tokens: Tokens, committee: Committee, constitutions: Vec<Rules>) -> Self {
        for rules in &constitutions {
            assert_eq!(rules.check(committee.seats()), Ok(()));
        }
        Self {
            now,
            tokens,
            committee,
            rules: vec![constitutions[0].clone()],
            constitutions,
            proposals: Vec::new(),
            timelocks: Default::default(),
            executed: Vec::new(),
            contents: BTreeMap::new(),
            live: BTreeMap::new(),
            refusals: Vetoes::default(),
            vetoes: Vetoes::default(),
        }
    }

    /// Does something, or refuses it and changes nothing.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn apply(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Wait(duration) => {
                self.now += duration;
                Ok(0)
            }
            Step::Transfer(from, to, amount) => {
                self.tokens.transfer(*from, *to, *amount, self.now).then_some(0).ok_or(Refusal::Impossible)
            }
            Step::Seat(seat, tenure) => {
                let tenure =
                    tenure.map(|(holder, term_end)| Tenure { number: 0, holder, term_end, suspended_until: 0 });
                self.committee.set(*seat, tenure, self.now);
                Ok(0)
            }
            Step::Suspend(seat, until) => {
                let tenure = self.committee.tenure(*seat, self.now).ok_or(Refusal::Impossible)?;
                self.committee.set(*seat, Some(Tenure { suspended_until: *until, ..tenure }), self.now);
                Ok(0)
            }
            Step::Propose(by, draft) => self.propose(*by, draft),
            Step::Vote(by, id, support) => self.vote(*by, *id, *support),
            Step::VoteSeat(by, id, seat, support) => self.vote_seat(*by, *id, *seat, *support),
            Step::Object(by, id) => self.object(*by, *id),
            Step::Retract(by, id) => self.retract(*by, *id),
            Step::ObjectSeat(by, id, seat) => self.object_seat(*by, *id, *seat),
            Step::RetractSeat(by, id, seat) => self.retract_seat(*by, *id, *seat),
            Step::Cancel(by, id) => self.cancel(*by, *id),
            Step::CancelUnbacked(id) => self.cancel_unbacked(*id),
            Step::Queue(id) => self.queue(*id),
            Step::Execute(id) => self.execute(*id),
            Step::Settle(id) => self.settle(*id),
            Step::Prune(id) => self.prune(*id),
        }
    }

    /// A proposal with all that is kept of it, also if its record was removed.
    #[must_use]
    pub fn filed(&self, id: u32) -> Option<&Filed> {
        self.proposals.get(id.checked_sub(1)? as usize)
    }

    /// How far a proposal is.
    ///
    /// # Errors
    /// [`Error::UnknownProposal`].
    pub fn state(&self, id: u32) -> Result<State, Refusal> {
        match self.filed(id).and_then(|filed| filed.buried) {
            Some(state) => Ok(state),
            None => Ok(self.judge(id)?.state),
        }
    }

    /// Where the operation of a proposal is.
    #[must_use]
    pub fn operation(&self, id: u32) -> Option<&Operation> {
        let Proposal { executor, operation, .. } = self.filed(id)?.proposal;
        self.timelocks[timelock(executor)].get(operation.checked_sub(1)? as usize)
    }

    /// The vetoes that a house has noted.
    #[must_use]
    pub fn vetoes(&self, house: House) -> &Vetoes {
        match house {
            House::Community => &self.refusals,
            House::Committee => &self.vetoes,
        }
    }

    fn record(&self, id: u32) -> Result<(Proposal<()>, Rules), Refusal> {
        let filed = self.filed(id).filter(|filed| filed.buried.is_none()).ok_or(Error::UnknownProposal(id))?;
        Ok((filed.proposal, self.rules[filed.proposal.version as usize].clone()))
    }

    fn file(&mut self, id: u32) -> &mut Filed {
        &mut self.proposals[id as usize - 1]
    }

    /// What the committee tells; it tells nothing about the future.
    fn standing(&self, snapshot: Millis, at: Millis) -> Standing {
        assert!(snapshot < self.now && at <= self.now);
        self.committee.standing(snapshot, at)
    }

    fn standing_of(&self, seat: u8, voter: Account, snapshot: Millis) -> Result<Standing, Refusal> {
        match self.committee.tenure(seat, self.now) {
            Some(tenure) if tenure.holder == voter => Ok(self.standing(snapshot, self.now)),
            _ => Err(Error::NotHolder { seat }.into()),
        }
    }

    fn judge(&self, id: u32) -> Result<Judged, Refusal> {
        let (proposal, rules) = self.record(id)?;
        let standing = match proposal.committee_moment(self.now) {
            Some(at) => self.standing(proposal.snapshot, at),
            None => Standing::default(),
        };
        let operation: Option<Status> = self.operation(id).map(|operation| operation.status(self.now));
        let state = proposal.state(&rules, &standing, operation, self.now);
        Ok(Judged { proposal, rules, standing, state })
    }

    fn earlier(&self, id: u32) -> Option<Earlier> {
        let Judged { proposal, state, .. } = self.judge(id).ok()?;
        Some(Earlier::new(id, &proposal, state))
    }

    fn votes_and_needed(&self, account: Account, rules: &Rules, track: Track) -> (u128, u128) {
        let before = self.now - 1;
        let needed = rules.of(track).threshold.of_ceil(self.tokens.supply(before)).max(1);
        (self.tokens.votes(account, before), needed)
    }

    fn live_of(&self, track: Track, proposer: Account) -> Vec<(u32, Millis)> {
        let mut live = self.live.get(&(track as u8, proposer)).cloned().unwrap_or_default();
        live.retain(|(_, end)| *end >= self.now);
        live
    }

    fn check_backing(&self, by: Account, track: Track, seat: Option<u8>, rules: &Rules) -> Result<(), Refusal> {
        let before = self.now - 1;
        let Some(seat) = seat else {
            if track == Track::Creative && !is_dormant(rules, &self.standing(before, self.now)) {
                return Err(Refusal::SeatNeeded);
            }
            let (votes, needed) = self.votes_and_needed(by, rules, entry(track, None));
            return if votes < needed { Err(Refusal::BelowThreshold(votes, needed)) } else { Ok(()) };
        };
        if track != Track::Creative {
            return Err(Refusal::SeatNotAsked);
        }
        if self.standing_of(seat, by, before)?.counting & bit(seat) == 0 {
            return Err(Error::SeatDoesNotCount { seat }.into());
        }
        Ok(())
    }

    fn propose(&mut self, by: Account, draft: &Draft) -> Outcome {
        let Draft { track, seat, ref acts, after } = *draft;
        let version = self.rules.len() - 1;
        let rules = self.rules[version].clone();
        let settings = rules.of(track);
        let mut is_about_seats = true;
        for act in acts {
            let class = act.class();
            is_about_seats &= class.is_open_to(Track::Override);
            if track != Track::Override && !class.is_open_to(track) {
                return Err(Refusal::WrongClass(class, track));
            }
        }
        let last = self.contents.get(acts).and_then(|last| self.earlier(*last));
        let (executor, overrides) =
            content::check(track, is_about_seats, last.as_ref(), self.now).map_err(Refusal::Content)?;
        self.check_backing(by, track, seat, &rules)?;
        let mut live = self.live_of(track, by);
        if live.len() >= settings.live.into() {
            return Err(Refusal::TooManyLive);
        }
        let times = schedule(settings, self.now).ok_or(Refusal::Impossible)?;
        let id = self.proposals.len() as u32 + 1;
        if after.is_some_and(|after| after == 0 || after >= id) {
            return Err(Refusal::PredecessorNotQueued);
        }
        let is_distrusted = track == Track::Creative && self.refusals.spoken(self.now) >= track::REFUSALS;
        let mut flags = Flags::default();
        if is_distrusted {
            flags = flags.with(Flags::ALSO_COMMUNITY);
        }
        if overrides {
            flags = flags.with(Flags::OVERRIDES);
        }
        live.push((id, times.end));
        self.live.insert((track as u8, by), live);
        self.contents.insert(acts.clone(), id);
        let proposal = Proposal {
            track,
            executor,
            flags,
            version: version as u32,
            created: self.now,
            snapshot: times.snapshot,
            for_end: times.for_end,
            end: times.end,
            window_end: times.window_end,
            eligible: 0,
            tally: Tally::default(),
            objections: 0,
            seats: Seats::default(),
            objecting: 0,
            operation: 0,
            votes: (),
        };
        self.proposals.push(Filed {
            proposal,
            proposer: by,
            draft: draft.clone(),
            deposit: rules.of(entry(track, seat)).deposit,
            ballots: BTreeMap::new(),
            buried: None,
            slashed: None,
        });
        Ok(id)
    }

    fn weigh(&self, proposal: &mut Proposal<()>, voter: Account) -> Result<Ballot, Refusal> {
        let at = proposal.snapshot;
        assert!(at < self.now);
        if proposal.eligible == 0 {
            proposal.eligible = self.tokens.supply(at);
        }
        match self.tokens.votes(voter, at) {
            0 => Err(Error::NoVotes { at }.into()),
            weight => Ok(Ballot { weight, ..Ballot::default() }),
        }
    }

    fn vote(&mut self, by: Account, id: u32, support: Support) -> Outcome {
        let (mut proposal, rules) = self.record(id)?;
        proposal.check_active(self.now)?;
        if proposal.track == Track::Creative && !proposal.flags.has(Flags::ALSO_COMMUNITY) {
            proposal.check_community(&rules, &self.standing(proposal.snapshot, self.now))?;
        }
        let known = self.file(id).ballots.get(&by).copied();
        proposal.check_change(known.and_then(|ballot| ballot.support), support, self.now)?;
        let mut ballot = match known {
            Some(ballot) => ballot,
            None => self.weigh(&mut proposal, by)?,
        };
        proposal.count(&mut ballot, support);
        self.file(id).ballots.insert(by, ballot);
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn vote_seat(&mut self, by: Account, id: u32, seat: u8, support: Support) -> Outcome {
        let (mut proposal, _) = self.record(id)?;
        proposal.check_active(self.now)?;
        let standing = self.standing_of(seat, by, proposal.snapshot)?;
        proposal.count_seat(seat, support, &standing, self.now)?;
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn object(&mut self, by: Account, id: u32) -> Outcome {
        let Judged { mut proposal, rules, standing, .. } = self.judge(id)?;
        proposal.check_objection(House::Community, &rules, &standing, self.now)?;
        let mut ballot = match self.file(id).ballots.get(&by).copied() {
            Some(ballot) => ballot,
            None => self.weigh(&mut proposal, by)?,
        };
        let before = proposal.is_objected(&rules, &standing);
        proposal.object(&mut ballot)?;
        if proposal.is_objected(&rules, &standing) && !before {
            self.refusals.note(id, proposal.window_end, self.now);
        }
        self.file(id).ballots.insert(by, ballot);
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn retract(&mut self, by: Account, id: u32) -> Outcome {
        let Judged { mut proposal, rules, standing, .. } = self.judge(id)?;
        proposal.check_objection(House::Community, &rules, &standing, self.now)?;
        let mut ballot = self.file(id).ballots.get(&by).copied().unwrap_or_default();
        let before = proposal.is_objected(&rules, &standing);
        proposal.retract(&mut ballot)?;
        proposal.check_retraction(&rules, self.now)?;
        if before && !proposal.is_objected(&rules, &standing) {
            self.refusals.release(id);
        }
        self.file(id).ballots.insert(by, ballot);
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn objected_by(&self, by: Account, id: u32, seat: u8) -> Result<(Proposal<()>, Rules, Standing), Refusal> {
        let (proposal, rules) = self.record(id)?;
        if self.now <= proposal.snapshot {
            let (after, until) = (proposal.end, proposal.window_end);
            return Err(Error::NotOpenToObjection { after, until }.into());
        }
        let standing = self.standing_of(seat, by, proposal.snapshot)?;
        proposal.check_objection(House::Committee, &rules, &standing, self.now)?;
        Ok((proposal, rules, standing))
    }

    fn object_seat(&mut self, by: Account, id: u32, seat: u8) -> Outcome {
        let (mut proposal, rules, standing) = self.objected_by(by, id, seat)?;
        proposal.object_seat(seat, &standing)?;
        if proposal.is_objected(&rules, &standing) && !proposal.flags.has(Flags::VETO_RESERVED) {
            let mut vetoes = self.vetoes.clone();
            vetoes
                .reserve(id, proposal.window_end, rules.vetoes.into(), self.now)
                .map_err(|free_at| Error::VetoBudgetExhausted { vetoes: rules.vetoes, free_at })?;
            self.vetoes = vetoes;
            proposal.flags = proposal.flags.with(Flags::VETO_RESERVED);
        }
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn retract_seat(&mut self, by: Account, id: u32, seat: u8) -> Outcome {
        let (mut proposal, rules, standing) = self.objected_by(by, id, seat)?;
        proposal.retract_seat(seat)?;
        proposal.check_retraction(&rules, self.now)?;
        if proposal.flags.has(Flags::VETO_RESERVED) && !proposal.is_objected(&rules, &standing) {
            proposal.flags = proposal.flags.without(Flags::VETO_RESERVED);
            self.vetoes.release(id);
        }
        self.file(id).proposal = proposal;
        Ok(0)
    }

    fn cancel(&mut self, by: Account, id: u32) -> Outcome {
        let Judged { proposal, state, .. } = self.judge(id)?;
        if self.file(id).proposer != by {
            return Err(Refusal::Denied);
        }
        if state != State::Pending {
            return Err(Refusal::WrongState(state));
        }
        self.withdraw(id, proposal, Flags::WITHDRAWN)
    }

    fn cancel_unbacked(&mut self, id: u32) -> Outcome {
        let Judged { proposal, rules, state, .. } = self.judge(id)?;
        if !matches!(state, State::Pending | State::Active) {
            return Err(Refusal::WrongState(state));
        }
        let (proposer, seat) = (self.file(id).proposer, self.file(id).draft.seat);
        let is_backed = match seat {
            Some(seat) => self.standing(proposal.created - 1, self.now).counting & bit(seat) != 0,
            None => {
                let (votes, needed) = self.votes_and_needed(proposer, &rules, entry(proposal.track, None));
                votes >= needed
            }
        };
        if is_backed {
            return Err(Refusal::StillBacked);
        }
        self.withdraw(id, proposal, Flags::UNBACKED)
    }

    fn withdraw(&mut self, id: u32, mut proposal: Proposal<()>, flag: Flags) -> Outcome {
        if !proposal.is_withdrawable() {
            return Err(Refusal::MustBeVoted);
        }
        proposal.flags = proposal.flags.with(flag);
        let proposer = self.file(id).proposer;
        self.file(id).proposal = proposal;
        let mut live = self.live_of(proposal.track, proposer);
        live.retain(|(live, _)| *live != id);
        self.live.insert((proposal.track as u8, proposer), live);
        Ok(0)
    }

    fn queue(&mut self, id: u32) -> Outcome {
        let Judged { mut proposal, rules, standing, state } = self.judge(id)?;
        if state != State::Succeeded {
            return Err(Refusal::WrongState(state));
        }
        let after = match self.file(id).draft.after {
            None => None,
            Some(after) => match self.record(after) {
                Ok((first, _)) if first.operation > 0 && first.executor == proposal.executor => {
                    Some(first.operation as usize - 1)
                }
                _ => return Err(Refusal::PredecessorNotQueued),
            },
        };
        let eta = self.now + proposal.form(&rules, &standing).lock;
        let operations = &mut self.timelocks[timelock(proposal.executor)];
        operations.push(Operation {
            proposal: id,
            after,
            since: self.now,
            eta,
            expires_at: eta + rules.of(proposal.track).grace,
            rank: proposal.track.rank(),
            executed: None,
            canceled: false,
        });
        proposal.operation = operations.len() as u32;
        self.file(id).proposal = proposal;
        Ok(proposal.operation - 1)
    }

    fn execute(&mut self, id: u32) -> Outcome {
        let now = self.now;
        let operation = self.operation(id).ok_or(Refusal::NotReady)?.clone();
        let executor = timelock(self.file(id).proposal.executor);
        let first = operation.after.map(|after| self.timelocks[executor][after].status(now));
        if operation.status(now) != Status::Ready || first.is_some_and(|status| status != Status::Executed) {
            return Err(Refusal::NotReady);
        }
        // The whole world is kept, so that all acts happen or none.
        let mut next = self.clone();
        let place = self.file(id).proposal.operation as usize - 1;
        next.timelocks[executor][place].executed = Some(now);
        next.executed.push(Executed { proposal: id, at: now });
        let mut offers = BTreeMap::new();
        for act in &self.file(id).draft.acts.clone() {
            next.act(act, executor, operation.rank, &mut offers)?;
        }
        for (seat, holder) in offers {
            if !next.committee.sits_elsewhere(holder, seat, now) {
                let term_end = next.committee.term_end(seat, now);
                next.committee.set(seat, Some(Tenure { number: 0, holder, term_end, suspended_until: 0 }), now);
            }
        }
        *self = next;
        Ok(0)
    }

    fn act(&mut self, act: &Act, running: usize, rank: u8, offers: &mut BTreeMap<u8, Account>) -> Result<(), Refusal> {
        let now = self.now;
        match *act {
            Act::Creative(_) | Act::Strategic(_) | Act::Unknown(_) | Act::Paid(_) => {}
            Act::Appoint(seat, holder) => {
                let is_taken = self.committee.tenure(seat, now).is_some_and(|tenure| now <= tenure.term_end);
                if is_taken || self.committee.sits_elsewhere(holder, seat, now) {
                    return Err(Refusal::ActFailed);
                }
                offers.insert(seat, holder);
            }
            Act::Remove(seat, number) => {
                let tenure = self.committee.tenure(seat, now).filter(|tenure| tenure.number == number);
                tenure.ok_or(Refusal::ActFailed)?;
                self.committee.set(seat, None, now);
            }
            Act::SetRules(number) => {
                let rules = self.constitutions.get(number).ok_or(Refusal::ActFailed)?;
                self.rules.push(rules.clone());
            }
            Act::CancelOperation(executor, number) => {
                if timelock(executor) != running {
                    return Err(Refusal::ActFailed);
                }
                let operation = self.timelocks[timelock(executor)].get_mut(number).ok_or(Refusal::ActFailed)?;
                if !matches!(operation.status(now), Status::Waiting | Status::Ready) || rank < operation.rank {
                    return Err(Refusal::ActFailed);
                }
                operation.canceled = true;
            }
        }
        Ok(())
    }

    fn settle(&mut self, id: u32) -> Outcome {
        let Judged { mut proposal, rules, standing, state } = self.judge(id)?;
        if matches!(state, State::Pending | State::Active | State::Objection) {
            return Err(Refusal::WrongState(state));
        }
        if self.file(id).deposit == 0 || proposal.flags.has(Flags::SETTLED) {
            return Err(Refusal::NothingToSettle);
        }
        let slashed = proposal.is_slashable(state, &rules, &standing);
        proposal.flags = proposal.flags.with(Flags::SETTLED);
        let filed = self.file(id);
        assert_eq!(filed.slashed, None, "a deposit is paid out once");
        filed.slashed = Some(slashed);
        filed.proposal = proposal;
        Ok(0)
    }

    fn prune(&mut self, id: u32) -> Outcome {
        let Judged { proposal, rules, state, .. } = self.judge(id)?;
        let is_settled = self.file(id).deposit == 0 || proposal.flags.has(Flags::SETTLED);
        if !is_settled || !proposal.is_prunable(state, &rules, self.now) {
            return Err(Refusal::NotPrunable);
        }
        self.file(id).buried = Some(state);
        let acts = self.file(id).draft.acts.clone();
        if self.contents.get(&acts).is_some_and(|last| *last == id) {
            self.contents.remove(&acts);
        }
        Ok(0)
    }
}
