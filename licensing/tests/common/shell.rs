//! What a contract does around the rules, with maps for cells.

use super::decided;
use atelier_licensing::{
    access::{tenure_at, History},
    capacity::{Count, Lasts, Life, Page},
    error::Error,
    license::{Access, Gap, License, Mandate, Origin, Record, PAGE},
    life::{self, Given, Higher, Now, Payment, Target},
    plan::{Offer, Order, Shelf},
    revenue::{self, Beneficiary, DayIncome, Stream, Streams, PAGE_DAYS},
    time::{self, license_time, Outage, Outages},
    units::{day_of, AssetId, Bps, Day, LicenseId, Millis, PlanId, Version, NATIVE},
};
use licensing_model::{
    catalog::Catalog,
    license::Account,
    money::Totals,
    step::{Change, Done, Step},
};
use std::collections::BTreeMap;

type Days = [DayIncome; PAGE_DAYS as usize];
/// Who earns, with a key that maps can sort.
type To = (AssetId, Beneficiary<Account>);

/// All streams.
#[derive(Clone, Default, Debug, PartialEq)]
struct Flows {
    streams: BTreeMap<To, Stream>,
    pages: BTreeMap<To, BTreeMap<u32, Days>>,
    /// How often something was added.
    added: usize,
}

impl Streams<Account> for Flows {
    fn add(&mut self, asset: AssetId, to: &Beneficiary<Account>, day: Day, slope: i128, lump: i128) {
        self.added += 1;
        let page = self.pages.entry((asset, *to)).or_default().entry(day / PAGE_DAYS).or_default();
        let income = &mut page[(day % PAGE_DAYS) as usize];
        income.slope += slope;
        income.lump += lump;
        if let Some(stream) = self.streams.get(&(asset, *to)) {
            assert!(day >= stream.next, "what is released does not change");
        }
    }
}

#[derive(Clone, Copy, Default, Debug, PartialEq)]
struct Books {
    paid: u128,
    refunded: u128,
    released: u128,
    parked: u128,
    prepaid: u128,
    fees: u128,
}

/// The rules and what is stored.
#[derive(Clone)]
pub struct Shell {
    now: Millis,
    outages: Outages,
    over: Vec<Outage>,
    catalog: Catalog,
    shelves: Vec<Shelf>,
    ends: BTreeMap<(PlanId, u32), Page>,
    licenses: BTreeMap<LicenseId, License<Account>>,
    pages: BTreeMap<(LicenseId, u32), Vec<Record<Account>>>,
    gaps: BTreeMap<LicenseId, Vec<Gap>>,
    /// Until when whom it belonged to.
    holders: BTreeMap<LicenseId, Vec<(Millis, Account)>>,
    holdings: BTreeMap<(Account, PlanId), Vec<(Millis, Option<LicenseId>)>>,
    approved: BTreeMap<LicenseId, Account>,
    trials: Vec<(Account, u32)>,
    flows: Flows,
    books: BTreeMap<AssetId, Books>,
    prepaid: BTreeMap<(Account, AssetId), u128>,
    allowances: BTreeMap<(Account, AssetId), u128>,
    fee: Bps,
    keeper_fees: BTreeMap<AssetId, u128>,
}

struct Ends<'a>(PlanId, &'a mut BTreeMap<(PlanId, u32), Page>);

impl Lasts for Ends<'_> {
    fn read(&mut self, number: u32) -> Page {
        self.1.get(&(self.0, number)).copied().unwrap_or_default()
    }

    fn write(&mut self, number: u32, page: &Page) {
        self.1.insert((self.0, number), *page);
    }
}

struct Older<'a>(&'a Shell, LicenseId);

impl History<Account> for Older<'_> {
    fn page(&mut self, number: u32) -> Vec<Record<Account>> {
        self.0.pages[&(self.1, number)].clone()
    }

    fn gaps(&mut self) -> Vec<Gap> {
        self.0.gaps.get(&self.1).cloned().unwrap_or_default()
    }

    fn license_time(&mut self, at: Millis) -> Millis {
        self.0.license_time(at)
    }
}

/// Any hash will do here; this one tells apart what is different enough.
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut sum = [0u8; 32];
    for (place, byte) in bytes.iter().enumerate() {
        sum[place % 32] = sum[place % 32].rotate_left(3) ^ byte;
    }
    sum
}

/// How an operation ends: refused by the rules, or wrong.
enum Stop {
    Refused(Error),
    Wrong(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Shell {
    pub fn new(now: Millis, catalog: Catalog, fee: Bps, keeper_fees: BTreeMap<AssetId, u128>) -> Self {
        let mut flows = Flows::default();
        for offer in catalog.iter().flatten() {
            for price in &offer.plan.prices {
                flows
                    .streams
                    .insert((price.asset, Beneficiary::Split(offer.plan.split)), Stream { rate: 0, next: day_of(now) });
            }
        }
        let mut shelves = Vec::new();
        for offers in &catalog {
            let mut shelf = Shelf { versions: offers.len() as Version, ..Shelf::default() };
            for offer in offers {
                offer.plan.check().expect("what is sold can be sold");
                if offer.plan.max_active.is_some() {
                    shelf.limit(day_of(now)).expect("nothing was sold");
                }
            }
            shelves.push(shelf);
        }
        Self {
            now,
            outages: Outages::default(),
            over: Vec::new(),
            catalog,
            shelves,
            ends: BTreeMap::new(),
            licenses: BTreeMap::new(),
            pages: BTreeMap::new(),
            gaps: BTreeMap::new(),
            holders: BTreeMap::new(),
            holdings: BTreeMap::new(),
            approved: BTreeMap::new(),
            trials: Vec::new(),
            flows,
            books: keeper_fees.keys().map(|asset| (*asset, Books::default())).collect(),
            prepaid: BTreeMap::new(),
            allowances: BTreeMap::new(),
            fee,
            keeper_fees,
        }
    }

    fn moment(&self) -> Now {
        Now { real: self.now, licensed: self.outages.now(self.now) }
    }

    fn license_time(&self, at: Millis) -> Millis {
        license_time(at, &self.outages, |number| self.over[number as usize])
    }

    pub fn license(&self, id: LicenseId) -> Option<&License<Account>> {
        self.licenses.get(&id)
    }

    pub fn shelf(&self, plan: PlanId) -> Shelf {
        self.shelves[plan as usize - 1]
    }

    /// All records of a license.
    pub fn records(&self, id: LicenseId, license: &License<Account>) -> Vec<Record<Account>> {
        let pages = (0..license.pages).flat_map(|page| self.pages[&(id, page)].clone());
        pages.chain(license.recent.iter().copied()).collect()
    }

    pub fn prepaid_all(&self) -> BTreeMap<(Account, AssetId), u128> {
        self.prepaid.clone().into_iter().filter(|(_, sum)| *sum > 0).collect()
    }

    pub fn answer(&self, id: LicenseId, at: Millis) -> Option<(Account, u32, Access)> {
        let license = self.licenses.get(&id)?;
        let (number, access) = decided(license, at, self.now, &mut Older(self, id))?;
        let before = self.holders.get(&id).map(Vec::as_slice).unwrap_or_default();
        let tenure = tenure_at(before.len() as u32, at, |number| before[number as usize].0);
        let holder = before.get(tenure as usize).map_or(license.holder, |(_, holder)| *holder);
        Some((holder, number, access))
    }

    pub fn is_active(&self, account: Account, plan: PlanId, at: Millis) -> bool {
        let trace = self.holdings.get(&(account, plan)).map(Vec::as_slice).unwrap_or_default();
        let Some((_, Some(id))) = trace.iter().rev().find(|(from, _)| *from <= at) else { return false };
        let Some((_, number, access)) = self.answer(*id, at) else { return false };
        let license = &self.licenses[id];
        access == Access::Active && self.records(*id, license)[number as usize].plan == plan
    }

    /// What there is of an asset; what is to be earned is added up from the streams.
    pub fn totals(&self, asset: AssetId) -> Totals {
        let Books { paid, refunded, released, parked, prepaid, fees } = self.books[&asset];
        let of = self.flows.pages.keys().filter(|(of, _)| *of == asset);
        let future = of.map(|(_, to)| self.future(asset, *to)).sum();
        Totals { paid, refunded, released, parked, prepaid, fees, future }
    }

    fn walk(&self, asset: AssetId, to: Beneficiary<Account>, mut seen: impl FnMut(Day, u128)) {
        let Some(pages) = self.flows.pages.get(&(asset, to)) else { return };
        let stream = self.flows.streams.get(&(asset, to)).copied().unwrap_or_default();
        let (mut rate, mut next) = (stream.rate.cast_signed(), stream.next);
        for (number, page) in pages {
            while next < number * PAGE_DAYS && rate != 0 {
                seen(next, rate.cast_unsigned());
                next += 1;
            }
            next = next.max(number * PAGE_DAYS);
            for income in page.iter().skip((next - number * PAGE_DAYS) as usize) {
                rate += income.slope;
                assert!(rate + income.lump >= 0 && rate >= 0, "day {next} earns less than nothing");
                if rate + income.lump > 0 {
                    seen(next, (rate + income.lump).cast_unsigned());
                }
                next += 1;
            }
        }
        assert_eq!(rate, 0, "everything ends");
    }

    fn future(&self, asset: AssetId, to: Beneficiary<Account>) -> u128 {
        let mut sum = 0;
        self.walk(asset, to, |_, amount| sum += amount);
        sum
    }

    /// What somebody earns on each day from now on, where it is anything.
    pub fn days(&self, asset: AssetId, to: Beneficiary<Account>) -> BTreeMap<Day, u128> {
        let mut days = BTreeMap::new();
        self.walk(asset, to, |day, amount| {
            days.insert(day, amount);
        });
        days
    }

    /// Does a step. What is refused must not have changed anything: that is an error of its own.
    pub fn apply(&mut self, step: &Step) -> Result<Result<Done, Error>, String> {
        let before = self.clone();
        match self.act(step) {
            Ok(done) => Ok(Ok(done)),
            Err(Stop::Refused(error)) => {
                *self = before;
                Ok(Err(error))
            }
            Err(Stop::Wrong(error)) => Err(error),
        }
    }

    fn act(&mut self, step: &Step) -> Result<Done, Stop> {
        match *step {
            Step::Wait(duration) => {
                self.now += duration;
                Ok(Done::Nothing)
            }
            Step::Purchase(caller, ref order) => self.purchase(caller, caller, order),
            Step::Gift(caller, licensee, ref order) => self.purchase(caller, licensee, order),
            Step::Renew(caller, id, periods, max_total) => self.renew(caller, id, periods, max_total),
            Step::RenewFor(_, id) => self.renew_for(id),
            Step::SetMandate(caller, id, mandate) => self.set_mandate(caller, id, Some(mandate)),
            Step::RevokeMandate(caller, id) => self.set_mandate(caller, id, None),
            Step::Deposit(caller, asset, amount) => {
                let books = self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset })?;
                if amount == 0 {
                    return Err(Error::Nothing.into());
                }
                books.prepaid += amount;
                *self.prepaid.entry((caller, asset)).or_default() += amount;
                Ok(Done::Nothing)
            }
            Step::Withdraw(caller, asset, amount) => {
                let books = self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset })?;
                if amount == 0 {
                    return Err(Error::Nothing.into());
                }
                let holds = self.prepaid.entry((caller, asset)).or_default();
                *holds = holds.checked_sub(amount).ok_or(Error::PrepaidTooLow { holds: *holds })?;
                books.prepaid -= amount;
                Ok(Done::Nothing)
            }
            Step::Allow(caller, asset, amount) => {
                self.allowances.insert((caller, asset), amount);
                Ok(Done::Nothing)
            }
            Step::ChangePlan(caller, id, change) => self.change(caller, id, &change),
            Step::CancelScheduled(caller, id) => {
                let license = self.held_by(caller, id)?;
                license.scheduled.take().ok_or(Error::NothingScheduled)?;
                Ok(Done::Nothing)
            }
            Step::Cancel(caller, id) => {
                let license = self.held_by(caller, id)?.clone();
                let (refunds, _) = self.decide(id, license, |license, _, now, flows| {
                    life::cancel(license, now, flows).map(|refunds| (refunds, None))
                })?;
                Ok(Done::Amount(self.refund(Some(caller), &refunds)))
            }
            Step::Pause(caller, id) => {
                let license = self.held_by(caller, id)?.clone();
                let newest = *license.recent.last().expect("there is one");
                let most = self.offer(newest.plan, newest.version)?.plan.pauses;
                self.decide(id, license, |license, _, now, flows| {
                    life::pause(license, most, now, flows).map(|()| ((), None))
                })?;
                Ok(Done::Nothing)
            }
            Step::Resume(caller, id) => {
                let license = self.known(id)?.clone();
                let is_holder = license.holder == caller;
                self.decide(id, license, |license, since, now, flows| {
                    life::resume(license, is_holder, since, now, flows).map(|gap| ((), gap))
                })?;
                Ok(Done::Nothing)
            }
            Step::OpenOutage => {
                self.outages = self.outages.open(self.now).map_err(|_: time::Error| Error::OutageState)?;
                Ok(Done::Nothing)
            }
            Step::CloseOutage => {
                let (outages, over) = self.outages.close(self.now).map_err(|_: time::Error| Error::OutageState)?;
                self.outages = outages;
                self.over.push(over);
                Ok(Done::Nothing)
            }
            Step::ApproveTransfer(id, to) => {
                self.known(id)?;
                self.approved.insert(id, to);
                Ok(Done::Nothing)
            }
            Step::Transfer(caller, id, to) => self.transfer(caller, id, to),
            Step::Grant(licensee, plan, version, days) => self.give(licensee, plan, version, Given::Grant { days }),
            Step::Trial(caller, plan, version) => self.give(caller, plan, version, Given::Trial),
            Step::Release(asset, split, max_days) => {
                let amount = self.release(asset, Beneficiary::Split(split), max_days)?;
                let fee = self.fee.of_floor(amount);
                self.books_of(asset)?.fees += fee;
                Ok(Done::Amount(amount))
            }
            Step::ReleaseReferral(asset, referrer, max_days) => {
                Ok(Done::Amount(self.release(asset, Beneficiary::Referrer(referrer), max_days)?))
            }
            Step::CollectFees(asset) => match std::mem::take(&mut self.books_of(asset)?.fees) {
                0 => Err(Error::Nothing.into()),
                amount => Ok(Done::Amount(amount)),
            },
            Step::Suspend(id) => {
                let license = self.known(id)?.clone();
                self.decide(id, license, |license, since, now, _| {
                    life::suspend(license, since, now).map(|gap| ((), gap))
                })?;
                Ok(Done::Nothing)
            }
            Step::Lift(id, fault) => {
                let license = self.known(id)?.clone();
                self.decide(id, license, |license, since, now, flows| {
                    life::lift(license, fault, since, now, flows).map(|gap| ((), gap))
                })?;
                Ok(Done::Nothing)
            }
            Step::Revoke(id, fault) => {
                let license = self.known(id)?.clone();
                let (refunds, _) =
                    self.decide(id, license, |license, _, now, flows| life::revoke(license, fault, now, flows))?;
                Ok(Done::Amount(self.refund(None, &refunds)))
            }
            Step::Sweep(plan) => {
                self.sweep(plan)?;
                Ok(Done::Nothing)
            }
            Step::Sunset(plan, version, at, renew_into) => {
                if renew_into == Some(version) {
                    return Err(Error::UnknownVersion { plan, version }.into());
                }
                if let Some(into) = renew_into {
                    self.offer(plan, into)?;
                }
                let offer = self.offer(plan, version)?.take_off(at, renew_into, self.now)?;
                self.catalog[plan as usize - 1][usize::from(version) - 1] = offer;
                Ok(Done::Nothing)
            }
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

    fn known(&mut self, id: LicenseId) -> Result<&mut License<Account>, Stop> {
        self.licenses.get_mut(&id).ok_or(Error::UnknownLicense { license: id }.into())
    }

    fn held_by(&mut self, caller: Account, id: LicenseId) -> Result<&mut License<Account>, Stop> {
        let license = self.known(id)?;
        if license.holder != caller {
            return Err(Error::NotAllowed.into());
        }
        Ok(license)
    }

    fn offer(&self, plan: PlanId, version: Version) -> Result<Offer<Account>, Stop> {
        let offers = self.catalog.get((plan as usize).wrapping_sub(1)).ok_or(Error::UnknownPlan { plan })?;
        let offer = usize::from(version).checked_sub(1).and_then(|place| offers.get(place));
        Ok(offer.cloned().ok_or(Error::UnknownVersion { plan, version })?)
    }

    fn renewed_into(&self, plan: PlanId, mut version: Version) -> Result<(Version, Offer<Account>), Stop> {
        for _ in 0..16 {
            let offer = self.offer(plan, version)?;
            match offer.renew_into {
                Some(next) if self.now >= offer.sunset => version = next,
                _ => return Ok((version, offer)),
            }
        }
        Err(Error::UnknownVersion { plan, version }.into())
    }

    /// Lets the rules decide about a license, and stores what they say. They get the license time at which the open gap began.
    fn decide<T>(
        &mut self,
        id: LicenseId,
        mut license: License<Account>,
        rule: impl FnOnce(&mut License<Account>, Millis, Now, &mut Flows) -> Result<(T, Option<Gap>), Error>,
    ) -> Result<(T, Option<Gap>), Stop> {
        let old = license.clone();
        let now = self.moment();
        let since = license.open.map_or(0, |(from, _)| if from > self.now { 0 } else { self.license_time(from) });
        let added = self.flows.added;
        let decided = rule(&mut license, since, now, &mut self.flows);
        if decided.is_err() && (license != old || self.flows.added != added) {
            return Err(Stop::Wrong("something was refused and done".into()));
        }
        let (value, gap) = decided?;
        if let Some(gap) = gap {
            self.gaps.entry(id).or_default().push(gap);
        }
        let count = self.gaps.get(&id).map_or(0, Vec::len);
        if usize::from(license.gaps) != count {
            return Err(Stop::Wrong(format!("{} gaps instead of {count}", license.gaps)));
        }
        let parked = |license: &License<Account>, asset| {
            license.recent.iter().filter(|record| record.asset == asset).map(|record| record.parked).sum::<u128>()
        };
        for (asset, books) in &mut self.books {
            books.parked = books.parked + parked(&license, *asset) - parked(&old, *asset);
        }
        self.recount(Some(&old), &license);
        self.licenses.insert(id, license);
        Ok((value, gap))
    }

    fn counting<'a>(
        shelves: &'a mut [Shelf],
        ends: &'a mut BTreeMap<(PlanId, u32), Page>,
        plan: PlanId,
    ) -> Count<'a, Ends<'a>> {
        let shelf = &mut shelves[plan as usize - 1];
        let lasts = shelf.is_limited().then_some(Ends(plan, ends));
        Count { shelf, lasts }
    }

    fn sweep(&mut self, plan: PlanId) -> Result<(), Stop> {
        if plan == 0 || plan as usize > self.shelves.len() {
            return Err(Error::UnknownPlan { plan }.into());
        }
        let today = day_of(self.moment().licensed);
        Self::counting(&mut self.shelves, &mut self.ends, plan).sweep(today);
        Ok(())
    }

    fn check_room(&mut self, plan: PlanId, max_active: Option<u32>, max_ever: Option<u32>) -> Result<(), Stop> {
        self.sweep(plan)?;
        Ok(self.shelf(plan).check_room(max_active, max_ever)?)
    }

    fn recount(&mut self, old: Option<&License<Account>>, license: &License<Account>) {
        let plan_of = |license: &License<Account>| license.newest().map(|newest| newest.plan);
        let plan = plan_of(license).expect("there is a record");
        let now = self.moment();
        let mut before = old.map(|old| old.life(now));
        if let Some(left) = old.and_then(plan_of).filter(|left| *left != plan) {
            let mut count = Self::counting(&mut self.shelves, &mut self.ends, left);
            match before.take() {
                Some(Life::Until(last)) => count.leave(last),
                Some(Life::Held) => count.leave_held(),
                _ => {}
            }
        }
        let mut count = Self::counting(&mut self.shelves, &mut self.ends, plan);
        match (before.unwrap_or(Life::Over), license.life(now)) {
            (Life::Over, Life::Until(last)) => count.enter(last),
            (Life::Until(from), Life::Until(to)) => count.shift(from, to),
            (Life::Until(last), Life::Held) => count.hold(last),
            (Life::Until(last), Life::Over) => count.leave(last),
            (Life::Held, Life::Until(last)) => count.unhold(last),
            (Life::Held, Life::Over) => count.leave_held(),
            (Life::Held, Life::Held) | (Life::Over, _) => {}
        }
    }

    /// That an account has no license of a plan besides one.
    fn check_free(&self, account: Account, plan: PlanId, but: Option<LicenseId>) -> Result<(), Stop> {
        let now = self.moment();
        let held = self.holdings.get(&(account, plan)).and_then(|trace| trace.last()?.1);
        let Some(id) = held.filter(|id| Some(*id) != but) else { return Ok(()) };
        let license = &self.licenses[&id];
        if license.is_live(now) && license.is_under(plan, now) {
            return Err(Error::AlreadyLicensed { license: id }.into());
        }
        Ok(())
    }

    fn hold(&mut self, account: Account, plan: PlanId, license: Option<LicenseId>) {
        let trace = self.holdings.entry((account, plan)).or_default();
        if trace.last().is_some_and(|(from, _)| *from == self.now) {
            trace.pop();
        }
        trace.push((self.now, license));
    }

    fn pay(&mut self, asset: AssetId, amount: u128) -> Result<(), Stop> {
        let books = self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset })?;
        books.paid += amount;
        Ok(())
    }

    fn purchase(&mut self, payer: Account, licensee: Account, order: &Order<Account>) -> Result<Done, Stop> {
        let offer = self.offer(order.plan, order.version)?;
        self.check_free(licensee, order.plan, None)?;
        self.check_room(order.plan, offer.plan.max_active, offer.plan.max_ever)?;
        let id = LicenseId::of(order.plan, self.shelf(order.plan).sold + 1);
        let (now, added) = (self.moment(), self.flows.added);
        let quote = offer.quote(order, self.now);
        let sold = life::purchase(id, (licensee, payer), order, &offer, now, &mut self.flows, &mut hash);
        if sold.is_err() && self.flows.added != added {
            return Err(Stop::Wrong("something was refused and booked".into()));
        }
        let (license, total) = sold?;
        if quote.map(|quote| quote.total) != Ok(total) {
            return Err(Stop::Wrong(format!("{total} instead of {quote:?}")));
        }
        self.pay(order.asset, total)?;
        self.enter(id, order.plan, license);
        Ok(Done::License(id))
    }

    fn enter(&mut self, id: LicenseId, plan: PlanId, license: License<Account>) {
        self.shelves[plan as usize - 1].sold += 1;
        self.recount(None, &license);
        self.begin_referral(&license);
        self.hold(license.holder, plan, Some(id));
        self.licenses.insert(id, license);
    }

    fn give(&mut self, licensee: Account, plan: PlanId, version: Version, given: Given) -> Result<Done, Stop> {
        let offer = self.offer(plan, version)?;
        let family = offer.plan.family;
        if given == Given::Trial && self.trials.contains(&(licensee, family)) {
            return Err(Error::TrialUsed { family }.into());
        }
        self.check_free(licensee, plan, None)?;
        self.check_room(plan, offer.plan.max_active, offer.plan.max_ever)?;
        let id = LicenseId::of(plan, self.shelf(plan).sold + 1);
        let (now, added) = (self.moment(), self.flows.added);
        let target = Target { plan, version, offer: &offer };
        let license = life::give(id, licensee, target, given, now, &mut self.flows, &mut hash)?;
        if self.flows.added != added {
            return Err(Stop::Wrong("what is given earns".into()));
        }
        if given == Given::Trial {
            self.trials.push((licensee, family));
        }
        self.enter(id, plan, license);
        Ok(Done::License(id))
    }

    fn renew(&mut self, caller: Account, id: LicenseId, periods: u16, max_total: u128) -> Result<Done, Stop> {
        let license = self.known(id)?.clone();
        let (plan, version) = life::target(&license).expect("there is a record");
        let (version, offer) = self.renewed_into(plan, version)?;
        let asset = if license.origin == Origin::Paid {
            license.newest().map_or(NATIVE, |newest| newest.asset)
        } else {
            offer.plan.prices[0].asset
        };
        let payment = Payment { payer: caller, asset, periods, max_total, invoice: [0; 32], keeper: 0 };
        let (total, _) =
            self.go_on(id, license, Target { plan, version, offer: &offer }, |license, target, now, flows| {
                life::renew(license, target, &payment, now, flows, &mut hash)
            })?;
        self.pay(asset, total)?;
        Ok(Done::Amount(total))
    }

    fn go_on(
        &mut self,
        id: LicenseId,
        mut license: License<Account>,
        target: Target<'_, Account>,
        rule: impl FnOnce(&mut License<Account>, Target<'_, Account>, Now, &mut Flows) -> Result<(u128, u128), Error>,
    ) -> Result<(u128, u128), Stop> {
        let (old, now) = (license.clone(), self.moment());
        let overflow = license.overflow(now);
        let (full, added) = (license.clone(), self.flows.added);
        let renewed = rule(&mut license, target, now, &mut self.flows);
        if renewed.is_err() && (license != full || self.flows.added != added) {
            return Err(Stop::Wrong("something was refused and done".into()));
        }
        let renewed = renewed?;
        self.check_free(license.holder, target.plan, Some(id))?;
        if !(old.is_live(now) && old.newest().is_some_and(|newest| newest.plan == target.plan)) {
            self.check_room(target.plan, target.offer.plan.max_active, None)?;
        }
        self.store(id, &old, license, overflow);
        Ok(renewed)
    }

    /// Stores a license with one record more.
    fn store(
        &mut self,
        id: LicenseId,
        old: &License<Account>,
        license: License<Account>,
        overflow: Option<[Record<Account>; PAGE]>,
    ) {
        if let Some(page) = overflow {
            self.pages.insert((id, old.pages), page.to_vec());
        }
        let plan = license.newest().map_or(0, |newest| newest.plan);
        let held = self.holdings.get(&(license.holder, plan)).and_then(|trace| trace.last()?.1);
        if old.newest().is_none_or(|newest| newest.plan != plan) || held != Some(id) {
            self.hold(license.holder, plan, Some(id));
        }
        self.recount(Some(old), &license);
        self.begin_referral(&license);
        self.licenses.insert(id, license);
    }

    /// A referrer's stream begins with what it earns first.
    fn begin_referral(&mut self, license: &License<Account>) {
        if let (Some(referrer), Some(newest)) = (license.referrer, license.newest()) {
            let stream = Stream { rate: 0, next: day_of(self.now) };
            self.flows.streams.entry((newest.asset, Beneficiary::Referrer(referrer))).or_insert(stream);
        }
    }

    fn renew_for(&mut self, id: LicenseId) -> Result<Done, Stop> {
        let license = self.known(id)?.clone();
        let (plan, version) = life::target(&license).expect("there is a record");
        let (version, offer) = self.renewed_into(plan, version)?;
        let Some(Mandate { asset, use_allowance, .. }) = license.mandate else { return Err(Error::NoMandate.into()) };
        let keeper = self.keeper_fees.get(&asset).copied().unwrap_or(0);
        let holder = license.holder;
        let (total, fee) =
            self.go_on(id, license, Target { plan, version, offer: &offer }, |license, target, now, flows| {
                life::renew_for(license, target, keeper, now, flows, &mut hash)
            })?;
        self.pay(asset, total)?;
        let holds = self.prepaid.entry((holder, asset)).or_default();
        let advance = total.min(*holds);
        let due = total - advance;
        let allowed = self.allowances.entry((holder, asset)).or_default();
        if due > 0 && (!use_allowance || asset == NATIVE || *allowed < due) {
            return Err(Error::PrepaidTooLow { holds: *holds }.into());
        }
        *holds -= advance;
        if due > 0 {
            *allowed -= due;
        }
        let books = self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset })?;
        books.prepaid -= advance;
        books.released += fee;
        Ok(Done::Amount(fee))
    }

    fn set_mandate(&mut self, caller: Account, id: LicenseId, mandate: Option<Mandate>) -> Result<Done, Stop> {
        let license = self.held_by(caller, id)?;
        if mandate.is_some_and(|mandate| mandate.periods == 0) {
            return Err(Error::Nothing.into());
        }
        license.mandate = mandate;
        Ok(Done::Nothing)
    }

    fn change(&mut self, caller: Account, id: LicenseId, change: &Change) -> Result<Done, Stop> {
        let Change { plan, version, asset, seats, restart, max_total } = *change;
        let mut license = self.held_by(caller, id)?.clone();
        let offer = self.offer(plan, version)?;
        let newest = *license.newest().expect("there is a record");
        let rank = self.offer(newest.plan, newest.version)?.plan.rank;
        let target = Target { plan, version, offer: &offer };
        if offer.plan.rank < rank {
            self.decide(id, license, |license, _, now, _| {
                life::schedule(license, rank, target, now).map(|()| ((), None))
            })?;
            return Ok(Done::Change(0, 0));
        }
        let (old, now) = (license.clone(), self.moment());
        let overflow = license.overflow(now);
        let (full, added) = (license.clone(), self.flows.added);
        let higher = Higher { asset, seats, restart, max_total };
        let upgraded = life::upgrade(&mut license, rank, target, &higher, now, &mut self.flows, &mut hash);
        if upgraded.is_err() && (license != full || self.flows.added != added) {
            return Err(Stop::Wrong("something was refused and done".into()));
        }
        let life::Upgraded { price, unearned, due, credit } = upgraded?;
        self.check_free(caller, plan, Some(id))?;
        if newest.plan != plan {
            self.check_room(plan, offer.plan.max_active, None)?;
        }
        self.pay(asset, price)?;
        let books = self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset })?;
        books.refunded += unearned;
        books.prepaid += credit;
        *self.prepaid.entry((caller, asset)).or_default() += credit;
        if due + unearned != price + credit {
            return Err(Stop::Wrong(format!("{due} and {unearned} are not {price} and {credit}")));
        }
        self.store(id, &old, license, overflow);
        Ok(Done::Change(due, credit))
    }

    fn refund(&mut self, caller: Option<Account>, refunds: &[(Account, AssetId, u128)]) -> u128 {
        let alone = refunds.iter().all(|(payer, _, amount)| *amount == 0 || Some(*payer) == caller);
        for (payer, asset, amount) in refunds {
            let books = self.books.get_mut(asset).expect("it was paid in");
            books.refunded += amount;
            if !alone {
                books.prepaid += amount;
                *self.prepaid.entry((*payer, *asset)).or_default() += amount;
            }
        }
        refunds.iter().map(|(_, _, amount)| amount).sum()
    }

    fn transfer(&mut self, caller: Account, id: LicenseId, to: Account) -> Result<Done, Stop> {
        let license = self.held_by(caller, id)?.clone();
        if to == caller {
            return Ok(Done::Nothing);
        }
        let newest = *license.newest().expect("there is a record");
        let policy = self.offer(newest.plan, newest.version)?.plan.transfer;
        let is_approved = self.approved.get(&id) == Some(&to);
        self.check_free(to, newest.plan, None)?;
        let mut plans: Vec<PlanId> = vec![newest.plan];
        for record in license.recent.iter().filter(|record| license.is_under(record.plan, self.moment())) {
            if !plans.contains(&record.plan) {
                self.check_free(to, record.plan, None)?;
                plans.push(record.plan);
            }
        }
        self.decide(id, license, |license, _, now, _| {
            life::transfer(license, to, policy, is_approved, now).map(|gap| ((), gap))
        })?;
        self.approved.remove(&id);
        self.holders.entry(id).or_default().push((self.now, caller));
        for plan in plans {
            if self.holdings.get(&(caller, plan)).and_then(|trace| trace.last()?.1) == Some(id) {
                self.hold(caller, plan, None);
            }
            self.hold(to, plan, Some(id));
        }
        Ok(Done::Nothing)
    }

    fn release(&mut self, asset: AssetId, to: Beneficiary<Account>, max_days: u32) -> Result<u128, Stop> {
        self.books_of(asset)?;
        let old = self.flows.streams.get(&(asset, to)).copied().ok_or(Error::Nothing)?;
        let pages = self.flows.pages.entry((asset, to)).or_default();
        let (stream, amount, over) =
            revenue::release(&old, day_of(self.now), max_days, |number| pages.get(&number).copied());
        if stream.next == old.next {
            return Err(Error::Nothing.into());
        }
        for number in over {
            pages.remove(&number);
        }
        self.flows.streams.insert((asset, to), stream);
        self.books_of(asset)?.released += amount;
        Ok(amount)
    }

    fn books_of(&mut self, asset: AssetId) -> Result<&mut Books, Stop> {
        self.books.get_mut(&asset).ok_or(Error::AssetNotAllowed { asset }.into())
    }
}
