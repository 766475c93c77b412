//! The account that acts for one track: what was decided waits here, and then anybody has it done.
//!
//! A suite has three timelocks of this one code: strategic, creative, dual. What they may do stands at their targets, which
//! check which timelock calls. The governor is not on the stack when an operation is executed, and no callee can call back
//! into the timelock: a timelock changes itself only by actions that name it as their target, which are never calls but
//! orders of a closed list, carried out inside.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones write the root cell when a message ends: over what an order
//! has changed meanwhile.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(all(not(feature = "std"), not(feature = "ink-as-dependency")))]
mod dispatch;
mod facts;
mod shell;

pub use facts::{Bound, Canceled, Error, Executed, GovernorSet, MinimumDelaySet, Scheduled};
#[cfg(feature = "std")]
pub use timelock::Timelock;

#[cfg(feature = "std")]
#[ink::contract]
mod timelock {
    use crate::{shell, Error};
    use atelier_governance::timelock::{Action, OperationView, Request, Roles, Status};
    use atelier_host::{bytes, AccountId as Account, Buffer};
    use ink::{
        prelude::vec::Vec,
        scale::{Decode, Encode},
    };

    /// Declares the timelock. All state lies in cells of its own, so there is nothing to store here.
    #[ink(storage)]
    pub struct Timelock {}

    // Roles.
    impl Timelock {
        /// A timelock that its instantiator has to bind.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::DelayOutside`] unless the minimum is in
        /// [[`atelier_governance::timelock::MIN_DELAY`], [`atelier_governance::timelock::MAX_DELAY`]], in milliseconds.
        #[ink(constructor)]
        pub fn new(minimum_delay: u64) -> Result<Self, Error> {
            shell::instantiate(minimum_delay)?;
            Ok(Self {})
        }

        /// Says, once and for good, who schedules and who changes the settings; for the dual timelock the latter is itself.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::NotInstantiator`], [`atelier_governance::timelock::Error::AlreadyBound`].
        #[ink(message)]
        pub fn bind(&mut self, governor: Account, admin: Account) -> Result<(), Error> {
            shell::bind(bytes(&governor), bytes(&admin))
        }

        /// Sets the shortest delay of operations that are scheduled from now on, in milliseconds. For the admin; the dual
        /// timelock orders it of itself.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::NotAdmin`], [`atelier_governance::timelock::Error::DelayOutside`].
        #[ink(message)]
        pub fn set_minimum_delay(&mut self, minimum_delay: u64) -> Result<(), Error> {
            shell::set_minimum_delay(minimum_delay)
        }

        /// Sets who schedules. For the admin; the dual timelock orders it of itself. What is scheduled stays so.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::NotAdmin`].
        #[ink(message)]
        pub fn set_governor(&mut self, governor: Account) -> Result<(), Error> {
            shell::set_governor(bytes(&governor))
        }

        /// The shortest delay of operations that are scheduled from now on, in milliseconds.
        #[ink(message)]
        pub fn minimum_delay(&self) -> u64 {
            shell::minimum_delay()
        }

        /// Who may do what.
        #[ink(message)]
        pub fn roles(&self) -> Roles<Account> {
            match shell::roles() {
                Roles::Unbound { instantiator } => Roles::Unbound { instantiator: instantiator.into() },
                Roles::Bound { governor, admin } => Roles::Bound { governor: governor.into(), admin: admin.into() },
            }
        }
    }

    // Operations.
    impl Timelock {
        /// Takes in an operation by the Keccak-256 hash of the list of its actions, as SCALE encodes it. For the governor.
        /// A delay below the minimum is lengthened to it. Returns the operation's number.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::NotGovernor`], [`atelier_governance::timelock::Error::DelayOutside`],
        /// [`atelier_governance::timelock::Error::GraceOutside`], [`atelier_governance::timelock::Error::RankOutside`],
        /// [`atelier_governance::timelock::Error::UnknownOperation`], [`atelier_governance::timelock::Error::Overflow`].
        #[ink(message)]
        pub fn schedule(
            &mut self,
            hash: [u8; 32],
            after: Option<u32>,
            delay: u64,
            grace: u64,
            rank: u8,
        ) -> Result<u32, Error> {
            shell::schedule(Request { hash, after, delay, grace, rank })
        }

        /// Executes a ready operation: all its actions in order, or none. Anybody may, and may bring the native money that
        /// the actions need; what they leave stays here.
        ///
        /// An action succeeds if its call neither fails nor reverts, whatever it answers.
        ///
        /// # Errors
        /// [`atelier_governance::timelock::Error::NotReady`], [`atelier_governance::timelock::Error::PredecessorOpen`],
        /// [`atelier_governance::timelock::Error::PredecessorDead`], [`Error::ActionsTooLong`], [`Error::ActionsMismatch`],
        /// [`Error::WrongCount`], [`Error::ActionFailed`], and for an action whose target is this timelock
        /// [`Error::UnknownOrder`] and what the order is refused for.
        #[ink(message, payable)]
        pub fn execute(&mut self, operation: u32, actions: Vec<Action<Account>>) -> Result<(), Error> {
            shell::execute(operation, actions.encode().leak())
        }

        /// Cancels an operation of no higher rank. This is an order: an action of an operation of this timelock.
        ///
        /// # Errors
        /// [`Error::OnlyAsOrder`], whoever calls it.
        #[ink(message)]
        pub fn cancel(&mut self, operation: u32) -> Result<(), Error> {
            let _ = operation;
            Err(Error::OnlyAsOrder)
        }

        /// An operation.
        #[ink(message)]
        pub fn operation(&self, operation: u32) -> Option<OperationView> {
            asked(|answer| shell::operation(operation, answer))
        }

        /// What an operation is now.
        #[ink(message)]
        pub fn status(&self, operation: u32) -> Option<Status> {
            shell::status(operation)
        }

        /// The operations from number `from` on, as many as `count` but at most
        /// [`PAGE`](atelier_governance::timelock::PAGE).
        #[ink(message)]
        pub fn operations(&self, from: u32, count: u32) -> Vec<OperationView> {
            asked(|answer| shell::operations(from, count, answer))
        }
    }

    /// What a question answers, decoded.
    fn asked<T: Decode>(question: impl FnOnce(&mut Buffer)) -> T {
        let mut answer = Buffer::new(Buffer::LONGEST);
        question(&mut answer);
        T::decode(&mut answer.bytes()).expect("answers are encoded as declared")
    }
}
