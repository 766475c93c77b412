//! Random traces on the chain: what the Wasm does with each operation, the refused ones included, is what the model of
//! `splits_model` foretells, down to the last unit, and every cell is what the rules in memory would have written.
//!
//! Two environment variables say how much is replayed:
//!
//! - `ATELIER_TRACES`: how many traces, 200 unless told; their seeds are 0, 1, 2 and so on.
//! - `ATELIER_TRACE_LENGTH`: how many operations each has, 60 unless told.
//!
//! A failure names the seed and the operation, so `splits_model::trace(seed, length)` makes the same trace again.

use atelier_splits::{Id, NATIVE};
use e2e_tests::replay::Replay;
use splits_model::{check_invariants, replay, trace, Account, Done, Ledger, Operation};
use std::env;

/// How many tests share the traces, so that no core is idle for long.
const PARTS: u64 = 4;
/// After how many operations the books are compared; they are at the end, too.
const EVERY: usize = 15;

fn setting(name: &str, default: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => default,
    }
}

/// Replays every trace whose seed leaves this remainder.
fn check_part(part: u64) {
    let length = setting("ATELIER_TRACE_LENGTH", 60) as usize;
    for seed in (part..setting("ATELIER_TRACES", 200)).step_by(PARTS as usize) {
        let operations = trace(seed, length);
        let mut ledger = Replay::new(seed);
        let replayed = replay(&mut ledger, &operations, EVERY);
        if let Err(error) = replayed.and_then(|model| ledger.check_remains(&operations, &model)) {
            panic!("seed {seed}, {length} operations: {error}");
        }
    }
}

#[test]
fn wasm_does_what_the_model_foretells_first_part() {
    check_part(0);
}

#[test]
fn wasm_does_what_the_model_foretells_second_part() {
    check_part(1);
}

#[test]
fn wasm_does_what_the_model_foretells_third_part() {
    check_part(2);
}

#[test]
fn wasm_does_what_the_model_foretells_fourth_part() {
    check_part(3);
}

#[test]
fn one_unit_that_the_model_does_not_know_is_noticed() {
    let operations = trace(0, 20);
    let mut ledger = Replay::new(0);
    let model = replay(&mut ledger, &operations, EVERY).unwrap();
    assert_eq!(check_invariants(&mut ledger, &model), Ok(()));
    let unit = Operation::Deposit { caller: Account(0), split: Id::version(1), asset: NATIVE, amount: 1 };
    assert_eq!(ledger.apply(&unit), Ok(Done::Nothing));
    let books = check_invariants(&mut ledger, &model).unwrap_err();
    assert!(books.contains("version 1, asset 0: received"), "{books}");
    let cells = ledger.check_remains(&operations, &model).unwrap_err();
    assert!(cells.contains("cell [3, 1, 0, 0, 0,"), "{cells}");
}
