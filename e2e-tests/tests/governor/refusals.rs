//! Every error of the governor, provoked on the chain: with its exact values, and nothing changes.

use crate::stage::{
    active, appoint, enrich, objectionable, refused, seats_object, signer, strategic, succeeded, view, Case, Stage,
    HIGH_QUORUM,
};
use atelier_governance::{
    proposal::{Error as Rule, State, Support},
    timelock::Action,
    track::{Bound, Class, House, Rules, Track, Unbounded, COOLDOWN, VETO_PERIOD},
    units::{Bps, DAY},
};
use e2e_tests::{
    chain::{account, code, AccountId, FORTUNE},
    dao::{
        governor::{by_seat, draft, Classification, Draft, Error, Governor, Wiring},
        seated, Dao, DAVE, DEPOSIT, SEATS,
    },
    metadata::Metadata,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use scale::Decode;
use std::{collections::BTreeSet, fmt::Debug};

/// Which errors were provoked.
#[derive(Default)]
struct Provoked(BTreeSet<String>);

/// The name of a variant, as metadata have it.
fn name(error: &impl Debug) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

impl Provoked {
    #[track_caller]
    fn refuses<T: Debug + PartialEq>(
        &mut self,
        dao: &mut Dao,
        expected: Error,
        attempt: impl FnOnce(&mut Dao) -> Result<T, Error>,
    ) {
        refused(dao, expected, attempt);
        self.note(&expected);
    }

    /// The same of a refusal by the rules of voting.
    #[track_caller]
    fn denies<T: Debug + PartialEq>(
        &mut self,
        dao: &mut Dao,
        expected: Rule,
        attempt: impl FnOnce(&mut Dao) -> Result<T, Error>,
    ) {
        self.refuses(dao, Error::Vote(expected), attempt);
    }

    fn note(&mut self, error: &Error) {
        self.0.insert(match error {
            Error::Vote(rule) => format!("Vote::{}", name(rule)),
            other => name(other),
        });
    }
}

/// An action of so many bytes of arguments.
fn long(dao: &Dao, bytes: usize) -> Action<AccountId> {
    Action { args: vec![0; bytes], ..dao.act(Track::Dual, 1) }
}

/// A governor beside that of the DAO, which is not open yet.
fn second_governor(dao: &mut Dao, change: impl Fn(&mut Wiring)) -> Governor {
    let mut wiring = dao.governor.wiring(&mut dao.chain);
    change(&mut wiring);
    Governor::deploy(&mut dao.chain, account(DEPLOYER), &wiring, &Rules::usual(DEPOSIT))
}

fn deploying(provoked: &mut Provoked) {
    let mut dao = Dao::new();
    let wiring = dao.governor.wiring(&mut dao.chain);
    let desk = dao.chain.upload("governor-desk", account(DEPLOYER));
    let before = dao.chain.root();
    let crooked = Rules { min_seats: SEATS + 1, ..Rules::usual(DEPOSIT) };
    let nobody = Wiring { committee: account(404), ..wiring.clone() };
    let cases = [
        (&wiring, crooked, Error::Rules(Unbounded { track: None, bound: Bound::MinSeats })),
        (&nobody, Rules::usual(DEPOSIT), Error::Vote(Rule::Unanswered)),
    ];
    for (wiring, rules, expected) in cases {
        let new = input(selector_bytes!("new"), &(desk, wiring, rules));
        let refusal = dao.chain.try_deploy(code("governor"), account(DEPLOYER), new).unwrap_err();
        let answer: Vec<u8> = [&[0, 1], &scale::Encode::encode(&expected)[..]].concat();
        assert_eq!(refusal, format!("the constructor reverted: {answer:?}"));
        assert_eq!(dao.chain.root(), before);
        provoked.note(&expected);
    }
    let second = second_governor(&mut dao, |_| {});
    let actions = [dao.act(Track::Strategic, 1)];
    provoked.refuses(&mut dao, Error::NotOpen, |dao| {
        let text = draft("Too early");
        second.propose_with(&mut dao.chain, account(ALICE), DEPOSIT, Track::Strategic, &actions, &text)
    });
    provoked.refuses(&mut dao, Error::Denied, |dao| second.open(&mut dao.chain, account(MALLORY)));
    second.open(&mut dao.chain, account(DEPLOYER)).unwrap();
    provoked.refuses(&mut dao, Error::OpenAlready, |dao| second.open(&mut dao.chain, account(DEPLOYER)));
    // The recorder is no token.
    let recorder = dao.recorder.account;
    let third = second_governor(&mut dao, |wiring| wiring.votes = recorder);
    third.classify(&mut dao.chain, account(DEPLOYER), &[strategic_class(recorder)]).unwrap();
    third.open(&mut dao.chain, account(DEPLOYER)).unwrap();
    provoked.denies(&mut dao, Rule::Unanswered, |dao| {
        let text = draft("Whose votes?");
        third.propose_with(&mut dao.chain, account(ALICE), DEPOSIT, Track::Strategic, &actions, &text)
    });
}

fn strategic_class(target: AccountId) -> Classification {
    Classification { target, selector: selector_bytes!("record"), class: Class::Strategic }
}

fn proposing(provoked: &mut Provoked) {
    let mut dao = Dao::new();
    let alice = account(ALICE);
    let one = dao.act(Track::Strategic, 1);
    for given in [0, 11, 200] {
        let many = vec![one.clone(); given];
        provoked.refuses(&mut dao, Error::ActionCount { given: given as u32, most: 10 }, |dao| {
            dao.propose(alice, Track::Strategic, &many, &draft("How many?"))
        });
    }
    let one = [one];
    let long_title = Draft { title: "x".repeat(121), ..draft("") };
    provoked.refuses(&mut dao, Error::TooLong { given: 121, most: 120 }, |dao| {
        dao.propose(alice, Track::Strategic, &one, &long_title)
    });
    let long_link = Draft { link: "x".repeat(257), ..draft("") };
    provoked.refuses(&mut dao, Error::TooLong { given: 257, most: 256 }, |dao| {
        dao.propose(alice, Track::Strategic, &one, &long_link)
    });
    // The list's length, the account, the selector, the arguments' length in two bytes, the value.
    let overhead = 1 + 32 + 4 + 2 + 16;
    let too_long = [long(&dao, 10_240 - overhead + 1)];
    provoked.refuses(&mut dao, Error::TooLong { given: 10_241, most: 10_240 }, |dao| {
        dao.propose(alice, Track::Dual, &too_long, &draft("Long"))
    });
    let longest = [long(&dao, 10_240 - overhead)];
    let text = Draft { title: "x".repeat(120), link: "x".repeat(256), ..draft("") };
    dao.propose(account(BOB), Track::Dual, &longest, &text).unwrap();
    let roster = [one[0].clone(), appoint(&dao, 0, account(MALLORY))];
    let wrong = Error::WrongClass { action: 1, class: Class::Roster, track: Track::Strategic };
    provoked.refuses(&mut dao, wrong, |dao| dao.propose(alice, Track::Strategic, &roster, &draft("Sly")));
    provoked.refuses(&mut dao, Error::BelowThreshold { votes: 0, needed: 5_000_000 }, |dao| {
        dao.propose(account(KEEPER), Track::Strategic, &one, &draft("Poor"))
    });
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(BOB), account(KEEPER), 4_999_999).unwrap();
    dao.wait(1);
    provoked.refuses(&mut dao, Error::BelowThreshold { votes: 4_999_999, needed: 5_000_000 }, |dao| {
        dao.propose(account(KEEPER), Track::Strategic, &one, &draft("Almost"))
    });
    let cheap = Error::WrongDeposit { expected: DEPOSIT, given: DEPOSIT - 1 };
    provoked.refuses(&mut dao, cheap, |dao| {
        let text = draft("Cheap");
        dao.governor.propose_with(&mut dao.chain, alice, DEPOSIT - 1, Track::Strategic, &one, &text)
    });
    let release = [dao.act(Track::Creative, 1)];
    provoked
        .refuses(&mut dao, Error::SeatNeeded, |dao| dao.propose(alice, Track::Creative, &release, &draft("A release")));
    for track in [Track::Strategic, Track::Dual] {
        provoked.refuses(&mut dao, Error::SeatNotAsked, |dao| {
            dao.propose(seated(0), track, &one, &by_seat(0, "As a seat"))
        });
    }
    provoked.refuses(&mut dao, Error::NothingToOverride, |dao| {
        dao.propose(alice, Track::Override, &one, &draft("Over what?"))
    });
    provoked.refuses(&mut dao, Error::PredecessorNotQueued(9), |dao| {
        let text = Draft { after: Some(9), ..draft("Then") };
        dao.propose(alice, Track::Strategic, &one, &text)
    });
    let proposal = dao.propose(alice, Track::Strategic, &one, &draft("Fine")).unwrap();
    provoked.refuses(&mut dao, Error::AlreadyProposed(proposal), |dao| {
        dao.propose(account(BOB), Track::Strategic, &one, &draft("The same"))
    });
    let two = [dao.act(Track::Strategic, 2)];
    provoked.refuses(&mut dao, Error::TooManyLive { most: 1 }, |dao| {
        dao.propose(alice, Track::Strategic, &two, &draft("One more"))
    });
    dao.chain.set_time(u64::MAX - 10 * DAY);
    provoked
        .refuses(&mut dao, Error::EndOfTime, |dao| dao.propose(account(BOB), Track::Strategic, &two, &draft("Never")));
}

fn proposing_again(provoked: &mut Provoked) {
    let mut dao = Dao::new();
    let refused_one = objectionable(&mut dao, ALICE, 5);
    seats_object(&mut dao, refused_one, 0..5);
    let until = view(&mut dao, refused_one).window_end + 90 * DAY;
    dao.wait_for_window(refused_one);
    let same = [dao.act(Track::Strategic, 5)];
    for track in [Track::Strategic, Track::Dual] {
        provoked.refuses(&mut dao, Error::OnlyOverride { refused: refused_one, until }, |dao| {
            dao.propose(account(BOB), track, &same, &draft("Again"))
        });
    }
    let carried = dao.propose(account(BOB), Track::Override, &same, &draft("All the same")).unwrap();
    provoked.refuses(&mut dao, Error::MustBeVoted, |dao| dao.governor.cancel(&mut dao.chain, account(BOB), carried));
    let release = [dao.act(Track::Creative, 5)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    dao.seats_vote(proposal, 0..7, Support::For);
    dao.wait_for_end(proposal);
    dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
    let until = view(&mut dao, proposal).window_end + COOLDOWN;
    dao.wait_for_window(proposal);
    provoked.refuses(&mut dao, Error::CoolingDown { until }, |dao| {
        dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "Again"))
    });
}

fn voting(provoked: &mut Provoked) {
    let mut dao = Dao::new();
    let alice = account(ALICE);
    let proposal = strategic(&mut dao, ALICE, 1);
    let record = view(&mut dao, proposal);
    let (snapshot, end) = (record.snapshot, record.end);
    for unknown in [0, 2, u32::MAX] {
        let vote = |dao: &mut Dao| dao.governor.vote(&mut dao.chain, alice, unknown, Support::For);
        provoked.denies(&mut dao, Rule::UnknownProposal(unknown), vote);
        let state = dao.governor.state(&mut dao.chain, unknown);
        assert_eq!(state, Err(Error::Vote(Rule::UnknownProposal(unknown))));
    }
    provoked.denies(&mut dao, Rule::NotActive { snapshot, end }, |dao| {
        dao.governor.vote(&mut dao.chain, alice, proposal, Support::For)
    });
    dao.wait_for_vote(proposal);
    provoked.denies(&mut dao, Rule::NoVotes { at: snapshot }, |dao| {
        dao.governor.vote(&mut dao.chain, account(KEEPER), proposal, Support::For)
    });
    provoked.denies(&mut dao, Rule::NotAsked(House::Committee), |dao| {
        dao.governor.vote_seat(&mut dao.chain, seated(0), proposal, 0, Support::For)
    });
    provoked.denies(&mut dao, Rule::NotHolder { seat: 0 }, |dao| {
        dao.governor.vote_seat(&mut dao.chain, alice, proposal, 0, Support::For)
    });
    for bytes in [257u32, 5_000] {
        let reason = "x".repeat(bytes as usize);
        let vote = Governor::vote_input(proposal, Support::For, &reason);
        let too_long = Rule::ReasonTooLong { bytes };
        provoked.denies(&mut dao, too_long, |dao| {
            dao.chain.call(alice, dao.governor.account, 0, vote).result::<(), Error>()
        });
        let seat = (proposal, 0u8, Support::For, &reason);
        provoked.denies(&mut dao, too_long, |dao| {
            dao.governor.call(&mut dao.chain, seated(0), selector_bytes!("vote_seat"), &seat).result::<(), Error>()
        });
        provoked.denies(&mut dao, too_long, |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, &reason)
        });
        provoked.denies(&mut dao, too_long, |dao| {
            let arguments = (proposal, &reason);
            dao.governor.call(&mut dao.chain, alice, selector_bytes!("object"), &arguments).result::<(), Error>()
        });
    }
    let longest = Governor::vote_input(proposal, Support::For, &"x".repeat(256));
    dao.chain.call(alice, dao.governor.account, 0, longest).result::<(), Error>().unwrap();
    provoked.denies(&mut dao, Rule::SameVote(Support::For), |dao| {
        dao.governor.vote(&mut dao.chain, alice, proposal, Support::For)
    });
    dao.chain.set_time(record.for_end + 1);
    provoked.denies(&mut dao, Rule::OnlyAgainst { since: record.for_end }, |dao| {
        dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
    });
    let words = (account(ALICE), proposal, Support::Against, "", 0u64, 0u64, [0u8; 64]);
    provoked.refuses(&mut dao, Error::SignatureExpired { at: 0 }, |dao| {
        dao.governor.call(&mut dao.chain, alice, selector_bytes!("vote_by_sig"), &words).result::<(), Error>()
    });
    let words = (signer().account(), proposal, Support::Against, "", 1u64, u64::MAX, [0u8; 64]);
    provoked.refuses(&mut dao, Error::WrongNonce { expected: 0 }, |dao| {
        dao.governor.call(&mut dao.chain, alice, selector_bytes!("vote_by_sig"), &words).result::<(), Error>()
    });
    let words = (signer().account(), proposal, Support::Against, "", 0u64, u64::MAX, [0u8; 64]);
    provoked.refuses(&mut dao, Error::BadSignature, |dao| {
        dao.governor.call(&mut dao.chain, alice, selector_bytes!("vote_by_sig"), &words).result::<(), Error>()
    });
}

fn objecting(provoked: &mut Provoked) {
    let mut dao = Dao::by(&Rules { vetoes: 0, ..Rules::usual(DEPOSIT) }, SEATS);
    let proposal = active(&mut dao, ALICE, 1);
    dao.votes(proposal, &[ALICE], Support::For);
    let record = view(&mut dao, proposal);
    let (end, window_end) = (record.end, record.window_end);
    provoked.denies(&mut dao, Rule::NotOpenToObjection { after: end, until: window_end }, |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "Too early.")
    });
    dao.wait_for_end(proposal);
    provoked.denies(&mut dao, Rule::NoObjection(House::Community), |dao| {
        dao.governor.object(&mut dao.chain, account(BOB), proposal)
    });
    provoked.denies(&mut dao, Rule::ReasonMissing, |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "")
    });
    provoked
        .denies(&mut dao, Rule::ObjectsNot, |dao| dao.governor.retract_seat(&mut dao.chain, seated(0), proposal, 0));
    seats_object(&mut dao, proposal, 0..4);
    let free_at = dao.chain.now() + VETO_PERIOD;
    provoked.denies(&mut dao, Rule::VetoBudgetExhausted { vetoes: 0, free_at }, |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(4), proposal, 4, "No.")
    });
    let until = window_end - DAY;
    dao.chain.set_time(until + 1);
    provoked.denies(&mut dao, Rule::TooLateToRetract { until }, |dao| {
        dao.governor.retract_seat(&mut dao.chain, seated(0), proposal, 0)
    });
    // A successor's seat does not count where the predecessor's did.
    let dual = dao.timelock(Track::Dual).account;
    enrich(&mut dao.chain, dual);
    dao.committee.resign(&mut dao.chain, seated(6), 6).unwrap();
    dao.committee.appoint(&mut dao.chain, dual, 6, account(CAROL)).unwrap();
    dao.committee.accept(&mut dao.chain, account(CAROL), 6).unwrap();
    provoked.denies(&mut dao, Rule::SeatDoesNotCount { seat: 6 }, |dao| {
        dao.governor.object_seat(&mut dao.chain, account(CAROL), proposal, 6, "No.")
    });
    let proposal = active(&mut dao, ALICE, 2);
    dao.votes(proposal, &[ALICE], Support::Against);
    dao.wait_for_end(proposal);
    provoked.denies(&mut dao, Rule::NotPassed, |dao| {
        dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "No.")
    });
    let release = [dao.act(Track::Creative, 2)];
    let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
    dao.wait_for_vote(proposal);
    provoked.denies(&mut dao, Rule::NotAsked(House::Community), |dao| {
        dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
    });
    dao.seats_vote(proposal, 0..5, Support::For);
    dao.wait_for_end(proposal);
    dao.governor.object(&mut dao.chain, account(BOB), proposal).unwrap();
    provoked.denies(&mut dao, Rule::ObjectsAlready, |dao| dao.governor.object(&mut dao.chain, account(BOB), proposal));
    provoked.denies(&mut dao, Rule::ObjectsNot, |dao| dao.governor.retract(&mut dao.chain, account(DAVE), proposal));
    let nobody = account(NEWCOMER);
    dao.chain.fund(nobody, FORTUNE);
    let at = view(&mut dao, proposal).snapshot;
    provoked.denies(&mut dao, Rule::NoVotes { at }, |dao| dao.governor.object(&mut dao.chain, nobody, proposal));
}

fn going_on(provoked: &mut Provoked) {
    let mut dao = Dao::new();
    let proposal = succeeded(&mut dao, ALICE, 1);
    provoked.refuses(&mut dao, Error::WrongState(State::Succeeded), |dao| {
        dao.governor.cancel(&mut dao.chain, account(ALICE), proposal)
    });
    let fresh = strategic(&mut dao, BOB, 2);
    provoked.refuses(&mut dao, Error::StillBacked, |dao| {
        dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), fresh)
    });
    // A timelock that has no room for operations any more: the cell that says how many there are is full.
    let timelock = dao.timelock(Track::Strategic).account;
    let state = dao.chain.cell(timelock, vec![0]).unwrap();
    let full = [&state[..8], &u32::MAX.to_le_bytes(), &state[12..]].concat();
    dao.chain.seed_cell(timelock, &[0], &full);
    provoked
        .refuses(&mut dao, Error::TimelockRefused, |dao| dao.governor.queue(&mut dao.chain, account(KEEPER), proposal));
    dao.chain.seed_cell(timelock, &[0], &state);
    dao.governor.queue(&mut dao.chain, account(KEEPER), proposal).unwrap();
    provoked.refuses(&mut dao, Error::WrongState(State::Queued), |dao| {
        dao.governor.queue(&mut dao.chain, account(KEEPER), proposal)
    });
    dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
    provoked.refuses(&mut dao, Error::NothingToSettle, |dao| {
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal)
    });
    provoked.refuses(&mut dao, Error::NotPrunable, |dao| dao.governor.prune(&mut dao.chain, account(KEEPER), proposal));
    let many = vec![account(ALICE); 201];
    provoked.refuses(&mut dao, Error::TooLong { given: 201, most: 200 }, |dao| {
        dao.governor.prune_ballots(&mut dao.chain, account(KEEPER), proposal, &many)
    });
    let dual = dao.timelock(Track::Dual).account;
    enrich(&mut dao.chain, dual);
    let crooked = crate::stage::rules_with(Track::Strategic, |settings| settings.community.quorum = HIGH_QUORUM);
    let order = Error::Rules(Unbounded { track: Some(Track::Dual), bound: Bound::Order });
    provoked.refuses(&mut dao, order, |dao| dao.governor.set_rules(&mut dao.chain, dual, &crooked));
    let none = crate::stage::rules_with(Track::Strategic, |settings| settings.community.quorum = Bps(0));
    let quorum = Error::Rules(Unbounded { track: Some(Track::Strategic), bound: Bound::Quorum });
    provoked.refuses(&mut dao, quorum, |dao| dao.governor.set_rules(&mut dao.chain, dual, &none));
    let governor = dao.governor.account;
    provoked.refuses(&mut dao, Error::Pinned, |dao| {
        dao.governor.classify(&mut dao.chain, dual, &[strategic_class(governor)])
    });
    let many = vec![strategic_class(account(404)); 101];
    provoked.refuses(&mut dao, Error::TooLong { given: 101, most: 100 }, |dao| {
        dao.governor.classify(&mut dao.chain, dual, &many)
    });
    assert_eq!(dao.governor.rules(&mut dao.chain, 1), Err(Error::NotOpen), "there is no such version");
}

fn paying_back(provoked: &mut Provoked) {
    let mut dao = Dao::by(&Rules::usual(1), SEATS);
    let proposal = strategic(&mut dao, ALICE, 1);
    dao.governor.cancel(&mut dao.chain, account(ALICE), proposal).unwrap();
    // One unit brings no account back into being.
    dao.chain.fund(account(ALICE), 0);
    provoked.refuses(&mut dao, Error::PaymentFailed, |dao| {
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal)
    });
}

/// All of them. A function that is not called here is not called at all, so the compiler tells.
const GROUPS: [fn(&mut Provoked); 7] =
    [deploying, proposing, proposing_again, voting, objecting, going_on, paying_back];

/// The names of an enum's variants, by the metadata.
fn variants(path: &str) -> Vec<String> {
    let metadata = Metadata::of("governor");
    let is_it = |entry: &&serde_json::Value| {
        let segments = entry["type"]["path"].as_array();
        segments.is_some_and(|segments| {
            let segments: Vec<&str> = segments.iter().map(|segment| segment.as_str().unwrap()).collect();
            segments.join("::") == path
        })
    };
    let types = metadata.0["types"].as_array().unwrap();
    let found = types.iter().find(is_it).unwrap_or_else(|| panic!("there is no type {path}"));
    let variants = found["type"]["def"]["variant"]["variants"].as_array().unwrap();
    variants.iter().map(|variant| variant["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_error_is_provoked_and_changes_nothing() {
    let mut provoked = Provoked::default();
    for group in GROUPS {
        group(&mut provoked);
    }
    let own = variants("governor::facts::Error").into_iter().filter(|name| name != "Vote");
    let rules = variants("atelier_governance::proposal::Error").into_iter().map(|name| format!("Vote::{name}"));
    let declared: BTreeSet<String> = own.chain(rules).collect();
    assert!(declared.len() > 40);
    assert_eq!(provoked.0, declared);
}

#[test]
fn what_no_message_is_changes_nothing_in_any_state() {
    for stage in [Stage::Pending, Stage::Active, Stage::Queued] {
        let Case { mut dao, .. } = Case::new(Track::Strategic, stage);
        let before = dao.chain.root();
        for input in [vec![], vec![1], vec![9; 4], vec![0xff; 100]] {
            let called = dao.chain.call(account(MALLORY), dao.governor.account, 0, input);
            assert!(called.reverted);
            assert_eq!(Result::<(), u8>::decode(&mut &called.outcome.unwrap()[..]), Ok(Err(1)));
            assert_eq!(dao.chain.root(), before);
        }
    }
}
