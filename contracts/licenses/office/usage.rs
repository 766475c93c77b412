//! Metered use, and reports of income.

use super::{cells, known_terms, present, tenure, Consumed, OfficeError, Present, RevenueReported};
use crate::{
    cells::{offer, prepaid, records, set_books, set_prepaid, state, wiring},
    money::{self, known, tell, Pages},
    rare::check_caller,
    sale::check_value,
};
use alloc::vec::Vec;
use atelier_host::{self as host, AccountId};
use atelier_licensing::{
    license::{License, Record, MAX_RECENT, PAGE},
    meter::{self as rules, Error, Meter, Period, Report, Tariff, MAX_ROLL},
    revenue::{self, Beneficiary},
    seat::Key,
    terms::Royalty,
    units::{AssetId, LicenseId, Millis, NATIVE},
};

/// The records of a license from number `from` to number `to`, the oldest first, and at least as many behind them as can be paid
/// ahead at once. Not all that there are: a license may have more than a call has memory for.
fn records_from(id: LicenseId, license: &License<AccountId>, from: u32, to: u32) -> Vec<Record<AccountId>> {
    let mut list = Vec::new();
    let size = PAGE as u32;
    let last = to.saturating_add(MAX_RECENT as u32) / size;
    for page in from / size..license.pages.min(last.saturating_add(1)) {
        list.extend(records(id, page).unwrap_or_default());
    }
    if last >= license.pages {
        list.extend_from_slice(&license.recent);
    }
    // What lies before `from` in its page, or in the license's own cell. Cannot underflow: that begins there or before.
    let first = (from / size).min(license.pages).wrapping_mul(size);
    let skipped = (from.wrapping_sub(first) as usize).min(list.len());
    list.drain(..skipped);
    list
}

/// What came with the records from number `from` to number `to`.
///
/// A record that was cut gave access until one that was made later began: so its credits are those of that time. All records that
/// are cut at once lie one behind the other, before the one that replaces them.
fn periods(id: LicenseId, license: &License<AccountId>, from: u32, to: u32) -> Vec<Period> {
    let list = records_from(id, license, from, to);
    let mut version = None;
    let mut next = Millis::MAX;
    let mut periods: Vec<Period> = Vec::with_capacity(list.len());
    for record in list.iter().rev() {
        let of = (record.plan, record.version);
        let known = match version {
            Some((known, credits, days, rollover)) if known == of => (credits, days, rollover),
            _ => {
                let found = offer(record.plan, record.version);
                found.map_or((0, 1, false), |offer| (offer.plan.credits, offer.plan.period_days, offer.plan.rollover))
            }
        };
        let (credits, days, rollover) = known;
        version = Some((of, credits, days, rollover));
        let end = if record.cut == Millis::MAX { record.end } else { record.end.min(next) };
        next = next.min(record.start);
        periods.push(Period::of(record.start, end, credits, days, rollover));
    }
    periods.reverse();
    // Cannot overflow: numbers of records.
    periods.truncate((to.wrapping_sub(from) as usize).wrapping_add(1));
    periods
}

/// The meter of a license in an epoch that is not before its newest report, and what came with that epoch's record.
fn meter_at(id: LicenseId, license: &License<AccountId>, epoch: u32) -> (Meter, Period) {
    let mut meter = cells::meter(id).unwrap_or_default();
    let first = epoch.saturating_sub(MAX_ROLL as u32);
    if meter.epoch < first {
        // Credits do not stay for longer; what is owed does.
        let before = periods(id, license, meter.epoch, meter.epoch);
        meter = Meter { carried: 0, ..meter.at(first, &before) };
    }
    let periods = periods(id, license, meter.epoch, epoch);
    match periods.split_last() {
        Some((last, before)) => (meter.at(epoch, before), *last),
        None => (meter, Period::default()),
    }
}

/// The newest record of an epoch: that of the license as it is now, or an older one.
fn record_of(id: LicenseId, present: &Present, epoch: u32) -> Option<Record<AccountId>> {
    if epoch == present.decided.number {
        return Some(present.decided.record);
    }
    records_from(id, &present.license, epoch, epoch).first().copied()
}

/// What a use above the credits costs, by a record.
fn overage(record: &Record<AccountId>) -> Option<u128> {
    let offer = offer(record.plan, record.version)?;
    offer.plan.prices.iter().find(|price| price.asset == record.asset)?.overage
}

/// Takes a report.
fn settle(id: LicenseId, present: &Present, report: &Report, is_voucher: bool) -> Result<u128, OfficeError> {
    let newest = cells::meter(id).unwrap_or_default().epoch;
    let epochs = (newest, present.decided.number);
    let outside = Error::EpochOutside { newest, present: present.decided.number };
    if report.epoch < newest || report.epoch > present.decided.number {
        return Err(outside.into());
    }
    let record = record_of(id, present, report.epoch).ok_or(outside)?;
    let (meter, period) = meter_at(id, &present.license, report.epoch);
    let holder = present.license.holder;
    let mut books = known(record.asset)?;
    let balance = prepaid(&holder, record.asset);
    let tariff = Tariff { period, price: overage(&record), balance };
    let (meter, amount) = meter.consume(epochs, report, &tariff, is_voucher)?;
    cells::set_meter(id, &meter);
    if amount > 0 {
        books.pay(amount)?;
        // Parts of what was prepaid.
        books.prepaid = books.prepaid.wrapping_sub(amount);
        set_books(record.asset, &books);
        set_prepaid(&holder, record.asset, balance.wrapping_sub(amount));
        earn(record.asset, &record, amount);
    }
    let Report { epoch, cumulative, root } = *report;
    tell(&Consumed { license: id, epoch, cumulative, root, paid: amount });
    Ok(amount)
}

/// Lets the split of a record earn an amount today.
fn earn(asset: AssetId, record: &Record<AccountId>, amount: u128) {
    let mut pages = Pages::new();
    revenue::earn(&mut pages, asset, &Beneficiary::Split(record.split), state().now().today(), amount);
    pages.flush();
}

/// [`crate::Licenses::consume`]
pub fn consume(id: LicenseId, report: &Report) -> Result<u128, OfficeError> {
    check_caller(&wiring().meter)?;
    settle(id, &present(id)?, report, false)
}

/// [`crate::Licenses::redeem_voucher`]
pub fn redeem_voucher(id: LicenseId, report: &Report, key: u8, signature: &[u8; 64]) -> Result<u128, OfficeError> {
    let present = present(id)?;
    let keys = tenure(id, &present.license).keys();
    let key = match keys.get(usize::from(key)).filter(|key| host::now() < key.expires).map(|key| key.key) {
        Some(Key::Sr25519(key)) => key,
        _ => return Err(Error::KeyUnknown.into()),
    };
    let (genesis, rest) = (wiring().genesis, rules::voucher_rest(id, report));
    if !host::is_signed(signature, &key, &rules::voucher(&genesis, host::address(), &rest)) {
        return Err(Error::NotSigned.into());
    }
    settle(id, &present, report, true)
}

/// [`crate::Licenses::meter_of`]
#[must_use]
pub fn meter_of(id: LicenseId) -> Option<Meter> {
    cells::meter(id)
}

/// How many more uses there are in the epoch of a record; `None` if they are not metered.
pub fn credits_left(
    id: LicenseId,
    license: &License<AccountId>,
    epoch: u32,
    record: &Record<AccountId>,
) -> Option<u64> {
    let price = overage(record);
    let credits = offer(record.plan, record.version).map_or(0, |offer| offer.plan.credits);
    if credits == 0 && price.is_none() {
        return None;
    }
    if epoch < cells::meter(id).unwrap_or_default().epoch {
        return Some(0);
    }
    let (meter, period) = meter_at(id, license, epoch);
    Some(meter.left(&Tariff { period, price, balance: prepaid(&license.holder, record.asset) }))
}

/// [`crate::Licenses::report_revenue`]
pub fn report_revenue(id: LicenseId, cumulative: u128, maximum: u128) -> Result<u128, OfficeError> {
    let present = present(id)?;
    let holder = present.license.holder;
    check_caller(&holder)?;
    let number = present.offer.plan.terms;
    let terms = known_terms(number)?;
    let (royalty, due) = cells::royalty(id, number).report(&terms, cumulative, maximum)?;
    let asset = terms.rev_asset;
    let mut books = known(asset)?;
    books.pay(due)?;
    check_value(asset, due)?;
    cells::set_royalty(id, number, &royalty);
    set_books(asset, &books);
    earn(asset, &present.decided.record, due);
    tell(&RevenueReported { license: id, terms: number, asset, cumulative, paid: due });
    if asset != NATIVE {
        money::take(&books, &holder, due, 0)?;
    }
    Ok(due)
}

/// [`crate::Licenses::royalty`]
#[must_use]
pub fn royalty(id: LicenseId, terms: u32) -> Royalty {
    cells::royalty(id, terms)
}
