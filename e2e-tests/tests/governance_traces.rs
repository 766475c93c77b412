//! Random lives of a DAO on the chain: what the Wasm does with each step, the refused ones included, is what the world of
//! `governance_model` foretells, and after each step the contracts hold what it holds.
//!
//! Two environment variables say how much is replayed:
//!
//! - `ATELIER_TRACES`: how many traces, 40 unless told; their seeds are 0, 1, 2 and so on.
//! - `ATELIER_TRACE_LENGTH`: how many steps each has, 120 unless told.
//!
//! A failure names the seed and the step.

use atelier_governance::{
    proposal::{Reason, State},
    track::House,
};
use e2e_tests::{
    chain::account,
    dao::{
        replay::Replay,
        trace::{cases, Case, Trace},
    },
    people::MALLORY,
};
use std::env;

/// How many tests share the traces, so that no core is idle for long.
const PARTS: u64 = 4;
const TRACES: u64 = 40;
const LENGTH: u64 = 120;

fn setting(name: &str, default: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => default,
    }
}

/// Replays every trace whose seed leaves this remainder.
fn check_part(part: u64) {
    let (traces, length) = (setting("ATELIER_TRACES", TRACES), setting("ATELIER_TRACE_LENGTH", LENGTH));
    let mut decided = 0;
    for seed in (part..traces).step_by(PARTS as usize) {
        let mut replay = Replay::new(seed);
        let played = (0..length).try_for_each(|_| replay.go_on());
        if let Err(error) = played.and_then(|()| replay.finish()) {
            panic!("{error}");
        }
        decided += replay.decided().len();
    }
    // What is said about who decides is said about something.
    assert!(decided > 0 || traces < TRACES || length < LENGTH, "only {decided} proposals called the recorder");
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
fn the_traces_come_to_everything_that_a_proposal_can() {
    let mut expected: Vec<Case> = [
        State::Pending,
        State::Active,
        State::Objection,
        State::Vetoed(House::Community),
        State::Vetoed(House::Committee),
        State::Succeeded,
        State::Queued,
        State::Ready,
        State::Executed,
        State::Unqueued,
        State::Unexecuted,
        State::Withdrawn,
        State::Unbacked,
        State::Revoked,
    ]
    .map(Case::State)
    .to_vec();
    let reasons = [Reason::NoQuorum, Reason::NotApproved, Reason::CommunityOnly, Reason::CommitteeOnly];
    expected.extend(reasons.map(|reason| Case::State(State::Defeated(reason))));
    expected.extend([
        Case::Overridden,
        Case::Dormant,
        Case::Dual,
        Case::AlsoCommunity,
        Case::Slashed,
        Case::Pruned,
        Case::Rules,
        Case::Suspended,
        Case::Roster,
    ]);
    let mut counts = vec![0; expected.len()];
    for seed in 0..TRACES {
        let mut trace = Trace::new(seed);
        let mut found = Vec::new();
        for _ in 0..LENGTH {
            let (step, outcome, _) = trace.go_on();
            found.extend(cases(&trace, &step, &outcome));
        }
        for (count, case) in counts.iter_mut().zip(&expected) {
            *count += u32::from(found.contains(case));
        }
    }
    let table: Vec<_> = expected.iter().zip(&counts).collect();
    println!("{table:?}");
    assert!(counts.iter().all(|count| *count > 0), "{table:?}");
}

#[test]
fn what_the_world_does_not_know_is_noticed() {
    let mut replay = Replay::new(0);
    for _ in 0..20 {
        replay.go_on().unwrap();
    }
    assert_eq!(replay.compare().and_then(|()| replay.finish()), Ok(()));
    // Somebody calls what only decisions call.
    replay.dao.chain.fund(account(MALLORY), e2e_tests::chain::FORTUNE);
    let call = replay.dao.recorder.record(0, 0);
    let input = [&call.selector[..], &call.args].concat();
    replay.dao.chain.call(account(MALLORY), call.target, 0, input).result::<(), u8>().unwrap();
    let error = replay.finish().unwrap_err();
    assert!(error.contains("decided: 0 instead of 1"), "{error}");
    // One unit too many lies where deposits are held.
    let governor = replay.dao.governor.account;
    replay.dao.chain.transfer(account(MALLORY), governor, 1);
    let error = replay.compare().unwrap_err();
    assert!(error.contains("deposits held and lost"), "{error}");
}
