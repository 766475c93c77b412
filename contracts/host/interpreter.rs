//! Between callers who speak Solidity and messages that do not: notes at the start of a call in which language it came, and ends
//! the call in the same one.

use crate::{
    keep, machine, memory,
    solidity::{decode, encode, encode_plain, Call, Fault, Interface},
    Buffer,
};
use core::sync::atomic::{AtomicPtr, Ordering};

/// Room for an answer in words: more than the 128 KiB that the machine takes.
const ROOM: usize = 12 * Buffer::LONGEST;

/// What the caller said.
struct Heard {
    /// The input as messages read it.
    input: &'static [u8],
    /// How to answer; `None` for a caller that speaks as messages do.
    call: Option<(Call<'static>, &'static Interface)>,
}

static HEARD: AtomicPtr<Heard> = AtomicPtr::new(core::ptr::null_mut());

fn note(input: &'static [u8], call: Option<(Call<'static>, &'static Interface)>) {
    HEARD.store(keep(Heard { input, call }), Ordering::Relaxed);
}

fn heard() -> Option<&'static Heard> {
    // SAFETY: what is kept lives as long as the call, and nobody changes it.
    unsafe { HEARD.load(Ordering::Relaxed).as_ref() }
}

fn understood<T>(read: Result<T, Fault>) -> T {
    match read {
        Ok(input) => input,
        Err(fault) => machine::finish(true, fault.data()),
    }
}

/// Begins an instantiation. Solidity's constructors have no selector, so their arguments are nothing but words.
pub fn instantiate(interface: &'static Interface) {
    let mut input = machine::raw_input();
    if !input.is_empty() && input.len().is_multiple_of(32) {
        let room = memory(Buffer::LONGEST);
        room[..4].copy_from_slice(&interface.constructor.ink);
        let arguments = decode(interface.constructor.types, input, &mut room[4..]).map(<[u8]>::len);
        let length = understood(arguments).wrapping_add(4);
        input = &room[..length];
    }
    note(input, None);
}

/// Begins a call.
pub fn call(interface: &'static Interface) {
    let input = machine::raw_input();
    if let Some((selector, words)) = input.split_first_chunk() {
        for messages in interface.messages {
            if let Some(call) = Call::find(messages, *selector) {
                note(understood(call.input(words, memory(Buffer::LONGEST))), Some((call, interface)));
                return;
            }
        }
    }
    note(input, None);
}

/// The input as messages read it.
pub fn input() -> &'static [u8] {
    heard().map_or(&[], |heard| heard.input)
}

/// What a call ends with, in the language that it came in.
pub fn output(reverted: bool, bytes: &[u8]) -> &[u8] {
    let Some(Heard { call: Some((call, interface)), .. }) = heard() else { return bytes };
    match call.output(interface.errors, reverted, bytes, memory(ROOM)) {
        Some(words) => words,
        None => unreachable!("an answer that is longer than any"),
    }
}

/// Room for any event in words.
const EVENT_ROOM: usize = 8 * 32;

/// Tells an event's data in words.
pub fn event(types: &[u8], data: &[u8], tell: impl FnOnce(&[u8])) {
    // Not from the memory that is never taken back: a call that creates a tree tells hundreds.
    let room = &mut [0; EVENT_ROOM];
    // What hot messages tell has no variants: then there is a quicker way than the encoder's.
    let words = match encode_plain(types, data, room) {
        Some(length) => room.get(..length),
        None => encode(types, data, room),
    };
    match words {
        Some(words) => tell(words),
        None => unreachable!("an event that is none of the contract's"),
    }
}
