//! The file format: royalty trees and what happens to them, as somebody writes them down.
//!
//! Nothing is judged here but the shape; [`super::read`] checks what the names and numbers mean.

use serde::Deserialize;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the story is called.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default)]
    pub about: String,
    /// What is paid in.
    pub assets: Vec<Asset>,
    /// Who is paid.
    #[serde(default)]
    pub parties: Vec<Party>,
    /// How income is divided.
    pub splits: Vec<Split>,
    /// What happens, in order.
    pub happenings: Vec<Happening>,
}

/// Something to pay in: the chain's own money or a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Its symbol.
    pub name: String,
    /// How many decimals an amount may have.
    pub decimals: u8,
    /// Whether it is the chain's own money; else a PSP22 token is deployed for it.
    #[serde(default)]
    pub native: bool,
}

/// Somebody who is paid.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The name by which the rest of the file knows it.
    pub name: String,
    /// What it does, which also chooses its color in the picture.
    pub role: String,
}

/// A rule by which income is divided.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The name by which the rest of the file knows it.
    pub name: String,
    /// Who may edit it; without a controller it can never be edited.
    pub controller: Option<String>,
    /// How long an edit is visible before it comes into force.
    pub delay: Option<String>,
    /// The height that no edit may exceed.
    pub height: Option<u8>,
    /// The number of other splits that no edit may make an income touch through eager edges.
    pub eager: Option<u8>,
    /// Whom it pays once all tiers are full.
    #[serde(default)]
    pub pays: Vec<Line>,
    /// Parts of the income that are divided by weights of their own before the rest is.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// The asset that the tiers count.
    pub asset: Option<String>,
    /// Payees by a rule instead of one by one.
    pub collective: Option<Collective>,
    /// Keeps the payees behind one hash, so that there may be any number of them.
    #[serde(default)]
    pub merkle_sum: bool,
}

/// One line of a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// A party or a split.
    pub to: String,
    /// The weight: its part of the total weight is its part of the income.
    pub weight: u32,
    /// When an edge to a split passes money on; lazy unless said.
    pub edge: Option<Edge>,
}

/// When an edge to another split passes money on.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// When somebody claims through it.
    Lazy,
    /// While income arrives.
    Eager,
}

/// A part of the income.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// How much goes by this tier.
    pub amount: String,
    /// To whom.
    pub pays: Vec<Line>,
}

/// Many payees by a rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collective {
    /// How many.
    pub members: u32,
    /// What each is called, before its number.
    pub name: String,
    /// What they do.
    pub role: String,
    /// The weight of each.
    pub weights: Weights,
}

/// The weights of a collective's members.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Everybody the same.
    Equal(u32),
    /// These in turn, from the start again when they are used up.
    Cycle(Vec<u32>),
    /// The first member this weight, the second half of it, the third a third, … rounded down, at least 1.
    Harmonic(u32),
}

/// Something that happens.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Income arrives.
    Sale(Sale),
    /// The controller replaces the table of a split.
    Edit(Edit),
    /// Time passes.
    Wait(String),
    /// Somebody triggers payouts.
    Settle(Settle),
    /// An entry changes hands with whatever is unclaimed.
    HandOver(HandOver),
}

/// Income.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sale {
    /// The split that receives it.
    pub to: String,
    /// How much, as a decimal number.
    pub amount: String,
    /// In what.
    pub asset: String,
    /// Who pays.
    pub from: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

/// A new table for a split.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The split.
    pub split: String,
    /// Who edits; the split's controller unless said.
    pub by: Option<String>,
    /// The new table.
    pub pays: Vec<Line>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Payouts: exactly one of path, many and push.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// The names from a split down to a party.
    pub path: Option<Vec<String>>,
    /// Several such paths in one call.
    pub many: Option<Vec<Vec<String>>>,
    /// A split whose payees are all paid.
    pub push: Option<String>,
    /// In what.
    pub asset: String,
    /// For a split that was edited, which of its tables, from 1; the one in force unless said.
    pub table: Option<u32>,
}

/// A hand-over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The split whose entry changes hands.
    pub split: String,
    /// Who owned it.
    pub from: String,
    /// Who will own it.
    pub to: String,
    /// The asset that the buyer wants to find unclaimed.
    pub asset: String,
    /// How much of it at the least; nothing unless said.
    pub at_least: Option<String>,
}
