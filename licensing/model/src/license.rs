//! A license as a list of what happened to it. Every fact carries the moment from which on it was known, and a question about a
//! moment looks at nothing that was not known by then: so what was answered once can never be answered otherwise.

use crate::money::Share;
use atelier_licensing::{
    license::{Access, Cause, Kind, Mandate, Origin, Status},
    units::{AssetId, Day, LicenseId, Millis, PlanId, SplitId, Version},
};

/// Somebody, by number.
pub type Account = u8;

/// The times in which the service was down: since when, and until when if it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outages(pub Vec<(Millis, Option<Millis>)>);

impl Outages {
    /// The license time at some moment, which is not before the last outage began: the time without outages.
    #[must_use]
    pub fn license_time(&self, at: Millis) -> Millis {
        let down = |(from, to): &(Millis, Option<Millis>)| to.unwrap_or(at).min(at).saturating_sub(*from);
        at - self.0.iter().map(down).sum::<Millis>()
    }

    /// Whether the service is down.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.iter().any(|(_, to)| to.is_none())
    }
}

/// A time without access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub cause: Cause,
    /// When it was made.
    pub made: Millis,
    /// Its first moment.
    pub from: Millis,
    /// The first moment after it; `None` while it is open.
    pub to: Option<Millis>,
    /// How much later the license ends for it.
    pub shift: i64,
}

/// A payment and the time that it bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What for.
    pub kind: Kind,
    /// When it was made.
    pub created: Millis,
    /// From when on it gives access, in the license's own time.
    pub start: Millis,
    /// Until when, in the license's own time.
    pub end: Millis,
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: Version,
    /// Seats above those included.
    pub seats: u16,
    /// Who paid.
    pub payer: Account,
    /// In which asset.
    pub asset: AssetId,
    /// How much.
    pub paid: u128,
    /// How much of it a keeper got at once.
    pub keeper: u128,
    /// The split that earns most of it.
    pub split: SplitId,
    /// The day after the last one that was paid for.
    pub to: Day,
    /// Who earns how much of it on which day, as far as it was not taken back. What is earned at once is earned on that day.
    pub shares: Vec<Share>,
    /// What a pause took out.
    pub parked: Vec<Share>,
    /// What went back.
    pub refunded: u128,
    /// When it was ended early, and from when on it gives nothing.
    pub cut: Option<(Millis, Millis)>,
    /// The reference of the payer.
    pub invoice: [u8; 32],
}

impl Payment {
    /// What is earned on days after some day.
    #[must_use]
    pub fn unearned(&self, today: Day) -> u128 {
        self.shares.iter().filter(|share| share.day > today).map(|share| share.amount).sum()
    }

    /// What is earned from some day on.
    #[must_use]
    pub fn ahead(&self, today: Day) -> u128 {
        self.shares.iter().filter(|share| share.day >= today).map(|share| share.amount).sum()
    }

    /// What is parked.
    #[must_use]
    pub fn parked(&self) -> u128 {
        self.parked.iter().map(|share| share.amount).sum()
    }
}

/// A license.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// Its number.
    pub id: LicenseId,
    /// Who had it since when; the last one has it.
    pub holders: Vec<(Millis, Account)>,
    /// How it came to be.
    pub origin: Origin,
    /// Whether it goes on.
    pub status: Status,
    /// Since when it does not.
    pub over: Option<Millis>,
    /// The family of its plans.
    pub family: u32,
    /// Who earns referrals.
    pub referrer: Option<Account>,
    /// What lets keepers renew it.
    pub mandate: Option<Mandate>,
    /// Into what it is renewed.
    pub scheduled: Option<(PlanId, Version)>,
    /// To whom the DAO lets it go.
    pub approved: Option<Account>,
    /// The gaps.
    pub gaps: Vec<Gap>,
    /// When it was paused.
    pub pauses: Vec<Millis>,
    /// The payments.
    pub payments: Vec<Payment>,
}

impl License {
    /// Who has it.
    #[must_use]
    pub fn holder(&self) -> Account {
        self.holders.last().expect("somebody has it").1
    }

    /// Who had it at some moment.
    #[must_use]
    pub fn holder_at(&self, at: Millis) -> Option<Account> {
        self.holders.iter().rev().find(|(since, _)| *since <= at).map(|(_, holder)| *holder)
    }

    /// The newest payment.
    #[must_use]
    pub fn newest(&self) -> &Payment {
        self.payments.last().expect("every license has a payment")
    }

    /// The gap that is open.
    #[must_use]
    pub fn open_gap(&self) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.to.is_none())
    }

    /// The license's own time at some moment.
    #[must_use]
    pub fn own_time(&self, at: Millis, outages: &Outages) -> i128 {
        let closed = self.gaps.iter().filter(|gap| gap.to.is_some_and(|to| to <= at));
        i128::from(outages.license_time(at)) - closed.map(|gap| i128::from(gap.shift)).sum::<i128>()
    }

    /// What the license gave at some moment, and the number of the payment that says so, if any does.
    #[must_use]
    pub fn access(&self, at: Millis, outages: &Outages, grace: impl Fn(&Payment) -> Millis) -> (Option<usize>, Access) {
        let held = self.gaps.iter().find(|gap| {
            gap.made <= at && gap.from <= at && gap.to.is_none_or(|to| at < to) && gap.cause != Cause::Transferred
        });
        // What it would have given when the gap began.
        let own = self.own_time(held.map_or(at, |gap| gap.from), outages);
        let known = self.payments.iter().enumerate().filter(|(_, payment)| payment.created <= at);
        let Some((number, payment)) = known.rev().find(|(_, payment)| i128::from(payment.start) <= own) else {
            return (None, Access::None);
        };
        let cut = payment.cut.filter(|(made, _)| *made <= at);
        let access = if cut.is_some_and(|(_, cut)| cut <= at) {
            Access::None
        } else if let Some(gap) = held {
            if gap.cause == Cause::Paused {
                Access::Paused
            } else {
                Access::Suspended
            }
        } else if own < i128::from(payment.end) {
            Access::Active
        } else if self.over.is_none_or(|over| at < over) && own <= i128::from(payment.end) + i128::from(grace(payment))
        {
            Access::Grace
        } else {
            Access::None
        };
        (Some(number), access)
    }
}
