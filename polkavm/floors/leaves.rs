//! Pays leaves of a Merkle-sum table: the hashes of each proof, each leaf's cell, one event, one transfer each.
//!
//! Input: version, asset (4 bytes each), the number of leaves times four (1 byte); for each leaf its account (20 bytes),
//! weight (8), number of siblings times four (1) and siblings: side (1), hash (32), sum (8).
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;

use core::slice::from_raw_parts;
use floor::*;

floor!(run, Memory);

/// The bytes of a leaf in front of its siblings, and of a sibling.
const LEAF_LENGTH: usize = 20 + 8 + 1;
const SIBLING: usize = 1 + 32 + 8;

struct Memory {
    key: Key,
    header: Header,
    cell: Received,
    paid: [u64; 2],
    value: Value,
    family: Family,
    /// Asset, paid, tips, payouts, failed.
    event: [Word; 5],
    input: [u8; 8 * 1024],
}

impl Memory {
    const ZERO: Self = Self {
        key: Key::ZERO,
        header: Header { before: [0; 4], facts: [0; 12], root: Root { total: 0, hash: [0; 4] } },
        cell: Received::ZERO,
        paid: [0; 2],
        value: [0; 4],
        family: Family { before: [0; 7], tag: 0, children: [Node::ZERO; 2] },
        event: [Word::ZERO; 5],
        input: [0; 8 * 1024],
    };
}

/// The header of a Merkle-sum table: facts, total weight, root.
#[repr(C, align(8))]
struct Header {
    before: [u8; 4],
    facts: [u8; 12],
    root: Root,
}

#[repr(C)]
struct Root {
    total: u64,
    hash: [u64; 4],
}

/// What an inner node hashes: 1, left hash, left sum, right hash, right sum.
#[repr(C, align(8))]
struct Family {
    before: [u8; 7],
    tag: u8,
    children: [Node; 2],
}

/// A node's hash and the weights below it.
#[repr(C)]
#[derive(Clone, Copy)]
struct Node {
    hash: [u64; 4],
    sum: u64,
}

impl Node {
    const ZERO: Self = Self { hash: [0; 4], sum: 0 };

    fn hash(&mut self) -> &mut [u8; 32] {
        // SAFETY: four numbers of eight bytes.
        unsafe { &mut *(&raw mut self.hash).cast() }
    }
}

/// Where the left or the right child is put before both are hashed.
#[inline(always)]
fn child(family: &mut Family, is_right: bool) -> *mut Node {
    family.children.as_mut_ptr().wrapping_add(usize::from(is_right))
}

fn run(Memory { key, header, cell, paid, value, family, event, input }: &mut Memory) {
    let length = Host::call_data_size() as usize;
    let start = input.as_mut_ptr();
    let end = start.wrapping_add(length);
    // SAFETY: no run has an input that is longer than the memory, and its numbers are those of its leaves and siblings.
    unsafe {
        Host::call_data_copy(core::slice::from_raw_parts_mut(start, length), 0);
        let asset = load_u32(start.add(4));
        key.tag = HEADER;
        key.id = load_u32(start);
        read(key, core::slice::from_raw_parts_mut((&raw mut header.facts).cast(), 52));
        key.tag = RECEIVED;
        key.asset = asset;
        read(key, cell.bytes());
        key.tag = LEAF;
        family.tag = 1;
        let (mut at, mut all, mut payouts) = (start.add(9), 0u64, 0u32);
        while at < end {
            let account = at;
            let weight = load_u64(at.add(20));
            let siblings = usize::from(*at.add(28) >> 2);
            // The byte before the leaf has been read; it makes place for the tag of a leaf.
            *at.sub(1) = 0;
            at = at.add(LEAF_LENGTH);
            let last = at.add(siblings.wrapping_mul(SIBLING));
            // A node is hashed to where its parent wants it: beside the sibling that comes next.
            let mut is_right = *at != 0;
            let mut node = child(family, is_right);
            Host::hash_keccak_256(from_raw_parts(account.sub(1), 29), (*node).hash());
            (*node).sum = weight;
            let (mut low, mut sum) = (0u64, weight);
            while at < last {
                let sibling = child(family, !is_right);
                for word in 0..4 {
                    (*sibling).hash[word] = load_u64(at.add(1 + 8 * word));
                }
                let beside = load_u64(at.add(33));
                (*sibling).sum = beside;
                if is_right {
                    low = low.wrapping_add(beside);
                }
                sum = sum.wrapping_add(beside);
                at = at.add(SIBLING);
                is_right = *at != 0;
                node = child(family, is_right);
                Host::hash_keccak_256(from_raw_parts(&raw const family.tag, 81), (*node).hash());
                (*node).sum = sum;
            }
            let Root { total, hash } = &header.root;
            if (*node).hash != *hash || sum != *total {
                trap();
            }
            key.part = low;
            if read(key, amount_bytes(paid)).is_none() {
                paid[0] = 0;
            }
            let earned = divide(cell.amount[0].wrapping_mul(weight), *total);
            value[0] = earned.wrapping_sub(paid[0]);
            paid[0] = earned;
            write(key, amount_bytes(paid));
            transfer(&*account.cast(), value_bytes(value));
            all = all.wrapping_add(value[0]);
            payouts = payouts.wrapping_add(1);
        }
        event[0].set_u32(asset);
        event[1].set_u64(all);
        event[3].set_u32(payouts);
        emit(&PAID_MANY_TOPIC, words(event));
    }
}
