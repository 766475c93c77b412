//! Pays n accounts one amount each, and does nothing else.
//!
//! Input: the amount as the machine counts it (32 bytes), then the accounts (20 bytes each).
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;

use floor::*;

floor!(run, Memory);

#[repr(C)]
struct Memory {
    value: [u8; 32],
    accounts: [[u8; 20]; 800],
}

impl Memory {
    const ZERO: Self = Self { value: [0; 32], accounts: [[0; 20]; 800] };
}

fn run(memory: &mut Memory) {
    let length = Host::call_data_size() as usize;
    // SAFETY: no run has an input that is longer than the memory.
    Host::call_data_copy(unsafe { core::slice::from_raw_parts_mut((&raw mut *memory).cast(), length) }, 0);
    let mut account = memory.accounts.as_ptr();
    let end = memory.value.as_ptr().wrapping_add(length);
    while account.cast() < end {
        // SAFETY: the account lies in the input.
        transfer(unsafe { &*account }, &memory.value);
        account = account.wrapping_add(1);
    }
}
