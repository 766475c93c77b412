//! Compares a machine with the model, and both with what must always hold.

use crate::{Ledger, Model, Operation, ASSETS};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeMap;

/// Remembers what was received and paid, because neither may ever shrink.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    received: BTreeMap<(u32, u32), u128>,
    paid: BTreeMap<(u32, u32, u32), u128>,
}

impl Audit {
    /// Checks a machine's books against the model's and against the invariants that need no model:
    ///
    /// 1. Solvency: the ledger holds what it owes, asset by asset.
    /// 2. Conservation: what accounts gained and what the ledger holds sum to 0.
    /// 3. No version pays more than it has received, and no entry more than its share of that.
    /// 4. What was received and what was paid only grow.
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn check(&mut self, ledger: &mut impl Ledger, model: &Model) -> Result<(), String> {
        for asset in ASSETS {
            let mut liability = BigInt::ZERO;
            for version in 1..=model.versions() {
                liability += self.check_version(ledger, model, version, asset)?;
            }
            let held = ledger.held(asset);
            if BigInt::from(held) != liability {
                return Err(format!("solvency: asset {asset}: holds {held}, owes {liability}"));
            }
            let mut gained = 0i128;
            for (account, expected) in model.everybody(asset) {
                let found = ledger.gained(account, asset);
                if found != expected {
                    return Err(format!("{account:?} gained {found} of asset {asset} instead of {expected}"));
                }
                gained = gained.wrapping_add(found);
            }
            if gained.wrapping_add(held as i128) != 0 {
                return Err(format!("conservation: asset {asset}: gained {gained}, held {held}"));
            }
        }
        Ok(())
    }

    fn check_version(
        &mut self,
        ledger: &mut impl Ledger,
        model: &Model,
        version: u32,
        asset: u32,
    ) -> Result<BigInt, String> {
        let here = format!("version {version}, asset {asset}");
        let received = ledger.received(version, asset);
        let expected = model.received_so_far(version, asset);
        if BigInt::from(received) != expected {
            return Err(format!("{here}: received {received} instead of {expected}"));
        }
        grown(&mut self.received, (version, asset), received)
            .map_err(|old| format!("{here}: received shrank from {old}"))?;
        let mut sum = BigInt::ZERO;
        for line in 0..model.lines(version) {
            let paid = if model.is_sum(version) {
                ledger.leaf_paid(version, model.low(version, line), asset)
            } else {
                ledger.paid(version, line as u16, asset)
            };
            let expected = model.paid_so_far((version, line, asset));
            if BigInt::from(paid) != expected {
                return Err(format!("{here}, line {line}: paid {paid} instead of {expected}"));
            }
            if BigInt::from(paid) > model.earned(version, line, asset) {
                return Err(format!("{here}, line {line}: paid {paid}, above its share"));
            }
            grown(&mut self.paid, (version, line, asset), paid)
                .map_err(|old| format!("{here}, line {line}: paid shrank from {old}"))?;
            sum += paid;
        }
        // Beside each leaf a Merkle-sum table keeps the sum of all, in the place of its first entry.
        if model.is_sum(version) && BigInt::from(ledger.paid(version, 0, asset)) != sum {
            return Err(format!("{here}: the leaves were paid {sum}, which is not what is written"));
        }
        let owing = BigInt::from(received) - &sum;
        if owing < BigInt::ZERO {
            return Err(format!("{here}: received {received}, paid {sum}"));
        }
        Ok(owing)
    }
}

fn grown<K: Ord>(seen: &mut BTreeMap<K, u128>, key: K, now: u128) -> Result<(), u128> {
    match seen.insert(key, now) {
        Some(before) if before > now => Err(before),
        _ => Ok(()),
    }
}

/// Checks a machine's books once; see [`Audit::check`].
///
/// # Errors
/// Says what does not hold.
pub fn check_invariants(ledger: &mut impl Ledger, model: &Model) -> Result<(), String> {
    Audit::default().check(ledger, model)
}

/// Checks that whole units stay near the exact fractions once everything is settled:
///
/// 1. Fewer units remain in a version than it has lines, over all tiers.
/// 2. A version has received what it should have, but for less than one unit for each edge above it, weighed by what
///    passes through the edge.
/// 3. So has each line, but for less than one unit more.
///
/// # Errors
/// Says what does not hold.
pub fn check_rounding(model: &Model) -> Result<(), String> {
    let mut settled = model.clone();
    for asset in ASSETS {
        settled.settle_everything(asset);
    }
    let unit = BigRational::from_integer(1.into());
    for (version, slack) in settled.slack() {
        for asset in ASSETS {
            let here = format!("version {version}, asset {asset}");
            let dust = settled.owing(version, asset);
            if dust > BigInt::ZERO && dust >= BigInt::from(settled.lines(version)) {
                return Err(format!("{here}: {dust} units of dust"));
            }
            let received = BigRational::from_integer(settled.received_so_far(version, asset));
            let missing = settled.exact(version, asset) - received;
            if missing > slack.missing || -missing.clone() > slack.early {
                return Err(format!("{here}: {missing} units missing, {slack:?}"));
            }
            for line in 0..settled.lines(version) {
                let earned = BigRational::from_integer(settled.earned(version, line, asset));
                let missing = settled.exactly_earned(version, line, asset) - earned;
                if missing >= slack.missing.clone() + &unit || -missing.clone() > slack.early {
                    return Err(format!("{here}, line {line}: {missing} units missing, {slack:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Replays operations on a machine and on a new model: each must end as foretold, and after every `every` operations
/// and at the end the books must agree and all invariants hold. Returns the model.
///
/// # Errors
/// Says where machine and model part.
pub fn replay(ledger: &mut impl Ledger, operations: &[Operation], every: usize) -> Result<Model, String> {
    let mut model = Model::on(ledger.machine());
    let mut audit = Audit::default();
    for (place, operation) in operations.iter().enumerate() {
        let expected = model.apply(operation);
        let found = ledger.apply(operation);
        if found != expected {
            return Err(format!("operation {place}, {operation:?}: {found:?} instead of {expected:?}"));
        }
        if (place + 1) % every.max(1) == 0 {
            audit.check(ledger, &model).map_err(|error| format!("after operation {place}, {operation:?}: {error}"))?;
        }
    }
    audit.check(ledger, &model).map_err(|error| format!("at the end: {error}"))?;
    check_rounding(&model)?;
    Ok(model)
}
