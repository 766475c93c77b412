//! The second code of licenses: all of plans, money and time that is rare, and all questions about them. The contract runs it
//! on its own cells for each message that its own code does not know, and for the few purchases and renewals that need more
//! than that code can tell.
//!
//! The messages themselves are in the crate `licenses`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(not(feature = "std"))]
mod dispatch;
