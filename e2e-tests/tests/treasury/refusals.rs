//! Every refusal: the named error, and nothing changed.

use super::{spend, stream, Stage, ALICE, CREATIVE, DUAL, EPOCH, MALLORY, POLICY, STRATEGIC};
use atelier_governance::{
    treasury::{Bucket, Error as Rule, Spend, Spender, Stream, MAX_STREAM, NATIVE},
    units::DAY,
};
use e2e_tests::{
    chain::{account, code, AccountId},
    dao::{
        timelock::refused,
        treasury::{Error, Treasury},
    },
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;

#[track_caller]
fn check_new(timelocks: [u32; 3], epoch: u64, policy: [u16; 4], fine: bool) {
    let mut stage = Stage::new();
    let input = Treasury::new_input(timelocks.map(account), epoch, policy);
    let before = stage.chain.root();
    match stage.chain.try_deploy(code("treasury"), account(DEPLOYER), input) {
        Ok(_) => assert!(fine),
        Err(refusal) => {
            assert!(!fine && refusal.starts_with("the constructor reverted"), "{refusal}");
            assert_eq!(stage.chain.root(), before);
        }
    }
}

#[test]
fn a_treasury_outside_its_bounds_is_refused() {
    check_new([1, 2, 3], DAY, POLICY, true);
    check_new([1, 2, 3], 90 * DAY, [0, 0, 0, 10_000], true);
    check_new([1, 2, 3], DAY - 1, POLICY, false);
    check_new([1, 2, 3], 90 * DAY + 1, POLICY, false);
    check_new([1, 2, 3], DAY, [2_500, 2_500, 2_500, 2_499], false);
    check_new([1, 2, 3], DAY, [2_500, 2_500, 2_500, 2_501], false);
    check_new([1, 1, 3], DAY, POLICY, false);
    check_new([1, 2, 2], DAY, POLICY, false);
    check_new([3, 2, 3], DAY, POLICY, false);
}

#[test]
fn strangers_and_the_wrong_timelocks_are_refused() {
    let mut stage = Stage::with(100_000);
    stage.cap(Spender::Creative, NATIVE, 1_000);
    stage.cap(Spender::Strategic, NATIVE, 1_000);
    let now = stage.chain.now();
    let plan = Stream { start: now, cliff: now, end: now + DAY };
    let open = stage.spent(STRATEGIC, stream(Bucket::Grants, ALICE, 100, plan));
    let dual = stage.spent(DUAL, stream(Bucket::Grants, ALICE, 100, plan));
    let token = stage.chain.deploy("honest-token", account(DEPLOYER), input(selector_bytes!("new"), &1u128));
    let route = [Bucket::Grants, Bucket::Compute];
    for caller in [DEPLOYER, ALICE, MALLORY] {
        let by = account(caller);
        stage.refuses(Rule::NotAllowed, |it, chain| it.spend(chain, by, spend(Bucket::Compute, caller, 1)));
        stage.refuses(Rule::NotAllowed, |it, chain| it.cancel_stream(chain, by, open));
        stage.refuses(Rule::NotAllowed, |it, chain| it.move_funds(chain, by, route, NATIVE, 1));
        stage.refuses(Rule::NotAllowed, |it, chain| it.register_asset(chain, by, token));
        stage.refuses(Rule::NotAllowed, |it, chain| it.set_policy(chain, by, POLICY));
        stage.refuses(Rule::NotAllowed, |it, chain| it.set_cap(chain, by, Spender::Creative, NATIVE, 1));
    }
    let [strategic, creative, both] = [STRATEGIC, CREATIVE, DUAL].map(account);
    let opened = stream(Bucket::Compute, ALICE, 1, plan);
    stage.refuses(Rule::NotAllowed, |it, chain| it.spend(chain, creative, opened));
    stage.refuses(Rule::NotAllowed, |it, chain| it.cancel_stream(chain, creative, open));
    stage.refuses(Rule::NotAllowed, |it, chain| it.cancel_stream(chain, strategic, dual));
    stage.refuses(Rule::NotAllowed, |it, chain| it.register_asset(chain, creative, token));
    for by in [creative, both] {
        stage.refuses(Rule::NotAllowed, |it, chain| it.move_funds(chain, by, route, NATIVE, 1));
    }
    for by in [strategic, creative] {
        stage.refuses(Rule::NotAllowed, |it, chain| it.set_policy(chain, by, POLICY));
        stage.refuses(Rule::NotAllowed, |it, chain| it.set_cap(chain, by, Spender::Creative, NATIVE, 1));
    }
    for bucket in [Bucket::Grants, Bucket::Reserve] {
        let order = spend(bucket, ALICE, 1);
        stage.refuses(Rule::BucketForbidden { bucket }, |it, chain| it.spend(chain, creative, order));
    }
    for bucket in [Bucket::Compute, Bucket::Datasets] {
        stage.spent(CREATIVE, spend(bucket, ALICE, 1));
    }
}

#[test]
fn spends_beyond_their_bounds_are_refused() {
    let mut stage = Stage::with(100_000);
    let [strategic, creative, dual] = [STRATEGIC, CREATIVE, DUAL].map(account);
    let compute = spend(Bucket::Compute, ALICE, 1);
    // By default there is no cap, which is a cap of 0.
    for (by, spender) in [(strategic, Spender::Strategic), (creative, Spender::Creative)] {
        stage.refuses(Rule::NoCap { spender }, |it, chain| it.spend(chain, by, compute));
    }
    let zero = Spend { amount: 0, ..compute };
    stage.refuses(Rule::ZeroAmount, |it, chain| it.spend(chain, dual, zero));
    let bucket = Bucket::Compute;
    let more = Spend { amount: 40_001, ..compute };
    stage.refuses(Rule::BucketTooLow { bucket, holds: 40_000 }, |it, chain| it.spend(chain, dual, more));
    stage.refuses(Rule::DualHasNoCap, |it, chain| it.set_cap(chain, dual, Spender::Dual, NATIVE, 1));
    // A cap that is taken away.
    stage.cap(Spender::Strategic, NATIVE, 10);
    stage.spent(STRATEGIC, compute);
    stage.cap(Spender::Strategic, NATIVE, 0);
    let spender = Spender::Strategic;
    stage.refuses(Rule::NoCap { spender }, |it, chain| it.spend(chain, strategic, compute));
    for (start, cliff, end) in [(5, 5, 5), (5, 4, 6), (5, 7, 6), (6, 6, 5), (0, 0, MAX_STREAM + 1)] {
        let order = stream(Bucket::Compute, ALICE, 1, Stream { start, cliff, end });
        stage.refuses(Rule::StreamOutside { start, cliff, end }, |it, chain| it.spend(chain, dual, order));
    }
    let sum = 10_001;
    let policy = [10_000, 1, 0, 0];
    stage.refuses(Rule::PolicyNotWhole { sum }, |it, chain| it.set_policy(chain, dual, policy));
    let route = [Bucket::Grants, Bucket::Compute];
    stage.refuses(Rule::ZeroAmount, |it, chain| it.move_funds(chain, strategic, route, NATIVE, 0));
}

#[test]
fn what_does_not_exist_is_refused() {
    let mut stage = Stage::with(100_000);
    let (treasury, chain) = (stage.treasury, &mut stage.chain);
    let dual = account(DUAL);
    let unknown = Error::UnknownAsset(1);
    refused(chain, unknown, |chain| treasury.sync(chain, 1));
    let order = Spend { asset: 1, ..spend(Bucket::Compute, ALICE, 1) };
    refused(chain, unknown, |chain| treasury.spend(chain, dual, order));
    refused(chain, unknown, |chain| treasury.set_cap(chain, dual, Spender::Creative, 1, 1));
    let route = [Bucket::Grants, Bucket::Compute];
    refused(chain, unknown, |chain| treasury.move_funds(chain, account(STRATEGIC), route, 1, 1));
    for debt in [0, u32::MAX] {
        let unknown = Error::Treasury(Rule::UnknownDebt { debt });
        refused(chain, unknown, |chain| treasury.collect(chain, debt));
        refused(chain, unknown, |chain| treasury.redirect(chain, account(ALICE), debt, account(ALICE)));
        refused(chain, unknown, |chain| treasury.cancel_stream(chain, dual, debt));
        assert_eq!((treasury.debt(chain, debt), treasury.due(chain, debt)), (None, None));
    }
    assert_eq!((treasury.books(chain, 1), treasury.bucket(chain, 1, Bucket::Grants)), (None, None));
    assert_eq!((treasury.unbooked(chain, 1), treasury.asset_of(chain, dual)), (None, None));
}

#[test]
fn streams_end_once() {
    let mut stage = Stage::with(100_000);
    let dual = account(DUAL);
    let now = stage.chain.now();
    let plan = Stream { start: now, cliff: now, end: now + DAY };
    let plain = stage.spent(DUAL, spend(Bucket::Grants, ALICE, 100));
    stage.refuses(Rule::NotAStream { debt: plain }, |it, chain| it.cancel_stream(chain, dual, plain));
    let debt = stage.spent(DUAL, stream(Bucket::Grants, ALICE, 100, plan));
    let over = stage.spent(DUAL, stream(Bucket::Grants, ALICE, 100, plan));
    stage.wait(DAY / 2);
    assert_eq!(stage.treasury.cancel_stream(&mut stage.chain, dual, debt), Ok(50));
    stage.refuses(Rule::NotAStream { debt }, |it, chain| it.cancel_stream(chain, dual, debt));
    stage.wait(DAY / 2);
    stage.refuses(Rule::AllVested { debt: over }, |it, chain| it.cancel_stream(chain, dual, over));
}

#[test]
fn tokens_are_registered_once_and_the_treasury_is_none() {
    let mut stage = Stage::new();
    let (token, asset) = stage.token("honest-token", 1);
    let (treasury, chain) = (stage.treasury, &mut stage.chain);
    for by in [STRATEGIC, DUAL].map(account) {
        refused(chain, Error::AssetKnown(asset), |chain| treasury.register_asset(chain, by, token));
        let me = treasury.account;
        refused(chain, Error::AssetForbidden, |chain| treasury.register_asset(chain, by, me));
    }
    // An account that is no token can be registered, and never has a balance.
    assert_eq!(treasury.register_asset(chain, account(STRATEGIC), account(ALICE)), Ok(2));
    refused(chain, Error::TokenFailed(account(ALICE)), |chain| treasury.sync(chain, 2));
}

#[test]
fn messages_refuse_money() {
    let mut stage = Stage::with(100_000);
    let me: AccountId = stage.treasury.account;
    let debt = stage.spent(DUAL, spend(Bucket::Grants, ALICE, 100));
    let inputs = [
        (ALICE, input(selector_bytes!("collect"), &debt)),
        (ALICE, input(selector_bytes!("sync"), &NATIVE)),
        (ALICE, input(selector_bytes!("redirect"), &(debt, account(ALICE)))),
        (DUAL, Treasury::spend_input(spend(Bucket::Grants, ALICE, 1))),
        (DUAL, input(selector_bytes!("set_policy"), &POLICY)),
        (ALICE, selector_bytes!("roles").to_vec()),
        (ALICE, b"none".to_vec()),
    ];
    stage.wait(EPOCH);
    for (caller, input) in inputs {
        let before = stage.chain.root();
        let called = stage.chain.call(account(caller), me, 1, input);
        // The error of the language layer.
        assert_eq!((called.reverted, called.outcome), (true, Ok(vec![1, 1])));
        assert_eq!(stage.chain.root(), before);
    }
}
