//! Income and payouts in the chain's own tokens, which are no contracts: the suite meets them through an address that speaks
//! ERC-20 for `pallet-assets`.

use atelier_splits::Error as Rule;
use e2e_tests::{
    chain::{account, token_address, AccountId},
    people::{stage, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    suite::{accounts, Error, ForwarderError, Suite},
    token,
};
use splits::Report;

/// The number of the token at `pallet-assets`.
const TOKEN: u32 = 1984;
const SUPPLY: u128 = 1_000_000;

/// The suite, a token of the chain's of which the payer has everything, and its number at the ledger.
fn with_asset() -> (Suite, AccountId, u32) {
    let mut suite = stage();
    let token = suite.chain.asset(TOKEN, account(PAYER), SUPPLY);
    let asset = suite.register_asset(token).unwrap();
    assert_eq!(suite.asset_of(token), Some(asset));
    (suite, token, asset)
}

/// What some have of the token together with the ledger is all there is, and the ledger has exactly what it owes.
#[track_caller]
fn check_conserved(suite: &mut Suite, asset: u32, others: &[AccountId]) {
    let ledger = suite.ledger;
    let sum: u128 = [PAYER, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER]
        .map(account)
        .iter()
        .chain(others)
        .chain([&ledger])
        .map(|owner| suite.chain.asset_balance(TOKEN, *owner))
        .sum();
    assert_eq!(sum, SUPPLY);
    let (owed, has) = (suite.liability(asset), suite.chain.asset_balance(TOKEN, ledger));
    assert_eq!((suite.recorded(asset), has - suite.stray(asset).unwrap()), (owed, owed));
}

#[test]
fn deposit_token_takes_what_was_approved_and_claims_pay_it() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2), (NEWCOMER, 3)]));
    // Without an approval nothing moves.
    suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(account(PAYER), split, asset, 601));
    suite.approve(token, account(PAYER), 601);
    suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(account(PAYER), split, asset, 602));
    suite.deposit_token(account(PAYER), split, asset, 601).unwrap();
    assert_eq!(suite.received(split.0, asset), 601);
    check_conserved(&mut suite, asset, &[]);
    assert_eq!(suite.claim(account(KEEPER), split.0, 1, asset), Ok(200));
    check_conserved(&mut suite, asset, &[]);
    // An account can live on this token alone.
    let report = suite.pay_all(account(KEEPER), split, asset, 0, 3).unwrap();
    assert_eq!(report, Report { paid: 400, tips: 0, payouts: 2, failed: 0 });
    let have = [ALICE, BOB, NEWCOMER].map(|person| suite.chain.asset_balance(TOKEN, account(person)));
    assert_eq!((have, suite.chain.balance(account(NEWCOMER))), ([100, 200, 300], 0));
    check_conserved(&mut suite, asset, &[]);
    // The unit over is nobody's yet.
    assert_eq!(suite.liability(asset), 1);
}

#[test]
fn credit_books_what_was_sent() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
    let ledger = suite.ledger;
    suite.send_token(token, account(PAYER), ledger, 300);
    assert_eq!((suite.stray(asset), suite.liability(asset)), (Some(300), 0));
    suite.credit(account(KEEPER), split, asset).unwrap();
    assert_eq!((suite.stray(asset), suite.liability(asset)), (Some(0), 300));
    suite.refuses(Error::Splits(Rule::NothingReceived), |suite| suite.credit(account(KEEPER), split, asset));
    assert_eq!(suite.pay_all(account(KEEPER), split, asset, 0, 2).unwrap().paid, 300);
    check_conserved(&mut suite, asset, &[]);
}

#[test]
fn pay_all_brings_many_new_accounts_into_being() {
    let (mut suite, token, asset) = with_asset();
    let people: Vec<(u32, u32)> = (0..60).map(|number| (1_000 + number, number + 1)).collect();
    let split = suite.fixed(accounts(&people));
    suite.approve(token, account(PAYER), SUPPLY);
    suite.deposit_token(account(PAYER), split, asset, 100_003).unwrap();
    let (keeper, mut paid) = (suite.chain.balance(account(KEEPER)), 0);
    for from in (0..60).step_by(20) {
        let report = suite.pay_all(account(KEEPER), split, asset, from, 20).unwrap();
        assert_eq!((report.payouts, report.failed), (20, 0));
        paid += report.paid;
    }
    // A unit of this token keeps an account alive, so nobody pays for that; only the ledger's cells have deposits.
    assert!(keeper - suite.chain.balance(account(KEEPER)) < 10_000 * 1_000_000);
    let others: Vec<AccountId> = people.iter().map(|(person, _)| account(*person)).collect();
    let has: u128 = others.iter().map(|person| suite.chain.asset_balance(TOKEN, *person)).sum();
    assert_eq!((has, suite.liability(asset)), (paid, 100_003 - paid));
    check_conserved(&mut suite, asset, &others);
}

#[test]
fn flush_token_passes_on_what_a_forwarder_got() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    let forwarder = suite.forwarder(split);
    let caller = account(KEEPER);
    suite.refuses(ForwarderError::NothingHere, |suite| suite.flush_token(caller, forwarder, token, asset));
    suite.send_token(token, account(PAYER), forwarder, 77);
    suite.refuses(ForwarderError::LedgerRefused, |suite| suite.flush_token(caller, forwarder, token, asset + 1));
    assert_eq!(suite.flush_token(caller, forwarder, token, asset), Ok(77));
    assert_eq!((suite.received(split.0, asset), suite.chain.asset_balance(TOKEN, forwarder)), (77, 0));
    check_conserved(&mut suite, asset, &[forwarder]);
}

#[test]
fn token_that_does_not_exist_moves_nothing() {
    let mut suite = stage();
    let nothing = token_address(404);
    // Its address answers like that of a token of which nobody has anything, so it can be registered.
    let asset = suite.register_asset(nothing).unwrap();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    assert_eq!(suite.stray(asset), Some(0));
    suite.refuses(Error::TokenFailed(nothing), |suite| suite.deposit_token(account(PAYER), split, asset, 1));
    suite.refuses(Error::Splits(Rule::NothingReceived), |suite| suite.credit(account(PAYER), split, asset));
    let forwarder = suite.forwarder(split);
    let caller = account(KEEPER);
    suite.refuses(ForwarderError::NothingHere, |suite| suite.flush_token(caller, forwarder, nothing, asset));
    // If it comes into being later, it is a token like others.
    suite.chain.asset(404, account(PAYER), 10);
    let ledger = suite.ledger;
    suite.send_token(nothing, account(PAYER), ledger, 10);
    suite.credit(account(KEEPER), split, asset).unwrap();
    assert_eq!(suite.claim(account(KEEPER), split.0, 0, asset), Ok(10));
}

#[test]
fn payee_whose_account_is_frozen_is_owed_until_it_thaws() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1), (CAROL, 1)]));
    suite.approve(token, account(PAYER), SUPPLY);
    suite.deposit_token(account(PAYER), split, asset, 600).unwrap();
    // Whoever is blocked can neither send nor receive.
    suite.send_token(token, account(PAYER), account(BOB), 1);
    suite.chain.block_asset_account(TOKEN, account(PAYER), account(BOB));
    let report = suite.pay_all(account(KEEPER), split, asset, 0, 3).unwrap();
    assert_eq!(report, Report { paid: 400, tips: 0, payouts: 2, failed: 1 });
    let expected = Error::PayoutFailed { account: account(BOB), amount: 200 };
    suite.refuses(expected, |suite| suite.claim(account(KEEPER), split.0, 1, asset));
    check_conserved(&mut suite, asset, &[]);
    suite.chain.thaw_asset_account(TOKEN, account(PAYER), account(BOB));
    assert_eq!(suite.claim(account(KEEPER), split.0, 1, asset), Ok(200));
    check_conserved(&mut suite, asset, &[]);
}

#[test]
fn frozen_token_pays_nobody_and_loses_nothing() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    suite.approve(token, account(PAYER), SUPPLY);
    suite.deposit_token(account(PAYER), split, asset, 600).unwrap();
    suite.chain.freeze_asset(TOKEN, account(PAYER));
    let report = suite.pay_all(account(KEEPER), split, asset, 0, 2).unwrap();
    assert_eq!(report, Report { paid: 0, tips: 0, payouts: 0, failed: 2 });
    suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(account(PAYER), split, asset, 1));
    check_conserved(&mut suite, asset, &[]);
    suite.chain.thaw_asset(TOKEN, account(PAYER));
    assert_eq!(suite.pay_all(account(KEEPER), split, asset, 0, 2).unwrap().paid, 600);
    check_conserved(&mut suite, asset, &[]);
}

#[test]
fn balance_below_the_deposit_is_refused() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1)]));
    suite.send_token(token, account(PAYER), account(MALLORY), 10);
    suite.approve(token, account(MALLORY), 1_000);
    suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(account(MALLORY), split, asset, 11));
    suite.deposit_token(account(MALLORY), split, asset, 10).unwrap();
    check_conserved(&mut suite, asset, &[]);
}

/// The administrator of a token can take it away from whoever has it, also from the ledger: then somebody goes without, and the
/// other tokens are not concerned.
#[test]
fn administrator_that_burns_what_the_ledger_has_harms_this_token_alone() {
    let (mut suite, token, asset) = with_asset();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    suite.approve(token, account(PAYER), SUPPLY);
    suite.deposit_token(account(PAYER), split, asset, 600).unwrap();
    suite.deposit(account(PAYER), split, 1_000).unwrap();
    let ledger = suite.ledger;
    suite.chain.burn_asset(TOKEN, account(PAYER), ledger, 400);
    let report = suite.pay_all(account(KEEPER), split, asset, 0, 2).unwrap();
    assert_eq!((report.payouts, report.failed), (0, 2));
    assert_eq!((suite.stray(asset), suite.liability(asset)), (None, 600));
    assert_eq!(suite.pay_all(account(KEEPER), split, 0, 0, 2).unwrap().paid, 1_000);
    // What comes in later fills the hole first.
    suite.send_token(token, account(PAYER), ledger, 400);
    assert_eq!(suite.pay_all(account(KEEPER), split, asset, 0, 2).unwrap().paid, 600);
    let balance = token::balance(&suite.chain.ask(ledger, token, token::balance_of(ledger)));
    assert_eq!(balance, 0);
}
