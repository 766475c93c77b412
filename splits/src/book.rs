//! The ledger's engine: receive, settle, claim, pay, all against one in-memory picture of the touched cells.
//!
//! Each cell is read at most once and written at most once per batch. Computing a batch from stale reads would pay
//! twice; here there is nothing stale to read.

use crate::cell::{
    get_u128, get_u32, paid_per_page, paid_place, put_u128, take, weight_at, AssetCell, HeadCell, Header, Kind, Mode,
    Received, Row, FLAG_EAGER, FLAG_SUM, FLAG_TIERS, SELF_ONLY,
};
use crate::error::refuse;
use crate::{
    share_floor, sum, AccountBytes, Error, Hash, Id, Key, Node, Proof, Rate, Step, Tag, MAX_ENTRIES, MAX_HEADER,
    MAX_HEIGHT, MAX_TIERS, PAGE_BYTES,
};
use alloc::vec::Vec;
use arrayvec::ArrayVec;
use core::{borrow::Borrow, ops::DerefMut};

type Tried<T, C> = Result<T, <C as Cells>::Refused>;

/// The most cells that one batch opens: six for each table, and some to spare. Where pages are small, further pages of the
/// same table are not counted: what a call may do must not depend on how its tables are cut.
const MAX_CELLS: usize = 256;
/// The most payouts that one batch books: a whole table's.
const MAX_PAYOUTS: usize = MAX_ENTRIES;
/// The most tables that one batch of claims reads, however many pages they fill. Each may be a full page of 16 KiB, for which
/// a contract has memory; so where pages are as large as that, a table with tiers counts once for each of its two.
pub const MAX_TABLES: u32 = 32;

/// A list that a batch fills.
pub trait List<T>: Default + DerefMut<Target = [T]> {
    /// Appends an item. Tells whether there was room for it.
    fn add(&mut self, item: T) -> bool;
}

impl<T, const ROOM: usize> List<T> for ArrayVec<T, ROOM> {
    #[inline(always)]
    fn add(&mut self, item: T) -> bool {
        self.try_push(item).is_ok()
    }
}

impl<T> List<T> for Vec<T> {
    fn add(&mut self, item: T) -> bool {
        self.push(item);
        true
    }
}

/// A list of open cells with room for [`most_cells`]; by default for those of a machine where pages are large.
pub type OpenCells<T, const ROOM: usize = MAX_CELLS> = ArrayVec<T, ROOM>;

/// The most cells that a batch opens, further pages counted too, where accounts have `N` bytes and pages at most `page`.
///
/// With pages of 416 bytes and accounts of 20 bytes a full table has 62 pages of rows, if it has 8 tiers, and 17 of paid
/// amounts. All pages of [`MAX_TABLES`] of these tables make 2,528, beside the 256 cells that are counted.
#[must_use]
pub const fn most_cells<const N: usize>(page: usize) -> usize {
    if is_one_page::<N>(page) {
        return MAX_CELLS;
    }
    let rows = MAX_ENTRIES.div_ceil(Row::<N>::per_page(MAX_TIERS, page));
    let paid = MAX_ENTRIES.div_ceil(paid_per_page(page) as usize);
    rows.wrapping_add(paid).wrapping_mul(MAX_TABLES as usize).wrapping_add(MAX_CELLS)
}

/// Whether the rows of every table without tiers share one page, and so do its paid amounts.
const fn is_one_page<const N: usize>(page: usize) -> bool {
    paid_per_page(page) as usize >= MAX_ENTRIES && Row::<N>::per_page(1, page) >= MAX_ENTRIES
}

/// A machine's storage, as far as the rules need it.
pub trait Cells {
    /// What becomes of an [`Error`]. Where a refusal ends the call on the spot this is a type without values: then no step
    /// has to pass an error on, and a third of the code goes away. Elsewhere it is [`Error`] itself.
    type Refused: From<Error>;
    /// Where the bytes of a cell lie during a call.
    type Bytes: DerefMut<Target = [u8]>;
    /// Where the list of the open cells lies during a call: [`OpenCells`], or another list
    /// with room for [`most_cells`].
    type Open<T>: List<T>;
    /// Whether tables with tiers are divided here. They are few, and their rules are a tenth of the code.
    const TIERS: bool = true;
    /// The most bytes of a cell that can be laid out in pages; at least [`MAX_HEADER`], so that every other cell fits too.
    const PAGE: usize = PAGE_BYTES;
    /// The bytes of a cell, zero-filled to `most`, and how many there are: 0 if there is no such cell.
    fn read(&mut self, key: &Key, most: usize) -> (Self::Bytes, usize);
    /// Replaces the bytes of a cell.
    fn write(&mut self, key: &Key, bytes: &[u8]);
    /// What becomes of a batch that met a table with tiers where there are none: nothing is written yet.
    fn elsewhere(&self) -> Self::Refused;
}

impl<T: Cells + ?Sized> Cells for &mut T {
    type Refused = T::Refused;
    type Bytes = T::Bytes;
    type Open<I> = T::Open<I>;
    const TIERS: bool = T::TIERS;
    const PAGE: usize = T::PAGE;
    fn read(&mut self, key: &Key, most: usize) -> (T::Bytes, usize) {
        (**self).read(key, most)
    }
    fn write(&mut self, key: &Key, bytes: &[u8]) {
        (**self).write(key, bytes);
    }
    fn elsewhere(&self) -> T::Refused {
        (**self).elsewhere()
    }
}

/// A debt that the batch has booked as paid and that the shell now has to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout<const N: usize> {
    /// Who is owed.
    pub account: AccountBytes<N>,
    /// How much, the tip included.
    pub amount: u128,
    /// The part of `amount` that goes to the caller.
    pub tip: u128,
    place: Place,
}

struct Cell<B> {
    key: Key,
    /// Zero-filled to the most bytes that such a cell has.
    bytes: B,
    /// How many of them are the cell's; 0 if there is no such cell.
    length: usize,
    dirty: bool,
    /// Whether a version has received something that its eager edges have yet to pass on.
    waits: bool,
}

/// One call's view of the ledger in one asset.
// In this order, because fields near the start take shorter instructions.
#[repr(C)]
pub struct Batch<C: Cells, const N: usize> {
    cells: C,
    asset: u32,
    now: u64,
    tables: u32,
    /// How many open cells are further pages; counted where pages are small.
    further: u32,
    /// How the version that was looked at last divides.
    division: Division,
    open: C::Open<Cell<C::Bytes>>,
    payouts: ArrayVec<Payout<N>, MAX_PAYOUTS>,
}

impl<C: Cells, const N: usize> Batch<C, N> {
    /// Whether the paid amounts of every table share one page.
    const PAID_ON_ONE_PAGE: bool = paid_per_page(C::PAGE) as usize >= MAX_ENTRIES;
    /// Whether all rows and all paid amounts of every table without tiers do.
    const ONE_PAGE: bool = is_one_page::<N>(C::PAGE);

    /// A batch over one asset at the time `now`, in milliseconds.
    pub fn new(cells: C, asset: u32, now: u64) -> Self {
        const { assert!(C::PAGE >= MAX_HEADER && Row::<N>::per_page(MAX_TIERS, C::PAGE) > 0) }
        let division = Division { rate: Rate::new(0, 0), tiers: 1, header: 0, received: 0 };
        Self { cells, asset, now, tables: 0, further: 0, division, open: Default::default(), payouts: ArrayVec::new() }
    }

    /// Writes what changed. A batch that was refused is dropped instead.
    #[inline(never)]
    pub fn flush(&mut self) {
        for cell in self.open.iter_mut() {
            if cell.dirty {
                self.cells.write(&cell.key, &cell.bytes[..cell.length]);
                cell.dirty = false;
            }
        }
    }

    /// The version that a split stands for now.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`] for a head that does not exist.
    pub fn resolve(&mut self, id: Id) -> Tried<u32, C> {
        self.in_force(id)
    }

    /// Books an income of `amount` for a split and settles the eager edges below it. Returns the version credited.
    ///
    /// Each split is visited once, by falling height: all that reaches it has reached it before its own edges settle.
    ///
    /// # Errors
    /// [`Error::NothingReceived`], [`Error::UnknownSplit`], [`Error::ReceivedOverflow`].
    pub fn receive(&mut self, id: Id, amount: u128) -> Tried<u32, C> {
        if amount == 0 {
            return refuse(Error::NothingReceived);
        }
        self.pass_on(id, amount)
    }

    /// Whether income of a split passes on through eager edges.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`].
    pub fn passes_on(&mut self, id: Id) -> Tried<bool, C> {
        let version = self.in_force(id)?;
        let cell = self.counted(version)?;
        Ok(Received(&self.cell(cell).bytes).has(FLAG_EAGER))
    }

    /// What was booked as paid and is now to be paid, in order.
    #[must_use]
    pub fn payouts(&self) -> &[Payout<N>] {
        &self.payouts
    }

    /// Makes room for the payouts of another table, where nobody pays those of this one.
    pub(crate) fn forget_payouts(&mut self) {
        self.payouts.clear();
    }

    /// Settles a path: each edge in turn, and the payout at its end, if it ends in an account and something is owed.
    ///
    /// `recipient` takes the place of the owner, who then must be the caller.
    ///
    /// # Errors
    /// What is wrong with the path, or [`Error::SelfOnly`], [`Error::NotOwner`].
    pub fn claim(
        &mut self,
        path: &[Step],
        caller: &AccountBytes<N>,
        recipient: Option<&AccountBytes<N>>,
    ) -> Tried<(), C> {
        self.walk(path, caller, recipient)
    }

    /// Books everything that `count` entries from `from` on are owed: edges pass on, accounts get payouts.
    /// Entries whose owners have reserved them are passed over, unless the owner calls.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`], [`Error::WrongTable`]; [`Error::TooManyTables`] where edges among them lead to more tables
    /// than one call reads: then fewer entries at a time.
    pub fn pay_all(&mut self, id: Id, from: u16, count: u16, caller: &AccountBytes<N>) -> Tried<(), C> {
        let version = self.in_force(id)?;
        self.pay_version(version, from, count, Some(caller))
    }

    /// Books what a leaf of a Merkle-sum table is owed.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`], [`Error::WrongTable`], [`Error::ProofRefused`].
    pub fn pay_leaf(
        &mut self,
        version: u32,
        account: &AccountBytes<N>,
        weight: u64,
        proof: impl IntoIterator<Item = impl Borrow<Proof>>,
        keccak: &mut impl FnMut(&[u8]) -> Hash,
    ) -> Tried<(), C> {
        let header = self.known(version)?;
        let facts = Header(&self.cell(header).bytes);
        if !facts.is_sum() {
            return refuse(Error::WrongTable { version });
        }
        let root = Node { hash: facts.root(), sum: facts.total(0) };
        let Some(low) = sum::verify(&root, account, weight, proof, keccak) else {
            return refuse(Error::ProofRefused { version });
        };
        let cell = self.counted(version)?;
        let earned = Rate::new(get_u128(&self.cell(cell).bytes, 0), root.sum).share_floor(weight);
        let cell = self.open(Tag::Leaf, version, low)?;
        let place = Place { cell, at: 0 };
        let amount = self.unpaid(place, earned)?;
        self.raise(place, amount);
        // All leaves together, in the place of an entry: what is left of R is then known without knowing the leaves.
        let all = self.paid(version, 0)?;
        self.raise(all, amount);
        self.owe(account, amount, 0, place)
    }

    /// Takes back the payout number `number`, which failed: the debt stays.
    ///
    /// # Errors
    /// None that [`Self::pay_leaf`] did not have.
    pub fn take_back(&mut self, number: usize) -> Tried<(), C> {
        let Payout { amount, place, .. } = self.payouts[number];
        let back = amount.wrapping_neg();
        self.raise(place, back);
        let Key { tag, id, .. } = self.cell(place.cell).key;
        if tag == Tag::Leaf {
            let all = self.paid(id, 0)?;
            self.raise(all, back);
        }
        Ok(())
    }

    /// What the entry is owed now, edges above it not settled.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`], [`Error::UnknownEntry`], [`Error::WrongTable`].
    pub fn owed(&mut self, step: Step) -> Tried<u128, C> {
        Ok(self.find(step)?.amount)
    }

    /// What a claim through a path would pay or, where the path ends in an edge, pass on.
    ///
    /// # Errors
    /// What is wrong with the path.
    pub fn owed_by_path(&mut self, path: &[Step]) -> Tried<u128, C> {
        let Some(last) = path.last().copied() else { return refuse(Error::EmptyPath) };
        // Asked as its owner, who may claim what is reserved.
        let Due { row, paid, .. } = self.find(last)?;
        let owner = self.account(row);
        let before = get_u128(&self.cell(paid.cell).bytes, paid.at);
        self.walk(path, &owner, None)?;
        Ok(get_u128(&self.cell(paid.cell).bytes, paid.at).wrapping_sub(before))
    }

    /// Finds an account's entry that must be the owner's.
    ///
    /// # Errors
    /// [`Error::NotAnAccount`], [`Error::NotOwner`], and those of [`Self::owed`].
    pub fn owned(&mut self, step: Step, owner: &AccountBytes<N>) -> Tried<Due, C> {
        let Step { version, index } = step;
        let due = self.find(step)?;
        if is_edge(self.kind(due.row)) {
            return refuse(Error::NotAnAccount { version, index });
        }
        if self.account(due.row) != *owner {
            return refuse(Error::NotOwner { version, index });
        }
        Ok(due)
    }

    /// Hands an account's entry from its owner to another account, or changes its mode, if at least `at_least` of this
    /// batch's asset is unclaimed.
    ///
    /// # Errors
    /// [`Error::NotAnAccount`], [`Error::NotOwner`], [`Error::TooLittleUnclaimed`], and those of [`Self::owed`].
    pub fn assign(
        &mut self,
        step: Step,
        owner: &AccountBytes<N>,
        to: &AccountBytes<N>,
        mode: Mode,
        at_least: u128,
    ) -> Tried<(), C> {
        let due = self.owned(step, owner)?;
        let unclaimed = due.amount;
        if unclaimed < at_least {
            return refuse(Error::TooLittleUnclaimed { unclaimed, at_least });
        }
        let cell = self.cell_mut(due.row.cell);
        let row = &mut cell.bytes[due.row.at..][..N.wrapping_add(1)];
        row[0] = Kind::Account(mode).to_byte();
        row[1..].copy_from_slice(to);
        cell.dirty = true;
        Ok(())
    }

    /// The asset's token and recorded balance; `None` for native money and for unknown assets.
    pub fn asset(&mut self) -> Tried<Option<AssetCell<N>>, C> {
        let cell = self.open(Tag::Asset, self.asset, 0)?;
        let bytes = &self.cell(cell).bytes;
        if self.cell(cell).length == 0 {
            return Ok(None);
        }
        Ok(Some(AssetCell::from_bytes(bytes)))
    }

    /// Records the balance that is accounted for, of a token that [`Self::asset`] knows.
    pub fn record(&mut self, recorded: u128) -> Tried<(), C> {
        let cell = self.open(Tag::Asset, self.asset, 0)?;
        let cell = self.cell_mut(cell);
        put_u128(&mut cell.bytes, N, recorded);
        cell.dirty = true;
        Ok(())
    }

    /// The header of a version.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`].
    pub fn header(&mut self, version: u32) -> Tried<Header<'_>, C> {
        let header = self.known(version)?;
        Ok(Header(&self.cell(header).bytes))
    }

    /// Whether no further table can be read.
    pub(crate) fn is_full(&self) -> bool {
        self.tables >= MAX_TABLES
    }

    /// What a version has received.
    pub(crate) fn received_amount(&mut self, version: u32) -> Tried<u128, C> {
        let cell = self.received(version)?;
        // A cell that is not there is zeroed.
        Ok(get_u128(&self.cell(cell).bytes, 0))
    }

    /// The row of an entry; `None` behind the last one.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`]; [`Error::TooManyTables`] for one table too many.
    pub fn row(&mut self, version: u32, index: u16) -> Tried<Option<Row<'_, N>>, C> {
        let tiers = self.header(version)?.tiers();
        let row = self.table_row(version, index, tiers)?;
        Ok(row.and_then(|row| Row::at(&self.cell(row.cell).bytes, row.at, tiers)))
    }
}

/// A place in an open cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    cell: usize,
    at: usize,
}

/// How a version divides what it has received.
struct Division {
    /// A plain split's rate.
    rate: Rate,
    /// How many tiers there are; 1 is a plain split.
    tiers: usize,
    /// The cell of the header, where there are several.
    header: usize,
    received: u128,
}

/// An entry: what it is owed, and where that stands.
pub struct Due {
    row: Place,
    paid: Place,
    amount: u128,
}

/// Whether a row's first byte says that it leads to another split.
fn is_edge(kind: u8) -> bool {
    kind > SELF_ONLY
}

impl<C: Cells, const N: usize> Batch<C, N> {
    #[inline(never)]
    fn open(&mut self, tag: Tag, id: u32, part: u64) -> Tried<usize, C> {
        let asset = if matches!(tag, Tag::Received | Tag::Paid | Tag::Leaf) { self.asset } else { 0 };
        let key = Key { tag, id, asset, part };
        let mut is_further = false;
        for (place, cell) in self.open.iter().enumerate() {
            if cell.key == key {
                return Ok(place);
            }
            is_further |=
                !Self::ONE_PAGE && matches!(tag, Tag::Page | Tag::Paid) && (cell.key.tag, cell.key.id) == (tag, id);
        }
        let place = self.open.len();
        let (bytes, length) = self.cells.read(&key, tag.room(N, C::PAGE));
        let is_full = !is_further && self.counted_cells() >= MAX_CELLS;
        if is_full || !self.open.add(Cell { key, bytes, length, dirty: false, waits: false }) {
            return refuse(Error::TooManyTables { most: MAX_TABLES });
        }
        debug_assert!(
            self.open.len() <= most_cells::<N>(C::PAGE),
            "more cells are open than there is said to be room for"
        );
        if is_further {
            // Cannot overflow: fewer than there are cells.
            self.further = self.further.wrapping_add(1);
        }
        Ok(place)
    }

    /// How many cells are open, further pages of the same table not counted.
    fn counted_cells(&self) -> usize {
        if Self::ONE_PAGE {
            self.open.len()
        } else {
            self.open.len().wrapping_sub(self.further as usize)
        }
    }

    #[inline(never)]
    fn cell(&self, place: usize) -> &Cell<C::Bytes> {
        &self.open[place]
    }

    #[inline(never)]
    fn cell_mut(&mut self, place: usize) -> &mut Cell<C::Bytes> {
        &mut self.open[place]
    }

    /// The header of a version that must exist.
    #[inline(never)]
    fn known(&mut self, version: u32) -> Tried<usize, C> {
        let header = self.open(Tag::Header, version, 0)?;
        if self.cell(header).length == 0 {
            return refuse(Error::UnknownSplit(Id(version)));
        }
        Ok(header)
    }

    fn received(&mut self, version: u32) -> Tried<usize, C> {
        self.open(Tag::Received, version, 0)
    }

    /// What a version has received, which must exist; begun from its header before its first income.
    #[inline(never)]
    fn counted(&mut self, version: u32) -> Tried<usize, C> {
        let cell = self.received(version)?;
        if self.cell(cell).length == 0 {
            let header = self.known(version)?;
            let start = Received::start(Header(&self.cell(header).bytes));
            let cell = self.cell_mut(cell);
            cell.bytes[..start.len()].copy_from_slice(&start);
            cell.length = start.len();
        }
        Ok(cell)
    }

    #[inline(never)]
    fn in_force(&mut self, id: Id) -> Tried<u32, C> {
        if !id.is_head() {
            return Ok(id.0);
        }
        let cell = self.open(Tag::Head, id.0, 0)?;
        let cell = self.cell(cell);
        if cell.length == 0 {
            return refuse(Error::UnknownSplit(id));
        }
        Ok(HeadCell::from_bytes(&cell.bytes).in_force(self.now))
    }

    /// Books an amount for a split, if it is not 0, and settles the eager edges below it.
    #[inline(never)]
    fn pass_on(&mut self, id: Id, amount: u128) -> Tried<u32, C> {
        let version = self.in_force(id)?;
        if amount > 0 {
            self.book(version, amount)?;
            self.spread()?;
        }
        Ok(version)
    }

    #[inline(never)]
    fn book(&mut self, version: u32, amount: u128) -> Tried<(), C> {
        let place = self.counted(version)?;
        let cell = self.cell_mut(place);
        let received = get_u128(&cell.bytes, 0);
        let Some(sum) = received.checked_add(amount) else {
            return refuse(Error::ReceivedOverflow { version, received });
        };
        put_u128(&mut cell.bytes, 0, sum);
        cell.dirty = true;
        cell.waits = Received(&cell.bytes).has(FLAG_EAGER);
        Ok(())
    }

    /// Settles the eager edges of the versions that wait for it, highest first: all that reaches a version has reached it
    /// then, and what goes on waits further down.
    #[inline(never)]
    fn spread(&mut self) -> Tried<(), C> {
        loop {
            let (mut highest, mut height) = (0, 0);
            for (place, cell) in self.open.iter().enumerate() {
                if cell.waits && Received(&cell.bytes).height() > height {
                    (highest, height) = (place, Received(&cell.bytes).height());
                }
            }
            if height == 0 {
                return Ok(());
            }
            let cell = self.cell_mut(highest);
            cell.waits = false;
            let version = cell.key.id;
            let header = self.known(version)?;
            for edge in 0..Header(&self.cell(header).bytes).eager() {
                let index = Header(&self.cell(header).bytes).eager_index(edge);
                let due = self.settle(Step { version, index })?;
                if due.amount > 0 {
                    let child = self.in_force(self.target(due.row))?;
                    self.book(child, due.amount)?;
                }
            }
        }
    }

    #[inline(never)]
    fn walk(&mut self, path: &[Step], caller: &AccountBytes<N>, recipient: Option<&AccountBytes<N>>) -> Tried<(), C> {
        if path.len() > usize::from(MAX_HEIGHT) {
            return refuse(Error::PathTooLong { steps: path.len() as u32 });
        }
        let mut place = 0usize;
        loop {
            let Some(step) = path.get(place).copied() else { return refuse(Error::EmptyPath) };
            let due = self.settle(step)?;
            place = place.wrapping_add(1);
            let kind = self.kind(due.row);
            if is_edge(kind) {
                let child = self.pass_on(self.target(due.row), due.amount)?;
                match path.get(place) {
                    None => return Ok(()),
                    Some(next) if next.version == child => continue,
                    Some(_) => return refuse(Error::PathBroken { step: (place as u16).wrapping_sub(1) }),
                }
            }
            if place < path.len() {
                return refuse(Error::PathBroken { step: (place as u16).wrapping_sub(1) });
            }
            return self.pay_entry(step, &due, kind, caller, recipient);
        }
    }

    fn pay_entry(
        &mut self,
        step: Step,
        due: &Due,
        kind: u8,
        caller: &AccountBytes<N>,
        recipient: Option<&AccountBytes<N>>,
    ) -> Tried<(), C> {
        let Step { version, index } = step;
        let account = self.account(due.row);
        let mut to = &account;
        let mut tip = 0;
        if account != *caller {
            if recipient.is_some() {
                return refuse(Error::NotOwner { version, index });
            }
            if kind == SELF_ONLY {
                return refuse(Error::SelfOnly { version, index });
            }
            tip = kind;
        } else if let Some(recipient) = recipient {
            to = recipient;
        }
        self.owe(to, due.amount, tip, due.paid)
    }

    /// [`Self::pay_all`] for one version; without a caller the reserved entries are paid too.
    #[inline(never)]
    pub(crate) fn pay_version(
        &mut self,
        version: u32,
        from: u16,
        count: u16,
        caller: Option<&AccountBytes<N>>,
    ) -> Tried<(), C> {
        self.divide(version)?;
        let tiers = self.tiers();
        let stride = Row::<N>::stride(tiers);
        let page = stride.wrapping_mul(Row::<N>::per_page(tiers, C::PAGE));
        let mut row = Place { cell: 0, at: 0 };
        let mut paid = row;
        for index in from..from.saturating_add(count) {
            // Cells are looked up once for each page, not once for each row.
            row.at = row.at.wrapping_add(stride);
            paid.at = paid.at.wrapping_add(16);
            if index == from || ((C::TIERS || !Self::ONE_PAGE) && row.at >= page) {
                let Some(first) = self.table_row(version, index, tiers)? else { break };
                row = first;
            } else if row.at >= self.cell(row.cell).length {
                break;
            }
            let paid_page = usize::from(paid_per_page(C::PAGE)).wrapping_mul(16);
            if index == from || (!Self::PAID_ON_ONE_PAGE && paid.at >= paid_page) {
                paid = self.paid(version, index)?;
            }
            let kind = self.kind(row);
            let account = self.account(row);
            let mut tip = 0;
            if let Some(caller) = caller {
                if !is_edge(kind) && account != *caller {
                    if kind == SELF_ONLY {
                        continue;
                    }
                    tip = kind;
                }
            }
            let amount = self.unpaid(paid, self.earned(row))?;
            self.raise(paid, amount);
            if !is_edge(kind) {
                self.owe(&account, amount, tip, paid)?;
            } else if amount > 0 {
                self.pass_on(self.target(row), amount)?;
                // The edges below were divided meanwhile.
                self.divide(version)?;
            }
        }
        Ok(())
    }

    /// Finds out how a version that has entries divides what it has received.
    #[inline(never)]
    fn divide(&mut self, version: u32) -> Tried<(), C> {
        let cell = self.counted(version)?;
        let facts = Received(&self.cell(cell).bytes);
        if facts.has(FLAG_SUM) {
            return refuse(Error::WrongTable { version });
        }
        let (received, total, tiered) = (facts.amount(), facts.total(), facts.has(FLAG_TIERS));
        self.division.received = received;
        self.division.rate = Rate::new(received, total);
        self.division.tiers = 1;
        if tiered {
            if !C::TIERS {
                return Err(self.cells.elsewhere());
            }
            let header = self.known(version)?;
            self.division.header = header;
            self.division.tiers = Header(&self.cell(header).bytes).tiers();
        }
        Ok(())
    }

    /// How many tiers the divided version has.
    fn tiers(&self) -> usize {
        if C::TIERS {
            self.division.tiers
        } else {
            1
        }
    }

    /// What a row of the divided version has earned ever since the version exists, rounded down in each tier.
    #[inline(never)]
    fn earned(&self, row: Place) -> u128 {
        let Division { rate, tiers, header, received } = &self.division;
        let bytes = &self.cell(row.cell).bytes;
        let mut at = weight_at::<N>(row.at, 0);
        let mut left = *received;
        let mut sum = 0u128;
        let mut tier = 1;
        while C::TIERS && tier < *tiers {
            let header = Header(&self.cell(*header).bytes);
            let below = tier.wrapping_sub(1);
            let mut part = 0;
            if self.asset == header.capped_asset() {
                part = left.min(header.cap(below));
            }
            // Cannot overflow: the tiers' parts sum to the received amount.
            left = left.wrapping_sub(part);
            sum = sum.wrapping_add(share_floor(part, u64::from(get_u32(bytes, at)), header.total(below)));
            at = at.wrapping_add(4);
            tier = tier.wrapping_add(1);
        }
        let weight = u64::from(get_u32(bytes, at));
        if tier == 1 {
            return rate.share_floor(weight);
        }
        sum.wrapping_add(Rate::new(left, rate.total()).share_floor(weight))
    }

    /// Where a row stands; `None` behind the last one.
    #[inline(never)]
    fn table_row(&mut self, version: u32, index: u16, tiers: usize) -> Tried<Option<Place>, C> {
        let (part, at) = if C::TIERS || !Self::ONE_PAGE {
            Row::<N>::place(index, tiers, C::PAGE)
        } else {
            (0, usize::from(index).wrapping_mul(Row::<N>::stride(1)))
        };
        let opened = self.counted_cells();
        let cell = self.open(Tag::Page, version, part)?;
        if self.counted_cells() > opened {
            // Cannot overflow: refused far below.
            self.tables = self.tables.wrapping_add(1);
            if self.tables > MAX_TABLES {
                return refuse(Error::TooManyTables { most: MAX_TABLES });
            }
        }
        // The last row ends where its page ends.
        if at < self.cell(cell).length {
            Ok(Some(Place { cell, at }))
        } else {
            Ok(None)
        }
    }

    /// The byte that [`Kind::from_byte`] understands.
    #[inline(never)]
    fn kind(&self, row: Place) -> u8 {
        self.cell(row.cell).bytes[row.at]
    }

    #[inline(never)]
    fn account(&self, row: Place) -> AccountBytes<N> {
        take(&self.cell(row.cell).bytes, row.at.wrapping_add(1))
    }

    fn target(&self, row: Place) -> Id {
        Id(get_u32(&self.cell(row.cell).bytes, row.at.wrapping_add(1)))
    }

    /// Where an entry's paid amount stands.
    #[inline(never)]
    fn paid(&mut self, version: u32, index: u16) -> Tried<Place, C> {
        let (part, at) = paid_place(index, C::PAGE);
        let cell = self.open(Tag::Paid, version, part)?;
        Ok(Place { cell, at })
    }

    /// What of the earned amount is not yet paid.
    #[inline(never)]
    fn unpaid(&self, place: Place, earned: u128) -> Tried<u128, C> {
        let cell = self.cell(place.cell);
        let paid = get_u128(&cell.bytes, place.at);
        match earned.checked_sub(paid) {
            Some(amount) => Ok(amount),
            None => refuse(Error::PaidAboveShare { version: cell.key.id, paid, earned }),
        }
    }

    /// Moves a paid amount by `amount`, modulo 2^128: up to what was earned, or back. The cell grows to hold it.
    #[inline(never)]
    fn raise(&mut self, place: Place, amount: u128) {
        if amount == 0 {
            return;
        }
        let cell = self.cell_mut(place.cell);
        let paid = get_u128(&cell.bytes, place.at).wrapping_add(amount);
        put_u128(&mut cell.bytes, place.at, paid);
        cell.length = place.at.wrapping_add(16).max(cell.length);
        cell.dirty = true;
    }

    #[inline(never)]
    fn find(&mut self, step: Step) -> Tried<Due, C> {
        let Step { version, index } = step;
        self.divide(version)?;
        let Some(row) = self.table_row(version, index, self.tiers())? else {
            return refuse(Error::UnknownEntry { version, index });
        };
        let paid = self.paid(version, index)?;
        let amount = self.unpaid(paid, self.earned(row))?;
        Ok(Due { row, paid, amount })
    }

    /// Finds an entry and books what it is owed as paid.
    fn settle(&mut self, step: Step) -> Tried<Due, C> {
        let due = self.find(step)?;
        self.raise(due.paid, due.amount);
        Ok(due)
    }

    /// Notes a payout, if there is anything to pay.
    #[inline(never)]
    fn owe(&mut self, account: &AccountBytes<N>, amount: u128, tip: u8, place: Place) -> Tried<(), C> {
        if amount > 0 {
            // Rounded down; a tip is at most MAX_TIP thousandths of the amount.
            let tip = if tip == 0 { 0 } else { share_floor(amount, u64::from(tip), 1000) };
            if self.payouts.try_push(Payout { account: *account, amount, tip, place }).is_err() {
                return refuse(Error::TooManyTables { most: MAX_TABLES });
            }
        }
        Ok(())
    }
}
