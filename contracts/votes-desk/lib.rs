//! The token's other code: what is rare. The token runs it on its own cells for each message that it does not know, and once
//! to be made.
//!
//! The messages themselves are in the crate `votes`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(not(feature = "std"))]
mod dispatch;
