//! One millisecond on either side.

use super::*;

#[test]
fn an_offer_is_valid_for_thirty_days_and_no_millisecond_more() {
    for (late, expected) in [(0, Ok(())), (1, Err(Error::OfferExpired { seat: 0, until: START + 1 + OFFER }))] {
        let mut stage = stage();
        stage.resign(HOLDER, 0).unwrap();
        stage.appoint(DUAL, 0, CANDIDATE).unwrap();
        stage.at(START + 1 + OFFER + late);
        assert_eq!(stage.seat(0).offer.is_some(), late == 0);
        assert_eq!(stage.accept(CANDIDATE, 0), expected);
    }
}

#[test]
fn a_rotation_is_finalized_from_three_to_thirty_days_after_its_beginning() {
    let from = START + 1 + ROTATION_DELAY;
    let until = START + 1 + ROTATION;
    let early = Err(Error::RotationTooEarly { seat: 0, from });
    let late = Err(Error::RotationExpired { seat: 0, until });
    for (now, expected) in [(from - 1, early), (from, Ok(())), (until, Ok(())), (until + 1, late)] {
        let mut stage = stage();
        stage.rotate(HOLDER, 0, KEY).unwrap();
        assert_eq!(stage.at(now).finalize(KEY, 0), expected);
        assert_eq!(stage.holder(0), account(if expected.is_ok() { KEY } else { HOLDER }));
    }
    let mut stage = stage();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    stage.at(until + 1).refuses(Error::NoRotation { seat: 0 }, |stage| stage.cancel(HOLDER, 0));
}

#[test]
fn a_motion_is_carried_within_seven_days_or_begins_anew() {
    for (late, carried) in [(0, true), (1, false)] {
        let mut stage = stage();
        for voter in 1..=4 {
            stage.vote(HOLDER + voter, voter as u8, 0).unwrap();
        }
        assert_eq!(stage.at(START + 1 + MOTION + late).vote(HOLDER + 5, 5, 0), Ok(carried));
        let motion = stage.seat(0).motion;
        assert_eq!(motion.map(|motion| motion.until), (!carried).then_some(START + 2 + 2 * MOTION));
    }
}

#[test]
fn a_tenure_is_suspended_again_after_ninety_days_only() {
    let mut stage = stage();
    stage.suspend(1);
    let until = START + 1 + SUSPENSION + RESPITE;
    let recently = Error::SuspendedRecently { seat: 1, until };
    stage.at(START + 1 + SUSPENSION).refuses(recently, |stage| stage.vote(HOLDER, 0, 1));
    stage.at(until - 1).refuses(recently, |stage| stage.vote(HOLDER, 0, 1));
    stage.at(until).suspend(1);
    // The next tenure begins with a clean slate.
    stage.resign(HOLDER + 1, 1).unwrap();
    stage.fill(1, CANDIDATE);
    stage.suspend(1);
}

#[test]
fn a_suspension_ends_at_its_millisecond_for_votes_of_the_seat_and_about_others() {
    let mut stage = stage();
    stage.suspend(0);
    let end = START + 1 + SUSPENSION;
    stage.at(end - 1);
    assert_eq!(stage.counts(START), standing(ALL, ALL - 1, ALL - 1));
    let suspended = Error::OtherSuspended { seat: 0, until: end };
    stage.refuses(suspended, |stage| stage.vote(HOLDER + 1, 1, 2));
    stage.at(end);
    assert_eq!(stage.counts(START), standing(ALL, ALL, ALL));
    assert_eq!(stage.vote(HOLDER, 0, 2), Ok(false));
    // As it was, it stays told.
    assert_eq!(stage.standing(START, end - 1), Ok(standing(ALL, ALL - 1, ALL - 1)));
}

#[test]
fn a_term_lasts_to_the_first_end_of_its_cohort_that_is_more_than_sixty_days_away() {
    let day_60 = EVEN_END - 60 * DAY;
    for (now, seat, end) in [
        (day_60 - 1, 0, EVEN_END),
        (day_60, 0, EVEN_END + TERM),
        (day_60, 1, ODD_END),
        (ODD_END - 60 * DAY - 1, 1, ODD_END),
        (ODD_END - 60 * DAY, 1, ODD_END + TERM),
        (EVEN_END + 10 * TERM, 2, EVEN_END + 11 * TERM),
    ] {
        let mut stage = stage();
        if stage.at(now).status(seat) != Status::Vacant {
            stage.resign(HOLDER + u32::from(seat), seat).unwrap();
        }
        stage.fill(seat, CANDIDATE);
        assert_eq!(stage.member(seat).term_end, end);
    }
}

#[test]
fn changes_within_a_millisecond_are_one_change() {
    let mut stage = stage();
    let now = stage.now();
    stage.resign(HOLDER, 0).unwrap();
    stage.fill(0, CANDIDATE);
    stage.resign(CANDIDATE, 0).unwrap();
    stage.fill(0, HOLDER);
    assert_eq!(stage.tenure(0), 9);
    assert_eq!(stage.standing(START, now), Ok(standing(ALL, ALL - 1, ALL - 1)));
    stage.at(now + 1);
    assert_eq!(stage.committee.holder_at(&mut stage.chain, 0, now - 1), Ok(Some((account(HOLDER), 1))));
    assert_eq!(stage.committee.holder_at(&mut stage.chain, 0, now), Ok(Some((account(HOLDER), 9))));
    assert_eq!(stage.counts(now), standing(ALL, ALL, ALL));
    // One earlier roster is kept, not four.
    let committee = stage.committee.account;
    assert!(stage.chain.cell(committee, vec![3, 0, 0, 0, 0]).is_some());
    assert!(stage.chain.cell(committee, vec![3, 1, 0, 0, 0]).is_none());
}
