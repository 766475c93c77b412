//! What licenses tell: errors, events, views.

use atelier_host::AccountId;
use atelier_licensing::{
    books::Books,
    error as rules,
    license::{Kind, Mandate},
    revenue::Stream,
    units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version},
};

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The rules of licenses refuse it.
    License(rules::Error),
    /// The token did not move: it reverted, trapped, does not exist, or what arrived is less than it was told to move.
    TokenFailed(AccountId),
    /// Money did not arrive: native money below the existential deposit of a new account, a token that refused, a split that
    /// is none. Nothing changed.
    PayoutFailed {
        /// Who should have got it.
        account: AccountId,
        /// How much.
        amount: u128,
    },
    /// Another amount of native money came with the call.
    WrongValue {
        /// What must come.
        expected: u128,
        /// What came.
        given: u128,
    },
    /// The asset is allowed already.
    AssetKnown(AssetId),
    /// The ledger of splits does not know the token by this number.
    NotInLedger {
        /// The number.
        asset: AssetId,
        /// The token.
        token: AccountId,
    },
    /// The ledger of splits knows no such split.
    UnknownSplit(SplitId),
    /// There are no terms with this number.
    UnknownTerms(u32),
}

impl From<rules::Error> for Error {
    fn from(error: rules::Error) -> Self {
        Self::License(error)
    }
}

/// Whom the contract trusts with what, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Wiring {
    /// Makes plans and versions, gives licenses, approves new holders: a timelock.
    pub plans: AccountId,
    /// Allows assets, sets fees, gives exclusives on the whole library, rules last: the timelock of both houses.
    pub dao: AccountId,
    /// Suspends and rules: the timelock of the committee.
    pub arbiter: AccountId,
    /// Opens and closes outages.
    pub operator: AccountId,
    /// Reports metered use.
    pub meter: AccountId,
    /// Gets fees and lost bonds.
    pub treasury: AccountId,
    /// The ledger of splits.
    pub ledger: AccountId,
    /// The hash of the chain's first block, which no contract can read. Whoever deploys must check it.
    pub genesis: [u8; 32],
}

/// How a license gets another plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Change {
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// In which asset the change is paid, if it is not to a lower plan: the one in which what is not earned yet was paid.
    pub asset: AssetId,
    /// Seats above those that the version includes.
    pub seats: u16,
    /// Whether a whole period starts now; otherwise the license ends when it would have ended.
    pub restart: bool,
    /// The most that may be due.
    pub max_total: u128,
}

/// A plan was made.
#[ink::event]
pub struct PlanCreated {
    /// Its number.
    pub plan: PlanId,
}

/// A version was put on the shelf.
#[ink::event]
pub struct VersionCreated {
    /// The plan.
    pub plan: PlanId,
    /// The number of its new version.
    pub version: Version,
}

/// It is known when a version is taken off the shelf.
#[ink::event]
pub struct Sunset {
    /// The plan.
    pub plan: PlanId,
    /// The version.
    pub version: Version,
    /// From when on it is neither sold nor renewed, in milliseconds.
    pub at: Millis,
    /// Into which version licenses are renewed from then on.
    pub renew_into: Option<Version>,
}

/// A license was bought, given, or is tried.
#[ink::event]
pub struct Purchased {
    /// The license.
    pub license: LicenseId,
    /// How it came to be.
    pub kind: Kind,
    /// Who has it.
    pub licensee: AccountId,
    /// Who paid.
    pub payer: AccountId,
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// In which asset it was paid.
    pub asset: AssetId,
    /// How much.
    pub total: u128,
    /// When it ends, in license time.
    pub ends: Millis,
}

/// A license goes on.
#[ink::event]
pub struct Renewed {
    /// The license.
    pub license: LicenseId,
    /// Who paid.
    pub payer: AccountId,
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// In which asset it was paid.
    pub asset: AssetId,
    /// How much.
    pub total: u128,
    /// How much of that a keeper got.
    pub fee: u128,
    /// When it ends, in license time.
    pub ends: Millis,
}

/// A license has a higher plan, or is to have a lower one when it is renewed.
#[ink::event]
pub struct PlanChanged {
    /// The license.
    pub license: LicenseId,
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// Whether that is from the next renewal on only.
    pub scheduled: bool,
    /// What was paid for it.
    pub due: u128,
    /// What went to payers' prepaid balances.
    pub credit: u128,
}

/// A scheduled change will not happen.
#[ink::event]
pub struct ChangeCanceled {
    /// The license.
    pub license: LicenseId,
}

/// A license was ended by its holder.
#[ink::event]
pub struct Canceled {
    /// The license.
    pub license: LicenseId,
    /// What went back to those who had paid, or to their prepaid balances.
    pub refund: u128,
    /// What was kept, and is earned at once.
    pub penalty: u128,
}

/// A license stands still from the end of this day on.
#[ink::event]
pub struct Paused {
    /// The license.
    pub license: LicenseId,
    /// What is parked until it goes on.
    pub parked: u128,
}

/// A license goes on after a pause.
#[ink::event]
pub struct Resumed {
    /// The license.
    pub license: LicenseId,
}

/// A license has another holder.
#[ink::event]
pub struct Transferred {
    /// The license.
    pub license: LicenseId,
    /// Who had it.
    pub from: AccountId,
    /// Who has it.
    pub to: AccountId,
}

/// A license may get another holder.
#[ink::event]
pub struct TransferApproved {
    /// The license.
    pub license: LicenseId,
    /// Who may get it.
    pub to: AccountId,
}

/// Keepers may renew a license, or may no more.
#[ink::event]
pub struct MandateSet {
    /// The license.
    pub license: LicenseId,
    /// What they may; `None`: nothing.
    pub mandate: Option<Mandate>,
}

/// A split was paid what it had earned.
#[ink::event]
pub struct Released {
    /// The asset.
    pub asset: AssetId,
    /// The split.
    pub split: SplitId,
    /// How much, with the fee.
    pub amount: u128,
    /// How much of that is the DAO's.
    pub fee: u128,
}

/// A referrer was paid what it had earned.
#[ink::event]
pub struct ReferralReleased {
    /// The asset.
    pub asset: AssetId,
    /// Who was paid.
    pub referrer: AccountId,
    /// How much.
    pub amount: u128,
}

/// The DAO's fees went to its treasury.
#[ink::event]
pub struct FeesCollected {
    /// The asset.
    pub asset: AssetId,
    /// How much.
    pub amount: u128,
}

/// License time stands still.
#[ink::event]
pub struct OutageOpened {
    /// The number of the outage, from 0.
    pub outage: u32,
}

/// License time goes on.
#[ink::event]
pub struct OutageClosed {
    /// The number of the outage, from 0.
    pub outage: u32,
}

/// Somebody paid in advance, or got back what was left of something paid.
#[ink::event]
pub struct Deposited {
    /// Whose prepaid balance is larger now.
    pub account: AccountId,
    /// In which asset.
    pub asset: AssetId,
    /// By how much.
    pub amount: u128,
}

/// A prepaid balance was paid out.
#[ink::event]
pub struct Withdrawn {
    /// Whose.
    pub account: AccountId,
    /// In which asset.
    pub asset: AssetId,
    /// How much.
    pub amount: u128,
}

/// Plans may be sold in an asset.
#[ink::event]
pub struct AssetAllowed {
    /// Its number in the ledger of splits.
    pub asset: AssetId,
    /// The token.
    pub token: AccountId,
    /// What a keeper gets for a renewal.
    pub keeper_fee: u128,
}

/// Keepers get another fee.
#[ink::event]
pub struct KeeperFeeSet {
    /// In which asset.
    pub asset: AssetId,
    /// What they got for a renewal.
    pub old: u128,
    /// What they get.
    pub new: u128,
}

/// The DAO takes another part of splits' income.
#[ink::event]
pub struct FeeSet {
    /// What it was.
    pub old: Bps,
    /// What it is.
    pub new: Bps,
}

/// Whether there is the money that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Solvency {
    /// What was paid and became of it.
    pub books: Books<AccountId>,
    /// What is not earned yet, or not released.
    pub future: u128,
    /// What must be there.
    pub held: u128,
    /// What is there; `None` if the token does not say.
    pub balance: Option<u128>,
}

/// What a split earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Income {
    /// Its stream as it was left by the last release.
    pub stream: Stream,
    /// What could be released now, the DAO's fee included.
    pub due: u128,
}

/// What can be changed, and how much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Settings {
    /// How many plans there are.
    pub plans: u32,
    /// The part of splits' income that the DAO takes.
    pub fee: Bps,
    /// How many exclusives on the whole library there are.
    pub library_exclusives: u32,
    /// How many outages are over.
    pub outages: u32,
    /// Since when there is one.
    pub outage_since: Option<Millis>,
    /// License time now.
    pub time: Millis,
}
