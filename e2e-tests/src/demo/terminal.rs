//! A story as text, on 100 columns.

use super::{
    amount,
    books::{Books, Check, Row},
    digest::{digest, route, Entry},
    picture::count,
    story::{Gas, Step, Story},
};
use std::fmt::Write;

/// How wide a line may be.
pub const WIDTH: usize = 100;
/// The members of a collective that are listed by name.
const NAMED: usize = 3;

/// How text is set off on a terminal; on anything else it is not.
#[derive(Clone, Copy)]
pub struct Ink {
    /// Whether escape sequences are understood.
    pub colors: bool,
}

impl Ink {
    /// Text in a color or a weight.
    pub fn set(self, code: &str, text: &str) -> String {
        if self.colors && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.into()
        }
    }

    /// Text that stands out.
    pub fn bold(self, text: &str) -> String {
        self.set("1", text)
    }

    /// Text that stands back.
    pub fn faint(self, text: &str) -> String {
        self.set("2", text)
    }

    /// Whether something holds.
    pub fn mark(self, holds: bool) -> String {
        if holds {
            self.set("32", "✓")
        } else {
            self.set("1;31", "✗")
        }
    }
}

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
    for total in &books.totals {
        parties(&mut out, story, books, total.asset, ink);
    }
    let _ = writeln!(out, "\n{}", ink.bold("Does it add up?"));
    for check in &books.checks {
        out.push_str(&check_line(story, check, ink));
    }
    out
}

/// What happened, step by step.
pub fn steps(out: &mut String, steps: &[Step], ink: Ink) {
    let head = format!("{:<80}{:>10}{:>10}", "What happens", "of a block", "µs");
    let _ = writeln!(out, "{}", ink.faint(&head));
    let mut all = Gas::default();
    let mut last = None;
    for Step { kind, title, note, at, gas } in steps {
        let clock = if last == Some(at) { String::new() } else { amount::clock(*at) };
        last = Some(at);
        let text = wrap(title, 53);
        for (number, line) in text.iter().enumerate() {
            if number > 0 {
                let _ = writeln!(out, "{}{line}", " ".repeat(26));
                continue;
            }
            let (clock, kind) = (ink.faint(&format!("{clock:<14}")), format!("{kind:<12}"));
            let text = format!("{clock}{kind}{}{}", pad(line, 54), gas_columns(gas, ink));
            let _ = writeln!(out, "{}", text.trim_end());
        }
        for line in wrap(note, 72) {
            let _ = writeln!(out, "{}{}", " ".repeat(26), ink.faint(&line));
        }
        all.calls += gas.calls;
        all.ref_time += gas.ref_time;
        all.proof_size += gas.proof_size;
    }
    let calls = count(all.calls as usize, "call");
    let _ = writeln!(out, "{}{}", pad(&format!("{:<26}{calls}", ""), 80), gas_columns(&all, ink));
}

fn gas_columns(gas: &Gas, ink: Ink) -> String {
    if gas.calls == 0 {
        return String::new();
    }
    let micros = amount::thousands(&gas.micros().to_string());
    ink.faint(&format!("{:>10}{micros:>10}", amount::percent(gas.block_parts().into(), 1_000_000)))
}

/// Who got what, by which ways.
pub fn parties(out: &mut String, story: &Story, books: &Books, asset: usize, ink: Ink) {
    let plan = &story.plan.assets[asset];
    let head = format!("{:>20}{:>20}{:>7}  by", "owed", "got", "short");
    let _ = writeln!(out, "\n{}{}", ink.bold(&pad(&format!("Who got what, in {}", plan.name), 41)), ink.faint(&head));
    let show = |units: u128| amount::exact(units, plan.decimals);
    for entry in digest(story, books, asset, NAMED) {
        let (name, role, owed, got, short) = match &entry {
            Entry::One(row) => {
                let party = &story.plan.parties[row.party];
                (party.name.clone(), party.role.clone(), row.owed_floor(), row.got, row.short().to_string())
            }
            Entry::Rest { split, count: rest, owed, got, most } => {
                let name = format!("and {}", count(*rest, "further member"));
                (name, format!("of {}", story.plan.splits[*split].name), *owed, *got, format!("≤ {most}"))
            }
        };
        let (name, role) = (pad(&name, 25), ink.faint(&pad(&role, 14)));
        let _ = writeln!(out, "  {name}{role}{:>20}{:>20}{short:>7}", show(owed), show(got));
        if let Entry::One(row) = entry {
            routes(out, story, row, ink);
        }
    }
    // Each asset that has rows has a total.
    for total in books.totals.iter().filter(|total| total.asset == asset) {
        let (sold, paid, left) = (show(total.sold), show(total.paid), total.dust);
        let line = format!("  {:<39}{sold:>20}{paid:>20}{left:>7}  left over", "all sales, all payouts");
        let _ = writeln!(out, "{}", ink.bold(&line));
    }
}

fn routes(out: &mut String, story: &Story, row: &Row, ink: Ink) {
    let decimals = story.plan.assets[row.asset].decimals;
    for way in &row.routes {
        let hows: Vec<_> = way.hows.iter().map(|how| how.words()).collect();
        let names = pad(&shorten(&route(story, &way.versions), 56), 57);
        let line = format!("    {names}{:>20}  {}", amount::exact(way.amount, decimals), shorten(&hows.join(", "), 17));
        let _ = writeln!(out, "{}", ink.faint(&line));
    }
}

fn check_line(story: &Story, check: &Check, ink: Ink) -> String {
    let asset = &story.plan.assets[check.asset].name;
    let (mark, asset) = (ink.mark(check.holds), ink.faint(&pad(asset, 7)));
    let claim = &check.claim;
    if width(claim) + width(&check.numbers) + 14 <= WIDTH {
        let gap = WIDTH - 11 - width(claim) - width(&check.numbers);
        return format!("  {mark} {asset}{claim}{}{}\n", " ".repeat(gap), ink.faint(&check.numbers));
    }
    format!("  {mark} {asset}{claim}\n{}\n", ink.faint(&format!("{:>WIDTH$}", check.numbers)))
}

/// How wide a text is.
pub fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text, cut or filled up to a width, with a space behind it.
pub fn pad(text: &str, to: usize) -> String {
    let text = shorten(text, to - 1);
    let gap = to - width(&text);
    format!("{text}{}", " ".repeat(gap))
}

/// Leaves out the middle of a text that is too long.
pub fn shorten(text: &str, most: usize) -> String {
    let length = width(text);
    if length <= most {
        return text.into();
    }
    let (head, tail) = (most / 2, most - most / 2 - 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

/// The text in lines of at most a width.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if self::width(line) + 1 + self::width(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrap_and_shorten_keep_to_the_width() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert!(wrap("", 7).is_empty());
        assert_eq!(shorten("abcdefgh", 5), "ab…gh");
        assert_eq!(pad("äö", 4), "äö  ");
    }
}
