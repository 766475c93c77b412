//! What the ledger tells: events, reports and errors.

use atelier_splits::{self as rules, Id};
use ink::primitives::AccountId;

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The rules of splits refuse it.
    Splits(rules::Error),
    /// No token was registered under this number.
    UnknownAsset(u32),
    /// The token did not move: it reverted, trapped or does not exist.
    TokenFailed(AccountId),
    /// The payout did not arrive: native money below the existential deposit of a new account, or a token that refused.
    /// The debt stays.
    PayoutFailed {
        /// Who is owed.
        account: AccountId,
        /// How much.
        amount: u128,
    },
    /// The caller's tip did not arrive, so nothing was paid.
    TipFailed(u128),
    /// The message belongs to the factory, or, before the binding, to the account that instantiated the ledger.
    NotFactory,
    /// The factory was bound before.
    AlreadyBound,
    /// The factory tried to write a cell that it may not, or that is there already.
    CellRefused,
}

impl From<rules::Error> for Error {
    fn from(error: rules::Error) -> Self {
        Self::Splits(error)
    }
}

/// Income was booked.
#[ink::event]
pub struct Received {
    /// The split that was paid.
    pub split: Id,
    /// The version of it that was in force.
    pub version: u32,
    /// The asset; 0 is native money.
    pub asset: u32,
    /// How much arrived.
    pub amount: u128,
}

/// One entry was paid.
#[ink::event]
pub struct Paid {
    /// The entry's version.
    pub version: u32,
    /// The entry.
    pub index: u16,
    /// The asset.
    pub asset: u32,
    /// Where the money went.
    pub account: AccountId,
    /// How much, the caller's tip included.
    pub amount: u128,
}

/// Several entries were paid in one call.
#[ink::event]
pub struct PaidMany {
    /// The asset.
    pub asset: u32,
    /// What was paid.
    pub report: Report,
}

/// What a call paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Report {
    /// The sum of what left the ledger, tips included.
    pub paid: u128,
    /// The part of it that went to the caller as tips.
    pub tips: u128,
    /// How many payouts arrived.
    pub payouts: u32,
    /// How many did not; their debts stay.
    pub failed: u32,
}
