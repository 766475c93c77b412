//! What a license gives, in one answer for a gate.

use crate::{
    exclusive::Carved,
    license::Access,
    seat::Key,
    terms::Territory,
    units::{Millis, PlanId, Version},
};
use alloc::vec::Vec;

/// What a license gives at some time.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Entitlement<A> {
    /// Whether it gives anything.
    pub access: Access,
    /// Who had it.
    pub holder: A,
    /// Under which plan.
    pub plan: PlanId,
    /// In which version.
    pub version: Version,
    /// The version's place in its family.
    pub rank: u8,
    /// How many seats there are.
    pub seats: u16,
    /// How many more uses there are, as far as they were reported until now: of the credits, and what the holder's prepaid
    /// balance pays above them. `None`: they are not metered.
    pub credits_left: Option<u64>,
    /// The number of the terms.
    pub terms: u32,
    /// The root of the catalog that is licensed.
    pub catalog: [u8; 32],
    /// What for, but for what is carved out, see [`crate::terms::uses`].
    pub uses: u64,
    /// Where.
    pub territory: Territory,
    /// What is exclusive to others: on the work that was asked for, and on the whole library.
    pub carved: Vec<Carved>,
    /// The first millisecond on the chain's clock at which another answer may be true although nobody does anything.
    pub ends: Millis,
}

/// Who wants to use a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Signer<A> {
    /// An account.
    Account(A),
    /// Whoever has a key.
    Key(Key),
}

/// As what somebody may use a license. Whether it gives anything, [`Entitlement::access`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Role {
    /// Not at all.
    None,
    /// As its holder.
    Holder,
    /// From one of its seats.
    Seat {
        /// Its number.
        seat: u16,
    },
    /// With one of its keys.
    GateKey,
}
