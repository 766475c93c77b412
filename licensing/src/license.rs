//! A license and its records.
//!
//! Ends are in *license time*: the chain's time, without the time of outages ([`crate::time`]) and without what stands in the
//! license's own gaps. So one outage moves the ends of all licenses by one write.

use crate::{
    revenue::Booking,
    units::{AssetId, Bps, Millis, PlanId, SplitId, Version},
};
use alloc::vec::Vec;

/// The most records that lie in the license's own cell.
pub const MAX_RECENT: usize = 12;
/// How many records go into a page at once, when there is no more room.
pub const PAGE: usize = 4;
/// The most records that are not fully earned.
pub const MAX_AHEAD: usize = 8;
/// The most gaps of a license.
pub const MAX_GAPS: u8 = 64;
/// How many of [`MAX_GAPS`] only suspensions may take.
pub const GAPS_FOR_SUSPENSIONS: u8 = 16;
/// The most pauses within 365 days that a version can allow.
pub const MAX_PAUSES: u8 = 8;
/// After so long anybody may end a pause.
pub const MAX_PAUSE: Millis = 90 * crate::units::DAY;

/// How a license came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Origin {
    /// It was bought, or a renewal was.
    Paid,
    /// The DAO gave it.
    Granted,
    /// It is a trial.
    Trial,
}

/// Whether a license goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Status {
    /// Until it ends.
    Live,
    /// The holder has ended it.
    Canceled,
    /// A ruling has ended it.
    Revoked,
}

/// Why there is a gap in a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Cause {
    /// The holder paused it.
    Paused,
    /// It is disputed.
    Suspended,
    /// It had another holder before, who paid for the transfer in time.
    Transferred,
}

/// A time in which a license gives no access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Gap {
    /// Why.
    pub cause: Cause,
    /// From when on, on the chain's clock.
    pub from: Millis,
    /// Until when; [`Millis::MAX`] while it is open.
    pub to: Millis,
    /// How much later the license ends for it, in milliseconds; below 0: how much earlier.
    pub shift: i64,
}

/// What lets keepers renew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Mandate {
    /// The most that a period may cost. 0 is 0.
    pub max_price: u128,
    /// For how many more periods.
    pub periods: u16,
    /// The last millisecond at which it is good.
    pub expires_at: Millis,
    /// In which asset.
    pub asset: AssetId,
    /// Whether what the prepaid balance does not cover is taken by allowance.
    pub use_allowance: bool,
}

/// What a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Kind {
    /// The first period, bought or given.
    Purchase,
    /// Another one.
    Renewal,
    /// A change to a higher plan.
    Upgrade,
    /// The DAO's gift.
    Grant,
    /// A trial.
    Trial,
}

/// A payment, and the time that it bought: a receipt. Only what `cut` and the fields behind it say ever changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Record<A> {
    /// What it is for.
    pub kind: Kind,
    /// When it was made: before that it gave no access.
    pub created: Millis,
    /// The time that it covers, in license time.
    pub start: Millis,
    /// The first millisecond that it does not cover any more, in license time.
    pub end: Millis,
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// Seats above those included.
    pub seats: u16,
    /// How long after its end the license is renewed without a gap.
    pub grace: Millis,
    /// What part of what is not earned a cancel costs; `None`: a cancel gives nothing back.
    pub penalty: Option<Bps>,
    /// Who paid, and is paid back.
    pub payer: A,
    /// In which asset.
    pub asset: AssetId,
    /// How much.
    pub paid: u128,
    /// The payer's reference.
    pub invoice: [u8; 32],
    /// The hash of all of the above and of the license's record before.
    pub hash: [u8; 32],
    /// When its access was cut short, on the chain's clock; [`Millis::MAX`]: it was not.
    pub cut: Millis,
    /// How much went back to the payer.
    pub refunded: u128,
    /// How much is parked by a pause, referral included.
    pub parked: u128,
    /// Where its income goes.
    pub split: SplitId,
    /// Its income that is still to be earned or was last, without the referrer's; while it is parked, what is parked.
    pub booking: Booking,
    /// The referrer's income, over the same days.
    pub referral: Booking,
}

/// A license.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct License<A> {
    /// Who has it.
    pub holder: A,
    /// How often it had another holder before: seats and keys of theirs are none any more.
    pub tenure: u16,
    /// How it came to be.
    pub origin: Origin,
    /// Whether it goes on.
    pub status: Status,
    /// The family of its plans.
    pub family: u32,
    /// Who earns its referrals.
    pub referrer: Option<A>,
    /// What lets keepers renew it.
    pub mandate: Option<Mandate>,
    /// The lower plan that it is renewed into.
    pub scheduled: Option<(PlanId, Version)>,
    /// How many gaps are closed.
    pub gaps: u8,
    /// The sum of their shifts.
    pub shift: i64,
    /// The gap that is open: from when on (which may be the end of today), and why.
    pub open: Option<(Millis, Cause)>,
    /// When the latest pauses began; the oldest first, at most [`MAX_PAUSES`].
    pub pauses: Vec<Millis>,
    /// The hash of the newest record.
    pub receipt: [u8; 32],
    /// How many pages of older records there are.
    pub pages: u32,
    /// The newest records, the newest last.
    pub recent: Vec<Record<A>>,
}

/// What a license gives at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Access {
    /// Nothing: not yet, not any more, or not at this time.
    None,
    /// What the plan gives.
    Active,
    /// It has ended, and can be renewed without a gap.
    Grace,
    /// The holder has paused it.
    Paused,
    /// It is disputed.
    Suspended,
}

/// A license at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Snapshot<A> {
    /// Who had it.
    pub holder: A,
    /// What it gave.
    pub access: Access,
    /// Under which plan.
    pub plan: PlanId,
    /// In which version.
    pub version: Version,
    /// How many seats above those included.
    pub seats: u16,
    /// The number of the record that says so, from 0.
    pub record: u32,
}
