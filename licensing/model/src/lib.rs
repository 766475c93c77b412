//! Naive models of the rules of licensing: every payment is a plain list of days, every license a list of what happened to it.
//! Slow and obvious, to test the rules and the contracts against.
#![deny(missing_docs)]

pub mod actors;
pub mod cases;
pub mod catalog;
pub mod compare;
pub mod license;
pub mod money;
pub mod step;
pub mod trace;
pub mod world;

pub use splits_model::Random;
