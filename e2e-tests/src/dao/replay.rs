//! Replays what happens in a [`World`] of `governance_model` on a DAO on a chain: each step is the message that people send, and
//! after each the contracts must have answered what the world answered and hold what it holds.
//!
//! What a trace does to the committee from outside is done by the account of the Dual timelock, which is its authority, so that
//! seats also change hands without a decision; suspensions are voted by the other seats.

use super::{
    committee::{self, Committee, Founding},
    governor::{self, Draft, Governor, Wiring},
    timelock::{self, action, hash, Recorder, Timelock},
    trace::{Trace, FOUNDED},
    treasury::Treasury,
    votes::{self, Votes},
    Dao, EPOCH, MINIMUM_DELAY, POLICY,
};
use crate::{
    called::Called,
    chain::{account, bytes, AccountId, Chain, FORTUNE},
    people::KEEPER,
    suite::{input, DEPLOYER},
};
use atelier_governance::{
    content,
    proposal::{bit, Ballot, Proposal, State, Support, BALLOT, FACTS},
    timelock::{Action, Error as Rule},
    track::{Class, CommunityBar, House, Track},
    units::Millis,
    veto::Vetoes,
    votes::LARGEST_CAP,
};
use governance_model::{
    actors::{ACCOUNTS, SEATS, START},
    house::{Account, Tenure, TREASURY},
    world::{entry, Act, Filed, Outcome, Refusal, Step, World},
};
use ink::selector_bytes;
use scale::{Decode, Encode};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

/// The governor's cells that are compared as they lie there: records, ballots, and the vetoes of both houses.
const RECORD: u8 = 4;
const BALLOTS: u8 = 7;
const VETOES: u8 = 11;
const REFUSALS: u8 = 12;
/// The number of the account that is the world's account 0; the others follow.
const PEOPLE: u32 = 60;

fn person(account: Account) -> AccountId {
    self::account(PEOPLE + u32::from(account))
}

/// Somebody who voted: an account, or a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    Account(Account),
    Seat(u8),
}

/// A DAO on a chain to which a trace happens.
pub struct Replay {
    /// What happens, and what must come of it.
    pub trace: Trace,
    /// The contracts.
    pub dao: Dao,
    seed: u64,
    steps: usize,
    /// What storage cost each caller.
    storage: BTreeMap<AccountId, i128>,
    /// What the governor and the treasury had at the beginning.
    bases: [u128; 2],
    /// The operations that were scheduled, by proposals.
    operations: BTreeMap<u32, (Timelock, u32)>,
    /// The votes that the governor accepted.
    votes: BTreeMap<(u32, Voice), Support>,
    /// How many calls the recorder has had.
    recorded: usize,
    /// Proposals that did what their houses had decided, by the kinds of what they did.
    decided: BTreeSet<(u32, Class)>,
}

/// The number by which the recorder knows an act. It tells the kind of decision that the act needs.
fn number(act: &Act) -> Option<(Class, u32)> {
    match act {
        Act::Creative(number) => Some((Class::Creative, *number)),
        Act::Strategic(number) => Some((Class::Strategic, 100 + number)),
        Act::Unknown(number) => Some((Class::Dual, 200 + number)),
        Act::Paid(number) => Some((Class::Dual, 300 + number)),
        _ => None,
    }
}

fn same<T: Debug + PartialEq>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?} instead of {expected:?}"))
    }
}

fn deploy(trace: &Trace) -> Dao {
    let Trace { world, settings, .. } = trace;
    let mut chain = Chain::new();
    chain.set_time(FOUNDED);
    let deployer = account(DEPLOYER);
    for someone in [deployer, account(KEEPER)].into_iter().chain((0..ACCOUNTS).map(person)) {
        chain.fund(someone, FORTUNE);
    }
    let timelocks = [0; 3].map(|_: u8| Timelock::deploy(&mut chain, deployer, MINIMUM_DELAY));
    let [strategic, creative, dual] = timelocks.map(|timelock| timelock.account);
    let treasury = Treasury::deploy(&mut chain, deployer, [strategic, creative, dual], EPOCH, POLICY);
    let holders = (0..ACCOUNTS).map(|account| (person(account), world.tokens.balance(account)));
    let terms = votes::Terms {
        cap: LARGEST_CAP,
        minter: dual,
        authority: dual,
        holders: holders.filter(|(_, units)| *units > 0).collect(),
        excluded: vec![treasury.account, strategic, creative, dual, person(TREASURY)],
        ..votes::Terms::of(&[])
    };
    let votes = Votes::deploy(&mut chain, &terms);
    let holder = |seat| world.committee.tenure(seat, FOUNDED).map(|tenure| person(tenure.holder));
    let founding = Founding { dual, strategic, settings: *settings, holders: (0..SEATS).map(holder).collect() };
    let committee = Committee::deploy(&mut chain, &founding);
    let recorder = Recorder::deploy(&mut chain, deployer);
    let wiring = Wiring {
        votes: votes.account,
        committee: committee.account,
        timelocks: [strategic, creative, dual],
        treasury: treasury.account,
        genesis: terms.genesis,
    };
    let governor = Governor::deploy(&mut chain, deployer, &wiring, &world.rules[0]);
    for timelock in timelocks {
        timelock.bind(&mut chain, deployer, governor.account, dual).expect("the deployer may bind it once");
        // It pays for what its operations store, and for acts that come with money.
        chain.fund(timelock.account, FORTUNE);
    }
    let mut dao = Dao { chain, votes, committee, governor, timelocks, treasury, recorder };
    dao.classify_all();
    dao.governor.open(&mut dao.chain, deployer).expect("the deployer may open it");
    dao.chain.set_time(START);
    dao
}

impl Replay {
    /// A DAO on a chain, as the trace of this seed begins.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let trace = Trace::new(seed);
        let mut dao = deploy(&trace);
        let bases = [dao.governor.account, dao.treasury.account].map(|account| dao.chain.balance(account));
        let (storage, operations, votes, decided) = Default::default();
        Self { trace, dao, seed, steps: 0, storage, bases, operations, votes, recorded: 0, decided }
    }

    /// Does the trace's next step, and compares.
    ///
    /// # Errors
    /// What differs.
    pub fn go_on(&mut self) -> Result<(), String> {
        let (step, expected, before) = self.trace.go_on();
        self.steps += 1;
        let context = format!("seed {}, step {}, {step:?}", self.seed, self.steps);
        let done = self.act(&step, &before);
        if done != expected {
            return Err(format!("{context}: {done:?} instead of {expected:?}"));
        }
        let compared = match (&step, &done) {
            (Step::Execute(id), Ok(_)) => self.check_executed(*id),
            _ => Ok(()),
        };
        compared.and_then(|()| self.compare()).map_err(|error| format!("{context}: {error}"))
    }

    /// Proposals that were executed and found to be decided by whoever had to, with the kinds of what they did.
    #[must_use]
    pub fn decided(&self) -> &BTreeSet<(u32, Class)> {
        &self.decided
    }

    fn call(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Called {
        let called = self.dao.chain.call(caller, contract, value, input(selector, arguments));
        if called.outcome.is_ok() && !called.reverted {
            *self.storage.entry(caller).or_default() += called.deposit;
        }
        called
    }

    /// Calls a message of the governor.
    fn tell<T: Decode>(&mut self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Refusal> {
        self.call(caller, self.dao.governor.account, 0, selector, arguments).result().map_err(refusal)
    }

    fn act(&mut self, step: &Step, before: &World) -> Outcome {
        let keeper = account(KEEPER);
        let nothing = |result: Result<(), Refusal>| result.map(|()| 0);
        match *step {
            Step::Wait(duration) => {
                self.dao.wait(duration);
                Ok(0)
            }
            Step::Transfer(from, to, amount) => {
                let arguments = (person(to), amount, Vec::<u8>::new());
                let selector = selector_bytes!("PSP22::transfer");
                let called = self.call(person(from), self.dao.votes.account, 0, selector, &arguments);
                called.result::<(), votes::PSP22Error>().map(|()| 0).map_err(|error| match error {
                    votes::PSP22Error::InsufficientBalance => Refusal::Impossible,
                    other => panic!("{other:?}"),
                })
            }
            Step::Seat(seat, tenure) => {
                self.change_seat(seat, tenure.map(|(holder, _)| holder), before);
                Ok(0)
            }
            Step::Suspend(seat, until) => {
                self.suspend(seat, until, before);
                Ok(0)
            }
            Step::Propose(by, ref draft) => {
                let actions: Vec<_> = draft.acts.iter().map(|act| self.action(act)).collect();
                let rules = before.rules.last().expect("there are rules");
                let deposit = rules.of(entry(draft.track, draft.seat)).deposit;
                let told = Draft { seat: draft.seat, after: draft.after, ..governor::draft("A trace") };
                let arguments = (draft.track, actions, told);
                let selector = selector_bytes!("propose");
                let called = self.call(person(by), self.dao.governor.account, deposit, selector, &arguments);
                called.result().map_err(refusal)
            }
            Step::Vote(by, id, support) => {
                nothing(self.tell(person(by), selector_bytes!("vote"), &(id, support, "")))?;
                self.votes.insert((id, Voice::Account(by)), support);
                Ok(0)
            }
            Step::VoteSeat(by, id, seat, support) => {
                nothing(self.tell(person(by), selector_bytes!("vote_seat"), &(id, seat, support, "")))?;
                self.votes.insert((id, Voice::Seat(seat)), support);
                Ok(0)
            }
            Step::Object(by, id) => nothing(self.tell(person(by), selector_bytes!("object"), &(id, ""))),
            Step::Retract(by, id) => nothing(self.tell(person(by), selector_bytes!("retract"), &id)),
            Step::ObjectSeat(by, id, seat) => {
                nothing(self.tell(person(by), selector_bytes!("object_seat"), &(id, seat, "Not our style.")))
            }
            Step::RetractSeat(by, id, seat) => {
                nothing(self.tell(person(by), selector_bytes!("retract_seat"), &(id, seat)))
            }
            Step::Cancel(by, id) => nothing(self.tell(person(by), selector_bytes!("cancel"), &id)),
            Step::CancelUnbacked(id) => nothing(self.tell(keeper, selector_bytes!("cancel_unbacked"), &id)),
            Step::Queue(id) => {
                let operation = self.tell(keeper, selector_bytes!("queue"), &id)?;
                let executor = self.record(id).map_or(Track::Dual, |record| record.executor);
                self.operations.insert(id, (self.dao.timelock(executor), operation));
                Ok(operation)
            }
            Step::Execute(id) => self.execute(id, before),
            Step::Settle(id) => nothing(self.tell(keeper, selector_bytes!("settle_deposit"), &id)),
            Step::Prune(id) => nothing(self.tell(keeper, selector_bytes!("prune"), &id)),
        }
    }

    /// What a timelock calls for an act.
    fn action(&self, act: &Act) -> Action<AccountId> {
        let Dao { committee, governor, recorder, .. } = &self.dao;
        match *act {
            Act::Creative(_) | Act::Strategic(_) | Act::Unknown(_) => match number(act) {
                Some((Class::Creative, number)) => self.dao.act(Track::Creative, number),
                Some((Class::Strategic, number)) => self.dao.act(Track::Strategic, number),
                Some((_, number)) => self.dao.act(Track::Dual, number),
                None => unreachable!("the recorder knows them by numbers"),
            },
            Act::Paid(number) => action(recorder.account, 1, selector_bytes!("answer_nothing"), &(300 + number)),
            Act::Appoint(seat, holder) => {
                action(committee.account, 0, selector_bytes!("appoint"), &(seat, person(holder)))
            }
            Act::Remove(seat, tenure) => action(committee.account, 0, selector_bytes!("remove_seat"), &(seat, tenure)),
            Act::SetRules(number) => {
                action(governor.account, 0, selector_bytes!("set_rules"), &self.trace.world.constitutions[number])
            }
            Act::CancelOperation(executor, number) => self.dao.timelock(executor).order_cancel(number as u32),
        }
    }

    fn authority(&self) -> AccountId {
        self.dao.timelock(Track::Dual).account
    }

    /// Calls a message of the committee.
    fn order<T: Decode>(
        &mut self,
        caller: AccountId,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, committee::Error> {
        self.call(caller, self.dao.committee.account, 0, selector, arguments).result()
    }

    /// Gives a seat to somebody, or to nobody, whoever holds it.
    fn change_seat(&mut self, seat: u8, holder: Option<Account>, before: &World) {
        let authority = self.authority();
        let removed = match (before.committee.tenure(seat, before.now), holder) {
            // Half of those who go do so of their own will.
            (Some(tenure), None) if tenure.number % 2 == 0 => {
                self.order(person(tenure.holder), selector_bytes!("resign"), &seat)
            }
            (Some(tenure), Some(_)) if before.now > tenure.term_end => Ok(()),
            (Some(tenure), _) => self.order(authority, selector_bytes!("remove_seat"), &(seat, tenure.number)),
            (None, _) => Ok(()),
        };
        removed.expect("somebody holds it");
        if let Some(holder) = holder.map(person) {
            let offered = self.order::<()>(authority, selector_bytes!("appoint"), &(seat, holder));
            offered.expect("the seat is free");
            self.accept(seat, holder).expect("the seat was offered");
        }
    }

    fn accept(&mut self, seat: u8, candidate: AccountId) -> Result<(), committee::Error> {
        self.order(candidate, selector_bytes!("accept"), &seat)
    }

    /// Lets the other seats suspend one, or ends its suspension.
    fn suspend(&mut self, seat: u8, until: Millis, before: &World) {
        let tenure = |seat| before.committee.tenure(seat, before.now);
        if until < before.now {
            let number = tenure(seat).map_or(0, |tenure| tenure.number);
            let ended = self.order::<()>(self.authority(), selector_bytes!("reinstate"), &(seat, number));
            return ended.expect("it is suspended");
        }
        for own in (0..SEATS).filter(|own| *own != seat) {
            let Some(Tenure { holder, .. }) = tenure(own) else { continue };
            let voted = self.order::<bool>(person(holder), selector_bytes!("vote_to_suspend"), &(own, seat, ""));
            if voted.expect("the seat can be suspended") {
                return;
            }
        }
        panic!("all other seats suspend it");
    }

    fn execute(&mut self, id: u32, before: &World) -> Outcome {
        let Some((timelock, operation)) = self.operations.get(&id).copied() else { return Err(Refusal::NotReady) };
        let draft = before.filed(id).expect("it has an operation").draft.clone();
        let actions: Vec<_> = draft.acts.iter().map(|act| self.action(act)).collect();
        let chain = &mut self.dao.chain;
        let view = timelock.operation(chain, operation).expect("it was scheduled");
        assert_eq!(view.hash, hash(&actions), "the governor schedules what was proposed");
        let called = timelock.call_execute(chain, account(KEEPER), 0, operation, &actions);
        if called.outcome.is_ok() && !called.reverted {
            *self.storage.entry(account(KEEPER)).or_default() += called.deposit;
        }
        called.result::<(), timelock::Error>().map_err(|error| match error {
            timelock::Error::Timelock(
                Rule::NotReady { .. } | Rule::PredecessorOpen { .. } | Rule::PredecessorDead { .. },
            ) => Refusal::NotReady,
            timelock::Error::Timelock(
                Rule::UnknownOperation { .. } | Rule::NotCancelable { .. } | Rule::RankTooLow { .. },
            )
            | timelock::Error::ActionFailed { .. } => Refusal::ActFailed,
            other => panic!("{other:?}"),
        })?;
        let offers: BTreeMap<u8, Account> = draft
            .acts
            .iter()
            .filter_map(|act| if let Act::Appoint(seat, holder) = act { Some((*seat, *holder)) } else { None })
            .collect();
        for (seat, holder) in offers {
            match self.accept(seat, person(holder)) {
                Ok(()) | Err(committee::Error::AlreadySeated { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        Ok(0)
    }

    /// A proposal's record as it lies in its cell; `None` if it was removed.
    fn record(&mut self, id: u32) -> Option<Proposal<()>> {
        let cell = self.dao.chain.cell(self.dao.governor.account, (RECORD, id).encode())?;
        let votes = bytes(self.dao.votes.account);
        let (facts, rest) = cell.split_first_chunk::<FACTS>()?;
        (rest == votes).then(|| Proposal::from_bytes(facts, ()))
    }

    fn ballot(&mut self, id: u32, voter: Account) -> Option<Ballot> {
        let key = (BALLOTS, id, person(voter)).encode();
        let cell = self.dao.chain.cell(self.dao.governor.account, key)?;
        Some(Ballot::from_bytes(cell.first_chunk::<BALLOT>()?))
    }

    fn noted(&mut self, house: House) -> Vetoes {
        let cell = match house {
            House::Community => REFUSALS,
            House::Committee => VETOES,
        };
        let cell = self.dao.chain.cell(self.dao.governor.account, vec![cell]);
        cell.map_or_else(Vetoes::default, |cell| Vetoes::decode(&mut &cell[..]).expect("vetoes"))
    }

    /// Compares what the contracts hold and say with the world.
    ///
    /// # Errors
    /// What differs.
    pub fn compare(&mut self) -> Result<(), String> {
        let count = self.trace.world.proposals.len() as u32;
        let mut states = Vec::new();
        for from in (1..=count).step_by(30) {
            let summaries = self.dao.governor.proposals(&mut self.dao.chain, from, 30);
            states.extend(summaries.map_err(|error| format!("{error:?}"))?.into_iter().map(|summary| summary.state));
        }
        let expected: Result<Vec<State>, Refusal> = (1..=count).map(|id| self.trace.world.state(id)).collect();
        same("states", &Ok(states), &expected)?;
        for id in 1..=count {
            let Filed { proposal, buried, ballots, .. } = &self.trace.world.proposals[id as usize - 1];
            let (expected, ballots) = (buried.is_none().then_some(*proposal), ballots.clone());
            same("record", &self.record(id), &expected)?;
            for (voter, ballot) in ballots {
                same("ballot", &self.ballot(id, voter), &Some(ballot))?;
            }
        }
        for house in [House::Community, House::Committee] {
            same("vetoes", &self.noted(house), self.trace.world.vetoes(house))?;
        }
        self.compare_operations()?;
        self.compare_balances()
    }

    fn compare_operations(&mut self) -> Result<(), String> {
        for (number, timelock) in self.dao.timelocks.into_iter().enumerate() {
            let operations = &self.trace.world.timelocks[number];
            if operations.is_empty() {
                continue;
            }
            let now = self.trace.world.now;
            let expected: Vec<_> = operations
                .iter()
                .map(|operation| {
                    let after = operation.after.map(|after| after as u32);
                    (after, operation.eta, operation.expires_at, operation.rank, operation.status(now))
                })
                .collect();
            let mut found = Vec::new();
            for from in (0..operations.len() as u32).step_by(30) {
                found.extend(timelock.operations(&mut self.dao.chain, from, 30));
            }
            let found: Vec<_> =
                found.iter().map(|view| (view.after, view.eta, view.expires_at, view.rank, view.status)).collect();
            same("operations", &found, &expected)?;
        }
        Ok(())
    }

    fn compare_balances(&mut self) -> Result<(), String> {
        let (mut held, mut lost, mut out) = (0, 0, BTreeMap::<Account, u128>::new());
        for filed in &self.trace.world.proposals {
            match filed.slashed {
                None => held += filed.deposit,
                Some(true) => lost += filed.deposit,
                Some(false) => continue,
            }
            *out.entry(filed.proposer).or_default() += filed.deposit;
        }
        let [governor, treasury] = self.bases;
        let Dao { chain, governor: desk, treasury: purse, .. } = &mut self.dao;
        let found = [chain.balance(desk.account), chain.balance(purse.account)];
        same("deposits held and lost", &found, &[governor + held, treasury + lost])?;
        for someone in 0..ACCOUNTS {
            let storage = self.storage.get(&person(someone)).copied().unwrap_or_default();
            let out = out.get(&someone).copied().unwrap_or_default() as i128;
            let (found, expected) = (chain.balance(person(someone)) as i128, FORTUNE as i128 - out - storage);
            same("balance", &found, &expected)?;
        }
        Ok(())
    }

    /// Compares the calls that an executed operation made with what was decided, and who decided it with who had to. Nothing
    /// here is taken from the world but what was proposed: votes are those that the governor accepted, weights and seats
    /// those that the houses tell.
    fn check_executed(&mut self, id: u32) -> Result<(), String> {
        let draft = self.trace.world.filed(id).expect("it was executed").draft.clone();
        let (timelock, _) = self.operations[&id];
        let calls = self.dao.recorder.calls(&mut self.dao.chain).split_off(self.recorded);
        self.recorded += calls.len();
        let wanted: Vec<(Class, u32)> = draft.acts.iter().filter_map(number).collect();
        let expected: Vec<_> =
            wanted.iter().map(|(_, number)| (timelock.account, u128::from(*number >= 300), *number)).collect();
        same("calls of the recorder", &calls, &expected)?;
        let record = self.record(id).ok_or("what was executed just now has a record")?;
        let Dao { chain, committee, governor, votes, .. } = &mut self.dao;
        let rules = governor.rules(chain, record.version).map_err(|error| format!("{error:?}"))?;
        let standing = committee.standing(chain, record.snapshot, record.end).map_err(|error| format!("{error:?}"))?;
        let is_dormant = standing.filled.count_ones() < rules.min_seats.into();
        let supply = votes.past_total_supply(chain, record.snapshot).map_err(|error| format!("{error:?}"))?;
        let (mut sums, mut seats) = ([0u128; 3], 0u32);
        for ((_, voice), support) in self.votes.range((id, Voice::Account(0))..(id + 1, Voice::Account(0))) {
            match voice {
                Voice::Account(voter) => {
                    let weight = votes.past_votes(chain, person(*voter), record.snapshot);
                    sums[*support as usize] += weight.map_err(|error| format!("{error:?}"))?;
                }
                Voice::Seat(seat) => {
                    seats += u32::from(*support == Support::For && standing.counting & bit(*seat) != 0);
                }
            }
        }
        let bar = |track| -> CommunityBar { rules.of(track).community };
        let CommunityBar { quorum, approval } = match record.track {
            Track::Strategic | Track::Creative => bar(Track::Strategic),
            Track::Dual if !is_dormant => bar(Track::Dual),
            Track::Dual | Track::Override => bar(Track::Override),
        };
        let [against, in_favor, abstain] = sums;
        let by_community = (in_favor + abstain) * 10_000 >= u128::from(quorum.0) * supply
            && in_favor * 10_000 > u128::from(approval.0) * (in_favor + against);
        for (class, _) in wanted {
            let is_decided = match class {
                Class::Creative => is_dormant && by_community || seats * 2 > standing.filled.count_ones(),
                Class::Strategic | Class::Dual | Class::Roster => by_community,
            };
            if !is_decided {
                return Err(format!("{class:?} was executed: {sums:?} of {supply}, {seats} seats of {standing:?}"));
            }
            self.decided.insert((id, class));
        }
        Ok(())
    }

    /// Compares what needs comparing once.
    ///
    /// # Errors
    /// What differs.
    pub fn finish(&mut self) -> Result<(), String> {
        let calls = self.dao.recorder.calls(&mut self.dao.chain).len();
        same("calls of the recorder that were decided", &self.recorded, &calls)?;
        let version = self.dao.governor.version(&mut self.dao.chain).map_err(|error| format!("{error:?}"))?;
        same("version of the rules", &(version as usize), &(self.trace.world.rules.len() - 1))
    }
}

/// What the governor refuses, as the world tells it.
#[track_caller]
fn refusal(error: governor::Error) -> Refusal {
    use governor::Error;
    match error {
        Error::Vote(error) => Refusal::Vote(error),
        Error::Denied => Refusal::Denied,
        Error::WrongClass { class, track, .. } => Refusal::WrongClass(class, track),
        Error::BelowThreshold { votes, needed } => Refusal::BelowThreshold(votes, needed),
        Error::TooManyLive { .. } => Refusal::TooManyLive,
        Error::AlreadyProposed(id) => Refusal::Content(content::Refusal::AlreadyProposed(id)),
        Error::CoolingDown { until } => Refusal::Content(content::Refusal::CoolingDown(until)),
        Error::OnlyOverride { refused, until } => Refusal::Content(content::Refusal::OnlyOverride(refused, until)),
        Error::NothingToOverride => Refusal::Content(content::Refusal::NothingToOverride),
        Error::SeatNeeded => Refusal::SeatNeeded,
        Error::SeatNotAsked => Refusal::SeatNotAsked,
        Error::WrongState(state) => Refusal::WrongState(state),
        Error::StillBacked => Refusal::StillBacked,
        Error::PredecessorNotQueued(_) => Refusal::PredecessorNotQueued,
        Error::NothingToSettle => Refusal::NothingToSettle,
        Error::NotPrunable => Refusal::NotPrunable,
        Error::MustBeVoted => Refusal::MustBeVoted,
        other => panic!("no step is refused with {other:?}"),
    }
}
