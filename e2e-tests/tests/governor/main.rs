//! The governor on the chain: each state and what it refuses, each moment and its neighbors, each error, every attack that we
//! tried, and what the suites of others ask of a governor.

mod attacks;
mod boundaries;
mod execution;
mod pairs;
mod peers;
mod powers;
mod refusals;
mod seats;
mod signatures;
mod stage;
mod transitions;
