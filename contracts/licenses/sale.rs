//! Purchases and renewals: what is hot. The hot code knows the usual ones, and leaves all others to the desk before anything
//! is written: so it has no refusals of its own but those of payments.

use crate::{
    cells,
    facts::{Error, Purchased, Renewed},
    index,
    money::{self, known, tell, Pages},
    rare,
};
use atelier_host::{self as host, AccountId, Buffer};
use atelier_licensing::{
    error::Error as Rule,
    license::{Kind, License, Origin, MAX_RECENT},
    life::{self, Hash, Payment, Target},
    plan::{Offer, Order, Shelf},
    units::{AssetId, LicenseId, PlanId, Version, NATIVE},
};
use scale::Encode;

/// Whether this is the hot code.
pub const HOT: bool = cfg!(not(any(feature = "std", feature = "rare")));

/// Lets the desk do all of this call. Nothing may be written or called before.
#[inline(never)]
pub fn elsewhere() -> ! {
    #[cfg(all(not(feature = "std"), not(feature = "rare")))]
    crate::dispatch::run_desk();
    #[cfg(any(feature = "std", feature = "rare"))]
    unreachable!("the desk decides everything")
}

/// What the rules or the cells give. The hot code lets the desk refuse.
#[inline(always)]
pub fn granted<T>(result: Result<T, Rule>) -> Result<T, Error> {
    match result {
        Ok(value) => Ok(value),
        Err(_) if HOT => elsewhere(),
        Err(error) => Err(Error::License(error)),
    }
}

/// Hashes receipts as they are stored.
pub struct Keccak;

impl Hash for Keccak {
    fn hash(&mut self, bytes: &[u8]) -> [u8; 32] {
        host::keccak(bytes)
    }

    // By the same code that encodes cells.
    fn hash_front(&mut self, value: &impl Encode, behind: usize) -> [u8; 32] {
        let mut bytes = Buffer::new(cells::ROOM);
        value.encode_to(&mut bytes);
        let bytes = bytes.bytes();
        host::keccak(&bytes[..bytes.len().saturating_sub(behind)])
    }
}

/// The caller.
#[must_use]
pub fn caller() -> AccountId {
    (*host::caller()).into()
}

/// A version of a plan.
///
/// # Errors
/// [`Rule::UnknownVersion`]
pub fn known_offer(plan: PlanId, version: Version) -> Result<Offer<AccountId>, Error> {
    granted(cells::offer(plan, version).ok_or(Rule::UnknownVersion { plan, version }))
}

/// What changes of a plan.
///
/// # Errors
/// [`Rule::UnknownPlan`]
pub fn known_shelf(plan: PlanId) -> Result<Shelf, Error> {
    granted(cells::shelf(plan).ok_or(Rule::UnknownPlan { plan }))
}

/// A license.
///
/// # Errors
/// [`Rule::UnknownLicense`]
pub fn known_license(license: LicenseId) -> Result<License<AccountId>, Error> {
    granted(cells::license(license).ok_or(Rule::UnknownLicense { license }))
}

/// That exactly what is due came with the call: native money comes with it, tokens are taken.
///
/// # Errors
/// [`Error::WrongValue`]
#[inline(never)]
pub fn check_value(asset: AssetId, due: u128) -> Result<(), Error> {
    let expected = if asset == NATIVE { due } else { 0 };
    let given = host::value().unwrap_or(u128::MAX);
    if given == expected {
        return Ok(());
    }
    if HOT {
        elsewhere();
    }
    Err(Error::WrongValue { expected, given })
}

/// [`crate::Licenses::purchase`], [`crate::Licenses::gift`]
#[inline(never)]
pub fn purchase(licensee: AccountId, order: &Order<AccountId>) -> Result<LicenseId, Error> {
    let (state, payer) = (cells::state(), caller());
    let now = state.now();
    let mut shelf = known_shelf(order.plan)?;
    let offer = known_offer(order.plan, order.version)?;
    let holding = index::holding(&licensee, order.plan);
    if HOT {
        let plan = &offer.plan;
        let is_bounded = shelf.is_limited() || plan.max_ever.is_some() || plan.gate.is_some();
        if is_bounded || holding.some().is_some() || order.referrer.is_some() || state.library_exclusives > 0 {
            elsewhere();
        }
    } else {
        rare::check_free(&licensee, order.plan, None, now)?;
        rare::check_gate(&licensee, &offer.plan, now)?;
        rare::check_room(order.plan, &mut shelf, offer.plan.max_active, offer.plan.max_ever, now)?;
    }
    let id = LicenseId::of(order.plan, shelf.sold.wrapping_add(1));
    let mut pages = Pages::new();
    let (license, total) = granted(life::purchase(id, (licensee, payer), order, &offer, now, &mut pages, &mut Keccak))?;
    let mut books = known(order.asset)?;
    granted(books.pay(total))?;
    check_value(order.asset, total)?;
    // Cannot overflow: so many purchases do not fit into the chain's life.
    shelf.sold = shelf.sold.wrapping_add(1);
    let ends = license.licensed_end();
    if HOT {
        shelf.latest_end = shelf.latest_end.max(license.last());
    }
    cells::set_shelf(order.plan, &shelf);
    if !HOT {
        rare::check_exclusives(id, &offer.plan, now, ends)?;
        rare::recount(None, &license, now)?;
        rare::begin_referral(&license, now);
    }
    cells::set_books(order.asset, &books);
    cells::set_license(id, &license);
    index::set_holding(&licensee, order.plan, &holding, id, now.real);
    index::add_license(&licensee, id);
    pages.flush();
    let Order { plan, version, asset, .. } = *order;
    tell(&Purchased { license: id, kind: Kind::Purchase, licensee, payer, plan, version, asset, total, ends });
    if asset != NATIVE {
        money::take(&books, &payer, total, 0)?;
    }
    Ok(id)
}

/// Who renews a license.
#[derive(Clone, Copy)]
enum By {
    /// The caller, who pays for so many periods at most so much.
    Payer { periods: u16, max_total: u128, invoice: [u8; 32] },
    /// The caller, at the holder's cost.
    Keeper,
}

/// [`crate::Licenses::renew`]
pub fn renew(id: LicenseId, periods: u16, max_total: u128, invoice: [u8; 32]) -> Result<(), Error> {
    go_on(id, By::Payer { periods, max_total, invoice })?;
    Ok(())
}

/// [`crate::Licenses::renew_for`]
pub fn renew_for(id: LicenseId) -> Result<u128, Error> {
    go_on(id, By::Keeper)
}

#[inline(never)]
fn go_on(id: LicenseId, by: By) -> Result<u128, Error> {
    let (state, caller) = (cells::state(), caller());
    let now = state.now();
    let mut license = known_license(id)?;
    let Some((plan, version)) = life::target(&license) else { return granted(Err(Rule::NotLive)) };
    if HOT {
        let is_rare = license.scheduled.is_some()
            || license.referrer.is_some()
            || license.origin != Origin::Paid
            || license.recent.len() >= MAX_RECENT
            || !license.is_live(now)
            || state.library_exclusives > 0;
        if is_rare {
            elsewhere();
        }
    }
    let mut shelf = known_shelf(plan)?;
    if HOT && shelf.is_limited() {
        elsewhere();
    }
    let (version, offer) =
        if HOT { (version, known_offer(plan, version)?) } else { rare::renewed_into(plan, version, now)? };
    let target = Target { plan, version, offer: &offer };
    let asset = match by {
        By::Keeper => license.mandate.map(|mandate| mandate.asset),
        // One that was given was not paid in anything.
        By::Payer { .. } if license.origin == Origin::Paid => license.newest().map(|newest| newest.asset),
        By::Payer { .. } => offer.plan.prices.first().map(|price| price.asset),
    };
    let asset = asset.unwrap_or(NATIVE);
    let mut books = known(asset)?;
    let old = if HOT { None } else { Some(license.clone()) };
    let overflow = if HOT { None } else { license.overflow(now) };
    // The last renewal that a mandate lets keepers do ends it.
    let may_take = license.mandate.is_some_and(|mandate| mandate.use_allowance);
    let mut pages = Pages::new();
    let renewed = match by {
        By::Payer { periods, max_total, invoice } => {
            let payment = Payment { payer: caller, asset, periods, max_total, invoice, keeper: 0 };
            life::renew(&mut license, target, &payment, now, &mut pages, &mut Keccak)
        }
        By::Keeper => life::renew_for(&mut license, target, books.keeper_fee, now, &mut pages, &mut Keccak),
    };
    let (total, fee) = granted(renewed)?;
    granted(books.pay(total))?;
    // A part of what was just paid.
    books.released = books.released.wrapping_add(fee);
    let (mut due, mut payer, mut left) = (total, caller, None);
    if matches!(by, By::Keeper) {
        payer = license.holder;
        let holds = cells::prepaid(&payer, asset);
        let advance = holds.min(total);
        due = total.wrapping_sub(advance);
        if due > 0 && (asset == NATIVE || !may_take) {
            return granted(Err(Rule::PrepaidTooLow { holds }));
        }
        // The balance is part of all balances.
        books.prepaid = books.prepaid.wrapping_sub(advance);
        left = Some(holds.wrapping_sub(advance));
    } else {
        check_value(asset, due)?;
    }
    let ends = license.licensed_end();
    if let Some(old) = &old {
        rare::check_exclusives(id, &offer.plan, now, ends)?;
        rare::check_renewal(old, plan, &mut shelf, &offer.plan, now)?;
        rare::store_overflow(id, old, overflow);
        rare::move_plan(id, old, &license, now)?;
        cells::set_shelf(plan, &shelf);
        rare::recount(Some(old), &license, now)?;
        rare::begin_referral(&license, now);
    } else {
        shelf.latest_end = shelf.latest_end.max(license.last());
        cells::set_shelf(plan, &shelf);
    }
    if let Some(left) = left {
        cells::set_prepaid(&payer, asset, left);
    }
    cells::set_books(asset, &books);
    cells::set_license(id, &license);
    pages.flush();
    tell(&Renewed { license: id, payer, plan, version, asset, total, fee, ends });
    if asset != NATIVE {
        money::take(&books, &payer, due, fee)?;
    }
    money::send(asset, &books.token, &caller, fee)?;
    Ok(fee)
}
