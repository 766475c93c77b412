//! What must hold of licenses whatever happens, and lives that once broke it.

mod common;

use atelier_licensing::{
    error::Error,
    license::{Access, Kind, Record, MAX_GAPS},
    plan::{Offer, Order, Plan, Price, Refund, Transfer},
    units::{Bps, LicenseId, Millis, PlanId, DAY, NATIVE},
};
use common::Pair;
use licensing_model::{
    actors::START,
    license::Account,
    step::{Change, Done, Step},
};
use std::collections::BTreeMap;

const ALICE: Account = 0;
const BOB: Account = 1;
const CAROL: Account = 2;
const PRICE: u128 = 3_000;

/// A plan of 30 days with a day of grace, of which everything goes back.
fn plan(rank: u8) -> Plan<Account> {
    Plan {
        family: 1,
        rank,
        period_days: 30,
        seats: 1,
        max_seats: 3,
        trial_days: 0,
        grace: DAY,
        pauses: 8,
        max_active: None,
        max_ever: None,
        credits: 0,
        rollover: false,
        terms: 0,
        catalog: [0; 32],
        gate: None,
        transfer: Transfer::Free { fee: Bps(0) },
        refund: Refund::Unearned { penalty: Bps(0) },
        referral: Bps(0),
        split: 1,
        effective_from: 0,
        prices: vec![Price { asset: NATIVE, price: PRICE * u128::from(rank), seat_price: 0, overage: None }],
    }
}

fn pair(plans: &[Plan<Account>]) -> Pair {
    Pair::of(plans.iter().map(|plan| vec![Offer::new(plan.clone())]).collect())
}

fn order(plan: PlanId) -> Order<Account> {
    Order {
        plan,
        version: 1,
        asset: NATIVE,
        periods: 1,
        seats: 0,
        max_total: u128::MAX,
        invoice: [0; 32],
        referrer: None,
    }
}

fn change(plan: PlanId) -> Change {
    Change { plan, version: 1, asset: NATIVE, seats: 0, restart: false, max_total: u128::MAX }
}

/// Lets something happen that must be possible.
#[track_caller]
fn take(pair: &mut Pair, step: &Step) -> Done {
    let outcome = pair.take(step).unwrap_or_else(|error| panic!("{error}"));
    outcome.unwrap_or_else(|reasons| panic!("{step:?}: {reasons:?}"))
}

/// Lets something happen that must be refused for this reason only.
#[track_caller]
fn refuse(pair: &mut Pair, step: &Step, expected: Error) {
    let outcome = pair.take(step).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(outcome, Err(vec![expected]), "{step:?}");
}

#[track_caller]
fn buy(pair: &mut Pair, account: Account, plan: PlanId) -> LicenseId {
    match take(pair, &Step::Purchase(account, order(plan))) {
        Done::License(license) => license,
        other => panic!("{other:?}"),
    }
}

fn wait(pair: &mut Pair, duration: Millis) {
    take(pair, &Step::Wait(duration));
}

#[track_caller]
fn check_access(pair: &Pair, license: LicenseId, at: Millis, expected: Access) {
    assert_eq!(pair.answer(license, at).map(|(_, _, access)| access), Some(expected), "at {at}");
}

#[test]
fn records_never_change_but_for_what_became_of_them() {
    let facts = |record: &Record<Account>| {
        let Record { kind, created, start, end, plan, version, seats, payer, asset, paid, hash, .. } = *record;
        (kind, created, (start, end), (plan, version, seats), payer, (asset, paid), hash)
    };
    for seed in 1_000..1_020 {
        let mut pair = Pair::new(seed, 9);
        let mut known: BTreeMap<LicenseId, Vec<_>> = BTreeMap::new();
        for _ in 0..300 {
            if let Err(error) = pair.go_on(false) {
                panic!("{error}");
            }
            for license in &pair.trace.world.licenses {
                let stored = pair.shell.license(license.id).expect("it was sold");
                let records: Vec<_> = pair.shell.records(license.id, stored).iter().map(facts).collect();
                let before = known.insert(license.id, records.clone()).unwrap_or_default();
                assert_eq!(records.get(..before.len()), Some(before.as_slice()), "seed {seed}: {:?}", license.id);
                let hash = records.last().map(|(.., hash)| *hash);
                assert_eq!(hash, Some(stored.receipt), "seed {seed}: {:?}", license.id);
            }
        }
    }
}

#[test]
fn an_upgrade_takes_back_all_that_it_counts() {
    // The fee of a transfer ends a record before its income: when the license is upgraded, some of it is not earned yet.
    let half = Plan { transfer: Transfer::Free { fee: Bps(5_000) }, ..plan(1) };
    let mut pair = pair(&[half, plan(2)]);
    let license = buy(&mut pair, ALICE, 1);
    take(&mut pair, &Step::Transfer(ALICE, license, BOB));
    take(&mut pair, &Step::Transfer(BOB, license, ALICE));
    take(&mut pair, &Step::Renew(ALICE, license, 1, PRICE));
    wait(&mut pair, 10 * DAY);
    assert_eq!(pair.answer(license, START + 10 * DAY), Some((ALICE, 1, Access::Active)));
    // 19 days of the first record and 30 of the second at 100 a day.
    let done = take(&mut pair, &Step::ChangePlan(ALICE, license, Change { restart: true, ..change(2) }));
    assert_eq!(done, Done::Change(2 * PRICE - 4_900, 0));
    take(&mut pair, &Step::Cancel(ALICE, license));
    wait(&mut pair, 90 * DAY);
    take(&mut pair, &Step::Release(NATIVE, 1, u32::MAX));
    assert_eq!(pair.shell.totals(NATIVE).future, 0);
}

#[test]
fn an_upgrade_costs_as_many_days_as_are_left() {
    // An outage has given back time: the last day that was paid for is over, the license is not.
    let mut pair = pair(&[plan(1), plan(2)]);
    let license = buy(&mut pair, ALICE, 1);
    take(&mut pair, &Step::OpenOutage);
    wait(&mut pair, 20 * DAY);
    take(&mut pair, &Step::CloseOutage);
    wait(&mut pair, 29 * DAY);
    // 6,000 for 30 days is 200 a day; nothing of the first record is unearned.
    assert_eq!(take(&mut pair, &Step::ChangePlan(ALICE, license, change(2))), Done::Change(200, 0));
    let mut early = self::pair(&[plan(1), plan(2)]);
    let license = buy(&mut early, ALICE, 1);
    take(&mut early, &Step::OpenOutage);
    wait(&mut early, 20 * DAY);
    take(&mut early, &Step::CloseOutage);
    wait(&mut early, 15 * DAY);
    assert_eq!(take(&mut early, &Step::ChangePlan(ALICE, license, change(2))), Done::Change(15 * 200, 0));
}

#[test]
fn what_is_over_is_not_suspended() {
    // Held it would live again, and take the place of somebody else's license.
    let mut pair = pair(&[Plan { max_active: Some(1), ..plan(1) }]);
    let license = buy(&mut pair, ALICE, 1);
    wait(&mut pair, 33 * DAY);
    buy(&mut pair, BOB, 1);
    refuse(&mut pair, &Step::Suspend(license), Error::Ended { end: START + 30 * DAY });
}

#[test]
fn a_license_without_refund_keeps_its_place_when_it_is_canceled() {
    // It gives access until its end: otherwise many could use a plan that is for one.
    let mut pair = pair(&[Plan { refund: Refund::None, max_active: Some(1), ..plan(1) }]);
    let license = buy(&mut pair, ALICE, 1);
    take(&mut pair, &Step::Cancel(ALICE, license));
    check_access(&pair, license, START + 30 * DAY - 1, Access::Active);
    check_access(&pair, license, START + 30 * DAY, Access::None);
    refuse(&mut pair, &Step::Purchase(BOB, order(1)), Error::SoldOut { most: 1 });
    // Nor is another one sold to its holder, behind which nobody would find it.
    assert!(
        matches!(pair.trace.world.apply(&Step::Purchase(ALICE, order(1))), Err(reasons) if reasons.contains(&Error::AlreadyLicensed { license }))
    );
    wait(&mut pair, 31 * DAY);
    buy(&mut pair, BOB, 1);
}

#[test]
fn a_paused_license_keeps_the_plan_that_it_was_paused_in() {
    // It is renewed into a lower plan, and stands in the higher one for as long as the pause lasts.
    let mut pair = pair(&[plan(1), plan(2)]);
    let license = buy(&mut pair, ALICE, 2);
    take(&mut pair, &Step::ChangePlan(ALICE, license, change(1)));
    take(&mut pair, &Step::Renew(ALICE, license, 1, PRICE));
    take(&mut pair, &Step::Pause(ALICE, license));
    wait(&mut pair, 40 * DAY);
    refuse(&mut pair, &Step::Purchase(ALICE, order(2)), Error::AlreadyLicensed { license });
    take(&mut pair, &Step::Resume(ALICE, license));
    assert!(pair.shell.is_active(ALICE, 2, pair.trace.world.now));
}

#[test]
fn nobody_earns_a_referral_by_a_license_of_ones_own() {
    let mut pair = pair(&[Plan { referral: Bps(1_000), ..plan(1) }]);
    let bought = Order { referrer: Some(BOB), ..order(1) };
    let Done::License(license) = take(&mut pair, &Step::Purchase(ALICE, bought)) else { panic!("it is sold") };
    take(&mut pair, &Step::Transfer(ALICE, license, BOB));
    // Somebody else pays for what the referrer has by now.
    take(&mut pair, &Step::Renew(CAROL, license, 1, PRICE));
    wait(&mut pair, 61 * DAY);
    assert_eq!(take(&mut pair, &Step::ReleaseReferral(NATIVE, BOB, u32::MAX)), Done::Amount(PRICE / 10));
    assert_eq!(take(&mut pair, &Step::Release(NATIVE, 1, u32::MAX)), Done::Amount(2 * PRICE - PRICE / 10));
}

#[test]
fn a_ruling_ends_grace_and_a_cancel_ends_pauses() {
    let mut pair = pair(&[plan(1)]);
    let (first, second) = (buy(&mut pair, ALICE, 1), buy(&mut pair, BOB, 1));
    take(&mut pair, &Step::Pause(BOB, second));
    wait(&mut pair, 30 * DAY);
    check_access(&pair, first, START + 30 * DAY, Access::Grace);
    take(&mut pair, &Step::Revoke(first, true));
    take(&mut pair, &Step::Cancel(BOB, second));
    wait(&mut pair, DAY);
    check_access(&pair, first, START + 30 * DAY, Access::None);
    check_access(&pair, second, START + 31 * DAY, Access::None);
    check_access(&pair, second, START + 29 * DAY, Access::Paused);
}

#[test]
fn a_suspension_changes_nothing_of_the_pause_before_it() {
    let mut pair = pair(&[plan(1)]);
    let license = buy(&mut pair, ALICE, 1);
    take(&mut pair, &Step::Pause(ALICE, license));
    wait(&mut pair, 10 * DAY);
    take(&mut pair, &Step::Suspend(license));
    wait(&mut pair, 10 * DAY);
    check_access(&pair, license, START + 10 * DAY - 1, Access::Paused);
    check_access(&pair, license, START + 10 * DAY, Access::Suspended);
    take(&mut pair, &Step::Lift(license, true));
    // The pause was the holder's right and is given back; the suspension is not.
    let began = (START / DAY + 1) * DAY;
    check_access(&pair, license, START + 30 * DAY + (START + 10 * DAY - began) - 1, Access::Active);
    check_access(&pair, license, START + 30 * DAY + (START + 10 * DAY - began), Access::Grace);
    wait(&mut pair, 90 * DAY);
    assert_eq!(take(&mut pair, &Step::Release(NATIVE, 1, u32::MAX)), Done::Amount(PRICE));
}

#[test]
fn gaps_have_bounds_and_leave_room_for_suspensions() {
    let mut pair = pair(&[Plan { transfer: Transfer::Free { fee: Bps(1) }, ..plan(1) }]);
    let license = buy(&mut pair, ALICE, 1);
    for _ in 0..24 {
        take(&mut pair, &Step::Transfer(ALICE, license, BOB));
        take(&mut pair, &Step::Transfer(BOB, license, ALICE));
    }
    refuse(&mut pair, &Step::Transfer(ALICE, license, BOB), Error::TooManyGaps);
    refuse(&mut pair, &Step::Pause(ALICE, license), Error::TooManyGaps);
    for _ in 48..MAX_GAPS {
        take(&mut pair, &Step::Suspend(license));
        wait(&mut pair, 1);
        take(&mut pair, &Step::Lift(license, false));
    }
    refuse(&mut pair, &Step::Suspend(license), Error::TooManyGaps);
    // It can still be renewed and ended.
    take(&mut pair, &Step::Renew(ALICE, license, 1, PRICE));
    assert_eq!(pair.trace.world.license(license).map(|license| license.newest().kind), Some(Kind::Renewal));
    take(&mut pair, &Step::Cancel(ALICE, license));
}
