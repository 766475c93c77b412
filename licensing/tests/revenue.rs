//! Random bookings: the streams earn on every day what a plain list of days says, and no unit is lost or made.

use atelier_licensing::{
    revenue::{book, earn, release, unbook, Beneficiary, Booking, DayIncome, Stream, Streams, PAGE_DAYS},
    units::{AssetId, Day},
};
use splits_model::Random;
use std::collections::BTreeMap;

type Account = u8;
type Page = [DayIncome; PAGE_DAYS as usize];

const START: Day = 20_000;
/// After all bookings of a trace.
const END: Day = START + 32 * 400;
const PLACES: [(AssetId, Beneficiary<Account>); 5] = [
    (0, Beneficiary::Split(1)),
    (0, Beneficiary::Split(2)),
    (0, Beneficiary::Referrer(1)),
    (5, Beneficiary::Split(1)),
    (5, Beneficiary::Referrer(1)),
];

/// The cells of all streams.
#[derive(Default)]
struct Cells(Vec<BTreeMap<u32, Page>>);

impl Streams<Account> for Cells {
    fn add(&mut self, asset: AssetId, to: &Beneficiary<Account>, day: Day, slope: i128, lump: i128) {
        let place = PLACES.iter().position(|place| *place == (asset, *to)).unwrap();
        let income = &mut self.0[place].entry(day / PAGE_DAYS).or_default()[(day % PAGE_DAYS) as usize];
        income.slope += slope;
        income.lump += lump;
    }
}

/// What was sold, and what each day from the sale on earns of it.
struct Sold {
    place: usize,
    booking: Booking,
    days: Vec<(Day, u128)>,
}

impl Sold {
    fn from(&self, day: Day) -> u128 {
        self.days.iter().filter(|(on, _)| *on >= day).map(|(_, amount)| amount).sum()
    }
}

struct World {
    today: Day,
    cells: Cells,
    streams: Vec<Stream>,
    sold: Vec<Sold>,
    /// What was taken back and can be booked again, as after a pause.
    parked: Vec<(usize, Booking)>,
    /// What each day from [`START`] on earns, by stream.
    earned: Vec<Vec<u128>>,
    paid: u128,
    refunded: u128,
    released: u128,
}

impl World {
    fn new() -> Self {
        let count = PLACES.len();
        Self {
            today: START,
            cells: Cells(vec![BTreeMap::new(); count]),
            streams: vec![Stream { rate: 0, next: START }; count],
            sold: vec![],
            parked: vec![],
            earned: vec![vec![0; (END - START) as usize]; count],
            paid: 0,
            refunded: 0,
            released: 0,
        }
    }

    fn day(&mut self, place: usize, day: Day) -> &mut u128 {
        &mut self.earned[place][(day - START) as usize]
    }

    /// What the cells say that days before `day` have earned and was not released.
    fn income(&self, place: usize, day: Day) -> u128 {
        release(&self.streams[place], day, u32::MAX, |page| self.cells.0[place].get(&page).copied()).1
    }

    fn book(&mut self, place: usize, booking: Booking) {
        let today = self.today;
        let (asset, to) = PLACES[place];
        let ahead = book(&mut self.cells, asset, &to, &booking, today);
        let mut days = vec![];
        for day in booking.from..booking.to {
            let mut amount = booking.daily;
            if day + 1 == booking.to {
                amount += u128::from(booking.rest);
            }
            if day == booking.from {
                amount -= booking.fee;
            }
            *self.day(place, day.max(today)) += amount;
            if day >= today {
                days.push((day, amount));
            }
        }
        assert_eq!(ahead.amount(), days.iter().map(|(_, amount)| amount).sum());
        self.sold.push(Sold { place, booking: ahead, days });
    }

    fn sell(&mut self, random: &mut Random) {
        let place = random.below(PLACES.len());
        let amount = u128::from(random.bits()) << random.below(50) >> random.below(64);
        let days = match random.below(4) {
            0 => 1,
            1 => random.between(1, 40),
            2 => random.between(1, 400),
            _ => 30,
        } as u32;
        let from = match random.below(3) {
            0 => self.today,
            1 => self.today + random.below(100) as u32,
            _ => self.today - random.below(60).min((self.today - START) as usize) as u32,
        };
        let mut booking = Booking::of(amount, from, days);
        assert_eq!(booking.amount(), amount);
        if random.once_in(3) {
            booking.fee = booking.daily.min(random.bits().into());
        }
        // The keeper has got the rest.
        self.paid += booking.amount();
        self.book(place, booking);
    }

    /// Takes back what is not earned of something, and gives it.
    fn take_back(&mut self, random: &mut Random) -> Option<(usize, Booking)> {
        if self.sold.is_empty() {
            return None;
        }
        let index = random.below(self.sold.len());
        let Sold { place, booking, days } = self.sold.swap_remove(index);
        let today = self.today;
        let (asset, to) = PLACES[place];
        let before = self.income(place, today + 1);
        let removed = unbook(&mut self.cells, asset, &to, &booking, today);
        assert_eq!(self.income(place, today + 1), before, "days that are over or have begun do not change");
        assert_eq!(removed.amount(), booking.unearned(today));
        let mut expected = 0;
        for (day, amount) in days.into_iter().filter(|(day, _)| *day > today) {
            *self.day(place, day) -= amount;
            expected += amount;
        }
        assert_eq!(removed.amount(), expected);
        Some((place, removed))
    }

    fn release(&mut self, place: usize, max_days: u32) {
        let Stream { next, .. } = self.streams[place];
        let cells = &self.cells.0[place];
        let (stream, amount, over) =
            release(&self.streams[place], self.today, max_days, |page| cells.get(&page).copied());
        let end = self.today.min(next.saturating_add(max_days)).max(next);
        assert_eq!(stream.next, end);
        assert_eq!(amount, (next..end).map(|day| *self.day(place, day)).sum());
        for page in over {
            assert!(self.cells.0[place].remove(&page).is_some());
        }
        // Nothing that is over stays in the cells.
        assert!(self.cells.0[place].keys().all(|page| (page + 1) * PAGE_DAYS > end));
        self.streams[place] = stream;
        self.released += amount;
    }

    fn act(&mut self, random: &mut Random) {
        match random.below(12) {
            0..=3 => self.sell(random),
            4 | 5 => {
                if let Some((_, removed)) = self.take_back(random) {
                    self.refunded += removed.amount();
                }
            }
            6 => {
                if let Some(removed) = self.take_back(random) {
                    self.parked.push(removed);
                }
            }
            7 => {
                if let Some((place, booking)) = self.parked.pop() {
                    let from = self.today + random.below(2) as u32;
                    let to = from + (booking.to - booking.from);
                    self.book(place, Booking { from, to, ..booking });
                }
            }
            8 => {
                let (place, amount) = (random.below(PLACES.len()), u128::from(random.bits() >> random.below(64)));
                let (asset, to) = PLACES[place];
                earn(&mut self.cells, asset, &to, self.today, amount);
                let today = self.today;
                *self.day(place, today) += amount;
                self.paid += amount;
            }
            9 | 10 => {
                let days = [0, 1, 5, 31, 32, 33, 100, u32::MAX];
                self.release(random.below(PLACES.len()), *random.pick(&days).unwrap());
            }
            _ => self.today += [0, 1, 1, 7, 32, 45][random.below(6)],
        }
    }

    fn check(&self) {
        let ahead: u128 = (0..PLACES.len()).map(|place| self.income(place, END)).sum();
        let parked: u128 = self.parked.iter().map(|(_, booking)| booking.amount()).sum();
        assert_eq!(self.paid, self.refunded + self.released + parked + ahead);
    }
}

#[test]
fn streams_earn_what_the_list_of_days_says() {
    for seed in 0..300 {
        let (mut random, mut world) = (Random::new(seed), World::new());
        for _ in 0..400 {
            world.act(&mut random);
            world.check();
            if let Some(sold) = random.pick(&world.sold) {
                assert_eq!(sold.booking.remaining(world.today), sold.from(world.today));
                assert_eq!(sold.booking.unearned(world.today), sold.from(world.today + 1));
            }
        }
        while let Some((_, booking)) = world.parked.pop() {
            world.refunded += booking.amount();
        }
        world.today = END;
        for place in 0..PLACES.len() {
            while world.streams[place].next < END {
                world.release(place, random.between(1, 500) as u32);
            }
            assert_eq!(world.streams[place].rate, 0, "nothing is earned any more");
            assert!(world.cells.0[place].is_empty(), "nothing is left");
        }
        assert_eq!(world.paid, world.refunded + world.released);
    }
}
