//! Runs the contracts on a chain in this process: what tests, gas tables and the demo share.

pub mod chain;
pub mod demo;
pub mod gas;
pub mod people;
pub mod replay;
pub mod runtime;
pub mod suite;
