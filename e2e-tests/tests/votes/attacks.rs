//! What was tried to vote twice, to vote with nothing, or to spoil the votes of others.

use crate::stage::{stage, staged, stranger, Stage};
use e2e_tests::{
    chain::{account, code, START},
    dao::votes::{Error, Terms, Votes, AUTHORITY, CAP, MINTER},
    people::{ALICE, BOB, CAROL, MALLORY},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;

impl Stage {
    /// Asserts that votes at this very time cannot be asked for.
    #[track_caller]
    fn refuses_now(&mut self) {
        let now = self.now();
        let expected = Error::FutureLookup { at: now, now };
        self.refuses(expected, |votes, chain| votes.past_votes(chain, account(ALICE), now));
        self.refuses(expected, |votes, chain| votes.past_total_supply(chain, now));
        self.refuses(expected, |votes, chain| votes.past_votes_and_supply(chain, account(ALICE), now));
    }

    #[track_caller]
    fn check_votes(&mut self, at: u64, expected: [u128; 3]) {
        assert_eq!([ALICE, BOB, CAROL].map(|number| self.past(number, at)), expected);
    }
}

#[test]
fn transfer_then_vote_units_again_same_timestamp() {
    let mut stage = stage();
    let now = stage.now();
    // Alice votes in this block, sends her units on, and Bob votes in it too: neither can, because now is not over.
    stage.refuses_now();
    stage.send(ALICE, BOB, 1_000);
    stage.refuses_now();
    stage.send(BOB, CAROL, 2_000);
    stage.refuses_now();
    stage.wait(1);
    // Each unit counts once, with who had it last.
    stage.check_votes(now, [0, 0, 2_500]);
    stage.check_votes(now - 1, [1_000, 1_000, 500]);
    assert_eq!(stage.units(now), 2_500);
}

#[test]
fn several_blocks_same_timestamp() {
    let mut stage = stage();
    let now = stage.now();
    for round in 0..5 {
        stage.send(ALICE, BOB, 100 + round);
        // Another block with the time of the one before, as collators of a parachain can make it.
        stage.wait(0);
        stage.refuses_now();
        stage.send(BOB, ALICE, 100);
    }
    assert_eq!(stage.votes.checkpoint_count(&mut stage.chain, account(ALICE)), 2);
    stage.wait(1);
    stage.check_votes(now, [990, 1_010, 500]);
    assert_eq!(stage.units(now), 2_500);
}

#[test]
fn delegate_in_snapshot_block() {
    let mut stage = stage();
    let now = stage.now();
    stage.delegate(ALICE, BOB);
    stage.refuses_now();
    stage.delegate(ALICE, CAROL);
    stage.wait(1);
    stage.check_votes(now, [0, 1_000, 1_500]);
    // What is done after the snapshot changes nothing about it.
    stage.delegate(ALICE, ALICE);
    stage.send(CAROL, MALLORY, 500);
    stage.burn(BOB, 1_000);
    stage.check_votes(now, [0, 1_000, 1_500]);
    stage.wait(1);
    stage.check_votes(now, [0, 1_000, 1_500]);
    stage.check_votes(now + 1, [1_000, 0, 0]);
    assert_eq!(stage.past(MALLORY, now + 1), 500);
    assert_eq!(stage.units(now + 1), 1_500);
}

#[test]
fn mint_vote_burn_same_block() {
    let mut stage = stage();
    let now = stage.now();
    stage.mint(MALLORY, 1_000_000);
    stage.refuses_now();
    stage.burn(MALLORY, 1_000_000);
    stage.wait(1);
    assert_eq!(stage.past(MALLORY, now), 0);
    assert_eq!(stage.units(now), 2_500);
}

#[test]
fn a_to_b_b_to_a_weights() {
    let mut stage = stage();
    stage.delegate(ALICE, BOB);
    stage.delegate(BOB, ALICE);
    stage.delegate(CAROL, ALICE);
    // Delegation has one level: what Alice gets from others does not go on to Bob.
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [1_500, 1_000, 0]);
    stage.send(ALICE, BOB, 1_000);
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [2_500, 0, 0]);
}

#[test]
fn multiple_operations_same_timestamp_single_checkpoint() {
    let mut stage = stage();
    let before = stage.votes.checkpoint_count(&mut stage.chain, account(BOB));
    for _ in 0..40 {
        stage.send(ALICE, BOB, 3);
        stage.delegate(CAROL, BOB);
        stage.delegate(CAROL, CAROL);
    }
    assert_eq!(stage.votes.checkpoint_count(&mut stage.chain, account(BOB)), before + 1);
    let at = stage.now();
    let last = stage.votes.checkpoint(&mut stage.chain, account(BOB), before).unwrap();
    assert_eq!((last.at, last.votes), (at, 1_120));
}

#[test]
fn transfer_to_self_with_delegation() {
    let mut stage = stage();
    stage.delegate(ALICE, BOB);
    for amount in [1, 1_000, u128::MAX] {
        stage.ignores(|votes, chain| votes.transfer(chain, account(ALICE), account(ALICE), amount));
    }
    assert_eq!([ALICE, BOB].map(|number| stage.votes(number)), [0, 2_000]);
    // Between two who have one delegate, no votes move.
    stage.delegate(CAROL, BOB);
    stage.wait(1);
    let count = stage.votes.checkpoint_count(&mut stage.chain, account(BOB));
    stage.send(ALICE, CAROL, 1_000);
    stage.send(CAROL, BOB, 1_500);
    assert_eq!(stage.votes(BOB), 2_500);
    assert_eq!(stage.votes.checkpoint_count(&mut stage.chain, account(BOB)), count);
}

#[test]
fn delegate_to_same_delegate_changes_nothing() {
    let mut stage = stage();
    stage.ignores(|votes, chain| votes.delegate(chain, account(ALICE), account(ALICE)));
    stage.delegate(ALICE, BOB);
    stage.ignores(|votes, chain| votes.delegate(chain, account(ALICE), account(BOB)));
    assert_eq!(stage.votes(BOB), 2_000);
}

#[test]
fn mint_overflow() {
    let mut stage = stage();
    for amount in [u128::MAX, u128::MAX - 2_499, u128::MAX - 2_500, CAP, CAP - 2_499] {
        let expected = Error::CapExceeded { supply: 2_500, amount, cap: CAP };
        stage.refuses(expected, |votes, chain| votes.mint(chain, account(MINTER), account(ALICE), amount));
    }
    stage.mint(ALICE, CAP - 2_500);
    let expected = Error::CapExceeded { supply: CAP, amount: 1, cap: CAP };
    stage.refuses(expected, |votes, chain| votes.mint(chain, account(MINTER), account(ALICE), 1));
    // What is burned makes room.
    stage.burn(BOB, 1);
    stage.mint(ALICE, 1);
    assert_eq!(stage.votes(ALICE), CAP - 1_499);
}

#[test]
fn largest_cap_can_be_held_by_one() {
    let cap = u128::MAX / 10_000;
    let mut stage = staged(&Terms { cap, ..Terms::of(&[(ALICE, cap)]) });
    let now = stage.now();
    stage.send(ALICE, BOB, cap);
    stage.delegate(BOB, CAROL);
    stage.wait(1);
    stage.check_votes(now, [0, 0, cap]);
    stage.check_votes(now - 1, [cap, 0, 0]);
    assert_eq!(stage.units(now), cap);
}

#[test]
fn total_supply_checkpoint_updates_on_mint_burn() {
    let mut stage = stage();
    let start = stage.now();
    for (time, made) in [(1, true), (2, false), (3, true), (4, true), (5, false)] {
        stage.wait(1);
        assert_eq!(stage.now(), start + time);
        if made {
            stage.mint(CAROL, 100 * u128::from(time));
        } else {
            stage.burn(BOB, 10 * u128::from(time));
        }
    }
    stage.wait(1);
    let units: Vec<u128> = (0..=5).map(|time| stage.units(start + time)).collect();
    assert_eq!(units, [2_500, 2_600, 2_580, 2_880, 3_280, 3_230]);
    // Before the token was made there was none.
    assert_eq!(stage.units(START - 1), 0);
    assert_eq!(stage.units(0), 0);
    assert_eq!(stage.votes.past_votes_and_supply(&mut stage.chain, account(CAROL), start + 4), Ok((1_300, 3_280)));
}

#[test]
fn excluded_accounts_carry_no_votes() {
    let excluded = vec![account(CAROL)];
    let mut stage = staged(&Terms { excluded, ..Terms::of(&[(ALICE, 1_000), (BOB, 1_000), (CAROL, 500)]) });
    let now = stage.now();
    assert_eq!(stage.votes.total_supply(&mut stage.chain), 2_500);
    assert_eq!(stage.units(now - 1), 2_000);
    stage.check_votes(now - 1, [1_000, 1_000, 0]);
    // To them units cease to be, from them they come into being.
    stage.send(ALICE, CAROL, 600);
    stage.send(CAROL, BOB, 50);
    stage.mint(CAROL, 1_000);
    stage.burn(CAROL, 200);
    stage.wait(1);
    stage.check_votes(now, [400, 1_050, 0]);
    assert_eq!(stage.units(now), 1_450);
    assert_eq!(stage.votes.balance_of(&mut stage.chain, account(CAROL)), 1_850);
    // Both ways with a delegate.
    stage.delegate(ALICE, BOB);
    stage.send(CAROL, ALICE, 1_850);
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [0, 3_300, 0]);
    assert_eq!(stage.votes.excluded(&mut stage.chain), [account(CAROL)]);
}

#[test]
fn exclusion_takes_units_from_whom_they_were_delegated_to_and_inclusion_gives_them_back_to_the_owner() {
    let mut stage = stage();
    stage.delegate(ALICE, BOB);
    stage.delegate(CAROL, ALICE);
    let start = stage.now();
    stage.wait(1);
    stage.exclude(ALICE);
    assert_eq!(stage.votes.delegates(&mut stage.chain, account(ALICE)), account(ALICE));
    // What Carol gave stays hers to take back; nobody can list who gave.
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [500, 1_000, 0]);
    stage.send(CAROL, BOB, 100);
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [400, 1_100, 0]);
    stage.delegate(CAROL, CAROL);
    assert_eq!([ALICE, BOB, CAROL].map(|number| stage.votes(number)), [0, 1_100, 400]);
    stage.wait(1);
    stage.include(ALICE);
    stage.wait(1);
    stage.check_votes(start, [500, 2_000, 0]);
    stage.check_votes(start + 1, [0, 1_100, 400]);
    stage.check_votes(start + 2, [1_000, 1_100, 400]);
    assert_eq!([0, 1, 2].map(|time| stage.units(start + time)), [2_500, 1_500, 2_500]);
    assert_eq!(stage.votes.excluded(&mut stage.chain), []);
}

#[test]
fn eight_exclusions_come_and_go() {
    let mut stage = stage();
    let others: Vec<_> = (0..8).map(stranger).collect();
    let authority = account(AUTHORITY);
    for other in &others {
        stage.votes.exclude(&mut stage.chain, authority, *other).unwrap();
    }
    assert_eq!(stage.votes.excluded(&mut stage.chain), others);
    stage.refuses(Error::TooManyExcluded, |votes, chain| votes.exclude(chain, authority, account(ALICE)));
    // The first, one in the middle, the last: what is left is what was not named.
    for (gone, left) in [(0, [1, 2, 3, 4, 5, 6, 7].as_slice()), (4, &[1, 2, 3, 5, 6, 7]), (7, &[1, 2, 3, 5, 6])] {
        stage.votes.include(&mut stage.chain, authority, others[gone]).unwrap();
        let mut excluded = stage.votes.excluded(&mut stage.chain);
        excluded.sort_unstable();
        let mut expected: Vec<_> = left.iter().map(|number| others[*number]).collect();
        expected.sort_unstable();
        assert_eq!(excluded, expected);
    }
    stage.exclude(ALICE);
    assert_eq!(stage.votes(ALICE), 0);
}

#[test]
fn constructor_called_as_a_message_changes_nothing() {
    let mut stage = stage();
    let desk = stage.chain.upload("votes-desk", account(MALLORY));
    let terms = Terms { minter: account(MALLORY), authority: account(MALLORY), ..Terms::of(&[(MALLORY, 1_000_000)]) };
    let before = stage.chain.root();
    let called = stage.chain.call(account(MALLORY), stage.votes.account, 0, terms.input(desk));
    assert!(called.reverted, "{called:?}");
    assert_eq!(stage.chain.root(), before);
}

#[test]
fn other_code_cannot_stand_alone() {
    let mut stage = stage();
    let terms = Terms::of(&[(MALLORY, 1)]);
    for input in [Vec::new(), selector_bytes!("new").to_vec(), terms.input([0; 32])] {
        assert!(stage.chain.try_deploy(code("votes-desk"), account(MALLORY), input).is_err());
    }
}

#[test]
fn other_code_cannot_be_taken_away() {
    let mut stage = stage();
    let desk = stage.chain.upload("votes-desk", account(DEPLOYER));
    assert!(stage.chain.remove_code(desk, account(DEPLOYER)).is_err());
}

#[test]
fn code_that_is_not_there_makes_no_token() {
    let mut stage = stage();
    let terms = Terms::of(&[(ALICE, 1)]);
    assert!(stage.chain.try_deploy(code("votes"), account(ALICE), terms.input([7; 32])).is_err());
    // Its own code is no use either: it would look for another one for ever.
    let other = stage.chain.upload("votes", account(ALICE));
    assert!(stage.chain.try_deploy(code("votes"), account(ALICE), terms.input(other)).is_err());
}

#[test]
fn tokens_on_one_chain_know_nothing_of_each_other() {
    let mut stage = stage();
    let other = Votes::deploy(&mut stage.chain, &Terms::of(&[(MALLORY, 9)]));
    assert_eq!(other.votes(&mut stage.chain, account(ALICE)), 0);
    assert_eq!(stage.votes(MALLORY), 0);
    let called = stage.chain.ask(account(ALICE), other.account, input(selector_bytes!("votes"), &account(MALLORY)));
    assert_eq!(called.told::<u128>(), 9);
}
