//! In each state every rule does what it does, or names why not.

use super::*;

/// A proposal in each state, with what its state depends on, and its track.
fn all() -> Vec<(World, u32, State)> {
    let mut all = Vec::new();
    let mut keep = |world: &World, id: u32, state: State| {
        assert_eq!(world.state(id), Ok(state));
        all.push((world.clone(), id, state));
    };
    for track in Track::ALL {
        let act = [Act::Strategic(1), Act::Creative(1), Act::Unknown(1), Act::Remove(6, 7)][track as usize].clone();
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(track, ALICE, act.clone()));
        keep(&world, id, State::Pending);
        let mut withdrawn = world.clone();
        done(&mut withdrawn, Step::Cancel(if track == Track::Creative { SEATED } else { ALICE }, id));
        keep(&withdrawn, id, State::Withdrawn);
        let mut unbacked = world.clone();
        match track {
            Track::Creative => done(&mut unbacked, Step::Seat(0, None)),
            _ => done(&mut unbacked, Step::Transfer(ALICE, BOB, 700)),
        };
        go(&mut unbacked, START + 1);
        done(&mut unbacked, Step::CancelUnbacked(id));
        keep(&unbacked, id, State::Unbacked);
        let Proposal { snapshot, end, window_end, .. } = world.filed(id).unwrap().proposal;
        let mut lost = world.clone();
        go(&mut lost, snapshot + 1);
        keep(&lost, id, State::Active);
        go(&mut lost, end + 1);
        keep(&lost, id, State::Defeated(Reason::NoQuorum));
        let mut world = super::world(rules(), 7);
        voted(&mut world, track, act);
        go(&mut world, end + 1);
        if track.rank() == 0 {
            keep(&world, id, State::Objection);
            let mut vetoed = world.clone();
            let house = match track {
                Track::Strategic => {
                    object_seats(&mut vetoed, id, 0..7);
                    House::Committee
                }
                _ => {
                    done(&mut vetoed, Step::Object(ALICE, id));
                    House::Community
                }
            };
            go(&mut vetoed, window_end + 1);
            keep(&vetoed, id, State::Vetoed(house));
        }
        go(&mut world, window_end + 1);
        keep(&world, id, State::Succeeded);
        let mut late = world.clone();
        go(&mut late, window_end + 14 * DAY + 1);
        keep(&late, id, State::Unqueued);
        done(&mut world, Step::Queue(id));
        keep(&world, id, State::Queued);
        let place = governance_model::world::timelock(world.filed(id).unwrap().proposal.executor);
        let mut revoked = world.clone();
        revoked.timelocks[place][0].canceled = true;
        keep(&revoked, id, State::Revoked);
        let (eta, expires_at) = (world.operation(id).unwrap().eta, world.operation(id).unwrap().expires_at);
        go(&mut world, eta - 1);
        keep(&world, id, State::Queued);
        go(&mut world, eta);
        keep(&world, id, State::Ready);
        go(&mut world, expires_at);
        keep(&world, id, State::Ready);
        let mut expired = world.clone();
        go(&mut expired, expires_at + 1);
        keep(&expired, id, State::Unexecuted);
        done(&mut world, Step::Execute(id));
        keep(&world, id, State::Executed);
    }
    all
}

#[test]
fn votes_count_in_active_only() {
    for (mut world, id, state) in all() {
        let Proposal { track, snapshot, end, .. } = world.filed(id).unwrap().proposal;
        let is_canceled = matches!(state, State::Withdrawn | State::Unbacked);
        let not_active = Error::NotActive { snapshot, end: if is_canceled { 0 } else { end } };
        let expected = match (state, track) {
            (State::Active, Track::Creative) => Some(Error::NotAsked(House::Community)),
            (State::Active, _) => None,
            _ => Some(not_active),
        };
        let outcome = world.clone().apply(&Step::Vote(BOB, id, Support::Against));
        assert_eq!(outcome.err(), expected.map(Refusal::Vote), "{track:?} {state:?}");
        let expected = match (state, track) {
            (State::Active, Track::Strategic | Track::Override) => Some(Error::NotAsked(House::Committee)),
            (State::Active, _) => None,
            _ => Some(not_active),
        };
        let outcome = world.apply(&Step::VoteSeat(SEATED + 1, id, 1, Support::Against));
        assert_eq!(outcome.err(), expected.map(Refusal::Vote), "{track:?} {state:?}");
    }
}

#[test]
fn objections_count_in_objection_only() {
    for (world, id, state) in all() {
        let Proposal { track, end, window_end, .. } = world.filed(id).unwrap().proposal;
        let closed = Error::NotOpenToObjection { after: end, until: window_end };
        let expected = |house, error: Option<Error>| match (state, track, house) {
            (State::Objection, Track::Strategic, House::Committee) => error,
            (State::Objection, Track::Creative, House::Community) => error,
            (State::Objection, ..) => Some(Error::NoObjection(house)),
            // The window of what was defeated is open, and there is nothing to object to.
            (State::Defeated(_), Track::Strategic, House::Committee) => Some(Error::NotPassed),
            (State::Defeated(_), Track::Creative, House::Community) => Some(Error::NotPassed),
            (State::Defeated(_), Track::Strategic | Track::Creative, _) => Some(Error::NoObjection(house)),
            _ => Some(closed),
        };
        for (step, house, error) in [
            (Step::Object(BOB, id), House::Community, None),
            (Step::Retract(BOB, id), House::Community, Some(Error::ObjectsNot)),
            (Step::ObjectSeat(SEATED + 1, id, 1), House::Committee, None),
            (Step::RetractSeat(SEATED + 1, id, 1), House::Committee, Some(Error::ObjectsNot)),
        ] {
            let outcome = world.clone().apply(&step);
            assert_eq!(outcome.err(), expected(house, error).map(Refusal::Vote), "{track:?} {state:?} {step:?}");
        }
    }
}

#[test]
fn every_other_step_has_its_states() {
    for (world, id, state) in all() {
        let track = world.filed(id).unwrap().proposal.track;
        let refusal = |step: Step| world.clone().apply(&step).err();
        let wrong = Some(Refusal::WrongState(state));
        let proposer = world.filed(id).unwrap().proposer;
        let expected = if state == State::Pending { None } else { wrong.clone() };
        assert_eq!(refusal(Step::Cancel(proposer, id)), expected, "{track:?}");
        assert_eq!(refusal(Step::Cancel(CAROL, id)), Some(Refusal::Denied), "{track:?} {state:?}");
        let is_open = matches!(state, State::Pending | State::Active);
        let expected = if is_open { Some(Refusal::StillBacked) } else { wrong.clone() };
        assert_eq!(refusal(Step::CancelUnbacked(id)), expected, "{track:?}");
        let expected = if state == State::Succeeded { None } else { wrong.clone() };
        assert_eq!(refusal(Step::Queue(id)), expected, "{track:?}");
        let expected = if state == State::Ready { None } else { Some(Refusal::NotReady) };
        assert_eq!(refusal(Step::Execute(id)), expected, "{track:?} {state:?}");
        let expected = match state {
            State::Pending | State::Active | State::Objection => wrong,
            // Seats put nothing down.
            _ if track == Track::Creative => {
                assert_eq!(world.filed(id).unwrap().deposit, 0);
                Some(Refusal::NothingToSettle)
            }
            _ => None,
        };
        assert_eq!(refusal(Step::Settle(id)), expected, "{track:?} {state:?}");
        assert_eq!(refusal(Step::Prune(id)), Some(Refusal::NotPrunable), "{track:?} {state:?}");
    }
}

#[test]
fn nobody_knows_what_does_not_exist() {
    for (mut world, id) in [(world(rules(), 7), 1), (world(rules(), 7), 0), (world(rules(), 7), u32::MAX)] {
        let unknown = Refusal::Vote(Error::UnknownProposal(id));
        for step in [
            Step::Vote(ALICE, id, Support::For),
            Step::VoteSeat(SEATED, id, 0, Support::For),
            Step::Object(ALICE, id),
            Step::Retract(ALICE, id),
            Step::ObjectSeat(SEATED, id, 0),
            Step::RetractSeat(SEATED, id, 0),
            Step::Cancel(ALICE, id),
            Step::CancelUnbacked(id),
            Step::Queue(id),
            Step::Settle(id),
            Step::Prune(id),
        ] {
            assert_eq!(refused(&mut world, step), unknown);
        }
    }
}
