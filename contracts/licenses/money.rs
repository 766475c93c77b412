//! Money in and out, and income by days.
//!
//! Whatever a message decides is stored before money leaves, and a payment that fails undoes all of it. Nobody whom it calls
//! can call back.

use crate::{
    cells,
    facts::{Error, Released},
    sale::{granted, HOT},
};
use alloc::vec::Vec;
use atelier_host::{self as host, bytes, token, AccountId, Buffer, Event};
use atelier_licensing::{
    books::Books,
    error::Error as Rule,
    revenue::{self, Beneficiary, DayIncome, Stream, Streams, PAGE_DAYS},
    units::{day_of, AssetId, Day, SplitId, NATIVE},
};
use ink::selector_bytes;
use scale::Encode;

/// The bytes of a page of days.
const PAGE: usize = PAGE_DAYS as usize * DAY_BYTES;
/// The bytes of a day: by how much its rate differs from that of the day before, and what it alone earns.
const DAY_BYTES: usize = 32;
/// The most bytes of an event.
const ROOM: usize = 256;

/// Emits an event.
pub fn tell<E: Event + Encode>(event: &E) {
    let mut data = Buffer::new(ROOM);
    event.encode_to(&mut data);
    host::emit::<E>(data.bytes());
}

/// Pages of days that were read, and what is to be written: each is read and written once in a call.
pub struct Pages {
    touched: Vec<(Buffer, &'static mut [u8; PAGE])>,
}

/// Room for the pages of a call: three of each of a license's bookings and of its referrer's, and of new ones.
const TOUCHED: usize = 64;

impl Pages {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { touched: host::list(TOUCHED) }
    }

    #[inline(never)]
    fn page(&mut self, name: Buffer) -> &mut [u8; PAGE] {
        let known = self.touched.iter().position(|(touched, _)| touched.bytes() == name.bytes());
        let place = known.unwrap_or_else(|| {
            let page = host::array();
            host::read(name.bytes(), page);
            self.touched.push((name, page));
            // Not empty.
            self.touched.len().wrapping_sub(1)
        });
        self.touched[place].1
    }

    /// Writes what was changed. Nothing may leave the contract before.
    #[inline(never)]
    pub fn flush(self) {
        for (name, page) in self.touched {
            host::write(name.bytes(), page);
        }
    }
}

impl Default for Pages {
    fn default() -> Self {
        Self::new()
    }
}

fn number_at(bytes: &[u8], at: usize) -> i128 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(number) => i128::from_le_bytes(*number),
        None => 0,
    }
}

impl Streams<AccountId> for Pages {
    #[inline(never)]
    fn add(&mut self, asset: AssetId, to: &Beneficiary<AccountId>, day: Day, slope: i128, lump: i128) {
        // Streams of splits begin with the version that sells for them.
        if !HOT && matches!(to, Beneficiary::Referrer(_)) && cells::stream(asset, to).is_none() {
            cells::set_stream(asset, to, &Stream { rate: 0, next: day_of(host::now()) });
        }
        let page = self.page(cells::days(asset, to, day / PAGE_DAYS));
        let at = (day % PAGE_DAYS) as usize * DAY_BYTES;
        for (at, by) in [(at, slope), (at.wrapping_add(16), lump)] {
            // Cannot overflow: sums of payments, of which there are less than 2^127.
            let sum = number_at(page, at).wrapping_add(by);
            page[at..at.wrapping_add(16)].copy_from_slice(&sum.to_le_bytes());
        }
    }
}

/// Reads a page of days.
#[inline(never)]
fn page_of(asset: AssetId, to: &Beneficiary<AccountId>, number: u32) -> Option<[DayIncome; PAGE_DAYS as usize]> {
    let bytes = host::array::<PAGE>();
    if host::read(cells::days(asset, to, number).bytes(), bytes) == 0 {
        return None;
    }
    let mut page = [DayIncome::default(); PAGE_DAYS as usize];
    for (day, bytes) in page.iter_mut().zip(bytes.chunks_exact(DAY_BYTES)) {
        *day = DayIncome { slope: number_at(bytes, 0), lump: number_at(bytes, 16) };
    }
    Some(page)
}

/// What somebody could be paid now, on at most `max_days` days.
#[must_use]
pub fn due(asset: AssetId, to: &Beneficiary<AccountId>, max_days: u32) -> u128 {
    match cells::stream(asset, to) {
        Some(stream) => revenue::release(&stream, day_of(host::now()), max_days, |number| page_of(asset, to, number)).1,
        None => 0,
    }
}

/// Takes out of a stream what it has earned on days that are over. Stores the stream, not the books.
///
/// # Errors
/// [`Rule::Nothing`] if that is nothing and no day is over.
#[inline(never)]
pub fn earned(asset: AssetId, to: &Beneficiary<AccountId>, max_days: u32) -> Result<u128, Error> {
    let old = granted(cells::stream(asset, to).ok_or(Rule::Nothing))?;
    let today = day_of(host::now());
    let (stream, amount, over) = revenue::release(&old, today, max_days, |number| page_of(asset, to, number));
    if stream.next == old.next {
        return granted(Err(Rule::Nothing));
    }
    for page in over {
        host::clear(cells::days(asset, to, page).bytes());
    }
    cells::set_stream(asset, to, &stream);
    Ok(amount)
}

/// Sends money to an account, after everything else, and tells whether it arrived.
#[must_use]
#[inline(never)]
pub fn arrives(asset: AssetId, token: &AccountId, to: &AccountId, amount: u128) -> bool {
    match asset {
        _ if amount == 0 => true,
        NATIVE => host::transfer(bytes(to), amount),
        _ => token::transfer(bytes(token), None, bytes(to), amount),
    }
}

/// Sends money to an account, after everything else; 0 is sent nowhere.
///
/// # Errors
/// [`Error::PayoutFailed`]
#[inline(never)]
pub fn send(asset: AssetId, token: &AccountId, to: &AccountId, amount: u128) -> Result<(), Error> {
    if arrives(asset, token, to, amount) {
        Ok(())
    } else {
        Err(Error::PayoutFailed { account: *to, amount })
    }
}

/// Pays money into a split, after everything else.
///
/// # Errors
/// [`Error::PayoutFailed`]
#[inline(never)]
fn pay_split(asset: AssetId, token: &AccountId, split: SplitId, amount: u128) -> Result<(), Error> {
    if amount == 0 {
        return Ok(());
    }
    let ledger = cells::ledger();
    let mut input = Buffer::new(4 + 8);
    let is_native = asset == NATIVE;
    input.put(&if is_native { selector_bytes!("deposit") } else { selector_bytes!("credit") });
    input.u32(split);
    let paid = if is_native {
        host::call_paying(ledger, amount, input.bytes())
    } else {
        input.u32(asset);
        send(asset, token, &(*ledger).into(), amount)?;
        host::call_blind(ledger, input.bytes())
    };
    if paid {
        Ok(())
    } else {
        Err(Error::PayoutFailed { account: (*ledger).into(), amount })
    }
}

/// [`crate::Licenses::release`]
#[inline(never)]
pub fn release(asset: AssetId, split: SplitId, max_days: u32) -> Result<u128, Error> {
    let mut books = known(asset)?;
    let amount = earned(asset, &Beneficiary::Split(split), max_days)?;
    let fee = cells::state().fee.of_floor(amount);
    // Cannot overflow: a part of what was paid, and a part of that.
    books.released = books.released.wrapping_add(amount);
    books.fees = books.fees.wrapping_add(fee);
    cells::set_books(asset, &books);
    tell(&Released { asset, split, amount, fee });
    pay_split(asset, &books.token, split, amount.wrapping_sub(fee))?;
    Ok(amount)
}

/// The books of an asset that is allowed here.
///
/// # Errors
/// [`Rule::AssetNotAllowed`]
#[inline(never)]
pub fn known(asset: AssetId) -> Result<Books<AccountId>, Error> {
    granted(cells::books(asset).ok_or(Rule::AssetNotAllowed { asset }))
}

/// Takes a token from an account that has approved this contract, once everything is stored: then what the books say must be
/// here, and `besides`, which leaves next.
///
/// # Errors
/// [`Error::TokenFailed`], also if less arrived than was told to move.
#[inline(never)]
pub fn take(books: &Books<AccountId>, from: &AccountId, amount: u128, besides: u128) -> Result<(), Error> {
    let contract = bytes(&books.token);
    let me = host::address();
    // Cannot overflow: what was taken in.
    let held = books.held().wrapping_add(besides);
    let moved = || {
        token::transfer(contract, Some(bytes(from)), me, amount)
            && token::balance_of(contract, me).is_some_and(|balance| balance >= held)
    };
    if amount == 0 || moved() {
        Ok(())
    } else {
        Err(Error::TokenFailed(books.token))
    }
}
