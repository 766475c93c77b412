//! Money as plain lists: what everybody earns on which day, and what everybody has.

use crate::license::Account;
use atelier_licensing::units::{AssetId, Day, SplitId};
use std::collections::BTreeMap;

/// Who earns income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Earner {
    /// A split.
    Split(SplitId),
    /// Who brought a customer.
    Referrer(Account),
}

/// What somebody earns on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The day.
    pub day: Day,
    /// Who.
    pub to: Earner,
    /// How much.
    pub amount: u128,
}

/// An amount over days as evenly as it goes: what does not divide is earned on the last one.
#[must_use]
pub fn spread(amount: u128, to: Earner, from: Day, days: u32) -> Vec<Share> {
    let daily = amount / u128::from(days);
    let mut shares: Vec<Share> = (from..from + days).map(|day| Share { day, to, amount: daily }).collect();
    if let Some(last) = shares.last_mut() {
        last.amount += amount - daily * u128::from(days);
    }
    shares
}

/// What there is of one asset, all told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// What licensees paid.
    pub paid: u128,
    /// What they got back.
    pub refunded: u128,
    /// What was paid to those who earned it, to keepers, and to the DAO or put aside for it.
    pub released: u128,
    /// What pauses hold.
    pub parked: u128,
    /// What lies in the prepaid balances.
    pub prepaid: u128,
    /// What is put aside for the DAO.
    pub fees: u128,
    /// Income that is not released.
    pub future: u128,
}

/// Who can have money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purse {
    /// Somebody.
    Account(Account),
    /// A split.
    Split(SplitId),
    /// The DAO.
    Treasury,
    /// The contract.
    Licenses,
}

/// All the money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// What is earned on which day and not released yet.
    pub income: BTreeMap<(AssetId, Earner), BTreeMap<Day, u128>>,
    /// The first day that is not released.
    pub next: BTreeMap<(AssetId, Earner), Day>,
    /// What was paid in all.
    pub paid: BTreeMap<AssetId, u128>,
    /// What went back in all.
    pub refunded: BTreeMap<AssetId, u128>,
    /// What was released in all, by who earned it, before the fee of the DAO.
    pub released: BTreeMap<(AssetId, Earner), u128>,
    /// What keepers got.
    pub keepers: BTreeMap<AssetId, u128>,
    /// What is put aside for the DAO.
    pub fees: BTreeMap<AssetId, u128>,
    /// Prepaid balances.
    pub prepaid: BTreeMap<(Account, AssetId), u128>,
    /// What somebody lets the contract take.
    pub allowances: BTreeMap<(Account, AssetId), u128>,
    /// What everybody got since the beginning, less what he gave.
    pub gained: BTreeMap<(Purse, AssetId), i128>,
}

impl Money {
    /// Something is earned. What was earned on a day that is over is earned today.
    pub fn earn(&mut self, asset: AssetId, share: &Share) {
        *self.income.entry((asset, share.to)).or_default().entry(share.day).or_default() += share.amount;
    }

    /// Something is not earned after all.
    ///
    /// # Panics
    /// If it never was to be.
    pub fn take_back(&mut self, asset: AssetId, share: &Share) {
        let days = self.income.get_mut(&(asset, share.to)).expect("it was to be earned");
        let day = days.get_mut(&share.day).expect("on that day");
        *day = day.checked_sub(share.amount).expect("so much");
    }

    /// Money goes from one to another.
    pub fn pay(&mut self, asset: AssetId, from: Purse, to: Purse, amount: u128) {
        let amount = i128::try_from(amount).expect("amounts are far below");
        *self.gained.entry((from, asset)).or_default() -= amount;
        *self.gained.entry((to, asset)).or_default() += amount;
    }

    /// What somebody has at the contract.
    #[must_use]
    pub fn prepaid(&self, account: Account, asset: AssetId) -> u128 {
        self.prepaid.get(&(account, asset)).copied().unwrap_or_default()
    }

    /// What somebody earns from some day on.
    #[must_use]
    pub fn income_from(&self, asset: AssetId, to: Earner, day: Day) -> u128 {
        self.income.get(&(asset, to)).map_or(0, |days| days.range(day..).map(|(_, amount)| amount).sum())
    }

    /// What everybody earns and did not get yet.
    #[must_use]
    pub fn future(&self, asset: AssetId) -> u128 {
        let days = self.income.iter().filter(|((of, _), _)| *of == asset);
        days.flat_map(|(_, days)| days.values()).sum()
    }

    /// Takes out what somebody earned on up to so many days that are over.
    pub fn release(&mut self, asset: AssetId, to: Earner, today: Day, max_days: u32) -> u128 {
        let next = self.next.entry((asset, to)).or_default();
        let until = today.min(next.saturating_add(max_days)).max(*next);
        let days = self.income.entry((asset, to)).or_default();
        let over: Vec<Day> = days.range(*next..until).map(|(day, _)| *day).collect();
        let amount = over.iter().filter_map(|day| days.remove(day)).sum();
        *next = until;
        *self.released.entry((asset, to)).or_default() += amount;
        amount
    }
}
