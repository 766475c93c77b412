//! One property for each documented invariant, over random traces and random graphs.

mod common;

use atelier_splits::{
    quote, trace as trace_paths, Batch, Cells, Entry, Error, Header, Id, Key, OpenCells, Quoted, Step, Tag, Target,
    MAX_HEADER, PAGE_BYTES,
};
use common::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use splits_model::{check_rounding, replay, Store};
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 150;
const LENGTH: usize = 60;

fn whole(amount: u128) -> BigRational {
    BigRational::from_integer(amount.into())
}

/// Plain splits over rich accounts and over earlier splits of the list, the last one highest.
///
/// `is_eager` tells for each edge whether it is settled while income arrives.
fn graph(random: &mut Random, mut is_eager: impl FnMut(&mut Random) -> bool) -> Vec<Plan> {
    let mut plans = Vec::new();
    for number in 1..=random.between(2, 8) as u32 {
        let mut entries: Vec<Entry<Account>> = Vec::new();
        let mut taken = BTreeSet::new();
        for place in 0..random.between(1, 4) {
            let below = random.between(1, u64::from(number.max(2) - 1)) as u32;
            let account = Account(random.between(1, 6) as u16);
            let weight = if random.once_in(5) { random.bits() as u32 | 1 } else { random.between(1, 9) as u32 };
            if number > 1 && (place == 0 || random.once_in(2)) {
                let eager = is_eager(random);
                if taken.insert((true, below)) {
                    entries.push(Entry { target: Target::Split { id: Id::version(below), eager }, weight });
                }
            } else if taken.insert((false, account.0.into())) {
                entries.push(to(account, weight));
            }
        }
        plans.push(plan(entries));
    }
    plans
}

/// The plans in a new world; `None` if one exceeds the eager budget.
fn built(plans: &[Plan]) -> Option<(World<32>, Model)> {
    let (mut world, mut model) = (World::new(), Model::new());
    for plan in plans {
        let operation = create_operation(plan.clone());
        let _outcome = model.apply(&operation);
        world.apply(&operation).ok()?;
    }
    Some((world, model))
}

#[test]
fn solvency() {
    play(0..SEEDS, LENGTH, |_, world, operation, _, model| {
        for asset in ASSETS {
            let owed: u128 = (1..=model.versions()).map(|version| left(world, model, version, asset)).sum();
            assert_eq!(world.clone().held(asset), owed, "{operation:?}");
        }
    });
}

#[test]
fn conservation() {
    play(0..SEEDS, LENGTH, |_, world, operation, _, model| {
        let mut world = world.clone();
        for asset in ASSETS {
            let gained: i128 = model.everybody(asset).into_keys().map(|account| world.gained(account, asset)).sum();
            assert_eq!(gained + world.held(asset) as i128, 0, "{operation:?}");
        }
    });
}

#[test]
fn payouts_of_a_version_never_exceed_what_it_received() {
    play(0..SEEDS, LENGTH, |_, world, operation, _, model| {
        let mut world = world.clone();
        for (version, asset) in (1..=model.versions()).flat_map(|version| ASSETS.map(|asset| (version, asset))) {
            let sum: u128 = (0..model.lines(version)).map(|line| paid(&mut world, model, version, line, asset)).sum();
            assert!(sum <= world.received(version, asset), "{operation:?}");
        }
    });
}

#[test]
fn no_entry_is_paid_above_its_share() {
    play(0..SEEDS, LENGTH, |_, world, operation, _, model| {
        let mut world = world.clone();
        for (version, asset) in (1..=model.versions()).flat_map(|version| ASSETS.map(|asset| (version, asset))) {
            for line in 0..model.lines(version) {
                let paid = paid(&mut world, model, version, line, asset);
                // The model's share is that of what the model received, which is what the world received.
                assert_eq!(BigInt::from(world.received(version, asset)), model_received(model, version, asset));
                assert!(BigInt::from(paid) <= model.earned(version, line, asset), "{operation:?}");
            }
        }
    });
}

fn model_received(model: &Model, version: u32, asset: u32) -> BigInt {
    model.clone().received(version, asset).into()
}

#[test]
fn received_and_paid_only_grow() {
    play(0..SEEDS, LENGTH, |before, after, operation, _, _| {
        for (key, old) in &before.store.cells {
            let new = &after.store.cells[key];
            let amounts: &[(usize, usize)] = match key[0] {
                tag if tag == Tag::Received as u8 => &[(0, 1)],
                tag if tag == Tag::Paid as u8 || tag == Tag::Leaf as u8 => &[(0, old.len() / 16)],
                _ => continue,
            };
            for at in amounts.iter().flat_map(|(from, count)| *from..from + count).map(|place| place * 16) {
                let amount = |bytes: &[u8]| u128::from_le_bytes(bytes[at..at + 16].try_into().unwrap());
                assert!(amount(new) >= amount(old), "{operation:?} shrank {key:?}");
            }
        }
    });
}

#[test]
fn nothing_changes_where_an_operation_is_refused() {
    let mut refused = 0;
    play(0..SEEDS, LENGTH, |before, after, operation, outcome, _| {
        if outcome.is_err() {
            refused += 1;
            assert!(before.is_same(after), "{operation:?}");
        }
    });
    assert!(refused > 1000);
}

#[test]
fn dust_after_full_settlement_is_less_than_one_unit_for_each_entry() {
    for seed in 0..SEEDS {
        let (mut world, model) = played(seed, LENGTH);
        for asset in [GOLD, SILVER] {
            settle(&mut world, &model, asset);
            for version in 1..=model.versions() {
                let dust = left(&world, &model, version, asset);
                assert!(dust < u128::from(model.lines(version)), "seed {seed}, version {version}: {dust}");
            }
        }
    }
}

#[test]
fn path_shortfall_is_less_than_one_unit_for_each_step() {
    for seed in 0..400 {
        let random = &mut Random::new(seed);
        let depth = random.between(1, 16) as u32;
        let mut world = World::<32>::new();
        let mut fraction = whole(1);
        let mut path = Vec::new();
        for version in 1..=depth {
            let (mine, other) = (random.between(1, 50) as u32, random.between(1, 50) as u32);
            let id = Id::version(version - 1);
            let next = match random.once_in(2) {
                _ if version == 1 => to(ALICE, mine),
                true => eager(id, mine),
                false => lazy(id, mine),
            };
            assert_eq!(create(&mut world, plan([to(BOB, other), next])), version);
            fraction *= BigRational::new(mine.into(), (mine + other).into());
            path.insert(0, step(version, 1));
        }
        let mut income = 0;
        for _ in 0..random.between(1, 20) {
            let amount = u128::from(random.bits() >> random.below(64)).max(1);
            deposit(&mut world, Id::version(depth), GOLD, amount);
            income += amount;
            if random.once_in(3) {
                // Half the way only.
                claim(&mut world, &path[..random.between(1, u64::from(depth)) as usize], GOLD);
            }
        }
        claim(&mut world, &path, GOLD);
        let got = world.gained(ALICE, GOLD) as u128;
        let missing = whole(income) * fraction - whole(got);
        assert!(missing >= whole(0), "seed {seed}: {missing}");
        assert!(missing < whole(depth.into()), "seed {seed}, depth {depth}: {missing}");
    }
}

#[test]
fn heights_fall_along_every_edge_so_there_is_no_cycle() {
    play(0..SEEDS, LENGTH, |_, world, _, outcome, model| {
        if !matches!(outcome, Ok(Done::Created(_))) {
            return;
        }
        for version in 1..=model.versions() {
            let height = world.info(Id::version(version)).unwrap().height;
            assert!((1..=16).contains(&height));
            for (_, child) in model.edges(version) {
                assert!(world.info(Id::version(child)).unwrap().height < height, "{version} leads to {child}");
            }
            assert!(longest(model, version) <= usize::from(height));
        }
    });
}

/// The longest path from a version; overflows the stack where there is a cycle.
fn longest(model: &Model, version: u32) -> usize {
    model.edges(version).into_iter().map(|(_, child)| longest(model, child)).max().unwrap_or(0) + 1
}

#[test]
fn an_edit_never_changes_what_any_version_owes() {
    let mut edits = 0;
    play(0..SEEDS, LENGTH, |before, after, operation, outcome, model| {
        let edit = matches!(
            operation,
            Operation::Update { .. }
                | Operation::Freeze { .. }
                | Operation::AcceptControl { .. }
                | Operation::OfferControl { .. }
                | Operation::Advance { .. }
        );
        if !edit || outcome.is_err() {
            return;
        }
        edits += 1;
        for (key, old) in &before.store.cells {
            assert!(key[0] == Tag::Head as u8 || after.store.cells[key] == *old, "{operation:?} changed {key:?}");
        }
        for version in 1..=before.versions() {
            for asset in ASSETS.into_iter().filter(|_| !model.is_sum(version)) {
                for index in 0..model.lines(version) as u16 {
                    let step = Step { version, index };
                    assert_eq!(before.look(asset).owed(step), after.look(asset).owed(step), "{operation:?}");
                }
            }
        }
    });
    assert!(edits > 500);
}

#[test]
fn any_order_of_claims_ends_in_the_same_state() {
    for seed in 0..SEEDS {
        let (world, model) = played(seed, LENGTH);
        let random = &mut Random::new(seed);
        for asset in [GOLD, SILVER] {
            let ordered = settlement(&model, asset);
            let mut straight = world.clone();
            ordered.iter().for_each(|operation| drop(done(&mut straight, operation)));
            for _ in 0..3 {
                let mut crooked = world.clone();
                shuffled(&ordered, random).iter().for_each(|operation| drop(done(&mut crooked, operation)));
                // What a claim passed on too late for another waits for that one's next claim.
                ordered.iter().for_each(|operation| drop(done(&mut crooked, operation)));
                assert!(crooked.is_same(&straight), "seed {seed}");
            }
        }
    }
}

#[test]
fn many_deposits_are_one_deposit_of_their_sum() {
    let mut built_graphs = 0;
    for seed in 0..400 {
        let random = &mut Random::new(seed);
        let plans = graph(random, |random| random.once_in(2));
        let Some((mut pieces, model)) = built(&plans) else { continue };
        built_graphs += 1;
        let mut whole = pieces.clone();
        let top = Id::version(model.versions());
        let mut sum = 0;
        for _ in 0..random.between(1, 12) {
            let amount = u128::from(random.bits() >> random.below(64)).max(1);
            deposit(&mut pieces, top, GOLD, amount);
            sum += amount;
            if random.once_in(2) {
                let operations = settlement(&model, GOLD);
                done(&mut pieces, random.pick(&operations).unwrap());
            }
        }
        deposit(&mut whole, top, GOLD, sum);
        settle(&mut pieces, &model, GOLD);
        settle(&mut whole, &model, GOLD);
        assert!(pieces.is_same(&whole), "seed {seed}");
    }
    assert!(built_graphs > 200);
}

#[test]
fn one_asset_cannot_touch_anothers_liability() {
    play(0..SEEDS, LENGTH, |before, after, operation, _, _| {
        let touched: Vec<u32> = match operation {
            Operation::Deposit { asset, .. }
            | Operation::Claim { asset, .. }
            | Operation::ClaimMany { asset, .. }
            | Operation::PayAll { asset, .. }
            | Operation::PayLeaves { asset, .. } => vec![*asset],
            Operation::ClaimTo { assets, .. } => assets.clone(),
            _ => Vec::new(),
        };
        for asset in ASSETS.into_iter().filter(|asset| !touched.contains(asset)) {
            let of = |world: &World<32>| -> BTreeMap<[u8; 17], Vec<u8>> {
                let money = [Tag::Received as u8, Tag::Paid as u8, Tag::Leaf as u8];
                let of_asset = |key: &[u8; 17]| money.contains(&key[0]) && key[5..9] == asset.to_le_bytes();
                let record = |key: &[u8; 17]| key[0] == Tag::Asset as u8 && key[1..5] == asset.to_le_bytes();
                let cells = world.store.cells.iter().filter(|(key, _)| of_asset(key) || record(key));
                cells.map(|(key, bytes)| (*key, bytes.clone())).collect()
            };
            assert_eq!(of(before), of(after), "{operation:?} touched asset {asset}");
            assert_eq!(before.clone().held(asset), after.clone().held(asset), "{operation:?}");
        }
    });
}

#[test]
fn a_recorded_token_balance_is_what_the_ledger_holds() {
    play(0..SEEDS, LENGTH, |_, after, operation, _, _| {
        let mut after = after.clone();
        for asset in [GOLD, SILVER] {
            let recorded = after.batch(asset).asset().unwrap().unwrap().recorded;
            assert_eq!(recorded, after.held(asset), "{operation:?}");
        }
    });
}

#[test]
fn a_failed_payout_keeps_the_debt() {
    let mut kept = 0;
    for seed in 0..SEEDS {
        let (mut world, model) = played(seed, LENGTH);
        let random = &mut Random::new(seed);
        let refused = Account(random.below(usize::from(Account::CAST)) as u16);
        let before = world.clone();
        world.refuse(refused, GOLD, true);
        // Payouts one by one are refused, batches go on without the one that fails.
        for operation in settlement(&model, GOLD) {
            let Operation::Claim { caller, ref path, asset } = operation else { continue };
            let debt = owed(&world, path[0], GOLD);
            let many = Operation::ClaimMany { caller, paths: vec![path.clone()], asset };
            match world.apply(&operation) {
                Ok(_) => {}
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::PayoutFailed { account: refused, amount: debt });
                    let expected = Report { failed: 1, ..Report::default() };
                    assert_eq!(world.apply(&many), Ok(Done::Many(expected)));
                    assert_eq!(owed(&world, path[0], GOLD), debt);
                    kept += 1;
                }
            }
        }
        world.refuse(refused, GOLD, false);
        settle(&mut world, &model, GOLD);
        let mut never = before;
        settle(&mut never, &model, GOLD);
        assert!(world.is_same(&never), "seed {seed}");
    }
    assert!(kept > 50, "{kept}");
}

#[test]
fn eager_and_lazy_edges_agree() {
    // Up to depth units before the lazy edges are settled, and to the last unit afterwards.
    let mut built_graphs = 0;
    for seed in 0..600 {
        let lazy = graph(&mut Random::new(seed), |_| false);
        let eager = graph(&mut Random::new(seed), |_| true);
        let (Some((mut lazy, model)), Some((mut eager, eager_model))) = (built(&lazy), built(&eager)) else { continue };
        built_graphs += 1;
        let random = &mut Random::new(!seed);
        for _ in 0..random.between(1, 12) {
            let amount = u128::from(random.bits() >> random.below(64)).max(1);
            let split = Id::version(random.between(1, model.versions().into()) as u32);
            deposit(&mut lazy, split, GOLD, amount);
            deposit(&mut eager, split, GOLD, amount);
        }
        settle(&mut lazy, &model, GOLD);
        settle(&mut eager, &eager_model, GOLD);
        for account in (1..=6).map(Account) {
            assert_eq!(lazy.gained(account, GOLD), eager.gained(account, GOLD), "seed {seed}");
        }
        for version in 1..=model.versions() {
            assert_eq!(lazy.received(version, GOLD), eager.received(version, GOLD), "seed {seed}");
        }
    }
    assert!(built_graphs > 200, "{built_graphs}");
}

#[test]
fn eager_edges_never_wait() {
    play(0..SEEDS, LENGTH, |_, world, operation, _, model| {
        for version in (1..=model.versions()).filter(|version| !model.is_sum(*version)) {
            for (index, row) in rows(world, model, version) {
                for asset in ASSETS.into_iter().filter(|_| row == atelier_splits::Kind::Eager) {
                    assert_eq!(owed(world, step(version, index), asset), 0, "{operation:?}");
                }
            }
        }
    });
}

/// The kinds of a short table's rows.
fn rows(world: &World<32>, model: &Model, version: u32) -> Vec<(u16, atelier_splits::Kind)> {
    let header = world.store.peek(&atelier_splits::Key::of(Tag::Header, version));
    let tiers = atelier_splits::Header(header).tiers();
    let page = world.store.peek(&atelier_splits::Key::of(Tag::Page, version));
    let row = |index| {
        atelier_splits::Row::<32>::at(page, atelier_splits::Row::<32>::place(index, tiers, PAGE_BYTES).1, tiers)
            .unwrap()
    };
    (0..model.lines(version) as u16).map(|index| (index, row(index).kind())).collect()
}

#[test]
fn quote_equals_what_happens() {
    let mut payees = 0;
    for seed in 0..SEEDS {
        let (world, model) = played(seed, LENGTH);
        let random = &mut Random::new(seed);
        for _ in 0..4 {
            let asset = [GOLD, SILVER][random.below(2)];
            let split = Id::version(random.between(1, model.versions().into()) as u32);
            let amount = u128::from(random.bits() >> random.below(64)).max(1);
            let mut asked = world.clone();
            let quoted = quote(&mut asked.batch(asset), split, amount, 100).unwrap();
            assert!(asked.is_same(&world), "a question changed something");

            let mut world = world.clone();
            // What waits elsewhere is left alone.
            let settlement = settlement_of(&model, &model.below(split), asset);
            settlement.iter().for_each(|operation| drop(done(&mut world, operation)));
            let before = world.clone();
            deposit(&mut world, split, asset, amount);
            let tables: Vec<u32> = (1..=model.versions()).filter(|version| model.is_sum(*version)).collect();
            // Merkle-sum tables are quoted as a whole, so their leaves are not settled here.
            for operation in &settlement {
                if matches!(operation, Operation::Claim { .. }) {
                    done(&mut world, operation);
                }
            }
            let mut seen = BTreeMap::new();
            for quoted in &quoted {
                match *quoted {
                    Quoted::Account { account, amount } => seen.insert(account, amount),
                    Quoted::Table { version, amount } => {
                        let more = world.received(version, asset) - before.clone().received(version, asset);
                        assert_eq!(amount, more, "seed {seed}");
                        None
                    }
                };
            }
            for account in (0..Account::CAST).map(Account) {
                let spent = if account == ANYBODY { amount as i128 } else { 0 };
                let more = world.gained(account, asset) + spent - before.clone().gained(account, asset);
                let quoted = seen.remove(&World::<32>::bytes(account)).unwrap_or(0);
                assert_eq!(more, quoted as i128, "seed {seed}, {account:?}");
                payees += usize::from(quoted > 0);
            }
            assert!(seen.is_empty());
            for version in tables {
                let more = world.received(version, asset) - before.clone().received(version, asset);
                let quoted = quoted.contains(&Quoted::Table { version, amount: more });
                assert_eq!(quoted, more > 0);
            }
            // And as the model says.
            let (accounts, tables) = model.quote(split, asset, amount).unwrap();
            let list = quoted.iter().filter_map(|quoted| match *quoted {
                Quoted::Account { account, amount } => Some((account, amount as i128)),
                Quoted::Table { .. } => None,
            });
            let foretold = accounts.into_iter().map(|(account, amount)| (World::<32>::bytes(account), amount));
            assert_eq!(list.collect::<BTreeMap<_, _>>(), foretold.collect::<BTreeMap<_, _>>());
            assert_eq!(tables.len(), quoted.iter().filter(|quoted| matches!(quoted, Quoted::Table { .. })).count());
        }
    }
    assert!(payees > 500);
}

/// Cells of a machine that divides tables with tiers in another code.
struct Hot<'a>(&'a mut Store);

#[derive(Debug, PartialEq)]
enum Met {
    Refusal(Error),
    Tiers,
}

impl From<Error> for Met {
    fn from(error: Error) -> Self {
        Self::Refusal(error)
    }
}

impl Cells for Hot<'_> {
    type Refused = Met;
    type Bytes = Vec<u8>;
    type Open<T> = OpenCells<T>;
    const TIERS: bool = false;

    fn read(&mut self, key: &Key, most: usize) -> (Vec<u8>, usize) {
        self.0.read(key, most)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        self.0.write(key, bytes);
    }

    fn elsewhere(&self) -> Met {
        Met::Tiers
    }
}

#[test]
fn code_without_tiers_does_the_same_or_leaves_it_to_the_other_code() {
    let (mut alike, mut left) = (0, 0);
    play(0..SEEDS / 5, LENGTH, |_, world, operation, _, model| {
        let caller = World::<32>::bytes(ANYBODY);
        for (version, asset) in (1..=model.versions()).flat_map(|version| ASSETS.map(|asset| (version, asset))) {
            let (mut here, mut there) = (world.store.clone(), world.store.clone());
            let mut hot = Batch::<_, 32>::new(Hot(&mut here), asset, world.now);
            let mut full = Batch::<_, 32>::new(&mut there, asset, world.now);
            let split = Id::version(version);
            let path = [step(version, 0)];
            let done = (|| {
                hot.receive(split, 7)?;
                hot.pay_all(split, 0, 1_000, &caller)?;
                hot.claim(&path, &caller, None)
            })();
            let expected = (|| {
                full.receive(split, 7)?;
                full.pay_all(split, 0, 1_000, &caller)?;
                full.claim(&path, &caller, None)
            })();
            if done == Err(Met::Tiers) {
                let has_tiers = |version: u32| Header(world.store.peek(&Key::of(Tag::Header, version))).tiers() > 1;
                assert!((1..=version).any(has_tiers), "{operation:?}");
                left += 1;
                continue;
            }
            assert_eq!(done, expected.map_err(Met::Refusal), "{operation:?}");
            assert_eq!(hot.payouts(), full.payouts(), "{operation:?}");
            hot.flush();
            full.flush();
            drop((hot, full));
            assert_eq!(here.cells, there.cells, "{operation:?}");
            alike += 1;
        }
    });
    assert!(alike > 500 && left > 100, "{alike} alike, {left} left to the other code");
}

#[test]
fn each_cell_is_read_once_and_written_once_in_a_batch() {
    let (mut reads, mut writes) = (0, 0);
    play(0..SEEDS, LENGTH, |_, after, operation, outcome, _| {
        let batches = if let Operation::ClaimTo { assets, .. } = operation { assets.len() as u32 } else { 1 };
        // What failed is taken back, in one more write of the same cells.
        let again = matches!(outcome, Ok(Done::Many(report)) if report.failed > 0);
        for count in after.store.reads.values() {
            assert!(*count <= batches, "{operation:?}");
            reads += count;
        }
        for count in after.store.writes.values() {
            assert!(*count <= batches + u32::from(again), "{operation:?}");
            writes += count;
        }
    });
    assert!(reads > 10_000 && writes > 3_000, "{reads} {writes}");
}

#[test]
fn each_split_is_visited_once_by_falling_height_in_a_ladder_of_diamonds() {
    // Each rung leads to both splits of the next rung: 2 x 2 x 2 paths, but 7 splits.
    //
    //        7
    //       / \
    //      5   6
    //      | x |
    //      3   4
    //      | x |
    //      1   2
    let mut world = World::<32>::new();
    create(&mut world, plan([to(ALICE, 1)]));
    create(&mut world, plan([to(BOB, 1)]));
    for rung in [1, 3] {
        create(&mut world, plan([eager(Id(rung), 1), eager(Id(rung + 1), 1)]));
        create(&mut world, plan([eager(Id(rung), 1), eager(Id(rung + 1), 2)]));
    }
    let top = create(&mut world, plan([eager(Id(5), 1), eager(Id(6), 1)]));
    deposit(&mut world, Id(top), GOLD, 1000);
    for version in 1..=top {
        let key = atelier_splits::Key { tag: Tag::Received, id: version, asset: GOLD, part: 0 };
        assert_eq!(world.store.reads[&key.to_bytes()], 1, "version {version}");
        assert_eq!(world.store.writes[&key.to_bytes()], 1, "version {version}");
    }
    check_heights_fall(&world);
    // 500 + 500; 250 + 166 = 416 and 250 + 333 = 583; 208 + 194 = 402 and 208 + 388 = 596.
    let received: Vec<u128> = (1..=top).map(|version| world.received(version, GOLD)).collect();
    assert_eq!(received, [402, 596, 416, 583, 500, 500, 1000]);
}

/// The tables that an income read must come by falling height: then each split is settled after all that pay it, and once.
#[track_caller]
fn check_heights_fall(world: &World<32>) {
    let pages = world.store.sequence.iter().filter(|key| key[0] == Tag::Page as u8);
    let version = |key: &[u8; 17]| Id(u32::from_le_bytes(key[1..5].try_into().unwrap()));
    let heights: Vec<u8> = pages.map(|key| world.info(version(key)).unwrap().height).collect();
    assert!(heights.is_sorted_by(|one, next| one >= next), "{heights:?}");
}

#[test]
fn each_split_is_visited_by_falling_height_in_random_graphs() {
    let mut deep = 0;
    for seed in 0..600 {
        let Some((mut world, model)) = built(&graph(&mut Random::new(seed), |_| true)) else { continue };
        deposit(&mut world, Id::version(model.versions()), GOLD, 1 << 40);
        check_heights_fall(&world);
        deep += usize::from(world.store.sequence.len() > 20);
    }
    assert!(deep > 50, "{deep}");
}

#[test]
fn claim_many_with_duplicate_paths_pays_once() {
    let mut claimed = 0;
    for seed in 0..SEEDS {
        let (mut world, model) = played(seed, LENGTH);
        let random = &mut Random::new(seed);
        for operation in settlement(&model, GOLD) {
            let Operation::Claim { caller, path, asset } = operation else { continue };
            let mut twice = world.clone();
            let once = report(done(&mut world, &Operation::ClaimMany { caller, paths: vec![path.clone()], asset }));
            let paths = vec![path; random.between(2, 5) as usize];
            assert_eq!(report(done(&mut twice, &Operation::ClaimMany { caller, paths, asset })), once);
            assert!(twice.is_same(&world), "seed {seed}");
            claimed += once.payouts;
        }
    }
    assert!(claimed > 200, "{claimed}");
}

#[test]
fn trace_fractions_sum_to_what_claims_pay() {
    for seed in 0..300 {
        let random = &mut Random::new(seed);
        let Some((mut world, mut model)) = built(&graph(random, |random| random.once_in(3))) else { continue };
        let top = Id::version(model.versions());
        let amount = u128::from(random.bits());
        let operation = deposit_operation(top, GOLD, amount);
        done(&mut world, &operation);
        model.apply(&operation).unwrap();
        let mut all = whole(0);
        for account in (1..=6).map(Account) {
            // In pages of a random size, as a client reads them.
            let (mut cursor, mut fraction) = (Vec::new(), whole(0));
            loop {
                let budget = random.between(1, 9) as u32;
                let bytes = World::<32>::bytes(account);
                let (found, next) = trace_paths(&mut world.batch(GOLD), top, &bytes, budget, cursor).unwrap();
                for path in found {
                    let shares =
                        path.iter().map(|step| BigRational::new(step.shares[0].0.into(), step.shares[0].1.into()));
                    fraction += shares.fold(whole(1), |product, share| product * share);
                }
                match next {
                    Some(next) => cursor = next,
                    None => break,
                }
            }
            let exact = (1..=model.versions())
                .flat_map(|version| (0..model.lines(version)).map(move |line| (version, line)))
                .filter(|(version, line)| model.owner(*version, *line).is_some_and(|(owner, _)| owner == account))
                .fold(whole(0), |sum, (version, line)| sum + model.exactly_earned(version, line, GOLD));
            assert_eq!(fraction.clone() * whole(amount), exact, "seed {seed}, {account:?}");
            all += fraction;
        }
        assert_eq!(all, whole(1), "seed {seed}: somebody is missing");
        settle(&mut world, &model, GOLD);
        let paid: i128 = (1..=6).map(|account| world.gained(Account(account), GOLD)).sum();
        let dust: u128 = (1..=model.versions()).map(|version| left(&world, &model, version, GOLD)).sum();
        assert_eq!(paid as u128 + dust, amount, "seed {seed}");
        check_rounding(&model).unwrap();
    }
}

#[test]
fn traces_meet_every_refusal_that_a_trace_can_meet() {
    // Not among them: ReceivedOverflow and TooManyTables (too much money and too many splits for a trace), PaidAboveShare
    // (never), TooManyEntries (too large), TooManySplits (too many).
    let mut met = BTreeMap::<String, u32>::new();
    play(0..400, LENGTH, |_, _, _, outcome, _| {
        if let Err(refusal) = outcome {
            let name = match refusal {
                Refusal::Splits(error) => format!("{error:?}"),
                Refusal::Create(error) => format!("{error:?}"),
                other => format!("{other:?}"),
            };
            let name = name.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            *met.entry(name.to_string()).or_default() += 1;
        }
    });
    let expected = [
        "UnknownSplit UnknownEntry NothingReceived EmptyPath PathBroken PathTooLong SelfOnly NotOwner NotAnAccount",
        "ProofRefused WrongTable TooLittleUnclaimed NoEntries ZeroWeight WeightsNotEntries DuplicateTarget",
        "ForbiddenPayee UnknownChild ChildTooHigh TotalWeight TierCount TierCap TierNotExact MutableTiers EagerBudget",
        "ZeroTotal UnknownHead NotController NotOffered Frozen Pending DelayOverflow UnknownNode TipTooHigh",
        "UnknownAsset PayoutFailed",
    ];
    for name in expected.iter().flat_map(|line| line.split(' ')) {
        assert!(met.contains_key(name), "{name} is in no trace");
    }
}

fn check_replay<const N: usize, const PAGE: usize>(seeds: std::ops::Range<u64>, length: usize) {
    for seed in seeds {
        if let Err(error) = replay(&mut World::<N, PAGE>::new(), &trace(seed, length), 5) {
            panic!("seed {seed}: {error}");
        }
    }
}

#[test]
fn traces_end_as_the_naive_model_foretells() {
    check_replay::<32, PAGE_BYTES>(0..600, 60);
}

#[test]
fn traces_end_as_the_naive_model_foretells_with_short_accounts_and_small_pages() {
    check_replay::<20, 416>(600..800, 60);
}

#[test]
fn traces_end_as_the_naive_model_foretells_with_the_smallest_pages() {
    // 9 rows and 13 paid amounts, with 30 bytes to spare; a header and no byte more.
    check_replay::<20, 250>(820..920, 60);
    check_replay::<20, MAX_HEADER>(920..1020, 60);
}

#[test]
fn long_traces_end_as_the_naive_model_foretells() {
    check_replay::<32, PAGE_BYTES>(800..810, 600);
    check_replay::<20, 416>(810..820, 600);
}
