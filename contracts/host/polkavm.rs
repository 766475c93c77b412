//! What is so on PolkaVM, on chain and off.

pub use crate::solidity::Log as Event;
pub use ink::Address as AccountId;
#[cfg(target_arch = "riscv64")]
#[doc(hidden)]
pub use polkavm_derive;

/// How many bytes an account has.
pub const ACCOUNT: usize = 20;

/// The most bytes of a cell: `STORAGE_BYTES` of `pallet-revive`.
pub const LONGEST_CELL: usize = 416;

/// Whether a code can only be run if it is a contract's.
pub const CODES_ARE_CONTRACTS: bool = true;

/// An account's bytes, as clients' accounts have them.
#[must_use]
pub fn bytes(account: &AccountId) -> &crate::Account {
    account.as_fixed_bytes()
}

/// Makes two functions the entry points of a contract: one for its instantiation, one for every call. The third argument says
/// what the contract understands of Solidity.
#[macro_export]
macro_rules! entry_points {
    ($deploy:path, $call:path, $solidity:expr) => {
        #[$crate::polkavm_derive::polkavm_export(abi = $crate::polkavm_derive::default_abi)]
        extern "C" fn deploy() {
            $crate::interpreter::instantiate(&$solidity);
            $deploy();
        }

        #[$crate::polkavm_derive::polkavm_export(abi = $crate::polkavm_derive::default_abi)]
        extern "C" fn call() {
            $crate::interpreter::call(&$solidity);
            $call();
        }
    };
}
