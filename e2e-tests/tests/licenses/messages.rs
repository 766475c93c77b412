//! Licenses understand what their metadata declare: entry points are written by hand, in three codes, so nothing but these
//! tests keeps them and the metadata together.

use crate::stage::{
    mandate, order, terms, wiring, Shop, ARBITER, ARTIST, CREATOR, DAO, KEEPER_FEE, METER, OPERATOR, PRICE, REFERRER,
    TOKEN_PRICE,
};
use atelier_licensing::{
    dispute::Verdict,
    exclusive::Exclusive,
    plan::Order,
    seat::Key,
    terms::{uses, Territory},
    units::{LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::{account, code, Called, Chain},
    metadata::{bytes, Metadata, COULD_NOT_READ_INPUT},
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use licenses::{office::disputes::FIRST_BOND, Change};
use scale::Encode;
use std::collections::BTreeSet;

/// The messages that money may come with.
const PAYABLE: [&str; 8] =
    ["purchase", "gift", "renew", "change_plan", "deposit", "report_revenue", "open_dispute", "appeal"];

#[track_caller]
fn check_not_understood(called: &Called, what: &str) {
    assert!(called.reverted, "{what} must revert: {called:?}");
    assert_eq!(called.outcome, Ok(COULD_NOT_READ_INPUT.to_vec()), "{what}");
}

/// A shop in which what fills of 1 are about is there: plan 1, version 1, license 1, dispute 1, terms 1.
fn furnished() -> Shop {
    let (mut shop, plan) = Shop::new();
    for who in [ALICE, BOB] {
        let license = shop.buy(who, plan, NATIVE);
        shop.assign_seat(who, license, 1, CAROL).unwrap();
    }
    shop.open_dispute(MALLORY, LicenseId::of(plan, 1)).unwrap();
    shop.wait(DAY);
    shop
}

#[test]
fn each_message_of_the_metadata_is_understood_and_answers_as_declared() {
    let metadata = Metadata::of("licenses");
    for mut shop in [Shop::empty(), furnished()] {
        for message in metadata.messages() {
            for fill in 0u8..=3 {
                let label = format!("{} with sequences of {fill}", message["label"]);
                let called = shop.suite.chain.ask(account(PAYER), shop.licenses, metadata.call(message, fill));
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
fn questions_about_what_is_there_answer_as_declared() {
    let metadata = Metadata::of("licenses");
    let mut shop = furnished();
    let license = LicenseId::of(1, 1);
    let now = shop.now();
    let alice = account(ALICE);
    let change = Change { plan: 1, version: 1, asset: NATIVE, seats: 1, restart: false, max_total: 0 };
    let questions = [
        ("is_active", (alice, 1u32, now).encode()),
        ("quote", order(1, NATIVE).encode()),
        ("quote_renewal", (license, 2u16).encode()),
        ("quote_change", (license, change).encode()),
        ("quote_cancel", license.encode()),
        ("plan", 1u32.encode()),
        ("version", (1u32, 1u16).encode()),
        ("plans_of_family", 1u32.encode()),
        ("license", license.encode()),
        ("license_at", (license, now).encode()),
        ("has_tier", (alice, 1u32, 1u8, now).encode()),
        ("receipts", (license, 0u32, 9u32).encode()),
        ("licenses_of", (alice, 0u32, 9u32).encode()),
        ("income", (NATIVE, shop.split).encode()),
        ("solvency", NATIVE.encode()),
        ("terms", 1u32.encode()),
        ("seats", (license, 0u16, 9u16).encode()),
        ("entitlement", (license, Some([1u8; 32]), now).encode()),
        ("dispute", 1u32.encode()),
    ];
    for (name, arguments) in questions {
        let message = metadata.messages().into_iter().find(|message| message["label"] == name);
        let message = message.unwrap_or_else(|| panic!("there is no message {name}"));
        assert_eq!(message["mutates"], false, "{name}");
        let call = [bytes(&message["selector"]), arguments].concat();
        let called = shop.suite.chain.ask(account(PAYER), shop.licenses, call);
        let answer = called.outcome.unwrap();
        assert!(metadata.is(&message["returnType"]["type"], &answer), "{name} answers {answer:?}");
        assert!(answer.len() > 1 && answer[1..] != [0], "{name} has something to tell: {answer:?}");
    }
}

#[test]
fn messages_take_money_exactly_where_the_metadata_say_so() {
    let metadata = Metadata::of("licenses");
    let mut shop = furnished();
    for message in metadata.messages() {
        let label = message["label"].as_str().unwrap();
        let is_payable = message["payable"].as_bool().unwrap();
        assert_eq!(is_payable, PAYABLE.contains(&label), "{label}");
        if label == "deposit" {
            shop.deposit(PAYER, 5_000_000).unwrap();
            continue;
        }
        let before = shop.root();
        let called = shop.suite.chain.call(account(PAYER), shop.licenses, 5_000_000, metadata.call(message, 1));
        let understood = called.outcome.as_ref().is_ok_and(|answer| answer[0] == 0);
        assert_eq!(understood, is_payable, "{label}: {called:?}");
        assert_eq!(shop.root(), before, "{label} must not keep the money");
    }
}

#[test]
fn input_that_ends_too_early_is_refused_at_each_byte() {
    let metadata = Metadata::of("licenses");
    let mut shop = furnished();
    for message in metadata.messages() {
        let input = metadata.call(message, 1);
        // Long rows of numbers are all of one kind.
        for length in (0..input.len()).filter(|length| *length < 64 || length % 16 == 0) {
            let what = format!("{} with {length} of {} bytes", message["label"], input.len());
            let called = shop.suite.chain.call(account(PAYER), shop.licenses, 0, input[..length].to_vec());
            check_not_understood(&called, &what);
        }
    }
}

#[test]
fn selectors_that_no_message_has_are_refused() {
    let metadata = Metadata::of("licenses");
    let mut shop = furnished();
    let known: BTreeSet<Vec<u8>> = metadata.messages().iter().map(|message| bytes(&message["selector"])).collect();
    assert_eq!(known.len(), metadata.messages().len(), "no two messages have one selector");
    for message in metadata.messages() {
        for bit in (0..32).step_by(5) {
            let mut input = metadata.call(message, 1);
            input[bit / 8] ^= 1 << (bit % 8);
            assert!(!known.contains(&input[..4]), "two selectors are neighbors");
            let called = shop.suite.chain.call(account(PAYER), shop.licenses, 0, input);
            check_not_understood(&called, &format!("a selector beside {}", message["label"]));
        }
    }
}

/// A chain with the other codes, and what the contract is instantiated with.
fn beginning() -> (Chain, Vec<u8>) {
    let mut suite = e2e_tests::people::stage();
    let codes = ["licenses-desk", "licenses-office"].map(|code| suite.chain.upload(code, account(DEPLOYER)));
    let new = input(selector_bytes!("new"), &(codes, wiring(&suite)));
    (suite.chain, new)
}

#[test]
fn the_constructor_takes_all_of_its_input_and_no_money() {
    let (mut chain, whole) = beginning();
    for length in (0..whole.len()).filter(|length| *length < 72 || length % 32 == 31) {
        let refused = chain.try_deploy(code("licenses"), account(DEPLOYER), whole[..length].to_vec());
        assert!(refused.is_err(), "{length} of {} bytes", whole.len());
    }
    let other = [&[9; 4], &whole[4..]].concat();
    assert!(chain.try_deploy(code("licenses"), account(DEPLOYER), other).is_err());
    assert!(chain.try_deploy_with(5_000_000, code("licenses"), account(DEPLOYER), whole.clone()).is_err());
    for place in [4, 36] {
        let mut nowhere = whole.clone();
        nowhere[place..place + 32].fill(7);
        let refused = chain.try_deploy(code("licenses"), account(DEPLOYER), nowhere);
        assert!(refused.is_err(), "a code that is not on the chain");
    }
    let (instance, _) = chain.try_deploy(code("licenses"), account(DEPLOYER), whole).unwrap();
    assert!(chain.balance(instance) > 0);
}

#[test]
fn the_other_codes_do_not_stand_alone_and_stay_on_the_chain() {
    let (mut chain, whole) = beginning();
    for other in ["licenses-desk", "licenses-office"] {
        for input in [whole.clone(), Vec::new()] {
            assert!(chain.try_deploy(code(other), account(DEPLOYER), input).is_err(), "{other}");
        }
    }
    let (mut shop, _) = Shop::new();
    for other in ["licenses-desk", "licenses-office"] {
        let hash = shop.suite.chain.upload(other, account(DEPLOYER));
        assert!(shop.suite.chain.remove_code(hash, account(DEPLOYER)).is_err(), "{other} is needed");
    }
}

/// Which events were emitted as declared.
struct Told {
    shop: Shop,
    metadata: Metadata,
    told: BTreeSet<String>,
}

impl Told {
    /// Calls; what the contract emits must be declared.
    #[track_caller]
    fn call(&mut self, caller: u32, value: u128, selector: [u8; 4], arguments: &impl Encode) {
        let called = self.shop.raw(caller, value, selector, arguments);
        assert!(!called.reverted && called.outcome.is_ok(), "{called:?}");
        for (emitter, topics, data) in &called.events {
            // Tokens and the ledger tell their own.
            if *emitter != self.shop.licenses {
                continue;
            }
            // Each further topic costs as much as a storage write.
            let [topic] = topics[..] else { panic!("one topic each: {topics:?}") };
            let declared = self.metadata.0["spec"]["events"].as_array().unwrap();
            let event = declared.iter().find(|event| bytes(&event["signature_topic"]) == topic);
            let event = event.expect("the topic is declared");
            let mut rest = &data[..];
            for argument in event["args"].as_array().unwrap() {
                self.metadata.take(&argument["type"]["type"], &mut rest).expect("the data is what was declared");
            }
            assert!(rest.is_empty(), "{} has {} bytes too many", event["label"], rest.len());
            self.told.insert(event["label"].as_str().unwrap().to_owned());
        }
    }
}

#[test]
fn events_carry_the_topic_and_the_data_that_the_metadata_declare() {
    let shop = Shop::empty();
    let (honest, asset) = shop.honest;
    let split = shop.split;
    let mut version = shop.basic();
    version.credits = 10;
    let mut told = Told { shop, metadata: Metadata::of("licenses"), told: BTreeSet::new() };
    // The constructor allows native money; what it tells is not seen here.
    let deployer = account(DEPLOYER);
    let third = told.shop.suite.chain.deploy("honest-token", deployer, input(selector_bytes!("new"), &0u128));
    let third = (told.shop.suite.register_asset(third).unwrap(), third, 0u128);
    told.call(DAO, 0, selector_bytes!("allow_asset"), &third);
    told.call(DAO, 0, selector_bytes!("set_keeper_fee"), &(asset, KEEPER_FEE));
    told.call(DAO, 0, selector_bytes!("set_fee"), &500u16);
    told.call(DAO, 0, selector_bytes!("set_bond"), &FIRST_BOND);
    told.call(
        CREATOR,
        0,
        selector_bytes!("register_terms"),
        &atelier_licensing::terms::Terms { licensor: 9, ..terms() },
    );
    told.call(CREATOR, 0, selector_bytes!("create_plan"), &());
    told.call(CREATOR, 0, selector_bytes!("create_version"), &(1u32, &version));
    told.call(CREATOR, 0, selector_bytes!("create_plan"), &());
    let mut higher = version.clone();
    higher.rank = 2;
    told.call(CREATOR, 0, selector_bytes!("create_version"), &(2u32, &higher));

    let referred = Order { referrer: Some(account(REFERRER)), ..order(1, asset) };
    told.call(ALICE, 0, selector_bytes!("purchase"), &referred);
    told.call(BOB, PRICE, selector_bytes!("purchase"), &order(1, NATIVE));
    told.call(CAROL, 0, selector_bytes!("start_trial"), &(1u32, 1u16));
    let [alice, bob] = [1, 2].map(|number| LicenseId::of(1, number));
    told.call(ALICE, 0, selector_bytes!("renew"), &(alice, 1u16, TOKEN_PRICE, [0u8; 32]));
    told.call(ALICE, 0, selector_bytes!("set_mandate"), &(alice, mandate(asset, TOKEN_PRICE, 1)));
    told.call(BOB, 50_000_000, selector_bytes!("deposit"), &());
    told.call(BOB, 0, selector_bytes!("withdraw"), &(NATIVE, 50_000_000u128));

    // Rights.
    let now = told.shop.now();
    let exclusive = |license| Exclusive {
        license,
        uses: uses::GAMES,
        territory: Territory::of(&[*b"FR"]),
        from: now + DAY,
        to: now + 9 * DAY,
    };
    told.call(ARBITER, 0, selector_bytes!("grant_exclusive"), &([1u8; 32], exclusive(alice)));
    told.call(ALICE, 0, selector_bytes!("end_exclusive"), &(Some([1u8; 32]), alice));
    told.call(ALICE, 0, selector_bytes!("assign_seat"), &(alice, 0u16, account(MALLORY)));
    told.call(ALICE, 0, selector_bytes!("remove_seat"), &(alice, 0u16));
    let key = Key::Ed25519([1; 32]);
    told.call(ALICE, 0, selector_bytes!("set_gate_key"), &(alice, key, u64::MAX));
    told.call(ALICE, 0, selector_bytes!("remove_gate_key"), &(alice, key));
    told.call(METER, 0, selector_bytes!("consume"), &(alice, 0u32, 5u64, [1u8; 32]));
    told.call(BOB, 10, selector_bytes!("report_revenue"), &(bob, 100u128, 10u128));

    // Changes.
    let change = |plan| Change { plan, version: 1, asset: NATIVE, seats: 1, restart: false, max_total: u128::MAX };
    let (due, _) = told.shop.quote_change(bob, &change(2)).unwrap();
    told.call(BOB, due, selector_bytes!("change_plan"), &(bob, change(2)));
    told.call(BOB, 0, selector_bytes!("change_plan"), &(bob, change(1)));
    told.call(BOB, 0, selector_bytes!("cancel_scheduled"), &bob);
    told.call(BOB, 0, selector_bytes!("pause"), &bob);
    told.call(BOB, 0, selector_bytes!("resume"), &bob);
    told.call(CREATOR, 0, selector_bytes!("approve_transfer"), &(alice, account(MALLORY)));
    told.call(OPERATOR, 0, selector_bytes!("open_outage"), &());
    told.shop.wait(DAY);
    told.call(OPERATOR, 0, selector_bytes!("close_outage"), &());
    told.call(KEEPER, 0, selector_bytes!("release"), &(asset, split, 9u32));
    told.call(KEEPER, 0, selector_bytes!("release_referral"), &(asset, account(REFERRER), 9u32));
    told.call(KEEPER, 0, selector_bytes!("collect_fees"), &asset);

    // A dispute.
    told.call(MALLORY, FIRST_BOND, selector_bytes!("open_dispute"), &(bob, [1u8; 32]));
    told.call(ARBITER, 0, selector_bytes!("suspend"), &1u32);
    told.call(BOB, 0, selector_bytes!("respond"), &(1u32, [2u8; 32]));
    told.call(ARBITER, 0, selector_bytes!("rule"), &(1u32, Verdict::TakenBack, [3u8; 32]));
    told.call(BOB, FIRST_BOND, selector_bytes!("appeal"), &1u32);
    told.call(DAO, 0, selector_bytes!("rule"), &(1u32, Verdict::TakenBack, [4u8; 32]));
    told.call(KEEPER, 0, selector_bytes!("execute_ruling"), &1u32);

    // Ends.
    told.call(ALICE, 0, selector_bytes!("transfer"), &(alice, account(MALLORY)));
    told.call(MALLORY, 0, selector_bytes!("cancel"), &alice);
    let at = told.shop.now() + 30 * DAY;
    told.call(CREATOR, 0, selector_bytes!("sunset"), &(1u32, 1u16, at, None::<u16>));
    assert_eq!(told.shop.balance(ARTIST, asset), 0);
    assert_ne!(told.shop.suite.token_balance(honest, account(REFERRER)), 0);

    let events = told.metadata.0["spec"]["events"].as_array().unwrap();
    let declared: BTreeSet<String> = events.iter().map(|event| event["label"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.told, declared);
}
