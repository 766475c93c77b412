//! The naive model: unbounded integers, plain maps, recursion, and nothing of the rules' own code but the names of
//! things.
//!
//! Beside the books in whole units it keeps what each version would have received if money could be divided at will
//! ([`Model::exact`]), so that the rounding of the rules can be measured against the truth.

use crate::{Account, Branch, Done, LeafOf, Ledger, Operation, Outcome, Plan, Refusal, Report};
use crate::{Machine, ASSETS, START};
use atelier_splits::{CreateError, Entry, Error, Id, Mode, Options, Step, Target, Tier};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::{BTreeMap, BTreeSet};

/// A line of a table, or a leaf of a Merkle-sum table.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) target: Target<Account>,
    pub(crate) eager: bool,
    /// One weight for each tier.
    pub(crate) weights: Vec<u64>,
    pub(crate) mode: Mode,
}

/// A version, however its table is stored.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) lines: Vec<Line>,
    pub(crate) totals: Vec<u64>,
    pub(crate) tiers: Vec<Tier>,
    pub(crate) capped_asset: u32,
    pub(crate) is_sum: bool,
    pub(crate) height: u8,
    pub(crate) touches: u32,
    pub(crate) reaches_head: bool,
}

impl Version {
    /// What falls into each tier.
    fn parts(&self, received: BigRational, asset: u32) -> Vec<BigRational> {
        let mut left = received;
        let mut parts = Vec::new();
        for tier in &self.tiers {
            let cap = if asset == self.capped_asset { tier.cap } else { 0 };
            let part = left.clone().min(whole(cap));
            left -= part.clone();
            parts.push(part);
        }
        parts.push(left);
        parts
    }

    /// What the line has earned, exactly.
    fn earned_exactly(&self, line: &Line, received: &BigRational, asset: u32) -> BigRational {
        let mut sum = whole(0);
        for (tier, part) in self.parts(received.clone(), asset).into_iter().enumerate() {
            sum += part * fraction(line.weights[tier], self.totals[tier]);
        }
        sum
    }

    /// What the line has earned in whole units, rounded down in each tier.
    fn earned(&self, line: &Line, received: &BigInt, asset: u32) -> BigInt {
        let mut left = received.clone();
        let mut sum = BigInt::ZERO;
        for (tier, total) in self.totals.iter().enumerate() {
            let part = match self.tiers.get(tier) {
                Some(_) if asset != self.capped_asset => BigInt::ZERO,
                Some(capped) => left.clone().min(capped.cap.into()),
                None => left.clone(),
            };
            left -= &part;
            sum += part * line.weights[tier] / *total;
        }
        sum
    }

    /// The largest part of one more unit that the line can earn.
    fn slope(&self, line: &Line) -> BigRational {
        let slopes = line.weights.iter().zip(&self.totals).map(|(weight, total)| fraction(*weight, *total));
        slopes.max().expect("a version has a tier")
    }
}

/// A split that can be edited.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) controller: Account,
    pub(crate) offered: Option<Account>,
    pub(crate) delay: u64,
    pub(crate) height: u8,
    pub(crate) touches: u32,
    /// Since when which version is in force.
    pub(crate) schedule: Vec<(u64, u32)>,
    pub(crate) frozen: bool,
}

/// By how much less and by how much more than exactly a version may have received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slack {
    /// Units that may be missing.
    pub missing: BigRational,
    /// Units that may be there too early: they were owed to an earlier version of the same split.
    pub early: BigRational,
}

/// The naive model of everything.
#[derive(Clone, Debug)]
pub struct Model {
    machine: Machine,
    pub(crate) now: u64,
    pub(crate) versions: Vec<Version>,
    pub(crate) heads: Vec<Head>,
    received: BTreeMap<(u32, u32), BigInt>,
    /// By version, line and asset.
    paid: BTreeMap<(u32, u32, u32), BigInt>,
    exact: BTreeMap<(u32, u32), BigRational>,
    gained: BTreeMap<(Account, u32), i128>,
    held: BTreeMap<u32, BigInt>,
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

/// What one call has looked at.
#[derive(Default)]
struct Call {
    asset: u32,
    tables: BTreeSet<u32>,
}

impl Call {
    fn open(&mut self, version: u32) -> Result<(), Error> {
        self.tables.insert(version);
        if self.tables.len() > 32 {
            return Err(Error::TooManyTables { most: 32 });
        }
        Ok(())
    }
}

/// A payout that is booked.
struct Due {
    account: Account,
    amount: BigInt,
    tip: BigInt,
    place: (u32, u32, u32),
}

impl Model {
    /// A model without splits, at the time [`START`].
    #[must_use]
    pub fn new() -> Self {
        Self::on(Machine::WASM)
    }

    /// [`Self::new`] for a machine.
    #[must_use]
    pub fn on(machine: Machine) -> Self {
        let (versions, heads, received, paid, exact, gained, held) = Default::default();
        Self { machine, now: START, versions, heads, received, paid, exact, gained, held }
    }

    /// How many versions there are: they are numbered from 1 to this.
    #[must_use]
    pub fn versions(&self) -> u32 {
        self.versions.len() as u32
    }

    /// How many entries, or leaves, a version has.
    #[must_use]
    pub fn lines(&self, version: u32) -> u32 {
        self.version(version).map_or(0, |version| version.lines.len() as u32)
    }

    /// Whether a version is a Merkle-sum table.
    #[must_use]
    pub fn is_sum(&self, version: u32) -> bool {
        self.version(version).is_some_and(|version| version.is_sum)
    }

    /// The height of a version.
    #[must_use]
    pub fn height(&self, version: u32) -> u8 {
        self.version(version).map_or(0, |version| version.height)
    }

    /// The version that a split stands for now.
    #[must_use]
    pub fn in_force(&self, split: Id) -> Option<u32> {
        self.resolve(split).ok().filter(|version| self.version(*version).is_some())
    }

    /// The edges of a version: line, and version that the edge leads to now.
    #[must_use]
    pub fn edges(&self, version: u32) -> Vec<(u16, u32)> {
        let mut edges = Vec::new();
        for (index, line) in self.version(version).into_iter().flat_map(|version| &version.lines).enumerate() {
            if let Target::Split { id, .. } = line.target {
                edges.extend(self.in_force(id).map(|child| (index as u16, child)));
            }
        }
        edges
    }

    /// The owner of an account's line and its mode; `None` for edges.
    #[must_use]
    pub fn owner(&self, version: u32, line: u32) -> Option<(Account, Mode)> {
        let line = self.version(version)?.lines.get(line as usize)?;
        match line.target {
            Target::Account(account) => Some((account, line.mode)),
            Target::Split { .. } => None,
        }
    }

    /// All that ever paid, were paid, or could be, with what they have gained.
    #[must_use]
    pub fn everybody(&self, asset: u32) -> BTreeMap<Account, i128> {
        let mut everybody: BTreeMap<Account, i128> = (0..Account::CAST).map(|number| (Account(number), 0)).collect();
        everybody.extend(
            self.gained.iter().filter(|((_, of), _)| *of == asset).map(|((account, _), gained)| (*account, *gained)),
        );
        everybody
    }

    /// The versions, highest first.
    #[must_use]
    pub fn by_falling_height(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (1..=self.versions()).collect();
        order.sort_by_key(|version| std::cmp::Reverse((self.height(*version), *version)));
        order
    }

    /// The versions that an income of the split can reach now, highest first.
    #[must_use]
    pub fn below(&self, split: Id) -> Vec<u32> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<u32> = self.in_force(split).into_iter().collect();
        while let Some(version) = waiting.pop() {
            if reached.insert(version) {
                waiting.extend(self.edges(version).into_iter().map(|(_, child)| child));
            }
        }
        self.by_falling_height().into_iter().filter(|version| reached.contains(version)).collect()
    }

    /// What a version would have received if money could be divided at will and flowed at once.
    #[must_use]
    pub fn exact(&self, version: u32, asset: u32) -> BigRational {
        self.exact.get(&(version, asset)).cloned().unwrap_or_else(|| whole(0))
    }

    /// What a line would have earned if money could be divided at will and flowed at once.
    #[must_use]
    pub fn exactly_earned(&self, version: u32, line: u32, asset: u32) -> BigRational {
        let table = self.version(version).expect("the version exists");
        table.earned_exactly(&table.lines[line as usize], &self.exact(version, asset), asset)
    }

    /// What a line has earned of what its version has received, in whole units.
    #[must_use]
    pub fn earned(&self, version: u32, line: u32, asset: u32) -> BigInt {
        let table = self.version(version).expect("the version exists");
        table.earned(&table.lines[line as usize], &self.received_so_far(version, asset), asset)
    }

    /// The versions that owe something, with the asset.
    #[must_use]
    pub fn funded(&self) -> Vec<(u32, u32)> {
        self.received.keys().copied().filter(|(version, asset)| self.owing(*version, *asset) > BigInt::ZERO).collect()
    }

    /// What a line is owed, edges above it not settled.
    #[must_use]
    pub fn owed(&self, version: u32, line: u32, asset: u32) -> BigInt {
        self.earned(version, line, asset) - self.paid_so_far((version, line, asset))
    }

    /// What a version has received less what its lines were paid.
    #[must_use]
    pub fn owing(&self, version: u32, asset: u32) -> BigInt {
        let paid: BigInt = (0..self.lines(version)).map(|line| self.paid_so_far((version, line, asset))).sum();
        self.received_so_far(version, asset) - paid
    }

    /// The low bound of a leaf.
    #[must_use]
    pub fn low(&self, version: u32, leaf: u32) -> u64 {
        let lines = self.version(version).map_or(&[][..], |version| &version.lines);
        lines[..leaf as usize].iter().map(|line| line.weights[0]).sum()
    }

    /// How far rounding may keep what a version has received from what it would have received exactly, once everything
    /// is settled.
    ///
    /// Each edge keeps back less than one unit, beside its part of what is missing above. An edge to a head may pass on
    /// under one version what came in under another.
    #[must_use]
    pub fn slack(&self) -> BTreeMap<u32, Slack> {
        let none = || Slack { missing: whole(0), early: whole(0) };
        let mut slack: BTreeMap<u32, Slack> = (1..=self.versions()).map(|version| (version, none())).collect();
        for number in self.by_falling_height() {
            let above = slack[&number].clone();
            let table = &self.versions[number as usize - 1];
            for line in &table.lines {
                let Target::Split { id, .. } = line.target else { continue };
                let slope = table.slope(line);
                let missing = whole(1) + slope.clone() * above.missing.clone();
                let early = slope * above.early.clone();
                if id.is_head() {
                    let head = &self.heads[id.number() as usize - 1];
                    for (_, version) in &head.schedule {
                        let slack = slack.get_mut(version).expect("the version exists");
                        slack.missing += missing.clone() + early.clone();
                        slack.early += missing.clone() + early.clone();
                    }
                } else {
                    let slack = slack.get_mut(&id.0).expect("the version exists");
                    slack.missing += missing;
                    slack.early += early;
                }
            }
        }
        slack
    }

    /// Settles every line of every version, as if each payout arrived.
    pub fn settle_everything(&mut self, asset: u32) {
        self.settle_versions(asset, &self.by_falling_height());
    }

    fn settle_versions(&mut self, asset: u32, versions: &[u32]) {
        for version in versions.iter().copied() {
            for line in 0..self.lines(version) {
                let mut call = Call { asset, ..Call::default() };
                match self.version(version).expect("listed above").lines[line as usize].target {
                    Target::Account(account) => {
                        let owed = self.owed(version, line, asset);
                        *self.paid.entry((version, line, asset)).or_default() += &owed;
                        self.credit(account, asset, &owed);
                    }
                    Target::Split { .. } => {
                        self.pass_on(&mut call, version, line).expect("no edge is broken");
                    }
                }
            }
        }
    }

    /// What an income would give to each account, and to each Merkle-sum table, if everything that waits below the
    /// split were settled before it and after it.
    ///
    /// # Errors
    /// Those of a deposit.
    #[allow(clippy::type_complexity)]
    pub fn quote(
        &self,
        split: Id,
        asset: u32,
        amount: u128,
    ) -> Result<(BTreeMap<Account, i128>, BTreeMap<u32, BigInt>), Error> {
        let mut model = self.clone();
        let versions = self.below(split);
        model.settle_versions(asset, &versions);
        let before = model.clone();
        model.receive(&mut Call { asset, ..Call::default() }, split, &amount.into())?;
        model.settle_versions(asset, &versions);
        let mut accounts = BTreeMap::new();
        for ((account, of), gained) in &model.gained {
            let gained = gained.wrapping_sub(before.gained.get(&(*account, *of)).copied().unwrap_or(0));
            if *of == asset && gained != 0 {
                accounts.insert(*account, gained);
            }
        }
        let mut tables = BTreeMap::new();
        for version in 1..=self.versions() {
            let more = model.received_so_far(version, asset) - before.received_so_far(version, asset);
            if self.is_sum(version) && more > BigInt::ZERO {
                // The quote names the table instead of its leaves.
                for line in 0..self.lines(version) {
                    let (account, _) = model.owner(version, line).expect("a leaf has an owner");
                    let paid = model.paid_so_far((version, line, asset)) - before.paid_so_far((version, line, asset));
                    let left = accounts.get(&account).copied().unwrap_or(0) - i128::try_from(paid).expect("small");
                    if left == 0 {
                        accounts.remove(&account);
                    } else {
                        accounts.insert(account, left);
                    }
                }
                tables.insert(version, more);
            }
        }
        Ok((accounts, tables))
    }

    pub(crate) fn version(&self, number: u32) -> Option<&Version> {
        self.versions.get((number as usize).checked_sub(1)?)
    }

    pub(crate) fn received_so_far(&self, version: u32, asset: u32) -> BigInt {
        self.received.get(&(version, asset)).cloned().unwrap_or_default()
    }

    pub(crate) fn paid_so_far(&self, place: (u32, u32, u32)) -> BigInt {
        self.paid.get(&place).cloned().unwrap_or_default()
    }

    fn head(&self, id: Id) -> Option<&Head> {
        if !id.is_head() {
            return None;
        }
        self.heads.get((id.number() as usize).checked_sub(1)?)
    }

    fn controlled(&mut self, id: Id) -> Result<&mut Head, CreateError> {
        match self.head(id) {
            Some(_) => Ok(&mut self.heads[id.number() as usize - 1]),
            None => Err(CreateError::UnknownHead(id)),
        }
    }

    fn resolve(&self, split: Id) -> Result<u32, Error> {
        if !split.is_head() {
            return Ok(split.0);
        }
        let head = self.head(split).ok_or(Error::UnknownSplit(split))?;
        let (_, version) = head.schedule.iter().rfind(|(since, _)| *since <= self.seen()).expect("a first version");
        Ok(*version)
    }

    // Creation.

    fn judge(&self, plan: &Plan) -> Result<Version, CreateError> {
        let (entries, tiers, capped_asset): (&[Entry<Account>], &[Tier], u32) = match plan {
            Plan::Leaves(leaves) => return sum_table(leaves),
            Plan::Entries(entries) => (entries, &[], 0),
            Plan::Tiers { entries, asset, tiers } => (entries, tiers, *asset),
        };
        if entries.is_empty() {
            return Err(CreateError::NoEntries);
        }
        if entries.len() > 430 {
            return Err(CreateError::TooManyEntries { entries: entries.len() as u32, most: 430 });
        }
        if tiers.len() > 7 || (tiers.is_empty() && matches!(plan, Plan::Tiers { .. })) {
            return Err(CreateError::TierCount { tiers: tiers.len() as u32, most: 7 });
        }
        for (number, tier) in tiers.iter().enumerate() {
            if tier.weights.len() != entries.len() {
                let (weights, entries) = (tier.weights.len() as u32, entries.len() as u32);
                return Err(CreateError::WeightsNotEntries { tier: number as u8, weights, entries });
            }
        }
        let weights = |index: usize| -> Vec<u64> {
            let capped = tiers.iter().map(|tier| u64::from(tier.weights[index]));
            capped.chain([u64::from(entries[index].weight)]).collect()
        };
        for index in 0..entries.len() {
            if weights(index).iter().all(|weight| *weight == 0) {
                return Err(CreateError::ZeroWeight { index: index as u16 });
            }
        }
        let total = |tier: usize| (0..entries.len()).map(|index| weights(index)[tier]).sum::<u64>();
        let totals: Vec<u64> = (0..=tiers.len()).map(total).collect();
        for (tier, total) in totals.iter().enumerate() {
            if *total == 0 {
                return Err(CreateError::TotalWeight { tier: tier as u8 });
            }
        }
        let mut caps = BigInt::ZERO;
        for (number, tier) in tiers.iter().enumerate() {
            caps += tier.cap;
            if tier.cap == 0 || caps > BigInt::from(u128::MAX) {
                return Err(CreateError::TierCap { tier: number as u8 });
            }
            for (index, weight) in tier.weights.iter().enumerate() {
                if !(whole(tier.cap) * fraction(u64::from(*weight), totals[number])).is_integer() {
                    return Err(CreateError::TierNotExact { tier: number as u8, index: index as u16 });
                }
            }
        }
        for (index, entry) in entries.iter().enumerate() {
            if entries[..index].iter().any(|earlier| same(&earlier.target, &entry.target)) {
                return Err(CreateError::DuplicateTarget { index: index as u16 });
            }
        }
        let (mut lines, mut height, mut touches, mut reaches_head) = (Vec::new(), 1, 0, false);
        for (place, entry) in entries.iter().enumerate() {
            let index = place as u16;
            let mut eager = false;
            match entry.target {
                Target::Account(Account::LEDGER) => return Err(CreateError::ForbiddenPayee { index }),
                Target::Account(_) => {}
                Target::Split { id, eager: wanted } => {
                    let child = match (self.head(id), self.version(id.0)) {
                        (Some(head), _) => Some((head.height, head.touches, true)),
                        (_, Some(version)) => Some((version.height, version.touches, version.reaches_head)),
                        _ => None,
                    };
                    let (high, below, to_head) = child.ok_or(CreateError::UnknownChild { index, child: id })?;
                    if high > 15 {
                        return Err(CreateError::ChildTooHigh { index, child: high, most: 15 });
                    }
                    height = height.max(high + 1);
                    reaches_head |= to_head;
                    eager = wanted || to_head;
                    touches += if eager { below + 1 } else { 0 };
                }
            }
            lines.push(Line { target: entry.target, eager, weights: weights(place), mode: Mode::Anyone { tip: 0 } });
        }
        if touches > 16 {
            return Err(CreateError::EagerBudget { needed: touches, budget: 16 });
        }
        let tiers = tiers.to_vec();
        Ok(Version { lines, totals, tiers, capped_asset, is_sum: false, height, touches, reaches_head })
    }

    fn create(&mut self, plan: &Plan, options: Option<&Options<Account>>) -> Outcome {
        let version = self.judge(plan)?;
        let number = self.versions() + 1;
        let mut id = Id::version(number);
        if let Some(options) = options {
            let Options { controller, delay, height, eager } = *options;
            let height = if height == 0 { version.height } else { height };
            let touches = version.touches.max(u32::from(eager));
            if height > 16 {
                return Err(CreateError::ChildTooHigh { index: 0, child: height, most: 16 }.into());
            }
            if touches > 16 {
                return Err(CreateError::EagerBudget { needed: touches, budget: 16 }.into());
            }
            let schedule = vec![(0, number)];
            let head = Head { controller, offered: None, delay, height, touches, schedule, frozen: false };
            within(&version, &head)?;
            self.heads.push(head);
            id = Id::head(self.heads.len() as u32);
        }
        self.versions.push(version);
        Ok(Done::Created(vec![id]))
    }

    fn create_tree(&mut self, nodes: &[Vec<(Branch, u32)>]) -> Outcome {
        let mut made = Vec::new();
        for node in nodes {
            let mut entries = Vec::new();
            for (index, (branch, weight)) in node.iter().enumerate() {
                let index = index as u16;
                let target = match *branch {
                    Branch::Outside(target) => target,
                    Branch::Node { node, .. } if usize::from(node) >= made.len() => {
                        return Err(CreateError::UnknownNode { index, node }.into())
                    }
                    Branch::Node { node, eager } => Target::Split { id: made[usize::from(node)], eager },
                };
                entries.push(Entry { target, weight: *weight });
            }
            let version = self.judge(&Plan::Entries(entries))?;
            self.versions.push(version);
            made.push(Id::version(self.versions()));
        }
        Ok(Done::Created(made))
    }

    fn update(&mut self, caller: Account, split: Id, plan: &Plan) -> Outcome {
        let head = self.controlled(split)?.clone();
        let version = self.judge(plan)?;
        controls(&head, split, caller)?;
        for (index, line) in version.lines.iter().enumerate() {
            if matches!(line.target, Target::Split { id, .. } if id == split) {
                return Err(CreateError::ForbiddenPayee { index: index as u16 }.into());
            }
        }
        within(&version, &head)?;
        let since = self.seen().checked_add(head.delay).ok_or(CreateError::DelayOverflow)?;
        self.versions.push(version);
        let (number, now) = (self.versions(), self.seen());
        // What is pending is replaced.
        let schedule = &mut self.controlled(split)?.schedule;
        schedule.retain(|(earlier, _)| *earlier <= now);
        schedule.push((since, number));
        Ok(Done::Created(vec![Id::version(number)]))
    }

    // Money.

    fn receive(&mut self, call: &mut Call, split: Id, amount: &BigInt) -> Result<(), Error> {
        if *amount == BigInt::ZERO {
            return Err(Error::NothingReceived);
        }
        let number = self.resolve(split)?;
        let version = self.version(number).ok_or(Error::UnknownSplit(Id(number)))?.clone();
        let before = self.received_so_far(number, call.asset);
        let after = &before + amount;
        if after > BigInt::from(u128::MAX) {
            return Err(Error::ReceivedOverflow { version: number, received: narrow(&before) });
        }
        self.received.insert((number, call.asset), after);
        for (index, line) in version.lines.iter().enumerate() {
            if line.eager {
                self.pass_on(call, number, index as u32)?;
            }
        }
        Ok(())
    }

    /// Books what a line is owed as paid.
    fn settle(&mut self, call: &mut Call, number: u32, line: u32) -> Result<(Line, BigInt), Error> {
        let version = self.version(number).ok_or(Error::UnknownSplit(Id(number)))?;
        if version.is_sum {
            return Err(Error::WrongTable { version: number });
        }
        call.open(number)?;
        let Some(found) = version.lines.get(line as usize).cloned() else {
            return Err(Error::UnknownEntry { version: number, index: line as u16 });
        };
        let owed = self.owed(number, line, call.asset);
        *self.paid.entry((number, line, call.asset)).or_default() += &owed;
        Ok((found, owed))
    }

    /// Settles an edge and lets the split below receive.
    fn pass_on(&mut self, call: &mut Call, number: u32, line: u32) -> Result<Line, Error> {
        let (line, owed) = self.settle(call, number, line)?;
        if let Target::Split { id, .. } = line.target {
            if owed > BigInt::ZERO {
                self.receive(call, id, &owed)?;
            }
        }
        Ok(line)
    }

    /// Books a path; `None` where nothing is to be paid.
    fn book(
        &mut self,
        call: &mut Call,
        caller: Account,
        path: &[Step],
        recipient: Option<Account>,
    ) -> Result<Option<Due>, Error> {
        if path.is_empty() {
            return Err(Error::EmptyPath);
        }
        if path.len() > 16 {
            return Err(Error::PathTooLong { steps: path.len() as u32 });
        }
        for (place, step) in path.iter().enumerate() {
            let Step { version, index } = *step;
            let asset = call.asset;
            let owed = self.version(version).filter(|found| found.lines.len() > usize::from(index) && !found.is_sum);
            let owed = owed.map_or(BigInt::ZERO, |_| self.owed(version, u32::from(index), asset));
            let line = self.pass_on(call, version, u32::from(index))?;
            let broken = Error::PathBroken { step: place as u16 };
            match (line.target, path.get(place + 1)) {
                (Target::Account(_), Some(_)) => return Err(broken),
                (Target::Split { id, .. }, Some(next)) if self.resolve(id)? != next.version => return Err(broken),
                (Target::Split { .. }, _) => {}
                (Target::Account(owner), None) => {
                    let tip = match (recipient, line.mode) {
                        (Some(_), _) if owner != caller => return Err(Error::NotOwner { version, index }),
                        (None, Mode::SelfOnly) if owner != caller => return Err(Error::SelfOnly { version, index }),
                        (None, Mode::Anyone { tip }) if owner != caller => tip,
                        _ => 0,
                    };
                    let place = (version, u32::from(index), asset);
                    return Ok(due(recipient.unwrap_or(owner), owed, tip, place));
                }
            }
        }
        Ok(None)
    }

    fn claim(
        &mut self,
        caller: Account,
        path: &[Step],
        asset: u32,
        recipient: Option<Account>,
    ) -> Result<u128, Refusal> {
        let mut call = Call { asset, ..Call::default() };
        let due = self.book(&mut call, caller, path, recipient)?;
        if !ASSETS.contains(&asset) {
            return Err(Refusal::UnknownAsset(asset));
        }
        let Some(due) = due else { return Ok(0) };
        let amount = narrow(&due.amount);
        if !self.send(due.account, asset, &(&due.amount - &due.tip)) {
            return Err(Refusal::PayoutFailed { account: due.account, amount });
        }
        if !self.send(caller, asset, &due.tip) {
            return Err(Refusal::TipFailed(narrow(&due.tip)));
        }
        Ok(amount)
    }

    fn pay(&mut self, caller: Account, asset: u32, dues: Vec<Due>) -> Outcome {
        if !ASSETS.contains(&asset) {
            return Err(Refusal::UnknownAsset(asset));
        }
        let mut report = Report::default();
        for due in dues {
            if self.send(due.account, asset, &(&due.amount - &due.tip)) {
                report.payouts += 1;
                report.paid += narrow(&due.amount);
                report.tips += narrow(&due.tip);
            } else {
                report.failed += 1;
                *self.paid.entry(due.place).or_default() -= due.amount;
            }
        }
        if !self.send(caller, asset, &report.tips.into()) {
            return Err(Refusal::TipFailed(report.tips));
        }
        Ok(Done::Many(report))
    }

    fn claim_many(&mut self, caller: Account, paths: &[Vec<Step>], asset: u32) -> Outcome {
        let mut call = Call { asset, ..Call::default() };
        let mut dues = Vec::new();
        for path in paths {
            dues.extend(self.book(&mut call, caller, path, None)?);
        }
        self.pay(caller, asset, dues)
    }

    fn pay_all(&mut self, caller: Account, split: Id, asset: u32, from: u16, count: u16) -> Outcome {
        let number = self.resolve(split)?;
        let version = self.version(number).ok_or(Error::UnknownSplit(Id(number)))?.clone();
        if version.is_sum {
            return Err(Error::WrongTable { version: number }.into());
        }
        let mut dues = Vec::new();
        let mut call = Call { asset, ..Call::default() };
        if count > 0 {
            call.open(number)?;
        }
        let lines = version.lines.iter().enumerate().skip(usize::from(from)).take(usize::from(count));
        for (place, line) in lines {
            let Target::Account(owner) = line.target else {
                self.pass_on(&mut call, number, place as u32)?;
                continue;
            };
            let tip = match line.mode {
                _ if owner == caller => 0,
                Mode::SelfOnly => continue,
                Mode::Anyone { tip } => tip,
            };
            let (_, owed) = self.settle(&mut call, number, place as u32)?;
            dues.extend(due(owner, owed, tip, (number, place as u32, asset)));
        }
        self.pay(caller, asset, dues)
    }

    fn pay_leaves(&mut self, caller: Account, number: u32, asset: u32, leaves: &[LeafOf]) -> Outcome {
        let mut dues = Vec::new();
        for leaf in leaves {
            let version = self.version(number).ok_or(Error::UnknownSplit(Id(number)))?;
            if !version.is_sum {
                return Err(Error::WrongTable { version: number }.into());
            }
            if !self.proves(leaf, number) {
                return Err(Error::ProofRefused { version: number }.into());
            }
            let (account, _) = self.owner(number, leaf.index).expect("the leaf exists");
            let place = (number, leaf.index, asset);
            let owed = self.owed(number, leaf.index, asset);
            *self.paid.entry(place).or_default() += &owed;
            dues.extend(due(account, owed, 0, place));
        }
        self.pay(caller, asset, dues)
    }

    /// Whether a leaf of one version's plan is proven in another: only if both have the same leaves.
    fn proves(&self, leaf: &LeafOf, number: u32) -> bool {
        let leaves = |number| {
            let lines = self.version(number).map_or(&[][..], |version| &version.lines);
            lines.iter().map(|line| (line.target, line.weights.clone())).collect::<Vec<_>>()
        };
        leaf.plan == number || leaves(leaf.plan) == leaves(number)
    }

    fn assign(&mut self, owner: Account, to: Account, entry: Step, mode: Mode, asset: u32, at_least: u128) -> Outcome {
        let Step { version, index } = entry;
        let mut copy = self.clone();
        let (line, unclaimed) = copy.settle(&mut Call { asset, ..Call::default() }, version, u32::from(index))?;
        match line.target {
            Target::Split { .. } => return Err(Error::NotAnAccount { version, index }.into()),
            Target::Account(account) if account != owner => return Err(Error::NotOwner { version, index }.into()),
            Target::Account(_) if unclaimed < at_least.into() => {
                return Err(Error::TooLittleUnclaimed { unclaimed: narrow(&unclaimed), at_least }.into())
            }
            Target::Account(_) => {}
        }
        let line = &mut self.versions[version as usize - 1].lines[usize::from(index)];
        line.target = Target::Account(to);
        line.mode = mode;
        Ok(Done::Nothing)
    }

    fn deposit(&mut self, caller: Account, split: Id, asset: u32, amount: u128) -> Outcome {
        if !ASSETS.contains(&asset) {
            return Err(Refusal::UnknownAsset(asset));
        }
        self.receive(&mut Call { asset, ..Call::default() }, split, &amount.into())?;
        *self.held.entry(asset).or_default() += amount;
        let gained = self.gained.entry((caller, asset)).or_default();
        *gained = gained.wrapping_sub(amount as i128);
        self.flow(split, asset, amount);
        Ok(Done::Nothing)
    }

    /// Lets the income flow through the graph, divided at will.
    fn flow(&mut self, split: Id, asset: u32, amount: u128) {
        let first = self.resolve(split).expect("the income was booked");
        let mut waiting = BTreeMap::from([((self.height(first), first), whole(amount))]);
        while let Some(((_, number), income)) = waiting.pop_last() {
            let before = self.exact(number, asset);
            let after = before.clone() + income;
            let version = &self.versions[number as usize - 1];
            for line in &version.lines {
                let Target::Split { id, .. } = line.target else { continue };
                let child = self.resolve(id).expect("children exist");
                let more = version.earned_exactly(line, &after, asset) - version.earned_exactly(line, &before, asset);
                if more > whole(0) {
                    *waiting.entry((self.height(child), child)).or_insert_with(|| whole(0)) += more;
                }
            }
            self.exact.insert((number, asset), after);
        }
    }

    /// The time that contracts see.
    fn seen(&self) -> u64 {
        self.machine.seen(self.now)
    }

    fn credit(&mut self, to: Account, asset: u32, amount: &BigInt) {
        let gained = self.gained.entry((to, asset)).or_default();
        *gained = gained.wrapping_add(narrow(amount) as i128);
        *self.held.entry(asset).or_default() -= amount;
    }

    fn send(&mut self, to: Account, asset: u32, amount: &BigInt) -> bool {
        let holds = self.gained(to, asset).wrapping_add(narrow(amount) as i128) as u128;
        if asset == 0 && !to.is_rich() && holds < self.machine.existential_deposit && *amount > BigInt::ZERO {
            return false;
        }
        self.credit(to, asset, amount);
        true
    }

    fn act(&mut self, operation: &Operation) -> Outcome {
        match *operation {
            Operation::Create { ref plan, ref options, .. } => return self.create(plan, options.as_ref()),
            Operation::CreateTree { ref nodes, .. } => return self.create_tree(nodes),
            Operation::Update { caller, split, ref plan } => return self.update(caller, split, plan),
            Operation::OfferControl { caller, split, to } => {
                let head = self.controlled(split)?;
                controls(head, split, caller)?;
                head.offered = to;
            }
            Operation::AcceptControl { caller, split } => {
                let head = self.controlled(split)?;
                if head.frozen {
                    return Err(CreateError::Frozen(split).into());
                }
                if head.offered != Some(caller) {
                    return Err(CreateError::NotOffered(split).into());
                }
                head.controller = caller;
                head.offered = None;
            }
            Operation::Freeze { caller, split } => {
                let now = self.seen();
                let head = self.controlled(split)?;
                controls(head, split, caller)?;
                match head.schedule.last() {
                    Some((effective_at, _)) if *effective_at > now => {
                        return Err(CreateError::Pending { split, effective_at: *effective_at }.into())
                    }
                    _ => {}
                }
                head.frozen = true;
                head.offered = None;
            }
            Operation::Deposit { caller, split, asset, amount } => return self.deposit(caller, split, asset, amount),
            Operation::Claim { caller, ref path, asset } => {
                return Ok(Done::Paid(vec![self.claim(caller, path, asset, None)?]))
            }
            Operation::ClaimTo { caller, ref path, ref assets, recipient } => {
                let claims = assets.iter().map(|asset| self.claim(caller, path, *asset, Some(recipient)));
                return Ok(Done::Paid(claims.collect::<Result<_, _>>()?));
            }
            Operation::ClaimMany { caller, ref paths, asset } => return self.claim_many(caller, paths, asset),
            Operation::PayAll { caller, split, asset, from, count } => {
                return self.pay_all(caller, split, asset, from, count)
            }
            Operation::PayLeaves { caller, version, asset, ref leaves } => {
                return self.pay_leaves(caller, version, asset, leaves)
            }
            Operation::SetMode { mode: Mode::Anyone { tip }, .. } if tip > 100 => {
                return Err(CreateError::TipTooHigh { tip, most: 100 }.into())
            }
            Operation::SetMode { caller, entry, mode } => {
                return self.assign(caller, caller, entry, mode, 0, 0);
            }
            Operation::HandOver { owner, to, entry, asset, at_least } => {
                return self.assign(owner, to, entry, Mode::Anyone { tip: 0 }, asset, at_least)
            }
            Operation::Advance { milliseconds } => self.now = self.now.saturating_add(milliseconds),
        }
        Ok(Done::Nothing)
    }
}

impl Ledger for Model {
    fn apply(&mut self, operation: &Operation) -> Outcome {
        let before = self.clone();
        let outcome = self.act(operation);
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    fn received(&mut self, version: u32, asset: u32) -> u128 {
        narrow(&self.received_so_far(version, asset))
    }

    fn paid(&mut self, version: u32, index: u16, asset: u32) -> u128 {
        narrow(&self.paid_so_far((version, u32::from(index), asset)))
    }

    fn leaf_paid(&mut self, version: u32, low: u64, asset: u32) -> u128 {
        let leaf = (0..self.lines(version)).find(|leaf| self.low(version, *leaf) == low);
        leaf.map_or(0, |leaf| narrow(&self.paid_so_far((version, leaf, asset))))
    }

    fn gained(&mut self, account: Account, asset: u32) -> i128 {
        self.gained.get(&(account, asset)).copied().unwrap_or(0)
    }

    fn held(&mut self, asset: u32) -> u128 {
        self.held.get(&asset).map_or(0, narrow)
    }
}

fn sum_table(leaves: &[(Account, u64)]) -> Result<Version, CreateError> {
    let total = leaves.iter().map(|(_, weight)| weight).sum::<u64>();
    if total == 0 {
        return Err(CreateError::ZeroTotal);
    }
    let line = |(account, weight): &(Account, u64)| Line {
        target: Target::Account(*account),
        eager: false,
        weights: vec![*weight],
        mode: Mode::Anyone { tip: 0 },
    };
    Ok(Version {
        lines: leaves.iter().map(line).collect(),
        totals: vec![total],
        tiers: Vec::new(),
        capped_asset: 0,
        is_sum: true,
        height: 1,
        touches: 0,
        reaches_head: false,
    })
}

fn same(one: &Target<Account>, other: &Target<Account>) -> bool {
    match (one, other) {
        (Target::Account(one), Target::Account(other)) => one == other,
        (Target::Split { id: one, .. }, Target::Split { id: other, .. }) => one == other,
        _ => false,
    }
}

fn within(version: &Version, head: &Head) -> Result<(), CreateError> {
    if !version.tiers.is_empty() {
        return Err(CreateError::MutableTiers);
    }
    if version.height > head.height {
        return Err(CreateError::ChildTooHigh { index: u16::MAX, child: version.height - 1, most: head.height - 1 });
    }
    if version.touches > head.touches {
        return Err(CreateError::EagerBudget { needed: version.touches, budget: head.touches as u8 });
    }
    Ok(())
}

fn controls(head: &Head, split: Id, caller: Account) -> Result<(), CreateError> {
    if head.controller != caller {
        return Err(CreateError::NotController(split));
    }
    if head.frozen {
        return Err(CreateError::Frozen(split));
    }
    Ok(())
}

fn due(account: Account, amount: BigInt, tip: u8, place: (u32, u32, u32)) -> Option<Due> {
    let tip = &amount * tip / 1000;
    (amount > BigInt::ZERO).then_some(Due { account, amount, tip, place })
}

fn whole(amount: u128) -> BigRational {
    BigRational::from_integer(amount.into())
}

fn fraction(weight: u64, total: u64) -> BigRational {
    BigRational::new(weight.into(), total.into())
}

fn narrow(amount: &BigInt) -> u128 {
    u128::try_from(amount).expect("an amount is neither negative nor above 2^128 - 1")
}
