//! Who is paid how much: rounding, tips, modes, tiers, Merkle sums, the largest tables and the smallest amounts.

mod common;

use atelier_splits::{paid_per_page, Error, Id, Mode, Step, Tag, PAGE_BYTES};
use common::*;
use splits_model::replay;

/// Replays on the rules and on the naive model and compares after each operation.
#[track_caller]
fn check_replay(operations: &[Operation]) -> World<32> {
    let mut world = World::new();
    if let Err(error) = replay(&mut world, operations, 1) {
        panic!("{error}");
    }
    world
}

#[test]
fn dust_of_nine_units_over_ten_payees_a_thousand_times_is_never_lost() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 10)));
    for round in 1..=1000u128 {
        deposit(&mut world, split, GOLD, 9);
        let report = pay_all(&mut world, split, GOLD);
        // Everybody has 9 / 10 of a unit for each round, rounded down.
        let before = 10 * (9 * (round - 1) / 10);
        assert_eq!(report.paid, 10 * (9 * round / 10) - before, "round {round}");
        assert!(world.held(GOLD) < 10);
    }
    assert!((1..=10).all(|number| gained(&world, Account(number), GOLD) == 900));
    assert_eq!(world.held(GOLD), 0);
}

#[test]
fn dust_claimed_at_any_moment_is_the_same_as_claimed_at_the_end() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 10)));
    let random = &mut Random::new(1);
    for _ in 0..1000 {
        deposit(&mut world, split, GOLD, 9);
        claim(&mut world, &[step(1, random.below(10) as u16)], GOLD);
    }
    pay_all(&mut world, split, GOLD);
    assert!((1..=10).all(|number| gained(&world, Account(number), GOLD) == 900));
}

#[test]
fn pay_all_pays_430_entries_in_chunks_and_at_once() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 430)));
    deposit(&mut world, split, GOLD, 430 * 7 + 429);
    let mut chunks = world.clone();
    let mut paid = 0;
    for from in (0..440).step_by(100) {
        let operation = Operation::PayAll { caller: ANYBODY, split, asset: GOLD, from, count: 100 };
        paid += report(done(&mut chunks, &operation)).payouts;
    }
    assert_eq!(paid, 430);
    let all = pay_all(&mut world, split, GOLD);
    assert_eq!(all, Report { paid: 430 * 7, tips: 0, payouts: 430, failed: 0 });
    assert!(chunks.is_same(&world));
    assert_eq!(world.held(GOLD), 429);
    assert_eq!(pay_all(&mut world, split, GOLD), Report::default());
}

#[test]
fn pay_all_behind_the_last_entry_pays_nothing() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 3)));
    deposit(&mut world, split, GOLD, 9);
    for (from, count) in [(3, 1), (3, u16::MAX), (430, 1), (u16::MAX, u16::MAX), (0, 0), (2, 0)] {
        let operation = Operation::PayAll { caller: ANYBODY, split, asset: GOLD, from, count };
        assert_eq!(report(done(&mut world, &operation)), Report::default(), "{from}, {count}");
    }
    let operation = Operation::PayAll { caller: ANYBODY, split, asset: GOLD, from: 2, count: u16::MAX };
    assert_eq!(report(done(&mut world, &operation)).payouts, 1);
}

#[test]
fn paid_cell_grows_to_the_highest_entry_that_was_paid() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 430)));
    deposit(&mut world, split, GOLD, 430);
    let length = |world: &World<32>| {
        let key = atelier_splits::Key { tag: Tag::Paid, id: 1, asset: GOLD, part: 0 };
        world.store.peek(&key).len()
    };
    for (index, expected) in [(3, 64), (1, 64), (100, 1616), (429, 6880)] {
        assert_eq!(claim(&mut world, &[step(1, index)], GOLD), 1);
        assert_eq!(length(&world), expected);
    }
    assert_eq!(paid_per_page(PAGE_BYTES), 430);
    // Where nothing is owed nothing is written.
    assert_eq!(claim(&mut world, &[step(1, 429)], SILVER), 0);
    assert_eq!(claim(&mut world, &[step(1, 3)], GOLD), 0);
    assert!(world.store.writes.is_empty());
}

#[track_caller]
fn check_tip(amount: u128, tip: u8, expected: u128) {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1)])));
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip });
    deposit(&mut world, split, GOLD, amount);
    let mut many = world.clone();
    assert_eq!(claim_as(&mut world, BOB, &[step(1, 0)], GOLD), amount);
    assert_eq!(gained(&world, BOB, GOLD) as u128, expected);
    assert_eq!(gained(&world, ALICE, GOLD) as u128, amount - expected);
    let operation = Operation::PayAll { caller: BOB, split, asset: GOLD, from: 0, count: 1 };
    assert_eq!(report(done(&mut many, &operation)), Report { paid: amount, tips: expected, payouts: 1, failed: 0 });
    assert!(many.is_same(&world));
}

#[test]
fn tip_is_rounded_down() {
    check_tip(1000, 1, 1);
    check_tip(999, 1, 0);
    check_tip(1999, 1, 1);
    check_tip(9, 100, 0);
    check_tip(10, 100, 1);
    check_tip(19, 100, 1);
    check_tip(1000, 0, 0);
    check_tip(12_345, 33, 407); // 407.385
}

#[test]
fn tip_of_the_largest_amount_does_not_overflow() {
    check_tip(u128::MAX, 100, u128::MAX / 10);
    check_tip(u128::MAX, 1, u128::MAX / 1000);
}

#[test]
fn tip_is_not_taken_from_owners_nor_from_claims_to_another_account() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1)])));
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 100 });
    deposit(&mut world, split, GOLD, 100);
    assert_eq!(claim_as(&mut world, ALICE, &[step(1, 0)], GOLD), 100);
    deposit(&mut world, split, GOLD, 100);
    let operation = Operation::ClaimTo { caller: ALICE, path: vec![step(1, 0)], assets: vec![GOLD], recipient: CAROL };
    assert_eq!(done(&mut world, &operation), Done::Paid(vec![100]));
    deposit(&mut world, split, GOLD, 100);
    let operation = Operation::PayAll { caller: ALICE, split, asset: GOLD, from: 0, count: 1 };
    assert_eq!(report(done(&mut world, &operation)).tips, 0);
    assert_eq!((gained(&world, ALICE, GOLD), gained(&world, CAROL, GOLD)), (200, 100));
}

#[test]
fn tip_comes_from_the_entry_that_offers_it_alone() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1), to(BOB, 1)])));
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 50 });
    deposit(&mut world, split, GOLD, 200);
    let operation = Operation::PayAll { caller: DAVE, split, asset: GOLD, from: 0, count: 2 };
    assert_eq!(report(done(&mut world, &operation)), Report { paid: 200, tips: 5, payouts: 2, failed: 0 });
    assert_eq!((gained(&world, ALICE, GOLD), gained(&world, BOB, GOLD), gained(&world, DAVE, GOLD)), (95, 100, 5));
}

#[test]
fn tip_of_a_payout_that_fails_is_not_paid() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1), to(BOB, 1)])));
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 50 });
    set_mode(&mut world, BOB, step(1, 1), Mode::Anyone { tip: 100 });
    deposit(&mut world, split, GOLD, 200);
    world.refuse(ALICE, GOLD, true);
    let operation = Operation::PayAll { caller: DAVE, split, asset: GOLD, from: 0, count: 2 };
    assert_eq!(report(done(&mut world, &operation)), Report { paid: 100, tips: 10, payouts: 1, failed: 1 });
    assert_eq!(world.held(GOLD), 100);
}

#[test]
fn pay_all_passes_over_reserved_entries_unless_the_owner_calls() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1), to(BOB, 1), to(CAROL, 1)])));
    set_mode(&mut world, BOB, step(1, 1), Mode::SelfOnly);
    deposit(&mut world, split, GOLD, 30);
    assert_eq!(pay_all(&mut world, split, GOLD), Report { paid: 20, tips: 0, payouts: 2, failed: 0 });
    assert_eq!(owed(&world, step(1, 1), GOLD), 10);
    let operation = Operation::PayAll { caller: BOB, split, asset: GOLD, from: 0, count: 3 };
    assert_eq!(report(done(&mut world, &operation)).paid, 10);
}

#[test]
fn payout_that_fails_does_not_stop_the_others_and_is_owed_with_what_comes_later() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, crowd(1, 4)));
    deposit(&mut world, split, GOLD, 400);
    world.refuse(Account(2), GOLD, true);
    assert_eq!(pay_all(&mut world, split, GOLD), Report { paid: 300, tips: 0, payouts: 3, failed: 1 });
    assert_eq!(world.batch(GOLD).asset().unwrap().unwrap().recorded, 100);
    deposit(&mut world, split, GOLD, 4);
    assert_eq!(pay_all(&mut world, split, GOLD), Report { paid: 3, tips: 0, payouts: 3, failed: 1 });
    world.refuse(Account(2), GOLD, false);
    assert_eq!(pay_all(&mut world, split, GOLD), Report { paid: 101, tips: 0, payouts: 1, failed: 0 });
    assert_eq!(world.held(GOLD), 0);
}

#[test]
fn payout_that_fails_writes_again_only_what_it_takes_back() {
    let mut world = World::<32>::new();
    create(&mut world, plan([to(CAROL, 1)]));
    let split = Id(create(&mut world, plan([to(ALICE, 1), lazy(Id(1), 1)])));
    deposit(&mut world, split, GOLD, 100);
    world.refuse(ALICE, GOLD, true);
    assert_eq!(pay_all(&mut world, split, GOLD).failed, 1);
    let written = |tag: Tag| world.store.writes.iter().find(|(key, _)| key[0] == tag as u8).map(|(_, count)| *count);
    // The paid amounts and the token's record twice, what the split below has received once.
    assert_eq!((written(Tag::Paid), written(Tag::Asset), written(Tag::Received)), (Some(2), Some(2), Some(1)));
}

#[test]
fn hand_over_brings_what_is_unclaimed_and_resets_the_mode() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1), to(BOB, 1)])));
    set_mode(&mut world, ALICE, step(1, 0), Mode::SelfOnly);
    deposit(&mut world, split, GOLD, 100);
    deposit(&mut world, split, SILVER, 10);
    let hand_over = Operation::HandOver { owner: ALICE, to: DAVE, entry: step(1, 0), asset: GOLD, at_least: 50 };
    done(&mut world, &hand_over);
    check_refused(&mut world, &hand_over, Error::NotOwner { version: 1, index: 0 });
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 50);
    assert_eq!(claim(&mut world, &[step(1, 0)], SILVER), 5);
    assert_eq!((gained(&world, DAVE, GOLD), gained(&world, DAVE, SILVER), gained(&world, ALICE, GOLD)), (50, 5, 0));
}

#[test]
fn hand_over_may_bring_the_same_account_into_a_table_twice() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1), to(BOB, 3)])));
    done(&mut world, &Operation::HandOver { owner: ALICE, to: BOB, entry: step(1, 0), asset: GOLD, at_least: 0 });
    deposit(&mut world, split, GOLD, 8);
    assert_eq!(pay_all(&mut world, split, GOLD), Report { paid: 8, tips: 0, payouts: 2, failed: 0 });
    assert_eq!(gained(&world, BOB, GOLD), 8);
}

#[test]
fn claim_of_a_path_that_ends_in_an_edge_passes_on_and_pays_nobody() {
    let mut world = World::<32>::new();
    create(&mut world, plan([to(ALICE, 1)]));
    create(&mut world, plan([lazy(Id(1), 1), to(BOB, 1)]));
    deposit(&mut world, Id(2), GOLD, 10);
    assert_eq!(world.received(1, GOLD), 0);
    assert_eq!(claim(&mut world, &[step(2, 0)], GOLD), 0);
    assert_eq!(world.received(1, GOLD), 5);
    assert_eq!(claim(&mut world, &[step(2, 0)], GOLD), 0);
    assert_eq!(world.received(1, GOLD), 5);
}

#[test]
fn claim_to_pays_several_assets_and_none_twice() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, plan([to(ALICE, 1)])));
    deposit(&mut world, split, GOLD, 7);
    deposit(&mut world, split, NATIVE, 9);
    let assets = vec![GOLD, NATIVE, SILVER, GOLD];
    let operation = Operation::ClaimTo { caller: ALICE, path: vec![step(1, 0)], assets, recipient: DAVE };
    assert_eq!(done(&mut world, &operation), Done::Paid(vec![7, 9, 0, 0]));
    // One that fails takes back those before it.
    deposit(&mut world, split, GOLD, 7);
    deposit(&mut world, split, NATIVE, 9);
    let assets = vec![GOLD, NATIVE];
    let operation = Operation::ClaimTo { caller: ALICE, path: vec![step(1, 0)], assets, recipient: NEWCOMER };
    check_refused(&mut world, &operation, Refusal::PayoutFailed { account: NEWCOMER, amount: 9 });
    assert_eq!(owed(&world, step(1, 0), GOLD), 7);
}

#[test]
fn waterfall_pays_one_after_the_other() {
    // Alice the first 100, Bob the next 50, Carol the rest.
    let mut world = World::<32>::new();
    let entries = [to(ALICE, 0), to(BOB, 0), to(CAROL, 1)];
    let split = Id(create(&mut world, tiers(entries, [tier(100, [1, 0, 0]), tier(50, [0, 1, 0])])));
    for (income, expected) in [
        (99, [99, 0, 0]),
        (1, [100, 0, 0]),
        (1, [100, 1, 0]),
        (49, [100, 50, 0]),
        (1, [100, 50, 1]),
        (1000, [100, 50, 1001]),
    ] {
        deposit(&mut world, split, GOLD, income);
        pay_all(&mut world, split, GOLD);
        assert_eq!([ALICE, BOB, CAROL].map(|account| gained(&world, account, GOLD)), expected);
    }
    assert_eq!(world.held(GOLD), 0);
}

#[test]
fn recoup_pays_the_investors_first_and_then_divides() {
    let entries = [to(ALICE, 1), to(BOB, 1), to(CAROL, 8)];
    let recoup = tiers(entries, [tier(300, [2, 1, 0])]);
    let mut operations = vec![create_operation(recoup)];
    for amount in [1, 1, 298, 1, 99, 1000] {
        operations.push(deposit_operation(Id(1), GOLD, amount));
        operations.push(Operation::PayAll { caller: ANYBODY, split: Id(1), asset: GOLD, from: 0, count: 3 });
    }
    let world = check_replay(&operations);
    // 200 + 110, 100 + 110, 880.
    assert_eq!([ALICE, BOB, CAROL].map(|account| gained(&world, account, GOLD)), [310, 210, 880]);
}

#[test]
fn capped_royalty_ends_with_its_tier() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, tiers([to(ALICE, 0), to(BOB, 1)], [tier(1000, [1, 9])])));
    deposit(&mut world, split, GOLD, u128::MAX);
    pay_all(&mut world, split, GOLD);
    assert_eq!(gained(&world, ALICE, GOLD), 100);
}

#[test]
fn caps_count_one_asset_and_others_go_through_the_last_tier() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, tiers([to(ALICE, 0), to(BOB, 1)], [tier(1000, [1, 0])])));
    for asset in ASSETS {
        deposit(&mut world, split, asset, 1500);
        pay_all(&mut world, split, asset);
    }
    let of = |asset| (gained(&world, ALICE, asset), gained(&world, BOB, asset));
    assert_eq!(of(GOLD), (1000, 500));
    assert_eq!(of(SILVER), (0, 1500));
    assert_eq!(of(NATIVE), (0, 1500));
}

#[test]
fn caps_of_native_money_leave_tokens_alone() {
    let mut world = World::<32>::new();
    let entries = vec![to(ALICE, 0), to(BOB, 1)];
    let split = Id(create(&mut world, Plan::Tiers { entries, asset: NATIVE, tiers: vec![tier(1000, [1, 0])] }));
    for asset in ASSETS {
        deposit(&mut world, split, asset, 1500);
        pay_all(&mut world, split, asset);
    }
    assert_eq!([NATIVE, GOLD, SILVER].map(|asset| gained(&world, ALICE, asset)), [1000, 0, 0]);
}

#[test]
fn tiers_feed_eager_and_lazy_edges() {
    let entries = vec![eager(Id(1), 1), lazy(Id(2), 2), to(CAROL, 1)];
    let mut operations = vec![
        create_operation(plan([to(ALICE, 1), to(DAVE, 2)])),
        create_operation(plan([to(BOB, 1), to(DAVE, 2)])),
        create_operation(tiers(entries, [tier(100, [1, 0, 0]), tier(60, [1, 1, 1])])),
    ];
    for amount in [50, 50, 1, 59, 7, 1000] {
        operations.push(deposit_operation(Id(3), GOLD, amount));
        operations.push(claim_operation(ANYBODY, &[step(3, 1), step(2, 0)], GOLD));
        operations.push(claim_operation(ANYBODY, &[step(1, 0)], GOLD));
    }
    let mut world = check_replay(&operations);
    // 100 + 20 + 1007 / 4 and 20 + 1007 / 2.
    assert_eq!((world.received(1, GOLD), world.received(2, GOLD)), (371, 523));
}

/// Tables whose rows stand on several pages: 430 entries with `capped` tiers before the last, claimed around each
/// page's end.
#[track_caller]
fn check_pages(capped: usize, per_page: u16) {
    assert_eq!(usize::from(per_page), atelier_splits::Row::<32>::per_page(capped + 1, PAGE_BYTES));
    let entries: Vec<_> = (0..430).map(|number| to(Account(number + 1), u32::from(number) + 1)).collect();
    // Weights 1 and a cap that 430 divides.
    let tiers: Vec<_> = (0..capped).map(|number| tier(430 * (number as u128 + 1), vec![1; 430])).collect();
    let plan = if capped == 0 { plan(entries) } else { common::tiers(entries, tiers) };
    let mut operations = vec![create_operation(plan)];
    operations.push(deposit_operation(Id(1), GOLD, 123_456_789));
    for index in [0, 1, per_page - 1, per_page, per_page + 1, 2 * per_page - 1, 2 * per_page, 428, 429, 430] {
        operations.push(claim_operation(ANYBODY, &[step(1, index)], GOLD));
        operations.push(Operation::SetMode { caller: Account(index + 1), entry: step(1, index), mode: Mode::SelfOnly });
        operations.push(claim_operation(ANYBODY, &[step(1, index)], GOLD));
    }
    operations.push(deposit_operation(Id(1), GOLD, 1_000_000));
    for from in [per_page - 2, 0, 2 * per_page - 1] {
        operations.push(Operation::PayAll { caller: Account(1), split: Id(1), asset: GOLD, from, count: 4 });
    }
    operations.push(Operation::PayAll { caller: Account(1), split: Id(1), asset: GOLD, from: 0, count: 430 });
    check_replay(&operations);
}

#[test]
fn rows_on_several_pages_are_found() {
    check_pages(0, 430);
    check_pages(1, 388);
    check_pages(3, 324);
    check_pages(6, 260);
    check_pages(7, 244);
}

#[test]
fn eager_edges_on_the_second_page_are_settled() {
    let mut world = World::<32>::new();
    let leaf = Id(create(&mut world, plan([to(ALICE, 1)])));
    let mut entries: Vec<_> = (0..429).map(|number| to(Account(number + 1), 1)).collect();
    entries.push(eager(leaf, 1));
    let split = Id(create(&mut world, tiers(entries, vec![tier(430, [1; 430]); 7])));
    deposit(&mut world, split, GOLD, 8 * 430);
    assert_eq!(world.received(leaf.0, GOLD), 8);
}

#[test]
fn merkle_sum_of_ten_thousand_leaves_pays_each_its_share() {
    let leaves: Vec<_> = (0..10_000u16).map(|number| (Account(number), u64::from(number % 91) + 1)).collect();
    let total: u64 = leaves.iter().map(|(_, weight)| weight).sum();
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, Plan::Leaves(leaves.clone())));
    let income = 1_000_000_007u128;
    deposit(&mut world, split, GOLD, income);
    let mut low = 0;
    for (index, (account, weight)) in leaves.iter().enumerate() {
        if index % 997 == 0 {
            let leaves = vec![LeafOf { plan: 1, index: index as u32 }; 2];
            let operation = Operation::PayLeaves { caller: DAVE, version: 1, asset: GOLD, leaves };
            let share = income * u128::from(*weight) / u128::from(total);
            let paid = report(done(&mut world, &operation));
            // Twice in one call and again in the next: paid once.
            assert_eq!(paid, Report { paid: share, tips: 0, payouts: 1, failed: 0 });
            assert_eq!(report(done(&mut world, &operation)), Report::default());
            assert_eq!(world.leaf_paid(1, low, GOLD), share);
            let before = if *account == ANYBODY { income as i128 } else { 0 };
            assert_eq!(gained(&world, *account, GOLD) + before, share as i128);
        }
        low += weight;
    }
}

#[test]
fn merkle_sum_takes_the_largest_weights_and_amounts() {
    let leaves = vec![(ALICE, u64::MAX - 2), (BOB, 1), (CAROL, 1)];
    let pay = |index| {
        let leaves = vec![LeafOf { plan: 1, index }];
        Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves }
    };
    let mut world = World::<32>::new();
    create(&mut world, Plan::Leaves(leaves));
    deposit(&mut world, Id(1), GOLD, u128::MAX);
    // 2^128 - 1 = (2^64 - 1)(2^64 + 1), so each unit of weight earns 2^64 + 1.
    let unit = (1u128 << 64) + 1;
    assert_eq!(report(done(&mut world, &pay(2))).paid, unit);
    assert_eq!(report(done(&mut world, &pay(0))).paid, unit * u128::from(u64::MAX - 2));
    assert_eq!(report(done(&mut world, &pay(1))).paid, unit);
    assert_eq!(world.held(GOLD), 0);
}

#[test]
fn merkle_sum_keeps_the_same_account_in_two_leaves_apart() {
    let pay = |index| {
        let leaves = vec![LeafOf { plan: 1, index }];
        Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves }
    };
    let operations = [
        create_operation(Plan::Leaves(vec![(ALICE, 5), (ALICE, 5), (BOB, 5)])),
        deposit_operation(Id(1), GOLD, 15),
        pay(1),
        pay(0),
        pay(0),
        pay(2),
    ];
    let world = check_replay(&operations);
    assert_eq!((gained(&world, ALICE, GOLD), gained(&world, BOB, GOLD)), (10, 5));
}

#[test]
fn merkle_sum_leaf_of_an_asset_never_received_is_owed_nothing() {
    let mut world = World::<32>::new();
    create(&mut world, Plan::Leaves(vec![(ALICE, 1)]));
    let leaves = vec![LeafOf { plan: 1, index: 0 }];
    let operation = Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves };
    assert_eq!(report(done(&mut world, &operation)), Report::default());
    assert!(world.store.writes.keys().all(|key| key[0] == Tag::Asset as u8));
}

#[test]
fn merkle_sum_payout_that_fails_keeps_the_debt() {
    let mut world = World::<32>::new();
    create(&mut world, Plan::Leaves(vec![(ALICE, 1), (BOB, 1)]));
    deposit(&mut world, Id(1), GOLD, 10);
    world.refuse(ALICE, GOLD, true);
    let leaves = vec![LeafOf { plan: 1, index: 0 }, LeafOf { plan: 1, index: 1 }];
    let operation = Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves };
    let expected = Report { paid: 5, tips: 0, payouts: 1, failed: 1 };
    assert_eq!(report(done(&mut world, &operation)), expected);
    assert_eq!(world.leaf_paid(1, 0, GOLD), 0);
    world.refuse(ALICE, GOLD, false);
    assert_eq!(report(done(&mut world, &operation)).paid, 5);
}

#[test]
fn sixteen_levels_pay_down_to_the_last_unit() {
    // Each level keeps half; eager and lazy levels alternate.
    let mut operations = vec![create_operation(plan([to(ALICE, 1), to(BOB, 1)]))];
    for version in 1..16 {
        let edge = if version % 2 == 0 { eager(Id(version), 1) } else { lazy(Id(version), 1) };
        operations.push(create_operation(plan([edge, to(BOB, 1)])));
    }
    let path: Vec<Step> = (1..=16).rev().map(|version| step(version, 0)).collect();
    for amount in [1, 1 << 16, 12_345_678, 3] {
        operations.push(deposit_operation(Id(16), GOLD, amount));
        operations.push(claim_operation(ALICE, &path, GOLD));
    }
    let world = check_replay(&operations);
    // (1 + 2^16 + 12,345,678 + 3) / 2^16 = 189.38
    assert_eq!(gained(&world, ALICE, GOLD), 189);
}

#[test]
fn fan_in_of_many_parents_into_one_child_loses_less_than_one_unit_for_each() {
    let mut operations = vec![create_operation(plan([to(ALICE, 1)]))];
    for weight in 1..=20 {
        operations.push(create_operation(plan([lazy(Id(1), weight), to(BOB, 21 - weight)])));
        operations.push(deposit_operation(Id(weight + 1), GOLD, 1000));
        operations.push(claim_operation(ANYBODY, &[step(weight + 1, 0), step(1, 0)], GOLD));
    }
    let world = check_replay(&operations);
    // The sum of 1000 * weight / 21, rounded down each.
    let expected: i128 = (1..=20).map(|weight| 1000 * weight / 21).sum();
    assert_eq!(gained(&world, ALICE, GOLD), expected);
}
