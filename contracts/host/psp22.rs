//! Tokens on this machine: the three calls of the PSP22 standard that the suite makes, as bytes.

use crate::{array, call_blind, call_for, Account, ACCOUNT};

const TRANSFER: [u8; 4] = ink::selector_bytes!("PSP22::transfer");
const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");
const BALANCE_OF: [u8; 4] = ink::selector_bytes!("PSP22::balance_of");

/// Selector and account.
const QUESTION: usize = 4 + ACCOUNT;
/// The same, another account, amount, no data.
const LONGEST: usize = QUESTION + ACCOUNT + 16 + 1;

/// Moves tokens from an account that has approved this contract, or from this contract itself. Tells whether the token says
/// that it did.
#[inline(never)]
pub fn transfer(token: &Account, from: Option<&Account>, to: &Account, amount: u128) -> bool {
    let (input, at) = match from {
        None => (about(TRANSFER, to), QUESTION),
        Some(from) => {
            let input = about(TRANSFER_FROM, from);
            input[QUESTION..][..ACCOUNT].copy_from_slice(to);
            (input, QUESTION + ACCOUNT)
        }
    };
    input[at..][..16].copy_from_slice(&amount.to_le_bytes());
    // The zero behind it says that there are no data.
    call_blind(token, &input[..at + 17])
}

/// What an account has at a token; `None` if the token does not answer with a balance.
pub fn balance_of(token: &Account, owner: &Account) -> Option<u128> {
    // The Ok of the language layer, then the amount.
    match call_for::<17>(token, 0, &about(BALANCE_OF, owner)[..QUESTION])? {
        [0, amount @ ..] => Some(u128::from_le_bytes(*amount)),
        _ => None,
    }
}

/// A message about an account, and zeros behind it.
fn about(selector: [u8; 4], account: &Account) -> &'static mut [u8; LONGEST] {
    let input = array();
    input[..4].copy_from_slice(&selector);
    input[4..QUESTION].copy_from_slice(account);
    input
}
