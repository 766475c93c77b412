//! The ledger's other code: what is rare, and all questions. The ledger runs it on its own cells for each message that it
//! does not know, and for the few incomes and payouts that meet a table with tiers.
//!
//! The messages themselves are in the crate `splits`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(not(feature = "std"))]
mod dispatch;
