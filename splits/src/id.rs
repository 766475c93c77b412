//! Names of splits.

/// The bit that tells a head (a split that can be edited) from a version.
const HEAD: u32 = 1 << 31;
/// The bit that tells a node of a tree that is being created.
const NODE: u32 = 1 << 30;

/// A split: either one immutable version, or a head that points to the version in force.
///
/// Versions and heads are numbered apart, each from 1 to [`Id::LAST`]. The highest bit tells a head from a version; the
/// one below it stands for a node of a tree that is being created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Id(pub u32);

impl Id {
    /// The highest number that a version or a head can have.
    pub const LAST: u32 = NODE - 1;

    /// The head with the given number.
    #[must_use]
    pub const fn head(number: u32) -> Self {
        Self(number | HEAD)
    }

    /// The version with the given number.
    #[must_use]
    pub const fn version(number: u32) -> Self {
        Self(number & !HEAD)
    }

    /// While a tree is created: the split that its node number `node` becomes.
    #[must_use]
    pub const fn node(node: u16) -> Self {
        Self(NODE | node as u32)
    }

    /// The node that [`Self::node`] named.
    #[must_use]
    pub const fn as_node(self) -> Option<u16> {
        if self.0 & (HEAD | NODE) == NODE {
            Some(self.0 as u16)
        } else {
            None
        }
    }

    /// Whether this names a head.
    #[must_use]
    pub const fn is_head(self) -> bool {
        self.0 & HEAD != 0
    }

    /// The number without the head bit.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0 & !HEAD
    }
}

/// One step of a path: the entry `index` of `version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Step {
    /// The version whose entry is settled.
    pub version: u32,
    /// The entry's place in the table, from 0.
    pub index: u16,
}
