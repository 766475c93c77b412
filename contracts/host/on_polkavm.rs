//! The host functions of `pallet-revive`.
//!
//! That machine counts money in 256 bits and time in seconds, knows accounts by 20 bytes, and runs the code of an account
//! that is sent money.

use crate::{array, interpreter, memory, solidity::Log, Account, Hash};
use pallet_revive_uapi::{
    precompiles::storage::STORAGE_PRECOMPILE_ADDR, solidity_selector, CallFlags, HostFn, HostFnImpl as Host,
    ReturnFlags, StorageFlags,
};

/// All of the remaining gas and proof size.
const ALL: u64 = u64::MAX;
/// Any deposit that the call may still take.
const ALL_DEPOSIT: [u8; 32] = [u8::MAX; 32];
const NOTHING: [u8; 32] = [0; 32];
const CLEAR_STORAGE: [u8; 4] = solidity_selector("clearStorage(uint32,bool,bytes)");

/// What the code of an account that is paid may use, in picoseconds: enough for a wallet that passes on, too little to burn the
/// gas of a call that pays many.
const PAYEE_TIME: u64 = 1_000_000_000;
/// The same in bytes of proof, in which the codes that it calls count. Its own does not: the machine loads that at the cost of
/// whoever pays.
const PAYEE_PROOF: u64 = 128 * 1024;
/// Whoever claims for a wallet would pay the deposit for what it stores.
const PAYEE_DEPOSIT: [u8; 32] = NOTHING;

/// The address of a part of Ethereum's machine that this one does not have. Whoever calls it is ended by the machine, where
/// every other payment that does not arrive is an answer.
const POINT_EVALUATION: Account = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10];

/// Copies a cell to the front of `into` and tells how many bytes it has; 0 if there is none.
///
/// A cell that does not fit ends the call.
#[inline(never)]
pub fn read(key: &[u8], into: &mut [u8]) -> usize {
    let mut bytes = into;
    match Host::get_storage(StorageFlags::empty(), key, &mut bytes) {
        Ok(()) => bytes.len(),
        Err(_) => 0,
    }
}

/// Replaces a cell.
pub fn write(key: &[u8], bytes: &[u8]) {
    Host::set_storage(StorageFlags::empty(), key, bytes);
}

/// Removes a cell.
///
/// # Panics
/// If the key is longer than a word.
pub fn clear(key: &[u8]) {
    // clearStorage(flags: none, isFixedKey: no, key: behind three words)
    let mut input = [0; 4 + 5 * 32];
    input[..4].copy_from_slice(&CLEAR_STORAGE);
    input[4 + 3 * 32 - 1] = 3 * 32;
    input[4 + 4 * 32 - 1] = key.len() as u8;
    input[4 + 4 * 32..][..key.len()].copy_from_slice(key);
    if Host::delegate_call(CallFlags::empty(), &STORAGE_PRECOMPILE_ADDR, ALL, ALL, &ALL_DEPOSIT, &input, None).is_err()
    {
        unreachable!("the machine does not know how to remove a cell")
    }
}

/// What [`keep_code`] gives.
pub type Code = Account;

/// Keeps a code on the chain for as long as this contract exists, and gives the name by which to [`run`] it. A code that is not
/// there ends the call.
///
/// This machine runs the code of a contract; so this contract makes itself one, which nobody can remove.
pub fn keep_code(code: &Hash) -> &'static Code {
    let address = array();
    if Host::instantiate(ALL, ALL, &ALL_DEPOSIT, &NOTHING, code, Some(address), None, None).is_err() {
        unreachable!("the code is not on the chain")
    }
    address
}

/// Runs another code on this contract's cells with what this call was given, and ends the call with its answer.
pub fn run(code: &Code) -> ! {
    let flags = CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL;
    let _ = Host::delegate_call(flags, code, ALL, ALL, &ALL_DEPOSIT, &[], None);
    // The other code trapped: so does this one, and everything is undone.
    unreachable!("the called code ended without an answer")
}

/// Sends native money. Tells whether it arrived: whoever is paid may refuse, and may use little gas and no deposit.
#[must_use]
pub fn transfer(to: &Account, amount: u128) -> bool {
    let none = CallFlags::empty();
    *to != POINT_EVALUATION
        && Host::call(none, to, PAYEE_TIME, PAYEE_PROOF, &PAYEE_DEPOSIT, &word(amount), &[], None).is_ok()
}

pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    invoke(callee, 0, input, 0).is_some()
}

pub fn call_for<const LENGTH: usize>(callee: &Account, amount: u128, input: &[u8]) -> Option<&'static [u8; LENGTH]> {
    let answer = invoke(callee, amount, input, LENGTH)?;
    // What is longer was cut.
    if Host::return_data_size() == LENGTH as u64 {
        answer.first_chunk()
    } else {
        None
    }
}

/// Calls another contract with native money. Gives as much of its answer as there is room for; `None` if it failed or reverted.
#[inline(never)]
pub fn invoke(callee: &Account, amount: u128, input: &[u8], room: usize) -> Option<&'static [u8]> {
    let mut output = memory(room);
    let value = word(amount);
    match Host::call(CallFlags::empty(), callee, ALL, ALL, &ALL_DEPOSIT, &value, input, Some(&mut output)) {
        Ok(()) => Some(output),
        Err(_) => None,
    }
}

/// An amount as this machine counts.
fn word(amount: u128) -> [u8; 32] {
    let mut word = NOTHING;
    word[..16].copy_from_slice(&amount.to_le_bytes());
    word
}

/// What this machine counts as a number of 128 bits; `None` if it has more.
fn number(word: [u8; 32]) -> Option<u128> {
    match word.split_first_chunk() {
        Some((low, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])) => Some(u128::from_le_bytes(*low)),
        _ => None,
    }
}

/// The account that called this contract.
#[must_use]
#[inline(never)]
pub fn caller() -> &'static Account {
    let account = array();
    Host::caller(account);
    account
}

/// This contract's own account.
#[must_use]
pub fn address() -> &'static Account {
    let account = array();
    Host::address(account);
    account
}

/// The native money that came with the call; `None` if it is 2^128 or more.
#[must_use]
pub fn value() -> Option<u128> {
    let mut word = NOTHING;
    Host::value_transferred(&mut word);
    number(word)
}

/// The native money that can leave this contract, or as much of it as can be counted: neither deposits nor the existential
/// deposit.
#[must_use]
pub fn balance() -> u128 {
    let mut word = NOTHING;
    Host::balance(&mut word);
    number(word).unwrap_or(u128::MAX)
}

/// The block's time in milliseconds; this machine tells full seconds.
#[must_use]
pub fn now() -> u64 {
    let mut word = NOTHING;
    Host::now(&mut word);
    // A number of seconds that this does not fit into is as far away as the end of time.
    number(word)
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map_or(u64::MAX, |seconds| seconds.saturating_mul(1000))
}

/// Keccak-256.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    Host::hash_keccak_256(bytes, &mut hash);
    hash
}

/// Emits an event as Solidity's logs are: whoever watches this machine reads them so.
#[inline(never)]
pub fn emit<E: Log>(data: &[u8]) {
    interpreter::event(E::TYPES, data, |words| Host::deposit_event(&[E::TOPIC], words));
}

/// The input of the call, as messages read it.
pub fn input() -> &'static [u8] {
    interpreter::input()
}

/// The input of the call, as it came.
pub fn raw_input() -> &'static [u8] {
    let bytes = memory(Host::call_data_size() as usize);
    Host::call_data_copy(bytes, 0);
    bytes
}

/// Ends the call, in the language that it came in.
pub fn end(reverted: bool, bytes: &[u8]) -> ! {
    finish(reverted, interpreter::output(reverted, bytes))
}

/// Ends the call with these very bytes.
pub fn finish(reverted: bool, bytes: &[u8]) -> ! {
    let flags = if reverted { ReturnFlags::REVERT } else { ReturnFlags::empty() };
    Host::return_value(flags, bytes)
}
