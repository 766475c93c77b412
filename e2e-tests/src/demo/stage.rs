//! The chain on which a plan is played: accounts, tokens, splits, and calls whose gas is counted.

use super::{
    lineage::Lineage,
    place::{Complaint, Way},
    plan::{Payee, Plan, Table},
    refusal,
    story::Gas,
};
use crate::{
    chain::{account, Called},
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{input, Suite},
};
use atelier_splits::{self as rules, Id, Options, SumTree, Target};
use ink::{primitives::AccountId, selector_bytes};
use scale::{Decode, Encode};
use splits::{Error, Node};
use std::collections::HashMap;

/// Whoever calls what anybody may call.
pub const KEEPER: u32 = 1;
/// The account that pays for all sales.
pub const BUYER: u32 = 2;
/// The accounts of parties are numbered from here on.
const FIRST_PARTY: u32 = 1_000;
/// What each party has before the story, so that its account exists and can pay deposits.
const PURSE: u128 = 1_000_000 * EXISTENTIAL_DEPOSIT;
/// The most bytes of a call's input: the contract's buffer, less some room.
pub const MAX_INPUT: usize = 16_200;

/// The chain and what stands on it.
pub struct Stage {
    /// The chain with the suite.
    pub suite: Suite,
    /// The gas of the step that is being played.
    pub gas: Gas,
    /// The split that each split of the plan became.
    pub ids: Vec<Id>,
    /// The trees of Merkle-sum tables, by version.
    pub trees: HashMap<usize, SumTree>,
    tokens: Vec<Option<(AccountId, u32)>>,
    /// The last known balance of each party, asset by asset.
    known: Vec<Vec<u128>>,
    /// What the ledger had before the story.
    at_first: u128,
    now: u64,
    started: u64,
}

/// The account of a party.
#[must_use]
pub fn party(number: usize) -> AccountId {
    account(FIRST_PARTY + number as u32)
}

impl Stage {
    /// A chain with everybody's account and every token.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut suite = Suite::new();
        suite.chain.fund(account(KEEPER), crate::chain::FORTUNE);
        suite.chain.fund(account(BUYER), PURSE);
        for number in 0..plan.parties.len() {
            suite.chain.fund(party(number), PURSE);
        }
        let mut token = |native: bool| (!native).then(|| suite.token("honest-token", 0));
        let tokens: Vec<_> = plan.assets.iter().map(|asset| token(asset.native)).collect();
        let known = plan.assets.iter().map(|asset| vec![if asset.native { PURSE } else { 0 }; plan.parties.len()]);
        let (known, now) = (known.collect(), suite.chain.now());
        let ledger = suite.ledger;
        let at_first = suite.chain.balance(ledger);
        let (gas, ids, trees) = (Gas::default(), Vec::new(), HashMap::new());
        Self { suite, gas, ids, trees, tokens, known, at_first, now, started: now }
    }

    /// Milliseconds since the beginning.
    #[must_use]
    pub fn elapsed(&self) -> u64 {
        self.now - self.started
    }

    /// The chain's time.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// That this is beyond the end of time.
    pub fn wait(&mut self, millis: u64) -> Result<(), String> {
        self.now = self.now.checked_add(millis).ok_or("this is beyond the end of time")?;
        self.suite.chain.set_time(self.now);
        Ok(())
    }

    /// Lets time pass unseen: the story begins now.
    pub fn begin_at(&mut self, at: u64) {
        (self.now, self.started) = (at, at);
        self.suite.chain.set_time(at);
    }

    /// The token of an asset, unless it is the chain's own money.
    #[must_use]
    pub fn token(&self, asset: usize) -> Option<AccountId> {
        self.tokens[asset].map(|(token, _)| token)
    }

    /// The number by which the ledger knows an asset.
    #[must_use]
    pub fn number(&self, asset: usize) -> u32 {
        self.tokens[asset].map_or(rules::NATIVE, |(_, number)| number)
    }

    /// The version's number on the chain.
    #[must_use]
    pub const fn on_chain(version: usize) -> u32 {
        version as u32 + 1
    }

    /// Calls a message of the ledger and counts its gas.
    ///
    /// # Errors
    /// The ledger's refusal as a sentence, by `tell`; or that the chain stopped the call.
    pub fn call<T: Decode>(
        &mut self,
        (caller, value): (AccountId, u128),
        selector: [u8; 4],
        arguments: &impl Encode,
        tell: impl Fn(&Error) -> String,
    ) -> Result<T, String> {
        let ledger = self.suite.ledger;
        self.call_at(ledger, (caller, value), input(selector, arguments), tell)
    }

    /// Calls a message of any contract and counts its gas.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn call_at<T: Decode, E: Decode>(
        &mut self,
        contract: AccountId,
        (caller, value): (AccountId, u128),
        input: Vec<u8>,
        tell: impl Fn(&E) -> String,
    ) -> Result<T, String> {
        let called = self.suite.chain.call(caller, contract, value, input);
        self.count(&called);
        match &called.outcome {
            Err(stopped) => Err(format!("the chain stopped the call: {stopped}")),
            // A contract that cannot read its input says so in the language layer.
            Ok(data) if data.first() != Some(&0) => Err("the contract could not read the call's input".into()),
            Ok(_) => {
                self.refund(caller, called.deposit);
                called.result().map_err(|error: E| tell(&error))
            }
        }
    }

    fn count(&mut self, called: &Called) {
        self.gas.calls += 1;
        self.gas.ref_time += called.ref_time;
        self.gas.proof_size += called.proof_size;
    }

    /// Gives back a storage deposit, so that balances change by payouts alone.
    fn refund(&mut self, caller: AccountId, deposit: i128) {
        let balance = self.suite.chain.balance(caller);
        self.suite.chain.fund(caller, balance.saturating_add_signed(deposit));
    }

    /// Creates all splits of the plan, several in a call, as many as its input holds.
    ///
    /// # Errors
    /// The ledger's refusal, with the place of the split that it refuses.
    pub fn create(&mut self, plan: &Plan, lineage: &Lineage) -> Result<(), Complaint> {
        self.ids = vec![Id(0); plan.splits.len()];
        let mut waiting: Vec<(usize, Node)> = Vec::new();
        let mut size = 0;
        for (version, split) in plan.order.iter().copied().enumerate() {
            let place = |child: usize| waiting.iter().position(|(other, _)| *other == child);
            let table = self.encode(version, &lineage.versions[version].table, &place);
            let node = Node { table, options: plan.splits[split].control.map(|control| options(&control)) };
            // Beside its entries each node has cells of its own.
            let more = node.encoded_size() + 120;
            if size + more > MAX_INPUT && !waiting.is_empty() {
                self.create_waiting(plan, &mut waiting)?;
                size = 0;
                let table = self.encode(version, &lineage.versions[version].table, &|_| None);
                waiting.push((split, Node { table, ..node }));
            } else {
                waiting.push((split, node));
            }
            size += more;
        }
        self.create_waiting(plan, &mut waiting)
    }

    fn create_waiting(&mut self, plan: &Plan, waiting: &mut Vec<(usize, Node)>) -> Result<(), Complaint> {
        let (splits, nodes): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        let refused = std::cell::Cell::new(splits[0]);
        let tell = |error: &Error| {
            if let Error::Node { node, .. } = error {
                refused.set(splits[usize::from(*node)]);
            }
            refusal::of_table(plan, refused.get(), &plan.splits[refused.get()].table, error)
        };
        let created: Result<Vec<Id>, String> =
            self.call((account(KEEPER), 0), selector_bytes!("create_tree"), &nodes, tell);
        let created = created.map_err(|reason| plan.complaint(&plan.splits[refused.get()].way, reason))?;
        for (split, id) in splits.into_iter().zip(created) {
            self.ids[split] = id;
        }
        Ok(())
    }

    /// Replaces the table of a split.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn edit(&mut self, plan: &Plan, split: usize, by: usize, table: &Table, way: &Way) -> Result<(), Complaint> {
        let encoded = self.encode(0, table, &|_| None);
        let tell = |error: &Error| refusal::of_table(plan, split, table, error);
        let updated: Result<u32, String> =
            self.call((party(by), 0), selector_bytes!("update"), &(self.ids[split], encoded), tell);
        updated.map(|_| ()).map_err(|reason| plan.complaint(way, reason))
    }

    /// A table as the ledger takes it. `place` finds a split among those that are created in the same call.
    fn encode(
        &mut self,
        version: usize,
        table: &Table,
        place: &impl Fn(usize) -> Option<usize>,
    ) -> rules::Table<AccountId> {
        if table.merkle_sum {
            let leaves: Vec<_> = table.lines.iter().map(|line| (leaf(line.to), line.weight)).collect();
            // Not empty, no weight is 0, and 20,000 weights of 32 bits do not reach 2^64: the file was checked.
            let tree = SumTree::new(&leaves, &mut keccak).expect("the file was checked");
            let root = tree.root();
            self.trees.insert(version, tree);
            return rules::Table::MerkleSum(root);
        }
        let target = |to: Payee, eager: bool| match to {
            Payee::Party(number) => Target::Account(party(number)),
            Payee::Split(child) => {
                let id = place(child).map_or(self.ids[child], |node| Id::node(node as u16));
                Target::Split { id, eager }
            }
        };
        let entry =
            |line: &super::plan::Line| rules::Entry { target: target(line.to, line.eager), weight: line.weight as u32 };
        let entries = table.lines.iter().map(entry).collect();
        if table.tiers.is_empty() {
            return rules::Table::Entries(entries);
        }
        let tier = |tier: &super::plan::Tier| rules::Tier { cap: tier.amount, weights: tier.weights.clone() };
        let tiers = table.tiers.iter().map(tier).collect();
        rules::Table::Tiers { entries, asset: self.number(table.asset), tiers }
    }

    /// Gives the buyer what it is going to pay.
    pub fn fund_buyer(&mut self, asset: usize, amount: u128) {
        let buyer = account(BUYER);
        match self.tokens[asset] {
            None => {
                let balance = self.suite.chain.balance(buyer);
                self.suite.chain.fund(buyer, balance + amount);
            }
            Some((token, _)) => {
                let minted = input(selector_bytes!("mint"), &(buyer, amount));
                let minted = self.suite.chain.call(buyer, token, 0, minted);
                assert!(!minted.reverted && minted.outcome.is_ok(), "an honest token mints: {minted:?}");
                self.suite.approve(token, buyer, amount);
            }
        }
    }

    /// By how much a party's balance has grown since it was asked last.
    pub fn growth(&mut self, number: usize, asset: usize) -> u128 {
        let balance = self.balance(party(number), asset);
        let known = std::mem::replace(&mut self.known[asset][number], balance);
        balance - known
    }

    /// By how much a party's balance has grown since the beginning.
    pub fn grown(&mut self, number: usize, asset: usize) -> u128 {
        let purse = if self.tokens[asset].is_none() { PURSE } else { 0 };
        self.balance(party(number), asset) - purse
    }

    /// By how much the ledger's balance has grown since the beginning.
    pub fn held(&mut self, asset: usize) -> u128 {
        let ledger = self.suite.ledger;
        let before = if self.tokens[asset].is_none() { self.at_first } else { 0 };
        self.balance(ledger, asset) - before
    }

    /// What an account has of an asset.
    pub fn balance(&mut self, owner: AccountId, asset: usize) -> u128 {
        match self.tokens[asset] {
            None => self.suite.chain.balance(owner),
            Some((token, _)) => self.suite.token_balance(token, owner),
        }
    }
}

fn options(control: &super::plan::Control) -> Options<AccountId> {
    let super::plan::Control { party: number, delay, height, eager } = *control;
    Options { controller: party(number), delay, height, eager }
}

fn leaf(payee: Payee) -> [u8; 32] {
    match payee {
        Payee::Party(number) => *party(number).as_ref(),
        // Refused when the file was read.
        Payee::Split(_) => [0; 32],
    }
}

/// Keccak-256, as the chain computes it.
pub fn keccak(bytes: &[u8]) -> rules::Hash {
    use tiny_keccak::{Hasher, Keccak};
    let mut hasher = Keccak::v256();
    hasher.update(bytes);
    let mut hash = [0; 32];
    hasher.finalize(&mut hash);
    hash
}
