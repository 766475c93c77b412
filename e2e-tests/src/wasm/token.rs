//! How tokens are called on this machine: PSP22.

use super::chain::{AccountId, Called};
use crate::suite::input;
use ink::selector_bytes;

/// Sends tokens of the caller's.
#[must_use]
pub fn transfer(to: AccountId, amount: u128) -> Vec<u8> {
    input(selector_bytes!("PSP22::transfer"), &(to, amount, Vec::<u8>::new()))
}

/// Lets somebody send tokens of the caller's.
#[must_use]
pub fn approve(spender: AccountId, amount: u128) -> Vec<u8> {
    input(selector_bytes!("PSP22::approve"), &(spender, amount))
}

/// Asks what somebody has.
#[must_use]
pub fn balance_of(owner: AccountId) -> Vec<u8> {
    input(selector_bytes!("PSP22::balance_of"), &owner)
}

/// The answer to [`balance_of`].
#[must_use]
pub fn balance(called: &Called) -> u128 {
    called.told()
}
