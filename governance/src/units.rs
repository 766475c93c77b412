//! Units and roundings.

/// A time or a duration in milliseconds.
pub type Millis = u64;

/// A day.
pub const DAY: Millis = 24 * 60 * 60 * 1000;

/// A ratio in ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Bps(pub u16);

impl Bps {
    /// The whole.
    pub const WHOLE: Self = Self(10_000);

    /// The least number that is at least this part of `whole`. Cannot overflow: `whole` is divided first, and a ratio is at
    /// most the whole.
    ///
    /// # Rounding
    /// Up, because a threshold that is missed by a fraction is missed.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)]
    pub const fn of_ceil(self, whole: u128) -> u128 {
        // Long division by limbs of 32 bits: that of 128 bits is a kilobyte of code.
        let (mut tens, mut rest, mut limb) = (0, 0, 4);
        while limb > 0 {
            limb -= 1;
            let part = (rest << 32) | (whole >> (32 * limb)) as u32 as u64;
            tens = (tens << 32) | (part / 10_000) as u128;
            rest = part % 10_000;
        }
        // At most `whole`, and below 10^8.
        tens * self.0 as u128 + (rest * self.0 as u64).div_ceil(10_000) as u128
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

    #[track_caller]
    fn check(part: u16, whole: u128, expected: u128) {
        assert_eq!(Bps(part).of_ceil(whole), expected);
    }

    #[test]
    fn of_ceil_rounds_up_at_every_magnitude() {
        check(400, 0, 0);
        check(400, 1, 1);
        check(400, 25, 1);
        check(400, 26, 2);
        check(400, 1_000, 40);
        check(400, 1_001, 41);
        check(1, 1_000_000_000_000, 100_000_000);
        check(1, 1_000_000_000_001, 100_000_001);
        check(6_667, 1_000_000_000_000_000_000_000_000, 666_700_000_000_000_000_000_000);
        check(10_000, u128::MAX, u128::MAX);
        check(0, u128::MAX, 0);
    }
}
