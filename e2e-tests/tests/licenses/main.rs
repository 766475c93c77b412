//! Licenses as others would attack them: what went wrong elsewhere, every refusal, money that one bad token or split must not
//! touch, and what the metadata declare.

mod exploits;
mod invariants;
mod isolation;
mod messages;
mod peers;
mod refusals;
mod stage;
