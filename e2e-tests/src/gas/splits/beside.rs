//! The peers' numbers beside ours, and what must be known to compare them.

use super::{
    goals,
    peers::{self, Peer},
    SIZES,
};
use crate::{
    chain::transaction_weight,
    gas::{table, Row},
};

/// What stands below the table of splits.
pub fn beside(rows: &[Row]) -> String {
    let head = [
        "chain time",
        "income ms",
        "V1 distribute ms",
        "/ income",
        "push ms",
        "V1 / push",
        "V2 push ms",
        "V2 / push",
        "create ms",
        "V1 create ms",
    ];
    let lines = SIZES.map(|n| (format!("n = {n}"), line(rows, n)));
    format!("Beside 0xSplits\n{}\n{}\n{}", table::numbers(&head, lines), peers::ASSUMPTIONS, remarks(rows))
}

fn find<'a>(rows: &'a [Row], message: &str, case: &str, n: u32) -> Option<&'a Row> {
    rows.iter().find(|row| row.message == message && row.case == case && row.n == Some(n))
}

fn line(rows: &[Row], n: u32) -> Vec<String> {
    let time = |message, case| find(rows, message, case, n).map(|row| peers::chain_time(row.ref_time));
    let (create, income, push) = (time("create", "immutable"), time("deposit", "again"), time("pay_all", "all"));
    let [v1_create, v1, v2] = [Peer::V1Create, Peer::V1Distribute, Peer::V2Push].map(|peer| Some(peer.chain_time(n)));
    let millis = |seconds: Option<f64>| seconds.map_or_else(String::new, |seconds| format!("{:.2}", seconds * 1e3));
    let times = |theirs: Option<f64>, ours: Option<f64>| {
        theirs.zip(ours).map_or_else(String::new, |(theirs, ours)| format!("{:.1}", theirs / ours))
    };
    vec![
        millis(income),
        millis(v1),
        times(v1, income),
        millis(push),
        times(v1, push),
        millis(v2),
        times(v2, push),
        millis(create),
        millis(v1_create),
    ]
}

/// What the table does not show: stretch goals, the fixed cost of a transaction, and proofs.
fn remarks(rows: &[Row]) -> String {
    let at = |message, case| find(rows, message, case, goals::COMPARED);
    let (Some(income), Some(push)) = (at("deposit", "again"), at("pay_all", "all")) else { return String::new() };
    let is_met = income.ratio.is_some_and(|ratio| ratio <= goals::INCOME_STRETCH);
    let fixed = transaction_weight().ref_time();
    let whole = |row: &Row, peer: Peer| {
        peer.chain_time(goals::COMPARED) / peers::chain_time(row.ref_time.saturating_add(fixed))
    };
    let share = |row: &Row| peers::proof_share(row.proof_size) * 100.0;
    format!(
        "Ours is the message alone. Any transaction that calls a contract costs {} µs more; with them, at n = {}, V1 distribute is \
         {:.1} × an income\nand {:.1} × a push, and V2 push is {:.1} × a push.\n\
         On a parachain proofs count too: of 3.75 MiB in a block, an income takes {:.2} % and a push to {} payees {:.2} %.\n\
         Stretch goal for an income, {} × its floor: {}.\n",
        table::micros(fixed),
        goals::COMPARED,
        whole(income, Peer::V1Distribute),
        whole(push, Peer::V1Distribute),
        whole(push, Peer::V2Push),
        share(income),
        goals::COMPARED,
        share(push),
        goals::INCOME_STRETCH,
        if is_met { "met" } else { "NOT met" },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_leaves_out_what_was_not_measured() {
        let text = beside(&[]);
        assert_eq!(text.lines().filter(|line| line.starts_with("n = ")).count(), SIZES.len());
        assert!(!text.contains("Stretch"));
    }

    #[test]
    fn beside_divides_theirs_by_ours() {
        // 1.405 s of chain time of a block of 6 s are 351 ms of ref_time; here a tenth of it.
        let row = |message: &str, case: &str, ref_time| Row {
            message: message.into(),
            case: case.into(),
            n: Some(100),
            ref_time,
            ..Row::default()
        };
        let text = beside(&[row("deposit", "again", 3_512_525_000), row("pay_all", "all", 17_562_625_000)]);
        let line = text.lines().find(|line| line.starts_with("n = 100 ")).unwrap();
        let cells: Vec<&str> = line.split_whitespace().skip(3).collect();
        assert_eq!(cells[..5], ["14.05", "140.50", "10.0", "70.25", "2.0"]);
        assert!(text.contains("Stretch goal for an income, 1.6 × its floor: NOT met."));
    }
}
