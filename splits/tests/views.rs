//! What `quote` and `trace` answer, and what they refuse.

mod common;

use atelier_splits::{
    for_each_path, quote, trace as trace_paths, Error, Id, Path, Quoted, Trace, TraceStep, MAX_PAYEES, MAX_TABLES,
};
use common::*;

fn bytes(account: Account) -> [u8; 32] {
    World::<32>::bytes(account)
}

fn quoted(account: Account, amount: u128) -> Quoted<[u8; 32]> {
    Quoted::Account { account: bytes(account), amount }
}

/// Version 1: Alice 1, Bob 3. Version 2: three leaves. Version 3: Alice 2, eagerly 1, lazily 2.
fn stage() -> World<32> {
    let mut world = World::new();
    create(&mut world, plan([to(ALICE, 1), to(BOB, 3)]));
    create(&mut world, Plan::Leaves(vec![(ALICE, 1), (BOB, 1), (CAROL, 1)]));
    create(&mut world, plan([to(ALICE, 2), eager(Id(1), 1), lazy(Id(2), 1)]));
    world
}

#[test]
fn quote_names_each_payee_once_and_tables_as_a_whole() {
    let mut world = stage();
    let answer = quote(&mut world.batch(GOLD), Id(3), 16, 3);
    // Alice 16 * 2 / 4 + 4 * 1 / 4.
    let expected = vec![quoted(ALICE, 9), quoted(BOB, 3), Quoted::Table { version: 2, amount: 4 }];
    assert_eq!(answer, Ok(expected));
    assert!(world.is_same(&stage()), "a question changed something");
}

#[test]
fn quote_counts_the_rests_that_wait_but_not_what_is_owed_already() {
    let mut world = stage();
    deposit(&mut world, Id(1), GOLD, 3);
    // Alice's 3 / 4 of a unit becomes a whole one with one more unit of income. Bob's 9 / 4 becomes 12 / 4.
    assert_eq!(quote(&mut world.batch(GOLD), Id(1), 1, 1), Ok(vec![quoted(ALICE, 1), quoted(BOB, 1)]));
    // Small amounts may stay behind altogether.
    assert_eq!(quote(&mut world.batch(SILVER), Id(1), 1, 1), Ok(vec![]));
}

#[test]
fn quote_refuses_a_graph_above_its_budget() {
    let mut world = stage();
    for budget in 0..3 {
        let refused = quote(&mut world.batch(GOLD), Id(3), 16, budget);
        assert_eq!(refused, Err(Error::TooManyTables { most: budget }));
    }
}

#[test]
fn quote_refuses_what_a_deposit_refuses() {
    let mut world = stage();
    assert_eq!(quote(&mut world.batch(GOLD), Id(3), 0, 9), Err(Error::NothingReceived));
    assert_eq!(quote(&mut world.batch(GOLD), Id(9), 1, 9), Err(Error::UnknownSplit(Id(9))));
    assert_eq!(quote(&mut world.batch(GOLD), Id::head(9), 1, 9), Err(Error::UnknownSplit(Id::head(9))));
    deposit(&mut world, Id(1), GOLD, u128::MAX);
    let full = Error::ReceivedOverflow { version: 1, received: u128::MAX };
    assert_eq!(quote(&mut world.batch(GOLD), Id(1), 1, 9), Err(full));
}

/// A split with lazy edges to `count` others of Alice and Bob.
fn wide(count: u128) -> (World<32>, Id) {
    let mut world = World::new();
    let below = |world: &mut World<32>| Id(create(world, plan([to(ALICE, 1), to(BOB, 1)])));
    let edges: Vec<_> = (0..count).map(|_| lazy(below(&mut world), 1)).collect();
    let top = Id(create(&mut world, plan(edges)));
    (world, top)
}

#[test]
fn quote_of_as_many_tables_as_one_call_may_read_is_answered() {
    let (mut world, top) = wide(31);
    assert_eq!(quote(&mut world.batch(GOLD), top, 310, 32), Ok(vec![quoted(ALICE, 155), quoted(BOB, 155)]));
    let (mut world, top) = wide(32);
    assert_eq!(quote(&mut world.batch(GOLD), top, 320, 32), Err(Error::TooManyTables { most: 32 }));
    assert_eq!(quote(&mut world.batch(GOLD), top, 320, 1000), Err(Error::TooManyTables { most: 32 }));
}

#[test]
fn quote_of_the_largest_tables_is_answered_while_money_waits() {
    // Two tables of 430 payees, all of whom are owed something already.
    let mut world = World::<32>::new();
    let child = create(&mut world, crowd(1, 430));
    let mut entries: Vec<_> = (431..860).map(|number| to(Account(number), 1)).collect();
    entries.push(eager(Id(child), 430));
    let top = Id(create(&mut world, plan(entries)));
    deposit(&mut world, top, GOLD, 859 * 5);
    let answer = quote(&mut world.batch(GOLD), top, 859 * 2, 9).unwrap();
    let expected: Vec<_> = (431..860).chain(1..431).map(|number| quoted(Account(number), 2)).collect();
    assert_eq!(answer, expected);
}

/// Five tables of 430, 430, 430, 430 and `last` payees, no two of them the same, below one split.
fn many_payees(last: u16) -> (World<32>, Id) {
    let mut world = World::<32>::new();
    let sizes = [430, 430, 430, 430, last];
    let below = |(number, size): (u16, u16)| lazy(Id(create(&mut world, crowd(number * 430 + 1, size))), size.into());
    let edges: Vec<_> = (0..).zip(sizes).map(below).collect();
    let top = Id(create(&mut world, plan(edges)));
    (world, top)
}

#[test]
fn quote_of_too_many_payees_is_refused() {
    let most = MAX_PAYEES as u16;
    let (mut world, top) = many_payees(most - 4 * 430);
    let quoted = quote(&mut world.batch(GOLD), top, u128::from(most), MAX_TABLES).unwrap();
    assert_eq!(quoted.len(), MAX_PAYEES);
    let (mut world, top) = many_payees(most - 4 * 430 + 1);
    let refused = quote(&mut world.batch(GOLD), top, u128::from(most) + 1, MAX_TABLES);
    assert_eq!(refused, Err(Error::TooManyTables { most: MAX_TABLES }));
}

#[test]
fn quote_orders_tables_by_height_and_then_by_number() {
    let mut world = World::<32>::new();
    let low = create(&mut world, plan([to(ALICE, 1)]));
    let other = create(&mut world, plan([to(BOB, 1)]));
    let high = create(&mut world, plan([to(CAROL, 1), lazy(Id(low), 1)]));
    let top = create(&mut world, plan([lazy(Id(low), 1), lazy(Id(high), 2), lazy(Id(other), 1), to(DAVE, 4)]));
    let expected = vec![quoted(DAVE, 4), quoted(CAROL, 1), quoted(BOB, 1), quoted(ALICE, 2)];
    assert_eq!(quote(&mut world.batch(GOLD), Id(top), 8, 9), Ok(expected));
}

#[test]
fn trace_of_any_graph_is_answered_with_a_small_budget() {
    let (mut world, top) = wide(100);
    let (mut found, mut cursor) = (0, vec![]);
    loop {
        // At most 16 tables on the way to the cursor, and one more at each step.
        let (some, next) = trace_paths(&mut world.batch(GOLD), top, &bytes(BOB), 16, cursor).unwrap();
        found += some.len();
        match next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(found, 100);
}

#[test]
fn quote_follows_tiers_and_the_version_in_force() {
    let mut world = World::<32>::new();
    let head = create_head(&mut world, plan([to(CAROL, 1)]), atelier_splits::Options { delay: 10, ..options() });
    let recoup = Id(create(&mut world, tiers([to(ALICE, 0), eager(head, 1)], [tier(100, [1, 0])])));
    deposit(&mut world, recoup, GOLD, 90);
    update(&mut world, head, plan([to(DAVE, 1)]));
    assert_eq!(quote(&mut world.batch(GOLD), recoup, 30, 9), Ok(vec![quoted(ALICE, 10), quoted(CAROL, 20)]));
    advance(&mut world, 10);
    assert_eq!(quote(&mut world.batch(GOLD), recoup, 30, 9), Ok(vec![quoted(ALICE, 10), quoted(DAVE, 20)]));
    assert_eq!(quote(&mut world.batch(SILVER), recoup, 30, 9), Ok(vec![quoted(DAVE, 30)]));
}

fn hop(version: u32, index: u16, shares: &[(u64, u64)]) -> TraceStep {
    TraceStep { version, index, shares: shares.to_vec() }
}

#[test]
fn trace_tells_each_path_as_fractions() {
    let mut world = stage();
    let answer = trace_paths(&mut world.batch(GOLD), Id(3), &bytes(ALICE), 100, vec![]);
    let expected: Vec<Trace> = vec![vec![hop(3, 0, &[(2, 4)])], vec![hop(3, 1, &[(1, 4)]), hop(1, 0, &[(1, 4)])]];
    assert_eq!(answer, Ok((expected, None)));
    let answer = trace_paths(&mut world.batch(GOLD), Id(3), &bytes(DAVE), 100, vec![]);
    assert_eq!(answer, Ok((vec![], None)));
}

#[test]
fn trace_tells_a_fraction_for_each_tier() {
    let mut world = World::<32>::new();
    let split = Id(create(&mut world, tiers([to(ALICE, 1), to(BOB, 3)], [tier(100, [1, 0]), tier(5, [2, 3])])));
    let answer = trace_paths(&mut world.batch(GOLD), split, &bytes(ALICE), 9, vec![]);
    assert_eq!(answer, Ok((vec![vec![hop(1, 0, &[(1, 1), (2, 5), (1, 4)])]], None)));
}

#[test]
fn trace_goes_on_where_its_budget_ended() {
    let whole = trace_paths(&mut stage().batch(GOLD), Id(3), &bytes(ALICE), 100, vec![]).unwrap().0;
    for budget in 1..12 {
        let mut world = stage();
        let (mut found, mut cursor) = (Vec::new(), vec![]);
        for _ in 0..20 {
            let (some, next) = trace_paths(&mut world.batch(GOLD), Id(3), &bytes(ALICE), budget, cursor).unwrap();
            found.extend(some);
            let Some(next) = next else { break };
            cursor = next;
        }
        assert_eq!(found, whole, "budget {budget}");
    }
}

#[test]
fn trace_goes_on_where_its_listener_had_enough() {
    let mut world = stage();
    let (mut found, mut rest) = (Vec::new(), Path::new());
    for questions in 1.. {
        let answer = for_each_path(&mut world.batch(GOLD), Id(3), &bytes(ALICE), 100, &mut rest, |_, path| {
            found.push(path.to_vec());
            Ok(false)
        });
        assert_eq!(answer, Ok(()));
        if rest.is_empty() {
            assert_eq!(questions, 3, "one for each path, and one for the rest");
            break;
        }
    }
    assert_eq!(found, [vec![step(3, 0)], vec![step(3, 1), step(1, 0)]]);
}

#[test]
fn trace_of_nothing_looks_at_nothing() {
    let mut world = stage();
    let (found, cursor) = trace_paths(&mut world.batch(GOLD), Id(3), &bytes(ALICE), 0, vec![]).unwrap();
    assert_eq!((found, cursor), (vec![], Some(vec![step(3, 0)])));
}

#[test]
fn trace_refuses_unknown_splits_and_cursors_that_are_none() {
    let mut world = stage();
    let mut ask = |id, cursor| trace_paths(&mut world.batch(GOLD), id, &bytes(ALICE), 100, cursor).unwrap_err();
    assert_eq!(ask(Id(9), vec![]), Error::UnknownSplit(Id(9)));
    assert_eq!(ask(Id::head(1), vec![]), Error::UnknownSplit(Id::head(1)));
    assert_eq!(ask(Id(3), vec![step(9, 0)]), Error::UnknownSplit(Id(9)));
    assert_eq!(ask(Id(3), vec![step(3, 0); 17]), Error::PathTooLong { steps: 17 });
    assert_eq!(ask(Id(3), vec![step(3, 1); 16]), Error::PathTooLong { steps: 17 });
    // A cursor of foolish steps ends.
    let foolish = vec![step(3, u16::MAX); 16];
    trace_paths(&mut world.batch(GOLD), Id(3), &bytes(ALICE), 1000, foolish).unwrap();
}
