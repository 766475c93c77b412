//! Income and payouts: load, ask the rules, store, pay, tell. Nothing calls out before everything is stored.
//!
//! A refusal ends the call on the spot and undoes it; so nothing here returns an error.

use crate::{
    facts::{Paid, PaidMany, Received, Refusal, Report},
    machine::{granted, ledger, refuse_hot, Ledger},
    psp22,
};
use alloc::vec::Vec;
use atelier_host::{self as host, Account, Buffer};
use atelier_splits::{Id, Payout, Proof, Step, NATIVE};
use ink::env::Event;

/// Emits an event of `LENGTH` bytes, which `fill` fills in as the event's fields are encoded: writing them to their places
/// is less code than encoding them one by one. A test decodes each event by the metadata.
fn tell<E: Event, const LENGTH: usize>(fill: impl FnOnce(&mut [u8; LENGTH])) {
    let mut data = [0; LENGTH];
    fill(&mut data);
    if let Some(topic) = E::SIGNATURE_TOPIC {
        host::emit_raw(&topic, &data);
    }
}

#[inline(always)]
fn put<const LENGTH: usize>(data: &mut [u8; LENGTH], at: usize, bytes: &[u8]) {
    data[at..at.wrapping_add(bytes.len())].copy_from_slice(bytes);
}

/// [`crate::Splits::deposit`]
pub fn deposit(split: Id) {
    book(&mut ledger(NATIVE), split, NATIVE, host::value());
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
    let mut ledger = ledger(asset);
    let (token, recorded) = token(&mut ledger, asset);
    let me = host::address();
    if let Some(amount) = amount {
        let mut input = Buffer::new(psp22::LONGEST);
        input.put(&psp22::TRANSFER_FROM);
        input.put(&host::caller());
        if !psp22::finish(input, &token, &me, amount) {
            refuse_hot(Refusal::TokenFailed(token));
        }
    }
    let Some(balance) = psp22::balance_of(&token, &me) else { refuse_hot(Refusal::TokenFailed(token)) };
    let arrived = balance.saturating_sub(recorded).min(amount.unwrap_or(u128::MAX));
    // Cannot overflow: recorded + arrived <= balance.
    granted(ledger.record(recorded.wrapping_add(arrived)));
    book(&mut ledger, split, asset, arrived);
}

/// [`crate::Splits::claim_path`], to the owner or, for the owner, to a recipient.
pub fn claim(path: &[Step], asset: u32, recipient: Option<&Account>) -> u128 {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    granted(ledger.claim(path, &caller, recipient));
    let report = pay(&mut ledger, asset, &caller);
    if let (Some(payout), Some(Step { version, index })) = (ledger.payouts().first(), path.last().copied()) {
        let Payout { account, amount, .. } = *payout;
        if report.failed > 0 {
            refuse_hot(Refusal::PayoutFailed { account, amount });
        }
        tell::<Paid, 58>(|data| {
            put(data, 0, &version.to_le_bytes());
            put(data, 4, &index.to_le_bytes());
            put(data, 6, &asset.to_le_bytes());
            put(data, 10, &account);
            put(data, 42, &amount.to_le_bytes());
        });
    }
    report.paid
}

/// [`crate::Splits::claim_to`]
pub fn claim_to(path: &[Step], assets: &[u32], recipient: &Account) -> Vec<u128> {
    let mut paid = Vec::with_capacity(assets.len());
    for asset in assets {
        paid.push(host::reclaim(|| claim(path, *asset, Some(recipient))));
    }
    paid
}

/// [`crate::Splits::claim_many`]
pub fn claim_many(paths: &[Vec<Step>], asset: u32) -> Report {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    for path in paths {
        granted(ledger.claim(path, &caller, None));
    }
    pay_many(&mut ledger, asset, &caller)
}

/// [`crate::Splits::pay_all`]
pub fn pay_all(split: Id, asset: u32, from: u16, count: u16) -> Report {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    granted(ledger.pay_all(split, from, count, &caller));
    pay_many(&mut ledger, asset, &caller)
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

/// Pays leaves; they offer no tips, so there is no caller to pay.
pub fn pay_leaves(ledger: &mut Ledger, asset: u32) -> Report {
    pay_many(ledger, asset, &[0; 32])
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
    let mut report = Report::default();
    let mut all = 0u128;
    for payout in ledger.payouts() {
        // Cannot overflow, here and below: parts of what was received.
        all = all.wrapping_add(payout.amount);
    }
    let token = if asset == NATIVE {
        None
    } else {
        let (token, recorded) = token(ledger, asset);
        // Cannot underflow: the recorded balance covers every debt in this asset.
        granted(ledger.record(recorded.wrapping_sub(all)));
        Some((token, recorded))
    };
    ledger.flush();
    let to = token.as_ref().map(|(token, _)| token);
    for number in 0..ledger.payouts().len() {
        let Payout { account, amount, tip, .. } = &ledger.payouts()[number];
        let (amount, tip) = (*amount, *tip);
        if send(to, account, amount.wrapping_sub(tip)) {
            report.payouts = report.payouts.wrapping_add(1);
            report.paid = report.paid.wrapping_add(amount);
            report.tips = report.tips.wrapping_add(tip);
        } else {
            report.failed = report.failed.wrapping_add(1);
            granted(ledger.take_back(number));
        }
    }
    if report.failed > 0 {
        if let Some((_, recorded)) = token {
            granted(ledger.record(recorded.wrapping_sub(report.paid)));
        }
        ledger.flush();
    }
    if report.tips > 0 && !send(to, caller, report.tips) {
        refuse_hot(Refusal::TipFailed(report.tips));
    }
    report
}

/// The contract and the recorded balance of a token.
fn token(ledger: &mut Ledger, asset: u32) -> (Account, u128) {
    match granted(ledger.asset()) {
        Some(token) => (token.token, token.recorded),
        None => refuse_hot(Refusal::UnknownAsset(asset)),
    }
}

#[inline(never)]
fn send(token: Option<&Account>, to: &Account, amount: u128) -> bool {
    let Some(token) = token else { return host::transfer(to, amount) };
    let mut input = Buffer::new(psp22::LONGEST);
    input.put(&psp22::TRANSFER);
    psp22::finish(input, token, to, amount)
}
