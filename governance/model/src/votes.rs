//! The token as a list of everything that ever happened to it.

use crate::Random;

/// How many accounts can be excluded at once.
const MOST_EXCLUDED: usize = 8;

/// What happens to a token. Accounts are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operation {
    /// `from` sends.
    Transfer { from: usize, to: usize, amount: u128 },
    /// Tokens are made.
    Mint { to: usize, amount: u128 },
    /// Tokens are destroyed.
    Burn { from: usize, amount: u128 },
    /// An account names its delegate.
    Delegate { account: usize, to: usize },
    /// An account loses its voting units.
    Exclude { account: usize },
    /// An account gets them back.
    Include { account: usize },
    /// Time passes, in milliseconds.
    Wait { time: u64 },
}

/// Why an operation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Refused {
    /// The account has less.
    Insufficient,
    /// There would be too many.
    CapExceeded { supply: u128, amount: u128, cap: u128 },
    /// The account is excluded.
    Excluded(usize),
    /// The account is excluded already.
    AlreadyExcluded(usize),
    /// The account is not excluded.
    NotExcluded(usize),
    /// Eight accounts are excluded.
    TooManyExcluded,
}

/// What there is about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// How much it has.
    pub balance: u128,
    /// Who votes for it.
    pub delegate: usize,
    /// Whether nobody does.
    pub excluded: bool,
}

/// A token with all that it ever was.
#[derive(Clone, Debug)]
pub struct Token {
    /// The time.
    pub now: u64,
    /// The most that can exist.
    pub cap: u128,
    /// Everybody.
    pub people: Vec<Person>,
    /// What everybody had after each operation, and when it was.
    pub history: Vec<(u64, Vec<Person>)>,
}

impl Token {
    /// A token that nobody has.
    #[must_use]
    pub fn new(people: usize, cap: u128, now: u64) -> Self {
        let person = |delegate| Person { balance: 0, delegate, excluded: false };
        Self { now, cap, people: (0..people).map(person).collect(), history: Vec::new() }
    }

    /// What exists.
    #[must_use]
    pub fn supply(&self) -> u128 {
        self.people.iter().map(|person| person.balance).sum()
    }

    /// Does an operation.
    ///
    /// # Errors
    /// If it is refused; then nothing happens.
    pub fn apply(&mut self, operation: Operation) -> Result<(), Refused> {
        match operation {
            Operation::Wait { time } => self.now += time,
            Operation::Transfer { from, to, amount } if from != to => {
                self.take(from, amount)?;
                self.people[to].balance += amount;
            }
            // Whoever sends to himself sends nothing.
            Operation::Transfer { .. } => {}
            Operation::Mint { to, amount } => {
                let (supply, cap) = (self.supply(), self.cap);
                // Without overflow, which a wish for 2^128 - 1 more tokens would be.
                if cap - supply < amount {
                    return Err(Refused::CapExceeded { supply, amount, cap });
                }
                self.people[to].balance += amount;
            }
            Operation::Burn { from, amount } => self.take(from, amount)?,
            Operation::Delegate { account, to } => {
                for side in [account, to] {
                    // Whoever has the votes already keeps them, even excluded.
                    if self.people[side].excluded && (side == account || self.people[account].delegate != to) {
                        return Err(Refused::Excluded(side));
                    }
                }
                self.people[account].delegate = to;
            }
            Operation::Exclude { account } => {
                if self.people[account].excluded {
                    return Err(Refused::AlreadyExcluded(account));
                }
                if self.people.iter().filter(|person| person.excluded).count() == MOST_EXCLUDED {
                    return Err(Refused::TooManyExcluded);
                }
                self.people[account].excluded = true;
                self.people[account].delegate = account;
            }
            Operation::Include { account } => {
                if !self.people[account].excluded {
                    return Err(Refused::NotExcluded(account));
                }
                self.people[account].excluded = false;
            }
        }
        self.history.push((self.now, self.people.clone()));
        Ok(())
    }

    fn take(&mut self, from: usize, amount: u128) -> Result<(), Refused> {
        let rest = self.people[from].balance.checked_sub(amount).ok_or(Refused::Insufficient)?;
        self.people[from].balance = rest;
        Ok(())
    }

    /// What everybody had when a time was over; nothing before the first operation.
    fn at(&self, at: u64) -> &[Person] {
        let known = self.history.iter().rfind(|(time, _)| *time <= at);
        known.map_or(&[], |(_, people)| people)
    }

    /// The votes of an account when a time was over.
    #[must_use]
    pub fn votes(&self, account: usize, at: u64) -> u128 {
        let voting = self.at(at).iter().filter(|person| !person.excluded && person.delegate == account);
        voting.map(|person| person.balance).sum()
    }

    /// The voting units that existed when a time was over.
    #[must_use]
    pub fn units(&self, at: u64) -> u128 {
        self.at(at).iter().filter(|person| !person.excluded).map(|person| person.balance).sum()
    }

    /// Each time at which something happened, and those just before and after it, as far as they are before now.
    #[must_use]
    pub fn times(&self) -> Vec<u64> {
        let around = self.history.iter().flat_map(|(time, _)| [time - 1, *time, time + 1]);
        let mut times: Vec<u64> = around.filter(|time| *time < self.now).collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    /// An operation that somebody may try: mostly possible, often at the same time as the one before, sometimes with nothing,
    /// with everything, with one more than everything, or with oneself.
    #[must_use]
    pub fn next_operation(&self, random: &mut Random) -> Operation {
        let person = |random: &mut Random| random.below(self.people.len());
        let (one, other) = (person(random), person(random));
        let has = self.people[one].balance;
        let amount = |random: &mut Random, has: u128| match random.below(12) {
            0 => 0,
            1 => has,
            2 => has.saturating_add(1),
            3 => u128::MAX,
            4 => 1,
            _ => has / (1 + u128::from(random.between(1, 20))),
        };
        match random.below(20) {
            0..=6 => Operation::Transfer { from: one, to: other, amount: amount(random, has) },
            7..=8 => Operation::Mint { to: one, amount: amount(random, self.cap - self.supply()) },
            9 => Operation::Burn { from: one, amount: amount(random, has) },
            10..=12 => Operation::Delegate { account: one, to: other },
            13 => Operation::Exclude { account: one },
            14 => {
                // Somebody who is, if there is anybody.
                let excluded = (0..self.people.len()).find(|person| self.people[*person].excluded);
                Operation::Include { account: excluded.filter(|_| !random.once_in(4)).unwrap_or(one) }
            }
            _ => Operation::Wait { time: random.between(0, 3) },
        }
    }
}
