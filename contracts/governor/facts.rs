//! What the governor tells: errors, events, views.

use alloc::string::String;
use atelier_governance::{
    proposal::{self, Seats, State, Support, Tally},
    track::{Class, Track, Unbounded},
    units::Millis,
};
use atelier_host::AccountId;

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The rules of voting refuse it.
    Vote(proposal::Error),
    /// The caller may not do this.
    Denied,
    /// Nothing can be proposed before the governor is open.
    NotOpen,
    /// The governor is open already.
    OpenAlready,
    /// A setting is out of its bounds.
    Rules(Unbounded),
    /// There are 1 to `most` actions.
    ActionCount {
        /// How many there are.
        given: u32,
        /// How many there may be.
        most: u32,
    },
    /// The actions, the title or the link are too long.
    TooLong {
        /// How many bytes it has.
        given: u32,
        /// How many it may have.
        most: u32,
    },
    /// An action is not this track's to decide.
    WrongClass {
        /// The action, from 0.
        action: u8,
        /// What it is.
        class: Class,
        /// The track.
        track: Track,
    },
    /// The proposer had too few votes a moment ago.
    BelowThreshold {
        /// How many it had.
        votes: u128,
        /// How many it needs.
        needed: u128,
    },
    /// The deposit is another.
    WrongDeposit {
        /// What must come with the call.
        expected: u128,
        /// What came.
        given: u128,
    },
    /// The proposer has as many undecided proposals on this track as an account may have.
    TooManyLive {
        /// How many.
        most: u8,
    },
    /// The same actions are being decided, or decided and not executed yet.
    AlreadyProposed(u32),
    /// The community refused the same actions.
    CoolingDown {
        /// Until when they cannot be proposed.
        until: Millis,
    },
    /// The committee refused the same actions.
    OnlyOverride {
        /// The proposal that it refused.
        refused: u32,
        /// Until when only Override can carry them.
        until: Millis,
    },
    /// The committee did not refuse these actions lately, and they are not about its seats.
    NothingToOverride,
    /// Only seats propose here while the committee is not dormant.
    SeatNeeded,
    /// Seats propose on Creative only.
    SeatNotAsked,
    /// The schedule would end after the end of time.
    EndOfTime,
    /// Not in this state.
    WrongState(State),
    /// The proposer still has enough votes, or the seat.
    StillBacked,
    /// What must be executed first is no proposal with an operation in the same timelock.
    PredecessorNotQueued(u32),
    /// The timelock did not take the operation.
    TimelockRefused,
    /// There is no deposit, or it was paid out.
    NothingToSettle,
    /// The deposit did not arrive; it stays.
    PaymentFailed,
    /// The record must be kept until later, or its deposit was not paid out.
    NotPrunable,
    /// The class of this message is fixed.
    Pinned,
    /// The signature is not this account's for these arguments on this chain.
    BadSignature,
    /// The signature was used, or one before it was not.
    WrongNonce {
        /// The number that is next.
        expected: u64,
    },
    /// The signature is too old.
    SignatureExpired {
        /// Since when.
        at: Millis,
    },
    /// It overrides a refusal, so nobody can cancel it before its vote.
    MustBeVoted,
}

impl Error {
    /// The number of [`Self::Vote`], for code that encodes no other variant.
    pub const VOTE: u8 = 0;
}

impl From<proposal::Error> for Error {
    fn from(error: proposal::Error) -> Self {
        Self::Vote(error)
    }
}

/// Where the governor is and whom it asks. Nothing of it ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Wiring {
    /// The votes token.
    pub votes: AccountId,
    /// The committee.
    pub committee: AccountId,
    /// The timelocks of Strategic, Creative and Dual.
    pub timelocks: [AccountId; 3],
    /// Where lost deposits go.
    pub treasury: AccountId,
    /// The hash of the chain's first block: signatures are good on this chain only.
    pub genesis: [u8; 32],
}

/// What somebody wants decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Draft {
    /// What it is called, at most 120 bytes.
    pub title: String,
    /// Where the text is, at most 256 bytes.
    pub link: String,
    /// The hash of the text.
    pub text: [u8; 32],
    /// The seat that proposes, if it is a seat.
    pub seat: Option<u8>,
    /// The proposal that must be executed first, if there is one.
    pub after: Option<u32>,
}

/// What never changes of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Origin {
    /// Who proposed it.
    pub proposer: AccountId,
    /// The deposit.
    pub deposit: u128,
    /// The hash of its actions: Keccak-256 of their encoding.
    pub actions_hash: [u8; 32],
    /// The rest.
    pub draft: Draft,
}

/// A proposal as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct ProposalView {
    /// How it is decided.
    pub track: Track,
    /// The track whose timelock executes it.
    pub executor: Track,
    /// The version of the rules that it is decided by.
    pub version: u32,
    /// Its state now.
    pub state: State,
    /// When it was made.
    pub created: Millis,
    /// Votes are counted as they were then.
    pub snapshot: Millis,
    /// The last moment for For and Abstain.
    pub for_end: Millis,
    /// The last moment for Against.
    pub end: Millis,
    /// The last moment for objections; the same where nobody may object.
    pub window_end: Millis,
    /// All voting units at the snapshot; 0 until the first vote.
    pub eligible: u128,
    /// The community's votes.
    pub tally: Tally,
    /// The community's objections.
    pub objections: u128,
    /// The committee's votes, bit by bit.
    pub seats: Seats,
    /// The committee's objections, bit by bit.
    pub objecting: u16,
    /// The operation in the executor's timelock.
    pub operation: Option<u32>,
    /// Whether the deposit was paid out.
    pub settled: bool,
    /// What never changes.
    pub origin: Origin,
}

/// What is left of a proposal whose record was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Tombstone {
    /// The hash of its actions.
    pub actions_hash: [u8; 32],
    /// How it ended.
    pub state: State,
    /// When its vote ended.
    pub end: Millis,
}

/// Somebody proposed something.
#[ink::event]
pub struct ProposalCreated {
    /// The proposal.
    pub proposal: u32,
    /// How it is decided.
    pub track: Track,
    /// Under which version of the rules.
    pub version: u32,
    /// The snapshot.
    pub snapshot: Millis,
    /// The end of the vote.
    pub end: Millis,
    /// What never changes.
    pub origin: Origin,
}

/// Somebody voted, or changed a vote.
#[ink::event]
pub struct VoteCast {
    /// The proposal.
    pub proposal: u32,
    /// Who.
    pub voter: AccountId,
    /// What.
    pub support: Support,
    /// With how many votes.
    pub weight: u128,
    /// Why.
    pub reason: String,
}

/// A seat voted, or changed its vote.
#[ink::event]
pub struct SeatVoteCast {
    /// The proposal.
    pub proposal: u32,
    /// The seat.
    pub seat: u8,
    /// Its holder.
    pub voter: AccountId,
    /// What.
    pub support: Support,
    /// Why.
    pub reason: String,
}

/// Somebody objected.
#[ink::event]
pub struct Objected {
    /// The proposal.
    pub proposal: u32,
    /// Who.
    pub voter: AccountId,
    /// The seat, if it was for the committee.
    pub seat: Option<u8>,
    /// With how many votes; 1 for a seat.
    pub weight: u128,
    /// Whether the objections suffice for a veto now.
    pub suffices: bool,
    /// Why.
    pub reason: String,
}

/// Somebody took an objection back.
#[ink::event]
pub struct Retracted {
    /// The proposal.
    pub proposal: u32,
    /// Who.
    pub voter: AccountId,
    /// The seat, if it was for the committee.
    pub seat: Option<u8>,
    /// Whether the objections still suffice for a veto.
    pub suffices: bool,
}

/// A proposal was canceled before it was decided.
#[ink::event]
pub struct ProposalCanceled {
    /// The proposal.
    pub proposal: u32,
    /// Who canceled it: its proposer, or whoever showed that it had lost its backing.
    pub by: AccountId,
}

/// A decision was given to its timelock.
#[ink::event]
pub struct ProposalQueued {
    /// The proposal.
    pub proposal: u32,
    /// The track whose timelock has it.
    pub executor: Track,
    /// The operation's number there.
    pub operation: u32,
    /// How long it waits, unless the timelock's minimum is longer.
    pub delay: Millis,
}

/// A deposit was paid out.
#[ink::event]
pub struct DepositSettled {
    /// The proposal.
    pub proposal: u32,
    /// To whom: the proposer or the treasury.
    pub to: AccountId,
    /// How much.
    pub amount: u128,
}

/// A record was removed.
#[ink::event]
pub struct ProposalPruned {
    /// The proposal.
    pub proposal: u32,
    /// What is left of it.
    pub tombstone: Tombstone,
}

/// The rules of all tracks were replaced.
#[ink::event]
pub struct RulesChanged {
    /// The version before.
    pub old: u32,
    /// The version from now on.
    pub new: u32,
}

/// A message got another class.
#[ink::event]
pub struct Classified {
    /// The contract.
    pub target: AccountId,
    /// The message.
    pub selector: [u8; 4],
    /// The class before.
    pub old: Class,
    /// The class from now on.
    pub new: Class,
}

/// The governor can be used; whoever deployed it has no rights any more.
#[ink::event]
pub struct Opened {
    /// The version of the rules.
    pub version: u32,
}

/// What a message of a contract is classed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Classification {
    /// The contract.
    pub target: AccountId,
    /// The message.
    pub selector: [u8; 4],
    /// What kind of decision it is to call it.
    pub class: Class,
}

/// A proposal in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Summary {
    /// Its number.
    pub id: u32,
    /// How it is decided; not known any more once its record was removed.
    pub track: Option<Track>,
    /// Its state now.
    pub state: State,
    /// The end of its vote.
    pub end: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::Encode;

    #[test]
    fn vote_has_the_number_that_the_hot_code_writes() {
        for error in [proposal::Error::UnknownProposal(7), proposal::Error::Unanswered] {
            assert_eq!(Error::Vote(error).encode(), (Error::VOTE, error).encode());
        }
    }
}
