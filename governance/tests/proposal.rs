//! The life of a proposal: every predicate at its threshold, every transition at its millisecond, every attack by its name.

mod common;

use atelier_governance::{
    proposal::{
        bit, form, schedule, Ballot, Error, Flags, Form, Proposal, Reason, Schedule, Seats, State, Support, Tally,
        FACTS,
    },
    roster::Standing,
    timelock::Status,
    track::{Bound, CommunityBar, House, Rules, Track, Unbounded, MAX_LOCK, OVERRIDE_WINDOW, RETENTION},
    units::{Bps, Millis, DAY},
};
use common::*;
use governance_model::{actors::quick, Random};
use proptest::prelude::*;

const HALF: Bps = Bps(5_000);
const TWO_THIRDS: Bps = Bps(6_666);
/// The most voting units that there can be.
const MOST: u128 = u128::MAX / 10_000;

fn rules() -> Rules {
    Rules::usual(10)
}

#[path = "proposal/thresholds.rs"]
mod thresholds;

#[path = "proposal/forms.rs"]
mod forms;

#[path = "proposal/times.rs"]
mod times;

#[path = "proposal/ballots.rs"]
mod ballots;

#[path = "proposal/seats.rs"]
mod seats;

#[path = "proposal/objections.rs"]
mod objections;

#[path = "proposal/endings.rs"]
mod endings;

#[path = "proposal/totality.rs"]
mod totality;

#[path = "proposal/rules_that_change.rs"]
mod rules_that_change;

fn any_track() -> impl Strategy<Value = Track> {
    (0u8..4).prop_map(|number| Track::from_number(number).unwrap())
}

proptest! {
    #[test]
    fn a_record_comes_back_from_its_cell(
        (track, executor, flags, version, operation) in (any_track(), any_track(), any::<u8>(), any::<u32>(), any::<u32>()),
        times in any::<[u64; 5]>(),
        amounts in any::<[u128; 5]>(),
        seats in any::<[u16; 4]>(),
        votes in any::<[u8; 32]>(),
    ) {
        let proposal = Proposal {
            track,
            executor,
            flags: Flags(flags),
            version,
            created: times[0],
            snapshot: times[1],
            for_end: times[2],
            end: times[3],
            window_end: times[4],
            eligible: amounts[0],
            tally: Tally { against: amounts[1], in_favor: amounts[2], abstain: amounts[3] },
            objections: amounts[4],
            seats: Seats { against: seats[0], in_favor: seats[1], abstain: seats[2] },
            objecting: seats[3],
            operation,
            votes,
        };
        let bytes = proposal.to_bytes();
        prop_assert_eq!(Proposal::from_bytes(&bytes, votes), proposal);
        // Each byte is somebody's: another one is another record.
        for place in 3..FACTS {
            let mut other = bytes;
            other[place] ^= 1;
            prop_assert_ne!(Proposal::from_bytes(&other, votes), proposal);
        }
    }

    #[test]
    fn a_ballot_comes_back_from_its_cell(weight in any::<u128>(), support in 0u8..4, objects in any::<bool>()) {
        let ballot = Ballot { weight, support: Support::from_number(support), objects };
        prop_assert_eq!(Ballot::from_bytes(&ballot.to_bytes()), ballot);
    }

    #[test]
    fn no_bytes_make_a_record_that_panics(bytes in any::<[u8; 32]>(), rest in any::<[u8; 107]>(), now in any::<u64>()) {
        let mut cell = [0; FACTS];
        cell[..32].copy_from_slice(&bytes);
        cell[32..].copy_from_slice(&rest);
        // Weights are parts of a supply.
        for amount in cell[47..127].chunks_exact_mut(16) {
            amount[13..].fill(0);
        }
        let proposal = Proposal::from_bytes(&cell, ());
        let state = proposal.state(&rules(), &steady(7), None, now);
        prop_assert!(!proposal.is_canceled() || matches!(state, State::Withdrawn | State::Unbacked));
    }
}
