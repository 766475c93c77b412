//! The one place where the contracts touch their machine.
//!
//! On chain these are the host functions of `pallet-contracts`, called with the caller's own buffers: ink!'s own calls
//! copy each value through a static buffer, which costs code and time in the messages that move money. Off chain, where
//! only metadata is made, the same functions go through ink!'s test engine.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

use alloc::vec::Vec;

#[cfg(not(target_arch = "wasm32"))]
mod off_chain;
#[cfg(target_arch = "wasm32")]
mod on_chain;

#[cfg(target_arch = "wasm32")]
pub mod entry;

#[cfg(not(target_arch = "wasm32"))]
use off_chain as machine;
#[cfg(target_arch = "wasm32")]
use on_chain as machine;

pub use machine::{address, caller, emit_raw, keccak, now, read, transfer, value, write};

/// An account's bytes.
pub type Account = [u8; 32];

/// Why a call to another contract gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailed;

/// Calls another contract with the given input and room for `room` bytes of its answer.
///
/// The callee may not call back into this contract. An answer longer than `room` traps the caller.
///
/// # Errors
/// If there is no such contract, if it traps or runs out of gas, or if it reverts (ink! reverts on `Err`).
pub fn call(callee: &Account, input: &[u8], room: usize) -> Result<Vec<u8>, CallFailed> {
    machine::call(callee, input, room)
}

/// Calls another contract and ignores what it answers, however long that is. Tells whether it neither failed nor reverted.
#[must_use]
pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    machine::call_blind(callee, input)
}

/// Emits an event under its signature topic alone: each further topic costs as much as a storage write.
pub fn emit<E: ink::env::Event>(event: &E) {
    if let Some(topic) = E::SIGNATURE_TOPIC {
        emit_raw(&topic, &event.encode());
    }
}
