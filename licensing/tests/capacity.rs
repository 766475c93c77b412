//! Random licenses of a plan: the count by days is that of the list of licenses.

use atelier_licensing::{
    capacity::{Count, Lasts, Page, MAX_SWEEP},
    plan::Shelf,
    units::{day_of, Day, Millis, DAY},
};
use splits_model::Random;
use std::collections::BTreeMap;

const START: Millis = 20_000 * DAY;

#[derive(Default)]
struct Cells {
    pages: BTreeMap<u32, Page>,
    touched: usize,
}

impl Lasts for Cells {
    fn read(&mut self, number: u32) -> Page {
        self.touched += 1;
        self.pages.get(&number).copied().unwrap_or_default()
    }

    fn write(&mut self, number: u32, page: &Page) {
        if page.iter().all(|count| *count == 0) {
            self.pages.remove(&number);
        } else {
            self.pages.insert(number, *page);
        }
    }
}

/// A license: its last, or `None` while it is held.
type Last = Option<Millis>;

fn act(random: &mut Random, count: &mut Count<'_, &mut Cells>, licenses: &mut Vec<Last>, now: &mut Millis) {
    let later = *now + random.below(100) as Millis * DAY / 2;
    let any = (!licenses.is_empty()).then(|| random.below(licenses.len()));
    match (random.below(8), any) {
        (0, _) => {
            count.enter(later);
            licenses.push(Some(later));
        }
        (1, Some(any)) => {
            if let Some(last) = licenses[any] {
                count.shift(last, later);
                licenses[any] = Some(later);
            }
        }
        (2, Some(any)) => match licenses.swap_remove(any) {
            Some(last) => count.leave(last),
            None => count.leave_held(),
        },
        (3 | 4, Some(any)) => match licenses[any] {
            Some(last) => {
                count.hold(last);
                licenses[any] = None;
            }
            None => {
                // Its last may be over: suspended time need not be given back.
                let last = later - 20 * DAY;
                count.unhold(last);
                licenses[any] = Some(last);
            }
        },
        (5, _) => *now += random.below(3 * DAY as usize) as Millis,
        (6, _) if random.once_in(6) => *now += 70 * DAY,
        _ => {
            let (from, touched) = (count.shelf.swept, count.lasts.as_ref().unwrap().touched);
            let swept = count.sweep(day_of(*now));
            assert!(swept <= MAX_SWEEP);
            assert!(count.shelf.swept == from + swept || (swept == 0 && count.shelf.swept == day_of(*now)));
            assert!(count.lasts.as_ref().unwrap().touched - touched <= 2);
        }
    }
}

fn living(licenses: &[Last], from: Day) -> u32 {
    licenses.iter().filter(|last| last.is_none_or(|last| day_of(last) >= from)).count() as u32
}

#[test]
fn count_is_that_of_the_list_of_licenses() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let (mut shelf, mut cells, mut licenses, mut now) = (Shelf::default(), Cells::default(), vec![], START);
        shelf.limit(day_of(START)).unwrap();
        for _ in 0..400 {
            let mut count = Count { shelf: &mut shelf, lasts: Some(&mut cells) };
            act(&mut random, &mut count, &mut licenses, &mut now);
            let held = licenses.iter().filter(|last| last.is_none()).count() as u32;
            assert_eq!((shelf.held, shelf.live), (held, living(&licenses, shelf.swept)));
            // Never too low, whatever was not swept.
            assert!(shelf.swept <= day_of(now));
            let alive = licenses.iter().filter(|last| last.is_none_or(|last| last >= now)).count() as u32;
            assert!(shelf.live >= alive);
            assert!(licenses.iter().flatten().all(|last| *last <= shelf.latest_end));
        }
        let mut count = Count { shelf: &mut shelf, lasts: Some(&mut cells) };
        while count.sweep(day_of(now)) > 0 {}
        assert_eq!(shelf.live, living(&licenses, day_of(now)));
        let counted: u32 = cells.pages.values().flatten().sum();
        assert_eq!(counted, shelf.live - shelf.held, "nothing that was swept is left in the pages");
    }
}
