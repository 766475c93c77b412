//! Passing money on: look what is here, then give all of it to the ledger, or end with everything as it was.

use atelier_host::{self as host, Account};
use ink::selector_bytes;

const DEPOSIT: [u8; 4] = selector_bytes!("deposit");
const CREDIT: [u8; 4] = selector_bytes!("credit");
const ASSET_OF: [u8; 4] = selector_bytes!("asset_of");
const BALANCE_OF: [u8; 4] = selector_bytes!("PSP22::balance_of");
const TRANSFER: [u8; 4] = selector_bytes!("PSP22::transfer");

/// Selector and account.
const QUESTION: usize = 4 + 32;
/// The same, amount, no data.
const LONGEST: usize = QUESTION + 16 + 1;

/// The variants of [`Error`](crate::Error), with its account as bytes.
pub enum Refusal<'a> {
    /// [`Error::NothingHere`](crate::Error::NothingHere)
    NothingHere,
    /// [`Error::TokenFailed`](crate::Error::TokenFailed)
    TokenFailed(&'a Account),
    /// [`Error::LedgerRefused`](crate::Error::LedgerRefused)
    LedgerRefused,
}

/// Where the money goes.
pub struct Destination<'a> {
    /// The account of the ledger.
    pub ledger: &'a Account,
    /// The number of the split.
    pub split: u32,
}

impl Destination<'_> {
    /// [`SplitForwarder::flush`](crate::SplitForwarder::flush)
    pub fn flush(&self) -> Result<u128, Refusal<'static>> {
        // What the machine calls a contract's balance is what can leave it: neither deposits nor the existential deposit.
        let amount = host::balance();
        if amount == 0 {
            return Err(Refusal::NothingHere);
        }
        let input = [DEPOSIT, self.split.to_le_bytes()];
        // The Ok of the language layer and the Ok of the message.
        match host::call_for(self.ledger, amount, input.as_flattened()) {
            Some([0, 0]) => Ok(amount),
            _ => Err(Refusal::LedgerRefused),
        }
    }

    /// [`SplitForwarder::flush_token`](crate::SplitForwarder::flush_token)
    pub fn flush_token<'a>(&self, token: &'a Account, asset: u32) -> Result<u128, Refusal<'a>> {
        let asset = asset.to_le_bytes();
        let amount = match host::call_for::<17>(token, 0, &about(BALANCE_OF, host::address())[..QUESTION]) {
            Some([0, amount @ ..]) => u128::from_le_bytes(*amount),
            _ => return Err(Refusal::TokenFailed(token)),
        };
        if amount == 0 {
            return Err(Refusal::NothingHere);
        }
        // Under the number of another asset, of which anybody can make a unit lie about, the ledger would take the call
        // and leave the tokens to whoever credits them first.
        match host::call_for::<6>(self.ledger, 0, &about(ASSET_OF, token)[..QUESTION]) {
            Some([0, 1, known @ ..]) if *known == asset => {}
            _ => return Err(Refusal::LedgerRefused),
        }
        let input = about(TRANSFER, self.ledger);
        input[QUESTION..][..16].copy_from_slice(&amount.to_le_bytes());
        if !host::call_blind(token, input) {
            return Err(Refusal::TokenFailed(token));
        }
        let input = [CREDIT, self.split.to_le_bytes(), asset];
        if !host::call_blind(self.ledger, input.as_flattened()) {
            return Err(Refusal::LedgerRefused);
        }
        Ok(amount)
    }
}

/// A message about an account, and zeros behind it.
fn about(selector: [u8; 4], account: &Account) -> &'static mut [u8; LONGEST] {
    let input = host::array();
    input[..4].copy_from_slice(&selector);
    input[4..QUESTION].copy_from_slice(account);
    input
}
