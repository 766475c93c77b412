//! The third code of licenses: rights, from terms to disputes. The contract runs it on its own cells for the messages that are
//! this code's.
//!
//! The messages themselves are in the crate `licenses`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(not(feature = "std"))]
mod dispatch;
