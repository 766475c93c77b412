//! Books a token: take it from the caller where an amount is given, ask for the balance, and book what lies above the
//! balance that was accounted for.
//!
//! Input: the split, the asset (4 bytes each), and the amount (16 bytes) if the token is to be taken from the caller.
#![cfg(target_arch = "riscv64")]
#![no_std]

#[allow(dead_code)]
mod floor;

use floor::*;

floor!(run, Memory);

struct Memory {
    key: Key,
    input: Input,
    asset: Asset,
    cell: Received,
    /// From, to, amount.
    take: Call<3>,
    /// Owner.
    ask: Call<1>,
    balance: Word,
    /// Split, version, asset, amount.
    event: [Word; 4],
}

impl Memory {
    const ZERO: Self = Self {
        key: Key::ZERO,
        input: Input { split: 0, asset: 0, amount: [0; 2] },
        asset: Asset::ZERO,
        cell: Received::ZERO,
        take: Call::ZERO,
        ask: Call::ZERO,
        balance: Word::ZERO,
        event: [Word::ZERO; 4],
    };
}

#[repr(C)]
struct Input {
    split: u32,
    asset: u32,
    amount: [u64; 2],
}

fn run(Memory { key, input, asset, cell, take, ask, balance, event }: &mut Memory) {
    // SAFETY: these are the bytes of the input. What is not given is zeroed.
    Host::call_data_copy(unsafe { core::slice::from_raw_parts_mut((&raw mut *input).cast(), 24) }, 0);
    key.tag = ASSET;
    key.id = input.asset;
    read(key, asset.bytes());
    Host::address(ask.words[0].account());
    if input.amount[0] > 0 {
        Host::caller(take.words[0].account());
        take.words[1].set_account(&ask.words[0]);
        take.words[2].set_u64(input.amount[0]);
        take.selector = const { selector("transferFrom(address,address,uint256)") };
        call_token(&asset.token, take.bytes(), None);
    }
    ask.selector = const { selector("balanceOf(address)") };
    call_token(&asset.token, ask.bytes(), Some(&mut &mut balance.0[..]));
    let arrived = balance.u64().wrapping_sub(asset.recorded[0]);
    asset.recorded[0] = balance.u64();
    write(key, asset.bytes());
    key.tag = RECEIVED;
    key.id = input.split;
    key.asset = input.asset;
    read(key, cell.bytes());
    cell.amount[0] = cell.amount[0].wrapping_add(arrived);
    write(key, cell.bytes());
    event[0].set_u32(input.split);
    event[1].set_u32(input.split);
    event[2].set_u32(input.asset);
    event[3].set_u64(arrived);
    emit(&RECEIVED_TOPIC, words(event));
}
