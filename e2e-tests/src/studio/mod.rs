//! Licenses as they are deployed: one typed method for each message, so that tests read like what they tell, and [`Studio`],
//! the contract with a ledger of splits, a token, and a catalog of plans.

pub mod licenses;
pub mod replay;
pub mod rights;

use crate::{
    chain::{account, AccountId, Chain, FORTUNE},
    people::{Token, ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{accounts, input, Suite},
    token,
};
use ::licenses::{Error, Wiring};
use atelier_licensing::{
    error::Error as Rule,
    plan::{Order, Plan, Price, Refund, Transfer},
    terms::{Derivatives, Kind, Terms, Territory, Training},
    units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version, DAY, NATIVE},
};
use ink::selector_bytes;

/// Makes plans and versions.
pub const PLANS: u32 = 40;
/// Allows assets and sets fees.
pub const DAO: u32 = 41;
/// Rules disputes.
pub const ARBITER: u32 = 42;
/// Opens and closes outages.
pub const OPERATOR: u32 = 43;
/// Reports use.
pub const METER: u32 = 44;
/// Gets fees.
pub const TREASURY: u32 = 45;

/// What a period of the basic plan costs, in either asset: not a multiple of its days.
pub const PRICE: u128 = 3_000_000_017;
/// The days of a period of all plans.
pub const PERIOD: u16 = 30;

/// The contract on some chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Licenses {
    /// Its account.
    pub account: AccountId,
}

/// The contract, what it needs, and what it sells.
pub struct Studio {
    /// The ledger of splits, and the chain.
    pub suite: Suite,
    /// The contract.
    pub licenses: Licenses,
    /// A token that is allowed.
    pub token: Token,
    /// Whom the basic plans pay: two thirds to Alice, one to Bob.
    pub split: SplitId,
    /// The number of the terms of all plans.
    pub terms: u32,
    /// The basic plan.
    pub basic: PlanId,
    /// A higher one of the same family, at twice the price.
    pub large: PlanId,
}

/// Terms that allow the most usual things everywhere.
#[must_use]
pub fn usual_terms() -> Terms {
    Terms {
        kind: Kind::Commercial,
        text_digest: [1; 32],
        text_sha256: [2; 32],
        uri: b"https://atelier.example/terms".to_vec(),
        uses: 0b1_1111,
        channels: 1,
        territory: Territory::WORLD,
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
        licensor: 1,
        irrevocable: false,
    }
}

/// A version with a rank, at a price in each of two assets.
#[must_use]
pub fn version(rank: u8, price: u128, assets: [AssetId; 2], split: SplitId, terms: u32) -> Plan<AccountId> {
    let prices = assets.map(|asset| Price { asset, price, seat_price: price / 10, overage: Some(1_000) });
    Plan {
        family: 1,
        rank,
        period_days: PERIOD,
        seats: 2,
        max_seats: 10,
        trial_days: 7,
        grace: 3 * DAY,
        pauses: 2,
        max_active: None,
        max_ever: None,
        credits: 100,
        rollover: false,
        terms,
        catalog: [3; 32],
        gate: None,
        transfer: Transfer::Free { fee: Bps(500) },
        refund: Refund::Unearned { penalty: Bps(1_000) },
        referral: Bps(1_000),
        split,
        effective_from: 0,
        prices: prices.to_vec(),
    }
}

/// What rules refuse, as the contract tells it.
#[must_use]
pub const fn refused(rule: Rule) -> Error {
    Error::License(rule)
}

impl Default for Studio {
    fn default() -> Self {
        Self::new()
    }
}

impl Studio {
    /// A new chain with everything on it, and everybody rich in native money and in the token, which the contract may take.
    ///
    /// # Panics
    /// If a contract refuses.
    #[must_use]
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let people = [PAYER, ALICE, BOB, CAROL, KEEPER, MALLORY, PLANS, DAO, ARBITER, OPERATOR, METER, TREASURY];
        for person in people {
            suite.chain.fund(account(person), FORTUNE);
        }
        let split = suite.fixed(accounts(&[(ALICE, 2), (BOB, 1)])).0;
        let token = suite.token("honest-token", 0);
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
        let licenses = Licenses::deploy(&mut suite.chain, &wiring);
        for person in people {
            suite.mint(token.0, account(person), FORTUNE);
            let approved = suite.chain.call(account(person), token.0, 0, token::approve(licenses.account, u128::MAX));
            assert!(!approved.reverted, "{approved:?}");
        }
        let allowed = licenses.allow_asset(&mut suite.chain, account(DAO), token.1, token.0, 0);
        allowed.expect("the DAO may allow a token");
        let registered = suite.chain.call(
            account(PLANS),
            licenses.account,
            0,
            input(selector_bytes!("register_terms"), &usual_terms()),
        );
        let terms = registered.result::<u32, ::licenses::office::OfficeError>().expect("the terms are fine");
        let mut studio = Self { suite, licenses, token, split, terms, basic: 0, large: 0 };
        studio.basic = studio.sell(&studio.version(1, PRICE));
        studio.large = studio.sell(&studio.version(2, 2 * PRICE));
        studio
    }

    /// A usual version with a rank, at a price in both assets.
    #[must_use]
    pub fn version(&self, rank: u8, price: u128) -> Plan<AccountId> {
        version(rank, price, [NATIVE, self.token.1], self.split, self.terms)
    }

    /// Makes a plan with one version.
    ///
    /// # Panics
    /// If the contract refuses.
    #[track_caller]
    pub fn sell(&mut self, version: &Plan<AccountId>) -> PlanId {
        let (chain, plans) = (&mut self.suite.chain, account(PLANS));
        let plan = self.licenses.create_plan(chain, plans).expect("plans can be made");
        self.licenses.create_version(chain, plans, plan, version).expect("the version is fine");
        plan
    }

    /// The chain.
    pub fn chain(&mut self) -> &mut Chain {
        &mut self.suite.chain
    }

    /// The time.
    pub fn now(&mut self) -> Millis {
        self.suite.chain.now()
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Millis) {
        let now = self.now();
        self.suite.chain.set_time(now + time);
    }

    /// An order of the first version of a plan, at whatever it costs.
    #[must_use]
    pub fn order(&self, plan: PlanId, asset: AssetId, periods: u16) -> Order<AccountId> {
        let version: Version = 1;
        Order { plan, version, asset, periods, seats: 0, max_total: u128::MAX, invoice: [9; 32], referrer: None }
    }

    /// What comes with a call that costs so much in an asset.
    #[must_use]
    pub const fn value(asset: AssetId, cost: u128) -> u128 {
        if asset == NATIVE {
            cost
        } else {
            0
        }
    }

    /// `purchase`, with the money that it takes.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn buy(&mut self, buyer: u32, order: &Order<AccountId>) -> Result<LicenseId, Error> {
        let cost = self.licenses.quote(&mut self.suite.chain, order).map_or(0, |quote| quote.total);
        let value = Self::value(order.asset, cost);
        self.licenses.purchase(&mut self.suite.chain, account(buyer), value, order)
    }

    /// What somebody has of an asset.
    pub fn balance(&mut self, asset: AssetId, owner: AccountId) -> u128 {
        if asset == NATIVE {
            self.suite.chain.balance(owner)
        } else {
            let token = self.token.0;
            self.suite.token_balance(token, owner)
        }
    }

    /// Asserts that the contract has what it owes, in both assets.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn check_solvent(&mut self) {
        for asset in [NATIVE, self.token.1] {
            let solvency = self.licenses.solvency(&mut self.suite.chain, asset).expect("it is allowed");
            let balance = solvency.balance.expect("the token answers");
            assert!(balance >= solvency.held, "asset {asset}: {balance} is there, {solvency:?}");
            let books = solvency.books;
            assert_eq!(
                solvency.held,
                solvency.future + books.parked + books.prepaid + books.fees + books.bonds,
                "asset {asset}: {books:?}"
            );
        }
    }

    /// Asserts that an attempt is refused with exactly this error and that nothing changed.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn refuses<T: std::fmt::Debug + PartialEq>(
        &mut self,
        expected: Error,
        attempt: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) {
        let before = self.suite.chain.root();
        assert_eq!(attempt(self), Err(expected));
        assert_eq!(self.suite.chain.root(), before, "a refusal must change nothing");
    }
}
