//! Each error of creation, with its values, and the largest tables that are not refused.

mod common;

use atelier_splits::{CreateError, Id, Mode, Target, Tier, MAX_EAGER, MAX_ENTRIES, MAX_HEIGHT, MAX_TIERS, MAX_TIP};
use common::*;

/// Version 1: Alice. Version 2: a Merkle-sum table. Head 1 over version 3: Bob.
fn stage() -> World<32> {
    let mut world = World::new();
    create(&mut world, plan([to(ALICE, 1)]));
    create(&mut world, Plan::Leaves(vec![(ALICE, 1)]));
    create_head(&mut world, plan([to(BOB, 1)]), options());
    world
}

/// Checks that a plan is refused, for a split that can be edited, as an edit and in a tree as well.
#[track_caller]
fn check(plan: Plan, expected: CreateError) {
    let mut world = stage();
    check_refused(&mut world, &create_operation(plan.clone()), expected);
    check_refused(&mut world, &head_operation(plan.clone(), options()), expected);
    check_refused(&mut world, &update_operation(Id::head(1), plan.clone()), expected);
    if let Plan::Entries(entries) = plan {
        let good = vec![(Branch::Outside(Target::Account(CAROL)), 1)];
        let bad = entries.into_iter().map(|entry| (Branch::Outside(entry.target), entry.weight)).collect();
        check_refused(&mut world, &Operation::CreateTree { caller: ANYBODY, nodes: vec![good, bad] }, expected);
    }
}

/// Checks that a plan makes a version.
#[track_caller]
fn check_created(plan: Plan) {
    let mut world = stage();
    let version = create(&mut world, plan);
    deposit(&mut world, Id(version), GOLD, 1_000_000);
}

#[test]
fn create_refuses_a_table_without_entries() {
    check(plan([]), CreateError::NoEntries);
    check(tiers([], [tier(1, [])]), CreateError::NoEntries);
    check(tiers([], []), CreateError::NoEntries);
}

#[test]
fn create_refuses_more_entries_than_one_cell_holds() {
    check_created(crowd(1, 430));
    check(crowd(1, 431), CreateError::TooManyEntries { entries: 431, most: 430 });
    let crowd: Vec<_> = (0..431).map(|number| to(Account(number), 1)).collect();
    let tiered = tiers(crowd, [tier(431, [1; 431])]);
    check(tiered, CreateError::TooManyEntries { entries: 431, most: 430 });
    assert_eq!(MAX_ENTRIES, 430);
}

#[test]
fn create_refuses_weight_zero() {
    check(plan([to(ALICE, 0)]), CreateError::ZeroWeight { index: 0 });
    check(plan([to(ALICE, 1), to(BOB, 0), to(CAROL, 0)]), CreateError::ZeroWeight { index: 1 });
    let in_each_tier = tiers([to(ALICE, 1), to(BOB, 0)], [tier(1, [1, 0]), tier(1, [1, 0])]);
    check(in_each_tier, CreateError::ZeroWeight { index: 1 });
    // An entry may earn in one tier alone.
    check_created(tiers([to(ALICE, 1), to(BOB, 0)], [tier(1, [1, 0]), tier(1, [0, 1])]));
}

#[test]
fn create_refuses_tiers_with_another_number_of_weights_than_entries() {
    let two = [to(ALICE, 1), to(BOB, 1)];
    let error = |tier, weights| CreateError::WeightsNotEntries { tier, weights, entries: 2 };
    check(tiers(two.clone(), [tier(1, [1])]), error(0, 1));
    check(tiers(two.clone(), [tier(2, [1, 1]), tier(3, [1, 1, 1])]), error(1, 3));
    check(tiers(two.clone(), [tier(2, [])]), error(0, 0));
    check(tiers(two, [tier(2, vec![1; 70_000])]), error(0, 70_000));
}

#[test]
fn create_refuses_the_same_target_twice() {
    check(plan([to(ALICE, 1), to(ALICE, 1)]), CreateError::DuplicateTarget { index: 1 });
    check(plan([to(ALICE, 1), to(BOB, 1), to(ALICE, 2)]), CreateError::DuplicateTarget { index: 2 });
    check(plan([lazy(Id(1), 1), eager(Id(1), 2)]), CreateError::DuplicateTarget { index: 1 });
    check(plan([eager(Id::head(1), 1), to(BOB, 1), lazy(Id::head(1), 1)]), CreateError::DuplicateTarget { index: 2 });
    // A head and the version it stands for are two targets.
    check_created(plan([eager(Id::head(1), 1), lazy(Id(3), 1)]));
}

#[test]
fn create_names_the_first_of_several_doubles_whatever_the_accounts_are() {
    check(plan([to(BOB, 1), to(BOB, 1), to(ALICE, 1), to(ALICE, 1)]), CreateError::DuplicateTarget { index: 1 });
    check(plan([to(ALICE, 1), to(ALICE, 1), to(BOB, 1), to(BOB, 1)]), CreateError::DuplicateTarget { index: 1 });
    check(plan([to(BOB, 1), to(BOB, 1), lazy(Id(1), 1), lazy(Id(1), 1)]), CreateError::DuplicateTarget { index: 1 });
    check(plan([to(BOB, 1), to(ALICE, 1), to(ALICE, 1), to(BOB, 1)]), CreateError::DuplicateTarget { index: 2 });
}

#[test]
fn create_refuses_the_ledger_as_a_payee() {
    check(plan([to(ALICE, 1), to(Account::LEDGER, 1)]), CreateError::ForbiddenPayee { index: 1 });
    check(plan([to(Account::LEDGER, 1), to(ALICE, 1)]), CreateError::ForbiddenPayee { index: 0 });
}

#[test]
fn update_refuses_an_edge_to_the_split_itself() {
    let mut world = stage();
    let room = create_head(&mut world, plan([to(BOB, 1)]), atelier_splits::Options { height: 5, ..options() });
    let error = CreateError::ForbiddenPayee { index: 1 };
    check_refused(&mut world, &update_operation(room, plan([to(BOB, 1), eager(room, 1)])), error);
    check_refused(&mut world, &update_operation(room, plan([to(BOB, 1), lazy(room, 1)])), error);
    // Neither through another split: that one stands above.
    let above = create(&mut world, plan([eager(room, 1), to(CAROL, 1)]));
    let error = CreateError::ChildTooHigh { index: u16::MAX, child: 6, most: 4 };
    check_refused(&mut world, &update_operation(room, plan([to(BOB, 1), eager(Id(above), 1)])), error);
    // At the largest height the edge itself is too high.
    let highest = create_head(&mut world, plan([to(BOB, 1)]), atelier_splits::Options { height: 16, ..options() });
    let error = CreateError::ChildTooHigh { index: 0, child: 16, most: 15 };
    check_refused(&mut world, &update_operation(highest, plan([eager(highest, 1)])), error);
}

#[test]
fn create_refuses_children_that_do_not_exist() {
    for child in [Id(0), Id(9), Id::head(0), Id::head(2), Id(u32::MAX)] {
        check(plan([to(ALICE, 1), lazy(child, 1)]), CreateError::UnknownChild { index: 1, child });
        check(plan([to(ALICE, 1), eager(child, 1)]), CreateError::UnknownChild { index: 1, child });
    }
}

#[test]
fn create_refuses_a_height_above_sixteen() {
    let mut world = World::<32>::new();
    let mut top = create(&mut world, plan([to(ALICE, 1)]));
    for height in 2..=16 {
        top = create(&mut world, plan([to(BOB, 1), lazy(Id(top), 1)]));
        assert_eq!(world.info(Id(top)).unwrap().height, height);
    }
    let error = CreateError::ChildTooHigh { index: 1, child: 16, most: 15 };
    check_refused(&mut world, &create_operation(plan([to(BOB, 1), lazy(Id(top), 1)])), error);
    check_refused(&mut world, &create_operation(plan([to(BOB, 1), eager(Id(top), 1)])), error);
    assert_eq!(MAX_HEIGHT, 16);

    // All sixteen levels in one claim.
    deposit(&mut world, Id(top), GOLD, 1 << 20);
    let path: Vec<_> = (1..=16).rev().map(|version| step(version, u16::from(version > 1))).collect();
    assert_eq!(claim(&mut world, &path, GOLD), 1 << 5);
}

#[test]
fn create_refuses_heights_that_no_split_may_have() {
    let height = |height| atelier_splits::Options { height, ..options() };
    let mut world = stage();
    let error = CreateError::ChildTooHigh { index: 0, child: 17, most: 16 };
    check_refused(&mut world, &head_operation(plan([to(ALICE, 1)]), height(17)), error);
    let error = CreateError::ChildTooHigh { index: 0, child: 255, most: 16 };
    check_refused(&mut world, &head_operation(plan([to(ALICE, 1)]), height(255)), error);
    // A table of height 2 under a height of 1.
    let error = CreateError::ChildTooHigh { index: u16::MAX, child: 1, most: 0 };
    check_refused(&mut world, &head_operation(plan([lazy(Id(1), 1)]), height(1)), error);
    let head = create_head(&mut world, plan([lazy(Id(1), 1)]), height(16));
    // Nothing stands above a split of height 16.
    let error = CreateError::ChildTooHigh { index: 0, child: 16, most: 15 };
    check_refused(&mut world, &create_operation(plan([eager(head, 1)])), error);
}

#[test]
fn create_takes_the_height_reserved_by_a_head_and_not_that_of_its_table() {
    let mut world = stage();
    let head = create_head(&mut world, plan([to(ALICE, 1)]), atelier_splits::Options { height: 7, ..options() });
    let above = create(&mut world, plan([eager(head, 1)]));
    assert_eq!(world.info(Id(above)).unwrap().height, 8);
}

#[test]
fn create_refuses_a_tier_in_which_nobody_earns() {
    let two = [to(ALICE, 1), to(BOB, 1)];
    check(tiers(two.clone(), [tier(1, [0, 0])]), CreateError::TotalWeight { tier: 0 });
    check(tiers(two, [tier(1, [0, 1]), tier(1, [0, 0])]), CreateError::TotalWeight { tier: 1 });
    // The last tier takes everything that comes after, and every other asset.
    let none_last = tiers([to(ALICE, 0), to(BOB, 0)], [tier(2, [1, 1])]);
    check(none_last, CreateError::TotalWeight { tier: 1 });
}

#[test]
fn create_refuses_more_than_eight_tiers_and_none() {
    let capped = |count| tiers([to(ALICE, 1)], vec![tier(1, [1]); count]);
    assert_eq!(MAX_TIERS, 8);
    check_created(capped(7));
    check(capped(8), CreateError::TierCount { tiers: 8, most: 7 });
    check(capped(300), CreateError::TierCount { tiers: 300, most: 7 });
    check(capped(0), CreateError::TierCount { tiers: 0, most: 7 });
}

#[test]
fn create_refuses_caps_of_nothing_and_caps_above_all_there_can_be() {
    let caps = |caps: &[u128]| -> Plan {
        let tiers: Vec<Tier> = caps.iter().map(|cap| tier(*cap, [1])).collect();
        common::tiers([to(ALICE, 1)], tiers)
    };
    check(caps(&[0]), CreateError::TierCap { tier: 0 });
    check(caps(&[1, 0]), CreateError::TierCap { tier: 1 });
    check(caps(&[u128::MAX, 1]), CreateError::TierCap { tier: 1 });
    check(caps(&[1, u128::MAX - 1, 1]), CreateError::TierCap { tier: 2 });
    check_created(caps(&[u128::MAX]));
    check_created(caps(&[u128::MAX - 1, 1]));
}

#[test]
fn create_refuses_tiers_that_would_strand_units() {
    let three = [to(ALICE, 1), to(BOB, 1), to(CAROL, 1)];
    let capped = |cap, weights: [u32; 3]| tiers(three.clone(), [tier(cap, weights)]);
    // 10 / 3 is not whole, 9 / 3 is.
    check(capped(10, [1, 1, 1]), CreateError::TierNotExact { tier: 0, index: 0 });
    check_created(capped(9, [1, 1, 1]));
    // 2 * 2 / 4 is whole, 2 * 1 / 4 is not.
    check(capped(2, [2, 1, 1]), CreateError::TierNotExact { tier: 0, index: 1 });
    check_created(capped(4, [2, 1, 1]));
    // One alone takes any cap.
    check_created(capped(7, [0, 5, 0]));
    // Whole although the total does not divide the cap: 3 * 2 / 6, 3 * 4 / 6.
    check_created(capped(3, [2, 4, 0]));
    check(capped(3, [2, 3, 1]), CreateError::TierNotExact { tier: 0, index: 1 });
    // The second tier is at fault.
    let second = tiers(three.clone(), [tier(9, [1, 1, 1]), tier(1, [0, 1, 1])]);
    check(second, CreateError::TierNotExact { tier: 1, index: 1 });
    // The largest numbers: 2^128 - 1 is a multiple of 3 and not of 2.
    check_created(capped(u128::MAX, [u32::MAX, u32::MAX, u32::MAX]));
    check(capped(u128::MAX, [u32::MAX, u32::MAX, 0]), CreateError::TierNotExact { tier: 0, index: 0 });
}

#[test]
fn create_refuses_tiers_in_a_split_that_can_be_edited() {
    let tiered = tiers([to(ALICE, 1)], [tier(1, [1])]);
    let mut world = stage();
    check_refused(&mut world, &head_operation(tiered.clone(), options()), CreateError::MutableTiers);
    check_refused(&mut world, &update_operation(Id::head(1), tiered.clone()), CreateError::MutableTiers);
    // An edge to an immutable one is no way around: its tiers do not start again.
    let version = create(&mut world, tiered);
    let room = atelier_splits::Options { height: 2, ..options() };
    create_head(&mut world, plan([lazy(Id(version), 1)]), room);
}

#[test]
fn create_refuses_more_eager_edges_than_an_income_may_touch() {
    let mut world = World::<32>::new();
    let leaves: Vec<Id> = (0..17).map(|_| Id(create(&mut world, plan([to(ALICE, 1)])))).collect();
    let all = |count: usize| plan(leaves[..count].iter().map(|leaf| eager(*leaf, 1)));
    let error = |needed| CreateError::EagerBudget { needed, budget: MAX_EAGER };
    check_refused(&mut world, &create_operation(all(17)), error(17));
    check_refused(&mut world, &head_operation(all(17), options()), error(17));
    let full = create(&mut world, all(16));
    deposit(&mut world, Id(full), GOLD, 16);
    assert!(leaves[..16].iter().all(|leaf| world.received(leaf.0, GOLD) == 1));
    // Nothing eager can lead to it, lazy edges can.
    check_refused(&mut world, &create_operation(plan([eager(Id(full), 1)])), error(17));
    let above = create(&mut world, plan([lazy(Id(full), 1)]));
    assert_eq!(world.info(Id(above)).unwrap().eager, 0);
    // 430 edges to splits that touch 16 each.
    let wide = (0..430).map(|_| eager(Id(create(&mut world, all(16))), 1)).collect::<Vec<_>>();
    check_refused(&mut world, &create_operation(plan(wide)), error(430 * 17));
}

#[test]
fn create_refuses_an_eager_budget_above_the_largest() {
    let budget = |eager| atelier_splits::Options { eager, ..options() };
    let mut world = stage();
    let error = |needed| CreateError::EagerBudget { needed, budget: MAX_EAGER };
    check_refused(&mut world, &head_operation(plan([to(ALICE, 1)]), budget(17)), error(17));
    check_refused(&mut world, &head_operation(plan([to(ALICE, 1)]), budget(255)), error(255));
    let head = create_head(&mut world, plan([to(ALICE, 1)]), budget(16));
    // What a controller has reserved counts for whoever leads there, used or not.
    check_refused(&mut world, &create_operation(plan([eager(head, 1)])), error(17));
}

#[test]
fn create_makes_edges_to_heads_eager_even_where_lazy_ones_are_asked_for() {
    let mut world = stage();
    let head = Id::head(1);
    let direct = create(&mut world, plan([lazy(head, 1), to(ALICE, 1)]));
    let through = create(&mut world, plan([lazy(Id(direct), 1), to(ALICE, 1)]));
    let pinned = create(&mut world, plan([lazy(Id(3), 1), to(ALICE, 1)]));
    deposit(&mut world, Id(through), GOLD, 400);
    assert_eq!(world.received(direct, GOLD), 200);
    assert_eq!(world.received(3, GOLD), 100);
    assert_eq!(world.info(Id(through)).unwrap().eager, 2);
    assert!(world.info(Id(through)).unwrap().reaches_head);
    // The version in force, pinned, can stay lazy: no edit moves it.
    deposit(&mut world, Id(pinned), GOLD, 400);
    assert_eq!(world.received(3, GOLD), 100);
    assert!(!world.info(Id(pinned)).unwrap().reaches_head);
}

#[test]
fn lazy_edges_through_a_head_cannot_exceed_the_budget() {
    // Sixteen edges that had been asked for as lazy count, because each reaches a head.
    let mut world = World::<32>::new();
    let heads: Vec<Id> = (0..17).map(|_| create_head(&mut world, plan([to(ALICE, 1)]), options())).collect();
    let all = |count: usize| plan(heads[..count].iter().map(|head| lazy(*head, 1)));
    let error = CreateError::EagerBudget { needed: 17, budget: 16 };
    check_refused(&mut world, &create_operation(all(17)), error);
    create(&mut world, all(16));
}

#[test]
fn create_refuses_a_sum_of_zero() {
    check(Plan::Leaves(vec![]), CreateError::ZeroTotal);
    check_created(Plan::Leaves(vec![(ALICE, 1)]));
    check_created(Plan::Leaves(vec![(ALICE, u64::MAX - 1), (BOB, 1)]));
}

#[test]
fn create_tree_refuses_nodes_that_do_not_stand_before() {
    let account = (Branch::Outside(Target::Account(ALICE)), 1);
    let node = |node| (Branch::Node { node, eager: false }, 1);
    let mut world = stage();
    let tree = |nodes: Vec<Vec<(Branch, u32)>>| Operation::CreateTree { caller: ANYBODY, nodes };
    for wrong in [1, 2, u16::MAX] {
        let operation = tree(vec![vec![account], vec![account, node(wrong)], vec![account]]);
        check_refused(&mut world, &operation, CreateError::UnknownNode { index: 1, node: wrong });
    }
    let made = done(&mut world, &tree(vec![vec![account], vec![node(0), account], vec![node(1), node(0)]]));
    assert_eq!(made, Done::Created(vec![Id(4), Id(5), Id(6)]));
    deposit(&mut world, Id(6), GOLD, 80);
    // A half through both nodes and a half through one: 80 / 2 / 2 + 80 / 2.
    assert_eq!(claim(&mut world, &[step(6, 0), step(5, 0), step(4, 0)], GOLD), 20);
    assert_eq!(claim(&mut world, &[step(6, 1), step(4, 0)], GOLD), 40);
}

#[test]
fn set_mode_refuses_a_tip_above_ten_percent() {
    let mut world = stage();
    for tip in [101, 102, 0xf0, 0xf1, 0xf2, 255] {
        let operation = Operation::SetMode { caller: ALICE, entry: step(1, 0), mode: Mode::Anyone { tip } };
        check_refused(&mut world, &operation, CreateError::TipTooHigh { tip, most: MAX_TIP });
    }
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 100 });
}
