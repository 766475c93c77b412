//! Proposals.

use super::*;

#[test]
fn spam_by_one_account() {
    let mut dao = Dao::new();
    let first = strategic(&mut dao, ALICE, 1);
    let actions = [dao.act(Track::Strategic, 2)];
    let many = Error::TooManyLive { most: 1 };
    refused(&mut dao, many, |dao| dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Spam")));
    let end = view(&mut dao, first).end;
    dao.chain.set_time(end);
    refused(&mut dao, many, |dao| dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Spam")));
    // Time alone frees the place, and another track has its own.
    dao.chain.set_time(end + 1);
    dao.propose(account(ALICE), Track::Strategic, &actions, &draft("No spam")).unwrap();
    let other = [dao.act(Track::Dual, 3)];
    dao.propose(account(ALICE), Track::Dual, &other, &draft("Nor this")).unwrap();
}

#[test]
fn spam_by_one_seat() {
    let mut dao = Dao::new();
    for number in 0..3 {
        let release = [dao.act(Track::Creative, number)];
        dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    }
    let release = [dao.act(Track::Creative, 3)];
    refused(&mut dao, Error::TooManyLive { most: 3 }, |dao| {
        dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release"))
    });
    dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release")).unwrap();
}

#[test]
fn spam_with_moved_tokens_is_swept_by_anybody() {
    let (mut dao, newcomer) = with_newcomer();
    let first = strategic(&mut dao, MALLORY, 1);
    let backed = Error::StillBacked;
    refused(&mut dao, backed, |dao| dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first));
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(MALLORY), newcomer, 15_000_000).unwrap();
    // Backing is asked a moment ago: in the block of the transfer it is still there, and the newcomer has none.
    refused(&mut dao, backed, |dao| dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first));
    let actions = [dao.act(Track::Strategic, 2)];
    refused(&mut dao, Error::BelowThreshold { votes: 0, needed: 5_000_000 }, |dao| {
        dao.propose(newcomer, Track::Strategic, &actions, &draft("Spam"))
    });
    dao.wait(1);
    let second = dao.propose(newcomer, Track::Strategic, &actions, &draft("Spam")).unwrap();
    dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first).unwrap();
    assert_eq!([first, second].map(|proposal| dao.state(proposal)), [State::Unbacked, State::Pending]);
    // While its votes count too.
    votes.transfer(&mut dao.chain, newcomer, account(MALLORY), 15_000_000).unwrap();
    dao.wait_for_vote(second);
    dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), second).unwrap();
    assert_eq!(dao.state(second), State::Unbacked);
}

#[test]
fn canceling_what_is_backed_or_decided() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, MALLORY, 1);
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(MALLORY), account(BOB), 15_000_000).unwrap();
    dao.wait(1);
    for caller in [MALLORY, KEEPER] {
        refused(&mut dao, Error::WrongState(State::Objection), |dao| {
            dao.governor.cancel_unbacked(&mut dao.chain, account(caller), proposal)
        });
    }
    refused(&mut dao, Error::WrongState(State::Objection), |dao| {
        dao.governor.cancel(&mut dao.chain, account(MALLORY), proposal)
    });
}

#[test]
fn front_run_then_cancel() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 1)];
    let copied = dao.propose(account(MALLORY), Track::Strategic, &actions, &draft("Mine")).unwrap();
    // The same actions are before the voters already, whoever put them there.
    refused(&mut dao, Error::AlreadyProposed(copied), |dao| {
        dao.propose(account(ALICE), Track::Strategic, &actions, &draft("The original"))
    });
    // Whoever does not trust the other adds what makes no difference.
    let twice = [actions[0].clone(), actions[0].clone()];
    dao.propose(account(BOB), Track::Strategic, &twice, &draft("The original, twice")).unwrap();
    dao.governor.cancel(&mut dao.chain, account(MALLORY), copied).unwrap();
    let original = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("The original")).unwrap();
    assert_eq!([copied, original].map(|proposal| dao.state(proposal)), [State::Withdrawn, State::Pending]);
    // Nobody else cancels it, and not while it is voted on.
    refused(&mut dao, Error::Denied, |dao| dao.governor.cancel(&mut dao.chain, account(MALLORY), original));
    dao.wait_for_vote(original);
    refused(&mut dao, Error::WrongState(State::Active), |dao| {
        dao.governor.cancel(&mut dao.chain, account(ALICE), original)
    });
}

#[test]
fn numbers_never_collide_and_nothing_is_replayed() {
    let mut dao = Dao::new();
    let first = dao.decide(&[dao.act(Track::Strategic, 1)], "One");
    refused(&mut dao, Error::WrongState(State::Executed), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), first)
    });
    let actions = [dao.act(Track::Strategic, 1)];
    let timelock = dao.timelock(Track::Strategic);
    let again =
        Delayed::Timelock(atelier_governance::timelock::Error::NotReady { operation: 0, status: Status::Executed });
    refused(&mut dao, again, |dao| timelock.execute(&mut dao.chain, account(KEEPER), 0, &actions));
    // Executed before, the same actions are another proposal, to be decided anew.
    let second = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("One")).unwrap();
    assert_eq!((first, second, dao.state(second)), (1, 2, State::Pending));
    refused(&mut dao, Error::WrongState(State::Pending), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), second)
    });
    dao.wait_for_vote(second);
    dao.votes(second, &[ALICE, BOB], Support::For);
    dao.wait_for_window(second);
    let (_, operation) = dao.queue(second);
    assert_eq!(operation, 1);
    refused(&mut dao, Error::WrongState(State::Ready), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), second)
    });
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
    assert_eq!(dao.recorder.calls(&mut dao.chain).len(), 2);
}

#[test]
fn a_predecessor_that_is_not_queued_or_executed_elsewhere() {
    let mut dao = Dao::new();
    let first = succeeded(&mut dao, ALICE, 1);
    let actions = [dao.act(Track::Strategic, 2)];
    for nonsense in [0, 2, 3, u32::MAX] {
        let text = e2e_tests::dao::governor::Draft { after: Some(nonsense), ..draft("Then two") };
        refused(&mut dao, Error::PredecessorNotQueued(nonsense), |dao| {
            dao.propose(account(BOB), Track::Strategic, &actions, &text)
        });
    }
    let text = e2e_tests::dao::governor::Draft { after: Some(first), ..draft("Then two") };
    let second = dao.propose(account(BOB), Track::Strategic, &actions, &text).unwrap();
    dao.wait_for_vote(second);
    dao.votes(second, &[ALICE, BOB], Support::For);
    dao.wait_for_window(second);
    refused(&mut dao, Error::PredecessorNotQueued(first), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), second)
    });
    dao.governor.queue(&mut dao.chain, account(KEEPER), first).unwrap();
    let (timelock, operation) = dao.queue(second);
    let open = Delayed::Timelock(atelier_governance::timelock::Error::PredecessorOpen { operation: 0 });
    refused(&mut dao, open, |dao| timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions));
    let first_actions = dao.governor.actions(&mut dao.chain, first);
    timelock.execute(&mut dao.chain, account(KEEPER), 0, &first_actions).unwrap();
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
}
