//! The three calls of the PSP22 standard that the ledger makes, as bytes.

use atelier_host::{self as host, Account, Buffer};

const TRANSFER: [u8; 4] = ink::selector_bytes!("PSP22::transfer");
const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");
const BALANCE_OF: [u8; 4] = ink::selector_bytes!("PSP22::balance_of");
/// Selector, two accounts, amount, no data.
const LONGEST: usize = 4 + 32 + 32 + 16 + 1;

/// Moves tokens from an account that has approved this contract, or from this contract itself. Tells whether the token says
/// that it did.
#[inline(never)]
pub fn transfer(token: &Account, from: Option<&Account>, to: &Account, amount: u128) -> bool {
    let mut input = Buffer::new(LONGEST);
    if let Some(from) = from {
        input.put(&TRANSFER_FROM);
        input.put(from);
    } else {
        input.put(&TRANSFER);
    }
    input.put(to);
    input.put(&amount.to_le_bytes());
    // No data.
    input.put(&[0]);
    host::call_blind(token, input.bytes())
}

/// What an account has at a token; `None` if the token does not answer with a balance.
pub fn balance_of(token: &Account, owner: &Account) -> Option<u128> {
    let mut input = Buffer::new(LONGEST);
    input.put(&BALANCE_OF);
    input.put(owner);
    // The Ok of the language layer, then the amount.
    match host::call(token, input.bytes(), 64).ok()? {
        [0, amount @ ..] => Some(u128::from_le_bytes(amount.try_into().ok()?)),
        _ => None,
    }
}
