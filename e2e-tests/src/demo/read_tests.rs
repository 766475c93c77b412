//! Each way in which a file can be wrong, with the line, the column and the reason that its author gets to read.

use super::{
    place::Complaint,
    plan::{Event, Payee},
    read::read,
};

const GOOD: &str = r#"{
  "title": "A test",
  "assets": [{ "name": "DOT", "decimals": 10, "native": true }, { "name": "USDC", "decimals": 6 }],
  "parties": [
    { "name": "Ada", "role": "artist" },
    { "name": "Ben", "role": "model maker" }
  ],
  "splits": [
    { "name": "Top", "pays": [{ "to": "Ada", "weight": 2 }, { "to": "Pool", "weight": 1, "edge": "eager" }] },
    { "name": "Pool", "controller": "Ada", "delay": "2 days", "pays": [{ "to": "Ben", "weight": 1 }] },
    { "name": "Deal", "asset": "USDC",
      "tiers": [{ "amount": "30", "pays": [{ "to": "Ben", "weight": 1 }, { "to": "Ada", "weight": 2 }] }],
      "pays": [{ "to": "Ada", "weight": 1 }] },
    { "name": "Crowd", "merkle_sum": true,
      "collective": { "members": 900, "name": "Member", "role": "dataset", "weights": { "cycle": [3, 1] } } }
  ],
  "happenings": [
    { "sale": { "to": "Top", "amount": "1.5", "asset": "DOT", "from": "Cleo" } },
    { "wait": "1 day" },
    { "edit": { "split": "Pool", "pays": [{ "to": "Ada", "weight": 1 }] } },
    { "settle": { "path": ["Top", "Pool", "Ben"], "asset": "DOT", "table": 1 } },
    { "settle": { "push": "Pool", "asset": "DOT", "table": 2 } },
    { "hand_over": { "split": "Top", "from": "Ada", "to": "Ben", "asset": "DOT" } }
  ]
}"#;

fn complaint(text: &str) -> Complaint {
    match read("a.json", text) {
        Err(complaint) => complaint,
        Ok(_) => panic!("this must be refused:\n{text}"),
    }
}

/// The good file with one thing changed must be refused with this reason; the place is that of `at` in the changed file.
#[track_caller]
fn check(from: &str, to: &str, at: &str, reason: &str) {
    assert_eq!(GOOD.matches(from).count(), 1, "{from} must stand there once");
    let text = GOOD.replace(from, to);
    complaint(&text).check_place(&text, at, reason);
}

/// What serde refuses: it names the line, and the column behind the offending value.
#[track_caller]
fn check_shape(from: &str, to: &str, line: usize, reason: &str) {
    let complaint = complaint(&GOOD.replacen(from, to, 1));
    assert_eq!(complaint.line, line, "{complaint}");
    assert!(complaint.reason.contains(reason), "{}", complaint.reason);
    assert!(!complaint.reason.contains(" at line "), "{}", complaint.reason);
}

#[test]
fn read_understands_a_good_file() {
    let plan = read("a.json", GOOD).unwrap_or_else(|complaint| panic!("{complaint}"));
    assert_eq!(plan.parties.len(), 902);
    assert_eq!(plan.order, [1, 0, 2, 3]);
    assert_eq!(plan.splits[3].table.lines[1].weight, 1);
    let deal = &plan.splits[2].table;
    // Paid by the tier alone: no weight once it is full.
    assert_eq!((deal.lines[1].to, deal.lines[1].weight), (Payee::Party(1), 0));
    assert_eq!(deal.tiers[0].weights, [2, 1]);
    assert!(matches!(plan.happenings[0].what, Event::Sale { amount: 15_000_000_000, .. }));
    assert!(matches!(plan.happenings[1].what, Event::Wait(86_400_000)));
}

#[test]
fn read_refuses_what_is_not_json() {
    check_shape("\"title\": \"A test\",", "\"title\": \"A test\"", 3, "expected \",\" or \"}\"");
    check_shape("  \"happenings\": [", "  \"happenings\": [,", 17, "expected value");
}

#[test]
fn read_refuses_unknown_missing_and_repeated_fields() {
    check_shape(
        "\"weight\": 2",
        "\"wieght\": 2",
        9,
        "unknown field \"wieght\", expected one of \"to\", \"weight\", \"edge\"",
    );
    check_shape("\"role\": \"artist\"", "\"role\": \"artist\", \"role\": \"x\"", 5, "duplicate field \"role\"");
    check_shape("\"from\": \"Cleo\"", "\"note\": \"\"", 18, "missing field \"from\"");
    check_shape("\"wait\"", "\"sleep\"", 19, "unknown variant \"sleep\"");
    check_shape("\"weight\": 2", "\"weight\": -2", 9, "expected a whole number from 0");
    check_shape("\"eager\"", "\"often\"", 9, "unknown variant \"often\", expected \"lazy\" or \"eager\"");
}

#[test]
fn read_refuses_names_that_nobody_or_somebody_else_has() {
    check(
        "\"to\": \"Ada\", \"weight\": 2 }, { \"to\": \"Pool\"",
        "\"to\": \"Adda\", \"weight\": 2 }, { \"to\": \"Pool\"",
        "\"Adda\"",
        "no party and no split is called \"Adda\"; \"Ada\" is",
    );
    check(
        "\"name\": \"Ben\", \"role\"",
        "\"name\": \"Ada\", \"role\"",
        "\"Ada\", \"role\": \"model maker\"",
        "a party is called \"Ada\" already",
    );
    check("\"name\": \"Crowd\"", "\"name\": \"Top\"", "\"Top\", \"merkle_sum\"", "a split is called \"Top\" already");
    check("\"name\": \"Crowd\"", "\"name\": \" \"", "\" \", \"merkle_sum\"", "a name cannot be empty");
    check(
        "\"role\": \"model maker\" }",
        "\"role\": \"model maker\" }, { \"name\": \"Member 7\", \"role\": \"dataset\" }",
        "\"Member\", \"role\"",
        "a party is called \"Member 7\" already",
    );
}

#[test]
fn read_refuses_a_share_of_0() {
    check(
        "\"weight\": 2 }, { \"to\": \"Pool\"",
        "\"weight\": 0 }, { \"to\": \"Pool\"",
        "0 }, { \"to\": \"Pool\"",
        "the share of \"Ada\" is 0",
    );
    check("[3, 1]", "[3, 0]", "{ \"cycle\"", "the share of member 2 is 0");
    check("{ \"cycle\": [3, 1] }", "{ \"harmonic\": 0 }", "{ \"harmonic\"", "the share of member 1 is 0");
}

#[test]
fn read_refuses_a_payee_that_stands_in_a_table_twice() {
    check(
        "\"to\": \"Pool\"",
        "\"to\": \"Ada\"",
        "\"Ada\", \"weight\": 1, \"edge\"",
        "\"Ada\" stands in this table already",
    );
}

#[test]
fn read_refuses_a_circle() {
    check(
        "\"pays\": [{ \"to\": \"Ben\", \"weight\": 1 }] },",
        "\"pays\": [{ \"to\": \"Top\", \"weight\": 1 }] },",
        "\"Top\", \"weight\": 1 }] },",
        "Top → Pool → Top",
    );
    check(
        "\"pays\": [{ \"to\": \"Ada\", \"weight\": 1 }] },\n    { \"name\": \"Crowd\"",
        "\"pays\": [{ \"to\": \"Deal\", \"weight\": 1 }] },\n    { \"name\": \"Crowd\"",
        "\"Deal\", \"weight\"",
        "Deal → Deal",
    );
}

#[test]
fn read_refuses_amounts_that_are_none() {
    check("\"amount\": \"1.5\"", "\"amount\": \"0\"", "\"0\"", "an amount of 0 pays nobody");
    check("\"amount\": \"1.5\"", "\"amount\": \"1,5\"", "\"1,5\"", "is not a decimal number");
    check(
        "\"amount\": \"1.5\"",
        "\"amount\": \"0.00000000001\"",
        "\"0.00000000001\"",
        "has more decimals than DOT, which has 10",
    );
    check(
        "\"amount\": \"1.5\"",
        "\"amount\": \"999999999999999999999999999999\"",
        "\"9999",
        "more than the chain can count",
    );
}

#[test]
fn read_refuses_sales_and_settlements_that_lead_nowhere() {
    check("\"to\": \"Top\"", "\"to\": \"Tip\"", "\"Tip\"", "no split is called \"Tip\"; \"Top\" is");
    check("\"to\": \"Top\"", "\"to\": \"Ada\"", "\"Ada\", \"amount\"", "\"Ada\" is a party; a split is needed here");
    check(
        "\"asset\": \"DOT\", \"from\"",
        "\"asset\": \"KSM\", \"from\"",
        "\"KSM\"",
        "no asset is called \"KSM\"; the file has DOT, USDC",
    );
    check("[\"Top\", \"Pool\", \"Ben\"]", "[\"Top\"]", "[\"Top\"]", "at least two names");
    check("\"table\": 2", "\"table\": 3", "3 } },", "\"Pool\" has no table 3 at this point; it has had 2");
    check("\"push\": \"Pool\", \"asset\"", "\"asset\"", "{ \"asset\": \"DOT\", \"table\": 2", "exactly one of");
    check(
        "\"to\": \"Ben\", \"asset\": \"DOT\"",
        "\"to\": \"Ada\", \"asset\": \"DOT\"",
        "\"Ada\", \"asset\"",
        "has this entry already",
    );
}

#[test]
fn read_refuses_durations_that_are_none() {
    check("\"wait\": \"1 day\"", "\"wait\": \"a while\"", "\"a while\"", "is not a duration");
    check("\"delay\": \"2 days\"", "\"delay\": \"2\"", "\"2\",", "is not a duration");
}

#[test]
fn read_refuses_tables_that_no_chain_takes() {
    check("\"controller\": \"Ada\", \"delay\"", "\"delay\"", "\"2 days\"", "without a \"controller\" nobody can edit");
    check(
        "\"split\": \"Pool\"",
        "\"split\": \"Top\"",
        "\"Top\", \"pays\": [{ \"to\": \"Ada\", \"weight\": 1 }] } }",
        "it can never be edited",
    );
    check(
        "\"amount\": \"30\"",
        "\"amount\": \"0.000001\"",
        "1 }, { \"to\": \"Ada\", \"weight\": 2 }] }],",
        "cannot be divided by these weights",
    );
    check("\"asset\": \"USDC\",\n", "\n", "[{ \"amount\": \"30\"", "tiers need an \"asset\"");
    check("\"merkle_sum\": true,\n", "\n", "{ \"name\": \"Crowd\"", "900 payees are more than one table holds (430)");
    check("\"members\": 900", "\"members\": 0", "0, \"name\": \"Member\"", "from 1 to 20000 members, not 0");
    check(
        "\"name\": \"Crowd\", ",
        "\"name\": \"Crowd\", \"pays\": [{ \"to\": \"Top\", \"weight\": 1 }], ",
        "\"Top\", \"weight\": 1 }],",
        "pays accounts only",
    );
}

#[test]
fn read_refuses_a_file_without_a_sale_or_a_second_native_asset() {
    check(
        "    { \"sale\": { \"to\": \"Top\", \"amount\": \"1.5\", \"asset\": \"DOT\", \"from\": \"Cleo\" } },\n",
        "",
        "[\n    { \"wait\"",
        "there is no sale",
    );
    check("\"decimals\": 6 }", "\"decimals\": 6, \"native\": true }", "true }],", "another asset is native already");
    check(
        "\"name\": \"USDC\", \"decimals\"",
        "\"name\": \"DOT\", \"decimals\"",
        "\"DOT\", \"decimals\": 6",
        "an asset is called \"DOT\" already",
    );
}

#[test]
fn complaint_shows_the_line_and_points_at_the_column() {
    let text = GOOD.replace("\"1.5\"", "\"nothing\"");
    let shown = complaint(&text).to_string();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("a.json:18:40: \"nothing\" is not a decimal number"), "{shown}");
    assert_eq!(
        lines[1].find("\"nothing\"").map(|at| lines[1][..at].chars().count()),
        Some(lines[2].chars().count() - 1)
    );
}
