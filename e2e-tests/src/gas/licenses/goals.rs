//! What licenses may cost, and the rows that compare measurements with each other.

use crate::{chain::code, gas::Row};

/// Few licenses.
pub const FEW: u32 = 10;
/// Many.
pub const MANY: u32 = 10_000;
/// A purchase may cost so many times its floor, by what it is paid in.
pub const PURCHASE: [(&str, f64); 2] = [(super::IN_NATIVE, 1.9), (super::IN_TOKEN, 1.6)];
/// A purchase may load so many bytes of code.
pub const CODE: usize = 23 * 1024;
/// One more day of a release may cost so many times what it costs the floor.
pub const DAY_SLOPE: f64 = 1.25;
/// Messages whose cost must not depend on how many licenses there are, and their cases.
const FLAT: [(&str, &str); 4] = [
    ("purchase", super::IN_NATIVE),
    ("purchase", super::IN_TOKEN),
    ("renew", super::IN_NATIVE),
    ("cancel", super::IN_NATIVE),
];

/// The case of a release among many licenses.
pub fn among_many(case: &str) -> String {
    format!("{case}, {} licenses", crate::gas::table::grouped(MANY.into()))
}

/// The most that the row's ratio to its floor should be.
pub fn of(row: &Row) -> Option<f64> {
    let is_purchase = row.message == "purchase" && row.n.is_some();
    PURCHASE.into_iter().find(|(case, _)| is_purchase && row.case == *case).map(|goal| goal.1)
}

/// The rows that compare measurements with each other and with bounds.
pub fn derived(rows: &[Row]) -> Vec<Row> {
    let find = |message: &str, case: &str, n: u32| {
        rows.iter().find(|row| row.message == message && row.case == case && row.n == Some(n))
    };
    let mut derived = Vec::new();
    for (message, case) in FLAT {
        derived.extend(same(find(message, case, FEW), find(message, case, MANY)));
    }
    for case in [super::IN_NATIVE, super::IN_TOKEN] {
        for days in super::DAYS {
            derived.extend(same(find("release", case, days), find("release", &among_many(case), days)));
        }
        derived.extend(slope(find("release", case, super::DAYS[1]), find("release", case, super::DAYS[2])));
    }
    derived.extend(find("purchase", super::IN_NATIVE, FEW).map(|row| loaded(row, code("licenses").len())));
    derived
}

/// That a message costs the same among few licenses and among many, to the picosecond.
fn same(few: Option<&Row>, many: Option<&Row>) -> Option<Row> {
    let (few, many) = few.zip(many)?;
    let [dearer, cheaper] = if many.ref_time > few.ref_time { [many, few] } else { [few, many] };
    let case = format!("{}, among many beside few", few.case);
    let n = few.n.filter(|_| few.message == "release");
    let row = Row { case, n, floor_ref_time: None, ..many.clone() };
    Some(row.judged(Some(dearer.ref_time as f64 / cheaper.ref_time as f64), Some(1.0)))
}

/// What one more day costs.
fn slope(fewer: Option<&Row>, more: Option<&Row>) -> Option<Row> {
    let (fewer, more) = fewer.zip(more)?;
    let days = u64::from(more.n? - fewer.n?);
    let per_day = |more: u64, fewer: u64| more.checked_sub(fewer)?.checked_div(days);
    let ref_time = per_day(more.ref_time, fewer.ref_time)?;
    let floor = per_day(more.floor_ref_time?, fewer.floor_ref_time?)?;
    let row = Row {
        case: format!("{}, one more day", more.case),
        n: None,
        ref_time,
        proof_size: per_day(more.proof_size, fewer.proof_size)?,
        storage_deposit: 0,
        floor_ref_time: Some(floor),
        ..more.clone()
    };
    Some(row.judged(Some(ref_time as f64 / floor as f64), Some(DAY_SLOPE)))
}

/// How much code a purchase loads, beside [`CODE`].
fn loaded(row: &Row, bytes: usize) -> Row {
    let case = format!("bytes of code beside {} KiB", CODE / 1024);
    let row = Row { case, n: None, floor_ref_time: None, ..row.clone() };
    row.judged(Some(bytes as f64 / CODE as f64), Some(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &str, case: &str, n: u32, ref_time: u64) -> Row {
        Row { message: message.into(), case: case.into(), n: Some(n), ref_time, ..Row::default() }
    }

    #[test]
    fn of_sets_goals_for_usual_purchases() {
        let goal = |message, case, n| of(&Row { n, ..row(message, case, 0, 1) });
        assert_eq!(["native", "token"].map(|case| goal("purchase", case, Some(100))), [Some(1.9), Some(1.6)]);
        assert_eq!(goal("purchase", "native, 36 periods", None), None);
        assert_eq!(goal("renew", "native", Some(FEW)), None);
    }

    #[test]
    fn same_allows_no_picosecond_more_either_way() {
        let judge = |few, many| {
            let rows = [row("cancel", "native", FEW, few), row("cancel", "native", MANY, many)];
            derived(&rows).iter().map(|row| row.met).collect::<Vec<_>>()
        };
        assert_eq!(judge(100_000, 100_000), [Some(true)]);
        assert_eq!(judge(100_000, 100_001), [Some(false)]);
        assert_eq!(judge(100_001, 100_000), [Some(false)]);
    }

    #[test]
    fn slope_is_what_the_days_between_cost() {
        let of = |n, ref_time, floor| Row { floor_ref_time: Some(floor), ..row("release", "native", n, ref_time) };
        let judge =
            |more| slope(Some(&of(30, 1_000, 1_000)), Some(&of(365, more, 4_350))).map(|row| (row.ratio, row.met));
        // 12 and 13 a day, of 10.
        assert_eq!(judge(1_000 + 335 * 12), Some((Some(1.2), Some(true))));
        assert_eq!(judge(1_000 + 335 * 13), Some((Some(1.3), Some(false))));
    }

    #[test]
    fn loaded_allows_all_of_the_bytes_and_not_one_more() {
        let judge = |bytes| loaded(&row("purchase", "native", FEW, 1), bytes).met;
        assert_eq!([CODE, CODE + 1].map(judge), [Some(true), Some(false)]);
    }
}
