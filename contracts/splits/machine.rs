//! The ledger's cells on its machine, and how a refusal ends a call.

use crate::facts::Refusal;
use atelier_host as host;
use atelier_splits::{self as rules, Batch, Cells, Key};

/// The cells of this contract.
pub struct Chain;

impl Cells for Chain {
    type Refused = Ended;

    fn read(&mut self, key: &Key, into: &mut [u8]) -> usize {
        host::read(&key.to_bytes(), into)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        host::write(&key.to_bytes(), bytes);
    }
}

/// A refusal, which nothing outlives.
pub enum Ended {}

impl From<rules::Error> for Ended {
    fn from(error: rules::Error) -> Self {
        refuse(&Refusal::Splits(error))
    }
}

/// Ends the call and undoes it.
#[inline(never)]
pub fn refuse(error: &(impl scale::Encode + core::fmt::Debug)) -> ! {
    #[cfg(target_arch = "wasm32")]
    host::entry::fail(error);
    #[cfg(not(target_arch = "wasm32"))]
    panic!("{error:?}");
}

/// The value of a rule that was not refused.
pub fn granted<T>(result: Result<T, Ended>) -> T {
    match result {
        Ok(value) => value,
        Err(ended) => match ended {},
    }
}

/// The ledger in one asset, for one call.
pub type Ledger = Batch<Chain, 32>;

/// Opens the ledger in one asset.
pub fn ledger(asset: u32) -> Ledger {
    Batch::new(Chain, asset, host::now())
}
