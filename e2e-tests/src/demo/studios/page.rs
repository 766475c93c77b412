//! A story about studios as a section of the report.

use super::{
    books::{week_name, who, Books, Check},
    story::Story,
    words, Told,
};
use crate::demo::{
    amount,
    page::{all_gas, block_part, digits, table, timeline},
    picture::{count, escape},
};
use std::fmt::Write;

/// The section.
#[must_use]
pub fn section(number: usize, told: &Told) -> String {
    let Told { story, books, chart, flow } = told;
    let plan = &story.plan;
    let mut out = format!(
        "<section id=\"story{number}\" class=\"studios\"><h2>{}</h2><p class=\"about\">{}</p>{}\
         <figure class=\"wider\" tabindex=\"0\">{chart}</figure>",
        escape(&plan.title),
        escape(&plan.about),
        tiles(story, books)
    );
    let asset = escape(&plan.asset.name);
    let _ = write!(out, "<h3>Subscriptions, in {asset}</h3>{}", licenses(story, books));
    let _ = write!(out, "<h3>Revenue by week, in {asset}</h3>{}", weeks(story, books));
    let _ = write!(out, "<h3>Where every unit went</h3><figure class=\"wider\" tabindex=\"0\">{flow}</figure>");
    out.push_str(&places(story, books));
    let palette = super::palette(story);
    for total in &books.tree.totals {
        out.push_str(&table(&story.tree, &books.tree, total.asset, &palette));
    }
    let _ = write!(out, "<h3>What happened</h3>{}", timeline(&story.tree.steps));
    let checks: String = books.checks.iter().map(check).collect();
    let _ = write!(out, "<h3>Does it add up?</h3><ul class=\"checks\">{checks}</ul>");
    let _ = writeln!(out, "<p class=\"file\">{}</p></section>", escape(&plan.file));
    out
}

fn tiles(story: &Story, books: &Books) -> String {
    let Story { plan, end, .. } = story;
    let mut out = String::from("<dl class=\"tiles\">");
    let mut tile = |name: &str, value: String, more: String| {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>");
    };
    let decimals = plan.asset.decimals;
    let paid: u128 = books.rows.iter().map(|row| row.paid).sum();
    let earned: u128 = books.rows.iter().map(|row| row.earned).sum();
    let asset = escape(&plan.asset.name);
    let licenses = format!("for {}", count(books.rows.len(), "license"));
    tile(&format!("paid in {asset}"), amount::brief(paid, decimals), licenses);
    let part = format!("{} of what was paid", amount::percent(earned, paid));
    tile("earned", amount::brief(earned, decimals), part);
    let refunded = format!("and {} went back", amount::brief(end.books.refunded, decimals));
    tile("still deferred", amount::brief(end.books.future + end.books.parked, decimals), refunded);
    let gas = all_gas(&story.tree.steps);
    tile("chain time", block_part(&gas), format!("in {}", count(gas.calls as usize, "call")));
    out + "</dl>"
}

fn money(story: &Story, units: u128) -> String {
    if units == 0 {
        return "–".into();
    }
    digits(units, story.plan.asset.decimals)
}

fn row(story: &Story, cells: &[u128]) -> String {
    cells.iter().map(|cell| format!("<td class=\"number\">{}", money(story, *cell))).collect()
}

fn licenses(story: &Story, books: &Books) -> String {
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"money\"><thead><tr><th>studio<th>paid<th>refunded<th>earned<th>ahead\
         <th>access until</thead><tbody>",
    );
    let mut sums = [0; 4];
    for license in &books.rows {
        let cells = [license.paid, license.refunded, license.earned, license.ahead];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        let _ = write!(
            out,
            "<tr><td class=\"what\">{}<small>{}</small>{}<td class=\"number\">{}",
            escape(who(story, license.license)),
            escape(&license.plans),
            row(story, &cells),
            until(story, license.license)
        );
        for payment in story.paper.payments.iter().filter(|payment| payment.license == license.license) {
            let today = super::paper::day_of(story.ended);
            let day = amount::clock(story.since_start(payment.at));
            let cells =
                [payment.paid, payment.refunded, payment.earned(today), payment.ahead(today) + payment.parked()];
            let offer = escape(&story.plan.offers[payment.offer].name);
            let kind = words::kind(payment.kind);
            let _ = write!(out, "<tr class=\"part\"><td>{kind}, {offer}<small>{day}</small>{}<td>", row(story, &cells));
        }
    }
    let _ = write!(out, "</tbody><tfoot><tr><td>all of them{}<td></tfoot>", row(story, &sums));
    out + "</table></div>"
}

fn until(story: &Story, license: usize) -> String {
    let canceled = if story.paper.licenses[license].is_canceled() { "<small>canceled</small>" } else { "" };
    format!("{}{canceled}", words::until(story, license))
}

fn weeks(story: &Story, books: &Books) -> String {
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"money\"><thead><tr><th>week<th>paid<th>refunded<th>earned<th>released\
         <th>still deferred</thead><tbody>",
    );
    for (number, week) in books.weeks.iter().enumerate() {
        let cells = [week.paid, week.refunded, week.earned, week.released, week.deferred];
        let _ = write!(out, "<tr><td>{}{}", week_name(story, number), row(story, &cells));
    }
    out + "</tbody></table></div>"
}

fn places(story: &Story, books: &Books) -> String {
    let all: u128 = books.places.iter().map(|place| place.amount).sum();
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"money\"><thead><tr><th>where<th>how much<th>part</thead><tbody>",
    );
    for place in &books.places {
        let _ = write!(
            out,
            "<tr><td class=\"what\">{}<small>{}</small>{}<td class=\"number\">{}",
            escape(&place.name),
            place.more,
            row(story, &[place.amount]),
            amount::percent(place.amount, all)
        );
    }
    let all = row(story, &[all]);
    let _ = write!(out, "</tbody><tfoot><tr><td>all that studios have spent{all}<td class=\"number\">100 %</tfoot>");
    out + "</table></div>"
}

fn check(check: &Check) -> String {
    let (class, mark) = if check.holds { ("holds", "✓") } else { ("fails", "✗") };
    format!(
        "<li class=\"{class}\"><b>{mark}</b><span>{}</span><div>{}<small>{}</small></div>",
        check.about,
        escape(&check.claim),
        escape(&check.numbers)
    )
}
