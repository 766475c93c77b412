//! The token and everybody who has to do with it.

use e2e_tests::{
    chain::{account, AccountId, Chain, FORTUNE},
    dao::votes::{Terms, Votes, AUTHORITY, MINTER},
    people::{ALICE, BOB, CAROL, MALLORY},
    suite::DEPLOYER,
};
use std::fmt::Debug;

/// A token on a chain, whose time is well behind the making of the token.
pub struct Stage {
    pub chain: Chain,
    pub votes: Votes,
}

/// A token of which Alice and Bob have 1,000 each and Carol has 500.
pub fn stage() -> Stage {
    staged(&Terms::of(&[(ALICE, 1_000), (BOB, 1_000), (CAROL, 500)]))
}

pub fn staged(terms: &Terms) -> Stage {
    let mut chain = funded();
    let votes = Votes::deploy(&mut chain, terms);
    let mut stage = Stage { chain, votes };
    stage.wait(1_000);
    stage
}

/// A chain where everybody can pay for calls.
pub fn funded() -> Chain {
    let mut chain = Chain::new();
    for person in [DEPLOYER, MINTER, AUTHORITY, ALICE, BOB, CAROL, MALLORY] {
        chain.fund(account(person), FORTUNE);
    }
    chain
}

impl Stage {
    pub fn wait(&mut self, time: u64) {
        let now = self.chain.now();
        self.chain.set_time(now + time);
    }

    pub fn now(&mut self) -> u64 {
        self.chain.now()
    }

    pub fn votes(&mut self, number: u32) -> u128 {
        self.votes.votes(&mut self.chain, account(number))
    }

    #[track_caller]
    pub fn past(&mut self, number: u32, at: u64) -> u128 {
        self.votes.past_votes(&mut self.chain, account(number), at).expect("the time must be past")
    }

    #[track_caller]
    pub fn units(&mut self, at: u64) -> u128 {
        self.votes.past_total_supply(&mut self.chain, at).expect("the time must be past")
    }

    #[track_caller]
    pub fn send(&mut self, from: u32, to: u32, amount: u128) {
        self.votes.transfer(&mut self.chain, account(from), account(to), amount).expect("the sender must have enough");
    }

    #[track_caller]
    pub fn delegate(&mut self, from: u32, to: u32) {
        self.votes.delegate(&mut self.chain, account(from), account(to)).expect("nobody is excluded");
    }

    #[track_caller]
    pub fn exclude(&mut self, number: u32) {
        self.votes.exclude(&mut self.chain, account(AUTHORITY), account(number)).expect("the authority may");
    }

    #[track_caller]
    pub fn include(&mut self, number: u32) {
        self.votes.include(&mut self.chain, account(AUTHORITY), account(number)).expect("the authority may");
    }

    #[track_caller]
    pub fn mint(&mut self, to: u32, amount: u128) {
        self.votes.mint(&mut self.chain, account(MINTER), account(to), amount).expect("the minter may");
    }

    #[track_caller]
    pub fn burn(&mut self, from: u32, amount: u128) {
        self.votes.burn(&mut self.chain, account(from), amount).expect("the owner must have enough");
    }

    /// Asserts that an attempt is refused with exactly this error and that nothing changed.
    #[track_caller]
    pub fn refuses<T, E>(&mut self, expected: E, attempt: impl FnOnce(&Votes, &mut Chain) -> Result<T, E>)
    where
        T: Debug + PartialEq,
        E: Debug + PartialEq,
    {
        let before = self.chain.root();
        assert_eq!(attempt(&self.votes, &mut self.chain), Err(expected));
        assert_eq!(self.chain.root(), before, "a refusal must change nothing");
    }

    /// Asserts that something succeeds and changes nothing, but for what the chain notes of a caller's transactions.
    #[track_caller]
    pub fn ignores<E: Debug + PartialEq>(&mut self, attempt: impl FnOnce(&Votes, &mut Chain) -> Result<(), E>) {
        let before = self.chain.root();
        assert_eq!(attempt(&self.votes, &mut self.chain), Ok(()));
        assert_eq!(self.chain.root(), before, "nothing was asked for");
    }
}

/// An account that is nobody in the tests otherwise.
pub fn stranger(number: u32) -> AccountId {
    account(5_000 + number)
}
