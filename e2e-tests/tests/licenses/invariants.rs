//! What holds whatever happens, where one look is enough to see it; random lives are compared with a plain model elsewhere.

use crate::stage::{order, terms, Shop, CREATOR, OPERATOR, PRICE, REFERRER, TOKEN_PRICE};
use atelier_licensing::{
    plan::Order,
    terms::{Kind, Terms},
    units::{Bps, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL},
};
use ink::selector_bytes;
use licenses::Change;

#[test]
fn what_is_quoted_is_what_is_charged() {
    let (mut shop, plan) = Shop::new();
    let higher = shop.sell_with(|plan| {
        plan.rank = 2;
        plan.prices.iter_mut().for_each(|price| price.price = price.price * 7 / 3 + 1);
    });
    let asset = shop.honest.1;
    for (who, periods, seats) in [(ALICE, 1, 0), (BOB, 36, 3), (CAROL, 5, 1)] {
        let wanted = Order { periods, seats, referrer: Some(account(REFERRER)), ..order(plan, asset) };
        let paid = |shop: &mut Shop, before: u128| before - shop.balance(who, asset);
        let before = shop.balance(who, asset);
        let quote = shop.quote(&wanted).unwrap();
        let license = shop.purchase(who, &wanted).unwrap();
        assert_eq!(paid(&mut shop, before), quote.total);
        shop.wait(3 * DAY + 12_345);

        let before = shop.balance(who, asset);
        let quote = shop.quote_renewal(license, 2).unwrap();
        shop.renew(who, license, asset, 2, quote).unwrap();
        assert_eq!(paid(&mut shop, before), quote);

        let before = shop.balance(who, asset);
        let change = Change { plan: higher, version: 1, asset, seats, restart: false, max_total: u128::MAX };
        let (due, credit) = shop.quote_change(license, &change).unwrap();
        shop.change_plan(who, 0, license, &Change { max_total: due, ..change }).unwrap();
        assert_eq!((paid(&mut shop, before), shop.prepaid(who, asset)), (due, credit));
        shop.wait(7 * DAY);

        let before = shop.balance(who, asset);
        let (refund, penalty): (u128, u128) = shop.ask_for(selector_bytes!("quote_cancel"), &license).unwrap();
        assert_eq!(shop.cancel(who, license), Ok(refund));
        assert_eq!(shop.balance(who, asset) - before, refund);
        assert_eq!(penalty, (refund + penalty).div_ceil(10));
        shop.check_books();
    }
}

#[test]
fn an_outage_moves_every_end_and_no_income() {
    let (mut shop, plan) = Shop::new();
    let begin = shop.now();
    for (who, asset) in [(ALICE, NATIVE), (BOB, shop.honest.1)] {
        shop.buy(who, plan, asset);
    }
    shop.wait(10 * DAY);
    shop.call::<()>(OPERATOR, 0, selector_bytes!("open_outage"), &()).unwrap();
    shop.wait(5 * DAY);
    shop.call::<()>(OPERATOR, 0, selector_bytes!("close_outage"), &()).unwrap();
    for who in [ALICE, BOB] {
        assert!(shop.is_active(who, plan, begin + 35 * DAY - 1));
        assert!(!shop.is_active(who, plan, begin + 35 * DAY));
    }
    shop.wait(15 * DAY);
    assert_eq!(shop.release(NATIVE, shop.split), Ok(PRICE));
    assert_eq!(shop.release(shop.honest.1, shop.split), Ok(TOKEN_PRICE));
    assert!(shop.is_active_now(ALICE, plan));
}

#[test]
fn everybodys_work_stays_everybodys() {
    let mut shop = Shop::empty();
    let free = Terms {
        kind: Kind::Cc0,
        rev_share: Bps(0),
        rev_ceiling: None,
        irrevocable: true,
        exclusive_possible: false,
        ..terms()
    };
    let number = shop.register_terms(CREATOR, &free).unwrap();
    assert_eq!(shop.ask::<Option<Terms>>(selector_bytes!("terms"), &number), Some(free.clone()));
    // No later registration has its number.
    assert_eq!(shop.register_terms(CREATOR, &Terms { licensor: 5, ..free.clone() }), Ok(number + 1));
    assert_eq!(shop.ask::<Option<Terms>>(selector_bytes!("terms"), &number), Some(free));
}
