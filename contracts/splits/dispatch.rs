//! The entry points of the ledger's own code: what is hot. Selectors and argument types are those that the ink! contract
//! in `lib.rs` declares; a test calls every message of the metadata.

use crate::{
    input::{call_hot, DEPOSIT},
    machine::{elsewhere, OTHER},
};
use atelier_host::{
    self as host,
    entry::{done, refuse, Input},
};
use ink::selector_id;

host::entry_points!(instantiate, answer, crate::solidity::HOT_INTERFACE);

/// Instantiates the ledger with the hash of its other code, which then cannot be removed from the chain.
fn instantiate() {
    let input = Input::of_call();
    if input.selector() != selector_id!("new") || host::value() != Some(0) {
        refuse();
    }
    host::write(&OTHER, host::keep_code(input.hash_here()));
    done();
}

/// Calls a message.
fn answer() {
    let input = Input::of_call();
    let selector = input.selector();
    // Only income may come with money.
    if selector != DEPOSIT && host::value() != Some(0) {
        refuse();
    }
    call_hot(selector, input);
    elsewhere();
}
