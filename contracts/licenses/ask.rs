//! Questions. Nothing here changes anything.

use crate::{
    access::{active, gaps as gaps_of},
    cells,
    facts::{Change, Error, Income, Settings, Solvency},
    holder, money,
    rare::renewed_into,
    sale::{caller, known_license, known_offer, Keccak},
};
use alloc::vec::Vec;
use atelier_host::{self as host, bytes, token, AccountId};
use atelier_licensing::{
    error::Error as Rule,
    license::{Gap, Origin, Record, PAGE},
    life::{self, Higher, Payment, Target},
    plan::{Order, Quote},
    revenue::{Beneficiary, Streams},
    time::Outage,
    units::{AssetId, Day, LicenseId, Millis, PlanId, SplitId, NATIVE},
};

/// The most items of one answer.
pub const MOST: u32 = 32;

/// Streams that are only asked about.
struct Dry;

impl Streams<AccountId> for Dry {
    fn add(&mut self, _: AssetId, _: &Beneficiary<AccountId>, _: Day, _: i128, _: i128) {}
}

/// [`crate::Licenses::quote`]
pub fn quote(order: &Order<AccountId>) -> Result<Quote, Error> {
    let order = Order { max_total: u128::MAX, ..*order };
    Ok(known_offer(order.plan, order.version)?.quote(&order, host::now())?)
}

/// [`crate::Licenses::quote_renewal`]
pub fn quote_renewal(id: LicenseId, periods: u16) -> Result<u128, Error> {
    let (mut license, now) = (known_license(id)?, cells::state().now());
    let (plan, version) = life::target(&license).ok_or(Rule::NotLive)?;
    let (version, offer) = renewed_into(plan, version, now)?;
    let asset = match license.newest() {
        Some(newest) if license.origin == Origin::Paid => newest.asset,
        _ => offer.plan.prices.first().map_or(NATIVE, |price| price.asset),
    };
    let payment = Payment { payer: caller(), asset, periods, max_total: u128::MAX, invoice: [0; 32], keeper: 0 };
    let target = Target { plan, version, offer: &offer };
    license.overflow(now);
    Ok(life::renew(&mut license, target, &payment, now, &mut Dry, &mut Keccak)?.0)
}

/// [`crate::Licenses::quote_change`]
pub fn quote_change(id: LicenseId, change: &Change) -> Result<(u128, u128), Error> {
    let Change { plan, version, asset, seats, restart, .. } = *change;
    let (mut license, now) = (known_license(id)?, cells::state().now());
    let offer = known_offer(plan, version)?;
    let target = Target { plan, version, offer: &offer };
    let rank = holder::rank(&license)?;
    if offer.plan.rank < rank {
        life::schedule(&mut license, rank, target, now)?;
        return Ok((0, 0));
    }
    license.overflow(now);
    let higher = Higher { asset, seats, restart, max_total: u128::MAX };
    let upgraded = life::upgrade(&mut license, rank, target, &higher, now, &mut Dry, &mut Keccak)?;
    Ok((upgraded.due, upgraded.credit))
}

/// [`crate::Licenses::quote_cancel`]
pub fn quote_cancel(id: LicenseId) -> Result<(u128, u128), Error> {
    let (mut license, now) = (known_license(id)?, cells::state().now());
    let open = holder::open_money(&license, now);
    let refunds = life::cancel(&mut license, now, &mut Dry)?;
    // Parts of what was paid.
    let refund = refunds.iter().fold(0u128, |sum, (.., amount)| sum.wrapping_add(*amount));
    Ok((refund, open.wrapping_sub(holder::open_money(&license, now)).wrapping_sub(refund)))
}

/// [`crate::Licenses::has_tier`]
#[must_use]
pub fn has_tier(licensee: &AccountId, family: u32, min_rank: u8, at: Millis) -> bool {
    let plans = cells::plans_of_family(family).unwrap_or_default();
    plans.into_iter().any(|plan| {
        let version = active(licensee, plan, at).and_then(|record| cells::offer(plan, record.version));
        version.is_some_and(|offer| offer.plan.family == family && offer.plan.rank >= min_rank)
    })
}

/// [`crate::Licenses::receipts`]
#[must_use]
pub fn receipts(id: LicenseId, from: u32, count: u32) -> Vec<Record<AccountId>> {
    let Some(license) = cells::license(id) else { return Vec::new() };
    let mut receipts = Vec::new();
    let last = from.saturating_add(count.min(MOST));
    let older = license.pages.saturating_mul(PAGE as u32);
    let first_page = from / PAGE as u32;
    for page in first_page..license.pages.min(last.div_ceil(PAGE as u32)) {
        receipts.extend(cells::records(id, page).unwrap_or_default());
    }
    // What stands in the first page before `from`.
    let skipped = if from < older { from % PAGE as u32 } else { from.wrapping_sub(older) };
    receipts.extend(license.recent);
    receipts.into_iter().skip(skipped as usize).take(count.min(MOST) as usize).collect()
}

/// [`crate::Licenses::gaps`]
#[must_use]
pub fn gaps(id: LicenseId) -> Vec<Gap> {
    let Some(license) = cells::license(id) else { return Vec::new() };
    let mut gaps = gaps_of(id, license.gaps);
    gaps.extend(license.open.map(|(from, cause)| Gap { cause, from, to: Millis::MAX, shift: 0 }));
    gaps
}

/// [`crate::Licenses::outages`]
#[must_use]
pub fn outages(from: u32, count: u32) -> Vec<Outage> {
    (from..from.saturating_add(count.min(MOST))).map_while(cells::outage).collect()
}

/// [`crate::Licenses::deferred_revenue`]
#[must_use]
pub fn deferred_revenue(asset: AssetId) -> u128 {
    cells::books(asset).map_or(0, |books| books.future())
}

/// [`crate::Licenses::income`]
#[must_use]
pub fn income(asset: AssetId, to: &Beneficiary<AccountId>) -> Option<Income> {
    let stream = cells::stream(asset, to)?;
    Some(Income { stream, due: money::due(asset, to, u32::MAX) })
}

/// The income of a split; see [`income`].
#[must_use]
pub fn split_income(asset: AssetId, split: SplitId) -> Option<Income> {
    income(asset, &Beneficiary::Split(split))
}

/// [`crate::Licenses::solvency`]
#[must_use]
pub fn solvency(asset: AssetId) -> Option<Solvency> {
    let books = cells::books(asset)?;
    let balance = match asset {
        NATIVE => Some(host::balance()),
        _ => token::balance_of(bytes(&books.token), host::address()),
    };
    Some(Solvency { books, future: books.future(), held: books.held(), balance })
}

/// [`crate::Licenses::settings`]
#[must_use]
pub fn settings() -> Settings {
    let state = cells::state();
    Settings {
        plans: state.plans,
        fee: state.fee,
        library_exclusives: state.library_exclusives,
        outages: state.outages.count,
        outage_since: state.outages.open,
        time: state.now().licensed,
    }
}

/// [`crate::Licenses::plans_of_family`]
#[must_use]
pub fn plans_of_family(family: u32) -> Vec<PlanId> {
    cells::plans_of_family(family).unwrap_or_default()
}
