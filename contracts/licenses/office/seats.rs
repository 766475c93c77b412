//! Seats and gate keys.

use super::{
    cells::{self, Tenure},
    present, tenure, GateKeyRemoved, GateKeySet, OfficeError, SeatAssigned, SeatRemoved,
};
use crate::{
    money::tell,
    rare::check_caller,
    sale::{caller, known_license},
};
use alloc::vec::Vec;
use atelier_host::{self as host, AccountId};
use atelier_licensing::{
    entitlement::{Role, Signer},
    seat::{self as rules, GateKey, Key, Seat},
    units::{LicenseId, Millis},
};

/// The most seats in one answer.
const PAGE: u16 = 64;

/// [`crate::Licenses::assign_seat`]
pub fn assign(id: LicenseId, seat: u16, account: &AccountId) -> Result<(), OfficeError> {
    let present = present(id)?;
    check_caller(&present.license.holder)?;
    let (tenure, seats) = (tenure(id, &present.license), present.seats());
    let seated = tenure.seated(account).filter(|seat| *seat < seats);
    let given = rules::assign(tenure.seat(seat).as_ref(), seated, seat, seats, *account, host::now())?;
    tenure.set_seat(seat, &given);
    tenure.set_seated(account, Some(seat));
    tell(&SeatAssigned { license: id, seat, account: *account });
    Ok(())
}

/// [`crate::Licenses::remove_seat`]
pub fn remove(id: LicenseId, seat: u16) -> Result<(), OfficeError> {
    let license = known_license(id)?;
    let tenure = tenure(id, &license);
    let before = tenure.seat(seat);
    if before.is_none_or(|seat| seat.account != caller()) {
        check_caller(&license.holder)?;
    }
    let removed = rules::remove(before.as_ref(), host::now())?;
    tenure.set_seat(seat, &removed);
    // It may have another seat by now, if this one was beyond the last for a while.
    if tenure.seated(&removed.account) == Some(seat) {
        tenure.set_seated(&removed.account, None);
    }
    tell(&SeatRemoved { license: id, seat, account: removed.account });
    Ok(())
}

/// [`crate::Licenses::seats`]
#[must_use]
pub fn list(id: LicenseId, from: u16, count: u16) -> Vec<(u16, Seat<AccountId>)> {
    let Ok(present) = present(id) else { return Vec::new() };
    let tenure = tenure(id, &present.license);
    let end = present.seats().min(from.saturating_add(count.min(PAGE)));
    (from..end).filter_map(|seat| Some((seat, tenure.seat(seat)?))).collect()
}

/// The keys of a license that the caller has.
fn own_keys(id: LicenseId) -> Result<(Tenure, Vec<GateKey>), OfficeError> {
    let license = known_license(id)?;
    check_caller(&license.holder)?;
    let tenure = tenure(id, &license);
    Ok((tenure, tenure.keys()))
}

/// [`crate::Licenses::set_gate_key`]
pub fn set_key(id: LicenseId, key: Key, expires: Millis) -> Result<(), OfficeError> {
    let (tenure, keys) = own_keys(id)?;
    tenure.set_keys(&rules::set_key(&keys, GateKey { key, expires }, host::now())?);
    tell(&GateKeySet { license: id, key, expires });
    Ok(())
}

/// [`crate::Licenses::remove_gate_key`]
pub fn remove_key(id: LicenseId, key: Key) -> Result<(), OfficeError> {
    let (tenure, keys) = own_keys(id)?;
    tenure.set_keys(&rules::remove_key(&keys, &key)?);
    tell(&GateKeyRemoved { license: id, key });
    Ok(())
}

/// [`crate::Licenses::gate_keys`]
#[must_use]
pub fn keys(id: LicenseId) -> Vec<GateKey> {
    match known_license(id) {
        Ok(license) => tenure(id, &license).keys(),
        Err(_) => Vec::new(),
    }
}

/// [`crate::Licenses::may_use`]
#[must_use]
pub fn may_use(id: LicenseId, signer: &Signer<AccountId>) -> Role {
    let Ok(present) = present(id) else { return Role::None };
    let tenure: cells::Tenure = tenure(id, &present.license);
    match signer {
        Signer::Account(account) if *account == present.license.holder => Role::Holder,
        Signer::Account(account) => match tenure.seated(account) {
            Some(seat) if seat < present.seats() => Role::Seat { seat },
            _ => Role::None,
        },
        Signer::Key(key) if rules::is_good(&tenure.keys(), key, host::now()) => Role::GateKey,
        Signer::Key(_) => Role::None,
    }
}
