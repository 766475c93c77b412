//! Random histories on the chain: what the Wasm does with each operation, the refused ones included, and what it answers about
//! every past time, is what the list of all that happened says.
//!
//! Two environment variables say how much is played:
//!
//! - `ATELIER_VOTES_TRACES`: how many traces, 40 unless told; their seeds are 0, 1, 2 and so on.
//! - `ATELIER_VOTES_TRACE_LENGTH`: how many operations each has, 80 unless told.

use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE, START},
    dao::votes::{Error, PSP22Error, Terms, Votes, AUTHORITY, MINTER},
    suite::DEPLOYER,
};
use governance_model::{
    votes::{Operation, Refused, Token},
    Random,
};
use std::env;

const CAP: u128 = 1_000_000;
/// How many past times a trace is asked about.
const TIMES: usize = 12;

fn setting(name: &str, default: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => default,
    }
}

fn person(number: usize) -> AccountId {
    account(100 + number as u32)
}

fn number(person: AccountId) -> usize {
    (0..200).find(|number| self::person(*number) == person).expect("it is one of the people")
}

fn refused(error: Error) -> Refused {
    match error {
        Error::Excluded(account) => Refused::Excluded(number(account)),
        Error::AlreadyExcluded(account) => Refused::AlreadyExcluded(number(account)),
        Error::NotExcluded(account) => Refused::NotExcluded(number(account)),
        Error::TooManyExcluded => Refused::TooManyExcluded,
        Error::CapExceeded { supply, amount, cap } => Refused::CapExceeded { supply, amount, cap },
        other => panic!("nothing in a trace is refused with {other:?}"),
    }
}

fn standard(error: PSP22Error) -> Refused {
    assert_eq!(error, PSP22Error::InsufficientBalance);
    Refused::Insufficient
}

/// Does on the chain what the operation says; sometimes as another one who was allowed to.
fn apply(votes: &Votes, chain: &mut Chain, operation: Operation, random: &mut Random) -> Result<(), Refused> {
    let (minter, authority) = (account(MINTER), account(AUTHORITY));
    match operation {
        Operation::Transfer { from, to, amount } if random.once_in(3) => {
            let (owner, spender) = (person(from), account(DEPLOYER));
            votes.approve(chain, owner, spender, amount).expect("anybody may allow anything");
            let moved = votes.transfer_from(chain, spender, owner, person(to), amount);
            // What does nothing takes nothing from the allowance.
            let left = if moved.is_ok() && from != to { 0 } else { amount };
            assert_eq!(votes.allowance(chain, owner, spender), left);
            moved.map_err(standard)
        }
        Operation::Transfer { from, to, amount } => {
            votes.transfer(chain, person(from), person(to), amount).map_err(standard)
        }
        Operation::Mint { to, amount } => votes.mint(chain, minter, person(to), amount).map_err(refused),
        Operation::Burn { from, amount } => votes.burn(chain, person(from), amount).map_err(standard),
        Operation::Delegate { account, to } => votes.delegate(chain, person(account), person(to)).map_err(refused),
        Operation::Exclude { account } => votes.exclude(chain, authority, person(account)).map_err(refused),
        Operation::Include { account } => votes.include(chain, authority, person(account)).map_err(refused),
        Operation::Wait { time } => {
            let now = chain.now();
            chain.set_time(now + time);
            Ok(())
        }
    }
}

fn check_now(votes: &Votes, chain: &mut Chain, token: &Token) {
    assert_eq!(chain.now(), token.now);
    assert_eq!(votes.total_supply(chain), token.supply());
    let mut excluded: Vec<usize> = votes.excluded(chain).into_iter().map(number).collect();
    excluded.sort_unstable();
    for (number, expected) in token.people.iter().enumerate() {
        let person = person(number);
        assert_eq!(votes.balance_of(chain, person), expected.balance);
        assert_eq!(votes.delegates(chain, person), self::person(expected.delegate));
        assert_eq!(votes.votes(chain, person), token.votes(number, token.now));
        assert_eq!(excluded.binary_search(&number).is_ok(), expected.excluded);
    }
}

fn check_past(votes: &Votes, chain: &mut Chain, token: &Token, random: &mut Random) {
    let times = token.times();
    for _ in 0..TIMES {
        let Some(at) = random.pick(&times).copied() else { return };
        let units = token.units(at);
        assert_eq!(votes.past_total_supply(chain, at), Ok(units));
        let mut sum = 0;
        for number in 0..token.people.len() {
            let answer = votes.past_votes_and_supply(chain, person(number), at).expect("the time is past");
            assert_eq!(answer, (token.votes(number, at), units), "{number} at {at}");
            sum += answer.0;
        }
        assert_eq!(sum, units, "all votes at {at}");
    }
}

fn play(seed: u64, length: u64) {
    let mut random = Random::new(seed);
    let people = 2 + random.below(9);
    let mut chain = Chain::new();
    for funded in [DEPLOYER, MINTER, AUTHORITY].into_iter().map(account).chain((0..people).map(person)) {
        chain.fund(funded, FORTUNE);
    }
    let votes = Votes::deploy(&mut chain, &Terms { cap: CAP, ..Terms::of(&[]) });
    let mut token = Token::new(people, CAP, START);
    for step in 0..length {
        let operation = token.next_operation(&mut random);
        let outcome = apply(&votes, &mut chain, operation, &mut random);
        assert_eq!(outcome, token.apply(operation), "seed {seed}, step {step}: {operation:?}");
        if step % 20 == 0 {
            check_now(&votes, &mut chain, &token);
        }
    }
    check_now(&votes, &mut chain, &token);
    token.now += 1;
    chain.set_time(token.now);
    check_past(&votes, &mut chain, &token, &mut random);
}

fn play_part(part: u64) {
    let length = setting("ATELIER_VOTES_TRACE_LENGTH", 80);
    for seed in (part..setting("ATELIER_VOTES_TRACES", 40)).step_by(2) {
        play(seed, length);
    }
}

#[test]
fn wasm_answers_as_the_whole_history_does_first_part() {
    play_part(0);
}

#[test]
fn wasm_answers_as_the_whole_history_does_second_part() {
    play_part(1);
}

#[test]
fn wasm_answers_as_the_whole_history_does_over_many_pages() {
    play(77, 700);
}
