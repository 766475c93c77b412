//! The messages of the contract's own code and of its desk.

use super::Licenses;
use crate::{
    called::Called,
    chain::{account, AccountId, Chain},
    suite::{input, DEPLOYER},
};
use atelier_licensing::{
    license::{Gap, License, Mandate, Record, Snapshot},
    plan::{Offer, Order, Plan, Quote, Shelf},
    time::Outage,
    units::{AssetId, Bps, LicenseId, Millis, PlanId, SplitId, Version},
};
use ink::{
    env::hash::{Blake2x256, CryptoHash},
    selector_bytes,
};
use licenses::{Change, Error, Income, Settings, Solvency, Wiring};
use scale::{Decode, Encode};

/// The selector of a message by its name.
pub(super) fn selector(name: &str) -> [u8; 4] {
    let mut hash = [0; 32];
    Blake2x256::hash(name.as_bytes(), &mut hash);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Declares a message that changes something and may be refused: `name(arguments) -> answer`.
macro_rules! messages {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub fn $name(
                    self,
                    chain: &mut Chain,
                    caller: AccountId,
                    $($argument: $type,)*
                ) -> Result<$answer, Error> {
                    self.call(chain, caller, 0, selector(stringify!($name)), &($($argument,)*)).result()
                }
            )*
        }
    };
}

/// Declares a message that comes with money.
macro_rules! payments {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                #[allow(clippy::too_many_arguments)] // Those of the message.
                pub fn $name(
                    self,
                    chain: &mut Chain,
                    caller: AccountId,
                    value: u128,
                    $($argument: $type,)*
                ) -> Result<$answer, Error> {
                    self.call(chain, caller, value, selector(stringify!($name)), &($($argument,)*)).result()
                }
            )*
        }
    };
}

/// Declares a question that cannot be refused.
macro_rules! questions {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub fn $name(self, chain: &mut Chain, $($argument: $type),*) -> $answer {
                    self.ask(chain, selector(stringify!($name)), &($($argument,)*))
                }
            )*
        }
    };
}

messages! {
    renew_for(license: LicenseId) -> u128;
    release(asset: AssetId, split: SplitId, max_days: u32) -> u128;
    create_plan() -> PlanId;
    create_version(plan: PlanId, terms: &Plan<AccountId>) -> Version;
    sunset(plan: PlanId, version: Version, at: Millis, renew_into: Option<Version>) -> ();
    grant(licensee: AccountId, plan: PlanId, version: Version, days: u16) -> LicenseId;
    approve_transfer(license: LicenseId, to: AccountId) -> ();
    allow_asset(asset: AssetId, token: AccountId, keeper_fee: u128) -> ();
    set_keeper_fee(asset: AssetId, fee: u128) -> ();
    set_fee(fee: Bps) -> ();
    open_outage() -> ();
    close_outage() -> ();
    start_trial(plan: PlanId, version: Version) -> LicenseId;
    set_mandate(license: LicenseId, mandate: Mandate) -> ();
    revoke_mandate(license: LicenseId) -> ();
    cancel_scheduled(license: LicenseId) -> ();
    cancel(license: LicenseId) -> u128;
    pause(license: LicenseId) -> ();
    resume(license: LicenseId) -> ();
    transfer(license: LicenseId, to: AccountId) -> ();
    sweep(plan: PlanId) -> u32;
    deposit_token(asset: AssetId, amount: u128) -> ();
    withdraw(asset: AssetId, amount: u128) -> ();
    release_referral(asset: AssetId, referrer: AccountId, max_days: u32) -> u128;
    collect_fees(asset: AssetId) -> u128;
}

payments! {
    purchase(order: &Order<AccountId>) -> LicenseId;
    gift(licensee: AccountId, order: &Order<AccountId>) -> LicenseId;
    renew(license: LicenseId, periods: u16, max_total: u128, invoice: [u8; 32]) -> ();
    change_plan(license: LicenseId, change: &Change) -> ();
    deposit() -> ();
}

questions! {
    quote(order: &Order<AccountId>) -> Result<Quote, Error>;
    quote_renewal(license: LicenseId, periods: u16) -> Result<u128, Error>;
    quote_change(license: LicenseId, change: &Change) -> Result<(u128, u128), Error>;
    quote_cancel(license: LicenseId) -> Result<(u128, u128), Error>;
    is_active(licensee: AccountId, plan: PlanId, at: Millis) -> bool;
    plan(plan: PlanId) -> Option<Shelf>;
    version(plan: PlanId, version: Version) -> Option<Offer<AccountId>>;
    plans_of_family(family: u32) -> Vec<PlanId>;
    license(license: LicenseId) -> Option<License<AccountId>>;
    license_at(license: LicenseId, at: Millis) -> Option<Snapshot<AccountId>>;
    has_tier(licensee: AccountId, family: u32, min_rank: u8, at: Millis) -> bool;
    receipts(license: LicenseId, from: u32, count: u32) -> Vec<Record<AccountId>>;
    licenses_of(account: AccountId, from: u32, count: u32) -> Vec<LicenseId>;
    gaps(license: LicenseId) -> Vec<Gap>;
    outages(from: u32, count: u32) -> Vec<Outage>;
    deferred_revenue(asset: AssetId) -> u128;
    income(asset: AssetId, split: SplitId) -> Option<Income>;
    referral_income(asset: AssetId, referrer: AccountId) -> Option<Income>;
    prepaid(account: AccountId, asset: AssetId) -> u128;
    solvency(asset: AssetId) -> Option<Solvency>;
    wiring() -> Wiring;
    settings() -> Settings;
}

impl Licenses {
    /// The input of the constructor.
    #[must_use]
    pub fn new_input(desk: &[u8; 32], office: &[u8; 32], wiring: &Wiring) -> Vec<u8> {
        input(selector_bytes!("new"), &(desk, office, wiring))
    }

    /// Instantiates the contract with its codes.
    #[track_caller]
    pub fn deploy(chain: &mut Chain, wiring: &Wiring) -> Self {
        let deployer = account(DEPLOYER);
        let [desk, office] = ["licenses-desk", "licenses-office"].map(|code| chain.upload(code, deployer));
        Self { account: chain.deploy("licenses", deployer, Self::new_input(&desk, &office, wiring)) }
    }

    /// Calls a message.
    pub fn call(
        self,
        chain: &mut Chain,
        caller: AccountId,
        value: u128,
        selector: [u8; 4],
        arguments: &impl Encode,
    ) -> Called {
        chain.call(caller, self.account, value, input(selector, arguments))
    }

    /// Asks a question.
    pub fn ask<T: Decode>(self, chain: &mut Chain, selector: [u8; 4], arguments: &impl Encode) -> T {
        let called = chain.ask(account(DEPLOYER), self.account, input(selector, arguments));
        let data = called.outcome.as_ref().expect("the question must not fail");
        // The Ok of the language layer stands first; what follows may be a refusal.
        assert_eq!(data[0], 0, "the contract could not read its input");
        T::decode(&mut &data[1..]).expect("the answer has another type")
    }
}
