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
#[cfg(target_arch = "wasm32")]
mod memory;

#[cfg(not(target_arch = "wasm32"))]
use off_chain as machine;
#[cfg(target_arch = "wasm32")]
use on_chain as machine;

#[cfg(target_arch = "wasm32")]
pub use memory::reclaim;

/// Does some work; off chain memory takes care of itself.
#[cfg(not(target_arch = "wasm32"))]
pub fn reclaim<T: Copy>(work: impl FnOnce() -> T) -> T {
    work()
}

pub use machine::{address, caller, clear, emit_raw, keccak, lock_code, now, read, transfer, value, write};

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

/// Emits an event of at most `room` bytes under its signature topic alone: each further topic costs as much as a storage
/// write.
pub fn emit<E: ink::env::Event>(event: &E, room: usize) {
    if let Some(topic) = E::SIGNATURE_TOPIC {
        let mut data = Buffer::new(room);
        event.encode_to(&mut data);
        emit_raw(&topic, data.bytes());
    }
}

/// Bytes that are put together in a fixed room: a vector that can grow brings more code than most messages have.
pub struct Buffer {
    bytes: Vec<u8>,
    length: usize,
}

impl Buffer {
    /// The longest input and the longest answer; the same bound as ink!'s static buffer.
    pub const LONGEST: usize = 16 * 1024;

    /// An empty buffer with room for so many bytes.
    #[must_use]
    pub fn new(room: usize) -> Self {
        Self { bytes: alloc::vec![0; room], length: 0 }
    }

    /// Appends bytes.
    ///
    /// # Panics
    /// If there is no room for them.
    #[inline(never)]
    pub fn put(&mut self, bytes: &[u8]) {
        let end = self.length.wrapping_add(bytes.len());
        self.bytes[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }

    /// What was put.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl scale::Output for Buffer {
    fn write(&mut self, bytes: &[u8]) {
        self.put(bytes);
    }
}
