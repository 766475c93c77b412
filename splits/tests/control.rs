//! Splits that can be edited: who may do what, and when it comes into force.

mod common;

use atelier_splits::{CreateError, Error, Id, Options};
use common::*;

const DELAY: u64 = 1000;

/// Head 1, Alice's, with a delay, over version 1: Bob.
fn stage() -> (World<32>, Id) {
    let mut world = World::new();
    let options = Options { delay: DELAY, height: 2, eager: 1, ..options() };
    let head = create_head(&mut world, plan([to(BOB, 1)]), options);
    (world, head)
}

fn offer(caller: Account, split: Id, to: Option<Account>) -> Operation {
    Operation::OfferControl { caller, split, to }
}

fn accept(caller: Account, split: Id) -> Operation {
    Operation::AcceptControl { caller, split }
}

fn freeze(caller: Account, split: Id) -> Operation {
    Operation::Freeze { caller, split }
}

fn edit(caller: Account, split: Id) -> Operation {
    Operation::Update { caller, split, plan: plan([to(CAROL, 1)]) }
}

#[track_caller]
fn in_force(world: &World<32>, split: Id) -> u32 {
    world.clone().batch(GOLD).resolve(split).unwrap()
}

#[test]
fn everything_is_refused_for_splits_that_cannot_be_edited() {
    let (mut world, _) = stage();
    // Version 1 exists and is no head; head 2 does not exist.
    for id in [Id(1), Id::head(2), Id::head(0), Id(0), Id(u32::MAX)] {
        for operation in [edit(ALICE, id), offer(ALICE, id, None), accept(ALICE, id), freeze(ALICE, id)] {
            check_refused(&mut world, &operation, CreateError::UnknownHead(id));
        }
    }
}

#[test]
fn everything_is_refused_to_everybody_but_the_controller() {
    let (mut world, head) = stage();
    done(&mut world, &offer(ALICE, head, Some(DAVE)));
    for stranger in [BOB, DAVE, ANYBODY] {
        for operation in [edit(stranger, head), offer(stranger, head, Some(stranger)), freeze(stranger, head)] {
            check_refused(&mut world, &operation, CreateError::NotController(head));
        }
    }
}

#[test]
fn accept_is_refused_to_everybody_but_the_account_that_was_offered() {
    let (mut world, head) = stage();
    for account in [ALICE, BOB, DAVE] {
        check_refused(&mut world, &accept(account, head), CreateError::NotOffered(head));
    }
    done(&mut world, &offer(ALICE, head, Some(DAVE)));
    for account in [ALICE, BOB] {
        check_refused(&mut world, &accept(account, head), CreateError::NotOffered(head));
    }
    // Until it is accepted nothing has moved.
    check_refused(&mut world, &edit(DAVE, head), CreateError::NotController(head));
    done(&mut world, &accept(DAVE, head));
    check_refused(&mut world, &edit(ALICE, head), CreateError::NotController(head));
    done(&mut world, &edit(DAVE, head));
    // The offer is used up.
    done(&mut world, &offer(DAVE, head, Some(ALICE)));
    done(&mut world, &accept(ALICE, head));
    check_refused(&mut world, &accept(DAVE, head), CreateError::NotOffered(head));
    check_refused(&mut world, &accept(ALICE, head), CreateError::NotOffered(head));
}

#[test]
fn offer_to_nobody_withdraws_and_leaves_the_controller_in_control() {
    let (mut world, head) = stage();
    done(&mut world, &offer(ALICE, head, Some(DAVE)));
    done(&mut world, &offer(ALICE, head, None));
    check_refused(&mut world, &accept(DAVE, head), CreateError::NotOffered(head));
    done(&mut world, &edit(ALICE, head));
}

#[test]
fn offer_replaces_the_one_before() {
    let (mut world, head) = stage();
    done(&mut world, &offer(ALICE, head, Some(DAVE)));
    done(&mut world, &offer(ALICE, head, Some(CAROL)));
    check_refused(&mut world, &accept(DAVE, head), CreateError::NotOffered(head));
    done(&mut world, &accept(CAROL, head));
}

#[test]
fn freeze_refuses_everything_afterwards() {
    let (mut world, head) = stage();
    done(&mut world, &offer(ALICE, head, Some(DAVE)));
    done(&mut world, &freeze(ALICE, head));
    for operation in [edit(ALICE, head), offer(ALICE, head, Some(BOB)), freeze(ALICE, head)] {
        check_refused(&mut world, &operation, CreateError::Frozen(head));
    }
    // An offer from before is void.
    assert_eq!(world.control(head).map(|control| (control.offered, control.frozen)), Some((None, true)));
    check_refused(&mut world, &accept(DAVE, head), CreateError::Frozen(head));
    // Strangers are told that they are strangers.
    check_refused(&mut world, &edit(BOB, head), CreateError::NotController(head));
    deposit(&mut world, head, GOLD, 10);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 10);
}

#[test]
fn freeze_is_refused_while_a_version_is_pending() {
    let (mut world, head) = stage();
    let effective_at = START + DELAY;
    done(&mut world, &edit(ALICE, head));
    check_refused(&mut world, &freeze(ALICE, head), CreateError::Pending { split: head, effective_at });
    advance(&mut world, DELAY - 1);
    check_refused(&mut world, &freeze(ALICE, head), CreateError::Pending { split: head, effective_at });
    advance(&mut world, 1);
    done(&mut world, &freeze(ALICE, head));
    assert_eq!(in_force(&world, head), 2);
}

#[test]
fn update_is_refused_at_the_end_of_time() {
    let mut world = World::<32>::new();
    let delay = |delay| Options { delay, ..options() };
    let never = create_head(&mut world, plan([to(BOB, 1)]), delay(u64::MAX - START + 1));
    check_refused(&mut world, &edit(ALICE, never), CreateError::DelayOverflow);
    let late = create_head(&mut world, plan([to(BOB, 1)]), delay(u64::MAX - START));
    done(&mut world, &edit(ALICE, late));
    assert_eq!(in_force(&world, late), 2);
    advance(&mut world, u64::MAX - START - 1);
    assert_eq!(in_force(&world, late), 2);
    advance(&mut world, 1);
    assert_eq!(in_force(&world, late), 3);
}

#[test]
fn update_comes_into_force_at_the_very_millisecond() {
    let (mut world, head) = stage();
    let version = update(&mut world, head, plan([to(CAROL, 1)]));
    assert_eq!(in_force(&world, head), 1);
    advance(&mut world, DELAY - 1);
    deposit(&mut world, head, GOLD, 1);
    assert_eq!(in_force(&world, head), 1);
    advance(&mut world, 1);
    assert_eq!(in_force(&world, head), version);
    deposit(&mut world, head, GOLD, 10);
    advance(&mut world, 1);
    assert_eq!(in_force(&world, head), version);
    deposit(&mut world, head, GOLD, 100);
    // What came in before belongs to those of before.
    assert_eq!(world.received(1, GOLD), 1);
    assert_eq!(world.received(version, GOLD), 110);
}

#[test]
fn update_without_delay_is_in_force_at_once() {
    let mut world = World::<32>::new();
    let head = create_head(&mut world, plan([to(BOB, 1)]), options());
    deposit(&mut world, head, GOLD, 5);
    for version in 2..=4 {
        assert_eq!(update(&mut world, head, plan([to(CAROL, version)])), version);
        assert_eq!(in_force(&world, head), version);
    }
    assert_eq!(world.received(1, GOLD), 5);
}

#[test]
fn update_replaces_a_pending_one_and_starts_the_delay_again() {
    let (mut world, head) = stage();
    let first = update(&mut world, head, plan([to(CAROL, 1)]));
    advance(&mut world, DELAY - 1);
    let second = update(&mut world, head, plan([to(DAVE, 1)]));
    assert_eq!((first, second), (2, 3));
    // The first never comes into force, neither at its own time nor later.
    for _ in 0..DELAY {
        assert_eq!(in_force(&world, head), 1);
        advance(&mut world, 1);
    }
    assert_eq!(in_force(&world, head), second);
    deposit(&mut world, head, GOLD, 7);
    assert_eq!(world.received(first, GOLD), 0);
}

#[test]
fn update_after_the_pending_one_took_force_keeps_that_one_in_force() {
    let (mut world, head) = stage();
    let second = update(&mut world, head, plan([to(CAROL, 1)]));
    advance(&mut world, DELAY);
    let third = update(&mut world, head, plan([to(DAVE, 1)]));
    assert_eq!(in_force(&world, head), second);
    advance(&mut world, DELAY - 1);
    assert_eq!(in_force(&world, head), second);
    advance(&mut world, 1);
    assert_eq!(in_force(&world, head), third);
}

#[test]
fn update_may_not_exceed_the_height_of_the_split() {
    let (mut world, head) = stage();
    let one = create(&mut world, plan([to(DAVE, 1)]));
    let two = create(&mut world, plan([lazy(Id(one), 1)]));
    let error = CreateError::ChildTooHigh { index: u16::MAX, child: 2, most: 1 };
    check_refused(&mut world, &update_operation(head, plan([lazy(Id(two), 1)])), error);
    update(&mut world, head, plan([lazy(Id(one), 1)]));
}

#[test]
fn update_may_not_exceed_the_eager_budget_of_the_split() {
    let (mut world, head) = stage();
    let one = create(&mut world, plan([to(DAVE, 1)]));
    let two = create(&mut world, plan([to(CAROL, 1)]));
    let error = CreateError::EagerBudget { needed: 2, budget: 1 };
    check_refused(&mut world, &update_operation(head, plan([eager(Id(one), 1), eager(Id(two), 1)])), error);
    update(&mut world, head, plan([eager(Id(one), 1), lazy(Id(two), 1)]));
}

#[test]
fn update_by_a_child_controller_cannot_block_or_outgrow_a_parent() {
    // The parent has used all of its height and budget up to what the child reserved.
    let mut world = World::<32>::new();
    let leaves: Vec<Id> = (0..16).map(|_| Id(create(&mut world, plan([to(BOB, 1)])))).collect();
    let child = create_head(&mut world, plan([to(BOB, 1)]), Options { height: 15, eager: 15, ..options() });
    let parent = Id(create(&mut world, plan([eager(child, 1)])));
    let all = |count: usize| plan(leaves[..count].iter().map(|leaf| eager(*leaf, 1)));
    let error = CreateError::EagerBudget { needed: 16, budget: 15 };
    check_refused(&mut world, &update_operation(child, all(16)), error);
    update(&mut world, child, all(15));
    deposit(&mut world, parent, GOLD, 15);
    assert!(leaves[..15].iter().all(|leaf| world.received(leaf.0, GOLD) == 1));
}

#[test]
fn edit_between_income_and_claim_takes_nothing_from_the_payees_of_before() {
    let mut world = World::<32>::new();
    let head = create_head(&mut world, plan([to(BOB, 1), to(CAROL, 1)]), options());
    let parent = create(&mut world, plan([lazy(head, 1), to(DAVE, 1)]));
    deposit(&mut world, Id(parent), GOLD, 400);
    let version = update(&mut world, head, plan([to(ALICE, 1)]));
    // The edge was asked for as lazy; had it stayed so, Alice would now take the past.
    assert_eq!(claim(&mut world, &[step(parent, 0), step(version, 0)], GOLD), 0);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 100);
    assert_eq!(claim(&mut world, &[step(1, 1)], GOLD), 100);
}

#[test]
fn path_through_a_stale_version_is_refused_and_its_money_is_claimed_directly() {
    let mut world = World::<32>::new();
    let head = create_head(&mut world, plan([to(BOB, 1)]), Options { delay: DELAY, ..options() });
    let parent = create(&mut world, plan([lazy(head, 1)]));
    let version = update(&mut world, head, plan([to(CAROL, 1)]));
    deposit(&mut world, Id(parent), GOLD, 10);
    // While the new version is pending, the path leads through the old one.
    let stale = Error::PathBroken { step: 0 };
    check_refused(&mut world, &claim_operation(ANYBODY, &[step(parent, 0), step(version, 0)], GOLD), stale);
    assert_eq!(claim(&mut world.clone(), &[step(parent, 0), step(1, 0)], GOLD), 10);
    advance(&mut world, DELAY);
    check_refused(&mut world, &claim_operation(ANYBODY, &[step(parent, 0), step(1, 0)], GOLD), stale);
    assert_eq!(claim(&mut world, &[step(parent, 0), step(version, 0)], GOLD), 0);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 10);
}

#[test]
fn head_may_stand_over_a_merkle_sum_table() {
    let mut world = World::<32>::new();
    let head = create_head(&mut world, Plan::Leaves(vec![(ALICE, 1), (BOB, 2)]), options());
    deposit(&mut world, head, GOLD, 9);
    let leaves = vec![LeafOf { plan: 1, index: 1 }];
    let paid = report(done(&mut world, &Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves }));
    assert_eq!(paid.paid, 6);
    update(&mut world, head, plan([to(CAROL, 1)]));
    deposit(&mut world, head, GOLD, 5);
    assert_eq!(claim(&mut world, &[step(2, 0)], GOLD), 5);
}
