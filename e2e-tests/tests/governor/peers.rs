//! What the public suites of other governors ask and no other test here does. `docs/governance-peers.md` says for each of
//! their behaviors which test of ours it is.

use crate::stage::{active, refused, rules_with, strategic, succeeded, view, vote_error, Case, Stage};
use atelier_governance::{
    proposal::{Error as Rule, Reason, State, Support},
    timelock::{Roles, Status},
    track::{Bound, Rules, Track, Unbounded},
    units::{Bps, DAY},
};
use e2e_tests::{
    chain::account,
    dao::{
        governor::{draft, Error, Governor},
        timelock::{action, Error as Delayed, Recorder},
        Dao, DAVE, DEPOSIT, SUPPLY,
    },
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    suite::DEPLOYER,
};
use ink::selector_bytes;
use std::{fs, path::PathBuf};

#[test]
fn what_is_deployed_is_what_was_asked_for() {
    let mut dao = Dao::new();
    let wiring = dao.governor.wiring(&mut dao.chain);
    assert_eq!(
        (wiring.votes, wiring.committee, wiring.treasury),
        (dao.votes.account, dao.committee.account, dao.treasury.account)
    );
    assert_eq!(wiring.timelocks, dao.timelocks.map(|timelock| timelock.account));
    assert_eq!(dao.governor.rules(&mut dao.chain, 0), Ok(Rules::usual(DEPOSIT)));
    assert_eq!((dao.governor.version(&mut dao.chain), dao.governor.proposal_count(&mut dao.chain)), (Ok(0), Ok(0)));
    let dual = dao.timelock(Track::Dual).account;
    for timelock in dao.timelocks {
        let roles = Roles::Bound { governor: dao.governor.account, admin: dual };
        assert_eq!(timelock.roles(&mut dao.chain), roles);
    }
}

#[test]
fn a_decision_can_pay_out_money_and_whoever_executes_can_bring_it() {
    let mut dao = Dao::new();
    let mut pay = dao.act(Track::Strategic, 1);
    pay.value = 7_000_000_000;
    let proposal = dao.propose(account(ALICE), Track::Strategic, &[pay.clone()], &draft("Pay")).unwrap();
    dao.wait_for_vote(proposal);
    dao.votes(proposal, &[ALICE, BOB], Support::For);
    dao.wait_for_window(proposal);
    let (timelock, operation) = dao.queue(proposal);
    let paid = timelock.call_execute(&mut dao.chain, account(KEEPER), 7_000_000_000, operation, &[pay]);
    assert_eq!(paid.result::<(), Delayed>(), Ok(()));
    assert_eq!(dao.recorder.calls(&mut dao.chain), [(timelock.account, 7_000_000_000, 1)]);
}

#[test]
fn one_signer_votes_on_two_proposals() {
    use e2e_tests::{dao::votes::GENESIS, suite::input};
    use scale::Encode;
    let mut dao = Dao::new();
    let signer = crate::stage::signer();
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(BOB), signer.account(), 1_000).unwrap();
    dao.wait(1);
    let proposals = [(ALICE, 1), (BOB, 2)].map(|(who, number)| strategic(&mut dao, who, number));
    dao.wait_for_vote(proposals[0]);
    for (nonce, proposal) in (0u64..).zip(proposals) {
        let voter = signer.account();
        let vote = (proposal, Support::For, "");
        let words = (*b"atelier:vote", GENESIS, dao.governor.account, voter, vote, nonce, u64::MAX).encode();
        let arguments = (voter, proposal, Support::For, "", nonce, u64::MAX, signer.sign(&words));
        let call = input(selector_bytes!("vote_by_sig"), &arguments);
        let called = dao.chain.call(account(KEEPER), dao.governor.account, 0, call);
        assert_eq!(called.result::<(), Error>(), Ok(()));
    }
    assert_eq!(proposals.map(|proposal| view(&mut dao, proposal).tally.in_favor), [1_000, 1_000]);
}

#[test]
fn a_support_that_there_is_not_is_not_understood() {
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    for support in [3u8, 4, 255] {
        let mut input = Governor::vote_input(proposal, Support::Against, "");
        input[8] = support;
        let before = dao.chain.root();
        let called = dao.chain.call(account(ALICE), dao.governor.account, 0, input);
        assert_eq!((called.reverted, called.outcome), (true, Ok(vec![1, 1])));
        assert_eq!(dao.chain.root(), before);
    }
}

#[test]
fn who_has_exactly_the_votes_proposes_and_with_one_less_does_not() {
    let mut dao = Dao::new();
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(DAVE), account(KEEPER), SUPPLY / 200 - 1).unwrap();
    dao.wait(1);
    let actions = [dao.act(Track::Strategic, 1)];
    let (votes_then, needed) = (SUPPLY / 200 - 1, SUPPLY / 200);
    refused(&mut dao, Error::BelowThreshold { votes: votes_then, needed }, |dao| {
        dao.propose(account(KEEPER), Track::Strategic, &actions, &draft("One short"))
    });
    votes.transfer(&mut dao.chain, account(DAVE), account(KEEPER), 1).unwrap();
    dao.wait(1);
    dao.propose(account(KEEPER), Track::Strategic, &actions, &draft("Enough")).unwrap();
}

#[test]
fn a_threshold_of_nothing_still_asks_for_a_vote() {
    let mut dao = Dao::by(&rules_with(Track::Strategic, |settings| settings.threshold = Bps(0)), 7);
    let actions = [dao.act(Track::Strategic, 1)];
    refused(&mut dao, Error::BelowThreshold { votes: 0, needed: 1 }, |dao| {
        dao.propose(account(KEEPER), Track::Strategic, &actions, &draft("Nobody's"))
    });
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(DAVE), account(KEEPER), 1).unwrap();
    dao.wait(1);
    dao.propose(account(KEEPER), Track::Strategic, &actions, &draft("Somebody's")).unwrap();
}

#[test]
fn a_period_of_nothing_and_a_quorum_above_the_most_are_refused() {
    let mut dao = Dao::new();
    let bad: [(Rules, Bound); 4] = [
        (rules_with(Track::Strategic, |settings| settings.period = 0), Bound::Period),
        (rules_with(Track::Strategic, |settings| settings.community.quorum = Bps(4_001)), Bound::Quorum),
        (rules_with(Track::Strategic, |settings| settings.tail = 4 * DAY), Bound::Tail),
        (rules_with(Track::Strategic, |settings| settings.lock = DAY - 1), Bound::Lock),
    ];
    let [_, _, dual] = dao.timelocks;
    for (rules, bound) in bad {
        let expected = Error::Rules(Unbounded { track: Some(Track::Strategic), bound });
        refused(&mut dao, expected, |dao| dao.governor.set_rules(&mut dao.chain, dual.account, &rules));
    }
    assert_eq!(dao.governor.version(&mut dao.chain), Ok(0));
}

#[test]
fn what_the_governor_or_a_timelock_is_sent_plainly_is_nobodys_vote_or_decision() {
    // Whoever sends money without calling anything gives it away; no state depends on it.
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    let before = view(&mut dao, proposal);
    for to in [dao.governor.account, dao.timelock(Track::Strategic).account] {
        dao.chain.transfer(account(MALLORY), to, 5_000_000_000);
    }
    assert_eq!(view(&mut dao, proposal), before);
    // A message that is none takes no money.
    let root = dao.chain.root();
    let called = dao.chain.call(account(MALLORY), dao.governor.account, 5, vec![1, 2, 3, 4]);
    assert!(called.reverted);
    assert_eq!(dao.chain.root(), root);
}

#[test]
fn the_same_call_twice_in_one_decision_is_done_twice() {
    let mut dao = Dao::new();
    let act = dao.act(Track::Strategic, 1);
    dao.decide(&[act.clone(), act], "Twice");
    assert_eq!(dao.recorder.calls(&mut dao.chain).len(), 2);
}

#[test]
fn two_decisions_of_the_same_actions_do_not_stand_in_for_each_other() {
    // Executing one operation leaves another one of the same actions where it was.
    let mut dao = Dao::new();
    let first = succeeded(&mut dao, ALICE, 1);
    dao.carry_out(first);
    let second = succeeded(&mut dao, ALICE, 1);
    let (timelock, operation) = dao.queue(second);
    assert_eq!((timelock.status(&mut dao.chain, 0), operation), (Some(Status::Executed), 1));
    assert_eq!([first, second].map(|proposal| dao.state(proposal)), [State::Executed, State::Ready]);
}

#[test]
fn a_new_governor_takes_over_by_a_decision_and_the_old_one_is_out() {
    let mut dao = Dao::new();
    let wiring = dao.governor.wiring(&mut dao.chain);
    let successor = Recorder::deploy(&mut dao.chain, account(DEPLOYER)).account;
    let handover: Vec<_> = wiring
        .timelocks
        .iter()
        .map(|timelock| action(*timelock, 0, selector_bytes!("set_governor"), &successor))
        .collect();
    dao.decide_together(&handover, "A successor");
    for timelock in dao.timelocks {
        assert!(matches!(timelock.roles(&mut dao.chain), Roles::Bound { governor, .. } if governor == successor));
    }
    let late = succeeded(&mut dao, ALICE, 1);
    refused(&mut dao, Error::TimelockRefused, |dao| dao.governor.queue(&mut dao.chain, account(KEEPER), late));
}

#[test]
fn a_proposal_that_there_is_not_has_no_state_and_no_actions() {
    let mut dao = Dao::new();
    strategic(&mut dao, ALICE, 1);
    for unknown in [0, 2, u32::MAX] {
        let none = vote_error(Rule::UnknownProposal(unknown));
        assert_eq!(dao.governor.state(&mut dao.chain, unknown), Err(none));
        assert_eq!(dao.governor.proposal(&mut dao.chain, unknown), Err(none));
        assert_eq!(dao.governor.actions(&mut dao.chain, unknown), []);
        refused(&mut dao, none, |dao| dao.governor.queue(&mut dao.chain, account(KEEPER), unknown));
        refused(&mut dao, none, |dao| dao.governor.cancel(&mut dao.chain, account(ALICE), unknown));
        refused(&mut dao, none, |dao| dao.governor.prune(&mut dao.chain, account(ALICE), unknown));
        refused(&mut dao, none, |dao| dao.governor.settle_deposit(&mut dao.chain, account(ALICE), unknown));
        refused(&mut dao, none, |dao| dao.governor.prune_ballots(&mut dao.chain, account(ALICE), unknown, &[]));
    }
    assert_eq!(dao.governor.proposals(&mut dao.chain, 2, 30), Ok(Vec::new()));
}

#[test]
fn proposals_are_listed_a_page_at_a_time() {
    let mut dao = Dao::by(&rules_with(Track::Strategic, |settings| settings.live = 10), 7);
    for number in 0..31 {
        let who = [ALICE, BOB, CAROL, DAVE][number as usize % 4];
        assert_eq!(strategic(&mut dao, who, number), number + 1);
    }
    let ids = |dao: &mut Dao, from, count| -> Vec<u32> {
        dao.governor.proposals(&mut dao.chain, from, count).unwrap().iter().map(|summary| summary.id).collect()
    };
    assert_eq!(ids(&mut dao, 0, 100), (1..=30).collect::<Vec<_>>());
    assert_eq!(ids(&mut dao, 31, u32::MAX), [31]);
    assert_eq!(ids(&mut dao, 5, 2), [5, 6]);
    assert!(ids(&mut dao, u32::MAX, u32::MAX).is_empty());
    assert!(ids(&mut dao, 1, 0).is_empty());
}

#[test]
fn a_majority_that_nobody_can_undo_still_waits_for_the_end() {
    // No early end: whoever hears of it late has the whole period, and the committee its window.
    let mut dao = Dao::new();
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE, BOB, CAROL, DAVE], Support::For);
    assert_eq!(dao.state(proposal), State::Active);
    refused(&mut dao, Error::WrongState(State::Active), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), proposal)
    });
}

#[test]
fn whoever_delegated_votes_no_more_and_the_delegate_with_both() {
    let mut dao = Dao::new();
    let votes = dao.votes;
    votes.delegate(&mut dao.chain, account(BOB), account(CAROL)).unwrap();
    dao.wait(1);
    let proposal = active(&mut dao, ALICE, 1);
    let at = view(&mut dao, proposal).snapshot;
    refused(&mut dao, vote_error(Rule::NoVotes { at }), |dao| {
        dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
    });
    dao.votes(proposal, &[CAROL], Support::Against);
    assert_eq!(view(&mut dao, proposal).tally.against, 480_000_000);
    dao.wait_for_end(proposal);
    assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
}

#[test]
fn canceling_before_the_vote_keeps_a_decision_from_ever_being_queued() {
    for stage in [Stage::Withdrawn, Stage::Unbacked] {
        let mut case = Case::new(Track::Strategic, stage);
        let state = case.dao.state(case.proposal);
        case.dao.wait(12 * DAY);
        refused(&mut case.dao, Error::WrongState(state), |dao| {
            dao.governor.queue(&mut dao.chain, account(KEEPER), case.proposal)
        });
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of all tests in the sources below a folder.
fn tests_below(folder: PathBuf, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(path).unwrap();
            let is_test = |(marker, _): &(&str, &str)| marker.trim() == "#[test]";
            let pairs = source.lines().zip(source.lines().skip(1)).filter(is_test);
            let name = |(_, line): (&str, &str)| {
                let rest = line.trim().strip_prefix("fn ")?;
                Some(rest.split('(').next()?.to_owned())
            };
            names.extend(pairs.filter_map(name));
        }
    }
}

#[test]
fn each_test_that_the_table_of_peers_names_exists() {
    let mut names = Vec::new();
    for folder in ["e2e-tests/tests", "governance/src", "governance/tests"] {
        tests_below(root().join(folder), &mut names);
    }
    let table = fs::read_to_string(root().join("docs/governance-peers.md")).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")).collect();
    let mut cited = 0;
    for row in rows.iter().filter(|row| !row.contains("| our test |")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, ours] = cells[..] else { panic!("a row has two cells: {row}") };
        assert!(!ours.is_empty(), "{row}");
        for name in ours.split('`').skip(1).step_by(2) {
            cited += 1;
            assert!(names.iter().any(|test| test == name), "there is no test {name}");
        }
    }
    assert!(cited > 80, "only {cited} tests are named");
}
