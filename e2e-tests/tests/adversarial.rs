//! Every theft that was tried, by the place where it begins. Each test writes its theft out, and asserts that the thief
//! gains nothing and that the ledger can still pay everything that it owes.

#[path = "adversarial/calls.rs"]
mod calls;
#[path = "adversarial/graphs.rs"]
mod graphs;
#[path = "adversarial/proofs.rs"]
mod proofs;
#[path = "adversarial/rights.rs"]
mod rights;
#[path = "adversarial/tokens.rs"]
mod tokens;
