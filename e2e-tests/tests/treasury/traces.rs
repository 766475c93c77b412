//! Random traces on the chain beside the model.

use super::{Stage, EPOCH, POLICY};
use atelier_governance::treasury::{Bucket, Spend, Spender, NATIVE};
use e2e_tests::{chain::account, dao::treasury::Error, suite::DEPLOYER};
use governance_model::{
    treasury::{Move, Order, Treasury as Model, PEOPLE},
    Random,
};

/// Incomes of each asset are up to this.
const SCALE: u64 = 1_000_000_000;

/// Plays one trace and tells how many payouts there were.
fn play(seed: u64) -> u32 {
    let mut random = Random::new(seed);
    let mut stage = Stage::new();
    let (token, asset) = stage.token("honest-token", SCALE.into());
    let treasury = stage.treasury;
    stage.chain.transfer(account(DEPLOYER), treasury.account, SCALE.into());
    treasury.sync(&mut stage.chain, NATIVE).unwrap();
    let mut model = Model::new(EPOCH, POLICY, 2);
    for of in [NATIVE, asset] {
        model.sync(of, SCALE.into()).unwrap();
    }
    for (spender, of) in [(Spender::Strategic, NATIVE), (Spender::Creative, NATIVE), (Spender::Creative, asset)] {
        stage.cap(spender, of, u128::from(SCALE) / 20);
        model.set_cap(3, spender, of, u128::from(SCALE) / 20).unwrap();
    }
    let mut payouts = 0;
    for step in 0..50u32 {
        let now = stage.chain.now();
        let next = model.any_move(&mut random, now, SCALE);
        let context = format!("seed {seed}, step {step}: {next:?}");
        let before = stage.chain.root();
        let chain = &mut stage.chain;
        let refused = match next {
            Move::Wait(time) => {
                chain.set_time(now + time);
                false
            }
            Move::Send(NATIVE, amount) => {
                chain.transfer(account(DEPLOYER), treasury.account, amount);
                false
            }
            Move::Send(_, amount) => {
                stage.send(token, amount);
                false
            }
            Move::Sync(of) => {
                let balance = match of {
                    NATIVE => chain.spendable(treasury.account),
                    _ => stage.tokens_of(token, treasury.account),
                };
                let expected = model.sync(of, balance).map_err(Error::Treasury);
                assert_eq!(treasury.sync(&mut stage.chain, of), expected, "{context}");
                expected.is_err()
            }
            Move::Spend(caller, order) => {
                let expected = model.spend(caller, order, now).map_err(Error::Treasury);
                let Order { bucket, asset, to, amount, stream } = order;
                let spend = Spend { bucket, asset, to: account(to), amount, stream };
                assert_eq!(treasury.spend(chain, account(caller), spend), expected, "{context}");
                expected.is_err()
            }
            Move::Collect(debt) => {
                let expected = model.collect(debt, now).map_err(Error::Treasury);
                let of = model.debts.get(debt as usize).map_or(NATIVE, |debt| debt.asset);
                let purse = |stage: &mut Stage, person| match of {
                    NATIVE => stage.chain.balance(account(person)),
                    _ => stage.tokens_of(token, account(person)),
                };
                let had = PEOPLE.map(|person| purse(&mut stage, person));
                let paid = treasury.collect(&mut stage.chain, debt);
                assert_eq!(paid, expected.map(|(_, amount)| amount), "{context}");
                for (person, had) in PEOPLE.into_iter().zip(had) {
                    let got = expected.map_or(0, |(to, amount)| if to == person { amount } else { 0 });
                    assert_eq!(purse(&mut stage, person), had + got, "{context}");
                }
                payouts += u32::from(paid.is_ok());
                expected.is_err()
            }
            Move::Redirect(caller, debt, to) => {
                let expected = model.redirect(caller, debt, to).map_err(Error::Treasury);
                assert_eq!(treasury.redirect(chain, account(caller), debt, account(to)), expected, "{context}");
                expected.is_err()
            }
            Move::Cancel(caller, debt) => {
                let expected = model.cancel(caller, debt, now).map_err(Error::Treasury);
                assert_eq!(treasury.cancel_stream(chain, account(caller), debt), expected, "{context}");
                expected.is_err()
            }
            Move::MoveFunds(caller, of, route, amount) => {
                let expected = model.move_funds(caller, of, route, amount).map_err(Error::Treasury);
                assert_eq!(treasury.move_funds(chain, account(caller), route, of, amount), expected, "{context}");
                expected.is_err()
            }
            Move::SetPolicy(caller, policy) => {
                let expected = model.set_policy(caller, policy).map_err(Error::Treasury);
                assert_eq!(treasury.set_policy(chain, account(caller), policy), expected, "{context}");
                expected.is_err()
            }
            Move::SetCap(caller, spender, of, cap) => {
                let expected = model.set_cap(caller, spender, of, cap).map_err(Error::Treasury);
                assert_eq!(treasury.set_cap(chain, account(caller), spender, of, cap), expected, "{context}");
                expected.is_err()
            }
        };
        if refused {
            assert_eq!(stage.chain.root(), before, "{context}");
        }
        model.check();
        // One asset a step, because each question costs time.
        {
            let of = if random.once_in(2) { NATIVE } else { asset };
            let balance = match of {
                NATIVE => stage.chain.spendable(treasury.account),
                _ => stage.tokens_of(token, treasury.account),
            };
            let books = treasury.check_books(&mut stage.chain, of, balance);
            assert_eq!(books.booked, model.booked(of), "{context}");
            assert_eq!(books.buckets, Bucket::ALL.map(|bucket| model.bucket(of, bucket)), "{context}");
            let spender = if random.once_in(2) { Spender::Strategic } else { Spender::Creative };
            assert_eq!(treasury.cap_of(&mut stage.chain, spender, of).cap, model.cap(spender, of), "{context}");
        }
        let now = stage.chain.now();
        let seen = treasury.debts(&mut stage.chain, 0, 30);
        assert_eq!(seen.len(), model.debts.len().min(30), "{context}");
        for (number, (seen, debt)) in seen.iter().zip(&model.debts).enumerate() {
            assert_eq!((seen.total, seen.paid), (debt.total(), debt.paid()), "{context}, debt {number}");
            assert_eq!(seen.to, account(debt.to), "{context}, debt {number}");
        }
        let number = random.below(seen.len() + 1) as u32;
        assert_eq!(treasury.due(&mut stage.chain, number), model.due(number, now), "{context}, debt {number}");
    }
    payouts
}

#[test]
fn the_contract_agrees_with_the_model_over_random_traces() {
    let payouts: u32 = (0..24).map(play).sum();
    assert!(payouts > 50, "{payouts} payouts: traces in which little happens would prove little");
}
