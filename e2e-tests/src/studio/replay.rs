//! Replays what happens in the world of `licensing_model` on licenses on a chain: each step is the message that people send, and
//! after it the contract must have answered what the world answered and hold what it holds.
//!
//! Suspensions and rulings are disputes: an account opens one without a bond, the holder responds, the arbiter rules, the loser
//! appeals and the DAO rules, all in one block, so that what becomes of the license does not wait.

use super::usual_terms;
use crate::{
    called::Called,
    chain::{account, AccountId, FORTUNE},
    suite::{accounts, input, Suite, DEPLOYER},
};
use ::licenses::{office::OfficeError, Change, Error, Solvency, Wiring};
use atelier_licensing::{
    dispute::Verdict,
    error::Error as Rule,
    license::{License, Record, Snapshot, Status},
    plan::{Order, Plan, Quote, Shelf},
    units::{AssetId, LicenseId, Millis, SplitId, Version, NATIVE},
};
use ink::selector_bytes;
use licensing_model::{
    actors::{ACCOUNTS, START},
    catalog::{ASSETS, SPLITS},
    compare::{agree, same, same_license},
    license::Account,
    money::{Purse, Totals},
    step::{Done, Step},
    trace::{Gone, Trace},
    world::World,
    Random,
};
use scale::{Decode, Encode};
use std::collections::BTreeMap;

/// The number of the account that is the world's account 0; the others follow.
const PEOPLE: u32 = 60;
/// Who does what the DAO and its servants do.
const PLANS: u32 = 40;
const DAO: u32 = 41;
const ARBITER: u32 = 42;
const OPERATOR: u32 = 43;
const METER: u32 = 44;
const TREASURY: u32 = 45;
/// Calls what anybody may call, and opens disputes.
const ANYBODY: u32 = 46;
/// What everybody begins with, of each asset: far more than anybody spends.
const WEALTH: u128 = 1 << 118;
/// After how many steps all licenses and everybody's balances are compared; they are at the end, too.
const EVERY: usize = 50;

fn person(account: Account) -> AccountId {
    self::account(PEOPLE + u32::from(account))
}

fn number(account: AccountId) -> Account {
    (0..ACCOUNTS).find(|number| person(*number) == account).unwrap_or(Account::MAX)
}

/// Licenses on a chain to which a trace happens.
pub struct Replay {
    /// What happens, and what must come of it.
    pub trace: Trace,
    /// The chain with the ledger of splits.
    pub suite: Suite,
    /// The contract.
    pub licenses: AccountId,
    token: AccountId,
    splits: [SplitId; SPLITS.len()],
    random: Random,
    seed: u64,
    steps: usize,
    /// What storage cost each caller.
    storage: BTreeMap<AccountId, i128>,
    /// What everybody had at the beginning, of each asset.
    bases: BTreeMap<(Purse, AssetId), u128>,
    /// The disputes that are open.
    disputes: BTreeMap<LicenseId, u32>,
    /// Questions about the past with the answers that were given.
    asked: Vec<(LicenseId, Millis, Option<Snapshot<Account>>)>,
}

/// The rule that refuses; the world has no other refusals.
fn rule(error: Error) -> Rule {
    match error {
        Error::License(rule) => rule,
        // The world knows allowances, the contract asks the token.
        Error::TokenFailed(_) => Rule::PrepaidTooLow { holds: 0 },
        other => panic!("refused with {other:?}"),
    }
}

fn local_record(record: &Record<AccountId>) -> Record<Account> {
    let Record { kind, created, start, end, plan, version, seats, grace, penalty, payer, asset, paid, .. } = *record;
    let Record { invoice, hash, cut, refunded, parked, split, booking, referral, .. } = *record;
    Record {
        kind,
        created,
        start,
        end,
        plan,
        version,
        seats,
        grace,
        penalty,
        payer: number(payer),
        asset,
        paid,
        invoice,
        hash,
        cut,
        refunded,
        parked,
        split,
        booking,
        referral,
    }
}

fn local_license(license: License<AccountId>) -> License<Account> {
    License {
        holder: number(license.holder),
        tenure: license.tenure,
        origin: license.origin,
        status: license.status,
        family: license.family,
        referrer: license.referrer.map(number),
        mandate: license.mandate,
        scheduled: license.scheduled,
        gaps: license.gaps,
        shift: license.shift,
        open: license.open,
        pauses: license.pauses,
        receipt: license.receipt,
        pages: license.pages,
        recent: license.recent.iter().map(local_record).collect(),
    }
}

fn local_snapshot(snapshot: Snapshot<AccountId>) -> Snapshot<Account> {
    let Snapshot { holder, access, plan, version, seats, record } = snapshot;
    Snapshot { holder: number(holder), access, plan, version, seats, record }
}

impl Replay {
    /// Licenses on a chain, as the trace of this seed begins.
    ///
    /// # Panics
    /// If the chain or a contract refuses.
    #[must_use]
    pub fn new(seed: u64, patience: u64) -> Self {
        let trace = Trace::new(seed, patience);
        let mut suite = Suite::new();
        suite.chain.set_time(START);
        for role in PLANS..=ANYBODY {
            suite.chain.fund(account(role), FORTUNE);
        }
        let (token, asset) = suite.token("honest-token", WEALTH);
        assert_eq!(asset, ASSETS[1]);
        for person in (0..ACCOUNTS).map(person) {
            suite.chain.fund(person, WEALTH);
            suite.mint(token, person, WEALTH);
        }
        let splits = SPLITS.map(|split| suite.fixed(accounts(&[(10, split), (11, 2)])).0);
        let deployer = account(DEPLOYER);
        let [desk, office] = ["licenses-desk", "licenses-office"].map(|code| suite.chain.upload(code, deployer));
        let wiring = Wiring {
            plans: account(PLANS),
            dao: account(DAO),
            arbiter: account(ARBITER),
            operator: account(OPERATOR),
            meter: account(METER),
            treasury: account(TREASURY),
            ledger: suite.ledger,
            genesis: [7; 32],
        };
        let arguments = (desk, office, wiring);
        let licenses = suite.chain.deploy("licenses", deployer, input(selector_bytes!("new"), &arguments));
        let mut replay = Self {
            trace,
            suite,
            licenses,
            token,
            splits,
            random: Random::new(!seed),
            seed,
            steps: 0,
            storage: BTreeMap::new(),
            bases: BTreeMap::new(),
            disputes: BTreeMap::new(),
            asked: Vec::new(),
        };
        replay.found();
        replay
    }

    /// Makes plans, and notes what everybody has.
    fn found(&mut self) {
        let World { catalog, fee, keeper_fees, .. } = self.trace.world.clone();
        let (plans, dao) = (account(PLANS), account(DAO));
        let token = self.token;
        let fee_of = |asset| keeper_fees.get(&asset).copied().unwrap_or(0);
        self.order(dao, selector_bytes!("set_keeper_fee"), &(NATIVE, fee_of(NATIVE)));
        self.order(dao, selector_bytes!("allow_asset"), &(ASSETS[1], token, fee_of(ASSETS[1])));
        self.order(dao, selector_bytes!("set_fee"), &fee);
        self.tell_office::<()>(dao, selector_bytes!("set_bond"), &0u128).expect("the DAO may");
        let registered = self.tell_office(plans, selector_bytes!("register_terms"), &usual_terms());
        let terms: u32 = registered.expect("the DAO may");
        for (plan, offers) in (1u32..).zip(catalog) {
            assert_eq!(self.tell(plans, 0, selector_bytes!("create_plan"), &()), Ok(plan));
            for (version, offer) in (1u16..).zip(offers) {
                let terms = Plan { terms, ..self.terms(offer.plan) };
                let created = self.tell::<Version>(plans, 0, selector_bytes!("create_version"), &(plan, terms));
                assert_eq!(created, Ok(version));
            }
        }
        for asset in ASSETS {
            let purses = (0..ACCOUNTS).map(Purse::Account).chain([Purse::Treasury, Purse::Licenses, Purse::Split(0)]);
            for purse in purses {
                let balance = self.balance(purse, asset);
                self.bases.insert((purse, asset), balance);
            }
        }
        self.storage.clear();
    }

    /// The terms of a version, for the chain.
    fn terms(&self, plan: Plan<Account>) -> Plan<AccountId> {
        let split = self.split(plan.split);
        let Plan { family, rank, period_days, seats, max_seats, trial_days, grace, pauses, max_active, .. } = plan;
        let Plan { max_ever, credits, rollover, terms, catalog, transfer, refund, referral, .. } = plan;
        let Plan { effective_from, prices, .. } = plan;
        Plan {
            family,
            rank,
            period_days,
            seats,
            max_seats,
            trial_days,
            grace,
            pauses,
            max_active,
            max_ever,
            credits,
            rollover,
            terms,
            catalog,
            gate: None,
            transfer,
            refund,
            referral,
            split,
            effective_from,
            prices,
        }
    }

    fn split(&self, split: SplitId) -> SplitId {
        SPLITS.iter().position(|known| *known == split).map_or(77, |place| self.splits[place])
    }

    /// What somebody has; all splits together are the ledger.
    fn balance(&mut self, purse: Purse, asset: AssetId) -> u128 {
        let owner = match purse {
            Purse::Account(account) => person(account),
            Purse::Treasury => account(TREASURY),
            Purse::Licenses => self.licenses,
            Purse::Split(_) => self.suite.ledger,
        };
        if asset == NATIVE {
            self.suite.chain.balance(owner)
        } else {
            self.suite.token_balance(self.token, owner)
        }
    }

    /// Does the trace's next step, and compares.
    ///
    /// # Errors
    /// What differs.
    pub fn go_on(&mut self) -> Result<Gone, String> {
        let before = self.trace.world.clone();
        let gone = self.trace.go_on();
        self.steps += 1;
        let context = format!("seed {}, step {}, {:?}", self.seed, self.steps, gone.step);
        let done = self.act(&gone.step, &before);
        if !agree(&done, &gone.outcome) {
            return Err(format!("{context}: {done:?} instead of {:?}", gone.outcome));
        }
        let compared = self.compare(&gone).and_then(|()| match self.steps % EVERY {
            0 => self.compare_all(),
            _ => Ok(()),
        });
        compared.map_err(|error| format!("{context}: {error}"))?;
        Ok(gone)
    }

    fn call(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Called {
        let called = self.suite.chain.call(caller, contract, value, input(selector, arguments));
        if called.outcome.is_ok() && !called.reverted {
            *self.storage.entry(caller).or_default() += called.deposit;
        }
        called
    }

    /// Calls a message.
    fn tell<T: Decode>(
        &mut self,
        caller: AccountId,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, Rule> {
        self.call(caller, self.licenses, value, selector, arguments).result().map_err(rule)
    }

    /// Calls a message that must not be refused.
    fn order(&mut self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) {
        self.tell::<()>(caller, 0, selector, arguments).expect("this may be done");
    }

    /// Calls a message of the office.
    fn tell_office<T: Decode>(
        &mut self,
        caller: AccountId,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, OfficeError> {
        self.call(caller, self.licenses, 0, selector, arguments).result()
    }

    fn ask<T: Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> T {
        self.suite.chain.ask(account(ANYBODY), self.licenses, input(selector, arguments)).told()
    }

    fn question<T: Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Error> {
        self.suite.chain.ask(account(ANYBODY), self.licenses, input(selector, arguments)).result()
    }

    /// Pays for a message: with native money, or by letting the contract take a token.
    fn pay<T: Decode>(
        &mut self,
        payer: AccountId,
        (asset, amount): (AssetId, u128),
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, Rule> {
        if asset == NATIVE {
            return self.tell(payer, amount, selector, arguments);
        }
        let (token, licenses) = (self.token, self.licenses);
        let allow = |replay: &mut Self, selector| {
            let called = replay.call(payer, token, 0, selector, &(licenses, amount));
            assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
        };
        allow(self, selector_bytes!("PSP22::increase_allowance"));
        let told = self.tell(payer, 0, selector, arguments);
        if told.is_err() {
            allow(self, selector_bytes!("PSP22::decrease_allowance"));
        }
        told
    }

    fn act(&mut self, step: &Step, before: &World) -> Result<Done, Rule> {
        let (anybody, plans, dao) = (account(ANYBODY), account(PLANS), account(DAO));
        let nothing = |result: Result<(), Rule>| result.map(|()| Done::Nothing);
        match *step {
            Step::Wait(duration) => {
                let now = self.suite.chain.now();
                self.suite.chain.set_time(now + duration);
                Ok(Done::Nothing)
            }
            Step::Purchase(caller, ref order) => self.purchase(caller, None, order),
            Step::Gift(caller, licensee, ref order) => self.purchase(caller, Some(licensee), order),
            Step::Renew(caller, license, periods, max_total) => {
                let asset = before.asset_of_renewal(license).unwrap_or(NATIVE);
                // Another asset than is asked for comes with no money.
                let total = self.question(selector_bytes!("quote_renewal"), &(license, periods)).unwrap_or(0u128);
                let arguments = (license, periods, max_total, [0u8; 32]);
                self.pay::<()>(person(caller), (asset, total), selector_bytes!("renew"), &arguments)?;
                Ok(Done::Amount(total))
            }
            Step::RenewFor(keeper, license) => {
                self.tell(person(keeper), 0, selector_bytes!("renew_for"), &license).map(Done::Amount)
            }
            Step::SetMandate(caller, license, mandate) => {
                nothing(self.tell(person(caller), 0, selector_bytes!("set_mandate"), &(license, mandate)))
            }
            Step::RevokeMandate(caller, license) => {
                nothing(self.tell(person(caller), 0, selector_bytes!("revoke_mandate"), &license))
            }
            Step::Deposit(caller, NATIVE, amount) => {
                nothing(self.tell(person(caller), amount, selector_bytes!("deposit"), &()))
            }
            Step::Deposit(caller, asset, amount) => {
                nothing(self.pay(person(caller), (asset, amount), selector_bytes!("deposit_token"), &(asset, amount)))
            }
            Step::Withdraw(caller, asset, amount) => {
                nothing(self.tell(person(caller), 0, selector_bytes!("withdraw"), &(asset, amount)))
            }
            Step::Allow(caller, _, amount) => {
                let arguments = (self.licenses, amount);
                let token = self.token;
                let called = self.call(person(caller), token, 0, selector_bytes!("PSP22::approve"), &arguments);
                assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
                Ok(Done::Nothing)
            }
            Step::ChangePlan(caller, license, change) => {
                let licensing_model::step::Change { plan, version, asset, seats, restart, max_total } = change;
                let change = Change { plan, version, asset, seats, restart, max_total };
                let quoted = self.question(selector_bytes!("quote_change"), &(license, change));
                let (due, credit) = quoted.unwrap_or((0u128, 0u128));
                let arguments = (license, change);
                self.pay::<()>(person(caller), (asset, due), selector_bytes!("change_plan"), &arguments)?;
                Ok(Done::Change(due, credit))
            }
            Step::CancelScheduled(caller, license) => {
                nothing(self.tell(person(caller), 0, selector_bytes!("cancel_scheduled"), &license))
            }
            Step::Cancel(caller, license) => {
                let quoted = self.question::<(u128, u128)>(selector_bytes!("quote_cancel"), &license);
                let refund = self.tell(person(caller), 0, selector_bytes!("cancel"), &license)?;
                assert_eq!(quoted.map(|(refund, _)| refund), Ok(refund));
                Ok(Done::Amount(refund))
            }
            Step::Pause(caller, license) => nothing(self.tell(person(caller), 0, selector_bytes!("pause"), &license)),
            Step::Resume(caller, license) => nothing(self.tell(person(caller), 0, selector_bytes!("resume"), &license)),
            Step::OpenOutage => nothing(self.tell(account(OPERATOR), 0, selector_bytes!("open_outage"), &())),
            Step::CloseOutage => nothing(self.tell(account(OPERATOR), 0, selector_bytes!("close_outage"), &())),
            Step::ApproveTransfer(license, to) => {
                nothing(self.tell(plans, 0, selector_bytes!("approve_transfer"), &(license, person(to))))
            }
            Step::Transfer(caller, license, to) => {
                nothing(self.tell(person(caller), 0, selector_bytes!("transfer"), &(license, person(to))))
            }
            Step::Grant(licensee, plan, version, days) => {
                let arguments = (person(licensee), plan, version, days);
                self.tell(plans, 0, selector_bytes!("grant"), &arguments).map(Done::License)
            }
            Step::Trial(caller, plan, version) => {
                self.tell(person(caller), 0, selector_bytes!("start_trial"), &(plan, version)).map(Done::License)
            }
            Step::Release(asset, split, max_days) => {
                let arguments = (asset, self.split(split), max_days);
                self.tell(anybody, 0, selector_bytes!("release"), &arguments).map(Done::Amount)
            }
            Step::ReleaseReferral(asset, referrer, max_days) => {
                let arguments = (asset, person(referrer), max_days);
                self.tell(anybody, 0, selector_bytes!("release_referral"), &arguments).map(Done::Amount)
            }
            Step::CollectFees(asset) => {
                self.tell(anybody, 0, selector_bytes!("collect_fees"), &asset).map(Done::Amount)
            }
            Step::Suspend(license) => self.suspend(license),
            Step::Lift(license, fault) => {
                // There is a dispute about it, if it is suspended.
                if before.license(license).is_some() && !self.is_suspended(license) {
                    return Err(Rule::NotHeld);
                }
                let verdict = if fault { Verdict::Warned } else { Verdict::NoFault };
                self.decide(license, verdict, before).map(|_| Done::Nothing)
            }
            Step::Revoke(license, fault) => {
                let verdict = if fault { Verdict::Breach } else { Verdict::TakenBack };
                self.decide(license, verdict, before).map(Done::Amount)
            }
            Step::Sweep(plan) => self.tell::<u32>(anybody, 0, selector_bytes!("sweep"), &plan).map(|_| Done::Nothing),
            Step::Sunset(plan, version, at, renew_into) => {
                nothing(self.tell(plans, 0, selector_bytes!("sunset"), &(plan, version, at, renew_into)))
            }
            Step::SetFee(fee) => nothing(self.tell(dao, 0, selector_bytes!("set_fee"), &fee)),
            Step::SetKeeperFee(asset, fee) => {
                nothing(self.tell(dao, 0, selector_bytes!("set_keeper_fee"), &(asset, fee)))
            }
        }
    }

    fn purchase(&mut self, caller: Account, licensee: Option<Account>, order: &Order<Account>) -> Result<Done, Rule> {
        let Order { plan, version, asset, periods, seats, max_total, invoice, referrer } = *order;
        let referrer = referrer.map(person);
        let order = Order { plan, version, asset, periods, seats, max_total, invoice, referrer };
        let quoted = self.question::<Quote>(selector_bytes!("quote"), &order);
        let total = quoted.map_or(0, |quote| quote.total);
        let bought = match licensee {
            None => self.pay(person(caller), (asset, total), selector_bytes!("purchase"), &order),
            Some(licensee) => {
                let arguments = (person(licensee), order);
                self.pay(person(caller), (asset, total), selector_bytes!("gift"), &arguments)
            }
        };
        bought.map(Done::License)
    }

    fn is_suspended(&mut self, license: LicenseId) -> bool {
        let found: Option<License<AccountId>> = self.ask(selector_bytes!("license"), &license);
        found
            .and_then(|license| license.open)
            .is_some_and(|(_, cause)| cause == atelier_licensing::license::Cause::Suspended)
    }

    /// The dispute about a license; a new one if none is open.
    fn dispute(&mut self, license: LicenseId) -> Result<u32, Rule> {
        if let Some(dispute) = self.disputes.get(&license).copied() {
            // One that nobody suspended for may be too old.
            let ended = self.tell_office::<()>(account(ANYBODY), selector_bytes!("execute_ruling"), &dispute);
            if ended.is_err() {
                return Ok(dispute);
            }
        }
        let opened = self.tell_office(account(ANYBODY), selector_bytes!("open_dispute"), &(license, [1u8; 32]));
        let dispute = opened.map_err(office_rule)?;
        self.disputes.insert(license, dispute);
        Ok(dispute)
    }

    fn suspend(&mut self, license: LicenseId) -> Result<Done, Rule> {
        if let (true, Some(since)) = (self.is_suspended(license), self.disputes.get(&license)) {
            return Err(Rule::Held { since: u64::from(*since) });
        }
        let dispute = self.dispute(license)?;
        self.tell_office::<()>(account(ARBITER), selector_bytes!("suspend"), &dispute).map_err(office_rule)?;
        Ok(Done::Nothing)
    }

    /// Has a dispute decided by both judges; gives what went back.
    fn decide(&mut self, license: LicenseId, verdict: Verdict, before: &World) -> Result<u128, Rule> {
        let found: Option<License<AccountId>> = self.ask(selector_bytes!("license"), &license);
        let Some(found) = found else { return Err(Rule::UnknownLicense { license }) };
        if found.status != Status::Live {
            return Err(Rule::NotLive);
        }
        let is_late = before.license(license).and_then(|license| license.open_gap()).is_some_and(|gap| {
            gap.from + atelier_licensing::dispute::PATIENCE - 2 * atelier_licensing::units::DAY < before.now
        });
        let dispute = match self.disputes.get(&license).copied() {
            Some(dispute) if self.is_suspended(license) => dispute,
            _ => self.dispute(license)?,
        };
        let paid: [u128; 2] = ASSETS.map(|asset| self.books(asset).books.refunded);
        if !is_late {
            let loser = if verdict == Verdict::NoFault { account(ANYBODY) } else { found.holder };
            let grounds = [2u8; 32];
            // It may have been said before.
            let _ = self.tell_office::<()>(found.holder, selector_bytes!("respond"), &(dispute, [3u8; 32]));
            let ruling = (dispute, verdict, grounds);
            self.tell_office::<()>(account(ARBITER), selector_bytes!("rule"), &ruling).map_err(office_rule)?;
            self.tell_office::<()>(loser, selector_bytes!("appeal"), &dispute).map_err(office_rule)?;
            self.tell_office::<()>(account(DAO), selector_bytes!("rule"), &ruling).map_err(office_rule)?;
        } else {
            // Nobody rules any more once that is over; the world's suspensions end a little earlier.
            return self.forget(license, dispute, verdict);
        }
        self.tell_office::<()>(account(ANYBODY), selector_bytes!("execute_ruling"), &dispute).map_err(office_rule)?;
        self.disputes.remove(&license);
        let now: [u128; 2] = ASSETS.map(|asset| self.books(asset).books.refunded);
        Ok(now.iter().sum::<u128>() - paid.iter().sum::<u128>())
    }

    /// Ends a dispute that has lasted so long that it may end without a ruling.
    fn forget(&mut self, license: LicenseId, dispute: u32, verdict: Verdict) -> Result<u128, Rule> {
        assert_eq!(verdict, Verdict::NoFault, "what is forgotten is nobody's fault");
        let ended = self.tell_office::<()>(account(ANYBODY), selector_bytes!("execute_ruling"), &dispute);
        if ended.is_err() {
            // The last two days: somebody still rules.
            let ruling = (dispute, verdict, [2u8; 32]);
            let _ = self.tell_office::<()>(account(ARBITER), selector_bytes!("rule"), &ruling);
            self.tell_office::<()>(account(ANYBODY), selector_bytes!("appeal"), &dispute).map_err(office_rule)?;
            self.tell_office::<()>(account(DAO), selector_bytes!("rule"), &ruling).map_err(office_rule)?;
            self.tell_office::<()>(account(ANYBODY), selector_bytes!("execute_ruling"), &dispute)
                .map_err(office_rule)?;
        }
        self.disputes.remove(&license);
        Ok(0)
    }

    fn books(&mut self, asset: AssetId) -> Solvency {
        self.ask::<Option<Solvency>>(selector_bytes!("solvency"), &asset).expect("it is allowed")
    }

    /// Compares what a step may have changed: the license that it is about, and the books.
    fn compare(&mut self, gone: &Gone) -> Result<(), String> {
        for asset in ASSETS {
            let Totals { paid, refunded, released, parked, prepaid, fees, future } = self.trace.world.totals(asset);
            let Solvency { books, future: found, held, balance } = self.books(asset);
            let wanted = (paid, refunded, released, parked, prepaid, fees, future);
            let books = (books.paid, books.refunded, books.released, books.parked, books.prepaid, books.fees, found);
            same(&format!("books of {asset}"), &books, &wanted)?;
            same(&format!("what must be there of {asset}"), &held, &(future + parked + prepaid + fees))?;
            if balance.is_none_or(|balance| balance < held) {
                return Err(format!("{balance:?} of {asset} are there, of {held}"));
            }
        }
        if let Some(id) = licensing_model::cases::about(&gone.step, &gone.outcome) {
            self.compare_license(id)?;
        }
        self.ask_about_times()
    }

    fn compare_license(&mut self, id: LicenseId) -> Result<(), String> {
        let Some(expected) = self.trace.world.license(id).cloned() else { return Ok(()) };
        let found: Option<License<AccountId>> = self.ask(selector_bytes!("license"), &id);
        let found = local_license(found.ok_or_else(|| format!("there is no {id:?}"))?);
        let mut records: Vec<Record<Account>> = Vec::new();
        while records.len() < expected.payments.len() {
            let more: Vec<Record<AccountId>> =
                self.ask(selector_bytes!("receipts"), &(id, records.len() as u32, u32::MAX));
            if more.is_empty() {
                break;
            }
            records.extend(more.iter().map(local_record));
        }
        for record in &mut records {
            let place = self.splits.iter().position(|split| *split == record.split);
            record.split = place.map_or(0, |place| SPLITS[place]);
        }
        same_license(&self.trace.world, &expected, &found, &records).map_err(|error| format!("{id:?}: {error}"))
    }

    /// Asks about licenses and accounts at random times, now or before.
    fn ask_about_times(&mut self) -> Result<(), String> {
        let (now, count) = (self.trace.world.now, self.trace.world.licenses.len());
        if count > 0 {
            let license = self.trace.world.licenses[self.random.below(count)].clone();
            let since = license.holders[0].0;
            let at = if self.random.once_in(3) { now } else { self.random.between(since.saturating_sub(5), now) };
            let (id, world) = (license.id, &self.trace.world);
            let (number, access) = world.access(&license, at);
            let expected = number.zip(license.holder_at(at)).map(|(number, holder)| Snapshot {
                holder,
                access,
                plan: license.payments[number].plan,
                version: license.payments[number].version,
                seats: license.payments[number].seats,
                record: number as u32,
            });
            let found: Option<Snapshot<AccountId>> = self.ask(selector_bytes!("license_at"), &(id, at));
            same(&format!("{id:?} at {at}"), &found.map(local_snapshot), &expected)?;
            if at < now {
                self.asked.push((id, at, expected));
            }
        }
        if let Some((id, at, before)) = self.random.pick(&self.asked).copied().filter(|_| self.steps.is_multiple_of(2))
        {
            let found: Option<Snapshot<AccountId>> = self.ask(selector_bytes!("license_at"), &(id, at));
            same(&format!("{id:?} at {at}, asked again"), &found.map(local_snapshot), &before)?;
        }
        let (somebody, plan) = (self.random.below(ACCOUNTS.into()) as Account, self.random.between(1, 7) as u32);
        let at = if self.random.once_in(2) { now } else { self.random.between(START, now) };
        let found: bool = self.ask(selector_bytes!("is_active"), &(person(somebody), plan, at));
        same(&format!("plan {plan} of {somebody} at {at}"), &found, &self.trace.world.is_active(somebody, plan, at))
    }

    /// Compares all licenses, all balances, and what is counted.
    ///
    /// # Errors
    /// What differs.
    pub fn compare_all(&mut self) -> Result<(), String> {
        let ids: Vec<LicenseId> = self.trace.world.licenses.iter().map(|license| license.id).collect();
        for id in ids {
            self.compare_license(id)?;
        }
        let world = self.trace.world.clone();
        for (plan, swept) in &world.swept {
            let shelf: Option<Shelf> = self.ask(selector_bytes!("plan"), plan);
            let found = shelf.map(|shelf| (shelf.live as usize, shelf.swept));
            same(&format!("count of plan {plan}"), &found, &Some((world.counted(*plan, *swept), *swept)))?;
        }
        for asset in ASSETS {
            for somebody in 0..ACCOUNTS {
                let prepaid: u128 = self.ask(selector_bytes!("prepaid"), &(person(somebody), asset));
                same(&format!("{somebody} prepaid in {asset}"), &prepaid, &world.money.prepaid(somebody, asset))?;
            }
            for (purse, base) in self
                .bases
                .clone()
                .into_iter()
                .filter(|((_, of), _)| *of == asset)
                .map(|((purse, _), base)| (purse, base))
            {
                let gained = |purse| world.money.gained.get(&(purse, asset)).copied().unwrap_or(0);
                let gained = match purse {
                    Purse::Split(_) => SPLITS.map(|split| gained(Purse::Split(split))).iter().sum(),
                    purse => gained(purse),
                };
                let storage = match purse {
                    Purse::Account(account) if asset == NATIVE => {
                        self.storage.get(&person(account)).copied().unwrap_or(0)
                    }
                    _ => 0,
                };
                let expected = base.cast_signed() + gained - storage;
                let found = self.balance(purse, asset).cast_signed();
                same(&format!("what {purse:?} has of {asset}"), &found, &expected)?;
            }
            for (place, split) in self.splits.into_iter().enumerate() {
                let gained = world.money.gained.get(&(Purse::Split(SPLITS[place]), asset)).copied().unwrap_or(0);
                let received = self.suite.received(split, asset);
                same(&format!("split {split} received of {asset}"), &received.cast_signed(), &gained)?;
            }
        }
        Ok(())
    }
}

/// The rule that refuses in the office.
fn office_rule(error: OfficeError) -> Rule {
    match error {
        OfficeError::Licenses(error) => rule(error),
        other => panic!("refused with {other:?}"),
    }
}
