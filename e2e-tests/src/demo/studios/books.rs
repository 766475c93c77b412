//! The books of a story: what the chain says, compared with the paper.

use super::{
    paper::{day_of, Access, Millis, DAY},
    story::{Moment, Story},
};
use crate::demo::{amount, books as tree, picture::count};

/// The length of a row of [`Books::weeks`].
const WEEK: Millis = 7 * DAY;

/// The books.
pub struct Books {
    /// One row for each license.
    pub rows: Vec<Row>,
    /// What was paid, given back, earned and released by the end of each week.
    pub weeks: Vec<Week>,
    /// Where every unit went.
    pub places: Vec<Place>,
    /// The books of the tree.
    pub tree: tree::Books,
    /// What was checked, the tree's checks included.
    pub checks: Vec<Check>,
}

impl Books {
    /// Whether everything that was checked holds.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

/// What became of the money of one license.
pub struct Row {
    /// The license of the paper.
    pub license: usize,
    /// The names of the plans that it had.
    pub plans: String,
    /// What was paid.
    pub paid: u128,
    /// What went back, or paid for a higher plan.
    pub refunded: u128,
    /// What was earned.
    pub earned: u128,
    /// What is still to be earned, or parked.
    pub ahead: u128,
}

/// What happened in a week.
#[derive(Clone, Copy, Default)]
pub struct Week {
    /// What was paid in it.
    pub paid: u128,
    /// What went back.
    pub refunded: u128,
    /// What its days have earned.
    pub earned: u128,
    /// What was released.
    pub released: u128,
    /// What is to be earned, or parked, when it ends.
    pub deferred: u128,
    /// How many of its days are in the story.
    pub days: u64,
}

/// A place to which money went, or at which it still is.
pub struct Place {
    /// What for.
    pub name: String,
    /// More about it.
    pub more: &'static str,
    /// How much.
    pub amount: u128,
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
    let tree = tree::draw_up(&story.tree);
    let rows = (0..story.paper.licenses.len()).map(|license| row(story, license)).collect();
    let (weeks, places) = (weeks(story), places(story, &tree));
    let mut checks = Vec::new();
    money(story, &mut checks);
    access(story, &mut checks);
    everything(story, &places, &mut checks);
    let below = |check: &tree::Check| Check {
        about: "tree",
        claim: check.claim.clone(),
        numbers: check.numbers.clone(),
        holds: check.holds,
    };
    checks.extend(tree.checks.iter().map(below));
    Books { rows, weeks, places, tree, checks }
}

fn row(story: &Story, license: usize) -> Row {
    let today = day_of(story.ended);
    let mut plans: Vec<&str> = Vec::new();
    let mut row = Row { license, plans: String::new(), paid: 0, refunded: 0, earned: 0, ahead: 0 };
    for payment in story.paper.payments.iter().filter(|payment| payment.license == license) {
        let name = story.plan.offers[payment.offer].name.as_str();
        if plans.last() != Some(&name) {
            plans.push(name);
        }
        row.paid += payment.paid;
        row.refunded += payment.refunded;
        row.earned += payment.earned(today);
        row.ahead += payment.ahead(today) + payment.parked();
    }
    row.plans = plans.join(" → ");
    row
}

/// The story cut into weeks at the midnights between them; the last one may be shorter.
fn weeks(story: &Story) -> Vec<Week> {
    let is_cut = |moment: &&Moment| moment.is_midnight && story.since_start(moment.at).is_multiple_of(WEEK);
    let mut cuts: Vec<&Moment> = story.days.iter().filter(is_cut).collect();
    cuts.extend(story.days.last());
    let between = |pair: &[&Moment]| {
        let (before, after) = (&pair[0].sums, &pair[1].sums);
        Week {
            paid: after.paid - before.paid,
            refunded: after.refunded - before.refunded,
            earned: after.earned - before.earned,
            released: after.released - before.released,
            deferred: after.deferred + after.parked,
            days: (pair[1].at - pair[0].at).div_ceil(DAY),
        }
    };
    cuts.windows(2).map(between).filter(|week| week.days > 0 || week.released > 0).collect()
}

/// Where every unit that was paid is.
fn places(story: &Story, tree: &tree::Books) -> Vec<Place> {
    let Story { plan, paper, end, .. } = story;
    let mut places = Vec::new();
    let mut place = |name: &str, more: &'static str, amount: u128| {
        if amount > 0 {
            places.push(Place { name: name.into(), more, amount });
        }
    };
    for row in &tree.rows {
        let party = &story.tree.plan.parties[row.party];
        place(&party.name, "by the tree", row.got);
    }
    place("the ledger of splits", "rounding", tree.totals.iter().map(|total| total.dust).sum());
    for (number, person) in plan.people.iter().enumerate().skip(plan.studios) {
        let what = if number == plan.treasury {
            "the DAO's fee"
        } else if paper.keepers.contains_key(&number) {
            "for renewals"
        } else {
            "for bringing studios"
        };
        place(&person.name, what, end.purses[number]);
    }
    for (number, person) in plan.people.iter().enumerate().take(plan.studios) {
        place(&person.name, "given back", paper.refunds[number]);
        place(&person.name, "paid in advance", end.prepaid[number]);
    }
    place("the contract", "not collected", end.books.fees);
    place("the contract", "parked by pauses", end.books.parked);
    place("the contract", "deferred", end.books.future);
    places
}

fn check(checks: &mut Vec<Check>, about: &'static str, claim: &str, numbers: String, holds: bool) {
    checks.push(Check { about, claim: claim.into(), numbers, holds });
}

fn money(story: &Story, checks: &mut Vec<Check>) {
    let Story { plan, paper, end, .. } = story;
    let show = |units: u128| amount::plain(units, plan.asset.decimals);
    let (books, sums) = (end.books, paper.sums(story.ended));
    check(
        checks,
        "money",
        "paid = given back + released + parked + deferred",
        format!(
            "{} = {} + {} + {} + {}",
            show(books.paid),
            show(books.refunded),
            show(books.released),
            show(books.parked),
            show(books.future)
        ),
        books.paid == books.refunded + books.released + books.parked + books.future
            && (books.paid, books.refunded, books.released, books.parked)
                == (sums.paid, sums.refunded, sums.released, sums.parked),
    );
    check(
        checks,
        "money",
        "the contract's account has exactly what the lists of days leave there",
        format!("{} held", show(end.held)),
        end.held == paper.held() && end.held == books.future + books.parked + books.prepaid + books.fees + books.bonds,
    );
    let midnights = story.days.iter().filter(|moment| moment.is_midnight).count();
    let most = story.days.iter().map(|moment| moment.unreleased).max().unwrap_or(0);
    let same = story.days.iter().zip(&end.deferred).all(|(moment, told)| moment.unreleased == *told);
    check(
        checks,
        "money",
        "what is deferred is the sum of the days that are left, on each of them",
        format!("{}, and behind each deed; at most {}", count(midnights, "day"), show(most)),
        same && story.days.len() == end.deferred.len(),
    );
    let today = day_of(story.ended);
    let on_paper: Vec<(usize, [u128; 4])> = paper
        .payments
        .iter()
        .map(|one| (one.license, [one.paid, one.refunded, one.parked(), one.ahead(today)]))
        .collect();
    let mut in_order = on_paper.clone();
    in_order.sort_by_key(|(license, _)| *license);
    let adds_up =
        paper.payments.iter().all(|one| one.paid == one.refunded + one.parked() + one.earned(today) + one.ahead(today));
    check(
        checks,
        "money",
        "each receipt tells what was paid, what went back, and what is ahead",
        count(end.receipts.len(), "receipt"),
        end.receipts == in_order && adds_up,
    );
    if !story.cancels.is_empty() {
        let (sum, cost) = story.cancels.iter().fold((0, 0), |(sum, cost), one| (sum + one.refund, cost + one.penalty));
        let told: Vec<u128> = story.cancels.iter().map(|one| one.refund).collect();
        check(
            checks,
            "money",
            "a cancel brings the days that are left, less the penalty",
            format!("{} of {}", show(sum), show(sum + cost)),
            told == end.refunds,
        );
    }
    let brought: u128 = end.brought.iter().sum();
    check(
        checks,
        "money",
        "each release brings what its days have earned, less the DAO's fee",
        format!("{}, {}", count(end.brought.len(), "release"), show(brought)),
        end.brought == paper.brought,
    );
    let has: u128 = end.purses.iter().sum();
    check(
        checks,
        "money",
        "studios, keepers, referrers and the treasury have what they should",
        format!("{} in {}", show(has), count(end.purses.len(), "account")),
        end.purses == paper.purses && end.prepaid == paper.prepaid,
    );
}

fn access(story: &Story, checks: &mut Vec<Check>) {
    let Story { plan, paper, end, .. } = story;
    let then: Vec<bool> = story.days.iter().flat_map(|moment| moment.could.iter().copied()).collect();
    check(
        checks,
        "access",
        "who could use what, asked on the day itself",
        format!("{} asked", count(end.active_then.len(), "question")),
        end.active_then == then,
    );
    let at_last: Vec<bool> = story.moments.iter().flat_map(|at| paper.could(plan, *at)).collect();
    let yes = end.active.iter().filter(|could| **could).count();
    check(
        checks,
        "access",
        "the same of every past day, asked at the end",
        format!("{} asked, {} yes", count(end.active.len(), "question"), amount::thousands(&yes.to_string())),
        end.active == at_last,
    );
    let gives = |at: &Millis| paper.licenses.iter().map(|license| license.at(*at).0).collect::<Vec<_>>();
    let states: Vec<Access> = story.moments.iter().flat_map(gives).collect();
    let grace = states.iter().filter(|access| **access == Access::Grace).count();
    let paused = states.iter().filter(|access| **access == Access::Paused).count();
    check(
        checks,
        "access",
        "each license was active, in its grace, paused or over when it should be",
        format!("{} asked, {grace} grace, {paused} paused", count(states.len(), "question")),
        end.access == states,
    );
}

fn everything(story: &Story, places: &[Place], checks: &mut Vec<Check>) {
    let Story { plan, paper, end, .. } = story;
    let show = |units: u128| amount::plain(units, plan.asset.decimals);
    let studios: u128 = end.purses[..plan.studios].iter().sum();
    let had: u128 = plan.people.iter().map(|person| person.has).sum();
    let given_back: u128 = paper.refunds.iter().sum();
    // Advances are the same money as what was given back for them.
    let spent = (had + given_back).saturating_sub(studios);
    let found: u128 = places.iter().map(|place| place.amount).sum();
    check(
        checks,
        "money",
        "every unit that studios have spent is in one of these places",
        format!("{} in {}", show(found), count(places.len(), "place")),
        found == spent,
    );
}

/// A line about the weeks, for the terminal and the page.
#[must_use]
pub fn week_name(story: &Story, number: usize) -> String {
    let first = number as u64 * 7 + 1;
    let last = (first + 6).min(story.since_start(story.ended).div_ceil(DAY).max(1));
    if first >= last {
        format!("day {last}")
    } else {
        format!("days {first} to {last}")
    }
}

/// Who of the studios had a license.
#[must_use]
pub fn who(story: &Story, license: usize) -> &str {
    story.plan.name(story.paper.licenses[license].studio)
}
