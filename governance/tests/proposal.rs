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

mod thresholds {
    use super::*;

    fn tally(against: u128, in_favor: u128, abstain: u128) -> Tally {
        Tally { against, in_favor, abstain }
    }

    #[test]
    fn quorum_is_sharp_by_one_at_every_magnitude() {
        for eligible in [1, 1_000, 10u128.pow(12), 10u128.pow(24), MOST] {
            for eligible in [eligible, (eligible - 1).max(1), eligible / 3 + 1] {
                for quorum in [1, 3, 400, 800, 1_200, 3_333, 4_000] {
                    // The least number whose ten-thousandfold reaches the quorum's.
                    let wanted = eligible * u128::from(quorum);
                    let needed = (wanted / 10_000 + u128::from(wanted % 10_000 > 0)).max(1);
                    for abstain in [0, 1, needed / 2, needed] {
                        let enough = tally(0, needed - abstain.min(needed), abstain.min(needed));
                        assert!(enough.meets(Bps(quorum), eligible), "{eligible} {quorum}");
                        let short =
                            tally(eligible - needed, (needed - 1).saturating_sub(abstain), abstain.min(needed - 1));
                        assert!(!short.meets(Bps(quorum), eligible), "{eligible} {quorum}");
                    }
                }
            }
        }
    }

    #[test]
    fn nobody_is_no_quorum() {
        assert!(!tally(0, 0, 0).meets(Bps(1), 0));
        assert!(!tally(5, 0, 0).meets(Bps(1), 5));
    }

    #[test]
    fn against_never_helps_the_quorum() {
        let proposal = Proposal { tally: tally(961, 39, 0), ..made(Track::Strategic, &rules()) };
        assert_eq!(proposal.outcome(&rules(), &steady(7)), Err(Reason::NoQuorum));
    }

    #[track_caller]
    fn check_approval(approval: Bps, in_favor: u128, against: u128, expected: bool) {
        for abstain in [0, 1, 1_000] {
            assert_eq!(tally(against, in_favor, abstain).approves(approval), expected);
        }
    }

    #[test]
    fn approval_is_strict() {
        check_approval(HALF, 0, 0, false);
        check_approval(HALF, 1, 0, true);
        check_approval(HALF, 0, 1, false);
        check_approval(HALF, 5, 5, false);
        check_approval(HALF, 6, 5, true);
        check_approval(HALF, 5, 6, false);
        // Two thirds are more than 6,666 basis points, and 6,666 of 10,000 are not.
        check_approval(TWO_THIRDS, 2, 1, true);
        check_approval(TWO_THIRDS, 6_666, 3_334, false);
        check_approval(TWO_THIRDS, 6_667, 3_333, true);
        check_approval(Bps(9_000), 9, 1, false);
        check_approval(Bps(9_000), 91, 10, true);
        let half = MOST / 2;
        for magnitude in [10u128.pow(3), 10u128.pow(12), 10u128.pow(24), half] {
            check_approval(HALF, magnitude, magnitude, false);
            check_approval(HALF, magnitude, magnitude - 1, true);
            check_approval(HALF, magnitude - 1, magnitude, false);
        }
        check_approval(HALF, MOST - 1_000, 0, true);
    }

    #[test]
    fn abstentions_alone_decide_nothing() {
        let proposal = Proposal { tally: tally(0, 0, 1_000), ..made(Track::Strategic, &rules()) };
        assert_eq!(proposal.outcome(&rules(), &steady(7)), Err(Reason::NotApproved));
        let seats = Seats { abstain: first(7), ..Seats::default() };
        let proposal = Proposal { seats, ..made(Track::Creative, &rules()) };
        assert_eq!(proposal.outcome(&rules(), &steady(7)), Err(Reason::NotApproved));
    }

    #[test]
    fn each_track_has_its_own_bar() {
        // Of 1,000 units: the quorum exactly and one less; the approval by one and exactly.
        for (track, quorum, approval) in
            [(Track::Strategic, 40, (21, 20)), (Track::Dual, 80, (61, 40)), (Track::Override, 120, (2, 1))]
        {
            let with = |tally| Proposal { tally, ..wanted(track, &rules()) }.outcome(&rules(), &steady(7));
            let refusal = |reason| if track == Track::Dual { Reason::CommitteeOnly } else { reason };
            assert_eq!(with(tally(0, quorum, 0)), Ok(()));
            assert_eq!(with(tally(0, 1, quorum - 1)), Ok(()));
            assert_eq!(with(tally(0, quorum - 1, 0)), Err(refusal(Reason::NoQuorum)));
            let (in_favor, against) = approval;
            assert_eq!(with(tally(against, in_favor, quorum)), Ok(()));
            let more = if track == Track::Strategic { 1 } else { 5 };
            assert_eq!(with(tally(against + more, in_favor, quorum)), Err(refusal(Reason::NotApproved)));
        }
    }

    #[test]
    fn the_committees_bar_is_of_the_filled_seats() {
        let rules = Rules { min_seats: 3, ..rules() };
        for filled in 3..=15 {
            for in_favor in 0..=filled {
                for abstain in 0..=filled - in_favor {
                    let seats = Seats {
                        in_favor: first(in_favor),
                        abstain: first(in_favor + abstain) & !first(in_favor),
                        against: first(filled) & !first(in_favor + abstain),
                    };
                    let proposal = Proposal { seats, ..wanted(Track::Creative, &rules) };
                    // Half of the seats and three take part; more than half are in favor.
                    let took_part = in_favor + abstain;
                    let expected = match (took_part >= 3 && took_part * 2 >= filled, in_favor * 2 > filled) {
                        (true, true) => Ok(()),
                        (true, false) => Err(Reason::NotApproved),
                        (false, _) => Err(Reason::NoQuorum),
                    };
                    assert_eq!(proposal.outcome(&rules, &steady(filled)), expected, "{filled} {in_favor} {abstain}");
                    // On Dual two thirds take part, but for a third of a seat in ten thousand, and three fifths are in favor.
                    let proposal = Proposal { track: Track::Dual, ..proposal };
                    let fine = took_part >= 3 && took_part * 10_000 >= filled * 6_666 && in_favor * 10 >= filled * 6;
                    let expected = if fine { Ok(()) } else { Err(Reason::CommunityOnly) };
                    assert_eq!(proposal.outcome(&rules, &steady(filled)), expected, "{filled} {in_favor} {abstain}");
                }
            }
        }
    }

    #[test]
    fn both_houses_refuse_for_what_the_community_lacked() {
        let none = made(Track::Dual, &rules());
        assert_eq!(none.outcome(&rules(), &steady(7)), Err(Reason::NoQuorum));
        let many = Proposal { tally: tally(500, 500, 0), ..none };
        assert_eq!(many.outcome(&rules(), &steady(7)), Err(Reason::NotApproved));
    }

    #[test]
    fn the_committee_vetoes_by_two_thirds_of_the_filled_seats_and_at_least_three() {
        let rules = Rules { min_seats: 3, ..rules() };
        let needed = [3, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10];
        for (filled, needed) in (3..=15).zip(needed) {
            for objecting in 0..=filled {
                let proposal = Proposal { objecting: first(objecting), ..wanted(Track::Strategic, &rules) };
                assert_eq!(proposal.is_objected(&rules, &steady(filled)), objecting >= needed, "{filled} {objecting}");
            }
        }
    }

    #[test]
    fn the_community_vetoes_by_its_part_of_all_units() {
        for (eligible, needed) in
            [(1_000, 80), (1, 1), (12, 1), (13, 2), (MOST, MOST / 10_000 * 800 + MOST % 10_000 * 800 / 10_000 + 1)]
        {
            let with = |objections| {
                Proposal { eligible, objections, ..wanted(Track::Creative, &rules()) }.is_objected(&rules(), &steady(7))
            };
            assert!(with(needed) && !with(needed - 1) && !with(0), "{eligible}");
        }
        // Nobody has objected, and so nobody has asked how many units there are.
        let none = Proposal { eligible: 0, ..wanted(Track::Creative, &rules()) };
        assert!(!none.is_objected(&rules(), &steady(7)));
    }

    #[test]
    fn nobody_objects_to_what_the_other_house_decided_too() {
        for track in [Track::Dual, Track::Override] {
            let proposal = Proposal { objecting: first(7), objections: 1_000, ..wanted(track, &rules()) };
            assert!(!proposal.is_objected(&rules(), &steady(7)));
        }
        let both = Proposal { flags: Flags::ALSO_COMMUNITY, objections: 1_000, ..wanted(Track::Creative, &rules()) };
        assert!(!both.is_objected(&rules(), &steady(7)));
    }
}

mod forms {
    use super::*;

    #[track_caller]
    fn check(
        track: Track,
        also: bool,
        filled: u32,
        asked: (Option<Track>, bool),
        objector: Option<House>,
        lock: Millis,
    ) {
        let rules = rules();
        let (community, committee) = asked;
        let expected = Form {
            community: community.map(|track| rules.of(track).community),
            committee: committee.then(|| rules.of(track).committee),
            objector,
            lock,
        };
        let flags = if also { Flags::ALSO_COMMUNITY } else { Flags::default() };
        assert_eq!(Proposal { flags, ..made(track, &rules) }.form(&rules, &steady(filled)), expected);
        assert_eq!(form(&rules, track, also, filled < 5), expected);
    }

    #[test]
    fn a_committee_is_dormant_below_its_least_number_of_seats() {
        use Track::{Creative, Dual, Override, Strategic};
        // At the least number, and above.
        for filled in [5, 6, 15] {
            check(Strategic, false, filled, (Some(Strategic), false), Some(House::Committee), 3 * DAY);
            check(Creative, false, filled, (None, true), Some(House::Community), 2 * DAY);
            check(Creative, true, filled, (Some(Strategic), true), None, 2 * DAY);
            check(Dual, false, filled, (Some(Dual), true), None, 7 * DAY);
            check(Override, false, filled, (Some(Override), false), None, 10 * DAY);
        }
        // One less, and none.
        for filled in [0, 4] {
            check(Strategic, false, filled, (Some(Strategic), false), None, 3 * DAY);
            check(Creative, false, filled, (Some(Strategic), false), None, 3 * DAY);
            check(Creative, true, filled, (Some(Strategic), false), None, 3 * DAY);
            check(Dual, false, filled, (Some(Override), false), None, 10 * DAY);
            check(Override, false, filled, (Some(Override), false), None, 10 * DAY);
        }
    }

    #[test]
    fn dormancy_is_about_the_seats_filled_at_the_snapshot() {
        // All five are suspended now, and yet the committee is not dormant.
        let standing = Standing { counting: 0, regular: 0, ..steady(5) };
        assert!(made(Track::Creative, &rules()).form(&rules(), &standing).committee.is_some());
    }

    #[test]
    fn a_vacant_committee_stops_nothing() {
        let mut world = world(rules(), 0);
        let strategic = voted(&mut world, Track::Strategic, Act::Strategic(1));
        let window_end = world.filed(strategic).unwrap().proposal.window_end;
        wait(&mut world, 1);
        assert_eq!(world.state(strategic), Ok(State::Succeeded));
        let creative = done(&mut world, Step::Propose(ALICE, draft(Track::Creative, &[Act::Creative(1)])));
        let dual = done(&mut world, Step::Propose(ALICE, draft(Track::Dual, &[Act::Unknown(1)])));
        go(&mut world, window_end);
        done(&mut world, Step::Vote(ALICE, creative, Support::For));
        done(&mut world, Step::Vote(ALICE, dual, Support::For));
        let end = world.filed(dual).unwrap().proposal.end;
        go(&mut world, end + 1);
        for id in [creative, dual] {
            assert_eq!(world.state(id), Ok(State::Succeeded));
            done(&mut world, Step::Queue(id));
        }
        let waits = |id| world.operation(id).unwrap().eta - world.now;
        assert_eq!((waits(creative), waits(dual)), (3 * DAY, 10 * DAY));
    }
}

mod times {
    use super::*;

    const NEVER: Option<Status> = None;

    #[track_caller]
    fn check(proposal: &Proposal<()>, moments: &[(Millis, State)]) {
        for (at, expected) in moments {
            assert_eq!(proposal.state(&rules(), &steady(7), NEVER, *at), *expected, "{}", at - START);
        }
    }

    #[test]
    fn schedule_is_the_sum_of_its_settings() {
        let expected = Schedule {
            snapshot: START + DAY,
            for_end: START + 7 * DAY,
            end: START + 8 * DAY,
            window_end: START + 11 * DAY,
        };
        assert_eq!(schedule(rules().of(Track::Strategic), START), Some(expected));
        let dual = schedule(rules().of(Track::Dual), 0).unwrap();
        assert_eq!((dual.end, dual.window_end), (12 * DAY, 12 * DAY));
    }

    #[test]
    fn schedule_ends_before_the_end_of_time() {
        let settings = *rules().of(Track::Strategic);
        let last = Millis::MAX - 11 * DAY;
        assert_eq!(schedule(&settings, last).map(|times| times.window_end), Some(Millis::MAX));
        // After the window, the vote, and the delay.
        for now in [last + 1, last + 3 * DAY + 1, last + 10 * DAY + 1, Millis::MAX] {
            assert_eq!(schedule(&settings, now), None);
        }
    }

    #[test]
    fn what_nobody_wants_is_defeated_at_its_end() {
        for track in Track::ALL {
            let proposal = made(track, &rules());
            check(
                &proposal,
                &[
                    (START, State::Pending),
                    (proposal.snapshot, State::Pending),
                    (proposal.snapshot + 1, State::Active),
                    (proposal.for_end, State::Active),
                    (proposal.for_end + 1, State::Active),
                    (proposal.end, State::Active),
                    (proposal.end + 1, State::Defeated(Reason::NoQuorum)),
                    (Millis::MAX, State::Defeated(Reason::NoQuorum)),
                ],
            );
        }
    }

    #[test]
    fn what_both_want_waits_for_objections_and_then_for_who_queues_it() {
        for track in [Track::Strategic, Track::Creative] {
            let proposal = wanted(track, &rules());
            check(
                &proposal,
                &[
                    (proposal.snapshot, State::Pending),
                    (proposal.end, State::Active),
                    (proposal.end + 1, State::Objection),
                    (proposal.window_end, State::Objection),
                    (proposal.window_end + 1, State::Succeeded),
                    (proposal.window_end + 14 * DAY, State::Succeeded),
                    (proposal.window_end + 14 * DAY + 1, State::Unqueued),
                    (Millis::MAX, State::Unqueued),
                ],
            );
            assert_eq!(proposal.queue_by(&rules(), &steady(7)), proposal.window_end + 14 * DAY);
        }
    }

    #[test]
    fn where_nobody_may_object_it_can_be_queued_at_once() {
        for track in [Track::Dual, Track::Override] {
            let proposal = wanted(track, &rules());
            check(
                &proposal,
                &[
                    (proposal.end, State::Active),
                    (proposal.end + 1, State::Succeeded),
                    (proposal.end + 14 * DAY, State::Succeeded),
                    (proposal.end + 14 * DAY + 1, State::Unqueued),
                ],
            );
        }
        // A dormant committee does not object: the time to queue begins with the end of the vote.
        let proposal = wanted(Track::Strategic, &rules());
        let at = |now| proposal.state(&rules(), &steady(4), NEVER, now);
        assert_eq!(at(proposal.end + 1), State::Succeeded);
        assert_eq!(at(proposal.end + 14 * DAY), State::Succeeded);
        assert_eq!(at(proposal.end + 14 * DAY + 1), State::Unqueued);
    }

    #[test]
    fn what_was_objected_to_is_vetoed_at_the_end_of_the_window() {
        let creative = Proposal { objections: 80, ..wanted(Track::Creative, &rules()) };
        let flags = Flags::VETO_RESERVED;
        let strategic = Proposal { objecting: first(5), flags, ..wanted(Track::Strategic, &rules()) };
        for (proposal, house) in [(creative, House::Community), (strategic, House::Committee)] {
            check(
                &proposal,
                &[
                    (proposal.end + 1, State::Objection),
                    (proposal.window_end, State::Objection),
                    (proposal.window_end + 1, State::Vetoed(house)),
                    (Millis::MAX, State::Vetoed(house)),
                ],
            );
        }
    }

    #[test]
    fn a_veto_needs_its_reservation() {
        let proposal = Proposal { objecting: first(7), ..wanted(Track::Strategic, &rules()) };
        check(&proposal, &[(proposal.window_end, State::Objection), (proposal.window_end + 1, State::Succeeded)]);
        // And a reservation alone is none.
        let proposal = Proposal { objecting: first(4), flags: Flags::VETO_RESERVED, ..proposal };
        check(&proposal, &[(proposal.window_end + 1, State::Succeeded)]);
    }

    #[test]
    fn a_queued_decision_is_what_its_operation_is() {
        for track in Track::ALL {
            let proposal = Proposal { operation: 1, ..wanted(track, &rules()) };
            for (status, state) in [
                (Status::Waiting, State::Queued),
                (Status::Ready, State::Ready),
                (Status::Executed, State::Executed),
                (Status::Canceled, State::Revoked),
                (Status::Expired, State::Unexecuted),
            ] {
                for now in [proposal.window_end + 1, proposal.window_end + 15 * DAY, Millis::MAX] {
                    assert_eq!(proposal.state(&rules(), &steady(7), Some(status), now), state);
                }
            }
        }
    }

    #[test]
    fn a_canceled_proposal_stays_canceled() {
        for (flags, state) in [(Flags::WITHDRAWN, State::Withdrawn), (Flags::UNBACKED, State::Unbacked)] {
            let proposal = Proposal { flags: flags.with(Flags::SETTLED), ..wanted(Track::Strategic, &rules()) };
            for now in [0, START, proposal.snapshot, proposal.end, proposal.window_end + 1, Millis::MAX] {
                check(&proposal, &[(now, state)]);
                assert_eq!(proposal.committee_moment(now), None);
            }
        }
    }

    #[test]
    fn the_committee_is_asked_up_to_the_end_of_its_last_window() {
        let moment = |track, now: fn(&Proposal<()>) -> Millis| {
            let proposal = made(track, &rules());
            proposal.committee_moment(now(&proposal)).map(|moment| moment - START)
        };
        for track in Track::ALL {
            assert_eq!(moment(track, |proposal| proposal.snapshot), None);
        }
        // Strategic: from the end of the vote to the end of the window.
        assert_eq!(moment(Track::Strategic, |proposal| proposal.end), None);
        assert_eq!(moment(Track::Strategic, |proposal| proposal.end + 1), Some(8 * DAY + 1));
        assert_eq!(moment(Track::Strategic, |proposal| proposal.window_end), Some(11 * DAY));
        assert_eq!(moment(Track::Strategic, |proposal| proposal.window_end + 1), Some(11 * DAY));
        // The two that it votes on: from the snapshot to the end of the vote.
        for (track, snapshot, end) in [(Track::Creative, 4 * HOUR, 124 * HOUR), (Track::Dual, 2 * DAY, 12 * DAY)] {
            assert_eq!(moment(track, |proposal| proposal.snapshot + 1), Some(snapshot + 1));
            assert_eq!(moment(track, |proposal| proposal.end), Some(end));
            assert_eq!(moment(track, |proposal| proposal.end + 1), Some(end));
            assert_eq!(moment(track, |_| Millis::MAX), Some(end));
        }
        assert_eq!(moment(Track::Override, |_| Millis::MAX), None);
    }
}

mod ballots {
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
}

mod seats {
    use super::*;
    use Support::{Abstain, For};

    #[test]
    fn only_the_holder_votes_for_a_seat() {
        let mut world = world(rules(), 6);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        go(&mut world, START + 4 * HOUR + 1);
        let error = |seat| Refusal::Vote(Error::NotHolder { seat });
        assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 1, For)), error(1));
        assert_eq!(refused(&mut world, Step::VoteSeat(ALICE, id, 0, For)), error(0));
        // Nobody sits there, and there is no such seat.
        assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 6, For)), error(6));
        assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 200, For)), error(200));
    }

    #[test]
    fn a_seat_outside_of_the_bits_never_counts() {
        for seat in [16, 17, 32, 255] {
            assert_eq!(bit(seat), 0);
            let all = Standing { seats: 15, filled: u16::MAX, counting: u16::MAX, regular: u16::MAX };
            let mut proposal = made(Track::Creative, &rules());
            let now = proposal.snapshot + 1;
            assert_eq!(proposal.count_seat(seat, For, &all, now), Err(Error::SeatDoesNotCount { seat }));
            assert_eq!(proposal.object_seat(seat, &all), Err(Error::SeatDoesNotCount { seat }));
            assert_eq!(proposal.retract_seat(seat), Err(Error::ObjectsNot));
        }
    }

    #[test]
    fn seats_have_no_vote_where_the_community_decides() {
        for track in [Track::Strategic, Track::Override] {
            let mut proposal = made(track, &rules());
            let now = proposal.snapshot + 1;
            assert_eq!(proposal.count_seat(0, For, &steady(7), now), Err(Error::NotAsked(House::Committee)));
        }
    }

    #[test]
    fn whoever_came_after_the_snapshot_has_no_vote_on_it() {
        let mut world = world(rules(), 6);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        go(&mut world, START + 4 * HOUR + 1);
        done(&mut world, Step::Seat(6, Some((ALICE, Millis::MAX / 2))));
        let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 6 });
        assert_eq!(refused(&mut world, Step::VoteSeat(ALICE, id, 6, For)), error);
        // A successor is another tenure, also if it is the same person.
        done(&mut world, Step::Seat(0, None));
        done(&mut world, Step::Seat(0, Some((SEATED, Millis::MAX / 2))));
        let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 0 });
        assert_eq!(refused(&mut world, Step::VoteSeat(SEATED, id, 0, For)), error);
    }

    #[test]
    fn seat_removed_between_vote_and_end() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..4, For);
        // At the last millisecond: four of seven were in favor, three are left of them.
        go(&mut world, end);
        done(&mut world, Step::Seat(3, None));
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Defeated(Reason::NoQuorum)));
    }

    #[test]
    fn seat_removed_after_end_changes_nothing() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, window_end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..4, For);
        go(&mut world, end + 1);
        for seat in 0..7 {
            done(&mut world, Step::Seat(seat, None));
        }
        assert_eq!(world.state(id), Ok(State::Objection));
        go(&mut world, window_end + 1);
        assert_eq!(world.state(id), Ok(State::Succeeded));
    }

    #[test]
    fn removing_opponents_helps_nobody() {
        // Three of seven are in favor and two abstain. Three of five would do, and so would three of three.
        for (removed, reason) in [(5..7, Reason::NotApproved), (3..7, Reason::NoQuorum)] {
            let mut world = world(rules(), 7);
            let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
            let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
            go(&mut world, snapshot + 1);
            vote_seats(&mut world, id, 0..3, For);
            vote_seats(&mut world, id, 3..5, Abstain);
            for seat in removed {
                done(&mut world, Step::Seat(seat, None));
            }
            go(&mut world, end + 1);
            assert_eq!(world.state(id), Ok(State::Defeated(reason)));
        }
    }

    #[test]
    fn suspended_seat_counts_in_the_denominator() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..4, For);
        done(&mut world, Step::Suspend(3, end));
        let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 3 });
        assert_eq!(refused(&mut world, Step::VoteSeat(SEATED + 3, id, 3, Abstain)), error);
        // Three of the six others are no majority of seven.
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Defeated(Reason::NoQuorum)));
    }

    #[test]
    fn a_suspension_that_ends_before_the_vote_gives_the_vote_back() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..4, For);
        done(&mut world, Step::Suspend(3, end - 1));
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Objection));
    }

    #[test]
    fn a_silent_seat_blocks_no_committee_of_the_least_size() {
        let mut world = world(rules(), 5);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 0..3, For);
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Objection));
    }

    #[test]
    fn a_removed_proposer_has_no_backing() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        assert_eq!(refused(&mut world, Step::CancelUnbacked(id)), Refusal::StillBacked);
        done(&mut world, Step::Seat(0, None));
        done(&mut world, Step::CancelUnbacked(id));
        assert_eq!(world.state(id), Ok(State::Unbacked));
    }
}

mod objections {
    use super::*;

    #[test]
    fn holdover_cannot_veto() {
        let mut world = world(rules(), 4);
        let id_end = START + 8 * DAY;
        for seat in 4..7 {
            done(&mut world, Step::Seat(seat, Some((SEATED + seat, id_end + 1))));
        }
        go(&mut world, START + 1);
        let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
        go(&mut world, id_end + 2);
        // The terms of three of seven are over since a millisecond.
        object_seats(&mut world, id, 0..4);
        let error = Refusal::Vote(Error::SeatDoesNotCount { seat: 4 });
        assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED + 4, id, 4)), error);
        close(&mut world, id, 1);
        assert_eq!(world.state(id), Ok(State::Succeeded));
    }

    #[test]
    fn an_objection_falls_with_the_term_of_its_seat() {
        let mut world = world(rules(), 4);
        let window_end = START + 11 * DAY;
        done(&mut world, Step::Seat(4, Some((SEATED + 4, window_end - 1))));
        go(&mut world, START + 1);
        done(&mut world, Step::Seat(5, Some((SEATED + 5, Millis::MAX / 2))));
        done(&mut world, Step::Seat(6, Some((SEATED + 6, Millis::MAX / 2))));
        let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
        wait(&mut world, 1);
        object_seats(&mut world, id, 0..5);
        assert!(world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
        close(&mut world, id, 1);
        assert_eq!(world.state(id), Ok(State::Succeeded));
    }

    #[test]
    fn holdover_still_approves() {
        let mut world = world(rules(), 6);
        done(&mut world, Step::Seat(6, Some((SEATED + 6, START + HOUR))));
        go(&mut world, START + 1);
        let id = done(&mut world, proposing(Track::Creative, ALICE, Act::Creative(1)));
        let Proposal { snapshot, end, .. } = world.filed(id).unwrap().proposal;
        go(&mut world, snapshot + 1);
        vote_seats(&mut world, id, 3..7, Support::For);
        go(&mut world, end + 1);
        assert_eq!(world.state(id), Ok(State::Objection));
    }

    #[test]
    fn seats_removed_in_the_window_do_not_object_and_after_it_they_do() {
        for (late, state) in [(0, State::Succeeded), (1, State::Vetoed(House::Committee))] {
            let mut world = world(rules(), 7);
            let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
            wait(&mut world, 1);
            object_seats(&mut world, id, 0..5);
            close(&mut world, id, late);
            done(&mut world, Step::Seat(0, None));
            wait(&mut world, 1);
            assert_eq!(world.state(id), Ok(state));
        }
    }

    #[test]
    fn a_suspended_seat_objects_again_when_its_suspension_is_over() {
        let mut world = world(rules(), 7);
        let id = voted(&mut world, Track::Strategic, Act::Strategic(1));
        wait(&mut world, 1);
        object_seats(&mut world, id, 0..4);
        let until = world.now + DAY;
        done(&mut world, Step::Suspend(0, until));
        object_seats(&mut world, id, 4..5);
        // Four of the five count, and so no veto is reserved.
        assert!(!world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
        wait(&mut world, DAY + 1);
        object_seats(&mut world, id, 0..1);
        assert!(world.filed(id).unwrap().proposal.flags.has(Flags::VETO_RESERVED));
        let error = Refusal::Vote(Error::ObjectsAlready);
        assert_eq!(refused(&mut world, Step::ObjectSeat(SEATED, id, 0)), error);
    }

    #[test]
    fn objections_open_with_the_end_and_close_with_the_window() {
        for (track, house) in [(Track::Strategic, House::Committee), (Track::Creative, House::Community)] {
            let proposal = wanted(track, &rules());
            let closed = Err(Error::NotOpenToObjection { after: proposal.end, until: proposal.window_end });
            for (now, expected) in [
                (0, closed),
                (proposal.snapshot, closed),
                (proposal.end, closed),
                (proposal.end + 1, Ok(())),
                (proposal.window_end, Ok(())),
                (proposal.window_end + 1, closed),
            ] {
                assert_eq!(proposal.check_objection(house, &rules(), &steady(7), now), expected, "{track:?}");
            }
            let other = if house == House::Committee { House::Community } else { House::Committee };
            let now = proposal.end + 1;
            let error = Err(Error::NoObjection(other));
            assert_eq!(proposal.check_objection(other, &rules(), &steady(7), now), error);
            let lost = made(track, &rules());
            assert_eq!(lost.check_objection(house, &rules(), &steady(7), now), Err(Error::NotPassed));
            // Where the committee is dormant nobody objects.
            let error = Err(Error::NoObjection(house));
            assert_eq!(proposal.check_objection(house, &rules(), &steady(4), now), error);
            for flags in [Flags::WITHDRAWN, Flags::UNBACKED] {
                let canceled = Proposal { flags, ..proposal };
                assert_eq!(canceled.check_objection(house, &rules(), &steady(7), now), closed);
            }
        }
    }

    #[test]
    fn an_objection_can_be_taken_back_until_a_tail_before_the_window_closes() {
        for (track, tail) in [(Track::Strategic, DAY), (Track::Creative, 12 * HOUR)] {
            let proposal = wanted(track, &rules());
            let until = proposal.window_end - tail;
            assert_eq!(proposal.check_retraction(&rules(), until), Ok(()));
            for now in [until + 1, proposal.window_end] {
                assert_eq!(proposal.check_retraction(&rules(), now), Err(Error::TooLateToRetract { until }));
            }
        }
    }

    #[test]
    fn an_objection_counts_once_and_is_taken_back_whole() {
        let mut proposal = wanted(Track::Creative, &rules());
        let mut ballot = Ballot { weight: 30, ..Ballot::default() };
        assert_eq!(proposal.retract(&mut ballot), Err(Error::ObjectsNot));
        for _ in 0..2 {
            assert_eq!(proposal.object(&mut ballot), Ok(()));
            assert_eq!((proposal.objections, ballot.objects), (30, true));
            assert_eq!(proposal.object(&mut ballot), Err(Error::ObjectsAlready));
            assert_eq!(proposal.objections, 30);
            assert_eq!(proposal.retract(&mut ballot), Ok(()));
            assert_eq!((proposal.objections, ballot.objects), (0, false));
        }
        let mut proposal = wanted(Track::Strategic, &rules());
        assert_eq!(proposal.retract_seat(0), Err(Error::ObjectsNot));
        assert_eq!(proposal.object_seat(0, &steady(7)), Ok(()));
        assert_eq!(proposal.objecting, 1);
        assert_eq!(proposal.retract_seat(0), Ok(()));
        assert_eq!(proposal.objecting, 0);
        let suspended = Standing { regular: 0b10, ..steady(7) };
        assert_eq!(proposal.object_seat(0, &suspended), Err(Error::SeatDoesNotCount { seat: 0 }));
        assert_eq!(proposal.objecting, 0);
    }
}

mod endings {
    use super::*;

    #[test]
    fn a_record_is_kept_as_long_as_it_matters() {
        let rules = rules();
        let queued = 14 * DAY + MAX_LOCK + 14 * DAY + RETENTION;
        let refused = OVERRIDE_WINDOW + DAY;
        for (state, kept) in [
            (State::Defeated(Reason::NoQuorum), RETENTION),
            (State::Defeated(Reason::NotApproved), RETENTION),
            (State::Defeated(Reason::CommitteeOnly), RETENTION),
            (State::Vetoed(House::Community), RETENTION),
            (State::Withdrawn, RETENTION),
            (State::Unbacked, RETENTION),
            (State::Defeated(Reason::CommunityOnly), refused),
            (State::Vetoed(House::Committee), refused),
            (State::Executed, queued),
            (State::Revoked, queued),
            (State::Unexecuted, queued),
            (State::Unqueued, queued),
        ] {
            for track in Track::ALL {
                let proposal = made(track, &rules);
                let last = proposal.window_end + kept;
                assert!(!proposal.is_prunable(state, &rules, last), "{state:?}");
                assert!(proposal.is_prunable(state, &rules, last + 1), "{state:?}");
            }
        }
        for state in [State::Pending, State::Active, State::Objection, State::Succeeded, State::Queued, State::Ready] {
            assert!(!made(Track::Dual, &rules).is_prunable(state, &rules, Millis::MAX));
        }
    }

    #[test]
    fn what_is_over_says_so() {
        use State::*;
        for state in [Pending, Active, Objection, Succeeded, Queued, Ready] {
            assert!(!state.is_terminal() && !state.is_overridable());
        }
        for state in [Vetoed(House::Committee), Defeated(Reason::CommunityOnly)] {
            assert!(state.is_terminal() && state.is_overridable());
        }
        for state in [
            Defeated(Reason::NoQuorum),
            Defeated(Reason::NotApproved),
            Defeated(Reason::CommitteeOnly),
            Vetoed(House::Community),
            Executed,
            Unqueued,
            Unexecuted,
            Withdrawn,
            Unbacked,
            Revoked,
        ] {
            assert!(state.is_terminal() && !state.is_overridable());
        }
    }

    #[track_caller]
    fn check_slashed(track: Track, [against, in_favor, abstain]: [u128; 3], expected: bool) {
        let proposal = Proposal { tally: Tally { against, in_favor, abstain }, ..made(track, &rules()) };
        let defeated = State::Defeated(Reason::NotApproved);
        assert_eq!(proposal.is_slashable(defeated, &rules(), &steady(7)), expected, "{against} {in_favor} {abstain}");
    }

    #[test]
    fn a_deposit_is_lost_if_many_came_and_a_tenth_at_most_was_in_favor() {
        // A quorum of 40 of 1,000, whatever they said.
        check_slashed(Track::Strategic, [40, 0, 0], true);
        check_slashed(Track::Strategic, [39, 0, 0], false);
        check_slashed(Track::Strategic, [1, 0, 39], true);
        check_slashed(Track::Strategic, [0, 0, 40], false);
        check_slashed(Track::Strategic, [90, 10, 0], true);
        check_slashed(Track::Strategic, [89, 10, 0], false);
        check_slashed(Track::Strategic, [0, 0, 0], false);
        check_slashed(Track::Dual, [80, 0, 0], true);
        check_slashed(Track::Dual, [79, 0, 0], false);
        check_slashed(Track::Override, [120, 0, 0], true);
        check_slashed(Track::Override, [119, 0, 0], false);
        // The committee is no crowd.
        check_slashed(Track::Creative, [1_000, 0, 0], false);
        // Only what was defeated.
        let proposal =
            Proposal { tally: Tally { against: 1_000, ..Tally::default() }, ..made(Track::Strategic, &rules()) };
        for state in
            [State::Withdrawn, State::Unbacked, State::Vetoed(House::Committee), State::Unqueued, State::Executed]
        {
            assert!(!proposal.is_slashable(state, &rules(), &steady(7)));
        }
    }

    #[test]
    fn a_creative_proposal_of_a_dormant_committee_can_lose_its_deposit() {
        let proposal = Proposal { tally: Tally { against: 40, ..Tally::default() }, ..made(Track::Creative, &rules()) };
        assert!(proposal.is_slashable(State::Defeated(Reason::NoQuorum), &rules(), &steady(4)));
    }

    #[test]
    fn what_overrides_a_refusal_cannot_be_withdrawn() {
        let proposal = made(Track::Override, &rules());
        assert!(proposal.is_withdrawable());
        let flags = Flags::OVERRIDES.with(Flags::SETTLED);
        assert!(!Proposal { flags, ..proposal }.is_withdrawable());
    }
}

/// In each state every rule does what it does, or names why not.
mod totality {
    use super::*;

    /// A proposal in each state, with what its state depends on, and its track.
    fn all() -> Vec<(World, u32, State)> {
        let mut all = Vec::new();
        let mut keep = |world: &World, id: u32, state: State| {
            assert_eq!(world.state(id), Ok(state));
            all.push((world.clone(), id, state));
        };
        for track in Track::ALL {
            let act = [Act::Strategic(1), Act::Creative(1), Act::Unknown(1), Act::Remove(6, 7)][track as usize].clone();
            let mut world = world(rules(), 7);
            let id = done(&mut world, proposing(track, ALICE, act.clone()));
            keep(&world, id, State::Pending);
            let mut withdrawn = world.clone();
            done(&mut withdrawn, Step::Cancel(if track == Track::Creative { SEATED } else { ALICE }, id));
            keep(&withdrawn, id, State::Withdrawn);
            let mut unbacked = world.clone();
            match track {
                Track::Creative => done(&mut unbacked, Step::Seat(0, None)),
                _ => done(&mut unbacked, Step::Transfer(ALICE, BOB, 700)),
            };
            go(&mut unbacked, START + 1);
            done(&mut unbacked, Step::CancelUnbacked(id));
            keep(&unbacked, id, State::Unbacked);
            let Proposal { snapshot, end, window_end, .. } = world.filed(id).unwrap().proposal;
            let mut lost = world.clone();
            go(&mut lost, snapshot + 1);
            keep(&lost, id, State::Active);
            go(&mut lost, end + 1);
            keep(&lost, id, State::Defeated(Reason::NoQuorum));
            let mut world = super::world(rules(), 7);
            voted(&mut world, track, act);
            go(&mut world, end + 1);
            if track.rank() == 0 {
                keep(&world, id, State::Objection);
                let mut vetoed = world.clone();
                let house = match track {
                    Track::Strategic => {
                        object_seats(&mut vetoed, id, 0..7);
                        House::Committee
                    }
                    _ => {
                        done(&mut vetoed, Step::Object(ALICE, id));
                        House::Community
                    }
                };
                go(&mut vetoed, window_end + 1);
                keep(&vetoed, id, State::Vetoed(house));
            }
            go(&mut world, window_end + 1);
            keep(&world, id, State::Succeeded);
            let mut late = world.clone();
            go(&mut late, window_end + 14 * DAY + 1);
            keep(&late, id, State::Unqueued);
            done(&mut world, Step::Queue(id));
            keep(&world, id, State::Queued);
            let place = governance_model::world::timelock(world.filed(id).unwrap().proposal.executor);
            let mut revoked = world.clone();
            revoked.timelocks[place][0].canceled = true;
            keep(&revoked, id, State::Revoked);
            let (eta, expires_at) = (world.operation(id).unwrap().eta, world.operation(id).unwrap().expires_at);
            go(&mut world, eta - 1);
            keep(&world, id, State::Queued);
            go(&mut world, eta);
            keep(&world, id, State::Ready);
            go(&mut world, expires_at);
            keep(&world, id, State::Ready);
            let mut expired = world.clone();
            go(&mut expired, expires_at + 1);
            keep(&expired, id, State::Unexecuted);
            done(&mut world, Step::Execute(id));
            keep(&world, id, State::Executed);
        }
        all
    }

    #[test]
    fn votes_count_in_active_only() {
        for (mut world, id, state) in all() {
            let Proposal { track, snapshot, end, .. } = world.filed(id).unwrap().proposal;
            let is_canceled = matches!(state, State::Withdrawn | State::Unbacked);
            let not_active = Error::NotActive { snapshot, end: if is_canceled { 0 } else { end } };
            let expected = match (state, track) {
                (State::Active, Track::Creative) => Some(Error::NotAsked(House::Community)),
                (State::Active, _) => None,
                _ => Some(not_active),
            };
            let outcome = world.clone().apply(&Step::Vote(BOB, id, Support::Against));
            assert_eq!(outcome.err(), expected.map(Refusal::Vote), "{track:?} {state:?}");
            let expected = match (state, track) {
                (State::Active, Track::Strategic | Track::Override) => Some(Error::NotAsked(House::Committee)),
                (State::Active, _) => None,
                _ => Some(not_active),
            };
            let outcome = world.apply(&Step::VoteSeat(SEATED + 1, id, 1, Support::Against));
            assert_eq!(outcome.err(), expected.map(Refusal::Vote), "{track:?} {state:?}");
        }
    }

    #[test]
    fn objections_count_in_objection_only() {
        for (world, id, state) in all() {
            let Proposal { track, end, window_end, .. } = world.filed(id).unwrap().proposal;
            let closed = Error::NotOpenToObjection { after: end, until: window_end };
            let expected = |house, error: Option<Error>| match (state, track, house) {
                (State::Objection, Track::Strategic, House::Committee) => error,
                (State::Objection, Track::Creative, House::Community) => error,
                (State::Objection, ..) => Some(Error::NoObjection(house)),
                // The window of what was defeated is open, and there is nothing to object to.
                (State::Defeated(_), Track::Strategic, House::Committee) => Some(Error::NotPassed),
                (State::Defeated(_), Track::Creative, House::Community) => Some(Error::NotPassed),
                (State::Defeated(_), Track::Strategic | Track::Creative, _) => Some(Error::NoObjection(house)),
                _ => Some(closed),
            };
            for (step, house, error) in [
                (Step::Object(BOB, id), House::Community, None),
                (Step::Retract(BOB, id), House::Community, Some(Error::ObjectsNot)),
                (Step::ObjectSeat(SEATED + 1, id, 1), House::Committee, None),
                (Step::RetractSeat(SEATED + 1, id, 1), House::Committee, Some(Error::ObjectsNot)),
            ] {
                let outcome = world.clone().apply(&step);
                assert_eq!(outcome.err(), expected(house, error).map(Refusal::Vote), "{track:?} {state:?} {step:?}");
            }
        }
    }

    #[test]
    fn every_other_step_has_its_states() {
        for (world, id, state) in all() {
            let track = world.filed(id).unwrap().proposal.track;
            let refusal = |step: Step| world.clone().apply(&step).err();
            let wrong = Some(Refusal::WrongState(state));
            let proposer = world.filed(id).unwrap().proposer;
            let expected = if state == State::Pending { None } else { wrong.clone() };
            assert_eq!(refusal(Step::Cancel(proposer, id)), expected, "{track:?}");
            assert_eq!(refusal(Step::Cancel(CAROL, id)), Some(Refusal::Denied), "{track:?} {state:?}");
            let is_open = matches!(state, State::Pending | State::Active);
            let expected = if is_open { Some(Refusal::StillBacked) } else { wrong.clone() };
            assert_eq!(refusal(Step::CancelUnbacked(id)), expected, "{track:?}");
            let expected = if state == State::Succeeded { None } else { wrong.clone() };
            assert_eq!(refusal(Step::Queue(id)), expected, "{track:?}");
            let expected = if state == State::Ready { None } else { Some(Refusal::NotReady) };
            assert_eq!(refusal(Step::Execute(id)), expected, "{track:?} {state:?}");
            let expected = match state {
                State::Pending | State::Active | State::Objection => wrong,
                // Seats put nothing down.
                _ if track == Track::Creative => {
                    assert_eq!(world.filed(id).unwrap().deposit, 0);
                    Some(Refusal::NothingToSettle)
                }
                _ => None,
            };
            assert_eq!(refusal(Step::Settle(id)), expected, "{track:?} {state:?}");
            assert_eq!(refusal(Step::Prune(id)), Some(Refusal::NotPrunable), "{track:?} {state:?}");
        }
    }

    #[test]
    fn nobody_knows_what_does_not_exist() {
        for (mut world, id) in [(world(rules(), 7), 1), (world(rules(), 7), 0), (world(rules(), 7), u32::MAX)] {
            let unknown = Refusal::Vote(Error::UnknownProposal(id));
            for step in [
                Step::Vote(ALICE, id, Support::For),
                Step::VoteSeat(SEATED, id, 0, Support::For),
                Step::Object(ALICE, id),
                Step::Retract(ALICE, id),
                Step::ObjectSeat(SEATED, id, 0),
                Step::RetractSeat(SEATED, id, 0),
                Step::Cancel(ALICE, id),
                Step::CancelUnbacked(id),
                Step::Queue(id),
                Step::Settle(id),
                Step::Prune(id),
            ] {
                assert_eq!(refused(&mut world, step), unknown);
            }
        }
    }
}

mod rules_that_change {
    use super::*;

    #[test]
    fn a_proposal_keeps_the_rules_that_it_was_made_under() {
        let mut world = world(rules(), 7);
        let id = done(&mut world, proposing(Track::Strategic, ALICE, Act::Strategic(1)));
        // The quorum would be 400 of 1,000 now.
        world.rules.push(governance_model::actors::strict());
        go(&mut world, START + DAY + 1);
        done(&mut world, Step::Vote(BOB, id, Support::For));
        go(&mut world, START + 8 * DAY + 1);
        assert_eq!(world.state(id), Ok(State::Objection));
        go(&mut world, START + 11 * DAY + 1);
        done(&mut world, Step::Queue(id));
        let operation = world.operation(id).unwrap();
        assert_eq!(operation.eta - operation.since, 3 * DAY);
    }

    #[test]
    fn a_house_that_is_not_asked_has_a_bar_all_the_same() {
        let mut rules = rules();
        rules.tracks[1].community = CommunityBar { quorum: Bps(0), approval: HALF };
        let expected = Unbounded { track: Some(Track::Creative), bound: Bound::Quorum };
        assert_eq!(rules.check(7), Err(expected));
    }
}

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
