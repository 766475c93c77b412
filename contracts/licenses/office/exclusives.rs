//! Exclusives on works and on the whole library.

use super::{cells, known_terms, ExclusiveEnded, ExclusiveGranted, OfficeError};
use crate::{
    cells::{plans_of_family, set_state, shelf, state, wiring, State},
    money::tell,
    rare::check_caller,
    sale::{caller, known_license, known_offer},
};
use alloc::vec::Vec;
use atelier_host as host;
use atelier_licensing::{
    error::Error as Rule,
    exclusive::{self, Error, Exclusive, MAX_EXCLUSIVES, MAX_LIBRARY, MAX_PLANS},
    license::Status,
    life::Now,
    units::{LicenseId, Millis, PlanId},
};

/// Checks an exclusive by itself. Returns the plan and the family of its license.
fn check(exclusive: &Exclusive, now: Now) -> Result<(PlanId, u32), OfficeError> {
    let license = known_license(exclusive.license)?;
    let Some(newest) = license.newest().filter(|_| license.status == Status::Live) else {
        return Err(Rule::NotLive.into());
    };
    let terms = known_terms(known_offer(newest.plan, newest.version)?.plan.terms)?;
    exclusive.check(&terms, now.real)?;
    Ok((newest.plan, license.family))
}

/// [`crate::Licenses::grant_exclusive`]
pub fn grant(work: [u8; 32], new: Exclusive) -> Result<(), OfficeError> {
    let wiring = wiring();
    if caller() != wiring.arbiter {
        check_caller(&wiring.plans)?;
    }
    let now = state().now();
    check(&new, now)?;
    let library = cells::exclusives(None);
    exclusive::allows(&library, Some(new.license), new.uses, &new.territory, new.from, new.to)
        .map_err(|license| Error::Taken { license })?;
    let list = exclusive::grant(&cells::exclusives(Some(&work)), new, MAX_EXCLUSIVES, now.real)?;
    cells::set_exclusives(Some(&work), &list);
    tell(&ExclusiveGranted { work: Some(work), exclusive: new });
    Ok(())
}

/// [`crate::Licenses::grant_library_exclusive`]
pub fn grant_library(new: Exclusive) -> Result<(), OfficeError> {
    check_caller(&wiring().dao)?;
    let state = state();
    let now = state.now();
    let (own, family) = check(&new, now)?;
    if state.plans > MAX_PLANS {
        return Err(Error::TooMany { most: MAX_PLANS }.into());
    }
    // Cannot underflow: license time is never ahead.
    let closed = now.real.wrapping_sub(now.licensed);
    let is_first = |plan| LicenseId::of(plan, 1) == new.license;
    for plan in 1..=state.plans {
        // A cell is read into fresh memory, and that of a call would not do for all plans.
        let may_conflict = host::reclaim(|| {
            let shelf = shelf(plan).unwrap_or_default();
            // A plan that is only the license's own: nobody else has bought it, and nobody can change into it.
            let is_own = plan == own
                && is_first(plan)
                && shelf.sold == 1
                && plans_of_family(family).is_some_and(|plans| plans.len() == 1);
            !is_own && cells::reach(plan).may_conflict(&shelf, &new, closed)
        });
        if may_conflict {
            return Err(Error::PlanConflicts { plan }.into());
        }
    }
    let list = exclusive::grant(&cells::exclusives(None), new, MAX_LIBRARY, now.real)?;
    set_library(state, &list, now);
    tell(&ExclusiveGranted { work: None, exclusive: new });
    Ok(())
}

/// Stores the library's exclusives, and how many of them a sale has to look at.
fn set_library(state: State, list: &Vec<Exclusive>, now: Now) {
    let count = list.iter().filter(|exclusive| exclusive.to > now.real).count();
    set_state(&State { library_exclusives: count as u32, ..state });
    cells::set_exclusives(None, list);
}

/// [`crate::Licenses::end_exclusive`]
pub fn end(work: Option<[u8; 32]>, license: LicenseId) -> Result<(), OfficeError> {
    let (wiring, state) = (wiring(), state());
    let authority = if work.is_some() { wiring.arbiter } else { wiring.dao };
    if caller() != known_license(license)?.holder {
        check_caller(&authority)?;
    }
    let now = state.now();
    let list = exclusive::give_up(&cells::exclusives(work.as_ref()), license, now.real)?;
    match &work {
        Some(work) => cells::set_exclusives(Some(work), &list),
        None => set_library(state, &list, now),
    }
    tell(&ExclusiveEnded { work, license });
    Ok(())
}

/// [`crate::Licenses::sweep_exclusives`]
pub fn sweep() -> u32 {
    let state = state();
    set_library(state, &cells::exclusives(None), state.now());
    crate::cells::state().library_exclusives
}

/// [`crate::Licenses::exclusives`], [`crate::Licenses::library_exclusives`]
#[must_use]
pub fn list(work: Option<&[u8; 32]>) -> Vec<Exclusive> {
    cells::exclusives(work)
}

/// Whether a license under some terms can be sold or renewed until a license time: no exclusive on the library that is
/// another license's forbids it. A license that is not sold yet is none.
#[must_use]
pub fn are_free(terms: u32, license: Option<LicenseId>, now: Now, ends: Millis) -> bool {
    let Some(terms) = cells::terms(terms) else { return false };
    // Cannot underflow: license time is never ahead.
    let ends = ends.saturating_add(now.real.wrapping_sub(now.licensed));
    exclusive::allows(&cells::exclusives(None), license, terms.uses, &terms.territory, now.real, ends).is_ok()
}
