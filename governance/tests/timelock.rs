//! Random traces of a timelock's rules beside a model that keeps everything that ever happened.

use atelier_governance::{
    timelock::{Operation, Roles, Status, Timelock},
    units::{Millis, DAY},
};
use governance_model::{
    timelock::{Move, Refused, Step, Timelock as Model},
    Random,
};

/// The timelock's own account.
const ME: u32 = 0;
const GOVERNOR: u32 = 1;

/// The rules with their cells, as a shell keeps them.
#[derive(Clone)]
struct Shell {
    timelock: Timelock<u32>,
    operations: Vec<Operation>,
}

impl Shell {
    fn execute(&mut self, number: u32, steps: &[Step], now: Millis) -> Result<(), Refused> {
        let before = self.clone();
        let done = self.try_execute(number, steps, now);
        if done.is_err() {
            *self = before;
        }
        done
    }

    fn known(&self, operation: u32) -> Result<Operation, Refused> {
        let unknown = Refused::Rule(atelier_governance::timelock::Error::UnknownOperation { operation });
        self.operations.get(operation as usize).copied().ok_or(unknown)
    }

    fn try_execute(&mut self, number: u32, steps: &[Step], now: Millis) -> Result<(), Refused> {
        let operation = self.known(number)?;
        let predecessor = operation.after.and_then(|first| self.known(first).ok());
        self.operations[number as usize] =
            operation.execute(number, predecessor.as_ref(), now).map_err(Refused::Rule)?;
        for (index, step) in steps.iter().enumerate() {
            match *step {
                Step::Call => {}
                Step::Fail => return Err(Refused::Failed(index as u8)),
                Step::Cancel(other) => {
                    let canceled = self.known(other)?.cancel(other, operation.rank, now).map_err(Refused::Rule)?;
                    self.operations[other as usize] = canceled;
                }
                Step::SetMinimum(minimum) => {
                    self.timelock = self.timelock.set_minimum_delay(ME, minimum).map_err(Refused::Rule)?;
                }
                Step::SetGovernor(governor) => {
                    self.timelock = self.timelock.set_governor(ME, governor).map_err(Refused::Rule)?;
                }
            }
        }
        Ok(())
    }
}

/// Plays one trace and tells how many operations were executed, canceled and left to expire.
fn play(seed: u64, admin: u32) -> [u32; 3] {
    let mut random = Random::new(seed);
    let mut model = Model::new(2 * DAY, GOVERNOR, admin);
    let timelock = Timelock::new(9, 2 * DAY).unwrap().bind(9, GOVERNOR, admin).unwrap();
    let mut shell = Shell { timelock, operations: Vec::new() };
    let mut plans = Vec::new();
    let mut now = 1_000;
    for step in 0..80 {
        let next = model.any_move(&mut random, ME, now);
        let context = format!("seed {seed}, step {step}: {next:?}");
        match next {
            Move::Wait(time) => now += time,
            Move::Schedule(caller, request, steps) => {
                let expected = model.schedule(caller, request, now);
                let number = shell.timelock.count;
                let scheduled = shell.timelock.schedule(caller, request, now);
                assert_eq!(scheduled.map(|_| number), expected, "{context}");
                if let Ok((timelock, operation)) = scheduled {
                    shell.timelock = timelock;
                    shell.operations.push(operation);
                    plans.push(steps);
                }
            }
            Move::Execute(operation) => {
                let steps = plans.get(operation as usize).cloned().unwrap_or_default();
                let expected = model.execute(ME, operation, &steps, now);
                assert_eq!(shell.execute(operation, &steps, now), expected, "{context}");
            }
            Move::SetMinimum(caller, minimum) => {
                let expected = model.set_minimum(caller, minimum);
                let set = shell.timelock.set_minimum_delay(caller, minimum);
                assert_eq!(set.map(|timelock| shell.timelock = timelock), expected, "{context}");
            }
            Move::SetGovernor(caller, governor) => {
                let expected = model.set_governor(caller, governor);
                let set = shell.timelock.set_governor(caller, governor);
                assert_eq!(set.map(|timelock| shell.timelock = timelock), expected, "{context}");
            }
        }
        assert_eq!(shell.timelock.count, model.count(), "{context}");
        assert_eq!(shell.timelock.minimum_delay, model.minimum, "{context}");
        assert_eq!(shell.timelock.roles, Roles::Bound { governor: model.governor, admin: model.admin }, "{context}");
        for (number, operation) in shell.operations.iter().enumerate() {
            assert_eq!(Some(operation.status(now)), model.status(number as u32, now), "{context}, operation {number}");
        }
    }
    let count = |status| shell.operations.iter().filter(|operation| operation.status(now) == status).count() as u32;
    [count(Status::Executed), count(Status::Canceled), count(Status::Expired)]
}

#[test]
fn rules_agree_with_the_model_over_random_traces() {
    let mut totals = [0; 3];
    for seed in 0..1_500 {
        // Half of them are their own admin, as the dual timelock is.
        let ended = play(seed, if seed % 2 == 0 { ME } else { 3 });
        for (total, count) in totals.iter_mut().zip(ended) {
            *total += count;
        }
    }
    // Traces in which little happens would prove little.
    assert!(totals.iter().all(|total| *total > 400), "executed, canceled, expired: {totals:?}");
}
