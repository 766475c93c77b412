//! Entry points; see the ledger's.

use atelier_host::{
    entry::{refuse, tell, Input},
    Buffer,
};
use atelier_splits::Id;
use ink::selector_id;
use splits::{desk, lens, step};

/// Room for the longest answer of fixed length.
const SHORT: usize = 256;

/// This code is run by the ledger only.
#[no_mangle]
pub extern "C" fn deploy() {
    refuse();
}

/// Calls a message.
#[no_mangle]
pub extern "C" fn call() {
    const TABLE: u32 = selector_id!("table");
    const HEAD: u32 = selector_id!("head");
    const RECEIVED: u32 = selector_id!("received");
    const PAID: u32 = selector_id!("paid");
    const CLAIMABLE: u32 = selector_id!("claimable");
    const CLAIMABLE_PATH: u32 = selector_id!("claimable_path");
    const QUOTE: u32 = selector_id!("quote");
    const TRACE: u32 = selector_id!("trace");
    const LIABILITY: u32 = selector_id!("liability");
    const STRAY: u32 = selector_id!("stray");
    const CONTROL: u32 = selector_id!("control");
    const INFO: u32 = selector_id!("info");
    const ASSET_OF: u32 = selector_id!("asset_of");
    const COUNTS: u32 = selector_id!("counts");

    let input = &mut Input::of_call();
    match input.selector() {
        TABLE => {
            let (version, from) = (input.u32(), input.u16());
            tell(&lens::table(version, from, input.u16()), Buffer::LONGEST)
        }
        HEAD => tell(&lens::head(Id(input.u32())), SHORT),
        RECEIVED => {
            let version = input.u32();
            tell(&lens::received(version, input.u32()), SHORT)
        }
        PAID => {
            let (version, index) = (input.u32(), input.u16());
            tell(&lens::paid(version, index, input.u32()), SHORT)
        }
        CLAIMABLE => {
            let entry = step(input);
            tell(&lens::claimable(entry, input.u32()), SHORT)
        }
        CLAIMABLE_PATH => {
            let path = input.list(step);
            tell(&lens::claimable_path(&path, input.u32()), SHORT)
        }
        QUOTE => {
            let (split, asset, amount) = (Id(input.u32()), input.u32(), input.u128());
            let from = input.u32();
            tell(&lens::quote(split, asset, amount, from, input.u32()), Buffer::LONGEST)
        }
        TRACE => {
            let (split, account, budget) = (Id(input.u32()), input.account(), input.u32());
            tell(&lens::trace(split, account.into(), budget, input.list(step)), Buffer::LONGEST)
        }
        LIABILITY => {
            let (asset, from) = (input.u32(), input.u32());
            tell(&lens::liability(asset, from, input.u32()), SHORT)
        }
        STRAY => tell(&lens::stray(input.u32()), SHORT),
        CONTROL => tell(&desk::control(Id(input.u32())), SHORT),
        INFO => tell(&desk::info(Id(input.u32())), SHORT),
        ASSET_OF => tell(&desk::asset_of(&input.account().into()), SHORT),
        COUNTS => tell(&desk::count_all(), SHORT),
        _ => refuse(),
    }
}
