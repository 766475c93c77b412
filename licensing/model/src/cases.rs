//! What a step and the world after it are an example of, to count whether lives come to everything.

use crate::{
    license::{Account, License},
    step::{Done, Step},
    world::{Outcome, World},
};
use atelier_licensing::{
    license::{Access, Cause, Kind, Origin, Status, MAX_AHEAD, MAX_RECENT},
    units::{AssetId, LicenseId, NATIVE},
};
use std::{collections::BTreeMap, fmt::Debug};

/// The first word of what something is.
fn name(what: &impl Debug) -> String {
    format!("{what:?}").split(|end: char| !end.is_alphanumeric()).next().unwrap_or_default().into()
}

/// The license that a step is about.
#[must_use]
pub fn about(step: &Step, outcome: &Outcome) -> Option<LicenseId> {
    match (step, outcome) {
        (_, Ok(Done::License(id))) => Some(*id),
        (
            Step::Renew(_, id, ..)
            | Step::RenewFor(_, id)
            | Step::SetMandate(_, id, _)
            | Step::RevokeMandate(_, id)
            | Step::ChangePlan(_, id, _)
            | Step::CancelScheduled(_, id)
            | Step::Cancel(_, id)
            | Step::Pause(_, id)
            | Step::Resume(_, id)
            | Step::ApproveTransfer(id, _)
            | Step::Transfer(_, id, _)
            | Step::Suspend(id)
            | Step::Lift(id, _)
            | Step::Revoke(id, _),
            _,
        ) => Some(*id),
        _ => None,
    }
}

/// What was before a step.
#[derive(Clone, Debug)]
pub struct Before {
    /// The license that it is about, and what that one gave.
    license: Option<(License, Access)>,
    prepaid: BTreeMap<(Account, AssetId), u128>,
    allowances: BTreeMap<(Account, AssetId), u128>,
}

impl Before {
    /// What has to be known of the world before this step.
    #[must_use]
    pub fn new(world: &World, step: &Step) -> Self {
        let license = about(step, &Err(Vec::new())).and_then(|id| world.license(id));
        Self {
            license: license.map(|license| (license.clone(), world.access(license, world.now).1)),
            prepaid: world.money.prepaid.clone(),
            allowances: world.money.allowances.clone(),
        }
    }
}

/// What there is to say of a step that came to this, with the world after it.
#[must_use]
pub fn cases(before: &Before, step: &Step, outcome: &Outcome, after: &World) -> Vec<String> {
    let mut cases = Vec::new();
    match outcome {
        Ok(_) => cases.push(format!("{} done", name(step))),
        // Where there are several reasons nobody knows which one is told.
        Err(reasons) => {
            if let [reason] = reasons.as_slice() {
                cases.push(format!("{} refused", name(reason)));
            }
        }
    }
    let Some(license) = about(step, outcome).and_then(|id| after.license(id)) else { return cases };
    let mut note = |case: &str, holds: bool| {
        if holds {
            cases.push(case.into());
        }
    };
    note(&name(&license.status), true);
    if outcome.is_ok() {
        done(before, step, outcome, after, license, &mut note);
    }
    if let Step::RenewFor(..) | Step::Renew(..) = step {
        note("records in pages", license.payments.len() > MAX_RECENT);
        let ahead = license.payments.iter().filter(|payment| payment.ahead(after.today()) > 0).count();
        note("as much ahead as may be", ahead == MAX_AHEAD);
    }
    for access in [Access::None, Access::Active, Access::Grace, Access::Paused, Access::Suspended] {
        note(&format!("access {access:?}"), after.access(license, after.now).1 == access);
    }
    note("in an outage", after.outages.is_open());
    cases
}

fn done(
    before: &Before,
    step: &Step,
    outcome: &Outcome,
    after: &World,
    license: &License,
    note: &mut impl FnMut(&str, bool),
) {
    let old = before.license.as_ref().map(|(license, _)| license);
    let access = before.license.as_ref().map_or(Access::None, |(_, access)| *access);
    let newest = license.newest();
    note("token", newest.asset != NATIVE);
    note("native", newest.asset == NATIVE);
    match step {
        Step::Gift(payer, licensee, _) => note("gift to another", payer != licensee),
        Step::Renew(..) | Step::RenewFor(..) => {
            note("renewed in grace", access == Access::Grace);
            note("renewed in time", access == Access::Active);
            note("renewed too late", access == Access::None);
            note("renewed into another plan", old.is_some_and(|old| old.newest().plan != newest.plan));
            note(
                "renewed into another version",
                old.is_some_and(|old| old.newest().plan == newest.plan && old.newest().version != newest.version),
            );
            note("paid by another", newest.payer != license.holder());
            note("given, then paid", old.is_some_and(|old| old.origin != Origin::Paid));
            note("keeper paid", newest.keeper > 0);
            note("taken by allowance", before.allowances != after.money.allowances);
        }
        Step::ChangePlan(_, _, change) => {
            let is_upgrade = newest.kind == Kind::Upgrade && outcome != &Ok(Done::Change(0, 0));
            note("upgrade from now", is_upgrade && change.restart);
            note("upgrade to the same end", is_upgrade && !change.restart);
            note("upgrade with credit", matches!(outcome, Ok(Done::Change(0, 1..))));
            note("upgrade that costs", matches!(outcome, Ok(Done::Change(1.., 0))));
            note("more seats", old.is_some_and(|old| old.newest().plan == newest.plan && is_upgrade));
            note("downgrade", license.scheduled.is_some());
        }
        Step::Cancel(caller, _) => {
            note("cancel with refund", matches!(outcome, Ok(Done::Amount(1..))));
            note("cancel without refund", matches!(outcome, Ok(Done::Amount(0))));
            note("cancel in a pause", access == Access::Paused);
            let others = |prepaid: &BTreeMap<(Account, AssetId), u128>| {
                prepaid.iter().filter(|((payer, _), _)| payer != caller).map(|(_, amount)| *amount).sum::<u128>()
            };
            note("refund to another", others(&before.prepaid) < others(&after.money.prepaid));
            note("something stays", license.newest().cut.is_none());
        }
        Step::Resume(caller, _) => {
            note("resumed by anybody", *caller != license.holder());
            note("resumed before it began", license.gaps.last().is_some_and(|gap| gap.to == Some(gap.from)));
            note("resumed later", license.gaps.last().is_some_and(|gap| gap.shift > 0));
        }
        Step::Transfer(caller, _, to) if caller != to => {
            let paid = license.gaps.last().is_some_and(|gap| gap.cause == Cause::Transferred && gap.made == after.now);
            note("transfer for time", paid);
            note("transfer by approval", old.is_some_and(|old| old.approved == Some(*to)));
        }
        Step::Lift(_, fault) => note(if *fault { "lifted with fault" } else { "lifted without fault" }, true),
        Step::Revoke(_, fault) => {
            note(if *fault { "revoked with fault" } else { "revoked without fault" }, true);
            note("revoked in grace", access == Access::Grace);
            note("revoked in a pause", access == Access::Paused);
            note("revoked with refund", matches!(outcome, Ok(Done::Amount(1..))));
        }
        _ => {}
    }
    note("canceled", license.status == Status::Canceled);
}

/// Everything that lives come to: what actors do, and all that is special about it.
pub const ALL: &[&str] = &[
    "Wait done",
    "Purchase done",
    "Gift done",
    "Renew done",
    "RenewFor done",
    "SetMandate done",
    "RevokeMandate done",
    "Deposit done",
    "Withdraw done",
    "Allow done",
    "ChangePlan done",
    "CancelScheduled done",
    "Cancel done",
    "Pause done",
    "Resume done",
    "OpenOutage done",
    "CloseOutage done",
    "ApproveTransfer done",
    "Transfer done",
    "Grant done",
    "Trial done",
    "Release done",
    "ReleaseReferral done",
    "CollectFees done",
    "Suspend done",
    "Lift done",
    "Revoke done",
    "Sweep done",
    "Sunset done",
    "SetFee done",
    "SetKeeperFee done",
    "NotAllowed refused",
    "UnknownVersion refused",
    "UnknownLicense refused",
    "AssetNotAllowed refused",
    "NotSoldYet refused",
    "NotSoldIn refused",
    "PeriodsOutside refused",
    "TooManySeats refused",
    "TooExpensive refused",
    "SoldOut refused",
    "SelfReferral refused",
    "AlreadyLicensed refused",
    "NotLive refused",
    "Ended refused",
    "Held refused",
    "NotHeld refused",
    "NoMandate refused",
    "OutsideWindow refused",
    "OtherFamily refused",
    "NoChange refused",
    "OthersMoney refused",
    "NothingScheduled refused",
    "NothingUnearned refused",
    "TooManyPauses refused",
    "NotTransferable refused",
    "NoTrial refused",
    "TrialUsed refused",
    "DaysOutside refused",
    "PrepaidTooLow refused",
    "OutageState refused",
    "Nothing refused",
    "Live",
    "Canceled",
    "Revoked",
    "access None",
    "access Active",
    "access Grace",
    "access Paused",
    "access Suspended",
    "in an outage",
    "token",
    "native",
    "gift to another",
    "renewed in grace",
    "renewed in time",
    "renewed too late",
    "renewed into another plan",
    "paid by another",
    "given, then paid",
    "keeper paid",
    "taken by allowance",
    "upgrade from now",
    "upgrade to the same end",
    "upgrade with credit",
    "upgrade that costs",
    "more seats",
    "downgrade",
    "cancel with refund",
    "cancel without refund",
    "cancel in a pause",
    "refund to another",
    "something stays",
    "resumed before it began",
    "resumed later",
    "transfer for time",
    "transfer by approval",
    "lifted with fault",
    "lifted without fault",
    "revoked with fault",
    "revoked without fault",
    "revoked with refund",
];

/// What only long lives, or many, come to.
pub const RARE: &[&str] = &[
    "MandateExpired refused",
    "MandateTooLow refused",
    "NoticeTooShort refused",
    "OtherAsset refused",
    "Sunset refused",
    "TooManyAhead refused",
    "records in pages",
    "as much ahead as may be",
    "renewed into another version",
    "resumed by anybody",
    "revoked in grace",
    "revoked in a pause",
];
