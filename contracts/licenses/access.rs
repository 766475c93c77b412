//! Who may use what, now and at any time before.

use crate::{
    cells::{self, State},
    index,
    sale::{elsewhere, HOT},
};
use alloc::vec::Vec;
use atelier_host::AccountId;
use atelier_licensing::{
    access::{self, active_now_or_past, Decided, History, Quick},
    license::{Access, Gap, License, Record, Snapshot},
    life::Now,
    units::{LicenseId, Millis, PlanId},
};

/// What does not lie in a license's own cell.
struct Past<'a> {
    id: LicenseId,
    gaps: u8,
    state: &'a State,
}

impl History<AccountId> for Past<'_> {
    fn page(&mut self, number: u32) -> Vec<Record<AccountId>> {
        cells::records(self.id, number).unwrap_or_default()
    }

    fn gaps(&mut self) -> Vec<Gap> {
        gaps(self.id, self.gaps)
    }

    fn license_time(&mut self, at: Millis) -> Millis {
        cells::license_time(at, &self.state.outages)
    }
}

/// The gaps of a license that are over.
pub fn gaps(id: LicenseId, count: u8) -> Vec<Gap> {
    (0..count.into()).filter_map(|number| cells::gap(id, number)).collect()
}

/// What a license gave at a time, and by which of its records.
#[must_use]
pub fn decided(id: LicenseId, license: &License<AccountId>, at: Millis, state: &State) -> Option<Decided<AccountId>> {
    access::snapshot(license, at, state.now().real, &mut Past { id, gaps: license.gaps, state })
}

/// License time at a time. The hot code knows it where there are no outages to look at.
fn license_time(at: Millis, state: &State, now: Now) -> Millis {
    let outages = &state.outages;
    if at >= now.real {
        outages.now(at)
    } else if outages.count == 0 && outages.open.is_none_or(|since| at < since) {
        at
    } else if HOT {
        elsewhere()
    } else {
        cells::license_time(at, outages)
    }
}

/// [`crate::Licenses::is_active`]
#[must_use]
pub fn is_active(licensee: &AccountId, plan: PlanId, at: Millis) -> bool {
    active(licensee, plan, at).is_some()
}

/// The record by which an account may use what a plan licenses.
#[must_use]
#[inline(always)]
pub fn active(licensee: &AccountId, plan: PlanId, at: Millis) -> Option<Record<AccountId>> {
    let (state, holding) = (cells::state(), index::holding(licensee, plan));
    let id = if at >= holding.from {
        holding.some()?
    } else if holding.older == 0 {
        return None;
    } else if HOT {
        elsewhere()
    } else {
        index::held_at(licensee, plan, holding.older, at)?
    };
    let (license, now) = (cells::license(id)?, state.now());
    let record = match active_now_or_past(&license, at, now.real, license_time(at, &state, now)) {
        Quick::Active(record) => *record,
        Quick::Inactive => return None,
        Quick::Elsewhere if HOT => elsewhere(),
        Quick::Elsewhere => match decided(id, &license, at, &state)? {
            Decided { record, access: Access::Active, .. } => record,
            _ => return None,
        },
    };
    // It may be one of another plan now.
    (record.plan == plan).then_some(record)
}

/// Who had a license at a time.
#[must_use]
pub fn holder_at(id: LicenseId, license: &License<AccountId>, at: Millis) -> AccountId {
    let before = |number| cells::holder_before(id, number);
    let count = license.tenure.into();
    let tenure = access::tenure_at(count, at, |number| before(number).map_or(0, |(until, _)| until));
    match before(tenure) {
        Some((_, holder)) if tenure < count => holder,
        _ => license.holder,
    }
}

/// [`crate::Licenses::license_at`]
#[must_use]
pub fn license_at(id: LicenseId, at: Millis) -> Option<Snapshot<AccountId>> {
    let license = cells::license(id)?;
    let Decided { number, record, access } = decided(id, &license, at, &cells::state())?;
    let Record { plan, version, seats, .. } = record;
    Some(Snapshot { holder: holder_at(id, &license, at), access, plan, version, seats, record: number })
}
