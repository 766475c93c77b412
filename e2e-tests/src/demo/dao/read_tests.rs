//! Each way in which a file about a DAO can be wrong, with the line, the column and the reason that its author gets to read.

use super::{
    plan::{Act, Event, Payee, Vesting},
    read::read,
};
use crate::demo::place::Complaint;
use atelier_governance::{track::Track, treasury::Bucket};

const GOOD: &str = r#"{
  "title": "A test",
  "dao": {
    "money": { "name": "DOT", "decimals": 10 },
    "votes": { "name": "ATL", "decimals": 2 },
    "deposit": "1.5",
    "holders": [{ "name": "Ada", "votes": "700.25" }, { "name": "Ben", "votes": "300" }],
    "others": [{ "name": "Cleo", "role": "artist" }],
    "committee": ["Ben", "Cleo", "Dana", "Finn", "Gus"],
    "treasury": { "epoch": "30 days", "policy": { "compute": 40, "grants": 30, "datasets": 20, "reserve": 10 } },
    "split": { "name": "Prints", "pays": [{ "to": "Cleo", "weight": 3 }, { "to": "treasury", "weight": 1 }] }
  },
  "happenings": [
    { "sale": { "to": "Prints", "amount": "12", "from": "Eve" } },
    { "delegate": { "from": "Ada", "to": "Ben" } },
    { "propose": { "name": "One", "by": "Ada", "track": "strategic", "actions": [
      { "spend": { "bucket": "compute", "to": "Cleo", "amount": "2" } },
      { "stream": { "bucket": "grants", "to": "Dana", "amount": "3", "starts": "1 day", "cliff": "2 days", "lasts": "9 days" } } ] } },
    { "propose": { "name": "Two", "by": "Ben", "track": "creative", "actions": [{ "release": "Fog" }] } },
    { "wait_for": { "moment": "vote", "of": "One" } },
    { "vote": { "on": "One", "for": ["Ada"], "abstain": ["Ben"] } },
    { "vote_seat": { "on": "Two", "against": ["Dana"] } },
    { "object_seat": { "to": "One", "by": ["Cleo"], "note": "why not" } },
    { "retract_seat": { "from": "One", "by": ["Cleo"] } },
    { "propose": { "name": "Three", "by": "Ben", "track": "override", "carries": "One" } },
    { "propose": { "name": "Four", "by": "Ben", "track": "strategic", "actions": [{ "cancel_stream": "One" }] } },
    { "sync": "DOT" }
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

#[test]
fn read_understands_a_good_file() {
    let plan = read("a.json", GOOD).unwrap_or_else(|complaint| panic!("{complaint}"));
    let people: Vec<_> = plan.people.iter().map(|person| (person.name.as_str(), person.units)).collect();
    assert_eq!(people, [("Ada", 70_025), ("Ben", 30_000), ("Cleo", 0), ("Dana", 0), ("Finn", 0), ("Gus", 0)]);
    assert_eq!(plan.seats, [1, 2, 3, 4, 5]);
    assert_eq!((plan.deposit, plan.epoch, plan.policy), (15_000_000_000, 30 * 86_400_000, [40, 30, 20, 10]));
    assert_eq!(plan.table.iter().map(|line| line.to).collect::<Vec<_>>(), [Payee::Person(2), Payee::Treasury]);
    let tracks: Vec<_> = plan.proposals.iter().map(|proposal| (proposal.track, proposal.seat)).collect();
    let expected =
        [(Track::Strategic, None), (Track::Creative, Some(0)), (Track::Override, None), (Track::Strategic, None)];
    assert_eq!(tracks, expected);
    const DAY: u64 = 86_400_000;
    let vesting = Some(Vesting { starts: DAY, cliff: 2 * DAY, lasts: 9 * DAY });
    let stream = Act::Spend { bucket: Bucket::Grants, to: 3, amount: 30_000_000_000, vesting };
    assert_eq!(plan.proposals[0].actions[1], stream);
    assert_eq!(plan.proposals[2].actions, plan.proposals[0].actions, "what is carried is what was refused");
    assert_eq!(plan.proposals[3].actions, [Act::CancelStream(0)]);
    assert!(matches!(&plan.happenings[6].what, Event::Vote { on: 1, ballots } if ballots[0].0.seat == Some(2)));
}

#[test]
fn read_refuses_what_has_another_shape() {
    let unknown = complaint(&GOOD.replace("\"deposit\"", "\"depositt\""));
    assert_eq!(unknown.line, 6);
    assert!(unknown.reason.contains("unknown field \"depositt\""), "{unknown}");
    let track = complaint(&GOOD.replace("\"track\": \"override\"", "\"track\": \"royal\""));
    assert!(track.reason.contains("unknown variant \"royal\", expected one of \"strategic\""), "{track}");
}

#[test]
fn read_refuses_names_that_mean_nothing_or_too_much() {
    check("\"Cleo\", \"role\"", "\"Ada\", \"role\"", "\"Ada\", \"role\"", "somebody is called \"Ada\" already");
    check("\"Cleo\", \"role\"", "\"treasury\", \"role\"", "\"treasury\", \"role\"", "nor \"treasury\"");
    check("\"Finn\", \"Gus\"]", "\"Finn\", \"Ben\"]", "\"Ben\"],\n    \"tre", "\"Ben\" has a seat already");
    check(", \"Finn\", \"Gus\"]", "]", "[\"Ben\", \"Cleo\"", "a committee has from 5 to 15 seats");
    check("\"for\": [\"Ada\"]", "\"for\": [\"Adah\"]", "\"Adah\"", "nobody is called \"Adah\"; \"Ada\" is");
    check("\"against\": [\"Dana\"]", "\"against\": [\"Ada\"]", "\"Ada\"] } },\n    { \"object", "\"Ada\" has no seat");
    check(
        "\"of\": \"One\"",
        "\"of\": \"Onne\"",
        "\"Onne\"",
        "no proposal is called \"Onne\" at this point; \"One\" is",
    );
    check("\"of\": \"One\"", "\"of\": \"Three\"", "\"Three\" } }", "no proposal is called \"Three\" at this point");
    check("\"name\": \"Two\"", "\"name\": \"One\"", "\"One\", \"by\": \"Ben\"", "a proposal is called \"One\" already");
    check(
        "\"sale\": { \"to\": \"Prints\"",
        "\"sale\": { \"to\": \"Print\"",
        "\"Print\",",
        "no split is called \"Print\"",
    );
    check("\"sync\": \"DOT\"", "\"sync\": \"KSM\"", "\"KSM\"", "no asset is called \"KSM\"; the treasury has DOT");
    check(
        "\"from\": \"Ada\", \"to\": \"Ben\"",
        "\"from\": \"Dana\", \"to\": \"Ben\"",
        "\"Dana\", \"to\"",
        "holds no votes",
    );
}

#[test]
fn read_refuses_numbers_that_cannot_be() {
    check("\"reserve\": 10", "\"reserve\": 11", "{ \"compute\": 40", "101 percent together, not 100");
    check("\"30 days\"", "\"1 hour\"", "\"1 hour\"", "an epoch lasts from 1 day to 90 days");
    check("\"300\"", "\"300.001\"", "\"300.001\"", "\"300.001\" has more decimals than ATL, which has 2");
    check("\"weight\": 3", "\"weight\": 0", "0 }, {", "the share of \"Cleo\" is 0");
    check("\"to\": \"treasury\"", "\"to\": \"Cleo\"", "\"Cleo\", \"weight\": 1", "stands in this table twice");
    check("\"cliff\": \"2 days\"", "\"cliff\": \"10 days\"", "{ \"bucket\": \"grants\"", "lasts longer than its cliff");
    let most = "170141183460469231731687303715884";
    check("\"700.25\"", &format!("\"{most}\""), &format!("\"{most}\""), "is more than the chain can count");
    check("\"amount\": \"2\"", "\"amount\": \"0\"", "\"0\" } },", "an amount of 0 pays nobody");
}

#[test]
fn read_refuses_happenings_that_say_nothing() {
    check("\"note\": \"why not\"", "\"note\": \" \"", "{ \"to\": \"One\", \"by\"", "the committee must say why");
    check("\"against\": [\"Dana\"]", "\"against\": []", "{ \"on\": \"Two\"", "nobody votes");
    check("\"by\": [\"Cleo\"] } },", "\"by\": [] } },", "[] } },", "nobody is named");
    check("\"cancel_stream\": \"One\"", "\"cancel_stream\": \"Two\"", "\"Two\" }] } }", "opens 0 streams");
    check(
        "\"carries\": \"One\"",
        "\"carries\": \"One\", \"actions\": [{ \"release\": \"Fog\" }]",
        "[{ \"release\": \"Fog\" }] } },\n    { \"propose\": { \"name\": \"Four\"",
        "and no others",
    );
    let none =
        GOOD.split("    { \"delegate\"").next().unwrap().trim_end().trim_end_matches(',').to_string() + "\n  ]\n}";
    assert!(complaint(&none).reason.contains("nothing is proposed"));
}
