//! The ledger: one contract that holds the money of every split.
//!
//! A call pays 33.5 ns for each byte of this contract before it does anything, so it holds what income and payouts need
//! and nothing else. `split-factory` creates and edits, `split-lens` answers questions; both work on the cells laid out in
//! [`atelier_splits`], which also holds every rule.
//!
//! The contract is declared once, as an ink! contract, for metadata and for Rust callers. On chain its entry points are
//! written by hand (`dispatch`), because the generated ones are larger than all the rules together.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod facts;
mod messages;

#[cfg(target_arch = "wasm32")]
mod dispatch;

pub use facts::{Error, Paid, PaidMany, Received, Report};
#[cfg(not(target_arch = "wasm32"))]
pub use splits::{Splits, SplitsRef};

#[cfg(not(target_arch = "wasm32"))]
#[ink::contract]
mod splits {
    use crate::{messages, Error, Report};
    use atelier_splits::{Id, Mode, Step, SumLeaf};
    use ink::prelude::vec::Vec;

    /// Declares the ledger. All state lies in cells of the rules' layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Splits {}

    impl Splits {
        /// A ledger whose factory the caller will bind.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            messages::new();
            Self {}
        }

        /// Binds the factory, once and for good. Only the account that instantiated the ledger can, and no split can
        /// exist before.
        ///
        /// # Errors
        /// [`Error::AlreadyBound`], [`Error::NotFactory`].
        #[ink(message)]
        pub fn bind(&mut self, factory: AccountId) -> Result<(), Error> {
            messages::bind(factory.as_ref())
        }

        /// Books the native money that comes with the call as income of a split.
        ///
        /// # Errors
        /// [`atelier_splits::Error::NothingReceived`], [`atelier_splits::Error::UnknownSplit`],
        /// [`atelier_splits::Error::ReceivedOverflow`].
        #[ink(message, payable)]
        pub fn deposit(&mut self, split: Id) -> Result<(), Error> {
            messages::deposit(split)
        }

        /// Takes `amount` of a token from the caller, who has approved this contract, and books what arrives.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`Error::TokenFailed`], and those of [`Self::deposit`].
        #[ink(message)]
        pub fn deposit_token(&mut self, split: Id, asset: u32, amount: Balance) -> Result<(), Error> {
            messages::take_in(split, asset, Some(amount))
        }

        /// Books tokens that were sent here beforehand: whatever of this contract's balance is not accounted for.
        ///
        /// A contract that pays sends and credits in one transaction and needs no approval. What somebody sent without
        /// crediting can be credited by anybody.
        ///
        /// # Errors
        /// Those of [`Self::deposit_token`].
        #[ink(message)]
        pub fn credit(&mut self, split: Id, asset: u32) -> Result<(), Error> {
            messages::take_in(split, asset, None)
        }

        /// Pays what an entry is owed: [`Self::claim_path`] of one step.
        ///
        /// # Errors
        /// Those of [`Self::claim_path`].
        #[ink(message)]
        pub fn claim(&mut self, version: u32, index: u16, asset: u32) -> Result<Balance, Error> {
            messages::claim(&[Step { version, index }], asset, None)
        }

        /// Settles each edge of a path and pays the account at its end; anybody may, unless the owner reserved it. A
        /// path may end in an edge: then nothing is paid and the split below has received. Returns what was paid.
        ///
        /// # Errors
        /// [`Error::PayoutFailed`], [`Error::TipFailed`], and what [`atelier_splits::Batch::claim`] refuses.
        #[ink(message)]
        pub fn claim_path(&mut self, path: Vec<Step>, asset: u32) -> Result<Balance, Error> {
            messages::claim(&path, asset, None)
        }

        /// Pays the caller's own entry in several assets, to any account. Returns what was paid in each.
        ///
        /// # Errors
        /// [`atelier_splits::Error::NotOwner`], and those of [`Self::claim_path`].
        #[ink(message)]
        pub fn claim_to(
            &mut self,
            path: Vec<Step>,
            assets: Vec<u32>,
            recipient: AccountId,
        ) -> Result<Vec<Balance>, Error> {
            messages::claim_to(&path, assets, recipient.as_ref())
        }

        /// Settles and pays several paths in one asset. A payout that fails leaves its debt and stops no other.
        ///
        /// # Errors
        /// [`atelier_splits::Error::TooManyTables`], [`Error::TipFailed`], and what [`atelier_splits::Batch::claim`]
        /// refuses.
        #[ink(message)]
        pub fn claim_many(&mut self, paths: Vec<Vec<Step>>, asset: u32) -> Result<Report, Error> {
            messages::claim_many(paths, asset)
        }

        /// Pays `count` entries of a split from entry `from` on, and passes on through edges among them.
        ///
        /// # Errors
        /// [`Error::TipFailed`], [`atelier_splits::Error::UnknownSplit`], [`atelier_splits::Error::WrongTable`].
        #[ink(message)]
        pub fn pay_all(&mut self, split: Id, asset: u32, from: u16, count: u16) -> Result<Report, Error> {
            messages::pay_all(split, asset, from, count)
        }

        /// Pays leaves of a Merkle-sum table.
        ///
        /// # Errors
        /// [`atelier_splits::Error::ProofRefused`], [`atelier_splits::Error::UnknownSplit`],
        /// [`atelier_splits::Error::WrongTable`].
        #[ink(message)]
        pub fn pay_many(
            &mut self,
            version: u32,
            asset: u32,
            leaves: Vec<SumLeaf<AccountId>>,
        ) -> Result<Report, Error> {
            let bytes = |leaf: SumLeaf<AccountId>| {
                let SumLeaf { account, weight, proof } = leaf;
                SumLeaf { account: *account.as_ref(), weight, proof }
            };
            messages::pay_many(version, asset, leaves.into_iter().map(bytes).collect())
        }

        /// Writes cells of new splits, or where a head points. The factory's alone; nothing that exists is overwritten
        /// but heads, and no cell that counts money can be written.
        ///
        /// # Errors
        /// [`Error::NotFactory`], [`Error::CellRefused`].
        #[ink(message)]
        pub fn install(&mut self, cells: Vec<([u8; 17], Vec<u8>)>) -> Result<(), Error> {
            messages::install(cells)
        }

        /// Hands an account's entry to another account or changes its mode. The factory's alone, which has asked the
        /// owner.
        ///
        /// # Errors
        /// [`Error::NotFactory`], and what [`atelier_splits::Batch::assign`] refuses.
        #[ink(message)]
        pub fn assign(
            &mut self,
            entry: Step,
            owner: AccountId,
            to: AccountId,
            mode: Mode,
            asset: u32,
            at_least: Balance,
        ) -> Result<(), Error> {
            messages::assign(entry, owner.as_ref(), to.as_ref(), mode, asset, at_least)
        }

        /// `count` bytes of a cell from byte `from` on; fewer at its end. The views of `split-lens` are made of these.
        #[ink(message)]
        pub fn cell(&self, key: [u8; 17], from: u32, count: u32) -> Vec<u8> {
            messages::cell(&key, from, count)
        }
    }
}
