//! What came of a plan on the chain: the steps with their gas, what was asked on every day, and the answers at the end.

use super::{
    paper::{Access, Kind, Millis, Paper, Sums},
    plan::Plan,
};
use crate::demo::story as tree;

/// A plan that was played.
pub struct Story {
    /// The plan.
    pub plan: Plan,
    /// The royalty tree: its sales are what was released to it. Its steps are all steps.
    pub tree: tree::Story,
    /// The same on paper.
    pub paper: Paper,
    /// What happened to licenses, for the picture.
    pub deeds: Vec<Deed>,
    /// The sums at each midnight, and behind each deed.
    pub days: Vec<Moment>,
    /// What each cancel gave back.
    pub cancels: Vec<Canceled>,
    /// At which moments everybody's access was asked.
    pub moments: Vec<Millis>,
    /// When the story began, on the chain's clock.
    pub started: Millis,
    /// When it ended.
    pub ended: Millis,
    /// What the chain says.
    pub end: End,
}

impl Story {
    /// Milliseconds from the beginning of the story to a moment.
    #[must_use]
    pub const fn since_start(&self, at: Millis) -> Millis {
        at.saturating_sub(self.started)
    }
}

/// What was done to a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A payment.
    Paid(Kind),
    /// It was canceled.
    Canceled,
    /// It was paused.
    Paused,
    /// It went on.
    Resumed,
}

/// Something that was done to a license, and when.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    /// What.
    pub what: What,
    /// Whose license.
    pub studio: usize,
    /// When.
    pub at: Millis,
}

/// The sums at some time.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When.
    pub at: Millis,
    /// What the paper says.
    pub sums: Sums,
    /// What the paper says that is not released.
    pub unreleased: u128,
    /// Who could use what by the paper as it was then: studio by studio, plan by plan.
    pub could: Vec<bool>,
    /// Whether this is the beginning of a day.
    pub is_midnight: bool,
}

/// A cancel.
#[derive(Clone, Copy, Debug)]
pub struct Canceled {
    /// Whose license.
    pub studio: usize,
    /// What goes back, as the paper says.
    pub refund: u128,
    /// What that costs.
    pub penalty: u128,
}

/// What the chain says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// What it says at each of [`Story::days`] that is deferred.
    pub deferred: Vec<u128>,
    /// What was paid, given back, released and parked; what was paid in advance, and the DAO's fees that were not collected.
    pub books: Booked,
    /// What the contract really has of the token.
    pub held: u128,
    /// The receipts, license by license: of which license of the paper, and what it says is paid, given back, parked, ahead.
    pub receipts: Vec<(usize, [u128; 4])>,
    /// By how much each cancel really made a studio richer.
    pub refunds: Vec<u128>,
    /// What each release really brought to the ledger of splits, or to the referrer.
    pub brought: Vec<u128>,
    /// What each person has of the token.
    pub purses: Vec<u128>,
    /// What each has paid in advance.
    pub prepaid: Vec<u128>,
    /// Whether each studio could use each plan at each of [`Story::moments`]: moment by moment, studio by studio.
    pub active: Vec<bool>,
    /// What was answered on the days themselves, at each of [`Story::days`].
    pub active_then: Vec<bool>,
    /// What each license gave at each of [`Story::moments`].
    pub access: Vec<Access>,
}

/// The contract's own books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Booked {
    /// What was paid for licenses.
    pub paid: u128,
    /// What went back.
    pub refunded: u128,
    /// What was released.
    pub released: u128,
    /// What pauses hold.
    pub parked: u128,
    /// What is not released yet.
    pub future: u128,
    /// What was paid in advance.
    pub prepaid: u128,
    /// The DAO's fees that were not collected.
    pub fees: u128,
    /// Bonds.
    pub bonds: u128,
}
