//! What the tests of rights share.

use atelier_licensing::{
    entitlement::{Entitlement, Role, Signer},
    error::Error as Rule,
    exclusive::Exclusive,
    plan::Plan,
    terms::{uses, Terms, Territory},
    units::{LicenseId, Millis, PlanId, NATIVE},
};
use e2e_tests::{
    chain::{account, AccountId},
    studio::{usual_terms, Studio, PLANS, PRICE},
};
use licenses::{Error, OfficeError};
use std::fmt::Debug;

/// A work.
pub const WORK: [u8; 32] = [0x77; 32];

/// Asserts that an attempt is refused with exactly this error and that nothing changed: no cell, no balance.
#[track_caller]
pub fn refused<T: Debug + PartialEq>(
    studio: &mut Studio,
    expected: impl Into<OfficeError>,
    attempt: impl FnOnce(&mut Studio) -> Result<T, OfficeError>,
) {
    let before = studio.chain().root();
    assert_eq!(attempt(studio), Err(expected.into()));
    assert_eq!(studio.chain().root(), before, "a refusal must change nothing");
}

/// A refusal by the rules of licenses.
pub const fn rule(error: Rule) -> OfficeError {
    OfficeError::Licenses(Error::License(error))
}

/// A license of the basic plan, paid in native money for so many periods.
#[track_caller]
pub fn bought(studio: &mut Studio, who: u32, periods: u16) -> LicenseId {
    let order = studio.order(studio.basic, NATIVE, periods);
    studio.buy(who, &order).expect("the buyer has the money")
}

/// Registers terms.
#[track_caller]
pub fn register(studio: &mut Studio, terms: &Terms) -> u32 {
    let licenses = studio.licenses;
    licenses.register_terms(studio.chain(), account(PLANS), terms).expect("the terms are fine")
}

/// Sells a plan like the basic one, in a family of its own, under other terms.
#[track_caller]
pub fn sell(studio: &mut Studio, family: u32, terms: &Terms, change: impl FnOnce(&mut Plan<AccountId>)) -> PlanId {
    let terms = register(studio, terms);
    let mut version = Plan { family, terms, ..studio.version(1, PRICE) };
    change(&mut version);
    studio.sell(&version)
}

/// Terms of other uses than the usual ones, in some countries.
pub fn terms_for(uses: u64, territory: Territory) -> Terms {
    Terms { uses, territory, ..usual_terms() }
}

/// Games, in France, for a license.
pub fn games(license: LicenseId, from: Millis, to: Millis) -> Exclusive {
    Exclusive { license, uses: uses::GAMES, territory: Territory::of(&[*b"FR"]), from, to }
}

/// What a license gives now.
#[track_caller]
pub fn given(studio: &mut Studio, license: LicenseId, work: Option<[u8; 32]>) -> Entitlement<AccountId> {
    let (licenses, now) = (studio.licenses, studio.now());
    licenses.entitlement(studio.chain(), license, work, now).expect("there is such a license")
}

/// As what an account may use a license.
pub fn role(studio: &mut Studio, license: LicenseId, who: u32) -> Role {
    let licenses = studio.licenses;
    licenses.may_use(studio.chain(), license, Signer::Account(account(who)))
}
