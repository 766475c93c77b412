//! The ledger's cells on its machine, and how a refusal ends a call.

use crate::facts::{RareRefusal, Refusal};
#[cfg(target_arch = "riscv64")]
use alloc::vec::Vec;
use atelier_host::{self as host, Account, Buffer, ACCOUNT};
#[cfg(not(target_arch = "riscv64"))]
use atelier_splits::OpenCells;
use atelier_splits::{self as rules, Batch, Cells, Key, Tag, PAGE_BYTES};
use core::sync::atomic::{AtomicU32, Ordering};

/// The most bytes of a page: the rows of a table and its paid amounts lie in pages.
pub const PAGE: usize = if host::LONGEST_CELL < PAGE_BYTES { host::LONGEST_CELL } else { PAGE_BYTES };

/// The cells of this contract.
pub struct Chain;

impl Cells for Chain {
    type Refused = Ended;
    type Bytes = &'static mut [u8];
    #[cfg(not(target_arch = "riscv64"))]
    type Open<T> = OpenCells<T>;
    // Where pages are small there may be thousands, and there hardly ever are.
    #[cfg(target_arch = "riscv64")]
    type Open<T> = Vec<T>;
    /// The hot code lets the other one divide tables with tiers.
    const TIERS: bool = cfg!(any(feature = "rare", feature = "std"));
    const PAGE: usize = PAGE;

    fn read(&mut self, key: &Key, most: usize) -> (&'static mut [u8], usize) {
        let bytes = host::memory(most);
        let length = host::read(&key.to_bytes(), bytes);
        (bytes, length)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        host::write(&key.to_bytes(), bytes);
    }

    #[inline(always)]
    fn elsewhere(&self) -> Ended {
        elsewhere()
    }
}

/// The cell with the hash of the other code: a key that no cell of the rules has.
#[cfg(all(not(feature = "std"), not(feature = "rare")))]
pub const OTHER: [u8; 1] = [0];

/// Runs the ledger's other code instead of this one, on the same cells and with what this call was given, and ends with its
/// answer. Nothing may be written or called before.
#[cfg(all(not(feature = "std"), not(feature = "rare")))]
#[inline(never)]
pub fn elsewhere() -> ! {
    let other = host::array();
    host::read(&OTHER, other);
    host::entry::run(other);
}

/// This is the other code, or there is none.
#[cfg(any(feature = "rare", feature = "std"))]
pub fn elsewhere() -> ! {
    unreachable!("there is no other code")
}

/// A cell, zero-filled to the most bytes that such a cell has; `None` if there is none. Of several pages it is the first.
#[inline(always)]
pub fn cell(tag: Tag, id: u32, asset: u32) -> Option<&'static [u8]> {
    page(tag, id, asset, 0)
}

/// [`cell`], of the given page.
#[inline(never)]
pub fn page(tag: Tag, id: u32, asset: u32, part: u64) -> Option<&'static [u8]> {
    let bytes = host::memory(tag.room(ACCOUNT, PAGE));
    let length = host::read(&Key { tag, id, asset, part }.to_bytes(), bytes);
    (length > 0).then_some(bytes)
}

/// A refusal, which nothing outlives.
pub enum Ended {}

// Where the variant is known, so is everything in these two but its fields.
impl From<rules::Error> for Ended {
    #[inline(always)]
    fn from(error: rules::Error) -> Self {
        end_as(SPLITS, error.parts())
    }
}

impl From<rules::CreateError> for Ended {
    #[inline(always)]
    fn from(error: rules::CreateError) -> Self {
        end_as(CREATE, error.parts())
    }
}

#[inline(always)]
fn end_as(origin: u32, parts: rules::Parts) -> ! {
    let rules::Parts { number, length, fields, count, amounts } = parts;
    let variant = origin | u32::from(length) << 8 | u32::from(number);
    if count == 0 {
        end(variant, fields);
    }
    end_with(variant, fields, None, &amounts[..count.into()])
}

/// Ends the call with what the hot code has to refuse beside the rules.
#[inline(always)]
pub fn refuse_hot(refusal: Refusal<'_>) -> ! {
    match refusal {
        Refusal::UnknownAsset(asset) => end(4 << 8 | 1, asset.into()),
        Refusal::TokenFailed(token) => end_with(2, 0, Some(token), &[]),
        Refusal::PayoutFailed { account, amount } => end_with(3, 0, Some(account), &[amount]),
        Refusal::TipFailed(amount) => end(16 << 8 | 4, amount),
        Refusal::AmountTooLarge => end(10, 0),
    }
}

/// Ends the call with what the desk has to refuse beside the rules.
#[inline(always)]
pub fn refuse_rare(refusal: RareRefusal) -> ! {
    match refusal {
        RareRefusal::NotOffered { version, index } => end(6 << 8 | 7, u128::from(version) | u128::from(index) << 32),
        RareRefusal::AssetKnown(asset) => end(4 << 8 | 8, asset.into()),
        RareRefusal::AssetForbidden => end(9, 0),
    }
}

/// The number of the tree's node that is being created, plus 1; 0 outside of trees.
static NODE: AtomicU32 = AtomicU32::new(0);

/// From now on, what creation refuses is the fault of this node of a tree.
pub fn set_node(node: u16) {
    NODE.store(u32::from(node).wrapping_add(1), Ordering::Relaxed);
}

/// The bits that tell the rules' errors, in [`end_with`].
const SPLITS: u32 = 1 << 16;
const CREATE: u32 = 1 << 17;

/// [`end_with`] for most refusals.
#[inline(never)]
fn end(variant: u32, fields: u128) -> ! {
    end_with(variant, fields, None, &[])
}

/// Ends the call with an error. `variant` holds the number of the variant of [`Error`](crate::Error) (or, if such a bit is
/// set, of the rules' error in it), and from bit 8 on how many bytes of `fields` it has. Account and amounts follow.
#[inline(never)]
fn end_with(variant: u32, fields: u128, account: Option<&Account>, amounts: &[u128]) -> ! {
    let mut buffer = Buffer::new(80);
    // The Ok of the language layer and the Err of the message.
    buffer.u16(1 << 8);
    if variant & SPLITS != 0 {
        buffer.u8(0);
    }
    if cfg!(any(feature = "rare", feature = "std")) && variant & CREATE != 0 {
        match NODE.load(Ordering::Relaxed) {
            0 => buffer.u8(5),
            node => {
                buffer.u8(6);
                buffer.u16(node.wrapping_sub(1) as u16);
            }
        }
    }
    buffer.u8(variant as u8);
    buffer.put(&fields.to_le_bytes()[..usize::from((variant >> 8) as u8)]);
    if let Some(account) = account {
        buffer.put(account);
    }
    for amount in amounts {
        buffer.u128(*amount);
    }
    host::entry::fail(&buffer)
}

/// The value of a rule that was not refused.
pub fn granted<T>(result: Result<T, Ended>) -> T {
    match result {
        Ok(value) => value,
        Err(ended) => match ended {},
    }
}

/// The ledger in one asset, for one call.
pub type Ledger = Batch<Chain, ACCOUNT>;

/// Opens the ledger in one asset. It is large, and what lies on the stack behind it would take longer instructions.
#[inline(never)]
pub fn ledger(asset: u32) -> &'static mut Ledger {
    host::keep(Batch::new(Chain, asset, host::now()))
}
