//! What the token costs, and that accounts with long histories cost hardly more than others.

use crate::stage::{staged, Stage};
use atelier_governance::votes::{Book, Cells, Key};
use e2e_tests::{
    chain::{account, bytes, START},
    dao::votes::Terms,
    people::{ALICE, BOB, CAROL},
    suite::input,
};
use ink::selector_bytes;
use std::collections::BTreeMap;

/// The rules' cells of a token, by the names that the contract gives them.
#[derive(Default)]
struct Memory(BTreeMap<Vec<u8>, Vec<u8>>);

fn name(key: &Key<'_, 32>) -> Vec<u8> {
    let mut name = vec![0; 37];
    key.put(&mut name);
    name
}

impl Cells<32> for &mut Memory {
    type Bytes = Vec<u8>;

    fn read(&mut self, key: &Key<'_, 32>, most: usize) -> (Vec<u8>, usize) {
        let mut bytes = self.0.get(&name(key)).cloned().unwrap_or_default();
        let length = bytes.len();
        bytes.resize(most, 0);
        (bytes, length)
    }

    fn write(&mut self, key: &Key<'_, 32>, bytes: &[u8]) {
        self.0.insert(name(key), bytes.to_vec());
    }
}

const SUPPLY: u128 = 1_000_000;

/// A token of which Alice has half and Bob the rest, after Alice got one and gave one in turn, a checkpoint every
/// millisecond: `count` more than her first one. What that left behind is put into the token's cells.
fn busy(count: u64) -> Stage {
    let mut stage = staged(&Terms::of(&[(ALICE, SUPPLY / 2), (BOB, SUPPLY / 2)]));
    let (alice, bob) = (bytes(account(ALICE)), bytes(account(BOB)));
    let mut memory = Memory::default();
    for holder in [alice, bob] {
        let mut book = Book::new(&mut memory, START);
        book.mint(&holder, SUPPLY / 2, SUPPLY).unwrap();
        book.close();
    }
    for (cell, bytes) in &memory.0 {
        let stored = stage.chain.cell(stage.votes.account, cell.clone());
        assert_eq!(stored.as_ref(), Some(bytes), "the contract's cells are not the rules' ones");
    }
    for index in 0..count {
        let mut book = Book::new(&mut memory, START + 1 + index);
        let (from, to) = if index % 2 == 0 { (&bob, &alice) } else { (&alice, &bob) };
        book.transfer(from, to, 1).unwrap();
        book.close();
    }
    for (cell, bytes) in &memory.0 {
        stage.chain.seed_cell(stage.votes.account, cell, bytes);
    }
    stage.chain.set_time(START + count + 2);
    stage
}

impl Stage {
    /// Microseconds of a transfer of Alice's to Carol, who has nothing yet.
    fn transfer_cost(&mut self) -> u64 {
        let input = input(selector_bytes!("PSP22::transfer"), &(account(CAROL), 10u128, Vec::<u8>::new()));
        let called = self.chain.ask(account(ALICE), self.votes.account, input);
        assert!(!called.reverted && called.outcome.is_ok(), "{called:?}");
        called.ref_time / 1_000_000
    }

    /// Microseconds of a question about Alice's votes.
    #[track_caller]
    fn past_cost(&mut self, at: u64, expected: u128) -> u64 {
        let input = input(selector_bytes!("past_votes"), &(account(ALICE), at));
        let called = self.chain.ask(account(BOB), self.votes.account, input);
        assert_eq!(called.result::<u128, e2e_tests::dao::votes::Error>(), Ok(expected), "at {at}");
        called.ref_time / 1_000_000
    }
}

#[test]
fn account_with_100_000_checkpoints_stays_cheap() {
    let mut table = Vec::new();
    for count in [0, 10, 10_000, 100_000] {
        let mut stage = busy(count);
        assert_eq!(stage.votes.checkpoint_count(&mut stage.chain, account(ALICE)), count + 1);
        let last = START + count;
        let had = |index: u64| SUPPLY / 2 + u128::from(index % 2);
        let newest = stage.past_cost(last, had(count));
        let middle = stage.past_cost(START + count / 2, had(count / 2));
        let oldest = stage.past_cost(START, had(0));
        assert_eq!(stage.past_cost(START - 1, 0), stage.past_cost(0, 0));
        let transfer = stage.transfer_cost();
        table.push([count, transfer, newest, middle, oldest]);
        // It is no showpiece: it can be used on and on, through more than one page.
        for _ in 0..70 {
            stage.wait(1);
            stage.send(ALICE, CAROL, 1);
        }
        assert_eq!(stage.votes.checkpoint_count(&mut stage.chain, account(ALICE)), count + 71);
        assert_eq!(stage.past(ALICE, last), had(count));
        stage.wait(1);
        let now = stage.now();
        assert_eq!(stage.past(ALICE, now - 1), had(count) - 70);
        assert_eq!(stage.past(ALICE, now - 41), had(count) - 30);
    }
    println!("checkpoints, transfer, past_votes: newest, middle, oldest (in microseconds)");
    for row in &table {
        println!("{row:?}");
    }
    let [none, ten, many, most] = table[..] else { unreachable!("four rows") };
    // A page is 768 bytes, a directory 4 KiB, a read 30 microseconds.
    for (column, room) in [(1, 250), (2, 10), (3, 120), (4, 120)] {
        assert!(ten[column] <= none[column] + 10, "{table:?}");
        assert!(many[column] <= none[column] + room, "{table:?}");
    }
    // Six directories more to read.
    assert!(most[4] <= many[4] + 6 * 40, "{table:?}");
    assert!(most[2] <= none[2] + 10 && most[1] <= many[1] + 50, "{table:?}");
}

#[test]
fn hot_messages_cost_what_they_cost() {
    let mut stage = staged(&Terms::of(&[(ALICE, 1_000), (BOB, 1_000), (CAROL, 1_000)]));
    let now = stage.now();
    let mut cost = |label: &str, most: u64, caller: u32, input: Vec<u8>| {
        let called = stage.chain.ask(account(caller), stage.votes.account, input);
        assert!(!called.reverted && called.outcome.is_ok(), "{label}: {called:?}");
        let micros = called.ref_time / 1_000_000;
        println!("{label:<28} {micros:>6} microseconds, {:>6} bytes of proof", called.proof_size);
        assert!(micros <= most, "{label} costs {micros} microseconds");
    };
    let (bob, none) = (account(BOB), Vec::<u8>::new());
    let (selector_past, selector_both) = (selector_bytes!("past_votes"), selector_bytes!("past_votes_and_supply"));
    cost("past_votes", 250, ALICE, input(selector_past, &(bob, now - 1)));
    cost("past_votes_and_supply", 285, ALICE, input(selector_both, &(bob, now - 1)));
    cost("transfer", 710, ALICE, input(selector_bytes!("PSP22::transfer"), &(bob, 1u128, &none)));
    cost("transfer of everything", 710, ALICE, input(selector_bytes!("PSP22::transfer"), &(bob, 1_000u128, &none)));
    cost("delegate", 710, ALICE, input(selector_bytes!("delegate"), &bob));
    cost("balance_of", 250, ALICE, input(selector_bytes!("PSP22::balance_of"), &bob));
    cost("approve", 1_420, ALICE, input(selector_bytes!("PSP22::approve"), &(bob, 1u128)));
    let to_carol = (account(ALICE), account(CAROL), 1u128, &none);
    cost("transfer_from", 1_640, ALICE, input(selector_bytes!("PSP22::transfer_from"), &to_carol));
}
