//! Overrides.

use super::*;

/// A Strategic proposal of number 5 that the committee refused.
fn vetoed(dao: &mut Dao) -> u32 {
    let proposal = objectionable(dao, ALICE, 5);
    seats_object(dao, proposal, 0..5);
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
    proposal
}

#[test]
fn override_with_altered_actions() {
    let mut dao = Dao::new();
    vetoed(&mut dao);
    let same = dao.act(Track::Strategic, 5);
    let mut altered = vec![vec![dao.act(Track::Strategic, 6)], vec![same.clone(), same.clone()]];
    let mut with_value = same.clone();
    with_value.value = 1;
    let mut longer = same.clone();
    longer.args.push(0);
    let mut elsewhere = same.clone();
    elsewhere.target = dao.votes.account;
    altered.extend([vec![with_value], vec![longer], vec![elsewhere]]);
    for actions in altered {
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(ALICE), Track::Override, &actions, &draft("Five"))
        });
    }
    dao.propose(account(ALICE), Track::Override, &[same], &draft("Five, in other words")).unwrap();
}

#[test]
fn second_override() {
    let mut dao = Dao::new();
    vetoed(&mut dao);
    let actions = [dao.act(Track::Strategic, 5)];
    let first = dao.propose(account(ALICE), Track::Override, &actions, &draft("Five")).unwrap();
    refused(&mut dao, Error::AlreadyProposed(first), |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
    });
    dao.wait_for_vote(first);
    dao.votes(first, &[ALICE], Support::For);
    dao.votes(first, &[BOB], Support::Against);
    dao.wait_for_end(first);
    assert_eq!(dao.state(first), State::Defeated(Reason::NotApproved));
    // Who fails once does not get another try at the same refusal.
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
    });
}

#[test]
fn an_override_that_was_executed_is_over() {
    let mut dao = Dao::new();
    vetoed(&mut dao);
    let actions = [dao.act(Track::Strategic, 5)];
    let carried = dao.propose(account(ALICE), Track::Override, &actions, &draft("Five")).unwrap();
    dao.wait_for_vote(carried);
    dao.votes(carried, &[ALICE, BOB], Support::For);
    dao.wait_for_end(carried);
    dao.carry_out(carried);
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
    });
}

#[test]
fn canceled_override_does_not_spoil() {
    let mut dao = Dao::new();
    vetoed(&mut dao);
    let actions = [dao.act(Track::Strategic, 5)];
    // Whoever proposes it first could cancel it and propose it again until the time is over, so it comes to a vote:
    // neither its proposer takes it back, nor does it fall with the proposer's votes.
    let carried = dao.propose(account(DAVE), Track::Override, &actions, &draft("Five")).unwrap();
    refused(&mut dao, Error::MustBeVoted, |dao| dao.governor.cancel(&mut dao.chain, account(DAVE), carried));
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(DAVE), account(ALICE), 100_000_000).unwrap();
    dao.wait(1);
    refused(&mut dao, Error::MustBeVoted, |dao| dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), carried));
    dao.wait_for_vote(carried);
    dao.votes(carried, &[ALICE, BOB], Support::For);
    dao.wait_for_end(carried);
    assert_eq!(dao.state(carried), State::Succeeded);
}

#[test]
fn override_of_what_nobody_refused() {
    let mut dao = Dao::new();
    let proposal = succeeded(&mut dao, ALICE, 5);
    let actions = [dao.act(Track::Strategic, 5)];
    let running = Error::AlreadyProposed(proposal);
    refused(&mut dao, running, |dao| dao.propose(account(BOB), Track::Override, &actions, &draft("Five")));
    dao.carry_out(proposal);
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
    });
}

#[test]
fn override_of_a_refusal_by_the_community() {
    let mut dao = Dao::new();
    let release = [dao.act(Track::Creative, 1)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..7, Support::For);
    dao.wait_for_end(proposal);
    dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
    let window_end = view(&mut dao, proposal).window_end;
    dao.wait_for_window(proposal);
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &release, &draft("All the same"))
    });
    let until = window_end + COOLDOWN;
    dao.chain.set_time(until);
    refused(&mut dao, Error::CoolingDown { until }, |dao| {
        dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release"))
    });
    dao.chain.set_time(until + 1);
    dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release")).unwrap();
}

#[test]
fn override_after_its_time() {
    let mut dao = Dao::new();
    let refused_one = vetoed(&mut dao);
    let actions = [dao.act(Track::Strategic, 5)];
    let until = view(&mut dao, refused_one).window_end + 90 * DAY;
    dao.chain.set_time(until);
    let only = Error::OnlyOverride { refused: refused_one, until };
    refused(&mut dao, only, |dao| dao.propose(account(BOB), Track::Strategic, &actions, &draft("Five")));
    dao.chain.set_time(until + 1);
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
    });
    dao.propose(account(BOB), Track::Strategic, &actions, &draft("Five")).unwrap();
}
