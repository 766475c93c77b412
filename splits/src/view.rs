//! Questions about a whole graph: what an income would give to whom, and by which paths an account earns.

use crate::cell::Kind;
use crate::error::refuse;
use crate::{AccountBytes, Batch, Cells, Error, Id, Step, MAX_ENTRIES, MAX_HEIGHT, MAX_TABLES};
use alloc::vec::Vec;
use arrayvec::ArrayVec;

/// The most payees of one quote: the list of them must fit beside [`MAX_TABLES`] open tables into a contract's memory.
pub const MAX_PAYEES: usize = 2_000;

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

/// The entries from a split down to the one that is looked at.
pub type Path = ArrayVec<Step, { MAX_HEIGHT as usize }>;

/// What each payee of a split would get from an income of `amount` at the time of the batch, if everything that waits
/// in the graph were settled before it and after it. Amounts that stay behind are rounding dust.
///
/// # Errors
/// [`Error::TooManyTables`] if more than `budget` versions or [`MAX_TABLES`] lie below, or more than [`MAX_PAYEES`]
/// payees; those of [`Batch::receive`].
pub fn quote<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    id: Id,
    amount: u128,
    budget: u32,
) -> Result<Vec<Quoted<AccountBytes<N>>>, C::Refused> {
    let most = budget.min(MAX_TABLES);
    let reached = settle_below(batch, id, most)?;
    batch.receive(id, amount)?;
    let mut quoted = Vec::with_capacity(MAX_PAYEES);
    for Reached { version, .. } in &reached {
        settle(batch, *version)?;
        for payout in batch.payouts() {
            add::<C, N>(&mut quoted, Quoted::Account { account: payout.account, amount: payout.amount }, most)?;
        }
    }
    for Reached { version, before, .. } in &reached {
        let amount = batch.received_amount(*version)?.wrapping_sub(*before);
        if amount > 0 && batch.header(*version)?.is_sum() {
            add::<C, N>(&mut quoted, Quoted::Table { version: *version, amount }, most)?;
        }
    }
    Ok(quoted)
}

/// Adds a payee to a quote, or what it gets to a payee that is in it.
#[inline(never)]
fn add<C: Cells, const N: usize>(
    quoted: &mut Vec<Quoted<AccountBytes<N>>>,
    payee: Quoted<AccountBytes<N>>,
    most: u32,
) -> Result<(), C::Refused> {
    if let Quoted::Account { account, amount } = &payee {
        for known in &mut *quoted {
            match known {
                Quoted::Account { account: known, amount: sum } if known == account => {
                    // Cannot overflow: all debts together are at most what there is of the asset.
                    *sum = sum.wrapping_add(*amount);
                    return Ok(());
                }
                _ => {}
            }
        }
    }
    // The condition spares the code that makes a vector grow.
    if quoted.len() < quoted.capacity() {
        quoted.push(payee);
        return Ok(());
    }
    refuse(Error::TooManyTables { most })
}

/// Books what everybody in a version is owed, and forgets the payouts of the version before. The leaves of a Merkle-sum
/// table are not known, so there nothing happens.
#[inline(never)]
fn settle<C: Cells, const N: usize>(batch: &mut Batch<C, N>, version: u32) -> Result<(), C::Refused> {
    batch.forget_payouts();
    if batch.header(version)?.is_sum() {
        return Ok(());
    }
    batch.pay_version(version, 0, MAX_ENTRIES as u16, None)
}

/// A version in force at or below the split that is quoted.
struct Reached {
    height: u8,
    version: u32,
    /// What it had received before the income that is quoted.
    before: u128,
}

type Below = ArrayVec<Reached, { MAX_TABLES as usize }>;

/// Settles all that waits at and below a split. Returns the versions in force there by falling height, then by falling
/// number.
fn settle_below<C: Cells, const N: usize>(batch: &mut Batch<C, N>, id: Id, most: u32) -> Result<Below, C::Refused> {
    let mut reached = Below::new();
    reach(batch, &mut reached, id, most)?;
    let mut next = 0usize;
    // Heights fall along each edge. So what a version leads to comes to stand behind it, and what waits above a version
    // has passed on when it is its turn.
    while let Some(Reached { version, before, .. }) = reached.get_mut(next) {
        let version = *version;
        *before = batch.received_amount(version)?;
        settle(batch, version)?;
        for index in 0..batch.header(version)?.entries() {
            let child = batch.row(version, index)?.filter(|row| !matches!(row.kind(), Kind::Account(_)));
            if let Some(child) = child.map(|row| row.target()) {
                reach(batch, &mut reached, child, most)?;
            }
        }
        next = next.wrapping_add(1);
    }
    Ok(reached)
}

/// Puts the version that a split stands for into its place, if it is not there already.
#[inline(never)]
fn reach<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    reached: &mut Below,
    id: Id,
    most: u32,
) -> Result<(), C::Refused> {
    let version = batch.resolve(id)?;
    let height = batch.header(version)?.height();
    let mut place = 0usize;
    while let Some(other) = reached.get(place) {
        if other.version == version {
            return Ok(());
        }
        if (other.height, other.version) < (height, version) {
            break;
        }
        place = place.wrapping_add(1);
    }
    let is_full = reached.len() >= most as usize;
    if is_full || reached.try_insert(place, Reached { height, version, before: 0 }).is_err() {
        return refuse(Error::TooManyTables { most });
    }
    Ok(())
}

/// The paths by which an account earns from a split, as exact fractions, and where to go on.
///
/// Looks at `budget` entries and [`MAX_TABLES`] tables at the most, from `cursor` on (empty: from the start). The
/// returned cursor is `None` when all was seen.
///
/// # Errors
/// Those of [`for_each_path`].
pub fn trace<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    id: Id,
    account: &AccountBytes<N>,
    budget: u32,
    cursor: Vec<Step>,
) -> Result<(Vec<Trace>, Option<Vec<Step>>), C::Refused> {
    let mut found = Vec::new();
    let mut path = path::<C::Refused>(&cursor)?;
    for_each_path(batch, id, account, budget, &mut path, |batch, path| {
        let mut trace = Trace::new();
        for step in path {
            let Step { version, index } = *step;
            let mut shares = Vec::new();
            for tier in 0..batch.header(version)?.tiers() {
                let weight = batch.row(version, index)?.map_or(0, |row| row.weight(tier));
                shares.push((weight, batch.header(version)?.total(tier)));
            }
            trace.push(TraceStep { version, index, shares });
        }
        found.push(trace);
        Ok(true)
    })?;
    Ok((found, if path.is_empty() { None } else { Some(path.to_vec()) }))
}

/// The path that a cursor tells.
///
/// # Errors
/// [`Error::PathTooLong`] for a cursor that is none.
pub fn path<R: From<Error>>(cursor: &[Step]) -> Result<Path, R> {
    let mut path = Path::new();
    match path.try_extend_from_slice(cursor) {
        Ok(()) => Ok(path),
        Err(_) => refuse(Error::PathTooLong { steps: cursor.len() as u32 }),
    }
}

/// [`trace`] for callers that keep no list: goes on from `path` (empty: from the start) and tells each path, for as long
/// as `tell` answers that it wants more. `path` is empty when all was seen.
///
/// # Errors
/// [`Error::UnknownSplit`]; [`Error::PathTooLong`] for a path that is none.
pub fn for_each_path<C: Cells, const N: usize>(
    batch: &mut Batch<C, N>,
    id: Id,
    account: &AccountBytes<N>,
    budget: u32,
    path: &mut Path,
    mut tell: impl FnMut(&mut Batch<C, N>, &[Step]) -> Result<bool, C::Refused>,
) -> Result<(), C::Refused> {
    if path.is_empty() {
        descend(batch, path, id)?;
    }
    for _ in 0..budget {
        let Some(&Step { version, index }) = path.last() else { break };
        // The next question goes on from the cursor, which leads through 16 tables at the most.
        if batch.is_full() {
            break;
        }
        let mut child = None;
        let mut is_payee = false;
        match batch.row(version, index)? {
            Some(row) if !matches!(row.kind(), Kind::Account(_)) => child = Some(row.target()),
            Some(row) => is_payee = row.account_bytes() == account,
            None => drop(path.pop()),
        }
        if let Some(child) = child {
            descend(batch, path, child)?;
            continue;
        }
        let wanted = !is_payee || tell(batch, path)?;
        if let Some(step) = path.last_mut() {
            // Cannot overflow but by a foolish cursor: an index behind the last row ends the table.
            step.index = step.index.saturating_add(1);
        }
        if !wanted {
            break;
        }
    }
    Ok(())
}

/// Goes to the first entry of a split.
#[inline(never)]
fn descend<C: Cells, const N: usize>(batch: &mut Batch<C, N>, path: &mut Path, id: Id) -> Result<(), C::Refused> {
    let version = batch.resolve(id)?;
    match path.try_push(Step { version, index: 0 }) {
        Ok(()) => Ok(()),
        Err(_) => refuse(Error::PathTooLong { steps: u32::from(MAX_HEIGHT).wrapping_add(1) }),
    }
}
