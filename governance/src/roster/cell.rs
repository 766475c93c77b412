//! The roster in its cell.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | since when this roster is so |
//! | 4 | how many rosters were before it |
//! | 4 | the last tenure that was given |
//! | for each seat: an account's | the holder |
//! | 4 | the tenure; 0 for nobody |
//! | 8 | the end of the term |
//! | 8 | the end of the last suspension |

// Offsets are those of at most 15 seats.
#![allow(clippy::arithmetic_side_effects)]

use super::{Error, Settings, Status, HOLDOVER, MAX_SEATS};
use crate::units::Millis;
use alloc::vec::Vec;

const HEADER: usize = 16;
/// What a seat has beside its holder.
const TERM: usize = 20;

/// The most bytes of a roster whose accounts have `account` bytes.
#[must_use]
pub const fn room(account: usize) -> usize {
    HEADER + MAX_SEATS as usize * (account + TERM)
}

fn take<const K: usize>(bytes: &[u8], at: usize) -> [u8; K] {
    let mut taken = [0; K];
    taken.copy_from_slice(&bytes[at..at + K]);
    taken
}

#[inline(never)]
fn get_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(take(bytes, at))
}

#[inline(never)]
fn get_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(take(bytes, at))
}

/// An appointment, as far as it is not the account that was appointed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// Its number, from 1; 0 for nobody's.
    pub tenure: u32,
    /// When it ends, in milliseconds; this millisecond belongs to it.
    pub end: Millis,
    /// When its last suspension ends or ended, in milliseconds; this millisecond does not belong to the suspension.
    pub suspended_until: Millis,
}

impl Term {
    /// Whether somebody holds the seat at a time: in their term, or as long after it as holders stay.
    #[must_use]
    pub fn is_filled(&self, at: Millis) -> bool {
        self.tenure != 0 && at <= self.end + HOLDOVER
    }

    /// Whether the seat is suspended at a time, if anybody holds it.
    #[must_use]
    pub fn is_suspended(&self, at: Millis) -> bool {
        at < self.suspended_until
    }

    /// What the seat is at a time.
    #[must_use]
    pub fn status(&self, at: Millis) -> Status {
        if !self.is_filled(at) {
            Status::Vacant
        } else if self.is_suspended(at) {
            Status::Suspended
        } else if at > self.end {
            Status::Holdover
        } else {
            Status::Filled
        }
    }
}

/// A roster, as it lies in its cell; accounts have `N` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roster<'a, const N: usize>(pub &'a [u8]);

impl<'a, const N: usize> Roster<'a, N> {
    /// Since when the roster is so.
    #[must_use]
    pub fn since(&self) -> Millis {
        get_u64(self.0, 0)
    }

    /// How many rosters were before it.
    #[must_use]
    pub fn earlier(&self) -> u32 {
        get_u32(self.0, 8)
    }

    /// The last tenure that was given.
    #[must_use]
    pub fn appointed(&self) -> u32 {
        get_u32(self.0, 12)
    }

    /// How many seats there are.
    #[must_use]
    pub fn seats(&self) -> u8 {
        (self.0.len().saturating_sub(HEADER) / (N + TERM)) as u8
    }

    /// The seat's appointment. A seat that there is not has nobody's.
    #[must_use]
    #[inline(never)]
    pub fn term(&self, seat: u8) -> Term {
        if seat >= self.seats() {
            return Term::default();
        }
        let at = place::<N>(seat) + N;
        Term { tenure: get_u32(self.0, at), end: get_u64(self.0, at + 4), suspended_until: get_u64(self.0, at + 12) }
    }

    /// The account that was appointed, for a seat that somebody holds.
    #[must_use]
    #[inline(never)]
    pub fn holder(&self, seat: u8) -> &'a [u8; N] {
        match self.0[place::<N>(seat)..].first_chunk() {
            Some(holder) => holder,
            None => unreachable!("each seat has room for its holder"),
        }
    }

    /// Whether the account holds the seat at a time.
    #[must_use]
    #[inline(never)]
    pub fn holds(&self, seat: u8, account: &[u8; N], at: Millis) -> bool {
        self.term(seat).is_filled(at) && self.holder(seat) == account
    }

    /// The seat that an account holds at a time.
    #[must_use]
    #[inline(never)]
    pub fn seat_of(&self, account: &[u8; N], at: Millis) -> Option<u8> {
        (0..self.seats()).find(|seat| self.holds(*seat, account, at))
    }
}

const fn place<const N: usize>(seat: u8) -> usize {
    HEADER + seat as usize * (N + TERM)
}

fn put<const N: usize>(cell: &mut [u8], seat: u8, holder: &[u8; N], term: &Term) {
    let Term { tenure, end, suspended_until } = *term;
    let row = &mut cell[place::<N>(seat)..][..N + TERM];
    row[..N].copy_from_slice(holder);
    row[N..N + 4].copy_from_slice(&tenure.to_le_bytes());
    row[N + 4..N + 12].copy_from_slice(&end.to_le_bytes());
    row[N + 12..].copy_from_slice(&suspended_until.to_le_bytes());
}

/// The cell of a committee that is deployed now with these holders.
///
/// # Errors
/// Those of [`Settings::check`]; [`Error::AlreadySeated`] for an account that is named twice.
pub fn found<const N: usize>(settings: &Settings, holders: &[Option<[u8; N]>], now: Millis) -> Result<Vec<u8>, Error> {
    let seats = settings.check(holders.len(), now)?;
    let mut cell = alloc::vec![0; place::<N>(seats)];
    cell[..8].copy_from_slice(&now.to_le_bytes());
    let mut tenure = 0u32;
    for (seat, holder) in (0..).zip(holders) {
        let Some(holder) = holder else { continue };
        if let Some(seat) = Roster::<N>(&cell).seat_of(holder, now) {
            return Err(Error::AlreadySeated { seat });
        }
        tenure += 1;
        put(&mut cell, seat, holder, &Term { tenure, end: settings.term_end(seat, now), suspended_until: 0 });
    }
    cell[12..HEADER].copy_from_slice(&tenure.to_le_bytes());
    Ok(cell)
}

/// Changes a seat of the present roster. Tells under which number the roster as it was must be kept: under none if it was
/// not so at any past time, because it began at this very moment.
///
/// Cannot overflow: 2^32 changes would fill the chain.
pub fn change<const N: usize>(cell: &mut [u8], seat: u8, holder: &[u8; N], term: &Term, now: Millis) -> Option<u32> {
    let roster = Roster::<N>(cell);
    let (since, earlier) = (roster.since(), roster.earlier());
    let kept = (since < now).then_some(earlier);
    if kept.is_some() {
        cell[..8].copy_from_slice(&now.to_le_bytes());
        cell[8..12].copy_from_slice(&(earlier + 1).to_le_bytes());
    }
    if term.tenure > Roster::<N>(cell).appointed() {
        cell[12..HEADER].copy_from_slice(&term.tenure.to_le_bytes());
    }
    put(cell, seat, holder, term);
    kept
}

/// The cell of the roster at a time: the present one, or one of the earlier ones, which are read by their numbers; `None`
/// before the first.
///
/// Looks back in steps that double, because most questions are about yesterday.
pub fn in_force<'a, const N: usize>(
    present: &'a [u8],
    at: Millis,
    mut read: impl FnMut(u32) -> &'a [u8],
) -> Option<&'a [u8]> {
    let roster = Roster::<N>(present);
    if roster.since() <= at {
        return Some(present);
    }
    // Those from `above` on begin after the time.
    let mut above = roster.earlier();
    let mut step = 1u32;
    let (mut below, mut found) = loop {
        if above == 0 {
            return None;
        }
        let number = above.saturating_sub(step);
        let cell = read(number);
        if Roster::<N>(cell).since() <= at {
            break (number, cell);
        }
        above = number;
        step = step.saturating_mul(2);
    };
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        let cell = read(middle);
        if Roster::<N>(cell).since() <= at {
            (below, found) = (middle, cell);
        } else {
            above = middle;
        }
    }
    Some(found)
}

/// Who counts in a vote of the committee; bit `s` of a field stands for seat `s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Standing {
    /// How many seats the committee has.
    pub seats: u8,
    /// The seats that somebody held at the snapshot, suspended or in holdover or not: the denominator.
    pub filled: u16,
    /// Those of them that the same tenure still holds, not suspended: their votes count for approval.
    pub counting: u16,
    /// Those of them that are in their term: their votes count for objections, too.
    pub regular: u16,
}

/// Who counts at a time in a vote with this snapshot, given the rosters of both times.
#[must_use]
pub fn standing<const N: usize>(
    seats: u8,
    then: Roster<'_, N>,
    snapshot: Millis,
    later: Roster<'_, N>,
    at: Millis,
) -> Standing {
    let mut standing = Standing { seats, ..Standing::default() };
    for seat in 0..seats {
        let bit = 1 << seat;
        let term = then.term(seat);
        if !term.is_filled(snapshot) {
            continue;
        }
        standing.filled |= bit;
        let now = later.term(seat);
        if now.tenure != term.tenure {
            continue;
        }
        match now.status(at) {
            Status::Filled => {
                standing.counting |= bit;
                standing.regular |= bit;
            }
            Status::Holdover => standing.counting |= bit,
            Status::Vacant | Status::Suspended => {}
        }
    }
    standing
}
