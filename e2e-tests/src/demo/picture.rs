//! The flow of money as an SVG picture: one panel for each asset.

use super::{
    amount,
    books::Books,
    flow::{self, Flow, Kind},
    palette::{self, Palette},
    sankey::{self, Band, Bar, Layout, Room},
    story::Story,
};
use std::fmt::Write;

/// The width of a node.
const BAR: f64 = 11.0;
/// Room for the names of buyers, and of payees.
const LEFT: f64 = 168.0;
const RIGHT: f64 = 252.0;
/// The height of a panel's heading.
const HEADING: f64 = 64.0;
/// The distance between panels.
const BETWEEN: f64 = 44.0;

/// The picture's own style; `--paper` and the inks come in a light and a dark version.
#[must_use]
pub fn style() -> String {
    let light = "--paper:#fbfaf6;--ink:#24211d;--soft:#79736a;--line:#e2ddd2;--trunk:#8f979b;";
    let dark = "--paper:#171613;--ink:#ece7dd;--soft:#9d968a;--line:#35322c;--trunk:#767d80;";
    let mut style = format!(
        ".flow{{{light}{}}}@media(prefers-color-scheme:dark){{.flow{{{dark}{}}}}}",
        palette::variables(false),
        palette::variables(true)
    );
    style.push_str(include_str!("picture.css"));
    style.push_str(include_str!("dao/picture.css"));
    style.push_str(include_str!("studios/picture.css"));
    style
}

/// The picture of a story as a part of a page. `number` keeps the names of gradients apart.
#[must_use]
pub fn draw(story: &Story, books: &Books, number: usize) -> String {
    let palette = Palette::new(story.plan.parties.iter().map(|party| party.role.as_str()));
    draw_flows(&flow::flows(story, books), &palette, &story.plan.title, number)
}

/// The picture of flows, in these colors.
#[must_use]
pub fn draw_flows(flows: &[Flow], palette: &Palette, title: &str, number: usize) -> String {
    let width = flows.iter().map(width).fold(0.0, f64::max);
    let mut body = legend(palette, flows);
    let mut top = 44.0;
    for flow in flows {
        let height = height(flow);
        let prefix = format!("f{number}a{}", flow.asset);
        let panel = Panel { flow, palette, prefix, width };
        let _ = write!(body, "<g transform=\"translate(0 {top:.1})\">{}</g>", panel.draw(height));
        top += HEADING + height + BETWEEN;
    }
    let title = escape(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" viewBox=\"0 0 {width:.0} {:.0}\" role=\"img\" \
         aria-label=\"The flow of money: {title}\">{body}</svg>",
        top - BETWEEN + 10.0
    )
}

/// The same as a file of its own.
#[must_use]
pub fn file(picture: &str) -> String {
    let head = format!("<style>{}</style><rect width=\"100%\" height=\"100%\" class=\"paper\"/>", style());
    match picture.split_once('>') {
        Some((start, rest)) => format!("{start}>{head}{rest}\n"),
        None => picture.into(),
    }
}

/// Wide enough for the labels of each column; pictures of few columns are as wide as others.
fn width(flow: &Flow) -> f64 {
    LEFT + RIGHT + BAR + (158.0 * (flow.columns - 1) as f64).max(720.0)
}

/// A dot and a word for each role that is drawn.
fn legend(palette: &Palette, flows: &[Flow]) -> String {
    let is_drawn = |role: &str| {
        let mut nodes = flows.iter().flat_map(|flow| &flow.nodes);
        nodes.any(|node| matches!(&node.kind, Kind::Payee(other) if other == role))
    };
    let mut x = 26.0;
    let mut legend = String::new();
    for (role, color) in palette.roles().filter(|(role, _)| is_drawn(role)) {
        let _ = write!(
            legend,
            "<circle cx=\"{x:.0}\" cy=\"20\" r=\"5\" fill=\"var(--c{color})\"/>\
             <text x=\"{:.0}\" y=\"24\" class=\"role\">{}</text>",
            x + 11.0,
            escape(role)
        );
        x += 36.0 + role.chars().count() as f64 * 6.8;
    }
    legend
}

/// High enough for the labels of the fullest column, and for a trunk that has weight.
fn height(flow: &Flow) -> f64 {
    let fullest = (0..flow.columns).map(|column| flow.nodes.iter().filter(|node| node.column == column).count()).max();
    (fullest.unwrap_or(1) as f64 * 40.0 + 90.0).max(330.0)
}

struct Panel<'a> {
    flow: &'a Flow,
    palette: &'a Palette,
    prefix: String,
    width: f64,
}

impl Panel<'_> {
    fn draw(&self, height: f64) -> String {
        let room = Room {
            left: LEFT,
            step: (self.width - LEFT - RIGHT - BAR) / (self.flow.columns - 1) as f64,
            bar: BAR,
            height,
            gap: 9.0,
        };
        let layout = self.layout(room);
        let mut out = self.heading();
        let _ = write!(out, "<defs>{}</defs><g transform=\"translate(0 {HEADING})\">", self.gradients());
        // The widest first, so that thin bands are not hidden.
        let mut order: Vec<usize> = (0..self.flow.links.len()).collect();
        order.sort_by(|one, other| self.flow.links[*other].amount.cmp(&self.flow.links[*one].amount));
        for index in order {
            out.push_str(&self.band(index, &layout.bands[index]));
        }
        for (node, bar) in self.flow.nodes.iter().zip(&layout.bars) {
            out.push_str(&self.node(node, bar));
        }
        out.push_str("</g>");
        out
    }

    fn layout(&self, room: Room) -> Layout {
        let node = |node: &flow::Node| sankey::Node {
            column: node.column,
            // Only drawn, never counted with.
            value: node.amount as f64,
            above: if node.kind == Kind::Split { 36.0 } else { 0.0 },
            least: if node.kind == Kind::Split { 2.0 } else { 30.0 },
        };
        let link = |link: &flow::Link| sankey::Link { from: link.from, to: link.to, value: link.amount as f64 };
        let nodes: Vec<_> = self.flow.nodes.iter().map(node).collect();
        let links: Vec<_> = self.flow.links.iter().map(link).collect();
        sankey::lay_out(&nodes, &links, room)
    }

    fn heading(&self) -> String {
        let end = self.width - 20.0;
        format!(
            "<text x=\"20\" y=\"22\" class=\"asset\">{}</text>\
             <text x=\"{end:.0}\" y=\"22\" class=\"sum\" text-anchor=\"end\">{}</text>\
             <line x1=\"20\" x2=\"{end:.0}\" y1=\"34.5\" y2=\"34.5\" class=\"rule\"/>",
            escape(&self.flow.name),
            self.flow.sum
        )
    }

    fn gradients(&self) -> String {
        let gradient = |(_, color): (&str, usize)| {
            format!(
                "<linearGradient id=\"{}c{color}\"><stop offset=\".08\" stop-color=\"var(--trunk)\" \
                 stop-opacity=\".34\"/><stop offset=\".92\" stop-color=\"var(--c{color})\" stop-opacity=\".62\"/>\
                 </linearGradient>",
                self.prefix
            )
        };
        self.palette.roles().map(gradient).collect()
    }

    fn band(&self, index: usize, band: &Band) -> String {
        let link = &self.flow.links[index];
        let (style, paint) = match &self.flow.nodes[link.to].kind {
            Kind::Payee(role) => ("band", format!(" fill=\"url(#{}c{})\"", self.prefix, self.palette.color(role))),
            _ => ("band trunk", String::new()),
        };
        let hint = escape(&link.hint);
        format!("<path class=\"{style}\"{paint} d=\"{}\"><title>{hint}</title></path>", outline(band))
    }

    fn node(&self, node: &flow::Node, bar: &Bar) -> String {
        let Bar { x, y, height } = *bar;
        let middle = y + height / 2.0;
        let (paint, label_x, label_y, anchor) = match &node.kind {
            Kind::Sale => ("var(--ink)".into(), x - 10.0, middle - 3.0, "end"),
            Kind::Split => ("var(--ink)".into(), x, y - 21.0, "start"),
            Kind::Payee(role) => {
                (format!("var(--c{})", self.palette.color(role)), x + BAR + 10.0, middle - 3.0, "start")
            }
        };
        let drawn = height.max(1.5);
        let (top, hint) = (middle - drawn / 2.0, escape(&node.hint));
        let room = if node.kind == Kind::Sale { 24 } else { 36 };
        let (name, caption) = (escape(&shorten(&node.name, room)), escape(&node.caption));
        format!(
            "<rect class=\"bar\" x=\"{x:.1}\" y=\"{top:.2}\" width=\"{BAR}\" height=\"{drawn:.2}\" rx=\"2\" \
             fill=\"{paint}\"><title>{hint}</title></rect>\
             <text x=\"{label_x:.1}\" y=\"{label_y:.1}\" text-anchor=\"{anchor}\" class=\"name\">{name}</text>\
             <text x=\"{label_x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" class=\"caption\">{caption}</text>",
            label_y + 15.0
        )
    }
}

/// The outline of a band: along its top to the right, and back along its bottom.
fn outline(band: &Band) -> String {
    let thickness = band.thickness.max(0.4);
    let lift = (band.thickness - thickness) / 2.0;
    let slopes = slopes(&band.points);
    let curve = |path: &mut String, from: usize, to: usize, drop: f64| {
        let ((x, y), (next_x, next_y)) = (band.points[from], band.points[to]);
        // Handles a third of the way make the plainest curve; between two level ends longer ones make softer bends.
        let reach = if slopes[from] == 0.0 && slopes[to] == 0.0 { 0.5 } else { 1.0 / 3.0 };
        let (start, end) = ((next_x - x) * reach, (next_x - x) * reach);
        let (first, last) = (y + slopes[from] * start + drop, next_y - slopes[to] * end + drop);
        let (first_x, last_x, next_y) = (x + start, next_x - end, next_y + drop);
        let _ = write!(path, "C{first_x:.1} {first:.2} {last_x:.1} {last:.2} {next_x:.1} {next_y:.2}");
    };
    let last = band.points.len() - 1;
    let mut path = format!("M{:.1} {:.2}", band.points[0].0, band.points[0].1 + lift);
    (0..last).for_each(|at| curve(&mut path, at, at + 1, lift));
    let _ = write!(path, "L{:.1} {:.2}", band.points[last].0, band.points[last].1 + lift + thickness);
    (0..last).rev().for_each(|at| curve(&mut path, at + 1, at, lift + thickness));
    path.push('Z');
    path
}

/// The slope of a band at each of its points: level at the ends and where it turns, else between those on both sides, so that
/// it never overshoots.
fn slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let rise = |at: usize| (points[at + 1].1 - points[at].1) / (points[at + 1].0 - points[at].0);
    let slope = |at: usize| {
        if at == 0 || at + 1 == points.len() {
            return 0.0;
        }
        let (before, after) = (rise(at - 1), rise(at));
        if before * after <= 0.0 {
            0.0
        } else {
            // A little flatter than straight through, so that bands which bend beside it do not run into it.
            1.4 * before * after / (before + after)
        }
    };
    (0..points.len()).map(slope).collect()
}

fn shorten(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.into();
    }
    let start: String = name.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
}

/// A number of things, in words that agree with it.
#[must_use]
pub fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", amount::thousands(&number.to_string()))
}

/// Text as a page may hold it.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
