//! All messages, one after another, in words and in SCALE.

use crate::{abi::Contract, twins::Twins};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::U256;
use atelier_splits::{Id, Mode, SumLeaf, SumTree, Table, NATIVE};
use e2e_tests::{
    chain::{account, bytes, AccountId},
    people::{controlled_by, step, ALICE, BOB, CAROL, KEEPER, NEWCOMER, PAYER},
    suite::{accounts, edge, keccak, merkle, payee, tiers},
};
use splits::Node;
use std::collections::BTreeSet;

const MILLION: u128 = 1_000_000;
const DAY: u64 = 86_400_000;

fn number(value: u128, bits: usize) -> DynSolValue {
    DynSolValue::Uint(U256::from(value), bits)
}

fn address(account: AccountId) -> DynSolValue {
    DynSolValue::Address(account.0.into())
}

fn amount(value: u128) -> Vec<DynSolValue> {
    vec![number(value, 256)]
}

fn one(value: u32) -> Vec<DynSolValue> {
    vec![number(value.into(), 32)]
}

fn report(paid: u128, tips: u128, payouts: u128, failed: u128) -> DynSolValue {
    DynSolValue::Tuple(vec![number(paid, 256), number(tips, 256), number(payouts, 32), number(failed, 32)])
}

fn log(name: &str, values: Vec<DynSolValue>) -> (String, Vec<DynSolValue>) {
    (name.to_owned(), values)
}

/// Every view of every split, entry, token and account of the story, and of some that do not exist.
fn ask_everything(twins: &mut Twins, tokens: &[AccountId], versions: u32, heads: u32) {
    twins.call(KEEPER, 0, "counts", &()).unwrap();
    for token in tokens {
        twins.call(KEEPER, 0, "assetOf", token).unwrap();
    }
    for split in (0..=versions + 1).map(Id).chain((0..=heads + 1).map(Id::head)) {
        twins.call(KEEPER, 0, "head", &split).unwrap();
        twins.call(KEEPER, 0, "control", &split).unwrap();
        twins.call(KEEPER, 0, "info", &split).unwrap();
        for (asset, amount) in [(NATIVE, 7 * MILLION), (1, 1_001), (9, 1)] {
            let _ = twins.call(KEEPER, 0, "quote", &(split, asset, amount, 0u32, 9u32));
            twins.call(KEEPER, 0, "stray", &asset).unwrap();
        }
        for person in [ALICE, CAROL, NEWCOMER] {
            for budget in [1u32, 100] {
                let cursor: Vec<atelier_splits::Step> = Vec::new();
                let _ = twins.call(KEEPER, 0, "trace", &(split, account(person), budget, cursor));
            }
        }
    }
    for version in 0..=versions + 1 {
        for (from, count) in [(0u16, u16::MAX), (1, 1), (5, 5)] {
            twins.call(KEEPER, 0, "table", &(version, from, count)).unwrap();
        }
        for asset in [NATIVE, 1, 9] {
            twins.call(KEEPER, 0, "received", &(version, asset)).unwrap();
            twins.call(KEEPER, 0, "liability", &(asset, 1u32, version)).unwrap();
            for index in 0..4u16 {
                twins.call(KEEPER, 0, "paid", &(version, index, asset)).unwrap();
                let _ = twins.call(KEEPER, 0, "claimable", &(version, index, asset));
                let _ = twins.call(KEEPER, 0, "claimablePath", &(vec![step(version, index)], asset));
            }
        }
    }
}

#[test]
fn story_is_the_same_in_words_and_in_scale() {
    let mut twins = Twins::new();
    let token = twins.deploy_token("honest-token", 1_000_000);
    assert_eq!(twins.call(PAYER, 0, "registerAsset", &token), Ok(one(1)));
    assert_eq!(twins.logs, [log("AssetRegistered", vec![number(1, 32), address(token)])]);

    // A plain table, one with options above it, one with tiers, and one behind a hash.
    let plain = accounts(&[(ALICE, 1), (BOB, 2)]);
    assert_eq!(twins.call(PAYER, 0, "create", &(plain, None::<()>)), Ok(one(1)));
    assert_eq!(twins.logs, [log("Created", vec![number(1, 32), number(1, 32)])]);
    let editable = Table::Entries(vec![edge(Id(1), false, 1), payee(CAROL, 1)]);
    let options = atelier_splits::Options { height: 2, eager: 1, ..controlled_by(CAROL, DAY) };
    let head = Id::head(1);
    assert_eq!(twins.call(PAYER, 0, "create", &(editable, Some(options))), Ok(one(head.0)));
    assert_eq!(twins.logs, [log("Created", vec![number(head.0.into(), 32), number(2, 32)])]);
    let tiered = tiers(vec![payee(ALICE, 1), payee(BOB, 3)], NATIVE, vec![(MILLION, vec![1, 0])]);
    assert_eq!(twins.call(PAYER, 0, "create", &(tiered, None::<()>)), Ok(one(3)));
    let members = [(bytes(account(ALICE)), 1), (bytes(account(BOB)), 2), (bytes(account(NEWCOMER)), 7)];
    let tree = SumTree::new(&members, &mut keccak).unwrap();
    let hidden = merkle(tree.root());
    assert_eq!(twins.call(PAYER, 0, "create", &(hidden, None::<()>)), Ok(one(4)));
    let nodes = vec![
        Node { table: accounts(&[(ALICE, 1), (CAROL, 3)]), options: None },
        Node {
            table: Table::Entries(vec![edge(Id::node(0), true, 1), payee(BOB, 1)]),
            options: Some(atelier_splits::Options { height: 2, eager: 2, ..controlled_by(BOB, 0) }),
        },
    ];
    let created = DynSolValue::Array(vec![number(5, 32), number(Id::head(2).0.into(), 32)]);
    assert_eq!(twins.call(PAYER, 0, "createTree", &nodes), Ok(vec![created]));
    assert_eq!(twins.logs.len(), 2);
    ask_everything(&mut twins, &[token, account(ALICE)], 6, 2);

    // Income of three kinds.
    for (split, value) in [(Id(1), 3 * MILLION), (head, 8 * MILLION), (Id(3), 5 * MILLION), (Id(4), 10 * MILLION)] {
        assert_eq!(twins.call(PAYER, value, "deposit", &split), Ok(Vec::new()));
        assert_eq!(twins.logs.last().unwrap().1[3], number(value, 256));
    }
    assert_eq!(twins.call(PAYER, 4 * MILLION, "deposit", &Id::head(2)), Ok(Vec::new()));
    assert_eq!(twins.call(PAYER, 0, "depositToken", &(Id(1), 1u32, 900u128)), Ok(Vec::new()));
    let received = vec![number(1, 32), number(1, 32), number(1, 32), number(900, 256)];
    assert_eq!(twins.logs, [log("Received", received)]);
    let ledger = twins.ledger();
    twins.both(|suite| suite.send_token(token, account(PAYER), ledger, 100));
    let stray = DynSolValue::Tuple(vec![number(1, 8), number(100, 256)]);
    assert_eq!(twins.call(KEEPER, 0, "stray", &1u32), Ok(vec![stray]));
    assert_eq!(twins.call(KEEPER, 0, "credit", &(head, 1u32)), Ok(Vec::new()));
    ask_everything(&mut twins, &[token, account(ALICE)], 6, 2);

    // Payouts of all kinds.
    assert_eq!(twins.call(KEEPER, 0, "claim", &(1u32, 0u16, NATIVE)), Ok(amount(MILLION)));
    let paid = vec![number(1, 32), number(0, 16), number(0, 32), address(account(ALICE)), number(MILLION, 256)];
    assert_eq!(twins.logs, [log("Paid", paid)]);
    let path = vec![step(2, 0), step(1, 1)];
    // Half of eight million settled, two thirds of the seven that the split below has then.
    let bobs = Ok(amount(14 * MILLION / 3));
    assert_eq!(twins.call(KEEPER, 0, "claimablePath", &(path.clone(), NATIVE)), bobs);
    assert_eq!(twins.call(KEEPER, 0, "claimPath", &(path.clone(), NATIVE)), bobs);
    // Two thirds of 950 tokens, and nothing more of the other.
    let claimed = DynSolValue::Array(vec![number(633, 256), number(0, 256)]);
    assert_eq!(twins.call(BOB, 0, "claimTo", &(path, vec![1u32, NATIVE], account(NEWCOMER))), Ok(vec![claimed]));
    let paths = vec![vec![step(2, 1)], vec![step(2, 0), step(1, 0)], vec![step(3, 1)]];
    let claimed = twins.call(KEEPER, 0, "claimMany", &(paths, NATIVE)).unwrap();
    assert_eq!(twins.logs, [log("PaidMany", [vec![number(0, 32)], claimed].concat())]);
    assert_eq!(
        twins.call(KEEPER, 0, "payAll", &(Id(3), NATIVE, 0u16, 9u16)),
        // A million first, then a quarter of four; the rest was claimed before.
        Ok(vec![report(2 * MILLION, 0, 1, 0)])
    );
    let leaf = |index: usize| SumLeaf {
        account: AccountId::from(members[index].0),
        weight: members[index].1,
        proof: tree.proof(index).unwrap(),
    };
    let leaves = vec![leaf(0), leaf(2)];
    assert_eq!(twins.call(KEEPER, 0, "payMany", &(4u32, NATIVE, leaves)), Ok(vec![report(8 * MILLION, 0, 2, 0)]));

    // Rights: modes, entries, control.
    assert_eq!(twins.call(ALICE, 0, "setClaimMode", &(1u32, 0u16, Mode::Anyone { tip: 50 })), Ok(Vec::new()));
    twins.call(PAYER, 3 * MILLION, "deposit", &Id(1)).unwrap();
    assert_eq!(
        twins.call(KEEPER, 0, "payAll", &(Id(1), NATIVE, 0u16, 1u16)),
        Ok(vec![report(MILLION, MILLION / 20, 1, 0)])
    );
    assert_eq!(twins.call(ALICE, 0, "setClaimMode", &(1u32, 0u16, Mode::SelfOnly)), Ok(Vec::new()));
    let assigned = |from, to, mode: [u128; 2]| {
        let mode = DynSolValue::Tuple(mode.map(|word| number(word, 8)).to_vec());
        vec![number(1, 32), number(0, 16), address(account(from)), address(account(to)), mode]
    };
    assert_eq!(twins.logs, [log("EntryAssigned", assigned(ALICE, ALICE, [1, 0]))]);
    assert_eq!(twins.call(ALICE, 0, "transferEntry", &(1u32, 0u16, account(CAROL))), Ok(Vec::new()));
    assert_eq!(twins.logs[0].0, "EntryOffered");
    assert_eq!(twins.call(CAROL, 0, "acceptEntry", &(1u32, 0u16, 1u32, 300u128)), Ok(Vec::new()));
    assert_eq!(twins.logs, [log("EntryAssigned", assigned(ALICE, CAROL, [0, 0]))]);
    assert_eq!(twins.call(CAROL, 0, "update", &(head, accounts(&[(CAROL, 1)]))), Ok(one(7)));
    let effective_at = u128::from(twins.both(|suite| suite.chain.now()) + DAY);
    let updated = vec![number(head.0.into(), 32), number(7, 32), number(effective_at, 64)];
    assert_eq!(twins.logs, [log("Updated", updated)]);
    ask_everything(&mut twins, &[token, account(ALICE)], 7, 2);
    twins.both(|suite| {
        let later = suite.chain.now() + DAY;
        suite.chain.set_time(later);
    });
    assert_eq!(twins.call(CAROL, 0, "transferControl", &(head, Some(account(BOB)))), Ok(Vec::new()));
    ask_everything(&mut twins, &[token, account(ALICE)], 7, 2);
    assert_eq!(twins.call(CAROL, 0, "transferControl", &(head, None::<AccountId>)), Ok(Vec::new()));
    assert_eq!(twins.call(CAROL, 0, "transferControl", &(head, Some(account(BOB)))), Ok(Vec::new()));
    assert_eq!(twins.call(BOB, 0, "acceptControl", &head), Ok(Vec::new()));
    assert_eq!(twins.call(BOB, 0, "freeze", &head), Ok(Vec::new()));
    let nobody = DynSolValue::Tuple(vec![number(0, 8), address(AccountId::zero())]);
    let changed = vec![number(head.0.into(), 32), address(account(BOB)), nobody, DynSolValue::Bool(true)];
    assert_eq!(twins.logs, [log("ControlChanged", changed)]);
    ask_everything(&mut twins, &[token, account(ALICE)], 7, 2);

    assert_all_called(&twins, &twins.splits.clone());
    let events: BTreeSet<_> = twins.splits.abi.events().map(|event| event.name.clone()).collect();
    assert_eq!(twins.told, events);
}

#[track_caller]
fn assert_all_called(twins: &Twins, contract: &Contract) {
    let functions: BTreeSet<_> = contract.abi.functions().map(|function| function.name.clone()).collect();
    assert_eq!(twins.called, functions, "each function of the interface must be called");
}

#[test]
fn forwarder_is_the_same_in_words_and_in_scale() {
    let mut twins = Twins::new();
    let token = twins.deploy_token("honest-token", 1_000_000);
    twins.call(PAYER, 0, "registerAsset", &token).unwrap();
    twins.call(PAYER, 0, "create", &(accounts(&[(ALICE, 1)]), None::<()>)).unwrap();
    twins.called.clear();
    let forwarder = twins.deploy_forwarder(1);
    let destination = vec![address(twins.ledger()), number(1, 32)];
    assert_eq!(twins.on_forwarder(forwarder, KEEPER, "destination", &()), Ok(destination));
    twins.both(|suite| {
        suite.chain.transfer(account(PAYER), forwarder, 1_234_567);
        suite.send_token(token, account(PAYER), forwarder, 77);
    });
    assert_eq!(twins.on_forwarder(forwarder, KEEPER, "flush", &()), Ok(amount(1_234_567)));
    // The log is the ledger's.
    assert_eq!(twins.logs, [log("Received", [one(1), one(1), one(0), amount(1_234_567)].concat())]);
    assert_eq!(twins.on_forwarder(forwarder, KEEPER, "flushToken", &(token, 1u32)), Ok(amount(77)));
    assert_eq!(twins.logs, [log("Received", [one(1), one(1), one(1), amount(77)].concat())]);
    assert_all_called(&twins, &twins.forwarder.clone());
}
