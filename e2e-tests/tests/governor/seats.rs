//! Votes of seats whose holders come and go.

use crate::stage::{enrich, objectionable, refused, seats_object, view, vote_error};
use atelier_governance::{
    proposal::{Error as Rule, Reason, State, Support},
    track::{House, Rules, Track},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId},
    dao::{
        governor::{by_seat, draft, Error},
        seated, Dao, DEPOSIT,
    },
    people::{ALICE, BOB, CAROL, MALLORY},
};

/// A release by seat 0 whose votes count.
fn release(dao: &mut Dao, number: u32) -> u32 {
    let actions = [dao.act(Track::Creative, number)];
    let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    proposal
}

/// Gives a vacant seat to somebody at once, as a decision would in the end.
fn seat(dao: &mut Dao, seat: u8, whom: AccountId) {
    let dual = dao.timelock(Track::Dual).account;
    enrich(&mut dao.chain, dual);
    dao.committee.appoint(&mut dao.chain, dual, seat, whom).unwrap();
    dao.committee.accept(&mut dao.chain, whom, seat).unwrap();
}

/// Has the other seats suspend one.
fn suspend(dao: &mut Dao, seat: u8) {
    for by in (0..7).filter(|by| *by != seat) {
        if dao.committee.vote_to_suspend(&mut dao.chain, seated(by), by, seat, "Absent.").unwrap() {
            return;
        }
    }
    panic!("three quarters suffice");
}

#[test]
fn an_ex_member_neither_votes_nor_counts() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    dao.seats_vote(proposal, 0..4, Support::For);
    // Seat 3 voted and leaves, seat 4 leaves and then wants to vote.
    for seat in [3, 4] {
        dao.committee.resign(&mut dao.chain, seated(seat), seat).unwrap();
    }
    refused(&mut dao, vote_error(Rule::NotHolder { seat: 4 }), |dao| {
        dao.governor.vote_seat(&mut dao.chain, seated(4), proposal, 4, Support::For)
    });
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum), "three of seven are left");
}

#[test]
fn a_successor_has_no_vote_on_what_was_there_before() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.committee.resign(&mut dao.chain, seated(3), 3).unwrap();
    seat(&mut dao, 3, account(CAROL));
    dao.wait(1);
    refused(&mut dao, vote_error(Rule::SeatDoesNotCount { seat: 3 }), |dao| {
        dao.governor.vote_seat(&mut dao.chain, account(CAROL), proposal, 3, Support::For)
    });
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum), "nor does the old vote become the successor's");
    let later = release(&mut dao, 2);
    dao.governor.vote_seat(&mut dao.chain, account(CAROL), later, 3, Support::For).unwrap();
}

#[test]
fn whoever_comes_back_to_a_seat_comes_back_as_somebody_else() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.committee.resign(&mut dao.chain, seated(3), 3).unwrap();
    seat(&mut dao, 3, seated(3));
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
}

#[test]
fn a_stranger_has_no_seat_and_no_seat_is_beyond_the_last() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    for (voter, seat) in [(account(MALLORY), 0), (seated(1), 0), (seated(0), 7), (seated(0), 15), (seated(0), 255)] {
        refused(&mut dao, vote_error(Rule::NotHolder { seat }), |dao| {
            dao.governor.vote_seat(&mut dao.chain, voter, proposal, seat, Support::For)
        });
        let actions = [dao.act(Track::Creative, 2)];
        refused(&mut dao, vote_error(Rule::NotHolder { seat }), |dao| {
            dao.propose(voter, Track::Creative, &actions, &by_seat(seat, "Not mine"))
        });
    }
}

#[test]
fn a_seat_that_is_lost_after_the_end_does_not_change_what_was_decided() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.wait_for_end(proposal);
    for seat in 0..4 {
        dao.committee.resign(&mut dao.chain, seated(seat), seat).unwrap();
    }
    dao.wait(1);
    assert_eq!(dao.state(proposal), State::Objection);
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded);
    // The same for a veto, after its window.
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    seats_object(&mut dao, proposal, 0..5);
    dao.wait_for_window(proposal);
    dao.committee.resign(&mut dao.chain, seated(0), 0).unwrap();
    dao.wait(1);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
}

#[test]
fn a_veto_of_somebody_who_leaves_before_the_window_closes_does_not_count() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    seats_object(&mut dao, proposal, 0..5);
    dao.committee.resign(&mut dao.chain, seated(0), 0).unwrap();
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded);
}

#[test]
fn a_rotated_key_keeps_its_vote_and_has_no_second_one() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Creative, 1)];
    let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
    dao.committee.rotate_key(&mut dao.chain, seated(3), 3, account(CAROL)).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.wait(3 * DAY);
    dao.committee.finalize_rotation(&mut dao.chain, account(CAROL), 3).unwrap();
    dao.wait(1);
    let same = vote_error(Rule::SameVote(Support::For));
    refused(&mut dao, same, |dao| dao.governor.vote_seat(&mut dao.chain, account(CAROL), proposal, 3, Support::For));
    refused(&mut dao, vote_error(Rule::NotHolder { seat: 3 }), |dao| {
        dao.governor.vote_seat(&mut dao.chain, seated(3), proposal, 3, Support::Against)
    });
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Objection, "four of seven");
}

#[test]
fn a_suspended_seat_does_not_vote_and_counts_as_one_that_is_there() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    suspend(&mut dao, 6);
    refused(&mut dao, vote_error(Rule::SeatDoesNotCount { seat: 6 }), |dao| {
        dao.governor.vote_seat(&mut dao.chain, seated(6), proposal, 6, Support::For)
    });
    // Three of six would be half of those that are left; three of seven are not even that, and four are more.
    dao.seats_vote(proposal, 0..3, Support::For);
    dao.seats_vote(proposal, 3..4, Support::Abstain);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
    // Five of seven are still needed for a veto.
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    suspend(&mut dao, 6);
    seats_object(&mut dao, proposal, 0..4);
    refused(&mut dao, vote_error(Rule::SeatDoesNotCount { seat: 6 }), |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(6), proposal, 6, "Silenced.")
    });
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded);
}

#[test]
fn a_seat_that_is_suspended_while_it_counts_is_counted_no_more() {
    let mut dao = Dao::new();
    let proposal = release(&mut dao, 1);
    dao.seats_vote(proposal, 0..4, Support::For);
    suspend(&mut dao, 0);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
    let actions = [dao.act(Track::Creative, 2)];
    refused(&mut dao, vote_error(Rule::SeatDoesNotCount { seat: 0 }), |dao| {
        dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "While suspended"))
    });
}

#[test]
fn a_seat_in_holdover_approves_but_does_not_veto() {
    let mut dao = Dao::new();
    // The terms of the even seats end after a year.
    dao.wait(365 * DAY + 1);
    let proposal = release(&mut dao, 1);
    dao.governor.vote_seat(&mut dao.chain, seated(0), proposal, 0, Support::For).unwrap();
    dao.seats_vote(proposal, [1, 2, 3], Support::For);
    let strategic = objectionable(&mut dao, ALICE, 1);
    for seat in [0, 2, 4, 6] {
        refused(&mut dao, vote_error(Rule::SeatDoesNotCount { seat }), |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(seat), strategic, seat, "Still here.")
        });
    }
    assert_eq!(dao.state(proposal), State::Objection, "it was approved by four, two of them in holdover");
    dao.governor.object_seat(&mut dao.chain, seated(1), strategic, 1, "In my term.").unwrap();
}

/// A committee of seven of which so many seats have a holder.
fn with_seats(filled: u8) -> Dao {
    let mut dao = Dao::new();
    for seat in filled..7 {
        dao.committee.resign(&mut dao.chain, seated(seat), seat).unwrap();
    }
    dao.wait(1);
    dao
}

#[test]
fn a_vacant_committee_stops_nothing() {
    for filled in [0, 4] {
        let mut dao = with_seats(filled);
        // Nobody objects to Strategic.
        let proposal = objectionable(&mut dao, ALICE, 1);
        assert_eq!(dao.state(proposal), State::Succeeded);
        if filled > 0 {
            refused(&mut dao, vote_error(Rule::NoObjection(House::Committee)), |dao| {
                dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "Four of us.")
            });
        }
        // Creative is the community's, for the price of Strategic; Dual too, by the bar of Override.
        let actions = [dao.act(Track::Creative, 2)];
        let creative = dao.propose(account(BOB), Track::Creative, &actions, &draft("A release")).unwrap();
        assert_eq!(view(&mut dao, creative).origin.deposit, DEPOSIT);
        let actions = [dao.act(Track::Dual, 3)];
        let dual = dao.propose(account(BOB), Track::Dual, &actions, &draft("A constitution")).unwrap();
        dao.wait_for_vote(creative);
        dao.votes(creative, &[ALICE], Support::For);
        dao.wait_for_vote(dual);
        dao.votes(dual, &[ALICE, BOB], Support::For);
        dao.votes(dual, &[CAROL], Support::Against);
        let end = view(&mut dao, creative).end;
        dao.wait_for_end(dual);
        assert!(dao.chain.now() > end);
        assert_eq!([creative, dual].map(|proposal| dao.state(proposal)), [State::Succeeded; 2]);
        let now = dao.chain.now();
        let (timelock, operation) = dao.queue(dual);
        let eta = timelock.operation(&mut dao.chain, operation).unwrap().eta;
        assert_eq!(eta - now, 10 * DAY, "and there is as much time to leave as after Override");
    }
}

#[test]
fn a_dormant_committee_lets_dual_pass_by_two_thirds_and_not_by_less() {
    let approval = Rules::usual(DEPOSIT).of(Track::Override).community.approval;
    assert_eq!(approval.0, 6_666);
    for (in_favor, expected) in [(6_666, State::Defeated(Reason::NotApproved)), (6_667, State::Succeeded)] {
        let mut dao = with_seats(4);
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(ALICE), account(404), 400_000_000 - in_favor).unwrap();
        votes.transfer(&mut dao.chain, account(BOB), account(404), 300_000_000 - (10_000 - in_favor)).unwrap();
        dao.wait(1);
        let actions = [dao.act(Track::Dual, 3)];
        let dual = dao.propose(account(CAROL), Track::Dual, &actions, &draft("Two thirds?")).unwrap();
        dao.wait_for_vote(dual);
        dao.votes(dual, &[ALICE], Support::For);
        dao.votes(dual, &[BOB], Support::Against);
        dao.votes(dual, &[CAROL], Support::Abstain);
        dao.wait_for_end(dual);
        assert_eq!(dao.state(dual), expected);
    }
}

#[test]
fn as_many_seats_as_it_takes_are_a_committee() {
    let mut dao = with_seats(5);
    let actions = [dao.act(Track::Creative, 2)];
    refused(&mut dao, Error::SeatNeeded, |dao| {
        dao.propose(account(BOB), Track::Creative, &actions, &draft("A release"))
    });
    let proposal = objectionable(&mut dao, ALICE, 1);
    assert_eq!(dao.state(proposal), State::Objection);
    // Two thirds of five are four.
    seats_object(&mut dao, proposal, 0..4);
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
    let release = release(&mut dao, 3);
    refused(&mut dao, vote_error(Rule::NotAsked(House::Community)), |dao| {
        dao.governor.vote(&mut dao.chain, account(ALICE), release, Support::For)
    });
}

#[test]
fn a_deadlock_leads_to_override() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Dual, 3)];
    let proposal = dao.propose(account(ALICE), Track::Dual, &actions, &draft("Both")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.seats_vote(proposal, 0..7, Support::Against);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::CommunityOnly));
    let carried = dao.propose(account(BOB), Track::Override, &actions, &draft("All the same")).unwrap();
    dao.wait_for_vote(carried);
    dao.votes(carried, &[ALICE, BOB], Support::For);
    dao.wait_for_end(carried);
    dao.carry_out(carried);
    let dual = dao.timelock(Track::Dual).account;
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(dual, 0, 3)]);
    // The committee alone gets nowhere.
    let actions = [dao.act(Track::Dual, 4)];
    let proposal = dao.propose(account(ALICE), Track::Dual, &actions, &draft("Only one")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..7, Support::For);
    dao.votes(proposal, &[ALICE], Support::Against);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::CommitteeOnly));
    refused(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(account(BOB), Track::Override, &actions, &draft("All the same"))
    });
}
