//! What everybody would be paid if money could be divided at will: the rules once more, with exact fractions and nothing else
//! in common with the code on the chain.

use super::{
    lineage::Lineage,
    plan::{Payee, Table},
};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeMap;

/// An exact amount in units of its asset.
pub type Fraction = BigRational;

/// A whole number of units as a fraction.
#[must_use]
pub fn whole(units: u128) -> Fraction {
    Fraction::from_integer(BigInt::from(units))
}

/// The whole units of an amount that is not negative.
#[must_use]
pub fn units(amount: &Fraction) -> u128 {
    u128::try_from(amount.floor().to_integer()).unwrap_or(0)
}

/// What has been received, passed on and paid, exactly.
#[derive(Default)]
pub struct Exact {
    received: BTreeMap<(usize, usize), Fraction>,
    paid: BTreeMap<(usize, usize, usize), Fraction>,
    /// What each party was paid in each asset.
    pub got: BTreeMap<(usize, usize), Fraction>,
}

impl Exact {
    /// What a version has received in an asset.
    #[must_use]
    pub fn received(&self, version: usize, asset: usize) -> Fraction {
        self.received.get(&(version, asset)).cloned().unwrap_or_default()
    }

    /// Income for a split: its version in force receives, and eager edges pass on.
    pub fn receive(&mut self, lineage: &Lineage, split: usize, asset: usize, amount: Fraction, now: u64) {
        let version = lineage.in_force(split, now);
        *self.received.entry((version, asset)).or_default() += amount;
        for line in 0..lineage.versions[version].table.lines.len() {
            if lineage.is_eager(version, line) {
                self.settle(lineage, version, line, asset, now);
            }
        }
    }

    /// Pays a line what it is owed, or passes that on through an edge.
    pub fn settle(&mut self, lineage: &Lineage, version: usize, line: usize, asset: usize, now: u64) {
        let table = &lineage.versions[version].table;
        let earned = earned(table, line, asset, &self.received(version, asset));
        let paid = self.paid.entry((version, line, asset)).or_default();
        let due = &earned - &*paid;
        if due == Fraction::default() {
            return;
        }
        *paid = earned;
        match table.lines[line].to {
            Payee::Party(party) => *self.got.entry((party, asset)).or_default() += due,
            Payee::Split(child) => self.receive(lineage, child, asset, due, now),
        }
    }

    /// Pays all lines of a version.
    pub fn push(&mut self, lineage: &Lineage, version: usize, asset: usize, now: u64) {
        if !self.received.contains_key(&(version, asset)) {
            return;
        }
        for line in 0..lineage.versions[version].table.lines.len() {
            self.settle(lineage, version, line, asset, now);
        }
    }
}

/// What a line earns of all that its version has ever received, tier by tier.
#[must_use]
pub fn earned(table: &Table, line: usize, asset: usize, received: &Fraction) -> Fraction {
    let mut rest = received.clone();
    let mut earned = Fraction::default();
    let tiers: Vec<_> = table.shares(line).collect();
    let share = |amount: &Fraction, (weight, total): (u64, u64)| {
        if total == 0 {
            Fraction::default()
        } else {
            amount * Fraction::new(weight.into(), total.into())
        }
    };
    if table.asset == asset {
        for (tier, shares) in table.tiers.iter().zip(&tiers) {
            let part = rest.clone().min(whole(tier.amount));
            earned += share(&part, *shares);
            rest -= part;
        }
    }
    match tiers.last() {
        Some(last) => earned + share(&rest, *last),
        None => earned,
    }
}
