//! The contracts understand what their metadata declares: the ledger's entry points are written by hand, in two codes, so
//! nothing but these tests keeps them and the metadata together.

use e2e_tests::{
    chain::{account, code, Called, Chain, FORTUNE},
    metadata::{bytes, Metadata, COULD_NOT_READ_INPUT},
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, PAYER},
    suite::{accounts, input, Suite, DEPLOYER},
};
use ink::{primitives::AccountId, selector_bytes};
use scale::Encode;
use std::{fs, path::PathBuf};

/// What cannot be instantiated alone: the ledger's other code.
const DESK: &str = "split-desk";
/// What the studio deploys: three codes of one contract, which asks a ledger.
const STUDIO: [&str; 3] = ["licenses", "licenses-desk", "licenses-office"];
/// What a test of the DAO deploys: contracts that need each other, or times within bounds.
const DAO: [&str; 8] =
    ["committee", "committee-desk", "governor", "governor-desk", "timelock", "treasury", "votes", "votes-desk"];

/// Every contract of the workspace, tokens included: the packages that say how they are to be built for the chain.
fn contracts() -> Vec<String> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("../contracts"), here.join("tokens")];
    let packages = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let is_contract = |folder: &PathBuf| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml"));
        manifest.is_ok_and(|manifest| manifest.contains("[package.metadata.atelier]"))
    };
    let name = |folder: PathBuf| folder.file_name().unwrap().to_string_lossy().into_owned();
    let names: Vec<String> = packages.filter(is_contract).map(name).collect();
    assert!(names.len() >= 5, "only {names:?} were found");
    names
}

/// The contracts that people call, on one chain, by name.
fn deployed() -> (Suite, [(&'static str, AccountId); 2]) {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let forwarder = suite.forwarder(split);
    let ledger = suite.ledger;
    (suite, [("splits", ledger), ("split-forwarder", forwarder)])
}

#[track_caller]
fn check_not_understood(called: &Called, what: &str) {
    assert!(called.reverted, "{what} must revert: {called:?}");
    assert_eq!(called.outcome, Ok(COULD_NOT_READ_INPUT.to_vec()), "{what}");
}

fn funded_chain() -> Chain {
    let mut chain = Chain::new();
    chain.fund(account(DEPLOYER), FORTUNE);
    chain
}

#[test]
fn upload_accepts_every_contract_that_is_built() {
    for contract in contracts() {
        funded_chain().upload(&contract, account(DEPLOYER));
    }
}

#[test]
fn deploy_accepts_every_contract_that_stands_alone() {
    let needs_others = |contract: &str| contract == DESK || contract == "splits" || DAO.contains(&contract);
    let standing_alone = |contract: &String| !needs_others(contract) && !STUDIO.contains(&contract.as_str());
    for contract in contracts().into_iter().filter(standing_alone) {
        let metadata = Metadata::of(&contract);
        for constructor in metadata.0["spec"]["constructors"].as_array().unwrap() {
            let mut chain = funded_chain();
            let deployed = chain.try_deploy(code(&contract), account(DEPLOYER), metadata.call(constructor, 1));
            let (instance, _) = deployed.unwrap_or_else(|error| panic!("{contract} is refused: {error}"));
            assert!(chain.balance(instance) > 0, "{contract} must have an account");
        }
    }
    // The ledger needs its codes to be there.
    let mut suite = Suite::new();
    assert!(suite.chain.balance(suite.ledger) > 0);
}

#[test]
fn deploy_refuses_the_other_code_of_the_ledger_alone() {
    for input in [Vec::new(), selector_bytes!("new").to_vec(), [0; 68].to_vec()] {
        let deployed = funded_chain().try_deploy(code(DESK), account(DEPLOYER), input);
        assert!(deployed.is_err(), "{DESK} must not stand alone");
    }
}

#[test]
fn deploy_refuses_a_ledger_with_other_constructors_or_with_a_code_that_is_not_there() {
    let mut chain = funded_chain();
    let desk = chain.upload(DESK, account(DEPLOYER));
    let refused = [
        Vec::new(),
        selector_bytes!("new").to_vec(),
        input(selector_bytes!("new"), &[7u8; 31]),
        input(selector_bytes!("new"), &[7u8; 32]),
        input(selector_bytes!("deposit"), &desk),
    ];
    for input in refused {
        assert!(chain.try_deploy(code("splits"), account(DEPLOYER), input).is_err());
    }
    let deployed = chain.try_deploy(code("splits"), account(DEPLOYER), input(selector_bytes!("new"), &desk));
    assert!(deployed.is_ok());
}

#[test]
fn deploy_refuses_a_forwarder_with_other_constructors_or_with_half_a_destination() {
    let mut chain = funded_chain();
    let whole = input(selector_bytes!("new"), &(account(PAYER), 1u32));
    let other = input(selector_bytes!("flush_token"), &(account(PAYER), 1u32));
    let refused = (0..whole.len()).map(|length| whole[..length].to_vec()).chain([other]);
    for input in refused {
        assert!(chain.try_deploy(code("split-forwarder"), account(DEPLOYER), input).is_err());
    }
    assert!(chain.try_deploy(code("split-forwarder"), account(DEPLOYER), whole).is_ok());
}

#[test]
fn constructors_take_no_money() {
    let mut chain = funded_chain();
    let desk = chain.upload(DESK, account(DEPLOYER));
    let constructors = [
        ("splits", input(selector_bytes!("new"), &desk)),
        ("split-forwarder", input(selector_bytes!("new"), &(account(PAYER), 1u32))),
    ];
    for (contract, input) in constructors {
        let mut deploy = |value| chain.try_deploy_with(value, code(contract), account(DEPLOYER), input.clone());
        let refused = deploy(5_000_000).unwrap_err();
        assert!(refused.contains("the constructor reverted"), "{contract}: {refused}");
        assert!(deploy(0).is_ok(), "{contract} must be deployed without money");
    }
}

#[test]
fn each_message_of_the_metadata_is_understood_and_answers_as_declared() {
    let (mut suite, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            for fill in 0u8..=3 {
                let label = format!("{contract}::{} with sequences of {fill}", message["label"]);
                let called = suite.chain.ask(account(PAYER), instance, metadata.call(message, fill));
                let answer = called.outcome.unwrap_or_else(|error| panic!("{label} traps: {error}"));
                assert_eq!(answer[0], 0, "{label} is not understood");
                assert!(metadata.is(&message["returnType"]["type"], &answer), "{label} answers {answer:?}");
                // What reverts is an error.
                assert!(!called.reverted || answer[1] == 1, "{label} reverts with {answer:?}");
            }
        }
    }
}

#[test]
fn messages_take_money_exactly_where_the_metadata_says_so() {
    let (mut suite, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            let before = suite.chain.root();
            let input = metadata.call(message, 1);
            let called = suite.chain.call(account(PAYER), instance, 5_000_000, input);
            let understood = called.outcome.as_ref().is_ok_and(|answer| answer[0] == 0);
            let label = message["label"].as_str().unwrap();
            let is_payable = message["payable"].as_bool().unwrap();
            assert_eq!(understood, is_payable, "{contract}::{label}: {called:?}");
            assert_eq!(is_payable, (contract, label) == ("splits", "deposit"));
            if !is_payable {
                assert_eq!(suite.chain.root(), before, "{contract}::{label} must not keep the money");
            }
        }
    }
}

#[test]
fn input_that_ends_too_early_is_refused_at_each_byte() {
    let (mut suite, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            let input = metadata.call(message, 1);
            for length in 0..input.len() {
                let called = suite.chain.call(account(PAYER), instance, 0, input[..length].to_vec());
                let what = format!("{contract}::{} with {length} of {} bytes", message["label"], input.len());
                if message["label"] == "pay_many" {
                    // Leaves are checked while they are read: there may be something to say against the first ones.
                    assert!(called.reverted, "{what}: {called:?}");
                } else {
                    check_not_understood(&called, &what);
                }
            }
        }
    }
}

#[test]
fn selectors_that_no_message_has_are_refused() {
    let (mut suite, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        let known: Vec<Vec<u8>> = metadata.messages().iter().map(|message| bytes(&message["selector"])).collect();
        for message in metadata.messages() {
            for bit in 0..32 {
                let mut input = metadata.call(message, 1);
                input[bit / 8] ^= 1 << (bit % 8);
                assert!(!known.contains(&input[..4].to_vec()), "two selectors are neighbors");
                let called = suite.chain.call(account(PAYER), instance, 0, input);
                check_not_understood(&called, &format!("{contract}: a selector beside {}", message["label"]));
            }
        }
    }
}

#[test]
fn events_carry_the_topic_and_the_data_that_the_metadata_declares() {
    let mut suite = stage();
    let metadata = Metadata::of("splits");
    let declared = metadata.0["spec"]["events"].as_array().unwrap();
    let table = accounts(&[(ALICE, 1), (BOB, 1)]);
    let split = suite.create(account(PAYER), table.clone(), Some(controlled_by(CAROL, 0))).unwrap();
    let fixed = suite.fixed(table.clone());
    let (entry, token) = (step(fixed.0, 0), account(404));
    let calls: [(&str, u32, u128, Vec<u8>); 9] = [
        ("Created", PAYER, 0, message("create", &(table.clone(), Some(controlled_by(CAROL, 0))))),
        ("Updated", CAROL, 0, message("update", &(split, table))),
        ("ControlChanged", CAROL, 0, message("transfer_control", &(split, Some(account(BOB))))),
        ("AssetRegistered", PAYER, 0, message("register_asset", &token)),
        ("EntryOffered", ALICE, 0, message("transfer_entry", &(entry, account(CAROL)))),
        ("EntryAssigned", CAROL, 0, message("accept_entry", &(entry, 0u32, 0u128))),
        ("Received", PAYER, 90_000_000, message("deposit", &fixed)),
        ("Paid", PAYER, 0, message("claim", &(entry, 0u32))),
        ("PaidMany", PAYER, 0, message("pay_all", &(fixed, 0u32, 0u16, 9u16))),
    ];
    assert_eq!(declared.len(), calls.len(), "each declared event is tried");
    for (name, caller, value, input) in calls {
        let called = suite.chain.call(account(caller), suite.ledger, value, input);
        assert!(!called.reverted && called.outcome.is_ok(), "{name}: {called:?}");
        let [(emitter, topics, data)] = &called.events[..] else { panic!("{name}: one event each: {called:?}") };
        assert_eq!(*emitter, suite.ledger);
        // Each further topic costs as much as a storage write.
        let [topic] = topics[..] else { panic!("{name}: one topic each: {topics:?}") };
        let event = declared.iter().find(|event| bytes(&event["signature_topic"]) == topic);
        let event = event.unwrap_or_else(|| panic!("{name}: the topic is not declared"));
        assert_eq!(event["label"], name);
        let mut rest = &data[..];
        for argument in event["args"].as_array().unwrap() {
            assert_eq!(argument["indexed"], false, "there is no topic but the signature");
            metadata.take(&argument["type"]["type"], &mut rest).expect("the data is what was declared");
        }
        assert!(rest.is_empty(), "{name} has {} bytes too many", rest.len());
    }
}

/// A call of the message with this name.
fn message(name: &str, arguments: &impl Encode) -> Vec<u8> {
    let metadata = Metadata::of("splits");
    let message = metadata.messages().into_iter().find(|message| message["label"] == name).unwrap();
    input(bytes(&message["selector"]).try_into().unwrap(), arguments)
}
