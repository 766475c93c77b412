//! A file that was understood: names are places in lists, amounts are units, and everything refers to something.

use super::file::Moment;
use crate::demo::place::{Complaint, Way};
use atelier_governance::{
    proposal::Support,
    track::Track,
    treasury::{Bucket, Spender},
    units::Millis,
};

/// A checked file.
pub struct Plan {
    /// The file, as the caller named it.
    pub file: String,
    /// Its text, for complaints that only the chain can raise.
    pub text: String,
    /// See [`super::file::File`].
    pub title: String,
    /// See [`super::file::File`].
    pub about: String,
    /// The chain's own money.
    pub money: Unit,
    /// The token that votes.
    pub votes: Unit,
    /// Everybody.
    pub people: Vec<Person>,
    /// Who holds which seat.
    pub seats: Vec<usize>,
    /// The deposit on Strategic.
    pub deposit: u128,
    /// How long an epoch of the treasury is.
    pub epoch: Millis,
    /// What part of the income each bucket gets at first, in percent.
    pub policy: [u8; 4],
    /// The name of the split.
    pub split: String,
    /// Its first table.
    pub table: Vec<Line>,
    /// The proposals, in the order in which they are made.
    pub proposals: Vec<Proposal>,
    /// What happens.
    pub happenings: Vec<Happening>,
}

impl Plan {
    /// A complaint about something that stands in the file.
    #[must_use]
    pub fn complaint(&self, way: &Way, reason: String) -> Complaint {
        Complaint::about(&self.file, &self.text, way, reason)
    }

    /// The name of a payee.
    #[must_use]
    pub fn payee(&self, payee: Payee) -> &str {
        match payee {
            Payee::Person(person) => &self.people[person].name,
            Payee::Treasury => "treasury",
        }
    }
}

/// What amounts are told in.
pub struct Unit {
    /// Its symbol.
    pub name: String,
    /// How many decimals its amounts have.
    pub decimals: u8,
}

/// Somebody.
pub struct Person {
    /// The name.
    pub name: String,
    /// What it does.
    pub role: String,
    /// How many votes it has; 0 for who is no holder.
    pub units: u128,
}

/// Whom the split pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payee {
    /// Somebody.
    Person(usize),
    /// The treasury.
    Treasury,
}

/// One line of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who is paid.
    pub to: Payee,
    /// The weight.
    pub weight: u32,
}

/// A proposal.
pub struct Proposal {
    /// The name.
    pub name: String,
    /// Who proposes.
    pub by: usize,
    /// The seat for which it does.
    pub seat: Option<u8>,
    /// How it is decided.
    pub track: Track,
    /// What it does.
    pub actions: Vec<Act>,
    /// The proposal whose actions it carries.
    pub carries: Option<usize>,
    /// Why.
    pub note: String,
}

/// What a decision does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The treasury owes an amount.
    Spend {
        /// From where.
        bucket: Bucket,
        /// Who is owed.
        to: usize,
        /// How much.
        amount: u128,
        /// How it vests.
        vesting: Option<Vesting>,
    },
    /// The streams of a proposal end.
    CancelStream(usize),
    /// Money goes from one bucket to another.
    Move {
        /// From where, and where to.
        route: [Bucket; 2],
        /// How much.
        amount: u128,
    },
    /// How much may fall due in an epoch.
    SetCap {
        /// Whose cap.
        of: Spender,
        /// How much.
        amount: u128,
    },
    /// What part of the income each bucket gets from now on, in percent.
    SetPolicy([u8; 4]),
    /// The split gets a new table.
    Update(Vec<Line>),
    /// The library publishes something.
    Release(String),
}

/// How a stream vests, relative to its proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vesting {
    /// From the proposal to the start.
    pub starts: Millis,
    /// From the start to the first part.
    pub cliff: Millis,
    /// From the start to the end.
    pub lasts: Millis,
}

/// Something that happens, and where it stands in the file.
pub struct Happening {
    /// What.
    pub what: Event,
    /// Where it stands.
    pub way: Way,
    /// Why.
    pub note: String,
}

/// Something that happens. People and proposals are places in their lists.
pub enum Event {
    /// Income.
    Sale {
        /// How much.
        amount: u128,
        /// Who pays.
        from: String,
    },
    /// The split pays everybody.
    Push,
    /// The treasury books what has come in.
    Sync,
    /// So many milliseconds pass.
    Wait(Millis),
    /// Time passes until a moment in the life of a proposal.
    WaitFor(Moment, usize),
    /// Votes go from one to another.
    Delegate(usize, usize),
    /// A proposal is made.
    Propose(usize),
    /// The community or the seats vote on a proposal.
    Vote {
        /// On which.
        on: usize,
        /// Who votes what.
        ballots: Vec<(Voter, Support)>,
    },
    /// Objections are made, or taken back.
    Object {
        /// To which.
        to: usize,
        /// Who objects.
        by: Vec<Voter>,
        /// Whether they are taken back.
        back: bool,
    },
    /// A decision is given to its timelock.
    Queue(usize),
    /// A decision is executed.
    Execute(usize),
    /// A deposit is paid out.
    Settle(usize),
    /// What is due of a proposal's spends is paid.
    Collect(usize),
}

/// Who votes: somebody with votes, or with a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voter {
    /// Who.
    pub person: usize,
    /// For which seat.
    pub seat: Option<u8>,
    /// Where it stands in its list in the file.
    pub place: (&'static str, usize),
}
