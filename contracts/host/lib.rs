//! The one place where the contracts touch their machine.
//!
//! There are two machines: Wasm (`pallet-contracts`) and PolkaVM (`pallet-revive`). What each is like stands in `wasm` and
//! `polkavm`; its host functions, called with the caller's own buffers because ink!'s own calls copy each value through a
//! static one, in `on_wasm` and `on_polkavm`; how tokens are called there, in `psp22` and `erc20`. Off chain, where only the
//! interface is asked for, there is no machine, and `off_chain` lists what one has to offer.
//!
//! Callers of the second machine may speak Solidity: `interpreter` translates between them and messages that do not, by the
//! tables of [`solidity`].
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

use alloc::boxed::Box;

#[cfg(feature = "std")]
mod off_chain;
#[cfg(target_arch = "riscv64")]
mod on_polkavm;
#[cfg(target_arch = "wasm32")]
mod on_wasm;

pub mod entry;
#[cfg(target_arch = "riscv64")]
#[doc(hidden)]
pub mod interpreter;
#[cfg(not(feature = "std"))]
mod memory;
#[cfg(any(target_arch = "riscv64", test, feature = "std"))]
pub mod solidity;
#[cfg_attr(target_arch = "riscv64", path = "erc20.rs")]
#[cfg_attr(not(target_arch = "riscv64"), path = "psp22.rs")]
pub mod token;

#[cfg(feature = "std")]
use off_chain as machine;
#[cfg(target_arch = "riscv64")]
use on_polkavm as machine;
#[cfg(target_arch = "wasm32")]
use on_wasm as machine;

#[cfg(not(feature = "std"))]
pub use memory::{list, memory, reclaim};

/// Zeroed memory for the rest of the call; off chain, for good.
#[cfg(feature = "std")]
#[must_use]
pub fn memory(length: usize) -> &'static mut [u8] {
    alloc::vec![0; length].leak()
}

/// Zeroed memory of a known length for the rest of the call.
#[must_use]
pub fn array<const LENGTH: usize>() -> &'static mut [u8; LENGTH] {
    match memory(LENGTH).first_chunk_mut() {
        Some(array) => array,
        None => unreachable!("the memory is shorter"),
    }
}

/// An empty list with room for so many items.
#[cfg(feature = "std")]
#[must_use]
pub fn list<T>(room: usize) -> alloc::vec::Vec<T> {
    alloc::vec::Vec::with_capacity(room)
}

/// Does some work; off chain memory takes care of itself.
#[cfg(feature = "std")]
pub fn reclaim<T: Copy>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(feature = "polkavm")]
mod polkavm;
#[cfg(not(feature = "polkavm"))]
mod wasm;

#[cfg(feature = "polkavm")]
pub use polkavm::*;
#[cfg(not(feature = "polkavm"))]
pub use wasm::*;

pub use machine::{address, balance, caller, clear, emit, keccak, keep_code, now, read, transfer, value, write, Code};

/// Keeps a value for the rest of the call: a reference to it is shorter to pass on than the value is.
#[inline(always)]
pub fn keep<T>(value: T) -> &'static mut T {
    Box::leak(Box::write(Box::new_uninit(), value))
}

/// An account's bytes.
pub type Account = [u8; ACCOUNT];

/// The hash of a code.
pub type Hash = [u8; 32];

/// Calls another contract and ignores what it answers, however long that is. Tells whether it neither failed nor reverted
/// (ink! reverts on `Err`). Neither here nor in [`call_for`] may the callee call back into this contract.
#[must_use]
pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    machine::call_blind(callee, input)
}

/// Whether an account signed some bytes, one part behind the other, with an sr25519 key: as they are, or between the words that
/// wallets put around bytes. The other machine has no such function.
///
/// Nobody signs for the account of 32 zero bytes: it is a key whose secret is 0, and some send tokens to it to be rid of them.
#[cfg(not(target_arch = "riscv64"))]
#[must_use]
pub fn is_signed(signature: &[u8; 64], signer: &Account, parts: &[&[u8]]) -> bool {
    const FRONT: &[u8] = b"<Bytes>";
    let mut wrapped = Buffer::new(1024);
    wrapped.put(FRONT);
    for part in parts {
        wrapped.put(part);
    }
    let end = wrapped.bytes().len();
    wrapped.put(b"</Bytes>");
    let signed = |message: &[u8]| machine::is_signed(signature, signer, message);
    signer != &[0; ACCOUNT] && (signed(&wrapped.bytes()[FRONT.len()..end]) || signed(wrapped.bytes()))
}

/// [`call_blind`] with native money.
#[cfg(not(target_arch = "riscv64"))]
#[must_use]
pub fn call_paying(callee: &Account, amount: u128, input: &[u8]) -> bool {
    machine::call_paying(callee, amount, input)
}

/// Calls another contract with native money, for an answer of exactly `LENGTH` bytes, at most 64. `None` if the call failed
/// or reverted, or answered with another length; one of more than 64 bytes traps the caller.
#[must_use]
pub fn call_for<const LENGTH: usize>(callee: &Account, amount: u128, input: &[u8]) -> Option<&'static [u8; LENGTH]> {
    machine::call_for(callee, amount, input)
}

/// Bytes that are put together in a fixed room: a vector that can grow brings more code than most messages have. Numbers
/// are put as SCALE encodes them.
pub struct Buffer {
    bytes: &'static mut [u8],
    length: usize,
}

impl Buffer {
    /// The longest input and the longest answer; the same bound as ink!'s static buffer.
    pub const LONGEST: usize = 16 * 1024;

    /// An empty buffer with room for so many bytes.
    #[must_use]
    #[inline(never)]
    pub fn new(room: usize) -> Self {
        Self { bytes: memory(room), length: 0 }
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

    /// Appends a byte.
    #[inline(never)]
    pub fn u8(&mut self, value: u8) {
        self.put(&[value]);
    }

    /// Appends a number of 16 bits.
    #[inline(never)]
    pub fn u16(&mut self, value: u16) {
        self.put(&value.to_le_bytes());
    }

    /// Appends a number of 32 bits.
    #[inline(never)]
    pub fn u32(&mut self, value: u32) {
        self.put(&value.to_le_bytes());
    }

    /// Appends a number of 64 bits.
    #[inline(never)]
    pub fn u64(&mut self, value: u64) {
        self.put(&value.to_le_bytes());
    }

    /// Appends a number of 128 bits.
    #[inline(never)]
    pub fn u128(&mut self, value: u128) {
        self.put(&value.to_le_bytes());
    }

    /// Appends the length of a list of fewer than 2^14 items.
    #[inline(never)]
    pub fn count(&mut self, count: usize) {
        let compact = (count as u16) << 2;
        if count < 64 {
            self.u8(compact as u8);
        } else {
            self.u16(compact | 1);
        }
    }

    /// How many bytes still fit.
    #[must_use]
    pub fn room(&self) -> usize {
        self.bytes.len().wrapping_sub(self.length)
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
