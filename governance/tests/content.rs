//! When the same actions can be proposed again, and what of.

mod common;

use atelier_governance::{
    content::{check, Earlier, Refusal as Content},
    proposal::{Error, Flags, Proposal, Reason, State, Support},
    track::{Class, House, Rules, Track, COOLDOWN, OVERRIDE_WINDOW, RETENTION},
    units::{Millis, DAY},
};
use common::*;
use governance_model::actors::quick;
use Track::{Creative, Dual, Override, Strategic};

const WINDOW_END: Millis = START + 11 * DAY;
const OVERRIDE_BY: Millis = WINDOW_END + OVERRIDE_WINDOW;
const AFTER: Millis = WINDOW_END + 1;
const OPEN: [State; 6] =
    [State::Pending, State::Active, State::Objection, State::Succeeded, State::Queued, State::Ready];
const REFUSED: [State; 2] = [State::Vetoed(House::Committee), State::Defeated(Reason::CommunityOnly)];
const OVER: [State; 9] = [
    State::Defeated(Reason::NoQuorum),
    State::Defeated(Reason::NotApproved),
    State::Defeated(Reason::CommitteeOnly),
    State::Executed,
    State::Unqueued,
    State::Unexecuted,
    State::Withdrawn,
    State::Unbacked,
    State::Revoked,
];

fn rules() -> Rules {
    Rules::usual(10)
}

fn earlier(id: u32, track: Track, state: State) -> Earlier {
    Earlier { id, executor: track, state, window_end: WINDOW_END, override_by: OVERRIDE_BY }
}

#[test]
fn what_is_new_can_be_proposed_on_its_track() {
    for track in [Strategic, Creative, Dual] {
        assert_eq!(check(track, false, None, 0), Ok((track, false)));
        assert_eq!(check(track, true, None, Millis::MAX), Ok((track, false)));
    }
    assert_eq!(check(Override, false, None, START), Err(Content::NothingToOverride));
    // Who sits on the committee is decided without it at once.
    assert_eq!(check(Override, true, None, START), Ok((Dual, false)));
}

#[test]
fn what_is_open_cannot_be_proposed_again_on_any_track() {
    for state in OPEN {
        for (before, now) in Track::ALL.into_iter().flat_map(|before| Track::ALL.map(|now| (before, now))) {
            let last = earlier(7, before, state);
            for is_about_seats in [false, true] {
                let expected = Err(Content::AlreadyProposed(7));
                assert_eq!(check(now, is_about_seats, Some(&last), AFTER), expected, "{state:?}");
            }
        }
    }
}

#[test]
fn what_is_over_can_be_proposed_again_at_once() {
    for state in OVER {
        for before in Track::ALL {
            let last = earlier(7, before, state);
            for now in [Strategic, Creative, Dual] {
                assert_eq!(check(now, false, Some(&last), AFTER), Ok((now, false)), "{state:?}");
            }
            assert_eq!(check(Override, false, Some(&last), AFTER), Err(Content::NothingToOverride));
            assert_eq!(check(Override, true, Some(&last), AFTER), Ok((Dual, false)));
        }
    }
}

#[test]
fn what_the_committee_refused_only_override_carries_until_its_time_is_over() {
    for state in REFUSED {
        for before in [Strategic, Dual] {
            let last = earlier(7, before, state);
            for now in [AFTER, OVERRIDE_BY - 1, OVERRIDE_BY] {
                assert_eq!(check(Override, false, Some(&last), now), Ok((before, true)), "{state:?}");
                for track in [Strategic, Creative, Dual] {
                    let expected = Err(Content::OnlyOverride(7, OVERRIDE_BY));
                    assert_eq!(check(track, false, Some(&last), now), expected, "{state:?}");
                }
            }
            let now = OVERRIDE_BY + 1;
            assert_eq!(check(Override, false, Some(&last), now), Err(Content::NothingToOverride));
            assert_eq!(check(Override, true, Some(&last), now), Ok((Dual, false)));
            assert_eq!(check(Strategic, false, Some(&last), now), Ok((Strategic, false)));
        }
    }
}

#[test]
fn what_the_community_refused_cools_down() {
    let last = earlier(7, Creative, State::Vetoed(House::Community));
    let until = WINDOW_END + COOLDOWN;
    for now in [AFTER, until - 1, until] {
        for track in [Strategic, Creative, Dual] {
            assert_eq!(check(track, false, Some(&last), now), Err(Content::CoolingDown(until)));
        }
        assert_eq!(check(Override, false, Some(&last), now), Err(Content::NothingToOverride));
    }
    assert_eq!(check(Creative, false, Some(&last), until + 1), Ok((Creative, false)));
}

#[test]
fn second_override_refused() {
    for state in OVER {
        // The first one was voted on: what it overrode is settled, whatever became of it.
        let last = Earlier { executor: Strategic, ..earlier(8, Override, state) };
        let outcome = check(Override, false, Some(&last), AFTER + 12 * DAY);
        assert_eq!(outcome, Err(Content::NothingToOverride), "{state:?}");
        assert_eq!(check(Strategic, false, Some(&last), AFTER + 12 * DAY), Ok((Strategic, false)));
    }
}

#[test]
fn what_is_known_of_a_proposal_is_its_own() {
    let proposal = Proposal { executor: Dual, ..made(Strategic, &rules()) };
    let Earlier { id, executor, state, window_end, override_by } = Earlier::new(3, &proposal, State::Active);
    assert_eq!((id, executor, state), (3, Dual, State::Active));
    assert_eq!((window_end, override_by), (WINDOW_END, OVERRIDE_BY));
}

/// The same, as people live through it.
mod stories {
    use super::*;

    #[track_caller]
    fn check_override(world: &mut World, act: Act, executor: Track) {
        let id = done(world, proposing(Override, ALICE, act));
        assert_eq!(world.filed(id).unwrap().proposal.executor, executor);
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(world, snapshot + 1);
        done(world, Step::Vote(ALICE, id, Support::For));
        go(world, end + 1);
        assert_eq!(world.state(id), Ok(State::Succeeded));
        done(world, Step::Queue(id));
        let operation = world.operation(id).unwrap();
        assert_eq!((operation.eta - operation.since, operation.rank), (10 * DAY, 2));
        wait(world, 10 * DAY);
        done(world, Step::Execute(id));
        assert_eq!(world.state(id), Ok(State::Executed));
    }

    #[test]
    fn a_veto_of_the_committee_is_overridden_through_the_same_timelock() {
        let mut world = world(rules(), 7);
        let id = vetoed(&mut world, Act::Strategic(1));
        let until = world.filed(id).unwrap().proposal.window_end + OVERRIDE_WINDOW;
        let only = Refusal::Content(Content::OnlyOverride(id, until));
        assert_eq!(refused(&mut world, proposing(Strategic, ALICE, Act::Strategic(1))), only);
        assert_eq!(refused(&mut world, proposing(Dual, BOB, Act::Strategic(1))), only);
        check_override(&mut world, Act::Strategic(1), Strategic);
    }

    #[test]
    fn a_deadlock_is_overridden() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Dual, ALICE, Act::Unknown(1)));
        go(&mut world, START + 2 * DAY + 1);
        done(&mut world, Step::Vote(ALICE, id, Support::For));
        go(&mut world, START + 12 * DAY + 1);
        assert_eq!(world.state(id), Ok(State::Defeated(Reason::CommunityOnly)));
        check_override(&mut world, Act::Unknown(1), Dual);
    }

    #[test]
    fn altered_actions_are_other_actions() {
        let mut world = world(rules(), 7);
        vetoed(&mut world, Act::Strategic(1));
        let nothing = Refusal::Content(Content::NothingToOverride);
        assert_eq!(refused(&mut world, proposing(Override, ALICE, Act::Strategic(2))), nothing);
        for acts in [[Act::Strategic(1), Act::Strategic(1)], [Act::Strategic(1), Act::Remove(0, 1)]] {
            assert_eq!(refused(&mut world, Step::Propose(ALICE, draft(Override, &acts))), nothing);
        }
        // What is other can go its own way.
        done(&mut world, proposing(Strategic, ALICE, Act::Strategic(2)));
    }

    #[test]
    fn neither_another_proposer_nor_a_predecessor_makes_actions_new() {
        let mut world = world(rules(), 7);
        let first = done(&mut world, proposing(Strategic, BOB, Act::Strategic(1)));
        let again = Draft { after: Some(first), ..draft(Strategic, &[Act::Strategic(1)]) };
        let already = Refusal::Content(Content::AlreadyProposed(first));
        assert_eq!(refused(&mut world, Step::Propose(ALICE, again)), already);
        assert_eq!(refused(&mut world, proposing(Dual, ALICE, Act::Strategic(1))), already);
    }

    #[test]
    fn whoever_proposes_an_override_first_cannot_keep_it_from_its_vote() {
        let mut world = world(rules(), 7);
        vetoed(&mut world, Act::Strategic(1));
        // Carol, who is against it, is first.
        let id = done(&mut world, proposing(Override, CAROL, Act::Strategic(1)));
        assert!(world.filed(id).unwrap().proposal.flags.has(Flags::OVERRIDES));
        let already = Refusal::Content(Content::AlreadyProposed(id));
        assert_eq!(refused(&mut world, proposing(Override, ALICE, Act::Strategic(1))), already);
        assert_eq!(refused(&mut world, Step::Cancel(CAROL, id)), Refusal::MustBeVoted);
        done(&mut world, Step::Transfer(CAROL, 9, 100));
        wait(&mut world, 1);
        assert_eq!(refused(&mut world, Step::CancelUnbacked(id)), Refusal::MustBeVoted);
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        assert_eq!(refused(&mut world, Step::CancelUnbacked(id)), Refusal::MustBeVoted);
        done(&mut world, Step::Vote(ALICE, id, Support::For));
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Succeeded));
    }

    #[test]
    fn an_override_about_seats_without_a_refusal_can_be_withdrawn() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Override, ALICE, Act::Remove(3, 4)));
        done(&mut world, Step::Cancel(ALICE, id));
        let id = done(&mut world, proposing(Override, ALICE, Act::Remove(3, 4)));
        done(&mut world, Step::Transfer(ALICE, BOB, 700));
        wait(&mut world, 1);
        done(&mut world, Step::CancelUnbacked(id));
        done(&mut world, proposing(Dual, BOB, Act::Remove(3, 4)));
    }

    #[test]
    fn the_community_removes_and_appoints_without_the_committee() {
        let mut world = world(rules(), 7);
        check_override(&mut world, Act::Remove(3, 4), Dual);
        assert_eq!(world.committee.tenure(3, world.now), None);
        check_override(&mut world, Act::Appoint(3, ALICE), Dual);
        assert_eq!(world.committee.tenure(3, world.now).map(|tenure| tenure.holder), Some(ALICE));
    }

    #[test]
    fn what_is_not_only_about_seats_needs_a_refusal() {
        let mut world = world(rules(), 7);
        for other in [Act::Strategic(1), Act::Unknown(1), Act::Creative(1), Act::Paid(1)] {
            let step = Step::Propose(ALICE, draft(Override, &[Act::Remove(3, 4), other]));
            assert_eq!(refused(&mut world, step), Refusal::Content(Content::NothingToOverride));
        }
    }

    #[test]
    fn what_is_the_committees_alone_cannot_be_put_where_it_could_be_overridden() {
        let mut world = world(rules(), 7);
        let acts = [[Act::Creative(1), Act::Strategic(1)], [Act::Unknown(1), Act::Creative(1)]];
        for acts in acts {
            let expected = Refusal::WrongClass(Class::Creative, Dual);
            assert_eq!(refused(&mut world, Step::Propose(ALICE, draft(Dual, &acts))), expected);
        }
        for id in [Act::Creative(1), Act::Creative(2)] {
            stopped(&mut world, id);
        }
        // After two vetoes the community votes on Creative too. The committee refuses, and that is that.
        let id = done(&mut world, proposing(Creative, ALICE, Act::Creative(3)));
        let Proposal { snapshot, end, flags, .. } = world.filed(id).unwrap().proposal;
        assert!(flags.has(Flags::ALSO_COMMUNITY));
        go(&mut world, snapshot + 1);
        done(&mut world, Step::Vote(ALICE, id, Support::For));
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Defeated(Reason::NotApproved)));
        let nothing = Refusal::Content(Content::NothingToOverride);
        assert_eq!(refused(&mut world, proposing(Override, ALICE, Act::Creative(3))), nothing);
        // The committee can think again at once.
        done(&mut world, proposing(Creative, ALICE, Act::Creative(3)));
    }

    #[test]
    fn a_veto_of_the_community_cools_down_for_everybody() {
        let mut world = world(rules(), 7);
        let id = stopped(&mut world, Act::Creative(1));
        let until = world.filed(id).unwrap().proposal.window_end + COOLDOWN;
        let cooling = Refusal::Content(Content::CoolingDown(until));
        assert_eq!(refused(&mut world, proposing(Creative, ALICE, Act::Creative(1))), cooling);
        go(&mut world, until);
        assert_eq!(refused(&mut world, proposing(Creative, ALICE, Act::Creative(1))), cooling);
        assert_eq!(refused(&mut world, Step::Prune(id)), Refusal::NotPrunable);
        go(&mut world, until + 1);
        // Its record can go when, and not before, nobody needs it.
        const { assert!(RETENTION >= COOLDOWN) };
        done(&mut world, Step::Prune(id));
        done(&mut world, proposing(Creative, ALICE, Act::Creative(1)));
        assert_eq!(world.state(id), Ok(State::Vetoed(House::Community)));
        let unknown = Refusal::Vote(Error::UnknownProposal(id));
        assert_eq!(refused(&mut world, Step::Prune(id)), unknown);
    }

    #[test]
    fn a_refusal_is_kept_as_long_as_it_can_be_overridden() {
        let mut world = world(rules(), 7);
        let id = vetoed(&mut world, Act::Strategic(1));
        done(&mut world, Step::Settle(id));
        close(&mut world, id, OVERRIDE_WINDOW + DAY);
        assert_eq!(refused(&mut world, Step::Prune(id)), Refusal::NotPrunable);
        wait(&mut world, 1);
        done(&mut world, Step::Prune(id));
        let nothing = Refusal::Content(Content::NothingToOverride);
        assert_eq!(refused(&mut world, proposing(Override, ALICE, Act::Strategic(1))), nothing);
    }

    #[test]
    fn an_unpaid_deposit_keeps_the_record() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Strategic, ALICE, Act::Strategic(1)));
        close(&mut world, id, RETENTION + 1);
        assert_eq!(refused(&mut world, Step::Prune(id)), Refusal::NotPrunable);
        done(&mut world, Step::Settle(id));
        assert_eq!(refused(&mut world, Step::Settle(id)), Refusal::NothingToSettle);
        done(&mut world, Step::Prune(id));
    }
}

/// Who may propose.
mod proposers {
    use super::*;

    #[test]
    fn votes_of_a_moment_ago_count() {
        for (track, needed) in [(Strategic, 5), (Dual, 10), (Override, 20)] {
            let act = if track == Override { Act::Remove(0, 1) } else { Act::Strategic(1) };
            let mut world = world(rules(), 7);
            done(&mut world, Step::Transfer(CAROL, 9, needed - 1));
            let below = |votes| Refusal::BelowThreshold(votes, needed);
            assert_eq!(refused(&mut world, proposing(track, 9, act.clone())), below(0));
            wait(&mut world, 1);
            assert_eq!(refused(&mut world, proposing(track, 9, act.clone())), below(needed - 1));
            done(&mut world, Step::Transfer(CAROL, 9, 1));
            assert_eq!(refused(&mut world, proposing(track, 9, act.clone())), below(needed - 1));
            wait(&mut world, 1);
            done(&mut world, proposing(track, 9, act));
        }
    }

    #[test]
    fn nobody_proposes_with_nothing() {
        let mut world = world(quick(), 7);
        // The threshold is 0, and still somebody must hold something.
        assert_eq!(refused(&mut world, proposing(Strategic, 9, Act::Strategic(1))), Refusal::BelowThreshold(0, 1));
    }

    #[test]
    fn live_proposals_are_bounded_until_their_end_or_their_cancellation() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Strategic, ALICE, Act::Strategic(1)));
        assert_eq!(refused(&mut world, proposing(Strategic, ALICE, Act::Strategic(2))), Refusal::TooManyLive);
        // Others, and other tracks, have their own.
        done(&mut world, proposing(Strategic, BOB, Act::Strategic(3)));
        done(&mut world, proposing(Dual, ALICE, Act::Unknown(1)));
        let mut canceled = world.clone();
        done(&mut canceled, Step::Cancel(ALICE, id));
        done(&mut canceled, proposing(Strategic, ALICE, Act::Strategic(2)));
        let end = world.filed(id).unwrap().proposal.end;
        go(&mut world, end);
        assert_eq!(refused(&mut world, proposing(Strategic, ALICE, Act::Strategic(2))), Refusal::TooManyLive);
        // The slot is free by time alone.
        go(&mut world, end + 1);
        done(&mut world, proposing(Strategic, ALICE, Act::Strategic(2)));
    }

    #[test]
    fn seats_propose_on_creative_and_others_only_if_it_is_dormant() {
        let on = |track, seat, act| Step::Propose(SEATED, Draft { seat, ..draft(track, &[act]) });
        let mut world = world(rules(), 5);
        assert_eq!(refused(&mut world, on(Strategic, Some(0), Act::Strategic(1))), Refusal::SeatNotAsked);
        assert_eq!(refused(&mut world, on(Creative, None, Act::Creative(1))), Refusal::SeatNeeded);
        let not_holder = Refusal::Vote(Error::NotHolder { seat: 1 });
        assert_eq!(refused(&mut world, on(Creative, Some(1), Act::Creative(1))), not_holder);
        let alice = Step::Propose(ALICE, draft(Creative, &[Act::Creative(1)]));
        assert_eq!(refused(&mut world, alice.clone()), Refusal::SeatNeeded);
        done(&mut world, Step::Seat(4, None));
        assert_eq!(refused(&mut world, alice.clone()), Refusal::SeatNeeded);
        wait(&mut world, 1);
        done(&mut world, alice);
    }

    #[test]
    fn a_seat_of_this_moment_and_a_suspended_one_propose_nothing() {
        let mut world = world(rules(), 6);
        let step = Step::Propose(ALICE, Draft { seat: Some(6), ..draft(Creative, &[Act::Creative(1)]) });
        done(&mut world, Step::Seat(6, Some((ALICE, Millis::MAX / 2))));
        let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 6 });
        assert_eq!(refused(&mut world, step.clone()), error);
        wait(&mut world, 1);
        done(&mut world, Step::Suspend(6, START + DAY));
        assert_eq!(refused(&mut world, step.clone()), error);
        go(&mut world, START + DAY + 1);
        done(&mut world, step);
    }

    #[test]
    fn what_comes_first_is_known_and_queued() {
        let mut world = world(rules(), 7);
        let after = |after| Step::Propose(BOB, Draft { after: Some(after), ..draft(Strategic, &[Act::Strategic(2)]) });
        let id = done(&mut world, proposing(Strategic, ALICE, Act::Strategic(1)));
        for unknown in [0, 2, 3, u32::MAX] {
            assert_eq!(refused(&mut world, after(unknown)), Refusal::PredecessorNotQueued);
        }
        let next = done(&mut world, after(id));
        go(&mut world, START + DAY + 1);
        for id in [id, next] {
            done(&mut world, Step::Vote(ALICE, id, Support::For));
        }
        close(&mut world, id, 1);
        assert_eq!(refused(&mut world, Step::Queue(next)), Refusal::PredecessorNotQueued);
        done(&mut world, Step::Queue(id));
        done(&mut world, Step::Queue(next));
        wait(&mut world, 3 * DAY);
        assert_eq!(refused(&mut world, Step::Execute(next)), Refusal::NotReady);
        done(&mut world, Step::Execute(id));
        done(&mut world, Step::Execute(next));
        assert_eq!(refused(&mut world, Step::Execute(id)), Refusal::NotReady);
    }
}
