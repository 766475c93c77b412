//! What each message does: load, ask the rules, store, tell, and pay, in this order. Money moves last.

use crate::facts::{Error, Paid, PaidMany, Received, Report};
use alloc::vec::Vec;
use atelier_host::{self as host, Account};
use atelier_splits::{
    Batch, Cells, Id, Key, Mode, Payout, Step, SumLeaf, Tag, ASSET_LENGTH, HEAD_LENGTH, MAX_CELL, NATIVE,
    PAID_PER_PAGE,
};

/// The cell of the account that may install: a key that no [`Key`] has.
const FACTORY: [u8; 1] = [0];
/// The longest header: tiers, caps and eager edges at their most.
const MAX_HEADER: usize = 512;

/// The cells of this contract.
struct Chain;

impl Cells for Chain {
    fn read(&mut self, key: &Key) -> Vec<u8> {
        let room = match key.tag {
            Tag::Received | Tag::Leaf => 32,
            Tag::Head => HEAD_LENGTH,
            Tag::Asset => ASSET_LENGTH + 32,
            Tag::Header => MAX_HEADER,
            Tag::Paid => PAID_PER_PAGE as usize * 16,
            Tag::Page => MAX_CELL,
        };
        host::read(&key.to_bytes(), room)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        host::write(&key.to_bytes(), bytes);
    }
}

type Ledger = Batch<Chain, 32>;

fn ledger(asset: u32) -> Ledger {
    Batch::new(Chain, asset, host::now())
}

/// Remembers the instantiator, who will bind the factory.
pub fn new() {
    host::write(&FACTORY, &host::caller());
}

pub fn bind(factory: &Account) -> Result<(), Error> {
    let mut cell = host::read(&FACTORY, 33);
    if cell.len() > 32 {
        return Err(Error::AlreadyBound);
    }
    only_factory()?;
    cell.clear();
    cell.extend_from_slice(factory);
    // The length tells a factory from an instantiator.
    cell.push(0);
    host::write(&FACTORY, &cell);
    Ok(())
}

fn only_factory() -> Result<(), Error> {
    if host::read(&FACTORY, 33)[..32] == host::caller() {
        Ok(())
    } else {
        Err(Error::NotFactory)
    }
}

pub fn deposit(split: Id) -> Result<(), Error> {
    book(&mut ledger(NATIVE), split, NATIVE, host::value())
}

fn book(ledger: &mut Ledger, split: Id, asset: u32, amount: u128) -> Result<(), Error> {
    let version = ledger.receive(split, amount)?;
    ledger.flush();
    host::emit(&Received { split, version, asset, amount });
    Ok(())
}

/// Takes in a token: `amount` from the caller, or whatever lies here unaccounted for.
///
/// What counts is the balance afterwards, so a token that takes a fee or moves nothing books no more than arrived.
pub fn take_in(split: Id, asset: u32, amount: Option<u128>) -> Result<(), Error> {
    let mut ledger = ledger(asset);
    let mut token = ledger.asset().ok_or(Error::UnknownAsset(asset))?;
    let failed = Error::TokenFailed(token.token.into());
    let me = host::address();
    if let Some(amount) = amount {
        let from = [&psp22::TRANSFER_FROM[..], &host::caller()].concat();
        if !host::call_blind(&token.token, &psp22::transfer(from, &me, amount)) {
            return Err(failed);
        }
    }
    let answer = host::call(&token.token, &[&psp22::BALANCE_OF[..], &me].concat(), 64);
    let balance = answer.ok().and_then(|answer| psp22::balance(&answer)).ok_or(failed)?;
    let arrived = balance.saturating_sub(token.recorded).min(amount.unwrap_or(u128::MAX));
    // Cannot overflow: recorded + arrived <= balance.
    token.recorded = token.recorded.wrapping_add(arrived);
    ledger.record(&token);
    book(&mut ledger, split, asset, arrived)
}

pub fn claim(path: &[Step], asset: u32, recipient: Option<&Account>) -> Result<u128, Error> {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let payout = ledger.claim(path, &caller, recipient)?;
    let (Some(payout), Some(Step { version, index })) = (payout, path.last().copied()) else {
        ledger.flush();
        return Ok(0);
    };
    let Payout { account, amount, .. } = payout;
    let token = release(&mut ledger, asset, amount)?;
    ledger.flush();
    host::emit(&Paid { version, index, asset, account: account.into(), amount });
    if !send(token.as_ref(), &account, amount.wrapping_sub(payout.tip)) {
        return Err(Error::PayoutFailed { account: account.into(), amount });
    }
    tip(token.as_ref(), &caller, payout.tip)?;
    Ok(amount)
}

pub fn claim_to(path: &[Step], assets: Vec<u32>, recipient: &Account) -> Result<Vec<u128>, Error> {
    let mut paid = Vec::with_capacity(assets.len());
    for asset in assets {
        paid.push(claim(path, asset, Some(recipient))?);
    }
    Ok(paid)
}

pub fn claim_many(paths: Vec<Vec<Step>>, asset: u32) -> Result<Report, Error> {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let mut payouts = Vec::new();
    for path in &paths {
        payouts.extend(ledger.claim(path, &caller, None)?);
    }
    pay(ledger, asset, &payouts, &caller)
}

pub fn pay_all(split: Id, asset: u32, from: u16, count: u16) -> Result<Report, Error> {
    let mut ledger = ledger(asset);
    let caller = host::caller();
    let payouts = ledger.pay_all(split, from, count, &caller)?;
    pay(ledger, asset, &payouts, &caller)
}

pub fn pay_many(version: u32, asset: u32, leaves: Vec<SumLeaf<Account>>) -> Result<Report, Error> {
    let mut ledger = ledger(asset);
    let mut payouts = Vec::new();
    for leaf in &leaves {
        payouts.extend(ledger.pay_leaf(version, &leaf.account, leaf.weight, &leaf.proof, &mut host::keccak)?);
    }
    // Leaves offer no tips, so there is no caller to pay.
    pay(ledger, asset, &payouts, &[0; 32])
}

pub fn install(cells: Vec<([u8; 17], Vec<u8>)>) -> Result<(), Error> {
    only_factory()?;
    for (key, bytes) in &cells {
        const HEAD: u8 = Tag::Head as u8;
        const HEADER: u8 = Tag::Header as u8;
        const PAGE: u8 = Tag::Page as u8;
        const ASSET: u8 = Tag::Asset as u8;
        match key[0] {
            HEAD => {}
            HEADER | PAGE | ASSET if host::read(key, MAX_CELL).is_empty() => {}
            _ => return Err(Error::CellRefused),
        }
        host::write(key, bytes);
    }
    Ok(())
}

pub fn assign(
    entry: Step,
    owner: &Account,
    to: &Account,
    mode: Mode,
    asset: u32,
    at_least: u128,
) -> Result<(), Error> {
    only_factory()?;
    let mut ledger = ledger(asset);
    ledger.assign(entry, owner, to, mode, at_least)?;
    ledger.flush();
    Ok(())
}

pub fn cell(key: &[u8; 17], from: u32, count: u32) -> Vec<u8> {
    let mut bytes = host::read(key, MAX_CELL);
    bytes.drain(..bytes.len().min(from as usize));
    bytes.truncate(count as usize);
    bytes
}

fn pay(mut ledger: Ledger, asset: u32, payouts: &[Payout<32>], caller: &Account) -> Result<Report, Error> {
    // Cannot overflow, here and below: parts of what was received.
    let all = payouts.iter().fold(0u128, |sum, payout| sum.wrapping_add(payout.amount));
    let token = release(&mut ledger, asset, all)?;
    ledger.flush();
    let mut report = Report::default();
    for payout in payouts {
        if send(token.as_ref(), &payout.account, payout.amount.wrapping_sub(payout.tip)) {
            report.payouts = report.payouts.wrapping_add(1);
            report.paid = report.paid.wrapping_add(payout.amount);
            report.tips = report.tips.wrapping_add(payout.tip);
        } else {
            report.failed = report.failed.wrapping_add(1);
            ledger.take_back(payout);
        }
    }
    if report.failed > 0 {
        if let Some(mut token) = ledger.asset() {
            token.recorded = token.recorded.wrapping_add(all.wrapping_sub(report.paid));
            ledger.record(&token);
        }
        ledger.flush();
    }
    host::emit(&PaidMany { asset, report });
    tip(token.as_ref(), caller, report.tips)?;
    Ok(report)
}

/// Takes `amount` off the recorded balance of a token before it leaves; returns the token, `None` for native money.
fn release(ledger: &mut Ledger, asset: u32, amount: u128) -> Result<Option<Account>, Error> {
    if asset == NATIVE {
        return Ok(None);
    }
    let mut token = ledger.asset().ok_or(Error::UnknownAsset(asset))?;
    // Cannot underflow: the recorded balance covers every debt in this asset.
    token.recorded = token.recorded.wrapping_sub(amount);
    ledger.record(&token);
    Ok(Some(token.token))
}

fn tip(token: Option<&Account>, caller: &Account, amount: u128) -> Result<(), Error> {
    if amount == 0 || send(token, caller, amount) {
        Ok(())
    } else {
        Err(Error::TipFailed(amount))
    }
}

fn send(token: Option<&Account>, to: &Account, amount: u128) -> bool {
    match token {
        None => host::transfer(to, amount),
        Some(token) => host::call_blind(token, &psp22::transfer(psp22::TRANSFER.to_vec(), to, amount)),
    }
}

/// The three calls of the PSP22 standard that the ledger makes, as bytes.
mod psp22 {
    use super::{Account, Vec};

    pub const TRANSFER: [u8; 4] = ink::selector_bytes!("PSP22::transfer");
    pub const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");
    pub const BALANCE_OF: [u8; 4] = ink::selector_bytes!("PSP22::balance_of");

    /// Receiver, amount, no data, behind what the call begins with.
    pub fn transfer(mut input: Vec<u8>, to: &Account, amount: u128) -> Vec<u8> {
        input.extend_from_slice(to);
        input.extend_from_slice(&amount.to_le_bytes());
        input.push(0);
        input
    }

    /// The balance in an answer: the Ok of the language layer, then the amount.
    pub fn balance(answer: &[u8]) -> Option<u128> {
        match answer {
            [0, amount @ ..] => Some(u128::from_le_bytes(amount.try_into().ok()?)),
            _ => None,
        }
    }
}
