//! What the committee tells: events and views.

use atelier_governance::roster::{Motion, Offer, Rotation, Status};
use atelier_host::AccountId;
use ink::prelude::{string::String, vec::Vec};

/// A seat was offered.
#[ink::event]
pub struct SeatOffered {
    /// The seat.
    pub seat: u8,
    /// Who may accept it.
    pub candidate: AccountId,
    /// The last moment to do so, in milliseconds.
    pub until: u64,
}

/// A seat was taken.
#[ink::event]
pub struct SeatTaken {
    /// The seat.
    pub seat: u8,
    /// The holder.
    pub holder: AccountId,
    /// The number of the appointment.
    pub tenure: u32,
    /// When the term ends, in milliseconds.
    pub term_end: u64,
}

/// A holder left.
#[ink::event]
pub struct Resigned {
    /// The seat.
    pub seat: u8,
    /// The number of the appointment.
    pub tenure: u32,
}

/// A holder began to rotate their key.
#[ink::event]
pub struct RotationBegun {
    /// The seat.
    pub seat: u8,
    /// The new key.
    pub to: AccountId,
    /// The first moment at which it can take the seat, in milliseconds.
    pub from: u64,
    /// The last one.
    pub until: u64,
}

/// A holder's key was rotated.
#[ink::event]
pub struct KeyRotated {
    /// The seat.
    pub seat: u8,
    /// The number of the appointment, which stays.
    pub tenure: u32,
    /// The key that has no power any more.
    pub old: AccountId,
    /// The key that has it now.
    pub new: AccountId,
}

/// A holder voted to cancel the rotation of another holder's key.
#[ink::event]
pub struct CancellationVoted {
    /// The seat whose key is being rotated.
    pub seat: u8,
    /// The seat that voted.
    pub by: u8,
    /// How many votes there are.
    pub votes: u8,
    /// How many it takes.
    pub needed: u8,
}

/// A rotation was canceled.
#[ink::event]
pub struct RotationCanceled {
    /// The seat.
    pub seat: u8,
}

/// A holder voted for the suspension of another one.
#[ink::event]
pub struct SuspensionVoted {
    /// The seat that would be suspended.
    pub seat: u8,
    /// The seat that voted.
    pub by: u8,
    /// How many votes there are.
    pub votes: u8,
    /// How many it takes.
    pub needed: u8,
    /// Why.
    pub reason: String,
}

/// A seat was suspended.
#[ink::event]
pub struct SeatSuspended {
    /// The seat.
    pub seat: u8,
    /// The number of the appointment.
    pub tenure: u32,
    /// Since when it is no longer, in milliseconds.
    pub until: u64,
}

/// A suspension was ended before its time.
#[ink::event]
pub struct Reinstated {
    /// The seat.
    pub seat: u8,
    /// The number of the appointment.
    pub tenure: u32,
}

/// A holder was removed.
#[ink::event]
pub struct SeatRemoved {
    /// The seat.
    pub seat: u8,
    /// The number of the appointment.
    pub tenure: u32,
}

/// An appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Member {
    /// Who holds the seat.
    pub holder: AccountId,
    /// The number of the appointment, from 1; key rotations keep it.
    pub tenure: u32,
    /// When the term ends, in milliseconds.
    pub term_end: u64,
    /// When the last suspension ends or ended, in milliseconds; 0 if there was none.
    pub suspended_until: u64,
}

/// Who held each seat at some time.
pub type Members = Vec<Option<Member>>;

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct SeatView {
    /// What it is now.
    pub status: Status,
    /// Who holds it.
    pub member: Option<Member>,
    /// To whom it is offered.
    pub offer: Option<Offer<AccountId>>,
    /// To what its holder's key is being rotated.
    pub rotation: Option<Rotation<AccountId>>,
    /// The motion to suspend it.
    pub motion: Option<Motion>,
}
