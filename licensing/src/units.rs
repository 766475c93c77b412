//! Units and roundings.

/// A time or a duration in milliseconds.
pub type Millis = u64;
/// A day, counted from 1970-01-01 in UTC.
pub type Day = u32;
/// A plan, numbered from 1.
pub type PlanId = u32;
/// A version of a plan, numbered from 1.
pub type Version = u16;
/// An asset, by its number in the ledger of splits.
pub type AssetId = u32;
/// A split, by its id in the ledger of splits.
pub type SplitId = u32;

/// The number of the chain's own money.
pub const NATIVE: AssetId = 0;

/// The length of a day.
pub const DAY: Millis = 24 * 60 * 60 * 1000;

/// No price, deposit or balance is above this, so that amounts can be added and subtracted as signed numbers.
pub const MAX_AMOUNT: u128 = u128::MAX >> 8;

/// The day in which a time lies.
///
/// Cannot be cut: blocks' times stay below 2^32 days for more than 11 million years.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub const fn day_of(at: Millis) -> Day {
    (at / DAY) as Day
}

/// The first millisecond after a day.
#[must_use]
#[allow(clippy::arithmetic_side_effects)]
pub const fn end_of(day: Day) -> Millis {
    // Below 2^59.
    (day as Millis + 1) * DAY
}

/// A license: the plan under which it was sold first in the upper half, its number within that plan, from 1, in the lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct LicenseId(pub u64);

impl LicenseId {
    /// The license of the given number within its first plan.
    #[must_use]
    pub const fn of(plan: PlanId, number: u32) -> Self {
        Self((plan as u64) << 32 | number as u64)
    }
}

/// A ratio in ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Bps(pub u16);

impl Bps {
    /// The whole.
    pub const WHOLE: Self = Self(10_000);

    /// This part of `whole`, and what is missing to the next unit in ten-thousandths of one. Cannot overflow, for ratios up to
    /// the whole.
    #[allow(clippy::arithmetic_side_effects)]
    const fn of(self, whole: u128) -> (u128, u64) {
        // Long division by limbs of 32 bits: that of 128 bits is a kilobyte of code.
        let (mut tens, mut rest, mut limb) = (0, 0, 4);
        while limb > 0 {
            limb -= 1;
            let part = (rest << 32) | (whole >> (32 * limb)) as u32 as u64;
            tens = (tens << 32) | (part / 10_000) as u128;
            rest = part % 10_000;
        }
        // At most `whole`, and below 10^8.
        (tens * self.0 as u128, rest * self.0 as u64)
    }

    /// The largest number that is at most this part of `whole`.
    ///
    /// # Rounding
    /// Down, for what is taken out of somebody's income.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub const fn of_floor(self, whole: u128) -> u128 {
        let (tens, rest) = self.of(whole);
        tens + (rest / 10_000) as u128
    }

    /// The least number that is at least this part of `whole`.
    ///
    /// # Rounding
    /// Up, for penalties: otherwise cancels of small amounts were free.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub const fn of_ceil(self, whole: u128) -> u128 {
        let (tens, rest) = self.of(whole);
        tens + rest.div_ceil(10_000) as u128
    }

    /// Whether this is at most the whole.
    #[must_use]
    pub const fn is_part(self) -> bool {
        self.0 <= Self::WHOLE.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_round_as_their_names_say_at_every_magnitude() {
        let check = |part: u16, whole: u128, floor: u128, ceil: u128| {
            assert_eq!((Bps(part).of_floor(whole), Bps(part).of_ceil(whole)), (floor, ceil));
        };
        check(400, 0, 0, 0);
        check(400, 1, 0, 1);
        check(400, 25, 1, 1);
        check(400, 26, 1, 2);
        check(1, 1_000_000_000_001, 100_000_000, 100_000_001);
        check(
            6_667,
            1_000_000_000_000_000_000_000_000,
            666_700_000_000_000_000_000_000,
            666_700_000_000_000_000_000_000,
        );
        check(10_000, u128::MAX, u128::MAX, u128::MAX);
        check(0, u128::MAX, 0, 0);
    }

    #[test]
    fn days_begin_at_midnight() {
        assert_eq!((day_of(0), day_of(DAY - 1), day_of(DAY)), (0, 0, 1));
        assert_eq!((end_of(0), end_of(19_999)), (DAY, 20_000 * DAY));
    }

    #[test]
    fn a_license_is_named_by_its_first_plan_and_its_number() {
        assert_eq!(LicenseId::of(1, 2).0, (1 << 32) + 2);
        assert_eq!(LicenseId::of(u32::MAX, u32::MAX).0, u64::MAX);
    }
}
