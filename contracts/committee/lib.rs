//! The creative committee: who holds which seat now, who did at any past time, and who counts in a vote.
//!
//! The rules are those of [`atelier_governance::roster`]; here is what they are stored in and who may call. Nothing here holds
//! money or calls anything.
//!
//! Every vote of the committee asks here who counts, and pays for each byte of the code that answers. So the committee has two
//! codes and one set of cells: its own code knows [`hot`], and lets `committee-desk` do everything else. The hash of that
//! code is given once, when the committee is instantiated; nothing can replace it.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than most messages.
#![cfg_attr(not(feature = "std"), no_std)]

mod cells;
#[cfg(any(feature = "std", feature = "rare"))]
pub mod desk;
#[cfg(all(not(feature = "std"), not(feature = "ink-as-dependency")))]
mod dispatch;
#[cfg(any(feature = "std", feature = "rare"))]
mod facts;
#[cfg(any(feature = "std", not(feature = "rare")))]
pub mod hot;

pub use atelier_governance::roster::Error;
#[cfg(feature = "std")]
pub use committee::Committee;
#[cfg(any(feature = "std", feature = "rare"))]
pub use facts::{
    CancellationVoted, KeyRotated, Member, Members, Reinstated, Resigned, RotationBegun, RotationCanceled, SeatOffered,
    SeatRemoved, SeatSuspended, SeatTaken, SeatView, SuspensionVoted,
};

#[cfg(feature = "std")]
#[ink::contract]
mod committee {
    use crate::{desk, hot, Error, Members, SeatView};
    use atelier_governance::roster::{Settings, Standing};
    use atelier_host::{bytes, AccountId as Account};
    use ink::prelude::{string::String, vec::Vec};

    /// Declares the committee. All state lies in cells of its own layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Committee {}

    // Who counts.
    impl Committee {
        /// A committee of 3 to 15 seats, with these holders. Its other code must be on the chain, and stays there. Both houses decide on seats through `dual`; through `strategic`
        /// the community alone ends suspensions.
        ///
        /// # Errors
        /// [`Error::SeatsOutOfBounds`], [`Error::TermOutOfBounds`], [`Error::FirstEndOutOfBounds`],
        /// [`Error::AlreadySeated`] for an account that is named twice.
        #[ink(constructor)]
        pub fn new(
            desk: Hash,
            dual: Account,
            strategic: Account,
            settings: Settings,
            holders: Vec<Option<Account>>,
        ) -> Result<Self, Error> {
            // The entry point keeps the code.
            let _ = desk;
            let holders: Vec<_> = holders.iter().map(|holder| holder.as_ref().map(|holder| *bytes(holder))).collect();
            desk::new(bytes(&dual), bytes(&strategic), settings, &holders)?;
            Ok(Self {})
        }

        /// Who counts at a time in a vote whose snapshot is the given one.
        ///
        /// # Errors
        /// [`Error::FutureLookup`] unless the snapshot is over, and `at` is not in the future.
        #[ink(message)]
        pub fn standing(&self, snapshot: u64, at: u64) -> Result<Standing, Error> {
            Ok(hot::standing(snapshot, at)?)
        }

        /// Who counts now in a vote whose snapshot is the given one, if the voter holds the seat now.
        ///
        /// # Errors
        /// [`Error::NotHolder`], [`Error::FutureLookup`] unless the snapshot is over.
        #[ink(message)]
        pub fn standing_of(&self, seat: u8, voter: Account, snapshot: u64) -> Result<Standing, Error> {
            Ok(hot::standing_of(seat, bytes(&voter), snapshot)?)
        }
    }

    // How seats change hands.
    impl Committee {
        /// Offers a seat that is vacant or in holdover, for 30 days; only both houses together do. Takes the place of an
        /// earlier offer.
        ///
        /// # Errors
        /// [`Error::NotAuthorized`], [`Error::UnknownSeat`], [`Error::SeatFilled`], [`Error::AlreadySeated`].
        #[ink(message)]
        pub fn appoint(&mut self, seat: u8, candidate: Account) -> Result<(), Error> {
            desk::appoint(seat, bytes(&candidate))
        }

        /// Takes a seat that was offered to the caller.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`], [`Error::NoOffer`], [`Error::NotOffered`], [`Error::OfferExpired`],
        /// [`Error::AlreadySeated`].
        #[ink(message)]
        pub fn accept(&mut self, seat: u8) -> Result<(), Error> {
            desk::accept(seat)
        }

        /// Leaves the caller's seat.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`].
        #[ink(message)]
        pub fn resign(&mut self, seat: u8) -> Result<(), Error> {
            desk::resign(seat)
        }

        /// Begins to rotate the key of the caller's seat. The new key finalizes it, from 3 to 30 days later; until then the
        /// old one, or a majority of the other seats, can cancel it.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`], [`Error::Suspended`], [`Error::InHoldover`],
        /// [`Error::AlreadySeated`], [`Error::RotationPending`], [`Error::AlreadyPending`].
        #[ink(message)]
        pub fn rotate_key(&mut self, seat: u8, to: Account) -> Result<(), Error> {
            desk::rotate_key(seat, bytes(&to))
        }

        /// Takes a seat over from the holder's old key; the new key calls. The tenure stays.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NoRotation`], [`Error::NotRotationTarget`],
        /// [`Error::RotationTooEarly`], [`Error::RotationExpired`], [`Error::Suspended`], [`Error::InHoldover`],
        /// [`Error::AlreadySeated`].
        #[ink(message)]
        pub fn finalize_rotation(&mut self, seat: u8) -> Result<(), Error> {
            desk::finalize_rotation(seat)
        }

        /// Cancels the rotation of a seat's key as its holder, or votes to cancel it as another one: it takes more than half
        /// of the other seats that somebody holds. Tells whether it is canceled.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NoRotation`], [`Error::NotMember`], [`Error::Suspended`],
        /// [`Error::AlreadyVoted`].
        #[ink(message)]
        pub fn cancel_rotation(&mut self, seat: u8) -> Result<bool, Error> {
            desk::cancel_rotation(seat)
        }

        /// Votes for the suspension of a seat as the holder of `own_seat`, with a reason of at most 256 bytes. With three
        /// quarters of the other seats that somebody holds, it is suspended for 30 days. Tells whether it is.
        ///
        /// # Errors
        /// [`Error::ReasonTooLong`], [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::NotHolder`],
        /// [`Error::Suspended`], [`Error::OwnSeat`], [`Error::InHoldover`], [`Error::SuspendedRecently`],
        /// [`Error::OtherSuspended`], [`Error::AlreadyVoted`].
        #[ink(message)]
        pub fn vote_to_suspend(&mut self, own_seat: u8, seat: u8, reason: String) -> Result<bool, Error> {
            desk::vote_to_suspend(own_seat, seat, &reason)
        }

        /// Ends a suspension of this tenure; the community alone can, and both houses together.
        ///
        /// # Errors
        /// [`Error::NotAuthorized`], [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::TenureChanged`],
        /// [`Error::NotSuspended`].
        #[ink(message)]
        pub fn reinstate(&mut self, seat: u8, tenure: u32) -> Result<(), Error> {
            desk::reinstate(seat, tenure)
        }

        /// Removes the holder whose tenure this is; only what both houses decide together does, or what the community decides
        /// over the committee's head.
        ///
        /// # Errors
        /// [`Error::NotAuthorized`], [`Error::UnknownSeat`], [`Error::Vacant`], [`Error::TenureChanged`].
        #[ink(message)]
        pub fn remove_seat(&mut self, seat: u8, tenure: u32) -> Result<(), Error> {
            desk::remove_seat(seat, tenure)
        }
    }

    // Questions.
    impl Committee {
        /// Who held a seat at a time, and by which tenure. A seat that there is not is nobody's.
        ///
        /// # Errors
        /// [`Error::FutureLookup`].
        #[ink(message)]
        pub fn holder_at(&self, seat: u8, at: u64) -> Result<Option<(Account, u32)>, Error> {
            desk::holder_at(seat, at)
        }

        /// Who held each seat at a time; none before the committee was deployed.
        ///
        /// # Errors
        /// [`Error::FutureLookup`].
        #[ink(message)]
        pub fn roster_at(&self, at: u64) -> Result<Members, Error> {
            desk::roster_at(at)
        }

        /// What a seat is now, and what is about to happen to it.
        ///
        /// # Errors
        /// [`Error::UnknownSeat`].
        #[ink(message)]
        pub fn seat(&self, seat: u8) -> Result<SeatView, Error> {
            desk::seat(seat)
        }

        /// How many seats there are.
        #[ink(message)]
        pub fn seats(&self) -> u8 {
            desk::seats()
        }

        /// The terms.
        #[ink(message)]
        pub fn settings(&self) -> Settings {
            desk::settings()
        }

        /// The dual and the strategic timelock.
        #[ink(message)]
        pub fn authorities(&self) -> (Account, Account) {
            desk::authorities()
        }
    }
}
