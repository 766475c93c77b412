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
mod tests;
