//! The committee's seats: who held which seat at any past time, and how seats change hands.
//!
//! Each appointment has a number, its *tenure*: votes and decisions about a member are bound to it, so that whoever comes
//! back to a seat comes back as somebody else, and whoever changes their key stays who they are.
//!
//! ```text
//!            appoint, accept                term over               30 days over
//!   Vacant ─────────────────────▶ Filled ──────────────▶ Holdover ──────────────▶ Vacant
//!     ▲                           │    ▲                    │ appoint, accept ──▶ Filled
//!     │        3/4 of the others  ▼    │ 30 days over, reinstate
//!     │                          Suspended
//!     └── resign, remove_seat: from each of the three
//! ```
//!
//! No arrow with a time on it needs a call: what a seat is, is derived from the roster and the clock. The whole roster lies in
//! one cell, see [`Roster`]; a later change keeps the roster before it under a number, so [`in_force`] finds the one of any
//! time.
//!
//! # Invariants
//! 1. No account holds two seats.
//! 2. No two appointments have the same tenure; a key rotation keeps it.
//! 3. What is told about a time in the past never changes.
//! 4. At most one seat is suspended at a time, for at most [`SUSPENSION`], and a suspended seat counts in every denominator.
//! 5. The committee can remove nobody: only the two houses together do.

mod cell;
mod error;
mod seat;

pub use cell::{change, found, in_force, room, standing, Roster, Standing, Term};
pub use error::Error;
pub use seat::{
    accept, appoint, cancel_rotation, finalize_rotation, reinstate, remove_seat, resign, rotate_key, vote_to_suspend,
    Canceled, Motion, Offer, Pending, Rotation, Status, Suspending, Votes,
};

use crate::units::{Millis, DAY};

/// The fewest seats.
pub const MIN_SEATS: u8 = 3;
/// The most seats: a bit for each fits into 16.
pub const MAX_SEATS: u8 = 15;
/// The shortest that the terms of a committee can be.
pub const MIN_TERMS: Millis = 30 * DAY;
/// The longest that the terms of a committee can be: four years.
pub const MAX_TERMS: Millis = 4 * 365 * DAY;
/// An appointment lasts longer than this: the next end of the cohort's terms that is not at least so far away is left out.
pub const MIN_TERM: Millis = 60 * DAY;
/// How long a holder stays after the end of the term while nobody follows.
pub const HOLDOVER: Millis = 30 * DAY;
/// How long an offer of a seat can be accepted.
pub const OFFER: Millis = 30 * DAY;
/// How long a rotation of keys waits, so that it can be canceled.
pub const ROTATION_DELAY: Millis = 3 * DAY;
/// How long after its beginning a rotation can be finalized.
pub const ROTATION: Millis = 30 * DAY;
/// How long votes for a suspension are collected.
pub const MOTION: Millis = 7 * DAY;
/// How long a suspension lasts.
pub const SUSPENSION: Millis = 30 * DAY;
/// How long after the end of a suspension the same tenure cannot be suspended again.
pub const RESPITE: Millis = 90 * DAY;

/// The terms of a committee, fixed at its deployment.
///
/// Even seats are the first cohort, odd seats the second, whose terms end half a term later: so not more than one cohort
/// changes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Settings {
    /// How long a term lasts, in milliseconds: from [`MIN_TERMS`] to [`MAX_TERMS`]. Longer terms make the houses' removal
    /// the only way to a new committee.
    pub term: Millis,
    /// When the first cohort's terms end for the first time, in milliseconds since 1970: at most a term from the deployment.
    pub first_end: Millis,
}

impl Settings {
    /// Checks the settings of a committee that is deployed now.
    ///
    /// # Errors
    /// [`Error::SeatsOutOfBounds`], [`Error::TermOutOfBounds`], [`Error::FirstEndOutOfBounds`].
    // A time on a chain is far below 2^63, and a term is four years at most.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn check(&self, seats: usize, now: Millis) -> Result<u8, Error> {
        let Self { term, first_end } = *self;
        let seats = u8::try_from(seats).unwrap_or(u8::MAX);
        if !(MIN_SEATS..=MAX_SEATS).contains(&seats) {
            return Err(Error::SeatsOutOfBounds { seats });
        }
        if !(MIN_TERMS..=MAX_TERMS).contains(&term) {
            return Err(Error::TermOutOfBounds { term });
        }
        if first_end <= now || first_end > now + term {
            return Err(Error::FirstEndOutOfBounds { first_end });
        }
        Ok(seats)
    }

    /// When the term of an appointment to a seat ends: the cohort's first end that is more than [`MIN_TERM`] away.
    // As in `check`; the term is not 0, because it was checked.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn term_end(&self, seat: u8, now: Millis) -> Millis {
        let Self { term, first_end } = *self;
        let first = if seat.is_multiple_of(2) { first_end } else { first_end + term / 2 };
        let beyond = now + MIN_TERM;
        if first > beyond {
            first
        } else {
            first + ((beyond - first) / term + 1) * term
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;
