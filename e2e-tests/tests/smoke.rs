//! The shortest story: create, deposit, claim.

use e2e_tests::{
    chain::{account, FORTUNE},
    suite::{accounts, Suite},
};

#[test]
fn claim_pays_each_payee_its_share() {
    let mut suite = Suite::new();
    let payer = account(1);
    suite.chain.fund(payer, FORTUNE);
    let split = suite.fixed(accounts(&[(10, 3), (11, 1)]));
    suite.deposit(payer, split, 4_000_000_003).unwrap();
    assert_eq!(suite.claimable(split.0, 0, 0), Ok(3_000_000_002));
    assert_eq!(suite.claim(payer, split.0, 0, 0), Ok(3_000_000_002));
    assert_eq!(suite.claim(payer, split.0, 1, 0), Ok(1_000_000_000));
    assert_eq!(suite.chain.balance(account(10)), 3_000_000_002);
    assert_eq!(suite.liability(0), 1);
}
