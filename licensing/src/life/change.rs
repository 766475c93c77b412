//! Changes of plan.

use super::{days, sum, Hash, Now, Sale, Target};
use crate::{
    error::Error,
    license::{Kind, License, Origin},
    plan::at_most,
    revenue::{divide, Streams},
    units::{AssetId, Millis},
};
use scale::Encode;

/// How a license gets a higher plan or more seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Higher {
    /// In which asset it is paid.
    pub asset: AssetId,
    /// Seats above those that the new version includes.
    pub seats: u16,
    /// Whether a whole period starts now; otherwise the license ends when it would have ended.
    pub restart: bool,
    /// The most that is due.
    pub max_total: u128,
}

/// What a higher plan costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Upgraded {
    /// What the new record says that was paid.
    pub price: u128,
    /// What was not earned of the old records: it is paid back and pays the price.
    pub unearned: u128,
    /// What the holder has to pay besides.
    pub due: u128,
    /// What is left, for the holder's prepaid balance.
    pub credit: u128,
}

/// Gives a license a higher plan, or more seats in its own, from now on.
///
/// Today is charged at both prices. What is not earned after today of what was paid before pays for it; all of that must be the
/// holder's own money, because the new record can be canceled by the holder and is paid back to the holder.
///
/// # Rounding
/// The price of a part of a period is rounded up.
///
/// # Errors
/// Those of [`License::check_free`] and [`Offer::on_sale`](crate::plan::Offer::on_sale) and
/// [`Plan::charge`](crate::plan::Plan::charge), [`Error::Ended`], [`Error::OtherFamily`], [`Error::NoChange`],
/// [`Error::OtherAsset`], [`Error::OthersMoney`], [`Error::TooExpensive`], [`Error::TooManyAhead`].
pub fn upgrade<A: Copy + Eq + Encode>(
    license: &mut License<A>,
    rank: u8,
    target: Target<'_, A>,
    higher: &Higher,
    now: Now,
    streams: &mut impl Streams<A>,
    hash: &mut impl Hash,
) -> Result<Upgraded, Error> {
    let Target { plan, version, offer } = target;
    let Higher { asset, seats, restart, max_total } = *higher;
    license.check_running(now)?;
    offer.on_sale(now.real)?;
    if offer.plan.family != license.family {
        return Err(Error::OtherFamily { family: license.family });
    }
    let Some(newest) = license.recent.last() else { return Err(Error::NotLive) };
    let has_more_seats = (plan, version) == (newest.plan, newest.version) && seats > newest.seats;
    if offer.plan.rank <= rank && !has_more_seats {
        return Err(Error::NoChange);
    }
    let (own, today) = (license.own(now), now.today());
    // Time that an outage or a suspension has given back lies behind the last day that was paid for.
    let to = newest.booking.to.max(license.end_day(now));
    let mut unearned = 0u128;
    for record in &license.recent {
        let left = record.unearned(today);
        if left == 0 {
            continue;
        }
        if record.asset != asset {
            return Err(Error::OtherAsset { asset: record.asset });
        }
        if record.payer != license.holder {
            return Err(Error::OthersMoney);
        }
        // Cannot overflow: parts of what was paid in one asset.
        unearned = unearned.wrapping_add(left);
    }
    let price = offer.plan.charge(asset, seats)?;
    let period = u32::from(offer.plan.period_days);
    let (count, end) = if restart {
        (period, own.saturating_add(days(period)))
    } else {
        (to.saturating_sub(today).max(1), license.end())
    };
    let price = part_ceil(price, count, period)?;
    let (due, credit) = (price.saturating_sub(unearned), unearned.saturating_sub(price));
    if due > max_total {
        return Err(Error::TooExpensive { total: due });
    }
    // What was ahead is so no more; but the records are still there.
    if license.recent.len() >= crate::license::MAX_RECENT {
        return Err(Error::TooManyAhead);
    }
    let referrer = license.referrer;
    for record in &mut license.recent {
        let left = sum(&record.unbook(referrer, today, streams));
        // Cannot overflow: at most what was paid.
        record.refunded = record.refunded.wrapping_add(left);
        if record.end > own && record.cut == Millis::MAX {
            record.cut = now.real;
        }
    }
    let sale = Sale {
        kind: Kind::Upgrade,
        plan,
        version,
        terms: &offer.plan,
        seats,
        payer: license.holder,
        asset,
        amount: price,
        start: own,
        end,
        from: today,
        days: count,
        invoice: [0; 32],
        keeper: 0,
    };
    license.append(sale, now, streams, hash);
    license.origin = Origin::Paid;
    license.scheduled = None;
    Ok(Upgraded { price, unearned, due, credit })
}

/// Has the license renewed into a lower plan.
///
/// # Errors
/// As [`upgrade`]'s for the version; [`Error::NoChange`] if it is not lower.
pub fn schedule<A>(license: &mut License<A>, rank: u8, target: Target<'_, A>, now: Now) -> Result<(), Error> {
    let Target { plan, version, offer } = target;
    license.check_running(now)?;
    offer.on_sale(now.real)?;
    if offer.plan.family != license.family {
        return Err(Error::OtherFamily { family: license.family });
    }
    if offer.plan.rank >= rank {
        return Err(Error::NoChange);
    }
    license.scheduled = Some((plan, version));
    Ok(())
}

/// What `count` days cost of a period's price.
fn part_ceil(price: u128, count: u32, period: u32) -> Result<u128, Error> {
    let (whole, rest) = divide(price, period);
    let whole = whole.checked_mul(count.into()).ok_or(Error::AmountTooLarge)?;
    // Cannot overflow: two numbers below 2^32, and the division's result is at most their product.
    let (part, is_more) = divide(u128::from(rest).wrapping_mul(count.into()), period);
    let part = part.wrapping_add(u128::from(is_more > 0));
    at_most(whole.checked_add(part).ok_or(Error::AmountTooLarge)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_ceil_rounds_up_and_knows_its_limits() {
        assert_eq!(part_ceil(100, 0, 30), Ok(0));
        assert_eq!(part_ceil(100, 1, 30), Ok(4));
        assert_eq!(part_ceil(100, 15, 30), Ok(50));
        assert_eq!(part_ceil(100, 29, 30), Ok(97));
        assert_eq!(part_ceil(100, 30, 30), Ok(100));
        assert_eq!(part_ceil(100, 31, 30), Ok(104));
        assert_eq!(part_ceil(0, 31, 30), Ok(0));
        assert_eq!(part_ceil(crate::units::MAX_AMOUNT, 30, 30), Ok(crate::units::MAX_AMOUNT));
        assert_eq!(part_ceil(crate::units::MAX_AMOUNT, 31, 30), Err(Error::AmountTooLarge));
        assert_eq!(part_ceil(u128::MAX, 31, 30), Err(Error::AmountTooLarge));
    }
}
