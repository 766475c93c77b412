//! The tables that the contracts carry say what their metadata say.

use abi_tests::Contract;
use atelier_host::solidity::{self, Fault, Log, Message, Refusal};
use solidity_abi::{types, Refusal as Derived};
use std::collections::BTreeSet;

fn check_messages(contract: &str, tables: &[&[Message]], constructor: &str) {
    let contract = Contract::of(contract);
    let mut missing: BTreeSet<&str> = tables.concat().iter().map(|message| message.signature).collect();
    for function in &contract.interface.functions {
        let signature = function.signature();
        let found = tables.concat().into_iter().find(|message| message.signature == signature);
        let message = found.unwrap_or_else(|| panic!("no table has {signature} -> {}", types(&function.answer)));
        assert_eq!(message.answer, types(&function.answer), "{signature}");
        assert_eq!(message.refuses, function.refuses, "{signature}");
        assert_eq!(message.ink, function.selector, "{signature}");
        missing.remove(message.signature);
    }
    assert!(missing.is_empty(), "the contract has no {missing:?}");
    assert_eq!(types(&contract.interface.constructor.arguments), constructor);
}

/// A refusal in one line, to compare.
fn line(refusal: &Derived) -> String {
    match refusal {
        Derived::Leaf { name, fields } => format!("{name}{}", types(fields)),
        Derived::Inner(inner) => format!("enum {inner}"),
        Derived::Around { name, fields, inner } => format!("{name}{} around enum {inner}", types(fields)),
    }
}

fn declared_line(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Leaf(signature) => (*signature).to_owned(),
        Refusal::Inner(inner) => format!("enum {inner}"),
        Refusal::Around(signature, inner) => format!("{signature} around enum {inner}"),
    }
}

fn check_errors(contract: &str, declared: &[&[Refusal]]) {
    let derived = Contract::of(contract).interface.errors;
    let derived: Vec<Vec<String>> = derived.iter().map(|refusals| refusals.iter().map(line).collect()).collect();
    let declared: Vec<Vec<String>> =
        declared.iter().map(|refusals| refusals.iter().map(declared_line).collect()).collect();
    assert_eq!(declared, derived);
}

#[test]
fn messages_of_the_ledger_are_those_of_its_metadata() {
    check_messages("splits", &[splits::solidity::HOT, splits::solidity::RARE], splits::solidity::CONSTRUCTOR);
}

#[test]
fn messages_of_the_forwarder_are_those_of_its_metadata() {
    use split_forwarder::solidity::{CONSTRUCTOR, MESSAGES};
    check_messages("split-forwarder", &[MESSAGES], CONSTRUCTOR);
}

#[test]
fn errors_of_the_ledger_are_those_of_its_metadata() {
    check_errors("splits", splits::solidity::ERRORS);
}

#[test]
fn errors_of_the_forwarder_are_those_of_its_metadata() {
    check_errors("split-forwarder", split_forwarder::solidity::ERRORS);
}

#[test]
fn errors_of_the_hot_code_are_all_but_those_of_creation() {
    let lines = |enums: &[&[Refusal]]| -> Vec<Vec<String>> {
        enums.iter().map(|refusals| refusals.iter().map(declared_line).collect()).collect()
    };
    assert_eq!(lines(splits::solidity::HOT_ERRORS), lines(&splits::solidity::ERRORS[..2]));
    assert!(splits::solidity::ERRORS[2].iter().any(|refusal| declared_line(refusal) == "TooManySplits()"));
}

#[test]
fn messages_of_the_hot_code_are_the_hot_ones() {
    let names: Vec<&str> = splits::solidity::HOT
        .iter()
        .map(|message| &message.signature[..message.signature.find('(').unwrap()])
        .collect();
    assert_eq!(names, ["deposit", "depositToken", "credit", "claim", "claimPath", "payAll"]);
}

#[test]
fn events_of_the_ledger_are_those_of_its_metadata() {
    let mut declared = splits::solidity::EVENTS.to_vec();
    let mut derived: Vec<String> =
        Contract::of("splits").interface.events.iter().map(|event| event.signature()).collect();
    declared.sort_unstable();
    derived.sort_unstable();
    assert_eq!(declared, derived);
}

#[test]
fn events_of_the_ledger_are_logged_by_their_own_names() {
    #[track_caller]
    fn check<E: Log + 'static>() {
        let name = std::any::type_name::<E>().rsplit("::").next().unwrap();
        assert_eq!(E::SIGNATURE.split('(').next().unwrap(), name);
        assert!(splits::solidity::EVENTS.contains(&E::SIGNATURE));
    }
    check::<splits::Received>();
    check::<splits::Paid>();
    check::<splits::PaidMany>();
    check::<splits::Created>();
    check::<splits::Updated>();
    check::<splits::ControlChanged>();
    check::<splits::EntryOffered>();
    check::<splits::EntryAssigned>();
    check::<splits::AssetRegistered>();
}

#[test]
fn selectors_are_unambiguous() {
    let ledger = [splits::solidity::HOT, splits::solidity::RARE].concat();
    let forwarder = split_forwarder::solidity::MESSAGES.to_vec();
    for messages in [ledger, forwarder] {
        let solidity = messages.iter().map(|message| solidity::selector(message.signature));
        let all: Vec<[u8; 4]> = solidity.chain(messages.iter().map(|message| message.ink)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 2 * messages.len());
    }
}

#[test]
fn selectors_of_errors_are_unambiguous() {
    let all = [splits::solidity::ERRORS.concat(), split_forwarder::solidity::ERRORS.concat()].concat();
    let mut signatures: BTreeSet<&str> = BTreeSet::from([Fault::AMOUNT_TOO_LARGE]);
    for refusal in &all {
        if let Refusal::Leaf(signature) | Refusal::Around(signature, _) = refusal {
            signatures.insert(signature);
        }
    }
    let selectors: BTreeSet<[u8; 4]> = signatures.iter().map(|signature| solidity::selector(signature)).collect();
    assert_eq!(selectors.len(), signatures.len());
}
