//! The peer's numbers beside ours, and what must be known to compare them.

use crate::{
    chain::transaction_weight,
    gas::{
        splits::peers::{chain_time, their_chain_time},
        table, Row,
    },
};

/// The gas of a DAO on the Governor, the votes token and the timelock of OpenZeppelin Contracts 4: averages of
/// hardhat-gas-reporter (solc 0.8.19, optimizer on, 1000 runs) as the README of `github.com/DuBento/Tracer` publishes them for
/// its release v0.2-dev, at commit `c784cabfbd087037a053360e97e9c43c168d0424`. `execute` is left out, because what is executed
/// there is another call. OpenZeppelin itself publishes no table.
const PUBLISHED: [(&str, &str, &str, u32, u32); 4] = [
    ("castVoteWithReason", "vote", super::AGAIN, 1, 85_587),
    ("propose", "propose", super::SMALL, 1, 103_450),
    ("queue", "queue", "Strategic", 1, 129_373),
    ("delegate", "delegate", "from oneself", 1, 95_628),
];

/// What the comparison takes for granted.
const ASSUMPTIONS: &str = "\
Chain time = share of a block × seconds between blocks. Here: ref_time / 1.5 s × 6 s. There: gas / 60 million × 12 s.
OpenZeppelin: averages of a published gas report of a DAO on its Governor, votes token and timelock, with the 21,000 gas of any
transaction; so ours are with what any transaction that calls a contract costs. Of transfers only estimates of the overhead of
votes are published.";

/// What stands below the table of governance.
pub fn beside(rows: &[Row]) -> String {
    let fixed = transaction_weight().ref_time();
    let lines = PUBLISHED.into_iter().filter_map(|(theirs, message, case, n, gas)| {
        let row = rows.iter().find(|row| row.message == message && row.case == case && row.n == Some(n))?;
        let ours = chain_time(row.ref_time.saturating_add(fixed));
        let gas_time = their_chain_time(f64::from(gas));
        let numbers = vec![
            format!("{:.2}", ours * 1e3),
            table::grouped(gas.into()),
            format!("{:.2}", gas_time * 1e3),
            format!("{:.1}", gas_time / ours),
        ];
        Some((format!("{message}; {theirs}"), numbers))
    });
    let head = ["chain time", "ours ms", "theirs gas", "theirs ms", "theirs / ours"];
    format!("Beside OpenZeppelin's Governor\n{}\n{ASSUMPTIONS}\n", table::numbers(&head, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_leaves_out_what_was_not_measured() {
        assert!(!beside(&[]).contains("castVote"));
    }

    #[test]
    fn beside_compares_whole_transactions() {
        // 85,587 gas of 60 million in 12 s are 17.12 ms. A quarter of it is 4.279 ms of 6 s, 1.07 ms of 1.5 s.
        let ref_time = 1_069_837_500 - transaction_weight().ref_time();
        let row =
            Row { message: "vote".into(), case: super::super::AGAIN.into(), n: Some(1), ref_time, ..Row::default() };
        let text = beside(&[row]);
        let line = text.lines().find(|line| line.starts_with("vote")).unwrap();
        let cells: Vec<&str> = line.split_whitespace().skip(2).collect();
        assert_eq!(cells, ["4.28", "85,587", "17.12", "4.0"]);
    }
}
