//! Entry points by hand, for contracts whose code is paid for on every payment.
//!
//! The dispatch that ink! generates decodes the arguments of all messages in one function, through a static buffer and
//! with an error path behind each byte, and reads and writes a root cell around each message: for the ledger of splits
//! that is more code than all its rules, and 160 µs. Here input that does not decode ends the call on the spot, as ink!
//! does: reverted, with `LangError::CouldNotReadInput`.

#[cfg(not(feature = "std"))]
use crate::keep;
use crate::{machine, Account, Buffer, Hash, ACCOUNT};
use alloc::vec::Vec;

pub use machine::end;

/// The input of the call, read from the front.
pub struct Input {
    bytes: &'static [u8],
    at: usize,
}

impl Input {
    /// The input of this call.
    #[cfg(not(feature = "std"))]
    #[must_use]
    pub fn of_call() -> &'static mut Self {
        keep(Self { bytes: machine::input(), at: 0 })
    }

    /// Bytes that were stored as a message's arguments are encoded.
    #[must_use]
    pub fn of_bytes(bytes: &'static [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// All bytes, read or not.
    #[must_use]
    pub fn all(&self) -> &'static [u8] {
        self.bytes
    }

    /// The selector that the input begins with.
    pub fn selector(&mut self) -> u32 {
        u32::from_be_bytes(self.array())
    }

    /// The next `count` bytes.
    #[inline(never)]
    pub fn bytes(&mut self, count: usize) -> &'static [u8] {
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

    /// The next byte as one of two things.
    #[inline(never)]
    pub fn flag(&mut self) -> bool {
        match self.byte() {
            0 => false,
            1 => true,
            _ => refuse(),
        }
    }

    /// The value that comes next, if one does.
    pub fn option<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.flag() {
            Some(value(self))
        } else {
            None
        }
    }

    /// The next account, where it stands.
    #[inline(never)]
    pub fn account_here(&mut self) -> &'static Account {
        match self.bytes(ACCOUNT).first_chunk() {
            Some(account) => account,
            None => refuse(),
        }
    }

    /// The next hash, where it stands.
    pub fn hash_here(&mut self) -> &'static Hash {
        match self.bytes(32).first_chunk() {
            Some(hash) => hash,
            None => refuse(),
        }
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
        let mut list = crate::list(count);
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

/// Values that are rarely read are read by their own encoding, which is more code than reading them by hand.
impl scale::Input for Input {
    fn remaining_len(&mut self) -> Result<Option<usize>, scale::Error> {
        Ok(Some(self.bytes.len().wrapping_sub(self.at)))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), scale::Error> {
        into.copy_from_slice(self.bytes(into.len()));
        Ok(())
    }
}

impl Input {
    /// The next value, as SCALE encodes it.
    pub fn value<T: scale::Decode>(&mut self) -> T {
        match T::decode(self) {
            Ok(value) => value,
            Err(_) => refuse(),
        }
    }
}

/// Ends a message with its result, as SCALE encodes it; an error undoes what the message did.
pub fn leave<T: scale::Encode, E: scale::Encode>(result: Result<T, E>) -> ! {
    let mut answer = Buffer::new(Buffer::LONGEST);
    // The Ok of the language layer.
    answer.u8(0);
    match result {
        Ok(value) => {
            answer.u8(0);
            value.encode_to(&mut answer);
            succeed(&answer)
        }
        Err(error) => {
            answer.u8(1);
            error.encode_to(&mut answer);
            fail(&answer)
        }
    }
}

/// Ends a message that cannot be refused with its value, as SCALE encodes it.
pub fn tell<T: scale::Encode>(value: &T) -> ! {
    let mut answer = Buffer::new(Buffer::LONGEST);
    // The Ok of the language layer.
    answer.u8(0);
    value.encode_to(&mut answer);
    succeed(&answer)
}

/// The selector of this call and the bytes behind it, for contracts with so few arguments that an [`Input`] is more code.
#[cfg(not(feature = "std"))]
#[must_use]
pub fn input() -> (u32, &'static [u8]) {
    match machine::input().split_first_chunk() {
        Some((selector, arguments)) => (u32::from_be_bytes(*selector), arguments),
        None => refuse(),
    }
}

#[cfg(not(feature = "std"))]
pub use machine::run;

/// Ends a call that is a payment and nothing else, and keeps the money. Where payments call nothing there is none.
#[cfg(not(feature = "std"))]
#[inline(always)]
pub fn accept_payment() {
    #[cfg(target_arch = "riscv64")]
    if machine::input().is_empty() {
        machine::end(false, &[]);
    }
}

/// Ends a call whose input is none of this contract's.
pub fn refuse() -> ! {
    // `Err(LangError::CouldNotReadInput)` of the language layer.
    machine::end(true, &[1, 1])
}

/// Ends a constructor, or a message without a value, that succeeded.
pub fn done() -> ! {
    // The Ok of the language layer and the Ok of the message.
    machine::end(false, &[0, 0])
}

/// Ends a message that succeeded with a value that is encoded already.
#[inline(never)]
pub fn answer_bytes(value: &[u8]) -> ! {
    let mut buffer = Buffer::new(value.len().wrapping_add(2));
    buffer.put(&[0, 0]);
    buffer.put(value);
    machine::end(false, buffer.bytes())
}

/// Ends a message that succeeded with what was put: the Ok of the language layer and all behind it.
pub fn succeed(answer: &Buffer) -> ! {
    machine::end(false, answer.bytes())
}

/// Ends a message that is refused, and undoes what it did.
pub fn fail(error: &Buffer) -> ! {
    machine::end(true, error.bytes())
}
