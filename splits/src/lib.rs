//! The rules of recursive royalty splits, as pure functions over plain values.
//!
//! Money that arrives for a split is recorded once. What each payee is owed is a function of what the split has
//! ever received and of what the payee has already been paid; nothing has to be distributed first:
//!
//! ```text
//! receive x:   R += x
//! owed(i)  =   share(R, weight_i, W) - P_i
//! settle i :   P_i += owed(i); an account is paid, an edge to another split adds the amount to that split's R
//! ```
//!
//! The crate knows no contract language, no caller, no clock and no balance: those arrive as arguments, and storage
//! arrives as [`Cells`]. Accounts are `[u8; N]`: 32 bytes on one machine, 20 on another.
//! Tables and paid amounts are stored in pages; the page size is a constant of the shell, and no rule depends on it.
//!
//! # Invariants
//! 1. Solvency: for each asset, what came in equals what went out plus the liability `sum(R - sum(P))`.
//! 2. Per version `sum(P) <= R`, and `P_i <= share(R, weight_i, W)`.
//! 3. `R` and `P` only grow; a payout that failed is taken back in the same call.
//! 4. Heights fall along each edge, so there is no cycle and no path longer than [`MAX_HEIGHT`].
//! 5. An edit makes a new version; what older versions owe never changes.
//! 6. After full settlement fewer units remain in a version than it has entries (entries over all tiers).
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects)]

extern crate alloc;

mod book;
mod cell;
mod error;
mod head;
mod id;
mod share;
mod sum;
mod table;
mod view;

pub use book::{most_cells, Batch, Cells, Due, List, OpenCells, Payout, MAX_TABLES};
pub use cell::{
    paid_per_page, paid_place, AccountBytes, AssetCell, HeadCell, Header, Key, Kind, Mode, Received, Row, Tag,
    HEAD_LENGTH, MAX_HEADER, NATIVE, PAGE_BYTES,
};
pub use error::{CreateError, Error, Parts};
pub use head::{Control, Options};
pub use id::{Id, Step};
pub use share::{share_floor, Rate};
pub use sum::{leaf_hash, node_hash, verify, Hash, Node, Proof, SumLeaf, SumTree};
pub use table::{check, encode_row, Checked, Entry, Info, Table, Target, Tier};
pub use view::{for_each_path, path, quote, trace, Path, Quoted, Trace, TraceStep, MAX_PAYEES};

/// The longest chain of splits, counted from a split whose entries are all accounts (height 1).
pub const MAX_HEIGHT: u8 = 16;
/// The most entries of one table; larger groups use a Merkle-sum table.
pub const MAX_ENTRIES: usize = 430;
/// The most splits that one income may touch through eager edges, beside the one that receives it.
pub const MAX_EAGER: u8 = 16;
/// The most tiers of one table.
pub const MAX_TIERS: usize = 8;
/// The largest tip, in steps of ten basis points: 100 steps are ten percent.
pub const MAX_TIP: u8 = 100;
