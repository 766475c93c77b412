//! The messages of governance: of one voter, of all sizes of a past, and of the largest decision that there can be.
//!
//! `n` is what the cost could depend on: of votes and transfers how many checkpoints an account has, of proposals and operations
//! how many actions, of the committee how many seats.

mod beside;
pub mod goals;
mod picture;
mod stage;
mod trials;

use crate::{
    chain::{account, START},
    dao::{
        governor::{by_seat, draft},
        seated, Dao, DAVE, DEPOSIT, ERIN, SEATS,
    },
    gas::{chart::Chart, floor::Floor, Group, Row},
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY},
    steps,
};
use atelier_governance::{
    proposal::Support,
    track::{Rules, Track},
    units::DAY,
};
use goals::LARGEST;
use ink::selector_bytes;
use stage::Stage;
use trials::{acts, full, largest_draft};

/// The name of this group.
pub const NAME: &str = "governance";
/// What is not the first of its kind.
const AGAIN: &str = "again";
/// Actions whose arguments are a number.
const SMALL: &str = "small actions";
/// How many checkpoints an account has. With 1 nothing ever moved since it got its units.
pub const CHECKPOINTS: [u32; 6] = [1, 10, 100, 1_000, 10_000, 100_000];
/// The most seats of a committee.
const MOST_SEATS: u8 = 15;
/// The pillar of governance.
pub struct Governance;

impl Group for Governance {
    fn name(&self) -> &'static str {
        NAME
    }

    fn measure(&self, begin: &mut dyn FnMut(&str)) -> Vec<Row> {
        let mut rows = Vec::new();
        let groups: [(&str, fn() -> Vec<Row>); 7] = [
            ("votes", votes),
            ("transfers and delegation", transfers),
            ("decisions", decisions),
            ("objections", objections),
            ("proposals without backing", unbacked),
            ("seats", seats),
            ("the largest decision", largest),
        ];
        for (what, measure) in groups {
            begin(&format!("{NAME}: {what}"));
            rows.extend(measure());
        }
        rows.extend(goals::derived(&rows));
        rows
    }

    fn beside(&self, rows: &[Row]) -> String {
        beside::beside(rows)
    }

    fn picture(&self, rows: &[Row]) -> Chart {
        picture::picture(rows)
    }

    fn items(&self) -> String {
        steps::listen();
        let vote = |count| {
            let (mut stage, proposal, snapshot) = Stage::of_vote();
            stage.dao.votes(proposal, &[ALICE], Support::For);
            let voter = stage.person(count, snapshot);
            let trial = stage.vote(voter, proposal, Support::For);
            let past = Floor::PastVotes.code().len();
            stage.measure(trial).items(&["governor", "votes"], past)
        };
        let transfer = || {
            let (mut stage, [from, to]) = Stage::of_transfer(1);
            let trial = stage.transfer(from, to);
            stage.measure(trial).items(&["votes"], 0)
        };
        let seat = || {
            let (mut stage, proposal) = Stage::of_seats(SEATS);
            let trial = stage.vote_seat(proposal, 0);
            stage.measure(trial).items(&["governor", "committee"], Floor::Seat.code().len())
        };
        let propose = || {
            let mut stage = Stage::new();
            let trial = stage.propose(account(ALICE), Track::Strategic, &acts(&stage.dao, 1, 1), draft("One"));
            stage.measure(trial).items(&["governor", "governor-desk", "votes"], 0)
        };
        let queue = || {
            let mut stage = Stage::new();
            let proposal = stage.decided(ALICE, 1);
            let trial = stage.queue(proposal);
            // The timelock is asked for its shortest delay, and told.
            stage.measure(trial).items(&["governor", "governor-desk", "committee", "timelock", "timelock"], 0)
        };
        let execute = || {
            let mut stage = Stage::new();
            let proposal = stage.decided(ALICE, 1);
            let (timelock, operation) = stage.dao.queue(proposal);
            let trial = stage.execute(proposal, timelock, operation);
            let target = crate::chain::code("recorder").len();
            stage.measure(trial).items(&["timelock", "recorder"], target)
        };
        let told = [
            ("vote, again, 1 checkpoint", vote(1)),
            ("vote, again, 10,000 checkpoints", vote(10_000)),
            ("transfer, again, 1 checkpoint", transfer()),
            ("vote_seat, 7 seats", seat()),
            ("propose, 1 action", propose()),
            ("queue", queue()),
            ("execute, 1 action", execute()),
        ];
        told.map(|(what, items)| format!("{what}\n{items}")).join("\n")
    }
}

/// Votes on one proposal, and what they ask.
fn votes() -> Vec<Row> {
    let (mut stage, proposal, snapshot) = Stage::of_vote();
    let mut rows = Vec::new();
    let trial = stage.vote(account(ALICE), proposal, Support::For);
    rows.push(stage.measure(trial).row("vote", "first", Some(1)));
    let people = CHECKPOINTS.map(|count| (count, stage.person(count as usize, snapshot)));
    for (count, voter) in people {
        let trial = stage.vote(voter, proposal, Support::For);
        rows.push(stage.measure(trial).row("vote", AGAIN, Some(count)));
    }
    let trial = stage.vote(account(ALICE), proposal, Support::Against);
    rows.push(stage.measure(trial).row("vote", "changed", None));
    for (count, voter) in people {
        let trial = stage.past_votes(voter, snapshot);
        rows.push(stage.measure(trial).row("past_votes", "alone", Some(count)));
    }
    let trial = stage.state(proposal);
    rows.push(stage.measure(trial).row("state", "active", None));
    rows
}

/// What moves votes.
fn transfers() -> Vec<Row> {
    let mut rows = Vec::new();
    // At 100,000 checkpoints the newest ones fill a page, which is a row of its own.
    for count in CHECKPOINTS.into_iter().filter(|count| *count < 100_000) {
        let (mut stage, [from, to]) = Stage::of_transfer(count as usize);
        let trial = stage.transfer(from, to);
        rows.push(stage.measure(trial).row("transfer", AGAIN, Some(count)));
    }
    let (mut stage, [from, to]) = Stage::of_transfer(1);
    let trial = stage.transfer(from, to);
    stage.measure(trial);
    let trial = stage.transfer(from, to);
    rows.push(stage.measure(trial).row("transfer", "again, same millisecond", None));
    let (mut stage, [from, to]) = Stage::of_transfer(32);
    let trial = stage.transfer(from, to);
    // The floor knows no pages: it would have to write as much.
    let trial = stage::Trial { lower: None, ..trial };
    rows.push(stage.measure(trial).row("transfer", "again, both pages full", Some(32)));
    for count in [1, 10_000] {
        let (mut stage, [from, to]) = Stage::of_transfer(count as usize);
        let trial = stage.delegate(from, to);
        rows.push(stage.measure(trial).row("delegate", "from oneself", Some(count)));
    }
    rows
}

/// Proposals, and what becomes of them.
fn decisions() -> Vec<Row> {
    let mut stage = Stage::new();
    let mut rows = Vec::new();
    let mut proposals = Vec::new();
    for (proposer, actions) in [(ALICE, acts(&stage.dao, 1, 1)), (BOB, acts(&stage.dao, 2, 10))] {
        let trial = stage.propose(account(proposer), Track::Strategic, &actions, draft("Numbers"));
        let measured = stage.measure(trial);
        proposals.push((actions.len() as u32, measured.number()));
        rows.push(measured.row("propose", SMALL, Some(actions.len() as u32)));
    }
    let actions = full(&stage.dao, Track::Strategic);
    let trial = stage.propose(account(CAROL), Track::Strategic, &actions, largest_draft());
    rows.push(stage.measure(trial).row("propose", "10 KiB", Some(actions.len() as u32)));

    let (_, last) = proposals[1];
    stage.dao.wait_for_vote(last);
    proposals.iter().for_each(|(_, proposal)| stage.dao.votes(*proposal, &[ALICE, BOB], Support::For));
    stage.dao.wait_for_window(last);
    let trial = stage.state(last);
    let succeeded = stage.measure(trial).row("state", "succeeded", None);
    let mut operations = Vec::new();
    for (actions, proposal) in &proposals {
        let trial = stage.queue(*proposal);
        let measured = stage.measure(trial);
        operations.push(measured.number());
        rows.push(measured.row("queue", "Strategic", Some(*actions)));
    }
    let trial = stage.state(last);
    let queued = stage.measure(trial).row("state", "queued", None);
    let timelock = stage.dao.timelock(Track::Strategic);
    let eta = timelock.operation(&mut stage.dao.chain, operations[1]).expect("it was queued").eta;
    stage.dao.chain.set_time(eta);
    for ((actions, proposal), operation) in proposals.into_iter().zip(operations) {
        let trial = stage.execute(proposal, timelock, operation);
        rows.push(stage.measure(trial).row("execute", SMALL, Some(actions)));
    }
    rows.extend([succeeded, queued]);
    rows
}

/// Objections of either house.
fn objections() -> Vec<Row> {
    let mut stage = Stage::new();
    let mut rows = Vec::new();
    let release = [stage.dao.act(Track::Creative, 1)];
    let creative = stage.dao.propose(seated(0), Track::Creative, &release, &by_seat(0, "A release")).expect("fine");
    stage.dao.wait_for_vote(creative);
    stage.dao.seats_vote(creative, 0..4, Support::For);
    stage.dao.wait_for_end(creative);
    for (case, objector) in [("first", ERIN), (AGAIN, MALLORY), ("suffices", DAVE)] {
        let input = (creative, "");
        let trial = stage.of_governor(account(objector), selector_bytes!("object"), &input);
        rows.push(stage.measure(trial).row("object", case, None));
    }
    let strategic = [stage.dao.act(Track::Strategic, 2)];
    let strategic = stage.dao.propose(account(ALICE), Track::Strategic, &strategic, &draft("Two")).expect("fine");
    stage.dao.wait_for_vote(strategic);
    stage.dao.votes(strategic, &[ALICE, BOB], Support::For);
    stage.dao.wait_for_end(strategic);
    // Two thirds of seven seats are five.
    for seat in 0..5 {
        let input = (strategic, seat, "Against our style.");
        let trial = stage.of_governor(seated(seat), selector_bytes!("object_seat"), &input);
        let measured = stage.measure(trial);
        match seat {
            0 => rows.push(measured.row("object_seat", "first", Some(SEATS.into()))),
            4 => rows.push(measured.row("object_seat", "suffices", Some(SEATS.into()))),
            _ => {}
        }
    }
    rows
}

/// A proposal whose proposer has given everything away.
fn unbacked() -> Vec<Row> {
    let mut stage = Stage::new();
    let actions = acts(&stage.dao, 1, 1);
    let proposal = stage.dao.propose(account(DAVE), Track::Strategic, &actions, &draft("One")).expect("fine");
    let all = stage.dao.votes.balance_of(&mut stage.dao.chain, account(DAVE));
    let given = stage.dao.votes.transfer(&mut stage.dao.chain, account(DAVE), account(BOB), all);
    given.expect("it is his");
    stage.dao.wait(1);
    let trial = stage.of_governor(account(KEEPER), selector_bytes!("cancel_unbacked"), &proposal);
    vec![stage.measure(trial).row("cancel_unbacked", "all given away", None)]
}

/// Votes of committees of two sizes.
fn seats() -> Vec<Row> {
    let of = |count| {
        let (mut stage, proposal) = Stage::of_seats(count);
        let trial = stage.vote_seat(proposal, 0);
        stage.measure(trial).row("vote_seat", "first", Some(count.into()))
    };
    [SEATS, MOST_SEATS].map(of).to_vec()
}

/// A decision of both houses with as many seats, actions and bytes as there can be.
fn largest() -> Vec<Row> {
    let mut stage = Stage::of(Dao::by(&Rules::usual(DEPOSIT), MOST_SEATS));
    let mut rows = Vec::new();
    let actions = full(&stage.dao, Track::Dual);
    let trial = stage.propose(account(ALICE), Track::Dual, &actions, largest_draft());
    let measured = stage.measure(trial);
    let proposal = measured.number();
    rows.push(measured.row("propose", LARGEST, None));
    stage.dao.wait_for_vote(proposal);
    stage.dao.votes(proposal, &[ALICE, BOB], Support::For);
    let trial = stage.vote_seat(proposal, 0);
    rows.push(stage.measure(trial).row("vote_seat", LARGEST, None));
    stage.dao.seats_vote(proposal, 1..MOST_SEATS, Support::For);
    stage.dao.wait_for_end(proposal);
    let trial = stage.queue(proposal);
    let measured = stage.measure(trial);
    let operation = measured.number();
    rows.push(measured.row("queue", LARGEST, None));
    stage.dao.wait(10 * DAY);
    let timelock = stage.dao.timelock(Track::Dual);
    let trial = stage.execute(proposal, timelock, operation);
    rows.push(stage.measure(trial).row("execute", LARGEST, None));
    rows
}

/// Long before any proposal: a past that is over.
const LONG_AGO: u64 = START - 365 * DAY;
