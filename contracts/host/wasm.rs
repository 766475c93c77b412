//! What is so on Wasm, on chain and off.

pub use ink::{env::Event, primitives::AccountId};

/// How many bytes an account has.
pub const ACCOUNT: usize = 32;

/// The most bytes of a cell.
pub const LONGEST_CELL: usize = 16 * 1024;

/// Whether a code can only be run if it is a contract's.
pub const CODES_ARE_CONTRACTS: bool = false;

/// An account's bytes, as clients' accounts have them.
#[must_use]
pub fn bytes(account: &AccountId) -> &crate::Account {
    account.as_ref()
}

/// Makes two functions the entry points of a contract: one for its instantiation, one for every call. The third argument says
/// what the contract understands of Solidity, where anybody speaks it.
#[macro_export]
macro_rules! entry_points {
    ($deploy:path, $call:path, $solidity:expr) => {
        #[no_mangle]
        extern "C" fn deploy() {
            $deploy();
        }

        #[no_mangle]
        extern "C" fn call() {
            $call();
        }
    };
}
