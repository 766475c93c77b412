//! Voting units, delegation and checkpoints: how many votes an account had at any past time.
//!
//! A unit of the token is a voting unit, unless its owner is excluded: what excluded accounts have counts nowhere. An
//! account's votes are the units of all those whose delegate it is; everybody is their own delegate until they name another
//! one. Delegation has one level: who gets votes from others cannot pass them on. Whom others had named before it was
//! excluded keeps their votes until they take them back, because nobody can list them.
//!
//! # Invariants
//! 1. At any past time, the votes of all accounts sum up to the units of the token, and those to the balances of all
//!    accounts that were not excluded.
//! 2. Votes at a time before now never change. So only times before now can be asked for: several blocks may share one time,
//!    and until it is over the votes at it are not known.
//! 3. All changes at one time make one checkpoint.
//! 4. An account with any number of checkpoints can be asked and changed at the same cost, but for one cell to read for each
//!    16,384 checkpoints between now and the time asked for.
//!
//! The cells in which all of this is stored are described in [`cell`], the operations in [`Book`], questions about the past
//! in `past`.

mod book;
pub mod cell;
mod error;
mod past;

pub use book::Book;
pub use cell::{Cells, Head, Key, Owner, State};
pub use error::{Error, Excluded, FutureLookup, Insufficient};
pub use past::{check_past, checkpoint, checkpoint_count, past, Checkpoint};

use crate::units::Millis;

/// How many accounts can be excluded at once.
pub const MAX_EXCLUDED: usize = 8;
/// The largest cap of a token: ratios are computed of amounts up to this without overflow.
pub const LARGEST_CAP: u128 = u128::MAX / 10_000;

/// What a signed message of delegation says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The number of the message among its signer's, from 0.
    pub nonce: u64,
    /// The last millisecond at which it is accepted.
    pub expires_at: Millis,
}

impl Signed {
    /// Whether a message is the signer's next one and still accepted. Tells the number of the one after it.
    ///
    /// # Errors
    /// [`Error::SignatureExpired`], [`Error::WrongNonce`].
    pub fn check<A>(self, next: u64, now: Millis) -> Result<u64, Error<A>> {
        let Self { nonce, expires_at } = self;
        if now > expires_at {
            return Err(Error::SignatureExpired { expires_at, now });
        }
        if nonce != next {
            return Err(Error::WrongNonce { expected: next, given: nonce });
        }
        // Cannot wrap: nobody signs 2^64 messages.
        Ok(next.wrapping_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(nonce: u64, expires_at: Millis, expected: Result<u64, Error<[u8; 1]>>) {
        assert_eq!(Signed { nonce, expires_at }.check(7, 1_000), expected);
    }

    #[test]
    fn check_accepts_the_next_message_until_it_expires() {
        check(7, 1_000, Ok(8));
        check(7, u64::MAX, Ok(8));
        check(7, 999, Err(Error::SignatureExpired { expires_at: 999, now: 1_000 }));
        check(7, 0, Err(Error::SignatureExpired { expires_at: 0, now: 1_000 }));
    }

    #[test]
    fn check_refuses_every_other_number() {
        for nonce in [0, 6, 8, u64::MAX] {
            check(nonce, 1_000, Err(Error::WrongNonce { expected: 7, given: nonce }));
        }
    }
}
