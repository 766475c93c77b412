//! Questions: tables, claims, quotes, traces, liabilities. Nothing here changes anything.

use crate::{
    facts::{EntryView, HeadView, TableView},
    psp22,
};
use alloc::{vec, vec::Vec};
use atelier_host as host;
use atelier_splits::{
    quote as quote_of, trace as trace_of, AssetCell, Batch, Cells, Error, HeadCell, Header, Id, Key, Kind, Quoted,
    Received, Row, Step, Tag, Target, Trace, MAX_TABLES, NATIVE, PAID_PER_PAGE,
};
use ink::primitives::AccountId;

/// The same cells as [`crate::machine::Chain`], but a refusal is an answer like any other.
struct Questions;

impl Cells for Questions {
    type Refused = Error;

    fn read(&mut self, key: &Key, into: &mut [u8]) -> usize {
        host::read(&key.to_bytes(), into)
    }

    /// A question changes nothing: its batch is asked and dropped, never flushed.
    fn write(&mut self, _key: &Key, _bytes: &[u8]) {}
}

fn batch(asset: u32) -> Batch<Questions, 32> {
    Batch::new(Questions, asset, host::now())
}

/// The bytes of a cell; `None` if there is none.
fn cell(key: Key) -> Option<Vec<u8>> {
    let mut bytes = vec![0; key.tag.room(32)];
    let length = host::read(&key.to_bytes(), &mut bytes);
    bytes.truncate(length);
    (length > 0).then_some(bytes)
}

/// [`crate::Splits::table`]
pub fn table(version: u32, from: u16, count: u16) -> Option<TableView> {
    let bytes = cell(Key::of(Tag::Header, version))?;
    let header = Header(&bytes);
    let tiers = header.tiers();
    let end = from.saturating_add(count).min(header.entries());
    let mut entries = Vec::with_capacity(usize::from(end.saturating_sub(from)));
    let mut page = (u64::MAX, Vec::new());
    for index in from..end {
        let (part, at) = Row::<32>::place(index, tiers);
        if page.0 != part {
            page = (part, cell(Key { part, ..Key::of(Tag::Page, version) })?);
        }
        entries.push(entry(Row::at(&page.1, at, tiers)?, tiers));
    }
    Some(TableView {
        height: header.height(),
        count: header.entries(),
        root: header.is_sum().then(|| header.root()),
        totals: (0..tiers).map(|tier| header.total(tier)).collect(),
        caps: (1..tiers).map(|tier| header.cap(tier.saturating_sub(1))).collect(),
        capped_asset: header.capped_asset(),
        entries,
    })
}

fn entry(row: Row<'_, 32>, tiers: usize) -> EntryView {
    let (target, mode) = match row.kind() {
        Kind::Account(mode) => (Target::Account(row.account().into()), Some(mode)),
        kind => (Target::Split { id: row.target(), eager: kind == Kind::Eager }, None),
    };
    EntryView { target, mode, weights: (0..tiers).map(|tier| row.weight(tier)).collect() }
}

/// [`crate::Splits::head`]
pub fn head(split: Id) -> Option<HeadView> {
    let head = HeadCell::from_bytes(&cell(Key::of(Tag::Head, split.0))?);
    let now = host::now();
    let pending = (now < head.effective_at).then_some((head.pending, head.effective_at));
    Some(HeadView { in_force: head.in_force(now), pending })
}

/// [`crate::Splits::received`]
pub fn received(version: u32, asset: u32) -> u128 {
    cell(Key { asset, ..Key::of(Tag::Received, version) }).map_or(0, |bytes| Received(&bytes).amount())
}

/// [`crate::Splits::paid`]
pub fn paid(version: u32, index: u16, asset: u32) -> u128 {
    let part = u64::from(index / PAID_PER_PAGE);
    let place = usize::from(index % PAID_PER_PAGE);
    paid_amounts(version, asset, part).nth(place).unwrap_or(0)
}

fn paid_amounts(version: u32, asset: u32, part: u64) -> impl Iterator<Item = u128> {
    let bytes = cell(Key { asset, part, ..Key::of(Tag::Paid, version) }).unwrap_or_default();
    let count = bytes.len() / 16;
    (0..count).map(move |place| {
        let mut amount = [0; 16];
        amount.copy_from_slice(&bytes[place * 16..][..16]);
        u128::from_le_bytes(amount)
    })
}

/// [`crate::Splits::claimable`]
pub fn claimable(entry: Step, asset: u32) -> Result<u128, Error> {
    batch(asset).owed(entry)
}

/// [`crate::Splits::claimable_path`]
pub fn claimable_path(path: &[Step], asset: u32) -> Result<u128, Error> {
    let (last, edges) = path.split_last().ok_or(Error::EmptyPath)?;
    // Asked as by a stranger, to see whether the path connects; an owner may claim what is reserved.
    match batch(asset).claim(path, &[0; 32], None) {
        Ok(()) | Err(Error::SelfOnly { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut batch = batch(asset);
    if !edges.is_empty() {
        batch.claim(edges, &[0; 32], None)?;
    }
    batch.owed(*last)
}

/// [`crate::Splits::quote`]
pub fn quote(split: Id, asset: u32, amount: u128, from: u32, count: u32) -> Result<Vec<Quoted<AccountId>>, Error> {
    let quoted = quote_of(&mut batch(asset), split, amount, MAX_TABLES)?;
    let page = quoted.into_iter().skip(from as usize).take(count as usize);
    Ok(page
        .map(|quoted| match quoted {
            Quoted::Account { account, amount } => Quoted::Account { account: account.into(), amount },
            Quoted::Table { version, amount } => Quoted::Table { version, amount },
        })
        .collect())
}

/// [`crate::Splits::trace`]
pub fn trace(
    split: Id,
    account: AccountId,
    budget: u32,
    cursor: Vec<Step>,
) -> Result<(Vec<Trace>, Option<Vec<Step>>), Error> {
    trace_of(&mut batch(NATIVE), split, account.as_ref(), budget, cursor)
}

/// [`crate::Splits::liability`]
pub fn liability(asset: u32, from: u32, count: u32) -> u128 {
    let owed = |version| {
        let paid: u128 = paid_amounts(version, asset, 0).sum();
        received(version, asset).saturating_sub(paid)
    };
    (from..from.saturating_add(count)).map(owed).sum()
}

/// [`crate::Splits::stray`]
pub fn stray(asset: u32) -> Option<u128> {
    let AssetCell { token, recorded } = AssetCell::<32>::from_bytes(&cell(Key::of(Tag::Asset, asset))?);
    psp22::balance_of(&token, &host::address())?.checked_sub(recorded)
}
