//! Entry points by hand, for contracts whose code is paid for on every payment.
//!
//! The dispatch that ink! generates decodes the arguments of all messages in one function, through a static buffer and
//! with an error path behind each byte, and reads and writes a root cell around each message: for the ledger of splits
//! that is more code than all its rules, and 160 µs. Here input that does not decode ends the call on the spot, as ink!
//! does: reverted, with `LangError::CouldNotReadInput`.

use crate::{on_chain, Account, Buffer};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// The input of the call, read from the front.
pub struct Input {
    bytes: Vec<u8>,
    at: usize,
}

impl Input {
    /// The input of this call.
    #[must_use]
    pub fn of_call() -> Self {
        Self { bytes: on_chain::input(), at: 0 }
    }

    /// The selector that the input begins with.
    pub fn selector(&mut self) -> u32 {
        u32::from_be_bytes(self.array())
    }

    /// The next argument of any type: more code than the others.
    pub fn decode<T: Decode>(&mut self) -> T {
        T::decode(self).unwrap_or_else(|_| refuse())
    }

    /// The next `count` bytes.
    #[inline(never)]
    pub fn bytes(&mut self, count: usize) -> &[u8] {
        let start = self.at;
        // Cannot overflow: both are far below 2^31.
        self.at = start.wrapping_add(count);
        match self.bytes.get(start..self.at) {
            Some(bytes) => bytes,
            None => refuse(),
        }
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.bytes(1)[0]
    }

    /// The next two bytes as a number.
    pub fn u16(&mut self) -> u16 {
        let low = self.byte();
        u16::from_le_bytes([low, self.byte()])
    }

    /// The next four bytes as a number.
    #[inline(never)]
    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    /// The next eight bytes as a number.
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// The next sixteen bytes as a number.
    pub fn u128(&mut self) -> u128 {
        u128::from_le_bytes(self.array())
    }

    /// The next bytes as an array.
    pub fn array<const K: usize>(&mut self) -> [u8; K] {
        let mut array = [0; K];
        array.copy_from_slice(self.bytes(K));
        array
    }

    /// The next account.
    #[inline(never)]
    pub fn account(&mut self) -> Account {
        self.array()
    }

    /// The length of the list that comes next: a compact number of up to 30 bits.
    #[inline(never)]
    pub fn count(&mut self) -> usize {
        let first = u32::from(self.byte());
        let more = match first & 3 {
            0 => 0,
            1 => u32::from(self.byte()) << 8,
            2 => {
                let low = u32::from(self.byte()) << 8;
                low | u32::from(self.u16()) << 16
            }
            _ => refuse(),
        };
        ((first | more) >> 2) as usize
    }

    /// The length of a list of at most 63 items; a longer one is none of this contract's.
    pub fn short_count(&mut self) -> usize {
        let byte = self.byte();
        if byte & 3 != 0 {
            refuse();
        }
        usize::from(byte >> 2)
    }

    /// The list that comes next.
    pub fn list<T>(&mut self, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.count();
        self.items(count, item)
    }

    /// The next `count` items, each of at least one byte.
    pub fn items<T>(&mut self, count: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        // A length that the input cannot hold must not reserve memory.
        if count > self.bytes.len() {
            refuse();
        }
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            let item = item(self);
            // There is always room; saying so spares the code that makes a vector grow.
            if list.len() < list.capacity() {
                list.push(item);
            }
        }
        list
    }
}

impl scale::Input for Input {
    fn remaining_len(&mut self) -> Result<Option<usize>, scale::Error> {
        Ok(Some(self.bytes.len().wrapping_sub(self.at)))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), scale::Error> {
        let count = into.len();
        into.copy_from_slice(self.bytes(count));
        Ok(())
    }
}

/// Runs another code on this contract's cells with the same input, and ends the call with its answer.
pub fn run(code: &[u8], input: &Input) -> ! {
    on_chain::run(code, &input.bytes)
}

/// Ends a call whose input is none of this contract's.
pub fn refuse() -> ! {
    // `Err(LangError::CouldNotReadInput)` of the language layer.
    on_chain::end(true, &[1, 1])
}

/// Ends a constructor, or a message without a value, that succeeded.
pub fn done() -> ! {
    // The Ok of the language layer and the Ok of the message.
    on_chain::end(false, &[0, 0])
}

/// Ends a message that succeeded with a value of at most `room` bytes.
pub fn answer(value: &impl Encode, room: usize) -> ! {
    tell(&(0u8, value), room.wrapping_add(1))
}

/// Ends a message that succeeded with a value that is encoded already.
#[inline(never)]
pub fn answer_bytes(value: &[u8]) -> ! {
    let mut buffer = Buffer::new(value.len().wrapping_add(2));
    buffer.put(&[0, 0]);
    buffer.put(value);
    on_chain::end(false, buffer.bytes())
}

/// Ends a message that cannot fail with what it tells, of at most `room` bytes.
pub fn tell(value: &impl Encode, room: usize) -> ! {
    let mut buffer = Buffer::new(room.wrapping_add(1));
    // The Ok of the language layer.
    buffer.put(&[0]);
    value.encode_to(&mut buffer);
    on_chain::end(false, buffer.bytes())
}

/// Ends a message that is refused, and undoes what it did.
pub fn fail(error: &Buffer) -> ! {
    on_chain::end(true, error.bytes())
}
