//! What terminal, page and data call things.

use super::{
    paper::Kind,
    plan::Plan,
    story::{Story, What},
};
use crate::demo::{amount, picture::count};

/// An amount at a glance, with its symbol.
#[must_use]
pub fn money(plan: &Plan, units: u128) -> String {
    format!("{} {}", amount::brief(units, plan.asset.decimals), plan.asset.name)
}

/// So many days.
#[must_use]
pub fn days(number: u64) -> String {
    count(number as usize, "day")
}

/// So many times.
#[must_use]
pub fn times(number: u16) -> String {
    match number {
        1 => "once".into(),
        2 => "twice".into(),
        more => format!("{more} times"),
    }
}

/// So many releases.
#[must_use]
pub fn releases(number: usize) -> String {
    count(number, "release")
}

/// What was done to a license, in a word.
#[must_use]
pub const fn what(what: What) -> &'static str {
    match what {
        What::Paid(Kind::Purchase) => "subscribes",
        What::Paid(Kind::Renewal) => "renews",
        What::Paid(Kind::Kept) => "renewed by a keeper",
        What::Paid(Kind::Upgrade) => "upgrades",
        What::Canceled => "cancels",
        What::Paused => "pauses",
        What::Resumed => "goes on",
    }
}

/// What a payment was for, in a word.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Purchase => "purchase",
        Kind::Renewal => "renewal",
        Kind::Kept => "by a keeper",
        Kind::Upgrade => "upgrade",
    }
}

/// Until when a license gives access.
#[must_use]
pub fn until(story: &Story, license: usize) -> String {
    let license = &story.paper.licenses[license];
    match license.until() {
        None => "paused".into(),
        Some(until) => amount::clock(story.since_start(until)),
    }
}
