//! Runs the contracts on a chain in this process: what tests, gas tables and the demo share.
//!
//! There are two machines, and so two chains with the same interface: Wasm, and PolkaVM behind the feature `polkavm`. Their
//! nodes are built from releases that cannot stand in one workspace, so a package for each shares these sources.

mod called;
#[cfg(not(feature = "polkavm"))]
pub mod dao;
#[cfg(not(feature = "polkavm"))]
pub mod demo;
pub mod differences;
pub mod gas;
#[cfg(not(feature = "polkavm"))]
pub mod metadata;
pub mod people;
#[cfg(feature = "polkavm")]
mod polkavm;
pub mod replay;
#[cfg(not(feature = "polkavm"))]
pub mod studio;
pub mod suite;
#[cfg(not(feature = "polkavm"))]
mod wasm;

#[cfg(feature = "polkavm")]
pub use polkavm::{chain, floors, runtime, steps, token};
#[cfg(not(feature = "polkavm"))]
pub use wasm::{chain, floors, runtime, steps, token};
