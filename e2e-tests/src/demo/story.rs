//! What came of a plan on the chain: the steps with their gas, every payout, every flow of money.

use super::{exact::Exact, lineage::Lineage, plan::Plan};

/// A plan that was played.
pub struct Story {
    /// The plan.
    pub plan: Plan,
    /// Which tables there were.
    pub lineage: Lineage,
    /// What everybody would have got if money could be divided at will.
    pub exact: Exact,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// Every sale.
    pub sales: Vec<Sale>,
    /// Every payment to a party.
    pub payouts: Vec<Payout>,
    /// What each edge has passed on.
    pub passes: Vec<Pass>,
    /// What the chain says at the end, asset by asset.
    pub ends: Vec<End>,
    /// Whether an entry changed hands, or a table changed.
    pub moved: bool,
}

/// One step: a happening, or what the demo does by itself.
pub struct Step {
    /// What kind of step, in a word.
    pub kind: &'static str,
    /// What was done.
    pub title: String,
    /// More about it.
    pub note: String,
    /// Milliseconds since the beginning.
    pub at: u64,
    /// What it cost.
    pub gas: Gas,
}

/// What calls cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gas {
    /// How many calls.
    pub calls: u32,
    /// Picoseconds of computation, in all.
    pub ref_time: u64,
    /// Bytes of proof, in all.
    pub proof_size: u64,
}

impl Gas {
    /// The part of a block that the calls take, in parts per million: of computation or of proof, whichever is more.
    #[must_use]
    pub fn block_parts(&self) -> u64 {
        let part = |used: u64, most: u64| (u128::from(used) * 1_000_000 / u128::from(most)) as u64;
        let block = crate::chain::BLOCK;
        part(self.ref_time, block.ref_time()).max(part(self.proof_size, block.proof_size()))
    }

    /// Microseconds of computation.
    #[must_use]
    pub fn micros(&self) -> u64 {
        self.ref_time / 1_000_000
    }
}

/// Income.
pub struct Sale {
    /// The version that received it.
    pub version: usize,
    /// How much.
    pub amount: u128,
    /// In what.
    pub asset: usize,
    /// Who paid.
    pub from: String,
}

/// How a payout was triggered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Claimed along a path.
    Path,
    /// With other paths in one call.
    Many,
    /// With all payees of a split.
    Push,
    /// Pushed when the books were closed.
    Closing,
}

impl How {
    /// In a word or two.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Many => "many",
            Self::Push => "push",
            Self::Closing => "close",
        }
    }
}

/// A payment to a party, as its balance shows it.
#[derive(Clone, Copy)]
pub struct Payout {
    /// The version of the entry.
    pub version: usize,
    /// The entry.
    pub line: usize,
    /// In what.
    pub asset: usize,
    /// Who was paid.
    pub party: usize,
    /// How much.
    pub amount: u128,
    /// How it was triggered.
    pub how: How,
}

/// Money that went through an edge.
#[derive(Clone, Copy)]
pub struct Pass {
    /// The version above.
    pub from: usize,
    /// The entry that is the edge.
    pub line: usize,
    /// The version below.
    pub to: usize,
    /// In what.
    pub asset: usize,
    /// How much.
    pub amount: u128,
}

/// What the chain says about one asset when all is done.
#[derive(Default)]
pub struct End {
    /// By how much each party's balance has grown.
    pub got: Vec<u128>,
    /// By how much the ledger's balance has grown.
    pub held: u128,
    /// What the chain says that the ledger owes, rounding dust included.
    pub liability: u128,
    /// What the chain says that each version has received.
    pub received: Vec<u128>,
    /// What lies in the ledger's account at the token without belonging to a split.
    pub stray: u128,
}
