//! What the entry points of both codes share.

use crate::facts::Refusal;
use atelier_host::entry::{done, end, Input};

/// The input of this call, which must not come with money.
#[cfg(not(feature = "std"))]
pub fn open() -> &'static mut Input {
    if atelier_host::value() != Some(0) {
        atelier_host::entry::refuse();
    }
    Input::of_call()
}

/// Skips what the standard lets a sender say to the receiver, whom this token does not call.
pub fn skip_data(input: &mut Input) {
    let length = input.count();
    input.bytes(length);
}

/// Ends a message of the token's standard.
pub fn standard(result: Result<(), Refusal>) -> ! {
    match result {
        Ok(()) => done(),
        Err(refusal) => end(true, &[0, 1, refusal as u8]),
    }
}
