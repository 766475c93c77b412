//! What the desk looks at in a sale, and the hot code does not: it lets the desk do such sales.

use crate::{
    cells,
    facts::Error,
    index::{self, Holding},
    office::exclusives,
    sale::known_shelf,
};
use atelier_host::{self as host, bytes, AccountId, Buffer, ACCOUNT};
use atelier_licensing::{
    capacity::{Count, Lasts, Life, Page},
    error::Error as Rule,
    license::{License, Record, PAGE},
    life::Now,
    plan::{Offer, Plan, Shelf},
    revenue::{Beneficiary, Stream},
    units::{day_of, LicenseId, Millis, PlanId, Version},
};
use ink::selector_bytes;

/// That an account has no license of a plan, besides one.
///
/// # Errors
/// [`Rule::AlreadyLicensed`] while the license gives access under the plan, can be renewed without a gap, or is held.
pub fn check_free(licensee: &AccountId, plan: PlanId, but: Option<LicenseId>, now: Now) -> Result<Holding, Error> {
    let holding = index::holding(licensee, plan);
    let Some(id) = holding.some().filter(|id| Some(*id) != but) else { return Ok(holding) };
    let Some(license) = cells::license(id) else { return Ok(holding) };
    if license.is_live(now) && license.is_under(plan, now) {
        return Err(Rule::AlreadyLicensed { license: id }.into());
    }
    Ok(holding)
}

/// That an account may buy. A votes token that does not answer lets nobody in.
///
/// # Errors
/// [`Rule::GateClosed`]
pub fn check_gate(licensee: &AccountId, plan: &Plan<AccountId>, now: Now) -> Result<(), Error> {
    let Some(gate) = &plan.gate else { return Ok(()) };
    if gate.until.is_some_and(|until| now.real >= until) {
        return Ok(());
    }
    let mut question = Buffer::new(4 + ACCOUNT + 8);
    question.put(&selector_bytes!("past_votes_and_supply"));
    question.put(bytes(licensee));
    question.u64(gate.snapshot);
    // The Ok of the language layer and the Ok of the message come first.
    let Some([0, 0, both @ ..]) = host::call_for::<34>(bytes(&gate.votes), 0, question.bytes()) else {
        return Err(Rule::GateClosed.into());
    };
    let [votes, supply] = [0, 16].map(|at| match both.get(at..).and_then(<[u8]>::first_chunk) {
        Some(number) => u128::from_le_bytes(*number),
        None => 0,
    });
    if votes < gate.minimum || votes < gate.part.of_ceil(supply) {
        return Err(Rule::GateClosed.into());
    }
    Ok(())
}

/// The most versions off the shelf that a renewal passes by.
const MOST_PASSED: u32 = 16;

/// The version that is renewed into: the given one, or if that one is off the shelf the one that was named instead.
///
/// # Errors
/// [`Rule::UnknownVersion`], [`Rule::Sunset`].
pub fn renewed_into(plan: PlanId, version: Version, now: Now) -> Result<(Version, Offer<AccountId>), Error> {
    let mut version = version;
    for _ in 0..MOST_PASSED {
        let offer = cells::offer(plan, version).ok_or(Rule::UnknownVersion { plan, version })?;
        match offer.renew_into {
            Some(next) if now.real >= offer.sunset => version = next,
            _ => return Ok((version, offer)),
        }
    }
    Err(Rule::UnknownVersion { plan, version }.into())
}

/// That no exclusive of somebody else on the whole library forbids what a version licenses.
///
/// # Errors
/// [`Rule::Exclusive`]
pub fn check_exclusives(id: LicenseId, plan: &Plan<AccountId>, now: Now, ends: Millis) -> Result<(), Error> {
    if cells::state().library_exclusives > 0 && !exclusives::are_free(plan.terms, Some(id), now, ends) {
        return Err(Rule::Exclusive.into());
    }
    Ok(())
}

/// That there is room for a license of a plan that it is not one of, or has ceased to be one of.
///
/// # Errors
/// [`Rule::SoldOut`]
pub fn check_renewal(
    old: &License<AccountId>,
    plan: PlanId,
    shelf: &mut Shelf,
    terms: &Plan<AccountId>,
    now: Now,
) -> Result<(), Error> {
    if old.is_live(now) && old.newest().is_some_and(|newest| newest.plan == plan) {
        return Ok(());
    }
    check_room(plan, shelf, terms.max_active, None, now)
}

/// Stores the page of older records that a license has given up.
pub fn store_overflow(id: LicenseId, old: &License<AccountId>, overflow: Option<[Record<AccountId>; PAGE]>) {
    if let Some(page) = overflow {
        cells::set_records(id, old.pages, &page.into());
    }
}

/// Lets the stream of a license's referrer begin with what it earns first: nobody looks for streams when income is booked.
pub fn begin_referral(license: &License<AccountId>, now: Now) {
    let (Some(referrer), Some(newest)) = (license.referrer, license.newest()) else { return };
    let to = Beneficiary::Referrer(referrer);
    if cells::stream(newest.asset, &to).is_none() {
        cells::set_stream(newest.asset, &to, &Stream { rate: 0, next: now.today() });
    }
}

/// Notes that a license is one of another plan too.
///
/// # Errors
/// Those of [`check_free`].
pub fn move_plan(id: LicenseId, old: &License<AccountId>, license: &License<AccountId>, now: Now) -> Result<(), Error> {
    let (Some(before), Some(after)) = (old.newest(), license.newest()) else { return Ok(()) };
    let holding = check_free(&license.holder, after.plan, Some(id), now)?;
    if before.plan != after.plan || holding.some() != Some(id) {
        index::set_holding(&license.holder, after.plan, &holding, id, now.real);
    }
    Ok(())
}

/// The days of a plan on which licenses have their lasts.
struct Ends(PlanId);

impl Lasts for Ends {
    fn read(&mut self, number: u32) -> Page {
        cells::ends(self.0, number).unwrap_or_default()
    }

    fn write(&mut self, number: u32, page: &Page) {
        cells::set_ends(self.0, number, page);
    }
}

/// Changes of a plan's count of licenses.
fn counting(plan: PlanId, shelf: &mut Shelf) -> Count<'_, Ends> {
    let lasts = shelf.is_limited().then_some(Ends(plan));
    Count { shelf, lasts }
}

/// That there is room for one more license of a plan, after a sweep.
///
/// # Errors
/// [`Rule::SoldOut`]
pub fn check_room(
    plan: PlanId,
    shelf: &mut Shelf,
    max_active: Option<u32>,
    max_ever: Option<u32>,
    now: Now,
) -> Result<(), Error> {
    counting(plan, shelf).sweep(day_of(now.licensed));
    Ok(shelf.check_room(max_active, max_ever)?)
}

/// [`crate::Licenses::sweep`]
pub fn sweep(plan: PlanId) -> Result<u32, Error> {
    let mut shelf = known_shelf(plan)?;
    let days = counting(plan, &mut shelf).sweep(day_of(cells::state().now().licensed));
    cells::set_shelf(plan, &shelf);
    Ok(days)
}

/// Counts a license that is new, or that was another one before.
///
/// # Errors
/// [`Rule::UnknownPlan`]
pub fn recount(old: Option<&License<AccountId>>, license: &License<AccountId>, now: Now) -> Result<(), Error> {
    let plan_of = |license: &License<AccountId>| license.newest().map(|newest| newest.plan);
    let Some(plan) = plan_of(license) else { return Ok(()) };
    let mut before = old.map(|old| old.life(now));
    if let (Some(left), Some(old)) = (old.and_then(plan_of).filter(|left| *left != plan), before) {
        let mut shelf = known_shelf(left)?;
        let mut count = counting(left, &mut shelf);
        match old {
            Life::Until(last) => count.leave(last),
            Life::Held => count.leave_held(),
            Life::Over => {}
        }
        cells::set_shelf(left, &shelf);
        before = None;
    }
    let mut shelf = known_shelf(plan)?;
    let mut count = counting(plan, &mut shelf);
    match (before.unwrap_or(Life::Over), license.life(now)) {
        (Life::Over, Life::Until(last)) => count.enter(last),
        (Life::Until(from), Life::Until(to)) => count.shift(from, to),
        (Life::Until(last), Life::Held) => count.hold(last),
        (Life::Until(last), Life::Over) => count.leave(last),
        (Life::Held, Life::Until(last)) => count.unhold(last),
        (Life::Held, Life::Over) => count.leave_held(),
        (Life::Held, Life::Held) | (Life::Over, _) => return Ok(()),
    }
    cells::set_shelf(plan, &shelf);
    Ok(())
}

/// That somebody with a role calls.
///
/// # Errors
/// [`Rule::NotAllowed`]
pub fn check_caller(role: &AccountId) -> Result<(), Error> {
    if host::caller() != bytes(role) {
        return Err(Rule::NotAllowed.into());
    }
    Ok(())
}
