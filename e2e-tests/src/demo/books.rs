//! The books of a story: what each party was owed, what it got and by which ways; and whether all of it adds up.

use super::{
    amount,
    exact::{units, whole, Fraction},
    routes,
    story::{How, Story},
};
use std::collections::BTreeMap;

/// The books.
pub struct Books {
    /// One row for each party and asset, the largest amounts of each asset first.
    pub rows: Vec<Row>,
    /// One total for each asset that was paid.
    pub totals: Vec<Total>,
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

/// What one party was owed and got in one asset.
pub struct Row {
    /// The party.
    pub party: usize,
    /// The asset.
    pub asset: usize,
    /// What the file says that it is owed, exactly.
    pub owed: Fraction,
    /// By how much its balance has grown.
    pub got: u128,
    /// How many divisions lie on its ways: each rounds down by less than one unit.
    pub divisions: u32,
    /// The ways by which the money came.
    pub routes: Vec<Route>,
}

impl Row {
    /// The owed amount, rounded down to a whole unit.
    #[must_use]
    pub fn owed_floor(&self) -> u128 {
        units(&self.owed)
    }

    /// How many whole units are missing; negative where an earlier rounding came back after an edit.
    #[must_use]
    pub fn short(&self) -> i128 {
        self.owed_floor() as i128 - self.got as i128
    }
}

/// One way by which money reached a party.
#[derive(Clone)]
pub struct Route {
    /// The versions from the one that was paid down to the one that pays the party.
    pub versions: Vec<usize>,
    /// How much came this way.
    pub amount: u128,
    /// How its payouts were triggered.
    pub hows: Vec<How>,
}

/// All of one asset.
pub struct Total {
    /// The asset.
    pub asset: usize,
    /// The sum of all sales.
    pub sold: u128,
    /// The sum of what all balances have grown by.
    pub paid: u128,
    /// What the ledger still holds.
    pub dust: u128,
}

/// Something that was checked.
pub struct Check {
    /// The asset that it is about.
    pub asset: usize,
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
    let (mut rows, mut totals, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for asset in 0..story.plan.assets.len() {
        let sold: u128 = story.sales.iter().filter(|sale| sale.asset == asset).map(|sale| sale.amount).sum();
        if sold == 0 {
            continue;
        }
        let of_asset = self::rows(story, asset);
        let end = &story.ends[asset];
        let total = Total { asset, sold, paid: end.got.iter().sum(), dust: end.held };
        checks.extend(self::checks(story, &of_asset, &total));
        rows.extend(of_asset);
        totals.push(total);
    }
    Books { rows, totals, checks }
}

fn rows(story: &Story, asset: usize) -> Vec<Row> {
    let divisions = routes::divisions(story, asset);
    let arrivals = routes::arrivals(story, asset);
    let mut routes: BTreeMap<usize, Vec<Route>> = BTreeMap::new();
    let mut places: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    let mut paid: BTreeMap<(usize, usize, usize), (u128, Vec<How>)> = BTreeMap::new();
    for payout in story.payouts.iter().filter(|payout| payout.asset == asset) {
        let (sum, hows) = paid.entry((payout.party, payout.version, payout.line)).or_default();
        *sum += payout.amount;
        if !hows.contains(&payout.how) {
            hows.push(payout.how);
        }
    }
    for ((party, version, line), (sum, hows)) in paid {
        let ways = routes::apportion(sum, &arrivals[version]);
        let known = routes.entry(party).or_default();
        for (versions, amount) in ways {
            add(known, Route { versions, amount, hows: hows.clone() });
        }
        places.entry(party).or_default().push((version, line));
    }
    let mut rows = Vec::new();
    for (party, got) in story.ends[asset].got.iter().copied().enumerate() {
        let owed = story.exact.got.get(&(party, asset)).cloned().unwrap_or_default();
        if got == 0 && owed == Fraction::default() {
            continue;
        }
        let on_the_way = |(version, _): &(usize, usize)| divisions[*version].saturating_add(1);
        // Whoever got nothing was owed less than a unit on a way that left no trace.
        let divisions = places.get(&party).map_or(1, |places| places.iter().map(on_the_way).sum());
        let mut routes = routes.remove(&party).unwrap_or_default();
        routes.sort_by_key(|route| std::cmp::Reverse(route.amount));
        rows.push(Row { party, asset, owed, got, divisions, routes });
    }
    rows.sort_by(|one, other| other.got.cmp(&one.got).then(one.party.cmp(&other.party)));
    rows
}

/// Adds a route; after a hand-over a party may have two places in one table, which are one way.
fn add(routes: &mut Vec<Route>, route: Route) {
    match routes.iter_mut().find(|known| known.versions == route.versions) {
        Some(known) => {
            known.amount += route.amount;
            known.hows.extend(route.hows);
            known.hows.sort_unstable();
            known.hows.dedup();
        }
        None => routes.push(route),
    }
}

/// The checks of one asset.
fn checks(story: &Story, rows: &[Row], total: &Total) -> Vec<Check> {
    let Total { asset, sold, paid, dust } = *total;
    let (decimals, end) = (story.plan.assets[asset].decimals, &story.ends[asset]);
    let show = |units: u128| amount::exact(units, decimals);
    let mut checks = Vec::new();
    let mut check = |claim: &str, numbers: String, holds: bool| {
        checks.push(Check { asset, claim: claim.into(), numbers, holds });
    };

    check(
        "deposits = payouts + what is left in the ledger",
        format!("{} = {} + {}", show(sold), show(paid), show(dust)),
        paid.checked_add(dust) == Some(sold),
    );
    check(
        "the ledger has exactly what it says it owes",
        format!("{} held, {} owed", show(end.held), show(end.liability)),
        end.held == end.liability && end.stray == 0,
    );
    let owed: Fraction = rows.iter().map(|row| &row.owed).sum();
    check(
        "what the file says everybody is owed adds up to the deposits",
        format!("{} in {} exact fractions", show(units(&owed)), rows.len()),
        owed == whole(sold),
    );
    let near = rows.iter().filter(|row| is_near(row, story.moved)).count();
    let most = rows.iter().map(|row| row.short().unsigned_abs()).max().unwrap_or(0);
    let (sign, deviation) = if story.moved { ("±", "off") } else { ("", "short") };
    check(
        "everybody got what it is owed, but for less than one unit a division",
        format!("{near} of {} payees; at the most {sign}{most} {deviation}", rows.len()),
        near == rows.len(),
    );
    let bound = dust_bound(story, asset);
    check(
        "less is left than one unit for each entry and tier",
        format!("{dust} of fewer than {bound} units"),
        dust < bound.max(1),
    );
    let noted: u128 = story.payouts.iter().filter(|payout| payout.asset == asset).map(|payout| payout.amount).sum();
    check(
        "the payouts, one by one, add up to what the balances have grown by",
        format!("{} in {} payouts", show(noted), story.payouts.iter().filter(|p| p.asset == asset).count()),
        noted == paid,
    );
    checks
}

/// Whether the amount is right but for rounding. An edit or a hand-over lets a fraction that was cut off before it come out
/// behind it, so the difference can then have either sign.
fn is_near(row: &Row, moved: bool) -> bool {
    let difference = &row.owed - whole(row.got);
    let bound = whole(row.divisions.into());
    let least = if moved { -bound.clone() } else { Fraction::default() };
    let above = if moved { difference > least } else { difference >= least };
    above && difference < bound
}

/// How many units rounding can leave behind: less than one for each entry and tier of each version that received.
fn dust_bound(story: &Story, asset: usize) -> u128 {
    let received = &story.ends[asset].received;
    let of_version = |(version, received): (usize, &u128)| {
        let table = &story.lineage.versions[version].table;
        let tiers = if table.asset == asset { table.tiers.len() + 1 } else { 1 };
        if *received == 0 {
            0
        } else {
            (table.lines.len() * tiers) as u128
        }
    };
    received.iter().enumerate().map(of_version).sum()
}
