//! The three calls of the PSP22 standard that the ledger makes, as bytes.

use atelier_host::{self as host, Account, Buffer};

/// The selector of a transfer from the ledger.
pub const TRANSFER: [u8; 4] = ink::selector_bytes!("PSP22::transfer");
/// The selector of a transfer on behalf of somebody.
pub const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");
const BALANCE_OF: [u8; 4] = ink::selector_bytes!("PSP22::balance_of");
/// Selector, two accounts, amount, no data.
pub const LONGEST: usize = 4 + 32 + 32 + 16 + 1;

/// Appends receiver, amount and no data, and calls.
#[inline(never)]
pub fn finish(mut input: Buffer, token: &Account, to: &Account, amount: u128) -> bool {
    input.put(to);
    input.put(&amount.to_le_bytes());
    input.put(&[0]);
    host::call_blind(token, input.bytes())
}

/// What an account has at a token; `None` if the token does not answer with a balance.
pub fn balance_of(token: &Account, owner: &Account) -> Option<u128> {
    let mut input = Buffer::new(LONGEST);
    input.put(&BALANCE_OF);
    input.put(owner);
    // The Ok of the language layer, then the amount.
    match &host::call(token, input.bytes(), 64).ok()?[..] {
        [0, amount @ ..] => Some(u128::from_le_bytes(amount.try_into().ok()?)),
        _ => None,
    }
}
