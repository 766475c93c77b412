//! A year of random life: what was true at some time stays true.

mod common;

use atelier_licensing::units::{LicenseId, Millis, PlanId, DAY};
use common::{Answer, Pair};
use licensing_model::{actors::ACCOUNTS, actors::START, license::Account, step::Step};

/// How many steps happen on a day.
const BUSY: u64 = 3;
/// How many days there are.
const YEAR: u64 = 365;

/// What was answered at some time about that time.
struct Told {
    at: Millis,
    licenses: Vec<(LicenseId, Answer)>,
    active: Vec<(Account, PlanId, bool)>,
}

/// Lets something happen, which both sides must do alike.
fn take(pair: &mut Pair, step: &Step) {
    if let Err(error) = pair.take(step) {
        panic!("{error}");
    }
}

fn ask(pair: &Pair, at: Millis) -> Told {
    let licenses = pair.trace.world.licenses.iter().map(|license| (license.id, pair.answer(license.id, at)));
    let everybody = (0..ACCOUNTS).flat_map(|account| (1..=7).map(move |plan| (account, plan)));
    let active = everybody.map(|(account, plan)| (account, plan, pair.shell.is_active(account, plan, at)));
    Told { at, licenses: licenses.collect(), active: active.collect() }
}

/// Lives through a year, asks about everything three times a day, and asks again for each day of it at the end.
fn check(seed: u64) {
    let mut pair = Pair::new(seed, 1);
    let mut told = Vec::new();
    let mut now = START;
    for day in 0..YEAR {
        // In the night, at some time of the day, and in its last millisecond.
        for at in [day * DAY, day * DAY + (day * 7_919_113) % DAY, (day + 1) * DAY - 1] {
            let at = (START / DAY + 1) * DAY + at;
            let last = pair.trace.world.now;
            take(&mut pair, &Step::Wait(at.saturating_sub(last)));
            told.push(ask(&pair, pair.trace.world.now));
            // What happens later in the same millisecond may still change what it gave.
            take(&mut pair, &Step::Wait(1));
            for _ in 0..BUSY {
                let step = pair.trace.draw();
                if !matches!(step, Step::Wait(_)) {
                    take(&mut pair, &step);
                }
            }
            now = pair.trace.world.now;
        }
    }
    assert!(now > START + YEAR * DAY);
    let (mut licenses, mut active) = (0, 0);
    for Told { at, licenses: before, active: used } in told {
        for (id, answer) in before {
            assert_eq!(pair.answer(id, at), answer, "seed {seed}: {id:?} at {at}");
            licenses += 1;
        }
        for (account, plan, was) in used {
            assert_eq!(pair.shell.is_active(account, plan, at), was, "seed {seed}: plan {plan} of {account} at {at}");
            active += u32::from(was);
        }
    }
    assert!(licenses > 10_000 && active > 1_000, "seed {seed}: {licenses} answers, {active} of them yes");
}

#[test]
fn a_year_of_answers_stays_true() {
    check(1);
}

#[test]
fn another_year_of_answers_stays_true() {
    check(2);
}
