//! What is sold in the traces.

use crate::Random;
use atelier_licensing::{
    plan::{Offer, Plan, Price, Refund, Transfer, MAX_PENALTY, MAX_REFERRAL},
    units::{AssetId, Bps, Millis, PlanId, SplitId, Version, DAY},
};

use crate::license::Account;

/// The assets: the chain's money, and a token.
pub const ASSETS: [AssetId; 2] = [0, 1];
/// The splits that earn.
pub const SPLITS: [SplitId; 2] = [1, 2];

/// All plans; the first has the number 1.
pub type Catalog = Vec<Vec<Offer<Account>>>;

/// A version.
#[must_use]
pub fn offer(catalog: &Catalog, plan: PlanId, version: Version) -> Option<&Offer<Account>> {
    catalog.get((plan as usize).checked_sub(1)?)?.get(usize::from(version).checked_sub(1)?)
}

struct Sketch {
    family: u32,
    rank: u8,
    days: u16,
    max_active: Option<u32>,
    max_ever: Option<u32>,
}

/// Seven plans of two families with two or three versions each.
#[must_use]
pub fn catalog(random: &mut Random, now: Millis) -> Catalog {
    let sketch = |family, rank, days| Sketch { family, rank, days, max_active: None, max_ever: None };
    let plans = [
        sketch(1, 1, 7),
        sketch(1, 2, 10),
        sketch(1, 3, 30),
        Sketch { max_active: Some(2), ..sketch(1, 3, 5) },
        Sketch { max_ever: Some(6), ..sketch(2, 1, 3) },
        Sketch { max_active: Some(3), ..sketch(2, 4, 12) },
        sketch(2, 9, 1),
    ];
    plans.iter().map(|plan| versions(random, plan, now)).collect()
}

fn versions(random: &mut Random, sketch: &Sketch, now: Millis) -> Vec<Offer<Account>> {
    let count = random.between(2, 3);
    (0..count).map(|number| Offer::new(version(random, sketch, now, number))).collect()
}

fn version(random: &mut Random, sketch: &Sketch, now: Millis, number: u64) -> Plan<Account> {
    let shift = random.between(0, 55);
    let mut prices: Vec<Price> = Vec::new();
    for asset in ASSETS {
        if number == 0 || !random.once_in(6) {
            let price = match random.below(12) {
                0 => 0,
                1 => u128::from(random.between(1, 9)),
                _ => u128::from(random.bits() >> 20) << shift,
            };
            let seat_price = if random.once_in(3) { 0 } else { price / u128::from(random.between(2, 20)) };
            prices.push(Price { asset, price, seat_price, overage: None });
        }
    }
    if prices.is_empty() {
        prices.push(Price { asset: ASSETS[0], price: 1_000_003, seat_price: 7, overage: None });
    }
    let seats = random.between(1, 3) as u16;
    Plan {
        family: sketch.family,
        rank: sketch.rank,
        period_days: if number == 0 { sketch.days } else { random.between(1, 40) as u16 },
        seats,
        max_seats: seats + random.below(4) as u16,
        trial_days: if random.once_in(3) { 0 } else { random.between(1, 14) as u16 },
        grace: match random.below(4) {
            0 => 0,
            1 => random.between(1, DAY),
            _ => random.between(1, 12) * DAY,
        },
        pauses: random.below(4) as u8,
        max_active: sketch.max_active,
        max_ever: sketch.max_ever,
        credits: 0,
        rollover: false,
        terms: 0,
        catalog: [number as u8; 32],
        gate: None,
        transfer: match random.below(4) {
            0 => Transfer::No,
            1 => Transfer::Approved,
            _ => Transfer::Free { fee: Bps([0, 0, 100, 2_500, 10_000][random.below(5)]) },
        },
        refund: match random.below(5) {
            0 => Refund::None,
            1 => Refund::Unearned { penalty: Bps(0) },
            2 => Refund::Unearned { penalty: MAX_PENALTY },
            _ => Refund::Unearned { penalty: Bps(random.between(1, MAX_PENALTY.0.into()) as u16) },
        },
        referral: match random.below(4) {
            0 => Bps(0),
            1 => MAX_REFERRAL,
            _ => Bps(random.between(1, MAX_REFERRAL.0.into()) as u16),
        },
        split: SPLITS[random.below(SPLITS.len())],
        effective_from: if number < 2 { 0 } else { now + random.between(1, 40) * DAY },
        prices,
    }
}
