//! The messages of splits at every size and depth.

mod beside;
pub mod goals;
pub mod peers;
mod picture;
mod stage;

use crate::{
    gas::{chart::Chart, floor::Floor, items, Group, Row},
    suite::{edge, input, merkle},
};
use atelier_splits::{Entry, Id, Key, Options, Step, SumLeaf, SumTree, Table, Tag, Target, NATIVE};
use ink::{primitives::AccountId, selector_bytes};
use splits::Node;
use stage::{FloorInput, Stage, Trial};

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
/// Every income. Products with weights stay below 2^64, which is as far as floors count.
const INCOME: u128 = 1_000_000_000_000_007;

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
        rows.extend(goals::derived(&rows));
        rows
    }

    fn beside(&self, rows: &[Row]) -> String {
        beside::beside(rows)
    }

    fn picture(&self, rows: &[Row]) -> Chart {
        picture::picture(rows)
    }

    fn items(&self) -> String {
        items::listen();
        let measured = [
            ("deposit, again, n 100", Stage::of_income(100)),
            ("claim_path, again, depth 1", Stage::of_path(1)),
            ("claim_path, again, depth 8", Stage::of_path(8)),
            ("pay_all, n 100", Stage::of_push(100)),
        ];
        measured.map(|(what, (mut stage, trial))| format!("{what}\n{}", stage.measure(trial).items())).join("\n")
    }
}

fn plain(payees: &[AccountId]) -> Table<AccountId> {
    Table::Entries(payees.iter().map(|payee| Entry { target: Target::Account(*payee), weight: 1 }).collect())
}

fn key(tag: Tag, id: u32, asset: u32) -> Key {
    Key { asset, ..Key::of(tag, id) }
}

/// The cells that a version becomes.
fn tables(versions: impl IntoIterator<Item = u32>) -> Vec<Key> {
    versions.into_iter().flat_map(|version| [Key::of(Tag::Header, version), Key::of(Tag::Page, version)]).collect()
}

/// The cells that settling one entry of each version touches.
fn settled(versions: &[u32], asset: u32) -> Vec<Key> {
    let cells = |version: &u32| {
        [key(Tag::Received, *version, asset), Key::of(Tag::Page, *version), key(Tag::Paid, *version, asset)]
    };
    versions.iter().flat_map(cells).collect()
}

impl Stage {
    fn creation(&self, selector: [u8; 4], arguments: &impl scale::Encode, cells: Vec<Key>) -> Trial {
        Trial {
            contract: self.suite.ledger,
            value: 0,
            input: input(selector, arguments),
            floor: Floor::Cells,
            floor_input: FloorInput::Cells,
            cells,
            payees: Vec::new(),
            token: None,
        }
    }

    fn on_ledger(&self, input: Vec<u8>, floor: Floor, cells: Vec<Key>) -> Trial {
        Trial {
            contract: self.suite.ledger,
            value: 0,
            input,
            floor,
            floor_input: FloorInput::Arguments,
            cells,
            payees: Vec::new(),
            token: None,
        }
    }

    fn income(&self, split: Id) -> Trial {
        let cells = vec![key(Tag::Received, split.0, NATIVE)];
        Trial { value: INCOME, ..self.on_ledger(input(selector_bytes!("deposit"), &split), Floor::Income, cells) }
    }

    fn claim(&self, version: u32, index: u16, payee: AccountId) -> Trial {
        let input = input(selector_bytes!("claim"), &(version, index, NATIVE));
        // A path of one step.
        let path = [&[1 << 2], &input[4..]].concat();
        let trial = self.on_ledger(input, Floor::Claim, settled(&[version], NATIVE));
        Trial { floor_input: FloorInput::Bytes(path), payees: vec![payee], ..trial }
    }

    fn claim_path(&self, path: &[Step], asset: u32, payee: AccountId) -> Trial {
        let versions: Vec<u32> = path.iter().map(|step| step.version).collect();
        let input = input(selector_bytes!("claim_path"), &(path, asset));
        Trial { payees: vec![payee], ..self.on_ledger(input, Floor::Claim, settled(&versions, asset)) }
    }

    fn push(&self, input: Vec<u8>, payees: Vec<AccountId>) -> Trial {
        Trial { floor_input: FloorInput::Payouts, payees, ..self.on_ledger(input, Floor::Transfers, Vec::new()) }
    }

    /// A claim along a path whose cells are all there: the first one goes ahead.
    fn second_claim(&mut self, path: &[Step], payee: AccountId) -> Trial {
        let split = Id(path[0].version);
        self.receive(split);
        self.suite.claim_path(self.payer, path.to_vec(), NATIVE).expect("the path leads to a payee");
        self.receive(split);
        self.claim_path(path, NATIVE, payee)
    }

    /// A second income for a table of `n` payees.
    fn of_income(n: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(n);
        let split = stage.suite.fixed(plain(&payees));
        stage.receive(split);
        let trial = stage.income(split);
        (stage, trial)
    }

    /// A second claim through `depth` levels.
    fn of_path(depth: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(depth + 1);
        stage.suite.create_tree(stage.payer, chain(&payees)).expect("the tree is fine");
        let trial = stage.second_claim(&path(depth), payees[0]);
        (stage, trial)
    }

    /// A second push to `n` payees.
    fn of_push(n: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(n);
        let split = stage.suite.fixed(plain(&payees));
        let trial = stage.second_push(split, payees);
        (stage, trial)
    }

    /// A push to all payees of a split, all of whom were paid up before the last income, so that it owes each the same.
    fn second_push(&mut self, split: Id, payees: Vec<AccountId>) -> Trial {
        let all = payees.len() as u16;
        self.receive(split);
        self.suite.pay_all(self.payer, split, NATIVE, 0, all).expect("the split exists");
        self.receive(split);
        let input = input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, all));
        self.push(input, payees)
    }

    fn receive(&mut self, split: Id) {
        self.suite.deposit(self.payer, split, INCOME).expect("the split exists");
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
    let trial = stage.creation(selector_bytes!("create"), &create, tables([1]));
    measure(&mut stage, "create", "immutable", trial);
    let trial = stage.income(split);
    measure(&mut stage, "deposit", "first", trial);
    let trial = stage.claim(split.0, last, payees[n as usize - 1]);
    measure(&mut stage, "claim", "first, last entry", trial);
    let trial = stage.income(split);
    measure(&mut stage, "deposit", "again", trial);
    let trial = stage.claim(split.0, last, payees[n as usize - 1]);
    measure(&mut stage, "claim", "again, last entry", trial);

    let trial = stage.second_push(split, payees);
    measure(&mut stage, "pay_all", "all", trial);

    let options = Options { controller: stage.payer, delay: 1, height: 0, eager: 0 };
    let head = stage.suite.create(stage.payer, table.clone(), Some(options)).expect("the table is fine");
    let cells = [tables([3]), vec![Key::of(Tag::Head, head.0)]].concat();
    let trial = stage.creation(selector_bytes!("update"), &(head, table), cells);
    measure(&mut stage, "update", "all entries", trial);
    rows
}

/// The same for a table behind a hash.
fn of_leaves() -> Vec<Row> {
    let mut stage = Stage::new();
    let payees = stage.payees(10);
    let leaves = (0..LARGE).map(|number| (*crate::chain::account(1_000 + number).as_ref(), 1 + u64::from(number % 3)));
    let leaves: Vec<([u8; 32], u64)> = leaves.collect();
    let tree = SumTree::new(&leaves, &mut keccak).expect("the weights fit");
    let mut rows = Vec::new();
    let mut measure = |stage: &mut Stage, message: &str, case: &str, trial: Trial| {
        rows.push(stage.measure(trial).row(message, case, Some(LARGE), None));
    };
    let create = (merkle(tree.root()), None::<Options<AccountId>>);
    let trial = stage.creation(selector_bytes!("create"), &create, vec![Key::of(Tag::Header, 1)]);
    measure(&mut stage, "create", "Merkle-sum", trial);
    let trial = stage.income(Id(1));
    measure(&mut stage, "deposit", "first", trial);
    let trial = stage.income(Id(1));
    measure(&mut stage, "deposit", "again", trial);
    for (case, count) in [("first, 1 leaf", 1), ("again, 1 leaf", 1), ("again, 10 leaves", 10)] {
        if case.starts_with("again") {
            // All are paid up, so that the next income owes each of them something.
            let all = pay_leaves(&stage, &tree, &leaves[..10], &payees).input;
            stage.suite.chain.call(stage.payer, stage.suite.ledger, 0, all);
            stage.receive(Id(1));
        }
        let trial = pay_leaves(&stage, &tree, &leaves[..count], &payees[..count]);
        measure(&mut stage, "pay_many", case, trial);
    }
    rows
}

fn pay_leaves(stage: &Stage, tree: &SumTree, leaves: &[([u8; 32], u64)], payees: &[AccountId]) -> Trial {
    let proved = leaves.iter().enumerate().map(|(index, (account, weight))| SumLeaf {
        account: AccountId::from(*account),
        weight: *weight,
        proof: tree.proof(index).expect("the leaf exists"),
    });
    let proved: Vec<SumLeaf<AccountId>> = proved.collect();
    let mut cells = vec![Key::of(Tag::Header, 1), key(Tag::Received, 1, NATIVE)];
    let mut low = 0;
    for (_, weight) in leaves {
        cells.push(Key { part: low, ..key(Tag::Leaf, 1, NATIVE) });
        low += weight;
    }
    let input = input(selector_bytes!("pay_many"), &(1u32, NATIVE, proved));
    Trial { payees: payees.to_vec(), ..stage.on_ledger(input, Floor::Leaves, cells) }
}

fn keccak(bytes: &[u8]) -> [u8; 32] {
    use tiny_keccak::{Hasher, Keccak};
    let mut hasher = Keccak::v256();
    hasher.update(bytes);
    let mut hash = [0; 32];
    hasher.finalize(&mut hash);
    hash
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
    let trial = Trial { token: Some(token), ..stage.on_ledger(taken, Floor::TokenIncome, cells.clone()) };
    let taken = stage.measure(trial).row("deposit_token", "again", Some(n), None);

    let (payer, ledger) = (stage.payer, stage.suite.ledger);
    stage.suite.send_token(token, payer, ledger, AMOUNT);
    let sent = input(selector_bytes!("credit"), &(split, asset));
    let trial = Trial { token: Some(token), ..stage.on_ledger(sent, Floor::TokenIncome, cells) };
    let sent = stage.measure(trial).row("credit", "again", Some(n), None);
    vec![taken, sent]
}

/// Trees of a given depth: each level pays an account and the level below.
fn of_depth(depth: u32) -> Vec<Row> {
    let mut stage = Stage::new();
    let payees = stage.payees(depth + 1);
    let trial = stage.creation(selector_bytes!("create_tree"), &chain(&payees), tables(1..=depth));
    let created = stage.measure(trial).row("create_tree", "chain of 2 entries each", None, Some(depth));
    let trial = stage.second_claim(&path(depth), payees[0]);
    let claimed = stage.measure(trial).row("claim_path", "again", None, Some(depth));
    vec![created, claimed, token_path(&mut stage, &path(depth), payees[0])]
}

/// The nodes of a tree that is as deep as there are payees but one, the lowest first.
fn chain(payees: &[AccountId]) -> Vec<Node> {
    let node = |(level, pair): (usize, &[AccountId])| {
        let below = match level {
            0 => Entry { target: Target::Account(pair[0]), weight: 1 },
            _ => edge(Id::node(level as u16 - 1), false, 1),
        };
        let beside = Entry { target: Target::Account(pair[1]), weight: 1 };
        Node { table: Table::Entries(vec![below, beside]), options: None }
    };
    payees.windows(2).enumerate().map(node).collect()
}

/// The way from the top of that tree to its first payee.
fn path(depth: u32) -> Vec<Step> {
    (1..=depth).rev().map(|version| Step { version, index: 0 }).collect()
}

/// A claim through all levels in a token, all cells being there.
fn token_path(stage: &mut Stage, path: &[Step], payee: AccountId) -> Row {
    const AMOUNT: u128 = 1_000_000_007;
    let (token, asset) = stage.token(&[payee]);
    let (payer, split) = (stage.payer, Id(path[0].version));
    stage.suite.deposit_token(payer, split, asset, AMOUNT).expect("the ledger may take it");
    stage.suite.claim_path(payer, path.to_vec(), asset).expect("the path leads to a payee");
    stage.suite.deposit_token(payer, split, asset, AMOUNT).expect("the ledger may take it");
    let mut trial = stage.claim_path(path, asset, payee);
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
    let trial = stage.push(input, payees);
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
    let mut cells = settled(&[split.0], NATIVE);
    cells.extend(children.iter().map(|child| key(Tag::Received, child.0, NATIVE)));
    let trial = Trial { floor: Floor::Eager, cells, ..stage.income(split) };
    stage.measure(trial).row("deposit", "again, eager", Some(touched), None)
}
