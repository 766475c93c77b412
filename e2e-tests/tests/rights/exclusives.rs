//! Exclusives: given once, carved out of what others have, and in the way of sales that would conflict.

use crate::stage::{bought, games, given, refused, rule, sell, terms_for, WORK};
use atelier_licensing::{
    error::Error as Rule,
    exclusive::{Carved, Error, Exclusive},
    terms::{uses, Terms, Territory},
    units::{LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::account,
    people::{ALICE, BOB, CAROL, MALLORY},
    studio::{refused as refusal, usual_terms, Studio, ARBITER, DAO, PLANS, PRICE},
};

fn france() -> Territory {
    Territory::of(&[*b"FR"])
}

#[test]
fn an_exclusive_is_carved_out_of_what_others_have() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (own, other) = (bought(&mut studio, ALICE, 12), bought(&mut studio, BOB, 12));
    let start = studio.now();
    let exclusive = games(own, start + DAY, start + 3 * DAY);
    licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, exclusive).expect("it is free");
    assert_eq!(licenses.exclusives(studio.chain(), WORK), [exclusive]);
    let carved = vec![Carved { uses: uses::GAMES, territory: france() }];
    for (wait, expected) in [(DAY - 1, &vec![]), (1, &carved), (2 * DAY - 1, &carved), (1, &vec![])] {
        studio.wait(wait);
        assert_eq!(&given(&mut studio, other, Some(WORK)).carved, expected);
        assert_eq!(given(&mut studio, own, Some(WORK)).carved, [], "nobody loses their own");
        assert_eq!(given(&mut studio, other, Some([0; 32])).carved, [], "another work");
        assert_eq!(given(&mut studio, other, None).carved, [], "no work at all");
    }
    // What was carved out in the past is known.
    let then = licenses.entitlement(studio.chain(), other, Some(WORK), start + 2 * DAY);
    assert_eq!(then.map(|then| then.carved), Some(carved));
    // A gate that keeps an answer does so until the next change at most.
    let before = licenses.entitlement(studio.chain(), other, Some(WORK), start + 1);
    assert_eq!(before.map(|before| before.ends), Some(start + DAY));
}

#[test]
fn an_exclusive_ends_when_it_is_given_up() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (own, other) = (bought(&mut studio, ALICE, 12), bought(&mut studio, BOB, 12));
    let start = studio.now();
    let exclusive = games(own, start, start + 300 * DAY);
    licenses.grant_exclusive(studio.chain(), account(PLANS), WORK, exclusive).expect("it is free");
    studio.wait(DAY);
    let wanted = games(other, start + 2 * DAY, start + 3 * DAY);
    refused(&mut studio, Error::Taken { license: own }, |studio| {
        licenses.grant_exclusive(studio.chain(), account(PLANS), WORK, wanted)
    });
    for stranger in [BOB, DAO, PLANS] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.end_exclusive(studio.chain(), account(stranger), Some(WORK), own)
        });
    }
    licenses.end_exclusive(studio.chain(), account(ALICE), Some(WORK), own).expect("it is hers");
    refused(&mut studio, Error::Unknown, |studio| {
        licenses.end_exclusive(studio.chain(), account(ARBITER), Some(WORK), own)
    });
    assert_eq!(given(&mut studio, other, Some(WORK)).carved, []);
    licenses.grant_exclusive(studio.chain(), account(PLANS), WORK, wanted).expect("it is free again");
}

#[test]
fn an_exclusive_on_a_work_is_refused_by_each_rule() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let own = bought(&mut studio, ALICE, 12);
    let now = studio.now();
    let good = games(own, now, now + DAY);
    let open = Terms { exclusive_possible: false, ..usual_terms() };
    let plan = sell(&mut studio, 9, &open, |_| ());
    let order = studio.order(plan, NATIVE, 1);
    let common = studio.buy(BOB, &order).expect("fine");
    let mut check = |exclusive: Exclusive, expected: Error| {
        refused(&mut studio, expected, |studio| {
            licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, exclusive)
        });
    };
    check(games(common, now, now + DAY), Error::NotPossible);
    check(Exclusive { uses: uses::TRAINING, ..good }, Error::UsesOutside { uses: usual_terms().uses });
    check(Exclusive { territory: Territory::NOWHERE, ..good }, Error::TerritoryOutside);
    check(games(own, now - 1, now + DAY), Error::TimeOutside { now });
    check(games(own, now + DAY, now + DAY), Error::TimeOutside { now });
    let license = LicenseId(99);
    refused(&mut studio, rule(Rule::UnknownLicense { license }), |studio| {
        licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, games(license, now, now + DAY))
    });
    for stranger in [ALICE, DAO] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.grant_exclusive(studio.chain(), account(stranger), WORK, good)
        });
    }
    for day in 0..32 {
        let exclusive = games(own, now + day * DAY, now + (day + 1) * DAY);
        licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, exclusive).expect("there is room");
    }
    refused(&mut studio, Error::TooMany { most: 32 }, |studio| {
        licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, games(own, now + 99 * DAY, now + 100 * DAY))
    });
    studio.wait(DAY);
    let more = games(own, now + 99 * DAY, now + 100 * DAY);
    licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, more).expect("the first is over");
    licenses.cancel(studio.chain(), account(BOB), common).expect("it is his");
    refused(&mut studio, rule(Rule::NotLive), |studio| {
        licenses.grant_exclusive(studio.chain(), account(ARBITER), [1; 32], games(common, now + 2 * DAY, now + 3 * DAY))
    });
}

/// A studio that has sold a license of a plan of its own, for print in France, and one of the basic plan.
fn with_own_plan() -> (Studio, LicenseId, LicenseId) {
    let mut studio = Studio::new();
    let plan = sell(&mut studio, 5, &terms_for(uses::GAMES | uses::PRINT, Territory::WORLD), |_| ());
    let order = studio.order(plan, NATIVE, 36);
    let own = studio.buy(ALICE, &order).expect("fine");
    let other = bought(&mut studio, BOB, 1);
    (studio, own, other)
}

#[test]
fn the_library_is_exclusive_only_when_nobody_else_can_conflict() {
    let (mut studio, own, other) = with_own_plan();
    let licenses = studio.licenses;
    let start = studio.now();
    let end = start + 33 * DAY; // A period, and the grace.
    let grant =
        |studio: &mut Studio, exclusive| licenses.grant_library_exclusive(studio.chain(), account(DAO), exclusive);
    let basic = studio.basic;
    for from in [start, end - 1] {
        refused(&mut studio, Error::PlanConflicts { plan: basic }, |studio| {
            grant(studio, games(own, from, start + 99 * DAY))
        });
    }
    for stranger in [ALICE, PLANS, ARBITER] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.grant_library_exclusive(studio.chain(), account(stranger), games(own, end, end + DAY))
        });
    }
    grant(&mut studio, games(own, end, start + 99 * DAY)).expect("nobody has a license then");
    assert_eq!(licenses.settings(studio.chain()).library_exclusives, 1);
    assert_eq!(licenses.library_exclusives(studio.chain()), [games(own, end, start + 99 * DAY)]);
    // Neither by the hot code nor by the desk is sold what would conflict.
    let order = studio.order(basic, NATIVE, 2);
    studio.refuses(refusal(Rule::Exclusive), |studio| {
        licenses.purchase(studio.chain(), account(CAROL), 2 * PRICE, &order)
    });
    studio.refuses(refusal(Rule::Exclusive), |studio| {
        licenses.renew(studio.chain(), account(BOB), PRICE, other, 1, PRICE, [0; 32])
    });
    studio.refuses(refusal(Rule::Exclusive), |studio| {
        licenses.grant(studio.chain(), account(PLANS), account(CAROL), basic, 1, 60)
    });
    let short = studio.order(basic, NATIVE, 1);
    studio.buy(CAROL, &short).expect("it is over before the exclusive begins");
    // The license's own is not refused, and other uses are sold.
    licenses.renew(studio.chain(), account(ALICE), PRICE, own, 1, PRICE, [0; 32]).expect("it is its own");
    let film = sell(&mut studio, 6, &terms_for(uses::FILM, Territory::WORLD), |_| ());
    let order = studio.order(film, NATIVE, 36);
    studio.buy(MALLORY, &order).expect("it conflicts with nothing");
    // Once it is over everything is as before.
    studio.wait(99 * DAY);
    let order = studio.order(basic, NATIVE, 1);
    studio.buy(MALLORY, &order).expect("it is over");
    assert_eq!(licenses.settings(studio.chain()).library_exclusives, 1);
    assert_eq!(licenses.sweep_exclusives(studio.chain(), account(MALLORY)), 0);
    assert_eq!(licenses.settings(studio.chain()).library_exclusives, 0);
    studio.check_solvent();
}

#[test]
fn the_library_is_not_exclusive_to_a_license_with_siblings() {
    let (mut studio, own, _) = with_own_plan();
    let licenses = studio.licenses;
    let plan = (own.0 >> 32) as u32;
    let start = studio.now();
    let order = studio.order(plan, NATIVE, 36);
    studio.buy(CAROL, &order).expect("anybody may buy it");
    refused(&mut studio, Error::PlanConflicts { plan }, |studio| {
        let exclusive = games(own, start + 99 * DAY, start + 100 * DAY);
        licenses.grant_library_exclusive(studio.chain(), account(DAO), exclusive)
    });
}

#[test]
fn a_license_that_is_held_may_come_back() {
    let (mut studio, own, other) = with_own_plan();
    let licenses = studio.licenses;
    let start = studio.now();
    licenses.pause(studio.chain(), account(BOB), other).expect("he may");
    studio.wait(80 * DAY);
    let basic = studio.basic;
    refused(&mut studio, Error::PlanConflicts { plan: basic }, |studio| {
        let exclusive = games(own, start + 99 * DAY, start + 100 * DAY);
        licenses.grant_library_exclusive(studio.chain(), account(DAO), exclusive)
    });
}

#[test]
fn the_library_takes_eight_exclusives_and_gives_way_when_one_is_given_up() {
    let (mut studio, own, other) = with_own_plan();
    let licenses = studio.licenses;
    let start = studio.now();
    let day = |day: u64| games(own, start + (100 + day) * DAY, start + (101 + day) * DAY);
    for number in 0..8 {
        licenses.grant_library_exclusive(studio.chain(), account(DAO), day(number)).expect("there is room");
    }
    refused(&mut studio, Error::TooMany { most: 8 }, |studio| {
        licenses.grant_library_exclusive(studio.chain(), account(DAO), day(8))
    });
    // A work is part of the library.
    refused(&mut studio, Error::Taken { license: own }, |studio| {
        let exclusive = games(other, start, start + 200 * DAY);
        licenses.grant_exclusive(studio.chain(), account(ARBITER), WORK, exclusive)
    });
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.end_exclusive(studio.chain(), account(ARBITER), None, own)
    });
    licenses.end_exclusive(studio.chain(), account(DAO), None, own).expect("the DAO may");
    assert_eq!(licenses.settings(studio.chain()).library_exclusives, 0);
    let order = studio.order(studio.basic, NATIVE, 36);
    studio.buy(CAROL, &order).expect("it is free again");
}
