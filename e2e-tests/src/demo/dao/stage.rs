//! The chain on which a DAO is played: everybody's account, every contract, and calls whose gas is counted.

use super::plan::{Act, Line, Payee, Plan};
use crate::{
    chain::{account, AccountId, Called, FORTUNE},
    dao::{
        committee::{Committee, Founding},
        governor::{Classification, Governor, Wiring},
        timelock::{action, Recorder, Timelock},
        treasury::Treasury,
        votes::{Terms, Votes, GENESIS},
        MINIMUM_DELAY,
    },
    demo::story::Gas,
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{Suite, DEPLOYER},
};
use atelier_governance::{
    roster,
    timelock::Action,
    track::{Class, Rules, Track},
    treasury::NATIVE,
    units::{Millis, DAY},
};
use atelier_splits::{Entry, Id, Options, Table, Target};
use ink::selector_bytes;
use scale::{Decode, Encode};

/// Whoever calls what anybody may call.
pub const KEEPER: u32 = 1;
/// The account that pays for all sales.
pub const BUYER: u32 = 2;
/// The accounts of people are numbered from here on.
const FIRST_PERSON: u32 = 1_000;

/// The chain and what stands on it.
pub struct Stage {
    /// The chain with the ledger of splits.
    pub suite: Suite,
    /// The token.
    pub votes: Votes,
    /// The governor.
    pub governor: Governor,
    /// The timelocks of Strategic, Creative and Dual.
    pub timelocks: [Timelock; 3],
    /// The treasury.
    pub treasury: Treasury,
    /// What stands for the library that publishes: it remembers which numbers it was told, and by whom.
    pub library: Recorder,
    /// The split.
    pub split: Id,
    /// The gas of the step that is being played.
    pub gas: Gas,
    /// When the story began.
    pub started: Millis,
    now: Millis,
    /// What the governor and the ledger had before the story.
    at_first: [u128; 2],
}

/// The account of a person.
#[must_use]
pub fn person(number: usize) -> AccountId {
    account(FIRST_PERSON + number as u32)
}

impl Stage {
    /// A chain with everybody's account and every contract.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut suite = Suite::new();
        let deployer = account(DEPLOYER);
        suite.chain.fund(account(KEEPER), FORTUNE);
        suite.chain.fund(account(BUYER), FORTUNE);
        for number in 0..plan.people.len() {
            suite.chain.fund(person(number), FORTUNE);
        }
        let chain = &mut suite.chain;
        let timelocks = [0; 3].map(|_: u8| Timelock::deploy(chain, deployer, MINIMUM_DELAY));
        let [strategic, creative, dual] = timelocks.map(|timelock| timelock.account);
        let policy = plan.policy.map(|percent| u16::from(percent) * 100);
        let treasury = Treasury::deploy(chain, deployer, [strategic, creative, dual], plan.epoch, policy);
        let holders = plan.people.iter().enumerate().filter(|(_, person)| person.units > 0);
        let terms = Terms {
            name: plan.votes.name.clone(),
            symbol: plan.votes.name.clone(),
            decimals: plan.votes.decimals,
            cap: 2 * plan.people.iter().map(|person| person.units).sum::<u128>(),
            minter: dual,
            authority: dual,
            genesis: GENESIS,
            holders: holders.map(|(number, holder)| (person(number), holder.units)).collect(),
            excluded: vec![treasury.account, strategic, creative, dual],
        };
        let votes = Votes::deploy(chain, &terms);
        let settings = roster::Settings { term: 365 * DAY, first_end: chain.now() + 365 * DAY };
        let holders = plan.seats.iter().map(|holder| Some(person(*holder))).collect();
        let committee = Committee::deploy(chain, &Founding { dual, strategic, settings, holders });
        let library = Recorder::deploy(chain, deployer);
        let wiring = Wiring {
            votes: votes.account,
            committee: committee.account,
            timelocks: [strategic, creative, dual],
            treasury: treasury.account,
            genesis: GENESIS,
        };
        let governor = Governor::deploy(chain, deployer, &wiring, &Rules::usual(plan.deposit));
        for timelock in timelocks {
            timelock.bind(chain, deployer, governor.account, dual).expect("the deployer may bind it once");
        }
        let class = |target, selector, class| Classification { target, selector, class };
        let classes = [
            class(library.account, selector_bytes!("record"), Class::Creative),
            class(treasury.account, selector_bytes!("spend"), Class::Strategic),
            class(treasury.account, selector_bytes!("open_stream"), Class::Strategic),
            class(treasury.account, selector_bytes!("cancel_stream"), Class::Strategic),
            class(treasury.account, selector_bytes!("move_funds"), Class::Strategic),
        ];
        governor.classify(chain, deployer, &classes).expect("the deployer may classify");
        governor.open(chain, deployer).expect("the deployer may open it");
        let at_first = [chain.balance(governor.account), 0];
        // Nothing can be looked up at the moment at which it happens.
        let started = chain.now() + 1;
        chain.set_time(started);
        let mut stage = Self {
            suite,
            votes,
            governor,
            timelocks,
            treasury,
            library,
            split: Id(0),
            gas: Gas::default(),
            started,
            now: started,
            at_first,
        };
        let options = Options { controller: dual, delay: 0, height: 0, eager: 0 };
        let table = stage.table(&plan.table);
        stage.split = stage.suite.create(deployer, table, Some(options)).expect("the file was checked");
        let ledger = stage.suite.ledger;
        stage.at_first[1] = stage.suite.chain.balance(ledger);
        stage
    }

    /// The chain's time.
    #[must_use]
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// Sets the time, which only ever goes forward.
    ///
    /// # Errors
    /// That it is over.
    pub fn go_to(&mut self, at: Millis) -> Result<(), String> {
        if at < self.now {
            return Err("this moment is over".into());
        }
        self.now = at;
        self.suite.chain.set_time(at);
        Ok(())
    }

    /// Calls a message and counts its gas.
    ///
    /// # Errors
    /// The contract's refusal as a sentence, by `tell`; or that the chain stopped the call.
    pub fn call<T: Decode, E: Decode>(
        &mut self,
        contract: AccountId,
        (caller, value): (AccountId, u128),
        input: Vec<u8>,
        tell: impl Fn(&E) -> String,
    ) -> Result<T, String> {
        let called = self.suite.chain.call(caller, contract, value, input);
        self.count(&called);
        match &called.outcome {
            Err(stopped) => Err(format!("the chain stopped the call: {stopped}")),
            // A contract that cannot read its input says so in the language layer.
            Ok(data) if data.first() != Some(&0) => Err("the contract could not read the call's input".into()),
            Ok(_) => {
                self.refund(caller, called.deposit);
                called.result().map_err(|error: E| tell(&error))
            }
        }
    }

    fn count(&mut self, called: &Called) {
        self.gas.calls += 1;
        self.gas.ref_time += called.ref_time;
        self.gas.proof_size += called.proof_size;
    }

    /// Gives back a storage deposit, so that balances change by payments alone.
    fn refund(&mut self, caller: AccountId, deposit: i128) {
        let balance = self.suite.chain.balance(caller);
        self.suite.chain.fund(caller, balance.saturating_add_signed(deposit));
    }

    /// Gives the buyer what it is going to pay.
    pub fn fund_buyer(&mut self, amount: u128) {
        let balance = self.suite.chain.balance(account(BUYER));
        self.suite.chain.fund(account(BUYER), balance + amount);
    }

    /// The timelock that executes what a track decides; what Override carries, the timelock of what was refused does.
    #[must_use]
    pub fn timelock(&self, executor: Track) -> Timelock {
        self.timelocks[(executor as usize).min(2)]
    }

    /// A table as the ledger of splits takes it.
    #[must_use]
    pub fn table(&self, lines: &[Line]) -> Table<AccountId> {
        let target = |payee| match payee {
            Payee::Person(number) => person(number),
            Payee::Treasury => self.treasury.account,
        };
        let entry = |line: &Line| Entry { target: Target::Account(target(line.to)), weight: line.weight };
        Table::Entries(lines.iter().map(entry).collect())
    }

    /// An action as the governor takes it. `debt` is the number of the stream that it ends, `release` that of what it
    /// publishes.
    #[must_use]
    pub fn action(&self, act: &Act, debt: u32, release: u32) -> Action<AccountId> {
        let treasury = self.treasury.account;
        match act {
            Act::Spend { bucket, to, amount, vesting } => {
                let plain = (*bucket, NATIVE, person(*to), *amount);
                match vesting {
                    None => action(treasury, 0, selector_bytes!("spend"), &plain),
                    Some(vesting) => {
                        let start = self.now + vesting.starts;
                        let times = (start, start + vesting.cliff, start + vesting.lasts);
                        action(treasury, 0, selector_bytes!("open_stream"), &(plain, times))
                    }
                }
            }
            Act::CancelStream(_) => action(treasury, 0, selector_bytes!("cancel_stream"), &debt),
            Act::Move { route, amount } => {
                action(treasury, 0, selector_bytes!("move_funds"), &(*route, NATIVE, *amount))
            }
            Act::SetCap { of, amount } => action(treasury, 0, selector_bytes!("set_cap"), &(*of, NATIVE, *amount)),
            Act::SetPolicy(policy) => {
                let policy = policy.map(|percent| u16::from(percent) * 100);
                action(treasury, 0, selector_bytes!("set_policy"), &policy)
            }
            Act::Update(lines) => {
                action(self.suite.ledger, 0, selector_bytes!("update"), &(self.split, self.table(lines)))
            }
            Act::Release(_) => self.library.record(release, 0),
        }
    }

    /// By how much a person's balance has grown since the beginning.
    pub fn grown(&mut self, number: usize) -> i128 {
        self.suite.chain.balance(person(number)) as i128 - FORTUNE as i128
    }

    /// By how much the treasury's balance has grown: all but what its account needs to exist.
    pub fn treasury_has(&mut self) -> u128 {
        let treasury = self.treasury.account;
        self.suite.chain.balance(treasury) - EXISTENTIAL_DEPOSIT
    }

    /// What the governor has in deposits, and by how much the balance of the ledger of splits has grown.
    pub fn held(&mut self) -> [u128; 2] {
        let [governor, ledger] = self.at_first;
        let (at_governor, at_ledger) = (self.governor.account, self.suite.ledger);
        [self.suite.chain.balance(at_governor) - governor, self.suite.chain.balance(at_ledger) - ledger]
    }

    /// The number of a table of the split on the chain: it is the only split, so its tables are numbered from 1.
    #[must_use]
    pub const fn on_chain(version: usize) -> u32 {
        version as u32 + 1
    }
}

/// The input of a message whose arguments are encoded together.
#[must_use]
pub fn input(selector: [u8; 4], arguments: &impl Encode) -> Vec<u8> {
    crate::suite::input(selector, arguments)
}
