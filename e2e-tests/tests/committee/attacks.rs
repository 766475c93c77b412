//! Thefts of power.

use super::*;

#[test]
fn ex_member_keeps_no_power() {
    let mut stage = stage();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    stage.vote(HOLDER, 0, 2).unwrap();
    let removed = stage.now() + ROTATION_DELAY;
    stage.at(removed).remove(DUAL, 0, 1).unwrap();
    stage.refuses(Error::NotHolder { seat: 0 }, |stage| stage.standing_of(0, HOLDER, START));
    assert_eq!(stage.counts(START), standing(ALL, ALL - 1, ALL - 1));
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.vote(HOLDER, 0, 1));
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.finalize(KEY, 0));
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.resign(HOLDER, 0));
    // Whoever follows inherits neither the rotation nor the vote.
    stage.fill(0, CANDIDATE);
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.finalize(KEY, 0));
    assert_eq!(stage.counts(START), standing(ALL, ALL - 1, ALL - 1));
    for voter in [1, 3, 4] {
        assert_eq!(stage.vote(HOLDER + voter, voter as u8, 2), Ok(false));
    }
    assert_eq!(stage.vote(HOLDER + 5, 5, 2), Ok(false), "four of six, and one who is gone");
    assert_eq!(stage.vote(CANDIDATE, 0, 2), Ok(true));
    // Up to the removal the member counted, whatever happened since.
    assert_eq!(stage.standing(START, removed - 1), Ok(standing(ALL, ALL, ALL)));
}

#[test]
fn veto_of_own_removal_is_impossible() {
    let mut stage = stage();
    // Whatever the whole committee does first: suspensions, rotations, motions.
    stage.rotate(HOLDER, 0, KEY).unwrap();
    stage.suspend(0);
    stage.remove(DUAL, 0, 1).unwrap();
    for seat in 1..SEATS {
        stage.remove(DUAL, seat, u32::from(seat) + 1).unwrap();
    }
    let now = stage.now();
    stage.at(now + 1);
    assert_eq!(stage.counts(now), standing(0, 0, 0));
    // A seat whose term is over is not kept by a suspension.
    let mut stage = super::stage();
    stage.at(EVEN_END - 1).suspend(0);
    stage.at(EVEN_END + 1).fill(0, CANDIDATE);
    assert_eq!(stage.status(0), Status::Filled);
}

#[test]
fn key_rotation_keeps_the_tenure() {
    let mut stage = stage();
    stage.vote(HOLDER, 0, 2).unwrap();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    let now = stage.now() + ROTATION_DELAY;
    stage.at(now).finalize(KEY, 0).unwrap();
    assert_eq!(stage.tenure(0), 1);
    stage.at(now + 1);
    // What began before goes on with the new key, and with the new key only.
    assert_eq!(stage.standing_of(0, KEY, START), Ok(standing(ALL, ALL, ALL)));
    stage.refuses(Error::NotHolder { seat: 0 }, |stage| stage.standing_of(0, HOLDER, START));
    stage.refuses(Error::NotHolder { seat: 0 }, |stage| stage.vote(HOLDER, 0, 1));
    stage.refuses(Error::AlreadyVoted { seat: 0 }, |stage| stage.vote(KEY, 0, 2));
    for voter in [1, 3, 4] {
        assert_eq!(stage.vote(HOLDER + voter, voter as u8, 2), Ok(false));
    }
    assert_eq!(stage.vote(HOLDER + 5, 5, 2), Ok(true), "the old key's vote counts");
}

#[test]
fn key_rotation_does_not_shake_off_a_suspension() {
    let mut stage = stage();
    stage.suspend(0);
    let end = stage.member(0).suspended_until;
    stage.at(end).rotate(HOLDER, 0, KEY).unwrap();
    stage.at(end + ROTATION_DELAY).finalize(KEY, 0).unwrap();
    let until = end + RESPITE;
    stage.refuses(Error::SuspendedRecently { seat: 0, until }, |stage| stage.vote(HOLDER + 1, 1, 0));
}

#[test]
fn seat_removed_then_reappointed_same_person_has_new_tenure() {
    let mut stage = stage();
    stage.remove(DUAL, 0, 1).unwrap();
    stage.fill(0, HOLDER);
    assert_eq!(stage.tenure(0), 8);
    let now = stage.now();
    stage.at(now + 1);
    // Nothing that was decided about the first tenure, and no snapshot of it, is about the second.
    stage.refuses(Error::TenureChanged { seat: 0, tenure: 8 }, |stage| stage.remove(DUAL, 0, 1));
    let seen = stage.standing_of(0, HOLDER, START).unwrap();
    assert_eq!(seen, standing(ALL, ALL - 1, ALL - 1));
    assert_eq!(stage.standing_of(0, HOLDER, now), Ok(standing(ALL, ALL, ALL)));
    // The same holds for who is appointed again after their term, without a day's absence.
    stage.at(EVEN_END + 1).fill(2, HOLDER + 2);
    assert_eq!(stage.tenure(2), 9);
    assert_eq!(stage.counts(START).counting & bit(2), 0);
}

#[test]
fn purge_by_own_majority_is_impossible() {
    let mut stage = stage();
    // Four of seven are a majority, and cannot even suspend.
    for seat in 4..SEATS {
        for voter in 0..4 {
            assert_eq!(stage.vote(HOLDER + voter, voter as u8, seat), Ok(false));
        }
        stage.refuses(Error::NotAuthorized, |stage| stage.remove(HOLDER, seat, u32::from(seat) + 1));
    }
    // Six of seven can, one seat at a time, and the seat still counts in the denominator.
    assert_eq!(stage.vote(HOLDER + 4, 4, 6), Ok(true));
    let until = stage.member(6).suspended_until;
    for seat in [4, 5] {
        stage.refuses(Error::OtherSuspended { seat: 6, until }, |stage| stage.vote(HOLDER + 1, 1, seat));
    }
    let now = stage.now();
    stage.at(now + 1);
    assert_eq!(stage.counts(now), standing(ALL, ALL - bit(6), ALL - bit(6)));
    // And then not the same again for three quarters of the time.
    assert_eq!(stage.at(until).status(6), Status::Filled);
    let again = until + RESPITE;
    stage.refuses(Error::SuspendedRecently { seat: 6, until: again }, |stage| stage.vote(HOLDER, 0, 6));
}

#[test]
fn suspended_seat_counts_in_the_denominator() {
    let mut stage = stage();
    stage.suspend(1);
    let now = stage.now();
    assert_eq!(stage.at(now + 1).counts(now), standing(ALL, ALL - bit(1), ALL - bit(1)));
    // A majority of the six others, of whom five can vote.
    stage.rotate(HOLDER, 0, KEY).unwrap();
    for voter in 2..=4 {
        assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false));
    }
    assert_eq!(stage.cancel(HOLDER + 5, 0), Ok(true));
}

#[test]
fn votes_of_who_is_suspended_meanwhile_do_not_count() {
    let mut stage = stage();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    for voter in 1..=3 {
        assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false));
    }
    stage.suspend(1);
    assert_eq!(stage.cancel(HOLDER + 4, 0), Ok(false));
    assert_eq!(stage.cancel(HOLDER + 5, 0), Ok(true));
}

#[test]
fn stolen_key_rotation_can_be_canceled() {
    let mut stage = stage();
    // The thief has the key of seat 0; the holder has it, too.
    stage.rotate(HOLDER, 0, MALLORY).unwrap();
    let now = stage.now();
    let early = Error::RotationTooEarly { seat: 0, from: now + ROTATION_DELAY };
    stage.refuses(early, |stage| stage.finalize(MALLORY, 0));
    assert_eq!(stage.cancel(HOLDER, 0), Ok(true));
    stage.at(now + ROTATION_DELAY);
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.finalize(MALLORY, 0));
    // The holder lost it: the others cancel, and suspend the seat, so that it does not begin anew.
    stage.rotate(HOLDER, 0, MALLORY).unwrap();
    for voter in 1..=3 {
        assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false));
    }
    assert_eq!(stage.cancel(HOLDER + 4, 0), Ok(true));
    stage.suspend(0);
    let until = stage.member(0).suspended_until;
    stage.refuses(Error::Suspended { seat: 0, until }, |stage| stage.rotate(HOLDER, 0, MALLORY));
    assert_eq!(stage.holder(0), account(HOLDER));
}

#[test]
fn one_person_two_seats_is_impossible() {
    let mut stage = stage();
    stage.resign(HOLDER, 0).unwrap();
    stage.resign(HOLDER + 1, 1).unwrap();
    // Two offers, one acceptance.
    stage.appoint(DUAL, 0, CANDIDATE).unwrap();
    stage.appoint(DUAL, 1, CANDIDATE).unwrap();
    stage.accept(CANDIDATE, 0).unwrap();
    stage.refuses(Error::AlreadySeated { seat: 0 }, |stage| stage.accept(CANDIDATE, 1));
    // A rotation to somebody who takes a seat meanwhile.
    stage.rotate(HOLDER + 2, 2, CANDIDATE + 1).unwrap();
    stage.fill(1, CANDIDATE + 1);
    let now = stage.now() + ROTATION_DELAY;
    stage.at(now).refuses(Error::AlreadySeated { seat: 1 }, |stage| stage.finalize(CANDIDATE + 1, 2));
    // A holder in holdover can be offered the same seat again, but no other one.
    stage.at(EVEN_END + 1);
    stage.refuses(Error::AlreadySeated { seat: 4 }, |stage| stage.appoint(DUAL, 6, HOLDER + 4));
    stage.fill(4, HOLDER + 4);
    // Two rotations to one key.
    stage.rotate(HOLDER + 3, 3, KEY).unwrap();
    stage.refuses(Error::AlreadyPending { seat: 3 }, |stage| stage.rotate(HOLDER + 5, 5, KEY));
}

#[test]
fn a_successor_is_not_robbed_by_the_predecessors_new_key() {
    let mut stage = stage();
    stage.at(EVEN_END - DAY).rotate(HOLDER, 0, KEY).unwrap();
    stage.vote(HOLDER + 1, 1, 0).unwrap();
    stage.at(EVEN_END + 3 * DAY).fill(0, CANDIDATE);
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.finalize(KEY, 0));
    assert_eq!(stage.seat(0).motion, None, "a motion was about the predecessor");
    assert_eq!(stage.holder(0), account(CANDIDATE));
}

#[test]
fn a_rotation_cannot_keep_a_candidate_out() {
    let mut stage = stage();
    stage.resign(HOLDER, 0).unwrap();
    stage.rotate(HOLDER + 1, 1, CANDIDATE).unwrap();
    stage.fill(0, CANDIDATE);
    assert_eq!(stage.holder(0), account(CANDIDATE));
}

/// What a call costs, in picoseconds.
fn cost(called: &Called) -> u64 {
    assert!(!called.reverted, "{called:?}");
    called.ref_time
}

#[test]
fn history_with_10_000_changes_stays_cheap() {
    const CHANGES: u32 = 10_000;
    let holders: Vec<_> = (0..15).map(|seat| Some(bytes(account(HOLDER + seat)))).collect();
    let mut cell = found(&SETTINGS, &holders, START).unwrap();
    let mut stage = stage_of(15);
    let committee = stage.committee.account;
    let ask = |stage: &mut Stage, snapshot: u64, at: u64| {
        let standing_of = input(selector_bytes!("standing_of"), &(1u8, account(HOLDER + 1), snapshot));
        let standing = input(selector_bytes!("standing"), &(snapshot, at));
        [standing_of, standing].map(|input| cost(&stage.chain.ask(account(MALLORY), committee, input)))
    };
    let [young, _] = ask(&mut stage, START, START);
    // The first seat changes hands each second.
    for number in 0..CHANGES {
        let now = START + 1_000 * (u64::from(number) + 1);
        let tenure = Roster::<32>(&cell).appointed() + 1;
        let before = cell.clone();
        let term = Term { tenure, end: EVEN_END, suspended_until: 0 };
        let kept = change(&mut cell, 0, &bytes(account(CANDIDATE)), &term, now);
        assert_eq!(kept, Some(number));
        stage.chain.seed_cell(committee, &[&[3][..], &number.to_le_bytes()].concat(), &before);
    }
    stage.chain.seed_cell(committee, &[1], &cell);
    let end = START + 1_000 * u64::from(CHANGES);
    stage.at(end + 1);
    // Every time is found, with the tenure that it had.
    for number in [0, 1, 2, 4_999, 5_000, 9_998, 9_999] {
        for (at, tenure) in [(0, 15 + number), (999, 15 + number), (1_000, 16 + number)] {
            let tenure = if tenure == 15 { 1 } else { tenure };
            let at = START + 1_000 * u64::from(number) + at;
            let holder = stage.committee.holder_at(&mut stage.chain, 0, at).unwrap();
            assert_eq!(holder.map(|(_, tenure)| tenure), Some(tenure), "at {at}");
        }
    }
    let [now, _] = ask(&mut stage, end, end);
    let [second, _] = ask(&mut stage, end - 1, end);
    let [minute, _] = ask(&mut stage, end - 60_000, end);
    let [first, both] = ask(&mut stage, START, START + 1);
    println!("standing_of young {young}, now {now}, a change ago {second}, 60 ago {minute}, 10,000 ago {first}; standing {both}");
    // The newest snapshot costs what it did without a history; each look at an earlier roster about 31 µs.
    let look = 36_000_000;
    assert_eq!(now / 1_000_000, young / 1_000_000);
    assert!(second < young + 2 * look, "{second}");
    assert!(minute < young + 12 * look, "{minute}");
    assert!(first < young + 28 * look, "{first}");
    assert!(both < young + 56 * look, "{both}");
    // A change costs the same however many there were.
    let resign = |stage: &mut Stage| {
        let resign = input(selector_bytes!("resign"), &2u8);
        cost(&stage.chain.ask(account(HOLDER + 2), stage.committee.account, resign))
    };
    let (old, new) = (resign(&mut stage), resign(&mut stage_of(15)));
    assert!(old.abs_diff(new) < 1_000_000, "{old}, {new}");
}
