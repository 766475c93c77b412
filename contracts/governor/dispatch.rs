//! The entry points of the governor's own code. Selectors and argument types are those that the ink! contract in `lib.rs`
//! declares; a test calls every message of the metadata.

use crate::{
    cells::{wiring, Proposal, OTHER},
    facts::Error,
    voting::{cast, cast_seat},
};
use atelier_governance::{
    proposal::{self, Support},
    units::Millis,
};
use atelier_host::{
    self as host,
    entry::{done, leave, refuse, Input},
};
use ink::selector_id;

host::entry_points!(start, answer, ());

/// Instantiates the governor with the hash of its other code, which then cannot be removed from the chain, and does the
/// rest.
fn start() {
    let input = Input::of_call();
    if input.selector() != selector_id!("new") || host::value() != Some(0) {
        refuse();
    }
    host::write(&OTHER, host::keep_code(input.hash_here()));
    run();
}

/// Calls a message.
fn answer() {
    const VOTE: u32 = selector_id!("vote");
    const VOTE_SEAT: u32 = selector_id!("vote_seat");

    let input = Input::of_call();
    let selector = input.selector();
    if !matches!(selector, VOTE | VOTE_SEAT) || host::value() != Some(0) {
        run();
    }
    let id = input.u32();
    let seat = if selector == VOTE_SEAT { Some(input.byte()) } else { None };
    let Some(support) = Support::from_number(input.byte()) else { refuse() };
    let length = input.count();
    let reason = input.bytes(length);
    let result = match seat {
        Some(seat) => cast_seat(id, seat, support, reason, wiring().committee()),
        None => cast(host::caller(), id, support, reason, elsewhere),
    };
    if let Err(error) = result {
        // As `Error::Vote`, without the code that encodes all the others.
        leave::<(), _>(Err((Error::VOTE, error)));
    }
    done();
}

/// What this code does not know the other one does.
fn elsewhere(_: &Proposal, _: Millis) -> Result<(), proposal::Error> {
    run()
}

/// Runs the governor's other code instead of this one, on the same cells and with what this call was given, and ends with its
/// answer. Nothing may be written or called before.
#[inline(never)]
fn run() -> ! {
    let other = host::array();
    host::read(&OTHER, other);
    host::entry::run(other)
}
