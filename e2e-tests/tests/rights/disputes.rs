//! Disputes: from the bond to what becomes of a license and of its money.

use crate::stage::{bought, given, refused, rule};
use atelier_licensing::{
    dispute::{Error, Stage, Verdict, APPEAL, PATIENCE, REPLY},
    error::Error as Rule,
    license::{Access, Cause, Status},
    units::{LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL, KEEPER},
    studio::{Studio, ARBITER, DAO, PRICE, TREASURY},
};
use licenses::{Error as Licenses, OfficeError};

const REASON: [u8; 32] = [1; 32];
const GROUNDS: [u8; 32] = [2; 32];
const BOND: u128 = 1_000;

/// Alice's license, and Bob's dispute about it.
fn disputed() -> (Studio, LicenseId, u32) {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 2);
    licenses.set_bond(studio.chain(), account(DAO), BOND).expect("the DAO may");
    let dispute = licenses.open_dispute(studio.chain(), account(BOB), BOND, license, REASON).expect("he pays");
    (studio, license, dispute)
}

/// The first ruling, seven days later, and suspended from the first day on if wanted.
fn ruled(verdict: Verdict, is_suspended: bool) -> (Studio, LicenseId, u32) {
    let (mut studio, license, dispute) = disputed();
    let licenses = studio.licenses;
    if is_suspended {
        licenses.suspend(studio.chain(), account(ARBITER), dispute).expect("the arbiter may");
        assert_eq!(given(&mut studio, license, None).access, Access::Suspended);
    }
    studio.wait(REPLY);
    licenses.rule(studio.chain(), account(ARBITER), dispute, verdict, GROUNDS).expect("the time to reply is over");
    (studio, license, dispute)
}

fn prepaid(studio: &mut Studio, who: u32) -> u128 {
    let licenses = studio.licenses;
    licenses.prepaid(studio.chain(), account(who), NATIVE)
}

fn fees(studio: &mut Studio) -> u128 {
    let licenses = studio.licenses;
    licenses.solvency(studio.chain(), NATIVE).expect("it is allowed").books.fees
}

/// What a ruling that nobody appeals leaves: access, the license's status, when it ends, and how much Alice, Bob and the DAO get.
#[track_caller]
fn check(verdict: Verdict, access: Access, status: Status, later: u64, money: [u128; 3]) {
    let (mut studio, id, dispute) = ruled(verdict, true);
    let licenses = studio.licenses;
    let end = licenses.license(studio.chain(), id).expect("it is there").end();
    let from = studio.now() + APPEAL;
    studio.wait(APPEAL - 1);
    refused(&mut studio, Error::TooEarly { from }, |studio| {
        licenses.execute_ruling(studio.chain(), account(KEEPER), dispute)
    });
    studio.wait(1);
    licenses.execute_ruling(studio.chain(), account(KEEPER), dispute).expect("it is time");
    refused(&mut studio, Error::WrongStage { stage: Stage::Closed }, |studio| {
        licenses.execute_ruling(studio.chain(), account(KEEPER), dispute)
    });
    let license = licenses.license(studio.chain(), id).expect("it is there");
    assert_eq!((license.status, license.open), (status, None));
    assert_eq!(license.licensed_end(), end + later);
    assert_eq!(given(&mut studio, id, None).access, access);
    assert_eq!([prepaid(&mut studio, ALICE), prepaid(&mut studio, BOB), fees(&mut studio)], money);
    let gaps = licenses.gaps(studio.chain(), id);
    assert_eq!(gaps.iter().map(|gap| gap.cause).collect::<Vec<_>>(), [Cause::Suspended]);
    let books = licenses.solvency(studio.chain(), NATIVE).expect("it is allowed").books;
    assert_eq!((books.bonds, books.refunded), (0, money[0]));
    assert_eq!(licenses.plan(studio.chain(), plan_of(id)).expect("it is there").held, 0);
    studio.check_solvent();
    // All that is prepaid can be taken out, and fees go to the treasury.
    for who in [ALICE, BOB] {
        let amount = prepaid(&mut studio, who);
        if amount > 0 {
            licenses.withdraw(studio.chain(), account(who), NATIVE, amount).expect("it is there");
        }
    }
    if money[2] > 0 {
        let before = studio.balance(NATIVE, account(TREASURY));
        assert_eq!(licenses.collect_fees(studio.chain(), account(KEEPER), NATIVE), Ok(money[2]));
        assert_eq!(studio.balance(NATIVE, account(TREASURY)), before + money[2]);
    }
    studio.wait(100 * DAY);
    let split = studio.split;
    licenses.release(studio.chain(), account(KEEPER), NATIVE, split, 999).expect("it has earned");
    assert_eq!(licenses.deferred_revenue(studio.chain(), NATIVE), 0, "all is earned or paid back");
}

/// The plan of a license, from its number.
fn plan_of(license: LicenseId) -> u32 {
    (license.0 >> 32) as u32
}

const SUSPENDED: u64 = REPLY + APPEAL;

#[test]
fn a_dispute_that_is_dismissed_costs_its_bond_and_gives_back_the_time() {
    check(Verdict::Dismissed, Access::Active, Status::Live, SUSPENDED, [0, 0, BOND]);
}

#[test]
fn without_fault_the_license_goes_on_and_gets_back_the_time() {
    check(Verdict::NoFault, Access::Active, Status::Live, SUSPENDED, [0, BOND, 0]);
}

#[test]
fn a_warning_costs_the_time() {
    check(Verdict::Warned, Access::Active, Status::Live, 0, [0, BOND, 0]);
}

#[test]
fn a_breach_ends_the_license_without_a_refund() {
    check(Verdict::Breach, Access::None, Status::Revoked, 0, [0, BOND, 0]);
}

#[test]
fn a_license_that_is_taken_back_is_refunded() {
    // 22 of 60 days are earned: 21 have passed, and today is charged.
    let daily = 2 * PRICE / 60;
    let refund = 2 * PRICE - 22 * daily;
    check(Verdict::TakenBack, Access::None, Status::Revoked, 0, [refund, BOND, 0]);
}

#[test]
fn a_refund_goes_to_who_paid() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let order = studio.order(studio.basic, NATIVE, 2);
    let license = licenses.gift(studio.chain(), account(CAROL), 2 * PRICE, account(ALICE), &order).expect("she pays");
    licenses.set_bond(studio.chain(), account(DAO), 0).expect("the DAO may");
    let dispute = licenses.open_dispute(studio.chain(), account(BOB), 0, license, REASON).expect("fine");
    licenses.respond(studio.chain(), account(ALICE), dispute, [3; 32]).expect("she has it");
    licenses.rule(studio.chain(), account(ARBITER), dispute, Verdict::TakenBack, GROUNDS).expect("she has responded");
    studio.wait(APPEAL);
    licenses.execute_ruling(studio.chain(), account(KEEPER), dispute).expect("it is time");
    let daily = 2 * PRICE / 60;
    assert_eq!([ALICE, CAROL].map(|who| prepaid(&mut studio, who)), [0, 2 * PRICE - 15 * daily]);
    studio.check_solvent();
}

#[test]
fn a_suspension_ends_by_itself_if_nobody_rules() {
    let (mut studio, id, dispute) = disputed();
    let licenses = studio.licenses;
    let end = licenses.license(studio.chain(), id).expect("it is there").licensed_end();
    licenses.suspend(studio.chain(), account(ARBITER), dispute).expect("the arbiter may");
    refused(&mut studio, Error::IsSuspended, |studio| licenses.suspend(studio.chain(), account(ARBITER), dispute));
    let from = studio.now() + PATIENCE;
    studio.wait(PATIENCE - 1);
    refused(&mut studio, Error::TooEarly { from }, |studio| {
        licenses.execute_ruling(studio.chain(), account(ALICE), dispute)
    });
    studio.wait(1);
    refused(&mut studio, Error::TooLate { since: from }, |studio| {
        licenses.rule(studio.chain(), account(ARBITER), dispute, Verdict::Breach, GROUNDS)
    });
    licenses.execute_ruling(studio.chain(), account(ALICE), dispute).expect("nobody has ruled");
    let license = licenses.license(studio.chain(), id).expect("it is there");
    assert_eq!((license.status, license.open), (Status::Live, None));
    assert_eq!(license.licensed_end(), end + PATIENCE);
    assert_eq!(given(&mut studio, id, None).access, Access::Active);
    assert_eq!(prepaid(&mut studio, BOB), BOND);
    // There can be another one.
    let next = licenses.open_dispute(studio.chain(), account(BOB), BOND, id, REASON).expect("the first is over");
    assert_eq!(licenses.dispute_of(studio.chain(), id), Some(next));
    studio.check_solvent();
}

#[test]
fn the_dao_rules_last() {
    for (first, last, money) in [
        (Verdict::Breach, Verdict::Dismissed, [BOND, 0, BOND]),
        (Verdict::Breach, Verdict::Breach, [0, BOND, BOND]),
        (Verdict::Dismissed, Verdict::NoFault, [0, 2 * BOND, 0]),
        (Verdict::Dismissed, Verdict::Dismissed, [0, 0, 2 * BOND]),
    ] {
        let (mut studio, id, dispute) = ruled(first, false);
        let licenses = studio.licenses;
        let [loser, winner] = if first == Verdict::Dismissed { [BOB, ALICE] } else { [ALICE, BOB] };
        refused(&mut studio, Error::NotTheLoser, |studio| {
            licenses.appeal(studio.chain(), account(winner), BOND, dispute)
        });
        refused(&mut studio, OfficeError::Licenses(Licenses::WrongValue { expected: BOND, given: 1 }), |studio| {
            licenses.appeal(studio.chain(), account(loser), 1, dispute)
        });
        refused(&mut studio, Error::WrongStage { stage: Stage::Ruled }, |studio| {
            licenses.rule(studio.chain(), account(DAO), dispute, last, GROUNDS)
        });
        licenses.appeal(studio.chain(), account(loser), BOND, dispute).expect("in time");
        refused(&mut studio, Error::WrongStage { stage: Stage::Appealed }, |studio| {
            licenses.rule(studio.chain(), account(ARBITER), dispute, last, GROUNDS)
        });
        licenses.rule(studio.chain(), account(DAO), dispute, last, GROUNDS).expect("it is the DAO's turn");
        licenses.execute_ruling(studio.chain(), account(KEEPER), dispute).expect("it is final");
        let license = licenses.license(studio.chain(), id).expect("it is there");
        assert_eq!(license.status == Status::Revoked, last == Verdict::Breach);
        assert_eq!([prepaid(&mut studio, ALICE), prepaid(&mut studio, BOB), fees(&mut studio)], money);
        studio.check_solvent();
    }
}

#[test]
fn an_appeal_that_nobody_decides_leaves_the_first_ruling() {
    let (mut studio, id, dispute) = ruled(Verdict::Breach, true);
    let licenses = studio.licenses;
    licenses.appeal(studio.chain(), account(ALICE), BOND, dispute).expect("in time");
    studio.wait(PATIENCE);
    licenses.execute_ruling(studio.chain(), account(BOB), dispute).expect("nobody has ruled");
    assert_eq!(licenses.license(studio.chain(), id).expect("it is there").status, Status::Revoked);
    assert_eq!([prepaid(&mut studio, ALICE), prepaid(&mut studio, BOB)], [BOND, BOND]);
    studio.check_solvent();
}

#[test]
fn disputes_are_refused_by_each_rule() {
    let (mut studio, license, dispute) = disputed();
    let licenses = studio.licenses;
    refused(&mut studio, Error::OneIsOpen { dispute }, |studio| {
        licenses.open_dispute(studio.chain(), account(CAROL), BOND, license, REASON)
    });
    let other = bought(&mut studio, CAROL, 1);
    refused(&mut studio, Error::OwnLicense, |studio| {
        licenses.open_dispute(studio.chain(), account(CAROL), BOND, other, REASON)
    });
    for given in [0, BOND - 1, BOND + 1] {
        refused(&mut studio, OfficeError::Licenses(Licenses::WrongValue { expected: BOND, given }), |studio| {
            licenses.open_dispute(studio.chain(), account(BOB), given, other, REASON)
        });
    }
    let unknown = LicenseId(9);
    refused(&mut studio, rule(Rule::UnknownLicense { license: unknown }), |studio| {
        licenses.open_dispute(studio.chain(), account(BOB), BOND, unknown, REASON)
    });
    licenses.cancel(studio.chain(), account(CAROL), other).expect("it is hers");
    refused(&mut studio, rule(Rule::NotLive), |studio| {
        licenses.open_dispute(studio.chain(), account(BOB), BOND, other, REASON)
    });
    for none in [0, dispute + 1] {
        refused(&mut studio, Error::Unknown, |studio| licenses.respond(studio.chain(), account(ALICE), none, REASON));
        refused(&mut studio, Error::Unknown, |studio| licenses.suspend(studio.chain(), account(ARBITER), none));
        refused(&mut studio, Error::Unknown, |studio| licenses.appeal(studio.chain(), account(ALICE), BOND, none));
        refused(&mut studio, Error::Unknown, |studio| licenses.execute_ruling(studio.chain(), account(ALICE), none));
    }
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.respond(studio.chain(), account(BOB), dispute, REASON)
    });
    for stranger in [ALICE, BOB, DAO] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.suspend(studio.chain(), account(stranger), dispute)
        });
    }
    for stranger in [ALICE, BOB] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.rule(studio.chain(), account(stranger), dispute, Verdict::Dismissed, GROUNDS)
        });
        refused(&mut studio, rule(Rule::NotAllowed), |studio| licenses.set_bond(studio.chain(), account(stranger), 1));
    }
    refused(&mut studio, rule(Rule::AmountTooLarge), |studio| {
        licenses.set_bond(studio.chain(), account(DAO), u128::MAX)
    });
    let from = studio.now() + REPLY;
    refused(&mut studio, Error::TooEarly { from }, |studio| {
        licenses.rule(studio.chain(), account(ARBITER), dispute, Verdict::Breach, GROUNDS)
    });
    studio.wait(REPLY);
    refused(&mut studio, Error::TooLate { since: from }, |studio| {
        licenses.respond(studio.chain(), account(ALICE), dispute, REASON)
    });
    assert_eq!(licenses.bond(studio.chain()), BOND);
    assert_eq!(licenses.dispute(studio.chain(), dispute).map(|dispute| dispute.bond), Some(BOND));
    assert_eq!(licenses.dispute(studio.chain(), dispute + 1), None);
}
