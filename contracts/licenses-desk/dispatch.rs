//! Entry points; see those of the contract's own code.

use atelier_host::{
    self as host,
    entry::{leave, refuse, tell, Input},
    AccountId,
};
use atelier_licensing::{
    plan::Order,
    revenue::Beneficiary,
    units::{LicenseId, Millis, PlanId, Version},
};
use ink::selector_id;
use licenses::{access, ask, cells, holder, index, money, plans, purse, rare, sale};

host::entry_points!(refuse, answer, ());

/// Calls a message, or does what the constructor has left to do.
fn answer() {
    const NEW: u32 = selector_id!("new");
    const PURCHASE: u32 = selector_id!("purchase");
    const GIFT: u32 = selector_id!("gift");
    const RENEW: u32 = selector_id!("renew");
    const RENEW_FOR: u32 = selector_id!("renew_for");
    const RELEASE: u32 = selector_id!("release");
    const CREATE_PLAN: u32 = selector_id!("create_plan");
    const CREATE_VERSION: u32 = selector_id!("create_version");
    const SUNSET: u32 = selector_id!("sunset");
    const GRANT: u32 = selector_id!("grant");
    const APPROVE_TRANSFER: u32 = selector_id!("approve_transfer");
    const ALLOW_ASSET: u32 = selector_id!("allow_asset");
    const SET_KEEPER_FEE: u32 = selector_id!("set_keeper_fee");
    const SET_FEE: u32 = selector_id!("set_fee");
    const OPEN_OUTAGE: u32 = selector_id!("open_outage");
    const CLOSE_OUTAGE: u32 = selector_id!("close_outage");
    const START_TRIAL: u32 = selector_id!("start_trial");
    const SET_MANDATE: u32 = selector_id!("set_mandate");
    const REVOKE_MANDATE: u32 = selector_id!("revoke_mandate");
    const CHANGE_PLAN: u32 = selector_id!("change_plan");
    const CANCEL_SCHEDULED: u32 = selector_id!("cancel_scheduled");
    const CANCEL: u32 = selector_id!("cancel");
    const PAUSE: u32 = selector_id!("pause");
    const RESUME: u32 = selector_id!("resume");
    const TRANSFER: u32 = selector_id!("transfer");
    const SWEEP: u32 = selector_id!("sweep");
    const DEPOSIT: u32 = selector_id!("deposit");
    const DEPOSIT_TOKEN: u32 = selector_id!("deposit_token");
    const WITHDRAW: u32 = selector_id!("withdraw");
    const RELEASE_REFERRAL: u32 = selector_id!("release_referral");
    const COLLECT_FEES: u32 = selector_id!("collect_fees");

    let input = Input::of_call();
    let selector = input.selector();
    let is_payable = matches!(selector, PURCHASE | GIFT | RENEW | CHANGE_PLAN | DEPOSIT);
    if !is_payable && host::value() != Some(0) {
        refuse();
    }
    match selector {
        // Once it has happened it is no message.
        NEW if cells::wiring_cell().is_none() => {
            input.bytes(64);
            leave(plans::instantiate(&input.value()))
        }
        PURCHASE => leave(sale::purchase(sale::caller(), &input.value())),
        GIFT => {
            let (licensee, order): (AccountId, Order<AccountId>) = input.value();
            leave(sale::purchase(licensee, &order))
        }
        RENEW => leave(sale::renew(license(input), input.u16(), input.u128(), input.array())),
        RENEW_FOR => leave(sale::renew_for(license(input))),
        RELEASE => leave(money::release(input.u32(), input.u32(), input.u32())),
        CREATE_PLAN => leave(plans::create_plan()),
        CREATE_VERSION => leave(plans::create_version(input.u32(), input.value())),
        SUNSET => {
            let (plan, version, at, renew_into): (PlanId, Version, Millis, Option<Version>) = input.value();
            leave(plans::sunset(plan, version, at, renew_into))
        }
        GRANT => leave(holder::grant(input.value(), input.u32(), input.u16(), input.u16())),
        APPROVE_TRANSFER => leave(plans::approve_transfer(license(input), input.value())),
        ALLOW_ASSET => leave(plans::allow_asset(input.u32(), input.value(), input.u128())),
        SET_KEEPER_FEE => leave(plans::set_keeper_fee(input.u32(), input.u128())),
        SET_FEE => leave(plans::set_fee(input.value())),
        OPEN_OUTAGE => leave(plans::open_outage()),
        CLOSE_OUTAGE => leave(plans::close_outage()),
        START_TRIAL => leave(holder::start_trial(input.u32(), input.u16())),
        SET_MANDATE => leave(holder::set_mandate(license(input), Some(input.value()))),
        REVOKE_MANDATE => leave(holder::set_mandate(license(input), None)),
        CHANGE_PLAN => leave(holder::change_plan(license(input), &input.value())),
        CANCEL_SCHEDULED => leave(holder::cancel_scheduled(license(input))),
        CANCEL => leave(holder::cancel(license(input))),
        PAUSE => leave(holder::pause(license(input))),
        RESUME => leave(holder::resume(license(input))),
        TRANSFER => leave(holder::transfer(license(input), input.value())),
        SWEEP => leave(rare::sweep(input.u32())),
        DEPOSIT => leave(purse::deposit()),
        DEPOSIT_TOKEN => leave(purse::deposit_token(input.u32(), input.u128())),
        WITHDRAW => leave(purse::withdraw(input.u32(), input.u128())),
        RELEASE_REFERRAL => leave(purse::release_referral(input.u32(), input.value(), input.u32())),
        COLLECT_FEES => leave(purse::collect_fees(input.u32())),
        _ => answer_question(selector, input),
    }
}

fn license(input: &mut Input) -> LicenseId {
    LicenseId(input.u64())
}

/// Answers a question.
fn answer_question(selector: u32, input: &mut Input) -> ! {
    const IS_ACTIVE: u32 = selector_id!("is_active");
    const QUOTE: u32 = selector_id!("quote");
    const QUOTE_RENEWAL: u32 = selector_id!("quote_renewal");
    const QUOTE_CHANGE: u32 = selector_id!("quote_change");
    const QUOTE_CANCEL: u32 = selector_id!("quote_cancel");
    const PLAN: u32 = selector_id!("plan");
    const VERSION: u32 = selector_id!("version");
    const PLANS_OF_FAMILY: u32 = selector_id!("plans_of_family");
    const LICENSE: u32 = selector_id!("license");
    const LICENSE_AT: u32 = selector_id!("license_at");
    const HAS_TIER: u32 = selector_id!("has_tier");
    const RECEIPTS: u32 = selector_id!("receipts");
    const LICENSES_OF: u32 = selector_id!("licenses_of");
    const GAPS: u32 = selector_id!("gaps");
    const OUTAGES: u32 = selector_id!("outages");
    const DEFERRED_REVENUE: u32 = selector_id!("deferred_revenue");
    const INCOME: u32 = selector_id!("income");
    const REFERRAL_INCOME: u32 = selector_id!("referral_income");
    const PREPAID: u32 = selector_id!("prepaid");
    const SOLVENCY: u32 = selector_id!("solvency");
    const WIRING: u32 = selector_id!("wiring");
    const SETTINGS: u32 = selector_id!("settings");

    match selector {
        IS_ACTIVE => tell(&access::is_active(&input.value(), input.u32(), input.u64())),
        QUOTE => leave(ask::quote(&input.value())),
        QUOTE_RENEWAL => leave(ask::quote_renewal(license(input), input.u16())),
        QUOTE_CHANGE => leave(ask::quote_change(license(input), &input.value())),
        QUOTE_CANCEL => leave(ask::quote_cancel(license(input))),
        PLAN => tell(&cells::shelf(input.u32())),
        VERSION => tell(&cells::offer(input.u32(), input.u16())),
        PLANS_OF_FAMILY => tell(&ask::plans_of_family(input.u32())),
        LICENSE => tell(&cells::license(license(input))),
        LICENSE_AT => tell(&access::license_at(license(input), input.u64())),
        HAS_TIER => tell(&ask::has_tier(&input.value(), input.u32(), input.byte(), input.u64())),
        RECEIPTS => tell(&ask::receipts(license(input), input.u32(), input.u32())),
        LICENSES_OF => tell(&index::licenses_of(&input.value(), input.u32(), input.u32())),
        GAPS => tell(&ask::gaps(license(input))),
        OUTAGES => tell(&ask::outages(input.u32(), input.u32())),
        DEFERRED_REVENUE => tell(&ask::deferred_revenue(input.u32())),
        INCOME => tell(&ask::split_income(input.u32(), input.u32())),
        REFERRAL_INCOME => {
            let asset = input.u32();
            tell(&ask::income(asset, &Beneficiary::Referrer(input.value())))
        }
        PREPAID => {
            let account = input.value();
            tell(&cells::prepaid(&account, input.u32()))
        }
        SOLVENCY => tell(&ask::solvency(input.u32())),
        WIRING => tell(&cells::wiring()),
        SETTINGS => tell(&ask::settings()),
        _ => refuse(),
    }
}
