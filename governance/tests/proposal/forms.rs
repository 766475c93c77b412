//! Forms.

use super::*;

#[track_caller]
fn check(track: Track, also: bool, filled: u32, asked: (Option<Track>, bool), objector: Option<House>, lock: Millis) {
    let rules = rules();
    let (community, committee) = asked;
    let expected = Form {
        community: community.map(|track| rules.of(track).community),
        committee: committee.then(|| rules.of(track).committee),
        objector,
        lock,
    };
    let flags = if also { Flags::ALSO_COMMUNITY } else { Flags::default() };
    assert_eq!(Proposal { flags, ..made(track, &rules) }.form(&rules, &steady(filled)), expected);
    assert_eq!(form(&rules, track, also, filled < 5), expected);
}

#[test]
fn a_committee_is_dormant_below_its_least_number_of_seats() {
    use Track::{Creative, Dual, Override, Strategic};
    // At the least number, and above.
    for filled in [5, 6, 15] {
        check(Strategic, false, filled, (Some(Strategic), false), Some(House::Committee), 3 * DAY);
        check(Creative, false, filled, (None, true), Some(House::Community), 2 * DAY);
        check(Creative, true, filled, (Some(Strategic), true), None, 2 * DAY);
        check(Dual, false, filled, (Some(Dual), true), None, 7 * DAY);
        check(Override, false, filled, (Some(Override), false), None, 10 * DAY);
    }
    // One less, and none.
    for filled in [0, 4] {
        check(Strategic, false, filled, (Some(Strategic), false), None, 3 * DAY);
        check(Creative, false, filled, (Some(Strategic), false), None, 3 * DAY);
        check(Creative, true, filled, (Some(Strategic), false), None, 3 * DAY);
        check(Dual, false, filled, (Some(Override), false), None, 10 * DAY);
        check(Override, false, filled, (Some(Override), false), None, 10 * DAY);
    }
}

#[test]
fn dormancy_is_about_the_seats_filled_at_the_snapshot() {
    // All five are suspended now, and yet the committee is not dormant.
    let standing = Standing { counting: 0, regular: 0, ..steady(5) };
    assert!(made(Track::Creative, &rules()).form(&rules(), &standing).committee.is_some());
}

#[test]
fn a_vacant_committee_stops_nothing() {
    let mut world = world(rules(), 0);
    let strategic = voted(&mut world, Track::Strategic, Act::Strategic(1));
    let window_end = world.filed(strategic).unwrap().proposal.window_end;
    wait(&mut world, 1);
    assert_eq!(world.state(strategic), Ok(State::Succeeded));
    let creative = done(&mut world, Step::Propose(ALICE, draft(Track::Creative, &[Act::Creative(1)])));
    let dual = done(&mut world, Step::Propose(ALICE, draft(Track::Dual, &[Act::Unknown(1)])));
    go(&mut world, window_end);
    done(&mut world, Step::Vote(ALICE, creative, Support::For));
    done(&mut world, Step::Vote(ALICE, dual, Support::For));
    let end = world.filed(dual).unwrap().proposal.end;
    go(&mut world, end + 1);
    for id in [creative, dual] {
        assert_eq!(world.state(id), Ok(State::Succeeded));
        done(&mut world, Step::Queue(id));
    }
    let waits = |id| world.operation(id).unwrap().eta - world.now;
    assert_eq!((waits(creative), waits(dual)), (3 * DAY, 10 * DAY));
}
