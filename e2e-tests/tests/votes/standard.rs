//! Each behavior of the PSP22 standard, as its reference implementation has it.

use crate::stage::{stage, staged, stranger, Stage};
use e2e_tests::{
    chain::{account, AccountId, Called},
    dao::votes::{PSP22Error, Terms, MINTER},
    people::{ALICE, BOB, CAROL, MALLORY},
    suite::input,
};
use ink::{env::Event, selector_bytes};
use scale::{Decode, Encode};

type Moved = (Option<AccountId>, Option<AccountId>, u128);

/// The one event of a call, which carries the topic of its signature alone.
#[track_caller]
fn event<E: Event, T: Decode>(called: &Called) -> T {
    let [(_, topics, data)] = &called.events[..] else { panic!("one event: {called:?}") };
    decoded::<E, T>(topics, data)
}

#[track_caller]
fn decoded<E: Event, T: Decode>(topics: &[[u8; 32]], data: &[u8]) -> T {
    assert_eq!(topics, [E::SIGNATURE_TOPIC.expect("the event is not anonymous")]);
    let mut rest = data;
    let decoded = T::decode(&mut rest).expect("the event has other fields");
    assert!(rest.is_empty(), "the event has {} bytes too many", rest.len());
    decoded
}

impl Stage {
    #[track_caller]
    fn allow(&mut self, owner: u32, spender: u32, amount: u128) {
        self.votes.approve(&mut self.chain, account(owner), account(spender), amount).unwrap();
    }

    #[track_caller]
    fn check_allowance(&mut self, owner: u32, spender: u32, expected: u128) {
        assert_eq!(self.votes.allowance(&mut self.chain, account(owner), account(spender)), expected);
    }

    #[track_caller]
    fn check_balance(&mut self, owner: u32, expected: u128) {
        assert_eq!(self.votes.balance_of(&mut self.chain, account(owner)), expected);
    }

    fn call(&mut self, caller: u32, selector: [u8; 4], arguments: &impl Encode) -> Called {
        self.votes.call(&mut self.chain, account(caller), selector, arguments)
    }
}

#[test]
fn constructor_gives_each_holder_its_tokens_and_says_so() {
    let mut stage = staged(&Terms::of(&[(ALICE, 7), (BOB, 5), (ALICE, 3), (CAROL, 0)]));
    stage.check_balance(ALICE, 10);
    stage.check_balance(BOB, 5);
    stage.check_balance(CAROL, 0);
    assert_eq!(stage.votes.total_supply(&mut stage.chain), 15);
    assert_eq!(stage.votes(ALICE), 10);
    let now = stage.now();
    assert_eq!(stage.units(now - 1), 15);
}

#[test]
fn metadata_is_what_the_constructor_was_told() {
    let long = "x".repeat(63);
    let terms = Terms { symbol: long.clone(), decimals: 255, ..Terms::of(&[(ALICE, 1)]) };
    let Stage { mut chain, votes } = staged(&terms);
    let name: Option<String> = votes.ask(&mut chain, selector_bytes!("PSP22Metadata::token_name"), &());
    let symbol: Option<String> = votes.ask(&mut chain, selector_bytes!("PSP22Metadata::token_symbol"), &());
    let decimals: u8 = votes.ask(&mut chain, selector_bytes!("PSP22Metadata::token_decimals"), &());
    assert_eq!((name, symbol, decimals), (Some("Atelier".into()), Some(long), 255));
    assert_eq!(votes.ask::<u128>(&mut chain, selector_bytes!("cap"), &()), terms.cap);
    assert_eq!(votes.ask::<AccountId>(&mut chain, selector_bytes!("minter"), &()), terms.minter);
    assert_eq!(votes.ask::<AccountId>(&mut chain, selector_bytes!("authority"), &()), terms.authority);
    assert_eq!(votes.ask::<[u8; 32]>(&mut chain, selector_bytes!("genesis"), &()), terms.genesis);
    assert_eq!(votes.ask::<String>(&mut chain, selector_bytes!("clock_mode"), &()), "mode=timestamp&unit=ms");
    let now = chain.now();
    assert_eq!(votes.ask::<u64>(&mut chain, selector_bytes!("clock"), &()), now);
}

#[test]
fn transfer_moves_tokens_and_tells_of_them() {
    let mut stage = stage();
    let data = b"ignored by a token that calls nobody".to_vec();
    let called = stage.call(ALICE, selector_bytes!("PSP22::transfer"), &(account(BOB), 300u128, data));
    assert_eq!(called.result::<(), PSP22Error>(), Ok(()));
    let expected: Moved = (Some(account(ALICE)), Some(account(BOB)), 300);
    assert_eq!(event::<votes::Transfer, Moved>(&called), expected);
    stage.check_balance(ALICE, 700);
    stage.check_balance(BOB, 1_300);
    assert_eq!(stage.votes.total_supply(&mut stage.chain), 2_500);
}

#[test]
fn transfer_of_everything_leaves_nothing() {
    let mut stage = stage();
    stage.send(ALICE, BOB, 1_000);
    stage.check_balance(ALICE, 0);
    stage.check_balance(BOB, 2_000);
    stage.refuses(PSP22Error::InsufficientBalance, |votes, chain| {
        votes.transfer(chain, account(ALICE), account(BOB), 1)
    });
}

#[test]
fn transfer_of_nothing_or_to_oneself_does_nothing_and_tells_nothing() {
    let mut stage = stage();
    // The reference does not ask whether there is as much.
    for (to, amount) in [(ALICE, 0), (BOB, 0), (ALICE, 1), (ALICE, 1_000), (ALICE, 1_001), (ALICE, u128::MAX)] {
        stage.ignores(|votes, chain| votes.transfer(chain, account(ALICE), account(to), amount));
        let called = stage.call(ALICE, selector_bytes!("PSP22::transfer"), &(account(to), amount, Vec::<u8>::new()));
        assert!(called.events.is_empty());
    }
}

#[test]
fn transfer_from_takes_from_the_allowance_and_tells_of_both() {
    let mut stage = stage();
    stage.allow(ALICE, MALLORY, 300);
    let arguments = (account(ALICE), account(BOB), 100u128, Vec::<u8>::new());
    let called = stage.call(MALLORY, selector_bytes!("PSP22::transfer_from"), &arguments);
    assert_eq!(called.result::<(), PSP22Error>(), Ok(()));
    let [(_, first, approval), (_, second, transfer)] = &called.events[..] else { panic!("two events: {called:?}") };
    let approval: (AccountId, AccountId, u128) = decoded::<votes::Approval, _>(first, approval);
    assert_eq!(approval, (account(ALICE), account(MALLORY), 200));
    let transfer: Moved = decoded::<votes::Transfer, _>(second, transfer);
    assert_eq!(transfer, (Some(account(ALICE)), Some(account(BOB)), 100));
    stage.check_allowance(ALICE, MALLORY, 200);
    stage.check_balance(ALICE, 900);
    stage.check_balance(BOB, 1_100);
    stage.check_balance(MALLORY, 0);
    // All that is left, and then no more.
    let (alice, bob, mallory) = (account(ALICE), account(BOB), account(MALLORY));
    stage.votes.transfer_from(&mut stage.chain, mallory, alice, bob, 200).unwrap();
    stage.check_allowance(ALICE, MALLORY, 0);
    stage.refuses(PSP22Error::InsufficientAllowance, |votes, chain| votes.transfer_from(chain, mallory, alice, bob, 1));
}

#[test]
fn transfer_from_by_the_owner_needs_no_allowance() {
    let mut stage = stage();
    let (alice, bob) = (account(ALICE), account(BOB));
    stage.votes.transfer_from(&mut stage.chain, alice, alice, bob, 100).unwrap();
    stage.check_balance(BOB, 1_100);
}

#[test]
fn transfer_from_of_nothing_or_to_the_owner_does_nothing() {
    let mut stage = stage();
    let (alice, bob, mallory) = (account(ALICE), account(BOB), account(MALLORY));
    stage.ignores(|votes, chain| votes.transfer_from(chain, mallory, alice, bob, 0));
    stage.ignores(|votes, chain| votes.transfer_from(chain, mallory, alice, alice, 5));
    stage.ignores(|votes, chain| votes.transfer_from(chain, mallory, alice, alice, u128::MAX));
}

#[test]
fn transfer_from_is_refused_by_the_allowance_before_the_balance() {
    let mut stage = stage();
    let (alice, bob, mallory) = (account(ALICE), account(BOB), account(MALLORY));
    let attempt = |amount| {
        move |votes: &e2e_tests::dao::votes::Votes, chain: &mut e2e_tests::chain::Chain| {
            votes.transfer_from(chain, mallory, alice, bob, amount)
        }
    };
    stage.allow(ALICE, MALLORY, 1_001);
    stage.refuses(PSP22Error::InsufficientAllowance, attempt(1_002));
    stage.refuses(PSP22Error::InsufficientBalance, attempt(1_001));
    stage.check_allowance(ALICE, MALLORY, 1_001);
    // An allowance is for one spender.
    stage.refuses(PSP22Error::InsufficientAllowance, |votes, chain| votes.transfer_from(chain, bob, alice, bob, 1));
}

#[test]
fn approve_sets_and_tells_the_allowance() {
    let mut stage = stage();
    let call =
        |stage: &mut Stage, amount: u128| stage.call(ALICE, selector_bytes!("PSP22::approve"), &(account(BOB), amount));
    for amount in [5, u128::MAX, 7, 0] {
        let called = call(&mut stage, amount);
        let told: (AccountId, AccountId, u128) = event::<votes::Approval, _>(&called);
        assert_eq!(told, (account(ALICE), account(BOB), amount));
        stage.check_allowance(ALICE, BOB, amount);
        stage.check_allowance(BOB, ALICE, 0);
    }
    let key = [*account(ALICE).as_ref(), *account(BOB).as_ref()] as [[u8; 32]; 2];
    let cell = stage.chain.cell(stage.votes.account, key.concat());
    assert_eq!(cell, None, "an allowance of nothing takes no room");
}

#[test]
fn allowances_rise_as_far_as_can_be_counted_and_fall_to_nothing() {
    let mut stage = stage();
    let (alice, bob) = (account(ALICE), account(BOB));
    stage.votes.increase_allowance(&mut stage.chain, alice, bob, 10).unwrap();
    stage.check_allowance(ALICE, BOB, 10);
    stage.votes.decrease_allowance(&mut stage.chain, alice, bob, 4).unwrap();
    stage.check_allowance(ALICE, BOB, 6);
    stage.refuses(PSP22Error::InsufficientAllowance, |votes, chain| votes.decrease_allowance(chain, alice, bob, 7));
    stage.votes.increase_allowance(&mut stage.chain, alice, bob, u128::MAX).unwrap();
    stage.check_allowance(ALICE, BOB, u128::MAX);
    stage.votes.decrease_allowance(&mut stage.chain, alice, bob, u128::MAX).unwrap();
    stage.check_allowance(ALICE, BOB, 0);
}

#[test]
fn allowances_for_oneself_and_changes_by_nothing_do_nothing() {
    let mut stage = stage();
    let (alice, bob) = (account(ALICE), account(BOB));
    stage.ignores(|votes, chain| votes.approve(chain, alice, alice, 5));
    stage.ignores(|votes, chain| votes.increase_allowance(chain, alice, alice, 5));
    stage.ignores(|votes, chain| votes.decrease_allowance(chain, alice, alice, 5));
    stage.ignores(|votes, chain| votes.increase_allowance(chain, alice, bob, 0));
    stage.ignores(|votes, chain| votes.decrease_allowance(chain, alice, bob, 0));
}

#[test]
fn burn_destroys_and_mint_makes_and_both_tell() {
    let mut stage = stage();
    let called = stage.call(ALICE, selector_bytes!("PSP22Burnable::burn"), &400u128);
    assert_eq!(event::<votes::Transfer, Moved>(&called), (Some(account(ALICE)), None, 400));
    stage.check_balance(ALICE, 600);
    assert_eq!(stage.votes.total_supply(&mut stage.chain), 2_100);
    let called = stage.call(MINTER, selector_bytes!("mint"), &(account(BOB), 50u128));
    assert_eq!(event::<votes::Transfer, Moved>(&called), (None, Some(account(BOB)), 50));
    stage.check_balance(BOB, 1_050);
    assert_eq!(stage.votes.total_supply(&mut stage.chain), 2_150);
    stage.ignores(|votes, chain| votes.burn(chain, account(MALLORY), 0));
    stage.ignores(|votes, chain| votes.mint(chain, account(MINTER), account(BOB), 0));
    stage.refuses(PSP22Error::InsufficientBalance, |votes, chain| votes.burn(chain, account(ALICE), 601));
}

#[test]
fn delegation_and_exclusion_tell_who_and_how_much() {
    let mut stage = stage();
    let (alice, bob, carol) = (account(ALICE), account(BOB), account(CAROL));
    for (to, told) in [(bob, (alice, alice, bob)), (carol, (alice, bob, carol)), (alice, (alice, carol, alice))] {
        let called = stage.call(ALICE, selector_bytes!("delegate"), &to);
        assert_eq!(event::<votes::Delegated, (AccountId, AccountId, AccountId)>(&called), told);
        assert_eq!(stage.votes.delegates(&mut stage.chain, alice), to);
    }
    let authority = e2e_tests::dao::votes::AUTHORITY;
    let called = stage.call(authority, selector_bytes!("exclude"), &alice);
    assert_eq!(event::<votes::ExclusionStarted, (AccountId, u128)>(&called), (alice, 1_000));
    let called = stage.call(authority, selector_bytes!("include"), &alice);
    assert_eq!(event::<votes::ExclusionEnded, (AccountId, u128)>(&called), (alice, 1_000));
}

#[test]
fn strangers_have_nothing() {
    let mut stage = stage();
    let nobody = stranger(0);
    let Stage { chain, votes } = &mut stage;
    assert_eq!(votes.balance_of(chain, nobody), 0);
    assert_eq!(votes.votes(chain, nobody), 0);
    assert_eq!(votes.delegates(chain, nobody), nobody);
    assert_eq!(votes.nonce(chain, nobody), 0);
    assert_eq!(votes.checkpoint_count(chain, nobody), 0);
    assert_eq!(votes.checkpoint(chain, nobody, 0), None);
    let now = chain.now();
    assert_eq!(votes.past_votes(chain, nobody, now - 1), Ok(0));
    assert_eq!(votes.past_votes_and_supply(chain, nobody, now - 1), Ok((0, 2_500)));
    // What nobody asked for was not stored either.
    assert_eq!(chain.ask(nobody, votes.account, input(selector_bytes!("delegate"), &nobody)).deposit, 0);
}
