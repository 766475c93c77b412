//! A picture of several lines over two logarithmic axes, as SVG without scripts, fonts or style sheets from elsewhere.
//!
//! It brings its own light ground, so that it can be read in a dark page too, and the same numbers always draw the same bytes.

use std::fmt::Write;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 600.0;
/// The frame of the lines: left, right, top, bottom.
const LEFT: f64 = 78.0;
const RIGHT: f64 = 704.0;
const TOP: f64 = 104.0;
const BOTTOM: f64 = 500.0;
/// From one label to the next below it.
const LABEL_PITCH: f64 = 38.0;
const INK: &str = "#24292f";
const PALE: &str = "#6b7280";
const GRID: &str = "#e6e4de";
const FAINT: &str = "#f1efea";

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What the picture shows, in a few words.
    pub title: String,
    /// What the axes mean.
    pub subtitle: String,
    /// What the horizontal axis counts.
    pub across: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// What is taken for granted, a line each.
    pub notes: Vec<String>,
}

/// One line, named at its right end.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// What must be known to read it.
    pub remark: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// (count, seconds), from left to right, all above 0.
    pub points: Vec<(f64, f64)>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// What the picture is about.
    First,
    /// What belongs to it.
    Second,
    /// A bound that nobody can cross.
    Bound,
    /// What it is compared with.
    Other,
    /// Something else that it is compared with.
    Another,
}

impl Stroke {
    /// Color, width and dashes.
    const fn style(self) -> (&'static str, f64, &'static str) {
        match self {
            Self::First => ("#0b5c72", 3.5, ""),
            Self::Second => ("#2f8f9d", 2.5, ""),
            Self::Bound => ("#737983", 1.5, " stroke-dasharray=\"5 4\""),
            Self::Other => ("#a8481c", 2.0, ""),
            Self::Another => ("#c67d24", 2.0, ""),
        }
    }
}

/// From numbers to places on the picture.
struct Scale {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        let part = (value / self.least).ln() / (self.most / self.least).ln();
        self.from + part * (self.to - self.from)
    }
}

/// Draws the chart.
///
/// # Panics
/// If a line has no points.
#[must_use]
pub fn svg(chart: &Chart) -> String {
    let points = || chart.lines.iter().flat_map(|line| &line.points);
    let counts = || points().map(|point| point.0);
    let across =
        Scale { least: counts().fold(f64::MAX, f64::min), most: counts().fold(0.0, f64::max), from: LEFT, to: RIGHT };
    let values = || points().map(|point| point.1);
    let decade = |value: f64| 10f64.powf(value.log10().floor());
    let least = values().fold(f64::MAX, f64::min);
    let most = values().fold(0.0, f64::max);
    // Down to the next 1, 2 or 5 below and up to the next one above.
    let least = steps(decade(least)).into_iter().rev().find(|step| *step <= least).unwrap_or(least);
    let most = steps(decade(most)).into_iter().find(|step| *step >= most).unwrap_or(most);
    let up = Scale { least, most, from: BOTTOM, to: TOP };
    let mut text = head(chart);
    grid(&mut text, chart, &across, &up);
    lines(&mut text, chart, &across, &up);
    foot(&mut text, chart);
    text.push_str("</svg>\n");
    text
}

/// 1, 2, 5 and 10 times a decade.
fn steps(decade: f64) -> [f64; 4] {
    [1.0, 2.0, 5.0, 10.0].map(|step| step * decade)
}

fn head(chart: &Chart) -> String {
    let Chart { title, subtitle, .. } = chart;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         role=\"img\" aria-label=\"{}\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n",
        escaped(&format!("{title}. {subtitle}"))
    );
    let (width, height) = (WIDTH - 1.0, HEIGHT - 1.0);
    let ground = format!("<rect x=\"0.5\" y=\"0.5\" width=\"{width}\" height=\"{height}\" rx=\"12\" fill=\"#fdfcf9\" stroke=\"{GRID}\"/>\n");
    text.push_str(&ground);
    write(&mut text, (28.0, 44.0), "start", INK, 22.0, true, title);
    write(&mut text, (28.0, 70.0), "start", PALE, 14.0, false, subtitle);
    text
}

fn grid(text: &mut String, chart: &Chart, across: &Scale, up: &Scale) {
    let mut decade = 10f64.powf(up.least.log10().floor());
    while decade <= up.most {
        for step in &steps(decade)[..3] {
            if *step < up.least * 0.999 || *step > up.most * 1.001 {
                continue;
            }
            let y = up.place(*step);
            let is_whole = *step == decade;
            rule(text, (LEFT, y), (RIGHT, y), if is_whole { GRID } else { FAINT });
            let color = if is_whole { INK } else { PALE };
            write(
                text,
                (LEFT - 12.0, y + 4.5),
                "end",
                color,
                if is_whole { 13.0 } else { 11.0 },
                false,
                &seconds(*step),
            );
        }
        decade = steps(decade)[3];
    }
    let longest = chart.lines.iter().max_by_key(|line| line.points.len());
    for (count, _) in longest.iter().flat_map(|line| &line.points) {
        let x = across.place(*count);
        rule(text, (x, TOP), (x, BOTTOM), FAINT);
        write(text, (x, BOTTOM + 22.0), "middle", INK, 13.0, false, &format!("{count}"));
    }
    rule(text, (LEFT, BOTTOM), (RIGHT, BOTTOM), PALE);
    write(text, (RIGHT + 33.0, BOTTOM + 22.0), "start", PALE, 13.0, false, &chart.across);
}

fn lines(text: &mut String, chart: &Chart, across: &Scale, up: &Scale) {
    let end = |line: &Line| {
        let (count, value) = *line.points.last().expect("a line has points");
        (across.place(count), up.place(value), value)
    };
    let mut labels: Vec<(&Line, f64)> = chart.lines.iter().map(|line| (line, end(line).1)).collect();
    labels.sort_by(|one, other| one.1.total_cmp(&other.1));
    spread(&mut labels);
    for (line, label) in labels {
        let (color, width, dashes) = line.stroke.style();
        let place = |(count, value): &(f64, f64)| format!("{:.1},{:.1}", across.place(*count), up.place(*value));
        let path: Vec<String> = line.points.iter().map(place).collect();
        let path = path.join(" ");
        put(text, format_args!(
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{dashes}/>\n"
        ));
        if line.stroke != Stroke::Bound {
            for (count, value) in &line.points {
                let (x, y) = (across.place(*count), up.place(*value));
                put(text, format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{width}\" fill=\"{color}\"/>\n"));
            }
        }
        let (x, y, value) = end(line);
        put(text, format_args!(
            "<path d=\"M{:.1} {y:.1} L{:.1} {label:.1} h6\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1\" opacity=\"0.6\"/>\n",
            x + 7.0,
            x + 22.0,
        ));
        let name = format!("{}  {}", line.label, seconds(value));
        write(text, (RIGHT + 33.0, label + 1.0), "start", color, 14.0, true, &name);
        write(text, (RIGHT + 33.0, label + 16.0), "start", PALE, 11.5, false, &line.remark);
    }
}

/// Moves labels that are too close apart, as little as possible: those of a crowd stand around the middle of their ends.
fn spread(labels: &mut [(&Line, f64)]) {
    // (Sum of where the labels of a crowd would have the first one stand, how many they are).
    let mut crowds: Vec<(f64, usize)> = Vec::new();
    for (place, (_, y)) in labels.iter().enumerate() {
        let mut crowd = (y - place as f64 * LABEL_PITCH, 1);
        while let Some((sum, count)) =
            crowds.last().copied().filter(|last| last.0 / last.1 as f64 > crowd.0 / crowd.1 as f64)
        {
            crowds.pop();
            crowd = (crowd.0 + sum, crowd.1 + count);
        }
        crowds.push(crowd);
    }
    let firsts = crowds.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    for (place, ((_, y), first)) in labels.iter_mut().zip(firsts).enumerate() {
        *y = first + place as f64 * LABEL_PITCH;
    }
    let mut free = BOTTOM - 16.0;
    for (_, y) in labels.iter_mut().rev() {
        *y = y.min(free);
        free = *y - LABEL_PITCH;
    }
}

fn foot(text: &mut String, chart: &Chart) {
    for (number, note) in chart.notes.iter().enumerate() {
        let y = HEIGHT - 18.0 - 17.0 * (chart.notes.len() - 1 - number) as f64;
        write(text, (28.0, y), "start", PALE, 11.5, false, note);
    }
}

fn rule(text: &mut String, from: (f64, f64), to: (f64, f64), color: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    put(text, format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{color}\"/>\n"));
}

fn write(text: &mut String, place: (f64, f64), anchor: &str, color: &str, size: f64, is_bold: bool, words: &str) {
    let (x, y) = place;
    let weight = if is_bold { " font-weight=\"600\"" } else { "" };
    put(text, format_args!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{color}\" font-size=\"{size}\"{weight}>{}</text>\n",
        escaped(words)
    ));
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a string takes everything");
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Seconds in the unit that needs no zeros in front, with three digits that count.
fn seconds(value: f64) -> String {
    // The margin keeps 0.001 a millisecond whatever the last bit of the number says.
    let (value, unit) = if value < 0.999e-3 { (value * 1e6, "µs") } else { (value * 1e3, "ms") };
    let digits = match value {
        value if value >= 99.95 => 0,
        value if value >= 9.995 => 1,
        _ => 2,
    };
    let number = format!("{value:.digits$}");
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { &number };
    format!("{number} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let line = |label: &str, stroke, value: f64| Line {
            label: label.into(),
            remark: "a <remark>".into(),
            stroke,
            points: vec![(2.0, value), (20.0, value / 10.0)],
        };
        Chart {
            title: "Title & more".into(),
            subtitle: "Both axes".into(),
            across: "payees".into(),
            lines: vec![line("one", Stroke::First, 0.002), line("two", Stroke::Bound, 0.002_01)],
            notes: vec!["Note".into()],
        }
    }

    #[test]
    fn svg_draws_the_same_bytes_from_the_same_numbers() {
        assert_eq!(svg(&chart()), svg(&chart()));
    }

    #[test]
    fn svg_names_each_line_once_and_needs_nothing_from_elsewhere() {
        let text = svg(&chart());
        for words in ["one  200 µs", "two  201 µs", "Title &amp; more", "a &lt;remark&gt;", ">payees<", ">Note<"] {
            assert!(text.contains(words), "{words} is missing");
        }
        assert_eq!(text.matches("<polyline").count(), 2);
        for foreign in ["<script", "<style", "href", "url("] {
            assert!(!text.contains(foreign));
        }
    }

    #[test]
    fn svg_places_equal_ratios_at_equal_distances() {
        let scale = Scale { least: 1.0, most: 100.0, from: 0.0, to: 200.0 };
        assert!((scale.place(10.0) - 100.0).abs() < 1e-9);
        let text = svg(&chart());
        // The first line falls by a decade from the left end of the frame to the right one.
        assert!(text.contains(&format!("points=\"{LEFT:.1},")), "{text}");
        assert!(text.contains(&format!(" {RIGHT:.1},")), "{text}");
    }

    #[test]
    fn spread_keeps_labels_apart_and_inside() {
        let chart = chart();
        let mut labels: Vec<(&Line, f64)> = [490.0, 491.0, 495.0].map(|y| (&chart.lines[0], y)).to_vec();
        spread(&mut labels);
        assert!(labels.windows(2).all(|pair| pair[1].1 - pair[0].1 >= LABEL_PITCH));
        assert!(labels[2].1 <= BOTTOM);
    }

    #[test]
    fn seconds_choose_their_unit() {
        let texts = [0.000_005, 0.000_011_09, 0.000_999_6, 0.001, 0.001_8, 0.012_34, 0.2].map(seconds);
        assert_eq!(texts, ["5 µs", "11.1 µs", "1 ms", "1 ms", "1.8 ms", "12.3 ms", "200 ms"]);
    }
}
