//! The rows of the books as people read them: everybody by name, but of a collective only the first few.

use super::{
    books::{Books, Row},
    story::Story,
};
use std::collections::BTreeMap;

/// A line of a digest.
pub enum Entry<'a> {
    /// One party.
    One(&'a Row),
    /// The further members of a collective.
    Rest {
        /// The split whose members they are.
        split: usize,
        /// How many.
        count: usize,
        /// What they are owed together, each rounded down.
        owed: u128,
        /// What they got together.
        got: u128,
        /// The largest difference in whole units of one of them.
        most: u128,
    },
}

/// The rows of one asset, with at most `named` members of each collective.
#[must_use]
pub fn digest<'a>(story: &Story, books: &'a Books, asset: usize, named: usize) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let mut members: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in books.rows.iter().filter(|row| row.asset == asset) {
        match story.plan.parties[row.party].member_of {
            Some(split) => members.entry(split).or_default().push(row),
            None => entries.push(Entry::One(row)),
        }
    }
    for (split, rows) in members {
        let (first, rest) = rows.split_at(named.min(rows.len()));
        entries.extend(first.iter().map(|row| Entry::One(row)));
        if rest.is_empty() {
            continue;
        }
        entries.push(Entry::Rest {
            split,
            count: rest.len(),
            owed: rest.iter().map(|row| row.owed_floor()).sum(),
            got: rest.iter().map(|row| row.got).sum(),
            most: rest.iter().map(|row| row.short().unsigned_abs()).max().unwrap_or(0),
        });
    }
    entries
}

/// The names of a route's splits, from the one that was paid downward.
#[must_use]
pub fn route(story: &Story, versions: &[usize]) -> String {
    versions.iter().map(|version| story.lineage.name(&story.plan, *version)).collect::<Vec<_>>().join(" › ")
}
