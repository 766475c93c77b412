//! Tokens that cheat, and tokens that lie about.

use atelier_splits::{leaf_hash, Error as Rule, Id, Mode, Node, SumLeaf, Table, NATIVE};
use e2e_tests::{
    chain::{account, bytes, AccountId},
    differences::{LONG_ANSWERS_TRAP, TOKENS_ANSWER},
    people::{stage, step, Token, ALICE, BOB, KEEPER, MALLORY, PAYER},
    suite::{accounts, edge, input, keccak, merkle, payee, tiers, Error, ForwarderError, Suite, TokenMode},
};
use ink::selector_bytes;
use splits::Report;

/// What each scene begins with, in each of the two tokens.
const SUPPLY: u128 = 1_000_000;
const NATIVE_INCOME: u128 = 200_000_000;
const TOKEN_INCOME: u128 = 2_000;
const STRAY: u128 = 300;

/// Alice and Bob share a split that has received native money and two tokens. Mallory has a split of her own, and the power
/// over one of the tokens.
struct Scene {
    suite: Suite,
    split: Id,
    /// Alice's leaf alone behind a hash.
    hidden: Id,
    own: Id,
    good: Token,
    evil: Token,
}

fn scene() -> Scene {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
    let hash = leaf_hash(&bytes(account(ALICE)), 1, &mut keccak);
    let hidden = suite.fixed(merkle(Node { hash, sum: 1 }));
    let own = suite.fixed(accounts(&[(MALLORY, 1)]));
    let good = suite.stage_token("honest-token", SUPPLY);
    let evil = suite.stage_token("hostile-token", SUPPLY);
    let payer = account(PAYER);
    suite.deposit(payer, split, NATIVE_INCOME).unwrap();
    for (_, asset) in [good, evil] {
        suite.deposit_token(payer, split, asset, TOKEN_INCOME).unwrap();
        suite.deposit_token(payer, hidden, asset, TOKEN_INCOME).unwrap();
    }
    Scene { suite, split, hidden, own, good, evil }
}

impl Scene {
    fn turn(&mut self, mode: TokenMode) {
        self.suite.set_token_mode(self.evil.0, mode);
    }

    /// What everybody has of the hostile token, and what the ledger thinks of it.
    fn holdings(&mut self) -> Vec<u128> {
        let (token, asset) = self.evil;
        let owners = [account(ALICE), account(BOB), account(MALLORY), account(PAYER), self.suite.ledger];
        let mut holdings: Vec<u128> = owners.map(|owner| self.suite.token_balance(token, owner)).to_vec();
        holdings.push(self.suite.recorded(asset));
        for version in [self.split, self.hidden, self.own] {
            holdings.push(self.suite.received(version.0, asset));
        }
        holdings
    }

    /// Native money and the honest token are owed as on the first day, and can be paid to the last unit.
    #[track_caller]
    fn check_others_untouched(&mut self) {
        let suite = &mut self.suite;
        assert_eq!(suite.liability(NATIVE), NATIVE_INCOME);
        assert_eq!(suite.liability(self.good.1), 2 * TOKEN_INCOME);
        assert_eq!(suite.stray(self.good.1), Some(0));
        suite.check_solvent(&[self.good]);
        suite.check_booked(self.evil.1);
        assert_eq!(suite.token_balance(self.good.0, account(MALLORY)), 0);
        for index in [0, 1] {
            let keeper = account(KEEPER);
            assert_eq!(suite.claim(keeper, self.split.0, index, NATIVE), Ok(NATIVE_INCOME / 2));
            assert_eq!(suite.claim(keeper, self.split.0, index, self.good.1), Ok(TOKEN_INCOME / 2));
        }
        suite.check_solvent(&[self.good]);
    }

    fn leaf(&self) -> SumLeaf<AccountId> {
        SumLeaf { account: account(ALICE), weight: 1, proof: Vec::new() }
    }
}

/// What Mallory's token tries while the ledger waits for it.
fn inner_calls(scene: &Scene) -> Vec<(&'static str, Vec<u8>)> {
    let Scene { split, hidden, own, good: (_, good), evil: (_, evil), .. } = scene;
    let (split, hidden, own, good, evil) = (*split, *hidden, *own, *good, *evil);
    let path = vec![step(split.0, 0)];
    let thief = account(MALLORY);
    vec![
        // Paid a second time from what is not yet booked as paid.
        ("claim", input(selector_bytes!("claim"), &(split.0, 0u16, evil))),
        ("claim_path", input(selector_bytes!("claim_path"), &(path.clone(), evil))),
        ("claim_many", input(selector_bytes!("claim_many"), &(vec![path.clone()], evil))),
        ("claim_to", input(selector_bytes!("claim_to"), &(path, vec![evil], thief))),
        ("pay_all", input(selector_bytes!("pay_all"), &(split, evil, 0u16, 9u16))),
        ("pay_many", input(selector_bytes!("pay_many"), &(hidden.0, evil, vec![scene.leaf()]))),
        // Booked to Mallory while the ledger holds an old record of the balance.
        ("credit", input(selector_bytes!("credit"), &(own, evil))),
        ("deposit_token", input(selector_bytes!("deposit_token"), &(own, evil, 1u128))),
        // The same in another asset, whose record nobody has opened yet.
        ("credit of another asset", input(selector_bytes!("credit"), &(own, good))),
        ("claim of another asset", input(selector_bytes!("claim"), &(split.0, 0u16, good))),
        ("claim of native money", input(selector_bytes!("claim"), &(split.0, 0u16, NATIVE))),
        // Changed under the ledger's hands.
        ("create", input(selector_bytes!("create"), &(accounts(&[(MALLORY, 1)]), None::<()>))),
        ("register_asset", input(selector_bytes!("register_asset"), &thief)),
        ("set_claim_mode", input(selector_bytes!("set_claim_mode"), &(split.0, 0u16, Mode::SelfOnly))),
        // Even a look at numbers that are being changed.
        ("received", input(selector_bytes!("received"), &(split.0, evil))),
    ]
}

/// Runs `outer` with an honest token, then with one that tries each call on its way, directly and through a forwarder. The
/// machine lets a contract that tries to come back fall over, so the call either fails and changes nothing, or ends as with
/// the honest token.
#[track_caller]
fn check_reentry(outer: impl Fn(&mut Scene) -> Result<(), Error>) {
    // Stray tokens are what a second entry could book twice.
    let prepare = || {
        let mut scene = scene();
        let (ledger, forwarder, token) = (scene.suite.ledger, scene.suite.forwarder(scene.own), scene.evil.0);
        scene.suite.send_token(token, account(PAYER), ledger, STRAY);
        scene.suite.send_token(token, account(PAYER), forwarder, 1);
        (scene, forwarder)
    };
    let (mut honest, forwarder) = prepare();
    let before = honest.holdings();
    outer(&mut honest).unwrap();
    let expected = honest.holdings();
    assert_ne!(before, expected, "the call must move tokens");

    let ledger = honest.suite.ledger;
    let mut tries: Vec<_> = inner_calls(&honest).into_iter().map(|(name, input)| (name, ledger, input)).collect();
    let flush = input(selector_bytes!("flush_token"), &honest.evil);
    tries.push(("flush_token", forwarder, flush));
    for (name, target, input) in tries {
        let (mut scene, _) = prepare();
        scene.turn(TokenMode::Reenters { target, input });
        let _ = outer(&mut scene);
        let after = scene.holdings();
        assert!([&before, &expected].contains(&&after), "{name} changes what happens: {after:?}");
        scene.suite.check_solvent(&[scene.good, scene.evil]);
        // What was refused can be done as soon as the token behaves.
        scene.turn(TokenMode::Honest);
        if after == before {
            outer(&mut scene).unwrap();
        }
        assert_eq!(scene.holdings(), expected, "{name} must leave no trace");
        scene.check_others_untouched();
    }
}

#[test]
fn reentering_token_in_deposit_token() {
    check_reentry(|Scene { suite, split, evil, .. }| suite.deposit_token(account(PAYER), *split, evil.1, 500));
}

#[test]
fn reentering_token_in_claim() {
    check_reentry(|Scene { suite, split, evil, .. }| suite.claim(account(KEEPER), split.0, 0, evil.1).map(|_| ()));
}

#[test]
fn reentering_token_in_claim_to() {
    check_reentry(|Scene { suite, split, evil, .. }| {
        let path = vec![step(split.0, 0)];
        suite.claim_to(account(ALICE), path, vec![evil.1, evil.1], account(BOB)).map(|_| ())
    });
}

#[test]
fn reentering_token_in_claim_many() {
    check_reentry(|Scene { suite, split, evil, .. }| {
        let paths = vec![vec![step(split.0, 0)], vec![step(split.0, 1)]];
        suite.claim_many(account(KEEPER), paths, evil.1).map(|_| ())
    });
}

#[test]
fn reentering_token_in_pay_all() {
    check_reentry(|Scene { suite, split, evil, .. }| suite.pay_all(account(KEEPER), *split, evil.1, 0, 2).map(|_| ()));
}

#[test]
fn reentering_token_in_pay_many() {
    check_reentry(|scene| {
        let leaf = scene.leaf();
        let Scene { suite, hidden, evil, .. } = scene;
        suite.pay_many(account(KEEPER), hidden.0, evil.1, vec![leaf]).map(|_| ())
    });
}

#[test]
fn token_that_returns_false_to_an_income() {
    // Mallory pays in with a token that moves nothing and says so without reverting.
    let mut scene = scene();
    scene.turn(TokenMode::ReturnsFalse);
    let (own, (token, asset)) = (scene.own, scene.evil);
    scene.suite.mint(token, account(MALLORY), 500);
    scene.suite.approve(token, account(MALLORY), 500);
    let expected = if TOKENS_ANSWER { Error::TokenFailed(token) } else { Error::Splits(Rule::NothingReceived) };
    scene.suite.refuses(expected, |suite| suite.deposit_token(account(MALLORY), own, asset, 500));
    assert_eq!(scene.suite.received(own.0, asset), 0);
    scene.check_others_untouched();
}

#[test]
fn token_that_returns_false_to_a_payout() {
    // Such a token is no PSP22: nothing but its word tells that a payout failed, and it says nothing. Its payees lose what
    // its makers want them to lose, and nobody else does. To an ERC-20 one listens.
    let mut scene = scene();
    scene.turn(TokenMode::ReturnsFalse);
    let (split, (_, asset)) = (scene.split, scene.evil);
    let paid = scene.suite.pay_all(account(MALLORY), split, asset, 0, 2);
    assert_eq!(paid.map(|report| report.failed), Ok(if TOKENS_ANSWER { 2 } else { 0 }));
    assert_eq!(scene.suite.stray(asset), Some(if TOKENS_ANSWER { 0 } else { TOKEN_INCOME }));
    scene.check_others_untouched();
    scene.suite.check_solvent(&[scene.evil]);
}

#[test]
fn token_that_takes_a_fee() {
    // If what was sent were booked instead of what arrived, the last payee would find nothing.
    let mut scene = scene();
    let (split, (token, asset)) = (scene.split, scene.evil);
    scene.turn(TokenMode::TakesFee(1_000));
    scene.suite.deposit_token(account(PAYER), split, asset, 500).unwrap();
    assert_eq!(scene.suite.received(split.0, asset), TOKEN_INCOME + 450);
    scene.suite.check_solvent(&[scene.evil]);
    // On the way out the fee is the payee's: 1,225 less a tenth, rounded down.
    assert_eq!(scene.suite.claim(account(KEEPER), split.0, 0, asset), Ok(1_225));
    assert_eq!(scene.suite.token_balance(token, account(ALICE)), 1_225 - 122);
    scene.suite.check_solvent(&[scene.evil]);
    // A fee of everything is no income.
    scene.turn(TokenMode::TakesFee(10_000));
    let expected = Error::Splits(Rule::NothingReceived);
    scene.suite.refuses(expected, |suite| suite.deposit_token(account(PAYER), split, asset, 500));
    scene.check_others_untouched();
    // Everything owed is there to be paid.
    scene.turn(TokenMode::Honest);
    assert_eq!(scene.suite.claim(account(KEEPER), split.0, 1, asset), Ok(1_225));
}

#[test]
fn token_that_takes_a_fee_beside_stray_tokens() {
    // Stray tokens make up for the fee, but nobody can be credited more than was sent.
    let mut scene = scene();
    let (own, ledger, (token, asset)) = (scene.own, scene.suite.ledger, scene.evil);
    scene.suite.send_token(token, account(PAYER), ledger, STRAY);
    scene.turn(TokenMode::TakesFee(1_000));
    scene.suite.deposit_token(account(PAYER), own, asset, 500).unwrap();
    assert_eq!(scene.suite.received(own.0, asset), 500);
    assert_eq!(scene.suite.stray(asset), Some(STRAY - 50));
    scene.suite.check_solvent(&[scene.evil]);
    scene.check_others_untouched();
}

#[test]
fn token_that_shows_too_much() {
    // Mallory books money that is not there. What can be taken is what lies there of that very token, never more.
    for lie in [1, 1_000, 1 << 64, u128::MAX - 1, u128::MAX] {
        let mut scene = scene();
        let (own, (token, asset)) = (scene.own, scene.evil);
        scene.turn(TokenMode::LiesAboutBalance(lie));
        scene.suite.credit(account(MALLORY), own, asset).unwrap();
        scene.suite.check_booked(asset);
        scene.turn(TokenMode::Honest);
        let booked = scene.suite.received(own.0, asset);
        assert_eq!(booked, lie.min(u128::MAX - 2 * TOKEN_INCOME));
        let there = scene.suite.token_balance(token, scene.suite.ledger);
        if booked <= there {
            assert_eq!(scene.suite.claim(account(MALLORY), own.0, 0, asset), Ok(booked));
        } else {
            let expected = Error::PayoutFailed { account: account(MALLORY), amount: booked };
            scene.suite.refuses(expected, |suite| suite.claim(account(MALLORY), own.0, 0, asset));
        }
        scene.check_others_untouched();
    }
}

#[test]
fn token_that_shows_too_much_twice() {
    // A second lie must not wrap what is recorded round to nothing.
    let mut scene = scene();
    let (own, asset) = (scene.own, scene.evil.1);
    scene.turn(TokenMode::LiesAboutBalance(u128::MAX));
    scene.suite.credit(account(MALLORY), own, asset).unwrap();
    let expected = Error::Splits(Rule::NothingReceived);
    scene.suite.refuses(expected, |suite| suite.credit(account(MALLORY), own, asset));
    scene.suite.refuses(expected, |suite| suite.deposit_token(account(PAYER), own, asset, 1));
    assert_eq!(scene.suite.recorded(asset), u128::MAX);
    scene.check_others_untouched();
}

#[test]
fn token_that_shows_too_little() {
    for lie in [1, 499, 500, 501, TOKEN_INCOME, u128::MAX] {
        let mut scene = scene();
        let (split, own, asset) = (scene.split, scene.own, scene.evil.1);
        scene.turn(TokenMode::HidesBalance(lie));
        let arrived = 500u128.saturating_sub(lie);
        if arrived > 0 {
            scene.suite.deposit_token(account(PAYER), split, asset, 500).unwrap();
        } else {
            let expected = Error::Splits(Rule::NothingReceived);
            scene.suite.refuses(expected, |suite| suite.deposit_token(account(PAYER), split, asset, 500));
        }
        assert_eq!(scene.suite.received(split.0, asset), TOKEN_INCOME + arrived);
        // What was hidden is stray once it shows: Mallory can have no more than that.
        scene.turn(TokenMode::Honest);
        let hidden = if arrived > 0 { lie } else { 0 };
        assert_eq!(scene.suite.stray(asset), Some(hidden));
        if hidden > 0 {
            scene.suite.credit(account(MALLORY), own, asset).unwrap();
        }
        assert_eq!(scene.suite.received(own.0, asset), hidden);
        scene.suite.check_solvent(&[scene.evil]);
        scene.check_others_untouched();
    }
}

#[test]
fn token_that_traps() {
    let mut scene = scene();
    let (split, (token, asset)) = (scene.split, scene.evil);
    scene.turn(TokenMode::Traps);
    let payer = account(PAYER);
    scene.suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(payer, split, asset, 1));
    scene.suite.refuses(Error::TokenFailed(token), |suite| suite.credit(payer, split, asset));
    let expected = Error::PayoutFailed { account: account(ALICE), amount: TOKEN_INCOME / 2 };
    scene.suite.refuses(expected, |suite| suite.claim(payer, split.0, 0, asset));
    // In a batch the debts stay, and the batch says so.
    let report = scene.suite.pay_all(payer, split, asset, 0, 2).unwrap();
    assert_eq!((report.paid, report.payouts, report.failed), (0, 0, 2));
    assert_eq!(scene.suite.recorded(asset), 2 * TOKEN_INCOME);
    scene.check_others_untouched();
    scene.turn(TokenMode::Honest);
    assert_eq!(scene.suite.pay_all(payer, split, asset, 0, 2).map(|report| report.paid), Ok(TOKEN_INCOME));
    scene.suite.check_solvent(&[scene.evil]);
}

#[test]
fn token_that_returns_too_much() {
    // An answer that bursts the caller's buffer traps the caller. On a payout the ledger does not listen; on an income it
    // must, and then nothing happens at all.
    for length in [65, 16 * 1024, 16 * 1024 + 1, 100_000] {
        let mut scene = scene();
        let (split, asset) = (scene.split, scene.evil.1);
        scene.turn(TokenMode::ReturnsTooMuch(length));
        let before = scene.suite.chain.root();
        let credit = scene.suite.on_ledger(account(MALLORY), 0, selector_bytes!("credit"), &(split, asset));
        assert!(credit.outcome.is_err() || credit.reverted, "{credit:?}");
        assert_eq!(scene.suite.chain.root(), before);
        let report = scene.suite.pay_all(account(MALLORY), split, asset, 0, 2).unwrap();
        scene.turn(TokenMode::Honest);
        if TOKENS_ANSWER {
            // What it says is no `true`, so what it moves all the same is missing, in this token alone.
            assert_eq!((report.paid, report.failed), (0, 2));
        } else {
            assert_eq!((report.paid, report.failed), (TOKEN_INCOME, 0));
            scene.suite.check_solvent(&[scene.evil]);
        }
        scene.check_others_untouched();
    }
}

#[test]
fn token_that_answers_with_half_a_balance() {
    for length in [0, 1, 16, 18, 64] {
        let mut scene = scene();
        let (split, (token, asset)) = (scene.split, scene.evil);
        scene.turn(TokenMode::ReturnsTooMuch(length));
        // Where a longer answer is cut, these zeros are a balance of nothing.
        let is_cut = !LONG_ANSWERS_TRAP && length >= 32;
        let expected = if is_cut { Error::Splits(Rule::NothingReceived) } else { Error::TokenFailed(token) };
        scene.suite.refuses(expected, |suite| suite.credit(account(MALLORY), split, asset));
        scene.check_others_untouched();
    }
}

#[test]
fn token_that_answers_with_an_error_as_long_as_a_balance() {
    let mut scene = scene();
    let (own, (token, asset)) = (scene.own, scene.evil);
    scene.turn(TokenMode::AnswersWithAnError);
    scene.suite.refuses(Error::TokenFailed(token), |suite| suite.credit(account(MALLORY), own, asset));
    scene.check_others_untouched();
}

#[test]
fn token_that_burns_all_gas() {
    // Either no part of a batch survives it, or the payouts fail and stay owed. Which of the two is the machine's business:
    // `pallet-contracts` gives a callee's gas back whose last instruction would have taken more than there was.
    let mut scene = scene();
    let (split, asset) = (scene.split, scene.evil.1);
    scene.turn(TokenMode::BurnsGas);
    let before = scene.suite.chain.root();
    let called = scene.suite.on_ledger(account(MALLORY), 0, selector_bytes!("pay_all"), &(split, asset, 0u16, 2u16));
    if called.outcome.is_err() {
        assert_eq!(scene.suite.chain.root(), before);
    } else {
        assert_eq!(called.result::<Report, Error>().map(|report| (report.paid, report.failed)), Ok((0, 2)));
        assert_eq!(scene.suite.liability(asset), 2 * TOKEN_INCOME);
    }
    // An owner who claims several assets leaves that one out.
    let path = vec![step(split.0, 0)];
    let assets = vec![NATIVE, scene.good.1];
    let paid = scene.suite.claim_to(account(ALICE), path, assets, account(ALICE));
    assert_eq!(paid, Ok(vec![NATIVE_INCOME / 2, TOKEN_INCOME / 2]));
    scene.suite.check_solvent(&[scene.good]);
    scene.turn(TokenMode::Honest);
    assert_eq!(scene.suite.claim(account(KEEPER), split.0, 0, asset), Ok(TOKEN_INCOME / 2));
}

#[test]
fn hostile_asset_against_the_others() {
    // Mallory does everything that she can with her token, in each of its moods.
    let moods = [
        TokenMode::ReturnsFalse,
        TokenMode::TakesFee(9_999),
        TokenMode::LiesAboutBalance(u128::MAX),
        TokenMode::LiesAboutBalance(TOKEN_INCOME),
        TokenMode::HidesBalance(u128::MAX),
        TokenMode::Traps,
        TokenMode::ReturnsTooMuch(20_000),
    ];
    for mood in moods {
        let mut scene = scene();
        let (split, own, asset) = (scene.split, scene.own, scene.evil.1);
        let paths = || vec![vec![step(split.0, 0)], vec![step(own.0, 0)]];
        for round in 0..2 {
            scene.turn(if round == 0 { mood.clone() } else { TokenMode::Honest });
            let thief = account(MALLORY);
            // Whether these succeed is the token's business. What they leave behind is not.
            let calls = [
                input(selector_bytes!("credit"), &(own, asset)),
                input(selector_bytes!("deposit_token"), &(own, asset, 7u128)),
                input(selector_bytes!("claim"), &(own.0, 0u16, asset)),
                input(selector_bytes!("claim_many"), &(paths(), asset)),
                input(selector_bytes!("claim_to"), &(vec![step(own.0, 0)], vec![asset, asset], thief)),
                input(selector_bytes!("pay_all"), &(split, asset, 0u16, 9u16)),
                input(selector_bytes!("credit"), &(split, asset)),
            ];
            for call in calls {
                scene.suite.chain.call(thief, scene.suite.ledger, 0, call);
                scene.suite.check_booked(asset);
            }
        }
        scene.check_others_untouched();
    }
}

#[test]
fn credit_race_for_tokens_that_were_sent_in_a_transaction_of_their_own() {
    // Who sends first and credits later has given the money away in between: nobody can tell whose it is. It is never what
    // the ledger owes.
    let mut scene = scene();
    let (split, own, ledger, (token, asset)) = (scene.split, scene.own, scene.suite.ledger, scene.good);
    scene.suite.send_token(token, account(PAYER), ledger, STRAY);
    scene.suite.credit(account(MALLORY), own, asset).unwrap();
    let expected = Error::Splits(Rule::NothingReceived);
    scene.suite.refuses(expected, |suite| suite.credit(account(PAYER), split, asset));
    assert_eq!(scene.suite.claim(account(MALLORY), own.0, 0, asset), Ok(STRAY));
    assert_eq!(scene.suite.received(split.0, asset), TOKEN_INCOME);
    assert_eq!(scene.suite.liability(asset), 2 * TOKEN_INCOME);
    scene.suite.check_solvent(&[scene.good, scene.evil]);
}

#[test]
fn credit_race_for_tokens_that_are_owed() {
    // Neither before an income, nor after one, nor after a payout is anything left that Mallory could credit.
    let mut scene = scene();
    let (split, own, asset) = (scene.split, scene.own, scene.good.1);
    let expected = Error::Splits(Rule::NothingReceived);
    for round in 0..3 {
        scene.suite.refuses(expected, |suite| suite.credit(account(MALLORY), own, asset));
        scene.suite.deposit_token(account(PAYER), split, asset, 501).unwrap();
        scene.suite.refuses(expected, |suite| suite.credit(account(MALLORY), own, asset));
        scene.suite.claim(account(KEEPER), split.0, round % 2, asset).unwrap();
        scene.suite.check_solvent(&[scene.good]);
    }
    assert_eq!(scene.suite.received(own.0, asset), 0);
}

#[test]
fn credit_race_against_deposit_token() {
    // A payer who lets the ledger take the tokens cannot be raced, whatever lies about.
    let mut scene = scene();
    let (split, own, ledger, (token, asset)) = (scene.split, scene.own, scene.suite.ledger, scene.good);
    scene.suite.mint(token, account(MALLORY), STRAY);
    scene.suite.send_token(token, account(MALLORY), ledger, STRAY);
    scene.suite.deposit_token(account(PAYER), split, asset, 500).unwrap();
    scene.suite.credit(account(MALLORY), own, asset).unwrap();
    assert_eq!(scene.suite.received(split.0, asset), TOKEN_INCOME + 500);
    // Her own.
    assert_eq!(scene.suite.received(own.0, asset), STRAY);
    scene.suite.check_solvent(&[scene.good, scene.evil]);
}

#[test]
fn forwarder_told_another_assets_number() {
    // Mallory makes one unit of an asset stray and lets a forwarder pass on its tokens under that asset's number. The ledger
    // would credit the unit, the forwarder would be content, and the tokens would lie there for Mallory to credit.
    let mut scene = scene();
    let (split, own, ledger) = (scene.split, scene.own, scene.suite.ledger);
    let ((good, good_asset), (evil, evil_asset)) = (scene.good, scene.evil);
    let forwarder = scene.suite.forwarder(split);
    scene.suite.send_token(good, account(PAYER), forwarder, 900);
    let bait = |scene: &mut Scene| {
        scene.suite.mint(evil, account(MALLORY), 1);
        scene.suite.send_token(evil, account(MALLORY), ledger, 1);
    };
    bait(&mut scene);
    let thief = account(MALLORY);
    let expected = ForwarderError::LedgerRefused;
    scene.suite.refuses(expected, |suite| suite.flush_token(thief, forwarder, good, evil_asset));
    // A token that lies about its balance needs no bait.
    scene.turn(TokenMode::LiesAboutBalance(5));
    scene.suite.refuses(expected, |suite| suite.flush_token(thief, forwarder, good, evil_asset));
    // The other way round: her own token, under the number of one that lies about.
    scene.turn(TokenMode::Honest);
    scene.suite.mint(evil, forwarder, 3);
    scene.suite.refuses(expected, |suite| suite.flush_token(thief, forwarder, evil, good_asset));
    let nothing = Error::Splits(Rule::NothingReceived);
    scene.suite.refuses(nothing, |suite| suite.credit(thief, own, good_asset));
    assert_eq!(scene.suite.flush_token(thief, forwarder, good, good_asset), Ok(900));
    assert_eq!(scene.suite.received(split.0, good_asset), TOKEN_INCOME + 900);
    scene.suite.check_solvent(&[scene.good, scene.evil]);
}

#[test]
fn forwarder_with_a_reentering_token() {
    // On its way to the ledger the token books what lies there for Mallory, or flushes the forwarder a second time.
    for number in 0..4 {
        let mut scene = scene();
        let (split, own, ledger, (evil, asset)) = (scene.split, scene.own, scene.suite.ledger, scene.evil);
        let forwarder = scene.suite.forwarder(split);
        scene.suite.send_token(evil, account(PAYER), forwarder, 900);
        scene.suite.send_token(scene.good.0, account(PAYER), forwarder, 900);
        let (target, input) = match number {
            0 => (ledger, input(selector_bytes!("credit"), &(own, asset))),
            1 => (ledger, input(selector_bytes!("credit"), &(own, scene.good.1))),
            2 => (forwarder, input(selector_bytes!("flush_token"), &scene.evil)),
            _ => (forwarder, input(selector_bytes!("flush_token"), &scene.good)),
        };
        scene.turn(TokenMode::Reenters { target, input });
        // A token that falls over on the way has not moved.
        let flushed = scene.suite.flush_token(account(MALLORY), forwarder, evil, asset);
        assert!([Ok(900), Err(ForwarderError::TokenFailed(evil))].contains(&flushed), "{flushed:?}");
        scene.turn(TokenMode::Honest);
        if flushed.is_err() {
            assert_eq!(scene.suite.flush_token(account(MALLORY), forwarder, evil, asset), Ok(900));
        }
        assert_eq!(scene.suite.received(own.0, asset), 0);
        assert_eq!(scene.suite.received(split.0, asset), TOKEN_INCOME + 900);
        assert_eq!(scene.suite.token_balance(scene.good.0, forwarder), 900);
        scene.suite.check_solvent(&[scene.good, scene.evil]);
    }
}

#[test]
fn forwarder_with_a_token_that_cheats() {
    let moods = [
        TokenMode::ReturnsFalse,
        TokenMode::TakesFee(10_000),
        TokenMode::LiesAboutBalance(u128::MAX),
        TokenMode::LiesAboutBalance(1),
        TokenMode::HidesBalance(u128::MAX),
        TokenMode::Traps,
        TokenMode::ReturnsTooMuch(20_000),
        TokenMode::BurnsGas,
    ];
    for mood in moods {
        let mut scene = scene();
        let (split, (evil, asset), (good, good_asset)) = (scene.split, scene.evil, scene.good);
        let forwarder = scene.suite.forwarder(split);
        scene.suite.send_token(evil, account(PAYER), forwarder, 900);
        scene.suite.send_token(good, account(PAYER), forwarder, 900);
        scene.turn(mood);
        let before = scene.suite.chain.root();
        let flush = input(selector_bytes!("flush_token"), &scene.evil);
        let called = scene.suite.chain.call(account(MALLORY), forwarder, 0, flush);
        assert!(called.outcome.is_err() || called.reverted, "{called:?}");
        assert_eq!(scene.suite.chain.root(), before);
        // The honest token passes all the same.
        assert_eq!(scene.suite.flush_token(account(KEEPER), forwarder, good, good_asset), Ok(900));
        scene.turn(TokenMode::Honest);
        assert_eq!(scene.suite.flush_token(account(KEEPER), forwarder, evil, asset), Ok(900));
        scene.suite.check_solvent(&[scene.good, scene.evil]);
    }
}

#[test]
fn token_income_begun_by_one_code_and_begun_anew_by_the_other() {
    // Tables with tiers are divided by the ledger's other code, which begins the call anew. Had the first one moved the
    // tokens by then, they would move twice, and whoever credits first would get the rest.
    let Scene { mut suite, good: (token, asset), .. } = scene();
    let payer = account(PAYER);
    let capped = suite.fixed(tiers(vec![payee(ALICE, 0), payee(BOB, 1)], asset, vec![(300, vec![1, 0])]));
    let tiered = tiers(vec![edge(capped, true, 1), payee(BOB, 1)], asset, vec![(100, vec![1, 0])]);
    let top = suite.fixed(tiered);
    let above = suite.fixed(Table::Entries(vec![edge(top, true, 1)]));
    for (round, split) in [capped, top, above].into_iter().enumerate() {
        suite.approve(token, payer, 2_000);
        let (has, held) = (suite.token_balance(token, payer), suite.token_balance(token, suite.ledger));
        suite.deposit_token(payer, split, asset, 1_000).unwrap();
        assert_eq!(suite.token_balance(token, payer), has - 1_000, "round {round}");
        assert_eq!(suite.token_balance(token, suite.ledger), held + 1_000, "round {round}");
        assert_eq!(suite.stray(asset), Some(0), "round {round}");
    }
    assert_eq!(suite.received(above.0, asset), 1_000);
    assert_eq!(suite.received(top.0, asset), 2_000);
    // The first 100 units and half of the rest.
    assert_eq!(suite.received(capped.0, asset), 1_000 + 100 + 950);
    suite.check_solvent(&[(token, asset)]);
}
