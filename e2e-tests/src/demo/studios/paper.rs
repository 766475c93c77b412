//! The same story with pen and paper: each payment is a plain list of what each day earns, each license a list of what it gives
//! from when on. Nothing here asks a contract, nor uses its rules.

use super::plan::{Offer, Plan};
use std::collections::BTreeMap;

/// A time in milliseconds, on the chain's clock.
pub type Millis = u64;
/// A day, counted as the chain counts them.
pub type Day = u64;

/// The length of a day.
pub const DAY: Millis = 86_400_000;

/// Who earns: a split of the tree, or a person that has brought a studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Earner {
    /// A split.
    Split(usize),
    /// A person.
    Referrer(usize),
}

/// What a payment was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first period of a license.
    Purchase,
    /// Another one.
    Renewal,
    /// Another one, by a keeper.
    Kept,
    /// A higher plan.
    Upgrade,
}

/// A payment.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The license that it is for.
    pub license: usize,
    /// What for.
    pub kind: Kind,
    /// When.
    pub at: Millis,
    /// The plan.
    pub offer: usize,
    /// How much.
    pub paid: u128,
    /// What each day earns for whom.
    pub days: BTreeMap<(Earner, Day), u128>,
    /// What a keeper got of it.
    pub keeper: u128,
    /// What went back.
    pub refunded: u128,
    /// What a cancel cost of it; it stands among the days too.
    pub penalty: u128,
    /// What a pause has taken out of the days, in their order.
    pub parked: Vec<(Earner, Day, u128)>,
    /// The first day behind its last.
    to: Day,
    /// Whether another one has taken its place, or it was canceled.
    is_over: bool,
}

impl Payment {
    /// What was earned before a day, with the keeper's fee.
    #[must_use]
    pub fn earned(&self, today: Day) -> u128 {
        let before = self.days.iter().filter(|((_, day), _)| *day < today);
        self.keeper + before.map(|(_, amount)| amount).sum::<u128>()
    }

    /// What is earned on a day and later.
    #[must_use]
    pub fn ahead(&self, today: Day) -> u128 {
        self.days.iter().filter(|((_, day), _)| *day >= today).map(|(_, amount)| amount).sum()
    }

    /// What is parked.
    #[must_use]
    pub fn parked(&self) -> u128 {
        self.parked.iter().map(|(_, _, amount)| amount).sum()
    }

    /// Takes out what is earned after a day.
    fn take_out(&mut self, today: Day) -> Vec<(Earner, Day, u128)> {
        let after: Vec<_> =
            self.days.iter().filter(|((_, day), _)| *day > today).map(|((who, day), sum)| (*who, *day, *sum)).collect();
        self.days.retain(|(_, day), _| *day <= today);
        after
    }
}

/// What a license gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: not yet, or not any more.
    None,
    /// What the plan gives.
    Active,
    /// It has ended, and can be renewed without a gap.
    Grace,
    /// Its holder has paused it.
    Paused,
}

/// What is true of a license from some time on, until the next fact.
#[derive(Clone, Copy, Debug)]
struct Fact {
    from: Millis,
    offer: usize,
    /// When it ends.
    until: Millis,
    /// The last moment at which it can be renewed without a gap.
    grace: Millis,
    /// From when on it is paused.
    paused: Option<Millis>,
    /// When it was cut short.
    cut: Option<Millis>,
    /// What it gives while the library is out of order: what it gave before.
    frozen: Option<Access>,
}

impl Fact {
    fn access(&self, at: Millis) -> Access {
        if self.cut.is_some_and(|cut| at >= cut) {
            Access::None
        } else if self.paused.is_some_and(|from| at >= from) {
            Access::Paused
        } else if let Some(frozen) = self.frozen {
            frozen
        } else if at < self.until {
            Access::Active
        } else if at <= self.grace && self.cut.is_none() {
            Access::Grace
        } else {
            Access::None
        }
    }
}

/// A license.
#[derive(Clone, Debug)]
pub struct License {
    /// Whose.
    pub studio: usize,
    /// Who has brought the studio.
    pub referrer: Option<usize>,
    /// The lower plan into which it is renewed.
    pub scheduled: Option<usize>,
    facts: Vec<Fact>,
}

impl License {
    fn now(&self) -> Fact {
        // A license begins with a fact.
        self.facts[self.facts.len() - 1]
    }

    /// What it gives at a time, and under which plan.
    #[must_use]
    pub fn at(&self, at: Millis) -> (Access, usize) {
        match self.facts.iter().rev().find(|fact| fact.from <= at) {
            Some(fact) => (fact.access(at), fact.offer),
            None => (Access::None, usize::MAX),
        }
    }

    /// Until when it gives access, as it stands now; `None` while it is paused.
    #[must_use]
    pub fn until(&self) -> Option<Millis> {
        let Fact { until, cut, paused, .. } = self.now();
        if paused.is_some() && cut.is_none() {
            return None;
        }
        Some(until.min(cut.unwrap_or(Millis::MAX)))
    }

    /// The plan into which it is renewed.
    #[must_use]
    pub fn renewed_into(&self) -> usize {
        self.scheduled.unwrap_or_else(|| self.offer())
    }

    /// Its plan.
    #[must_use]
    pub fn offer(&self) -> usize {
        self.now().offer
    }

    /// Whether the holder has canceled it.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.now().cut.is_some()
    }

    /// The moments at which what it gives may change.
    #[must_use]
    pub fn changes(&self) -> Vec<Millis> {
        let mut changes = Vec::new();
        for fact in &self.facts {
            changes.extend([fact.from, fact.until, fact.grace, fact.grace + 1]);
            changes.extend(fact.paused);
            changes.extend(fact.cut);
        }
        changes.sort_unstable();
        changes.dedup();
        changes
    }
}

/// What everybody did with the token, and what each did not yet.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// What was paid for licenses.
    pub paid: u128,
    /// What went back.
    pub refunded: u128,
    /// What was earned by the end of the day before.
    pub earned: u128,
    /// What is earned today and later.
    pub deferred: u128,
    /// What pauses hold.
    pub parked: u128,
    /// What was paid out of what was earned: to splits, referrers, keepers and the DAO.
    pub released: u128,
}

/// The paper.
#[derive(Clone, Debug)]
pub struct Paper {
    /// All payments, in their order.
    pub payments: Vec<Payment>,
    /// All licenses, in their order.
    pub licenses: Vec<License>,
    /// The first day that was not released, by whom earns.
    pub next: BTreeMap<Earner, Day>,
    /// What was released to whom, the DAO's fee included.
    pub released: BTreeMap<Earner, u128>,
    /// What each release brought to who earned it.
    pub brought: Vec<u128>,
    /// What of what was released is the DAO's.
    pub fees: u128,
    /// What of that was paid to the DAO.
    pub collected: u128,
    /// What each person has of the token.
    pub purses: Vec<u128>,
    /// What each studio has paid in advance.
    pub prepaid: Vec<u128>,
    /// What each studio got back into its purse.
    pub refunds: Vec<u128>,
    /// What each keeper got.
    pub keepers: BTreeMap<usize, u128>,
    /// When the library was out of order.
    pub outages: Vec<(Millis, Millis)>,
    outage: Option<Millis>,
}

/// The day in which a time lies.
#[must_use]
pub const fn day_of(at: Millis) -> Day {
    at / DAY
}

/// A part of an amount in ten-thousandths, rounded down.
#[must_use]
pub fn part_floor(amount: u128, part: u16) -> u128 {
    amount * u128::from(part) / 10_000
}

/// The same, rounded up.
fn part_ceil(amount: u128, part: u16) -> u128 {
    (amount * u128::from(part)).div_ceil(10_000)
}

impl Paper {
    /// Nothing has happened yet; streams are counted from this day on.
    #[must_use]
    pub fn new(plan: &Plan, today: Day) -> Self {
        let splits = plan.offers.iter().map(|offer| (Earner::Split(offer.split), today));
        Self {
            payments: Vec::new(),
            licenses: Vec::new(),
            next: splits.collect(),
            released: BTreeMap::new(),
            brought: Vec::new(),
            fees: 0,
            collected: 0,
            purses: plan.people.iter().map(|person| person.has).collect(),
            prepaid: vec![0; plan.people.len()],
            refunds: vec![0; plan.people.len()],
            keepers: BTreeMap::new(),
            outage: None,
            outages: Vec::new(),
        }
    }

    /// Who could use what at a time: studio by studio, plan by plan.
    #[must_use]
    pub fn could(&self, plan: &Plan, at: Millis) -> Vec<bool> {
        let mut could = Vec::with_capacity(plan.studios * plan.offers.len());
        for studio in 0..plan.studios {
            for offer in 0..plan.offers.len() {
                let mut own = self.licenses.iter().filter(|license| license.studio == studio);
                could.push(own.any(|license| license.at(at) == (Access::Active, offer)));
            }
        }
        could
    }

    /// The last license of a studio.
    #[must_use]
    pub fn license_of(&self, studio: usize) -> Option<usize> {
        self.licenses.iter().rposition(|license| license.studio == studio)
    }

    /// All sums at the beginning of a time's day, or at the time itself: what is earned today counts as ahead.
    #[must_use]
    pub fn sums(&self, at: Millis) -> Sums {
        let today = day_of(at);
        let mut sums = Sums { released: self.released.values().sum(), ..Sums::default() };
        for payment in &self.payments {
            sums.paid += payment.paid;
            sums.refunded += payment.refunded;
            sums.parked += payment.parked();
            sums.earned += payment.earned(today);
            sums.deferred += payment.ahead(today);
            sums.released += payment.keeper;
        }
        sums
    }

    /// What the day lists still hold that was not released: of each earner, from its first day that was not released on.
    #[must_use]
    pub fn unreleased(&self) -> u128 {
        let next = |earner: &Earner| self.next.get(earner).copied().unwrap_or(0);
        let days = self.payments.iter().flat_map(|payment| &payment.days);
        days.filter(|((earner, day), _)| *day >= next(earner)).map(|(_, amount)| amount).sum()
    }

    /// What was released to splits, the DAO's fee included.
    #[must_use]
    pub fn released_to_splits(&self) -> u128 {
        let splits = self.released.iter().filter(|(earner, _)| matches!(earner, Earner::Split(_)));
        splits.map(|(_, amount)| amount).sum()
    }

    /// What must be in the contract's account: what it may still have to pay to anybody.
    #[must_use]
    pub fn held(&self) -> u128 {
        let parked: u128 = self.payments.iter().map(Payment::parked).sum();
        self.unreleased() + parked + self.prepaid.iter().sum::<u128>() + self.fees - self.collected
    }

    /// What all days before `today` have earned for somebody and was not released.
    #[must_use]
    pub fn due(&self, earner: Earner, today: Day) -> u128 {
        let next = self.next.get(&earner).copied().unwrap_or(0);
        let days = self.payments.iter().flat_map(|payment| &payment.days);
        days.filter(|((who, day), _)| *who == earner && (next..today).contains(day)).map(|(_, amount)| amount).sum()
    }

    /// Adds a payment, spread over days; what belongs to days that are over is earned today.
    fn pay(
        &mut self,
        offer: (usize, &Offer),
        license: usize,
        kind: Kind,
        paid: u128,
        (from, days): (Day, u64),
        at: Millis,
    ) {
        let today = day_of(at);
        let referrer = self.licenses[license].referrer;
        let share = if referrer.is_some() { part_floor(paid, offer.1.referral) } else { 0 };
        let mut list = BTreeMap::new();
        let mut spread = |earner: Earner, amount: u128| {
            let each = amount / u128::from(days);
            for place in 0..days {
                let rest = if place + 1 == days { amount % u128::from(days) } else { 0 };
                *list.entry((earner, (from + place).max(today))).or_default() += each + rest;
            }
        };
        spread(Earner::Split(offer.1.split), paid - share);
        if let Some(referrer) = referrer {
            spread(Earner::Referrer(referrer), share);
            self.next.entry(Earner::Referrer(referrer)).or_insert(0);
        }
        self.payments.push(Payment {
            license,
            kind,
            at,
            offer: offer.0,
            paid,
            days: list,
            keeper: 0,
            refunded: 0,
            penalty: 0,
            parked: Vec::new(),
            to: from + days,
            is_over: false,
        });
    }

    fn fact(&mut self, license: usize, fact: Fact) {
        self.licenses[license].facts.push(fact);
    }

    /// A studio buys a license. Returns its number and what it costs.
    pub fn subscribe(
        &mut self,
        studio: usize,
        offer: (usize, &Offer),
        periods: u16,
        referrer: Option<usize>,
        at: Millis,
    ) -> (usize, u128) {
        let license = self.licenses.len();
        self.licenses.push(License { studio, referrer, scheduled: None, facts: Vec::new() });
        let (days, cost) = (u64::from(offer.1.days) * u64::from(periods), offer.1.price * u128::from(periods));
        self.pay(offer, license, Kind::Purchase, cost, (day_of(at), days), at);
        self.purses[studio] -= cost;
        self.runs(license, offer, at, at + days * DAY);
        (license, cost)
    }

    fn runs(&mut self, license: usize, offer: (usize, &Offer), from: Millis, until: Millis) {
        let grace = until + offer.1.grace;
        self.fact(license, Fact { from, offer: offer.0, until, grace, paused: None, cut: None, frozen: None });
    }

    /// A studio renews its license, or a keeper does at its cost. Returns what it costs and what the keeper gets.
    pub fn renew(
        &mut self,
        license: usize,
        offer: (usize, &Offer),
        periods: u16,
        keeper: Option<(usize, u128)>,
        at: Millis,
    ) -> (u128, u128) {
        let (days, cost) = (u64::from(offer.1.days) * u64::from(periods), offer.1.price * u128::from(periods));
        let fact = self.licenses[license].now();
        let studio = self.licenses[license].studio;
        let is_on = fact.access(at) != Access::None;
        let last =
            self.payments.iter().rev().find(|payment| payment.license == license).map_or(0, |payment| payment.to);
        let (from, start) = if is_on {
            // Outages since its end are no delay.
            let outages = self.outages.iter().filter(|(from, _)| *from >= fact.until);
            let end = fact.until + outages.map(|(from, to)| to - from).sum::<u64>();
            (last.max(day_of(end)), end)
        } else {
            (day_of(at), at)
        };
        let kind = if keeper.is_some() { Kind::Kept } else { Kind::Renewal };
        self.pay(offer, license, kind, cost, (from, days), at);
        let mut fee = 0;
        if let Some((keeper, most)) = keeper {
            let payment = self.payments.len() - 1;
            let first = from.max(day_of(at));
            let earner = Earner::Split(offer.1.split);
            let share = if self.licenses[license].referrer.is_some() { part_floor(cost, offer.1.referral) } else { 0 };
            // At most what a day earns; of days that are over, today earns all but the fee.
            fee = most.min((cost - share) / u128::from(days));
            *self.payments[payment].days.entry((earner, first)).or_default() -= fee;
            self.payments[payment].keeper = fee;
            *self.keepers.entry(keeper).or_default() += fee;
            self.purses[keeper] += fee;
            let advance = self.prepaid[studio].min(cost);
            self.prepaid[studio] -= advance;
            self.purses[studio] -= cost - advance;
        } else {
            self.purses[studio] -= cost;
        }
        self.licenses[license].scheduled = None;
        self.runs(license, offer, at, start + days * DAY);
        (cost, fee)
    }

    /// A license gets a higher plan. Returns what is due, and what goes to what the studio has paid in advance.
    pub fn upgrade(&mut self, license: usize, offer: (usize, &Offer), restart: bool, at: Millis) -> (u128, u128) {
        let today = day_of(at);
        let mut unearned = 0;
        let mut to = today;
        for payment in self.payments.iter_mut().filter(|payment| payment.license == license) {
            to = payment.to;
            if payment.is_over {
                continue;
            }
            let back: u128 = payment.take_out(today).iter().map(|(_, _, amount)| amount).sum();
            payment.refunded += back;
            payment.is_over = true;
            unearned += back;
        }
        let period = u64::from(offer.1.days);
        let (days, until) = if restart {
            (period, at + period * DAY)
        } else {
            (to.saturating_sub(today).max(1), self.licenses[license].now().until)
        };
        let price = (offer.1.price * u128::from(days)).div_ceil(u128::from(period));
        self.pay(offer, license, Kind::Upgrade, price, (today, days), at);
        let studio = self.licenses[license].studio;
        let (due, credit) = (price.saturating_sub(unearned), unearned.saturating_sub(price));
        self.purses[studio] -= due;
        self.prepaid[studio] += credit;
        self.licenses[license].scheduled = None;
        self.runs(license, offer, at, until);
        (due, credit)
    }

    /// A license is canceled. Returns what goes back and what that costs.
    pub fn cancel(&mut self, plan: &Plan, license: usize, at: Millis) -> (u128, u128) {
        let today = day_of(at);
        let fact = self.licenses[license].now();
        let (mut refund, mut cost) = (0, 0);
        let is_refunded = |payment: &Payment| plan.offers[payment.offer].penalty;
        for payment in self.payments.iter_mut().filter(|payment| payment.license == license && !payment.is_over) {
            let Some(part) = is_refunded(payment) else { continue };
            let is_parked = !payment.parked.is_empty();
            let out = if is_parked { std::mem::take(&mut payment.parked) } else { payment.take_out(today) };
            let unearned: u128 = out.iter().map(|(_, _, amount)| amount).sum();
            let penalty = part_ceil(unearned, part);
            let split = Earner::Split(plan.offers[payment.offer].split);
            *payment.days.entry((split, today)).or_default() += penalty;
            payment.penalty += penalty;
            payment.refunded += unearned - penalty;
            payment.is_over = true;
            refund += unearned - penalty;
            cost += penalty;
        }
        let studio = self.licenses[license].studio;
        self.purses[studio] += refund;
        self.refunds[studio] += refund;
        // What is not given back can be used to its end.
        let cut = if plan.offers[fact.offer].penalty.is_some() { (today + 1) * DAY } else { Millis::MAX };
        self.licenses[license].scheduled = None;
        self.fact(license, Fact { from: at, cut: Some(cut), ..fact });
        (refund, cost)
    }

    /// A license stands still from the end of the day on. Returns what is parked.
    pub fn pause(&mut self, license: usize, at: Millis) -> u128 {
        let today = day_of(at);
        let mut parked = 0;
        for payment in self.payments.iter_mut().filter(|payment| payment.license == license && !payment.is_over) {
            payment.parked = payment.take_out(today);
            parked += payment.parked();
        }
        let fact = self.licenses[license].now();
        self.fact(license, Fact { from: at, paused: Some((today + 1) * DAY), ..fact });
        parked
    }

    /// A pause ends: what was parked is earned on as many days, one payment behind the other.
    pub fn resume(&mut self, license: usize, at: Millis) {
        let today = day_of(at);
        let fact = self.licenses[license].now();
        let since = fact.paused.unwrap_or(at);
        let mut next = today.max(day_of(since));
        for payment in self.payments.iter_mut().filter(|payment| payment.license == license) {
            let parked = std::mem::take(&mut payment.parked);
            let Some(first) = parked.iter().map(|(_, day, _)| *day).min() else { continue };
            for (earner, day, amount) in parked {
                *payment.days.entry((earner, next + (day - first))).or_default() += amount;
            }
            next += payment.to - first;
            payment.to = next;
        }
        let outage = |(from, to): &(Millis, Millis)| to.min(&at).saturating_sub(*from.max(&since));
        let still: u64 = self.outages.iter().map(outage).sum();
        let later = at.saturating_sub(since).saturating_sub(still);
        self.fact(
            license,
            Fact { from: at, until: fact.until + later, grace: fact.grace + later, paused: None, ..fact },
        );
    }

    /// The library cannot be used: all licenses stand still, and keep what they gave.
    pub fn open_outage(&mut self, at: Millis) {
        self.outage = Some(at);
        for license in 0..self.licenses.len() {
            let fact = self.licenses[license].now();
            let access = Fact { paused: None, cut: None, ..fact }.access(at);
            self.fact(license, Fact { from: at, frozen: Some(access), ..fact });
        }
    }

    /// The library can be used again: whatever had not ended ends later by as much. Nothing else happens in between.
    pub fn close_outage(&mut self, at: Millis) {
        let Some(from) = self.outage.take() else { return };
        self.outages.push((from, at));
        for license in 0..self.licenses.len() {
            let fact = self.licenses[license].now();
            let until = if fact.until > from { fact.until + (at - from) } else { fact.until };
            let grace = if fact.grace >= from { fact.grace + (at - from) } else { fact.grace };
            self.fact(license, Fact { from: at, until, grace, frozen: None, ..fact });
        }
    }

    /// What an earner has earned by the end of the day before, and was not paid yet, is paid. Returns how much, and how much
    /// of that is the DAO's.
    pub fn release(&mut self, earner: Earner, dao_fee: u16, at: Millis) -> (u128, u128) {
        let today = day_of(at);
        let amount = self.due(earner, today);
        self.next.insert(earner, today);
        *self.released.entry(earner).or_default() += amount;
        let fee = match earner {
            Earner::Split(_) => part_floor(amount, dao_fee),
            Earner::Referrer(referrer) => {
                self.purses[referrer] += amount;
                0
            }
        };
        self.fees += fee;
        self.brought.push(amount - fee);
        (amount, fee)
    }

    /// The DAO's fees are paid.
    pub fn collect(&mut self, treasury: usize) -> u128 {
        let amount = self.fees - self.collected;
        self.purses[treasury] += amount;
        self.collected += amount;
        amount
    }

    /// What a studio has paid in advance is paid out.
    pub fn withdraw(&mut self, studio: usize) -> u128 {
        let amount = std::mem::take(&mut self.prepaid[studio]);
        self.purses[studio] += amount;
        self.refunds[studio] += amount;
        amount
    }
}

#[cfg(test)]
#[path = "paper_tests.rs"]
mod tests;
