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

#[path = "committee/transitions.rs"]
mod transitions;

#[path = "committee/refusals.rs"]
mod refusals;

#[path = "committee/boundaries.rs"]
mod boundaries;

#[path = "committee/attacks.rs"]
mod attacks;

#[path = "committee/events.rs"]
mod events;
