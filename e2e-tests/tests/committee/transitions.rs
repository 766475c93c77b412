//! The rows of the table of transitions.

use super::*;

#[test]
fn k01_a_vacant_seat_is_filled_by_appointment_and_acceptance() {
    let mut stage = stage();
    stage.resign(HOLDER, 0).unwrap();
    stage.appoint(DUAL, 0, CANDIDATE).unwrap();
    let now = stage.now();
    assert_eq!(stage.status(0), Status::Vacant);
    let offer = stage.seat(0).offer.unwrap();
    assert_eq!((offer.candidate, offer.until), (account(CANDIDATE), now + OFFER));
    stage.accept(CANDIDATE, 0).unwrap();
    let expected = Member { holder: account(CANDIDATE), tenure: 8, term_end: EVEN_END, suspended_until: 0 };
    let view = SeatView { status: Status::Filled, member: Some(expected), offer: None, rotation: None, motion: None };
    assert_eq!(stage.seat(0), view);
}

#[test]
fn k01_only_both_houses_appoint_and_only_who_is_meant_accepts() {
    let mut stage = stage();
    stage.resign(HOLDER, 0).unwrap();
    for caller in [STRATEGIC, HOLDER + 1, CANDIDATE, DEPLOYER] {
        stage.refuses(Error::NotAuthorized, |stage| stage.appoint(caller, 0, CANDIDATE));
    }
    stage.refuses(Error::NoOffer { seat: 0 }, |stage| stage.accept(CANDIDATE, 0));
    stage.appoint(DUAL, 0, CANDIDATE).unwrap();
    stage.refuses(Error::NotOffered { seat: 0 }, |stage| stage.accept(CANDIDATE + 1, 0));
    stage.refuses(Error::NotOffered { seat: 0 }, |stage| stage.accept(DUAL, 0));
    stage.refuses(Error::SeatFilled { seat: 1, term_end: ODD_END }, |stage| stage.appoint(DUAL, 1, CANDIDATE));
    stage.refuses(Error::AlreadySeated { seat: 3 }, |stage| stage.appoint(DUAL, 0, HOLDER + 3));
    // A later offer takes the place of the first.
    stage.appoint(DUAL, 0, CANDIDATE + 1).unwrap();
    stage.refuses(Error::NotOffered { seat: 0 }, |stage| stage.accept(CANDIDATE, 0));
    stage.accept(CANDIDATE + 1, 0).unwrap();
    stage.refuses(Error::NoOffer { seat: 0 }, |stage| stage.accept(CANDIDATE + 1, 0));
}

#[test]
fn k02_k03_a_term_ends_in_holdover_and_then_in_vacancy_without_any_call() {
    let mut stage = stage();
    let check = |stage: &mut Stage, now: u64, status: Status, counting: bool, regular: bool| {
        assert_eq!(stage.at(now).status(0), status);
        let standing = stage.counts(START);
        let found = (standing.filled & 1, standing.counting & 1, standing.regular & 1);
        assert_eq!(found, (1, counting.into(), regular.into()), "at {now}");
        let held = stage.committee.holder_at(&mut stage.chain, 0, now).unwrap();
        assert_eq!(held.is_some(), status != Status::Vacant);
    };
    check(&mut stage, EVEN_END - 1, Status::Filled, true, true);
    check(&mut stage, EVEN_END, Status::Filled, true, true);
    check(&mut stage, EVEN_END + 1, Status::Holdover, true, false);
    check(&mut stage, EVEN_END + HOLDOVER - 1, Status::Holdover, true, false);
    check(&mut stage, EVEN_END + HOLDOVER, Status::Holdover, true, false);
    check(&mut stage, EVEN_END + HOLDOVER + 1, Status::Vacant, false, false);
    // Of this snapshot on, the seat is in no denominator any more.
    stage.at(EVEN_END + HOLDOVER + 2);
    assert_eq!(stage.counts(EVEN_END + HOLDOVER), standing(ALL, 0b010_1010, 0b010_1010));
    assert_eq!(stage.counts(EVEN_END + HOLDOVER + 1), standing(0b010_1010, 0b010_1010, 0b010_1010));
}

#[test]
fn k04_a_holder_resigns_in_term_in_holdover_and_suspended() {
    let mut stage = stage();
    stage.suspend(2);
    stage.resign(HOLDER + 2, 2).unwrap();
    stage.resign(HOLDER, 0).unwrap();
    stage.at(EVEN_END + 1).resign(HOLDER + 4, 4).unwrap();
    for seat in [0, 2, 4] {
        assert_eq!(stage.status(seat), Status::Vacant);
        stage.refuses(Error::Vacant { seat }, |stage| stage.resign(HOLDER + u32::from(seat), seat));
    }
    stage.refuses(Error::NotHolder { seat: 1 }, |stage| stage.resign(MALLORY, 1));
    stage.refuses(Error::NotHolder { seat: 1 }, |stage| stage.resign(DUAL, 1));
}

#[test]
fn k05_a_key_is_rotated_after_three_days_by_the_new_key() {
    let mut stage = stage();
    let begun = stage.now();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    assert_eq!(stage.holder(0), account(HOLDER));
    let rotation = stage.seat(0).rotation.unwrap();
    assert_eq!((rotation.to, rotation.from), (account(KEY), begun + ROTATION_DELAY));
    assert_eq!(rotation.until, begun + ROTATION);
    stage.at(begun + ROTATION_DELAY);
    stage.refuses(Error::NotRotationTarget { seat: 0 }, |stage| stage.finalize(HOLDER, 0));
    stage.refuses(Error::NotRotationTarget { seat: 0 }, |stage| stage.finalize(MALLORY, 0));
    stage.refuses(Error::NoRotation { seat: 1 }, |stage| stage.finalize(KEY, 1));
    stage.finalize(KEY, 0).unwrap();
    assert_eq!(stage.member(0), Member { holder: account(KEY), tenure: 1, term_end: EVEN_END, suspended_until: 0 });
    assert_eq!(stage.seat(0).rotation, None);
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.finalize(KEY, 0));
}

#[test]
fn k05_each_guard_of_a_rotation_refuses() {
    let mut stage = stage();
    let now = stage.now();
    stage.refuses(Error::NotHolder { seat: 0 }, |stage| stage.rotate(HOLDER + 1, 0, KEY));
    stage.refuses(Error::AlreadySeated { seat: 1 }, |stage| stage.rotate(HOLDER, 0, HOLDER + 1));
    stage.refuses(Error::AlreadySeated { seat: 0 }, |stage| stage.rotate(HOLDER, 0, HOLDER));
    stage.rotate(HOLDER, 0, KEY).unwrap();
    let until = now + ROTATION;
    stage.refuses(Error::RotationPending { seat: 0, until }, |stage| stage.rotate(HOLDER, 0, KEY + 1));
    stage.refuses(Error::AlreadyPending { seat: 0 }, |stage| stage.rotate(HOLDER + 1, 1, KEY));
    stage.resign(HOLDER + 2, 2).unwrap();
    stage.appoint(DUAL, 2, CANDIDATE).unwrap();
    stage.refuses(Error::AlreadyPending { seat: 2 }, |stage| stage.rotate(HOLDER + 1, 1, CANDIDATE));
    // What has expired hinders nobody.
    stage.at(until + 1).rotate(HOLDER + 1, 1, KEY).unwrap();
    stage.rotate(HOLDER, 0, CANDIDATE).unwrap();
}

#[test]
fn k05_the_old_key_cancels_at_once_and_the_others_by_majority() {
    let mut stage = stage();
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.cancel(HOLDER, 0));
    stage.rotate(HOLDER, 0, KEY).unwrap();
    assert_eq!(stage.cancel(HOLDER, 0), Ok(true));
    stage.rotate(HOLDER, 0, KEY).unwrap();
    stage.refuses(Error::NotMember, |stage| stage.cancel(KEY, 0));
    stage.refuses(Error::NotMember, |stage| stage.cancel(DUAL, 0));
    // More than half of six.
    for voter in 1..=3 {
        assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false));
    }
    stage.refuses(Error::AlreadyVoted { seat: 3 }, |stage| stage.cancel(HOLDER + 3, 0));
    assert_eq!(stage.cancel(HOLDER + 4, 0), Ok(true));
    stage.refuses(Error::NoRotation { seat: 0 }, |stage| stage.cancel(HOLDER + 5, 0));
    let later = stage.now() + ROTATION_DELAY;
    stage.at(later).refuses(Error::NoRotation { seat: 0 }, |stage| stage.finalize(KEY, 0));
}

#[test]
fn k06_three_quarters_of_the_others_suspend_a_seat() {
    // 3/4 of 2, 3, 4, 6 and 14 others, rounded up.
    for (seats, needed) in [(3, 2), (4, 3), (5, 3), (7, 5), (15, 11)] {
        let mut stage = stage_of(seats);
        let now = stage.now();
        for voter in 1..needed {
            assert_eq!(stage.vote(HOLDER + voter, voter as u8, 0), Ok(false), "{voter} of {seats}");
        }
        assert_eq!(stage.status(0), Status::Filled);
        assert_eq!(stage.vote(HOLDER + needed, needed as u8, 0), Ok(true), "{needed} of {seats}");
        let view = stage.seat(0);
        assert_eq!((view.status, view.motion), (Status::Suspended, None));
        assert_eq!(view.member.unwrap().suspended_until, now + SUSPENSION);
    }
}

#[test]
fn k06_each_guard_of_a_suspension_refuses() {
    let mut stage = stage();
    let now = stage.now();
    stage.refuses(Error::NotHolder { seat: 1 }, |stage| stage.vote(MALLORY, 1, 0));
    stage.refuses(Error::NotHolder { seat: 1 }, |stage| stage.vote(HOLDER + 2, 1, 0));
    stage.refuses(Error::OwnSeat { seat: 1 }, |stage| stage.vote(HOLDER + 1, 1, 1));
    stage.vote(HOLDER + 1, 1, 0).unwrap();
    stage.refuses(Error::AlreadyVoted { seat: 1 }, |stage| stage.vote(HOLDER + 1, 1, 0));
    let reason = "r".repeat(257);
    stage.refuses(Error::ReasonTooLong { bytes: 257 }, |stage| {
        stage.committee.vote_to_suspend(&mut stage.chain, account(HOLDER + 2), 2, 0, &reason)
    });
    stage.committee.vote_to_suspend(&mut stage.chain, account(HOLDER + 2), 2, 0, &reason[1..]).unwrap();
    for voter in [3, 4, 5] {
        stage.vote(HOLDER + voter, voter as u8, 0).unwrap();
    }
    let until = now + SUSPENSION;
    stage.refuses(Error::OtherSuspended { seat: 0, until }, |stage| stage.vote(HOLDER + 1, 1, 2));
    stage.refuses(Error::Suspended { seat: 0, until }, |stage| stage.vote(HOLDER + 1, 1, 0));
    stage.refuses(Error::Suspended { seat: 0, until }, |stage| stage.vote(HOLDER, 0, 1));
}

#[test]
fn k07_a_suspension_ends_by_time_and_by_either_timelock() {
    let mut stage = stage();
    stage.suspend(0);
    for caller in [HOLDER, HOLDER + 1, MALLORY, DEPLOYER] {
        stage.refuses(Error::NotAuthorized, |stage| stage.reinstate(caller, 0, 1));
    }
    stage.refuses(Error::TenureChanged { seat: 0, tenure: 1 }, |stage| stage.reinstate(STRATEGIC, 0, 2));
    stage.refuses(Error::NotSuspended { seat: 1 }, |stage| stage.reinstate(STRATEGIC, 1, 2));
    stage.reinstate(STRATEGIC, 0, 1).unwrap();
    assert_eq!(stage.status(0), Status::Filled);
    stage.suspend(1);
    stage.reinstate(DUAL, 1, 2).unwrap();
    stage.refuses(Error::NotSuspended { seat: 1 }, |stage| stage.reinstate(DUAL, 1, 2));
    stage.suspend(2);
    let end = stage.member(2).suspended_until;
    assert_eq!(stage.at(end - 1).status(2), Status::Suspended);
    assert_eq!(stage.at(end).status(2), Status::Filled);
    stage.refuses(Error::NotSuspended { seat: 2 }, |stage| stage.reinstate(DUAL, 2, 3));
}

#[test]
fn k08_both_houses_remove_whoever_holds_the_tenure() {
    let mut stage = stage();
    stage.suspend(2);
    for caller in [STRATEGIC, HOLDER, HOLDER + 1, MALLORY] {
        stage.refuses(Error::NotAuthorized, |stage| stage.remove(caller, 0, 1));
    }
    stage.refuses(Error::TenureChanged { seat: 0, tenure: 1 }, |stage| stage.remove(DUAL, 0, 0));
    stage.remove(DUAL, 0, 1).unwrap();
    stage.remove(DUAL, 2, 3).unwrap();
    stage.at(EVEN_END + 1).remove(DUAL, 4, 5).unwrap();
    for seat in [0, 2, 4] {
        assert_eq!(stage.status(seat), Status::Vacant);
    }
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.remove(DUAL, 0, 1));
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.remove(DUAL, 0, 0));
}

#[test]
fn k10_a_committee_is_deployed_within_its_bounds_only() {
    let mut chain = chain();
    let mut check = |change: &dyn Fn(&mut Founding), expected: Option<Error>| {
        let mut founding = founding(SEATS);
        change(&mut founding);
        let deployed = Committee::try_deploy(&mut chain, &founding).map(|_| ());
        let refusal = |error| format!("the constructor reverted: {:?}", (0u8, Err::<(), Error>(error)).encode());
        assert_eq!(deployed, expected.map_or(Ok(()), |error| Err(refusal(error))));
    };
    let holder = |seat: u32| Some(account(HOLDER + seat));
    check(&|founding| founding.holders.clear(), Some(Error::SeatsOutOfBounds { seats: 0 }));
    check(&|founding| founding.holders.truncate(2), Some(Error::SeatsOutOfBounds { seats: 2 }));
    check(&|founding| founding.holders.truncate(3), None);
    check(&|founding| founding.holders = (0..15).map(holder).collect(), None);
    let sixteen = Error::SeatsOutOfBounds { seats: 16 };
    check(&|founding| founding.holders = (0..16).map(holder).collect(), Some(sixteen));
    let most = Error::SeatsOutOfBounds { seats: 255 };
    check(&|founding| founding.holders = vec![None; 300], Some(most));
    check(&|founding| founding.holders = vec![None; 3], None);
    check(&|founding| founding.holders[5] = holder(1), Some(Error::AlreadySeated { seat: 1 }));
    let term = |term| move |founding: &mut Founding| founding.settings = Settings { term, first_end: START + 1 };
    check(&term(0), Some(Error::TermOutOfBounds { term: 0 }));
    check(&term(MIN_TERMS - 1), Some(Error::TermOutOfBounds { term: MIN_TERMS - 1 }));
    check(&term(MIN_TERMS), None);
    check(&term(MAX_TERMS), None);
    check(&term(MAX_TERMS + 1), Some(Error::TermOutOfBounds { term: MAX_TERMS + 1 }));
    check(&term(u64::MAX), Some(Error::TermOutOfBounds { term: u64::MAX }));
    let end = |first_end| move |founding: &mut Founding| founding.settings.first_end = first_end;
    check(&end(START), Some(Error::FirstEndOutOfBounds { first_end: START }));
    check(&end(START + 1), None);
    check(&end(START + TERM), None);
    check(&end(START + TERM + 1), Some(Error::FirstEndOutOfBounds { first_end: START + TERM + 1 }));
    check(&end(u64::MAX), Some(Error::FirstEndOutOfBounds { first_end: u64::MAX }));
}
