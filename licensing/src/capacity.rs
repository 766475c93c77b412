//! How many licenses of a plan live at once.
//!
//! A license lives until its grace is over, in license time: that moment is its *last*. For plans with a limit it is counted on
//! which day how many licenses have their last, so that the count of those that live follows by sweeping over days, without
//! looking at any license. What is paused or suspended has no last, and lives until it is known again.
//!
//! Days are those of license time here. A license stays in the count until its last day is over, so that the count may be too
//! high by the licenses of that day, and never too low.
//!
//! # Invariants
//! 1. Of plans with a limit: `live = held +` the lasts of all days from `swept` on.
//! 2. `latest_end` is not before the last of any license that is not held, unless that was moved to an earlier one.

use crate::{
    error::Error,
    license::{License, Status},
    life::Now,
    plan::Shelf,
    units::{day_of, Day, Millis},
};

/// The most days that are swept at once.
pub const MAX_SWEEP: u32 = 32;
/// How many days lie in a page.
pub const PAGE_DAYS: u32 = 32;

/// How many licenses have their last on each day of a page.
pub type Page = [u32; PAGE_DAYS as usize];

/// The lasts of one plan's licenses, in pages numbered by their first day by [`PAGE_DAYS`].
pub trait Lasts {
    /// A page; zeros if it is not there.
    fn read(&mut self, number: u32) -> Page;
    /// Stores a page; one of zeros need not be there.
    fn write(&mut self, number: u32, page: &Page);
}

impl<L: Lasts> Lasts for &mut L {
    fn read(&mut self, number: u32) -> Page {
        (**self).read(number)
    }

    fn write(&mut self, number: u32, page: &Page) {
        (**self).write(number, page);
    }
}

/// Changes of a plan's count. `lasts` are there only for plans with a limit: of others nothing but what is held and the latest
/// end is known.
pub struct Count<'a, L> {
    /// What is known of the plan.
    pub shelf: &'a mut Shelf,
    /// Its licenses' lasts.
    pub lasts: Option<L>,
}

impl<L: Lasts> Count<'_, L> {
    /// A license begins to live.
    pub fn enter(&mut self, last: Millis) {
        self.note(last);
        self.add(last);
    }

    /// A license's last is another one: it was renewed, canceled or transferred.
    pub fn shift(&mut self, from: Millis, to: Millis) {
        self.note(to);
        if day_of(from) != day_of(to) {
            self.remove(from);
            self.add(to);
        }
    }

    /// A license does not live any more.
    pub fn leave(&mut self, last: Millis) {
        self.remove(last);
    }

    /// A license has no last any more.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn hold(&mut self, last: Millis) {
        self.remove(last);
        // There are fewer than 2^32 licenses of a plan.
        self.shelf.held += 1;
        if self.lasts.is_some() {
            self.shelf.live += 1;
        }
    }

    /// A license that had no last has one again.
    pub fn unhold(&mut self, last: Millis) {
        self.leave_held();
        self.enter(last);
    }

    /// A license that had no last does not live any more.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn leave_held(&mut self) {
        // It was counted when it was held.
        self.shelf.held -= 1;
        if self.lasts.is_some() {
            self.shelf.live -= 1;
        }
    }

    /// Takes those out of the count whose last day is over, on at most [`MAX_SWEEP`] days. Says how many days were swept.
    #[allow(clippy::arithmetic_side_effects)]
    pub fn sweep(&mut self, today: Day) -> u32 {
        let Some(lasts) = &mut self.lasts else { return 0 };
        let shelf = &mut *self.shelf;
        if shelf.live == shelf.held {
            // No day has any: of a new plan no day was swept.
            shelf.swept = shelf.swept.max(today);
            return 0;
        }
        let from = shelf.swept;
        let end = today.min(from.saturating_add(MAX_SWEEP));
        while shelf.swept < end {
            let number = shelf.swept / PAGE_DAYS;
            let mut page = lasts.read(number);
            let mut ended = 0;
            // Days are below 2^32, and what is counted on them is at most what lives.
            while shelf.swept < end && shelf.swept / PAGE_DAYS == number {
                ended += core::mem::take(&mut page[(shelf.swept % PAGE_DAYS) as usize]);
                shelf.swept += 1;
            }
            if ended > 0 {
                shelf.live -= ended;
                lasts.write(number, &page);
            }
        }
        end.saturating_sub(from)
    }

    fn note(&mut self, last: Millis) {
        self.shelf.latest_end = self.shelf.latest_end.max(last);
    }

    /// Counts a license whose last day was not swept.
    #[allow(clippy::arithmetic_side_effects)]
    fn add(&mut self, last: Millis) {
        let day = day_of(last);
        let Some(lasts) = self.lasts.as_mut().filter(|_| day >= self.shelf.swept) else { return };
        let mut page = lasts.read(day / PAGE_DAYS);
        // There are fewer than 2^32 licenses of a plan.
        page[(day % PAGE_DAYS) as usize] += 1;
        self.shelf.live += 1;
        lasts.write(day / PAGE_DAYS, &page);
    }

    /// Takes a license out that is counted: its last day was not swept.
    #[allow(clippy::arithmetic_side_effects)]
    fn remove(&mut self, last: Millis) {
        let day = day_of(last);
        let Some(lasts) = self.lasts.as_mut().filter(|_| day >= self.shelf.swept) else { return };
        let mut page = lasts.read(day / PAGE_DAYS);
        // It was added, with this last.
        page[(day % PAGE_DAYS) as usize] -= 1;
        self.shelf.live -= 1;
        lasts.write(day / PAGE_DAYS, &page);
    }
}

impl Shelf {
    /// Whether licenses of this plan are counted.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        self.swept > 0
    }

    /// The plan gets a version with a limit. From its first license on all have to be counted.
    ///
    /// # Errors
    /// [`Error::SoldOut`] if there are licenses that were not.
    pub fn limit(&mut self, today: Day) -> Result<(), Error> {
        if self.is_limited() {
            return Ok(());
        }
        if self.sold > 0 {
            return Err(Error::SoldOut { most: self.sold });
        }
        self.swept = today;
        Ok(())
    }

    /// That there is room for one more license, as far as days were swept. A lapsed license needs room too, to be renewed.
    ///
    /// # Errors
    /// [`Error::SoldOut`]
    pub fn check_room(&self, max_active: Option<u32>, max_ever: Option<u32>) -> Result<(), Error> {
        for (count, most) in [(self.live, max_active), (self.sold, max_ever)] {
            if let Some(most) = most.filter(|most| count >= *most) {
                return Err(Error::SoldOut { most });
            }
        }
        Ok(())
    }
}

/// What a license is for the count of its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It lives until then, in license time.
    Until(Millis),
    /// It has no last.
    Held,
    /// It does not live.
    Over,
}

impl<A> License<A> {
    /// What the license is for the count of its plan. Canceled, it lives as long as something gives access that was not paid
    /// back: otherwise whoever cancels such a license would make room for one more.
    #[must_use]
    pub fn life(&self, now: Now) -> Life {
        match (self.status, self.open) {
            (Status::Live, Some(_)) => Life::Held,
            (Status::Live, None) => Life::Until(self.last()),
            (_, Some(_)) => Life::Over,
            (_, None) => {
                let uncut = self.recent.iter().filter(|record| record.cut == Millis::MAX && record.end > self.own(now));
                match uncut.map(|record| record.end).max() {
                    Some(end) => Life::Until(end.saturating_add_signed(self.shift)),
                    None => Life::Over,
                }
            }
        }
    }

    /// The last millisecond of its grace, in license time, as far as its gaps are closed.
    #[must_use]
    pub fn last(&self) -> Millis {
        self.licensed_end().saturating_add(self.newest().map_or(0, |record| record.grace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::DAY;
    use alloc::collections::BTreeMap;

    #[derive(Default)]
    struct Memory(BTreeMap<u32, Page>);

    impl Lasts for Memory {
        fn read(&mut self, number: u32) -> Page {
            self.0.get(&number).copied().unwrap_or_default()
        }

        fn write(&mut self, number: u32, page: &Page) {
            self.0.insert(number, *page);
        }
    }

    /// A plan that is limited from day 30 on.
    fn plan() -> (Shelf, Memory) {
        let mut shelf = Shelf::default();
        shelf.limit(30).unwrap();
        (shelf, Memory::default())
    }

    #[track_caller]
    fn check(shelf: &Shelf, live: u32, held: u32, swept: Day) {
        assert_eq!((shelf.live, shelf.held, shelf.swept), (live, held, swept));
    }

    #[test]
    fn sweep_waits_until_the_last_day_is_over() {
        let (mut shelf, mut memory) = plan();
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut memory) };
        count.enter(31 * DAY - 1);
        count.enter(31 * DAY);
        assert_eq!(count.sweep(30), 0);
        check(count.shelf, 2, 0, 30);
        assert_eq!(count.sweep(31), 1);
        check(count.shelf, 1, 0, 31);
        assert_eq!(count.sweep(32), 1);
        check(count.shelf, 0, 0, 32);
        assert_eq!(shelf.latest_end, 31 * DAY);
        assert!(memory.0.values().flatten().all(|ended| *ended == 0));
    }

    #[test]
    fn sweep_takes_32_days_at_once() {
        let (mut shelf, mut memory) = plan();
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut memory) };
        count.enter(61 * DAY);
        count.enter(62 * DAY);
        count.enter(99 * DAY);
        assert_eq!(count.sweep(1_000), 32);
        check(count.shelf, 2, 0, 62);
        assert_eq!(count.sweep(1_000), 32);
        check(count.shelf, 1, 0, 94);
        assert_eq!(count.sweep(1_000), 32);
        // The rest holds nothing: it is passed over.
        assert_eq!(count.sweep(1_000), 0);
        check(count.shelf, 0, 0, 1_000);
    }

    #[test]
    fn shift_moves_a_last() {
        let (mut shelf, mut memory) = plan();
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut memory) };
        count.enter(40 * DAY);
        count.shift(40 * DAY, 41 * DAY - 1);
        count.shift(41 * DAY - 1, 50 * DAY);
        count.sweep(50);
        check(count.shelf, 1, 0, 50);
        // One that has lapsed lives again.
        count.enter(60 * DAY);
        count.sweep(51);
        check(count.shelf, 1, 0, 51);
        count.shift(50 * DAY, 55 * DAY);
        check(count.shelf, 2, 0, 51);
    }

    #[test]
    fn what_is_held_lives() {
        let (mut shelf, mut memory) = plan();
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut memory) };
        count.enter(40 * DAY);
        count.hold(40 * DAY);
        count.enter(41 * DAY);
        count.sweep(42);
        check(count.shelf, 1, 1, 42);
        count.unhold(43 * DAY);
        check(count.shelf, 1, 0, 42);
        count.hold(43 * DAY);
        // Its last has passed meanwhile.
        count.unhold(41 * DAY);
        check(count.shelf, 0, 0, 42);
    }

    #[test]
    fn leave_frees_a_place_at_once() {
        let (mut shelf, mut memory) = plan();
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut memory) };
        count.enter(40 * DAY);
        count.enter(40 * DAY);
        count.leave(40 * DAY);
        check(count.shelf, 1, 0, 30);
        count.hold(40 * DAY);
        count.leave_held();
        check(count.shelf, 0, 0, 30);
        // It was swept before.
        count.enter(40 * DAY);
        count.sweep(50);
        count.leave(40 * DAY);
        check(count.shelf, 0, 0, 50);
    }

    #[test]
    fn plans_without_a_limit_know_what_is_held_and_the_latest_end() {
        let mut shelf = Shelf::default();
        let mut count = Count { shelf: &mut shelf, lasts: None::<Memory> };
        count.enter(40 * DAY);
        count.shift(40 * DAY, 35 * DAY);
        count.hold(35 * DAY);
        assert_eq!(count.sweep(60), 0);
        check(count.shelf, 0, 1, 0);
        count.unhold(50 * DAY);
        count.leave(50 * DAY);
        check(count.shelf, 0, 0, 0);
        assert_eq!(shelf.latest_end, 50 * DAY);
    }

    #[test]
    fn limit_comes_before_the_first_license() {
        let mut shelf = Shelf { sold: 1, ..Shelf::default() };
        assert_eq!(shelf.limit(30), Err(Error::SoldOut { most: 1 }));
        let (mut shelf, _) = plan();
        shelf.sold = 5;
        assert_eq!(shelf.limit(40), Ok(()));
        assert_eq!(shelf.swept, 30);
    }

    #[test]
    fn check_room_knows_both_limits() {
        let shelf = Shelf { live: 3, sold: 7, ..Shelf::default() };
        assert_eq!(shelf.check_room(None, None), Ok(()));
        assert_eq!(shelf.check_room(Some(4), Some(8)), Ok(()));
        assert_eq!(shelf.check_room(Some(3), Some(8)), Err(Error::SoldOut { most: 3 }));
        assert_eq!(shelf.check_room(Some(4), Some(7)), Err(Error::SoldOut { most: 7 }));
        assert_eq!(shelf.check_room(Some(0), None), Err(Error::SoldOut { most: 0 }));
    }
}
