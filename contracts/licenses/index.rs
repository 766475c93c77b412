//! Who had which license of a plan, and which licenses an account has had.

use crate::cells;
use alloc::vec::Vec;
use atelier_host::{self as host, AccountId, Buffer};
use atelier_licensing::units::{LicenseId, Millis, PlanId};

/// The newest entry of a trace, which lies in the cell of an account and a plan; older ones have cells of their own.
#[derive(Clone, Copy)]
pub struct Holding {
    /// How many older ones there are.
    pub older: u32,
    /// From when on, on the chain's clock.
    pub from: Millis,
    /// Which license: 0 is none.
    pub license: LicenseId,
}

impl Holding {
    /// None, since ever.
    const NONE: Self = Self { older: 0, from: 0, license: LicenseId(0) };

    /// The license, if there is one.
    #[must_use]
    pub fn some(self) -> Option<LicenseId> {
        (self.license.0 != 0).then_some(self.license)
    }
}

fn entry(bytes: &Buffer) -> Option<(Millis, LicenseId)> {
    let mut input = cells::read(bytes)?;
    Some((input.u64(), LicenseId(input.u64())))
}

/// Which license of a plan an account got last.
#[must_use]
#[inline(never)]
pub fn holding(licensee: &AccountId, plan: PlanId) -> Holding {
    match cells::read(&cells::of_account_and(cells::HOLDING, licensee, plan)) {
        Some(mut input) => Holding { older: input.u32(), from: input.u64(), license: LicenseId(input.u64()) },
        None => Holding::NONE,
    }
}

/// Notes that an account has another license of a plan from now on, or none (0).
#[inline(never)]
pub fn set_holding(licensee: &AccountId, plan: PlanId, old: &Holding, license: LicenseId, now: Millis) {
    let mut older = old.older;
    // What was noted at this very time never was.
    if old.from != now && old.from != 0 {
        let mut bytes = Buffer::new(16);
        bytes.u64(old.from);
        bytes.u64(old.license.0);
        host::write(held_before(licensee, plan, older).bytes(), bytes.bytes());
        older = older.wrapping_add(1);
    }
    let mut bytes = Buffer::new(20);
    bytes.u32(older);
    bytes.u64(now);
    bytes.u64(license.0);
    host::write(cells::of_account_and(cells::HOLDING, licensee, plan).bytes(), bytes.bytes());
}

fn held_before(licensee: &AccountId, plan: PlanId, number: u32) -> Buffer {
    let mut name = cells::of_account_and(cells::HELD_BEFORE, licensee, plan);
    name.u32(number);
    name
}

/// Which license of a plan an account had at a time before the newest entry.
#[must_use]
pub fn held_at(licensee: &AccountId, plan: PlanId, older: u32, at: Millis) -> Option<LicenseId> {
    let entry_at = |number| entry(&held_before(licensee, plan, number)).unwrap_or((0, LicenseId(0)));
    // The first entry that is later than `at` is somewhere in low..=high.
    let (mut low, mut high) = (0, older);
    while low < high {
        // Cannot overflow: below `older`.
        let middle = low.wrapping_add(high.wrapping_sub(low) / 2);
        if entry_at(middle).0 <= at {
            low = middle.wrapping_add(1);
        } else {
            high = middle;
        }
    }
    let (_, license) = entry_at(low.checked_sub(1)?);
    (license.0 != 0).then_some(license)
}

/// How many licenses lie in a page, and in the account's own cell at most.
pub const PAGE: u32 = 32;

/// The bytes of an id.
const ID: usize = 8;

/// Appends a license to those that an account has had.
#[inline(never)]
pub fn add_license(account: &AccountId, license: LicenseId) {
    let name = cells::of_account(cells::LICENSES_OF, account);
    // Count, then the ids behind the last page.
    let bytes = host::array::<{ 4 + PAGE as usize * ID }>();
    host::read(name.bytes(), bytes);
    let count = counted(bytes);
    let place = (count % PAGE) as usize;
    if place == 0 && count > 0 {
        let page = (count / PAGE).wrapping_sub(1);
        host::write(cells::of_account_and(cells::LICENSES_BEFORE, account, page).bytes(), &bytes[4..]);
    }
    bytes[..4].copy_from_slice(&count.wrapping_add(1).to_le_bytes());
    let start = place.wrapping_mul(ID).wrapping_add(4);
    bytes[start..start.wrapping_add(ID)].copy_from_slice(&license.0.to_le_bytes());
    host::write(name.bytes(), &bytes[..start.wrapping_add(ID)]);
}

fn counted(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |count| u32::from_le_bytes(*count))
}

/// The licenses that an account has had, from number `from` on, at most `count` and at most 128.
#[must_use]
pub fn licenses_of(account: &AccountId, from: u32, count: u32) -> Vec<LicenseId> {
    const MOST: u32 = 128;
    let newest = host::array::<{ 4 + PAGE as usize * ID }>();
    host::read(cells::of_account(cells::LICENSES_OF, account).bytes(), newest);
    let all = counted(newest);
    // The pages that were full before the newest one was begun.
    let pages = all.saturating_sub(1) / PAGE;
    let (mut licenses, mut page) = (Vec::new(), None);
    for number in from..all.min(from.saturating_add(count.min(MOST))) {
        let place = ((number % PAGE) as usize).wrapping_mul(ID);
        let bytes: &[u8] = if number / PAGE == pages {
            &newest[4..]
        } else {
            match page {
                Some((known, bytes)) if known == number / PAGE => bytes,
                _ => {
                    let bytes = host::memory(PAGE as usize * ID);
                    host::read(cells::of_account_and(cells::LICENSES_BEFORE, account, number / PAGE).bytes(), bytes);
                    let bytes: &'static [u8] = bytes;
                    page = Some((number / PAGE, bytes));
                    bytes
                }
            }
        };
        if let Some(id) = bytes.get(place..).and_then(<[u8]>::first_chunk) {
            licenses.push(LicenseId(u64::from_le_bytes(*id)));
        }
    }
    licenses
}
