//! The report: one page with a picture, tables, a timeline and the checks of each story, and nothing that it would have to load.

use super::{
    amount,
    books::{Books, Check, Row},
    chapter::Chapter,
    digest::{digest, route, Entry},
    palette::Palette,
    picture::{self, count, escape},
    story::{Gas, Step, Story},
};
use std::fmt::Write;

/// The members of a collective that are listed by name.
const NAMED: usize = 6;

/// A played story with its books and its picture.
pub struct Told {
    /// The story.
    pub story: Story,
    /// Its books.
    pub books: Books,
    /// Its picture.
    pub picture: String,
}

/// The page about several stories.
#[must_use]
pub fn page(chapters: &[Chapter]) -> String {
    let checks: Vec<bool> = chapters.iter().flat_map(Chapter::checks).collect();
    let broken = checks.iter().filter(|holds| !**holds).count();
    let checks = count(checks.len(), "check");
    let verdict = if broken == 0 {
        format!("{checks} to the last unit, and all of them hold.")
    } else {
        format!("<strong>{broken} of {checks} fail.</strong>")
    };
    let mut body = String::new();
    for (number, chapter) in chapters.iter().enumerate() {
        body.push_str(&match chapter {
            Chapter::Trees(told) => section(number, told),
            Chapter::Dao(told) => told.section(number),
            Chapter::Studios(told) => told.section(number),
        });
    }
    let link =
        |(number, chapter): (usize, &Chapter)| format!("<a href=\"#story{number}\">{}</a>", escape(chapter.title()));
    let links: String = chapters.iter().enumerate().map(link).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Atelier: where the money went</title>\n\
         <style>{}{}</style>\n<body class=\"flow\">\n<header><p class=\"mark\">Atelier · {}</p>\
         <h1>Where the money went</h1><p>{}, played from files on a chain in one process. {verdict}</p>\
         <nav>{links}</nav></header>\n{body}</body>\n</html>\n",
        picture::style(),
        concat!(include_str!("page.css"), include_str!("dao/page.css"), include_str!("studios/page.css")),
        subject(chapters),
        stories(chapters.len())
    )
}

/// What the page is about.
fn subject(chapters: &[Chapter]) -> String {
    let mut subjects: Vec<&str> = Vec::new();
    for chapter in chapters {
        let subject = match chapter {
            Chapter::Trees(_) => "royalty splits",
            Chapter::Dao(_) => "governance",
            Chapter::Studios(_) => "subscriptions",
        };
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    match subjects.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => subjects.concat(),
    }
}

fn stories(number: usize) -> String {
    if number == 1 {
        "One story".into()
    } else {
        format!("{number} stories")
    }
}

/// What part of a block calls take, or how many blocks.
pub fn block_part(gas: &Gas) -> String {
    match gas.block_parts() {
        parts if parts < 1_000_000 => format!("{} of a block", amount::percent(parts.into(), 1_000_000)),
        // Only shown, never counted with.
        parts => format!("{:.1} blocks", parts as f64 / 1e6),
    }
}

fn section(number: usize, told: &Told) -> String {
    let Told { story, books, picture } = told;
    let palette = Palette::new(story.plan.parties.iter().map(|party| party.role.as_str()));
    let mut out = format!(
        "<section id=\"story{number}\"><h2>{}</h2><p class=\"about\">{}</p>{}<figure>{picture}</figure>",
        escape(&story.plan.title),
        escape(&story.plan.about),
        tiles(story, books)
    );
    for total in &books.totals {
        out.push_str(&table(story, books, total.asset, &palette));
    }
    let _ = write!(out, "<h3>What happened</h3>{}", timeline(&story.steps));
    let checks: String = books.checks.iter().map(|check| self::check(story, check)).collect();
    let _ = write!(out, "<h3>Does it add up?</h3><ul class=\"checks\">{checks}</ul>");
    let _ = writeln!(out, "<p class=\"file\">{}</p></section>", escape(&story.plan.file));
    out
}

fn tiles(story: &Story, books: &Books) -> String {
    let mut out = String::from("<dl class=\"tiles\">");
    let mut tile = |name: &str, value: String, more: String| {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>");
    };
    for total in &books.totals {
        let asset = &story.plan.assets[total.asset];
        let left = format!("{} of it left in the ledger by rounding", count_units(total.dust));
        let name = format!("sold in {}", escape(&asset.name));
        tile(&name, amount::brief(total.sold, asset.decimals), left);
    }
    let payees: std::collections::BTreeSet<_> = books.rows.iter().map(|row| row.party).collect();
    let splits = count(story.plan.splits.len(), "split");
    tile("payees", amount::thousands(&payees.len().to_string()), format!("by {splits}"));
    let gas = all_gas(&story.steps);
    tile("chain time", block_part(&gas), format!("in {}", count(gas.calls as usize, "call")));
    out + "</dl>"
}

/// What all steps cost.
pub fn all_gas(steps: &[Step]) -> Gas {
    steps.iter().fold(Gas::default(), |sum, step| Gas {
        calls: sum.calls + step.gas.calls,
        ref_time: sum.ref_time + step.gas.ref_time,
        proof_size: sum.proof_size + step.gas.proof_size,
    })
}

fn count_units(units: u128) -> String {
    let plural = if units == 1 { "" } else { "s" };
    format!("{} unit{plural}", amount::thousands(&units.to_string()))
}

/// Who got what, by which ways.
pub fn table(story: &Story, books: &Books, asset: usize, palette: &Palette) -> String {
    let plan = &story.plan.assets[asset];
    let mut out = format!(
        "<h3>Who got what, in {}</h3><div class=\"wide\"><table><thead><tr><th>party<th>owed<th>got<th>short<th>by \
         which way</thead><tbody>",
        escape(&plan.name)
    );
    for entry in digest(story, books, asset, NAMED) {
        let (who, owed, got, short, ways) = match &entry {
            Entry::One(row) => {
                let (who, ways) = (party(story, row, palette), ways(story, row));
                (who, row.owed_floor(), row.got, row.short().to_string(), ways)
            }
            Entry::Rest { split, count: rest, owed, got, most } => {
                let who = format!("and {}", count(*rest, "further member"));
                let of = format!("of {}", escape(&story.plan.splits[*split].name));
                (format!("{who}<small>{of}</small>"), *owed, *got, format!("≤ {most}"), "all of it in the data".into())
            }
        };
        let _ = write!(
            out,
            "<tr><td class=\"who\">{who}<td class=\"number\">{}<td class=\"number\">{}<td class=\"number\">{short}\
             <td class=\"ways\">{ways}",
            digits(owed, plan.decimals),
            digits(got, plan.decimals)
        );
    }
    for total in books.totals.iter().filter(|total| total.asset == asset) {
        let _ = write!(
            out,
            "</tbody><tfoot><tr><td>all sales, all payouts<td class=\"number\">{}<td class=\"number\">{}\
             <td class=\"number\"><td class=\"ways\">{} left in the ledger</tfoot>",
            digits(total.sold, plan.decimals),
            digits(total.paid, plan.decimals),
            count_units(total.dust)
        );
    }
    out + "</table></div>"
}

fn party(story: &Story, row: &Row, palette: &Palette) -> String {
    let party = &story.plan.parties[row.party];
    format!(
        "<i style=\"background:var(--c{})\"></i>{}<small>{}</small>",
        palette.color(&party.role),
        escape(&party.name),
        escape(&party.role)
    )
}

fn ways(story: &Story, row: &Row) -> String {
    let decimals = story.plan.assets[row.asset].decimals;
    // The only way has brought all of it.
    let is_only = row.routes.len() == 1;
    let way = |way: &super::books::Route| {
        let hows: Vec<_> = way.hows.iter().map(|how| how.words()).collect();
        let amount = if is_only { String::new() } else { digits(way.amount, decimals) };
        format!(
            "<li><span class=\"number\">{amount}</span><span>{}</span><em>{}</em>",
            escape(&route(story, &way.versions)),
            hows.join(", ")
        )
    };
    let class = if is_only { "" } else { " class=\"several\"" };
    format!("<ul{class}>{}</ul>", row.routes.iter().map(way).collect::<String>())
}

/// An amount whose decimals stand back.
pub fn digits(units: u128, decimals: u8) -> String {
    let text = amount::exact(units, decimals);
    match text.split_once('.') {
        Some((whole, part)) => format!("<span class=\"digits\">{whole}<s>.{part}</s></span>"),
        None => text,
    }
}

/// What happened, step by step.
pub fn timeline(steps: &[Step]) -> String {
    let mut out = String::from("<ol class=\"timeline\">");
    let mut last = None;
    for step in steps {
        let clock = if last == Some(step.at) { String::new() } else { amount::clock(step.at) };
        last = Some(step.at);
        let note = if step.note.is_empty() { String::new() } else { format!("<small>{}</small>", escape(&step.note)) };
        let gas = if step.gas.calls == 0 {
            String::new()
        } else {
            let micros = amount::thousands(&step.gas.micros().to_string());
            let calls = if step.gas.calls > 1 {
                format!(", {}", count(step.gas.calls as usize, "call"))
            } else {
                String::new()
            };
            format!("{}<small>{micros} µs{calls}</small>", block_part(&step.gas))
        };
        let title = escape(&step.title);
        let _ = write!(
            out,
            "<li><time>{clock}</time><b class=\"{0}\">{0}</b><div>{title}{note}</div><aside>{gas}</aside>",
            step.kind
        );
    }
    out + "</ol>"
}

fn check(story: &Story, check: &Check) -> String {
    let (class, mark) = if check.holds { ("holds", "✓") } else { ("fails", "✗") };
    format!(
        "<li class=\"{class}\"><b>{mark}</b><span>{}</span><div>{}<small>{}</small></div>",
        escape(&story.plan.assets[check.asset].name),
        escape(&check.claim),
        escape(&check.numbers)
    )
}
