//! The messages of splits at every size and depth.

mod beside;
pub mod goals;
pub mod peers;
mod picture;
mod stage;
mod trials;

use crate::{
    chain::{bytes, AccountId, ACCOUNT},
    gas::{chart::Chart, floor::Floor, Group, Row},
    steps,
    suite::{edge, input, keccak, merkle},
};
use atelier_splits::{Id, Key, Options, Step, SumTree, Table, Tag, NATIVE};
use goals::Goals;
use ink::selector_bytes;
use stage::{Stage, Trial};
use trials::{chain, key, path, plain, settled};

/// The name of this group.
pub const NAME: &str = "splits";
/// How many payees a table has.
pub const SIZES: [u32; 8] = [2, 5, 10, 25, 50, 100, 200, 430];
/// How many payees a Merkle-sum table has.
const LARGE: u32 = 10_000;
/// How many levels a path has.
const DEPTHS: [u32; 5] = [1, 2, 4, 8, 16];
/// How many splits an income touches through eager edges.
const EAGER: [u32; 3] = [1, 4, 16];
/// At which sizes income in a token is measured: it does not depend on them.
const TOKEN_SIZES: [u32; 3] = [2, 100, 430];
/// The pillar of royalty splits.
pub struct Splits;

impl Group for Splits {
    fn name(&self) -> &'static str {
        NAME
    }

    fn measure(&self, begin: &mut dyn FnMut(&str)) -> Vec<Row> {
        let mut rows = Vec::new();
        for n in SIZES {
            begin(&format!("splits: {n} payees"));
            rows.extend(of_size(n));
        }
        begin(&format!("splits: {LARGE} payees"));
        rows.extend(of_leaves());
        for n in TOKEN_SIZES {
            begin(&format!("splits: {n} payees in a token"));
            rows.extend(token_of_size(n));
        }
        for depth in DEPTHS {
            begin(&format!("splits: {depth} levels"));
            rows.extend(of_depth(depth));
        }
        begin("splits: several paths");
        rows.push(claim_many());
        for touched in EAGER {
            begin(&format!("splits: {touched} eager edges"));
            rows.push(eager(touched));
        }
        // One message after the other, each from small to large; within a message the order of measuring stays.
        let order: Vec<(String, String)> = rows.iter().map(|row| (row.message.clone(), row.case.clone())).collect();
        let first = |row: &Row| order.iter().position(|(message, case)| row.message == *message && row.case == *case);
        rows.sort_by_key(first);
        rows.extend(goals::derived(&Goals::HERE, &rows));
        rows
    }

    fn beside(&self, rows: &[Row]) -> String {
        beside::beside(rows)
    }

    fn picture(&self, rows: &[Row]) -> Chart {
        picture::picture(rows)
    }

    fn items(&self) -> String {
        steps::listen();
        let measured = [
            ("deposit, again, n 100", Stage::of_income(100)),
            ("claim_path, again, depth 1", Stage::of_path(1)),
            ("claim_path, again, depth 8", Stage::of_path(8)),
            ("pay_all, n 100", Stage::of_push(100)),
        ];
        measured.map(|(what, (mut stage, trial))| format!("{what}\n{}", stage.measure(trial).items())).join("\n")
    }
}

/// Creating, income, claims and pushes of one table of accounts.
fn of_size(n: u32) -> Vec<Row> {
    let mut stage = Stage::new();
    let payees = stage.payees(n);
    let table = plain(&payees);
    let (split, last) = (Id::version(1), (n - 1) as u16);
    let mut rows = Vec::new();
    let mut measure = |stage: &mut Stage, message: &str, case: &str, trial: Trial| {
        rows.push(stage.measure(trial).row(message, case, Some(n), None));
    };
    let create = (table.clone(), None::<Options<AccountId>>);
    let trial = Trial::creation(selector_bytes!("create"), &create, trials::table(1, n));
    measure(&mut stage, "create", "immutable", trial);
    let trial = Trial::income(split);
    measure(&mut stage, "deposit", "first", trial);
    let trial = Trial::claim(split.0, last, payees[n as usize - 1]);
    measure(&mut stage, "claim", "first, last entry", trial);
    let trial = Trial::income(split);
    measure(&mut stage, "deposit", "again", trial);
    let trial = Trial::claim(split.0, last, payees[n as usize - 1]);
    measure(&mut stage, "claim", "again, last entry", trial);

    let trial = stage.second_push(split, payees);
    measure(&mut stage, "pay_all", "all", trial);

    let options = Options { controller: stage.payer, delay: 1, height: 0, eager: 0 };
    let head = stage.suite.create(stage.payer, table.clone(), Some(options)).expect("the table is fine");
    let cells = [trials::table(3, n), vec![Key::of(Tag::Head, head.0)]].concat();
    let trial = Trial::creation(selector_bytes!("update"), &(head, table), cells);
    measure(&mut stage, "update", "all entries", trial);
    rows
}

/// The same for a table behind a hash.
fn of_leaves() -> Vec<Row> {
    let mut stage = Stage::new();
    let leaves = stage.payees(LARGE).into_iter().zip(0..).map(|(payee, number)| (bytes(payee), 1 + number % 3));
    let leaves: Vec<([u8; ACCOUNT], u64)> = leaves.collect();
    let tree = SumTree::new(&leaves, &mut keccak).expect("the weights fit");
    let mut rows = Vec::new();
    let mut measure = |stage: &mut Stage, message: &str, case: &str, trial: Trial| {
        rows.push(stage.measure(trial).row(message, case, Some(LARGE), None));
    };
    let create = (merkle(tree.root()), None::<Options<AccountId>>);
    let trial = Trial::creation(selector_bytes!("create"), &create, vec![Key::of(Tag::Header, 1)]);
    measure(&mut stage, "create", "Merkle-sum", trial);
    let trial = Trial::income(Id(1));
    measure(&mut stage, "deposit", "first", trial);
    let trial = Trial::income(Id(1));
    measure(&mut stage, "deposit", "again", trial);
    for (case, count) in [("first, 1 leaf", 1), ("again, 1 leaf", 1), ("again, 10 leaves", 10)] {
        if case.starts_with("again") {
            // All are paid up, so that the next income owes each of them something.
            let all = Trial::leaves(&tree, &leaves[..10]).input;
            stage.suite.chain.call(stage.payer, stage.suite.ledger, 0, all);
            stage.receive(Id(1));
        }
        let trial = Trial::leaves(&tree, &leaves[..count]);
        measure(&mut stage, "pay_many", case, trial);
    }
    rows
}

/// Income in a token, taken from the payer or sent beforehand.
fn token_of_size(n: u32) -> Vec<Row> {
    const AMOUNT: u128 = 1_000_000_007;
    let mut stage = Stage::new();
    let payees = stage.payees(n);
    let split = stage.suite.fixed(plain(&payees));
    let (token, asset) = stage.token(&[]);
    stage.suite.deposit_token(stage.payer, split, asset, AMOUNT).expect("the ledger may take it");
    let cells = vec![Key::of(Tag::Asset, asset), key(Tag::Received, split.0, asset)];
    let taken = input(selector_bytes!("deposit_token"), &(split, asset, AMOUNT));
    let trial = Trial { token: Some(token), ..Trial::new(taken, Floor::TokenIncome, cells.clone()) };
    let taken = stage.measure(trial).row("deposit_token", "again", Some(n), None);

    let (payer, ledger) = (stage.payer, stage.suite.ledger);
    stage.suite.send_token(token, payer, ledger, AMOUNT);
    let sent = input(selector_bytes!("credit"), &(split, asset));
    let trial = Trial { token: Some(token), ..Trial::new(sent, Floor::TokenIncome, cells) };
    let sent = stage.measure(trial).row("credit", "again", Some(n), None);
    vec![taken, sent]
}

/// Trees of a given depth: each level pays an account and the level below.
fn of_depth(depth: u32) -> Vec<Row> {
    let mut stage = Stage::new();
    let payees = stage.payees(depth + 1);
    let trial = Trial::creation(
        selector_bytes!("create_tree"),
        &chain(&payees),
        (1..=depth).flat_map(|version| trials::table(version, 2)).collect(),
    );
    let created = stage.measure(trial).row("create_tree", "chain of 2 entries each", None, Some(depth));
    let trial = stage.second_claim(&path(depth), payees[0]);
    let claimed = stage.measure(trial).row("claim_path", "again", None, Some(depth));
    vec![created, claimed, token_path(&mut stage, &path(depth), payees[0])]
}

/// A claim through all levels in a token, all cells being there.
fn token_path(stage: &mut Stage, path: &[Step], payee: AccountId) -> Row {
    const AMOUNT: u128 = 1_000_000_007;
    let (token, asset) = stage.token(&[payee]);
    let (payer, split) = (stage.payer, Id(path[0].version));
    stage.suite.deposit_token(payer, split, asset, AMOUNT).expect("the ledger may take it");
    stage.suite.claim_path(payer, path.to_vec(), asset).expect("the path leads to a payee");
    stage.suite.deposit_token(payer, split, asset, AMOUNT).expect("the ledger may take it");
    let mut trial = Trial::claim_path(path, asset, payee);
    trial.cells.push(Key::of(Tag::Asset, asset));
    let trial = Trial { floor: Floor::TokenClaim, token: Some(token), ..trial };
    stage.measure(trial).row("claim_path", "again, token", None, Some(path.len() as u32))
}

/// Ten paths of one step in one table, where the floor only transfers.
fn claim_many() -> Row {
    let mut stage = Stage::new();
    let payees = stage.payees(10);
    let split = stage.suite.fixed(plain(&payees));
    stage.receive(split);
    let paths: Vec<Vec<Step>> = (0..10).map(|index| vec![Step { version: split.0, index }]).collect();
    let first = stage.suite.claim_many(stage.payer, paths.clone(), NATIVE);
    assert_eq!(first.map(|report| report.payouts), Ok(10));
    stage.receive(split);
    let input = input(selector_bytes!("claim_many"), &(paths, NATIVE));
    let trial = Trial::push(input, payees);
    stage.measure(trial).row("claim_many", "10 paths, 1 table", Some(10), Some(1))
}

/// Income that passes on at once to `touched` splits below.
fn eager(touched: u32) -> Row {
    let mut stage = Stage::new();
    let payees = stage.payees(2);
    let children: Vec<Id> = (0..touched).map(|_| stage.suite.fixed(plain(&payees))).collect();
    let edges = children.iter().map(|child| edge(*child, true, 1)).collect();
    let split = stage.suite.fixed(Table::Entries(edges));
    stage.receive(split);
    let mut cells = settled(&[Step { version: split.0, index: 0 }], NATIVE);
    cells.extend(children.iter().map(|child| key(Tag::Received, child.0, NATIVE)));
    let trial = Trial { floor: Floor::Eager, cells, ..Trial::income(split) };
    stage.measure(trial).row("deposit", "again, eager", Some(touched), None)
}
