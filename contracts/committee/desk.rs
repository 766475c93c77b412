//! How seats change hands, and all other questions.

use crate::{
    cells::{begin, fixed, in_force, pending, present, set_pending, set_seat, Fixed, Seats},
    facts::{
        CancellationVoted, KeyRotated, Member, Members, Reinstated, Resigned, RotationBegun, RotationCanceled,
        SeatOffered, SeatRemoved, SeatSuspended, SeatTaken, SeatView, SuspensionVoted,
    },
};
use atelier_governance::roster::{self as rules, Error, Offer, Pending, Roster, Rotation, Settings, Status, Term};
use atelier_host::{self as host, Account, AccountId, Buffer, Event, ACCOUNT};
use ink::prelude::vec::Vec;
use scale::Encode;

/// The most bytes of a reason.
pub const MAX_REASON: usize = 256;
/// The account of a seat that nobody holds.
const NOBODY: Account = [0; ACCOUNT];
/// The longest event: a reason, and what is voted on.
const EVENT: usize = MAX_REASON + 16;

/// Emits an event of these fields.
#[inline(always)]
fn emit<E: Event>(fields: &impl Encode) {
    let mut data = Buffer::new(EVENT);
    fields.encode_to(&mut data);
    host::emit::<E>(data.bytes());
}

/// [`Committee::new`](crate::Committee::new)
pub fn new(dual: &Account, strategic: &Account, settings: Settings, holders: &[Option<Account>]) -> Result<(), Error> {
    if !present().is_empty() {
        return Err(Error::AlreadyDeployed);
    }
    let now = host::now();
    let roster = rules::found(&settings, holders, now)?;
    begin(&Fixed { dual: *dual, strategic: *strategic, settings }, &roster);
    let roster: Seats = Roster(roster.leak());
    for seat in 0..roster.seats() {
        let term = roster.term(seat);
        if term.tenure != 0 {
            emit::<SeatTaken>(&(seat, roster.holder(seat), term.tenure, term.end));
        }
    }
    Ok(())
}

/// Refuses whoever is not an authority that may.
#[inline(never)]
fn authorize(is_strategic_enough: bool) -> Result<(), Error> {
    let (caller, fixed) = (host::caller(), fixed());
    if *caller == fixed.dual || is_strategic_enough && *caller == fixed.strategic {
        Ok(())
    } else {
        Err(Error::NotAuthorized)
    }
}

/// [`Committee::appoint`](crate::Committee::appoint)
pub fn appoint(seat: u8, candidate: &Account) -> Result<(), Error> {
    authorize(false)?;
    let offer = rules::appoint(Roster(present()), seat, candidate, host::now())?;
    set_pending(seat, &Pending { offer: Some(offer), ..pending(seat) });
    emit::<SeatOffered>(&(seat, candidate, offer.until));
    Ok(())
}

/// [`Committee::accept`](crate::Committee::accept)
pub fn accept(seat: u8) -> Result<(), Error> {
    let (caller, now, present) = (host::caller(), host::now(), present());
    let term = rules::accept(Roster(present), &fixed().settings, &pending(seat).offer, seat, caller, now)?;
    set_seat(present, seat, caller, &term, now);
    set_pending(seat, &Pending::default());
    emit::<SeatTaken>(&(seat, caller, term.tenure, term.end));
    Ok(())
}

/// Makes a seat vacant. An offer of it stands; what was about its holder does not.
#[inline(never)]
fn vacate(present: &mut [u8], seat: u8, now: u64) {
    set_seat(present, seat, &NOBODY, &Term::default(), now);
    let before = pending(seat);
    if !before.is_empty() {
        set_pending(seat, &Pending { offer: before.offer, ..Pending::default() });
    }
}

/// [`Committee::resign`](crate::Committee::resign)
pub fn resign(seat: u8) -> Result<(), Error> {
    let (now, present) = (host::now(), present());
    let tenure = rules::resign(Roster(present), seat, host::caller(), now)?;
    vacate(present, seat, now);
    emit::<Resigned>(&(seat, tenure));
    Ok(())
}

/// [`Committee::remove_seat`](crate::Committee::remove_seat)
pub fn remove_seat(seat: u8, tenure: u32) -> Result<(), Error> {
    authorize(false)?;
    let (now, present) = (host::now(), present());
    rules::remove_seat::<ACCOUNT>(Roster(present), seat, tenure, now)?;
    vacate(present, seat, now);
    emit::<SeatRemoved>(&(seat, tenure));
    Ok(())
}

/// [`Committee::rotate_key`](crate::Committee::rotate_key)
pub fn rotate_key(seat: u8, to: &Account) -> Result<(), Error> {
    let (now, roster) = (host::now(), Roster(present()));
    let rotation = rules::rotate_key(roster, pending, seat, host::caller(), to, now)?;
    set_pending(seat, &Pending { rotation: Some(rotation), ..pending(seat) });
    emit::<RotationBegun>(&(seat, to, rotation.from, rotation.until));
    Ok(())
}

/// [`Committee::finalize_rotation`](crate::Committee::finalize_rotation)
pub fn finalize_rotation(seat: u8) -> Result<(), Error> {
    let (caller, now, present) = (host::caller(), host::now(), present());
    let before = pending(seat);
    let term = rules::finalize_rotation(Roster(present), &before.rotation, seat, caller, now)?;
    let old = *Roster::<ACCOUNT>(present).holder(seat);
    set_seat(present, seat, caller, &term, now);
    set_pending(seat, &Pending { rotation: None, ..before });
    emit::<KeyRotated>(&(seat, term.tenure, old, caller));
    Ok(())
}

/// [`Committee::cancel_rotation`](crate::Committee::cancel_rotation)
pub fn cancel_rotation(seat: u8) -> Result<bool, Error> {
    let (now, before) = (host::now(), pending(seat));
    let done = rules::cancel_rotation(Roster(present()), before.rotation, seat, host::caller(), now)?;
    set_pending(seat, &Pending { rotation: done.rotation, ..before });
    if done.by != seat {
        emit::<CancellationVoted>(&(seat, done.by, done.votes, done.needed));
    }
    let is_canceled = done.rotation.is_none();
    if is_canceled {
        emit::<RotationCanceled>(&seat);
    }
    Ok(is_canceled)
}

/// [`Committee::vote_to_suspend`](crate::Committee::vote_to_suspend)
pub fn vote_to_suspend(own_seat: u8, seat: u8, reason: &str) -> Result<bool, Error> {
    if reason.len() > MAX_REASON {
        return Err(Error::ReasonTooLong { bytes: reason.len() as u32 });
    }
    let (now, present, before) = (host::now(), present(), pending(seat));
    let roster = Roster::<ACCOUNT>(present);
    let done = rules::vote_to_suspend(roster, before.motion, own_seat, seat, host::caller(), now)?;
    set_pending(seat, &Pending { motion: done.motion, ..before });
    emit::<SuspensionVoted>(&(seat, own_seat, done.votes, done.needed, reason));
    let is_suspended = done.motion.is_none();
    if is_suspended {
        let holder = *roster.holder(seat);
        set_seat(present, seat, &holder, &done.term, now);
        emit::<SeatSuspended>(&(seat, done.term.tenure, done.term.suspended_until));
    }
    Ok(is_suspended)
}

/// [`Committee::reinstate`](crate::Committee::reinstate)
pub fn reinstate(seat: u8, tenure: u32) -> Result<(), Error> {
    authorize(true)?;
    let (now, present) = (host::now(), present());
    let term = rules::reinstate::<ACCOUNT>(Roster(present), seat, tenure, now)?;
    let holder = *Roster::<ACCOUNT>(present).holder(seat);
    set_seat(present, seat, &holder, &term, now);
    emit::<Reinstated>(&(seat, tenure));
    Ok(())
}

fn member(roster: Seats, seat: u8, at: u64) -> Option<Member> {
    let term = roster.term(seat);
    term.is_filled(at).then(|| Member {
        holder: (*roster.holder(seat)).into(),
        tenure: term.tenure,
        term_end: term.end,
        suspended_until: term.suspended_until,
    })
}

/// The roster at a time that is not in the future.
fn known(at: u64) -> Result<Seats, Error> {
    let now = host::now();
    if at > now {
        return Err(Error::FutureLookup { at, now });
    }
    Ok(in_force(present(), at))
}

/// [`Committee::holder_at`](crate::Committee::holder_at)
pub fn holder_at(seat: u8, at: u64) -> Result<Option<(AccountId, u32)>, Error> {
    Ok(member(known(at)?, seat, at).map(|member| (member.holder, member.tenure)))
}

/// [`Committee::roster_at`](crate::Committee::roster_at)
pub fn roster_at(at: u64) -> Result<Members, Error> {
    let roster = known(at)?;
    let mut members = Vec::with_capacity(rules::MAX_SEATS.into());
    members.extend((0..roster.seats()).map(|seat| member(roster, seat, at)));
    Ok(members)
}

/// [`Committee::seat`](crate::Committee::seat)
pub fn seat(seat: u8) -> Result<SeatView, Error> {
    let (now, roster): (_, Seats) = (host::now(), Roster(present()));
    if seat >= roster.seats() {
        return Err(Error::UnknownSeat { seat });
    }
    let status = roster.term(seat).status(now);
    let Pending { offer, mut rotation, mut motion } = pending(seat).live(now);
    if status == Status::Vacant {
        // They were about a holder whose time is over.
        (rotation, motion) = (None, None);
    }
    Ok(SeatView {
        status,
        member: member(roster, seat, now),
        offer: offer.map(|Offer { candidate, until }| Offer { candidate: candidate.into(), until }),
        rotation: rotation.map(|Rotation { to, from, until, votes }| Rotation { to: to.into(), from, until, votes }),
        motion,
    })
}

/// [`Committee::seats`](crate::Committee::seats)
pub fn seats() -> u8 {
    Roster::<ACCOUNT>(present()).seats()
}

/// [`Committee::settings`](crate::Committee::settings)
pub fn settings() -> Settings {
    fixed().settings
}

/// [`Committee::authorities`](crate::Committee::authorities)
pub fn authorities() -> (AccountId, AccountId) {
    let fixed = fixed();
    (fixed.dual.into(), fixed.strategic.into())
}
