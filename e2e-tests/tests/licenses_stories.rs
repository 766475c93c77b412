//! Stories about licenses: what people do with them, from the purchase to the last payout, on the Wasm.

use atelier_licensing::{
    error::Error as Rule,
    license::{Access, Mandate},
    units::{AssetId, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    studio::{refused, Studio, OPERATOR, PERIOD, PLANS, PRICE},
};
use licenses::{Change, Error};

/// Runs a story in native money and in a token.
#[track_caller]
fn in_both(story: impl Fn(&mut Studio, AssetId)) {
    for is_token in [false, true] {
        let mut studio = Studio::new();
        let asset = if is_token { studio.token.1 } else { NATIVE };
        story(&mut studio, asset);
        studio.check_solvent();
    }
}

#[test]
fn a_license_is_bought_and_earned_by_a_split_day_by_day() {
    in_both(|studio, asset| {
        let order = studio.order(studio.basic, asset, 1);
        let (split, basic, licenses) = (studio.split, studio.basic, studio.licenses);
        let before = studio.balance(asset, account(CAROL));
        let start = studio.now();
        let license = studio.buy(CAROL, &order).expect("Carol has the money");
        let paid = before - studio.balance(asset, account(CAROL));
        // Native money pays for the storage too.
        assert!(paid >= PRICE && (asset == NATIVE || paid == PRICE), "{paid}");
        assert!(licenses.is_active(studio.chain(), account(CAROL), basic, start));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), basic, start - 1));
        assert_eq!(licenses.licenses_of(studio.chain(), account(CAROL), 0, 10), [license]);
        studio.refuses(refused(Rule::AlreadyLicensed { license }), |studio| studio.buy(CAROL, &order));
        // Nothing is earned before the day is over.
        studio.refuses(refused(Rule::Nothing), |studio| {
            let licenses = studio.licenses;
            licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX)
        });
        studio.wait(DAY);
        let daily = PRICE / u128::from(PERIOD);
        let released = licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX);
        assert_eq!(released, Ok(daily));
        assert_eq!(studio.suite.received(split, asset), daily);
        studio.wait(u64::from(PERIOD) * DAY);
        assert!(!licenses.is_active(studio.chain(), account(CAROL), basic, start + u64::from(PERIOD) * DAY));
        assert!(licenses.is_active(studio.chain(), account(CAROL), basic, start + u64::from(PERIOD) * DAY - 1));
        let rest = licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX);
        assert_eq!(rest, Ok(PRICE - daily));
        assert_eq!(studio.suite.received(split, asset), PRICE);
        assert_eq!(licenses.deferred_revenue(studio.chain(), asset), 0);
        // The members are paid by the ledger.
        for (index, share) in [(0, PRICE * 2 / 3), (1, PRICE / 3)] {
            let claimed = studio.suite.claim(account(KEEPER), split, index, asset);
            assert_eq!(claimed, Ok(share));
        }
    });
}

#[test]
fn keepers_renew_for_who_has_paid_in_advance() {
    in_both(|studio, asset| {
        let licenses = studio.licenses;
        let (split, basic) = (studio.split, studio.basic);
        let license = studio.buy(CAROL, &studio.order(basic, asset, 1)).expect("fine");
        let dao = account(e2e_tests::studio::DAO);
        licenses.set_keeper_fee(studio.chain(), dao, asset, 1_000).expect("the DAO may");
        let mandate = Mandate { max_price: PRICE, periods: 2, expires_at: u64::MAX, asset, use_allowance: false };
        licenses.set_mandate(studio.chain(), account(CAROL), license, mandate).expect("the holder may");
        if asset == NATIVE {
            licenses.deposit(studio.chain(), account(CAROL), PRICE).expect("fine");
        } else {
            licenses.deposit_token(studio.chain(), account(CAROL), asset, PRICE).expect("fine");
        }
        studio.wait(28 * DAY);
        let fee = licenses.renew_for(studio.chain(), account(KEEPER), license);
        assert_eq!(fee, Ok(1_000));
        assert_eq!(licenses.prepaid(studio.chain(), account(CAROL), asset), 0);
        studio.wait(30 * DAY);
        let poor = refused(Rule::PrepaidTooLow { holds: 0 });
        studio.refuses(poor, |studio| licenses.renew_for(studio.chain(), account(KEEPER), license));
        studio.wait(31 * DAY);
        licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX).expect("all is earned");
        assert_eq!(studio.suite.received(split, asset), 2 * PRICE - 1_000);
    });
}

#[test]
fn a_cancel_gives_back_what_is_not_earned() {
    in_both(|studio, asset| {
        let licenses = studio.licenses;
        let (split, basic) = (studio.split, studio.basic);
        let license = studio.buy(CAROL, &studio.order(basic, asset, 3)).expect("fine");
        studio.wait(10 * DAY);
        let (refund, penalty) = licenses.quote_cancel(studio.chain(), license).expect("it can be canceled");
        // 11 of 90 days are consumed; a tenth of the rest is the penalty.
        let total = 3 * PRICE;
        let unearned = total - total / 90 * 11;
        assert_eq!((refund, penalty), (unearned - unearned.div_ceil(10), unearned.div_ceil(10)));
        let before = studio.balance(asset, account(CAROL));
        assert_eq!(licenses.cancel(studio.chain(), account(CAROL), license), Ok(refund));
        assert!(studio.balance(asset, account(CAROL)) >= before + refund);
        let end = (studio.now() / DAY + 1) * DAY;
        assert!(licenses.is_active(studio.chain(), account(CAROL), basic, end - 1));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), basic, end));
        studio.wait(DAY);
        let released = licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX);
        assert_eq!(released, Ok(total - refund));
        assert_eq!(licenses.deferred_revenue(studio.chain(), asset), 0);
    });
}

#[test]
fn a_gift_that_is_declined_goes_back_to_who_gave_it() {
    in_both(|studio, asset| {
        let licenses = studio.licenses;
        let basic = studio.basic;
        let order = studio.order(basic, asset, 1);
        let value = Studio::value(asset, PRICE);
        let license = licenses.gift(studio.chain(), account(ALICE), value, account(BOB), &order).expect("fine");
        let denied = refused(Rule::NotAllowed);
        studio.refuses(denied, |studio| licenses.cancel(studio.chain(), account(ALICE), license));
        let refund = licenses.cancel(studio.chain(), account(BOB), license).expect("Bob may decline");
        assert_eq!(licenses.prepaid(studio.chain(), account(ALICE), asset), refund);
        assert_eq!(licenses.withdraw(studio.chain(), account(ALICE), asset, refund), Ok(()));
    });
}

#[test]
fn a_license_grows_pauses_and_changes_hands() {
    in_both(|studio, asset| {
        let licenses = studio.licenses;
        let (split, basic, large) = (studio.split, studio.basic, studio.large);
        let license = studio.buy(CAROL, &studio.order(basic, asset, 1)).expect("fine");
        studio.wait(10 * DAY);
        let change = Change { plan: large, version: 1, asset, seats: 0, restart: false, max_total: u128::MAX };
        let (due, credit) = licenses.quote_change(studio.chain(), license, &change).expect("it can be changed");
        assert_eq!(credit, 0);
        let value = Studio::value(asset, due);
        licenses.change_plan(studio.chain(), account(CAROL), value, license, &change).expect("fine");
        let now = studio.now();
        assert!(licenses.is_active(studio.chain(), account(CAROL), large, now));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), basic, now));
        assert!(licenses.is_active(studio.chain(), account(CAROL), basic, now - 1));
        assert!(licenses.has_tier(studio.chain(), account(CAROL), 1, 2, now));
        licenses.pause(studio.chain(), account(CAROL), license).expect("it may be paused");
        studio.wait(5 * DAY);
        let paused = licenses.license_at(studio.chain(), license, now + 3 * DAY).expect("it is there");
        assert_eq!(paused.access, Access::Paused);
        licenses.resume(studio.chain(), account(CAROL), license).expect("the holder may");
        licenses.transfer(studio.chain(), account(CAROL), license, account(MALLORY)).expect("it is free");
        let now = studio.now();
        assert!(licenses.is_active(studio.chain(), account(MALLORY), large, now));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), large, now));
        assert!(licenses.is_active(studio.chain(), account(CAROL), basic, now - 10 * DAY));
        studio.check_solvent();
        studio.wait(60 * DAY);
        licenses.release(studio.chain(), account(KEEPER), asset, split, u32::MAX).expect("all is earned");
        assert_eq!(licenses.deferred_revenue(studio.chain(), asset), 0);
    });
}

#[test]
fn a_former_holder_does_not_share_in_what_the_license_becomes_again() {
    in_both(|studio, asset| {
        let licenses = studio.licenses;
        let (basic, large) = (studio.basic, studio.large);
        let license = studio.buy(CAROL, &studio.order(basic, asset, 1)).expect("fine");
        let change = |plan| Change { plan, version: 1, asset, seats: 0, restart: false, max_total: u128::MAX };
        let (due, _) = licenses.quote_change(studio.chain(), license, &change(large)).expect("it can be changed");
        let value = Studio::value(asset, due);
        licenses.change_plan(studio.chain(), account(CAROL), value, license, &change(large)).expect("fine");
        studio.wait(DAY);
        licenses.transfer(studio.chain(), account(CAROL), license, account(MALLORY)).expect("it is free");
        licenses.change_plan(studio.chain(), account(MALLORY), 0, license, &change(basic)).expect("it is lower");
        let value = Studio::value(asset, PRICE);
        let renewed = licenses.renew(studio.chain(), account(MALLORY), value, license, 1, u128::MAX, [0; 32]);
        assert_eq!(renewed, Ok(()));
        studio.wait(u64::from(PERIOD) * DAY);
        let now = studio.now();
        assert!(licenses.is_active(studio.chain(), account(MALLORY), basic, now));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), basic, now));
        assert!(!licenses.is_active(studio.chain(), account(CAROL), large, now));
    });
}

#[test]
fn an_outage_moves_the_end_of_every_license() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let basic = studio.basic;
    let start = studio.now();
    studio.buy(CAROL, &studio.order(basic, NATIVE, 1)).expect("fine");
    let end = start + u64::from(PERIOD) * DAY;
    studio.wait(DAY);
    licenses.open_outage(studio.chain(), account(OPERATOR)).expect("the operator may");
    studio.wait(2 * DAY);
    licenses.close_outage(studio.chain(), account(OPERATOR)).expect("the operator may");
    for (at, expected) in [(end, true), (end + 2 * DAY - 1, true), (end + 2 * DAY, false)] {
        assert_eq!(licenses.is_active(studio.chain(), account(CAROL), basic, at), expected, "{at}");
    }
}

#[test]
fn grants_and_trials_earn_nothing_and_give_nothing_back() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (basic, large) = (studio.basic, studio.large);
    let granted = licenses.grant(studio.chain(), account(PLANS), account(ALICE), basic, 1, 10).expect("they may");
    assert_eq!(licenses.cancel(studio.chain(), account(ALICE), granted), Ok(0));
    let tried = licenses.start_trial(studio.chain(), account(BOB), basic, 1).expect("once");
    let family = refused(Rule::TrialUsed { family: 1 });
    studio.refuses(family, |studio| licenses.start_trial(studio.chain(), account(BOB), large, 1));
    licenses.renew(studio.chain(), account(BOB), PRICE, tried, 1, PRICE, [0; 32]).expect("it becomes a paid one");
    let wrong = Error::WrongValue { expected: PRICE, given: PRICE - 1 };
    studio.refuses(wrong, |studio| licenses.renew(studio.chain(), account(BOB), PRICE - 1, tried, 1, PRICE, [0; 32]));
    studio.check_solvent();
}
