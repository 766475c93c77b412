//! The entry points on chain. Selectors and argument types are those that [`crate::splits`] declares; a test calls every
//! message of the metadata.

use crate::messages;
use alloc::vec::Vec;
use atelier_host::{
    self as host,
    entry::{answer, deployed, refuse, tell, Input},
    Account,
};
use atelier_splits::Step;
use ink::selector_id;

/// Instantiates the ledger.
#[no_mangle]
pub extern "C" fn deploy() {
    const NEW: u32 = selector_id!("new");
    if selector(&mut Input::of_call()) != NEW || host::value() != 0 {
        refuse();
    }
    messages::new();
    deployed();
}

/// Calls a message.
#[no_mangle]
pub extern "C" fn call() {
    const BIND: u32 = selector_id!("bind");
    const DEPOSIT: u32 = selector_id!("deposit");
    const DEPOSIT_TOKEN: u32 = selector_id!("deposit_token");
    const CREDIT: u32 = selector_id!("credit");
    const CLAIM: u32 = selector_id!("claim");
    const CLAIM_PATH: u32 = selector_id!("claim_path");
    const CLAIM_TO: u32 = selector_id!("claim_to");
    const CLAIM_MANY: u32 = selector_id!("claim_many");
    const PAY_ALL: u32 = selector_id!("pay_all");
    const PAY_MANY: u32 = selector_id!("pay_many");
    const INSTALL: u32 = selector_id!("install");
    const ASSIGN: u32 = selector_id!("assign");
    const CELL: u32 = selector_id!("cell");

    let mut input = Input::of_call();
    let selector = selector(&mut input);
    if selector == DEPOSIT {
        answer(messages::deposit(input.next()));
    }
    // Only income may come with money.
    if host::value() != 0 {
        refuse();
    }
    match selector {
        BIND => answer(messages::bind(&input.next())),
        DEPOSIT_TOKEN => {
            let (split, asset) = input.next();
            answer(messages::take_in(split, asset, Some(input.next())))
        }
        CREDIT => {
            let (split, asset) = input.next();
            answer(messages::take_in(split, asset, None))
        }
        CLAIM => {
            let (step, asset): (Step, _) = input.next();
            answer(messages::claim(&[step], asset, None))
        }
        CLAIM_PATH => {
            let path: Vec<Step> = input.next();
            answer(messages::claim(&path, input.next(), None))
        }
        CLAIM_TO => {
            let path: Vec<Step> = input.next();
            let assets = input.next();
            answer(messages::claim_to(&path, assets, &input.next()))
        }
        CLAIM_MANY => {
            let paths = input.next();
            answer(messages::claim_many(paths, input.next()))
        }
        PAY_ALL => {
            let (split, asset, from, count) = input.next();
            answer(messages::pay_all(split, asset, from, count))
        }
        PAY_MANY => {
            let (version, asset) = input.next();
            answer(messages::pay_many(version, asset, input.next()))
        }
        INSTALL => answer(messages::install(input.next())),
        ASSIGN => {
            let entry = input.next();
            let (owner, to): (Account, Account) = input.next();
            let (mode, asset, at_least) = input.next();
            answer(messages::assign(entry, &owner, &to, mode, asset, at_least))
        }
        CELL => {
            let key = input.next();
            let (from, count) = input.next();
            tell(&messages::cell(&key, from, count))
        }
        _ => refuse(),
    }
}

fn selector(input: &mut Input) -> u32 {
    u32::from_be_bytes(input.next())
}
