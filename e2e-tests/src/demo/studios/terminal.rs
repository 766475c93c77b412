//! A story about studios as text, on 100 columns.

use super::{
    books::{week_name, who, Books, Check},
    story::Story,
    words,
};
use crate::demo::{
    amount,
    terminal::{pad, parties, shorten, steps, width, wrap, Ink, WIDTH},
};
use std::fmt::Write;

/// How wide the narrowest column of amounts is, with the space before it.
const COLUMN: usize = 13;

/// The whole story.
#[must_use]
pub fn tell(story: &Story, books: &Books, ink: Ink) -> String {
    let mut out = String::new();
    let (title, file) = (&story.plan.title, &story.plan.file);
    let gap = WIDTH.saturating_sub(width(title) + width(file)).max(2);
    let _ = writeln!(out, "\n{}{}{}", ink.bold(title), " ".repeat(gap), ink.faint(file));
    let _ = writeln!(out, "{}", ink.faint(&"─".repeat(WIDTH)));
    for line in wrap(&story.plan.about, WIDTH) {
        let _ = writeln!(out, "{line}");
    }
    out.push('\n');
    plans(&mut out, story, ink);
    steps(&mut out, &story.tree.steps, ink);
    licenses(&mut out, story, books, ink);
    weeks(&mut out, story, books, ink);
    for total in &books.tree.totals {
        parties(&mut out, &story.tree, &books.tree, total.asset, ink);
    }
    places(&mut out, story, books, ink);
    let _ = writeln!(out, "\n{}", ink.bold("Does it add up?"));
    for check in &books.checks {
        out.push_str(&check_line(check, ink));
    }
    out
}

/// All digits of an amount, if there is room for them in a column.
fn cell(units: u128, decimals: u8) -> String {
    let exact = amount::exact(units, decimals);
    match units {
        0 => "–".into(),
        _ if width(&exact) < COLUMN => exact,
        _ => amount::brief(units, decimals),
    }
}

/// What is sold, a line each.
fn plans(out: &mut String, story: &Story, ink: Ink) {
    let plan = &story.plan;
    let head = format!(
        "{:>14}{:>10}{:>8}{:>10}{:>10}{:>10}{:>8}",
        "price", "for", "seats", "grace", "penalty", "referral", "pauses"
    );
    let _ = writeln!(out, "{}{}", ink.bold(&pad(&format!("On sale, in {}", plan.asset.name), 30)), ink.faint(&head));
    for offer in &plan.offers {
        let percent = |part: u16| format!("{} %", amount::plain(part.into(), 2));
        let grace = if offer.grace == 0 { "–".into() } else { amount::span(offer.grace) };
        let penalty = offer.penalty.map_or("no refund".into(), percent);
        let _ = writeln!(
            out,
            "  {}{:>14}{:>10}{:>8}{:>10}{penalty:>10}{:>10}{:>8}",
            pad(&offer.name, 28),
            cell(offer.price, plan.asset.decimals),
            words::days(offer.days.into()),
            offer.seats,
            shorten(&grace, 9),
            percent(offer.referral),
            offer.pauses
        );
    }
    out.push('\n');
}

fn licenses(out: &mut String, story: &Story, books: &Books, ink: Ink) {
    let decimals = story.plan.asset.decimals;
    let head = format!("{:>13}{:>13}{:>13}{:>13}  {:<22}", "paid", "refunded", "earned", "ahead", "access until");
    let title = format!("Subscriptions, in {}", story.plan.asset.name);
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad(&title, 24)), ink.faint(head.trim_end()));
    let show = |units: u128| cell(units, decimals);
    let mut sums = [0; 4];
    for row in &books.rows {
        let cells = [row.paid, row.refunded, row.earned, row.ahead];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        let [paid, refunded, earned, ahead] = cells.map(show);
        let until = words::until(story, row.license);
        let _ = writeln!(
            out,
            "  {}{paid:>13}{refunded:>13}{earned:>13}{ahead:>13}  {until}",
            pad(who(story, row.license), 22)
        );
        let mut text = row.plans.clone();
        let unnamed = story.paper.payments.iter().filter(|payment| payment.license == row.license);
        for payment in unnamed {
            let day = amount::clock(story.since_start(payment.at));
            let _ = write!(text, "; {} on {}", words::kind(payment.kind), day.split(',').next().unwrap_or_default());
        }
        if story.paper.licenses[row.license].is_canceled() {
            text.push_str("; canceled");
        }
        for line in wrap(&text, 94) {
            let _ = writeln!(out, "{}", ink.faint(&format!("    {line}")));
        }
    }
    let [paid, refunded, earned, ahead] = sums.map(show);
    let line = format!("  {:<22}{paid:>13}{refunded:>13}{earned:>13}{ahead:>13}", "all of them");
    let _ = writeln!(out, "{}", ink.bold(&line));
}

fn weeks(out: &mut String, story: &Story, books: &Books, ink: Ink) {
    let decimals = story.plan.asset.decimals;
    let title = format!("Revenue by week, in {}", story.plan.asset.name);
    let head = format!("{:>14}{:>14}{:>14}{:>14}{:>14}", "paid", "refunded", "earned", "released", "deferred");
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad(&title, 28)), ink.faint(&head));
    let show = |units: u128| cell(units, decimals);
    for (number, week) in books.weeks.iter().enumerate() {
        let [paid, refunded, earned, released] = [week.paid, week.refunded, week.earned, week.released].map(show);
        let deferred = show(week.deferred);
        let name = pad(&week_name(story, number), 26);
        let _ = writeln!(out, "  {name}{paid:>14}{refunded:>14}{earned:>14}{released:>14}{deferred:>14}");
    }
}

fn places(out: &mut String, story: &Story, books: &Books, ink: Ink) {
    let decimals = story.plan.asset.decimals;
    let all: u128 = books.places.iter().map(|place| place.amount).sum();
    let title = format!("Where every unit went, in {}", story.plan.asset.name);
    let _ = writeln!(out, "\n{}", ink.bold(&title));
    for place in &books.places {
        let (units, part) = (amount::exact(place.amount, decimals), amount::percent(place.amount, all));
        let (name, more) = (pad(&place.name, 30), ink.faint(&pad(place.more, 30)));
        let _ = writeln!(out, "  {name}{more}{units:>24}{part:>12}");
    }
    let line = format!("  {:<60}{:>24}{:>12}", "all that studios have spent", amount::exact(all, decimals), "100 %");
    let _ = writeln!(out, "{}", ink.bold(&line));
}

fn check_line(check: &Check, ink: Ink) -> String {
    let (mark, about) = (ink.mark(check.holds), ink.faint(&pad(check.about, 8)));
    let claim = &check.claim;
    if width(claim) + width(&check.numbers) + 14 <= WIDTH {
        let gap = WIDTH - 12 - width(claim) - width(&check.numbers);
        return format!("  {mark} {about}{claim}{}{}\n", " ".repeat(gap), ink.faint(&check.numbers));
    }
    format!("  {mark} {about}{claim}\n{}\n", ink.faint(&format!("{:>WIDTH$}", shorten(&check.numbers, WIDTH))))
}
