//! The one division of the suite: what part of an amount belongs to a weight.

/// What one unit of weight has earned, prepared once for all entries of a table.
///
/// Splitting the two divisions off lets a loop over entries divide 64 by 64 bits in the common case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    whole: u128,
    rest: u64,
    total: u64,
}

impl Rate {
    /// Prepares the division of `received` by the total weight `total`. A total of 0 gives everybody 0.
    #[must_use]
    pub fn new(received: u128, total: u64) -> Self {
        if total == 0 {
            return Self { whole: 0, rest: 0, total: 1 };
        }
        let (whole, rest) = divide(received, total);
        Self { whole, rest, total }
    }

    /// The total weight.
    #[must_use]
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// What is left of the amount after each unit of weight got the whole part.
    #[must_use]
    pub(crate) fn rest(&self) -> u64 {
        self.rest
    }

    /// The share of `weight`, rounded down.
    ///
    /// Needs `weight <= total`, which every table guarantees.
    ///
    /// # Rounding
    /// Down. The shares of all entries of a table sum to the received amount minus less than one unit per entry.
    #[must_use]
    pub fn share_floor(&self, weight: u64) -> u128 {
        // Cannot overflow: weight <= total, hence whole * weight <= received and rest * weight / total < total.
        let whole = self.whole.wrapping_mul(u128::from(weight));
        let rest = match self.rest.checked_mul(weight) {
            Some(product) => u128::from(product.checked_div(self.total).unwrap_or(0)),
            None => divide(u128::from(self.rest).wrapping_mul(u128::from(weight)), self.total).0,
        };
        whole.wrapping_add(rest)
    }
}

/// `floor(received * weight / total)`, exact for every `received` and every `weight <= total`.
///
/// # Rounding
/// Down.
#[must_use]
pub fn share_floor(received: u128, weight: u64, total: u64) -> u128 {
    Rate::new(received, total).share_floor(weight)
}

/// Quotient and remainder of 128 by 64 bits. `divisor` is not 0.
///
/// The compiler's own 128-bit division is ten times the code, and code is what a call pays for first. Where the upper half
/// divides without a rest (always for amounts below 2^64) two divisions of 64 bits do; else the lower half is divided bit
/// by bit.
fn divide(value: u128, divisor: u64) -> (u128, u64) {
    let high = (value >> 64) as u64;
    let mut low = value as u64;
    let quotient_high = high.checked_div(divisor).unwrap_or(0);
    let mut rest = high.checked_rem(divisor).unwrap_or(0);
    if rest == 0 {
        rest = low.checked_rem(divisor).unwrap_or(0);
        low = low.checked_div(divisor).unwrap_or(0);
    } else {
        // The bits of the quotient move into `low` as those of the dividend move out. rest < divisor throughout, so what
        // is shifted out of `rest` tells that twice the rest is above the divisor.
        for _ in 0..64 {
            let above = rest >> 63;
            rest = rest << 1 | low >> 63;
            low <<= 1;
            if above != 0 || rest >= divisor {
                rest = rest.wrapping_sub(divisor);
                low |= 1;
            }
        }
    }
    (u128::from(quotient_high) << 64 | u128::from(low), rest)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)] // A test that overflows fails, as it should.
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(received: u128, weight: u64, total: u64, expected: u128) {
        assert_eq!(share_floor(received, weight, total), expected);
    }

    #[test]
    fn share_rounds_down() {
        check(10, 1, 3, 3);
        check(11, 2, 3, 7);
    }
    #[test]
    fn share_of_everything_is_everything() {
        check(u128::MAX, u64::MAX, u64::MAX, u128::MAX);
        check(u128::MAX, 1, 1, u128::MAX);
    }
    #[test]
    fn share_of_nothing_is_nothing() {
        check(0, 5, 7, 0);
        check(u128::MAX, 0, 7, 0);
        check(u128::MAX, 0, 0, 0);
    }
    #[test]
    fn share_of_the_largest_amount_by_the_smallest_weight() {
        // 2^128 - 1 = (2^64 - 1)(2^64 + 1)
        check(u128::MAX, 1, u64::MAX, (1 << 64) + 1);
    }

    #[test]
    fn divide_agrees_with_the_compiler_where_digits_are_at_their_limits() {
        // Estimated digits are wrong most often beside powers of two.
        const DIGITS: [u32; 9] =
            [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff];
        let pairs = || DIGITS.into_iter().flat_map(|high| DIGITS.map(|low| u64::from(high) << 32 | u64::from(low)));
        for divisor in pairs().filter(|divisor| *divisor > 0) {
            for value in pairs().flat_map(|high| pairs().map(move |low| u128::from(high) << 64 | u128::from(low))) {
                let wide = u128::from(divisor);
                assert_eq!(divide(value, divisor), (value / wide, (value % wide) as u64), "{value} / {divisor}");
            }
        }
    }

    fn wide() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0u32..64).prop_map(|(value, shift)| value >> shift)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn divide_agrees_with_the_compiler(value: u128, shift in 0u32..128, divisor in wide()) {
            let value = value >> shift;
            let divisor = divisor.max(1);
            let wide = u128::from(divisor);
            prop_assert_eq!(divide(value, divisor), (value / wide, (value % wide) as u64));
        }

        #[test]
        fn share_agrees_with_unbounded_integers(received: u128, a in wide(), b in wide()) {
            let (weight, total) = (a.min(b), a.max(b).max(1));
            let exact = num_bigint::BigUint::from(received) * weight / total;
            prop_assert_eq!(num_bigint::BigUint::from(share_floor(received, weight, total)), exact);
        }
    }
}
