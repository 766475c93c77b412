//! The governor: what two houses decide on four tracks, and nothing else. It holds deposits and no other money, has no rights
//! at any contract but its timelocks, and is not on the call stack when a decision is executed.
//!
//! A call pays 33.5 ns for each byte of the code that it runs before it does anything. So the governor has two codes, and one
//! set of cells: its own code counts the votes of both houses; everything else it lets `governor-desk` do. The hash of that
//! code is given once, when the governor is instantiated; nothing can replace it.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than all that voting does.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod ask;
pub mod cells;
pub mod desk;
pub mod objecting;
pub mod voting;

#[cfg(all(not(feature = "std"), not(feature = "rare")))]
mod dispatch;
mod facts;

pub use facts::{
    Classification, Classified, DepositSettled, Draft, Error, Objected, Opened, Origin, ProposalCanceled,
    ProposalCreated, ProposalPruned, ProposalQueued, ProposalView, Retracted, RulesChanged, SeatVoteCast, Summary,
    Tombstone, VoteCast, Wiring,
};
#[cfg(feature = "std")]
pub use governor::Governor;

#[cfg(feature = "std")]
// Of the messages' arguments, which ink! puts into one enum: all rules of all tracks are larger than any other.
#[allow(clippy::large_enum_variant)]
#[ink::contract]
mod governor {
    use crate::{ask, cells, desk, objecting, voting, Classification, Draft, Error, ProposalView, Summary, Wiring};
    use atelier_governance::{
        proposal::{Ballot, State, Support},
        timelock::Action,
        track::{Class, House, Rules, Track},
        units::Millis,
    };
    use atelier_host::{bytes, entry::Input, AccountId as Account};
    use ink::prelude::{string::String, vec::Vec};

    /// Declares the governor. All state lies in cells of its own layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Governor {}

    // Voting.
    impl Governor {
        /// A governor whose other code is the given one, for good, with its first rules. The caller may classify messages
        /// until it opens the governor.
        ///
        /// # Errors
        /// [`Error::Rules`]; [`atelier_governance::proposal::Error::Unanswered`] if the committee is none.
        #[ink(constructor)]
        pub fn new(desk: Hash, wiring: Wiring, rules: Rules) -> Result<Self, Error> {
            // The entry point keeps the code, and the rest is read where it stands.
            let _ = (desk, wiring, rules);
            Ok(Self {})
        }

        /// Votes with the votes that the caller had at the snapshot, or changes the vote. In the tail of the vote only
        /// against the proposal.
        ///
        /// # Errors
        /// [`Error::Vote`] with [`atelier_governance::proposal::Error::UnknownProposal`], `NotActive`, `NotAsked`, `NoVotes`,
        /// `SameVote`, `OnlyAgainst`, `ReasonTooLong`, `Unanswered`.
        #[ink(message)]
        pub fn vote(&mut self, proposal: u32, support: Support, reason: String) -> Result<(), Error> {
            desk::vote(proposal, support, reason.as_bytes())
        }

        /// Votes for a seat of the committee, or changes its vote. The caller holds the seat.
        ///
        /// # Errors
        /// [`Error::Vote`] as in [`Self::vote`], with `NotHolder` and `SeatDoesNotCount`.
        #[ink(message)]
        pub fn vote_seat(&mut self, proposal: u32, seat: u8, support: Support, reason: String) -> Result<(), Error> {
            Ok(voting::cast_seat(proposal, seat, support, reason.as_bytes(), cells::wiring().committee())?)
        }

        /// Votes for somebody who signed this vote, whoever sends it.
        ///
        /// The signature is by sr25519, of the bytes `atelier:vote`, the genesis hash, this contract's account, `voter`,
        /// `proposal`, `support`, `reason`, `nonce` and `expires_at` in their encoding, raw or between `<Bytes>` and
        /// `</Bytes>`, as wallets do.
        ///
        /// # Errors
        /// [`Error::SignatureExpired`], [`Error::WrongNonce`], [`Error::BadSignature`], and those of [`Self::vote`].
        #[ink(message)]
        #[allow(clippy::too_many_arguments)]
        pub fn vote_by_sig(
            &mut self,
            voter: Account,
            proposal: u32,
            support: Support,
            reason: String,
            nonce: u64,
            expires_at: Millis,
            signature: [u8; 64],
        ) -> Result<(), Error> {
            desk::vote_by_sig(voter, (proposal, support, &reason), nonce, expires_at, &signature)
        }

        /// Objects to what the committee decided, with the votes that the caller had at the snapshot.
        ///
        /// # Errors
        /// [`Error::Vote`] with `NotOpenToObjection`, `NoObjection`, `NotPassed`, `ObjectsAlready`, `NoVotes`, `ReasonTooLong`.
        #[ink(message)]
        pub fn object(&mut self, proposal: u32, reason: String) -> Result<(), Error> {
            objecting::object(proposal, &reason)
        }

        /// Takes the caller's objection back, until one tail before the window closes.
        ///
        /// # Errors
        /// [`Error::Vote`] with `ObjectsNot`, `TooLateToRetract`, and those of [`Self::object`].
        #[ink(message)]
        pub fn retract(&mut self, proposal: u32) -> Result<(), Error> {
            objecting::retract(proposal)
        }

        /// Objects for a seat to what the community decided. The objection that makes a veto takes one from the committee's
        /// budget. While they do not suffice, an objection may be repeated, to have them counted again.
        ///
        /// # Errors
        /// [`Error::Vote`] with `ReasonMissing`, `NotHolder`, `SeatDoesNotCount`, `VetoBudgetExhausted`, and those of
        /// [`Self::object`].
        #[ink(message)]
        pub fn object_seat(&mut self, proposal: u32, seat: u8, reason: String) -> Result<(), Error> {
            objecting::object_seat(proposal, seat, &reason)
        }

        /// Takes a seat's objection back, until one tail before the window closes.
        ///
        /// # Errors
        /// [`Error::Vote`] as in [`Self::retract`] and [`Self::object_seat`].
        #[ink(message)]
        pub fn retract_seat(&mut self, proposal: u32, seat: u8) -> Result<(), Error> {
            objecting::retract_seat(proposal, seat)
        }
    }

    // The way of a proposal.
    impl Governor {
        /// Proposes actions on a track. Exactly the track's deposit must come with the call. Gives the proposal's number.
        ///
        /// # Errors
        /// [`Error::NotOpen`], [`Error::ActionCount`], [`Error::TooLong`], [`Error::WrongClass`],
        /// [`Error::AlreadyProposed`], [`Error::CoolingDown`], [`Error::OnlyOverride`], [`Error::NothingToOverride`],
        /// [`Error::SeatNotAsked`], [`Error::SeatNeeded`], [`Error::BelowThreshold`], [`Error::WrongDeposit`],
        /// [`Error::TooManyLive`], [`Error::EndOfTime`], [`Error::PredecessorNotQueued`].
        #[ink(message, payable)]
        pub fn propose(&mut self, track: Track, actions: Vec<Action<Account>>, draft: Draft) -> Result<u32, Error> {
            desk::propose(track, actions, draft, self.env().transferred_value())
        }

        /// Takes a proposal back before its snapshot; its proposer only. What overrides a refusal must come to a vote.
        ///
        /// # Errors
        /// [`Error::Denied`], [`Error::WrongState`], [`Error::MustBeVoted`].
        #[ink(message)]
        pub fn cancel(&mut self, proposal: u32) -> Result<(), Error> {
            desk::cancel(proposal)
        }

        /// Cancels a proposal whose proposer has too few votes left, or has lost the seat. Anybody may.
        ///
        /// # Errors
        /// [`Error::StillBacked`], [`Error::WrongState`], [`Error::MustBeVoted`].
        #[ink(message)]
        pub fn cancel_unbacked(&mut self, proposal: u32) -> Result<(), Error> {
            desk::cancel_unbacked(proposal)
        }

        /// Gives a decision to its timelock. Anybody may. Gives the operation's number there.
        ///
        /// # Errors
        /// [`Error::WrongState`], [`Error::PredecessorNotQueued`], [`Error::TimelockRefused`].
        #[ink(message)]
        pub fn queue(&mut self, proposal: u32) -> Result<u32, Error> {
            desk::queue(proposal)
        }

        /// Pays a deposit back to its proposer; to the treasury if enough took part for a quorum and at most a tenth was in
        /// favor. Anybody may.
        ///
        /// # Errors
        /// [`Error::WrongState`], [`Error::NothingToSettle`], [`Error::PaymentFailed`].
        #[ink(message)]
        pub fn settle_deposit(&mut self, proposal: u32) -> Result<(), Error> {
            desk::settle_deposit(proposal)
        }

        /// Removes the record of a proposal that is over for long; what its storage cost goes to the caller. Its outcome
        /// stays known.
        ///
        /// # Errors
        /// [`Error::NotPrunable`].
        #[ink(message)]
        pub fn prune(&mut self, proposal: u32) -> Result<(), Error> {
            desk::prune(proposal)
        }

        /// Removes ballots of a proposal whose record was removed; what their storage cost goes to the caller.
        ///
        /// # Errors
        /// [`Error::NotPrunable`], [`Error::TooLong`].
        #[ink(message)]
        pub fn prune_ballots(&mut self, proposal: u32, voters: Vec<Account>) -> Result<(), Error> {
            desk::prune_ballots(proposal, voters)
        }
    }

    // The rules.
    impl Governor {
        /// Replaces the rules of all tracks, for proposals from now on. Gives the new version. Only the Dual timelock may.
        ///
        /// # Errors
        /// [`Error::Denied`], [`Error::Rules`].
        #[ink(message)]
        pub fn set_rules(&mut self, rules: Rules) -> Result<u32, Error> {
            desk::set_rules(rules)
        }

        /// Says what kind of decision it is to call some messages. Only the Dual timelock may, and the deployer before the
        /// governor is open. A message that passes on arbitrary calls must stay Dual.
        ///
        /// # Errors
        /// [`Error::Denied`], [`Error::Pinned`], [`Error::TooLong`].
        #[ink(message)]
        pub fn classify(&mut self, classifications: Vec<Classification>) -> Result<(), Error> {
            desk::classify(classifications)
        }

        /// Opens the governor. From then on its deployer has no rights.
        ///
        /// # Errors
        /// [`Error::Denied`], [`Error::OpenAlready`].
        #[ink(message)]
        pub fn open(&mut self) -> Result<(), Error> {
            desk::open()
        }
    }

    // Questions.
    impl Governor {
        /// A proposal's state now.
        ///
        /// # Errors
        /// That there is no such proposal.
        #[ink(message)]
        pub fn state(&self, proposal: u32) -> Result<State, Error> {
            ask::state(proposal)
        }

        /// A proposal as it is now.
        ///
        /// # Errors
        /// That there is no such proposal, or none any more.
        #[ink(message)]
        pub fn proposal(&self, proposal: u32) -> Result<ProposalView, Error> {
            ask::proposal(proposal)
        }

        /// Proposals from a number on (the first is 1), at most 30.
        ///
        /// # Errors
        /// That the committee or a timelock does not answer.
        #[ink(message)]
        pub fn proposals(&self, from: u32, count: u32) -> Result<Vec<Summary>, Error> {
            ask::proposals(from, count)
        }

        /// What a proposal does, in the form in which its timelock wants it.
        #[ink(message)]
        pub fn actions(&self, proposal: u32) -> Vec<Action<Account>> {
            cells::actions(proposal)
        }

        /// What somebody said on a proposal.
        #[ink(message)]
        pub fn ballot(&self, proposal: u32, voter: Account) -> Option<Ballot> {
            cells::ballot(proposal, bytes(&voter))
        }

        /// How many proposals there were.
        #[ink(message)]
        pub fn proposal_count(&self) -> Result<u32, Error> {
            Ok(desk::counts()?.proposals)
        }

        /// The version of the rules in force.
        #[ink(message)]
        pub fn version(&self) -> Result<u32, Error> {
            Ok(desk::counts()?.version)
        }

        /// A version of the rules.
        ///
        /// # Errors
        /// [`Error::NotOpen`] if there is no such version.
        #[ink(message)]
        pub fn rules(&self, version: u32) -> Result<Rules, Error> {
            desk::rules(version).cloned()
        }

        /// Whom the governor asks.
        #[ink(message)]
        pub fn wiring(&self) -> Wiring {
            Input::of_bytes(cells::wiring().encoded()).value()
        }

        /// Who may still prepare the governor; nobody once it is open.
        #[ink(message)]
        pub fn deployer(&self) -> Result<Option<Account>, Error> {
            Ok(desk::counts()?.deployer)
        }

        /// What kind of decision it is to call a message.
        #[ink(message)]
        pub fn class_of(&self, target: Account, selector: [u8; 4]) -> Class {
            desk::class_of(cells::wiring(), &target, selector)
        }

        /// The vetoes of a house that still count, with the ends of their windows.
        #[ink(message)]
        pub fn vetoes(&self, house: House) -> Vec<(u32, Millis)> {
            ask::vetoes(house)
        }

        /// The number that an account's next signature must carry.
        #[ink(message)]
        pub fn nonce(&self, account: Account) -> u64 {
            cells::nonce(bytes(&account)).unwrap_or_default()
        }
    }
}
