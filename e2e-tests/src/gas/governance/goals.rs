//! What governance may cost, and the rows that judge what stands in no single measurement.

use crate::{
    chain::{code, BLOCK},
    gas::Row,
};

/// A vote of somebody with so many checkpoints may cost so many times its floor.
pub const VOTE: [(u32, f64); 2] = [(1, 1.9), (10_000, 1.7)];
/// A vote may load so many bytes of code.
pub const CODE: usize = 24 * 1024;
/// A message may take such a part of a block, with as many seats, actions and bytes as there can be.
pub const SHARE: f64 = 0.25;
/// What is special about the rows of the largest decision that there can be.
pub const LARGEST: &str = "15 seats, 10 actions, 10 KiB";

/// The codes that the votes of either house load.
const CODES: [(&str, [&str; 2]); 2] = [("vote", ["governor", "votes"]), ("vote_seat", ["governor", "committee"])];

/// The most that the row's ratio to its floor should be.
pub fn of(row: &Row) -> Option<f64> {
    let is_vote = row.message == "vote" && row.case == super::AGAIN;
    VOTE.into_iter().find(|(checkpoints, _)| is_vote && row.n == Some(*checkpoints)).map(|goal| goal.1)
}

/// The rows that compare measurements with a block and with bounds.
pub fn derived(rows: &[Row]) -> Vec<Row> {
    let largest = rows.iter().filter(|row| row.case == LARGEST);
    let shares = largest.flat_map(|row| {
        let part = |case: &str, ratio: f64| {
            let case = format!("{LARGEST}: part of a block's {case}");
            Row { case, floor_ref_time: None, ..row.clone() }.judged(Some(ratio), Some(SHARE))
        };
        let time = row.ref_time as f64 / BLOCK.ref_time() as f64;
        let proof = row.proof_size as f64 / BLOCK.proof_size() as f64;
        [part("time", time), part("proof", proof)]
    });
    let codes = CODES.into_iter().filter_map(|(message, contracts)| {
        let row = rows.iter().find(|row| row.message == message)?;
        Some(loaded(row, contracts.map(|contract| code(contract).len()).iter().sum()))
    });
    shares.chain(codes).collect()
}

/// How much code a message loads, beside [`CODE`].
fn loaded(row: &Row, bytes: usize) -> Row {
    let case = format!("bytes of code beside {} KiB", CODE / 1024);
    let row = Row { case, n: None, floor_ref_time: None, ..row.clone() };
    row.judged(Some(bytes as f64 / CODE as f64), Some(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &str, case: &str, n: u32) -> Row {
        Row { message: message.into(), case: case.into(), n: Some(n), ..Row::default() }
    }

    #[test]
    fn of_sets_goals_for_votes_with_few_and_with_many_checkpoints() {
        let goal = |message, case, n| of(&row(message, case, n));
        assert_eq!([1, 10, 10_000].map(|n| goal("vote", super::super::AGAIN, n)), [Some(1.9), None, Some(1.7)]);
        assert_eq!(goal("vote", "first", 1), None);
        assert_eq!(goal("past_votes", super::super::AGAIN, 1), None);
    }

    #[test]
    fn derived_takes_a_quarter_of_a_block_as_met() {
        let of = |ref_time, proof_size| {
            let rows = derived(&[Row { ref_time, proof_size, ..row("queue", LARGEST, 1) }]);
            rows.iter().map(|row| (row.ratio, row.met)).collect::<Vec<_>>()
        };
        assert_eq!(of(375_000_000_000, 983_040), [(Some(0.25), Some(true)); 2]);
        let over = of(375_100_000_000, 983_139);
        assert_eq!(over, [(Some(0.25007), Some(false)), (Some(0.25003), Some(false))]);
    }

    #[test]
    fn loaded_allows_all_of_the_bytes_and_not_one_more() {
        let judge = |bytes| loaded(&row("vote", "first", 1), bytes).met;
        assert_eq!([CODE, CODE + 1].map(judge), [Some(true), Some(false)]);
    }
}
