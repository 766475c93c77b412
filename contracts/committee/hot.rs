//! What every vote of the committee asks.

use crate::cells::{in_force, present};
use atelier_governance::roster::{self as rules, Error, Roster, Standing};
use atelier_host::{self as host, Account, ACCOUNT};

/// The variants of [`Error`] that this code has, which encodes them by hand; a test provokes each of them on chain.
pub enum Refusal {
    /// [`Error::FutureLookup`]
    FutureLookup {
        /// The time that was asked about.
        at: u64,
        /// The time of the block.
        now: u64,
    },
    /// [`Error::NotHolder`]
    NotHolder {
        /// The seat.
        seat: u8,
    },
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::FutureLookup { at, now } => Self::FutureLookup { at, now },
            Refusal::NotHolder { seat } => Self::NotHolder { seat },
        }
    }
}

/// [`Committee::standing`](crate::Committee::standing)
pub fn standing(snapshot: u64, at: u64) -> Result<Standing, Refusal> {
    let now = host::now();
    if at > now {
        return Err(Refusal::FutureLookup { at, now });
    }
    stand(present(), snapshot, at, now)
}

/// [`Committee::standing_of`](crate::Committee::standing_of)
pub fn standing_of(seat: u8, voter: &Account, snapshot: u64) -> Result<Standing, Refusal> {
    let (now, present) = (host::now(), present());
    if !Roster(present).holds(seat, voter, now) {
        return Err(Refusal::NotHolder { seat });
    }
    stand(present, snapshot, now, now)
}

#[inline(never)]
fn stand(present: &'static [u8], snapshot: u64, at: u64, now: u64) -> Result<Standing, Refusal> {
    // What is of this very moment may change yet.
    if snapshot >= now {
        return Err(Refusal::FutureLookup { at: snapshot, now });
    }
    let seats = Roster::<ACCOUNT>(present).seats();
    Ok(rules::standing(seats, in_force(present, snapshot), snapshot, in_force(present, at), at))
}
