//! Thefts and mischief: each is named after what it tries.

use super::{spend, stream, Stage, ALICE, BOB, CREATIVE, DUAL, EPOCH, MALLORY, STRATEGIC};
use atelier_governance::{
    treasury::{Bucket, Error as Rule, Spend, Spender, Stream, NATIVE},
    units::DAY,
};
use e2e_tests::{
    chain::account,
    dao::{timelock::refused, treasury::Error},
    suite::{input, TokenMode},
};
use ink::selector_bytes;

#[test]
fn many_small_spends_get_no_more_than_the_cap() {
    let mut stage = Stage::with(1_000_000);
    stage.cap(Spender::Strategic, NATIVE, 1_000);
    let now = stage.chain.now();
    let plan = Stream { start: now - DAY, cliff: now - DAY, end: now };
    let mut debts = Vec::new();
    for number in 0..12 {
        // Streams that have vested long ago are no way around it either.
        let order = match number % 2 {
            0 => spend(Bucket::Compute, ALICE, 490),
            _ => stream(Bucket::Reserve, ALICE, 490, plan),
        };
        debts.push(stage.spent(STRATEGIC, order));
    }
    // 5,880 in all: five epochs full, and the rest in the sixth.
    for expected in [1_000, 1_000, 1_000, 1_000, 1_000, 880, 0] {
        let before = stage.chain.balance(account(ALICE));
        for debt in &debts {
            let _ = stage.collect(*debt);
        }
        assert_eq!(stage.chain.balance(account(ALICE)) - before, expected);
        stage.check();
        stage.wait(EPOCH);
    }
}

#[test]
fn canceled_streams_do_not_give_the_cap_back() {
    let mut stage = Stage::with(1_000_000);
    stage.cap(Spender::Strategic, NATIVE, 1_000);
    let now = stage.chain.now();
    let plan = Stream { start: now + DAY, cliff: now + DAY, end: now + 2 * DAY };
    let debt = stage.spent(STRATEGIC, stream(Bucket::Compute, ALICE, 1_000, plan));
    assert_eq!(stage.treasury.cancel_stream(&mut stage.chain, account(STRATEGIC), debt), Ok(1_000));
    let next = stage.spent(STRATEGIC, spend(Bucket::Compute, ALICE, 1_000));
    stage.refuses(Rule::NothingDue { debt: next }, |treasury, chain| treasury.collect(chain, next));
    stage.wait(EPOCH);
    assert_eq!(stage.collect(next), Ok(1_000));
}

#[test]
fn one_spend_cannot_block_a_timelock_for_ever() {
    let mut stage = Stage::with(1_000_000_000);
    stage.cap(Spender::Strategic, NATIVE, 1);
    stage.refuses(Rule::TooFarAhead { most: 120 }, |treasury, chain| {
        treasury.spend(chain, account(STRATEGIC), spend(Bucket::Compute, ALICE, 122))
    });
    stage.spent(STRATEGIC, spend(Bucket::Compute, ALICE, 121));
}

#[test]
fn nothing_is_collected_twice() {
    let mut stage = Stage::with(100_000);
    let debt = stage.spent(DUAL, spend(Bucket::Compute, ALICE, 5_000));
    assert_eq!(stage.collect(debt), Ok(5_000));
    for _ in 0..3 {
        stage.refuses(Rule::NothingDue { debt }, |treasury, chain| treasury.collect(chain, debt));
        stage.wait(EPOCH);
    }
}

#[test]
fn debts_cannot_be_spent_or_booked_again() {
    let mut stage = Stage::with(10_000);
    stage.spent(DUAL, spend(Bucket::Compute, ALICE, 4_000));
    // The money is still there, but owed.
    stage.refuses(Rule::NothingUnbooked, |treasury, chain| treasury.sync(chain, NATIVE));
    let bucket = Bucket::Compute;
    stage.refuses(Rule::BucketTooLow { bucket, holds: 0 }, |treasury, chain| {
        treasury.spend(chain, account(DUAL), spend(bucket, MALLORY, 1))
    });
    stage.refuses(Rule::BucketTooLow { bucket, holds: 0 }, |treasury, chain| {
        treasury.move_funds(chain, account(STRATEGIC), [bucket, Bucket::Grants], NATIVE, 1)
    });
    stage.check();
}

#[test]
fn a_debt_is_not_redirected_by_others() {
    let mut stage = Stage::with(10_000);
    let debt = stage.spent(DUAL, spend(Bucket::Compute, ALICE, 4_000));
    for thief in [MALLORY, BOB, STRATEGIC, CREATIVE, DUAL] {
        stage.refuses(Rule::NotPayee { debt }, |treasury, chain| {
            treasury.redirect(chain, account(thief), debt, account(MALLORY))
        });
    }
    stage.treasury.redirect(&mut stage.chain, account(ALICE), debt, account(BOB)).unwrap();
    stage.refuses(Rule::NotPayee { debt }, |treasury, chain| {
        treasury.redirect(chain, account(ALICE), debt, account(ALICE))
    });
}

/// A stage with native money, and with an honest and a hostile token of which the treasury owes Alice some.
fn stage_with_tokens() -> (Stage, [u32; 3], [e2e_tests::chain::AccountId; 2]) {
    let mut stage = Stage::with(10_000);
    let (honest, one) = stage.token("honest-token", 10_000);
    let (hostile, two) = stage.token("hostile-token", 10_000);
    let debts = [NATIVE, one, two].map(|asset| {
        let order = Spend { asset, ..spend(Bucket::Compute, ALICE, 3_000) };
        stage.spent(DUAL, order)
    });
    (stage, debts, [honest, hostile])
}

/// Asserts that the other assets are as they were, and pay.
#[track_caller]
fn check_others(mut stage: Stage, debts: [u32; 3], honest: e2e_tests::chain::AccountId) {
    for (asset, debt) in [(NATIVE, debts[0]), (1, debts[1])] {
        let books = stage.treasury.books(&mut stage.chain, asset).unwrap();
        assert_eq!((books.booked, books.buckets), (10_000, [1_000, 2_500, 2_500, 1_000]), "asset {asset}");
        assert_eq!(stage.collect(debt), Ok(3_000), "asset {asset}");
    }
    stage.check();
    let held = stage.tokens_of(honest, stage.treasury.account);
    stage.treasury.check_books(&mut stage.chain, 1, held);
}

#[test]
fn a_token_that_refuses_or_traps_keeps_its_debts_and_nobody_elses() {
    for mode in [TokenMode::Traps, TokenMode::BurnsGas] {
        let (mut stage, debts, [honest, hostile]) = stage_with_tokens();
        stage.cheat(hostile, mode.clone());
        let before = stage.chain.root();
        let called = stage.treasury.call_collect(&mut stage.chain, debts[2]);
        // All gas gone may end the treasury's own call.
        if called.outcome.is_ok() {
            let expected = Error::PayoutFailed { debt: debts[2], amount: 3_000 };
            assert_eq!(called.result::<u128, Error>(), Err(expected));
        } else {
            assert_eq!(mode, TokenMode::BurnsGas);
        }
        assert_eq!(stage.chain.root(), before);
        // And is paid once the token behaves.
        stage.cheat(hostile, TokenMode::Honest);
        assert_eq!(stage.collect(debts[2]), Ok(3_000));
        check_others(stage, debts, honest);
    }
}

#[test]
fn a_token_that_lies_about_the_balance_harms_only_its_own_books() {
    let (mut stage, debts, [honest, hostile]) = stage_with_tokens();
    stage.cheat(hostile, TokenMode::LiesAboutBalance(1_000_000));
    // Booked from nothing, owed, and never paid: but of this token only.
    assert_eq!(stage.treasury.sync(&mut stage.chain, 2), Ok(1_000_000));
    let order = Spend { asset: 2, ..spend(Bucket::Grants, BOB, 200_000) };
    let debt = stage.spent(DUAL, order);
    let treasury = stage.treasury;
    let expected = Error::PayoutFailed { debt, amount: 200_000 };
    refused(&mut stage.chain, expected, |chain| treasury.collect(chain, debt));
    stage.cheat(hostile, TokenMode::HidesBalance(u128::MAX));
    stage.refuses(Rule::NothingUnbooked, |treasury, chain| treasury.sync(chain, 2));
    assert_eq!(treasury.unbooked(&mut stage.chain, 2), Some(0));
    assert_eq!(stage.collect(debts[2]), Ok(3_000), "what there is is paid");
    check_others(stage, debts, honest);
}

#[test]
fn a_token_that_answers_nonsense_is_not_booked() {
    let (mut stage, debts, [honest, hostile]) = stage_with_tokens();
    for mode in [TokenMode::Traps, TokenMode::AnswersWithAnError] {
        stage.cheat(hostile, mode);
        let treasury = stage.treasury;
        refused(&mut stage.chain, Error::TokenFailed(hostile), |chain| treasury.sync(chain, 2));
        assert_eq!(treasury.unbooked(&mut stage.chain, 2), None);
    }
    // Longer than any balance: the machine ends the call.
    stage.cheat(hostile, TokenMode::ReturnsTooMuch(20_000));
    let before = stage.chain.root();
    let called = stage.chain.call(account(MALLORY), stage.treasury.account, 0, input(selector_bytes!("sync"), &2u32));
    assert!(called.outcome.is_err(), "{called:?}");
    assert_eq!(stage.chain.root(), before);
    // What a payout answers is nobody's concern.
    assert_eq!(stage.collect(debts[2]), Ok(3_000));
    check_others(stage, debts, honest);
}

#[test]
fn a_token_that_calls_back_is_denied() {
    for (message, argument) in [("collect", 2u32), ("collect", 0), ("sync", 0), ("due", 2)] {
        let (mut stage, debts, [honest, hostile]) = stage_with_tokens();
        let selector = match message {
            "collect" => selector_bytes!("collect"),
            "sync" => selector_bytes!("sync"),
            _ => selector_bytes!("due"),
        };
        stage.chain.transfer(account(MALLORY), stage.treasury.account, 5);
        stage.treasury.sync(&mut stage.chain, NATIVE).unwrap();
        let target = stage.treasury.account;
        stage.cheat(hostile, TokenMode::Reenters { target, input: input(selector, &argument) });
        let treasury = stage.treasury;
        // The machine traps a contract that re-enters, so the token fails.
        let expected = Error::PayoutFailed { debt: debts[2], amount: 3_000 };
        refused(&mut stage.chain, expected, |chain| treasury.collect(chain, debts[2]));
        stage.cheat(hostile, TokenMode::Honest);
        assert_eq!(stage.collect(debts[2]), Ok(3_000));
        assert_eq!(stage.tokens_of(hostile, account(ALICE)), 3_000);
        for (asset, debt) in [(NATIVE, debts[0]), (1, debts[1])] {
            assert_eq!(stage.collect(debt), Ok(3_000), "asset {asset}");
        }
        stage.check();
        let held = stage.tokens_of(honest, target);
        stage.treasury.check_books(&mut stage.chain, 1, held);
    }
}

#[test]
fn a_token_that_takes_a_fee_or_says_no_harms_its_own_payees() {
    let (mut stage, debts, [honest, hostile]) = stage_with_tokens();
    stage.cheat(hostile, TokenMode::TakesFee(1_000));
    assert_eq!(stage.collect(debts[2]), Ok(3_000));
    assert_eq!(stage.tokens_of(hostile, account(ALICE)), 2_700);
    let held = stage.tokens_of(hostile, stage.treasury.account);
    stage.treasury.check_books(&mut stage.chain, 2, held);
    stage.cheat(hostile, TokenMode::ReturnsFalse);
    let debt = stage.spent(DUAL, Spend { asset: 2, ..spend(Bucket::Grants, BOB, 500) });
    assert_eq!(stage.collect(debt), Ok(500), "a token that says no without reverting says yes to a contract");
    // What did not move is income again.
    assert_eq!(stage.treasury.unbooked(&mut stage.chain, 2), Some(500));
    check_others(stage, debts, honest);
}
