//! The Solidity ABI at the edge of a contract.
//!
//! Messages read and write SCALE and know nothing of this. A call whose selector is one of Solidity's has its arguments
//! transcoded to SCALE before the message runs, and its answer or refusal transcoded to words when the call ends:
//! [`Call::find`], [`Call::input`], [`Call::output`]. Events become logs: [`Log`], [`encode`].
//!
//! # Types
//! Values are described in Solidity's own words, with one addition. `uint8` to `uint64`, `bool`, `address` and `bytes32` are
//! what they seem; `uint256` is an amount of 128 bits; `T[]` is a list, `bytes` a list of bytes, `(T,U)` the fields of a
//! struct or tuple in a row; a struct around one nameless field is that field. `<,address|,uint32,bool>` is an enum, each
//! field behind a comma: in SCALE the number of the variant and its fields; in Solidity the tuple
//! `(uint8,address,uint32,bool)` of the number and the fields of *all* variants, where those of the others are zero or
//! empty, and ignored when they are read. An `Option<T>` is `<|,T>`.
//!
//! # Invariants
//! 1. No input makes this panic, and no length in it makes it take memory: all is written into room that the caller gives.
//! 2. Words that are read are canonical: no bits but those of the type. Offsets may point anywhere inside the input, as in
//!    Solidity, and there may be more behind the arguments.
//! 3. It calls itself no deeper than types lie in one another.

mod hash;
mod table;
#[cfg(test)]
mod tests;

use table::{code, message};

pub use table::{
    errors, errors_length, messages, messages_length, selector, topic, types, types_length, Log, Message, Refusal,
};

/// The bytes of an account on the machine whose callers speak Solidity.
pub const ACCOUNT: usize = 20;

const WORD: usize = 32;

/// What a contract understands of Solidity, in packed tables.
pub struct Interface {
    /// How to read the constructor's arguments.
    pub constructor: Constructor,
    /// Its messages.
    pub messages: &'static [&'static [u8]],
    /// Its errors.
    pub errors: &'static [u8],
}

/// A constructor, which has no selector in Solidity.
pub struct Constructor {
    /// Its selector as messages have one.
    pub ink: [u8; 4],
    /// The types of its arguments.
    pub types: &'static [u8],
}

/// Why a call's arguments are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// They are not what the types say, or are too long.
    Unreadable,
    /// An amount above 2^128 - 1.
    AmountTooLarge,
}

impl Fault {
    /// The signature of the custom error that tells of an amount which is too large.
    pub const AMOUNT_TOO_LARGE: &'static str = "AmountTooLarge()";

    /// What a call that was not read reverts with: nothing, as Solidity does, or a custom error.
    #[must_use]
    pub const fn data(self) -> &'static [u8] {
        const AMOUNT_TOO_LARGE: [u8; 4] = selector(Fault::AMOUNT_TOO_LARGE);
        match self {
            Self::Unreadable => &[],
            Self::AmountTooLarge => &AMOUNT_TOO_LARGE,
        }
    }
}

/// A call by a selector of Solidity's: how its words become the message's input, and the message's answer words again.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    row: &'a [u8],
}

impl<'a> Call<'a> {
    /// Finds the message of a selector in a packed table; `None` if there is none.
    #[must_use]
    pub fn find(messages: &'a [u8], selector: [u8; 4]) -> Option<Self> {
        let mut rest = messages;
        while let Some((length, behind)) = rest.split_first() {
            let (row, behind) = behind.split_at_checked(usize::from(*length))?;
            if row.get(message::SELECTOR..message::INK) == Some(&selector) {
                return Some(Self { row });
            }
            rest = behind;
        }
        None
    }

    /// Writes the message's selector and arguments as the message reads them. `words` stand behind the selector of the call.
    ///
    /// # Errors
    /// [`Fault::AmountTooLarge`], and [`Fault::Unreadable`] also if there is not enough room.
    pub fn input<'b>(&self, words: &[u8], room: &'b mut [u8]) -> Result<&'b [u8], Fault> {
        let selector = self.row.get(message::INK..message::REFUSES).ok_or(Fault::Unreadable)?;
        room.get_mut(..selector.len()).ok_or(Fault::Unreadable)?.copy_from_slice(selector);
        let length = Decoder { types: self.types(), at: 0, words, values: room, length: selector.len() }.arguments()?;
        room.get(..length).ok_or(Fault::Unreadable)
    }

    /// Writes what the call ends with. `bytes` are those that the message ends with: an answer, or if it `reverted`, an error
    /// of the packed `errors`. Input that the message could not read is told as Solidity tells it, by nothing at all.
    ///
    /// `None` if there is not enough room; or if the tables tell other types than the message has, which tests exclude.
    #[must_use]
    pub fn output<'b>(&self, errors: &[u8], reverted: bool, bytes: &[u8], room: &'b mut [u8]) -> Option<&'b [u8]> {
        if !reverted {
            // The Ok of the language layer and the Ok of the message.
            let oks = if self.row.get(message::REFUSES) == Some(&0) { 1 } else { 2 };
            let values = bytes.get(oks..)?;
            return encode(self.types().get(shape(self.types(), 0).end..)?, values, room);
        }
        match bytes {
            [0, 1, error @ ..] => encode_error(errors, error, room),
            _ => Some(&[]),
        }
    }

    /// The types of the arguments and behind them those of the answer.
    fn types(&self) -> &'a [u8] {
        self.row.get(message::TYPES..).unwrap_or_default()
    }
}

/// Writes SCALE values as words. `types` are packed and in parentheses, as arguments are.
///
/// `None` if there is not enough room, or if the values are not of these types.
#[must_use]
pub fn encode<'a>(types: &[u8], values: &[u8], room: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut encoder = Encoder { errors: &[], inner: 0, types, at: 0, values, is_absent: false, words: room, length: 0 };
    encoder.frame_of_fields()?;
    let length = encoder.finish()?;
    room.get(..length)
}

/// [`encode`] for values that are nothing but words in a row. Returns how many bytes there are.
///
/// `None` if there is anything else among the types, or not enough room; or if the values are not of these types.
#[must_use]
pub fn encode_plain(types: &[u8], values: &[u8], room: &mut [u8]) -> Option<usize> {
    let (mut rest, mut end) = (values, 0usize);
    for code in types {
        if matches!(*code, code::TUPLE | code::TUPLE_END) {
            continue;
        }
        let (value, behind) = match width(*code) {
            0 => return None,
            width => rest.split_at_checked(width)?,
        };
        let start = end;
        end = start.wrapping_add(WORD);
        let word = room.get_mut(start..end)?;
        word.fill(0);
        copy(*code, value, &mut word[WORD.wrapping_sub(value.len())..]);
        rest = behind;
    }
    rest.is_empty().then_some(end)
}

/// Writes a SCALE error as a custom error, by a packed table of errors.
///
/// `None` if there is not enough room, or if the table does not know the error.
#[must_use]
pub fn encode_error<'a>(errors: &[u8], error: &[u8], room: &'a mut [u8]) -> Option<&'a [u8]> {
    let types = &[];
    let mut encoder =
        Encoder { errors, inner: 0, types, at: 0, values: error, is_absent: false, words: room, length: 0 };
    encoder.error(0)?;
    let length = encoder.finish()?;
    room.get(..length)
}

/// Reads words and writes the values as SCALE; the reverse of [`encode`].
///
/// # Errors
/// [`Fault::AmountTooLarge`], and [`Fault::Unreadable`] also if there is not enough room.
pub fn decode<'a>(types: &[u8], words: &[u8], room: &'a mut [u8]) -> Result<&'a [u8], Fault> {
    let length = Decoder { types, at: 0, words, values: room, length: 0 }.arguments()?;
    room.get(..length).ok_or(Fault::Unreadable)
}

/// A type as it lies in the words around it.
struct Shape {
    /// Where the next type begins.
    end: usize,
    /// How many words it takes in its place: the offset of what lies elsewhere, or all.
    words: usize,
    /// Whether it lies elsewhere, because its length is not known from its type.
    is_dynamic: bool,
}

/// Looks at the type that begins at `start`.
fn shape(types: &[u8], start: usize) -> Shape {
    let (mut end, mut words, mut is_dynamic, mut depth) = (start, 0usize, false, 0usize);
    while let Some(code) = types.get(end) {
        end = end.wrapping_add(1);
        match *code {
            code::LIST => {
                is_dynamic = true;
                // The type of the items belongs to it.
                continue;
            }
            code::NEXT_VARIANT => {}
            code::TUPLE_END | code::CHOICE_END => depth = depth.wrapping_sub(1),
            code::TUPLE => depth = depth.wrapping_add(1),
            other => {
                words = words.wrapping_add(1);
                is_dynamic |= matches!(other, code::BYTES | code::ERROR);
                if other == code::CHOICE {
                    // The number of the variant is a word.
                    depth = depth.wrapping_add(1);
                }
            }
        }
        if depth == 0 {
            break;
        }
    }
    Shape { end, words: if is_dynamic { 1 } else { words }, is_dynamic }
}

/// How many words the fields of a tuple or enum take in their own frame.
fn field_words(types: &[u8], start: usize) -> usize {
    let mut words = usize::from(types.get(start) == Some(&code::CHOICE));
    let mut at = start.wrapping_add(1);
    loop {
        match types.get(at) {
            None | Some(&(code::TUPLE_END | code::CHOICE_END)) => return words,
            Some(&code::NEXT_VARIANT) => at = at.wrapping_add(1),
            Some(_) => {
                let field = shape(types, at);
                words = words.wrapping_add(field.words);
                at = field.end;
            }
        }
    }
}

/// How many bytes a value without parts has in SCALE; 0 for what is none.
fn width(code: u8) -> usize {
    match code {
        code::U8 | code::BOOL => 1,
        code::U16 => 2,
        code::U32 => 4,
        code::U64 => 8,
        code::AMOUNT => 16,
        code::ADDRESS => ACCOUNT,
        code::BYTES32 => WORD,
        _ => 0,
    }
}

/// Copies a value without parts between words and SCALE, which has the bytes of numbers the other way round.
fn copy(code: u8, from: &[u8], to: &mut [u8]) {
    if matches!(code, code::ADDRESS | code::BYTES32) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    } else {
        to.iter_mut().rev().zip(from).for_each(|(to, from)| *to = *from);
    }
}

/// A row of words, one for each static part and each offset.
struct Frame {
    /// What offsets count from.
    base: usize,
    /// The next word.
    next: usize,
}

impl Frame {
    fn at(base: usize) -> Self {
        Self { base, next: base }
    }

    /// The place of the next word, or of the next so many.
    fn take(&mut self, words: usize) -> usize {
        let place = self.next;
        // Cannot overflow: no type has more words than bytes, and places lie in the input or output.
        self.next = place.wrapping_add(words.wrapping_mul(WORD));
        place
    }
}

/// Reads words, writes SCALE.
struct Decoder<'a> {
    types: &'a [u8],
    /// The next type.
    at: usize,
    words: &'a [u8],
    values: &'a mut [u8],
    /// How much of the values is written.
    length: usize,
}

impl<'a> Decoder<'a> {
    /// Reads all arguments. Returns how many bytes there are.
    fn arguments(mut self) -> Result<usize, Fault> {
        self.fields(&mut Frame::at(0))?;
        Ok(self.length)
    }

    fn code(&self) -> u8 {
        self.types.get(self.at).copied().unwrap_or(code::TUPLE_END)
    }

    /// Room for the next bytes of the values.
    fn append(&mut self, count: usize) -> Result<&mut [u8], Fault> {
        let start = self.length;
        self.length = start.wrapping_add(count);
        self.values.get_mut(start..self.length).ok_or(Fault::Unreadable)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.append(bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }

    /// Writes the length of a list.
    fn put_count(&mut self, count: usize) -> Result<(), Fault> {
        let (mode, length) = match count {
            0..0x40 => (0, 1),
            0x40..0x4000 => (1, 2),
            0x4000..0x4000_0000 => (2, 4),
            _ => return Err(Fault::Unreadable),
        };
        let compact = (count as u32) << 2 | mode;
        self.put(&compact.to_le_bytes()[..length])
    }

    fn word(&self, frame: &mut Frame) -> Result<&'a [u8; WORD], Fault> {
        let behind = self.words.get(frame.take(1)..);
        behind.and_then(<[u8]>::first_chunk).ok_or(Fault::Unreadable)
    }

    /// An offset or a length. One beyond the end of the input leads nowhere.
    fn number(&self, frame: &mut Frame) -> Result<usize, Fault> {
        let [zeros @ .., a, b, c, d] = self.word(frame)?;
        let number = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        if number > self.words.len() || !is_zero(zeros) {
            return Err(Fault::Unreadable);
        }
        Ok(number)
    }

    /// What is left of the input behind the words that were taken from a frame.
    fn behind(&self, frame: &Frame) -> Result<&'a [u8], Fault> {
        self.words.get(frame.next..).ok_or(Fault::Unreadable)
    }

    /// Reads the next value.
    fn value(&mut self, frame: &mut Frame) -> Result<(), Fault> {
        let (start, code) = (self.at, self.code());
        let shape = shape(self.types, start);
        if !shape.is_dynamic {
            return match code {
                code::TUPLE | code::CHOICE => self.fields(frame),
                _ => self.leaf(code, frame),
            };
        }
        let offset = self.number(frame)?;
        // Cannot overflow: neither is greater than the input is long.
        let mut inner = Frame::at(frame.base.wrapping_add(offset));
        if matches!(code, code::TUPLE | code::CHOICE) {
            return self.fields(&mut inner);
        }
        let count = self.number(&mut inner)?;
        self.put_count(count)?;
        if code == code::LIST {
            let item = start.wrapping_add(1);
            // Offsets count from behind the length. Nothing is reserved for the items: a count that is too great ends with the
            // first item that is not there.
            inner = Frame::at(inner.next);
            for _ in 0..count {
                self.at = item;
                self.value(&mut inner)?;
            }
        } else {
            self.put(self.behind(&inner)?.get(..count).ok_or(Fault::Unreadable)?)?;
        }
        self.at = shape.end;
        Ok(())
    }

    /// Reads the fields of a tuple or enum.
    fn fields(&mut self, frame: &mut Frame) -> Result<(), Fault> {
        let (mut chosen, mut variant) = (0, 0);
        if self.code() == code::CHOICE {
            self.leaf(code::U8, frame)?;
            chosen = self.values.get(self.length.wrapping_sub(1)).copied().unwrap_or_default();
        } else {
            self.at = self.at.wrapping_add(1);
        }
        loop {
            match self.code() {
                code::TUPLE_END | code::CHOICE_END => break,
                code::NEXT_VARIANT => {
                    variant += 1;
                    self.at = self.at.wrapping_add(1);
                }
                _ if variant == chosen => self.value(frame)?,
                _ => {
                    let ignored = shape(self.types, self.at);
                    frame.take(ignored.words);
                    self.behind(frame)?;
                    self.at = ignored.end;
                }
            }
        }
        self.at = self.at.wrapping_add(1);
        if chosen > variant {
            return Err(Fault::Unreadable);
        }
        Ok(())
    }

    /// Reads a value without parts.
    fn leaf(&mut self, code: u8, frame: &mut Frame) -> Result<(), Fault> {
        self.at = self.at.wrapping_add(1);
        let (zeros, value) = self.word(frame)?.split_at(WORD.wrapping_sub(width(code)));
        if !is_zero(zeros) {
            // Only the upper half of an amount can make it too large.
            return Err(if code == code::AMOUNT { Fault::AmountTooLarge } else { Fault::Unreadable });
        }
        if code == code::BOOL && value > &[1][..] {
            return Err(Fault::Unreadable);
        }
        copy(code, value, self.append(value.len())?);
        Ok(())
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// Reads SCALE, writes words.
struct Encoder<'a, 'b> {
    /// The packed table of errors.
    errors: &'a [u8],
    /// The enum of the error that is a field of this one.
    inner: u8,
    types: &'a [u8],
    /// The next type.
    at: usize,
    /// The values that are not read yet.
    values: &'a [u8],
    /// Whether these are fields of a variant that the value does not have: then nothing is read, and all is zero or empty.
    is_absent: bool,
    words: &'b mut [u8],
    /// How much of the words is written, or reserved for frames.
    length: usize,
}

impl<'a> Encoder<'a, '_> {
    /// How much was written, if all was read.
    fn finish(self) -> Option<usize> {
        self.values.is_empty().then_some(self.length)
    }

    fn code(&self) -> u8 {
        self.types.get(self.at).copied().unwrap_or(code::TUPLE_END)
    }

    /// Reads the next bytes of the values.
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.values.split_at_checked(count)?;
        self.values = rest;
        Some(taken)
    }

    /// Reads the length of a list.
    fn count(&mut self) -> Option<usize> {
        if self.is_absent {
            return Some(0);
        }
        let mut compact = [0; 4];
        let length = match self.values.first()? & 3 {
            0 => 1,
            1 => 2,
            2 => 4,
            _ => return None,
        };
        compact[..length].copy_from_slice(self.take(length)?);
        let count = (u32::from_le_bytes(compact) >> 2) as usize;
        // Each item has at least one byte.
        (count <= self.values.len()).then_some(count)
    }

    /// Appends zeros. Returns where they begin.
    fn append(&mut self, count: usize) -> Option<usize> {
        let start = self.length;
        let end = start.checked_add(count)?;
        self.words.get_mut(start..end)?.fill(0);
        self.length = end;
        Some(start)
    }

    /// Appends zeros up to a whole word, counted from `start`.
    fn pad(&mut self, start: usize) -> Option<()> {
        let rest = self.length.wrapping_sub(start) % WORD;
        if rest > 0 {
            self.append(WORD.wrapping_sub(rest))?;
        }
        Some(())
    }

    fn append_bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let start = self.append(bytes.len())?;
        self.words.get_mut(start..self.length)?.copy_from_slice(bytes);
        Some(())
    }

    /// Writes an offset or a length at `place`.
    fn put_number(&mut self, place: usize, number: usize) -> Option<()> {
        let word = self.words.get_mut(place..)?.first_chunk_mut::<WORD>()?;
        word[WORD - 4..].copy_from_slice(&(number as u32).to_be_bytes());
        Some(())
    }

    /// Appends a frame for the fields of the tuple or enum that comes next, and writes them.
    fn frame_of_fields(&mut self) -> Option<()> {
        let words = field_words(self.types, self.at);
        let base = self.append(words.wrapping_mul(WORD))?;
        self.fields(&mut Frame::at(base))
    }

    /// Writes the next value.
    fn value(&mut self, frame: &mut Frame) -> Option<()> {
        let (start, code) = (self.at, self.code());
        let shape = shape(self.types, start);
        if !shape.is_dynamic {
            return match code {
                code::TUPLE | code::CHOICE => self.fields(frame),
                _ => self.leaf(code, frame),
            };
        }
        // Cannot wrap: a frame is appended before what lies elsewhere.
        self.put_number(frame.take(1), self.length.wrapping_sub(frame.base))?;
        if matches!(code, code::TUPLE | code::CHOICE) {
            return self.frame_of_fields();
        }
        let place = self.append(WORD)?;
        match code {
            code::LIST => {
                let count = self.count()?;
                self.put_number(place, count)?;
                let item = start.wrapping_add(1);
                let words = self::shape(self.types, item).words;
                let mut inner = Frame::at(self.append(count.checked_mul(words)?.checked_mul(WORD)?)?);
                for _ in 0..count {
                    self.at = item;
                    self.value(&mut inner)?;
                }
            }
            code::ERROR => {
                let start = self.length;
                self.error(self.inner)?;
                self.put_number(place, self.length.wrapping_sub(start))?;
                self.pad(start)?;
            }
            _ => {
                let start = self.length;
                let count = self.count()?;
                self.put_number(place, count)?;
                let bytes = self.take(count)?;
                self.append_bytes(bytes)?;
                self.pad(start)?;
            }
        }
        self.at = shape.end;
        Some(())
    }

    /// Writes the fields of a tuple or enum.
    fn fields(&mut self, frame: &mut Frame) -> Option<()> {
        let was_absent = self.is_absent;
        let (mut chosen, mut variant) = (0, 0);
        if self.code() == code::CHOICE {
            if !was_absent {
                chosen = *self.values.first()?;
            }
            self.leaf(code::U8, frame)?;
        } else {
            self.at = self.at.wrapping_add(1);
        }
        loop {
            match self.code() {
                code::TUPLE_END | code::CHOICE_END => break,
                code::NEXT_VARIANT => {
                    variant += 1;
                    self.at = self.at.wrapping_add(1);
                }
                _ => {
                    self.is_absent = was_absent || variant != chosen;
                    self.value(frame)?;
                }
            }
        }
        self.is_absent = was_absent;
        self.at = self.at.wrapping_add(1);
        (chosen <= variant).then_some(())
    }

    /// Writes a value without parts.
    fn leaf(&mut self, code: u8, frame: &mut Frame) -> Option<()> {
        self.at = self.at.wrapping_add(1);
        let place = frame.take(1);
        if self.is_absent {
            return Some(());
        }
        let value = self.take(width(code))?;
        let end = place.wrapping_add(WORD);
        copy(code, value, self.words.get_mut(end.wrapping_sub(value.len())..end)?);
        Some(())
    }

    /// Appends an error of the enum with this number: its selector and its fields.
    fn error(&mut self, number: u8) -> Option<()> {
        let variant = *self.take(1)?.first()?;
        match error_row(self.errors, number, variant)? {
            [inner] => self.error(*inner),
            [inner, a, b, c, d, types @ ..] => {
                self.append_bytes(&[*a, *b, *c, *d])?;
                let outer = (self.inner, self.types, self.at);
                (self.inner, self.types, self.at) = (*inner, types, 0);
                self.frame_of_fields()?;
                (self.inner, self.types, self.at) = outer;
                Some(())
            }
            _ => None,
        }
    }
}

/// The row of a variant of the enum with this number.
fn error_row(errors: &[u8], mut number: u8, mut variant: u8) -> Option<&[u8]> {
    let mut rest = errors;
    loop {
        let (length, behind) = rest.split_first()?;
        let (row, behind) = behind.split_at_checked(usize::from(*length))?;
        rest = behind;
        if number > 0 {
            number -= u8::from(row.is_empty());
        } else if row.is_empty() {
            return None;
        } else if variant == 0 {
            return Some(row);
        } else {
            variant -= 1;
        }
    }
}
