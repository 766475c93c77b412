//! What is measured: calls with their floors, and the stages on which they run.

use super::stage::{FloorInput, Stage, Trial};
use crate::{
    chain::{AccountId, ACCOUNT, PAGE},
    gas::floor::Floor,
    suite::{edge, input},
};
use atelier_splits::{paid_place, Entry, Id, Key, Row, Step, SumLeaf, SumTree, Table, Tag, Target, NATIVE};
use ink::selector_bytes;
use splits::Node;

/// Every income. Products with weights stay below 2^64, which is as far as floors count.
pub const INCOME: u128 = 1_000_000_000_000_007;

/// A table in which all accounts weigh the same.
pub fn plain(payees: &[AccountId]) -> Table<AccountId> {
    Table::Entries(payees.iter().map(|payee| Entry { target: Target::Account(*payee), weight: 1 }).collect())
}

/// The cell of one asset.
pub fn key(tag: Tag, id: u32, asset: u32) -> Key {
    Key { asset, ..Key::of(tag, id) }
}

/// The cells that a version of so many entries becomes.
pub fn table(version: u32, entries: u32) -> Vec<Key> {
    let pages = entries.div_ceil(Row::<ACCOUNT>::per_page(1, PAGE) as u32);
    let pages = (0..pages).map(|part| Key { part: part.into(), ..Key::of(Tag::Page, version) });
    [Key::of(Tag::Header, version)].into_iter().chain(pages).collect()
}

/// The cells that settling the entries of a path touches.
pub fn settled(path: &[Step], asset: u32) -> Vec<Key> {
    let cells = |step: &Step| {
        let Step { version, index } = *step;
        [
            key(Tag::Received, version, asset),
            Key { part: Row::<ACCOUNT>::place(index, 1, PAGE).0, ..Key::of(Tag::Page, version) },
            Key { part: paid_place(index, PAGE).0, ..key(Tag::Paid, version, asset) },
        ]
    };
    path.iter().flat_map(cells).collect()
}

impl Trial {
    /// A message without money whose floor reads its arguments.
    pub fn new(input: Vec<u8>, floor: Floor, cells: Vec<Key>) -> Self {
        let floor_input = FloorInput::Arguments;
        Self { value: 0, input, floor, floor_input, cells, payees: Vec::new(), token: None }
    }

    /// A message that writes the given cells.
    pub fn creation(selector: [u8; 4], arguments: &impl scale::Encode, cells: Vec<Key>) -> Self {
        Self { floor_input: FloorInput::Cells, ..Self::new(input(selector, arguments), Floor::Cells, cells) }
    }

    /// An income of a split.
    pub fn income(split: Id) -> Self {
        let cells = vec![key(Tag::Received, split.0, NATIVE)];
        Self { value: INCOME, ..Self::new(input(selector_bytes!("deposit"), &split), Floor::Income, cells) }
    }

    /// A claim of one entry.
    pub fn claim(version: u32, index: u16, payee: AccountId) -> Self {
        let input = input(selector_bytes!("claim"), &(version, index, NATIVE));
        // A path of one step.
        let path = [&[1 << 2], &input[4..]].concat();
        let trial = Self::new(input, Floor::Claim, settled(&[Step { version, index }], NATIVE));
        Self { floor_input: FloorInput::Bytes(path), payees: vec![payee], ..trial }
    }

    /// A claim along a path.
    pub fn claim_path(path: &[Step], asset: u32, payee: AccountId) -> Self {
        let input = input(selector_bytes!("claim_path"), &(path, asset));
        Self { payees: vec![payee], ..Self::new(input, Floor::Claim, settled(path, asset)) }
    }

    /// A message that pays all payees the same.
    pub fn push(input: Vec<u8>, payees: Vec<AccountId>) -> Self {
        Self { floor_input: FloorInput::Payouts, payees, ..Self::new(input, Floor::Transfers, Vec::new()) }
    }

    /// Payouts of the first leaves of a tree, which is version 1.
    pub fn leaves(tree: &SumTree, leaves: &[([u8; ACCOUNT], u64)]) -> Self {
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
        let payees = leaves.iter().map(|(account, _)| AccountId::from(*account)).collect();
        let input = input(selector_bytes!("pay_many"), &(1u32, NATIVE, proved));
        Self { payees, ..Self::new(input, Floor::Leaves, cells) }
    }
}

impl Stage {
    /// A claim along a path whose cells are all there: the first one goes ahead.
    pub fn second_claim(&mut self, path: &[Step], payee: AccountId) -> Trial {
        let split = Id(path[0].version);
        self.receive(split);
        self.suite.claim_path(self.payer, path.to_vec(), NATIVE).expect("the path leads to a payee");
        self.receive(split);
        Trial::claim_path(path, NATIVE, payee)
    }

    /// A second income for a table of `n` payees.
    pub fn of_income(n: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(n);
        let split = stage.suite.fixed(plain(&payees));
        stage.receive(split);
        let trial = Trial::income(split);
        (stage, trial)
    }

    /// A second claim through `depth` levels.
    pub fn of_path(depth: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(depth + 1);
        stage.suite.create_tree(stage.payer, chain(&payees)).expect("the tree is fine");
        let trial = stage.second_claim(&path(depth), payees[0]);
        (stage, trial)
    }

    /// A second push to `n` payees.
    pub fn of_push(n: u32) -> (Self, Trial) {
        let mut stage = Self::new();
        let payees = stage.payees(n);
        let split = stage.suite.fixed(plain(&payees));
        let trial = stage.second_push(split, payees);
        (stage, trial)
    }

    /// A push to all payees of a split, all of whom were paid up before the last income, so that it owes each the same.
    pub fn second_push(&mut self, split: Id, payees: Vec<AccountId>) -> Trial {
        let all = payees.len() as u16;
        self.receive(split);
        self.suite.pay_all(self.payer, split, NATIVE, 0, all).expect("the split exists");
        self.receive(split);
        let input = input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, all));
        Trial::push(input, payees)
    }

    /// An income that is not measured.
    pub fn receive(&mut self, split: Id) {
        self.suite.deposit(self.payer, split, INCOME).expect("the split exists");
    }
}

/// The nodes of a tree that is as deep as there are payees but one, the lowest first.
pub fn chain(payees: &[AccountId]) -> Vec<Node> {
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
pub fn path(depth: u32) -> Vec<Step> {
    (1..=depth).rev().map(|version| Step { version, index: 0 }).collect()
}
