//! The ledger: one contract that holds the money of every split, and answers to every message about splits.
//!
//! A call pays 33.5 ns for each byte of the code that it runs before it does anything. So the ledger has two codes by how
//! often they run, and one set of cells: its own code takes in income and pays claims; what it does not know it lets
//! `split-desk` do: creating, editing, hand-over, payouts by the many, tables with tiers, and all questions. The hash of
//! that code is given once, when the ledger is instantiated; nothing can replace it.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than all the rules together.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod arguments;
pub mod desk;
mod facts;
pub mod lens;
mod machine;
pub mod money;
#[cfg(any(target_arch = "riscv64", feature = "std"))]
pub mod solidity;

#[cfg(all(not(feature = "std"), not(feature = "rare")))]
mod dispatch;
mod input;

pub use facts::{
    AssetRegistered, ControlChanged, Created, EntryAssigned, EntryOffered, EntryView, Error, HeadView, Node, Paid,
    PaidMany, Received, Report, TableView, Updated,
};
pub use input::{call_hot, path, step};
pub use machine::ledger;
#[cfg(feature = "std")]
pub use splits::Splits;

#[cfg(feature = "std")]
#[ink::contract]
mod splits {
    use crate::{
        arguments::given,
        desk, ledger,
        lens::{self, asked},
        money, Error, HeadView, Node, Report, TableView,
    };
    use atelier_host::{bytes, AccountId as Account};
    use atelier_splits::{Control, Id, Info, Mode, Options, Quoted, Step, SumLeaf, Table, Trace};
    use ink::prelude::vec::Vec;

    /// Declares the ledger. All state lies in cells of the rules' layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Splits {}

    // Income and payouts.
    impl Splits {
        /// A ledger whose other code is the given one, for good. It must be on the chain, and stays there for as long as the
        /// ledger exists.
        #[ink(constructor)]
        pub fn new(desk: Hash) -> Self {
            // The entry point keeps the code.
            let _ = desk;
            Self {}
        }

        /// Books the native money that comes with the call as income of a split.
        ///
        /// # Errors
        /// [`atelier_splits::Error::NothingReceived`], [`atelier_splits::Error::UnknownSplit`],
        /// [`atelier_splits::Error::ReceivedOverflow`].
        #[ink(message, payable)]
        pub fn deposit(&mut self, split: Id) -> Result<(), Error> {
            money::deposit(split);
            Ok(())
        }

        /// Takes `amount` of a token from the caller, who has approved this contract, and books what arrives.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`Error::TokenFailed`], and those of [`Self::deposit`].
        #[ink(message)]
        pub fn deposit_token(&mut self, split: Id, asset: u32, amount: Balance) -> Result<(), Error> {
            money::take_in(split, asset, Some(amount));
            Ok(())
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
            money::take_in(split, asset, None);
            Ok(())
        }

        /// Pays what an entry is owed: [`Self::claim_path`] of one step.
        ///
        /// # Errors
        /// Those of [`Self::claim_path`].
        #[ink(message)]
        pub fn claim(&mut self, version: u32, index: u16, asset: u32) -> Result<Balance, Error> {
            Ok(money::claim(&[Step { version, index }], asset, None))
        }

        /// Settles each edge of a path and pays the account at its end; anybody may, unless the owner reserved it. A
        /// path may end in an edge: then nothing is paid and the split below has received. Returns what was paid.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`Error::PayoutFailed`], [`Error::TipFailed`], and what
        /// [`atelier_splits::Batch::claim`] refuses.
        #[ink(message)]
        pub fn claim_path(&mut self, path: Vec<Step>, asset: u32) -> Result<Balance, Error> {
            Ok(money::claim(&path, asset, None))
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
            recipient: Account,
        ) -> Result<Vec<Balance>, Error> {
            Ok(asked(|paid| money::claim_to(&path, &assets, bytes(&recipient), paid)))
        }

        /// Settles and pays several paths in one asset. A payout that fails leaves its debt and stops no other.
        ///
        /// # Errors
        /// [`atelier_splits::Error::TooManyTables`], [`Error::TipFailed`], and what [`atelier_splits::Batch::claim`]
        /// refuses.
        #[ink(message)]
        pub fn claim_many(&mut self, paths: Vec<Vec<Step>>, asset: u32) -> Result<Report, Error> {
            let paths: Vec<&[Step]> = paths.iter().map(Vec::as_slice).collect();
            Ok(money::claim_many(&paths, asset))
        }

        /// Pays `count` entries of a split from entry `from` on, and passes on through edges among them.
        ///
        /// # Errors
        /// [`Error::TipFailed`], [`atelier_splits::Error::UnknownSplit`], [`atelier_splits::Error::WrongTable`].
        #[ink(message)]
        pub fn pay_all(&mut self, split: Id, asset: u32, from: u16, count: u16) -> Result<Report, Error> {
            Ok(money::pay_all(split, asset, from, count))
        }

        /// Pays leaves of a Merkle-sum table.
        ///
        /// # Errors
        /// [`atelier_splits::Error::ProofRefused`], [`atelier_splits::Error::UnknownSplit`],
        /// [`atelier_splits::Error::WrongTable`].
        #[ink(message)]
        pub fn pay_many(&mut self, version: u32, asset: u32, leaves: Vec<SumLeaf<Account>>) -> Result<Report, Error> {
            let ledger = ledger(asset);
            for SumLeaf { account, weight, proof } in leaves {
                money::book_leaf(ledger, version, bytes(&account), weight, proof.into_iter());
            }
            Ok(money::pay_leaves(ledger, asset))
        }
    }

    // Creating, editing, handing on.
    impl Splits {
        /// Creates a split: immutable without options, else one that its controller can edit.
        ///
        /// # Errors
        /// [`Error::Create`] with what [`atelier_splits::check`] and [`Control::new`] refuse.
        #[ink(message)]
        pub fn create(&mut self, table: Table<Account>, options: Option<Options<Account>>) -> Result<Id, Error> {
            Ok(desk::create(&mut given(&(table, options))))
        }

        /// Creates a whole royalty tree, children first. Returns the splits in the order of the nodes.
        ///
        /// # Errors
        /// [`Error::Node`] with what [`Self::create`] would refuse, or [`atelier_splits::CreateError::UnknownNode`].
        #[ink(message)]
        pub fn create_tree(&mut self, nodes: Vec<Node>) -> Result<Vec<Id>, Error> {
            let created = desk::create_tree(&mut given(&nodes));
            Ok(scale::Decode::decode(&mut created.bytes()).unwrap_or_default())
        }

        /// Puts a new table in the place of a split's present one, after the split's delay. What was received before
        /// stays divided by the old table. Returns the new version.
        ///
        /// # Errors
        /// [`atelier_splits::CreateError::UnknownHead`], and what [`atelier_splits::check`] and [`Control::update`] refuse.
        #[ink(message)]
        pub fn update(&mut self, split: Id, table: Table<Account>) -> Result<u32, Error> {
            Ok(desk::update(&mut given(&(split, table))))
        }

        /// Offers control of a split to another account, which must accept; `None` takes an offer back.
        ///
        /// # Errors
        /// [`atelier_splits::CreateError::UnknownHead`], [`atelier_splits::CreateError::NotController`], [`atelier_splits::CreateError::Frozen`].
        #[ink(message)]
        pub fn transfer_control(&mut self, split: Id, to: Option<Account>) -> Result<(), Error> {
            desk::transfer_control(&mut given(&(split, to)));
            Ok(())
        }

        /// Takes control that was offered to the caller.
        ///
        /// # Errors
        /// [`atelier_splits::CreateError::UnknownHead`], [`atelier_splits::CreateError::NotOffered`], [`atelier_splits::CreateError::Frozen`].
        #[ink(message)]
        pub fn accept_control(&mut self, split: Id) -> Result<(), Error> {
            desk::accept_control(&mut given(&split));
            Ok(())
        }

        /// Makes a split immutable for good.
        ///
        /// # Errors
        /// [`atelier_splits::CreateError::UnknownHead`], [`atelier_splits::CreateError::NotController`], [`atelier_splits::CreateError::Frozen`],
        /// [`atelier_splits::CreateError::Pending`].
        #[ink(message)]
        pub fn freeze(&mut self, split: Id) -> Result<(), Error> {
            desk::freeze(&mut given(&split));
            Ok(())
        }

        /// Registers a PSP22 token and returns the number by which the ledger knows it.
        ///
        /// # Errors
        /// [`Error::AssetKnown`], [`Error::AssetForbidden`].
        #[ink(message)]
        pub fn register_asset(&mut self, token: Account) -> Result<u32, Error> {
            Ok(desk::register_asset(&mut given(&token)))
        }

        /// Says who may trigger payouts of the caller's entry, and for which tip.
        ///
        /// # Errors
        /// [`atelier_splits::CreateError::TipTooHigh`], [`atelier_splits::Error::NotOwner`].
        #[ink(message)]
        pub fn set_claim_mode(&mut self, version: u32, index: u16, mode: Mode) -> Result<(), Error> {
            desk::set_claim_mode(&mut given(&(version, index, mode)));
            Ok(())
        }

        /// Offers the caller's entry, with whatever is unclaimed, to another account, which must accept. A new offer takes
        /// the place of an old one.
        ///
        /// # Errors
        /// [`atelier_splits::Error::NotOwner`].
        #[ink(message)]
        pub fn transfer_entry(&mut self, version: u32, index: u16, to: Account) -> Result<(), Error> {
            desk::transfer_entry(&mut given(&(version, index, to)));
            Ok(())
        }

        /// Takes an entry that was offered to the caller, if at least `at_least` of `asset` is still unclaimed in it.
        ///
        /// # Errors
        /// [`Error::NotOffered`], [`atelier_splits::Error::TooLittleUnclaimed`], [`atelier_splits::Error::NotOwner`] if the offering
        /// account does not own it any more.
        #[ink(message)]
        pub fn accept_entry(&mut self, version: u32, index: u16, asset: u32, at_least: Balance) -> Result<(), Error> {
            desk::accept_entry(&mut given(&(version, index, asset, at_least)));
            Ok(())
        }
    }

    // Questions.
    impl Splits {
        /// A version with `count` of its entries from entry `from` on, or with as many of them as fit into an answer of
        /// 16 KiB: 300 and more of a table without tiers, 150 of any.
        #[ink(message)]
        pub fn table(&self, version: u32, from: u16, count: u16) -> Option<TableView> {
            asked(|answer| lens::table(version, from, count, answer))
        }

        /// The versions of a split that can be edited.
        #[ink(message)]
        pub fn head(&self, split: Id) -> Option<HeadView> {
            asked(|answer| lens::head(split, answer))
        }

        /// What a version has received ever, in one asset.
        #[ink(message)]
        pub fn received(&self, version: u32, asset: u32) -> Balance {
            asked(|answer| lens::received(version, asset, answer))
        }

        /// What an entry has been paid ever, in one asset.
        #[ink(message)]
        pub fn paid(&self, version: u32, index: u16, asset: u32) -> Balance {
            asked(|answer| lens::paid(version, index, asset, answer))
        }

        /// What an entry could claim now, edges above it not settled.
        ///
        /// # Errors
        /// That there is no such version or entry.
        #[ink(message)]
        pub fn claimable(&self, version: u32, index: u16, asset: u32) -> Result<Balance, Error> {
            asked(|answer| lens::claimable(Step { version, index }, asset, answer))
        }

        /// What a claim through a path would pay now.
        ///
        /// # Errors
        /// What the claim would refuse.
        #[ink(message)]
        pub fn claimable_path(&self, path: Vec<Step>, asset: u32) -> Result<Balance, Error> {
            asked(|answer| lens::claimable_path(&path, asset, answer))
        }

        /// What each payee would get from an income of `amount` now, if everything in the graph were settled before and
        /// after it; payees `from` to `from + count`, or as many of them as fit into an answer of 16 KiB: 300 and more.
        ///
        /// # Errors
        /// That the split is unknown or its graph too large for one question: more than [`atelier_splits::MAX_TABLES`]
        /// versions or [`atelier_splits::MAX_PAYEES`] payees.
        #[ink(message)]
        pub fn quote(
            &self,
            split: Id,
            asset: u32,
            amount: Balance,
            from: u32,
            count: u32,
        ) -> Result<Vec<Quoted<Account>>, Error> {
            asked(|answer| lens::quote(split, asset, amount, from, count, answer))
        }

        /// The paths by which an account earns from a split, as exact fractions, and the cursor to go on with. Looks at
        /// `budget` entries at the most, and at fewer where the answer would not fit into 16 KiB; begin with an empty
        /// cursor.
        ///
        /// # Errors
        /// That the split is unknown.
        #[ink(message)]
        pub fn trace(
            &self,
            split: Id,
            account: Account,
            budget: u32,
            cursor: Vec<Step>,
        ) -> Result<(Vec<Trace>, Option<Vec<Step>>), Error> {
            asked(|answer| lens::trace(split, bytes(&account), budget, &cursor, answer))
        }

        /// What the versions from `from` to `from + count` owe in one asset, rounding dust included. A question has memory
        /// for 100 versions: ask for more in parts.
        #[ink(message)]
        pub fn liability(&self, asset: u32, from: u32, count: u32) -> Balance {
            asked(|answer| lens::liability(asset, from, count, answer))
        }

        /// What lies in the ledger's account at a token without belonging to any split; `None` for native money and for
        /// tokens that are not registered or do not answer.
        #[ink(message)]
        pub fn stray(&self, asset: u32) -> Option<Balance> {
            asked(|answer| lens::stray(asset, answer))
        }

        /// Who controls a split that can be edited, and within which limits.
        #[ink(message)]
        pub fn control(&self, split: Id) -> Option<Control<Account>> {
            asked(|answer| lens::control(split, answer))
        }

        /// The height and the eager edges of a split.
        #[ink(message)]
        pub fn info(&self, split: Id) -> Option<Info> {
            asked(|answer| lens::info(split, answer))
        }

        /// The number of a registered token.
        #[ink(message)]
        pub fn asset_of(&self, token: Account) -> Option<u32> {
            asked(|answer| lens::asset_of(bytes(&token), answer))
        }

        /// How many versions, heads and tokens there are.
        #[ink(message)]
        pub fn counts(&self) -> (u32, u32, u32) {
            asked(lens::counts)
        }
    }
}
