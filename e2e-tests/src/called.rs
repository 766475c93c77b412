//! What tests see of a call, on either machine.

use crate::chain::AccountId;
use scale::Decode;

/// What a call left behind.
#[derive(Clone, Debug)]
pub struct Called {
    /// What the contract returned, or why it did not get that far.
    pub outcome: Result<Vec<u8>, String>,
    /// Whether it reverted.
    pub reverted: bool,
    /// Picoseconds of computation.
    pub ref_time: u64,
    /// Bytes of proof.
    pub proof_size: u64,
    /// Deposit taken (positive) or given back, in the chain's own units. On PolkaVM it includes the existential deposit of
    /// each account that the call brought into being.
    pub deposit: i128,
    /// The data of the events that contracts emitted, in order: (contract, topics, data).
    pub events: Vec<(AccountId, Vec<[u8; 32]>, Vec<u8>)>,
    /// What the machine noted: a line for each host function. On Wasm only while somebody listens to it.
    pub notes: String,
}

impl Called {
    /// The answer of a message that cannot be refused.
    ///
    /// # Panics
    /// If the call failed.
    #[track_caller]
    pub fn told<T: Decode>(&self) -> T {
        let data = self.outcome.as_ref().expect("the call must not fail");
        assert!(!self.reverted, "the call reverted: {data:?}");
        // The Ok of the language layer stands first.
        assert_eq!(data[0], 0, "the contract could not read its input");
        T::decode(&mut &data[1..]).expect("the answer has another type")
    }

    /// The result of a message that returns one.
    ///
    /// # Panics
    /// If the call trapped.
    #[track_caller]
    pub fn result<T: Decode, E: Decode>(&self) -> Result<T, E> {
        let data = self.outcome.as_ref().expect("the call must not trap");
        assert_eq!(data[0], 0, "the contract could not read its input");
        let result = Result::<T, E>::decode(&mut &data[1..]).expect("the answer has another type");
        assert_eq!(result.is_err(), self.reverted, "an error, and only an error, must revert");
        result
    }
}
