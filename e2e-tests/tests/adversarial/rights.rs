//! Control, entries, offers, modes and tips: who may do what.

use atelier_splits::{CreateError, Error as Rule, Id, Mode, Options, Step, NATIVE};
use e2e_tests::{
    chain::{account, AccountId, ACCOUNT},
    differences::NO_PAYOUT_IS_TOO_SMALL,
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{accounts, input, refused, Error, Suite, DEPLOYER},
};
use ink::{selector_bytes, selector_id};

const INCOME: u128 = 100_000_000;

fn splits(rule: Rule) -> Error {
    Error::Splits(rule)
}

/// Alice's entry in a split with Bob, with half the income unclaimed.
fn funded() -> (Suite, Id, Step) {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    (suite, split, step(split.0, 0))
}

/// What an account's balance grows by, deposits that the call takes apart.
fn gain(suite: &mut Suite, owner: u32, calls: impl FnOnce(&mut Suite)) -> u128 {
    let before = suite.chain.balance(account(owner));
    calls(suite);
    suite.chain.balance(account(owner)) - before
}

#[test]
fn control_transfer_to_nobody() {
    // Offered to an account that nobody has, control stays where it is, and cannot be picked up by anybody else.
    let mut suite = stage();
    let owner = account(CAROL);
    let split = suite.create(owner, accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, 0))).unwrap();
    for nobody in [AccountId::from([0; ACCOUNT]), account(NEWCOMER), suite.ledger] {
        suite.transfer_control(owner, split, Some(nobody)).unwrap();
        let expected = refused(CreateError::NotOffered(split));
        suite.refuses(expected, |suite| suite.accept_control(account(MALLORY), split));
        let expected = refused(CreateError::NotController(split));
        suite.refuses(expected, |suite| suite.update(account(MALLORY), split, accounts(&[(MALLORY, 1)])));
        assert_eq!(suite.control(split).map(|control| control.controller), Some(owner));
        suite.update(owner, split, accounts(&[(BOB, 1)])).unwrap();
    }
    suite.transfer_control(owner, split, None).unwrap();
    assert_eq!(suite.control(split).and_then(|control| control.offered), None);
    suite.freeze(owner, split).unwrap();
}

#[test]
fn control_offer_that_was_withdrawn_or_replaced() {
    let mut suite = stage();
    let owner = account(CAROL);
    let split = suite.create(owner, accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, 0))).unwrap();
    let (thief, expected) = (account(MALLORY), refused(CreateError::NotOffered(split)));
    suite.transfer_control(owner, split, Some(thief)).unwrap();
    suite.transfer_control(owner, split, None).unwrap();
    suite.refuses(expected, |suite| suite.accept_control(thief, split));
    suite.transfer_control(owner, split, Some(thief)).unwrap();
    suite.transfer_control(owner, split, Some(account(BOB))).unwrap();
    suite.refuses(expected, |suite| suite.accept_control(thief, split));
    suite.accept_control(account(BOB), split).unwrap();
    // Neither twice, nor by the one who had it.
    suite.refuses(expected, |suite| suite.accept_control(account(BOB), split));
    let gone = refused(CreateError::NotController(split));
    suite.refuses(gone, |suite| suite.transfer_control(owner, split, Some(thief)));
}

#[test]
fn control_of_a_split_that_was_made_for_somebody_else() {
    // The creator of a split is nobody to it.
    let mut suite = stage();
    let options = Some(Options { controller: account(CAROL), delay: 0, height: 0, eager: 0 });
    let split = suite.create(account(MALLORY), accounts(&[(ALICE, 1)]), options).unwrap();
    let expected = refused(CreateError::NotController(split));
    suite.refuses(expected, |suite| suite.update(account(MALLORY), split, accounts(&[(MALLORY, 1)])));
    suite.refuses(expected, |suite| suite.freeze(account(MALLORY), split));
}

#[test]
fn hand_over_raced_by_a_claim() {
    // Alice sells an entry with what is unclaimed in it, and claims a moment before the buyer accepts.
    let (mut suite, split, entry) = funded();
    let (seller, buyer) = (account(ALICE), account(BOB));
    suite.transfer_entry(seller, entry, buyer).unwrap();
    assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(INCOME / 2));
    let less = |unclaimed| splits(Rule::TooLittleUnclaimed { unclaimed, at_least: INCOME / 2 });
    suite.refuses(less(0), |suite| suite.accept_entry(buyer, entry, NATIVE, INCOME / 2));
    // The entry is still Alice's, the offer still stands, and it counts to the unit.
    suite.deposit(account(PAYER), split, INCOME - 2).unwrap();
    suite.refuses(less(INCOME / 2 - 1), |suite| suite.accept_entry(buyer, entry, NATIVE, INCOME / 2));
    suite.deposit(account(PAYER), split, 2).unwrap();
    suite.accept_entry(buyer, entry, NATIVE, INCOME / 2).unwrap();
    let expected = splits(Rule::NotOwner { version: split.0, index: 0 });
    suite.refuses(expected, |suite| suite.claim_to(seller, vec![entry], vec![NATIVE], seller));
    assert_eq!(
        gain(&mut suite, BOB, |suite| assert!(suite.claim(account(KEEPER), split.0, 0, NATIVE).is_ok())),
        INCOME / 2
    );
    suite.check_solvent(&[]);
}

#[test]
fn hand_over_with_a_mode_that_works_against_the_buyer() {
    // Alice reserves the entry and offers a tip before she sells: the buyer gets it without either.
    let (mut suite, split, entry) = funded();
    for mode in [Mode::SelfOnly, Mode::Anyone { tip: 100 }] {
        suite.set_claim_mode(account(ALICE), entry, mode).unwrap();
        suite.transfer_entry(account(ALICE), entry, account(CAROL)).unwrap();
        suite.accept_entry(account(CAROL), entry, NATIVE, 0).unwrap();
        let view = suite.table(split.0).unwrap();
        assert_eq!(view.entries[0].mode, Some(Mode::Anyone { tip: 0 }));
        suite.transfer_entry(account(CAROL), entry, account(ALICE)).unwrap();
        suite.accept_entry(account(ALICE), entry, NATIVE, 0).unwrap();
    }
}

#[test]
fn offer_by_a_stranger() {
    let (mut suite, split, entry) = funded();
    let thief = account(MALLORY);
    let expected = splits(Rule::NotOwner { version: split.0, index: 0 });
    for to in [MALLORY, BOB] {
        suite.refuses(expected, |suite| suite.transfer_entry(thief, entry, account(to)));
    }
    // Bob owns the entry beside it, which helps as little.
    suite.refuses(expected, |suite| suite.transfer_entry(account(BOB), entry, account(BOB)));
    let nothing = Error::NotOffered { version: split.0, index: 0 };
    suite.refuses(nothing, |suite| suite.accept_entry(thief, entry, NATIVE, 0));
    suite.refuses(nothing, |suite| suite.accept_entry(account(BOB), entry, NATIVE, 0));
}

#[test]
fn offer_of_another_entry() {
    // An offer is for one entry of one version.
    let (mut suite, split, entry) = funded();
    let other = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    suite.transfer_entry(account(ALICE), entry, account(MALLORY)).unwrap();
    for stolen in [step(split.0, 1), step(other.0, 0)] {
        let Step { version, index } = stolen;
        let expected = Error::NotOffered { version, index };
        suite.refuses(expected, |suite| suite.accept_entry(account(MALLORY), stolen, NATIVE, 0));
    }
}

#[test]
fn stale_offer_after_a_sale_to_somebody_else() {
    // Mallory holds an old offer, waits until the entry has been sold to Bob, and accepts.
    let (mut suite, split, entry) = funded();
    let (thief, buyer) = (account(MALLORY), account(BOB));
    suite.transfer_entry(account(ALICE), entry, thief).unwrap();
    suite.transfer_entry(account(ALICE), entry, buyer).unwrap();
    let nothing = Error::NotOffered { version: split.0, index: 0 };
    suite.refuses(nothing, |suite| suite.accept_entry(thief, entry, NATIVE, 0));
    suite.accept_entry(buyer, entry, NATIVE, 0).unwrap();
    suite.refuses(nothing, |suite| suite.accept_entry(thief, entry, NATIVE, 0));
    // The offer that was used is used up: sold back, the entry cannot be taken by it again.
    suite.transfer_entry(buyer, entry, account(ALICE)).unwrap();
    suite.accept_entry(account(ALICE), entry, NATIVE, 0).unwrap();
    suite.refuses(nothing, |suite| suite.accept_entry(buyer, entry, NATIVE, 0));
    suite.refuses(nothing, |suite| suite.accept_entry(account(ALICE), entry, NATIVE, 0));
    let owner = suite.table(split.0).unwrap().entries[0].target;
    assert_eq!(owner, atelier_splits::Target::Account(account(ALICE)));
}

#[test]
fn claim_to_by_a_stranger() {
    let (mut suite, split, entry) = funded();
    let expected = splits(Rule::NotOwner { version: split.0, index: 0 });
    for thief in [MALLORY, BOB, KEEPER] {
        let thief = account(thief);
        suite.refuses(expected, |suite| suite.claim_to(thief, vec![entry], vec![NATIVE], thief));
        // Not even to where the owner would have wanted it.
        suite.refuses(expected, |suite| suite.claim_to(thief, vec![entry], vec![NATIVE], account(ALICE)));
        suite.refuses(expected, |suite| suite.claim_to(thief, vec![entry], vec![7], thief));
    }
    suite.check_solvent(&[]);
}

#[test]
fn keeper_who_claims_for_an_owner_with_a_tip() {
    let (mut suite, split, entry) = funded();
    suite.set_claim_mode(account(ALICE), entry, Mode::Anyone { tip: 25 }).unwrap();
    // The paid amount's cell is there already, so that no deposit mixes with the tip.
    suite.claim(account(BOB), split.0, 1, NATIVE).unwrap();
    let before = suite.chain.balance(account(ALICE));
    let tip = gain(&mut suite, KEEPER, |suite| {
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(INCOME / 2));
    });
    // 2.5 % of 50 million; Alice gets the rest, and nobody else pays anything.
    assert_eq!(tip, 1_250_000);
    assert_eq!(suite.chain.balance(account(ALICE)) - before, INCOME / 2 - 1_250_000);
    assert_eq!(suite.liability(NATIVE), 0);
    suite.check_solvent(&[]);
}

#[test]
fn keeper_who_claims_unit_by_unit() {
    // A tip is rounded down: many small payouts give a keeper no more than one large one.
    let mut suite = stage();
    let token = suite.stage_token("honest-token", 1_000);
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    suite.set_claim_mode(account(ALICE), step(split.0, 0), Mode::Anyone { tip: 100 }).unwrap();
    for _ in 0..30 {
        suite.deposit_token(account(PAYER), split, token.1, 9).unwrap();
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, token.1), Ok(9));
    }
    assert_eq!(suite.token_balance(token.0, account(KEEPER)), 0);
    suite.deposit_token(account(PAYER), split, token.1, 270).unwrap();
    suite.claim(account(KEEPER), split.0, 0, token.1).unwrap();
    assert_eq!(suite.token_balance(token.0, account(KEEPER)), 27);
    assert_eq!(suite.token_balance(token.0, account(ALICE)), 270 + 243);
    suite.check_solvent(&[token]);
}

#[test]
fn keeper_who_is_the_owner() {
    // Nobody tips itself, by whatever message.
    let (mut suite, split, entry) = funded();
    suite.set_claim_mode(account(ALICE), entry, Mode::Anyone { tip: 100 }).unwrap();
    let owner = account(ALICE);
    let report = suite.pay_all(owner, split, NATIVE, 0, 2).unwrap();
    assert_eq!((report.paid, report.tips), (INCOME, 0));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let report = suite.claim_many(owner, vec![vec![entry]], NATIVE).unwrap();
    assert_eq!((report.paid, report.tips), (INCOME / 2, 0));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let paid = gain(&mut suite, ALICE, |suite| assert_eq!(suite.claim(owner, split.0, 0, NATIVE), Ok(INCOME / 2)));
    assert_eq!(paid, INCOME / 2);
    suite.check_solvent(&[]);
}

#[test]
fn tip_above_ten_percent() {
    let (mut suite, split, entry) = funded();
    for tip in 101..=u8::MAX {
        let expected = refused(CreateError::TipTooHigh { tip, most: 100 });
        suite.refuses(expected, |suite| suite.set_claim_mode(account(ALICE), entry, Mode::Anyone { tip }));
    }
    suite.set_claim_mode(account(ALICE), entry, Mode::Anyone { tip: 100 }).unwrap();
    suite.claim(account(BOB), split.0, 1, NATIVE).unwrap();
    let tip = gain(&mut suite, KEEPER, |suite| assert!(suite.claim(account(KEEPER), split.0, 0, NATIVE).is_ok()));
    assert_eq!(tip, INCOME / 20);
}

#[test]
fn tip_offered_for_somebody_elses_entry() {
    let (mut suite, split, entry) = funded();
    let expected = splits(Rule::NotOwner { version: split.0, index: 0 });
    for mode in [Mode::Anyone { tip: 100 }, Mode::SelfOnly] {
        suite.refuses(expected, |suite| suite.set_claim_mode(account(MALLORY), entry, mode));
        suite.refuses(expected, |suite| suite.set_claim_mode(account(BOB), entry, mode));
    }
}

#[test]
fn tip_that_does_not_arrive() {
    // A tip that is too small for the keeper's new account must not stay in the ledger as nobody's money.
    let (mut suite, split, entry) = funded();
    suite.claim(account(BOB), split.0, 1, NATIVE).unwrap();
    suite.set_claim_mode(account(ALICE), entry, Mode::Anyone { tip: 1 }).unwrap();
    let expected = Error::TipFailed(INCOME / 2000);
    let keeper = account(NEWCOMER);
    if NO_PAYOUT_IS_TOO_SMALL {
        // The keeper has to bring what a new account needs, and has nothing.
        return suite.fails_for(keeper, selector_bytes!("claim"), &(split.0, 0u16, NATIVE));
    }
    const { assert!(INCOME / 2000 < EXISTENTIAL_DEPOSIT) };
    suite.refuses(expected, |suite| suite.claim(keeper, split.0, 0, NATIVE));
    suite.refuses(expected, |suite| suite.pay_all(keeper, split, NATIVE, 0, 2));
    suite.refuses(expected, |suite| suite.claim_many(keeper, vec![vec![entry]], NATIVE));
    assert_eq!(suite.claimable(split.0, 0, NATIVE), Ok(INCOME / 2));
    suite.check_solvent(&[]);
}

#[test]
fn tip_for_payouts_that_fail() {
    // Mallory lets a batch fail on purpose: no payout, no tip.
    if NO_PAYOUT_IS_TOO_SMALL {
        // There it takes a payee that refuses; see the tests of that machine alone.
        return;
    }
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (NEWCOMER, 1)]));
    suite.deposit(account(PAYER), split, 10 * EXISTENTIAL_DEPOSIT).unwrap();
    suite.pay_all(account(PAYER), split, NATIVE, 0, 2).unwrap();
    suite.set_claim_mode(account(NEWCOMER), step(split.0, 1), Mode::Anyone { tip: 100 }).unwrap();
    suite.chain.fund(account(NEWCOMER), 0);
    suite.deposit(account(PAYER), split, EXISTENTIAL_DEPOSIT).unwrap();
    let gained = gain(&mut suite, MALLORY, |suite| {
        let report = suite.pay_all(account(MALLORY), split, NATIVE, 0, 2).unwrap();
        assert_eq!((report.payouts, report.failed, report.tips), (1, 1, 0));
    });
    assert_eq!(gained, 0);
    assert_eq!(suite.liability(NATIVE), EXISTENTIAL_DEPOSIT / 2);
    suite.check_solvent(&[]);
}

#[test]
fn reserved_entry_and_a_stranger() {
    let (mut suite, split, entry) = funded();
    suite.set_claim_mode(account(ALICE), entry, Mode::SelfOnly).unwrap();
    let expected = splits(Rule::SelfOnly { version: split.0, index: 0 });
    let thief = account(MALLORY);
    suite.refuses(expected, |suite| suite.claim(thief, split.0, 0, NATIVE));
    suite.refuses(expected, |suite| suite.claim_many(thief, vec![vec![entry]], NATIVE));
    // A payment to all passes it over and is stopped by nobody's wish.
    let report = suite.pay_all(thief, split, NATIVE, 0, 2).unwrap();
    assert_eq!((report.paid, report.payouts, report.failed), (INCOME / 2, 1, 0));
    assert_eq!(suite.claimable(split.0, 0, NATIVE), Ok(INCOME / 2));
    assert_eq!(suite.claim(account(ALICE), split.0, 0, NATIVE), Ok(INCOME / 2));
    suite.check_solvent(&[]);
}

#[test]
fn writing_cells_from_outside() {
    // Whoever could write the ledger's cells could make itself a payee of everything.
    let (mut suite, _, _) = funded();
    let writing = [
        selector_id!("bind"),
        selector_id!("install"),
        selector_id!("assign"),
        selector_id!("set_code"),
        selector_id!("set_code_hash"),
        selector_id!("write"),
        selector_id!("new"),
    ];
    for selector in writing {
        for caller in [DEPLOYER, MALLORY, ALICE] {
            let before = suite.chain.root();
            let call = input(selector.to_be_bytes(), &([0u8; 64], account(MALLORY)));
            let called = suite.chain.call(account(caller), suite.ledger, 0, call);
            assert_eq!(called.outcome, Ok(vec![1, 1]));
            assert!(called.reverted);
            assert_eq!(suite.chain.root(), before);
        }
    }
}

#[test]
fn removing_a_code_of_the_ledger_from_the_chain() {
    // Its uploader can remove a code that nothing depends on. Without its other code the ledger could receive and never
    // answer for it.
    let (mut suite, split, _) = funded();
    let desk = suite.chain.upload("split-desk", account(DEPLOYER));
    let refused = suite.chain.remove_code(desk, account(DEPLOYER)).unwrap_err();
    assert!(refused.contains("CodeInUse"), "{refused}");
    assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 0, 2).map(|report| report.paid), Ok(INCOME));
    assert_eq!(suite.liability(NATIVE), 0);
    // One that nothing depends on goes.
    let hash = suite.chain.upload("split-forwarder", account(DEPLOYER));
    assert_eq!(suite.chain.remove_code(hash, account(DEPLOYER)), Ok(()));
}
