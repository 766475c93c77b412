//! Plays a plan on the chain, happening by happening, and keeps the exact books beside it.

use super::{
    amount,
    exact::{self, Exact},
    lineage::Lineage,
    place::{Complaint, Way},
    plan::{Asset, Event, Payee, Plan, Table},
    refusal,
    stage::{self, Stage, BUYER},
    story::{End, How, Pass, Payout, Sale, Step, Story},
};
use crate::chain::account;
use ink::selector_bytes;
use splits::Error;
use std::collections::HashMap;

/// Plays a plan.
///
/// # Errors
/// What the contracts refuse, with the place in the file that asks for it.
pub fn play(plan: Plan) -> Result<Story, Complaint> {
    let mut player = Player::new(&plan);
    player.create()?;
    for index in 0..plan.happenings.len() {
        player.happen(index)?;
    }
    player.close()?;
    let story = player.finish();
    Ok(story(plan))
}

/// A plan half played.
pub struct Player<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The chain.
    pub stage: Stage,
    /// The tables so far.
    pub lineage: Lineage,
    /// The exact books so far.
    pub exact: Exact,
    steps: Vec<Step>,
    sales: Vec<Sale>,
    /// The payouts so far.
    pub payouts: Vec<Payout>,
    /// What each edge has passed on, by version, line and asset; one entry for each version that it led to.
    passes: HashMap<(usize, usize, usize), Vec<Pass>>,
    moved: bool,
}

impl<'a> Player<'a> {
    /// A chain with everybody's account, on which nothing has happened yet.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            stage: Stage::new(plan),
            lineage: Lineage::new(plan),
            exact: Exact::default(),
            steps: Vec::new(),
            sales: Vec::new(),
            payouts: Vec::new(),
            passes: HashMap::new(),
            moved: false,
            plan,
        }
    }

    /// What came of it, once the plan can be given away.
    pub fn finish(mut self) -> impl FnOnce(Plan) -> Story {
        let ends = self.ends();
        let Self { lineage, exact, steps, sales, payouts, passes, moved, .. } = self;
        let mut passes: Vec<Pass> = passes.into_values().flatten().collect();
        passes.sort_by_key(|pass| (pass.asset, pass.from, pass.line, pass.to));
        move |plan| Story { plan, lineage, exact, steps, sales, payouts, passes, ends, moved }
    }
}

impl Player<'_> {
    /// Creates the splits.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn create(&mut self) -> Result<(), Complaint> {
        self.stage.create(self.plan, &self.lineage)?;
        let (splits, calls) = (self.plan.splits.len(), self.stage.gas.calls);
        let title = format!("{} in {}", count(splits, "split"), count(calls as usize, "transaction"));
        self.done("create", title, String::new());
        Ok(())
    }

    /// Plays one happening of the plan.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub fn happen(&mut self, index: usize) -> Result<(), Complaint> {
        let plan = self.plan;
        let way = &plan.happenings[index].way;
        match &plan.happenings[index].what {
            Event::Sale { split, amount, asset, from, note } => self.sell(*split, *amount, *asset, from, note, way),
            Event::Edit { split, by, table, note } => self.edit(*split, *by, table, note, way),
            Event::Wait(millis) => self.wait(*millis, way),
            Event::Claim { paths, asset, table } => self.claim(paths, *asset, *table, way),
            Event::Push { split, asset, table } => {
                let version = self.version(*split, *table);
                let paid = self.push(version, *asset, How::Push, way)?;
                let title = format!("{} pushed by {}", self.amount(paid, *asset), self.name(version));
                self.done("push", title, String::new());
                Ok(())
            }
            Event::HandOver { split, from, to, asset, at_least } => {
                self.hand_over(*split, (*from, *to), *asset, *at_least, way)
            }
        }
    }

    fn sell(
        &mut self,
        split: usize,
        amount: u128,
        asset: usize,
        from: &str,
        note: &str,
        way: &Way,
    ) -> Result<(), Complaint> {
        let version = self.lineage.in_force(split, self.stage.now());
        self.stage.fund_buyer(asset, amount);
        let (id, number) = (self.stage.ids[split], self.stage.number(asset));
        let name = &self.plan.splits[split].name;
        let tell = |error: &Error| refusal::of_money(name, error);
        let buyer = account(BUYER);
        let sold: Result<(), String> = if self.plan.assets[asset].native {
            self.stage.call((buyer, amount), selector_bytes!("deposit"), &id, tell)
        } else {
            let arguments = (id, number, amount);
            self.stage.call((buyer, 0), selector_bytes!("deposit_token"), &arguments, tell)
        };
        sold.map_err(|reason| self.plan.complaint(way, reason))?;
        self.note_income(split, amount, asset, from);
        let Asset { name: symbol, decimals, .. } = &self.plan.assets[asset];
        let title = format!("{} {symbol} from {from} to {}", amount::plain(amount, *decimals), self.name(version));
        self.done("sale", title, note.into());
        Ok(())
    }

    /// Notes that a split has received income.
    pub fn note_income(&mut self, split: usize, amount: u128, asset: usize, from: &str) {
        let now = self.stage.now();
        let version = self.lineage.in_force(split, now);
        self.exact.receive(&self.lineage, split, asset, exact::whole(amount), now);
        self.sales.push(Sale { version, amount, asset, from: from.into() });
        self.follow_edges(asset);
    }

    fn edit(&mut self, split: usize, by: usize, table: &Table, note: &str, way: &Way) -> Result<(), Complaint> {
        self.stage.edit(self.plan, split, by, table, way)?;
        let (now, control) = (self.stage.now(), self.plan.splits[split].control);
        let delay = control.map_or(0, |control| control.delay);
        self.lineage.edit(split, table.clone(), now, now.saturating_add(delay));
        self.moved = true;
        let (name, editor) = (&self.plan.splits[split].name, &self.plan.parties[by].name);
        let when = if delay == 0 { "at once".into() } else { amount::clock(self.stage.elapsed() + delay) };
        let title = format!("{editor} gives {name} a new table, in force: {when}");
        self.done("edit", title, note.into());
        Ok(())
    }

    fn wait(&mut self, millis: u64, way: &Way) -> Result<(), Complaint> {
        self.stage.wait(millis).map_err(|reason| self.plan.complaint(way, reason))?;
        let title = format!("{} go by", amount::span(millis));
        self.done("wait", title, String::new());
        Ok(())
    }

    fn hand_over(
        &mut self,
        split: usize,
        (from, to): (usize, usize),
        asset: usize,
        at_least: u128,
        way: &Way,
    ) -> Result<(), Complaint> {
        let version = self.lineage.in_force(split, self.stage.now());
        let Some(line) = self.lineage.line(version, Payee::Party(from)) else {
            let (above, below) = (self.name(version), &self.plan.parties[from].name);
            return Err(self.plan.complaint(way, format!("\"{above}\" does not pay \"{below}\" at this point")));
        };
        let plan = self.plan;
        let (chain_version, index) = (Stage::on_chain(version), line as u16);
        let tell = |error: &Error| refusal::of_table(plan, split, &self.lineage.versions[version].table, error);
        let offer = (chain_version, index, stage::party(to));
        let offered: Result<(), String> =
            self.stage.call((stage::party(from), 0), selector_bytes!("transfer_entry"), &offer, tell);
        let accept = (chain_version, index, self.stage.number(asset), at_least);
        let accepted: Result<(), String> = offered
            .and_then(|()| self.stage.call((stage::party(to), 0), selector_bytes!("accept_entry"), &accept, tell));
        accepted.map_err(|reason| plan.complaint(way, reason))?;
        self.lineage.versions[version].table.lines[line].to = Payee::Party(to);
        self.moved = true;
        let (giver, taker) = (&plan.parties[from].name, &plan.parties[to].name);
        let title = format!("{giver} hands the place in {} on to {taker}", self.name(version));
        let note = format!("with at least {} unclaimed", self.amount(at_least, asset));
        self.done("hand over", title, if at_least > 0 { note } else { String::new() });
        Ok(())
    }

    /// What a line, if it is an edge, has passed on.
    #[must_use]
    pub fn passed(&self, version: usize, line: usize, asset: usize) -> u128 {
        let passes = self.passes.get(&(version, line, asset));
        passes.map_or(0, |passes| passes.iter().map(|pass| pass.amount).sum())
    }

    /// Notes what each edge has passed on since the last time, and where to.
    pub fn follow_edges(&mut self, asset: usize) {
        let (now, number) = (self.stage.now(), self.stage.number(asset));
        for from in 0..self.lineage.versions.len() {
            for line in 0..self.lineage.versions[from].table.lines.len() {
                let Payee::Split(child) = self.lineage.versions[from].table.lines[line].to else { continue };
                let paid = self.stage.suite.paid(Stage::on_chain(from), line as u16, number);
                let amount = paid - self.passed(from, line, asset);
                if amount == 0 {
                    continue;
                }
                let to = self.lineage.in_force(child, now);
                let passes = self.passes.entry((from, line, asset)).or_default();
                match passes.iter_mut().find(|pass| pass.to == to) {
                    Some(pass) => pass.amount += amount,
                    None => passes.push(Pass { from, line, to, asset, amount }),
                }
            }
        }
    }

    fn ends(&mut self) -> Vec<End> {
        (0..self.plan.assets.len()).map(|asset| self.end(asset)).collect()
    }

    fn end(&mut self, asset: usize) -> End {
        let number = self.stage.number(asset);
        let versions = 0..self.lineage.versions.len();
        let used = self.sales.iter().any(|sale| sale.asset == asset);
        let mut got = vec![0; self.plan.parties.len()];
        for (party, got) in got.iter_mut().enumerate().filter(|_| used) {
            *got = self.stage.grown(party, asset);
        }
        End {
            got,
            held: self.stage.held(asset),
            liability: self.stage.suite.liability(number),
            received: versions.map(|version| self.stage.suite.received(Stage::on_chain(version), number)).collect(),
            stray: self.stage.suite.stray(number).unwrap_or(0),
        }
    }

    /// Ends a step.
    pub fn done(&mut self, kind: &'static str, title: String, note: String) {
        let gas = std::mem::take(&mut self.stage.gas);
        self.steps.push(Step { kind, title, note, at: self.stage.elapsed(), gas });
    }

    /// An amount at a glance.
    #[must_use]
    pub fn amount(&self, units: u128, asset: usize) -> String {
        let asset = &self.plan.assets[asset];
        format!("{} {}", amount::brief(units, asset.decimals), asset.name)
    }

    /// The name of a version.
    #[must_use]
    pub fn name(&self, version: usize) -> String {
        self.lineage.name(self.plan, version)
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
