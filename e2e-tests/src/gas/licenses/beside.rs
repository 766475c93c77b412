//! A peer's numbers beside ours, and what must be known to compare them.

use crate::gas::{
    splits::peers::{chain_time, their_chain_time},
    table, Row,
};

/// The gas of Sablier's Lockup Linear, as `docs.sablier.com/contracts/v2/gas-benchmarks` publishes it for V2 Core: streams of a
/// token that are earned evenly over a time, can be canceled for what is not earned, and are withdrawn by the payee. No broker,
/// no cliff. Of licenses and subscriptions as such no measured table is published.
const PUBLISHED: [(&str, &str, &str, Option<u32>, u32); 4] = [
    ("createWithDurations", "purchase", super::IN_TOKEN, Some(super::FEW), 113_680),
    ("cancel", "cancel", super::IN_NATIVE, Some(super::FEW), 56_829),
    ("withdraw before the end", "release", super::IN_TOKEN, Some(30), 19_002),
    ("withdraw after the end", "release", super::IN_TOKEN, Some(365), 24_799),
];

/// What the comparison takes for granted.
const ASSUMPTIONS: &str = "\
Chain time = share of a block × seconds between blocks. Here: ref_time / 1.5 s × 6 s. There: gas / 60 million × 12 s.
Sablier V2: published gas of the function alone, so ours are the messages alone. There each payment is a stream of its own that
its payee withdraws from; here one release pays a split what all of its licenses have earned. What differs besides: a purchase
here also keeps who may use what since when, with a receipt; a cancel here is in the chain's own money.";

/// What stands below the table of licenses.
pub fn beside(rows: &[Row]) -> String {
    let lines = PUBLISHED.into_iter().filter_map(|(theirs, message, case, n, gas)| {
        let row = rows.iter().find(|row| row.message == message && row.case == case && row.n == n)?;
        let (ours, gas_time) = (chain_time(row.ref_time), their_chain_time(f64::from(gas)));
        let numbers = vec![
            format!("{:.2}", ours * 1e3),
            table::grouped(gas.into()),
            format!("{:.2}", gas_time * 1e3),
            format!("{:.1}", gas_time / ours),
        ];
        let count = n.filter(|_| message == "release").map_or_else(String::new, |days| format!(", {days} days"));
        Some((format!("{message}{count}; {theirs}"), numbers))
    });
    let head = ["chain time", "ours ms", "theirs gas", "theirs ms", "theirs / ours"];
    format!("Beside Sablier's Lockup Linear\n{}\n{ASSUMPTIONS}\n", table::numbers(&head, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_leaves_out_what_was_not_measured() {
        assert!(!beside(&[]).contains("createWithDurations"));
    }

    #[test]
    fn beside_compares_messages_alone() {
        // 113,680 gas of 60 million in 12 s are 22.736 ms. A quarter of it is 5.684 ms of 6 s, 1.421 ms of 1.5 s.
        let row = Row {
            message: "purchase".into(),
            case: super::super::IN_TOKEN.into(),
            n: Some(super::super::FEW),
            ref_time: 1_421_000_000,
            ..Row::default()
        };
        let text = beside(&[row]);
        let line = text.lines().find(|line| line.starts_with("purchase")).unwrap();
        let cells: Vec<&str> = line.split_whitespace().skip(2).collect();
        assert_eq!(cells, ["5.68", "113,680", "22.74", "4.0"]);
    }
}
