//! The life of a license: what it takes to change it, and what then becomes of its money.
//!
//! ```text
//!  purchase, gift, grant, trial
//!            │
//!            ▼        pause, suspend
//!          Live ◀──────────────────────▶ held (a gap is open)
//!            │         resume, lift
//!            ├── renew, renew_for, change: Live, with one record more
//!            ├── transfer: Live, with another holder
//!            ├── its end passes: in grace, then over; a renewal makes it live again
//!            ├── cancel ──▶ Canceled
//!            └── revoke ──▶ Revoked
//! ```
//!
//! Each function decides first and then books: where it refuses, nothing is changed. Money arrives and leaves elsewhere; what
//! is to be paid, or paid back, is said.
//!
//! # Invariants
//! 1. Of each record `paid = refunded + parked + earned + ahead`, where `ahead` is what its bookings still have to earn.
//! 2. Nothing but what was not earned is ever paid back, and only to whom paid it.
//! 3. What a license gave at a past time never changes: a record gives access only after it was made, and is cut only from
//!    now on.

mod buy;
mod change;
mod end;
mod hold;
mod pass;

pub use buy::{give, purchase, renew, renew_for, target, Given, Payment, Target};
pub use change::{schedule, upgrade, Higher, Upgraded};
pub use end::{cancel, revoke, Refunds};
pub use hold::{lift, pause, resume, suspend};
pub use pass::transfer;

use crate::{
    error::Error,
    license::{Kind, License, Record, Status, MAX_AHEAD, MAX_RECENT, PAGE},
    plan::Plan,
    revenue::{self, Beneficiary, Booking, Streams},
    units::{day_of, AssetId, Bps, Day, LicenseId, Millis, PlanId, Version, DAY},
};
use scale::Encode;

/// The time of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The chain's time.
    pub real: Millis,
    /// License time: the chain's time without that of outages.
    pub licensed: Millis,
}

impl Now {
    /// The day that income of now belongs to.
    #[must_use]
    pub const fn today(self) -> Day {
        day_of(self.real)
    }
}

/// Hashes receipts.
pub trait Hash {
    /// The hash of bytes.
    fn hash(&mut self, bytes: &[u8]) -> [u8; 32];

    /// The hash of a value's encoding, but for so many bytes at its end.
    fn hash_front(&mut self, value: &impl Encode, behind: usize) -> [u8; 32] {
        let bytes = value.encode();
        self.hash(bytes.get(..bytes.len().saturating_sub(behind)).unwrap_or(&bytes))
    }
}

impl<F: FnMut(&[u8]) -> [u8; 32]> Hash for F {
    fn hash(&mut self, bytes: &[u8]) -> [u8; 32] {
        self(bytes)
    }
}

/// How many bytes of an encoded record lie behind what its hash is of: cut, two amounts, split, two bookings.
const UNSEALED: usize = 8 + 16 + 16 + 4 + 2 * Booking::LENGTH;

/// What the hash of a license's first record is chained to.
#[must_use]
pub fn first_hash(license: LicenseId) -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&license.0.to_le_bytes());
    hash
}

/// A new record before it is booked.
struct Sale<'a, A> {
    kind: Kind,
    plan: PlanId,
    version: Version,
    terms: &'a Plan<A>,
    seats: u16,
    payer: A,
    asset: AssetId,
    amount: u128,
    start: Millis,
    end: Millis,
    from: Day,
    days: u32,
    invoice: [u8; 32],
    /// The most that a keeper gets; it never gets more than a day's income.
    keeper: u128,
}

impl<A: Copy + Eq + Encode> License<A> {
    /// Whether a record can be added at this time, after [`Self::overflow`].
    fn has_room(&self, today: Day) -> bool {
        let ahead = self.recent.iter().filter(|record| record.ahead(today) > 0).count();
        ahead < MAX_AHEAD && self.recent.len() < MAX_RECENT
    }

    /// Takes the oldest records out if there is no room for one more: they belong into a page of their own, the one with the
    /// number [`Self::pages`] before this call. Only records that nothing can change any more are taken; if they can, the
    /// next record is refused.
    pub fn overflow(&mut self, now: Now) -> Option<[Record<A>; PAGE]> {
        if self.recent.len() < MAX_RECENT {
            return None;
        }
        let (today, own) = (now.today(), self.own(now));
        let oldest: [Record<A>; PAGE] = *self.recent.first_chunk()?;
        let is_settled = |record: &Record<A>| record.ahead(today) == 0 && record.parked == 0 && record.end <= own;
        // One that was cut gives no more access, whenever it was to end.
        let is_over = |record: &Record<A>| is_settled(record) || (record.cut <= now.real && record.ahead(today) == 0);
        if !oldest.iter().all(is_over) {
            return None;
        }
        self.recent.drain(..PAGE);
        self.pages = self.pages.wrapping_add(1);
        Some(oldest)
    }

    /// Adds a record and books its income; tells what the keeper gets of it.
    fn append(&mut self, sale: Sale<'_, A>, now: Now, streams: &mut impl Streams<A>, hash: &mut impl Hash) -> u128 {
        let Sale { kind, plan, version, terms, seats, payer, asset, amount, start, end, from, days, invoice, keeper } =
            sale;
        let today = now.today();
        // Nobody earns by what he pays or has himself, also where the license came to him later.
        let referrer = self.referrer.filter(|referrer| *referrer != payer && *referrer != self.holder);
        let share = if referrer.is_some() { terms.referral.of_floor(amount) } else { 0 };
        // Cannot underflow: a share is at most the whole.
        let mut booking = Booking::of(amount.wrapping_sub(share), from, days);
        let fee = keeper.min(booking.daily);
        booking.fee = fee;
        let split = Beneficiary::Split(terms.split);
        let booking = revenue::book(streams, asset, &split, &booking, today);
        let mut referral = Booking { from, to: from.saturating_add(days), ..Booking::default() };
        if let Some(referrer) = referrer {
            let to = Beneficiary::Referrer(referrer);
            referral = revenue::book(streams, asset, &to, &Booking::of(share, from, days), today);
        }
        let mut record = Record {
            kind,
            created: now.real,
            start,
            end,
            plan,
            version,
            seats,
            grace: if amount > 0 || matches!(kind, Kind::Purchase | Kind::Renewal | Kind::Upgrade) {
                terms.grace
            } else {
                0
            },
            penalty: terms.penalty(),
            payer,
            asset,
            paid: amount,
            invoice,
            hash: self.receipt,
            cut: Millis::MAX,
            refunded: 0,
            parked: 0,
            split: terms.split,
            booking,
            referral,
        };
        record.hash = hash.hash_front(&record, UNSEALED);
        self.receipt = record.hash;
        self.recent.push(record);
        fee
    }
}

impl<A> License<A> {
    /// The license's own time.
    #[must_use]
    pub const fn own(&self, now: Now) -> Millis {
        now.licensed.saturating_sub_signed(self.shift)
    }

    /// The newest record. There always is one.
    #[must_use]
    pub fn newest(&self) -> Option<&Record<A>> {
        self.recent.last()
    }

    /// When the license ends, in its own time.
    #[must_use]
    pub fn end(&self) -> Millis {
        self.newest().map_or(0, |record| record.end)
    }

    /// When the license ends, in license time, as far as its gaps are closed.
    #[must_use]
    pub fn licensed_end(&self) -> Millis {
        self.end().saturating_add_signed(self.shift)
    }

    /// Whether the licensee cannot get another license of this plan: while the license gives access, also what is left of it
    /// after a cancel, can be renewed without a gap, or is held.
    #[must_use]
    pub fn is_live(&self, now: Now) -> bool {
        if self.status != Status::Live {
            return self.open.is_none_or(|(from, _)| from > now.real) && self.left(now).is_some();
        }
        let grace = self.newest().map_or(0, |record| record.grace);
        self.open.is_some() || self.own(now) <= self.end().saturating_add(grace)
    }

    /// Whether the license is one of a plan, now or until its renewal. What is held goes on later, where it stood: how far that
    /// was is not known here if there were outages since, so that it may be one for longer than it is.
    #[must_use]
    pub fn is_under(&self, plan: PlanId, now: Now) -> bool {
        let held = self.open.map_or(0, |(from, _)| now.real.saturating_sub(from));
        let own = self.own(now).saturating_sub(held);
        let lasts = |record: &Record<A>| record.plan == plan && record.cut > now.real && record.end > own;
        self.newest().is_some_and(|newest| newest.plan == plan) || self.recent.iter().any(lasts)
    }

    /// Until when a license gives access that was ended before its time, in its own time: what cannot be paid back stays.
    #[must_use]
    pub fn left(&self, now: Now) -> Option<Millis> {
        let own = self.own(now);
        self.recent.iter().filter(|record| record.cut > now.real && record.end > own).map(|record| record.end).max()
    }

    /// That the license goes on and is not held.
    ///
    /// # Errors
    /// [`Error::NotLive`], [`Error::Held`].
    pub fn check_free(&self) -> Result<(), Error> {
        if self.status != Status::Live {
            return Err(Error::NotLive);
        }
        match self.open {
            Some((since, _)) => Err(Error::Held { since }),
            None => Ok(()),
        }
    }

    /// That the license goes on, is not held and has not ended.
    fn check_running(&self, now: Now) -> Result<(), Error> {
        self.check_free()?;
        if self.own(now) >= self.end() {
            return Err(Error::Ended { end: self.end() });
        }
        Ok(())
    }

    /// On which day of the chain the license ends, if nothing changes; in the past if it has.
    fn end_day(&self, now: Now) -> Day {
        let (own, end) = (self.own(now), self.end());
        // Cannot overflow: the longest license is 2^20 days.
        day_of(if end > own {
            now.real.saturating_add(end.wrapping_sub(own))
        } else {
            now.real.saturating_sub(own.wrapping_sub(end))
        })
    }
}

impl<A> Record<A> {
    /// What is not earned yet by the end of the day before.
    #[must_use]
    pub fn ahead(&self, today: Day) -> u128 {
        if self.parked > 0 {
            return 0;
        }
        // Cannot overflow: parts of what was paid.
        self.booking.remaining(today).wrapping_add(self.referral.remaining(today))
    }

    /// What is not earned once today is over.
    #[must_use]
    pub fn unearned(&self, today: Day) -> u128 {
        if self.parked > 0 {
            return 0;
        }
        // As above.
        self.booking.unearned(today).wrapping_add(self.referral.unearned(today))
    }
}

impl<A: Copy> Record<A> {
    /// Takes what is earned after today off the streams of a record; tells how much it is. What is left of its bookings is
    /// what today still earns.
    fn unbook(&mut self, referrer: Option<A>, today: Day, streams: &mut impl Streams<A>) -> [Booking; 2] {
        let split = Beneficiary::Split(self.split);
        let removed = revenue::unbook(streams, self.asset, &split, &self.booking, today);
        self.booking = self.booking.without(&removed);
        let mut shared = Booking::default();
        if let Some(referrer) = referrer {
            if self.referral.amount() > 0 {
                let to = Beneficiary::Referrer(referrer);
                shared = revenue::unbook(streams, self.asset, &to, &self.referral, today);
                self.referral = self.referral.without(&shared);
            }
        }
        [removed, shared]
    }
}

/// The sum of two bookings.
fn sum(bookings: &[Booking; 2]) -> u128 {
    // Cannot overflow: parts of what was paid.
    bookings[0].amount().wrapping_add(bookings[1].amount())
}

/// The part of an amount that is left, with and without the penalty.
fn refund(unearned: u128, penalty: Bps) -> u128 {
    // Cannot underflow: a penalty is at most the whole.
    unearned.wrapping_sub(penalty.of_ceil(unearned))
}

/// The length of so many days. Cannot overflow: below 2^59.
const fn days(count: u32) -> Millis {
    (count as Millis).wrapping_mul(DAY)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;
