//! Times.

use super::*;

const NEVER: Option<Status> = None;

#[track_caller]
fn check(proposal: &Proposal<()>, moments: &[(Millis, State)]) {
    for (at, expected) in moments {
        assert_eq!(proposal.state(&rules(), &steady(7), NEVER, *at), *expected, "{}", at - START);
    }
}

#[test]
fn schedule_is_the_sum_of_its_settings() {
    let expected = Schedule {
        snapshot: START + DAY,
        for_end: START + 7 * DAY,
        end: START + 8 * DAY,
        window_end: START + 11 * DAY,
    };
    assert_eq!(schedule(rules().of(Track::Strategic), START), Some(expected));
    let dual = schedule(rules().of(Track::Dual), 0).unwrap();
    assert_eq!((dual.end, dual.window_end), (12 * DAY, 12 * DAY));
}

#[test]
fn schedule_ends_before_the_end_of_time() {
    let settings = *rules().of(Track::Strategic);
    let last = Millis::MAX - 11 * DAY;
    assert_eq!(schedule(&settings, last).map(|times| times.window_end), Some(Millis::MAX));
    // After the window, the vote, and the delay.
    for now in [last + 1, last + 3 * DAY + 1, last + 10 * DAY + 1, Millis::MAX] {
        assert_eq!(schedule(&settings, now), None);
    }
}

#[test]
fn what_nobody_wants_is_defeated_at_its_end() {
    for track in Track::ALL {
        let proposal = made(track, &rules());
        check(
            &proposal,
            &[
                (START, State::Pending),
                (proposal.snapshot, State::Pending),
                (proposal.snapshot + 1, State::Active),
                (proposal.for_end, State::Active),
                (proposal.for_end + 1, State::Active),
                (proposal.end, State::Active),
                (proposal.end + 1, State::Defeated(Reason::NoQuorum)),
                (Millis::MAX, State::Defeated(Reason::NoQuorum)),
            ],
        );
    }
}

#[test]
fn what_both_want_waits_for_objections_and_then_for_who_queues_it() {
    for track in [Track::Strategic, Track::Creative] {
        let proposal = wanted(track, &rules());
        check(
            &proposal,
            &[
                (proposal.snapshot, State::Pending),
                (proposal.end, State::Active),
                (proposal.end + 1, State::Objection),
                (proposal.window_end, State::Objection),
                (proposal.window_end + 1, State::Succeeded),
                (proposal.window_end + 14 * DAY, State::Succeeded),
                (proposal.window_end + 14 * DAY + 1, State::Unqueued),
                (Millis::MAX, State::Unqueued),
            ],
        );
        assert_eq!(proposal.queue_by(&rules(), &steady(7)), proposal.window_end + 14 * DAY);
    }
}

#[test]
fn where_nobody_may_object_it_can_be_queued_at_once() {
    for track in [Track::Dual, Track::Override] {
        let proposal = wanted(track, &rules());
        check(
            &proposal,
            &[
                (proposal.end, State::Active),
                (proposal.end + 1, State::Succeeded),
                (proposal.end + 14 * DAY, State::Succeeded),
                (proposal.end + 14 * DAY + 1, State::Unqueued),
            ],
        );
    }
    // A dormant committee does not object: the time to queue begins with the end of the vote.
    let proposal = wanted(Track::Strategic, &rules());
    let at = |now| proposal.state(&rules(), &steady(4), NEVER, now);
    assert_eq!(at(proposal.end + 1), State::Succeeded);
    assert_eq!(at(proposal.end + 14 * DAY), State::Succeeded);
    assert_eq!(at(proposal.end + 14 * DAY + 1), State::Unqueued);
}

#[test]
fn what_was_objected_to_is_vetoed_at_the_end_of_the_window() {
    let creative = Proposal { objections: 80, ..wanted(Track::Creative, &rules()) };
    let flags = Flags::VETO_RESERVED;
    let strategic = Proposal { objecting: first(5), flags, ..wanted(Track::Strategic, &rules()) };
    for (proposal, house) in [(creative, House::Community), (strategic, House::Committee)] {
        check(
            &proposal,
            &[
                (proposal.end + 1, State::Objection),
                (proposal.window_end, State::Objection),
                (proposal.window_end + 1, State::Vetoed(house)),
                (Millis::MAX, State::Vetoed(house)),
            ],
        );
    }
}

#[test]
fn a_veto_needs_its_reservation() {
    let proposal = Proposal { objecting: first(7), ..wanted(Track::Strategic, &rules()) };
    check(&proposal, &[(proposal.window_end, State::Objection), (proposal.window_end + 1, State::Succeeded)]);
    // And a reservation alone is none.
    let proposal = Proposal { objecting: first(4), flags: Flags::VETO_RESERVED, ..proposal };
    check(&proposal, &[(proposal.window_end + 1, State::Succeeded)]);
}

#[test]
fn a_queued_decision_is_what_its_operation_is() {
    for track in Track::ALL {
        let proposal = Proposal { operation: 1, ..wanted(track, &rules()) };
        for (status, state) in [
            (Status::Waiting, State::Queued),
            (Status::Ready, State::Ready),
            (Status::Executed, State::Executed),
            (Status::Canceled, State::Revoked),
            (Status::Expired, State::Unexecuted),
        ] {
            for now in [proposal.window_end + 1, proposal.window_end + 15 * DAY, Millis::MAX] {
                assert_eq!(proposal.state(&rules(), &steady(7), Some(status), now), state);
            }
        }
    }
}

#[test]
fn a_canceled_proposal_stays_canceled() {
    for (flags, state) in [(Flags::WITHDRAWN, State::Withdrawn), (Flags::UNBACKED, State::Unbacked)] {
        let proposal = Proposal { flags: flags.with(Flags::SETTLED), ..wanted(Track::Strategic, &rules()) };
        for now in [0, START, proposal.snapshot, proposal.end, proposal.window_end + 1, Millis::MAX] {
            check(&proposal, &[(now, state)]);
            assert_eq!(proposal.committee_moment(now), None);
        }
    }
}

#[test]
fn the_committee_is_asked_up_to_the_end_of_its_last_window() {
    let moment = |track, now: fn(&Proposal<()>) -> Millis| {
        let proposal = made(track, &rules());
        proposal.committee_moment(now(&proposal)).map(|moment| moment - START)
    };
    for track in Track::ALL {
        assert_eq!(moment(track, |proposal| proposal.snapshot), None);
    }
    // Strategic: from the end of the vote to the end of the window.
    assert_eq!(moment(Track::Strategic, |proposal| proposal.end), None);
    assert_eq!(moment(Track::Strategic, |proposal| proposal.end + 1), Some(8 * DAY + 1));
    assert_eq!(moment(Track::Strategic, |proposal| proposal.window_end), Some(11 * DAY));
    assert_eq!(moment(Track::Strategic, |proposal| proposal.window_end + 1), Some(11 * DAY));
    // The two that it votes on: from the snapshot to the end of the vote.
    for (track, snapshot, end) in [(Track::Creative, 4 * HOUR, 124 * HOUR), (Track::Dual, 2 * DAY, 12 * DAY)] {
        assert_eq!(moment(track, |proposal| proposal.snapshot + 1), Some(snapshot + 1));
        assert_eq!(moment(track, |proposal| proposal.end), Some(end));
        assert_eq!(moment(track, |proposal| proposal.end + 1), Some(end));
        assert_eq!(moment(track, |_| Millis::MAX), Some(end));
    }
    assert_eq!(moment(Track::Override, |_| Millis::MAX), None);
}
