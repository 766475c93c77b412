//! Tallies as bars, with the marks that they must reach.

use super::{
    ledger::{Ledger, Word},
    story::Story,
    words,
};
use crate::demo::{amount, picture::escape};
use atelier_governance::track::House;
use std::fmt::Write;

/// The room that a meter takes, from its label to the label of its mark.
pub const METER_HEIGHT: f64 = 54.0;

/// A bar of a whole, with parts and marks.
pub struct Meter {
    label: String,
    value: String,
    /// From the left: how much of the whole, as which class.
    parts: Vec<(f64, &'static str)>,
    /// How many equal pieces it is cut into, for seats.
    pieces: u128,
    /// Where, and what it says.
    mark: (f64, String),
}

/// The meters of a proposal: of each house that votes, and of the one that may object.
#[must_use]
pub fn meters(story: &Story, proposal: usize) -> Vec<Meter> {
    let track = story.ledger.proposals[proposal].track;
    let mut meters = Vec::new();
    for house in Ledger::houses(track) {
        match house {
            House::Community => meters.extend(community(story, proposal)),
            House::Committee => meters.extend(committee(story, proposal)),
        }
    }
    if let Some(house) = Ledger::objector(track) {
        // Where nobody spoke there is no bar to look at.
        let said = &story.ledger.proposals[proposal].said;
        if said.iter().any(|said| matches!(said.what, Word::Objects)) {
            meters.push(objections(story, proposal, house));
        }
    }
    meters
}

// Only drawn, never counted with.
fn part(part: u128, whole: u128) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn community(story: &Story, proposal: usize) -> [Meter; 2] {
    let ledger = &story.ledger;
    let track = ledger.proposals[proposal].track;
    let [against, in_favor, abstain] = ledger.tally(proposal, House::Community);
    let supply = ledger.supply();
    let bar = ledger.settings(track).community;
    let (quorum, (over, approval)) = words::bars(ledger, track, House::Community);
    [
        Meter {
            label: "community".into(),
            value: format!("{} for + abstain", amount::percent(in_favor + abstain, supply)),
            parts: vec![
                (part(in_favor, supply), "for"),
                (part(abstain, supply), "abstain"),
                (part(against, supply), "against"),
            ],
            pieces: 1,
            mark: (f64::from(bar.quorum.0) / 1e4, format!("quorum {quorum}")),
        },
        Meter {
            label: String::new(),
            value: format!("{} in favor", amount::percent(in_favor, in_favor + against)),
            parts: vec![(part(in_favor, in_favor + against), "for"), (part(against, in_favor + against), "against")],
            pieces: 1,
            mark: (f64::from(bar.approval.0) / 1e4, format!("{} {approval}", escape(over))),
        },
    ]
}

fn committee(story: &Story, proposal: usize) -> [Meter; 2] {
    let ledger = &story.ledger;
    let track = ledger.proposals[proposal].track;
    let [against, in_favor, abstain] = ledger.tally(proposal, House::Committee);
    let seats = story.plan.seats.len() as u128;
    let bar = ledger.settings(track).committee;
    let (quorum, (over, approval)) = words::bars(ledger, track, House::Committee);
    [
        Meter {
            label: "committee".into(),
            value: format!("{} of {seats} for + abstain", in_favor + abstain),
            parts: vec![
                (part(in_favor, seats), "for"),
                (part(abstain, seats), "abstain"),
                (part(against, seats), "against"),
            ],
            pieces: seats,
            mark: (part(ledger.seats_needed(track), seats), format!("quorum {quorum} seats")),
        },
        Meter {
            label: String::new(),
            value: format!("{in_favor} of {seats} in favor"),
            parts: vec![(part(in_favor, seats), "for")],
            pieces: seats,
            mark: (f64::from(bar.approval.0) / 1e4, format!("{} {approval}", escape(over))),
        },
    ]
}

fn objections(story: &Story, proposal: usize, house: House) -> Meter {
    let ledger = &story.ledger;
    let objections = ledger.objections(proposal);
    let needed = ledger.veto_needed(ledger.proposals[proposal].track);
    let (whole, value, mark, pieces) = match house {
        House::Community => {
            let supply = ledger.supply();
            let percent = |votes| amount::percent(votes, supply);
            (supply, format!("{} object", percent(objections)), format!("veto at {}", percent(needed)), 1)
        }
        House::Committee => {
            let seats = story.plan.seats.len() as u128;
            let verb = if objections == 1 { "objects" } else { "object" };
            (seats, format!("{objections} of {seats} {verb}"), format!("veto at {needed} seats"), seats)
        }
    };
    Meter {
        label: words::house(house).into(),
        value,
        parts: vec![(part(objections, whole), "objects")],
        pieces,
        mark: (part(needed, whole), mark),
    }
}

impl Meter {
    /// The meter in its place.
    #[must_use]
    pub fn draw(&self, x: f64, y: f64, width: f64) -> String {
        let Self { label, value, parts, pieces, mark: (at, says) } = self;
        let bar = y + 15.0;
        let mut out = String::from("<g>");
        let end = x + width;
        if label.is_empty() {
            let _ = write!(out, "<text class=\"meter\" x=\"{x:.1}\" y=\"{:.1}\">{value}</text>", y + 9.0);
        } else {
            let _ = write!(
                out,
                "<text class=\"meter\" x=\"{x:.1}\" y=\"{0:.1}\"><tspan font-weight=\"650\">{label}</tspan>\
                 <tspan dx=\"7\">{value}</tspan></text>",
                y + 9.0
            );
        }
        let _ = write!(
            out,
            "<rect class=\"none\" x=\"{x:.1}\" y=\"{bar:.1}\" width=\"{width:.1}\" height=\"9\" rx=\"1.5\"/>"
        );
        let mut from = x;
        for (part, class) in parts.iter().filter(|(part, _)| *part > 0.0) {
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{bar:.1}\" width=\"{:.1}\" height=\"9\"/>",
                part * width
            );
            from += part * width;
        }
        for piece in 1..*pieces {
            let cut = x + width * piece as f64 / *pieces as f64;
            let _ =
                write!(out, "<rect class=\"paper\" x=\"{:.1}\" y=\"{bar:.1}\" width=\"2\" height=\"9\"/>", cut - 1.0);
        }
        let mark = x + at * width;
        // A label beside its mark, on the side where there is room.
        let (label_x, anchor) = if *at < 0.5 { (mark + 4.0, "start") } else { (mark - 4.0, "end") };
        let _ = write!(
            out,
            "<line class=\"mark\" x1=\"{mark:.1}\" x2=\"{mark:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\
             <text class=\"threshold\" x=\"{label_x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{says}</text></g>",
            bar - 3.0,
            bar + 21.0,
            bar + 21.0
        );
        debug_assert!(mark <= end + 0.1, "a threshold is part of the whole");
        out
    }
}
