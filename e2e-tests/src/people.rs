//! Who appears in the tests, and what must hold whatever they do.

use crate::{
    chain::{account, AccountId, FORTUNE},
    suite::Suite,
};
use atelier_splits::{Options, Step, NATIVE};
use scale::Encode;
use std::fmt::Debug;

/// Pays in, and calls where it does not matter who calls.
pub const PAYER: u32 = 1;
/// Payees.
pub const ALICE: u32 = 10;
/// See [`ALICE`].
pub const BOB: u32 = 11;
/// See [`ALICE`].
pub const CAROL: u32 = 12;
/// Claims for others.
pub const KEEPER: u32 = 20;
/// Steals.
pub const MALLORY: u32 = 66;
/// Nobody has ever sent anything to this account.
pub const NEWCOMER: u32 = 99;

/// A token and its number.
pub type Token = (AccountId, u32);

/// The suite with everybody but [`NEWCOMER`] rich.
#[must_use]
pub fn stage() -> Suite {
    let mut suite = Suite::new();
    for person in [PAYER, ALICE, BOB, CAROL, KEEPER, MALLORY] {
        suite.chain.fund(account(person), FORTUNE);
    }
    suite
}

/// One step of a path.
#[must_use]
pub const fn step(version: u32, index: u16) -> Step {
    Step { version, index }
}

/// Options of a split that can be edited within the limits of its first table.
#[must_use]
pub fn controlled_by(controller: u32, delay: u64) -> Options<AccountId> {
    Options { controller: account(controller), delay, height: 0, eager: 0 }
}

impl Suite {
    /// Asserts that an attempt is refused with exactly this error and that nothing changed: no cell, no balance.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn refuses<T, E>(&mut self, expected: E, attempt: impl FnOnce(&mut Self) -> Result<T, E>)
    where
        T: Debug + PartialEq,
        E: Debug + PartialEq,
    {
        let before = self.chain.root();
        assert_eq!(attempt(self), Err(expected));
        assert_eq!(self.chain.root(), before, "a refusal must change nothing");
    }

    /// Asserts that the machine fails a call before the ledger can answer, and that nothing changed.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn fails_for(&mut self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) {
        let before = self.chain.root();
        let called = self.on_ledger(caller, 0, selector, arguments);
        assert!(called.outcome.is_err(), "{called:?}");
        assert_eq!(self.chain.root(), before, "a failure must change nothing");
    }

    /// Asserts that the ledger can pay everything that it owes, in native money and in tokens that tell the truth, and
    /// that it has booked of each token exactly what it owes.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn check_solvent(&mut self, tokens: &[Token]) {
        let (spendable, owed) = (self.chain.spendable(self.ledger), self.liability(NATIVE));
        assert!(spendable >= owed, "{owed} of native money are owed and {spendable} are there");
        for (token, asset) in tokens {
            self.check_booked(*asset);
            let (balance, recorded) = (self.token_balance(*token, self.ledger), self.recorded(*asset));
            assert!(balance >= recorded, "{recorded} of asset {asset} are booked and {balance} are there");
        }
    }

    /// Asserts that the ledger has booked of a token exactly what it owes, whatever the token tells.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn check_booked(&mut self, asset: u32) {
        assert_eq!(self.recorded(asset), self.liability(asset), "booked and owed of asset {asset}");
    }

    /// A token of the given contract of which the payer has `supply` and lets the ledger take it.
    pub fn stage_token(&mut self, contract: &str, supply: u128) -> Token {
        let (token, asset) = self.token(contract, 0);
        self.mint(token, account(PAYER), supply);
        self.approve(token, account(PAYER), u128::MAX);
        (token, asset)
    }
}
