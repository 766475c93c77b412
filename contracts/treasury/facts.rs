//! What the treasury tells: events and errors.

use atelier_governance::{
    treasury::{self as rules, Bucket, Spender, Stream, BUCKETS},
    units::Bps,
};
use atelier_host::AccountId;

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The rules of the treasury refuse it.
    Treasury(rules::Error),
    /// No token was registered under this number.
    UnknownAsset(u32),
    /// The token is registered already, under this number.
    AssetKnown(u32),
    /// The treasury itself is no token.
    AssetForbidden,
    /// The token does not answer with a balance.
    TokenFailed(AccountId),
    /// The payout did not arrive: native money below the existential deposit of a new account, or a token that refused.
    /// The debt stays.
    PayoutFailed {
        /// The debt.
        debt: u32,
        /// How much is due.
        amount: u128,
    },
}

impl From<rules::Error> for Error {
    fn from(error: rules::Error) -> Self {
        Self::Treasury(error)
    }
}

/// Income was booked.
#[ink::event]
pub struct Booked {
    /// The asset.
    pub asset: u32,
    /// How much each bucket got.
    pub shares: [u128; BUCKETS],
}

/// Money left a bucket and is owed.
#[ink::event]
pub struct Spent {
    /// The number of the debt.
    pub debt: u32,
    /// Who spent.
    pub spender: Spender,
    /// From which bucket.
    pub bucket: Bucket,
    /// Which asset.
    pub asset: u32,
    /// Who is owed.
    pub to: AccountId,
    /// How much.
    pub amount: u128,
    /// How it vests, if it is a stream.
    pub stream: Option<Stream>,
}

/// A payout arrived.
#[ink::event]
pub struct Collected {
    /// The number of the debt.
    pub debt: u32,
    /// Who was paid.
    pub to: AccountId,
    /// How much.
    pub amount: u128,
}

/// Another account is owed.
#[ink::event]
pub struct Redirected {
    /// The number of the debt.
    pub debt: u32,
    /// Who was owed.
    pub old: AccountId,
    /// Who is owed.
    pub new: AccountId,
}

/// A stream was ended before all of it had vested.
#[ink::event]
pub struct StreamCanceled {
    /// The number of the debt.
    pub debt: u32,
    /// Who ended it.
    pub by: AccountId,
    /// How much returned to the bucket.
    pub returned: u128,
}

/// Money went from one bucket to another.
#[ink::event]
pub struct FundsMoved {
    /// The asset.
    pub asset: u32,
    /// From where.
    pub from: Bucket,
    /// To where.
    pub to: Bucket,
    /// How much.
    pub amount: u128,
}

/// A token got a number.
#[ink::event]
pub struct AssetRegistered {
    /// The number.
    pub asset: u32,
    /// The token.
    pub token: AccountId,
}

/// The policy was changed.
#[ink::event]
pub struct PolicySet {
    /// What part of the income each bucket got.
    pub old: [Bps; BUCKETS],
    /// What part each gets.
    pub new: [Bps; BUCKETS],
}

/// A cap was changed.
#[ink::event]
pub struct CapSet {
    /// Whose.
    pub spender: Spender,
    /// In which asset.
    pub asset: u32,
    /// What it was.
    pub old: u128,
    /// What it is.
    pub new: u128,
}
