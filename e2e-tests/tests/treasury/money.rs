//! Income, spends, streams, payouts.

use super::{spend, stream, Stage, ALICE, BOB, CREATIVE, DUAL, EPOCH, NEWCOMER, POLICY, STRATEGIC};
use atelier_governance::{
    treasury::{Bucket, Debt, Error as Rule, Installments, Line, Spend, Spender, Stream, NATIVE, PAGE},
    units::{Bps, DAY},
};
use atelier_splits::Step;
use e2e_tests::{
    chain::{account, FORTUNE},
    dao::{
        timelock::{action, request, Timelock},
        treasury::{Error, Treasury},
    },
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{input, Suite, DEPLOYER},
};
use ink::{env::Event, selector_bytes};
use scale::Encode;
use treasury::{AssetRegistered, Booked, CapSet, Collected, FundsMoved, PolicySet, Redirected, Spent, StreamCanceled};

#[test]
fn income_is_booked_by_policy() {
    let mut stage = Stage::new();
    let (treasury, me) = (stage.treasury, stage.treasury.account);
    assert_eq!(treasury.unbooked(&mut stage.chain, NATIVE), Some(0), "the existential deposit is no income");
    stage.chain.transfer(account(ALICE), me, 1_003);
    assert_eq!(treasury.unbooked(&mut stage.chain, NATIVE), Some(1_003));
    assert_eq!(treasury.sync(&mut stage.chain, NATIVE), Ok(1_003));
    // 401.2, 250.75, 250.75, and the rest.
    let books = treasury.books(&mut stage.chain, NATIVE).unwrap();
    assert_eq!((books.booked, books.buckets), (1_003, [401, 250, 250, 102]));
    for bucket in Bucket::ALL {
        let held = treasury.bucket(&mut stage.chain, NATIVE, bucket);
        assert_eq!(held, Some(books.buckets[bucket as usize]));
    }
    // A new policy is for new income.
    treasury.set_policy(&mut stage.chain, account(DUAL), [0, 10_000, 0, 0]).unwrap();
    stage.chain.transfer(account(ALICE), me, 7);
    assert_eq!(treasury.sync(&mut stage.chain, NATIVE), Ok(7));
    assert_eq!(treasury.books(&mut stage.chain, NATIVE).unwrap().buckets, [401, 257, 250, 102]);
    stage.check();
}

#[test]
fn a_split_can_pay_the_treasury() {
    let mut suite = Suite::new();
    let timelocks = [STRATEGIC, CREATIVE, DUAL].map(account);
    suite.chain.fund(account(ALICE), FORTUNE);
    let treasury = Treasury::deploy(&mut suite.chain, account(DEPLOYER), timelocks, EPOCH, POLICY);
    let entry = |account, weight| atelier_splits::Entry { target: atelier_splits::Target::Account(account), weight };
    let table = atelier_splits::Table::Entries(vec![entry(treasury.account, 1), entry(account(ALICE), 3)]);
    let split = suite.fixed(table);
    suite.deposit(account(ALICE), split, 400_000).unwrap();
    assert_eq!(suite.claim_path(account(ALICE), vec![Step { version: split.0, index: 0 }], NATIVE), Ok(100_000));
    assert_eq!(treasury.sync(&mut suite.chain, NATIVE), Ok(100_000));
    assert_eq!(treasury.books(&mut suite.chain, NATIVE).unwrap().buckets, [40_000, 25_000, 25_000, 10_000]);
}

#[test]
fn a_spend_above_the_cap_falls_due_in_later_epochs() {
    let mut stage = Stage::with(100_000);
    stage.cap(Spender::Strategic, NATIVE, 1_000);
    let epoch = stage.chain.now() / EPOCH;
    let one = stage.spent(STRATEGIC, spend(Bucket::Grants, ALICE, 400));
    let two = stage.spent(STRATEGIC, spend(Bucket::Compute, BOB, 1_900));
    let three = stage.spent(STRATEGIC, spend(Bucket::Reserve, ALICE, 1));
    let line = Line { cap: 1_000, epoch: epoch + 2, used: 301 };
    assert_eq!(stage.treasury.cap_of(&mut stage.chain, Spender::Strategic, NATIVE), line);
    let debt = Debt {
        to: account(BOB),
        asset: NATIVE,
        bucket: Bucket::Compute,
        spender: Spender::Strategic,
        total: 1_900,
        paid: 0,
        installments: Installments { epoch, first: 600, next: 1_000 },
        stream: None,
    };
    assert_eq!(stage.treasury.debt(&mut stage.chain, two), Some(debt));
    let mut due = |time| {
        stage.wait(time);
        [one, two, three].map(|debt| stage.treasury.due(&mut stage.chain, debt).unwrap())
    };
    assert_eq!(due(0), [400, 600, 0]);
    assert_eq!(due(EPOCH - 1), [400, 600, 0]);
    assert_eq!(due(1), [400, 1_600, 0]);
    assert_eq!(due(EPOCH - 1), [400, 1_600, 0]);
    assert_eq!(due(1), [400, 1_900, 1]);
    let before = stage.chain.balance(account(BOB));
    assert_eq!(stage.collect(two), Ok(1_900));
    assert_eq!(stage.chain.balance(account(BOB)), before + 1_900);
    stage.check();
}

#[test]
fn a_new_cap_is_for_later_spends() {
    let mut stage = Stage::with(100_000);
    stage.cap(Spender::Strategic, NATIVE, 1_000);
    let one = stage.spent(STRATEGIC, spend(Bucket::Grants, ALICE, 1_500));
    stage.cap(Spender::Strategic, NATIVE, 300);
    // 500 of the second epoch are taken, more than the new cap: the third is next.
    let two = stage.spent(STRATEGIC, spend(Bucket::Grants, ALICE, 301));
    let mut due = |time| {
        stage.wait(time);
        [one, two].map(|debt| stage.treasury.due(&mut stage.chain, debt).unwrap())
    };
    assert_eq!(due(0), [1_000, 0]);
    assert_eq!(due(EPOCH), [1_500, 0]);
    assert_eq!(due(EPOCH), [1_500, 300]);
    assert_eq!(due(EPOCH), [1_500, 301]);
}

#[test]
fn the_dual_timelock_has_no_cap_and_its_own_debts() {
    let mut stage = Stage::with(100_000);
    stage.cap(Spender::Strategic, NATIVE, 10);
    let all = stage.spent(DUAL, spend(Bucket::Compute, ALICE, 40_000));
    assert_eq!(stage.collect(all), Ok(40_000));
    let small = stage.spent(STRATEGIC, spend(Bucket::Grants, ALICE, 10));
    assert_eq!(stage.collect(small), Ok(10), "what the dual timelock spends takes nothing of other lines");
    assert_eq!(stage.treasury.cap_of(&mut stage.chain, Spender::Dual, NATIVE), Line::default());
    stage.check();
}

#[test]
fn a_stream_is_paid_as_it_vests() {
    let mut stage = Stage::with(100_000);
    let now = stage.chain.now();
    let plan = Stream { start: now, cliff: now + 2 * DAY, end: now + 10 * DAY };
    let debt = stage.spent(DUAL, stream(Bucket::Grants, ALICE, 10_000, plan));
    stage.wait(2 * DAY - 1);
    stage.refuses(Rule::NothingDue { debt }, |treasury, chain| treasury.collect(chain, debt));
    stage.wait(1);
    assert_eq!(stage.collect(debt), Ok(2_000));
    stage.refuses(Rule::NothingDue { debt }, |treasury, chain| treasury.collect(chain, debt));
    stage.wait(3 * DAY);
    assert_eq!(stage.collect(debt), Ok(3_000));
    // Canceled, it owes what has vested until then; the rest is the bucket's again.
    stage.wait(DAY);
    assert_eq!(stage.treasury.bucket(&mut stage.chain, NATIVE, Bucket::Grants), Some(15_000));
    assert_eq!(stage.treasury.cancel_stream(&mut stage.chain, account(DUAL), debt), Ok(4_000));
    assert_eq!(stage.treasury.bucket(&mut stage.chain, NATIVE, Bucket::Grants), Some(19_000));
    stage.wait(30 * DAY);
    assert_eq!(stage.collect(debt), Ok(1_000));
    stage.refuses(Rule::NothingDue { debt }, |treasury, chain| treasury.collect(chain, debt));
    stage.check();
}

#[test]
fn tokens_are_spent_like_native_money() {
    let mut stage = Stage::new();
    let (token, asset) = stage.token("honest-token", 10_000);
    assert_eq!(stage.treasury.asset_of(&mut stage.chain, token), Some(asset));
    stage.cap(Spender::Creative, asset, 100);
    let order = Spend { asset, ..spend(Bucket::Datasets, ALICE, 150) };
    let debt = stage.spent(CREATIVE, order);
    assert_eq!(stage.collect(debt), Ok(100));
    stage.wait(EPOCH);
    assert_eq!(stage.collect(debt), Ok(50));
    assert_eq!(stage.tokens_of(token, account(ALICE)), 150);
    let held = stage.tokens_of(token, stage.treasury.account);
    assert_eq!(held, 9_850);
    let books = stage.treasury.check_books(&mut stage.chain, asset, held);
    assert_eq!(books.buckets, [4_000, 2_500, 2_350, 1_000]);
}

#[test]
fn funds_are_moved_between_buckets() {
    let mut stage = Stage::with(10_000);
    let route = [Bucket::Reserve, Bucket::Datasets];
    stage.treasury.move_funds(&mut stage.chain, account(STRATEGIC), route, NATIVE, 1_000).unwrap();
    assert_eq!(stage.treasury.books(&mut stage.chain, NATIVE).unwrap().buckets, [4_000, 2_500, 3_500, 0]);
    stage.check();
}

#[test]
fn the_treasury_pays_to_its_last_unit_and_keeps_its_existential_deposit() {
    let mut stage = Stage::with(10_000);
    let me = stage.treasury.account;
    for bucket in Bucket::ALL {
        let held = stage.treasury.bucket(&mut stage.chain, NATIVE, bucket).unwrap();
        let debt = stage.spent(DUAL, spend(bucket, ALICE, held));
        assert_eq!(stage.collect(debt), Ok(held));
    }
    assert_eq!(stage.chain.spendable(me), 0);
    assert!(stage.chain.balance(me) >= EXISTENTIAL_DEPOSIT);
    stage.check();
    stage.refuses(Rule::NothingUnbooked, |treasury, chain| treasury.sync(chain, NATIVE));
}

#[test]
fn a_payee_that_cannot_receive_names_another_account() {
    let mut stage = Stage::with(10_000);
    let debt = stage.spent(DUAL, spend(Bucket::Compute, NEWCOMER, 1_000));
    let other = stage.spent(DUAL, spend(Bucket::Compute, BOB, 500));
    // Below the existential deposit of a new account.
    let treasury = stage.treasury;
    let expected = Error::PayoutFailed { debt, amount: 1_000 };
    e2e_tests::dao::timelock::refused(&mut stage.chain, expected, |chain| treasury.collect(chain, debt));
    assert_eq!(stage.collect(other), Ok(500), "who cannot receive is in nobody's way");
    // Newcomers own their account without ever having had a balance; somebody lends them what a call needs.
    stage.chain.fund(account(NEWCOMER), EXISTENTIAL_DEPOSIT * 100);
    let newcomer = account(NEWCOMER);
    stage.treasury.redirect(&mut stage.chain, newcomer, debt, account(ALICE)).unwrap();
    let before = stage.chain.balance(account(ALICE));
    assert_eq!(stage.collect(debt), Ok(1_000));
    assert_eq!(stage.chain.balance(account(ALICE)), before + 1_000);
    stage.check();
}

#[test]
fn a_timelock_spends_by_an_operation() {
    let mut stage = Stage::new();
    let (chain, deployer, governor) = (&mut stage.chain, account(DEPLOYER), account(BOB));
    let timelocks = [(); 3].map(|()| Timelock::deploy(chain, deployer, DAY));
    for timelock in timelocks {
        timelock.bind(chain, deployer, governor, timelocks[2].account).unwrap();
    }
    let accounts = timelocks.map(|timelock| timelock.account);
    let treasury = Treasury::deploy(chain, deployer, accounts, EPOCH, POLICY);
    chain.transfer(deployer, treasury.account, 10_000);
    treasury.sync(chain, NATIVE).unwrap();
    let cap = (Spender::Strategic, NATIVE, 300u128);
    let decisions = [
        (timelocks[2], action(treasury.account, 0, selector_bytes!("set_cap"), &cap)),
        (timelocks[0], {
            let spend = (Bucket::Grants, NATIVE, account(ALICE), 500u128);
            action(treasury.account, 0, selector_bytes!("spend"), &spend)
        }),
    ];
    for (timelock, action) in decisions {
        let actions = [action];
        let operation = timelock.schedule(chain, governor, request(&actions)).unwrap();
        let now = chain.now();
        chain.set_time(now + 2 * DAY);
        assert_eq!(timelock.execute(chain, account(ALICE), operation, &actions), Ok(()));
    }
    assert_eq!(treasury.collect(chain, 0), Ok(300));
    let now = chain.now();
    chain.set_time(now + EPOCH);
    assert_eq!(treasury.collect(chain, 0), Ok(200));
}

#[test]
fn debts_and_assets_are_listed_a_page_at_a_time() {
    let mut stage = Stage::with(100_000);
    for number in 0..PAGE + 3 {
        assert_eq!(stage.spent(DUAL, spend(Bucket::Compute, ALICE, u128::from(number) + 1)), number);
    }
    let mut totals = |from, count| {
        let debts = stage.treasury.debts(&mut stage.chain, from, count);
        debts.into_iter().map(|debt| debt.total as u32 - 1).collect::<Vec<_>>()
    };
    assert_eq!(totals(0, u32::MAX), (0..PAGE).collect::<Vec<_>>());
    assert_eq!(totals(PAGE - 1, 2), [PAGE - 1, PAGE]);
    assert_eq!(totals(PAGE, PAGE), (PAGE..PAGE + 3).collect::<Vec<_>>());
    assert!(totals(PAGE + 3, PAGE).is_empty() && totals(u32::MAX, 5).is_empty() && totals(0, 0).is_empty());
    let tokens = [(); 3].map(|()| stage.token("honest-token", 1).0);
    assert_eq!(stage.treasury.assets(&mut stage.chain, 0, 2), tokens[..2]);
    assert_eq!(stage.treasury.assets(&mut stage.chain, 2, 30), tokens[1..]);
    assert!(stage.treasury.assets(&mut stage.chain, 4, 30).is_empty());
    let roles = stage.treasury.roles(&mut stage.chain);
    assert_eq!((roles.assets, roles.debts), (4, PAGE + 3));
}

/// Asserts that a message emits one event, and that it is this one.
#[track_caller]
fn tells<E: Event + Encode>(stage: &mut Stage, caller: u32, selector: [u8; 4], arguments: &impl Encode, event: &E) {
    let called = stage.chain.call(account(caller), stage.treasury.account, 0, input(selector, arguments));
    assert!(called.outcome.is_ok() && !called.reverted, "{called:?}");
    let by_treasury: Vec<_> = called.events.iter().filter(|(by, ..)| *by == stage.treasury.account).collect();
    let [(_, topics, data)] = by_treasury[..] else { panic!("{called:?}") };
    assert_eq!((Some(topics[0]), topics.len()), (E::SIGNATURE_TOPIC, 1), "a topic costs as much as a cell");
    assert_eq!(*data, event.encode());
}

#[test]
fn events_tell_what_happened() {
    let mut stage = Stage::new();
    let alice = account(ALICE);
    stage.chain.transfer(account(BOB), stage.treasury.account, 10_000);
    let it = &mut stage;
    let shares = [4_000, 2_500, 2_500, 1_000];
    tells(it, ALICE, selector_bytes!("sync"), &NATIVE, &Booked { asset: NATIVE, shares });
    let (spender, asset) = (Spender::Creative, NATIVE);
    let cap = CapSet { spender, asset, old: 0, new: 70 };
    tells(it, DUAL, selector_bytes!("set_cap"), &(spender, asset, 70u128), &cap);
    let bucket = Bucket::Compute;
    let spent = Spent { debt: 0, spender, bucket, asset, to: alice, amount: 9, stream: None };
    tells(it, CREATIVE, selector_bytes!("spend"), &(bucket, asset, alice, 9u128), &spent);
    let now = it.chain.now();
    let plan = Stream { start: now, cliff: now, end: now + DAY };
    let opened = Spent { debt: 1, spender: Spender::Dual, stream: Some(plan), ..spent };
    tells(it, DUAL, selector_bytes!("open_stream"), &(bucket, asset, alice, 9u128, plan), &opened);
    let canceled = StreamCanceled { debt: 1, by: account(DUAL), returned: 9 };
    tells(it, DUAL, selector_bytes!("cancel_stream"), &1u32, &canceled);
    let redirected = Redirected { debt: 0, old: alice, new: account(BOB) };
    tells(it, ALICE, selector_bytes!("redirect"), &(0u32, account(BOB)), &redirected);
    let collected = Collected { debt: 0, to: account(BOB), amount: 9 };
    tells(it, CREATIVE, selector_bytes!("collect"), &0u32, &collected);
    let moved = FundsMoved { asset, from: Bucket::Reserve, to: bucket, amount: 5 };
    tells(it, STRATEGIC, selector_bytes!("move_funds"), &(Bucket::Reserve, bucket, asset, 5u128), &moved);
    let policy = [1, 2, 3, 9_994].map(Bps);
    let set = PolicySet { old: POLICY.map(Bps), new: policy };
    tells(it, DUAL, selector_bytes!("set_policy"), &policy, &set);
    let registered = AssetRegistered { asset: 1, token: alice };
    tells(it, DUAL, selector_bytes!("register_asset"), &alice, &registered);
}
