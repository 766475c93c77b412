//! What is emitted, and what the small questions answer.

use super::*;
use committee::{
    CancellationVoted, KeyRotated, Reinstated, Resigned, RotationBegun, RotationCanceled, SeatOffered, SeatRemoved,
    SeatSuspended, SeatTaken, SuspensionVoted,
};

/// The topics and the data of an event.
fn event<E: Event + Encode>(event: &E) -> (Vec<[u8; 32]>, Vec<u8>) {
    (vec![E::SIGNATURE_TOPIC.expect("events have a topic")], event.encode())
}

impl Stage {
    #[track_caller]
    fn emits(
        &mut self,
        caller: u32,
        selector: [u8; 4],
        arguments: &impl Encode,
        expected: &[(Vec<[u8; 32]>, Vec<u8>)],
    ) {
        let called = self.committee.call(&mut self.chain, account(caller), selector, arguments);
        assert!(!called.reverted, "{called:?}");
        let emitted: Vec<_> = called.events.into_iter().map(|(_, topics, data)| (topics, data)).collect();
        assert_eq!(emitted, expected);
    }
}

#[test]
fn each_change_is_told() {
    let mut stage = stage();
    let now = stage.now();
    stage.emits(HOLDER, selector_bytes!("resign"), &0u8, &[event(&Resigned { seat: 0, tenure: 1 })]);
    let offered = SeatOffered { seat: 0, candidate: account(CANDIDATE), until: now + OFFER };
    stage.emits(DUAL, selector_bytes!("appoint"), &(0u8, account(CANDIDATE)), &[event(&offered)]);
    let taken = SeatTaken { seat: 0, holder: account(CANDIDATE), tenure: 8, term_end: EVEN_END };
    stage.emits(CANDIDATE, selector_bytes!("accept"), &0u8, &[event(&taken)]);
    let (from, until) = (now + ROTATION_DELAY, now + ROTATION);
    let begun = RotationBegun { seat: 0, to: account(KEY), from, until };
    stage.emits(CANDIDATE, selector_bytes!("rotate_key"), &(0u8, account(KEY)), &[event(&begun)]);
    let voted = CancellationVoted { seat: 0, by: 1, votes: 1, needed: 4 };
    stage.emits(HOLDER + 1, selector_bytes!("cancel_rotation"), &0u8, &[event(&voted)]);
    let canceled = event(&RotationCanceled { seat: 0 });
    stage.emits(CANDIDATE, selector_bytes!("cancel_rotation"), &0u8, std::slice::from_ref(&canceled));
    stage.rotate(CANDIDATE, 0, KEY).unwrap();
    (1..=3).for_each(|voter| assert_eq!(stage.cancel(HOLDER + voter, 0), Ok(false)));
    let voted = event(&CancellationVoted { seat: 0, by: 4, votes: 4, needed: 4 });
    stage.emits(HOLDER + 4, selector_bytes!("cancel_rotation"), &0u8, &[voted, canceled]);
    stage.rotate(CANDIDATE, 0, KEY).unwrap();
    stage.at(from);
    let rotated = KeyRotated { seat: 0, tenure: 8, old: account(CANDIDATE), new: account(KEY) };
    stage.emits(KEY, selector_bytes!("finalize_rotation"), &0u8, &[event(&rotated)]);
    for voter in 2..=6u8 {
        let reason = format!("reason {voter}");
        let vote = (voter, 1u8, &reason);
        let voted = SuspensionVoted { seat: 1, by: voter, votes: voter - 1, needed: 5, reason: reason.clone() };
        let mut expected = vec![event(&voted)];
        if voter == 6 {
            expected.push(event(&SeatSuspended { seat: 1, tenure: 2, until: from + SUSPENSION }));
        }
        stage.emits(HOLDER + u32::from(voter), selector_bytes!("vote_to_suspend"), &vote, &expected);
    }
    let reinstated = event(&Reinstated { seat: 1, tenure: 2 });
    stage.emits(STRATEGIC, selector_bytes!("reinstate"), &(1u8, 2u32), &[reinstated]);
    stage.emits(DUAL, selector_bytes!("remove_seat"), &(1u8, 2u32), &[event(&SeatRemoved { seat: 1, tenure: 2 })]);
    stage.emits(DUAL, selector_bytes!("seats"), &(), &[]);
}

#[test]
fn what_was_fixed_at_deployment_is_told() {
    let mut stage = stage();
    assert_eq!(stage.committee.seats(&mut stage.chain), SEATS);
    assert_eq!(stage.committee.settings(&mut stage.chain), SETTINGS);
    assert_eq!(stage.committee.authorities(&mut stage.chain), (account(DUAL), account(STRATEGIC)));
    let members = stage.committee.roster_at(&mut stage.chain, START).unwrap();
    let member = |seat: u32| Member {
        holder: account(HOLDER + seat),
        tenure: seat + 1,
        term_end: if seat.is_multiple_of(2) { EVEN_END } else { ODD_END },
        suspended_until: 0,
    };
    assert_eq!(members, (0..7).map(|seat| Some(member(seat))).collect::<Vec<_>>());
}
