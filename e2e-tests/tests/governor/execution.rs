//! What is decided and then done: by whom, with what, and what a callee can do about it.

use crate::stage::{active, refused, rules_with, strategic, succeeded};
use atelier_governance::{
    proposal::{State, Support},
    timelock::{Action, Status},
    track::Track,
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, Weight, BLOCK},
    dao::{
        governor::{draft, Governor},
        timelock::{action, Error as Delayed, Recorder, Timelock},
        Dao,
    },
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use scale::Encode;

/// Has both houses decide something; gives the timelock with its operation, which can be executed now.
fn decided(dao: &mut Dao, actions: &[Action<AccountId>]) -> (Timelock, u32, u32) {
    let proposal = dao.propose(account(ALICE), Track::Dual, actions, &draft("To be done")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.seats_vote(proposal, 0..5, Support::For);
    dao.wait_for_end(proposal);
    let (timelock, operation) = dao.queue(proposal);
    (timelock, operation, proposal)
}

fn message(dao: &Dao, selector: [u8; 4], arguments: &impl Encode) -> Action<AccountId> {
    action(dao.recorder.account, 0, selector, arguments)
}

#[test]
fn a_callee_may_answer_whatever_it_likes() {
    let mut dao = Dao::new();
    // None of its messages is classed as anything, so they are both houses'.
    let target = Recorder::deploy(&mut dao.chain, account(DEPLOYER));
    let one = |selector, number: u32| action(target.account, 0, selector, &number);
    let answers = [
        one(selector_bytes!("record"), 1),
        one(selector_bytes!("answer_nothing"), 2),
        one(selector_bytes!("answer_false"), 3),
        one(selector_bytes!("answer_error_unflagged"), 4),
        action(target.account, 0, selector_bytes!("answer_zeros"), &(5u32, 20_480u32)),
    ];
    let (timelock, operation, proposal) = decided(&mut dao, &answers);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &answers).unwrap();
    assert_eq!(dao.state(proposal), State::Executed);
    let numbers: Vec<u32> = target.calls(&mut dao.chain).into_iter().map(|(_, _, number)| number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn a_callee_that_fails_undoes_all_and_the_decision_expires() {
    for failing in 0..4 {
        let mut dao = Dao::new();
        let last = match failing {
            0 => message(&dao, selector_bytes!("answer_error"), &9u32),
            1 => message(&dao, selector_bytes!("trap"), &9u32),
            // A message that it does not have.
            2 => message(&dao, [9; 4], &9u32),
            // Nobody's contract.
            _ => action(account(404), 0, selector_bytes!("record"), &9u32),
        };
        let actions = [message(&dao, selector_bytes!("record"), &1u32), last];
        let (timelock, operation, proposal) = decided(&mut dao, &actions);
        for _ in 0..2 {
            refused(&mut dao, Delayed::ActionFailed { index: 1 }, |dao| {
                timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions)
            });
        }
        assert_eq!(dao.state(proposal), State::Ready);
        assert_eq!(dao.recorder.calls(&mut dao.chain), []);
        dao.wait(14 * DAY + 1);
        assert_eq!(dao.state(proposal), State::Unexecuted);
    }
}

#[test]
fn action_data_mismatch_at_execution() {
    let mut dao = Dao::new();
    let actions = [dao.act(Track::Strategic, 1), dao.act(Track::Strategic, 2)];
    let proposal = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Two")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_window(proposal);
    let (timelock, operation) = dao.queue(proposal);
    let [one, two] = actions.clone();
    let changed = Action { value: 1, ..two.clone() };
    let mismatches = [
        vec![],
        vec![one.clone()],
        vec![two.clone(), one.clone()],
        vec![one.clone(), two.clone(), two.clone()],
        vec![one.clone(), changed],
        vec![one, dao.act(Track::Strategic, 3)],
    ];
    for other in mismatches {
        refused(&mut dao, Delayed::ActionsMismatch { operation }, |dao| {
            timelock.execute(&mut dao.chain, account(KEEPER), operation, &other)
        });
    }
    // What the governor tells is what was voted on, and what is executed.
    assert_eq!(dao.governor.actions(&mut dao.chain, proposal), actions);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
}

#[test]
fn a_callee_that_calls_back_the_governor_has_no_more_rights_than_anybody() {
    let mut dao = Dao::new();
    let voted = strategic(&mut dao, BOB, 11);
    dao.wait_for_vote(voted);
    let (governor, recorder) = (dao.governor.account, dao.recorder);
    let mine = vec![dao.act(Track::Strategic, 99)];
    // Nobody ever made the recorder a voter or a proposer, and no timelock's rights come with being called by one.
    let attempts = [
        Governor::vote_input(voted, Support::For, ""),
        input(selector_bytes!("propose"), &(Track::Strategic, &mine, draft("Mine"))),
        input(selector_bytes!("cancel"), &voted),
        input(selector_bytes!("queue"), &voted),
        input(selector_bytes!("set_rules"), &rules_with(Track::Strategic, |settings| settings.live = 9)),
        input(selector_bytes!("classify"), &Vec::<u8>::new()),
    ];
    let actions: Vec<_> =
        (0..).zip(&attempts).map(|(number, attempt)| recorder.reenter(number, governor, attempt)).collect();
    for (number, action) in actions.iter().enumerate() {
        let before = dao.chain.now();
        let (timelock, operation, _) = decided(&mut dao, std::slice::from_ref(action));
        timelock.execute(&mut dao.chain, account(KEEPER), operation, std::slice::from_ref(action)).unwrap();
        assert_eq!(recorder.reentered(&mut dao.chain), Some(false), "attempt {number}");
        assert!(dao.chain.now() > before);
    }
    assert_eq!(dao.governor.version(&mut dao.chain), Ok(0));
    assert_eq!(dao.governor.proposal_count(&mut dao.chain), Ok(1 + attempts.len() as u32));
    assert_eq!(dao.governor.proposal(&mut dao.chain, voted).unwrap().eligible, 0);
}

#[test]
fn a_callee_may_queue_what_anybody_may_queue() {
    // The governor is not on the stack while a decision is executed, so nothing of it is in between.
    let mut dao = Dao::new();
    let (governor, recorder) = (dao.governor.account, dao.recorder);
    let first = strategic(&mut dao, BOB, 11);
    let reenter = [recorder.reenter(0, governor, &input(selector_bytes!("queue"), &first))];
    let dual = dao.propose(account(ALICE), Track::Dual, &reenter, &draft("Queue it")).unwrap();
    dao.wait_for_vote(dual);
    dao.votes(first, &[ALICE, BOB], Support::For);
    dao.votes(dual, &[ALICE, BOB], Support::For);
    dao.seats_vote(dual, 0..5, Support::For);
    dao.wait_for_end(dual);
    let (timelock, operation) = dao.queue(dual);
    assert_eq!(dao.state(first), State::Succeeded);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &reenter).unwrap();
    assert_eq!(recorder.reentered(&mut dao.chain), Some(true));
    assert_eq!(dao.state(first), State::Queued);
    assert_eq!(dao.governor.proposal(&mut dao.chain, first).unwrap().operation, Some(0));
}

#[test]
fn a_callee_that_executes_another_decision_from_within_is_denied() {
    let mut dao = Dao::new();
    let puppet = Recorder::deploy(&mut dao.chain, account(DEPLOYER));
    let inner = [dao.act(Track::Dual, 1)];
    let timelock = dao.timelock(Track::Dual);
    // Through somebody between, so that whoever tries lives on and tells.
    let forward = input(selector_bytes!("forward"), &(0u32, timelock.account, Timelock::execute_input(0, &inner)));
    let outer = [dao.recorder.reenter(0, puppet.account, &forward)];
    let first = dao.propose(account(ALICE), Track::Dual, &inner, &draft("Inner")).unwrap();
    let second = dao.propose(account(BOB), Track::Dual, &outer, &draft("Outer")).unwrap();
    dao.wait_for_vote(first);
    for proposal in [first, second] {
        dao.votes(proposal, &[ALICE, BOB], Support::For);
        dao.seats_vote(proposal, 0..5, Support::For);
    }
    dao.wait_for_end(first);
    dao.governor.queue(&mut dao.chain, account(KEEPER), first).unwrap();
    let (timelock, operation) = dao.queue(second);
    timelock.execute(&mut dao.chain, account(KEEPER), operation, &outer).unwrap();
    assert_eq!(dao.recorder.reentered(&mut dao.chain), Some(false));
    assert_eq!([first, second].map(|proposal| dao.state(proposal)), [State::Ready, State::Executed]);
    timelock.execute(&mut dao.chain, account(KEEPER), 0, &inner).unwrap();
}

#[test]
fn a_decision_about_the_rules_is_kept_when_the_operation_ends() {
    let mut dao = Dao::new();
    let timelock = dao.timelock(Track::Dual);
    let orders = [
        timelock.order(selector_bytes!("set_minimum_delay"), &(2 * DAY)),
        message(&dao, selector_bytes!("record"), &1u32),
        action(dao.timelock(Track::Strategic).account, 0, selector_bytes!("set_minimum_delay"), &(5 * DAY)),
    ];
    dao.decide_together(&orders, "Slower");
    assert_eq!(timelock.minimum_delay(&mut dao.chain), 2 * DAY);
    // A longer minimum is respected by what the governor queues.
    let proposal = succeeded(&mut dao, ALICE, 2);
    let now = dao.chain.now();
    let (timelock, operation) = dao.queue(proposal);
    assert_eq!(timelock.operation(&mut dao.chain, operation).unwrap().eta, now + 5 * DAY);
}

#[test]
fn a_governor_that_lost_its_timelock_queues_nothing() {
    let mut dao = Dao::new();
    let proposal = strategic(&mut dao, ALICE, 1);
    let successor = action(dao.timelock(Track::Strategic).account, 0, selector_bytes!("set_governor"), &account(CAROL));
    let handover = [successor];
    let dual = dao.propose(account(BOB), Track::Dual, &handover, &draft("A successor")).unwrap();
    dao.wait_for_vote(dual);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.votes(dual, &[ALICE, BOB], Support::For);
    dao.seats_vote(dual, 0..5, Support::For);
    dao.wait_for_end(dual);
    dao.carry_out(dual);
    assert_eq!(dao.state(proposal), State::Succeeded);
    refused(&mut dao, e2e_tests::dao::governor::Error::TimelockRefused, |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), proposal)
    });
}

/// Calls with a little more gas each time, until it works. Whatever stops it in between, nothing is done by half: neither
/// where there is too little time, nor where there is too little room for the proof of what a callee loads.
#[track_caller]
fn check_all_or_nothing(dao: &mut Dao, caller: u32, contract: AccountId, input: &[u8]) {
    const STEPS: u64 = 40;
    let needed = dao.chain.ask(account(caller), contract, input.to_vec());
    assert!(!needed.reverted && needed.ref_time < BLOCK.ref_time() && needed.proof_size < BLOCK.proof_size());
    let before = dao.chain.root();
    for step in 0..STEPS {
        let limits = [
            Weight::from_parts(needed.ref_time / STEPS * step, BLOCK.proof_size()),
            Weight::from_parts(BLOCK.ref_time(), needed.proof_size / STEPS * step),
        ];
        for gas in limits {
            let called = dao.chain.call_limited(account(caller), contract, 0, input.to_vec(), gas, None);
            assert!(called.outcome.is_err() || called.reverted, "{gas:?} cannot suffice: {called:?}");
            assert_eq!(dao.chain.root(), before, "with {gas:?} nothing may change");
        }
    }
    let called = dao.chain.call(account(caller), contract, 0, input.to_vec());
    assert!(called.outcome.is_ok() && !called.reverted, "{called:?}");
}

#[test]
fn too_little_gas_does_all_or_nothing() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let governor = dao.governor.account;
    check_all_or_nothing(&mut dao, ALICE, governor, &Governor::vote_input(proposal, Support::For, "Yes."));
    check_all_or_nothing(&mut dao, BOB, governor, &Governor::vote_input(proposal, Support::For, ""));
    dao.wait_for_window(proposal);
    check_all_or_nothing(&mut dao, KEEPER, governor, &input(selector_bytes!("queue"), &proposal));
    let timelock = dao.timelock(Track::Strategic);
    assert_eq!(timelock.status(&mut dao.chain, 0), Some(Status::Waiting));
    let eta = timelock.operation(&mut dao.chain, 0).unwrap().eta;
    dao.chain.set_time(eta);
    let actions = dao.governor.actions(&mut dao.chain, proposal);
    let execute = Timelock::execute_input(0, &actions);
    check_all_or_nothing(&mut dao, MALLORY, timelock.account, &execute);
    assert_eq!(dao.recorder.calls(&mut dao.chain).len(), 1);
}

#[test]
fn too_small_a_deposit_limit_does_all_or_nothing() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let (governor, vote) = (dao.governor.account, Governor::vote_input(proposal, Support::For, ""));
    let needed = dao.chain.ask(account(ALICE), governor, vote.clone()).deposit.unsigned_abs();
    let before = dao.chain.root();
    for limit in [1, needed / 2, needed - 1] {
        let called = dao.chain.call_limited(account(ALICE), governor, 0, vote.clone(), BLOCK, Some(limit));
        assert!(called.outcome.is_err(), "{called:?}");
        assert_eq!(dao.chain.root(), before);
    }
    let called = dao.chain.call_limited(account(ALICE), governor, 0, vote, BLOCK, Some(needed));
    assert!(called.outcome.is_ok() && !called.reverted, "{called:?}");
}
