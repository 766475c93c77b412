//! The question that the gate asks the chain.

use crate::{signature::Identity, Millis};

/// What a license gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: not yet, or not any more.
    None,
    /// What its plan gives.
    Active,
    /// It has ended, and can be renewed without a gap.
    Grace,
    /// Its holder has paused it.
    Paused,
    /// It is disputed.
    Suspended,
}

/// What somebody is to a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The holder.
    Holder,
    /// An account with a seat.
    Seat,
    /// A key that the holder has named, for holders that cannot sign.
    Key,
}

/// What the chain says about a license and a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the license gives.
    pub access: Access,
    /// What the signer is to it, if anything.
    pub role: Option<Role>,
    /// What is left to use in this period; `None` if uses are not counted.
    pub credits_left: Option<u64>,
    /// Until when the answer is good if nobody does anything: the first moment at which it may be another.
    pub ends: Millis,
}

/// Why there is no answer. Each is a reason to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or one that broke.
    Unreachable,
    /// The node took too long.
    TimedOut,
    /// The node answered with an error.
    Refused,
    /// What it answered is not understood.
    Garbled,
    /// It is a node of another chain.
    OtherChain,
    /// Its last finalized block is too old, or of a time that has not come.
    Stale,
    /// The contract reverted, trapped or does not exist.
    ContractFailed,
    /// There is no such license.
    UnknownLicense,
}

/// A chain that can be asked.
pub trait Chain: Send + Sync {
    /// What the license gives at `now`, and what the signer is to it, as of the last finalized block.
    ///
    /// # Errors
    /// [`Failure`], whatever goes wrong. It must not block for long.
    fn standing(&self, license: u64, signer: &Identity, now: Millis) -> Result<Standing, Failure>;
}
