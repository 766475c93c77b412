//! Seats.

use super::*;
use Support::{Abstain, For};

#[test]
fn only_the_holder_votes_for_a_seat() {
    let mut world = world(rules(), 6);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    go(&mut world, START + 4 * HOUR + 1);
    let error = |seat| Refusal::Vote(Error::NotHolder { seat });
    assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 1, For)), error(1));
    assert_eq!(refused(&mut world, Step::VoteSeat(ALICE, id, 0, For)), error(0));
    // Nobody sits there, and there is no such seat.
    assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 6, For)), error(6));
    assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 200, For)), error(200));
}

#[test]
fn a_seat_outside_of_the_bits_never_counts() {
    for seat in [16, 17, 32, 255] {
        assert_eq!(bit(seat), 0);
        let all = Standing { seats: 15, filled: u16::MAX, counting: u16::MAX, regular: u16::MAX };
        let mut proposal = made(Track::Creative, &rules());
        let now = proposal.snapshot + 1;
        assert_eq!(proposal.count_seat(seat, For, &all, now), Err(Error::SeatDoesNotCount { seat }));
        assert_eq!(proposal.object_seat(seat, &all), Err(Error::SeatDoesNotCount { seat }));
        assert_eq!(proposal.retract_seat(seat), Err(Error::ObjectsNot));
    }
}

#[test]
fn seats_have_no_vote_where_the_community_decides() {
    for track in [Track::Strategic, Track::Override] {
        let mut proposal = made(track, &rules());
        let now = proposal.snapshot + 1;
        assert_eq!(proposal.count_seat(0, For, &steady(7), now), Err(Error::NotAsked(House::Committee)));
    }
}

#[test]
fn whoever_came_after_the_snapshot_has_no_vote_on_it() {
    let mut world = world(rules(), 6);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    go(&mut world, START + 4 * HOUR + 1);
    done(&mut world, Step::Seat(6, Some((ALICE, Millis::MAX / 2))));
    let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 6 });
    assert_eq!(refused(&mut world, Step::VoteSeat(ALICE, id, 6, For)), error);
    // A successor is another tenure, also if it is the same person.
    done(&mut world, Step::Seat(0, None));
    done(&mut world, Step::Seat(0, Some((SEATED, Millis::MAX / 2))));
    let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 0 });
    assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 0, For)), error);
}

#[test]
fn seat_removed_between_vote_and_end() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 0..4, For);
    // At the last millisecond: four of seven were in favor, three are left of them.
    go(&mut world, end);
    done(&mut world, Step::Seat(3, None));
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Defeated(Reason::NoQuorum)));
}

#[test]
fn seat_removed_after_end_changes_nothing() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, window_end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 0..4, For);
    go(&mut world, end + 1);
    for seat in 0..7 {
        done(&mut world, Step::Seat(seat, None));
    }
    assert_eq!(world.state(id), Ok(State::Objection));
    go(&mut world, window_end + 1);
    assert_eq!(world.state(id), Ok(State::Succeeded));
}

#[test]
fn removing_opponents_helps_nobody() {
    // Three of seven are in favor and two abstain. Three of five would do, and so would three of three.
    for (removed, reason) in [(5..7, Reason::NotApproved), (3..7, Reason::NoQuorum)] {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..3, For);
        vote_seats(&mut world, id, 3..5, Abstain);
        for seat in removed {
            done(&mut world, Step::Seat(seat, None));
        }
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Defeated(reason)));
    }
}

#[test]
fn suspended_seat_counts_in_the_denominator() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 0..4, For);
    done(&mut world, Step::Suspend(3, end));
    let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 3 });
    assert_eq!(refused(&mut world, Step::VoteSeat(SEATED + 3, id, 3, Abstain)), error);
    // Three of the six others are no majority of seven.
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Defeated(Reason::NoQuorum)));
}

#[test]
fn a_suspension_that_ends_before_the_vote_gives_the_vote_back() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 0..4, For);
    done(&mut world, Step::Suspend(3, end - 1));
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Objection));
}

#[test]
fn a_silent_seat_blocks_no_committee_of_the_least_size() {
    let mut world = world(rules(), 5);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
    go(&mut world, snapshot + 1);
    vote_seats(&mut world, id, 0..3, For);
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Objection));
}

#[test]
fn a_removed_proposer_has_no_backing() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
    assert_eq!(refused(&mut world, Step::CancelUnbacked(id)), Refusal::StillBacked);
    done(&mut world, Step::Seat(0, None));
    done(&mut world, Step::CancelUnbacked(id));
    assert_eq!(world.state(id), Ok(State::Unbacked));
}
