//! The books of a DAO: what the chain says, compared with the paper.

use super::{
    ledger::{Ledger, Word},
    story::{End, Story, Told},
    words,
};
use crate::demo::amount;
use atelier_governance::{
    proposal::{Support, Tally},
    track::House,
    treasury::Bucket,
};

/// The books.
pub struct Books {
    /// The buckets, in their order.
    pub buckets: Vec<Row>,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Books {
    /// Whether everything that was checked holds.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

/// What went through a bucket, on paper.
pub struct Row {
    /// Which one.
    pub bucket: Bucket,
    /// What was booked into it or moved there, less what was moved away.
    pub came: u128,
    /// What was paid.
    pub paid: u128,
    /// What is owed.
    pub owed: u128,
    /// What is left.
    pub left: u128,
}

/// Something that was checked.
pub struct Check {
    /// What it is about, in a word.
    pub about: &'static str,
    /// What should hold, as a sentence.
    pub claim: String,
    /// The numbers.
    pub numbers: String,
    /// Whether it holds.
    pub holds: bool,
}

/// Draws up the books of a story.
#[must_use]
pub fn draw_up(story: &Story) -> Books {
    let ledger = &story.ledger;
    let row = |bucket: Bucket| {
        let number = bucket as usize;
        let paper = ledger.buckets[number];
        Row {
            bucket,
            came: paper.income + paper.moved_in - paper.moved_out,
            paid: ledger.paid(number),
            owed: ledger.owed(number),
            left: paper.left(),
        }
    };
    let buckets: Vec<Row> = Bucket::ALL.into_iter().map(row).collect();
    let mut checks = Vec::new();
    votes(story, &mut checks);
    treasury(story, &buckets, &mut checks);
    split(story, &mut checks);
    Books { buckets, checks }
}

fn check(checks: &mut Vec<Check>, about: &'static str, claim: &str, numbers: String, holds: bool) {
    checks.push(Check { about, claim: claim.into(), numbers, holds });
}

/// The bits of seats, counted.
fn bits(seats: &[u8]) -> u16 {
    seats.iter().fold(0, |bits, seat| bits | (1 << seat))
}

fn votes(story: &Story, checks: &mut Vec<Check>) {
    let Story { plan, ledger, end, .. } = story;
    let told = || end.proposals.iter().enumerate();
    let number = ledger.proposals.len();
    let proposals = format!("{number} proposal{}", if number == 1 { "" } else { "s" });

    let ballots = |by_seat: bool| {
        let counting = told().flat_map(|(proposal, _)| ledger.ballots(proposal));
        let counting = counting.filter(|(voter, ..)| voter.seat.is_some() == by_seat).count();
        let said = ledger.proposals.iter().flat_map(|paper| &paper.said);
        let said = said.filter(|said| is_vote(said.what) && said.voter.seat.is_some() == by_seat).count();
        format!("{counting} counted, {} changed", said - counting)
    };
    let sums = told().all(|(proposal, told)| {
        let [against, in_favor, abstain] = ledger.tally(proposal, House::Community);
        told.tally == Tally { against, in_favor, abstain }
    });
    check(
        checks,
        "votes",
        "every tally is the sum of the ballots that count, the last of everybody",
        format!("{}, {proposals}", ballots(false)),
        sums,
    );
    let weights = told().all(|(proposal, told)| are_those_of_the_snapshot(ledger, proposal, told));
    let cast: u128 = told().map(|(proposal, _)| ledger.tally(proposal, House::Community).iter().sum::<u128>()).sum();
    check(
        checks,
        "votes",
        "everybody voted with what they and their delegators had at the snapshot",
        format!("{} {} cast", words::votes(plan, cast), plan.votes.name),
        weights,
    );
    let seats = told().all(|(proposal, told)| {
        let of = |wanted: Support| {
            let ballots = ledger.ballots(proposal).into_iter().filter(|(_, support, _)| *support == wanted);
            bits(&ballots.filter_map(|(voter, ..)| voter.seat).collect::<Vec<_>>())
        };
        told.seats == [of(Support::Against), of(Support::For), of(Support::Abstain)]
    });
    check(
        checks,
        "votes",
        "every seat's vote is counted once, as it was cast last",
        format!("{}, {} seats", ballots(true), plan.seats.len()),
        seats,
    );
    let objections = told().all(|(proposal, told)| {
        let objectors = ledger.objectors(proposal);
        let (seats, people): (Vec<_>, Vec<_>) = objectors.into_iter().partition(|(voter, _)| voter.seat.is_some());
        let seats: Vec<u8> = seats.into_iter().filter_map(|(voter, _)| voter.seat).collect();
        told.objections == people.iter().map(|(_, weight)| weight).sum::<u128>() && told.objecting == bits(&seats)
    });
    let made = ledger.proposals.iter().flat_map(|paper| &paper.said);
    let made: Vec<Word> = made.map(|said| said.what).filter(|word| !is_vote(*word)).collect();
    let retracted = made.iter().filter(|word| **word == Word::Retracts).count();
    check(
        checks,
        "votes",
        "the objections that stand are those that nobody took back",
        format!("{} made, {retracted} taken back", made.len() - retracted),
        objections,
    );
    let moments = told().all(|(proposal, told)| {
        let paper = &ledger.proposals[proposal];
        told.moments == [paper.snapshot, paper.for_end, paper.end, paper.window_end]
    });
    let states = told().filter(|(proposal, told)| told.state == ledger.state(*proposal, story.ended)).count();
    check(
        checks,
        "votes",
        "every proposal went the way that the rules, its ballots and the clock say",
        format!("{states} of {proposals}"),
        moments && states == number,
    );
    let published: Vec<(u32, bool)> = ledger.released.iter().map(|(_, name)| (place(ledger, name), true)).collect();
    check(
        checks,
        "votes",
        "the library published what was decided, and nothing else",
        format!("{} published, {} proposed", published.len(), ledger.releases.len()),
        published == end.released,
    );
}

fn place(ledger: &Ledger, release: &str) -> u32 {
    ledger.releases.iter().position(|known| known == release).map_or(u32::MAX, |place| place as u32)
}

const fn is_vote(word: Word) -> bool {
    matches!(word, Word::Votes(_))
}

/// Whether the governor gives everybody who spoke the votes that the paper gives them, and nobody else a ballot.
fn are_those_of_the_snapshot(ledger: &Ledger, proposal: usize, told: &Told) -> bool {
    let paper = &ledger.proposals[proposal];
    let spoke = |person: usize| paper.said.iter().any(|said| (said.voter.person, said.voter.seat) == (person, None));
    let weights = told
        .ballots
        .iter()
        .all(|(person, ballot)| spoke(*person) && ballot.weight == ledger.power(*person, paper.snapshot));
    let mut speakers: Vec<usize> =
        paper.said.iter().filter(|said| said.voter.seat.is_none()).map(|said| said.voter.person).collect();
    speakers.sort_unstable();
    speakers.dedup();
    // The governor asks for all votes when the first is cast.
    let eligible = if speakers.is_empty() {
        [0, ledger.supply()].contains(&told.eligible)
    } else {
        told.eligible == ledger.supply()
    };
    weights && eligible && speakers.len() == told.ballots.len()
}

fn treasury(story: &Story, buckets: &[Row], checks: &mut Vec<Check>) {
    let Story { plan, ledger, end, .. } = story;
    let show = |units: u128| amount::exact(units, plan.money.decimals);
    let End { books, .. } = end;
    check(
        checks,
        "treasury",
        "its account has exactly what it has booked",
        format!("{} there, {} booked", show(end.treasury), show(books.booked)),
        end.treasury == books.booked,
    );
    let in_buckets: u128 = books.buckets.iter().sum();
    let owed: u128 = end.debts.iter().map(|(total, paid)| total - paid).sum();
    check(
        checks,
        "treasury",
        "what is booked = what the buckets hold + what is owed",
        format!("{} = {} + {}", show(books.booked), show(in_buckets), show(owed)),
        books.booked == in_buckets + owed,
    );
    let left: u128 = buckets.iter().map(|row| row.left).sum();
    let same = buckets.iter().zip(&books.buckets).filter(|(row, told)| row.left == **told).count();
    let whole = buckets.iter().all(|row| row.came == row.paid + row.owed + row.left);
    check(
        checks,
        "treasury",
        "each bucket: what came in = what was paid + what is owed + what is left",
        format!("{same} of {} buckets, {} left", buckets.len(), show(left)),
        whole && same == buckets.len(),
    );
    let (came, paid): (u128, u128) = (ledger.income, buckets.iter().map(|row| row.paid).sum());
    check(
        checks,
        "treasury",
        "its income = its payouts + what its account has",
        format!("{} = {} + {}", show(came), show(paid), show(end.treasury)),
        came == paid + end.treasury,
    );
    let debts: Vec<(u128, u128)> = ledger.debts.iter().map(|debt| (debt.total, debt.paid)).collect();
    check(
        checks,
        "treasury",
        "each debt is what was decided, paid as far as it was due",
        format!(
            "{} of {} paid",
            show(debts.iter().map(|(_, paid)| paid).sum()),
            show(debts.iter().map(|(total, _)| total).sum())
        ),
        debts == end.debts,
    );
    check(
        checks,
        "governor",
        "it holds the deposits that were not paid out, and nothing else",
        format!("{} held", show(end.deposits)),
        end.deposits == ledger.deposits(),
    );
}

fn split(story: &Story, checks: &mut Vec<Check>) {
    let Story { plan, ledger, end, .. } = story;
    let show = |units: u128| amount::exact(units, plan.money.decimals);
    let expected = |person: usize| {
        let purse = &ledger.people[person];
        (purse.split + purse.treasury) as i128 - purse.down as i128
    };
    let right = (0..plan.people.len()).filter(|person| end.grown[*person] == expected(*person)).count();
    check(
        checks,
        "people",
        "everybody has what the split and the treasury owed them by what was decided",
        format!("{right} of {} people", plan.people.len()),
        right == plan.people.len(),
    );
    let received: Vec<u128> = ledger.tables.iter().map(|version| version.received).collect();
    check(
        checks,
        "split",
        "each sale was divided by the table that was in force, and by no other",
        received.iter().map(|received| show(*received)).collect::<Vec<_>>().join(" and "),
        received == end.received,
    );
    let sold: u128 = ledger.sales.iter().sum();
    let paid: u128 = ledger.tables.iter().flat_map(|version| &version.paid).sum();
    let entries: usize = ledger.tables.iter().map(|version| version.lines.len()).sum();
    check(
        checks,
        "split",
        "sales = payouts + what rounding leaves, less than one unit for each entry",
        format!("{} = {} + {}", show(sold), show(paid), show(end.held)),
        sold == paid + end.held && end.held < entries as u128,
    );
    // Every unit of every sale is somewhere, whatever the paper says.
    let grown: i128 = end.grown.iter().sum();
    let all = grown + (end.treasury + end.deposits + end.held) as i128;
    check(
        checks,
        "all",
        "sales = what everybody gained + treasury + governor + split",
        format!("{} sold", show(sold)),
        all == sold as i128,
    );
}
