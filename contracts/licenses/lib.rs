//! Licenses: plans, subscriptions, and income that is earned day by day.
//!
//! What licensees pay stays here until it is earned: each day earns its part, which anybody may have paid out to the split that
//! the plan names. What is not earned can go back to who paid it, and only that.
//!
//! A call pays 33.5 ns for each byte of the code that it runs before it does anything. So the contract has three codes, and one
//! set of cells: its own code sells and renews, pays out income, and answers whether a license is active; `licenses-desk` does
//! all the rest of plans, money and time, and the rare sales that need more than the hot code knows; `licenses-office` does
//! rights: terms, exclusives, seats, keys, metered use, reports and disputes. The hashes of those codes are given once, when the
//! contract is instantiated; nothing can replace them.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points are
//! written by hand (`dispatch`), because the generated ones are larger than all that a sale does.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod access;
pub mod ask;
pub mod cells;
pub mod holder;
pub mod index;
pub mod money;
pub mod office;
pub mod plans;
pub mod purse;
pub mod rare;
pub mod sale;

#[cfg(all(not(feature = "std"), not(feature = "rare")))]
mod dispatch;
mod facts;

pub use facts::{
    AssetAllowed, Canceled, Change, ChangeCanceled, Deposited, Error, FeeSet, FeesCollected, Income, KeeperFeeSet,
    MandateSet, OutageClosed, OutageOpened, Paused, PlanChanged, PlanCreated, Purchased, ReferralReleased, Released,
    Renewed, Resumed, Settings, Solvency, Sunset, TransferApproved, Transferred, VersionCreated, Wiring, Withdrawn,
};
#[cfg(feature = "std")]
pub use licenses::Licenses;
pub use office::OfficeError;

#[cfg(feature = "std")]
// Of the messages' arguments, which ink! puts into one enum: a version of a plan is larger than any other.
#[allow(clippy::large_enum_variant)]
#[ink::contract]
mod licenses {
    use crate::{
        access, ask, cells, holder, index, money, office, plans, purse, rare, sale, Change, Error, Income, OfficeError,
        Settings, Solvency, Wiring,
    };
    use atelier_host::AccountId as Account;
    use atelier_licensing::{
        dispute::{Dispute, Verdict},
        entitlement::{Entitlement, Role, Signer},
        exclusive::Exclusive,
        license::{Gap, License, Mandate, Record, Snapshot},
        meter::{Meter, Report},
        plan::{Offer, Order, Plan, Quote, Shelf},
        revenue::Beneficiary,
        seat::{GateKey, Key, Seat},
        terms::{Royalty, Terms},
        time::Outage,
        units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version},
    };
    use ink::prelude::vec::Vec;

    /// Declares the contract. All state lies in cells of its own layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Licenses {}

    // Buying and renewing.
    impl Licenses {
        /// Licenses whose other codes are the given ones, for good, and who may do what. Native money is allowed at once.
        #[ink(constructor)]
        pub fn new(desk: Hash, office: Hash, wiring: Wiring) -> Result<Self, Error> {
            // The entry point keeps the codes.
            let _ = (desk, office);
            plans::instantiate(&wiring)?;
            Ok(Self {})
        }

        /// Buys a license for the caller. Native money comes with the call, exactly as much as it costs; a token is taken from
        /// the caller, who has approved this contract.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownPlan`], `UnknownVersion`, `AlreadyLicensed`,
        /// `GateClosed`, `SoldOut`, `SelfReferral`, `NotSoldYet`, `Sunset`, `NotSoldIn`, `PeriodsOutside`, `TooManySeats`,
        /// `TooExpensive`, `AmountTooLarge`, `AssetNotAllowed`, `Exclusive`; [`Error::WrongValue`], [`Error::TokenFailed`].
        #[ink(message, payable)]
        pub fn purchase(&mut self, order: Order<Account>) -> Result<LicenseId, Error> {
            sale::purchase(self.env().caller(), &order)
        }

        /// Buys a license for somebody else, who may decline it by [`Self::cancel`]: what is given back of it goes to the
        /// caller's prepaid balance.
        ///
        /// # Errors
        /// Those of [`Self::purchase`].
        #[ink(message, payable)]
        pub fn gift(&mut self, licensee: Account, order: Order<Account>) -> Result<LicenseId, Error> {
            sale::purchase(licensee, &order)
        }

        /// Renews a license for more periods; anybody may pay. It goes on where it ends, if that is not longer ago than its
        /// grace, or now. `max_total` is the most that it may cost.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotLive`, `Held`, `NotSoldYet`,
        /// `Sunset`, `NotSoldIn`, `PeriodsOutside`, `TooExpensive`, `TooManyAhead`, `AmountTooLarge`, `AlreadyLicensed`,
        /// `SoldOut`, `Exclusive`; [`Error::WrongValue`], [`Error::TokenFailed`].
        #[ink(message, payable)]
        pub fn renew(
            &mut self,
            license: LicenseId,
            periods: u16,
            max_total: Balance,
            invoice: [u8; 32],
        ) -> Result<(), Error> {
            sale::renew(license, periods, max_total, invoice)
        }

        /// Renews a license for a period at its holder's cost, as its mandate allows: from the prepaid balance, and what that
        /// does not cover by allowance. Anybody may; the caller gets the fee that is returned, out of the first day's income.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NoMandate`], `MandateExpired`, `MandateTooLow`,
        /// `OutsideWindow`, `PrepaidTooLow`, and those of [`Self::renew`]; [`Error::PayoutFailed`].
        #[ink(message)]
        pub fn renew_for(&mut self, license: LicenseId) -> Result<Balance, Error> {
            sale::renew_for(license)
        }

        /// Pays a split what it has earned on days that are over, at most `max_days` more than were paid, less the DAO's fee.
        /// Anybody may. Gives the amount, with the fee.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::AssetNotAllowed`], `Nothing`;
        /// [`Error::PayoutFailed`].
        #[ink(message)]
        pub fn release(&mut self, asset: AssetId, split: SplitId, max_days: u32) -> Result<Balance, Error> {
            money::release(asset, split, max_days)
        }

        /// Whether an account could use at a time what a plan licenses. What is told of a past time never changes.
        #[ink(message)]
        pub fn is_active(&self, licensee: Account, plan: PlanId, at: Millis) -> bool {
            access::is_active(&licensee, plan, at)
        }
    }

    // Plans, by the timelock that makes them.
    impl Licenses {
        /// Makes a plan without versions.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`].
        #[ink(message)]
        pub fn create_plan(&mut self) -> Result<PlanId, Error> {
            plans::create_plan()
        }

        /// Puts a new version of a plan on the shelf. Nothing of it ever changes.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `UnknownPlan`, `AssetNotAllowed`,
        /// `FamilyFull`, `SoldOut` if it has the plan's first limit of licenses that live and some were sold, and what
        /// [`Plan::check`] refuses; [`Error::UnknownSplit`], [`Error::UnknownTerms`].
        #[ink(message)]
        pub fn create_version(&mut self, plan: PlanId, terms: Plan<Account>) -> Result<Version, Error> {
            plans::create_version(plan, terms)
        }

        /// Takes a version off the shelf from a time on, at least 30 days ahead. Licenses are renewed into another version of
        /// the plan then, if one is named.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `UnknownVersion`, `NoticeTooShort`.
        #[ink(message)]
        pub fn sunset(
            &mut self,
            plan: PlanId,
            version: Version,
            at: Millis,
            renew_into: Option<Version>,
        ) -> Result<(), Error> {
            plans::sunset(plan, version, at, renew_into)
        }

        /// Gives somebody a license for nothing, for so many days.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `UnknownPlan`, `UnknownVersion`,
        /// `NotSoldYet`, `Sunset`, `AlreadyLicensed`, `SoldOut`, `DaysOutside`, `Exclusive`.
        #[ink(message)]
        pub fn grant(
            &mut self,
            licensee: Account,
            plan: PlanId,
            version: Version,
            days: u16,
        ) -> Result<LicenseId, Error> {
            holder::grant(licensee, plan, version, days)
        }

        /// Lets a license of a version that asks for it have another holder.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `UnknownLicense`.
        #[ink(message)]
        pub fn approve_transfer(&mut self, license: LicenseId, to: Account) -> Result<(), Error> {
            plans::approve_transfer(license, to)
        }
    }

    // Assets, fees and outages, by their roles.
    impl Licenses {
        /// Lets plans be sold in a token, by its number in the ledger of splits; the DAO only.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `AmountTooLarge`;
        /// [`Error::AssetKnown`], [`Error::NotInLedger`].
        #[ink(message)]
        pub fn allow_asset(&mut self, asset: AssetId, token: Account, keeper_fee: Balance) -> Result<(), Error> {
            plans::allow_asset(asset, token, keeper_fee)
        }

        /// Sets what keepers get for a renewal in an asset; the DAO only.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `AssetNotAllowed`, `AmountTooLarge`.
        #[ink(message)]
        pub fn set_keeper_fee(&mut self, asset: AssetId, fee: Balance) -> Result<(), Error> {
            plans::set_keeper_fee(asset, fee)
        }

        /// Sets which part of splits' income the DAO takes, at most a tenth; the DAO only.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `RatioTooLarge`.
        #[ink(message)]
        pub fn set_fee(&mut self, fee: Bps) -> Result<(), Error> {
            plans::set_fee(fee)
        }

        /// License time stands still from now on: the library cannot be used; the operator only.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `OutageState`.
        #[ink(message)]
        pub fn open_outage(&mut self) -> Result<(), Error> {
            plans::open_outage()
        }

        /// License time goes on; the operator only.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NotAllowed`], `OutageState`.
        #[ink(message)]
        pub fn close_outage(&mut self) -> Result<(), Error> {
            plans::close_outage()
        }
    }

    // Holders.
    impl Licenses {
        /// Tries a version for as long as it says, once for each family.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::NoTrial`], `TrialUsed`, `GateClosed`, and those of
        /// [`Self::grant`].
        #[ink(message)]
        pub fn start_trial(&mut self, plan: PlanId, version: Version) -> Result<LicenseId, Error> {
            holder::start_trial(plan, version)
        }

        /// Lets keepers renew the caller's license, in place of what they were let before.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`; `Nothing` for no
        /// periods.
        #[ink(message)]
        pub fn set_mandate(&mut self, license: LicenseId, mandate: Mandate) -> Result<(), Error> {
            holder::set_mandate(license, Some(mandate))
        }

        /// Lets keepers renew the caller's license no more.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`.
        #[ink(message)]
        pub fn revoke_mandate(&mut self, license: LicenseId) -> Result<(), Error> {
            holder::set_mandate(license, None)
        }

        /// Gives the caller's license a higher plan or more seats now, for which what is not earned yet pays; or a lower plan
        /// from the next renewal on.
        ///
        /// # Errors
        /// [`Error::License`] with what [`atelier_licensing::life::upgrade`] and [`atelier_licensing::life::schedule`]
        /// refuse, `UnknownLicense`, `NotAllowed`, `UnknownVersion`, `AlreadyLicensed`, `GateClosed`, `SoldOut`,
        /// `Exclusive`; [`Error::WrongValue`], [`Error::TokenFailed`].
        #[ink(message, payable)]
        pub fn change_plan(&mut self, license: LicenseId, change: Change) -> Result<(), Error> {
            holder::change_plan(license, &change)
        }

        /// Takes back a change to a lower plan.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`, `NothingScheduled`.
        #[ink(message)]
        pub fn cancel_scheduled(&mut self, license: LicenseId) -> Result<(), Error> {
            holder::cancel_scheduled(license)
        }

        /// Ends the caller's license at the end of the day. What is not earned then goes back as its version says: at once if
        /// the caller has paid all of it, else to the prepaid balances of those who have. Gives how much.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`, `NotLive`, `Held` while
        /// it is suspended, `Ended`.
        #[ink(message)]
        pub fn cancel(&mut self, license: LicenseId) -> Result<Balance, Error> {
            holder::cancel(license)
        }

        /// Lets the caller's license stand still from the end of the day on.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`, and what
        /// [`atelier_licensing::life::pause`] refuses.
        #[ink(message)]
        pub fn pause(&mut self, license: LicenseId) -> Result<(), Error> {
            holder::pause(license)
        }

        /// Lets a paused license go on: the holder at any time, anybody after 90 days.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotHeld`, `NotLive`, `NotAllowed`.
        #[ink(message)]
        pub fn resume(&mut self, license: LicenseId) -> Result<(), Error> {
            holder::resume(license)
        }

        /// Gives the caller's license to somebody else, as its version allows. To the caller itself nothing happens.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownLicense`], `NotAllowed`, `AlreadyLicensed`, and
        /// what [`atelier_licensing::life::transfer`] refuses.
        #[ink(message)]
        pub fn transfer(&mut self, license: LicenseId, to: Account) -> Result<(), Error> {
            holder::transfer(license, to)
        }

        /// Takes licenses that are over out of a plan's count, on at most 32 days. Anybody may. Gives how many days.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::UnknownPlan`].
        #[ink(message)]
        pub fn sweep(&mut self, plan: PlanId) -> Result<u32, Error> {
            rare::sweep(plan)
        }
    }

    // Money.
    impl Licenses {
        /// Adds the native money that comes with the call to the caller's prepaid balance.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::Nothing`], `AmountTooLarge`.
        #[ink(message, payable)]
        pub fn deposit(&mut self) -> Result<(), Error> {
            purse::deposit()
        }

        /// Takes a token from the caller, who has approved this contract, and adds it to the caller's prepaid balance.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::AssetNotAllowed`], `Nothing`, `AmountTooLarge`;
        /// [`Error::TokenFailed`].
        #[ink(message)]
        pub fn deposit_token(&mut self, asset: AssetId, amount: Balance) -> Result<(), Error> {
            purse::deposit_token(asset, amount)
        }

        /// Pays the caller out of its prepaid balance.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::AssetNotAllowed`], `Nothing`, `PrepaidTooLow`;
        /// [`Error::PayoutFailed`].
        #[ink(message)]
        pub fn withdraw(&mut self, asset: AssetId, amount: Balance) -> Result<(), Error> {
            purse::withdraw(asset, amount)
        }

        /// Pays a referrer what it has earned on days that are over, at most `max_days` more than were paid. Anybody may.
        ///
        /// # Errors
        /// Those of [`Self::release`].
        #[ink(message)]
        pub fn release_referral(&mut self, asset: AssetId, referrer: Account, max_days: u32) -> Result<Balance, Error> {
            purse::release_referral(asset, referrer, max_days)
        }

        /// Sends the DAO's fees to its treasury. Anybody may.
        ///
        /// # Errors
        /// [`Error::License`] with [`atelier_licensing::error::Error::AssetNotAllowed`], `Nothing`;
        /// [`Error::PayoutFailed`].
        #[ink(message)]
        pub fn collect_fees(&mut self, asset: AssetId) -> Result<Balance, Error> {
            purse::collect_fees(asset)
        }
    }

    // Questions about prices.
    impl Licenses {
        /// What an order costs, whatever the most is that it says.
        ///
        /// # Errors
        /// What [`Offer::quote`] refuses, `UnknownVersion`.
        #[ink(message)]
        pub fn quote(&self, order: Order<Account>) -> Result<Quote, Error> {
            ask::quote(&order)
        }

        /// What a renewal costs.
        ///
        /// # Errors
        /// As [`Self::renew`].
        #[ink(message)]
        pub fn quote_renewal(&self, license: LicenseId, periods: u16) -> Result<Balance, Error> {
            ask::quote_renewal(license, periods)
        }

        /// What is due for a change of plan, and what of it would go to the holder's prepaid balance.
        ///
        /// # Errors
        /// As [`Self::change_plan`].
        #[ink(message)]
        pub fn quote_change(&self, license: LicenseId, change: Change) -> Result<(Balance, Balance), Error> {
            ask::quote_change(license, &change)
        }

        /// What a cancel gives back, and what it costs.
        ///
        /// # Errors
        /// As [`Self::cancel`].
        #[ink(message)]
        pub fn quote_cancel(&self, license: LicenseId) -> Result<(Balance, Balance), Error> {
            ask::quote_cancel(license)
        }
    }

    // Other questions.
    impl Licenses {
        /// What changes of a plan.
        #[ink(message)]
        pub fn plan(&self, plan: PlanId) -> Option<Shelf> {
            cells::shelf(plan)
        }

        /// A version of a plan.
        #[ink(message)]
        pub fn version(&self, plan: PlanId, version: Version) -> Option<Offer<Account>> {
            cells::offer(plan, version)
        }

        /// The plans with versions in a family.
        #[ink(message)]
        pub fn plans_of_family(&self, family: u32) -> Vec<PlanId> {
            ask::plans_of_family(family)
        }

        /// A license with its newest records.
        #[ink(message)]
        pub fn license(&self, license: LicenseId) -> Option<License<Account>> {
            cells::license(license)
        }

        /// What a license gave at a time; `None` before it was made. What is told of a past time never changes.
        #[ink(message)]
        pub fn license_at(&self, license: LicenseId, at: Millis) -> Option<Snapshot<Account>> {
            access::license_at(license, at)
        }

        /// Whether an account could use at a time what some version of a family with at least this rank licenses.
        #[ink(message)]
        pub fn has_tier(&self, licensee: Account, family: u32, min_rank: u8, at: Millis) -> bool {
            ask::has_tier(&licensee, family, min_rank, at)
        }

        /// A license's records, which are its receipts, from a number on (the first is 0), at most 32.
        #[ink(message)]
        pub fn receipts(&self, license: LicenseId, from: u32, count: u32) -> Vec<Record<Account>> {
            ask::receipts(license, from, count)
        }

        /// The licenses that an account has had, in the order in which it got them, from a number on (the first is 0), at
        /// most 128. One that it got twice stands there twice.
        #[ink(message)]
        pub fn licenses_of(&self, account: Account, from: u32, count: u32) -> Vec<LicenseId> {
            index::licenses_of(&account, from, count)
        }

        /// The times in which a license gave no access, with the one that is open.
        #[ink(message)]
        pub fn gaps(&self, license: LicenseId) -> Vec<Gap> {
            ask::gaps(license)
        }

        /// The outages that are over, from a number on (the first is 0), at most 32.
        #[ink(message)]
        pub fn outages(&self, from: u32, count: u32) -> Vec<Outage> {
            ask::outages(from, count)
        }

        /// What was paid in an asset and is not released yet: because it is not earned, or because nobody has asked.
        #[ink(message)]
        pub fn deferred_revenue(&self, asset: AssetId) -> Balance {
            ask::deferred_revenue(asset)
        }

        /// What a split earns in an asset; `None` if no version was ever sold for it.
        #[ink(message)]
        pub fn income(&self, asset: AssetId, split: SplitId) -> Option<Income> {
            ask::split_income(asset, split)
        }

        /// What a referrer earns in an asset; `None` if it never did.
        #[ink(message)]
        pub fn referral_income(&self, asset: AssetId, referrer: Account) -> Option<Income> {
            ask::income(asset, &Beneficiary::Referrer(referrer))
        }

        /// What an account has paid in advance, or got back.
        #[ink(message)]
        pub fn prepaid(&self, account: Account, asset: AssetId) -> Balance {
            cells::prepaid(&account, asset)
        }

        /// What was paid in an asset, what became of it, what must be here and what is; `None` if the asset is not allowed.
        #[ink(message)]
        pub fn solvency(&self, asset: AssetId) -> Option<Solvency> {
            ask::solvency(asset)
        }

        /// Who may do what.
        #[ink(message)]
        pub fn wiring(&self) -> Wiring {
            cells::wiring()
        }

        /// What can be changed, and how much there is.
        #[ink(message)]
        pub fn settings(&self) -> Settings {
            ask::settings()
        }
    }

    // Rights, which `licenses-office` answers.
    impl Licenses {
        /// Stores terms under the next number, from 1; the timelock that makes plans only. Nothing of them ever changes.
        ///
        /// Their hash is the Keccak-256 of `atelier/terms/v1` and the terms as SCALE encodes them, which is what is stored.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, [`OfficeError::Terms`]; [`OfficeError::TermsKnown`] with the number
        /// that the same terms have.
        #[ink(message)]
        pub fn register_terms(&mut self, terms: Terms) -> Result<u32, OfficeError> {
            office::register_terms(&terms)
        }

        /// Terms, by their number.
        #[ink(message)]
        pub fn terms(&self, terms: u32) -> Option<Terms> {
            office::terms(terms)
        }

        /// The number of the terms with a hash.
        #[ink(message)]
        pub fn terms_by_hash(&self, hash: [u8; 32]) -> Option<u32> {
            office::terms_by_hash(&hash)
        }

        /// Gives a license some of its uses of a work for itself, for a while; the arbiter, or the timelock that makes plans.
        /// There are at most 32 such on a work; what others had on it is refused.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`, `NotLive`; [`OfficeError::Exclusive`].
        #[ink(message)]
        pub fn grant_exclusive(&mut self, work: [u8; 32], exclusive: Exclusive) -> Result<(), OfficeError> {
            office::exclusives::grant(work, exclusive)
        }

        /// Gives a license some of its uses of the whole library for itself, for a while; the DAO only. There are at most 8 such.
        /// It is refused if any license of another plan that lives then may conflict, by what all versions of its plan allow; and
        /// while it holds nobody buys or renews one that would.
        ///
        /// # Errors
        /// Those of [`Self::grant_exclusive`]; [`OfficeError::Exclusive`] with `PlanConflicts`.
        #[ink(message)]
        pub fn grant_library_exclusive(&mut self, exclusive: Exclusive) -> Result<(), OfficeError> {
            office::exclusives::grant_library(exclusive)
        }

        /// Ends a license's exclusives on a work, or on the whole library, now: its holder, the arbiter on a work, the DAO on
        /// the library.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Exclusive`] with `Unknown`.
        #[ink(message)]
        pub fn end_exclusive(&mut self, work: Option<[u8; 32]>, license: LicenseId) -> Result<(), OfficeError> {
            office::exclusives::end(work, license)
        }

        /// Counts the library's exclusives that are not over: while there are any, sales cost more. Anybody may.
        #[ink(message)]
        pub fn sweep_exclusives(&mut self) -> u32 {
            office::exclusives::sweep()
        }

        /// The exclusives on a work; what is over may have been forgotten.
        #[ink(message)]
        pub fn exclusives(&self, work: [u8; 32]) -> Vec<Exclusive> {
            office::exclusives::list(Some(&work))
        }

        /// The exclusives on the whole library; what is over may have been forgotten.
        #[ink(message)]
        pub fn library_exclusives(&self) -> Vec<Exclusive> {
            office::exclusives::list(None)
        }

        /// Gives a seat of the caller's license to an account. Seats are numbered from 0. One that was taken from somebody can
        /// be given to somebody else only after 7 days.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Seat`].
        #[ink(message)]
        pub fn assign_seat(&mut self, license: LicenseId, seat: u16, account: Account) -> Result<(), OfficeError> {
            office::seats::assign(license, seat, &account)
        }

        /// Takes a seat from whoever has it: the license's holder, or who has it.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Seat`] with `SeatVacant`.
        #[ink(message)]
        pub fn remove_seat(&mut self, license: LicenseId, seat: u16) -> Result<(), OfficeError> {
            office::seats::remove(license, seat)
        }

        /// The seats that were ever given by the license's holder, from a number on, with their numbers: those among the next
        /// `count`, which is at most 64.
        #[ink(message)]
        pub fn seats(&self, license: LicenseId, from: u16, count: u16) -> Vec<(u16, Seat<Account>)> {
            office::seats::list(license, from, count)
        }

        /// Lets a key stand for the caller's license at gates, before a time; or sets another time. There are at most 8.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Seat`] with `KeyExpired`,
        /// `TooManyKeys`.
        #[ink(message)]
        pub fn set_gate_key(&mut self, license: LicenseId, key: Key, expires: Millis) -> Result<(), OfficeError> {
            office::seats::set_key(license, key, expires)
        }

        /// Lets a key stand for the caller's license no more.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Seat`] with `UnknownKey`.
        #[ink(message)]
        pub fn remove_gate_key(&mut self, license: LicenseId, key: Key) -> Result<(), OfficeError> {
            office::seats::remove_key(license, key)
        }

        /// The keys that stand for a license, also those that are good no longer.
        #[ink(message)]
        pub fn gate_keys(&self, license: LicenseId) -> Vec<GateKey> {
            office::seats::keys(license)
        }

        /// As what somebody may use a license now. Whether the license gives anything, [`Self::entitlement`] says.
        #[ink(message)]
        pub fn may_use(&self, license: LicenseId, signer: Signer<Account>) -> Role {
            office::seats::may_use(license, &signer)
        }

        /// What a license gave at a time: all that a gate asks. A time in the future counts as now; `None` before the license
        /// was made. What exclusives of others carve out is that of the whole library, and of the work if one is named.
        #[ink(message)]
        pub fn entitlement(
            &self,
            license: LicenseId,
            work: Option<[u8; 32]>,
            at: Millis,
        ) -> Option<Entitlement<Account>> {
            office::gate::entitlement(license, work.as_ref(), at)
        }

        /// Reports all use of a license in an epoch, which is the time of the record with that number; the meter only. Use above
        /// the credits is paid from the holder's prepaid balance; gives how much was. What that does not pay is taken out of the
        /// next epoch's credits.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`; [`OfficeError::Meter`] with `EpochOutside`, `NotMore`.
        #[ink(message)]
        pub fn consume(
            &mut self,
            license: LicenseId,
            epoch: u32,
            cumulative: u64,
            root: [u8; 32],
        ) -> Result<Balance, OfficeError> {
            office::usage::consume(license, &Report { epoch, cumulative, root })
        }

        /// Reports use that one of the license's sr25519 gate keys has signed; anybody may. `key` is its place among
        /// [`Self::gate_keys`]. What is signed, [`atelier_licensing::meter::voucher`] says. It cannot be more than credits and
        /// the prepaid balance cover.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `UnknownLicense`; [`OfficeError::Meter`].
        #[ink(message)]
        pub fn redeem_voucher(
            &mut self,
            license: LicenseId,
            epoch: u32,
            cumulative: u64,
            root: [u8; 32],
            key: u8,
            signature: [u8; 64],
        ) -> Result<Balance, OfficeError> {
            office::usage::redeem_voucher(license, &Report { epoch, cumulative, root }, key, &signature)
        }

        /// What was used of a license, as of its newest report; `None` if there is none.
        #[ink(message)]
        pub fn meter_of(&self, license: LicenseId) -> Option<Meter> {
            office::usage::meter_of(license)
        }

        /// Reports all income ever that the caller had from works under its license and its present terms, and pays the part of
        /// the increase that these say, in their asset: native money comes with the call, a token is taken. `maximum` is the
        /// most that it may cost; gives what it did.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `UnknownLicense`, `AssetNotAllowed`, `AmountTooLarge`, `WrongValue`,
        /// `TokenFailed`; [`OfficeError::Report`].
        #[ink(message, payable)]
        pub fn report_revenue(
            &mut self,
            license: LicenseId,
            cumulative: Balance,
            maximum: Balance,
        ) -> Result<Balance, OfficeError> {
            office::usage::report_revenue(license, cumulative, maximum)
        }

        /// What was reported of a license's income under some terms, and paid.
        #[ink(message)]
        pub fn royalty(&self, license: LicenseId, terms: u32) -> Royalty {
            office::usage::royalty(license, terms)
        }

        /// Opens a dispute about somebody's license, with the hash of why. Native money comes with the call: exactly the bond,
        /// which is lost to the DAO if the dispute is dismissed.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `UnknownLicense`, `NotLive`, `WrongValue`; [`OfficeError::Dispute`] with `OneIsOpen`,
        /// `OwnLicense`.
        #[ink(message, payable)]
        pub fn open_dispute(&mut self, license: LicenseId, reason: [u8; 32]) -> Result<u32, OfficeError> {
            office::disputes::open(license, reason)
        }

        /// Says something against a dispute, by its hash: the license's holder, within 7 days.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`; [`OfficeError::Dispute`] with `Unknown`, `WrongStage`, `TooLate`.
        #[ink(message)]
        pub fn respond(&mut self, dispute: u32, response: [u8; 32]) -> Result<(), OfficeError> {
            office::disputes::respond(dispute, response)
        }

        /// Suspends a license from now on until the dispute about it is closed; the arbiter only.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `NotLive`, `Held`, `TooManyGaps`; [`OfficeError::Dispute`] with
        /// `Unknown`, `WrongStage`, `TooLate`, `IsSuspended`.
        #[ink(message)]
        pub fn suspend(&mut self, dispute: u32) -> Result<(), OfficeError> {
            office::disputes::suspend(dispute)
        }

        /// Rules, with the hash of the grounds: first the arbiter, once the holder has responded or 7 days are over (or at once
        /// to dismiss it); last the DAO, if there is an appeal.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`; [`OfficeError::Dispute`] with `Unknown`, `WrongStage`, `TooEarly`,
        /// `TooLate`.
        #[ink(message)]
        pub fn rule(&mut self, dispute: u32, verdict: Verdict, grounds: [u8; 32]) -> Result<(), OfficeError> {
            office::disputes::rule(dispute, verdict, grounds)
        }

        /// Lets the DAO rule: who has lost by the first ruling, within 14 days. Native money comes with the call: exactly the
        /// bond, which is lost if the last ruling is the first.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `WrongValue`; [`OfficeError::Dispute`] with `Unknown`, `WrongStage`, `TooLate`,
        /// `NotTheLoser`.
        #[ink(message, payable)]
        pub fn appeal(&mut self, dispute: u32) -> Result<(), OfficeError> {
            office::disputes::appeal(dispute)
        }

        /// Ends a dispute that is decided for good, or that nobody has decided for 60 days; anybody may. Bonds and refunds go to
        /// prepaid balances.
        ///
        /// # Errors
        /// [`OfficeError::Dispute`] with `Unknown`, `WrongStage`, `TooEarly`.
        #[ink(message)]
        pub fn execute_ruling(&mut self, dispute: u32) -> Result<(), OfficeError> {
            office::disputes::execute(dispute)
        }

        /// A dispute.
        #[ink(message)]
        pub fn dispute(&self, dispute: u32) -> Option<Dispute<Account>> {
            office::disputes::dispute(dispute)
        }

        /// The number of the latest dispute about a license.
        #[ink(message)]
        pub fn dispute_of(&self, license: LicenseId) -> Option<u32> {
            office::disputes::dispute_of(license)
        }

        /// Sets what a dispute or an appeal takes, in native money; the DAO only.
        ///
        /// # Errors
        /// [`OfficeError::Licenses`] with `NotAllowed`, `AmountTooLarge`.
        #[ink(message)]
        pub fn set_bond(&mut self, bond: Balance) -> Result<(), OfficeError> {
            office::disputes::set_bond(bond)
        }

        /// What a dispute or an appeal takes.
        #[ink(message)]
        pub fn bond(&self) -> Balance {
            office::disputes::bond()
        }
    }
}
