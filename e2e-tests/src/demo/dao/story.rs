//! What came of a plan on the chain: the steps with their gas, the proposals as the governor tells them, the money.

use super::{ledger::Ledger, plan::Plan};
use crate::demo::story::Step;
use atelier_governance::{
    proposal::{Ballot, State, Tally},
    treasury::Books,
    units::Millis,
};

/// A plan that was played.
pub struct Story {
    /// The plan.
    pub plan: Plan,
    /// The same on paper.
    pub ledger: Ledger,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// When the story began, on the chain's clock.
    pub started: Millis,
    /// When it ended.
    pub ended: Millis,
    /// What the chain says at the end.
    pub end: End,
}

impl Story {
    /// Milliseconds from the beginning of the story to a moment.
    #[must_use]
    pub fn since_start(&self, at: Millis) -> Millis {
        at.saturating_sub(self.started)
    }
}

/// What the chain says when all is done.
#[derive(Clone)]
pub struct End {
    /// The proposals.
    pub proposals: Vec<Told>,
    /// By how much each person's balance has grown, or shrunk.
    pub grown: Vec<i128>,
    /// By how much the treasury's balance has grown.
    pub treasury: u128,
    /// What the treasury has booked.
    pub books: Books,
    /// The totals of the treasury's debts, and what is paid of them, in their order.
    pub debts: Vec<(u128, u128)>,
    /// What the governor has in deposits.
    pub deposits: u128,
    /// By how much the balance of the ledger of splits has grown.
    pub held: u128,
    /// What each table of the split has received.
    pub received: Vec<u128>,
    /// The numbers that the library was told, and whether it was by the Creative timelock.
    pub released: Vec<(u32, bool)>,
}

/// A proposal as the governor tells it.
#[derive(Clone)]
pub struct Told {
    /// How far it is.
    pub state: State,
    /// The moments: snapshot, end of For, end, end of the window.
    pub moments: [Millis; 4],
    /// All votes at the snapshot.
    pub eligible: u128,
    /// The community's votes.
    pub tally: Tally,
    /// The community's objections.
    pub objections: u128,
    /// The seats against, for and neither, bit by bit.
    pub seats: [u16; 3],
    /// The seats that object, bit by bit.
    pub objecting: u16,
    /// The ballots of those who voted, in the order of the people.
    pub ballots: Vec<(usize, Ballot)>,
}
