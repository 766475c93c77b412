//! Payees that run code when they are paid. On this machine a payment is a call, so every payout gives control to somebody: who
//! fails stops nobody else, costs the caller a bounded amount, and is still owed everything.

use atelier_splits::{Entry, Id, Mode as ClaimMode, SumLeaf, SumTree, Table, Target, NATIVE};
use e2e_tests::{
    chain::{account, bytes, AccountId, Called, Weight, BLOCK, FORTUNE},
    people::{stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::{EXISTENTIAL_DEPOSIT, RATIO},
    suite::{input, keccak, merkle, payee as entry, Error, Suite, DEPLOYER},
};
use ink::selector_bytes;
use payee::Mode;
use polkavm_common::{
    program::{asm, InstructionSetKind},
    writer::ProgramBlobBuilder,
};
use splits::Report;

/// What each payee of these tests is owed.
const OWED: u128 = 7_000_001;
/// What the code of a payee may use, in picoseconds and bytes of proof; and the part of a call that is the ledger's own.
const PAYEE: Weight = Weight::from_parts(1_000_000_000, 128 * 1024);

/// A payee with code.
fn payee(suite: &mut Suite, mode: &Mode) -> AccountId {
    let payee = suite.chain.deploy("payee", account(DEPLOYER), selector_bytes!("new").to_vec());
    set_mode(suite, payee, mode);
    payee
}

fn set_mode(suite: &mut Suite, payee: AccountId, mode: &Mode) {
    suite.chain.call(account(DEPLOYER), payee, 0, input(selector_bytes!("set_mode"), mode)).told::<()>();
}

/// Whether the last call that a payee made when it was paid succeeded; `None` if it made none.
fn noted(suite: &mut Suite, payee: AccountId) -> Option<bool> {
    suite.chain.ask(account(DEPLOYER), payee, selector_bytes!("noted").to_vec()).told()
}

/// Calls in the name of a payee.
fn act(suite: &mut Suite, caller: u32, payee: AccountId, target: AccountId, value: u128, call: Vec<u8>) -> Called {
    suite.chain.call(account(caller), payee, 0, input(selector_bytes!("act"), &(target, value, call)))
}

/// A split between Alice, the given payees, and Bob, in which each is owed [`OWED`].
fn split_between(suite: &mut Suite, payees: &[AccountId]) -> Id {
    let middle = payees.iter().map(|payee| Entry { target: Target::Account(*payee), weight: 1 });
    let entries: Vec<_> = [entry(ALICE, 1)].into_iter().chain(middle).chain([entry(BOB, 1)]).collect();
    let count = entries.len() as u128;
    let split = suite.fixed(Table::Entries(entries));
    suite.deposit(account(PAYER), split, count * OWED).unwrap();
    split
}

/// How a batch is paid: by the ledger's own code, and by the other one on its cells.
#[derive(Clone, Copy, Debug)]
enum Batch {
    PayAll,
    ClaimMany,
}

const BATCHES: [Batch; 2] = [Batch::PayAll, Batch::ClaimMany];

fn pay(suite: &mut Suite, caller: u32, batch: Batch, split: Id, count: u16) -> Called {
    let call = match batch {
        Batch::PayAll => input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, count)),
        Batch::ClaimMany => {
            let paths: Vec<_> = (0..count).map(|index| vec![step(split.0, index)]).collect();
            input(selector_bytes!("claim_many"), &(paths, NATIVE))
        }
    };
    let ledger = suite.ledger;
    suite.chain.call(account(caller), ledger, 0, call)
}

fn report(called: &Called) -> Report {
    called.result::<Report, Error>().unwrap()
}

/// A payee of this mode among honest ones: it gets nothing, they get everything, and it can still claim when it has come to its
/// senses. Returns what the attack cost more than honest payees do.
#[track_caller]
fn check_fails(mode: &Mode) {
    for batch in BATCHES {
        let mut suite = stage();
        let bad = payee(&mut suite, mode);
        let split = split_between(&mut suite, &[bad]);
        let all = suite.chain.total();
        let keeper = suite.chain.balance(account(KEEPER));

        let called = pay(&mut suite, KEEPER, batch, split, 3);
        assert_eq!(report(&called), Report { paid: 2 * OWED, tips: 0, payouts: 2, failed: 1 }, "{batch:?}");
        // Neither of the contracts that it may have called said anything.
        assert_eq!(called.events.len(), 1, "{called:?}");
        for person in [ALICE, BOB] {
            assert_eq!(suite.chain.balance(account(person)), FORTUNE + OWED);
        }
        assert_eq!(suite.chain.balance(bad), 0);
        assert_eq!(suite.claimable(split.0, 1, NATIVE), Ok(OWED));
        assert_eq!(suite.paid(split.0, 1, NATIVE), 0);
        // No deposit but for what the ledger itself writes.
        assert_eq!(suite.chain.balance(account(KEEPER)), keeper - called.deposit as u128 * u128::from(RATIO));
        let again = pay(&mut suite, KEEPER, batch, split, 3);
        assert_eq!(report(&again), Report { paid: 0, tips: 0, payouts: 0, failed: 1 });
        assert_eq!(again.deposit, 0);

        // Alone it is refused, and nothing changes.
        let expected = Error::PayoutFailed { account: bad, amount: OWED };
        suite.refuses(expected, |suite| suite.claim(account(KEEPER), split.0, 1, NATIVE));
        suite.refuses(expected, |suite| suite.claim_path(account(MALLORY), vec![step(split.0, 1)], NATIVE));
        suite.check_solvent(&[]);

        set_mode(&mut suite, bad, &Mode::Accepts);
        assert_eq!(suite.claim(account(KEEPER), split.0, 1, NATIVE), Ok(OWED));
        assert_eq!(suite.chain.balance(bad), OWED);
        assert_eq!(suite.claim(account(KEEPER), split.0, 1, NATIVE), Ok(0));
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (0, 0));
        assert_eq!(suite.chain.total(), all, "{mode:?}");
    }
}

/// A payee of this mode gets its money once and gains nothing else.
#[track_caller]
fn check_paid(mode: &Mode) {
    for batch in BATCHES {
        let mut suite = stage();
        let odd = payee(&mut suite, mode);
        let split = split_between(&mut suite, &[odd]);
        let called = pay(&mut suite, KEEPER, batch, split, 3);
        assert_eq!(report(&called), Report { paid: 3 * OWED, tips: 0, payouts: 3, failed: 0 }, "{batch:?}");
        assert_eq!(suite.chain.balance(odd), OWED);
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (0, 0));
    }
}

#[test]
fn payee_that_accepts_is_paid_once() {
    check_paid(&Mode::Accepts);
}

#[test]
fn payee_that_traps() {
    check_fails(&Mode::Traps);
}

#[test]
fn payee_that_reverts() {
    check_fails(&Mode::Reverts(0));
    check_fails(&Mode::Reverts(68));
}

#[test]
fn payee_that_burns_all_gas() {
    check_fails(&Mode::BurnsGas);
}

#[test]
fn payee_that_stores_at_the_cost_of_the_caller() {
    check_fails(&Mode::Stores);
}

#[test]
fn payee_that_answers_with_100_kilobytes() {
    // Nobody reads what a payee says, so it may talk as long as its gas lasts.
    check_paid(&Mode::Answers(100 * 1024));
}

#[test]
fn payee_that_emits_events() {
    check_paid(&Mode::Emits(4));
}

#[test]
fn payee_that_emits_events_without_end() {
    check_fails(&Mode::Emits(1_000_000));
}

mod reentrance {
    use super::*;

    /// What a thief could want to do to the ledger while it pays.
    fn attempts(split: Id, thief: AccountId) -> Vec<(u128, Vec<u8>)> {
        vec![
            (0, input(selector_bytes!("claim"), &(split, 1u16, NATIVE))),
            (0, input(selector_bytes!("claim_to"), &(vec![step(split.0, 1)], vec![NATIVE], thief))),
            (0, input(selector_bytes!("claim_many"), &(vec![vec![step(split.0, 0)]], NATIVE))),
            (0, input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 9u16))),
            (OWED, input(selector_bytes!("deposit"), &split)),
            (0, input(selector_bytes!("credit"), &(split, 1u32))),
            (0, input(selector_bytes!("transfer_entry"), &(split, 1u16, thief))),
            // Also to ask is to be inside.
            (0, input(selector_bytes!("claimable"), &(split, 1u16, NATIVE))),
            // Plain money back.
            (1, Vec::new()),
        ]
    }

    #[test]
    fn payee_that_calls_the_ledger() {
        for number in 0..attempts(Id(1), account(MALLORY)).len() {
            for batch in BATCHES {
                let mut suite = stage();
                let thief = payee(&mut suite, &Mode::Accepts);
                let split = split_between(&mut suite, &[thief]);
                let (value, call) = attempts(split, account(MALLORY)).swap_remove(number);
                let mode = Mode::Calls { target: suite.ledger, value, input: call };
                set_mode(&mut suite, thief, &mode);
                let called = pay(&mut suite, KEEPER, batch, split, 3);
                // To call back is not an answer of failure: it traps whoever does.
                assert_eq!(report(&called), Report { paid: 2 * OWED, tips: 0, payouts: 2, failed: 1 }, "{number}");
                let expected = Error::PayoutFailed { account: thief, amount: OWED };
                suite.refuses(expected, |suite| suite.claim(account(KEEPER), split.0, 1, NATIVE));
                assert_eq!((suite.chain.balance(thief), suite.chain.balance(suite.ledger)), (0, OWED));
                set_mode(&mut suite, thief, &Mode::Accepts);
                assert_eq!(suite.claim(account(KEEPER), split.0, 1, NATIVE), Ok(OWED));
                assert_eq!(suite.chain.balance(suite.ledger), 0);
            }
        }
    }

    #[test]
    fn payee_that_calls_the_ledger_through_another_contract() {
        for number in 0..attempts(Id(1), account(MALLORY)).len() {
            for batch in BATCHES {
                let mut suite = stage();
                let (thief, helper) = (payee(&mut suite, &Mode::Accepts), payee(&mut suite, &Mode::Accepts));
                let split = split_between(&mut suite, &[thief]);
                let (value, call) = attempts(split, account(MALLORY)).swap_remove(number);
                let act = input(selector_bytes!("act"), &(suite.ledger, value, call));
                set_mode(&mut suite, thief, &Mode::Calls { target: helper, value, input: act });
                let called = pay(&mut suite, KEEPER, batch, split, 3);
                let failed = u128::from(report(&called).failed);
                // The helper traps; the thief lives on, or has no time left. It gets what it is owed once, or not yet.
                assert!(failed == 0 || value > 0, "{number}");
                assert_eq!(noted(&mut suite, thief), (failed == 0).then_some(false), "{number}");
                assert_eq!(report(&called).paid, (3 - failed) * OWED);
                assert_eq!(suite.chain.balance(thief), (1 - failed) * OWED);
                assert_eq!(
                    (suite.chain.balance(suite.ledger), suite.liability(NATIVE)),
                    (failed * OWED, failed * OWED)
                );
                assert_eq!(suite.received(split.0, NATIVE), 3 * OWED);
            }
        }
    }

    #[test]
    fn payee_that_calls_the_ledger_through_a_forwarder() {
        let mut suite = stage();
        let thief = payee(&mut suite, &Mode::Accepts);
        let split = split_between(&mut suite, &[thief]);
        let forwarder = suite.forwarder(split);
        suite.chain.transfer(account(PAYER), forwarder, 5);
        let flush = selector_bytes!("flush").to_vec();
        set_mode(&mut suite, thief, &Mode::Calls { target: forwarder, value: 0, input: flush });
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
        // To trap like that takes more than a payee may use.
        assert_eq!((report(&called).payouts, report(&called).failed), (2, 1));
        assert_eq!((noted(&mut suite, thief), suite.chain.balance(forwarder)), (None, 5));
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (OWED, OWED));
        // Afterwards the forwarder works as ever.
        assert_eq!(suite.flush(account(KEEPER), forwarder), Ok(5));
    }

    /// Contracts of ink! call without letting anybody call back unless they say so, and a payment is a call.
    #[test]
    fn contract_that_claims_for_itself_must_let_itself_be_called_back() {
        let mut suite = stage();
        let wallet = payee(&mut suite, &Mode::Accepts);
        let split = split_between(&mut suite, &[wallet]);
        let claim = input(selector_bytes!("claim"), &(split, 1u16, NATIVE));
        let (before, ledger) = (suite.chain.root(), suite.ledger);
        let closed = input(selector_bytes!("act_closed"), &(ledger, 0u128, claim.clone()));
        let called = suite.chain.call(account(KEEPER), wallet, 0, closed);
        assert_eq!((called.outcome, called.reverted), (Ok(Vec::new()), true), "the ledger traps, the wallet reverts");
        assert_eq!(suite.chain.root(), before);
        let called = act(&mut suite, KEEPER, wallet, ledger, 0, claim);
        assert_eq!(called.result::<u128, Error>(), Ok(OWED));
        assert_eq!(suite.chain.balance(wallet), OWED);
    }

    #[test]
    fn payee_that_calls_the_desk_gets_another_ledger() {
        let mut suite = stage();
        let thief = payee(&mut suite, &Mode::Accepts);
        let split = split_between(&mut suite, &[thief]);
        let desk = suite.other_code();
        let claim = input(selector_bytes!("claim"), &(split, 1u16, NATIVE));
        set_mode(&mut suite, thief, &Mode::Calls { target: desk, value: 0, input: claim });
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
        assert_eq!(report(&called).payouts, 3);
        assert_eq!((noted(&mut suite, thief), suite.chain.balance(thief)), (Some(false), OWED));
    }

    /// What passes on in the middle of a batch is another contract's call: the money has left.
    #[test]
    fn payee_that_passes_its_money_on() {
        let mut suite = stage();
        let wallet = payee(&mut suite, &Mode::Calls { target: account(CAROL), value: OWED, input: Vec::new() });
        let split = split_between(&mut suite, &[wallet]);
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
        assert_eq!((report(&called).payouts, noted(&mut suite, wallet)), (3, Some(true)));
        assert_eq!(suite.chain.balance(account(CAROL)), FORTUNE + OWED);
    }

    /// The caller's tip is a payment as well.
    #[test]
    fn caller_that_claims_again_when_it_gets_its_tip() {
        let mut suite = stage();
        let thief = payee(&mut suite, &Mode::Accepts);
        let split = split_between(&mut suite, &[]);
        suite.set_claim_mode(account(ALICE), step(split.0, 0), ClaimMode::Anyone { tip: 100 }).unwrap();
        let claim = input(selector_bytes!("claim"), &(split, 0u16, NATIVE));
        let (ledger, tip) = (suite.ledger, OWED / 10);
        set_mode(&mut suite, thief, &Mode::Calls { target: ledger, value: 0, input: claim.clone() });
        let before = suite.chain.root();
        let called = act(&mut suite, KEEPER, thief, ledger, 0, claim.clone());
        assert!(called.reverted);
        // The answer is the ledger's.
        assert_eq!(called.result::<u128, Error>(), Err(Error::TipFailed(tip)));
        assert_eq!(suite.chain.root(), before);
        set_mode(&mut suite, thief, &Mode::Accepts);
        assert_eq!(act(&mut suite, KEEPER, thief, ledger, 0, claim).result::<u128, Error>(), Ok(OWED));
        assert_eq!(suite.chain.balance(thief), tip);
        assert_eq!(suite.chain.balance(account(ALICE)), FORTUNE + OWED - tip);
    }
}

mod leaves {
    use super::*;

    #[test]
    fn pay_many_pays_the_others_and_leaves_the_debt() {
        for mode in [Mode::Traps, Mode::BurnsGas, Mode::Stores] {
            let mut suite = stage();
            let bad = payee(&mut suite, &mode);
            let members = [(bytes(account(ALICE)), 1), (bytes(bad), 1), (bytes(account(BOB)), 1)];
            let tree = SumTree::new(&members, &mut keccak).unwrap();
            let split = suite.fixed(merkle(tree.root()));
            suite.deposit(account(PAYER), split, 3 * OWED).unwrap();
            let leaf = |index: usize| SumLeaf {
                account: AccountId::from(members[index].0),
                weight: 1,
                proof: tree.proof(index).unwrap(),
            };
            let all = vec![leaf(0), leaf(1), leaf(2)];
            let paid = suite.pay_many(account(KEEPER), split.0, NATIVE, all.clone()).unwrap();
            assert_eq!(paid, Report { paid: 2 * OWED, tips: 0, payouts: 2, failed: 1 }, "{mode:?}");
            assert_eq!((suite.liability(NATIVE), suite.chain.balance(suite.ledger)), (OWED, OWED));
            set_mode(&mut suite, bad, &Mode::Accepts);
            let paid = suite.pay_many(account(KEEPER), split.0, NATIVE, all).unwrap();
            assert_eq!(paid, Report { paid: OWED, tips: 0, payouts: 1, failed: 0 });
            assert_eq!((suite.chain.balance(bad), suite.chain.balance(suite.ledger)), (OWED, 0));
        }
    }
}

mod cost {
    use super::*;

    /// What a batch of sixteen costs, of which some are of this mode and the others accept.
    fn cost(mode: &Mode, bad: usize) -> Weight {
        let mut suite = stage();
        let payees: Vec<_> =
            (0..16).map(|number| payee(&mut suite, if number < bad { mode } else { &Mode::Accepts })).collect();
        let split = split_between(&mut suite, &payees);
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 18);
        let report = report(&called);
        assert_eq!((report.failed, report.payouts), (bad as u32, 18 - bad as u32), "{mode:?}");
        Weight::from_parts(called.ref_time, called.proof_size)
    }

    #[test]
    fn payees_that_fail_cost_no_more_than_what_they_may_use() {
        let honest = cost(&Mode::Accepts, 0);
        for mode in [Mode::BurnsGas, Mode::Traps, Mode::Reverts(100_000), Mode::Stores, Mode::Emits(1_000_000)] {
            let one = cost(&mode, 1);
            let all = cost(&mode, 16);
            // What is taken back is a cell more to write, once.
            let own = Weight::from_parts(1_000_000_000, 50_000);
            assert!(one.all_lte(honest + PAYEE + own), "{mode:?}: {one:?} is more than {honest:?} and {PAYEE:?}");
            assert!(
                all.all_lte(honest + PAYEE * 16 + own),
                "{mode:?}: {all:?} is more than {honest:?} and 16 {PAYEE:?}"
            );
        }
    }

    /// A contract that does nothing, of so many bytes.
    fn long_code(bytes: usize) -> Vec<u8> {
        let mut builder = ProgramBlobBuilder::new(InstructionSetKind::ReviveV1);
        builder.set_ro_data_size(bytes as u32);
        builder.set_ro_data(vec![1; bytes]);
        builder.add_export_by_basic_block(0, b"deploy");
        builder.add_export_by_basic_block(1, b"call");
        builder.set_code(&[asm::ret(), asm::ret()], &[]);
        builder.into_vec().unwrap()
    }

    /// Code counts in the proof of the block, and what a payee calls is its own affair.
    #[test]
    fn payee_that_calls_more_code_than_a_payment_may_prove() {
        for (bytes, failed) in [(50_000, 0), (200_000, 1)] {
            let mut suite = stage();
            let (long, _) = suite.chain.try_deploy(long_code(bytes), account(DEPLOYER), Vec::new()).unwrap();
            let bad = payee(&mut suite, &Mode::Calls { target: long, value: 0, input: Vec::new() });
            let split = split_between(&mut suite, &[bad]);
            let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
            assert_eq!(report(&called).failed, failed, "{bytes}");
            assert!(called.proof_size < 300_000, "{called:?}");
            assert_eq!(suite.chain.balance(suite.ledger), u128::from(failed) * OWED);
        }
    }

    /// A payee's own code is loaded at the cost of whoever pays: a block has room for three of the longest. A batch of more is
    /// undone, and paid in parts.
    #[test]
    fn payees_of_the_longest_code_are_paid_in_parts() {
        let mut suite = stage();
        let payees: Vec<_> = (0..4)
            .map(|_| suite.chain.try_deploy(long_code(1_000_000), account(DEPLOYER), Vec::new()).unwrap().0)
            .collect();
        let split = split_between(&mut suite, &payees);
        let before = suite.chain.root();
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 6);
        let why = called.outcome.expect_err("the proof does not fit into a block");
        assert!(why.contains("OutOfGas"), "{why}");
        assert_eq!(suite.chain.root(), before);
        assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 0, 3).unwrap().payouts, 3);
        assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 3, 3).unwrap().payouts, 3);
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (0, 0));
    }

    #[test]
    fn claim_of_a_payee_that_burns_gas_ends_soon() {
        let mut suite = stage();
        let bad = payee(&mut suite, &Mode::BurnsGas);
        let split = split_between(&mut suite, &[bad]);
        let claim = input(selector_bytes!("claim"), &(split, 1u16, NATIVE));
        let ledger = suite.ledger;
        let called = suite.chain.call(account(KEEPER), ledger, 0, claim);
        assert!(called.reverted);
        assert!(called.ref_time < 3 * PAYEE.ref_time(), "{called:?}");
        assert!(called.ref_time < BLOCK.ref_time() / 500);
    }

    /// Whoever gives a call too little gas on purpose makes payees fail that would not; that gains nothing.
    #[test]
    fn caller_that_starves_payees_leaves_their_debts() {
        let mut suite = stage();
        let payees: Vec<_> = (0..4).map(|_| payee(&mut suite, &Mode::Accepts)).collect();
        let split = split_between(&mut suite, &payees);
        let call = input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 6u16));
        let ledger = suite.ledger;
        let full = suite.chain.ask(account(MALLORY), ledger, call.clone());
        let total = suite.chain.total();
        for part in 0..60 {
            let gas = Weight::from_parts(full.ref_time / 60 * part, full.proof_size);
            suite.chain.call_limited(account(MALLORY), ledger, 0, call.clone(), gas, None);
            for (index, payee) in payees.iter().enumerate() {
                let has = suite.chain.balance(*payee);
                assert_eq!(suite.claimable(split.0, index as u16 + 1, NATIVE), Ok(OWED - has));
            }
            assert_eq!(suite.chain.balance(ledger), suite.liability(NATIVE));
            assert_eq!(suite.chain.total(), total);
        }
        suite.pay_all(account(KEEPER), split, NATIVE, 0, 6).unwrap();
        assert_eq!(suite.chain.balance(ledger), 0);
    }
}

mod strange {
    use super::*;

    /// Addresses of the machine itself: it takes money that comes with a call that it does not understand, or refuses it.
    #[test]
    fn payee_that_is_a_part_of_the_machine() {
        for number in [1u8, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255] {
            let mut address = [0; 20];
            address[19] = number;
            check_machine(address.into());
        }
        for (high, low) in [(9, 0), (9, 1)] {
            let mut address = [0; 20];
            (address[18], address[19]) = (high, low);
            check_machine(address.into());
        }
        check_machine(AccountId::zero());
        check_machine(e2e_tests::chain::token_address(7));
    }

    #[track_caller]
    fn check_machine(address: AccountId) {
        let mut suite = stage();
        let split = split_between(&mut suite, &[address]);
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
        let failed = u128::from(report(&called).failed);
        assert_eq!(report(&called).paid, (3 - failed) * OWED);
        assert_eq!(suite.chain.balance(address), (1 - failed) * OWED);
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (failed * OWED, failed * OWED));
    }

    /// To end takes more time than a payee has. Ended in a call of its own, it is an account like others, which can be paid.
    #[test]
    fn payee_that_ends_its_existence() {
        let mut suite = stage();
        let mortal = payee(&mut suite, &Mode::Terminates(account(CAROL)));
        let split = split_between(&mut suite, &[mortal]);
        let total = suite.chain.total();
        assert_eq!(report(&pay(&mut suite, KEEPER, Batch::PayAll, split, 3)).failed, 1);
        assert_eq!((suite.chain.balance(suite.ledger), suite.liability(NATIVE)), (OWED, OWED));
        assert!(!suite.chain.call(account(KEEPER), mortal, 1, Vec::new()).reverted);
        assert_eq!(suite.chain.balance(account(CAROL)), FORTUNE + 1);
        assert_eq!(suite.claim(account(KEEPER), split.0, 1, NATIVE), Ok(OWED));
        assert_eq!((suite.chain.balance(mortal), suite.chain.balance(suite.ledger)), (OWED, 0));
        assert_eq!(suite.chain.balance(account(CAROL)), FORTUNE + 1);
        // The machine takes back the life that it gave to the contract.
        assert!(suite.chain.total() <= total);
    }

    #[test]
    fn payee_that_is_a_forwarder_of_the_same_ledger_keeps_the_money_until_somebody_flushes() {
        let mut suite = stage();
        let low = suite.fixed(e2e_tests::suite::accounts(&[(CAROL, 1)]));
        let forwarder = suite.forwarder(low);
        let split = split_between(&mut suite, &[forwarder]);
        assert_eq!(report(&pay(&mut suite, KEEPER, Batch::PayAll, split, 3)).payouts, 3);
        assert_eq!(suite.flush(account(KEEPER), forwarder), Ok(OWED));
        assert_eq!(suite.claim(account(KEEPER), low.0, 0, NATIVE), Ok(OWED));
    }
}

mod newcomers {
    use super::*;

    const LIFE: u128 = EXISTENTIAL_DEPOSIT * RATIO as u128;

    #[test]
    fn caller_without_money_for_a_newcomers_life_fails_and_somebody_else_can_pay() {
        for batch in BATCHES {
            let mut suite = stage();
            let split = split_between(&mut suite, &[account(NEWCOMER)]);
            let poor = 77;
            suite.chain.fund(account(poor), LIFE - 1);
            let before = suite.chain.root();
            let called = pay(&mut suite, poor, batch, split, 3);
            let why = called.outcome.expect_err("the machine ends the call");
            // The other code's failure is its ledger's.
            assert!(why.contains("StorageDepositNotEnoughFunds") || why.contains("ContractTrapped"), "{why}");
            assert_eq!(suite.chain.root(), before, "nothing must change");
            // All but the newcomer can be paid by anybody; the newcomer by somebody with a little money.
            assert_eq!(suite.claim(account(poor), split.0, 0, NATIVE), Ok(OWED));
            let rich = suite.chain.balance(account(KEEPER));
            let called = pay(&mut suite, KEEPER, batch, split, 3);
            assert_eq!(report(&called).payouts, 2);
            assert_eq!(suite.chain.balance(account(NEWCOMER)), OWED);
            assert_eq!(rich - suite.chain.balance(account(KEEPER)), called.deposit as u128 * u128::from(RATIO));
            assert!(called.deposit >= EXISTENTIAL_DEPOSIT as i128);
        }
    }

    #[test]
    fn each_newcomer_costs_the_caller_one_existential_deposit() {
        let mut suite = stage();
        let newcomers: Vec<_> = (0..5).map(|number| account(900 + number)).collect();
        let split = split_between(&mut suite, &newcomers);
        let ledger = suite.ledger;
        let call = input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 7u16));
        let called = suite.chain.call(account(KEEPER), ledger, 0, call);
        assert_eq!(report(&called).payouts, 7);
        // The ledger's own cells take some hundreds.
        assert_eq!(called.deposit / EXISTENTIAL_DEPOSIT as i128, 5);
        assert!(called.deposit % (EXISTENTIAL_DEPOSIT as i128) < 1_000);
    }

    /// A limit on deposits is a limit on newcomers.
    #[test]
    fn deposit_limit_below_a_newcomers_life_fails_the_call() {
        let mut suite = stage();
        let split = split_between(&mut suite, &[account(NEWCOMER)]);
        // From here on the ledger's own cells are there.
        suite.claim(account(KEEPER), split.0, 0, NATIVE).unwrap();
        suite.claim(account(KEEPER), split.0, 2, NATIVE).unwrap();
        let call = input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 3u16));
        let (before, ledger) = (suite.chain.root(), suite.ledger);
        let limit = Some(EXISTENTIAL_DEPOSIT - 1);
        let called = suite.chain.call_limited(account(KEEPER), ledger, 0, call.clone(), BLOCK, limit);
        assert!(called.outcome.unwrap_err().contains("StorageDeposit"));
        assert_eq!(suite.chain.root(), before);
        let called = suite.chain.call_limited(account(KEEPER), ledger, 0, call, BLOCK, Some(EXISTENTIAL_DEPOSIT));
        assert_eq!(report(&called).payouts, 1);
    }

    /// A payee with code gets no deposit to give others life: it must have the money itself, and the machine takes life from
    /// whoever signed.
    #[test]
    fn payee_that_gives_life_to_others_at_the_cost_of_the_caller() {
        let mut suite = stage();
        let generous = payee(&mut suite, &Mode::Calls { target: account(NEWCOMER), value: 1, input: Vec::new() });
        let split = split_between(&mut suite, &[generous]);
        let called = pay(&mut suite, KEEPER, Batch::PayAll, split, 3);
        assert_eq!(report(&called).failed, 1);
        assert_eq!(suite.chain.balance(account(NEWCOMER)), 0, "the caller gave life to a stranger");
        assert!(called.deposit < EXISTENTIAL_DEPOSIT as i128);
    }
}
