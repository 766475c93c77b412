//! Income that is earned day by day.
//!
//! What somebody pays for a time is not income yet: it is earned evenly over the days of that time, and what is not earned can
//! go back. A [`Stream`] adds up all bookings of one beneficiary in one asset. It keeps what a day earns, and for each day only
//! by how much that changes and what the day earns besides ([`DayIncome`]): so a booking of any length touches three days at
//! most, and so does taking back its remainder.
//!
//! # Invariants
//! 1. A day's income never changes once the day is over: [`release`] reads only days before today, [`book`] and [`earn`] add to
//!    today and later, [`unbook`] takes from days after today.
//! 2. Everything booked or earned, less everything unbooked, is what was released and what is released some day, to the last
//!    unit.
//!
//! # Overflows
//! None: a booking is at most [`MAX_AMOUNT`](crate::units::MAX_AMOUNT), and whoever keeps the streams refuses payments in an
//! asset whose sum would reach 2^127. All rates, changes, lumps and releases are sums of parts of such payments, each counted
//! once with either sign, so that they lie between -2^127 and 2^127. Were that broken, the arithmetic would trap.

use crate::units::{AssetId, Day, SplitId};
use alloc::vec::Vec;

/// How many days lie in a page.
pub const PAGE_DAYS: u32 = 32;

/// Who earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Beneficiary<A> {
    /// The members of a split.
    Split(SplitId),
    /// Who brought the buyer.
    Referrer(A),
}

/// All streams, as far as bookings need them.
pub trait Streams<A> {
    /// From `day` on, each day earns `slope` more; `day` alone earns `lump` besides. Either may be negative.
    fn add(&mut self, asset: AssetId, to: &Beneficiary<A>, day: Day, slope: i128, lump: i128);
}

/// An amount that is earned evenly over days.
///
/// # Invariants
/// `amount = daily * (to - from) + rest - fee`; `rest` is earned on the last day; `fee`, at most `daily`, was earned by somebody
/// else on the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Booking {
    /// The first day.
    pub from: Day,
    /// The first day after the last one.
    pub to: Day,
    /// What is earned on each.
    pub daily: u128,
    /// What is earned on the last one besides.
    pub rest: u32,
    /// What a keeper took out of the first one.
    pub fee: u128,
}

impl Booking {
    /// The bytes of its encoding.
    pub const LENGTH: usize = 4 + 4 + 16 + 4 + 16;

    /// Spreads `amount` over `days`, which are at least 1: 0 counts as 1.
    ///
    /// # Rounding
    /// Down for each day; the last one earns what is missing.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn of(amount: u128, from: Day, days: u32) -> Self {
        let days = if days == 0 { 1 } else { days };
        let (daily, rest) = divide(amount, days);
        // Below 2^32: plans end some hundreds of years after blocks' times.
        Self { from, to: from + days, daily, rest, fee: 0 }
    }

    /// All of it.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub fn amount(&self) -> u128 {
        // See the invariants.
        times(self.daily, self.to - self.from) + u128::from(self.rest) - self.fee
    }

    /// The part that is earned on `day` and later.
    #[must_use]
    pub fn since(&self, day: Day) -> Self {
        if day <= self.from {
            *self
        } else if day < self.to {
            Self { from: day, fee: 0, ..*self }
        } else {
            Self { from: self.to, to: self.to, ..Self::default() }
        }
    }

    /// What was not earned before `today`.
    #[must_use]
    pub fn remaining(&self, today: Day) -> u128 {
        self.since(today).amount()
    }

    /// What is not earned once `today` is over: what [`unbook`] takes back.
    #[must_use]
    pub fn unearned(&self, today: Day) -> u128 {
        self.since(after(today)).amount()
    }

    /// What stays when a part from some day on is taken out.
    #[must_use]
    pub fn without(&self, removed: &Self) -> Self {
        if removed.from == removed.to {
            *self
        } else if removed.from == self.from {
            self.none()
        } else {
            Self { to: removed.from, rest: 0, ..*self }
        }
    }

    /// Nothing, on the same first day.
    #[must_use]
    pub fn none(&self) -> Self {
        Self { from: self.from, to: self.from, ..Self::default() }
    }

    /// Adds this to a stream, or takes it out of it.
    #[allow(clippy::arithmetic_side_effects, clippy::cast_possible_wrap)]
    fn enter<A>(&self, streams: &mut impl Streams<A>, asset: AssetId, to: &Beneficiary<A>, out: bool) {
        if self.from == self.to {
            return;
        }
        // At most `MAX_AMOUNT`.
        let (daily, rest, fee) = (self.daily as i128, i128::from(self.rest), self.fee as i128);
        let (daily, rest, fee) = if out { (-daily, -rest, -fee) } else { (daily, rest, fee) };
        let mut add = |day, slope, lump| {
            if slope != 0 || lump != 0 {
                streams.add(asset, to, day, slope, lump);
            }
        };
        add(self.from, daily, -fee);
        // `from` is below `to`.
        add(self.to - 1, 0, rest);
        add(self.to, -daily, 0);
    }
}

/// What happens to a stream on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct DayIncome {
    /// How much more each day earns from this one on; below 0: less.
    pub slope: i128,
    /// What this day alone earns besides.
    pub lump: i128,
}

/// What a beneficiary earns in an asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Stream {
    /// What the last day that was released has earned, without its lump.
    pub rate: u128,
    /// The first day that was not released.
    pub next: Day,
}

/// Adds `booking` to a stream; what lies before `today` is earned today. Gives the part that is still ahead, today included.
#[must_use]
pub fn book<A>(
    streams: &mut impl Streams<A>,
    asset: AssetId,
    to: &Beneficiary<A>,
    booking: &Booking,
    today: Day,
) -> Booking {
    let ahead = booking.since(today);
    ahead.enter(streams, asset, to, false);
    #[allow(clippy::arithmetic_side_effects)]
    // The whole is at least its part: the fee is at most what the first day earns.
    earn(streams, asset, to, today, booking.amount() - ahead.amount());
    ahead
}

/// Takes back what `booking` earns after `today`, and gives it. What was given by [`book`] is taken back at most once.
#[must_use]
pub fn unbook<A>(
    streams: &mut impl Streams<A>,
    asset: AssetId,
    to: &Beneficiary<A>,
    booking: &Booking,
    today: Day,
) -> Booking {
    let removed = booking.since(after(today));
    removed.enter(streams, asset, to, true);
    removed
}

/// Lets `amount` be earned today.
#[allow(clippy::cast_possible_wrap)]
pub fn earn<A>(streams: &mut impl Streams<A>, asset: AssetId, to: &Beneficiary<A>, today: Day, amount: u128) {
    if amount != 0 {
        // At most `MAX_AMOUNT`.
        streams.add(asset, to, today, 0, amount as i128);
    }
}

/// What a stream has earned before `today`, on at most `max_days` days more than were released. `page` reads a page by its
/// number, which is that of its first day by [`PAGE_DAYS`]; a page with nothing in it need not be there.
///
/// Gives the stream as it is then, the amount, and the pages that were there and are over.
pub fn release(
    stream: &Stream,
    today: Day,
    max_days: u32,
    mut page: impl FnMut(u32) -> Option<[DayIncome; PAGE_DAYS as usize]>,
) -> (Stream, u128, Vec<u32>) {
    let Stream { mut rate, mut next } = *stream;
    let (mut amount, mut over) = (0u128, Vec::new());
    let end = today.min(next.saturating_add(max_days));
    while next < end {
        let number = next / PAGE_DAYS;
        // No day is in the last page of all.
        #[allow(clippy::arithmetic_side_effects)]
        let page_end = (number + 1) * PAGE_DAYS;
        let stop = page_end.min(end);
        if let Some(days) = page(number) {
            let first = (next % PAGE_DAYS) as usize;
            // `next` is below `stop`, and both in the page.
            #[allow(clippy::arithmetic_side_effects)]
            let count = (stop - next) as usize;
            for day in days.iter().skip(first).take(count) {
                // What a day earns is never negative; sums stay below 2^127, see the module.
                #[allow(clippy::arithmetic_side_effects)]
                {
                    rate = plus(rate, day.slope);
                    amount = plus(amount + rate, day.lump);
                }
            }
            if stop == page_end {
                over.push(number);
            }
        } else {
            #[allow(clippy::arithmetic_side_effects)]
            // As above.
            {
                amount += times(rate, stop - next);
            }
        }
        next = stop;
    }
    (Stream { rate, next }, amount, over)
}

/// The day after.
#[allow(clippy::arithmetic_side_effects)]
const fn after(today: Day) -> Day {
    // The days of blocks' times are below 2^31 for more than 5 million years.
    today + 1
}

/// A sum that is not negative, of numbers below 2^127.
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_wrap, clippy::cast_sign_loss)]
fn plus(one: u128, other: i128) -> u128 {
    let sum = one as i128 + other;
    debug_assert!(sum >= 0, "income of a day below 0");
    sum as u128
}

/// `number / by` and what is left. `by` is not 0.
///
/// By limbs of 32 bits: the division of 128 bits is a kilobyte of code.
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
pub(crate) const fn divide(mut number: u128, by: u32) -> (u128, u32) {
    let (mut quotient, mut rest, mut limb) = (0u128, 0u64, 0);
    while limb < 4 {
        let part = (rest << 32) | (number >> 96) as u64;
        number <<= 32;
        quotient = (quotient << 32) | (part / by as u64) as u128;
        rest = part % by as u64;
        limb += 1;
    }
    (quotient, rest as u32)
}

/// `number * by`, by limbs of 32 bits, as [`divide`]; what does not fit traps.
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
pub(crate) const fn times(mut number: u128, by: u32) -> u128 {
    let (mut product, mut carry, mut limb) = (0u128, 0u64, 0);
    while limb < 4 {
        // At most (2^32 - 1)^2 + 2^32 - 1.
        carry += (number as u32 as u64) * by as u64;
        number >>= 32;
        product = (product >> 32) | ((carry as u32 as u128) << 96);
        carry >>= 32;
        limb += 1;
    }
    assert!(carry == 0, "product above 128 bits");
    product
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::units::MAX_AMOUNT;
    use alloc::{collections::BTreeMap, vec};

    type Account = u8;

    const SPLIT: Beneficiary<Account> = Beneficiary::Split(7);

    /// The pages of one stream.
    #[derive(Default)]
    struct Memory(BTreeMap<u32, [DayIncome; PAGE_DAYS as usize]>);

    impl Streams<Account> for Memory {
        fn add(&mut self, asset: AssetId, to: &Beneficiary<Account>, day: Day, slope: i128, lump: i128) {
            assert_eq!((asset, to), (3, &SPLIT));
            let page = self.0.entry(day / PAGE_DAYS).or_default();
            let income = &mut page[(day % PAGE_DAYS) as usize];
            *income = DayIncome { slope: income.slope + slope, lump: income.lump + lump };
        }
    }

    impl Memory {
        /// What each of the days of a range earns.
        fn days(&self, from: Day, to: Day) -> Vec<u128> {
            let mut stream = Stream { rate: 0, next: 0 };
            (stream, _, _) = release(&stream, from, u32::MAX, |page| self.0.get(&page).copied());
            let mut amounts = vec![];
            for day in from..to {
                let (next, amount, _) = release(&stream, day + 1, u32::MAX, |page| self.0.get(&page).copied());
                amounts.push(amount);
                stream = next;
            }
            amounts
        }
    }

    #[track_caller]
    fn check_of(amount: u128, days: u32, daily: u128, rest: u32) {
        let booking = Booking::of(amount, 100, days);
        assert_eq!(booking, Booking { from: 100, to: 100 + days.max(1), daily, rest, fee: 0 });
        assert_eq!(booking.amount(), amount);
    }

    #[test]
    fn of_spreads_an_amount() {
        check_of(0, 30, 0, 0);
        check_of(1, 30, 0, 1);
        check_of(29, 30, 0, 29);
        check_of(30, 30, 1, 0);
        check_of(100, 30, 3, 10);
        check_of(100, 1, 100, 0);
        check_of(100, 0, 100, 0);
        check_of(MAX_AMOUNT, 1, MAX_AMOUNT, 0);
        // 2^32 is 101 more than that many days, so that 101^4 - 1 is left.
        check_of(u128::MAX, u32::MAX - 100, u128::MAX / (u128::from(u32::MAX) - 100), 104_060_400);
    }

    #[test]
    fn since_keeps_the_days_from_one_on() {
        let booking = Booking { from: 10, to: 13, daily: 5, rest: 2, fee: 4 }; // 1, 5, 7
        assert_eq!(booking.amount(), 13);
        assert_eq!([0, 10, 11, 12, 13, 99].map(|day| booking.remaining(day)), [13, 13, 12, 7, 0, 0]);
        assert_eq!([0, 9, 10, 11, 12, 13].map(|day| booking.unearned(day)), [13, 13, 12, 7, 0, 0]);
        assert_eq!(booking.since(12), Booking { from: 12, to: 13, daily: 5, rest: 2, fee: 0 });
        assert_eq!(booking.since(13), Booking { from: 13, to: 13, ..Booking::default() });
    }

    #[test]
    fn book_lets_each_day_earn_its_part() {
        let mut memory = Memory::default();
        let booking = Booking { fee: 20, ..Booking::of(100, 31, 3) };
        assert_eq!(book(&mut memory, 3, &SPLIT, &booking, 30), booking);
        assert_eq!(memory.days(30, 35), [0, 13, 33, 34, 0]);
    }

    #[test]
    fn book_lets_today_earn_what_is_late() {
        let mut memory = Memory::default();
        let booking = Booking { fee: 20, ..Booking::of(100, 31, 3) };
        let ahead = book(&mut memory, 3, &SPLIT, &booking, 33);
        assert_eq!(ahead, Booking { from: 33, to: 34, daily: 33, rest: 1, fee: 0 });
        assert_eq!(memory.days(31, 35), [0, 0, 80, 0]); // 33 - 20 + 33 + 34
    }

    #[test]
    fn book_lets_today_earn_all_that_is_over() {
        let mut memory = Memory::default();
        let ahead = book(&mut memory, 3, &SPLIT, &Booking::of(100, 31, 3), 34);
        assert_eq!(ahead, Booking { from: 34, to: 34, ..Booking::default() });
        assert_eq!(memory.days(31, 36), [0, 0, 0, 100, 0]);
    }

    #[test]
    fn unbook_takes_back_what_comes_after_today() {
        for (today, removed, days) in [
            (30, 80, [0, 0, 0, 0]),
            (31, 67, [13, 0, 0, 0]),
            (32, 34, [13, 33, 0, 0]),
            (33, 0, [13, 33, 34, 0]),
            (99, 0, [13, 33, 34, 0]),
        ] {
            let mut memory = Memory::default();
            let booking = Booking { fee: 20, ..Booking::of(100, 31, 3) };
            let booking = book(&mut memory, 3, &SPLIT, &booking, 30);
            assert_eq!(booking.unearned(today), removed);
            assert_eq!(unbook(&mut memory, 3, &SPLIT, &booking, today).amount(), removed);
            assert_eq!(memory.days(31, 35), days);
        }
    }

    #[test]
    fn nothing_is_written_for_nothing() {
        let mut memory = Memory::default();
        let _ = book(&mut memory, 3, &SPLIT, &Booking::of(0, 31, 3), 30);
        earn(&mut memory, 3, &SPLIT, 30, 0);
        assert!(memory.0.is_empty());
    }

    #[track_caller]
    fn check_release(today: Day, max_days: u32, next: Day, amount: u128, over: &[u32]) {
        let mut memory = Memory::default();
        let _ = book(&mut memory, 3, &SPLIT, &Booking::of(1_000, 30, 100), 30);
        let mut read = vec![];
        let (stream, released, pages) = release(&Stream { rate: 0, next: 30 }, today, max_days, |page| {
            read.push(page);
            memory.0.get(&page).copied()
        });
        assert_eq!((stream.next, released, &*pages), (next, amount, over));
        assert!(read.is_sorted_by(|one, other| one < other), "a page is read twice");
    }

    #[test]
    fn release_gives_elapsed_days_only() {
        check_release(0, 99, 30, 0, &[]);
        check_release(30, 99, 30, 0, &[]);
        check_release(31, 99, 31, 10, &[]);
        check_release(32, 99, 32, 20, &[0]);
        check_release(33, 99, 33, 30, &[0]);
        check_release(130, 999, 130, 1_000, &[0]); // Days 30 to 129, page 4 is not over.
        check_release(159, 999, 159, 1_000, &[0]);
        check_release(160, 999, 160, 1_000, &[0, 4]);
        check_release(900, u32::MAX, 900, 1_000, &[0, 4]);
    }

    #[test]
    fn release_stops_after_so_many_days() {
        check_release(900, 0, 30, 0, &[]);
        check_release(900, 1, 31, 10, &[]);
        check_release(900, 2, 32, 20, &[0]);
        check_release(900, 34, 64, 340, &[0]);
        check_release(900, 100, 130, 1_000, &[0]);
    }

    #[test]
    fn times_and_divide_know_their_limits() {
        assert_eq!(times(0, 0), 0);
        assert_eq!(times(u128::MAX, 1), u128::MAX);
        assert_eq!(times(1 << 96, u32::MAX), u128::from(u32::MAX) << 96);
        assert_eq!(times(u128::MAX / u128::from(u32::MAX), u32::MAX), u128::MAX);
        assert_eq!(divide(0, 7), (0, 0));
        assert_eq!(divide(u128::MAX, 1), (u128::MAX, 0));
        assert_eq!(divide(u128::MAX, u32::MAX), (u128::MAX / u128::from(u32::MAX), 0));
        assert_eq!(divide(u128::MAX - 1, u32::MAX), (u128::MAX / u128::from(u32::MAX) - 1, u32::MAX - 1));
    }

    #[test]
    #[should_panic = "product above 128 bits"]
    fn times_traps_above_128_bits() {
        let _ = times(1 << 97, 1 << 31);
    }
}
