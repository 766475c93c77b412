//! Each error of the ledger's rules, with its values, and that nothing changes.

mod common;

use atelier_splits::{Cells, Error, Id, Key, Mode, Proof, Step, Tag, MAX_TABLES};
use common::*;

/// Version 1: Alice and Bob, half each. Version 2: Carol and, lazily, version 1. Version 3: three leaves.
fn stage() -> World<32> {
    let mut world = World::new();
    create(&mut world, plan([to(ALICE, 1), to(BOB, 1)]));
    create(&mut world, plan([to(CAROL, 1), lazy(Id(1), 1)]));
    create(&mut world, Plan::Leaves(vec![(ALICE, 1), (BOB, 2), (CAROL, 3)]));
    for version in 1..=3 {
        deposit(&mut world, Id(version), GOLD, 100);
    }
    world
}

#[track_caller]
fn check(operation: Operation, expected: Error) {
    check_refused(&mut stage(), &operation, expected);
}

#[track_caller]
fn check_claim(path: &[(u32, u16)], expected: Error) {
    let path: Vec<Step> = path.iter().map(|(version, index)| step(*version, *index)).collect();
    check(claim_operation(ANYBODY, &path, GOLD), expected);
    // The same in a batch, behind a path that alone would pay.
    let paths = vec![vec![step(1, 0)], path];
    check(Operation::ClaimMany { caller: ANYBODY, paths, asset: GOLD }, expected);
}

#[test]
fn deposit_is_refused_for_splits_that_do_not_exist() {
    for id in [Id(0), Id(4), Id(u32::MAX >> 1), Id::head(0), Id::head(1), Id(u32::MAX)] {
        check(deposit_operation(id, GOLD, 1), Error::UnknownSplit(id));
        check(deposit_operation(id, NATIVE, 1), Error::UnknownSplit(id));
    }
}

#[test]
fn claim_is_refused_for_splits_that_do_not_exist() {
    check_claim(&[(0, 0)], Error::UnknownSplit(Id(0)));
    check_claim(&[(4, 0)], Error::UnknownSplit(Id(4)));
    // The number of a head is no version.
    check_claim(&[(Id::head(1).0, 0)], Error::UnknownSplit(Id::head(1)));
    for id in [Id(4), Id::head(1)] {
        let operation = Operation::PayAll { caller: ANYBODY, split: id, asset: GOLD, from: 0, count: 1 };
        check(operation, Error::UnknownSplit(id));
    }
    let leaves = vec![LeafOf { plan: 3, index: 0 }];
    let operation = Operation::PayLeaves { caller: ANYBODY, version: 4, asset: GOLD, leaves };
    check(operation, Error::UnknownSplit(Id(4)));
}

#[test]
fn claim_is_refused_behind_the_last_entry() {
    check_claim(&[(1, 2)], Error::UnknownEntry { version: 1, index: 2 });
    check_claim(&[(2, 1), (1, 2)], Error::UnknownEntry { version: 1, index: 2 });
    check_claim(&[(1, 430)], Error::UnknownEntry { version: 1, index: 430 });
    check_claim(&[(1, u16::MAX)], Error::UnknownEntry { version: 1, index: u16::MAX });
    let mode = Mode::SelfOnly;
    let operation = Operation::SetMode { caller: ALICE, entry: step(1, 2), mode };
    check(operation, Error::UnknownEntry { version: 1, index: 2 });
}

#[test]
fn deposit_of_nothing_is_refused() {
    check(deposit_operation(Id(1), GOLD, 0), Error::NothingReceived);
    check(deposit_operation(Id(1), NATIVE, 0), Error::NothingReceived);
    // Even for a split that does not exist.
    check(deposit_operation(Id(9), GOLD, 0), Error::NothingReceived);
}

#[test]
fn deposit_is_refused_above_the_largest_amount() {
    let mut world = stage();
    deposit(&mut world, Id(1), GOLD, u128::MAX / 2);
    deposit(&mut world, Id(1), GOLD, u128::MAX / 2 - 101);
    let received = u128::MAX - 2;
    check_refused(&mut world, &deposit_operation(Id(1), GOLD, 3), Error::ReceivedOverflow { version: 1, received });
    deposit(&mut world, Id(1), GOLD, 2);
    let error = Error::ReceivedOverflow { version: 1, received: u128::MAX };
    check_refused(&mut world, &deposit_operation(Id(1), GOLD, 1), error);
    check_refused(&mut world, &deposit_operation(Id(1), GOLD, u128::MAX), error);
    // Half of the largest amount, rounded down, to each.
    assert_eq!(owed(&world, step(1, 0), GOLD), u128::MAX / 2);
    assert_eq!(owed(&world, step(1, 1), GOLD), u128::MAX / 2);
    // Another asset and another version are not full.
    deposit(&mut world, Id(1), SILVER, u128::MAX);
}

#[test]
fn claim_is_refused_where_the_split_below_is_full() {
    let mut world = stage();
    deposit(&mut world, Id(1), GOLD, u128::MAX - 149);
    // 50 wait in version 2 for version 1, which has room for 49.
    let error = Error::ReceivedOverflow { version: 1, received: u128::MAX - 49 };
    check_refused(&mut world, &claim_operation(ANYBODY, &[step(2, 1)], GOLD), error);
    let operation = Operation::PayAll { caller: ANYBODY, split: Id(2), asset: GOLD, from: 0, count: 2 };
    check_refused(&mut world, &operation, error);
    // Carol is still paid.
    assert_eq!(claim(&mut world, &[step(2, 0)], GOLD), 50);
}

#[test]
fn claim_is_refused_without_a_path() {
    check_claim(&[], Error::EmptyPath);
    let operation = Operation::ClaimTo { caller: ALICE, path: vec![], assets: vec![GOLD], recipient: BOB };
    check(operation, Error::EmptyPath);
}

#[test]
fn claim_is_refused_where_steps_do_not_connect() {
    // Carol's entry leads nowhere.
    check_claim(&[(2, 0), (1, 0)], Error::PathBroken { step: 0 });
    // The edge leads to version 1, not to 3, not to 2, not to what does not exist.
    for wrong in [3, 2, 9, 0, Id::head(1).0] {
        check_claim(&[(2, 1), (wrong, 0)], Error::PathBroken { step: 0 });
    }
    check_claim(&[(2, 1), (1, 0), (1, 1)], Error::PathBroken { step: 1 });
}

#[test]
fn claim_is_refused_through_more_steps_than_a_tree_is_high() {
    check_claim(&[(1, 0); 17], Error::PathTooLong { steps: 17 });
    check_claim(&[(9, 9); 1000], Error::PathTooLong { steps: 1000 });
    check_claim(&[(1, 0); 16], Error::PathBroken { step: 0 });
}

#[test]
fn claim_many_is_refused_over_more_tables_than_one_call_may_read() {
    let mut world = World::<32>::new();
    for _ in 0..=MAX_TABLES {
        let version = create(&mut world, plan([to(ALICE, 1), to(BOB, 1)]));
        deposit(&mut world, Id(version), GOLD, 10);
    }
    let paths = |count: u32| (1..=count).flat_map(|version| [vec![step(version, 0)], vec![step(version, 1)]]).collect();
    let operation = |count| Operation::ClaimMany { caller: ANYBODY, paths: paths(count), asset: GOLD };
    check_refused(&mut world, &operation(MAX_TABLES + 1), Error::TooManyTables { most: MAX_TABLES });
    let report = report(done(&mut world, &operation(MAX_TABLES)));
    assert_eq!((report.payouts, report.paid), (64, 320));
}

#[test]
fn pay_all_is_refused_over_too_many_tables_and_done_in_smaller_chunks() {
    // Each of 40 lazy edges leads to a split with an eager edge: each edge reads a table of its own.
    let mut world = World::<32>::new();
    let leaf = create(&mut world, plan([to(ALICE, 1)]));
    let mut edges = Vec::new();
    for weight in 1..=40 {
        let middle = create(&mut world, plan([eager(Id(leaf), weight), to(BOB, 1)]));
        edges.push(lazy(Id(middle), 1));
    }
    let top = Id(create(&mut world, plan(edges)));
    deposit(&mut world, top, GOLD, 40_000);
    let chunk = |from, count| Operation::PayAll { caller: ANYBODY, split: top, asset: GOLD, from, count };
    // Its own table is one of them.
    check_refused(&mut world, &chunk(0, 32), Error::TooManyTables { most: MAX_TABLES });
    done(&mut world, &chunk(0, 31));
    done(&mut world, &chunk(31, 31));
    // 1000 * weight / (weight + 1), rounded down, for each weight.
    let expected: u128 = (1..=40).map(|weight| 1000 * weight / (weight + 1)).sum();
    assert_eq!(world.received(leaf, GOLD), expected);
}

#[test]
fn claim_is_refused_over_too_many_tables_and_done_in_shorter_paths() {
    // Each level of the path also feeds two splits with eager edges of their own: three tables for each level.
    let mut world = World::<32>::new();
    let leaf = Id(create(&mut world, plan([to(BOB, 1)])));
    let mut below = to(ALICE, 1);
    let mut path = Vec::new();
    for weight in 1..=12 {
        let sides = [0, 1].map(|side| Id(create(&mut world, plan([eager(leaf, weight), to(CAROL, side + 1)]))));
        let level = create(&mut world, plan([below, eager(sides[0], 1), eager(sides[1], 1)]));
        path.insert(0, step(level, 0));
        below = lazy(Id(level), 1);
    }
    deposit(&mut world, Id(path[0].version), GOLD, 3u128.pow(14));
    let error = Error::TooManyTables { most: MAX_TABLES };
    check_refused(&mut world, &claim_operation(ANYBODY, &path, GOLD), error);
    // The upper levels first, down to an edge; then the rest.
    assert_eq!(claim(&mut world, &path[..6], GOLD), 0);
    assert_eq!(claim(&mut world, &path[6..], GOLD), 9);
}

#[test]
fn pay_all_is_refused_over_more_cells_than_one_call_may_open_and_done_in_smaller_chunks() {
    let mut world = World::<32>::new();
    let edges: Vec<_> = (0..430).map(|_| lazy(Id(create(&mut world, plan([to(ALICE, 1)]))), 1)).collect();
    let top = Id(create(&mut world, plan(edges)));
    deposit(&mut world, top, GOLD, 430 * 7);
    let chunk = |from, count| Operation::PayAll { caller: ANYBODY, split: top, asset: GOLD, from, count };
    check_refused(&mut world, &chunk(0, 430), Error::TooManyTables { most: MAX_TABLES });
    for from in (0..430).step_by(100) {
        done(&mut world, &chunk(from, 100));
    }
    assert!((1..=430).all(|version| world.received(version, GOLD) == 7));
}

#[test]
fn claim_many_is_refused_over_more_payouts_than_one_call_may_book() {
    let mut world = World::<32>::new();
    for first in [1, 501] {
        let version = create(&mut world, crowd(first, 300));
        deposit(&mut world, Id(version), GOLD, 300);
    }
    let paths = |count: u16| (0..count).map(|number| vec![step(u32::from(number / 300) + 1, number % 300)]).collect();
    let operation = |count| Operation::ClaimMany { caller: ANYBODY, paths: paths(count), asset: GOLD };
    check_refused(&mut world, &operation(431), Error::TooManyTables { most: MAX_TABLES });
    assert_eq!(report(done(&mut world, &operation(430))).payouts, 430);
}

#[test]
fn pay_leaves_is_refused_over_more_cells_than_one_call_may_open() {
    let mut world = World::<32>::new();
    create(&mut world, Plan::Leaves((0..300).map(|number| (Account(number), 1)).collect()));
    deposit(&mut world, Id(1), GOLD, 300);
    let pay = |range: std::ops::Range<u32>| {
        let leaves = range.map(|index| LeafOf { plan: 1, index }).collect();
        Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves }
    };
    check_refused(&mut world, &pay(0..300), Error::TooManyTables { most: MAX_TABLES });
    done(&mut world, &pay(0..200));
    done(&mut world, &pay(200..300));
    assert_eq!(world.held(GOLD), 0);
}

#[test]
fn claim_is_refused_where_the_owner_reserved_it() {
    let mut world = stage();
    set_mode(&mut world, ALICE, step(1, 0), Mode::SelfOnly);
    let error = Error::SelfOnly { version: 1, index: 0 };
    check_refused(&mut world, &claim_operation(BOB, &[step(1, 0)], GOLD), error);
    check_refused(&mut world, &claim_operation(BOB, &[step(2, 1), step(1, 0)], GOLD), error);
    let paths = vec![vec![step(1, 1)], vec![step(1, 0)]];
    check_refused(&mut world, &Operation::ClaimMany { caller: BOB, paths, asset: GOLD }, error);
    // Even where nothing is owed.
    check_refused(&mut world, &claim_operation(BOB, &[step(1, 0)], SILVER), error);
    assert_eq!(claim_as(&mut world, ALICE, &[step(1, 0)], GOLD), 50);
}

#[test]
fn claim_to_another_account_is_refused_to_everybody_but_the_owner() {
    for caller in [BOB, ANYBODY, Account::LEDGER] {
        let operation = Operation::ClaimTo { caller, path: vec![step(1, 0)], assets: vec![GOLD], recipient: caller };
        check(operation, Error::NotOwner { version: 1, index: 0 });
    }
    let operation = Operation::ClaimTo {
        caller: CAROL,
        path: vec![step(2, 1), step(1, 1)],
        assets: vec![GOLD, SILVER],
        recipient: CAROL,
    };
    check(operation, Error::NotOwner { version: 1, index: 1 });
}

#[test]
fn set_mode_and_hand_over_are_refused_to_everybody_but_the_owner() {
    let error = Error::NotOwner { version: 1, index: 0 };
    check(Operation::SetMode { caller: BOB, entry: step(1, 0), mode: Mode::SelfOnly }, error);
    check(Operation::HandOver { owner: BOB, to: BOB, entry: step(1, 0), asset: GOLD, at_least: 0 }, error);
}

#[test]
fn set_mode_and_hand_over_are_refused_for_edges() {
    let error = Error::NotAnAccount { version: 2, index: 1 };
    check(Operation::SetMode { caller: CAROL, entry: step(2, 1), mode: Mode::SelfOnly }, error);
    check(Operation::HandOver { owner: CAROL, to: BOB, entry: step(2, 1), asset: GOLD, at_least: 0 }, error);
    // An edge's first bytes are an id: an account that begins with the same bytes does not own it.
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&1u32.to_le_bytes());
    let mut world = stage();
    let refused = world.batch(GOLD).assign(step(2, 1), &bytes, &bytes, Mode::SelfOnly, 0);
    assert_eq!(refused, Err(error));
}

#[test]
fn settlement_is_refused_where_more_was_paid_than_earned() {
    // No call can bring this about: the cells are forged.
    let mut world = stage();
    let key = Key { tag: Tag::Paid, id: 1, asset: GOLD, part: 0 };
    world.store.write(&key, &[0u128.to_le_bytes(), 51u128.to_le_bytes()].concat());
    let error = Error::PaidAboveShare { version: 1, paid: 51, earned: 50 };
    check_refused(&mut world, &claim_operation(ANYBODY, &[step(1, 1)], GOLD), error);
    let operation = Operation::PayAll { caller: ANYBODY, split: Id(1), asset: GOLD, from: 0, count: 2 };
    check_refused(&mut world, &operation, error);
    assert_eq!(world.batch(GOLD).owed(step(1, 1)), Err(error));
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 50);
}

#[test]
fn pay_leaves_is_refused_without_a_proof_to_the_root() {
    let mut world = stage();
    let other = create(&mut world, Plan::Leaves(vec![(ALICE, 1), (BOB, 2), (CAROL, 4)]));
    let pay = |version, plan, index| {
        let leaves = vec![LeafOf { plan: 3, index: 0 }, LeafOf { plan, index }];
        Operation::PayLeaves { caller: ANYBODY, version, asset: GOLD, leaves }
    };
    check_refused(&mut world, &pay(3, other, 0), Error::ProofRefused { version: 3 });
    check_refused(&mut world, &pay(3, other, 2), Error::ProofRefused { version: 3 });
    done(&mut world, &pay(3, 3, 2));
}

#[test]
fn pay_leaf_is_refused_for_another_account_weight_or_way() {
    let mut world = stage();
    let plan = Plan::Leaves(vec![(ALICE, 1), (BOB, 2), (CAROL, 3)]);
    let (account, weight, proof) = plan.leaf(1, World::<32>::bytes).unwrap();
    let mut pay = |account, weight, proof: &[Proof]| {
        let bytes = World::<32>::bytes(account);
        let mut batch = world.batch(GOLD);
        batch.pay_leaf(3, &bytes, weight, proof, &mut splits_model::keccak)?;
        Ok(batch.payouts().first().map(|payout| payout.amount))
    };
    let refused = Err(Error::ProofRefused { version: 3 });
    assert_eq!(pay(DAVE, weight, &proof), refused);
    for wrong in [0, 1, 3, 6, u64::MAX] {
        assert_eq!(pay(account, wrong, &proof), refused);
    }
    assert_eq!(pay(account, weight, &[]), refused);
    assert_eq!(pay(account, weight, &proof[..1]), refused);
    let mut turned = proof.clone();
    turned[0].left = !turned[0].left;
    assert_eq!(pay(account, weight, &turned), refused);
    // 100 * 2 / 6
    assert_eq!(pay(account, weight, &proof), Ok(Some(33)));
}

#[test]
fn tables_of_one_kind_are_refused_where_the_other_is_needed() {
    check_claim(&[(3, 0)], Error::WrongTable { version: 3 });
    let leaves = vec![LeafOf { plan: 3, index: 0 }];
    let operation = Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves };
    check(operation, Error::WrongTable { version: 1 });
    for (from, count) in [(0, 1), (0, u16::MAX), (7, 1)] {
        let operation = Operation::PayAll { caller: ANYBODY, split: Id(3), asset: GOLD, from, count };
        check(operation, Error::WrongTable { version: 3 });
    }
    let error = Error::WrongTable { version: 3 };
    check(Operation::SetMode { caller: ALICE, entry: step(3, 0), mode: Mode::SelfOnly }, error);
    check(Operation::HandOver { owner: ALICE, to: BOB, entry: step(3, 0), asset: GOLD, at_least: 0 }, error);
    // Also in an asset that was never received.
    check(claim_operation(ANYBODY, &[step(3, 0)], SILVER), error);
}

#[test]
fn hand_over_is_refused_if_less_is_unclaimed_than_the_buyer_asks_for() {
    let hand_over = |at_least| Operation::HandOver { owner: ALICE, to: DAVE, entry: step(1, 0), asset: GOLD, at_least };
    check(hand_over(51), Error::TooLittleUnclaimed { unclaimed: 50, at_least: 51 });
    check(hand_over(u128::MAX), Error::TooLittleUnclaimed { unclaimed: 50, at_least: u128::MAX });
    done(&mut stage(), &hand_over(50));
    done(&mut stage(), &hand_over(0));
}

#[test]
fn hand_over_raced_by_a_claim_is_refused() {
    let mut world = stage();
    // The seller offers with 50 unclaimed and claims before the buyer's acceptance arrives.
    claim_as(&mut world, ALICE, &[step(1, 0)], GOLD);
    let hand_over = Operation::HandOver { owner: ALICE, to: DAVE, entry: step(1, 0), asset: GOLD, at_least: 50 };
    check_refused(&mut world, &hand_over, Error::TooLittleUnclaimed { unclaimed: 0, at_least: 50 });
}

#[test]
fn payout_below_the_existential_deposit_of_a_new_account_fails_and_keeps_the_debt() {
    let mut world = World::<32>::new();
    let version = create(&mut world, plan([to(NEWCOMER, 1), to(BOB, 1)]));
    deposit(&mut world, Id(version), NATIVE, 2 * EXISTENTIAL_DEPOSIT - 2);
    let amount = EXISTENTIAL_DEPOSIT - 1;
    let refusal = Refusal::PayoutFailed { account: NEWCOMER, amount };
    check_refused(&mut world, &claim_operation(ANYBODY, &[step(version, 0)], NATIVE), refusal);
    let expected = Report { paid: amount, tips: 0, payouts: 1, failed: 1 };
    assert_eq!(pay_all(&mut world, Id(version), NATIVE), expected);
    assert_eq!(owed(&world, step(version, 0), NATIVE), amount);
    deposit(&mut world, Id(version), NATIVE, 2);
    assert_eq!(claim(&mut world, &[step(version, 0)], NATIVE), EXISTENTIAL_DEPOSIT);
    // From now on the account exists.
    deposit(&mut world, Id(version), NATIVE, 2);
    assert_eq!(claim(&mut world, &[step(version, 0)], NATIVE), 1);
}

#[test]
fn tip_that_does_not_arrive_refuses_the_claim() {
    let mut world = stage();
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 100 });
    world.refuse(BOB, GOLD, true);
    check_refused(&mut world, &claim_operation(BOB, &[step(1, 0)], GOLD), Refusal::TipFailed(5));
    assert_eq!(claim_as(&mut world, CAROL, &[step(1, 0)], GOLD), 50);
}
