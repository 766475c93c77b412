//! The suite as it is deployed: one typed method for each message, so that tests read like what they tell.
//!
//! All of splits is one contract with one address, [`Suite::ledger`]: creating, editing, income, payouts and views. Inside
//! it has two codes (`splits` and `split-desk`), which a caller does not see.

use crate::{
    chain::{account, AccountId, Called, Chain, ACCOUNT, FORTUNE},
    token,
};
use atelier_splits::{
    AssetCell, Control, CreateError, Entry, Error as Rule, Id, Info, Key, Mode, Node as SumNode, Options, Quoted, Step,
    SumLeaf, Table, Tag, Target, Tier, Trace,
};
use ink::selector_bytes;
use scale::Encode;
use splits::{HeadView, Node, Report, TableView};

pub use hostile_token::Mode as TokenMode;
pub use split_forwarder::Error as ForwarderError;
pub use splits::Error;

/// Who deploys the suite.
pub const DEPLOYER: u32 = 0;

/// The suite on a chain.
pub struct Suite {
    /// The chain.
    pub chain: Chain,
    /// The ledger of splits.
    pub ledger: AccountId,
}

/// Selector and arguments of a message.
#[must_use]
pub fn input(selector: [u8; 4], arguments: &impl Encode) -> Vec<u8> {
    let mut input = selector.to_vec();
    arguments.encode_to(&mut input);
    input
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

/// A plain table of accounts.
#[must_use]
pub fn accounts(shares: &[(u32, u32)]) -> Table<AccountId> {
    let entry = |(number, weight): &(u32, u32)| Entry { target: Target::Account(account(*number)), weight: *weight };
    Table::Entries(shares.iter().map(entry).collect())
}

/// An entry that leads to another split.
#[must_use]
pub fn edge(id: Id, eager: bool, weight: u32) -> Entry<AccountId> {
    Entry { target: Target::Split { id, eager }, weight }
}

/// An entry of an account.
#[must_use]
pub fn payee(number: u32, weight: u32) -> Entry<AccountId> {
    Entry { target: Target::Account(account(number)), weight }
}

impl Suite {
    /// A new chain with the suite deployed and wired.
    #[must_use]
    pub fn new() -> Self {
        let mut chain = Chain::new();
        let deployer = account(DEPLOYER);
        chain.fund(deployer, FORTUNE);
        let desk = chain.upload("split-desk", deployer);
        let ledger = chain.deploy("splits", deployer, input(selector_bytes!("new"), &desk));
        Self { chain, ledger }
    }

    /// Calls a message of the ledger.
    pub fn on_ledger(&mut self, caller: AccountId, value: u128, selector: [u8; 4], arguments: &impl Encode) -> Called {
        self.chain.call(caller, self.ledger, value, input(selector, arguments))
    }

    /// The instance of the ledger's other code, which the ledger makes for itself where codes must be contracts.
    ///
    /// # Panics
    /// If the ledger has not noted it.
    #[cfg(feature = "polkavm")]
    pub fn other_code(&mut self) -> AccountId {
        let noted = self.chain.cell(self.ledger, vec![0]).expect("the ledger notes its other code");
        AccountId::from_slice(&noted)
    }

    fn ask<T: scale::Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> T {
        self.chain.ask(account(DEPLOYER), self.ledger, input(selector, arguments)).told()
    }

    /// Asks what only the rules of splits can refuse.
    fn ask_rules<T: scale::Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Rule> {
        let asked = self.chain.ask(account(DEPLOYER), self.ledger, input(selector, arguments));
        asked.result().map_err(|error| match error {
            Error::Splits(rule) => rule,
            other => panic!("a question is refused with {other:?}"),
        })
    }
}

/// Creating, editing, handing on.
impl Suite {
    /// `create`
    pub fn create(
        &mut self,
        caller: AccountId,
        table: Table<AccountId>,
        options: Option<Options<AccountId>>,
    ) -> Result<Id, Error> {
        self.on_ledger(caller, 0, selector_bytes!("create"), &(table, options)).result()
    }

    /// `create`, where it must succeed and the split cannot be edited.
    ///
    /// # Panics
    /// If the ledger refuses.
    #[track_caller]
    pub fn fixed(&mut self, table: Table<AccountId>) -> Id {
        self.create(account(DEPLOYER), table, None).expect("the table must be fine")
    }

    /// `create_tree`
    pub fn create_tree(&mut self, caller: AccountId, nodes: Vec<Node>) -> Result<Vec<Id>, Error> {
        self.on_ledger(caller, 0, selector_bytes!("create_tree"), &nodes).result()
    }

    /// `update`
    pub fn update(&mut self, caller: AccountId, split: Id, table: Table<AccountId>) -> Result<u32, Error> {
        self.on_ledger(caller, 0, selector_bytes!("update"), &(split, table)).result()
    }

    /// `transfer_control`
    pub fn transfer_control(&mut self, caller: AccountId, split: Id, to: Option<AccountId>) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("transfer_control"), &(split, to)).result()
    }

    /// `accept_control`
    pub fn accept_control(&mut self, caller: AccountId, split: Id) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("accept_control"), &split).result()
    }

    /// `freeze`
    pub fn freeze(&mut self, caller: AccountId, split: Id) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("freeze"), &split).result()
    }

    /// `register_asset`
    pub fn register_asset(&mut self, token: AccountId) -> Result<u32, Error> {
        self.on_ledger(account(DEPLOYER), 0, selector_bytes!("register_asset"), &token).result()
    }

    /// `set_claim_mode`
    pub fn set_claim_mode(&mut self, caller: AccountId, step: Step, mode: Mode) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("set_claim_mode"), &(step, mode)).result()
    }

    /// `transfer_entry`
    pub fn transfer_entry(&mut self, caller: AccountId, step: Step, to: AccountId) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("transfer_entry"), &(step, to)).result()
    }

    /// `accept_entry`
    pub fn accept_entry(&mut self, caller: AccountId, step: Step, asset: u32, at_least: u128) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("accept_entry"), &(step, asset, at_least)).result()
    }

    /// `control`
    pub fn control(&mut self, split: Id) -> Option<Control<AccountId>> {
        self.ask(selector_bytes!("control"), &split)
    }

    /// `counts`
    pub fn counts(&mut self) -> (u32, u32, u32) {
        self.ask(selector_bytes!("counts"), &())
    }

    /// `asset_of`
    pub fn asset_of(&mut self, token: AccountId) -> Option<u32> {
        self.ask(selector_bytes!("asset_of"), &token)
    }

    /// `info`
    pub fn info(&mut self, split: Id) -> Option<Info> {
        self.ask(selector_bytes!("info"), &split)
    }
}

/// Income and payouts.
impl Suite {
    /// `deposit`
    pub fn deposit(&mut self, caller: AccountId, split: Id, amount: u128) -> Result<(), Error> {
        self.on_ledger(caller, amount, selector_bytes!("deposit"), &split).result()
    }

    /// `deposit_token`
    pub fn deposit_token(&mut self, caller: AccountId, split: Id, asset: u32, amount: u128) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("deposit_token"), &(split, asset, amount)).result()
    }

    /// `credit`
    pub fn credit(&mut self, caller: AccountId, split: Id, asset: u32) -> Result<(), Error> {
        self.on_ledger(caller, 0, selector_bytes!("credit"), &(split, asset)).result()
    }

    /// `claim`
    pub fn claim(&mut self, caller: AccountId, version: u32, index: u16, asset: u32) -> Result<u128, Error> {
        self.on_ledger(caller, 0, selector_bytes!("claim"), &(version, index, asset)).result()
    }

    /// `claim_path`
    pub fn claim_path(&mut self, caller: AccountId, path: Vec<Step>, asset: u32) -> Result<u128, Error> {
        self.on_ledger(caller, 0, selector_bytes!("claim_path"), &(path, asset)).result()
    }

    /// `claim_to`
    pub fn claim_to(
        &mut self,
        caller: AccountId,
        path: Vec<Step>,
        assets: Vec<u32>,
        recipient: AccountId,
    ) -> Result<Vec<u128>, Error> {
        self.on_ledger(caller, 0, selector_bytes!("claim_to"), &(path, assets, recipient)).result()
    }

    /// `claim_many`
    pub fn claim_many(&mut self, caller: AccountId, paths: Vec<Vec<Step>>, asset: u32) -> Result<Report, Error> {
        self.on_ledger(caller, 0, selector_bytes!("claim_many"), &(paths, asset)).result()
    }

    /// `pay_all`
    pub fn pay_all(
        &mut self,
        caller: AccountId,
        split: Id,
        asset: u32,
        from: u16,
        count: u16,
    ) -> Result<Report, Error> {
        self.on_ledger(caller, 0, selector_bytes!("pay_all"), &(split, asset, from, count)).result()
    }

    /// `pay_many`
    pub fn pay_many(
        &mut self,
        caller: AccountId,
        version: u32,
        asset: u32,
        leaves: Vec<SumLeaf<AccountId>>,
    ) -> Result<Report, Error> {
        self.on_ledger(caller, 0, selector_bytes!("pay_many"), &(version, asset, leaves)).result()
    }
}

/// Questions.
impl Suite {
    /// `table`, all entries: as many at a time as fit into an answer of 16 KiB, however many tiers there are.
    pub fn table(&mut self, version: u32) -> Option<TableView> {
        const PART: u16 = 100;
        let mut view: TableView = self.ask::<Option<TableView>>(selector_bytes!("table"), &(version, 0u16, PART))?;
        for from in (PART..view.count).step_by(usize::from(PART)) {
            let part: Option<TableView> = self.ask(selector_bytes!("table"), &(version, from, PART));
            view.entries.extend(part?.entries);
        }
        Some(view)
    }

    /// `head`
    pub fn head(&mut self, split: Id) -> Option<HeadView> {
        self.ask(selector_bytes!("head"), &split)
    }

    /// `received`
    pub fn received(&mut self, version: u32, asset: u32) -> u128 {
        self.ask(selector_bytes!("received"), &(version, asset))
    }

    /// `paid`
    pub fn paid(&mut self, version: u32, index: u16, asset: u32) -> u128 {
        self.ask(selector_bytes!("paid"), &(version, index, asset))
    }

    /// `claimable`
    pub fn claimable(&mut self, version: u32, index: u16, asset: u32) -> Result<u128, Rule> {
        self.ask_rules(selector_bytes!("claimable"), &(version, index, asset))
    }

    /// `claimable_path`
    pub fn claimable_path(&mut self, path: Vec<Step>, asset: u32) -> Result<u128, Rule> {
        self.ask_rules(selector_bytes!("claimable_path"), &(path, asset))
    }

    /// `quote`, all payees.
    pub fn quote(&mut self, split: Id, asset: u32, amount: u128) -> Result<Vec<Quoted<AccountId>>, Rule> {
        self.ask_rules(selector_bytes!("quote"), &(split, asset, amount, 0u32, u32::MAX))
    }

    /// `trace`, from the start.
    pub fn trace(
        &mut self,
        split: Id,
        payee: AccountId,
        budget: u32,
        cursor: Vec<Step>,
    ) -> Result<(Vec<Trace>, Option<Vec<Step>>), Rule> {
        self.ask_rules(selector_bytes!("trace"), &(split, payee, budget, cursor))
    }

    /// `liability`, over all versions, as many at a time as a call has memory for.
    pub fn liability(&mut self, asset: u32) -> u128 {
        let (versions, _, _) = self.counts();
        let chunks = (1..=versions).step_by(32);
        chunks.map(|from| self.ask::<u128>(selector_bytes!("liability"), &(asset, from, 32u32))).sum()
    }

    /// `stray`
    pub fn stray(&mut self, asset: u32) -> Option<u128> {
        self.ask(selector_bytes!("stray"), &asset)
    }
}

/// An honest or hostile token.
impl Suite {
    /// Deploys a token of the given contract with `supply` for the deployer, and registers it.
    ///
    /// # Panics
    /// If the chain or the ledger refuses.
    pub fn token(&mut self, contract: &str, supply: u128) -> (AccountId, u32) {
        let token = self.chain.deploy(contract, account(DEPLOYER), input(selector_bytes!("new"), &supply));
        let asset = self.register_asset(token).expect("a new token can be registered");
        (token, asset)
    }

    /// Sends tokens.
    ///
    /// # Panics
    /// If the token refuses.
    pub fn send_token(&mut self, token: AccountId, from: AccountId, to: AccountId, amount: u128) {
        let called = self.chain.call(from, token, 0, token::transfer(to, amount));
        assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
    }

    /// Lets the ledger take tokens.
    ///
    /// # Panics
    /// If the token refuses.
    pub fn approve(&mut self, token: AccountId, owner: AccountId, amount: u128) {
        let called = self.chain.call(owner, token, 0, token::approve(self.ledger, amount));
        assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
    }

    /// Makes a hostile token cheat, or stop cheating.
    pub fn set_token_mode(&mut self, token: AccountId, mode: TokenMode) {
        self.chain.call(account(DEPLOYER), token, 0, input(selector_bytes!("set_mode"), &mode)).told::<()>();
    }

    /// Creates units of a test token.
    ///
    /// # Panics
    /// If there would be more than 2^128 - 1.
    pub fn mint(&mut self, token: AccountId, to: AccountId, amount: u128) {
        let called = self.chain.call(account(DEPLOYER), token, 0, input(selector_bytes!("mint"), &(to, amount)));
        assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
    }

    /// How much of a token's balance the ledger has booked.
    ///
    /// # Panics
    /// If the asset is not registered.
    pub fn recorded(&mut self, asset: u32) -> u128 {
        let key = Key::of(Tag::Asset, asset).to_bytes().to_vec();
        let cell = self.chain.cell(self.ledger, key).expect("the asset must be registered");
        AssetCell::<ACCOUNT>::from_bytes(&cell).recorded
    }

    /// What somebody has of a token.
    pub fn token_balance(&mut self, token: AccountId, owner: AccountId) -> u128 {
        token::balance(&self.chain.ask(owner, token, token::balance_of(owner)))
    }
}

/// A forwarder to one split.
impl Suite {
    /// Deploys a forwarder.
    pub fn forwarder(&mut self, split: Id) -> AccountId {
        let input = input(selector_bytes!("new"), &(self.ledger, split));
        self.chain.deploy("split-forwarder", account(DEPLOYER), input)
    }

    /// `flush`
    pub fn flush(&mut self, caller: AccountId, forwarder: AccountId) -> Result<u128, ForwarderError> {
        self.chain.call(caller, forwarder, 0, selector_bytes!("flush").to_vec()).result()
    }

    /// `flush_token`
    pub fn flush_token(
        &mut self,
        caller: AccountId,
        forwarder: AccountId,
        token: AccountId,
        asset: u32,
    ) -> Result<u128, ForwarderError> {
        self.chain.call(caller, forwarder, 0, input(selector_bytes!("flush_token"), &(token, asset))).result()
    }
}

/// Keccak-256, as the chain hashes the leaves of Merkle-sum tables.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    use tiny_keccak::{Hasher, Keccak};
    let mut hasher = Keccak::v256();
    hasher.update(bytes);
    let mut hash = [0; 32];
    hasher.finalize(&mut hash);
    hash
}

/// Two kinds of tables that tests write out.
#[must_use]
pub fn tiers(entries: Vec<Entry<AccountId>>, asset: u32, tiers: Vec<(u128, Vec<u32>)>) -> Table<AccountId> {
    let tiers = tiers.into_iter().map(|(cap, weights)| Tier { cap, weights }).collect();
    Table::Tiers { entries, asset, tiers }
}

/// A table behind a hash.
#[must_use]
pub const fn merkle(root: SumNode) -> Table<AccountId> {
    Table::MerkleSum(root)
}

/// A refusal by the rules of creation.
#[must_use]
pub const fn refused(error: CreateError) -> Error {
    Error::Create(error)
}
