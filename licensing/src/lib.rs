//! The rules of subscription licenses, as pure functions over plain values.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects)]

extern crate alloc;

pub mod access;
pub mod books;
pub mod capacity;
pub mod dispute;
pub mod entitlement;
pub mod error;
pub mod exclusive;
pub mod license;
pub mod life;
pub mod meter;
pub mod plan;
pub mod revenue;
pub mod seat;
pub mod terms;
pub mod time;
pub mod units;
