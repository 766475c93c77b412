//! Random outages and gaps: license time is the milliseconds that were outside of them, counted one by one.

use atelier_licensing::{
    license::{Cause, Gap},
    time::{gap_at, license_time, own_time, shift_at, Outage, Outages},
    units::Millis,
};
use splits_model::Random;

/// Outages as they happened, and whether each millisecond so far was one.
#[derive(Default)]
struct World {
    outages: Outages,
    entries: Vec<Outage>,
    stood_still: Vec<bool>,
}

impl World {
    fn now(&self) -> Millis {
        self.stood_still.len() as Millis
    }

    fn act(&mut self, random: &mut Random) {
        let now = self.now();
        match random.below(4) {
            0 => match self.outages.open(now) {
                Ok(outages) => self.outages = outages,
                Err(_) => assert!(self.outages.open.is_some()),
            },
            1 => match self.outages.close(now) {
                Ok((outages, entry)) => {
                    assert_eq!(self.outages.count as usize, self.entries.len());
                    self.entries.push(entry);
                    self.outages = outages;
                }
                Err(_) => assert!(self.outages.open.is_none()),
            },
            _ => {
                let passes = random.below(12);
                let is_open = self.outages.open.is_some();
                self.stood_still.extend((0..passes).map(|_| is_open));
            }
        }
    }

    fn ask(&self, at: Millis) -> Millis {
        let mut looked = 0;
        let time = license_time(at, &self.outages, |number| {
            looked += 1;
            self.entries[number as usize]
        });
        assert!(looked <= 2 + self.entries.len().checked_ilog2().unwrap_or(0), "{looked} outages are read");
        time
    }

    /// License time at all times until now, counted.
    fn count(&self) -> Vec<Millis> {
        let mut times = vec![0];
        for stood_still in &self.stood_still {
            times.push(times[times.len() - 1] + Millis::from(!stood_still));
        }
        times
    }
}

#[test]
fn license_time_counts_what_is_outside_of_outages() {
    for seed in 0..300 {
        let (mut random, mut world) = (Random::new(seed), World::default());
        let mut answers: Vec<Millis> = vec![];
        for _ in 0..120 {
            world.act(&mut random);
            let times = world.count();
            assert_eq!(world.outages.now(world.now()), times[times.len() - 1]);
            for _ in 0..4 {
                let at = random.below(times.len());
                assert_eq!(world.ask(at as Millis), times[at]);
            }
            // What was said before is still so.
            assert!(times.starts_with(&answers));
            answers = times;
        }
        for (at, expected) in answers.iter().enumerate() {
            assert_eq!(world.ask(at as Millis), *expected);
        }
        if let Some(reached) = world.outages.reached(world.outages.now(world.now()) + 5) {
            assert_eq!(reached, world.now() + 5);
        }
    }
}

#[test]
fn own_time_is_license_time_less_the_gaps_that_count() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let (mut gaps, mut now, mut is_gap, mut own) = (vec![], 0, vec![], vec![0]);
        let pass = |own: &mut Vec<Millis>, is_gap: &mut Vec<Option<(Millis, Cause)>>, count, gap, goes_on| {
            for _ in 0..count {
                own.push(own[own.len() - 1] + Millis::from(goes_on));
                is_gap.push(gap);
            }
        };
        for _ in 0..random.below(40) {
            let free = random.below(6) as Millis;
            pass(&mut own, &mut is_gap, free, None, true);
            now += free;
            let (cause, is_credited) = match random.below(3) {
                0 => (Cause::Paused, true),
                1 => (Cause::Suspended, true),
                _ => (Cause::Suspended, false),
            };
            let length = random.between(1, 6);
            pass(&mut own, &mut is_gap, length, Some((now, cause)), !is_credited);
            let shift = if is_credited { length as i64 } else { 0 };
            gaps.push(Gap { cause, from: now, to: now + length, shift });
            now += length;
        }
        for at in 0..now {
            let gap = is_gap[at as usize];
            assert_eq!(gap_at(&gaps, None, at), gap);
            if gap.is_none() {
                assert_eq!(own_time(at, shift_at(&gaps, at)), own[at as usize]);
            }
        }
        assert_eq!(gap_at(&gaps, None, now), None);
        assert_eq!(gap_at(&gaps, Some((now, Cause::Paused)), now), Some((now, Cause::Paused)));
    }
}
