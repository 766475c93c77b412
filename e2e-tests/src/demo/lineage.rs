//! Which table of which split is in force when: what the chain keeps in heads, told from the file alone.

use super::plan::{Payee, Plan, Table};

/// One table of a split. Versions are numbered as the chain numbers them, but from 0.
pub struct Version {
    /// The split.
    pub split: usize,
    /// Which of the split's tables it is, from 0.
    pub number: usize,
    /// The table; the payees of its lines change with hand-overs.
    pub table: Table,
}

/// Which versions a split has had.
struct Head {
    versions: Vec<usize>,
    current: usize,
    pending: usize,
    effective_at: u64,
}

/// All versions of all splits.
pub struct Lineage {
    /// The versions, in the order of their creation.
    pub versions: Vec<Version>,
    heads: Vec<Head>,
    /// Whether a split can be edited or leads to one that can: then edges to it are eager.
    reaches_head: Vec<bool>,
}

impl Lineage {
    /// The first versions, created in the order of the plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut versions = Vec::with_capacity(plan.order.len());
        let mut first = vec![0; plan.splits.len()];
        let mut reaches_head = vec![false; plan.splits.len()];
        for split in plan.order.iter().copied() {
            let (table, control) = (plan.splits[split].table.clone(), plan.splits[split].control);
            let below = |payee: Payee| matches!(payee, Payee::Split(child) if reaches_head[child]);
            reaches_head[split] = control.is_some() || table.lines.iter().any(|line| below(line.to));
            first[split] = versions.len();
            versions.push(Version { split, number: 0, table });
        }
        let head = |version| Head { versions: vec![version], current: version, pending: version, effective_at: 0 };
        let heads = first.into_iter().map(head).collect();
        Self { versions, heads, reaches_head }
    }

    /// The version of a split that is in force at a time.
    #[must_use]
    pub fn in_force(&self, split: usize, now: u64) -> usize {
        let head = &self.heads[split];
        if now < head.effective_at {
            head.current
        } else {
            head.pending
        }
    }

    /// The versions of a split, oldest first.
    #[must_use]
    pub fn versions_of(&self, split: usize) -> &[usize] {
        &self.heads[split].versions
    }

    /// Whether money passes through a line while income arrives.
    #[must_use]
    pub fn is_eager(&self, version: usize, line: usize) -> bool {
        let line = &self.versions[version].table.lines[line];
        matches!(line.to, Payee::Split(child) if line.eager || self.reaches_head[child])
    }

    /// Puts a new table in the place of a split's present one, from `effective_at` on. Returns the new version.
    pub fn edit(&mut self, split: usize, table: Table, now: u64, effective_at: u64) -> usize {
        let current = self.in_force(split, now);
        let version = self.versions.len();
        let head = &mut self.heads[split];
        (head.current, head.pending, head.effective_at) = (current, version, effective_at);
        head.versions.push(version);
        self.versions.push(Version { split, number: head.versions.len() - 1, table });
        version
    }

    /// The line of a version that pays somebody.
    #[must_use]
    pub fn line(&self, version: usize, payee: Payee) -> Option<usize> {
        self.versions[version].table.lines.iter().position(|line| line.to == payee)
    }

    /// The name of a version: the split's, with the number of the table where there is more than one.
    #[must_use]
    pub fn name(&self, plan: &Plan, version: usize) -> String {
        let Version { split, number, .. } = self.versions[version];
        let name = &plan.splits[split].name;
        if self.heads[split].versions.len() == 1 {
            name.clone()
        } else {
            format!("{name}, table {}", number + 1)
        }
    }
}
