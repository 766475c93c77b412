//! Who may do what that not everybody may: each message of each contract that changes anything, by everybody who should not.

use crate::stage::enrich;
use atelier_governance::{roster, timelock as delays, track::Track, treasury as money};
use e2e_tests::{
    chain::{account, AccountId},
    dao::{committee, governor, seated, timelock, treasury, votes, Dao},
    metadata::Metadata,
    people::MALLORY,
    suite::DEPLOYER,
};
use scale::Encode;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Stranger,
    Deployer,
    Governor,
    Strategic,
    Creative,
    Dual,
    Seat,
}

use Who::{Creative, Deployer, Dual, Governor, Seat, Stranger, Strategic};

const ALL: [Who; 7] = [Stranger, Deployer, Governor, Strategic, Creative, Dual, Seat];

impl Who {
    fn account(self, dao: &Dao) -> AccountId {
        match self {
            Stranger => account(MALLORY),
            Deployer => account(DEPLOYER),
            Governor => dao.governor.account,
            Strategic => dao.timelock(Track::Strategic).account,
            Creative => dao.timelock(Track::Creative).account,
            Dual => dao.timelock(Track::Dual).account,
            Seat => seated(0),
        }
    }
}

/// Whom a message is for, and what it tells the others. Whoever is not on the list of its own, like voters and holders, is
/// judged by what the contract knows of them: then there is nobody to list.
enum Power {
    Anybody,
    Only(&'static [Who], Vec<u8>),
}

/// What each message that changes something says to whom. A new message must be added here.
fn power(contract: &str, message: &str, caller: AccountId) -> Power {
    use Power::{Anybody, Only};
    let delays = |error: delays::Error| timelock::Error::Timelock(error).encode();
    let money = |error: money::Error| treasury::Error::Treasury(error).encode();
    match (contract, message) {
        ("governor", "set_rules" | "classify") => Only(&[Dual], governor::Error::Denied.encode()),
        ("governor", "open") => Only(&[], governor::Error::OpenAlready.encode()),
        (
            "governor",
            "vote" | "vote_seat" | "vote_by_sig" | "object" | "retract" | "object_seat" | "retract_seat" | "propose"
            | "cancel" | "cancel_unbacked" | "queue" | "settle_deposit" | "prune" | "prune_ballots",
        ) => Anybody,
        ("votes", "mint") => Only(&[Dual], votes::Error::NotMinter(caller).encode()),
        ("votes", "exclude" | "include") => Only(&[Dual], votes::Error::NotAuthority(caller).encode()),
        (
            "votes",
            "delegate"
            | "delegate_by_sig"
            | "PSP22::transfer"
            | "PSP22::transfer_from"
            | "PSP22::approve"
            | "PSP22::increase_allowance"
            | "PSP22::decrease_allowance"
            | "PSP22Burnable::burn",
        ) => Anybody,
        ("committee", "appoint" | "remove_seat") => Only(&[Dual], roster::Error::NotAuthorized.encode()),
        ("committee", "reinstate") => Only(&[Dual, Strategic], roster::Error::NotAuthorized.encode()),
        (
            "committee",
            "accept" | "resign" | "rotate_key" | "finalize_rotation" | "cancel_rotation" | "vote_to_suspend",
        ) => Anybody,
        ("timelock", "bind") => Only(&[], delays(delays::Error::AlreadyBound)),
        ("timelock", "schedule") => Only(&[Governor], delays(delays::Error::NotGovernor)),
        ("timelock", "set_minimum_delay" | "set_governor") => Only(&[Dual], delays(delays::Error::NotAdmin)),
        ("timelock", "cancel") => Only(&[], timelock::Error::OnlyAsOrder.encode()),
        ("timelock", "execute") => Anybody,
        ("treasury", "spend") => Only(&[Strategic, Creative, Dual], money(money::Error::NotAllowed)),
        ("treasury", "open_stream" | "register_asset") => Only(&[Strategic, Dual], money(money::Error::NotAllowed)),
        ("treasury", "move_funds") => Only(&[Strategic], money(money::Error::NotAllowed)),
        ("treasury", "set_policy" | "set_cap") => Only(&[Dual], money(money::Error::NotAllowed)),
        // Who may cancel a stream depends on who opened it.
        ("treasury", "sync" | "collect" | "redirect" | "cancel_stream") => Anybody,
        other => panic!("{other:?} is new: whom is it for?"),
    }
}

#[test]
fn what_is_not_for_everybody_is_refused_to_everybody_else() {
    let mut dao = Dao::new();
    let _: committee::Committee = dao.committee;
    for who in [Governor, Strategic, Creative, Dual] {
        let account = who.account(&dao);
        enrich(&mut dao.chain, account);
    }
    let [strategic, creative, dual] = dao.timelocks.map(|timelock| timelock.account);
    let contracts = [
        ("governor", dao.governor.account),
        ("votes", dao.votes.account),
        ("committee", dao.committee.account),
        ("timelock", strategic),
        ("timelock", creative),
        ("timelock", dual),
        ("treasury", dao.treasury.account),
    ];
    let mut refusals = 0;
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            if message["mutates"] == false {
                continue;
            }
            let label = message["label"].as_str().unwrap();
            // The treasury knows of one asset at first, number 0.
            let input = metadata.call(message, u8::from(contract != "treasury"));
            for who in ALL {
                let caller = who.account(&dao);
                let Power::Only(allowed, error) = power(contract, label, caller) else { break };
                let refusal = [&[0, 1], &error[..]].concat();
                // A timelock does not call itself: it gives itself orders.
                let is_allowed = allowed.contains(&who);
                let before = dao.chain.root();
                if is_allowed {
                    let called = dao.chain.ask(caller, instance, input.clone());
                    assert_ne!(called.outcome, Ok(refusal.clone()), "{who:?} may call {contract}::{label}");
                } else {
                    let called = dao.chain.call(caller, instance, 0, input.clone());
                    assert_eq!(called.outcome, Ok(refusal.clone()), "{who:?} calls {contract}::{label}");
                    refusals += 1;
                }
                assert_eq!(dao.chain.root(), before, "{who:?} changes something by {contract}::{label}");
            }
        }
    }
    // 3 of the governor's, 3 of the token's, 3 of the committee's, 5 of each timelock's, 6 of the treasury's, by seven callers but the allowed.
    let treasury = 4 + 2 * 5 + 6 + 2 * 6;
    assert_eq!(refusals, (2 * 6 + 7) + 3 * 6 + (2 * 6 + 5) + 3 * (7 + 6 + 6 + 6 + 7) + treasury);
}
