//! Each transition of the machine, by the numbers of its table. Numbers that are missing are what the machine does without:
//! extensions, emergencies, holds, execution in parts.

use crate::stage::{active, objectionable, refused, seats_object, strategic, succeeded, view, vote_error, Case, Stage};
use atelier_governance::{
    proposal::{Ballot, Error as Rule, Reason, Seats, State, Support, Tally},
    timelock::{Error as DelayRule, Status},
    track::{House, Rules, Track},
    units::DAY,
};
use e2e_tests::{
    chain::account,
    dao::{
        governor::{by_seat, draft, Draft, Error},
        seated,
        timelock::Error as Delayed,
        Dao, DAVE, DEPOSIT, ERIN, SUPPLY,
    },
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
};

#[test]
fn t01_a_proposal_is_made() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 1), dao.act(Track::Strategic, 2)];
    let text = Draft { title: "Two".into(), link: "ipfs://two".into(), text: [3; 32], seat: None, after: None };
    let now = dao.chain.now();
    let governor = dao.governor.account;
    let before = [account(ERIN), governor].map(|account| dao.chain.spendable(account));
    let proposal = dao.propose(account(ERIN), Track::Strategic, &actions, &text).unwrap();
    let record = view(&mut dao, proposal);
    assert_eq!(
        (proposal, record.state, record.track, record.executor),
        (1, State::Pending, Track::Strategic, Track::Strategic)
    );
    assert_eq!((record.created, record.snapshot, record.for_end), (now, now + DAY, now + 7 * DAY));
    assert_eq!((record.end, record.window_end, record.version), (now + 8 * DAY, now + 11 * DAY, 0));
    assert_eq!((record.origin.proposer, record.origin.deposit), (account(ERIN), DEPOSIT));
    assert_eq!(record.origin.draft, text);
    assert_eq!(record.origin.actions_hash, e2e_tests::dao::timelock::hash(&actions));
    assert_eq!((record.tally, record.seats, record.operation), (Tally::default(), Seats::default(), None));
    assert_eq!(dao.governor.actions(&mut dao.chain, proposal), actions);
    let after = [account(ERIN), governor].map(|account| dao.chain.spendable(account));
    assert!(before[0] - after[0] >= DEPOSIT);
    assert_eq!(after[1] - before[1], DEPOSIT, "the governor holds what was put down");
}

#[test]
fn t01_each_track_has_its_own_times() {
    let mut dao = Dao::new();
    let now = dao.chain.now();
    let rules = Rules::usual(DEPOSIT);
    let creative = [dao.act(Track::Creative, 1)];
    let dual = [dao.act(Track::Dual, 1)];
    let removal = [crate::stage::remove_seat(&dao, 0, 1)];
    let proposals = [
        (Track::Creative, dao.propose(seated(0), Track::Creative, &creative, &by_seat(0, "A release"))),
        (Track::Dual, dao.propose(account(ALICE), Track::Dual, &dual, &draft("Both"))),
        (Track::Override, dao.propose(account(ALICE), Track::Override, &removal, &draft("Out"))),
    ];
    for (track, proposal) in proposals {
        let (settings, record) = (rules.of(track), view(&mut dao, proposal.unwrap()));
        let snapshot = now + settings.delay;
        let end = snapshot + settings.period;
        assert_eq!((record.snapshot, record.end, record.for_end), (snapshot, end, end - settings.tail));
        assert_eq!(record.window_end, end + settings.objection);
        assert_eq!(record.origin.deposit, settings.deposit);
    }
}

#[test]
fn t02_a_proposer_takes_a_proposal_back() {
    let mut case = Case::new(Track::Strategic, Stage::Pending);
    let (dao, proposal) = (&mut case.dao, case.proposal);
    dao.governor.cancel(&mut dao.chain, account(ERIN), proposal).unwrap();
    assert_eq!(dao.state(proposal), State::Withdrawn);
    // The place is free at once, and the state stays so for ever.
    strategic(dao, ERIN, 2);
    for _ in 0..4 {
        dao.wait(8 * DAY);
        assert_eq!(dao.state(proposal), State::Withdrawn);
    }
}

#[test]
fn t03_anybody_cancels_what_has_lost_its_backing() {
    for track in [Track::Strategic, Track::Creative] {
        for stage in [Stage::Pending, Stage::Active] {
            let mut case = Case::new(track, stage);
            case.unback();
            let (dao, proposal) = (&mut case.dao, case.proposal);
            dao.governor.cancel_unbacked(&mut dao.chain, account(MALLORY), proposal).unwrap();
            assert_eq!(dao.state(proposal), State::Unbacked);
            dao.wait(30 * DAY);
            assert_eq!(dao.state(proposal), State::Unbacked);
            let canceled = Rule::NotActive { snapshot: case.view.snapshot, end: 0 };
            refused(dao, vote_error(canceled), |dao| {
                dao.governor.vote(&mut dao.chain, account(ALICE), proposal, Support::Against)
            });
        }
    }
}

#[test]
fn t04_votes_count_when_the_snapshot_is_over() {
    let mut case = Case::new(Track::Strategic, Stage::Pending);
    case.dao.chain.set_time(case.view.snapshot + 1);
    assert_eq!(case.dao.state(case.proposal), State::Active);
}

#[test]
fn t05_votes_are_counted_and_changed() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE], Support::For);
    dao.votes(proposal, &[BOB], Support::Against);
    dao.votes(proposal, &[CAROL], Support::Abstain);
    let record = view(&mut dao, proposal);
    let tally = Tally { in_favor: 400_000_000, against: 300_000_000, abstain: 180_000_000 };
    assert_eq!((record.tally, record.eligible), (tally, SUPPLY));
    dao.votes(proposal, &[BOB], Support::For);
    let tally = Tally { in_favor: 700_000_000, against: 0, ..tally };
    assert_eq!(view(&mut dao, proposal).tally, tally);
    let ballot = Ballot { weight: 300_000_000, support: Some(Support::For), objects: false };
    assert_eq!(dao.governor.ballot(&mut dao.chain, proposal, account(BOB)), Some(ballot));
    assert_eq!(dao.governor.ballot(&mut dao.chain, proposal, account(DAVE)), None);
}

#[test]
fn t05_seats_are_counted_and_change_their_votes() {
    let mut dao = Dao::new();
    let release = [dao.act(Track::Creative, 1)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..3, Support::For);
    dao.seats_vote(proposal, 3..5, Support::Against);
    dao.seats_vote(proposal, 5..7, Support::Abstain);
    dao.seats_vote(proposal, [0, 6], Support::Against);
    let seats = Seats { in_favor: 0b110, against: 0b101_1001, abstain: 0b10_0000 };
    assert_eq!(view(&mut dao, proposal).seats, seats);
}

#[test]
fn t08_what_does_not_pass_is_defeated() {
    // Half is no majority.
    let mut dao = Dao::new();
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(ALICE), account(404), 100_000_000).unwrap();
    dao.wait(1);
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE], Support::For);
    dao.votes(proposal, &[BOB], Support::Against);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
    // Too few for a quorum of four percent, by one vote, and exactly enough.
    for (more, expected) in [(0, State::Defeated(Reason::NoQuorum)), (1, State::Objection)] {
        let mut dao = Dao::new();
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(BOB), account(MALLORY), 24_999_999 + more).unwrap();
        dao.wait(1);
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[MALLORY], Support::For);
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), expected);
    }
    // Only abstentions approve nothing.
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE, BOB], Support::Abstain);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
}

#[test]
fn t09_what_passes_can_be_objected_to() {
    for track in [Track::Strategic, Track::Creative] {
        let mut case = Case::new(track, Stage::Active);
        case.dao.wait_for_end(case.proposal);
        assert_eq!(case.dao.state(case.proposal), State::Objection);
    }
}

#[test]
fn t10_what_nobody_may_object_to_is_decided_at_the_end() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Dual, 1)];
    let proposal = dao.propose(account(ALICE), Track::Dual, &actions, &draft("Both")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.seats_vote(proposal, 0..5, Support::For);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Succeeded);
}

#[test]
fn t11_objections_are_made_and_taken_back() {
    let mut dao = Dao::new();
    let proposal = objectionable(&mut dao, ALICE, 1);
    seats_object(&mut dao, proposal, 0..5);
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 1, "crossing the threshold reserves one");
    dao.governor.retract_seat(&mut dao.chain, seated(2), proposal, 2).unwrap();
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee), [], "falling below frees it");
    assert_eq!(view(&mut dao, proposal).objecting, 0b1_1011);
    seats_object(&mut dao, proposal, [6]);
    let window_end = view(&mut dao, proposal).window_end;
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee), [(proposal, window_end)]);

    let mut case = Case::new(Track::Creative, Stage::Objection);
    let (dao, proposal) = (&mut case.dao, case.proposal);
    dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Community).len(), 1);
    let ballot = Ballot { weight: 400_000_000, support: None, objects: true };
    assert_eq!(dao.governor.ballot(&mut dao.chain, proposal, account(ALICE)), Some(ballot));
    dao.governor.retract(&mut dao.chain, account(ALICE), proposal).unwrap();
    assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Community), []);
    assert_eq!(view(dao, proposal).objections, 0);
}

#[test]
fn t12_enough_objections_are_a_veto() {
    for (track, house) in [(Track::Strategic, House::Committee), (Track::Creative, House::Community)] {
        let mut case = Case::new(track, Stage::Objection);
        case.veto();
        assert_eq!(case.dao.state(case.proposal), State::Objection);
        case.dao.wait_for_window(case.proposal);
        assert_eq!(case.dao.state(case.proposal), State::Vetoed(house));
        case.dao.wait(300 * DAY);
        assert_eq!(case.dao.state(case.proposal), State::Vetoed(house));
    }
}

#[test]
fn t14_silence_is_consent() {
    for track in [Track::Strategic, Track::Creative] {
        let mut case = Case::new(track, Stage::Objection);
        case.dao.wait_for_window(case.proposal);
        assert_eq!(case.dao.state(case.proposal), State::Succeeded);
    }
}

#[test]
fn t15_a_decision_is_queued() {
    let mut dao = Dao::new();
    let proposal = succeeded(&mut dao, ALICE, 1);
    let now = dao.chain.now();
    let operation = dao.governor.queue(&mut dao.chain, account(MALLORY), proposal).unwrap();
    assert_eq!((operation, dao.state(proposal)), (0, State::Queued));
    let record = view(&mut dao, proposal);
    assert_eq!(record.operation, Some(0));
    let timelock = dao.timelock(Track::Strategic);
    let scheduled = timelock.operation(&mut dao.chain, 0).unwrap();
    assert_eq!((scheduled.hash, scheduled.after, scheduled.rank), (record.origin.actions_hash, None, 0));
    assert_eq!((scheduled.eta, scheduled.expires_at), (now + 3 * DAY, now + 17 * DAY));
}

#[test]
fn t16_what_nobody_queues_lapses() {
    let mut dao = Dao::new();
    let proposal = succeeded(&mut dao, ALICE, 1);
    dao.wait(15 * DAY);
    assert_eq!(dao.state(proposal), State::Unqueued);
    dao.wait(300 * DAY);
    assert_eq!(dao.state(proposal), State::Unqueued);
}

#[test]
fn t19_a_later_decision_of_the_same_kind_revokes_an_earlier_one() {
    for track in [Track::Strategic, Track::Creative] {
        let mut case = Case::new(track, Stage::Revoked);
        let timelock = case.dao.timelock(track);
        assert_eq!(timelock.status(&mut case.dao.chain, 0), Some(Status::Canceled));
        assert_eq!(case.dao.recorder.calls(&mut case.dao.chain), []);
    }
    // A Dual one by a Dual one.
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Dual, 1)];
    let first = dao.propose(account(BOB), Track::Dual, &actions, &draft("Both")).unwrap();
    dao.wait_for_vote(first);
    dao.votes(first, &[ALICE, BOB], Support::For);
    dao.seats_vote(first, 0..5, Support::For);
    dao.wait_for_end(first);
    let order = [dao.timelock(Track::Dual).order_cancel(0)];
    // It is proposed in time, before there is anything to revoke.
    let second = dao.propose(account(ALICE), Track::Dual, &order, &draft("Not that")).unwrap();
    dao.wait(10 * DAY);
    dao.votes(second, &[ALICE, BOB], Support::For);
    dao.seats_vote(second, 0..5, Support::For);
    dao.governor.queue(&mut dao.chain, account(KEEPER), first).unwrap();
    dao.wait_for_end(second);
    dao.carry_out(second);
    assert_eq!(dao.state(first), State::Revoked);
}

#[test]
fn t20_what_is_queued_becomes_ready() {
    let mut case = Case::new(Track::Strategic, Stage::Queued);
    case.dao.wait(3 * DAY);
    assert_eq!(case.dao.state(case.proposal), State::Ready);
}

#[test]
fn t21_what_is_ready_is_executed_by_anybody() {
    let mut case = Case::new(Track::Strategic, Stage::Ready);
    let dao = &mut case.dao;
    let timelock = dao.timelock(Track::Strategic);
    timelock.execute(&mut dao.chain, account(MALLORY), 0, &case.actions).unwrap();
    assert_eq!(dao.state(case.proposal), State::Executed);
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(timelock.account, 0, 1)]);
    dao.wait(300 * DAY);
    assert_eq!(dao.state(case.proposal), State::Executed);
}

#[test]
fn t22_what_fails_can_be_tried_again() {
    let mut dao = Dao::new();
    let mut action = dao.act(Track::Strategic, 1);
    action.value = 5_000_000_000;
    let actions = [action];
    let proposal = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("With money")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_window(proposal);
    let (timelock, operation) = dao.queue(proposal);
    // The timelock has no money yet.
    refused(&mut dao, Delayed::ActionFailed { index: 0 }, |dao| {
        timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions)
    });
    assert_eq!(dao.state(proposal), State::Ready);
    dao.chain.transfer(account(KEEPER), timelock.account, 5_000_000_000);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(timelock.account, 5_000_000_000, 1)]);
}

#[test]
fn t24_what_nobody_executes_lapses() {
    let mut case = Case::new(Track::Strategic, Stage::Ready);
    case.dao.wait(14 * DAY + 1);
    assert_eq!(case.dao.state(case.proposal), State::Unexecuted);
}

#[test]
fn t25_what_waits_for_something_dead_lapses() {
    let mut case = Case::new(Track::Strategic, Stage::Queued);
    let dao = &mut case.dao;
    let actions = [dao.act(Track::Strategic, 2)];
    let text = Draft { after: Some(case.proposal), ..draft("Then two") };
    let second = dao.propose(account(BOB), Track::Strategic, &actions, &text).unwrap();
    dao.wait_for_vote(second);
    dao.votes(second, &[ALICE, BOB], Support::For);
    dao.wait_for_window(second);
    dao.wait(8 * DAY);
    let (timelock, operation) = dao.queue(second);
    assert_eq!(dao.state(case.proposal), State::Unexecuted);
    let dead = Delayed::Timelock(DelayRule::PredecessorDead { operation: 0 });
    refused(dao, dead, |dao| timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions));
    assert_eq!(dao.state(second), State::Ready);
    dao.wait(15 * DAY);
    assert_eq!(dao.state(second), State::Unexecuted);
}

#[test]
fn t26_what_is_over_for_long_is_pruned() {
    for stage in [
        Stage::Defeated,
        Stage::Vetoed,
        Stage::Executed,
        Stage::Unqueued,
        Stage::Unexecuted,
        Stage::Withdrawn,
        Stage::Unbacked,
        Stage::Revoked,
    ] {
        for track in [Track::Strategic, Track::Creative] {
            let mut case = Case::new(track, stage);
            let (dao, proposal) = (&mut case.dao, case.proposal);
            let state = dao.state(proposal);
            assert!(state.is_terminal());
            dao.wait(120 * DAY);
            if track == Track::Strategic {
                // Not before the deposit is paid out.
                refused(dao, Error::NotPrunable, |dao| dao.governor.prune(&mut dao.chain, account(KEEPER), proposal));
                dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
            }
            dao.governor.prune(&mut dao.chain, account(KEEPER), proposal).unwrap();
            assert_eq!(dao.state(proposal), state, "what is left tells how it ended");
        }
    }
}

#[test]
fn t27_a_deposit_is_lost_with_a_proposal_that_hardly_anybody_wanted() {
    let mut case = Case::new(Track::Strategic, Stage::Defeated);
    let dao = &mut case.dao;
    let treasury = dao.treasury.account;
    let before = dao.chain.balance(treasury);
    dao.governor.settle_deposit(&mut dao.chain, account(MALLORY), case.proposal).unwrap();
    assert_eq!(dao.chain.balance(treasury) - before, DEPOSIT);
}

#[test]
fn t28_a_deposit_comes_back_from_everything_else_that_is_decided() {
    for stage in [
        Stage::Vetoed,
        Stage::Succeeded,
        Stage::Queued,
        Stage::Ready,
        Stage::Executed,
        Stage::Unqueued,
        Stage::Unexecuted,
        Stage::Withdrawn,
        Stage::Unbacked,
        Stage::Revoked,
    ] {
        let mut case = Case::new(Track::Strategic, stage);
        let (dao, proposal) = (&mut case.dao, case.proposal);
        let before = dao.chain.balance(account(ERIN));
        dao.governor.settle_deposit(&mut dao.chain, account(MALLORY), proposal).unwrap();
        assert_eq!(dao.chain.balance(account(ERIN)) - before, DEPOSIT, "{stage:?}");
        refused(dao, Error::NothingToSettle, |dao| {
            dao.governor.settle_deposit(&mut dao.chain, account(MALLORY), proposal)
        });
    }
}
