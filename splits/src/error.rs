//! Why something is refused. Two enums, because the code that moves money must stay small: what only creation and
//! editing can refuse has an enum of its own. Append only.

use crate::Id;

/// Why the ledger refuses to receive, settle or pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// No split has this id.
    UnknownSplit(Id),
    /// The version has fewer entries than that.
    UnknownEntry {
        /// The version that was asked for.
        version: u32,
        /// The index that it does not have.
        index: u16,
    },
    /// An income of 0.
    NothingReceived,
    /// The version would have received more than 2^128 - 1 units of the asset.
    ReceivedOverflow {
        /// The version that cannot receive any more.
        version: u32,
        /// What it has received already.
        received: u128,
    },
    /// A path without steps.
    EmptyPath,
    /// A step of the path does not lead to the next one.
    PathBroken {
        /// The step, from 0, that does not connect to the one behind it.
        step: u16,
    },
    /// A path of more steps than a tree is high.
    PathTooLong {
        /// How many steps it has.
        steps: u32,
    },
    /// A batch that reads more tables than one call may, opens more cells than they have, or books more payouts than the
    /// largest has.
    TooManyTables {
        /// The most tables that one call may read.
        most: u32,
    },
    /// The entry's owner has reserved its payout for itself.
    SelfOnly {
        /// The version of the entry.
        version: u32,
        /// The entry.
        index: u16,
    },
    /// The caller does not own the entry.
    NotOwner {
        /// The version of the entry.
        version: u32,
        /// The entry.
        index: u16,
    },
    /// The entry is an edge to another split, and the call needs an account's.
    NotAnAccount {
        /// The version of the entry.
        version: u32,
        /// The entry.
        index: u16,
    },
    /// More was paid than was earned: the cells are not those that these rules wrote.
    PaidAboveShare {
        /// The version of the entry.
        version: u32,
        /// What was paid.
        paid: u128,
        /// What was earned.
        earned: u128,
    },
    /// The proof does not lead from the leaf to the version's root.
    ProofRefused {
        /// The version whose root was not reached.
        version: u32,
    },
    /// The version is not a Merkle-sum table, or it is one and has no entries to index.
    WrongTable {
        /// The version.
        version: u32,
    },
    /// Less is unclaimed than the buyer of the entry asked for.
    TooLittleUnclaimed {
        /// What is unclaimed.
        unclaimed: u128,
        /// What the buyer asked for.
        at_least: u128,
    },
}

/// An error taken apart, as it is encoded: the number of its variant, its short fields, its amounts.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The number of the variant.
    pub number: u8,
    /// How many bytes the short fields have.
    pub length: u8,
    /// The short fields in a row, the first one lowest.
    pub fields: u128,
    /// How many amounts there are.
    pub count: u8,
    /// The amounts.
    pub amounts: [u128; 2],
}

impl Parts {
    #[inline(always)]
    fn short((number, length, fields): (u8, u8, u128)) -> Self {
        Self { number, length, fields, count: 0, amounts: [0; 2] }
    }

    /// Encodes the error as `derive` would.
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        output.push_byte(self.number);
        output.write(&self.fields.to_le_bytes()[..usize::from(self.length)]);
        for amount in &self.amounts[..usize::from(self.count)] {
            output.write(&amount.to_le_bytes());
        }
    }
}

#[inline(always)]
fn one(field: u32) -> u128 {
    u128::from(field)
}

/// Two fields in a row, the first one of so many bits.
#[inline(always)]
fn two(first: u32, bits: u32, second: u32) -> u128 {
    one(first) | one(second) << bits
}

impl Error {
    /// Takes the error apart. Where the variant is known to the compiler nothing of this remains, so that a machine on
    /// which code is dear can refuse in a few bytes.
    #[inline(always)]
    #[must_use]
    pub fn parts(&self) -> Parts {
        let entry = |version, index: u16| two(version, 32, index.into());
        let short = match *self {
            Self::UnknownSplit(id) => (0, 4, one(id.0)),
            Self::UnknownEntry { version, index } => (1, 6, entry(version, index)),
            Self::NothingReceived => (2, 0, 0),
            Self::ReceivedOverflow { version, received } => {
                return Parts { number: 3, length: 4, fields: one(version), count: 1, amounts: [received, 0] }
            }
            Self::EmptyPath => (4, 0, 0),
            Self::PathBroken { step } => (5, 2, one(step.into())),
            Self::PathTooLong { steps } => (6, 4, one(steps)),
            Self::TooManyTables { most } => (7, 4, one(most)),
            Self::SelfOnly { version, index } => (8, 6, entry(version, index)),
            Self::NotOwner { version, index } => (9, 6, entry(version, index)),
            Self::NotAnAccount { version, index } => (10, 6, entry(version, index)),
            Self::PaidAboveShare { version, paid, earned } => {
                return Parts { number: 11, length: 4, fields: one(version), count: 2, amounts: [paid, earned] }
            }
            Self::ProofRefused { version } => (12, 4, one(version)),
            Self::WrongTable { version } => (13, 4, one(version)),
            Self::TooLittleUnclaimed { unclaimed, at_least } => {
                return Parts { number: 14, length: 0, fields: 0, count: 2, amounts: [unclaimed, at_least] }
            }
        };
        Parts::short(short)
    }
}

impl scale::Encode for Error {
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        self.parts().encode_to(output);
    }
}

/// Refuses in the way of the machine that asked.
#[inline(always)]
pub(crate) fn refuse<T, E, R: From<E>>(error: E) -> Result<T, R> {
    Err(R::from(error))
}

/// Why a split is not created or edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum CreateError {
    /// A table without entries.
    NoEntries,
    /// More entries than one table holds.
    TooManyEntries {
        /// How many were given.
        entries: u32,
        /// The most that fit.
        most: u32,
    },
    /// An entry whose weight is 0 in each tier.
    ZeroWeight {
        /// The entry.
        index: u16,
    },
    /// A tier with another number of weights than the table has entries.
    WeightsNotEntries {
        /// The tier.
        tier: u8,
        /// How many weights it has.
        weights: u32,
        /// How many entries the table has.
        entries: u32,
    },
    /// The same target stands twice in one table.
    DuplicateTarget {
        /// The second of the two entries.
        index: u16,
    },
    /// The payee is the ledger or the split itself.
    ForbiddenPayee {
        /// The entry.
        index: u16,
    },
    /// The entry leads to a split that does not exist.
    UnknownChild {
        /// The entry.
        index: u16,
        /// The id that no split has.
        child: Id,
    },
    /// The split would not stand above its child.
    ChildTooHigh {
        /// The entry that leads to the child; the last one where the height asked for is too small.
        index: u16,
        /// The child's height.
        child: u8,
        /// The height that the split may have at most.
        most: u8,
    },
    /// A total weight of 0, or above 2^64 - 1.
    TotalWeight {
        /// The tier.
        tier: u8,
    },
    /// More tiers than a table may have, or none.
    TierCount {
        /// How many were asked for.
        tiers: u32,
        /// The most.
        most: u32,
    },
    /// A tier with a cap of 0, or caps that sum above 2^128 - 1.
    TierCap {
        /// The tier.
        tier: u8,
    },
    /// A tier whose cap is not divided among its entries without a rest, so that units would strand.
    TierNotExact {
        /// The tier.
        tier: u8,
        /// The entry whose share of the cap is not whole.
        index: u16,
    },
    /// A split that can be edited cannot have tiers: an edit would restart them and pay capped payees again.
    MutableTiers,
    /// Income would have to touch more splits than the budget through eager edges.
    EagerBudget {
        /// How many splits it would touch.
        needed: u32,
        /// How many it may.
        budget: u8,
    },
    /// A Merkle-sum table with a total weight of 0.
    ZeroTotal,
    /// No split that can be edited has this id.
    UnknownHead(Id),
    /// The caller does not control the split.
    NotController(Id),
    /// Control of the split was not offered to the caller.
    NotOffered(Id),
    /// The split was frozen for good.
    Frozen(Id),
    /// A version is pending until then.
    Pending {
        /// The split.
        split: Id,
        /// When the pending version comes into force, in milliseconds.
        effective_at: u64,
    },
    /// The time at which the edit would come into force is beyond the end of time.
    DelayOverflow,
    /// A node of a tree leads to a node that does not stand before it.
    UnknownNode {
        /// The entry.
        index: u16,
        /// The node that it names.
        node: u16,
    },
    /// A tip above [`crate::MAX_TIP`].
    TipTooHigh {
        /// What was asked for, in steps of ten basis points.
        tip: u8,
        /// The most.
        most: u8,
    },
    /// There are no numbers left for splits.
    TooManySplits,
}

impl CreateError {
    /// Takes the error apart; see [`Error::parts`].
    #[inline(always)]
    #[must_use]
    pub fn parts(&self) -> Parts {
        Parts::short(match *self {
            Self::NoEntries => (0, 0, 0),
            Self::TooManyEntries { entries, most } => (1, 8, two(entries, 32, most)),
            Self::ZeroWeight { index } => (2, 2, one(index.into())),
            Self::WeightsNotEntries { tier, weights, entries } => {
                (3, 9, two(tier.into(), 8, weights) | one(entries) << 40)
            }
            Self::DuplicateTarget { index } => (4, 2, one(index.into())),
            Self::ForbiddenPayee { index } => (5, 2, one(index.into())),
            Self::UnknownChild { index, child } => (6, 6, two(index.into(), 16, child.0)),
            Self::ChildTooHigh { index, child, most } => {
                (7, 4, two(index.into(), 16, child.into()) | one(most.into()) << 24)
            }
            Self::TotalWeight { tier } => (8, 1, one(tier.into())),
            Self::TierCount { tiers, most } => (9, 8, two(tiers, 32, most)),
            Self::TierCap { tier } => (10, 1, one(tier.into())),
            Self::TierNotExact { tier, index } => (11, 3, two(tier.into(), 8, index.into())),
            Self::MutableTiers => (12, 0, 0),
            Self::EagerBudget { needed, budget } => (13, 5, two(needed, 32, budget.into())),
            Self::ZeroTotal => (14, 0, 0),
            Self::UnknownHead(id) => (15, 4, one(id.0)),
            Self::NotController(id) => (16, 4, one(id.0)),
            Self::NotOffered(id) => (17, 4, one(id.0)),
            Self::Frozen(id) => (18, 4, one(id.0)),
            Self::Pending { split, effective_at } => (19, 12, one(split.0) | u128::from(effective_at) << 32),
            Self::DelayOverflow => (20, 0, 0),
            Self::UnknownNode { index, node } => (21, 4, two(index.into(), 16, node.into())),
            Self::TipTooHigh { tip, most } => (22, 2, two(tip.into(), 8, most.into())),
            Self::TooManySplits => (23, 0, 0),
        })
    }
}

impl scale::Encode for CreateError {
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        self.parts().encode_to(output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::fmt::Debug;
    use scale::{Decode, Encode};

    #[track_caller]
    fn check<E: Encode + Decode + PartialEq + Debug>(all: &[E]) {
        for (number, error) in all.iter().enumerate() {
            let bytes = error.encode();
            assert_eq!(usize::from(bytes[0]), number);
            let mut rest = &bytes[..];
            assert_eq!(E::decode(&mut rest).as_ref(), Ok(error));
            assert!(rest.is_empty(), "{error:?} has bytes that no decoder reads");
        }
    }

    #[test]
    fn encode_is_what_decode_reads_for_each_refusal_of_creation() {
        let (index, node, child, id) = (0x0605, 0xfffe, Id::head(0x0403_0201), Id::head(9));
        let (tier, tip, budget, most) = (7, 0xff, 16, u32::MAX);
        let all = [
            CreateError::NoEntries,
            CreateError::TooManyEntries { entries: 0x0807_0605, most },
            CreateError::ZeroWeight { index },
            CreateError::WeightsNotEntries { tier, weights: 0x0807_0605, entries: u32::MAX },
            CreateError::DuplicateTarget { index },
            CreateError::ForbiddenPayee { index },
            CreateError::UnknownChild { index, child },
            CreateError::ChildTooHigh { index, child: 0xfd, most: 0xfe },
            CreateError::TotalWeight { tier },
            CreateError::TierCount { tiers: 300, most },
            CreateError::TierCap { tier },
            CreateError::TierNotExact { tier, index },
            CreateError::MutableTiers,
            CreateError::EagerBudget { needed: 0x0807_0605, budget },
            CreateError::ZeroTotal,
            CreateError::UnknownHead(id),
            CreateError::NotController(id),
            CreateError::NotOffered(id),
            CreateError::Frozen(id),
            CreateError::Pending { split: id, effective_at: u64::MAX - 1 },
            CreateError::DelayOverflow,
            CreateError::UnknownNode { index, node },
            CreateError::TipTooHigh { tip, most: 100 },
            CreateError::TooManySplits,
        ];
        check(&all);
    }

    #[test]
    fn encode_is_what_decode_reads_for_each_variant() {
        let (version, index) = (0x0403_0201, 0x0605);
        let (received, paid, earned, unclaimed, at_least) = (u128::MAX, 1 << 100, 2 << 90, 7, 1 << 120);
        let all = [
            Error::UnknownSplit(Id::head(9)),
            Error::UnknownEntry { version, index },
            Error::NothingReceived,
            Error::ReceivedOverflow { version, received },
            Error::EmptyPath,
            Error::PathBroken { step: index },
            Error::PathTooLong { steps: version },
            Error::TooManyTables { most: version },
            Error::SelfOnly { version, index },
            Error::NotOwner { version, index },
            Error::NotAnAccount { version, index },
            Error::PaidAboveShare { version, paid, earned },
            Error::ProofRefused { version },
            Error::WrongTable { version },
            Error::TooLittleUnclaimed { unclaimed, at_least },
        ];
        check(&all);
    }
}
