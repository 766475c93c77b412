//! A DAO's story as data, for programs.

use super::{
    books::Books,
    ledger::{Ledger, Said, Word},
    story::Story,
    words,
};
use crate::demo::data::steps;
use atelier_governance::track::House;
use serde_json::{json, Value};

/// The whole story. Amounts and votes are strings of units, because they can be larger than a JSON number that survives every
/// reader.
#[must_use]
pub fn data(story: &Story, books: &Books) -> Value {
    let Story { plan, ledger, .. } = story;
    let buckets: Vec<Value> = books
        .buckets
        .iter()
        .map(|row| {
            json!({
                "bucket": words::bucket(row.bucket),
                "in": row.came.to_string(),
                "out": row.paid.to_string(),
                "owed": row.owed.to_string(),
                "left": row.left.to_string(),
            })
        })
        .collect();
    let checks: Vec<Value> = books
        .checks
        .iter()
        .map(|check| {
            json!({ "about": check.about, "claim": check.claim, "numbers": check.numbers, "holds": check.holds })
        })
        .collect();
    let debts: Vec<Value> = ledger
        .debts
        .iter()
        .map(|debt| {
            json!({
                "by": plan.proposals[debt.proposal].name,
                "to": plan.people[debt.to].name,
                "total": debt.total.to_string(),
                "paid": debt.paid.to_string(),
            })
        })
        .collect();
    let people: Vec<Value> = plan
        .people
        .iter()
        .enumerate()
        .map(|(number, person)| {
            let purse = &ledger.people[number];
            json!({
                "name": person.name,
                "role": words::role(plan, number),
                "votes": person.units.to_string(),
                "split": purse.split.to_string(),
                "treasury": purse.treasury.to_string(),
                "deposits": purse.down.to_string(),
                "got": story.end.grown[number].to_string(),
            })
        })
        .collect();
    let tables: Vec<Value> = ledger
        .tables
        .iter()
        .map(|version| {
            let line = |(line, paid): (&super::plan::Line, &u128)| {
                json!({ "to": plan.payee(line.to), "weight": line.weight, "paid": paid.to_string() })
            };
            let lines: Vec<Value> = version.lines.iter().zip(&version.paid).map(line).collect();
            json!({ "received": version.received.to_string(), "pays": lines })
        })
        .collect();
    json!({
        "file": plan.file,
        "title": plan.title,
        "money": { "name": plan.money.name, "decimals": plan.money.decimals },
        "votes": { "name": plan.votes.name, "decimals": plan.votes.decimals },
        "steps": steps(&story.steps),
        "proposals": (0..plan.proposals.len()).map(|number| proposal(story, number)).collect::<Vec<_>>(),
        "buckets": buckets,
        "debts": debts,
        "people": people,
        "split": { "name": plan.split, "tables": tables },
        "checks": checks,
        "holds": books.hold(),
    })
}

fn proposal(story: &Story, number: usize) -> Value {
    let Story { plan, ledger, .. } = story;
    let (proposal, paper) = (&plan.proposals[number], &ledger.proposals[number]);
    let tally = |house: House| {
        if !Ledger::houses(paper.track).contains(&house) {
            return Value::Null;
        }
        let [against, in_favor, abstain] = ledger.tally(number, house).map(|votes| votes.to_string());
        let (quorum, approval) = ledger.verdict(number, house);
        json!({ "for": in_favor, "against": against, "abstain": abstain, "quorum": quorum, "approval": approval })
    };
    let said = |said: &Said| {
        let what = match said.what {
            Word::Votes(support) => words::support(support),
            Word::Objects => "objects",
            Word::Retracts => "retracts",
        };
        json!({
            "at_ms": story.since_start(said.at),
            "by": plan.people[said.voter.person].name,
            "seat": said.voter.seat,
            "what": what,
        })
    };
    let at = |moment| story.since_start(moment);
    json!({
        "name": proposal.name,
        "by": plan.people[proposal.by].name,
        "track": words::track(paper.track),
        "does": words::acts(plan, proposal),
        "state": words::state(ledger.state(number, story.ended)),
        "proposed_ms": at(paper.created),
        "snapshot_ms": at(paper.snapshot),
        "tail_ms": at(paper.for_end),
        "end_ms": at(paper.end),
        "window_end_ms": at(paper.window_end),
        "queued_ms": paper.queued.map(at),
        "eta_ms": ledger.eta(number).map(at),
        "executed_ms": paper.executed.map(at),
        "community": tally(House::Community),
        "committee": tally(House::Committee),
        "objections": ledger.objections(number).to_string(),
        "veto_needed": ledger.veto_needed(paper.track).to_string(),
        "said": paper.said.iter().map(said).collect::<Vec<_>>(),
    })
}
