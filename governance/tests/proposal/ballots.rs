//! Ballots.

use super::*;
use Support::{Abstain, Against, For};

const CHOICES: [Option<Support>; 4] = [None, Some(Against), Some(For), Some(Abstain)];

#[test]
fn every_change_counts_before_the_tail_and_none_in_favor_in_it() {
    let proposal = made(Track::Strategic, &rules());
    for old in CHOICES {
        for new in [Against, For, Abstain] {
            let early = if old == Some(new) { Err(Error::SameVote(new)) } else { Ok(()) };
            assert_eq!(proposal.check_change(old, new, proposal.for_end), early, "{old:?} {new:?}");
            let late = match (old, new) {
                _ if old == Some(new) => Err(Error::SameVote(new)),
                (_, Against) | (Some(For), Abstain) => Ok(()),
                _ => Err(Error::OnlyAgainst { since: proposal.for_end }),
            };
            assert_eq!(proposal.check_change(old, new, proposal.for_end + 1), late, "{old:?} {new:?}");
            assert_eq!(proposal.check_change(old, new, proposal.end), late, "{old:?} {new:?}");
        }
    }
}

#[test]
fn seats_change_their_votes_by_the_same_rule() {
    let proposal = made(Track::Creative, &rules());
    for old in CHOICES {
        for new in [Against, For, Abstain] {
            for now in [proposal.for_end, proposal.for_end + 1, proposal.end] {
                let mut voted = proposal;
                if let Some(old) = old {
                    voted.count_seat(3, old, &steady(7), proposal.snapshot + 1).unwrap();
                }
                let before = voted;
                let expected = proposal.check_change(old, new, now);
                assert_eq!(voted.count_seat(3, new, &steady(7), now), expected, "{old:?} {new:?}");
                let said = if expected.is_ok() { Some(new) } else { old };
                let seats = |wanted| if said == Some(wanted) { bit(3) } else { 0 };
                let expected = Seats { against: seats(Against), in_favor: seats(For), abstain: seats(Abstain) };
                assert_eq!(voted, Proposal { seats: expected, ..before });
            }
        }
    }
}

#[test]
fn a_changed_vote_counts_once() {
    let mut proposal = made(Track::Strategic, &rules());
    let mut ballot = Ballot { weight: 7, ..Ballot::default() };
    for (support, against, in_favor, abstain) in
        [(For, 0, 7, 0), (Abstain, 0, 0, 7), (Against, 7, 0, 0), (For, 0, 7, 0)]
    {
        proposal.count(&mut ballot, support);
        assert_eq!(proposal.tally, Tally { against, in_favor, abstain });
        assert_eq!(ballot, Ballot { weight: 7, support: Some(support), objects: false });
    }
}

#[test]
fn late_abstention_cannot_make_the_quorum() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
    let Proposal { snapshot, for_end, end, .. } = world.filed(id).unwrap().proposal;
    // A quorum of 40 of 1,000: 39 are in favor, and nobody else has come.
    done(&mut world, Step::Transfer(CAROL, 9, 39));
    go(&mut world, snapshot + 1);
    done(&mut world, Step::Vote(9, id, For));
    go(&mut world, for_end + 1);
    let only = Refusal::Vote(Error::OnlyAgainst { since: for_end });
    assert_eq!(refused(&mut world, Step::Vote(CAROL, id, Abstain)), only);
    assert_eq!(refused(&mut world, Step::Vote(CAROL, id, For)), only);
    done(&mut world, Step::Vote(CAROL, id, Against));
    assert_eq!(refused(&mut world, Step::Vote(CAROL, id, Abstain)), only);
    go(&mut world, end + 1);
    assert_eq!(world.state(id), Ok(State::Defeated(Reason::NoQuorum)));
}

#[test]
fn last_minute_swing_can_only_reject() {
    let mut random = Random::new(1);
    let (mut rejected, mut tried) = (0, 0);
    for _ in 0..20_000 {
        let track = Track::ALL[random.below(4)];
        let mut draw = |most| u128::from(random.between(0, most));
        let tally = Tally { against: draw(400), in_favor: draw(400), abstain: draw(100) };
        let against = draw(127) as u16;
        let in_favor = draw(127) as u16 & !against;
        let seats = Seats { against, in_favor, abstain: draw(127) as u16 & !(against | in_favor) };
        let flags = if draw(1) == 0 { Flags::default() } else { Flags::ALSO_COMMUNITY };
        let before = Proposal { tally, seats, flags, ..made(track, &rules()) };
        let (now, mut after) = (before.for_end + 1, before);
        let (old, new) = (CHOICES[random.below(4)], [Against, For, Abstain][random.below(3)]);
        if random.once_in(2) {
            if before.check_change(old, new, now).is_err() {
                continue;
            }
            // Somebody's whose old vote is part of the tally.
            let most = match old {
                None => 100,
                Some(Against) => tally.against,
                Some(For) => tally.in_favor,
                Some(Abstain) => tally.abstain,
            };
            let weight = u128::from(random.between(0, most as u64));
            after.count(&mut Ballot { weight, support: old, objects: false }, new);
        } else if after.count_seat(random.below(7) as u8, new, &steady(7), now).is_err() {
            continue;
        }
        let passes = |proposal: &Proposal<()>| proposal.outcome(&rules(), &steady(7)).is_ok();
        assert!(passes(&before) || !passes(&after), "{before:?} {after:?}");
        tried += 1;
        rejected += usize::from(passes(&before) && !passes(&after));
    }
    assert!(tried > 4_000 && rejected > 100, "{tried} {rejected}");
}

#[test]
fn vote_then_transfer_then_vote_again_at_one_moment_counts_once() {
    // No delay: the snapshot is the moment of the proposal itself.
    let mut world = world(quick(), 7);
    let id = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
    let not_active = Refusal::Vote(Error::NotActive { snapshot: START, end: START + DAY });
    assert_eq!(refused(&mut world, Step::Vote(ALICE, id, For)), not_active);
    done(&mut world, Step::Transfer(ALICE, BOB, 700));
    assert_eq!(refused(&mut world, Step::Vote(BOB, id, For)), not_active);
    go(&mut world, START + 1);
    // What happened at the snapshot has happened: Alice has nothing left that counts.
    assert_eq!(refused(&mut world, Step::Vote(ALICE, id, For)), Refusal::Vote(Error::NoVotes { at: START }));
    done(&mut world, Step::Vote(BOB, id, For));
    done(&mut world, Step::Transfer(BOB, CAROL, 900));
    done(&mut world, Step::Vote(CAROL, id, For));
    assert_eq!(world.filed(id).unwrap().proposal.tally.in_favor, 1_000);
}

#[test]
fn who_had_no_votes_at_the_snapshot_has_none() {
    let mut world = world(rules(), 7);
    let id = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
    go(&mut world, START + DAY + 1);
    done(&mut world, Step::Transfer(ALICE, 9, 700));
    assert_eq!(refused(&mut world, Step::Vote(9, id, For)), Refusal::Vote(Error::NoVotes { at: START + DAY }));
    done(&mut world, Step::Vote(ALICE, id, For));
}
