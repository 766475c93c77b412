//! What the office tells: errors and events.

use crate::facts::Error as Licenses;
use atelier_host::AccountId;
use atelier_licensing::{
    dispute::{self, Verdict},
    error as rules,
    exclusive::{self, Exclusive},
    meter,
    seat::{self, Key},
    terms,
    units::{AssetId, LicenseId, Millis},
};

/// Why a message about rights is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OfficeError {
    /// The rules of licenses refuse it, or the money does not come or go.
    Licenses(Licenses),
    /// The rules of terms refuse it.
    Terms(terms::Error),
    /// These terms are registered.
    TermsKnown {
        /// Under this number.
        terms: u32,
    },
    /// The rules of exclusives refuse it.
    Exclusive(exclusive::Error),
    /// The rules of seats and keys refuse it.
    Seat(seat::Error),
    /// The rules of metered use refuse it.
    Meter(meter::Error),
    /// The rules of reports of income refuse it.
    Report(terms::ReportError),
    /// The rules of disputes refuse it.
    Dispute(dispute::Error),
}

macro_rules! wraps {
    ($($variant:ident($error:ty)),*) => {
        $(impl From<$error> for OfficeError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

wraps!(
    Licenses(Licenses),
    Terms(terms::Error),
    Exclusive(exclusive::Error),
    Seat(seat::Error),
    Meter(meter::Error),
    Report(terms::ReportError),
    Dispute(dispute::Error)
);

impl From<rules::Error> for OfficeError {
    fn from(error: rules::Error) -> Self {
        Self::Licenses(error.into())
    }
}

/// Terms were registered.
#[ink::event]
pub struct TermsRegistered {
    /// Their number.
    pub terms: u32,
    /// Their hash.
    pub hash: [u8; 32],
}

/// A license has some uses for itself for a while.
#[ink::event]
pub struct ExclusiveGranted {
    /// Of which work; `None`: of the whole library.
    pub work: Option<[u8; 32]>,
    /// Whose, which, where and when.
    pub exclusive: Exclusive,
}

/// A license has no uses for itself any more.
#[ink::event]
pub struct ExclusiveEnded {
    /// Of which work; `None`: of the whole library.
    pub work: Option<[u8; 32]>,
    /// Whose they were.
    pub license: LicenseId,
}

/// Somebody has a seat.
#[ink::event]
pub struct SeatAssigned {
    /// The license.
    pub license: LicenseId,
    /// The number of the seat.
    pub seat: u16,
    /// Who has it.
    pub account: AccountId,
}

/// A seat is vacant.
#[ink::event]
pub struct SeatRemoved {
    /// The license.
    pub license: LicenseId,
    /// The number of the seat.
    pub seat: u16,
    /// Who had it.
    pub account: AccountId,
}

/// A key stands for a license at gates.
#[ink::event]
pub struct GateKeySet {
    /// The license.
    pub license: LicenseId,
    /// The key.
    pub key: Key,
    /// The first millisecond at which it is good no longer.
    pub expires: Millis,
}

/// A key stands for a license no more.
#[ink::event]
pub struct GateKeyRemoved {
    /// The license.
    pub license: LicenseId,
    /// The key.
    pub key: Key,
}

/// Metered use was reported.
#[ink::event]
pub struct Consumed {
    /// The license.
    pub license: LicenseId,
    /// The number of the record in whose time it was used.
    pub epoch: u32,
    /// All use in that time.
    pub cumulative: u64,
    /// The root over its log.
    pub root: [u8; 32],
    /// What was paid for it just now.
    pub paid: u128,
}

/// A licensee has reported income, and paid the part that is due.
#[ink::event]
pub struct RevenueReported {
    /// The license.
    pub license: LicenseId,
    /// Under which terms.
    pub terms: u32,
    /// In which asset.
    pub asset: AssetId,
    /// All income ever.
    pub cumulative: u128,
    /// What was paid for it just now.
    pub paid: u128,
}

/// There is a dispute about a license.
#[ink::event]
pub struct DisputeOpened {
    /// The number of the dispute.
    pub dispute: u32,
    /// The license.
    pub license: LicenseId,
    /// Who opened it.
    pub opener: AccountId,
    /// The hash of why.
    pub reason: [u8; 32],
    /// What the opener left.
    pub bond: u128,
}

/// The holder has said something.
#[ink::event]
pub struct Responded {
    /// The number of the dispute.
    pub dispute: u32,
    /// The hash of what.
    pub response: [u8; 32],
}

/// A license is suspended until its dispute is closed.
#[ink::event]
pub struct Suspended {
    /// The number of the dispute.
    pub dispute: u32,
    /// The license.
    pub license: LicenseId,
}

/// Somebody has ruled.
#[ink::event]
pub struct Ruled {
    /// The number of the dispute.
    pub dispute: u32,
    /// How.
    pub verdict: Verdict,
    /// The hash of the grounds.
    pub grounds: [u8; 32],
    /// Whether nobody can rule any more.
    pub last: bool,
}

/// The loser has appealed.
#[ink::event]
pub struct Appealed {
    /// The number of the dispute.
    pub dispute: u32,
    /// Who.
    pub account: AccountId,
    /// What that left.
    pub bond: u128,
}

/// A dispute is over, and what was ruled is done.
#[ink::event]
pub struct DisputeClosed {
    /// The number of the dispute.
    pub dispute: u32,
    /// The license.
    pub license: LicenseId,
    /// How it is decided; `None`: nobody did.
    pub verdict: Option<Verdict>,
    /// How much went to the prepaid balances of those who had paid for the license, in all assets together.
    pub refunded: u128,
    /// How much of the bonds is lost.
    pub lost: u128,
}

/// Disputes take another bond.
#[ink::event]
pub struct BondSet {
    /// What it was.
    pub old: u128,
    /// What it is.
    pub new: u128,
}
