//! What a license gives, in one answer for a gate.

use super::{cells, usage};
use crate::{
    access::{decided, gaps, holder_at},
    cells::{license_time, offer, state},
};
use alloc::vec::Vec;
use atelier_host::AccountId;
use atelier_licensing::{
    access::Decided,
    entitlement::Entitlement,
    exclusive::{carved, next_change},
    license::{Access, License},
    time::{own_time, shift_at},
    units::{LicenseId, Millis},
};

/// A license's own time, now or before.
fn own_at(id: LicenseId, license: &License<AccountId>, at: Millis) -> Millis {
    let state = state();
    let shift = if at < state.now().real { shift_at(&gaps(id, license.gaps), at) } else { license.shift };
    own_time(license_time(at, &state.outages), shift)
}

/// [`crate::Licenses::entitlement`]
#[must_use]
pub fn entitlement(id: LicenseId, work: Option<&[u8; 32]>, at: Millis) -> Option<Entitlement<AccountId>> {
    let license = crate::cells::license(id)?;
    let state = state();
    let at = at.min(state.now().real);
    let Decided { number, record, access } = decided(id, &license, at, &state)?;
    let plan = offer(record.plan, record.version)?.plan;
    let terms = cells::terms(plan.terms)?;
    let until = match access {
        Access::Active => record.end,
        // The end of the grace belongs to it.
        Access::Grace => record.end.saturating_add(record.grace).saturating_add(1),
        Access::None | Access::Paused | Access::Suspended => 0,
    };
    let left = until.saturating_sub(own_at(id, &license, at));
    let mut ends = at.saturating_add(left).min(record.cut.max(at));
    if let Some((from, _)) = license.open {
        ends = ends.min(from.max(at));
    }
    let mut out = Vec::new();
    for list in [Some(None), work.map(Some)].into_iter().flatten().map(cells::exclusives) {
        ends = ends.min(next_change(&list, at));
        out.extend(carved(&list, id, &terms, at));
    }
    Some(Entitlement {
        access,
        holder: holder_at(id, &license, at),
        plan: record.plan,
        version: record.version,
        rank: plan.rank,
        // Cannot overflow: the version bounds the sum.
        seats: plan.seats.saturating_add(record.seats),
        credits_left: usage::credits_left(id, &license, number, &record),
        terms: plan.terms,
        catalog: plan.catalog,
        uses: terms.uses,
        territory: terms.territory,
        carved: out,
        ends,
    })
}
