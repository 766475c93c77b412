//! What the ledger tells: events, reports, views and errors.

use alloc::vec::Vec;
use atelier_host::{Account, AccountId};
use atelier_splits::{self as rules, CreateError, Id, Mode, Options, Table, Target};

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
    /// The rules of creation and control refuse it.
    Create(CreateError),
    /// The same, for one node of a tree.
    Node {
        /// The node, from 0.
        node: u16,
        /// What is wrong with it.
        error: CreateError,
    },
    /// The entry is not offered to the caller.
    NotOffered {
        /// The version of the entry.
        version: u32,
        /// The entry.
        index: u16,
    },
    /// The token is registered already, under this number.
    AssetKnown(u32),
    /// The ledger itself is no token.
    AssetForbidden,
    /// An amount of 2^128 or more, which only a machine that counts in 256 bits can tell.
    AmountTooLarge,
}

/// The variants of [`Error`] that the hot code has beside the rules' own, with its accounts as bytes. The hot code encodes
/// them by hand; a test provokes each of them on chain.
pub enum Refusal<'a> {
    /// [`Error::UnknownAsset`]
    UnknownAsset(u32),
    /// [`Error::TokenFailed`]
    TokenFailed(&'a Account),
    /// [`Error::PayoutFailed`]
    PayoutFailed {
        /// Who is owed.
        account: &'a Account,
        /// How much.
        amount: u128,
    },
    /// [`Error::TipFailed`]
    TipFailed(u128),
    /// [`Error::AmountTooLarge`]
    AmountTooLarge,
}

/// The variants of [`Error`] that the desk has beside the rules' own; encoded by hand, like [`Refusal`].
pub enum RareRefusal {
    /// [`Error::NotOffered`]
    NotOffered {
        /// The version of the entry.
        version: u32,
        /// The entry.
        index: u16,
    },
    /// [`Error::AssetKnown`]
    AssetKnown(u32),
    /// [`Error::AssetForbidden`]
    AssetForbidden,
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

impl Report {
    /// The report as it is encoded.
    #[must_use]
    #[inline(always)]
    pub fn to_bytes(&self) -> [u8; 40] {
        let mut bytes = [0; 40];
        bytes[..16].copy_from_slice(&self.paid.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.tips.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.payouts.to_le_bytes());
        bytes[36..].copy_from_slice(&self.failed.to_le_bytes());
        bytes
    }
}

/// One split of a tree. Its table may lead to nodes before it, by [`Id::node`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Node {
    /// Whom it pays.
    pub table: Table<AccountId>,
    /// How it can be edited; `None` for an immutable split.
    pub options: Option<Options<AccountId>>,
}

/// A split was created.
#[ink::event]
pub struct Created {
    /// The split.
    pub split: Id,
    /// Its first version; the split itself where it is immutable.
    pub version: u32,
}

/// A split was edited.
#[ink::event]
pub struct Updated {
    /// The split.
    pub split: Id,
    /// The new version.
    pub version: u32,
    /// When it comes into force, in milliseconds.
    pub effective_at: u64,
}

/// Control of a split was offered, taken, or given up.
#[ink::event]
pub struct ControlChanged {
    /// The split.
    pub split: Id,
    /// Who controls it.
    pub controller: AccountId,
    /// To whom control is offered.
    pub offered: Option<AccountId>,
    /// Whether it was frozen for good.
    pub frozen: bool,
}

/// An entry was offered to another account.
#[ink::event]
pub struct EntryOffered {
    /// The version.
    pub version: u32,
    /// The entry.
    pub index: u16,
    /// The owner.
    pub from: AccountId,
    /// The buyer.
    pub to: AccountId,
}

/// An entry changed hands, or its mode was changed.
#[ink::event]
pub struct EntryAssigned {
    /// The version.
    pub version: u32,
    /// The entry.
    pub index: u16,
    /// Who owned it.
    pub from: AccountId,
    /// Who owns it.
    pub to: AccountId,
    /// Who may trigger its payouts.
    pub mode: Mode,
}

/// A token got a number.
#[ink::event]
pub struct AssetRegistered {
    /// The number.
    pub asset: u32,
    /// The token.
    pub token: AccountId,
}

/// A version's facts and a part of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TableView {
    /// 1 above the highest child.
    pub height: u8,
    /// How many entries there are in all.
    pub count: u16,
    /// The root of a Merkle-sum table.
    pub root: Option<[u8; 32]>,
    /// The total weight, tier by tier.
    pub totals: Vec<u64>,
    /// The cap of each tier but the last.
    pub caps: Vec<u128>,
    /// The asset that the caps count.
    pub capped_asset: u32,
    /// The entries that were asked for.
    pub entries: Vec<EntryView>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct EntryView {
    /// Where its share goes.
    pub target: Target<AccountId>,
    /// Who may trigger its payouts, for an account's entry.
    pub mode: Option<Mode>,
    /// The weight, tier by tier.
    pub weights: Vec<u64>,
}

/// A split that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct HeadView {
    /// The version in force now.
    pub in_force: u32,
    /// The version that will be in force, and since when, in milliseconds.
    pub pending: Option<(u32, u64)>,
}
