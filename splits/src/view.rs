//! Questions about a whole graph: what an income would give to whom, and by which paths an account earns.

use crate::cell::Kind;
use crate::{AccountBytes, Batch, Cells, Error, Id, Step, MAX_ENTRIES, MAX_HEIGHT};
use alloc::vec::Vec;

/// One payee of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Quoted<A> {
    /// An account, over all its entries.
    Account {
        /// The payee.
        account: A,
        /// What it would get.
        amount: u128,
    },
    /// A Merkle-sum table, whose leaves are not known on chain.
    Table {
        /// The version.
        version: u32,
        /// What it would receive.
        amount: u128,
    },
}

/// One step of a [`Trace`]: the exact fraction of the version's income that goes on.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct TraceStep {
    /// The version.
    pub version: u32,
    /// The entry.
    pub index: u16,
    /// Weight and total weight, tier by tier; one pair for a plain split.
    pub shares: Vec<(u64, u64)>,
}

/// A path from a split to an account's entry.
pub type Trace = Vec<TraceStep>;

/// What each payee of a split would get from an income of `amount` at the time of the batch, if everything that waits in
/// the graph were settled before it and after it. Amounts that stay behind are rounding dust.
///
/// # Errors
/// [`Error::TooManyTables`] if more than `budget` versions lie below; those of [`Batch::receive`].
pub fn quote<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    id: Id,
    amount: u128,
    budget: u32,
) -> Result<Vec<Quoted<AccountBytes<N>>>, C::Refused> {
    let versions = below(batch, id, budget)?;
    let mut tables = Vec::new();
    for version in &versions {
        if batch.header(*version)?.is_sum() {
            tables.push(*version);
        } else {
            batch.pay_version(*version, 0, MAX_ENTRIES as u16, None)?;
            batch.forget_payouts();
        }
    }
    let mut before = Vec::with_capacity(tables.len());
    for version in &tables {
        before.push(batch.received_amount(*version)?);
    }
    batch.receive(id, amount)?;
    let mut quoted: Vec<Quoted<AccountBytes<N>>> = Vec::new();
    for version in &versions {
        if tables.contains(version) {
            continue;
        }
        batch.pay_version(*version, 0, MAX_ENTRIES as u16, None)?;
        for payout in batch.payouts() {
            let known = quoted.iter_mut().find_map(|quoted| match quoted {
                Quoted::Account { account, amount } if *account == payout.account => Some(amount),
                _ => None,
            });
            match known {
                // Cannot overflow: parts of one received amount.
                Some(amount) => *amount = amount.saturating_add(payout.amount),
                None => quoted.push(Quoted::Account { account: payout.account, amount: payout.amount }),
            }
        }
        batch.forget_payouts();
    }
    for (version, before) in tables.iter().zip(before) {
        let amount = batch.received_amount(*version)?.saturating_sub(before);
        if amount > 0 {
            quoted.push(Quoted::Table { version: *version, amount });
        }
    }
    Ok(quoted)
}

/// The versions in force at and below a split, highest first.
fn below<C: Cells, const N: usize>(batch: &mut Batch<C, N>, id: Id, budget: u32) -> Result<Vec<u32>, C::Refused> {
    let mut versions = alloc::vec![batch.resolve(id)?];
    let mut next = 0usize;
    while let Some(version) = versions.get(next).copied() {
        if versions.len() > budget as usize {
            return Err(Error::TooManyTables { most: budget }.into());
        }
        let entries = batch.header(version)?.entries();
        for index in 0..entries {
            let child = match batch.row(version, index)? {
                Some(row) if !matches!(row.kind(), Kind::Account(_)) => row.target(),
                _ => continue,
            };
            let child = batch.resolve(child)?;
            if !versions.contains(&child) {
                versions.push(child);
            }
        }
        next = next.saturating_add(1);
    }
    let mut ordered = Vec::with_capacity(versions.len());
    for version in versions {
        ordered.push((batch.header(version)?.height(), version));
    }
    ordered.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ordered.into_iter().map(|(_, version)| version).collect())
}

/// The paths by which an account earns from a split, as exact fractions, and where to go on.
///
/// Looks at `budget` entries and [`crate::MAX_TABLES`] tables at the most, from `cursor` on (empty: from the start). The
/// returned cursor is `None` when all was seen.
///
/// # Errors
/// [`Error::UnknownSplit`]; [`Error::PathTooLong`] for a cursor that is none.
pub fn trace<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    id: Id,
    account: &AccountBytes<N>,
    budget: u32,
    cursor: Vec<Step>,
) -> Result<(Vec<Trace>, Option<Vec<Step>>), C::Refused> {
    let mut stack = cursor;
    if stack.is_empty() {
        stack.push(Step { version: batch.resolve(id)?, index: 0 });
    }
    if stack.len() > usize::from(MAX_HEIGHT) {
        return Err(Error::PathTooLong { steps: stack.len() as u32 }.into());
    }
    let mut found = Vec::new();
    for _ in 0..budget {
        // The next question goes on from the cursor, which leads through 16 tables at the most.
        if batch.is_full() {
            break;
        }
        let Some(Step { version, index }) = stack.last().copied() else { return Ok((found, None)) };
        let row = batch.row(version, index)?.map(|row| (row.kind(), row.account(), row.target()));
        match row {
            None => {
                stack.pop();
                advance(&mut stack);
            }
            Some((Kind::Account(_), payee, _)) => {
                if payee == *account {
                    found.push(describe(batch, &stack)?);
                }
                advance(&mut stack);
            }
            Some((_, _, child)) => {
                let version = batch.resolve(child)?;
                stack.push(Step { version, index: 0 });
            }
        }
    }
    let rest = if stack.is_empty() { None } else { Some(stack) };
    Ok((found, rest))
}

fn advance(stack: &mut [Step]) {
    if let Some(step) = stack.last_mut() {
        // Cannot overflow: an index behind the last row ends the table.
        step.index = step.index.saturating_add(1);
    }
}

fn describe<C: Cells, const N: usize>(batch: &mut Batch<C, N>, stack: &[Step]) -> Result<Trace, C::Refused> {
    let mut steps = Vec::with_capacity(stack.len());
    for Step { version, index } in stack.iter().copied() {
        let header = batch.header(version)?;
        let totals: Vec<u64> = (0..header.tiers()).map(|tier| header.total(tier)).collect();
        let shares = match batch.row(version, index)? {
            Some(row) => totals.iter().enumerate().map(|(tier, total)| (row.weight(tier), *total)).collect(),
            None => Vec::new(),
        };
        steps.push(TraceStep { version, index, shares });
    }
    Ok(steps)
}
