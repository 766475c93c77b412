//! Votes that count twice.

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
