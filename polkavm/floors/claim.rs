//! Settles a path and pays the account at its end: for each step what the split received, its table and its paid amounts are
//! read and the paid amounts written; what a child received is written; one event, one transfer.
//!
//! Input: the number of steps times four (1 byte), for each step a version (4 bytes) and an entry (2 bytes), the asset
//! (4 bytes).
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;
#[allow(dead_code)]
mod path;

use floor::*;

floor!(run, Memory);

struct Memory {
    path: path::Memory,
    value: Value,
}

impl Memory {
    const ZERO: Self = Self { path: path::Memory::ZERO, value: [0; 4] };
}

fn run(Memory { path, value }: &mut Memory) {
    let path::Due { amount, account, .. } = path::settle_path(path);
    emit(&PAID_TOPIC, words(&path.event));
    value[0] = amount;
    // SAFETY: the account stands in its row.
    transfer(unsafe { &*account.cast() }, value_bytes(value));
}
