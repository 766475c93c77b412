//! What people do with splits, with exact numbers: every message at least once, and every unit accounted for.

use atelier_splits::{
    Control, CreateError, Entry, Id, Info, Mode, Options, Quoted, Step, SumLeaf, SumTree, Table, Target, Tier,
    TraceStep, MAX_ENTRIES, MAX_HEIGHT, MAX_TABLES, NATIVE,
};
use e2e_tests::{
    chain::{account, bytes, AccountId, ACCOUNT},
    differences::SPLITS_PER_CALL,
    people::{controlled_by, stage, step, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    suite::{accounts, edge, input, keccak, merkle, payee, refused, tiers, Suite},
};
use ink::selector_bytes;
use splits::{EntryView, Error, HeadView, Node, TableView};

const DAY: u64 = 86_400_000;
const MILLION: u128 = 1_000_000;

/// Somebody else than the payee claims, so that no deposit mixes with the payout; the payee's balance tells.
#[track_caller]
fn check_claim(suite: &mut Suite, entry: Step, payee: u32, expected: u128) {
    let before = suite.chain.balance(account(payee));
    assert_eq!(suite.claimable(entry.version, entry.index, NATIVE), Ok(expected));
    assert_eq!(suite.claim(account(KEEPER), entry.version, entry.index, NATIVE), Ok(expected));
    assert_eq!(suite.chain.balance(account(payee)) - before, expected);
}

mod editing {
    use super::*;

    #[test]
    fn split_that_can_be_edited_lives_its_life() {
        let mut suite = stage();
        let (carol, bob, payer) = (account(CAROL), account(BOB), account(PAYER));
        let table = accounts(&[(ALICE, 1), (BOB, 1)]);
        let split = suite.create(payer, table, Some(controlled_by(CAROL, DAY))).unwrap();
        assert_eq!(split, Id::head(1));
        assert_eq!(suite.head(split), Some(HeadView { in_force: 1, pending: None }));
        let limits = Info { height: 1, eager: 0, reaches_head: true };
        let mut control = Control {
            controller: carol,
            offered: None,
            delay: DAY,
            limits,
            current: 1,
            pending: 1,
            effective_at: 0,
            frozen: false,
        };
        assert_eq!(suite.control(split), Some(control));
        assert_eq!(suite.info(split), Some(limits));
        assert_eq!(suite.info(Id(1)), Some(Info { reaches_head: false, ..limits }));
        suite.deposit(payer, split, 10 * MILLION).unwrap();

        // An edit waits for its day.
        let start = suite.chain.now();
        assert_eq!(suite.update(carol, split, accounts(&[(ALICE, 3), (BOB, 1)])), Ok(2));
        assert_eq!(suite.head(split), Some(HeadView { in_force: 1, pending: Some((2, start + DAY)) }));
        suite.chain.set_time(start + DAY - 1);
        suite.deposit(payer, split, 10 * MILLION).unwrap();
        suite.chain.set_time(start + DAY);
        assert_eq!(suite.head(split), Some(HeadView { in_force: 2, pending: None }));
        suite.deposit(payer, split, 40 * MILLION).unwrap();
        assert_eq!((suite.received(1, NATIVE), suite.received(2, NATIVE)), (20 * MILLION, 40 * MILLION));
        check_claim(&mut suite, step(1, 0), ALICE, 10 * MILLION);
        check_claim(&mut suite, step(2, 0), ALICE, 30 * MILLION);
        check_claim(&mut suite, step(2, 1), BOB, 10 * MILLION);
        check_claim(&mut suite, step(1, 1), BOB, 10 * MILLION);

        // Control changes hands in two steps, and the split is frozen for good.
        suite.transfer_control(carol, split, Some(bob)).unwrap();
        assert_eq!(suite.control(split).unwrap().offered, Some(bob));
        suite.accept_control(bob, split).unwrap();
        suite.freeze(bob, split).unwrap();
        control = Control { controller: bob, pending: 2, effective_at: start + DAY, frozen: true, ..control };
        assert_eq!(suite.control(split), Some(control));
        let frozen = refused(CreateError::Frozen(split));
        suite.refuses(frozen, |suite| suite.update(bob, split, accounts(&[(BOB, 1)])));
        suite.deposit(payer, split, 4 * MILLION).unwrap();
        check_claim(&mut suite, step(2, 0), ALICE, 3 * MILLION);
        assert_eq!(suite.liability(NATIVE), MILLION);
        suite.check_solvent(&[]);
    }

    #[test]
    fn edits_in_turn_each_keep_what_they_received() {
        let mut suite = stage();
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, 0))).unwrap();
        for (number, payee) in [ALICE, BOB, CAROL, ALICE].into_iter().enumerate() {
            if number > 0 {
                let version = suite.update(account(CAROL), split, accounts(&[(payee, 1)]));
                assert_eq!(version, Ok(number as u32 + 1));
            }
            suite.deposit(account(PAYER), split, (number as u128 + 1) * MILLION).unwrap();
        }
        for (version, payee, millions) in [(1, ALICE, 1), (2, BOB, 2), (3, CAROL, 3), (4, ALICE, 4)] {
            check_claim(&mut suite, step(version, 0), payee, millions * MILLION);
        }
        assert_eq!(suite.liability(NATIVE), 0);
    }

    #[test]
    fn edit_may_use_the_height_and_the_eager_edges_that_were_reserved() {
        let mut suite = stage();
        let low = suite.fixed(accounts(&[(ALICE, 1)]));
        let middle = suite.fixed(Table::Entries(vec![edge(low, true, 1)]));
        let options = Options { height: 3, eager: 2, ..controlled_by(CAROL, 0) };
        let split = suite.create(account(PAYER), accounts(&[(BOB, 1)]), Some(options)).unwrap();
        suite.update(account(CAROL), split, Table::Entries(vec![edge(middle, true, 1), payee(BOB, 1)])).unwrap();
        suite.deposit(account(PAYER), split, 2 * MILLION).unwrap();
        check_claim(&mut suite, step(low.0, 0), ALICE, MILLION);
    }
}

mod trees {
    use super::*;

    /// A sale of an edition: half to the artist, three tenths to a studio, which shares with its model makers, and two tenths
    /// to a treasury that can be edited.
    fn edition(studio_is_eager: bool) -> Vec<Node> {
        let fixed = |table| Node { table, options: None };
        vec![
            fixed(accounts(&[(BOB, 2), (CAROL, 1)])),
            fixed(Table::Entries(vec![payee(KEEPER, 1), edge(Id::node(0), studio_is_eager, 2)])),
            Node { table: accounts(&[(MALLORY, 1)]), options: Some(controlled_by(CAROL, DAY)) },
            fixed(Table::Entries(vec![
                payee(ALICE, 5),
                edge(Id::node(1), studio_is_eager, 3),
                edge(Id::node(2), false, 2),
            ])),
        ]
    }

    #[test]
    fn tree_is_created_and_settled_through_eager_and_lazy_edges_alike() {
        for eager in [false, true] {
            let mut suite = stage();
            let splits = suite.create_tree(account(PAYER), edition(eager)).unwrap();
            assert_eq!(splits, [Id(1), Id(2), Id::head(1), Id(4)]);
            assert_eq!(suite.counts(), (4, 1, 0));
            let table = suite.table(4).unwrap();
            // The edge to the treasury is eager whatever was asked for: it can be edited.
            assert_eq!(table.entries[2].target, Target::Split { id: Id::head(1), eager: true });
            assert_eq!(table.entries[1].target, Target::Split { id: Id(2), eager });
            assert_eq!((table.height, table.count, table.totals), (3, 3, vec![10]));
            let touched = if eager { 3 } else { 1 };
            assert_eq!(suite.info(Id(4)), Some(Info { height: 3, eager: touched, reaches_head: true }));

            suite.deposit(account(PAYER), Id(4), 90 * MILLION).unwrap();
            assert_eq!(suite.received(3, NATIVE), 18 * MILLION);
            assert_eq!(suite.received(2, NATIVE), if eager { 27 * MILLION } else { 0 });
            // 27 million to the studio: a third for itself, and of the other two thirds two for Bob and one for Carol.
            let to_bob = vec![step(4, 1), step(2, 1), step(1, 0)];
            assert_eq!(suite.claimable_path(to_bob.clone(), NATIVE), Ok(12 * MILLION));
            assert_eq!(suite.claim_path(account(PAYER), to_bob, NATIVE), Ok(12 * MILLION));
            let paths = vec![
                vec![step(4, 0)],
                vec![step(4, 1), step(2, 0)],
                vec![step(4, 1), step(2, 1), step(1, 1)],
                vec![step(4, 2), step(3, 0)],
            ];
            let report = suite.claim_many(account(PAYER), paths, NATIVE).unwrap();
            assert_eq!((report.paid, report.payouts, report.failed), (78 * MILLION, 4, 0));
            assert_eq!(suite.paid(4, 0, NATIVE), 45 * MILLION);
            assert_eq!(suite.paid(4, 1, NATIVE), 27 * MILLION);
            assert_eq!(suite.paid(2, 0, NATIVE), 9 * MILLION);
            assert_eq!(suite.paid(1, 1, NATIVE), 6 * MILLION);
            assert_eq!(suite.liability(NATIVE), 0);
            suite.check_solvent(&[]);
        }
    }

    #[test]
    fn path_that_ends_in_an_edge_moves_money_one_level_down() {
        let mut suite = stage();
        suite.create_tree(account(PAYER), edition(false)).unwrap();
        suite.deposit(account(PAYER), Id(4), 90 * MILLION).unwrap();
        assert_eq!(suite.claim_path(account(PAYER), vec![step(4, 1)], NATIVE), Ok(0));
        assert_eq!((suite.received(2, NATIVE), suite.received(1, NATIVE)), (27 * MILLION, 0));
        assert_eq!(suite.pay_all(account(PAYER), Id(2), NATIVE, 0, 2).map(|report| report.paid), Ok(9 * MILLION));
        assert_eq!(suite.received(1, NATIVE), 18 * MILLION);
        assert_eq!(suite.liability(NATIVE), 81 * MILLION);
    }

    #[test]
    fn tree_of_many_small_splits_is_created_in_one_call() {
        let mut suite = stage();
        let nodes = vec![Node { table: accounts(&[(ALICE, 1)]), options: None }; SPLITS_PER_CALL];
        let splits = suite.create_tree(account(PAYER), nodes).unwrap();
        let last = Id(SPLITS_PER_CALL as u32);
        assert_eq!((splits.len(), splits.last()), (SPLITS_PER_CALL, Some(&last)));
        suite.deposit(account(PAYER), last, MILLION).unwrap();
        check_claim(&mut suite, step(last.0, 0), ALICE, MILLION);
    }

    #[test]
    fn tree_mixes_large_and_small_tables() {
        // As much as one call can carry: a table of 350 entries behind sixty small ones.
        let mut suite = stage();
        let mut nodes = vec![Node { table: accounts(&[(ALICE, 1)]), options: None }; 60];
        let many: Vec<(u32, u32)> = (0..350).map(|number| (1_000 + number, 1)).collect();
        nodes.push(Node { table: accounts(&many), options: None });
        let splits = suite.create_tree(account(PAYER), nodes).unwrap();
        assert_eq!(suite.table(splits[60].0).unwrap().entries.len(), 350);
    }
}

mod tiered {
    use super::*;

    /// Deposits in turn and asserts what each entry has earned after each.
    #[track_caller]
    fn check(table: Table<AccountId>, rows: &[(u128, &[u128])]) {
        let mut suite = stage();
        let token = suite.stage_token("honest-token", u64::MAX.into());
        let split = suite.fixed(table);
        for (received, expected) in rows {
            let income = received - suite.received(split.0, token.1);
            suite.deposit_token(account(PAYER), split, token.1, income).unwrap();
            for (index, expected) in expected.iter().enumerate() {
                let index = index as u16;
                let earned = suite.paid(split.0, index, token.1) + suite.claimable(split.0, index, token.1).unwrap();
                assert_eq!(earned, *expected, "entry {index} after {received}");
                // Every second entry is paid as it goes, which must not matter.
                if index.is_multiple_of(2) {
                    suite.claim(account(KEEPER), split.0, index, token.1).unwrap();
                }
            }
            suite.check_solvent(&[token]);
        }
    }

    #[test]
    fn waterfall_pays_one_after_the_other() {
        let entries = vec![payee(ALICE, 0), payee(BOB, 0), payee(CAROL, 1)];
        let table = tiers(entries, 1, vec![(100, vec![1, 0, 0]), (50, vec![0, 1, 0])]);
        let rows: [(u128, &[u128]); 7] = [
            (1, &[1, 0, 0]),
            (99, &[99, 0, 0]),
            (100, &[100, 0, 0]),
            (101, &[100, 1, 0]),
            (150, &[100, 50, 0]),
            (151, &[100, 50, 1]),
            (1_000, &[100, 50, 850]),
        ];
        check(table, &rows);
    }

    #[test]
    fn recoup_pays_the_investors_first_and_then_divides() {
        // Alice and Bob invested 600 and 300. Afterwards the artist gets 70 of 100.
        let entries = vec![payee(ALICE, 20), payee(BOB, 10), payee(CAROL, 70)];
        let table = tiers(entries, 1, vec![(900, vec![2, 1, 0])]);
        let rows: [(u128, &[u128]); 6] = [
            (1, &[0, 0, 0]),
            (899, &[599, 299, 0]),
            (900, &[600, 300, 0]),
            (901, &[600, 300, 0]),
            (902, &[600, 300, 1]),
            (1_900, &[800, 400, 700]),
        ];
        check(table, &rows);
    }

    #[test]
    fn capped_royalty_ends_at_its_cap_to_the_unit() {
        // Alice gets a tenth until she has had 50.
        let entries = vec![payee(ALICE, 0), payee(BOB, 1)];
        let table = tiers(entries, 1, vec![(500, vec![1, 9])]);
        let rows: [(u128, &[u128]); 5] =
            [(499, &[49, 449]), (500, &[50, 450]), (501, &[50, 451]), (1_000, &[50, 950]), (1_000_000, &[50, 999_950])];
        check(table, &rows);
    }

    #[test]
    fn income_across_all_boundaries_at_once_is_the_same_as_unit_by_unit() {
        let table = || {
            let entries = vec![payee(ALICE, 1), payee(BOB, 2)];
            tiers(entries, 1, vec![(6, vec![2, 1]), (4, vec![1, 1])])
        };
        // 6 at 2:1, 4 at 1:1, and of the other 5 a third, rounded down, and two thirds, rounded down.
        check(table(), &[(15, &[4 + 2 + 1, 2 + 2 + 3])]);
        let rows: Vec<(u128, Vec<u128>)> = (1..=15u128)
            .map(|received| {
                let (first, second) = (received.min(6), received.saturating_sub(6).min(4));
                let rest = received.saturating_sub(10);
                (received, vec![first * 2 / 3 + second / 2 + rest / 3, first / 3 + second / 2 + rest * 2 / 3])
            })
            .collect();
        let rows: Vec<(u128, &[u128])> = rows.iter().map(|(received, earned)| (*received, &earned[..])).collect();
        check(table(), &rows);
    }

    #[test]
    fn other_assets_go_through_the_last_tier() {
        let mut suite = stage();
        let entries = vec![payee(ALICE, 1), payee(BOB, 3)];
        // The caps count asset 7, which nobody will ever pay in.
        let split = suite.fixed(tiers(entries, 7, vec![(100 * MILLION, vec![1, 0])]));
        suite.deposit(account(PAYER), split, 8 * MILLION).unwrap();
        check_claim(&mut suite, step(split.0, 0), ALICE, 2 * MILLION);
        check_claim(&mut suite, step(split.0, 1), BOB, 6 * MILLION);
        let view = suite.table(split.0).unwrap();
        assert_eq!((view.capped_asset, view.caps, view.totals), (7, vec![100 * MILLION], vec![1, 4]));
        assert_eq!(view.entries[1].weights, [0, 3]);
    }
}

mod tokens {
    use super::*;

    #[test]
    fn token_arrives_by_approval_and_by_sending() {
        let mut suite = stage();
        let (token, asset) = suite.stage_token("honest-token", 1_000);
        assert_eq!((asset, suite.asset_of(token), suite.asset_of(account(9))), (1, Some(1), None));
        let split = suite.fixed(accounts(&[(ALICE, 2), (BOB, 1)]));
        let (payer, ledger) = (account(PAYER), suite.ledger);
        suite.deposit_token(payer, split, asset, 300).unwrap();
        assert_eq!(suite.token_balance(token, payer), 700);
        suite.send_token(token, payer, ledger, 60);
        assert_eq!((suite.stray(asset), suite.liability(asset)), (Some(60), 300));
        suite.credit(account(KEEPER), split, asset).unwrap();
        assert_eq!((suite.stray(asset), suite.liability(asset)), (Some(0), 360));
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, asset), Ok(240));
        assert_eq!(suite.claim(account(KEEPER), split.0, 1, asset), Ok(120));
        assert_eq!(suite.token_balance(token, account(ALICE)), 240);
        assert_eq!(suite.token_balance(token, account(BOB)), 120);
        assert_eq!((suite.liability(asset), suite.stray(asset), suite.stray(NATIVE)), (0, Some(0), None));
        suite.check_solvent(&[(token, asset)]);
    }

    #[test]
    fn owner_takes_several_assets_to_another_account() {
        let mut suite = stage();
        let first = suite.stage_token("honest-token", 1_000);
        let second = suite.stage_token("honest-token", 1_000);
        let low = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
        let top = suite.fixed(Table::Entries(vec![edge(low, false, 1), payee(BOB, 1)]));
        let payer = account(PAYER);
        suite.deposit(payer, top, 8 * MILLION).unwrap();
        suite.deposit_token(payer, top, first.1, 400).unwrap();
        suite.deposit_token(payer, low, second.1, 10).unwrap();
        let path = vec![step(top.0, 0), step(low.0, 0)];
        let assets = vec![second.1, NATIVE, first.1];
        let safe = account(NEWCOMER);
        // A mode that keeps others away does not keep the owner.
        suite.set_claim_mode(account(ALICE), step(low.0, 0), Mode::SelfOnly).unwrap();
        let paid = suite.claim_to(account(ALICE), path, assets, safe);
        assert_eq!(paid, Ok(vec![5, 2 * MILLION, 100]));
        assert_eq!(suite.chain.balance(safe), 2 * MILLION);
        assert_eq!(suite.token_balance(first.0, safe), 100);
        assert_eq!(suite.token_balance(second.0, safe), 5);
        assert_eq!(suite.token_balance(first.0, account(ALICE)), 0);
        suite.check_solvent(&[first, second]);
    }
}

mod many_assets {
    use super::*;

    #[test]
    fn owner_takes_as_many_assets_as_there_may_be_in_one_call() {
        // The same one a hundred times: there is nothing left of it after the first, but each is looked up.
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(ALICE, 1)]));
        suite.deposit(account(PAYER), split, MILLION).unwrap();
        let path = vec![step(split.0, 0)];
        let paid = suite.claim_to(account(ALICE), path, vec![NATIVE; 100], account(BOB)).unwrap();
        assert_eq!((paid.len(), paid[0], paid.into_iter().sum::<u128>()), (100, MILLION, MILLION));
        suite.check_solvent(&[]);
    }
}

mod collective {
    use super::*;

    #[test]
    fn ten_thousand_members_are_paid_by_proof() {
        let mut suite = stage();
        let members: Vec<([u8; ACCOUNT], u64)> =
            (0..10_000u32).map(|number| (bytes(account(10_000 + number)), u64::from(number) + 1)).collect();
        let tree = SumTree::new(&members, &mut keccak).unwrap();
        // 10,000 · 10,001 / 2
        assert_eq!(tree.root().sum, 50_005_000);
        let split = suite.fixed(merkle(tree.root()));
        let view = suite.table(split.0).unwrap();
        assert_eq!((view.count, view.root, view.totals), (0, Some(tree.root().hash), vec![50_005_000]));
        let token = suite.stage_token("honest-token", u128::MAX);
        suite.deposit_token(account(PAYER), split, token.1, 3 * 50_005_000 + 1).unwrap();
        let leaf = |index: usize| {
            let (payee, weight) = members[index];
            SumLeaf { account: AccountId::from(payee), weight, proof: tree.proof(index).unwrap() }
        };
        let some = [0, 1, 4_999, 5_000, 8_191, 8_192, 9_998, 9_999];
        let leaves: Vec<_> = some.into_iter().map(leaf).collect();
        // As many as fit into one call.
        let mut paid = 0;
        for leaves in leaves.chunks(4) {
            let report = suite.pay_many(account(KEEPER), split.0, token.1, leaves.to_vec()).unwrap();
            assert_eq!((report.payouts, report.failed, report.tips), (4, 0, 0));
            paid += report.paid;
        }
        // Three for each unit of weight; the one unit over is nobody's yet.
        let weights: u128 = some.iter().map(|index| *index as u128 + 1).sum();
        assert_eq!(paid, 3 * weights);
        for index in some {
            assert_eq!(suite.token_balance(token.0, account(10_000 + index as u32)), 3 * (index as u128 + 1));
        }
        assert_eq!(suite.liability(token.1), 3 * 50_005_000 + 1 - paid);
        suite.check_solvent(&[token]);
    }

    #[test]
    fn collective_stands_below_other_splits() {
        let mut suite = stage();
        let members: Vec<([u8; ACCOUNT], u64)> =
            [(ALICE, 1), (BOB, 3)].map(|(payee, weight)| (bytes(account(payee)), weight)).to_vec();
        let tree = SumTree::new(&members, &mut keccak).unwrap();
        let low = suite.fixed(merkle(tree.root()));
        let top = suite.fixed(Table::Entries(vec![edge(low, true, 1), payee(CAROL, 1)]));
        suite.deposit(account(PAYER), top, 16 * MILLION).unwrap();
        assert_eq!(suite.received(low.0, NATIVE), 8 * MILLION);
        let leaf = SumLeaf { account: account(BOB), weight: 3, proof: tree.proof(1).unwrap() };
        let report = suite.pay_many(account(KEEPER), low.0, NATIVE, vec![leaf]).unwrap();
        assert_eq!(report.paid, 6 * MILLION);
        let expected = [
            Quoted::Account { account: account(CAROL), amount: 5 * MILLION },
            Quoted::Table { version: low.0, amount: 5 * MILLION },
        ];
        assert_eq!(suite.quote(top, NATIVE, 10 * MILLION), Ok(expected.to_vec()));
    }
}

mod entries {
    use super::*;

    #[test]
    fn entry_is_sold_with_what_is_unclaimed() {
        let mut suite = stage();
        let token = suite.stage_token("honest-token", 1_000);
        let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
        let entry = step(split.0, 0);
        suite.deposit(account(PAYER), split, 6 * MILLION).unwrap();
        suite.deposit_token(account(PAYER), split, token.1, 500).unwrap();
        suite.transfer_entry(account(ALICE), entry, account(CAROL)).unwrap();
        // An offer changes nothing yet.
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, NATIVE), Ok(3 * MILLION));
        suite.accept_entry(account(CAROL), entry, token.1, 250).unwrap();
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, token.1), Ok(250));
        assert_eq!(suite.token_balance(token.0, account(CAROL)), 250);
        suite.deposit(account(PAYER), split, 2 * MILLION).unwrap();
        check_claim(&mut suite, entry, CAROL, MILLION);
        suite.check_solvent(&[token]);
    }

    #[test]
    fn account_that_buys_a_second_entry_is_paid_for_both() {
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 1)]));
        suite.transfer_entry(account(ALICE), step(split.0, 0), account(BOB)).unwrap();
        suite.accept_entry(account(BOB), step(split.0, 0), NATIVE, 0).unwrap();
        suite.deposit(account(PAYER), split, 6 * MILLION).unwrap();
        let before = suite.chain.balance(account(BOB));
        assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 0, 2).map(|report| report.payouts), Ok(2));
        assert_eq!(suite.chain.balance(account(BOB)) - before, 6 * MILLION);
    }

    #[test]
    fn mode_is_shown_and_changed() {
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(ALICE, 1)]));
        for mode in [Mode::SelfOnly, Mode::Anyone { tip: 100 }, Mode::Anyone { tip: 0 }] {
            suite.set_claim_mode(account(ALICE), step(split.0, 0), mode).unwrap();
            let view = EntryView { target: Target::Account(account(ALICE)), mode: Some(mode), weights: vec![1] };
            assert_eq!(suite.table(split.0).unwrap().entries, [view]);
        }
    }

    #[test]
    fn all_are_paid_in_chunks() {
        let mut suite = stage();
        let people: Vec<(u32, u32)> = (0..25).map(|number| (1_000 + number, 1)).collect();
        let split = suite.fixed(accounts(&people));
        suite.deposit(account(PAYER), split, 25 * MILLION).unwrap();
        let chunks = [(0, 10, 10), (10, 10, 10), (20, 10, 5), (30, 10, 0)];
        for (from, count, expected) in chunks {
            let report = suite.pay_all(account(KEEPER), split, NATIVE, from, count).unwrap();
            assert_eq!((report.payouts, report.paid), (expected, u128::from(expected) * MILLION));
        }
        assert_eq!(suite.liability(NATIVE), 0);
    }

    #[test]
    fn tips_are_summed_over_a_batch() {
        let mut suite = stage();
        let people: Vec<(u32, u32)> = (0..4).map(|number| (1_000 + number, 1)).collect();
        let split = suite.fixed(accounts(&people));
        suite.deposit(account(PAYER), split, 4 * 20 * MILLION).unwrap();
        for (index, tip) in [(0, 10), (1, 0), (2, 100)] {
            let mode = Mode::Anyone { tip };
            suite.set_claim_mode(account(1_000 + index), step(split.0, index as u16), mode).unwrap();
        }
        let report = suite.pay_all(account(KEEPER), split, NATIVE, 0, 4).unwrap();
        // 1 % and 10 % of 20 million.
        assert_eq!((report.paid, report.tips), (80 * MILLION, 2_200_000));
        assert_eq!(suite.chain.balance(account(1_000)), 19_800_000);
        assert_eq!(suite.chain.balance(account(1_002)), 18_000_000);
        suite.check_solvent(&[]);
    }
}

mod questions {
    use super::*;

    #[test]
    fn table_is_shown_in_parts() {
        let mut suite = stage();
        let people: Vec<(u32, u32)> = (0..MAX_ENTRIES as u32).map(|number| (1_000 + number, number + 1)).collect();
        let split = suite.fixed(accounts(&people));
        for (from, count, expected) in [(0u16, 2u16, 0..2), (428, 9, 428..430), (430, 1, 0..0), (7, 0, 0..0)] {
            let ask = input(selector_bytes!("table"), &(split.0, from, count));
            let view: Option<TableView> = suite.chain.ask(account(PAYER), suite.ledger, ask).told();
            let view = view.unwrap();
            assert_eq!((view.height, view.count, view.totals), (1, 430, vec![92_665]));
            let entry = |number: u32| EntryView {
                target: Target::Account(account(1_000 + number)),
                mode: Some(Mode::Anyone { tip: 0 }),
                weights: vec![u64::from(number) + 1],
            };
            assert_eq!(view.entries, expected.map(entry).collect::<Vec<_>>());
        }
        assert_eq!(suite.table(split.0).unwrap().entries.len(), 430);
        assert_eq!(suite.table(99), None);
        assert_eq!(suite.head(Id::head(9)), None);
        assert_eq!(suite.info(Id(99)), None);
        assert_eq!(suite.control(split), None);
        assert_eq!((suite.received(99, NATIVE), suite.paid(99, 0, NATIVE)), (0, 0));
    }

    #[test]
    fn answers_end_where_a_message_ends_and_go_on_from_there() {
        let mut suite = stage();
        let people: Vec<(u32, u32)> = (0..MAX_ENTRIES as u32).map(|number| (1_000 + number, 1)).collect();
        let split = suite.fixed(accounts(&people));
        // Of 16 KiB an entry of a table takes 45 bytes and a payee of a quote 49, where an account has 32. Where it has 20 all
        // entries of a table fit.
        let (entries, payees) = if ACCOUNT == 32 { (363, 334) } else { (430, 430) };
        let mut table_of = |from: u16| -> Vec<EntryView> {
            let ask = input(selector_bytes!("table"), &(split.0, from, u16::MAX));
            suite.chain.ask(account(PAYER), suite.ledger, ask).told::<Option<TableView>>().unwrap().entries
        };
        let targets: Vec<_> = [0, entries].into_iter().flat_map(&mut table_of).map(|entry| entry.target).collect();
        assert_eq!(table_of(0).len(), usize::from(entries));
        assert_eq!(targets, people.iter().map(|(number, _)| Target::Account(account(*number))).collect::<Vec<_>>());
        let mut quote_of = |from: u32| -> Vec<Quoted<AccountId>> {
            let ask = input(selector_bytes!("quote"), &(split, NATIVE, 860u128, from, u32::MAX));
            suite.chain.ask(account(PAYER), suite.ledger, ask).result::<_, Error>().unwrap()
        };
        let quoted: Vec<_> = [0, payees].into_iter().flat_map(&mut quote_of).collect();
        assert_eq!(quote_of(0).len(), payees as usize);
        let foretold = people.iter().map(|(number, _)| Quoted::Account { account: account(*number), amount: 2 });
        assert_eq!(quoted, foretold.collect::<Vec<_>>());
    }

    #[test]
    fn trace_ends_where_a_message_ends_and_gives_the_cursor_to_go_on() {
        let mut suite = stage();
        let tiered = |entries: Vec<Entry<AccountId>>| {
            let weights = vec![1; entries.len()];
            tiers(entries, NATIVE, vec![(8, weights); 7])
        };
        let low: Vec<Id> = (0..8).map(|_| suite.fixed(tiered(vec![payee(ALICE, 1)]))).collect();
        let edges = |below: &[Id]| tiered(below.iter().map(|id| edge(*id, false, 1)).collect());
        let middle: Vec<Id> = (0..8).map(|_| suite.fixed(edges(&low))).collect();
        let top = suite.fixed(edges(&middle));
        // 64 paths of three steps with eight fractions each are 26 kB.
        let mut paths_in_steps_of = |budget: u32| {
            let (mut found, mut cursor, mut questions) = (Vec::new(), Vec::new(), 0);
            loop {
                let (more, next) = suite.trace(top, account(ALICE), budget, cursor).unwrap();
                found.extend(more);
                questions += 1;
                match next {
                    Some(next) => cursor = next,
                    None => return (found, questions),
                }
                assert!(questions < 100, "the cursor must get on");
            }
        };
        let (paths, questions) = paths_in_steps_of(u32::MAX);
        assert_eq!((paths.len(), questions), (64, 2));
        assert_eq!(paths, paths_in_steps_of(7).0);
    }

    #[test]
    fn liability_of_a_hundred_versions_is_one_question() {
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
        suite.deposit(account(PAYER), split, 100).unwrap();
        // What a cell could hold takes memory whether or not it is there.
        let ask = input(selector_bytes!("liability"), &(NATIVE, 1u32, 100u32));
        assert_eq!(suite.chain.ask(account(PAYER), suite.ledger, ask).told::<u128>(), 100);
    }

    #[test]
    fn table_with_tiers_on_several_pages_is_shown_whole() {
        let mut suite = stage();
        // With two tiers before the last a page has 353 rows, and a call room for 360.
        let tier = Tier { cap: 360, weights: vec![1; 360] };
        let entries = (0..360).map(|number| payee(1_000 + number, 1)).collect();
        let split = suite.fixed(Table::Tiers { entries, asset: NATIVE, tiers: vec![tier.clone(), tier] });
        let entries = suite.table(split.0).unwrap().entries;
        assert_eq!(entries.len(), 360);
        for (index, entry) in entries.into_iter().enumerate() {
            assert_eq!(entry.target, Target::Account(account(1_000 + index as u32)));
            assert_eq!(entry.weights, [1, 1, 1]);
        }
    }

    /// Settles everything below a split: each path to an account, and each leaf nobody knows of stays.
    fn quoted_and_paid(suite: &mut Suite, split: Id, amount: u128, levels: &[Id]) -> Vec<(AccountId, u128, u128)> {
        let settle = |suite: &mut Suite| {
            for level in levels {
                suite.pay_all(account(PAYER), *level, NATIVE, 0, 430).unwrap();
            }
        };
        // A quote is about the income alone, so what waits is settled first.
        settle(suite);
        let quoted = suite.quote(split, NATIVE, amount).unwrap();
        let before: Vec<u128> = quoted.iter().map(|quoted| suite.chain.balance(payee_of(quoted).0)).collect();
        suite.deposit(account(NEWCOMER), split, amount).unwrap();
        settle(suite);
        let rows = quoted.iter().zip(before);
        rows.map(|(quoted, before)| {
            let (payee, amount) = payee_of(quoted);
            (payee, amount, suite.chain.balance(payee) - before)
        })
        .collect()
    }

    fn payee_of(quoted: &Quoted<AccountId>) -> (AccountId, u128) {
        match quoted {
            Quoted::Account { account, amount } => (*account, *amount),
            Quoted::Table { .. } => panic!("there is no table behind a hash here"),
        }
    }

    #[test]
    fn quote_equals_what_happens() {
        let mut suite = stage();
        suite.chain.fund(account(NEWCOMER), 1 << 80);
        let low = suite.fixed(accounts(&[(ALICE, 3), (BOB, 4)]));
        let middle = suite.fixed(Table::Entries(vec![edge(low, true, 2), payee(CAROL, 5), payee(ALICE, 1)]));
        let top = suite.fixed(Table::Entries(vec![edge(middle, false, 7), edge(low, false, 3), payee(BOB, 1)]));
        let levels = [top, middle, low];
        suite.deposit(account(NEWCOMER), top, 123_456_789).unwrap();
        for amount in [1, 10, 11, 999_999_937, 1 << 60] {
            for (payee, quoted, paid) in quoted_and_paid(&mut suite, top, amount, &levels) {
                assert_eq!(quoted, paid, "{payee:?} of {amount}");
            }
        }
        let whole = suite.quote(top, NATIVE, 770_000).unwrap();
        assert_eq!(whole.len(), 3);
        // In parts, it is the same.
        for from in 0..4u32 {
            let ask = input(selector_bytes!("quote"), &(top, NATIVE, 770_000u128, from, 1u32));
            let part: Result<Vec<Quoted<AccountId>>, atelier_splits::Error> =
                suite.chain.ask(account(PAYER), suite.ledger, ask).told();
            assert_eq!(part.unwrap(), whole.iter().skip(from as usize).take(1).copied().collect::<Vec<_>>());
        }
    }

    #[test]
    fn quote_of_the_highest_tree() {
        let mut suite = stage();
        let mut levels = vec![suite.fixed(accounts(&[(ALICE, 1)]))];
        for _ in 1..MAX_HEIGHT {
            levels.push(suite.fixed(Table::Entries(vec![edge(levels[levels.len() - 1], false, 1), payee(BOB, 1)])));
        }
        let top = levels[levels.len() - 1];
        let quoted = suite.quote(top, NATIVE, 1 << 20).unwrap();
        let sum: u128 = quoted.iter().map(|quoted| payee_of(quoted).1).sum();
        assert_eq!((quoted.len(), sum), (2, 1 << 20));
    }

    #[test]
    fn quote_of_as_many_tables_as_one_question_may_read() {
        let mut suite = stage();
        let children: Vec<Id> = (1..MAX_TABLES).map(|number| suite.fixed(accounts(&[(1_000 + number, 1)]))).collect();
        let top = suite.fixed(Table::Entries(children.iter().map(|child| edge(*child, false, 1)).collect()));
        let quoted = suite.quote(top, NATIVE, u128::from(MAX_TABLES - 1) * MILLION).unwrap();
        assert_eq!(quoted.len(), children.len());
        assert!(quoted.iter().all(|quoted| payee_of(quoted).1 == MILLION));
    }

    #[test]
    fn trace_tells_each_path_as_exact_fractions() {
        let mut suite = stage();
        let low = suite.fixed(accounts(&[(ALICE, 3), (BOB, 4)]));
        let entries = vec![edge(low, false, 2), payee(CAROL, 5), payee(ALICE, 1)];
        let tiered = Table::Tiers { entries, asset: NATIVE, tiers: vec![Tier { cap: 10, weights: vec![1, 0, 1] }] };
        let top = suite.fixed(tiered);
        let expected = [
            vec![
                TraceStep { version: top.0, index: 0, shares: vec![(1, 2), (2, 8)] },
                TraceStep { version: low.0, index: 0, shares: vec![(3, 7)] },
            ],
            vec![TraceStep { version: top.0, index: 2, shares: vec![(1, 2), (1, 8)] }],
        ];
        let alice = account(ALICE);
        assert_eq!(suite.trace(top, alice, 100, Vec::new()), Ok((expected.to_vec(), None)));
        assert_eq!(suite.trace(top, account(MALLORY), 100, Vec::new()), Ok((Vec::new(), None)));
        // Step by step, with the cursor that each answer gives.
        for budget in 1..=8 {
            let (mut found, mut cursor, mut questions) = (Vec::new(), Vec::new(), 0);
            loop {
                let (more, next) = suite.trace(top, alice, budget, cursor).unwrap();
                found.extend(more);
                questions += 1;
                match next {
                    Some(next) => cursor = next,
                    None => break,
                }
                assert!(questions < 20, "the cursor must get on");
            }
            assert_eq!(found, expected, "in {questions} questions");
        }
    }

    #[test]
    fn claimable_path_equals_what_the_claim_pays() {
        let mut suite = stage();
        let low = suite.fixed(accounts(&[(ALICE, 3), (BOB, 4)]));
        let middle = suite.fixed(Table::Entries(vec![edge(low, true, 2), payee(CAROL, 5)]));
        let top = suite.fixed(Table::Entries(vec![edge(middle, false, 7), payee(BOB, 1)]));
        suite.deposit(account(PAYER), top, 123_456_789).unwrap();
        let paths = [
            vec![step(top.0, 1)],
            vec![step(top.0, 0), step(middle.0, 1)],
            vec![step(top.0, 0), step(middle.0, 0), step(low.0, 1)],
        ];
        // Whether others may trigger the payout does not change what it is.
        suite.set_claim_mode(account(CAROL), step(middle.0, 1), Mode::SelfOnly).unwrap();
        let owners = [BOB, CAROL, BOB];
        for (path, owner) in paths.into_iter().zip(owners) {
            let expected = suite.claimable_path(path.clone(), NATIVE).unwrap();
            assert!(expected > 0);
            assert_eq!(suite.claim_path(account(owner), path, NATIVE), Ok(expected));
        }
    }

    #[test]
    fn liability_is_the_sum_over_versions() {
        let mut suite = stage();
        for number in 1..=40u32 {
            let split = suite.fixed(accounts(&[(ALICE, 1), (BOB, 2)]));
            suite.deposit(account(PAYER), split, 3 * MILLION * u128::from(number)).unwrap();
            suite.claim(account(KEEPER), split.0, 0, NATIVE).unwrap();
        }
        // Two millions a number: 2 · 40 · 41 / 2.
        assert_eq!(suite.liability(NATIVE), 1_640 * MILLION);
        let ask = |from: u32, count: u32| input(selector_bytes!("liability"), &(NATIVE, from, count));
        let ledger = suite.ledger;
        for (from, count, expected) in [(1, 1, 2), (2, 3, 18), (40, 5, 80), (41, 5, 0), (5, 0, 0)] {
            let told: u128 = suite.chain.ask(account(PAYER), ledger, ask(from, count)).told();
            assert_eq!(told, expected * MILLION);
        }
    }
}

mod batches {
    use super::*;

    #[test]
    fn thirty_two_full_tables_are_claimed_in_one_call() {
        let mut suite = stage();
        let mut paths = Vec::new();
        for _ in 0..MAX_TABLES {
            let mut people: Vec<(u32, u32)> = (1..MAX_ENTRIES as u32).map(|number| (1_000 + number, 1)).collect();
            people.push((ALICE, 1));
            let split = suite.fixed(accounts(&people));
            suite.deposit(account(PAYER), split, 430).unwrap();
            paths.push(vec![step(split.0, 429)]);
        }
        let report = suite.claim_many(account(KEEPER), paths, NATIVE).unwrap();
        assert_eq!((report.payouts, report.paid), (MAX_TABLES, u128::from(MAX_TABLES)));
    }

    #[test]
    fn full_table_of_edges_is_settled_in_chunks() {
        let mut suite = stage();
        let nodes = vec![Node { table: accounts(&[(ALICE, 1)]), options: None }; 100];
        let children = suite.create_tree(account(PAYER), nodes).unwrap();
        let top = suite.fixed(Table::Entries(children.iter().map(|child| edge(*child, false, 1)).collect()));
        suite.deposit(account(PAYER), top, 100 * MILLION).unwrap();
        for from in (0..100).step_by(50) {
            suite.pay_all(account(KEEPER), top, NATIVE, from, 50).unwrap();
        }
        for child in children {
            assert_eq!(suite.received(child.0, NATIVE), MILLION);
        }
    }
}

mod pages {
    use super::*;

    #[test]
    fn rows_on_several_pages_are_paid_in_any_chunks() {
        // With two tiers before the last a row has 45 bytes and a page 353 rows.
        let people = 360u32; // As many as fit into one call.
        let entries: Vec<_> = (0..people).map(|number| payee(1_000 + number, 1)).collect();
        let tier = |cap| Tier { cap, weights: vec![1; people as usize] };
        let table = || Table::Tiers { entries: entries.clone(), asset: NATIVE, tiers: vec![tier(360), tier(3_600)] };
        for chunk in [1_000u16, 353, 354, 77] {
            let mut suite = stage();
            let split = suite.fixed(table());
            suite.deposit(account(PAYER), split, u128::from(people) * 2 * MILLION).unwrap();
            let mut from = 0;
            while u32::from(from) < people {
                suite.pay_all(account(KEEPER), split, NATIVE, from, chunk).unwrap();
                from += chunk;
            }
            for index in [0, 1, 352, 353, 354, 359] {
                assert_eq!(suite.chain.balance(account(1_000 + index)), 2 * MILLION);
                assert_eq!(suite.paid(split.0, index as u16, NATIVE), 2 * MILLION);
            }
            assert_eq!(suite.liability(NATIVE), 0);
            suite.check_solvent(&[]);
        }
    }

    #[test]
    fn paid_amounts_grow_to_the_highest_entry_that_was_touched() {
        let mut suite = stage();
        let people: Vec<(u32, u32)> = (0..430).map(|number| (1_000 + number, 1)).collect();
        let split = suite.fixed(accounts(&people));
        suite.deposit(account(PAYER), split, 430 * MILLION).unwrap();
        // From the front, then the last one, then those between.
        for (index, unpaid) in [(3u16, 429), (429, 428), (200, 427)] {
            assert_eq!(suite.claim(account(KEEPER), split.0, index, NATIVE), Ok(MILLION));
            assert_eq!(suite.liability(NATIVE), unpaid * MILLION);
        }
        assert_eq!(suite.pay_all(account(KEEPER), split, NATIVE, 0, 430).map(|report| report.payouts), Ok(427));
        assert_eq!(suite.liability(NATIVE), 0);
    }
}

mod forwarders {
    use super::*;

    #[test]
    fn forwarder_passes_on_native_money_above_the_existential_deposit() {
        let mut suite = stage();
        let split = suite.fixed(accounts(&[(ALICE, 1)]));
        let forwarder = suite.forwarder(split);
        let ask = selector_bytes!("destination").to_vec();
        let destination: (AccountId, Id) = suite.chain.ask(account(PAYER), forwarder, ask).told();
        assert_eq!(destination, (suite.ledger, split));
        suite.chain.transfer(account(PAYER), forwarder, 7 * MILLION);
        assert_eq!(suite.flush(account(KEEPER), forwarder), Ok(7 * MILLION));
        assert_eq!(suite.received(split.0, NATIVE), 7 * MILLION);
        assert_eq!(suite.chain.spendable(forwarder), 0);
        suite.chain.transfer(account(PAYER), forwarder, 1);
        assert_eq!(suite.flush(account(KEEPER), forwarder), Ok(1));
        suite.check_solvent(&[]);
    }

    #[test]
    fn forwarder_passes_on_tokens() {
        let mut suite = stage();
        let token = suite.stage_token("honest-token", 1_000);
        let split = suite.fixed(accounts(&[(ALICE, 1)]));
        let forwarder = suite.forwarder(split);
        suite.send_token(token.0, account(PAYER), forwarder, 77);
        assert_eq!(suite.flush_token(account(KEEPER), forwarder, token.0, token.1), Ok(77));
        assert_eq!(suite.token_balance(token.0, forwarder), 0);
        assert_eq!(suite.claim(account(KEEPER), split.0, 0, token.1), Ok(77));
        suite.check_solvent(&[token]);
    }

    #[test]
    fn forwarder_follows_a_split_that_is_edited() {
        let mut suite = stage();
        let split = suite.create(account(PAYER), accounts(&[(ALICE, 1)]), Some(controlled_by(CAROL, 0))).unwrap();
        let forwarder = suite.forwarder(split);
        suite.update(account(CAROL), split, accounts(&[(BOB, 1)])).unwrap();
        suite.chain.transfer(account(PAYER), forwarder, 7 * MILLION);
        suite.flush(account(KEEPER), forwarder).unwrap();
        check_claim(&mut suite, step(2, 0), BOB, 7 * MILLION);
    }
}
