//! A payee for tests of contracts that pay: on this machine a payment runs the code of whoever is paid. What it does then is
//! its [`Mode`].
//!
//! It starts by accepting; `set_mode` turns it. Anybody may turn it, and `act` lets anybody call in its name (`act_closed`
//! without letting the callee call back): it owns nothing but what tests give it. These, `new` and `noted` are encoded as ink! encodes messages; any other input is a payment,
//! whatever it says.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use atelier_host::AccountId;

/// What the payee does when it is paid.
#[derive(Debug, Default, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum Mode {
    /// Keeps the money.
    #[default]
    Accepts,
    /// Traps.
    Traps,
    /// Reverts with this many zero bytes.
    Reverts(u32),
    /// Runs until no gas is left.
    BurnsGas,
    /// Calls somebody with money and input and allows to be called back; whether that succeeds changes nothing but the note.
    Calls {
        /// Whom to call.
        target: AccountId,
        /// How much of the payee's own money goes with the call.
        value: u128,
        /// A selector and the arguments.
        input: Vec<u8>,
    },
    /// Keeps the amount in a new cell.
    Stores,
    /// Keeps the money and answers with this many zero bytes.
    Answers(u32),
    /// Keeps the money and emits this many events.
    Emits(u32),
    /// Ends its own existence in favor of somebody.
    Terminates(AccountId),
}

#[cfg(not(feature = "std"))]
mod dispatch;
