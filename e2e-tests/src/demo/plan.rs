//! A file that was understood: names are places in lists, amounts are units, and everything refers to something.

use super::place::{Complaint, Way};

/// A checked file.
pub struct Plan {
    /// The file, as the caller named it.
    pub file: String,
    /// Its text, for complaints that only the chain can raise.
    pub text: String,
    /// See [`super::file::File`].
    pub title: String,
    /// See [`super::file::File`].
    pub about: String,
    /// What is paid in.
    pub assets: Vec<Asset>,
    /// Who is paid: the parties of the file, then the members of its collectives.
    pub parties: Vec<Party>,
    /// How income is divided, in the order of the file.
    pub splits: Vec<Split>,
    /// The splits, each behind all that it leads to.
    pub order: Vec<usize>,
    /// What happens.
    pub happenings: Vec<Happening>,
}

impl Plan {
    /// A complaint about something that stands in the file.
    #[must_use]
    pub fn complaint(&self, way: &Way, reason: String) -> Complaint {
        Complaint::about(&self.file, &self.text, way, reason)
    }

    /// The name that a payee has in the file.
    #[must_use]
    pub fn name(&self, payee: Payee) -> &str {
        match payee {
            Payee::Party(party) => &self.parties[party].name,
            Payee::Split(split) => &self.splits[split].name,
        }
    }
}

/// Something to pay in.
pub struct Asset {
    /// Its symbol.
    pub name: String,
    /// How many decimals its amounts have.
    pub decimals: u8,
    /// Whether it is the chain's own money.
    pub native: bool,
}

/// Somebody who is paid.
pub struct Party {
    /// The name.
    pub name: String,
    /// What it does.
    pub role: String,
    /// The split of whose collective it is a member.
    pub member_of: Option<usize>,
}

/// Whom a line of a table pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payee {
    /// A party.
    Party(usize),
    /// A split.
    Split(usize),
}

/// How income is divided.
pub struct Split {
    /// The name.
    pub name: String,
    /// Who may edit it, and within which limits.
    pub control: Option<Control>,
    /// The first table.
    pub table: Table,
    /// Where it stands in the file.
    pub way: Way,
}

/// The control of a split that can be edited.
#[derive(Clone, Copy)]
pub struct Control {
    /// The party that edits.
    pub party: usize,
    /// Milliseconds from an edit to its coming into force.
    pub delay: u64,
    /// The height that no edit may exceed; 0 for that of the first table.
    pub height: u8,
    /// The eager edges that no edit may exceed.
    pub eager: u8,
}

/// Whom a split pays.
#[derive(Clone)]
pub struct Table {
    /// The lines, with their weights once all tiers are full.
    pub lines: Vec<Line>,
    /// The tiers before that.
    pub tiers: Vec<Tier>,
    /// The asset that the tiers count.
    pub asset: usize,
    /// Whether the lines stand behind one hash.
    pub merkle_sum: bool,
}

impl Table {
    /// The weight of a line in each tier, the last included, beside the tier's total weight.
    pub fn shares(&self, line: usize) -> impl Iterator<Item = (u64, u64)> + '_ {
        let sum = |weights: &[u32]| weights.iter().map(|weight| u64::from(*weight)).sum::<u64>();
        let last = (self.lines[line].weight, self.lines.iter().map(|line| line.weight).sum());
        self.tiers.iter().map(move |tier| (u64::from(tier.weights[line]), sum(&tier.weights))).chain([last])
    }
}

/// One line of a table.
#[derive(Clone)]
pub struct Line {
    /// Who is paid.
    pub to: Payee,
    /// The weight.
    pub weight: u64,
    /// Whether an edge passes money on while income arrives.
    pub eager: bool,
}

/// A part of the income.
#[derive(Clone)]
pub struct Tier {
    /// How much goes by this tier.
    pub amount: u128,
    /// The weight of each line.
    pub weights: Vec<u32>,
}

/// Something that happens, and where it stands in the file.
pub struct Happening {
    /// What.
    pub what: Event,
    /// Where it stands.
    pub way: Way,
}

/// Something that happens.
pub enum Event {
    /// Income.
    Sale {
        /// The split that receives it.
        split: usize,
        /// How much.
        amount: u128,
        /// In what.
        asset: usize,
        /// Who pays.
        from: String,
        /// What for.
        note: String,
    },
    /// A new table.
    Edit {
        /// The split.
        split: usize,
        /// Who edits.
        by: usize,
        /// The table.
        table: Table,
        /// Why.
        note: String,
    },
    /// So many milliseconds pass.
    Wait(u64),
    /// Several paths are settled, in one call if there is more than one.
    Claim {
        /// The paths: a split, more splits, a party.
        paths: Vec<Vec<Payee>>,
        /// In what.
        asset: usize,
        /// Which table of the first split, from 0; the one in force unless said.
        table: Option<usize>,
    },
    /// All payees of a split are paid.
    Push {
        /// The split.
        split: usize,
        /// In what.
        asset: usize,
        /// Which table, from 0; the one in force unless said.
        table: Option<usize>,
    },
    /// An entry changes hands.
    HandOver {
        /// The split.
        split: usize,
        /// Who owned it.
        from: usize,
        /// Who will own it.
        to: usize,
        /// The asset that the buyer wants to find.
        asset: usize,
        /// How much of it.
        at_least: u128,
    },
}
