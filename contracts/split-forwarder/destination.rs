//! Passing money on: look what is here, then give all of it to the ledger, or end with everything as it was.

use atelier_host::{self as host, token, Account, ACCOUNT};
use ink::selector_bytes;

const DEPOSIT: [u8; 4] = selector_bytes!("deposit");
const CREDIT: [u8; 4] = selector_bytes!("credit");
const ASSET_OF: [u8; 4] = selector_bytes!("asset_of");

/// Selector and account.
const QUESTION: usize = 4 + ACCOUNT;

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
        let Some(amount) = token::balance_of(token, host::address()) else { return Err(Refusal::TokenFailed(token)) };
        if amount == 0 {
            return Err(Refusal::NothingHere);
        }
        // Under the number of another asset, of which anybody can make a unit lie about, the ledger would take the call
        // and leave the tokens to whoever credits them first.
        let mut question = [0; QUESTION];
        question[..4].copy_from_slice(&ASSET_OF);
        question[4..].copy_from_slice(token);
        match host::call_for::<6>(self.ledger, 0, &question) {
            Some([0, 1, known @ ..]) if *known == asset => {}
            _ => return Err(Refusal::LedgerRefused),
        }
        if !token::transfer(token, None, self.ledger, amount) {
            return Err(Refusal::TokenFailed(token));
        }
        let input = [CREDIT, self.split.to_le_bytes(), asset];
        if !host::call_blind(self.ledger, input.as_flattened()) {
            return Err(Refusal::LedgerRefused);
        }
        Ok(amount)
    }
}
