//! The entry points of the contract's own code: what is hot. Selectors and argument types are those that the ink! contract in
//! `lib.rs` declares; a test calls every message of the metadata.

use crate::{
    access,
    cells::{self, CODES},
    facts::Error,
    money,
    office::MESSAGES,
    sale,
};
use atelier_host::{
    self as host,
    entry::{answer_bytes, done, end, refuse, run, Input},
    AccountId, Buffer, ACCOUNT,
};
use atelier_licensing::units::LicenseId;
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// Instantiates the contract with the hashes of its other codes, which then cannot be removed from the chain, and lets the desk
/// do the rest.
fn instantiate() {
    let input = Input::of_call();
    if input.selector() != selector_id!("new") || host::value() != Some(0) {
        refuse();
    }
    let mut codes = Buffer::new(64);
    for _ in 0..2 {
        codes.put(host::keep_code(input.hash_here()));
    }
    host::write(&CODES, codes.bytes());
    run_desk();
}

/// Runs the code of all the rest of plans, money and time instead of this one.
pub fn run_desk() -> ! {
    run_other(0)
}

/// Runs another code instead of this one, on the same cells and with what this call was given, and ends with its answer. Nothing
/// may be written or called before.
#[inline(never)]
fn run_other(number: usize) -> ! {
    let codes = host::array::<64>();
    host::read(&CODES, codes);
    match codes.as_chunks().0.get(number) {
        Some(code) => run(code),
        None => refuse(),
    }
}

/// Calls a message.
fn answer() {
    const PURCHASE: u32 = selector_id!("purchase");
    const GIFT: u32 = selector_id!("gift");
    const RENEW: u32 = selector_id!("renew");
    const RENEW_FOR: u32 = selector_id!("renew_for");
    const RELEASE: u32 = selector_id!("release");
    const IS_ACTIVE: u32 = selector_id!("is_active");

    let input = Input::of_call();
    let selector = input.selector();
    // The desk refuses money that comes with what is not sold.
    if matches!(selector, RENEW_FOR | RELEASE | IS_ACTIVE) && host::value() != Some(0) {
        refuse();
    }
    match selector {
        PURCHASE | GIFT => {
            let licensee = if selector == GIFT { account(input) } else { sale::caller() };
            match sale::purchase(licensee, &cells::order(input)) {
                Ok(license) => answer_bytes(&license.0.to_le_bytes()),
                Err(error) => fail(error),
            }
        }
        RENEW => {
            let renewed = sale::renew(LicenseId(input.u64()), input.u16(), input.u128(), input.array());
            match renewed {
                Ok(()) => done(),
                Err(error) => fail(error),
            }
        }
        RENEW_FOR => amount(sale::renew_for(LicenseId(input.u64()))),
        RELEASE => amount(money::release(input.u32(), input.u32(), input.u32())),
        IS_ACTIVE => {
            let is_active = access::is_active(&account(input), input.u32(), input.u64());
            // The Ok of the language layer stands first.
            end(false, &[0, u8::from(is_active)])
        }
        _ if MESSAGES.contains(&selector) => run_other(1),
        _ => run_desk(),
    }
}

fn account(input: &mut Input) -> AccountId {
    (*input.account_here()).into()
}

/// Ends a message with an amount.
fn amount(result: Result<u128, Error>) -> ! {
    match result {
        Ok(amount) => answer_bytes(&amount.to_le_bytes()),
        Err(error) => fail(error),
    }
}

/// Ends a message with an error: one of payments, because all others the desk refuses. The Ok of the language layer, the Err of
/// the message and the variant stand first.
#[inline(never)]
fn fail(error: Error) -> ! {
    let mut answer = Buffer::new(3 + ACCOUNT + 16);
    match error {
        Error::TokenFailed(token) => {
            answer.put(&[0, 1, 1]);
            answer.put(host::bytes(&token));
        }
        Error::PayoutFailed { account, amount } => {
            answer.put(&[0, 1, 2]);
            answer.put(host::bytes(&account));
            answer.u128(amount);
        }
        _ => refuse(),
    }
    end(true, answer.bytes())
}
