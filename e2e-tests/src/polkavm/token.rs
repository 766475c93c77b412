//! How tokens are called on this machine: ERC-20.

use super::chain::{AccountId, Called};
use crate::suite::keccak;

/// Sends tokens of the caller's.
#[must_use]
pub fn transfer(to: AccountId, amount: u128) -> Vec<u8> {
    call("transfer(address,uint256)", &[account(to), number(amount)])
}

/// Lets somebody send tokens of the caller's.
#[must_use]
pub fn approve(spender: AccountId, amount: u128) -> Vec<u8> {
    call("approve(address,uint256)", &[account(spender), number(amount)])
}

/// Asks what somebody has.
#[must_use]
pub fn balance_of(owner: AccountId) -> Vec<u8> {
    call("balanceOf(address)", &[account(owner)])
}

/// The answer to [`balance_of`].
///
/// # Panics
/// If the token does not answer with a number of 128 bits.
#[must_use]
pub fn balance(called: &Called) -> u128 {
    let word = called.outcome.as_ref().expect("the token must answer");
    let (high, low) = word.split_last_chunk().expect("the answer is a word");
    assert!(!called.reverted && high == [0; 16], "no balance: {called:?}");
    u128::from_be_bytes(*low)
}

fn call(signature: &str, words: &[[u8; 32]]) -> Vec<u8> {
    [&keccak(signature.as_bytes())[..4], words.as_flattened()].concat()
}

fn account(account: AccountId) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(account.as_bytes());
    word
}

fn number(number: u128) -> [u8; 32] {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&number.to_be_bytes());
    word
}
