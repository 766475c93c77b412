//! How balances, delegates and checkpoints lie in cells of bytes.
//!
//! A storage write costs as much as thousands of bytes, so what changes together lies together: one cell has all of an
//! account that a transfer changes. Each field has a fixed width and a fixed place, little-endian, because a byte of code
//! costs on every call.
//!
//! | part | key | bytes |
//! | --- | --- | --- |
//! | `Head` | owner | balance (16), full pages (4), [`State`] (1), delegate (N), the newest checkpoints (24 each, at most 32) |
//! | `Page` | owner, page | the 32 checkpoints of a full page, which never changes again |
//! | `Directory` | owner, page / 512 | when each of 512 pages begins (8 each) |
//!
//! A checkpoint is a time (8) and the votes from that time on (16). The token as a whole is an owner like any other: its
//! balance is the supply, its votes are the voting units that exist.

// Offsets wrap instead of being checked, because each one is then compared with the bounds of its cell.
#![allow(clippy::arithmetic_side_effects)]

use crate::units::Millis;
use core::ops::DerefMut;

/// The bytes of a checkpoint.
pub const CHECKPOINT: usize = 24;
/// How many checkpoints a page has, and a head at most.
pub const PER_PAGE: u32 = 32;
/// The bytes of a full page.
pub const PAGE: usize = CHECKPOINT * PER_PAGE as usize;
/// How many pages a directory has at most.
pub const PER_DIRECTORY: u32 = 512;
/// The bytes of a full directory.
pub const DIRECTORY: usize = 8 * PER_DIRECTORY as usize;

const PAGES: usize = 16;
const STATE: usize = 20;
const DELEGATE: usize = 21;

/// Whose cell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a, const N: usize> {
    /// The token as a whole.
    Token,
    /// An account.
    Account(&'a [u8; N]),
}

/// Which of an owner's cells it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// What changes.
    Head = 0,
    /// Old checkpoints.
    Page = 1,
    /// Where to look for them.
    Directory = 2,
}

/// The name of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a, const N: usize> {
    /// Whose cell it is.
    pub owner: Owner<'a, N>,
    /// Which of the owner's.
    pub part: Part,
    /// The number of the page or directory, from 0; else 0.
    pub number: u32,
}

impl<const N: usize> Key<'_, N> {
    /// The first byte of the names of the token's own cells; those of accounts are below it.
    pub const TOKEN: u8 = 4;

    /// The bytes under which a machine stores the cell, as many as an account and five: no two keys have the same.
    pub fn put(&self, bytes: &mut [u8]) {
        bytes[0] = self.part as u8;
        match self.owner {
            Owner::Token => bytes[0] |= Self::TOKEN,
            Owner::Account(account) => bytes[1..=N].copy_from_slice(account),
        }
        bytes[1 + N..5 + N].copy_from_slice(&self.number.to_le_bytes());
    }
}

/// Where cells are stored.
pub trait Cells<const N: usize> {
    /// Memory in which a cell is read and changed.
    type Bytes: DerefMut<Target = [u8]>;

    /// A cell in memory of `most` bytes, zeros behind it, and how many bytes it has: none if it was never written.
    fn read(&mut self, key: &Key<'_, N>, most: usize) -> (Self::Bytes, usize);

    /// Replaces a cell.
    fn write(&mut self, key: &Key<'_, N>, bytes: &[u8]);
}

/// Whose votes an account's units are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Its own.
    Own = 0,
    /// Its delegate's.
    Delegated = 1,
    /// Nobody's: it has no units.
    Excluded = 2,
}

/// An owner's head.
#[derive(Clone, Debug)]
pub struct Head<B, const N: usize> {
    bytes: B,
    length: usize,
}

#[inline(never)]
pub(super) fn get_u64(bytes: &[u8], at: usize) -> u64 {
    let mut taken = [0; 8];
    taken.copy_from_slice(&bytes[at..at.wrapping_add(8)]);
    u64::from_le_bytes(taken)
}

#[inline(never)]
pub(super) fn get_u128(bytes: &[u8], at: usize) -> u128 {
    let mut taken = [0; 16];
    taken.copy_from_slice(&bytes[at..at.wrapping_add(16)]);
    u128::from_le_bytes(taken)
}

#[inline(never)]
fn put_u128(bytes: &mut [u8], at: usize, value: u128) {
    bytes[at..at.wrapping_add(16)].copy_from_slice(&value.to_le_bytes());
}

impl<B: DerefMut<Target = [u8]>, const N: usize> Head<B, N> {
    /// Where the checkpoints begin.
    const TAIL: usize = DELEGATE + N;
    /// The most bytes of a head.
    pub const MOST: usize = Self::TAIL + PAGE;

    /// Reads a head; that of an owner who never had anything if there is none.
    #[inline(never)]
    pub fn read<C: Cells<N, Bytes = B>>(cells: &mut C, owner: Owner<'_, N>) -> Self {
        let (bytes, length) = cells.read(&Key { owner, part: Part::Head, number: 0 }, Self::MOST);
        Self { bytes, length: length.max(Self::TAIL) }
    }

    /// All of it, as it is stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// What the owner has; of the token, what exists.
    #[must_use]
    pub fn balance(&self) -> u128 {
        get_u128(&self.bytes, 0)
    }

    pub(super) fn set_balance(&mut self, balance: u128) {
        put_u128(&mut self.bytes, 0, balance);
    }

    /// How many full pages lie behind the checkpoints in here.
    #[must_use]
    pub fn pages(&self) -> u32 {
        get_u64(&self.bytes, PAGES) as u32
    }

    pub(super) fn set_pages(&mut self, pages: u32) {
        self.bytes[PAGES..STATE].copy_from_slice(&pages.to_le_bytes());
    }

    /// Whose votes the owner's units are.
    #[must_use]
    pub fn state(&self) -> State {
        match self.bytes[STATE] {
            0 => State::Own,
            1 => State::Delegated,
            _ => State::Excluded,
        }
    }

    /// The delegate, if the state is [`State::Delegated`]; else zeros.
    #[must_use]
    pub fn delegate(&self) -> [u8; N] {
        let mut delegate = [0; N];
        delegate.copy_from_slice(&self.bytes[DELEGATE..Self::TAIL]);
        delegate
    }

    pub(super) fn set_state(&mut self, state: State, delegate: &[u8; N]) {
        self.bytes[STATE] = state as u8;
        self.bytes[DELEGATE..Self::TAIL].copy_from_slice(delegate);
    }

    /// The checkpoints in here, oldest first.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.bytes[Self::TAIL..self.length]
    }

    /// The votes now.
    #[must_use]
    pub fn votes(&self) -> u128 {
        if self.length == Self::TAIL {
            return 0;
        }
        get_u128(&self.bytes, self.length - 16)
    }

    /// Notes the votes from now on. Tells whether there is no room: then nothing changed.
    pub(super) fn note(&mut self, now: Millis, votes: u128) -> bool {
        // What changes twice at one time has one checkpoint; a chain's time never runs backwards.
        if self.length == Self::TAIL || get_u64(&self.bytes, self.length - CHECKPOINT) < now {
            if self.length == Self::MOST {
                return false;
            }
            self.bytes[self.length..][..8].copy_from_slice(&now.to_le_bytes());
            self.length += CHECKPOINT;
        }
        put_u128(&mut self.bytes, self.length - 16, votes);
        true
    }

    /// Forgets the checkpoints, which are on a page now.
    pub(super) fn turn(&mut self) {
        self.length = Self::TAIL;
        self.set_pages(self.pages() + 1);
    }
}
