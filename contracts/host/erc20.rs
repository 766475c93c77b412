//! Tokens on this machine: the three calls of the ERC-20 standard that the suite makes, as words.

use crate::{machine::invoke, Account, Buffer, ACCOUNT};
use pallet_revive_uapi::{solidity_selector, HostFn, HostFnImpl as Host};

// Constants, because the machine would hash each signature anew, for 2 ms.
const TRANSFER: [u8; 4] = solidity_selector("transfer(address,uint256)");
const TRANSFER_FROM: [u8; 4] = solidity_selector("transferFrom(address,address,uint256)");
const BALANCE_OF: [u8; 4] = solidity_selector("balanceOf(address)");

const WORD: usize = 32;
/// Selector, two accounts, amount.
const LONGEST: usize = 4 + 3 * WORD;

/// Moves tokens from an account that has approved this contract, or from this contract itself. Tells whether the token says
/// that it did: by `true`, or by nothing at all, as tokens do that are older than the standard.
#[inline(never)]
pub fn transfer(token: &Account, from: Option<&Account>, to: &Account, amount: u128) -> bool {
    let mut input = Buffer::new(LONGEST);
    if let Some(from) = from {
        input.put(&TRANSFER_FROM);
        put_account(&mut input, from);
    } else {
        input.put(&TRANSFER);
    }
    put_account(&mut input, to);
    put_high(&mut input, WORD - 16);
    input.put(&amount.to_be_bytes());
    match invoke(token, 0, input.bytes(), WORD) {
        // Whoever is no contract answers with nothing, too.
        Some([]) => Host::code_size(token) > 0,
        Some(answer) => answer.split_last().is_some_and(|(last, high)| *last == 1 && is_zero(high)),
        None => false,
    }
}

/// What an account has at a token; `None` if the token does not answer with a balance, or with one of 2^128 and more.
pub fn balance_of(token: &Account, owner: &Account) -> Option<u128> {
    let mut input = Buffer::new(LONGEST);
    input.put(&BALANCE_OF);
    put_account(&mut input, owner);
    let (high, low) = invoke(token, 0, input.bytes(), WORD)?.split_last_chunk()?;
    (high.len() == WORD - 16 && is_zero(high)).then(|| u128::from_be_bytes(*low))
}

fn put_account(input: &mut Buffer, account: &Account) {
    put_high(input, WORD - ACCOUNT);
    input.put(account);
}

fn put_high(input: &mut Buffer, count: usize) {
    input.put(&[0; WORD][..count]);
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
