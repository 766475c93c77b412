//! Every refusal: the named error, and nothing changed.

use super::{at, not_ready, Stage, ADMIN, DEPLOYER, GOVERNOR, KEEPER, MALLORY};
use atelier_governance::{
    timelock::{Error as Rule, Request, Roles, Status},
    units::DAY,
};
use e2e_tests::{
    chain::{account, code},
    dao::timelock::{refused, request, Error, Timelock},
    suite::input,
};
use ink::selector_bytes;

#[test]
fn a_minimum_delay_outside_its_bounds_is_refused() {
    let mut stage = Stage::new();
    for minimum in [0, DAY - 1, 30 * DAY + 1, u64::MAX] {
        let input = input(selector_bytes!("new"), &minimum);
        let before = stage.chain.root();
        let refusal = stage.chain.try_deploy(code("timelock"), account(DEPLOYER), input).unwrap_err();
        assert!(refusal.starts_with("the constructor reverted"), "{refusal}");
        assert_eq!(stage.chain.root(), before);
        let timelock = stage.timelock;
        let expected = Rule::DelayOutside { delay: minimum, least: DAY, most: 30 * DAY };
        refused(&mut stage.chain, Error::Timelock(expected), |chain| {
            timelock.set_minimum_delay(chain, account(ADMIN), minimum)
        });
    }
    for minimum in [DAY, 30 * DAY] {
        let timelock = Timelock::deploy(&mut stage.chain, account(DEPLOYER), minimum);
        assert_eq!(timelock.minimum_delay(&mut stage.chain), minimum);
    }
}

#[test]
fn an_unbound_timelock_obeys_its_instantiator_once_and_nobody_else() {
    let mut stage = Stage::new();
    let chain = &mut stage.chain;
    let (deployer, governor) = (account(DEPLOYER), account(GOVERNOR));
    let timelock = Timelock::deploy(chain, deployer, DAY);
    assert_eq!(timelock.roles(chain), Roles::Unbound { instantiator: deployer });
    let rule = Error::Timelock;
    for caller in [deployer, governor] {
        refused(chain, rule(Rule::NotBound), |chain| timelock.schedule(chain, caller, request(&[])));
        refused(chain, rule(Rule::NotBound), |chain| timelock.set_minimum_delay(chain, caller, DAY));
        refused(chain, rule(Rule::NotBound), |chain| timelock.set_governor(chain, caller, caller));
    }
    refused(chain, rule(Rule::NotInstantiator), |chain| timelock.bind(chain, governor, governor, governor));
    timelock.bind(chain, deployer, governor, account(ADMIN)).unwrap();
    for caller in [deployer, governor, account(ADMIN), account(MALLORY)] {
        refused(chain, rule(Rule::AlreadyBound), |chain| timelock.bind(chain, caller, caller, caller));
    }
}

#[test]
fn only_the_governor_schedules_and_only_the_admin_sets() {
    let mut stage = Stage::new();
    let (timelock, chain) = (stage.timelock, &mut stage.chain);
    let rule = Error::Timelock;
    for stranger in [DEPLOYER, ADMIN, KEEPER, MALLORY].map(account) {
        refused(chain, rule(Rule::NotGovernor), |chain| timelock.schedule(chain, stranger, request(&[])));
    }
    for stranger in [DEPLOYER, GOVERNOR, KEEPER, MALLORY].map(account) {
        refused(chain, rule(Rule::NotAdmin), |chain| timelock.set_minimum_delay(chain, stranger, DAY));
        refused(chain, rule(Rule::NotAdmin), |chain| timelock.set_governor(chain, stranger, stranger));
    }
    timelock.set_governor(chain, account(ADMIN), account(KEEPER)).unwrap();
    refused(chain, rule(Rule::NotGovernor), |chain| timelock.schedule(chain, account(GOVERNOR), request(&[])));
    assert_eq!(timelock.schedule(chain, account(KEEPER), request(&[])), Ok(0));
}

#[test]
fn schedule_refuses_what_is_out_of_bounds() {
    let mut stage = Stage::new();
    let timelock = stage.timelock;
    let fine = request(&[]);
    let outside = |delay| Rule::DelayOutside { delay, least: 2 * DAY, most: 30 * DAY };
    let bad = [
        (Request { delay: 30 * DAY + 1, ..fine }, outside(30 * DAY + 1)),
        (Request { delay: u64::MAX, ..fine }, outside(u64::MAX)),
        (Request { grace: 3 * DAY - 1, ..fine }, Rule::GraceOutside { grace: 3 * DAY - 1 }),
        (Request { grace: 60 * DAY + 1, ..fine }, Rule::GraceOutside { grace: 60 * DAY + 1 }),
        (Request { rank: 3, ..fine }, Rule::RankOutside { rank: 3 }),
        (Request { after: Some(0), ..fine }, Rule::UnknownOperation { operation: 0 }),
        (Request { after: Some(u32::MAX), ..fine }, Rule::UnknownOperation { operation: u32::MAX }),
    ];
    for (request, expected) in bad {
        let attempt = |chain: &mut _| timelock.schedule(chain, account(GOVERNOR), request);
        refused(&mut stage.chain, Error::Timelock(expected), attempt);
    }
    let widest = Request { delay: 30 * DAY, grace: 60 * DAY, rank: 2, ..fine };
    assert_eq!(timelock.schedule(&mut stage.chain, account(GOVERNOR), widest), Ok(0));
    // The last moment that a clock can show.
    stage.chain.set_time(u64::MAX - 5 * DAY + 1);
    refused(&mut stage.chain, Error::Timelock(Rule::Overflow), |chain| {
        timelock.schedule(chain, account(GOVERNOR), fine)
    });
    stage.chain.set_time(u64::MAX - 5 * DAY);
    assert_eq!(timelock.schedule(&mut stage.chain, account(GOVERNOR), fine), Ok(1));
}

#[test]
fn each_status_refuses_what_it_has_no_row_for() {
    let mut stage = Stage::new();
    let idle = [stage.recorder.record(1, 0)];
    let (executed, canceled) = (stage.scheduled(request(&idle)), stage.scheduled(request(&idle)));
    let expired = stage.scheduled(request(&idle));
    let order = [stage.timelock.order_cancel(canceled)];
    let canceling = stage.scheduled(request(&order));
    stage.chain.set_time(at(2 * DAY));
    stage.execute(executed, &idle).unwrap();
    stage.execute(canceling, &order).unwrap();
    stage.chain.set_time(at(5 * DAY + 1));
    let waiting = stage.scheduled(Request { delay: 20 * DAY, ..request(&idle) });
    let rows = [
        (waiting, Status::Waiting),
        (executed, Status::Executed),
        (canceled, Status::Canceled),
        (expired, Status::Expired),
    ];
    for (operation, status) in rows {
        stage.check_status(operation, status);
        stage.refuses(not_ready(operation, status), operation, &idle);
        if status != Status::Waiting {
            let order = [stage.timelock.order_cancel(operation)];
            let canceling = stage.ready(&order);
            stage.refuses(Rule::NotCancelable { operation, status }, canceling, &order);
        }
    }
    // Nobody cancels from outside, whatever the status; and what does not exist has none.
    let timelock = stage.timelock;
    for operation in [waiting, executed, canceled, expired, 1_000] {
        for caller in [DEPLOYER, GOVERNOR, ADMIN, MALLORY].map(account) {
            refused(&mut stage.chain, Error::OnlyAsOrder, |chain| timelock.cancel(chain, caller, operation));
        }
    }
    assert_eq!(timelock.status(&mut stage.chain, 1_000), None);
    assert_eq!(timelock.operation(&mut stage.chain, 1_000), None);
    stage.refuses(Rule::UnknownOperation { operation: 1_000 }, 1_000, &idle);
}

#[test]
fn messages_that_need_no_money_refuse_it() {
    let mut stage = Stage::new();
    let me = stage.timelock.account;
    let inputs = [
        (GOVERNOR, Timelock::schedule_input(request(&[]))),
        (ADMIN, input(selector_bytes!("set_minimum_delay"), &DAY)),
        (ADMIN, input(selector_bytes!("set_governor"), &account(ADMIN))),
        (DEPLOYER, input(selector_bytes!("bind"), &(account(ADMIN), account(ADMIN)))),
        (KEEPER, input(selector_bytes!("cancel"), &0u32)),
        (KEEPER, input(selector_bytes!("status"), &0u32)),
        (KEEPER, selector_bytes!("roles").to_vec()),
        (KEEPER, b"none".to_vec()),
    ];
    for (caller, input) in inputs {
        let before = stage.chain.root();
        let called = stage.chain.call(account(caller), me, 1, input);
        // The error of the language layer.
        assert_eq!((called.reverted, called.outcome), (true, Ok(vec![1, 1])));
        assert_eq!(stage.chain.root(), before);
    }
}
