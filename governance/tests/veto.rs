//! How many vetoes a house has used.

mod common;

use atelier_governance::{
    proposal::{Error, Flags, Proposal, State},
    track::{House, Rules, Track, VETO_PERIOD},
    units::{Millis, DAY},
    veto::{Vetoes, MOST},
};
use common::*;
use governance_model::Random;

fn rules() -> Rules {
    Rules { vetoes: 2, ..Rules::usual(0) }
}

#[test]
fn a_budget_is_used_up_and_free_again_after_its_period() {
    let mut vetoes = Vetoes::default();
    let ends = [100 * DAY, 110 * DAY];
    assert_eq!(vetoes.reserve(1, ends[0], 2, 90 * DAY), Ok(()));
    assert_eq!(vetoes.reserve(2, ends[1], 2, 90 * DAY), Ok(()));
    let before = vetoes.clone();
    for now in [90 * DAY, ends[0], ends[1], ends[0] + VETO_PERIOD] {
        assert_eq!(vetoes.reserve(3, now + DAY, 2, now), Err(ends[0] + VETO_PERIOD));
        assert_eq!(vetoes, before);
    }
    let now = ends[0] + VETO_PERIOD + 1;
    assert_eq!(vetoes.reserve(3, now + DAY, 2, now), Ok(()));
    assert_eq!(vetoes.noted, [(2, ends[1]), (3, now + DAY)]);
    // The next that is free is the one that ends first, not the one that was noted first.
    assert_eq!(vetoes.reserve(4, 0, 2, now), Err(ends[1] + VETO_PERIOD));
}

#[test]
fn a_house_without_vetoes_has_none() {
    let mut vetoes = Vetoes::default();
    assert_eq!(vetoes.reserve(1, 5 * DAY, 0, DAY), Err(DAY + VETO_PERIOD));
    assert_eq!(vetoes, Vetoes::default());
}

#[test]
fn a_budget_is_never_larger_than_what_is_remembered() {
    let mut vetoes = Vetoes::default();
    for id in 0..MOST as u32 {
        assert_eq!(vetoes.reserve(id, 5 * DAY, usize::MAX, DAY), Ok(()));
    }
    assert_eq!(vetoes.reserve(99, 5 * DAY, usize::MAX, DAY), Err(5 * DAY + VETO_PERIOD));
}

#[test]
fn a_veto_that_is_taken_back_is_free() {
    let mut vetoes = Vetoes::default();
    vetoes.reserve(1, 5 * DAY, 1, DAY).unwrap();
    vetoes.release(2);
    assert!(vetoes.reserve(2, 6 * DAY, 1, DAY).is_err());
    vetoes.release(1);
    assert_eq!(vetoes.reserve(2, 6 * DAY, 1, DAY), Ok(()));
}

#[test]
fn a_veto_is_spoken_when_its_window_is_closed_and_until_its_period_is_over() {
    let mut vetoes = Vetoes::default();
    vetoes.note(1, 100, 50);
    for (now, expected) in
        [(0, 0), (99, 0), (100, 0), (101, 1), (100 + VETO_PERIOD, 1), (101 + VETO_PERIOD, 0), (Millis::MAX, 0)]
    {
        assert_eq!(vetoes.spoken(now), expected, "{now}");
    }
}

#[test]
fn the_eleventh_note_takes_the_place_of_the_first() {
    let mut vetoes = Vetoes::default();
    for id in 0..=MOST as u32 {
        vetoes.note(id, 100, 50);
    }
    assert_eq!(vetoes.noted.len(), MOST);
    assert_eq!(vetoes.noted.first(), Some(&(1, 100)));
    assert_eq!(vetoes.noted.last(), Some(&(10, 100)));
    // What is old goes first.
    vetoes.note(11, 101 + VETO_PERIOD, 101 + VETO_PERIOD);
    assert_eq!(vetoes.noted, [(11, 101 + VETO_PERIOD)]);
}

#[test]
fn at_the_end_of_time_nothing_overflows() {
    let mut vetoes = Vetoes::default();
    vetoes.note(1, Millis::MAX, Millis::MAX - 1);
    assert_eq!(vetoes.reserve(2, Millis::MAX, 1, Millis::MAX), Err(Millis::MAX));
    assert_eq!(vetoes.spoken(Millis::MAX), 0);
}

#[test]
fn notes_are_what_a_list_of_everything_says() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let limit = random.below(4);
        let (mut vetoes, mut all, mut now): (_, Vec<(u32, Millis)>, _) = (Vetoes::default(), Vec::new(), 0);
        for id in 0..100 {
            now += [0, 1, DAY, random.between(1, 40) * DAY][random.below(4)];
            let counts = |(_, end): &&(u32, Millis)| now <= end + VETO_PERIOD;
            let spoken = all.iter().filter(counts).filter(|(_, end)| *end < now).count();
            assert_eq!(vetoes.spoken(now), spoken);
            if random.once_in(4) {
                let (released, _) = random.pick(&all).copied().unwrap_or_default();
                vetoes.release(released);
                all.retain(|(id, _)| *id != released);
                continue;
            }
            let end = now + random.between(0, 14) * DAY;
            let taken: Vec<Millis> = all.iter().filter(counts).map(|(_, end)| *end).collect();
            let expected = if taken.len() < limit {
                Ok(())
            } else {
                Err(taken.iter().min().copied().unwrap_or(now) + VETO_PERIOD)
            };
            assert_eq!(vetoes.reserve(id, end, limit, now), expected);
            if expected.is_ok() {
                all.push((id, end));
            }
        }
    }
}

/// The same, as people live through it.
mod stories {
    use super::*;

    /// A proposal of somebody's that both houses wanted, at the first millisecond for objections.
    fn passed(world: &mut World, number: u32) -> u32 {
        let id = voted(world, Track::Strategic, Act::Strategic(number));
        wait(world, 1);
        id
    }

    #[test]
    fn budget_exhausted_and_free_after_the_period() {
        let mut world = world(rules(), 7);
        let first = vetoed(&mut world, Act::Strategic(1));
        vetoed(&mut world, Act::Strategic(2));
        let third = passed(&mut world, 3);
        let free_at = world.filed(first).unwrap().proposal.window_end + VETO_PERIOD;
        object_seats(&mut world, third, 0..4);
        let exhausted = Refusal::Vote(Error::VetoBudgetExhausted { vetoes: 2, free_at });
        assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED + 4, third, 4)), exhausted);
        close(&mut world, third, 1);
        assert_eq!(world.state(third), Ok(State::Succeeded));
        // The last millisecond of the period falls into the next window, and so does the first after it.
        go(&mut world, free_at - 8 * DAY - 1);
        let fourth = passed(&mut world, 4);
        assert_eq!(world.now, free_at);
        object_seats(&mut world, fourth, 0..4);
        assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED + 4, fourth, 4)), exhausted);
        wait(&mut world, 1);
        object_seats(&mut world, fourth, 4..5);
        close(&mut world, fourth, 1);
        assert_eq!(world.state(fourth), Ok(State::Vetoed(House::Committee)));
    }

    #[test]
    fn a_retraction_frees_the_veto() {
        let mut world = world(Rules { vetoes: 1, ..rules() }, 7);
        let first = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
        let second = done(&mut world, proposing(Track::Strategic, BOB, Act::Strategic(2)));
        let Proposal { snapshot, end, .. } = world.filed(first).unwrap().proposal;
        go(&mut world, snapshot + 1);
        for id in [first, second] {
            done(&mut world, Step::Vote(ALICE, id, atelier_governance::proposal::Support::For));
        }
        go(&mut world, end + 1);
        object_seats(&mut world, first, 0..6);
        object_seats(&mut world, second, 0..4);
        let last = Step::ObjectSeat(SEATED + 4, second, 4);
        assert!(matches!(refused(&mut world, last.clone()), Refusal::Vote(Error::VetoBudgetExhausted { .. })));
        // One of six is not missed.
        done(&mut world, Step::RetractSeat(SEATED, first, 0));
        assert!(matches!(refused(&mut world, last.clone()), Refusal::Vote(Error::VetoBudgetExhausted { .. })));
        done(&mut world, Step::RetractSeat(SEATED + 1, first, 1));
        assert_eq!(world.filed(first).unwrap().proposal.flags, Flags::default());
        done(&mut world, last);
        // And now the first has none.
        let again = Step::ObjectSeat(SEATED + 1, first, 1);
        assert!(matches!(refused(&mut world, again), Refusal::Vote(Error::VetoBudgetExhausted { .. })));
        close(&mut world, first, 1);
        assert_eq!(world.state(first), Ok(State::Succeeded));
        assert_eq!(world.state(second), Ok(State::Vetoed(House::Committee)));
    }

    #[test]
    fn two_vetoes_of_the_community_put_creative_proposals_to_its_vote() {
        let mut world = world(Rules::usual(0), 7);
        let is_asked = |world: &World, id| world.filed(id).unwrap().proposal.flags.has(Flags::ALSO_COMMUNITY);
        let first = stopped(&mut world, Act::Creative(1));
        let alone = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(7)));
        assert!(!is_asked(&world, alone));
        let second = voted(&mut world, Track::Creative, Act::Creative(2));
        wait(&mut world, 1);
        done(&mut world, Step::Object(BOB, second));
        // Bob could still take it back.
        close(&mut world, second, 0);
        let alone = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(8)));
        assert!(!is_asked(&world, alone));
        wait(&mut world, 1);
        let both = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(9)));
        assert!(is_asked(&world, both));
        // Until the first of the two is too long ago.
        close(&mut world, first, VETO_PERIOD);
        let both = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(10)));
        assert!(is_asked(&world, both));
        wait(&mut world, 1);
        let alone = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(11)));
        assert!(!is_asked(&world, alone));
    }

    #[test]
    fn an_objection_that_is_taken_back_is_no_veto() {
        let mut world = world(Rules::usual(0), 7);
        stopped(&mut world, Act::Creative(1));
        let second = voted(&mut world, Track::Creative, Act::Creative(2));
        wait(&mut world, 1);
        done(&mut world, Step::Object(BOB, second));
        assert_eq!(world.vetoes(House::Community).noted.len(), 2);
        done(&mut world, Step::Retract(BOB, second));
        assert_eq!(world.vetoes(House::Community).noted.len(), 1);
        close(&mut world, second, 1);
        assert_eq!(world.state(second), Ok(State::Succeeded));
        let third = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(3)));
        assert_eq!(world.filed(third).unwrap().proposal.flags, Flags::default());
    }

    #[test]
    fn the_community_has_no_budget() {
        let mut world = world(Rules { vetoes: 0, ..Rules::usual(0) }, 7);
        // At one vote the committee is alone, so three at once are vetoed before the community is asked.
        let ids: Vec<u32> =
            (0..3).map(|number| done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(number)))).collect();
        let Proposal { snapshot, end, window_end, .. } = world.filed(1).unwrap().proposal;
        go(&mut world, snapshot + 1);
        for id in &ids {
            vote_seats(&mut world, *id, 0..7, atelier_governance::proposal::Support::For);
        }
        go(&mut world, end + 1);
        for id in &ids {
            done(&mut world, Step::Object(BOB, *id));
        }
        go(&mut world, window_end + 1);
        for id in &ids {
            assert_eq!(world.state(*id), Ok(State::Vetoed(House::Community)));
        }
    }
}
