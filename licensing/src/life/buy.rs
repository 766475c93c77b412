//! Purchases, renewals, grants and trials.

use super::{days, first_hash, Hash, Now, Sale};
use crate::{
    error::Error,
    license::{Kind, License, Mandate, Origin, Status},
    plan::{Offer, Order, MAX_PERIOD},
    revenue::Streams,
    units::{AssetId, LicenseId, Millis, PlanId, Version, DAY, NATIVE},
};
use alloc::vec::Vec;
use scale::Encode;

/// How a renewal is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment<A> {
    /// Who pays.
    pub payer: A,
    /// In which asset.
    pub asset: AssetId,
    /// For how many periods.
    pub periods: u16,
    /// The most that it may cost.
    pub max_total: u128,
    /// The payer's reference.
    pub invoice: [u8; 32],
    /// The most that a keeper gets of it.
    pub keeper: u128,
}

/// The version that a license is renewed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a, A> {
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// What is sold.
    pub offer: &'a Offer<A>,
}

/// What is given for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// By the DAO, for so many days.
    Grant {
        /// How many.
        days: u16,
    },
    /// Once for each family, for as long as the version says.
    Trial,
}

/// A new license, for an order. The caller takes in [`Quote::total`](crate::plan::Quote::total).
///
/// # Errors
/// Those of [`Offer::quote`], [`Error::SelfReferral`].
pub fn purchase<A: Copy + Eq + Encode>(
    id: LicenseId,
    (licensee, payer): (A, A),
    order: &Order<A>,
    offer: &Offer<A>,
    now: Now,
    streams: &mut impl Streams<A>,
    hash: &mut impl Hash,
) -> Result<(License<A>, u128), Error> {
    let quote = offer.quote(order, now.real)?;
    if order.referrer.is_some_and(|referrer| referrer == licensee || referrer == payer) {
        return Err(Error::SelfReferral);
    }
    let mut license = License::empty(id, licensee, Origin::Paid, offer.plan.family, order.referrer);
    let sale = Sale {
        kind: Kind::Purchase,
        plan: order.plan,
        version: order.version,
        terms: &offer.plan,
        seats: order.seats,
        payer,
        asset: order.asset,
        amount: quote.total,
        start: now.licensed,
        end: now.licensed.saturating_add(days(quote.days)),
        from: now.today(),
        days: quote.days,
        invoice: order.invoice,
        keeper: 0,
    };
    license.append(sale, now, streams, hash);
    Ok((license, quote.total))
}

/// A new license for nothing: a grant or a trial. It earns nothing, so nothing of it is ever paid back.
///
/// # Errors
/// Those of [`Offer::on_sale`]; of grants [`Error::DaysOutside`]; of trials [`Error::NoTrial`]. That the licensee had a trial of
/// the family the caller has to see.
pub fn give<A: Copy + Eq + Encode>(
    id: LicenseId,
    licensee: A,
    target: Target<'_, A>,
    given: Given,
    now: Now,
    streams: &mut impl Streams<A>,
    hash: &mut impl Hash,
) -> Result<License<A>, Error> {
    let Target { plan, version, offer } = target;
    offer.on_sale(now.real)?;
    let (kind, origin, count) = match given {
        Given::Grant { days } => (Kind::Grant, Origin::Granted, days),
        Given::Trial => (Kind::Trial, Origin::Trial, offer.plan.trial_days),
    };
    if given == Given::Trial && count == 0 {
        return Err(Error::NoTrial);
    }
    if count == 0 || count > MAX_PERIOD {
        return Err(Error::DaysOutside { days: count });
    }
    let mut license = License::empty(id, licensee, origin, offer.plan.family, None);
    let sale = Sale {
        kind,
        plan,
        version,
        terms: &offer.plan,
        seats: 0,
        payer: licensee,
        asset: NATIVE,
        amount: 0,
        start: now.licensed,
        end: now.licensed.saturating_add(days(count.into())),
        from: now.today(),
        days: count.into(),
        invoice: [0; 32],
        keeper: 0,
    };
    license.append(sale, now, streams, hash);
    Ok(license)
}

/// Under which plan and version a license is renewed: the scheduled one, else its own; if that one is off the shelf, into which
/// version of the same plan.
pub fn target<A>(license: &License<A>) -> Option<(PlanId, Version)> {
    let newest = license.newest()?;
    Some(license.scheduled.unwrap_or((newest.plan, newest.version)))
}

/// Renews a license; returns what it costs and what the keeper gets of that.
///
/// It starts where the license ends, also if that is less than the grace ago; otherwise now. A trial or a grant becomes a paid
/// license, and what is left of it is kept.
///
/// # Errors
/// Those of [`License::check_free`], [`Offer::on_sale`] and [`Plan::total`](crate::plan::Plan::total),
/// [`Error::TooExpensive`], [`Error::TooManyAhead`].
pub fn renew<A: Copy + Eq + Encode>(
    license: &mut License<A>,
    target: Target<'_, A>,
    payment: &Payment<A>,
    now: Now,
    streams: &mut impl Streams<A>,
    hash: &mut impl Hash,
) -> Result<(u128, u128), Error> {
    let Target { plan, version, offer } = target;
    license.check_free()?;
    offer.on_sale(now.real)?;
    let Some(newest) = license.recent.last() else { return Err(Error::NotLive) };
    let (before, grace, seats) = (newest.booking.to, newest.grace, newest.seats);
    let seats = seats.min(offer.plan.max_seats.saturating_sub(offer.plan.seats));
    let total = offer.plan.total(payment.asset, seats, payment.periods)?;
    if total > payment.max_total {
        return Err(Error::TooExpensive { total });
    }
    if !license.has_room(now.today()) {
        return Err(Error::TooManyAhead);
    }
    let (own, end) = (license.own(now), license.end());
    let (start, from) =
        if own <= end.saturating_add(grace) { (end, before.max(license.end_day(now))) } else { (own, now.today()) };
    let count = offer.plan.days(payment.periods);
    let sale = Sale {
        kind: Kind::Renewal,
        plan,
        version,
        terms: &offer.plan,
        seats,
        payer: payment.payer,
        asset: payment.asset,
        amount: total,
        start,
        end: start.saturating_add(days(count)),
        from,
        days: count,
        invoice: payment.invoice,
        keeper: payment.keeper,
    };
    let fee = license.append(sale, now, streams, hash);
    license.origin = Origin::Paid;
    license.family = offer.plan.family;
    license.scheduled = None;
    Ok((total, fee))
}

/// Renews a license for one period at the holder's cost, under the mandate that the holder has given; returns what it costs and
/// what the keeper gets of that.
///
/// # Errors
/// [`Error::NoMandate`], [`Error::MandateExpired`], [`Error::MandateTooLow`], [`Error::OutsideWindow`], and those of [`renew`].
pub fn renew_for<A: Copy + Eq + Encode>(
    license: &mut License<A>,
    target: Target<'_, A>,
    keeper: u128,
    now: Now,
    streams: &mut impl Streams<A>,
    hash: &mut impl Hash,
) -> Result<(u128, u128), Error> {
    let Some(Mandate { max_price, periods, expires_at, asset, .. }) = license.mandate else {
        return Err(Error::NoMandate);
    };
    license.check_free()?;
    if now.real > expires_at {
        return Err(Error::MandateExpired { at: expires_at });
    }
    let (own, end) = (license.own(now), license.end());
    let from = end.saturating_sub(window(target.offer.plan.period_days));
    let to = end.saturating_add(license.newest().map_or(0, |record| record.grace));
    if own < from || own > to {
        return Err(Error::OutsideWindow { from, to });
    }
    let payment = Payment { payer: license.holder, asset, periods: 1, max_total: u128::MAX, invoice: [0; 32], keeper };
    let seats = license.newest().map_or(0, |record| record.seats);
    let seats = seats.min(target.offer.plan.max_seats.saturating_sub(target.offer.plan.seats));
    let price = target.offer.plan.charge(asset, seats)?;
    if price > max_price {
        return Err(Error::MandateTooLow { price, most: max_price });
    }
    let paid = renew(license, target, &payment, now, streams, hash)?;
    let left = periods.saturating_sub(1);
    license.mandate = license.mandate.filter(|_| left > 0).map(|mandate| Mandate { periods: left, ..mandate });
    Ok(paid)
}

/// How long before its end keepers may renew a license: a tenth of a period, at most three days.
#[must_use]
pub fn window(period_days: u16) -> Millis {
    // A tenth of so many days. Cannot overflow: below 2^44.
    u64::from(period_days).wrapping_mul(DAY / 10).min(3 * DAY)
}

impl<A> License<A> {
    /// A license without any record.
    fn empty(id: LicenseId, holder: A, origin: Origin, family: u32, referrer: Option<A>) -> Self {
        Self {
            holder,
            tenure: 0,
            origin,
            status: Status::Live,
            family,
            referrer,
            mandate: None,
            scheduled: None,
            gaps: 0,
            shift: 0,
            open: None,
            pauses: Vec::new(),
            receipt: first_hash(id),
            pages: 0,
            recent: Vec::new(),
        }
    }
}
