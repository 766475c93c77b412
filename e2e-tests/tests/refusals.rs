//! Every error that can be reached from outside, provoked on the chain: with its exact values, and nothing changes.

use atelier_splits::{
    CreateError, Entry, Error as Rule, Id, Mode, Node as SumNode, Options, Step, SumLeaf, Table, Target, MAX_EAGER,
    MAX_ENTRIES, MAX_HEIGHT, MAX_TABLES, MAX_TIERS, NATIVE,
};
use e2e_tests::{
    chain::{account, AccountId},
    differences::NO_PAYOUT_IS_TOO_SMALL,
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{accounts, edge, merkle, payee, refused, tiers, Error, ForwarderError, Suite, TokenMode, DEPLOYER},
};
use ink::selector_bytes;
use splits::Node;

/// The number of an asset that nobody registered.
const UNKNOWN: u32 = 404;
const DAY: u64 = 86_400_000;

/// The ledger refuses by the rules of splits.
fn splits(rule: Rule) -> Error {
    Error::Splits(rule)
}

/// A split between Alice and Bob that has received 300 million units.
fn funded() -> (Suite, Id) {
    let mut suite = stage();
    let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
    suite.deposit(account(PAYER), split, 300_000_000).unwrap();
    (suite, split)
}

mod rules {
    use super::*;

    #[test]
    fn unknown_split_is_refused_by_all_that_name_one() {
        let (mut suite, _) = funded();
        let caller = account(PAYER);
        for id in [Id(0), Id(2), Id(Id::LAST), Id::node(0), Id::head(0), Id::head(1), Id(u32::MAX)] {
            let expected = splits(Rule::UnknownSplit(id));
            suite.refuses(expected, |suite| suite.deposit(caller, id, 1));
            suite.refuses(expected, |suite| suite.pay_all(caller, id, NATIVE, 0, 1));
            // What is not a version is not one either where a version is named.
            suite.refuses(expected, |suite| suite.claim(caller, id.0, 0, NATIVE));
            suite.refuses(expected, |suite| suite.claim_to(caller, vec![step(id.0, 0)], vec![NATIVE], caller));
            suite.refuses(expected, |suite| suite.claim_many(caller, vec![vec![step(id.0, 0)]], NATIVE));
            let leaf = SumLeaf { account: caller, weight: 1, proof: Vec::new() };
            suite.refuses(expected, |suite| suite.pay_many(caller, id.0, NATIVE, vec![leaf]));
            let seen = Rule::UnknownSplit(id);
            suite.refuses(seen, |suite| suite.claimable(id.0, 0, NATIVE));
            suite.refuses(seen, |suite| suite.claimable_path(vec![step(id.0, 0)], NATIVE));
            suite.refuses(seen, |suite| suite.quote(id, NATIVE, 1));
            suite.refuses(seen, |suite| suite.trace(id, caller, 1, Vec::new()));
        }
    }

    #[test]
    fn unknown_split_is_refused_for_tokens_too() {
        let (mut suite, _) = funded();
        let (token, asset) = suite.stage_token("honest-token", 1_000);
        let (caller, id) = (account(PAYER), Id(9));
        let ledger = suite.ledger;
        suite.send_token(token, caller, ledger, 10);
        suite.refuses(splits(Rule::UnknownSplit(id)), |suite| suite.credit(caller, id, asset));
        suite.refuses(splits(Rule::UnknownSplit(id)), |suite| suite.deposit_token(caller, id, asset, 5));
    }

    #[test]
    fn unknown_entry_is_refused_behind_the_last_one() {
        let (mut suite, Id(version)) = funded();
        for index in [2, 429, 430, u16::MAX] {
            let expected = Rule::UnknownEntry { version, index };
            suite.refuses(splits(expected), |suite| suite.claim(account(PAYER), version, index, NATIVE));
            suite.refuses(expected, |suite| suite.claimable(version, index, NATIVE));
        }
    }

    #[test]
    fn nothing_received_is_refused() {
        let (mut suite, split) = funded();
        let (_, asset) = suite.stage_token("honest-token", 1_000);
        let caller = account(PAYER);
        let expected = splits(Rule::NothingReceived);
        suite.refuses(expected, |suite| suite.deposit(caller, split, 0));
        suite.refuses(expected, |suite| suite.deposit_token(caller, split, asset, 0));
        suite.refuses(expected, |suite| suite.credit(caller, split, asset));
        suite.refuses(Rule::NothingReceived, |suite| suite.quote(split, NATIVE, 0));
    }

    #[test]
    fn received_overflow_is_refused_one_unit_above_the_largest_amount() {
        let (mut suite, split) = funded();
        let (token, asset) = suite.stage_token("honest-token", u128::MAX);
        let caller = account(PAYER);
        let single = suite.fixed(accounts(&[(PAYER, 1)]));
        suite.deposit_token(caller, single, asset, u128::MAX).unwrap();
        assert_eq!(suite.claim(caller, single.0, 0, asset), Ok(u128::MAX));
        suite.approve(token, caller, u128::MAX);
        let expected = Rule::ReceivedOverflow { version: single.0, received: u128::MAX };
        suite.refuses(splits(expected), |suite| suite.deposit_token(caller, single, asset, 1));
        suite.refuses(expected, |suite| suite.quote(single, asset, 1));
        // Another split still takes the same money.
        suite.deposit_token(caller, split, asset, u128::MAX).unwrap();
    }

    #[test]
    fn empty_path_is_refused() {
        let (mut suite, _) = funded();
        let caller = account(PAYER);
        let expected = splits(Rule::EmptyPath);
        suite.refuses(expected, |suite| suite.claim_path(caller, Vec::new(), NATIVE));
        suite.refuses(expected, |suite| suite.claim_to(caller, Vec::new(), vec![NATIVE], caller));
        suite.refuses(expected, |suite| suite.claim_many(caller, vec![Vec::new()], NATIVE));
        suite.refuses(Rule::EmptyPath, |suite| suite.claimable_path(Vec::new(), NATIVE));
    }

    #[test]
    fn broken_path_is_refused_with_the_step_that_does_not_connect() {
        let (mut suite, low) = funded();
        let other = suite.fixed(accounts(&[(CAROL, 1)]));
        let middle = suite.fixed(Table::Entries(vec![edge(low, false, 1), payee(CAROL, 1)]));
        let top = suite.fixed(Table::Entries(vec![edge(middle, false, 1), payee(CAROL, 1)]));
        suite.deposit(account(PAYER), top, 400_000_000).unwrap();
        let paths: [(u16, Vec<Step>); 5] = [
            (0, vec![step(top.0, 0), step(low.0, 0)]),
            (0, vec![step(top.0, 0), step(top.0, 0), step(middle.0, 0)]),
            (1, vec![step(top.0, 0), step(middle.0, 0), step(other.0, 0)]),
            // An account leads nowhere.
            (0, vec![step(top.0, 1), step(low.0, 0)]),
            (1, vec![step(top.0, 0), step(middle.0, 1), step(low.0, 0)]),
        ];
        for (broken, path) in paths {
            let expected = Rule::PathBroken { step: broken };
            let attempt = path.clone();
            suite.refuses(splits(expected), |suite| suite.claim_path(account(PAYER), attempt, NATIVE));
            suite.refuses(expected, |suite| suite.claimable_path(path, NATIVE));
        }
    }

    #[test]
    fn path_above_the_highest_tree_is_refused() {
        let (mut suite, split) = funded();
        let steps = u32::from(MAX_HEIGHT) + 1;
        let path = vec![step(split.0, 0); steps as usize];
        let expected = Rule::PathTooLong { steps };
        suite.refuses(splits(expected), |suite| suite.claim_path(account(PAYER), path.clone(), NATIVE));
        suite.refuses(expected, |suite| suite.trace(split, account(ALICE), 1, path.clone()));
        suite.refuses(expected, |suite| suite.claimable_path(path.clone(), NATIVE));
    }

    #[test]
    fn too_many_tables_are_refused_one_above_the_most() {
        let mut suite = stage();
        let mut paths = Vec::new();
        for _ in 0..=MAX_TABLES {
            let split = suite.fixed(accounts(&[(ALICE, 1)]));
            suite.deposit(account(PAYER), split, 5).unwrap();
            paths.push(vec![step(split.0, 0)]);
        }
        let caller = account(KEEPER);
        let expected = splits(Rule::TooManyTables { most: MAX_TABLES });
        suite.refuses(expected, |suite| suite.claim_many(caller, paths.clone(), NATIVE));
        paths.pop();
        assert_eq!(suite.claim_many(caller, paths, NATIVE).unwrap().payouts, MAX_TABLES);
    }

    #[test]
    fn too_many_tables_are_refused_by_quote() {
        let mut suite = stage();
        let children = (0..MAX_TABLES).map(|_| suite.fixed(accounts(&[(ALICE, 1)])));
        let children: Vec<Entry<AccountId>> = children.map(|id| edge(id, false, 1)).collect();
        let wide = suite.fixed(Table::Entries(children.clone()));
        suite.refuses(Rule::TooManyTables { most: MAX_TABLES }, |suite| suite.quote(wide, NATIVE, 1_000));
        // One child fewer, and the split itself makes up the number.
        let fits = suite.fixed(Table::Entries(children[1..].to_vec()));
        assert_eq!(suite.quote(fits, NATIVE, 31_000).map(|quoted| quoted.len()), Ok(1));
    }

    #[test]
    fn reserved_entries_are_refused_to_strangers() {
        let (mut suite, Id(version)) = funded();
        suite.set_claim_mode(account(ALICE), step(version, 0), Mode::SelfOnly).unwrap();
        let expected = splits(Rule::SelfOnly { version, index: 0 });
        for stranger in [MALLORY, BOB] {
            suite.refuses(expected, |suite| suite.claim(account(stranger), version, 0, NATIVE));
            let paths = vec![vec![step(version, 1)], vec![step(version, 0)]];
            suite.refuses(expected, |suite| suite.claim_many(account(stranger), paths, NATIVE));
        }
        assert_eq!(suite.claim(account(ALICE), version, 0, NATIVE), Ok(100_000_000));
    }

    #[test]
    fn claim_to_is_refused_to_all_but_the_owner() {
        let (mut suite, Id(version)) = funded();
        let expected = splits(Rule::NotOwner { version, index: 0 });
        for stranger in [MALLORY, BOB, PAYER] {
            let path = vec![step(version, 0)];
            let thief = account(stranger);
            suite.refuses(expected, |suite| suite.claim_to(thief, path, vec![NATIVE], thief));
        }
    }

    #[test]
    fn refused_proofs_name_the_version() {
        let mut suite = stage();
        let split = suite.fixed(merkle(SumNode { hash: [7; 32], sum: 10 }));
        suite.deposit(account(PAYER), split, 1_000).unwrap();
        let leaf = SumLeaf { account: account(MALLORY), weight: 10, proof: Vec::new() };
        let expected = splits(Rule::ProofRefused { version: split.0 });
        suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, vec![leaf]));
    }

    #[test]
    fn wrong_tables_are_refused_before_and_after_income() {
        let mut suite = stage();
        let plain = suite.fixed(accounts(&[(ALICE, 1)]));
        let hidden = suite.fixed(merkle(SumNode { hash: [7; 32], sum: 10 }));
        let caller = account(PAYER);
        for round in 0..2 {
            let leaf = SumLeaf { account: caller, weight: 1, proof: Vec::new() };
            let expected = splits(Rule::WrongTable { version: plain.0 });
            suite.refuses(expected, |suite| suite.pay_many(caller, plain.0, NATIVE, vec![leaf]));
            let expected = Rule::WrongTable { version: hidden.0 };
            suite.refuses(splits(expected), |suite| suite.claim(caller, hidden.0, 0, NATIVE));
            suite.refuses(expected, |suite| suite.claimable(hidden.0, 0, NATIVE));
            if round == 1 {
                // With nothing received there is nothing to pay, whatever the table.
                suite.refuses(splits(expected), |suite| suite.pay_all(caller, hidden, NATIVE, 0, 1));
            }
            suite.deposit(caller, plain, 1_000).unwrap();
            suite.deposit(caller, hidden, 1_000).unwrap();
        }
    }
}

mod ledger {
    use super::*;

    #[test]
    fn unknown_asset_is_refused_where_a_token_would_move() {
        let (mut suite, split) = funded();
        let caller = account(PAYER);
        let expected = Error::UnknownAsset(UNKNOWN);
        suite.refuses(expected, |suite| suite.credit(caller, split, UNKNOWN));
        suite.refuses(expected, |suite| suite.deposit_token(caller, split, UNKNOWN, 1));
        // Native money is no token.
        suite.refuses(Error::UnknownAsset(NATIVE), |suite| suite.credit(caller, split, NATIVE));
        suite.refuses(Error::UnknownAsset(NATIVE), |suite| suite.deposit_token(caller, split, NATIVE, 1));
        suite.refuses(expected, |suite| suite.pay_all(caller, split, UNKNOWN, 0, 2));
        suite.refuses(expected, |suite| suite.claim_many(caller, vec![vec![step(split.0, 0)]], UNKNOWN));
        suite.refuses(expected, |suite| suite.claim(caller, split.0, 0, UNKNOWN));
        let path = vec![step(split.0, 0)];
        suite.refuses(expected, |suite| suite.claim_to(account(ALICE), path, vec![UNKNOWN], caller));
    }

    #[test]
    fn token_that_fails_is_refused_with_its_account() {
        let (mut suite, split) = funded();
        let (token, asset) = suite.stage_token("honest-token", 10);
        let caller = account(PAYER);
        suite.refuses(Error::TokenFailed(token), |suite| suite.deposit_token(caller, split, asset, 11));
        // No contract, and a contract that is no token.
        for nonsense in [account(MALLORY), suite.forwarder(split)] {
            let asset = suite.register_asset(nonsense).unwrap();
            let expected = Error::TokenFailed(nonsense);
            suite.refuses(expected, |suite| suite.deposit_token(caller, split, asset, 1));
            suite.refuses(expected, |suite| suite.credit(caller, split, asset));
        }
    }

    #[test]
    fn payout_below_the_existential_deposit_is_refused_and_stays_owed() {
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(NEWCOMER, 1)]));
        let amount = EXISTENTIAL_DEPOSIT - 1;
        suite.deposit(account(PAYER), split, amount).unwrap();
        if NO_PAYOUT_IS_TOO_SMALL {
            assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(amount));
            return;
        }
        let expected = Error::PayoutFailed { account: account(NEWCOMER), amount };
        suite.refuses(expected, |suite| suite.claim(account(KEEPER), split.0, 0, NATIVE));
        suite.deposit(account(PAYER), split, 1).unwrap();
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(EXISTENTIAL_DEPOSIT));
    }

    #[test]
    fn payout_that_a_token_refuses_stays_owed() {
        let mut suite = stage();
        let (token, asset) = suite.stage_token("hostile-token", 1_000);
        let split = suite.fixed(accounts(&[(ALICE, 1)]));
        suite.deposit_token(account(PAYER), split, asset, 700).unwrap();
        suite.set_token_mode(token, TokenMode::Traps);
        let expected = Error::PayoutFailed { account: account(ALICE), amount: 700 };
        suite.refuses(expected, |suite| suite.claim(account(KEEPER), split.0, 0, asset));
        suite.set_token_mode(token, TokenMode::Honest);
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, asset), Ok(700));
    }

    #[test]
    fn tip_that_does_not_arrive_is_refused() {
        let (mut suite, split) = funded();
        let caller = account(NEWCOMER);
        suite.claim(account(KEEPER), split.0, 0, NATIVE).unwrap();
        suite.set_claim_mode(account(ALICE), step(split.0, 0), Mode::Anyone { tip: 100 }).unwrap();
        suite.deposit(account(PAYER), split, 3 * 9_999_990).unwrap();
        if NO_PAYOUT_IS_TOO_SMALL {
            // The caller has to bring what a new account needs, and has nothing.
            suite.fails_for(caller, selector_bytes!("claim"), &(split.0, 0u16, NATIVE));
            suite.fails_for(caller, selector_bytes!("pay_all"), &(split, NATIVE, 0u16, 1u16));
            return;
        }
        // Ten percent of 9,999,990 is one unit below what a new account must have.
        let expected = Error::TipFailed(EXISTENTIAL_DEPOSIT - 1);
        suite.refuses(expected, |suite| suite.claim(caller, split.0, 0, NATIVE));
        let paths = vec![vec![step(split.0, 0)]];
        suite.refuses(expected, |suite| suite.claim_many(caller, paths, NATIVE));
        suite.refuses(expected, |suite| suite.pay_all(caller, split, NATIVE, 0, 1));
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(9_999_990));
    }
}

mod creation {
    use super::*;

    /// The ledger refuses to create this.
    #[track_caller]
    fn check(suite: &mut Suite, table: Table<AccountId>, options: Option<Options<AccountId>>, expected: CreateError) {
        let caller = account(PAYER);
        let node = Node { table: table.clone(), options };
        suite.refuses(refused(expected), |suite| suite.create(caller, table, options));
        // The same as the second node of a tree.
        let first = Node { table: accounts(&[(BOB, 1)]), options: None };
        let expected = Error::Node { node: 1, error: expected };
        suite.refuses(expected, |suite| suite.create_tree(caller, vec![first, node]));
    }

    #[track_caller]
    fn check_fixed(table: Table<AccountId>, expected: CreateError) {
        check(&mut stage(), table, None, expected);
    }

    #[test]
    fn create_refuses_a_table_without_entries() {
        check_fixed(Table::Entries(Vec::new()), CreateError::NoEntries);
        check_fixed(tiers(Vec::new(), NATIVE, vec![(1, Vec::new())]), CreateError::NoEntries);
    }

    #[test]
    fn create_refuses_431_entries() {
        let entries = (0..=MAX_ENTRIES as u32).map(|number| payee(1_000 + number, 1)).collect();
        let expected = CreateError::TooManyEntries { entries: 431, most: 430 };
        stage().refuses(refused(expected), |suite| suite.create(account(PAYER), Table::Entries(entries), None));
    }

    #[test]
    fn create_refuses_weight_zero() {
        check_fixed(accounts(&[(ALICE, 1), (BOB, 0)]), CreateError::ZeroWeight { index: 1 });
        let entries = vec![payee(ALICE, 1), payee(BOB, 0)];
        check_fixed(tiers(entries, NATIVE, vec![(1, vec![1, 0])]), CreateError::ZeroWeight { index: 1 });
    }

    #[test]
    fn create_refuses_tiers_of_other_lengths() {
        let entries = vec![payee(ALICE, 1), payee(BOB, 1)];
        let expected = CreateError::WeightsNotEntries { tier: 1, weights: 1, entries: 2 };
        check_fixed(tiers(entries, NATIVE, vec![(2, vec![1, 1]), (2, vec![1])]), expected);
    }

    #[test]
    fn create_refuses_the_same_target_twice() {
        let expected = CreateError::DuplicateTarget { index: 2 };
        check_fixed(accounts(&[(ALICE, 1), (BOB, 1), (ALICE, 1)]), expected);
        let mut suite = stage();
        let child = suite.fixed(accounts(&[(ALICE, 1)]));
        let table = Table::Entries(vec![edge(child, true, 1), payee(BOB, 1), edge(child, false, 1)]);
        check(&mut suite, table, None, expected);
    }

    #[test]
    fn create_refuses_the_ledger_as_a_payee() {
        let mut suite = stage();
        let own = Entry { target: Target::Account(suite.ledger), weight: 1 };
        let table = Table::Entries(vec![payee(ALICE, 1), own]);
        check(&mut suite, table, None, CreateError::ForbiddenPayee { index: 1 });
    }

    #[test]
    fn create_refuses_children_that_do_not_exist() {
        let mut suite = stage();
        for child in [Id(0), Id(3), Id::head(1), Id(u32::MAX)] {
            let table = Table::Entries(vec![payee(ALICE, 1), edge(child, false, 1)]);
            check(&mut suite, table, None, CreateError::UnknownChild { index: 1, child });
        }
    }

    #[test]
    fn create_refuses_a_child_of_the_greatest_height() {
        let mut suite = stage();
        let mut top = suite.fixed(accounts(&[(ALICE, 1)]));
        for _ in 1..MAX_HEIGHT {
            top = suite.fixed(Table::Entries(vec![edge(top, false, 1)]));
        }
        assert_eq!(suite.info(top).map(|info| info.height), Some(MAX_HEIGHT));
        let table = Table::Entries(vec![payee(ALICE, 1), edge(top, false, 1)]);
        let expected = CreateError::ChildTooHigh { index: 1, child: MAX_HEIGHT, most: MAX_HEIGHT - 1 };
        check(&mut suite, table, None, expected);
        let options = Options { height: MAX_HEIGHT + 1, ..controlled_by(CAROL, 0) };
        let expected = CreateError::ChildTooHigh { index: 0, child: MAX_HEIGHT + 1, most: MAX_HEIGHT };
        check(&mut suite, accounts(&[(ALICE, 1)]), Some(options), expected);
    }

    #[test]
    fn create_refuses_a_height_below_that_of_the_table() {
        let mut suite = stage();
        let child = suite.fixed(accounts(&[(ALICE, 1)]));
        let options = Options { height: 1, ..controlled_by(CAROL, 0) };
        let table = Table::Entries(vec![edge(child, false, 1)]);
        let expected = CreateError::ChildTooHigh { index: u16::MAX, child: 1, most: 0 };
        check(&mut suite, table, Some(options), expected);
    }

    #[test]
    fn create_refuses_a_tier_in_which_nobody_earns() {
        let entries = vec![payee(ALICE, 1)];
        check_fixed(tiers(entries, NATIVE, vec![(1, vec![0])]), CreateError::TotalWeight { tier: 0 });
        let entries = vec![payee(ALICE, 0)];
        check_fixed(tiers(entries, NATIVE, vec![(1, vec![1])]), CreateError::TotalWeight { tier: 1 });
    }

    #[test]
    fn create_refuses_no_tiers_and_more_than_seven_before_the_last() {
        for count in [0, MAX_TIERS] {
            let table = tiers(vec![payee(ALICE, 1)], NATIVE, vec![(1, vec![1]); count]);
            let most = MAX_TIERS as u32 - 1;
            check_fixed(table, CreateError::TierCount { tiers: count as u32, most });
        }
    }

    #[test]
    fn create_refuses_caps_of_nothing_and_caps_above_all_there_can_be() {
        let table = |caps: [u128; 2]| tiers(vec![payee(ALICE, 1)], NATIVE, caps.map(|cap| (cap, vec![1])).to_vec());
        check_fixed(table([0, 1]), CreateError::TierCap { tier: 0 });
        check_fixed(table([1, 0]), CreateError::TierCap { tier: 1 });
        check_fixed(table([u128::MAX, 1]), CreateError::TierCap { tier: 1 });
    }

    #[test]
    fn create_refuses_a_tier_that_would_strand_units() {
        let entries = vec![payee(ALICE, 1), payee(BOB, 1)];
        // A third of 10 is not whole, nor is it of the second payee.
        let expected = CreateError::TierNotExact { tier: 0, index: 0 };
        check_fixed(tiers(entries, NATIVE, vec![(10, vec![1, 2])]), expected);
    }

    #[test]
    fn create_refuses_tiers_in_a_split_that_can_be_edited() {
        let table = tiers(vec![payee(ALICE, 1)], NATIVE, vec![(1, vec![1])]);
        check(&mut stage(), table, Some(controlled_by(CAROL, 0)), CreateError::MutableTiers);
    }

    #[test]
    fn create_refuses_more_eager_edges_than_one_income_may_touch() {
        let mut suite = stage();
        let children: Vec<Id> = (0..=MAX_EAGER).map(|_| suite.fixed(accounts(&[(ALICE, 1)]))).collect();
        let table = Table::Entries(children.into_iter().map(|child| edge(child, true, 1)).collect());
        let expected = CreateError::EagerBudget { needed: u32::from(MAX_EAGER) + 1, budget: MAX_EAGER };
        check(&mut suite, table, None, expected);
        let options = Options { eager: MAX_EAGER + 1, ..controlled_by(CAROL, 0) };
        check(&mut suite, accounts(&[(ALICE, 1)]), Some(options), expected);
    }

    #[test]
    fn create_refuses_a_sum_of_zero() {
        check_fixed(merkle(SumNode { hash: [1; 32], sum: 0 }), CreateError::ZeroTotal);
    }

    #[test]
    fn create_tree_refuses_nodes_that_do_not_stand_before() {
        let mut suite = stage();
        for node in [1, 2, u16::MAX] {
            let first = Node { table: accounts(&[(ALICE, 1)]), options: None };
            let table = Table::Entries(vec![payee(BOB, 1), edge(Id::node(node), false, 1)]);
            let second = Node { table, options: None };
            let error = CreateError::UnknownNode { index: 1, node };
            let expected = Error::Node { node: 1, error };
            suite.refuses(expected, |suite| suite.create_tree(account(PAYER), vec![first, second]));
        }
    }
}

mod control {
    use super::*;

    /// A split of Alice's that Carol controls with a day's delay.
    fn editable() -> (Suite, Id) {
        let mut suite = stage();
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, DAY))).unwrap();
        (suite, split)
    }

    fn table() -> Table<AccountId> {
        accounts(&[(MALLORY, 1)])
    }

    /// Everything that needs control is refused to the caller with this error.
    #[track_caller]
    fn check_all(suite: &mut Suite, caller: u32, split: Id, expected: CreateError) {
        let caller = account(caller);
        suite.refuses(refused(expected), |suite| suite.update(caller, split, table()));
        suite.refuses(refused(expected), |suite| suite.transfer_control(caller, split, Some(caller)));
        suite.refuses(refused(expected), |suite| suite.freeze(caller, split));
    }

    #[test]
    fn control_is_refused_for_splits_that_cannot_be_edited() {
        let (mut suite, _) = editable();
        for split in [Id(1), Id(9), Id::head(2), Id::head(0), Id(u32::MAX)] {
            check_all(&mut suite, CAROL, split, CreateError::UnknownHead(split));
            let expected = refused(CreateError::UnknownHead(split));
            suite.refuses(expected, |suite| suite.accept_control(account(CAROL), split));
        }
    }

    #[test]
    fn control_is_refused_to_strangers() {
        let (mut suite, split) = editable();
        for stranger in [MALLORY, ALICE, PAYER, DEPLOYER] {
            check_all(&mut suite, stranger, split, CreateError::NotController(split));
        }
    }

    #[test]
    fn accept_control_is_refused_without_an_offer() {
        let (mut suite, split) = editable();
        let expected = refused(CreateError::NotOffered(split));
        suite.refuses(expected, |suite| suite.accept_control(account(MALLORY), split));
        suite.transfer_control(account(CAROL), split, Some(account(BOB))).unwrap();
        suite.refuses(expected, |suite| suite.accept_control(account(MALLORY), split));
        suite.transfer_control(account(CAROL), split, None).unwrap();
        suite.refuses(expected, |suite| suite.accept_control(account(BOB), split));
    }

    #[test]
    fn control_is_refused_after_the_freeze() {
        let (mut suite, split) = editable();
        suite.transfer_control(account(CAROL), split, Some(account(BOB))).unwrap();
        suite.freeze(account(CAROL), split).unwrap();
        check_all(&mut suite, CAROL, split, CreateError::Frozen(split));
        let expected = refused(CreateError::Frozen(split));
        suite.refuses(expected, |suite| suite.accept_control(account(BOB), split));
    }

    #[test]
    fn freeze_is_refused_while_a_version_is_pending() {
        let (mut suite, split) = editable();
        suite.update(account(CAROL), split, table()).unwrap();
        let effective_at = suite.chain.now() + DAY;
        let expected = refused(CreateError::Pending { split, effective_at });
        for now in [effective_at - DAY, effective_at - 1] {
            suite.chain.set_time(now);
            suite.refuses(expected, |suite| suite.freeze(account(CAROL), split));
        }
        suite.chain.set_time(effective_at);
        suite.freeze(account(CAROL), split).unwrap();
    }

    #[test]
    fn update_is_refused_beyond_the_end_of_time() {
        let mut suite = stage();
        let never = Some(controlled_by(CAROL, u64::MAX));
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), never).unwrap();
        let expected = refused(CreateError::DelayOverflow);
        suite.refuses(expected, |suite| suite.update(account(CAROL), split, table()));
    }

    #[test]
    fn update_refuses_an_edge_to_the_split_itself() {
        let mut suite = stage();
        let options = Options { height: 3, eager: 3, ..controlled_by(CAROL, 0) };
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), Some(options)).unwrap();
        let table = Table::Entries(vec![payee(ALICE, 1), edge(split, true, 1)]);
        let expected = refused(CreateError::ForbiddenPayee { index: 1 });
        suite.refuses(expected, |suite| suite.update(account(CAROL), split, table));
    }

    #[test]
    fn update_refuses_what_exceeds_the_limits_of_the_split() {
        let (mut suite, split) = editable();
        let child = suite.fixed(accounts(&[(BOB, 1)]));
        let higher = Table::Entries(vec![edge(child, false, 1)]);
        let expected = refused(CreateError::ChildTooHigh { index: u16::MAX, child: 1, most: 0 });
        suite.refuses(expected, |suite| suite.update(account(CAROL), split, higher));
        let options = Options { height: 2, ..controlled_by(CAROL, 0) };
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), Some(options)).unwrap();
        let eager = Table::Entries(vec![edge(child, true, 1)]);
        let expected = refused(CreateError::EagerBudget { needed: 1, budget: 0 });
        suite.refuses(expected, |suite| suite.update(account(CAROL), split, eager));
        let tiered = tiers(vec![payee(ALICE, 1)], NATIVE, vec![(1, vec![1])]);
        suite.refuses(refused(CreateError::MutableTiers), |suite| suite.update(account(CAROL), split, tiered));
    }
}

mod desk {
    use super::*;

    #[test]
    fn tip_above_ten_percent_is_refused() {
        let (mut suite, split) = funded();
        for tip in [101, 0xf0, 0xf1, 0xf2, u8::MAX] {
            let expected = refused(CreateError::TipTooHigh { tip, most: 100 });
            let mode = Mode::Anyone { tip };
            suite.refuses(expected, |suite| suite.set_claim_mode(account(ALICE), step(split.0, 0), mode));
        }
        suite.set_claim_mode(account(ALICE), step(split.0, 0), Mode::Anyone { tip: 100 }).unwrap();
    }

    #[test]
    fn entries_are_refused_to_all_but_their_owners() {
        let (mut suite, child) = funded();
        let split = suite.fixed(Table::Entries(vec![payee(ALICE, 1), edge(child, false, 1)]));
        let hidden = suite.fixed(merkle(SumNode { hash: [1; 32], sum: 1 }));
        let version = split.0;
        let entries = [
            (BOB, step(version, 0), Rule::NotOwner { version, index: 0 }),
            (MALLORY, step(version, 0), Rule::NotOwner { version, index: 0 }),
            // An edge has no owner, an entry that is not there has none, and neither have leaves.
            (ALICE, step(version, 1), Rule::NotAnAccount { version, index: 1 }),
            (ALICE, step(version, 2), Rule::UnknownEntry { version, index: 2 }),
            (ALICE, step(version, u16::MAX), Rule::UnknownEntry { version, index: u16::MAX }),
            (ALICE, step(hidden.0, 0), Rule::WrongTable { version: hidden.0 }),
            (ALICE, step(99, 0), Rule::UnknownSplit(Id(99))),
        ];
        for (caller, entry, expected) in entries {
            let caller = account(caller);
            suite.refuses(splits(expected), |suite| suite.set_claim_mode(caller, entry, Mode::SelfOnly));
            suite.refuses(splits(expected), |suite| suite.transfer_entry(caller, entry, caller));
        }
    }

    #[test]
    fn accept_entry_is_refused_without_an_offer() {
        let (mut suite, Id(version)) = funded();
        let expected = Error::NotOffered { version, index: 0 };
        let entry = step(version, 0);
        suite.refuses(expected, |suite| suite.accept_entry(account(BOB), entry, NATIVE, 0));
        suite.transfer_entry(account(ALICE), entry, account(BOB)).unwrap();
        suite.refuses(expected, |suite| suite.accept_entry(account(MALLORY), entry, NATIVE, 0));
        suite.refuses(expected, |suite| suite.accept_entry(account(ALICE), entry, NATIVE, 0));
    }

    #[test]
    fn accept_entry_is_refused_where_less_is_left_than_asked_for() {
        let (mut suite, Id(version)) = funded();
        let entry = step(version, 0);
        suite.transfer_entry(account(ALICE), entry, account(BOB)).unwrap();
        let less = |unclaimed, at_least| splits(Rule::TooLittleUnclaimed { unclaimed, at_least });
        let caller = account(BOB);
        let expected = less(100_000_000, 100_000_001);
        suite.refuses(expected, |suite| suite.accept_entry(caller, entry, NATIVE, 100_000_001));
        suite.refuses(less(0, 1), |suite| suite.accept_entry(caller, entry, UNKNOWN, 1));
        suite.accept_entry(account(BOB), entry, NATIVE, 100_000_000).unwrap();
    }

    #[test]
    fn register_asset_refuses_tokens_that_are_known_and_the_ledger_itself() {
        let mut suite = stage();
        let (token, asset) = suite.token("honest-token", 1);
        suite.refuses(Error::AssetKnown(asset), |suite| suite.register_asset(token));
        let own = suite.ledger;
        suite.refuses(Error::AssetForbidden, |suite| suite.register_asset(own));
    }
}

mod forwarder {
    use super::*;

    #[test]
    fn flush_is_refused_where_nothing_lies() {
        let (mut suite, split) = funded();
        let (token, asset) = suite.stage_token("honest-token", 10);
        let forwarder = suite.forwarder(split);
        let caller = account(KEEPER);
        suite.refuses(ForwarderError::NothingHere, |suite| suite.flush(caller, forwarder));
        suite.refuses(ForwarderError::NothingHere, |suite| suite.flush_token(caller, forwarder, token, asset));
    }

    #[test]
    fn flush_is_refused_where_the_ledger_refuses() {
        let (mut suite, _) = funded();
        let (token, asset) = suite.stage_token("honest-token", 10);
        let nowhere = suite.forwarder(Id(404));
        suite.chain.transfer(account(PAYER), nowhere, 9_000_000);
        suite.send_token(token, account(PAYER), nowhere, 10);
        let caller = account(KEEPER);
        suite.refuses(ForwarderError::LedgerRefused, |suite| suite.flush(caller, nowhere));
        suite.refuses(ForwarderError::LedgerRefused, |suite| suite.flush_token(caller, nowhere, token, asset));
        suite.refuses(ForwarderError::LedgerRefused, |suite| suite.flush_token(caller, nowhere, token, UNKNOWN));
    }

    #[test]
    fn flush_token_is_refused_where_the_token_fails() {
        let (mut suite, split) = funded();
        let (token, asset) = suite.stage_token("hostile-token", 10);
        let forwarder = suite.forwarder(split);
        suite.send_token(token, account(PAYER), forwarder, 10);
        suite.set_token_mode(token, TokenMode::Traps);
        let (caller, nobody) = (account(KEEPER), account(NEWCOMER));
        for failing in [token, nobody] {
            let expected = ForwarderError::TokenFailed(failing);
            suite.refuses(expected, |suite| suite.flush_token(caller, forwarder, failing, asset));
        }
    }
}
