//! A story as data, for programs.

use super::{
    books::{Books, Row},
    story::{Step, Story},
};
use serde_json::{json, Value};

/// The whole story. Amounts are strings of units, because they can be larger than a JSON number that survives every reader.
#[must_use]
pub fn data(story: &Story, books: &Books) -> Value {
    let asset = |asset: usize| &story.plan.assets[asset].name;
    let totals: Vec<Value> = books
        .totals
        .iter()
        .map(|total| {
            json!({
                "asset": asset(total.asset),
                "sold": total.sold.to_string(),
                "paid": total.paid.to_string(),
                "dust": total.dust.to_string(),
            })
        })
        .collect();
    let checks: Vec<Value> = books
        .checks
        .iter()
        .map(|check| {
            json!({
                "asset": asset(check.asset),
                "claim": check.claim,
                "numbers": check.numbers,
                "holds": check.holds,
            })
        })
        .collect();
    json!({
        "file": story.plan.file,
        "title": story.plan.title,
        "assets": story.plan.assets.iter().map(|asset| json!({
            "name": asset.name, "decimals": asset.decimals, "native": asset.native,
        })).collect::<Vec<_>>(),
        "steps": steps(&story.steps),
        "parties": books.rows.iter().map(|row| self::row(story, row)).collect::<Vec<_>>(),
        "totals": totals,
        "checks": checks,
        "holds": books.hold(),
    })
}

/// The steps of a story.
#[must_use]
pub fn steps(steps: &[Step]) -> Vec<Value> {
    let step = |step: &Step| {
        json!({
            "kind": step.kind,
            "title": step.title,
            "note": step.note,
            "at_ms": step.at,
            "calls": step.gas.calls,
            "ref_time": step.gas.ref_time,
            "proof_size": step.gas.proof_size,
            "block_parts_per_million": step.gas.block_parts(),
        })
    };
    steps.iter().map(step).collect()
}

fn row(story: &Story, row: &Row) -> Value {
    let party = &story.plan.parties[row.party];
    let routes: Vec<Value> = row
        .routes
        .iter()
        .map(|route| {
            let names = route.versions.iter().map(|version| story.lineage.name(&story.plan, *version));
            json!({
                "path": names.collect::<Vec<_>>(),
                "amount": route.amount.to_string(),
                "by": route.hows.iter().map(|how| how.words()).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "name": party.name,
        "role": party.role,
        "asset": story.plan.assets[row.asset].name,
        "owed_exactly": row.owed.to_string(),
        "owed": row.owed_floor().to_string(),
        "got": row.got.to_string(),
        "short": row.short().to_string(),
        "divisions": row.divisions,
        "routes": routes,
    })
}
