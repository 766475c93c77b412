//! Buckets, caps, debts and streams.
//!
//! Money that arrives is booked into four buckets by a policy. What a timelock spends leaves its bucket at once and becomes a
//! debt; the debt falls due as the spender's cap allows, and a stream's also as it vests; whoever likes has paid what is due.
//!
//! The cap is a line of epochs, each of which lets `cap` units of an asset fall due. A spend takes the next free units of the
//! line and moves its end on, so that one above the cap is not refused but falls due in later epochs:
//!
//! ```text
//! cap 10    epoch 0      epoch 1      epoch 2      epoch 3
//! spend 4   ████······
//! spend 19      ██████   ██████████   ███·······
//! spend 1                                ▪             (the line is full until here)
//! ```
//!
//! # Invariants
//! 1. `booked = buckets + unpaid debts`, of every asset, after every operation.
//! 2. In no epoch falls more due of what one spender spends of one asset than the highest cap that was in force when it was
//!    spent. What nobody collects stays due: a late payout pays for several epochs.
//! 3. A debt never pays more than its total, nor before it is due.
//! 4. A new cap concerns later spends only.

use crate::units::{Bps, Millis, DAY};

/// The shortest epoch.
pub const MIN_EPOCH: Millis = DAY;
/// The longest epoch.
pub const MAX_EPOCH: Millis = 90 * DAY;
/// How many epochs ahead the last unit of a spend may fall due: else one spend could block its timelock for ever.
pub const MAX_AHEAD: u64 = 120;
/// The longest stream.
pub const MAX_STREAM: Millis = 3_650 * DAY;
/// The number of the chain's own money. Tokens are numbered from 1.
pub const NATIVE: u32 = 0;
/// The most debts or assets in one answer.
pub const PAGE: u32 = 30;
/// How many buckets there are.
pub const BUCKETS: usize = 4;

/// What money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Bucket {
    /// Machines that train and run models.
    Compute,
    /// Grants to people.
    Grants,
    /// Datasets and their licenses.
    Datasets,
    /// Everything else, and what rounding leaves.
    Reserve,
}

impl Bucket {
    /// All of them, in order.
    pub const ALL: [Self; BUCKETS] = [Self::Compute, Self::Grants, Self::Datasets, Self::Reserve];
}

/// Which timelock spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Spender {
    /// The community's: from every bucket, within its cap.
    Strategic,
    /// The committee's: from [`Bucket::Compute`] and [`Bucket::Datasets`], within its cap.
    Creative,
    /// That of decisions by both houses: from every bucket, without a cap.
    Dual,
}

/// Why the treasury refuses. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// The caller is not the timelock, or none of the timelocks, for which the message is.
    NotAllowed,
    /// Two of the three timelocks are the same account.
    RolesNotDistinct,
    /// An epoch below [`MIN_EPOCH`] or above [`MAX_EPOCH`].
    EpochOutside {
        /// The epoch, in milliseconds.
        epoch: Millis,
    },
    /// The shares of a policy are not the whole.
    PolicyNotWhole {
        /// Their sum, in ten-thousandths.
        sum: u32,
    },
    /// Nothing of the balance is unbooked.
    NothingUnbooked,
    /// An amount of 0.
    ZeroAmount,
    /// The bucket holds less than that.
    BucketTooLow {
        /// The bucket.
        bucket: Bucket,
        /// What it holds.
        holds: u128,
    },
    /// The creative timelock does not spend from this bucket.
    BucketForbidden {
        /// The bucket.
        bucket: Bucket,
    },
    /// The spender has no cap in this asset, so it may not spend it.
    NoCap {
        /// The spender.
        spender: Spender,
    },
    /// The dual timelock has no cap that could be set.
    DualHasNoCap,
    /// The last unit would fall due too many epochs ahead.
    TooFarAhead {
        /// How many epochs ahead it may.
        most: u64,
    },
    /// A stream that does not start before it ends, or whose cliff is not between, or that is longer than [`MAX_STREAM`].
    StreamOutside {
        /// When it starts.
        start: Millis,
        /// Before when nothing vests.
        cliff: Millis,
        /// When all is vested.
        end: Millis,
    },
    /// No debt has this number.
    UnknownDebt {
        /// The number.
        debt: u32,
    },
    /// The debt is no stream, or one that was canceled: it is owed for good.
    NotAStream {
        /// The debt.
        debt: u32,
    },
    /// All of the stream is vested, so there is nothing to cancel.
    AllVested {
        /// The debt.
        debt: u32,
    },
    /// Only who is owed can have it paid to another account.
    NotPayee {
        /// The debt.
        debt: u32,
    },
    /// Nothing of the debt is due.
    NothingDue {
        /// The debt.
        debt: u32,
    },
    /// A number beyond what can be counted.
    Overflow,
}

/// What the treasury stores about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Treasury<A> {
    /// The strategic timelock.
    pub strategic: A,
    /// The creative timelock.
    pub creative: A,
    /// The dual timelock.
    pub dual: A,
    /// How long an epoch is, in milliseconds. Epochs are counted from 1970.
    pub epoch: Millis,
    /// What part of the income each bucket gets.
    pub policy: [Bps; BUCKETS],
    /// How many assets there are; the chain's own money is one.
    pub assets: u32,
    /// How many debts there are.
    pub debts: u32,
}

/// What is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spend<A> {
    /// From which bucket.
    pub bucket: Bucket,
    /// Of which asset.
    pub asset: u32,
    /// Who is owed.
    pub to: A,
    /// How much.
    pub amount: u128,
    /// How it vests; at once if it is no stream.
    pub stream: Option<Stream>,
}

/// How a debt vests: evenly from `start` to `end`, but nothing before `cliff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Stream {
    /// When it starts.
    pub start: Millis,
    /// Before when nothing is vested.
    pub cliff: Millis,
    /// From when on all is vested.
    pub end: Millis,
}

impl Stream {
    /// # Errors
    /// [`Error::StreamOutside`].
    fn check(self) -> Result<(), Error> {
        let Self { start, cliff, end } = self;
        let is_fine = start < end && start <= cliff && cliff <= end && end.wrapping_sub(start) <= MAX_STREAM;
        if is_fine {
            Ok(())
        } else {
            Err(Error::StreamOutside { start, cliff, end })
        }
    }

    /// How much of a total is vested at a time.
    ///
    /// # Rounding
    /// Down, so that the treasury never pays early.
    #[must_use]
    pub fn vested_floor(self, total: u128, now: Millis) -> u128 {
        let Self { start, cliff, end } = self;
        if now < cliff || now <= start {
            0
        } else if now >= end {
            total
        } else {
            // Both are positive: start < now < end.
            part_floor(total, now.wrapping_sub(start), end.wrapping_sub(start))
        }
    }
}

/// `whole * part / of`, where `part <= of`. The product is never formed: it can have 192 bits.
#[allow(clippy::arithmetic_side_effects)]
fn part_floor(whole: u128, part: u64, of: u64) -> u128 {
    let (part, of) = (u128::from(part), u128::from(of));
    // Cannot overflow: the first product is at most `whole`, the second one of two numbers below 2^64; nor can the sum, which
    // is at most `whole`. `of` is not 0: a stream starts before it ends.
    whole / of * part + whole % of * part / of
}

/// What is booked of one asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Books {
    /// What the buckets hold and the debts are owed, together.
    pub booked: u128,
    /// What each bucket holds.
    pub buckets: [u128; BUCKETS],
}

impl Books {
    /// What of a balance is not booked; 0 if more is booked than there is, as after a token lost some.
    #[must_use]
    pub const fn unbooked(&self, balance: u128) -> u128 {
        balance.saturating_sub(self.booked)
    }

    /// The books when the rest of a balance is booked, and how much each bucket gets.
    ///
    /// # Errors
    /// [`Error::NothingUnbooked`].
    ///
    /// # Rounding
    /// Down, and the rest goes to the reserve.
    pub fn sync(&self, balance: u128, policy: &[Bps; BUCKETS]) -> Result<(Self, [u128; BUCKETS]), Error> {
        let amount = self.unbooked(balance);
        if amount == 0 {
            return Err(Error::NothingUnbooked);
        }
        let mut shares = policy.map(|share| part_floor(amount, u64::from(share.0), 10_000));
        let mut rest = amount;
        for share in &shares {
            // Cannot underflow: the shares of a policy are the whole, each rounded down.
            rest = rest.wrapping_sub(*share);
        }
        // Cannot overflow, here and below: parts of a balance.
        shares[Bucket::Reserve as usize] = shares[Bucket::Reserve as usize].wrapping_add(rest);
        let mut books = Self { booked: balance, ..*self };
        for (bucket, share) in books.buckets.iter_mut().zip(&shares) {
            *bucket = bucket.wrapping_add(*share);
        }
        Ok((books, shares))
    }

    /// The books when an amount leaves a bucket; it stays booked.
    fn take(&self, bucket: Bucket, amount: u128) -> Result<Self, Error> {
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        let mut books = *self;
        let holds = &mut books.buckets[bucket as usize];
        *holds = holds.checked_sub(amount).ok_or(Error::BucketTooLow { bucket, holds: *holds })?;
        Ok(books)
    }

    /// The books when an amount that is booked goes to a bucket.
    const fn put(&self, bucket: Bucket, amount: u128) -> Self {
        let mut books = *self;
        // Cannot overflow: all buckets together are at most what is booked.
        books.buckets[bucket as usize] = books.buckets[bucket as usize].wrapping_add(amount);
        books
    }
}

/// How far the line of a spender's cap in one asset is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Line {
    /// How much falls due in an epoch at most; 0 if the spender may not spend this asset.
    pub cap: u128,
    /// The last epoch of which something is taken.
    pub epoch: u64,
    /// How much of that epoch is taken.
    pub used: u128,
}

/// When a debt falls due, by the line of its spender's cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Installments {
    /// The epoch of the first installment.
    pub epoch: u64,
    /// The first installment.
    pub first: u128,
    /// The ones in the epochs behind it; the last one may be smaller.
    pub next: u128,
}

impl Installments {
    /// How much of a total has fallen due in an epoch.
    #[must_use]
    pub fn due(&self, total: u128, epoch: u64) -> u128 {
        let Some(behind) = epoch.checked_sub(self.epoch) else { return 0 };
        let next = self.next.saturating_mul(u128::from(behind));
        // What saturates is more than any total.
        self.first.saturating_add(next).min(total)
    }
}

impl Line {
    /// The line when the next `amount` of it is taken, and in which installments that falls due.
    ///
    /// # Errors
    /// [`Error::NoCap`], [`Error::TooFarAhead`].
    fn take(&self, spender: Spender, amount: u128, now: u64) -> Result<(Self, Installments), Error> {
        let Self { cap, mut epoch, mut used } = *self;
        if epoch < now {
            (epoch, used) = (now, 0);
        }
        // A lowered cap may be below what is taken.
        if used >= cap {
            (epoch, used) = (epoch.wrapping_add(1), 0);
        }
        // Cannot underflow: the cap is above what is used, or both are 0.
        let first = cap.wrapping_sub(used).min(amount);
        let installments = Installments { epoch, first, next: cap };
        let rest = amount.wrapping_sub(first);
        used = used.wrapping_add(first);
        if rest > 0 {
            // How many epochs are full behind the first one, and what is left for the one behind them.
            let (Some(full), Some(left)) = (rest.checked_div(cap), rest.checked_rem(cap)) else {
                return Err(Error::NoCap { spender });
            };
            let full = u64::try_from(full).unwrap_or(u64::MAX);
            epoch = epoch.saturating_add(full);
            used = cap;
            if left > 0 {
                (epoch, used) = (epoch.saturating_add(1), left);
            }
        }
        // Cannot underflow: a line begins now at the earliest.
        if epoch.wrapping_sub(now) > MAX_AHEAD {
            return Err(Error::TooFarAhead { most: MAX_AHEAD });
        }
        Ok((Self { cap, epoch, used }, installments))
    }
}

/// What somebody is owed: a spend, or a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Debt<A> {
    /// Who is owed.
    pub to: A,
    /// In which asset.
    pub asset: u32,
    /// From which bucket it came, and to which it returns.
    pub bucket: Bucket,
    /// Who spent it.
    pub spender: Spender,
    /// How much in all.
    pub total: u128,
    /// How much of it is paid.
    pub paid: u128,
    /// When it falls due by the spender's cap.
    pub installments: Installments,
    /// How it vests, if it is a stream that was not canceled.
    pub stream: Option<Stream>,
}

impl<A: Copy + Eq> Debt<A> {
    /// How much is vested at a time.
    #[must_use]
    pub fn vested(&self, now: Millis) -> u128 {
        self.stream.map_or(self.total, |stream| stream.vested_floor(self.total, now))
    }

    /// The debt when another account is owed.
    ///
    /// # Errors
    /// [`Error::NotPayee`].
    pub fn redirect(&self, debt: u32, caller: A, to: A) -> Result<Self, Error> {
        if caller != self.to {
            return Err(Error::NotPayee { debt });
        }
        Ok(Self { to, ..*self })
    }
}

impl<A: Copy + Eq> Treasury<A> {
    /// A treasury of three timelocks, with the chain's own money as its only asset.
    ///
    /// # Errors
    /// [`Error::RolesNotDistinct`], [`Error::EpochOutside`], [`Error::PolicyNotWhole`].
    pub fn new(timelocks: [A; 3], epoch: Millis, policy: [Bps; BUCKETS]) -> Result<Self, Error> {
        let [strategic, creative, dual] = timelocks;
        if strategic == creative || creative == dual || dual == strategic {
            return Err(Error::RolesNotDistinct);
        }
        if !(MIN_EPOCH..=MAX_EPOCH).contains(&epoch) {
            return Err(Error::EpochOutside { epoch });
        }
        check_policy(&policy)?;
        Ok(Self { strategic, creative, dual, epoch, policy, assets: 1, debts: 0 })
    }

    /// Which timelock an account is.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] if it is none.
    pub fn spender(&self, caller: A) -> Result<Spender, Error> {
        if caller == self.strategic {
            Ok(Spender::Strategic)
        } else if caller == self.creative {
            Ok(Spender::Creative)
        } else if caller == self.dual {
            Ok(Spender::Dual)
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// The epoch of a time.
    #[must_use]
    pub const fn epoch_of(&self, now: Millis) -> u64 {
        match now.checked_div(self.epoch) {
            Some(epoch) => epoch,
            None => 0,
        }
    }

    /// The treasury with one more token, whose number is the old count. For the strategic and the dual timelock.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::Overflow`].
    pub fn register(&self, caller: A) -> Result<Self, Error> {
        if self.spender(caller)? == Spender::Creative {
            return Err(Error::NotAllowed);
        }
        Ok(Self { assets: self.assets.checked_add(1).ok_or(Error::Overflow)?, ..*self })
    }

    /// The treasury with another policy, for income that is booked from now on. For the dual timelock.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::PolicyNotWhole`].
    pub fn set_policy(&self, caller: A, policy: [Bps; BUCKETS]) -> Result<Self, Error> {
        self.check_dual(caller)?;
        check_policy(&policy)?;
        Ok(Self { policy, ..*self })
    }

    /// A spender's line with another cap, for what it spends from now on. For the dual timelock.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::DualHasNoCap`].
    pub fn set_cap(&self, caller: A, spender: Spender, line: &Line, cap: u128) -> Result<Line, Error> {
        self.check_dual(caller)?;
        if spender == Spender::Dual {
            return Err(Error::DualHasNoCap);
        }
        Ok(Line { cap, ..*line })
    }

    fn check_dual(&self, caller: A) -> Result<(), Error> {
        if caller == self.dual {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// The books of an asset when an amount goes from one bucket to another. For the strategic timelock.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::ZeroAmount`], [`Error::BucketTooLow`].
    pub fn move_funds(&self, caller: A, books: &Books, route: [Bucket; 2], amount: u128) -> Result<Books, Error> {
        if self.spender(caller)? != Spender::Strategic {
            return Err(Error::NotAllowed);
        }
        let [from, to] = route;
        Ok(books.take(from, amount)?.put(to, amount))
    }

    /// What spending leaves: the treasury with one more debt, whose number is the old count; the asset's books; the spender's
    /// line; the debt.
    ///
    /// A stream takes its total off the line when it is opened, as if it were spent at once, and vesting can only put it
    /// off: so it never needs the line again, and a canceled one gives nothing of it back. The dual timelock opens streams
    /// without a cap.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], for streams of the creative timelock too; [`Error::BucketForbidden`], [`Error::NoCap`],
    /// [`Error::StreamOutside`], [`Error::ZeroAmount`], [`Error::BucketTooLow`], [`Error::TooFarAhead`],
    /// [`Error::Overflow`].
    #[allow(clippy::type_complexity)]
    pub fn spend(
        &self,
        caller: A,
        spend: Spend<A>,
        books: &Books,
        line: impl FnOnce(Spender) -> Line,
        now: Millis,
    ) -> Result<(Self, Books, Option<Line>, Debt<A>), Error> {
        let Spend { bucket, asset, to, amount, stream } = spend;
        let spender = self.spender(caller)?;
        if spender == Spender::Creative {
            if stream.is_some() {
                return Err(Error::NotAllowed);
            }
            if !matches!(bucket, Bucket::Compute | Bucket::Datasets) {
                return Err(Error::BucketForbidden { bucket });
            }
        }
        if let Some(stream) = stream {
            stream.check()?;
        }
        let books = books.take(bucket, amount)?;
        let epoch = self.epoch_of(now);
        let (line, installments) = if spender == Spender::Dual {
            (None, Installments { epoch, first: amount, next: 0 })
        } else {
            let line = line(spender);
            if line.cap == 0 {
                return Err(Error::NoCap { spender });
            }
            let (line, installments) = line.take(spender, amount, epoch)?;
            (Some(line), installments)
        };
        let debts = self.debts.checked_add(1).ok_or(Error::Overflow)?;
        let debt = Debt { to, asset, bucket, spender, total: amount, paid: 0, installments, stream };
        Ok((Self { debts, ..*self }, books, line, debt))
    }

    /// How much of a debt has fallen due at a time and is not paid.
    #[must_use]
    pub fn due(&self, debt: &Debt<A>, now: Millis) -> u128 {
        let due = debt.installments.due(debt.total, self.epoch_of(now)).min(debt.vested(now));
        // Nothing is paid before it is due, and what is due never shrinks.
        due.saturating_sub(debt.paid)
    }

    /// The debt and the asset's books when all that is due is paid, and how much that is.
    ///
    /// # Errors
    /// [`Error::NothingDue`].
    pub fn collect(
        &self,
        number: u32,
        debt: &Debt<A>,
        books: &Books,
        now: Millis,
    ) -> Result<(Debt<A>, Books, u128), Error> {
        let amount = self.due(debt, now);
        if amount == 0 {
            return Err(Error::NothingDue { debt: number });
        }
        // Neither can go wrong: what is due is unpaid, and all that is unpaid is booked.
        let debt = Debt { paid: debt.paid.wrapping_add(amount), ..*debt };
        let books = Books { booked: books.booked.wrapping_sub(amount), ..*books };
        Ok((debt, books, amount))
    }

    /// The debt and the asset's books when a stream ends now, and how much returns to its bucket: what has vested stays
    /// owed. For the timelock that opened it and for the dual one.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::NotAStream`], [`Error::AllVested`].
    pub fn cancel_stream(
        &self,
        caller: A,
        number: u32,
        debt: &Debt<A>,
        books: &Books,
        now: Millis,
    ) -> Result<(Debt<A>, Books, u128), Error> {
        let spender = self.spender(caller)?;
        if spender != Spender::Dual && spender != debt.spender {
            return Err(Error::NotAllowed);
        }
        if debt.stream.is_none() {
            return Err(Error::NotAStream { debt: number });
        }
        let total = debt.vested(now);
        // Cannot underflow: no more than the total vests.
        let returned = debt.total.wrapping_sub(total);
        if returned == 0 {
            return Err(Error::AllVested { debt: number });
        }
        Ok((Debt { total, stream: None, ..*debt }, books.put(debt.bucket, returned), returned))
    }
}

fn check_policy(policy: &[Bps; BUCKETS]) -> Result<(), Error> {
    let sum = policy.iter().fold(0u32, |sum, share| sum.saturating_add(u32::from(share.0)));
    if sum == u32::from(Bps::WHOLE.0) {
        Ok(())
    } else {
        Err(Error::PolicyNotWhole { sum })
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const STRATEGIC: u8 = 1;
    const CREATIVE: u8 = 2;
    const DUAL: u8 = 3;
    const PAYEE: u8 = 9;
    /// The tests' epoch number 100 begins.
    const NOW: Millis = 100 * DAY;
    const POLICY: [Bps; 4] = [Bps(4_000), Bps(2_500), Bps(2_500), Bps(1_000)];

    fn treasury() -> Treasury<u8> {
        Treasury::new([STRATEGIC, CREATIVE, DUAL], DAY, POLICY).unwrap()
    }

    #[track_caller]
    fn check_new(timelocks: [u8; 3], epoch: Millis, policy: [u16; 4], expected: Result<(), Error>) {
        let policy = policy.map(Bps);
        assert_eq!(Treasury::new(timelocks, epoch, policy).map(|_| ()), expected);
    }

    #[test]
    fn new_refuses_what_is_out_of_bounds() {
        let three = [1, 2, 3];
        let even = [2_500; 4];
        check_new(three, DAY, even, Ok(()));
        check_new(three, 90 * DAY, [0, 0, 0, 10_000], Ok(()));
        for equal in [[1, 1, 2], [1, 2, 2], [1, 2, 1], [1, 1, 1]] {
            check_new(equal, DAY, even, Err(Error::RolesNotDistinct));
        }
        for epoch in [0, DAY - 1, 90 * DAY + 1, Millis::MAX] {
            check_new(three, epoch, even, Err(Error::EpochOutside { epoch }));
        }
        check_new(three, DAY, [2_500, 2_500, 2_500, 2_499], Err(Error::PolicyNotWhole { sum: 9_999 }));
        check_new(three, DAY, [2_500, 2_500, 2_500, 2_501], Err(Error::PolicyNotWhole { sum: 10_001 }));
        check_new(three, DAY, [0; 4], Err(Error::PolicyNotWhole { sum: 0 }));
        check_new(three, DAY, [u16::MAX; 4], Err(Error::PolicyNotWhole { sum: 262_140 }));
    }

    #[track_caller]
    fn check_sync(booked: u128, balance: u128, expected: Result<[u128; 4], Error>) {
        let books = Books { booked, buckets: [booked, 0, 0, 0] };
        let synced = books.sync(balance, &POLICY);
        assert_eq!(synced.map(|(_, shares)| shares), expected);
        if let Ok((books, _)) = synced {
            assert_eq!(books.booked, balance);
            assert_eq!(books.buckets.iter().sum::<u128>(), balance);
        }
    }

    #[test]
    fn sync_rounds_down_and_leaves_the_rest_to_the_reserve() {
        check_sync(0, 0, Err(Error::NothingUnbooked));
        check_sync(7, 7, Err(Error::NothingUnbooked));
        check_sync(8, 7, Err(Error::NothingUnbooked));
        check_sync(0, 1, Ok([0, 0, 0, 1]));
        check_sync(0, 3, Ok([1, 0, 0, 2])); // 1.2, 0.75, 0.75
        check_sync(1_000, 1_010, Ok([4, 2, 2, 2]));
        check_sync(0, 10_000, Ok([4_000, 2_500, 2_500, 1_000]));
        let quarter = u128::MAX / 4; // 2^128 - 1 is 3 more than four of them.
        let most = 136_112_946_768_375_385_385_349_842_972_707_284_582; // 0.4 * (2^128 - 1) rounded down.
        check_sync(0, u128::MAX, Ok([most, quarter, quarter, u128::MAX - most - 2 * quarter]));
    }

    #[track_caller]
    fn check_line(line: Line, amount: u128, expected: Result<(Line, Installments), Error>) {
        assert_eq!(line.take(Spender::Strategic, amount, 100), expected);
    }

    #[test]
    fn a_spend_takes_the_next_free_units_of_the_line() {
        let line = |epoch, used| Line { cap: 10, epoch, used };
        let parts = |epoch, first| Installments { epoch, first, next: 10 };
        // From a line that ended long ago.
        check_line(line(7, 9), 1, Ok((line(100, 1), parts(100, 1))));
        check_line(line(7, 9), 10, Ok((line(100, 10), parts(100, 10))));
        check_line(line(7, 9), 11, Ok((line(101, 1), parts(100, 10))));
        check_line(line(7, 9), 20, Ok((line(101, 10), parts(100, 10))));
        check_line(line(7, 9), 21, Ok((line(102, 1), parts(100, 10))));
        // From one that ends in this epoch.
        check_line(line(100, 4), 6, Ok((line(100, 10), parts(100, 6))));
        check_line(line(100, 4), 7, Ok((line(101, 1), parts(100, 6))));
        check_line(line(100, 10), 1, Ok((line(101, 1), parts(101, 1))));
        // From one that ends later.
        check_line(line(103, 4), 19, Ok((line(105, 3), parts(103, 6))));
        // A lowered cap below what is used.
        check_line(line(103, 50), 11, Ok((line(105, 1), parts(104, 10))));
        // As far ahead as it may, and a unit farther.
        check_line(line(0, 0), 1_210, Ok((line(220, 10), parts(100, 10))));
        check_line(line(0, 0), 1_211, Err(Error::TooFarAhead { most: 120 }));
        check_line(line(220, 9), 1, Ok((line(220, 10), parts(220, 1))));
        check_line(line(220, 10), 1, Err(Error::TooFarAhead { most: 120 }));
        check_line(line(0, 0), u128::MAX, Err(Error::TooFarAhead { most: 120 }));
        let wide = Line { cap: u128::MAX, epoch: 0, used: 0 };
        let all = Installments { epoch: 100, first: u128::MAX, next: u128::MAX };
        check_line(wide, u128::MAX, Ok((Line { epoch: 100, used: u128::MAX, ..wide }, all)));
    }

    #[track_caller]
    fn check_due(installments: Installments, total: u128, epoch: u64, expected: u128) {
        assert_eq!(installments.due(total, epoch), expected);
    }

    #[test]
    fn installments_fall_due_epoch_by_epoch() {
        let parts = Installments { epoch: 103, first: 6, next: 10 };
        check_due(parts, 19, 0, 0);
        check_due(parts, 19, 102, 0);
        check_due(parts, 19, 103, 6);
        check_due(parts, 19, 104, 16);
        check_due(parts, 19, 105, 19);
        check_due(parts, 19, u64::MAX, 19);
        check_due(Installments { next: u128::MAX, ..parts }, u128::MAX, u64::MAX, u128::MAX);
        check_due(Installments { epoch: 100, first: 19, next: 0 }, 19, 100, 19);
    }

    #[track_caller]
    fn check_vested(total: u128, now: Millis, expected: u128) {
        assert_eq!(Stream { start: 100, cliff: 130, end: 200 }.vested_floor(total, now), expected);
    }

    #[test]
    fn streams_vest_evenly_behind_the_cliff() {
        check_vested(1_000, 0, 0);
        check_vested(1_000, 100, 0);
        check_vested(1_000, 129, 0);
        check_vested(1_000, 130, 300);
        check_vested(1_000, 199, 990);
        check_vested(1_000, 200, 1_000);
        check_vested(1_000, Millis::MAX, 1_000);
        check_vested(3, 150, 1); // 1.5
        check_vested(1, 199, 0);
        check_vested(u128::MAX, 150, u128::MAX / 2);
        check_vested(u128::MAX, 199, 336_879_543_251_729_078_828_740_861_357_450_529_340);
        // 0.99 * (2^128 - 1) rounded down.
    }

    #[track_caller]
    fn check_stream(start: Millis, cliff: Millis, end: Millis, fine: bool) {
        let expected = if fine { Ok(()) } else { Err(Error::StreamOutside { start, cliff, end }) };
        assert_eq!(Stream { start, cliff, end }.check(), expected);
    }

    #[test]
    fn streams_start_before_they_end() {
        check_stream(0, 0, 0, false);
        check_stream(0, 0, 1, true);
        check_stream(0, 1, 1, true);
        check_stream(0, 2, 1, false);
        check_stream(5, 4, 9, false);
        check_stream(5, 5, 5, false);
        check_stream(9, 7, 5, false);
        check_stream(1, 1, MAX_STREAM + 1, true);
        check_stream(0, 1, MAX_STREAM + 1, false);
        check_stream(Millis::MAX - 1, Millis::MAX, Millis::MAX, true);
    }

    const FULL: Books = Books { booked: 400, buckets: [100; 4] };

    fn spend(bucket: Bucket, amount: u128) -> Spend<u8> {
        Spend { bucket, asset: 0, to: PAYEE, amount, stream: None }
    }

    #[track_caller]
    fn check_spend(caller: u8, spend: Spend<u8>, cap: u128, expected: Result<(), Error>) {
        let spent = treasury().spend(caller, spend, &FULL, |_| Line { cap, epoch: 0, used: 0 }, NOW);
        assert_eq!(spent.map(|_| ()), expected);
        if let Ok((treasury, books, line, debt)) = spent {
            assert_eq!(treasury.debts, 1);
            assert_eq!(books.booked, FULL.booked, "a debt stays booked");
            assert_eq!(books.buckets[spend.bucket as usize], 100 - spend.amount);
            assert_eq!((debt.total, debt.paid, debt.to), (spend.amount, 0, PAYEE));
            assert_eq!(line.is_none(), caller == DUAL);
        }
    }

    #[test]
    fn spend_obeys_roles_buckets_and_caps() {
        for bucket in Bucket::ALL {
            let forbidden = matches!(bucket, Bucket::Grants | Bucket::Reserve);
            let creative = if forbidden { Err(Error::BucketForbidden { bucket }) } else { Ok(()) };
            check_spend(STRATEGIC, spend(bucket, 100), 100, Ok(()));
            check_spend(CREATIVE, spend(bucket, 100), 100, creative);
            check_spend(DUAL, spend(bucket, 100), 0, Ok(()));
            check_spend(PAYEE, spend(bucket, 100), 100, Err(Error::NotAllowed));
            check_spend(STRATEGIC, spend(bucket, 101), 1_000, Err(Error::BucketTooLow { bucket, holds: 100 }));
            check_spend(DUAL, spend(bucket, u128::MAX), 0, Err(Error::BucketTooLow { bucket, holds: 100 }));
            check_spend(DUAL, spend(bucket, 0), 0, Err(Error::ZeroAmount));
        }
        let compute = spend(Bucket::Compute, 1);
        check_spend(STRATEGIC, compute, 0, Err(Error::NoCap { spender: Spender::Strategic }));
        check_spend(CREATIVE, compute, 0, Err(Error::NoCap { spender: Spender::Creative }));
        let stream = Some(Stream { start: 0, cliff: 0, end: 1 });
        check_spend(STRATEGIC, Spend { stream, ..compute }, 1, Ok(()));
        check_spend(DUAL, Spend { stream, ..compute }, 0, Ok(()));
        check_spend(CREATIVE, Spend { stream, ..compute }, 1, Err(Error::NotAllowed));
        let bad = Some(Stream { start: 1, cliff: 1, end: 1 });
        let outside = Err(Error::StreamOutside { start: 1, cliff: 1, end: 1 });
        check_spend(DUAL, Spend { stream: bad, ..compute }, 0, outside);
        let full = Treasury { debts: u32::MAX, ..treasury() };
        let refused = full.spend(DUAL, compute, &FULL, |_| Line::default(), NOW);
        assert_eq!(refused.map(|_| ()), Err(Error::Overflow));
    }

    fn stream_of(caller: u8, cap: u128) -> Debt<u8> {
        let stream = Some(Stream { start: NOW, cliff: NOW + DAY, end: NOW + 10 * DAY });
        let order = Spend { stream, ..spend(Bucket::Grants, 100) };
        treasury().spend(caller, order, &FULL, |_| Line { cap, epoch: 0, used: 0 }, NOW).unwrap().3
    }

    #[track_caller]
    fn check_collect(debt: Debt<u8>, days: u64, expected: u128) {
        let treasury = treasury();
        let collected = treasury.collect(4, &debt, &FULL, NOW + days * DAY);
        assert_eq!(treasury.due(&debt, NOW + days * DAY), expected);
        match expected {
            0 => assert_eq!(collected, Err(Error::NothingDue { debt: 4 })),
            _ => {
                let (paid, books, amount) = collected.unwrap();
                assert_eq!((amount, books.booked, books.buckets), (expected, 400 - expected, FULL.buckets));
                assert_eq!(paid.paid, debt.paid + expected);
                let again = treasury.collect(4, &paid, &books, NOW + days * DAY);
                assert_eq!(again, Err(Error::NothingDue { debt: 4 }));
            }
        }
    }

    #[test]
    fn what_is_due_is_vested_and_within_the_cap() {
        check_collect(stream_of(DUAL, 0), 0, 0);
        check_collect(stream_of(DUAL, 0), 1, 10);
        check_collect(stream_of(DUAL, 0), 5, 50);
        check_collect(stream_of(DUAL, 0), 10, 100);
        // The cap puts it off: 3 a day, the day of the opening counts.
        check_collect(stream_of(STRATEGIC, 3), 1, 6);
        check_collect(stream_of(STRATEGIC, 3), 9, 30);
        check_collect(stream_of(STRATEGIC, 3), 32, 99);
        check_collect(stream_of(STRATEGIC, 3), 33, 100);
        // Vesting puts it off.
        check_collect(stream_of(STRATEGIC, 60), 1, 10);
        check_collect(Debt { paid: 10, ..stream_of(DUAL, 0) }, 1, 0);
        check_collect(Debt { paid: 10, ..stream_of(DUAL, 0) }, 2, 10);
    }

    #[track_caller]
    fn check_cancel(debt: Debt<u8>, caller: u8, days: u64, expected: Result<u128, Error>) {
        let canceled = treasury().cancel_stream(caller, 4, &debt, &FULL, NOW + days * DAY);
        assert_eq!(canceled.map(|(_, _, returned)| returned), expected);
        if let Ok((rest, books, returned)) = canceled {
            assert_eq!((rest.total, rest.stream), (100 - returned, None));
            assert_eq!((books.booked, books.buckets[Bucket::Grants as usize]), (400, 100 + returned));
            let again = treasury().cancel_stream(caller, 4, &rest, &books, NOW + days * DAY);
            assert_eq!(again, Err(Error::NotAStream { debt: 4 }));
        }
    }

    #[test]
    fn a_canceled_stream_owes_what_has_vested() {
        check_cancel(stream_of(DUAL, 0), DUAL, 0, Ok(100));
        check_cancel(stream_of(DUAL, 0), DUAL, 1, Ok(90));
        check_cancel(stream_of(DUAL, 0), DUAL, 9, Ok(10));
        check_cancel(stream_of(DUAL, 0), DUAL, 10, Err(Error::AllVested { debt: 4 }));
        check_cancel(stream_of(DUAL, 0), STRATEGIC, 1, Err(Error::NotAllowed));
        check_cancel(stream_of(DUAL, 0), CREATIVE, 1, Err(Error::NotAllowed));
        check_cancel(stream_of(DUAL, 0), PAYEE, 1, Err(Error::NotAllowed));
        check_cancel(stream_of(STRATEGIC, 1), STRATEGIC, 1, Ok(90));
        check_cancel(stream_of(STRATEGIC, 1), DUAL, 1, Ok(90));
        check_cancel(stream_of(STRATEGIC, 1), CREATIVE, 1, Err(Error::NotAllowed));
        let plain = Debt { stream: None, ..stream_of(STRATEGIC, 1) };
        check_cancel(plain, STRATEGIC, 1, Err(Error::NotAStream { debt: 4 }));
    }

    #[test]
    fn the_rest_is_for_one_timelock_each() {
        let treasury = treasury();
        let refused = Err(Error::NotAllowed);
        for (caller, strategic, dual) in
            [(STRATEGIC, true, false), (CREATIVE, false, false), (DUAL, false, true), (PAYEE, false, false)]
        {
            let when = |allowed: bool| if allowed { Ok(()) } else { refused };
            let route = [Bucket::Grants, Bucket::Compute];
            assert_eq!(treasury.move_funds(caller, &FULL, route, 100).map(|_| ()), when(strategic));
            assert_eq!(treasury.set_policy(caller, POLICY).map(|_| ()), when(dual));
            let line = Line { cap: 1, epoch: 5, used: 1 };
            let set = treasury.set_cap(caller, Spender::Creative, &line, 7);
            assert_eq!(set, when(dual).map(|()| Line { cap: 7, ..line }));
            assert_eq!(treasury.register(caller).map(|treasury| treasury.assets), when(strategic || dual).map(|()| 2));
        }
        let bad = [Bps(10_000), Bps(1), Bps(0), Bps(0)];
        assert_eq!(treasury.set_policy(DUAL, bad), Err(Error::PolicyNotWhole { sum: 10_001 }));
        assert_eq!(treasury.set_cap(DUAL, Spender::Dual, &Line::default(), 1), Err(Error::DualHasNoCap));
        let full = Treasury { assets: u32::MAX, ..treasury };
        assert_eq!(full.register(DUAL), Err(Error::Overflow));
    }

    #[test]
    fn move_funds_needs_them() {
        let treasury = treasury();
        let moved = |route, amount| treasury.move_funds(STRATEGIC, &FULL, route, amount).map(|books| books.buckets);
        let route = [Bucket::Grants, Bucket::Compute];
        assert_eq!(moved(route, 100), Ok([200, 0, 100, 100]));
        assert_eq!(moved(route, 1), Ok([101, 99, 100, 100]));
        assert_eq!(moved(route, 0), Err(Error::ZeroAmount));
        assert_eq!(moved(route, 101), Err(Error::BucketTooLow { bucket: Bucket::Grants, holds: 100 }));
        assert_eq!(moved([Bucket::Grants; 2], 100), Ok([100; 4]));
    }

    #[test]
    fn only_the_payee_redirects() {
        let debt = stream_of(DUAL, 0);
        assert_eq!(debt.redirect(4, PAYEE, 77).map(|debt| debt.to), Ok(77));
        for stranger in [STRATEGIC, DUAL, 77] {
            assert_eq!(debt.redirect(4, stranger, 77), Err(Error::NotPayee { debt: 4 }));
        }
    }
}
