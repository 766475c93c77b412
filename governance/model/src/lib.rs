//! Naive models of the rules of governance: whole histories instead of checkpoints, lists instead of bits, exact arithmetic
//! instead of roundings in place. Slow and obvious, to test the rules and the contracts against.
#![deny(missing_docs)]

pub mod actors;
pub mod governor;
pub mod house;
pub mod roster;
pub mod timelock;
pub mod treasury;
pub mod votes;
pub mod world;

pub use splits_model::Random;
