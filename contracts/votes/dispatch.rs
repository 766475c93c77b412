//! The entry points of the token's own code: what is hot. Selectors and argument types are those that the ink! contract in
//! `lib.rs` declares; a test calls every message of the metadata.

use crate::{input::standard, power, token};
use atelier_governance::votes::{check_past, Excluded, FutureLookup, Owner};
use atelier_host::{
    self as host,
    entry::{done, end, input, refuse, run},
    Account, Buffer, ACCOUNT,
};
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// The cell with the hash of the other code: a name that no other cell has.
const OTHER: [u8; 3] = [0; 3];

/// Instantiates the token with the hash of its other code, which then cannot be removed from the chain, and lets that code
/// do the rest.
fn instantiate() {
    let (selector, arguments) = open();
    if selector != selector_id!("new") {
        refuse();
    }
    let code = host::keep_code(account(arguments));
    host::write(&OTHER, code);
    run(code);
}

/// The selector and the arguments of a call, which must not come with money.
#[inline(never)]
fn open() -> (u32, &'static [u8]) {
    if host::value() != Some(0) {
        refuse();
    }
    input()
}

/// Calls a message.
fn answer() {
    const PAST_VOTES: u32 = selector_id!("past_votes");
    const PAST_TOTAL_SUPPLY: u32 = selector_id!("past_total_supply");
    const PAST_VOTES_AND_SUPPLY: u32 = selector_id!("past_votes_and_supply");
    const TRANSFER: u32 = selector_id!("PSP22::transfer");
    const BALANCE_OF: u32 = selector_id!("PSP22::balance_of");
    const DELEGATE: u32 = selector_id!("delegate");
    const VOTES: u32 = selector_id!("votes");

    let (selector, arguments) = open();
    // Behind an account, but for the one message that names none.
    let time = if selector == PAST_TOTAL_SUPPLY { 0 } else { ACCOUNT };
    match selector {
        PAST_VOTES | PAST_TOTAL_SUPPLY | PAST_VOTES_AND_SUPPLY => {
            let at = u64::from_le_bytes(*taken(arguments, time));
            if let Err(error) = check_past(at, host::now()) {
                future(error);
            }
            let mut answer = Buffer::new(2 + 2 * 16);
            // The Ok of the language layer and the Ok of the message.
            answer.u16(0);
            if selector != PAST_TOTAL_SUPPLY {
                answer.u128(power::known(Owner::Account(account(arguments)), at));
            }
            if selector != PAST_VOTES {
                answer.u128(power::known(Owner::Token, at));
            }
            end(false, answer.bytes())
        }
        TRANSFER => {
            let amount = u128::from_le_bytes(*taken(arguments, ACCOUNT));
            // What the standard lets a sender say to the receiver is not looked at, but it has to be there.
            let _: &[u8; 1] = taken(arguments, ACCOUNT + 16);
            standard(token::transfer(host::caller(), account(arguments), amount))
        }
        BALANCE_OF | VOTES => {
            let head = token::head(Owner::Account(account(arguments)));
            let amount = if selector == VOTES { head.votes() } else { head.balance() };
            let mut answer = [0; 17];
            // In front the Ok of the language layer.
            answer[1..].copy_from_slice(&amount.to_le_bytes());
            end(false, &answer)
        }
        DELEGATE => match power::delegate(host::caller(), account(arguments)) {
            Ok(()) => done(),
            Err(error) => excluded(error),
        },
        // The other code refuses what it does not know either.
        _ => {
            let other = host::array();
            host::read(&OTHER, other);
            run(other);
        }
    }
}

/// The arguments' bytes at a place.
fn taken<const K: usize>(arguments: &'static [u8], at: usize) -> &'static [u8; K] {
    match arguments.get(at..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => bytes,
        None => refuse(),
    }
}

/// The account that the arguments begin with.
#[inline(never)]
fn account(arguments: &'static [u8]) -> &'static Account {
    taken(arguments, 0)
}

/// Ends the call with [`Error::Excluded`](crate::Error::Excluded).
fn excluded(Excluded(account): Excluded<Account>) -> ! {
    let mut answer = [1; 3 + ACCOUNT];
    // The Ok of the language layer, the Err of the message, the variant.
    answer[0] = 0;
    answer[3..].copy_from_slice(&account);
    end(true, &answer)
}

/// Ends the call with [`Error::FutureLookup`](crate::Error::FutureLookup).
fn future(FutureLookup { at, now }: FutureLookup) -> ! {
    let mut answer = [0; 3 + 16];
    // The Ok of the language layer, the Err of the message, the variant.
    answer[1] = 1;
    answer[3..11].copy_from_slice(&at.to_le_bytes());
    answer[11..].copy_from_slice(&now.to_le_bytes());
    end(true, &answer)
}
