//! Files about studios that cannot be played, each with the place and the reason.

use super::read::read;

/// A small file that can be played.
pub const TEXT: &str = r#"{
  "title": "Small",
  "asset": { "name": "USDC", "decimals": 6 },
  "parties": [{ "name": "Ada", "role": "artist" }],
  "splits": [{ "name": "Prints", "pays": [{ "to": "Ada", "weight": 1 }] }],
  "studios": [{ "name": "Kestrel", "has": "100" }],
  "others": [{ "name": "Porter", "role": "keeper" }, { "name": "House", "role": "treasury" }],
  "plans": [{ "name": "Basic", "days": 30, "price": "30", "seats": 1, "grace": "2 days", "penalty": "4", "to": "Prints" }],
  "fees": { "keeper": "0", "dao": "2.5", "to": "House" },
  "happenings": [
    { "subscribe": { "studio": "Kestrel", "plan": "Basic" } },
    { "release_daily": "3 days" }
  ]
}"#;

#[test]
fn read_understands_names_amounts_and_percentages() {
    let (plan, tree) = read("small.json", TEXT).unwrap_or_else(|complaint| panic!("{complaint}"));
    assert_eq!((plan.studios, plan.people.len(), plan.treasury), (1, 3, 2));
    assert_eq!((plan.dao_fee, plan.keeper_fee), (250, 0));
    assert_eq!((plan.offers[0].penalty, plan.offers[0].referral, plan.offers[0].price), (Some(400), 0, 30_000_000));
    assert_eq!((tree.splits.len(), tree.happenings.len(), plan.happenings.len()), (1, 0, 2));
}

/// With `from` replaced by `to` the file cannot be played, because of what begins with `at`.
#[track_caller]
fn check(from: &str, to: &str, at: &str, reason: &str) {
    assert_eq!(TEXT.matches(from).count(), 1, "{from}");
    let text = TEXT.replace(from, to);
    let complaint = read("small.json", &text).err().expect("it must be refused");
    complaint.check_place(&text, at, reason);
}

#[test]
fn read_refuses_names_that_nobody_has() {
    check(
        "\"studio\": \"Kestrel\"",
        "\"studio\": \"Kestral\"",
        "\"Kestral\"",
        "nobody is called \"Kestral\"; \"Kestrel\" is",
    );
    check("\"studio\": \"Kestrel\"", "\"studio\": \"Porter\"", "\"Porter\", \"plan\"", "\"Porter\" is no studio");
    check("\"studio\": \"Kestrel\"", "\"studio\": \"Ada\"", "\"Ada\", \"plan\"", "\"Ada\" belongs to the tree");
    check("\"plan\": \"Basic\"", "\"plan\": \"Basik\"", "\"Basik\"", "no plan is called \"Basik\"; \"Basic\" is");
    check("\"to\": \"Prints\"", "\"to\": \"Ada\"", "\"Ada\" }],", "\"Ada\" is a party; a split is needed here");
    check("\"to\": \"House\"", "\"to\": \"Kestrel\"", "\"Kestrel\" },", "\"Kestrel\" is a studio");
    check("{ \"name\": \"Porter\"", "{ \"name\": \"Prints\"", "\"Prints\", \"role\"", "is called \"Prints\" already");
    check(
        "{ \"name\": \"House\"",
        "{ \"name\": \"Kestrel\"",
        "\"Kestrel\", \"role\": \"treasury\"",
        "is called \"Kestrel\" already",
    );
}

#[test]
fn read_refuses_numbers_that_cannot_be() {
    check("\"days\": 30", "\"days\": 0", "0, \"price\"", "a period has from 1 to 3660 days");
    check("\"seats\": 1", "\"seats\": 2000", "2000", "a plan has from 1 to 1000 seats");
    check("\"price\": \"30\"", "\"price\": \"0\"", "\"0\", \"seats\"", "an amount of 0 pays nobody");
    check("\"price\": \"30\"", "\"price\": \"0.0000001\"", "\"0.0000001\"", "more decimals than USDC");
    check("\"penalty\": \"4\"", "\"penalty\": \"21\"", "\"21\"", "21 % is more than 20 %");
    check("\"penalty\": \"4\"", "\"penalty\": \"4 %\"", "\"4 %\"", "is not a percentage");
    check("\"dao\": \"2.5\"", "\"dao\": \"10.01\"", "\"10.01\"", "10.01 % is more than 10 %");
    check("\"grace\": \"2 days\"", "\"grace\": \"31 days\"", "\"31 days\"", "a grace lasts at most 30 days");
    check("\"3 days\"", "\"3 moons\"", "\"3 moons\"", "is not a duration");
    check("\"3 days\"", "\"90 years\"", "\"90 years\"", "at most 1000 days can pass at once");
    check("\"plan\": \"Basic\" }", "\"plan\": \"Basic\", \"periods\": 37 }", "37", "from 1 to 36 periods");
}

#[test]
fn read_refuses_a_file_in_which_nobody_subscribes() {
    check("{ \"subscribe\": { \"studio\": \"Kestrel\", \"plan\": \"Basic\" } },", "", "[\n    \n", "nobody subscribes");
    let text = TEXT.replace("\"subscribe\": {", "\"subscribes\": {");
    let complaint = read("small.json", &text).err().expect("it must be refused");
    assert!(complaint.reason.contains("unknown variant \"subscribes\""), "{complaint}");
    assert!(complaint.source.contains("\"subscribes\""), "{complaint}");
}
