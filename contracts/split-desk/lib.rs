//! The ledger's second code: what is rare. The ledger runs it on its own cells for each message that it does not know; what
//! this code does not know either it passes on to the third.
//!
//! The messages themselves are in the crate `splits`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(target_arch = "wasm32")]
mod dispatch;
