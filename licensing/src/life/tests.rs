//! Tables of single steps; whole lives are played beside a model in the crate's `tests` folder.

extern crate std;

use super::*;
use crate::{
    license::{Cause, Gap, Mandate, Origin, MAX_PAUSE},
    plan::{Offer, Order, Price, Refund, Transfer},
};
use alloc::vec;
use std::collections::BTreeMap;

type Account = u8;
const ALICE: Account = 1;
const BOB: Account = 2;
const REFERRER: Account = 3;
const ASSET: AssetId = 0;
const PRICE: u128 = 3_000;
const START: Millis = 20_000 * DAY + DAY / 2;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Days(BTreeMap<(AssetId, Beneficiary<Account>, Day), (i128, i128)>);

impl Streams<Account> for Days {
    fn add(&mut self, asset: AssetId, to: &Beneficiary<Account>, day: Day, slope: i128, lump: i128) {
        let entry = self.0.entry((asset, *to, day)).or_default();
        entry.0 += slope;
        entry.1 += lump;
    }
}

impl Days {
    /// What a beneficiary earns on a day.
    fn income(&self, to: Beneficiary<Account>, day: Day) -> i128 {
        let entries = self.0.iter().filter(|((_, other, when), _)| *other == to && *when <= day);
        entries.map(|((_, _, when), (slope, lump))| slope + if *when == day { *lump } else { 0 }).sum()
    }

    fn all(&self, to: Beneficiary<Account>) -> i128 {
        (19_000..22_000).map(|day| self.income(to, day)).sum()
    }
}

const SPLIT: Beneficiary<Account> = Beneficiary::Split(7);

fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0u8; 32];
    for (at, byte) in bytes.iter().enumerate() {
        hash[at % 32] = hash[at % 32].wrapping_mul(31).wrapping_add(*byte).rotate_left(3);
    }
    hash
}

fn at(real: Millis) -> Now {
    Now { real, licensed: real }
}

fn offer() -> Offer<Account> {
    Offer::new(Plan {
        family: 1,
        rank: 1,
        period_days: 30,
        seats: 1,
        max_seats: 5,
        trial_days: 7,
        grace: 5 * DAY,
        pauses: 2,
        max_active: None,
        max_ever: None,
        credits: 0,
        rollover: false,
        terms: 1,
        catalog: [0; 32],
        gate: None,
        transfer: Transfer::Free { fee: Bps(1_000) },
        refund: Refund::Unearned { penalty: Bps(1_000) },
        referral: Bps(1_000),
        split: 7,
        effective_from: 0,
        prices: vec![Price { asset: ASSET, price: PRICE, seat_price: 600, overage: None }],
    })
}

fn higher() -> Offer<Account> {
    let mut offer = offer();
    offer.plan.rank = 2;
    offer.plan.prices[0].price = 2 * PRICE;
    offer
}

fn order() -> Order<Account> {
    Order {
        plan: 1,
        version: 1,
        asset: ASSET,
        periods: 1,
        seats: 0,
        max_total: PRICE,
        invoice: [9; 32],
        referrer: None,
    }
}

const ID: LicenseId = LicenseId::of(1, 1);

fn bought(days: &mut Days) -> License<Account> {
    purchase(ID, (ALICE, ALICE), &order(), &offer(), at(START), days, &mut hash).expect("it is sold").0
}

fn payment() -> Payment<Account> {
    Payment { payer: ALICE, asset: ASSET, periods: 1, max_total: PRICE, invoice: [0; 32], keeper: 0 }
}

fn target(offer: &Offer<Account>) -> Target<'_, Account> {
    Target { plan: 1, version: 1, offer }
}

fn renewed(license: &mut License<Account>, now: Now, days: &mut Days) -> Result<(u128, u128), Error> {
    renew(license, target(&offer()), &payment(), now, days, &mut hash)
}

/// That a step is refused, and changes nothing.
#[track_caller]
fn refused<T: core::fmt::Debug>(
    license: &License<Account>,
    expected: Error,
    step: impl FnOnce(&mut License<Account>, &mut Days) -> Result<T, Error>,
) {
    let (mut after, mut days) = (license.clone(), Days::default());
    match step(&mut after, &mut days) {
        Err(error) => assert_eq!(error, expected),
        Ok(value) => panic!("granted: {value:?}"),
    }
    assert_eq!((&after, days), (license, Days::default()));
}

#[track_caller]
fn check_identity(license: &License<Account>, today: Day) {
    for record in &license.recent {
        assert!(record.refunded + record.parked + record.ahead(today) <= record.paid, "{record:?}");
    }
}

#[test]
fn a_purchase_earns_from_today_on() {
    let mut days = Days::default();
    let license = bought(&mut days);
    assert_eq!((license.end(), license.own(at(START))), (START + 30 * DAY, START));
    assert_eq!((days.income(SPLIT, 19_999), days.income(SPLIT, 20_000)), (0, 100));
    assert_eq!((days.income(SPLIT, 20_029), days.income(SPLIT, 20_030)), (100, 0));
    assert_eq!(license.newest().map(|record| (record.paid, record.payer)), Some((PRICE, ALICE)));
}

#[test]
fn a_purchase_costs_no_more_than_the_buyer_says() {
    let buy = |change: &dyn Fn(&mut Order<Account>)| {
        let mut order = order();
        change(&mut order);
        let mut days = Days::default();
        purchase(ID, (ALICE, BOB), &order, &offer(), at(START), &mut days, &mut hash).map(|(_, total)| total)
    };
    assert_eq!(buy(&|_| ()), Ok(PRICE));
    assert_eq!(buy(&|order| order.max_total = PRICE - 1), Err(Error::TooExpensive { total: PRICE }));
    assert_eq!(buy(&|order| order.max_total = 0), Err(Error::TooExpensive { total: PRICE }));
    assert_eq!(buy(&|order| order.periods = 0), Err(Error::PeriodsOutside { periods: 0 }));
    assert_eq!(buy(&|order| order.periods = 37), Err(Error::PeriodsOutside { periods: 37 }));
    assert_eq!(buy(&|order| order.seats = 5), Err(Error::TooManySeats { most: 4 }));
    assert_eq!(buy(&|order| order.asset = 1), Err(Error::NotSoldIn { asset: 1 }));
    assert_eq!(buy(&|order| order.referrer = Some(ALICE)), Err(Error::SelfReferral));
    assert_eq!(buy(&|order| order.referrer = Some(BOB)), Err(Error::SelfReferral));
    let all = |order: &mut Order<Account>| (order.periods, order.seats, order.max_total) = (36, 4, u128::MAX);
    assert_eq!(buy(&all), Ok(36 * (PRICE + 4 * 600)));
}

#[test]
fn a_referrer_earns_daily_and_nothing_of_what_goes_back() {
    let mut days = Days::default();
    let order = Order { referrer: Some(REFERRER), ..order() };
    let (mut license, _) =
        purchase(ID, (ALICE, ALICE), &order, &offer(), at(START), &mut days, &mut hash).expect("it is sold");
    let referrer = Beneficiary::Referrer(REFERRER);
    assert_eq!((days.income(SPLIT, 20_010), days.income(referrer, 20_010)), (90, 10));
    let refunds = cancel(&mut license, at(START + 9 * DAY), &mut days).expect("it lives");
    // Ten days are charged, 2,000 of 3,000 are not earned, and a tenth of that is the penalty.
    assert_eq!(refunds, vec![(ALICE, ASSET, 1_800)]);
    assert_eq!((days.all(referrer), days.all(SPLIT)), (100, 900 + 200));
}

#[test]
fn a_cancel_charges_the_day_and_is_final() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    let now = at(START + 1);
    assert_eq!(cancel(&mut license, now, &mut days), Ok(vec![(ALICE, ASSET, 2_900 - 290)]));
    assert_eq!(license.newest().map(|record| record.cut), Some(20_001 * DAY));
    assert_eq!(days.all(SPLIT), 100 + 290);
    assert_eq!(days.income(SPLIT, 20_000), 390);
    check_identity(&license, now.today());
    refused(&license, Error::NotLive, |license, days| cancel(license, now, days));
    refused(&license, Error::NotLive, |license, days| renewed(license, now, days));
    refused(&license, Error::NotLive, |license, days| pause(license, 2, now, days));
    // It gives access until the day is over.
    assert!(license.is_live(at(20_001 * DAY - 1)));
    assert!(!license.is_live(at(20_001 * DAY)));
}

#[test]
fn a_cancel_gives_back_at_most_what_is_ahead() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    let last = at(START + 30 * DAY - 1);
    assert_eq!(cancel(&mut license.clone(), last, &mut days.clone()), Ok(vec![]));
    let end = at(START + 30 * DAY);
    refused(&license, Error::Ended { end: end.real }, |license, days| cancel(license, end, days));
    // Two records, two payers.
    let gift = Payment { payer: BOB, ..payment() };
    let now = at(START + 29 * DAY);
    renew(&mut license, target(&offer()), &gift, now, &mut days, &mut hash).expect("it lives");
    assert_eq!(cancel(&mut license, now, &mut days), Ok(vec![(BOB, ASSET, 2_700)]));
}

#[test]
fn a_version_without_refunds_gives_nothing_back_and_keeps_its_access() {
    let (mut days, mut offer) = (Days::default(), offer());
    offer.plan.refund = Refund::None;
    let (mut license, _) =
        purchase(ID, (ALICE, ALICE), &order(), &offer, at(START), &mut days, &mut hash).expect("it is sold");
    let before = days.clone();
    assert_eq!(cancel(&mut license, at(START), &mut days), Ok(vec![]));
    assert_eq!((license.newest().map(|record| record.cut), days), (Some(Millis::MAX), before));
}

#[test]
fn a_renewal_starts_where_the_license_ends_and_now_after_the_grace() {
    let end = START + 30 * DAY;
    let check = |now: Millis, start: Millis, from: Day, lump: i128| {
        let mut days = Days::default();
        let mut license = bought(&mut days);
        renewed(&mut license, at(now), &mut days).expect("it lives");
        let record = license.newest().expect("there is one");
        assert_eq!((record.start, record.end), (start, start + 30 * DAY));
        assert_eq!(record.booking.from, from.max(day_of(now)));
        assert_eq!(days.income(SPLIT, day_of(now)), lump);
        assert_eq!(days.all(SPLIT), 2 * PRICE as i128);
    };
    check(START, end, 20_030, 100);
    check(end - 1, end, 20_030, 100);
    check(end, end, 20_030, 100);
    check(end + 2 * DAY, end, 20_030, 300);
    check(end + 5 * DAY, end, 20_030, 600);
    check(end + 5 * DAY + 1, end + 5 * DAY + 1, 20_035, 100);
    check(end + 500 * DAY, end + 500 * DAY, 20_530, 100);
}

#[test]
fn at_most_eight_payments_wait_to_be_earned() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    for _ in 1..MAX_AHEAD {
        renewed(&mut license, at(START), &mut days).expect("there is room");
    }
    refused(&license, Error::TooManyAhead, |license, days| renewed(license, at(START), days));
    renewed(&mut license, at(START + 30 * DAY), &mut days).expect("one is earned");
}

#[test]
fn old_records_make_room_four_at_a_time() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    for period in 1..MAX_RECENT as u64 {
        let now = at(START + 30 * DAY * period);
        assert_eq!(license.overflow(now), None);
        renewed(&mut license, now, &mut days).expect("it lives");
    }
    let now = at(START + 30 * DAY * MAX_RECENT as u64);
    refused(&license, Error::TooManyAhead, |license, days| renewed(license, now, days));
    let moved = license.overflow(now).expect("there are twelve");
    assert_eq!(moved.map(|record| record.start), [0, 1, 2, 3].map(|period| START + 30 * DAY * period));
    assert_eq!((license.recent.len(), license.pages), (8, 1));
    renewed(&mut license, now, &mut days).expect("there is room");
}

#[test]
fn keepers_renew_in_their_window_within_the_mandate() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    let end = START + 30 * DAY;
    let keep = |license: &mut License<Account>, now, days: &mut Days| {
        renew_for(license, target(&offer()), 7, at(now), days, &mut hash)
    };
    refused(&license, Error::NoMandate, |license, days| keep(license, end, days));
    let mandate = Mandate { max_price: PRICE, periods: 2, expires_at: end + DAY, asset: ASSET, use_allowance: false };
    license.mandate = Some(mandate);
    let outside = Error::OutsideWindow { from: end - 3 * DAY, to: end + 5 * DAY };
    refused(&license, outside, |license, days| keep(license, end - 3 * DAY - 1, days));
    refused(&license, Error::MandateExpired { at: end + DAY }, |license, days| keep(license, end + DAY + 1, days));
    let mut low = license.clone();
    low.mandate = Some(Mandate { max_price: PRICE - 1, ..mandate });
    let too_low = Error::MandateTooLow { price: PRICE, most: PRICE - 1 };
    refused(&low, too_low, |license, days| keep(license, end, days));
    low.mandate = Some(Mandate { max_price: 0, ..mandate });
    refused(&low, Error::MandateTooLow { price: PRICE, most: 0 }, |license, days| keep(license, end, days));

    assert_eq!(keep(&mut license, end - 3 * DAY, &mut days), Ok((PRICE, 7)));
    assert_eq!(license.mandate.map(|mandate| mandate.periods), Some(1));
    assert_eq!((days.income(SPLIT, 20_030), days.all(SPLIT)), (93, 2 * PRICE as i128 - 7));
    // It is renewed already: the window has moved on.
    let outside = Error::OutsideWindow { from: end + 27 * DAY, to: end + 35 * DAY };
    refused(&license, outside, |license, days| keep(license, end, days));
    license.mandate = license.mandate.map(|mandate| Mandate { expires_at: Millis::MAX, ..mandate });
    assert_eq!(keep(&mut license, end + 35 * DAY, &mut days), Ok((PRICE, 7)));
    assert_eq!(license.mandate, None);
    assert_eq!(days.all(SPLIT), 3 * PRICE as i128 - 14);
}

#[test]
fn a_keeper_never_gets_more_than_a_day() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    let mandate = Mandate { max_price: PRICE, periods: 1, expires_at: Millis::MAX, asset: ASSET, use_allowance: false };
    license.mandate = Some(mandate);
    let now = at(START + 29 * DAY);
    assert_eq!(renew_for(&mut license, target(&offer()), 1_000_000, now, &mut days, &mut hash), Ok((PRICE, 100)));
    // What the keeper has does not go back.
    assert_eq!(cancel(&mut license, now, &mut days), Ok(vec![(ALICE, ASSET, 2_610)]));
    assert_eq!(days.all(SPLIT), PRICE as i128 + 290);
    assert!((19_000..22_000).all(|day| days.income(SPLIT, day) >= 0));
}

#[test]
fn an_upgrade_pays_with_what_is_not_earned() {
    let check = |after: Millis, restart: bool, expected: Upgraded, end: Millis| {
        let mut days = Days::default();
        let mut license = bought(&mut days);
        let now = at(START + after);
        let change = Higher { asset: ASSET, seats: 0, restart, max_total: u128::MAX };
        let (offer, old) = (higher(), days.income(SPLIT, now.today()));
        let upgraded = upgrade(&mut license, 1, target(&offer), &change, now, &mut days, &mut hash);
        assert_eq!(upgraded, Ok(expected));
        assert_eq!((license.end(), old), (end, 100));
        assert_eq!(days.all(SPLIT), (PRICE - expected.unearned + expected.price) as i128);
        assert_eq!(days.income(SPLIT, now.today()), 300);
        check_identity(&license, now.today());
    };
    let end = START + 30 * DAY;
    check(0, false, Upgraded { price: 6_000, unearned: 2_900, due: 3_100, credit: 0 }, end);
    check(15 * DAY, false, Upgraded { price: 3_000, unearned: 1_400, due: 1_600, credit: 0 }, end);
    // The last day is not free.
    check(29 * DAY, false, Upgraded { price: 200, unearned: 0, due: 200, credit: 0 }, end);
    let full = Upgraded { price: 6_000, unearned: 1_400, due: 4_600, credit: 0 };
    check(15 * DAY, true, full, START + 45 * DAY);
}

#[test]
fn an_upgrade_that_costs_less_than_what_is_ahead_gives_credit() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    for _ in 0..3 {
        renewed(&mut license, at(START), &mut days).expect("it lives");
    }
    let (offer, change) = (higher(), Higher { asset: ASSET, seats: 0, restart: true, max_total: 0 });
    let upgraded = upgrade(&mut license, 1, target(&offer), &change, at(START), &mut days, &mut hash);
    assert_eq!(upgraded, Ok(Upgraded { price: 6_000, unearned: 11_900, due: 0, credit: 5_900 }));
    assert_eq!(days.all(SPLIT), 6_100);
}

#[test]
fn upgrade_cannot_cash_out_a_gift() {
    let mut days = Days::default();
    let (license, _) =
        purchase(ID, (ALICE, BOB), &order(), &offer(), at(START), &mut days, &mut hash).expect("it is sold");
    let (offer, change) = (higher(), Higher { asset: ASSET, seats: 0, restart: false, max_total: u128::MAX });
    refused(&license, Error::OthersMoney, |license, days| {
        upgrade(license, 1, target(&offer), &change, at(START), days, &mut hash)
    });
}

#[test]
fn changes_go_up_at_once_and_down_at_the_next_renewal() {
    let mut days = Days::default();
    let license = bought(&mut days);
    let change = Higher { asset: ASSET, seats: 0, restart: false, max_total: u128::MAX };
    let up = |rank, offer: &Offer<Account>, change: Higher, now: Millis| {
        let offer = offer.clone();
        move |license: &mut License<Account>, days: &mut Days| {
            upgrade(license, rank, target(&offer), &change, at(now), days, &mut hash)
        }
    };
    refused(&license, Error::NoChange, up(2, &higher(), change, START));
    refused(&license, Error::NoChange, up(1, &offer(), change, START));
    let mut other = higher();
    other.plan.family = 2;
    refused(&license, Error::OtherFamily { family: 1 }, up(1, &other, change, START));
    refused(
        &license,
        Error::TooExpensive { total: 3_100 },
        up(1, &higher(), Higher { max_total: 3_099, ..change }, START),
    );
    let end = START + 30 * DAY;
    refused(&license, Error::Ended { end }, up(1, &higher(), change, end));
    let more = Higher { seats: 1, ..change };
    assert!(up(1, &offer(), more, START)(&mut license.clone(), &mut days.clone()).is_ok());

    let down = |license: &mut License<Account>, rank, now| schedule(license, rank, target(&offer()), at(now));
    refused(&license, Error::NoChange, |license, _| down(license, 1, START));
    refused(&license, Error::Ended { end }, |license, _| down(license, 2, end));
    let mut lower = license.clone();
    assert_eq!((down(&mut lower, 2, START), lower.scheduled), (Ok(()), Some((1, 1))));
    assert_eq!(super::target(&lower), Some((1, 1)));
    renewed(&mut lower, at(START), &mut days).expect("it lives");
    assert_eq!(lower.scheduled, None);
}

#[test]
fn a_pause_parks_what_is_ahead_and_gives_it_back_in_days() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    let now = at(START + 10 * DAY);
    pause(&mut license, 2, now, &mut days).expect("it lives");
    assert_eq!(
        (license.open, license.newest().map(|record| record.parked)),
        (Some((20_011 * DAY, Cause::Paused)), Some(1_900))
    );
    assert_eq!(days.all(SPLIT), 1_100);
    let held = Error::Held { since: 20_011 * DAY };
    refused(&license, held, |license, days| pause(license, 2, now, days));
    refused(&license, held, |license, days| renewed(license, now, days));

    // On the same day it is as if nothing had happened.
    let (mut same, mut same_days) = (license.clone(), days.clone());
    assert_eq!(resume(&mut same, true, 0, now, &mut same_days), Ok(None));
    assert_eq!((same.shift, same_days.all(SPLIT), same_days.income(SPLIT, 20_029)), (0, 3_000, 100));

    let later = at(START + 40 * DAY);
    refused(&license, Error::NotAllowed, |license, days| resume(license, false, 20_011 * DAY, later, days));
    let shift = later.real - 20_011 * DAY;
    let gap = Gap { cause: Cause::Paused, from: 20_011 * DAY, to: later.real, shift: shift.cast_signed() };
    assert_eq!(resume(&mut license, true, 20_011 * DAY, later, &mut days), Ok(Some(gap)));
    assert_eq!(license.own(later), 20_011 * DAY);
    assert_eq!((days.income(SPLIT, 20_039), days.income(SPLIT, 20_040), days.income(SPLIT, 20_058)), (0, 100, 100));
    assert_eq!(days.all(SPLIT), 3_000);
    refused(&license, Error::NotHeld, |license, days| resume(license, true, 0, later, days));
}

#[test]
fn anybody_ends_a_pause_that_is_too_long() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    pause(&mut license, 2, at(START), &mut days).expect("it lives");
    let (from, most) = (20_001 * DAY, at(20_001 * DAY + MAX_PAUSE));
    refused(&license, Error::NotAllowed, |license, days| resume(license, false, from, at(most.real - 1), days));
    assert!(resume(&mut license, false, from, most, &mut days).is_ok());
}

#[test]
fn pauses_are_counted_for_a_year_and_need_something_ahead() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    for _ in 0..2 {
        pause(&mut license, 2, at(START), &mut days).expect("it may");
        resume(&mut license, true, 0, at(START), &mut days).expect("it is paused");
    }
    refused(&license, Error::TooManyPauses { most: 2 }, |license, days| pause(license, 2, at(START), days));
    let last = at(START + 29 * DAY);
    refused(&license, Error::NothingUnearned, |license, days| pause(license, 2, last, days));
    let year = START + 365 * DAY;
    renewed(&mut license, at(year), &mut days).expect("it can be");
    assert!(pause(&mut license.clone(), 2, at(year), &mut days.clone()).is_ok());
    refused(&license, Error::TooManyPauses { most: 2 }, |license, days| pause(license, 2, at(year - 1), days));
}

#[test]
fn a_canceled_pause_gives_back_what_was_parked() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    pause(&mut license, 2, at(START), &mut days).expect("it lives");
    assert_eq!(cancel(&mut license, at(START + 50 * DAY), &mut days), Ok(vec![(ALICE, ASSET, 2_610)]));
    assert_eq!((days.all(SPLIT), license.newest().map(|record| record.parked)), (390, Some(0)));
}

#[test]
fn a_suspension_is_credited_only_without_fault() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    assert_eq!(suspend(&mut license, 0, at(START)), Ok(None));
    let held = Error::Held { since: START };
    refused(&license, held, |license, days| cancel(license, at(START), days));
    refused(&license, held, |license, _| suspend(license, START, at(START)));
    refused(&license, Error::NotHeld, |license, days| resume(license, true, START, at(START + DAY), days));
    let now = at(START + 10 * DAY);
    let (mut guilty, mut innocent) = (license.clone(), license);
    let gap = |shift| Some(Gap { cause: Cause::Suspended, from: START, to: now.real, shift });
    assert_eq!(lift(&mut guilty, true, START, now, &mut days), Ok(gap(0)));
    assert_eq!(lift(&mut innocent, false, START, now, &mut days), Ok(gap((10 * DAY).cast_signed())));
    assert_eq!((guilty.licensed_end(), innocent.licensed_end()), (START + 30 * DAY, START + 40 * DAY));
    assert_eq!(lift(&mut guilty, true, START, now, &mut days), Err(Error::NotHeld));
    assert_eq!(days.all(SPLIT), 3_000);
}

#[test]
fn a_pause_is_no_way_around_a_dispute() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    pause(&mut license, 2, at(START), &mut days).expect("it lives");
    // The pause is over where the suspension begins, and was the holder's right.
    let (from, half) = (20_001 * DAY, (DAY / 2).cast_signed());
    let pause_gap = Gap { cause: Cause::Paused, from, to: START + DAY, shift: half };
    assert_eq!(suspend(&mut license, from, at(START + DAY)), Ok(Some(pause_gap)));
    assert_eq!((license.open, license.gaps), (Some((START + DAY, Cause::Suspended)), 1));
    let (now, held) = (at(START + 10 * DAY), Error::Held { since: START + DAY });
    refused(&license, held, |license, days| cancel(license, now, days));
    refused(&license, Error::NotHeld, |license, days| resume(license, true, START + DAY, now, days));
    // What was parked is earned when it is over, whatever the ruling.
    let mut lifted = (license.clone(), days.clone());
    assert!(lift(&mut lifted.0, true, START + DAY, now, &mut lifted.1).is_ok());
    assert_eq!((lifted.0.shift, lifted.1.all(SPLIT), lifted.1.income(SPLIT, 20_011)), (half, 3_000, 100));
    assert_eq!(revoke(&mut license, true, now, &mut days).map(|(refunds, _)| refunds), Ok(vec![]));
    assert_eq!(days.all(SPLIT), 3_000);
    // A pause that has not begun yet is a suspension from now on.
    let mut license = bought(&mut days);
    pause(&mut license, 2, at(START), &mut days).expect("it lives");
    assert_eq!(suspend(&mut license, 0, at(START)), Ok(None));
    assert_eq!(license.open, Some((START, Cause::Suspended)));
}

#[test]
fn a_ruling_gives_everything_or_nothing_back() {
    let mut days = Days::default();
    let license = bought(&mut days);
    let now = at(START + 10 * DAY);
    let (mut guilty, mut earned) = (license.clone(), days.clone());
    assert_eq!(revoke(&mut guilty, true, now, &mut earned), Ok((vec![], None)));
    assert_eq!((guilty.newest().map(|record| record.cut), earned.all(SPLIT)), (Some(now.real), 3_000));
    let mut innocent = license;
    assert_eq!(revoke(&mut innocent, false, now, &mut days), Ok((vec![(ALICE, ASSET, 1_900)], None)));
    assert_eq!(days.all(SPLIT), 1_100);
    refused(&innocent, Error::NotLive, |license, days| revoke(license, false, now, days));
}

#[test]
fn a_transfer_clears_what_the_holder_has_set_up() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    license.mandate = Some(Mandate { max_price: 0, periods: 1, expires_at: 0, asset: ASSET, use_allowance: true });
    license.scheduled = Some((1, 2));
    let (now, free) = (at(START + 10 * DAY), Transfer::Free { fee: Bps(1_000) });
    refused(&license, Error::NotTransferable, |license, _| transfer(license, BOB, Transfer::No, true, now));
    refused(&license, Error::NotTransferable, |license, _| transfer(license, BOB, Transfer::Approved, false, now));
    let mut trial = license.clone();
    trial.origin = Origin::Trial;
    refused(&trial, Error::NotTransferable, |license, _| transfer(license, BOB, free, true, now));
    let end = Error::Ended { end: START + 30 * DAY };
    refused(&license, end, |license, _| transfer(license, BOB, free, true, at(START + 30 * DAY)));
    assert_eq!(transfer(&mut license.clone(), BOB, Transfer::Approved, true, now), Ok(None));

    let shift = -(2 * DAY).cast_signed();
    let gap = Gap { cause: Cause::Transferred, from: now.real, to: now.real, shift };
    assert_eq!(transfer(&mut license, BOB, free, false, now), Ok(Some(gap)));
    assert_eq!((license.holder, license.tenure, license.mandate, license.scheduled), (BOB, 1, None, None));
    assert_eq!(license.licensed_end(), START + 28 * DAY);
    // What goes back goes to whom paid.
    assert_eq!(cancel(&mut license, now, &mut days), Ok(vec![(ALICE, ASSET, 1_710)]));
}

#[test]
fn what_is_given_costs_nothing_and_gives_nothing_back() {
    let mut days = Days::default();
    let offer = offer();
    let trial = give(ID, ALICE, target(&offer), Given::Trial, at(START), &mut days, &mut hash);
    let mut trial = trial.expect("there is one");
    assert_eq!((trial.end(), trial.origin), (START + 7 * DAY, Origin::Trial));
    let mut none = offer.clone();
    none.plan.trial_days = 0;
    let refused = give(ID, ALICE, target(&none), Given::Trial, at(START), &mut days, &mut hash);
    assert_eq!(refused, Err(Error::NoTrial));
    for days_given in [0, MAX_DAYS + 1] {
        let given = Given::Grant { days: days_given };
        let refused = give(ID, ALICE, target(&offer), given, at(START), &mut days, &mut hash);
        assert_eq!(refused, Err(Error::DaysOutside { days: days_given }));
    }
    let given = Given::Grant { days: MAX_DAYS };
    let mut grant = give(ID, ALICE, target(&offer), given, at(START), &mut days, &mut hash).expect("it may");
    assert_eq!(cancel(&mut grant, at(START), &mut days), Ok(vec![]));
    assert_eq!(days, Days::default());
    // A trial that is paid on keeps its time.
    renewed(&mut trial, at(START + DAY), &mut days).expect("it lives");
    assert_eq!((trial.end(), trial.origin), (START + 37 * DAY, Origin::Paid));
    assert_eq!((days.income(SPLIT, 20_006), days.income(SPLIT, 20_007)), (0, 100));
}

const MAX_DAYS: u16 = crate::plan::MAX_PERIOD;

#[test]
fn an_outage_puts_off_ends_but_not_income() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    // Ten days of outage, then the end of the license by its own time.
    let now = Now { real: START + 40 * DAY, licensed: START + 30 * DAY };
    renewed(&mut license, now, &mut days).expect("it lives");
    assert_eq!((days.income(SPLIT, 20_029), days.income(SPLIT, 20_035), days.income(SPLIT, 20_040)), (100, 0, 100));
}

#[test]
fn receipts_are_chained() {
    let mut days = Days::default();
    let mut license = bought(&mut days);
    renewed(&mut license, at(START), &mut days).expect("it lives");
    let mut previous = first_hash(ID);
    for record in &license.recent {
        let unsealed = Record { hash: previous, ..*record };
        assert_eq!(record.hash, hash.hash_front(&unsealed, UNSEALED));
        previous = record.hash;
    }
    assert_eq!(license.receipt, previous);
    // Whatever of it changes later is not part of it.
    let record = license.recent[0];
    let moved = Record {
        hash: first_hash(ID),
        cut: 5,
        refunded: 6,
        parked: 7,
        split: 8,
        booking: Booking::default(),
        referral: Booking::of(9, 1, 1),
        ..record
    };
    assert_eq!(record.hash, hash.hash_front(&moved, UNSEALED));
    let paid = Record { hash: first_hash(ID), paid: 1, ..record };
    assert_ne!(record.hash, hash.hash_front(&paid, UNSEALED));
}
