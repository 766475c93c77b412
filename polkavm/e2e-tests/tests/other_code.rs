//! The ledger's other code. On this machine a code can only be run by the address of a contract, so the ledger makes itself one
//! that has an address, and whoever likes can call it: what comes of that is another ledger, with nothing in it.

use atelier_splits::{Id, NATIVE};
use e2e_tests::{
    chain::{account, AccountId, Called, Chain, FORTUNE},
    people::{stage, step, ALICE, BOB, KEEPER, MALLORY, PAYER},
    suite::{accounts, input, Error, Suite, DEPLOYER},
};
use ink::selector_bytes;
use scale::Encode;

/// A ledger that owes money and tokens, and its desk.
fn funded() -> (Suite, AccountId, Id, (AccountId, u32)) {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
    let token = suite.stage_token("honest-token", 1_000);
    suite.deposit(account(PAYER), split, 3_000_000).unwrap();
    suite.deposit_token(account(PAYER), split, token.1, 300).unwrap();
    let desk = suite.other_code();
    assert_ne!(desk, suite.ledger);
    (suite, desk, split, token)
}

/// Calls the desk as a contract of its own, in the way the ledger is called.
fn on_desk(suite: &mut Suite, desk: AccountId, value: u128, selector: [u8; 4], arguments: &impl Encode) -> Called {
    suite.chain.call(account(MALLORY), desk, value, input(selector, arguments))
}

/// The ledger is as it was.
#[track_caller]
fn check_untouched(suite: &mut Suite, split: Id, token: (AccountId, u32)) {
    assert_eq!(suite.chain.balance(suite.ledger), 3_000_000);
    assert_eq!(suite.claimable(split.0, 0, NATIVE), Ok(1_000_000));
    assert_eq!(suite.claimable(split.0, 1, token.1), Ok(200));
    assert_eq!(suite.counts(), (1, 0, 1));
    suite.check_solvent(&[token]);
}

#[test]
fn desk_called_by_strangers_knows_nothing_of_the_ledger() {
    let (mut suite, desk, split, token) = funded();
    let nothing: (u32, u32, u32) = on_desk(&mut suite, desk, 0, selector_bytes!("counts"), &()).told();
    assert_eq!(nothing, (0, 0, 0));
    let claims = [
        input(selector_bytes!("claim"), &(split, 0u16, NATIVE)),
        input(selector_bytes!("claim_many"), &(vec![vec![step(split.0, 0)]], NATIVE)),
        input(selector_bytes!("claim_to"), &(vec![step(split.0, 0)], vec![NATIVE], account(MALLORY))),
        input(selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 9u16)),
        input(selector_bytes!("pay_all"), &(split, token.1, 0u16, 9u16)),
        input(selector_bytes!("transfer_entry"), &(split, 0u16, account(MALLORY))),
        input(selector_bytes!("credit"), &(split, token.1)),
    ];
    for claim in claims {
        let before = suite.chain.root();
        let called = suite.chain.call(account(MALLORY), desk, 0, claim);
        assert!(called.reverted, "{called:?}");
        assert_eq!(suite.chain.root(), before);
    }
    check_untouched(&mut suite, split, token);
}

#[test]
fn splits_made_at_the_desk_are_not_the_ledgers() {
    let (mut suite, desk, split, token) = funded();
    let table = accounts(&[(MALLORY, 1)]);
    let made = on_desk(&mut suite, desk, 0, selector_bytes!("create"), &(table, None::<()>)).result::<Id, Error>();
    // The same number as the ledger's own split.
    assert_eq!(made, Ok(split));
    assert_eq!(
        on_desk(&mut suite, desk, 0, selector_bytes!("register_asset"), &token.0).result::<u32, Error>(),
        Ok(token.1)
    );
    // What it pays out is its own.
    let deposited = on_desk(&mut suite, desk, 500, selector_bytes!("deposit"), &split).result::<(), Error>();
    assert_eq!(deposited, Ok(()));
    assert_eq!((suite.chain.balance(desk), suite.chain.balance(suite.ledger)), (500, 3_000_000));
    let claim = (split, 0u16, NATIVE);
    assert_eq!(on_desk(&mut suite, desk, 0, selector_bytes!("claim"), &claim).result::<u128, Error>(), Ok(500));
    assert_eq!(on_desk(&mut suite, desk, 0, selector_bytes!("claim"), &claim).result::<u128, Error>(), Ok(0));
    let credited = on_desk(&mut suite, desk, 0, selector_bytes!("credit"), &(split, token.1)).result::<(), Error>();
    assert_eq!(
        credited,
        Err(Error::Splits(atelier_splits::Error::NothingReceived)),
        "the ledger's tokens are not here"
    );
    assert_eq!(suite.chain.balance(account(MALLORY)) / 1_000_000_000, FORTUNE / 1_000_000_000 - 1, "but for deposits");
    check_untouched(&mut suite, split, token);
}

#[test]
fn desk_refuses_plain_money() {
    let (mut suite, desk, split, token) = funded();
    let before = suite.chain.root();
    let called = suite.chain.call(account(MALLORY), desk, 5, Vec::new());
    assert!(called.reverted);
    assert_eq!(suite.chain.root(), before);
    check_untouched(&mut suite, split, token);
}

#[test]
fn other_code_stays_on_the_chain_as_long_as_the_ledger() {
    for contract in ["split-desk", "splits"] {
        let (mut suite, _, split, token) = funded();
        let code = suite.chain.upload(contract, account(DEPLOYER));
        let before = suite.chain.root();
        for person in [DEPLOYER, MALLORY] {
            let refused = suite.chain.remove_code(code, account(person)).unwrap_err();
            assert!(refused.contains("CodeInUse") || refused.contains("BadOrigin"), "{contract}: {refused}");
        }
        assert_eq!(suite.chain.root(), before);
        assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 0, 2).unwrap().payouts, 2);
        assert_eq!(suite.counts(), (1, 0, 1));
        suite.check_solvent(&[token]);
    }
}

#[test]
fn ledger_cannot_be_made_with_a_code_that_is_not_on_the_chain() {
    let mut chain = Chain::new();
    chain.fund(account(DEPLOYER), FORTUNE);
    chain.upload("split-desk", account(DEPLOYER));
    let before = chain.root();
    let splits = e2e_tests::chain::code("splits");
    for hash in [[0; 32], [7; 32], [u8::MAX; 32]] {
        for input in [input(selector_bytes!("new"), &hash), hash.to_vec()] {
            let refused = chain.try_deploy(splits.clone(), account(DEPLOYER), input).unwrap_err();
            assert!(refused.contains("ContractTrapped") || refused.contains("CodeNotFound"), "{refused}");
            assert_eq!(chain.root(), before, "nothing must be left behind");
        }
    }
}

#[test]
fn ledger_cannot_be_made_of_input_that_is_no_hash() {
    let mut chain = Chain::new();
    chain.fund(account(DEPLOYER), FORTUNE);
    let desk = chain.upload("split-desk", account(DEPLOYER));
    let before = chain.root();
    let splits = e2e_tests::chain::code("splits");
    let wrong = [
        Vec::new(),
        desk[..31].to_vec(),
        [selector_bytes!("new").as_slice(), &desk[..31]].concat(),
        [selector_bytes!("old").as_slice(), &desk].concat(),
    ];
    for input in wrong {
        assert!(chain.try_deploy(splits.clone(), account(DEPLOYER), input).is_err());
        assert_eq!(chain.root(), before);
    }
    // Nor with money, which nobody could get out again.
    let words = desk.to_vec();
    assert!(chain.try_deploy_with(1, splits.clone(), account(DEPLOYER), words.clone()).is_err());
    assert_eq!(chain.root(), before);
    chain.try_deploy(splits, account(DEPLOYER), words).unwrap();
}

#[test]
fn two_ledgers_of_one_code_have_a_desk_each() {
    let (mut suite, desk, split, token) = funded();
    let code = suite.chain.upload("split-desk", account(DEPLOYER));
    let words = code.to_vec();
    let second = suite.chain.deploy("splits", account(MALLORY), words);
    let mut other = Suite { ledger: second, chain: std::mem::take(&mut suite.chain) };
    assert_ne!(other.other_code(), desk);
    assert_eq!(other.counts(), (0, 0, 0));
    suite.chain = other.chain;
    check_untouched(&mut suite, split, token);
}
