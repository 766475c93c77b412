//! Paths, edits, heights, and amounts at the end of what there can be.

use atelier_splits::{
    CreateError, Error as Rule, Id, Options, Step, Table, MAX_EAGER, MAX_ENTRIES, MAX_HEIGHT, NATIVE,
};
use e2e_tests::{
    chain::account,
    differences::TICK,
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, PAYER},
    suite::{accounts, edge, payee, refused, Error, Suite},
};

const DAY: u64 = 86_400_000;
const INCOME: u128 = 100_000_000;

/// A split of Alice's below a split of hers and Bob's.
fn two_levels(eager: bool) -> (Suite, Id, Id) {
    let mut suite = stage();
    let low = suite.fixed(accounts(&[(ALICE, 1)]));
    let top = suite.fixed(Table::Entries(vec![edge(low, eager, 1), payee(BOB, 1)]));
    suite.deposit(account(PAYER), top, INCOME).unwrap();
    (suite, top, low)
}

#[test]
fn batch_with_duplicate_paths() {
    // Each path alone would pay; a batch that read the ledger once for all of them would pay as often as it is told.
    let (mut suite, top, _) = two_levels(false);
    let before = suite.chain.balance(account(BOB));
    let paths = vec![vec![step(top.0, 1)]; 20];
    let report = suite.claim_many(account(MALLORY), paths, NATIVE).unwrap();
    assert_eq!((report.paid, report.payouts, report.failed), (INCOME / 2, 1, 0));
    assert_eq!(suite.chain.balance(account(BOB)) - before, INCOME / 2);
    suite.check_solvent(&[]);
}

#[test]
fn batch_with_a_path_and_its_own_edges() {
    for eager in [false, true] {
        let (mut suite, top, low) = two_levels(eager);
        let before = suite.chain.balance(account(ALICE));
        let whole = vec![step(top.0, 0), step(low.0, 0)];
        let (upper, lower) = (vec![step(top.0, 0)], vec![step(low.0, 0)]);
        let paths = vec![upper.clone(), whole.clone(), lower.clone(), whole, upper, lower];
        let report = suite.claim_many(account(MALLORY), paths, NATIVE).unwrap();
        assert_eq!((report.paid, report.payouts), (INCOME / 2, 1));
        assert_eq!(suite.chain.balance(account(ALICE)) - before, INCOME / 2);
        assert_eq!(suite.received(low.0, NATIVE), INCOME / 2);
        assert_eq!(suite.liability(NATIVE), INCOME / 2);
        suite.check_solvent(&[]);
    }
}

#[test]
fn payout_by_every_message_in_turn() {
    let (mut suite, top, low) = two_levels(false);
    let owner = account(ALICE);
    let path = vec![step(top.0, 0), step(low.0, 0)];
    assert_eq!(suite.claim_path(account(KEEPER), path.clone(), NATIVE), Ok(INCOME / 2));
    assert_eq!(suite.claim_path(account(KEEPER), path.clone(), NATIVE), Ok(0));
    assert_eq!(suite.claim(account(KEEPER), low.0, 0, NATIVE), Ok(0));
    assert_eq!(suite.claim_to(owner, path.clone(), vec![NATIVE, NATIVE], owner), Ok(vec![0, 0]));
    assert_eq!(suite.claim_many(owner, vec![path], NATIVE).map(|report| report.paid), Ok(0));
    assert_eq!(suite.pay_all(owner, low, NATIVE, 0, 9).map(|report| report.paid), Ok(0));
    assert_eq!(suite.pay_all(owner, top, NATIVE, 0, 9).map(|report| report.paid), Ok(INCOME / 2));
    assert_eq!(suite.liability(NATIVE), 0);
    suite.check_solvent(&[]);
}

#[test]
fn pay_all_over_the_same_entries_in_overlapping_chunks() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1), (CAROL, 2)]));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let mut paid = 0;
    for (from, count) in [(0, 2), (0, 3), (1, 2), (2, u16::MAX), (u16::MAX, u16::MAX), (3, 1), (0, 0)] {
        paid += suite.pay_all(account(MALLORY), split, NATIVE, from, count).unwrap().paid;
    }
    assert_eq!(paid, INCOME);
    assert_eq!(suite.liability(NATIVE), 0);
    suite.check_solvent(&[]);
}

/// A split that Mallory controls with a day's delay, with Alice as its payee, below one of it and Bob.
struct Edited {
    suite: Suite,
    head: Id,
    /// Alice's version.
    first: u32,
    parent: Id,
    grandparent: Id,
}

fn edited(delay: u64) -> Edited {
    let mut suite = stage();
    let options = Some(controlled_by(MALLORY, delay));
    let head = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), options).unwrap();
    let first = suite.head(head).unwrap().in_force;
    // Lazy edges are asked for. They would leave Mallory the time to edit before they settle.
    let parent = suite.fixed(Table::Entries(vec![edge(head, false, 1), payee(BOB, 1)]));
    let grandparent = suite.fixed(Table::Entries(vec![edge(parent, false, 1), payee(CAROL, 1)]));
    Edited { suite, head, first, parent, grandparent }
}

#[test]
fn path_through_a_stale_head_while_a_new_version_is_pending() {
    let Edited { mut suite, head, first, parent, .. } = edited(DAY);
    suite.deposit(account(PAYER), parent, INCOME).unwrap();
    let thief = account(MALLORY);
    let second = suite.update(thief, head, accounts(&[(MALLORY, 1)])).unwrap();
    let effective_at = suite.chain.now() + DAY;
    let through = |version| vec![step(parent.0, 0), step(version, 0)];
    let broken = Error::Splits(Rule::PathBroken { step: 0 });
    // Before its time the new version is no way through.
    suite.refuses(broken, |suite| suite.claim_path(thief, through(second), NATIVE));
    suite.chain.set_time(effective_at - 1);
    suite.deposit(account(PAYER), parent, INCOME).unwrap();
    suite.refuses(broken, |suite| suite.claim_path(thief, through(second), NATIVE));
    // In its time the old one is none.
    suite.chain.set_time(effective_at);
    suite.refuses(broken, |suite| suite.claim_path(thief, through(first), NATIVE));
    assert_eq!(suite.claim_path(thief, through(second), NATIVE), Ok(0));
    // What came in before is Alice's for ever.
    assert_eq!(suite.claim(account(KEEPER), first, 0, NATIVE), Ok(INCOME));
    assert_eq!(suite.claim(thief, second, 0, NATIVE), Ok(0));
    suite.check_solvent(&[]);
}

/// Mallory edits her split `delay` after the first income; the second income comes `offset` around the edit's coming into
/// force, by the split itself or through edges above it. Alice keeps what came in while she stood in the table.
#[track_caller]
fn check_edit(delay: u64, offset: i64, way_in: impl Fn(&Edited) -> (Id, u128)) {
    let mut edited = edited(delay);
    let (into, parts) = way_in(&edited);
    let share = INCOME / parts;
    let payer = account(PAYER);
    edited.suite.deposit(payer, into, INCOME).unwrap();
    let thief = account(MALLORY);
    let second = edited.suite.update(thief, edited.head, accounts(&[(MALLORY, 1)])).unwrap();
    let effective_at = edited.suite.chain.now() + delay;
    edited.suite.chain.set_time(effective_at.checked_add_signed(offset).unwrap());
    edited.suite.deposit(payer, into, INCOME).unwrap();
    let (alices, mallorys) = if offset < 0 { (2 * share, 0) } else { (share, share) };
    let Edited { mut suite, first, parent, grandparent, .. } = edited;
    // She tries all that could settle an edge late.
    for upper in [grandparent, parent] {
        assert_eq!(suite.claim_path(thief, vec![step(upper.0, 0)], NATIVE), Ok(0));
        suite.pay_all(thief, upper, NATIVE, 0, 1).unwrap();
    }
    suite.chain.set_time(effective_at + 10 * DAY);
    assert_eq!(suite.claim(account(KEEPER), second, 0, NATIVE), Ok(mallorys));
    assert_eq!(suite.claim(account(KEEPER), first, 0, NATIVE), Ok(alices));
    suite.check_solvent(&[]);
}

#[test]
fn edit_between_income_and_claim() {
    for offset in [-1, 0, 1] {
        check_edit(DAY, offset, |edited| (edited.head, 1));
    }
}

#[test]
fn edit_between_income_and_claim_by_the_controller_of_a_child() {
    for offset in [-1, 0, 1] {
        check_edit(DAY, offset, |edited| (edited.parent, 2));
    }
}

#[test]
fn edit_between_income_and_claim_by_the_controller_of_a_grandchild() {
    for offset in [-1, 0, 1] {
        check_edit(DAY, offset, |edited| (edited.grandparent, 4));
    }
}

#[test]
fn edit_between_income_and_claim_without_delay() {
    for offset in [0, 1] {
        check_edit(0, offset, |edited| (edited.head, 1));
        check_edit(0, offset, |edited| (edited.parent, 2));
        check_edit(0, offset, |edited| (edited.grandparent, 4));
    }
}

#[test]
fn edit_between_income_and_claim_below_a_pinned_version() {
    // A lazy edge to a version, not to its head, cannot be edited away whenever it settles.
    let Edited { mut suite, head, first, .. } = edited(0);
    let pinned = suite.fixed(Table::Entries(vec![edge(Id(first), false, 1), payee(BOB, 1)]));
    suite.deposit(account(PAYER), pinned, INCOME).unwrap();
    suite.update(account(MALLORY), head, accounts(&[(MALLORY, 1)])).unwrap();
    suite.deposit(account(PAYER), pinned, INCOME).unwrap();
    let path = vec![step(pinned.0, 0), step(first, 0)];
    assert_eq!(suite.claim_path(account(KEEPER), path, NATIVE), Ok(INCOME));
    suite.check_solvent(&[]);
}

#[test]
fn edit_that_replaces_a_pending_one_to_shorten_the_delay() {
    let Edited { mut suite, head, .. } = edited(DAY);
    let (start, thief) = (suite.chain.now(), account(MALLORY));
    let harmless = suite.update(thief, head, accounts(&[(ALICE, 1), (BOB, 1)])).unwrap();
    suite.chain.set_time(start + DAY - TICK);
    let stealing = suite.update(thief, head, accounts(&[(MALLORY, 1)])).unwrap();
    // The delay starts again, and what was pending never comes into force.
    assert_eq!(suite.head(head).unwrap().pending, Some((stealing, start + 2 * DAY - TICK)));
    suite.chain.set_time(start + 2 * DAY - TICK - 1);
    suite.deposit(account(PAYER), head, INCOME).unwrap();
    assert_eq!(suite.received(stealing, NATIVE), 0);
    assert_eq!(suite.received(harmless, NATIVE), 0);
    suite.check_solvent(&[]);
}

#[test]
fn edit_that_brings_back_a_table_of_the_past() {
    // Mallory stood in the first table. Long after the second came into force she edits again, and while that edit waits
    // the income must go by the second table, not by the one that the split was created with.
    let mut suite = stage();
    let thief = account(MALLORY);
    let head = suite.create(thief, accounts(&[(MALLORY, 1)]), Some(controlled_by(MALLORY, DAY))).unwrap();
    let first = suite.head(head).unwrap().in_force;
    let second = suite.update(thief, head, accounts(&[(ALICE, 1)])).unwrap();
    let start = suite.chain.now();
    suite.chain.set_time(start + 5 * DAY);
    let third = suite.update(thief, head, accounts(&[(BOB, 1)])).unwrap();
    for (now, in_force) in [(5 * DAY, second), (6 * DAY - 1, second), (6 * DAY, third)] {
        suite.chain.set_time(start + now);
        assert_eq!(suite.head(head).unwrap().in_force, in_force);
        suite.deposit(account(PAYER), head, INCOME).unwrap();
    }
    assert_eq!(suite.received(first, NATIVE), 0);
    assert_eq!(suite.received(third, NATIVE), INCOME);
    assert_eq!(suite.claim(account(KEEPER), second, 0, NATIVE), Ok(2 * INCOME));
    suite.check_solvent(&[]);
}

#[test]
fn height_overflow() {
    // Were one tree higher than a path is long, its lowest payees could not be paid in one call; were heights to wrap, a
    // split could stand above itself.
    let mut suite = stage();
    let mut top = suite.fixed(accounts(&[(ALICE, 1)]));
    for _ in 1..MAX_HEIGHT {
        top = suite.fixed(Table::Entries(vec![edge(top, false, 1)]));
    }
    let thief = account(MALLORY);
    let expected = CreateError::ChildTooHigh { index: 0, child: MAX_HEIGHT, most: MAX_HEIGHT - 1 };
    let above = || Table::Entries(vec![edge(top, false, 1)]);
    suite.refuses(refused(expected), |suite| suite.create(thief, above(), None));
    for height in [MAX_HEIGHT + 1, u8::MAX] {
        let options = Some(Options { height, ..controlled_by(MALLORY, 0) });
        let expected = CreateError::ChildTooHigh { index: 0, child: height, most: MAX_HEIGHT };
        suite.refuses(refused(expected), |suite| suite.create(thief, accounts(&[(MALLORY, 1)]), options));
    }
    // A head that reserves the greatest height cannot be anybody's child.
    let options = Some(Options { height: MAX_HEIGHT, ..controlled_by(MALLORY, 0) });
    let head = suite.create(thief, accounts(&[(MALLORY, 1)]), options).unwrap();
    let table = || Table::Entries(vec![edge(head, true, 1)]);
    suite.refuses(refused(expected), |suite| suite.create(account(PAYER), table(), None));
}

#[test]
fn cycle_by_update() {
    // Money that went round would be owed several times over.
    let mut suite = stage();
    let thief = account(MALLORY);
    let roomy = |height| Some(Options { height, eager: 3, ..controlled_by(MALLORY, 0) });
    let low = suite.create(thief, accounts(&[(MALLORY, 1)]), roomy(5)).unwrap();
    let same = suite.create(thief, accounts(&[(MALLORY, 1)]), roomy(5)).unwrap();
    let high = suite.create(thief, Table::Entries(vec![edge(low, true, 1)]), roomy(9)).unwrap();
    let fixed = suite.fixed(Table::Entries(vec![edge(high, true, 1)]));
    let to = |id| Table::Entries(vec![edge(id, true, 1), payee(MALLORY, 1)]);
    for (child, height) in [(high, 9), (fixed, 10), (same, 5)] {
        let expected = CreateError::ChildTooHigh { index: u16::MAX, child: height, most: 4 };
        suite.refuses(refused(expected), |suite| suite.update(thief, low, to(child)));
    }
    let expected = refused(CreateError::ForbiddenPayee { index: 0 });
    suite.refuses(expected, |suite| suite.update(thief, low, to(low)));
    suite.deposit(account(PAYER), fixed, INCOME).unwrap();
    let version = suite.head(low).unwrap().in_force;
    assert_eq!(suite.claim(account(KEEPER), version, 0, NATIVE), Ok(INCOME));
    suite.check_solvent(&[]);
}

#[test]
fn eager_budget_griefing_by_the_controller_of_a_child() {
    // Mallory blows up what an income of her parent touches, until nobody can pay for it or the ledger refuses it.
    let mut suite = stage();
    let thief = account(MALLORY);
    let leaves: Vec<Id> = (0..MAX_EAGER).map(|_| suite.fixed(accounts(&[(MALLORY, 1)]))).collect();
    let wide = |count: usize| {
        let edges = leaves[..count].iter().map(|leaf| edge(*leaf, true, 1));
        Table::Entries(edges.collect())
    };
    // Her split reserves 7 of the 16; the parent counts all of them, and itself adds the edge.
    let options = Some(Options { height: 2, eager: 7, ..controlled_by(MALLORY, 0) });
    let child = suite.create(thief, accounts(&[(MALLORY, 1)]), options).unwrap();
    let twin = suite.create(thief, accounts(&[(MALLORY, 1)]), options).unwrap();
    let third = suite.create(thief, accounts(&[(MALLORY, 1)]), options).unwrap();
    let parent = suite.fixed(Table::Entries(vec![edge(child, true, 1), edge(twin, true, 1), payee(ALICE, 2)]));
    let crowded = Table::Entries(vec![edge(child, true, 1), edge(twin, true, 1), edge(third, true, 1)]);
    let expected = CreateError::EagerBudget { needed: 24, budget: MAX_EAGER };
    suite.refuses(refused(expected), |suite| suite.create(account(PAYER), crowded, None));
    for needed in [8, 16] {
        let expected = CreateError::EagerBudget { needed, budget: 7 };
        let table = wide(needed as usize);
        suite.refuses(refused(expected), |suite| suite.update(thief, child, table));
    }
    // At her worst the parent's income still arrives.
    for head in [child, twin] {
        suite.update(thief, head, wide(7)).unwrap();
    }
    suite.deposit(account(PAYER), parent, 28 * INCOME).unwrap();
    assert_eq!(suite.claim(account(KEEPER), parent.0, 2, NATIVE), Ok(14 * INCOME));
    for leaf in &leaves[..7] {
        assert_eq!(suite.received(leaf.0, NATIVE), 2 * INCOME);
    }
    suite.check_solvent(&[]);
}

#[test]
fn largest_amount_in_pieces() {
    // 2^128 - 1 units of an honest token, in pieces, over the largest weights: nothing wraps, nothing is lost.
    let mut suite = stage();
    let token = suite.stage_token("honest-token", u128::MAX);
    let (payer, asset) = (account(PAYER), token.1);
    let shares = [(ALICE, u32::MAX), (BOB, u32::MAX), (CAROL, 1)];
    let split = suite.fixed(accounts(&shares));
    let third = u128::MAX / 3; // Exactly: 2^128 - 1 divides by 3.
    for piece in [third, third - 1, third, 1] {
        suite.deposit_token(payer, split, asset, piece).unwrap();
        suite.check_solvent(&[token]);
        suite.claim(payer, split.0, 1, asset).unwrap();
    }
    assert_eq!(suite.received(split.0, asset), u128::MAX);
    suite.check_solvent(&[token]);
    let report = suite.pay_all(payer, split, asset, 0, 3).unwrap();
    assert_eq!(report.failed, 0);
    // W = 2^33 - 1; 2^128 - 1 = q W + r with r = 2^29 - 1, so that 1 of W gets q and the others 2^32 - 1 times q and a bit.
    let total = (1u128 << 33) - 1;
    let (quotient, rest) = (u128::MAX / total, u128::MAX % total);
    let large = u128::from(u32::MAX);
    for (payee, weight) in [(ALICE, large), (BOB, large), (CAROL, 1)] {
        let expected = quotient * weight + rest * weight / total;
        assert_eq!(suite.token_balance(token.0, account(payee)), expected);
    }
    assert!(suite.liability(asset) < 3);
    suite.check_solvent(&[token]);
    // The version is full. That is said, and blocks nothing else.
    let (rich, some) = (account(ALICE), 1_000);
    suite.approve(token.0, rich, some);
    let expected = Error::Splits(Rule::ReceivedOverflow { version: split.0, received: u128::MAX });
    suite.refuses(expected, |suite| suite.deposit_token(rich, split, asset, some));
    let other = suite.fixed(accounts(&[(BOB, 1)]));
    suite.deposit_token(rich, other, asset, some).unwrap();
    suite.deposit(payer, split, INCOME).unwrap();
    suite.check_solvent(&[token]);
}

#[test]
fn four_hundred_and_thirty_entries() {
    let mut suite = stage();
    let people: Vec<(u32, u32)> = (1..=MAX_ENTRIES as u32).map(|number| (1_000 + number, number)).collect();
    let split = suite.fixed(accounts(&people));
    // W = 430 · 431 / 2
    let total = 92_665u128;
    let income = 1_000_000 * total + 92_664;
    suite.deposit(account(PAYER), split, income).unwrap();
    let report = suite.pay_all(account(KEEPER), split, NATIVE, 0, u16::MAX).unwrap();
    assert_eq!((report.payouts, report.failed), (430, 0));
    let mut sum = 0;
    for (payee, weight) in people {
        // A million for each unit of weight, and of the 92,664 units left all but one 92,665th.
        let weight = u128::from(weight);
        let expected = 1_000_000 * weight + 92_664 * weight / total;
        assert_eq!(suite.chain.balance(account(payee)), expected);
        sum += expected;
    }
    assert_eq!(report.paid, sum);
    assert_eq!(suite.liability(NATIVE), income - sum);
    assert!(suite.liability(NATIVE) < 430);
    suite.check_solvent(&[]);
}

/// A tower of the greatest height: each level keeps half for Bob and passes half on, down to Alice. Top first.
fn tower(eager: bool) -> (Suite, Vec<Id>) {
    let mut suite = stage();
    let mut levels = vec![suite.fixed(accounts(&[(ALICE, 1)]))];
    for _ in 1..MAX_HEIGHT {
        let below = levels[levels.len() - 1];
        levels.push(suite.fixed(Table::Entries(vec![edge(below, eager, 1), payee(BOB, 1)])));
    }
    levels.reverse();
    (suite, levels)
}

#[test]
fn sixteen_levels() {
    for eager in [false, true] {
        let (mut suite, levels) = tower(eager);
        let income = 1_000_000 << 15;
        suite.deposit(account(PAYER), levels[0], income).unwrap();
        let path: Vec<Step> = levels.iter().map(|level| step(level.0, 0)).collect();
        assert_eq!(suite.claimable_path(path.clone(), NATIVE), Ok(1_000_000));
        assert_eq!(suite.claim_path(account(KEEPER), path.clone(), NATIVE), Ok(1_000_000));
        assert_eq!(suite.claim_path(account(MALLORY), path, NATIVE), Ok(0));
        for (level, id) in levels[..15].iter().enumerate() {
            assert_eq!(suite.claim(account(KEEPER), id.0, 1, NATIVE), Ok(income >> (level + 1)));
        }
        assert_eq!(suite.liability(NATIVE), 0);
        suite.check_solvent(&[]);
    }
}

#[test]
fn sixteen_levels_with_an_odd_unit_at_each() {
    // Rounding loses less than a unit at each edge, and what stays behind is still owed.
    for eager in [false, true] {
        let (mut suite, levels) = tower(eager);
        let income = (1_000_000u128 << 15) + (1 << 15) - 1;
        suite.deposit(account(PAYER), levels[0], income).unwrap();
        let path: Vec<Step> = levels.iter().map(|level| step(level.0, 0)).collect();
        assert_eq!(suite.claim_path(account(KEEPER), path, NATIVE), Ok(1_000_000));
        let mut paid = 1_000_000;
        for level in &levels[..15] {
            paid += suite.claim(account(KEEPER), level.0, 1, NATIVE).unwrap();
        }
        assert_eq!(suite.liability(NATIVE), income - paid);
        assert!(income - paid <= 15);
        suite.check_solvent(&[]);
    }
}

#[test]
fn zero_decimal_dust() {
    // 9 units over 10 payees, a thousand times. Mallory claims for everybody after each income, hoping that what is rounded
    // off stays behind; in the end each has had its 900.
    let mut suite = stage();
    let token = suite.stage_token("honest-token", 9_000);
    let people: Vec<(u32, u32)> = (0..10).map(|number| (1_000 + number, 1)).collect();
    let split = suite.fixed(accounts(&people));
    for round in 1..=1_000u128 {
        suite.deposit_token(account(PAYER), split, token.1, 9).unwrap();
        suite.pay_all(account(MALLORY), split, token.1, 0, 10).unwrap();
        let (owed, expected) = (suite.recorded(token.1), round * 9 % 10);
        assert_eq!(owed, expected, "less than a unit for each payee, after {round} incomes");
    }
    for (payee, _) in people {
        assert_eq!(suite.token_balance(token.0, account(payee)), 900);
    }
    assert_eq!(suite.liability(token.1), 0);
    assert_eq!(suite.token_balance(token.0, account(MALLORY)), 0);
    suite.check_solvent(&[token]);
}
