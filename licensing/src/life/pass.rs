//! Licenses that change hands.

use super::Now;
use crate::{
    error::Error,
    license::{Cause, Gap, License, Origin, GAPS_FOR_SUSPENSIONS, MAX_GAPS},
    plan::Transfer,
    units::{Bps, Millis},
};

/// Gives a license to another holder. What the old one has set up goes: mandate, scheduled change, seats and keys. Who brought
/// the first buyer goes on earning; what is paid back later still goes to whom paid. Returns the gap by which the fee in time is taken.
///
/// `is_approved` says whether the DAO has approved the new holder. That the new holder has no license of the plan the caller
/// has to see.
///
/// # Errors
/// Those of [`License::check_free`], [`Error::Ended`], [`Error::NotTransferable`], [`Error::TooManyGaps`].
pub fn transfer<A: Copy + Eq>(
    license: &mut License<A>,
    to: A,
    policy: Transfer,
    is_approved: bool,
    now: Now,
) -> Result<Option<Gap>, Error> {
    license.check_running(now)?;
    let fee = match policy {
        Transfer::Free { fee } => fee,
        Transfer::Approved if is_approved => Bps(0),
        _ => return Err(Error::NotTransferable),
    };
    if license.origin != Origin::Paid {
        return Err(Error::NotTransferable);
    }
    let left = license.end().saturating_sub(license.own(now));
    // At most what is left, which is below 2^47.
    let fee = fee.of_ceil(left.into()) as Millis;
    let gap = (fee > 0).then_some(Gap {
        cause: Cause::Transferred,
        from: now.real,
        to: now.real,
        shift: fee.cast_signed().saturating_neg(),
    });
    if let Some(Gap { shift, .. }) = gap {
        if license.gaps >= MAX_GAPS.saturating_sub(GAPS_FOR_SUSPENSIONS) {
            return Err(Error::TooManyGaps);
        }
        license.gaps = license.gaps.saturating_add(1);
        license.shift = license.shift.saturating_add(shift);
    }
    license.holder = to;
    license.tenure = license.tenure.saturating_add(1);
    license.mandate = None;
    license.scheduled = None;
    Ok(gap)
}
