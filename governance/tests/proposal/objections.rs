//! Objections.

use super::*;

#[test]
fn holdover_cannot_veto() {
    let mut world = world(rules(), 4);
    let id_end = START + 8 * DAY;
    for seat in 4..7 {
        done(&mut world, Step::Seat(seat, Some((SEATED + seat, id_end + 1))));
    }
    go(&mut world, START + 1);
    let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
    go(&mut world, id_end + 2);
    // The terms of three of seven are over since a millisecond.
    object_seats(&mut world, id, 0..4);
    let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 4 });
    assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED + 4, id, 4)), error);
    close(&mut world, id, 1);
    assert_eq!(world.state(id), Ok(State::Succeeded));
}

#[test]
fn an_objection_falls_with_the_term_of_its_seat() {
    let mut world = world(rules(), 4);
    let window_end = START + 11 * DAY;
    done(&mut world, Step::Seat(4, Some((SEATED + 4, window_end - 1))));
    go(&mut world, START + 1);
    done(&mut world, Step::Seat(5, Some((SEATED + 5, Millis::MAX / 2))));
    done(&mut world, Step::Seat(6, Some((SEATED + 6, Millis::MAX / 2))));
    let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
    wait(&mut world, 1);
    object_seats(&mut world, id, 0..5);
    assert!(world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
    close(&mut world, id, 1);
    assert_eq!(world.state(id), Ok(State::Succeeded));
}

#[test]
fn holdover_still_approves() {
    let mut world = world(rules(), 6);
    done(&mut world, Step::Seat(6, Some((SEATED + 6, START + HOUR))));
    go(&mut world, START + 1);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 3..7, Support::For);
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Objection));
}

#[test]
fn seats_removed_in_the_window_do_not_object_and_after_it_they_do() {
    for (late, state) in [(0, State::Succeeded), (1, State::Vetoed(House::Committee))] {
        let mut world = world(rules(), 7);
        let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
        wait(&mut world, 1);
        object_seats(&mut world, id, 0..5);
        close(&mut world, id, late);
        done(&mut world, Step::Seat(0, None));
        wait(&mut world, 1);
        assert_eq!(world.state(id), Ok(state));
    }
}

#[test]
fn a_suspended_seat_objects_again_when_its_suspension_is_over() {
    let mut world = world(rules(), 7);
    let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
    wait(&mut world, 1);
    object_seats(&mut world, id, 0..4);
    let until = world.now + DAY;
    done(&mut world, Step::Suspend(0, until));
    object_seats(&mut world, id, 4..5);
    // Four of the five count, and so no veto is reserved.
    assert!(!world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
    wait(&mut world, DAY + 1);
    object_seats(&mut world, id, 0..1);
    assert!(world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
    let error = Refusal::Vote(Error::ObjectsAlready);
    assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED, id, 0)), error);
}

#[test]
fn objections_open_with_the_end_and_close_with_the_window() {
    for (track, house) in [(Track::Strategic, House::Committee), (Track::Creative, House::Community)] {
        let proposal = wanted(track, &rules());
        let closed = Err(Error::NotOpenToObjection { after: proposal.end, until: proposal.window_end });
        for (now, expected) in [
            (0, closed),
            (proposal.snapshot, closed),
            (proposal.end, closed),
            (proposal.end + 1, Ok(())),
            (proposal.window_end, Ok(())),
            (proposal.window_end + 1, closed),
        ] {
            assert_eq!(proposal.check_objection(house, &rules(), &steady(7), now), expected, "{track:?}");
        }
        let other = if house == House::Committee { House::Community } else { House::Committee };
        let now = proposal.end + 1;
        let error = Err(Error::NoObjection(other));
        assert_eq!(proposal.check_objection(other, &rules(), &steady(7), now), error);
        let lost = made(track, &rules());
        assert_eq!(lost.check_objection(house, &rules(), &steady(7), now), Err(Error::NotPassed));
        // Where the committee is dormant nobody objects.
        let error = Err(Error::NoObjection(house));
        assert_eq!(proposal.check_objection(house, &rules(), &steady(4), now), error);
        for flags in [Flags::WITHDRAWN, Flags::UNBACKED] {
            let canceled = Proposal { flags, ..proposal };
            assert_eq!(canceled.check_objection(house, &rules(), &steady(7), now), closed);
        }
    }
}

#[test]
fn an_objection_can_be_taken_back_until_a_tail_before_the_window_closes() {
    for (track, tail) in [(Track::Strategic, DAY), (Track::Creative, 12 * HOUR)] {
        let proposal = wanted(track, &rules());
        let until = proposal.window_end - tail;
        assert_eq!(proposal.check_retraction(&rules(), until), Ok(()));
        for now in [until + 1, proposal.window_end] {
            assert_eq!(proposal.check_retraction(&rules(), now), Err(Error::TooLateToRetract { until }));
        }
    }
}

#[test]
fn an_objection_counts_once_and_is_taken_back_whole() {
    let mut proposal = wanted(Track::Creative, &rules());
    let mut ballot = Ballot { weight: 30, ..Ballot::default() };
    assert_eq!(proposal.retract(&mut ballot), Err(Error::ObjectsNot));
    for _ in 0..2 {
        assert_eq!(proposal.object(&mut ballot), Ok(()));
        assert_eq!((proposal.objections, ballot.objects), (30, true));
        assert_eq!(proposal.object(&mut ballot), Err(Error::ObjectsAlready));
        assert_eq!(proposal.objections, 30);
        assert_eq!(proposal.retract(&mut ballot), Ok(()));
        assert_eq!((proposal.objections, ballot.objects), (0, false));
    }
    let mut proposal = wanted(Track::Strategic, &rules());
    assert_eq!(proposal.retract_seat(0), Err(Error::ObjectsNot));
    assert_eq!(proposal.object_seat(0, &steady(7)), Ok(()));
    assert_eq!(proposal.objecting, 1);
    assert_eq!(proposal.retract_seat(0), Ok(()));
    assert_eq!(proposal.objecting, 0);
    let suspended = Standing { regular: 0b10, ..steady(7) };
    assert_eq!(proposal.object_seat(0, &suspended), Err(Error::SeatDoesNotCount { seat: 0 }));
    assert_eq!(proposal.objecting, 0);
}
