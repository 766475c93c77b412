//! A timelock as it is deployed.

use crate::{
    called::Called,
    chain::{account, AccountId, Chain},
    suite::{input, keccak},
};
use atelier_governance::{
    timelock::{Action, OperationView, Request, Roles, Status},
    units::{Millis, DAY},
};
use ink::selector_bytes;
use scale::{Decode, Encode};
use std::fmt::Debug;

pub use timelock::Error;

/// A timelock on some chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timelock {
    /// Its account.
    pub account: AccountId,
}

/// A call that an operation makes.
#[must_use]
pub fn action(target: AccountId, value: u128, selector: [u8; 4], arguments: &impl Encode) -> Action<AccountId> {
    Action { target, selector, args: arguments.encode(), value }
}

/// By what a timelock knows actions.
#[must_use]
pub fn hash(actions: &[Action<AccountId>]) -> [u8; 32] {
    keccak(&actions.encode())
}

/// An operation with these actions, after two days, for three, of the lowest rank.
#[must_use]
pub fn request(actions: &[Action<AccountId>]) -> Request {
    Request { hash: hash(actions), after: None, delay: 2 * DAY, grace: 3 * DAY, rank: 0 }
}

/// Asserts that an attempt is refused with exactly this error and that nothing changed: no cell, no balance.
///
/// # Panics
/// If not.
#[track_caller]
pub fn refused<T, E>(chain: &mut Chain, expected: E, attempt: impl FnOnce(&mut Chain) -> Result<T, E>)
where
    T: Debug + PartialEq,
    E: Debug + PartialEq,
{
    let before = chain.root();
    assert_eq!(attempt(chain), Err(expected));
    assert_eq!(chain.root(), before, "a refusal must change nothing");
}

impl Timelock {
    /// Instantiates a timelock.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, deployer: AccountId, minimum_delay: Millis) -> Self {
        let account = chain.deploy("timelock", deployer, input(selector_bytes!("new"), &minimum_delay));
        Self { account }
    }

    fn ask<T: Decode>(self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> T {
        chain.ask(account(0), self.account, input(selector, arguments)).told()
    }

    /// `bind`
    pub fn bind(
        self,
        chain: &mut Chain,
        caller: AccountId,
        governor: AccountId,
        admin: AccountId,
    ) -> Result<(), Error> {
        chain.call(caller, self.account, 0, input(selector_bytes!("bind"), &(governor, admin))).result()
    }

    /// The input of `schedule`.
    #[must_use]
    pub fn schedule_input(request: Request) -> Vec<u8> {
        let Request { hash, after, delay, grace, rank } = request;
        input(selector_bytes!("schedule"), &(hash, after, delay, grace, rank))
    }

    /// `schedule`
    pub fn schedule(self, chain: &mut Chain, caller: AccountId, request: Request) -> Result<u32, Error> {
        chain.call(caller, self.account, 0, Self::schedule_input(request)).result()
    }

    /// The input of `execute`.
    #[must_use]
    pub fn execute_input(operation: u32, actions: &[Action<AccountId>]) -> Vec<u8> {
        input(selector_bytes!("execute"), &(operation, actions))
    }

    /// `execute`, with native money, as the chain tells it.
    pub fn call_execute(
        self,
        chain: &mut Chain,
        caller: AccountId,
        value: u128,
        operation: u32,
        actions: &[Action<AccountId>],
    ) -> Called {
        chain.call(caller, self.account, value, Self::execute_input(operation, actions))
    }

    /// `execute`
    pub fn execute(
        self,
        chain: &mut Chain,
        caller: AccountId,
        operation: u32,
        actions: &[Action<AccountId>],
    ) -> Result<(), Error> {
        self.call_execute(chain, caller, 0, operation, actions).result()
    }

    /// `cancel`
    pub fn cancel(self, chain: &mut Chain, caller: AccountId, operation: u32) -> Result<(), Error> {
        chain.call(caller, self.account, 0, input(selector_bytes!("cancel"), &operation)).result()
    }

    /// `set_minimum_delay`
    pub fn set_minimum_delay(self, chain: &mut Chain, caller: AccountId, delay: Millis) -> Result<(), Error> {
        chain.call(caller, self.account, 0, input(selector_bytes!("set_minimum_delay"), &delay)).result()
    }

    /// `set_governor`
    pub fn set_governor(self, chain: &mut Chain, caller: AccountId, governor: AccountId) -> Result<(), Error> {
        chain.call(caller, self.account, 0, input(selector_bytes!("set_governor"), &governor)).result()
    }

    /// `minimum_delay`
    pub fn minimum_delay(self, chain: &mut Chain) -> Millis {
        self.ask(chain, selector_bytes!("minimum_delay"), &())
    }

    /// `roles`
    pub fn roles(self, chain: &mut Chain) -> Roles<AccountId> {
        self.ask(chain, selector_bytes!("roles"), &())
    }

    /// `operation`
    pub fn operation(self, chain: &mut Chain, operation: u32) -> Option<OperationView> {
        self.ask(chain, selector_bytes!("operation"), &operation)
    }

    /// `status`
    pub fn status(self, chain: &mut Chain, operation: u32) -> Option<Status> {
        self.ask(chain, selector_bytes!("status"), &operation)
    }

    /// `operations`
    pub fn operations(self, chain: &mut Chain, from: u32, count: u32) -> Vec<OperationView> {
        self.ask(chain, selector_bytes!("operations"), &(from, count))
    }

    /// An action of this timelock on itself.
    #[must_use]
    pub fn order(self, selector: [u8; 4], arguments: &impl Encode) -> Action<AccountId> {
        action(self.account, 0, selector, arguments)
    }

    /// The order to cancel an operation.
    #[must_use]
    pub fn order_cancel(self, operation: u32) -> Action<AccountId> {
        self.order(selector_bytes!("cancel"), &operation)
    }
}

/// A target that remembers its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorder {
    /// Its account.
    pub account: AccountId,
}

impl Recorder {
    /// Instantiates a recorder.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, deployer: AccountId) -> Self {
        Self { account: chain.deploy("recorder", deployer, selector_bytes!("new").to_vec()) }
    }

    /// The action that has it remember a number.
    #[must_use]
    pub fn record(self, number: u32, value: u128) -> Action<AccountId> {
        action(self.account, value, selector_bytes!("record"), &number)
    }

    /// The action that has it call `target` while it is being called, and remember whether that worked.
    #[must_use]
    pub fn reenter(self, number: u32, target: AccountId, input: &[u8]) -> Action<AccountId> {
        action(self.account, 0, selector_bytes!("reenter"), &(number, target, input))
    }

    /// What it remembers: who called, with how much money, saying which number.
    pub fn calls(self, chain: &mut Chain) -> Vec<(AccountId, u128, u32)> {
        chain.ask(account(0), self.account, selector_bytes!("calls").to_vec()).told()
    }

    /// Whether the last call from within a call worked.
    pub fn reentered(self, chain: &mut Chain) -> Option<bool> {
        chain.ask(account(0), self.account, selector_bytes!("reentered").to_vec()).told()
    }
}
