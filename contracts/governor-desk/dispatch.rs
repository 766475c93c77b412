//! Entry points; see the governor's.

use alloc::{string::String, vec::Vec};
use atelier_governance::{proposal::Support, timelock::Action, track::Track};
use atelier_host::{
    self as host, bytes,
    entry::{leave, refuse, succeed, tell, Input},
    AccountId, Buffer,
};
use governor::{ask, cells, desk, objecting, Draft};
use ink::selector_id;

host::entry_points!(instantiate, answer, ());

/// This code is run by the governor only.
fn instantiate() {
    refuse();
}

/// Calls a message, or does what the governor's constructor has left to do.
fn answer() {
    const NEW: u32 = selector_id!("new");
    const VOTE: u32 = selector_id!("vote");
    const VOTE_BY_SIG: u32 = selector_id!("vote_by_sig");
    const OBJECT: u32 = selector_id!("object");
    const RETRACT: u32 = selector_id!("retract");
    const OBJECT_SEAT: u32 = selector_id!("object_seat");
    const RETRACT_SEAT: u32 = selector_id!("retract_seat");
    const PROPOSE: u32 = selector_id!("propose");
    const CANCEL: u32 = selector_id!("cancel");
    const CANCEL_UNBACKED: u32 = selector_id!("cancel_unbacked");
    const QUEUE: u32 = selector_id!("queue");
    const SETTLE_DEPOSIT: u32 = selector_id!("settle_deposit");
    const PRUNE: u32 = selector_id!("prune");
    const PRUNE_BALLOTS: u32 = selector_id!("prune_ballots");
    const SET_RULES: u32 = selector_id!("set_rules");
    const CLASSIFY: u32 = selector_id!("classify");
    const OPEN: u32 = selector_id!("open");

    let input = Input::of_call();
    let selector = input.selector();
    let value = host::value();
    // Only a deposit comes with money.
    if selector != PROPOSE && value != Some(0) {
        refuse();
    }
    match selector {
        // Once it has happened it is no message.
        NEW if cells::counts_cell().is_none() => {
            input.hash_here();
            leave(desk::instantiate(input))
        }
        VOTE => {
            let (id, support, reason): (u32, Support, String) = input.value();
            leave(desk::vote(id, support, reason.as_bytes()))
        }
        VOTE_BY_SIG => {
            let (voter, id, support): (AccountId, u32, Support) = input.value();
            let (reason, nonce, expires_at): (String, u64, u64) = input.value();
            leave(desk::vote_by_sig(voter, (id, support, &reason), nonce, expires_at, &input.array()))
        }
        OBJECT => {
            let (id, reason): (u32, String) = input.value();
            leave(objecting::object(id, &reason))
        }
        RETRACT => leave(objecting::retract(input.u32())),
        OBJECT_SEAT => {
            let (id, seat, reason): (u32, u8, String) = input.value();
            leave(objecting::object_seat(id, seat, &reason))
        }
        RETRACT_SEAT => leave(objecting::retract_seat(input.u32(), input.byte())),
        PROPOSE => {
            let (track, actions, draft): (Track, Vec<Action<AccountId>>, Draft) = input.value();
            leave(desk::propose(track, actions, draft, value.unwrap_or_default()))
        }
        CANCEL => leave(desk::cancel(input.u32())),
        CANCEL_UNBACKED => leave(desk::cancel_unbacked(input.u32())),
        QUEUE => leave(desk::queue(input.u32())),
        SETTLE_DEPOSIT => leave(desk::settle_deposit(input.u32())),
        PRUNE => leave(desk::prune(input.u32())),
        PRUNE_BALLOTS => {
            let id = input.u32();
            leave(desk::prune_ballots(id, input.value()))
        }
        SET_RULES => leave(desk::set_rules(input.value())),
        CLASSIFY => leave(desk::classify(input.value())),
        OPEN => leave(desk::open()),
        _ => answer_question(selector, input),
    }
}

/// Ends a message that cannot be refused with a value that is encoded already.
fn tell_encoded(value: &[u8]) -> ! {
    let mut answer = Buffer::new(value.len().wrapping_add(1));
    // The Ok of the language layer.
    answer.u8(0);
    answer.put(value);
    succeed(&answer)
}

/// Answers a question.
fn answer_question(selector: u32, input: &mut Input) -> ! {
    const STATE: u32 = selector_id!("state");
    const PROPOSAL: u32 = selector_id!("proposal");
    const PROPOSALS: u32 = selector_id!("proposals");
    const ACTIONS: u32 = selector_id!("actions");
    const BALLOT: u32 = selector_id!("ballot");
    const PROPOSAL_COUNT: u32 = selector_id!("proposal_count");
    const VERSION: u32 = selector_id!("version");
    const RULES: u32 = selector_id!("rules");
    const WIRING: u32 = selector_id!("wiring");
    const DEPLOYER: u32 = selector_id!("deployer");
    const CLASS_OF: u32 = selector_id!("class_of");
    const VETOES: u32 = selector_id!("vetoes");
    const NONCE: u32 = selector_id!("nonce");

    match selector {
        STATE => leave(ask::state(input.u32())),
        PROPOSAL => leave(ask::proposal(input.u32())),
        PROPOSALS => leave(ask::proposals(input.u32(), input.u32())),
        ACTIONS => match cells::actions_bytes(input.u32()) {
            // An empty list.
            [] => tell_encoded(&[0]),
            actions => tell_encoded(actions),
        },
        BALLOT => tell(&cells::ballot(input.u32(), input.account_here())),
        PROPOSAL_COUNT => leave(desk::counts().map(|counts| counts.proposals)),
        VERSION => leave(desk::counts().map(|counts| counts.version)),
        RULES => leave(desk::rules(input.u32())),
        WIRING => tell_encoded(cells::wiring().encoded()),
        DEPLOYER => leave(desk::counts().map(|counts| counts.deployer)),
        CLASS_OF => {
            let (target, selector): (AccountId, [u8; 4]) = input.value();
            tell(&desk::class_of(cells::wiring(), &target, selector))
        }
        VETOES => tell(&ask::vetoes(input.value())),
        NONCE => {
            let account: AccountId = input.value();
            tell(&cells::nonce(bytes(&account)).unwrap_or_default())
        }
        _ => refuse(),
    }
}
