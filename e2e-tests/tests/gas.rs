//! The gas table: each floor does the work of its message, and measuring again gives the same numbers.

use e2e_tests::gas::{groups, Row};

#[test]
fn floors_leave_what_the_messages_leave_and_cost_less() {
    let measure = || -> Vec<Row> { groups().iter().flat_map(|group| group.measure(&mut |_| ())).collect() };
    // Measuring compares cells, payouts and events of each message with those of its floor, and fails if they differ.
    let rows = measure();
    for row in &rows {
        assert!(row.floor_ref_time.is_none_or(|floor| floor < row.ref_time), "{row:?} costs no more than its floor");
    }
    assert_eq!(rows, measure(), "gas is deterministic");
    let mut keys: Vec<_> = rows.iter().map(Row::key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), rows.len(), "each row can be told from the others");
}

#[cfg(not(feature = "polkavm"))]
#[test]
fn goals_of_governance_are_met() {
    use e2e_tests::gas::{governance::Governance, Group};
    let rows = Governance.measure(&mut |_| ());
    let judged: Vec<&Row> = rows.iter().filter(|row| row.met.is_some()).collect();
    // Two of votes, two of their code, and two of each message of the largest decision.
    assert_eq!(judged.len(), 12);
    for row in judged {
        assert_eq!(row.met, Some(true), "{row:?}");
    }
}

#[cfg(not(feature = "polkavm"))]
#[test]
fn goals_of_licenses_are_met() {
    use e2e_tests::gas::{licenses::Licenses, Group};
    let rows = Licenses.measure(&mut |_| ());
    let judged: Vec<&Row> = rows.iter().filter(|row| row.met.is_some()).collect();
    // Eight of purchases, four messages and six releases that cost the same among few licenses and many, two of one more day,
    // and one of code.
    assert_eq!(judged.len(), 21);
    for row in judged {
        assert_eq!(row.met, Some(true), "{row:?}");
    }
}

/// The linker for PolkaVM leaves out what nothing calls; what is written for Wasm has to be looked at.
#[cfg(not(feature = "polkavm"))]
#[test]
fn floors_import_no_more_than_they_need() {
    use e2e_tests::{floors, gas::floor::Floor};
    for floor in Floor::ALL {
        let text = floors::text(*floor);
        let calls = |name: &str| text.matches(&format!("(call ${name}")).count();
        for line in text.lines().filter(|line| line.contains("(import") && line.contains("(func $")) {
            let name = line.split("(func $").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
            assert!(calls(name) > 0, "{floor:?} pays for the import of {name} and does not use it");
        }
    }
}
