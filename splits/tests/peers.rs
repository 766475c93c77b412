//! Cases of the peers' public suites, told again on our rules: 0xSplits V1 (`SplitMain`) and V2 (`SplitWalletV2`, push
//! and pull, the warehouse), OpenZeppelin's `PaymentSplitter`, Drips (`Splits`), and Story's royalty vault and
//! policies.
//!
//! Each test names the peer and its case, and says why ours ends differently where it does.

mod common;

use atelier_splits::{quote, trace as trace_paths, CreateError, Error, Id, Mode, Options, Quoted};
use common::*;

/// Alice 20, Bob 10, Carol 70: the payees of the OpenZeppelin suite.
fn three() -> Plan {
    plan([to(ALICE, 20), to(BOB, 10), to(CAROL, 70)])
}

fn with(plan: Plan) -> World<32> {
    let mut world = World::new();
    create(&mut world, plan);
    world
}

fn balances<const K: usize>(world: &World<32>, accounts: [Account; K], asset: u32) -> [i128; K] {
    accounts.map(|account| gained(world, account, asset))
}

// OpenZeppelin PaymentSplitter.

/// "rejects an empty set of payees".
#[test]
fn openzeppelin_rejects_an_empty_set_of_payees() {
    check_refused(&mut World::<32>::new(), &create_operation(plan([])), CreateError::NoEntries);
}

/// "rejects more payees than shares" and the reverse. Payee and share are one entry here; only tiers carry lists beside
/// the entries, and those are compared.
#[test]
fn openzeppelin_rejects_lists_of_different_lengths() {
    let entries = [to(ALICE, 20), to(BOB, 30)];
    for weights in [vec![1], vec![1, 1, 1]] {
        let error = CreateError::WeightsNotEntries { tier: 0, weights: weights.len() as u32, entries: 2 };
        let operation = create_operation(tiers(entries.clone(), [tier(6, weights)]));
        check_refused(&mut World::<32>::new(), &operation, error);
    }
}

/// "rejects null payees". No chain of ours has a null account that differs from others, and money sent to an account
/// that nobody holds is its creator's choice; refused is what would harm the ledger itself: the ledger as a payee.
#[test]
fn openzeppelin_rejects_payees_that_can_never_claim() {
    let operation = create_operation(plan([to(ALICE, 20), to(Account::LEDGER, 30)]));
    check_refused(&mut World::<32>::new(), &operation, CreateError::ForbiddenPayee { index: 1 });
}

/// "rejects zero-valued shares".
#[test]
fn openzeppelin_rejects_zero_valued_shares() {
    let operation = create_operation(plan([to(ALICE, 20), to(BOB, 0)]));
    check_refused(&mut World::<32>::new(), &operation, CreateError::ZeroWeight { index: 1 });
}

/// "rejects repeated payees".
#[test]
fn openzeppelin_rejects_repeated_payees() {
    let operation = create_operation(plan([to(ALICE, 20), to(ALICE, 30)]));
    check_refused(&mut World::<32>::new(), &operation, CreateError::DuplicateTarget { index: 1 });
}

/// "reverts if no funds to claim". Ours pays 0 and is no error: a keeper's batch must not fail because somebody was
/// faster.
#[test]
fn openzeppelin_release_without_funds_pays_nothing() {
    let mut world = with(three());
    let before = world.clone();
    for asset in ASSETS {
        assert_eq!(claim(&mut world, &[step(1, 0)], asset), 0);
    }
    assert!(world.is_same(&before));
}

/// "reverts if non-payee want to claim". Entries are claimed by index, so a non-payee has nothing to name; trying to be
/// paid in a payee's place is refused.
#[test]
fn openzeppelin_release_to_a_non_payee_is_refused() {
    let mut world = with(three());
    deposit(&mut world, Id(1), GOLD, 100);
    check_refused(
        &mut world,
        &claim_operation(DAVE, &[step(1, 3)], GOLD),
        Error::UnknownEntry { version: 1, index: 3 },
    );
    let operation = Operation::ClaimTo { caller: DAVE, path: vec![step(1, 0)], assets: vec![GOLD], recipient: DAVE };
    check_refused(&mut world, &operation, Error::NotOwner { version: 1, index: 0 });
}

/// "tracks releasable and released".
#[test]
fn openzeppelin_tracks_releasable_and_released() {
    let mut world = with(three());
    for asset in [NATIVE, GOLD] {
        deposit(&mut world, Id(1), asset, 1_000_000);
        assert_eq!(owed(&world, step(1, 1), asset), 100_000);
        claim(&mut world, &[step(1, 1)], asset);
        assert_eq!(owed(&world, step(1, 1), asset), 0);
        assert_eq!(world.paid(1, 1, asset), 100_000);
    }
}

/// "distributes funds to payees", native money: 20, 10 and 70 percent, and nothing is left.
#[test]
fn openzeppelin_distributes_native_money() {
    let mut world = with(three());
    deposit(&mut world, Id(1), NATIVE, 1_000_000);
    for index in 0..3 {
        claim(&mut world, &[step(1, index)], NATIVE);
    }
    assert_eq!(balances(&world, [ALICE, BOB, CAROL], NATIVE), [200_000, 100_000, 700_000]);
    assert_eq!(world.held(NATIVE), 0);
}

/// "distributes funds to payees", token: one payee releases between two payments, the others after both.
#[test]
fn openzeppelin_distributes_a_token_between_payments() {
    let mut world = with(three());
    deposit(&mut world, Id(1), GOLD, 1_000_000);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 200_000);
    deposit(&mut world, Id(1), GOLD, 1_000_000);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 200_000);
    assert_eq!(claim(&mut world, &[step(1, 1)], GOLD), 200_000);
    assert_eq!(claim(&mut world, &[step(1, 2)], GOLD), 1_400_000);
    assert_eq!(world.held(GOLD), 0);
}

// 0xSplits V1, SplitMain.

/// "Should revert if less than two accounts provided". One payee is enough here: with its delay and hand-over a split
/// of one is of use, and a table that shrank to one payee need not be replaced by a plain account.
#[test]
fn splits_v1_a_split_of_one_account_is_allowed() {
    let mut world = with(plan([to(ALICE, 1)]));
    deposit(&mut world, Id(1), GOLD, 7);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 7);
    check_refused(&mut world, &create_operation(plan([])), CreateError::NoEntries);
}

/// "Should check all allocations sum to 100%". Weights are relative here: any sum will do, and each share is exact for
/// it.
#[test]
fn splits_v1_allocations_need_not_sum_to_a_hundred_percent() {
    for (alice, bob) in [(999_999, 1), (1, 2), (u32::MAX, u32::MAX), (500_001, 500_000)] {
        let mut world = with(plan([to(ALICE, alice), to(BOB, bob)]));
        let total = u128::from(alice) + u128::from(bob);
        deposit(&mut world, Id(1), GOLD, total * 3);
        pay_all(&mut world, Id(1), GOLD);
        assert_eq!(balances(&world, [ALICE, BOB], GOLD), [i128::from(alice) * 3, i128::from(bob) * 3]);
    }
}

/// "Should check accounts are ordered properly". The order only finds doubles there; here it is the creator's choice.
#[test]
fn splits_v1_accounts_may_stand_in_any_order() {
    create(&mut with(plan([to(CAROL, 1), to(ALICE, 1), to(BOB, 1)])), plan([to(BOB, 1), to(ALICE, 1)]));
}

/// "Should revert if distributorFee is above 10%". The fee is each payee's own offer here, with the same limit.
#[test]
fn splits_v1_distributor_fee_is_at_most_ten_percent() {
    let mut world = with(three());
    let mode = |tip| Operation::SetMode { caller: ALICE, entry: step(1, 0), mode: Mode::Anyone { tip } };
    check_refused(&mut world, &mode(101), CreateError::TipTooHigh { tip: 101, most: 100 });
    done(&mut world, &mode(100));
}

/// "Should revert if recreating split". The address of an immutable split is made of its content there; here splits are
/// numbered, and two equal ones are two splits whose money is apart.
#[test]
fn splits_v1_equal_splits_are_kept_apart() {
    let mut world = with(three());
    assert_eq!(create(&mut world, three()), 2);
    deposit(&mut world, Id(1), GOLD, 100);
    assert_eq!(pay_all(&mut world, Id(2), GOLD), Report::default());
}

/// "Should revert if a non-controller sends tx", of updateSplit, transferControl, cancelControlTransfer and
/// makeSplitImmutable.
#[test]
fn splits_v1_only_the_controller_controls() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, three(), options());
    let caller = BOB;
    for operation in [
        Operation::Update { caller, split, plan: plan([to(BOB, 1)]) },
        Operation::OfferControl { caller, split, to: Some(BOB) },
        Operation::OfferControl { caller, split, to: None },
        Operation::Freeze { caller, split },
    ] {
        check_refused(&mut world, &operation, CreateError::NotController(split));
    }
}

/// "acceptControl: Should revert if a non-newPotentialController sends tx", "Should delete newPotentialController".
#[test]
fn splits_v1_control_moves_in_two_steps() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, three(), options());
    done(&mut world, &Operation::OfferControl { caller: ALICE, split, to: Some(DAVE) });
    check_refused(&mut world, &Operation::AcceptControl { caller: BOB, split }, CreateError::NotOffered(split));
    done(&mut world, &Operation::AcceptControl { caller: DAVE, split });
    assert_eq!(world.control(split).map(|control| (control.controller, control.offered)), Some((DAVE, None)));
}

/// "Should revert if transfer is attempted to Address(0)". Nobody is `None` here, which withdraws; control cannot get
/// lost.
#[test]
fn splits_v1_control_cannot_go_to_nobody() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, three(), options());
    done(&mut world, &Operation::OfferControl { caller: ALICE, split, to: None });
    assert_eq!(world.control(split).map(|control| control.controller), Some(ALICE));
}

/// "makeSplitImmutable: Should transfer control to AddressZero", "Should delete newPotentialController".
#[test]
fn splits_v1_a_split_made_immutable_stays_so() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, three(), options());
    done(&mut world, &Operation::OfferControl { caller: ALICE, split, to: Some(DAVE) });
    done(&mut world, &Operation::Freeze { caller: ALICE, split });
    check_refused(&mut world, &Operation::AcceptControl { caller: DAVE, split }, CreateError::Frozen(split));
    check_refused(&mut world, &update_operation(split, three()), CreateError::Frozen(split));
}

/// "Proxy balance = 0 & SplitMain balance = 0": distributing nothing is no error, there nor here.
#[test]
fn splits_v1_distributing_nothing_is_no_error() {
    assert_eq!(pay_all(&mut with(three()), Id(1), NATIVE), Report::default());
}

/// "Proxy balance = 0 & SplitMain balance = 1", "ethBalance.sub(One)": one unit always stays behind there, to keep a
/// storage slot warm. Here everything goes out.
#[test]
fn splits_v1_no_unit_is_kept_behind() {
    let mut world = with(plan([to(ALICE, 1), to(BOB, 1)]));
    for _ in 0..10 {
        deposit(&mut world, Id(1), GOLD, 2);
        assert_eq!(pay_all(&mut world, Id(1), GOLD).paid, 2);
        assert_eq!(world.held(GOLD), 0);
    }
}

/// "Shouldn't leak funds": there up to one unit for each account stays behind at each distribution, for ever. Here the
/// rests add up until they are whole, and fewer units remain than there are accounts, however often is paid.
#[test]
fn splits_v1_rests_add_up_instead_of_leaking() {
    let mut world = with(crowd(1, 7));
    for round in 1..=700u128 {
        deposit(&mut world, Id(1), GOLD, 6);
        pay_all(&mut world, Id(1), GOLD);
        assert!(world.held(GOLD) < 7, "round {round}");
    }
    assert_eq!(balances(&world, [1, 4, 7].map(Account), GOLD), [600; 3]);
}

/// "updateAndDistributeETH": there an update divides anew whatever was not distributed yet. Here income belongs to the
/// table that was in force when it came.
#[test]
fn splits_v1_an_update_divides_no_past_income_anew() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, plan([to(ALICE, 1), to(BOB, 1)]), options());
    deposit(&mut world, split, NATIVE, 100);
    update(&mut world, split, plan([to(ALICE, 1)]));
    deposit(&mut world, split, NATIVE, 100);
    for version in [1, 2] {
        pay_all(&mut world, Id(version), NATIVE);
    }
    assert_eq!(balances(&world, [ALICE, BOB], NATIVE), [150, 50]);
}

/// "Should check for a valid split hash": the caller passes the whole table there and may pass a wrong one. Here it
/// stands on chain, so there is nothing to get wrong, except where leaves stand behind a hash.
#[test]
fn splits_v1_a_wrong_table_is_refused() {
    let mut world = with(Plan::Leaves(vec![(ALICE, 1), (BOB, 1)]));
    create(&mut world, Plan::Leaves(vec![(ALICE, 2), (BOB, 1)]));
    deposit(&mut world, Id(1), GOLD, 6);
    let leaves = vec![LeafOf { plan: 2, index: 0 }];
    let operation = Operation::PayLeaves { caller: ALICE, version: 1, asset: GOLD, leaves };
    check_refused(&mut world, &operation, Error::ProofRefused { version: 1 });
}

/// Nested splits: each level is distributed by a transaction of its own there. Here one claim passes through all.
#[test]
fn splits_v1_nested_splits_are_claimed_in_one_call() {
    let mut world = with(three());
    create(&mut world, plan([lazy(Id(1), 1), to(DAVE, 1)]));
    create(&mut world, plan([lazy(Id(2), 1), to(DAVE, 1)]));
    deposit(&mut world, Id(3), GOLD, 400);
    assert_eq!(claim(&mut world, &[step(3, 0), step(2, 0), step(1, 2)], GOLD), 70);
}

/// A split that pays itself through another one is possible there, and money circles. Here no such split can be made.
#[test]
fn splits_v1_splits_cannot_circle() {
    let mut world = World::<32>::new();
    let one = create_head(&mut world, three(), Options { height: 3, ..options() });
    let two = create_head(&mut world, plan([eager(one, 1)]), Options { height: 4, ..options() });
    let error = CreateError::ChildTooHigh { index: u16::MAX, child: 4, most: 2 };
    check_refused(&mut world, &update_operation(one, plan([eager(two, 1)])), error);
}

// 0xSplits V2.

/// "InvalidSplit_TotalAllocationMismatch": the total is given by hand there. Here it is counted, and cannot mismatch.
#[test]
fn splits_v2_the_total_is_counted() {
    let mut world = with(plan([to(ALICE, 3), to(BOB, 4)]));
    let (paths, _) = trace_paths(&mut world.batch(GOLD), Id(1), &World::<32>::bytes(ALICE), 9, vec![]).unwrap();
    assert_eq!(paths[0][0].shares, [(3, 7)]);
}

/// "updateSplit: Unauthorized".
#[test]
fn splits_v2_update_needs_the_owner() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, three(), options());
    let operation = Operation::Update { caller: DAVE, split, plan: three() };
    check_refused(&mut world, &operation, CreateError::NotController(split));
}

/// "distribute_Revert_whenPaused": an owner can stop all payouts there. Here nobody can stop the payees: control is
/// over what comes, not over what came.
#[test]
fn splits_v2_nobody_can_pause_payouts() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, plan([to(BOB, 1)]), options());
    deposit(&mut world, split, GOLD, 10);
    update(&mut world, split, plan([to(ALICE, 1)]));
    done(&mut world, &Operation::Freeze { caller: ALICE, split });
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 10);
}

/// Push with a receiver that refuses: a token transfer that fails stops the whole distribution there. Here only its own
/// payout waits.
#[test]
fn splits_v2_push_one_refusing_receiver_stops_nobody() {
    let mut world = with(three());
    deposit(&mut world, Id(1), GOLD, 100);
    world.refuse(BOB, GOLD, true);
    assert_eq!(pay_all(&mut world, Id(1), GOLD), Report { paid: 90, tips: 0, payouts: 2, failed: 1 });
    world.refuse(BOB, GOLD, false);
    assert_eq!(claim(&mut world, &[step(1, 1)], GOLD), 10);
}

/// "distribute_whenERC20WithIncentive": the distributor's part comes from everybody there. Here from those payees who
/// offer it.
#[test]
fn splits_v2_incentive_comes_from_those_who_offer_it() {
    let mut world = with(plan([to(ALICE, 1), to(BOB, 1)]));
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 10 });
    deposit(&mut world, Id(1), GOLD, 2000);
    let operation = Operation::PayAll { caller: DAVE, split: Id(1), asset: GOLD, from: 0, count: 2 };
    assert_eq!(report(done(&mut world, &operation)).tips, 10);
    assert_eq!(balances(&world, [ALICE, BOB, DAVE], GOLD), [990, 1000, 10]);
}

/// Warehouse "withdraw_Revert_whenPaused": an account can keep others from withdrawing for it. So it can here, entry by
/// entry.
#[test]
fn splits_v2_warehouse_withdrawals_for_others_can_be_turned_off() {
    let mut world = with(three());
    deposit(&mut world, Id(1), GOLD, 100);
    set_mode(&mut world, ALICE, step(1, 0), Mode::SelfOnly);
    let error = Error::SelfOnly { version: 1, index: 0 };
    check_refused(&mut world, &claim_operation(DAVE, &[step(1, 0)], GOLD), error);
    set_mode(&mut world, ALICE, step(1, 0), Mode::Anyone { tip: 0 });
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 20);
}

/// Warehouse "batch withdraw": several assets at once, to the owner.
#[test]
fn splits_v2_warehouse_withdraws_several_assets_at_once() {
    let mut world = with(three());
    for asset in ASSETS {
        deposit(&mut world, Id(1), asset, 100);
    }
    let assets = ASSETS.to_vec();
    let operation = Operation::ClaimTo { caller: CAROL, path: vec![step(1, 2)], assets, recipient: CAROL };
    assert_eq!(done(&mut world, &operation), Done::Paid(vec![70; 3]));
}

/// Warehouse invariant: what it holds of each asset covers all balances in that asset.
#[test]
fn splits_v2_warehouse_holds_what_it_owes() {
    let (world, model) = played(2024, 200);
    for asset in ASSETS {
        let owed: u128 = (1..=model.versions()).map(|version| left(&world, &model, version, asset)).sum();
        assert_eq!(world.clone().held(asset), owed);
    }
}

/// "distribute" with `uint160` amounts up to the limit. Ours is 2^128 - 1, reached and not passed.
#[test]
fn splits_v2_the_largest_amount_is_divided() {
    let mut world = with(plan([to(ALICE, 1), to(BOB, 2)]));
    deposit(&mut world, Id(1), GOLD, u128::MAX);
    assert_eq!(owed(&world, step(1, 0), GOLD), u128::MAX / 3);
    assert_eq!(owed(&world, step(1, 1), GOLD), u128::MAX / 3 * 2);
}

// Drips.

/// "testSimpleSplit": 60 percent pass on, the rest stays with the user. Here the user is an entry like the others.
#[test]
fn drips_splits_sixty_percent() {
    let mut world = with(plan([to(BOB, 6), to(ALICE, 4)]));
    deposit(&mut world, Id(1), GOLD, 10);
    pay_all(&mut world, Id(1), GOLD);
    assert_eq!(balances(&world, [ALICE, BOB], GOLD), [4, 6]);
}

/// "testLimitsTheTotalSplitsReceiversCount": 200 there, 430 here.
#[test]
fn drips_limits_the_count_of_receivers() {
    let mut world = with(crowd(1, 430));
    let error = CreateError::TooManyEntries { entries: 431, most: 430 };
    check_refused(&mut world, &create_operation(crowd(1, 431)), error);
}

/// "testRejectsTooHighTotalWeightSplitsReceivers": there is no fixed total here, and the largest weights are far from
/// overflow.
#[test]
fn drips_the_largest_weights_do_not_overflow() {
    let mut world = with(plan((1..=430).map(|number| to(Account(number), u32::MAX))));
    deposit(&mut world, Id(1), GOLD, u128::MAX);
    assert_eq!(owed(&world, step(1, 429), GOLD), u128::MAX / 430);
}

/// "testRejectsZeroWeightSplitsReceivers".
#[test]
fn drips_rejects_zero_weight() {
    let operation = create_operation(plan([to(ALICE, 0)]));
    check_refused(&mut World::<32>::new(), &operation, CreateError::ZeroWeight { index: 0 });
}

/// "testRejectsDuplicateSplitsReceivers".
#[test]
fn drips_rejects_duplicate_receivers() {
    let operation = create_operation(plan([to(ALICE, 1), to(ALICE, 2)]));
    check_refused(&mut World::<32>::new(), &operation, CreateError::DuplicateTarget { index: 1 });
}

/// "testCanSplitAllWhenCollectedDoesNotSplitEvenly": 3 over two halves gives 1 and 2 there, by rounding of cumulative
/// weights. That is not monotone in what was received, and paid lazily it overpays; here each has 1, and the third unit
/// waits for its other half.
#[test]
fn drips_an_odd_unit_waits_for_its_other_half() {
    let mut world = with(plan([to(ALICE, 1), to(BOB, 1)]));
    deposit(&mut world, Id(1), GOLD, 3);
    pay_all(&mut world, Id(1), GOLD);
    assert_eq!(balances(&world, [ALICE, BOB], GOLD), [1, 1]);
    deposit(&mut world, Id(1), GOLD, 1);
    pay_all(&mut world, Id(1), GOLD);
    assert_eq!(balances(&world, [ALICE, BOB], GOLD), [2, 2]);
}

/// "testSplittingSplitsAllFundsEvenWhenTheyDoNotDivideEvenly": 9 over 40, 40 and 20 percent gives 4, 3 and 2 there.
/// Here 3, 3 and 1, and with the next 9 the sums are 7, 7 and 3.
#[test]
fn drips_uneven_funds_are_never_overpaid() {
    let mut world = with(plan([to(ALICE, 2), to(BOB, 2), to(CAROL, 1)]));
    for expected in [[3, 3, 1], [7, 7, 3], [10, 10, 5], [14, 14, 7], [18, 18, 9]] {
        deposit(&mut world, Id(1), GOLD, 9);
        pay_all(&mut world, Id(1), GOLD);
        assert_eq!(balances(&world, [ALICE, BOB, CAROL], GOLD), expected);
    }
    assert_eq!(world.held(GOLD), 0);
}

/// "testUserCanSplitToThemselves": money circles there until it is gone. Here it is refused.
#[test]
fn drips_a_split_cannot_pay_itself() {
    let mut world = World::<32>::new();
    let split = create_head(&mut world, plan([to(ALICE, 1)]), Options { height: 2, eager: 1, ..options() });
    let operation = update_operation(split, plan([to(BOB, 3), eager(split, 5)]));
    check_refused(&mut world, &operation, CreateError::ForbiddenPayee { index: 1 });
}

/// "testSplitsConfigurationIsCommonBetweenTokens".
#[test]
fn drips_one_table_serves_all_assets() {
    let mut world = with(plan([to(ALICE, 9), to(BOB, 1)]));
    deposit(&mut world, Id(1), GOLD, 30);
    deposit(&mut world, Id(1), SILVER, 100);
    for (asset, expected) in [(GOLD, [27, 3]), (SILVER, [90, 10])] {
        pay_all(&mut world, Id(1), asset);
        assert_eq!(balances(&world, [ALICE, BOB], asset), expected);
    }
}

/// "testForwardSplits": three calls to split and collect there, one here.
#[test]
fn drips_forwards_everything_down_a_chain() {
    let mut world = with(plan([to(ALICE, 1)]));
    create(&mut world, plan([lazy(Id(1), 1)]));
    create(&mut world, plan([lazy(Id(2), 1)]));
    deposit(&mut world, Id(3), GOLD, 10);
    assert_eq!(claim(&mut world, &[step(3, 0), step(2, 0), step(1, 0)], GOLD), 10);
}

/// "testSplitMultipleReceivers": 10 over a quarter and a half, the rest the user's. There 2, 5 and 3; here nobody gets
/// more than was earned: 2, 5 and 2, and one unit waits.
#[test]
fn drips_splits_to_several_receivers() {
    let mut world = with(plan([to(BOB, 1), to(CAROL, 2), to(ALICE, 1)]));
    deposit(&mut world, Id(1), GOLD, 10);
    pay_all(&mut world, Id(1), GOLD);
    assert_eq!(balances(&world, [BOB, CAROL, ALICE], GOLD), [2, 5, 2]);
}

/// "testSplitFundsAddUp", with random weights and amounts.
#[test]
fn drips_funds_add_up() {
    for seed in 0..200 {
        let random = &mut Random::new(seed);
        let count = random.between(1, 200) as u16;
        let mut world = with(plan((1..=count).map(|number| to(Account(number), random.bits() as u32 | 1))));
        let amount = u128::from(random.bits()) << random.below(64);
        if amount == 0 {
            continue;
        }
        deposit(&mut world, Id(1), GOLD, amount);
        let paid = pay_all(&mut world, Id(1), GOLD).paid;
        assert_eq!(paid + world.held(GOLD), amount);
        assert!(world.held(GOLD) < u128::from(count));
    }
}

// Story, royalty vault and policies.

/// "updateVaultBalance_revert_ZeroAmount".
#[test]
fn story_rejects_a_payment_of_nothing() {
    check_refused(&mut with(three()), &deposit_operation(Id(1), GOLD, 0), Error::NothingReceived);
}

/// "updateVaultBalance_revert_NotWhitelistedRoyaltyToken": a council lists tokens there. Here anybody registers one,
/// and what is not registered is refused.
#[test]
fn story_rejects_tokens_that_are_not_registered() {
    check_refused(&mut with(three()), &deposit_operation(Id(1), 3, 1), Refusal::UnknownAsset(3));
}

/// "claimRevenue": all of one token is claimed and the other is not touched.
#[test]
fn story_claims_one_token_and_leaves_the_other() {
    let mut world = with(plan([to(ALICE, 1)]));
    deposit(&mut world, Id(1), GOLD, 100_000);
    deposit(&mut world, Id(1), SILVER, 100_000);
    claim(&mut world, &[step(1, 0)], GOLD);
    assert_eq!((world.held(GOLD), world.held(SILVER)), (0, 100_000));
}

/// "claimableRevenue": a holder of 30 percent and one of 70.
#[test]
fn story_tells_what_is_claimable() {
    let mut world = with(plan([to(ALICE, 70), to(BOB, 30)]));
    deposit(&mut world, Id(1), GOLD, 100_000_000);
    assert_eq!(owed(&world, step(1, 0), GOLD), 70_000_000);
    assert_eq!(owed(&world, step(1, 1), GOLD), 30_000_000);
}

/// "claimRevenueOnBehalfByTokenBatch_revert_NoClaimableTokens". Here a claim of nothing pays nothing.
#[test]
fn story_a_batch_of_nothing_claimable_pays_nothing() {
    let mut world = with(three());
    deposit(&mut world, Id(1), GOLD, 1);
    let operation =
        Operation::ClaimTo { caller: ALICE, path: vec![step(1, 0)], assets: vec![GOLD, SILVER], recipient: ALICE };
    assert_eq!(done(&mut world, &operation), Done::Paid(vec![0, 0]));
}

/// "claimByTokenBatchAsSelf": a vault that holds a part of another one claims for itself, and its holders from it. Here
/// a path does both.
#[test]
fn story_a_vault_claims_from_the_vault_below_it() {
    let mut world = with(plan([to(CAROL, 1)]));
    create(&mut world, plan([to(ALICE, 70), lazy(Id(1), 30)]));
    deposit(&mut world, Id(2), GOLD, 100_000);
    assert_eq!(claim(&mut world, &[step(2, 1)], GOLD), 0);
    assert_eq!(world.received(1, GOLD), 30_000);
    assert_eq!(claim(&mut world, &[step(1, 0)], GOLD), 30_000);
}

/// "claimByTokenBatchAsSelf_revert_VaultDoesNotBelongToAnAncestor": a path must connect.
#[test]
fn story_a_vault_cannot_claim_from_a_stranger() {
    let mut world = with(plan([to(CAROL, 1)]));
    create(&mut world, plan([to(ALICE, 70), to(BOB, 30)]));
    deposit(&mut world, Id(2), GOLD, 100_000);
    let operation = claim_operation(CAROL, &[step(2, 1), step(1, 0)], GOLD);
    check_refused(&mut world, &operation, Error::PathBroken { step: 0 });
}

/// "transferRTs_then_payRev": who holds the share when money comes is paid.
#[test]
fn story_a_share_handed_on_before_a_payment_earns_for_its_new_owner() {
    let mut world = with(plan([to(ALICE, 70), to(BOB, 30)]));
    done(&mut world, &Operation::HandOver { owner: BOB, to: DAVE, entry: step(1, 1), asset: GOLD, at_least: 0 });
    deposit(&mut world, Id(1), GOLD, 100_000);
    pay_all(&mut world, Id(1), GOLD);
    assert_eq!(balances(&world, [ALICE, BOB, DAVE], GOLD), [70_000, 0, 30_000]);
}

/// "payRev_then_transferRTs": there what was earned before stays with the seller. Here an entry is handed on with what
/// is unclaimed, so the buyer names the amount that must be there, and a seller who wants to keep it claims first.
#[test]
fn story_a_share_handed_on_after_a_payment_takes_what_is_unclaimed_along() {
    let mut world = with(plan([to(ALICE, 70), to(BOB, 30)]));
    deposit(&mut world, Id(1), GOLD, 100_000);
    let hand_over = |at_least| Operation::HandOver { owner: BOB, to: DAVE, entry: step(1, 1), asset: GOLD, at_least };
    let mut seller_first = world.clone();
    claim_as(&mut seller_first, BOB, &[step(1, 1)], GOLD);
    let error = Error::TooLittleUnclaimed { unclaimed: 0, at_least: 30_000 };
    check_refused(&mut seller_first, &hand_over(30_000), error);
    done(&mut seller_first, &hand_over(0));
    done(&mut world, &hand_over(30_000));
    for world in [&mut world, &mut seller_first] {
        deposit(world, Id(1), GOLD, 100_000);
        pay_all(world, Id(1), GOLD);
    }
    assert_eq!(balances(&world, [BOB, DAVE], GOLD), [0, 60_000]);
    assert_eq!(balances(&seller_first, [BOB, DAVE], GOLD), [30_000, 30_000]);
}

/// LAP: ancestors take an absolute part of all descendants' income. Claims can sum to more than was received there,
/// through rounding of each part; here no rounding ever pays more than came in.
#[test]
fn story_ancestors_parts_never_exceed_the_receipts() {
    let mut world = with(plan([to(ALICE, 1)]));
    create(&mut world, plan([lazy(Id(1), 10), to(BOB, 90)]));
    create(&mut world, plan([lazy(Id(2), 20), lazy(Id(1), 10), to(CAROL, 70)]));
    for amount in 1..200 {
        deposit(&mut world, Id(3), GOLD, amount);
        let claims =
            [vec![step(3, 0), step(2, 0)], vec![step(3, 1)], vec![step(1, 0)], vec![step(2, 1)], vec![step(3, 2)]];
        for path in claims {
            claim(&mut world, &path, GOLD);
        }
    }
    // 19,900 in all: 70, 18, 10 + 2 percent, less a rounding at each step.
    assert_eq!(balances(&world, [ALICE, BOB, CAROL], GOLD), [2388, 3582, 13_930]);
    assert_eq!(world.held(GOLD), 0);
}

/// LRP: each parent takes a relative part of its child's income, down a chain.
#[test]
fn story_relative_parts_multiply_along_a_chain() {
    let mut world = with(plan([to(ALICE, 1)]));
    create(&mut world, plan([lazy(Id(1), 10), to(BOB, 90)]));
    create(&mut world, plan([lazy(Id(2), 10), to(CAROL, 90)]));
    let quoted = quote(&mut world.batch(GOLD), Id(3), 1000, 9).unwrap();
    let account = |account, amount| Quoted::Account { account: World::<32>::bytes(account), amount };
    assert_eq!(quoted, [account(CAROL, 900), account(BOB, 90), account(ALICE, 10)]);
}
