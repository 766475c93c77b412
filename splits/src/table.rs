//! Creating a version: what a table must satisfy, and the cells it becomes.

use crate::cell::{Header, Kind, Mode, MAX_HEADER, SUM, TOTALS};
use crate::error::refuse;
use crate::{AccountBytes, CreateError, Id, Node, Rate, MAX_EAGER, MAX_ENTRIES, MAX_HEIGHT, MAX_TIERS};
use alloc::vec::Vec;
use core::{borrow::Borrow, cmp::Ordering};

/// Where an entry's share goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Target<A> {
    /// To an account.
    Account(A),
    /// To another split: a head, or a version for good.
    Split {
        /// The split.
        id: Id,
        /// Whether the share passes on while income arrives (the payer pays for it), or when somebody claims through
        /// the edge. An edge to a head, or to a split that leads to one, is always eager: its controller could
        /// otherwise edit before the settlement and take the past.
        eager: bool,
    },
}

impl<A: Ord> Target<A> {
    /// Where it leads, not how: an eager and a lazy edge to one split are the same.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Account(a), Self::Account(b)) => a.cmp(b),
            (Self::Split { id: a, .. }, Self::Split { id: b, .. }) => a.cmp(b),
            (Self::Account(_), Self::Split { .. }) => Ordering::Less,
            (Self::Split { .. }, Self::Account(_)) => Ordering::Greater,
        }
    }
}

/// One line of a table.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Entry<A> {
    /// Where the share goes.
    pub target: Target<A>,
    /// The weight. A share is weight over total weight. In a table with tiers this is the weight in the last tier.
    pub weight: u32,
}

/// A part of the income that is divided by weights of its own before the rest is.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Tier {
    /// How much the tier takes in all, in the asset's smallest unit.
    pub cap: u128,
    /// The weight of each entry while this tier fills.
    pub weights: Vec<u32>,
}

/// What a version pays to whom.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Table<A> {
    /// A plain split of up to [`MAX_ENTRIES`] entries, readable on chain.
    Entries(Vec<Entry<A>>),
    /// A split whose payout depends on how much has come in: waterfall, recoup, capped royalty.
    Tiers {
        /// The entries, with their weights once all tiers are full.
        entries: Vec<Entry<A>>,
        /// The asset that the caps count. Every other asset is divided as if all tiers were full.
        asset: u32,
        /// The tiers, in the order in which they fill.
        tiers: Vec<Tier>,
    },
    /// Any number of accounts behind one hash, see [`crate::SumTree`]. The creator publishes the leaves.
    MerkleSum(Node),
}

impl<A> Table<A> {
    /// The entries; none where they stand behind a hash.
    #[must_use]
    pub fn entries(&self) -> &[Entry<A>] {
        match self {
            Self::Entries(entries) | Self::Tiers { entries, .. } => entries,
            Self::MerkleSum(_) => &[],
        }
    }

    /// The tiers before the last; none in a plain split.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        match self {
            Self::Tiers { tiers, .. } => tiers,
            _ => &[],
        }
    }

    pub(crate) fn lines(&self) -> Lines<'_, A> {
        match self {
            Self::Entries(entries) => Lines { entries, tiers: &[] },
            Self::Tiers { entries, tiers, .. } => Lines { entries, tiers },
            Self::MerkleSum(_) => Lines { entries: &[], tiers: &[] },
        }
    }
}

/// The entries and the tiers before the last.
pub(crate) struct Lines<'a, A> {
    pub(crate) entries: &'a [Entry<A>],
    tiers: &'a [Tier],
}

impl<A> Lines<'_, A> {
    /// The weight of an entry in a tier, or behind the tiers in the last one.
    #[inline(never)]
    fn weight(&self, index: usize, tier: u8) -> u32 {
        match self.tiers.get(usize::from(tier)) {
            Some(tier) => tier.weights[index],
            None => self.entries[index].weight,
        }
    }
}

/// What is remembered of each split, for those that want to lead to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Info {
    /// The height: strictly above that of each child.
    pub height: u8,
    /// How many other splits an income may touch through eager edges.
    pub eager: u8,
    /// Whether some path leads to a head, or this is one: then edges to it are eager.
    pub reaches_head: bool,
}

impl Info {
    /// The facts as they are encoded.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 3] {
        [self.height, self.eager, u8::from(self.reaches_head)]
    }
}

/// A table that passed [`check`]: the header of its version, laid out as [`Header`] reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    bytes: [u8; MAX_HEADER],
    length: usize,
}

impl Checked {
    /// The header, as the ledger's cell holds it.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// What to remember of the version.
    #[must_use]
    pub fn info(&self) -> Info {
        self.facts().info()
    }

    /// How many entries the version has.
    #[must_use]
    pub fn entries(&self) -> u16 {
        self.facts().entries()
    }

    /// How many tiers the version has, the last one included.
    #[must_use]
    pub fn tiers(&self) -> usize {
        self.facts().tiers()
    }

    fn facts(&self) -> Header<'_> {
        Header(&self.bytes)
    }

    /// Appends to the header.
    #[inline(never)]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.length.wrapping_add(bytes.len());
        self.bytes[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }
}

/// Checks a table, and makes eager what must be; `child` tells what is remembered of a split, `forbidden` tells which
/// accounts cannot be payees.
///
/// # Errors
/// The first refusal, in the order of the entries; see [`CreateError`].
pub fn check<A: Ord, R: From<CreateError>>(
    table: &mut Table<A>,
    forbidden: impl Fn(&A) -> bool,
    child: impl FnMut(Id) -> Option<Info>,
) -> Result<Checked, R> {
    // What stands behind TOTALS is appended in the order of the checks.
    let mut checked = Checked { bytes: [0; MAX_HEADER], length: TOTALS };
    if let Table::MerkleSum(root) = table {
        if root.sum == 0 {
            return refuse(CreateError::ZeroTotal);
        }
        checked.bytes[..3].copy_from_slice(&[SUM, 1, 1]);
        checked.put(&root.sum.to_le_bytes());
        checked.put(&root.hash);
        return Ok(checked);
    }
    if let Table::Tiers { asset, .. } = table {
        checked.bytes[6..10].copy_from_slice(&asset.to_le_bytes());
    }
    let lines = &table.lines();
    let entries = lines.entries;
    if entries.is_empty() {
        return refuse(CreateError::NoEntries);
    }
    if entries.len() > MAX_ENTRIES {
        return refuse(CreateError::TooManyEntries { entries: entries.len() as u32, most: MAX_ENTRIES as u32 });
    }
    checked.bytes[4..6].copy_from_slice(&(entries.len() as u16).to_le_bytes());
    let tiers = lines.tiers.len();
    if tiers >= MAX_TIERS || (tiers == 0 && matches!(table, Table::Tiers { .. })) {
        return refuse(CreateError::TierCount { tiers: tiers as u32, most: (MAX_TIERS as u32).wrapping_sub(1) });
    }
    put_totals::<A, R>(&mut checked, lines)?;
    put_caps::<R>(&mut checked, lines.tiers)?;
    distinct::<A, R>(entries)?;
    if let Table::Entries(entries) | Table::Tiers { entries, .. } = table {
        put_edges::<A, R>(&mut checked, entries, forbidden, child)?;
    }
    Ok(checked)
}

/// Each tier and each entry must have some weight.
fn put_totals<A, R: From<CreateError>>(checked: &mut Checked, lines: &Lines<'_, A>) -> Result<(), R> {
    let (entries, tiers) = (lines.entries.len(), lines.tiers);
    let mut count = 0u8;
    for tier in tiers {
        let weights = tier.weights.len();
        if weights != entries {
            let (weights, entries) = (weights as u32, entries as u32);
            return refuse(CreateError::WeightsNotEntries { tier: count, weights, entries });
        }
        count = count.wrapping_add(1);
    }
    // The last tier is the entries' own.
    count = count.wrapping_add(1);
    for index in 0..entries {
        let mut any = 0;
        for tier in 0..count {
            any |= lines.weight(index, tier);
        }
        if any == 0 {
            return refuse(CreateError::ZeroWeight { index: index as u16 });
        }
    }
    for tier in 0..count {
        let mut total = 0u64;
        for index in 0..entries {
            // Cannot overflow: 430 weights of 32 bits.
            total = total.wrapping_add(u64::from(lines.weight(index, tier)));
        }
        if total == 0 {
            return refuse(CreateError::TotalWeight { tier });
        }
        checked.put(&total.to_le_bytes());
    }
    checked.bytes[2] = count;
    Ok(())
}

/// Each entry's share of each cap must be whole, else the rest strands when the tier is full.
fn put_caps<R: From<CreateError>>(checked: &mut Checked, tiers: &[Tier]) -> Result<(), R> {
    let mut room = u128::MAX;
    let mut number = 0u8;
    for tier in tiers {
        let cap = tier.cap;
        if cap == 0 || cap > room {
            return refuse(CreateError::TierCap { tier: number });
        }
        // Cannot underflow: compared above.
        room = room.wrapping_sub(cap);
        let total = checked.facts().total(usize::from(number));
        let rest = u128::from(Rate::new(cap, total).rest());
        let mut index = 0u16;
        for weight in &tier.weights {
            // The product of a rest below 2^64 with a weight below 2^32 cannot overflow.
            if Rate::new(rest.wrapping_mul(u128::from(*weight)), total).rest() != 0 {
                return refuse(CreateError::TierNotExact { tier: number, index });
            }
            index = index.wrapping_add(1);
        }
        checked.put(&cap.to_le_bytes());
        number = number.wrapping_add(1);
    }
    Ok(())
}

/// Sorts the entries' places by target, one by one, and so meets each target that stands there already. The library's
/// sort is six times the code.
fn distinct<A: Ord, R: From<CreateError>>(entries: &[Entry<A>]) -> Result<(), R> {
    let mut order = [0u16; MAX_ENTRIES];
    for index in 0..entries.len() {
        let (mut low, mut high) = (0, index);
        while low < high {
            // Cannot overflow: both are below MAX_ENTRIES.
            let middle = low.wrapping_add(high) / 2;
            match entries[usize::from(order[middle])].target.compare(&entries[index].target) {
                Ordering::Less => low = middle.wrapping_add(1),
                Ordering::Greater => high = middle,
                Ordering::Equal => return refuse(CreateError::DuplicateTarget { index: index as u16 }),
            }
        }
        order.copy_within(low..index, low.wrapping_add(1));
        order[low] = index as u16;
    }
    Ok(())
}

/// Where the entries lead: to accounts that can be paid, and to splits below this one.
fn put_edges<A, R: From<CreateError>>(
    checked: &mut Checked,
    entries: &mut [Entry<A>],
    forbidden: impl Fn(&A) -> bool,
    mut child: impl FnMut(Id) -> Option<Info>,
) -> Result<(), R> {
    let mut info = Info { height: 1, eager: 0, reaches_head: false };
    let (mut edges, mut needed) = (0u8, 0u32);
    let mut index = 0u16;
    for entry in entries {
        match &mut entry.target {
            Target::Account(account) => {
                if forbidden(account) {
                    return refuse(CreateError::ForbiddenPayee { index });
                }
            }
            Target::Split { id, eager } => {
                let Some(below) = child(*id) else { return refuse(CreateError::UnknownChild { index, child: *id }) };
                let most = MAX_HEIGHT.wrapping_sub(1);
                if below.height > most {
                    return refuse(CreateError::ChildTooHigh { index, child: below.height, most });
                }
                // Cannot overflow: at most MAX_HEIGHT.
                info.height = info.height.max(below.height.wrapping_add(1));
                info.reaches_head |= below.reaches_head;
                *eager |= below.reaches_head;
                if *eager {
                    // Cannot overflow: 430 entries of at most 17 splits each.
                    needed = needed.wrapping_add(u32::from(below.eager)).wrapping_add(1);
                    // What finds no room is above the budget.
                    if edges < MAX_EAGER {
                        checked.put(&index.to_le_bytes());
                        edges = edges.wrapping_add(1);
                    }
                }
            }
        }
        index = index.wrapping_add(1);
    }
    if needed > u32::from(MAX_EAGER) {
        return refuse(CreateError::EagerBudget { needed, budget: MAX_EAGER });
    }
    checked.bytes[1] = info.height;
    checked.bytes[3] = edges;
    checked.bytes[10] = needed as u8;
    checked.bytes[11] = u8::from(info.reaches_head);
    Ok(())
}

/// Appends the row of the entry `index` of a checked table, as it lies in the ledger's page: [`crate::Row::stride`] bytes.
///
/// `bytes` gives an account's bytes.
pub fn encode_row<A, B: Borrow<AccountBytes<N>>, const N: usize>(
    table: &Table<A>,
    index: u16,
    bytes: impl Fn(&A) -> B,
    output: &mut impl scale::Output,
) {
    let place = usize::from(index);
    let lines = table.lines();
    match &lines.entries[place].target {
        Target::Account(account) => {
            output.write(&[Kind::Account(Mode::Anyone { tip: 0 }).to_byte()]);
            output.write(bytes(account).borrow());
        }
        Target::Split { id, eager } => {
            let kind = if *eager { Kind::Eager } else { Kind::Lazy };
            output.write(&[kind.to_byte()]);
            output.write(&id.0.to_le_bytes());
            output.write(&[0; N][4..]);
        }
    }
    for tier in 0..=lines.tiers.len() {
        output.write(&lines.weight(place, tier as u8).to_le_bytes());
    }
}
