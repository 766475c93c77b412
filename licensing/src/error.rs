//! Why the rules of plans and licenses refuse.

use crate::units::{AssetId, Bps, LicenseId, Millis, PlanId, Version};

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// The caller does not have the role or the license that this takes.
    NotAllowed,
    /// No plan has this number.
    UnknownPlan {
        /// The number.
        plan: PlanId,
    },
    /// The plan has no such version.
    UnknownVersion {
        /// The plan.
        plan: PlanId,
        /// The version.
        version: Version,
    },
    /// No license has this number.
    UnknownLicense {
        /// The number.
        license: LicenseId,
    },
    /// The version's period is not 1 to [`crate::plan::MAX_PERIOD`] days.
    PeriodOutside {
        /// The period in days.
        days: u16,
    },
    /// The version has no price or more than [`crate::plan::MAX_PRICES`].
    PriceCount {
        /// How many it has.
        count: u32,
    },
    /// The version has two prices in this asset.
    AssetTwice {
        /// The asset.
        asset: AssetId,
    },
    /// A ratio is above the most that it may be.
    RatioTooLarge {
        /// The ratio.
        ratio: Bps,
        /// The most.
        most: Bps,
    },
    /// A number of the version is above the most that it may be: seats, grace, trial or pauses.
    LimitTooLarge {
        /// The number.
        limit: u64,
        /// The most.
        most: u64,
    },
    /// An amount is above [`crate::units::MAX_AMOUNT`].
    AmountTooLarge,
    /// The asset is not among those that the DAO allows.
    AssetNotAllowed {
        /// The asset.
        asset: AssetId,
    },
    /// A version can be taken off the shelf only with [`crate::plan::NOTICE`], and only once.
    NoticeTooShort {
        /// The earliest time.
        earliest: Millis,
    },
    /// The version is not sold yet.
    NotSoldYet {
        /// From when on it is.
        from: Millis,
    },
    /// The version is not sold or renewed any more.
    Sunset {
        /// Since when.
        since: Millis,
    },
    /// The version is not sold in this asset.
    NotSoldIn {
        /// The asset.
        asset: AssetId,
    },
    /// Not 1 to [`crate::plan::MAX_PERIODS`] periods.
    PeriodsOutside {
        /// How many.
        periods: u16,
    },
    /// More seats than the version has.
    TooManySeats {
        /// The most above those included.
        most: u16,
    },
    /// It costs more than the caller has said that it may.
    TooExpensive {
        /// What it costs.
        total: u128,
    },
    /// All licenses of the plan are sold.
    SoldOut {
        /// How many there are.
        most: u32,
    },
    /// The licensee did not have the votes that the version asks for, or the token does not tell.
    GateClosed,
    /// Who is licensed, or who pays, cannot earn the referral.
    SelfReferral,
    /// The licensee has a license of this plan already.
    AlreadyLicensed {
        /// The license.
        license: LicenseId,
    },
    /// The license was canceled or revoked.
    NotLive,
    /// The license has ended.
    Ended {
        /// When, in license time.
        end: Millis,
    },
    /// The license is paused or suspended.
    Held {
        /// Since when.
        since: Millis,
    },
    /// The license is not paused, or not suspended.
    NotHeld,
    /// Too many of the license's payments are not earned yet.
    TooManyAhead,
    /// No mandate lets keepers renew the license.
    NoMandate,
    /// The mandate has expired.
    MandateExpired {
        /// When.
        at: Millis,
    },
    /// The mandate covers less than a period costs.
    MandateTooLow {
        /// What a period costs.
        price: u128,
        /// What the mandate covers.
        most: u128,
    },
    /// Keepers can renew the license in this window only.
    OutsideWindow {
        /// From when on, in license time.
        from: Millis,
        /// Until when.
        to: Millis,
    },
    /// A change to a plan of another family.
    OtherFamily {
        /// The license's family.
        family: u32,
    },
    /// The version is neither higher nor lower than the license's, and has no more seats.
    NoChange,
    /// What is not earned of the license was paid in another asset.
    OtherAsset {
        /// In which.
        asset: AssetId,
    },
    /// What is not earned of the license was paid by others: it can be canceled or used up, but not be exchanged.
    OthersMoney,
    /// There is no scheduled change.
    NothingScheduled,
    /// Nothing of the license is unearned, so there is nothing to pause.
    NothingUnearned,
    /// The license was paused as often as its version allows within 365 days.
    TooManyPauses {
        /// How often it may be.
        most: u8,
    },
    /// The license has as many gaps as there is room for.
    TooManyGaps,
    /// The license cannot have another holder: its version, or how it came to be, does not allow it.
    NotTransferable,
    /// The version has no trial.
    NoTrial,
    /// The licensee had a trial of this family.
    TrialUsed {
        /// The family.
        family: u32,
    },
    /// A grant of no days, or of more than [`crate::plan::MAX_PERIOD`].
    DaysOutside {
        /// How many.
        days: u16,
    },
    /// The prepaid balance, with what the mandate lets take, does not cover it.
    PrepaidTooLow {
        /// What there is.
        holds: u128,
    },
    /// An outage is open already, or none is.
    OutageState,
    /// An amount or a number of days of 0.
    Nothing,
    /// The family has as many plans as there is room for.
    FamilyFull {
        /// The most.
        most: u8,
    },
    /// A library-wide exclusive of somebody else forbids it.
    Exclusive,
}
