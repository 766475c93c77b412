//! The treasury as a list of everything that it ever promised and paid.

use crate::Random;
use atelier_governance::{
    treasury::{Bucket, Error, Spender, Stream, MAX_AHEAD, MAX_STREAM},
    units::{Millis, DAY},
};
use num_bigint::BigUint;
use std::collections::BTreeMap;

/// The numbers by which the timelocks are known: strategic, creative, dual.
pub const TIMELOCKS: [u32; 3] = [1, 2, 3];
/// The numbers of people.
pub const PEOPLE: [u32; 3] = [10, 11, 12];

/// What somebody is owed.
#[derive(Clone, Debug)]
pub struct Debt {
    /// Who spent.
    pub spender: Spender,
    /// From which bucket.
    pub bucket: Bucket,
    /// Of which asset.
    pub asset: u32,
    /// Who is owed.
    pub to: u32,
    /// How much of it falls due in which epoch, by the cap.
    pub allotments: Vec<(u64, u128)>,
    /// How it vests.
    pub stream: Option<Stream>,
    /// When it was canceled, and how much was vested then.
    pub canceled: Option<u128>,
    /// Every payment.
    pub payments: Vec<u128>,
}

impl Debt {
    /// How much was spent.
    #[must_use]
    pub fn spent(&self) -> u128 {
        self.allotments.iter().map(|(_, amount)| amount).sum()
    }

    /// How much is owed in all.
    #[must_use]
    pub fn total(&self) -> u128 {
        self.canceled.unwrap_or(self.spent())
    }

    /// How much is paid.
    #[must_use]
    pub fn paid(&self) -> u128 {
        self.payments.iter().sum()
    }

    fn vested(&self, now: Millis) -> u128 {
        match (self.canceled, self.stream) {
            (Some(vested), _) => vested,
            (None, None) => self.spent(),
            (None, Some(stream)) if now < stream.cliff || now < stream.start => 0,
            (None, Some(stream)) if now >= stream.end => self.spent(),
            (None, Some(stream)) => part(self.spent(), now - stream.start, stream.end - stream.start),
        }
    }
}

/// `whole * part / of` rounded down, exactly.
fn part(whole: u128, part: u64, of: u64) -> u128 {
    let exact = BigUint::from(whole) * part / of;
    exact.try_into().expect("a part is no more than the whole")
}

/// A treasury; accounts are numbers, and assets are numbered from 0.
#[derive(Clone, Debug)]
pub struct Treasury {
    epoch: Millis,
    policy: [u16; 4],
    /// Every income: the asset, and what each bucket got.
    incomes: Vec<(u32, [u128; 4])>,
    /// Every move between buckets: the asset, from, to, amount.
    moves: Vec<(u32, Bucket, Bucket, u128)>,
    /// Every debt.
    pub debts: Vec<Debt>,
    /// Every cap that ever was, the last one in force.
    caps: BTreeMap<(u8, u32), Vec<u128>>,
    assets: u32,
}

impl Treasury {
    /// A treasury with so many assets.
    #[must_use]
    pub fn new(epoch: Millis, policy: [u16; 4], assets: u32) -> Self {
        let (incomes, moves, debts) = (Vec::new(), Vec::new(), Vec::new());
        Self { epoch, policy, incomes, moves, debts, caps: BTreeMap::new(), assets }
    }

    /// What a bucket holds.
    ///
    /// # Panics
    /// If more left it than came.
    #[must_use]
    pub fn bucket(&self, asset: u32, bucket: Bucket) -> u128 {
        let (mut came, mut left) = (0u128, 0u128);
        for (_, shares) in self.incomes.iter().filter(|(of, _)| *of == asset) {
            came += shares[bucket as usize];
        }
        for (_, from, to, amount) in self.moves.iter().filter(|(of, ..)| *of == asset) {
            came += if *to == bucket { *amount } else { 0 };
            left += if *from == bucket { *amount } else { 0 };
        }
        for debt in self.debts.iter().filter(|debt| debt.asset == asset && debt.bucket == bucket) {
            left += debt.total();
        }
        came.checked_sub(left).expect("a bucket never owes")
    }

    /// What is booked: all that came less all that was paid.
    ///
    /// # Panics
    /// If more was paid than came.
    #[must_use]
    pub fn booked(&self, asset: u32) -> u128 {
        let incomes = self.incomes.iter().filter(|(of, _)| *of == asset);
        let came: u128 = incomes.map(|(_, shares)| shares.iter().sum::<u128>()).sum();
        let paid: u128 = self.debts.iter().filter(|debt| debt.asset == asset).map(Debt::paid).sum();
        came.checked_sub(paid).expect("no more is paid than came")
    }

    /// What all debts are still owed.
    #[must_use]
    pub fn unpaid(&self, asset: u32) -> u128 {
        let debts = self.debts.iter().filter(|debt| debt.asset == asset);
        debts.map(|debt| debt.total() - debt.paid()).sum()
    }

    /// How much of a debt is due and unpaid.
    #[must_use]
    pub fn due(&self, debt: u32, now: Millis) -> Option<u128> {
        let debt = self.debts.get(debt as usize)?;
        let fallen = debt.allotments.iter().filter(|(epoch, _)| *epoch <= now / self.epoch);
        let fallen: u128 = fallen.map(|(_, amount)| amount).sum();
        Some(fallen.min(debt.vested(now)) - debt.paid())
    }

    /// A spender's cap.
    #[must_use]
    pub fn cap(&self, spender: Spender, asset: u32) -> u128 {
        self.caps.get(&(spender as u8, asset)).and_then(|caps| caps.last().copied()).unwrap_or(0)
    }

    /// How much of a spender's debts falls due in an epoch.
    fn taken(&self, spender: Spender, asset: u32, epoch: u64) -> u128 {
        let debts = self.debts.iter().filter(|debt| debt.spender == spender && debt.asset == asset);
        let parts = debts.flat_map(|debt| &debt.allotments).filter(|(of, _)| *of == epoch);
        parts.map(|(_, amount)| amount).sum()
    }

    /// Asserts what always holds.
    ///
    /// # Panics
    /// If it does not.
    pub fn check(&self) {
        for asset in 0..self.assets {
            let buckets: u128 = Bucket::ALL.iter().map(|bucket| self.bucket(asset, *bucket)).sum();
            assert_eq!(self.booked(asset), buckets + self.unpaid(asset), "asset {asset}");
            for spender in [Spender::Strategic, Spender::Creative] {
                let highest = self.caps.get(&(spender as u8, asset)).and_then(|caps| caps.iter().max());
                let debts = self.debts.iter().filter(|debt| debt.spender == spender && debt.asset == asset);
                for (epoch, _) in debts.flat_map(|debt| &debt.allotments) {
                    let taken = self.taken(spender, asset, *epoch);
                    assert!(Some(&taken) <= highest, "{spender:?} spends {taken} of asset {asset} in epoch {epoch}");
                }
            }
        }
    }

    fn spender(caller: u32) -> Result<Spender, Error> {
        match caller {
            1 => Ok(Spender::Strategic),
            2 => Ok(Spender::Creative),
            3 => Ok(Spender::Dual),
            _ => Err(Error::NotAllowed),
        }
    }

    /// Books what is not booked of a balance. Tells how much.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn sync(&mut self, asset: u32, balance: u128) -> Result<u128, Error> {
        let booked = self.booked(asset);
        if balance <= booked {
            return Err(Error::NothingUnbooked);
        }
        let amount = balance - booked;
        let mut shares = self.policy.map(|share| part(amount, share.into(), 10_000));
        shares[3] = amount - shares[0] - shares[1] - shares[2];
        self.incomes.push((asset, shares));
        Ok(amount)
    }

    /// Spends; opens a stream if there is one.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn spend(&mut self, caller: u32, order: Order, now: Millis) -> Result<u32, Error> {
        let Order { bucket, asset, to, amount, stream } = order;
        let spender = Self::spender(caller)?;
        if spender == Spender::Creative {
            if stream.is_some() {
                return Err(Error::NotAllowed);
            }
            if bucket == Bucket::Grants || bucket == Bucket::Reserve {
                return Err(Error::BucketForbidden { bucket });
            }
        }
        if let Some(Stream { start, cliff, end }) = stream {
            if start >= end || cliff < start || cliff > end || end - start > MAX_STREAM {
                return Err(Error::StreamOutside { start, cliff, end });
            }
        }
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        let holds = self.bucket(asset, bucket);
        if amount > holds {
            return Err(Error::BucketTooLow { bucket, holds });
        }
        let today = now / self.epoch;
        let mut allotments = Vec::new();
        if spender == Spender::Dual {
            allotments.push((today, amount));
        } else {
            let cap = self.cap(spender, asset);
            if cap == 0 {
                return Err(Error::NoCap { spender });
            }
            let debts = self.debts.iter().filter(|debt| debt.spender == spender && debt.asset == asset);
            let last = debts.flat_map(|debt| &debt.allotments).map(|(epoch, _)| *epoch).max();
            let mut epoch = last.map_or(today, |last| last.max(today));
            let mut rest = amount;
            while rest > 0 {
                if epoch > today + MAX_AHEAD {
                    return Err(Error::TooFarAhead { most: MAX_AHEAD });
                }
                let free = cap.saturating_sub(self.taken(spender, asset, epoch)).min(rest);
                if free > 0 {
                    allotments.push((epoch, free));
                }
                rest -= free;
                epoch += 1;
            }
        }
        let (canceled, payments) = (None, Vec::new());
        self.debts.push(Debt { spender, bucket, asset, to, allotments, stream, canceled, payments });
        Ok(self.debts.len() as u32 - 1)
    }

    fn known(&mut self, debt: u32) -> Result<&mut Debt, Error> {
        self.debts.get_mut(debt as usize).ok_or(Error::UnknownDebt { debt })
    }

    /// Pays what is due, if it can be paid at all. Tells to whom and how much.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn collect(&mut self, debt: u32, now: Millis) -> Result<(u32, u128), Error> {
        let due = self.due(debt, now).ok_or(Error::UnknownDebt { debt })?;
        if due == 0 {
            return Err(Error::NothingDue { debt });
        }
        let known = self.known(debt)?;
        known.payments.push(due);
        Ok((known.to, due))
    }

    /// Has another account be owed.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn redirect(&mut self, caller: u32, debt: u32, to: u32) -> Result<(), Error> {
        let known = self.known(debt)?;
        if known.to != caller {
            return Err(Error::NotPayee { debt });
        }
        known.to = to;
        Ok(())
    }

    /// Ends a stream. Tells how much returns.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn cancel(&mut self, caller: u32, debt: u32, now: Millis) -> Result<u128, Error> {
        let known = self.known(debt)?;
        let spender = Self::spender(caller)?;
        if spender != Spender::Dual && spender != known.spender {
            return Err(Error::NotAllowed);
        }
        if known.stream.is_none() || known.canceled.is_some() {
            return Err(Error::NotAStream { debt });
        }
        let vested = known.vested(now);
        if vested == known.spent() {
            return Err(Error::AllVested { debt });
        }
        known.canceled = Some(vested);
        Ok(known.spent() - vested)
    }

    /// Moves from one bucket to another.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn move_funds(&mut self, caller: u32, asset: u32, route: [Bucket; 2], amount: u128) -> Result<(), Error> {
        if Self::spender(caller)? != Spender::Strategic {
            return Err(Error::NotAllowed);
        }
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        let [bucket, to] = route;
        let holds = self.bucket(asset, bucket);
        if amount > holds {
            return Err(Error::BucketTooLow { bucket, holds });
        }
        self.moves.push((asset, bucket, to, amount));
        Ok(())
    }

    /// Sets the policy.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn set_policy(&mut self, caller: u32, policy: [u16; 4]) -> Result<(), Error> {
        if caller != 3 {
            return Err(Error::NotAllowed);
        }
        let sum = policy.iter().map(|share| u32::from(*share)).sum();
        if sum != 10_000 {
            return Err(Error::PolicyNotWhole { sum });
        }
        self.policy = policy;
        Ok(())
    }

    /// Sets a cap.
    ///
    /// # Errors
    /// Those of the rules.
    pub fn set_cap(&mut self, caller: u32, spender: Spender, asset: u32, cap: u128) -> Result<(), Error> {
        if caller != 3 {
            return Err(Error::NotAllowed);
        }
        if spender == Spender::Dual {
            return Err(Error::DualHasNoCap);
        }
        self.caps.entry((spender as u8, asset)).or_default().push(cap);
        Ok(())
    }
}

/// What is spent.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// From which bucket.
    pub bucket: Bucket,
    /// Of which asset.
    pub asset: u32,
    /// Who is owed.
    pub to: u32,
    /// How much.
    pub amount: u128,
    /// How it vests.
    pub stream: Option<Stream>,
}

/// Something that somebody does.
#[derive(Clone, Debug)]
pub enum Move {
    /// Nothing, for so many milliseconds.
    Wait(Millis),
    /// Sends money.
    Send(u32, u128),
    /// Has the books follow the balance.
    Sync(u32),
    /// Spends.
    Spend(u32, Order),
    /// Has a debt paid.
    Collect(u32),
    /// Has another account be owed.
    Redirect(u32, u32, u32),
    /// Ends a stream.
    Cancel(u32, u32),
    /// Moves from one bucket to another.
    MoveFunds(u32, u32, [Bucket; 2], u128),
    /// Sets the policy.
    SetPolicy(u32, [u16; 4]),
    /// Sets a cap.
    SetCap(u32, Spender, u32, u128),
}

impl Treasury {
    /// A random move, mostly one that means something. Incomes are around `scale`.
    pub fn any_move(&self, random: &mut Random, now: Millis, scale: u64) -> Move {
        let asset = random.below(self.assets as usize) as u32;
        let bucket = |random: &mut Random| Bucket::ALL[random.below(4)];
        let person = |random: &mut Random| PEOPLE[random.below(PEOPLE.len())];
        let timelock = |random: &mut Random| {
            if random.once_in(12) {
                person(random)
            } else {
                TIMELOCKS[random.below(3)]
            }
        };
        let amount = |random: &mut Random, holds: u128| match random.below(12) {
            0 => 0,
            1 => holds,
            2 => holds + 1,
            _ => u128::from(random.bits()) % (holds / 2 + 1) + 1,
        };
        let debt = |random: &mut Random| random.below(self.debts.len() + 1) as u32;
        let dual = |random: &mut Random| if random.once_in(6) { timelock(random) } else { 3 };
        if self.booked(asset) == 0 && random.once_in(2) {
            // Without money little can be tried.
            return if random.once_in(2) { Move::Send(asset, scale.into()) } else { Move::Sync(asset) };
        }
        match random.below(20) {
            0..=2 => Move::Wait(match random.below(3) {
                0 => self.epoch - now % self.epoch,
                1 => self.epoch - now % self.epoch - 1,
                _ => random.between(1, 2 * self.epoch),
            }),
            3..=4 => Move::Send(asset, random.between(1, scale).into()),
            5..=6 => Move::Sync(asset),
            7..=11 => {
                let bucket = bucket(random);
                let amount = amount(random, self.bucket(asset, bucket));
                let stream = random.once_in(3).then(|| {
                    let start = now - random.between(0, 3) * DAY + random.between(0, 5) * DAY;
                    let end = start + random.between(0, 40) * DAY;
                    let cliff = match random.below(3) {
                        0 => start,
                        1 => end,
                        _ => start + random.between(0, 10) * DAY,
                    };
                    Stream { start, cliff, end }
                });
                Move::Spend(timelock(random), Order { bucket, asset, to: person(random), amount, stream })
            }
            12..=14 => {
                let due: Vec<u32> =
                    (0..self.debts.len() as u32).filter(|debt| self.due(*debt, now) > Some(0)).collect();
                match random.pick(&due) {
                    Some(due) if !random.once_in(4) => Move::Collect(*due),
                    _ => Move::Collect(debt(random)),
                }
            }
            15 => {
                let debt = debt(random);
                let payee = self.debts.get(debt as usize).map_or(10, |debt| debt.to);
                let caller = if random.once_in(3) { person(random) } else { payee };
                Move::Redirect(caller, debt, person(random))
            }
            16 => Move::Cancel(timelock(random), debt(random)),
            17 => {
                let route = [bucket(random), bucket(random)];
                let caller = if random.once_in(4) { timelock(random) } else { 1 };
                Move::MoveFunds(caller, asset, route, amount(random, self.bucket(asset, route[0])))
            }
            18 => {
                let mut policy = [0u16; 4];
                for share in &mut policy[..3] {
                    *share = random.between(0, 3_333) as u16;
                }
                policy[3] = 10_000 - policy[0] - policy[1] - policy[2] + u16::from(random.once_in(8));
                Move::SetPolicy(dual(random), policy)
            }
            _ => {
                let spender =
                    [Spender::Strategic, Spender::Creative, Spender::Strategic, Spender::Creative, Spender::Dual]
                        [random.below(5)];
                let cap = if random.once_in(5) { 0 } else { random.between(1, scale / 3 + 1).into() };
                Move::SetCap(dual(random), spender, asset, cap)
            }
        }
    }
}
