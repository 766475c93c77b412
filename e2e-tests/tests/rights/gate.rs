//! Seats, keys, and what a gate is told.

use crate::stage::{bought, given, refused, role, rule};
use atelier_licensing::{
    entitlement::{Role, Signer},
    error::Error as Rule,
    license::Access,
    seat::{Error, GateKey, Key, Seat, COOLDOWN},
    units::{LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    studio::{usual_terms, Studio, OPERATOR},
};
use licenses::Change;

#[test]
fn seats_are_given_and_taken() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let start = studio.now();
    assert_eq!(role(&mut studio, license, ALICE), Role::Holder);
    assert_eq!(role(&mut studio, license, BOB), Role::None);
    licenses.assign_seat(studio.chain(), account(ALICE), license, 1, account(BOB)).expect("it is free");
    assert_eq!(role(&mut studio, license, BOB), Role::Seat { seat: 1 });
    refused(&mut studio, Error::AlreadySeated { seat: 1 }, |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(BOB))
    });
    refused(&mut studio, Error::SeatTaken, |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 1, account(CAROL))
    });
    refused(&mut studio, Error::NoSuchSeat { seats: 2 }, |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 2, account(CAROL))
    });
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.assign_seat(studio.chain(), account(BOB), license, 0, account(CAROL))
    });
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.remove_seat(studio.chain(), account(CAROL), license, 1)
    });
    // Bob leaves.
    licenses.remove_seat(studio.chain(), account(BOB), license, 1).expect("it is his");
    assert_eq!(role(&mut studio, license, BOB), Role::None);
    refused(&mut studio, Error::SeatVacant, |studio| licenses.remove_seat(studio.chain(), account(ALICE), license, 1));
    let seat = Seat { account: account(BOB), since: start, removed: Some(start) };
    assert_eq!(licenses.seats(studio.chain(), license, 0, 99), [(1, seat)]);
    let unknown = LicenseId(5);
    refused(&mut studio, rule(Rule::UnknownLicense { license: unknown }), |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), unknown, 0, account(BOB))
    });
    assert_eq!(role(&mut studio, unknown, ALICE), Role::None);
    assert_eq!(licenses.seats(studio.chain(), unknown, 0, 9), []);
}

#[test]
fn seats_that_are_paid_for_are_seats() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let change =
        Change { plan: studio.basic, version: 1, asset: NATIVE, seats: 3, restart: false, max_total: u128::MAX };
    let (due, _) = licenses.quote_change(studio.chain(), license, &change).expect("it is possible");
    licenses.change_plan(studio.chain(), account(ALICE), due, license, &change).expect("she pays");
    assert_eq!(given(&mut studio, license, None).seats, 5);
    licenses.assign_seat(studio.chain(), account(ALICE), license, 4, account(BOB)).expect("it is the last");
    assert_eq!(role(&mut studio, license, BOB), Role::Seat { seat: 4 });
    refused(&mut studio, Error::NoSuchSeat { seats: 5 }, |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 5, account(CAROL))
    });
    // The higher plan has two seats without those: the fifth is none any more, and Bob can get another.
    let change = Change { plan: studio.large, seats: 0, ..change };
    let (due, _) = licenses.quote_change(studio.chain(), license, &change).expect("it is possible");
    licenses.change_plan(studio.chain(), account(ALICE), due, license, &change).expect("she pays");
    assert_eq!(role(&mut studio, license, BOB), Role::None);
    licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(BOB)).expect("he has none");
    assert_eq!(role(&mut studio, license, BOB), Role::Seat { seat: 0 });
}

#[test]
fn keys_stand_for_a_license_until_they_expire() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let now = studio.now();
    let key = Key::Ecdsa([2; 33]);
    licenses.set_gate_key(studio.chain(), account(ALICE), license, key, now + DAY).expect("there is room");
    assert_eq!(licenses.gate_keys(studio.chain(), license), [GateKey { key, expires: now + DAY }]);
    assert_eq!(licenses.may_use(studio.chain(), license, Signer::Key(key)), Role::GateKey);
    assert_eq!(licenses.may_use(studio.chain(), license, Signer::Key(Key::Ecdsa([3; 33]))), Role::None);
    for number in 0..7 {
        let key = Key::Ed25519([number; 32]);
        licenses.set_gate_key(studio.chain(), account(ALICE), license, key, now + 9 * DAY).expect("there is room");
    }
    refused(&mut studio, Error::TooManyKeys, |studio| {
        licenses.set_gate_key(studio.chain(), account(ALICE), license, Key::Sr25519([0; 32]), now + DAY)
    });
    refused(&mut studio, Error::KeyExpired, |studio| {
        licenses.set_gate_key(studio.chain(), account(ALICE), license, key, now)
    });
    refused(&mut studio, Error::UnknownKey, |studio| {
        licenses.remove_gate_key(studio.chain(), account(ALICE), license, Key::Sr25519([9; 32]))
    });
    for stranger in [BOB, MALLORY] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.set_gate_key(studio.chain(), account(stranger), license, key, now + DAY)
        });
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.remove_gate_key(studio.chain(), account(stranger), license, key)
        });
    }
    studio.wait(DAY - 1);
    assert_eq!(licenses.may_use(studio.chain(), license, Signer::Key(key)), Role::GateKey);
    studio.wait(1);
    assert_eq!(licenses.may_use(studio.chain(), license, Signer::Key(key)), Role::None);
    let other = Key::Ed25519([3; 32]);
    licenses.remove_gate_key(studio.chain(), account(ALICE), license, other).expect("it is there");
    assert_eq!(licenses.may_use(studio.chain(), license, Signer::Key(other)), Role::None);
}

#[test]
fn a_gate_is_told_everything_at_once() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let start = studio.now();
    let end = start + 30 * DAY;
    let told = given(&mut studio, license, None);
    assert_eq!((told.access, told.holder), (Access::Active, account(ALICE)));
    assert_eq!((told.plan, told.version, told.rank, told.seats), (studio.basic, 1, 1, 2));
    assert_eq!((told.credits_left, told.terms, told.catalog), (Some(100), studio.terms, [3; 32]));
    assert_eq!((told.uses, told.territory, told.ends), (usual_terms().uses, usual_terms().territory, end));
    assert_eq!(licenses.entitlement(studio.chain(), license, None, start - 1), None, "it was not there");
    assert_eq!(licenses.entitlement(studio.chain(), LicenseId(9), None, start), None);
    let later = licenses.entitlement(studio.chain(), license, None, u64::MAX);
    assert_eq!(later, Some(told), "the future is told as now is");
    for (wait, access, ends) in [
        (30 * DAY - 1, Access::Active, end),
        (1, Access::Grace, end + 3 * DAY + 1),
        (3 * DAY, Access::Grace, end + 3 * DAY + 1),
        (1, Access::None, end + 3 * DAY + 1),
    ] {
        studio.wait(wait);
        let told = given(&mut studio, license, None);
        assert_eq!((told.access, told.ends), (access, ends));
    }
}

#[test]
fn a_gate_asks_again_when_a_pause_begins_and_an_outage_moves_the_end() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let start = studio.now();
    studio.wait(DAY);
    licenses.open_outage(studio.chain(), account(OPERATOR)).expect("he may");
    studio.wait(DAY);
    licenses.close_outage(studio.chain(), account(OPERATOR)).expect("he may");
    assert_eq!(given(&mut studio, license, None).ends, start + 31 * DAY);
    licenses.pause(studio.chain(), account(ALICE), license).expect("she may");
    let told = given(&mut studio, license, None);
    let midnight = (studio.now() / DAY + 1) * DAY;
    assert_eq!((told.access, told.ends), (Access::Active, midnight));
    let left = midnight - studio.now();
    studio.wait(left);
    assert_eq!(given(&mut studio, license, None).access, Access::Paused);
    // What was told of the past stays so.
    let then = licenses.entitlement(studio.chain(), license, None, midnight - 1).expect("it was there");
    assert_eq!(then.access, Access::Active);
}

#[test]
fn a_seat_that_is_vacant_waits_for_seven_days() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(BOB)).expect("it is free");
    licenses.remove_seat(studio.chain(), account(ALICE), license, 0).expect("it is hers to take");
    let until = studio.now() + COOLDOWN;
    studio.wait(COOLDOWN - 1);
    refused(&mut studio, Error::CoolingDown { until }, |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(KEEPER))
    });
    studio.wait(1);
    licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(KEEPER)).expect("it has cooled down");
}
