//! The paper by small numbers that can be added up in one's head.

use super::*;

const OFFER: Offer = Offer {
    name: String::new(),
    days: 10,
    price: 105,
    seats: 1,
    grace: 2 * DAY,
    penalty: Some(400),
    referral: 1_000,
    pauses: 1,
    split: 0,
};

fn paper() -> Paper {
    Paper {
        payments: Vec::new(),
        licenses: Vec::new(),
        next: BTreeMap::from([(Earner::Split(0), 100)]),
        released: BTreeMap::new(),
        brought: Vec::new(),
        fees: 0,
        collected: 0,
        purses: vec![1_000; 3],
        prepaid: vec![0; 3],
        refunds: vec![0; 3],
        keepers: BTreeMap::new(),
        outage: None,
        outages: Vec::new(),
    }
}

/// Paid = refunded + earned + deferred + parked at all times.
#[track_caller]
fn check(paper: &Paper, at: Millis, expected: [u128; 4]) {
    let sums = paper.sums(at);
    assert_eq!([sums.refunded, sums.earned, sums.deferred, sums.parked], expected);
    assert_eq!(sums.paid, expected.iter().sum::<u128>());
}

const START: Millis = 100 * DAY;
const NOON: Millis = DAY / 2;

#[test]
fn a_payment_is_earned_day_by_day_and_its_rest_on_the_last() {
    let mut paper = paper();
    assert_eq!(paper.subscribe(0, (0, &OFFER), 1, Some(2), START + NOON), (0, 105));
    // 10 of 105 are the referrer's: 1 a day; 95 the split's: 9 a day and 5 more on the last.
    check(&paper, START, [0, 0, 105, 0]);
    check(&paper, START + 3 * DAY, [0, 30, 75, 0]);
    check(&paper, START + 9 * DAY, [0, 90, 15, 0]);
    check(&paper, START + 10 * DAY, [0, 105, 0, 0]);
    assert_eq!(paper.release(Earner::Split(0), 1_000, START + 3 * DAY), (27, 2));
    assert_eq!(paper.release(Earner::Split(0), 1_000, START + 3 * DAY), (0, 0));
    assert_eq!(paper.release(Earner::Referrer(2), 1_000, START + 2 * DAY), (2, 0));
    assert_eq!(paper.unreleased(), 105 - 29);
    assert_eq!(paper.held(), 105 - 29 + 2);
    let access = |at| paper.licenses[0].at(at).0;
    assert_eq!(access(START), Access::None);
    assert_eq!(access(START + NOON), Access::Active);
    assert_eq!(access(START + NOON + 10 * DAY - 1), Access::Active);
    assert_eq!(access(START + NOON + 10 * DAY), Access::Grace);
    assert_eq!(access(START + NOON + 12 * DAY), Access::Grace);
    assert_eq!(access(START + NOON + 12 * DAY + 1), Access::None);
}

#[test]
fn a_keeper_is_paid_out_of_the_first_day_and_late_days_are_earned_at_once() {
    let mut paper = paper();
    let (license, _) = paper.subscribe(0, (0, &OFFER), 1, None, START);
    // In the grace, a day late.
    let late = START + 11 * DAY + NOON;
    assert_eq!(paper.renew(license, (0, &OFFER), 1, Some((1, 7)), late), (105, 7));
    assert_eq!(paper.purses, [1_000 - 210, 1_007, 1_000]);
    // The day that was missed and today, less the fee.
    check(&paper, START + 11 * DAY, [0, 105 + 7, 98, 0]);
    check(&paper, START + 12 * DAY, [0, 105 + 20, 85, 0]);
    assert_eq!(paper.licenses[0].at(late - 1).0, Access::Grace);
    assert_eq!(paper.licenses[0].at(late).0, Access::Active);
    assert_eq!(paper.licenses[0].until(), Some(START + 20 * DAY));
}

#[test]
fn a_cancel_gives_back_the_days_left_less_the_penalty() {
    let mut paper = paper();
    let (license, _) = paper.subscribe(0, (0, &OFFER), 1, None, START);
    let (plan, _) = crate::demo::studios::read::read("", crate::demo::studios::read_tests::TEXT).unwrap();
    let plan = Plan { offers: vec![OFFER], ..plan };
    // Days 4 to 9 are left: 6 days of 10 and the rest of 5; 4 % of 65 are 3 when rounded up.
    assert_eq!(paper.cancel(&plan, license, START + 3 * DAY + NOON), (62, 3));
    assert_eq!(paper.purses[0], 1_000 - 105 + 62);
    check(&paper, START + 3 * DAY, [62, 30, 13, 0]);
    assert_eq!(paper.licenses[0].until(), Some(START + 4 * DAY));
    assert_eq!(paper.licenses[0].at(START + 4 * DAY).0, Access::None);
}

#[test]
fn an_upgrade_is_paid_by_what_is_left() {
    let mut paper = paper();
    let (license, _) = paper.subscribe(0, (0, &OFFER), 1, None, START);
    // 7 days are left of 10, of which today is paid twice: 7 of 10 parts of 333, rounded up, less 6 days and the rest.
    let higher = Offer { price: 333, ..OFFER };
    assert_eq!(paper.upgrade(license, (1, &higher), false, START + 3 * DAY), (234 - 65, 0));
    check(&paper, START + 3 * DAY, [65, 30, 10 + 234, 0]);
    assert_eq!(paper.licenses[0].at(START + 3 * DAY), (Access::Active, 1));
    assert_eq!(paper.licenses[0].at(START + 3 * DAY - 1), (Access::Active, 0));
    assert_eq!(paper.licenses[0].until(), Some(START + 10 * DAY));
}

#[test]
fn a_pause_parks_what_is_left_and_moves_it() {
    let mut paper = paper();
    let (license, _) = paper.subscribe(0, (0, &OFFER), 1, None, START);
    assert_eq!(paper.pause(license, START + 3 * DAY + NOON), 65);
    check(&paper, START + 5 * DAY, [0, 40, 0, 65]);
    assert_eq!(paper.licenses[0].at(START + 4 * DAY - 1).0, Access::Active);
    assert_eq!(paper.licenses[0].at(START + 4 * DAY).0, Access::Paused);
    paper.resume(license, START + 6 * DAY + NOON);
    check(&paper, START + 7 * DAY, [0, 50, 55, 0]);
    check(&paper, START + 12 * DAY, [0, 105, 0, 0]);
    // Paused for two days and a half.
    assert_eq!(paper.licenses[0].until(), Some(START + 12 * DAY + NOON));
}

#[test]
fn an_outage_moves_ends_and_not_income() {
    let mut paper = paper();
    paper.subscribe(0, (0, &OFFER), 1, None, START);
    paper.open_outage(START + 9 * DAY + NOON);
    paper.close_outage(START + 10 * DAY + NOON);
    let access = |at| paper.licenses[0].at(at).0;
    assert_eq!(access(START + 10 * DAY + NOON), Access::Active);
    assert_eq!(access(START + 11 * DAY - 1), Access::Active);
    assert_eq!(access(START + 11 * DAY), Access::Grace);
    assert_eq!(access(START + 13 * DAY), Access::Grace);
    assert_eq!(access(START + 13 * DAY + 1), Access::None);
    check(&paper, START + 10 * DAY, [0, 105, 0, 0]);
}
