//! Each example of the demo, from its file to the last unit.

use e2e_tests::demo::{
    chapter_of, dao, data, draw_up, page, picture_file, studios, tell, tell_of, Chapter, Complaint, Ink, Told,
};
use std::{fs, path::Path};

#[track_caller]
fn told(example: &str) -> Told {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example);
    let text = fs::read_to_string(file).unwrap();
    tell_of(example, &text, 0).unwrap_or_else(|complaint| panic!("{complaint}"))
}

/// Plays an example and compares what was sold and what rounding left behind, asset by asset.
#[track_caller]
fn check(example: &str, payees: usize, totals: &[(&str, u128, u128)]) -> Told {
    let told = told(example);
    let (story, books) = (&told.story, &told.books);
    for check in &books.checks {
        assert!(check.holds, "{}: {}", check.claim, check.numbers);
    }
    assert_eq!(books.checks.len(), 6 * totals.len());
    let all: Vec<_> =
        books.totals.iter().map(|total| (story_asset(&told, total.asset), total.sold, total.dust)).collect();
    assert_eq!(all, totals);
    for total in &books.totals {
        assert_eq!(total.sold, total.paid + total.dust);
        let got: u128 = books.rows.iter().filter(|row| row.asset == total.asset).map(|row| row.got).sum();
        assert_eq!(got, total.paid);
    }
    let mut paid: Vec<usize> = books.rows.iter().map(|row| row.party).collect();
    paid.sort_unstable();
    paid.dedup();
    assert_eq!(paid.len(), payees);
    for row in &books.rows {
        assert_eq!(row.routes.iter().map(|route| route.amount).sum::<u128>(), row.got);
    }

    let text = tell(story, books, Ink { colors: false });
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "wider than 100 columns: {line}");
    }
    assert_eq!(data(story, books)["holds"], true);
    assert!(picture_file(&told).starts_with("<svg"));
    let chapter = Chapter::Trees(told);
    assert!(page(std::slice::from_ref(&chapter)).contains("and all of them hold"));
    match chapter {
        Chapter::Trees(told) => told,
        _ => unreachable!("it was made as trees"),
    }
}

fn story_asset(told: &Told, asset: usize) -> &str {
    &told.story.plan.assets[asset].name
}

fn got(told: &Told, party: &str, asset: &str) -> u128 {
    let is_it = |row: &&e2e_tests::demo::Row| {
        told.story.plan.parties[row.party].name == party && story_asset(told, row.asset) == asset
    };
    told.books.rows.iter().find(is_it).map_or(0, |row| row.got)
}

#[test]
fn edition_pays_everybody_down_to_the_dataset() {
    let totals = [("AZERO", 1_861_333_333_333_334, 9), ("USDC", 3_549_500_001, 6)];
    let told = check("edition.json", 15, &totals);
    // Half of the two sales of prints, not of the license, which went to the model alone.
    assert_eq!(got(&told, "Mira Okafor", "AZERO"), (1_280_000_000_000_000 + 517_333_333_333_333) / 2);
    // 9 % of the edition, and 2 in 7 of a quarter of the model: one part of it came by three ways.
    let compute = told.books.rows.iter().find(|row| told.story.plan.parties[row.party].name == "Northlight Compute");
    assert_eq!(compute.map(|row| row.routes.len()), Some(3));
}

#[test]
fn recoup_pays_investors_first_and_ends_the_capped_royalty() {
    let totals = [("USDC", 93_984_083_333, 5), ("AZERO", 860_250_000_000_000, 0)];
    let told = check("recoup.json", 8, &totals);
    // 2 of 8 parts of the second tier, and nothing ever after.
    assert_eq!(got(&told, "Echo & Reed Sound", "USDC"), 2_400_000_000);
    assert_eq!(got(&told, "Echo & Reed Sound", "AZERO"), 0);
}

#[test]
fn edited_keeps_the_past_with_the_old_table() {
    let totals = [("AZERO", 1_780_000_000_000_001, 2), ("USDC", 415_250_000, 1)];
    let told = check("edited.json", 7, &totals);
    // A third of 60 % of what came before the edit was in force, and nothing after.
    assert_eq!(got(&told, "Paulo Nery", "AZERO"), 156_000_000_000_000);
    assert_eq!(got(&told, "Paulo Nery", "USDC"), 0);
    // The buyer of an entry gets what had not been claimed.
    assert_eq!(got(&told, "Station 44 Archive", "AZERO"), 0);
    assert_eq!(got(&told, "Vera Lindqvist", "AZERO"), 142_400_000_000_000);
}

#[test]
fn collective_pays_430_in_a_table_and_10_000_behind_a_hash() {
    let totals = [("AZERO", 37_234_567_890_123_457, 7_345), ("USDC", 5_250_500_000, 215)];
    let told = check("collective.json", 3 + 430 + 10_000, &totals);
    assert!(told.picture.contains("418 further members"));
    assert!(told.picture.contains("10,000 members"));
}

/// The checks must see a single unit that is not where it belongs.
#[track_caller]
fn check_broken(bend: impl Fn(&mut Told), claim: &str) {
    let mut told = told("recoup.json");
    bend(&mut told);
    let books = draw_up(&told.story);
    assert!(!books.hold());
    let broken: Vec<_> = books.checks.iter().filter(|check| !check.holds).map(|check| check.claim.as_str()).collect();
    assert!(broken.iter().any(|broken| broken.contains(claim)), "{broken:?}");
    assert!(page(&[Chapter::Trees(Told { books, ..told })]).contains("fail."));
}

#[test]
fn books_do_not_hold_when_a_payee_lacks_two_units() {
    check_broken(|told| told.story.ends[0].got[2] -= 2, "deposits = payouts");
    check_broken(|told| told.story.ends[0].got[2] -= 2, "everybody got what it is owed");
}

#[test]
fn books_do_not_hold_when_the_ledger_has_a_unit_more_or_less() {
    check_broken(|told| told.story.ends[0].held -= 1, "the ledger has exactly what it says it owes");
    check_broken(|told| told.story.ends[0].stray += 1, "the ledger has exactly what it says it owes");
}

#[test]
fn books_do_not_hold_when_a_payout_is_not_noted() {
    check_broken(|told| told.story.payouts.truncate(3), "the payouts, one by one");
}

/// A file that only the contract can refuse.
#[track_caller]
fn check_refusal(from: &str, to: &str, place: &str, reason: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/edited.json");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    let text = text.replace(from, to);
    let complaint = tell_of("edited.json", &text, 0).err().expect("the ledger must refuse");
    assert!(complaint.reason.contains(reason), "{complaint}");
    assert!(complaint.source.contains(place), "{complaint}");
}

#[test]
fn refusal_of_an_edit_names_the_split_and_what_stands_too_high() {
    check_refusal(
        "\"height\": 2,",
        "\"height\": 1,",
        "\"edit\": {",
        "the ledger refuses \"Crew\": it cannot stand above",
    );
}

#[test]
fn refusal_of_an_edit_names_the_split_and_who_may_edit() {
    check_refusal(
        "\"split\": \"Crew\",",
        "\"split\": \"Crew\", \"by\": \"Paulo Nery\",",
        "\"edit\": {",
        "the ledger refuses \"Crew\": only its controller may edit it",
    );
}

#[test]
fn refusal_of_a_hand_over_names_what_is_unclaimed() {
    check_refusal(
        "\"at_least\": \"142.4\"",
        "\"at_least\": \"150\"",
        "hand_over",
        "the ledger refuses \"Slow Weather\"",
    );
}

#[test]
fn refusal_of_a_path_that_an_edit_has_closed() {
    let path = "\"path\": [\"Crew\", \"Inès Caradec\"], \"asset\": \"AZERO\" }";
    let closed = "\"path\": [\"Crew\", \"Paulo Nery\"], \"asset\": \"AZERO\" }";
    check_refusal(path, closed, "Paulo Nery", "\"Crew, table 2\" does not pay \"Paulo Nery\" at this point");
}

/// The DAO's example, with one thing changed.
fn dao_with(from: &str, to: &str) -> Result<dao::Told, Complaint> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/dao.json");
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} must stand there once");
    match chapter_of("dao.json", &text.replace(from, to), 0)? {
        Chapter::Dao(told) => Ok(told),
        _ => panic!("a file with the key \"dao\" is about a DAO"),
    }
}

#[track_caller]
fn dao_told() -> dao::Told {
    dao_with("\"dao\"", "\"dao\"").unwrap_or_else(|complaint| panic!("{complaint}"))
}

#[test]
fn dao_decides_pays_refuses_and_overrides() {
    let told = dao_told();
    for check in &told.books.checks {
        assert!(check.holds, "{}: {}", check.claim, check.numbers);
    }
    assert_eq!(told.books.checks.len(), 16);
    let data = told.data();
    let states: Vec<_> =
        data["proposals"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    let expected = [
        "executed",
        "vetoed by the community",
        "executed",
        "vetoed by the committee",
        "executed",
        "executed",
        "executed",
        "executed",
        "defeated",
    ];
    assert_eq!(states, expected);

    // The arithmetic of the file, by hand.
    let people = data["people"].as_array().unwrap();
    let got = |name: &str, by: &str| {
        let person = people.iter().find(|person| person["name"] == name).unwrap();
        person[by].as_str().unwrap().parse::<i128>().unwrap()
    };
    let (first, second) = (2_400_000_000_000_007, 1_500_500_000_000_000);
    assert_eq!(got("Yuki Tanabe", "split"), first * 20 / 100 + second * 25 / 99);
    assert_eq!(got("Polder Compute", "treasury"), 320_000_000_000_000);
    assert_eq!(got("Halo Labs", "got"), 100_000_000_000_000);
    // What was spent for posters was refused, so it was not paid.
    assert_eq!(got("Harbor Collective", "got"), 0);
    let came = first * 35 / 100 + second * 38 / 99;
    let there: i128 = data["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["left"].as_str().unwrap().parse::<i128>().unwrap())
        .sum();
    assert_eq!(there, came - 320_000_000_000_000 - 100_000_000_000_000 - 120_000_000_000_000);

    let text = told.text(Ink { colors: false });
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "wider than 100 columns: {line}");
    }
    assert_eq!(data["holds"], true);
    let chapter = Chapter::Dao(told);
    let page = page(std::slice::from_ref(&chapter));
    assert!(page.contains("16 checks to the last unit, and all of them hold"));
    let picture = chapter.picture_file();
    for proposal in ["The first cap", "Harbor voices", "An upscaler, all the same"] {
        assert!(picture.matches(proposal).count() >= 3, "described, on the calendar, and on a lane of its own");
    }
}

/// What may be bent in a DAO's story, and the check that must see it.
type Bend = (fn(&mut dao::End), &'static str);

/// The checks must see a single vote or unit that is not where it belongs.
#[track_caller]
fn check_dao_broken(bends: &[Bend]) {
    let mut told = dao_told();
    let straight = told.story.end.clone();
    for (bend, claim) in bends {
        told.story.end = straight.clone();
        bend(&mut told.story.end);
        told.books = dao::draw_up(&told.story);
        let broken = told.books.checks.iter().filter(|check| !check.holds).map(|check| check.claim.as_str());
        let broken: Vec<_> = broken.collect();
        assert!(broken.iter().any(|broken| broken.contains(claim)), "{claim}: {broken:?}");
    }
    assert!(!told.books.hold());
    assert!(page(&[Chapter::Dao(told)]).contains("fail."));
}

#[test]
fn dao_books_do_not_hold_when_a_vote_is_not_counted_as_it_was_cast() {
    check_dao_broken(&[
        (|end| end.proposals[0].tally.in_favor -= 1, "every tally"),
        (|end| end.proposals[2].ballots[0].1.weight += 1, "at the snapshot"),
        (|end| end.proposals[2].ballots.truncate(1), "at the snapshot"),
        (|end| end.proposals[0].eligible += 1, "at the snapshot"),
        (|end| end.proposals[0].seats[0] |= 1, "every seat's vote"),
        (|end| end.proposals[1].objections -= 1, "the objections that stand"),
        (|end| end.proposals[3].objecting &= !1, "the objections that stand"),
    ]);
}

#[test]
fn dao_books_do_not_hold_when_a_proposal_ends_otherwise() {
    check_dao_broken(&[
        (|end| end.proposals[1].state = end.proposals[0].state, "went the way"),
        (|end| end.proposals[0].moments[2] += 1, "went the way"),
        (|end| end.released[0].1 = false, "the library published"),
        (|end| end.released.push((0, true)), "the library published"),
    ]);
}

#[test]
fn dao_books_do_not_hold_when_a_unit_is_missing() {
    let swap: fn(&mut dao::End) = |end| {
        end.books.buckets[0] += 1;
        end.books.buckets[3] -= 1;
    };
    check_dao_broken(&[
        (|end| end.treasury -= 1, "its account has exactly"),
        (|end| end.books.buckets[0] += 1, "what is booked ="),
        (swap, "each bucket"),
        (|end| end.treasury += 1, "its income ="),
        (|end| end.debts[0].1 -= 1, "each debt"),
        (|end| end.deposits -= 1, "the deposits"),
        (|end| end.grown[0] += 1, "everybody has"),
        (|end| end.received.swap(0, 1), "each sale"),
        (|end| end.held += 1, "sales = payouts"),
        (|end| end.grown[0] -= 1, "sales = what everybody gained"),
    ]);
}

/// A file about a DAO that cannot be played.
#[track_caller]
fn check_dao_refusal(from: &str, to: &str, place: &str, reason: &str) {
    let complaint = dao_with(from, to).err().expect("it must be refused");
    assert!(complaint.reason.contains(reason), "{complaint}");
    assert!(complaint.source.contains(place), "{complaint}");
    assert!(complaint.source.chars().count() >= complaint.column, "{complaint}");
}

#[test]
fn dao_refuses_a_voter_that_nobody_knows() {
    let line = "{ \"vote\": { \"on\": \"An upscaler\", \"for\": [\"Vera Lindqvist\", \"Jonas Brandt\"";
    check_dao_refusal(
        line,
        &line.replace("Jonas", "Jonna"),
        "Jonna Brandt",
        "nobody is called \"Jonna Brandt\"; \"Jonas Brandt\" is",
    );
    check_dao_refusal(
        line,
        &line.replace("Jonas Brandt", "Halo Labs"),
        "An upscaler",
        "the governor refuses: the account had no votes on day 15, 00:00, when they were counted",
    );
}

#[test]
fn dao_refuses_votes_outside_their_window() {
    check_dao_refusal(
        "{ \"wait_for\": { \"moment\": \"vote\", \"of\": \"Harbor voices\" } }",
        "{ \"wait\": \"1 hour\" }",
        "\"vote_seat\": { \"on\": \"Harbor voices\"",
        "the governor refuses: votes count after day 2, 04:00 and until day 7, 04:00, and not now",
    );
    check_dao_refusal(
        "{ \"wait\": \"2 days\" },\n    { \"vote\": { \"on\": \"Posters",
        "{ \"wait_for\": { \"moment\": \"tail\", \"of\": \"Posters in the metro\" } },\n    { \"vote\": { \"on\": \"Posters",
        "\"on\": \"Posters in the metro\"",
        "the governor refuses: since day 38, 00:00 it is too late for any vote but Against",
    );
    check_dao_refusal(
        "{ \"wait_for\": { \"moment\": \"end\", \"of\": \"An upscaler\" } }",
        "{ \"wait\": \"1 hour\" }",
        "\"object_seat\": { \"to\": \"An upscaler\"",
        "the governor refuses: objections count after day 22, 00:00 and until day 25, 00:00, and not now",
    );
}

#[test]
fn dao_refuses_what_a_track_or_a_house_does_not_allow() {
    check_dao_refusal(
        "\"track\": \"override\"",
        "\"track\": \"strategic\"",
        "\"propose\"",
        "the committee has refused this as \"An upscaler\"; until day 115, 00:00 only Override can carry it",
    );
    check_dao_refusal(
        "[{ \"release\": \"Harbor voices, 40 hours of dockside recordings\" }]",
        "[{ \"spend\": { \"bucket\": \"compute\", \"to\": \"Polder Compute\", \"amount\": \"1\" } }]",
        "\"propose\"",
        "action 1 is not Creative's: it is the community's to decide",
    );
    check_dao_refusal(
        "\"name\": \"An upscaler\", \"by\": \"Vera Lindqvist\"",
        "\"name\": \"An upscaler\", \"by\": \"Paulo Nery\"",
        "\"propose\"",
        "its proposer has 0 votes, and 5,000 are needed to propose this",
    );
}

#[test]
fn dao_refuses_what_is_not_decided_or_not_due() {
    check_dao_refusal(
        "{ \"wait_for\": { \"moment\": \"execution\", \"of\": \"A fairer table\" } }",
        "{ \"wait\": \"1 hour\" }",
        "\"execute\": \"A fairer table\"",
        "the timelock refuses: it cannot be executed now: it is waiting",
    );
    check_dao_refusal(
        "{ \"queue\": \"Compute for autumn\" }",
        "{ \"execute\": \"Harbor voices\" }",
        "\"execute\": \"Harbor voices\"",
        "it was never given to its timelock: it is vetoed by the community",
    );
    check_dao_refusal(
        "{ \"wait\": \"21 days\" }",
        "{ \"wait\": \"0 days\" }",
        "\"collect\": \"Field recordings\"",
        "the treasury refuses: nothing of it is due now",
    );
    // More than the bucket holds.
    check_dao_refusal(
        "\"amount\": \"320\"",
        "\"amount\": \"3200\"",
        "\"execute\": \"Compute for autumn\"",
        "the timelock refuses: action 1 fails, so nothing of it is done",
    );
}

/// Everything that the example has no room for: a stream that is ended, money that is moved, another policy, seats that take
/// objections back, decisions that nobody queues or executes in time, a deposit that is lost, proposals that are not over, and
/// votes that are delegated too late to count.
const UNUSUAL: &str = r#"{
  "title": "What else can happen",
  "dao": {
    "money": { "name": "DOT", "decimals": 10 },
    "votes": { "name": "ATL", "decimals": 2 },
    "deposit": "10",
    "holders": [{ "name": "Ada", "votes": "600.01" }, { "name": "Ben", "votes": "300" }, { "name": "Eve", "votes": "99.99" }],
    "others": [{ "name": "Cleo", "role": "artist" }],
    "committee": ["Cleo", "Dan", "Finn", "Gus", "Hana"],
    "treasury": { "epoch": "7 days", "policy": { "compute": 33, "grants": 33, "datasets": 33, "reserve": 1 } },
    "split": { "name": "Prints", "pays": [{ "to": "Cleo", "weight": 1 }, { "to": "treasury", "weight": 2 }] }
  },
  "happenings": [
    { "sale": { "to": "Prints", "amount": "1000.0000000001", "from": "Zoe" } },
    { "push": "Prints" },
    { "sync": "DOT" },
    { "propose": { "name": "Terms", "by": "Ada", "track": "dual", "actions": [
      { "set_cap": { "of": "strategic", "amount": "50" } },
      { "set_policy": { "compute": 0, "grants": 0, "datasets": 1, "reserve": 99 } } ] } },
    { "wait_for": { "moment": "vote", "of": "Terms" } },
    { "delegate": { "from": "Ben", "to": "Eve", "note": "too late for this vote" } },
    { "vote": { "on": "Terms", "for": ["Ada", "Ben", "Eve"] } },
    { "vote_seat": { "on": "Terms", "for": ["Cleo", "Dan", "Finn", "Gus"] } },
    { "wait_for": { "moment": "end", "of": "Terms" } },
    { "queue": "Terms" },
    { "wait_for": { "moment": "execution", "of": "Terms" } },
    { "execute": "Terms" },
    { "propose": { "name": "A year", "by": "Ada", "track": "strategic", "actions": [
      { "move": { "from": "datasets", "to": "grants", "amount": "100" } },
      { "stream": { "bucket": "grants", "to": "Hana", "amount": "120", "starts": "0 days", "cliff": "20 days", "lasts": "365 days" } } ] } },
    { "propose": { "name": "Nothing", "by": "Eve", "track": "strategic", "actions": [
      { "spend": { "bucket": "reserve", "to": "Eve", "amount": "1" } } ] } },
    { "propose": { "name": "For Ben", "by": "Ben", "track": "creative", "actions": [{ "release": "Mist" }] } }
  ]
}"#;

#[test]
fn dao_seats_alone_propose_on_creative() {
    let complaint = chapter_of("unusual.json", UNUSUAL, 0).err().expect("Ben has no seat");
    assert_eq!(complaint.reason, "the governor refuses: only seats of the committee propose on Creative");
    assert_eq!(complaint.line, UNUSUAL.lines().count() - 2);
}

#[test]
fn dao_ends_streams_loses_deposits_and_lets_decisions_expire() {
    let last = "    { \"propose\": { \"name\": \"For Ben\"";
    let more = r#"
    { "wait_for": { "moment": "vote", "of": "A year" } },
    { "vote": { "on": "A year", "for": ["Ada"] } },
    { "vote": { "on": "Nothing", "for": ["Eve"], "against": ["Ada"] } },
    { "vote": { "on": "Nothing", "abstain": ["Eve"], "note": "on second thought" } },
    { "wait_for": { "moment": "end", "of": "A year" } },
    { "object_seat": { "to": "A year", "by": ["Cleo", "Dan", "Finn", "Gus"], "note": "too long" } },
    { "retract_seat": { "from": "A year", "by": ["Gus", "Finn"], "note": "or not" } },
    { "settle": "Nothing" },
    { "wait_for": { "moment": "decision", "of": "A year" } },
    { "queue": "A year" },
    { "wait_for": { "moment": "execution", "of": "A year" } },
    { "execute": "A year" },
    { "propose": { "name": "Half a year", "by": "Ada", "track": "strategic", "actions": [{ "cancel_stream": "A year" }] } },
    { "wait": "20 days" },
    { "collect": "A year" },
    { "propose": { "name": "No more", "by": "Eve", "track": "strategic", "actions": [{ "cancel_stream": "A year" }, { "spend": { "bucket": "grants", "to": "Dan", "amount": "0.0000000007" } }] } },
    { "wait": "2 days" },
    { "vote": { "on": "No more", "for": ["Eve", "Ada"] } },
    { "wait_for": { "moment": "decision", "of": "No more" } },
    { "queue": "No more" },
    { "propose": { "name": "Mist", "by": "Hana", "track": "creative", "actions": [{ "release": "Mist" }] } },
    { "wait": "1 day" },
    { "vote_seat": { "on": "Mist", "for": ["Hana", "Dan", "Gus"], "abstain": ["Cleo"] } },
    { "wait_for": { "moment": "execution", "of": "No more" } },
    { "execute": "No more" },
    { "collect": "A year" },
    { "propose": { "name": "Rain", "by": "Dan", "track": "creative", "actions": [{ "release": "Rain" }] } },
    { "wait": "5 hours" },
    { "vote_seat": { "on": "Rain", "for": ["Hana", "Dan", "Gus"] } },
    { "wait_for": { "moment": "decision", "of": "Rain" } },
    { "queue": "Rain" },
    { "sale": { "to": "Prints", "amount": "0.0000000002", "from": "Zoe" } },
    { "wait": "20 days" },
    { "propose": { "name": "Later", "by": "Ada", "track": "strategic", "actions": [{ "spend": { "bucket": "reserve", "to": "Ada", "amount": "1" } }] } },
    { "wait": "2 days" },
    { "vote": { "on": "Later", "against": ["Eve"] } }"#;
    let start = UNUSUAL.split(last).next().unwrap().trim_end();
    // The committee has not refused what this would carry.
    let override_ =
        r#"{ "propose": { "name": "Later still", "by": "Eve", "track": "override", "carries": "A year" } }"#;
    let complaint = chapter_of("unusual.json", &format!("{start}{more},\n{override_}\n  ]\n}}"), 0).err();
    let complaint = complaint.expect("there is nothing to override");
    assert!(complaint.reason.contains("so there is nothing to override"), "{complaint}");
    let text = format!("{start}{more}\n  ]\n}}");
    let chapter = chapter_of("unusual.json", &text, 0).unwrap_or_else(|complaint| panic!("{complaint}"));
    let Chapter::Dao(told) = &chapter else { panic!("it is about a DAO") };
    for check in &told.books.checks {
        assert!(check.holds, "{}: {}", check.claim, check.numbers);
    }
    let data = told.data();
    let states: Vec<_> =
        data["proposals"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    let expected = [
        "executed",
        "executed",
        "defeated",
        "defeated: no quorum",
        "executed",
        "never queued",
        "expired",
        "being voted on",
    ];
    assert_eq!(states, expected);
    // Eve's deposit went to the treasury: nobody wanted what she proposed. The one behind it has not come back yet.
    let eve = data["people"].as_array().unwrap().iter().find(|person| person["name"] == "Eve").unwrap();
    assert_eq!(eve["got"], "-200000000000");
    let picture = chapter.picture_file();
    assert!(picture.contains("can be executed") && picture.contains("hollow"));
    for line in chapter.text(Ink { colors: false }).lines() {
        assert!(line.chars().count() <= 100, "wider than 100 columns: {line}");
    }
}

/// The studios' example, with one thing changed.
fn studios_with(from: &str, to: &str) -> Result<studios::Told, Complaint> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/studios.json");
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} must stand there once");
    match chapter_of("studios.json", &text.replace(from, to), 0)? {
        Chapter::Studios(told) => Ok(told),
        _ => panic!("a file with the key \"studios\" is about studios"),
    }
}

#[track_caller]
fn studios_told() -> studios::Told {
    studios_with("\"studios\"", "\"studios\"").unwrap_or_else(|complaint| panic!("{complaint}"))
}

#[track_caller]
fn check_studios(told: &studios::Told) {
    for check in &told.books.checks {
        assert!(check.holds, "{}: {}", check.claim, check.numbers);
    }
    let text = told.text(Ink { colors: false });
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "wider than 100 columns: {line}");
    }
    assert_eq!(told.data()["holds"], true);
}

#[test]
fn studios_subscribe_upgrade_pause_and_leave() {
    let told = studios_told();
    check_studios(&told);
    assert_eq!(told.books.checks.len(), 17);
    let data = told.data();
    let units = |value: &serde_json::Value| value.as_str().unwrap().parse::<u128>().unwrap();

    // The arithmetic of the file, by hand. Blue Hour Games leaves on day 24 of a period that began on day 10, and 15 days of 30
    // are left: a half of 149.5, and the 10 units that do not divide; 4 % of that are the penalty, rounded up.
    let left = 15 * (149_500_000 / 30) + 149_500_000 % 30;
    let penalty = (left * 4u128).div_ceil(100);
    let license = |number: usize| &data["licenses"][number];
    assert_eq!(license(2)["studio"], "Blue Hour Games");
    assert_eq!(units(&license(2)["refunded"]), left - penalty);
    assert_eq!((license(2)["access"].as_str(), license(2)["canceled"].as_bool()), (Some("none"), Some(true)));
    // Kestrel Motion was renewed once and not again: it ends an outage of 18 hours later than 60 days after it began.
    assert_eq!((license(0)["studio"].as_str(), license(0)["access"].as_str()), (Some("Kestrel Motion"), Some("grace")));
    assert_eq!(license(0)["until_ms"], (60 * 24 + 9 + 18) * 3_600_000u64);
    assert_eq!(units(&license(0)["earned"]), 2 * 49_000_000);
    // Atelier Sorrel was paused for nine days and three hours; half of the story's time it has had a higher plan.
    assert_eq!((license(1)["plans"].as_str(), license(1)["access"].as_str()), (Some("Basic → Studio"), Some("active")));
    assert_eq!(license(1)["until_ms"], ((63 + 9) * 24 + 9 + 18 + 3) * 3_600_000u64);
    assert!(units(&license(1)["ahead"]) > 0);
    // The second license of the same studio is another one.
    assert_eq!((license(3)["studio"].as_str(), license(3)["plans"].as_str()), (Some("Blue Hour Games"), Some("Basic")));
    let has = |name: &str| {
        let people = data["people"].as_array().unwrap();
        units(&people.iter().find(|person| person["name"] == name).unwrap()["has"])
    };
    assert_eq!(has("Night Porter"), 500_000);
    assert_eq!(has("Kestrel Motion"), 500_000_000 - 2 * 49_000_000);
    assert_eq!(has("Blue Hour Games"), 900_000_000 - 149_500_000 + left - penalty - 49_000_000);
    assert!(has("Radar Weekly") > 0 && has("Atelier DAO") > 0);
    // What the weeks say adds up to what the licenses say.
    for sum in ["paid", "refunded", "earned"] {
        let all = |list: &str| data[list].as_array().unwrap().iter().map(|one| units(&one[sum])).sum::<u128>();
        assert_eq!(all("weeks"), all("licenses"), "{sum}");
    }

    let picture = told.picture_file();
    assert!(picture.contains("Deferred against earned, in USDC") && picture.contains("not earned yet"));
    for said in ["Atelier Sorrel upgrades", "Kestrel Motion renewed by a keeper", "Blue Hour Games cancels"] {
        assert!(picture.matches(said).count() >= 2, "described, and on the axis of days: {said}");
    }
    let chapter = Chapter::Studios(told);
    let page = page(std::slice::from_ref(&chapter));
    assert!(
        page.contains("17 checks to the last unit, and all of them hold") && page.contains("Atelier · subscriptions")
    );
}

/// What may be bent in a story about studios, and the check that must see it.
type BendStudios = (fn(&mut studios::Story), &'static str);

#[test]
fn studios_books_do_not_hold_when_a_unit_or_a_day_is_missing() {
    let bends: [BendStudios; 22] = [
        (|story| story.end.books.paid += 1, "paid = given back"),
        (|story| story.end.books.released -= 1, "paid = given back"),
        (|story| story.end.books.future += 1, "paid = given back"),
        (|story| story.end.books.refunded += 1, "paid = given back"),
        (|story| story.end.held -= 1, "account has exactly"),
        (|story| story.end.books.prepaid += 1, "account has exactly"),
        (|story| story.end.deferred[20] += 1, "what is deferred is the sum"),
        (|story| story.end.deferred.truncate(9), "what is deferred is the sum"),
        (|story| story.end.receipts[0].1[0] += 1, "each receipt"),
        (|story| story.end.receipts[2].1[1] -= 1, "each receipt"),
        (|story| story.end.receipts.truncate(2), "each receipt"),
        (|story| story.end.refunds[0] -= 1, "a cancel brings"),
        (|story| story.end.brought[3] -= 1, "each release brings"),
        (|story| story.end.purses[0] -= 1, "have what they should"),
        (|story| story.end.purses[0] -= 1, "every unit that studios have spent"),
        (|story| story.end.purses[4] += 1, "every unit that studios have spent"),
        (|story| story.end.prepaid[1] += 1, "have what they should"),
        (|story| story.end.active_then[9] ^= true, "asked on the day itself"),
        (|story| story.end.active[40] ^= true, "of every past day"),
        (|story| story.end.active.truncate(7), "of every past day"),
        (|story| story.end.access.swap(0, 200), "in its grace, paused or over"),
        (|story| story.tree.ends[0].held += 1, "deposits = payouts"),
    ];
    let mut told = studios_told();
    let (end, held) = (told.story.end.clone(), told.story.tree.ends[0].held);
    for (bend, claim) in bends {
        told.story.end = end.clone();
        told.story.tree.ends[0].held = held;
        bend(&mut told.story);
        told.books = studios::draw_up(&told.story);
        let broken = told.books.checks.iter().filter(|check| !check.holds).map(|check| check.claim.as_str());
        let broken: Vec<_> = broken.collect();
        assert!(broken.iter().any(|broken| broken.contains(claim)), "{claim}: {broken:?}");
    }
    assert!(!told.books.hold());
    assert!(page(&[Chapter::Studios(told)]).contains("fail."));
}

/// A file about studios that only the contract can refuse.
#[track_caller]
fn check_studios_refusal(from: &str, to: &str, place: &str, reason: &str) {
    let complaint = studios_with(from, to).err().expect("it must be refused");
    assert!(complaint.reason.contains(reason), "{complaint}");
    assert!(complaint.source.contains(place), "{complaint}");
    assert!(complaint.source.chars().count() >= complaint.column, "{complaint}");
}

#[test]
fn studios_refuses_keepers_outside_their_window_or_mandate() {
    let early = "{ \"release_daily\": \"6 days\" },\n    { \"renew_for\"";
    check_studios_refusal(
        early,
        "{ \"release_daily\": \"3 days\" },\n    { \"renew_for\"",
        "\"renew_for\"",
        "the contract refuses: keepers can renew it from",
    );
    check_studios_refusal(
        "\"most\": \"60\"",
        "\"most\": \"48.999999\"",
        "\"renew_for\"",
        "a period costs 49 USDC, and the mandate covers 48.99 USDC",
    );
    check_studios_refusal(
        "\"lasts\": \"365 days\"",
        "\"lasts\": \"29 days\"",
        "\"renew_for\"",
        "the mandate was good until day 30, 09:00",
    );
    check_studios_refusal(
        "\"approve\": \"200\"",
        "\"approve\": \"48\"",
        "\"renew_for\"",
        "the USDC did not come: too little is there, or approved",
    );
    check_studios_refusal(
        "\"renew_for\": { \"studio\": \"Kestrel Motion\"",
        "\"renew_for\": { \"studio\": \"Atelier Sorrel\"",
        "\"renew_for\"",
        "no mandate lets keepers renew it",
    );
}

#[test]
fn studios_refuses_what_a_license_does_not_allow() {
    let resume = "{ \"resume\": { \"studio\": \"Atelier Sorrel\" } }";
    check_studios_refusal(
        resume,
        "{ \"pause\": { \"studio\": \"Atelier Sorrel\" } }",
        "\"pause\"",
        "its license is paused",
    );
    check_studios_refusal(
        resume,
        "{ \"resume\": { \"studio\": \"Kestrel Motion\" } }",
        "\"Kestrel Motion\" } }",
        "its license is not paused",
    );
    check_studios_refusal(
        resume,
        "{ \"subscribe\": { \"studio\": \"Atelier Sorrel\", \"plan\": \"Studio\" } }",
        "\"subscribe\"",
        "it has a license of this plan already",
    );
    check_studios_refusal(
        resume,
        "{ \"cancel\": { \"studio\": \"Blue Hour Games\" } }",
        "\"cancel\"",
        "its license was canceled",
    );
    check_studios_refusal(
        "\"to\": \"Studio\", \"note\"",
        "\"to\": \"Basic\", \"note\"",
        "\"change\"",
        "this is no other plan",
    );
    check_studios_refusal("\"has\": \"900\"", "\"has\": \"149\"", "\"Blue Hour Games\"", "too little is there");
}

/// Everything that the example has no room for: renewals in the grace and after it, lower plans, a restart with an advance that is
/// taken out, two splits, a plan without refunds, an outage in a grace, a pause ended before it began, a cancel while paused.
const UNUSUAL_STUDIOS: &str = r#"{
  "title": "What else can happen",
  "asset": { "name": "DAI", "decimals": 12 },
  "parties": [{ "name": "Ada", "role": "artist" }, { "name": "Ben", "role": "dataset" }],
  "splits": [
    { "name": "Prints", "pays": [{ "to": "Ada", "weight": 2 }, { "to": "Ben", "weight": 1 }] },
    { "name": "Sounds", "pays": [{ "to": "Ben", "weight": 1 }] }
  ],
  "studios": [
    { "name": "Kestrel", "has": "1000" }, { "name": "Sorrel", "has": "1000" }, { "name": "Heron", "has": "1000" },
    { "name": "Wren", "has": "1000" }, { "name": "Never", "has": "1" }
  ],
  "others": [{ "name": "Porter", "role": "keeper" }, { "name": "Radio", "role": "referrer" }, { "name": "House", "role": "treasury" }],
  "plans": [
    { "name": "Day", "days": 1, "price": "1.000000000007", "seats": 1, "grace": "0 days", "to": "Sounds" },
    { "name": "Week", "days": 7, "price": "10", "seats": 1, "grace": "3 days", "penalty": "20", "referral": "33.33", "pauses": 3, "to": "Prints" },
    { "name": "Year", "days": 365, "price": "100.000000000001", "seats": 9, "grace": "30 days", "penalty": "0", "referral": "50", "pauses": 1, "to": "Prints" }
  ],
  "fees": { "keeper": "5", "dao": "10", "to": "House" },
  "happenings": [
    { "wait": "1 hour" },
    { "subscribe": { "studio": "Kestrel", "plan": "Week", "referrer": "Radio" } },
    { "subscribe": { "studio": "Sorrel", "plan": "Year" } },
    { "subscribe": { "studio": "Heron", "plan": "Day", "periods": 3 } },
    { "subscribe": { "studio": "Wren", "plan": "Week" } },
    { "mandate": { "studio": "Wren", "most": "10", "periods": 1, "lasts": "90 days", "approve": "10" } },
    { "wait": "2 days" },
    { "cancel": { "studio": "Heron", "note": "nothing goes back, and it can be used to its end" } },
    { "release": "Prints" },
    { "wait": "4 days" },
    { "renew": { "studio": "Kestrel", "periods": 2, "note": "before its end" } },
    { "outage": "30 hours" },
    { "wait": "1 day" },
    { "outage": "5 hours" },
    { "wait": "30 hours" },
    { "renew_for": { "studio": "Wren", "by": "Porter", "note": "in its grace, with outages before and in it" } },
    { "pause": { "studio": "Kestrel" } },
    { "wait": "2 hours" },
    { "resume": { "studio": "Kestrel", "note": "before the pause has begun" } },
    { "release_daily": "2 days" },
    { "pause": { "studio": "Kestrel" } },
    { "wait": "2 days" },
    { "outage": "2 days" },
    { "resume": { "studio": "Kestrel" } },
    { "change": { "studio": "Kestrel", "to": "Day", "note": "from the next renewal on" } },
    { "wait": "1 day" },
    { "change": { "studio": "Wren", "to": "Year", "restart": true } },
    { "pause": { "studio": "Sorrel" } },
    { "wait": "30 days" },
    { "cancel": { "studio": "Sorrel", "note": "while it is paused" } },
    { "renew": { "studio": "Kestrel", "note": "long after its end, into the lower plan" } },
    { "subscribe": { "studio": "Heron", "plan": "Week", "periods": 3, "referrer": "Radio" } },
    { "release_daily": "2 days" },
    { "change": { "studio": "Heron", "to": "Year", "note": "higher, and cheaper by the day" } },
    { "withdraw": { "studio": "Heron" } },
    { "subscribe": { "studio": "Sorrel", "plan": "Week" } },
    { "change": { "studio": "Sorrel", "to": "Year" } },
    { "wait": "11 hours" }
  ]
}"#;

#[test]
fn studios_can_do_what_the_example_has_no_room_for() {
    let chapter = chapter_of("unusual.json", UNUSUAL_STUDIOS, 0).unwrap_or_else(|complaint| panic!("{complaint}"));
    let Chapter::Studios(told) = &chapter else { panic!("it is about studios") };
    check_studios(told);
    assert_eq!(told.books.checks.len(), 17);
    assert!(chapter.picture_file().contains("goes on"));
}
