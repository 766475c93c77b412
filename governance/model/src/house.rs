//! The two houses and the timelocks as lists of everything that ever happened to them: what the governor asks about.

use atelier_governance::{
    roster::{Settings, Standing},
    timelock::Status,
    units::{Millis, DAY},
};

/// Somebody, by number.
pub type Account = u8;

/// The treasury: its tokens are no voting units.
pub const TREASURY: Account = 0;
/// How long a holder whose term is over keeps a seat without its right to object.
pub const HOLDOVER: Millis = 30 * DAY;

/// Voting units, with all that anybody ever had. Everybody votes with his own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    past: Vec<Vec<(Millis, u128)>>,
}

impl Tokens {
    /// So many units of each account from the beginning of time.
    #[must_use]
    pub fn new(units: &[u128]) -> Self {
        Self { past: units.iter().map(|units| vec![(0, *units)]).collect() }
    }

    /// How many accounts there are.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.past.len()
    }

    /// What an account had once everything of that moment had happened.
    #[must_use]
    pub fn at(&self, account: Account, at: Millis) -> u128 {
        let past = &self.past[usize::from(account)];
        past.iter().rev().find(|(since, _)| *since <= at).map_or(0, |(_, units)| *units)
    }

    /// How many voting units an account had at that moment.
    #[must_use]
    pub fn votes(&self, account: Account, at: Millis) -> u128 {
        if account == TREASURY {
            0
        } else {
            self.at(account, at)
        }
    }

    /// All voting units of that moment.
    #[must_use]
    pub fn supply(&self, at: Millis) -> u128 {
        (0..self.past.len()).map(|account| self.votes(account as Account, at)).sum()
    }

    /// What an account has.
    #[must_use]
    pub fn balance(&self, account: Account) -> u128 {
        self.past[usize::from(account)].last().map_or(0, |(_, units)| *units)
    }

    /// Moves units, and says whether there were as many; between an account and itself nothing moves, however many.
    pub fn transfer(&mut self, from: Account, to: Account, amount: u128, now: Millis) -> bool {
        if from == to {
            return true;
        }
        let left = self.balance(from).checked_sub(amount);
        let Some(left) = left else { return false };
        self.past[usize::from(from)].push((now, left));
        let more = self.balance(to) + amount;
        self.past[usize::from(to)].push((now, more));
        true
    }
}

/// Somebody's time in a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Which appointment it is: no two have the same number.
    pub number: u32,
    /// Who sits there.
    pub holder: Account,
    /// The last moment of the term.
    pub term_end: Millis,
    /// The last moment of the suspension; 0 if there never was one.
    pub suspended_until: Millis,
}

/// The committee, with every roster that it ever had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committee {
    past: Vec<(Millis, Vec<Option<Tenure>>)>,
    appointments: u32,
    settings: Option<Settings>,
}

impl Committee {
    /// A committee of so many empty seats.
    #[must_use]
    pub fn new(seats: u8) -> Self {
        Self { past: vec![(0, vec![None; seats.into()])], appointments: 0, settings: None }
    }

    /// The same, with terms that end when these settings say; without them the houses appoint for ever.
    #[must_use]
    pub fn with_terms(self, settings: Settings) -> Self {
        Self { settings: Some(settings), ..self }
    }

    /// When the term of somebody ends whom the houses appoint now.
    #[must_use]
    pub fn term_end(&self, seat: u8, now: Millis) -> Millis {
        self.settings.map_or(Millis::MAX, |settings| settings.term_end(seat, now))
    }

    /// Whether an account holds another seat than this one.
    #[must_use]
    pub fn sits_elsewhere(&self, account: Account, seat: u8, at: Millis) -> bool {
        let holds = |other: u8| self.tenure(other, at).is_some_and(|tenure| tenure.holder == account);
        (0..self.seats()).any(|other| other != seat && holds(other))
    }

    /// How many seats there are.
    #[must_use]
    pub fn seats(&self) -> u8 {
        self.past[0].1.len() as u8
    }

    /// Who held a seat at that moment, once everything of that moment had happened.
    #[must_use]
    pub fn tenure(&self, seat: u8, at: Millis) -> Option<Tenure> {
        let roster = self.past.iter().rev().find(|(since, _)| *since <= at);
        let tenure = roster.and_then(|(_, seats)| seats.get(usize::from(seat)).copied().flatten());
        tenure.filter(|tenure| at <= tenure.term_end.saturating_add(HOLDOVER))
    }

    /// Replaces what is known of a seat. A tenure without a number is a new appointment.
    pub fn set(&mut self, seat: u8, tenure: Option<Tenure>, now: Millis) {
        let mut seats = self.past.last().map(|(_, seats)| seats.clone()).unwrap_or_default();
        seats[usize::from(seat)] = tenure.map(|tenure| {
            if tenure.number > 0 {
                return tenure;
            }
            self.appointments += 1;
            Tenure { number: self.appointments, ..tenure }
        });
        self.past.push((now, seats));
    }

    /// Which seats count between two moments, as committees tell.
    #[must_use]
    pub fn standing(&self, snapshot: Millis, at: Millis) -> Standing {
        let mut standing = Standing { seats: self.seats(), ..Standing::default() };
        for seat in 0..self.seats() {
            let Some(then) = self.tenure(seat, snapshot) else { continue };
            standing.filled |= 1 << seat;
            let same = self.tenure(seat, at).filter(|tenure| tenure.number == then.number);
            if let Some(tenure) = same.filter(|tenure| at > tenure.suspended_until) {
                standing.counting |= 1 << seat;
                if at <= tenure.term_end {
                    standing.regular |= 1 << seat;
                }
            }
        }
        standing
    }
}

/// A decision in a timelock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The proposal.
    pub proposal: u32,
    /// The operation that must be executed first.
    pub after: Option<usize>,
    /// When it was scheduled.
    pub since: Millis,
    /// The first moment to execute it.
    pub eta: Millis,
    /// The last one.
    pub expires_at: Millis,
    /// Who can cancel it: operations of at least this rank.
    pub rank: u8,
    /// When it was executed.
    pub executed: Option<Millis>,
    /// Whether it was canceled.
    pub canceled: bool,
}

impl Operation {
    /// How far it is.
    #[must_use]
    pub fn status(&self, now: Millis) -> Status {
        match self.executed {
            Some(_) => Status::Executed,
            None if self.canceled => Status::Canceled,
            None if now < self.eta => Status::Waiting,
            None if now <= self.expires_at => Status::Ready,
            None => Status::Expired,
        }
    }
}
