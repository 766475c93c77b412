//! Questions: tables, claims, quotes, traces, liabilities. Nothing here changes anything.
//!
//! Each question puts its answer into a buffer, encoded as the type that its message declares: building the values
//! first would take three times the code.

use crate::{
    desk,
    machine::{cell, granted, ledger, page, PAGE},
};
use atelier_host::{self as host, entry::Input, token, Account, Buffer, ACCOUNT};
use atelier_splits::{
    for_each_path, paid_per_page, paid_place, path, quote as quote_of, AssetCell, HeadCell, Header, Id, Kind, Mode,
    Quoted, Row, Step, Tag, MAX_ENTRIES, MAX_HEIGHT, MAX_TABLES, MAX_TIERS, NATIVE,
};

/// The answer to a question as the type that its message declares.
#[cfg(feature = "std")]
pub fn asked<T: scale::Decode>(question: impl FnOnce(&mut Buffer)) -> T {
    let mut answer = Buffer::new(Buffer::LONGEST);
    question(&mut answer);
    T::decode(&mut answer.bytes()).expect("answers are encoded as declared")
}

/// The longest length of a list.
const COUNT: usize = 2;
/// The Ok of a message that can be refused.
const GRANTED: usize = 1;

/// How many items of a list fit into an answer, if each has `longest` bytes.
fn fit(answer: &Buffer, longest: usize) -> usize {
    // Cannot overflow: what stands before a list is far from filling an answer.
    answer.room().wrapping_sub(GRANTED + COUNT) / longest
}

/// [`crate::Splits::table`]
pub fn table(version: u32, from: u16, count: u16, answer: &mut Buffer) {
    let Some(header) = cell(Tag::Header, version, 0) else { return answer.u8(0) };
    let header = Header(header);
    let tiers = header.tiers();
    answer.u8(1);
    answer.u8(header.height());
    answer.u16(header.entries());
    answer.u8(u8::from(header.is_sum()));
    if header.is_sum() {
        answer.put(&header.root());
    }
    answer.count(tiers);
    answer.put(header.total_bytes());
    answer.count(tiers.wrapping_sub(1));
    answer.put(header.cap_bytes());
    answer.u32(header.capped_asset());
    // An account with its mode, and the weights.
    let longest = 1 + ACCOUNT + 3 + 1 + 8 * tiers;
    let left = header.entries().saturating_sub(from);
    let count = count.min(left).min(fit(answer, longest) as u16);
    answer.count(count.into());
    let ledger = ledger(NATIVE);
    for place in 0..count {
        if let Some(row) = granted(ledger.row(version, from.wrapping_add(place))) {
            put_entry(row, tiers, answer);
        }
    }
}

fn put_entry(row: Row<'_, ACCOUNT>, tiers: usize, entry: &mut Buffer) {
    match row.kind() {
        Kind::Account(mode) => {
            entry.u8(0);
            entry.put(row.account_bytes());
            entry.u8(1);
            match mode {
                Mode::Anyone { tip } => entry.put(&[0, tip]),
                Mode::SelfOnly => entry.u8(1),
            }
        }
        kind => {
            entry.u8(1);
            entry.u32(row.target().0);
            entry.put(&[u8::from(kind == Kind::Eager), 0]);
        }
    }
    entry.count(tiers);
    for tier in 0..tiers {
        entry.u64(row.weight(tier));
    }
}

/// [`crate::Splits::head`]
pub fn head(split: Id, answer: &mut Buffer) {
    let Some(head) = cell(Tag::Head, split.0, 0) else { return answer.u8(0) };
    let head = HeadCell::from_bytes(head);
    let now = host::now();
    answer.u8(1);
    answer.u32(head.in_force(now));
    answer.u8(u8::from(now < head.effective_at));
    if now < head.effective_at {
        answer.u32(head.pending);
        answer.u64(head.effective_at);
    }
}

/// [`crate::Splits::received`]
pub fn received(version: u32, asset: u32, answer: &mut Buffer) {
    answer.u128(amount(Tag::Received, version, asset, 0, 0));
}

/// [`crate::Splits::paid`]
pub fn paid(version: u32, index: u16, asset: u32, answer: &mut Buffer) {
    let (part, at) = paid_place(index, PAGE);
    answer.u128(amount(Tag::Paid, version, asset, part, at / 16));
}

#[inline(never)]
fn amount(tag: Tag, version: u32, asset: u32, part: u64, place: usize) -> u128 {
    amounts(tag, version, asset, part).get(place).map_or(0, |amount| u128::from_le_bytes(*amount))
}

/// The amounts with which a page begins; none if there is no such page.
fn amounts(tag: Tag, version: u32, asset: u32, part: u64) -> &'static [[u8; 16]] {
    page(tag, version, asset, part).unwrap_or_default().as_chunks().0
}

/// How many pages the paid amounts of a version can have. Any of them may be missing.
fn paid_pages(version: u32) -> u64 {
    let per_page = paid_per_page(PAGE);
    // Where one page holds all paid amounts there is no need to read the header.
    if usize::from(per_page) >= MAX_ENTRIES {
        return 1;
    }
    let entries = cell(Tag::Header, version, 0).map_or(0, |header| Header(header).entries());
    // A Merkle-sum table has no entries, and in the place of the first what all leaves were paid.
    entries.div_ceil(per_page).max(1).into()
}

/// [`crate::Splits::claimable`]
pub fn claimable(entry: Step, asset: u32, answer: &mut Buffer) {
    put_granted(granted(ledger(asset).owed(entry)), answer);
}

/// [`crate::Splits::claimable_path`]
pub fn claimable_path(path: &[Step], asset: u32, answer: &mut Buffer) {
    put_granted(granted(ledger(asset).owed_by_path(path)), answer);
}

/// Behind the Ok of a message that can be refused.
fn put_granted(amount: u128, answer: &mut Buffer) {
    answer.u8(0);
    answer.u128(amount);
}

/// [`crate::Splits::quote`]
pub fn quote(split: Id, asset: u32, amount: u128, from: u32, count: u32, answer: &mut Buffer) {
    const LONGEST: usize = 1 + ACCOUNT + 16;
    let quoted = granted(quote_of(ledger(asset), split, amount, MAX_TABLES));
    let page = quoted.get(from as usize..).unwrap_or_default();
    let page = &page[..page.len().min(count as usize).min(fit(answer, LONGEST))];
    // The Ok of a message that can be refused.
    answer.u8(0);
    answer.count(page.len());
    for payee in page {
        match payee {
            Quoted::Account { account, amount } => {
                answer.u8(0);
                answer.put(account);
                answer.u128(*amount);
            }
            Quoted::Table { version, amount } => {
                answer.u8(1);
                answer.u32(*version);
                answer.u128(*amount);
            }
        }
    }
}

/// [`crate::Splits::trace`]
pub fn trace(split: Id, account: &Account, budget: u32, cursor: &[Step], answer: &mut Buffer) {
    const STEP: usize = 4 + 2;
    const HEIGHT: usize = MAX_HEIGHT as usize;
    const CURSOR: usize = 1 + 1 + HEIGHT * STEP;
    const LONGEST: usize = 1 + HEIGHT * (STEP + 1 + 16 * MAX_TIERS);
    let mut path = granted(path(cursor));
    // How many there are, which comes first, is known last.
    let mut found = Buffer::new(answer.room() - GRANTED - COUNT - CURSOR);
    let mut count = 0usize;
    granted(for_each_path(ledger(NATIVE), split, account, budget, &mut path, |ledger, path| {
        count = count.wrapping_add(1);
        found.count(path.len());
        for step in path {
            put_step(step, &mut found);
            let Step { version, index } = *step;
            let tiers = ledger.header(version)?.tiers();
            found.count(tiers);
            for tier in 0..tiers {
                found.u64(ledger.row(version, index)?.map_or(0, |row| row.weight(tier)));
                found.u64(ledger.header(version)?.total(tier));
            }
        }
        Ok(found.room() >= LONGEST)
    }));
    // The Ok of a message that can be refused.
    answer.u8(0);
    answer.count(count);
    answer.put(found.bytes());
    answer.u8(u8::from(!path.is_empty()));
    if !path.is_empty() {
        answer.count(path.len());
        for step in &path {
            put_step(step, answer);
        }
    }
}

fn put_step(step: &Step, buffer: &mut Buffer) {
    buffer.u32(step.version);
    buffer.u16(step.index);
}

/// [`crate::Splits::liability`]
pub fn liability(asset: u32, from: u32, count: u32, answer: &mut Buffer) {
    let mut owed = 0u128;
    for version in from..from.saturating_add(count) {
        // Cannot overflow: a version pays no more than it received, and all together owe at most what there is.
        owed = owed.wrapping_add(amount(Tag::Received, version, asset, 0, 0));
        for part in 0..paid_pages(version) {
            for paid in amounts(Tag::Paid, version, asset, part) {
                owed = owed.wrapping_sub(u128::from_le_bytes(*paid));
            }
        }
    }
    answer.u128(owed);
}

/// [`crate::Splits::stray`]
pub fn stray(asset: u32, answer: &mut Buffer) {
    match stray_amount(asset) {
        Some(amount) => {
            answer.u8(1);
            answer.u128(amount);
        }
        None => answer.u8(0),
    }
}

fn stray_amount(asset: u32) -> Option<u128> {
    let cell = cell(Tag::Asset, asset, 0)?;
    let recorded = AssetCell::<ACCOUNT>::from_bytes(cell).recorded;
    // The token stands first.
    token::balance_of(cell.first_chunk()?, host::address())?.checked_sub(recorded)
}

/// [`crate::Splits::control`]
pub fn control(split: Id, answer: &mut Buffer) {
    put_record(desk::control_record(split), answer);
}

/// [`crate::Splits::asset_of`]
pub fn asset_of(token: &Account, answer: &mut Buffer) {
    put_record(desk::asset_record(token), answer);
}

/// A record is what its view answers.
#[inline(never)]
fn put_record(record: Option<Input>, answer: &mut Buffer) {
    answer.u8(u8::from(record.is_some()));
    if let Some(record) = record {
        answer.put(record.all());
    }
}

/// [`crate::Splits::info`]
pub fn info(split: Id, answer: &mut Buffer) {
    match desk::info(split) {
        Some(info) => {
            answer.u8(1);
            answer.put(&info.to_bytes());
        }
        None => answer.u8(0),
    }
}

/// [`crate::Splits::counts`]
pub fn counts(answer: &mut Buffer) {
    answer.put(desk::counts_record());
}
