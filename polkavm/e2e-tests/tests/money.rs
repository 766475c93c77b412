//! The chain counts in units of which contracts see a million each, and keeps what is less as dust. Whatever the amounts, no
//! unit comes from nowhere and none is lost: all that there is stays the same, and the ledger has exactly what it owes.

use atelier_splits::{Id, Mode, NATIVE};
use e2e_tests::{
    chain::{account, Called, FORTUNE},
    people::{stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::{EXISTENTIAL_DEPOSIT, RATIO},
    suite::{accounts, edge, input, payee as entry, ForwarderError, Suite, DEPLOYER},
};
use ink::selector_bytes;
use splits_model::Random;

const UNIT: u128 = RATIO as u128;
/// Around everything that the chain rounds to: units, the existential deposit, and primes.
const AMOUNTS: [u128; 14] = [
    1,
    2,
    UNIT - 1,
    UNIT,
    UNIT + 1,
    2 * UNIT - 1,
    999_983,
    1_000_003,
    EXISTENTIAL_DEPOSIT * UNIT - 1,
    EXISTENTIAL_DEPOSIT * UNIT,
    EXISTENTIAL_DEPOSIT * UNIT + 1,
    (1 << 31) - 1,
    (1 << 61) - 1,
    FORTUNE / 3 + 1,
];

/// The ledger has what it owes, to the last unit.
#[track_caller]
fn check_exact(suite: &mut Suite) {
    assert_eq!(suite.chain.balance(suite.ledger), suite.liability(NATIVE));
}

#[test]
fn odd_amounts_reach_payees_to_the_last_unit() {
    for count in [1u32, 2, 3, 7, 60] {
        let mut suite = stage();
        suite.chain.fund(account(PAYER), u128::from(u64::MAX) * 8);
        let people: Vec<(u32, u32)> = (0..count).map(|number| (1_000 + number, 2 * number + 1)).collect();
        let split = suite.fixed(accounts(&people));
        let (total, mut income) = (suite.chain.total(), 0);
        for amount in AMOUNTS {
            suite.deposit(account(PAYER), split, amount).unwrap();
            income += amount;
            check_exact(&mut suite);
            let mut failed = 0;
            for from in (0..60).step_by(20) {
                failed += suite.pay_all(account(KEEPER), split, NATIVE, from, 20).unwrap().failed;
            }
            assert_eq!(failed, 0);
            check_exact(&mut suite);
            assert_eq!(suite.chain.total(), total, "{amount} among {count}");
            // Each has the floor of its share.
            let weights = u128::from(count * count);
            for (person, weight) in &people {
                assert_eq!(
                    suite.chain.balance(account(*person)),
                    income / weights * u128::from(*weight) + income % weights * u128::from(*weight) / weights
                );
            }
        }
    }
}

#[test]
fn odd_tips_come_out_of_the_payouts() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2), (NEWCOMER, 4)]));
    for (person, index, tip) in [(ALICE, 0, 1), (BOB, 1, 100), (NEWCOMER, 2, 37)] {
        suite.set_claim_mode(account(person), step(split.0, index), Mode::Anyone { tip }).unwrap_or_default();
    }
    let total = suite.chain.total();
    for amount in &AMOUNTS[..12] {
        let had: u128 = [ALICE, BOB, NEWCOMER].map(|person| suite.chain.balance(account(person))).iter().sum();
        suite.deposit(account(PAYER), split, *amount).unwrap();
        let owed = suite.liability(NATIVE);
        let report = suite.pay_all(account(KEEPER), split, NATIVE, 0, 3).unwrap();
        let has: u128 = [ALICE, BOB, NEWCOMER].map(|person| suite.chain.balance(account(person))).iter().sum();
        assert_eq!(has - had, report.paid - report.tips);
        assert_eq!(suite.liability(NATIVE), owed - report.paid);
        check_exact(&mut suite);
        assert_eq!(suite.chain.total(), total, "{amount}");
    }
}

#[test]
fn two_hundred_random_rounds_neither_create_nor_lose_a_unit() {
    let mut suite = stage();
    suite.chain.fund(account(PAYER), u128::from(u64::MAX));
    let low = suite.fixed(accounts(&[(ALICE, 3), (BOB, 4), (201, 5)]));
    let wide = suite.fixed(accounts(&(0..30).map(|number| (300 + number, number * number + 1)).collect::<Vec<_>>()));
    let top = suite.fixed(atelier_splits::Table::Entries(vec![
        edge(low, true, 3),
        edge(wide, false, 5),
        entry(CAROL, 1),
        entry(202, 1),
    ]));
    let splits = [low, wide, top];
    let forwarder = suite.forwarder(top);
    let total = suite.chain.total();
    let mut random = Random::new(7);
    for round in 0..200 {
        let split = splits[random.below(3)];
        let amount = match random.below(4) {
            0 => AMOUNTS[random.below(13)],
            1 => 1 + random.bits() as u128 % UNIT,
            2 => UNIT * (1 + random.bits() as u128 % 1_000_000),
            _ => 1 + random.bits() as u128 % (1 << 52),
        };
        match random.below(7) {
            0 | 1 => suite.deposit(account(PAYER), split, amount).unwrap(),
            2 => drop(suite.claim(account(KEEPER), split.0, random.below(5) as u16, NATIVE)),
            3 => drop(suite.pay_all(account(KEEPER), split, NATIVE, random.below(9) as u16, 12)),
            4 => {
                let sent = suite.chain.call(account(PAYER), forwarder, amount, Vec::new());
                assert!(sent.outcome.is_ok() && !sent.reverted);
                if random.below(2) == 0 {
                    suite.flush(account(MALLORY), forwarder).unwrap();
                    assert_eq!(suite.chain.balance(forwarder), 0);
                }
            }
            5 => {
                let mode = Mode::Anyone { tip: random.below(101) as u8 };
                let (person, index) = [(ALICE, 0), (BOB, 1)][random.below(2)];
                suite.set_claim_mode(account(person), step(low.0, index), mode).unwrap();
            }
            _ => drop(suite.claim_path(
                account(KEEPER),
                vec![step(top.0, 1), step(wide.0, random.below(30) as u16)],
                NATIVE,
            )),
        }
        assert_eq!(suite.chain.total(), total, "round {round}");
        check_exact(&mut suite);
    }
    // At the end everybody is paid, and what is left is less than a unit for each payee.
    for split in [top, low, wide] {
        for from in (0..30).step_by(10) {
            assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, from, 10).unwrap().failed, 0);
        }
    }
    assert!(suite.liability(NATIVE) < 40, "{}", suite.liability(NATIVE));
    check_exact(&mut suite);
    assert_eq!(suite.chain.total(), total);
}

/// A call that comes with money and must not take it.
#[track_caller]
fn check_refused(suite: &mut Suite, value: u128, call: Vec<u8>) {
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let called = suite.chain.call(account(MALLORY), ledger, value, call);
    assert!(called.reverted, "{called:?}");
    assert_eq!(suite.chain.root(), before);
}

#[test]
fn ledger_refuses_money_that_comes_without_a_deposit() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    for value in [1, UNIT - 1, UNIT, FORTUNE / 2] {
        check_refused(&mut suite, value, Vec::new());
        check_refused(&mut suite, value, vec![0; 4]);
        check_refused(&mut suite, value, b"thank you for the music".to_vec());
        // Nor do other messages take any, of either code.
        check_refused(&mut suite, value, input(selector_bytes!("claim"), &(split, 0u16, NATIVE)));
        check_refused(&mut suite, value, input(selector_bytes!("register_asset"), &account(ALICE)));
        check_refused(&mut suite, value, input(selector_bytes!("counts"), &()));
    }
    // Contracts are refused as well.
    let wallet = suite.chain.deploy("payee", account(DEPLOYER), selector_bytes!("new").to_vec());
    suite.chain.call(account(MALLORY), wallet, 9, Vec::new());
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let act = input(selector_bytes!("act"), &(ledger, 9u128, Vec::<u8>::new()));
    assert!(suite.chain.call(account(MALLORY), wallet, 0, act).reverted);
    assert_eq!(suite.chain.root(), before);
    assert_eq!(suite.chain.balance(ledger), 0);
}

fn fine(called: &Called) -> bool {
    called.outcome == Ok(Vec::new()) && !called.reverted && called.events.is_empty()
}

#[test]
fn forwarder_keeps_plain_money_until_it_is_flushed() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let forwarder = suite.forwarder(split);
    let (total, mut income) = (suite.chain.total(), 0);
    for amount in &AMOUNTS[..12] {
        assert!(fine(&suite.chain.call(account(PAYER), forwarder, *amount, Vec::new())));
        assert_eq!(suite.chain.balance(forwarder), *amount);
        assert_eq!(suite.flush(account(KEEPER), forwarder), Ok(*amount));
        income += amount;
        assert_eq!((suite.chain.balance(forwarder), suite.received(split.0, NATIVE)), (0, income));
        suite.refuses(ForwarderError::NothingHere, |suite| suite.flush(account(KEEPER), forwarder));
        check_exact(&mut suite);
        assert_eq!(suite.chain.total(), total);
    }
}

#[test]
fn forwarder_does_nothing_with_nothing() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let forwarder = suite.forwarder(split);
    let before = suite.chain.root();
    let called = suite.chain.call(account(MALLORY), forwarder, 0, Vec::new());
    assert!(fine(&called));
    assert_eq!((suite.chain.root(), called.deposit), (before, 0));
    // Money with a message is refused, and so is what is none.
    for call in [selector_bytes!("flush").to_vec(), vec![1], vec![0; 4], vec![0; 100]] {
        let called = suite.chain.call(account(MALLORY), forwarder, 5, call);
        assert!(called.reverted);
        assert_eq!(suite.chain.root(), before);
    }
}

/// A split of one payee whose payout is less than a unit of the chain's, to somebody who does not exist.
#[test]
fn dust_reaches_a_newcomer_whose_life_the_caller_pays() {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(NEWCOMER, 1)]));
    let total = suite.chain.total();
    suite.deposit(account(PAYER), split, 1).unwrap();
    let had = suite.chain.balance(account(KEEPER));
    let claim = input(selector_bytes!("claim"), &(split, 0u16, NATIVE));
    let ledger = suite.ledger;
    let called = suite.chain.call(account(KEEPER), ledger, 0, claim);
    assert_eq!(called.result::<u128, e2e_tests::suite::Error>(), Ok(1));
    assert_eq!(suite.chain.balance(account(NEWCOMER)), 1);
    assert_eq!(had - suite.chain.balance(account(KEEPER)), called.deposit as u128 * UNIT);
    assert_eq!(called.deposit / EXISTENTIAL_DEPOSIT as i128, 1);
    assert_eq!(suite.chain.total(), total);
    assert_eq!(split, Id(1));
}
