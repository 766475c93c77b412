//! Tables for a terminal.

use super::{snapshot::Difference, Row};

/// A cell of a table; numbers stand to the right.
enum Cell {
    Text(String),
    Number(String),
}

/// Rows of cells under a head, each column as wide as its widest cell.
struct Grid {
    head: Vec<&'static str>,
    lines: Vec<Option<Vec<Cell>>>,
}

impl Grid {
    fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), lines: Vec::new() }
    }

    fn line(&mut self, cells: Vec<Cell>) {
        self.lines.push(Some(cells));
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(None);
        }
    }

    fn print(&self) -> String {
        let filled = || self.lines.iter().flatten();
        let width = |column: usize| {
            let cells = filled().map(|cells| cells[column].text().chars().count());
            cells.chain([self.head[column].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let is_number = |column: usize| filled().any(|cells| matches!(cells[column], Cell::Number(_)));
        let head: Vec<String> =
            (0..widths.len()).map(|column| padded(self.head[column], widths[column], is_number(column))).collect();
        let mut text = format!("{}\n", head.join("  ").trim_end());
        for line in &self.lines {
            let cells = line.iter().flatten().zip(&widths);
            let cells: Vec<String> =
                cells.map(|(cell, width)| padded(cell.text(), *width, matches!(cell, Cell::Number(_)))).collect();
            text.push_str(cells.join("  ").trim_end());
            text.push('\n');
        }
        text
    }
}

impl Cell {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

fn padded(text: &str, width: usize, to_the_right: bool) -> String {
    if to_the_right {
        format!("{text:>width$}")
    } else {
        format!("{text:<width$}")
    }
}

/// A number with a comma between groups of three digits.
#[must_use]
pub fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 {
        text.insert(0, '-');
    }
    text
}

/// Picoseconds as microseconds with one digit behind the point.
#[must_use]
pub fn micros(picoseconds: u64) -> String {
    let tenths = picoseconds.saturating_add(50_000) / 100_000;
    format!("{}.{}", grouped(i64::try_from(tenths / 10).unwrap_or(i64::MAX)), tenths % 10)
}

/// Whether a goal is met; nothing where none is set.
fn met(met: Option<bool>) -> Cell {
    Cell::Text(met.map_or("", |met| if met { "met" } else { "NOT met" }).to_owned())
}

fn optional(number: Option<String>) -> Cell {
    Cell::Number(number.unwrap_or_default())
}

/// Every measured row, one block for each message. `beside` are the rows of PolkaVM, whose numbers become further columns.
#[must_use]
pub fn rows(rows: &[Row], beside: &[Row]) -> String {
    let mut head = vec![
        "message",
        "case",
        "n",
        "depth",
        "µs",
        "floor µs",
        "ratio",
        "goal",
        "",
        "µs per n or level",
        "proof bytes",
        "deposit",
    ];
    if !beside.is_empty() {
        head.extend(["PolkaVM: µs", "floor µs", "ratio", "goal", "", "proof bytes"]);
    }
    let mut grid = Grid::new(&head);
    let mut previous: Option<&Row> = None;
    for row in rows {
        let next = previous.is_none_or(|before| (&before.message, &before.case) != (&row.message, &row.case));
        if next {
            grid.gap();
        }
        let slope = previous.filter(|_| !next).and_then(|before| slope(before, row));
        let mut cells = named(row);
        cells.extend(costs(Some(row)));
        cells.extend([optional(slope), proof(Some(row)), Cell::Number(grouped(row.storage_deposit))]);
        if !beside.is_empty() {
            let other = beside.iter().find(|other| other.key() == row.key());
            cells.extend(costs(other));
            cells.push(proof(other));
        }
        grid.line(cells);
        previous = Some(row);
    }
    let others: Vec<&Row> = beside.iter().filter(|other| !rows.iter().any(|row| row.key() == other.key())).collect();
    if !others.is_empty() {
        grid.gap();
    }
    for other in others {
        let mut cells = named(other);
        cells.extend((cells.len()..12).map(|_| Cell::Text(String::new())));
        cells.extend(costs(Some(other)));
        cells.push(proof(Some(other)));
        grid.line(cells);
    }
    grid.print()
}

/// What a row is called.
fn named(row: &Row) -> Vec<Cell> {
    vec![
        Cell::Text(row.message.clone()),
        Cell::Text(row.case.clone()),
        optional(row.n.map(|n| grouped(i64::from(n)))),
        optional(row.depth.map(|depth| depth.to_string())),
    ]
}

/// Computation, that of the floor, ratio and goal; nothing where there is no such row.
fn costs(row: Option<&Row>) -> Vec<Cell> {
    vec![
        optional(row.map(|row| micros(row.ref_time))),
        optional(row.and_then(|row| row.floor_ref_time).map(micros)),
        optional(row.and_then(|row| row.ratio).map(ratio)),
        optional(row.and_then(|row| row.goal).map(ratio)),
        met(row.and_then(|row| row.met)),
    ]
}

fn proof(row: Option<&Row>) -> Cell {
    optional(row.map(|row| grouped(i64::try_from(row.proof_size).unwrap_or(i64::MAX))))
}

/// Three digits behind the point, but more where they would all be 0.
fn ratio(ratio: f64) -> String {
    if ratio < 0.1 {
        format!("{ratio:.4}")
    } else {
        format!("{ratio:.3}")
    }
}

/// What one more payee or level costs, from one row to the next.
fn slope(before: &Row, row: &Row) -> Option<String> {
    let size = |row: &Row| row.n.or(row.depth);
    let more = size(row)?.checked_sub(size(before)?).filter(|more| *more > 0)?;
    let micros = (row.ref_time as f64 - before.ref_time as f64) / f64::from(more) / 1e6;
    Some(format!("{micros:.2}"))
}

/// The goals: of rows that share message, case and goal, the one that comes out worst.
#[must_use]
pub fn goals(rows: &[Row]) -> String {
    let mut grid = Grid::new(&["goal", "case", "depth", "worst n", "ratio", "at most", ""]);
    let judged: Vec<&Row> = rows.iter().filter(|row| row.goal.is_some()).collect();
    let same = |one: &Row, other: &Row| {
        (&one.message, &one.case, one.depth) == (&other.message, &other.case, other.depth) && one.goal == other.goal
    };
    for row in &judged {
        let worst = judged.iter().filter(|other| same(row, other)).max_by(|one, other| {
            // Of equals the smallest is shown.
            one.ratio.unwrap_or(0.0).total_cmp(&other.ratio.unwrap_or(0.0)).then(other.n.cmp(&one.n))
        });
        if worst.is_some_and(|worst| worst.key() != row.key()) {
            continue;
        }
        grid.line(vec![
            Cell::Text(row.message.clone()),
            Cell::Text(if row.floor_ref_time.is_some() {
                format!("{}, beside floor", row.case)
            } else {
                row.case.clone()
            }),
            optional(row.depth.map(|depth| depth.to_string())),
            optional(row.n.map(|n| grouped(i64::from(n)))),
            optional(row.ratio.map(ratio)),
            optional(row.goal.map(ratio)),
            met(row.met),
        ]);
    }
    grid.print()
}

/// Old and new numbers side by side.
#[must_use]
pub fn differences(differences: &[Difference]) -> String {
    let mut grid = Grid::new(&["row", "number", "old", "new", "change"]);
    for Difference { what, field, old, new } in differences {
        let change = match (old, new) {
            (Some(old), Some(new)) if *old != 0 => format!("{:+.2} %", (new - old) as f64 / *old as f64 * 100.0),
            (Some(_), None) => "gone".into(),
            (None, Some(_)) => "new".into(),
            _ => String::new(),
        };
        grid.line(vec![
            Cell::Text(what.clone()),
            Cell::Text((*field).into()),
            optional(old.map(grouped)),
            optional(new.map(grouped)),
            Cell::Number(change),
        ]);
    }
    grid.print()
}

/// A table of numbers, each line behind its name.
#[must_use]
pub fn numbers(head: &[&'static str], lines: impl IntoIterator<Item = (String, Vec<String>)>) -> String {
    let mut grid = Grid::new(head);
    for (name, line) in lines {
        grid.line([Cell::Text(name)].into_iter().chain(line.into_iter().map(Cell::Number)).collect());
    }
    grid.print()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_puts_a_comma_between_thousands() {
        let texts = [0, 999, 1_000, 1_234_567, -42_000].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "1,234,567", "-42,000"]);
    }

    #[test]
    fn micros_rounds_to_a_tenth() {
        let texts = [0, 49_999, 50_000, 1_234_567_890_123].map(micros);
        assert_eq!(texts, ["0.0", "0.0", "0.1", "1,234,567.9"]);
    }

    fn row(case: &str, n: u32, ratio: f64) -> Row {
        Row { message: "deposit".into(), case: case.into(), n: Some(n), ..Row::default() }
            .judged(Some(ratio), Some(2.1))
    }

    #[test]
    fn goals_show_the_worst_of_each_once() {
        let text = goals(&[row("again", 2, 2.0), row("again", 5, 2.2), row("again", 10, 2.2), row("once", 2, 1.0)]);
        let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            lines,
            [
                vec!["deposit", "again", "5", "2.200", "2.100", "NOT", "met"],
                vec!["deposit", "once", "2", "1.000", "2.100", "met"]
            ]
        );
    }

    #[test]
    fn differences_say_by_how_much() {
        let difference =
            Difference { what: "splits: deposit".into(), field: "ref_time", old: Some(2_000), new: Some(1_900) };
        let text = differences(&[difference.clone(), Difference { new: None, ..difference }]);
        let last: Vec<&str> = text.lines().skip(1).map(|line| line.rsplit("  ").next().unwrap().trim()).collect();
        assert_eq!(last, ["-5.00 %", "gone"]);
    }

    #[test]
    fn rows_show_the_slope_within_a_message() {
        let at = |n, ref_time| Row { n: Some(n), ref_time, ..row("again", 0, 1.0) };
        let text = rows(&[at(2, 10_000_000), at(6, 16_000_000)], &[]);
        assert!(text.lines().nth(2).unwrap().contains("1.50"), "{text}");
    }

    fn words(text: &str, line: usize) -> Vec<&str> {
        text.lines().nth(line).unwrap().split_whitespace().collect()
    }

    #[test]
    fn rows_put_the_other_machine_beside_the_row_of_the_same_name() {
        let at = |n: u32, ref_time| Row { ref_time, proof_size: n.into(), ..row("again", n, 1.0) };
        let text = rows(&[at(2, 10_000_000), at(6, 16_000_000)], &[at(6, 32_000_000)]);
        assert!(words(&text, 0).contains(&"PolkaVM:"), "{text}");
        assert_eq!(words(&text, 1).last(), Some(&"0"), "{text}");
        assert_eq!(words(&text, 2)[10..], ["32.0", "1.000", "2.100", "met", "6"], "{text}");
    }

    #[test]
    fn rows_of_the_other_machine_alone_stand_at_the_end() {
        let text = rows(&[row("again", 2, 1.0)], &[row("first", 2, 3.0)]);
        assert_eq!(words(&text, 2), Vec::<&str>::new());
        assert_eq!(words(&text, 3), ["deposit", "first", "2", "0.0", "3.000", "2.100", "NOT", "met", "0"]);
    }

    #[test]
    fn rows_of_one_machine_have_no_columns_for_another() {
        assert!(!rows(&[row("again", 2, 1.0)], &[]).contains("PolkaVM"));
    }
}
