//! Refusals of a house.

use super::*;

#[test]
fn veto_of_its_own_removal() {
    let mut dao = Dao::new();
    let removal = [crate::stage::remove_seat(&dao, 6, 7)];
    let wrong = Error::WrongClass { action: 0, class: Class::Roster, track: Track::Strategic };
    refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &removal, &draft("Out")));
    let proposal = dao.propose(account(ALICE), Track::Override, &removal, &draft("Out")).unwrap();
    dao.wait_for_vote(proposal);
    refused(&mut dao, vote_error(Rule::NotAsked(House::Committee)), |dao| {
        dao.governor.vote_seat(&mut dao.chain, seated(6), proposal, 6, Support::Against)
    });
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    let end = view(&mut dao, proposal).end;
    // There is no window: it is decided when the vote is over.
    dao.chain.set_time(end + 1);
    for seat in 0..7 {
        refused(&mut dao, vote_error(Rule::NotOpenToObjection { after: end, until: end }), |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(seat), proposal, seat, "We stay.")
        });
    }
    dao.carry_out(proposal);
    let now = dao.chain.now();
    assert_eq!(dao.committee.holder_at(&mut dao.chain, 6, now - 1).unwrap().map(|(_, tenure)| tenure), Some(7));
    dao.wait(1);
    let now = dao.chain.now();
    assert_eq!(dao.committee.holder_at(&mut dao.chain, 6, now - 1), Ok(None));
}

#[test]
fn a_removal_of_somebody_who_is_gone_does_not_hit_the_successor() {
    let mut dao = Dao::new();
    let removal = [crate::stage::remove_seat(&dao, 6, 7)];
    let proposal = dao.propose(account(ALICE), Track::Override, &removal, &draft("Out")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_end(proposal);
    // Meanwhile the seat changes hands.
    dao.committee.resign(&mut dao.chain, seated(6), 6).unwrap();
    let dual = dao.timelock(Track::Dual).account;
    enrich(&mut dao.chain, dual);
    dao.committee.appoint(&mut dao.chain, dual, 6, account(CAROL)).unwrap();
    dao.committee.accept(&mut dao.chain, account(CAROL), 6).unwrap();
    let (timelock, operation) = dao.queue(proposal);
    refused(&mut dao, Delayed::ActionFailed { index: 0 }, |dao| {
        timelock.execute(&mut dao.chain, account(KEEPER), operation, &removal)
    });
    let now = dao.chain.now();
    assert!(
        matches!(dao.committee.holder_at(&mut dao.chain, 6, now), Ok(Some((holder, 8))) if holder == account(CAROL))
    );
}

#[test]
fn veto_budget() {
    let mut dao = Dao::new();
    let proposers = [ALICE, BOB, CAROL, DAVE];
    let proposals = [0, 1, 2, 3].map(|place| strategic(&mut dao, proposers[place as usize], place));
    dao.wait_for_vote(proposals[0]);
    for proposal in proposals {
        dao.votes(proposal, &[ALICE, BOB], Support::For);
    }
    dao.wait_for_end(proposals[0]);
    let window_end = view(&mut dao, proposals[0]).window_end;
    for proposal in &proposals[..3] {
        seats_object(&mut dao, *proposal, 0..5);
    }
    let last = proposals[3];
    seats_object(&mut dao, last, 0..4);
    let exhausted = vote_error(Rule::VetoBudgetExhausted { vetoes: 3, free_at: window_end + VETO_PERIOD });
    for seat in 4..7 {
        refused(&mut dao, exhausted, |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(seat), last, seat, "Once more.")
        });
    }
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 3);
    // One that is taken back is free again.
    dao.governor.retract_seat(&mut dao.chain, seated(0), proposals[0], 0).unwrap();
    dao.governor.object_seat(&mut dao.chain, seated(4), last, 4, "Once more.").unwrap();
    refused(&mut dao, exhausted, |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposals[0], 0, "And again.")
    });
    dao.wait_for_window(last);
    let vetoed = State::Vetoed(House::Committee);
    assert_eq!(proposals.map(|proposal| dao.state(proposal)), [State::Succeeded, vetoed, vetoed, vetoed]);
}

#[test]
fn veto_by_two_thirds_and_by_one_seat_less() {
    for (objecting, expected) in [(4, State::Succeeded), (5, State::Vetoed(House::Committee))] {
        let mut dao = Dao::new();
        let proposal = objectionable(&mut dao, ALICE, 1);
        seats_object(&mut dao, proposal, 0..objecting);
        dao.wait_for_window(proposal);
        assert_eq!(dao.state(proposal), expected);
    }
}

#[test]
fn veto_of_the_community_by_eight_percent_and_by_one_vote_less() {
    for (less, expected) in [(1, State::Succeeded), (0, State::Vetoed(House::Community))] {
        let mut dao = Dao::new();
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(DAVE), account(NEWCOMER), 20_000_000 + less).unwrap();
        dao.wait(1);
        let release = [dao.act(Track::Creative, 1)];
        let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..4, Support::For);
        dao.wait_for_end(proposal);
        dao.governor.object(&mut dao.chain, account(DAVE), proposal).unwrap();
        dao.wait_for_window(proposal);
        assert_eq!(dao.state(proposal), expected);
    }
}

#[test]
fn veto_without_reason() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    refused(&mut dao, vote_error(Rule::ReasonMissing), |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "")
    });
}

#[test]
fn duplicate_veto() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    for _ in 0..9 {
        // One seat may say it as often as it likes.
        seats_object(&mut dao, proposal, [0]);
    }
    let record = view(&mut dao, proposal);
    assert_eq!((record.objecting, dao.governor.vetoes(&mut dao.chain, House::Committee).len()), (1, 0));
    seats_object(&mut dao, proposal, 1..5);
    refused(&mut dao, vote_error(Rule::ObjectsAlready), |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "Again.")
    });
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 1, "it takes one of the budget");
}

#[test]
fn objecting_to_what_did_not_pass() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE], Support::Against);
    dao.wait_for_end(proposal);
    refused(&mut dao, vote_error(Rule::NotPassed), |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "To use up the budget.")
    });
}

#[test]
fn two_refusals_of_the_community_put_releases_to_its_vote() {
    let mut dao = Dao::new();
    let release = |dao: &mut Dao, number, objects: bool| {
        let actions = [dao.act(Track::Creative, number)];
        let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..7, Support::For);
        dao.wait_for_end(proposal);
        if objects {
            dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
        }
        dao.wait_for_window(proposal);
        (proposal, dao.state(proposal))
    };
    assert_eq!(release(&mut dao, 1, true).1, State::Vetoed(House::Community));
    assert_eq!(release(&mut dao, 2, true).1, State::Vetoed(House::Community));
    let (asked, state) = release(&mut dao, 3, false);
    assert!(matches!(state, State::Defeated(_)), "the committee alone does not suffice any more: {state:?}");
    let actions = [dao.act(Track::Creative, 4)];
    let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.votes(proposal, &[ALICE], Support::For);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded, "with the community it does, and nobody objects");
    assert!(asked < proposal);
}
