//! Entry points; see the ledger's.

use crate::destination::{Destination, Refusal};
use atelier_host::{
    self as host,
    entry::{accept_payment, done, end, input, refuse},
    Account, ACCOUNT,
};
use ink::selector_id;

/// The cell with the ledger's account and the split's number: the one where the metadata says that they are.
const CELL: [u8; 4] = [0; 4];
/// The bytes of an account and a number.
const PAIR: usize = ACCOUNT + 4;

host::entry_points!(instantiate, answer, crate::solidity::INTERFACE);

/// Instantiates a forwarder.
fn instantiate() {
    let (selector, arguments) = open();
    if selector != selector_id!("new") || arguments.len() < PAIR {
        refuse();
    }
    host::write(&CELL, &arguments[..PAIR]);
    done();
}

/// Calls a message.
fn answer() {
    const DESTINATION: u32 = selector_id!("destination");
    const FLUSH: u32 = selector_id!("flush");
    const FLUSH_TOKEN: u32 = selector_id!("flush_token");

    accept_payment();
    let (selector, arguments) = open();
    // With the Ok of the language layer in front, the cell is what `destination` answers.
    let stored = host::array::<{ 1 + PAIR }>();
    host::read(&CELL, &mut stored[1..]);
    let (ledger, split) = pair(&stored[1..]);
    let destination = Destination { ledger, split };
    match selector {
        DESTINATION => end(false, stored),
        FLUSH => leave(destination.flush()),
        FLUSH_TOKEN => {
            let (token, asset) = pair(arguments);
            leave(destination.flush_token(token, asset))
        }
        _ => refuse(),
    }
}

/// The selector and the arguments of a call, which must not come with money.
fn open() -> (u32, &'static [u8]) {
    if host::value() != Some(0) {
        refuse();
    }
    input()
}

/// An account and a number, from the front of bytes.
#[inline(always)]
fn pair(bytes: &[u8]) -> (&Account, u32) {
    let Some((account, rest)) = bytes.split_first_chunk() else { refuse() };
    let Some(number) = rest.first_chunk() else { refuse() };
    (account, u32::from_le_bytes(*number))
}

/// Ends a message with what it passed on, or with its error.
#[inline(always)]
fn leave(passed: Result<u128, Refusal>) -> ! {
    // In front the Ok of the language layer, then the Ok or the Err of the message, then the error's variant.
    match passed {
        Ok(amount) => {
            let mut answer = [0; 18];
            answer[2..].copy_from_slice(&amount.to_le_bytes());
            end(false, &answer)
        }
        Err(Refusal::NothingHere) => end(true, &[0, 1, 0]),
        Err(Refusal::TokenFailed(token)) => {
            let mut answer = [1; 3 + ACCOUNT];
            answer[0] = 0;
            answer[3..].copy_from_slice(token);
            end(true, &answer)
        }
        Err(Refusal::LedgerRefused) => end(true, &[0, 1, 2]),
    }
}
