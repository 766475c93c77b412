//! A DAO's story as text, on 100 columns.

use super::{
    books::{Books, Check},
    ledger::Ledger,
    story::Story,
    words,
};
use crate::demo::{
    amount,
    terminal::{pad, steps, width, wrap, Ink, WIDTH},
};
use atelier_governance::{proposal::State, track::House};
use std::fmt::Write;

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
    steps(&mut out, &story.steps, ink);
    proposals(&mut out, story, ink);
    treasury(&mut out, story, books, ink);
    people(&mut out, story, ink);
    let _ = writeln!(out, "\n{}", ink.bold("Does it add up?"));
    for check in &books.checks {
        out.push_str(&check_line(check, ink));
    }
    out
}

fn proposals(out: &mut String, story: &Story, ink: Ink) {
    let ledger = &story.ledger;
    let head = format!("{:<11}{:<26}{:<12}{:>10}", "track", "state", "proposed", "deposit");
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad("What was decided", 41)), ink.faint(&head));
    for (number, (proposal, paper)) in story.plan.proposals.iter().zip(&ledger.proposals).enumerate() {
        let state = ledger.state(number, story.ended);
        let day = amount::clock(story.since_start(paper.created));
        let day = day.split(',').next().unwrap_or_default();
        let deposit = amount::brief(paper.deposit, story.plan.money.decimals);
        let _ = writeln!(
            out,
            "  {}{:<11}{}{day:<12}{deposit:>10}",
            pad(&proposal.name, 39),
            words::track(paper.track),
            state_column(state, ink),
        );
        for house in Ledger::houses(paper.track) {
            let _ = writeln!(out, "{}", ink.faint(&house_line(story, number, *house)));
        }
        if let Some(line) = objection_line(story, number) {
            let _ = writeln!(out, "{}", ink.faint(&line));
        }
    }
}

fn state_column(state: State, ink: Ink) -> String {
    let text = pad(words::state(state), 26);
    match state {
        State::Executed => ink.set("32", &text),
        State::Vetoed(_) | State::Defeated(_) => ink.set("31", &text),
        _ => text,
    }
}

/// What a house said, beside its thresholds.
#[must_use]
pub fn house_line(story: &Story, proposal: usize, house: House) -> String {
    let Story { plan, ledger, .. } = story;
    let track = ledger.proposals[proposal].track;
    let [against, in_favor, abstain] = ledger.tally(proposal, house);
    let (met, approved) = ledger.verdict(proposal, house);
    let (quorum, (over, approval)) = words::bars(ledger, track, house);
    let sign = |holds: bool| if holds { "✓" } else { "✗" };
    match house {
        House::Community => {
            let votes = |units: u128| words::votes(plan, units);
            let tally = format!("{} for, {} against, {} abstain", votes(in_favor), votes(against), votes(abstain));
            let part = amount::percent(in_favor + abstain, ledger.supply());
            let share = amount::percent(in_favor, in_favor + against);
            format!(
                "    community  {tally:<40}  {part} ≥ {quorum} {}  {share} {over} {approval} {}",
                sign(met),
                sign(approved)
            )
        }
        House::Committee => {
            let seats = plan.seats.len();
            let tally = format!("{in_favor} for, {against} against, {abstain} abstain");
            let part = in_favor + abstain;
            let share = amount::percent(in_favor, seats as u128);
            let (met, approved) = (sign(met), sign(approved));
            format!(
                "    committee  {tally:<40}  {part} ≥ {quorum} of {seats} {met}  {share} {over} {approval} {approved}"
            )
        }
    }
}

/// The objections to a proposal beside what makes a veto, if there were any.
#[must_use]
pub fn objection_line(story: &Story, proposal: usize) -> Option<String> {
    let Story { plan, ledger, .. } = story;
    let paper = &ledger.proposals[proposal];
    let objector = Ledger::objector(paper.track)?;
    let (objections, needed) = (ledger.objections(proposal), ledger.veto_needed(paper.track));
    if paper.said.iter().all(|said| matches!(said.what, super::ledger::Word::Votes(_))) {
        return None;
    }
    let sign = if objections >= needed { "≥" } else { "<" };
    let text = match objector {
        House::Community => {
            let (part, least) =
                (amount::percent(objections, ledger.supply()), amount::percent(needed, ledger.supply()));
            format!("the community objects with {}", words::votes(plan, objections))
                + &format!("|{part} {sign} {least}")
        }
        House::Committee => {
            let seats = plan.seats.len();
            let verb = if objections == 1 { "seat objects" } else { "seats object" };
            format!("{objections} {verb}|{objections} {sign} {needed} of {seats}")
        }
    };
    let (who, numbers) = text.split_once('|').unwrap_or((&text, ""));
    let veto = if objections >= needed { "a veto" } else { "no veto" };
    Some(format!("    objection  {who:<40}  {numbers}: {veto}"))
}

fn treasury(out: &mut String, story: &Story, books: &Books, ink: Ink) {
    let plan = &story.plan;
    let head = format!("{:>19}{:>19}{:>19}{:>19}", "in", "out", "owed", "left");
    let title = format!("The treasury, in {}", plan.money.name);
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad(&title, 24)), ink.faint(&head));
    let show = |units: u128| amount::plain(units, plan.money.decimals);
    let mut sums = [0; 4];
    for row in &books.buckets {
        let cells = [row.came, row.paid, row.owed, row.left];
        let [came, paid, owed, left] = cells.map(show);
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        let _ = writeln!(out, "  {}{came:>19}{paid:>19}{owed:>19}{left:>19}", pad(words::bucket(row.bucket), 22));
        for debt in story.ledger.debts.iter().filter(|debt| debt.bucket == row.bucket as usize) {
            let (to, what) = (&plan.people[debt.to].name, &plan.proposals[debt.proposal].name);
            let (paid, owed) = (show(debt.paid), show(debt.total - debt.paid));
            let text = pad(&format!("{to}: {what}"), 39);
            let _ = writeln!(out, "{}", ink.faint(&format!("    {text}{paid:>19}{owed:>19}")));
        }
    }
    let [came, paid, owed, left] = sums.map(show);
    let line = format!("  {:<22}{came:>19}{paid:>19}{owed:>19}{left:>19}", "all buckets");
    let _ = writeln!(out, "{}", ink.bold(&line));
}

fn people(out: &mut String, story: &Story, ink: Ink) {
    let Story { plan, ledger, .. } = story;
    let head = format!("{:>19}{:>19}{:>9}{:>19}", "by the split", "by the treasury", "deposits", "all");
    let title = format!("Who got what, in {}", plan.money.name);
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad(&title, 34)), ink.faint(&head));
    let show = |units: u128| if units == 0 { "–".into() } else { amount::plain(units, plan.money.decimals) };
    for person in ranking(story) {
        let purse = &ledger.people[person];
        let down = if purse.down == 0 { "–".into() } else { format!("-{}", show(purse.down)) };
        let grown = story.end.grown[person];
        let sign = if grown < 0 { "-" } else { "" };
        let all = format!("{sign}{}", show(grown.unsigned_abs()));
        let (split, treasury) = (show(purse.split), show(purse.treasury));
        let name = &plan.people[person].name;
        let role = words::role(plan, person);
        let gap = " ".repeat(32usize.saturating_sub(width(name) + width(&role) + 2));
        let who = if gap.is_empty() { pad(name, 32) } else { format!("{name}  {}{gap}", ink.faint(&role)) };
        let _ = writeln!(out, "  {who}{split:>19}{treasury:>19}{down:>9}{all:>19}");
    }
    for (number, version) in ledger.tables.iter().enumerate() {
        let received = amount::plain(version.received, plan.money.decimals);
        let text = format!("table {} divided {received}: {}", number + 1, words::table(plan, &version.lines));
        for (line, text) in wrap(&text, 94).iter().enumerate() {
            let indent = if line == 0 { "  " } else { "    " };
            let _ = writeln!(out, "{}", ink.faint(&format!("{indent}{text}")));
        }
    }
}

/// Everybody whose balance has changed, whoever got most first.
#[must_use]
pub fn ranking(story: &Story) -> Vec<usize> {
    let mut order: Vec<usize> = (0..story.plan.people.len()).filter(|person| story.end.grown[*person] != 0).collect();
    order.sort_by_key(|person| std::cmp::Reverse(story.end.grown[*person]));
    order
}

fn check_line(check: &Check, ink: Ink) -> String {
    let (mark, about) = (ink.mark(check.holds), ink.faint(&pad(check.about, 10)));
    let claim = &check.claim;
    if width(claim) + width(&check.numbers) + 16 <= WIDTH {
        let gap = WIDTH - 14 - width(claim) - width(&check.numbers);
        return format!("  {mark} {about}{claim}{}{}\n", " ".repeat(gap), ink.faint(&check.numbers));
    }
    format!("  {mark} {about}{claim}\n{}\n", ink.faint(&format!("{:>WIDTH$}", check.numbers)))
}
