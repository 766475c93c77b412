//! Proposals in every state, and what tests ask of them.

use atelier_governance::{
    proposal::{Reason, State, Support},
    timelock::Action,
    track::{House, Rules, Settings, Track},
    units::{Bps, Millis, DAY},
};
use e2e_tests::{
    chain::{account, AccountId, Chain},
    dao::{
        governor::{by_seat, draft, Error, ProposalView},
        seated,
        votes::Signer,
        Dao, DAVE, ERIN,
    },
    people::{ALICE, BOB, KEEPER, MALLORY},
};
use ink::selector_bytes;
use std::fmt::Debug;

/// Somebody who signs votes.
pub fn signer() -> Signer {
    Signer::new(9)
}

/// A governor's refusal by the rules of voting.
pub const fn vote_error(error: atelier_governance::proposal::Error) -> Error {
    Error::Vote(error)
}

/// Asserts that an attempt is refused with exactly this error and that nothing changed: no cell, no balance.
#[track_caller]
pub fn refused<T, E>(dao: &mut Dao, expected: E, attempt: impl FnOnce(&mut Dao) -> Result<T, E>)
where
    T: Debug + PartialEq,
    E: Debug + PartialEq,
{
    let before = dao.chain.root();
    assert_eq!(attempt(dao), Err(expected));
    assert_eq!(dao.chain.root(), before, "a refusal must change nothing");
}

/// The rules of a DAO with some settings of a track replaced.
pub fn rules_with(track: Track, change: impl Fn(&mut Settings)) -> Rules {
    let mut rules = Rules::usual(e2e_tests::dao::DEPOSIT);
    change(&mut rules.tracks[track as usize]);
    rules
}

/// Money for an account that pays for what it stores, so that tests can call in the name of contracts.
pub fn enrich(chain: &mut Chain, whom: AccountId) {
    chain.transfer(account(KEEPER), whom, 1_000_000_000_000_000);
}

/// All states, once each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Pending,
    Active,
    Objection,
    Defeated,
    Vetoed,
    Succeeded,
    Queued,
    Ready,
    Executed,
    Unqueued,
    Unexecuted,
    Withdrawn,
    Unbacked,
    Revoked,
    Pruned,
}

impl Stage {
    pub const ALL: [Self; 15] = [
        Self::Pending,
        Self::Active,
        Self::Objection,
        Self::Defeated,
        Self::Vetoed,
        Self::Succeeded,
        Self::Queued,
        Self::Ready,
        Self::Executed,
        Self::Unqueued,
        Self::Unexecuted,
        Self::Withdrawn,
        Self::Unbacked,
        Self::Revoked,
        Self::Pruned,
    ];

    fn state(self, objector: House) -> State {
        match self {
            Self::Pending => State::Pending,
            Self::Active => State::Active,
            Self::Objection => State::Objection,
            Self::Defeated => State::Defeated(Reason::NoQuorum),
            Self::Vetoed => State::Vetoed(objector),
            Self::Succeeded => State::Succeeded,
            Self::Queued => State::Queued,
            Self::Ready => State::Ready,
            // What was pruned had been executed.
            Self::Executed | Self::Pruned => State::Executed,
            Self::Unqueued => State::Unqueued,
            Self::Unexecuted => State::Unexecuted,
            Self::Withdrawn => State::Withdrawn,
            Self::Unbacked => State::Unbacked,
            Self::Revoked => State::Revoked,
        }
    }

    /// Whether a proposal on a track can come to this state. Nobody objects on Dual and Override; and what cancels an operation
    /// of Override must be carried by Override itself, which takes longer than the operation lives.
    pub fn is_on(self, track: Track) -> bool {
        match self {
            Self::Objection | Self::Vetoed => matches!(track, Track::Strategic | Track::Creative),
            Self::Revoked => track != Track::Override,
            _ => true,
        }
    }

    /// Whether the proposal is in a timelock.
    pub const fn is_scheduled(self) -> bool {
        matches!(self, Self::Queued | Self::Ready | Self::Executed | Self::Unexecuted | Self::Revoked | Self::Pruned)
    }
}

/// A DAO with one proposal in a known state.
pub struct Case {
    pub dao: Dao,
    pub stage: Stage,
    pub track: Track,
    pub proposal: u32,
    pub actions: Vec<Action<AccountId>>,
    /// What the governor told of the proposal last, before it was pruned.
    pub view: ProposalView,
}

impl Case {
    /// A proposal on Strategic by Erin, who has exactly the votes that it takes, on Creative by seat 0, on the others by Dave:
    /// on Override about a seat of the committee.
    pub fn new(track: Track, stage: Stage) -> Self {
        let mut dao = Dao::new();
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(MALLORY), signer().account(), 1_000).unwrap();
        dao.wait(1);
        let before = dao.chain.now() - 1;
        let (_, tenure) = dao.committee.holder_at(&mut dao.chain, 5, before).unwrap().expect("seat 5 is held");
        let actions = match track {
            Track::Override => vec![remove_seat(&dao, 5, tenure)],
            _ => vec![dao.act(track, 1)],
        };
        let (proposer, text) = match track {
            Track::Strategic => (account(ERIN), draft("A case")),
            Track::Creative => (seated(0), by_seat(0, "A case")),
            Track::Dual | Track::Override => (account(DAVE), draft("A case")),
        };
        let proposal = dao.propose(proposer, track, &actions, &text).unwrap();
        let view = dao.governor.proposal(&mut dao.chain, proposal).unwrap();
        let mut case = Self { dao, stage, track, proposal, actions, view };
        case.play();
        let objector = if track == Track::Creative { House::Community } else { House::Committee };
        assert_eq!(case.dao.state(proposal), stage.state(objector), "{track:?} {stage:?}");
        case
    }

    fn play(&mut self) {
        match self.stage {
            Stage::Pending => {}
            Stage::Withdrawn => {
                let by = self.view.origin.proposer;
                self.dao.governor.cancel(&mut self.dao.chain, by, self.proposal).unwrap();
            }
            Stage::Unbacked => {
                self.unback();
                self.dao.governor.cancel_unbacked(&mut self.dao.chain, account(KEEPER), self.proposal).unwrap();
            }
            Stage::Active => self.vote(Support::For),
            Stage::Defeated => {
                self.vote(Support::Against);
                self.dao.wait_for_window(self.proposal);
            }
            _ => {
                self.vote(Support::For);
                self.dao.wait_for_end(self.proposal);
                self.play_decided();
            }
        }
        if let Ok(view) = self.dao.governor.proposal(&mut self.dao.chain, self.proposal) {
            self.view = view;
        }
    }

    /// Takes from the proposer what it takes to propose.
    pub fn unback(&mut self) {
        if self.track == Track::Creative {
            self.dao.committee.resign(&mut self.dao.chain, seated(0), 0).unwrap();
        } else {
            let (votes, by) = (self.dao.votes, self.view.origin.proposer);
            let too_many = if self.track == Track::Strategic { 1 } else { 95_000_000 };
            votes.transfer(&mut self.dao.chain, by, account(ALICE), too_many).unwrap();
        }
        self.dao.wait(1);
    }

    fn vote(&mut self, support: Support) {
        self.dao.wait_for_vote(self.proposal);
        if matches!(self.track, Track::Creative | Track::Dual) {
            self.dao.seats_vote(self.proposal, 0..5, support);
        }
        if self.track != Track::Creative {
            self.dao.votes(self.proposal, &[ALICE, BOB], support);
        }
    }

    /// Has the other house object, as many as it takes.
    pub fn veto(&mut self) {
        let Self { dao, track, proposal, .. } = self;
        if *track == Track::Creative {
            dao.governor.object(&mut dao.chain, account(ALICE), *proposal).unwrap();
        } else {
            for seat in 0..5 {
                dao.governor.object_seat(&mut dao.chain, seated(seat), *proposal, seat, "No.").unwrap();
            }
        }
    }

    fn play_decided(&mut self) {
        if self.stage == Stage::Objection {
            return;
        }
        if self.stage == Stage::Vetoed {
            self.veto();
        }
        self.dao.wait_for_window(self.proposal);
        if self.stage == Stage::Unqueued {
            self.dao.wait(14 * DAY);
        }
        if !self.stage.is_scheduled() {
            return;
        }
        let proposal = self.proposal;
        if self.stage == Stage::Queued {
            self.dao.governor.queue(&mut self.dao.chain, account(KEEPER), proposal).unwrap();
            return;
        }
        if self.stage == Stage::Revoked {
            let operation = self.dao.governor.queue(&mut self.dao.chain, account(KEEPER), proposal).unwrap();
            self.revoke(operation);
            return;
        }
        let (timelock, operation) = self.dao.queue(proposal);
        self.view = self.dao.governor.proposal(&mut self.dao.chain, proposal).unwrap();
        if self.stage == Stage::Unexecuted {
            self.dao.wait(14 * DAY + 1);
        }
        if matches!(self.stage, Stage::Executed | Stage::Pruned) {
            timelock.execute(&mut self.dao.chain, account(KEEPER), operation, &self.actions).unwrap();
        }
        if self.stage == Stage::Pruned {
            if self.view.origin.deposit > 0 {
                self.dao.governor.settle_deposit(&mut self.dao.chain, account(KEEPER), proposal).unwrap();
            }
            self.dao.wait(100 * DAY);
            self.dao.governor.prune(&mut self.dao.chain, account(KEEPER), proposal).unwrap();
        }
    }

    /// Has the same house decide to cancel an operation that it decided on before.
    fn revoke(&mut self, operation: u32) {
        let order = [self.dao.timelock(self.track).order_cancel(operation)];
        if self.track == Track::Creative {
            let dao = &mut self.dao;
            let proposal = dao.propose(seated(1), Track::Creative, &order, &by_seat(1, "Not that")).unwrap();
            dao.wait_for_vote(proposal);
            dao.seats_vote(proposal, 0..4, Support::For);
            dao.wait_for_window(proposal);
            dao.carry_out(proposal);
        } else if self.track == Track::Dual {
            self.dao.decide_together(&order, "Not that");
        } else {
            self.dao.decide(&order, "Not that");
        }
    }
}

/// A Strategic proposal about nothing.
#[track_caller]
pub fn strategic(dao: &mut Dao, proposer: u32, number: u32) -> u32 {
    let actions = [dao.act(Track::Strategic, number)];
    dao.propose(account(proposer), Track::Strategic, &actions, &draft("About nothing")).unwrap()
}

/// The same, while its votes count.
#[track_caller]
pub fn active(dao: &mut Dao, proposer: u32, number: u32) -> u32 {
    let proposal = strategic(dao, proposer, number);
    dao.wait_for_vote(proposal);
    proposal
}

/// The same, while the committee may object.
#[track_caller]
pub fn objectionable(dao: &mut Dao, proposer: u32, number: u32) -> u32 {
    let proposal = active(dao, proposer, number);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_end(proposal);
    proposal
}

/// The same, ready to be queued.
#[track_caller]
pub fn succeeded(dao: &mut Dao, proposer: u32, number: u32) -> u32 {
    let proposal = objectionable(dao, proposer, number);
    dao.wait_for_window(proposal);
    proposal
}

/// Seats object.
#[track_caller]
pub fn seats_object(dao: &mut Dao, proposal: u32, seats: impl IntoIterator<Item = u8>) {
    for seat in seats {
        dao.governor.object_seat(&mut dao.chain, seated(seat), proposal, seat, "Against our style.").unwrap();
    }
}

/// What the governor tells of a proposal.
#[track_caller]
pub fn view(dao: &mut Dao, proposal: u32) -> ProposalView {
    dao.governor.proposal(&mut dao.chain, proposal).unwrap()
}

/// How long a Strategic decision can be queued and executed by the usual rules.
pub const FORTNIGHT: Millis = 14 * DAY;
/// A quorum that nobody reaches alone.
pub const HIGH_QUORUM: Bps = Bps(4_000);

/// The order to offer a seat to somebody.
pub fn appoint(dao: &Dao, seat: u8, candidate: AccountId) -> Action<AccountId> {
    e2e_tests::dao::timelock::action(dao.committee.account, 0, selector_bytes!("appoint"), &(seat, candidate))
}

/// The order to remove whoever holds a seat by this tenure.
pub fn remove_seat(dao: &Dao, seat: u8, tenure: u32) -> Action<AccountId> {
    e2e_tests::dao::timelock::action(dao.committee.account, 0, selector_bytes!("remove_seat"), &(seat, tenure))
}
