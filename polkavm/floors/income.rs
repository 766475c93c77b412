//! Books the money that comes with the call: read one cell, add, write it, tell.
//!
//! Input: the split (4 bytes), whose cell of received money it is.
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;

use floor::*;

floor!(run, Memory);

struct Memory {
    key: Key,
    cell: Received,
    value: Value,
    /// Split, version, asset, amount.
    event: [Word; 4],
}

impl Memory {
    const ZERO: Self = Self { key: Key::ZERO, cell: Received::ZERO, value: [0; 4], event: [Word::ZERO; 4] };
}

fn run(Memory { key, cell, value, event }: &mut Memory) {
    Host::call_data_copy(key.id_bytes(), 0);
    Host::value_transferred(value_bytes(value));
    key.tag = RECEIVED;
    read(key, cell.bytes());
    let (low, carry) = cell.amount[0].overflowing_add(value[0]);
    cell.amount = [low, cell.amount[1].wrapping_add(value[1]).wrapping_add(u64::from(carry))];
    write(key, cell.bytes());
    event[0].set_u32(key.id);
    event[1].set_u32(key.id);
    event[3].set_u64(value[0]);
    emit(&RECEIVED_TOPIC, words(event));
}
