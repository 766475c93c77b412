//! The committee's other code: how seats change hands, and most questions. The committee runs it on its own cells for each
//! message that it does not know itself.
//!
//! The messages are in the crate `committee`; here are only the entry points. This code cannot be instantiated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(not(feature = "std"))]
mod dispatch;
