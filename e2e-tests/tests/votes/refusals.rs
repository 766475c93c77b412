//! Every error of the token's own, with its exact values; nothing changes. Those of signatures have a file of their own.

use crate::stage::{funded, stage, stranger};
use e2e_tests::{
    chain::{account, code, Chain},
    dao::votes::{Error, Terms, AUTHORITY, CAP, MINTER},
    people::{ALICE, BOB, CAROL, MALLORY},
    suite::DEPLOYER,
};
use scale::{Decode, Encode};

#[test]
fn future_lookup_is_refused_from_now_on() {
    let mut stage = stage();
    let now = stage.now();
    for at in [now, now + 1, u64::MAX] {
        let expected = Error::FutureLookup { at, now };
        stage.refuses(expected, |votes, chain| votes.past_votes(chain, account(ALICE), at));
        stage.refuses(expected, |votes, chain| votes.past_total_supply(chain, at));
        stage.refuses(expected, |votes, chain| votes.past_votes_and_supply(chain, account(ALICE), at));
    }
    assert_eq!(stage.past(ALICE, now - 1), 1_000);
}

#[test]
fn excluded_accounts_neither_delegate_nor_are_delegated_to() {
    let mut stage = stage();
    stage.exclude(CAROL);
    let (alice, carol) = (account(ALICE), account(CAROL));
    stage.refuses(Error::Excluded(carol), |votes, chain| votes.delegate(chain, alice, carol));
    stage.refuses(Error::Excluded(carol), |votes, chain| votes.delegate(chain, carol, alice));
    stage.refuses(Error::Excluded(carol), |votes, chain| votes.delegate(chain, carol, carol));
}

#[test]
fn exclusion_happens_once_and_inclusion_too() {
    let mut stage = stage();
    let (authority, carol) = (account(AUTHORITY), account(CAROL));
    stage.refuses(Error::NotExcluded(carol), |votes, chain| votes.include(chain, authority, carol));
    stage.exclude(CAROL);
    stage.refuses(Error::AlreadyExcluded(carol), |votes, chain| votes.exclude(chain, authority, carol));
    stage.include(CAROL);
    stage.refuses(Error::NotExcluded(carol), |votes, chain| votes.include(chain, authority, carol));
}

#[test]
fn ninth_exclusion_is_refused() {
    let mut stage = stage();
    for number in 0..8 {
        stage.votes.exclude(&mut stage.chain, account(AUTHORITY), stranger(number)).unwrap();
    }
    stage.refuses(Error::TooManyExcluded, |votes, chain| votes.exclude(chain, account(AUTHORITY), stranger(8)));
}

#[test]
fn nobody_but_the_authority_excludes_or_includes() {
    let mut stage = stage();
    stage.exclude(CAROL);
    for number in [DEPLOYER, ALICE, CAROL, MALLORY, MINTER] {
        let caller = account(number);
        stage.refuses(Error::NotAuthority(caller), |votes, chain| votes.exclude(chain, caller, account(BOB)));
        stage.refuses(Error::NotAuthority(caller), |votes, chain| votes.include(chain, caller, account(CAROL)));
    }
}

#[test]
fn nobody_but_the_minter_mints() {
    let mut stage = stage();
    for number in [DEPLOYER, ALICE, MALLORY, AUTHORITY] {
        let caller = account(number);
        stage.refuses(Error::NotMinter(caller), |votes, chain| votes.mint(chain, caller, caller, 1));
        // Not even nothing.
        stage.refuses(Error::NotMinter(caller), |votes, chain| votes.mint(chain, caller, caller, 0));
    }
}

#[test]
fn cap_is_kept() {
    let mut stage = stage();
    let expected = Error::CapExceeded { supply: 2_500, amount: CAP - 2_499, cap: CAP };
    stage.refuses(expected, |votes, chain| votes.mint(chain, account(MINTER), account(ALICE), CAP - 2_499));
}

/// Asserts that a constructor is refused with exactly this error.
#[track_caller]
fn check_unmade(chain: &mut Chain, terms: &Terms, expected: Error) {
    let desk = chain.upload("votes-desk", account(DEPLOYER));
    let before = chain.root();
    let refused = chain.try_deploy(code("votes"), account(ALICE), terms.input(desk)).unwrap_err();
    // The Ok of the language layer and the Err of the constructor stand before the error.
    let answer = [vec![0, 1], expected.encode()].concat();
    assert_eq!(refused, format!("the constructor reverted: {answer:?}"));
    assert_eq!(Error::decode(&mut &answer[2..]), Ok(expected));
    assert_eq!(chain.root(), before, "a refusal must change nothing");
}

#[test]
fn constructor_refuses_a_cap_with_which_ratios_could_overflow() {
    let mut chain = funded();
    let cap = u128::MAX / 10_000 + 1;
    check_unmade(&mut chain, &Terms { cap, ..Terms::of(&[]) }, Error::CapTooLarge(cap));
    check_unmade(&mut chain, &Terms { cap: u128::MAX, ..Terms::of(&[]) }, Error::CapTooLarge(u128::MAX));
}

#[test]
fn constructor_refuses_more_than_the_cap() {
    let mut chain = funded();
    let terms = Terms { cap: 10, ..Terms::of(&[(ALICE, 4), (BOB, 6), (CAROL, 1)]) };
    check_unmade(&mut chain, &terms, Error::CapExceeded { supply: 10, amount: 1, cap: 10 });
    let terms = Terms::of(&[(ALICE, 1), (BOB, u128::MAX)]);
    check_unmade(&mut chain, &terms, Error::CapExceeded { supply: 1, amount: u128::MAX, cap: CAP });
}

#[test]
fn constructor_takes_a_hundred_holders_and_eight_excluded_accounts_and_no_more() {
    let mut chain = funded();
    let people: Vec<(u32, u128)> = (0..101).map(|number| (7_000 + number, 1_000)).collect();
    check_unmade(&mut chain, &Terms::of(&people), Error::TooManyHolders(101));
    let excluded = |count: u32| (0..count).map(|number| account(7_000 + number)).collect::<Vec<_>>();
    check_unmade(&mut chain, &Terms { excluded: excluded(9), ..Terms::of(&[]) }, Error::TooManyExcluded);
    let twice = vec![account(ALICE), account(BOB), account(ALICE)];
    check_unmade(&mut chain, &Terms { excluded: twice, ..Terms::of(&[]) }, Error::AlreadyExcluded(account(ALICE)));

    let votes =
        e2e_tests::dao::votes::Votes::deploy(&mut chain, &Terms { excluded: excluded(8), ..Terms::of(&people[..100]) });
    let now = chain.now();
    chain.set_time(now + 1);
    assert_eq!(votes.total_supply(&mut chain), 100_000);
    assert_eq!(votes.past_total_supply(&mut chain, now), Ok(92_000));
    assert_eq!(votes.excluded(&mut chain), excluded(8));
}
