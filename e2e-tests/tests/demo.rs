//! Each example of the demo, from its file to the last unit.

use e2e_tests::demo::{data, draw_up, page, picture_file, tell, tell_of, Ink, Told};
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
    assert!(page(std::slice::from_ref(&told)).contains("and all of them hold"));
    assert!(picture_file(&told).starts_with("<svg"));
    told
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
    assert!(page(&[Told { books, ..told }]).contains("fail."));
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
