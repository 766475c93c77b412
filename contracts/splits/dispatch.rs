//! The entry points of the ledger's own code: what is hot. Selectors and argument types are those that the ink! contract
//! in `lib.rs` declares; a test calls every message of the metadata.

use crate::{
    input::{step, CODES},
    money,
};
use atelier_host::{
    self as host,
    entry::{answer_bytes, done, refuse, Input},
};
use atelier_splits::Id;
use ink::selector_id;

/// Instantiates the ledger with the hashes of its other two codes, which then cannot be removed from the chain.
#[no_mangle]
pub extern "C" fn deploy() {
    let input = &mut Input::of_call();
    if input.selector() != selector_id!("new") || host::value() != 0 {
        refuse();
    }
    let codes = input.bytes(64);
    host::lock_code(codes);
    host::lock_code(&codes[32..]);
    host::write(&CODES, codes);
    done();
}

/// Calls a message. What is not hot runs in another code, on this contract's cells.
#[no_mangle]
pub extern "C" fn call() {
    const DEPOSIT: u32 = selector_id!("deposit");
    const DEPOSIT_TOKEN: u32 = selector_id!("deposit_token");
    const CREDIT: u32 = selector_id!("credit");
    const CLAIM: u32 = selector_id!("claim");
    const CLAIM_PATH: u32 = selector_id!("claim_path");
    const PAY_ALL: u32 = selector_id!("pay_all");

    let input = &mut Input::of_call();
    let selector = input.selector();
    // Only income may come with money.
    if selector != DEPOSIT && host::value() != 0 {
        refuse();
    }
    match selector {
        DEPOSIT => money::deposit(Id(input.u32())),
        DEPOSIT_TOKEN | CREDIT => {
            let (split, asset) = (Id(input.u32()), input.u32());
            let amount = (selector == DEPOSIT_TOKEN).then(|| input.u128());
            money::take_in(split, asset, amount);
        }
        CLAIM | CLAIM_PATH => {
            let count = if selector == CLAIM { 1 } else { input.short_count() };
            let path = input.items(count, step);
            answer_bytes(&money::claim(&path, input.u32(), None).to_le_bytes());
        }
        PAY_ALL => {
            let (split, asset, from) = (Id(input.u32()), input.u32(), input.u16());
            answer_bytes(&money::pay_all(split, asset, from, input.u16()).to_bytes());
        }
        _ => {
            let mut codes = [0; 64];
            host::read(&CODES, &mut codes);
            // Views first try the desk, which passes on what it does not know.
            host::entry::run(&codes, input);
        }
    }
    done();
}
