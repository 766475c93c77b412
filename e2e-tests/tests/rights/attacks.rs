//! Every attack on rights that we tried.

use crate::{
    stage::{bought, games, given, refused, role, rule, WORK},
    usage::{keyed, voucher},
};
use atelier_licensing::{
    dispute::{self, Verdict, APPEAL, REPLY},
    entitlement::{Role, Signer},
    error::Error as Rule,
    license::{Access, Status},
    meter,
    seat::{self, Key},
    units::{DAY, NATIVE},
};
use e2e_tests::{
    chain::{account, bytes},
    dao::votes,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    studio::{refused as refusal, Studio, ARBITER, DAO, METER, PRICE},
};
use ink::selector_bytes;
use licenses::{Change, OfficeError};

const ROOT: [u8; 32] = [5; 32];

/// One seat for a whole office, passed from hand to hand.
#[test]
fn one_seat_is_passed_around() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    for seat in 0..2 {
        licenses
            .assign_seat(studio.chain(), account(ALICE), license, seat, account(BOB + u32::from(seat)))
            .expect("free");
        licenses.remove_seat(studio.chain(), account(ALICE), license, seat).expect("it is hers to take");
    }
    let until = studio.now() + seat::COOLDOWN;
    for seat in 0..2 {
        refused(&mut studio, seat::Error::CoolingDown { until }, |studio| {
            licenses.assign_seat(studio.chain(), account(ALICE), license, seat, account(MALLORY))
        });
    }
}

/// Whoever sells a license keeps a seat and a key in it.
#[test]
fn a_seller_keeps_a_way_in() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = keyed(&mut studio);
    let key = Signer::Key(Key::Sr25519(bytes(votes::Signer::new(9).account())));
    licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(ALICE)).expect("it is free");
    licenses.assign_seat(studio.chain(), account(ALICE), license, 1, account(MALLORY)).expect("it is free");
    assert_eq!(licenses.may_use(studio.chain(), license, key), Role::GateKey);
    licenses.transfer(studio.chain(), account(ALICE), license, account(BOB)).expect("it is transferable");
    for who in [ALICE, MALLORY] {
        assert_eq!(role(&mut studio, license, who), Role::None);
    }
    assert_eq!(licenses.may_use(studio.chain(), license, key), Role::None);
    assert_eq!(
        (licenses.seats(studio.chain(), license, 0, 9), licenses.gate_keys(studio.chain(), license)),
        (vec![], vec![])
    );
    let signed = voucher(&studio, license, 0, 1, false);
    refused(&mut studio, meter::Error::KeyUnknown, |studio| {
        licenses.redeem_voucher(studio.chain(), account(MALLORY), &signed)
    });
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.assign_seat(studio.chain(), account(ALICE), license, 0, account(ALICE))
    });
    // Nor do they come back with the license.
    licenses.transfer(studio.chain(), account(BOB), license, account(ALICE)).expect("it is transferable");
    assert_eq!(licenses.may_use(studio.chain(), license, key), Role::None);
    assert_eq!(role(&mut studio, license, MALLORY), Role::None);
}

/// A voucher is redeemed twice, elsewhere, later, changed, or with a key that is none.
#[test]
fn a_voucher_is_forged_or_replayed() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = keyed(&mut studio);
    let order = studio.order(studio.large, NATIVE, 2);
    let other = studio.buy(ALICE, &order).expect("another plan");
    let (expires, key) = (studio.now() + DAY, Key::Sr25519(bytes(votes::Signer::new(9).account())));
    licenses.set_gate_key(studio.chain(), account(ALICE), other, key, expires).expect("there is room");
    let good = voucher(&studio, license, 0, 5, false);
    licenses.redeem_voucher(studio.chain(), account(MALLORY), &good).expect("it is signed");
    let mut check = |error, change: &dyn Fn(&mut e2e_tests::studio::rights::Voucher)| {
        let mut bad = voucher(&studio, license, 0, 6, false);
        change(&mut bad);
        refused(&mut studio, error, |studio| licenses.redeem_voucher(studio.chain(), account(MALLORY), &bad));
    };
    check(meter::Error::NotMore { used: 5 }, &|bad| *bad = good);
    check(meter::Error::NotSigned, &|bad| bad.license = other);
    check(meter::Error::NotSigned, &|bad| bad.report.cumulative = 99);
    check(meter::Error::NotSigned, &|bad| bad.report.epoch = 1);
    check(meter::Error::NotSigned, &|bad| bad.report.root = [6; 32]);
    check(meter::Error::NotSigned, &|bad| bad.signature[0] ^= 1);
    check(meter::Error::KeyUnknown, &|bad| bad.key = 1);
    // What was signed for another contract or another chain is other bytes.
    let report = voucher(&studio, license, 0, 6, false).report;
    let rest = meter::voucher_rest(license, &report);
    let own = bytes(licenses.account);
    for (genesis, contract) in [([8; 32], own), ([7; 32], [8; 32])] {
        let message = meter::voucher(&genesis, &contract, &rest).concat();
        let mut bad = voucher(&studio, license, 0, 6, false);
        bad.signature = votes::Signer::new(9).sign(&message);
        refused(&mut studio, meter::Error::NotSigned, |studio| {
            licenses.redeem_voucher(studio.chain(), account(MALLORY), &bad)
        });
    }
    // A key of another kind with the same bytes.
    licenses.remove_gate_key(studio.chain(), account(ALICE), license, key).expect("it is there");
    let same = Key::Ed25519(bytes(votes::Signer::new(9).account()));
    let expires = studio.now() + DAY;
    licenses.set_gate_key(studio.chain(), account(ALICE), license, same, expires).expect("there is room");
    let good = voucher(&studio, license, 0, 6, false);
    refused(&mut studio, meter::Error::KeyUnknown, |studio| {
        licenses.redeem_voucher(studio.chain(), account(MALLORY), &good)
    });
    // One that is good no longer.
    studio.wait(DAY);
    let mut late = voucher(&studio, other, 0, 1, false);
    late.license = other;
    refused(&mut studio, meter::Error::KeyUnknown, |studio| {
        licenses.redeem_voucher(studio.chain(), account(MALLORY), &late)
    });
}

/// Whoever steals a gate key signs for all use of all time.
#[test]
fn a_stolen_key_uses_up_the_future() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = keyed(&mut studio);
    licenses.deposit(studio.chain(), account(ALICE), 2_999).expect("fine");
    // 200 credits and two uses at 1,000.
    for (cumulative, uses) in [(203, 1), (u64::MAX, u64::MAX - 202)] {
        let stolen = voucher(&studio, license, 0, cumulative, false);
        refused(&mut studio, meter::Error::NotCovered { uses }, |studio| {
            licenses.redeem_voucher(studio.chain(), account(MALLORY), &stolen)
        });
    }
    let most = voucher(&studio, license, 0, 202, false);
    assert_eq!(licenses.redeem_voucher(studio.chain(), account(MALLORY), &most), Ok(2_000));
    studio.check_solvent();
}

/// A holder empties the prepaid balance before the meter reports.
#[test]
fn what_pays_for_use_is_withdrawn_in_time() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    licenses.deposit(studio.chain(), account(ALICE), 50_000).expect("fine");
    licenses.withdraw(studio.chain(), account(ALICE), NATIVE, 50_000).expect("it is hers");
    assert_eq!(licenses.consume(studio.chain(), account(METER), license, 0, 150, ROOT), Ok(0));
    assert_eq!(given(&mut studio, license, None).credits_left, Some(0));
    licenses.renew(studio.chain(), account(ALICE), PRICE, license, 1, PRICE, [0; 32]).expect("fine");
    studio.wait(30 * DAY);
    assert_eq!(given(&mut studio, license, None).credits_left, Some(50), "50 of 100 are owed");
}

/// Each change of plan brings the credits of a whole period.
#[test]
fn a_change_of_plan_makes_credits() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    studio.wait(15 * DAY);
    assert_eq!(licenses.consume(studio.chain(), account(METER), license, 0, 100, ROOT), Ok(0));
    let change =
        Change { plan: studio.large, version: 1, asset: NATIVE, seats: 0, restart: false, max_total: u128::MAX };
    let (due, _) = licenses.quote_change(studio.chain(), license, &change).expect("it is possible");
    licenses.change_plan(studio.chain(), account(ALICE), due, license, &change).expect("she pays");
    // Half a period has 50, of which 50 are owed: half of the old period's were used up before their time.
    assert_eq!(given(&mut studio, license, None).credits_left, Some(0));
}

/// A holder cancels, pauses, upgrades or sells while the license is suspended.
#[test]
fn a_suspended_license_is_moved_out_of_reach() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    let bond = licenses.bond(studio.chain());
    let number = licenses.open_dispute(studio.chain(), account(BOB), bond, license, ROOT).expect("he pays");
    licenses.suspend(studio.chain(), account(ARBITER), number).expect("the arbiter may");
    let since = studio.now();
    let held = || refusal(Rule::Held { since });
    let alice = account(ALICE);
    studio.refuses(held(), |studio| licenses.cancel(studio.chain(), alice, license));
    studio.refuses(held(), |studio| licenses.pause(studio.chain(), alice, license));
    studio.refuses(held(), |studio| licenses.transfer(studio.chain(), alice, license, account(CAROL)));
    studio.refuses(refusal(Rule::NotHeld), |studio| licenses.resume(studio.chain(), alice, license));
    studio.wait(DAY);
    assert_eq!(given(&mut studio, license, None).access, Access::Suspended);
    assert!(!studio.licenses.is_active(&mut studio.suite.chain, alice, studio.basic, since + 1));
}

/// A holder pauses before the arbiter comes, and resumes behind its back.
#[test]
fn a_pause_is_no_way_around_a_suspension() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    licenses.pause(studio.chain(), account(ALICE), license).expect("she may");
    studio.wait(2 * DAY);
    let bond = licenses.bond(studio.chain());
    let number = licenses.open_dispute(studio.chain(), account(BOB), bond, license, ROOT).expect("he pays");
    licenses.suspend(studio.chain(), account(ARBITER), number).expect("a pause does not help");
    studio.refuses(refusal(Rule::NotHeld), |studio| licenses.resume(studio.chain(), account(ALICE), license));
    studio.wait(REPLY);
    licenses.rule(studio.chain(), account(ARBITER), number, Verdict::Breach, ROOT).expect("it is time");
    studio.wait(APPEAL);
    licenses.execute_ruling(studio.chain(), account(KEEPER), number).expect("it is time");
    let revoked = licenses.license(studio.chain(), license).expect("it is there");
    assert_eq!(revoked.status, Status::Revoked);
    assert_eq!(licenses.prepaid(studio.chain(), account(ALICE), NATIVE), 0);
    studio.check_solvent();
}

/// A holder sells a disputed license before it is suspended.
#[test]
fn a_breach_is_left_behind_by_a_sale() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    let bond = licenses.bond(studio.chain());
    let number = licenses.open_dispute(studio.chain(), account(BOB), bond, license, ROOT).expect("he pays");
    licenses.transfer(studio.chain(), account(ALICE), license, account(CAROL)).expect("it is not suspended");
    studio.wait(REPLY);
    licenses.rule(studio.chain(), account(ARBITER), number, Verdict::Breach, ROOT).expect("it is time");
    refused(&mut studio, dispute::Error::NotTheLoser, |studio| {
        licenses.appeal(studio.chain(), account(ALICE), bond, number)
    });
    studio.wait(APPEAL);
    licenses.execute_ruling(studio.chain(), account(KEEPER), number).expect("it is time");
    assert_eq!(given(&mut studio, license, None).access, Access::None);
}

/// The arbiter rules on the appeal, or the DAO in the arbiter's place.
#[test]
fn a_judge_rules_twice() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    let bond = licenses.bond(studio.chain());
    let number = licenses.open_dispute(studio.chain(), account(BOB), bond, license, ROOT).expect("he pays");
    studio.wait(REPLY);
    let wrong = |stage| dispute::Error::WrongStage { stage };
    refused(&mut studio, wrong(dispute::Stage::Open), |studio| {
        licenses.rule(studio.chain(), account(DAO), number, Verdict::Breach, ROOT)
    });
    licenses.rule(studio.chain(), account(ARBITER), number, Verdict::Breach, ROOT).expect("it is time");
    refused(&mut studio, wrong(dispute::Stage::Ruled), |studio| {
        licenses.rule(studio.chain(), account(ARBITER), number, Verdict::Dismissed, ROOT)
    });
    licenses.appeal(studio.chain(), account(ALICE), bond, number).expect("in time");
    refused(&mut studio, wrong(dispute::Stage::Appealed), |studio| {
        licenses.rule(studio.chain(), account(ARBITER), number, Verdict::Breach, ROOT)
    });
    licenses.rule(studio.chain(), account(DAO), number, Verdict::NoFault, ROOT).expect("it is the DAO's turn");
    refused(&mut studio, wrong(dispute::Stage::Final), |studio| {
        licenses.rule(studio.chain(), account(DAO), number, Verdict::Breach, ROOT)
    });
    refused(&mut studio, wrong(dispute::Stage::Final), |studio| {
        licenses.suspend(studio.chain(), account(ARBITER), number)
    });
}

/// Two clients are promised the same exclusive.
#[test]
fn an_exclusive_is_sold_twice() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (one, two) = (bought(&mut studio, ALICE, 2), bought(&mut studio, BOB, 2));
    let now = studio.now();
    let grant =
        |studio: &mut Studio, exclusive| licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, exclusive);
    grant(&mut studio, games(one, now + 5 * DAY, now + 10 * DAY)).expect("it is free");
    for (from, to) in [(0, 6), (9, 11), (5, 10), (6, 7), (0, 20)] {
        refused(&mut studio, atelier_licensing::exclusive::Error::Taken { license: one }, |studio| {
            grant(studio, games(two, now + from * DAY, now + to * DAY))
        });
    }
    grant(&mut studio, games(two, now, now + 5 * DAY)).expect("the day before is free");
    grant(&mut studio, games(two, now + 10 * DAY, now + 11 * DAY)).expect("the day after is free");
}

/// Somebody sends money with messages that take none, where nobody would ever find it.
#[test]
fn money_is_lost_in_a_message_that_takes_none() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    let arguments = (license, 0u16, account(BOB));
    let mut assign =
        |value| licenses.call(studio.chain(), account(ALICE), value, selector_bytes!("assign_seat"), &arguments);
    let called = assign(5);
    assert!(called.reverted, "{called:?}");
    // Without the money the same is fine.
    assert_eq!(assign(0).result::<(), OfficeError>(), Ok(()));
}
