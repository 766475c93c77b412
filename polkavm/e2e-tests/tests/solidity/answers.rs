//! How long an answer can be. A value of SCALE becomes words of 32 bytes, and the machine takes no answer above 128 KiB; so what
//! fits into an answer of 16 KiB in SCALE need not fit in words, and is asked in parts.

use crate::{abi::Contract, twins::ledger_by_words};
use alloy_dyn_abi::DynSolValue;
use atelier_splits::{Table, NATIVE};
use e2e_tests::{
    chain::account,
    people::{step, ALICE, BOB, KEEPER, PAYER},
    suite::{accounts, edge, payee, tiers, Suite},
};
use scale::Encode;

/// The longest answer that the machine takes.
const LONGEST: usize = 128 * 1024;

/// The length of a view's answer in words; `None` if it is too long.
#[track_caller]
fn length(suite: &mut Suite, splits: &Contract, name: &str, arguments: &impl Encode) -> Option<usize> {
    let message = splits.message(name);
    let (ledger, arguments) = (suite.ledger, arguments.encode());
    // In SCALE it is always answered.
    let scale = suite.chain.ask(account(KEEPER), ledger, [&message.selector[..], &arguments].concat());
    let expected = message.scale_answer(scale.reverted, &scale.outcome.unwrap()).unwrap();
    let words = suite.chain.ask(account(KEEPER), ledger, message.words(&message.values(&arguments)));
    match words.outcome {
        Ok(data) => {
            assert_eq!(message.answer(words.reverted, &data), Ok(expected));
            assert!(data.len() <= LONGEST);
            Some(data.len())
        }
        Err(error) => {
            assert!(error.contains("ContractTrapped") || error.contains("ReturnDataTooLarge"), "{error}");
            assert!(message.answer_length(&expected) > LONGEST);
            None
        }
    }
}

#[test]
fn table_of_430_entries_is_asked_in_two_parts() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let people: Vec<_> = (0..430).map(|number| payee(1_000 + number, number + 1)).collect();
    let full = suite.fixed(Table::Entries(people.clone()));
    // Eleven words an entry, and what stands before them.
    let fits = (LONGEST - 15 * 32) / (11 * 32);
    assert_eq!(fits, 371);
    for (count, expected) in [(1, true), (215, true), (fits as u16, true), (fits as u16 + 1, false), (430, false)] {
        let length = length(&mut suite, &splits, "table", &(full, 0u16, count));
        assert_eq!(length.is_some(), expected, "{count} entries: {length:?}");
    }
    assert!(length(&mut suite, &splits, "table", &(full, 215u16, 215u16)).is_some());
    // With tiers an answer of 16 KiB has fewer entries, all of which fit.
    let weights = vec![1; 430];
    let many = tiers(people, NATIVE, vec![(430, weights); 7]);
    let many = suite.fixed(many);
    assert!(length(&mut suite, &splits, "table", &(many, 0u16, 430u16)).is_some());
}

#[test]
fn quote_of_many_payees_fits() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let people: Vec<_> = (0..430).map(|number| (1_000 + number, number + 1)).collect();
    let full = suite.fixed(accounts(&people));
    let quoted = length(&mut suite, &splits, "quote", &(full, NATIVE, 10_000_000u128, 0u32, u32::MAX));
    // Five words a payee.
    assert_eq!(quoted, Some((2 + 5 * 430) * 32));
}

#[test]
fn trace_of_many_paths_is_asked_with_a_smaller_budget() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    // Two tables on each level, each of which leads to both below: as many paths as there are ways.
    let mut level = [(); 2].map(|()| suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)])));
    for _ in 0..8 {
        let table = Table::Entries(level.iter().map(|below| edge(*below, false, 1)).collect());
        level = [(); 2].map(|()| suite.fixed(table.clone()));
    }
    let [wide, _] = level;
    let cursor: Vec<atelier_splits::Step> = Vec::new();
    let found = length(&mut suite, &splits, "trace", &(wide, account(ALICE), u32::MAX, cursor.clone()));
    assert_eq!(found, None);
    let found = length(&mut suite, &splits, "trace", &(wide, account(ALICE), 100u32, cursor));
    assert!(found.is_some());
}

#[test]
fn claim_to_answers_for_as_many_assets_as_a_call_has_gas_for() {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    suite.deposit(account(PAYER), split, 5).unwrap();
    let message = splits.message("claimTo");
    let values = message.values(&(vec![step(split.0, 0)], vec![NATIVE; 200], account(BOB)).encode());
    let ledger = suite.ledger;
    let called = suite.chain.call(account(ALICE), ledger, 0, message.words(&values));
    let claimed = message.answer(called.reverted, &called.outcome.unwrap()).unwrap();
    let [DynSolValue::Array(claimed)] = &claimed[..] else { panic!("{claimed:?}") };
    assert_eq!(claimed.len(), 200);
}
