//! What is not the same on both machines, and why. A test that expects something else on one of them asks here; see also
//! [`Machine`](splits_model::Machine), which the model of the rules asks.
//!
//! This is the whole list but for two things that no test expects otherwise: on PolkaVM the ledger instantiates its other code,
//! because a code is only run by the address of a contract; and arguments may have 128 KiB there instead of 16.

/// Whether these are the tests of the second machine.
const POLKAVM: bool = cfg!(feature = "polkavm");

/// A payout to a new account below the existential deposit does not arrive on Wasm and stays owed. On PolkaVM it arrives:
/// whoever signs the call brings the existential deposit, on top of every amount.
pub const NO_PAYOUT_IS_TOO_SMALL: bool = POLKAVM;

/// Sending native money runs the code of a contract on PolkaVM. So a payee may refuse, trap, call back and use up what gas it
/// gets there; and money that comes without a call to a message can be refused, which the ledger does.
pub const PAYMENTS_RUN_CODE: bool = POLKAVM;

/// PSP22 refuses by reverting, and whatever else it answers is not looked at. ERC-20 answers `true` or `false`, and `false` is
/// a refusal; so is an answer that is neither.
pub const TOKENS_ANSWER: bool = POLKAVM;

/// On Wasm an answer that does not fit into the caller's room traps the caller, which fails the call and no debt. On PolkaVM the
/// answer is cut.
pub const LONG_ANSWERS_TRAP: bool = !POLKAVM;

/// On Wasm a callee that has too little gas, or too little left of the caller's deposit limit, takes the caller with it. On
/// PolkaVM it fails alone: a payout that fails leaves its debt, and the call goes on.
pub const CALLEES_RUN_OUT_ALONE: bool = POLKAVM;

/// Contracts know the time in milliseconds on Wasm, in whole seconds on PolkaVM.
pub const TICK: u64 = if POLKAVM { 1000 } else { 1 };

/// How many small splits one call can create. On Wasm memory and gas suffice for hundreds; on PolkaVM each cell that is read or
/// written counts 10 KB of proof, and a block has less than 4 MB.
pub const SPLITS_PER_CALL: usize = if POLKAVM { 100 } else { 300 };
