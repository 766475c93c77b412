//! Bypasses and thefts: each is named after what it tries.

use super::{at, not_ready, Stage, ADMIN, DEPLOYER, GOVERNOR, KEEPER, MALLORY};
use atelier_governance::{
    timelock::{Action, Error as Rule, Request, Roles, Status},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, Chain},
    dao::timelock::{action, refused, request, Error, Recorder, Timelock},
    suite::input,
};
use ink::selector_bytes;

/// A timelock whose governor is a recorder, which calls it back whenever an operation says so: nothing but the ban of
/// re-entry stands between the batch and the governor's rights.
fn stage_with_a_governor_that_calls_back() -> (Stage, Recorder) {
    let mut stage = Stage::new();
    let puppet = Recorder::deploy(&mut stage.chain, account(DEPLOYER));
    let timelock = Timelock::deploy(&mut stage.chain, account(DEPLOYER), DAY);
    timelock.bind(&mut stage.chain, account(DEPLOYER), puppet.account, puppet.account).unwrap();
    stage.timelock = timelock;
    (stage, puppet)
}

/// The input that has the puppet call its timelock.
fn via_puppet(stage: &Stage, attempt: &[u8]) -> Vec<u8> {
    input(selector_bytes!("forward"), &(0u32, stage.timelock.account, attempt))
}

/// An action on the recorder, which has the puppet call the timelock while that is calling. The machine traps who tries:
/// with the puppet between, the recorder lives on and tells.
fn call_back(stage: &Stage, puppet: Recorder, attempt: &[u8]) -> Action<AccountId> {
    stage.recorder.reenter(0, puppet.account, &via_puppet(stage, attempt))
}

/// Has the puppet call its timelock from outside.
#[track_caller]
fn command(stage: &mut Stage, puppet: Recorder, request: Request) {
    let forward = via_puppet(stage, &Timelock::schedule_input(request));
    let called = stage.chain.call(account(KEEPER), puppet.account, 0, forward);
    assert_eq!(called.result::<(), u8>(), Ok(()));
}

#[test]
fn a_batch_that_schedules_itself_while_it_is_executed_is_denied() {
    // CVE-2021-39168: the batch was executed first and asked afterwards whether it had been scheduled.
    let (mut stage, puppet) = stage_with_a_governor_that_calls_back();
    let inner = [puppet.record(1, 0)];
    let schedule = Timelock::schedule_input(Request { delay: DAY, ..request(&inner) });
    let batch = [call_back(&stage, puppet, &schedule)];
    // Nobody has scheduled it: it does not even begin.
    stage.refuses(Rule::UnknownOperation { operation: 0 }, 0, &batch);
    // Scheduled as it should be, it still cannot schedule from within.
    command(&mut stage, puppet, request(&batch));
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(stage.execute(0, &batch), Ok(()));
    assert_eq!(stage.recorder.reentered(&mut stage.chain), Some(false));
    assert_eq!(stage.timelock.operations(&mut stage.chain, 0, 30).len(), 1);
    // Without anybody between, the governor is trapped where it stands.
    let direct = [puppet.reenter(0, stage.timelock.account, &schedule)];
    command(&mut stage, puppet, request(&direct));
    stage.chain.set_time(at(4 * DAY));
    stage.refuses(Error::ActionFailed { index: 0 }, 1, &direct);
}

#[test]
fn a_callee_that_calls_back_any_message_is_denied() {
    let (mut stage, puppet) = stage_with_a_governor_that_calls_back();
    let innocent = [puppet.record(1, 0)];
    command(&mut stage, puppet, request(&innocent));
    let attempts = [
        Timelock::execute_input(0, &innocent),
        Timelock::schedule_input(request(&innocent)),
        input(selector_bytes!("cancel"), &0u32),
        input(selector_bytes!("set_minimum_delay"), &(3 * DAY)),
        input(selector_bytes!("set_governor"), &account(MALLORY)),
        input(selector_bytes!("bind"), &(account(MALLORY), account(MALLORY))),
        input(selector_bytes!("minimum_delay"), &()),
    ];
    let mut batches = Vec::new();
    for attempt in &attempts {
        batches.push([call_back(&stage, puppet, attempt)]);
        command(&mut stage, puppet, request(batches.last().unwrap()));
    }
    stage.chain.set_time(at(2 * DAY));
    let roles = stage.timelock.roles(&mut stage.chain);
    for (number, batch) in (1..).zip(&batches) {
        assert_eq!(stage.execute(number, batch), Ok(()));
        assert_eq!(stage.recorder.reentered(&mut stage.chain), Some(false), "attempt {number}");
    }
    stage.check_status(0, Status::Ready);
    assert_eq!(stage.timelock.minimum_delay(&mut stage.chain), DAY);
    assert_eq!(stage.timelock.roles(&mut stage.chain), roles);
    assert_eq!(stage.timelock.operations(&mut stage.chain, 0, 30).len(), 1 + attempts.len());
    // From outside the same messages work, for those whom they are for: it was the re-entry that was denied.
    assert_eq!(stage.execute(0, &innocent), Ok(()));
    let [schedule, set] = [&attempts[1], &attempts[3]].map(|attempt| {
        let forward = via_puppet(&stage, attempt);
        stage.chain.call(account(KEEPER), puppet.account, 0, forward).result::<(), u8>()
    });
    assert_eq!((schedule, set), (Ok(()), Ok(())));
}

#[test]
fn a_callee_that_executes_another_operation_from_within_is_denied() {
    let mut stage = Stage::new();
    let puppet = Recorder::deploy(&mut stage.chain, account(DEPLOYER));
    let inner = [stage.recorder.record(1, 0)];
    let outer = [call_back(&stage, puppet, &Timelock::execute_input(0, &inner)), inner[0].clone()];
    stage.scheduled(request(&inner));
    let operation = stage.ready(&outer);
    assert_eq!(stage.execute(operation, &outer), Ok(()));
    assert_eq!(stage.recorder.reentered(&mut stage.chain), Some(false));
    stage.check_status(0, Status::Ready);
    assert_eq!(stage.recorded(), [0, 1]);
}

#[test]
fn an_executed_operation_cannot_be_replayed() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    let operation = stage.ready(&actions);
    assert_eq!(stage.execute(operation, &actions), Ok(()));
    stage.refuses(not_ready(operation, Status::Executed), operation, &actions);
    stage.chain.set_time(at(100 * DAY));
    stage.refuses(not_ready(operation, Status::Executed), operation, &actions);
    assert_eq!(stage.recorded(), [1]);
    // The same actions, decided again, are another operation.
    let other = stage.ready(&actions);
    assert_ne!(other, operation);
    assert_eq!(stage.execute(other, &actions), Ok(()));
}

#[test]
fn an_operation_of_one_timelock_cannot_be_executed_on_another() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    let operation = stage.ready(&actions);
    let dual = stage.dual;
    refused(&mut stage.chain, Error::Timelock(Rule::UnknownOperation { operation }), |chain| {
        dual.execute(chain, account(KEEPER), operation, &actions)
    });
}

#[test]
fn actions_other_than_the_decided_ones_are_refused() {
    let mut stage = Stage::new();
    let recorder = stage.recorder;
    let other = Recorder::deploy(&mut stage.chain, account(DEPLOYER));
    let actions = [recorder.record(1, 0), recorder.record(2, 0)];
    let operation = stage.ready(&actions);
    let [one, two] = actions.clone();
    let mut altered = [(); 5].map(|()| one.clone());
    altered[0].target = other.account;
    altered[1].selector = selector_bytes!("answer_nothing");
    altered[2].args = 3u32.to_le_bytes().to_vec();
    altered[3].args.push(0);
    altered[4].value = 1;
    let mismatch = Error::ActionsMismatch { operation };
    for altered in altered {
        stage.refuses(mismatch, operation, &[altered, two.clone()]);
    }
    stage.refuses(mismatch, operation, &[two.clone(), one.clone()]);
    stage.refuses(mismatch, operation, std::slice::from_ref(&one));
    stage.refuses(mismatch, operation, &[one.clone(), two.clone(), two.clone()]);
    stage.refuses(mismatch, operation, &[]);
    // The same list with a byte behind it, or with its length written in two bytes.
    let me = stage.timelock.account;
    let mut longer = Timelock::execute_input(operation, &actions);
    longer.push(0);
    let mut spelled = Timelock::execute_input(operation, &actions);
    spelled.splice(8..9, [2 << 2 | 1, 0]);
    for input in [longer, spelled] {
        let before = stage.chain.root();
        let called = stage.chain.call(account(KEEPER), me, 0, input);
        assert_eq!(called.result::<(), Error>(), Err(mismatch));
        assert_eq!(stage.chain.root(), before);
    }
    assert_eq!(stage.execute(operation, &actions), Ok(()));
}

#[test]
fn a_lowered_delay_does_not_make_earlier_operations_ready() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    let operation = stage.scheduled(request(&actions));
    let timelock = stage.timelock;
    timelock.set_minimum_delay(&mut stage.chain, account(ADMIN), DAY).unwrap();
    stage.chain.set_time(at(2 * DAY - 1));
    stage.refuses(not_ready(operation, Status::Waiting), operation, &actions);
    // And a raised one does not put them off.
    timelock.set_minimum_delay(&mut stage.chain, account(ADMIN), 30 * DAY).unwrap();
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(stage.execute(operation, &actions), Ok(()));
}

#[test]
fn a_delay_is_lowered_only_after_the_old_delay() {
    let mut stage = Stage::new();
    let (dual, governor) = (stage.dual, account(GOVERNOR));
    let lower = [dual.order(selector_bytes!("set_minimum_delay"), &DAY)];
    let quick = Request { delay: DAY, ..request(&lower) };
    let eta = |chain: &mut Chain, number| dual.operation(chain, number).unwrap().eta;
    // However short a delay it is given, the old minimum holds until the lower one was executed.
    let operation = dual.schedule(&mut stage.chain, governor, quick).unwrap();
    assert_eq!(eta(&mut stage.chain, operation), at(2 * DAY));
    let second = dual.schedule(&mut stage.chain, governor, quick).unwrap();
    assert_eq!(eta(&mut stage.chain, second), at(2 * DAY));
    stage.chain.set_time(at(2 * DAY));
    dual.execute(&mut stage.chain, account(KEEPER), operation, &lower).unwrap();
    let third = dual.schedule(&mut stage.chain, governor, quick).unwrap();
    assert_eq!(eta(&mut stage.chain, third), at(2 * DAY) + DAY);
    assert_eq!(eta(&mut stage.chain, second), at(2 * DAY), "what was scheduled stays");
}

#[test]
fn a_running_operation_cannot_cancel_itself_or_what_is_over() {
    let mut stage = Stage::new();
    let idle = [stage.recorder.record(1, 0)];
    let expired = stage.scheduled(request(&idle));
    stage.chain.set_time(at(5 * DAY + 1));
    let executed = stage.ready(&idle);
    stage.execute(executed, &idle).unwrap();
    let itself = executed + 1;
    let order = [stage.timelock.order_cancel(itself)];
    assert_eq!(stage.ready(&order), itself);
    let refusal = |operation, status| Error::Timelock(Rule::NotCancelable { operation, status });
    stage.refuses(refusal(itself, Status::Executed), itself, &order);
    for (victim, status) in [(expired, Status::Expired), (executed, Status::Executed)] {
        let order = [stage.timelock.order_cancel(victim)];
        let operation = stage.ready(&order);
        stage.refuses(refusal(victim, status), operation, &order);
    }
    let victim = stage.scheduled(Request { delay: 10 * DAY, ..request(&idle) });
    let twice = [stage.timelock.order_cancel(victim), stage.timelock.order_cancel(victim)];
    let operation = stage.ready(&twice);
    stage.refuses(refusal(victim, Status::Canceled), operation, &twice);
    stage.check_status(victim, Status::Waiting);
    let unknown = [stage.timelock.order_cancel(1_000)];
    let operation = stage.ready(&unknown);
    stage.refuses(Rule::UnknownOperation { operation: 1_000 }, operation, &unknown);
}

#[test]
fn orders_are_a_closed_list() {
    let mut stage = Stage::new();
    let timelock = stage.timelock;
    let me = timelock.account;
    let orders = [
        // Messages that are no orders.
        timelock.order(selector_bytes!("schedule"), &([0u8; 32], None::<u32>, DAY, 3 * DAY, 0u8)),
        timelock.order(selector_bytes!("execute"), &(0u32, Vec::<u8>::new())),
        timelock.order(selector_bytes!("bind"), &(account(MALLORY), account(MALLORY))),
        timelock.order(selector_bytes!("new"), &DAY),
        timelock.order([0; 4], &()),
        // Orders with arguments too short or too long, or with money.
        timelock.order(selector_bytes!("cancel"), &0u16),
        timelock.order(selector_bytes!("cancel"), &0u64),
        timelock.order(selector_bytes!("set_minimum_delay"), &[0u8; 7]),
        timelock.order(selector_bytes!("set_governor"), &()),
        action(me, 1, selector_bytes!("cancel"), &0u32),
    ];
    stage.chain.transfer(account(KEEPER), me, 1_000_000);
    let first = stage.recorder.record(1, 0);
    for order in orders {
        let actions = [first.clone(), order];
        let operation = stage.ready(&actions);
        stage.refuses(Error::UnknownOrder { index: 1 }, operation, &actions);
    }
    assert!(stage.recorded().is_empty());
}

#[test]
fn a_timelock_that_is_not_its_own_admin_cannot_order_its_settings() {
    let mut stage = Stage::new();
    let timelock = stage.timelock;
    let orders = [
        timelock.order(selector_bytes!("set_minimum_delay"), &DAY),
        timelock.order(selector_bytes!("set_governor"), &account(MALLORY)),
    ];
    for order in orders {
        let actions = [order];
        let operation = stage.ready(&actions);
        stage.refuses(Rule::NotAdmin, operation, &actions);
    }
}

#[test]
fn the_instantiator_keeps_nothing() {
    let mut stage = Stage::new();
    let (timelock, deployer) = (stage.timelock, account(DEPLOYER));
    let actions = [stage.recorder.record(1, 0)];
    let chain = &mut stage.chain;
    let rule = Error::Timelock;
    refused(chain, rule(Rule::AlreadyBound), |chain| timelock.bind(chain, deployer, deployer, deployer));
    refused(chain, rule(Rule::NotGovernor), |chain| timelock.schedule(chain, deployer, request(&actions)));
    refused(chain, rule(Rule::NotAdmin), |chain| timelock.set_minimum_delay(chain, deployer, DAY));
    refused(chain, rule(Rule::NotAdmin), |chain| timelock.set_governor(chain, deployer, deployer));
    refused(chain, Error::OnlyAsOrder, |chain| timelock.cancel(chain, deployer, 0));
    let roles = Roles::Bound { governor: account(GOVERNOR), admin: account(ADMIN) };
    assert_eq!(timelock.roles(chain), roles);
}
