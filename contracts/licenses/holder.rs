//! What holders do with their licenses, and what the DAO gives for nothing.

use crate::{
    cells::{self, wiring},
    facts::{
        Canceled, Change, ChangeCanceled, Error, MandateSet, Paused, PlanChanged, Purchased, Resumed, Transferred,
    },
    index,
    money::{self, known, tell, Pages},
    purse,
    rare::{self, check_caller},
    sale::{caller, check_value, known_license, known_offer, known_shelf, Keccak},
};
use alloc::vec::Vec;
use atelier_host::AccountId;
use atelier_licensing::{
    books::Books,
    error::Error as Rule,
    license::{Gap, Kind, License, Mandate},
    life::{self, Given, Higher, Now, Target, Upgraded},
    plan::Offer,
    units::{AssetId, LicenseId, PlanId, Version, NATIVE},
};

/// A license of the caller's.
fn own(id: LicenseId) -> Result<License<AccountId>, Error> {
    let license = known_license(id)?;
    check_caller(&license.holder)?;
    Ok(license)
}

/// [`crate::Licenses::grant`]
pub fn grant(licensee: AccountId, plan: PlanId, version: Version, days: u16) -> Result<LicenseId, Error> {
    check_caller(&wiring().plans)?;
    give(licensee, plan, version, Given::Grant { days })
}

/// [`crate::Licenses::start_trial`]
pub fn start_trial(plan: PlanId, version: Version) -> Result<LicenseId, Error> {
    give(caller(), plan, version, Given::Trial)
}

fn give(licensee: AccountId, plan: PlanId, version: Version, given: Given) -> Result<LicenseId, Error> {
    let now = cells::state().now();
    let mut shelf = known_shelf(plan)?;
    let offer = known_offer(plan, version)?;
    let family = offer.plan.family;
    let holding = rare::check_free(&licensee, plan, None, now)?;
    let is_trial = given == Given::Trial;
    if is_trial {
        if cells::trial(&licensee, family).is_some() {
            return Err(Rule::TrialUsed { family }.into());
        }
        rare::check_gate(&licensee, &offer.plan, now)?;
    }
    rare::check_room(plan, &mut shelf, offer.plan.max_active, offer.plan.max_ever, now)?;
    // Cannot overflow: so many licenses do not fit into the chain's life.
    shelf.sold = shelf.sold.wrapping_add(1);
    let id = LicenseId::of(plan, shelf.sold);
    let mut pages = Pages::new();
    let target = Target { plan, version, offer: &offer };
    let license = life::give(id, licensee, target, given, now, &mut pages, &mut Keccak)?;
    let ends = license.licensed_end();
    rare::check_exclusives(id, &offer.plan, now, ends)?;
    if is_trial {
        cells::set_trial(&licensee, family, &id);
    }
    cells::set_shelf(plan, &shelf);
    cells::set_license(id, &license);
    rare::recount(None, &license, now)?;
    index::set_holding(&licensee, plan, &holding, id, now.real);
    index::add_license(&licensee, id);
    pages.flush();
    let kind = if is_trial { Kind::Trial } else { Kind::Grant };
    tell(&Purchased { license: id, kind, licensee, payer: caller(), plan, version, asset: NATIVE, total: 0, ends });
    Ok(id)
}

/// [`crate::Licenses::set_mandate`]
pub fn set_mandate(id: LicenseId, mandate: Option<Mandate>) -> Result<(), Error> {
    let mut license = own(id)?;
    if mandate.is_some_and(|mandate| mandate.periods == 0) {
        return Err(Rule::Nothing.into());
    }
    license.mandate = mandate;
    cells::set_license(id, &license);
    tell(&MandateSet { license: id, mandate });
    Ok(())
}

/// What a license's records have given back and parked since, by asset.
pub struct Settled {
    books: Vec<(AssetId, Books<AccountId>)>,
    /// What was given back.
    pub refunded: u128,
    /// What is parked now and was not.
    pub parked: u128,
}

impl Settled {
    /// Books what was given back and parked since a license was as it was before.
    ///
    /// # Errors
    /// Never: every record's asset has books.
    pub fn since(before: &License<AccountId>, license: &License<AccountId>) -> Result<Self, Error> {
        let mut settled = Self { books: Vec::new(), refunded: 0, parked: 0 };
        for (old, new) in before.recent.iter().zip(&license.recent) {
            if (old.refunded, old.parked) == (new.refunded, new.parked) {
                continue;
            }
            // Parts of what was paid.
            let refunded = new.refunded.wrapping_sub(old.refunded);
            let parked = new.parked.wrapping_sub(old.parked);
            settled.refunded = settled.refunded.wrapping_add(refunded);
            settled.parked = settled.parked.wrapping_add(parked);
            let books = settled.books(new.asset)?;
            books.refunded = books.refunded.wrapping_add(refunded);
            books.parked = books.parked.wrapping_add(parked);
        }
        Ok(settled)
    }

    /// The books of an asset.
    ///
    /// # Errors
    /// [`Rule::AssetNotAllowed`]
    pub fn books(&mut self, asset: AssetId) -> Result<&mut Books<AccountId>, Error> {
        let place = match self.books.iter().position(|(known, _)| *known == asset) {
            Some(place) => place,
            None => {
                self.books.push((asset, known(asset)?));
                self.books.len().wrapping_sub(1)
            }
        };
        Ok(&mut self.books[place].1)
    }

    /// Adds refunds to the prepaid balances of those who had paid.
    ///
    /// # Errors
    /// [`Rule::AmountTooLarge`] if a prepaid balance cannot be counted.
    pub fn credit(&mut self, refunds: &[(AccountId, AssetId, u128)]) -> Result<(), Error> {
        for (payer, asset, amount) in refunds {
            if *amount > 0 {
                purse::credit(self.books(*asset)?, payer, *asset, *amount)?;
            }
        }
        Ok(())
    }

    /// Stores the books.
    pub fn store(&self) {
        for (asset, books) in &self.books {
            cells::set_books(*asset, books);
        }
    }
}

/// [`crate::Licenses::change_plan`]
pub fn change_plan(id: LicenseId, change: &Change) -> Result<(), Error> {
    let Change { plan, version, asset, seats, restart, max_total } = *change;
    let mut license = own(id)?;
    let now = cells::state().now();
    let offer = known_offer(plan, version)?;
    let target = Target { plan, version, offer: &offer };
    let rank = rank(&license)?;
    if offer.plan.rank < rank {
        check_value(NATIVE, 0)?;
        life::schedule(&mut license, rank, target, now)?;
        cells::set_license(id, &license);
        tell(&PlanChanged { license: id, plan, version, scheduled: true, due: 0, credit: 0 });
        return Ok(());
    }
    let old = license.clone();
    let overflow = license.overflow(now);
    let before = license.clone();
    let mut pages = Pages::new();
    let higher = Higher { asset, seats, restart, max_total };
    let upgraded = life::upgrade(&mut license, rank, target, &higher, now, &mut pages, &mut Keccak)?;
    let Upgraded { price, due, credit, .. } = upgraded;
    if old.newest().is_some_and(|newest| newest.plan != plan) {
        rare::check_gate(&license.holder, &offer.plan, now)?;
        let mut shelf = known_shelf(plan)?;
        rare::check_room(plan, &mut shelf, offer.plan.max_active, None, now)?;
        cells::set_shelf(plan, &shelf);
    }
    rare::check_exclusives(id, &offer.plan, now, license.licensed_end())?;
    check_value(asset, due)?;
    let mut settled = Settled::since(&before, &license)?;
    settled.books(asset)?.pay(price)?;
    settled.credit(&[(license.holder, asset, credit)])?;
    settled.store();
    rare::store_overflow(id, &old, overflow);
    rare::move_plan(id, &old, &license, now)?;
    rare::recount(Some(&old), &license, now)?;
    rare::begin_referral(&license, now);
    cells::set_license(id, &license);
    pages.flush();
    tell(&PlanChanged { license: id, plan, version, scheduled: false, due, credit });
    if asset != NATIVE {
        money::take(settled.books(asset)?, &license.holder, due, 0)?;
    }
    Ok(())
}

/// The rank of a license's version.
pub fn rank(license: &License<AccountId>) -> Result<u8, Error> {
    Ok(version_of(license)?.plan.rank)
}

/// The version that a license is of.
pub fn version_of(license: &License<AccountId>) -> Result<Offer<AccountId>, Error> {
    let Some(newest) = license.newest() else { return Err(Rule::NotLive.into()) };
    known_offer(newest.plan, newest.version)
}

/// [`crate::Licenses::cancel_scheduled`]
pub fn cancel_scheduled(id: LicenseId) -> Result<(), Error> {
    let mut license = own(id)?;
    if license.scheduled.take().is_none() {
        return Err(Rule::NothingScheduled.into());
    }
    cells::set_license(id, &license);
    tell(&ChangeCanceled { license: id });
    Ok(())
}

/// What a license has not earned yet, or has parked.
#[must_use]
pub fn open_money(license: &License<AccountId>, now: Now) -> u128 {
    let today = now.today();
    // Parts of what was paid.
    license.recent.iter().fold(0, |sum, record| sum.wrapping_add(record.parked).wrapping_add(record.unearned(today)))
}

/// [`crate::Licenses::cancel`]
pub fn cancel(id: LicenseId) -> Result<u128, Error> {
    let mut license = own(id)?;
    let now = cells::state().now();
    let old = license.clone();
    let mut pages = Pages::new();
    let refunds = life::cancel(&mut license, now, &mut pages)?;
    let mut settled = Settled::since(&old, &license)?;
    let refund = settled.refunded;
    let is_own = refunds.iter().all(|(payer, ..)| *payer == license.holder);
    if !is_own {
        settled.credit(&refunds)?;
    }
    settled.store();
    rare::recount(Some(&old), &license, now)?;
    cells::set_license(id, &license);
    pages.flush();
    // What is open of a license that cannot be canceled with a refund stays open.
    let penalty = open_money(&old, now).wrapping_sub(open_money(&license, now)).wrapping_sub(refund);
    tell(&Canceled { license: id, refund, penalty });
    if is_own {
        for (payer, asset, amount) in refunds {
            let books = settled.books(asset)?;
            if !money::arrives(asset, &books.token, &payer, amount) {
                purse::credit(books, &payer, asset, amount)?;
                cells::set_books(asset, books);
            }
        }
    }
    Ok(refund)
}

/// [`crate::Licenses::pause`]
pub fn pause(id: LicenseId) -> Result<(), Error> {
    let mut license = own(id)?;
    let now = cells::state().now();
    let old = license.clone();
    let mut pages = Pages::new();
    life::pause(&mut license, version_of(&old)?.plan.pauses, now, &mut pages)?;
    let settled = Settled::since(&old, &license)?;
    settled.store();
    rare::recount(Some(&old), &license, now)?;
    cells::set_license(id, &license);
    pages.flush();
    tell(&Paused { license: id, parked: settled.parked });
    Ok(())
}

/// [`crate::Licenses::resume`]
pub fn resume(id: LicenseId) -> Result<(), Error> {
    let mut license = known_license(id)?;
    let state = cells::state();
    let now = state.now();
    let old = license.clone();
    let mut pages = Pages::new();
    let since = license.open.map_or(0, |(from, _)| cells::license_time(from.min(now.real), &state.outages));
    let gap = life::resume(&mut license, caller() == old.holder, since, now, &mut pages)?;
    Settled::since(&old, &license)?.store();
    store_gap(id, &old, gap);
    rare::recount(Some(&old), &license, now)?;
    cells::set_license(id, &license);
    pages.flush();
    tell(&Resumed { license: id });
    Ok(())
}

/// Stores a gap that is over.
pub fn store_gap(id: LicenseId, old: &License<AccountId>, gap: Option<Gap>) {
    if let Some(gap) = gap {
        cells::set_gap(id, old.gaps.into(), &gap);
    }
}

/// [`crate::Licenses::transfer`]
pub fn transfer(id: LicenseId, to: AccountId) -> Result<(), Error> {
    let mut license = own(id)?;
    let from = license.holder;
    if to == from {
        return Ok(());
    }
    let now = cells::state().now();
    let old = license.clone();
    let policy = version_of(&license)?.plan.transfer;
    let is_approved = cells::approved_cell(id) == Some(to);
    let gap = life::transfer(&mut license, to, policy, is_approved, now)?;
    store_gap(id, &old, gap);
    if is_approved {
        cells::clear_approved(id);
    }
    cells::set_holder_before(id, old.tenure.into(), &(now.real, from));
    // All plans that it was ever one of: it can become one of them again, and then it is not the former holder's.
    for plan in cells::plans_of_family(license.family).unwrap_or_default() {
        let held = index::holding(&from, plan);
        if held.some() != Some(id) {
            continue;
        }
        index::set_holding(&from, plan, &held, LicenseId(0), now.real);
        if license.is_under(plan, now) {
            let free = rare::check_free(&to, plan, None, now)?;
            index::set_holding(&to, plan, &free, id, now.real);
        }
    }
    index::add_license(&to, id);
    rare::recount(Some(&old), &license, now)?;
    cells::set_license(id, &license);
    tell(&Transferred { license: id, from, to });
    Ok(())
}
