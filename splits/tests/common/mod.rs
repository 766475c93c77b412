//! Short ways to say what the tests say often.
#![allow(dead_code, unused_imports)]

use atelier_splits::{Entry, Id, Mode, Options, Step, Target, Tier};
pub use splits_model::{
    trace, Account, Branch, Done, LeafOf, Ledger, Model, Operation, Outcome, Plan, Random, Refusal, Report, World,
    ASSETS, EXISTENTIAL_DEPOSIT, START,
};

/// Calls and pays where it does not matter who does; no payee of any test.
pub const ANYBODY: Account = Account(0);
pub const ALICE: Account = Account(1);
pub const BOB: Account = Account(2);
pub const CAROL: Account = Account(3);
pub const DAVE: Account = Account(4);
/// Does not exist until it is paid.
pub const NEWCOMER: Account = Account(Account::RICH);

pub const NATIVE: u32 = 0;
pub const GOLD: u32 = 1;
pub const SILVER: u32 = 2;

pub fn to(account: Account, weight: u32) -> Entry<Account> {
    Entry { target: Target::Account(account), weight }
}

pub fn eager(id: Id, weight: u32) -> Entry<Account> {
    Entry { target: Target::Split { id, eager: true }, weight }
}

pub fn lazy(id: Id, weight: u32) -> Entry<Account> {
    Entry { target: Target::Split { id, eager: false }, weight }
}

pub fn plan(entries: impl IntoIterator<Item = Entry<Account>>) -> Plan {
    Plan::Entries(entries.into_iter().collect())
}

/// Accounts from `first` on, each with weight 1.
pub fn crowd(first: u16, count: u16) -> Plan {
    plan((first..first + count).map(|number| to(Account(number), 1)))
}

pub fn tier(cap: u128, weights: impl Into<Vec<u32>>) -> Tier {
    Tier { cap, weights: weights.into() }
}

pub fn tiers(entries: impl Into<Vec<Entry<Account>>>, tiers: impl Into<Vec<Tier>>) -> Plan {
    Plan::Tiers { entries: entries.into(), asset: GOLD, tiers: tiers.into() }
}

pub fn step(version: u32, index: u16) -> Step {
    Step { version, index }
}

/// A head's options: Alice controls, no delay, no more room than the first table needs.
pub fn options() -> Options<Account> {
    Options { controller: ALICE, delay: 0, height: 0, eager: 0 }
}

/// Does what must not be refused.
#[track_caller]
pub fn done<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, operation: &Operation) -> Done {
    match world.apply(operation) {
        Ok(done) => done,
        Err(refusal) => panic!("{operation:?}: {refusal:?}"),
    }
}

/// Checks that an operation is refused with this error, that nothing was written, and that nothing changed.
#[track_caller]
pub fn check_refused<const N: usize, const PAGE: usize>(
    world: &mut World<N, PAGE>,
    operation: &Operation,
    expected: impl Into<Refusal>,
) {
    let before = world.clone();
    let expected = expected.into();
    assert_eq!(world.apply(operation), Err(expected), "{operation:?}");
    assert!(world.is_same(&before), "{operation:?} was refused and changed something");
    if matches!(expected, Refusal::Splits(_) | Refusal::Create(_)) {
        assert!(world.store.writes.is_empty(), "{operation:?} was refused and wrote");
    }
}

pub fn create_operation(plan: Plan) -> Operation {
    Operation::Create { caller: ANYBODY, plan, options: None }
}

pub fn head_operation(plan: Plan, options: Options<Account>) -> Operation {
    Operation::Create { caller: ANYBODY, plan, options: Some(options) }
}

pub fn update_operation(split: Id, plan: Plan) -> Operation {
    Operation::Update { caller: ALICE, split, plan }
}

pub fn deposit_operation(split: Id, asset: u32, amount: u128) -> Operation {
    Operation::Deposit { caller: ANYBODY, split, asset, amount }
}

pub fn claim_operation(caller: Account, path: &[Step], asset: u32) -> Operation {
    Operation::Claim { caller, path: path.to_vec(), asset }
}

/// Creates an immutable split.
#[track_caller]
pub fn create<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, plan: Plan) -> u32 {
    created(done(world, &create_operation(plan))).number()
}

/// Creates a split that can be edited.
#[track_caller]
pub fn create_head<const N: usize, const PAGE: usize>(
    world: &mut World<N, PAGE>,
    plan: Plan,
    options: Options<Account>,
) -> Id {
    created(done(world, &head_operation(plan, options)))
}

/// Edits a split of Alice's. Returns the new version.
#[track_caller]
pub fn update<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, split: Id, plan: Plan) -> u32 {
    created(done(world, &update_operation(split, plan))).number()
}

#[track_caller]
fn created(done: Done) -> Id {
    match done {
        Done::Created(ids) if ids.len() == 1 => ids[0],
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn deposit<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, split: Id, asset: u32, amount: u128) {
    done(world, &deposit_operation(split, asset, amount));
}

/// Anybody claims along a path. Returns what was paid.
#[track_caller]
pub fn claim<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, path: &[Step], asset: u32) -> u128 {
    claim_as(world, ANYBODY, path, asset)
}

#[track_caller]
pub fn claim_as<const N: usize, const PAGE: usize>(
    world: &mut World<N, PAGE>,
    caller: Account,
    path: &[Step],
    asset: u32,
) -> u128 {
    match done(world, &claim_operation(caller, path, asset)) {
        Done::Paid(amounts) => amounts[0],
        other => panic!("{other:?}"),
    }
}

/// Anybody pays all entries of a split.
#[track_caller]
pub fn pay_all<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, split: Id, asset: u32) -> Report {
    let operation = Operation::PayAll { caller: ANYBODY, split, asset, from: 0, count: u16::MAX };
    report(done(world, &operation))
}

#[track_caller]
pub fn report(done: Done) -> Report {
    match done {
        Done::Many(report) => report,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn set_mode<const N: usize, const PAGE: usize>(
    world: &mut World<N, PAGE>,
    caller: Account,
    entry: Step,
    mode: Mode,
) {
    done(world, &Operation::SetMode { caller, entry, mode });
}

pub fn advance<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, milliseconds: u64) {
    done(world, &Operation::Advance { milliseconds });
}

pub fn gained<const N: usize, const PAGE: usize>(world: &World<N, PAGE>, account: Account, asset: u32) -> i128 {
    world.clone().gained(account, asset)
}

/// What an entry is owed now.
#[track_caller]
pub fn owed<const N: usize, const PAGE: usize>(world: &World<N, PAGE>, entry: Step, asset: u32) -> u128 {
    world.look(asset).owed(entry).expect("the entry exists")
}

/// What a version has received less what it has paid.
pub fn left<const N: usize, const PAGE: usize>(
    world: &World<N, PAGE>,
    model: &Model,
    version: u32,
    asset: u32,
) -> u128 {
    let mut world = world.clone();
    let paid: u128 = (0..model.lines(version)).map(|line| paid(&mut world, model, version, line, asset)).sum();
    world.received(version, asset) - paid
}

pub fn paid<const N: usize, const PAGE: usize>(
    world: &mut World<N, PAGE>,
    model: &Model,
    version: u32,
    line: u32,
    asset: u32,
) -> u128 {
    if model.is_sum(version) {
        world.leaf_paid(version, model.low(version, line), asset)
    } else {
        world.paid(version, line as u16, asset)
    }
}

/// The operations that settle each line of each version, highest first, owners calling: no tips, nobody passed over.
pub fn settlement(model: &Model, asset: u32) -> Vec<Operation> {
    settlement_of(model, &model.by_falling_height(), asset)
}

/// [`settlement`] of some versions.
pub fn settlement_of(model: &Model, versions: &[u32], asset: u32) -> Vec<Operation> {
    let mut operations = Vec::new();
    for version in versions.iter().copied() {
        for line in 0..model.lines(version) {
            let caller = model.owner(version, line).map_or(ANYBODY, |(owner, _)| owner);
            operations.push(if model.is_sum(version) {
                let leaves = vec![LeafOf { plan: version, index: line }];
                Operation::PayLeaves { caller, version, asset, leaves }
            } else {
                claim_operation(caller, &[step(version, line as u16)], asset)
            });
        }
    }
    operations
}

/// Settles everything in a token.
#[track_caller]
pub fn settle<const N: usize, const PAGE: usize>(world: &mut World<N, PAGE>, model: &Model, asset: u32) {
    for operation in settlement(model, asset) {
        done(world, &operation);
    }
}

/// A world and its model after the trace with this seed.
pub fn played(seed: u64, length: usize) -> (World<32>, Model) {
    let (mut world, mut model) = (World::new(), Model::new());
    for operation in trace(seed, length) {
        let _outcome = world.apply(&operation);
        let _outcome = model.apply(&operation);
    }
    (world, model)
}

/// Plays traces and calls `check` before and after each operation: world before, world after, operation, outcome, and
/// the model after.
pub fn play(
    seeds: std::ops::Range<u64>,
    length: usize,
    mut check: impl FnMut(&World<32>, &World<32>, &Operation, &Outcome, &Model),
) {
    for seed in seeds {
        let (mut world, mut model) = (World::new(), Model::new());
        for operation in trace(seed, length) {
            let before = world.clone();
            let outcome = world.apply(&operation);
            let _outcome = model.apply(&operation);
            check(&before, &world, &operation, &outcome, &model);
        }
    }
}

/// A shuffled copy.
pub fn shuffled<T: Clone>(list: &[T], random: &mut Random) -> Vec<T> {
    let mut list = list.to_vec();
    for place in (1..list.len()).rev() {
        list.swap(place, random.below(place + 1));
    }
    list
}
