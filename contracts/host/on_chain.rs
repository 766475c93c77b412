//! The host functions of `pallet-contracts`.

use crate::{Account, CallFailed};
use alloc::{vec, vec::Vec};
use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl as api};

/// All of the remaining gas, proof size and deposit.
const ALL: u64 = 0;
const NO_VALUE: [u8; 16] = [0; 16];

/// The bytes of a cell, which has at most `room`; empty if there is none.
pub fn read(key: &[u8], room: usize) -> Vec<u8> {
    let mut bytes = vec![0; room];
    let mut rest = &mut bytes[..];
    let length = match api::get_storage_v1(key, &mut rest) {
        Ok(()) => rest.len(),
        Err(_) => 0,
    };
    bytes.truncate(length);
    bytes
}

/// Replaces a cell.
pub fn write(key: &[u8], bytes: &[u8]) {
    api::set_storage_v2(key, bytes);
}

/// Sends native money. Tells whether it arrived; below the existential deposit of a new account it does not.
#[must_use]
pub fn transfer(to: &Account, amount: u128) -> bool {
    api::transfer(to, &amount.to_le_bytes()).is_ok()
}

pub fn call(callee: &Account, input: &[u8], room: usize) -> Result<Vec<u8>, CallFailed> {
    let mut output = vec![0; room];
    let mut rest = &mut output[..];
    api::call_v2(CallFlags::empty(), callee, ALL, ALL, None, &NO_VALUE, input, Some(&mut rest))
        .map_err(|_| CallFailed)?;
    let length = rest.len();
    output.truncate(length);
    Ok(output)
}

pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    api::call_v2(CallFlags::empty(), callee, ALL, ALL, None, &NO_VALUE, input, None).is_ok()
}

fn filled<const K: usize>(fill: impl FnOnce(&mut &mut [u8])) -> [u8; K] {
    let mut bytes = [0; K];
    fill(&mut &mut bytes[..]);
    bytes
}

/// The account that called this contract.
#[must_use]
pub fn caller() -> Account {
    filled(api::caller)
}

/// This contract's own account.
#[must_use]
pub fn address() -> Account {
    filled(api::address)
}

/// The native money that came with the call.
#[must_use]
pub fn value() -> u128 {
    u128::from_le_bytes(filled(api::value_transferred))
}

/// The block's time in milliseconds.
#[must_use]
pub fn now() -> u64 {
    u64::from_le_bytes(filled(api::now))
}

/// Keccak-256.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    api::hash_keccak_256(bytes, &mut hash);
    hash
}

/// Emits an event with one topic.
pub fn emit_raw(topic: &[u8; 32], data: &[u8]) {
    let mut topics = [0; 33];
    // One topic, as a compact length.
    topics[0] = 1 << 2;
    topics[1..].copy_from_slice(topic);
    api::deposit_event(&topics, data);
}
