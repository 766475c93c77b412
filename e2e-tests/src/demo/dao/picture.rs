//! The proposals of a DAO as an SVG picture: a calendar of all of them, then each with its phases, its votes and its
//! thresholds, on one scale of days.

use super::{
    ledger::{Paper, Said, Word},
    meters::{meters, Meter, METER_HEIGHT},
    story::Story,
    words,
};
use crate::demo::{amount, picture::escape};
use atelier_governance::{
    proposal::{State, Support},
    units::{Millis, DAY},
};
use std::fmt::Write;

/// The width of the picture.
const WIDTH: f64 = 1200.0;
/// Where lanes begin and where their timelines end.
const LEFT: f64 = 20.0;
const END: f64 = 704.0;
const RIGHT: f64 = WIDTH - 20.0;
/// Where the calendar's bars begin.
const CALENDAR: f64 = 236.0;
/// The height of a row of the calendar.
const ROW: f64 = 17.0;
/// The height of a timeline's bar.
const BAR: f64 = 16.0;
/// The distance between two votes of the same moment.
const STACK: f64 = 10.0;

/// A stretch of a proposal's life.
struct Phase {
    class: &'static str,
    name: &'static str,
    from: Millis,
    to: Millis,
}

/// The picture as a part of a page. `number` keeps its names apart from those of others.
#[must_use]
pub fn draw(story: &Story, number: usize) -> String {
    let mut body = legend();
    let mut top = 68.0;
    let (calendar, height) = calendar(story, top);
    body.push_str(&calendar);
    top += height + 26.0;
    let papers = story.ledger.proposals.iter().enumerate();
    let longest = papers.map(|(proposal, paper)| last(story, proposal) - paper.created).max();
    // Room for the mark at the end.
    let scale = (END - LEFT - 16.0) / longest.unwrap_or(DAY).max(DAY) as f64;
    for proposal in 0..story.ledger.proposals.len() {
        let lane = Lane { story, proposal, scale };
        let (drawn, height) = lane.draw();
        let _ = write!(body, "<g transform=\"translate(0 {top:.1})\">{drawn}</g>");
        top += height;
    }
    let title = escape(&story.plan.title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" viewBox=\"0 0 {WIDTH:.0} {top:.0}\" role=\"img\" \
         aria-labelledby=\"dao{number}t dao{number}d\"><title id=\"dao{number}t\">The proposals of {title}</title>\
         <desc id=\"dao{number}d\">{}</desc>{body}</svg>",
        escape(&description(story))
    )
}

/// What the picture shows, for those who do not see it.
fn description(story: &Story) -> String {
    let sentence = |(number, proposal): (usize, &super::plan::Proposal)| {
        let paper = &story.ledger.proposals[number];
        let state = words::state(story.ledger.state(number, story.ended));
        let day = amount::clock(story.since_start(paper.created));
        format!("{}, {}, proposed on {day}: {state}.", proposal.name, words::track(paper.track))
    };
    story.plan.proposals.iter().enumerate().map(sentence).collect::<Vec<_>>().join(" ")
}

fn legend() -> String {
    let mut legend = String::new();
    let mut x = LEFT;
    let phases = [
        ("pending", "pending"),
        ("vote", "vote"),
        ("tail", "only Against"),
        ("window", "objections"),
        ("lock", "timelock"),
    ];
    for (class, name) in phases {
        let _ = write!(
            legend,
            "<rect class=\"phase {class}\" x=\"{x:.0}\" y=\"13\" width=\"20\" height=\"12\" rx=\"2\"/>\
             <text x=\"{:.0}\" y=\"23\" class=\"role\">{name}</text>",
            x + 26.0
        );
        x += 26.0 + name.chars().count() as f64 * 6.9 + 20.0;
    }
    x += 18.0;
    let words = [
        (Word::Votes(Support::For), "for"),
        (Word::Votes(Support::Against), "against"),
        (Word::Votes(Support::Abstain), "abstains"),
        (Word::Objects, "objects"),
        (Word::Retracts, "takes it back"),
    ];
    for (word, name) in words {
        let _ = write!(
            legend,
            "{}<text x=\"{:.0}\" y=\"23\" class=\"role\">{name}</text>",
            symbol(word, x + 5.0, 19.0),
            x + 15.0
        );
        x += 15.0 + name.chars().count() as f64 * 6.9 + 18.0;
    }
    let _ = write!(
        legend,
        "<text x=\"{LEFT}\" y=\"44\" class=\"caption\">Symbols above a line are the community's, those below it the committee's \
         seats; pale ones were changed later. Marks on the bars at the right are what has to be reached.</text>"
    );
    legend
}

/// What somebody said, as a symbol that can be told by its shape too.
fn symbol(word: Word, x: f64, y: f64) -> String {
    match word {
        Word::Votes(Support::For) => format!("<circle class=\"for\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
        Word::Votes(Support::Against) => {
            format!("<path class=\"cross\" d=\"M{:.1} {:.1}l6 6m0 -6l-6 6\"/>", x - 3.0, y - 3.0)
        }
        Word::Votes(Support::Abstain) => format!("<circle class=\"ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\"/>"),
        Word::Objects | Word::Retracts => {
            let class = if word == Word::Objects { "objects" } else { "hollow" };
            format!("<path class=\"{class}\" d=\"M{x:.1} {:.1}l4.6 8h-9.2z\"/>", y - 4.5)
        }
    }
}

/// The phases of a proposal as far as they came.
fn phases(story: &Story, proposal: usize) -> Vec<Phase> {
    let ledger = &story.ledger;
    let paper = &ledger.proposals[proposal];
    let mut phases = vec![
        Phase { class: "pending", name: "", from: paper.created, to: paper.snapshot },
        Phase { class: "vote", name: "vote", from: paper.snapshot, to: paper.for_end },
        Phase { class: "tail", name: "", from: paper.for_end, to: paper.end },
    ];
    let is_defeated = matches!(ledger.state(proposal, story.ended), State::Defeated(_));
    if paper.window_end > paper.end && !is_defeated {
        phases.push(Phase { class: "window", name: "objections", from: paper.end, to: paper.window_end });
    }
    if let (Some(queued), Some(eta)) = (paper.queued, ledger.eta(proposal)) {
        phases.push(Phase { class: "lock", name: "timelock", from: queued, to: eta });
        let expires = eta + ledger.settings(paper.track).grace;
        if paper.executed.is_none() {
            phases.push(Phase { class: "grace", name: "can be executed", from: eta, to: expires });
        }
    }
    phases.retain(|phase| phase.from < story.ended);
    for phase in &mut phases {
        phase.to = phase.to.min(story.ended);
    }
    phases
}

/// The last moment of a proposal that is drawn.
fn last(story: &Story, proposal: usize) -> Millis {
    let paper = &story.ledger.proposals[proposal];
    let drawn = phases(story, proposal).last().map_or(paper.created, |phase| phase.to);
    drawn.max(paper.executed.unwrap_or(0))
}

/// How a proposal ended, as a class for its color, and when.
fn ending(story: &Story, proposal: usize) -> (&'static str, Option<Millis>) {
    let paper = &story.ledger.proposals[proposal];
    match story.ledger.state(proposal, story.ended) {
        State::Executed => ("good", paper.executed),
        State::Vetoed(_) => ("bad", Some(paper.window_end)),
        State::Defeated(_) => ("bad", Some(paper.end)),
        State::Unexecuted | State::Unqueued => ("bad", Some(last(story, proposal))),
        _ => ("open", None),
    }
}

/// A mark for how a proposal ended.
fn end_mark(class: &str, x: f64, y: f64, radius: f64) -> String {
    let half = radius * 0.42;
    let sign = if class == "good" {
        format!(
            "<path class=\"check\" d=\"M{:.1} {y:.1}l{:.1} {half:.1}l{:.1} -{:.1}\"/>",
            x - half,
            half * 0.8,
            half * 1.3,
            half * 1.9
        )
    } else {
        let across = half * 1.6;
        format!(
            "<path class=\"stop\" d=\"M{:.1} {:.1}l{across:.1} {across:.1}m0 -{across:.1}l-{across:.1} {across:.1}\"/>",
            x - across / 2.0,
            y - across / 2.0
        )
    };
    format!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>{sign}")
}

/// All proposals on the calendar of the story, with its sales and payouts; and how high that is.
fn calendar(story: &Story, top: f64) -> (String, f64) {
    let length = (story.ended - story.started).max(DAY) as f64;
    let x = |at: Millis| CALENDAR + story.since_start(at) as f64 / length * (RIGHT - CALENDAR);
    let rows = story.ledger.proposals.len() as f64;
    let (first, bottom) = (top + 28.0, top + 28.0 + (rows + 1.0) * ROW);
    let mut out = String::new();
    let days = (story.ended - story.started) / DAY;
    let step = if days > 400 {
        100
    } else if days > 120 {
        30
    } else {
        10
    };
    for day in (0..=days).step_by(step as usize) {
        let at = x(story.started + day * DAY);
        let name = if day == 0 { "day 1".into() } else { (day + 1).to_string() };
        let _ = write!(
            out,
            "<line class=\"hair\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{bottom:.1}\"/>\
             <text class=\"caption\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>",
            top + 14.0,
            top + 9.0
        );
    }
    let mut y = first;
    let _ = write!(out, "<text class=\"caption\" x=\"{LEFT}\" y=\"{y:.1}\">sales ◆ and payouts ●</text>");
    for step in &story.steps {
        let at = x(story.started + step.at);
        let hint = escape(&step.title);
        match step.kind {
            "sale" => {
                let _ = write!(
                    out,
                    "<path class=\"gem\" d=\"M{at:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5z\"><title>{hint}</title></path>",
                    y - 9.5
                );
            }
            "collect" => {
                let _ = write!(
                    out,
                    "<circle class=\"coin\" cx=\"{at:.1}\" cy=\"{:.1}\" r=\"4\"><title>{hint}</title></circle>",
                    y - 4.0
                );
            }
            _ => {}
        }
    }
    for (number, proposal) in story.plan.proposals.iter().enumerate() {
        y += ROW;
        let name = escape(&shorten(&proposal.name, 32));
        let _ = write!(out, "<text class=\"caption\" x=\"{LEFT}\" y=\"{y:.1}\">{name}</text>");
        let paper = &story.ledger.proposals[number];
        let middle = y - 4.0;
        let (from, to) = (x(paper.created), x(last(story, number)));
        let _ = write!(
            out,
            "<line class=\"thread\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>"
        );
        for phase in phases(story, number) {
            let (from, to) = (x(phase.from), x(phase.to));
            let _ = write!(
                out,
                "<rect class=\"paper\" x=\"{from:.1}\" y=\"{0:.1}\" width=\"{1:.1}\" height=\"8\"/>\
                 <rect class=\"phase {2}\" x=\"{from:.1}\" y=\"{0:.1}\" width=\"{1:.1}\" height=\"8\"/>",
                middle - 4.0,
                (to - from).max(0.8),
                phase.class
            );
        }
        if let (class, Some(at)) = ending(story, number) {
            out.push_str(&end_mark(class, x(at) + 6.0, middle, 5.5));
        }
    }
    (out, bottom - top)
}

/// One proposal: what it is about, its timeline, and its meters.
struct Lane<'a> {
    story: &'a Story,
    proposal: usize,
    /// Units for a millisecond.
    scale: f64,
}

impl Lane<'_> {
    fn paper(&self) -> &Paper {
        &self.story.ledger.proposals[self.proposal]
    }

    fn x(&self, at: Millis) -> f64 {
        LEFT + at.saturating_sub(self.paper().created) as f64 * self.scale
    }

    /// The lane and its height.
    fn draw(&self) -> (String, f64) {
        let (above, below) = (self.highest(false), self.highest(true));
        // Headline and caption, then the stacks of votes with the bar between them, then the days.
        let bar = 62.0 + above * STACK;
        let days = bar + BAR + below * STACK + if below > 0.0 { 24.0 } else { 18.0 };
        let meters = meters(self.story, self.proposal);
        let height = (days + 22.0).max(30.0 + (meters.len() as f64 / 2.0).ceil() * METER_HEIGHT + 14.0);
        let mut out = self.head();
        out.push_str(&self.timeline(bar, days));
        for (place, meter) in meters.iter().enumerate() {
            out.push_str(&self.meter(place, meter));
        }
        (out, height)
    }

    fn head(&self) -> String {
        let Story { plan, ledger, ended, .. } = self.story;
        let (proposal, paper) = (&plan.proposals[self.proposal], self.paper());
        let state = ledger.state(self.proposal, *ended);
        let (class, _) = ending(self.story, self.proposal);
        let who = format!(
            "{} · {}, {}",
            words::track(paper.track),
            plan.people[proposal.by].name,
            amount::clock(self.story.since_start(paper.created))
        );
        let acts = words::acts(plan, proposal);
        let what = match proposal.carries {
            Some(refused) => format!("what was refused as “{}”: {acts}", plan.proposals[refused].name),
            None => acts,
        };
        let what = shorten(&what, 104);
        let name = escape(&shorten(&proposal.name, 44));
        format!(
            "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"0.5\" y2=\"0.5\" class=\"rule\"/>\
             <text x=\"{LEFT}\" y=\"26\" class=\"headline\">{name}<tspan class=\"sum\" dx=\"12\" font-weight=\"400\">{}</tspan></text>\
             <text x=\"{END}\" y=\"26\" text-anchor=\"end\" class=\"{class}\">{}</text>\
             <text x=\"{LEFT}\" y=\"45\" class=\"caption\">{}</text>",
            escape(&who),
            words::state(state),
            escape(&what)
        )
    }

    fn timeline(&self, bar: f64, days: f64) -> String {
        let mut out = String::new();
        let (paper, middle) = (self.paper(), bar + BAR / 2.0);
        let _ = write!(
            out,
            "<line class=\"thread\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>",
            self.x(last(self.story, self.proposal))
        );
        let mut labeled = f64::MIN;
        let mut label = |out: &mut String, at: Millis| {
            let x = self.x(at);
            let day = self.story.since_start(at) / DAY + 1;
            let name = if labeled == f64::MIN { format!("day {day}") } else { day.to_string() };
            // Labels that would touch the one before are left out; the first has a word more.
            if x - labeled < if labeled == LEFT { 52.0 } else { 26.0 } {
                return;
            }
            labeled = x;
            let anchor = if x - LEFT < 4.0 { "start" } else { "middle" };
            let _ = write!(
                out,
                "<line class=\"hair\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\
                 <text class=\"caption\" x=\"{x:.1}\" y=\"{days:.1}\" text-anchor=\"{anchor}\">{name}</text>",
                bar + BAR,
                days - 11.0
            );
        };
        label(&mut out, paper.created);
        for phase in phases(self.story, self.proposal) {
            let (from, to) = (self.x(phase.from), self.x(phase.to));
            label(&mut out, phase.from);
            label(&mut out, phase.to);
            let width = (to - from).max(0.8);
            let span = amount::span(phase.to - phase.from);
            let _ = write!(
                out,
                "<rect class=\"paper\" x=\"{from:.1}\" y=\"{bar:.1}\" width=\"{width:.1}\" height=\"{BAR}\"/>\
                 <rect class=\"phase {}\" x=\"{from:.1}\" y=\"{bar:.1}\" width=\"{width:.1}\" height=\"{BAR}\">\
                 <title>{}: {span}</title></rect>",
                phase.class,
                if phase.name.is_empty() { phase.class } else { phase.name }
            );
            // A name of a letter more or less needs seven units of room more or less.
            if phase.name.chars().count() as f64 * 7.0 + 8.0 < width {
                let _ = write!(
                    out,
                    "<text class=\"in-phase\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    from + width / 2.0,
                    bar + 12.0,
                    phase.name
                );
            }
        }
        out.push_str(&self.said(bar));
        if let (class, Some(at)) = ending(self.story, self.proposal) {
            let hint = words::state(self.story.ledger.state(self.proposal, self.story.ended));
            let day = amount::clock(self.story.since_start(at));
            let mark = end_mark(class, self.x(at) + 9.0, middle, 9.0);
            let _ = write!(out, "<g><title>{hint}, {day}</title>{mark}</g>");
        }
        out
    }

    /// Everything that was said: the community above the bar, seats below it.
    fn said(&self, bar: f64) -> String {
        let (mut stems, mut symbols) = (String::new(), String::new());
        let plan = &self.story.plan;
        let mut stacks: Vec<((Millis, bool), f64)> = Vec::new();
        for (place, said) in self.paper().said.iter().enumerate() {
            let is_seat = said.voter.seat.is_some();
            let level = level(&mut stacks, (said.at, is_seat));
            let y = if is_seat { bar + BAR + 4.0 + level * STACK } else { bar - 4.0 - level * STACK };
            let stem = if is_seat { bar + BAR } else { bar };
            let x = self.x(said.at);
            let name = &plan.people[said.voter.person].name;
            let what = match said.what {
                Word::Votes(support) => words::support(support),
                Word::Objects => "objects",
                Word::Retracts => "takes the objection back",
            };
            let day = amount::clock(self.story.since_start(said.at));
            let gone = if self.is_gone(place, said) { " gone" } else { "" };
            let hint = escape(&format!("{name}: {what}, {day}"));
            let _ = write!(stems, "<line class=\"hair\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{stem:.1}\" y2=\"{y:.1}\"/>");
            let symbol = symbol(said.what, x, y);
            let _ = write!(symbols, "<g class=\"said{gone}\"><title>{hint}</title>{symbol}</g>");
        }
        stems + &symbols
    }

    /// Whether somebody said something else later.
    fn is_gone(&self, place: usize, said: &Said) -> bool {
        let same_voter = |later: &&Said| {
            let (one, other) = (later.voter, said.voter);
            (one.person, one.seat) == (other.person, other.seat)
        };
        let is_vote = matches!(said.what, Word::Votes(_));
        let mut later = self.paper().said[place + 1..].iter().filter(same_voter);
        later.any(|later| matches!(later.what, Word::Votes(_)) == is_vote)
    }

    /// How many spoke at once at the most.
    fn highest(&self, seats: bool) -> f64 {
        let mut stacks = Vec::new();
        let said = self.paper().said.iter().filter(|said| said.voter.seat.is_some() == seats);
        said.map(|said| level(&mut stacks, (said.at, seats))).fold(0.0, f64::max)
    }

    fn meter(&self, place: usize, meter: &Meter) -> String {
        // Two in a row.
        let (column, row) = ((place % 2) as f64, (place / 2) as f64);
        let width = (RIGHT - END - 44.0 - 24.0) / 2.0;
        let (x, y) = (END + 44.0 + column * (width + 24.0), 20.0 + row * METER_HEIGHT);
        meter.draw(x, y, width)
    }
}

/// The next free place of a stack, from 1.
fn level(stacks: &mut Vec<((Millis, bool), f64)>, key: (Millis, bool)) -> f64 {
    match stacks.iter_mut().find(|(known, _)| *known == key) {
        Some((_, level)) => {
            *level += 1.0;
            *level
        }
        None => {
            stacks.push((key, 1.0));
            1.0
        }
    }
}

fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let start: String = text.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
}
