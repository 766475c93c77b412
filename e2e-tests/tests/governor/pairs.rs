//! Every state and every message that changes something: what has no place in a state is refused with its own error, and
//! nothing changes; what has one would work.

use crate::stage::{signer, Case, Stage};
use atelier_governance::{
    proposal::{Error as Rule, State, Support},
    timelock::{Error as DelayRule, Status},
    track::{House, Rules, Track, COOLDOWN},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, Called},
    dao::{
        governor::{by_seat, draft, Classification, Error, Governor},
        seated,
        timelock::{Error as Delayed, Timelock},
        votes::GENESIS,
        Dao, DEPOSIT,
    },
    metadata::Metadata,
    people::{ALICE, CAROL, KEEPER, MALLORY},
    suite::input,
};
use ink::selector_bytes;
use scale::{Decode, Encode};

/// Why an attempt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Governor(Error),
    Timelock(Delayed),
}

/// Each message, by somebody who may call it if anybody may at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    Vote,
    VoteSeat,
    VoteBySig,
    Object,
    Retract,
    ObjectSeat,
    RetractSeat,
    Propose,
    Cancel,
    CancelByStranger,
    CancelUnbacked,
    Queue,
    SettleDeposit,
    Prune,
    PruneBallots,
    SetRules,
    Classify,
    Open,
    Execute,
}

use Attempt::*;

const ALL: [Attempt; 19] = [
    Vote,
    VoteSeat,
    VoteBySig,
    Object,
    Retract,
    ObjectSeat,
    RetractSeat,
    Propose,
    Cancel,
    CancelByStranger,
    CancelUnbacked,
    Queue,
    SettleDeposit,
    Prune,
    PruneBallots,
    SetRules,
    Classify,
    Open,
    Execute,
];

impl Attempt {
    const fn label(self) -> &'static str {
        match self {
            Vote => "vote",
            VoteSeat => "vote_seat",
            VoteBySig => "vote_by_sig",
            Object => "object",
            Retract => "retract",
            ObjectSeat => "object_seat",
            RetractSeat => "retract_seat",
            Propose => "propose",
            Cancel | CancelByStranger => "cancel",
            CancelUnbacked => "cancel_unbacked",
            Queue => "queue",
            SettleDeposit => "settle_deposit",
            Prune => "prune",
            PruneBallots => "prune_ballots",
            SetRules => "set_rules",
            Classify => "classify",
            Open => "open",
            Execute => "execute",
        }
    }
}

/// A call: who, where, with how much, what.
type Call = (AccountId, AccountId, u128, Vec<u8>);

fn call(case: &Case, attempt: Attempt) -> Call {
    let Case { dao, proposal, actions, track, view, .. } = case;
    let (id, governor) = (*proposal, dao.governor.account);
    let by = |who: AccountId, input| (who, governor, 0, input);
    let keeper = account(KEEPER);
    match attempt {
        Vote => by(account(CAROL), Governor::vote_input(id, Support::For, "")),
        VoteSeat => by(seated(6), input(selector_bytes!("vote_seat"), &(id, 6u8, Support::For, ""))),
        VoteBySig => {
            let voter = signer().account();
            let words = (*b"atelier:vote", GENESIS, governor, voter, (id, Support::For, ""), 0u64, u64::MAX).encode();
            let arguments = (voter, id, Support::For, "", 0u64, u64::MAX, signer().sign(&words));
            by(keeper, input(selector_bytes!("vote_by_sig"), &arguments))
        }
        Object => by(account(CAROL), input(selector_bytes!("object"), &(id, ""))),
        Retract => by(account(CAROL), input(selector_bytes!("retract"), &id)),
        ObjectSeat => by(seated(6), input(selector_bytes!("object_seat"), &(id, 6u8, "No."))),
        RetractSeat => by(seated(6), input(selector_bytes!("retract_seat"), &(id, 6u8))),
        Propose if *track == Track::Creative => {
            by(seated(2), input(selector_bytes!("propose"), &(track, actions, by_seat(2, "Again"))))
        }
        Propose => {
            let input = input(selector_bytes!("propose"), &(track, actions, draft("Again")));
            let deposit = if *track == Track::Dual { 2 * DEPOSIT } else { DEPOSIT };
            (account(if *track == Track::Override { CAROL } else { MALLORY }), governor, deposit, input)
        }
        Cancel => by(view.origin.proposer, input(selector_bytes!("cancel"), &id)),
        CancelByStranger => by(account(MALLORY), input(selector_bytes!("cancel"), &id)),
        CancelUnbacked => by(keeper, input(selector_bytes!("cancel_unbacked"), &id)),
        Queue => by(keeper, input(selector_bytes!("queue"), &id)),
        SettleDeposit => by(keeper, input(selector_bytes!("settle_deposit"), &id)),
        Prune => by(keeper, input(selector_bytes!("prune"), &id)),
        PruneBallots => by(keeper, input(selector_bytes!("prune_ballots"), &(id, vec![account(ALICE)]))),
        SetRules => by(keeper, input(selector_bytes!("set_rules"), &Rules::usual(0))),
        Classify => by(keeper, input(selector_bytes!("classify"), &Vec::<Classification>::new())),
        Open => by(keeper, input(selector_bytes!("open"), &())),
        Execute => (keeper, dao.timelock(*track).account, 0, Timelock::execute_input(0, actions)),
    }
}

/// What an attempt comes to in a state; `None` if it works.
fn expected(case: &Case, attempt: Attempt) -> Option<Refusal> {
    let Case { stage, track, proposal: id, view, .. } = case;
    let refused = |error| Some(Refusal::Governor(error));
    let rule = |error| refused(Error::Vote(error));
    let creative = *track == Track::Creative;
    let is_canceled = matches!(stage, Stage::Withdrawn | Stage::Unbacked);
    let not_active = Rule::NotActive { snapshot: view.snapshot, end: if is_canceled { 0 } else { view.end } };
    let not_open = Rule::NotOpenToObjection { after: view.end, until: view.window_end };
    let state = match stage {
        Stage::Vetoed => State::Vetoed(if creative { House::Community } else { House::Committee }),
        _ => view.state,
    };
    let wrong_state = refused(Error::WrongState(state));
    match attempt {
        SetRules | Classify => return refused(Error::Denied),
        Open => return refused(Error::OpenAlready),
        Execute => return execution(*stage),
        Propose => return proposing_again(case),
        PruneBallots if *stage == Stage::Pruned => return None,
        PruneBallots => return refused(Error::NotPrunable),
        _ if *stage == Stage::Pruned => return rule(Rule::UnknownProposal(*id)),
        _ => {}
    }
    match attempt {
        Vote | VoteBySig if *stage != Stage::Active => rule(not_active),
        Vote | VoteBySig if creative => rule(Rule::NotAsked(House::Community)),
        Vote | VoteBySig => None,
        VoteSeat if *stage != Stage::Active => rule(not_active),
        VoteSeat if creative || *track == Track::Dual => None,
        VoteSeat => rule(Rule::NotAsked(House::Committee)),
        Object | Retract | ObjectSeat | RetractSeat if *stage != Stage::Objection => rule(not_open),
        Object | Retract if !creative => rule(Rule::NoObjection(House::Community)),
        ObjectSeat | RetractSeat if creative => rule(Rule::NoObjection(House::Committee)),
        Object | ObjectSeat => None,
        Retract | RetractSeat => rule(Rule::ObjectsNot),
        CancelByStranger => refused(Error::Denied),
        Cancel if *stage == Stage::Pending => None,
        CancelUnbacked if matches!(stage, Stage::Pending | Stage::Active) => refused(Error::StillBacked),
        Queue if *stage == Stage::Succeeded => None,
        Cancel | CancelUnbacked | Queue => wrong_state,
        SettleDeposit if matches!(stage, Stage::Pending | Stage::Active | Stage::Objection) => wrong_state,
        SettleDeposit if creative => refused(Error::NothingToSettle),
        SettleDeposit => None,
        Prune => refused(Error::NotPrunable),
        Propose | PruneBallots | SetRules | Classify | Open | Execute => unreachable!("see above"),
    }
}

/// What comes of executing the first operation of the track's timelock.
fn execution(stage: Stage) -> Option<Refusal> {
    let refused = |rule| Some(Refusal::Timelock(Delayed::Timelock(rule)));
    let not_ready = |status| refused(DelayRule::NotReady { operation: 0, status });
    match stage {
        Stage::Ready => None,
        Stage::Queued => not_ready(Status::Waiting),
        Stage::Executed | Stage::Pruned => not_ready(Status::Executed),
        Stage::Unexecuted => not_ready(Status::Expired),
        Stage::Revoked => not_ready(Status::Canceled),
        _ => refused(DelayRule::UnknownOperation { operation: 0 }),
    }
}

/// What comes of proposing the same actions on the same track.
fn proposing_again(case: &Case) -> Option<Refusal> {
    let Case { stage, track, proposal: id, view, .. } = case;
    let refused = |error| Some(Refusal::Governor(error));
    match stage {
        Stage::Pending | Stage::Active | Stage::Objection | Stage::Succeeded | Stage::Queued | Stage::Ready => {
            refused(Error::AlreadyProposed(*id))
        }
        Stage::Vetoed if *track == Track::Creative => refused(Error::CoolingDown { until: view.window_end + COOLDOWN }),
        Stage::Vetoed => refused(Error::OnlyOverride { refused: *id, until: view.window_end + 90 * DAY }),
        _ => None,
    }
}

/// What a call told.
#[track_caller]
fn outcome(attempt: Attempt, called: &Called) -> Option<Refusal> {
    let answer = called.outcome.as_ref().unwrap_or_else(|error| panic!("{attempt:?} traps: {error}"));
    assert_eq!(answer[0], 0, "{attempt:?} is understood");
    if answer[1] == 0 {
        assert!(!called.reverted);
        return None;
    }
    assert!(called.reverted);
    let mut error = &answer[2..];
    let refusal = match attempt {
        Execute => Refusal::Timelock(Decode::decode(&mut error).unwrap()),
        _ => Refusal::Governor(Decode::decode(&mut error).unwrap()),
    };
    assert!(error.is_empty());
    Some(refusal)
}

#[track_caller]
fn check_all(track: Track) {
    for stage in Stage::ALL.into_iter().filter(|stage| stage.is_on(track)) {
        check(track, stage);
    }
}

#[track_caller]
fn check(track: Track, stage: Stage) {
    let mut case = Case::new(track, stage);
    for attempt in ALL {
        let expected = expected(&case, attempt);
        let (caller, contract, value, input) = call(&case, attempt);
        let Dao { chain, .. } = &mut case.dao;
        if expected.is_none() && value == 0 {
            // What would work is undone, for the next attempt.
            assert_eq!(outcome(attempt, &chain.ask(caller, contract, input)), None, "{track:?} {stage:?} {attempt:?}");
            continue;
        }
        if expected.is_none() {
            continue;
        }
        let before = chain.root();
        let called = chain.call(caller, contract, value, input);
        assert_eq!(outcome(attempt, &called), expected, "{track:?} {stage:?} {attempt:?}");
        assert_eq!(chain.root(), before, "{track:?} {stage:?} {attempt:?} changes something");
    }
    // Last, because it is kept: proposing the same again, where that is possible.
    if expected(&case, Propose).is_none() {
        let (caller, contract, value, input) = call(&case, Propose);
        let called = case.dao.chain.call(caller, contract, value, input);
        assert_eq!(outcome(Propose, &called), None, "{track:?} {stage:?}");
        let count = case.dao.governor.proposal_count(&mut case.dao.chain).unwrap();
        assert_eq!(case.dao.state(count), State::Pending);
        let settled = case.dao.state(case.proposal);
        assert!(settled.is_terminal());
    }
}

#[test]
fn each_state_of_strategic_refuses_what_has_no_place_in_it() {
    check_all(Track::Strategic);
}

#[test]
fn each_state_of_creative_refuses_what_has_no_place_in_it() {
    check_all(Track::Creative);
}

#[test]
fn each_state_of_dual_refuses_what_has_no_place_in_it() {
    check_all(Track::Dual);
}

#[test]
fn each_state_of_override_refuses_what_has_no_place_in_it() {
    check_all(Track::Override);
}

#[test]
fn each_message_that_changes_something_is_attempted() {
    let metadata = Metadata::of("governor");
    for message in metadata.messages() {
        let label = message["label"].as_str().unwrap();
        let is_attempted = ALL.iter().any(|attempt| attempt.label() == label);
        assert_eq!(is_attempted, message["mutates"].as_bool().unwrap(), "{label}");
    }
}
