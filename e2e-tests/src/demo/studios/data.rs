//! A story about studios as data, for programs.

use super::{
    books::{who, Books},
    paper::{day_of, Access, Earner},
    story::Story,
    words,
};
use crate::demo::data::steps;
use serde_json::{json, Value};

/// The whole story. Amounts are strings of units, because they can be larger than a JSON number that survives every reader.
#[must_use]
pub fn data(story: &Story, books: &Books) -> Value {
    let Story { plan, end, .. } = story;
    let at = |moment| story.since_start(moment);
    let offers: Vec<Value> = plan
        .offers
        .iter()
        .map(|offer| {
            json!({
                "name": offer.name,
                "days": offer.days,
                "price": offer.price.to_string(),
                "seats": offer.seats,
                "grace_ms": offer.grace,
                "penalty_bps": offer.penalty,
                "referral_bps": offer.referral,
                "pauses": offer.pauses,
                "to": story.tree.plan.splits[offer.split].name,
            })
        })
        .collect();
    let weeks: Vec<Value> = books
        .weeks
        .iter()
        .map(|week| {
            json!({
                "days": week.days,
                "paid": week.paid.to_string(),
                "refunded": week.refunded.to_string(),
                "earned": week.earned.to_string(),
                "released": week.released.to_string(),
                "deferred": week.deferred.to_string(),
            })
        })
        .collect();
    let days: Vec<Value> = story
        .days
        .iter()
        .zip(&end.deferred)
        .map(|(moment, told)| {
            json!({
                "at_ms": at(moment.at),
                "earned": moment.sums.earned.to_string(),
                "ahead": moment.sums.deferred.to_string(),
                "deferred": told.to_string(),
            })
        })
        .collect();
    let places: Vec<Value> = books
        .places
        .iter()
        .map(|place| json!({ "name": place.name, "for": place.more, "amount": place.amount.to_string() }))
        .collect();
    let people: Vec<Value> = plan
        .people
        .iter()
        .enumerate()
        .map(|(number, person)| {
            json!({
                "name": person.name,
                "role": person.role,
                "had": person.has.to_string(),
                "has": end.purses[number].to_string(),
                "prepaid": end.prepaid[number].to_string(),
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
    json!({
        "file": plan.file,
        "title": plan.title,
        "asset": { "name": plan.asset.name, "decimals": plan.asset.decimals },
        "plans": offers,
        "steps": steps(&story.tree.steps),
        "licenses": (0..story.paper.licenses.len()).map(|license| self::license(story, books, license)).collect::<Vec<_>>(),
        "weeks": weeks,
        "deferred": days,
        "books": {
            "paid": end.books.paid.to_string(),
            "refunded": end.books.refunded.to_string(),
            "released": end.books.released.to_string(),
            "parked": end.books.parked.to_string(),
            "deferred": end.books.future.to_string(),
            "held": end.held.to_string(),
        },
        "people": people,
        "places": places,
        "tree": crate::demo::data::data(&story.tree, &books.tree)["parties"],
        "checks": checks,
        "holds": books.hold(),
    })
}

fn license(story: &Story, books: &Books, number: usize) -> Value {
    let (plan, license, row) = (&story.plan, &story.paper.licenses[number], &books.rows[number]);
    let today = day_of(story.ended);
    let payments: Vec<Value> = story
        .paper
        .payments
        .iter()
        .filter(|payment| payment.license == number)
        .map(|payment| {
            let to_referrer = payment.days.iter().filter(|((earner, _), _)| matches!(earner, Earner::Referrer(_)));
            json!({
                "for": words::kind(payment.kind),
                "at_ms": story.since_start(payment.at),
                "plan": plan.offers[payment.offer].name,
                "paid": payment.paid.to_string(),
                "keeper": payment.keeper.to_string(),
                "referral": to_referrer.map(|(_, amount)| amount).sum::<u128>().to_string(),
                "refunded": payment.refunded.to_string(),
                "penalty": payment.penalty.to_string(),
                "earned": payment.earned(today).to_string(),
                "parked": payment.parked().to_string(),
                "ahead": payment.ahead(today).to_string(),
            })
        })
        .collect();
    let access = match license.at(story.ended).0 {
        Access::None => "none",
        Access::Active => "active",
        Access::Grace => "grace",
        Access::Paused => "paused",
    };
    json!({
        "studio": who(story, number),
        "plans": row.plans,
        "paid": row.paid.to_string(),
        "refunded": row.refunded.to_string(),
        "earned": row.earned.to_string(),
        "ahead": row.ahead.to_string(),
        "access": access,
        "until_ms": license.until().map(|until| story.since_start(until)),
        "canceled": license.is_canceled(),
        "payments": payments,
    })
}
