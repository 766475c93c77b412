//! What the entry points of all three codes share.

use atelier_host::entry::Input;
use atelier_splits::Step;

/// The cell with the hashes of the other two codes, the desk's first: a key that no cell of the rules has.
pub const CODES: [u8; 1] = [0];

/// Reads one step of a path.
#[inline(never)]
pub fn step(input: &mut Input) -> Step {
    Step { version: input.u32(), index: input.u16() }
}
