//! The governor's other code: everything but votes, and all questions. The governor runs it on its own cells for each message
//! that it does not know, and for votes on Creative proposals, which need to know whether the committee is dormant.
//!
//! The messages themselves are in the crate `governor`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(not(feature = "std"))]
mod dispatch;
