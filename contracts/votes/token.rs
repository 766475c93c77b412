//! The token's standard: balances and allowances. What is a refusal, what does nothing and which refusal wins is the
//! standard's own reference.

use crate::{
    facts::{Approval, Refusal, Transfer},
    machine::{book, Chain, Own},
};
use atelier_governance::votes::{Head, Owner};
use atelier_host::{self as host, Account, Buffer, ACCOUNT};

/// What is stored of an account, or of the token as a whole.
#[must_use]
pub fn head(owner: Owner<'_, ACCOUNT>) -> Head<&'static mut [u8], ACCOUNT> {
    Head::read(&mut Chain, owner)
}

/// `PSP22::balance_of`; of the token as a whole what exists.
#[must_use]
pub fn balance(owner: Owner<'_, ACCOUNT>) -> u128 {
    head(owner).balance()
}

/// `PSP22::transfer`
pub fn transfer(from: &Account, to: &Account, amount: u128) -> Result<(), Refusal> {
    let mut book = book();
    if book.transfer(from, to, amount)? {
        book.close();
        host::emit::<Transfer>(joined(&[&[1], from, &[1], to, &amount.to_le_bytes()]).bytes());
    }
    Ok(())
}

/// `PSP22::transfer_from`
pub fn transfer_from(from: &Account, to: &Account, amount: u128) -> Result<(), Refusal> {
    let caller = host::caller();
    if amount == 0 || from == to {
        return Ok(());
    }
    if caller != from {
        let Some(rest) = allowance(from, caller).checked_sub(amount) else {
            return Err(Refusal::InsufficientAllowance);
        };
        // If the balance is too small the whole call is undone.
        allow(from, caller, rest);
    }
    transfer(from, to, amount)
}

/// Bytes one after the other, of which there are 96 at most.
#[inline(never)]
pub fn joined(parts: &[&[u8]]) -> Buffer {
    let mut joined = Buffer::new(96);
    for part in parts {
        joined.put(part);
    }
    joined
}

/// `PSP22::allowance`
#[must_use]
#[inline(never)]
pub fn allowance(owner: &Account, spender: &Account) -> u128 {
    let bytes = host::array();
    Own::Allowance(owner, spender).with(|name| host::read(name, bytes));
    u128::from_le_bytes(*bytes)
}

/// Sets an allowance and tells of it.
#[inline(never)]
fn allow(owner: &Account, spender: &Account, amount: u128) {
    Own::Allowance(owner, spender).with(|name| match amount {
        0 => host::clear(name),
        _ => host::write(name, &amount.to_le_bytes()),
    });
    host::emit::<Approval>(joined(&[owner, spender, &amount.to_le_bytes()]).bytes());
}

/// What a message does to an allowance.
#[derive(Clone, Copy)]
pub enum Change {
    /// `PSP22::approve`
    Set,
    /// `PSP22::increase_allowance`
    Raise,
    /// `PSP22::decrease_allowance`
    Lower,
}

/// Changes how much of the caller's tokens somebody may take.
pub fn approve(spender: &Account, amount: u128, change: Change) -> Result<(), Refusal> {
    let owner = host::caller();
    if owner == spender {
        return Ok(());
    }
    let amount = match change {
        Change::Set => amount,
        _ if amount == 0 => return Ok(()),
        Change::Raise => allowance(owner, spender).saturating_add(amount),
        Change::Lower => match allowance(owner, spender).checked_sub(amount) {
            Some(rest) => rest,
            None => return Err(Refusal::InsufficientAllowance),
        },
    };
    allow(owner, spender, amount);
    Ok(())
}

/// `PSP22Burnable::burn`
pub fn burn(amount: u128) -> Result<(), Refusal> {
    let from = host::caller();
    let mut book = book();
    if book.burn(from, amount)? {
        book.close();
        host::emit::<Transfer>(joined(&[&[1], from, &[0], &amount.to_le_bytes()]).bytes());
    }
    Ok(())
}
