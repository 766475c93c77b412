//! Entry points. Selectors and argument types are those that the ink! contract in `lib.rs` declares; a test calls every
//! message of the metadata.

use crate::{shell, Error};
use atelier_governance::timelock::Request;
use atelier_host::{
    self as host,
    entry::{answer_bytes, leave, refuse, succeed, tell, Input},
    Buffer,
};
use ink::{scale::Input as _, selector_id};

host::entry_points!(instantiate, answer, ());

/// Instantiates a timelock.
fn instantiate() {
    let input = Input::of_call();
    if input.selector() != selector_id!("new") || host::value() != Some(0) {
        refuse();
    }
    leave(shell::instantiate(input.u64()));
}

/// Calls a message.
fn answer() {
    const BIND: u32 = selector_id!("bind");
    const SET_MINIMUM_DELAY: u32 = selector_id!("set_minimum_delay");
    const SET_GOVERNOR: u32 = selector_id!("set_governor");
    const MINIMUM_DELAY: u32 = selector_id!("minimum_delay");
    const ROLES: u32 = selector_id!("roles");
    const SCHEDULE: u32 = selector_id!("schedule");
    const EXECUTE: u32 = selector_id!("execute");
    const CANCEL: u32 = selector_id!("cancel");
    const OPERATION: u32 = selector_id!("operation");
    const STATUS: u32 = selector_id!("status");
    const OPERATIONS: u32 = selector_id!("operations");

    let input = Input::of_call();
    let selector = input.selector();
    // Only who executes may bring money.
    if selector != EXECUTE && host::value() != Some(0) {
        refuse();
    }
    let changed = match selector {
        BIND => shell::bind(input.account_here(), input.account_here()),
        SET_MINIMUM_DELAY => shell::set_minimum_delay(input.u64()),
        SET_GOVERNOR => shell::set_governor(input.account_here()),
        SCHEDULE => {
            let request = Request {
                hash: input.array(),
                after: input.option(Input::u32),
                delay: input.u64(),
                grace: input.u64(),
                rank: input.byte(),
            };
            match shell::schedule(request) {
                Ok(operation) => answer_bytes(&operation.to_le_bytes()),
                Err(error) => Err(error),
            }
        }
        EXECUTE => {
            let operation = input.u32();
            let Ok(Some(rest)) = input.remaining_len() else { refuse() };
            shell::execute(operation, input.bytes(rest))
        }
        CANCEL => {
            input.u32();
            Err(Error::OnlyAsOrder)
        }
        MINIMUM_DELAY => tell(&shell::minimum_delay()),
        ROLES => tell(&shell::roles()),
        STATUS => tell(&shell::status(input.u32())),
        OPERATION | OPERATIONS => {
            let mut answer = Buffer::new(Buffer::LONGEST);
            // The Ok of the language layer.
            answer.u8(0);
            let number = input.u32();
            if selector == OPERATION {
                shell::operation(number, &mut answer);
            } else {
                shell::operations(number, input.u32(), &mut answer);
            }
            succeed(&answer)
        }
        _ => refuse(),
    };
    leave(changed);
}
