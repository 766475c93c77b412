//! Random lives of licenses on the chain: what the Wasm does with each step, the refused ones included, is what the world of
//! `licensing_model` foretells, and after each step the contract holds what it holds, and has the money for it.
//!
//! Two environment variables say how much is replayed:
//!
//! - `ATELIER_LICENSE_TRACES`: how many traces, 40 unless told; their seeds are 0, 1, 2 and so on.
//! - `ATELIER_LICENSE_TRACE_LENGTH`: how many steps each has, 150 unless told.
//!
//! Every trace has licenses that are paid in native money and in a token. A failure names the seed and the step.

use e2e_tests::studio::replay::Replay;
use licensing_model::{cases::ALL, trace::Trace};
use std::{collections::BTreeMap, env};

/// How many tests share the traces, so that no core is idle for long.
const PARTS: u64 = 4;
const TRACES: u64 = 40;
const LENGTH: u64 = 150;
/// The longest wait, in days.
const PATIENCE: u64 = 9;

fn setting(name: &str, default: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => default,
    }
}

/// Replays every trace whose seed leaves this remainder.
fn check_part(part: u64) {
    let (traces, length) = (setting("ATELIER_LICENSE_TRACES", TRACES), setting("ATELIER_LICENSE_TRACE_LENGTH", LENGTH));
    for seed in (part..traces).step_by(PARTS as usize) {
        let mut replay = Replay::new(seed, PATIENCE);
        let played = (0..length).try_for_each(|_| replay.go_on().map(|_| ()));
        if let Err(error) = played.and_then(|()| replay.compare_all()) {
            panic!("{error}");
        }
    }
}

#[test]
fn wasm_does_what_the_world_foretells_first_part() {
    check_part(0);
}

#[test]
fn wasm_does_what_the_world_foretells_second_part() {
    check_part(1);
}

#[test]
fn wasm_does_what_the_world_foretells_third_part() {
    check_part(2);
}

#[test]
fn wasm_does_what_the_world_foretells_fourth_part() {
    check_part(3);
}

#[test]
fn the_traces_come_to_everything() {
    let mut counts: BTreeMap<&str, u32> = ALL.iter().map(|case| (*case, 0)).collect();
    for seed in 0..TRACES {
        let mut trace = Trace::new(seed, PATIENCE);
        for _ in 0..LENGTH {
            for case in trace.go_on().cases {
                if let Some(count) = counts.get_mut(case.as_str()) {
                    *count += 1;
                }
            }
        }
    }
    println!("{counts:#?}");
    let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_the_world_does_not_know_is_noticed() {
    let mut replay = Replay::new(0, PATIENCE);
    for _ in 0..20 {
        replay.go_on().unwrap();
    }
    assert_eq!(replay.compare_all(), Ok(()));
    // One unit too many lies where the money is.
    let licenses = replay.licenses;
    replay.suite.chain.transfer(e2e_tests::chain::account(46), licenses, 1);
    let error = replay.compare_all().unwrap_err();
    assert!(error.contains("what Licenses has of 0"), "{error}");
}
