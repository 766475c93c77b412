//! An account for marketplaces that only know an address: whatever it gets, anybody can pass on to its one split.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than all that they do.
#![cfg_attr(not(feature = "std"), no_std)]

mod destination;
#[cfg(all(target_arch = "wasm32", not(feature = "ink-as-dependency")))]
mod dispatch;

#[cfg(not(target_arch = "wasm32"))]
pub use split_forwarder::{Error, SplitForwarder, SplitForwarderRef};

#[cfg(not(target_arch = "wasm32"))]
#[ink::contract]
mod split_forwarder {
    use crate::destination::{Destination, Refusal};
    use atelier_splits::Id;

    /// Where the money goes. Nobody can change it.
    #[ink(storage)]
    pub struct SplitForwarder {
        ledger: AccountId,
        split: Id,
    }

    /// Why nothing was passed on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// There is nothing above the existential deposit.
        NothingHere,
        /// The token did not move.
        TokenFailed(AccountId),
        /// The ledger refused: it does not know the split, or knows the token under another number or not at all.
        LedgerRefused,
    }

    impl From<Refusal<'_>> for Error {
        fn from(refusal: Refusal) -> Self {
            match refusal {
                Refusal::NothingHere => Self::NothingHere,
                Refusal::TokenFailed(token) => Self::TokenFailed((*token).into()),
                Refusal::LedgerRefused => Self::LedgerRefused,
            }
        }
    }

    impl SplitForwarder {
        /// A forwarder to one split of one ledger.
        #[ink(constructor)]
        pub fn new(ledger: AccountId, split: Id) -> Self {
            Self { ledger, split }
        }

        /// Where the money goes.
        #[ink(message)]
        pub fn destination(&self) -> (AccountId, Id) {
            (self.ledger, self.split)
        }

        /// Passes on all native money above the existential deposit. Returns how much.
        ///
        /// # Errors
        /// [`Error::NothingHere`], [`Error::LedgerRefused`].
        #[ink(message)]
        pub fn flush(&mut self) -> Result<Balance, Error> {
            Ok(self.place().flush()?)
        }

        /// Passes on all of a token, which the ledger knows as `asset`. Returns how much was here.
        ///
        /// # Errors
        /// [`Error::NothingHere`], [`Error::TokenFailed`], [`Error::LedgerRefused`].
        #[ink(message)]
        pub fn flush_token(&mut self, token: AccountId, asset: u32) -> Result<Balance, Error> {
            Ok(self.place().flush_token(token.as_ref(), asset)?)
        }

        fn place(&self) -> Destination<'_> {
            Destination { ledger: self.ledger.as_ref(), split: self.split.0 }
        }
    }
}
