//! How licenses end before their time.

use super::{refund, sum, Now};
use crate::{
    error::Error,
    license::{Cause, Gap, License, Status},
    revenue::{self, Beneficiary, Streams},
    units::{end_of, AssetId, Bps},
};
use alloc::vec::Vec;

/// What goes back to whom, in which asset: at most one for each record.
pub type Refunds<A> = Vec<(A, AssetId, u128)>;

/// Ends a license for its holder, at the end of the day. Returns what goes back to those who paid, and how much of that was
/// parked, by asset.
///
/// What is not earned after today goes back, less the penalty, which is earned at once by the split: a referrer earns nothing
/// by a cancel. Records of versions without refunds stay as they are: they give access and are earned until their ends.
///
/// # Errors
/// [`Error::NotLive`]; [`Error::Held`] while it is suspended; [`Error::Ended`].
pub fn cancel<A: Copy + Eq>(
    license: &mut License<A>,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Result<Refunds<A>, Error> {
    match license.open {
        _ if license.status != Status::Live => return Err(Error::NotLive),
        Some((since, Cause::Suspended)) => return Err(Error::Held { since }),
        None if license.own(now) >= license.end() => return Err(Error::Ended { end: license.end() }),
        _ => {}
    }
    license.status = Status::Canceled;
    Ok(settle(license, |penalty| penalty, end_of(now.today()), now, streams))
}

/// Ends a license by a ruling, now. Without fault of the holder all that is not earned goes back, whatever the version says; with
/// fault nothing does: what is booked is earned day by day, what is parked at once. Returns what goes back, and the gap that it
/// closes.
///
/// # Errors
/// [`Error::NotLive`]
pub fn revoke<A: Copy + Eq>(
    license: &mut License<A>,
    has_fault: bool,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Result<(Refunds<A>, Option<Gap>), Error> {
    if license.status != Status::Live {
        return Err(Error::NotLive);
    }
    license.status = Status::Revoked;
    let penalty = if has_fault { None } else { Some(Bps(0)) };
    let refunds = settle(license, |_| penalty, now.real, now, streams);
    let gap = license.open.take().filter(|(from, _)| *from < now.real);
    let gap = gap.map(|(from, cause)| Gap { cause, from, to: now.real, shift: 0 });
    if gap.is_some() {
        license.gaps = license.gaps.saturating_add(1);
    }
    Ok((refunds, gap))
}

/// Cuts what is not over, and takes out of it what is not earned.
fn settle<A: Copy + Eq>(
    license: &mut License<A>,
    penalty: impl Fn(Option<Bps>) -> Option<Bps>,
    cut: u64,
    now: Now,
    streams: &mut impl Streams<A>,
) -> Refunds<A> {
    let (own, today, referrer) = (license.own(now), now.today(), license.referrer);
    let (is_canceled, is_held) = (license.status == Status::Canceled, license.open.is_some());
    let mut refunds = Vec::with_capacity(license.recent.len());
    license.mandate = None;
    license.scheduled = None;
    for record in &mut license.recent {
        let penalty = penalty(record.penalty);
        let split = Beneficiary::Split(record.split);
        if record.parked > 0 {
            // Without a refund all of it is the penalty.
            let back = penalty.map_or(0, |penalty| refund(record.parked, penalty));
            // Cannot underflow or overflow: a part of what is parked, which is a part of what was paid.
            revenue::earn(streams, record.asset, &split, today, record.parked.wrapping_sub(back));
            record.refunded = record.refunded.wrapping_add(back);
            record.parked = 0;
            record.booking = record.booking.none();
            record.referral = record.referral.none();
            record.cut = record.cut.min(cut);
            if back > 0 {
                refunds.push((record.payer, record.asset, back));
            }
            continue;
        }
        // In grace it still gives something, and nobody knows the end of what is held, which nobody resumes any more. What the fee
        // of a transfer has ended may still be unearned.
        let lasts = own <= record.end.saturating_add(record.grace) && !(is_canceled && penalty.is_none());
        if now.real < record.cut && (is_held || lasts) {
            record.cut = record.cut.min(cut);
        }
        if let Some(penalty) = penalty {
            let unearned = sum(&record.unbook(referrer, today, streams));
            let back = refund(unearned, penalty);
            // As above.
            revenue::earn(streams, record.asset, &split, today, unearned.wrapping_sub(back));
            record.refunded = record.refunded.wrapping_add(back);
            if back > 0 {
                refunds.push((record.payer, record.asset, back));
            }
        }
    }
    refunds
}
