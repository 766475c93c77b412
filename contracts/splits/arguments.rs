//! Arguments and records by hand: the decoders that `derive` makes are five times the code.

use alloc::vec::Vec;
use atelier_host::{
    entry::{refuse, Input},
    Account,
};
use atelier_splits::{Control, Entry, Id, Info, Mode, Node, Options, Table, Target, Tier};

/// An account that stays where it was read: a copy is more code than a place.
pub type Here = &'static Account;

/// Reads what a version pays to whom.
#[inline(never)]
pub fn table(input: &mut Input) -> Table<Here> {
    match input.byte() {
        0 => Table::Entries(entries(input)),
        1 => {
            let (entries, asset) = (entries(input), input.u32());
            let tiers = input.list(|input| Tier { cap: input.u128(), weights: input.list(Input::u32) });
            Table::Tiers { entries, asset, tiers }
        }
        2 => Table::MerkleSum(Node { hash: input.array(), sum: input.u64() }),
        _ => refuse(),
    }
}

#[inline(never)]
fn entries(input: &mut Input) -> Vec<Entry<Here>> {
    input.list(|input| {
        let target = if input.flag() {
            Target::Split { id: Id(input.u32()), eager: input.flag() }
        } else {
            Target::Account(input.account_here())
        };
        Entry { target, weight: input.u32() }
    })
}

/// Reads how a split can be edited.
#[inline(never)]
pub fn options(input: &mut Input) -> Option<Options<Here>> {
    input.option(|input| Options {
        controller: input.account_here(),
        delay: input.u64(),
        height: input.byte(),
        eager: input.byte(),
    })
}

/// Reads an account that may be none.
#[inline(never)]
pub fn account(input: &mut Input) -> Option<Here> {
    input.option(Input::account_here)
}

/// Reads who may trigger payouts.
pub fn mode(input: &mut Input) -> Mode {
    if input.flag() {
        Mode::SelfOnly
    } else {
        Mode::Anyone { tip: input.byte() }
    }
}

/// The arguments of a message that was called from Rust.
#[cfg(feature = "std")]
pub fn given(arguments: &impl scale::Encode) -> Input {
    Input::of_bytes(arguments.encode().leak())
}

/// Reads the control of a split.
#[inline(never)]
pub fn control(input: &mut Input) -> Control<Here> {
    Control {
        controller: input.account_here(),
        offered: account(input),
        delay: input.u64(),
        limits: Info { height: input.byte(), eager: input.byte(), reaches_head: input.flag() },
        current: input.u32(),
        pending: input.u32(),
        effective_at: input.u64(),
        frozen: input.flag(),
    }
}
