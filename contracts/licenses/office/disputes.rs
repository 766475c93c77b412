//! Disputes, and what becomes of a license and of its money by a ruling.

use super::{
    cells::{self, Counts},
    Appealed, BondSet, DisputeClosed, DisputeOpened, OfficeError, Responded, Ruled, Suspended,
};
use crate::{
    cells::{license_time, set_books, set_license, state, wiring},
    holder::{store_gap, Settled},
    money::{known, tell, Pages},
    purse,
    rare::{check_caller, recount},
    sale::{caller, check_value, known_license},
};
use alloc::vec::Vec;
use atelier_host::{self as host, AccountId};
use atelier_licensing::{
    books,
    dispute::{self as rules, Dispute, Error, Judge, Stage, Verdict},
    error::Error as Rule,
    license::{Cause, Status},
    life,
    plan::at_most,
    units::{LicenseId, NATIVE},
};

/// What a dispute takes until the DAO says otherwise: a hundred units of a chain with twelve decimals.
pub const FIRST_BOND: u128 = 100 * 1_000_000_000_000;

#[inline(never)]
fn known_dispute(number: u32) -> Result<Dispute<AccountId>, OfficeError> {
    Ok(cells::dispute(number).ok_or(Error::Unknown)?)
}

/// [`crate::Licenses::set_bond`]
pub fn set_bond(bond: u128) -> Result<(), OfficeError> {
    check_caller(&wiring().dao)?;
    at_most(bond)?;
    let counts = cells::counts();
    cells::set_counts(&Counts { bond, ..counts });
    tell(&BondSet { old: counts.bond, new: bond });
    Ok(())
}

/// [`crate::Licenses::bond`]
#[must_use]
pub fn bond() -> u128 {
    cells::counts().bond
}

/// Takes the bond that came with the call.
fn take_bond(bond: u128) -> Result<(), OfficeError> {
    let mut books = known(NATIVE)?;
    books.bonds = books::sum(books.bonds, bond)?;
    check_value(NATIVE, bond)?;
    set_books(NATIVE, &books);
    Ok(())
}

/// [`crate::Licenses::open_dispute`]
pub fn open(id: LicenseId, reason: [u8; 32]) -> Result<u32, OfficeError> {
    let license = known_license(id)?;
    if license.status != Status::Live {
        return Err(Rule::NotLive.into());
    }
    let (opener, counts) = (caller(), cells::counts());
    let current = cells::latest(id).and_then(|number| Some((number, cells::dispute(number)?.stage)));
    let dispute = rules::open(current, id, license.holder, opener, reason, counts.bond, host::now())?;
    take_bond(counts.bond)?;
    // Cannot overflow: so many disputes do not fit into the chain's life.
    let number = counts.disputes.wrapping_add(1);
    cells::set_counts(&Counts { disputes: number, ..counts });
    cells::set_dispute(number, &dispute);
    cells::set_latest(id, number);
    tell(&DisputeOpened { dispute: number, license: id, opener, reason, bond: counts.bond });
    Ok(number)
}

/// [`crate::Licenses::respond`]
pub fn respond(number: u32, response: [u8; 32]) -> Result<(), OfficeError> {
    let dispute = known_dispute(number)?;
    check_caller(&known_license(dispute.license)?.holder)?;
    cells::set_dispute(number, &dispute.respond(response, host::now())?);
    tell(&Responded { dispute: number, response });
    Ok(())
}

/// [`crate::Licenses::suspend`]
pub fn suspend(number: u32) -> Result<(), OfficeError> {
    check_caller(&wiring().arbiter)?;
    let dispute = known_dispute(number)?;
    let (state, old) = (state(), known_license(dispute.license)?);
    let now = state.now();
    let suspended = dispute.suspend(now.real)?;
    let mut license = old.clone();
    let since = license.open.map_or(0, |(from, _)| license_time(from.min(now.real), &state.outages));
    let gap = life::suspend(&mut license, since, now)?;
    store_gap(dispute.license, &old, gap);
    recount(Some(&old), &license, now)?;
    set_license(dispute.license, &license);
    cells::set_dispute(number, &suspended);
    tell(&Suspended { dispute: number, license: dispute.license });
    Ok(())
}

/// [`crate::Licenses::rule`]
pub fn rule(number: u32, verdict: Verdict, grounds: [u8; 32]) -> Result<(), OfficeError> {
    let (wiring, caller) = (wiring(), caller());
    let dispute = known_dispute(number)?;
    // Who is both rules as the one whose turn it is.
    let judge = match dispute.stage {
        Stage::Appealed if caller == wiring.dao => Judge::Dao,
        _ if caller == wiring.arbiter => Judge::Arbiter,
        _ => {
            check_caller(&wiring.dao)?;
            Judge::Dao
        }
    };
    cells::set_dispute(number, &dispute.rule(judge, verdict, grounds, host::now())?);
    tell(&Ruled { dispute: number, verdict, grounds, last: judge == Judge::Dao });
    Ok(())
}

/// [`crate::Licenses::appeal`]
pub fn appeal(number: u32) -> Result<(), OfficeError> {
    let dispute = known_dispute(number)?;
    let (account, bond) = (caller(), cells::counts().bond);
    let holder = known_license(dispute.license)?.holder;
    let appealed = dispute.appeal(account, holder, bond, host::now())?;
    take_bond(bond)?;
    cells::set_dispute(number, &appealed);
    tell(&Appealed { dispute: number, account, bond });
    Ok(())
}

/// [`crate::Licenses::execute_ruling`]
pub fn execute(number: u32) -> Result<(), OfficeError> {
    let dispute = known_dispute(number)?;
    let id = dispute.license;
    let state = state();
    let (now, old) = (state.now(), known_license(id)?);
    let (closed, outcome) = dispute.execute(now.real)?;
    let mut license = old.clone();
    let (mut pages, mut refunds, mut gap) = (Pages::new(), Vec::new(), None);
    let suspended = license.open.filter(|(_, cause)| *cause == Cause::Suspended).map(|(from, _)| from);
    match (outcome.verdict, suspended.filter(|_| dispute.suspended.is_some())) {
        (Some(Verdict::TakenBack | Verdict::Breach), _) if license.status == Status::Live => {
            let has_fault = outcome.verdict == Some(Verdict::Breach);
            (refunds, gap) = life::revoke(&mut license, has_fault, now, &mut pages)?;
        }
        (verdict, Some(from)) => {
            // It may have begun with a pause.
            let since = license_time(from.min(now.real), &state.outages);
            gap = life::lift(&mut license, verdict == Some(Verdict::Warned), since, now, &mut pages)?;
        }
        _ => {}
    }
    let mut settled = Settled::since(&old, &license)?;
    settled.credit(&refunds)?;
    let books = settled.books(NATIVE)?;
    let back = outcome.back.into_iter().flatten();
    // Bonds are among those that lie here, and what is lost is the treasury's, as fees are.
    let all = dispute.bond.wrapping_add(dispute.appeal.map_or(0, |(_, bond)| bond));
    books.bonds = books.bonds.wrapping_sub(all);
    books.fees = books.fees.wrapping_add(outcome.lost);
    for (account, bond) in back.filter(|(_, bond)| *bond > 0) {
        purse::credit(books, &account, NATIVE, bond)?;
    }
    settled.store();
    store_gap(id, &old, gap);
    recount(Some(&old), &license, now)?;
    set_license(id, &license);
    pages.flush();
    cells::set_dispute(number, &closed);
    let (verdict, refunded, lost) = (outcome.verdict, settled.refunded, outcome.lost);
    tell(&DisputeClosed { dispute: number, license: id, verdict, refunded, lost });
    Ok(())
}

/// [`crate::Licenses::dispute`]
#[must_use]
pub fn dispute(number: u32) -> Option<Dispute<AccountId>> {
    cells::dispute(number)
}

/// [`crate::Licenses::dispute_of`]
#[must_use]
pub fn dispute_of(license: LicenseId) -> Option<u32> {
    cells::latest(license)
}
