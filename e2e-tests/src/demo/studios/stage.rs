//! The contract of licenses on the chain on which the tree is played, and everybody who pays it.

use super::{
    paper::{Access, Day},
    plan::{Offer, Plan},
    story::Booked,
};
use crate::{
    chain::{account, AccountId, FORTUNE},
    demo::stage::Stage as Tree,
    studio::{usual_terms, Licenses},
    suite::{input, DEPLOYER},
};
use atelier_licensing::{
    license::{self, Record, Snapshot},
    plan::{self as rules, Price, Refund, Transfer},
    units::{AssetId, Bps, LicenseId, Millis, PlanId, DAY},
};
use ink::selector_bytes;
use licenses::{Error, Solvency, Wiring};
use scale::{Decode, Encode};

/// The accounts of people are numbered from here on.
const FIRST_PERSON: u32 = 900_000;
/// Who makes plans and sets fees: the DAO, without its votes.
const DAO: u32 = 3;
/// What each account has of the chain's own money.
const PURSE: u128 = FORTUNE;
/// The number of the terms of all plans.
const TERMS: u32 = 1;
/// The only asset of a story.
pub const ASSET: usize = 0;

/// The account of a person.
#[must_use]
pub fn person(number: usize) -> AccountId {
    account(FIRST_PERSON + number as u32)
}

/// The contract of licenses.
pub struct Stage {
    /// Its address.
    pub licenses: AccountId,
    /// The token.
    pub token: AccountId,
    /// The token's number in the ledger of splits.
    pub asset: AssetId,
}

impl Stage {
    /// Deploys the contract, puts the plans on the shelf, and gives everybody what they have. The story begins at the next
    /// midnight, because income is earned by days.
    #[must_use]
    pub fn new(plan: &Plan, tree: &mut Tree) -> Self {
        let (deployer, dao) = (account(DEPLOYER), account(DAO));
        let token = tree.token(ASSET).expect("a stable token is no native money");
        let asset = tree.number(ASSET);
        let chain = &mut tree.suite.chain;
        let wiring = Wiring {
            plans: dao,
            dao,
            arbiter: dao,
            operator: dao,
            meter: dao,
            treasury: person(plan.treasury),
            ledger: tree.suite.ledger,
            genesis: [0; 32],
        };
        let licenses = Licenses::deploy(chain, &wiring).account;
        chain.fund(dao, FORTUNE);
        for (number, somebody) in plan.people.iter().enumerate() {
            chain.fund(person(number), PURSE);
            if somebody.has > 0 {
                let minted =
                    chain.call(deployer, token, 0, input(selector_bytes!("mint"), &(person(number), somebody.has)));
                assert!(!minted.reverted && minted.outcome.is_ok(), "an honest token mints: {minted:?}");
            }
        }
        let started = (chain.now() / DAY + 1) * DAY;
        tree.begin_at(started);
        let stage = Self { licenses, token, asset };
        stage.found(plan, tree, dao);
        stage
    }

    /// What the DAO has decided before the story: the asset, its fees, the plans.
    fn found(&self, plan: &Plan, tree: &mut Tree, dao: AccountId) {
        let Self { licenses, token, asset } = *self;
        let mut inputs = vec![
            // The first terms have the number that `version` names.
            input(selector_bytes!("register_terms"), &usual_terms()),
            input(selector_bytes!("allow_asset"), &(asset, token, plan.keeper_fee)),
            input(selector_bytes!("set_fee"), &Bps(plan.dao_fee)),
        ];
        for (number, offer) in plan.offers.iter().enumerate() {
            let version = self.version(number, offer, tree.ids[offer.split].0);
            inputs.push(selector_bytes!("create_plan").to_vec());
            inputs.push(input(selector_bytes!("create_version"), &(plan_id(number), version)));
        }
        for input in inputs {
            let called = tree.suite.chain.call(dao, licenses, 0, input);
            assert!(called.outcome.is_ok() && !called.reverted, "the file was checked: {called:?}");
        }
    }

    fn version(&self, number: usize, offer: &Offer, split: u32) -> rules::Plan<AccountId> {
        rules::Plan {
            family: 1,
            rank: number as u8 + 1,
            period_days: offer.days,
            seats: offer.seats,
            max_seats: offer.seats,
            trial_days: 0,
            grace: offer.grace,
            pauses: offer.pauses,
            max_active: None,
            max_ever: None,
            credits: 0,
            rollover: false,
            terms: TERMS,
            catalog: [0; 32],
            gate: None,
            transfer: Transfer::No,
            refund: offer.penalty.map_or(Refund::None, |penalty| Refund::Unearned { penalty: Bps(penalty) }),
            referral: Bps(offer.referral),
            split,
            effective_from: 0,
            prices: vec![Price { asset: self.asset, price: offer.price, seat_price: 0, overage: None }],
        }
    }

    /// Who opens and closes outages.
    #[must_use]
    pub fn dao() -> AccountId {
        account(DAO)
    }

    /// Asks the contract.
    pub fn ask<T: Decode>(&self, tree: &mut Tree, selector: [u8; 4], arguments: &impl Encode) -> T {
        tree.suite.chain.ask(account(DEPLOYER), self.licenses, input(selector, arguments)).told()
    }

    /// Calls the contract and counts its gas.
    ///
    /// # Errors
    /// Its refusal, by `tell`.
    pub fn call<T: Decode>(
        &self,
        tree: &mut Tree,
        caller: AccountId,
        selector: [u8; 4],
        arguments: &impl Encode,
        tell: impl Fn(&Error) -> String,
    ) -> Result<T, String> {
        tree.call_at(self.licenses, (caller, 0), input(selector, arguments), tell)
    }

    /// Lets the contract take an amount of somebody's token.
    ///
    /// # Errors
    /// That the token refuses.
    pub fn approve(&self, tree: &mut Tree, who: usize, amount: u128) -> Result<(), String> {
        let input = input(selector_bytes!("PSP22::approve"), &(self.licenses, amount));
        tree.call_at(self.token, (person(who), 0), input, |refused: &Vec<u8>| {
            format!("the token refuses to approve: {refused:?}")
        })
    }

    /// What a person has of the token.
    pub fn purse(&self, tree: &mut Tree, who: usize) -> u128 {
        tree.balance(person(who), ASSET)
    }

    /// What the contract has of the token.
    pub fn held(&self, tree: &mut Tree) -> u128 {
        tree.balance(self.licenses, ASSET)
    }

    /// What is deferred.
    pub fn deferred(&self, tree: &mut Tree) -> u128 {
        self.ask(tree, selector_bytes!("deferred_revenue"), &self.asset)
    }

    /// What somebody has paid in advance.
    pub fn prepaid(&self, tree: &mut Tree, who: usize) -> u128 {
        self.ask(tree, selector_bytes!("prepaid"), &(person(who), self.asset))
    }

    /// Whether a studio can use at a time what a plan licenses.
    pub fn is_active(&self, tree: &mut Tree, studio: usize, offer: usize, at: Millis) -> bool {
        self.ask(tree, selector_bytes!("is_active"), &(person(studio), plan_id(offer), at))
    }

    /// What a license gave at a time.
    pub fn access(&self, tree: &mut Tree, license: LicenseId, at: Millis) -> Access {
        let snapshot: Option<Snapshot<AccountId>> = self.ask(tree, selector_bytes!("license_at"), &(license, at));
        match snapshot.map(|snapshot| snapshot.access) {
            None | Some(license::Access::None | license::Access::Suspended) => Access::None,
            Some(license::Access::Active) => Access::Active,
            Some(license::Access::Grace) => Access::Grace,
            Some(license::Access::Paused) => Access::Paused,
        }
    }

    /// The receipts of a license: paid, given back, parked, ahead.
    pub fn receipts(&self, tree: &mut Tree, license: LicenseId, today: Day) -> Vec<[u128; 4]> {
        const PART: u32 = 16;
        let mut receipts = Vec::new();
        loop {
            let arguments = (license, receipts.len() as u32, PART);
            let part: Vec<Record<AccountId>> = self.ask(tree, selector_bytes!("receipts"), &arguments);
            let is_last = part.len() < PART as usize;
            let one =
                |record: &Record<AccountId>| [record.paid, record.refunded, record.parked, record.ahead(today as u32)];
            receipts.extend(part.iter().map(one));
            if is_last {
                return receipts;
            }
        }
    }

    /// The contract's own books.
    ///
    /// # Panics
    /// If it has none of the token.
    pub fn books(&self, tree: &mut Tree) -> Booked {
        let solvency: Option<Solvency> = self.ask(tree, selector_bytes!("solvency"), &self.asset);
        let Solvency { books, future, .. } = solvency.expect("the asset is allowed");
        Booked {
            paid: books.paid,
            refunded: books.refunded,
            released: books.released,
            parked: books.parked,
            future,
            prepaid: books.prepaid,
            fees: books.fees,
            bonds: books.bonds,
        }
    }
}

/// The number that the contract gives a plan.
#[must_use]
pub const fn plan_id(offer: usize) -> PlanId {
    offer as PlanId + 1
}
