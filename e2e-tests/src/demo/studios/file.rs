//! The file format: a royalty tree, plans, studios, and what happens to them, as somebody writes them down.
//!
//! Nothing is judged here but the shape; [`super::read`] checks what the names and numbers mean.

use crate::demo::file as tree;
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
    /// The stable token in which everything is paid.
    pub asset: Asset,
    /// Who is paid by the tree.
    #[serde(default)]
    pub parties: Vec<tree::Party>,
    /// How income is divided.
    pub splits: Vec<tree::Split>,
    /// Who subscribes.
    pub studios: Vec<Studio>,
    /// Who else appears: keepers, referrers, the treasury.
    #[serde(default)]
    pub others: Vec<tree::Party>,
    /// What is sold, from the lowest plan to the highest.
    pub plans: Vec<Plan>,
    /// What keepers and the DAO get.
    pub fees: Fees,
    /// What happens, in order.
    pub happenings: Vec<Happening>,
}

/// The stable token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Its symbol.
    pub name: String,
    /// How many decimals an amount may have.
    pub decimals: u8,
}

/// Somebody who subscribes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Studio {
    /// The name by which the rest of the file knows it.
    pub name: String,
    /// What it has of the token at first.
    pub has: String,
}

/// What keepers and the DAO get.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// What a keeper gets for a renewal.
    pub keeper: String,
    /// Which percentage of splits' income the DAO takes.
    pub dao: String,
    /// Who gets it, one of the others.
    pub to: String,
}

/// Something that is sold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// How many days are paid for at once.
    pub days: u16,
    /// What they cost.
    pub price: String,
    /// How many may work with it.
    pub seats: u16,
    /// How long after its end it is renewed without a gap.
    pub grace: String,
    /// What percentage of what is not earned a cancel costs; without it a cancel gives nothing back.
    pub penalty: Option<String>,
    /// What percentage of the price a referrer earns.
    pub referral: Option<String>,
    /// How often within a year it can be paused.
    #[serde(default)]
    pub pauses: u8,
    /// The split to which its income goes.
    pub to: String,
}

/// Something that happens.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// A studio buys a license.
    Subscribe(Subscribe),
    /// A studio lets keepers renew its license.
    Mandate(Mandate),
    /// A studio renews its license.
    Renew(Renew),
    /// A keeper renews a studio's license.
    RenewFor(RenewFor),
    /// A studio changes to another plan.
    Change(Change),
    /// A studio cancels its license.
    Cancel(Deed),
    /// A studio pauses its license.
    Pause(Deed),
    /// A studio ends its pause.
    Resume(Deed),
    /// A studio takes out what it has paid in advance.
    Withdraw(Deed),
    /// The library cannot be used for so long.
    Outage(String),
    /// Time passes.
    Wait(String),
    /// Time passes, and each midnight somebody releases what was earned.
    ReleaseDaily(String),
    /// Somebody releases what a split has earned.
    Release(String),
    /// Somebody triggers payouts of the tree.
    Settle(tree::Settle),
}

/// A purchase.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// Who.
    pub studio: String,
    /// To what.
    pub plan: String,
    /// For how many periods; one unless said.
    pub periods: Option<u16>,
    /// Who has brought the studio.
    pub referrer: Option<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What keepers may.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Whose license they may renew.
    pub studio: String,
    /// The most that a period may cost.
    pub most: String,
    /// For how many periods.
    pub periods: u16,
    /// For how long.
    pub lasts: String,
    /// How much of the token the contract may take.
    pub approve: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// A renewal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renew {
    /// Whose license.
    pub studio: String,
    /// For how many periods; one unless said.
    pub periods: Option<u16>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// A renewal by a keeper.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewFor {
    /// Whose license.
    pub studio: String,
    /// Who renews it.
    pub by: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// A change of plan.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Whose license.
    pub studio: String,
    /// To which plan: a higher one at once, a lower one when the license is renewed.
    pub to: String,
    /// Whether a whole period of the higher plan starts now; else the license ends when it would have.
    #[serde(default)]
    pub restart: bool,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What takes nothing but a license.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// Whose license.
    pub studio: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}
