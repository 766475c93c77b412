//! What every machine has to offer, where there is none: what is built for the host is asked for its interface, never called.

use crate::{Account, Event, Hash};

fn no_machine() -> ! {
    unreachable!("contracts run on a chain: tests deploy them there")
}

/// By what [`crate::entry::run`] knows a code.
pub type Code = Hash;

/// Copies a cell to the front of `into` and tells how many bytes it has; 0 if there is none. A cell that does not fit ends
/// the call.
pub fn read(_key: &[u8], _into: &mut [u8]) -> usize {
    no_machine()
}

/// Replaces a cell.
pub fn write(_key: &[u8], _bytes: &[u8]) {
    no_machine()
}

/// Removes a cell.
pub fn clear(_key: &[u8]) {
    no_machine()
}

/// Keeps a code on the chain for as long as this contract exists, and gives the name by which to run it. A code that is not
/// there ends the call.
pub fn keep_code(_code: &Hash) -> &'static Code {
    no_machine()
}

/// Sends native money. Tells whether it arrived.
#[must_use]
pub fn transfer(_to: &Account, _amount: u128) -> bool {
    no_machine()
}

pub fn call_blind(_callee: &Account, _input: &[u8]) -> bool {
    no_machine()
}

pub fn call_paying(_callee: &Account, _amount: u128, _input: &[u8]) -> bool {
    no_machine()
}

pub fn is_signed(_signature: &[u8; 64], _signer: &Account, _message: &[u8]) -> bool {
    no_machine()
}

pub fn call_for<const LENGTH: usize>(_callee: &Account, _amount: u128, _input: &[u8]) -> Option<&'static [u8; LENGTH]> {
    no_machine()
}

/// The account that called this contract.
#[must_use]
pub fn caller() -> &'static Account {
    no_machine()
}

/// This contract's own account.
#[must_use]
pub fn address() -> &'static Account {
    no_machine()
}

/// The native money that came with the call; `None` if it is 2^128 or more.
#[must_use]
pub fn value() -> Option<u128> {
    no_machine()
}

/// The native money that can leave this contract, or as much of it as can be counted: neither deposits nor the existential
/// deposit.
#[must_use]
pub fn balance() -> u128 {
    no_machine()
}

/// The block's time in milliseconds.
#[must_use]
pub fn now() -> u64 {
    no_machine()
}

/// Keccak-256.
#[must_use]
pub fn keccak(_bytes: &[u8]) -> [u8; 32] {
    no_machine()
}

/// Emits an event whose fields are encoded as its metadata say.
pub fn emit<E: Event>(_data: &[u8]) {
    no_machine()
}

/// Ends the call with an answer; if it is reverted, everything that it did is undone.
pub fn end(_reverted: bool, _bytes: &[u8]) -> ! {
    no_machine()
}
