//! Operations between decision and execution.
//!
//! A governor schedules a hash of actions; whoever likes executes the actions behind it once the delay is over and before the
//! grace is. What an operation is depends on three stored facts and the clock:
//!
//! ```text
//! schedule ──► Waiting ──(now = eta)──► Ready ──(now > expires_at)──► Expired
//!                 │                      │ └─ execute ──► Executed
//!                 └──── cancel ──────────┴───────────────► Canceled
//! ```
//!
//! # Invariants
//! 1. Numbers are given in order and never again.
//! 2. An operation is executed at most once, in `[eta, expires_at]`, and behind its predecessor.
//! 3. `eta` and `expires_at` never change: what is set later concerns operations scheduled later.
//! 4. A running operation cancels no operation of a higher rank than its own.

use crate::units::{Millis, DAY};
use alloc::vec::Vec;

/// The most actions of an operation.
pub const MAX_ACTIONS: usize = 10;
/// The most bytes that an operation's actions have, as SCALE encodes them as a list.
pub const MAX_BYTES: usize = 10 * 1024;
/// The shortest minimum delay: below it nobody has the time to leave.
pub const MIN_DELAY: Millis = DAY;
/// The longest delay of an operation: above it a decision can be put off until it means something else.
pub const MAX_DELAY: Millis = 30 * DAY;
/// The shortest time in which an operation can be executed: a shorter one could pass by in an outage.
pub const MIN_GRACE: Millis = 3 * DAY;
/// The longest time in which an operation can be executed: what nobody wanted for so long was not wanted.
pub const MAX_GRACE: Millis = 60 * DAY;
/// The highest rank, that of the track with the highest thresholds.
pub const MAX_RANK: u8 = 2;
/// The most operations in one answer.
pub const PAGE: u32 = 30;

/// A call that an operation makes.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Action<A> {
    /// Whom to call.
    pub target: A,
    /// The message.
    pub selector: [u8; 4],
    /// The arguments one behind the other, as SCALE encodes them.
    pub args: Vec<u8>,
    /// The native money that goes with the call, in the chain's smallest unit.
    pub value: u128,
}

/// Why an operation is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// Only who instantiated the timelock may bind it.
    NotInstantiator,
    /// It is bound already, for good.
    AlreadyBound,
    /// Nobody schedules before it is bound.
    NotBound,
    /// Only the governor may schedule.
    NotGovernor,
    /// Only the admin may change settings.
    NotAdmin,
    /// A delay that is too short or too long.
    DelayOutside {
        /// The delay, in milliseconds.
        delay: Millis,
        /// The least that it may be.
        least: Millis,
        /// The most that it may be.
        most: Millis,
    },
    /// A grace below [`MIN_GRACE`] or above [`MAX_GRACE`].
    GraceOutside {
        /// The grace, in milliseconds.
        grace: Millis,
    },
    /// A rank above [`MAX_RANK`].
    RankOutside {
        /// The rank.
        rank: u8,
    },
    /// A time or a number beyond what can be counted.
    Overflow,
    /// No operation has this number.
    UnknownOperation {
        /// The number.
        operation: u32,
    },
    /// Only a ready operation can be executed.
    NotReady {
        /// The operation.
        operation: u32,
        /// What it is instead.
        status: Status,
    },
    /// The operation that must be executed before is not yet.
    PredecessorOpen {
        /// The operation that must be executed before.
        operation: u32,
    },
    /// The operation that must be executed before never will be.
    PredecessorDead {
        /// The operation that must be executed before.
        operation: u32,
    },
    /// What is executed, canceled or expired can be canceled no more.
    NotCancelable {
        /// The operation.
        operation: u32,
        /// What it is.
        status: Status,
    },
    /// The running operation is of a lower rank than the one that it would cancel.
    RankTooLow {
        /// The operation that it would cancel.
        operation: u32,
        /// Its rank.
        rank: u8,
        /// The rank of the running operation.
        running: u8,
    },
}

/// What an operation is at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Status {
    /// Its delay is not over.
    Waiting,
    /// It can be executed.
    Ready,
    /// It was executed.
    Executed,
    /// Another operation canceled it.
    Canceled,
    /// Nobody executed it in time.
    Expired,
}

/// What was done about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Mark {
    /// Nothing yet.
    Open,
    /// It was executed.
    Executed,
    /// Another operation canceled it.
    Canceled,
}

/// What is stored of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
pub struct Operation {
    /// The hash of the list of its actions.
    pub hash: [u8; 32],
    /// The operation that must be executed before.
    pub after: Option<u32>,
    /// The first millisecond in which it can be executed.
    pub eta: Millis,
    /// The last millisecond in which it can be executed.
    pub expires_at: Millis,
    /// How high the thresholds were that it passed.
    pub rank: u8,
    /// What was done about it.
    pub mark: Mark,
}

/// An operation as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct OperationView {
    /// The hash of the list of its actions.
    pub hash: [u8; 32],
    /// The operation that must be executed before.
    pub after: Option<u32>,
    /// The first millisecond in which it can be executed.
    pub eta: Millis,
    /// The last millisecond in which it can be executed.
    pub expires_at: Millis,
    /// How high the thresholds were that it passed.
    pub rank: u8,
    /// What it is now.
    pub status: Status,
}

impl Operation {
    /// What the operation is at a time.
    #[must_use]
    pub const fn status(&self, now: Millis) -> Status {
        match self.mark {
            Mark::Executed => Status::Executed,
            Mark::Canceled => Status::Canceled,
            Mark::Open if now < self.eta => Status::Waiting,
            Mark::Open if now <= self.expires_at => Status::Ready,
            Mark::Open => Status::Expired,
        }
    }

    /// The operation as others see it.
    #[must_use]
    pub const fn view(&self, now: Millis) -> OperationView {
        let Self { hash, after, eta, expires_at, rank, mark: _ } = *self; // A new field must be considered here.
        OperationView { hash, after, eta, expires_at, rank, status: self.status(now) }
    }

    /// The operation when it is executed. `predecessor` is the operation that it names, if it names one; the mark must be
    /// stored before the first action is called.
    ///
    /// # Errors
    /// - [`Error::NotReady`] unless `eta <= now <= expires_at` and nothing was done about it.
    /// - [`Error::PredecessorOpen`], [`Error::PredecessorDead`] unless the predecessor was executed.
    pub fn execute(&self, number: u32, predecessor: Option<&Self>, now: Millis) -> Result<Self, Error> {
        let status = self.status(now);
        if status != Status::Ready {
            return Err(Error::NotReady { operation: number, status });
        }
        if let Some(operation) = self.after {
            match predecessor.map(|predecessor| predecessor.status(now)) {
                Some(Status::Executed) => {}
                Some(Status::Waiting | Status::Ready) => return Err(Error::PredecessorOpen { operation }),
                _ => return Err(Error::PredecessorDead { operation }),
            }
        }
        Ok(Self { mark: Mark::Executed, ..*self })
    }

    /// The operation when another one of rank `running` cancels it.
    ///
    /// # Errors
    /// - [`Error::NotCancelable`] unless it is waiting or ready.
    /// - [`Error::RankTooLow`] if `running` is below its own rank.
    pub fn cancel(&self, number: u32, running: u8, now: Millis) -> Result<Self, Error> {
        let status = self.status(now);
        if !matches!(status, Status::Waiting | Status::Ready) {
            return Err(Error::NotCancelable { operation: number, status });
        }
        if running < self.rank {
            return Err(Error::RankTooLow { operation: number, rank: self.rank, running });
        }
        Ok(Self { mark: Mark::Canceled, ..*self })
    }
}

/// Who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Roles<A> {
    /// Nobody anything, until who instantiated the timelock binds it.
    Unbound {
        /// Who that was.
        instantiator: A,
    },
    /// For good, but for what the admin changes.
    Bound {
        /// Who schedules.
        governor: A,
        /// Who changes the settings: the timelock of decisions by both houses.
        admin: A,
    },
}

/// What a scheduled operation will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The hash of the list of its actions.
    pub hash: [u8; 32],
    /// The operation that must be executed before.
    pub after: Option<u32>,
    /// How long it waits, in milliseconds from now.
    pub delay: Millis,
    /// How long it can be executed then, in milliseconds.
    pub grace: Millis,
    /// How high the thresholds were that it passed.
    pub rank: u8,
}

/// A timelock without its operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
pub struct Timelock<A> {
    /// The shortest delay of operations that are scheduled from now on, in milliseconds.
    pub minimum_delay: Millis,
    /// How many operations there are: the number of the next one.
    pub count: u32,
    /// Who may do what.
    pub roles: Roles<A>,
}

impl<A: Copy + Eq> Timelock<A> {
    /// A timelock that nobody can use yet.
    ///
    /// # Errors
    /// [`Error::DelayOutside`] unless the minimum is in [[`MIN_DELAY`], [`MAX_DELAY`]].
    pub fn new(instantiator: A, minimum_delay: Millis) -> Result<Self, Error> {
        check_delay(minimum_delay, MIN_DELAY)?;
        Ok(Self { minimum_delay, count: 0, roles: Roles::Unbound { instantiator } })
    }

    /// The timelock when its instantiator says who may do what, and keeps nothing.
    ///
    /// # Errors
    /// [`Error::AlreadyBound`], [`Error::NotInstantiator`].
    pub fn bind(&self, caller: A, governor: A, admin: A) -> Result<Self, Error> {
        match self.roles {
            Roles::Bound { .. } => Err(Error::AlreadyBound),
            Roles::Unbound { instantiator } if instantiator != caller => Err(Error::NotInstantiator),
            Roles::Unbound { .. } => Ok(Self { roles: Roles::Bound { governor, admin }, ..*self }),
        }
    }

    /// The timelock with one more operation, whose number is the old count. A delay below the minimum is lengthened to it, not
    /// refused: else whoever raised the minimum above the delay of the track that could lower it would have locked it for ever.
    ///
    /// # Errors
    /// - [`Error::NotBound`], [`Error::NotGovernor`].
    /// - [`Error::DelayOutside`], [`Error::GraceOutside`], [`Error::RankOutside`].
    /// - [`Error::UnknownOperation`] if it would wait for one that does not exist: itself, or one to come.
    /// - [`Error::Overflow`].
    pub fn schedule(&self, caller: A, request: Request, now: Millis) -> Result<(Self, Operation), Error> {
        let Request { hash, after, delay, grace, rank } = request;
        match self.roles {
            Roles::Unbound { .. } => return Err(Error::NotBound),
            Roles::Bound { governor, .. } if governor != caller => return Err(Error::NotGovernor),
            Roles::Bound { .. } => {}
        }
        let delay = delay.max(self.minimum_delay);
        check_delay(delay, self.minimum_delay)?;
        if !(MIN_GRACE..=MAX_GRACE).contains(&grace) {
            return Err(Error::GraceOutside { grace });
        }
        if rank > MAX_RANK {
            return Err(Error::RankOutside { rank });
        }
        if let Some(operation) = after.filter(|operation| *operation >= self.count) {
            return Err(Error::UnknownOperation { operation });
        }
        let eta = now.checked_add(delay).ok_or(Error::Overflow)?;
        let expires_at = eta.checked_add(grace).ok_or(Error::Overflow)?;
        let count = self.count.checked_add(1).ok_or(Error::Overflow)?;
        let operation = Operation { hash, after, eta, expires_at, rank, mark: Mark::Open };
        Ok((Self { count, ..*self }, operation))
    }

    /// The timelock with another minimum for operations that are scheduled from now on.
    ///
    /// # Errors
    /// [`Error::NotBound`], [`Error::NotAdmin`], [`Error::DelayOutside`].
    pub fn set_minimum_delay(&self, caller: A, minimum_delay: Millis) -> Result<Self, Error> {
        self.check_admin(caller)?;
        check_delay(minimum_delay, MIN_DELAY)?;
        Ok(Self { minimum_delay, ..*self })
    }

    /// The timelock with another governor. Operations that the old one scheduled stay.
    ///
    /// # Errors
    /// [`Error::NotBound`], [`Error::NotAdmin`].
    pub fn set_governor(&self, caller: A, governor: A) -> Result<Self, Error> {
        let admin = self.check_admin(caller)?;
        Ok(Self { roles: Roles::Bound { governor, admin }, ..*self })
    }

    fn check_admin(&self, caller: A) -> Result<A, Error> {
        match self.roles {
            Roles::Unbound { .. } => Err(Error::NotBound),
            Roles::Bound { admin, .. } if admin != caller => Err(Error::NotAdmin),
            Roles::Bound { admin, .. } => Ok(admin),
        }
    }
}

fn check_delay(delay: Millis, least: Millis) -> Result<(), Error> {
    if delay < least || delay > MAX_DELAY {
        return Err(Error::DelayOutside { delay, least, most: MAX_DELAY });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const DEPLOYER: u8 = 1;
    const GOVERNOR: u8 = 2;
    const ADMIN: u8 = 3;
    const NOW: Millis = 1_000;

    fn bound() -> Timelock<u8> {
        Timelock::new(DEPLOYER, 2 * DAY).unwrap().bind(DEPLOYER, GOVERNOR, ADMIN).unwrap()
    }

    const REQUEST: Request = Request { hash: [7; 32], after: None, delay: 2 * DAY, grace: 3 * DAY, rank: 1 };
    const OPERATION: Operation =
        Operation { hash: [7; 32], after: None, eta: 100, expires_at: 200, rank: 1, mark: Mark::Open };

    #[track_caller]
    fn check_new(minimum: Millis, fine: bool) {
        let refused = Error::DelayOutside { delay: minimum, least: MIN_DELAY, most: MAX_DELAY };
        let expected = if fine { Ok(minimum) } else { Err(refused) };
        assert_eq!(Timelock::new(DEPLOYER, minimum).map(|timelock| timelock.minimum_delay), expected);
        assert_eq!(bound().set_minimum_delay(ADMIN, minimum).map(|timelock| timelock.minimum_delay), expected);
    }

    #[test]
    fn minimum_delay_has_bounds() {
        check_new(0, false);
        check_new(DAY - 1, false);
        check_new(DAY, true);
        check_new(30 * DAY, true);
        check_new(30 * DAY + 1, false);
        check_new(Millis::MAX, false);
    }

    #[track_caller]
    fn check_status(mark: Mark, now: Millis, expected: Status) {
        let operation = Operation { mark, ..OPERATION };
        assert_eq!(operation.status(now), expected);
        assert_eq!(operation.view(now).status, expected);
        let executed = operation.execute(4, None, now);
        let canceled = operation.cancel(4, 1, now);
        match expected {
            Status::Ready => assert_eq!(executed.unwrap().mark, Mark::Executed),
            status => assert_eq!(executed, Err(Error::NotReady { operation: 4, status })),
        }
        match expected {
            Status::Waiting | Status::Ready => assert_eq!(canceled.unwrap().mark, Mark::Canceled),
            status => assert_eq!(canceled, Err(Error::NotCancelable { operation: 4, status })),
        }
    }

    #[test]
    fn status_turns_in_the_right_millisecond() {
        check_status(Mark::Open, 0, Status::Waiting);
        check_status(Mark::Open, 99, Status::Waiting);
        check_status(Mark::Open, 100, Status::Ready);
        check_status(Mark::Open, 101, Status::Ready);
        check_status(Mark::Open, 199, Status::Ready);
        check_status(Mark::Open, 200, Status::Ready);
        check_status(Mark::Open, 201, Status::Expired);
        check_status(Mark::Open, Millis::MAX, Status::Expired);
        for now in [0, 99, 100, 200, 201, Millis::MAX] {
            check_status(Mark::Executed, now, Status::Executed);
            check_status(Mark::Canceled, now, Status::Canceled);
        }
    }

    #[track_caller]
    fn check_after(predecessor: Option<Operation>, expected: Result<(), Error>) {
        let operation = Operation { after: Some(9), ..OPERATION };
        assert_eq!(operation.execute(10, predecessor.as_ref(), 150).map(|_| ()), expected);
    }

    #[test]
    fn execute_waits_for_the_predecessor() {
        let open = Err(Error::PredecessorOpen { operation: 9 });
        let dead = Err(Error::PredecessorDead { operation: 9 });
        check_after(Some(Operation { eta: 151, ..OPERATION }), open);
        check_after(Some(Operation { eta: 150, ..OPERATION }), open);
        check_after(Some(Operation { expires_at: 150, ..OPERATION }), open);
        check_after(Some(Operation { expires_at: 149, ..OPERATION }), dead);
        check_after(Some(Operation { mark: Mark::Canceled, ..OPERATION }), dead);
        check_after(Some(Operation { mark: Mark::Executed, ..OPERATION }), Ok(()));
        // Executed stays executed when its time is over.
        check_after(Some(Operation { mark: Mark::Executed, expires_at: 149, ..OPERATION }), Ok(()));
        check_after(None, dead);
    }

    #[track_caller]
    fn check_cancel(rank: u8, running: u8, fine: bool) {
        let canceled = Operation { rank, ..OPERATION }.cancel(4, running, 150).map(|operation| operation.mark);
        let expected = if fine { Ok(Mark::Canceled) } else { Err(Error::RankTooLow { operation: 4, rank, running }) };
        assert_eq!(canceled, expected);
    }

    #[test]
    fn cancel_needs_the_thresholds_of_the_track_that_decided() {
        check_cancel(0, 0, true);
        check_cancel(0, 1, true);
        check_cancel(0, 2, true);
        check_cancel(1, 0, false);
        check_cancel(1, 1, true);
        check_cancel(2, 1, false);
        check_cancel(2, 2, true);
    }

    #[track_caller]
    fn check_schedule(request: Request, now: Millis, expected: Result<(Millis, Millis), Error>) {
        let scheduled = bound().schedule(GOVERNOR, request, now);
        assert_eq!(scheduled.map(|(_, operation)| (operation.eta, operation.expires_at)), expected);
    }

    #[test]
    fn schedule_refuses_what_is_out_of_bounds() {
        let least = 2 * DAY;
        let refused = |delay| Err(Error::DelayOutside { delay, least, most: 30 * DAY });
        let fine = |delay: Millis, grace: Millis| Ok((NOW + delay, NOW + delay + grace));
        check_schedule(REQUEST, NOW, fine(2 * DAY, 3 * DAY));
        check_schedule(Request { delay: 2 * DAY - 1, ..REQUEST }, NOW, fine(2 * DAY, 3 * DAY));
        check_schedule(Request { delay: 0, ..REQUEST }, NOW, fine(2 * DAY, 3 * DAY));
        check_schedule(Request { delay: 2 * DAY + 1, ..REQUEST }, NOW, fine(2 * DAY + 1, 3 * DAY));
        check_schedule(Request { delay: 30 * DAY, ..REQUEST }, NOW, fine(30 * DAY, 3 * DAY));
        check_schedule(Request { delay: 30 * DAY + 1, ..REQUEST }, NOW, refused(30 * DAY + 1));
        check_schedule(Request { delay: Millis::MAX, ..REQUEST }, NOW, refused(Millis::MAX));
        for grace in [0, 3 * DAY - 1, 60 * DAY + 1, Millis::MAX] {
            check_schedule(Request { grace, ..REQUEST }, NOW, Err(Error::GraceOutside { grace }));
        }
        check_schedule(Request { grace: 60 * DAY, ..REQUEST }, NOW, fine(2 * DAY, 60 * DAY));
        check_schedule(Request { rank: 3, ..REQUEST }, NOW, Err(Error::RankOutside { rank: 3 }));
        check_schedule(Request { rank: 2, ..REQUEST }, NOW, fine(2 * DAY, 3 * DAY));
        check_schedule(Request { after: Some(0), ..REQUEST }, NOW, Err(Error::UnknownOperation { operation: 0 }));
        check_schedule(REQUEST, Millis::MAX - 5 * DAY, Ok((Millis::MAX - 3 * DAY, Millis::MAX)));
        check_schedule(REQUEST, Millis::MAX - 5 * DAY + 1, Err(Error::Overflow));
        check_schedule(REQUEST, Millis::MAX - DAY, Err(Error::Overflow));
    }

    #[test]
    fn schedule_numbers_in_order_and_ends_at_the_last_number() {
        let (one, _) = bound().schedule(GOVERNOR, REQUEST, NOW).unwrap();
        assert_eq!(one.count, 1);
        let (two, _) = one.schedule(GOVERNOR, Request { after: Some(0), ..REQUEST }, NOW).unwrap();
        assert_eq!(two.count, 2);
        let itself = Request { after: Some(2), ..REQUEST };
        assert_eq!(two.schedule(GOVERNOR, itself, NOW), Err(Error::UnknownOperation { operation: 2 }));
        let full = Timelock { count: u32::MAX, ..two };
        assert_eq!(full.schedule(GOVERNOR, REQUEST, NOW), Err(Error::Overflow));
    }

    #[test]
    fn roles_are_bound_once_by_the_instantiator_who_keeps_nothing() {
        let fresh = Timelock::new(DEPLOYER, DAY).unwrap();
        assert_eq!(fresh.bind(GOVERNOR, GOVERNOR, ADMIN), Err(Error::NotInstantiator));
        assert_eq!(fresh.schedule(DEPLOYER, REQUEST, NOW), Err(Error::NotBound));
        assert_eq!(fresh.set_minimum_delay(DEPLOYER, DAY), Err(Error::NotBound));
        assert_eq!(fresh.set_governor(DEPLOYER, DEPLOYER), Err(Error::NotBound));
        let bound = fresh.bind(DEPLOYER, GOVERNOR, ADMIN).unwrap();
        assert_eq!(bound.bind(DEPLOYER, DEPLOYER, DEPLOYER), Err(Error::AlreadyBound));
        for stranger in [DEPLOYER, ADMIN, 99] {
            assert_eq!(bound.schedule(stranger, REQUEST, NOW), Err(Error::NotGovernor));
        }
        for stranger in [DEPLOYER, GOVERNOR, 99] {
            assert_eq!(bound.set_minimum_delay(stranger, DAY), Err(Error::NotAdmin));
            assert_eq!(bound.set_governor(stranger, stranger), Err(Error::NotAdmin));
        }
        let other = bound.set_governor(ADMIN, 9).unwrap();
        assert_eq!(other.roles, Roles::Bound { governor: 9, admin: ADMIN });
        assert_eq!(other.schedule(GOVERNOR, REQUEST, NOW), Err(Error::NotGovernor));
    }
}
