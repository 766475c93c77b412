//! Entry points by hand, for contracts whose code is paid for on every payment.
//!
//! The dispatch that ink! generates decodes the arguments of all messages in one function, through a static buffer and
//! with an error path behind each byte, and reads and writes a root cell around each message: for the ledger of splits
//! that is more code than all its rules, and 160 µs. Here input that does not decode ends the call on the spot, as ink!
//! does: reverted, with `LangError::CouldNotReadInput`.

use alloc::{vec, vec::Vec};
use pallet_contracts_uapi::{HostFn, HostFnImpl as api, ReturnFlags};
use scale::{Decode, Encode};

/// `Err(LangError::CouldNotReadInput)` of the language layer.
const COULD_NOT_READ_INPUT: [u8; 2] = [1, 1];
/// The longest input; the same bound as ink!'s buffer.
const LONGEST: usize = 16 * 1024;

/// The input of the call, read from the front.
pub struct Input {
    bytes: Vec<u8>,
    at: usize,
}

impl Input {
    /// The input of this call.
    #[must_use]
    pub fn of_call() -> Self {
        let mut bytes = vec![0; LONGEST];
        let mut rest = &mut bytes[..];
        api::input(&mut rest);
        let length = rest.len();
        bytes.truncate(length);
        Self { bytes, at: 0 }
    }

    /// The next argument.
    pub fn next<T: Decode>(&mut self) -> T {
        T::decode(self).unwrap_or_else(|_| refuse())
    }
}

impl scale::Input for Input {
    fn remaining_len(&mut self) -> Result<Option<usize>, scale::Error> {
        Ok(Some(self.bytes.len().wrapping_sub(self.at)))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), scale::Error> {
        let end = self.at.wrapping_add(into.len());
        match self.bytes.get(self.at..end) {
            Some(bytes) => into.copy_from_slice(bytes),
            None => refuse(),
        }
        self.at = end;
        Ok(())
    }
}

/// Ends a call whose input is none of this contract's.
pub fn refuse() -> ! {
    api::return_value(ReturnFlags::REVERT, &COULD_NOT_READ_INPUT)
}

/// Ends a constructor that succeeded.
pub fn deployed() -> ! {
    api::return_value(ReturnFlags::empty(), &[0, 0])
}

/// Ends a message with its result; an error reverts.
pub fn answer<T: Encode, E: Encode>(result: Result<T, E>) -> ! {
    // The Ok of the language layer.
    let mut bytes = vec![0];
    let flags = if result.is_ok() { ReturnFlags::empty() } else { ReturnFlags::REVERT };
    result.encode_to(&mut bytes);
    api::return_value(flags, &bytes)
}

/// Ends a message that cannot fail with what it tells.
pub fn tell<T: Encode>(value: &T) -> ! {
    let mut bytes = vec![0];
    value.encode_to(&mut bytes);
    api::return_value(ReturnFlags::empty(), &bytes)
}
