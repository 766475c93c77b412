//! Tables and paid amounts on pages of any size: no amount, no error and no logical content depends on it.

mod common;

use atelier_splits::{
    most_cells, paid_per_page, quote, trace as trace_paths, Batch, Cells, Error, Header, Id, Key, Mode, Row, Tag,
    MAX_HEADER, MAX_TABLES, PAGE_BYTES,
};
use common::*;
use splits_model::{replay, Store};
use std::collections::BTreeMap;

/// The pages of a machine with 20-byte accounts.
const SMALL: usize = 416;
/// Pages that neither rows nor paid amounts fill.
const AWKWARD: usize = 250;

/// What a world stores, without the borders of its pages: each version's rows side by side, and what each entry was paid.
#[derive(Debug, PartialEq)]
struct Contents {
    rows: BTreeMap<u32, Vec<u8>>,
    paid: BTreeMap<(u32, u32, usize), u128>,
    others: BTreeMap<[u8; 17], Vec<u8>>,
}

impl Contents {
    /// Checks on the way that each page but the last is as full as it can be.
    #[track_caller]
    fn of<const N: usize, const PAGE: usize>(world: &World<N, PAGE>) -> Self {
        let (mut rows, mut paid, mut others) = (BTreeMap::<u32, Vec<u8>>::new(), BTreeMap::new(), BTreeMap::new());
        for (key, bytes) in &world.store.cells {
            let number = |at: usize| u32::from_le_bytes(key[at..at + 4].try_into().unwrap());
            let (version, asset, part) = (number(1), number(5), number(9) as usize);
            if key[0] == Tag::Page as u8 {
                let tiers = Header(world.store.peek(&Key::of(Tag::Header, version))).tiers();
                let full = Row::<N>::per_page(tiers, PAGE) * Row::<N>::stride(tiers);
                let is_last = !world.store.cells.contains_key(&at_page(version, part + 1));
                assert!(
                    if is_last { bytes.len() <= full } else { bytes.len() == full },
                    "version {version}, page {part}"
                );
                rows.insert(version, Vec::new());
            } else if key[0] == Tag::Paid as u8 {
                assert!(bytes.len() <= PAGE);
                for (place, amount) in bytes.as_chunks::<16>().0.iter().enumerate() {
                    let index = part * usize::from(paid_per_page(PAGE)) + place;
                    paid.insert((version, asset, index), u128::from_le_bytes(*amount));
                }
            } else {
                others.insert(*key, bytes.clone());
            }
        }
        for (version, rows) in &mut rows {
            for part in 0.. {
                let Some(page) = world.store.cells.get(&at_page(*version, part)) else { break };
                rows.extend(page);
            }
        }
        // Where the cell ends that an amount is in depends on the pages; what is not there is 0.
        paid.retain(|_, amount| *amount > 0);
        Self { rows, paid, others }
    }
}

fn at_page(version: u32, part: usize) -> [u8; 17] {
    Key { part: part as u64, ..Key::of(Tag::Page, version) }.to_bytes()
}

/// Plays operations with pages of one size. Returns how each ended and what is left, every `every` operations.
fn played_on<const N: usize, const PAGE: usize>(
    operations: &[Operation],
    every: usize,
) -> (Vec<Outcome>, Vec<Contents>, World<N, PAGE>) {
    let mut world = World::new();
    let (mut outcomes, mut contents) = (Vec::new(), Vec::new());
    for (number, operation) in operations.iter().enumerate() {
        outcomes.push(world.apply(operation));
        if (number + 1) % every == 0 {
            contents.push(Contents::of(&world));
        }
    }
    contents.push(Contents::of(&world));
    (outcomes, contents, world)
}

/// Plays operations with pages of one size, compares with the ones that one page is enough for, and with the naive model.
#[track_caller]
fn check_page<const PAGE: usize>(operations: &[Operation], every: usize) {
    let (expected, contents, _) = played_on::<20, PAGE_BYTES>(operations, every);
    let (found, same, _) = played_on::<20, PAGE>(operations, every);
    for ((operation, expected), found) in operations.iter().zip(expected).zip(found) {
        assert_eq!(found, expected, "pages of {PAGE} bytes: {operation:?}");
    }
    for (number, (expected, found)) in contents.iter().zip(&same).enumerate() {
        assert!(found == expected, "pages of {PAGE} bytes: other contents after {} operations", (number + 1) * every);
    }
    if let Err(error) = replay(&mut World::<20, PAGE>::new(), operations, every) {
        panic!("pages of {PAGE} bytes: {error}");
    }
}

/// With each size of pages.
#[track_caller]
fn check_pages(operations: &[Operation], every: usize) {
    check_page::<PAGE_BYTES>(operations, every);
    check_page::<6_880>(operations, every);
    check_page::<SMALL>(operations, every);
    check_page::<AWKWARD>(operations, every);
    check_page::<MAX_HEADER>(operations, every);
}

/// A table of 430 entries of weights 1 to 430, with `capped` tiers before the last.
fn full_table(capped: usize) -> Plan {
    let entries: Vec<_> = (0..430).map(|number| to(Account(number + 1), u32::from(number) + 1)).collect();
    // Weights 1 and a cap that 430 divides.
    let capped: Vec<_> = (0..capped).map(|number| tier(430 * (number as u128 + 1), vec![1; 430])).collect();
    if capped.is_empty() {
        plan(entries)
    } else {
        tiers(entries, capped)
    }
}

fn pay_all_operation(caller: Account, from: u16, count: u16) -> Operation {
    Operation::PayAll { caller, split: Id(1), asset: GOLD, from, count }
}

/// The first and the last entries of pages: 16 plain rows of 416 bytes, 7 of 8 tiers, 26 paid amounts; 10, 4 and 15 of 250.
const BORDERS: [u16; 20] = [0, 3, 4, 6, 7, 9, 10, 14, 15, 16, 17, 25, 26, 27, 51, 52, 415, 416, 428, 429];

#[track_caller]
fn check_full_table(capped: usize) {
    let mut operations = vec![create_operation(full_table(capped)), deposit_operation(Id(1), GOLD, 123_456_789)];
    for index in BORDERS.into_iter().chain([430, 431]) {
        operations.push(claim_operation(ANYBODY, &[step(1, index)], GOLD));
        operations.push(claim_operation(ANYBODY, &[step(1, index)], GOLD));
    }
    // Chunks that begin and end beside borders, and straddle several of them.
    operations.push(deposit_operation(Id(1), GOLD, 10_000_000));
    for (from, count) in
        [(15, 2), (25, 2), (14, 14), (16, 16), (32, 1), (100, 77), (414, 3), (427, 9), (430, 1), (0, 430)]
    {
        operations.push(pay_all_operation(Account(1), from, count));
    }
    // What entries on later pages are: reserved, offering a tip, another's.
    for index in BORDERS {
        let (owner, entry) = (Account(index + 1), step(1, index));
        operations.push(Operation::SetMode { caller: owner, entry, mode: Mode::SelfOnly });
        if index % 2 == 0 {
            operations.push(Operation::SetMode { caller: owner, entry, mode: Mode::Anyone { tip: 10 } });
        }
        if index % 3 == 0 {
            let buyer = Account(index + 2);
            operations.push(Operation::HandOver { owner, to: buyer, entry, asset: GOLD, at_least: 0 });
            operations.push(Operation::ClaimTo {
                caller: owner,
                path: vec![entry],
                assets: vec![GOLD],
                recipient: DAVE,
            });
            operations.push(Operation::ClaimTo {
                caller: buyer,
                path: vec![entry],
                assets: vec![GOLD],
                recipient: DAVE,
            });
        }
    }
    operations.push(deposit_operation(Id(1), GOLD, 999_999_999));
    let paths = BORDERS.map(|index| vec![step(1, index)]);
    operations.push(Operation::ClaimMany { caller: Account(26), paths: paths.to_vec(), asset: GOLD });
    for from in (0..430).step_by(37) {
        operations.push(pay_all_operation(Account(430), from, 37));
    }
    check_pages(&operations, 20);
}

#[test]
fn full_table_pays_the_same_on_pages_of_any_size() {
    check_full_table(0);
}

#[test]
fn full_table_with_two_tiers_pays_the_same_on_pages_of_any_size() {
    check_full_table(1);
}

#[test]
fn full_table_with_eight_tiers_pays_the_same_on_pages_of_any_size() {
    check_full_table(7);
}

#[test]
fn tables_that_end_beside_a_border_end_there_on_pages_of_any_size() {
    for count in [3, 4, 5, 9, 10, 11, 15, 16, 17, 26, 27, 32, 33, 52, 416] {
        let mut operations = vec![create_operation(crowd(1, count)), deposit_operation(Id(1), GOLD, 1_000)];
        for index in count.saturating_sub(2)..count + 2 {
            operations.push(claim_operation(ANYBODY, &[step(1, index)], GOLD));
        }
        operations.push(pay_all_operation(ANYBODY, count - 1, u16::MAX));
        operations.push(pay_all_operation(ANYBODY, count, 1));
        operations.push(pay_all_operation(ANYBODY, 0, u16::MAX));
        check_pages(&operations, 1);
    }
}

#[test]
fn edges_on_later_pages_settle_the_same_on_pages_of_any_size() {
    for capped in [0, 7] {
        let mut operations: Vec<_> = (0..3).map(|_| create_operation(plan([to(ALICE, 1), to(BOB, 2)]))).collect();
        let mut entries: Vec<_> = (0..427).map(|number| to(Account(number + 1), 1)).collect();
        entries.insert(16, eager(Id(1), 1));
        entries.insert(27, lazy(Id(2), 1));
        entries.push(eager(Id(3), 1));
        let caps = vec![tier(430, [1; 430]); capped];
        operations.push(create_operation(if capped == 0 { plan(entries) } else { tiers(entries, caps) }));
        for amount in [430 * 9, 4_301, 7] {
            operations.push(deposit_operation(Id(4), GOLD, amount));
            operations.push(claim_operation(ANYBODY, &[step(4, 27), step(2, 0)], GOLD));
            operations.push(claim_operation(ANYBODY, &[step(4, 429), step(3, 1)], GOLD));
        }
        operations.push(Operation::PayAll { caller: ANYBODY, split: Id(4), asset: GOLD, from: 10, count: 420 });
        check_pages(&operations, 1);
    }
}

#[test]
fn merkle_sum_of_many_leaves_keeps_its_sum_on_pages_of_any_size() {
    let leaves: Vec<_> = (0..100u16).map(|number| (Account(number), u64::from(number) + 1)).collect();
    let mut operations = vec![create_operation(Plan::Leaves(leaves)), deposit_operation(Id(1), GOLD, 1_000_003)];
    for index in [0, 25, 26, 27, 99] {
        let leaves = vec![LeafOf { plan: 1, index }];
        operations.push(Operation::PayLeaves { caller: ANYBODY, version: 1, asset: GOLD, leaves });
    }
    check_pages(&operations, 1);
}

#[test]
fn traces_end_the_same_on_pages_of_any_size() {
    for seed in 2_000..2_006 {
        check_pages(&trace(seed, 500), 50);
    }
}

/// A full table and an eager one below it, with money that waits.
fn nested<const PAGE: usize>() -> World<20, PAGE> {
    let mut world = World::new();
    let low = create(&mut world, full_table(7));
    let mut entries: Vec<_> = (431..860).map(|number| to(Account(number), 3)).collect();
    entries.insert(100, eager(Id(low), 430));
    let top = create(&mut world, plan(entries));
    deposit(&mut world, Id(top), GOLD, 1_000_000);
    claim(&mut world, &[step(top, 27)], GOLD);
    world
}

#[track_caller]
fn check_answers<const PAGE: usize>() {
    let (mut large, mut small) = (nested::<PAGE_BYTES>(), nested::<PAGE>());
    let expected = quote(&mut large.batch(GOLD), Id(2), 1_000_000, 9).unwrap();
    assert_eq!(expected.len(), 859);
    assert_eq!(quote(&mut small.batch(GOLD), Id(2), 1_000_000, 9).unwrap(), expected);
    // Accounts at borders of the upper and of the lower table.
    for number in [1, 16, 17, 26, 27, 415, 416, 430, 431, 446, 447, 859] {
        let account = World::<20>::bytes(Account(number));
        for budget in [100, 250, 2_000] {
            let (mut cursor, mut paths) = (vec![], vec![]);
            loop {
                let expected = trace_paths(&mut large.batch(GOLD), Id(2), &account, budget, cursor.clone()).unwrap();
                let found = trace_paths(&mut small.batch(GOLD), Id(2), &account, budget, cursor).unwrap();
                assert_eq!(found, expected, "account {number}");
                paths.extend(found.0);
                match found.1 {
                    Some(next) => cursor = next,
                    None => break,
                }
            }
            assert_eq!(paths.len(), 1, "account {number}");
        }
    }
    for (version, index) in BORDERS.into_iter().flat_map(|index| [(1, index), (2, index)]) {
        let entry = step(version, index);
        assert_eq!(small.look(GOLD).owed(entry), large.look(GOLD).owed(entry), "{entry:?}");
    }
    let path = [step(2, 100), step(1, 429)];
    assert_eq!(small.look(GOLD).owed_by_path(&path), large.look(GOLD).owed_by_path(&path));
}

#[test]
fn questions_are_answered_the_same_on_pages_of_any_size() {
    check_answers::<SMALL>();
    check_answers::<AWKWARD>();
    check_answers::<MAX_HEADER>();
}

/// A split with lazy edges to 31 full tables of the same people.
fn widest<const PAGE: usize>(capped: usize) -> (World<20, PAGE>, Id) {
    let mut world = World::new();
    let edges: Vec<_> = (1..MAX_TABLES).map(|_| lazy(Id(create(&mut world, full_table(capped))), 1)).collect();
    let top = Id(create(&mut world, plan(edges)));
    (world, top)
}

#[track_caller]
fn check_as_many_full_tables_as_one_call_may_read<const PAGE: usize>(capped: usize) {
    let (mut world, top) = widest::<PAGE>(capped);
    let quoted = quote(&mut world.batch(GOLD), top, 31 * 1_000_000, MAX_TABLES).map(|quoted| quoted.len());
    assert_eq!(quoted, Ok(430), "pages of {PAGE} bytes");
    // One call that touches pages all over the tables.
    deposit(&mut world, top, GOLD, 31 * 1_000_000);
    let paths = |count: usize| -> Vec<_> {
        let entries = (1..MAX_TABLES)
            .flat_map(|version| [0, 16, 27, 100, 200, 244, 250, 300, 400, 429].map(|index| step(version, index)));
        let edges = (0..MAX_TABLES as u16 - 1).map(|index| vec![step(top.0, index)]);
        edges.chain(entries.map(|entry| vec![entry])).take(count).collect()
    };
    let report = report(done(&mut world, &Operation::ClaimMany { caller: ANYBODY, paths: paths(1_000), asset: GOLD }));
    assert_eq!(report.payouts, 310, "pages of {PAGE} bytes");
}

#[test]
fn as_many_full_tables_as_one_call_may_read_are_read_on_pages_of_any_size() {
    check_as_many_full_tables_as_one_call_may_read::<PAGE_BYTES>(0);
    check_as_many_full_tables_as_one_call_may_read::<SMALL>(0);
    check_as_many_full_tables_as_one_call_may_read::<AWKWARD>(0);
    check_as_many_full_tables_as_one_call_may_read::<MAX_HEADER>(0);
}

#[test]
fn as_many_full_tables_with_eight_tiers_are_read_on_small_pages() {
    check_as_many_full_tables_as_one_call_may_read::<SMALL>(7);
    check_as_many_full_tables_as_one_call_may_read::<MAX_HEADER>(7);
    // Large pages need more memory than small ones, and these tables have two each.
    let (mut world, top) = widest::<PAGE_BYTES>(7);
    let refused = quote(&mut world.batch(GOLD), top, 31 * 1_000_000, MAX_TABLES);
    assert_eq!(refused, Err(Error::TooManyTables { most: MAX_TABLES }));
}

#[test]
fn batch_has_room_for_every_page_of_the_most_tables() {
    assert_eq!(most_cells::<32>(PAGE_BYTES), 256);
    // 62 pages of 7 rows with 8 tiers, and 17 of 26 paid amounts.
    assert_eq!(most_cells::<20>(SMALL), 32 * (62 + 17) + 256);
}

/// How many of 430 edges a call can pass on at once: each opens two cells.
fn most_edges<const PAGE: usize>() -> u16 {
    let mut world = World::<20, PAGE>::new();
    let edges: Vec<_> = (0..430).map(|_| lazy(Id(create(&mut world, plan([to(ALICE, 1)]))), 1)).collect();
    let top = Id(create(&mut world, plan(edges)));
    deposit(&mut world, top, GOLD, 430 * 7);
    let chunk = |count| Operation::PayAll { caller: ANYBODY, split: top, asset: GOLD, from: 0, count };
    let most = (1..430).find(|count| world.clone().apply(&chunk(count + 1)).is_err()).unwrap();
    check_refused(&mut world, &chunk(most + 1), Error::TooManyTables { most: MAX_TABLES });
    most
}

#[test]
fn calls_open_the_same_number_of_cells_on_pages_of_any_size() {
    // Beside the header, what was received, the first page of rows and the first of paid amounts.
    assert_eq!(most_edges::<PAGE_BYTES>(), (256 - 4) / 2);
    assert_eq!(most_edges::<SMALL>(), (256 - 4) / 2);
    assert_eq!(most_edges::<AWKWARD>(), (256 - 4) / 2);
}

/// Cells of a machine with small pages that divides tables with tiers in another code.
struct Hot<'a>(&'a mut Store<SMALL>);

impl Cells for Hot<'_> {
    type Refused = Error;
    type Bytes = Vec<u8>;
    type Open<T> = Vec<T>;
    const TIERS: bool = false;
    const PAGE: usize = SMALL;

    fn read(&mut self, key: &Key, most: usize) -> (Vec<u8>, usize) {
        self.0.read(key, most)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        self.0.write(key, bytes);
    }

    fn elsewhere(&self) -> Error {
        unreachable!("there are no tiers")
    }
}

#[test]
fn code_without_tiers_finds_every_page() {
    let mut world = World::<20, SMALL>::new();
    let split = Id(create(&mut world, full_table(0)));
    deposit(&mut world, split, GOLD, 123_456_789);
    let caller = World::<20, SMALL>::bytes(ANYBODY);
    let (mut here, mut there) = (world.store.clone(), world.store.clone());
    let mut hot = Batch::<_, 20>::new(Hot(&mut here), GOLD, world.now);
    let mut full = Batch::<_, 20>::new(&mut there, GOLD, world.now);
    for index in BORDERS {
        assert_eq!(hot.claim(&[step(1, index)], &caller, None), full.claim(&[step(1, index)], &caller, None));
    }
    assert_eq!(hot.pay_all(split, 14, 400, &caller), full.pay_all(split, 14, 400, &caller));
    assert_eq!(hot.payouts(), full.payouts());
    assert!(hot.payouts().len() > 400);
    hot.flush();
    full.flush();
    drop((hot, full));
    assert_eq!(here.cells, there.cells);
}

#[test]
#[should_panic(expected = "a page of 417 bytes where 416 are allowed")]
fn store_takes_no_page_above_its_size() {
    Store::<SMALL>::default().write(&Key::of(Tag::Page, 1), &[0; SMALL + 1]);
}
