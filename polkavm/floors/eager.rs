//! Books the money that comes with the call and passes it on to every split that the table leads to.
//!
//! Input: the split (4 bytes). All its entries are edges to versions, and share a page.
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;

use floor::*;

floor!(run, Memory);

struct Memory {
    key: Key,
    cell: Received,
    child: Received,
    value: Value,
    page: [u8; ROWS * ROW],
    paid: [[u64; 2]; AMOUNTS],
    /// Split, version, asset, amount.
    event: [Word; 4],
}

impl Memory {
    const ZERO: Self = Self {
        key: Key::ZERO,
        cell: Received::ZERO,
        child: Received::ZERO,
        value: [0; 4],
        page: [0; ROWS * ROW],
        paid: [[0; 2]; AMOUNTS],
        event: [Word::ZERO; 4],
    };
}

fn run(Memory { key, cell, child, value, page, paid, event }: &mut Memory) {
    Host::call_data_copy(key.id_bytes(), 0);
    Host::value_transferred(value_bytes(value));
    let split = key.id;
    event[0].set_u32(split);
    event[1].set_u32(split);
    event[3].set_u64(value[0]);
    key.tag = RECEIVED;
    read(key, cell.bytes());
    cell.amount[0] = cell.amount[0].wrapping_add(value[0]);
    write(key, cell.bytes());
    key.tag = PAGE;
    let length = read(key, page).unwrap_or(0);
    key.tag = PAID;
    let paid_length = read(key, amounts_bytes(paid, 16 * AMOUNTS)).unwrap_or(0);
    key.tag = RECEIVED;
    let mut row = page.as_ptr();
    let end = row.wrapping_add(length);
    let mut amount = paid.as_mut_ptr();
    while row < end {
        // SAFETY: there are as many paid amounts as rows, and both lie in their cells.
        let due = unsafe {
            let due = settle(row, cell, &mut *amount);
            key.id = load_u32(row.add(1));
            due
        };
        read(key, child.bytes());
        child.amount[0] = child.amount[0].wrapping_add(due);
        write(key, child.bytes());
        amount = amount.wrapping_add(1);
        row = row.wrapping_add(ROW);
    }
    key.tag = PAID;
    key.id = split;
    write(key, amounts_bytes(paid, paid_length));
    emit(&RECEIVED_TOPIC, words(event));
}
