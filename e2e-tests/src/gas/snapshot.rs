//! The committed numbers, and what to say when they are not the ones just measured.

use super::Row;
use serde::{Deserialize, Serialize};

/// How far a number may be from the snapshot if another compiler built the contracts, in percent.
pub const TOLERANCE: u64 = 3;

/// What is committed: the rows, and which compiler they belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Compiler and optimizer, as the build of the contracts names them.
    pub compiler: String,
    /// Everything that was measured.
    pub rows: Vec<Row>,
}

/// One number that is not as committed, or a row that only one side has.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The row, in words.
    pub what: String,
    /// Which number.
    pub field: &'static str,
    /// The committed number; none in a new row.
    pub old: Option<i64>,
    /// The measured number; none in a row that is gone.
    pub new: Option<i64>,
}

impl Snapshot {
    /// Whether another compiler built the contracts, so that bytes and instructions may differ a little.
    #[must_use]
    pub fn is_by_another_compiler(&self, now: &Self) -> bool {
        self.compiler != now.compiler
    }

    /// Everything in which `now` differs more than it may: not at all, or [`TOLERANCE`] percent under another compiler.
    /// Deposits never differ, because they follow from the cells alone.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let tolerance = if self.is_by_another_compiler(now) { TOLERANCE } else { 0 };
        let mut differences = Vec::new();
        for old in &self.rows {
            match now.rows.iter().find(|row| row.key() == old.key()) {
                Some(new) => differences.extend(compare(old, new, tolerance)),
                None => differences.push(Difference { old: number(old.ref_time), new: None, ..named(old) }),
            }
        }
        for new in &now.rows {
            if !self.rows.iter().any(|row| row.key() == new.key()) {
                differences.push(Difference { old: None, new: number(new.ref_time), ..named(new) });
            }
        }
        differences
    }
}

fn compare(old: &Row, new: &Row, tolerance: u64) -> Vec<Difference> {
    let fields = [
        ("ref_time", number(old.ref_time), number(new.ref_time), tolerance),
        ("proof_size", number(old.proof_size), number(new.proof_size), tolerance),
        ("storage_deposit", Some(old.storage_deposit), Some(new.storage_deposit), 0),
        ("floor_ref_time", old.floor_ref_time.and_then(number), new.floor_ref_time.and_then(number), tolerance),
    ];
    let differs = |(field, old_number, new_number, percent): (&'static str, Option<i64>, Option<i64>, u64)| {
        let near = match (old_number, new_number) {
            (Some(old), Some(new)) => is_near(old, new, percent),
            (old, new) => old == new,
        };
        (!near).then(|| Difference { field, old: old_number, new: new_number, ..named(old) })
    };
    fields.into_iter().filter_map(differs).collect()
}

/// Whether `new` is at most `percent` percent away from `old`.
fn is_near(old: i64, new: i64, percent: u64) -> bool {
    u128::from(old.abs_diff(new)) * 100 <= u128::from(old.unsigned_abs()) * u128::from(percent)
}

/// Picoseconds of a whole day fit, so nothing is lost.
fn number(value: u64) -> Option<i64> {
    i64::try_from(value).ok()
}

fn named(row: &Row) -> Difference {
    let mut what = format!("{}: {}, {}", row.group, row.message, row.case);
    if let Some(n) = row.n {
        what.push_str(&format!(", n {n}"));
    }
    if let Some(depth) = row.depth {
        what.push_str(&format!(", depth {depth}"));
    }
    Difference { what, field: "row", old: None, new: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &str, ref_time: u64) -> Row {
        Row {
            group: "splits".into(),
            message: message.into(),
            case: "again".into(),
            n: Some(2),
            ref_time,
            proof_size: 10_000,
            storage_deposit: 42,
            floor_ref_time: Some(10_000),
            ..Row::default()
        }
    }

    fn snapshot(compiler: &str, rows: Vec<Row>) -> Snapshot {
        Snapshot { compiler: compiler.into(), rows }
    }

    #[track_caller]
    fn check(compiler: &str, changed: Row, fields: &[&str]) {
        let now = snapshot(compiler, vec![changed]);
        let differences = snapshot("one", vec![row("deposit", 10_000)]).differences(&now);
        let found: Vec<&str> = differences.iter().map(|difference| difference.field).collect();
        assert_eq!(found, fields);
    }

    #[test]
    fn differences_are_exact_for_the_same_compiler() {
        check("one", row("deposit", 10_000), &[]);
        check("one", row("deposit", 10_001), &["ref_time"]);
        check("one", row("deposit", 9_999), &["ref_time"]);
        check("one", Row { proof_size: 9_999, ..row("deposit", 10_000) }, &["proof_size"]);
        check("one", Row { floor_ref_time: Some(9_999), ..row("deposit", 10_000) }, &["floor_ref_time"]);
    }

    #[test]
    fn differences_of_three_percent_are_allowed_for_another_compiler() {
        check("two", row("deposit", 10_300), &[]);
        check("two", row("deposit", 9_700), &[]);
        check("two", row("deposit", 10_301), &["ref_time"]);
        check("two", row("deposit", 9_699), &["ref_time"]);
        check("two", Row { proof_size: 10_301, ..row("deposit", 10_000) }, &["proof_size"]);
    }

    #[test]
    fn differences_of_deposits_are_never_allowed() {
        check("two", Row { storage_deposit: 43, ..row("deposit", 10_000) }, &["storage_deposit"]);
        check("one", Row { storage_deposit: 41, ..row("deposit", 10_000) }, &["storage_deposit"]);
    }

    #[test]
    fn differences_show_floors_that_come_and_go() {
        check("two", Row { floor_ref_time: None, ..row("deposit", 10_000) }, &["floor_ref_time"]);
    }

    #[test]
    fn differences_show_rows_that_are_new_or_gone() {
        let (some, none) = (snapshot("one", vec![row("deposit", 7)]), snapshot("two", Vec::new()));
        let gone = some.differences(&none);
        assert_eq!((gone[0].old, gone[0].new), (Some(7), None));
        let new = none.differences(&some);
        assert_eq!((new[0].old, new[0].new), (None, Some(7)));
        assert_eq!(new[0].what, "splits: deposit, again, n 2");
        // A row of another name is one that is gone and one that is new.
        assert_eq!(some.differences(&snapshot("one", vec![row("claim", 7)])).len(), 2);
    }
}
