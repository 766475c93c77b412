//! Judges splits by a model that is slow, simple and exact.
//!
//! [`trace`] makes a random sequence of [`Operation`]s from a seed, the invalid ones included. [`Model`] foretells how
//! each of them ends, with unbounded integers and without batches, cells or pages, and knows as exact fractions what
//! everybody would own if money could be divided at will. A machine that implements [`Ledger`] is compared with it by
//! [`replay`]: the [`World`] in memory, which runs the very rules, and contracts on a chain.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod audit;
mod model;
mod operation;
mod random;
mod trace;
mod world;

pub use audit::{check_invariants, check_rounding, replay, Audit};
pub use model::{Model, Slack};
pub use operation::{
    Account, Branch, Done, LeafOf, Ledger, Machine, Operation, Outcome, Plan, Refusal, Report, ASSETS,
    EXISTENTIAL_DEPOSIT, START,
};
pub use random::Random;
pub use trace::trace;
pub use world::{Look, Store, World};

/// Keccak-256, the hash of Merkle-sum tables on every machine.
#[must_use]
pub fn keccak(bytes: &[u8]) -> atelier_splits::Hash {
    use tiny_keccak::{Hasher, Keccak};
    let mut hasher = Keccak::v256();
    hasher.update(bytes);
    let mut hash = [0; 32];
    hasher.finalize(&mut hash);
    hash
}
