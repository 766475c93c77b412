//! A DAO's story as a section of the report.

use super::{
    books::{Books, Check},
    ledger::{Ledger, Word},
    story::Story,
    terminal::ranking,
    words, Told,
};
use crate::demo::{
    amount,
    page::{all_gas, block_part, digits, timeline},
    palette::Palette,
    picture::{count, escape},
};
use atelier_governance::{
    proposal::State,
    track::{House, Track},
};
use std::fmt::Write;

/// The section.
#[must_use]
pub fn section(number: usize, told: &Told) -> String {
    let Told { story, books, picture } = told;
    let plan = &story.plan;
    let mut out = format!(
        "<section id=\"story{number}\" class=\"dao\"><h2>{}</h2><p class=\"about\">{}</p>{}\
         <figure class=\"wider\" tabindex=\"0\">{picture}</figure>",
        escape(&plan.title),
        escape(&plan.about),
        tiles(story)
    );
    let _ = write!(out, "<h3>What was decided</h3>{}", proposals(story));
    let money = escape(&plan.money.name);
    let _ = write!(out, "<h3>Where the treasury's money went, in {money}</h3>{}", treasury(story, books));
    let _ = write!(out, "<h3>Who got what, in {money}</h3>{}", people(story));
    let _ = write!(out, "<h3>What happened</h3>{}", timeline(&story.steps));
    let checks: String = books.checks.iter().map(check).collect();
    let _ = write!(out, "<h3>Does it add up?</h3><ul class=\"checks\">{checks}</ul>");
    let _ = writeln!(out, "<p class=\"file\">{}</p></section>", escape(&plan.file));
    out
}

fn tiles(story: &Story) -> String {
    let Story { plan, ledger, .. } = story;
    let mut out = String::from("<dl class=\"tiles\">");
    let mut tile = |name: &str, value: String, more: String| {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>");
    };
    let executed = ledger.proposals.iter().filter(|paper| paper.executed.is_some()).count();
    tile("proposals", ledger.proposals.len().to_string(), format!("{executed} of them executed"));
    let said = ledger.proposals.iter().flat_map(|paper| &paper.said);
    let ballots = said.filter(|said| matches!(said.what, Word::Votes(_))).count();
    let holders = plan.people.iter().filter(|person| person.units > 0).count();
    let voters = format!("by {} and {}", count(holders, "holder"), count(plan.seats.len(), "seat"));
    tile("votes cast", ballots.to_string(), voters);
    let has = amount::brief(story.end.treasury, plan.money.decimals);
    let came = amount::brief(ledger.income, plan.money.decimals);
    tile(&format!("the treasury has, in {}", escape(&plan.money.name)), has, format!("of {came} that came in"));
    let gas = all_gas(&story.steps);
    tile("chain time", block_part(&gas), format!("in {}", count(gas.calls as usize, "call")));
    out + "</dl>"
}

fn proposals(story: &Story) -> String {
    let Story { plan, ledger, .. } = story;
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"decisions\"><thead><tr><th>proposal<th>state<th>community<small>for : against : abstain</small>\
         <th>committee<small>for : against : abstain</small><th>objections<small>beside what makes a veto</small></thead><tbody>",
    );
    for (number, (proposal, paper)) in plan.proposals.iter().zip(&ledger.proposals).enumerate() {
        let state = ledger.state(number, story.ended);
        let class = match state {
            State::Executed => "good",
            State::Vetoed(_) | State::Defeated(_) => "bad",
            _ => "open",
        };
        let houses = [House::Community, House::Committee].map(|house| {
            if Ledger::houses(paper.track).contains(&house) {
                verdict(story, number, house)
            } else {
                "–".into()
            }
        });
        let [community, committee] = houses;
        let _ = write!(
            out,
            "<tr><td class=\"what\">{}<small>{}, by {}: {}</small><td class=\"{class}\">{}<td>{community}<td>{committee}\
             <td>{}",
            escape(&proposal.name),
            words::track(paper.track),
            escape(&plan.people[proposal.by].name),
            escape(&words::acts(plan, proposal)),
            words::state(state),
            objections(story, number, paper.track)
        );
    }
    out + "</tbody></table></div>"
}

/// What a house said beside what it had to reach.
fn verdict(story: &Story, proposal: usize, house: House) -> String {
    let Story { plan, ledger, .. } = story;
    let [against, in_favor, abstain] = ledger.tally(proposal, house);
    let (met, approved) = ledger.verdict(proposal, house);
    let (quorum, (over, approval)) = words::bars(ledger, ledger.proposals[proposal].track, house);
    let sign = |holds: bool| if holds { "✓" } else { "✗" };
    let (tally, part, share) = match house {
        House::Community => (
            [in_favor, against, abstain].map(|units| words::votes(plan, units)),
            format!("{} ≥ {quorum}", amount::percent(in_favor + abstain, ledger.supply())),
            amount::percent(in_favor, in_favor + against),
        ),
        House::Committee => {
            let seats = plan.seats.len();
            (
                [in_favor, against, abstain].map(|seats| seats.to_string()),
                format!("{} ≥ {quorum} of {seats}", in_favor + abstain),
                amount::percent(in_favor, seats as u128),
            )
        }
    };
    let [in_favor, against, abstain] = tally;
    format!(
        "<span class=\"digits\">{in_favor} : {against} : {abstain}</span><small>quorum {part} {}<br>approval {share} {} \
         {approval} {}</small>",
        sign(met),
        escape(over),
        sign(approved)
    )
}

fn objections(story: &Story, proposal: usize, track: Track) -> String {
    let Story { plan, ledger, .. } = story;
    let Some(house) = Ledger::objector(track) else { return "nobody may".into() };
    let (objections, needed) = (ledger.objections(proposal), ledger.veto_needed(track));
    let sign = if objections >= needed { "≥" } else { "&lt;" };
    match house {
        House::Community => {
            let percent = |votes| amount::percent(votes, ledger.supply());
            let votes = words::votes(plan, objections);
            format!(
                "<span class=\"digits\">{votes}</span><small>{} {sign} {}</small>",
                percent(objections),
                percent(needed)
            )
        }
        House::Committee => {
            let seats = plan.seats.len();
            format!(
                "<span class=\"digits\">{}</span><small>{sign} {needed} of {seats}</small>",
                count(objections as usize, "seat")
            )
        }
    }
}

fn treasury(story: &Story, books: &Books) -> String {
    let Story { plan, ledger, .. } = story;
    let show = |units: u128| digits(units, plan.money.decimals);
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"money\"><thead><tr><th>bucket<th>in<th>out<th>owed<th>left</thead><tbody>",
    );
    let mut sums = [0; 4];
    for row in &books.buckets {
        let cells = [row.came, row.paid, row.owed, row.left];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        let numbers: String = cells.map(|cell| format!("<td class=\"number\">{}", show(cell))).concat();
        let _ = write!(out, "<tr><td class=\"what\">{}{numbers}", words::bucket(row.bucket));
        for debt in ledger.debts.iter().filter(|debt| debt.bucket == row.bucket as usize) {
            let _ = write!(
                out,
                "<tr class=\"part\"><td>{}<small>by “{}”</small><td><td class=\"number\">{}<td class=\"number\">{}<td>",
                escape(&plan.people[debt.to].name),
                escape(&plan.proposals[debt.proposal].name),
                show(debt.paid),
                show(debt.total - debt.paid)
            );
        }
    }
    let numbers: String = sums.map(|sum| format!("<td class=\"number\">{}", show(sum))).concat();
    let _ = write!(out, "</tbody><tfoot><tr><td>all buckets{numbers}</tfoot>");
    out + "</table></div>"
}

fn people(story: &Story) -> String {
    let Story { plan, ledger, .. } = story;
    let decimals = plan.money.decimals;
    let palette = Palette::new(plan.people.iter().map(|person| person.role.as_str()));
    let show = |units: u128| if units == 0 { "–".into() } else { digits(units, decimals) };
    let mut out = String::from(
        "<div class=\"wide\"><table class=\"money\"><thead><tr><th>who<th>by the split<th>by the treasury<th>deposits\
         <th>all</thead><tbody>",
    );
    for person in ranking(story) {
        let purse = &ledger.people[person];
        let grown = story.end.grown[person];
        let down = if purse.down == 0 { "–".into() } else { format!("−{}", digits(purse.down, decimals)) };
        let sign = if grown < 0 { "−" } else { "" };
        let _ = write!(
            out,
            "<tr><td class=\"who\"><i style=\"background:var(--c{})\"></i>{}<small>{}</small><td class=\"number\">{}\
             <td class=\"number\">{}<td class=\"number\">{down}<td class=\"number\">{sign}{}",
            palette.color(&plan.people[person].role),
            escape(&plan.people[person].name),
            escape(&words::role(plan, person)),
            show(purse.split),
            show(purse.treasury),
            show(grown.unsigned_abs())
        );
    }
    out.push_str("</tbody></table></div>");
    for (number, version) in ledger.tables.iter().enumerate() {
        let _ = write!(
            out,
            "<p class=\"file\">{}, table {}, divided {}: {}.</p>",
            escape(&plan.split),
            number + 1,
            amount::plain(version.received, decimals),
            escape(&words::table(plan, &version.lines))
        );
    }
    out
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
