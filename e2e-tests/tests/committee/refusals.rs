//! Each state of a seat with each message: what has no row in the table is refused by name.

use super::*;

/// Brings the first seat into a state.
fn stage_in(status: Status) -> Stage {
    let mut stage = stage();
    match status {
        Status::Vacant => stage.resign(HOLDER, 0).unwrap(),
        Status::Filled => {}
        Status::Holdover => stage.chain.set_time(EVEN_END + 1),
        Status::Suspended => stage.suspend(0),
    }
    assert_eq!(stage.status(0), status);
    stage
}

type Attempt = fn(&mut Stage) -> Result<(), Error>;

/// Every message about the first seat, from whoever may send it.
const MESSAGES: [Attempt; 9] = [
    |stage| stage.appoint(DUAL, 0, CANDIDATE),
    |stage| stage.accept(CANDIDATE, 0),
    |stage| stage.resign(HOLDER, 0),
    |stage| stage.rotate(HOLDER, 0, KEY),
    |stage| stage.finalize(KEY, 0),
    |stage| stage.cancel(HOLDER, 0).map(|_| ()),
    |stage| stage.vote(HOLDER + 1, 1, 0).map(|_| ()),
    |stage| stage.reinstate(STRATEGIC, 0, 1),
    |stage| stage.remove(DUAL, 0, 1),
];

#[track_caller]
fn check(status: Status, expected: [Option<Error>; 9]) {
    let mut refusing = stage_in(status);
    for (attempt, expected) in MESSAGES.iter().zip(expected) {
        match expected {
            Some(error) => refusing.refuses(error, attempt),
            None => assert_eq!(attempt(&mut stage_in(status)), Ok(())),
        }
    }
}

const SEAT: u8 = 0;
const NO_OFFER: Option<Error> = Some(Error::NoOffer { seat: SEAT });
const NO_ROTATION: Option<Error> = Some(Error::NoRotation { seat: SEAT });
const NOT_SUSPENDED: Option<Error> = Some(Error::NotSuspended { seat: SEAT });

#[test]
fn a_vacant_seat_can_only_be_offered() {
    let vacant = Some(Error::Vacant { seat: SEAT });
    check(Status::Vacant, [None, NO_OFFER, vacant, vacant, vacant, vacant, vacant, vacant, vacant]);
}

#[test]
fn a_filled_seat_cannot_be_offered_or_reinstated() {
    let filled = Some(Error::SeatFilled { seat: SEAT, term_end: EVEN_END });
    check(Status::Filled, [filled, NO_OFFER, None, None, NO_ROTATION, NO_ROTATION, None, NOT_SUSPENDED, None]);
}

#[test]
fn a_seat_in_holdover_cannot_be_rotated_or_suspended() {
    let over = Some(Error::InHoldover { seat: SEAT, term_end: EVEN_END });
    check(Status::Holdover, [None, NO_OFFER, None, over, NO_ROTATION, NO_ROTATION, over, NOT_SUSPENDED, None]);
}

#[test]
fn a_suspended_seat_cannot_be_offered_rotated_or_suspended_again() {
    let filled = Some(Error::SeatFilled { seat: SEAT, term_end: EVEN_END });
    let suspended = Some(Error::Suspended { seat: SEAT, until: START + 1 + SUSPENSION });
    check(Status::Suspended, [filled, NO_OFFER, None, suspended, NO_ROTATION, NO_ROTATION, suspended, None, None]);
}

#[test]
fn a_rotation_waits_while_its_seat_is_suspended_and_dies_with_the_term() {
    let mut stage = stage();
    stage.rotate(HOLDER, 0, KEY).unwrap();
    stage.suspend(0);
    let until = stage.member(0).suspended_until;
    stage.at(until - DAY).refuses(Error::Suspended { seat: 0, until }, |stage| stage.finalize(KEY, 0));
    // The holder may still say no.
    assert_eq!(stage.cancel(HOLDER, 0), Ok(true));
    stage.at(EVEN_END - 4 * DAY).rotate(HOLDER, 0, KEY).unwrap();
    let over = Error::InHoldover { seat: 0, term_end: EVEN_END };
    stage.at(EVEN_END + 1).refuses(over, |stage| stage.finalize(KEY, 0));
    stage.at(EVEN_END + HOLDOVER + 1).refuses(Error::Vacant { seat: 0 }, |stage| stage.finalize(KEY, 0));
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.cancel(HOLDER, 0));
    assert_eq!(stage.seat(0).rotation, None);
}

#[test]
fn who_votes_must_hold_their_seat_and_not_be_suspended() {
    let mut stage = stage();
    stage.rotate(HOLDER + 1, 1, KEY).unwrap();
    stage.suspend(0);
    let until = stage.member(0).suspended_until;
    stage.refuses(Error::Suspended { seat: 0, until }, |stage| stage.vote(HOLDER, 0, 1));
    stage.refuses(Error::Suspended { seat: 0, until }, |stage| stage.cancel(HOLDER, 1));
    stage.resign(HOLDER, 0).unwrap();
    stage.refuses(Error::Vacant { seat: 0 }, |stage| stage.vote(HOLDER, 0, 1));
    stage.refuses(Error::NotMember, |stage| stage.cancel(HOLDER, 1));
    // Holdover counts for approval.
    assert_eq!(stage.at(EVEN_END + 1).vote(HOLDER + 2, 2, 1), Ok(false));
}

#[test]
fn an_unknown_seat_is_refused_by_all_that_name_one() {
    for seat in [SEATS, 15, 16, 255] {
        let mut stage = stage();
        let expected = Error::UnknownSeat { seat };
        stage.refuses(expected, |stage| stage.appoint(DUAL, seat, CANDIDATE));
        stage.refuses(expected, |stage| stage.accept(CANDIDATE, seat));
        stage.refuses(expected, |stage| stage.resign(HOLDER, seat));
        stage.refuses(expected, |stage| stage.rotate(HOLDER, seat, KEY));
        stage.refuses(expected, |stage| stage.finalize(KEY, seat));
        stage.refuses(expected, |stage| stage.cancel(HOLDER, seat));
        stage.refuses(expected, |stage| stage.vote(HOLDER, 0, seat));
        stage.refuses(expected, |stage| stage.vote(HOLDER, seat, 0));
        stage.refuses(expected, |stage| stage.reinstate(DUAL, seat, 1));
        stage.refuses(expected, |stage| stage.remove(DUAL, seat, 1));
        stage.refuses(expected, |stage| stage.committee.seat(&mut stage.chain, seat));
        stage.refuses(Error::NotHolder { seat }, |stage| stage.standing_of(seat, HOLDER, START));
        assert_eq!(stage.committee.holder_at(&mut stage.chain, seat, START), Ok(None));
    }
}

#[test]
fn the_future_is_not_known() {
    let mut stage = stage();
    let now = stage.now();
    let future = |at| Error::FutureLookup { at, now };
    stage.refuses(future(now + 1), |stage| stage.standing(START, now + 1));
    stage.refuses(future(now), |stage| stage.standing(now, now));
    stage.refuses(future(u64::MAX), |stage| stage.standing(u64::MAX, now));
    stage.refuses(future(now), |stage| stage.standing_of(0, HOLDER, now));
    stage.refuses(future(now + 1), |stage| stage.committee.holder_at(&mut stage.chain, 0, now + 1));
    stage.refuses(future(now + 1), |stage| stage.committee.roster_at(&mut stage.chain, now + 1));
    assert_eq!(stage.standing(now - 1, now), Ok(standing(ALL, ALL, ALL)));
    // Before the beginning there was nobody.
    assert_eq!(stage.standing(START - 1, now), Ok(standing(0, 0, 0)));
    assert_eq!(stage.standing(START, START - 1), Ok(standing(ALL, 0, 0)));
    assert_eq!(stage.standing(0, 0), Ok(standing(0, 0, 0)));
    assert_eq!(stage.committee.roster_at(&mut stage.chain, START - 1), Ok(Vec::new()));
}

#[test]
fn a_committee_begins_once_and_its_other_code_is_no_committee() {
    let mut stage = stage();
    let new = input(selector_bytes!("new"), &founding(SEATS).beginning([0; 32]));
    let (committee, before) = (stage.committee.account, stage.chain.root());
    let again = stage.chain.call(account(MALLORY), committee, 0, new.clone());
    assert_eq!(again.result::<(), Error>(), Err(Error::AlreadyDeployed));
    assert_eq!(stage.chain.root(), before);
    let code = e2e_tests::chain::code("committee-desk");
    assert!(stage.chain.try_deploy(code, account(DEPLOYER), new).is_err());
}

#[test]
fn a_committee_is_deployed_with_whole_input_with_its_other_code_and_without_money() {
    let mut chain = chain();
    let code = || e2e_tests::chain::code("committee");
    let desk = chain.upload("committee-desk", account(DEPLOYER));
    let whole = input(selector_bytes!("new"), &founding(3).beginning(desk));
    for length in 0..whole.len() {
        assert!(chain.try_deploy(code(), account(DEPLOYER), whole[..length].to_vec()).is_err(), "{length} bytes");
    }
    let other = input(selector_bytes!("seat"), &founding(3).beginning(desk));
    assert!(chain.try_deploy(code(), account(DEPLOYER), other).is_err());
    let missing = input(selector_bytes!("new"), &founding(3).beginning([7; 32]));
    assert!(chain.try_deploy(code(), account(DEPLOYER), missing).is_err());
    assert!(chain.try_deploy_with(5_000_000, code(), account(DEPLOYER), whole.clone()).is_err());
    assert!(chain.try_deploy(code(), account(DEPLOYER), whole).is_ok());
    // As long as there is a committee, its code stays.
    assert!(chain.remove_code(desk, account(DEPLOYER)).is_err());
}

#[test]
fn no_message_takes_money() {
    let mut stage = stage();
    let committee = stage.committee.account;
    let inputs: [Vec<u8>; 4] = [
        input(selector_bytes!("standing"), &(START, START)),
        input(selector_bytes!("resign"), &0u8),
        input(selector_bytes!("appoint"), &(0u8, account(CANDIDATE))),
        selector_bytes!("seats").to_vec(),
    ];
    for input in inputs {
        let before = stage.chain.root();
        let called = stage.chain.call(account(HOLDER), committee, 5_000_000, input);
        assert!(called.reverted, "{called:?}");
        assert_eq!(called.outcome, Ok(vec![1, 1]));
        assert_eq!(stage.chain.root(), before);
    }
}

#[test]
fn a_reason_that_is_no_text_is_not_understood() {
    let mut stage = stage();
    let mut garbled = input(selector_bytes!("vote_to_suspend"), &(1u8, 0u8, "absent"));
    *garbled.last_mut().unwrap() = 0xff;
    let (committee, before) = (stage.committee.account, stage.chain.root());
    let called = stage.chain.call(account(HOLDER + 1), committee, 0, garbled);
    assert_eq!((called.reverted, called.outcome), (true, Ok(vec![1, 1])));
    assert_eq!(stage.chain.root(), before);
}
