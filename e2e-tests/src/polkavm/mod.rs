//! The chain on PolkaVM: `pallet-revive`, as on Polkadot Hub.

pub mod chain;
pub mod floors;
mod notes;
pub mod runtime;
pub mod steps;
pub mod token;
