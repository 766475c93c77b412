//! An ERC-20 token for tests of contracts that hold tokens, which cheats in the way its [`Mode`] names.
//!
//! It starts honest, so that a test can first pay it in, and under one of its two names it is never turned; under the other
//! `set_mode` turns it. Anybody may turn it and anybody may mint: it is worth nothing on purpose. What only tests call (`new`, `mint`, `set_mode`, `reentered`) is encoded as ink! encodes it; the
//! rest speaks the Solidity ABI.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use atelier_host::AccountId;

/// How the token cheats. All modes concern `transfer` and `transferFrom`; what else changes is said for each.
#[derive(Debug, Default, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum Mode {
    /// Does what the standard says.
    #[default]
    Honest,
    /// Moves nothing and answers `false`, without the revert flag.
    ReturnsFalse,
    /// Burns this many basis points of the value on its way: the sender loses all of it, the recipient gets less.
    TakesFee(u16),
    /// Calls `target` with `input` (selector and arguments, as encoded) before moving the value, and allows it to call back.
    /// Only the outermost transfer does so: transfers made by the target are honest.
    Reenters {
        /// Whom to call, usually the contract that asked for the transfer.
        target: AccountId,
        /// The raw input: a selector of four bytes, then the arguments.
        input: Vec<u8>,
    },
    /// `balanceOf` answers this much more than there is. Transfers are honest.
    LiesAboutBalance(u128),
    /// Traps. So does `balanceOf`.
    Traps,
    /// Moves the value and answers with this many zero bytes. So does `balanceOf`.
    ReturnsTooMuch(u32),
    /// Runs until no gas is left. So does `balanceOf`.
    BurnsGas,
    /// `balanceOf` answers this much less than there is. Transfers are honest.
    HidesBalance(u128),
    /// `balanceOf` answers a number of 256 bits that ends in the balance. Transfers are honest.
    AnswersWithAnError,
    /// Moves the value and answers nothing, as tokens do that are older than the standard.
    ReturnsNothing,
}

#[cfg(not(feature = "std"))]
mod dispatch;
