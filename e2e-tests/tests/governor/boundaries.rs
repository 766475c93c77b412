//! The moments at which something begins or ends, one millisecond on either side of each.

use crate::stage::{strategic, view, Case, Stage, FORTNIGHT};
use atelier_governance::{
    proposal::{Error as Rule, State, Support},
    timelock::Status,
    track::{House, Track},
    units::{Millis, DAY},
};
use e2e_tests::{
    chain::{account, Called},
    dao::{
        governor::{Error, Governor, ProposalView},
        seated,
        timelock::Timelock,
        Dao,
    },
    people::{ALICE, BOB, CAROL, KEEPER},
    suite::input,
};
use ink::selector_bytes;

/// Whether a call would work now; it is undone.
#[track_caller]
fn works(called: &Called) -> Result<(), Error> {
    let answer = called.outcome.as_ref().expect("the call must not trap");
    match answer[..2] {
        [0, 0] => Ok(()),
        [0, 1] => Err(scale::Decode::decode(&mut &answer[2..]).unwrap()),
        _ => panic!("not understood: {answer:?}"),
    }
}

/// Asserts at a moment and at its neighbors.
fn around(dao: &mut Dao, moment: Millis, mut check: impl FnMut(&mut Dao, i64)) {
    for offset in [-1i64, 0, 1] {
        dao.chain.set_time(moment.checked_add_signed(offset).unwrap());
        check(dao, offset);
    }
}

fn vote(dao: &mut Dao, voter: u32, id: u32, support: Support) -> Result<(), Error> {
    let input = Governor::vote_input(id, support, "");
    works(&dao.chain.ask(account(voter), dao.governor.account, input))
}

fn object_seat(dao: &mut Dao, id: u32) -> Result<(), Error> {
    let input = input(selector_bytes!("object_seat"), &(id, 0u8, "No."));
    works(&dao.chain.ask(seated(0), dao.governor.account, input))
}

fn retract_seat(dao: &mut Dao, id: u32) -> Result<(), Error> {
    let input = input(selector_bytes!("retract_seat"), &(id, 6u8));
    works(&dao.chain.ask(seated(6), dao.governor.account, input))
}

fn queue(dao: &mut Dao, id: u32) -> Result<(), Error> {
    works(&dao.chain.ask(account(KEEPER), dao.governor.account, input(selector_bytes!("queue"), &id)))
}

const SUPPORTS: [Support; 3] = [Support::For, Support::Against, Support::Abstain];

/// A proposal by Alice on which Alice has voted For, so that it would pass.
fn stage() -> (Dao, u32, ProposalView) {
    let mut dao = Dao::new();
    let id = strategic(&mut dao, ALICE, 1);
    let view = view(&mut dao, id);
    (dao, id, view)
}

#[test]
fn at_the_snapshot() {
    let (mut dao, id, ProposalView { snapshot, end, .. }) = stage();
    around(&mut dao, snapshot, |dao, offset| {
        let is_active = offset > 0;
        assert_eq!(dao.state(id), if is_active { State::Active } else { State::Pending });
        for support in SUPPORTS {
            let expected = if is_active { Ok(()) } else { Err(Error::Vote(Rule::NotActive { snapshot, end })) };
            assert_eq!(vote(dao, BOB, id, support), expected, "{support:?} at {offset}");
        }
        let canceled =
            works(&dao.chain.ask(account(ALICE), dao.governor.account, input(selector_bytes!("cancel"), &id)));
        assert_eq!(canceled, if is_active { Err(Error::WrongState(State::Active)) } else { Ok(()) });
    });
}

#[test]
fn at_the_end_of_for() {
    let (mut dao, id, ProposalView { for_end, end, .. }) = stage();
    assert_eq!(end - for_end, DAY);
    dao.wait_for_vote(id);
    dao.votes(id, &[CAROL], Support::For);
    around(&mut dao, for_end, |dao, offset| {
        let is_tail = offset > 0;
        let late = Err(Error::Vote(Rule::OnlyAgainst { since: for_end }));
        for support in SUPPORTS {
            let expected = if is_tail && support != Support::Against { late } else { Ok(()) };
            assert_eq!(vote(dao, BOB, id, support), expected, "{support:?} at {offset}");
        }
        // Who was in favor may become less so.
        assert_eq!(vote(dao, CAROL, id, Support::Abstain), Ok(()));
        assert_eq!(vote(dao, CAROL, id, Support::Against), Ok(()));
        assert_eq!(dao.state(id), State::Active);
    });
}

#[test]
fn at_the_end() {
    let (mut dao, id, ProposalView { snapshot, end, window_end, .. }) = stage();
    dao.wait_for_vote(id);
    dao.votes(id, &[ALICE], Support::For);
    around(&mut dao, end, |dao, offset| {
        let is_over = offset > 0;
        let over = Err(Error::Vote(Rule::NotActive { snapshot, end }));
        assert_eq!(vote(dao, CAROL, id, Support::Against), if is_over { over } else { Ok(()) });
        let late = Err(Error::Vote(Rule::OnlyAgainst { since: end - DAY }));
        for support in [Support::For, Support::Abstain] {
            assert_eq!(vote(dao, CAROL, id, support), if is_over { over } else { late });
        }
        let closed = Err(Error::Vote(Rule::NotOpenToObjection { after: end, until: window_end }));
        assert_eq!(object_seat(dao, id), if is_over { Ok(()) } else { closed });
        assert_eq!(dao.state(id), if is_over { State::Objection } else { State::Active });
        let wrong = Err(Error::WrongState(if is_over { State::Objection } else { State::Active }));
        assert_eq!(queue(dao, id), wrong);
    });
}

#[test]
fn at_the_end_of_the_window() {
    let (mut dao, id, ProposalView { end, window_end, .. }) = stage();
    dao.wait_for_vote(id);
    dao.votes(id, &[ALICE], Support::For);
    dao.wait_for_end(id);
    dao.governor.object_seat(&mut dao.chain, seated(6), id, 6, "No.").unwrap();
    // A tail before, what was said cannot be taken back any more.
    let until = window_end - DAY;
    around(&mut dao, until, |dao, offset| {
        let late = Err(Error::Vote(Rule::TooLateToRetract { until }));
        assert_eq!(retract_seat(dao, id), if offset > 0 { late } else { Ok(()) });
        assert_eq!(object_seat(dao, id), Ok(()));
    });
    around(&mut dao, window_end, |dao, offset| {
        let is_over = offset > 0;
        let closed = Err(Error::Vote(Rule::NotOpenToObjection { after: end, until: window_end }));
        assert_eq!(object_seat(dao, id), if is_over { closed } else { Ok(()) });
        assert_eq!(dao.state(id), if is_over { State::Succeeded } else { State::Objection });
        let early = Err(Error::WrongState(State::Objection));
        assert_eq!(queue(dao, id), if is_over { Ok(()) } else { early });
    });
}

#[test]
fn at_the_end_of_the_window_of_the_community() {
    let mut case = Case::new(Track::Creative, Stage::Objection);
    let (id, ProposalView { end, window_end, .. }) = (case.proposal, case.view.clone());
    let dao = &mut case.dao;
    let object = |dao: &mut Dao| {
        let input = input(selector_bytes!("object"), &(id, ""));
        works(&dao.chain.ask(account(ALICE), dao.governor.account, input))
    };
    let closed = Err(Error::Vote(Rule::NotOpenToObjection { after: end, until: window_end }));
    around(dao, window_end, |dao, offset| {
        assert_eq!(object(dao), if offset > 0 { closed } else { Ok(()) });
        assert_eq!(dao.state(id), if offset > 0 { State::Succeeded } else { State::Objection });
    });
    dao.chain.set_time(window_end);
    dao.governor.object(&mut dao.chain, account(ALICE), id).unwrap();
    around(dao, window_end, |dao, offset| {
        let expected = if offset > 0 { State::Vetoed(House::Community) } else { State::Objection };
        assert_eq!(dao.state(id), expected);
    });
}

#[test]
fn at_the_last_moment_to_queue() {
    let mut case = Case::new(Track::Strategic, Stage::Succeeded);
    let (id, queue_by) = (case.proposal, case.view.window_end + FORTNIGHT);
    around(&mut case.dao, queue_by, |dao, offset| {
        let is_late = offset > 0;
        assert_eq!(dao.state(id), if is_late { State::Unqueued } else { State::Succeeded });
        assert_eq!(queue(dao, id), if is_late { Err(Error::WrongState(State::Unqueued)) } else { Ok(()) });
    });
    // Where nobody may object it is decided earlier, and the time to queue begins then.
    let mut dao = Dao::new();
    for seat in 0..3 {
        dao.committee.resign(&mut dao.chain, seated(seat), seat).unwrap();
    }
    dao.wait(1);
    let id = strategic(&mut dao, ALICE, 1);
    dao.wait_for_vote(id);
    dao.votes(id, &[ALICE], Support::For);
    let end = view(&mut dao, id).end;
    around(&mut dao, end, |dao, offset| {
        assert_eq!(dao.state(id), if offset > 0 { State::Succeeded } else { State::Active });
    });
    around(&mut dao, end + FORTNIGHT, |dao, offset| {
        assert_eq!(dao.state(id), if offset > 0 { State::Unqueued } else { State::Succeeded });
    });
}

#[test]
fn at_the_first_and_the_last_moment_to_execute() {
    let mut case = Case::new(Track::Strategic, Stage::Queued);
    let (id, timelock) = (case.proposal, case.dao.timelock(Track::Strategic));
    let queued = case.dao.chain.now();
    let operation = timelock.operation(&mut case.dao.chain, 0).unwrap();
    assert_eq!((operation.eta, operation.expires_at), (queued + 3 * DAY, queued + 17 * DAY));
    let execute = Timelock::execute_input(0, &case.actions);
    let check = |dao: &mut Dao, state, status| {
        let called = dao.chain.ask(account(KEEPER), timelock.account, execute.clone());
        let is_done = called.outcome.as_ref().is_ok_and(|answer| answer[..] == [0, 0]);
        assert_eq!(is_done, status == Status::Ready, "{called:?}");
        assert_eq!((dao.state(id), timelock.status(&mut dao.chain, 0)), (state, Some(status)));
        // What is in the timelock is queued no more, and nobody votes on it.
        assert_eq!(queue(dao, id), Err(Error::WrongState(state)));
        assert!(vote(dao, BOB, id, Support::Against).is_err());
    };
    around(&mut case.dao, operation.eta, |dao, offset| match offset {
        -1 => check(dao, State::Queued, Status::Waiting),
        _ => check(dao, State::Ready, Status::Ready),
    });
    around(&mut case.dao, operation.expires_at, |dao, offset| match offset {
        1 => check(dao, State::Unexecuted, Status::Expired),
        _ => check(dao, State::Ready, Status::Ready),
    });
}

#[test]
fn at_the_first_moment_to_prune() {
    let mut case = Case::new(Track::Strategic, Stage::Executed);
    let (id, window_end) = (case.proposal, case.view.window_end);
    case.dao.governor.settle_deposit(&mut case.dao.chain, account(KEEPER), id).unwrap();
    // A fortnight to queue it, at most thirty days of delay, a fortnight to execute it, thirty days to read it.
    let until = window_end + FORTNIGHT + 30 * DAY + FORTNIGHT + 30 * DAY;
    around(&mut case.dao, until, |dao, offset| {
        let pruned = works(&dao.chain.ask(account(KEEPER), dao.governor.account, input(selector_bytes!("prune"), &id)));
        assert_eq!(pruned, if offset > 0 { Ok(()) } else { Err(Error::NotPrunable) });
    });
}
