//! The entry points are written by hand, in two codes, so nothing but these tests keeps them and the metadata together.

use crate::stage::{stage, Stage};
use e2e_tests::{
    chain::{account, code},
    dao::votes::{Signer, Terms, MINTER},
    people::{ALICE, BOB, MALLORY},
    suite::{input, DEPLOYER},
};
use scale::Encode;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::PathBuf};

fn metadata() -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/ink/votes/votes.json");
    serde_json::from_slice(&fs::read(file).expect("run `cargo xtask build` first")).unwrap()
}

fn selector(message: &Value) -> [u8; 4] {
    let digits = message["selector"].as_str().unwrap();
    u32::from_str_radix(&digits[2..], 16).unwrap().to_be_bytes()
}

/// Arguments for each message, with which it does not fail as long as nothing else was done.
fn calls(stage: &Stage) -> Vec<(&'static str, u32, Vec<u8>)> {
    let (alice, bob) = (account(ALICE), account(BOB));
    let none = Vec::<u8>::new();
    let letter = Signer::new(3).letter(stage.votes.account, bob, 0, u64::MAX);
    vec![
        ("PSP22::total_supply", ALICE, Vec::new()),
        ("PSP22::balance_of", ALICE, alice.encode()),
        ("PSP22::allowance", ALICE, (alice, bob).encode()),
        ("PSP22::transfer", ALICE, (bob, 1u128, &none).encode()),
        ("PSP22::transfer_from", ALICE, (alice, bob, 1u128, &none).encode()),
        ("PSP22::approve", ALICE, (bob, 5u128).encode()),
        ("PSP22::increase_allowance", ALICE, (bob, 5u128).encode()),
        ("PSP22::decrease_allowance", ALICE, (bob, 0u128).encode()),
        ("PSP22Metadata::token_name", ALICE, Vec::new()),
        ("PSP22Metadata::token_symbol", ALICE, Vec::new()),
        ("PSP22Metadata::token_decimals", ALICE, Vec::new()),
        ("PSP22Burnable::burn", ALICE, 1u128.encode()),
        ("mint", MINTER, (bob, 1u128).encode()),
        ("cap", ALICE, Vec::new()),
        ("minter", ALICE, Vec::new()),
        ("authority", ALICE, Vec::new()),
        ("genesis", ALICE, Vec::new()),
        ("delegate", ALICE, bob.encode()),
        ("delegate_by_sig", ALICE, letter.encode()),
        ("nonce", ALICE, bob.encode()),
        ("delegates", ALICE, bob.encode()),
        ("exclude", e2e_tests::dao::votes::AUTHORITY, bob.encode()),
        // Bob is not excluded: that is understood and refused.
        ("include", e2e_tests::dao::votes::AUTHORITY, bob.encode()),
        ("excluded", ALICE, Vec::new()),
        ("votes", ALICE, bob.encode()),
        ("past_votes", ALICE, (bob, 5u64).encode()),
        ("past_total_supply", ALICE, 5u64.encode()),
        ("past_votes_and_supply", ALICE, (bob, 5u64).encode()),
        ("checkpoint_count", ALICE, bob.encode()),
        ("checkpoint", ALICE, (bob, 0u64).encode()),
        ("clock", ALICE, Vec::new()),
        ("clock_mode", ALICE, Vec::new()),
    ]
}

fn selector_of(metadata: &Value, label: &str) -> [u8; 4] {
    let messages = metadata["spec"]["messages"].as_array().unwrap();
    let message = messages.iter().find(|message| message["label"] == label);
    selector(message.unwrap_or_else(|| panic!("the metadata has no {label}")))
}

#[test]
fn each_message_of_the_metadata_is_understood() {
    let mut stage = stage();
    let metadata = metadata();
    let declared: BTreeSet<&str> = metadata["spec"]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["label"].as_str().unwrap())
        .collect();
    let calls = calls(&stage);
    assert_eq!(declared, calls.iter().map(|(label, ..)| *label).collect(), "each declared message is tried");
    for (label, caller, arguments) in calls {
        let input = [selector_of(&metadata, label).to_vec(), arguments].concat();
        let called = stage.chain.ask(account(caller), stage.votes.account, input);
        let answer = called.outcome.unwrap_or_else(|error| panic!("{label} traps: {error}"));
        assert_eq!(answer[0], 0, "{label} is not understood");
        assert_eq!(called.reverted, label == "include", "{label} answers {answer:?}");
    }
}

#[test]
fn messages_take_no_money_and_no_input_that_ends_too_early() {
    let mut stage = stage();
    let metadata = metadata();
    for (label, caller, arguments) in calls(&stage) {
        let input = [selector_of(&metadata, label).to_vec(), arguments].concat();
        let before = stage.chain.root();
        let mut attempt = |value, input: &[u8]| {
            let called = stage.chain.call(account(caller), stage.votes.account, value, input.to_vec());
            assert!(called.reverted, "{label}: {called:?}");
            assert_eq!(called.outcome, Ok(vec![1, 1]), "{label}");
        };
        attempt(5_000_000, &input);
        for length in 0..input.len() {
            attempt(0, &input[..length]);
        }
        assert_eq!(stage.chain.root(), before, "{label}");
    }
}

#[test]
fn selectors_that_no_message_has_are_refused() {
    let mut stage = stage();
    let metadata = metadata();
    for (label, caller, arguments) in calls(&stage) {
        for bit in [0, 9, 18, 31] {
            let mut input = [selector_of(&metadata, label).to_vec(), arguments.clone()].concat();
            input[bit / 8] ^= 1 << (bit % 8);
            let called = stage.chain.call(account(caller), stage.votes.account, 0, input);
            assert_eq!(called.outcome, Ok(vec![1, 1]), "a selector beside {label}");
        }
    }
}

#[test]
fn constructor_takes_no_money_and_no_input_that_ends_too_early() {
    let mut stage = stage();
    let desk = stage.chain.upload("votes-desk", account(DEPLOYER));
    let mut terms = Terms::of(&[(ALICE, 5)]);
    terms.excluded = vec![account(BOB)];
    let whole = terms.input(desk);
    let mut deploy =
        |value, input: Vec<u8>| stage.chain.try_deploy_with(value, code("votes"), account(MALLORY), input).is_ok();
    for length in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        assert!(!deploy(0, whole[..length].to_vec()), "{length} of {} bytes", whole.len());
    }
    assert!(!deploy(5_000_000, whole.clone()));
    assert!(deploy(0, whole));
    // Texts have at most 63 bytes.
    for (length, fits) in [(0, true), (63, true), (64, false), (200, false)] {
        let name = "n".repeat(length);
        assert_eq!(deploy(0, Terms { name, ..terms.clone() }.input(desk)), fits, "a name of {length} bytes");
    }
    let other = input(ink::selector_bytes!("mint"), &(account(BOB), 1u128));
    assert!(!deploy(0, other));
}
