//! What is rare: the token's making, its minter and its authority.

use crate::{
    facts::{Error, ExclusionEnded, ExclusionStarted, Transfer},
    machine::{book, Own},
    token::joined,
};
use atelier_governance::votes::{LARGEST_CAP, MAX_EXCLUDED};
use atelier_host::{self as host, entry::Input, Account, ACCOUNT};

/// The most holders that the constructor takes.
pub const MOST_HOLDERS: usize = 100;
/// The bytes of the settings: name and symbol of at most 63 bytes, each behind its length, and all behind them.
const SETTINGS: usize = 2 * 64 + 1 + 16 + 3 * 32;

/// What the constructor fixes for good.
pub struct Settings {
    /// Like all text, at most 63 bytes.
    pub name: &'static [u8],
    /// The short name.
    pub symbol: &'static [u8],
    /// How many decimals clients show.
    pub decimals: u8,
    /// The most that can exist.
    pub cap: u128,
    /// Who makes tokens.
    pub minter: &'static Account,
    /// Who excludes and includes.
    pub authority: &'static Account,
    /// The hash of the chain's first block.
    pub genesis: &'static [u8; 32],
}

impl Settings {
    /// Reads settings as they are encoded.
    #[inline(never)]
    pub fn read(input: &mut Input) -> Self {
        let mut text = || {
            let length = input.short_count();
            input.bytes(length)
        };
        Self {
            name: text(),
            symbol: text(),
            decimals: input.byte(),
            cap: input.u128(),
            minter: input.account_here(),
            authority: input.account_here(),
            genesis: input.hash_here(),
        }
    }

    /// The bytes of their encoding.
    #[must_use]
    pub fn length(&self) -> usize {
        // A byte in front of each text says how long it is.
        SETTINGS - 2 * 63 + self.name.len() + self.symbol.len()
    }

    /// Whether this token was made.
    #[must_use]
    pub fn are_stored() -> bool {
        Own::Settings.with(|name| host::read(name, host::memory(SETTINGS))) > 0
    }

    /// The settings of this token.
    #[must_use]
    #[inline(never)]
    pub fn load() -> Self {
        let bytes = host::memory(SETTINGS);
        let length = Own::Settings.with(|name| host::read(name, bytes));
        Self::read(&mut Input::of_bytes(&bytes[..length]))
    }
}

/// [`Votes::new`](crate::Votes::new)
pub fn instantiate(
    encoded: &[u8],
    settings: &Settings,
    holders: &[(&Account, u128)],
    excluded: &[&Account],
) -> Result<(), Error> {
    if settings.cap > LARGEST_CAP {
        return Err(Error::CapTooLarge(settings.cap));
    }
    if holders.len() > MOST_HOLDERS {
        return Err(Error::TooManyHolders(holders.len() as u32));
    }
    Own::Settings.with(|name| host::write(name, encoded));
    // First, so that what they get never counts.
    for account in excluded {
        start_exclusion(account)?;
    }
    for (account, amount) in holders {
        make(account, *amount, settings.cap)?;
    }
    Ok(())
}

/// Makes tokens.
#[inline(never)]
fn make(to: &Account, amount: u128, cap: u128) -> Result<(), Error> {
    let mut book = book();
    if book.mint(to, amount, cap)? {
        book.close();
        host::emit::<Transfer>(joined(&[&[0, 1], to, &amount.to_le_bytes()]).bytes());
    }
    Ok(())
}

/// [`Votes::mint`](crate::Votes::mint)
pub fn mint(to: &Account, amount: u128) -> Result<(), Error> {
    let (caller, settings) = (host::caller(), Settings::load());
    if caller != settings.minter {
        return Err(Error::NotMinter((*caller).into()));
    }
    make(to, amount, settings.cap)
}

/// The bytes of the excluded accounts at most.
const EXCLUDED: usize = ACCOUNT * MAX_EXCLUDED;

/// [`Votes::excluded`](crate::Votes::excluded)
#[must_use]
pub fn excluded() -> &'static [Account] {
    let (bytes, length) = listed();
    bytes[..length].as_chunks().0
}

#[inline(never)]
fn listed() -> (&'static mut [u8; EXCLUDED], usize) {
    let bytes = host::array();
    let length = Own::Excluded.with(|name| host::read(name, bytes));
    (bytes, length)
}

fn check_authority() -> Result<(), Error> {
    let caller = host::caller();
    if caller != Settings::load().authority {
        return Err(Error::NotAuthority((*caller).into()));
    }
    Ok(())
}

/// [`Votes::exclude`](crate::Votes::exclude)
pub fn exclude(account: &Account) -> Result<(), Error> {
    check_authority()?;
    start_exclusion(account)
}

#[inline(never)]
fn start_exclusion(account: &Account) -> Result<(), Error> {
    let (bytes, length) = listed();
    let mut book = book();
    let units = book.exclude(account, length / ACCOUNT)?;
    book.close();
    // There is room for one more, or the rules had refused.
    bytes[length..][..ACCOUNT].copy_from_slice(account);
    Own::Excluded.with(|name| host::write(name, &bytes[..length + ACCOUNT]));
    host::emit::<ExclusionStarted>(joined(&[account, &units.to_le_bytes()]).bytes());
    Ok(())
}

/// [`Votes::include`](crate::Votes::include)
pub fn include(account: &Account) -> Result<(), Error> {
    check_authority()?;
    let (bytes, length) = listed();
    let mut book = book();
    let units = book.include(account)?;
    book.close();
    // The last one takes the place of the one that goes; the order means nothing.
    let last = length - ACCOUNT;
    let place = bytes.as_chunks().0.iter().position(|listed| listed == account);
    if let Some(place) = place {
        bytes.copy_within(last..length, place * ACCOUNT);
    }
    Own::Excluded.with(|name| match last {
        0 => host::clear(name),
        _ => host::write(name, &bytes[..last]),
    });
    host::emit::<ExclusionEnded>(joined(&[account, &units.to_le_bytes()]).bytes());
    Ok(())
}
