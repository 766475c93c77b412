//! Thresholds.

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
                    let short = tally(eligible - needed, (needed - 1).saturating_sub(abstain), abstain.min(needed - 1));
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
