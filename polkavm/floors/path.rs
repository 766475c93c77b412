//! What claims in native money and in a token share.

use crate::floor::*;

/// How long the input of the longest path is: the number of steps, 16 steps, the asset.
const LONGEST: usize = 1 + 16 * STEP + 4;
/// The bytes of a step: version and entry.
const STEP: usize = 4 + 2;

/// Where the cells of a path lie.
pub struct Memory {
    pub key: Key,
    cell: Received,
    input: [u8; LONGEST],
    page: [u8; ROWS * ROW],
    paid: [[u64; 2]; AMOUNTS],
    /// Version, entry, asset, account, amount.
    pub event: [Word; 5],
}

impl Memory {
    pub const ZERO: Self = Self {
        key: Key::ZERO,
        cell: Received::ZERO,
        input: [0; LONGEST],
        page: [0; ROWS * ROW],
        paid: [[0; 2]; AMOUNTS],
        event: [Word::ZERO; 5],
    };
}

/// What is left to do behind the last step.
pub struct Due {
    pub asset: u32,
    pub amount: u64,
    pub account: *const u8,
}

/// Settles a path: for each step what the split received, its table and its paid amounts are read and the paid amounts written;
/// what a child received is written. The event is made ready.
#[inline(always)]
pub fn settle_path(Memory { key, cell, input, page, paid, event }: &mut Memory) -> Due {
    // What is longer than the input is zeroed.
    Host::call_data_copy(input, 0);
    let mut step = input.as_ptr().wrapping_add(1);
    // The first byte is four times the number of steps.
    let end = step.wrapping_add(usize::from(input[0] >> 2).wrapping_mul(STEP));
    // SAFETY: the asset stands behind the steps; rows and amounts lie in their cells.
    unsafe {
        let asset = load_u32(end);
        event[2].set_u32(asset);
        key.asset = asset;
        key.tag = RECEIVED;
        key.id = load_u32(step);
        read(key, cell.bytes());
        loop {
            let index = load_u16(step.add(4));
            let (table, row) = (index / ROWS as u16, index % ROWS as u16);
            key.tag = PAGE;
            key.asset = 0;
            key.part = table.into();
            read(key, page);
            let row = page.as_ptr().add(usize::from(row).wrapping_mul(ROW));
            let (table, place) = (index / AMOUNTS as u16, usize::from(index % AMOUNTS as u16));
            key.tag = PAID;
            key.asset = asset;
            key.part = table.into();
            // A cell that is not there yet begins with the entry's amount as its last one.
            let length = match read(key, amounts_bytes(paid, 16 * AMOUNTS)) {
                Some(length) => length,
                None => place.wrapping_add(1).wrapping_mul(16),
            };
            let amount = settle(row, cell, &mut *paid.as_mut_ptr().add(place));
            write(key, amounts_bytes(paid, length));
            let next = step.add(STEP);
            if next == end {
                event[0].set_u32(key.id);
                event[1].set_u16(index);
                let account = row.add(1);
                copy_account(account, event[3].account().as_mut_ptr());
                event[4].set_u64(amount);
                return Due { asset, amount, account };
            }
            step = next;
            key.tag = RECEIVED;
            key.id = load_u32(row.add(1));
            key.part = 0;
            read(key, cell.bytes());
            cell.amount[0] = cell.amount[0].wrapping_add(amount);
            write(key, cell.bytes());
        }
    }
}
