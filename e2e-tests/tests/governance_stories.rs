//! What a DAO lives through, from the first proposal to the last effect, on the Wasm.

use atelier_governance::{
    proposal::{Reason, State, Support},
    track::{House, Track},
};
use e2e_tests::{
    chain::account,
    dao::{
        governor::{by_seat, draft, Error},
        seated, Dao, DAVE,
    },
    people::{ALICE, BOB, CAROL, KEEPER},
};

#[test]
fn a_strategic_decision_passes_waits_and_is_executed_once() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 1), dao.act(Track::Strategic, 2)];
    let before = dao.chain.balance(account(ALICE));
    let proposal = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Two numbers")).unwrap();
    assert_eq!(dao.state(proposal), State::Pending);
    dao.wait_for_vote(proposal);
    assert_eq!(dao.state(proposal), State::Active);
    dao.votes(proposal, &[ALICE], Support::For);
    dao.votes(proposal, &[DAVE], Support::Against);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Objection);
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded);
    let operation = dao.governor.queue(&mut dao.chain, account(KEEPER), proposal).unwrap();
    assert_eq!(dao.state(proposal), State::Queued);
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    let timelock = dao.timelock(Track::Strategic);
    let view = timelock.operation(&mut dao.chain, operation).unwrap();
    dao.chain.set_time(view.eta);
    assert_eq!(dao.state(proposal), State::Ready);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
    assert_eq!(dao.state(proposal), State::Executed);
    let calls = dao.recorder.calls(&mut dao.chain);
    assert_eq!(calls, [(timelock.account, 0, 1), (timelock.account, 0, 2)]);
    assert!(timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).is_err());
    // The deposit came back; what is left is what the records cost.
    let cost = before - dao.chain.balance(account(ALICE));
    assert!(cost < 10_000, "{cost}");
}

#[test]
fn a_release_of_the_committee_is_stopped_by_the_community() {
    let mut dao = Dao::new();
    let release = [dao.act(Track::Creative, 77)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "Dataset 77")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Objection);
    // Eight percent suffice; a tenth objects.
    dao.governor.object(&mut dao.chain, account(DAVE), proposal).unwrap();
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Community));
    let queued = dao.governor.queue(&mut dao.chain, account(KEEPER), proposal);
    assert_eq!(queued, Err(Error::WrongState(State::Vetoed(House::Community))));
    let again = dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "Dataset 77, again"));
    assert!(matches!(again, Err(Error::CoolingDown { .. })), "{again:?}");
    assert_eq!(dao.recorder.calls(&mut dao.chain), []);
}

#[test]
fn a_strategic_decision_is_objected_to_by_the_committee_and_carried_by_override() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 5)];
    let proposal = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Five")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_end(proposal);
    for seat in 0..5 {
        dao.governor.object_seat(&mut dao.chain, seated(seat), proposal, seat, "Against our style.").unwrap();
    }
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 1);
    dao.wait_for_window(proposal);
    assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
    let same_track = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Five, again"));
    assert!(matches!(same_track, Err(Error::OnlyOverride { refused, .. }) if refused == proposal), "{same_track:?}");

    let carried = dao.propose(account(BOB), Track::Override, &actions, &draft("Five, all the same")).unwrap();
    dao.wait_for_vote(carried);
    dao.votes(carried, &[ALICE, BOB], Support::For);
    dao.votes(carried, &[CAROL], Support::Against);
    dao.wait_for_end(carried);
    assert_eq!(dao.state(carried), State::Succeeded, "nobody can object to it");
    dao.carry_out(carried);
    let strategic = dao.timelock(Track::Strategic).account;
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(strategic, 0, 5)], "it is executed as what it was");
}

#[test]
fn a_committee_that_has_gone_silent_does_not_stop_the_dao() {
    let mut dao = Dao::new();
    // Three of seven are left: fewer than five.
    for seat in 0..4 {
        dao.committee.resign(&mut dao.chain, seated(seat), seat).unwrap();
    }
    dao.wait(1);
    // The community proposes what was the committee's, by its own thresholds.
    let release = [dao.act(Track::Creative, 8)];
    let creative = dao.propose(account(ALICE), Track::Creative, &release, &draft("Eight")).unwrap();
    let constitution = [dao.act(Track::Dual, 9)];
    let dual = dao.propose(account(ALICE), Track::Dual, &constitution, &draft("Nine")).unwrap();
    dao.wait_for_vote(creative);
    dao.votes(creative, &[ALICE], Support::For);
    dao.wait_for_end(creative);
    assert_eq!(dao.state(creative), State::Succeeded, "nobody objects where the community decides");
    dao.votes(dual, &[ALICE, BOB, CAROL], Support::For);
    dao.carry_out(creative);
    dao.wait_for_end(dual);
    assert_eq!(dao.state(dual), State::Succeeded);
    dao.carry_out(dual);
    let [_, creative, dual] = dao.timelocks.map(|timelock| timelock.account);
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(creative, 0, 8), (dual, 0, 9)]);
}

#[test]
fn both_houses_must_agree_on_what_is_not_classified() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Dual, 3)];
    let proposal = dao.propose(account(ALICE), Track::Dual, &actions, &draft("Three")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB, CAROL], Support::For);
    dao.seats_vote(proposal, 0..4, Support::For);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::CommunityOnly), "four of seven are no sixty percent");
    let carried = dao.propose(account(ALICE), Track::Override, &actions, &draft("Three")).unwrap();
    dao.wait_for_vote(carried);
    dao.votes(carried, &[ALICE, BOB], Support::For);
    dao.wait_for_end(carried);
    dao.carry_out(carried);
    let dual = dao.timelock(Track::Dual).account;
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(dual, 0, 3)]);
}
