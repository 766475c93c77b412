//! Tests.

use super::*;

const STRATEGIC: u8 = 1;
const CREATIVE: u8 = 2;
const DUAL: u8 = 3;
const PAYEE: u8 = 9;
/// The tests' epoch number 100 begins.
const NOW: Millis = 100 * DAY;
const POLICY: [Bps; 4] = [Bps(4_000), Bps(2_500), Bps(2_500), Bps(1_000)];

fn treasury() -> Treasury<u8> {
    Treasury::new([STRATEGIC, CREATIVE, DUAL], DAY, POLICY).unwrap()
}

#[track_caller]
fn check_new(timelocks: [u8; 3], epoch: Millis, policy: [u16; 4], expected: Result<(), Error>) {
    let policy = policy.map(Bps);
    assert_eq!(Treasury::new(timelocks, epoch, policy).map(|_| ()), expected);
}

#[test]
fn new_refuses_what_is_out_of_bounds() {
    let three = [1, 2, 3];
    let even = [2_500; 4];
    check_new(three, DAY, even, Ok(()));
    check_new(three, 90 * DAY, [0, 0, 0, 10_000], Ok(()));
    for equal in [[1, 1, 2], [1, 2, 2], [1, 2, 1], [1, 1, 1]] {
        check_new(equal, DAY, even, Err(Error::RolesNotDistinct));
    }
    for epoch in [0, DAY - 1, 90 * DAY + 1, Millis::MAX] {
        check_new(three, epoch, even, Err(Error::EpochOutside { epoch }));
    }
    check_new(three, DAY, [2_500, 2_500, 2_500, 2_499], Err(Error::PolicyNotWhole { sum: 9_999 }));
    check_new(three, DAY, [2_500, 2_500, 2_500, 2_501], Err(Error::PolicyNotWhole { sum: 10_001 }));
    check_new(three, DAY, [0; 4], Err(Error::PolicyNotWhole { sum: 0 }));
    check_new(three, DAY, [u16::MAX; 4], Err(Error::PolicyNotWhole { sum: 262_140 }));
}

#[track_caller]
fn check_sync(booked: u128, balance: u128, expected: Result<[u128; 4], Error>) {
    let books = Books { booked, buckets: [booked, 0, 0, 0] };
    let synced = books.sync(balance, &POLICY);
    assert_eq!(synced.map(|(_, shares)| shares), expected);
    if let Ok((books, _)) = synced {
        assert_eq!(books.booked, balance);
        assert_eq!(books.buckets.iter().sum::<u128>(), balance);
    }
}

#[test]
fn sync_rounds_down_and_leaves_the_rest_to_the_reserve() {
    check_sync(0, 0, Err(Error::NothingUnbooked));
    check_sync(7, 7, Err(Error::NothingUnbooked));
    check_sync(8, 7, Err(Error::NothingUnbooked));
    check_sync(0, 1, Ok([0, 0, 0, 1]));
    check_sync(0, 3, Ok([1, 0, 0, 2])); // 1.2, 0.75, 0.75
    check_sync(1_000, 1_010, Ok([4, 2, 2, 2]));
    check_sync(0, 10_000, Ok([4_000, 2_500, 2_500, 1_000]));
    let quarter = u128::MAX / 4; // 2^128 - 1 is 3 more than four of them.
    let most = 136_112_946_768_375_385_385_349_842_972_707_284_582; // 0.4 * (2^128 - 1) rounded down.
    check_sync(0, u128::MAX, Ok([most, quarter, quarter, u128::MAX - most - 2 * quarter]));
}

#[track_caller]
fn check_line(line: Line, amount: u128, expected: Result<(Line, Installments), Error>) {
    assert_eq!(line.take(Spender::Strategic, amount, 100), expected);
}

#[test]
fn a_spend_takes_the_next_free_units_of_the_line() {
    let line = |epoch, used| Line { cap: 10, epoch, used };
    let parts = |epoch, first| Installments { epoch, first, next: 10 };
    // From a line that ended long ago.
    check_line(line(7, 9), 1, Ok((line(100, 1), parts(100, 1))));
    check_line(line(7, 9), 10, Ok((line(100, 10), parts(100, 10))));
    check_line(line(7, 9), 11, Ok((line(101, 1), parts(100, 10))));
    check_line(line(7, 9), 20, Ok((line(101, 10), parts(100, 10))));
    check_line(line(7, 9), 21, Ok((line(102, 1), parts(100, 10))));
    // From one that ends in this epoch.
    check_line(line(100, 4), 6, Ok((line(100, 10), parts(100, 6))));
    check_line(line(100, 4), 7, Ok((line(101, 1), parts(100, 6))));
    check_line(line(100, 10), 1, Ok((line(101, 1), parts(101, 1))));
    // From one that ends later.
    check_line(line(103, 4), 19, Ok((line(105, 3), parts(103, 6))));
    // A lowered cap below what is used.
    check_line(line(103, 50), 11, Ok((line(105, 1), parts(104, 10))));
    // As far ahead as it may, and a unit farther.
    check_line(line(0, 0), 1_210, Ok((line(220, 10), parts(100, 10))));
    check_line(line(0, 0), 1_211, Err(Error::TooFarAhead { most: 120 }));
    check_line(line(220, 9), 1, Ok((line(220, 10), parts(220, 1))));
    check_line(line(220, 10), 1, Err(Error::TooFarAhead { most: 120 }));
    check_line(line(0, 0), u128::MAX, Err(Error::TooFarAhead { most: 120 }));
    let wide = Line { cap: u128::MAX, epoch: 0, used: 0 };
    let all = Installments { epoch: 100, first: u128::MAX, next: u128::MAX };
    check_line(wide, u128::MAX, Ok((Line { epoch: 100, used: u128::MAX, ..wide }, all)));
}

#[track_caller]
fn check_due(installments: Installments, total: u128, epoch: u64, expected: u128) {
    assert_eq!(installments.due(total, epoch), expected);
}

#[test]
fn installments_fall_due_epoch_by_epoch() {
    let parts = Installments { epoch: 103, first: 6, next: 10 };
    check_due(parts, 19, 0, 0);
    check_due(parts, 19, 102, 0);
    check_due(parts, 19, 103, 6);
    check_due(parts, 19, 104, 16);
    check_due(parts, 19, 105, 19);
    check_due(parts, 19, u64::MAX, 19);
    check_due(Installments { next: u128::MAX, ..parts }, u128::MAX, u64::MAX, u128::MAX);
    check_due(Installments { epoch: 100, first: 19, next: 0 }, 19, 100, 19);
}

#[track_caller]
fn check_vested(total: u128, now: Millis, expected: u128) {
    assert_eq!(Stream { start: 100, cliff: 130, end: 200 }.vested_floor(total, now), expected);
}

#[test]
fn streams_vest_evenly_behind_the_cliff() {
    check_vested(1_000, 0, 0);
    check_vested(1_000, 100, 0);
    check_vested(1_000, 129, 0);
    check_vested(1_000, 130, 300);
    check_vested(1_000, 199, 990);
    check_vested(1_000, 200, 1_000);
    check_vested(1_000, Millis::MAX, 1_000);
    check_vested(3, 150, 1); // 1.5
    check_vested(1, 199, 0);
    check_vested(u128::MAX, 150, u128::MAX / 2);
    check_vested(u128::MAX, 199, 336_879_543_251_729_078_828_740_861_357_450_529_340);
    // 0.99 * (2^128 - 1) rounded down.
}

#[track_caller]
fn check_stream(start: Millis, cliff: Millis, end: Millis, fine: bool) {
    let expected = if fine { Ok(()) } else { Err(Error::StreamOutside { start, cliff, end }) };
    assert_eq!(Stream { start, cliff, end }.check(), expected);
}

#[test]
fn streams_start_before_they_end() {
    check_stream(0, 0, 0, false);
    check_stream(0, 0, 1, true);
    check_stream(0, 1, 1, true);
    check_stream(0, 2, 1, false);
    check_stream(5, 4, 9, false);
    check_stream(5, 5, 5, false);
    check_stream(9, 7, 5, false);
    check_stream(1, 1, MAX_STREAM + 1, true);
    check_stream(0, 1, MAX_STREAM + 1, false);
    check_stream(Millis::MAX - 1, Millis::MAX, Millis::MAX, true);
}

const FULL: Books = Books { booked: 400, buckets: [100; 4] };

fn spend(bucket: Bucket, amount: u128) -> Spend<u8> {
    Spend { bucket, asset: 0, to: PAYEE, amount, stream: None }
}

#[track_caller]
fn check_spend(caller: u8, spend: Spend<u8>, cap: u128, expected: Result<(), Error>) {
    let spent = treasury().spend(caller, spend, &FULL, |_| Line { cap, epoch: 0, used: 0 }, NOW);
    assert_eq!(spent.map(|_| ()), expected);
    if let Ok((treasury, books, line, debt)) = spent {
        assert_eq!(treasury.debts, 1);
        assert_eq!(books.booked, FULL.booked, "a debt stays booked");
        assert_eq!(books.buckets[spend.bucket as usize], 100 - spend.amount);
        assert_eq!((debt.total, debt.paid, debt.to), (spend.amount, 0, PAYEE));
        assert_eq!(line.is_none(), caller == DUAL);
    }
}

#[test]
fn spend_obeys_roles_buckets_and_caps() {
    for bucket in Bucket::ALL {
        let forbidden = matches!(bucket, Bucket::Grants | Bucket::Reserve);
        let creative = if forbidden { Err(Error::BucketForbidden { bucket }) } else { Ok(()) };
        check_spend(STRATEGIC, spend(bucket, 100), 100, Ok(()));
        check_spend(CREATIVE, spend(bucket, 100), 100, creative);
        check_spend(DUAL, spend(bucket, 100), 0, Ok(()));
        check_spend(PAYEE, spend(bucket, 100), 100, Err(Error::NotAllowed));
        check_spend(STRATEGIC, spend(bucket, 101), 1_000, Err(Error::BucketTooLow { bucket, holds: 100 }));
        check_spend(DUAL, spend(bucket, u128::MAX), 0, Err(Error::BucketTooLow { bucket, holds: 100 }));
        check_spend(DUAL, spend(bucket, 0), 0, Err(Error::ZeroAmount));
    }
    let compute = spend(Bucket::Compute, 1);
    check_spend(STRATEGIC, compute, 0, Err(Error::NoCap { spender: Spender::Strategic }));
    check_spend(CREATIVE, compute, 0, Err(Error::NoCap { spender: Spender::Creative }));
    let stream = Some(Stream { start: 0, cliff: 0, end: 1 });
    check_spend(STRATEGIC, Spend { stream, ..compute }, 1, Ok(()));
    check_spend(DUAL, Spend { stream, ..compute }, 0, Ok(()));
    check_spend(CREATIVE, Spend { stream, ..compute }, 1, Err(Error::NotAllowed));
    let bad = Some(Stream { start: 1, cliff: 1, end: 1 });
    let outside = Err(Error::StreamOutside { start: 1, cliff: 1, end: 1 });
    check_spend(DUAL, Spend { stream: bad, ..compute }, 0, outside);
    let full = Treasury { debts: u32::MAX, ..treasury() };
    let refused = full.spend(DUAL, compute, &FULL, |_| Line::default(), NOW);
    assert_eq!(refused.map(|_| ()), Err(Error::Overflow));
}

fn stream_of(caller: u8, cap: u128) -> Debt<u8> {
    let stream = Some(Stream { start: NOW, cliff: NOW + DAY, end: NOW + 10 * DAY });
    let order = Spend { stream, ..spend(Bucket::Grants, 100) };
    treasury().spend(caller, order, &FULL, |_| Line { cap, epoch: 0, used: 0 }, NOW).unwrap().3
}

#[track_caller]
fn check_collect(debt: Debt<u8>, days: u64, expected: u128) {
    let treasury = treasury();
    let collected = treasury.collect(4, &debt, &FULL, NOW + days * DAY);
    assert_eq!(treasury.due(&debt, NOW + days * DAY), expected);
    match expected {
        0 => assert_eq!(collected, Err(Error::NothingDue { debt: 4 })),
        _ => {
            let (paid, books, amount) = collected.unwrap();
            assert_eq!((amount, books.booked, books.buckets), (expected, 400 - expected, FULL.buckets));
            assert_eq!(paid.paid, debt.paid + expected);
            let again = treasury.collect(4, &paid, &books, NOW + days * DAY);
            assert_eq!(again, Err(Error::NothingDue { debt: 4 }));
        }
    }
}

#[test]
fn what_is_due_is_vested_and_within_the_cap() {
    check_collect(stream_of(DUAL, 0), 0, 0);
    check_collect(stream_of(DUAL, 0), 1, 10);
    check_collect(stream_of(DUAL, 0), 5, 50);
    check_collect(stream_of(DUAL, 0), 10, 100);
    // The cap puts it off: 3 a day, the day of the opening counts.
    check_collect(stream_of(STRATEGIC, 3), 1, 6);
    check_collect(stream_of(STRATEGIC, 3), 9, 30);
    check_collect(stream_of(STRATEGIC, 3), 32, 99);
    check_collect(stream_of(STRATEGIC, 3), 33, 100);
    // Vesting puts it off.
    check_collect(stream_of(STRATEGIC, 60), 1, 10);
    check_collect(Debt { paid: 10, ..stream_of(DUAL, 0) }, 1, 0);
    check_collect(Debt { paid: 10, ..stream_of(DUAL, 0) }, 2, 10);
}

#[track_caller]
fn check_cancel(debt: Debt<u8>, caller: u8, days: u64, expected: Result<u128, Error>) {
    let canceled = treasury().cancel_stream(caller, 4, &debt, &FULL, NOW + days * DAY);
    assert_eq!(canceled.map(|(_, _, returned)| returned), expected);
    if let Ok((rest, books, returned)) = canceled {
        assert_eq!((rest.total, rest.stream), (100 - returned, None));
        assert_eq!((books.booked, books.buckets[Bucket::Grants as usize]), (400, 100 + returned));
        let again = treasury().cancel_stream(caller, 4, &rest, &books, NOW + days * DAY);
        assert_eq!(again, Err(Error::NotAStream { debt: 4 }));
    }
}

#[test]
fn a_canceled_stream_owes_what_has_vested() {
    check_cancel(stream_of(DUAL, 0), DUAL, 0, Ok(100));
    check_cancel(stream_of(DUAL, 0), DUAL, 1, Ok(90));
    check_cancel(stream_of(DUAL, 0), DUAL, 9, Ok(10));
    check_cancel(stream_of(DUAL, 0), DUAL, 10, Err(Error::AllVested { debt: 4 }));
    check_cancel(stream_of(DUAL, 0), STRATEGIC, 1, Err(Error::NotAllowed));
    check_cancel(stream_of(DUAL, 0), CREATIVE, 1, Err(Error::NotAllowed));
    check_cancel(stream_of(DUAL, 0), PAYEE, 1, Err(Error::NotAllowed));
    check_cancel(stream_of(STRATEGIC, 1), STRATEGIC, 1, Ok(90));
    check_cancel(stream_of(STRATEGIC, 1), DUAL, 1, Ok(90));
    check_cancel(stream_of(STRATEGIC, 1), CREATIVE, 1, Err(Error::NotAllowed));
    let plain = Debt { stream: None, ..stream_of(STRATEGIC, 1) };
    check_cancel(plain, STRATEGIC, 1, Err(Error::NotAStream { debt: 4 }));
}

#[test]
fn the_rest_is_for_one_timelock_each() {
    let treasury = treasury();
    let refused = Err(Error::NotAllowed);
    for (caller, strategic, dual) in
        [(STRATEGIC, true, false), (CREATIVE, false, false), (DUAL, false, true), (PAYEE, false, false)]
    {
        let when = |allowed: bool| if allowed { Ok(()) } else { refused };
        let route = [Bucket::Grants, Bucket::Compute];
        assert_eq!(treasury.move_funds(caller, &FULL, route, 100).map(|_| ()), when(strategic));
        assert_eq!(treasury.set_policy(caller, POLICY).map(|_| ()), when(dual));
        let line = Line { cap: 1, epoch: 5, used: 1 };
        let set = treasury.set_cap(caller, Spender::Creative, &line, 7);
        assert_eq!(set, when(dual).map(|()| Line { cap: 7, ..line }));
        assert_eq!(treasury.register(caller).map(|treasury| treasury.assets), when(strategic || dual).map(|()| 2));
    }
    let bad = [Bps(10_000), Bps(1), Bps(0), Bps(0)];
    assert_eq!(treasury.set_policy(DUAL, bad), Err(Error::PolicyNotWhole { sum: 10_001 }));
    assert_eq!(treasury.set_cap(DUAL, Spender::Dual, &Line::default(), 1), Err(Error::DualHasNoCap));
    let full = Treasury { assets: u32::MAX, ..treasury };
    assert_eq!(full.register(DUAL), Err(Error::Overflow));
}

#[test]
fn move_funds_needs_them() {
    let treasury = treasury();
    let moved = |route, amount| treasury.move_funds(STRATEGIC, &FULL, route, amount).map(|books| books.buckets);
    let route = [Bucket::Grants, Bucket::Compute];
    assert_eq!(moved(route, 100), Ok([200, 0, 100, 100]));
    assert_eq!(moved(route, 1), Ok([101, 99, 100, 100]));
    assert_eq!(moved(route, 0), Err(Error::ZeroAmount));
    assert_eq!(moved(route, 101), Err(Error::BucketTooLow { bucket: Bucket::Grants, holds: 100 }));
    assert_eq!(moved([Bucket::Grants; 2], 100), Ok([100; 4]));
}

#[test]
fn only_the_payee_redirects() {
    let debt = stream_of(DUAL, 0);
    assert_eq!(debt.redirect(4, PAYEE, 77).map(|debt| debt.to), Ok(77));
    for stranger in [STRATEGIC, DUAL, 77] {
        assert_eq!(debt.redirect(4, stranger, 77), Err(Error::NotPayee { debt: 4 }));
    }
}
