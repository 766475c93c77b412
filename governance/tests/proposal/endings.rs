//! Endings.

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
    let proposal = Proposal { tally: Tally { against: 1_000, ..Tally::default() }, ..made(Track::Strategic, &rules()) };
    for state in [State::Withdrawn, State::Unbacked, State::Vetoed(House::Committee), State::Unqueued, State::Executed]
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
