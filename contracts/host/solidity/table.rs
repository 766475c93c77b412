//! What a contract declares of its Solidity interface, and how it is packed at compile time: as few bytes as there can be,
//! because a contract is paid for by its bytes on every call.

use super::hash::Keccak;

/// A message that Solidity can call.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// Its name and the types of its arguments, `claimPath((uint32,uint16)[],uint32)`.
    pub signature: &'static str,
    /// The types of what it returns, `(uint256)`.
    pub answer: &'static str,
    /// Whether it returns a `Result`, so that another Ok stands before the value.
    pub refuses: bool,
    /// Its selector in ink!.
    pub ink: [u8; 4],
}

/// A variant of an enum of errors.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    /// A custom error: its name and the types of its fields.
    Leaf(&'static str),
    /// Only a wrapper of an error of the enum with this number, which stands for itself.
    Inner(u8),
    /// A custom error whose field of type `bytes` is an error of the enum with this number, encoded as a custom error.
    Around(&'static str, u8),
}

/// An event as Solidity logs it: the topic is the hash of the signature, and no field is indexed. See [`log!`](crate::log).
pub trait Log {
    /// The name and the types of its fields, `Created(uint32,uint32)`.
    const SIGNATURE: &'static str;
    /// The packed types of its fields.
    const TYPES: &'static [u8];
    /// The only topic.
    const TOPIC: [u8; 32] = topic(Self::SIGNATURE);
}

/// Types in their packed form, `types!("(uint32,bool)")`.
#[macro_export]
macro_rules! types {
    ($types:expr) => {{
        const PACKED: [u8; $crate::solidity::types_length($types)] = $crate::solidity::types($types);
        &PACKED
    }};
}

/// Says how events are logged, `log!(Created: "Created(uint32,uint32)")`.
#[macro_export]
macro_rules! log {
    ($($event:ty: $signature:literal),+ $(,)?) => {
        $(impl $crate::solidity::Log for $event {
            const SIGNATURE: &'static str = $signature;
            const TYPES: &'static [u8] = $crate::types!($signature);
        })+
    };
}

/// The codes of packed types. A number is the digit of how many bytes it has.
pub(super) mod code {
    pub const U8: u8 = b'1';
    pub const U16: u8 = b'2';
    pub const U32: u8 = b'4';
    pub const U64: u8 = b'8';
    /// A number of 128 bits, which Solidity has as `uint256`.
    pub const AMOUNT: u8 = b'u';
    pub const BOOL: u8 = b'?';
    pub const ADDRESS: u8 = b'a';
    pub const BYTES32: u8 = b'h';
    pub const BYTES: u8 = b'b';
    /// Bytes that are an error of another enum.
    pub const ERROR: u8 = b'e';
    /// A list; the type of its items follows.
    pub const LIST: u8 = b'[';
    pub const TUPLE: u8 = b'(';
    pub const TUPLE_END: u8 = b')';
    pub const CHOICE: u8 = b'<';
    pub const NEXT_VARIANT: u8 = b'|';
    pub const CHOICE_END: u8 = b'>';
}

/// The hash of a signature, as Solidity would write it: the topic of an event.
#[must_use]
pub const fn topic(signature: &str) -> [u8; 32] {
    let text = signature.as_bytes();
    let mut keccak = Keccak::new();
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'<' => keccak.put(b"(uint8"),
            b'|' => {}
            b'>' => keccak.put(b")"),
            byte => keccak.put(&[byte]),
        }
        at += 1;
    }
    keccak.hash()
}

/// The selector of a message or of a custom error.
#[must_use]
pub const fn selector(signature: &str) -> [u8; 4] {
    match topic(signature).first_chunk() {
        Some(selector) => *selector,
        None => unreachable!(),
    }
}

/// The length of [`types`].
#[must_use]
pub const fn types_length(signature: &str) -> usize {
    let mut packed = Packed::measuring();
    packed.types(signature);
    packed.length
}

/// The packed types of a signature: one byte for each type and parenthesis, and the brackets of a list in front of it. The
/// name is left out.
///
/// # Panics
/// If this is no signature; at compile time that is an error of the compiler.
#[must_use]
pub const fn types<const LENGTH: usize>(signature: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    Packed::into(&mut bytes).types(signature);
    bytes
}

/// The length of [`messages`].
#[must_use]
pub const fn messages_length(messages: &[Message]) -> usize {
    let mut packed = Packed::measuring();
    packed.messages(messages);
    packed.length
}

/// The packed table of messages, for [`Call::find`](super::Call::find).
#[must_use]
pub const fn messages<const LENGTH: usize>(messages: &[Message]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    Packed::into(&mut bytes).messages(messages);
    bytes
}

/// The length of [`errors`].
#[must_use]
pub const fn errors_length(enums: &[&[Refusal]]) -> usize {
    let mut packed = Packed::measuring();
    packed.errors(enums);
    packed.length
}

/// The packed table of errors, for [`encode_error`](super::encode_error). The contract's own enum is the first one, number
/// 0; its variants stand in the order of their numbers.
#[must_use]
pub const fn errors<const LENGTH: usize>(enums: &[&[Refusal]]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    Packed::into(&mut bytes).errors(enums);
    bytes
}

/// The parts of a packed message, behind its length.
pub(super) mod message {
    pub const SELECTOR: usize = 0;
    pub const INK: usize = 4;
    pub const REFUSES: usize = 8;
    pub const TYPES: usize = 9;
}

/// What is packed so far; without bytes, only how long it is.
struct Packed<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl<'a> Packed<'a> {
    const fn measuring() -> Self {
        Self { bytes: &mut [], length: 0 }
    }

    const fn into(bytes: &'a mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    const fn put(&mut self, byte: u8) {
        if !self.bytes.is_empty() {
            self.bytes[self.length] = byte;
        }
        self.length += 1;
    }

    const fn selector(&mut self, signature: &str) {
        // Hashing takes the compiler long, and is not needed for a length.
        let selector = if self.bytes.is_empty() { [0; 4] } else { selector(signature) };
        self.put_all(&selector);
    }

    const fn put_all(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            self.put(bytes[at]);
            at += 1;
        }
    }

    /// Puts a byte in front of what stands at `start`.
    const fn insert(&mut self, start: usize, byte: u8) {
        self.put(byte);
        if !self.bytes.is_empty() {
            let mut at = self.length - 1;
            while at > start {
                self.bytes[at] = self.bytes[at - 1];
                at -= 1;
            }
            self.bytes[start] = byte;
        }
    }

    const fn types(&mut self, signature: &str) {
        let text = signature.as_bytes();
        let mut at = 0;
        while text[at] != b'(' {
            at += 1;
        }
        // Where the last type of each parenthesis begins.
        let mut starts = [0; 16];
        let mut depth = 0;
        while at < text.len() {
            let byte = text[at];
            match byte {
                b'(' | b'<' => {
                    assert!(depth == 0 || text[at + 1] != b')', "an empty tuple within others");
                    starts[depth] = self.length;
                    depth += 1;
                    self.put(byte);
                    at += 1;
                }
                b')' | b'>' => {
                    depth -= 1;
                    self.put(byte);
                    at += 1;
                }
                b'|' => {
                    self.put(byte);
                    at += 1;
                }
                b',' => at += 1,
                b'[' => {
                    assert!(text[at + 1] == b']', "a list of fixed length");
                    self.insert(starts[depth], code::LIST);
                    at += 2;
                }
                _ => {
                    starts[depth] = self.length;
                    let mut end = at;
                    while text[end].is_ascii_alphanumeric() {
                        end += 1;
                    }
                    self.put(leaf(text.split_at(end).0.split_at(at).1));
                    at = end;
                }
            }
        }
        assert!(depth == 0, "a parenthesis is not closed");
    }

    /// Puts the length of what was put since `start`, of one byte that was put at `start`.
    const fn close(&mut self, start: usize) {
        let length = self.length - start - 1;
        assert!(length < 256, "a row is too long");
        if !self.bytes.is_empty() {
            self.bytes[start] = length as u8;
        }
    }

    const fn messages(&mut self, messages: &[Message]) {
        let mut index = 0;
        while index < messages.len() {
            let Message { signature, answer, refuses, ink } = messages[index];
            let start = self.length;
            self.put(0);
            self.selector(signature);
            self.put_all(&ink);
            self.put(refuses as u8);
            self.types(signature);
            self.types(answer);
            self.close(start);
            index += 1;
        }
    }

    const fn errors(&mut self, enums: &[&[Refusal]]) {
        let mut number = 0;
        while number < enums.len() {
            let variants = enums[number];
            let mut variant = 0;
            while variant < variants.len() {
                let start = self.length;
                self.put(0);
                match variants[variant] {
                    Refusal::Leaf(signature) => self.error(signature, 0),
                    Refusal::Inner(inner) => self.put(inner),
                    Refusal::Around(signature, inner) => self.error(signature, inner),
                }
                self.close(start);
                variant += 1;
            }
            // A row without bytes ends the enum.
            self.put(0);
            number += 1;
        }
    }

    const fn error(&mut self, signature: &str, inner: u8) {
        self.put(inner);
        self.selector(signature);
        let start = self.length;
        self.types(signature);
        if inner != 0 && !self.bytes.is_empty() {
            let mut at = start;
            while at < self.length {
                if self.bytes[at] == code::BYTES {
                    self.bytes[at] = code::ERROR;
                }
                at += 1;
            }
        }
    }
}

/// The code of a type without parts.
const fn leaf(name: &[u8]) -> u8 {
    match name {
        b"uint8" => code::U8,
        b"uint16" => code::U16,
        b"uint32" => code::U32,
        b"uint64" => code::U64,
        b"uint256" => code::AMOUNT,
        b"bool" => code::BOOL,
        b"address" => code::ADDRESS,
        b"bytes32" => code::BYTES32,
        b"bytes" => code::BYTES,
        _ => panic!("no type has this name"),
    }
}
