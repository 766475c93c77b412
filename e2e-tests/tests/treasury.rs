//! The treasury on the chain: what it does, every theft that we tried, every refusal, and random traces beside the model.

#[path = "treasury/attacks.rs"]
mod attacks;
#[path = "treasury/money.rs"]
mod money;
#[path = "treasury/refusals.rs"]
mod refusals;
#[path = "treasury/traces.rs"]
mod traces;

use atelier_governance::{
    treasury::{Bucket, Error as Rule, Spend, Spender, Stream, NATIVE},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE, START},
    dao::{
        timelock::refused,
        treasury::{Error, Treasury},
    },
    suite::{input, TokenMode, DEPLOYER},
    token,
};
use ink::selector_bytes;

/// The timelocks, which are people here: strategic, creative, dual.
const STRATEGIC: u32 = 1;
const CREATIVE: u32 = 2;
const DUAL: u32 = 3;
const ALICE: u32 = 10;
const BOB: u32 = 11;
const MALLORY: u32 = 66;
/// Nobody has ever sent anything to this account.
const NEWCOMER: u32 = 99;

/// What part of the income goes to compute, grants, datasets and reserve.
const POLICY: [u16; 4] = [4_000, 2_500, 2_500, 1_000];
/// How long an epoch is.
const EPOCH: u64 = 7 * DAY;

/// A chain with a treasury.
struct Stage {
    chain: Chain,
    treasury: Treasury,
}

impl Stage {
    fn new() -> Self {
        let mut chain = Chain::new();
        for person in [DEPLOYER, STRATEGIC, CREATIVE, DUAL, ALICE, BOB, 12, MALLORY] {
            chain.fund(account(person), FORTUNE);
        }
        let timelocks = [STRATEGIC, CREATIVE, DUAL].map(account);
        let treasury = Treasury::deploy(&mut chain, account(DEPLOYER), timelocks, EPOCH, POLICY);
        // An epoch begins.
        chain.set_time(START.next_multiple_of(EPOCH));
        Self { chain, treasury }
    }

    /// A stage whose treasury has booked so much native money.
    #[track_caller]
    fn with(amount: u128) -> Self {
        let mut stage = Self::new();
        stage.chain.transfer(account(DEPLOYER), stage.treasury.account, amount);
        assert_eq!(stage.treasury.sync(&mut stage.chain, NATIVE), Ok(amount));
        stage
    }

    fn wait(&mut self, time: u64) {
        let now = self.chain.now();
        self.chain.set_time(now + time);
    }

    #[track_caller]
    fn cap(&mut self, spender: Spender, asset: u32, cap: u128) {
        self.treasury.set_cap(&mut self.chain, account(DUAL), spender, asset, cap).unwrap();
    }

    /// Spends what is fine.
    #[track_caller]
    fn spent(&mut self, caller: u32, spend: Spend<AccountId>) -> u32 {
        self.treasury.spend(&mut self.chain, account(caller), spend).unwrap()
    }

    fn collect(&mut self, debt: u32) -> Result<u128, Error> {
        self.treasury.collect(&mut self.chain, debt)
    }

    /// Asserts that an attempt is refused by the rules and changes nothing.
    #[track_caller]
    fn refuses<T: std::fmt::Debug + PartialEq>(
        &mut self,
        expected: Rule,
        attempt: impl FnOnce(Treasury, &mut Chain) -> Result<T, Error>,
    ) {
        let treasury = self.treasury;
        refused(&mut self.chain, Error::Treasury(expected), |chain| attempt(treasury, chain));
    }

    /// A registered token of which the treasury has so much, booked.
    #[track_caller]
    fn token(&mut self, contract: &str, amount: u128) -> (AccountId, u32) {
        let new = input(selector_bytes!("new"), &FORTUNE);
        let token = self.chain.deploy(contract, account(DEPLOYER), new);
        let asset = self.treasury.register_asset(&mut self.chain, account(DUAL), token).unwrap();
        self.send(token, amount);
        assert_eq!(self.treasury.sync(&mut self.chain, asset), Ok(amount));
        (token, asset)
    }

    /// Sends tokens to the treasury.
    #[track_caller]
    fn send(&mut self, token: AccountId, amount: u128) {
        let sent = self.chain.call(account(DEPLOYER), token, 0, token::transfer(self.treasury.account, amount));
        assert!(sent.outcome.is_ok() && !sent.reverted, "{sent:?}");
    }

    fn tokens_of(&mut self, token: AccountId, owner: AccountId) -> u128 {
        token::balance(&self.chain.ask(owner, token, token::balance_of(owner)))
    }

    #[track_caller]
    fn cheat(&mut self, token: AccountId, mode: TokenMode) {
        self.chain.call(account(DEPLOYER), token, 0, input(selector_bytes!("set_mode"), &mode)).told::<()>();
    }

    /// Asserts that native money covers what is booked.
    #[track_caller]
    fn check(&mut self) {
        let there = self.chain.spendable(self.treasury.account);
        self.treasury.check_books(&mut self.chain, NATIVE, there);
    }
}

/// A plain spend of native money.
fn spend(bucket: Bucket, to: u32, amount: u128) -> Spend<AccountId> {
    Spend { bucket, asset: NATIVE, to: account(to), amount, stream: None }
}

/// A stream of native money.
fn stream(bucket: Bucket, to: u32, amount: u128, stream: Stream) -> Spend<AccountId> {
    Spend { stream: Some(stream), ..spend(bucket, to, amount) }
}
