//! The same functions on ink!'s off-chain engine, for metadata and for unit tests of a shell.

use crate::{keep, Account, CallFailed};
use alloc::vec::Vec;
use ink::env::{self, call, CallFlags, DefaultEnvironment as Environment};
use scale::{Decode, Encode};

struct Raw(Vec<u8>);

impl Encode for Raw {
    fn size_hint(&self) -> usize {
        self.0.len()
    }
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        output.write(&self.0);
    }
}

impl Decode for Raw {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = alloc::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Copies a cell to the front of `into` and tells how many bytes it has; 0 if there is none.
pub fn read(key: &[u8], into: &mut [u8]) -> usize {
    let cell = env::get_contract_storage::<_, Raw>(&Raw(key.to_vec()));
    let bytes = cell.ok().flatten().map_or(Vec::new(), |raw| raw.0);
    into[..bytes.len()].copy_from_slice(&bytes);
    bytes.len()
}

/// Replaces a cell.
pub fn write(key: &[u8], bytes: &[u8]) {
    env::set_contract_storage(&Raw(key.to_vec()), &Raw(bytes.to_vec()));
}

/// Removes a cell.
pub fn clear(key: &[u8]) {
    env::clear_contract_storage(&Raw(key.to_vec()));
}

/// Keeps a code on the chain: off chain there is none.
pub fn lock_code(_code: &[u8]) {}

/// Sends native money. Tells whether it arrived.
#[must_use]
pub fn transfer(to: &Account, amount: u128) -> bool {
    env::transfer::<Environment>((*to).into(), amount).is_ok()
}

pub fn call(callee: &Account, input: &[u8], _room: usize) -> Result<&'static [u8], CallFailed> {
    let (selector, arguments) = input.split_first_chunk::<4>().ok_or(CallFailed)?;
    let answer = call::build_call::<Environment>()
        .call((*callee).into())
        .call_flags(CallFlags::empty())
        .exec_input(call::ExecutionInput::new(call::Selector::new(*selector)).push_arg(Raw(arguments.to_vec())))
        .returns::<Raw>()
        .try_invoke();
    match answer {
        Ok(Ok(raw)) => Ok([&[0], &raw.0[..]].concat().leak()),
        _ => Err(CallFailed),
    }
}

pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    call(callee, input, 0).is_ok()
}

pub fn call_for<const LENGTH: usize>(callee: &Account, amount: u128, input: &[u8]) -> Option<&'static [u8; LENGTH]> {
    let (selector, arguments) = input.split_first_chunk::<4>()?;
    let answer = call::build_call::<Environment>()
        .call((*callee).into())
        .call_flags(CallFlags::empty())
        .transferred_value(amount)
        .exec_input(call::ExecutionInput::new(call::Selector::new(*selector)).push_arg(Raw(arguments.to_vec())))
        .returns::<Raw>()
        .try_invoke();
    match answer {
        Ok(Ok(raw)) => [&[0], &raw.0[..]].concat().try_into().ok().map(|answer| &*keep(answer)),
        _ => None,
    }
}

/// The account that called this contract.
#[must_use]
pub fn caller() -> &'static Account {
    keep(*env::caller::<Environment>().as_ref())
}

/// This contract's own account.
#[must_use]
pub fn address() -> &'static Account {
    keep(*env::account_id::<Environment>().as_ref())
}

/// The native money that came with the call.
#[must_use]
pub fn value() -> u128 {
    env::transferred_value::<Environment>()
}

/// The native money that can leave this contract: neither deposits nor the existential deposit.
#[must_use]
pub fn balance() -> u128 {
    env::balance::<Environment>()
}

/// The block's time in milliseconds.
#[must_use]
pub fn now() -> u64 {
    env::block_timestamp::<Environment>()
}

/// Keccak-256.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    env::hash_bytes::<env::hash::Keccak256>(bytes, &mut hash);
    hash
}

/// Emits an event with one topic: off chain nobody listens.
pub fn emit_raw(_topic: &[u8; 32], _data: &[u8]) {}

/// Ends the call: off chain, the test that made it.
pub fn end(_reverted: bool, bytes: &[u8]) -> ! {
    panic!("the call ended with {bytes:?}")
}
