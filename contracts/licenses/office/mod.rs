//! Rights: terms, exclusives, seats, keys, metered use, reports of income, disputes, and what a license gives, in one answer.
//!
//! The rules stand in `atelier_licensing`; here they meet the cells.

mod cells;
pub mod disputes;
pub mod exclusives;
mod facts;
pub mod gate;
pub mod seats;
pub mod usage;

pub use facts::{
    Appealed, BondSet, Consumed, DisputeClosed, DisputeOpened, ExclusiveEnded, ExclusiveGranted, GateKeyRemoved,
    GateKeySet, OfficeError, Responded, RevenueReported, Ruled, SeatAssigned, SeatRemoved, Suspended, TermsRegistered,
};

use crate::{
    access::decided,
    cells::{state, wiring},
    facts::Error,
    money::tell,
    rare::check_caller,
    sale::{known_license, known_offer},
};
use atelier_host::{self as host, AccountId};
use atelier_licensing::{
    access::Decided,
    error::Error as Rule,
    license::License,
    plan::Offer,
    terms::Terms,
    units::{LicenseId, PlanId},
};
use cells::{Counts, Tenure};
use ink::selector_id;

/// The selectors of the messages that are the office's.
pub const MESSAGES: [u32; 32] = [
    selector_id!("register_terms"),
    selector_id!("terms"),
    selector_id!("terms_by_hash"),
    selector_id!("grant_exclusive"),
    selector_id!("grant_library_exclusive"),
    selector_id!("end_exclusive"),
    selector_id!("sweep_exclusives"),
    selector_id!("exclusives"),
    selector_id!("library_exclusives"),
    selector_id!("assign_seat"),
    selector_id!("remove_seat"),
    selector_id!("seats"),
    selector_id!("set_gate_key"),
    selector_id!("remove_gate_key"),
    selector_id!("gate_keys"),
    selector_id!("may_use"),
    selector_id!("entitlement"),
    selector_id!("consume"),
    selector_id!("redeem_voucher"),
    selector_id!("meter_of"),
    selector_id!("report_revenue"),
    selector_id!("royalty"),
    selector_id!("open_dispute"),
    selector_id!("respond"),
    selector_id!("suspend"),
    selector_id!("rule"),
    selector_id!("appeal"),
    selector_id!("execute_ruling"),
    selector_id!("dispute"),
    selector_id!("dispute_of"),
    selector_id!("set_bond"),
    selector_id!("bond"),
];

/// A license as it is now.
struct Present {
    license: License<AccountId>,
    decided: Decided<AccountId>,
    offer: Offer<AccountId>,
}

/// A license as it is now.
fn present(id: LicenseId) -> Result<Present, Error> {
    let license = known_license(id)?;
    let state = state();
    let decided = decided(id, &license, state.now().real, &state).ok_or(Rule::NotLive)?;
    let offer = known_offer(decided.record.plan, decided.record.version)?;
    Ok(Present { license, decided, offer })
}

impl Present {
    /// How many seats there are. Cannot overflow: the version bounds the sum.
    fn seats(&self) -> u16 {
        self.offer.plan.seats.saturating_add(self.decided.record.seats)
    }
}

/// A license, in the hands of its holder.
fn tenure(id: LicenseId, license: &License<AccountId>) -> Tenure {
    Tenure { license: id, number: license.tenure }
}

/// [`crate::Licenses::register_terms`]
pub fn register_terms(terms: &Terms) -> Result<u32, OfficeError> {
    check_caller(&wiring().plans)?;
    terms.check()?;
    let bytes = terms.to_bytes();
    let hash = host::keccak(&bytes);
    if let Some(terms) = cells::terms_by_hash(&hash) {
        return Err(OfficeError::TermsKnown { terms });
    }
    let counts = cells::counts();
    // Cannot overflow: so many registrations do not fit into the chain's life.
    let terms = counts.terms.wrapping_add(1);
    cells::set_counts(&Counts { terms, ..counts });
    cells::set_terms(terms, &bytes);
    cells::set_terms_by_hash(&hash, terms);
    tell(&TermsRegistered { terms, hash });
    Ok(terms)
}

/// [`crate::Licenses::terms`]
#[must_use]
pub fn terms(number: u32) -> Option<Terms> {
    cells::terms(number)
}

/// [`crate::Licenses::terms_by_hash`]
#[must_use]
pub fn terms_by_hash(hash: &[u8; 32]) -> Option<u32> {
    cells::terms_by_hash(hash)
}

/// Terms that a version of a plan is sold under.
fn known_terms(number: u32) -> Result<Terms, Error> {
    cells::terms(number).ok_or(Error::UnknownTerms(number))
}

/// Notes that a plan has a version under some terms. Whether there are such terms.
#[must_use]
pub fn widen(plan: PlanId, terms: u32) -> bool {
    let Some(terms) = cells::terms(terms) else { return false };
    cells::set_reach(plan, &cells::reach(plan).with(&terms));
    true
}
