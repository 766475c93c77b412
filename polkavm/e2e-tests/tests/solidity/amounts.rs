//! Solidity's amounts have 256 bits, the suite's 128: what is above is refused by name wherever an amount can be said, also
//! behind other arguments that are wrong, and the largest amount below is taken as it is.

use crate::{
    abi::Contract,
    twins::{ledger_by_words, Twins},
};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::U256;
use atelier_splits::{Id, NATIVE};
use e2e_tests::{
    chain::{account, FORTUNE},
    people::{ALICE, BOB, KEEPER, PAYER},
    suite::{accounts, tiers},
    suite::{payee, Suite},
};
use scale::Encode;

/// What is not an amount, from the least on.
fn too_large() -> [U256; 4] {
    let least: U256 = U256::from(1) << 128;
    [least, least + U256::from(1), U256::from(1) << 255, U256::MAX]
}

/// Says `amount` in the place of an argument of a call, and asserts that this is refused and changes nothing.
#[track_caller]
fn refuses(suite: &mut Suite, splits: &Contract, name: &str, arguments: &impl Encode, place: usize, value: u128) {
    let message = splits.message(name);
    let mut values = message.values(&arguments.encode());
    for amount in too_large() {
        values[place] = DynSolValue::Uint(amount, 256);
        let (before, ledger) = (suite.chain.root(), suite.ledger);
        let called = suite.chain.call(account(BOB), ledger, value, message.words(&values));
        let refused = message.answer(called.reverted, &called.outcome.unwrap());
        assert_eq!(refused, Err(("AmountTooLarge".to_owned(), Vec::new())), "{amount} in {name}");
        assert_eq!(suite.chain.root(), before);
    }
}

#[test]
fn amounts_of_129_bits_are_refused_in_every_argument() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let (_, asset) = suite.stage_token("honest-token", 1_000);
    suite.transfer_entry(account(ALICE), e2e_tests::people::step(split.0, 0), account(BOB)).unwrap();
    refuses(&mut suite, &splits, "depositToken", &(split, asset, 0u128), 2, 0);
    refuses(&mut suite, &splits, "quote", &(split, NATIVE, 0u128, 0u32, 9u32), 2, 0);
    refuses(&mut suite, &splits, "acceptEntry", &(split, 0u16, NATIVE, 0u128), 3, 0);
    // The arguments are read before anything else is looked at.
    refuses(&mut suite, &splits, "depositToken", &(Id(404), 404u32, 0u128), 2, 1);
}

#[test]
fn amounts_of_129_bits_are_refused_within_a_table() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let table = tiers(vec![payee(ALICE, 1)], NATIVE, vec![(5, vec![1])]);
    let message = splits.message("create");
    let words = message.words(&message.values(&(table, None::<()>).encode()));
    // The cap is the only word that says 5.
    let mut five = [0; 32];
    five[31] = 5;
    let places: Vec<_> = (4..words.len()).step_by(32).filter(|at| words[*at..*at + 32] == five).collect();
    let [cap] = places[..] else { panic!("{places:?}") };
    for amount in too_large() {
        let mut words = words.clone();
        words[cap..cap + 32].copy_from_slice(&amount.to_be_bytes::<32>());
        let (before, ledger) = (suite.chain.root(), suite.ledger);
        let called = suite.chain.call(account(PAYER), ledger, 0, words);
        let refused = message.answer(called.reverted, &called.outcome.unwrap());
        assert_eq!(refused.unwrap_err().0, "AmountTooLarge");
        assert_eq!(suite.chain.root(), before);
    }
}

#[test]
fn largest_amount_of_128_bits_goes_in_and_out() {
    let mut twins = Twins::new();
    let token = twins.deploy_token("honest-token", u128::MAX);
    twins.call(PAYER, 0, "registerAsset", &token).unwrap();
    twins.call(PAYER, 0, "create", &(accounts(&[(ALICE, 1)]), None::<()>)).unwrap();
    twins.call(PAYER, 0, "depositToken", &(Id(1), 1u32, u128::MAX)).unwrap();
    let most = vec![DynSolValue::Uint(U256::from(u128::MAX), 256)];
    for (name, arguments) in [("received", (1u32, 1u32).encode()), ("claimable", (1u32, 0u16, 1u32).encode())] {
        let message = twins.splits.message(name);
        let (words, ledger) = (message.words(&message.values(&arguments)), twins.ledger());
        let called = twins.both(|suite| suite.chain.ask(account(KEEPER), ledger, words.clone()).outcome);
        assert_eq!(twins.splits.message(name).answer(false, &called.unwrap()), Ok(most.clone()));
    }
    assert_eq!(twins.call(KEEPER, 0, "claim", &(1u32, 0u16, 1u32)), Ok(most));
}

#[test]
fn native_money_of_129_bits_is_refused() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let most: U256 = U256::from(u128::MAX);
    // The chain counts its own money in 128 bits of a larger unit, so contracts can see more than fits.
    let fortune: U256 = (U256::from(1) << 128) + U256::from(FORTUNE);
    suite.chain.fund_wide(account(PAYER), sp_core::U256::from_big_endian(&fortune.to_be_bytes::<32>()));
    let message = splits.message("deposit");
    let words = message.words(&message.values(&split.encode()));
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let wide = |amount: U256| sp_core::U256::from_big_endian(&amount.to_be_bytes::<32>());
    let called = suite.chain.call_wide(account(PAYER), ledger, wide(most + U256::from(1)), words.clone());
    assert_eq!(message.answer(called.reverted, &called.outcome.unwrap()).unwrap_err().0, "AmountTooLarge");
    assert_eq!(suite.chain.root(), before);
    let called = suite.chain.call_wide(account(PAYER), ledger, wide(most), words);
    assert_eq!(message.answer(called.reverted, &called.outcome.unwrap()), Ok(Vec::new()));
    assert_eq!(suite.received(split.0, NATIVE), u128::MAX);
    assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(u128::MAX));
}
