//! Why the committee refuses.

use crate::units::Millis;

/// Why the committee refuses. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// Only an authority of the committee may do this, and the caller is none that may.
    NotAuthorized,
    /// The time that was asked about is not over yet.
    FutureLookup {
        /// The time that was asked about, in milliseconds.
        at: Millis,
        /// The time of the block, in milliseconds.
        now: Millis,
    },
    /// A committee has from 3 to 15 seats.
    SeatsOutOfBounds {
        /// How many there would be; 255 stands for more, too.
        seats: u8,
    },
    /// Terms last from 30 days to four years.
    TermOutOfBounds {
        /// How long they would last, in milliseconds.
        term: Millis,
    },
    /// The first end of a term lies after the deployment, and at most a term after it.
    FirstEndOutOfBounds {
        /// When it would be, in milliseconds.
        first_end: Millis,
    },
    /// There is no such seat.
    UnknownSeat {
        /// The seat.
        seat: u8,
    },
    /// Nobody holds the seat.
    Vacant {
        /// The seat.
        seat: u8,
    },
    /// The caller, or whoever was named, does not hold the seat.
    NotHolder {
        /// The seat.
        seat: u8,
    },
    /// The caller holds no seat.
    NotMember,
    /// The seat is suspended.
    Suspended {
        /// The seat.
        seat: u8,
        /// Since when it is no longer, in milliseconds.
        until: Millis,
    },
    /// The term of the seat is over.
    InHoldover {
        /// The seat.
        seat: u8,
        /// When the term ended, in milliseconds.
        term_end: Millis,
    },
    /// The seat's holder is in their term.
    SeatFilled {
        /// The seat.
        seat: u8,
        /// When the term ends, in milliseconds.
        term_end: Millis,
    },
    /// The account holds a seat already.
    AlreadySeated {
        /// The seat that it holds.
        seat: u8,
    },
    /// The account is about to hold a seat: it was offered one, or somebody rotates to it.
    AlreadyPending {
        /// The seat.
        seat: u8,
    },
    /// The seat is offered to nobody.
    NoOffer {
        /// The seat.
        seat: u8,
    },
    /// The seat is offered to somebody else.
    NotOffered {
        /// The seat.
        seat: u8,
    },
    /// It is too late to accept.
    OfferExpired {
        /// The seat.
        seat: u8,
        /// The last moment, in milliseconds.
        until: Millis,
    },
    /// The holder's key is being rotated already.
    RotationPending {
        /// The seat.
        seat: u8,
        /// The last moment at which this can be finalized, in milliseconds.
        until: Millis,
    },
    /// The holder's key is not being rotated.
    NoRotation {
        /// The seat.
        seat: u8,
    },
    /// The key is being rotated to another one.
    NotRotationTarget {
        /// The seat.
        seat: u8,
    },
    /// The rotation can still be canceled.
    RotationTooEarly {
        /// The seat.
        seat: u8,
        /// The first moment at which it can be finalized, in milliseconds.
        from: Millis,
    },
    /// It is too late to finalize the rotation.
    RotationExpired {
        /// The seat.
        seat: u8,
        /// The last moment, in milliseconds.
        until: Millis,
    },
    /// Nobody votes on their own suspension.
    OwnSeat {
        /// The seat.
        seat: u8,
    },
    /// This seat's vote is counted already.
    AlreadyVoted {
        /// The seat that voted.
        seat: u8,
    },
    /// Another seat is suspended.
    OtherSuspended {
        /// The other seat.
        seat: u8,
        /// Since when it is no longer, in milliseconds.
        until: Millis,
    },
    /// The same tenure was suspended not long ago.
    SuspendedRecently {
        /// The seat.
        seat: u8,
        /// Since when it can be suspended again, in milliseconds.
        until: Millis,
    },
    /// A reason has at most 256 bytes.
    ReasonTooLong {
        /// How many it has.
        bytes: u32,
    },
    /// The seat is not suspended.
    NotSuspended {
        /// The seat.
        seat: u8,
    },
    /// The seat has another tenure by now.
    TenureChanged {
        /// The seat.
        seat: u8,
        /// The present tenure.
        tenure: u32,
    },
    /// The committee was deployed already.
    AlreadyDeployed,
}
