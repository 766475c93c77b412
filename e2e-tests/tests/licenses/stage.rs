//! The stage of these tests: licenses over a ledger of splits, an honest token and one that cheats, plans, and people.

use atelier_licensing::{
    dispute::Verdict,
    error::Error as Rule,
    license::{License, Mandate, Record},
    plan::{Order, Plan, Price, Quote, Refund, Shelf, Transfer},
    seat::Key,
    terms::{uses, Derivatives, Kind, Terms, Territory, Training},
    units::{AssetId, Bps, Day, LicenseId, Millis, PlanId, Version, DAY, NATIVE},
};
use e2e_tests::{
    chain::{account, AccountId, Called, START},
    people::{self, ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{accounts, input, Suite, TokenMode, DEPLOYER},
    token,
};
use ink::selector_bytes;
use licenses::{office::OfficeError, Change, Error, Solvency, Wiring};
use scale::{Decode, Encode};
use std::fmt::Debug;

pub const CREATOR: u32 = 40;
pub const DAO: u32 = 41;
pub const ARBITER: u32 = 42;
pub const OPERATOR: u32 = 43;
pub const METER: u32 = 44;
pub const TREASURY: u32 = 45;
/// Gets the income.
pub const ARTIST: u32 = 46;
/// Brings buyers.
pub const REFERRER: u32 = 47;

/// What a month costs in native money: 100 million for each of 30 days.
pub const PRICE: u128 = 3_000_000_000;
/// What a month costs in either token: 1,000 for each of 30 days.
pub const TOKEN_PRICE: u128 = 30_000;
/// What everybody has of either token.
pub const TOKENS: u128 = 1_000_000_000;
/// The DAO's fee, in ten-thousandths of what is released.
pub const FEE: Bps = Bps(500);
/// What keepers get in either token.
pub const KEEPER_FEE: u128 = 40;
pub const GENESIS: [u8; 32] = [0x9e; 32];

/// More than the chain ever holds of somebody here for cells.
pub const DEPOSITS: u128 = 1_000_000;

/// The day on which everything begins.
pub const TODAY: Day = (START / DAY) as Day;

/// Licenses and all around them.
pub struct Shop {
    pub suite: Suite,
    pub licenses: AccountId,
    /// A token that does what the standard says, and its number.
    pub honest: (AccountId, AssetId),
    /// A token that can be told to cheat, and its number.
    pub hostile: (AccountId, AssetId),
    /// The artist's.
    pub split: u32,
    /// Terms that allow everything everywhere.
    pub terms: u32,
}

/// Those that can be bought, and have money.
pub const PEOPLE: [u32; 6] = [ALICE, BOB, CAROL, MALLORY, KEEPER, PAYER];

impl Shop {
    /// Without any plan.
    pub fn empty() -> Self {
        let mut suite = people::stage();
        for person in [CREATOR, DAO, ARBITER, OPERATOR, METER, ARTIST, REFERRER] {
            suite.chain.fund(account(person), e2e_tests::chain::FORTUNE);
        }
        let split = suite.fixed(accounts(&[(ARTIST, 1)])).0;
        let [honest, hostile] = ["honest-token", "hostile-token"].map(|contract| suite.token(contract, 0));
        let deployer = account(DEPLOYER);
        let [desk, office] = ["licenses-desk", "licenses-office"].map(|code| suite.chain.upload(code, deployer));
        let new = input(selector_bytes!("new"), &(desk, office, wiring(&suite)));
        let licenses = suite.chain.deploy("licenses", deployer, new);
        let mut shop = Self { suite, licenses, honest, hostile, split, terms: 0 };
        for (token, asset) in [honest, hostile] {
            for person in PEOPLE {
                shop.suite.mint(token, account(person), TOKENS);
                shop.approve(person, token, u128::MAX);
            }
            shop.call::<()>(DAO, 0, selector_bytes!("allow_asset"), &(asset, token, KEEPER_FEE)).unwrap();
        }
        shop.call::<()>(DAO, 0, selector_bytes!("set_fee"), &FEE).unwrap();
        shop.terms = shop.register_terms(CREATOR, &terms()).unwrap();
        shop
    }

    /// With one plan that has [`Self::basic`] as its version.
    pub fn new() -> (Self, PlanId) {
        let mut shop = Self::empty();
        let plan = shop.basic();
        let plan = shop.sell(plan);
        (shop, plan)
    }

    /// A version that is sold in all assets, can be given back, transferred, paused and tried.
    pub fn basic(&self) -> Plan<AccountId> {
        let price = |asset, price| Price { asset, price, seat_price: price / 10, overage: None };
        Plan {
            family: 1,
            rank: 1,
            period_days: 30,
            seats: 2,
            max_seats: 5,
            trial_days: 7,
            grace: 3 * DAY,
            pauses: 2,
            max_active: None,
            max_ever: None,
            credits: 0,
            rollover: false,
            terms: self.terms,
            catalog: [0xca; 32],
            gate: None,
            transfer: Transfer::Free { fee: Bps(0) },
            refund: Refund::Unearned { penalty: Bps(1_000) },
            referral: Bps(1_000),
            split: self.split,
            effective_from: 0,
            prices: vec![price(NATIVE, PRICE), price(self.honest.1, TOKEN_PRICE), price(self.hostile.1, TOKEN_PRICE)],
        }
    }

    /// Makes a plan with one version.
    #[track_caller]
    pub fn sell(&mut self, version: Plan<AccountId>) -> PlanId {
        let plan = self.create_plan(CREATOR).unwrap();
        assert_eq!(self.create_version(CREATOR, plan, &version), Ok(1));
        plan
    }

    /// A plan whose version differs from [`Self::basic`].
    #[track_caller]
    pub fn sell_with(&mut self, change: impl FnOnce(&mut Plan<AccountId>)) -> PlanId {
        let mut version = self.basic();
        change(&mut version);
        self.sell(version)
    }

    pub fn now(&mut self) -> Millis {
        self.suite.chain.now()
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Millis) {
        let now = self.now();
        self.suite.chain.set_time(now + time);
    }

    pub fn root(&mut self) -> [u8; 32] {
        self.suite.chain.root()
    }

    /// Calls a message and says what happened.
    pub fn raw(&mut self, caller: u32, value: u128, selector: [u8; 4], arguments: &impl Encode) -> Called {
        self.suite.chain.call(account(caller), self.licenses, value, input(selector, arguments))
    }

    /// Calls a message of plans, money or time.
    #[track_caller]
    pub fn call<T: Decode>(
        &mut self,
        caller: u32,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, Error> {
        self.raw(caller, value, selector, arguments).result()
    }

    /// Calls a message of rights.
    #[track_caller]
    pub fn office<T: Decode>(
        &mut self,
        caller: u32,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Result<T, OfficeError> {
        self.raw(caller, value, selector, arguments).result()
    }

    /// Asks.
    #[track_caller]
    pub fn ask<T: Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> T {
        self.asked(selector, arguments).told()
    }

    /// Asks what can be refused.
    #[track_caller]
    pub fn ask_for<T: Decode>(&mut self, selector: [u8; 4], arguments: &impl Encode) -> Result<T, Error> {
        self.asked(selector, arguments).result()
    }

    fn asked(&mut self, selector: [u8; 4], arguments: &impl Encode) -> Called {
        self.suite.chain.ask(account(PAYER), self.licenses, input(selector, arguments))
    }

    /// Asserts that an attempt is refused with exactly this error and that nothing changed: no cell, no balance.
    #[track_caller]
    pub fn refuses<T: Debug + PartialEq, E: Debug + PartialEq>(
        &mut self,
        expected: impl Into<E>,
        attempt: impl FnOnce(&mut Self) -> Result<T, E>,
    ) {
        let before = self.root();
        assert_eq!(attempt(self), Err(expected.into()));
        assert_eq!(self.root(), before, "a refusal must change nothing");
    }

    /// The same of a refusal by the rules of plans, money and time.
    #[track_caller]
    pub fn denies<T: Debug + PartialEq>(
        &mut self,
        expected: Rule,
        attempt: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) {
        self.refuses(Error::License(expected), attempt);
    }

    /// Lets the licenses take a token.
    pub fn approve(&mut self, owner: u32, token: AccountId, amount: u128) {
        let called = self.suite.chain.call(account(owner), token, 0, token::approve(self.licenses, amount));
        assert!(called.outcome.is_ok() && !called.reverted, "the token refuses: {called:?}");
    }

    pub fn turn(&mut self, mode: TokenMode) {
        self.suite.set_token_mode(self.hostile.0, mode);
    }

    /// What somebody has of an asset.
    pub fn balance(&mut self, person: u32, asset: AssetId) -> u128 {
        self.balance_of(account(person), asset)
    }

    pub fn balance_of(&mut self, whose: AccountId, asset: AssetId) -> u128 {
        let known = [self.honest, self.hostile].into_iter().find(|(_, known)| *known == asset);
        match known {
            Some((token, _)) => self.suite.token_balance(token, whose),
            None => self.suite.chain.balance(whose),
        }
    }

    /// Asserts what somebody has of native money, but for the deposits that the chain holds for cells.
    #[track_caller]
    pub fn check_native(&mut self, person: u32, expected: u128) {
        let there = self.balance(person, NATIVE);
        assert!(there <= expected && expected - there < DEPOSITS, "{there} instead of {expected}");
    }

    /// Asserts the books of all assets: what is owed is there, and what was paid is somewhere.
    #[track_caller]
    pub fn check_books(&mut self) {
        for asset in [NATIVE, self.honest.1, self.hostile.1] {
            let Solvency { books, future, held, .. } = self.solvency(asset);
            assert_eq!(books.paid, books.refunded + books.released + books.parked + future, "asset {asset}");
            let owed = future + books.parked + books.prepaid + books.fees + books.bonds;
            assert_eq!(held, owed, "asset {asset}");
            let there = match asset {
                NATIVE => self.suite.chain.spendable(self.licenses),
                _ => self.balance_of(self.licenses, asset),
            };
            assert!(there >= held, "{held} of asset {asset} are owed and {there} are there");
        }
    }
}

pub fn wiring(suite: &Suite) -> Wiring {
    Wiring {
        plans: account(CREATOR),
        dao: account(DAO),
        arbiter: account(ARBITER),
        operator: account(OPERATOR),
        meter: account(METER),
        treasury: account(TREASURY),
        ledger: suite.ledger,
        genesis: GENESIS,
    }
}

/// Terms that allow everything everywhere, for a tenth of the licensee's income, at most a million.
pub fn terms() -> Terms {
    Terms {
        kind: Kind::Commercial,
        text_digest: [1; 32],
        text_sha256: [2; 32],
        uri: b"ipfs://terms".to_vec(),
        uses: uses::ALL,
        channels: 0,
        territory: Territory::WORLD,
        duration_days: None,
        attribution: true,
        sublicense_depth: 0,
        derivatives: Derivatives::No,
        training: Training::Allowed,
        rev_share: Bps(1_000),
        rev_asset: NATIVE,
        rev_ceiling: Some(1_000_000_000),
        exclusive_possible: true,
        governing_law: 0,
        licensor: 1,
        irrevocable: false,
    }
}

/// A period of a plan's first version in an asset, at any price, without anybody who brought the buyer.
pub fn order(plan: PlanId, asset: AssetId) -> Order<AccountId> {
    Order { plan, version: 1, asset, periods: 1, seats: 0, max_total: u128::MAX, invoice: [7; 32], referrer: None }
}

/// A mandate for so many periods at most at so much, for a year.
pub fn mandate(asset: AssetId, max_price: u128, periods: u16) -> Mandate {
    Mandate { max_price, periods, expires_at: START + 365 * DAY, asset, use_allowance: true }
}

/// Buying and renewing.
impl Shop {
    /// `purchase` with so much native money
    #[track_caller]
    pub fn purchase_with(&mut self, caller: u32, value: u128, order: &Order<AccountId>) -> Result<LicenseId, Error> {
        self.call(caller, value, selector_bytes!("purchase"), order)
    }

    /// `purchase` with the native money that it costs
    #[track_caller]
    pub fn purchase(&mut self, caller: u32, order: &Order<AccountId>) -> Result<LicenseId, Error> {
        let value = self.value_of(order);
        self.purchase_with(caller, value, order)
    }

    /// Buys a period of a plan's first version.
    #[track_caller]
    pub fn buy(&mut self, caller: u32, plan: PlanId, asset: AssetId) -> LicenseId {
        self.purchase(caller, &order(plan, asset)).expect("it is sold")
    }

    fn value_of(&mut self, order: &Order<AccountId>) -> u128 {
        if order.asset == NATIVE {
            self.quote(order).map_or(0, |quote| quote.total)
        } else {
            0
        }
    }

    /// `gift`
    #[track_caller]
    pub fn gift(&mut self, caller: u32, licensee: u32, order: &Order<AccountId>) -> Result<LicenseId, Error> {
        let value = self.value_of(order);
        self.call(caller, value, selector_bytes!("gift"), &(account(licensee), *order))
    }

    /// `renew`
    #[track_caller]
    pub fn renew(
        &mut self,
        caller: u32,
        license: LicenseId,
        asset: AssetId,
        periods: u16,
        max_total: u128,
    ) -> Result<(), Error> {
        let value = if asset == NATIVE { self.quote_renewal(license, periods).unwrap_or(0) } else { 0 };
        self.renew_with(caller, value, license, periods, max_total)
    }

    /// `renew` with so much native money
    #[track_caller]
    pub fn renew_with(
        &mut self,
        caller: u32,
        value: u128,
        license: LicenseId,
        periods: u16,
        max_total: u128,
    ) -> Result<(), Error> {
        // It is paid in what was paid last.
        let arguments = (license, periods, max_total, [8u8; 32]);
        self.call(caller, value, selector_bytes!("renew"), &arguments)
    }

    /// `renew_for`
    #[track_caller]
    pub fn renew_for(&mut self, caller: u32, license: LicenseId) -> Result<u128, Error> {
        self.call(caller, 0, selector_bytes!("renew_for"), &license)
    }

    /// `release`
    #[track_caller]
    pub fn release(&mut self, asset: AssetId, split: u32) -> Result<u128, Error> {
        self.call(KEEPER, 0, selector_bytes!("release"), &(asset, split, u32::MAX))
    }

    /// `is_active`
    #[track_caller]
    pub fn is_active(&mut self, licensee: u32, plan: PlanId, at: Millis) -> bool {
        self.ask(selector_bytes!("is_active"), &(account(licensee), plan, at))
    }

    #[track_caller]
    pub fn is_active_now(&mut self, licensee: u32, plan: PlanId) -> bool {
        let now = self.now();
        self.is_active(licensee, plan, now)
    }
}

/// Plans and settings.
impl Shop {
    /// `create_plan`
    #[track_caller]
    pub fn create_plan(&mut self, caller: u32) -> Result<PlanId, Error> {
        self.call(caller, 0, selector_bytes!("create_plan"), &())
    }

    /// `create_version`
    #[track_caller]
    pub fn create_version(&mut self, caller: u32, plan: PlanId, of: &Plan<AccountId>) -> Result<Version, Error> {
        self.call(caller, 0, selector_bytes!("create_version"), &(plan, of))
    }

    /// `sunset`
    #[track_caller]
    pub fn sunset(&mut self, plan: PlanId, version: Version, at: Millis, into: Option<Version>) -> Result<(), Error> {
        self.call(CREATOR, 0, selector_bytes!("sunset"), &(plan, version, at, into))
    }

    /// `grant`
    #[track_caller]
    pub fn grant(&mut self, caller: u32, licensee: u32, plan: PlanId, days: u16) -> Result<LicenseId, Error> {
        self.call(caller, 0, selector_bytes!("grant"), &(account(licensee), plan, 1u16, days))
    }

    /// `approve_transfer`
    #[track_caller]
    pub fn approve_transfer(&mut self, license: LicenseId, to: u32) -> Result<(), Error> {
        self.call(CREATOR, 0, selector_bytes!("approve_transfer"), &(license, account(to)))
    }
}

/// What holders do.
impl Shop {
    /// `start_trial`
    #[track_caller]
    pub fn start_trial(&mut self, caller: u32, plan: PlanId) -> Result<LicenseId, Error> {
        self.call(caller, 0, selector_bytes!("start_trial"), &(plan, 1u16))
    }

    /// `set_mandate`
    #[track_caller]
    pub fn set_mandate(&mut self, caller: u32, license: LicenseId, mandate: Mandate) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("set_mandate"), &(license, mandate))
    }

    /// `change_plan` with so much native money
    #[track_caller]
    pub fn change_plan(&mut self, caller: u32, value: u128, license: LicenseId, change: &Change) -> Result<(), Error> {
        self.call(caller, value, selector_bytes!("change_plan"), &(license, *change))
    }

    /// `cancel`
    #[track_caller]
    pub fn cancel(&mut self, caller: u32, license: LicenseId) -> Result<u128, Error> {
        self.call(caller, 0, selector_bytes!("cancel"), &license)
    }

    /// `pause`
    #[track_caller]
    pub fn pause(&mut self, caller: u32, license: LicenseId) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("pause"), &license)
    }

    /// `resume`
    #[track_caller]
    pub fn resume(&mut self, caller: u32, license: LicenseId) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("resume"), &license)
    }

    /// `transfer`
    #[track_caller]
    pub fn transfer(&mut self, caller: u32, license: LicenseId, to: u32) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("transfer"), &(license, account(to)))
    }

    /// `deposit`
    #[track_caller]
    pub fn deposit(&mut self, caller: u32, amount: u128) -> Result<(), Error> {
        self.call(caller, amount, selector_bytes!("deposit"), &())
    }

    /// `deposit_token`
    #[track_caller]
    pub fn deposit_token(&mut self, caller: u32, asset: AssetId, amount: u128) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("deposit_token"), &(asset, amount))
    }

    /// `withdraw`
    #[track_caller]
    pub fn withdraw(&mut self, caller: u32, asset: AssetId, amount: u128) -> Result<(), Error> {
        self.call(caller, 0, selector_bytes!("withdraw"), &(asset, amount))
    }

    /// `release_referral`
    #[track_caller]
    pub fn release_referral(&mut self, asset: AssetId, referrer: u32) -> Result<u128, Error> {
        self.call(KEEPER, 0, selector_bytes!("release_referral"), &(asset, account(referrer), u32::MAX))
    }

    /// `collect_fees`
    #[track_caller]
    pub fn collect_fees(&mut self, asset: AssetId) -> Result<u128, Error> {
        self.call(KEEPER, 0, selector_bytes!("collect_fees"), &asset)
    }
}

/// Questions.
impl Shop {
    /// `quote`
    #[track_caller]
    pub fn quote(&mut self, order: &Order<AccountId>) -> Result<Quote, Error> {
        self.ask_for(selector_bytes!("quote"), order)
    }

    /// `quote_renewal`
    #[track_caller]
    pub fn quote_renewal(&mut self, license: LicenseId, periods: u16) -> Result<u128, Error> {
        self.ask_for(selector_bytes!("quote_renewal"), &(license, periods))
    }

    /// `quote_change`
    #[track_caller]
    pub fn quote_change(&mut self, license: LicenseId, change: &Change) -> Result<(u128, u128), Error> {
        self.ask_for(selector_bytes!("quote_change"), &(license, *change))
    }

    /// `license`
    #[track_caller]
    pub fn license(&mut self, license: LicenseId) -> License<AccountId> {
        self.ask::<Option<License<AccountId>>>(selector_bytes!("license"), &license).expect("there is one")
    }

    /// The newest record of a license.
    #[track_caller]
    pub fn newest(&mut self, license: LicenseId) -> Record<AccountId> {
        *self.license(license).recent.last().expect("there always is one")
    }

    /// `plan`
    #[track_caller]
    pub fn shelf(&mut self, plan: PlanId) -> Shelf {
        self.ask::<Option<Shelf>>(selector_bytes!("plan"), &plan).expect("there is one")
    }

    /// `prepaid`
    #[track_caller]
    pub fn prepaid(&mut self, person: u32, asset: AssetId) -> u128 {
        self.ask(selector_bytes!("prepaid"), &(account(person), asset))
    }

    /// `solvency`
    #[track_caller]
    pub fn solvency(&mut self, asset: AssetId) -> Solvency {
        self.ask::<Option<Solvency>>(selector_bytes!("solvency"), &asset).expect("it is allowed")
    }
}

/// Rights.
impl Shop {
    /// `register_terms`
    #[track_caller]
    pub fn register_terms(&mut self, caller: u32, terms: &Terms) -> Result<u32, OfficeError> {
        self.office(caller, 0, selector_bytes!("register_terms"), terms)
    }

    /// `assign_seat`
    #[track_caller]
    pub fn assign_seat(&mut self, caller: u32, license: LicenseId, seat: u16, who: u32) -> Result<(), OfficeError> {
        self.office(caller, 0, selector_bytes!("assign_seat"), &(license, seat, account(who)))
    }

    /// `set_gate_key`
    #[track_caller]
    pub fn set_gate_key(
        &mut self,
        caller: u32,
        license: LicenseId,
        key: Key,
        expires: Millis,
    ) -> Result<(), OfficeError> {
        self.office(caller, 0, selector_bytes!("set_gate_key"), &(license, key, expires))
    }

    /// `open_dispute` with the first bond
    #[track_caller]
    pub fn open_dispute(&mut self, caller: u32, license: LicenseId) -> Result<u32, OfficeError> {
        let bond = licenses::office::disputes::FIRST_BOND;
        self.office(caller, bond, selector_bytes!("open_dispute"), &(license, [3u8; 32]))
    }

    /// `suspend`
    #[track_caller]
    pub fn suspend(&mut self, dispute: u32) -> Result<(), OfficeError> {
        self.office(ARBITER, 0, selector_bytes!("suspend"), &dispute)
    }

    /// `rule`
    #[track_caller]
    pub fn rule(&mut self, caller: u32, dispute: u32, verdict: Verdict) -> Result<(), OfficeError> {
        self.office(caller, 0, selector_bytes!("rule"), &(dispute, verdict, [4u8; 32]))
    }

    /// `execute_ruling`
    #[track_caller]
    pub fn execute_ruling(&mut self, dispute: u32) -> Result<(), OfficeError> {
        self.office(KEEPER, 0, selector_bytes!("execute_ruling"), &dispute)
    }

    /// `report_revenue` in native money
    #[track_caller]
    pub fn report_revenue(
        &mut self,
        caller: u32,
        value: u128,
        license: LicenseId,
        cumulative: u128,
        maximum: u128,
    ) -> Result<u128, OfficeError> {
        self.office(caller, value, selector_bytes!("report_revenue"), &(license, cumulative, maximum))
    }
}
