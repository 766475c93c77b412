//! The contracts of governance as they are deployed: one typed method for each message, so that tests read like what they
//! tell, and [`Dao`], all of them wired up.

pub mod committee;
pub mod governor;
pub mod replay;
pub mod timelock;
pub mod trace;
pub mod treasury;
pub mod votes;

use crate::{
    chain::{account, AccountId, Chain, FORTUNE},
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    suite::DEPLOYER,
};
use atelier_governance::{
    proposal::{State, Support},
    roster,
    timelock::Action,
    track::{Class, Rules, Track},
    units::{Millis, DAY},
};
use committee::{Committee, Founding};
use governor::{Classification, Draft, Governor, Wiring};
use ink::selector_bytes;
use timelock::{action, Recorder, Timelock};
use treasury::Treasury;
use votes::Votes;

/// Has a tenth of the votes of [`SUPPLY`].
pub const DAVE: u32 = 13;
/// Has half a percent.
pub const ERIN: u32 = 14;
/// All voting units of the DAO that tests deploy.
pub const SUPPLY: u128 = 1_000_000_000;
/// Who has how many of them.
pub const HOLDERS: [(u32, u128); 6] = [
    (ALICE, 400_000_000),
    (BOB, 300_000_000),
    (CAROL, 180_000_000),
    (DAVE, 100_000_000),
    (ERIN, 5_000_000),
    (MALLORY, 15_000_000),
];
/// The number of the account that holds seat 0; the others follow.
pub const SEATED: u32 = 30;
/// How many seats the committee has.
pub const SEATS: u8 = 7;
/// What a Strategic proposal costs until it is over.
pub const DEPOSIT: u128 = 10_000_000_000;
/// The shortest delay of the timelocks.
pub const MINIMUM_DELAY: Millis = DAY;

/// How long the treasury's caps last.
pub const EPOCH: Millis = 30 * DAY;
/// The shares of the treasury's buckets in what comes in: compute, grants, datasets, reserve.
pub const POLICY: [u16; 4] = [2_500, 2_500, 2_500, 2_500];

/// The account that holds a seat at first.
#[must_use]
pub fn seated(seat: u8) -> AccountId {
    account(SEATED + u32::from(seat))
}

/// A DAO on a chain.
pub struct Dao {
    /// The chain.
    pub chain: Chain,
    /// The votes token.
    pub votes: Votes,
    /// The committee.
    pub committee: Committee,
    /// The governor.
    pub governor: Governor,
    /// The timelocks of Strategic, Creative and Dual.
    pub timelocks: [Timelock; 3],
    /// The treasury.
    pub treasury: Treasury,
    /// A contract whose messages `record` and `answer_nothing` are classed as Strategic and Creative, for decisions that are
    /// about nothing.
    pub recorder: Recorder,
}

impl Default for Dao {
    fn default() -> Self {
        Self::new()
    }
}

impl Dao {
    /// A DAO by the usual rules.
    #[must_use]
    pub fn new() -> Self {
        Self::by(&Rules::usual(DEPOSIT), SEATS)
    }

    /// A DAO by the given rules, with a committee of so many seats.
    ///
    /// # Panics
    /// If a contract refuses.
    #[must_use]
    pub fn by(rules: &Rules, seats: u8) -> Self {
        let mut chain = Chain::new();
        let deployer = account(DEPLOYER);
        for person in [DEPLOYER, ALICE, BOB, CAROL, DAVE, ERIN, KEEPER, MALLORY] {
            chain.fund(account(person), FORTUNE);
        }
        for seat in 0..seats {
            chain.fund(seated(seat), FORTUNE);
        }
        let timelocks = [0; 3].map(|_: u8| Timelock::deploy(&mut chain, deployer, MINIMUM_DELAY));
        let [strategic, creative, dual] = timelocks.map(|timelock| timelock.account);
        let treasury = Treasury::deploy(&mut chain, deployer, [strategic, creative, dual], EPOCH, POLICY);
        let terms = votes::Terms {
            cap: 10 * SUPPLY,
            minter: dual,
            authority: dual,
            excluded: vec![treasury.account, strategic, creative, dual],
            ..votes::Terms::of(&HOLDERS)
        };
        let votes = Votes::deploy(&mut chain, &terms);
        let now = chain.now();
        let settings = roster::Settings { term: 365 * DAY, first_end: now + 365 * DAY };
        let holders = (0..seats).map(|seat| Some(seated(seat))).collect();
        let committee = Committee::deploy(&mut chain, &Founding { dual, strategic, settings, holders });
        let recorder = Recorder::deploy(&mut chain, deployer);
        let wiring = Wiring {
            votes: votes.account,
            committee: committee.account,
            timelocks: [strategic, creative, dual],
            treasury: treasury.account,
            genesis: terms.genesis,
        };
        let governor = Governor::deploy(&mut chain, deployer, &wiring, rules);
        for timelock in timelocks {
            timelock.bind(&mut chain, deployer, governor.account, dual).expect("the deployer may bind it once");
        }
        let mut dao = Self { chain, votes, committee, governor, timelocks, treasury, recorder };
        dao.classify_all();
        dao.governor.open(&mut dao.chain, deployer).expect("the deployer may open it");
        // Nothing can be looked up at the moment at which it happens.
        dao.wait(1);
        dao
    }

    fn classify_all(&mut self) {
        let class = |target, selector, class| Classification { target, selector, class };
        let (treasury, recorder) = (self.treasury.account, self.recorder.account);
        let classes = [
            class(recorder, selector_bytes!("record"), Class::Strategic),
            class(recorder, selector_bytes!("answer_nothing"), Class::Creative),
            class(treasury, selector_bytes!("spend"), Class::Strategic),
            class(treasury, selector_bytes!("open_stream"), Class::Strategic),
            class(treasury, selector_bytes!("cancel_stream"), Class::Strategic),
            class(treasury, selector_bytes!("move_funds"), Class::Strategic),
            class(self.committee.account, selector_bytes!("reinstate"), Class::Strategic),
        ];
        self.governor.classify(&mut self.chain, account(DEPLOYER), &classes).expect("the deployer may classify");
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Millis) {
        let now = self.chain.now();
        self.chain.set_time(now + time);
    }

    /// The timelock of a track.
    #[must_use]
    pub fn timelock(&self, executor: Track) -> Timelock {
        self.timelocks[usize::from(executor as u8).min(2)]
    }

    /// An action of the given class that is about nothing: Strategic, Creative, or Dual.
    #[must_use]
    pub fn act(&self, track: Track, number: u32) -> Action<AccountId> {
        match track {
            Track::Strategic => self.recorder.record(number, 0),
            Track::Creative => action(self.recorder.account, 0, selector_bytes!("answer_nothing"), &number),
            Track::Dual | Track::Override => action(self.recorder.account, 0, selector_bytes!("answer_false"), &number),
        }
    }

    /// Proposes with the deposit that the track asks for.
    ///
    /// # Errors
    /// What the governor refuses.
    pub fn propose(
        &mut self,
        proposer: AccountId,
        track: Track,
        actions: &[Action<AccountId>],
        draft: &Draft,
    ) -> Result<u32, governor::Error> {
        let version = self.governor.version(&mut self.chain)?;
        let rules = self.governor.rules(&mut self.chain, version)?;
        let paying = if track == Track::Creative && draft.seat.is_none() { Track::Strategic } else { track };
        let deposit = rules.of(paying).deposit;
        self.governor.propose_with(&mut self.chain, proposer, deposit, track, actions, draft)
    }

    /// Lets time pass until a proposal's votes count.
    ///
    /// # Panics
    /// If there is no such proposal.
    #[track_caller]
    pub fn wait_for_vote(&mut self, proposal: u32) {
        let snapshot = self.governor.proposal(&mut self.chain, proposal).expect("there is one").snapshot;
        self.chain.set_time(snapshot + 1);
    }

    /// Lets time pass until a proposal's vote is over.
    ///
    /// # Panics
    /// If there is no such proposal.
    #[track_caller]
    pub fn wait_for_end(&mut self, proposal: u32) {
        let end = self.governor.proposal(&mut self.chain, proposal).expect("there is one").end;
        self.chain.set_time(end + 1);
    }

    /// Lets time pass until nobody can object to a proposal any more.
    ///
    /// # Panics
    /// If there is no such proposal.
    #[track_caller]
    pub fn wait_for_window(&mut self, proposal: u32) {
        let end = self.governor.proposal(&mut self.chain, proposal).expect("there is one").window_end;
        self.chain.set_time(end + 1);
    }

    /// Lets people vote.
    ///
    /// # Panics
    /// If a vote is refused.
    #[track_caller]
    pub fn votes(&mut self, proposal: u32, voters: &[u32], support: Support) {
        for voter in voters {
            let voted = self.governor.vote(&mut self.chain, account(*voter), proposal, support);
            voted.expect("the vote must count");
        }
    }

    /// Lets seats vote.
    ///
    /// # Panics
    /// If a vote is refused.
    #[track_caller]
    pub fn seats_vote(&mut self, proposal: u32, seats: impl IntoIterator<Item = u8>, support: Support) {
        for seat in seats {
            let voted = self.governor.vote_seat(&mut self.chain, seated(seat), proposal, seat, support);
            voted.expect("the vote must count");
        }
    }

    /// The state of a proposal.
    ///
    /// # Panics
    /// If there is no such proposal.
    #[track_caller]
    pub fn state(&mut self, proposal: u32) -> State {
        self.governor.state(&mut self.chain, proposal).expect("there is one")
    }

    /// Queues a decision and waits until it can be executed. Gives its operation.
    ///
    /// # Panics
    /// If it cannot be queued.
    #[track_caller]
    pub fn queue(&mut self, proposal: u32) -> (Timelock, u32) {
        let operation = self.governor.queue(&mut self.chain, account(KEEPER), proposal).expect("it was decided");
        let executor = self.governor.proposal(&mut self.chain, proposal).expect("there is one").executor;
        let timelock = self.timelock(executor);
        let eta = timelock.operation(&mut self.chain, operation).expect("it was scheduled").eta;
        self.chain.set_time(eta);
        (timelock, operation)
    }

    /// Queues a decision, waits and executes it.
    ///
    /// # Panics
    /// If that is refused.
    #[track_caller]
    pub fn carry_out(&mut self, proposal: u32) {
        let (timelock, operation) = self.queue(proposal);
        let actions = self.governor.actions(&mut self.chain, proposal);
        timelock.execute(&mut self.chain, account(KEEPER), operation, &actions).expect("it can be executed");
    }

    /// Has the community decide something on Strategic, with nobody objecting, and carries it out.
    ///
    /// # Panics
    /// If anything is refused.
    #[track_caller]
    pub fn decide(&mut self, actions: &[Action<AccountId>], title: &str) -> u32 {
        let proposal = self.propose(account(ALICE), Track::Strategic, actions, &governor::draft(title)).expect("fine");
        self.wait_for_vote(proposal);
        self.votes(proposal, &[ALICE, BOB], Support::For);
        self.wait_for_window(proposal);
        self.carry_out(proposal);
        proposal
    }

    /// Has both houses decide something, and carries it out.
    ///
    /// # Panics
    /// If anything is refused.
    #[track_caller]
    pub fn decide_together(&mut self, actions: &[Action<AccountId>], title: &str) -> u32 {
        let proposal = self.propose(account(ALICE), Track::Dual, actions, &governor::draft(title)).expect("fine");
        self.wait_for_vote(proposal);
        self.votes(proposal, &[ALICE, BOB], Support::For);
        self.seats_vote(proposal, 0..5, Support::For);
        self.wait_for_end(proposal);
        self.carry_out(proposal);
        proposal
    }
}
