//! Timelocks on the chain: what they do, every theft and bypass that we tried, every refusal, and random traces beside the
//! model.

#[path = "timelock/attacks.rs"]
mod attacks;
#[path = "timelock/execution.rs"]
mod execution;
#[path = "timelock/refusals.rs"]
mod refusals;
#[path = "timelock/traces.rs"]
mod traces;

use atelier_governance::{
    timelock::{Action, Error as Rule, Request, Status},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE, START},
    dao::timelock::{request, Error, Recorder, Timelock},
    suite::DEPLOYER,
};

const GOVERNOR: u32 = 1;
const ADMIN: u32 = 2;
const KEEPER: u32 = 20;
const MALLORY: u32 = 66;

/// A chain with a timelock whose governor and admin are people, one that is its own admin, and a target.
struct Stage {
    chain: Chain,
    timelock: Timelock,
    dual: Timelock,
    recorder: Recorder,
}

impl Stage {
    fn new() -> Self {
        let mut chain = Chain::new();
        for person in [DEPLOYER, GOVERNOR, ADMIN, KEEPER, MALLORY] {
            chain.fund(account(person), FORTUNE);
        }
        let deployer = account(DEPLOYER);
        let timelock = Timelock::deploy(&mut chain, deployer, 2 * DAY);
        let dual = Timelock::deploy(&mut chain, deployer, 2 * DAY);
        timelock.bind(&mut chain, deployer, account(GOVERNOR), account(ADMIN)).unwrap();
        dual.bind(&mut chain, deployer, account(GOVERNOR), dual.account).unwrap();
        let recorder = Recorder::deploy(&mut chain, deployer);
        Self { chain, timelock, dual, recorder }
    }

    /// Schedules a request that is fine.
    #[track_caller]
    fn scheduled(&mut self, request: Request) -> u32 {
        self.timelock.schedule(&mut self.chain, account(GOVERNOR), request).unwrap()
    }

    /// Schedules actions and waits until they can be executed.
    #[track_caller]
    fn ready(&mut self, actions: &[Action<AccountId>]) -> u32 {
        let operation = self.scheduled(request(actions));
        let now = self.chain.now();
        self.chain.set_time(now + 2 * DAY);
        operation
    }

    /// Has the keeper execute an operation.
    fn execute(&mut self, operation: u32, actions: &[Action<AccountId>]) -> Result<(), Error> {
        self.timelock.execute(&mut self.chain, account(KEEPER), operation, actions)
    }

    /// Asserts that an execution is refused and changes nothing.
    #[track_caller]
    fn refuses(&mut self, expected: impl Into<Error>, operation: u32, actions: &[Action<AccountId>]) {
        let timelock = self.timelock;
        e2e_tests::dao::timelock::refused(&mut self.chain, expected.into(), |chain| {
            timelock.execute(chain, account(KEEPER), operation, actions)
        });
    }

    #[track_caller]
    fn check_status(&mut self, operation: u32, expected: Status) {
        assert_eq!(self.timelock.status(&mut self.chain, operation), Some(expected));
    }

    /// The numbers that the recorder remembers.
    fn recorded(&mut self) -> Vec<u32> {
        self.recorder.calls(&mut self.chain).into_iter().map(|(_, _, number)| number).collect()
    }
}

/// An operation is not ready.
fn not_ready(operation: u32, status: Status) -> Error {
    Error::Timelock(Rule::NotReady { operation, status })
}

/// The chain's time when a stage begins, plus so many milliseconds.
fn at(time: u64) -> u64 {
    START + time
}
