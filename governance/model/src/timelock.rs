//! A timelock as a list of everything that ever happened to it.

use crate::Random;
use atelier_governance::{
    timelock::{Error, Request, Status},
    units::{Millis, DAY},
};

/// What happened.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// An operation came, at this time.
    Scheduled(Request, Millis),
    /// An operation was executed.
    Executed(u32),
    /// An operation was canceled.
    Canceled(u32),
}

/// A timelock; accounts are numbers.
#[derive(Clone, Debug)]
pub struct Timelock {
    history: Vec<Happening>,
    /// The minimum delay, in milliseconds.
    pub minimum: Millis,
    /// Who schedules.
    pub governor: u32,
    /// Who changes settings.
    pub admin: u32,
}

/// What an action of an operation does, as far as the timelock cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It calls something else, which works.
    Call,
    /// It calls something else, which fails.
    Fail,
    /// It cancels an operation.
    Cancel(u32),
    /// It sets the minimum delay of this timelock.
    SetMinimum(Millis),
    /// It sets the governor of this timelock.
    SetGovernor(u32),
}

/// Why an execution is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// By the rules.
    Rule(Error),
    /// An action failed.
    Failed(u8),
}

impl Timelock {
    /// A timelock that is bound.
    #[must_use]
    pub fn new(minimum: Millis, governor: u32, admin: u32) -> Self {
        Self { history: Vec::new(), minimum, governor, admin }
    }

    fn requests(&self) -> Vec<(Request, Millis)> {
        let requests = self.history.iter().filter_map(|happening| match happening {
            Happening::Scheduled(request, at) => Some((*request, *at)),
            _ => None,
        });
        requests.collect()
    }

    /// How many operations there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.requests().len() as u32
    }

    /// What was scheduled under a number, and when.
    #[must_use]
    pub fn request(&self, operation: u32) -> Option<(Request, Millis)> {
        self.requests().get(operation as usize).copied()
    }

    /// What an operation is at a time.
    #[must_use]
    pub fn status(&self, operation: u32, now: Millis) -> Option<Status> {
        let (request, at) = self.request(operation)?;
        let is_executed = |happening: &Happening| matches!(happening, Happening::Executed(it) if *it == operation);
        let is_canceled = |happening: &Happening| matches!(happening, Happening::Canceled(it) if *it == operation);
        Some(if self.history.iter().any(is_executed) {
            Status::Executed
        } else if self.history.iter().any(is_canceled) {
            Status::Canceled
        } else if now - at < request.delay {
            Status::Waiting
        } else if now - at - request.delay <= request.grace {
            Status::Ready
        } else {
            Status::Expired
        })
    }

    /// Schedules an operation.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn schedule(&mut self, caller: u32, request: Request, now: Millis) -> Result<u32, Error> {
        if caller != self.governor {
            return Err(Error::NotGovernor);
        }
        let delay = request.delay.max(self.minimum);
        let request = Request { delay, ..request };
        if delay > 30 * DAY {
            return Err(Error::DelayOutside { delay, least: self.minimum, most: 30 * DAY });
        }
        if request.grace < 3 * DAY || request.grace > 60 * DAY {
            return Err(Error::GraceOutside { grace: request.grace });
        }
        if request.rank > 2 {
            return Err(Error::RankOutside { rank: request.rank });
        }
        let number = self.count();
        match request.after {
            Some(operation) if operation >= number => Err(Error::UnknownOperation { operation }),
            _ => {
                self.history.push(Happening::Scheduled(request, now));
                Ok(number)
            }
        }
    }

    /// Executes an operation that does these things; all or nothing. `me` is the timelock's own number.
    ///
    /// # Errors
    /// Those of the rules, and the first action that fails.
    pub fn execute(&mut self, me: u32, operation: u32, steps: &[Step], now: Millis) -> Result<(), Refused> {
        let before = self.clone();
        let done = self.try_execute(me, operation, steps, now);
        if done.is_err() {
            *self = before;
        }
        done
    }

    fn try_execute(&mut self, me: u32, operation: u32, steps: &[Step], now: Millis) -> Result<(), Refused> {
        let unknown = |operation| Refused::Rule(Error::UnknownOperation { operation });
        let status = self.status(operation, now).ok_or(unknown(operation))?;
        if status != Status::Ready {
            return Err(Refused::Rule(Error::NotReady { operation, status }));
        }
        let (request, _) = self.request(operation).ok_or(unknown(operation))?;
        if let Some(first) = request.after {
            match self.status(first, now) {
                Some(Status::Executed) => {}
                Some(Status::Waiting | Status::Ready) => {
                    return Err(Refused::Rule(Error::PredecessorOpen { operation: first }))
                }
                _ => return Err(Refused::Rule(Error::PredecessorDead { operation: first })),
            }
        }
        self.history.push(Happening::Executed(operation));
        for (index, step) in steps.iter().enumerate() {
            match *step {
                Step::Call => {}
                Step::Fail => return Err(Refused::Failed(index as u8)),
                Step::Cancel(other) => {
                    let status = self.status(other, now).ok_or(unknown(other))?;
                    if status != Status::Waiting && status != Status::Ready {
                        return Err(Refused::Rule(Error::NotCancelable { operation: other, status }));
                    }
                    let rank = self.request(other).ok_or(unknown(other))?.0.rank;
                    if rank > request.rank {
                        let error = Error::RankTooLow { operation: other, rank, running: request.rank };
                        return Err(Refused::Rule(error));
                    }
                    self.history.push(Happening::Canceled(other));
                }
                Step::SetMinimum(minimum) => self.set_minimum(me, minimum).map_err(Refused::Rule)?,
                Step::SetGovernor(governor) => self.set_governor(me, governor).map_err(Refused::Rule)?,
            }
        }
        Ok(())
    }

    /// Sets the minimum delay.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn set_minimum(&mut self, caller: u32, minimum: Millis) -> Result<(), Error> {
        if caller != self.admin {
            return Err(Error::NotAdmin);
        }
        if !(DAY..=30 * DAY).contains(&minimum) {
            return Err(Error::DelayOutside { delay: minimum, least: DAY, most: 30 * DAY });
        }
        self.minimum = minimum;
        Ok(())
    }

    /// Sets the governor.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn set_governor(&mut self, caller: u32, governor: u32) -> Result<(), Error> {
        if caller != self.admin {
            return Err(Error::NotAdmin);
        }
        self.governor = governor;
        Ok(())
    }
}

/// Something that somebody does.
#[derive(Clone, Debug)]
pub enum Move {
    /// Nothing, for so many milliseconds.
    Wait(Millis),
    /// Schedules an operation that does these things. The hash is not filled in.
    Schedule(u32, Request, Vec<Step>),
    /// Executes an operation.
    Execute(u32),
    /// Sets the minimum delay from outside.
    SetMinimum(u32, Millis),
    /// Sets the governor from outside.
    SetGovernor(u32, u32),
}

/// The numbers of people in random moves; the timelock's own is another.
const PEOPLE: [u32; 3] = [1, 2, 3];

impl Timelock {
    /// A random move, mostly one that means something. `me` is the timelock's own number.
    pub fn any_move(&self, random: &mut Random, me: u32, now: Millis) -> Move {
        let someone = |random: &mut Random| PEOPLE[random.below(PEOPLE.len())];
        let delay = |random: &mut Random, least: Millis| match random.below(8) {
            0 => least - 1,
            1 => 30 * DAY,
            2 => 30 * DAY + 1,
            3 => random.between(0, 40 * DAY),
            _ => least,
        };
        let count = self.count();
        let operation = |random: &mut Random| random.below(count as usize + 1) as u32;
        match random.below(10) {
            0..=2 => Move::Wait(match (self.next_turn(now), random.below(3)) {
                (Some(turn), 0) => turn - now,
                (Some(turn), 1) => turn - now - 1,
                _ => random.between(1, 2 * DAY),
            }),
            3..=5 => {
                let caller = if random.once_in(8) { someone(random) } else { self.governor };
                let grace = match random.below(10) {
                    0 => 3 * DAY - 1,
                    1 => 60 * DAY + 1,
                    2 => 60 * DAY,
                    _ => 3 * DAY,
                };
                let after = if random.once_in(3) { Some(operation(random)) } else { None };
                let ranks = if random.once_in(8) { 5 } else { 3 };
                let rank = random.below(ranks) as u8;
                let request = Request { hash: [0; 32], after, delay: delay(random, self.minimum), grace, rank };
                let steps = (0..random.between(1, 3)).map(|_| match random.below(16) {
                    0 => Step::Fail,
                    // One that was just scheduled or will be soon is likely to be still open.
                    1..=5 => Step::Cancel((count + random.below(4) as u32).saturating_sub(2)),
                    6 => Step::SetMinimum(delay(random, DAY)),
                    7 if self.admin == me => Step::SetGovernor(someone(random)),
                    _ => Step::Call,
                });
                Move::Schedule(caller, request, steps.collect())
            }
            6..=8 => {
                let ready: Vec<u32> =
                    (0..count).filter(|number| self.status(*number, now) == Some(Status::Ready)).collect();
                match random.pick(&ready) {
                    Some(ready) if !random.once_in(4) => Move::Execute(*ready),
                    _ => Move::Execute(operation(random)),
                }
            }
            _ if random.once_in(2) => Move::SetMinimum(someone(random), delay(random, DAY)),
            _ => Move::SetGovernor(someone(random), someone(random)),
        }
    }

    /// The next millisecond in which an operation becomes ready or expires.
    fn next_turn(&self, now: Millis) -> Option<Millis> {
        let turns = self.requests().into_iter().flat_map(|(request, at)| {
            let eta = at + request.delay;
            [eta, eta + request.grace + 1]
        });
        turns.filter(|turn| *turn > now).min()
    }
}
