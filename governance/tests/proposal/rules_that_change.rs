//! Rules that change.

use super::*;

#[test]
fn a_proposal_keeps_the_rules_that_it_was_made_under() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
    // The quorum would be 400 of 1,000 now.
    world.rules.push(governance_model::actors::strict());
    go(&mut world, START + DAY + 1);
    done(&mut world, Step::Vote(BOB, id, Support::For));
    go(&mut world, START + 8 * DAY + 1);
    assert_eq!(world.state(id), Ok(State::Objection));
    go(&mut world, START + 11 * DAY + 1);
    done(&mut world, Step::Queue(id));
    let operation = world.operation(id).unwrap();
    assert_eq!(operation.eta - operation.since, 3 * DAY);
}

#[test]
fn a_house_that_is_not_asked_has_a_bar_all_the_same() {
    let mut rules = rules();
    rules.tracks[1].community = CommunityBar { quorum: Bps(0), approval: HALF };
    let expected = Unbounded { track: Some(Track::Creative), bound: Bound::Quorum };
    assert_eq!(rules.check(7), Err(expected));
}
