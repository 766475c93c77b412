//! The token's cells on its machine.

use atelier_governance::votes::{Book, Cells, Key};
use atelier_host::{self as host, Account, ACCOUNT};

/// The cells of this contract.
pub struct Chain;

impl Cells<ACCOUNT> for Chain {
    type Bytes = &'static mut [u8];

    #[inline(never)]
    fn read(&mut self, key: &Key<'_, ACCOUNT>, most: usize) -> (&'static mut [u8], usize) {
        let mut name = [0; ACCOUNT + 5];
        key.put(&mut name);
        let bytes = host::memory(most);
        let length = host::read(&name, bytes);
        (bytes, length)
    }

    #[inline(never)]
    fn write(&mut self, key: &Key<'_, ACCOUNT>, bytes: &[u8]) {
        let mut name = [0; ACCOUNT + 5];
        key.put(&mut name);
        host::write(&name, bytes);
    }
}

/// A book of this contract's cells, at the block's time.
#[inline(always)]
pub fn book() -> Book<Chain, ACCOUNT> {
    Book::new(Chain, host::now())
}

/// The name of a cell that is not the rules': of another length than theirs, and so than each other's.
pub enum Own<'a> {
    /// What the constructor was given, in its encoding, from the name to the genesis.
    Settings,
    /// The excluded accounts, one after the other.
    Excluded,
    /// How often an account's signature was used (8).
    Nonce(&'a Account),
    /// How much of the owner's (first) the spender (second) may take (16).
    Allowance(&'a Account, &'a Account),
}

impl Own<'_> {
    /// Calls `work` with the bytes under which the machine stores the cell.
    #[inline(always)]
    pub fn with<T>(&self, work: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::Settings => work(&[0]),
            Self::Excluded => work(&[0, 0]),
            Self::Nonce(account) => work(*account),
            Self::Allowance(owner, spender) => work([**owner, **spender].as_flattened()),
        }
    }
}
