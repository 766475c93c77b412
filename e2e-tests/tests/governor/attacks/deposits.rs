//! Deposits.

use super::*;
use e2e_tests::dao::DEPOSIT;

#[track_caller]
fn check_deposit(dao: &mut Dao, proposal: u32, is_lost: bool) {
    let (proposer, treasury) = (view(dao, proposal).origin.proposer, dao.treasury.account);
    let before = [proposer, treasury].map(|account| dao.chain.balance(account));
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    let gained = [proposer, treasury].map(|account| dao.chain.balance(account));
    let expected = if is_lost { [0, DEPOSIT] } else { [DEPOSIT, 0] };
    assert_eq!([gained[0] - before[0], gained[1] - before[1]], expected);
    assert!(view(dao, proposal).settled);
    refused(dao, Error::NothingToSettle, |dao| dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal));
}

#[test]
fn a_deposit_is_lost_where_many_came_and_hardly_anybody_was_in_favor() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[DAVE, MALLORY], Support::For);
    dao.votes(proposal, &[ALICE, BOB, CAROL], Support::Against);
    dao.wait_for_end(proposal);
    // 115 of 995 millions are more than a tenth.
    check_deposit(&mut dao, proposal, false);
    let proposal = active(&mut dao, ALICE, 2);
    dao.votes(proposal, &[DAVE], Support::For);
    dao.votes(proposal, &[ALICE, BOB, CAROL, MALLORY, ERIN], Support::Against);
    dao.wait_for_end(proposal);
    // 100 of 1000 millions are exactly a tenth.
    check_deposit(&mut dao, proposal, true);
}

#[test]
fn a_deposit_comes_back_where_few_came() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[MALLORY, ERIN], Support::Against);
    dao.wait_for_end(proposal);
    check_deposit(&mut dao, proposal, false);
    let proposal = strategic(&mut dao, ALICE, 2);
    dao.governor.cancel(&mut dao.chain, account(ALICE), proposal).unwrap();
    check_deposit(&mut dao, proposal, false);
    let proposal = objectionable(&mut dao, ALICE, 3);
    seats_object(&mut dao, proposal, 0..5);
    dao.wait_for_window(proposal);
    check_deposit(&mut dao, proposal, false);
}

#[test]
fn a_deposit_that_does_not_arrive_stays() {
    // So little that nobody can be brought into being by it.
    let mut dao = Dao::by(&Rules::usual(1), 7);
    let proposal = strategic(&mut dao, ERIN, 1);
    dao.governor.cancel(&mut dao.chain, account(ERIN), proposal).unwrap();
    dao.chain.fund(account(ERIN), 0);
    refused(&mut dao, Error::PaymentFailed, |dao| {
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal)
    });
    assert!(!view(&mut dao, proposal).settled);
    dao.chain.fund(account(ERIN), FORTUNE);
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    assert_eq!(dao.chain.balance(account(ERIN)), FORTUNE + 1);
}

#[test]
fn a_deposit_is_exact() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 1)];
    for given in [0, DEPOSIT - 1, DEPOSIT + 1, 2 * DEPOSIT] {
        refused(&mut dao, Error::WrongDeposit { expected: DEPOSIT, given }, |dao| {
            let text = draft("For less");
            dao.governor.propose_with(&mut dao.chain, account(ALICE), given, Track::Strategic, &actions, &text)
        });
    }
}
