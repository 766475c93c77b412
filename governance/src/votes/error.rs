//! Why the rules refuse.

use crate::units::Millis;

/// Why what is rare is refused: making tokens, excluding, signed messages. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error<A> {
    /// The account is excluded already.
    AlreadyExcluded(A),
    /// The account is not excluded.
    NotExcluded(A),
    /// As many accounts are excluded as can be at once.
    TooManyExcluded,
    /// There would be more of the token than its cap.
    CapExceeded {
        /// What exists.
        supply: u128,
        /// What would be added.
        amount: u128,
        /// The cap.
        cap: u128,
    },
    /// The signed message is not accepted any more.
    SignatureExpired {
        /// The last millisecond at which it was.
        expires_at: Millis,
        /// The block's time.
        now: Millis,
    },
    /// The signed message is not its signer's next one.
    WrongNonce {
        /// The number of the next one.
        expected: u64,
        /// The number of this one.
        given: u64,
    },
}

/// Votes are known at times before now only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FutureLookup {
    /// The time asked for.
    pub at: Millis,
    /// The block's time.
    pub now: Millis,
}

/// The account is excluded: it neither delegates nor is delegated to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excluded<A>(
    /// The account.
    pub A,
);

/// An account has less than it should give. The token's standard says no more about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Insufficient;
