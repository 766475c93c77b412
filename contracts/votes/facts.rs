//! What the token tells: events and errors.

use atelier_governance::votes as rules;
use atelier_host::{Account, AccountId};

/// Why a message is refused. Append only. Messages of the token's standard are refused by the standard's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// Votes are known at times before now only.
    FutureLookup {
        /// The time asked for.
        at: u64,
        /// The block's time.
        now: u64,
    },
    /// The account is excluded: it neither delegates nor is delegated to.
    Excluded(AccountId),
    /// The account is excluded already.
    AlreadyExcluded(AccountId),
    /// The account is not excluded.
    NotExcluded(AccountId),
    /// As many accounts are excluded as can be at once.
    TooManyExcluded,
    /// There would be more of the token than its cap.
    CapExceeded {
        /// What exists.
        supply: u128,
        /// What would be added.
        amount: u128,
        /// The cap.
        cap: u128,
    },
    /// The signed message is not accepted any more.
    SignatureExpired {
        /// The last millisecond at which it was.
        expires_at: u64,
        /// The block's time.
        now: u64,
    },
    /// The signed message is not its signer's next one.
    WrongNonce {
        /// The number of the next one.
        expected: u64,
        /// The number of this one.
        given: u64,
    },
    /// The signature is not the delegator's, or is one for another message: of another chain, contract, delegate, number or
    /// time.
    WrongSignature,
    /// Only the minter makes tokens.
    NotMinter(AccountId),
    /// Only the authority excludes and includes.
    NotAuthority(AccountId),
    /// The cap is larger than [`rules::LARGEST_CAP`].
    CapTooLarge(u128),
    /// More first holders than the constructor takes.
    TooManyHolders(u32),
}

impl From<rules::Error<Account>> for Error {
    fn from(error: rules::Error<Account>) -> Self {
        match error {
            rules::Error::AlreadyExcluded(account) => Self::AlreadyExcluded(account.into()),
            rules::Error::NotExcluded(account) => Self::NotExcluded(account.into()),
            rules::Error::TooManyExcluded => Self::TooManyExcluded,
            rules::Error::CapExceeded { supply, amount, cap } => Self::CapExceeded { supply, amount, cap },
            rules::Error::SignatureExpired { expires_at, now } => Self::SignatureExpired { expires_at, now },
            rules::Error::WrongNonce { expected, given } => Self::WrongNonce { expected, given },
        }
    }
}

impl From<rules::FutureLookup> for Error {
    fn from(rules::FutureLookup { at, now }: rules::FutureLookup) -> Self {
        Self::FutureLookup { at, now }
    }
}

impl From<rules::Excluded<Account>> for Error {
    fn from(rules::Excluded(account): rules::Excluded<Account>) -> Self {
        Self::Excluded(account.into())
    }
}

/// Why the token's standard refuses a message; encoded as the standard's error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Refusal {
    /// The account has less.
    InsufficientBalance = 1,
    /// The owner allows the caller to take less.
    InsufficientAllowance = 2,
}

impl From<rules::Insufficient> for Refusal {
    fn from(_: rules::Insufficient) -> Self {
        Self::InsufficientBalance
    }
}

#[cfg(feature = "std")]
impl From<Refusal> for psp22::PSP22Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::InsufficientBalance => Self::InsufficientBalance,
            Refusal::InsufficientAllowance => Self::InsufficientAllowance,
        }
    }
}

#[cfg(feature = "std")]
pub use psp22::{Approval, Transfer};

// On chain the standard's crate would bring more than two signatures. A test compares them.
#[cfg(not(feature = "std"))]
mod standard {
    use super::AccountId;

    /// Tokens moved. `from` is nobody if they are new, `to` is nobody if they were burned.
    #[ink::event]
    pub struct Transfer {
        from: Option<AccountId>,
        to: Option<AccountId>,
        value: u128,
    }

    /// From now on `spender` may take so many tokens of `owner` in all.
    #[ink::event]
    pub struct Approval {
        owner: AccountId,
        spender: AccountId,
        amount: u128,
    }
}

#[cfg(not(feature = "std"))]
pub use standard::{Approval, Transfer};

/// The votes of an account's units went to another delegate.
#[ink::event]
pub struct Delegated {
    /// Whose units.
    pub delegator: AccountId,
    /// Who had the votes; the delegator if nobody else.
    pub old: AccountId,
    /// Who has them now; the delegator if they were taken back.
    pub new: AccountId,
}

/// What an account has carries no votes any more.
#[ink::event]
pub struct ExclusionStarted {
    /// The account.
    pub account: AccountId,
    /// How many voting units ceased to be.
    pub units: u128,
}

/// What an account has carries votes again.
#[ink::event]
pub struct ExclusionEnded {
    /// The account.
    pub account: AccountId,
    /// How many voting units came into being.
    pub units: u128,
}
