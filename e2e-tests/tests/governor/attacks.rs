//! Thefts of votes, of time and of words: each test is named after what it tries.

use crate::stage::{
    active, enrich, objectionable, refused, rules_with, seats_object, strategic, succeeded, view, vote_error,
    HIGH_QUORUM,
};
use atelier_governance::{
    proposal::{Error as Rule, Reason, State, Support, Tally},
    timelock::Status,
    track::{Class, House, Rules, Track, COOLDOWN, VETO_PERIOD},
    units::DAY,
};
use e2e_tests::{
    chain::{account, AccountId, FORTUNE},
    dao::{
        governor::{by_seat, draft, Classification, Error},
        seated,
        timelock::{action, Error as Delayed},
        Dao, DAVE, ERIN, SUPPLY,
    },
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER},
    suite::DEPLOYER,
};
use ink::selector_bytes;

/// A DAO with a rich newcomer who has no votes.
fn with_newcomer() -> (Dao, AccountId) {
    let mut dao = Dao::new();
    let newcomer = account(NEWCOMER);
    dao.chain.fund(newcomer, FORTUNE);
    (dao, newcomer)
}

fn counted(tally: &Tally) -> u128 {
    tally.against + tally.in_favor + tally.abstain
}

mod votes_that_count_twice;

mod late_votes;

mod rules_that_change;

mod refusals_of_a_house;

mod overrides;

mod proposals;

mod classes;

mod deposits;

mod the_beginning_and_the_end;
