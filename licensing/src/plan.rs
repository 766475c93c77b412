//! Plans: what is sold, in immutable versions.
//!
//! A plan is a name for a row of versions. A license pins the version that it was sold under, so a price never rises in a
//! period that was paid; a version can only be taken off the shelf for the future ([`Offer::sunset`]), with notice.

use crate::{
    error::Error,
    license::MAX_PAUSES,
    units::{AssetId, Bps, Day, Millis, PlanId, SplitId, Version, DAY, MAX_AMOUNT},
};
use alloc::vec::Vec;

/// The most assets in which a version is sold.
pub const MAX_PRICES: usize = 8;
/// The longest period.
pub const MAX_PERIOD: u16 = 3_660;
/// The most periods that are paid at once.
pub const MAX_PERIODS: u16 = 36;
/// The longest grace.
pub const MAX_GRACE: Millis = 30 * DAY;
/// The longest trial, in days.
pub const MAX_TRIAL: u16 = 90;
/// The highest penalty of a cancel.
pub const MAX_PENALTY: Bps = Bps(2_000);
/// The highest share of a referrer.
pub const MAX_REFERRAL: Bps = Bps(5_000);
/// How long before a version is taken off the shelf that must be known.
pub const NOTICE: Millis = 30 * DAY;
/// The most seats of a license.
pub const MAX_SEATS: u16 = 1_000;

/// What a version costs in one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Price {
    /// The asset.
    pub asset: AssetId,
    /// For a period.
    pub price: u128,
    /// For each seat above those included, for a period.
    pub seat_price: u128,
    /// For each metered use above the credits; `None`: there is none above.
    pub overage: Option<u128>,
}

/// Who may buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Gate<A> {
    /// The votes token that is asked. One that does not answer lets nobody in.
    pub votes: A,
    /// Votes count as they were at this time.
    pub snapshot: Millis,
    /// How many the licensee must have had.
    pub minimum: u128,
    /// Which part of all votes the licensee must have had.
    pub part: Bps,
    /// From when on anybody may buy; `None`: never.
    pub until: Option<Millis>,
}

/// What becomes of a license's money when it is canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Refund {
    /// It stays, and is earned day by day.
    None,
    /// What is not earned goes back, less a penalty that is earned at once.
    Unearned {
        /// At most [`MAX_PENALTY`].
        penalty: Bps,
    },
}

/// Whether a license can have another holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Transfer {
    /// Never.
    No,
    /// If the DAO has approved the new holder.
    Approved,
    /// Whenever the holder likes, for a part of the remaining time.
    Free {
        /// The part.
        fee: Bps,
    },
}

/// One version of a plan. Nothing of it ever changes.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Plan<A> {
    /// Plans between which licenses are upgraded and downgraded; one trial each.
    pub family: u32,
    /// The place in the family: a change to a higher one is an upgrade.
    pub rank: u8,
    /// How many days are paid for at once, 1 to [`MAX_PERIOD`].
    pub period_days: u16,
    /// Seats included.
    pub seats: u16,
    /// The most seats, with those that are paid for.
    pub max_seats: u16,
    /// The length of a trial in days; 0: there is none.
    pub trial_days: u16,
    /// How long after its end a license is renewed without a gap.
    pub grace: Millis,
    /// How often within 365 days a holder may pause.
    pub pauses: u8,
    /// The most licenses of the plan that live at once.
    pub max_active: Option<u32>,
    /// The most licenses of the plan that are ever sold.
    pub max_ever: Option<u32>,
    /// Metered uses in a period.
    pub credits: u64,
    /// Whether unused ones stay when a period ends.
    pub rollover: bool,
    /// The number of the terms.
    pub terms: u32,
    /// The root of the catalog that is licensed.
    pub catalog: [u8; 32],
    /// Who may buy; `None`: anybody.
    pub gate: Option<Gate<A>>,
    /// Whether a license can have another holder.
    pub transfer: Transfer,
    /// What a cancel gives back.
    pub refund: Refund,
    /// What part of the price a referrer earns.
    pub referral: Bps,
    /// Where the income goes.
    pub split: SplitId,
    /// From when on it is sold.
    pub effective_from: Millis,
    /// What it costs, in 1 to [`MAX_PRICES`] assets, each named once.
    pub prices: Vec<Price>,
}

/// A version on the shelf: the version and what is known of its end.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Offer<A> {
    /// From when on it is neither sold nor renewed; [`Millis::MAX`]: not known.
    pub sunset: Millis,
    /// The version of the same plan into which licenses are renewed from then on.
    pub renew_into: Option<Version>,
    /// The version.
    pub plan: Plan<A>,
}

/// What changes of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Shelf {
    /// How many versions there are: the number of the newest.
    pub versions: Version,
    /// How many licenses were sold: the number of the newest.
    pub sold: u32,
    /// How many of them live, as far as their ends were swept. Kept for plans with a version with [`Plan::max_active`].
    pub live: u32,
    /// The first day whose ends were not swept yet.
    pub swept: Day,
    /// How many are paused or suspended, so that their end is not known.
    pub held: u32,
    /// The latest end of any license of this plan, in license time, without those that are held.
    pub latest_end: Millis,
}

/// What somebody wants to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Order<A> {
    /// The plan.
    pub plan: PlanId,
    /// Its version, as the buyer has seen it.
    pub version: Version,
    /// In which asset it is paid.
    pub asset: AssetId,
    /// How many periods, 1 to [`MAX_PERIODS`].
    pub periods: u16,
    /// Seats above those included.
    pub seats: u16,
    /// The most that it may cost. 0 is 0, not "whatever it costs".
    pub max_total: u128,
    /// The buyer's own reference, like the hash of an invoice.
    pub invoice: [u8; 32],
    /// Who earns the version's referral.
    pub referrer: Option<A>,
}

/// What an order costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Quote {
    /// All of it.
    pub total: u128,
    /// For how many days.
    pub days: u32,
    /// How much of it the referrer earns.
    pub referral: u128,
}

impl<A> Plan<A> {
    /// Whether this can be a version of a plan.
    ///
    /// # Errors
    /// [`Error::PeriodOutside`], [`Error::PriceCount`], [`Error::AssetTwice`], [`Error::AmountTooLarge`],
    /// [`Error::RatioTooLarge`], [`Error::LimitTooLarge`].
    pub fn check(&self) -> Result<(), Error> {
        if self.period_days == 0 || self.period_days > MAX_PERIOD {
            return Err(Error::PeriodOutside { days: self.period_days });
        }
        let penalty = match self.refund {
            Refund::None => Bps(0),
            Refund::Unearned { penalty } => penalty,
        };
        let (fee, part) = match (self.transfer, &self.gate) {
            (Transfer::Free { fee }, Some(gate)) => (fee, gate.part),
            (Transfer::Free { fee }, None) => (fee, Bps(0)),
            (_, Some(gate)) => (Bps(0), gate.part),
            (_, None) => (Bps(0), Bps(0)),
        };
        let ratios = [(penalty, MAX_PENALTY), (self.referral, MAX_REFERRAL), (fee, Bps::WHOLE), (part, Bps::WHOLE)];
        for (ratio, most) in ratios {
            if ratio > most {
                return Err(Error::RatioTooLarge { ratio, most });
            }
        }
        let limits = [
            (u64::from(self.max_seats), u64::from(MAX_SEATS)),
            (u64::from(self.seats), u64::from(self.max_seats)),
            (self.grace, MAX_GRACE),
            (u64::from(self.trial_days), u64::from(MAX_TRIAL)),
            (u64::from(self.pauses), u64::from(MAX_PAUSES)),
        ];
        for (limit, most) in limits {
            if limit > most {
                return Err(Error::LimitTooLarge { limit, most });
            }
        }
        if self.prices.is_empty() || self.prices.len() > MAX_PRICES {
            #[allow(clippy::cast_possible_truncation)]
            return Err(Error::PriceCount { count: self.prices.len() as u32 });
        }
        for (index, price) in self.prices.iter().enumerate() {
            if self.prices[..index].iter().any(|other| other.asset == price.asset) {
                return Err(Error::AssetTwice { asset: price.asset });
            }
            for amount in [price.price, price.seat_price, price.overage.unwrap_or(0)] {
                if amount > MAX_AMOUNT {
                    return Err(Error::AmountTooLarge);
                }
            }
        }
        Ok(())
    }

    /// What a period costs in an asset, with seats above those included.
    ///
    /// # Errors
    /// [`Error::NotSoldIn`], [`Error::TooManySeats`], [`Error::AmountTooLarge`].
    pub fn charge(&self, asset: AssetId, seats: u16) -> Result<u128, Error> {
        let price = self.prices.iter().find(|price| price.asset == asset).ok_or(Error::NotSoldIn { asset })?;
        let most = self.max_seats.saturating_sub(self.seats);
        if seats > most {
            return Err(Error::TooManySeats { most });
        }
        let seats = times(price.seat_price, seats.into())?;
        // Cannot overflow: both are at most MAX_AMOUNT.
        at_most(price.price.wrapping_add(seats))
    }

    /// What part of what is not earned a cancel costs, if it gives back anything.
    #[must_use]
    pub fn penalty(&self) -> Option<Bps> {
        match self.refund {
            Refund::None => None,
            Refund::Unearned { penalty } => Some(penalty),
        }
    }
}

impl<A> Offer<A> {
    /// A version that is sold until further notice.
    #[must_use]
    pub fn new(plan: Plan<A>) -> Self {
        Self { sunset: Millis::MAX, renew_into: None, plan }
    }

    /// Whether the version is sold at a time of the chain.
    ///
    /// # Errors
    /// [`Error::NotSoldYet`], [`Error::Sunset`].
    pub fn on_sale(&self, now: Millis) -> Result<(), Error> {
        if now < self.plan.effective_from {
            return Err(Error::NotSoldYet { from: self.plan.effective_from });
        }
        if now >= self.sunset {
            return Err(Error::Sunset { since: self.sunset });
        }
        Ok(())
    }

    /// Takes the version off the shelf from a time on, into the version that licenses are renewed into then.
    ///
    /// # Errors
    /// [`Error::NoticeTooShort`], also if that was said before: what is announced cannot be moved.
    pub fn take_off(self, at: Millis, renew_into: Option<Version>, now: Millis) -> Result<Self, Error> {
        let earliest = now.saturating_add(NOTICE);
        if at < earliest || self.sunset != Millis::MAX {
            return Err(Error::NoticeTooShort { earliest });
        }
        Ok(Self { sunset: at, renew_into, plan: self.plan })
    }

    /// What an order costs at a time of the chain. A purchase costs the same: it asks here.
    ///
    /// # Errors
    /// Those of [`Self::on_sale`] and [`Plan::charge`], [`Error::PeriodsOutside`], [`Error::TooExpensive`].
    pub fn quote(&self, order: &Order<A>, now: Millis) -> Result<Quote, Error> {
        self.on_sale(now)?;
        let total = self.plan.total(order.asset, order.seats, order.periods)?;
        if total > order.max_total {
            return Err(Error::TooExpensive { total });
        }
        let referral = if order.referrer.is_some() { self.plan.referral.of_floor(total) } else { 0 };
        Ok(Quote { total, days: self.plan.days(order.periods), referral })
    }
}

impl<A> Plan<A> {
    /// What a number of periods costs in an asset.
    ///
    /// # Errors
    /// [`Error::PeriodsOutside`], and those of [`Self::charge`].
    pub fn total(&self, asset: AssetId, seats: u16, periods: u16) -> Result<u128, Error> {
        if periods == 0 || periods > MAX_PERIODS {
            return Err(Error::PeriodsOutside { periods });
        }
        times(self.charge(asset, seats)?, periods.into())
    }

    /// How many days a number of periods has.
    #[must_use]
    pub fn days(&self, periods: u16) -> u32 {
        // Cannot overflow: below 2^32.
        u32::from(self.period_days).wrapping_mul(periods.into())
    }
}

fn times(amount: u128, count: u32) -> Result<u128, Error> {
    at_most(amount.checked_mul(count.into()).ok_or(Error::AmountTooLarge)?)
}

/// An amount, if it can be one.
///
/// # Errors
/// [`Error::AmountTooLarge`]
pub fn at_most(amount: u128) -> Result<u128, Error> {
    if amount > MAX_AMOUNT {
        return Err(Error::AmountTooLarge);
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn plan() -> Plan<u8> {
        Plan {
            family: 1,
            rank: 1,
            period_days: 30,
            seats: 2,
            max_seats: 5,
            trial_days: 0,
            grace: 0,
            pauses: 0,
            max_active: None,
            max_ever: None,
            credits: 0,
            rollover: false,
            terms: 1,
            catalog: [0; 32],
            gate: None,
            transfer: Transfer::No,
            refund: Refund::None,
            referral: Bps(0),
            split: 1,
            effective_from: 100,
            prices: vec![price(0, 1_000), price(3, 7)],
        }
    }

    fn price(asset: AssetId, price: u128) -> Price {
        Price { asset, price, seat_price: 10, overage: None }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Plan<u8>), expected: Result<(), Error>) {
        let mut plan = plan();
        change(&mut plan);
        assert_eq!(plan.check(), expected);
    }

    #[test]
    fn a_version_is_checked_when_it_is_made() {
        let too_large = |ratio, most| Err(Error::RatioTooLarge { ratio: Bps(ratio), most });
        let too_much = |limit, most| Err(Error::LimitTooLarge { limit, most });
        check(|_| (), Ok(()));
        check(|plan| plan.period_days = 0, Err(Error::PeriodOutside { days: 0 }));
        check(|plan| plan.period_days = 3_660, Ok(()));
        check(|plan| plan.period_days = 3_661, Err(Error::PeriodOutside { days: 3_661 }));
        check(|plan| plan.refund = Refund::Unearned { penalty: Bps(2_000) }, Ok(()));
        check(|plan| plan.refund = Refund::Unearned { penalty: Bps(2_001) }, too_large(2_001, MAX_PENALTY));
        check(|plan| plan.referral = Bps(5_000), Ok(()));
        check(|plan| plan.referral = Bps(5_001), too_large(5_001, MAX_REFERRAL));
        check(|plan| plan.transfer = Transfer::Free { fee: Bps(10_001) }, too_large(10_001, Bps::WHOLE));
        let gate = |part| Gate { votes: 9, snapshot: 0, minimum: 0, part: Bps(part), until: None };
        check(|plan| plan.gate = Some(gate(10_000)), Ok(()));
        check(|plan| plan.gate = Some(gate(10_001)), too_large(10_001, Bps::WHOLE));
        check(|plan| plan.max_seats = 1_000, Ok(()));
        check(|plan| plan.max_seats = 1_001, too_much(1_001, 1_000));
        check(|plan| plan.seats = 6, too_much(6, 5));
        check(|plan| plan.grace = MAX_GRACE + 1, too_much(MAX_GRACE + 1, MAX_GRACE));
        check(|plan| plan.trial_days = 91, too_much(91, 90));
        check(|plan| plan.pauses = 9, too_much(9, 8));
        check(|plan| plan.prices.clear(), Err(Error::PriceCount { count: 0 }));
        check(|plan| plan.prices = (0..8).map(|asset| price(asset, 1)).collect(), Ok(()));
        check(|plan| plan.prices = (0..9).map(|asset| price(asset, 1)).collect(), Err(Error::PriceCount { count: 9 }));
        check(|plan| plan.prices[1].asset = 0, Err(Error::AssetTwice { asset: 0 }));
        check(|plan| plan.prices[1].price = MAX_AMOUNT, Ok(()));
        check(|plan| plan.prices[1].price = MAX_AMOUNT + 1, Err(Error::AmountTooLarge));
        check(|plan| plan.prices[1].seat_price = MAX_AMOUNT + 1, Err(Error::AmountTooLarge));
        check(|plan| plan.prices[1].overage = Some(MAX_AMOUNT + 1), Err(Error::AmountTooLarge));
    }

    #[test]
    fn a_period_costs_its_price_and_its_seats() {
        assert_eq!(plan().charge(0, 0), Ok(1_000));
        assert_eq!(plan().charge(0, 3), Ok(1_030));
        assert_eq!(plan().charge(0, 4), Err(Error::TooManySeats { most: 3 }));
        assert_eq!(plan().charge(3, 1), Ok(17));
        assert_eq!(plan().charge(1, 0), Err(Error::NotSoldIn { asset: 1 }));
        assert_eq!(plan().total(3, 0, 36), Ok(252));
        let mut dear = plan();
        dear.prices[0].price = MAX_AMOUNT;
        assert_eq!(dear.charge(0, 0), Ok(MAX_AMOUNT));
        assert_eq!(dear.charge(0, 1), Err(Error::AmountTooLarge));
        assert_eq!(dear.total(0, 0, 2), Err(Error::AmountTooLarge));
    }

    #[test]
    fn a_version_is_sold_between_two_times() {
        let offer = Offer::new(plan());
        assert_eq!(offer.on_sale(99), Err(Error::NotSoldYet { from: 100 }));
        assert_eq!(offer.on_sale(100), Ok(()));
        let now = 1_000;
        let short = Error::NoticeTooShort { earliest: now + NOTICE };
        assert_eq!(offer.clone().take_off(now + NOTICE - 1, None, now), Err(short));
        let off = offer.take_off(now + NOTICE, Some(2), now).expect("in time");
        assert_eq!((off.sunset, off.renew_into, &off.plan), (now + NOTICE, Some(2), &plan()));
        assert_eq!(off.on_sale(now + NOTICE - 1), Ok(()));
        assert_eq!(off.on_sale(now + NOTICE), Err(Error::Sunset { since: now + NOTICE }));
        assert_eq!(off.take_off(now + 2 * NOTICE, None, now), Err(short));
    }
}
