//! What can happen.

use crate::license::Account;
use atelier_licensing::{
    license::Mandate,
    plan::Order,
    units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version},
};

/// What a license is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// In which asset it is paid.
    pub asset: AssetId,
    /// Seats above those included.
    pub seats: u16,
    /// Whether the period starts again.
    pub restart: bool,
    /// The most that may be due.
    pub max_total: u128,
}

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Time passes.
    Wait(Millis),
    /// An account buys for itself.
    Purchase(Account, Order<Account>),
    /// An account buys for another, which comes second.
    Gift(Account, Account, Order<Account>),
    /// An account pays for more periods, at most so much.
    Renew(Account, LicenseId, u16, u128),
    /// A keeper renews by mandate.
    RenewFor(Account, LicenseId),
    /// A holder lets keepers renew.
    SetMandate(Account, LicenseId, Mandate),
    /// A holder does not any more.
    RevokeMandate(Account, LicenseId),
    /// An account prepays.
    Deposit(Account, AssetId, u128),
    /// An account takes back what it prepaid.
    Withdraw(Account, AssetId, u128),
    /// An account lets the contract take so much of a token, besides what it pays itself.
    Allow(Account, AssetId, u128),
    /// A holder changes to another plan.
    ChangePlan(Account, LicenseId, Change),
    /// A holder does not change to a lower plan after all.
    CancelScheduled(Account, LicenseId),
    /// A holder ends a license.
    Cancel(Account, LicenseId),
    /// A holder pauses a license.
    Pause(Account, LicenseId),
    /// A holder, or after a long time anybody, ends a pause.
    Resume(Account, LicenseId),
    /// The service goes down.
    OpenOutage,
    /// The service is up again.
    CloseOutage,
    /// The DAO lets a license go to somebody.
    ApproveTransfer(LicenseId, Account),
    /// A holder gives a license to another.
    Transfer(Account, LicenseId, Account),
    /// The DAO gives somebody a license for so many days.
    Grant(Account, PlanId, Version, u16),
    /// An account tries a plan.
    Trial(Account, PlanId, Version),
    /// Anybody has a split paid, for so many days at most.
    Release(AssetId, SplitId, u32),
    /// Anybody has a referrer paid, for so many days at most.
    ReleaseReferral(AssetId, Account, u32),
    /// Anybody has the DAO paid.
    CollectFees(AssetId),
    /// A license is suspended.
    Suspend(LicenseId),
    /// A suspension ends, by the fault of the holder or not.
    Lift(LicenseId, bool),
    /// A license is revoked, by the fault of the holder or not.
    Revoke(LicenseId, bool),
    /// Anybody counts which licenses of a plan have ended.
    Sweep(PlanId),
    /// The DAO takes a version off the shelf, from some time on.
    Sunset(PlanId, Version, Millis, Option<Version>),
    /// The DAO changes its part of the income.
    SetFee(Bps),
    /// The DAO changes what keepers get.
    SetKeeperFee(AssetId, u128),
}

/// What a step gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing to tell.
    Nothing,
    /// A license.
    License(LicenseId),
    /// An amount.
    Amount(u128),
    /// What was due, and what was credited.
    Change(u128, u128),
}
