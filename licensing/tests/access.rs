//! Random lives of one license: what it says of any past time is what it was at that time, whatever happened later.

use atelier_licensing::{
    access::{active_now_or_past, snapshot, tenure_at, Decided, History, Quick},
    error::Error,
    license::{Access, Cause, Gap, License, Record, Status, PAGE},
    life::{
        cancel, give, lift, pause, purchase, renew, resume, revoke, suspend, transfer, upgrade, Given, Higher, Now,
        Payment, Target,
    },
    plan::{Offer, Order, Plan, Price, Refund, Transfer},
    revenue::{Beneficiary, Streams},
    time::{license_time, Outage, Outages},
    units::{AssetId, Bps, Day, LicenseId, Millis, DAY},
};
use splits_model::Random;

type Account = u8;

const START: Millis = 20_000 * DAY + DAY / 3;

/// Money is of no interest here.
struct Nowhere;

impl Streams<Account> for Nowhere {
    fn add(&mut self, _: AssetId, _: &Beneficiary<Account>, _: Day, _: i128, _: i128) {}
}

fn unhashed(_: &[u8]) -> [u8; 32] {
    [0; 32]
}

fn offer(rank: u8) -> Offer<Account> {
    Offer::new(Plan {
        family: 1,
        rank,
        period_days: [1, 10, 30][usize::from(rank)],
        seats: 1,
        max_seats: 5,
        trial_days: 7,
        grace: [0, 9 * DAY, 5 * DAY][usize::from(rank)],
        pauses: 8,
        max_active: None,
        max_ever: None,
        credits: 0,
        rollover: false,
        terms: 1,
        catalog: [0; 32],
        gate: None,
        transfer: Transfer::Free { fee: Bps(1_000) },
        refund: if rank == 2 { Refund::None } else { Refund::Unearned { penalty: Bps(500) } },
        referral: Bps(0),
        split: 1,
        effective_from: 0,
        prices: vec![Price { asset: 0, price: 1_000 * u128::from(rank + 1), seat_price: 0, overage: None }],
    })
}

struct World {
    now: Millis,
    outages: Outages,
    entries: Vec<Outage>,
    license: License<Account>,
    pages: Vec<Vec<Record<Account>>>,
    gaps: Vec<Gap>,
    holders: Vec<(Millis, Account)>,
    /// The license as it was from each of these times on.
    states: Vec<(Millis, License<Account>, Vec<Record<Account>>)>,
    read: usize,
}

impl History<Account> for World {
    fn page(&mut self, number: u32) -> Vec<Record<Account>> {
        self.read += 1;
        self.pages[number as usize].clone()
    }

    fn gaps(&mut self) -> Vec<Gap> {
        self.gaps.clone()
    }

    fn license_time(&mut self, at: Millis) -> Millis {
        license_time(at, &self.outages, |number| self.entries[number as usize])
    }
}

impl World {
    fn new(random: &mut Random) -> Self {
        let (offer, now) = (offer(random.below(3) as u8), Now { real: START, licensed: START });
        let (plan, id) = (u32::from(offer.plan.rank), LicenseId::of(1, 1));
        let license = if random.once_in(3) {
            let given = if random.once_in(2) { Given::Trial } else { Given::Grant { days: 3 } };
            give(id, 1, Target { plan, version: 1, offer: &offer }, given, now, &mut Nowhere, &mut unhashed)
        } else {
            let order = Order {
                plan,
                version: 1,
                asset: 0,
                periods: random.between(1, 3) as u16,
                seats: 0,
                max_total: u128::MAX,
                invoice: [0; 32],
                referrer: None,
            };
            purchase(id, (1, 1), &order, &offer, now, &mut Nowhere, &mut unhashed).map(|(license, _)| license)
        };
        let mut world = Self {
            now: START,
            outages: Outages::default(),
            entries: vec![],
            license: license.unwrap(),
            pages: vec![],
            gaps: vec![],
            holders: vec![],
            states: vec![],
            read: 0,
        };
        world.keep();
        world
    }

    fn time(&self) -> Now {
        Now { real: self.now, licensed: self.outages.now(self.now) }
    }

    fn keep(&mut self) {
        let records = self.pages.iter().flatten().chain(&self.license.recent).copied().collect();
        self.states.push((self.now, self.license.clone(), records));
    }

    /// License time at which the open gap began.
    fn since(&mut self) -> Millis {
        let from = self.license.open.map_or(self.now, |(from, _)| from);
        self.license_time(from)
    }

    fn act(&mut self, random: &mut Random) -> Result<(), Error> {
        let (now, since) = (self.time(), self.since());
        let mut after = self.license.clone();
        let rank = random.below(3) as u8;
        let offer = offer(rank);
        let target = Target { plan: rank.into(), version: 1, offer: &offer };
        let mut gap = None;
        match random.below(24) {
            0..=2 => {
                if let Some(page) = after.overflow(now) {
                    assert_eq!(page.len(), PAGE);
                    self.pages.push(page.to_vec());
                    self.license = after.clone();
                    self.keep();
                }
                let periods = random.between(1, 3) as u16;
                let payment =
                    Payment { payer: 1, asset: 0, periods, max_total: u128::MAX, invoice: [0; 32], keeper: 0 };
                renew(&mut after, target, &payment, now, &mut Nowhere, &mut unhashed)?;
            }
            5 => {
                let old = after.newest().map_or(0, |record| record.plan) as u8;
                let higher = Higher { asset: 0, seats: 0, restart: random.once_in(2), max_total: u128::MAX };
                after.recent.iter_mut().for_each(|record| record.payer = after.holder);
                upgrade(&mut after, old, target, &higher, now, &mut Nowhere, &mut unhashed)?;
            }
            6 => pause(&mut after, 8, now, &mut Nowhere)?,
            7..=9 => gap = resume(&mut after, true, since, now, &mut Nowhere)?,
            10 if random.once_in(2) => gap = suspend(&mut after, since, now)?,
            3 | 11 | 12 => gap = lift(&mut after, random.once_in(2), since, now, &mut Nowhere)?,
            13 if random.once_in(16) => {
                cancel(&mut after, now, &mut Nowhere)?;
            }
            14 if random.once_in(16) => gap = revoke(&mut after, random.once_in(2), now, &mut Nowhere)?.1,
            15 => {
                let to = after.holder.wrapping_add(1);
                gap = transfer(&mut after, to, Transfer::Free { fee: Bps(1_000) }, false, now)?;
                self.holders.push((self.now, self.license.holder));
            }
            16 if random.once_in(2) => self.outages = self.outages.open(self.now).unwrap_or(self.outages),
            17 | 4 => {
                if let Ok((outages, entry)) = self.outages.close(self.now) {
                    self.outages = outages;
                    self.entries.push(entry);
                }
            }
            18 | 19 => {
                // To where something changes by itself.
                let grace = after.newest().map_or(0, |record| record.grace);
                let edge = [after.licensed_end(), after.last()][random.below(2)] + random.between(0, 2 + grace / 2);
                if let Some(edge) = self.outages.reached(edge.saturating_sub(1)).filter(|_| after.open.is_none()) {
                    self.now = self.now.max(edge);
                }
            }
            _ => {
                let days = [0, 0, 0, 1, 1, 2, 4, 9, 25][random.below(9)];
                self.now += days * DAY + random.between(0, DAY) * u64::from(random.once_in(2));
            }
        }
        self.gaps.extend(gap);
        self.license = after;
        Ok(())
    }

    /// What the license gave at `at`, as it was then: all records are looked at, and neither closed gaps nor searches matter.
    fn naive(&mut self, at: Millis) -> (Option<usize>, Access, Account) {
        let number = self.states.iter().rposition(|(from, ..)| *from <= at).unwrap();
        let (_, license, records) = self.states[number].clone();
        let gap = license.open.filter(|(from, _)| *from <= at);
        let own = |time: Millis| (i128::from(time) - i128::from(license.shift)) as Millis;
        let time = self.license_time(gap.map_or(at, |(from, _)| from));
        let own = own(time);
        let Some(number) = (0..records.len()).rfind(|number| records[*number].start <= own) else {
            return (None, Access::None, license.holder);
        };
        let record = records[number];
        let is_live = license.status == Status::Live;
        let access = if record.cut <= at {
            Access::None
        } else if let Some((_, cause)) = gap {
            if cause == Cause::Paused {
                Access::Paused
            } else {
                Access::Suspended
            }
        } else if own < record.end {
            Access::Active
        } else if is_live && own <= record.end + record.grace {
            Access::Grace
        } else {
            Access::None
        };
        (Some(number), access, license.holder)
    }

    fn check(&mut self, at: Millis) -> Access {
        let license = self.license.clone();
        let expected = self.naive(at);
        self.read = 0;
        let decided = snapshot(&license, at, self.now, self);
        let pages = self.pages.len();
        assert!(
            self.read <= 6 + pages.checked_ilog2().unwrap_or(0) as usize,
            "{} of {pages} pages are read",
            self.read
        );
        let tenure = tenure_at(self.holders.len() as u32, at, |number| self.holders[number as usize].0);
        let holder = self.holders.get(tenure as usize).map_or(license.holder, |(_, holder)| *holder);
        let access = decided.map_or(Access::None, |decided| decided.access);
        assert_eq!((decided.map(|decided| decided.number as usize), access, holder), expected, "at {at}: {license:#?}");
        if let Some(Decided { number, record, .. }) = decided {
            let records = self.pages.iter().flatten().chain(&license.recent);
            assert_eq!(records.copied().nth(number as usize), Some(record));
        }
        let time = self.license_time(at);
        match active_now_or_past(&license, at, self.now, time) {
            Quick::Active(record) => {
                assert_eq!(access, Access::Active);
                assert_eq!(Some(*record), decided.map(|decided| decided.record));
            }
            Quick::Inactive => assert_ne!(access, Access::Active),
            Quick::Elsewhere => assert!(at < self.now || !self.pages.is_empty()),
        }
        access
    }
}

#[test]
fn past_answers_are_those_of_that_time() {
    let mut seen = [0usize; 5];
    let (mut paged, mut lives) = (0, 0);
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let mut world = World::new(&mut random);
        for _ in 0..400 {
            if world.act(&mut random).is_ok() {
                world.keep();
            }
            for _ in 0..3 {
                let span = [DAY, 40 * DAY, world.now - START][random.below(3)];
                let at = world.now - random.bits() % (span.min(world.now - START) + 1);
                seen[world.check(at) as usize] += 1;
            }
            let now = world.now;
            world.check(now);
            if world.license.status != Status::Live && random.once_in(30) {
                break;
            }
        }
        paged += usize::from(world.pages.len() > 2);
        lives += usize::from(world.license.status == Status::Live);
        for step in 0..300 {
            let at = START + (world.now - START) / 300 * step;
            world.check(at);
        }
        // Around whatever happened.
        for state in 0..world.states.len() {
            let at = world.states[state].0;
            for at in [at.saturating_sub(1).max(START), at, (at + 1).min(world.now)] {
                world.check(at);
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 1_000), "all kinds of answers are given: {seen:?}");
    assert!(paged > 50 && lives > 50, "licenses live long: {paged}, {lives}");
}
