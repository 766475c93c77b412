//! The ledger's third code: questions. The ledger runs it on its own cells for each message that neither it nor the second
//! code knows.
//!
//! The messages themselves are in the crate `splits`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(target_arch = "wasm32")]
mod dispatch;
