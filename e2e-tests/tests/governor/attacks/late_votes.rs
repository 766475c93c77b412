//! Late votes.

use super::*;

#[test]
fn last_minute_swing() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let for_end = view(&mut dao, proposal).for_end;
    dao.votes(proposal, &[DAVE], Support::For);
    dao.votes(proposal, &[CAROL], Support::Against);
    dao.chain.set_time(for_end + 1);
    let late = vote_error(Rule::OnlyAgainst { since: for_end });
    for support in [Support::For, Support::Abstain] {
        refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(ALICE), proposal, support));
        refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(CAROL), proposal, support));
    }
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
}

#[test]
fn last_minute_swing_the_other_way_is_possible() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let view = view(&mut dao, proposal);
    dao.votes(proposal, &[CAROL, DAVE], Support::For);
    dao.chain.set_time(view.end);
    dao.votes(proposal, &[CAROL], Support::Abstain);
    dao.votes(proposal, &[BOB, CAROL], Support::Against);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
}

#[test]
fn late_abstention_that_would_make_the_quorum() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let for_end = view(&mut dao, proposal).for_end;
    // Two percent; four are needed.
    dao.votes(proposal, &[MALLORY, ERIN], Support::For);
    dao.chain.set_time(for_end + 1);
    let late = vote_error(Rule::OnlyAgainst { since: for_end });
    refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(DAVE), proposal, Support::Abstain));
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
}

#[test]
fn late_votes_of_seats() {
    let mut dao = Dao::new();
    let release = [dao.act(Track::Creative, 1)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..3, Support::For);
    let for_end = view(&mut dao, proposal).for_end;
    dao.chain.set_time(for_end + 1);
    for support in [Support::For, Support::Abstain] {
        refused(&mut dao, vote_error(Rule::OnlyAgainst { since: for_end }), |dao| {
            dao.governor.vote_seat(&mut dao.chain, seated(3), proposal, 3, support)
        });
    }
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
}

#[test]
fn retracting_at_the_last_minute_what_others_relied_on() {
    let mut dao = Dao::new();
    let release = [dao.act(Track::Creative, 1)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.wait_for_end(proposal);
    dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
    let view = view(&mut dao, proposal);
    let until = view.window_end - DAY / 2;
    dao.chain.set_time(until + 1);
    let late = vote_error(Rule::TooLateToRetract { until });
    refused(&mut dao, late, |dao| dao.governor.retract(&mut dao.chain, account(ALICE), proposal));
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Community));
}
