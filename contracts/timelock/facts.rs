//! What a timelock tells: events and errors.

use atelier_governance::timelock as rules;
use atelier_host::AccountId;

/// Why a message is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The rules of timelocks refuse it.
    Timelock(rules::Error),
    /// The actions are longer than [`rules::MAX_BYTES`].
    ActionsTooLong {
        /// How many bytes they have.
        bytes: u32,
    },
    /// These are not the actions that were decided: target, selector, arguments, value or order differ.
    ActionsMismatch {
        /// The operation.
        operation: u32,
    },
    /// No actions, or more than [`rules::MAX_ACTIONS`].
    WrongCount {
        /// How many.
        count: u32,
    },
    /// An action failed: it trapped, reverted, found no contract, or there was too little money for it. Nothing of the
    /// operation was done; it can be executed again.
    ActionFailed {
        /// The action, from 0.
        index: u8,
    },
    /// An action whose target is the timelock itself is no order that it knows, or comes with money.
    UnknownOrder {
        /// The action, from 0.
        index: u8,
    },
    /// Only an operation of this timelock may have this done, as an action.
    OnlyAsOrder,
}

impl From<rules::Error> for Error {
    fn from(error: rules::Error) -> Self {
        Self::Timelock(error)
    }
}

/// Roles were given.
#[ink::event]
pub struct Bound {
    /// Who schedules.
    pub governor: AccountId,
    /// Who changes the settings.
    pub admin: AccountId,
}

/// An operation was scheduled.
#[ink::event]
pub struct Scheduled {
    /// Its number.
    pub operation: u32,
    /// The hash of the list of its actions.
    pub hash: [u8; 32],
    /// The operation that must be executed before.
    pub after: Option<u32>,
    /// The first millisecond in which it can be executed.
    pub eta: u64,
    /// The last millisecond in which it can be executed.
    pub expires_at: u64,
    /// How high the thresholds were that it passed.
    pub rank: u8,
}

/// An operation was executed.
#[ink::event]
pub struct Executed {
    /// Its number.
    pub operation: u32,
}

/// An operation was canceled.
#[ink::event]
pub struct Canceled {
    /// Its number.
    pub operation: u32,
    /// The operation that ordered it.
    pub by: u32,
}

/// The shortest delay was changed.
#[ink::event]
pub struct MinimumDelaySet {
    /// What it was, in milliseconds.
    pub old: u64,
    /// What it is, in milliseconds.
    pub new: u64,
}

/// Another account schedules from now on.
#[ink::event]
pub struct GovernorSet {
    /// Who scheduled before.
    pub old: AccountId,
    /// Who schedules now.
    pub new: AccountId,
}
