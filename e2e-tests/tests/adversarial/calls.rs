//! Calls that are starved, malformed, or made to accounts that cannot be paid.

use atelier_splits::{Entry, Id, Table, Target, NATIVE};
use e2e_tests::{
    chain::{account, AccountId, Called, Weight, BLOCK},
    differences::{CALLEES_RUN_OUT_ALONE, NO_PAYOUT_IS_TOO_SMALL, PAYMENTS_RUN_CODE},
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{accounts, input, payee, Error, Suite},
};
use ink::selector_bytes;
use scale::Encode;
use splits::Report;

const INCOME: u128 = 100_000_000;

fn funded() -> (Suite, Id) {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    (suite, split)
}

/// The call neither succeeds nor changes anything.
#[track_caller]
fn check_fails(suite: &mut Suite, what: &str, call: impl FnOnce(&mut Suite) -> Called) -> Called {
    let before = suite.chain.root();
    let called = call(suite);
    assert!(called.reverted || called.outcome.is_err(), "{what}: {called:?}");
    assert_eq!(suite.chain.root(), before, "{what} must change nothing");
    called
}

#[test]
fn storage_deposit_limit_of_the_caller_too_small() {
    let (mut suite, split) = funded();
    let token = suite.stage_token("honest-token", 1_000);
    let fresh = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    let table = accounts(&[(CAROL, 1)]);
    let calls: [(u128, Vec<u8>); 7] = [
        (INCOME, input(selector_bytes!("deposit"), &fresh)),
        (0, input(selector_bytes!("deposit_token"), &(split, token.1, 500u128))),
        (0, input(selector_bytes!("claim"), &(split.0, 0u16, NATIVE))),
        (0, input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 2u16))),
        (0, input(selector_bytes!("create"), &(table, Some(controlled_by(CAROL, 0))))),
        (0, input(selector_bytes!("register_asset"), &account(9))),
        (0, input(selector_bytes!("transfer_entry"), &(split.0, 0u16, account(PAYER)))),
    ];
    // The last call is the owner's.
    for (number, (value, call)) in calls.into_iter().enumerate() {
        let caller = account(if number == 6 { ALICE } else { PAYER });
        let ledger = suite.ledger;
        for limit in [0, 1, 10] {
            let called = check_fails(&mut suite, "a call without money for its deposit", |suite| {
                suite.chain.call_limited(caller, ledger, value, call.clone(), BLOCK, Some(limit))
            });
            match called.outcome {
                Ok(_) => assert!(called.reverted && CALLEES_RUN_OUT_ALONE, "call {number}"),
                Err(_) if CALLEES_RUN_OUT_ALONE => {}
                Err(error) => assert!(error.contains("StorageDepositLimitExhausted"), "call {number}: {error}"),
            }
        }
        let called = suite.chain.call_limited(caller, ledger, value, call, BLOCK, Some(10_000));
        assert!(called.outcome.is_ok() && !called.reverted, "call {number}: {called:?}");
        suite.check_solvent(&[token]);
    }
}

#[test]
fn storage_deposit_limit_that_a_token_exhausts() {
    // The token needs a deposit for each new owner. Mallory gives the batch enough for some of them, hoping that the others
    // are booked as paid and not paid.
    let mut suite = stage();
    let token = suite.stage_token("honest-token", 100_000);
    let people: Vec<(u32, u32)> = (0..8).map(|number| (1_000 + number, 1)).collect();
    let split = suite.fixed(accounts(&people));
    suite.deposit_token(account(PAYER), split, token.1, 8_000).unwrap();
    let call = input(selector_bytes!("pay_all"), &(split, token.1, 0u16, 8u16));
    let full = suite.chain.ask(account(KEEPER), suite.ledger, call.clone());
    let needed = u128::try_from(full.deposit).unwrap();
    assert!(needed > 0);
    let mut left = 8_000;
    for part in 0..16 {
        let limit = Some(needed * part / 16);
        let before = suite.chain.root();
        let called = suite.chain.call_limited(account(MALLORY), suite.ledger, 0, call.clone(), BLOCK, limit);
        if called.outcome.is_err() || called.reverted {
            assert_eq!(suite.chain.root(), before);
        } else {
            left -= called.result::<Report, Error>().unwrap().paid;
            assert_eq!(suite.recorded(token.1), left);
        }
        check_paid_or_owed(&mut suite, split, token, &people);
    }
    suite.pay_all(account(KEEPER), split, token.1, 0, 8).unwrap();
    for (payee, _) in people {
        assert_eq!(suite.token_balance(token.0, account(payee)), 1_000);
    }
}

/// Each payee has been paid its thousand or is still owed it.
#[track_caller]
fn check_paid_or_owed(suite: &mut Suite, split: Id, token: (AccountId, u32), people: &[(u32, u32)]) {
    for (index, (payee, _)) in people.iter().enumerate() {
        let has = suite.token_balance(token.0, account(*payee));
        assert_eq!(suite.claimable(split.0, index as u16, token.1), Ok(1_000 - has));
    }
    suite.check_solvent(&[token]);
}

#[test]
fn too_little_gas_in_the_middle_of_pay_all() {
    // Starved in the middle, a batch must not have booked what it could not pay any more.
    let mut suite = stage();
    let token = suite.stage_token("honest-token", 100_000);
    let people: Vec<(u32, u32)> = (0..8).map(|number| (1_000 + number, 1)).collect();
    let split = suite.fixed(accounts(&people));
    suite.deposit_token(account(PAYER), split, token.1, 8_000).unwrap();
    suite.deposit(account(PAYER), split, 8 * EXISTENTIAL_DEPOSIT).unwrap();
    for asset in [NATIVE, token.1] {
        let call = input(selector_bytes!("pay_all"), &(split, asset, 0u16, 8u16));
        let full = suite.chain.ask(account(KEEPER), suite.ledger, call.clone());
        let attempts = 40;
        for part in 0..attempts {
            let of = |whole: u64| whole / attempts * part;
            for gas in [
                Weight::from_parts(of(full.ref_time), BLOCK.proof_size()),
                Weight::from_parts(BLOCK.ref_time(), of(full.proof_size)),
            ] {
                let before = suite.chain.root();
                let called = suite.chain.call_limited(account(MALLORY), suite.ledger, 0, call.clone(), gas, None);
                if called.outcome.is_err() || called.reverted {
                    assert_eq!(suite.chain.root(), before, "{part} fortieths of the gas must change nothing");
                } else if CALLEES_RUN_OUT_ALONE {
                    let report = called.result::<Report, Error>().unwrap();
                    assert!(report.failed > 0, "{part} fortieths of the gas pay all: {report:?}");
                    check_paid_or_owed(&mut suite, split, token, &people);
                } else {
                    panic!("{part} fortieths of the gas are enough: {called:?}");
                }
            }
        }
        check_paid_or_owed(&mut suite, split, token, &people);
        let report = suite.pay_all(account(KEEPER), split, asset, 0, 8).unwrap();
        assert_eq!(report.failed, 0);
        assert!(report.payouts == 8 || CALLEES_RUN_OUT_ALONE);
    }
    assert_eq!(suite.liability(NATIVE), 0);
    assert_eq!(suite.liability(token.1), 0);
}

#[test]
fn payee_below_the_existential_deposit() {
    // One payee that cannot be paid yet stops nobody, and is paid as soon as enough has come together.
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(NEWCOMER, 1), (ALICE, 99)]));
    for round in 1..=3u128 {
        suite.deposit(account(PAYER), split, 40 * EXISTENTIAL_DEPOSIT).unwrap();
        let report = suite.pay_all(account(MALLORY), split, NATIVE, 0, 2).unwrap();
        let arrived = round == 3 || NO_PAYOUT_IS_TOO_SMALL;
        assert_eq!((report.payouts, report.failed), if arrived { (2, 0) } else { (1, 1) });
        let owed = if arrived { 0 } else { round * EXISTENTIAL_DEPOSIT * 2 / 5 };
        assert_eq!(suite.liability(NATIVE), owed);
        suite.check_solvent(&[]);
    }
    assert_eq!(suite.chain.balance(account(NEWCOMER)), EXISTENTIAL_DEPOSIT * 6 / 5);
}

#[test]
fn payee_that_is_a_contract_without_a_payable_message() {
    // Where no code of a payee runs when it is paid, none can refuse, trap or come back. Elsewhere it harms nobody but itself.
    let mut suite = stage();
    let (contract, asset) = suite.stage_token("hostile-token", 1_000);
    suite.set_token_mode(contract, e2e_tests::suite::TokenMode::Traps);
    let trap = Entry { target: Target::Account(contract), weight: 1 };
    let split = suite.fixed(Table::Entries(vec![trap, payee(ALICE, 1)]));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let before = suite.chain.balance(contract);
    let report = suite.pay_all(account(KEEPER), split, NATIVE, 0, 2).unwrap();
    let refused = if PAYMENTS_RUN_CODE { INCOME / 2 } else { 0 };
    assert_eq!((report.payouts, report.failed), if PAYMENTS_RUN_CODE { (1, 1) } else { (2, 0) });
    assert_eq!(suite.chain.balance(contract) - before, INCOME / 2 - refused);
    assert_eq!(suite.liability(NATIVE), refused);
    suite.check_solvent(&[]);
    suite.check_booked(asset);
}

#[test]
fn native_money_sent_to_messages_that_take_none() {
    let (mut suite, split) = funded();
    let calls = [
        input(selector_bytes!("credit"), &(split, 1u32)),
        input(selector_bytes!("claim"), &(split.0, 0u16, NATIVE)),
        input(selector_bytes!("claim_path"), &(vec![step(split.0, 0)], NATIVE)),
        input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 2u16)),
        input(selector_bytes!("create"), &(accounts(&[(ALICE, 1)]), None::<()>)),
        input(selector_bytes!("counts"), &()),
        Vec::new(),
    ];
    let ledger = suite.ledger;
    for call in calls {
        let called = check_fails(&mut suite, "money for nothing", |suite| {
            suite.chain.call(account(PAYER), ledger, INCOME, call)
        });
        assert_eq!(called.outcome, Ok(vec![1, 1]));
    }
    suite.check_solvent(&[]);
}

#[test]
fn native_money_sent_without_a_call() {
    // Money that nobody was called about is nobody's: it is neither owed nor claimable, and covers nothing.
    let (mut suite, split) = funded();
    let ledger = suite.ledger;
    suite.chain.transfer(account(MALLORY), ledger, INCOME);
    assert_eq!(suite.liability(NATIVE), INCOME);
    assert_eq!(suite.pay_all(account(MALLORY), split, NATIVE, 0, 2).map(|report| report.paid), Ok(INCOME));
    assert_eq!(suite.pay_all(account(MALLORY), split, NATIVE, 0, 2).map(|report| report.paid), Ok(0));
    assert_eq!(suite.liability(NATIVE), 0);
    suite.check_solvent(&[]);
}

/// A generator of numbers that are the same on each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let length = self.next() % (most + 1);
        (0..length).map(|_| self.next() as u8).collect()
    }
}

#[test]
fn garbage_input() {
    let (mut suite, _) = funded();
    let mut numbers = Numbers(0x5eed);
    let ledger = suite.ledger;
    for _ in 0..300 {
        let garbage = numbers.bytes(120);
        check_fails(&mut suite, "garbage", |suite| suite.chain.call(account(MALLORY), ledger, 0, garbage));
    }
    let long = vec![0xff; 16 * 1024 + 1];
    check_fails(&mut suite, "too much garbage", |suite| suite.chain.call(account(MALLORY), ledger, 0, long));
    suite.check_solvent(&[]);
}

#[test]
fn garbage_behind_a_selector() {
    // Lengths that promise more than there is, most of all: they must not reserve memory, nor be believed.
    let selectors = [
        selector_bytes!("deposit_token"),
        selector_bytes!("claim_path"),
        selector_bytes!("claim_to"),
        selector_bytes!("claim_many"),
        selector_bytes!("pay_many"),
        selector_bytes!("create"),
        selector_bytes!("create_tree"),
        selector_bytes!("update"),
        selector_bytes!("set_claim_mode"),
        selector_bytes!("accept_entry"),
        selector_bytes!("trace"),
    ];
    let (mut suite, _) = funded();
    let mut numbers = Numbers(0xbad);
    let ledger = suite.ledger;
    for selector in selectors {
        for round in 0..40 {
            let mut call = selector.to_vec();
            match round {
                // Compact lengths of four bytes and of more.
                0 => call.extend([0xfe, 0xff, 0xff, 0xff]),
                1 => call.extend([0x33, 0xff, 0xff, 0xff, 0xff, 0xff]),
                2 => call.extend([0x03, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]),
                _ => call.extend(numbers.bytes(60)),
            }
            let before = suite.chain.root();
            let called = suite.chain.call(account(MALLORY), ledger, 0, call);
            // A question that happens to be well-formed is answered; nothing else gets through.
            let is_question = selector == selector_bytes!("trace");
            assert!(called.reverted || called.outcome.is_err() || is_question, "{called:?}");
            assert_eq!(suite.chain.root(), before);
        }
    }
}

#[test]
fn calls_with_trailing_bytes() {
    // What stands behind the arguments is not read, as in every ink! contract: such a call is the call without it.
    let (mut suite, split) = funded();
    let (mut twin, _) = funded();
    let calls: [(u32, u128, Vec<u8>); 5] = [
        (PAYER, INCOME, input(selector_bytes!("deposit"), &split)),
        (KEEPER, 0, input(selector_bytes!("claim"), &(split.0, 0u16, NATIVE))),
        (KEEPER, 0, input(selector_bytes!("claim_many"), &(vec![vec![step(split.0, 1)]], NATIVE))),
        (KEEPER, 0, input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 2u16))),
        (PAYER, 0, input(selector_bytes!("create"), &(accounts(&[(ALICE, 1)]), None::<()>))),
    ];
    for (caller, value, call) in calls {
        let expected = twin.chain.call(account(caller), twin.ledger, value, call.clone());
        let longer = [&call[..], &(split, account(MALLORY), u128::MAX).encode()].concat();
        let called = suite.chain.call(account(caller), suite.ledger, value, longer);
        assert_eq!((called.outcome, called.reverted), (expected.outcome, expected.reverted));
        assert_eq!(suite.chain.root(), twin.chain.root());
        suite.check_solvent(&[]);
    }
}
