//! Each bound of the rules, at it and one beyond, on each track that has it; and which class is whose.

use atelier_governance::{
    track::{Bound, Class, Rules, Settings, Track, Unbounded},
    units::{Bps, Millis, DAY},
};
use governance_model::actors::{quick, strict};

const SEATS: u8 = 7;
const HOUR: Millis = DAY / 24;
const ALL: [Track; 4] = Track::ALL;
const OBJECTING: [Track; 2] = [Track::Strategic, Track::Creative];
const OTHERS: [Track; 2] = [Track::Dual, Track::Override];

/// Sets something on a track, and on those that may not be easier.
fn set(rules: &mut Rules, track: Track, set: impl Fn(&mut Settings)) {
    let harder = match track {
        Track::Strategic => vec![0, 2, 3],
        Track::Creative => vec![1],
        Track::Dual => vec![2, 3],
        Track::Override => vec![3],
    };
    for number in harder {
        set(&mut rules.tracks[number]);
    }
}

/// On each of the tracks the bound holds for some values, and not for others. All else is as low as it may be.
#[track_caller]
fn check<T: Copy>(tracks: &[Track], bound: Bound, fine: &[T], bad: &[T], put: impl Fn(&mut Settings, T)) {
    for track in tracks {
        for value in fine {
            let mut rules = quick();
            set(&mut rules, *track, |settings| put(settings, *value));
            assert_eq!(rules.check(SEATS), Ok(()), "{track:?}");
        }
        for value in bad {
            let mut rules = quick();
            set(&mut rules, *track, |settings| put(settings, *value));
            assert_eq!(rules.check(SEATS), Err(Unbounded { track: Some(*track), bound }), "{track:?}");
        }
    }
}

#[test]
fn usual_rules_are_within_all_bounds() {
    for seats in 5..=15 {
        assert_eq!(Rules::usual(0).check(seats), Ok(()));
        assert_eq!(Rules::usual(u128::MAX).check(seats), Ok(()));
    }
    assert_eq!(quick().check(SEATS), Ok(()));
    assert_eq!(strict().check(SEATS), Ok(()));
}

#[test]
fn threshold_is_bounded() {
    check(&ALL, Bound::Threshold, &[0, 1_000], &[1_001, u16::MAX], |settings, value| settings.threshold = Bps(value));
}

#[test]
fn live_is_bounded() {
    check(&ALL, Bound::Live, &[1, 10], &[0, 11, u8::MAX], |settings, value| settings.live = value);
}

#[test]
fn delay_is_bounded() {
    check(&ALL, Bound::Delay, &[0, 14 * DAY], &[14 * DAY + 1, Millis::MAX], |settings, value| settings.delay = value);
}

#[test]
fn period_is_bounded() {
    let bad = [0, DAY - 1, 30 * DAY + 1, Millis::MAX];
    check(&ALL, Bound::Period, &[DAY, 30 * DAY], &bad, |settings, value| settings.period = value);
}

#[test]
fn tail_is_at_most_half_of_each_window() {
    let bad = [0, HOUR - 1, 12 * HOUR + 1, Millis::MAX];
    check(&ALL, Bound::Tail, &[HOUR, 12 * HOUR], &bad, |settings, value| settings.tail = value);
    let with_period = |settings: &mut Settings, (period, tail)| (settings.period, settings.tail) = (period, tail);
    // The objection is a day long.
    check(&OBJECTING, Bound::Tail, &[(2 * DAY, DAY / 2)], &[(2 * DAY, DAY / 2 + 1)], with_period);
    check(&OTHERS, Bound::Tail, &[(2 * DAY, DAY), (2 * DAY + 1, DAY)], &[(2 * DAY, DAY + 1)], with_period);
    let with_objection = |settings: &mut Settings, (objection, tail)| {
        (settings.objection, settings.tail) = (objection, tail);
    };
    // Strategic's also changes the tracks without objection, so it is tried on Creative.
    check(&[Track::Creative], Bound::Tail, &[(3 * DAY, DAY / 2)], &[(3 * DAY, DAY / 2 + 1)], with_objection);
}

#[test]
fn quorum_is_bounded() {
    let put = |settings: &mut Settings, value| settings.community.quorum = Bps(value);
    check(&ALL, Bound::Quorum, &[1, 4_000], &[0, 4_001, u16::MAX], put);
}

#[test]
fn approval_is_bounded() {
    let put = |settings: &mut Settings, value| settings.community.approval = Bps(value);
    check(&ALL, Bound::Approval, &[5_000, 9_000], &[4_999, 9_001, u16::MAX], put);
}

#[test]
fn quorum_of_seats_is_a_part() {
    let put = |settings: &mut Settings, value| settings.committee.quorum = Bps(value);
    check(&ALL, Bound::SeatQuorum, &[0, 10_000], &[10_001, u16::MAX], put);
}

#[test]
fn a_committee_can_lose_all_seats_but_the_least() {
    let put = |settings: &mut Settings, value| settings.committee.least = value;
    check(&ALL, Bound::SeatLeast, &[1], &[0, 2, u8::MAX], put);
    for track in ALL {
        // Twice 3 less 1 is 5, twice 4 less 1 is 7.
        for (least, min_seats, fine) in [(3, 5, true), (3, 4, false), (4, 7, true), (4, 6, false)] {
            let mut rules = Rules { min_seats, ..quick() };
            set(&mut rules, track, |settings| settings.committee.least = least);
            let expected = if fine { Ok(()) } else { Err(Unbounded { track: Some(track), bound: Bound::SeatLeast }) };
            assert_eq!(rules.check(SEATS), expected, "{track:?} {least} {min_seats}");
        }
    }
}

#[test]
fn approval_of_seats_is_bounded() {
    let put = |settings: &mut Settings, value| settings.committee.approval = Bps(value);
    check(&ALL, Bound::SeatApproval, &[5_000, 9_000], &[4_999, 9_001, u16::MAX], put);
}

#[test]
fn objection_is_bounded_where_somebody_may_object() {
    for track in OBJECTING {
        for (value, fine) in [(DAY, true), (14 * DAY, true), (0, false), (DAY - 1, false), (14 * DAY + 1, false)] {
            let mut rules = quick();
            rules.tracks[track as usize].objection = value;
            let expected = if fine { Ok(()) } else { Err(Unbounded { track: Some(track), bound: Bound::Objection }) };
            assert_eq!(rules.check(SEATS), expected, "{track:?} {value}");
        }
    }
    check(&OTHERS, Bound::Objection, &[0], &[1, DAY, 14 * DAY], |settings, value| settings.objection = value);
}

#[test]
fn veto_is_bounded_by_who_may_object() {
    for (track, value, fine) in [
        (Track::Strategic, 5_000, true),
        (Track::Strategic, 10_000, true),
        (Track::Strategic, 4_999, false),
        (Track::Strategic, 10_001, false),
        (Track::Creative, 1, true),
        (Track::Creative, 4_000, true),
        (Track::Creative, 0, false),
        (Track::Creative, 4_001, false),
        (Track::Dual, 0, true),
        (Track::Dual, 10_000, true),
        (Track::Dual, 10_001, false),
        (Track::Override, 0, true),
        (Track::Override, 10_000, true),
        (Track::Override, 10_001, false),
    ] {
        let mut rules = quick();
        rules.tracks[track as usize].veto = Bps(value);
        let expected = if fine { Ok(()) } else { Err(Unbounded { track: Some(track), bound: Bound::Veto }) };
        assert_eq!(rules.check(SEATS), expected, "{track:?} {value}");
    }
}

#[test]
fn lock_is_bounded() {
    let bad = [0, DAY - 1, 30 * DAY + 1, Millis::MAX];
    check(&ALL, Bound::Lock, &[DAY, 30 * DAY], &bad, |settings, value| settings.lock = value);
}

#[test]
fn grace_is_bounded() {
    let bad = [0, 3 * DAY - 1, 60 * DAY + 1, Millis::MAX];
    check(&ALL, Bound::Grace, &[3 * DAY, 60 * DAY], &bad, |settings, value| settings.grace = value);
}

#[test]
fn queue_within_is_bounded() {
    let bad = [0, DAY - 1, 60 * DAY + 1, Millis::MAX];
    check(&ALL, Bound::QueueWithin, &[DAY, 60 * DAY], &bad, |settings, value| settings.queue_within = value);
}

#[test]
fn no_harder_track_is_easier() {
    // One less than the track below, on each of the two, for each of the three.
    for (lower, higher, track) in [(0, 2, Track::Dual), (2, 3, Track::Override)] {
        let puts: [fn(&mut Settings, bool); 3] = [
            |settings, less| settings.community.quorum = Bps(401 - u16::from(less)),
            |settings, less| settings.community.approval = Bps(6_001 - u16::from(less)),
            |settings, less| settings.lock = 2 * DAY - u64::from(less),
        ];
        for put in puts {
            let mut rules = quick();
            rules.tracks[lower..].iter_mut().for_each(|settings| put(settings, false));
            put(&mut rules.tracks[1], true);
            assert_eq!(rules.check(SEATS), Ok(()), "as hard as the one below");
            put(&mut rules.tracks[higher], true);
            assert_eq!(rules.check(SEATS), Err(Unbounded { track: Some(track), bound: Bound::Order }));
        }
    }
}

#[test]
fn a_committee_cannot_be_dormant_for_ever() {
    let check = |min_seats, seats, fine: bool| {
        let expected = if fine { Ok(()) } else { Err(Unbounded { track: None, bound: Bound::MinSeats }) };
        assert_eq!(Rules { min_seats, ..quick() }.check(seats), expected, "{min_seats} {seats}");
    };
    check(1, 3, true);
    check(3, 3, true);
    check(4, 3, false);
    check(15, 15, true);
    check(16, 15, false);
    check(1, 0, false);
    // Without any seats that a committee must have one silent seat too many counts first.
    let none = Rules { min_seats: 0, ..quick() };
    assert_eq!(none.check(SEATS), Err(Unbounded { track: Some(Track::Strategic), bound: Bound::SeatLeast }));
}

#[test]
fn vetoes_are_bounded() {
    for vetoes in [0, 10] {
        assert_eq!(Rules { vetoes, ..quick() }.check(SEATS), Ok(()));
    }
    for vetoes in [11, u8::MAX] {
        let expected = Err(Unbounded { track: None, bound: Bound::Vetoes });
        assert_eq!(Rules { vetoes, ..quick() }.check(SEATS), expected);
    }
}

#[test]
fn each_class_is_open_to_its_tracks() {
    use Class::{Creative, Dual, Roster, Strategic};
    for (class, open) in [
        (Creative, [false, true, false, false]),
        (Strategic, [true, false, true, false]),
        (Dual, [false, false, true, false]),
        (Roster, [false, false, true, true]),
    ] {
        assert_eq!(ALL.map(|track| class.is_open_to(track)), open, "{class:?}");
    }
}

#[test]
fn the_committee_alone_moves_no_money() {
    for value in [1, u128::MAX] {
        assert_eq!(Class::Creative.with_value(value), Class::Dual);
        for class in [Class::Strategic, Class::Dual, Class::Roster] {
            assert_eq!(class.with_value(value), class);
        }
    }
    assert_eq!(Class::Creative.with_value(0), Class::Creative);
}

#[test]
fn what_is_harder_to_decide_is_harder_to_undo() {
    assert_eq!(ALL.map(Track::rank), [0, 0, 1, 2]);
}

#[test]
fn numbers_name_tracks_and_classes() {
    for (number, track) in (0..).zip(ALL) {
        assert_eq!(Track::from_number(number), Some(track));
        assert_eq!(track as u8, number);
    }
    for (number, class) in (0..).zip([Class::Creative, Class::Strategic, Class::Dual, Class::Roster]) {
        assert_eq!(Class::from_number(number), Some(class));
    }
    for number in [4, 255] {
        assert_eq!((Track::from_number(number), Class::from_number(number)), (None, None));
    }
}
