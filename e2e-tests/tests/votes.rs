//! The token of the community on the chain: its standard, its votes, what was tried against them, and what they cost.

#[path = "votes/attacks.rs"]
mod attacks;
#[path = "votes/cost.rs"]
mod cost;
#[path = "votes/messages.rs"]
mod messages;
#[path = "votes/refusals.rs"]
mod refusals;
#[path = "votes/signatures.rs"]
mod signatures;
#[path = "votes/stage.rs"]
mod stage;
#[path = "votes/standard.rs"]
mod standard;
#[path = "votes/traces.rs"]
mod traces;
