//! The committee on the chain: each transition of a seat, each refusal, each boundary to the millisecond, and each theft of
//! power that we could think of.

use atelier_governance::{
    roster::{
        change, found, Roster, Settings, Standing, Status, Term, HOLDOVER, MAX_TERMS, MIN_TERMS, MOTION, OFFER,
        RESPITE, ROTATION, ROTATION_DELAY, SUSPENSION,
    },
    units::DAY,
};
use e2e_tests::{
    chain::{account, bytes, AccountId, Called, Chain, FORTUNE, START},
    dao::committee::{Committee, Error, Founding, Member, SeatView},
    suite::{input, DEPLOYER},
};
use ink::{env::Event, selector_bytes};
use scale::Encode;

/// The timelock of both houses.
const DUAL: u32 = 1;
/// The timelock of the community.
const STRATEGIC: u32 = 2;
/// The holder of seat `s` is this one plus `s`.
const HOLDER: u32 = 10;
/// Holds no seat, and is offered some.
const CANDIDATE: u32 = 50;
/// A second key of somebody's.
const KEY: u32 = 60;
/// Steals.
const MALLORY: u32 = 66;

const SEATS: u8 = 7;
const TERM: u64 = 365 * DAY;
/// When the terms of the even seats end.
const EVEN_END: u64 = START + 200 * DAY;
/// When those of the odd seats do.
const ODD_END: u64 = EVEN_END + TERM / 2;
/// All seats.
const ALL: u16 = 0b111_1111;

const SETTINGS: Settings = Settings { term: TERM, first_end: EVEN_END };

/// A committee and the people around it.
struct Stage {
    chain: Chain,
    committee: Committee,
}

fn founding(seats: u8) -> Founding {
    Founding {
        dual: account(DUAL),
        strategic: account(STRATEGIC),
        settings: SETTINGS,
        holders: (0..seats).map(|seat| Some(account(HOLDER + u32::from(seat)))).collect(),
    }
}

/// A chain with everybody rich.
fn chain() -> Chain {
    let mut chain = Chain::new();
    for person in (DEPLOYER..=HOLDER + 15).chain([CANDIDATE, CANDIDATE + 1, KEY, KEY + 1, MALLORY]) {
        chain.fund(account(person), FORTUNE);
    }
    chain
}

/// A committee of `seats` that are all filled, one millisecond after its deployment.
fn stage_of(seats: u8) -> Stage {
    let mut chain = chain();
    let committee = Committee::deploy(&mut chain, &founding(seats));
    chain.set_time(START + 1);
    Stage { chain, committee }
}

fn stage() -> Stage {
    stage_of(SEATS)
}

impl Stage {
    fn at(&mut self, now: u64) -> &mut Self {
        self.chain.set_time(now);
        self
    }
    fn now(&mut self) -> u64 {
        self.chain.now()
    }
    fn appoint(&mut self, caller: u32, seat: u8, candidate: u32) -> Result<(), Error> {
        self.committee.appoint(&mut self.chain, account(caller), seat, account(candidate))
    }
    fn accept(&mut self, caller: u32, seat: u8) -> Result<(), Error> {
        self.committee.accept(&mut self.chain, account(caller), seat)
    }
    fn resign(&mut self, caller: u32, seat: u8) -> Result<(), Error> {
        self.committee.resign(&mut self.chain, account(caller), seat)
    }
    fn rotate(&mut self, caller: u32, seat: u8, to: u32) -> Result<(), Error> {
        self.committee.rotate_key(&mut self.chain, account(caller), seat, account(to))
    }
    fn finalize(&mut self, caller: u32, seat: u8) -> Result<(), Error> {
        self.committee.finalize_rotation(&mut self.chain, account(caller), seat)
    }
    fn cancel(&mut self, caller: u32, seat: u8) -> Result<bool, Error> {
        self.committee.cancel_rotation(&mut self.chain, account(caller), seat)
    }
    fn vote(&mut self, caller: u32, own: u8, seat: u8) -> Result<bool, Error> {
        self.committee.vote_to_suspend(&mut self.chain, account(caller), own, seat, "absent")
    }
    fn reinstate(&mut self, caller: u32, seat: u8, tenure: u32) -> Result<(), Error> {
        self.committee.reinstate(&mut self.chain, account(caller), seat, tenure)
    }
    fn remove(&mut self, caller: u32, seat: u8, tenure: u32) -> Result<(), Error> {
        self.committee.remove_seat(&mut self.chain, account(caller), seat, tenure)
    }
    fn standing(&mut self, snapshot: u64, at: u64) -> Result<Standing, Error> {
        self.committee.standing(&mut self.chain, snapshot, at)
    }
    fn standing_of(&mut self, seat: u8, voter: u32, snapshot: u64) -> Result<Standing, Error> {
        self.committee.standing_of(&mut self.chain, seat, account(voter), snapshot)
    }
    /// Who counts now of those who were there at the snapshot.
    fn counts(&mut self, snapshot: u64) -> Standing {
        let now = self.now();
        self.standing(snapshot, now).unwrap()
    }
    fn seat(&mut self, seat: u8) -> SeatView {
        self.committee.seat(&mut self.chain, seat).unwrap()
    }
    fn status(&mut self, seat: u8) -> Status {
        self.seat(seat).status
    }
    fn member(&mut self, seat: u8) -> Member {
        self.seat(seat).member.expect("somebody must hold the seat")
    }
    fn tenure(&mut self, seat: u8) -> u32 {
        self.member(seat).tenure
    }
    fn holder(&mut self, seat: u8) -> AccountId {
        self.member(seat).holder
    }

    /// Asserts that an attempt is refused with exactly this error and that nothing changed.
    #[track_caller]
    fn refuses<T: std::fmt::Debug + PartialEq>(
        &mut self,
        expected: Error,
        attempt: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) {
        let before = self.chain.root();
        assert_eq!(attempt(self), Err(expected));
        assert_eq!(self.chain.root(), before, "a refusal must change nothing");
    }

    /// All the seats that must, and as few as can, suspend a seat.
    #[track_caller]
    fn suspend(&mut self, seat: u8) {
        let others: Vec<u8> = (0..SEATS).filter(|other| *other != seat).collect();
        for other in &others[..4] {
            assert_eq!(self.vote(HOLDER + u32::from(*other), *other, seat), Ok(false));
        }
        assert_eq!(self.vote(HOLDER + u32::from(others[4]), others[4], seat), Ok(true));
    }

    /// A seat goes to somebody else.
    #[track_caller]
    fn fill(&mut self, seat: u8, candidate: u32) {
        self.appoint(DUAL, seat, candidate).unwrap();
        self.accept(candidate, seat).unwrap();
    }
}

fn bit(seat: u8) -> u16 {
    1 << seat
}

fn standing(filled: u16, counting: u16, regular: u16) -> Standing {
    Standing { seats: SEATS, filled, counting, regular }
}

/// The rows of the table of transitions.
mod transitions {
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
        let view =
            SeatView { status: Status::Filled, member: Some(expected), offer: None, rotation: None, motion: None };
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
}

/// Each state of a seat with each message: what has no row in the table is refused by name.
mod refusals {
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
}

/// One millisecond on either side.
mod boundaries {
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
}

/// Thefts of power.
mod attacks {
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
}

/// What is emitted, and what the small questions answer.
mod events {
    use super::*;
    use committee::{
        CancellationVoted, KeyRotated, Reinstated, Resigned, RotationBegun, RotationCanceled, SeatOffered, SeatRemoved,
        SeatSuspended, SeatTaken, SuspensionVoted,
    };

    /// The topics and the data of an event.
    fn event<E: Event + Encode>(event: &E) -> (Vec<[u8; 32]>, Vec<u8>) {
        (vec![E::SIGNATURE_TOPIC.expect("events have a topic")], event.encode())
    }

    impl Stage {
        #[track_caller]
        fn emits(
            &mut self,
            caller: u32,
            selector: [u8; 4],
            arguments: &impl Encode,
            expected: &[(Vec<[u8; 32]>, Vec<u8>)],
        ) {
            let called = self.committee.call(&mut self.chain, account(caller), selector, arguments);
            assert!(!called.reverted, "{called:?}");
            let emitted: Vec<_> = called.events.into_iter().map(|(_, topics, data)| (topics, data)).collect();
            assert_eq!(emitted, expected);
        }
    }

    #[test]
    fn each_change_is_told() {
        let mut stage = stage();
        let now = stage.now();
        stage.emits(HOLDER, selector_bytes!("resign"), &0u8, &[event(&Resigned { seat: 0, tenure: 1 })]);
        let offered = SeatOffered { seat: 0, candidate: account(CANDIDATE), until: now + OFFER };
        stage.emits(DUAL, selector_bytes!("appoint"), &(0u8, account(CANDIDATE)), &[event(&offered)]);
        let taken = SeatTaken { seat: 0, holder: account(CANDIDATE), tenure: 8, term_end: EVEN_END };
        stage.emits(CANDIDATE, selector_bytes!("accept"), &0u8, &[event(&taken)]);
        let (from, until) = (now + ROTATION_DELAY, now + ROTATION);
        let begun = RotationBegun { seat: 0, to: account(KEY), from, until };
        stage.emits(CANDIDATE, selector_bytes!("rotate_key"), &(0u8, account(KEY)), &[event(&begun)]);
        let voted = CancellationVoted { seat: 0, by: 1, votes: 1, needed: 4 };
        stage.emits(HOLDER + 1, selector_bytes!("cancel_rotation"), &0u8, &[event(&voted)]);
        let canceled = event(&RotationCanceled { seat: 0 });
        stage.emits(CANDIDATE, selector_bytes!("cancel_rotation"), &0u8, std::slice::from_ref(&canceled));
        stage.rotate(CANDIDATE, 0, KEY).unwrap();
        (1..=3).for_each(|voter| assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false)));
        let voted = event(&CancellationVoted { seat: 0, by: 4, votes: 4, needed: 4 });
        stage.emits(HOLDER + 4, selector_bytes!("cancel_rotation"), &0u8, &[voted, canceled]);
        stage.rotate(CANDIDATE, 0, KEY).unwrap();
        stage.at(from);
        let rotated = KeyRotated { seat: 0, tenure: 8, old: account(CANDIDATE), new: account(KEY) };
        stage.emits(KEY, selector_bytes!("finalize_rotation"), &0u8, &[event(&rotated)]);
        for voter in 2..=6u8 {
            let reason = format!("reason {voter}");
            let vote = (voter, 1u8, &reason);
            let voted = SuspensionVoted { seat: 1, by: voter, votes: voter - 1, needed: 5, reason: reason.clone() };
            let mut expected = vec![event(&voted)];
            if voter == 6 {
                expected.push(event(&SeatSuspended { seat: 1, tenure: 2, until: from + SUSPENSION }));
            }
            stage.emits(HOLDER + u32::from(voter), selector_bytes!("vote_to_suspend"), &vote, &expected);
        }
        let reinstated = event(&Reinstated { seat: 1, tenure: 2 });
        stage.emits(STRATEGIC, selector_bytes!("reinstate"), &(1u8, 2u32), &[reinstated]);
        stage.emits(DUAL, selector_bytes!("remove_seat"), &(1u8, 2u32), &[event(&SeatRemoved { seat: 1, tenure: 2 })]);
        stage.emits(DUAL, selector_bytes!("seats"), &(), &[]);
    }

    #[test]
    fn what_was_fixed_at_deployment_is_told() {
        let mut stage = stage();
        assert_eq!(stage.committee.seats(&mut stage.chain), SEATS);
        assert_eq!(stage.committee.settings(&mut stage.chain), SETTINGS);
        assert_eq!(stage.committee.authorities(&mut stage.chain), (account(DUAL), account(STRATEGIC)));
        let members = stage.committee.roster_at(&mut stage.chain, START).unwrap();
        let member = |seat: u32| Member {
            holder: account(HOLDER + seat),
            tenure: seat + 1,
            term_end: if seat.is_multiple_of(2) { EVEN_END } else { ODD_END },
            suspended_until: 0,
        };
        assert_eq!(members, (0..7).map(|seat| Some(member(seat))).collect::<Vec<_>>());
    }
}
