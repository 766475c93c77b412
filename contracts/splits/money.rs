//! Income and payouts: load, ask the rules, store, pay, tell. Nothing calls out before everything is stored.
//!
//! A refusal ends the call on the spot and undoes it; so nothing here returns an error.

use crate::{
    facts::{Paid, PaidMany, Received, Refusal, Report},
    machine::{granted, ledger, refuse, Ledger},
    psp22,
};
use alloc::vec::Vec;
use atelier_host::{self as host, Account, Buffer};
use atelier_splits::{Id, Payout, Proof, Step, NATIVE};

/// Room for the data of any event.
const EVENT: usize = 80;

/// [`crate::Splits::deposit`]
pub fn deposit(split: Id) {
    book(&mut ledger(NATIVE), split, NATIVE, host::value());
}

fn book(ledger: &mut Ledger, split: Id, asset: u32, amount: u128) {
    let version = granted(ledger.receive(split, amount));
    ledger.flush();
    host::emit(&Received { split, version, asset, amount }, EVENT);
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
            refuse(&Refusal::TokenFailed(token.into()));
        }
    }
    let Some(balance) = psp22::balance_of(&token, &me) else { refuse(&Refusal::TokenFailed(token.into())) };
    let arrived = balance.saturating_sub(recorded).min(amount.unwrap_or(u128::MAX));
    // Cannot overflow: recorded + arrived <= balance.
    granted(ledger.record(recorded.wrapping_add(arrived)));
    book(&mut ledger, split, asset, arrived);
}

/// [`crate::Splits::claim_path`], to the owner or, for the owner, to a recipient.
pub fn claim(path: &[Step], asset: u32, recipient: Option<&Account>) -> u128 {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let payout = granted(ledger.claim(path, &caller, recipient));
    let (Some(payout), Some(Step { version, index })) = (payout, path.last().copied()) else {
        ledger.flush();
        return 0;
    };
    let Payout { account, amount, .. } = payout;
    let report = pay(&mut ledger, asset, &[payout], &caller);
    let account = account.into();
    if report.failed > 0 {
        refuse(&Refusal::PayoutFailed { account, amount });
    }
    host::emit(&Paid { version, index, asset, account, amount }, EVENT);
    amount
}

/// [`crate::Splits::claim_to`]
pub fn claim_to(path: &[Step], assets: &[u32], recipient: &Account) -> Vec<u128> {
    let mut paid = Vec::with_capacity(assets.len());
    for asset in assets {
        paid.push(claim(path, *asset, Some(recipient)));
    }
    paid
}

/// [`crate::Splits::claim_many`]
pub fn claim_many(paths: &[Vec<Step>], asset: u32) -> Report {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let mut payouts = Vec::with_capacity(paths.len());
    for path in paths {
        if let (Some(payout), true) = (granted(ledger.claim(path, &caller, None)), payouts.len() < payouts.capacity()) {
            payouts.push(payout);
        }
    }
    pay_many(&mut ledger, asset, &payouts, &caller)
}

/// [`crate::Splits::pay_all`]
pub fn pay_all(split: Id, asset: u32, from: u16, count: u16) -> Report {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let payouts = granted(ledger.pay_all(split, from, count, &caller));
    pay_many(&mut ledger, asset, &payouts, &caller)
}

/// Books one leaf of a Merkle-sum table.
pub fn book_leaf(
    ledger: &mut Ledger,
    version: u32,
    account: &Account,
    weight: u64,
    proof: impl Iterator<Item = Proof>,
) -> Option<Payout<32>> {
    granted(ledger.pay_leaf(version, account, weight, proof, &mut host::keccak))
}

/// Pays leaves; they offer no tips, so there is no caller to pay.
pub fn pay_leaves(ledger: &mut Ledger, asset: u32, payouts: &[Payout<32>]) -> Report {
    pay_many(ledger, asset, payouts, &[0; 32])
}

/// Pays what a batch has booked, and tells it in one event.
#[inline(never)]
fn pay_many(ledger: &mut Ledger, asset: u32, payouts: &[Payout<32>], caller: &Account) -> Report {
    let report = pay(ledger, asset, payouts, caller);
    host::emit(&PaidMany { asset, report }, EVENT);
    report
}

/// Stores what the batch has booked, then pays it. A payout that does not arrive is taken back and stops no other.
#[inline(never)]
fn pay(ledger: &mut Ledger, asset: u32, payouts: &[Payout<32>], caller: &Account) -> Report {
    let mut all = 0u128;
    for payout in payouts {
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
    let mut report = Report::default();
    for payout in payouts {
        if send(to, &payout.account, payout.amount.wrapping_sub(payout.tip)) {
            report.payouts = report.payouts.wrapping_add(1);
            report.paid = report.paid.wrapping_add(payout.amount);
            report.tips = report.tips.wrapping_add(payout.tip);
        } else {
            report.failed = report.failed.wrapping_add(1);
            granted(ledger.take_back(payout));
        }
    }
    if report.failed > 0 {
        if let Some((_, recorded)) = token {
            granted(ledger.record(recorded.wrapping_sub(report.paid)));
        }
        ledger.flush();
    }
    if report.tips > 0 && !send(to, caller, report.tips) {
        refuse(&Refusal::TipFailed(report.tips));
    }
    report
}

/// The contract and the recorded balance of a token.
fn token(ledger: &mut Ledger, asset: u32) -> (Account, u128) {
    match granted(ledger.asset()) {
        Some(token) => (token.token, token.recorded),
        None => refuse(&Refusal::UnknownAsset(asset)),
    }
}

#[inline(never)]
fn send(token: Option<&Account>, to: &Account, amount: u128) -> bool {
    let Some(token) = token else { return host::transfer(to, amount) };
    let mut input = Buffer::new(psp22::LONGEST);
    input.put(&psp22::TRANSFER);
    psp22::finish(input, token, to, amount)
}
