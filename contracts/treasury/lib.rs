//! The account that holds the money of the DAO.
//!
//! It takes in whatever is sent to it, without being called: native money and registered PSP22 tokens. Anybody has the books
//! follow the balance (`sync`) and has debts paid (`collect`); timelocks spend. The rules, and what a cap is, stand in
//! [`atelier_governance::treasury`].
//!
//! A payout that fails leaves everything as it was, and concerns its own debt only: payees that cannot receive name another
//! account (`redirect`). A token that lies harms the books of its own asset and no other: nothing of one asset's books is read
//! or written for another.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger and write the root cell around each message.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(all(not(feature = "std"), not(feature = "ink-as-dependency")))]
mod dispatch;
mod facts;
mod shell;

pub use facts::{
    AssetRegistered, Booked, CapSet, Collected, Error, FundsMoved, PolicySet, Redirected, Spent, StreamCanceled,
};
#[cfg(feature = "std")]
pub use treasury::Treasury;

#[cfg(feature = "std")]
#[ink::contract]
mod treasury {
    use crate::{shell, Error};
    use atelier_governance::{
        treasury::{Books, Bucket, Debt, Line, Spend, Spender, Stream, Treasury as Roles},
        units::Bps,
    };
    use atelier_host::{bytes, AccountId as Account};
    use ink::prelude::vec::Vec;

    /// Declares the treasury. All state lies in cells of its own, so there is nothing to store here.
    #[ink(storage)]
    pub struct Treasury {}

    // Income and payouts: for anybody.
    impl Treasury {
        /// A treasury of three timelocks. Caps are 0: until the dual timelock sets them, only it can spend.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::RolesNotDistinct`],
        /// [`atelier_governance::treasury::Error::EpochOutside`], [`atelier_governance::treasury::Error::PolicyNotWhole`].
        #[ink(constructor)]
        pub fn new(
            strategic: Account,
            creative: Account,
            dual: Account,
            epoch: u64,
            policy: [Bps; 4],
        ) -> Result<Self, Error> {
            shell::instantiate([*bytes(&strategic), *bytes(&creative), *bytes(&dual)], epoch, policy)?;
            Ok(Self {})
        }

        /// Books whatever of the balance is not booked into the buckets, by the policy. Returns how much.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`Error::TokenFailed`], [`atelier_governance::treasury::Error::NothingUnbooked`].
        #[ink(message)]
        pub fn sync(&mut self, asset: u32) -> Result<Balance, Error> {
            shell::sync(asset)
        }

        /// Pays what is due of a debt. Returns how much.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::UnknownDebt`], [`atelier_governance::treasury::Error::NothingDue`],
        /// [`Error::PayoutFailed`].
        #[ink(message)]
        pub fn collect(&mut self, debt: u32) -> Result<Balance, Error> {
            shell::collect(debt)
        }

        /// Has another account be owed what the caller is, paid out or not.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::UnknownDebt`], [`atelier_governance::treasury::Error::NotPayee`].
        #[ink(message)]
        pub fn redirect(&mut self, debt: u32, to: Account) -> Result<(), Error> {
            shell::redirect(debt, bytes(&to))
        }
    }

    // Spending: for timelocks.
    impl Treasury {
        /// Owes an amount to an account, from a bucket. Returns the number of the debt.
        ///
        /// The strategic timelock spends from every bucket, the creative one from [`Bucket::Compute`] and
        /// [`Bucket::Datasets`]; what is above their caps falls due in later epochs. The dual one has no cap.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::NotAllowed`],
        /// [`atelier_governance::treasury::Error::BucketForbidden`], [`Error::UnknownAsset`],
        /// [`atelier_governance::treasury::Error::ZeroAmount`], [`atelier_governance::treasury::Error::BucketTooLow`],
        /// [`atelier_governance::treasury::Error::NoCap`], [`atelier_governance::treasury::Error::TooFarAhead`],
        /// [`atelier_governance::treasury::Error::Overflow`].
        #[ink(message)]
        pub fn spend(&mut self, bucket: Bucket, asset: u32, to: Account, amount: Balance) -> Result<u32, Error> {
            shell::spend(Spend { bucket, asset, to: *bytes(&to), amount, stream: None })
        }

        /// Owes an amount that vests evenly from `start` to `end`, in milliseconds, but not before `cliff`. Returns the
        /// number of the debt. For the strategic and the dual timelock.
        ///
        /// The total counts against the cap when the stream is opened; vesting can only put it off.
        ///
        /// # Errors
        /// Those of [`Self::spend`], and [`atelier_governance::treasury::Error::StreamOutside`].
        #[ink(message)]
        #[allow(clippy::too_many_arguments)]
        pub fn open_stream(
            &mut self,
            bucket: Bucket,
            asset: u32,
            to: Account,
            total: Balance,
            start: u64,
            cliff: u64,
            end: u64,
        ) -> Result<u32, Error> {
            let stream = Some(Stream { start, cliff, end });
            shell::spend(Spend { bucket, asset, to: *bytes(&to), amount: total, stream })
        }

        /// Ends a stream: what has vested stays owed, the rest returns to its bucket. Returns how much does. For the
        /// timelock that opened it and the dual one.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::UnknownDebt`], [`atelier_governance::treasury::Error::NotAllowed`],
        /// [`atelier_governance::treasury::Error::NotAStream`], [`atelier_governance::treasury::Error::AllVested`].
        #[ink(message)]
        pub fn cancel_stream(&mut self, debt: u32) -> Result<Balance, Error> {
            shell::cancel_stream(debt)
        }

        /// Moves an amount from one bucket to another. For the strategic timelock.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`atelier_governance::treasury::Error::NotAllowed`],
        /// [`atelier_governance::treasury::Error::ZeroAmount`], [`atelier_governance::treasury::Error::BucketTooLow`].
        #[ink(message)]
        pub fn move_funds(&mut self, from: Bucket, to: Bucket, asset: u32, amount: Balance) -> Result<(), Error> {
            shell::move_funds([from, to], asset, amount)
        }

        /// Registers a PSP22 token. Returns its number. For the strategic and the dual timelock.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::NotAllowed`], [`Error::AssetKnown`], [`Error::AssetForbidden`],
        /// [`atelier_governance::treasury::Error::Overflow`].
        #[ink(message)]
        pub fn register_asset(&mut self, token: Account) -> Result<u32, Error> {
            shell::register_asset(bytes(&token))
        }

        /// Sets what part of the income each bucket gets from now on. For the dual timelock.
        ///
        /// # Errors
        /// [`atelier_governance::treasury::Error::NotAllowed`], [`atelier_governance::treasury::Error::PolicyNotWhole`].
        #[ink(message)]
        pub fn set_policy(&mut self, policy: [Bps; 4]) -> Result<(), Error> {
            shell::set_policy(policy)
        }

        /// Sets how much of an asset falls due in an epoch of what a timelock spends from now on. For the dual timelock.
        ///
        /// # Errors
        /// [`Error::UnknownAsset`], [`atelier_governance::treasury::Error::NotAllowed`],
        /// [`atelier_governance::treasury::Error::DualHasNoCap`].
        #[ink(message)]
        pub fn set_cap(&mut self, spender: Spender, asset: u32, cap: Balance) -> Result<(), Error> {
            shell::set_cap(spender, asset, cap)
        }
    }

    // Questions.
    impl Treasury {
        /// What a bucket holds of an asset.
        #[ink(message)]
        pub fn bucket(&self, asset: u32, bucket: Bucket) -> Option<Balance> {
            shell::books(asset).map(|books| books.buckets[bucket as usize])
        }

        /// What is booked of an asset: the buckets, and the debts that are not paid.
        #[ink(message)]
        pub fn books(&self, asset: u32) -> Option<Books> {
            shell::books(asset)
        }

        /// What of the balance [`Self::sync`] would book; `None` for assets that are not registered or do not answer.
        #[ink(message)]
        pub fn unbooked(&self, asset: u32) -> Option<Balance> {
            shell::unbooked(asset)
        }

        /// A debt.
        #[ink(message)]
        pub fn debt(&self, debt: u32) -> Option<Debt<Account>> {
            shell::debt(debt).map(seen)
        }

        /// The debts from number `from` on, as many as `count` but at most
        /// [`PAGE`](atelier_governance::treasury::PAGE).
        #[ink(message)]
        pub fn debts(&self, from: u32, count: u32) -> Vec<Debt<Account>> {
            shell::debts(from, count).into_iter().map(seen).collect()
        }

        /// What [`Self::collect`] would pay.
        #[ink(message)]
        pub fn due(&self, debt: u32) -> Option<Balance> {
            shell::due(debt)
        }

        /// A timelock's cap in an asset, and how far it is taken. The dual timelock has none.
        #[ink(message)]
        pub fn cap_of(&self, spender: Spender, asset: u32) -> Line {
            shell::cap_of(spender, asset)
        }

        /// The registered tokens from number `from` on, as many as `count` but at most
        /// [`PAGE`](atelier_governance::treasury::PAGE). The first has number 1.
        #[ink(message)]
        pub fn assets(&self, from: u32, count: u32) -> Vec<Account> {
            shell::assets(from, count).into_iter().map(Account::from).collect()
        }

        /// The number of a registered token.
        #[ink(message)]
        pub fn asset_of(&self, token: Account) -> Option<u32> {
            shell::asset_of(bytes(&token))
        }

        /// The three timelocks, the epoch, the policy, and how many assets and debts there are.
        #[ink(message)]
        pub fn roles(&self) -> Roles<Account> {
            let Roles { strategic, creative, dual, epoch, policy, assets, debts } = shell::roles();
            let [strategic, creative, dual] = [strategic, creative, dual].map(Account::from);
            Roles { strategic, creative, dual, epoch, policy, assets, debts }
        }
    }

    /// A debt as clients see accounts.
    fn seen(debt: Debt<atelier_host::Account>) -> Debt<Account> {
        let Debt { to, asset, bucket, spender, total, paid, installments, stream } = debt;
        Debt { to: to.into(), asset, bucket, spender, total, paid, installments, stream }
    }
}
