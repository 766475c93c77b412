//! The office's cells. The other codes read none of them but the library's exclusives and what plans reach, through
//! [`super::exclusives`].

use crate::cells::{load, name, numbered, read, store, OFFICE};
use alloc::vec::Vec;
use atelier_host::{self as host, AccountId, Buffer};
use atelier_licensing::{
    dispute::Dispute,
    exclusive::{Exclusive, Reach},
    meter::Meter,
    seat::{GateKey, Seat},
    terms::{Royalty, Terms, DOMAIN},
    units::{LicenseId, PlanId},
};
use scale::{Decode, Encode};

const COUNTS: u8 = OFFICE;
const TERMS: u8 = OFFICE + 1;
const BY_HASH: u8 = OFFICE + 2;
const EXCLUSIVES: u8 = OFFICE + 3;
const LIBRARY: u8 = OFFICE + 4;
const REACH: u8 = OFFICE + 5;
const SEAT: u8 = OFFICE + 6;
const SEATED: u8 = OFFICE + 7;
const KEYS: u8 = OFFICE + 8;
const METER: u8 = OFFICE + 9;
const ROYALTY: u8 = OFFICE + 10;
const DISPUTE: u8 = OFFICE + 11;
const LATEST: u8 = OFFICE + 12;

/// How much there is.
#[derive(Clone, Copy, Encode, Decode)]
pub struct Counts {
    /// How many terms.
    pub terms: u32,
    /// How many disputes.
    pub disputes: u32,
    /// What a dispute takes.
    pub bond: u128,
}

/// How much there is.
#[inline(never)]
pub fn counts() -> Counts {
    load(&name(COUNTS, &[])).unwrap_or(Counts { terms: 0, disputes: 0, bond: super::disputes::FIRST_BOND })
}

/// Replaces the same.
#[inline(never)]
pub fn set_counts(counts: &Counts) {
    store(&name(COUNTS, &[]), counts);
}

/// Terms, by their number.
pub fn terms(number: u32) -> Option<Terms> {
    let mut input = read(&numbered(TERMS, number))?;
    // What is hashed is stored as it is, with the domain in front.
    input.bytes(DOMAIN.len());
    Some(input.value())
}

/// Stores terms, as they are hashed.
pub fn set_terms(number: u32, hashed: &[u8]) {
    host::write(numbered(TERMS, number).bytes(), hashed);
}

/// The number of the terms with a hash.
pub fn terms_by_hash(hash: &[u8; 32]) -> Option<u32> {
    load(&name(BY_HASH, hash))
}

/// Stores the same.
pub fn set_terms_by_hash(hash: &[u8; 32], number: u32) {
    store(&name(BY_HASH, hash), &number);
}

fn exclusives_of(work: Option<&[u8; 32]>) -> Buffer {
    match work {
        Some(work) => name(EXCLUSIVES, work),
        None => name(LIBRARY, &[]),
    }
}

/// The exclusives on a work, or on the whole library.
#[inline(never)]
pub fn exclusives(work: Option<&[u8; 32]>) -> Vec<Exclusive> {
    load(&exclusives_of(work)).unwrap_or_default()
}

/// Replaces the same.
#[inline(never)]
pub fn set_exclusives(work: Option<&[u8; 32]>, list: &Vec<Exclusive>) {
    store(&exclusives_of(work), list);
}

/// What all versions of a plan allow together.
pub fn reach(plan: PlanId) -> Reach {
    load(&numbered(REACH, plan)).unwrap_or(Reach::NONE)
}

/// Replaces the same.
pub fn set_reach(plan: PlanId, reach: &Reach) {
    store(&numbered(REACH, plan), reach);
}

/// A license in the hands of one holder: what is stored under it is nobody's after a transfer.
#[derive(Clone, Copy)]
pub struct Tenure {
    /// The license.
    pub license: LicenseId,
    /// How many holders it had before.
    pub number: u16,
}

impl Tenure {
    fn name(self, tag: u8) -> Buffer {
        let mut name = of_license(tag, self.license);
        name.u16(self.number);
        name
    }

    fn seat_name(self, seat: u16) -> Buffer {
        let mut name = self.name(SEAT);
        name.u16(seat);
        name
    }

    fn seated_name(self, account: &AccountId) -> Buffer {
        let mut name = self.name(SEATED);
        name.put(host::bytes(account));
        name
    }

    /// A seat.
    #[inline(never)]
    pub fn seat(self, seat: u16) -> Option<Seat<AccountId>> {
        load(&self.seat_name(seat))
    }

    /// Replaces the same.
    #[inline(never)]
    pub fn set_seat(self, seat: u16, value: &Seat<AccountId>) {
        store(&self.seat_name(seat), value);
    }

    /// Which seat an account has.
    #[inline(never)]
    pub fn seated(self, account: &AccountId) -> Option<u16> {
        load(&self.seated_name(account))
    }

    /// Replaces the same.
    #[inline(never)]
    pub fn set_seated(self, account: &AccountId, seat: Option<u16>) {
        let name = self.seated_name(account);
        match seat {
            Some(seat) => store(&name, &seat),
            None => host::clear(name.bytes()),
        }
    }

    /// The keys.
    #[inline(never)]
    pub fn keys(self) -> Vec<GateKey> {
        load(&self.name(KEYS)).unwrap_or_default()
    }

    /// Replaces the same.
    #[inline(never)]
    pub fn set_keys(self, keys: &Vec<GateKey>) {
        store(&self.name(KEYS), keys);
    }
}

fn of_license(tag: u8, license: LicenseId) -> Buffer {
    name(tag, &license.0.to_le_bytes())
}

/// What was used of a license.
#[inline(never)]
pub fn meter(license: LicenseId) -> Option<Meter> {
    load(&of_license(METER, license))
}

/// Replaces the same.
#[inline(never)]
pub fn set_meter(license: LicenseId, meter: &Meter) {
    store(&of_license(METER, license), meter);
}

fn royalty_name(license: LicenseId, terms: u32) -> Buffer {
    let mut name = of_license(ROYALTY, license);
    name.u32(terms);
    name
}

/// What was reported and paid of a license's income under some terms.
pub fn royalty(license: LicenseId, terms: u32) -> Royalty {
    load(&royalty_name(license, terms)).unwrap_or_default()
}

/// Replaces the same.
pub fn set_royalty(license: LicenseId, terms: u32, royalty: &Royalty) {
    store(&royalty_name(license, terms), royalty);
}

/// A dispute.
#[inline(never)]
pub fn dispute(number: u32) -> Option<Dispute<AccountId>> {
    load(&numbered(DISPUTE, number))
}

/// Replaces the same.
#[inline(never)]
pub fn set_dispute(number: u32, dispute: &Dispute<AccountId>) {
    store(&numbered(DISPUTE, number), dispute);
}

/// The number of a license's latest dispute.
pub fn latest(license: LicenseId) -> Option<u32> {
    load(&of_license(LATEST, license))
}

/// Replaces the same.
pub fn set_latest(license: LicenseId, dispute: u32) {
    store(&of_license(LATEST, license), &dispute);
}
