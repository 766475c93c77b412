//! Decides who may have a file: whoever proves, by a signature over a fresh challenge, to be the holder, a seat or a gate key of
//! a license that gives access on the chain now.
//!
//! The parts, each usable alone:
//! - [`challenge`]: the text that a wallet signs.
//! - [`signature`]: what a wallet makes of it, in three kinds of cryptography.
//! - [`nonces`]: a challenge opens the gate once.
//! - [`chain`]: the question to the chain, as a trait; [`node`] asks a node over JSON-RPC, [`contract`] says in which bytes.
//! - [`decision`]: all of it together, and the reason of every refusal.
//! - [`files`], [`limit`], [`server`]: the gate as a program.
//!
//! # Invariants
//! 1. Whatever fails is a refusal: no error of a network, a node, a clock or a text lets anybody in.
//! 2. An answer of the chain is believed for at most [`cache::MAX_TTL`], and a refusal is never remembered.
//! 3. Everything that is kept in memory has a bound.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod account;
pub mod cache;
pub mod chain;
pub mod challenge;
pub mod contract;
pub mod decision;
pub mod files;
pub mod limit;
pub mod node;
pub mod nonces;
pub mod server;
pub mod signature;

/// A time or a duration in milliseconds; times count from 1970-01-01 in UTC.
pub type Millis = u64;
