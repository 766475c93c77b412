//! Actors whose steps mostly succeed and come to everything that can become of a license.

use crate::{
    catalog::{offer, ASSETS, SPLITS},
    license::{Account, License},
    step::{Change, Step},
    world::World,
    Random,
};
use atelier_licensing::{
    dispute::PATIENCE,
    license::{Access, Cause, Mandate, Status, MAX_PAUSE},
    plan::{Order, MAX_PERIODS, NOTICE},
    units::{AssetId, Bps, LicenseId, Millis, PlanId, Version, DAY},
};

/// How many accounts there are.
pub const ACCOUNTS: Account = 8;
/// When the traces begin: in the afternoon of a day.
pub const START: Millis = 20_000 * DAY + 15 * 60 * 60 * 1000 + 7;

/// What happens, drawn by lot.
#[derive(Clone, Debug)]
pub struct Actors {
    random: Random,
    /// The longest that a step waits, in days.
    patience: u64,
}

impl Actors {
    /// Actors named by a seed, who wait so many days at most.
    #[must_use]
    pub fn new(random: Random, patience: u64) -> Self {
        Self { random, patience }
    }

    /// What happens next.
    pub fn step(&mut self, world: &World) -> Step {
        match self.random.below(100) {
            0..=5 if world.outages.is_open() => Step::CloseOutage,
            0..=19 => Step::Wait(self.wait(world)),
            20..=31 => self.purchase(world),
            32..=39 => self.renew(world),
            40..=46 => self.renew_for(world),
            47..=50 => self.mandate(world),
            51..=54 => self.prepaid(world),
            55..=60 => self.change(world),
            61..=63 => self.cancel(world),
            64..=70 => self.pause(world),
            71..=73 => {
                if world.outages.is_open() != self.random.once_in(12) {
                    Step::CloseOutage
                } else {
                    Step::OpenOutage
                }
            }
            74..=77 => self.transfer(world),
            78 | 79 => self.grant(world),
            80 | 81 => Step::Trial(self.account(), self.plan(), self.version(world)),
            82..=86 => self.release(world),
            87 | 88 => Step::ReleaseReferral(self.asset(), self.account(), self.days()),
            89 => Step::CollectFees(self.asset()),
            90..=97 => self.dispute(world),
            98 => self.rule(world),
            _ => Step::Sweep(self.plan()),
        }
    }

    fn account(&mut self) -> Account {
        self.random.below(ACCOUNTS.into()) as Account
    }

    fn asset(&mut self) -> AssetId {
        if self.random.once_in(60) {
            9
        } else {
            ASSETS[self.random.below(2)]
        }
    }

    fn plan(&mut self) -> PlanId {
        if self.random.once_in(60) {
            99
        } else {
            self.random.between(1, 7) as PlanId
        }
    }

    fn version(&mut self, world: &World) -> Version {
        match self.random.below(30) {
            0 => 0,
            1 => 9,
            2..=9 => 3,
            10..=17 => 2,
            _ => world.catalog.first().map_or(1, |_| 1),
        }
    }

    fn days(&mut self) -> u32 {
        match self.random.below(6) {
            0 => self.random.below(3) as u32,
            1 => self.random.between(1, 40) as u32,
            _ => u32::MAX,
        }
    }

    /// Mostly some hours or days, sometimes to a boundary: the end of the day, or that of a license or of its grace.
    fn wait(&mut self, world: &World) -> Millis {
        let now = world.now;
        match self.random.below(10) {
            0 => 0,
            1 => self.random.between(1, 1_000),
            2 => DAY - now % DAY,
            3 => (DAY - now % DAY).saturating_sub(1),
            4 | 5 => self.until_an_end(world).unwrap_or(1),
            6 | 7 => self.random.between(1, DAY),
            8 if self.random.once_in(12) => MAX_PAUSE + self.random.between(0, 2) * DAY,
            8 => self.random.between(1, 3) * DAY,
            _ => self.random.between(1, self.patience * DAY),
        }
    }

    fn until_an_end(&mut self, world: &World) -> Option<Millis> {
        let license = self.random.pick(&world.licenses)?;
        let own = license.own_time(world.now, &world.outages);
        let end = license.newest().end + if self.random.once_in(2) { world.grace(license.newest()) } else { 0 };
        let around = i128::from(end) - own + [-1, 0, 1][self.random.below(3)];
        Millis::try_from(around).ok().filter(|wait| *wait < self.patience * DAY)
    }

    /// A license for which something holds, mostly; sometimes any, or one that there is not.
    fn license(&mut self, world: &World, wanted: impl Fn(&License) -> bool) -> Option<(LicenseId, Account)> {
        if self.random.once_in(150) {
            return Some((LicenseId::of(3, 77), 0));
        }
        let any = self.random.once_in(15);
        let found: Vec<&License> = world.licenses.iter().filter(|license| any || wanted(license)).collect();
        // One license lives longer than others, so that some have long lives.
        let oldest = found.first().filter(|_| self.random.once_in(3)).copied();
        let license = oldest.or_else(|| self.random.pick(&found).copied())?;
        let caller = if self.random.once_in(25) { self.account() } else { license.holder() };
        Some((license.id, caller))
    }

    fn order(&mut self, world: &World, plan: PlanId, version: Version) -> Order<Account> {
        let asset = self.asset();
        let found = offer(&world.catalog, plan, version);
        let periods = match self.random.below(40) {
            0 => 0,
            1 => MAX_PERIODS + 1,
            2 if found.is_some_and(|offer| offer.plan.period_days < 8) => MAX_PERIODS,
            3..=9 => self.random.between(2, 4) as u16,
            _ => 1,
        };
        let most = found.map_or(0, |offer| offer.plan.max_seats - offer.plan.seats);
        let seats = if self.random.once_in(25) { most + 1 } else { self.random.between(0, most.into()) as u16 };
        let total = found.and_then(|offer| offer.plan.total(asset, seats, periods).ok()).unwrap_or(0);
        let max_total = match self.random.below(20) {
            0 => total.saturating_sub(1),
            1 => u128::MAX,
            _ => total,
        };
        let referrer = self.random.once_in(2).then(|| self.account());
        let invoice = [self.random.bits() as u8; 32];
        Order { plan, version, asset, periods, seats, max_total, invoice, referrer }
    }

    fn purchase(&mut self, world: &World) -> Step {
        let (plan, version) = (self.plan(), self.version(world));
        let order = self.order(world, plan, version);
        let caller = self.account();
        if self.random.once_in(4) {
            Step::Gift(caller, self.account(), order)
        } else {
            Step::Purchase(caller, order)
        }
    }

    fn renew(&mut self, world: &World) -> Step {
        let wanted = |license: &License| license.status == Status::Live && license.open_gap().is_none();
        let ahead = |license: &License| {
            let ahead = license.payments.iter().filter(|payment| payment.ahead(world.today()) > 0).count();
            wanted(license) && ahead > 2
        };
        // Some pay for years.
        let eager = if self.random.once_in(3) { self.license(world, ahead) } else { None };
        let Some((license, holder)) = eager.or_else(|| self.license(world, wanted)) else {
            return self.purchase(world);
        };
        let caller = if self.random.once_in(4) { self.account() } else { holder };
        let periods = if self.random.once_in(30) { 0 } else { self.random.between(1, 2) as u16 };
        let price = world.renewal_price(license, periods).unwrap_or(0);
        let most = match self.random.below(20) {
            0 => price.saturating_sub(1),
            1 => u128::MAX,
            _ => price,
        };
        Step::Renew(caller, license, periods, most)
    }

    fn renew_for(&mut self, world: &World) -> Step {
        // Those whose window is open, mostly, that have a mandate.
        let left = |license: &License| i128::from(license.newest().end) - license.own_time(world.now, &world.outages);
        let is_mandated = |license: &License| license.mandate.is_some() && license.open_gap().is_none();
        let soon = |license: &License| {
            let (plan, version) = world.target(license);
            let days = offer(&world.catalog, plan, version).map_or(0, |offer| offer.plan.period_days);
            is_mandated(license) && left(license) < (i128::from(days) * i128::from(DAY) / 10).min(i128::from(3 * DAY))
        };
        if let Some((license, _)) = self.license(world, soon) {
            return Step::RenewFor(self.account(), license);
        }
        if self.random.once_in(2) {
            // Somebody waits for one.
            let wait =
                world.licenses.iter().filter(|license| is_mandated(license)).map(left).filter(|left| *left > 0).min();
            return Step::Wait(wait.map_or(1, |left| (left as u64).saturating_sub(DAY / 40)).min(self.patience * DAY));
        }
        self.mandate(world)
    }

    fn mandate(&mut self, world: &World) -> Step {
        let wanted = |license: &License| license.status == Status::Live && world.is_live(license);
        let without = |license: &License| wanted(license) && license.mandate.is_none();
        let Some((license, caller)) = self.license(world, without).or_else(|| self.license(world, wanted)) else {
            return self.purchase(world);
        };
        if self.random.once_in(10) {
            return Step::RevokeMandate(caller, license);
        }
        let price = world.renewal_price(license, 1).unwrap_or(0);
        let asset = world.license(license).map_or(0, |license| license.newest().asset);
        Step::SetMandate(
            caller,
            license,
            Mandate {
                max_price: match self.random.below(8) {
                    0 => price.saturating_sub(1),
                    1 => price.saturating_mul(2),
                    _ => price,
                },
                periods: if self.random.once_in(20) { 0 } else { self.random.between(1, 5) as u16 },
                expires_at: world.now + self.random.between(0, 120) * DAY,
                asset: if self.random.once_in(8) { self.asset() } else { asset },
                use_allowance: self.random.below(3) > 0,
            },
        )
    }

    fn prepaid(&mut self, world: &World) -> Step {
        let mandated = |license: &License| {
            let asset = license.mandate?.asset;
            let price = world.renewal_price(license.id, 1)?;
            (world.money.prepaid(license.holder(), asset) < price).then_some((
                license.holder(),
                asset,
                price.saturating_mul(2),
            ))
        };
        let mandated: Vec<_> = world.licenses.iter().filter_map(mandated).collect();
        let is_wanted = !mandated.is_empty() && !self.random.once_in(4);
        let (account, asset, amount) = match self.random.pick(&mandated) {
            Some(wanted) if is_wanted => *wanted,
            _ => (self.account(), self.asset(), u128::from(self.random.bits())),
        };
        let amount = if self.random.once_in(4) { amount / 3 } else { amount };
        match self.random.below(8) {
            0 | 1 if !is_wanted => {
                let there = world.money.prepaid(account, asset);
                let amount = match self.random.below(4) {
                    0 => there.saturating_add(1),
                    1 => there / 2,
                    _ => there,
                };
                Step::Withdraw(account, asset, amount)
            }
            2..=4 if asset != ASSETS[0] => Step::Allow(account, asset, amount),
            _ => Step::Deposit(account, asset, amount),
        }
    }

    fn change(&mut self, world: &World) -> Step {
        let scheduled = |license: &License| license.scheduled.is_some();
        if self.random.once_in(8) {
            if let Some((license, caller)) = self.license(world, scheduled) {
                return Step::CancelScheduled(caller, license);
            }
        }
        let wanted = |license: &License| license.status == Status::Live && license.open_gap().is_none();
        let Some((license, caller)) = self.license(world, wanted) else { return self.purchase(world) };
        let family = world.license(license).map_or(0, |license| license.family);
        let plans: Vec<PlanId> = (1..=7)
            .filter(|plan| offer(&world.catalog, *plan, 1).is_some_and(|offer| offer.plan.family == family))
            .collect();
        let mut plan =
            if self.random.once_in(12) { self.plan() } else { self.random.pick(&plans).copied().unwrap_or(1) };
        let mut version = self.version(world);
        let newest = world.license(license).map(License::newest);
        let (mut asset, mut seats) = newest.map_or((0, 0), |newest| (newest.asset, newest.seats));
        if let Some(newest) = newest.filter(|_| self.random.once_in(6)) {
            (plan, version, seats) = (newest.plan, newest.version, seats + 1);
        } else if let Some(offer) = offer(&world.catalog, plan, version) {
            seats = self.random.between(0, (offer.plan.max_seats - offer.plan.seats).into()) as u16;
        }
        if self.random.once_in(15) {
            asset = self.asset();
        }
        let change = Change { plan, version, asset, seats, restart: self.random.once_in(2), max_total: u128::MAX };
        let due = world.change_price(license, &change).unwrap_or(0);
        let max_total = if self.random.once_in(20) { due.saturating_sub(1) } else { due };
        Step::ChangePlan(caller, license, Change { max_total, ..change })
    }

    fn cancel(&mut self, world: &World) -> Step {
        match self.license(world, |license| license.status == Status::Live) {
            Some((license, caller)) => Step::Cancel(caller, license),
            None => Step::Wait(self.wait(world)),
        }
    }

    fn pause(&mut self, world: &World) -> Step {
        let paused = |license: &License| license.open_gap().is_some_and(|gap| gap.cause == Cause::Paused);
        if self.random.once_in(2) {
            if let Some((license, holder)) = self.license(world, paused) {
                let caller = if self.random.once_in(6) { self.account() } else { holder };
                return Step::Resume(caller, license);
            }
        }
        let wanted = |license: &License| license.status == Status::Live && license.open_gap().is_none();
        match self.license(world, wanted) {
            Some((license, caller)) => Step::Pause(caller, license),
            None => Step::Wait(self.wait(world)),
        }
    }

    fn transfer(&mut self, world: &World) -> Step {
        let wanted = |license: &License| world.access(license, world.now).1 == Access::Active;
        let Some((license, caller)) = self.license(world, wanted) else { return self.grant(world) };
        if self.random.once_in(3) {
            return Step::ApproveTransfer(license, self.account());
        }
        let approved = world.license(license).and_then(|license| license.approved);
        let to = approved.filter(|_| !self.random.once_in(5)).unwrap_or_else(|| self.account());
        Step::Transfer(caller, license, to)
    }

    fn grant(&mut self, world: &World) -> Step {
        let days = if self.random.once_in(12) { 0 } else { self.random.between(1, 30) as u16 };
        Step::Grant(self.account(), self.plan(), self.version(world), days)
    }

    fn release(&mut self, _: &World) -> Step {
        let split = if self.random.once_in(30) { 7 } else { SPLITS[self.random.below(2)] };
        Step::Release(self.asset(), split, self.days())
    }

    fn dispute(&mut self, world: &World) -> Step {
        let suspended = |license: &License| license.open_gap().is_some_and(|gap| gap.cause == Cause::Suspended);
        let forgotten = |license: &&License| {
            suspended(license) && license.open_gap().is_some_and(|gap| gap.from + PATIENCE - 2 * DAY < world.now)
        };
        if let Some(license) = world.licenses.iter().find(forgotten) {
            // What nobody rules about ends without fault.
            return Step::Lift(license.id, false);
        }
        if self.random.below(5) > 1 {
            if let Some((license, _)) = self.license(world, suspended) {
                let fault = self.random.once_in(2);
                return if self.random.once_in(4) { Step::Revoke(license, fault) } else { Step::Lift(license, fault) };
            }
        }
        let wanted = |license: &License| license.status == Status::Live && license.open_gap().is_none();
        if self.random.once_in(12) {
            let wanted = |license: &License| {
                let access = world.access(license, world.now).1;
                license.status == Status::Live && (access == Access::Grace || access == Access::Paused)
            };
            if let Some((license, _)) = self.license(world, wanted) {
                return Step::Revoke(license, self.random.once_in(2));
            }
        }
        let held =
            |license: &License| wanted(license) || license.open_gap().is_some_and(|gap| gap.cause == Cause::Paused);
        match self.license(world, held) {
            Some((license, _)) => Step::Suspend(license),
            None => Step::Wait(self.wait(world)),
        }
    }

    fn rule(&mut self, world: &World) -> Step {
        match self.random.below(4) {
            0 => Step::SetFee(Bps([0, 1, 250, 1_000][self.random.below(4)])),
            1 | 2 => {
                let amount = [0, 1, 1_000, 1 << 40, 1 << 80][self.random.below(5)];
                Step::SetKeeperFee(ASSETS[self.random.below(2)], amount)
            }
            _ => {
                let (plan, version) = (self.plan(), self.version(world));
                let notice = if self.random.once_in(8) { NOTICE - 1 } else { NOTICE + self.random.between(0, DAY) };
                let into = [None, Some(1), Some(2), Some(3)][self.random.below(4)];
                Step::Sunset(plan, version, world.now + notice, into)
            }
        }
    }
}
