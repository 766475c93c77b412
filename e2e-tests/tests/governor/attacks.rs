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

mod votes_that_count_twice {
    use super::*;

    #[test]
    fn transfer_and_vote_again_in_one_block() {
        let (mut dao, newcomer) = with_newcomer();
        let proposal = active(&mut dao, ALICE, 1);
        let snapshot = view(&mut dao, proposal).snapshot;
        dao.votes(proposal, &[BOB], Support::For);
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(BOB), newcomer, 300_000_000).unwrap();
        refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
            dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For)
        });
        // Nor later: the snapshot stays where it is.
        dao.wait(DAY);
        refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
            dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For)
        });
        assert_eq!(counted(&view(&mut dao, proposal).tally), 300_000_000);
    }

    #[test]
    fn transfer_and_vote_again_in_several_blocks_with_one_timestamp() {
        let (mut dao, newcomer) = with_newcomer();
        let proposal = strategic(&mut dao, ALICE, 1);
        let (snapshot, end) = {
            let view = view(&mut dao, proposal);
            (view.snapshot, view.end)
        };
        let too_early = vote_error(Rule::NotActive { snapshot, end });
        let votes = dao.votes;
        // Three blocks at the snapshot's own millisecond: what happens there still counts, so nobody may vote yet.
        dao.chain.set_time(snapshot);
        refused(&mut dao, too_early, |dao| dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For));
        dao.chain.set_time(snapshot);
        votes.transfer(&mut dao.chain, account(BOB), newcomer, 300_000_000).unwrap();
        refused(&mut dao, too_early, |dao| dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For));
        dao.chain.set_time(snapshot);
        refused(&mut dao, too_early, |dao| dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For));
        // Two blocks at the next one: the votes are there once, with whoever had them last.
        for _ in 0..2 {
            dao.chain.set_time(snapshot + 1);
            refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
                dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
            });
        }
        dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For).unwrap();
        votes.transfer(&mut dao.chain, newcomer, account(BOB), 300_000_000).unwrap();
        refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
            dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
        });
        let view = view(&mut dao, proposal);
        assert_eq!((counted(&view.tally), view.eligible), (300_000_000, SUPPLY));
    }

    #[test]
    fn mint_vote_burn_same_block() {
        let (mut dao, newcomer) = with_newcomer();
        let dual = dao.timelock(Track::Dual).account;
        enrich(&mut dao.chain, dual);
        let proposal = active(&mut dao, ALICE, 1);
        let snapshot = view(&mut dao, proposal).snapshot;
        let votes = dao.votes;
        votes.mint(&mut dao.chain, dual, newcomer, SUPPLY).unwrap();
        refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
            dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For)
        });
        // Nor does what is borrowed for one block suffice to propose.
        let actions = [dao.act(Track::Strategic, 2)];
        let needed = SUPPLY / 200;
        refused(&mut dao, Error::BelowThreshold { votes: 0, needed }, |dao| {
            dao.propose(newcomer, Track::Strategic, &actions, &draft("Borrowed"))
        });
        votes.burn(&mut dao.chain, newcomer, SUPPLY).unwrap();
        dao.votes(proposal, &[DAVE], Support::For);
        assert_eq!(view(&mut dao, proposal).eligible, SUPPLY, "what came later is no part of the whole");
    }

    #[test]
    fn delegate_in_the_snapshot_block() {
        let (mut dao, newcomer) = with_newcomer();
        let proposal = strategic(&mut dao, ALICE, 1);
        let snapshot = view(&mut dao, proposal).snapshot;
        let votes = dao.votes;
        dao.chain.set_time(snapshot);
        votes.delegate(&mut dao.chain, account(BOB), newcomer).unwrap();
        dao.chain.set_time(snapshot + 1);
        dao.governor.vote(&mut dao.chain, newcomer, proposal, Support::For).unwrap();
        votes.delegate(&mut dao.chain, account(BOB), account(BOB)).unwrap();
        for _ in 0..2 {
            refused(&mut dao, vote_error(Rule::NoVotes { at: snapshot }), |dao| {
                dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For)
            });
            dao.wait(1);
        }
        assert_eq!(counted(&view(&mut dao, proposal).tally), 300_000_000);
    }

    #[test]
    fn delegation_in_a_circle_neither_loops_nor_doubles() {
        let mut dao = Dao::new();
        let votes = dao.votes;
        votes.delegate(&mut dao.chain, account(ALICE), account(BOB)).unwrap();
        votes.delegate(&mut dao.chain, account(BOB), account(ALICE)).unwrap();
        dao.wait(1);
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[ALICE], Support::For);
        dao.votes(proposal, &[BOB], Support::Against);
        let Tally { in_favor, against, .. } = view(&mut dao, proposal).tally;
        assert_eq!((in_favor, against), (300_000_000, 400_000_000), "they vote with each other's");
    }

    #[test]
    fn vote_and_vote_again() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[BOB], Support::For);
        let same = vote_error(Rule::SameVote(Support::For));
        refused(&mut dao, same, |dao| dao.governor.vote(&mut dao.chain, account(BOB), proposal, Support::For));
        for support in [Support::Abstain, Support::Against, Support::For] {
            dao.votes(proposal, &[BOB], support);
            assert_eq!(counted(&view(&mut dao, proposal).tally), 300_000_000, "a vote is changed, not added");
        }
    }

    #[test]
    fn object_and_object_again() {
        let mut dao = Dao::new();
        let release = [dao.act(Track::Creative, 1)];
        let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..4, Support::For);
        dao.wait_for_end(proposal);
        // One and a half percent, however often: eight are needed.
        dao.governor.object(&mut dao.chain, account(MALLORY), proposal).unwrap();
        let again = vote_error(Rule::ObjectsAlready);
        refused(&mut dao, again, |dao| dao.governor.object(&mut dao.chain, account(MALLORY), proposal));
        dao.governor.retract(&mut dao.chain, account(MALLORY), proposal).unwrap();
        let not = vote_error(Rule::ObjectsNot);
        refused(&mut dao, not, |dao| dao.governor.retract(&mut dao.chain, account(MALLORY), proposal));
        dao.governor.object(&mut dao.chain, account(MALLORY), proposal).unwrap();
        assert_eq!(view(&mut dao, proposal).objections, 15_000_000);
    }
}

mod late_votes {
    use super::*;

    #[test]
    fn last_minute_swing() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        let for_end = view(&mut dao, proposal).for_end;
        dao.votes(proposal, &[DAVE], Support::For);
        dao.votes(proposal, &[CAROL], Support::Against);
        dao.chain.set_time(for_end + 1);
        let late = vote_error(Rule::OnlyAgainst { since: for_end });
        for support in [Support::For, Support::Abstain] {
            refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(ALICE), proposal, support));
            refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(CAROL), proposal, support));
        }
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
    }

    #[test]
    fn last_minute_swing_the_other_way_is_possible() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        let view = view(&mut dao, proposal);
        dao.votes(proposal, &[CAROL, DAVE], Support::For);
        dao.chain.set_time(view.end);
        dao.votes(proposal, &[CAROL], Support::Abstain);
        dao.votes(proposal, &[BOB, CAROL], Support::Against);
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NotApproved));
    }

    #[test]
    fn late_abstention_that_would_make_the_quorum() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        let for_end = view(&mut dao, proposal).for_end;
        // Two percent; four are needed.
        dao.votes(proposal, &[MALLORY, ERIN], Support::For);
        dao.chain.set_time(for_end + 1);
        let late = vote_error(Rule::OnlyAgainst { since: for_end });
        refused(&mut dao, late, |dao| dao.governor.vote(&mut dao.chain, account(DAVE), proposal, Support::Abstain));
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
    }

    #[test]
    fn late_votes_of_seats() {
        let mut dao = Dao::new();
        let release = [dao.act(Track::Creative, 1)];
        let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..3, Support::For);
        let for_end = view(&mut dao, proposal).for_end;
        dao.chain.set_time(for_end + 1);
        for support in [Support::For, Support::Abstain] {
            refused(&mut dao, vote_error(Rule::OnlyAgainst { since: for_end }), |dao| {
                dao.governor.vote_seat(&mut dao.chain, seated(3), proposal, 3, support)
            });
        }
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
    }

    #[test]
    fn retracting_at_the_last_minute_what_others_relied_on() {
        let mut dao = Dao::new();
        let release = [dao.act(Track::Creative, 1)];
        let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..4, Support::For);
        dao.wait_for_end(proposal);
        dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
        let view = view(&mut dao, proposal);
        let until = view.window_end - DAY / 2;
        dao.chain.set_time(until + 1);
        let late = vote_error(Rule::TooLateToRetract { until });
        refused(&mut dao, late, |dao| dao.governor.retract(&mut dao.chain, account(ALICE), proposal));
        dao.wait_for_window(proposal);
        assert_eq!(dao.state(proposal), State::Vetoed(House::Community));
    }
}

mod rules_that_change {
    use super::*;

    #[test]
    fn quorum_by_retroactive_change() {
        let mut dao = Dao::new();
        let dual = dao.timelock(Track::Dual).account;
        enrich(&mut dao.chain, dual);
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[DAVE], Support::For);
        let before = view(&mut dao, proposal);
        // A tenth would no longer be enough, the vote would last a day, and the committee could not object any more.
        let mut harder = rules_with(Track::Strategic, |settings| settings.community.quorum = HIGH_QUORUM);
        for track in &mut harder.tracks[2..] {
            track.community.quorum = HIGH_QUORUM;
        }
        harder.tracks[0].period = 2 * DAY;
        assert_eq!(dao.governor.set_rules(&mut dao.chain, dual, &harder), Ok(1));
        let after = view(&mut dao, proposal);
        assert_eq!(after, before, "the version is pinned");
        dao.chain.set_time(before.end);
        assert_eq!(dao.state(proposal), State::Active);
        dao.wait_for_window(proposal);
        assert_eq!(dao.state(proposal), State::Succeeded);
        dao.carry_out(proposal);

        // What is proposed from now on is decided by the new ones, and no later change makes it easier.
        let proposal = active(&mut dao, ALICE, 2);
        assert_eq!(view(&mut dao, proposal).version, 1);
        dao.votes(proposal, &[DAVE, CAROL], Support::For);
        dao.governor.set_rules(&mut dao.chain, dual, &Rules::usual(0)).unwrap();
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
    }

    #[test]
    fn rules_changed_by_a_decision_hold_for_later_proposals_only() {
        let mut dao = Dao::new();
        let running = strategic(&mut dao, BOB, 1);
        let easier = Rules { vetoes: 1, ..Rules::usual(7) };
        let change = [action(dao.governor.account, 0, selector_bytes!("set_rules"), &easier)];
        dao.decide_together(&change, "Easier rules");
        assert_eq!(dao.governor.rules(&mut dao.chain, 1), Ok(easier));
        assert_eq!(view(&mut dao, running).version, 0);
        let later = strategic(&mut dao, CAROL, 2);
        let view = view(&mut dao, later);
        assert_eq!((view.version, view.origin.deposit), (1, 7));
    }

    #[test]
    fn quorum_by_votes_against() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[MALLORY], Support::For);
        dao.votes(proposal, &[ERIN], Support::Against);
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum));
        let proposal = active(&mut dao, ALICE, 2);
        dao.votes(proposal, &[MALLORY], Support::For);
        dao.votes(proposal, &[DAVE], Support::Against);
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Defeated(Reason::NoQuorum), "eleven percent came");
    }

    #[test]
    fn quorum_out_of_reach_by_what_the_treasury_holds() {
        let mut dao = Dao::new();
        let votes = dao.votes;
        let treasury = dao.treasury.account;
        votes.transfer(&mut dao.chain, account(ALICE), treasury, 400_000_000).unwrap();
        dao.wait(1);
        let proposal = active(&mut dao, BOB, 1);
        dao.votes(proposal, &[BOB], Support::For);
        assert_eq!(view(&mut dao, proposal).eligible, 600_000_000, "what cannot vote is no part of the whole");
    }
}

mod refusals_of_a_house {
    use super::*;

    #[test]
    fn veto_of_its_own_removal() {
        let mut dao = Dao::new();
        let removal = [crate::stage::remove_seat(&dao, 6, 7)];
        let wrong = Error::WrongClass { action: 0, class: Class::Roster, track: Track::Strategic };
        refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &removal, &draft("Out")));
        let proposal = dao.propose(account(ALICE), Track::Override, &removal, &draft("Out")).unwrap();
        dao.wait_for_vote(proposal);
        refused(&mut dao, vote_error(Rule::NotAsked(House::Committee)), |dao| {
            dao.governor.vote_seat(&mut dao.chain, seated(6), proposal, 6, Support::Against)
        });
        dao.votes(proposal, &[ALICE, BOB], Support::For);
        let end = view(&mut dao, proposal).end;
        // There is no window: it is decided when the vote is over.
        dao.chain.set_time(end + 1);
        for seat in 0..7 {
            refused(&mut dao, vote_error(Rule::NotOpenToObjection { after: end, until: end }), |dao| {
                dao.governor.object_seat(&mut dao.chain, seated(seat), proposal, seat, "We stay.")
            });
        }
        dao.carry_out(proposal);
        let now = dao.chain.now();
        assert_eq!(dao.committee.holder_at(&mut dao.chain, 6, now - 1).unwrap().map(|(_, tenure)| tenure), Some(7));
        dao.wait(1);
        let now = dao.chain.now();
        assert_eq!(dao.committee.holder_at(&mut dao.chain, 6, now - 1), Ok(None));
    }

    #[test]
    fn a_removal_of_somebody_who_is_gone_does_not_hit_the_successor() {
        let mut dao = Dao::new();
        let removal = [crate::stage::remove_seat(&dao, 6, 7)];
        let proposal = dao.propose(account(ALICE), Track::Override, &removal, &draft("Out")).unwrap();
        dao.wait_for_vote(proposal);
        dao.votes(proposal, &[ALICE, BOB], Support::For);
        dao.wait_for_end(proposal);
        // Meanwhile the seat changes hands.
        dao.committee.resign(&mut dao.chain, seated(6), 6).unwrap();
        let dual = dao.timelock(Track::Dual).account;
        enrich(&mut dao.chain, dual);
        dao.committee.appoint(&mut dao.chain, dual, 6, account(CAROL)).unwrap();
        dao.committee.accept(&mut dao.chain, account(CAROL), 6).unwrap();
        let (timelock, operation) = dao.queue(proposal);
        refused(&mut dao, Delayed::ActionFailed { index: 0 }, |dao| {
            timelock.execute(&mut dao.chain, account(KEEPER), operation, &removal)
        });
        let now = dao.chain.now();
        assert!(
            matches!(dao.committee.holder_at(&mut dao.chain, 6, now), Ok(Some((holder, 8))) if holder == account(CAROL))
        );
    }

    #[test]
    fn veto_budget() {
        let mut dao = Dao::new();
        let proposers = [ALICE, BOB, CAROL, DAVE];
        let proposals = [0, 1, 2, 3].map(|place| strategic(&mut dao, proposers[place as usize], place));
        dao.wait_for_vote(proposals[0]);
        for proposal in proposals {
            dao.votes(proposal, &[ALICE, BOB], Support::For);
        }
        dao.wait_for_end(proposals[0]);
        let window_end = view(&mut dao, proposals[0]).window_end;
        for proposal in &proposals[..3] {
            seats_object(&mut dao, *proposal, 0..5);
        }
        let last = proposals[3];
        seats_object(&mut dao, last, 0..4);
        let exhausted = vote_error(Rule::VetoBudgetExhausted { vetoes: 3, free_at: window_end + VETO_PERIOD });
        for seat in 4..7 {
            refused(&mut dao, exhausted, |dao| {
                dao.governor.object_seat(&mut dao.chain, seated(seat), last, seat, "Once more.")
            });
        }
        assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 3);
        // One that is taken back is free again.
        dao.governor.retract_seat(&mut dao.chain, seated(0), proposals[0], 0).unwrap();
        dao.governor.object_seat(&mut dao.chain, seated(4), last, 4, "Once more.").unwrap();
        refused(&mut dao, exhausted, |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(0), proposals[0], 0, "And again.")
        });
        dao.wait_for_window(last);
        let vetoed = State::Vetoed(House::Committee);
        assert_eq!(proposals.map(|proposal| dao.state(proposal)), [State::Succeeded, vetoed, vetoed, vetoed]);
    }

    #[test]
    fn veto_by_two_thirds_and_by_one_seat_less() {
        for (objecting, expected) in [(4, State::Succeeded), (5, State::Vetoed(House::Committee))] {
            let mut dao = Dao::new();
            let proposal = objectionable(&mut dao, ALICE, 1);
            seats_object(&mut dao, proposal, 0..objecting);
            dao.wait_for_window(proposal);
            assert_eq!(dao.state(proposal), expected);
        }
    }

    #[test]
    fn veto_of_the_community_by_eight_percent_and_by_one_vote_less() {
        for (less, expected) in [(1, State::Succeeded), (0, State::Vetoed(House::Community))] {
            let mut dao = Dao::new();
            let votes = dao.votes;
            votes.transfer(&mut dao.chain, account(DAVE), account(NEWCOMER), 20_000_000 + less).unwrap();
            dao.wait(1);
            let release = [dao.act(Track::Creative, 1)];
            let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
            dao.wait_for_vote(proposal);
            dao.seats_vote(proposal, 0..4, Support::For);
            dao.wait_for_end(proposal);
            dao.governor.object(&mut dao.chain, account(DAVE), proposal).unwrap();
            dao.wait_for_window(proposal);
            assert_eq!(dao.state(proposal), expected);
        }
    }

    #[test]
    fn veto_without_reason() {
        let mut dao = Dao::new();
        let proposal = objectionable(&mut dao, ALICE, 1);
        refused(&mut dao, vote_error(Rule::ReasonMissing), |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "")
        });
    }

    #[test]
    fn duplicate_veto() {
        let mut dao = Dao::new();
        let proposal = objectionable(&mut dao, ALICE, 1);
        for _ in 0..9 {
            // One seat may say it as often as it likes.
            seats_object(&mut dao, proposal, [0]);
        }
        let record = view(&mut dao, proposal);
        assert_eq!((record.objecting, dao.governor.vetoes(&mut dao.chain, House::Committee).len()), (1, 0));
        seats_object(&mut dao, proposal, 1..5);
        refused(&mut dao, vote_error(Rule::ObjectsAlready), |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "Again.")
        });
        assert_eq!(dao.governor.vetoes(&mut dao.chain, House::Committee).len(), 1, "it takes one of the budget");
    }

    #[test]
    fn objecting_to_what_did_not_pass() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[ALICE], Support::Against);
        dao.wait_for_end(proposal);
        refused(&mut dao, vote_error(Rule::NotPassed), |dao| {
            dao.governor.object_seat(&mut dao.chain, seated(0), proposal, 0, "To use up the budget.")
        });
    }

    #[test]
    fn two_refusals_of_the_community_put_releases_to_its_vote() {
        let mut dao = Dao::new();
        let release = |dao: &mut Dao, number, objects: bool| {
            let actions = [dao.act(Track::Creative, number)];
            let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
            dao.wait_for_vote(proposal);
            dao.seats_vote(proposal, 0..7, Support::For);
            dao.wait_for_end(proposal);
            if objects {
                dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
            }
            dao.wait_for_window(proposal);
            (proposal, dao.state(proposal))
        };
        assert_eq!(release(&mut dao, 1, true).1, State::Vetoed(House::Community));
        assert_eq!(release(&mut dao, 2, true).1, State::Vetoed(House::Community));
        let (asked, state) = release(&mut dao, 3, false);
        assert!(matches!(state, State::Defeated(_)), "the committee alone does not suffice any more: {state:?}");
        let actions = [dao.act(Track::Creative, 4)];
        let proposal = dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..4, Support::For);
        dao.votes(proposal, &[ALICE], Support::For);
        dao.wait_for_end(proposal);
        assert_eq!(dao.state(proposal), State::Succeeded, "with the community it does, and nobody objects");
        assert!(asked < proposal);
    }
}

mod overrides {
    use super::*;

    /// A Strategic proposal of number 5 that the committee refused.
    fn vetoed(dao: &mut Dao) -> u32 {
        let proposal = objectionable(dao, ALICE, 5);
        seats_object(dao, proposal, 0..5);
        dao.wait_for_window(proposal);
        assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
        proposal
    }

    #[test]
    fn override_with_altered_actions() {
        let mut dao = Dao::new();
        vetoed(&mut dao);
        let same = dao.act(Track::Strategic, 5);
        let mut altered = vec![vec![dao.act(Track::Strategic, 6)], vec![same.clone(), same.clone()]];
        let mut with_value = same.clone();
        with_value.value = 1;
        let mut longer = same.clone();
        longer.args.push(0);
        let mut elsewhere = same.clone();
        elsewhere.target = dao.votes.account;
        altered.extend([vec![with_value], vec![longer], vec![elsewhere]]);
        for actions in altered {
            refused(&mut dao, Error::NothingToOverride, |dao| {
                dao.propose(account(ALICE), Track::Override, &actions, &draft("Five"))
            });
        }
        dao.propose(account(ALICE), Track::Override, &[same], &draft("Five, in other words")).unwrap();
    }

    #[test]
    fn second_override() {
        let mut dao = Dao::new();
        vetoed(&mut dao);
        let actions = [dao.act(Track::Strategic, 5)];
        let first = dao.propose(account(ALICE), Track::Override, &actions, &draft("Five")).unwrap();
        refused(&mut dao, Error::AlreadyProposed(first), |dao| {
            dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
        });
        dao.wait_for_vote(first);
        dao.votes(first, &[ALICE], Support::For);
        dao.votes(first, &[BOB], Support::Against);
        dao.wait_for_end(first);
        assert_eq!(dao.state(first), State::Defeated(Reason::NotApproved));
        // Who fails once does not get another try at the same refusal.
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
        });
    }

    #[test]
    fn an_override_that_was_executed_is_over() {
        let mut dao = Dao::new();
        vetoed(&mut dao);
        let actions = [dao.act(Track::Strategic, 5)];
        let carried = dao.propose(account(ALICE), Track::Override, &actions, &draft("Five")).unwrap();
        dao.wait_for_vote(carried);
        dao.votes(carried, &[ALICE, BOB], Support::For);
        dao.wait_for_end(carried);
        dao.carry_out(carried);
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
        });
    }

    #[test]
    fn canceled_override_does_not_spoil() {
        let mut dao = Dao::new();
        vetoed(&mut dao);
        let actions = [dao.act(Track::Strategic, 5)];
        // Whoever proposes it first could cancel it and propose it again until the time is over, so it comes to a vote:
        // neither its proposer takes it back, nor does it fall with the proposer's votes.
        let carried = dao.propose(account(DAVE), Track::Override, &actions, &draft("Five")).unwrap();
        refused(&mut dao, Error::MustBeVoted, |dao| dao.governor.cancel(&mut dao.chain, account(DAVE), carried));
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(DAVE), account(ALICE), 100_000_000).unwrap();
        dao.wait(1);
        refused(&mut dao, Error::MustBeVoted, |dao| {
            dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), carried)
        });
        dao.wait_for_vote(carried);
        dao.votes(carried, &[ALICE, BOB], Support::For);
        dao.wait_for_end(carried);
        assert_eq!(dao.state(carried), State::Succeeded);
    }

    #[test]
    fn override_of_what_nobody_refused() {
        let mut dao = Dao::new();
        let proposal = succeeded(&mut dao, ALICE, 5);
        let actions = [dao.act(Track::Strategic, 5)];
        let running = Error::AlreadyProposed(proposal);
        refused(&mut dao, running, |dao| dao.propose(account(BOB), Track::Override, &actions, &draft("Five")));
        dao.carry_out(proposal);
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
        });
    }

    #[test]
    fn override_of_a_refusal_by_the_community() {
        let mut dao = Dao::new();
        let release = [dao.act(Track::Creative, 1)];
        let proposal = dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        dao.wait_for_vote(proposal);
        dao.seats_vote(proposal, 0..7, Support::For);
        dao.wait_for_end(proposal);
        dao.governor.object(&mut dao.chain, account(ALICE), proposal).unwrap();
        let window_end = view(&mut dao, proposal).window_end;
        dao.wait_for_window(proposal);
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(BOB), Track::Override, &release, &draft("All the same"))
        });
        let until = window_end + COOLDOWN;
        dao.chain.set_time(until);
        refused(&mut dao, Error::CoolingDown { until }, |dao| {
            dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release"))
        });
        dao.chain.set_time(until + 1);
        dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release")).unwrap();
    }

    #[test]
    fn override_after_its_time() {
        let mut dao = Dao::new();
        let refused_one = vetoed(&mut dao);
        let actions = [dao.act(Track::Strategic, 5)];
        let until = view(&mut dao, refused_one).window_end + 90 * DAY;
        dao.chain.set_time(until);
        let only = Error::OnlyOverride { refused: refused_one, until };
        refused(&mut dao, only, |dao| dao.propose(account(BOB), Track::Strategic, &actions, &draft("Five")));
        dao.chain.set_time(until + 1);
        refused(&mut dao, Error::NothingToOverride, |dao| {
            dao.propose(account(BOB), Track::Override, &actions, &draft("Five"))
        });
        dao.propose(account(BOB), Track::Strategic, &actions, &draft("Five")).unwrap();
    }
}

mod proposals {
    use super::*;

    #[test]
    fn spam_by_one_account() {
        let mut dao = Dao::new();
        let first = strategic(&mut dao, ALICE, 1);
        let actions = [dao.act(Track::Strategic, 2)];
        let many = Error::TooManyLive { most: 1 };
        refused(&mut dao, many, |dao| dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Spam")));
        let end = view(&mut dao, first).end;
        dao.chain.set_time(end);
        refused(&mut dao, many, |dao| dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Spam")));
        // Time alone frees the place, and another track has its own.
        dao.chain.set_time(end + 1);
        dao.propose(account(ALICE), Track::Strategic, &actions, &draft("No spam")).unwrap();
        let other = [dao.act(Track::Dual, 3)];
        dao.propose(account(ALICE), Track::Dual, &other, &draft("Nor this")).unwrap();
    }

    #[test]
    fn spam_by_one_seat() {
        let mut dao = Dao::new();
        for number in 0..3 {
            let release = [dao.act(Track::Creative, number)];
            dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).unwrap();
        }
        let release = [dao.act(Track::Creative, 3)];
        refused(&mut dao, Error::TooManyLive { most: 3 }, |dao| {
            dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release"))
        });
        dao.propose(seated(1), Track::Creative, &release, &by_seat(1, "A release")).unwrap();
    }

    #[test]
    fn spam_with_moved_tokens_is_swept_by_anybody() {
        let (mut dao, newcomer) = with_newcomer();
        let first = strategic(&mut dao, MALLORY, 1);
        let backed = Error::StillBacked;
        refused(&mut dao, backed, |dao| dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first));
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(MALLORY), newcomer, 15_000_000).unwrap();
        // Backing is asked a moment ago: in the block of the transfer it is still there, and the newcomer has none.
        refused(&mut dao, backed, |dao| dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first));
        let actions = [dao.act(Track::Strategic, 2)];
        refused(&mut dao, Error::BelowThreshold { votes: 0, needed: 5_000_000 }, |dao| {
            dao.propose(newcomer, Track::Strategic, &actions, &draft("Spam"))
        });
        dao.wait(1);
        let second = dao.propose(newcomer, Track::Strategic, &actions, &draft("Spam")).unwrap();
        dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), first).unwrap();
        assert_eq!([first, second].map(|proposal| dao.state(proposal)), [State::Unbacked, State::Pending]);
        // While its votes count too.
        votes.transfer(&mut dao.chain, newcomer, account(MALLORY), 15_000_000).unwrap();
        dao.wait_for_vote(second);
        dao.governor.cancel_unbacked(&mut dao.chain, account(KEEPER), second).unwrap();
        assert_eq!(dao.state(second), State::Unbacked);
    }

    #[test]
    fn canceling_what_is_backed_or_decided() {
        let mut dao = Dao::new();
        let proposal = objectionable(&mut dao, MALLORY, 1);
        let votes = dao.votes;
        votes.transfer(&mut dao.chain, account(MALLORY), account(BOB), 15_000_000).unwrap();
        dao.wait(1);
        for caller in [MALLORY, KEEPER] {
            refused(&mut dao, Error::WrongState(State::Objection), |dao| {
                dao.governor.cancel_unbacked(&mut dao.chain, account(caller), proposal)
            });
        }
        refused(&mut dao, Error::WrongState(State::Objection), |dao| {
            dao.governor.cancel(&mut dao.chain, account(MALLORY), proposal)
        });
    }

    #[test]
    fn front_run_then_cancel() {
        let mut dao = Dao::new();
        let actions = [dao.act(Track::Strategic, 1)];
        let copied = dao.propose(account(MALLORY), Track::Strategic, &actions, &draft("Mine")).unwrap();
        // The same actions are before the voters already, whoever put them there.
        refused(&mut dao, Error::AlreadyProposed(copied), |dao| {
            dao.propose(account(ALICE), Track::Strategic, &actions, &draft("The original"))
        });
        // Whoever does not trust the other adds what makes no difference.
        let twice = [actions[0].clone(), actions[0].clone()];
        dao.propose(account(BOB), Track::Strategic, &twice, &draft("The original, twice")).unwrap();
        dao.governor.cancel(&mut dao.chain, account(MALLORY), copied).unwrap();
        let original = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("The original")).unwrap();
        assert_eq!([copied, original].map(|proposal| dao.state(proposal)), [State::Withdrawn, State::Pending]);
        // Nobody else cancels it, and not while it is voted on.
        refused(&mut dao, Error::Denied, |dao| dao.governor.cancel(&mut dao.chain, account(MALLORY), original));
        dao.wait_for_vote(original);
        refused(&mut dao, Error::WrongState(State::Active), |dao| {
            dao.governor.cancel(&mut dao.chain, account(ALICE), original)
        });
    }

    #[test]
    fn numbers_never_collide_and_nothing_is_replayed() {
        let mut dao = Dao::new();
        let first = dao.decide(&[dao.act(Track::Strategic, 1)], "One");
        refused(&mut dao, Error::WrongState(State::Executed), |dao| {
            dao.governor.queue(&mut dao.chain, account(KEEPER), first)
        });
        let actions = [dao.act(Track::Strategic, 1)];
        let timelock = dao.timelock(Track::Strategic);
        let again =
            Delayed::Timelock(atelier_governance::timelock::Error::NotReady { operation: 0, status: Status::Executed });
        refused(&mut dao, again, |dao| timelock.execute(&mut dao.chain, account(KEEPER), 0, &actions));
        // Executed before, the same actions are another proposal, to be decided anew.
        let second = dao.propose(account(ALICE), Track::Strategic, &actions, &draft("One")).unwrap();
        assert_eq!((first, second, dao.state(second)), (1, 2, State::Pending));
        refused(&mut dao, Error::WrongState(State::Pending), |dao| {
            dao.governor.queue(&mut dao.chain, account(KEEPER), second)
        });
        dao.wait_for_vote(second);
        dao.votes(second, &[ALICE, BOB], Support::For);
        dao.wait_for_window(second);
        let (_, operation) = dao.queue(second);
        assert_eq!(operation, 1);
        refused(&mut dao, Error::WrongState(State::Ready), |dao| {
            dao.governor.queue(&mut dao.chain, account(KEEPER), second)
        });
        timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
        assert_eq!(dao.recorder.calls(&mut dao.chain).len(), 2);
    }

    #[test]
    fn a_predecessor_that_is_not_queued_or_executed_elsewhere() {
        let mut dao = Dao::new();
        let first = succeeded(&mut dao, ALICE, 1);
        let actions = [dao.act(Track::Strategic, 2)];
        for nonsense in [0, 2, 3, u32::MAX] {
            let text = e2e_tests::dao::governor::Draft { after: Some(nonsense), ..draft("Then two") };
            refused(&mut dao, Error::PredecessorNotQueued(nonsense), |dao| {
                dao.propose(account(BOB), Track::Strategic, &actions, &text)
            });
        }
        let text = e2e_tests::dao::governor::Draft { after: Some(first), ..draft("Then two") };
        let second = dao.propose(account(BOB), Track::Strategic, &actions, &text).unwrap();
        dao.wait_for_vote(second);
        dao.votes(second, &[ALICE, BOB], Support::For);
        dao.wait_for_window(second);
        refused(&mut dao, Error::PredecessorNotQueued(first), |dao| {
            dao.governor.queue(&mut dao.chain, account(KEEPER), second)
        });
        dao.governor.queue(&mut dao.chain, account(KEEPER), first).unwrap();
        let (timelock, operation) = dao.queue(second);
        let open = Delayed::Timelock(atelier_governance::timelock::Error::PredecessorOpen { operation: 0 });
        refused(&mut dao, open, |dao| timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions));
        let first_actions = dao.governor.actions(&mut dao.chain, first);
        timelock.execute(&mut dao.chain, account(KEEPER), 0, &first_actions).unwrap();
        timelock.execute(&mut dao.chain, account(KEEPER), operation, &actions).unwrap();
    }
}

mod classes {
    use super::*;

    #[test]
    fn an_unknown_target_or_message_is_dual() {
        let mut dao = Dao::new();
        let recorder = dao.recorder.account;
        for (target, selector) in [
            (account(404), selector_bytes!("record")),
            (recorder, [9; 4]),
            (recorder, selector_bytes!("forward")),
            (dao.votes.account, selector_bytes!("mint")),
        ] {
            assert_eq!(dao.governor.class_of(&mut dao.chain, target, selector), Class::Dual);
            let unknown = [dao.act(Track::Strategic, 1), action(target, 0, selector, &0u32)];
            let wrong = Error::WrongClass { action: 1, class: Class::Dual, track: Track::Strategic };
            refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &unknown, &draft("Sly")));
            let alone = [action(target, 0, selector, &0u32)];
            let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Creative };
            refused(&mut dao, wrong, |dao| dao.propose(seated(0), Track::Creative, &alone, &by_seat(0, "Sly")));
        }
    }

    #[test]
    fn each_class_is_open_to_its_own_tracks_only() {
        use Track::{Creative, Dual, Override, Strategic};
        let mut dao = Dao::new();
        let actions = [
            (Class::Strategic, dao.act(Strategic, 1), [Strategic, Dual].as_slice()),
            (Class::Creative, dao.act(Creative, 1), &[Creative]),
            (Class::Dual, dao.act(Dual, 1), &[Dual]),
            (Class::Roster, crate::stage::remove_seat(&dao, 0, 1), &[Dual, Override]),
        ];
        for (class, action, open) in actions {
            let actions = [action];
            for track in Track::ALL {
                let (proposer, text) = match track {
                    Creative => (seated(0), by_seat(0, "For which track?")),
                    _ => (account(ALICE), draft("For which track?")),
                };
                // Whether both houses may decide what is one's is the rules' to say.
                let is_shared = (class, track) == (Class::Creative, Dual) && class.is_open_to(Dual);
                if open.contains(&track) || is_shared {
                    let proposal = dao.propose(proposer, track, &actions, &text).unwrap();
                    // Back to where it was, for the next one.
                    dao.governor.cancel(&mut dao.chain, proposer, proposal).unwrap();
                    continue;
                }
                let expected = match track {
                    Override => Error::NothingToOverride,
                    _ => Error::WrongClass { action: 0, class, track },
                };
                refused(&mut dao, expected, |dao| dao.propose(proposer, track, &actions, &text));
            }
        }
    }

    #[test]
    fn a_release_with_money_is_dual() {
        let mut dao = Dao::new();
        let mut release = dao.act(Track::Creative, 1);
        release.value = 1;
        let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Creative };
        refused(&mut dao, wrong, |dao| {
            dao.propose(seated(0), Track::Creative, &[release.clone()], &by_seat(0, "With money"))
        });
        dao.propose(account(ALICE), Track::Dual, &[release], &draft("With money")).unwrap();
    }

    #[test]
    fn the_governor_the_timelocks_and_the_seats_cannot_be_reclassified() {
        let mut dao = Dao::new();
        let dual = dao.timelock(Track::Dual).account;
        enrich(&mut dao.chain, dual);
        let [strategic, creative, _] = dao.timelocks.map(|timelock| timelock.account);
        let (governor, committee) = (dao.governor.account, dao.committee.account);
        let pinned = [
            (governor, selector_bytes!("set_rules"), Class::Dual),
            (governor, selector_bytes!("classify"), Class::Dual),
            (governor, [7; 4], Class::Dual),
            (strategic, selector_bytes!("set_governor"), Class::Dual),
            (creative, selector_bytes!("set_minimum_delay"), Class::Dual),
            (dual, selector_bytes!("set_governor"), Class::Dual),
            // A timelock cancels for itself only.
            (strategic, selector_bytes!("cancel"), Class::Strategic),
            (creative, selector_bytes!("cancel"), Class::Creative),
            (dual, selector_bytes!("cancel"), Class::Dual),
            (committee, selector_bytes!("appoint"), Class::Roster),
            (committee, selector_bytes!("remove_seat"), Class::Roster),
        ];
        for (target, selector, class) in pinned {
            assert_eq!(dao.governor.class_of(&mut dao.chain, target, selector), class);
            for class in [Class::Creative, Class::Strategic, Class::Dual, Class::Roster] {
                let harmless = Classification { target: account(404), selector: [1; 4], class: Class::Strategic };
                let classes = [harmless, Classification { target, selector, class }];
                refused(&mut dao, Error::Pinned, |dao| dao.governor.classify(&mut dao.chain, dual, &classes));
            }
        }
        // Nor can anything else be made a matter of seats, which Override carries at once.
        let seats = [Classification { target: account(404), selector: [1; 4], class: Class::Roster }];
        refused(&mut dao, Error::Pinned, |dao| dao.governor.classify(&mut dao.chain, dual, &seats));
        let fine = [Classification { target: account(404), selector: [1; 4], class: Class::Creative }];
        dao.governor.classify(&mut dao.chain, dual, &fine).unwrap();
        assert_eq!(dao.governor.class_of(&mut dao.chain, account(404), [1; 4]), Class::Creative);
    }

    #[test]
    fn a_forwarder_cannot_smuggle() {
        let mut dao = Dao::new();
        let (governor, recorder) = (dao.governor.account, dao.recorder.account);
        let rules = e2e_tests::suite::input(selector_bytes!("set_rules"), &Rules::usual(0));
        let smuggled = [action(recorder, 0, selector_bytes!("forward"), &(1u32, governor, rules))];
        let wrong = Error::WrongClass { action: 0, class: Class::Dual, track: Track::Strategic };
        refused(&mut dao, wrong, |dao| dao.propose(account(ALICE), Track::Strategic, &smuggled, &draft("Sly")));
        // Decided by both houses it still comes from the forwarder, not from their timelock.
        let proposal = dao.propose(account(ALICE), Track::Dual, &smuggled, &draft("Sly")).unwrap();
        dao.wait_for_vote(proposal);
        dao.votes(proposal, &[ALICE, BOB], Support::For);
        dao.seats_vote(proposal, 0..5, Support::For);
        dao.wait_for_end(proposal);
        let (timelock, operation) = dao.queue(proposal);
        refused(&mut dao, Delayed::ActionFailed { index: 0 }, |dao| {
            timelock.execute(&mut dao.chain, account(KEEPER), operation, &smuggled)
        });
        assert_eq!(dao.governor.version(&mut dao.chain), Ok(0));
    }
}

mod deposits {
    use super::*;
    use e2e_tests::dao::DEPOSIT;

    #[track_caller]
    fn check_deposit(dao: &mut Dao, proposal: u32, is_lost: bool) {
        let (proposer, treasury) = (view(dao, proposal).origin.proposer, dao.treasury.account);
        let before = [proposer, treasury].map(|account| dao.chain.balance(account));
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
        let gained = [proposer, treasury].map(|account| dao.chain.balance(account));
        let expected = if is_lost { [0, DEPOSIT] } else { [DEPOSIT, 0] };
        assert_eq!([gained[0] - before[0], gained[1] - before[1]], expected);
        assert!(view(dao, proposal).settled);
        refused(dao, Error::NothingToSettle, |dao| {
            dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal)
        });
    }

    #[test]
    fn a_deposit_is_lost_where_many_came_and_hardly_anybody_was_in_favor() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[DAVE, MALLORY], Support::For);
        dao.votes(proposal, &[ALICE, BOB, CAROL], Support::Against);
        dao.wait_for_end(proposal);
        // 115 of 995 millions are more than a tenth.
        check_deposit(&mut dao, proposal, false);
        let proposal = active(&mut dao, ALICE, 2);
        dao.votes(proposal, &[DAVE], Support::For);
        dao.votes(proposal, &[ALICE, BOB, CAROL, MALLORY, ERIN], Support::Against);
        dao.wait_for_end(proposal);
        // 100 of 1000 millions are exactly a tenth.
        check_deposit(&mut dao, proposal, true);
    }

    #[test]
    fn a_deposit_comes_back_where_few_came() {
        let mut dao = Dao::new();
        let proposal = active(&mut dao, ALICE, 1);
        dao.votes(proposal, &[MALLORY, ERIN], Support::Against);
        dao.wait_for_end(proposal);
        check_deposit(&mut dao, proposal, false);
        let proposal = strategic(&mut dao, ALICE, 2);
        dao.governor.cancel(&mut dao.chain, account(ALICE), proposal).unwrap();
        check_deposit(&mut dao, proposal, false);
        let proposal = objectionable(&mut dao, ALICE, 3);
        seats_object(&mut dao, proposal, 0..5);
        dao.wait_for_window(proposal);
        check_deposit(&mut dao, proposal, false);
    }

    #[test]
    fn a_deposit_that_does_not_arrive_stays() {
        // So little that nobody can be brought into being by it.
        let mut dao = Dao::by(&Rules::usual(1), 7);
        let proposal = strategic(&mut dao, ERIN, 1);
        dao.governor.cancel(&mut dao.chain, account(ERIN), proposal).unwrap();
        dao.chain.fund(account(ERIN), 0);
        refused(&mut dao, Error::PaymentFailed, |dao| {
            dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal)
        });
        assert!(!view(&mut dao, proposal).settled);
        dao.chain.fund(account(ERIN), FORTUNE);
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
        assert_eq!(dao.chain.balance(account(ERIN)), FORTUNE + 1);
    }

    #[test]
    fn a_deposit_is_exact() {
        let mut dao = Dao::new();
        let actions = [dao.act(Track::Strategic, 1)];
        for given in [0, DEPOSIT - 1, DEPOSIT + 1, 2 * DEPOSIT] {
            refused(&mut dao, Error::WrongDeposit { expected: DEPOSIT, given }, |dao| {
                let text = draft("For less");
                dao.governor.propose_with(&mut dao.chain, account(ALICE), given, Track::Strategic, &actions, &text)
            });
        }
    }
}

mod the_beginning_and_the_end {
    use super::*;

    #[test]
    fn the_deployer_has_no_power_after_open() {
        let mut dao = Dao::new();
        let deployer = account(DEPLOYER);
        assert_eq!(dao.governor.deployer(&mut dao.chain), Ok(None));
        refused(&mut dao, Error::OpenAlready, |dao| dao.governor.open(&mut dao.chain, deployer));
        let class = [Classification { target: account(404), selector: [1; 4], class: Class::Creative }];
        refused(&mut dao, Error::Denied, |dao| dao.governor.classify(&mut dao.chain, deployer, &class));
        refused(&mut dao, Error::Denied, |dao| dao.governor.set_rules(&mut dao.chain, deployer, &Rules::usual(0)));
        // Nor can anybody deploy it once more.
        let wiring = dao.governor.wiring(&mut dao.chain);
        let before = dao.chain.root();
        let again =
            dao.governor.call(&mut dao.chain, deployer, selector_bytes!("new"), &([0u8; 32], wiring, Rules::usual(0)));
        assert!(again.reverted, "{again:?}");
        assert_eq!(dao.chain.root(), before);
    }

    #[test]
    fn prune_keeps_what_was_decided_and_frees_what_it_took() {
        let mut dao = Dao::new();
        let proposal = dao.decide(&[dao.act(Track::Strategic, 1)], "One");
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
        let record = view(&mut dao, proposal);
        dao.wait(100 * DAY);
        let before = dao.chain.balance(account(MALLORY));
        let pruned = dao.governor.call(&mut dao.chain, account(MALLORY), selector_bytes!("prune"), &proposal);
        assert_eq!(pruned.result::<(), Error>(), Ok(()));
        assert!(pruned.deposit < 0, "storage is freed: {}", pruned.deposit);
        assert_eq!(dao.chain.balance(account(MALLORY)), before + pruned.deposit.unsigned_abs(), "for the caller");
        assert_eq!(dao.state(proposal), State::Executed);
        let gone = vote_error(Rule::UnknownProposal(proposal));
        assert_eq!(dao.governor.proposal(&mut dao.chain, proposal), Err(gone));
        let [summary] = dao.governor.proposals(&mut dao.chain, 0, 30).unwrap()[..] else { panic!("there was one") };
        assert_eq!((summary.id, summary.state, summary.end), (proposal, State::Executed, record.end));
        // Ballots go one by one, by whoever likes.
        let voters = [account(ALICE), account(BOB), account(CAROL)];
        assert!(dao.governor.ballot(&mut dao.chain, proposal, voters[0]).is_some());
        let arguments = (proposal, voters.to_vec());
        let freed = dao.governor.call(&mut dao.chain, account(KEEPER), selector_bytes!("prune_ballots"), &arguments);
        assert!(freed.deposit < 0, "storage is freed: {}", freed.deposit);
        assert_eq!(voters.map(|voter| dao.governor.ballot(&mut dao.chain, proposal, voter)), [None; 3]);
        // The number is not given again.
        assert_eq!(strategic(&mut dao, ALICE, 2), proposal + 1);
    }

    #[test]
    fn prune_waits_for_whoever_may_want_to_override() {
        let mut dao = Dao::new();
        let proposal = objectionable(&mut dao, ALICE, 5);
        seats_object(&mut dao, proposal, 0..5);
        let until = view(&mut dao, proposal).window_end + 91 * DAY;
        dao.wait_for_window(proposal);
        dao.governor.settle_deposit(&mut dao.chain, account(KEEPER), proposal).unwrap();
        dao.chain.set_time(until);
        refused(&mut dao, Error::NotPrunable, |dao| dao.governor.prune(&mut dao.chain, account(KEEPER), proposal));
        dao.chain.set_time(until + 1);
        dao.governor.prune(&mut dao.chain, account(KEEPER), proposal).unwrap();
        assert_eq!(dao.state(proposal), State::Vetoed(House::Committee));
    }
}
