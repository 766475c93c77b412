//! Questions about the past.

// Numbers of checkpoints and pages are below 2^32 each, and what is divided is smaller than what divides it; see each line.
#![allow(clippy::arithmetic_side_effects)]

use super::{
    cell::{get_u128, get_u64, Cells, Head, Key, Owner, Part, CHECKPOINT, DIRECTORY, PAGE, PER_DIRECTORY, PER_PAGE},
    FutureLookup,
};
use crate::units::Millis;

/// Votes from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Checkpoint {
    /// The time.
    pub at: Millis,
    /// The votes from this time until the next checkpoint's.
    pub votes: u128,
}

/// Whether a time can be asked for.
///
/// # Errors
/// [`FutureLookup`] unless it is before now: at this very time votes can still move.
#[inline(always)]
pub const fn check_past(at: Millis, now: Millis) -> Result<(), FutureLookup> {
    if at >= now {
        return Err(FutureLookup { at, now });
    }
    Ok(())
}

/// How many of the records, each beginning with its time, are not after a time.
#[inline(never)]
fn known(records: &[u8], width: usize, at: Millis) -> usize {
    let (mut low, mut high) = (0, records.len() / width);
    while low < high {
        let middle = (low + high) / 2;
        if get_u64(records, middle * width) <= at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The votes at a time by these checkpoints; `None` if all of them are after it.
#[inline(never)]
fn votes_by(checkpoints: &[u8], at: Millis) -> Option<u128> {
    let place = known(checkpoints, CHECKPOINT, at).checked_sub(1)?;
    Some(get_u128(checkpoints, place * CHECKPOINT + 8))
}

/// The votes of an owner at a time, which [`check_past`] has let through: one cell to read if the time is among the newest 32
/// checkpoints, else three, and one more for each 16,384 checkpoints that are newer.
#[inline(never)]
pub fn past<C: Cells<N>, const N: usize>(cells: &mut C, owner: Owner<'_, N>, at: Millis) -> u128 {
    let head = Head::read(cells, owner);
    if let Some(votes) = votes_by(head.tail(), at) {
        return votes;
    }
    let mut directory = head.pages().div_ceil(PER_DIRECTORY);
    while directory > 0 {
        directory -= 1;
        let (begins, length) = cells.read(&Key { owner, part: Part::Directory, number: directory }, DIRECTORY);
        let pages = known(&begins[..length], 8, at) as u32;
        if pages > 0 {
            let number = directory * PER_DIRECTORY + pages - 1;
            let (page, length) = cells.read(&Key { owner, part: Part::Page, number }, PAGE);
            return votes_by(&page[..length], at).unwrap_or(0);
        }
    }
    0
}

/// How many checkpoints an owner has.
pub fn checkpoint_count<C: Cells<N>, const N: usize>(cells: &mut C, owner: Owner<'_, N>) -> u64 {
    let head = Head::read(cells, owner);
    u64::from(head.pages()) * u64::from(PER_PAGE) + (head.tail().len() / CHECKPOINT) as u64
}

/// A checkpoint of an owner's, from 0; `None` behind the last one.
pub fn checkpoint<C: Cells<N>, const N: usize>(cells: &mut C, owner: Owner<'_, N>, index: u64) -> Option<Checkpoint> {
    let head = Head::read(cells, owner);
    let number = index / u64::from(PER_PAGE);
    let place = (index % u64::from(PER_PAGE)) as usize * CHECKPOINT;
    let at = |bytes: &[u8]| {
        (place < bytes.len()).then(|| Checkpoint { at: get_u64(bytes, place), votes: get_u128(bytes, place + 8) })
    };
    let pages = u64::from(head.pages());
    if number < pages {
        let (page, length) = cells.read(&Key { owner, part: Part::Page, number: number as u32 }, PAGE);
        return at(&page[..length]);
    }
    if number > pages {
        return None;
    }
    at(head.tail())
}
