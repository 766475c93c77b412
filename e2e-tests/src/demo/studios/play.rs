//! Plays a plan on the chain, happening by happening, and keeps the paper beside it.

use super::{
    paper::{day_of, Earner, Kind, Millis, Paper, DAY},
    plan::{Event, Happening, Plan},
    refusal::Teller,
    stage::{person, plan_id, Stage, ASSET},
    story::{Canceled, Deed, End, Moment, Story, What},
    words,
};
use crate::{
    chain::{account, AccountId},
    demo::{
        amount,
        place::{Complaint, Way},
        plan as tree,
        play::Player as Tree,
        stage::KEEPER,
    },
};
use atelier_licensing::{
    license::Mandate,
    plan::Order,
    units::{LicenseId, Version},
};
use ink::selector_bytes;
use licenses::{Change, Error};
use scale::{Decode, Encode};

/// Every plan has one version in these stories.
const FIRST: Version = 1;
/// By which name the tree knows who pays it.
pub const LICENSES: &str = "Licenses";

/// Plays a plan.
///
/// # Errors
/// What the contracts refuse, with the place in the file that asks for it.
pub fn play((plan, below): (Plan, tree::Plan)) -> Result<Story, Complaint> {
    let mut tree = Tree::new(&below);
    tree.create()?;
    let stage = Stage::new(&plan, &mut tree.stage);
    let started = tree.stage.now();
    let paper = Paper::new(&plan, day_of(started));
    let mut player = Player {
        plan: &plan,
        tree,
        stage,
        paper,
        ids: Vec::new(),
        deeds: Vec::new(),
        days: Vec::new(),
        cancels: Vec::new(),
        moments: Vec::new(),
        started,
        end: End::default(),
    };
    player.look(true);
    for happening in &plan.happenings {
        player.happen(happening)?;
    }
    player.close()?;
    let Player { tree, paper, deeds, days, cancels, moments, end, .. } = player;
    let ended = tree.stage.now();
    let finish = tree.finish();
    let tree = finish(below);
    Ok(Story { plan, tree, paper, deeds, days, cancels, moments, started, ended, end })
}

/// A plan half played.
struct Player<'a> {
    plan: &'a Plan,
    tree: Tree<'a>,
    stage: Stage,
    paper: Paper,
    /// The contract's number of each license of the paper.
    ids: Vec<LicenseId>,
    deeds: Vec<Deed>,
    days: Vec<Moment>,
    cancels: Vec<Canceled>,
    moments: Vec<Millis>,
    started: Millis,
    end: End,
}

impl Player<'_> {
    fn now(&self) -> Millis {
        self.tree.stage.now()
    }

    fn happen(&mut self, happening: &Happening) -> Result<(), Complaint> {
        let Happening { what, note, way } = happening;
        let done = match what {
            Event::Subscribe { studio, offer, periods, referrer } => {
                self.subscribe(*studio, *offer, *periods, *referrer)
            }
            Event::Mandate { studio, most, periods, lasts, approve } => {
                self.mandate(*studio, (*most, *periods), *lasts, *approve)
            }
            Event::Renew { studio, periods } => self.renew(*studio, *periods),
            Event::RenewFor { studio, by } => self.renew_for(*studio, *by),
            Event::Change { studio, offer, restart } => self.change(*studio, *offer, *restart),
            Event::Cancel(studio) => self.cancel(*studio),
            Event::Pause(studio) => self.pause(*studio),
            Event::Resume(studio) => self.resume(*studio),
            Event::Withdraw(studio) => self.withdraw(*studio),
            Event::Outage(millis) => self.outage(*millis),
            Event::Wait(millis, releasing) => self.wait(*millis, *releasing),
            Event::Release(split) => self.release(*split),
            Event::Settle(index) => return self.tree.happen(*index),
        };
        let (kind, title) = done.map_err(|reason| self.plan.complaint(way, reason))?;
        self.tree.done(kind, title, note.clone());
        self.look(false);
        Ok(())
    }

    fn call<T: Decode>(&mut self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Result<T, String> {
        let teller = Teller { plan: self.plan, started: self.started, licenses: &self.paper.licenses, ids: &self.ids };
        let tell = |error: &Error| teller.tell(error);
        self.stage.call(&mut self.tree.stage, caller, selector, arguments, tell)
    }

    fn money(&self, units: u128) -> String {
        words::money(self.plan, units)
    }

    /// The license of a studio.
    fn license(&self, studio: usize) -> Result<(usize, LicenseId), String> {
        match self.paper.license_of(studio) {
            Some(license) => Ok((license, self.ids[license])),
            None => Err(format!("\"{}\" has no license at this point", self.plan.name(studio))),
        }
    }

    fn subscribe(
        &mut self,
        studio: usize,
        offer: usize,
        periods: u16,
        referrer: Option<usize>,
    ) -> Result<(&'static str, String), String> {
        let (plan, now) = (self.plan, self.now());
        let one = &plan.offers[offer];
        // The file knows licenses by studio, so that a studio has one at a time.
        if let Some(live) = self.paper.license_of(studio).map(|license| &self.paper.licenses[license]) {
            let (access, other) = live.at(now);
            if access != super::paper::Access::None && other != offer && !live.is_canceled() {
                let (name, other) = (plan.name(studio), &plan.offers[other].name);
                return Err(format!("\"{name}\" has {other} already: \"change\" leads to another plan"));
            }
        }
        let cost = one.price * u128::from(periods);
        self.stage.approve(&mut self.tree.stage, studio, cost)?;
        let order = Order {
            plan: plan_id(offer),
            version: FIRST,
            asset: self.stage.asset,
            periods,
            seats: 0,
            max_total: cost,
            invoice: [0; 32],
            referrer: referrer.map(person),
        };
        let id = self.call(person(studio), selector_bytes!("purchase"), &order)?;
        self.ids.push(id);
        self.paper.subscribe(studio, (offer, one), periods, referrer, now);
        self.deed(What::Paid(Kind::Purchase), studio);
        let brought = referrer.map(|referrer| format!(", brought by {}", plan.name(referrer))).unwrap_or_default();
        let days = words::days(u64::from(one.days) * u64::from(periods));
        let title = format!("{} to {} for {days}: {}{brought}", plan.name(studio), one.name, self.money(cost));
        Ok(("subscribe", title))
    }

    fn mandate(
        &mut self,
        studio: usize,
        (most, periods): (u128, u16),
        lasts: Millis,
        approve: u128,
    ) -> Result<(&'static str, String), String> {
        let (_, id) = self.license(studio)?;
        let mandate = Mandate {
            max_price: most,
            periods,
            expires_at: self.now().saturating_add(lasts),
            asset: self.stage.asset,
            use_allowance: true,
        };
        self.call::<()>(person(studio), selector_bytes!("set_mandate"), &(id, mandate))?;
        self.stage.approve(&mut self.tree.stage, studio, approve)?;
        let (name, most, times) = (self.plan.name(studio), self.money(most), words::times(periods));
        Ok(("mandate", format!("{name} lets keepers renew {times} for at most {most}")))
    }

    fn renew(&mut self, studio: usize, periods: u16) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let (plan, now) = (self.plan, self.now());
        let offer = self.paper.licenses[license].renewed_into();
        let one = &plan.offers[offer];
        let cost = one.price * u128::from(periods);
        self.stage.approve(&mut self.tree.stage, studio, cost)?;
        self.call::<()>(person(studio), selector_bytes!("renew"), &(id, periods, cost, [0u8; 32]))?;
        self.paper.renew(license, (offer, one), periods, None, now);
        self.deed(What::Paid(Kind::Renewal), studio);
        let days = words::days(u64::from(one.days) * u64::from(periods));
        Ok(("renew", format!("{} renews {} for {days}: {}", plan.name(studio), one.name, self.money(cost))))
    }

    fn renew_for(&mut self, studio: usize, by: usize) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let (plan, now) = (self.plan, self.now());
        let offer = self.paper.licenses[license].renewed_into();
        self.call::<u128>(person(by), selector_bytes!("renew_for"), &id)?;
        let one = &plan.offers[offer];
        let (cost, fee) = self.paper.renew(license, (offer, one), 1, Some((by, plan.keeper_fee)), now);
        self.deed(What::Paid(Kind::Kept), studio);
        let (keeper, name) = (plan.name(by), plan.name(studio));
        let (cost, fee) = (self.money(cost), self.money(fee));
        Ok(("keeper", format!("{keeper} renews {} for {name}: {cost}, of which {fee} are the keeper's", one.name)))
    }

    fn change(&mut self, studio: usize, offer: usize, restart: bool) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let (plan, now) = (self.plan, self.now());
        let one = &plan.offers[offer];
        let current = self.paper.licenses[license].offer();
        let name = plan.name(studio);
        let mut change = Change {
            plan: plan_id(offer),
            version: FIRST,
            asset: self.stage.asset,
            seats: 0,
            restart,
            max_total: u128::MAX >> 8,
        };
        if offer < current {
            self.call::<()>(person(studio), selector_bytes!("change_plan"), &(id, change))?;
            self.paper.licenses[license].scheduled = Some(offer);
            return Ok(("downgrade", format!("{name} will renew into {}", one.name)));
        }
        // What is due is known beforehand, from the paper; nothing more is approved.
        let (due, _) = self.paper.clone().upgrade(license, (offer, one), restart, now);
        change.max_total = due;
        self.stage.approve(&mut self.tree.stage, studio, due)?;
        self.call::<()>(person(studio), selector_bytes!("change_plan"), &(id, change))?;
        let (due, credit) = self.paper.upgrade(license, (offer, one), restart, now);
        self.deed(What::Paid(Kind::Upgrade), studio);
        let from = &plan.offers[current].name;
        let mut title = format!("{name} from {from} to {}: {} more", one.name, self.money(due));
        if credit > 0 {
            title = format!("{name} from {from} to {}: {} are left as an advance", one.name, self.money(credit));
        }
        Ok(("upgrade", title))
    }

    fn cancel(&mut self, studio: usize) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let now = self.now();
        let before = self.stage.purse(&mut self.tree.stage, studio);
        self.call::<u128>(person(studio), selector_bytes!("cancel"), &id)?;
        let after = self.stage.purse(&mut self.tree.stage, studio);
        let (refund, penalty) = self.paper.cancel(self.plan, license, now);
        self.cancels.push(Canceled { studio, refund, penalty });
        self.end.refunds.push(after.saturating_sub(before));
        self.deed(What::Canceled, studio);
        let (refund, penalty) = (self.money(refund), self.money(penalty));
        Ok(("cancel", format!("{}: {refund} go back, {penalty} stay", self.plan.name(studio))))
    }

    fn pause(&mut self, studio: usize) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let now = self.now();
        self.call::<()>(person(studio), selector_bytes!("pause"), &id)?;
        let parked = self.paper.pause(license, now);
        self.deed(What::Paused, studio);
        Ok(("pause", format!("{} from midnight on; {} wait", self.plan.name(studio), self.money(parked))))
    }

    fn resume(&mut self, studio: usize) -> Result<(&'static str, String), String> {
        let (license, id) = self.license(studio)?;
        let now = self.now();
        self.call::<()>(person(studio), selector_bytes!("resume"), &id)?;
        self.paper.resume(license, now);
        self.deed(What::Resumed, studio);
        Ok(("resume", format!("{} goes on", self.plan.name(studio))))
    }

    fn withdraw(&mut self, studio: usize) -> Result<(&'static str, String), String> {
        let amount = self.paper.prepaid[studio];
        self.call::<()>(person(studio), selector_bytes!("withdraw"), &(self.stage.asset, amount))?;
        self.paper.withdraw(studio);
        Ok(("withdraw", format!("{} takes out {}", self.plan.name(studio), self.money(amount))))
    }

    fn outage(&mut self, millis: Millis) -> Result<(&'static str, String), String> {
        let operator = Stage::dao();
        self.call::<()>(operator, selector_bytes!("open_outage"), &())?;
        self.paper.open_outage(self.now());
        self.pass(millis, false)?;
        self.call::<()>(operator, selector_bytes!("close_outage"), &())?;
        self.paper.close_outage(self.now());
        let span = amount::span(millis);
        Ok(("outage", format!("the library is out of order for {span}: all licenses end later by as much")))
    }

    fn wait(&mut self, millis: Millis, releasing: bool) -> Result<(&'static str, String), String> {
        let before = self.paper.released_to_splits();
        let releases = self.pass(millis, releasing)?;
        let span = amount::span(millis);
        if !releasing {
            return Ok(("wait", format!("{span} go by")));
        }
        let released = self.money(self.paper.released_to_splits() - before);
        Ok(("release", format!("{span} go by; {} bring {released} down the tree", words::releases(releases))))
    }

    /// Lets time pass, and stops at each midnight. Returns how many releases there were.
    fn pass(&mut self, millis: Millis, releasing: bool) -> Result<usize, String> {
        let until = self.now().checked_add(millis).ok_or("this is beyond the end of time")?;
        let mut releases = 0;
        loop {
            let midnight = (day_of(self.now()) + 1) * DAY;
            if midnight > until {
                break;
            }
            self.tree.stage.wait(midnight - self.now())?;
            if releasing {
                for split in self.splits() {
                    self.pay_out(Earner::Split(split))?;
                    releases += 1;
                }
            }
            self.look(true);
        }
        self.tree.stage.wait(until - self.now())?;
        Ok(releases)
    }

    /// The splits that earn.
    fn splits(&self) -> Vec<usize> {
        let mut splits: Vec<usize> = self.plan.offers.iter().map(|offer| offer.split).collect();
        splits.sort_unstable();
        splits.dedup();
        splits
    }

    fn release(&mut self, split: usize) -> Result<(&'static str, String), String> {
        if !self.splits().contains(&split) {
            return Err("no plan's income goes there".into());
        }
        let amount = self.pay_out(Earner::Split(split))?;
        Ok(("release", format!("{} earned for {}", self.money(amount), self.tree.plan.splits[split].name)))
    }

    /// Anybody has paid out what somebody has earned.
    fn pay_out(&mut self, earner: Earner) -> Result<u128, String> {
        let (caller, asset) = (account(KEEPER), self.stage.asset);
        let ledger = self.tree.stage.suite.ledger;
        let taker = match earner {
            Earner::Split(_) => ledger,
            Earner::Referrer(referrer) => person(referrer),
        };
        let before = self.tree.stage.balance(taker, ASSET);
        let _: u128 = match earner {
            Earner::Split(split) => {
                let id = self.tree.stage.ids[split].0;
                self.call(caller, selector_bytes!("release"), &(asset, id, u32::MAX))?
            }
            Earner::Referrer(referrer) => {
                self.call(caller, selector_bytes!("release_referral"), &(asset, person(referrer), u32::MAX))?
            }
        };
        let after = self.tree.stage.balance(taker, ASSET);
        let (amount, fee) = self.paper.release(earner, self.plan.dao_fee, self.now());
        self.end.brought.push(after.saturating_sub(before));
        if let Earner::Split(split) = earner {
            if amount > fee {
                self.tree.note_income(split, amount - fee, ASSET, LICENSES);
            }
        }
        Ok(amount)
    }

    fn deed(&mut self, what: What, studio: usize) {
        self.deeds.push(Deed { what, studio, at: self.now() });
    }

    /// Notes what the paper and the contract say now.
    fn look(&mut self, is_midnight: bool) {
        let at = self.now();
        let (sums, unreleased) = (self.paper.sums(at), self.paper.unreleased());
        self.end.deferred.push(self.stage.deferred(&mut self.tree.stage));
        for studio in 0..self.plan.studios {
            for offer in 0..self.plan.offers.len() {
                self.end.active_then.push(self.stage.is_active(&mut self.tree.stage, studio, offer, at));
            }
        }
        let could = self.paper.could(self.plan, at);
        self.days.push(Moment { at, sums, unreleased, could, is_midnight });
    }

    /// Pays out whatever is earned by now, and asks for everything.
    fn close(&mut self) -> Result<(), Complaint> {
        let way = Way::default().field("happenings");
        let closed = self.pay_everybody();
        let paid = closed.map_err(|reason| self.plan.complaint(&way, reason))?;
        if self.tree.stage.gas.calls > 0 {
            let title =
                format!("{} that were earned and waited: released, and the DAO's fees collected", self.money(paid));
            self.tree.done("close", title, String::new());
            self.look(false);
        }
        self.tree.close()?;
        self.ask();
        Ok(())
    }

    fn pay_everybody(&mut self) -> Result<u128, String> {
        let today = day_of(self.now());
        let mut paid = 0;
        let earners: Vec<Earner> = self.paper.next.keys().copied().collect();
        for earner in earners {
            if self.paper.due(earner, today) > 0 {
                paid += self.pay_out(earner)?;
            }
        }
        if self.paper.fees > self.paper.collected {
            let asset = self.stage.asset;
            self.call::<u128>(account(KEEPER), selector_bytes!("collect_fees"), &asset)?;
            self.paper.collect(self.plan.treasury);
        }
        Ok(paid)
    }

    /// Asks the contract and the token for everything that the paper knows.
    fn ask(&mut self) {
        let (now, plan, stage) = (self.now(), self.plan, &self.stage);
        let chain = &mut self.tree.stage;
        self.end.books = stage.books(chain);
        self.end.held = stage.held(chain);
        for (license, id) in self.ids.iter().enumerate() {
            let receipts = stage.receipts(chain, *id, day_of(now));
            self.end.receipts.extend(receipts.into_iter().map(|receipt| (license, receipt)));
        }
        for number in 0..plan.people.len() {
            self.end.purses.push(stage.purse(chain, number));
            self.end.prepaid.push(stage.prepaid(chain, number));
        }
        // Three times a day, and on both sides of every change.
        let mut moments: Vec<Millis> = Vec::new();
        for day in day_of(self.started)..=day_of(now) {
            moments.extend([day * DAY, day * DAY + DAY / 3, day * DAY + DAY - 1]);
        }
        for change in self.paper.licenses.iter().flat_map(super::paper::License::changes) {
            moments.extend([change.saturating_sub(1), change, change.saturating_add(1)]);
        }
        moments.retain(|at| (self.started..=now).contains(at));
        moments.extend(self.days.iter().map(|moment| moment.at));
        moments.sort_unstable();
        moments.dedup();
        for at in moments.iter().copied() {
            for studio in 0..plan.studios {
                for offer in 0..plan.offers.len() {
                    self.end.active.push(stage.is_active(chain, studio, offer, at));
                }
            }
            for id in &self.ids {
                self.end.access.push(stage.access(chain, *id, at));
            }
        }
        self.moments = moments;
    }
}
