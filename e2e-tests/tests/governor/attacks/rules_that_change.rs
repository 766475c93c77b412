//! Rules that change.

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
