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
    /// A batch that reads more tables than one call may.
    TooManyTables {
        /// The most that one call may read.
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
    /// Income would touch more splits through eager edges than [`crate::MAX_EAGER`], which creation refuses.
    TooManyEager,
}

/// See [`Parts::shape`].
const SHAPES: [u8; 16] = [1, 3, 0, 5, 0, 2, 1, 1, 3, 3, 3, 13, 1, 1, 12, 0];

/// An [`Error`] taken apart: the number of its variant and its fields, which in each variant stand in this order.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The number of the variant.
    pub number: u8,
    /// The field of 32 bits.
    pub wide: u32,
    /// The field of 16 bits.
    pub narrow: u16,
    /// The fields of 128 bits.
    pub amounts: [u128; 2],
    /// Which of the four fields the variant has: 1 for 32 bits, 2 for 16 bits, 4 and 8 for 128 bits each.
    pub shape: u8,
}

impl Parts {
    /// Encodes the error as `derive` would.
    pub fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        output.push_byte(self.number);
        let Self { shape, .. } = *self;
        if shape & 1 != 0 {
            output.write(&self.wide.to_le_bytes());
        }
        if shape & 2 != 0 {
            output.write(&self.narrow.to_le_bytes());
        }
        if shape & 4 != 0 {
            output.write(&self.amounts[0].to_le_bytes());
        }
        if shape & 8 != 0 {
            output.write(&self.amounts[1].to_le_bytes());
        }
    }
}

impl Error {
    /// Takes the error apart. Where the variant is known to the compiler nothing of this remains, so that a machine on
    /// which code is dear can refuse in a few bytes.
    #[inline(always)]
    #[must_use]
    pub fn parts(&self) -> Parts {
        let mut wide = 0;
        let mut narrow = 0;
        let mut amounts = [0; 2];
        let number = match *self {
            Self::UnknownSplit(id) => {
                wide = id.0;
                0
            }
            Self::UnknownEntry { version, index } => {
                (wide, narrow) = (version, index);
                1
            }
            Self::NothingReceived => 2,
            Self::ReceivedOverflow { version, received } => {
                (wide, amounts[0]) = (version, received);
                3
            }
            Self::EmptyPath => 4,
            Self::PathBroken { step } => {
                narrow = step;
                5
            }
            Self::PathTooLong { steps } => {
                wide = steps;
                6
            }
            Self::TooManyTables { most } => {
                wide = most;
                7
            }
            Self::SelfOnly { version, index } => {
                (wide, narrow) = (version, index);
                8
            }
            Self::NotOwner { version, index } => {
                (wide, narrow) = (version, index);
                9
            }
            Self::NotAnAccount { version, index } => {
                (wide, narrow) = (version, index);
                10
            }
            Self::PaidAboveShare { version, paid, earned } => {
                (wide, amounts) = (version, [paid, earned]);
                11
            }
            Self::ProofRefused { version } => {
                wide = version;
                12
            }
            Self::WrongTable { version } => {
                wide = version;
                13
            }
            Self::TooLittleUnclaimed { unclaimed, at_least } => {
                amounts = [unclaimed, at_least];
                14
            }
            Self::TooManyEager => 15,
        };
        Parts { number, wide, narrow, amounts, shape: SHAPES[number as usize] }
    }
}

impl scale::Encode for Error {
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        self.parts().encode_to(output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::{Decode, Encode};

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
            Error::TooManyEager,
        ];
        for (number, error) in all.into_iter().enumerate() {
            let bytes = error.encode();
            assert_eq!(usize::from(bytes[0]), number);
            let mut rest = &bytes[..];
            assert_eq!(Error::decode(&mut rest), Ok(error));
            assert!(rest.is_empty(), "{error:?} has bytes that no decoder reads");
        }
        assert_eq!(all.len(), SHAPES.len());
    }
}

/// Why a split is not created or edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
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
