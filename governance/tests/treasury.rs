//! Random traces of the treasury's rules beside a model that keeps every income, promise and payment.

use atelier_governance::{
    treasury::{Books, Bucket, Debt, Line, Spend, Spender, Treasury},
    units::{Bps, Millis, DAY},
};
use governance_model::{
    treasury::{Move, Order, Treasury as Model, TIMELOCKS},
    Random,
};
use std::collections::BTreeMap;

const ASSETS: u32 = 2;
const POLICY: [u16; 4] = [4_000, 2_500, 2_500, 1_000];

/// The rules with their cells, as a shell keeps them, and the money.
struct Shell {
    treasury: Treasury<u32>,
    books: Vec<Books>,
    lines: BTreeMap<(u8, u32), Line>,
    debts: Vec<Debt<u32>>,
    balances: Vec<u128>,
}

impl Shell {
    fn line(&self, spender: Spender, asset: u32) -> Line {
        self.lines.get(&(spender as u8, asset)).copied().unwrap_or_default()
    }

    fn known(&self, debt: u32) -> Result<Debt<u32>, atelier_governance::treasury::Error> {
        let unknown = atelier_governance::treasury::Error::UnknownDebt { debt };
        self.debts.get(debt as usize).copied().ok_or(unknown)
    }
}

/// What a trace did.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    spends: u32,
    later: u32,
    payments: u32,
    canceled: u32,
}

fn play(seed: u64, epoch: Millis, scale: u64) -> Tally {
    let mut random = Random::new(seed);
    let mut model = Model::new(epoch, POLICY, ASSETS);
    let mut shell = Shell {
        treasury: Treasury::new(TIMELOCKS, epoch, POLICY.map(Bps)).unwrap(),
        books: vec![Books::default(); ASSETS as usize],
        lines: BTreeMap::new(),
        debts: Vec::new(),
        balances: vec![0; ASSETS as usize],
    };
    let mut tally = Tally::default();
    let mut now = 20_000 * DAY + seed;
    for step in 0..120 {
        let next = model.any_move(&mut random, now, scale);
        let context = format!("seed {seed}, step {step}: {next:?}");
        match next {
            Move::Wait(time) => now += time,
            Move::Send(asset, amount) => shell.balances[asset as usize] += amount,
            Move::Sync(asset) => {
                let (books, balance) = (&mut shell.books[asset as usize], shell.balances[asset as usize]);
                let expected = model.sync(asset, balance);
                let synced = books.sync(balance, &shell.treasury.policy);
                assert_eq!(synced.map(|(_, shares)| shares.iter().sum::<u128>()), expected, "{context}");
                if let Ok((new, _)) = synced {
                    *books = new;
                }
            }
            Move::Spend(caller, order) => {
                let expected = model.spend(caller, order, now);
                let Order { bucket, asset, to, amount, stream } = order;
                let spend = Spend { bucket, asset, to, amount, stream };
                let books = shell.books[asset as usize];
                let number = shell.treasury.debts;
                let spent = shell.treasury.spend(caller, spend, &books, |spender| shell.line(spender, asset), now);
                assert_eq!(spent.map(|_| number), expected, "{context}");
                if let Ok((treasury, books, line, debt)) = spent {
                    shell.treasury = treasury;
                    shell.books[asset as usize] = books;
                    if let Some(line) = line {
                        shell.lines.insert((debt.spender as u8, asset), line);
                    }
                    tally.spends += 1;
                    tally.later += u32::from(debt.installments.due(debt.total, now / epoch) < debt.total);
                    shell.debts.push(debt);
                }
            }
            Move::Collect(number) => {
                let expected = model.collect(number, now);
                let collected = shell
                    .known(number)
                    .and_then(|debt| shell.treasury.collect(number, &debt, &shell.books[debt.asset as usize], now));
                assert_eq!(collected.map(|(debt, _, amount)| (debt.to, amount)), expected, "{context}");
                if let Ok((debt, books, amount)) = collected {
                    let balance = &mut shell.balances[debt.asset as usize];
                    *balance = balance.checked_sub(amount).expect("the treasury can always pay");
                    shell.debts[number as usize] = debt;
                    shell.books[debt.asset as usize] = books;
                    tally.payments += 1;
                }
            }
            Move::Redirect(caller, number, to) => {
                let expected = model.redirect(caller, number, to);
                let redirected = shell.known(number).and_then(|debt| debt.redirect(number, caller, to));
                assert_eq!(redirected.map(|debt| shell.debts[number as usize] = debt), expected, "{context}");
            }
            Move::Cancel(caller, number) => {
                let expected = model.cancel(caller, number, now);
                let canceled = shell.known(number).and_then(|debt| {
                    shell.treasury.cancel_stream(caller, number, &debt, &shell.books[debt.asset as usize], now)
                });
                assert_eq!(canceled.map(|(_, _, returned)| returned), expected, "{context}");
                if let Ok((debt, books, _)) = canceled {
                    shell.debts[number as usize] = debt;
                    shell.books[debt.asset as usize] = books;
                    tally.canceled += 1;
                }
            }
            Move::MoveFunds(caller, asset, route, amount) => {
                let expected = model.move_funds(caller, asset, route, amount);
                let moved = shell.treasury.move_funds(caller, &shell.books[asset as usize], route, amount);
                assert_eq!(moved.map(|books| shell.books[asset as usize] = books), expected, "{context}");
            }
            Move::SetPolicy(caller, policy) => {
                let expected = model.set_policy(caller, policy);
                let set = shell.treasury.set_policy(caller, policy.map(Bps));
                assert_eq!(set.map(|treasury| shell.treasury = treasury), expected, "{context}");
            }
            Move::SetCap(caller, spender, asset, cap) => {
                let expected = model.set_cap(caller, spender, asset, cap);
                let set = shell.treasury.set_cap(caller, spender, &shell.line(spender, asset), cap);
                let set = set.map(|line| {
                    shell.lines.insert((spender as u8, asset), line);
                });
                assert_eq!(set, expected, "{context}");
            }
        }
        model.check();
        for asset in 0..ASSETS {
            let books = shell.books[asset as usize];
            assert_eq!(books.booked, model.booked(asset), "{context}");
            assert_eq!(books.buckets, Bucket::ALL.map(|bucket| model.bucket(asset, bucket)), "{context}");
            assert!(books.booked <= shell.balances[asset as usize], "{context}");
            let debts = shell.debts.iter().filter(|debt| debt.asset == asset);
            let unpaid: u128 = debts.map(|debt| debt.total - debt.paid).sum();
            assert_eq!(books.booked, books.buckets.iter().sum::<u128>() + unpaid, "{context}");
        }
        for (number, debt) in (0..).zip(&shell.debts) {
            assert_eq!(Some(shell.treasury.due(debt, now)), model.due(number, now), "{context}, debt {number}");
        }
    }
    tally
}

#[test]
fn rules_agree_with_the_model_over_random_traces() {
    let mut all = Tally::default();
    // From an epoch of a day and units that can be counted to the longest epoch and amounts that no product holds.
    for (epoch, scale) in [(DAY, 100), (7 * DAY, 1_000_000), (90 * DAY, u64::MAX - 1)] {
        for seed in 0..250 {
            let Tally { spends, later, payments, canceled } = play(seed, epoch, scale);
            all.spends += spends;
            all.later += later;
            all.payments += payments;
            all.canceled += canceled;
        }
    }
    // Traces in which little happens would prove little.
    let Tally { spends, later, payments, canceled } = all;
    assert!(spends > 3_000 && later > 500 && payments > 1_000 && canceled > 100, "{all:?}");
}
