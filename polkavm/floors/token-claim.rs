//! Settles a path and pays the account at its end in a token: what the floor of claims does, with the token's cell read and
//! written and a call to the token in the place of the transfer.
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
    asset: Asset,
    /// To, amount.
    pay: Call<2>,
}

impl Memory {
    const ZERO: Self = Self { path: path::Memory::ZERO, asset: Asset::ZERO, pay: Call::ZERO };
}

fn run(Memory { path, asset, pay }: &mut Memory) {
    let due = path::settle_path(path);
    let key = &mut path.key;
    key.tag = ASSET;
    key.id = due.asset;
    key.asset = 0;
    key.part = 0;
    read(key, asset.bytes());
    asset.recorded[0] = asset.recorded[0].wrapping_sub(due.amount);
    write(key, asset.bytes());
    emit(&PAID_TOPIC, words(&path.event));
    pay.selector = const { selector("transfer(address,uint256)") };
    pay.words[0].set_account(&path.event[3]);
    pay.words[1].set_u64(due.amount);
    call_token(&asset.token, pay.bytes(), None);
}
