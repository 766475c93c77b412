//! Random traces on the chain beside the model.

use super::{Stage, ADMIN, GOVERNOR, KEEPER};
use atelier_governance::{
    timelock::{Action, Request, Roles},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId},
    dao::timelock::{action, hash, Error, Timelock},
};
use governance_model::{
    timelock::{Move, Refused, Step, Timelock as Model},
    Random,
};
use ink::selector_bytes;

/// The number by which the model knows the timelock itself.
const ME: u32 = 0;

/// The actions that do these things; `tag` makes them differ from all others.
fn actions(stage: &Stage, timelock: Timelock, steps: &[Step], tag: u32) -> Vec<Action<AccountId>> {
    let target = stage.recorder.account;
    let plan = steps.iter().map(|step| match *step {
        Step::Call => stage.recorder.record(tag, 0),
        Step::Fail => action(target, 0, selector_bytes!("answer_error"), &tag),
        Step::Cancel(operation) => timelock.order_cancel(operation),
        Step::SetMinimum(minimum) => timelock.order(selector_bytes!("set_minimum_delay"), &minimum),
        Step::SetGovernor(governor) => timelock.order(selector_bytes!("set_governor"), &account(governor)),
    });
    plan.collect()
}

/// Plays one trace and tells how many operations were executed.
fn play(seed: u64, is_own_admin: bool) -> usize {
    let mut random = Random::new(seed);
    let mut stage = Stage::new();
    let timelock = if is_own_admin { stage.dual } else { stage.timelock };
    let admin = if is_own_admin { ME } else { ADMIN };
    let someone = |number: u32| if number == ME { timelock.account } else { account(number) };
    let mut model = Model::new(2 * DAY, GOVERNOR, admin);
    let mut plans = Vec::new();
    let mut recorded = Vec::new();
    for number in 1..=3 {
        stage.chain.fund(account(number), e2e_tests::chain::FORTUNE);
    }
    for step in 0..40u32 {
        let now = stage.chain.now();
        let next = model.any_move(&mut random, ME, now);
        let context = format!("seed {seed}, step {step}: {next:?}");
        let before = stage.chain.root();
        let refused = match next {
            Move::Wait(time) => {
                stage.chain.set_time(now + time);
                false
            }
            Move::Schedule(caller, request, steps) => {
                let actions = actions(&stage, timelock, &steps, step);
                let request = Request { hash: hash(&actions), ..request };
                let expected = model.schedule(caller, request, now).map_err(Error::Timelock);
                assert_eq!(timelock.schedule(&mut stage.chain, account(caller), request), expected, "{context}");
                if expected.is_ok() {
                    plans.push((steps, actions));
                }
                expected.is_err()
            }
            Move::Execute(operation) => {
                let (steps, actions) = plans.get(operation as usize).cloned().unwrap_or_default();
                let expected = model.execute(ME, operation, &steps, now).map_err(|refusal| match refusal {
                    Refused::Rule(rule) => Error::Timelock(rule),
                    Refused::Failed(index) => Error::ActionFailed { index },
                });
                let done = timelock.execute(&mut stage.chain, account(KEEPER), operation, &actions);
                assert_eq!(done, expected, "{context}");
                if done.is_ok() {
                    recorded.extend(steps.iter().filter(|step| **step == Step::Call).map(|_| operation));
                }
                done.is_err()
            }
            Move::SetMinimum(caller, minimum) => {
                let expected = model.set_minimum(caller, minimum).map_err(Error::Timelock);
                let set = timelock.set_minimum_delay(&mut stage.chain, account(caller), minimum);
                assert_eq!(set, expected, "{context}");
                set.is_err()
            }
            Move::SetGovernor(caller, governor) => {
                let expected = model.set_governor(caller, governor).map_err(Error::Timelock);
                let set = timelock.set_governor(&mut stage.chain, account(caller), account(governor));
                assert_eq!(set, expected, "{context}");
                set.is_err()
            }
        };
        if refused {
            assert_eq!(stage.chain.root(), before, "{context}");
        }
        let now = stage.chain.now();
        let seen = timelock.operations(&mut stage.chain, 0, 30);
        assert_eq!(seen.len(), model.count().min(30) as usize, "{context}");
        for (number, operation) in (0..).zip(seen) {
            assert_eq!(Some(operation.status), model.status(number, now), "{context}, operation {number}");
            let (request, at) = model.request(number).unwrap();
            assert_eq!((operation.hash, operation.after), (request.hash, request.after), "{context}");
            assert_eq!((operation.rank, operation.eta), (request.rank, at + request.delay), "{context}");
        }
        assert_eq!(timelock.minimum_delay(&mut stage.chain), model.minimum, "{context}");
        let roles = Roles::Bound { governor: someone(model.governor), admin: someone(model.admin) };
        assert_eq!(timelock.roles(&mut stage.chain), roles, "{context}");
    }
    assert_eq!(stage.recorded().len(), recorded.len(), "seed {seed}: each action is done once");
    recorded.len()
}

#[test]
fn the_contract_agrees_with_the_model_over_random_traces() {
    let executed: usize = (0..30).map(|seed| play(seed, seed % 2 == 0)).sum();
    assert!(executed > 30, "{executed} actions: traces in which little happens would prove little");
}
