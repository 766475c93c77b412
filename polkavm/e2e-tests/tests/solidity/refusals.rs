//! Every custom error, provoked: decoded by name with its values, the same as in SCALE, and nothing changes.

use crate::{abi::Named, twins::Twins};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::U256;
use atelier_splits::{Entry, Id, Mode, Node as SumNode, Options, SumLeaf, Table, Target, NATIVE};
use e2e_tests::{
    chain::{account, AccountId},
    people::{controlled_by, step, ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{accounts, edge, input, merkle, payee, tiers, TokenMode, DEPLOYER},
};
use ink::selector_bytes;
use payee::Mode as Payee;
use scale::Encode;
use splits::Node;
use std::{collections::BTreeSet, fmt::Write};

const DAY: u64 = 86_400_000;
/// Nobody plays with this account.
const NOBODY: Option<Options<AccountId>> = None;

/// An error as text: its name and its values.
fn told((name, values): Named) -> String {
    let mut text = name;
    for value in values {
        // Writing into a string cannot fail.
        let _ = match value {
            DynSolValue::Uint(number, _) => write!(text, " {number}"),
            DynSolValue::Address(account) => write!(text, " {:?}", AccountId::from(account.into_array())),
            DynSolValue::String(name) => write!(text, " {name}"),
            other => panic!("no error has {other:?}"),
        };
    }
    text
}

impl Twins {
    #[track_caller]
    fn refuses(&mut self, caller: u32, name: &str, arguments: &impl Encode, expected: &str) {
        let refused = self.call(caller, 0, name, arguments);
        assert_eq!(refused.map_err(told), Err(expected.to_owned()));
    }

    #[track_caller]
    fn creates(&mut self, table: Table<AccountId>, options: Option<Options<AccountId>>) -> Id {
        let created = self.call(PAYER, 0, "create", &(table, options));
        let Ok([DynSolValue::Uint(split, 32)]) = created.as_deref() else { panic!("{created:?}") };
        Id(split.to())
    }

    /// Refuses to create a table: alone, to put it in the place of another, and as the second node of a tree.
    #[track_caller]
    fn refuses_table(&mut self, table: Table<AccountId>, expected: &str) {
        self.refuses(PAYER, "create", &(table.clone(), NOBODY), expected);
        let nodes = vec![Node { table: accounts(&[(BOB, 1)]), options: None }, Node { table, options: None }];
        self.refuses(PAYER, "createTree", &nodes, &format!("Node 1 {expected}"));
    }
}

#[test]
fn every_error_is_a_custom_error_with_its_values() {
    let mut twins = Twins::new();
    let none = NOBODY;
    let plain = twins.creates(accounts(&[(ALICE, 1), (BOB, 2)]), none);
    let (honest, hostile) = (twins.deploy_token("honest-token", u128::MAX), twins.deploy_token("hostile-token", 1_000));
    let ledger = twins.ledger();
    for token in [honest, hostile] {
        twins.call(PAYER, 0, "registerAsset", &token).unwrap();
    }

    // What the ledger itself refuses.
    twins.refuses(PAYER, "credit", &(plain, 404u32), "UnknownAsset 404");
    twins.refuses(PAYER, "registerAsset", &honest, "AssetKnown 1");
    twins.refuses(PAYER, "registerAsset", &ledger, "AssetForbidden");
    twins.refuses(MALLORY, "depositToken", &(plain, 1u32, 1u128), &format!("TokenFailed {honest:?}"));
    twins.call(PAYER, 0, "depositToken", &(plain, 2u32, 300u128)).unwrap();
    twins.both(|suite| suite.set_token_mode(hostile, TokenMode::Traps));
    twins.refuses(KEEPER, "claim", &(plain, 1u16, 2u32), &format!("PayoutFailed {:?} 200", account(BOB)));
    twins.refuses(CAROL, "acceptEntry", &(plain, 0u16, NATIVE, 0u128), "NotOffered 1 0");
    twins.call(ALICE, 0, "transferEntry", &(plain, 0u16, account(CAROL))).unwrap();
    let too_little = "TooLittleUnclaimed 100 101";
    twins.refuses(CAROL, "acceptEntry", &(plain, 0u16, 2u32, 101u128), too_little);

    // What the rules of splits refuse.
    twins.refuses(KEEPER, "payAll", &(Id(9), NATIVE, 0u16, 1u16), "UnknownSplit 9");
    twins.refuses(PAYER, "deposit", &plain, "NothingReceived");
    twins.refuses(KEEPER, "claim", &(plain, 2u16, NATIVE), "UnknownEntry 1 2");
    let single = twins.creates(accounts(&[(PAYER, 1)]), none);
    twins.call(PAYER, 0, "depositToken", &(single, 1u32, u128::MAX)).unwrap();
    twins.call(PAYER, 0, "claim", &(single, 0u16, 1u32)).unwrap();
    twins.both(|suite| suite.approve(honest, account(PAYER), u128::MAX));
    let overflow = format!("ReceivedOverflow 2 {}", u128::MAX);
    twins.refuses(PAYER, "depositToken", &(single, 1u32, 1u128), &overflow);
    twins.refuses(KEEPER, "claimPath", &(Vec::<atelier_splits::Step>::new(), NATIVE), "EmptyPath");
    twins.call(PAYER, 9_000_000, "deposit", &plain).unwrap();
    twins.refuses(KEEPER, "claimPath", &(vec![step(1, 0), step(2, 0)], NATIVE), "PathBroken 0");
    twins.refuses(KEEPER, "claimPath", &(vec![step(1, 0); 17], NATIVE), "PathTooLong 17");
    let many: Vec<Id> = (0..33).map(|_| twins.creates(accounts(&[(ALICE, 1)]), none)).collect();
    many.iter().for_each(|split| drop(twins.call(PAYER, 1, "deposit", split).unwrap()));
    let paths: Vec<_> = many.iter().map(|split| vec![step(split.0, 0)]).collect();
    twins.refuses(KEEPER, "claimMany", &(paths, NATIVE), "TooManyTables 32");
    twins.call(BOB, 0, "setClaimMode", &(plain, 1u16, Mode::SelfOnly)).unwrap();
    twins.refuses(KEEPER, "claim", &(plain, 1u16, NATIVE), "SelfOnly 1 1");
    twins.refuses(MALLORY, "claimTo", &(vec![step(1, 0)], vec![NATIVE], account(MALLORY)), "NotOwner 1 0");
    let above = twins.creates(Table::Entries(vec![edge(plain, false, 1)]), none);
    twins.refuses(ALICE, "transferEntry", &(above, 0u16, account(BOB)), &format!("NotAnAccount {} 0", above.0));
    let hidden = twins.creates(merkle(SumNode { hash: [7; 32], sum: 10 }), none);
    twins.call(PAYER, 1_000, "deposit", &hidden).unwrap();
    let leaf = vec![SumLeaf { account: account(MALLORY), weight: 10, proof: Vec::new() }];
    let proof = format!("ProofRefused {}", hidden.0);
    twins.refuses(MALLORY, "payMany", &(hidden, NATIVE, leaf), &proof);
    twins.refuses(KEEPER, "claim", &(hidden, 0u16, NATIVE), &format!("WrongTable {}", hidden.0));

    // What the rules of creation refuse.
    let tiered = |caps: &[(u128, Vec<u32>)]| tiers(vec![payee(ALICE, 1), payee(BOB, 1)], NATIVE, caps.to_vec());
    let own = Entry { target: Target::Account(ledger), weight: 1 };
    let unknown = Table::Entries(vec![payee(ALICE, 1), edge(Id(404), false, 1)]);
    let tables = [
        (Table::Entries(Vec::new()), "NoEntries"),
        (accounts(&[(ALICE, 1), (BOB, 0)]), "ZeroWeight 1"),
        (tiered(&[(2, vec![1])]), "WeightsNotEntries 0 1 2"),
        (accounts(&[(ALICE, 1), (ALICE, 1)]), "DuplicateTarget 1"),
        (Table::Entries(vec![own]), "ForbiddenPayee 0"),
        (unknown, "UnknownChild 1 404"),
        (tiered(&[(2, vec![0, 0])]), "TotalWeight 0"),
        (tiered(&[]), "TierCount 0 7"),
        (tiered(&[(0, vec![1, 1])]), "TierCap 0"),
        (tiered(&[(10, vec![1, 2])]), "TierNotExact 0 0"),
        (merkle(SumNode { hash: [1; 32], sum: 0 }), "ZeroTotal"),
    ];
    for (table, expected) in tables {
        twins.refuses_table(table, expected);
    }
    let entries = (0..431).map(|number| payee(1_000 + number, 1)).collect();
    twins.refuses(PAYER, "create", &(Table::Entries(entries), none), "TooManyEntries 431 430");
    let fixed = tiered(&[(2, vec![1, 1])]);
    twins.refuses(PAYER, "create", &(fixed, Some(controlled_by(CAROL, 0))), "MutableTiers");
    let eager = Table::Entries(many[..17].iter().map(|split| edge(*split, true, 1)).collect());
    twins.refuses_table(eager, "EagerBudget 17 16");
    let higher = Some(Options { height: 17, ..controlled_by(CAROL, 0) });
    twins.refuses(PAYER, "create", &(accounts(&[(ALICE, 1)]), higher), "ChildTooHigh 0 17 16");
    let nodes = vec![Node { table: Table::Entries(vec![edge(Id::node(3), false, 1)]), options: None }];
    twins.refuses(PAYER, "createTree", &nodes, "Node 0 UnknownNode 0 3");
    twins.refuses(ALICE, "setClaimMode", &(plain, 0u16, Mode::Anyone { tip: 101 }), "TipTooHigh 101 100");

    // What the rules of control refuse.
    let head = twins.creates(accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, DAY)));
    let table = accounts(&[(BOB, 1)]);
    twins.refuses(CAROL, "update", &(plain, table.clone()), "UnknownHead 1");
    twins.refuses(MALLORY, "update", &(head, table.clone()), &format!("NotController {}", head.0));
    twins.refuses(MALLORY, "acceptControl", &head, &format!("NotOffered {}", head.0));
    twins.call(CAROL, 0, "update", &(head, table.clone())).unwrap();
    let effective_at = twins.both(|suite| suite.chain.now()) + DAY;
    twins.refuses(CAROL, "freeze", &head, &format!("Pending {} {effective_at}", head.0));
    twins.both(|suite| suite.chain.set_time(effective_at));
    twins.call(CAROL, 0, "freeze", &head).unwrap();
    twins.refuses(CAROL, "update", &(head, table.clone()), &format!("Frozen {}", head.0));
    let never = twins.creates(accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, u64::MAX)));
    twins.refuses(CAROL, "update", &(never, table), "DelayOverflow");

    // A caller that refuses its own tip; accounts cannot.
    twins.call(CAROL, 0, "acceptEntry", &(plain, 0u16, NATIVE, 0u128)).unwrap();
    twins.call(CAROL, 0, "setClaimMode", &(plain, 0u16, Mode::Anyone { tip: 100 })).unwrap();
    let proud = twins.both(|suite| {
        let deployer = account(DEPLOYER);
        let proud = suite.chain.deploy("payee", deployer, selector_bytes!("new").to_vec());
        suite.chain.call(deployer, proud, 0, input(selector_bytes!("set_mode"), &Payee::Reverts(0))).told::<()>();
        proud
    });
    let claim = twins.splits.message("claim");
    let words = claim.words(&claim.values(&(plain, 0u16, NATIVE).encode()));
    let act = input(selector_bytes!("act"), &(ledger, 0u128, words));
    let refused = twins.both(|suite| {
        let before = suite.chain.root();
        let called = suite.chain.call(account(KEEPER), proud, 0, act.clone());
        assert!(called.reverted && suite.chain.root() == before);
        called.outcome.unwrap()
    });
    assert_eq!(told(twins.splits.error(&refused)), "TipFailed 300000");
    twins.refused.insert(*refused.first_chunk().unwrap());

    // And what only words can say; more of it is told elsewhere.
    let quote = twins.splits.message("quote");
    let mut values = quote.values(&(plain, NATIVE, 1u128, 0u32, 1u32).encode());
    values[2] = DynSolValue::Uint(U256::from(1) << 128, 256);
    let words = quote.words(&values);
    let refused = twins.both(|suite| suite.chain.ask(account(KEEPER), ledger, words.clone()).outcome.unwrap());
    assert_eq!(told(twins.splits.error(&refused)), "AmountTooLarge");
    twins.refused.insert(*refused.first_chunk().unwrap());

    let all: BTreeSet<[u8; 4]> = twins.splits.abi.errors().map(|error| error.selector().0).collect();
    let missing = twins.splits.abi.errors().filter(|error| !twins.refused.contains(&error.selector().0));
    let missing: Vec<_> = missing.map(|error| error.name.as_str()).collect();
    // The first is for books that are wrong, the second for two thousand million splits.
    assert_eq!(missing, ["PaidAboveShare", "TooManySplits"]);
    assert!(twins.refused.is_subset(&all));
}

#[test]
fn every_error_of_the_forwarder_is_a_custom_error_with_its_values() {
    let mut twins = Twins::new();
    let token = twins.deploy_token("hostile-token", 1_000);
    twins.call(PAYER, 0, "registerAsset", &token).unwrap();
    twins.call(PAYER, 0, "create", &(accounts(&[(ALICE, 1)]), NOBODY)).unwrap();
    let (forwarder, nowhere) = (twins.deploy_forwarder(1), twins.deploy_forwarder(404));
    twins.both(|suite| {
        suite.send_token(token, account(PAYER), forwarder, 10);
        suite.chain.transfer(account(PAYER), nowhere, 1);
    });
    let refused = [
        twins.on_forwarder(forwarder, KEEPER, "flush", &()),
        twins.on_forwarder(nowhere, KEEPER, "flush", &()),
        twins.on_forwarder(forwarder, KEEPER, "flushToken", &(token, 2u32)),
        {
            twins.both(|suite| suite.set_token_mode(token, TokenMode::ReturnsFalse));
            twins.on_forwarder(forwarder, KEEPER, "flushToken", &(token, 1u32))
        },
        {
            twins.both(|suite| suite.set_token_mode(token, TokenMode::Traps));
            twins.on_forwarder(forwarder, KEEPER, "flushToken", &(token, 1u32))
        },
    ];
    let failed = format!("TokenFailed {token:?}");
    let expected = ["NothingHere", "LedgerRefused", "LedgerRefused", &failed, &failed];
    assert_eq!(refused.map(|refused| told(refused.unwrap_err())), expected);
}
