//! Votes: who has them, and who had them.

use crate::{
    facts::{Delegated, Error},
    machine::{book, Chain, Own},
    token::{head, joined},
};
use atelier_governance::votes::{self as rules, Checkpoint, Excluded, FutureLookup, Owner, Signed, State};
use atelier_host::{self as host, Account, ACCOUNT};

/// The votes of an account, or of all, at a time before now.
pub fn past(owner: Owner<'_, ACCOUNT>, at: u64) -> Result<u128, FutureLookup> {
    rules::check_past(at, host::now())?;
    Ok(known(owner, at))
}

/// The same, at a time that was found to be before now.
#[must_use]
pub fn known(owner: Owner<'_, ACCOUNT>, at: u64) -> u128 {
    rules::past(&mut Chain, owner, at)
}

/// [`Votes::votes`](crate::Votes::votes)
#[must_use]
pub fn votes(account: &Account) -> u128 {
    head(Owner::Account(account)).votes()
}

/// [`Votes::delegates`](crate::Votes::delegates)
#[must_use]
pub fn delegates(account: &Account) -> Account {
    let head = head(Owner::Account(account));
    match head.state() {
        State::Delegated => head.delegate(),
        State::Own | State::Excluded => *account,
    }
}

/// [`Votes::checkpoint_count`](crate::Votes::checkpoint_count)
#[must_use]
pub fn checkpoint_count(account: &Account) -> u64 {
    rules::checkpoint_count(&mut Chain, Owner::Account(account))
}

/// [`Votes::checkpoint`](crate::Votes::checkpoint)
#[must_use]
pub fn checkpoint(account: &Account, index: u64) -> Option<Checkpoint> {
    rules::checkpoint(&mut Chain, Owner::Account(account), index)
}

/// Gives the votes of an account's units to another one.
pub fn delegate(account: &Account, to: &Account) -> Result<(), Excluded<Account>> {
    let mut book = book();
    if let Some(old) = book.set_delegate(account, to)? {
        book.close();
        host::emit::<Delegated>(joined(&[account, &old, to]).bytes());
    }
    Ok(())
}

/// What a signed message of delegation begins with.
pub const KIND: [u8; 16] = *b"atelier:delegate";

/// A delegation that its delegator signed and somebody else sends.
pub struct Letter<'a> {
    /// Whose units.
    pub delegator: &'a Account,
    /// Who gets the votes.
    pub to: &'a Account,
    /// The message's number and end.
    pub signed: Signed,
    /// The delegator's sr25519 signature.
    pub signature: &'a [u8; 64],
}

/// How often an account's signature was used.
#[must_use]
pub fn nonce(account: &Account) -> u64 {
    let bytes = host::array();
    Own::Nonce(account).with(|name| host::read(name, bytes));
    u64::from_le_bytes(*bytes)
}

/// [`Votes::delegate_by_sig`](crate::Votes::delegate_by_sig)
pub fn delegate_by_sig(letter: &Letter<'_>, genesis: &[u8; 32]) -> Result<(), Error> {
    let Letter { delegator, to, signed, signature } = letter;
    let next = signed.check::<Account>(nonce(delegator), host::now())?;
    let (nonce, expires_at) = (signed.nonce.to_le_bytes(), signed.expires_at.to_le_bytes());
    let message: [&[u8]; 7] = [&KIND, genesis, host::address(), *delegator, *to, &nonce, &expires_at];
    if !host::is_signed(signature, delegator, &message) {
        return Err(Error::WrongSignature);
    }
    Own::Nonce(delegator).with(|name| host::write(name, &next.to_le_bytes()));
    Ok(delegate(delegator, to)?)
}
