//! Everything that is sold and everybody who buys, in memory.

use crate::{
    catalog::{offer, Catalog},
    license::{Account, Gap, License, Outages, Payment},
    money::{spread, Earner, Money, Purse, Share, Totals},
    step::{Change, Done, Step},
};
use atelier_licensing::{
    capacity::MAX_SWEEP,
    error::Error,
    license::{
        Access, Cause, Kind, Mandate, Origin, Status, GAPS_FOR_SUSPENSIONS, MAX_AHEAD, MAX_GAPS, MAX_PAUSE, MAX_PAUSES,
        MAX_RECENT, PAGE,
    },
    plan::{Offer, Order, Plan, Refund, Transfer, MAX_PERIOD, MAX_PERIODS, NOTICE},
    units::{day_of, end_of, AssetId, Bps, Day, LicenseId, Millis, PlanId, SplitId, Version, DAY, MAX_AMOUNT, NATIVE},
};
use std::collections::{BTreeMap, BTreeSet};

/// Why a step is refused: all the reasons there are, so that it does not matter which of them somebody sees first. What cannot
/// be judged because something does not even exist is left out.
pub type Reasons = Vec<Error>;

/// What a step comes to.
pub type Outcome = Result<Done, Reasons>;

/// The world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// The clock.
    pub now: Millis,
    /// What is sold.
    pub catalog: Catalog,
    /// How many licenses of each plan there ever were.
    pub sold: BTreeMap<PlanId, u32>,
    /// The part of the income that the DAO gets.
    pub fee: Bps,
    /// The most that keepers get, by asset.
    pub keeper_fees: BTreeMap<AssetId, u128>,
    /// When the service was down.
    pub outages: Outages,
    /// All licenses.
    pub licenses: Vec<License>,
    /// Who had a trial of which family.
    pub trials: BTreeSet<(Account, u32)>,
    /// All the money.
    pub money: Money,
    /// What each mandate has cost its holder, and the most that it may: by license, one after the other.
    pub pulled: BTreeMap<LicenseId, Vec<(u128, u128)>>,
    /// The first day, in license time, whose licenses are not known to be over, of plans with a limit.
    pub swept: BTreeMap<PlanId, Day>,
}

fn unless(reasons: &[Error]) -> Result<(), Reasons> {
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(reasons.to_vec())
    }
}

/// The least number that is not below `amount * part / whole`.
fn part_ceil(amount: u128, part: u128, whole: u128) -> u128 {
    (amount * part).div_ceil(whole)
}

/// What a new payment is.
struct Bought {
    kind: Kind,
    plan: PlanId,
    version: Version,
    seats: u16,
    payer: Account,
    asset: AssetId,
    amount: u128,
    start: Millis,
    days: u32,
    end: Millis,
    from: Day,
    keeper: u128,
    invoice: [u8; 32],
}

impl World {
    /// A world in which nothing was sold yet.
    #[must_use]
    pub fn new(now: Millis, catalog: Catalog, fee: Bps, keeper_fees: BTreeMap<AssetId, u128>) -> Self {
        let is_limited = |offers: &Vec<Offer<Account>>| offers.iter().any(|offer| offer.plan.max_active.is_some());
        let limited = (1..).zip(&catalog).filter(|(_, offers)| is_limited(offers));
        let mut money = Money::default();
        for Offer { plan, .. } in catalog.iter().flatten() {
            // Whoever can earn is known by the version that he earns from.
            let earner = |asset| ((asset, Earner::Split(plan.split)), day_of(now));
            money.next.extend(plan.prices.iter().map(|price| earner(price.asset)));
        }
        Self {
            now,
            swept: limited.map(|(plan, _)| (plan, day_of(now))).collect(),
            catalog,
            sold: BTreeMap::new(),
            fee,
            keeper_fees,
            outages: Outages::default(),
            licenses: Vec::new(),
            trials: BTreeSet::new(),
            money,
            pulled: BTreeMap::new(),
        }
    }

    /// The day of the chain.
    #[must_use]
    pub fn today(&self) -> Day {
        day_of(self.now)
    }

    /// License time.
    #[must_use]
    pub fn licensed(&self) -> Millis {
        self.outages.license_time(self.now)
    }

    /// A license.
    #[must_use]
    pub fn license(&self, id: LicenseId) -> Option<&License> {
        self.licenses.iter().find(|license| license.id == id)
    }

    /// How long a payment's license can be renewed after its end.
    #[must_use]
    pub fn grace(&self, payment: &Payment) -> Millis {
        // What was given for nothing is over when it is over.
        match payment.kind {
            Kind::Grant | Kind::Trial => 0,
            _ => offer(&self.catalog, payment.plan, payment.version).map_or(0, |offer| offer.plan.grace),
        }
    }

    /// What a license gave at some time, and the number of the payment that says so.
    #[must_use]
    pub fn access(&self, license: &License, at: Millis) -> (Option<usize>, Access) {
        license.access(at, &self.outages, |payment| self.grace(payment))
    }

    /// Whether somebody could use a plan at some time.
    #[must_use]
    pub fn is_active(&self, licensee: Account, plan: PlanId, at: Millis) -> bool {
        self.licenses.iter().any(|license| {
            let (number, access) = self.access(license, at);
            let of_plan = number.is_some_and(|number| license.payments[number].plan == plan);
            access == Access::Active && of_plan && license.holder_at(at) == Some(licensee)
        })
    }

    /// Whether a license keeps its place: it gives access, can be renewed without a gap, or is held.
    #[must_use]
    pub fn is_live(&self, license: &License) -> bool {
        if license.status != Status::Live {
            return license.open_gap().is_none_or(|gap| gap.from > self.now) && self.lasting(license).next().is_some();
        }
        let newest = license.newest();
        let own = license.own_time(self.now, &self.outages);
        license.open_gap().is_some() || own <= i128::from(newest.end) + i128::from(self.grace(newest))
    }

    /// The payments that still give access, now or later.
    fn lasting<'a>(&'a self, license: &'a License) -> impl Iterator<Item = &'a Payment> {
        // What is held goes on where it stood; nobody looks for outages since.
        let held = license.open_gap().map_or(0, |gap| self.now.saturating_sub(gap.from));
        let own = license.own_time(self.now, &self.outages) - i128::from(held);
        let lasts = move |payment: &&Payment| {
            let is_cut = payment.cut.is_some_and(|(_, cut)| cut <= self.now);
            !is_cut && i128::from(payment.end) > own
        };
        license.payments.iter().filter(lasts)
    }

    /// The live license that somebody has of a plan, now or until its renewal.
    #[must_use]
    pub fn licensed_to(&self, account: Account, plan: PlanId) -> Option<&License> {
        let of =
            |license: &&License| license.holder() == account && self.is_live(license) && self.is_under(license, plan);
        self.licenses.iter().find(of)
    }

    fn is_under(&self, license: &License, plan: PlanId) -> bool {
        license.newest().plan == plan || self.lasting(license).any(|payment| payment.plan == plan)
    }

    /// When a license is over, with its grace, in license time; what was canceled is when the last of what stays is.
    fn last(&self, license: &License) -> Option<i128> {
        let shift: i64 = license.gaps.iter().map(|gap| gap.shift).sum();
        let end = match license.over {
            None => license.newest().end + self.grace(license.newest()),
            Some(over) => {
                let own = license.own_time(over, &self.outages);
                let stays = |payment: &&Payment| payment.cut.is_none() && i128::from(payment.end) > own;
                license.payments.iter().filter(stays).map(|payment| payment.end).max()?
            }
        };
        Some(i128::from(end) + i128::from(shift))
    }

    /// How many licenses of a plan live, as far as days were swept. A license counts until the day on which it is over is.
    #[must_use]
    pub fn counted(&self, plan: PlanId, swept: Day) -> usize {
        let counts = |license: &&License| {
            let first = i128::from(swept) * i128::from(DAY);
            let lasts = self.last(license).is_some_and(|last| last >= first);
            let counts = match license.open_gap() {
                Some(_) => license.status == Status::Live,
                None => lasts,
            };
            license.newest().plan == plan && counts
        };
        self.licenses.iter().filter(counts).count()
    }

    /// How far days are swept when somebody looks whether there is room: at most 32 more, or all if there is nothing to sweep.
    fn sweeps(&self, plan: PlanId) -> Option<Day> {
        let swept = *self.swept.get(&plan)?;
        let today = day_of(self.licensed());
        let held = |license: &&License| license.open_gap().is_some() && license.status == Status::Live;
        let held = self.licenses.iter().filter(|license| license.newest().plan == plan).filter(held).count();
        let most = if self.counted(plan, swept) == held { Day::MAX } else { swept + MAX_SWEEP };
        Some(swept.max(today.min(most)))
    }

    /// Everything that there is of an asset.
    #[must_use]
    pub fn totals(&self, asset: AssetId) -> Totals {
        let money = &self.money;
        let of = |map: &BTreeMap<AssetId, u128>| map.get(&asset).copied().unwrap_or(0);
        let earned: u128 = money.released.iter().filter(|((of, _), _)| *of == asset).map(|(_, amount)| amount).sum();
        let records = self.licenses.iter().flat_map(|license| &license.payments);
        Totals {
            paid: of(&money.paid),
            refunded: of(&money.refunded),
            released: earned + of(&money.keepers),
            parked: records.filter(|payment| payment.asset == asset).map(Payment::parked).sum(),
            prepaid: money.prepaid.iter().filter(|((_, of), _)| *of == asset).map(|(_, amount)| amount).sum(),
            fees: of(&money.fees),
            future: money.future(asset),
        }
    }

    /// What has to hold of the money, whatever happened.
    ///
    /// # Errors
    /// What does not.
    pub fn check(&self, asset: AssetId) -> Result<(), String> {
        let Totals { paid, refunded, released, parked, prepaid, fees, future } = self.totals(asset);
        if paid != refunded + released + parked + future {
            return Err(format!("asset {asset}: {paid} != {refunded} + {released} + {parked} + {future}"));
        }
        let there = self.money.gained.get(&(Purse::Licenses, asset)).copied().unwrap_or(0);
        if u128::try_from(there) != Ok(future + parked + prepaid + fees) {
            return Err(format!("asset {asset}: {there} != {future} + {parked} + {prepaid} + {fees}"));
        }
        for ((of, earner), amount) in &self.money.released {
            if let (true, Earner::Referrer(_)) = (*of == asset, earner) {
                let paid = self.licenses.iter().flat_map(|license| &license.payments);
                let most: u128 = paid.filter(|payment| payment.asset == asset).map(|payment| payment.paid).sum();
                if *amount > most / 2 {
                    return Err(format!("{earner:?} got {amount} of {most}"));
                }
            }
        }
        Ok(())
    }

    /// Does something, or refuses it and changes nothing.
    ///
    /// # Errors
    /// [`Reasons`].
    pub fn apply(&mut self, step: &Step) -> Outcome {
        match *step {
            Step::Wait(duration) => {
                self.now += duration;
                Ok(Done::Nothing)
            }
            Step::Purchase(caller, ref order) => self.purchase(caller, caller, order),
            Step::Gift(caller, licensee, ref order) => self.purchase(caller, licensee, order),
            Step::Renew(caller, license, periods, max_total) => self.renew(caller, license, periods, max_total),
            Step::RenewFor(keeper, license) => self.renew_for(keeper, license),
            Step::SetMandate(caller, license, mandate) => self.set_mandate(caller, license, Some(mandate)),
            Step::RevokeMandate(caller, license) => self.set_mandate(caller, license, None),
            Step::Deposit(caller, asset, amount) => self.deposit(caller, asset, amount),
            Step::Withdraw(caller, asset, amount) => self.withdraw(caller, asset, amount),
            Step::Allow(caller, asset, amount) => {
                self.money.allowances.insert((caller, asset), amount);
                Ok(Done::Nothing)
            }
            Step::ChangePlan(caller, license, change) => self.change(caller, license, &change),
            Step::CancelScheduled(caller, license) => self.cancel_scheduled(caller, license),
            Step::Cancel(caller, license) => self.cancel(caller, license),
            Step::Pause(caller, license) => self.pause(caller, license),
            Step::Resume(caller, license) => self.resume(caller, license),
            Step::OpenOutage => {
                unless(if self.outages.is_open() { &[Error::OutageState] } else { &[] })?;
                self.outages.0.push((self.now, None));
                Ok(Done::Nothing)
            }
            Step::CloseOutage => {
                unless(if self.outages.is_open() { &[] } else { &[Error::OutageState] })?;
                self.outages.0.last_mut().expect("one is open").1 = Some(self.now);
                Ok(Done::Nothing)
            }
            Step::ApproveTransfer(license, to) => {
                let place = self.place(license)?;
                self.licenses[place].approved = Some(to);
                Ok(Done::Nothing)
            }
            Step::Transfer(caller, license, to) => self.transfer(caller, license, to),
            Step::Grant(licensee, plan, version, days) => self.give(licensee, plan, version, Some(days)),
            Step::Trial(caller, plan, version) => self.give(caller, plan, version, None),
            Step::Release(asset, split, max_days) => self.release(asset, split, max_days),
            Step::ReleaseReferral(asset, referrer, max_days) => self.release_referral(asset, referrer, max_days),
            Step::CollectFees(asset) => self.collect_fees(asset),
            Step::Suspend(license) => self.suspend(license),
            Step::Lift(license, fault) => self.lift(license, fault),
            Step::Revoke(license, fault) => self.revoke(license, fault),
            Step::Sweep(plan) => self.sweep(plan),
            Step::Sunset(plan, version, at, renew_into) => self.sunset(plan, version, at, renew_into),
            Step::SetFee(fee) => {
                self.fee = fee;
                Ok(Done::Nothing)
            }
            Step::SetKeeperFee(asset, fee) => {
                self.keeper_fees.insert(asset, fee);
                Ok(Done::Nothing)
            }
        }
    }

    fn place(&self, license: LicenseId) -> Result<usize, Reasons> {
        let place = self.licenses.iter().position(|other| other.id == license);
        place.ok_or(vec![Error::UnknownLicense { license }])
    }

    fn offer(&self, plan: PlanId, version: Version) -> Result<Offer<Account>, Reasons> {
        if self.catalog.get((plan as usize).wrapping_sub(1)).is_none() {
            // Whoever looks for the version does not look for the plan.
            return Err(vec![Error::UnknownPlan { plan }, Error::UnknownVersion { plan, version }]);
        }
        offer(&self.catalog, plan, version).cloned().ok_or(vec![Error::UnknownVersion { plan, version }])
    }

    /// Why a version is not sold now.
    fn not_on_sale(&self, offer: &Offer<Account>) -> Reasons {
        let mut reasons = Vec::new();
        if self.now < offer.plan.effective_from {
            reasons.push(Error::NotSoldYet { from: offer.plan.effective_from });
        }
        if self.now >= offer.sunset {
            reasons.push(Error::Sunset { since: offer.sunset });
        }
        reasons
    }

    /// What periods of a version cost.
    fn price(plan: &Plan<Account>, asset: AssetId, seats: u16, periods: u16) -> Result<u128, Reasons> {
        let mut reasons = Vec::new();
        if plan.seats + seats > plan.max_seats {
            reasons.push(Error::TooManySeats { most: plan.max_seats - plan.seats });
        }
        if periods == 0 || periods > MAX_PERIODS {
            reasons.push(Error::PeriodsOutside { periods });
        }
        let price = plan.prices.iter().find(|price| price.asset == asset);
        let total = price.map_or(0, |price| u128::from(periods) * (price.price + u128::from(seats) * price.seat_price));
        if price.is_none() {
            reasons.push(Error::NotSoldIn { asset });
        }
        if total > MAX_AMOUNT {
            reasons.push(Error::AmountTooLarge);
        }
        unless(&reasons)?;
        Ok(total)
    }

    /// Why something does not cost at most so much; what it costs otherwise.
    fn charge(price: Result<u128, Reasons>, max_total: u128, reasons: &mut Reasons) -> u128 {
        match price {
            Ok(total) if total > max_total => reasons.push(Error::TooExpensive { total }),
            Ok(total) => return total,
            Err(more) => reasons.extend(more),
        }
        0
    }

    /// Why a plan has no room for one license more.
    fn sold_out(&self, plan: PlanId, terms: &Plan<Account>, is_new: bool) -> Option<Error> {
        let sold = self.sold.get(&plan).copied().unwrap_or(0);
        if let Some(most) = terms.max_ever.filter(|most| is_new && sold >= *most) {
            return Some(Error::SoldOut { most });
        }
        let live = self.sweeps(plan).map_or(0, |swept| self.counted(plan, swept));
        terms.max_active.filter(|most| live >= *most as usize).map(|most| Error::SoldOut { most })
    }

    /// Somebody has looked whether there is room.
    fn looked(&mut self, plan: PlanId) {
        if let Some(swept) = self.sweeps(plan) {
            self.swept.insert(plan, swept);
        }
    }

    fn book(&mut self, place: usize, bought: Bought) -> u128 {
        let Bought { kind, plan, version, seats, payer, asset, amount, start, days, end, from, keeper, invoice } =
            bought;
        let terms = self.offer(plan, version).expect("it was sold").plan;
        let today = self.today();
        let license = &mut self.licenses[place];
        let referrer = license.referrer.filter(|referrer| *referrer != payer && *referrer != license.holder());
        let referral = referrer.map_or(0, |_| amount * u128::from(terms.referral.0) / 10_000);
        let mut shares = spread(amount - referral, Earner::Split(terms.split), from, days);
        let fee = keeper.min((amount - referral) / u128::from(days));
        shares[0].amount -= fee;
        if let Some(referrer) = referrer {
            shares.extend(spread(referral, Earner::Referrer(referrer), from, days));
        }
        if let Some(referrer) = license.referrer {
            self.money.next.entry((asset, Earner::Referrer(referrer))).or_insert(today);
        }
        for share in &mut shares {
            // Whoever renews late pays for days that are over: they are earned today.
            share.day = share.day.max(today);
            self.money.earn(asset, share);
        }
        license.payments.push(Payment {
            kind,
            created: self.now,
            start,
            end,
            plan,
            version,
            seats,
            payer,
            asset,
            paid: amount,
            keeper: fee,
            split: terms.split,
            to: from + days,
            shares,
            parked: Vec::new(),
            refunded: 0,
            cut: None,
            invoice,
        });
        *self.money.paid.entry(asset).or_default() += amount;
        *self.money.keepers.entry(asset).or_default() += fee;
        fee
    }

    fn create(&mut self, holder: Account, origin: Origin, plan: PlanId, referrer: Option<Account>) -> usize {
        let sold = self.sold.entry(plan).or_default();
        *sold += 1;
        let family = self.catalog[plan as usize - 1][0].plan.family;
        self.licenses.push(License {
            id: LicenseId::of(plan, *sold),
            holders: vec![(self.now, holder)],
            origin,
            status: Status::Live,
            over: None,
            family,
            referrer,
            mandate: None,
            scheduled: None,
            approved: None,
            gaps: Vec::new(),
            pauses: Vec::new(),
            payments: Vec::new(),
        });
        self.licenses.len() - 1
    }

    fn purchase(&mut self, payer: Account, licensee: Account, order: &Order<Account>) -> Outcome {
        let offer = self.offer(order.plan, order.version)?;
        let mut reasons = self.not_on_sale(&offer);
        let price = Self::price(&offer.plan, order.asset, order.seats, order.periods);
        let total = Self::charge(price, order.max_total, &mut reasons);
        if order.referrer.is_some_and(|referrer| referrer == payer || referrer == licensee) {
            reasons.push(Error::SelfReferral);
        }
        let other = self.licensed_to(licensee, order.plan);
        reasons.extend(other.map(|license| Error::AlreadyLicensed { license: license.id }));
        reasons.extend(self.sold_out(order.plan, &offer.plan, true));
        unless(&reasons)?;
        self.looked(order.plan);
        let place = self.create(licensee, Origin::Paid, order.plan, order.referrer);
        let days = u32::from(offer.plan.period_days) * u32::from(order.periods);
        let start = self.licensed();
        let bought = Bought {
            kind: Kind::Purchase,
            plan: order.plan,
            version: order.version,
            seats: order.seats,
            payer,
            asset: order.asset,
            amount: total,
            start,
            days,
            end: start + Millis::from(days) * DAY,
            from: self.today(),
            keeper: 0,
            invoice: order.invoice,
        };
        self.book(place, bought);
        self.money.pay(order.asset, Purse::Account(payer), Purse::Licenses, total);
        Ok(Done::License(self.licenses[place].id))
    }

    fn give(&mut self, licensee: Account, plan: PlanId, version: Version, grant: Option<u16>) -> Outcome {
        let offer = self.offer(plan, version)?;
        let mut reasons = self.not_on_sale(&offer);
        let days = grant.unwrap_or(offer.plan.trial_days);
        let family = offer.plan.family;
        match grant {
            Some(days) if days == 0 || days > MAX_PERIOD => reasons.push(Error::DaysOutside { days }),
            None if days == 0 => reasons.push(Error::NoTrial),
            _ => {}
        }
        if grant.is_none() && self.trials.contains(&(licensee, family)) {
            reasons.push(Error::TrialUsed { family });
        }
        let other = self.licensed_to(licensee, plan);
        reasons.extend(other.map(|license| Error::AlreadyLicensed { license: license.id }));
        reasons.extend(self.sold_out(plan, &offer.plan, true));
        unless(&reasons)?;
        self.looked(plan);
        let (kind, origin) =
            if grant.is_some() { (Kind::Grant, Origin::Granted) } else { (Kind::Trial, Origin::Trial) };
        if grant.is_none() {
            self.trials.insert((licensee, family));
        }
        let place = self.create(licensee, origin, plan, None);
        let start = self.licensed();
        let bought = Bought {
            kind,
            plan,
            version,
            seats: 0,
            payer: licensee,
            asset: NATIVE,
            amount: 0,
            start,
            days: days.into(),
            end: start + Millis::from(days) * DAY,
            from: self.today(),
            keeper: 0,
            invoice: [0; 32],
        };
        self.book(place, bought);
        Ok(Done::License(self.licenses[place].id))
    }

    /// Into which version a license is renewed.
    #[must_use]
    pub fn target(&self, license: &License) -> (PlanId, Version) {
        let newest = license.newest();
        let (plan, mut version) = license.scheduled.unwrap_or((newest.plan, newest.version));
        for _ in 0..16 {
            match offer(&self.catalog, plan, version) {
                Some(Offer { sunset, renew_into: Some(into), .. }) if self.now >= *sunset => version = *into,
                _ => return (plan, version),
            }
        }
        // Round in a circle.
        (plan, 0)
    }

    /// In which asset somebody renews who pays for it: the last one, or the first that there is a price in.
    fn renewal_asset(license: &License, plan: &Plan<Account>) -> AssetId {
        if license.origin == Origin::Paid {
            license.newest().asset
        } else {
            plan.prices.first().map_or(NATIVE, |price| price.asset)
        }
    }

    fn renewal_seats(license: &License, plan: &Plan<Account>) -> u16 {
        license.newest().seats.min(plan.max_seats - plan.seats)
    }

    /// In which asset whoever renews a license pays.
    #[must_use]
    pub fn asset_of_renewal(&self, license: LicenseId) -> Option<AssetId> {
        let license = self.license(license)?;
        let (plan, version) = self.target(license);
        Some(Self::renewal_asset(license, &offer(&self.catalog, plan, version)?.plan))
    }

    /// What a renewal would cost in that asset.
    #[must_use]
    pub fn renewal_price(&self, license: LicenseId, periods: u16) -> Option<u128> {
        let license = self.license(license)?;
        let (plan, version) = self.target(license);
        let plan = &offer(&self.catalog, plan, version)?.plan;
        Self::price(plan, Self::renewal_asset(license, plan), Self::renewal_seats(license, plan), periods).ok()
    }

    fn not_free(license: &License) -> Reasons {
        let mut reasons = Vec::new();
        if license.status != Status::Live {
            reasons.push(Error::NotLive);
        }
        if let Some(gap) = license.open_gap() {
            reasons.push(Error::Held { since: gap.from });
        }
        reasons
    }

    fn not_running(&self, license: &License) -> Reasons {
        let mut reasons = Self::not_free(license);
        let end = license.newest().end;
        if license.own_time(self.now, &self.outages) >= i128::from(end) {
            reasons.push(Error::Ended { end });
        }
        reasons
    }

    /// Whether there is room for one record more: pages of the oldest ones are put aside once they are of no more use.
    fn has_room(&self, license: &License, and_ahead: bool) -> bool {
        let (own, today) = (license.own_time(self.now, &self.outages), self.today());
        let mut paged = 0;
        // The past pages cannot be told from here, but whoever is over stays so.
        let is_over = |payment: &Payment| {
            let is_cut = payment.cut.is_some_and(|(_, cut)| cut <= self.now);
            payment.ahead(today) == 0 && payment.parked() == 0 && (is_cut || i128::from(payment.end) <= own)
        };
        while license.payments.len() - paged >= MAX_RECENT && license.payments[paged..paged + PAGE].iter().all(is_over)
        {
            paged += PAGE;
        }
        let ahead = license.payments.iter().filter(|payment| payment.ahead(today) > 0).count();
        license.payments.len() - paged < MAX_RECENT && (!and_ahead || ahead < MAX_AHEAD)
    }

    /// Why a license cannot be renewed, and what it costs if it can.
    fn renewal(
        &self,
        place: usize,
        asset: AssetId,
        periods: u16,
        max_total: u128,
    ) -> Result<(Reasons, Bought), Reasons> {
        let license = &self.licenses[place];
        let (plan, version) = self.target(license);
        let offer = self.offer(plan, version)?;
        let mut reasons = Self::not_free(license);
        reasons.extend(self.not_on_sale(&offer));
        let seats = Self::renewal_seats(license, &offer.plan);
        let amount = Self::charge(Self::price(&offer.plan, asset, seats, periods), max_total, &mut reasons);
        if !self.has_room(license, true) {
            reasons.push(Error::TooManyAhead);
        }
        let other = self.licensed_to(license.holder(), plan).filter(|other| other.id != license.id);
        reasons.extend(other.map(|license| Error::AlreadyLicensed { license: license.id }));
        if self.needs_room(license, plan) {
            reasons.extend(self.sold_out(plan, &offer.plan, false));
        }
        let (own, newest) = (license.own_time(self.now, &self.outages), license.newest());
        let end = i128::from(newest.end);
        let (start, from) = if own <= end + i128::from(self.grace(newest)) {
            // The day on which it ends if nothing comes between, but never a day that is paid for.
            (end, newest.to.max(day_of(u64::try_from(i128::from(self.now) + end - own).expect("after 1970"))))
        } else {
            (own, self.today())
        };
        let start = Millis::try_from(start).expect("after 1970");
        let days = u32::from(offer.plan.period_days) * u32::from(periods);
        let bought = Bought {
            kind: Kind::Renewal,
            plan,
            version,
            seats,
            payer: license.holder(),
            asset,
            amount,
            start,
            days,
            end: start + Millis::from(days) * DAY,
            from,
            keeper: 0,
            invoice: [0; 32],
        };
        Ok((reasons, bought))
    }

    fn renew(&mut self, caller: Account, license: LicenseId, periods: u16, max_total: u128) -> Outcome {
        let place = self.place(license)?;
        let (plan, version) = self.target(&self.licenses[place]);
        let asset = Self::renewal_asset(&self.licenses[place], &self.offer(plan, version)?.plan);
        let (reasons, bought) = self.renewal(place, asset, periods, max_total)?;
        unless(&reasons)?;
        if self.needs_room(&self.licenses[place], plan) {
            self.looked(plan);
        }
        let total = bought.amount;
        self.book(place, Bought { payer: caller, ..bought });
        self.money.pay(asset, Purse::Account(caller), Purse::Licenses, total);
        self.renewed(place);
        Ok(Done::Amount(total))
    }

    /// Whether a renewal into a plan takes the room of a license more.
    fn needs_room(&self, license: &License, plan: PlanId) -> bool {
        license.newest().plan != plan || !self.is_live(license)
    }

    fn renewed(&mut self, place: usize) {
        let license = &mut self.licenses[place];
        license.origin = Origin::Paid;
        license.scheduled = None;
    }

    fn renew_for(&mut self, keeper: Account, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let Some(mandate) = found.mandate else { return Err(vec![Error::NoMandate]) };
        let Mandate { max_price, periods, expires_at, asset, use_allowance } = mandate;
        let holder = found.holder();
        let (mut reasons, bought) = self.renewal(place, asset, 1, u128::MAX)?;
        if self.now > expires_at {
            reasons.push(Error::MandateExpired { at: expires_at });
        }
        let newest = found.newest();
        let (own, end) = (found.own_time(self.now, &self.outages), i128::from(newest.end));
        // A tenth of the period, three days at most.
        let window = (i128::from(bought.days) * i128::from(DAY) / 10).min(3 * i128::from(DAY));
        if own < end - window || own > end + i128::from(self.grace(newest)) {
            reasons.push(Error::OutsideWindow { from: 0, to: 0 });
        }
        let price = bought.amount;
        if price > max_price {
            reasons.push(Error::MandateTooLow { price, most: max_price });
        }
        let prepaid = self.money.prepaid(holder, asset);
        let allowed = if use_allowance && asset != NATIVE {
            self.money.allowances.get(&(holder, asset)).copied().unwrap_or(0)
        } else {
            0
        };
        let pulled = price.saturating_sub(prepaid);
        if pulled > allowed {
            reasons.push(Error::PrepaidTooLow { holds: prepaid });
        }
        unless(&reasons)?;
        if self.needs_room(&self.licenses[place], bought.plan) {
            self.looked(bought.plan);
        }
        *self.money.prepaid.entry((holder, asset)).or_default() -= price - pulled;
        if pulled > 0 {
            *self.money.allowances.entry((holder, asset)).or_default() -= pulled;
            self.money.pay(asset, Purse::Account(holder), Purse::Licenses, pulled);
        }
        let most = self.keeper_fees.get(&asset).copied().unwrap_or(0);
        let fee = self.book(place, Bought { keeper: most, ..bought });
        self.money.pay(asset, Purse::Licenses, Purse::Account(keeper), fee);
        self.renewed(place);
        let license = &mut self.licenses[place];
        license.mandate = (periods > 1).then_some(Mandate { periods: periods - 1, ..mandate });
        if let Some((spent, _)) = self.pulled.entry(license.id).or_default().last_mut() {
            *spent += price;
        }
        Ok(Done::Amount(fee))
    }

    fn set_mandate(&mut self, caller: Account, license: LicenseId, mandate: Option<Mandate>) -> Outcome {
        let place = self.place(license)?;
        let found = &mut self.licenses[place];
        let mut reasons = Vec::new();
        if found.holder() != caller {
            reasons.push(Error::NotAllowed);
        }
        if mandate.is_some_and(|mandate| mandate.periods == 0) {
            reasons.push(Error::Nothing);
        }
        unless(&reasons)?;
        found.mandate = mandate;
        if let Some(Mandate { max_price, periods, .. }) = mandate {
            let most = max_price.saturating_mul(periods.into());
            self.pulled.entry(license).or_default().push((0, most));
        }
        Ok(Done::Nothing)
    }

    fn deposit(&mut self, caller: Account, asset: AssetId, amount: u128) -> Outcome {
        let mut reasons = Vec::new();
        if !self.keeper_fees.contains_key(&asset) {
            reasons.push(Error::AssetNotAllowed { asset });
        }
        if amount == 0 {
            reasons.push(Error::Nothing);
        }
        if amount > MAX_AMOUNT {
            reasons.push(Error::AmountTooLarge);
        }
        unless(&reasons)?;
        *self.money.prepaid.entry((caller, asset)).or_default() += amount;
        self.money.pay(asset, Purse::Account(caller), Purse::Licenses, amount);
        Ok(Done::Nothing)
    }

    fn withdraw(&mut self, caller: Account, asset: AssetId, amount: u128) -> Outcome {
        let holds = self.money.prepaid(caller, asset);
        let mut reasons = Vec::new();
        if !self.keeper_fees.contains_key(&asset) {
            reasons.push(Error::AssetNotAllowed { asset });
        }
        if amount == 0 {
            reasons.push(Error::Nothing);
        }
        if amount > holds {
            reasons.push(Error::PrepaidTooLow { holds });
        }
        unless(&reasons)?;
        self.money.prepaid.insert((caller, asset), holds - amount);
        self.money.pay(asset, Purse::Licenses, Purse::Account(caller), amount);
        Ok(Done::Nothing)
    }

    /// What a change to a higher plan costs besides what is not earned of the license, as far as that can be said.
    #[must_use]
    pub fn change_price(&self, license: LicenseId, change: &Change) -> Option<u128> {
        let license = self.license(license)?;
        let terms = &offer(&self.catalog, change.plan, change.version)?.plan;
        let rank = offer(&self.catalog, license.newest().plan, license.newest().version)?.plan.rank;
        let (price, _) = self.upgrade_price(license, terms, change).ok().filter(|_| terms.rank >= rank)?;
        Some(price.saturating_sub(license.payments.iter().map(|payment| payment.unearned(self.today())).sum()))
    }

    /// The price of an upgrade and for how many days.
    fn upgrade_price(&self, license: &License, terms: &Plan<Account>, change: &Change) -> Result<(u128, u32), Reasons> {
        let newest = license.newest();
        let whole = Self::price(terms, change.asset, change.seats, 1)?;
        let period = u32::from(terms.period_days);
        let left = i128::from(newest.end) - license.own_time(self.now, &self.outages);
        let end = u64::try_from(i128::from(self.now) + left).expect("after 1970");
        let days = if change.restart { period } else { newest.to.max(day_of(end)).saturating_sub(self.today()).max(1) };
        let price = part_ceil(whole, days.into(), period.into());
        unless(if price > MAX_AMOUNT { &[Error::AmountTooLarge] } else { &[] })?;
        Ok((price, days))
    }

    fn change(&mut self, caller: Account, license: LicenseId, change: &Change) -> Outcome {
        let Change { plan, version, asset, seats, restart, max_total } = *change;
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let denied = (found.holder() != caller).then_some(Error::NotAllowed);
        let offer =
            self.offer(plan, version).map_err(|unknown| unknown.into_iter().chain(denied).collect::<Reasons>())?;
        let newest = found.newest();
        let rank = self.offer(newest.plan, newest.version)?.plan.rank;
        let mut reasons = self.not_on_sale(&offer);
        reasons.extend(self.not_running(found));
        reasons.extend(denied);
        if offer.plan.family != found.family {
            reasons.push(Error::OtherFamily { family: found.family });
        }
        let is_own = (plan, version) == (newest.plan, newest.version);
        if offer.plan.rank == rank && !(is_own && seats > newest.seats) {
            reasons.push(Error::NoChange);
        }
        if offer.plan.rank < rank {
            unless(&reasons)?;
            self.licenses[place].scheduled = Some((plan, version));
            return Ok(Done::Change(0, 0));
        }
        let today = self.today();
        let mut unearned = 0;
        for payment in found.payments.iter().filter(|payment| payment.unearned(today) > 0) {
            unearned += payment.unearned(today);
            if payment.asset != asset {
                reasons.push(Error::OtherAsset { asset: payment.asset });
            }
            if payment.payer != caller {
                reasons.push(Error::OthersMoney);
            }
        }
        let price = self.upgrade_price(found, &offer.plan, change);
        let days = price.as_ref().map_or(0, |(_, days)| *days);
        let due = price.clone().map(|(price, _)| price.saturating_sub(unearned));
        let due = Self::charge(due, max_total, &mut reasons);
        if !self.has_room(found, false) {
            reasons.push(Error::TooManyAhead);
        }
        let other = self.licensed_to(caller, plan).filter(|other| other.id != license);
        reasons.extend(other.map(|license| Error::AlreadyLicensed { license: license.id }));
        if newest.plan != plan {
            reasons.extend(self.sold_out(plan, &offer.plan, false));
        }
        unless(&reasons)?;
        let (price, _) = price.expect("nothing speaks against it");
        let own = Millis::try_from(found.own_time(self.now, &self.outages)).expect("after 1970");
        let (end, moves) = (newest.end, newest.plan != plan);
        let count = found.payments.len();
        if moves {
            self.looked(plan);
        }
        for number in 0..count {
            let back = self.take_back(place, number);
            let payment = &mut self.licenses[place].payments[number];
            payment.refunded += back;
            if payment.end > own && payment.cut.is_none() {
                payment.cut = Some((self.now, self.now));
            }
        }
        *self.money.refunded.entry(asset).or_default() += unearned;
        let bought = Bought {
            kind: Kind::Upgrade,
            plan,
            version,
            seats,
            payer: caller,
            asset,
            amount: price,
            start: own,
            days,
            end: if restart { own + Millis::from(days) * DAY } else { end },
            from: today,
            keeper: 0,
            invoice: [0; 32],
        };
        self.book(place, bought);
        self.renewed(place);
        self.money.pay(asset, Purse::Account(caller), Purse::Licenses, due);
        let credit = unearned.saturating_sub(price);
        *self.money.prepaid.entry((caller, asset)).or_default() += credit;
        Ok(Done::Change(due, credit))
    }

    /// Takes out what a payment earns after today.
    fn take_back(&mut self, place: usize, number: usize) -> u128 {
        let today = self.today();
        let payment = &mut self.licenses[place].payments[number];
        let (asset, shares) = (payment.asset, std::mem::take(&mut payment.shares));
        let (later, kept): (Vec<Share>, Vec<Share>) = shares.into_iter().partition(|share| share.day > today);
        payment.shares = kept;
        for share in &later {
            self.money.take_back(asset, share);
        }
        later.iter().map(|share| share.amount).sum()
    }

    fn cancel_scheduled(&mut self, caller: Account, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &mut self.licenses[place];
        let mut reasons = Vec::new();
        if found.holder() != caller {
            reasons.push(Error::NotAllowed);
        }
        if found.scheduled.is_none() {
            reasons.push(Error::NothingScheduled);
        }
        unless(&reasons)?;
        found.scheduled = None;
        Ok(Done::Nothing)
    }

    /// Ends a license. `fates` says of each payment which part of what is not earned is kept, where `None` keeps it booked, and
    /// when it is cut.
    fn end(&mut self, place: usize, fates: &[(Option<Bps>, Option<Millis>)]) -> Vec<(Account, AssetId, u128)> {
        let today = self.today();
        let mut refunds = Vec::new();
        for (number, (keeps, cut)) in fates.iter().copied().enumerate() {
            let parked = std::mem::take(&mut self.licenses[place].payments[number].parked);
            let parked: u128 = parked.iter().map(|share| share.amount).sum();
            let taken = if keeps.is_some() { self.take_back(place, number) } else { 0 };
            let payment = self.licenses[place].payments[number].clone();
            let unearned = parked + taken;
            let penalty = part_ceil(unearned, keeps.map_or(10_000, |bps| u128::from(bps.0)), 10_000);
            let share = Share { day: today, to: Earner::Split(payment.split), amount: penalty };
            self.money.earn(payment.asset, &share);
            let stored = &mut self.licenses[place].payments[number];
            stored.shares.push(share);
            stored.refunded += unearned - penalty;
            if let (None, Some(at)) = (stored.cut, cut) {
                stored.cut = Some((self.now, at));
            }
            *self.money.refunded.entry(payment.asset).or_default() += unearned - penalty;
            if unearned > penalty {
                refunds.push((payment.payer, payment.asset, unearned - penalty));
            }
        }
        let license = &mut self.licenses[place];
        license.over = Some(self.now);
        license.mandate = None;
        license.scheduled = None;
        refunds
    }

    /// Pays refunds: at once if the caller is the only one who gets any, otherwise into the prepaid balances.
    fn refund(&mut self, caller: Option<Account>, refunds: &[(Account, AssetId, u128)]) -> u128 {
        let alone = refunds.iter().all(|(payer, _, _)| Some(*payer) == caller);
        for (payer, asset, amount) in refunds {
            if alone {
                self.money.pay(*asset, Purse::Licenses, Purse::Account(*payer), *amount);
            } else {
                *self.money.prepaid.entry((*payer, *asset)).or_default() += amount;
            }
        }
        refunds.iter().map(|(_, _, amount)| amount).sum()
    }

    fn cancel(&mut self, caller: Account, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let mut reasons = Vec::new();
        if found.holder() != caller {
            reasons.push(Error::NotAllowed);
        }
        if found.status != Status::Live {
            reasons.push(Error::NotLive);
        }
        let own = found.own_time(self.now, &self.outages);
        match found.open_gap() {
            Some(gap) if gap.cause == Cause::Suspended => reasons.push(Error::Held { since: gap.from }),
            None if own >= i128::from(found.newest().end) => reasons.push(Error::Ended { end: found.newest().end }),
            _ => {}
        }
        unless(&reasons)?;
        let end_of_today = end_of(self.today());
        let fate = |payment: &Payment| {
            let keeps = self.penalty(payment);
            // What cannot be paid back stays as it is, unless it is paused: nobody resumes it.
            (keeps, (keeps.is_some() || found.open_gap().is_some()).then_some(end_of_today))
        };
        let fates: Vec<_> = found.payments.iter().map(fate).collect();
        self.licenses[place].status = Status::Canceled;
        let refunds = self.end(place, &fates);
        Ok(Done::Amount(self.refund(Some(caller), &refunds)))
    }

    /// What a cancel costs of a payment; `None`: it cannot be paid back.
    fn penalty(&self, payment: &Payment) -> Option<Bps> {
        match offer(&self.catalog, payment.plan, payment.version)?.plan.refund {
            Refund::None => None,
            Refund::Unearned { penalty } => Some(penalty),
        }
    }

    fn pause(&mut self, caller: Account, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let mut reasons = self.not_running(found);
        if found.holder() != caller {
            reasons.push(Error::NotAllowed);
        }
        let today = self.today();
        if found.payments.iter().all(|payment| payment.unearned(today) == 0) {
            reasons.push(Error::NothingUnearned);
        }
        let newest = found.newest();
        let most = self.offer(newest.plan, newest.version)?.plan.pauses;
        let pauses = found.pauses.iter().filter(|made| **made + 365 * DAY > self.now);
        if pauses.count() >= usize::from(most.min(MAX_PAUSES)) {
            reasons.push(Error::TooManyPauses { most });
        }
        if self.closed_gaps(found) >= usize::from(MAX_GAPS - GAPS_FOR_SUSPENSIONS) {
            reasons.push(Error::TooManyGaps);
        }
        unless(&reasons)?;
        for number in 0..self.licenses[place].payments.len() {
            let payment = &self.licenses[place].payments[number];
            if payment.unearned(today) > 0 {
                let parked = payment.shares.iter().filter(|share| share.day > today).copied().collect();
                self.take_back(place, number);
                self.licenses[place].payments[number].parked = parked;
            }
        }
        let gap = Gap { cause: Cause::Paused, made: self.now, from: end_of(today), to: None, shift: 0 };
        self.licenses[place].gaps.push(gap);
        self.licenses[place].pauses.push(self.now);
        Ok(Done::Nothing)
    }

    /// The gaps that take room: those that lasted.
    fn closed_gaps(&self, license: &License) -> usize {
        let lasted = |gap: &&Gap| gap.to.is_some_and(|to| to > gap.from || gap.shift != 0);
        license.gaps.iter().filter(lasted).count()
    }

    /// Closes the gap that is open.
    fn close_gap(&mut self, place: usize, credited: bool) {
        let (now, licensed) = (self.now, self.licensed());
        let since = self.licenses[place].open_gap().map_or(now, |gap| gap.from);
        let since = if since <= now { self.outages.license_time(since) } else { licensed };
        let gap = self.licenses[place].gaps.iter_mut().find(|gap| gap.to.is_none()).expect("one is open");
        gap.to = Some(now.max(gap.from));
        if credited && now > gap.from {
            gap.shift = i64::try_from(licensed - since).expect("times are far below");
        }
        if gap.from >= now {
            // It never began.
            gap.to = Some(gap.from);
        }
    }

    fn resume(&mut self, caller: Account, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let Some(gap) = found.open_gap().filter(|gap| gap.cause == Cause::Paused) else {
            return Err(vec![Error::NotHeld, Error::NotLive]);
        };
        let mut reasons = Vec::new();
        if found.status != Status::Live {
            reasons.push(Error::NotLive);
        }
        if found.holder() != caller && self.now < gap.from + MAX_PAUSE {
            reasons.push(Error::NotAllowed);
        }
        unless(&reasons)?;
        let from = self.today().max(day_of(gap.from));
        self.unpark(place, from);
        self.close_gap(place, true);
        Ok(Done::Nothing)
    }

    /// What was parked is earned, in as many days as it would have been, from some day on.
    fn unpark(&mut self, place: usize, from: Day) {
        let mut next = from;
        for number in 0..self.licenses[place].payments.len() {
            let payment = &mut self.licenses[place].payments[number];
            let Some(first) = payment.parked.iter().map(|share| share.day).min() else { continue };
            let mut shares = std::mem::take(&mut payment.parked);
            for share in &mut shares {
                share.day = share.day - first + next;
            }
            next = shares.iter().map(|share| share.day).max().map_or(next, |last| last + 1);
            payment.to = next;
            payment.shares.extend(shares.iter().copied());
            let asset = payment.asset;
            for share in &shares {
                self.money.earn(asset, share);
            }
        }
    }

    fn transfer(&mut self, caller: Account, license: LicenseId, to: Account) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let newest = found.newest();
        if to == caller && found.holder() == caller {
            return Ok(Done::Nothing);
        }
        let mut reasons = self.not_running(found);
        if found.holder() != caller {
            reasons.push(Error::NotAllowed);
        }
        let policy = self.offer(newest.plan, newest.version)?.plan.transfer;
        let fee = match policy {
            Transfer::Free { fee } => fee,
            Transfer::Approved if found.approved == Some(to) => Bps(0),
            _ => {
                reasons.push(Error::NotTransferable);
                Bps(0)
            }
        };
        if found.origin != Origin::Paid {
            reasons.push(Error::NotTransferable);
        }
        for payment in self.lasting(found).chain([newest]) {
            let other = self.licensed_to(to, payment.plan).filter(|other| other.id != license);
            reasons.extend(other.map(|license| Error::AlreadyLicensed { license: license.id }));
        }
        let left = i128::from(newest.end) - found.own_time(self.now, &self.outages);
        let left = u128::try_from(left).unwrap_or(0);
        let fee = part_ceil(left, fee.0.into(), 10_000);
        if fee > 0 && self.closed_gaps(found) >= usize::from(MAX_GAPS - GAPS_FOR_SUSPENSIONS) {
            reasons.push(Error::TooManyGaps);
        }
        unless(&reasons)?;
        let now = self.now;
        let license = &mut self.licenses[place];
        if fee > 0 {
            let shift = -i64::try_from(fee).expect("times are far below");
            license.gaps.push(Gap { cause: Cause::Transferred, made: now, from: now, to: Some(now), shift });
        }
        license.holders.push((now, to));
        license.mandate = None;
        license.scheduled = None;
        license.approved = None;
        Ok(Done::Nothing)
    }

    /// Takes out what somebody earned.
    fn earned(&mut self, asset: AssetId, to: Earner, max_days: u32) -> Result<u128, Reasons> {
        if !self.keeper_fees.contains_key(&asset) {
            return Err(vec![Error::AssetNotAllowed { asset }]);
        }
        let today = self.today();
        let is_over = self.money.next.get(&(asset, to)).is_some_and(|next| *next < today && max_days > 0);
        unless(if is_over { &[] } else { &[Error::Nothing] })?;
        Ok(self.money.release(asset, to, today, max_days))
    }

    fn release(&mut self, asset: AssetId, split: SplitId, max_days: u32) -> Outcome {
        let amount = self.earned(asset, Earner::Split(split), max_days)?;
        let fee = amount * u128::from(self.fee.0) / 10_000;
        *self.money.fees.entry(asset).or_default() += fee;
        self.money.pay(asset, Purse::Licenses, Purse::Split(split), amount - fee);
        Ok(Done::Amount(amount))
    }

    fn release_referral(&mut self, asset: AssetId, referrer: Account, max_days: u32) -> Outcome {
        let amount = self.earned(asset, Earner::Referrer(referrer), max_days)?;
        self.money.pay(asset, Purse::Licenses, Purse::Account(referrer), amount);
        Ok(Done::Amount(amount))
    }

    fn collect_fees(&mut self, asset: AssetId) -> Outcome {
        if !self.keeper_fees.contains_key(&asset) {
            return Err(vec![Error::AssetNotAllowed { asset }]);
        }
        let amount = self.money.fees.remove(&asset).unwrap_or(0);
        unless(if amount > 0 { &[] } else { &[Error::Nothing] })?;
        self.money.pay(asset, Purse::Licenses, Purse::Treasury, amount);
        Ok(Done::Amount(amount))
    }

    fn suspend(&mut self, license: LicenseId) -> Outcome {
        let place = self.place(license)?;
        let found = &self.licenses[place];
        let is_paused = found.open_gap().is_some_and(|gap| gap.cause == Cause::Paused);
        let mut reasons = Self::not_free(found);
        reasons.retain(|reason| !(is_paused && matches!(reason, Error::Held { .. })));
        if !self.is_live(found) {
            // What is over takes nobody's place again.
            reasons.push(Error::Ended { end: found.newest().end });
        }
        if self.closed_gaps(found) >= usize::from(MAX_GAPS) - usize::from(is_paused) {
            reasons.push(Error::TooManyGaps);
        }
        unless(&reasons)?;
        if is_paused {
            // What it parked stays so.
            self.close_gap(place, true);
        }
        let now = self.now;
        let gap = Gap { cause: Cause::Suspended, made: now, from: now, to: None, shift: 0 };
        self.licenses[place].gaps.push(gap);
        Ok(Done::Nothing)
    }

    fn lift(&mut self, license: LicenseId, fault: bool) -> Outcome {
        let place = self.place(license)?;
        let is_suspended = self.licenses[place].open_gap().is_some_and(|gap| gap.cause == Cause::Suspended);
        unless(if is_suspended { &[] } else { &[Error::NotHeld] })?;
        self.unpark(place, self.today() + 1);
        self.close_gap(place, !fault);
        Ok(Done::Nothing)
    }

    fn revoke(&mut self, license: LicenseId, fault: bool) -> Outcome {
        let place = self.place(license)?;
        unless(if self.licenses[place].status == Status::Live { &[] } else { &[Error::NotLive] })?;
        let now = self.now;
        let fates = vec![((!fault).then_some(Bps(0)), Some(now)); self.licenses[place].payments.len()];
        let refunds = self.end(place, &fates);
        self.licenses[place].status = Status::Revoked;
        if self.licenses[place].open_gap().is_some() {
            self.close_gap(place, false);
        }
        Ok(Done::Amount(self.refund(None, &refunds)))
    }

    fn sweep(&mut self, plan: PlanId) -> Outcome {
        if plan == 0 || plan as usize > self.catalog.len() {
            return Err(vec![Error::UnknownPlan { plan }]);
        }
        self.looked(plan);
        Ok(Done::Nothing)
    }

    fn sunset(&mut self, plan: PlanId, version: Version, at: Millis, renew_into: Option<Version>) -> Outcome {
        let found = self.offer(plan, version)?;
        let mut reasons = Vec::new();
        if let Some(into) = renew_into {
            reasons.extend(self.offer(plan, into).err().into_iter().flatten());
        }
        if renew_into == Some(version) {
            reasons.push(Error::UnknownVersion { plan, version });
        }
        if at < self.now + NOTICE || found.sunset != Millis::MAX {
            reasons.push(Error::NoticeTooShort { earliest: self.now + NOTICE });
        }
        unless(&reasons)?;
        let stored = &mut self.catalog[plan as usize - 1][usize::from(version) - 1];
        stored.sunset = at;
        stored.renew_into = renew_into;
        Ok(Done::Nothing)
    }
}
