//! The cells. The first byte of a name says what the cell holds, and fixes what stands behind it.
//!
//! All values lie as SCALE encodes them. What every purchase or renewal reads is decoded by hand: the decoders that `derive`
//! makes are five times the code.

use crate::facts::Wiring;
use alloc::vec::Vec;
use atelier_host::{self as host, entry::Input, Account, AccountId, Buffer, ACCOUNT};
use atelier_licensing::{
    books::Books,
    capacity::Page,
    license::{Cause, Gap, Kind, License, Mandate, Origin, Record, Status},
    life::Now,
    plan::{Gate, Offer, Order, Plan, Price, Refund, Shelf, Transfer},
    revenue::{Beneficiary, Booking, Stream},
    time::{self, Outage, Outages},
    units::{AssetId, Bps, LicenseId, Millis, PlanId, Version},
};
use scale::{Decode, Encode};

/// The cell with the hashes of the other codes: the desk's, then the office's.
pub const CODES: [u8; 1] = [0];
const WIRING: u8 = 1;
const STATE: u8 = 2;
const BOOKS: u8 = 3;
const SHELF: u8 = 4;
const OFFER: u8 = 5;
const LICENSE: u8 = 6;
const RECORDS: u8 = 7;
const GAP: u8 = 8;
const HOLDER: u8 = 9;
pub(crate) const HOLDING: u8 = 10;
pub(crate) const HELD_BEFORE: u8 = 11;
pub(crate) const LICENSES_OF: u8 = 12;
pub(crate) const LICENSES_BEFORE: u8 = 13;
const STREAM: u8 = 14;
const DAYS: u8 = 15;
const OUTAGE: u8 = 16;
const PREPAID: u8 = 17;
const TRIAL: u8 = 18;
const APPROVED: u8 = 19;
const ENDS: u8 = 20;
const FAMILY: u8 = 21;
/// The first tag that is free for the office, whose cells the other codes do not touch.
pub const OFFICE: u8 = 32;

/// The most bytes of a cell that is decoded.
pub const ROOM: usize = 8 * 1024;
/// The longest name.
const NAME: usize = 48;

/// The name of a cell.
#[inline(never)]
pub fn name(tag: u8, of: &[u8]) -> Buffer {
    let mut name = Buffer::new(NAME);
    name.u8(tag);
    name.put(of);
    name
}

/// The name of a cell of something with a number.
#[inline(never)]
pub fn numbered(tag: u8, number: u32) -> Buffer {
    name(tag, &number.to_le_bytes())
}

/// The name of a cell of an account.
pub fn of_account(tag: u8, account: &AccountId) -> Buffer {
    name(tag, host::bytes(account))
}

/// The name of a cell of an account and something with a number.
#[inline(never)]
pub fn of_account_and(tag: u8, account: &AccountId, number: u32) -> Buffer {
    let mut name = of_account(tag, account);
    name.u32(number);
    name
}

fn of_license(tag: u8, license: LicenseId) -> Buffer {
    name(tag, &license.0.to_le_bytes())
}

/// The name of a cell of something that a license has, by number.
#[inline(never)]
pub fn of_license_and(tag: u8, license: LicenseId, number: u32) -> Buffer {
    let mut name = of_license(tag, license);
    name.u32(number);
    name
}

/// A cell's bytes, to be read from the front; `None` if there is no such cell.
#[inline(never)]
pub fn read(name: &Buffer) -> Option<Input> {
    let bytes = host::memory(ROOM);
    match host::read(name.bytes(), bytes) {
        0 => None,
        length => Some(Input::of_bytes(&bytes[..length])),
    }
}

/// The value of a cell.
pub fn load<T: Decode>(name: &Buffer) -> Option<T> {
    read(name).map(|mut input| input.value())
}

/// Replaces the value of a cell.
pub fn store<T: Encode>(name: &Buffer, value: &T) {
    let mut bytes = Buffer::new(ROOM);
    value.encode_to(&mut bytes);
    host::write(name.bytes(), bytes.bytes());
}

/// Declares how a cell of one value is read and written.
macro_rules! cell {
    ($read:ident, $write:ident, $type:ty, ($($argument:ident: $kind:ty),*), $name:expr, $doc:literal) => {
        #[doc = $doc]
        #[must_use]
        pub fn $read($($argument: $kind),*) -> Option<$type> {
            load(&$name)
        }

        #[doc = "Replaces the same."]
        pub fn $write($($argument: $kind,)* value: &$type) {
            store(&$name, value);
        }
    };
}

cell!(wiring_cell, set_wiring, Wiring, (), name(WIRING, &[]), "Whom the contract trusts.");
cell!(holder_before, set_holder_before, (Millis, AccountId), (license: LicenseId, number: u32), of_license_and(HOLDER, license, number), "An earlier holder of a license, and until when.");
cell!(trial, set_trial, LicenseId, (licensee: &AccountId, family: u32), of_account_and(TRIAL, licensee, family), "The trial that an account had in a family.");
cell!(approved_cell, set_approved, AccountId, (license: LicenseId), of_license(APPROVED, license), "Who may get a license.");
cell!(plans_of_family, set_plans_of_family, Vec<PlanId>, (family: u32), numbered(FAMILY, family), "The plans with versions in a family.");
cell!(ends, set_ends, Page, (plan: PlanId, page: u32), of_plan_and(ENDS, plan, page), "On which days of a page how many licenses of a plan have their lasts.");
cell!(gap, set_gap, Gap, (license: LicenseId, number: u32), of_license_and(GAP, license, number), "A gap of a license that is over.");
cell!(outage, set_outage, Outage, (number: u32), numbered(OUTAGE, number), "An outage that is over.");

/// Forgets who may get a license.
pub fn clear_approved(license: LicenseId) {
    host::clear(of_license(APPROVED, license).bytes());
}

/// License time at a time, now or before.
#[must_use]
pub fn license_time(at: Millis, outages: &Outages) -> Millis {
    time::license_time(at, outages, |number| outage(number).unwrap_or_default())
}

/// What an account has paid in advance.
#[must_use]
#[inline(never)]
pub fn prepaid(account: &AccountId, asset: AssetId) -> u128 {
    read(&of_account_and(PREPAID, account, asset)).map_or(0, |mut input| input.u128())
}

/// Replaces the same; nothing is no cell.
#[inline(never)]
pub fn set_prepaid(account: &AccountId, asset: AssetId, amount: u128) {
    let name = of_account_and(PREPAID, account, asset);
    match amount {
        0 => host::clear(name.bytes()),
        _ => host::write(name.bytes(), &amount.to_le_bytes()),
    }
}

/// Whom the contract trusts.
#[must_use]
#[inline(never)]
pub fn wiring() -> Wiring {
    match wiring_cell() {
        Some(wiring) => wiring,
        None => unreachable!("the constructor stores it"),
    }
}

/// The ledger of splits.
#[must_use]
#[inline(never)]
pub fn ledger() -> &'static Account {
    let bytes = host::array::<{ 7 * ACCOUNT + 32 }>();
    host::read(&[WIRING], bytes);
    match bytes.as_chunks().0.get(6) {
        Some(ledger) => ledger,
        None => unreachable!("it is the last of seven"),
    }
}

/// What there is once and changes.
#[derive(Clone, Copy, Default, Encode, Decode)]
pub struct State {
    /// What outages do to time.
    pub outages: Outages,
    /// How many exclusives on the whole library hold or may hold.
    pub library_exclusives: u32,
    /// The part of splits' income that the DAO takes.
    pub fee: Bps,
    /// How many plans there are.
    pub plans: u32,
}

impl State {
    /// The time of this call.
    #[must_use]
    pub fn now(&self) -> Now {
        let real = host::now();
        Now { real, licensed: self.outages.now(real) }
    }
}

/// What there is once and changes.
#[must_use]
#[inline(never)]
pub fn state() -> State {
    filled(&name(STATE, &[])).unwrap_or_default()
}

/// Replaces the same.
pub fn set_state(state: &State) {
    store(&name(STATE, &[]), state);
}

/// A value that is read to where it stays: what is returned first and copied then is three times the code.
trait Fill {
    /// What stands there before.
    const ZERO: Self;

    /// Reads the value, as SCALE encodes it.
    fn fill(&mut self, input: &mut Input);
}

/// Declares how numbers, and what else has a fixed length, are read.
macro_rules! fixed {
    ($($type:ty, $zero:expr, $input:ident => $value:expr;)*) => {
        $(impl Fill for $type {
            const ZERO: Self = $zero;

            #[inline(never)]
            fn fill(&mut self, $input: &mut Input) {
                *self = $value;
            }
        })*
    };
}

fixed! {
    bool, false, input => input.flag();
    u8, 0, input => input.byte();
    u16, 0, input => input.u16();
    u32, 0, input => input.u32();
    u64, 0, input => input.u64();
    i64, 0, input => input.u64() as i64;
    u128, 0, input => input.u128();
    [u8; 32], [0; 32], input => input.array();
    AccountId, AccountId([0; 32]), input => (*input.account_here()).into();
    Transfer, Transfer::No, input => match input.byte() {
        0 => Transfer::No,
        1 => Transfer::Approved,
        _ => Transfer::Free { fee: Bps(input.u16()) },
    };
    Refund, Refund::None, input => match input.byte() {
        0 => Refund::None,
        _ => Refund::Unearned { penalty: Bps(input.u16()) },
    };
}

/// Declares enums without fields, by their variants in order.
macro_rules! plain {
    ($($type:ident { $first:ident, $($variant:ident),* })*) => {
        $(impl Fill for $type {
            const ZERO: Self = Self::$first;

            fn fill(&mut self, input: &mut Input) {
                const ALL: &[$type] = &[$type::$first, $($type::$variant),*];
                match ALL.get(usize::from(input.byte())) {
                    Some(variant) => *self = *variant,
                    None => host::entry::refuse(),
                }
            }
        })*
    };
}

plain! {
    Kind { Purchase, Renewal, Upgrade, Grant, Trial }
    Origin { Paid, Granted, Trial }
    Status { Live, Canceled, Revoked }
    Cause { Paused, Suspended, Transferred }
}

impl Fill for Bps {
    const ZERO: Self = Self(0);

    fn fill(&mut self, input: &mut Input) {
        self.0.fill(input);
    }
}

impl<T: Fill> Fill for Option<T> {
    const ZERO: Self = None;

    fn fill(&mut self, input: &mut Input) {
        if input.flag() {
            self.insert(T::ZERO).fill(input);
        }
    }
}

impl<T: Fill, U: Fill> Fill for (T, U) {
    const ZERO: Self = (T::ZERO, U::ZERO);

    fn fill(&mut self, input: &mut Input) {
        self.0.fill(input);
        self.1.fill(input);
    }
}

impl<T: Fill> Fill for Vec<T> {
    const ZERO: Self = Vec::new();

    /// With room for another item.
    fn fill(&mut self, input: &mut Input) {
        let count = input.count();
        *self = host::list(count.saturating_add(1));
        for _ in 0..count {
            // There is always room; saying so spares the code that makes it grow.
            if self.len() < self.capacity() {
                self.push(T::ZERO);
            }
            if let Some(last) = self.last_mut() {
                last.fill(input);
            }
        }
    }
}

/// Declares structs, by their fields in order.
macro_rules! fields {
    ($($type:ty { $($field:ident),* })*) => {
        $(impl Fill for $type {
            const ZERO: Self = Self { $($field: Fill::ZERO),* };

            #[inline(never)]
            fn fill(&mut self, input: &mut Input) {
                $(self.$field.fill(input);)*
            }
        })*
    };
}

fields! {
    Outages { closed, open, count }
    State { outages, library_exclusives, fee, plans }
    Books<AccountId> { token, keeper_fee, paid, refunded, released, parked, prepaid, fees, bonds }
    Shelf { versions, sold, live, swept, held, latest_end }
    Price { asset, price, seat_price, overage }
    Gate<AccountId> { votes, snapshot, minimum, part, until }
    Plan<AccountId> {
        family, rank, period_days, seats, max_seats, trial_days, grace, pauses, max_active, max_ever, credits, rollover,
        terms, catalog, gate, transfer, refund, referral, split, effective_from, prices
    }
    Offer<AccountId> { sunset, renew_into, plan }
    Mandate { max_price, periods, expires_at, asset, use_allowance }
    Booking { from, to, daily, rest, fee }
    Record<AccountId> {
        kind, created, start, end, plan, version, seats, grace, penalty, payer, asset, paid, invoice, hash, cut, refunded,
        parked, split, booking, referral
    }
    License<AccountId> {
        holder, tenure, origin, status, family, referrer, mandate, scheduled, gaps, shift, open, pauses, receipt, pages, recent
    }
    Stream { rate, next }
    Order<AccountId> { plan, version, asset, periods, seats, max_total, invoice, referrer }
}

/// Reads an order.
pub fn order(input: &mut Input) -> Order<AccountId> {
    let mut order = Order::ZERO;
    order.fill(input);
    order
}

/// The value of a cell.
fn filled<T: Fill>(name: &Buffer) -> Option<T> {
    let input = &mut read(name)?;
    let mut value = T::ZERO;
    value.fill(input);
    Some(value)
}

/// The books of an asset.
#[must_use]
#[inline(never)]
pub fn books(asset: AssetId) -> Option<Books<AccountId>> {
    filled(&numbered(BOOKS, asset))
}

/// Replaces the same.
#[inline(never)]
pub fn set_books(asset: AssetId, books: &Books<AccountId>) {
    store(&numbered(BOOKS, asset), books);
}

/// What changes of a plan.
#[must_use]
#[inline(never)]
pub fn shelf(plan: PlanId) -> Option<Shelf> {
    filled(&numbered(SHELF, plan))
}

/// Replaces the same.
#[inline(never)]
pub fn set_shelf(plan: PlanId, shelf: &Shelf) {
    store(&numbered(SHELF, plan), shelf);
}

fn of_plan_and(tag: u8, plan: PlanId, number: u32) -> Buffer {
    let mut name = numbered(tag, plan);
    name.u32(number);
    name
}

fn offer_name(plan: PlanId, version: Version) -> Buffer {
    let mut name = numbered(OFFER, plan);
    name.u16(version);
    name
}

/// A version of a plan.
#[must_use]
#[inline(never)]
pub fn offer(plan: PlanId, version: Version) -> Option<Offer<AccountId>> {
    filled(&offer_name(plan, version))
}

/// Replaces the same.
pub fn set_offer(plan: PlanId, version: Version, offer: &Offer<AccountId>) {
    store(&offer_name(plan, version), offer);
}

/// A license.
#[must_use]
#[inline(never)]
pub fn license(id: LicenseId) -> Option<License<AccountId>> {
    filled(&of_license(LICENSE, id))
}

/// Replaces a license.
#[inline(never)]
pub fn set_license(id: LicenseId, license: &License<AccountId>) {
    store(&of_license(LICENSE, id), license);
}

cell!(records, set_records, Vec<Record<AccountId>>, (license: LicenseId, page: u32), of_license_and(RECORDS, license, page), "A page of a license's older records.");

fn stream_name(tag: u8, asset: AssetId, to: &Beneficiary<AccountId>) -> Buffer {
    let mut name = numbered(tag, asset);
    match to {
        Beneficiary::Split(split) => name.u32(*split),
        Beneficiary::Referrer(referrer) => name.put(host::bytes(referrer)),
    }
    name
}

/// What somebody earns in an asset.
#[must_use]
#[inline(never)]
pub fn stream(asset: AssetId, to: &Beneficiary<AccountId>) -> Option<Stream> {
    filled(&stream_name(STREAM, asset, to))
}

/// Replaces the same.
pub fn set_stream(asset: AssetId, to: &Beneficiary<AccountId>, stream: &Stream) {
    store(&stream_name(STREAM, asset, to), stream);
}

/// The name of a page of days of a stream.
#[inline(never)]
pub fn days(asset: AssetId, to: &Beneficiary<AccountId>, page: u32) -> Buffer {
    let mut name = stream_name(DAYS, asset, to);
    name.u32(page);
    name
}
