//! Calldata that nobody who uses a library would send: it is refused, and nothing changes.

use crate::{abi::Contract, twins::ledger_by_words};
use atelier_splits::{Id, Mode, SumLeaf, NATIVE};
use e2e_tests::{
    chain::{account, AccountId},
    people::{controlled_by, step, ALICE, BOB, CAROL, MALLORY, PAYER},
    suite::{accounts, edge, payee, tiers, Suite},
};
use scale::Encode;
use splits::Node;
use splits_model::Random;

const WORD: usize = 32;
/// What stands for a length that no call has.
const HUGE: [[u8; WORD]; 4] = [word(u32::MAX as u64), word(1 << 31), word(1 << 32), [u8::MAX; WORD]];

const fn word(number: u64) -> [u8; WORD] {
    let (mut word, bytes) = ([0; WORD], number.to_be_bytes());
    let mut at = 0;
    while at < 8 {
        word[WORD - 8 + at] = bytes[at];
        at += 1;
    }
    word
}

/// A ledger with a split of money, and well-formed calls of every kind of argument.
fn stage() -> (Suite, Contract, Vec<(&'static str, Vec<u8>)>) {
    let splits = Contract::of("splits");
    let mut suite = ledger_by_words(&splits);
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
    suite.deposit(account(PAYER), split, 3_000_000).unwrap();
    let (_, asset) = suite.stage_token("honest-token", 1_000);
    let table = tiers(vec![payee(ALICE, 1), payee(BOB, 1)], NATIVE, vec![(4, vec![1, 1])]);
    let nodes = vec![
        Node { table: accounts(&[(CAROL, 1)]), options: Some(controlled_by(CAROL, 9)) },
        Node { table: atelier_splits::Table::Entries(vec![edge(Id::node(0), true, 1)]), options: None },
    ];
    let sibling = atelier_splits::Proof { left: true, node: atelier_splits::Node { hash: [3; 32], sum: 4 } };
    let leaves = vec![SumLeaf { account: account(ALICE), weight: 1, proof: vec![sibling; 2] }];
    let path = vec![step(1, 0), step(1, 1)];
    let calls: Vec<(&str, Vec<u8>)> = vec![
        ("deposit", split.encode()),
        ("depositToken", (split, asset, 5u128).encode()),
        ("claim", (split, 0u16, NATIVE).encode()),
        ("claimPath", (vec![step(1, 0)], NATIVE).encode()),
        ("claimTo", (path.clone(), vec![NATIVE, asset], account(MALLORY)).encode()),
        ("claimMany", (vec![vec![step(1, 0)], vec![step(1, 1)]], NATIVE).encode()),
        ("payAll", (split, NATIVE, 0u16, 2u16).encode()),
        ("payMany", (split, NATIVE, leaves).encode()),
        ("create", (table, Some(controlled_by(CAROL, 7))).encode()),
        ("create", (accounts(&[(ALICE, 1), (BOB, 2)]), None::<()>).encode()),
        ("createTree", nodes.encode()),
        ("transferControl", (Id::head(1), None::<AccountId>).encode()),
        ("setClaimMode", (split, 0u16, Mode::Anyone { tip: 5 }).encode()),
        ("trace", (split, account(ALICE), 9u32, path).encode()),
    ];
    let words = calls.into_iter().map(|(name, arguments)| {
        let message = splits.message(name);
        (name, message.words(&message.values(&arguments)))
    });
    let words = words.collect();
    (suite, splits, words)
}

/// Calls the ledger with words that are not well-formed.
#[track_caller]
fn refuses(suite: &mut Suite, name: &str, words: Vec<u8>) {
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let called = suite.chain.call(account(MALLORY), ledger, 0, words);
    assert_eq!((called.outcome.as_deref(), called.reverted), (Ok(&[][..]), true), "{name}: {called:?}");
    assert!(called.events.is_empty());
    assert_eq!(suite.chain.root(), before, "{name}");
}

#[test]
fn truncated_words_are_refused_at_every_length() {
    let (mut suite, _, calls) = stage();
    for (name, words) in calls {
        let ledger = suite.ledger;
        let whole = suite.chain.ask(account(MALLORY), ledger, words.clone());
        let (mut refused, mut lengths) = (0, 0);
        for length in (4..words.len()).step_by(WORD).chain([words.len() - 1, words.len() - 31]) {
            let cut = suite.chain.ask(account(MALLORY), ledger, words[..length].to_vec());
            // At the end may stand what nobody reads: the empty lists of variants that were not chosen.
            if (name != "create" && name != "createTree") || cut.reverted {
                refuses(&mut suite, name, words[..length].to_vec());
                refused += 1;
            } else {
                assert_eq!(cut.outcome, whole.outcome);
            }
            lengths += 1;
        }
        assert!(refused * 2 > lengths, "{name}: {refused} of {lengths}");
    }
}

#[test]
fn input_shorter_than_a_selector_is_refused_as_a_message_that_there_is_not() {
    let (mut suite, ..) = stage();
    for length in 0..4 {
        let (before, ledger) = (suite.chain.root(), suite.ledger);
        let called = suite.chain.call(account(MALLORY), ledger, 0, vec![0xab; length]);
        assert_eq!((called.outcome, called.reverted), (Ok(vec![1, 1]), true));
        assert_eq!(suite.chain.root(), before);
    }
}

#[test]
fn dirty_upper_bytes_are_refused_in_every_type() {
    let (mut suite, _, calls) = stage();
    // Each of these begins with a word of its first argument.
    for (name, width) in [("deposit", 4), ("claim", 4), ("payAll", 4)] {
        let words = &calls.iter().find(|(known, _)| *known == name).unwrap().1;
        for at in 0..WORD - width {
            let mut words = words.clone();
            words[4 + at] = 1;
            refuses(&mut suite, name, words);
        }
    }
    // An index of 16 bits, and an account.
    for (name, place, width) in [("claim", 1, 2), ("claimTo", 2, 20), ("trace", 1, 20)] {
        let words = &calls.iter().find(|(known, _)| *known == name).unwrap().1;
        let mut words = words.clone();
        words[4 + WORD * place + WORD - width - 1] = 1;
        refuses(&mut suite, name, words);
    }
    // A bool of 2 and variants that do not exist.
    let (_, mode) = calls.iter().find(|(name, _)| *name == "setClaimMode").unwrap();
    for kind in [2, 3, u8::MAX] {
        let mut words = mode.clone();
        words[4 + 3 * WORD - 1] = kind;
        refuses(&mut suite, "setClaimMode", words);
    }
    let (_, leaves) = calls.iter().find(|(name, _)| *name == "payMany").unwrap();
    let hash = leaves.windows(WORD).position(|window| window == [3; WORD]).unwrap();
    let mut words = leaves.clone();
    assert_eq!(words[hash - 1], 1);
    words[hash - 1] = 2;
    refuses(&mut suite, "payMany", words);
}

#[test]
fn offsets_and_lengths_beyond_the_input_are_refused_wherever_they_stand() {
    let (mut suite, _, calls) = stage();
    for (name, words) in calls {
        for place in (4..words.len()).step_by(WORD) {
            for huge in HUGE {
                let mut words = words.clone();
                words[place..place + WORD].copy_from_slice(&huge);
                unharmed(&mut suite, name, words);
            }
        }
    }
    // The arguments that only say where another stands.
    let (_, splits, calls) = stage();
    for (name, words) in calls {
        let types = splits.message(name).function.inputs.iter().map(|input| input.ty.clone());
        // Whatever is neither a number nor an account lies elsewhere, but for a choice between accounts.
        let elsewhere = types.take_while(|ty| ty.ends_with("[]")).count();
        for (place, huge) in (0..elsewhere).flat_map(|place| HUGE.map(|huge| (place, huge))) {
            let mut words = words.clone();
            let at = 4 + WORD * place;
            words[at..at + WORD].copy_from_slice(&huge);
            refuses(&mut suite, name, words);
        }
    }
}

/// Calls with words of which nobody knows what they say: a refusal changes nothing; what is taken is a call that could have been
/// said in good words, so the books are in order. It never traps.
#[track_caller]
fn unharmed(suite: &mut Suite, name: &str, words: Vec<u8>) {
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let called = suite.chain.call(account(MALLORY), ledger, 0, words.clone());
    let data = called.outcome.unwrap_or_else(|error| panic!("{name} traps: {error}, {words:02x?}"));
    if called.reverted {
        assert_eq!(suite.chain.root(), before, "{name}");
        assert!(data.is_empty() || data == [1, 1] || data.len() % WORD == 4, "{name}: {data:?}");
    }
}

#[test]
fn three_hundred_mutations_of_each_call_are_refused_or_understood() {
    let (mut suite, _, calls) = stage();
    let mut random = Random::new(0x5eed);
    for (name, words) in calls {
        for _ in 0..300 {
            let mut words = words.clone();
            for _ in 0..=random.below(3) {
                match random.below(5) {
                    0 => {
                        let at = random.below(words.len() - 4) + 4;
                        words[at] = random.bits() as u8;
                    }
                    1 => {
                        let at = random.below((words.len() - 4) / WORD) * WORD + 4;
                        let other = random.below((words.len() - 4) / WORD) * WORD + 4;
                        words.copy_within(other..other + WORD, at);
                    }
                    2 => {
                        let at = random.below((words.len() - 4) / WORD) * WORD + 4;
                        words[at..at + WORD].copy_from_slice(&word(random.below(1 << 12) as u64));
                    }
                    3 => words.truncate(4 + random.below(words.len() - 4).max(WORD)),
                    _ => words.extend(vec![random.bits() as u8; random.below(100)]),
                }
            }
            unharmed(&mut suite, name, words);
        }
    }
    suite.check_solvent(&[]);
    suite.check_booked(1);
}

/// The longest input that the machine takes, full of lists in lists that all lie in one place: what it says is far longer.
#[test]
fn words_that_say_more_than_they_have_are_refused() {
    let (mut suite, splits, _) = stage();
    let message = splits.message("claimMany");
    let words = message.words(&message.values(&(vec![vec![step(1, 0); 60]; 1], NATIVE).encode()));
    // Paths without end, each of which is the one path that there is.
    let count = 3_900;
    let mut bomb = words[..4 + 2 * WORD].to_vec();
    bomb.extend(word(count));
    for _ in 0..count {
        bomb.extend(word(count * WORD as u64));
    }
    bomb.extend(word(60));
    for _ in 0..60 {
        bomb.extend([word(1), word(0)].concat());
    }
    assert!(bomb.len() > 120 * 1024 && bomb.len() <= 128 * 1024);
    let (before, ledger) = (suite.chain.root(), suite.ledger);
    let called = suite.chain.call(account(MALLORY), ledger, 0, bomb);
    assert_eq!((called.outcome, called.reverted), (Ok(Vec::new()), true));
    assert_eq!(suite.chain.root(), before);
}
