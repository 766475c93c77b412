//! What is measured: calls with their floors, and the stages on which they run.

use super::{
    stage::{all, ballot, head, operation, record, roster, wiring, Asked, Lower, Measured, Stage, Trial},
    LONG_AGO,
};
use crate::{
    chain::{account, AccountId},
    dao::{
        governor::{draft, Draft, Governor},
        seated,
        timelock::Timelock,
        Dao, DEPOSIT,
    },
    gas::floor::Floor,
    people::{ALICE, BOB, KEEPER},
    suite::input,
};
use atelier_governance::{
    proposal::{Support, FACTS},
    timelock::{Action, MAX_ACTIONS, MAX_BYTES},
    track::{Rules, Track},
    units::{Millis, DAY},
};
use ink::selector_bytes;
use scale::Encode;

/// Where the committee's account stands in the cell that says whom the governor asks.
const COMMITTEE: usize = 32;
/// What a transfer moves.
const AMOUNT: u128 = 1_007;

/// `count` Strategic actions that are about nothing, and are those of no other `what`.
pub fn acts(dao: &Dao, what: u32, count: u32) -> Vec<Action<AccountId>> {
    (0..count).map(|number| dao.act(Track::Strategic, what * 100 + number)).collect()
}

/// As many actions, with as many bytes, as there can be.
pub fn full(dao: &Dao, track: Track) -> Vec<Action<AccountId>> {
    let mut actions: Vec<_> = (0..MAX_ACTIONS as u32).map(|number| dao.act(track, number)).collect();
    // So much that every length takes two bytes.
    let each = (MAX_BYTES - actions.encoded_size()) / MAX_ACTIONS - 1;
    actions.iter_mut().for_each(|action| action.args.resize(action.args.len() + each, 0));
    let left = MAX_BYTES - actions.encoded_size();
    if let Some(last) = actions.last_mut() {
        last.args.resize(last.args.len() + left, 0);
    }
    assert_eq!(actions.encoded_size(), MAX_BYTES, "the actions are as long as they can be");
    actions
}

/// A draft that is as long as it can be.
pub fn largest_draft() -> Draft {
    Draft { link: "l".repeat(256), ..draft(&"t".repeat(120)) }
}

impl Measured {
    /// The number that the message answered with: of a proposal, of an operation.
    pub fn number(&self) -> u32 {
        self.real.result::<u32, crate::dao::governor::Error>().expect("the message succeeded")
    }
}

/// Stages.
impl Stage {
    /// A proposal on which votes count since a day, with its number and its snapshot.
    pub fn of_vote() -> (Self, u32, Millis) {
        let mut stage = Self::new();
        let actions = acts(&stage.dao, 1, 1);
        let proposal = stage.dao.propose(account(ALICE), Track::Strategic, &actions, &draft("One")).expect("fine");
        stage.dao.wait_for_vote(proposal);
        let snapshot = stage.dao.chain.now() - 1;
        stage.dao.wait(DAY);
        (stage, proposal, snapshot)
    }

    /// Two people with `count` checkpoints each, all long ago.
    pub fn of_transfer(count: usize) -> (Self, [AccountId; 2]) {
        let mut stage = Self::new();
        let people = [0; 2].map(|_: u8| stage.person(count, LONG_AGO));
        (stage, people)
    }

    /// A decision of both houses that a committee of so many seats votes on.
    pub fn of_seats(seats: u8) -> (Self, u32) {
        let mut stage = Self::of(Dao::by(&Rules::usual(DEPOSIT), seats));
        let actions = [stage.dao.act(Track::Dual, 1)];
        let proposal = stage.dao.propose(account(ALICE), Track::Dual, &actions, &draft("One")).expect("fine");
        stage.dao.wait_for_vote(proposal);
        (stage, proposal)
    }

    /// A Strategic decision about so many actions that can be queued.
    pub fn decided(&mut self, proposer: u32, count: u32) -> u32 {
        let actions = acts(&self.dao, 1, count);
        let proposal = self.dao.propose(account(proposer), Track::Strategic, &actions, &draft("One")).expect("fine");
        self.dao.wait_for_vote(proposal);
        self.dao.votes(proposal, &[ALICE, BOB], Support::For);
        self.dao.wait_for_window(proposal);
        proposal
    }
}

/// Calls.
impl Stage {
    /// A message of the governor without a floor.
    pub fn of_governor(&self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Trial {
        let contract = self.dao.governor.account;
        Trial { caller, contract, value: 0, input: input(selector, arguments), lower: None }
    }

    /// `propose`, with the deposit of the track.
    pub fn propose(&self, caller: AccountId, track: Track, actions: &[Action<AccountId>], draft: Draft) -> Trial {
        let value = Rules::usual(DEPOSIT).of(track).deposit;
        Trial { value, ..self.of_governor(caller, selector_bytes!("propose"), &(track, actions, draft)) }
    }

    /// `vote`
    pub fn vote(&mut self, voter: AccountId, proposal: u32, support: Support) -> Trial {
        let asked = Asked {
            contract: self.dao.votes.account,
            floor: Floor::PastVotes,
            cells: [self.cells(voter), vec![all()]].concat(),
            named: (record(proposal), FACTS),
        };
        let input = Governor::vote_input(proposal, support, "");
        let lower = Lower {
            floor: Floor::Vote,
            input: input[4..].to_vec(),
            cells: vec![record(proposal), ballot(proposal, voter)],
            asked: Some(asked),
        };
        Trial { caller: voter, contract: self.dao.governor.account, value: 0, input, lower: Some(lower) }
    }

    /// `vote_seat`
    pub fn vote_seat(&self, proposal: u32, seat: u8) -> Trial {
        let asked = Asked {
            contract: self.dao.committee.account,
            floor: Floor::Seat,
            cells: vec![roster()],
            named: (wiring(), COMMITTEE),
        };
        let input = (proposal, seat, Support::For, "");
        let trial = self.of_governor(seated(seat), selector_bytes!("vote_seat"), &input);
        let lower = Lower {
            floor: Floor::VoteSeat,
            input: trial.input[4..].to_vec(),
            cells: vec![record(proposal), wiring()],
            asked: Some(asked),
        };
        Trial { lower: Some(lower), ..trial }
    }

    /// `queue`
    pub fn queue(&self, proposal: u32) -> Trial {
        self.of_governor(account(KEEPER), selector_bytes!("queue"), &proposal)
    }

    /// `state`
    pub fn state(&self, proposal: u32) -> Trial {
        self.of_governor(account(KEEPER), selector_bytes!("state"), &proposal)
    }

    /// `execute`
    pub fn execute(&mut self, proposal: u32, timelock: Timelock, number: u32) -> Trial {
        let actions = self.dao.governor.actions(&mut self.dao.chain, proposal);
        let input = Timelock::execute_input(number, &actions);
        let lower =
            Lower { floor: Floor::Execute, input: input[4..].to_vec(), cells: vec![operation(number)], asked: None };
        Trial { caller: account(KEEPER), contract: timelock.account, value: 0, input, lower: Some(lower) }
    }

    /// A message of the token whose floor reads the same arguments.
    fn of_token(&self, floor: Floor, caller: AccountId, input: Vec<u8>, people: &[AccountId]) -> Trial {
        let cells = people.iter().map(|person| head(*person)).collect();
        let lower = Lower { floor, input: input[4..].to_vec(), cells, asked: None };
        Trial { caller, contract: self.dao.votes.account, value: 0, input, lower: Some(lower) }
    }

    /// `PSP22::transfer`
    pub fn transfer(&self, from: AccountId, to: AccountId) -> Trial {
        let input = input(selector_bytes!("PSP22::transfer"), &(to, AMOUNT, Vec::<u8>::new()));
        self.of_token(Floor::VotesTransfer, from, input, &[from, to])
    }

    /// `delegate`
    pub fn delegate(&self, from: AccountId, to: AccountId) -> Trial {
        self.of_token(Floor::Delegate, from, input(selector_bytes!("delegate"), &to), &[from, to])
    }

    /// `past_votes`
    pub fn past_votes(&mut self, of: AccountId, at: Millis) -> Trial {
        let lower = Lower {
            floor: Floor::PastVotes,
            input: [at.to_le_bytes().to_vec(), head(of)].concat(),
            cells: self.cells(of),
            asked: None,
        };
        let input = input(selector_bytes!("past_votes"), &(of, at));
        let contract = self.dao.votes.account;
        Trial { caller: account(KEEPER), contract, value: 0, input, lower: Some(lower) }
    }
}
