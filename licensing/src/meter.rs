//! Metered use: credits that come with each period, and what use above them costs.
//!
//! A period is a record of the license; its number is the *epoch*. Use is reported as all that there was in an epoch, so a
//! report that comes late or twice changes nothing. Use above the credits is paid from the holder's prepaid balance; what that
//! does not pay is taken out of the next epoch's credits, so that emptying the balance before a report gains nothing.
//!
//! # Invariants
//! 1. In an epoch the reported use only grows, and once a later epoch has a report no earlier one gets any.
//! 2. Use is covered by credits, or paid, or owed by the next epoch, and by one of them only.

use crate::units::{LicenseId, Millis, DAY};

/// For how many records unused credits stay while nothing is reported.
pub const MAX_ROLL: usize = 64;
/// What a voucher's message begins with; see [`voucher`].
pub const DOMAIN: &[u8] = b"atelier-meter:v1|";

/// What came with one record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The credits.
    pub credits: u64,
    /// Whether unused ones stay.
    pub rollover: bool,
}

impl Period {
    /// What comes with a record from `start` to `end`, in the license's own time, of a version with so many credits in a period
    /// of so many days.
    ///
    /// # Rounding
    /// Down: a part of a period has at most that part of its credits.
    #[must_use]
    pub fn of(start: Millis, end: Millis, credits: u64, period_days: u16, rollover: bool) -> Self {
        let period = u128::from(DAY).wrapping_mul(u128::from(period_days.max(1)));
        let length = u128::from(end.saturating_sub(start));
        // Cannot overflow: both are below 2^64.
        let credits = length.wrapping_mul(credits.into()).checked_div(period).unwrap_or_default();
        Self { credits: u64::try_from(credits).unwrap_or(u64::MAX), rollover }
    }
}

/// What was used of a license.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Meter {
    /// The epoch of the newest report.
    pub epoch: u32,
    /// Credits that stayed from epochs before.
    pub carried: u64,
    /// Use of epochs before that no credits covered and nothing paid.
    pub owed: u64,
    /// All use in the epoch.
    pub used: u64,
    /// How much of it was paid.
    pub paid: u64,
    /// The root over the log of that use, which whoever reports publishes.
    pub root: [u8; 32],
}

/// A report of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// In which epoch.
    pub epoch: u32,
    /// All use in it.
    pub cumulative: u64,
    /// The root over the log of that use.
    pub root: [u8; 32],
}

/// What covers the use of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// What came with the epoch's record.
    pub period: Period,
    /// What a use above the credits costs, if there is any.
    pub price: Option<u128>,
    /// What the holder has prepaid.
    pub balance: u128,
}

/// Why a report is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// The epoch has not begun, or a later one has a report.
    EpochOutside {
        /// The epoch of the newest report.
        newest: u32,
        /// The present epoch.
        present: u32,
    },
    /// Not more than what was reported before.
    NotMore {
        /// What was reported.
        used: u64,
    },
    /// What the license's key has signed is more than the credits and the prepaid balance cover.
    NotCovered {
        /// By how much.
        uses: u64,
    },
    /// No gate key with this number that signs like this, or it is good no longer.
    KeyUnknown,
    /// The key did not sign this.
    NotSigned,
}

impl Meter {
    /// Use that neither credits nor money have covered so far.
    #[must_use]
    pub fn uncovered(&self, period: Period) -> u64 {
        let used = self.owed.saturating_add(self.used);
        let above = used.saturating_sub(self.carried.saturating_add(period.credits));
        above.saturating_sub(self.paid)
    }

    /// Credits that are left.
    #[must_use]
    pub fn unused(&self, period: Period) -> u64 {
        let credits = self.carried.saturating_add(period.credits);
        credits.saturating_sub(self.owed.saturating_add(self.used))
    }

    /// The meter in a later epoch, before anything is reported in it. `periods` are those from the meter's epoch on, up to but
    /// not including the later one's.
    #[must_use]
    pub fn at(mut self, epoch: u32, periods: &[Period]) -> Self {
        if epoch <= self.epoch {
            return self;
        }
        for period in periods {
            let carried = if period.rollover { self.unused(*period) } else { 0 };
            let owed = self.uncovered(*period);
            self = Self { carried, owed, used: 0, paid: 0, ..self };
        }
        Self { epoch, ..self }
    }

    /// How many more uses there are: credits, and what a balance pays at a price. Nothing as long as something is not covered.
    #[must_use]
    pub fn left(&self, tariff: &Tariff) -> u64 {
        let more = affordable(tariff.price, tariff.balance);
        match self.uncovered(tariff.period) {
            0 => self.unused(tariff.period).saturating_add(more),
            uncovered => more.saturating_sub(uncovered),
        }
    }

    /// Takes a report. `self` is the meter in the report's epoch ([`Self::at`]), `newest` the epoch of the newest report so far
    /// and `present` the present one. Returns how much is taken from the balance.
    ///
    /// Who reports for the holder's own key, with `is_voucher`, cannot report more than is covered: otherwise one stolen key
    /// would use up the credits of all time.
    ///
    /// # Errors
    /// [`Error::EpochOutside`], [`Error::NotMore`], [`Error::NotCovered`].
    pub fn consume(
        &self,
        (newest, present): (u32, u32),
        report: &Report,
        tariff: &Tariff,
        is_voucher: bool,
    ) -> Result<(Self, u128), Error> {
        if report.epoch < newest || report.epoch > present {
            return Err(Error::EpochOutside { newest, present });
        }
        if report.cumulative <= self.used {
            return Err(Error::NotMore { used: self.used });
        }
        let reported = Self { used: report.cumulative, root: report.root, ..*self };
        let above = reported.uncovered(tariff.period);
        let payable = above.min(affordable(tariff.price, tariff.balance));
        if is_voucher && payable < above {
            // Cannot underflow: just compared.
            return Err(Error::NotCovered { uses: above.wrapping_sub(payable) });
        }
        // Cannot overflow: at most the balance, and at most all use.
        let amount = u128::from(payable).wrapping_mul(tariff.price.unwrap_or(0));
        Ok((Self { paid: reported.paid.wrapping_add(payable), ..reported }, amount))
    }
}

/// How many uses a balance pays.
fn affordable(price: Option<u128>, balance: u128) -> u64 {
    match price {
        None => 0,
        // For nothing there is no end of them.
        Some(price) => balance.checked_div(price).and_then(|uses| u64::try_from(uses).ok()).unwrap_or(u64::MAX),
    }
}

/// What a gate key signs to confirm a report, in parts one behind the other: [`DOMAIN`], the hash of the chain's first block, the
/// contract, and then license, epoch, use (all in little endian) and root. As it is, or between the words that wallets put
/// around bytes.
#[must_use]
pub fn voucher<'a>(genesis: &'a [u8; 32], contract: &'a [u8], rest: &'a [u8; 52]) -> [&'a [u8]; 4] {
    [DOMAIN, genesis, contract, rest]
}

/// The last part of [`voucher`].
#[must_use]
pub fn voucher_rest(license: LicenseId, report: &Report) -> [u8; 52] {
    let mut rest = [0; 52];
    let (head, root) = rest.split_at_mut(20);
    head[..8].copy_from_slice(&license.0.to_le_bytes());
    head[8..12].copy_from_slice(&report.epoch.to_le_bytes());
    head[12..].copy_from_slice(&report.cumulative.to_le_bytes());
    root.copy_from_slice(&report.root);
    rest
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const TEN: Period = Period { credits: 10, rollover: false };
    const ROLLING: Period = Period { credits: 10, rollover: true };

    fn report(epoch: u32, cumulative: u64) -> Report {
        Report { epoch, cumulative, root: [7; 32] }
    }

    fn tariff(price: Option<u128>, balance: u128) -> Tariff {
        Tariff { period: TEN, price, balance }
    }

    #[track_caller]
    fn check_period(length: Millis, expected: u64) {
        assert_eq!(Period::of(5, 5 + length, 100, 30, true), Period { credits: expected, rollover: true });
    }

    #[test]
    fn period_has_its_part_of_the_credits_rounded_down() {
        check_period(0, 0);
        check_period(30 * DAY, 100);
        check_period(60 * DAY, 200);
        check_period(30 * DAY - 1, 99);
        check_period(3 * DAY, 10);
        assert_eq!(Period::of(5, 0, 100, 30, true).credits, 0, "one that was cut before it began");
        assert_eq!(Period::of(0, u64::MAX, u64::MAX, 1, true).credits, u64::MAX);
    }

    #[track_caller]
    fn check(cumulative: u64, price: Option<u128>, balance: u128, expected: (u64, u128, u64)) {
        let (after, amount) = Meter::default()
            .consume((0, 0), &report(0, cumulative), &tariff(price, balance), false)
            .expect("it is more");
        assert_eq!((after.paid, amount, after.uncovered(TEN)), expected);
    }

    #[test]
    fn consume_takes_credits_then_money_and_owes_the_rest() {
        check(1, Some(3), 100, (0, 0, 0));
        check(10, Some(3), 100, (0, 0, 0));
        check(11, Some(3), 100, (1, 3, 0));
        check(12, Some(3), 5, (1, 3, 1));
        check(12, Some(3), 2, (0, 0, 2));
        check(12, Some(0), 0, (2, 0, 0));
        check(12, None, 100, (0, 0, 2));
        check(u64::MAX, Some(3), 9, (3, 9, u64::MAX - 13));
    }

    #[track_caller]
    fn check_refused(newest: u32, present: u32, report: &Report, expected: Error) {
        let meter = Meter { epoch: newest, used: 5, ..Meter::default() };
        assert_eq!(meter.consume((newest, present), report, &tariff(None, 0), false), Err(expected));
    }

    #[test]
    fn consume_refuses_what_is_not_more_or_not_of_its_time() {
        check_refused(1, 2, &report(1, 5), Error::NotMore { used: 5 });
        check_refused(1, 2, &report(1, 0), Error::NotMore { used: 5 });
        check_refused(1, 2, &report(0, 9), Error::EpochOutside { newest: 1, present: 2 });
        check_refused(1, 2, &report(3, 9), Error::EpochOutside { newest: 1, present: 2 });
    }

    #[test]
    fn consume_refuses_vouchers_above_what_is_covered() {
        let meter = Meter::default();
        let redeem = |cumulative| meter.consume((0, 0), &report(0, cumulative), &tariff(Some(3), 6), true);
        assert_eq!(redeem(12).map(|(_, amount)| amount), Ok(6));
        assert_eq!(redeem(13).map(|(_, amount)| amount), Err(Error::NotCovered { uses: 1 }));
    }

    #[test]
    fn later_epochs_keep_credits_or_owe() {
        let used = |used| Meter { used, ..Meter::default() };
        let after = |used: Meter, periods: &[Period]| {
            let meter = used.at(9, periods);
            (meter.carried, meter.owed)
        };
        assert_eq!(after(used(4), &[TEN]), (0, 0));
        assert_eq!(after(used(4), &[ROLLING]), (6, 0));
        assert_eq!(after(used(4), &[ROLLING, ROLLING]), (16, 0));
        assert_eq!(after(used(4), &[ROLLING, TEN]), (0, 0));
        assert_eq!(after(used(14), &[ROLLING]), (0, 4));
        assert_eq!(after(used(14), &[TEN, ROLLING]), (6, 0), "what is owed is taken out of the next credits");
        assert_eq!(after(used(34), &[TEN, TEN]), (0, 14));
        assert_eq!(after(Meter { paid: 4, ..used(14) }, &[TEN]), (0, 0));
        assert_eq!(used(4).at(0, &[TEN]), used(4), "it is in that epoch already");
    }

    #[test]
    fn left_is_credits_and_what_the_balance_pays() {
        let left = |used, price, balance| Meter { used, ..Meter::default() }.left(&tariff(price, balance));
        assert_eq!(left(4, None, 100), 6);
        assert_eq!(left(4, Some(3), 100), 39);
        assert_eq!(left(10, None, 100), 0);
        assert_eq!(left(12, Some(3), 100), 31);
        assert_eq!(left(12, Some(60), 100), 0);
        assert_eq!(left(12, None, 100), 0);
    }

    #[test]
    fn voucher_is_every_field_at_its_place() {
        let rest = voucher_rest(LicenseId(0x0102), &report(3, 4));
        assert_eq!((&rest[..2], rest[8], rest[12], &rest[20..]), (&[2u8, 1][..], 3, 4, &[7u8; 32][..]));
        let parts = voucher(&[1; 32], &[2; 32], &rest);
        assert_eq!(parts.concat().len(), DOMAIN.len() + 32 + 32 + 52);
    }
}
