//! The contracts of governance understand what their metadata declare: their entry points are written by hand, most in two
//! codes, so nothing but these tests keeps them and the metadata together.

use atelier_governance::{
    proposal::Support,
    timelock::Action,
    track::{Class, Rules, Track},
    treasury::{Bucket, Spender, NATIVE},
    units::DAY,
};
use e2e_tests::{
    chain::{account, code, AccountId, Called, Chain, FORTUNE},
    dao::{
        committee::Founding,
        governor::{by_seat, draft, Classification, Draft, Governor},
        seated,
        timelock::Timelock,
        treasury::Treasury,
        votes::Terms,
        Dao, DEPOSIT, EPOCH, HOLDERS, POLICY, SEATS,
    },
    metadata::{bytes, Metadata, COULD_NOT_READ_INPUT},
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use scale::Encode;
use std::collections::BTreeSet;

/// The contracts of a DAO that people call, by name.
fn deployed() -> (Dao, [(&'static str, AccountId); 5]) {
    let mut dao = Dao::new();
    dao.chain.fund(account(PAYER), FORTUNE);
    let contracts = [
        ("governor", dao.governor.account),
        ("votes", dao.votes.account),
        ("committee", dao.committee.account),
        ("timelock", dao.timelock(Track::Strategic).account),
        ("treasury", dao.treasury.account),
    ];
    (dao, contracts)
}

#[track_caller]
fn check_not_understood(called: &Called, what: &str) {
    assert!(called.reverted, "{what} must revert: {called:?}");
    assert_eq!(called.outcome, Ok(COULD_NOT_READ_INPUT.to_vec()), "{what}");
}

#[test]
fn each_message_of_the_metadata_is_understood_and_answers_as_declared() {
    let (mut dao, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            for fill in 0u8..=3 {
                let label = format!("{contract}::{} with sequences of {fill}", message["label"]);
                let called = dao.chain.ask(account(PAYER), instance, metadata.call(message, fill));
                let answer = called.outcome.unwrap_or_else(|error| panic!("{label} traps: {error}"));
                assert_eq!(answer[0], 0, "{label} is not understood");
                assert!(metadata.is(&message["returnType"]["type"], &answer), "{label} answers {answer:?}");
                // What reverts is an error.
                assert!(!called.reverted || answer[1] == 1, "{label} reverts with {answer:?}");
            }
        }
    }
}

#[test]
fn questions_about_what_is_there_answer_as_declared() {
    let (mut dao, contracts) = deployed();
    // What fills of 1 are about: proposal 1, operation 1, seat 1.
    for number in 0..2 {
        let actions = [dao.act(Track::Strategic, number)];
        let proposal = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("There")).unwrap();
        dao.wait_for_vote(proposal);
        dao.votes(proposal, &[ALICE, BOB], Support::For);
        dao.wait_for_window(proposal);
        dao.queue(proposal);
    }
    dao.committee.rotate_key(&mut dao.chain, seated(1), 1, account(NEWCOMER)).unwrap();
    dao.committee.vote_to_suspend(&mut dao.chain, seated(0), 0, 1, "Absent.").unwrap();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            if message["mutates"] == true {
                continue;
            }
            let called = dao.chain.ask(account(PAYER), instance, metadata.call(message, 1));
            let answer = called.outcome.unwrap();
            let label = &message["label"];
            assert!(metadata.is(&message["returnType"]["type"], &answer), "{contract}::{label} answers {answer:?}");
        }
    }
    let [state, proposal] = ["state", "proposal"].map(|name| {
        let metadata = Metadata::of("governor");
        let message = metadata.messages().into_iter().find(|message| message["label"] == name).unwrap().clone();
        dao.chain.ask(account(PAYER), contracts[0].1, metadata.call(&message, 1)).outcome.unwrap()
    });
    assert_eq!(([state[0], state[1]], [proposal[0], proposal[1]]), ([0, 0], [0, 0]), "there is a proposal 1");
}

#[test]
fn messages_take_money_exactly_where_the_metadata_say_so() {
    let (mut dao, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            let before = dao.chain.root();
            let called = dao.chain.call(account(PAYER), instance, 5_000_000, metadata.call(message, 1));
            let understood = called.outcome.as_ref().is_ok_and(|answer| answer[0] == 0);
            let label = message["label"].as_str().unwrap();
            let is_payable = message["payable"].as_bool().unwrap();
            assert_eq!(understood, is_payable, "{contract}::{label}: {called:?}");
            assert_eq!(is_payable, [("governor", "propose"), ("timelock", "execute")].contains(&(contract, label)));
            // Such proposals and operations there are not, so their money comes back too.
            assert_eq!(dao.chain.root(), before, "{contract}::{label} must not keep the money");
        }
    }
}

#[test]
fn input_that_ends_too_early_is_refused_at_each_byte() {
    let (mut dao, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        for message in metadata.messages() {
            let input = metadata.call(message, 1);
            // Long lists of numbers are all of one kind.
            for length in (0..input.len()).filter(|length| *length < 80 || length % 16 == 0) {
                let called = dao.chain.call(account(PAYER), instance, 0, input[..length].to_vec());
                let what = format!("{contract}::{} with {length} of {} bytes", message["label"], input.len());
                // The token has no use for the data that may come with a transfer.
                let is_unread =
                    message["label"].as_str().unwrap().starts_with("PSP22::transfer") && length + 2 >= input.len();
                let is_execute = message["label"] == "execute" && length >= 8;
                if is_unread
                    || is_execute
                    || ((contract, length >= 4) == ("timelock", true) && message["label"] == "cancel")
                {
                    // The list of actions is what the rest of the input is: there is none of this hash. And nobody may
                    // call for a cancellation, whatever they would have canceled.
                    assert!(called.reverted, "{what}: {called:?}");
                } else {
                    check_not_understood(&called, &what);
                }
            }
        }
    }
}

#[test]
fn selectors_that_no_message_has_are_refused() {
    let (mut dao, contracts) = deployed();
    for (contract, instance) in contracts {
        let metadata = Metadata::of(contract);
        let known: Vec<Vec<u8>> = metadata.messages().iter().map(|message| bytes(&message["selector"])).collect();
        for message in metadata.messages() {
            // Bits of every byte.
            for bit in (0..32).step_by(5) {
                let mut input = metadata.call(message, 1);
                input[bit / 8] ^= 1 << (bit % 8);
                assert!(!known.contains(&input[..4].to_vec()), "two selectors are neighbors");
                let called = dao.chain.call(account(PAYER), instance, 0, input);
                check_not_understood(&called, &format!("{contract}: a selector beside {}", message["label"]));
            }
        }
    }
}

/// A chain with the other codes of the contracts, and what each contract is instantiated with.
fn beginnings() -> (Chain, [(&'static str, Vec<u8>); 5]) {
    let mut dao = Dao::new();
    let wiring = dao.governor.wiring(&mut dao.chain);
    let Dao { mut chain, .. } = dao;
    let desk = |chain: &mut Chain, name| chain.upload(name, account(DEPLOYER));
    let now = chain.now();
    let settings = atelier_governance::roster::Settings { term: 365 * DAY, first_end: now + 365 * DAY };
    let holders = (0..SEATS).map(|seat| Some(seated(seat))).collect();
    let founding = Founding { dual: account(1), strategic: account(2), settings, holders };
    let governor = (desk(&mut chain, "governor-desk"), wiring, Rules::usual(DEPOSIT));
    let committee = founding.beginning(desk(&mut chain, "committee-desk"));
    let new = selector_bytes!("new");
    let inputs = [
        ("governor", input(new, &governor)),
        ("votes", Terms::of(&HOLDERS).input(desk(&mut chain, "votes-desk"))),
        ("committee", input(new, &committee)),
        ("timelock", input(new, &DAY)),
        ("treasury", Treasury::new_input([1, 2, 3].map(account), EPOCH, POLICY)),
    ];
    (chain, inputs)
}

#[test]
fn constructors_take_all_of_their_input_and_no_money() {
    let (mut chain, contracts) = beginnings();
    for (contract, whole) in contracts {
        for length in (0..whole.len()).filter(|length| *length < 48 || length % 32 == 31) {
            let refused = chain.try_deploy(code(contract), account(DEPLOYER), whole[..length].to_vec());
            assert!(refused.is_err(), "{contract} with {length} of {} bytes", whole.len());
        }
        let other = [&[9; 4], &whole[4..]].concat();
        assert!(chain.try_deploy(code(contract), account(DEPLOYER), other).is_err());
        let paid = chain.try_deploy_with(5_000_000, code(contract), account(DEPLOYER), whole.clone());
        assert!(paid.is_err(), "{contract} takes money");
        let (instance, _) = chain.try_deploy(code(contract), account(DEPLOYER), whole).unwrap();
        assert!(chain.balance(instance) > 0);
    }
}

#[test]
fn the_other_codes_do_not_stand_alone() {
    let (mut chain, contracts) = beginnings();
    for desk in ["governor-desk", "votes-desk", "committee-desk"] {
        for (_, input) in &contracts {
            assert!(chain.try_deploy(code(desk), account(DEPLOYER), input.clone()).is_err());
        }
        assert!(chain.try_deploy(code(desk), account(DEPLOYER), Vec::new()).is_err());
    }
}

#[test]
fn a_code_that_is_not_on_the_chain_is_refused() {
    let (mut chain, contracts) = beginnings();
    for (contract, whole) in contracts {
        if matches!(contract, "timelock" | "treasury") {
            continue;
        }
        let nowhere = [&whole[..4], &[7; 32], &whole[36..]].concat();
        assert!(chain.try_deploy(code(contract), account(DEPLOYER), nowhere).is_err(), "{contract}");
    }
}

#[test]
fn the_other_code_stays_on_the_chain() {
    let mut dao = Dao::new();
    for desk in ["governor-desk", "votes-desk", "committee-desk"] {
        let hash = dao.chain.upload(desk, account(DEPLOYER));
        assert!(dao.chain.remove_code(hash, account(DEPLOYER)).is_err(), "{desk} is needed");
    }
}

/// Which events were emitted as declared.
struct Told {
    dao: Dao,
    contracts: Vec<(&'static str, AccountId)>,
    metadata: Vec<(&'static str, Metadata)>,
    told: BTreeSet<String>,
}

impl Told {
    /// Calls; what is emitted must be declared by whoever emits it.
    #[track_caller]
    fn call(&mut self, caller: AccountId, contract: AccountId, value: u128, input: Vec<u8>) {
        let called = self.dao.chain.call(caller, contract, value, input);
        assert!(!called.reverted && called.outcome.is_ok(), "{called:?}");
        for (emitter, topics, data) in &called.events {
            let found = self.contracts.iter().find(|(_, account)| account == emitter);
            let (name, _) = found.expect("a contract of the DAO");
            let (_, metadata) = self.metadata.iter().find(|(contract, _)| contract == name).unwrap();
            let declared = metadata.0["spec"]["events"].as_array().unwrap();
            // Each further topic costs as much as a storage write.
            let [topic] = topics[..] else { panic!("{name}: one topic each: {topics:?}") };
            let event = declared.iter().find(|event| bytes(&event["signature_topic"]) == topic);
            let event = event.unwrap_or_else(|| panic!("{name}: the topic is not declared"));
            let mut rest = &data[..];
            for argument in event["args"].as_array().unwrap() {
                metadata.take(&argument["type"]["type"], &mut rest).expect("the data is what was declared");
            }
            assert!(rest.is_empty(), "{name}::{} has {} bytes too many", event["label"], rest.len());
            self.told.insert(format!("{name}::{}", event["label"].as_str().unwrap()));
        }
    }

    #[track_caller]
    fn governor(&mut self, caller: AccountId, name: &str, arguments: &impl Encode) {
        let contract = self.dao.governor.account;
        self.call(caller, contract, 0, message("governor", name, arguments));
    }

    #[track_caller]
    fn committee(&mut self, caller: AccountId, name: &str, arguments: &impl Encode) {
        let contract = self.dao.committee.account;
        self.call(caller, contract, 0, message("committee", name, arguments));
    }

    #[track_caller]
    fn votes(&mut self, caller: AccountId, name: &str, arguments: &impl Encode) {
        let contract = self.dao.votes.account;
        self.call(caller, contract, 0, message("votes", name, arguments));
    }

    #[track_caller]
    fn treasury(&mut self, caller: AccountId, name: &str, arguments: &impl Encode) {
        let contract = self.dao.treasury.account;
        self.call(caller, contract, 0, message("treasury", name, arguments));
    }

    /// Has Strategic actions decided and executed; gives the proposal.
    fn decide(&mut self, proposer: u32, actions: &[Action<AccountId>]) -> u32 {
        let proposal = self.queue(proposer, actions);
        let timelock = self.dao.timelock(Track::Strategic);
        let operation = self.dao.governor.proposal(&mut self.dao.chain, proposal).unwrap().operation.unwrap();
        let eta = timelock.operation(&mut self.dao.chain, operation).unwrap().eta;
        self.dao.chain.set_time(eta);
        self.call(account(KEEPER), timelock.account, 0, Timelock::execute_input(operation, actions));
        proposal
    }

    fn queue(&mut self, proposer: u32, actions: &[Action<AccountId>]) -> u32 {
        let governor = self.dao.governor.account;
        let arguments = (Track::Strategic, actions, draft("Events"));
        self.call(account(proposer), governor, DEPOSIT, message("governor", "propose", &arguments));
        let proposal = self.dao.governor.proposal_count(&mut self.dao.chain).unwrap();
        self.dao.wait_for_vote(proposal);
        self.governor(account(ALICE), "vote", &(proposal, Support::For, "Yes."));
        self.dao.wait_for_end(proposal);
        self.governor(seated(0), "object_seat", &(proposal, 0u8, "No."));
        self.governor(seated(0), "retract_seat", &(proposal, 0u8));
        self.dao.wait_for_window(proposal);
        self.governor(account(KEEPER), "queue", &proposal);
        proposal
    }
}

/// A call of the message with this name.
fn message(contract: &str, name: &str, arguments: &impl Encode) -> Vec<u8> {
    let metadata = Metadata::of(contract);
    let found = metadata.messages().into_iter().find(|message| message["label"] == name).cloned();
    let message = found.unwrap_or_else(|| panic!("{contract} has no message {name}"));
    input(bytes(&message["selector"]).try_into().unwrap(), arguments)
}

#[test]
fn events_carry_the_topic_and_the_data_that_the_metadata_declare() {
    let (mut dao, contracts) = deployed();
    let dual = dao.timelock(Track::Dual).account;
    for whom in [dual, account(NEWCOMER), account(CAROL)] {
        dao.chain.fund(whom, FORTUNE);
    }
    let mut contracts = contracts.to_vec();
    contracts.extend([("timelock", dual), ("timelock", dao.timelock(Track::Creative).account)]);
    let metadata = contracts[..5].iter().map(|(name, _)| (*name, Metadata::of(name))).collect();
    let mut told = Told { dao, contracts, metadata, told: BTreeSet::new() };

    // Beginnings.
    let deployer = account(DEPLOYER);
    let wiring = told.dao.governor.wiring(&mut told.dao.chain);
    let fresh = Governor::deploy(&mut told.dao.chain, deployer, &wiring, &Rules::usual(DEPOSIT));
    told.contracts.push(("governor", fresh.account));
    let class = Classification { target: account(404), selector: [1; 4], class: Class::Creative };
    told.call(deployer, fresh.account, 0, message("governor", "classify", &vec![class]));
    told.call(deployer, fresh.account, 0, message("governor", "open", &()));
    let timelock = Timelock::deploy(&mut told.dao.chain, deployer, DAY);
    told.contracts.push(("timelock", timelock.account));
    told.call(deployer, timelock.account, 0, message("timelock", "bind", &(deployer, dual)));

    // Decisions.
    let act = told.dao.act(Track::Strategic, 1);
    let executed = told.decide(ALICE, &[act]);
    told.governor(account(KEEPER), "settle_deposit", &executed);
    let act = told.dao.act(Track::Strategic, 2);
    let revoked = told.queue(BOB, &[act]);
    let operation = told.dao.governor.proposal(&mut told.dao.chain, revoked).unwrap().operation.unwrap();
    let order = told.dao.timelock(Track::Strategic).order_cancel(operation);
    told.decide(CAROL, &[order]);
    let release = vec![told.dao.act(Track::Creative, 3)];
    told.governor(seated(0), "propose", &(Track::Creative, &release, by_seat(0, "A release")));
    let proposal = told.dao.governor.proposal_count(&mut told.dao.chain).unwrap();
    told.dao.wait_for_vote(proposal);
    for seat in 0..4 {
        told.governor(seated(seat), "vote_seat", &(proposal, seat, Support::For, "Yes."));
    }
    told.dao.wait_for_end(proposal);
    told.governor(account(ALICE), "object", &(proposal, "No."));
    told.governor(account(ALICE), "retract", &proposal);
    let other = vec![told.dao.act(Track::Creative, 4)];
    let text = Draft { link: "ipfs://four".into(), ..by_seat(0, "Another release") };
    told.governor(seated(0), "propose", &(Track::Creative, &other, text));
    told.governor(seated(0), "cancel", &(proposal + 1));
    told.governor(dual, "set_rules", &Rules::usual(DEPOSIT));

    // Tokens.
    told.votes(account(ALICE), "PSP22::transfer", &(account(MALLORY), 5u128, Vec::<u8>::new()));
    told.votes(account(ALICE), "PSP22::approve", &(account(MALLORY), 5u128));
    told.votes(account(ALICE), "delegate", &account(BOB));
    told.votes(dual, "exclude", &account(CAROL));
    told.votes(dual, "include", &account(CAROL));

    // Seats.
    told.committee(seated(6), "resign", &6u8);
    told.committee(dual, "appoint", &(6u8, account(NEWCOMER)));
    told.committee(account(NEWCOMER), "accept", &6u8);
    told.committee(seated(5), "rotate_key", &(5u8, account(CAROL)));
    told.committee(seated(4), "cancel_rotation", &5u8);
    told.committee(seated(5), "cancel_rotation", &5u8);
    told.committee(seated(5), "rotate_key", &(5u8, account(CAROL)));
    told.dao.wait(3 * DAY);
    told.committee(account(CAROL), "finalize_rotation", &5u8);
    for seat in 0..5 {
        told.committee(seated(seat), "vote_to_suspend", &(seat, 6u8, "Absent."));
    }
    let suspended = told.dao.committee.seat(&mut told.dao.chain, 6).unwrap().member.unwrap().tenure;
    told.committee(dual, "reinstate", &(6u8, suspended));
    told.committee(dual, "remove_seat", &(6u8, suspended));

    // Money.
    let strategic = told.dao.timelock(Track::Strategic).account;
    told.dao.chain.transfer(account(PAYER), strategic, 1_000_000_000_000);
    let (treasury, token) = (told.dao.treasury.account, told.dao.votes.account);
    told.dao.chain.transfer(account(PAYER), treasury, 400_000_000_000);
    told.treasury(account(KEEPER), "sync", &NATIVE);
    told.treasury(dual, "set_cap", &(Spender::Strategic, NATIVE, 1_000_000_000u128));
    told.treasury(dual, "set_policy", &POLICY);
    told.treasury(strategic, "register_asset", &token);
    told.treasury(strategic, "move_funds", &(Bucket::Reserve, Bucket::Compute, NATIVE, 1_000_000u128));
    told.treasury(dual, "spend", &(Bucket::Compute, NATIVE, account(ALICE), 1_000_000u128));
    told.treasury(account(ALICE), "redirect", &(0u32, account(BOB)));
    told.treasury(account(KEEPER), "collect", &0u32);
    let now = told.dao.chain.now();
    let stream = (Bucket::Compute, NATIVE, account(ALICE), 1_000_000u128, now, now, now + 30 * DAY);
    told.treasury(dual, "open_stream", &stream);
    told.treasury(dual, "cancel_stream", &1u32);

    // Ends.
    told.dao.wait(100 * DAY);
    told.governor(account(KEEPER), "prune", &executed);
    told.call(dual, strategic, 0, message("timelock", "set_minimum_delay", &(2 * DAY)));
    told.call(dual, strategic, 0, message("timelock", "set_governor", &account(KEEPER)));

    let mut declared = BTreeSet::new();
    for (name, metadata) in &told.metadata {
        for event in metadata.0["spec"]["events"].as_array().unwrap() {
            declared.insert(format!("{name}::{}", event["label"].as_str().unwrap()));
        }
    }
    assert_eq!(told.told, declared);
}
