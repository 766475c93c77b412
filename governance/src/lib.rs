//! The rules of governance by two houses, as pure functions over plain values.
//!
//! A community votes with tokens on strategy; a creative committee decides on datasets, models and releases; each house can
//! object to the other within limits. Nothing here knows a contract language, a caller, a clock or a balance: those arrive as
//! arguments. Accounts are generic, because one machine's have 32 bytes and another's 20.
//!
//! | module | rules |
//! | --- | --- |
//! | [`track`] | which house decides what, and by which thresholds |
//! | [`content`] | when the same actions can be proposed again |
//! | [`proposal`] | the life of a proposal |
//! | [`veto`] | how many vetoes a house has used |
//! | [`votes`] | voting units, delegation, checkpoints: how many votes an account had at any past time |
//! | [`roster`] | the committee's seats: who held which seat at any past time |
//! | [`timelock`] | operations between decision and execution |
//! | [`treasury`] | buckets, caps, debts and streams |
//!
//! All times are milliseconds since 1970, all ratios basis points, see [`units`].
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects)]

extern crate alloc;

pub mod content;
pub mod proposal;
pub mod roster;
pub mod timelock;
pub mod track;
pub mod treasury;
pub mod units;
pub mod veto;
pub mod votes;
