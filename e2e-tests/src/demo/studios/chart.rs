//! A story about studios as an SVG picture on one axis of days: what was deferred and what was earned, and below it who had
//! access.

use super::{
    paper::{Access, Kind, Millis, DAY},
    story::{Deed, Moment, Story, What},
    words,
};
use crate::demo::{amount, picture::escape};
use std::fmt::Write;

/// The width of the picture.
const WIDTH: f64 = 1200.0;
/// Where the axis of days begins and ends.
const LEFT: f64 = 168.0;
const RIGHT: f64 = 1040.0;
/// The height of the panel of amounts.
const PLOT: f64 = 250.0;
/// The height of a row of access.
const ROW: f64 = 34.0;
/// The height of a bar of access.
const BAR: f64 = 18.0;
/// The distance between two rows of labels.
const LABEL: f64 = 16.0;
/// How wide a letter of a label is, more or less.
const LETTER: f64 = 6.3;

/// The picture as a part of a page. `number` keeps its names apart from those of others.
#[must_use]
pub fn draw(story: &Story, number: usize) -> String {
    let chart = Chart { story, length: story.since_start(story.ended).max(DAY) };
    let (labels, rows) = chart.labels();
    let top = 52.0 + rows as f64 * LABEL + 8.0;
    let bottom = top + PLOT;
    let rows_top = bottom + 78.0;
    let studios = chart.studios();
    let end = rows_top + studios.len() as f64 * ROW;
    let mut body = chart.heading(22.0, &format!("Deferred against earned, in {}", escape(&story.plan.asset.name)));
    body.push_str(&chart.outages(top, end - ROW + BAR));
    body.push_str(&chart.days(bottom));
    body.push_str(&chart.amounts(top));
    body.push_str(&chart.stems(top, end, &labels));
    body.push_str(&chart.heading(bottom + 52.0, "Who had access"));
    body.push_str(&chart.legend(bottom + 52.0));
    for (row, studio) in studios.iter().enumerate() {
        body.push_str(&chart.access(*studio, rows_top + row as f64 * ROW));
    }
    body.push_str(&chart.symbols(rows_top, &studios));
    let height = end + 14.0;
    let title = escape(&story.plan.title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"st{number}t st{number}d\"><title id=\"st{number}t\">Deferred and earned revenue of {title}, and who had \
         access</title><desc id=\"st{number}d\">{}</desc>{body}</svg>",
        escape(&chart.description())
    )
}

/// Several pictures of one width above one another.
#[must_use]
pub fn stack(pictures: &[&str]) -> String {
    let mut out = String::new();
    let (mut top, mut width) = (0.0, 0.0_f64);
    for picture in pictures {
        let (wide, high) = size(picture);
        let open = format!("<svg x=\"0\" y=\"{top:.0}\" width=\"{wide:.0}\" height=\"{high:.0}\" ");
        out.push_str(&picture.replacen("<svg ", &open, 1));
        top += high + 24.0;
        width = width.max(wide);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" viewBox=\"0 0 {width:.0} {top:.0}\" role=\"img\" \
         aria-label=\"Deferred and earned revenue, and where every unit went\">{out}</svg>"
    )
}

/// Width and height of a picture, from its view box.
fn size(picture: &str) -> (f64, f64) {
    let numbers = picture.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let mut numbers = numbers.split(' ').filter_map(|number| number.parse().ok());
    (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0))
}

struct Chart<'a> {
    story: &'a Story,
    length: Millis,
}

/// What stands above the panel of amounts: where, in which row, and what.
struct Label {
    x: f64,
    row: usize,
    is_left: bool,
    text: String,
    class: &'static str,
}

impl Chart<'_> {
    fn x(&self, at: Millis) -> f64 {
        LEFT + self.story.since_start(at) as f64 / self.length as f64 * (RIGHT - LEFT)
    }

    fn heading(&self, y: f64, text: &str) -> String {
        let rule = y + 12.5;
        format!(
            "<text x=\"20\" y=\"{y:.0}\" class=\"asset\">{text}</text>\
             <line x1=\"20\" x2=\"{:.0}\" y1=\"{rule}\" y2=\"{rule}\" class=\"rule\"/>",
            WIDTH - 20.0
        )
    }

    /// One label for each deed, in rows in which they do not touch.
    fn labels(&self) -> (Vec<Label>, usize) {
        let mut ends: Vec<f64> = Vec::new();
        let mut labels: Vec<Label> = Vec::new();
        let said = |Deed { what, studio, at }: &Deed| {
            (*at, format!("{} {}", self.story.plan.name(*studio), words::what(*what)), class(*what))
        };
        let outage =
            |(from, to): &(Millis, Millis)| (*from, format!("out of order, {}", amount::span(to - from)), "role");
        let mut all: Vec<_> = self.story.deeds.iter().map(said).collect();
        all.extend(self.story.paper.outages.iter().map(outage));
        all.sort_by_key(|(at, ..)| *at);
        for (at, text, class) in all {
            let x = self.x(at);
            let width = text.chars().count() as f64 * LETTER + 10.0;
            let is_left = x + width > WIDTH - 20.0;
            let (from, to) = if is_left { (x - width, x + 4.0) } else { (x - 4.0, x + width) };
            // Stems of labels above must not run through those below, so that each takes the lowest row that is free.
            let row = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
            if row == ends.len() {
                ends.push(to);
            }
            ends[row] = to;
            labels.push(Label { x, row, is_left, text, class });
        }
        (labels, ends.len())
    }

    fn stems(&self, top: f64, end: f64, labels: &[Label]) -> String {
        let (mut stems, mut texts) = (String::new(), String::new());
        for Label { x, row, is_left, text, class } in labels {
            let y = top - 8.0 - *row as f64 * LABEL;
            let _ = write!(
                stems,
                "<line class=\"hair\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
                y - 9.0,
                end - ROW + BAR
            );
            let (anchor, shift) = if *is_left { ("end", -5.0) } else { ("start", 5.0) };
            let _ = write!(
                texts,
                "<text class=\"deed {class}\" x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
                x + shift,
                escape(text)
            );
        }
        stems + &texts
    }

    /// When the library was out of order, over everything.
    fn outages(&self, top: f64, bottom: f64) -> String {
        let outage = |(from, to): &(Millis, Millis)| {
            let (x, width) = (self.x(*from), (self.x(*to) - self.x(*from)).max(1.5));
            format!(
                "<rect class=\"outage\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\"><title>out of order for \
                 {}</title></rect>",
                bottom - top,
                amount::span(to - from)
            )
        };
        self.story.paper.outages.iter().map(outage).collect()
    }

    /// The axis of days, with a line for each week, or month.
    fn days(&self, bottom: f64) -> String {
        let days = self.length.div_ceil(DAY);
        let step = [1, 7, 14, 30, 90].into_iter().find(|step| days / step <= 15).unwrap_or(365);
        let mut out = String::new();
        for day in (0..=self.length / DAY).step_by(step as usize) {
            let x = self.x(self.story.started + day * DAY);
            let name = if day == 0 { "day 1".into() } else { (day + 1).to_string() };
            let _ = write!(
                out,
                "<line class=\"hair\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{:.1}\"/>\
                 <text class=\"caption\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>",
                bottom + 5.0,
                bottom + 19.0
            );
        }
        let _ =
            write!(out, "<line class=\"thread\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\"/>");
        out
    }

    /// The two areas, their scale, and what they hold at the end.
    fn amounts(&self, top: f64) -> String {
        let decimals = self.story.plan.asset.decimals;
        let value = |units: u128| units as f64;
        let most = self.story.days.iter().map(|moment| deferred(moment).max(moment.sums.earned)).max().unwrap_or(0);
        // Only drawn, never counted with.
        let unit = 10f64.powi(decimals.into());
        let step = round_step(value(most) / unit / 5.0);
        let full = ((value(most) / unit / step).ceil() * step).max(step);
        let y = |units: u128| top + PLOT - value(units) / unit / full * PLOT;
        let mut out = String::new();
        let mut line = 0.0;
        while line <= full + step / 2.0 {
            let at = top + PLOT - line / full * PLOT;
            let _ = write!(
                out,
                "<line class=\"hair\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
                 <text class=\"caption\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 10.0,
                at + 4.0,
                scale_name(line, step)
            );
            line += step;
        }
        let mut ends = Vec::new();
        for (class, name, of) in [
            ("deferred", "deferred", deferred as fn(&Moment) -> u128),
            ("earned", "earned", |moment: &Moment| moment.sums.earned),
        ] {
            let mut path = String::new();
            let mut last = None;
            for moment in &self.story.days {
                let (x, height) = (self.x(moment.at), y(of(moment)));
                match last {
                    None => {
                        let _ = write!(path, "M{x:.1} {height:.1}");
                    }
                    // What a day earns is earned when it is over: between two moments nothing changes.
                    Some(_) => {
                        let _ = write!(path, "H{x:.1}V{height:.1}");
                    }
                }
                last = Some((x, height, of(moment)));
            }
            let Some((x, height, units)) = last else { continue };
            let base = top + PLOT;
            let _ = write!(
                out,
                "<path class=\"area {class}\" d=\"{path}V{base:.1}H{LEFT}Z\"/><path class=\"edge {class}\" d=\"{path}\"/>"
            );
            ends.push((x, height, class, format!("{name} {}", amount::brief(units, decimals))));
        }
        ends.sort_by(|one, other| one.1.total_cmp(&other.1));
        let mut above = f64::MIN;
        for (x, height, class, text) in ends {
            let at = height.max(above + 17.0);
            above = at;
            let _ = write!(
                out,
                "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{height:.1}\" r=\"3.5\"/>\
                 <text class=\"end {class}\" x=\"{:.1}\" y=\"{:.1}\">{text}</text>",
                x + 10.0,
                at + 4.0
            );
        }
        out + &self.hints(top)
    }

    /// A strip over each day that tells its amounts.
    fn hints(&self, top: f64) -> String {
        let mut out = String::new();
        for moment in self.story.days.iter().filter(|moment| moment.is_midnight) {
            let (x, next) = (self.x(moment.at), self.x((moment.at + DAY).min(self.story.ended)));
            let day = self.story.since_start(moment.at) / DAY + 1;
            let show = |units: u128| amount::plain(units, self.story.plan.asset.decimals);
            let (ahead, earned) = (show(deferred(moment)), show(moment.sums.earned));
            let _ = write!(
                out,
                "<rect class=\"hint\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{PLOT}\"><title>day {day} begins: \
                 {ahead} deferred, {earned} earned</title></rect>",
                (next - x).max(0.1)
            );
        }
        out
    }

    /// The studios that have or had a license.
    fn studios(&self) -> Vec<usize> {
        let has = |studio: &usize| self.story.paper.license_of(*studio).is_some();
        (0..self.story.plan.studios).filter(has).collect()
    }

    fn legend(&self, y: f64) -> String {
        let mut items: Vec<(String, &str)> = self
            .story
            .plan
            .offers
            .iter()
            .enumerate()
            .map(|(number, offer)| (color(number), offer.name.as_str()))
            .collect();
        items.extend([("lapse".into(), "grace"), ("rest".into(), "paused")]);
        let mut out = String::new();
        let mut x = WIDTH - 20.0;
        for (class, name) in items.iter().rev() {
            x -= name.chars().count() as f64 * 6.9;
            let _ = write!(out, "<text x=\"{x:.0}\" y=\"{y:.0}\" class=\"role\">{}</text>", escape(name));
            x -= 26.0;
            let _ = write!(
                out,
                "<rect class=\"span {class}\" x=\"{x:.0}\" y=\"{:.0}\" width=\"20\" height=\"12\" rx=\"2\"/>",
                y - 10.0
            );
            x -= 18.0;
        }
        out
    }

    /// What a studio's licenses gave, and when.
    fn access(&self, studio: usize, y: f64) -> String {
        let story = self.story;
        let middle = y + BAR / 2.0;
        let mut out = format!(
            "<text class=\"name\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <line class=\"thread\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>",
            LEFT - 10.0,
            middle + 4.5,
            escape(&shorten(story.plan.name(studio), 21))
        );
        for license in story.paper.licenses.iter().filter(|license| license.studio == studio) {
            let mut cuts = license.changes();
            cuts.retain(|at| (story.started..story.ended).contains(at));
            cuts.push(story.ended);
            let mut spans: Vec<(Millis, Millis, Access, usize)> = Vec::new();
            for pair in cuts.windows(2) {
                let (access, offer) = license.at(pair[0]);
                match spans.last_mut() {
                    Some(last) if (last.1, last.2, last.3) == (pair[0], access, offer) => last.1 = pair[1],
                    _ => spans.push((pair[0], pair[1], access, offer)),
                }
            }
            for (from, to, access, offer) in spans {
                let (class, what) = match access {
                    Access::None => continue,
                    Access::Active => (color(offer), story.plan.offers[offer].name.as_str()),
                    Access::Grace => ("lapse".into(), "grace"),
                    Access::Paused => ("rest".into(), "paused"),
                };
                out.push_str(&self.span(from, to, y, &class, what));
            }
        }
        out
    }

    fn span(&self, from: Millis, to: Millis, y: f64, class: &str, what: &str) -> String {
        let (x, width) = (self.x(from), (self.x(to) - self.x(from)).max(1.0));
        let clock = |at: Millis| amount::clock(self.story.since_start(at));
        let what = escape(what);
        let mut out = format!(
            "<rect class=\"paper\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\"/>\
             <rect class=\"span {class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"><title>{what}, \
             from {} to {}</title></rect>",
            clock(from),
            clock(to)
        );
        // Beside the symbol of what began it.
        if what.chars().count() as f64 * 7.0 + 22.0 < width {
            let _ = write!(out, "<text class=\"in-phase\" x=\"{:.1}\" y=\"{:.1}\">{what}</text>", x + 12.0, y + 13.0);
        }
        out
    }

    /// What was done, on the bars.
    fn symbols(&self, top: f64, studios: &[usize]) -> String {
        let mut out = String::new();
        for deed in &self.story.deeds {
            let Some(row) = studios.iter().position(|studio| *studio == deed.studio) else { continue };
            let (x, y) = (self.x(deed.at), top + row as f64 * ROW + BAR / 2.0);
            let clock = amount::clock(self.story.since_start(deed.at));
            let _ = write!(out, "<g><title>{}, {clock}</title>{}</g>", words::what(deed.what), symbol(deed.what, x, y));
        }
        out
    }

    /// What the picture shows, for those who do not see it.
    fn description(&self) -> String {
        let story = self.story;
        let decimals = story.plan.asset.decimals;
        let mut sentences: Vec<String> = story
            .deeds
            .iter()
            .map(|deed| {
                let clock = amount::clock(story.since_start(deed.at));
                format!("{}: {} {}.", clock, story.plan.name(deed.studio), words::what(deed.what))
            })
            .collect();
        if let Some(last) = story.days.last() {
            let (ahead, earned) = (amount::brief(deferred(last), decimals), amount::brief(last.sums.earned, decimals));
            sentences.push(format!("At the end {ahead} are deferred and {earned} are earned."));
        }
        sentences.join(" ")
    }
}

/// What is not earned, with what pauses hold.
fn deferred(moment: &Moment) -> u128 {
    moment.sums.deferred + moment.sums.parked
}

/// The class of a plan's color.
fn color(offer: usize) -> String {
    format!("p{}", offer % 4)
}

const fn class(what: What) -> &'static str {
    match what {
        What::Paid(Kind::Purchase | Kind::Renewal) | What::Resumed => "buys",
        What::Paid(Kind::Kept) => "kept",
        What::Paid(Kind::Upgrade) => "rises",
        What::Canceled => "leaves",
        What::Paused => "rests",
    }
}

/// What was done, as a symbol that can be told by its shape too.
fn symbol(what: What, x: f64, y: f64) -> String {
    let class = class(what);
    match what {
        What::Paid(Kind::Purchase) => format!("<circle class=\"sign {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>"),
        What::Paid(Kind::Renewal) | What::Resumed => {
            format!("<path class=\"sign {class}\" d=\"M{:.1} {:.1}l8 5l-8 5z\"/>", x - 3.0, y - 5.0)
        }
        What::Paid(Kind::Kept) => {
            format!("<path class=\"sign {class}\" d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\"/>", y - 6.0)
        }
        What::Paid(Kind::Upgrade) => {
            format!("<path class=\"sign {class}\" d=\"M{x:.1} {:.1}l6 10h-12z\"/>", y - 6.0)
        }
        What::Paused => {
            format!("<path class=\"line {class}\" d=\"M{:.1} {:.1}v9m5 -9v9\"/>", x - 2.5, y - 4.5)
        }
        What::Canceled => {
            format!("<path class=\"line {class}\" d=\"M{:.1} {:.1}l9 9m0 -9l-9 9\"/>", x - 4.5, y - 4.5)
        }
    }
}

/// The next of 1, 2, 2.5, 5, 10, … that is not below.
fn round_step(least: f64) -> f64 {
    if least <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|step| *step >= least * 0.999_999).unwrap_or(10.0 * power)
}

/// A number on the scale.
fn scale_name(value: f64, step: f64) -> String {
    let places =
        if step >= 1.0 && step.fract() == 0.0 { 0 } else { (1.0 - step.log10().floor()).clamp(1.0, 12.0) as usize };
    let text = format!("{value:.places$}");
    match text.split_once('.') {
        Some((whole, part)) => format!("{}.{part}", amount::thousands(whole)),
        None => amount::thousands(&text),
    }
}

fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let start: String = text.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_round_steps() {
        let check = |least: f64, step: f64| assert!((round_step(least) - step).abs() < step * 1e-9, "{least}");
        check(0.0, 1.0);
        check(0.03, 0.05);
        check(1.0, 1.0);
        check(1.1, 2.0);
        check(23.0, 25.0);
        check(51.0, 100.0);
        assert_eq!(scale_name(1500.0, 500.0), "1,500");
        assert_eq!(scale_name(2.5, 2.5), "2.5");
        assert_eq!(scale_name(0.05, 0.05), "0.050");
    }

    #[test]
    fn stacked_pictures_keep_their_sizes() {
        let one = "<svg viewBox=\"0 0 10 20\">a</svg>";
        let stacked = stack(&[one, "<svg viewBox=\"0 0 30 5\">b</svg>"]);
        assert!(stacked.contains("viewBox=\"0 0 30 73\""), "{stacked}");
        assert!(stacked.contains("<svg x=\"0\" y=\"44\" width=\"30\" height=\"5\" viewBox"));
    }
}
