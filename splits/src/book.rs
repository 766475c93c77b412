//! The ledger's engine: receive, settle, claim, pay, all against one in-memory picture of the touched cells.
//!
//! Each cell is read at most once and written at most once per batch. Computing a batch from stale reads would pay
//! twice; here there is nothing stale to read.

use crate::cell::{
    get_u128, put_u128, AssetCell, HeadCell, Header, Kind, Mode, Rates, Received, Row, FLAG_EAGER, FLAG_SUM,
    FLAG_TIERS,
};
use crate::{
    sum, AccountBytes, Error, Hash, Id, Key, Node, Proof, Rate, Step, Tag, MAX_EAGER, MAX_HEIGHT, PAID_PER_PAGE,
};
use alloc::vec::Vec;

/// The most tables that one batch of claims reads; each may be a full page of 16 KiB.
pub const MAX_TABLES: u32 = 32;

/// A machine's storage, as far as the rules need it.
pub trait Cells {
    /// The bytes of a cell; empty if there is none.
    fn read(&mut self, key: &Key) -> Vec<u8>;
    /// Replaces the bytes of a cell.
    fn write(&mut self, key: &Key, bytes: &[u8]);
}

impl<T: Cells + ?Sized> Cells for &mut T {
    fn read(&mut self, key: &Key) -> Vec<u8> {
        (**self).read(key)
    }
    fn write(&mut self, key: &Key, bytes: &[u8]) {
        (**self).write(key, bytes);
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
    cell: usize,
    at: usize,
}

struct Cell {
    key: Key,
    bytes: Vec<u8>,
    dirty: bool,
}

/// One call's view of the ledger in one asset.
pub struct Batch<C, const N: usize> {
    cells: C,
    open: Vec<Cell>,
    asset: u32,
    now: u64,
    tables: u32,
}

impl<C: Cells, const N: usize> Batch<C, N> {
    /// A batch over one asset at the time `now`, in milliseconds.
    pub fn new(cells: C, asset: u32, now: u64) -> Self {
        Self { cells, open: Vec::new(), asset, now, tables: 0 }
    }

    /// Writes what changed. A batch that was refused is dropped instead.
    pub fn flush(&mut self) {
        for cell in &mut self.open {
            if cell.dirty {
                self.cells.write(&cell.key, &cell.bytes);
                cell.dirty = false;
            }
        }
    }

    /// The version that a split stands for now.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`] for a head that does not exist.
    pub fn resolve(&mut self, id: Id) -> Result<u32, Error> {
        if !id.is_head() {
            return Ok(id.0);
        }
        let cell = self.open(Key::of(Tag::Head, id.0));
        let bytes = &self.open[cell].bytes;
        if bytes.is_empty() {
            return Err(Error::UnknownSplit(id));
        }
        Ok(HeadCell::from_bytes(bytes).in_force(self.now))
    }

    /// Books an income of `amount` for a split and settles the eager edges below it. Returns the version credited.
    ///
    /// Each split is visited once, by falling height: all that reaches it has reached it before its own edges settle.
    ///
    /// # Errors
    /// [`Error::NothingReceived`], [`Error::UnknownSplit`], [`Error::ReceivedOverflow`].
    pub fn receive(&mut self, id: Id, amount: u128) -> Result<u32, Error> {
        if amount == 0 {
            return Err(Error::NothingReceived);
        }
        let first = self.resolve(id)?;
        let cell = self.book(first, amount)?;
        if Received(&self.open[cell].bytes).has(FLAG_EAGER) {
            self.spread(cell)?;
        }
        Ok(first)
    }

    /// Settles eager edges below the booked version, highest first.
    #[inline(never)]
    fn spread(&mut self, cell: usize) -> Result<(), Error> {
        let mut waiting = alloc::vec![cell];
        let mut visited = 0u8;
        while let Some(place) = self.highest(&waiting) {
            let cell = waiting.swap_remove(place);
            if visited > MAX_EAGER {
                return Err(Error::TooManyEager);
            }
            // Cannot overflow: at most MAX_EAGER + 1.
            visited = visited.wrapping_add(1);
            if !Received(&self.open[cell].bytes).has(FLAG_EAGER) {
                continue;
            }
            let version = self.open[cell].key.id;
            let header = self.open(Key::of(Tag::Header, version));
            let edges = Header(&self.open[header].bytes).eager();
            for edge in 0..edges {
                let index = Header(&self.open[header].bytes).eager_index(edge);
                let due = self.settle(version, index)?;
                if due.amount > 0 {
                    let child = self.resolve(due.target)?;
                    let cell = self.book(child, due.amount)?;
                    if !waiting.contains(&cell) {
                        waiting.push(cell);
                    }
                }
            }
        }
        Ok(())
    }

    fn highest(&self, waiting: &[usize]) -> Option<usize> {
        (0..waiting.len()).max_by_key(|place| Received(&self.open[waiting[*place]].bytes).height())
    }

    /// Settles a path: each edge in turn, and the payout at its end, if it ends in an account.
    ///
    /// `recipient` takes the place of the owner, who then must be the caller. `None` is returned for a path that ends in
    /// an edge, and where nothing is owed.
    ///
    /// # Errors
    /// What is wrong with the path, or [`Error::SelfOnly`], [`Error::NotOwner`].
    pub fn claim(
        &mut self,
        path: &[Step],
        caller: &AccountBytes<N>,
        recipient: Option<&AccountBytes<N>>,
    ) -> Result<Option<Payout<N>>, Error> {
        let Some((last, edges)) = path.split_last() else { return Err(Error::EmptyPath) };
        if path.len() > usize::from(MAX_HEIGHT) {
            return Err(Error::PathTooLong { steps: path.len() as u32 });
        }
        for (step, edge) in edges.iter().enumerate() {
            let broken = Error::PathBroken { step: step as u16 };
            let due = self.settle(edge.version, edge.index)?;
            if let Kind::Account(_) = due.kind {
                return Err(broken);
            }
            self.pass_on(&due)?;
            if self.resolve(due.target)? != path[step.wrapping_add(1)].version {
                return Err(broken);
            }
        }
        let due = self.settle(last.version, last.index)?;
        let Kind::Account(mode) = due.kind else {
            self.pass_on(&due)?;
            return Ok(None);
        };
        let Step { version, index } = *last;
        let owned = due.account == *caller;
        if let Some(recipient) = recipient {
            if !owned {
                return Err(Error::NotOwner { version, index });
            }
            return Ok(due.payout(*recipient, 0));
        }
        let tip = match mode {
            _ if owned => 0,
            Mode::SelfOnly => return Err(Error::SelfOnly { version, index }),
            Mode::Anyone { tip } => tip,
        };
        Ok(due.payout(due.account, tip))
    }

    fn pass_on(&mut self, due: &Due<N>) -> Result<(), Error> {
        if due.amount > 0 {
            self.receive(due.target, due.amount)?;
        }
        Ok(())
    }

    /// Books everything that `count` entries from `from` on are owed: edges pass on, accounts are returned as payouts.
    /// Entries whose owners have reserved them are passed over, unless the owner calls.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`], [`Error::WrongTable`].
    pub fn pay_all(
        &mut self,
        id: Id,
        from: u16,
        count: u16,
        caller: &AccountBytes<N>,
    ) -> Result<Vec<Payout<N>>, Error> {
        let version = self.resolve(id)?;
        self.pay_version(version, from, count, Some(caller))
    }

    /// [`Self::pay_all`] for one version; without a caller the reserved entries are paid too.
    pub(crate) fn pay_version(
        &mut self,
        version: u32,
        from: u16,
        count: u16,
        caller: Option<&AccountBytes<N>>,
    ) -> Result<Vec<Payout<N>>, Error> {
        let received = self.received(version);
        let mut payouts = Vec::with_capacity(usize::from(count.min(PAID_PER_PAGE)));
        if self.open[received].bytes.is_empty() {
            self.known(version)?;
            return Ok(payouts);
        }
        let rates = self.rates(received)?;
        let per_page = Row::<N>::per_page(rates.tiers()) as u16;
        for index in from..from.saturating_add(count) {
            let page = self.page(version, index, per_page);
            let place = usize::from(index.checked_rem(per_page).unwrap_or(0));
            let Some(row) = Row::<N>::at(&self.open[page].bytes, place, rates.tiers()) else { break };
            let earned = rates.earned(&row);
            let (kind, account, target) = (row.kind(), row.account(), row.target());
            let tip = match (kind, caller) {
                (Kind::Account(Mode::SelfOnly), Some(caller)) if account != *caller => continue,
                (Kind::Account(Mode::Anyone { tip }), Some(caller)) if account != *caller => tip,
                _ => 0,
            };
            let (cell, at) = self.paid(version, index);
            let amount = self.advance(version, cell, at, earned)?;
            let due = Due { kind, account, target, amount, cell, at };
            match kind {
                Kind::Account(_) => payouts.extend(due.payout(account, tip)),
                _ => self.pass_on(&due)?,
            }
        }
        Ok(payouts)
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
        proof: &[Proof],
        keccak: &mut impl FnMut(&[u8]) -> Hash,
    ) -> Result<Option<Payout<N>>, Error> {
        let header = self.known(version)?;
        let facts = Header(&self.open[header].bytes);
        if !facts.is_sum() {
            return Err(Error::WrongTable { version });
        }
        let root = Node { hash: facts.root(), sum: facts.total(0) };
        let low = sum::verify(&root, account, weight, proof, keccak).ok_or(Error::ProofRefused { version })?;
        let received = self.received(version);
        if self.open[received].bytes.is_empty() {
            return Ok(None);
        }
        let rate = Rate::new(Received(&self.open[received].bytes).amount(), root.sum);
        let cell = self.open(Key { tag: Tag::Leaf, id: version, asset: self.asset, part: low });
        if self.open[cell].bytes.is_empty() {
            self.open[cell].bytes.resize(16, 0);
        }
        let amount = self.advance(version, cell, 0, rate.share_floor(weight))?;
        // All leaves together, in the place of an entry: what is left of R is then known without knowing the leaves.
        let (total, start) = self.paid(version, 0);
        let sum = get_u128(&self.open[total].bytes, start).saturating_add(amount);
        put_u128(&mut self.open[total].bytes, start, sum);
        self.open[total].dirty |= amount > 0;
        let due = Due { kind: Kind::Lazy, account: *account, target: Id(0), amount, cell, at: 0 };
        Ok(due.payout(*account, 0))
    }

    /// Takes back a payout that failed: the debt stays.
    pub fn take_back(&mut self, payout: &Payout<N>) {
        self.lower(payout.cell, payout.at, payout.amount);
        let Key { tag, id, .. } = self.open[payout.cell].key;
        if tag == Tag::Leaf {
            let (total, start) = self.paid(id, 0);
            self.lower(total, start, payout.amount);
        }
    }

    fn lower(&mut self, cell: usize, at: usize, amount: u128) {
        let cell = &mut self.open[cell];
        // Cannot underflow: `amount` was added in this batch.
        let paid = get_u128(&cell.bytes, at).wrapping_sub(amount);
        put_u128(&mut cell.bytes, at, paid);
        cell.dirty = true;
    }

    /// What the entry is owed now, edges above it not settled.
    ///
    /// # Errors
    /// [`Error::UnknownSplit`], [`Error::UnknownEntry`], [`Error::WrongTable`].
    pub fn owed(&mut self, step: Step) -> Result<u128, Error> {
        let (due, earned) = self.due(step.version, step.index)?;
        self.unpaid(step.version, due.cell, due.at, earned)
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
    ) -> Result<(), Error> {
        let Step { version, index } = step;
        let unclaimed = self.owed(step)?;
        let tiers = self.tiers(version)?;
        let per_page = Row::<N>::per_page(tiers) as u16;
        let page = self.page(version, index, per_page);
        let start = usize::from(index.checked_rem(per_page).unwrap_or(0)).wrapping_mul(Row::<N>::stride(tiers));
        let cell = &mut self.open[page];
        // The row exists: `owed` read it.
        let row = &mut cell.bytes[start..start.wrapping_add(N).wrapping_add(1)];
        if !matches!(Kind::from_byte(row[0]), Kind::Account(_)) {
            return Err(Error::NotAnAccount { version, index });
        }
        if row[1..] != owner[..] {
            return Err(Error::NotOwner { version, index });
        }
        if unclaimed < at_least {
            return Err(Error::TooLittleUnclaimed { unclaimed, at_least });
        }
        row[0] = Kind::Account(mode).to_byte();
        row[1..].copy_from_slice(to);
        cell.dirty = true;
        Ok(())
    }

    /// The asset's token and recorded balance; `None` for native money and for unknown assets.
    pub fn asset(&mut self) -> Option<AssetCell<N>> {
        let cell = self.open(Key::of(Tag::Asset, self.asset));
        let bytes = &self.open[cell].bytes;
        (!bytes.is_empty()).then(|| AssetCell::from_bytes(bytes))
    }

    /// Records the balance that is accounted for.
    pub fn record(&mut self, asset: &AssetCell<N>) {
        let cell = self.open(Key::of(Tag::Asset, self.asset));
        self.open[cell].bytes = asset.to_bytes();
        self.open[cell].dirty = true;
    }

    /// The header of a version.
    pub(crate) fn header(&mut self, version: u32) -> Result<Header<'_>, Error> {
        let header = self.known(version)?;
        Ok(Header(&self.open[header].bytes))
    }

    /// What a version has received.
    pub(crate) fn received_amount(&mut self, version: u32) -> u128 {
        let cell = self.received(version);
        let bytes = &self.open[cell].bytes;
        if bytes.is_empty() {
            0
        } else {
            Received(bytes).amount()
        }
    }

    /// The row of an entry; `None` behind the last one.
    pub(crate) fn row(&mut self, version: u32, index: u16) -> Result<Option<Row<'_, N>>, Error> {
        let tiers = self.tiers(version)?;
        let per_page = Row::<N>::per_page(tiers) as u16;
        let page = self.page(version, index, per_page);
        let place = usize::from(index.checked_rem(per_page).unwrap_or(0));
        Ok(Row::at(&self.open[page].bytes, place, tiers))
    }

    /// How many tiers a version has.
    fn tiers(&mut self, version: u32) -> Result<usize, Error> {
        let header = self.known(version)?;
        Ok(Header(&self.open[header].bytes).tiers())
    }

    fn open(&mut self, key: Key) -> usize {
        if let Some(place) = self.open.iter().position(|cell| cell.key == key) {
            return place;
        }
        let bytes = self.cells.read(&key);
        self.open.push(Cell { key, bytes, dirty: false });
        // Cannot underflow: one was pushed.
        self.open.len().wrapping_sub(1)
    }

    fn received(&mut self, version: u32) -> usize {
        self.open(Key { tag: Tag::Received, id: version, asset: self.asset, part: 0 })
    }

    /// The header of a version that must exist.
    fn known(&mut self, version: u32) -> Result<usize, Error> {
        let header = self.open(Key::of(Tag::Header, version));
        if self.open[header].bytes.is_empty() {
            return Err(Error::UnknownSplit(Id(version)));
        }
        Ok(header)
    }

    fn book(&mut self, version: u32, amount: u128) -> Result<usize, Error> {
        let place = self.received(version);
        if self.open[place].bytes.is_empty() {
            let header = self.known(version)?;
            self.open[place].bytes = Received::start(Header(&self.open[header].bytes));
        }
        let cell = &mut self.open[place];
        let received = get_u128(&cell.bytes, 0);
        let sum = received.checked_add(amount).ok_or(Error::ReceivedOverflow { version, received })?;
        put_u128(&mut cell.bytes, 0, sum);
        cell.dirty = true;
        Ok(place)
    }

    fn rates(&mut self, received: usize) -> Result<Rates, Error> {
        let facts = Received(&self.open[received].bytes);
        let (amount, version) = (facts.amount(), self.open[received].key.id);
        if facts.has(FLAG_SUM) {
            return Err(Error::WrongTable { version });
        }
        if !facts.has(FLAG_TIERS) {
            return Ok(Rates::plain(amount, facts.total()));
        }
        let header = self.known(version)?;
        Ok(Header(&self.open[header].bytes).rates(amount, self.asset))
    }

    fn page(&mut self, version: u32, index: u16, per_page: u16) -> usize {
        let part = u64::from(index.checked_div(per_page).unwrap_or(0));
        self.open(Key { tag: Tag::Page, id: version, asset: 0, part })
    }

    /// The cell and the place in it where an entry's paid amount stands.
    fn paid(&mut self, version: u32, index: u16) -> (usize, usize) {
        let part = u64::from(index.checked_div(PAID_PER_PAGE).unwrap_or(0));
        let cell = self.open(Key { tag: Tag::Paid, id: version, asset: self.asset, part });
        let at = usize::from(index.checked_rem(PAID_PER_PAGE).unwrap_or(0)).wrapping_mul(16);
        let bytes = &mut self.open[cell].bytes;
        if bytes.len() <= at {
            bytes.resize(at.wrapping_add(16), 0);
        }
        (cell, at)
    }

    /// What of the earned amount is not yet paid.
    fn unpaid(&self, version: u32, cell: usize, at: usize, earned: u128) -> Result<u128, Error> {
        let paid = get_u128(&self.open[cell].bytes, at);
        earned.checked_sub(paid).ok_or(Error::PaidAboveShare { version, paid, earned })
    }

    /// Moves a paid amount up to what was earned and returns the difference.
    fn advance(&mut self, version: u32, cell: usize, at: usize, earned: u128) -> Result<u128, Error> {
        let amount = self.unpaid(version, cell, at, earned)?;
        if amount > 0 {
            put_u128(&mut self.open[cell].bytes, at, earned);
            self.open[cell].dirty = true;
        }
        Ok(amount)
    }

    fn settle(&mut self, version: u32, index: u16) -> Result<Due<N>, Error> {
        let (mut due, earned) = self.due(version, index)?;
        due.amount = self.advance(version, due.cell, due.at, earned)?;
        Ok(due)
    }

    /// The entry, with what it has earned ever; the amount due is not filled in yet.
    fn due(&mut self, version: u32, index: u16) -> Result<(Due<N>, u128), Error> {
        let received = self.received(version);
        let rates = if self.open[received].bytes.is_empty() {
            let header = self.known(version)?;
            let facts = Header(&self.open[header].bytes);
            if facts.is_sum() {
                return Err(Error::WrongTable { version });
            }
            facts.rates(0, self.asset)
        } else {
            self.rates(received)?
        };
        let per_page = Row::<N>::per_page(rates.tiers()) as u16;
        let opened = self.open.len();
        let page = self.page(version, index, per_page);
        if self.open.len() > opened {
            // Cannot overflow: refused far below.
            self.tables = self.tables.wrapping_add(1);
            if self.tables > MAX_TABLES {
                return Err(Error::TooManyTables { most: MAX_TABLES });
            }
        }
        let place = usize::from(index.checked_rem(per_page).unwrap_or(0));
        let row = Row::<N>::at(&self.open[page].bytes, place, rates.tiers())
            .ok_or(Error::UnknownEntry { version, index })?;
        let earned = rates.earned(&row);
        let (kind, account, target) = (row.kind(), row.account(), row.target());
        let (cell, at) = self.paid(version, index);
        Ok((Due { kind, account, target, amount: 0, cell, at }, earned))
    }
}

/// What an entry was owed when it was settled.
struct Due<const N: usize> {
    kind: Kind,
    account: AccountBytes<N>,
    target: Id,
    amount: u128,
    cell: usize,
    at: usize,
}

impl<const N: usize> Due<N> {
    fn payout(&self, account: AccountBytes<N>, tip: u8) -> Option<Payout<N>> {
        if self.amount == 0 {
            return None;
        }
        // Rounded down; a tip is at most MAX_TIP thousandths of the amount. Dividing first cannot overflow.
        let tip = Rate::new(self.amount, 1000).share_floor(u64::from(tip));
        Some(Payout { account, amount: self.amount, tip, cell: self.cell, at: self.at })
    }
}
