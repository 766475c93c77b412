//! A small DAO to try rules on: Alice has 700 units, Bob 200, Carol 100; seven holders sit on the committee, who have none.
#![allow(dead_code)]

use atelier_governance::{
    proposal::{schedule, Flags, Proposal, Seats, State, Support, Tally},
    roster::Standing,
    track::{Rules, Track},
    units::{Millis, DAY},
};
pub use governance_model::{
    actors::START,
    house::{Account, Committee, Tenure, Tokens},
    world::{Act, Draft, Refusal, Step, World},
};

pub const HOUR: Millis = DAY / 24;
pub const ALICE: Account = 1;
pub const BOB: Account = 2;
pub const CAROL: Account = 3;
/// The holder of seat 0; that of seat 1 is the next account, and so on.
pub const SEATED: Account = 4;

/// So many seats, from the first.
pub fn first(seats: u32) -> u16 {
    ((1u32 << seats) - 1) as u16
}

/// A committee in which these seats are filled and nothing has happened since the snapshot.
pub fn steady(filled: u32) -> Standing {
    Standing { seats: 15, filled: first(filled), counting: first(filled), regular: first(filled) }
}

/// A proposal that was made at [`START`], and on which nothing was said.
pub fn made(track: Track, rules: &Rules) -> Proposal<()> {
    let times = schedule(rules.of(track), START).unwrap();
    Proposal {
        track,
        executor: track,
        flags: Flags::default(),
        version: 0,
        created: START,
        snapshot: times.snapshot,
        for_end: times.for_end,
        end: times.end,
        window_end: times.window_end,
        eligible: 1_000,
        tally: Tally::default(),
        objections: 0,
        seats: Seats::default(),
        objecting: 0,
        operation: 0,
        votes: (),
    }
}

/// The same, which both houses want.
pub fn wanted(track: Track, rules: &Rules) -> Proposal<()> {
    Proposal {
        tally: Tally { in_favor: 1_000, ..Tally::default() },
        seats: Seats { in_favor: first(7), ..Seats::default() },
        ..made(track, rules)
    }
}

/// A DAO with so many of its seven seats filled.
pub fn world(rules: Rules, filled: u8) -> World {
    let mut units = vec![0, 700, 200, 100];
    units.extend([0; 9]);
    let mut committee = Committee::new(7);
    for seat in 0..filled {
        let tenure = Tenure { number: 0, holder: SEATED + seat, term_end: Millis::MAX / 2, suspended_until: 0 };
        committee.set(seat, Some(tenure), START - DAY);
    }
    World::new(START, Tokens::new(&units), committee, vec![rules])
}

/// What must not be refused.
#[track_caller]
pub fn done(world: &mut World, step: Step) -> u32 {
    world.apply(&step).unwrap_or_else(|refusal| panic!("{step:?}: {refusal:?}"))
}

/// What must be refused, and changes nothing.
#[track_caller]
pub fn refused(world: &mut World, step: Step) -> Refusal {
    let before = world.clone();
    let refusal = world.apply(&step).expect_err("it must be refused");
    assert_eq!(before, *world);
    refusal
}

pub fn draft(track: Track, acts: &[Act]) -> Draft {
    Draft { track, seat: None, acts: acts.to_vec(), after: None }
}

/// Somebody's proposal, on Creative that of the first seat.
pub fn proposing(track: Track, by: Account, act: Act) -> Step {
    match track {
        Track::Creative => Step::Propose(SEATED, Draft { seat: Some(0), ..draft(track, &[act]) }),
        _ => Step::Propose(by, draft(track, &[act])),
    }
}

#[track_caller]
pub fn go(world: &mut World, to: Millis) {
    assert!(to >= world.now);
    world.now = to;
}

pub fn wait(world: &mut World, duration: Millis) {
    world.now += duration;
}

/// So long after the last moment for objections.
#[track_caller]
pub fn close(world: &mut World, id: u32, after: Millis) {
    let window_end = world.filed(id).unwrap().proposal.window_end;
    go(world, window_end + after);
}

/// So many seats vote.
#[track_caller]
pub fn vote_seats(world: &mut World, id: u32, seats: std::ops::Range<u8>, support: Support) {
    for seat in seats {
        done(world, Step::VoteSeat(SEATED + seat, id, seat, support));
    }
}

/// So many seats object.
#[track_caller]
pub fn object_seats(world: &mut World, id: u32, seats: std::ops::Range<u8>) {
    for seat in seats {
        done(world, Step::ObjectSeat(SEATED + seat, id, seat));
    }
}

/// A proposal that both houses voted for as soon as they could, and the world at the end of its vote.
#[track_caller]
pub fn voted(world: &mut World, track: Track, act: Act) -> u32 {
    let id = done(world, proposing(track, ALICE, act));
    let proposal = world.filed(id).unwrap().proposal;
    go(world, proposal.snapshot + 1);
    if track != Track::Creative {
        done(world, Step::Vote(ALICE, id, Support::For));
    }
    if matches!(track, Track::Creative | Track::Dual) {
        let filled = (0..7).filter(|seat| world.committee.tenure(*seat, world.now).is_some()).count() as u8;
        vote_seats(world, id, 0..filled, Support::For);
    }
    go(world, proposal.end);
    id
}

/// A Strategic proposal that the committee vetoed, and the world one millisecond after.
#[track_caller]
pub fn vetoed(world: &mut World, act: Act) -> u32 {
    let id = voted(world, Track::Strategic, act);
    wait(world, 1);
    object_seats(world, id, 0..5);
    close(world, id, 1);
    assert_eq!(world.state(id), Ok(State::Vetoed(atelier_governance::track::House::Committee)));
    id
}

/// A Creative proposal that the community vetoed, and the world one millisecond after.
#[track_caller]
pub fn stopped(world: &mut World, act: Act) -> u32 {
    let id = voted(world, Track::Creative, act);
    wait(world, 1);
    done(world, Step::Object(BOB, id));
    close(world, id, 1);
    assert_eq!(world.state(id), Ok(State::Vetoed(atelier_governance::track::House::Community)));
    id
}
