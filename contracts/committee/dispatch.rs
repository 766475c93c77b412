//! The entry points of the committee's own code: who counts in a vote. Selectors and argument types are those that the ink!
//! contract in `lib.rs` declares.

use crate::{
    cells::OTHER,
    hot::{self, Refusal},
};
use atelier_governance::roster::Standing;
use atelier_host::{
    self as host,
    entry::{fail, refuse, run, succeed, Input},
    Buffer,
};
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// Instantiates a committee with the hash of its other code, which then cannot be removed from the chain, and lets that code
/// do the rest.
fn instantiate() {
    let input = open();
    if input.selector() != selector_id!("new") {
        refuse();
    }
    let other = host::keep_code(input.hash_here());
    host::write(&OTHER, other);
    run(other);
}

/// Calls a message.
fn answer() {
    let input = open();
    match input.selector() {
        selector_id!("standing_of") => leave(hot::standing_of(input.byte(), input.account_here(), input.u64())),
        selector_id!("standing") => leave(hot::standing(input.u64(), input.u64())),
        _ => {
            let other = host::array();
            host::read(&OTHER, other);
            run(other);
        }
    }
}

/// The input of a call, which must not come with money.
fn open() -> &'static mut Input {
    if host::value() != Some(0) {
        refuse();
    }
    Input::of_call()
}

/// Ends a message with who counts, or with an error.
fn leave(result: Result<Standing, Refusal>) -> ! {
    let mut answer = Buffer::new(32);
    // The Ok of the language layer.
    answer.u8(0);
    match result {
        Ok(Standing { seats, filled, counting, regular }) => {
            answer.u8(0);
            answer.u8(seats);
            answer.u16(filled);
            answer.u16(counting);
            answer.u16(regular);
            succeed(&answer)
        }
        Err(refusal) => {
            answer.u8(1);
            match refusal {
                Refusal::FutureLookup { at, now } => {
                    answer.u8(1);
                    answer.u64(at);
                    answer.u64(now);
                }
                Refusal::NotHolder { seat } => {
                    answer.u8(7);
                    answer.u8(seat);
                }
            }
            fail(&answer)
        }
    }
}
