//! What the hot messages cost, beside hand-written modules that nothing can beat.
//!
//! Gas is deterministic: the same code on the same cells costs the same to the picosecond, so there is nothing to repeat and
//! nothing to average. A pillar of the suite joins by implementing [`Group`] and standing in [`groups`].
//!
//! All numbers are what the message itself consumes. What a chain charges for any transaction that calls a contract comes on
//! top and is the same for every message, see [`crate::chain::transaction_weight`].

pub mod chart;
pub mod floor;
#[cfg(not(feature = "polkavm"))]
pub mod governance;
pub mod items;
#[cfg(not(feature = "polkavm"))]
pub mod licenses;
pub mod snapshot;
pub mod splits;
pub mod table;

use chart::Chart;
use serde::{Deserialize, Serialize};

/// The machine whose numbers these are, as the files that hold them are named.
#[cfg(not(feature = "polkavm"))]
pub const MACHINE: &str = "wasm";
/// The machine whose numbers these are, as the files that hold them are named.
#[cfg(feature = "polkavm")]
pub const MACHINE: &str = "polkavm";

/// One measured message, or one number that is derived from several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The pillar: splits, governance, licensing.
    pub group: String,
    /// The message.
    pub message: String,
    /// What is special about this call; rows that compare several calls say here what with.
    pub case: String,
    /// How many payees, checkpoints, actions or seats, where that matters.
    pub n: Option<u32>,
    /// How many levels, where that matters.
    pub depth: Option<u32>,
    /// Picoseconds of computation.
    pub ref_time: u64,
    /// Bytes of proof.
    pub proof_size: u64,
    /// The deposit taken (positive) or given back, in the chain's smallest unit at one unit per byte and per item.
    pub storage_deposit: i64,
    /// Picoseconds of the floor.
    pub floor_ref_time: Option<u64>,
    /// The cost in terms of what it is compared with: the floor, unless the case names something else.
    pub ratio: Option<f64>,
    /// The most that `ratio` should be.
    pub goal: Option<f64>,
    /// Whether it is.
    pub met: Option<bool>,
}

impl Row {
    /// What tells this row from others, whatever was measured.
    #[must_use]
    pub fn key(&self) -> (&str, &str, &str, Option<u32>, Option<u32>) {
        (&self.group, &self.message, &self.case, self.n, self.depth)
    }

    /// The same row with its ratio and, if one is set, its goal judged.
    #[must_use]
    pub fn judged(self, ratio: Option<f64>, goal: Option<f64>) -> Self {
        let ratio = ratio.map(rounded);
        let met = ratio.zip(goal).map(|(ratio, goal)| ratio <= goal);
        Self { ratio, goal, met, ..self }
    }
}

/// Five digits behind the point: equal on every machine, and fine enough for a goal of a tenth of a percent.
fn rounded(ratio: f64) -> f64 {
    (ratio * 100_000.0).round() / 100_000.0
}

/// One pillar of the suite.
pub trait Group {
    /// The name that its rows carry, and its files.
    fn name(&self) -> &'static str;

    /// Measures all its messages. `begin` is told what is being measured.
    fn measure(&self, begin: &mut dyn FnMut(&str)) -> Vec<Row>;

    /// What stands below the table: the numbers of others, and how they were made comparable.
    fn beside(&self, rows: &[Row]) -> String;

    /// A picture of the rows.
    fn picture(&self, rows: &[Row]) -> Chart;

    /// Where the cost of the hottest messages goes, item by item.
    fn items(&self) -> String;
}

/// Every pillar that is measured.
#[must_use]
pub fn groups() -> Vec<Box<dyn Group>> {
    vec![
        Box::new(splits::Splits),
        #[cfg(not(feature = "polkavm"))]
        Box::new(governance::Governance),
        #[cfg(not(feature = "polkavm"))]
        Box::new(licenses::Licenses),
    ]
}
