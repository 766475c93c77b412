//! What moves units and votes.

use super::{
    cell::{Cells, Head, Key, Owner, Part, State, DIRECTORY, PER_DIRECTORY},
    Error, Excluded, Insufficient, MAX_EXCLUDED,
};
use crate::units::Millis;

/// The most owners that one operation changes: who gives, who gets, and the delegate of each.
const MOST: usize = 4;

struct Open<B, const N: usize> {
    /// Zeros if it is the token's.
    account: [u8; N],
    is_token: bool,
    changed: bool,
    head: Head<B, N>,
}

impl<B, const N: usize> Open<B, N> {
    fn owner(&self) -> Owner<'_, N> {
        if self.is_token {
            Owner::Token
        } else {
            Owner::Account(&self.account)
        }
    }
}

/// The heads that one operation names, each read once and written once, whatever roles an account plays in it.
///
/// Whoever is refused does not [close](Book::close) the book: then nothing has changed.
pub struct Book<C: Cells<N>, const N: usize> {
    cells: C,
    now: Millis,
    open: [Option<Open<C::Bytes, N>>; MOST],
}

/// The place of an open head in the book.
type Place = usize;

impl<C: Cells<N>, const N: usize> Book<C, N> {
    /// A book for one operation.
    pub fn new(cells: C, now: Millis) -> Self {
        Self { cells, now, open: [const { None }; MOST] }
    }

    /// Opens an owner's head, if it is not open yet.
    #[inline(never)]
    fn open(&mut self, owner: Owner<'_, N>) -> Place {
        for (place, slot) in self.open.iter_mut().enumerate() {
            match slot {
                Some(open) if open.owner() != owner => {}
                Some(_) => return place,
                None => {
                    let (account, is_token) = match owner {
                        Owner::Account(account) => (*account, false),
                        Owner::Token => ([0; N], true),
                    };
                    let head = Head::read(&mut self.cells, owner);
                    *slot = Some(Open { account, is_token, changed: false, head });
                    return place;
                }
            }
        }
        unreachable!("no operation names a fifth owner")
    }

    /// An open head.
    #[inline(never)]
    fn at(&mut self, place: Place) -> &mut Open<C::Bytes, N> {
        match self.open.get_mut(place) {
            Some(Some(open)) => open,
            _ => unreachable!("places are those of open heads"),
        }
    }

    /// Writes what changed.
    #[inline(never)]
    pub fn close(&mut self) {
        for open in self.open.iter_mut().flatten() {
            if core::mem::take(&mut open.changed) {
                let owner = if open.is_token { Owner::Token } else { Owner::Account(&open.account) };
                self.cells.write(&Key { owner, part: Part::Head, number: 0 }, open.head.bytes());
            }
        }
    }

    /// Whose votes an account's units are; the token if they are nobody's, because the account is excluded.
    #[inline(never)]
    fn voter(&mut self, account: Place) -> Place {
        let head = &self.at(account).head;
        match head.state() {
            State::Own => account,
            State::Delegated => {
                let delegate = head.delegate();
                self.open(Owner::Account(&delegate))
            }
            State::Excluded => self.open(Owner::Token),
        }
    }

    /// Takes from a balance.
    fn take(&mut self, place: Place, amount: u128) -> Result<(), Insufficient> {
        let open = self.at(place);
        let Some(rest) = open.head.balance().checked_sub(amount) else { return Err(Insufficient) };
        open.head.set_balance(rest);
        open.changed = true;
        Ok(())
    }

    /// Adds to a balance.
    fn give(&mut self, place: Place, amount: u128) {
        let open = self.at(place);
        // Cannot wrap: no balance is larger than the supply, and the supply not larger than the cap.
        let sum = open.head.balance().wrapping_add(amount);
        open.head.set_balance(sum);
        open.changed = true;
    }

    /// Moves votes. What comes from the token comes into being, what goes to it ceases to be, and so do the voting units.
    fn shift(&mut self, from: Place, to: Place, amount: u128) {
        if from != to {
            self.note(from, amount, false);
            self.note(to, amount, true);
        }
    }

    #[inline(never)]
    fn note(&mut self, place: Place, amount: u128, gained: bool) {
        if amount == 0 {
            return;
        }
        let now = self.now;
        let open = self.at(place);
        let votes = open.head.votes();
        // What an account loses to the token, all units lose; what it gains from the token, they gain.
        // Cannot wrap: an owner's votes are a sum of units of which `amount` is a part, and all units are at most the cap.
        let votes = if gained != open.is_token { votes.wrapping_add(amount) } else { votes.wrapping_sub(amount) };
        open.changed = true;
        if !open.head.note(now, votes) {
            self.turn(place);
            self.at(place).head.note(now, votes);
        }
    }

    /// Moves a full tail to a page of its own and notes in the directory when it begins.
    #[inline(never)]
    fn turn(&mut self, place: Place) {
        let Some(Some(open)) = self.open.get_mut(place) else { return };
        let number = open.head.pages();
        let owner = if open.is_token { Owner::Token } else { Owner::Account(&open.account) };
        self.cells.write(&Key { owner, part: Part::Page, number }, open.head.tail());
        let key = Key { owner, part: Part::Directory, number: number / PER_DIRECTORY };
        let (mut directory, length) = self.cells.read(&key, DIRECTORY);
        let end = length.wrapping_add(8);
        directory[length..end].copy_from_slice(&open.head.tail()[..8]);
        self.cells.write(&key, &directory[..end]);
        open.head.turn();
    }

    /// Moves tokens, and their votes from delegate to delegate. Tells whether any moved: none do from an account to itself,
    /// and then it does not matter whether there are any.
    ///
    /// # Errors
    /// [`Insufficient`] if `from` has less.
    #[inline(never)]
    pub fn transfer(&mut self, from: &[u8; N], to: &[u8; N], amount: u128) -> Result<bool, Insufficient> {
        if amount == 0 || from == to {
            return Ok(false);
        }
        let (from, to) = (self.open(Owner::Account(from)), self.open(Owner::Account(to)));
        self.take(from, amount)?;
        self.give(to, amount);
        let (losing, gaining) = (self.voter(from), self.voter(to));
        self.shift(losing, gaining, amount);
        Ok(true)
    }

    /// Makes tokens. Tells whether any were made.
    ///
    /// # Errors
    /// [`Error::CapExceeded`]
    pub fn mint(&mut self, to: &[u8; N], amount: u128, cap: u128) -> Result<bool, Error<[u8; N]>> {
        if amount == 0 {
            return Ok(false);
        }
        let token = self.open(Owner::Token);
        let supply = self.at(token).head.balance();
        if cap.checked_sub(supply).is_none_or(|room| room < amount) {
            return Err(Error::CapExceeded { supply, amount, cap });
        }
        let to = self.open(Owner::Account(to));
        self.give(token, amount);
        self.give(to, amount);
        let gaining = self.voter(to);
        self.shift(token, gaining, amount);
        Ok(true)
    }

    /// Destroys tokens. Tells whether any were.
    ///
    /// # Errors
    /// [`Insufficient`] if `from` has less.
    pub fn burn(&mut self, from: &[u8; N], amount: u128) -> Result<bool, Insufficient> {
        if amount == 0 {
            return Ok(false);
        }
        let (token, from) = (self.open(Owner::Token), self.open(Owner::Account(from)));
        self.take(from, amount)?;
        // No balance is larger than the supply.
        self.take(token, amount)?;
        let losing = self.voter(from);
        self.shift(losing, token, amount);
        Ok(true)
    }

    /// Gives the votes of an account's units to `to`, now and in future; to the account itself takes them back. Tells who
    /// had them; nobody if `to` did.
    ///
    /// # Errors
    /// [`Excluded`] of either account.
    pub fn set_delegate(&mut self, account: &[u8; N], to: &[u8; N]) -> Result<Option<[u8; N]>, Excluded<[u8; N]>> {
        let (place, new) = (self.open(Owner::Account(account)), self.open(Owner::Account(to)));
        if self.at(place).head.state() == State::Excluded {
            return Err(Excluded(*account));
        }
        let old = self.voter(place);
        if old == new {
            return Ok(None);
        }
        if self.at(new).head.state() == State::Excluded {
            return Err(Excluded(*to));
        }
        let (state, delegate) = if new == place { (State::Own, &[0; N]) } else { (State::Delegated, to) };
        let amount = self.set_state(place, state, delegate);
        self.shift(old, new, amount);
        Ok(Some(self.at(old).account))
    }

    /// Takes the voting units from what an account has and will have. Tells how many there were. `excluded` is how many
    /// accounts are excluded already.
    ///
    /// # Errors
    /// [`Error::AlreadyExcluded`], [`Error::TooManyExcluded`].
    pub fn exclude(&mut self, account: &[u8; N], excluded: usize) -> Result<u128, Error<[u8; N]>> {
        let place = self.open(Owner::Account(account));
        if self.at(place).head.state() == State::Excluded {
            return Err(Error::AlreadyExcluded(*account));
        }
        if excluded >= MAX_EXCLUDED {
            return Err(Error::TooManyExcluded);
        }
        let (losing, token) = (self.voter(place), self.open(Owner::Token));
        let amount = self.set_state(place, State::Excluded, &[0; N]);
        self.shift(losing, token, amount);
        Ok(amount)
    }

    /// Gives an excluded account voting units for what it has, as its own delegate. Tells how many.
    ///
    /// # Errors
    /// [`Error::NotExcluded`]
    pub fn include(&mut self, account: &[u8; N]) -> Result<u128, Error<[u8; N]>> {
        let place = self.open(Owner::Account(account));
        if self.at(place).head.state() != State::Excluded {
            return Err(Error::NotExcluded(*account));
        }
        let token = self.open(Owner::Token);
        let amount = self.set_state(place, State::Own, &[0; N]);
        self.shift(token, place, amount);
        Ok(amount)
    }

    /// Sets whose votes an account's units are, without moving any. Tells how many there are.
    fn set_state(&mut self, place: Place, state: State, delegate: &[u8; N]) -> u128 {
        let open = self.at(place);
        open.head.set_state(state, delegate);
        open.changed = true;
        open.head.balance()
    }
}
