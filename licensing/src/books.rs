//! What was paid in an asset, and what became of it.
//!
//! # Invariants
//! 1. `paid = refunded + released + parked + future`: what is neither given back, nor paid out as income, nor parked by a pause
//!    is still to be earned or to be released.
//! 2. [`Books::held`] is what the contract must have: it is owed to somebody. Refunds go to prepaid balances or leave.
//! 3. Nothing is paid that would let a sum reach 2^127, so that sums of bookings can be counted with a sign.

use crate::{error::Error, units::MAX_AMOUNT};

/// The books of one asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Books<A> {
    /// The token; of the chain's own money an account that nobody reads.
    pub token: A,
    /// What a keeper gets for a renewal.
    pub keeper_fee: u128,
    /// What was paid for licenses.
    pub paid: u128,
    /// How much of it was given back.
    pub refunded: u128,
    /// How much of it was earned and released: to splits, referrers, keepers and the DAO.
    pub released: u128,
    /// How much of it is parked by pauses.
    pub parked: u128,
    /// What accounts have paid in advance for renewals, and what was given back to them.
    pub prepaid: u128,
    /// What the DAO was released and was not paid yet.
    pub fees: u128,
    /// What lies here for disputes.
    pub bonds: u128,
}

impl<A> Books<A> {
    /// Books a payment for a license.
    ///
    /// # Errors
    /// [`Error::AmountTooLarge`] if the sum of all payments became too large. At [`MAX_AMOUNT`] at most for each that takes 64 of them.
    pub fn pay(&mut self, amount: u128) -> Result<(), Error> {
        self.paid = sum(self.paid, amount)?;
        Ok(())
    }

    /// What is not earned yet, and what was earned and is not released yet.
    #[must_use]
    pub const fn future(&self) -> u128 {
        // Cannot underflow: see the first invariant.
        self.paid.wrapping_sub(self.refunded).wrapping_sub(self.released).wrapping_sub(self.parked)
    }

    /// What must be there.
    #[must_use]
    pub const fn held(&self) -> u128 {
        // Cannot underflow, see the first invariant; nor overflow: all of it was taken in, and is below 2^128 together.
        let kept = self.paid.wrapping_sub(self.refunded).wrapping_sub(self.released);
        kept.wrapping_add(self.prepaid).wrapping_add(self.fees).wrapping_add(self.bonds)
    }
}

/// The sum of what came in, and of what comes in now.
///
/// # Errors
/// [`Error::AmountTooLarge`] if it reaches 2^126: with as much in advance it stays below 2^127.
pub const fn sum(before: u128, amount: u128) -> Result<u128, Error> {
    // Cannot overflow where it counts: both are below 2^127 then.
    let sum = before.wrapping_add(amount);
    if amount > MAX_AMOUNT || sum >= 1 << 126 {
        return Err(Error::AmountTooLarge);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: u128, amount: u128, expected: Result<u128, Error>) {
        assert_eq!(sum(before, amount), expected);
    }

    #[test]
    fn sum_stays_below_its_limit() {
        const LIMIT: u128 = 1 << 126;
        check(0, 0, Ok(0));
        check(0, MAX_AMOUNT, Ok(MAX_AMOUNT));
        check(0, MAX_AMOUNT + 1, Err(Error::AmountTooLarge));
        check(0, u128::MAX, Err(Error::AmountTooLarge));
        check(LIMIT - 2, 1, Ok(LIMIT - 1));
        check(LIMIT - 1, 0, Ok(LIMIT - 1));
        check(LIMIT - 1, 1, Err(Error::AmountTooLarge));
        check(LIMIT - 1, u128::MAX, Err(Error::AmountTooLarge));
    }

    #[test]
    fn what_is_held_is_what_is_owed() {
        let mut books = Books::<u8> { prepaid: 5, fees: 7, bonds: 11, ..Books::default() };
        books.pay(100).unwrap();
        (books.refunded, books.released, books.parked) = (10, 20, 30);
        assert_eq!(books.future(), 40);
        assert_eq!(books.held(), 40 + 30 + 5 + 7 + 11);
        assert_eq!(books.pay(u128::MAX), Err(Error::AmountTooLarge));
        assert_eq!(books.paid, 100);
    }
}
