//! Rights on the chain: terms, exclusives, seats, keys, metered use, reports of income, disputes, what a license gives, each error,
//! and every attack that we tried.

mod attacks;
mod disputes;
mod exclusives;
mod gate;
mod stage;
mod terms;
mod usage;
