//! Creating a version: what a table must satisfy, and the cells it becomes.

use crate::cell::{Kind, Mode, Row, SUM};
use crate::{AccountBytes, CreateError, Id, Node, Rate, MAX_EAGER, MAX_ENTRIES, MAX_HEIGHT, MAX_TIERS};
use alloc::vec::Vec;
use core::cmp::Ordering;

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

    fn weights(&self, index: usize) -> impl Iterator<Item = u32> + '_ {
        let last = self.entries().get(index).map(|entry| entry.weight);
        self.tiers().iter().filter_map(move |tier| tier.weights.get(index).copied()).chain(last)
    }
}

/// What is remembered of each split, for those that want to lead to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Info {
    /// The height: strictly above that of each child.
    pub height: u8,
    /// How many other splits an income may touch through eager edges.
    pub eager: u8,
    /// Whether some path leads to a head, or this is one: then edges to it are eager.
    pub reaches_head: bool,
}

/// A table that passed [`check`], with the facts found on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What to remember of the version.
    pub info: Info,
    /// The total weight of each tier.
    pub totals: Vec<u64>,
    /// The indices of the eager edges.
    pub eager: Vec<u16>,
}

/// Checks a table; `child` tells what is remembered of a split, `forbidden` lists accounts that cannot be payees.
///
/// # Errors
/// The first refusal, in the order of the entries; see [`CreateError`].
pub fn check<A: Copy + Ord>(
    table: &Table<A>,
    forbidden: &[A],
    mut child: impl FnMut(Id) -> Option<Info>,
) -> Result<Checked, CreateError> {
    if let Table::MerkleSum(root) = table {
        if root.sum == 0 {
            return Err(CreateError::ZeroTotal);
        }
        let info = Info { height: 1, eager: 0, reaches_head: false };
        return Ok(Checked { info, totals: alloc::vec![root.sum], eager: Vec::new() });
    }
    let entries = table.entries();
    if entries.is_empty() {
        return Err(CreateError::NoEntries);
    }
    if entries.len() > MAX_ENTRIES {
        return Err(CreateError::TooManyEntries { entries: entries.len() as u32, most: MAX_ENTRIES as u32 });
    }
    let totals = totals(table)?;
    exact(table.tiers(), &totals)?;
    distinct(entries)?;

    let mut info = Info { height: 1, eager: 0, reaches_head: false };
    let mut needed = 0u32;
    let mut eager = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let index = index as u16;
        match entry.target {
            Target::Account(account) if forbidden.contains(&account) => {
                return Err(CreateError::ForbiddenPayee { index })
            }
            Target::Account(_) => {}
            Target::Split { id, eager: wanted } => {
                let below = child(id).ok_or(CreateError::UnknownChild { index, child: id })?;
                let most = MAX_HEIGHT.saturating_sub(1);
                if below.height > most {
                    return Err(CreateError::ChildTooHigh { index, child: below.height, most });
                }
                info.height = info.height.max(below.height.saturating_add(1));
                info.reaches_head |= below.reaches_head;
                if wanted || below.reaches_head {
                    eager.push(index);
                    // Cannot overflow: 430 entries of at most 17 splits each.
                    needed = needed.saturating_add(u32::from(below.eager)).saturating_add(1);
                }
            }
        }
    }
    if needed > u32::from(MAX_EAGER) {
        return Err(CreateError::EagerBudget { needed, budget: MAX_EAGER });
    }
    info.eager = needed as u8;
    Ok(Checked { info, totals, eager })
}

fn totals<A>(table: &Table<A>) -> Result<Vec<u64>, CreateError> {
    let (entries, tiers) = (table.entries().len(), table.tiers());
    let count = tiers.len().saturating_add(1);
    if count > MAX_TIERS || (tiers.is_empty() && matches!(table, Table::Tiers { .. })) {
        return Err(CreateError::TierCount { tiers: tiers.len() as u32, most: (MAX_TIERS as u32).saturating_sub(1) });
    }
    if let Some(tier) = tiers.iter().position(|tier| tier.weights.len() != entries) {
        let weights = tiers[tier].weights.len() as u32;
        return Err(CreateError::WeightsNotEntries { tier: tier as u8, weights, entries: entries as u32 });
    }
    let mut totals = alloc::vec![0u64; count];
    for index in 0..entries {
        let mut some = false;
        for (total, weight) in totals.iter_mut().zip(table.weights(index)) {
            // Cannot overflow: 430 weights of 32 bits.
            *total = total.saturating_add(u64::from(weight));
            some |= weight > 0;
        }
        if !some {
            return Err(CreateError::ZeroWeight { index: index as u16 });
        }
    }
    match totals.iter().position(|total| *total == 0) {
        Some(tier) => Err(CreateError::TotalWeight { tier: tier as u8 }),
        None => Ok(totals),
    }
}

/// Each entry's share of each cap must be whole, else the rest strands when the tier is full.
fn exact(tiers: &[Tier], totals: &[u64]) -> Result<(), CreateError> {
    let mut sum = 0u128;
    for (number, (tier, total)) in tiers.iter().zip(totals).enumerate() {
        sum = match sum.checked_add(tier.cap) {
            Some(sum) if tier.cap > 0 => sum,
            _ => return Err(CreateError::TierCap { tier: number as u8 }),
        };
        // The product of a rest below 2^64 with a weight below 2^32 cannot overflow.
        let rest = Rate::new(tier.cap, *total).rest();
        let broken = |weight: &u32| Rate::new(u128::from(rest).saturating_mul(u128::from(*weight)), *total).rest() != 0;
        if let Some(index) = tier.weights.iter().position(broken) {
            return Err(CreateError::TierNotExact { tier: number as u8, index: index as u16 });
        }
    }
    Ok(())
}

/// Sorts the entries' places by target, one by one, and so meets each target that stands there already. The library's
/// sort is six times the code.
fn distinct<A: Copy + Ord>(entries: &[Entry<A>]) -> Result<(), CreateError> {
    let mut order: Vec<u16> = Vec::with_capacity(entries.len());
    for index in 0..entries.len() {
        let (mut low, mut high) = (0, order.len());
        while low < high {
            let middle = low.midpoint(high);
            match entries[usize::from(order[middle])].target.compare(&entries[index].target) {
                Ordering::Less => low = middle.saturating_add(1),
                Ordering::Greater => high = middle,
                Ordering::Equal => return Err(CreateError::DuplicateTarget { index: index as u16 }),
            }
        }
        order.insert(low, index as u16);
    }
    Ok(())
}

/// The header and the pages of a checked table, as the ledger's cells hold them.
///
/// `bytes` gives an account's bytes.
#[must_use]
pub fn encode<A, const N: usize>(
    table: &Table<A>,
    checked: &Checked,
    bytes: impl Fn(&A) -> AccountBytes<N>,
) -> (Vec<u8>, Vec<Vec<u8>>) {
    let entries = table.entries();
    let tiers = checked.totals.len();
    let kind = if matches!(table, Table::MerkleSum(_)) { SUM } else { 0 };
    let mut header = alloc::vec![kind, checked.info.height, tiers as u8, checked.eager.len() as u8];
    header.extend_from_slice(&(entries.len() as u16).to_le_bytes());
    let asset = if let Table::Tiers { asset, .. } = table { *asset } else { 0 };
    header.extend_from_slice(&asset.to_le_bytes());
    header.extend_from_slice(&[checked.info.eager, u8::from(checked.info.reaches_head)]);
    for total in &checked.totals {
        header.extend_from_slice(&total.to_le_bytes());
    }
    for tier in table.tiers() {
        header.extend_from_slice(&tier.cap.to_le_bytes());
    }
    for index in &checked.eager {
        header.extend_from_slice(&index.to_le_bytes());
    }
    if let Table::MerkleSum(root) = table {
        header.extend_from_slice(&root.hash);
    }

    let per_page = Row::<N>::per_page(tiers);
    let mut pages: Vec<Vec<u8>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        if index.checked_rem(per_page) == Some(0) {
            pages.push(Vec::with_capacity(entries.len().min(per_page).saturating_mul(Row::<N>::stride(tiers))));
        }
        let Some(page) = pages.last_mut() else { break };
        let (kind, target) = match &entry.target {
            Target::Account(account) => (Kind::Account(Mode::Anyone { tip: 0 }), bytes(account)),
            Target::Split { id, .. } => {
                let mut target = [0; N];
                target[..4].copy_from_slice(&id.0.to_le_bytes());
                let eager = checked.eager.contains(&(index as u16));
                (if eager { Kind::Eager } else { Kind::Lazy }, target)
            }
        };
        page.push(kind.to_byte());
        page.extend_from_slice(&target);
        for weight in table.weights(index) {
            page.extend_from_slice(&weight.to_le_bytes());
        }
    }
    (header, pages)
}
