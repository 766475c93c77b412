//! The rules with maps instead of a contract around them, beside the world of `licensing_model`: the same happens to both, and
//! they have to agree.
#![allow(dead_code)]

mod shell;

pub use shell::Shell;

use atelier_licensing::{
    access::{active_now_or_past, snapshot, Quick},
    license::{Access, License},
    revenue::Beneficiary,
    units::{Bps, Day, LicenseId, Millis, PlanId, DAY},
};
use licensing_model::{
    actors::{ACCOUNTS, START},
    catalog::{Catalog, ASSETS},
    compare::{agree, same, same_license},
    license::Account,
    money::{Earner, Totals},
    step::Step,
    trace::{Gone, Trace},
    world::{Outcome, World},
    Random,
};
use std::collections::BTreeMap;

/// What a license gave: who had it, the number of the record that says so, and what it gave.
pub type Answer = Option<(Account, u32, Access)>;

/// Both sides, and what was asked so far.
pub struct Pair {
    /// What happens, and the naive side.
    pub trace: Trace,
    /// The rules.
    pub shell: Shell,
    random: Random,
    seed: u64,
    steps: usize,
    /// Questions about the past with the answers that were given.
    asked: Vec<(LicenseId, Millis, Answer)>,
}

impl Pair {
    /// The beginning of the life that a seed names.
    pub fn new(seed: u64, patience: u64) -> Self {
        let trace = Trace::new(seed, patience);
        let World { catalog, fee, keeper_fees, .. } = &trace.world;
        let shell = Shell::new(START, catalog.clone(), *fee, keeper_fees.clone());
        Self { trace, shell, random: Random::new(!seed), seed, steps: 0, asked: Vec::new() }
    }

    /// A life in which nothing happens by itself, with these plans, without fees.
    pub fn of(catalog: Catalog) -> Self {
        let keepers: BTreeMap<_, _> = ASSETS.iter().map(|asset| (*asset, 0)).collect();
        let world = World::new(START, catalog.clone(), Bps(0), keepers.clone());
        let trace = Trace::of(world);
        let shell = Shell::new(START, catalog, Bps(0), keepers);
        Self { trace, shell, random: Random::new(0), seed: 0, steps: 0, asked: Vec::new() }
    }

    /// Draws a step, lets it happen on both sides, and compares them; the income of each day only if wanted.
    pub fn go_on(&mut self, days: bool) -> Result<Gone, String> {
        let gone = self.trace.go_on();
        self.follow(&gone.step, &gone.outcome, days)?;
        Ok(gone)
    }

    /// Lets a step of the world happen to the rules, and compares.
    fn follow(&mut self, step: &Step, expected: &Outcome, days: bool) -> Result<(), String> {
        self.steps += 1;
        let (seed, steps) = (self.seed, self.steps);
        let context = |error: String| format!("seed {seed}, step {steps}, {step:?}: {error}");
        let found = self.shell.apply(step).map_err(context)?;
        if !agree(&found, expected) {
            return Err(context(format!("{found:?} instead of {expected:?}")));
        }
        self.compare(days).and_then(|()| self.ask()).map_err(context)
    }

    /// Lets something happen on both sides, and compares them.
    pub fn take(&mut self, step: &Step) -> Result<Outcome, String> {
        let outcome = self.trace.world.apply(step);
        self.follow(step, &outcome, true)?;
        Ok(outcome)
    }

    /// Compares everything that is there; the income of each day only if wanted.
    pub fn compare(&self, days: bool) -> Result<(), String> {
        let (world, shell) = (&self.trace.world, &self.shell);
        for asset in ASSETS {
            let expected = world.totals(asset);
            let Totals { paid, refunded, released, parked, future, .. } = expected;
            same(&format!("totals of {asset}"), &shell.totals(asset), &expected)?;
            same(&format!("what was paid in {asset}"), &(refunded + released + parked + future), &paid)?;
        }
        for license in &world.licenses {
            self.compare_license(license).map_err(|error| format!("{:?}: {error}", license.id))?;
        }
        same(
            "prepaid",
            &shell.prepaid_all(),
            &world.money.prepaid.clone().into_iter().filter(|(_, sum)| *sum > 0).collect(),
        )?;
        for (plan, swept) in &world.swept {
            let shelf = shell.shelf(*plan);
            same(
                &format!("plan {plan}"),
                &(shelf.live as usize, shelf.swept),
                &(world.counted(*plan, *swept), *swept),
            )?;
            let most = world.catalog[*plan as usize - 1].iter().filter_map(|offer| offer.plan.max_active).max();
            // What is cut ends tonight.
            let stays = |license: &&licensing_model::license::License| {
                license.newest().plan == *plan && world.is_live(license) && license.newest().cut.is_none()
            };
            let live = world.licenses.iter().filter(stays);
            let live = live.count();
            if most.is_some_and(|most| live > most as usize) {
                return Err(format!("{live} licenses of plan {plan} are live, of {most:?}"));
            }
        }
        for (license, pulled) in &world.pulled {
            if let Some((spent, most)) = pulled.iter().find(|(spent, most)| spent > most) {
                return Err(format!("{license:?}: keepers took {spent} of {most}"));
            }
        }
        if days {
            for asset in ASSETS {
                world.check(asset)?;
            }
            self.compare_days()?;
        }
        Ok(())
    }

    /// Compares what everybody earns on each day.
    fn compare_days(&self) -> Result<(), String> {
        for ((asset, earner), expected) in &self.trace.world.money.income {
            let to = match *earner {
                Earner::Split(split) => Beneficiary::Split(split),
                Earner::Referrer(account) => Beneficiary::Referrer(account),
            };
            let found: BTreeMap<Day, u128> = self.shell.days(*asset, to);
            let expected =
                expected.iter().filter(|(_, amount)| **amount > 0).map(|(day, amount)| (*day, *amount)).collect();
            same(&format!("income of {earner:?} in {asset}"), &found, &expected)?;
        }
        Ok(())
    }

    fn compare_license(&self, expected: &licensing_model::license::License) -> Result<(), String> {
        let found = self.shell.license(expected.id).ok_or("there is none")?;
        same_license(&self.trace.world, expected, found, &self.shell.records(expected.id, found))
    }

    /// What the rules say of a license at some time.
    pub fn answer(&self, id: LicenseId, at: Millis) -> Answer {
        self.shell.answer(id, at)
    }

    /// What the world says.
    pub fn expected(&self, license: &licensing_model::license::License, at: Millis) -> Answer {
        let (number, access) = self.trace.world.access(license, at);
        Some((license.holder_at(at)?, number? as u32, access))
    }

    /// Asks both sides about a time, now or before.
    fn ask_at(&self, license: &licensing_model::license::License, at: Millis) -> Result<Answer, String> {
        let (found, expected) = (self.answer(license.id, at), self.expected(license, at));
        same(&format!("{:?} at {at}", license.id), &found, &expected)?;
        let stored = self.shell.license(license.id).ok_or("there is none")?;
        let quick = active_now_or_past(stored, at, self.trace.world.now, self.trace.world.outages.license_time(at));
        let is_active = matches!(found, Some((_, _, Access::Active)));
        match quick {
            Quick::Active(_) if is_active => {}
            Quick::Inactive if !is_active => {}
            Quick::Elsewhere if at < self.trace.world.now => {}
            other => return Err(format!("{:?} at {at}: {other:?} instead of {found:?}", license.id)),
        }
        Ok(found)
    }

    /// Asks about some times.
    fn ask(&mut self) -> Result<(), String> {
        let now = self.trace.world.now;
        let licenses = self.trace.world.licenses.len();
        for _ in 0..licenses.min(2) {
            let place = self.random.below(licenses);
            let since = self.trace.world.licenses[place].holders[0].0;
            let at = if self.random.once_in(3) { now } else { self.random.between(since.saturating_sub(5), now) };
            let license = &self.trace.world.licenses[place];
            let id = license.id;
            let answer = self.ask_at(license, at)?;
            // What it will give, if nothing comes between.
            let later = now + self.random.between(0, 20 * DAY);
            let tonight = now - now % DAY + DAY;
            for later in [now, later, tonight - 1, tonight] {
                let license = &self.trace.world.licenses[place];
                same(&format!("{id:?} then, at {later}"), &self.answer(id, later), &self.expected(license, later))?;
            }
            if at < now && self.asked.len() < 400 {
                self.asked.push((id, at, answer));
            }
        }
        if let Some((id, at, before)) = self.random.pick(&self.asked).copied() {
            same(&format!("{id:?} at {at}, asked again"), &self.answer(id, at), &before)?;
        }
        let (account, plan) = (self.random.below(ACCOUNTS.into()) as Account, self.random.between(1, 7) as PlanId);
        let at = if self.random.once_in(2) { now } else { self.random.between(START, now) };
        let expected = self.trace.world.is_active(account, plan, at);
        same(&format!("plan {plan} of {account} at {at}"), &self.shell.is_active(account, plan, at), &expected)
    }
}

/// What `snapshot` says, by the number of the record.
pub fn decided<A: Copy>(
    license: &License<A>,
    at: Millis,
    now: Millis,
    history: &mut impl atelier_licensing::access::History<A>,
) -> Option<(u32, Access)> {
    snapshot(license, at, now, history).map(|decided| (decided.number, decided.access))
}

/// A number from the environment.
pub fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => default,
    }
}
