//! Replays the random traces of `splits_model` on the suite as it is deployed, so that the Wasm is judged by the same model
//! as the rules in memory.

use crate::{
    chain::{AccountId, Called, ACCOUNT, DEPOSIT_UNIT, MACHINE, PAGE},
    suite::{input, Error, Suite},
    token,
};
use atelier_splits::{paid_place, Entry, Id, Key, Options, Received, Step, SumLeaf, Table, Tag, Target, NATIVE};
use ink::selector_bytes;
use num_bigint::BigInt;
use scale::{Decode, Encode};
use splits::{Node, Report};
use splits_model::{
    Account, Branch, Done, LeafOf, Ledger, Machine, Model, Operation, Outcome, Plan, Refusal, World, ASSETS, START,
};
use std::collections::{BTreeMap, BTreeSet};

/// What each account that calls has of each asset at the start: far more than a trace can spend, and few enough that the
/// supply of all of them is below 2^128.
const WEALTH: u128 = 1 << 120;

/// A suite with two honest tokens on which one trace is replayed.
pub struct Replay {
    suite: Suite,
    tokens: [AccountId; 2],
    /// The seed of the trace, which every failure names.
    seed: u64,
    /// How many operations have begun.
    begun: usize,
    /// By what each version was created, the first version's first.
    plans: Vec<Plan>,
    /// What the deposits for storage have cost each caller so far.
    deposits: BTreeMap<Account, i128>,
    /// Who has got tokens to pay with.
    endowed: BTreeSet<(Account, u32)>,
    /// What the ledger had of native money at the start.
    base: u128,
}

/// What the chain calls an account of a trace. The bytes are those of the [`World`], so that cells can be compared.
fn bytes(account: Account) -> [u8; ACCOUNT] {
    World::<ACCOUNT, PAGE>::bytes(account)
}

impl Replay {
    /// A fresh suite, for the trace with this seed.
    ///
    /// # Panics
    /// If the suite cannot be deployed, and later wherever the chain does what no refusal can tell.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut suite = Suite::new();
        let tokens = [(); 2].map(|()| suite.token("honest-token", 0));
        assert_eq!(tokens.map(|(_, asset)| asset), ASSETS[1..], "a fresh ledger numbers its tokens from 1");
        for number in 0..Account::RICH {
            suite.chain.fund(bytes(Account(number)).into(), WEALTH);
        }
        suite.chain.set_time(START);
        let base = suite.chain.balance(suite.ledger);
        let (plans, deposits, endowed) = Default::default();
        Self { tokens: tokens.map(|(token, _)| token), suite, seed, begun: 0, plans, deposits, endowed, base }
    }

    /// Stops the test where the chain does what no refusal can tell.
    #[track_caller]
    fn fail(&self, why: &str) -> ! {
        let Self { seed, begun, .. } = self;
        panic!("seed {seed}, operation {}: {why}", begun.saturating_sub(1));
    }

    fn name(&self, account: Account) -> AccountId {
        match account {
            Account::LEDGER => self.suite.ledger,
            _ => bytes(account).into(),
        }
    }

    fn account(&self, id: AccountId) -> Account {
        let found = (0..Account::CAST).map(Account).find(|account| self.name(*account) == id);
        found.unwrap_or_else(|| self.fail(&format!("{id:?} is nobody of the trace")))
    }

    fn table(&self, plan: &Plan) -> Table<AccountId> {
        plan.table(|account| self.name(account), bytes)
    }

    fn token(&self, asset: u32) -> Option<AccountId> {
        self.tokens.get((asset as usize).checked_sub(1)?).copied()
    }

    /// Calls as a transaction and remembers what storage cost the caller.
    fn call(&mut self, caller: Account, contract: AccountId, value: u128, input: Vec<u8>) -> Called {
        let called = self.suite.chain.call(self.name(caller), contract, value, input);
        match &called.outcome {
            Ok(_) if called.reverted => {}
            Ok(_) => *self.deposits.entry(caller).or_default() += called.deposit * DEPOSIT_UNIT,
            Err(trap) => self.fail(&format!("the contract trapped: {trap}")),
        }
        called
    }

    fn pay<T: Decode>(
        &mut self,
        caller: Account,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, Refusal> {
        let called = self.call(caller, self.suite.ledger, value, input(selector, arguments));
        called.result().map_err(|error| match error {
            Error::Splits(error) => Refusal::Splits(error),
            // The model does not tell which node of a tree it was.
            Error::Create(error) | Error::Node { error, .. } => Refusal::Create(error),
            Error::UnknownAsset(asset) => Refusal::UnknownAsset(asset),
            Error::PayoutFailed { account, amount } => Refusal::PayoutFailed { account: self.account(account), amount },
            Error::TipFailed(amount) => Refusal::TipFailed(amount),
            Error::TokenFailed(_)
            | Error::NotOffered { .. }
            | Error::AssetKnown(_)
            | Error::AssetForbidden
            | Error::AmountTooLarge => {
                self.fail(&format!("honest tokens and punctual buyers are never refused by {error:?}"))
            }
        })
    }

    fn tell<T: Decode>(&mut self, caller: Account, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Refusal> {
        self.pay(caller, 0, selector, arguments)
    }

    /// Gives a caller a token to pay with when it first does, because few callers of a trace ever do.
    fn endow(&mut self, caller: Account, asset: u32) {
        let Some(token) = self.token(asset) else { return };
        if self.endowed.insert((caller, asset)) {
            self.suite.mint(token, self.name(caller), WEALTH);
            let approve = token::approve(self.suite.ledger, u128::MAX);
            let called = self.call(caller, token, 0, approve);
            assert!(!called.reverted, "the token refuses: {called:?}");
        }
    }

    fn deposit(&mut self, caller: Account, split: Id, asset: u32, amount: u128) -> Result<(), Refusal> {
        if asset == NATIVE {
            return self.pay(caller, amount, selector_bytes!("deposit"), &split);
        }
        self.endow(caller, asset);
        self.tell(caller, selector_bytes!("deposit_token"), &(split, asset, amount))
    }

    fn create_tree(&mut self, caller: Account, nodes: &[Vec<(Branch, u32)>]) -> Outcome {
        let target = |branch: &Branch| match *branch {
            Branch::Outside(Target::Account(account)) => Target::Account(self.name(account)),
            Branch::Outside(Target::Split { id, eager }) => Target::Split { id, eager },
            Branch::Node { node, eager } => Target::Split { id: Id::node(node), eager },
        };
        let node = |node: &Vec<(Branch, u32)>| {
            let entry = |(branch, weight): &(Branch, u32)| Entry { target: target(branch), weight: *weight };
            Node { table: Table::Entries(node.iter().map(entry).collect()), options: None }
        };
        let nodes: Vec<Node> = nodes.iter().map(node).collect();
        let made: Vec<Id> = self.tell(caller, selector_bytes!("create_tree"), &nodes)?;
        // Only Merkle-sum tables are ever asked for their plan again.
        self.plans.extend(made.iter().map(|_| Plan::Entries(Vec::new())));
        Ok(Done::Created(made))
    }

    fn pay_leaves(&mut self, caller: Account, version: u32, asset: u32, leaves: &[LeafOf]) -> Result<Report, Refusal> {
        let leaf = |leaf: &LeafOf| {
            let plan = self.plans.get((leaf.plan as usize).checked_sub(1)?)?;
            let (account, weight, proof) = plan.leaf(leaf.index, bytes)?;
            Some(SumLeaf { account: self.name(account), weight, proof })
        };
        let leaves: Option<Vec<SumLeaf<AccountId>>> = leaves.iter().map(leaf).collect();
        let leaves = leaves.unwrap_or_else(|| self.fail("a trace names leaves that exist"));
        self.tell(caller, selector_bytes!("pay_many"), &(version, asset, leaves))
    }

    fn claim(&mut self, caller: Account, path: &[Step], asset: u32) -> Result<u128, Refusal> {
        match *path {
            [Step { version, index }] => self.tell(caller, selector_bytes!("claim"), &(version, index, asset)),
            _ => self.tell(caller, selector_bytes!("claim_path"), &(path, asset)),
        }
    }

    fn hand_over(
        &mut self,
        owner: Account,
        to: Account,
        entry: Step,
        asset: u32,
        at_least: u128,
    ) -> Result<(), Refusal> {
        self.tell::<()>(owner, selector_bytes!("transfer_entry"), &(entry, self.name(to)))?;
        self.tell(to, selector_bytes!("accept_entry"), &(entry, asset, at_least))
    }

    fn cell(&mut self, key: Key) -> Vec<u8> {
        self.suite.chain.cell(self.suite.ledger, key.to_bytes().to_vec()).unwrap_or_default()
    }

    /// What an account has.
    fn balance(&mut self, owner: AccountId, asset: u32) -> u128 {
        match self.token(asset) {
            Some(token) => self.suite.token_balance(token, owner),
            None => self.suite.chain.balance(owner),
        }
    }

    /// Checks what a replayed trace has left behind: every cell, byte for byte, against a [`World`] that has done the same;
    /// the number of versions, and what views say is owed, against the model; and that no token belongs to nobody.
    ///
    /// # Errors
    /// Says what differs.
    pub fn check_remains(&mut self, operations: &[Operation], model: &Model) -> Result<(), String> {
        let mut world = World::<ACCOUNT, PAGE>::on(MACHINE);
        for operation in operations {
            let _compared_already = world.apply(operation);
        }
        for (key, expected) in &world.store.cells {
            // The world's tokens have other accounts; that the ledger recorded all it holds is checked below.
            if key[0] == Tag::Asset as u8 {
                continue;
            }
            let found = self.suite.chain.cell(self.suite.ledger, key.to_vec()).unwrap_or_default();
            if found != *expected {
                return Err(format!("cell {key:?}: {found:?} instead of {expected:?}"));
            }
        }
        let (versions, _, tokens) = self.suite.counts();
        if (versions, tokens) != (model.versions(), 2) {
            return Err(format!("{versions} versions and {tokens} tokens, instead of {} and 2", model.versions()));
        }
        for asset in ASSETS {
            let (held, owed) = (self.held(asset), self.suite.liability(asset));
            if held != owed {
                return Err(format!("asset {asset}: holds {held}, and says that it owes {owed}"));
            }
            let stray = self.suite.stray(asset);
            if asset != NATIVE && stray != Some(0) {
                return Err(format!("asset {asset}: {stray:?} belongs to nobody"));
            }
        }
        self.check_claims(model)
    }

    /// Checks that the ledger tells every account's entry in every version as the model does.
    fn check_claims(&mut self, model: &Model) -> Result<(), String> {
        for version in 1..=model.versions() {
            let lines = if model.is_sum(version) { 0 } else { model.lines(version) };
            for line in 0..lines {
                // A question costs as much as a claim, so each entry is asked for one asset only.
                let asset = ASSETS[(version + line) as usize % ASSETS.len()];
                let found = self.suite.claimable(version, line as u16, asset).map(BigInt::from);
                let expected = Ok(model.owed(version, line, asset));
                if found != expected {
                    return Err(format!("version {version}, line {line}: {found:?} is claimable, not {expected:?}"));
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, operation: &Operation) -> Outcome {
        match *operation {
            Operation::Create { caller, ref plan, ref options } => {
                let options = options.map(|options| Options {
                    controller: self.name(options.controller),
                    delay: options.delay,
                    height: options.height,
                    eager: options.eager,
                });
                let split = self.tell(caller, selector_bytes!("create"), &(self.table(plan), options))?;
                self.plans.push(plan.clone());
                Ok(Done::Created(vec![split]))
            }
            Operation::CreateTree { caller, ref nodes } => self.create_tree(caller, nodes),
            Operation::Update { caller, split, ref plan } => {
                let version = self.tell(caller, selector_bytes!("update"), &(split, self.table(plan)))?;
                self.plans.push(plan.clone());
                Ok(Done::Created(vec![Id::version(version)]))
            }
            Operation::OfferControl { caller, split, to } => {
                let to = to.map(|to| self.name(to));
                nothing(self.tell(caller, selector_bytes!("transfer_control"), &(split, to)))
            }
            Operation::AcceptControl { caller, split } => {
                nothing(self.tell(caller, selector_bytes!("accept_control"), &split))
            }
            Operation::Freeze { caller, split } => nothing(self.tell(caller, selector_bytes!("freeze"), &split)),
            Operation::Deposit { caller, split, asset, amount } => nothing(self.deposit(caller, split, asset, amount)),
            Operation::Claim { caller, ref path, asset } => Ok(Done::Paid(vec![self.claim(caller, path, asset)?])),
            Operation::ClaimTo { caller, ref path, ref assets, recipient } => {
                let recipient = self.name(recipient);
                Ok(Done::Paid(self.tell(caller, selector_bytes!("claim_to"), &(path, assets, recipient))?))
            }
            Operation::ClaimMany { caller, ref paths, asset } => {
                many(self.tell(caller, selector_bytes!("claim_many"), &(paths, asset)))
            }
            Operation::PayAll { caller, split, asset, from, count } => {
                many(self.tell(caller, selector_bytes!("pay_all"), &(split, asset, from, count)))
            }
            Operation::PayLeaves { caller, version, asset, ref leaves } => {
                many(self.pay_leaves(caller, version, asset, leaves))
            }
            Operation::SetMode { caller, entry, mode } => {
                nothing(self.tell(caller, selector_bytes!("set_claim_mode"), &(entry, mode)))
            }
            Operation::HandOver { owner, to, entry, asset, at_least } => {
                nothing(self.hand_over(owner, to, entry, asset, at_least))
            }
            Operation::Advance { milliseconds } => {
                let now = self.suite.chain.now().saturating_add(milliseconds);
                self.suite.chain.set_time(now);
                Ok(Done::Nothing)
            }
        }
    }
}

impl Ledger for Replay {
    fn machine(&self) -> Machine {
        MACHINE
    }

    fn apply(&mut self, operation: &Operation) -> Outcome {
        self.begun += 1;
        self.act(operation)
    }

    fn received(&mut self, version: u32, asset: u32) -> u128 {
        match &self.cell(Key { asset, ..Key::of(Tag::Received, version) })[..] {
            [] => 0,
            bytes => Received(bytes).amount(),
        }
    }

    fn paid(&mut self, version: u32, index: u16, asset: u32) -> u128 {
        let (part, at) = paid_place(index, PAGE);
        amount(self.cell(Key { asset, part, ..Key::of(Tag::Paid, version) }).get(at..at + 16))
    }

    fn leaf_paid(&mut self, version: u32, low: u64, asset: u32) -> u128 {
        amount(self.cell(Key { asset, part: low, ..Key::of(Tag::Leaf, version) }).get(..16))
    }

    fn gained(&mut self, account: Account, asset: u32) -> i128 {
        let balance = self.balance(self.name(account), asset) as i128;
        let is_endowed = if asset == NATIVE { account.is_rich() } else { self.endowed.contains(&(account, asset)) };
        let start = if is_endowed { WEALTH as i128 } else { 0 };
        let deposits = if asset == NATIVE { self.deposits.get(&account).copied().unwrap_or(0) } else { 0 };
        balance - start + deposits
    }

    fn held(&mut self, asset: u32) -> u128 {
        let base = if asset == NATIVE { self.base } else { 0 };
        match self.balance(self.suite.ledger, asset).checked_sub(base) {
            Some(held) => held,
            None => self.fail(&format!("asset {asset}: the ledger holds less than at the start")),
        }
    }
}

fn amount(bytes: Option<&[u8]>) -> u128 {
    bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u128::from_le_bytes)
}

fn nothing(result: Result<(), Refusal>) -> Outcome {
    result.map(|()| Done::Nothing)
}

fn many(result: Result<Report, Refusal>) -> Outcome {
    let Report { paid, tips, payouts, failed } = result?;
    Ok(Done::Many(splits_model::Report { paid, tips, payouts, failed }))
}
