//! A token that cheats and a split that cannot be paid stop nobody else.

use crate::stage::{mandate, order, Shop, FEE, PRICE, TOKENS, TOKEN_PRICE};
use atelier_licensing::{
    error::Error as Rule,
    plan::Order,
    units::{AssetId, LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    suite::{input, TokenMode},
};
use ink::selector_bytes;
use licenses::Error;

/// All ways to cheat, but coming back.
fn moods() -> [TokenMode; 9] {
    [
        TokenMode::ReturnsFalse,
        TokenMode::TakesFee(9_999),
        TokenMode::LiesAboutBalance(u128::MAX),
        TokenMode::LiesAboutBalance(TOKEN_PRICE),
        TokenMode::HidesBalance(u128::MAX),
        TokenMode::Traps,
        TokenMode::ReturnsTooMuch(20_000),
        TokenMode::BurnsGas,
        TokenMode::AnswersWithAnError,
    ]
}

/// Everything that Mallory can have done in her token; whether it succeeds is the token's business.
fn rage(shop: &mut Shop, license: LicenseId, plan: u32) {
    let (asset, split) = (shop.hostile.1, shop.split);
    let calls = [
        input(selector_bytes!("purchase"), &order(plan, asset)),
        input(selector_bytes!("gift"), &(account(KEEPER), order(plan, asset))),
        input(selector_bytes!("renew"), &(license, 1u16, u128::MAX, [0u8; 32])),
        input(selector_bytes!("renew_for"), &license),
        input(selector_bytes!("deposit_token"), &(asset, 7u128)),
        input(selector_bytes!("withdraw"), &(asset, 3u128)),
        input(selector_bytes!("release"), &(asset, split, u32::MAX)),
        input(selector_bytes!("release_referral"), &(asset, account(CAROL), u32::MAX)),
        input(selector_bytes!("collect_fees"), &asset),
        input(selector_bytes!("pause"), &license),
        input(selector_bytes!("resume"), &license),
        input(selector_bytes!("cancel"), &license),
        input(selector_bytes!("solvency"), &asset),
    ];
    for call in calls {
        let before = shop.root();
        let called = shop.suite.chain.call(account(MALLORY), shop.licenses, 0, call);
        if called.outcome.is_err() || called.reverted {
            assert_eq!(shop.root(), before, "a refusal must change nothing");
        }
    }
}

/// What everybody has, and what is owed, in the assets that do not cheat.
fn others(shop: &mut Shop) -> Vec<u128> {
    let mut all = vec![];
    for asset in [NATIVE, shop.honest.1] {
        all.extend([ALICE, BOB].map(|who| shop.balance(who, asset) + shop.prepaid(who, asset)));
        let books = shop.solvency(asset);
        all.extend([books.held, books.future, books.books.paid, books.books.released, books.books.refunded]);
    }
    all
}

/// The life of a license in an asset, with money in and out at each step.
fn live(shop: &mut Shop, asset: AssetId, plan: u32) {
    let price = if asset == NATIVE { PRICE } else { TOKEN_PRICE };
    let referred = Order { referrer: Some(account(CAROL)), ..order(plan, asset) };
    let license = shop.purchase(ALICE, &referred).unwrap();
    shop.renew(BOB, license, asset, 1, price).unwrap();
    match asset {
        NATIVE => shop.deposit(ALICE, price).unwrap(),
        _ => shop.deposit_token(ALICE, asset, price).unwrap(),
    }
    shop.set_mandate(ALICE, license, mandate(asset, price, 1)).unwrap();
    shop.wait(2 * DAY);
    // The days before, when there was nothing to earn, are passed by.
    assert_eq!(shop.release(asset, shop.split), Ok(2 * price / 30 * 9 / 10));
    assert_eq!(shop.release_referral(asset, CAROL), Ok(2 * price / 300));
    shop.collect_fees(asset).unwrap();
    shop.pause(ALICE, license).unwrap();
    shop.wait(2 * DAY);
    shop.resume(ALICE, license).unwrap();
    shop.wait(56 * DAY);
    shop.renew_for(KEEPER, license).unwrap();
    shop.cancel(ALICE, license).unwrap();
    shop.wait(DAY);
    let prepaid = shop.prepaid(ALICE, asset);
    if prepaid > 0 {
        shop.withdraw(ALICE, asset, prepaid).unwrap();
    }
}

/// Mallory with a license in her token, in which a few days were earned.
fn scene() -> (Shop, u32, LicenseId) {
    let (mut shop, plan) = Shop::new();
    let asset = shop.hostile.1;
    let referred = Order { referrer: Some(account(CAROL)), ..order(plan, asset) };
    let license = shop.purchase(MALLORY, &referred).unwrap();
    shop.deposit_token(MALLORY, asset, 50).unwrap();
    shop.set_mandate(MALLORY, license, mandate(asset, TOKEN_PRICE, 9)).unwrap();
    shop.wait(3 * DAY);
    (shop, plan, license)
}

#[test]
fn a_token_that_cheats_stops_nothing_in_other_assets() {
    let (mut control, plan, _) = scene();
    for asset in [NATIVE, control.honest.1] {
        live(&mut control, asset, plan);
    }
    let expected = others(&mut control);
    for mood in moods() {
        let (mut shop, plan, license) = scene();
        shop.turn(mood.clone());
        rage(&mut shop, license, plan);
        for asset in [NATIVE, shop.honest.1] {
            live(&mut shop, asset, plan);
        }
        assert_eq!(others(&mut shop), expected, "{mood:?}");
        rage(&mut shop, license, plan);
        assert_eq!(others(&mut shop), expected, "{mood:?}");
    }
}

#[test]
fn a_release_that_fails_loses_nothing() {
    for mood in moods() {
        let (mut shop, _, license) = scene();
        let (asset, split) = (shop.hostile.1, shop.split);
        // What a token takes on the way out is between it and who trusts it: see below.
        if matches!(mood, TokenMode::TakesFee(_) | TokenMode::LiesAboutBalance(_)) {
            continue;
        }
        shop.turn(mood.clone());
        let before = shop.root();
        let called = shop.raw(KEEPER, 0, selector_bytes!("release"), &(asset, split, u32::MAX));
        assert!(called.outcome.is_err() || called.reverted, "{mood:?}: {called:?}");
        assert_eq!(shop.root(), before);
        shop.wait(2 * DAY);
        shop.turn(TokenMode::Honest);
        let (amount, ledger) = (5 * TOKEN_PRICE / 30 * 9 / 10, shop.suite.ledger);
        assert_eq!(shop.release(asset, split), Ok(amount));
        assert_eq!(shop.balance_of(ledger, asset), amount - FEE.of_floor(amount));
        shop.cancel(MALLORY, license).unwrap();
        shop.check_books();
    }
}

#[test]
fn a_payout_below_what_an_account_needs_stays_where_it_is() {
    use e2e_tests::people::NEWCOMER;
    let mut shop = Shop::empty();
    let plan = shop.sell_with(|plan| plan.prices[0].price = 30_000);
    let referred = Order { referrer: Some(account(NEWCOMER)), ..order(plan, NATIVE) };
    shop.purchase(ALICE, &referred).unwrap();
    shop.wait(3 * DAY);
    // A million keeps an account alive; this is three hundred.
    let failed = Error::PayoutFailed { account: account(NEWCOMER), amount: 300 };
    shop.refuses(failed, |shop| shop.release_referral(NATIVE, NEWCOMER));
    assert_eq!(shop.balance(NEWCOMER, NATIVE), 0);
    shop.suite.chain.fund(account(NEWCOMER), 1_000_000);
    assert_eq!(shop.release_referral(NATIVE, NEWCOMER), Ok(300));
    assert_eq!(shop.balance(NEWCOMER, NATIVE), 1_000_300);
    shop.check_books();
}

#[test]
fn a_fee_on_the_way_out_is_what_the_receiver_loses_and_nobody_else() {
    let (mut shop, _, license) = scene();
    let (asset, split) = (shop.hostile.1, shop.split);
    shop.turn(TokenMode::TakesFee(1_000));
    let amount = 3 * TOKEN_PRICE / 30 * 9 / 10;
    assert_eq!(shop.release(asset, split), Ok(amount));
    let sent = amount - FEE.of_floor(amount);
    let ledger = shop.suite.ledger;
    assert_eq!(shop.balance_of(ledger, asset), sent - sent / 10);
    let refund = shop.cancel(MALLORY, license).unwrap();
    assert_eq!(shop.balance(MALLORY, asset), TOKENS - TOKEN_PRICE - 50 + refund - refund / 10);
    shop.check_books();
}

#[test]
fn a_token_that_comes_back_finds_the_door_closed() {
    let (mut control, plan, license) = scene();
    let asset = control.hostile.1;
    let holdings = |shop: &mut Shop| {
        let people = [MALLORY, ALICE, CAROL, KEEPER].map(|who| (shop.balance(who, asset), shop.prepaid(who, asset)));
        let shelf = shop.shelf(plan);
        (people, shop.solvency(asset).books, shop.solvency(NATIVE).books, shelf, shop.license(license))
    };
    let outer = [
        input(selector_bytes!("purchase"), &order(plan, asset)),
        input(selector_bytes!("renew"), &(license, 1u16, u128::MAX, [0u8; 32])),
        input(selector_bytes!("deposit_token"), &(asset, 7u128)),
        input(selector_bytes!("withdraw"), &(asset, 50u128)),
        input(selector_bytes!("release"), &(asset, 1u32, u32::MAX)),
        input(selector_bytes!("release_referral"), &(asset, account(CAROL), u32::MAX)),
    ];
    let inner = [
        input(selector_bytes!("withdraw"), &(asset, 50u128)),
        input(selector_bytes!("release"), &(asset, 1u32, u32::MAX)),
        input(selector_bytes!("release_referral"), &(asset, account(CAROL), u32::MAX)),
        input(selector_bytes!("purchase"), &order(plan, asset)),
        input(selector_bytes!("cancel"), &license),
        input(selector_bytes!("create_plan"), &()),
        input(selector_bytes!("solvency"), &asset),
    ];
    // The holder pays; but for a new license it is somebody else.
    let caller = |call: &[u8]| if call[..4] == selector_bytes!("purchase") { ALICE } else { MALLORY };
    for call in &outer {
        let (mut honest, ..) = scene();
        let called = honest.suite.chain.call(account(caller(call)), honest.licenses, 0, call.clone());
        assert!(called.outcome.is_ok() && !called.reverted, "{called:?}");
        let expected = holdings(&mut honest);
        for attempt in &inner {
            let (mut shop, ..) = scene();
            shop.turn(TokenMode::Reenters { target: shop.licenses, input: attempt.clone() });
            let before = shop.root();
            let called = shop.suite.chain.call(account(caller(call)), shop.licenses, 0, call.clone());
            if called.outcome.is_err() || called.reverted {
                assert_eq!(shop.root(), before);
                continue;
            }
            let came_back: Option<bool> =
                shop.suite.chain.ask(account(BOB), shop.hostile.0, selector_bytes!("reentered").to_vec()).told();
            assert_ne!(came_back, Some(true), "{call:?} {attempt:?}");
            assert_eq!(holdings(&mut shop), expected);
        }
    }
    control.denies(Rule::Nothing, |shop| shop.deposit_token(MALLORY, asset, 0));
}
