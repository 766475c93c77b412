//! What the DAO does: plans, versions, assets, fees, outages.

use crate::{
    cells::{self, state, wiring},
    facts::{
        AssetAllowed, Error, FeeSet, KeeperFeeSet, OutageClosed, OutageOpened, PlanCreated, Sunset, TransferApproved,
        VersionCreated, Wiring,
    },
    money::{known, tell},
    office,
    rare::check_caller,
    sale::{known_license, known_offer, known_shelf},
};
use alloc::vec::Vec;
use atelier_host::{self as host, bytes, AccountId, Buffer, ACCOUNT};
use atelier_licensing::{
    books::Books,
    error::Error as Rule,
    plan::{Offer, Plan, Shelf},
    revenue::{Beneficiary, Stream},
    units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version, MAX_AMOUNT, NATIVE},
};
use ink::selector_bytes;

/// The highest part of splits' income that the DAO takes.
pub const MAX_FEE: Bps = Bps(1_000);
/// The most plans of a family.
pub const MAX_FAMILY: usize = 16;

/// [`crate::Licenses::new`]
pub fn instantiate(wiring: &Wiring) -> Result<(), Error> {
    cells::set_wiring(wiring);
    allow(NATIVE, [0; ACCOUNT].into(), 0);
    Ok(())
}

fn allow(asset: AssetId, token: AccountId, keeper_fee: u128) {
    let books =
        Books { token, keeper_fee, paid: 0, refunded: 0, released: 0, parked: 0, prepaid: 0, fees: 0, bonds: 0 };
    cells::set_books(asset, &books);
    tell(&AssetAllowed { asset, token, keeper_fee });
}

/// [`crate::Licenses::create_plan`]
pub fn create_plan() -> Result<PlanId, Error> {
    check_caller(&wiring().plans)?;
    let mut state = state();
    let plan = state.plans.wrapping_add(1);
    state.plans = plan;
    cells::set_state(&state);
    cells::set_shelf(plan, &Shelf::default());
    tell(&PlanCreated { plan });
    Ok(plan)
}

/// Whether the ledger of splits knows a split.
fn is_split(ledger: &AccountId, split: SplitId) -> bool {
    let mut question = Buffer::new(8);
    question.put(&selector_bytes!("info"));
    question.u32(split);
    // The Ok of the language layer, that there is one, and three bytes about it.
    matches!(host::call_for::<5>(bytes(ledger), 0, question.bytes()), Some([0, 1, ..]))
}

/// [`crate::Licenses::create_version`]
pub fn create_version(plan: PlanId, terms: Plan<AccountId>) -> Result<Version, Error> {
    let wiring = wiring();
    check_caller(&wiring.plans)?;
    let mut shelf = known_shelf(plan)?;
    terms.check()?;
    if !is_split(&wiring.ledger, terms.split) {
        return Err(Error::UnknownSplit(terms.split));
    }
    for price in &terms.prices {
        known(price.asset)?;
    }
    if !office::widen(plan, terms.terms) {
        return Err(Error::UnknownTerms(terms.terms));
    }
    let now = state().now();
    if terms.max_active.is_some() {
        shelf.limit(atelier_licensing::units::day_of(now.licensed))?;
    }
    let Some(version) = shelf.versions.checked_add(1) else {
        return Err(Rule::LimitTooLarge { limit: 1 << Version::BITS, most: Version::MAX.into() }.into());
    };
    join_family(terms.family, plan)?;
    shelf.versions = version;
    cells::set_shelf(plan, &shelf);
    let to = Beneficiary::Split(terms.split);
    for price in &terms.prices {
        // Purchases do not look for it.
        if cells::stream(price.asset, &to).is_none() {
            cells::set_stream(price.asset, &to, &Stream { rate: 0, next: now.today() });
        }
    }
    cells::set_offer(plan, version, &Offer::new(terms));
    tell(&VersionCreated { plan, version });
    Ok(version)
}

fn join_family(family: u32, plan: PlanId) -> Result<(), Error> {
    let mut plans: Vec<PlanId> = cells::plans_of_family(family).unwrap_or_default();
    if plans.contains(&plan) {
        return Ok(());
    }
    if plans.len() >= MAX_FAMILY {
        return Err(Rule::FamilyFull { most: MAX_FAMILY as u8 }.into());
    }
    plans.push(plan);
    cells::set_plans_of_family(family, &plans);
    Ok(())
}

/// [`crate::Licenses::sunset`]
pub fn sunset(plan: PlanId, version: Version, at: Millis, renew_into: Option<Version>) -> Result<(), Error> {
    check_caller(&wiring().plans)?;
    let offer = known_offer(plan, version)?.take_off(at, renew_into, host::now())?;
    if let Some(next) = renew_into {
        if next == version {
            return Err(Rule::UnknownVersion { plan, version }.into());
        }
        known_offer(plan, next)?;
    }
    cells::set_offer(plan, version, &offer);
    tell(&Sunset { plan, version, at, renew_into });
    Ok(())
}

/// [`crate::Licenses::allow_asset`]
pub fn allow_asset(asset: AssetId, token: AccountId, keeper_fee: u128) -> Result<(), Error> {
    let wiring = wiring();
    check_caller(&wiring.dao)?;
    if cells::books(asset).is_some() {
        return Err(Error::AssetKnown(asset));
    }
    check_amount(keeper_fee)?;
    let mut question = Buffer::new(4 + ACCOUNT);
    question.put(&selector_bytes!("asset_of"));
    question.put(bytes(&token));
    // The Ok of the language layer, that there is a number, and the number.
    match host::call_for::<6>(bytes(&wiring.ledger), 0, question.bytes()) {
        Some([0, 1, known @ ..]) if *known == asset.to_le_bytes() => {}
        _ => return Err(Error::NotInLedger { asset, token }),
    }
    if bytes(&token) == host::address() {
        return Err(Error::NotInLedger { asset, token });
    }
    allow(asset, token, keeper_fee);
    Ok(())
}

fn check_amount(amount: u128) -> Result<(), Error> {
    if amount > MAX_AMOUNT {
        return Err(Rule::AmountTooLarge.into());
    }
    Ok(())
}

/// [`crate::Licenses::set_keeper_fee`]
pub fn set_keeper_fee(asset: AssetId, fee: u128) -> Result<(), Error> {
    check_caller(&wiring().dao)?;
    let mut books = known(asset)?;
    check_amount(fee)?;
    let old = books.keeper_fee;
    books.keeper_fee = fee;
    cells::set_books(asset, &books);
    tell(&KeeperFeeSet { asset, old, new: fee });
    Ok(())
}

/// [`crate::Licenses::set_fee`]
pub fn set_fee(fee: Bps) -> Result<(), Error> {
    check_caller(&wiring().dao)?;
    if fee > MAX_FEE {
        return Err(Rule::RatioTooLarge { ratio: fee, most: MAX_FEE }.into());
    }
    let mut state = state();
    let old = state.fee;
    state.fee = fee;
    cells::set_state(&state);
    tell(&FeeSet { old, new: fee });
    Ok(())
}

/// [`crate::Licenses::approve_transfer`]
pub fn approve_transfer(license: LicenseId, to: AccountId) -> Result<(), Error> {
    check_caller(&wiring().plans)?;
    known_license(license)?;
    cells::set_approved(license, &to);
    tell(&TransferApproved { license, to });
    Ok(())
}

/// [`crate::Licenses::open_outage`]
pub fn open_outage() -> Result<(), Error> {
    check_caller(&wiring().operator)?;
    let mut state = state();
    let outage = state.outages.count;
    state.outages = state.outages.open(host::now()).map_err(|_| Rule::OutageState)?;
    cells::set_state(&state);
    tell(&OutageOpened { outage });
    Ok(())
}

/// [`crate::Licenses::close_outage`]
pub fn close_outage() -> Result<(), Error> {
    check_caller(&wiring().operator)?;
    let mut state = state();
    let number = state.outages.count;
    let (outages, outage) = state.outages.close(host::now()).map_err(|_| Rule::OutageState)?;
    state.outages = outages;
    cells::set_state(&state);
    cells::set_outage(number, &outage);
    tell(&OutageClosed { outage: number });
    Ok(())
}
