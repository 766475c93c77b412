//! Pauses and suspensions.

use super::{sum, Now};
use crate::{
    error::Error,
    license::{Cause, Gap, License, Status, GAPS_FOR_SUSPENSIONS, MAX_GAPS, MAX_PAUSE, MAX_PAUSES},
    revenue::{self, Beneficiary, Booking, Streams},
    units::{day_of, end_of, Day, Millis, DAY},
};

/// Within this time pauses are counted.
const YEAR: Millis = 365 * DAY;

/// Pauses a license from the end of the day on, which is charged. What is earned later is parked. `most` is how often the
/// license's version lets its holder pause. Returns how much is parked, by record.
///
/// # Errors
/// Those of [`License::check_free`], [`Error::Ended`], [`Error::NothingUnearned`], [`Error::TooManyPauses`],
/// [`Error::TooManyGaps`].
pub fn pause<A: Copy + Eq>(
    license: &mut License<A>,
    most: u8,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Result<(), Error> {
    license.check_running(now)?;
    let today = now.today();
    if license.recent.iter().all(|record| record.unearned(today) == 0) {
        return Err(Error::NothingUnearned);
    }
    let recent = |start: &Millis| start.saturating_add(YEAR) > now.real;
    if license.pauses.iter().filter(|start| recent(start)).count() >= usize::from(most.min(MAX_PAUSES)) {
        return Err(Error::TooManyPauses { most });
    }
    if license.gaps >= MAX_GAPS.saturating_sub(GAPS_FOR_SUSPENSIONS) {
        return Err(Error::TooManyGaps);
    }
    license.pauses.retain(recent);
    license.pauses.push(now.real);
    license.open = Some((end_of(today), Cause::Paused));
    let referrer = license.referrer;
    for record in &mut license.recent {
        if record.unearned(today) > 0 {
            let removed = record.unbook(referrer, today, streams);
            // What is parked is what the bookings say, so that it can be booked again.
            [record.booking, record.referral] = removed;
            record.parked = sum(&removed);
        }
    }
    Ok(())
}

/// Ends a pause: what was parked is earned in as many days as it would have been, from today on, but not before the day after
/// the pause began. `since` is the license time at which the gap began. Returns the gap, unless it had not begun.
///
/// Anybody may do it after [`MAX_PAUSE`]; before that, `is_holder` says whether it is the holder.
///
/// # Errors
/// [`Error::NotHeld`] if it is not paused, [`Error::NotAllowed`].
pub fn resume<A: Copy + Eq>(
    license: &mut License<A>,
    is_holder: bool,
    since: Millis,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Result<Option<Gap>, Error> {
    let Some((from, Cause::Paused)) = license.open else { return Err(Error::NotHeld) };
    if license.status != Status::Live {
        return Err(Error::NotLive);
    }
    if !is_holder && now.real < from.saturating_add(MAX_PAUSE) {
        return Err(Error::NotAllowed);
    }
    unpark(license, now.today().max(day_of(from)), now, streams);
    Ok(close(license, since, true, now))
}

/// Books what is parked, in the order in which it was, from a day on.
fn unpark<A: Copy + Eq>(license: &mut License<A>, from: Day, now: Now, streams: &mut impl Streams<A>) {
    let mut next = from;
    let referrer = license.referrer;
    for record in &mut license.recent {
        if record.parked == 0 {
            continue;
        }
        let count = record.booking.to.max(record.referral.to).saturating_sub(record.booking.from);
        let later = |booking: &Booking| Booking { from: next, to: next.saturating_add(count), ..*booking };
        let split = Beneficiary::Split(record.split);
        record.booking = revenue::book(streams, record.asset, &split, &later(&record.booking), now.today());
        if let Some(referrer) = referrer.filter(|_| record.referral.amount() > 0) {
            let to = Beneficiary::Referrer(referrer);
            record.referral = revenue::book(streams, record.asset, &to, &later(&record.referral), now.today());
        }
        record.parked = 0;
        next = next.saturating_add(count);
    }
}

/// Suspends a license from now on. One that is paused is suspended instead, and what is parked stays so: a pause is no way
/// around a dispute. `since` is the license time at which the pause began. Returns the gap of the pause, unless it had not
/// begun: it ends here, so that nothing of the past changes. A license that is over is not suspended: held it would live again,
/// and take a place that is somebody else's.
///
/// # Errors
/// [`Error::NotLive`], [`Error::Held`] if it is suspended already, [`Error::Ended`], [`Error::TooManyGaps`].
pub fn suspend<A>(license: &mut License<A>, since: Millis, now: Now) -> Result<Option<Gap>, Error> {
    let is_paused = license.status == Status::Live && matches!(license.open, Some((_, Cause::Paused)));
    if !is_paused {
        license.check_free()?;
        if !license.is_live(now) {
            return Err(Error::Ended { end: license.end() });
        }
    }
    // The pause needs room, too.
    if license.gaps >= MAX_GAPS.saturating_sub(u8::from(is_paused)) {
        return Err(Error::TooManyGaps);
    }
    let pause = close(license, since, true, now);
    license.open = Some((now.real, Cause::Suspended));
    Ok(pause)
}

/// Ends a suspension; what a pause before it parked is earned again, from tomorrow on. Without fault of the holder the license ends later by as much. `since` is
/// the license time at which the gap began. Returns the gap, unless none of the chain's time has passed.
///
/// # Errors
/// [`Error::NotHeld`] if it is not suspended.
pub fn lift<A: Copy + Eq>(
    license: &mut License<A>,
    has_fault: bool,
    since: Millis,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Result<Option<Gap>, Error> {
    let Some((_, Cause::Suspended)) = license.open else { return Err(Error::NotHeld) };
    unpark(license, now.today().saturating_add(1), now, streams);
    Ok(close(license, since, !has_fault, now))
}

/// Closes the gap that is open.
fn close<A>(license: &mut License<A>, since: Millis, is_credited: bool, now: Now) -> Option<Gap> {
    let (from, cause) = license.open.take()?;
    if now.real <= from {
        return None;
    }
    // Below 2^63: a time of the chain.
    let shift = if is_credited { now.licensed.saturating_sub(since).cast_signed() } else { 0 };
    license.shift = license.shift.saturating_add(shift);
    license.gaps = license.gaps.saturating_add(1);
    Some(Gap { cause, from, to: now.real, shift })
}
