//! Compares what rules or contracts say with the world.

use crate::{
    license::{self, Account},
    step::Done,
    world::{Outcome, World},
};
use atelier_licensing::{
    error::Error,
    license::{License, Record, MAX_AHEAD},
};
use std::{fmt::Debug, mem::discriminant};

/// That two things are the same.
///
/// # Errors
/// What differs.
pub fn same<T: Debug + PartialEq>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?} instead of {expected:?}"))
    }
}

/// Whether this may come of a step: what the world says, or one of its reasons.
#[must_use]
pub fn agree(found: &Result<Done, Error>, expected: &Outcome) -> bool {
    match (found, expected) {
        (Ok(found), Ok(expected)) => found == expected,
        (Err(error), Err(reasons)) => reasons.iter().any(|reason| discriminant(reason) == discriminant(error)),
        _ => false,
    }
}

/// That a license with all its records is what the world says.
///
/// # Errors
/// What differs.
pub fn same_license(
    world: &World,
    expected: &license::License,
    found: &License<Account>,
    records: &[Record<Account>],
) -> Result<(), String> {
    same("holder", &found.holder, &expected.holder())?;
    same("tenure", &usize::from(found.tenure), &(expected.holders.len() - 1))?;
    same("origin", &found.origin, &expected.origin)?;
    same("status", &found.status, &expected.status)?;
    same("mandate", &found.mandate, &expected.mandate)?;
    same("scheduled", &found.scheduled, &expected.scheduled)?;
    let open = expected.open_gap().map(|gap| (gap.from, gap.cause));
    same("open gap", &found.open, &open)?;
    let shift: i64 = expected.gaps.iter().map(|gap| gap.shift).sum();
    same("shift", &found.shift, &shift)?;
    same("records", &records.len(), &expected.payments.len())?;
    let today = world.today();
    let (mut ahead, mut sum) = (0, 0);
    for (number, (found, expected)) in records.iter().zip(&expected.payments).enumerate() {
        let Record { kind, created, start, end, plan, version, seats, payer, asset, paid, invoice, .. } = *found;
        let unearned =
            if found.parked > 0 { 0 } else { found.booking.unearned(today) + found.referral.unearned(today) };
        let facts = (kind, created, start, end, plan, version, seats, payer, asset, paid, invoice);
        let wanted = (
            expected.kind,
            expected.created,
            expected.start,
            expected.end,
            expected.plan,
            expected.version,
            expected.seats,
            expected.payer,
            expected.asset,
            expected.paid,
            expected.invoice,
        );
        same(&format!("record {number}"), &facts, &wanted)?;
        let money = (found.refunded, found.parked, unearned, found.split);
        let wanted = (expected.refunded, expected.parked(), expected.unearned(today), expected.split);
        same(&format!("money of record {number}"), &money, &wanted)?;
        let earned: u128 = expected.shares.iter().filter(|share| share.day <= today).map(|share| share.amount).sum();
        same(
            &format!("what was paid by record {number}"),
            &(found.refunded + found.parked + earned + expected.keeper + unearned),
            &paid,
        )?;
        ahead += usize::from(expected.ahead(today) > 0);
        sum += found.refunded;
        if found.paid < found.refunded {
            return Err(format!("record {number}: {} back of {}", found.refunded, found.paid));
        }
    }
    if ahead > MAX_AHEAD {
        return Err(format!("{ahead} records ahead"));
    }
    if records.iter().all(|record| record.paid == 0) && sum > 0 {
        return Err(format!("{sum} back for nothing"));
    }
    Ok(())
}
