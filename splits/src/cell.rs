//! How the rules lay out their state in cells of bytes.
//!
//! A storage write costs 131 µs whatever it holds, so what changes together lies together; and a byte of code costs on
//! every call, so each field has a fixed width and a fixed place, little-endian.
//!
//! Tables and paid amounts are stored in pages. The page size is a constant of the shell, because one machine stores 16 KiB
//! in a cell and another 416 bytes.
//!
//! | tag | key | bytes |
//! | --- | --- | --- |
//! | `Header` | version | kind, height, tiers, eager edges, entries, capped asset, eager cost, reach, totals, caps, eager indices or root |
//! | `Page` | version, page | rows: kind or mode, account or id, one weight per tier |
//! | `Received` | version, asset | received (16), total weight (8), kind and flags (1), height (1) |
//! | `Paid` | version, asset, page | paid amounts (16 each), as far as the highest entry ever settled |
//! | `Leaf` | version, asset, low bound | paid amount of a leaf of a Merkle-sum table |
//! | `Head` | head | version in force, pending version, since when (8) |
//! | `Asset` | asset | token's account, recorded balance (16) |

// Offsets wrap instead of being checked, because each one is then compared with the bounds of its cell.
#![allow(clippy::arithmetic_side_effects)]

use crate::{Id, Info, MAX_ENTRIES, MAX_TIERS};

/// The asset number of the chain's own money. Tokens are numbered from 1.
pub const NATIVE: u32 = 0;
/// The most bytes of a page where a machine sets no lower bound: 430 rows of a table without tiers and 32-byte accounts.
pub const PAGE_BYTES: usize = 15_910;
/// The bytes of a head's cell.
pub const HEAD_LENGTH: usize = 16;
/// The longest header: totals, caps and eager indices at their most.
pub const MAX_HEADER: usize = TOTALS + 8 * MAX_TIERS + 16 * (MAX_TIERS - 1) + 2 * (crate::MAX_EAGER as usize);

/// What a cell holds; see the table at the top of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    /// The fixed facts of a version.
    Header = 1,
    /// The rows of a version.
    Page = 2,
    /// What a version has received in one asset.
    Received = 3,
    /// What the entries of a version have been paid in one asset.
    Paid = 4,
    /// What one leaf of a Merkle-sum table has been paid in one asset.
    Leaf = 5,
    /// Which version a head points to.
    Head = 6,
    /// A token and the balance that is accounted for.
    Asset = 7,
}

impl Tag {
    /// The most bytes that such a cell has, where accounts have `account` bytes and pages at most `page`.
    #[must_use]
    pub const fn room(self, account: usize, page: usize) -> usize {
        match self {
            Self::Header => MAX_HEADER,
            Self::Page => page,
            Self::Received => RECEIVED_LENGTH,
            Self::Paid => paid_per_page(page) as usize * 16,
            Self::Leaf => 16,
            Self::Head => HEAD_LENGTH,
            Self::Asset => account + 16,
        }
    }
}

/// How many paid amounts share a page of at most `page` bytes: no more than a table has entries.
#[must_use]
pub const fn paid_per_page(page: usize) -> u16 {
    let fitting = page / 16;
    if fitting < MAX_ENTRIES {
        fitting as u16
    } else {
        MAX_ENTRIES as u16
    }
}

/// The page of an entry's paid amount, and the byte of it where the amount begins.
// Inlined, so that where there is one page only, its number is passed to nobody.
#[must_use]
#[inline(always)]
pub const fn paid_place(index: u16, page: usize) -> (u64, usize) {
    let per_page = paid_per_page(page);
    // No table has more entries, so where one page holds all of them there is nothing to divide.
    if per_page as usize >= MAX_ENTRIES {
        return (0, index as usize * 16);
    }
    ((index / per_page) as u64, (index % per_page) as usize * 16)
}

/// The name of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// What the cell holds.
    pub tag: Tag,
    /// The version, head or asset.
    pub id: u32,
    /// The asset, where the cell is one asset's; else 0.
    pub asset: u32,
    /// The page or the low bound; else 0.
    pub part: u64,
}

impl Key {
    /// A cell that is named by its owner alone.
    #[must_use]
    pub const fn of(tag: Tag, id: u32) -> Self {
        Self { tag, id, asset: 0, part: 0 }
    }

    /// The bytes under which a machine stores the cell.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        bytes[0] = self.tag as u8;
        bytes[1..5].copy_from_slice(&self.id.to_le_bytes());
        bytes[5..9].copy_from_slice(&self.asset.to_le_bytes());
        bytes[9..].copy_from_slice(&self.part.to_le_bytes());
        bytes
    }
}

/// An account as bytes; used so that the same rules serve chains with 32-byte and with 20-byte accounts.
pub type AccountBytes<const N: usize> = [u8; N];

pub(crate) fn take<const K: usize>(bytes: &[u8], at: usize) -> [u8; K] {
    let mut taken = [0; K];
    taken.copy_from_slice(&bytes[at..at.wrapping_add(K)]);
    taken
}

#[inline(never)]
pub(crate) fn get_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(take(bytes, at))
}

#[inline(never)]
pub(crate) fn get_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(take(bytes, at))
}

#[inline(never)]
pub(crate) fn get_u128(bytes: &[u8], at: usize) -> u128 {
    u128::from_le_bytes(take(bytes, at))
}

#[inline(never)]
pub(crate) fn put_u128(bytes: &mut [u8], at: usize, value: u128) {
    bytes[at..at.wrapping_add(16)].copy_from_slice(&value.to_le_bytes());
}

/// Who may trigger the payout of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Mode {
    /// Anybody; the caller gets a tip of so many tenths of a percent (at most [`crate::MAX_TIP`]) from this payout.
    Anyone {
        /// In steps of ten basis points; 0 offers nothing.
        tip: u8,
    },
    /// The owner of the entry alone.
    SelfOnly,
}

/// What a row of a table points to, as its first byte tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account and its claim mode.
    Account(Mode),
    /// An edge to a version, settled when someone claims through it.
    Lazy,
    /// An edge to a version or a head, settled while income arrives.
    Eager,
}

/// The first byte of a row whose owner alone may trigger payouts; edges lie above it, tips far below.
pub(crate) const SELF_ONLY: u8 = 0xf0;
const LAZY: u8 = 0xf1;
const EAGER: u8 = 0xf2;

impl Kind {
    /// The kind that a row's first byte tells.
    #[must_use]
    pub fn from_byte(byte: u8) -> Self {
        match byte {
            LAZY => Self::Lazy,
            EAGER => Self::Eager,
            SELF_ONLY => Self::Account(Mode::SelfOnly),
            tip => Self::Account(Mode::Anyone { tip }),
        }
    }

    /// The byte that stands for this kind.
    #[must_use]
    pub fn to_byte(self) -> u8 {
        match self {
            Self::Account(Mode::Anyone { tip }) => tip,
            Self::Account(Mode::SelfOnly) => SELF_ONLY,
            Self::Lazy => LAZY,
            Self::Eager => EAGER,
        }
    }
}

/// One row of a page, as it lies there.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, const N: usize>(&'a [u8]);

impl<'a, const N: usize> Row<'a, N> {
    /// The bytes of one row.
    #[must_use]
    pub const fn stride(tiers: usize) -> usize {
        N.wrapping_add(1).wrapping_add(tiers.wrapping_mul(4))
    }

    /// How many rows share a page of at most `page` bytes.
    #[must_use]
    pub const fn per_page(tiers: usize, page: usize) -> usize {
        page / Self::stride(tiers)
    }

    /// The page of an entry, and the byte of it where the row begins.
    #[must_use]
    pub const fn place(index: u16, tiers: usize, page: usize) -> (u64, usize) {
        let per_page = Self::per_page(tiers, page);
        let index = index as usize;
        ((index / per_page) as u64, (index % per_page).wrapping_mul(Self::stride(tiers)))
    }

    /// The row that begins at byte `at` of its page; `None` behind the last one.
    #[must_use]
    pub fn at(page: &'a [u8], at: usize, tiers: usize) -> Option<Self> {
        page.get(at..at + Self::stride(tiers)).map(Self)
    }

    /// What the row points to.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::from_byte(self.0[0])
    }

    /// The account of an account row.
    #[must_use]
    pub fn account(&self) -> AccountBytes<N> {
        take(self.0, 1)
    }

    /// The account of an account row, where it lies.
    #[must_use]
    pub fn account_bytes(&self) -> &'a [u8] {
        &self.0[1..][..N]
    }

    /// The version or head of an edge.
    #[must_use]
    pub fn target(&self) -> Id {
        Id(get_u32(self.0, 1))
    }

    /// The weight in the given tier.
    #[must_use]
    pub fn weight(&self, tier: usize) -> u64 {
        u64::from(get_u32(self.0, weight_at::<N>(0, tier)))
    }
}

/// Where the weight of a row in a tier stands, for a row that begins at `at`.
pub(crate) const fn weight_at<const N: usize>(at: usize, tier: usize) -> usize {
    at.wrapping_add(N).wrapping_add(1).wrapping_add(tier.wrapping_mul(4))
}

/// The fixed facts of a version.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a>(pub &'a [u8]);

/// The first byte of a header that marks a Merkle-sum table.
pub(crate) const SUM: u8 = 1;
/// Where the totals of a header begin.
pub(crate) const TOTALS: usize = 12;

impl<'a> Header<'a> {
    /// Whether the payees are the leaves of a Merkle-sum tree.
    #[must_use]
    pub fn is_sum(&self) -> bool {
        self.0[0] == SUM
    }
    /// The height: 1 above the highest child.
    #[must_use]
    pub fn height(&self) -> u8 {
        self.0[1]
    }
    /// How many tiers the payout function has; 1 is a plain split.
    #[must_use]
    pub fn tiers(&self) -> usize {
        usize::from(self.0[2])
    }
    /// How many edges are settled while income arrives.
    #[must_use]
    pub fn eager(&self) -> usize {
        usize::from(self.0[3])
    }
    /// How many entries the table has; 0 for a Merkle-sum table.
    #[must_use]
    pub fn entries(&self) -> u16 {
        u16::from_le_bytes(take(self.0, 4))
    }
    /// What those who want to lead to the version must know of it.
    #[must_use]
    pub fn info(&self) -> Info {
        Info { height: self.height(), eager: self.0[10], reaches_head: self.0[11] != 0 }
    }
    /// The asset that the caps count; other assets go through the last tier.
    #[must_use]
    pub fn capped_asset(&self) -> u32 {
        get_u32(self.0, 6)
    }
    /// The total weight of a tier.
    #[must_use]
    pub fn total(&self, tier: usize) -> u64 {
        get_u64(self.0, tier.wrapping_mul(8).wrapping_add(TOTALS))
    }
    /// How much a tier takes; the last tier has no cap.
    #[must_use]
    pub fn cap(&self, tier: usize) -> u128 {
        get_u128(self.0, self.caps().wrapping_add(tier.wrapping_mul(16)))
    }
    /// The total weights of all tiers, as they lie.
    #[must_use]
    pub fn total_bytes(&self) -> &'a [u8] {
        &self.0[TOTALS..self.caps()]
    }
    /// The caps of all tiers but the last, as they lie.
    #[must_use]
    pub fn cap_bytes(&self) -> &'a [u8] {
        &self.0[self.caps()..][..self.tiers().wrapping_sub(1).wrapping_mul(16)]
    }
    fn caps(&self) -> usize {
        self.tiers().wrapping_mul(8).wrapping_add(TOTALS)
    }
    /// The index of the eager edge number `place`.
    #[must_use]
    pub fn eager_index(&self, place: usize) -> u16 {
        // One cap less than tiers.
        let start = self.caps().wrapping_add(self.tiers().wrapping_sub(1).wrapping_mul(16));
        u16::from_le_bytes(take(self.0, place.wrapping_mul(2).wrapping_add(start)))
    }
    /// The root of a Merkle-sum table.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        take(self.0, TOTALS + 8)
    }
}

/// What a version has received in one asset, with the facts of its header that each claim needs.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a>(pub &'a [u8]);

/// The bytes of a [`Received`] cell.
pub(crate) const RECEIVED_LENGTH: usize = 26;
pub(crate) const FLAG_SUM: u8 = 1;
pub(crate) const FLAG_EAGER: u8 = 2;
pub(crate) const FLAG_TIERS: u8 = 4;

impl Received<'_> {
    /// The amount received so far.
    #[must_use]
    pub fn amount(&self) -> u128 {
        get_u128(self.0, 0)
    }
    /// The total weight of the last tier.
    #[must_use]
    pub fn total(&self) -> u64 {
        get_u64(self.0, 16)
    }
    pub(crate) fn has(&self, flag: u8) -> bool {
        self.0[24] & flag != 0
    }
    pub(crate) fn height(&self) -> u8 {
        self.0[25]
    }

    /// The cell of a version that has received nothing yet.
    pub(crate) fn start(header: Header<'_>) -> [u8; RECEIVED_LENGTH] {
        let mut bytes = [0; RECEIVED_LENGTH];
        bytes[16..24].copy_from_slice(&header.total(header.tiers().wrapping_sub(1)).to_le_bytes());
        bytes[24] = if header.is_sum() { FLAG_SUM } else { 0 }
            | if header.eager() > 0 { FLAG_EAGER } else { 0 }
            | if header.tiers() > 1 { FLAG_TIERS } else { 0 };
        bytes[25] = header.height();
        bytes
    }
}

/// Which version a head points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadCell {
    /// The version that was in force before the pending one.
    pub current: u32,
    /// The version that takes its place at `effective_at`; equal to `current` when nothing is pending.
    pub pending: u32,
    /// When the pending version comes into force, in milliseconds.
    pub effective_at: u64,
}

impl HeadCell {
    /// Reads a head's cell.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { current: get_u32(bytes, 0), pending: get_u32(bytes, 4), effective_at: get_u64(bytes, 8) }
    }

    /// The bytes of a head's cell.
    #[must_use]
    pub fn to_bytes(self) -> [u8; HEAD_LENGTH] {
        let mut bytes = [0; HEAD_LENGTH];
        bytes[..4].copy_from_slice(&self.current.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.pending.to_le_bytes());
        bytes[8..].copy_from_slice(&self.effective_at.to_le_bytes());
        bytes
    }

    /// The version in force at `now`: the pending one from `effective_at` on, that millisecond included.
    #[must_use]
    pub fn in_force(&self, now: u64) -> u32 {
        if now >= self.effective_at {
            self.pending
        } else {
            self.current
        }
    }
}

/// A token and what of its balance is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetCell<const N: usize> {
    /// The token's contract.
    pub token: AccountBytes<N>,
    /// The part of the ledger's balance that belongs to splits; what lies above it is stray.
    pub recorded: u128,
}

impl<const N: usize> AssetCell<N> {
    /// Reads an asset's cell.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { token: take(bytes, 0), recorded: get_u128(bytes, N) }
    }

    /// Appends the cell of a token of which nothing is recorded yet.
    pub fn start(token: &AccountBytes<N>, output: &mut impl scale::Output) {
        output.write(token);
        output.write(&[0; 16]);
    }
}

/// What a cell has room for on the machine with the least.
const SMALLEST_ROOM: usize = 416;

const _: () =
    assert!(Row::<32>::per_page(1, PAGE_BYTES) == MAX_ENTRIES && paid_per_page(PAGE_BYTES) as usize == MAX_ENTRIES);
// Whatever is no page fits everywhere.
const _: () = assert!(MAX_HEADER < SMALLEST_ROOM && RECEIVED_LENGTH < SMALLEST_ROOM && HEAD_LENGTH < SMALLEST_ROOM);
const _: () = assert!(Tag::Leaf.room(32, 0) < SMALLEST_ROOM && Tag::Asset.room(32, 0) < SMALLEST_ROOM);
