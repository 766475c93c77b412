//! Income and payouts: load, ask the rules, store, pay, tell. No payout leaves before everything is stored.
//!
//! A refusal ends the call on the spot and undoes it; so nothing here returns an error.

use crate::{
    facts::{Paid, PaidMany, Received, Refusal, Report},
    machine::{self, granted, ledger, refuse_hot, Chain, Ledger},
};
use atelier_host::{self as host, token, Account, Buffer, Event, ACCOUNT};
use atelier_splits::{AssetCell, Cells, Id, Payout, Proof, Step, NATIVE};

/// Emits an event of `LENGTH` bytes, which `fill` fills in as the event's fields are encoded: in the hot code, which puts
/// together little else, that is less code than the desk's buffer. A test decodes each event by the metadata.
fn tell<E: Event, const LENGTH: usize>(fill: impl FnOnce(&mut [u8; LENGTH])) {
    let mut data = [0; LENGTH];
    fill(&mut data);
    host::emit::<E>(&data);
}

#[inline(always)]
fn put<const LENGTH: usize>(data: &mut [u8; LENGTH], at: usize, bytes: &[u8]) {
    data[at..at.wrapping_add(bytes.len())].copy_from_slice(bytes);
}

/// [`crate::Splits::deposit`]
pub fn deposit(split: Id) {
    let Some(amount) = host::value() else { refuse_hot(Refusal::AmountTooLarge) };
    book(ledger(NATIVE), split, NATIVE, amount);
}

fn book(ledger: &mut Ledger, split: Id, asset: u32, amount: u128) {
    let version = granted(ledger.receive(split, amount));
    ledger.flush();
    tell::<Received, 28>(|data| {
        put(data, 0, &split.0.to_le_bytes());
        put(data, 4, &version.to_le_bytes());
        put(data, 8, &asset.to_le_bytes());
        put(data, 12, &amount.to_le_bytes());
    });
}

/// Takes in a token: `amount` from the caller, or whatever lies here unaccounted for.
///
/// What counts is the balance afterwards, so a token that takes a fee or moves nothing books no more than arrived.
pub fn take_in(split: Id, asset: u32, amount: Option<u128>) {
    let ledger = ledger(asset);
    let AssetCell { token: contract, recorded } = token_of(ledger, asset);
    if !Chain::TIERS && granted(ledger.passes_on(split)) {
        // There may be tiers below. Found out later, the other code would begin anew and move the tokens twice.
        machine::elsewhere();
    }
    let me = host::address();
    let moved = amount.is_none_or(|amount| token::transfer(contract, Some(host::caller()), me, amount));
    let balance = if moved { token::balance_of(contract, me) } else { None };
    let Some(balance) = balance else { refuse_hot(Refusal::TokenFailed(contract)) };
    let arrived = balance.saturating_sub(*recorded).min(amount.unwrap_or(u128::MAX));
    // Cannot overflow: recorded + arrived <= balance.
    granted(ledger.record(recorded.wrapping_add(arrived)));
    book(ledger, split, asset, arrived);
}

/// [`crate::Splits::claim_path`], to the owner or, for the owner, to a recipient.
pub fn claim(path: &[Step], asset: u32, recipient: Option<&Account>) -> u128 {
    let ledger = ledger(asset);
    let caller = host::caller();
    granted(ledger.claim(path, caller, recipient));
    let report = pay(ledger, asset, caller);
    if let (Some(payout), Some(Step { version, index })) = (ledger.payouts().first(), path.last().copied()) {
        let Payout { account, amount, .. } = payout;
        if report.failed > 0 {
            refuse_hot(Refusal::PayoutFailed { account, amount: *amount });
        }
        tell::<Paid, { 26 + ACCOUNT }>(|data| {
            put(data, 0, &version.to_le_bytes());
            put(data, 4, &index.to_le_bytes());
            put(data, 6, &asset.to_le_bytes());
            put(data, 10, account);
            put(data, 10 + ACCOUNT, &amount.to_le_bytes());
        });
    }
    report.paid
}

/// [`crate::Splits::claim_to`]
pub fn claim_to(path: &[Step], assets: &[u32], recipient: &Account, paid: &mut Buffer) {
    paid.count(assets.len());
    for asset in assets {
        paid.u128(host::reclaim(|| claim(path, *asset, Some(recipient))));
    }
}

/// [`crate::Splits::claim_many`]
pub fn claim_many(paths: &[&[Step]], asset: u32) -> Report {
    let ledger = ledger(asset);
    let caller = host::caller();
    for path in paths {
        granted(ledger.claim(path, caller, None));
    }
    pay_many(ledger, asset, caller)
}

/// [`crate::Splits::pay_all`]
pub fn pay_all(split: Id, asset: u32, from: u16, count: u16) -> Report {
    let ledger = ledger(asset);
    let caller = host::caller();
    granted(ledger.pay_all(split, from, count, caller));
    pay_many(ledger, asset, caller)
}

/// Books one leaf of a Merkle-sum table.
pub fn book_leaf(
    ledger: &mut Ledger,
    version: u32,
    account: &Account,
    weight: u64,
    proof: impl Iterator<Item = Proof>,
) {
    granted(ledger.pay_leaf(version, account, weight, proof, &mut host::keccak));
}

/// Pays leaves.
pub fn pay_leaves(ledger: &mut Ledger, asset: u32) -> Report {
    pay_many(ledger, asset, host::caller())
}

/// Pays what a batch has booked, and tells it in one event.
#[inline(never)]
fn pay_many(ledger: &mut Ledger, asset: u32, caller: &Account) -> Report {
    let report = pay(ledger, asset, caller);
    tell::<PaidMany, 44>(|data| {
        put(data, 0, &asset.to_le_bytes());
        put(data, 4, &report.to_bytes());
    });
    report
}

/// Stores what the batch has booked, then pays it. A payout that does not arrive is taken back and stops no other.
#[inline(never)]
fn pay(ledger: &mut Ledger, asset: u32, caller: &Account) -> Report {
    let mut all = 0u128;
    for payout in ledger.payouts() {
        // Cannot overflow, here and below: parts of what was received.
        all = all.wrapping_add(payout.amount);
    }
    let mut token = None;
    if asset != NATIVE {
        let known = token_of(ledger, asset);
        if all > 0 {
            // Cannot underflow: the recorded balance covers every debt in this asset.
            granted(ledger.record(known.recorded.wrapping_sub(all)));
        }
        token = Some(known);
    }
    ledger.flush();
    let (mut paid, mut tips, mut payouts, mut failed) = (0u128, 0u128, 0u32, 0u32);
    for number in 0..ledger.payouts().len() {
        let Payout { account, amount, tip, .. } = &ledger.payouts()[number];
        let (amount, tip) = (*amount, *tip);
        if send(token, account, amount.wrapping_sub(tip)) {
            payouts = payouts.wrapping_add(1);
            paid = paid.wrapping_add(amount);
            tips = tips.wrapping_add(tip);
        } else {
            failed = failed.wrapping_add(1);
            granted(ledger.take_back(number));
        }
    }
    if failed > 0 {
        if let Some(token) = token {
            granted(ledger.record(token.recorded.wrapping_sub(paid)));
        }
        ledger.flush();
    }
    if tips > 0 && !send(token, caller, tips) {
        refuse_hot(Refusal::TipFailed(tips));
    }
    Report { paid, tips, payouts, failed }
}

/// A token that must be known.
#[inline(never)]
fn token_of(ledger: &mut Ledger, asset: u32) -> &'static AssetCell<ACCOUNT> {
    match granted(ledger.asset()) {
        Some(token) => host::keep(token),
        None => refuse_hot(Refusal::UnknownAsset(asset)),
    }
}

#[inline(never)]
fn send(asset: Option<&AssetCell<ACCOUNT>>, to: &Account, amount: u128) -> bool {
    match asset {
        None => host::transfer(to, amount),
        Some(asset) => token::transfer(&asset.token, None, to, amount),
    }
}
