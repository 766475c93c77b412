//! The rules in memory: a map of cells, and the parts of the contracts that move money and number splits.

use crate::{keccak, Machine, START};
use crate::{Account, Branch, Done, LeafOf, Ledger, Operation, Outcome, Plan, Refusal, Report, ASSETS};
use atelier_splits::{
    check, encode_row, paid_place, AssetCell, Batch, Cells, Checked, Control, CreateError, Entry, Error, Id, Info, Key,
    Mode, Options, Received, Row, Step, Table, Tag, Target, MAX_TIP, NATIVE, PAGE_BYTES,
};
use std::collections::{BTreeMap, BTreeSet};

/// A map of cells that counts what is read and written, and can take back what was written since [`Store::begin`]. Pages
/// have at most `PAGE` bytes.
#[derive(Clone, Debug, Default)]
pub struct Store<const PAGE: usize = PAGE_BYTES> {
    /// What is stored.
    pub cells: BTreeMap<[u8; 17], Vec<u8>>,
    /// How often each cell was read since the call began.
    pub reads: BTreeMap<[u8; 17], u32>,
    /// Which cells were read since the call began, in this order.
    pub sequence: Vec<[u8; 17]>,
    /// How often each cell was written since the call began.
    pub writes: BTreeMap<[u8; 17], u32>,
    undo: Vec<([u8; 17], Option<Vec<u8>>)>,
}

impl<const PAGE: usize> Store<PAGE> {
    /// Writes the header and the pages of a version.
    pub fn write_version<const N: usize>(&mut self, version: u32, table: &Table<Account>, checked: &Checked) {
        self.write(&Key::of(Tag::Header, version), checked.header());
        let mut pages = BTreeMap::<u64, Vec<u8>>::new();
        for index in 0..table.entries().len() as u16 {
            let (part, at) = Row::<N>::place(index, checked.tiers(), PAGE);
            let page = pages.entry(part).or_default();
            assert_eq!(page.len(), at, "rows lie side by side");
            encode_row(table, index, |account| World::<N>::bytes(*account), page);
        }
        for (part, page) in pages {
            self.write(&Key { part, ..Key::of(Tag::Page, version) }, &page);
        }
    }
}

impl<const PAGE: usize> Cells for Store<PAGE> {
    type Refused = Error;
    type Bytes = Vec<u8>;
    type Open<T> = Vec<T>;
    const PAGE: usize = PAGE;

    fn read(&mut self, key: &Key, most: usize) -> (Vec<u8>, usize) {
        *self.reads.entry(key.to_bytes()).or_default() += 1;
        self.sequence.push(key.to_bytes());
        padded(self.peek(key), most)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        let is_page = matches!(key.tag, Tag::Page | Tag::Paid);
        assert!(!is_page || bytes.len() <= PAGE, "a page of {} bytes where {PAGE} are allowed", bytes.len());
        *self.writes.entry(key.to_bytes()).or_default() += 1;
        let old = self.cells.insert(key.to_bytes(), bytes.to_vec());
        self.undo.push((key.to_bytes(), old));
    }

    fn elsewhere(&self) -> Error {
        unreachable!("tiers are divided here")
    }
}

/// The bytes of a cell, zero-filled, and how many there were.
fn padded(bytes: &[u8], most: usize) -> (Vec<u8>, usize) {
    assert!(bytes.len() <= most, "a cell of {} bytes has room for {most} only", bytes.len());
    let mut padded = bytes.to_vec();
    padded.resize(most, 0);
    (padded, bytes.len())
}

/// A store that is only looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a, const PAGE: usize = PAGE_BYTES>(&'a Store<PAGE>);

impl<const PAGE: usize> Cells for Look<'_, PAGE> {
    type Refused = Error;
    type Bytes = Vec<u8>;
    type Open<T> = Vec<T>;
    const PAGE: usize = PAGE;

    fn read(&mut self, key: &Key, most: usize) -> (Vec<u8>, usize) {
        padded(self.0.peek(key), most)
    }

    fn elsewhere(&self) -> Error {
        unreachable!("tiers are divided here")
    }

    fn write(&mut self, key: &Key, _bytes: &[u8]) {
        panic!("a question wrote {key:?}");
    }
}

impl<const PAGE: usize> Store<PAGE> {
    /// Begins a call: forgets what was counted.
    pub fn begin(&mut self) {
        self.reads.clear();
        self.sequence.clear();
        self.writes.clear();
        self.undo.clear();
    }

    /// A cell without counting; empty if there is none.
    #[must_use]
    pub fn peek(&self, key: &Key) -> &[u8] {
        self.cells.get(&key.to_bytes()).map_or(&[], Vec::as_slice)
    }

    fn roll_back(&mut self) {
        while let Some((key, old)) = self.undo.pop() {
            match old {
                Some(bytes) => self.cells.insert(key, bytes),
                None => self.cells.remove(&key),
            };
        }
    }
}

/// Who has gained how much. Amounts wrap, so that tests may pay in more than half of all there can be.
#[derive(Clone, Debug, Default)]
struct Purse {
    machine: Machine,
    gained: BTreeMap<(Account, u32), i128>,
    held: BTreeMap<u32, u128>,
    refusing: BTreeSet<(Account, u32)>,
}

impl Purse {
    /// Who has gained nothing yet may be missing.
    fn is_same(&self, other: &Self) -> bool {
        let gained = |purse: &Self| -> Vec<_> {
            purse.gained.iter().filter(|(_, gained)| **gained != 0).map(|(place, gained)| (*place, *gained)).collect()
        };
        gained(self) == gained(other) && self.held == other.held && self.refusing == other.refusing
    }

    fn take_in(&mut self, from: Account, asset: u32, amount: u128) {
        let gained = self.gained.entry((from, asset)).or_default();
        *gained = gained.wrapping_sub(amount as i128);
        let held = self.held.entry(asset).or_default();
        *held = held.wrapping_add(amount);
    }

    /// Pays, if the money arrives.
    fn send(&mut self, to: Account, asset: u32, amount: u128) -> bool {
        let gained = self.gained.entry((to, asset)).or_default();
        let after = gained.wrapping_add(amount as i128);
        let is_dust = asset == NATIVE && !to.is_rich() && (after as u128) < self.machine.existential_deposit;
        if is_dust || self.refusing.contains(&(to, asset)) {
            return false;
        }
        *gained = after;
        let held = self.held.entry(asset).or_default();
        *held = held.checked_sub(amount).expect("the ledger pays no more than it holds");
        true
    }
}

/// A machine in memory with accounts of `N` bytes and pages of at most `PAGE`.
#[derive(Clone, Debug)]
pub struct World<const N: usize, const PAGE: usize = PAGE_BYTES> {
    /// The cells.
    pub store: Store<PAGE>,
    /// The time.
    pub now: u64,
    purse: Purse,
    infos: Vec<Info>,
    plans: Vec<Plan>,
    controls: Vec<Control<Account>>,
}

impl<const N: usize, const PAGE: usize> Default for World<N, PAGE> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, const PAGE: usize> World<N, PAGE> {
    /// A world without splits at the time [`START`], with native money and two tokens.
    #[must_use]
    pub fn new() -> Self {
        Self::on(Machine::WASM)
    }

    /// [`Self::new`] for a machine.
    #[must_use]
    pub fn on(machine: Machine) -> Self {
        let mut store = Store::<PAGE>::default();
        for asset in ASSETS.into_iter().filter(|asset| *asset != NATIVE) {
            let mut cell = Vec::new();
            AssetCell::start(&[asset as u8; N], &mut cell);
            store.write(&Key::of(Tag::Asset, asset), &cell);
        }
        let (infos, plans, controls) = Default::default();
        let purse = Purse { machine, ..Purse::default() };
        Self { store, now: START, purse, infos, plans, controls }
    }

    /// The time that contracts see.
    fn seen(&self) -> u64 {
        self.purse.machine.seen(self.now)
    }

    /// An account's bytes.
    #[must_use]
    pub fn bytes(account: Account) -> [u8; N] {
        let mut bytes = [0xaa; N];
        bytes[..2].copy_from_slice(&account.0.to_le_bytes());
        bytes
    }

    fn account(bytes: &[u8; N]) -> Account {
        Account(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// From now on, payouts to the account in this asset fail, or arrive again.
    pub fn refuse(&mut self, account: Account, asset: u32, refused: bool) {
        if refused {
            self.purse.refusing.insert((account, asset));
        } else {
            self.purse.refusing.remove(&(account, asset));
        }
    }

    /// Whether all that lasts is the same: cells, money, controls and time.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let Self { store, now, purse, infos, plans, controls } = self;
        store.cells == other.store.cells
            && *now == other.now
            && purse.is_same(&other.purse)
            && *infos == other.infos
            && *plans == other.plans
            && *controls == other.controls
    }

    /// A batch that can only ask.
    #[must_use]
    pub fn look(&self, asset: u32) -> Batch<Look<'_, PAGE>, N> {
        Batch::new(Look(&self.store), asset, self.seen())
    }

    /// A batch over the cells, at the world's time.
    pub fn batch(&mut self, asset: u32) -> Batch<&mut Store<PAGE>, N> {
        let now = self.seen();
        Batch::new(&mut self.store, asset, now)
    }

    /// What is remembered of a split.
    #[must_use]
    pub fn info(&self, id: Id) -> Option<Info> {
        let place = (id.number() as usize).checked_sub(1)?;
        if id.is_head() {
            self.controls.get(place).map(|control| control.limits)
        } else {
            self.infos.get(place).copied()
        }
    }

    /// The control of a split that can be edited.
    #[must_use]
    pub fn control(&self, split: Id) -> Option<&Control<Account>> {
        if !split.is_head() {
            return None;
        }
        self.controls.get((split.number() as usize).checked_sub(1)?)
    }

    /// How many versions there are: they are numbered from 1 to this.
    #[must_use]
    pub fn versions(&self) -> u32 {
        self.plans.len() as u32
    }

    fn add(&mut self, plan: &Plan, table: &Table<Account>, checked: &Checked) -> u32 {
        let version = self.versions() + 1;
        self.store.write_version::<N>(version, table, checked);
        self.plans.push(plan.clone());
        self.infos.push(checked.info());
        version
    }

    fn judge(&self, plan: &Plan) -> Result<(Table<Account>, Checked), CreateError> {
        let mut table = plan.table(|account| account, Self::bytes);
        let checked = check::<_, CreateError>(&mut table, |account| *account == Account::LEDGER, |id| self.info(id))?;
        Ok((table, checked))
    }

    fn create(&mut self, plan: &Plan, options: Option<&Options<Account>>) -> Outcome {
        let (table, checked) = self.judge(plan)?;
        let version = self.versions() + 1;
        let control =
            options.map(|options| Control::new::<CreateError>(options, &table, &checked, version)).transpose()?;
        self.add(plan, &table, &checked);
        let Some(control) = control else { return Ok(Done::Created(vec![Id::version(version)])) };
        self.controls.push(control);
        let head = Id::head(self.controls.len() as u32);
        self.put_control(head, control);
        Ok(Done::Created(vec![head]))
    }

    fn create_tree(&mut self, nodes: &[Vec<(Branch, u32)>]) -> Outcome {
        // The tree grows in a copy, so that a refused node leaves nothing of the earlier ones.
        let mut grown = self.clone();
        let mut made: Vec<Id> = Vec::new();
        for node in nodes {
            let mut entries = Vec::new();
            for (index, (branch, weight)) in node.iter().enumerate() {
                let target = match *branch {
                    Branch::Outside(target) => target,
                    Branch::Node { node, eager } => match made.get(usize::from(node)) {
                        Some(id) => Target::Split { id: *id, eager },
                        None => return Err(CreateError::UnknownNode { index: index as u16, node }.into()),
                    },
                };
                entries.push(Entry { target, weight: *weight });
            }
            let plan = Plan::Entries(entries);
            let (table, checked) = grown.judge(&plan)?;
            made.push(Id::version(grown.add(&plan, &table, &checked)));
        }
        *self = grown;
        Ok(Done::Created(made))
    }

    fn controlled(&self, split: Id) -> Result<Control<Account>, CreateError> {
        self.control(split).copied().ok_or(CreateError::UnknownHead(split))
    }

    fn put_control(&mut self, split: Id, control: Control<Account>) {
        self.controls[split.number() as usize - 1] = control;
        self.store.write(&Key::of(Tag::Head, split.0), &control.cell().to_bytes());
    }

    fn update(&mut self, caller: Account, split: Id, plan: &Plan) -> Outcome {
        let mut control = self.controlled(split)?;
        let (table, checked) = self.judge(plan)?;
        let version = self.versions() + 1;
        control.update::<CreateError>(split, &caller, &table, &checked, version, self.seen())?;
        self.add(plan, &table, &checked);
        self.put_control(split, control);
        Ok(Done::Created(vec![Id::version(version)]))
    }

    fn deposit(&mut self, caller: Account, split: Id, asset: u32, amount: u128) -> Outcome {
        let mut batch = self.batch(asset);
        if asset != NATIVE {
            let recorded = batch.asset()?.ok_or(Refusal::UnknownAsset(asset))?.recorded;
            batch.record(recorded.wrapping_add(amount))?;
        }
        batch.receive(split, amount)?;
        batch.flush();
        drop(batch);
        self.purse.take_in(caller, asset, amount);
        Ok(Done::Nothing)
    }

    fn claim(
        &mut self,
        caller: Account,
        path: &[Step],
        asset: u32,
        recipient: Option<Account>,
    ) -> Result<u128, Refusal> {
        let now = self.seen();
        let mut batch = Batch::new(&mut self.store, asset, now);
        let recipient = recipient.map(Self::bytes);
        batch.claim(path, &Self::bytes(caller), recipient.as_ref())?;
        let Some(payout) = batch.payouts().first().copied() else {
            // Paying nothing, too, needs an asset that is known.
            if asset != NATIVE && batch.asset()?.is_none() {
                return Err(Refusal::UnknownAsset(asset));
            }
            batch.flush();
            return Ok(0);
        };
        release(&mut batch, asset, payout.amount)?;
        batch.flush();
        let (account, amount) = (Self::account(&payout.account), payout.amount);
        if !self.purse.send(account, asset, amount - payout.tip) {
            return Err(Refusal::PayoutFailed { account, amount });
        }
        if payout.tip > 0 && !self.purse.send(caller, asset, payout.tip) {
            return Err(Refusal::TipFailed(payout.tip));
        }
        Ok(amount)
    }

    fn claim_many(&mut self, caller: Account, paths: &[Vec<Step>], asset: u32) -> Outcome {
        let now = self.seen();
        let mut batch = Batch::new(&mut self.store, asset, now);
        for path in paths {
            batch.claim(path, &Self::bytes(caller), None)?;
        }
        pay(batch, &mut self.purse, asset, caller)
    }

    fn pay_all(&mut self, caller: Account, split: Id, asset: u32, from: u16, count: u16) -> Outcome {
        let now = self.seen();
        let mut batch = Batch::new(&mut self.store, asset, now);
        batch.pay_all(split, from, count, &Self::bytes(caller))?;
        pay(batch, &mut self.purse, asset, caller)
    }

    fn pay_leaves(&mut self, caller: Account, version: u32, asset: u32, leaves: &[LeafOf]) -> Outcome {
        let now = self.seen();
        let mut batch = Batch::new(&mut self.store, asset, now);
        for leaf in leaves {
            let plan = self.plans.get(leaf.plan as usize - 1);
            let leaf = plan.and_then(|plan| plan.leaf(leaf.index, Self::bytes));
            let (account, weight, proof) = leaf.expect("a trace names leaves that exist");
            batch.pay_leaf(version, &Self::bytes(account), weight, &proof, &mut keccak)?;
        }
        pay(batch, &mut self.purse, asset, caller)
    }

    fn assign(&mut self, owner: Account, to: Account, entry: Step, mode: Mode, asset: u32, at_least: u128) -> Outcome {
        let mut batch = self.batch(asset);
        batch.assign(entry, &Self::bytes(owner), &Self::bytes(to), mode, at_least)?;
        batch.flush();
        Ok(Done::Nothing)
    }

    fn set_mode(&mut self, caller: Account, entry: Step, mode: Mode) -> Outcome {
        if let Mode::Anyone { tip } = mode {
            if tip > MAX_TIP {
                return Err(CreateError::TipTooHigh { tip, most: MAX_TIP }.into());
            }
        }
        self.assign(caller, caller, entry, mode, NATIVE, 0)
    }

    fn act(&mut self, operation: &Operation) -> Outcome {
        match *operation {
            Operation::Create { ref plan, ref options, .. } => self.create(plan, options.as_ref()),
            Operation::CreateTree { ref nodes, .. } => self.create_tree(nodes),
            Operation::Update { caller, split, ref plan } => self.update(caller, split, plan),
            Operation::OfferControl { caller, split, to } => {
                let mut control = self.controlled(split)?;
                control.offer::<CreateError>(split, &caller, to)?;
                self.put_control(split, control);
                Ok(Done::Nothing)
            }
            Operation::AcceptControl { caller, split } => {
                let mut control = self.controlled(split)?;
                control.accept::<CreateError>(split, &caller)?;
                self.put_control(split, control);
                Ok(Done::Nothing)
            }
            Operation::Freeze { caller, split } => {
                let mut control = self.controlled(split)?;
                control.freeze::<CreateError>(split, &caller, self.seen())?;
                self.put_control(split, control);
                Ok(Done::Nothing)
            }
            Operation::Deposit { caller, split, asset, amount } => self.deposit(caller, split, asset, amount),
            Operation::Claim { caller, ref path, asset } => {
                Ok(Done::Paid(vec![self.claim(caller, path, asset, None)?]))
            }
            Operation::ClaimTo { caller, ref path, ref assets, recipient } => {
                let claims = assets.iter().map(|asset| self.claim(caller, path, *asset, Some(recipient)));
                Ok(Done::Paid(claims.collect::<Result<_, _>>()?))
            }
            Operation::ClaimMany { caller, ref paths, asset } => self.claim_many(caller, paths, asset),
            Operation::PayAll { caller, split, asset, from, count } => self.pay_all(caller, split, asset, from, count),
            Operation::PayLeaves { caller, version, asset, ref leaves } => {
                self.pay_leaves(caller, version, asset, leaves)
            }
            Operation::SetMode { caller, entry, mode } => self.set_mode(caller, entry, mode),
            Operation::HandOver { owner, to, entry, asset, at_least } => {
                self.assign(owner, to, entry, Mode::Anyone { tip: 0 }, asset, at_least)
            }
            Operation::Advance { milliseconds } => {
                self.now = self.now.saturating_add(milliseconds);
                Ok(Done::Nothing)
            }
        }
    }

    /// Each cell is read once for each batch. It is written once, and once more if payouts failed.
    fn check_counts(&self, operation: &Operation, outcome: &Outcome) {
        let batches = match operation {
            Operation::ClaimTo { assets, .. } => assets.len() as u32,
            _ => 1,
        };
        let failed = matches!(outcome, Ok(Done::Many(report)) if report.failed > 0);
        for (key, count) in &self.store.reads {
            assert!(*count <= batches, "{operation:?} read {key:?} {count} times");
        }
        for (key, count) in &self.store.writes {
            assert!(*count <= batches + u32::from(failed), "{operation:?} wrote {key:?} {count} times");
        }
        // What the rules refuse they refuse before they write: no machine has to take anything back.
        if matches!(outcome, Err(Refusal::Splits(_) | Refusal::Create(_))) && batches == 1 {
            assert!(self.store.writes.is_empty(), "{operation:?} wrote and was refused: {outcome:?}");
        }
    }
}

impl<const N: usize, const PAGE: usize> Ledger for World<N, PAGE> {
    fn machine(&self) -> Machine {
        self.purse.machine
    }

    fn apply(&mut self, operation: &Operation) -> Outcome {
        self.store.begin();
        let purse = self.purse.clone();
        let outcome = self.act(operation);
        self.check_counts(operation, &outcome);
        if outcome.is_err() {
            self.store.roll_back();
            self.purse = purse;
        }
        outcome
    }

    fn received(&mut self, version: u32, asset: u32) -> u128 {
        match self.store.peek(&Key { tag: Tag::Received, id: version, asset, part: 0 }) {
            [] => 0,
            bytes => Received(bytes).amount(),
        }
    }

    fn paid(&mut self, version: u32, index: u16, asset: u32) -> u128 {
        let (part, at) = paid_place(index, PAGE);
        let bytes = self.store.peek(&Key { tag: Tag::Paid, id: version, asset, part });
        amount(bytes.get(at..at + 16))
    }

    fn leaf_paid(&mut self, version: u32, low: u64, asset: u32) -> u128 {
        amount(self.store.peek(&Key { tag: Tag::Leaf, id: version, asset, part: low }).get(..16))
    }

    fn gained(&mut self, account: Account, asset: u32) -> i128 {
        self.purse.gained.get(&(account, asset)).copied().unwrap_or(0)
    }

    fn held(&mut self, asset: u32) -> u128 {
        self.purse.held.get(&asset).copied().unwrap_or(0)
    }
}

fn amount(bytes: Option<&[u8]>) -> u128 {
    bytes.map_or(0, |bytes| u128::from_le_bytes(bytes.try_into().expect("16 bytes")))
}

/// Takes a token that is about to leave off its recorded balance.
fn release<const N: usize, const PAGE: usize>(
    batch: &mut Batch<&mut Store<PAGE>, N>,
    asset: u32,
    amount: u128,
) -> Result<(), Refusal> {
    if asset != NATIVE {
        let recorded = batch.asset()?.ok_or(Refusal::UnknownAsset(asset))?.recorded;
        batch.record(recorded.wrapping_sub(amount))?;
    }
    Ok(())
}

fn pay<const N: usize, const PAGE: usize>(
    mut batch: Batch<&mut Store<PAGE>, N>,
    purse: &mut Purse,
    asset: u32,
    caller: Account,
) -> Outcome {
    let payouts = batch.payouts().to_vec();
    let all = payouts.iter().map(|payout| payout.amount).sum::<u128>();
    release(&mut batch, asset, all)?;
    batch.flush();
    let mut report = Report::default();
    for (number, payout) in payouts.iter().enumerate() {
        if purse.send(World::<N>::account(&payout.account), asset, payout.amount - payout.tip) {
            report.payouts += 1;
            report.paid += payout.amount;
            report.tips += payout.tip;
        } else {
            report.failed += 1;
            batch.take_back(number)?;
        }
    }
    if report.failed > 0 {
        if let Some(token) = batch.asset()? {
            batch.record(token.recorded.wrapping_add(all - report.paid))?;
        }
        batch.flush();
    }
    if report.tips > 0 && !purse.send(caller, asset, report.tips) {
        return Err(Refusal::TipFailed(report.tips));
    }
    Ok(Done::Many(report))
}
