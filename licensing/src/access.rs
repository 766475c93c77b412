//! What a license gave at any time, now or before.
//!
//! Of the records that were made by then, from the newest back, those that had not started are passed over: they were paid
//! ahead. The first other one decides. There are at most [`MAX_RECENT`](crate::license::MAX_RECENT) records ahead, so that after
//! a binary search over the pages of older records few of them are read.
//!
//! # Invariants
//! What a license gave at a past time never changes: later records were made later, records are cut and gaps begin and end at
//! the current time at the earliest, and a record that has ended before its license is canceled keeps its grace.

use crate::{
    license::{Access, Cause, Gap, License, Record, Status, PAGE},
    time::{gap_at, newest, own_time, shift_at},
    units::Millis,
};
use alloc::vec::Vec;

/// What of a license does not lie in its cell, and is read only if it must be.
pub trait History<A> {
    /// The [`PAGE`] records of a page below [`License::pages`], the oldest first.
    fn page(&mut self, number: u32) -> Vec<Record<A>>;
    /// The gaps that are over, the oldest first.
    fn gaps(&mut self) -> Vec<Gap>;
    /// License time at any time, see [`license_time`](crate::time::license_time).
    fn license_time(&mut self, at: Millis) -> Millis;
}

/// The record that decides, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided<A> {
    /// Its number, from 0.
    pub number: u32,
    /// The record.
    pub record: Record<A>,
    /// What the license gave.
    pub access: Access,
}

/// What the license's own cell says of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quick<'a, A> {
    /// The license gave access, by this record.
    Active(&'a Record<A>),
    /// It gave none; it may have been in its grace.
    Inactive,
    /// Older records or gaps decide: [`snapshot`] looks at them.
    Elsewhere,
}

/// Whether a license gave access at `at`, as far as its own cell tells: always for the current time, and for earlier ones as
/// long as there are no gaps and no need of older records. `time` is license time at `at`.
#[must_use]
pub fn active_now_or_past<A>(license: &License<A>, at: Millis, now: Millis, time: Millis) -> Quick<'_, A> {
    if license.open.is_some_and(|(from, _)| from <= at) {
        return Quick::Inactive;
    }
    if must_see_gaps(license, at, now) {
        return Quick::Elsewhere;
    }
    let own = own_time(time, license.shift);
    match license.recent.iter().rev().find(|record| record.decides(at, own)) {
        Some(record) if at < record.cut && own < record.end => Quick::Active(record),
        None if license.pages > 0 => Quick::Elsewhere,
        _ => Quick::Inactive,
    }
}

/// What a license gave at `at`; `None` before its first record.
pub fn snapshot<A: Copy>(
    license: &License<A>,
    at: Millis,
    now: Millis,
    history: &mut impl History<A>,
) -> Option<Decided<A>> {
    let (gaps, is_past) = if must_see_gaps(license, at, now) { (history.gaps(), true) } else { (Vec::new(), false) };
    let gap = gap_at(&gaps, license.open, at);
    // In a gap the record counts in which it began.
    let moment = gap.map_or(at, |(from, _)| from);
    let shift = if is_past { shift_at(&gaps, moment) } else { license.shift };
    let own = own_time(history.license_time(moment), shift);
    let (number, record) = decide(license, at, own, history)?;
    let is_over = at >= record.cut;
    // The record in which a license is canceled has no grace, if its end comes before that of the day.
    let has_grace = license.status != Status::Canceled || number != last(license);
    let access = match gap {
        _ if is_over => Access::None,
        Some((_, Cause::Paused)) => Access::Paused,
        Some((_, Cause::Suspended)) => Access::Suspended,
        _ if own < record.end => Access::Active,
        _ if has_grace && own <= record.end.saturating_add(record.grace) => Access::Grace,
        _ => Access::None,
    };
    Some(Decided { number, record, access })
}

/// Which holder had a license at `at`, by the number of those before. `count` is how many there were, and `until` tells for
/// each of them the first millisecond at which it was somebody else.
#[must_use]
#[allow(clippy::arithmetic_side_effects)]
pub fn tenure_at(count: u32, at: Millis, until: impl FnMut(u32) -> Millis) -> u32 {
    // At most `count`.
    newest(count, at, until).map_or(0, |over| over + 1)
}

/// Whether gaps that are over may matter. Now none does by itself, and the sum of their shifts is known.
const fn must_see_gaps<A>(license: &License<A>, at: Millis, now: Millis) -> bool {
    at < now && license.gaps > 0
}

/// How many records lie in pages.
#[allow(clippy::cast_possible_truncation)]
const fn older<A>(license: &License<A>) -> u32 {
    // A license has fewer than 2^30 pages: each takes blocks of the chain to fill.
    license.pages.wrapping_mul(PAGE as u32)
}

/// The number of the newest record.
#[allow(clippy::cast_possible_truncation)]
const fn last<A>(license: &License<A>) -> u32 {
    // As above; there always is one.
    older(license).wrapping_add(license.recent.len() as u32).wrapping_sub(1)
}

/// The record that decides, and its number.
#[allow(clippy::cast_possible_truncation, clippy::arithmetic_side_effects)]
fn decide<A: Copy>(
    license: &License<A>,
    at: Millis,
    own: Millis,
    history: &mut impl History<A>,
) -> Option<(u32, Record<A>)> {
    let newest_of = |records: &[Record<A>]| records.iter().rposition(|record| record.decides(at, own));
    if let Some(index) = newest_of(&license.recent) {
        // Records are counted by 32 bits, see `older`.
        return Some((older(license) + index as u32, license.recent[index]));
    }
    let (mut seen, mut records) = (u32::MAX, Vec::new());
    let mut number = newest(license.pages, at, |number| {
        (seen, records) = (number, history.page(number));
        records.first().map_or(Millis::MAX, |record: &Record<A>| record.created)
    })?;
    loop {
        if seen != number {
            (seen, records) = (number, history.page(number));
        }
        if let Some(index) = newest_of(&records) {
            return Some((number * PAGE as u32 + index as u32, records[index]));
        }
        number = number.checked_sub(1)?;
    }
}

impl<A> Record<A> {
    /// Whether the record had been made and had started.
    fn decides(&self, at: Millis, own: Millis) -> bool {
        self.created <= at && self.start <= own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        license::{Kind, Origin},
        revenue::Booking,
    };
    use alloc::vec;

    type Account = u8;

    const NOW: Millis = 1_000;

    fn record(created: Millis, start: Millis, end: Millis) -> Record<Account> {
        Record {
            kind: Kind::Renewal,
            created,
            start,
            end,
            plan: 1,
            version: 1,
            seats: 0,
            grace: 10,
            penalty: None,
            payer: 1,
            asset: 0,
            paid: 0,
            invoice: [0; 32],
            hash: [0; 32],
            cut: Millis::MAX,
            refunded: 0,
            parked: 0,
            split: 1,
            booking: Booking::default(),
            referral: Booking::default(),
        }
    }

    fn license(recent: Vec<Record<Account>>) -> License<Account> {
        License {
            holder: 1,
            tenure: 0,
            origin: Origin::Paid,
            status: Status::Live,
            family: 1,
            referrer: None,
            mandate: None,
            scheduled: None,
            gaps: 0,
            shift: 0,
            open: None,
            pauses: vec![],
            receipt: [0; 32],
            pages: 0,
            recent,
        }
    }

    /// Older pages and gaps; there are no outages.
    #[derive(Default)]
    struct Memory {
        pages: Vec<Vec<Record<Account>>>,
        gaps: Vec<Gap>,
        read: usize,
    }

    impl History<Account> for Memory {
        fn page(&mut self, number: u32) -> Vec<Record<Account>> {
            self.read = self.read.wrapping_add(1);
            self.pages[number as usize].clone()
        }

        fn gaps(&mut self) -> Vec<Gap> {
            self.gaps.clone()
        }

        fn license_time(&mut self, at: Millis) -> Millis {
            at
        }
    }

    #[track_caller]
    fn check(license: &License<Account>, memory: &mut Memory, at: Millis, expected: Option<(u32, Access)>) {
        let decided = snapshot(license, at, NOW, memory);
        assert_eq!(decided.map(|decided| (decided.number, decided.access)), expected, "at {at}");
        let quick = active_now_or_past(license, at, NOW, at);
        match decided {
            Some(Decided { record, access: Access::Active, .. }) => {
                assert!(matches!(quick, Quick::Elsewhere) || quick == Quick::Active(&record), "at {at}: {quick:?}");
            }
            _ => assert!(!matches!(quick, Quick::Active(_)), "at {at}: {quick:?}"),
        }
    }

    #[track_caller]
    fn rows(license: &License<Account>, memory: &mut Memory, rows: &[(Millis, Option<(u32, Access)>)]) {
        for (at, expected) in rows {
            check(license, memory, *at, *expected);
        }
    }

    #[test]
    fn snapshot_is_nothing_without_records() {
        check(&license(vec![]), &mut Memory::default(), 5, None);
    }

    #[test]
    fn snapshot_knows_the_edges_of_a_record() {
        let expected = [
            (0, None),
            (99, None),
            (100, Some((0, Access::Active))),
            (199, Some((0, Access::Active))),
            (200, Some((0, Access::Grace))),
            (210, Some((0, Access::Grace))), // 200 + 10
            (211, Some((0, Access::None))),
            (Millis::MAX, Some((0, Access::None))),
        ];
        rows(&license(vec![record(100, 100, 200)]), &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_gives_no_grace_in_the_record_that_was_canceled() {
        let canceled = License { status: Status::Canceled, ..license(vec![record(100, 100, 200)]) };
        let expected = [(199, Some((0, Access::Active))), (200, Some((0, Access::None)))];
        rows(&canceled, &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_keeps_the_grace_of_earlier_records_when_the_license_is_canceled() {
        let canceled =
            License { status: Status::Canceled, ..license(vec![record(100, 100, 200), record(205, 200, 300)]) };
        let expected =
            [(204, Some((0, Access::Grace))), (205, Some((1, Access::Active))), (300, Some((1, Access::None)))];
        rows(&canceled, &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_stops_at_the_cut() {
        let cut = Record { cut: 150, ..record(100, 100, 200) };
        let expected = [(149, Some((0, Access::Active))), (150, Some((0, Access::None)))];
        rows(&license(vec![cut]), &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_passes_over_what_is_paid_ahead() {
        let paid = license(vec![record(100, 100, 200), record(120, 200, 300), record(120, 300, 400)]);
        let expected = [
            (119, Some((0, Access::Active))),
            (199, Some((0, Access::Active))),
            (200, Some((1, Access::Active))),
            (300, Some((2, Access::Active))),
            (400, Some((2, Access::Grace))),
        ];
        rows(&paid, &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_of_a_gap_before_a_late_renewal_stays() {
        let late = license(vec![record(100, 100, 200), record(250, 250, 300)]);
        let expected =
            [(211, Some((0, Access::None))), (249, Some((0, Access::None))), (250, Some((1, Access::Active)))];
        rows(&late, &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_takes_the_last_record_of_one_time() {
        let upgraded = license(vec![Record { cut: 100, ..record(100, 100, 200) }, record(100, 100, 200)]);
        check(&upgraded, &mut Memory::default(), 100, Some((1, Access::Active)));
    }

    #[test]
    fn snapshot_knows_gaps() {
        let gaps = vec![
            Gap { cause: Cause::Paused, from: 120, to: 150, shift: 30 },
            Gap { cause: Cause::Suspended, from: 160, to: 170, shift: 0 },
        ];
        let mut memory = Memory { gaps, ..Memory::default() };
        let held = License {
            gaps: 2,
            shift: 30,
            open: Some((220, Cause::Suspended)),
            ..license(vec![record(100, 100, 150), record(100, 150, 200)])
        };
        let expected = [
            (119, Some((0, Access::Active))),
            (120, Some((0, Access::Paused))),
            (149, Some((0, Access::Paused))),
            (150, Some((0, Access::Active))),    // own time 120
            (160, Some((0, Access::Suspended))), // own time 130
            (169, Some((0, Access::Suspended))),
            (170, Some((0, Access::Active))), // own time 140
            (179, Some((0, Access::Active))),
            (180, Some((1, Access::Active))), // own time 150
            (219, Some((1, Access::Active))),
            (220, Some((1, Access::Suspended))),
            (NOW, Some((1, Access::Suspended))),
        ];
        rows(&held, &mut memory, &expected);
        assert_eq!(active_now_or_past(&held, 119, NOW, 119), Quick::Elsewhere);
        assert_eq!(active_now_or_past(&held, NOW, NOW, NOW), Quick::Inactive);
    }

    #[test]
    fn snapshot_of_a_gap_ends_with_the_cut() {
        let paused = License {
            status: Status::Canceled,
            open: Some((150, Cause::Paused)),
            ..license(vec![Record { cut: 170, ..record(100, 100, 200) }])
        };
        let expected = [(169, Some((0, Access::Paused))), (170, Some((0, Access::None)))];
        rows(&paused, &mut Memory::default(), &expected);
    }

    #[test]
    fn snapshot_searches_older_pages() {
        // 100 records of 10 ms each, made two by two: every other one is paid ahead.
        let record = |number: u64| record(number / 2 * 20, number * 10, number * 10 + 10);
        let pages: Vec<Vec<_>> = (0..24).map(|page| (page * 4..page * 4 + 4).map(record).collect()).collect();
        let mut memory = Memory { pages, ..Memory::default() };
        let long = License { pages: 24, ..license((96..100).map(record).collect()) };
        for at in 0..1_000 {
            memory.read = 0;
            check(&long, &mut memory, at, Some(((at / 10) as u32, Access::Active)));
            assert!(memory.read <= 7, "{} pages are read", memory.read); // log2(24) + the last page + one back
        }
        assert_eq!(active_now_or_past(&long, 959, NOW, 959), Quick::Elsewhere);
        assert!(matches!(active_now_or_past(&long, 960, NOW, 960), Quick::Active(_)));
    }

    #[test]
    fn tenure_at_counts_those_whose_time_is_over() {
        let until = [100, 100, 200];
        let tenure = |at| tenure_at(3, at, |number| until[number as usize]);
        assert_eq!([0, 99, 100, 199, 200, Millis::MAX].map(tenure), [0, 0, 2, 2, 3, 3]);
        assert_eq!(tenure_at(0, 5, |_| unreachable!("there is none")), 0);
    }
}
