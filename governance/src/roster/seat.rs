//! How seats change hands.
//!
//! Each function takes what is stored and who calls when, and gives what must be stored instead, or says why not.

use super::{Error, Roster, Settings, Term, MAX_SEATS, MOTION, OFFER, RESPITE, ROTATION, ROTATION_DELAY, SUSPENSION};
use crate::units::Millis;

/// What a seat is at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Status {
    /// Nobody holds it.
    Vacant,
    /// Its holder is in their term.
    Filled,
    /// Its holder's term is over; they stay a while and count for approval, but not for objections.
    Holdover,
    /// Its holder counts for nothing, but does count in denominators.
    Suspended,
}

/// The votes of the other seats about a seat: for each seat the tenure that voted, 0 for none. A vote of a tenure that is
/// over does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Votes(pub [u32; MAX_SEATS as usize]);

impl Votes {
    /// Adds a seat's vote, and counts all those of tenures that could vote now.
    fn cast<const N: usize>(&mut self, roster: Roster<'_, N>, own: u8, now: Millis) -> Result<u8, Error> {
        let tenure = roster.term(own).tenure;
        let vote = &mut self.0[usize::from(own)];
        if *vote == tenure {
            return Err(Error::AlreadyVoted { seat: own });
        }
        *vote = tenure;
        Ok(count(roster, |seat| {
            let term = roster.term(seat);
            term.tenure == self.0[usize::from(seat)] && term.is_filled(now) && !term.is_suspended(now)
        }))
    }
}

/// An offer of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Offer<A> {
    /// Who may accept it.
    pub candidate: A,
    /// The last moment to do so, in milliseconds.
    pub until: Millis,
}

/// A rotation of a holder's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Rotation<A> {
    /// The new key.
    pub to: A,
    /// The first moment at which it can finalize the rotation, in milliseconds.
    pub from: Millis,
    /// The last one.
    pub until: Millis,
    /// The votes to cancel the rotation.
    pub votes: Votes,
}

/// A motion to suspend a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Motion {
    /// The last moment to vote for it, in milliseconds.
    pub until: Millis,
    /// The votes for it.
    pub votes: Votes,
}

/// What is about to happen to a seat. Rotation and motion are those of the present tenure: whatever ends a tenure ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Pending<A> {
    /// The last offer of the seat, until it is accepted.
    pub offer: Option<Offer<A>>,
    /// The last rotation of its holder's key, until it is finalized or canceled.
    pub rotation: Option<Rotation<A>>,
    /// The last motion to suspend it, until it is carried.
    pub motion: Option<Motion>,
}

impl<A> Default for Pending<A> {
    fn default() -> Self {
        Self { offer: None, rotation: None, motion: None }
    }
}

impl<A: PartialEq> Pending<A> {
    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.offer.is_none() && self.rotation.is_none() && self.motion.is_none()
    }

    /// What of it can still happen.
    #[must_use]
    pub fn live(self, now: Millis) -> Self {
        Self {
            offer: self.offer.filter(|offer| now <= offer.until),
            rotation: self.rotation.filter(|rotation| now <= rotation.until),
            motion: self.motion.filter(|motion| now <= motion.until),
        }
    }

    /// Whether the account may still come to the seat.
    #[must_use]
    pub fn concerns(self, account: &A, now: Millis) -> bool {
        let live = self.live(now);
        live.offer.is_some_and(|offer| offer.candidate == *account)
            || live.rotation.is_some_and(|rotation| rotation.to == *account)
    }
}

fn count<const N: usize>(roster: Roster<'_, N>, is_counted: impl Fn(u8) -> bool) -> u8 {
    // At most as many as there are seats.
    (0..roster.seats()).filter(|seat| is_counted(*seat)).fold(0, |count: u8, _| count.wrapping_add(1))
}

/// How many other seats somebody holds, suspended or not: those that do not vote count as well, so that nobody gains from
/// silencing them.
fn others<const N: usize>(roster: Roster<'_, N>, seat: u8, now: Millis) -> u8 {
    count(roster, |other| other != seat && roster.term(other).is_filled(now))
}

/// The appointment to a seat that somebody holds.
#[inline(never)]
fn held<const N: usize>(roster: Roster<'_, N>, seat: u8, now: Millis) -> Result<Term, Error> {
    if seat >= roster.seats() {
        return Err(Error::UnknownSeat { seat });
    }
    let term = roster.term(seat);
    if !term.is_filled(now) {
        return Err(Error::Vacant { seat });
    }
    Ok(term)
}

/// The appointment to a seat that the caller holds.
#[inline(never)]
fn own<const N: usize>(roster: Roster<'_, N>, seat: u8, caller: &[u8; N], now: Millis) -> Result<Term, Error> {
    let term = held(roster, seat, now)?;
    if roster.holder(seat) != caller {
        return Err(Error::NotHolder { seat });
    }
    Ok(term)
}

/// The appointment that a decision was about.
#[inline(never)]
fn same<const N: usize>(roster: Roster<'_, N>, seat: u8, tenure: u32, now: Millis) -> Result<Term, Error> {
    let term = held(roster, seat, now)?;
    if term.tenure != tenure {
        return Err(Error::TenureChanged { seat, tenure: term.tenure });
    }
    Ok(term)
}

#[inline(never)]
fn not_suspended(seat: u8, term: &Term, now: Millis) -> Result<(), Error> {
    if term.is_suspended(now) {
        return Err(Error::Suspended { seat, until: term.suspended_until });
    }
    Ok(())
}

#[inline(never)]
fn regular(seat: u8, term: &Term, now: Millis) -> Result<(), Error> {
    not_suspended(seat, term, now)?;
    if now > term.end {
        return Err(Error::InHoldover { seat, term_end: term.end });
    }
    Ok(())
}

/// Refuses an account that holds a seat other than `except`.
#[inline(never)]
fn not_seated<const N: usize>(
    roster: Roster<'_, N>,
    account: &[u8; N],
    except: Option<u8>,
    now: Millis,
) -> Result<(), Error> {
    match roster.seat_of(account, now) {
        Some(seat) if Some(seat) != except => Err(Error::AlreadySeated { seat }),
        _ => Ok(()),
    }
}

/// A moment `period` after now. Cannot overflow: a time on a chain is far below 2^63, and periods are days.
#[allow(clippy::arithmetic_side_effects)]
const fn after(now: Millis, period: Millis) -> Millis {
    now + period
}

/// Offers a seat that is vacant, or whose holder's term is over, suspended or not; the holder of a seat in holdover can be
/// offered the same seat again. Takes the place of an earlier offer.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::SeatFilled`], [`Error::AlreadySeated`].
pub fn appoint<const N: usize>(
    roster: Roster<'_, N>,
    seat: u8,
    candidate: &[u8; N],
    now: Millis,
) -> Result<Offer<[u8; N]>, Error> {
    if seat >= roster.seats() {
        return Err(Error::UnknownSeat { seat });
    }
    let term = roster.term(seat);
    if term.tenure != 0 && now <= term.end {
        return Err(Error::SeatFilled { seat, term_end: term.end });
    }
    not_seated(roster, candidate, Some(seat), now)?;
    Ok(Offer { candidate: *candidate, until: after(now, OFFER) })
}

/// Takes a seat that was offered: a new tenure, whoever held the seat before.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::NoOffer`], [`Error::NotOffered`], [`Error::OfferExpired`], [`Error::AlreadySeated`].
pub fn accept<const N: usize>(
    roster: Roster<'_, N>,
    settings: &Settings,
    offer: &Option<Offer<[u8; N]>>,
    seat: u8,
    caller: &[u8; N],
    now: Millis,
) -> Result<Term, Error> {
    if seat >= roster.seats() {
        return Err(Error::UnknownSeat { seat });
    }
    let Some(Offer { candidate, until }) = offer else { return Err(Error::NoOffer { seat }) };
    if candidate != caller {
        return Err(Error::NotOffered { seat });
    }
    if now > *until {
        return Err(Error::OfferExpired { seat, until: *until });
    }
    not_seated(roster, caller, Some(seat), now)?;
    // Cannot wrap: each appointment is a decision of both houses.
    let tenure = roster.appointed().wrapping_add(1);
    Ok(Term { tenure, end: settings.term_end(seat, now), suspended_until: 0 })
}

/// Leaves a seat. Gives the tenure that is over.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`].
pub fn resign<const N: usize>(roster: Roster<'_, N>, seat: u8, caller: &[u8; N], now: Millis) -> Result<u32, Error> {
    Ok(own(roster, seat, caller, now)?.tenure)
}

/// Begins to rotate a holder's key to one that nobody else is known by. `pending` tells of each seat what is about to happen
/// to it.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`], [`Error::Suspended`], [`Error::InHoldover`],
/// [`Error::RotationPending`], [`Error::AlreadySeated`], [`Error::AlreadyPending`].
pub fn rotate_key<const N: usize>(
    roster: Roster<'_, N>,
    pending: impl Fn(u8) -> Pending<[u8; N]>,
    seat: u8,
    caller: &[u8; N],
    to: &[u8; N],
    now: Millis,
) -> Result<Rotation<[u8; N]>, Error> {
    regular(seat, &own(roster, seat, caller, now)?, now)?;
    not_seated(roster, to, None, now)?;
    for other in 0..roster.seats() {
        let pending = pending(other).live(now);
        if other == seat {
            if let Some(rotation) = pending.rotation {
                return Err(Error::RotationPending { seat, until: rotation.until });
            }
        } else if pending.concerns(to, now) {
            return Err(Error::AlreadyPending { seat: other });
        }
    }
    Ok(Rotation { to: *to, from: after(now, ROTATION_DELAY), until: after(now, ROTATION), votes: Votes::default() })
}

/// Finalizes a rotation; the new key calls, which proves that it is somebody's. Gives the appointment, which stays the same.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NoRotation`], [`Error::NotRotationTarget`],
/// [`Error::RotationTooEarly`], [`Error::RotationExpired`], [`Error::Suspended`], [`Error::InHoldover`],
/// [`Error::AlreadySeated`].
pub fn finalize_rotation<const N: usize>(
    roster: Roster<'_, N>,
    rotation: &Option<Rotation<[u8; N]>>,
    seat: u8,
    caller: &[u8; N],
    now: Millis,
) -> Result<Term, Error> {
    let term = held(roster, seat, now)?;
    let Some(Rotation { to, from, until, .. }) = rotation else { return Err(Error::NoRotation { seat }) };
    if to != caller {
        return Err(Error::NotRotationTarget { seat });
    }
    if now < *from {
        return Err(Error::RotationTooEarly { seat, from: *from });
    }
    if now > *until {
        return Err(Error::RotationExpired { seat, until: *until });
    }
    regular(seat, &term, now)?;
    not_seated(roster, caller, None, now)?;
    Ok(term)
}

/// What a call to cancel a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canceled<A> {
    /// What is left of the rotation.
    pub rotation: Option<Rotation<A>>,
    /// The seat whose holder called.
    pub by: u8,
    /// How many votes there are; 0 if the holder canceled.
    pub votes: u8,
    /// How many it takes.
    pub needed: u8,
}

/// Cancels a rotation: the seat's holder at once, the others by more than half of the other seats that somebody holds.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NoRotation`], [`Error::NotMember`], [`Error::Suspended`],
/// [`Error::AlreadyVoted`].
pub fn cancel_rotation<const N: usize>(
    roster: Roster<'_, N>,
    rotation: Option<Rotation<[u8; N]>>,
    seat: u8,
    caller: &[u8; N],
    now: Millis,
) -> Result<Canceled<[u8; N]>, Error> {
    held(roster, seat, now)?;
    let live = rotation.filter(|rotation| now <= rotation.until);
    let Some(mut rotation) = live else { return Err(Error::NoRotation { seat }) };
    let Some(by) = roster.seat_of(caller, now) else { return Err(Error::NotMember) };
    if by == seat {
        return Ok(Canceled { rotation: None, by, votes: 0, needed: 0 });
    }
    not_suspended(by, &roster.term(by), now)?;
    let votes = rotation.votes.cast(roster, by, now)?;
    let needed = (others(roster, seat, now) / 2).wrapping_add(1);
    Ok(Canceled { rotation: (votes < needed).then_some(rotation), by, votes, needed })
}

/// What a vote for a suspension did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspending {
    /// What is left of the motion.
    pub motion: Option<Motion>,
    /// The seat's appointment, suspended if the motion is carried.
    pub term: Term,
    /// How many votes there are.
    pub votes: u8,
    /// How many it takes.
    pub needed: u8,
}

/// Votes for the suspension of a seat as the holder of another one. With three quarters of the other seats that somebody
/// holds, the seat is suspended.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`], [`Error::Suspended`], [`Error::OwnSeat`],
/// [`Error::InHoldover`], [`Error::SuspendedRecently`], [`Error::OtherSuspended`], [`Error::AlreadyVoted`].
pub fn vote_to_suspend<const N: usize>(
    roster: Roster<'_, N>,
    motion: Option<Motion>,
    own_seat: u8,
    seat: u8,
    caller: &[u8; N],
    now: Millis,
) -> Result<Suspending, Error> {
    not_suspended(own_seat, &own(roster, own_seat, caller, now)?, now)?;
    if own_seat == seat {
        return Err(Error::OwnSeat { seat });
    }
    let mut term = held(roster, seat, now)?;
    regular(seat, &term, now)?;
    let again = after(term.suspended_until, RESPITE);
    if term.suspended_until != 0 && now < again {
        return Err(Error::SuspendedRecently { seat, until: again });
    }
    for other in 0..roster.seats() {
        let Term { suspended_until: until, .. } = roster.term(other);
        if roster.term(other).status(now) == Status::Suspended {
            return Err(Error::OtherSuspended { seat: other, until });
        }
    }
    let live = motion.filter(|motion| now <= motion.until);
    let mut motion = live.unwrap_or(Motion { until: after(now, MOTION), votes: Votes::default() });
    let votes = motion.votes.cast(roster, own_seat, now)?;
    // At most 3 * 14.
    let needed = others(roster, seat, now).wrapping_mul(3).div_ceil(4);
    let is_carried = votes >= needed;
    if is_carried {
        term.suspended_until = after(now, SUSPENSION);
    }
    Ok(Suspending { motion: (!is_carried).then_some(motion), term, votes, needed })
}

/// Ends a suspension before its time. Gives the appointment.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::TenureChanged`], [`Error::NotSuspended`].
pub fn reinstate<const N: usize>(roster: Roster<'_, N>, seat: u8, tenure: u32, now: Millis) -> Result<Term, Error> {
    let term = same(roster, seat, tenure, now)?;
    if !term.is_suspended(now) {
        return Err(Error::NotSuspended { seat });
    }
    Ok(Term { suspended_until: now, ..term })
}

/// Removes whoever holds a seat, if that is still whom the decision was about.
///
/// # Errors
/// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::TenureChanged`].
pub fn remove_seat<const N: usize>(roster: Roster<'_, N>, seat: u8, tenure: u32, now: Millis) -> Result<(), Error> {
    same(roster, seat, tenure, now).map(|_| ())
}
