//! The ledger's cells on its machine, and how a refusal ends a call.

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
    #[inline(always)]
    fn from(error: rules::Error) -> Self {
        let rules::Parts { number, wide, narrow, amounts: [first, second] } = error.parts();
        refuse_by_rule(number, wide, narrow, first, second)
    }
}

/// [`refuse`] with `Error::Splits` of an error that was taken apart.
#[inline(never)]
fn refuse_by_rule(number: u8, wide: u32, narrow: u16, first: u128, second: u128) -> ! {
    /// The number of `Error::Splits`, then the rule's error.
    #[derive(Debug)]
    struct ByRule(rules::Parts);

    impl scale::Encode for ByRule {
        fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
            output.push_byte(0);
            self.0.encode_to(output);
        }
    }

    refuse(&ByRule(rules::Parts { number, wide, narrow, amounts: [first, second] }))
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
