//! The beginning and the end.

use super::*;

#[test]
fn the_deployer_has_no_power_after_open() {
    let mut dao = Dao::new();
    let deployer = account(DEPLOYER);
    assert_eq!(dao.governor.deployer(&mut dao.chain), Ok(None));
    refused(&mut dao, Error::OpenAlready, |dao| dao.governor.open(&mut dao.chain, deployer));
    let class = [Classification { target: account(404), selector: [1; 4], class: Class::Creative }];
    refused(&mut dao, Error::Denied, |dao| dao.governor.classify(&mut dao.chain, deployer, &class));
    refused(&mut dao, Error::Denied, |dao| dao.governor.set_rules(&mut dao.chain, deployer, &Rules::usual(0)));
    // Nor can anybody deploy it once more.
    let wiring = dao.governor.wiring(&mut dao.chain);
    let before = dao.chain.root();
    let again =
        dao.governor.call(&mut dao.chain, deployer, selector_bytes!("new"), &([0u8; 32], wiring, Rules::usual(0)));
    assert!(again.reverted, "{again:?}");
    assert_eq!(dao.chain.root(), before);
}

#[test]
fn prune_keeps_what_was_decided_and_frees_what_it_took() {
    let mut dao = Dao::new();
    let proposal = dao.decide(&[dao.act(Track::Strategic, 1)], "One");
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    let record = view(&mut dao, proposal);
    dao.wait(100 * DAY);
    let before = dao.chain.balance(account(MALLORY));
    let pruned = dao.governor.call(&mut dao.chain, account(MALLORY), selector_bytes!("prune"), &proposal);
    assert_eq!(pruned.result::<(), Error>(), Ok(()));
    assert!(pruned.deposit < 0, "storage is freed: {}", pruned.deposit);
    assert_eq!(dao.chain.balance(account(MALLORY)), before + pruned.deposit.unsigned_abs(), "for the caller");
    assert_eq!(dao.state(proposal), State::Executed);
    let gone = vote_error(Rule::UnknownProposal(proposal));
    assert_eq!(dao.governor.proposal(&mut dao.chain, proposal), Err(gone));
    let [summary] = dao.governor.proposals(&mut dao.chain, 0, 30).unwrap()[..] else { panic!("there was one") };
    assert_eq!((summary.id, summary.state, summary.end), (proposal, State::Executed, record.end));
    // Ballots go one by one, by whoever likes.
    let voters = [account(ALICE), account(BOB), account(CAROL)];
    assert!(dao.governor.ballot(&mut dao.chain, proposal, voters[0]).is_some());
    let arguments = (proposal, voters.to_vec());
    let freed = dao.governor.call(&mut dao.chain, account(KEEPER), selector_bytes!("prune_ballots"), &arguments);
    assert!(freed.deposit < 0, "storage is freed: {}", freed.deposit);
    assert_eq!(voters.map(|voter| dao.governor.ballot(&mut dao.chain, proposal, voter)), [None; 3]);
    // The number is not given again.
    assert_eq!(strategic(&mut dao, ALICE, 2), proposal + 1);
}

#[test]
fn prune_waits_for_whoever_may_want_to_override() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 5);
    seats_object(&mut dao, proposal, 0..5);
    let until = view(&mut dao, proposal).window_end + 91 * DAY;
    dao.wait_for_window(proposal);
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    dao.chain.set_time(until);
    refused(&mut dao, Error::NotPrunable, |dao| dao.governor.prune(&mut dao.chain, account(KEEPER), proposal));
    dao.chain.set_time(until + 1);
    dao.governor.prune(&mut dao.chain, account(KEEPER), proposal).unwrap();
    assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
}
