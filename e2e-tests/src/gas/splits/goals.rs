//! What splits may cost, and the rows that judge several measurements together.

use super::peers::{self, Peer};
use crate::gas::Row;

/// The bounds of one machine.
#[derive(Clone, Copy, Debug)]
pub struct Goals {
    /// An income may cost so many times its floor.
    pub income: f64,
    /// An income may cost so many picoseconds.
    pub income_time: Option<u64>,
    /// A claim through so many levels may cost so many times its floor.
    pub claim: [(u32, f64); 3],
    /// One more payee of a push may cost so many times one more bare transfer.
    pub push_slope: f64,
    /// The chain time of a message in terms of a peer's may be so much at most.
    pub chain_time: &'static [(&'static str, &'static str, Peer, f64)],
}

impl Goals {
    /// Those of `pallet-contracts`.
    pub const WASM: Self = Self {
        income: 2.1,
        income_time: Some(690_000_000),
        claim: [(1, 2.3), (4, 1.55), (8, 1.35)],
        push_slope: 1.03,
        chain_time: &[
            ("deposit", "again", Peer::V1Distribute, 1.0 / 50.0),
            ("pay_all", "all", Peer::V1Distribute, 1.0 / 2.0),
            ("pay_all", "all", Peer::V2Push, 1.0 / 2.5),
        ],
    };

    /// Those of `pallet-revive`. Others are compared with on the first machine only.
    pub const POLKAVM: Self = Self {
        income: 1.9,
        income_time: None,
        claim: [(1, 1.4), (4, 1.4), (8, 1.45)],
        push_slope: 1.14,
        chain_time: &[],
    };

    /// Those of the machine that is measured.
    pub const HERE: Self = if cfg!(feature = "polkavm") { Self::POLKAVM } else { Self::WASM };
}

/// An income on Wasm would better cost no more than so many times its floor.
pub const INCOME_STRETCH: f64 = 1.6;
/// How far apart the dearest and the cheapest income of the same size may be, whatever the number of payees.
pub const INCOME_SPREAD: f64 = 1.001;
/// The size at which chain time is compared.
pub const COMPARED: u32 = 100;

/// The most that the row's ratio to its floor should be.
pub fn of(goals: &Goals, row: &Row) -> Option<f64> {
    match (row.message.as_str(), row.case.as_str(), row.depth) {
        ("deposit", "again", None) => Some(goals.income),
        ("claim_path", "again", Some(depth)) => {
            goals.claim.iter().find(|(levels, _)| *levels == depth).map(|goal| goal.1)
        }
        _ => None,
    }
}

/// The rows that compare measurements with each other and with other systems.
pub fn derived(goals: &Goals, rows: &[Row]) -> Vec<Row> {
    let mut derived = Vec::new();
    derived.extend(spread(rows));
    derived.extend(goals.income_time.and_then(|bound| time(bound, rows)));
    derived.extend(slope(goals, rows));
    derived.extend(goals.chain_time.iter().filter_map(|(message, case, peer, goal)| {
        let row = find(rows, message, case, COMPARED)?;
        let ratio = peers::chain_time(row.ref_time) / peer.chain_time(COMPARED);
        let case = format!("chain time beside {}", peer.name());
        Some(Row { case, floor_ref_time: None, ..row.clone() }.judged(Some(ratio), Some(*goal)))
    }));
    derived
}

fn find<'a>(rows: &'a [Row], message: &str, case: &str, n: u32) -> Option<&'a Row> {
    rows.iter().find(|row| row.message == message && row.case == case && row.n == Some(n))
}

/// All measurements of one message, from the fewest payees to the most.
fn series<'a>(rows: &'a [Row], message: &'a str, case: &'a str) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |row| row.message == message && row.case == case && row.n.is_some())
}

fn spread(rows: &[Row]) -> Option<Row> {
    let dearest = series(rows, "deposit", "again").max_by_key(|row| row.ref_time)?;
    let cheapest = series(rows, "deposit", "again").min_by_key(|row| row.ref_time)?;
    let ratio = dearest.ref_time as f64 / cheapest.ref_time as f64;
    let row = Row { case: "dearest n beside cheapest".into(), n: None, floor_ref_time: None, ..dearest.clone() };
    Some(row.judged(Some(ratio), Some(INCOME_SPREAD)))
}

fn time(bound: u64, rows: &[Row]) -> Option<Row> {
    let dearest = series(rows, "deposit", "again").max_by_key(|row| row.ref_time)?;
    let ratio = dearest.ref_time as f64 / bound as f64;
    let case = format!("beside {} µs", bound / 1_000_000);
    Some(Row { case, floor_ref_time: None, ..dearest.clone() }.judged(Some(ratio), Some(1.0)))
}

fn slope(goals: &Goals, rows: &[Row]) -> Option<Row> {
    let fewest = series(rows, "pay_all", "all").min_by_key(|row| row.n)?;
    let most = series(rows, "pay_all", "all").max_by_key(|row| row.n)?;
    let payees = u64::from(most.n? - fewest.n?);
    let per_payee = |most: u64, fewest: u64| most.checked_sub(fewest)?.checked_div(payees);
    let ref_time = per_payee(most.ref_time, fewest.ref_time)?;
    let floor = per_payee(most.floor_ref_time?, fewest.floor_ref_time?)?;
    let row = Row {
        case: "one more payee".into(),
        ref_time,
        proof_size: per_payee(most.proof_size, fewest.proof_size)?,
        storage_deposit: 0,
        floor_ref_time: Some(floor),
        ..most.clone()
    };
    Some(row.judged(Some(ref_time as f64 / floor as f64), Some(goals.push_slope)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MICRO: u64 = 1_000_000;

    fn row(message: &str, case: &str, n: u32, micros: u64, floor: u64) -> Row {
        Row {
            message: message.into(),
            case: case.into(),
            n: Some(n),
            ref_time: micros * MICRO,
            floor_ref_time: Some(floor * MICRO),
            ..Row::default()
        }
    }

    #[track_caller]
    fn check(rows: &[Row], case: &str, ratio: f64, met: bool) {
        let rows = derived(&Goals::WASM, rows);
        let row = rows.iter().find(|row| row.case == case).expect("the row is derived");
        assert_eq!((row.ratio, row.met), (Some(ratio), Some(met)));
    }

    #[test]
    fn of_sets_goals_for_repeated_income_and_three_depths() {
        let claim = |depth, case: &str| {
            of(&Goals::WASM, &Row { depth: Some(depth), n: None, ..row("claim_path", case, 0, 0, 0) })
        };
        assert_eq!(of(&Goals::WASM, &row("deposit", "again", 430, 0, 0)), Some(2.1));
        assert_eq!(of(&Goals::WASM, &row("deposit", "first", 430, 0, 0)), None);
        assert_eq!(
            [1, 2, 4, 8, 16].map(|depth| claim(depth, "again")),
            [Some(2.3), None, Some(1.55), Some(1.35), None]
        );
        assert_eq!(claim(1, "first"), None);
    }

    #[test]
    fn judged_takes_the_bound_itself_as_met() {
        let judge = |ratio| Row::default().judged(Some(ratio), Some(2.1)).met;
        assert_eq!([2.09999, 2.1, 2.10001].map(judge), [Some(true), Some(true), Some(false)]);
        assert_eq!(Row::default().judged(None, Some(2.1)).met, None);
        assert_eq!(Row::default().judged(Some(9.0), None).met, None);
    }

    #[test]
    fn spread_allows_a_tenth_of_a_percent() {
        let incomes = |most| [row("deposit", "again", 2, 10_000, 1), row("deposit", "again", 430, most, 1)];
        check(&incomes(10_010), "dearest n beside cheapest", 1.001, true);
        check(&incomes(10_011), "dearest n beside cheapest", 1.0011, false);
    }

    #[test]
    fn time_allows_690_microseconds() {
        check(&[row("deposit", "again", 2, 690, 1)], "beside 690 µs", 1.0, true);
        check(&[row("deposit", "again", 2, 759, 1)], "beside 690 µs", 1.1, false);
    }

    #[test]
    fn slope_allows_three_percent_above_the_bare_transfer() {
        let push = |most: u64| [row("pay_all", "all", 2, 1_000, 300), row("pay_all", "all", 12, 1_000 + most, 1_300)];
        check(&push(1_030), "one more payee", 1.03, true);
        check(&push(1_040), "one more payee", 1.04, false);
    }

    #[test]
    fn chain_time_is_judged_at_one_hundred_payees() {
        // 702,505 gas of 60 million in 12 s are 140.501 ms; a fiftieth is 2.81002 ms, of 6 s with 1.5 s of work: 702.505 µs.
        let case = "chain time beside 0xSplits V1 distribute";
        check(&[row("deposit", "again", 100, 702, 1)], case, 0.01999, true);
        check(&[row("deposit", "again", 100, 703, 1)], case, 0.02001, false);
        check(&[row("pay_all", "all", 100, 17_562, 1)], case, 0.49998, true);
        check(&[row("pay_all", "all", 100, 17_563, 1)], case, 0.50001, false);
        // About 930,000 gas are 186 ms; a 2.5th is 74.4 ms: 18.6 ms of work.
        let case = "chain time beside 0xSplits V2 push";
        check(&[row("pay_all", "all", 100, 18_600, 1)], case, 0.4, true);
        check(&[row("pay_all", "all", 100, 18_601, 1)], case, 0.40002, false);
        assert!(derived(&Goals::WASM, &[row("pay_all", "all", 50, 1, 1)]).is_empty());
    }

    #[test]
    fn derived_compares_with_others_and_with_the_clock_on_wasm_only() {
        let rows = [row("deposit", "again", 100, 1, 1), row("pay_all", "all", 100, 1, 1)];
        let cases = |goals| -> Vec<String> { derived(goals, &rows).into_iter().map(|row| row.case).collect() };
        assert_eq!(cases(&Goals::POLKAVM), ["dearest n beside cheapest"]);
        assert!(cases(&Goals::WASM).iter().any(|case| case.contains("0xSplits")));
    }
}
