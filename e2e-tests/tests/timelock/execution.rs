//! What an execution does.

use super::{at, not_ready, Stage, ADMIN, DEPLOYER, GOVERNOR, KEEPER, MALLORY};
use atelier_governance::{
    timelock::{Error as Rule, OperationView, Request, Roles, Status, PAGE},
    units::DAY,
};
use e2e_tests::{
    chain::{account, Called, Weight, BLOCK},
    dao::timelock::{action, hash, request, Error, Recorder, Timelock},
    suite::input,
};
use ink::{env::Event, selector_bytes};
use scale::{Decode, Encode};
use timelock::{Bound, Canceled, Executed, GovernorSet, MinimumDelaySet, Scheduled};

#[test]
fn an_operation_is_done_by_anybody_in_the_name_of_the_timelock() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(7, 0), stage.recorder.record(8, 0)];
    let operation = stage.scheduled(request(&actions));
    assert_eq!(operation, 0);
    let view = OperationView {
        hash: hash(&actions),
        after: None,
        eta: at(2 * DAY),
        expires_at: at(5 * DAY),
        rank: 0,
        status: Status::Waiting,
    };
    assert_eq!(stage.timelock.operation(&mut stage.chain, operation), Some(view));
    stage.chain.set_time(at(2 * DAY));
    let called = stage.timelock.call_execute(&mut stage.chain, account(MALLORY), 0, operation, &actions);
    assert_eq!(called.result::<(), Error>(), Ok(()));
    assert_eq!(called.events.len(), 1, "one event of the timelock");
    let me = stage.timelock.account;
    assert_eq!(stage.recorder.calls(&mut stage.chain), [(me, 0, 7), (me, 0, 8)]);
    let view = OperationView { status: Status::Executed, ..view };
    assert_eq!(stage.timelock.operation(&mut stage.chain, operation), Some(view));
}

#[test]
fn an_operation_is_ready_from_its_first_to_its_last_millisecond() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    let (first, last) = (stage.scheduled(request(&actions)), stage.scheduled(request(&actions)));
    let late = stage.scheduled(request(&actions));
    stage.chain.set_time(at(2 * DAY - 1));
    stage.refuses(not_ready(first, Status::Waiting), first, &actions);
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(stage.execute(first, &actions), Ok(()));
    stage.chain.set_time(at(5 * DAY));
    stage.check_status(late, Status::Ready);
    assert_eq!(stage.execute(last, &actions), Ok(()));
    stage.chain.set_time(at(5 * DAY + 1));
    stage.refuses(not_ready(late, Status::Expired), late, &actions);
    assert_eq!(stage.recorded(), [1, 1]);
}

#[test]
fn actions_are_all_done_or_none() {
    let mut stage = Stage::new();
    let recorder = stage.recorder;
    let fails = action(recorder.account, 0, selector_bytes!("answer_error"), &2u32);
    for (place, index) in [(0, 0u8), (1, 1), (2, 2)] {
        let mut actions = vec![recorder.record(1, 0), recorder.record(3, 0)];
        actions.insert(place, fails.clone());
        let operation = stage.ready(&actions);
        stage.refuses(Error::ActionFailed { index }, operation, &actions);
        stage.check_status(operation, Status::Ready);
    }
    assert!(stage.recorded().is_empty());
}

#[test]
fn a_callee_may_answer_whatever_it_likes_unless_it_reverts_or_traps() {
    let mut stage = Stage::new();
    let target = stage.recorder.account;
    let fine = [
        action(target, 0, selector_bytes!("record"), &1u32),
        action(target, 0, selector_bytes!("answer_nothing"), &2u32),
        action(target, 0, selector_bytes!("answer_false"), &3u32),
        action(target, 0, selector_bytes!("answer_zeros"), &(4u32, 0u32)),
        action(target, 0, selector_bytes!("answer_zeros"), &(5u32, 20_480u32)),
        action(target, 0, selector_bytes!("answer_error_unflagged"), &6u32),
    ];
    let operation = stage.ready(&fine);
    assert_eq!(stage.execute(operation, &fine), Ok(()));
    assert_eq!(stage.recorded(), [1, 2, 3, 4, 5, 6]);
    let bad = [
        action(target, 0, selector_bytes!("answer_error"), &7u32),
        action(target, 0, selector_bytes!("trap"), &8u32),
        // No such message, arguments that are none, and an account that is no contract.
        action(target, 0, *b"none", &9u32),
        action(target, 0, selector_bytes!("record"), &()),
        action(account(KEEPER), 0, selector_bytes!("record"), &10u32),
        action(account(12_345), 0, selector_bytes!("record"), &11u32),
    ];
    for action in bad {
        let actions = [action];
        let operation = stage.ready(&actions);
        stage.refuses(Error::ActionFailed { index: 0 }, operation, &actions);
    }
}

#[test]
fn money_comes_from_the_timelock_or_from_whoever_executes() {
    const PRICE: u128 = 5_000_000;
    let mut stage = Stage::new();
    let (me, target) = (stage.timelock.account, stage.recorder.account);
    let actions = [stage.recorder.record(1, PRICE), stage.recorder.record(2, 2 * PRICE)];
    // Nothing above the existential deposit: the first action fails, and with a price brought the second.
    let operation = stage.ready(&actions);
    stage.refuses(Error::ActionFailed { index: 0 }, operation, &actions);
    let before = stage.chain.root();
    let called = stage.timelock.call_execute(&mut stage.chain, account(KEEPER), PRICE, operation, &actions);
    assert_eq!(called.result::<(), Error>(), Err(Error::ActionFailed { index: 1 }));
    assert_eq!(stage.chain.root(), before, "what was brought goes back");
    // One unit too much is brought, and stays.
    let (had, left) = (stage.chain.balance(target), stage.chain.spendable(me));
    let called = stage.timelock.call_execute(&mut stage.chain, account(KEEPER), 3 * PRICE + 1, operation, &actions);
    assert_eq!(called.result::<(), Error>(), Ok(()));
    assert_eq!(stage.chain.balance(target), had + 3 * PRICE);
    assert_eq!(stage.chain.spendable(me), left + 1);
    // From its own balance, to the last unit.
    let operation = stage.ready(&actions);
    stage.chain.transfer(account(KEEPER), me, 3 * PRICE - 2);
    stage.refuses(Error::ActionFailed { index: 1 }, operation, &actions);
    stage.chain.transfer(account(KEEPER), me, 1);
    assert_eq!(stage.execute(operation, &actions), Ok(()));
    assert_eq!(stage.chain.spendable(me), 0);
    let calls = [(me, PRICE, 1), (me, 2 * PRICE, 2), (me, PRICE, 1), (me, 2 * PRICE, 2)];
    assert_eq!(stage.recorder.calls(&mut stage.chain), calls);
}

#[test]
fn an_operation_waits_for_its_predecessor() {
    let mut stage = Stage::new();
    let one = [stage.recorder.record(1, 0)];
    let two = [stage.recorder.record(2, 0)];
    let follow = |after| Request { after: Some(after), ..request(&two) };
    let slow = stage.scheduled(Request { delay: 4 * DAY, ..request(&one) });
    let ready = stage.scheduled(request(&one));
    let canceled = stage.scheduled(Request { delay: 6 * DAY, ..request(&one) });
    let order = [stage.timelock.order_cancel(canceled)];
    let canceling = stage.scheduled(request(&order));
    let behind = [slow, ready, canceled].map(|after| stage.scheduled(follow(after)));
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(stage.execute(canceling, &order), Ok(()));
    let open = |operation| Error::Timelock(Rule::PredecessorOpen { operation });
    let dead = |operation| Error::Timelock(Rule::PredecessorDead { operation });
    stage.refuses(open(slow), behind[0], &two);
    stage.refuses(open(ready), behind[1], &two);
    stage.refuses(dead(canceled), behind[2], &two);
    assert_eq!(stage.execute(ready, &one), Ok(()));
    assert_eq!(stage.execute(behind[1], &two), Ok(()));
    // What is behind an operation that expired expires too.
    let expiring = stage.scheduled(request(&one));
    let forlorn = stage.scheduled(Request { delay: 4 * DAY, ..follow(expiring) });
    stage.chain.set_time(at(2 * DAY + 5 * DAY + 1));
    stage.refuses(dead(expiring), forlorn, &two);
    assert_eq!(stage.recorded(), [1, 2]);
}

#[test]
fn an_operation_cancels_others_of_no_higher_rank() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    for running in 0..=2u8 {
        for rank in 0..=2u8 {
            let victim = stage.scheduled(Request { delay: 3 * DAY, rank, ..request(&actions) });
            let order = [stage.timelock.order_cancel(victim)];
            let operation = stage.scheduled(Request { rank: running, ..request(&order) });
            let now = stage.chain.now();
            stage.chain.set_time(now + 2 * DAY);
            if running >= rank {
                assert_eq!(stage.execute(operation, &order), Ok(()));
                stage.check_status(victim, Status::Canceled);
                stage.chain.set_time(now + 3 * DAY);
                stage.refuses(not_ready(victim, Status::Canceled), victim, &actions);
            } else {
                let refusal = Rule::RankTooLow { operation: victim, rank, running };
                stage.refuses(Error::Timelock(refusal), operation, &order);
                stage.chain.set_time(now + 3 * DAY);
                assert_eq!(stage.execute(victim, &actions), Ok(()));
            }
        }
    }
}

#[test]
fn settings_that_an_operation_changes_stay_changed_when_it_ends() {
    let mut stage = Stage::new();
    let (dual, governor) = (stage.dual, account(GOVERNOR));
    // A call before and one behind: what was loaded before a call must not be stored after it.
    let actions = [
        stage.recorder.record(1, 0),
        dual.order(selector_bytes!("set_minimum_delay"), &(5 * DAY)),
        stage.recorder.record(2, 0),
        dual.order(selector_bytes!("set_governor"), &account(MALLORY)),
        stage.recorder.record(3, 0),
    ];
    let operation = dual.schedule(&mut stage.chain, governor, request(&actions)).unwrap();
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(dual.execute(&mut stage.chain, account(KEEPER), operation, &actions), Ok(()));
    assert_eq!(stage.recorded(), [1, 2, 3]);
    assert_eq!(dual.minimum_delay(&mut stage.chain), 5 * DAY);
    let roles = Roles::Bound { governor: account(MALLORY), admin: dual.account };
    assert_eq!(dual.roles(&mut stage.chain), roles);
    assert_eq!(dual.status(&mut stage.chain, operation), Some(Status::Executed));
}

#[test]
fn the_dual_timelock_sets_the_others() {
    let mut stage = Stage::new();
    let (dual, governor) = (stage.dual, account(GOVERNOR));
    let other = Timelock::deploy(&mut stage.chain, account(DEPLOYER), DAY);
    other.bind(&mut stage.chain, account(DEPLOYER), governor, dual.account).unwrap();
    let actions = [
        action(other.account, 0, selector_bytes!("set_minimum_delay"), &(9 * DAY)),
        action(other.account, 0, selector_bytes!("set_governor"), &account(ADMIN)),
    ];
    let operation = dual.schedule(&mut stage.chain, governor, request(&actions)).unwrap();
    stage.chain.set_time(at(2 * DAY));
    assert_eq!(dual.execute(&mut stage.chain, account(KEEPER), operation, &actions), Ok(()));
    assert_eq!(other.minimum_delay(&mut stage.chain), 9 * DAY);
    assert_eq!(other.roles(&mut stage.chain), Roles::Bound { governor: account(ADMIN), admin: dual.account });
}

#[test]
fn operations_are_listed_a_page_at_a_time() {
    let mut stage = Stage::new();
    let actions = [stage.recorder.record(1, 0)];
    for number in 0..PAGE + 5 {
        assert_eq!(stage.scheduled(Request { rank: (number % 3) as u8, ..request(&actions) }), number);
    }
    let mut ranks = |from, count| {
        let page = stage.timelock.operations(&mut stage.chain, from, count);
        page.into_iter().map(|operation| u32::from(operation.rank)).collect::<Vec<_>>()
    };
    let expected = |range: std::ops::Range<u32>| range.map(|number| number % 3).collect::<Vec<_>>();
    assert!(ranks(0, 0).is_empty());
    assert_eq!(ranks(3, 2), expected(3..5));
    assert_eq!(ranks(1, u32::MAX), expected(1..PAGE + 1));
    assert_eq!(ranks(PAGE, PAGE), expected(PAGE..PAGE + 5));
    assert!(ranks(PAGE + 5, PAGE).is_empty());
    assert!(ranks(u32::MAX, u32::MAX).is_empty());
}

#[test]
fn ten_actions_and_ten_kibibytes_are_the_most() {
    let mut stage = Stage::new();
    let recorder = stage.recorder;
    let many: Vec<_> = (0..11).map(|number| recorder.record(number, 0)).collect();
    let operation = stage.ready(&many[..10]);
    assert_eq!(stage.execute(operation, &many[..10]), Ok(()));
    assert_eq!(stage.recorded(), (0..10).collect::<Vec<_>>());
    let operation = stage.ready(&many);
    stage.refuses(Error::WrongCount { count: 11 }, operation, &many);
    let operation = stage.ready(&[]);
    stage.refuses(Error::WrongCount { count: 0 }, operation, &[]);
    // 1 byte of the list's length, 32 of the target, 4 of the selector, 2 or 4 of the arguments' length, 16 of the value.
    for (length, fits) in [(10_240 - 55, true), (10_240 - 54, false)] {
        let mut long = recorder.record(99, 0);
        long.args.resize(length, 0);
        let actions = [long];
        let bytes = actions[..].encode().len() as u32;
        assert_eq!(bytes <= 10_240, fits, "{bytes}");
        let operation = stage.ready(&actions);
        if fits {
            assert_eq!(stage.execute(operation, &actions), Ok(()));
        } else {
            stage.refuses(Error::ActionsTooLong { bytes }, operation, &actions);
        }
    }
}

#[test]
fn calls_go_as_deep_as_the_machine_allows_and_fail_below() {
    let mut stage = Stage::new();
    let recorders: Vec<_> = (0..7).map(|_| Recorder::deploy(&mut stage.chain, account(DEPLOYER))).collect();
    let mut outcomes = Vec::new();
    for depth in 1..=6 {
        // The last one records, each before it forwards.
        let mut deepest = recorders[depth - 1].record(depth as u32, 0);
        for recorder in recorders[..depth - 1].iter().rev() {
            let input = [deepest.selector.to_vec(), deepest.args.clone()].concat();
            deepest = action(recorder.account, 0, selector_bytes!("forward"), &(depth as u32, deepest.target, input));
        }
        let actions = [deepest];
        let operation = stage.ready(&actions);
        let done = stage.execute(operation, &actions);
        stage.check_status(operation, if done.is_ok() { Status::Executed } else { Status::Ready });
        outcomes.push(done);
    }
    // The machine has six frames, of which the timelock is one.
    let failed = Err(Error::ActionFailed { index: 0 });
    assert_eq!(outcomes, [Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), failed]);
}

#[test]
fn the_storage_deposit_is_paid_by_whoever_executes_or_nothing_is_done() {
    let mut stage = Stage::new();
    let target = stage.recorder.account;
    let actions = [stage.recorder.record(1, 0), action(target, 0, selector_bytes!("hoard"), &(2u32, 5_000u32))];
    let operation = stage.ready(&actions);
    let input = Timelock::execute_input(operation, &actions);
    let (keeper, me) = (account(KEEPER), stage.timelock.account);
    for limit in [0, 1, 100, 4_999] {
        let before = stage.chain.root();
        let called = stage.chain.call_limited(keeper, me, 0, input.clone(), BLOCK, Some(limit));
        assert!(called.outcome.is_err() || called.reverted, "{limit}: {called:?}");
        assert_eq!(stage.chain.root(), before, "{limit}");
        stage.check_status(operation, Status::Ready);
    }
    let called = stage.chain.call_limited(keeper, me, 0, input, BLOCK, Some(10_000));
    assert_eq!(called.result::<(), Error>(), Ok(()));
    assert_eq!(stage.recorded(), [1, 2]);
}

#[test]
fn too_little_gas_undoes_everything_whatever_the_amount() {
    let mut stage = Stage::new();
    let target = stage.recorder.account;
    let actions = [
        stage.recorder.record(1, 0),
        action(target, 0, selector_bytes!("run"), &(2u32, 200_000u32)),
        stage.recorder.record(3, 0),
    ];
    let operation = stage.ready(&actions);
    let input = Timelock::execute_input(operation, &actions);
    let (keeper, me) = (account(KEEPER), stage.timelock.account);
    let needed = stage.chain.ask(keeper, me, input.clone());
    assert_eq!(needed.result::<(), Error>(), Ok(()));
    let (mut refused, mut failed) = (0, 0);
    // From nothing to a little less than what it takes.
    for part in 0..60 {
        for (ref_time, proof_size) in
            [(needed.ref_time / 60 * part, BLOCK.proof_size()), (BLOCK.ref_time(), needed.proof_size / 60 * part)]
        {
            let before = stage.chain.root();
            let gas = Weight::from_parts(ref_time, proof_size);
            let called = stage.chain.call_limited(keeper, me, 0, input.clone(), gas, None);
            match &called.outcome {
                Err(_) => failed += 1,
                Ok(_) => {
                    refused += 1;
                    assert!(called.reverted, "{gas:?}: an operation is done with too little gas");
                }
            }
            assert_eq!(stage.chain.root(), before, "{gas:?}");
            stage.check_status(operation, Status::Ready);
        }
    }
    // Both ways to fail were tried: the timelock's own end, and that of a callee under it.
    assert!(refused > 0 && failed > 0, "{refused} refused, {failed} failed");
    assert_eq!(stage.execute(operation, &actions), Ok(()));
    assert_eq!(stage.recorded(), [1, 2, 3]);
}

/// What a call of the timelock tells, decoded by the event's type.
#[track_caller]
fn told<E: Event + Decode + Encode>(called: &Called) -> Vec<Vec<u8>> {
    assert_eq!(called.result::<(), Error>(), Ok(()));
    let events = called.events.iter().filter(|(_, topics, _)| Some(topics[0]) == E::SIGNATURE_TOPIC);
    let decoded = events.map(|(_, topics, data)| {
        assert_eq!(topics.len(), 1, "a topic costs as much as a cell");
        let mut rest = data.as_slice();
        let event = E::decode(&mut rest).expect("an event is encoded as declared");
        assert!(rest.is_empty(), "an event has no more bytes than its fields");
        event.encode()
    });
    decoded.collect()
}

#[test]
fn events_tell_what_happened() {
    let mut stage = Stage::new();
    let (deployer, governor) = (account(DEPLOYER), account(GOVERNOR));
    let dual = Timelock::deploy(&mut stage.chain, deployer, DAY);
    let bind = input(selector_bytes!("bind"), &(governor, dual.account));
    let called = stage.chain.call(deployer, dual.account, 0, bind);
    assert_eq!(told::<Bound>(&called), [Bound { governor, admin: dual.account }.encode()]);
    let idle = [stage.recorder.record(1, 0)];
    for after in [None, Some(0)] {
        let request = Request { after, rank: 1, ..request(&idle) };
        let called = stage.chain.call(governor, dual.account, 0, Timelock::schedule_input(request));
        let operation = u32::from(after.is_some());
        assert_eq!(called.result::<u32, Error>(), Ok(operation));
        let (eta, expires_at) = (at(2 * DAY), at(5 * DAY));
        let expected = Scheduled { operation, hash: hash(&idle), after, eta, expires_at, rank: 1 };
        let (_, topics, data) = &called.events[0];
        assert_eq!((Some(topics[0]), topics.len(), called.events.len()), (Scheduled::SIGNATURE_TOPIC, 1, 1));
        assert_eq!(*data, expected.encode());
    }
    let orders = [
        dual.order_cancel(1),
        dual.order(selector_bytes!("set_minimum_delay"), &(3 * DAY)),
        dual.order(selector_bytes!("set_governor"), &account(ADMIN)),
    ];
    let ordering = Request { rank: 2, ..request(&orders) };
    assert_eq!(dual.schedule(&mut stage.chain, governor, ordering), Ok(2));
    stage.chain.set_time(at(2 * DAY));
    let called = dual.call_execute(&mut stage.chain, account(KEEPER), 0, 2, &orders);
    assert_eq!(called.events.len(), 4);
    assert_eq!(told::<Executed>(&called), [Executed { operation: 2 }.encode()]);
    assert_eq!(told::<Canceled>(&called), [Canceled { operation: 1, by: 2 }.encode()]);
    assert_eq!(told::<MinimumDelaySet>(&called), [MinimumDelaySet { old: DAY, new: 3 * DAY }.encode()]);
    assert_eq!(told::<GovernorSet>(&called), [GovernorSet { old: governor, new: account(ADMIN) }.encode()]);
}
