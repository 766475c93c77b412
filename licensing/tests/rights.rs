//! Random histories of rights: what the rules answer is what plain lists of all that happened say.

use atelier_licensing::{
    dispute::{self, Dispute, Judge, Side, Stage, Verdict, APPEAL, PATIENCE, REPLY},
    exclusive::{self, Exclusive},
    meter::{self, Meter, Period, Report, Tariff},
    seat::{self, Seat, COOLDOWN},
    terms::{uses, Derivatives, Kind, Royalty, Terms, Territory, Training},
    units::{Bps, LicenseId, Millis, DAY, NATIVE},
};
use splits_model::Random;
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 300;

fn terms(uses: u64, territory: Territory) -> Terms {
    Terms {
        kind: Kind::Commercial,
        text_digest: [0; 32],
        text_sha256: [0; 32],
        uri: Vec::new(),
        uses,
        channels: 0,
        territory,
        duration_days: None,
        attribution: true,
        sublicense_depth: 0,
        derivatives: Derivatives::No,
        training: Training::NotAllowed,
        rev_share: Bps(0),
        rev_asset: NATIVE,
        rev_ceiling: None,
        exclusive_possible: true,
        governing_law: 0,
        licensor: 0,
        irrevocable: false,
    }
}

/// Exclusives, as a set of all that is taken: a use, a country and a moment each.
mod exclusives {
    use super::*;

    const USES: [u64; 3] = [uses::GAMES, uses::FILM, uses::PRINT];
    const COUNTRIES: [[u8; 2]; 3] = [*b"FR", *b"JP", *b"US"];
    const END: Millis = 60;
    const MOST: usize = 4;
    type Cell = (u64, [u8; 2], Millis);

    fn some<T: Copy>(random: &mut Random, all: &[T]) -> Vec<T> {
        let chosen: Vec<T> = all.iter().copied().filter(|_| random.once_in(2)).collect();
        if chosen.is_empty() {
            vec![all[random.below(all.len())]]
        } else {
            chosen
        }
    }

    fn cells(uses: &[u64], countries: &[[u8; 2]], from: Millis, to: Millis) -> BTreeSet<Cell> {
        let of_use =
            |used: u64| countries.iter().flat_map(move |country| (from..to).map(move |at| (used, *country, at)));
        uses.iter().flat_map(|used| of_use(*used)).collect()
    }

    #[test]
    fn no_moment_of_a_use_in_a_country_is_two_licenses_own() {
        let (mut granted, mut taken, mut full, mut given_up) = (0, 0, 0, 0);
        for seed in 0..SEEDS {
            let mut random = Random::new(seed);
            let mut list: Vec<Exclusive> = Vec::new();
            let mut owners: BTreeMap<Cell, LicenseId> = BTreeMap::new();
            let mut now = 0;
            while now < END {
                let license = LicenseId(random.between(1, 4));
                if random.once_in(8) {
                    if let Ok(after) = exclusive::give_up(&list, license, now) {
                        list = after;
                        owners.retain(|(_, _, at), owner| *owner != license || *at < now);
                        given_up += 1;
                    } else {
                        assert!(!owners.iter().any(|((_, _, at), owner)| *owner == license && *at >= now));
                    }
                }
                let (used, countries) = (some(&mut random, &USES), some(&mut random, &COUNTRIES));
                let from = random.between(now, END);
                let to = random.between(from + 1, from + 20);
                let new =
                    Exclusive { license, uses: used.iter().sum(), territory: Territory::of(&countries), from, to };
                let wanted = cells(&used, &countries, from, to);
                let is_taken = wanted.iter().any(|cell| owners.get(cell).is_some_and(|owner| *owner != license));
                match exclusive::grant(&list, new, MOST, now) {
                    Ok(after) => {
                        assert!(!is_taken, "seed {seed}: {new:?} is somebody else's");
                        assert!(after.len() <= MOST);
                        list = after;
                        owners.extend(wanted.into_iter().map(|cell| (cell, license)));
                        granted += 1;
                    }
                    Err(exclusive::Error::Taken { .. }) => {
                        assert!(is_taken, "seed {seed}: {new:?} is nobody's");
                        taken += 1;
                    }
                    Err(error) => {
                        assert_eq!(error, exclusive::Error::TooMany { most: MOST as u32 });
                        assert!(list.iter().filter(|old| old.to > now).count() >= MOST, "there is room");
                        full += 1;
                    }
                }
                check(&list, &owners, now, &mut random);
                now += random.between(0, 4);
            }
        }
        for (count, what) in [(granted, "granted"), (taken, "taken"), (full, "full"), (given_up, "given up")] {
            assert!(count > 100, "{count} were {what}");
        }
    }

    /// What is carved out, now and later, is what others own; and it stays so until the next change.
    fn check(list: &[Exclusive], owners: &BTreeMap<Cell, LicenseId>, now: Millis, random: &mut Random) {
        let license = LicenseId(random.between(1, 5));
        let (used, countries) = (some(random, &USES), some(random, &COUNTRIES));
        let terms = terms(used.iter().sum(), Territory::of(&countries));
        let at = random.between(now, END + 10);
        let next = exclusive::next_change(list, at).min(END + 40);
        for moment in [at, next - 1] {
            let carved: Vec<_> = exclusive::carved(list, license, &terms, moment).collect();
            for used in USES {
                for country in COUNTRIES {
                    let place = Territory::of(&[country]);
                    let is_carved = carved.iter().any(|out| out.uses & used != 0 && out.territory.meets(&place));
                    let is_own = terms.uses & used != 0 && terms.territory.meets(&place);
                    let is_others = owners.get(&(used, country, moment)).is_some_and(|owner| *owner != license);
                    assert_eq!(is_carved, is_own && is_others, "{used} in {country:?} at {moment}");
                    let free = exclusive::allows(list, Some(license), used, &place, moment, moment + 1).is_ok();
                    assert_eq!(free, !is_others);
                }
            }
        }
    }
}

/// Seats, as the list of all who sat on each, from when until when.
#[test]
fn seats_go_round_no_faster_than_once_in_seven_days() {
    const SEATS: u16 = 3;
    let (mut given, mut cooled) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = Random::new(seed);
        let mut seats: [Option<Seat<u64>>; SEATS as usize] = [None; 3];
        let mut sat: Vec<Vec<(u64, Millis, Millis)>> = vec![Vec::new(); 3];
        let mut now = 1_000;
        for _ in 0..100 {
            now += random.between(0, COOLDOWN / 3);
            if random.once_in(9) {
                now += COOLDOWN - 1;
            }
            let (number, account) = (random.below(4), random.between(1, 5));
            if random.once_in(2) && number < 3 {
                let is_taken = sat[number].last().is_some_and(|(_, _, to)| *to == Millis::MAX);
                match seat::remove(seats[number].as_ref(), now) {
                    Ok(after) => {
                        assert!(is_taken);
                        seats[number] = Some(after);
                        sat[number].last_mut().expect("somebody sat there").2 = now;
                    }
                    Err(error) => assert!(!is_taken && error == seat::Error::SeatVacant),
                }
                continue;
            }
            let own = seats
                .iter()
                .position(|seat| seat.is_some_and(|seat| seat.account == account && seat.removed.is_none()));
            let before = seats.get(number).copied().flatten();
            let done = seat::assign(before.as_ref(), own.map(|own| own as u16), number as u16, SEATS, account, now);
            let is_ok = number < 3
                && sat.iter().flatten().all(|(who, _, to)| *who != account || *to != Millis::MAX)
                && sat[number]
                    .last()
                    .is_none_or(|(who, _, to)| *to != Millis::MAX && (*who == account || now - to >= COOLDOWN));
            assert_eq!(done.is_ok(), is_ok, "seed {seed}: {done:?}");
            match done {
                Ok(seat) => {
                    seats[number] = Some(seat);
                    sat[number].push((account, now, Millis::MAX));
                    given += 1;
                }
                Err(seat::Error::CoolingDown { until }) => {
                    assert!(now < until);
                    cooled += 1;
                }
                Err(_) => {}
            }
        }
        for history in sat {
            for pair in history.windows(2) {
                assert!(pair[0].0 == pair[1].0 || pair[1].1 - pair[0].2 >= COOLDOWN);
            }
        }
    }
    assert!(given > 1_000 && cooled > 1_000, "{given} given, {cooled} cooling down");
}

/// A meter that looks at each use on its own.
#[derive(Default)]
struct Counter {
    credits: u64,
    unpaid: u64,
    used: u64,
    covered: u64,
    paid: u64,
}

impl Counter {
    fn begin(&mut self, credits: u64, rollover: bool) {
        self.credits = if rollover { self.credits } else { 0 } + credits;
        self.used = 0;
        while self.unpaid > 0 && self.credits > 0 {
            self.unpaid -= 1;
            self.credits -= 1;
            self.covered += 1;
        }
    }

    fn report(&mut self, cumulative: u64, price: Option<u128>, balance: &mut u128) {
        for _ in self.used..cumulative {
            if self.credits > 0 {
                self.credits -= 1;
                self.covered += 1;
            } else {
                self.unpaid += 1;
            }
        }
        self.used = cumulative;
        while let Some(price) = price.filter(|price| self.unpaid > 0 && *price <= *balance) {
            *balance -= price;
            self.unpaid -= 1;
            self.paid += 1;
        }
    }
}

#[test]
fn each_use_is_covered_or_paid_or_owed() {
    let (mut owed, mut carried, mut vouchers) = (0, 0, 0);
    for seed in 0..SEEDS {
        let mut random = Random::new(seed);
        let (mut meter, mut counter) = (Meter::default(), Counter::default());
        let price = if random.once_in(3) { None } else { Some(u128::from(random.between(0, 5))) };
        let mut balance = 0u128;
        let mut periods = vec![Period { credits: random.between(0, 9), rollover: random.once_in(2) }];
        counter.begin(periods[0].credits, false);
        let mut all = 0;
        for _ in 0..60 {
            balance += u128::from(random.between(0, 4));
            let skipped = if random.once_in(5) { random.between(1, 3) } else { 0 };
            for _ in 0..skipped {
                let rollover = periods.last().expect("there is one").rollover;
                periods.push(Period { credits: random.between(0, 9), rollover: random.once_in(2) });
                counter.begin(periods.last().expect("just pushed").credits, rollover);
            }
            let present = periods.len() as u32 - 1;
            let newest = meter.epoch;
            let at = meter.at(present, &periods[newest as usize..present as usize]);
            let tariff = Tariff { period: periods[present as usize], price, balance };
            assert_eq!((at.unused(tariff.period), at.uncovered(tariff.period)), (counter.credits, counter.unpaid));
            let report = Report { epoch: present, cumulative: at.used + random.between(0, 6), root: [0; 32] };
            let is_voucher = random.once_in(3);
            let left = at.left(&tariff);
            match at.consume((newest, present), &report, &tariff, is_voucher) {
                Ok((after, amount)) => {
                    all += report.cumulative - at.used;
                    let mut after_balance = balance;
                    counter.report(report.cumulative, price, &mut after_balance);
                    assert_eq!(balance - amount, after_balance, "seed {seed}");
                    assert_eq!(after.uncovered(tariff.period), counter.unpaid);
                    // What was left was enough, if and only if nothing is uncovered now.
                    assert_eq!(report.cumulative - at.used <= left, counter.unpaid == 0, "seed {seed}");
                    assert!(!is_voucher || counter.unpaid == 0);
                    balance = after_balance;
                    meter = after;
                    vouchers += u32::from(is_voucher);
                    owed += u32::from(after.owed > 0);
                    carried += u32::from(after.carried > 0);
                }
                Err(meter::Error::NotMore { .. }) => assert_eq!(report.cumulative, at.used),
                Err(error) => {
                    assert!(is_voucher && report.cumulative - at.used > left, "seed {seed}: {error:?}");
                }
            }
            assert_eq!(counter.covered + counter.paid + counter.unpaid, all);
        }
    }
    assert!(owed > 100 && carried > 100 && vouchers > 100, "{owed} owed, {carried} carried, {vouchers} vouchers");
}

#[test]
fn royalties_are_the_part_of_the_sum_whatever_the_steps() {
    for seed in 0..SEEDS {
        let mut random = Random::new(seed);
        let share = random.between(1, 10_000);
        let ceiling = if random.once_in(2) { Some(u128::from(random.between(0, 5_000))) } else { None };
        let terms =
            Terms { rev_share: Bps(share as u16), rev_ceiling: ceiling, ..terms(uses::GAMES, Territory::WORLD) };
        let (mut royalty, mut paid, mut reported) = (Royalty::default(), 0, 0u128);
        for _ in 0..50 {
            let more = u128::from(random.between(0, 1_000));
            let done = royalty.report(&terms, reported + more, u128::MAX);
            assert_eq!(done.is_err(), more == 0);
            let Ok((after, due)) = done else { continue };
            (royalty, paid, reported) = (after, paid + due, reported + more);
            let part = (reported * u128::from(share)).div_ceil(10_000);
            assert_eq!(paid, ceiling.map_or(part, |ceiling| part.min(ceiling)), "seed {seed}");
        }
    }
}

/// Disputes, as a list of what happened when; each question is answered by looking through it.
mod disputes {
    use super::*;

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Fact {
        Opened,
        Responded,
        Ruled(Verdict),
        Appealed,
        Confirmed(Verdict),
        Executed,
    }

    const OPENER: u8 = 1;
    const HOLDER: u8 = 2;
    const VERDICTS: [Verdict; 5] =
        [Verdict::Dismissed, Verdict::NoFault, Verdict::TakenBack, Verdict::Warned, Verdict::Breach];

    struct File(Vec<(Millis, Fact)>);

    impl File {
        fn when(&self, is_it: impl Fn(Fact) -> bool) -> Option<Millis> {
            self.0.iter().find(|(_, fact)| is_it(*fact)).map(|(at, _)| *at)
        }

        fn first(&self) -> Option<(Millis, Verdict)> {
            self.0.iter().find_map(|(at, fact)| match fact {
                Fact::Ruled(verdict) => Some((*at, *verdict)),
                _ => None,
            })
        }

        fn last(&self) -> Option<Verdict> {
            self.0.iter().find_map(|(_, fact)| match fact {
                Fact::Confirmed(verdict) => Some(*verdict),
                _ => None,
            })
        }

        /// When anybody may end it.
        fn end(&self) -> Millis {
            match (self.when(|fact| fact == Fact::Appealed), self.first()) {
                _ if self.last().is_some() => 0,
                (Some(appealed), _) => appealed + PATIENCE,
                (None, Some((ruled, _))) => ruled + APPEAL,
                (None, None) => self.0[0].0 + PATIENCE,
            }
        }

        fn is_over(&self) -> bool {
            self.when(|fact| fact == Fact::Executed).is_some()
        }

        fn may(&self, fact: Fact, who: u8, now: Millis) -> bool {
            let opened = self.0[0].0;
            let has_responded = self.when(|fact| fact == Fact::Responded).is_some();
            if self.is_over() {
                return false;
            }
            match fact {
                Fact::Opened => false,
                Fact::Responded => self.first().is_none() && !has_responded && now < opened + REPLY,
                Fact::Ruled(verdict) => {
                    let was_heard = has_responded || now >= opened + REPLY || verdict == Verdict::Dismissed;
                    self.first().is_none() && was_heard && now < self.end()
                }
                Fact::Appealed => {
                    let Some((_, verdict)) = self.first() else { return false };
                    let loser = if matches!(verdict.loser(), Side::Opener) { OPENER } else { HOLDER };
                    self.when(|fact| fact == Fact::Appealed).is_none() && who == loser && now < self.end()
                }
                Fact::Confirmed(_) => {
                    self.when(|fact| fact == Fact::Appealed).is_some() && self.last().is_none() && now < self.end()
                }
                Fact::Executed => now >= self.end(),
            }
        }
    }

    #[test]
    fn disputes_end_as_their_files_say() {
        let mut ends: BTreeMap<String, u32> = BTreeMap::new();
        for seed in 0..3_000 {
            let mut random = Random::new(seed);
            let mut now = 1_000;
            let bonds = [u128::from(random.between(1, 9)), u128::from(random.between(1, 9))];
            let mut dispute: Dispute<u8> =
                dispute::open(None, LicenseId(1), HOLDER, OPENER, [0; 32], bonds[0], now).expect("there is none");
            let mut file = File(vec![(now, Fact::Opened)]);
            for _ in 0..40 {
                now += random.between(0, 9 * DAY);
                if random.once_in(6) {
                    // The last millisecond, or the first after it.
                    now = now.max(file.end().saturating_sub(random.between(0, 1)));
                }
                let verdict = VERDICTS[random.below(5)];
                let who = [OPENER, HOLDER][random.below(2)];
                let facts =
                    [Fact::Responded, Fact::Ruled(verdict), Fact::Appealed, Fact::Confirmed(verdict), Fact::Executed];
                let fact = facts[random.below(5)];
                let may = file.may(fact, who, now);
                let done = match fact {
                    Fact::Opened => unreachable!("it is not drawn"),
                    Fact::Responded => dispute.respond([1; 32], now),
                    Fact::Ruled(verdict) => dispute.rule(Judge::Arbiter, verdict, [2; 32], now),
                    Fact::Appealed => dispute.appeal(who, HOLDER, bonds[1], now),
                    Fact::Confirmed(verdict) => dispute.rule(Judge::Dao, verdict, [3; 32], now),
                    Fact::Executed => dispute.execute(now).map(|(closed, outcome)| {
                        let (first, last) = (file.first().map(|(_, verdict)| verdict), file.last());
                        let verdict = last.or(first);
                        assert_eq!(outcome.verdict, verdict);
                        let has_appealed = file.when(|fact| fact == Fact::Appealed).is_some();
                        let mut lost = 0;
                        lost += if verdict == Some(Verdict::Dismissed) { bonds[0] } else { 0 };
                        lost += if last.is_some() && last == first { bonds[1] } else { 0 };
                        assert_eq!(outcome.lost, lost);
                        let back: u128 = outcome.back.iter().flatten().map(|(_, amount)| amount).sum();
                        assert_eq!(back + lost, bonds[0] + if has_appealed { bonds[1] } else { 0 });
                        let end = format!("{verdict:?} after {:?}", dispute.stage);
                        *ends.entry(end).or_default() += 1;
                        closed
                    }),
                };
                assert_eq!(done.is_ok(), may, "seed {seed}: {fact:?} by {who} at {now}: {:?}, {done:?}", file.0);
                if let Ok(after) = done {
                    dispute = after;
                    file.0.push((now, fact));
                }
                // A license can be suspended exactly as long as nobody could lift it.
                let can_suspend = !file.is_over() && now < file.end();
                assert_eq!(dispute.suspend(now).is_ok(), can_suspend);
                assert_eq!(dispute.stage == Stage::Closed, file.is_over());
            }
        }
        // Five verdicts after each of three stages, and none after two.
        assert_eq!(ends.len(), 17, "{ends:?}");
    }
}
