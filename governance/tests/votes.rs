//! Random histories of a token: the cells answer every question about every past time as the list of all that happened does.

use atelier_governance::votes::{
    check_past, checkpoint, checkpoint_count, past, Book, Cells, Checkpoint, Error, Excluded, FutureLookup, Head,
    Insufficient, Key, Owner, State,
};
use governance_model::{
    votes::{Operation, Refused, Token},
    Random,
};
use std::collections::BTreeMap;

/// Accounts have two bytes here: no rule depends on how many.
const N: usize = 2;
const START: u64 = 1_000;
const CAP: u128 = 1_000_000;

#[derive(Default)]
struct Memory {
    cells: BTreeMap<Vec<u8>, Vec<u8>>,
    reads: usize,
    writes: usize,
}

fn name(key: &Key<'_, N>) -> Vec<u8> {
    let mut name = vec![0; N + 5];
    key.put(&mut name);
    name
}

impl Cells<N> for &mut Memory {
    type Bytes = Vec<u8>;

    fn read(&mut self, key: &Key<'_, N>, most: usize) -> (Vec<u8>, usize) {
        self.reads += 1;
        let mut bytes = self.cells.get(&name(key)).cloned().unwrap_or_default();
        let length = bytes.len();
        assert!(length <= most, "a cell of {length} bytes, where {most} are read");
        bytes.resize(most, 0);
        (bytes, length)
    }

    fn write(&mut self, key: &Key<'_, N>, bytes: &[u8]) {
        self.writes += 1;
        self.cells.insert(name(key), bytes.to_vec());
    }
}

fn account(number: usize) -> [u8; N] {
    (number as u16 + 1).to_le_bytes()
}

fn number(account: [u8; N]) -> usize {
    usize::from(u16::from_le_bytes(account)) - 1
}

fn owner(number: usize) -> Owner<'static, N> {
    Owner::Account(Box::leak(Box::new(account(number))))
}

fn refused(error: Error<[u8; N]>) -> Refused {
    match error {
        Error::CapExceeded { supply, amount, cap } => Refused::CapExceeded { supply, amount, cap },
        Error::AlreadyExcluded(account) => Refused::AlreadyExcluded(number(account)),
        Error::NotExcluded(account) => Refused::NotExcluded(number(account)),
        Error::TooManyExcluded => Refused::TooManyExcluded,
        Error::SignatureExpired { .. } | Error::WrongNonce { .. } => unreachable!("nobody signs"),
    }
}

/// Does to the cells what the operation says.
fn apply(cells: &mut Memory, operation: Operation, token: &Token) -> Result<(), Refused> {
    let mut book = Book::new(cells, token.now);
    match operation {
        Operation::Wait { .. } => return Ok(()),
        Operation::Transfer { from, to, amount } => {
            book.transfer(&account(from), &account(to), amount).map_err(|Insufficient| Refused::Insufficient)?;
        }
        Operation::Mint { to, amount } => {
            book.mint(&account(to), amount, token.cap).map_err(refused)?;
        }
        Operation::Burn { from, amount } => {
            book.burn(&account(from), amount).map_err(|Insufficient| Refused::Insufficient)?;
        }
        Operation::Delegate { account: of, to } => {
            let old = book.set_delegate(&account(of), &account(to));
            let old = old.map_err(|Excluded(account)| Refused::Excluded(number(account)))?;
            let before = token.people[of].delegate;
            assert_eq!(old.map(number), (before != to).then_some(before));
        }
        Operation::Exclude { account: of } => {
            let excluded = token.people.iter().filter(|person| person.excluded).count();
            let units = book.exclude(&account(of), excluded).map_err(refused)?;
            assert_eq!(units, token.people[of].balance);
        }
        Operation::Include { account: of } => {
            let units = book.include(&account(of)).map_err(refused)?;
            assert_eq!(units, token.people[of].balance);
        }
    }
    book.close();
    Ok(())
}

#[track_caller]
fn check_now(cells: &mut Memory, token: &Token) {
    let supply = Head::read(&mut &mut *cells, Owner::Token);
    assert_eq!(supply.balance(), token.supply());
    assert_eq!(supply.votes(), token.units(token.now));
    for (number, person) in token.people.iter().enumerate() {
        let head = Head::read(&mut &mut *cells, owner(number));
        assert_eq!(head.balance(), person.balance);
        assert_eq!(head.votes(), token.votes(number, token.now));
        let state = match person {
            person if person.excluded => State::Excluded,
            person if person.delegate == number => State::Own,
            person => {
                assert_eq!(head.delegate(), account(person.delegate));
                State::Delegated
            }
        };
        assert_eq!(head.state(), state);
    }
}

#[track_caller]
fn check_all_times(cells: &mut Memory, token: &Token) {
    for at in token.times() {
        let units = past(&mut &mut *cells, Owner::Token, at);
        let votes: Vec<u128> =
            (0..token.people.len()).map(|number| past(&mut &mut *cells, owner(number), at)).collect();
        assert_eq!(units, token.units(at), "all units at {at}");
        for (number, votes) in votes.iter().enumerate() {
            assert_eq!(*votes, token.votes(number, at), "votes of {number} at {at}");
        }
        assert_eq!(votes.iter().sum::<u128>(), units, "the sum of the votes at {at}");
    }
}

fn play(seed: u64, people: usize, length: usize) {
    let mut random = Random::new(seed);
    let (mut cells, mut token) = (Memory::default(), Token::new(people, CAP, START));
    for step in 0..length {
        let operation = token.next_operation(&mut random);
        let before = cells.cells.clone();
        let outcome = apply(&mut cells, operation, &token);
        if outcome.is_err() {
            assert_eq!(cells.cells, before, "seed {seed}, step {step}: a refusal must change nothing");
        }
        assert_eq!(outcome, token.apply(operation), "seed {seed}, step {step}: {operation:?}");
        check_now(&mut cells, &token);
        if step % 50 == 0 {
            check_all_times(&mut cells, &token);
        }
    }
    token.now += 1;
    check_all_times(&mut cells, &token);
}

#[test]
fn cells_answer_as_the_whole_history_does() {
    for seed in 0..800 {
        play(seed, 2 + seed as usize % 12, 150);
    }
}

#[test]
fn cells_answer_as_the_whole_history_does_over_many_pages() {
    for seed in 1_000..1_004 {
        play(seed, 3, 1_500);
    }
}

/// An account that gets and gives in turn, one checkpoint each time: `count` of them, two milliseconds apart.
fn busy(count: u64) -> Memory {
    let mut cells = Memory::default();
    let mut book = Book::new(&mut cells, START);
    book.mint(&account(1), CAP, CAP).unwrap();
    book.close();
    for index in 0..count {
        let mut book = Book::new(&mut cells, time(index));
        let (from, to) = if index % 2 == 0 { (1, 0) } else { (0, 1) };
        assert_eq!(book.transfer(&account(from), &account(to), amount(index / 2)), Ok(true));
        book.close();
    }
    cells
}

fn time(index: u64) -> u64 {
    START + 2 * (index + 1)
}

fn amount(round: u64) -> u128 {
    1 + u128::from(round % 1_000)
}

#[test]
fn account_with_many_checkpoints_answers_about_each_of_them() {
    const COUNT: u64 = 40_000;
    let mut cells = busy(COUNT);
    assert_eq!(checkpoint_count(&mut &mut cells, owner(0)), COUNT);
    for index in (0..COUNT).step_by(7).chain(COUNT - 70..COUNT) {
        let votes = if index % 2 == 0 { amount(index / 2) } else { 0 };
        let at = time(index);
        assert_eq!(checkpoint(&mut &mut cells, owner(0), index), Some(Checkpoint { at, votes }));
        assert_eq!(past(&mut &mut cells, owner(0), at), votes);
        assert_eq!(past(&mut &mut cells, owner(0), at + 1), votes);
        let before = if index % 2 == 1 { amount(index / 2) } else { 0 };
        assert_eq!(past(&mut &mut cells, owner(0), at - 1), before);
    }
    for index in [COUNT, COUNT + 1, COUNT + 32, COUNT + 33, u64::MAX] {
        assert_eq!(checkpoint(&mut &mut cells, owner(0), index), None);
    }
    assert_eq!(past(&mut &mut cells, owner(0), 0), 0);
    assert_eq!(past(&mut &mut cells, owner(0), START), 0);
    assert_eq!(past(&mut &mut cells, owner(0), u64::MAX), 0);
}

#[track_caller]
fn check_reads(cells: &mut Memory, index: u64, reads: usize) {
    cells.reads = 0;
    past(&mut &mut *cells, owner(0), time(index));
    assert_eq!(cells.reads, reads, "checkpoint {index}");
}

#[test]
fn past_reads_one_cell_then_three_then_one_more_for_each_directory() {
    let mut cells = busy(16_384 + 32);
    // The newest 32 lie in the head, and all 512 pages in one directory.
    check_reads(&mut cells, 16_384 + 31, 1);
    check_reads(&mut cells, 16_384, 1);
    check_reads(&mut cells, 16_383, 3);
    check_reads(&mut cells, 0, 3);
    let mut cells = busy(16_384 + 33);
    // One more page, and it needs another directory.
    check_reads(&mut cells, 16_384 + 32, 1);
    check_reads(&mut cells, 16_384 + 31, 3);
    check_reads(&mut cells, 16_384, 3);
    check_reads(&mut cells, 16_383, 4);
    check_reads(&mut cells, 0, 4);
}

#[test]
fn transfer_reads_and_writes_each_head_once() {
    let mut cells = busy(2);
    for (index, to) in [(2, 0), (3, 2)] {
        (cells.reads, cells.writes) = (0, 0);
        let mut book = Book::new(&mut cells, time(index));
        book.transfer(&account(1), &account(to), 5).unwrap();
        book.close();
        assert_eq!((cells.reads, cells.writes), (2, 2));
    }
}

#[track_caller]
fn check_lookup(at: u64, now: u64, expected: bool) {
    assert_eq!(check_past(at, now), if expected { Ok(()) } else { Err(FutureLookup { at, now }) });
}

#[test]
fn check_past_accepts_times_before_now() {
    check_lookup(0, 0, false);
    check_lookup(0, 1, true);
    check_lookup(999, 1_000, true);
    check_lookup(1_000, 1_000, false);
    check_lookup(1_001, 1_000, false);
    check_lookup(u64::MAX, u64::MAX, false);
    check_lookup(u64::MAX - 1, u64::MAX, true);
}

/// A token where `holders` have 100 each, at [`START`].
fn staged(holders: usize) -> Memory {
    let mut cells = Memory::default();
    for holder in 0..holders {
        let mut book = Book::new(&mut cells, START);
        book.mint(&account(holder), 100, CAP).unwrap();
        book.close();
    }
    cells
}

fn votes(cells: &mut Memory, number: usize) -> u128 {
    Head::read(&mut &mut *cells, owner(number)).votes()
}

#[test]
fn a_to_b_b_to_a_weights() {
    let mut cells = staged(2);
    for (one, other) in [(0, 1), (1, 0)] {
        let mut book = Book::new(&mut cells, START + 1);
        book.set_delegate(&account(one), &account(other)).unwrap();
        book.close();
    }
    assert_eq!([votes(&mut cells, 0), votes(&mut cells, 1)], [100, 100]);
    let mut book = Book::new(&mut cells, START + 2);
    book.transfer(&account(0), &account(1), 40).unwrap();
    book.close();
    // The first has 60 now, which the second votes, and the other way round.
    assert_eq!([votes(&mut cells, 0), votes(&mut cells, 1)], [140, 60]);
}

#[track_caller]
fn check_mint(amount: u128, cap: u128, expected: Result<bool, Error<[u8; N]>>) {
    let mut cells = staged(1);
    assert_eq!(Book::new(&mut cells, START).mint(&account(0), amount, cap), expected);
}

#[test]
fn mint_stops_at_the_cap_without_overflow() {
    let exceeded = |amount, cap| Err(Error::CapExceeded { supply: 100, amount, cap });
    check_mint(0, 100, Ok(false));
    check_mint(1, 101, Ok(true));
    check_mint(1, 100, exceeded(1, 100));
    check_mint(2, 101, exceeded(2, 101));
    check_mint(u128::MAX, 101, exceeded(u128::MAX, 101));
    check_mint(u128::MAX - 100, u128::MAX, Ok(true));
    check_mint(u128::MAX - 99, u128::MAX, exceeded(u128::MAX - 99, u128::MAX));
    // Below what exists no cap can be set; if one were, nothing could be made.
    check_mint(1, 99, exceeded(1, 99));
}

#[test]
fn transfer_needs_what_it_moves_and_moves_nothing_to_oneself() {
    let mut cells = staged(2);
    let mut book = Book::new(&mut cells, START);
    for (from, to, amount, expected) in [
        (0, 1, 0, Ok(false)),
        (0, 0, 101, Ok(false)),
        (0, 1, 101, Err(Insufficient)),
        (0, 1, u128::MAX, Err(Insufficient)),
        (0, 1, 100, Ok(true)),
        (0, 1, 1, Err(Insufficient)),
        (1, 0, 200, Ok(true)),
    ] {
        assert_eq!(book.transfer(&account(from), &account(to), amount), expected);
    }
}

#[test]
fn eighth_exclusion_is_the_last() {
    let mut cells = staged(9);
    for excluded in 0..8 {
        let mut book = Book::new(&mut cells, START);
        assert_eq!(book.exclude(&account(excluded), excluded), Ok(100));
        book.close();
    }
    assert_eq!(Book::new(&mut cells, START).exclude(&account(8), 8), Err(Error::TooManyExcluded));
    assert_eq!(Book::new(&mut cells, START).exclude(&account(0), 8), Err(Error::AlreadyExcluded(account(0))));
    assert_eq!(Head::read(&mut &mut cells, Owner::Token).votes(), 100);
}
