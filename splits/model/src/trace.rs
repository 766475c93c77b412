//! Random operations that are mostly sensible, and foolish or hostile often enough.

use crate::{Account, Branch, LeafOf, Ledger, Model, Operation, Plan, Random, ASSETS, EXISTENTIAL_DEPOSIT};
use atelier_splits::{Entry, Id, Mode, Options, Step, Target, Tier};

/// The trace with this seed. Same seed, same trace; a longer one begins with the shorter ones.
///
/// Only rich accounts call. About one operation in six must be refused.
#[must_use]
pub fn trace(seed: u64, length: usize) -> Vec<Operation> {
    let mut maker = Maker { random: Random::new(seed), model: Model::new() };
    let mut operations = Vec::with_capacity(length);
    for place in 0..length {
        let operation = if place < 4 { maker.creation() } else { maker.operation() };
        // The maker looks at the model to name splits, paths and owners that are there.
        let _refused = maker.model.apply(&operation);
        operations.push(operation);
    }
    operations
}

struct Maker {
    random: Random,
    model: Model,
}

impl Maker {
    fn operation(&mut self) -> Operation {
        match self.random.below(100) {
            0..=13 => self.creation(),
            14..=19 => self.edit(),
            20..=22 => self.control(),
            23..=51 => self.deposit(),
            52..=69 => self.claim(),
            70..=73 => self.claim_to(),
            74..=78 => self.claim_many(),
            79..=86 => self.pay_all(),
            87..=89 => self.pay_leaves(),
            90..=92 => self.set_mode(),
            93..=95 => self.hand_over(),
            _ => Operation::Advance { milliseconds: self.time() },
        }
    }

    fn caller(&mut self) -> Account {
        Account(self.random.below(usize::from(Account::RICH)) as u16)
    }

    fn anybody(&mut self) -> Account {
        Account(self.random.below(usize::from(Account::CAST)) as u16)
    }

    /// Delays and pauses from the same few values, so that an edit often comes into force at the very millisecond.
    fn time(&mut self) -> u64 {
        [0, 1, 999, 1000, 1001, 5000][self.random.below(6)]
    }

    fn asset(&mut self) -> u32 {
        if self.random.once_in(60) {
            return 3;
        }
        ASSETS[self.random.below(ASSETS.len())]
    }

    fn amount(&mut self, asset: u32) -> u128 {
        let deposit = EXISTENTIAL_DEPOSIT as u64;
        match self.random.below(12) {
            0 if self.random.once_in(3) => 0,
            0..=4 => self.random.between(1, 20).into(),
            5..=6 => self.random.between(1, 5000).into(),
            7..=8 => self.random.between(deposit / 2, deposit * 8).into(),
            9 => u128::from(self.random.bits() >> 24),
            // Native money is not as plentiful as tokens are.
            _ if asset == 0 => u128::from(self.random.bits()),
            _ => u128::from(self.random.bits()) << self.random.below(36),
        }
    }

    fn version(&mut self) -> u32 {
        let versions = u64::from(self.model.versions());
        if self.random.once_in(80) {
            return self.random.between(0, versions + 3) as u32;
        }
        // The higher of two, because more happens below it.
        let one = self.random.between(1, versions.max(1)) as u32;
        let other = self.random.between(1, versions.max(1)) as u32;
        if self.model.height(one) >= self.model.height(other) {
            one
        } else {
            other
        }
    }

    fn split(&mut self) -> Id {
        let heads = self.model.heads.len();
        if self.random.once_in(80) {
            return Id::head(self.random.below(heads + 2) as u32);
        }
        if heads > 0 && self.random.once_in(3) {
            return Id::head(self.random.between(1, heads as u64) as u32);
        }
        Id::version(self.version())
    }

    fn weight(&mut self) -> u32 {
        match self.random.below(60) {
            0 if self.random.once_in(2) => 0,
            0..=4 => self.random.bits() as u32,
            5 => u32::MAX,
            _ => self.random.between(1, 12) as u32,
        }
    }

    fn entries(&mut self) -> Vec<Entry<Account>> {
        let count = match self.random.below(40) {
            0 => 0,
            1 => 12,
            _ => self.random.between(1, 5),
        };
        let splits = self.model.versions() > 0 && !self.random.once_in(4);
        let mut entries: Vec<Entry<Account>> = Vec::new();
        for _ in 0..count {
            let target = match self.random.below(100) {
                0 | 1 => Target::Account(Account::LEDGER),
                2..=50 if splits => {
                    let eager = self.random.once_in(2);
                    Target::Split { id: self.split(), eager }
                }
                _ => Target::Account(self.anybody()),
            };
            let twice = entries.iter().any(|entry| match (entry.target, target) {
                (Target::Split { id, .. }, Target::Split { id: other, .. }) => id == other,
                (one, other) => one == other,
            });
            // Most doubles are left out, else few tables would be created.
            if !twice || self.random.once_in(20) {
                entries.push(Entry { target, weight: self.weight() });
            }
        }
        entries
    }

    fn plan(&mut self) -> Plan {
        match self.random.below(10) {
            0 => self.leaves(),
            1..=3 => self.tiers(),
            _ => Plan::Entries(self.entries()),
        }
    }

    fn leaves(&mut self) -> Plan {
        let count = self.random.below(7);
        let weight = |random: &mut Random| if random.once_in(6) { random.bits() >> 4 } else { random.between(1, 9) };
        Plan::Leaves((0..count).map(|_| (self.anybody(), weight(&mut self.random))).collect())
    }

    fn tiers(&mut self) -> Plan {
        let entries = self.entries();
        let count = if self.random.once_in(30) { 8 * self.random.below(2) } else { self.random.between(1, 3) as usize };
        let mut tiers = Vec::new();
        for _ in 0..count {
            let missing = usize::from(self.random.once_in(40));
            let length = entries.len().saturating_sub(missing);
            // Weight 0 is common: an investor before the profit, an artist after the recoup.
            let mut weights: Vec<u32> = (0..length).map(|_| self.random.below(4) as u32).collect();
            if let (Some(first), true) = (weights.first_mut(), self.random.below(10) > 0) {
                *first += 1;
            }
            let total = weights.iter().map(|weight| u128::from(*weight)).sum::<u128>();
            let units = self.amount(1) % (1 << 60);
            let cap = if self.random.once_in(15) { units } else { (units + 1) * total.max(1) };
            tiers.push(Tier { cap, weights });
        }
        Plan::Tiers { entries, asset: ASSETS[self.random.below(3)], tiers }
    }

    fn creation(&mut self) -> Operation {
        let caller = self.caller();
        if self.random.once_in(8) {
            return Operation::CreateTree { caller, nodes: self.nodes() };
        }
        let plan = self.plan();
        let editable = !matches!(plan, Plan::Tiers { .. }) || self.random.once_in(15);
        let options = (editable && self.random.once_in(2)).then(|| Options {
            controller: self.caller(),
            delay: if self.random.once_in(40) { u64::MAX } else { self.time() },
            height: [0, 0, 2, 2, 3, 4, 5, 16, 17][self.random.below(9)],
            eager: [0, 0, 0, 1, 1, 2, 3, 4, 17][self.random.below(9)],
        });
        Operation::Create { caller, plan, options }
    }

    fn nodes(&mut self) -> Vec<Vec<(Branch, u32)>> {
        let mut nodes = Vec::new();
        for place in 0..self.random.between(1, 4) as usize {
            let mut node: Vec<(Branch, u32)> = Vec::new();
            for entry in self.entries() {
                node.push((Branch::Outside(entry.target), entry.weight));
            }
            if place > 0 {
                let below = if self.random.once_in(30) { place } else { self.random.below(place) };
                node.push((Branch::Node { node: below as u16, eager: self.random.once_in(2) }, self.weight()));
            }
            nodes.push(node);
        }
        nodes
    }

    /// A split that can be edited, and who mostly may.
    fn head(&mut self) -> (Id, Account) {
        let heads = self.model.heads.len() as u64;
        let number = if self.random.once_in(30) { heads + 1 } else { self.random.between(1, heads.max(1)) } as u32;
        let controller = number.checked_sub(1).and_then(|place| self.model.heads.get(place as usize));
        let controller = controller.map(|head| head.controller);
        match controller {
            Some(controller) if !self.random.once_in(8) => (Id::head(number), controller),
            _ => (Id::head(number), self.caller()),
        }
    }

    fn edit(&mut self) -> Operation {
        if self.model.heads.is_empty() {
            return self.creation();
        }
        let (split, caller) = self.head();
        let plan = match self.plan() {
            Plan::Tiers { entries, .. } if !self.random.once_in(10) => Plan::Entries(entries),
            plan => plan,
        };
        Operation::Update { caller, split, plan }
    }

    fn control(&mut self) -> Operation {
        if self.model.heads.is_empty() {
            return self.creation();
        }
        let (split, caller) = self.head();
        match self.random.below(7) {
            0 => Operation::Freeze { caller, split },
            1..=3 => Operation::OfferControl { caller, split, to: Some(self.caller()) },
            4 => Operation::OfferControl { caller, split, to: None },
            _ => {
                let head = (split.number() as usize).checked_sub(1).and_then(|place| self.model.heads.get(place));
                let caller = head.and_then(|head| head.offered).unwrap_or(caller);
                Operation::AcceptControl { caller, split }
            }
        }
    }

    fn deposit(&mut self) -> Operation {
        let asset = self.asset();
        Operation::Deposit { caller: self.caller(), split: self.split(), asset, amount: self.amount(asset) }
    }

    /// A way down from some version, mostly to an account, and an asset in which that version mostly owes.
    fn path(&mut self) -> (Vec<Step>, u32) {
        let funded = self.model.funded();
        let (mut version, asset) = match self.random.pick(&funded).copied() {
            Some(place) if !self.random.once_in(8) => place,
            _ => (self.version(), self.asset()),
        };
        if self.model.is_sum(version) && !self.random.once_in(12) {
            version = self.version();
        }
        let mut path = Vec::new();
        loop {
            let lines = self.model.lines(version).min(u32::from(u16::MAX)) as usize;
            let beyond = usize::from(self.random.once_in(30));
            let index = self.random.below(lines.max(1) + beyond) as u16;
            path.push(Step { version, index });
            let below = self.model.edges(version).into_iter().find(|(edge, _)| *edge == index);
            match below {
                Some((_, child)) if !self.random.once_in(10) && !self.model.is_sum(child) => version = child,
                _ => break,
            }
        }
        match self.random.below(120) {
            0 => path.clear(),
            1 => {
                let place = self.random.below(path.len());
                path[place].version = self.version();
            }
            2 => path.extend(path.clone()),
            3 => path = path.iter().cycle().take(17).copied().collect(),
            _ => {}
        }
        (path, asset)
    }

    /// The owner of the entry at the end of the path, mostly, if it can call.
    fn claimant(&mut self, path: &[Step]) -> Account {
        let owner = path.last().and_then(|step| self.model.owner(step.version, step.index.into()));
        match owner {
            Some((owner, _)) if owner.is_rich() && !self.random.once_in(4) => owner,
            _ => self.caller(),
        }
    }

    fn claim(&mut self) -> Operation {
        let (path, asset) = self.path();
        let caller = if self.random.once_in(2) { self.claimant(&path) } else { self.caller() };
        Operation::Claim { caller, path, asset }
    }

    fn claim_to(&mut self) -> Operation {
        let (path, asset) = self.path();
        let caller = self.claimant(&path);
        let more = self.random.below(3);
        let assets = std::iter::once(asset).chain((0..more).map(|_| self.asset())).collect();
        Operation::ClaimTo { caller, path, assets, recipient: self.anybody() }
    }

    fn claim_many(&mut self) -> Operation {
        let count = if self.random.once_in(12) { 40 } else { self.random.below(6) };
        let mut of = self.asset();
        let mut paths: Vec<Vec<Step>> = Vec::new();
        for _ in 0..count {
            let (path, asset) = self.path();
            of = if self.random.once_in(2) { asset } else { of };
            // One bad path refuses all.
            let known = path.last().is_some_and(|step| self.model.lines(step.version) > u32::from(step.index));
            if known || self.random.once_in(8) {
                paths.push(path.clone());
            }
            if self.random.once_in(3) {
                paths.push(path);
            }
        }
        Operation::ClaimMany { caller: self.caller(), paths, asset: of }
    }

    fn pay_all(&mut self) -> Operation {
        let (from, count) = match self.random.below(3) {
            0 => (self.random.below(4) as u16, self.random.below(4) as u16),
            1 => (0, u16::MAX),
            _ => (0, 430),
        };
        let funded = self.model.funded();
        let (split, asset) = match self.random.pick(&funded).copied() {
            Some((version, asset)) if !self.random.once_in(3) => (Id::version(version), asset),
            _ => (self.split(), self.asset()),
        };
        Operation::PayAll { caller: self.caller(), split, asset, from, count }
    }

    fn pay_leaves(&mut self) -> Operation {
        let tables: Vec<u32> = (1..=self.model.versions()).filter(|version| self.model.is_sum(*version)).collect();
        let caller = self.caller();
        let funded: Vec<_> = self.model.funded().into_iter().filter(|(version, _)| tables.contains(version)).collect();
        let (mut version, asset) = match self.random.pick(&funded).copied() {
            Some(place) if !self.random.once_in(6) => place,
            _ => (self.random.pick(&tables).copied().unwrap_or(1), self.asset()),
        };
        let mut leaves = Vec::new();
        for _ in 0..self.random.below(5) {
            let plan = if self.random.once_in(15) { self.random.pick(&tables).copied() } else { Some(version) };
            if let Some(plan) = plan.filter(|plan| self.model.is_sum(*plan)) {
                let index = self.random.below(self.model.lines(plan) as usize) as u32;
                leaves.push(LeafOf { plan, index });
            }
        }
        if self.random.once_in(10) {
            version = self.version();
        }
        Operation::PayLeaves { caller, version, asset, leaves }
    }

    /// An account's entry, mostly, and who mostly owns it.
    fn entry(&mut self) -> (Step, Account) {
        let (path, _) = self.path();
        let entry = path.last().copied().unwrap_or(Step { version: self.version(), index: 0 });
        (entry, self.claimant(&path))
    }

    fn set_mode(&mut self) -> Operation {
        let (entry, caller) = self.entry();
        let mode = match self.random.below(10) {
            0..=3 => Mode::SelfOnly,
            4 => Mode::Anyone { tip: 101 + self.random.below(155) as u8 },
            5 => Mode::Anyone { tip: 0 },
            _ => Mode::Anyone { tip: self.random.between(1, 100) as u8 },
        };
        Operation::SetMode { caller, entry, mode }
    }

    fn hand_over(&mut self) -> Operation {
        let (entry, owner) = self.entry();
        let asset = ASSETS[self.random.below(3)];
        let known = self.model.lines(entry.version) > u32::from(entry.index);
        let owed = if known { self.model.owed(entry.version, entry.index.into(), asset) } else { Default::default() };
        let owed = u128::try_from(owed).unwrap_or(0);
        let at_least = match self.random.below(4) {
            0 => owed,
            1 => owed.saturating_add(1),
            _ => 0,
        };
        Operation::HandOver { owner, to: self.caller(), entry, asset, at_least }
    }
}
