//! Two clocks beside the chain's.
//!
//! *License time* is the chain's time less all outages: while one lasts it stands still. A license's *own time* is license time
//! less what its own gaps shift. Records say when they start and end in own time; so an outage moves the ends of all licenses by
//! one write, a pause those of one license.
//!
//! # Invariants
//! 1. License time never goes back, and never goes faster than the chain's.
//! 2. Outages open and close at the current time only: what license time was at any earlier time never changes. The same holds
//!    for own time, since gaps are added at the current time only.

use crate::{
    license::{Cause, Gap},
    units::Millis,
};

/// Why an outage does not begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// There is one already.
    OutageOpen {
        /// Since when.
        since: Millis,
    },
    /// There is none.
    NoOutage,
}

/// An outage that is over, stored by its number, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Outage {
    /// Its first millisecond.
    pub from: Millis,
    /// The first millisecond after it.
    pub to: Millis,
    /// How long all outages before it lasted together.
    pub before: Millis,
}

impl Outage {
    /// License time at `at`, which is not before this outage, and before the next one.
    #[allow(clippy::arithmetic_side_effects)]
    fn license_time(&self, at: Millis) -> Millis {
        // The outages before this one lie before `from`, one after the other, and this one from `from` to `to`.
        if at < self.to {
            self.from - self.before
        } else {
            at - (self.to - self.from) - self.before
        }
    }
}

/// What is known of outages without looking at each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Outages {
    /// How long those that are over lasted together.
    pub closed: Millis,
    /// Since when there is one.
    pub open: Option<Millis>,
    /// How many are over.
    pub count: u32,
}

impl Outages {
    /// License time at `now`, which is not before any outage's begin or end.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn now(&self, now: Millis) -> Millis {
        // What is over lies before `now` and before the open one, one after the other.
        self.open.unwrap_or(now) - self.closed
    }

    /// When license time reaches `time`, which it has not yet, if there is no other outage; `None` while there is one.
    #[must_use]
    pub fn reached(&self, time: Millis) -> Option<Millis> {
        self.open.is_none().then_some(time)?.checked_add(self.closed)
    }

    /// An outage begins.
    ///
    /// # Errors
    /// [`Error::OutageOpen`].
    pub fn open(&self, now: Millis) -> Result<Self, Error> {
        match self.open {
            Some(since) => Err(Error::OutageOpen { since }),
            None => Ok(Self { open: Some(now), ..*self }),
        }
    }

    /// The outage is over. It is to be stored under the number [`Outages::count`] of before.
    ///
    /// # Errors
    /// [`Error::NoOutage`].
    #[allow(clippy::arithmetic_side_effects)]
    pub fn close(&self, now: Millis) -> Result<(Self, Outage), Error> {
        let Self { closed, open, count } = *self;
        let from = open.ok_or(Error::NoOutage)?;
        // Each begins not before the one before has ended; there is at most one in a block.
        let outages = Self { closed: closed + (now - from), open: None, count: count + 1 };
        Ok((outages, Outage { from, to: now, before: closed }))
    }
}

/// License time at any time, now or before. `lookup` gives the outage of a number below [`Outages::count`].
#[must_use]
pub fn license_time(at: Millis, outages: &Outages, mut lookup: impl FnMut(u32) -> Outage) -> Millis {
    if outages.open.is_some_and(|since| since <= at) {
        return outages.now(at);
    }
    let mut found = None;
    let number = newest(outages.count, at, |number| {
        let outage = lookup(number);
        if outage.from <= at {
            found = Some(outage);
        }
        outage.from
    });
    // The last one that began in time is the one that was found: the search goes up from those.
    match (number, found) {
        (Some(_), Some(outage)) => outage.license_time(at),
        _ => at,
    }
}

/// The newest of `count` entries, in the order of their times, whose time is not after `at`. The last entry is looked at first,
/// because questions about the present are the usual ones; among entries of one time the last one counts.
#[must_use]
#[allow(clippy::arithmetic_side_effects)]
pub fn newest(count: u32, at: Millis, mut time: impl FnMut(u32) -> Millis) -> Option<u32> {
    // All below `low` are in time, all from `high` on are not; so `low <= middle < high`.
    let (mut low, mut high) = (0, count);
    let mut middle = count.checked_sub(1)?;
    while low < high {
        if time(middle) <= at {
            low = middle + 1;
        } else {
            high = middle;
        }
        middle = low + (high - low) / 2;
    }
    low.checked_sub(1)
}

/// The gap in which `at` lies: from when on, and why. `gaps` are those that are over, in the order of time, and `open` is the
/// other one.
#[must_use]
pub fn gap_at(gaps: &[Gap], open: Option<(Millis, Cause)>, at: Millis) -> Option<(Millis, Cause)> {
    let over = gaps.iter().find(|gap| gap.from <= at && at < gap.to).map(|gap| (gap.from, gap.cause));
    over.or(open.filter(|(from, _)| *from <= at))
}

/// How much later than in license time a license ended, as it was at `at`, for its gaps until then.
#[must_use]
#[allow(clippy::arithmetic_side_effects)]
pub fn shift_at(gaps: &[Gap], at: Millis) -> i64 {
    // Each is at most a license's length or that of the gap, and there are at most 80.
    gaps.iter().filter(|gap| gap.to <= at).map(|gap| gap.shift).sum()
}

/// A license's own time at license time `time`.
#[must_use]
pub const fn own_time(time: Millis, shift: i64) -> Millis {
    // Gaps lie one after the other before `time`, so that they shift by less. Before a license began its own time is of no
    // interest.
    if shift < 0 {
        time.saturating_add(shift.unsigned_abs())
    } else {
        time.saturating_sub(shift.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{vec, vec::Vec};

    /// Outages from 100 to 150, at 200 for no time at all, and from 200 to 260.
    fn three() -> (Outages, Vec<Outage>) {
        let (mut outages, mut entries) = (Outages::default(), vec![]);
        for (from, to) in [(100, 150), (200, 200), (200, 260)] {
            outages = outages.open(from).unwrap();
            let (closed, entry) = outages.close(to).unwrap();
            entries.push(entry);
            assert_eq!(closed.count as usize, entries.len());
            outages = closed;
        }
        (outages, entries)
    }

    #[track_caller]
    fn check(at: Millis, expected: Millis) {
        let (outages, entries) = three();
        assert_eq!(license_time(at, &outages, |number| entries[number as usize]), expected);
    }

    #[test]
    fn license_time_is_the_chains_before_any_outage() {
        check(0, 0);
        check(99, 99);
        assert_eq!(license_time(99, &Outages::default(), |_| unreachable!("there is none")), 99);
    }

    #[test]
    fn license_time_stands_still_in_an_outage() {
        check(100, 100);
        check(101, 100);
        check(149, 100);
        check(150, 100);
    }

    #[test]
    fn license_time_goes_on_between_outages() {
        check(151, 101);
        check(199, 149); // 199 - 50
        check(200, 150);
        check(259, 150);
        check(260, 150);
    }

    #[test]
    fn license_time_after_all_outages_lacks_their_sum() {
        check(261, 151); // 261 - 50 - 60
        let (outages, _) = three();
        assert_eq!(outages.now(261), 151);
        assert_eq!(outages.closed, 110);
    }

    #[test]
    fn license_time_stands_still_while_an_outage_is_open() {
        let (outages, entries) = three();
        let open = outages.open(300).unwrap();
        let look = |at| license_time(at, &open, |number| entries[number as usize]);
        assert_eq!([299, 300, 301, u64::MAX].map(look), [189, 190, 190, 190]);
        assert_eq!(open.now(1_000), 190);
    }

    #[test]
    fn license_time_of_now_looks_at_one_outage() {
        let (outages, entries) = three();
        let mut looked = vec![];
        let _ = license_time(1_000, &outages, |number| {
            looked.push(number);
            entries[number as usize]
        });
        assert_eq!(looked, [2]);
    }

    #[test]
    fn open_refuses_a_second_outage() {
        let open = Outages::default().open(5).unwrap();
        assert_eq!(open.open(6), Err(Error::OutageOpen { since: 5 }));
    }

    #[test]
    fn close_refuses_without_an_outage() {
        assert_eq!(Outages::default().close(6), Err(Error::NoOutage));
    }

    #[test]
    fn reached_adds_what_is_over() {
        let (outages, _) = three();
        assert_eq!(outages.reached(151), Some(261));
        assert_eq!(outages.open(300).unwrap().reached(400), None);
        assert_eq!(outages.reached(Millis::MAX), None);
    }

    #[track_caller]
    fn check_newest(times: &[Millis], at: Millis, expected: Option<u32>) {
        assert_eq!(newest(times.len() as u32, at, |number| times[number as usize]), expected);
    }

    #[test]
    fn newest_is_the_last_that_is_not_after() {
        check_newest(&[], 5, None);
        check_newest(&[6], 5, None);
        check_newest(&[5], 5, Some(0));
        check_newest(&[5, 5, 5], 5, Some(2));
        check_newest(&[1, 5, 9], 4, Some(0));
        check_newest(&[1, 5, 9], 8, Some(1));
        check_newest(&[1, 5, 9], 9, Some(2));
    }

    const GAPS: [Gap; 3] = [
        Gap { cause: Cause::Paused, from: 10, to: 20, shift: 10 },
        Gap { cause: Cause::Suspended, from: 20, to: 30, shift: 0 },
        Gap { cause: Cause::Transferred, from: 40, to: 40, shift: -5 },
    ];

    #[track_caller]
    fn check_gap(at: Millis, gap: Option<(Millis, Cause)>, shift: i64) {
        assert_eq!(gap_at(&GAPS, Some((50, Cause::Suspended)), at), gap, "at {at}");
        assert_eq!(shift_at(&GAPS, at), shift, "at {at}");
    }

    #[test]
    fn gaps_hold_from_their_begin_and_shift_from_their_end() {
        check_gap(0, None, 0);
        check_gap(9, None, 0);
        check_gap(10, Some((10, Cause::Paused)), 0);
        check_gap(19, Some((10, Cause::Paused)), 0);
        check_gap(20, Some((20, Cause::Suspended)), 10);
        check_gap(29, Some((20, Cause::Suspended)), 10);
        check_gap(30, None, 10);
        check_gap(39, None, 10);
        check_gap(40, None, 5);
        check_gap(49, None, 5);
        check_gap(50, Some((50, Cause::Suspended)), 5);
        check_gap(Millis::MAX, Some((50, Cause::Suspended)), 5);
    }

    #[test]
    fn own_time_goes_either_way() {
        assert_eq!(own_time(100, 0), 100);
        assert_eq!(own_time(100, 30), 70);
        assert_eq!(own_time(100, -30), 130);
        assert_eq!(own_time(20, 30), 0);
        assert_eq!(own_time(Millis::MAX, i64::MIN), Millis::MAX);
    }
}
