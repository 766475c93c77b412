//! The chain on Wasm: `pallet-contracts`, for which the suite is written first.

pub mod chain;
pub mod floors;
pub mod runtime;
pub mod steps;
pub mod token;
