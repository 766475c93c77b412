//! An account for marketplaces that only know an address: whatever it gets, anybody can pass on to its one split.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than all that they do.
#![cfg_attr(not(feature = "std"), no_std)]

mod destination;
#[cfg(all(not(feature = "std"), not(feature = "ink-as-dependency")))]
mod dispatch;
#[cfg(any(target_arch = "riscv64", feature = "std"))]
pub mod solidity;

#[cfg(feature = "std")]
pub use split_forwarder::{Error, SplitForwarder};

#[cfg(feature = "std")]
#[ink::contract]
mod split_forwarder {
    use crate::destination::{Destination, Refusal};
    use atelier_host::{bytes, AccountId as Account};
    use atelier_splits::Id;

    /// Where the money goes. Nobody can change it.
    #[ink(storage)]
    pub struct SplitForwarder {
        ledger: Account,
        /// The number of an [`Id`]: the rules know nothing of ink!, so their types have no storage layout.
        split: u32,
    }

    /// Why nothing was passed on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// There is nothing above the existential deposit.
        NothingHere,
        /// The token did not move.
        TokenFailed(Account),
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
        pub fn new(ledger: Account, split: Id) -> Self {
            Self { ledger, split: split.0 }
        }

        /// Where the money goes.
        #[ink(message)]
        pub fn destination(&self) -> (Account, Id) {
            (self.ledger, Id(self.split))
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
        pub fn flush_token(&mut self, token: Account, asset: u32) -> Result<Balance, Error> {
            Ok(self.place().flush_token(bytes(&token), asset)?)
        }

        fn place(&self) -> Destination<'_> {
            Destination { ledger: bytes(&self.ledger), split: self.split }
        }
    }
}
