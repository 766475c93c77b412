//! The messages: load, ask the rules, store, tell, and call last.
//!
//! Every cell is read where it is needed and written before anything is called; nothing that was read before a call is
//! written after it.

use crate::facts::{Bound, Canceled, Error, Executed, GovernorSet, MinimumDelaySet, Scheduled};
use atelier_governance::{
    timelock::{Error as Rule, Mark, Operation, Request, Roles, Status, Timelock, MAX_ACTIONS, MAX_BYTES, PAGE},
    units::Millis,
};
use atelier_host::{self as host, entry::Input, Account, Buffer, Event};
use ink::selector_bytes;

/// The cell of everything but the operations.
const STATE: [u8; 1] = [0];
/// Room for any cell and any event.
const ROOM: usize = 160;

type State = Timelock<Account>;

/// The name of an operation's cell.
fn name(operation: u32) -> [u8; 5] {
    let [a, b, c, d] = operation.to_le_bytes();
    [1, a, b, c, d]
}

/// A cell, which was stored as SCALE encodes it; read by hand, because that is a third of the code.
fn load<T>(key: &[u8], value: impl FnOnce(&mut Input) -> T) -> Option<T> {
    let bytes = host::memory(ROOM);
    match host::read(key, bytes) {
        0 => None,
        length => Some(value(&mut Input::of_bytes(&bytes[..length]))),
    }
}

/// Stores a cell, filled in as SCALE encodes what it holds.
fn store(key: &[u8], fill: impl FnOnce(&mut Buffer)) {
    let mut bytes = Buffer::new(ROOM);
    fill(&mut bytes);
    host::write(key, bytes.bytes());
}

/// Emits an event, filled in as SCALE encodes its fields. A test decodes each event by its type.
fn tell<E: Event>(fill: impl FnOnce(&mut Buffer)) {
    let mut data = Buffer::new(ROOM);
    fill(&mut data);
    host::emit::<E>(data.bytes());
}

/// An operation without what is done about it, in which a cell, a view and an event end or begin alike.
#[inline(never)]
fn put_plan(operation: &Operation, to: &mut Buffer) {
    to.put(&operation.hash);
    match operation.after {
        None => to.u8(0),
        Some(after) => {
            to.u8(1);
            to.u32(after);
        }
    }
    to.u64(operation.eta);
    to.u64(operation.expires_at);
    to.u8(operation.rank);
}

#[inline(never)]
fn state() -> State {
    let stored = load(&STATE, |input| State {
        minimum_delay: input.u64(),
        count: input.u32(),
        roles: match input.flag() {
            false => Roles::Unbound { instantiator: input.array() },
            true => Roles::Bound { governor: input.array(), admin: input.array() },
        },
    });
    match stored {
        Some(state) => state,
        None => unreachable!("the constructor stores it"),
    }
}

#[inline(never)]
fn save(state: &State) {
    store(&STATE, |to| {
        to.u64(state.minimum_delay);
        to.u32(state.count);
        match &state.roles {
            Roles::Unbound { instantiator } => {
                to.u8(0);
                to.put(instantiator);
            }
            Roles::Bound { governor, admin } => {
                to.u8(1);
                to.put(governor);
                to.put(admin);
            }
        }
    });
}

#[inline(never)]
fn load_operation(operation: u32) -> Option<Operation> {
    load(&name(operation), |input| Operation {
        hash: input.array(),
        after: input.option(Input::u32),
        eta: input.u64(),
        expires_at: input.u64(),
        rank: input.byte(),
        mark: match input.byte() {
            0 => Mark::Open,
            1 => Mark::Executed,
            _ => Mark::Canceled,
        },
    })
}

#[inline(never)]
fn known(operation: u32) -> Result<Operation, Error> {
    load_operation(operation).ok_or(Error::Timelock(Rule::UnknownOperation { operation }))
}

#[inline(never)]
fn save_operation(number: u32, operation: &Operation) {
    store(&name(number), |to| {
        put_plan(operation, to);
        to.u8(operation.mark as u8);
    });
}

/// `Timelock::new`
pub fn instantiate(minimum_delay: Millis) -> Result<(), Error> {
    save(&State::new(*host::caller(), minimum_delay)?);
    Ok(())
}

/// `Timelock::bind`
pub fn bind(governor: &Account, admin: &Account) -> Result<(), Error> {
    save(&state().bind(*host::caller(), *governor, *admin)?);
    tell::<Bound>(|to| {
        to.put(governor);
        to.put(admin);
    });
    Ok(())
}

/// `Timelock::set_minimum_delay`
pub fn set_minimum_delay(minimum_delay: Millis) -> Result<(), Error> {
    change_minimum_delay(host::caller(), minimum_delay)
}

/// `Timelock::set_governor`
pub fn set_governor(governor: &Account) -> Result<(), Error> {
    change_governor(host::caller(), governor)
}

#[inline(never)]
fn change_minimum_delay(by: &Account, minimum_delay: Millis) -> Result<(), Error> {
    let old = state();
    save(&old.set_minimum_delay(*by, minimum_delay)?);
    tell::<MinimumDelaySet>(|to| {
        to.u64(old.minimum_delay);
        to.u64(minimum_delay);
    });
    Ok(())
}

#[inline(never)]
fn change_governor(by: &Account, governor: &Account) -> Result<(), Error> {
    let old = state();
    save(&old.set_governor(*by, *governor)?);
    if let Roles::Bound { governor: old, .. } = old.roles {
        tell::<GovernorSet>(|to| {
            to.put(&old);
            to.put(governor);
        });
    }
    Ok(())
}

/// `Timelock::minimum_delay`
pub fn minimum_delay() -> Millis {
    state().minimum_delay
}

/// `Timelock::roles`
pub fn roles() -> Roles<Account> {
    state().roles
}

/// `Timelock::schedule`
pub fn schedule(request: Request) -> Result<u32, Error> {
    let old = state();
    let number = old.count;
    let (new, operation) = old.schedule(*host::caller(), request, host::now())?;
    save(&new);
    save_operation(number, &operation);
    tell::<Scheduled>(|to| {
        to.u32(number);
        put_plan(&operation, to);
    });
    Ok(number)
}

/// `Timelock::execute`, with the list of actions as it is encoded.
pub fn execute(number: u32, encoded: &'static [u8]) -> Result<(), Error> {
    let operation = known(number)?;
    let predecessor = operation.after.and_then(load_operation);
    let executed = operation.execute(number, predecessor.as_ref(), host::now())?;
    if encoded.len() > MAX_BYTES {
        return Err(Error::ActionsTooLong { bytes: encoded.len() as u32 });
    }
    // Of all the input that is left: whatever stands behind the list would be another hash.
    if host::keccak(encoded) != operation.hash {
        return Err(Error::ActionsMismatch { operation: number });
    }
    let mut actions = Input::of_bytes(encoded);
    let count = actions.count();
    if count == 0 || count > MAX_ACTIONS {
        return Err(Error::WrongCount { count: count as u32 });
    }
    // Marked before the first call: whoever is called meets an operation that is executed.
    save_operation(number, &executed);
    tell::<Executed>(|to| to.u32(number));
    let me = host::address();
    for index in 0..count as u8 {
        let target = actions.account_here();
        let selector = actions.array();
        let length = actions.count();
        let args = actions.bytes(length);
        let value = actions.u128();
        if target == me {
            if value > 0 {
                return Err(Error::UnknownOrder { index });
            }
            order(me, selector, args, Running { number, index, rank: operation.rank })?;
        } else {
            let mut input = Buffer::new(args.len().wrapping_add(4));
            input.put(&selector);
            input.put(args);
            if !host::call_paying(target, value, input.bytes()) {
                return Err(Error::ActionFailed { index });
            }
        }
    }
    Ok(())
}

/// Which action gives an order.
struct Running {
    /// The operation.
    number: u32,
    /// The action.
    index: u8,
    /// The operation's rank.
    rank: u8,
}

/// Carries out an action of the timelock on itself.
#[inline(never)]
fn order(me: &Account, selector: [u8; 4], args: &[u8], running: Running) -> Result<(), Error> {
    const CANCEL: [u8; 4] = selector_bytes!("cancel");
    const SET_MINIMUM_DELAY: [u8; 4] = selector_bytes!("set_minimum_delay");
    const SET_GOVERNOR: [u8; 4] = selector_bytes!("set_governor");

    let Running { number: by, index, rank } = running;
    let unknown = Err(Error::UnknownOrder { index });
    match selector {
        CANCEL => match args.try_into() {
            Ok(number) => cancel(u32::from_le_bytes(number), by, rank),
            Err(_) => unknown,
        },
        SET_MINIMUM_DELAY => match args.try_into() {
            Ok(delay) => change_minimum_delay(me, u64::from_le_bytes(delay)),
            Err(_) => unknown,
        },
        SET_GOVERNOR => match args.try_into() {
            Ok(governor) => change_governor(me, governor),
            Err(_) => unknown,
        },
        _ => unknown,
    }
}

fn cancel(number: u32, by: u32, rank: u8) -> Result<(), Error> {
    let canceled = known(number)?.cancel(number, rank, host::now())?;
    save_operation(number, &canceled);
    tell::<Canceled>(|to| {
        to.u32(number);
        to.u32(by);
    });
    Ok(())
}

/// `Timelock::status`
pub fn status(number: u32) -> Option<Status> {
    load_operation(number).map(|operation| operation.status(host::now()))
}

/// `Timelock::operation`, as it is encoded.
pub fn operation(number: u32, to: &mut Buffer) {
    match load_operation(number) {
        None => to.u8(0),
        Some(operation) => {
            to.u8(1);
            put_view(&operation, to);
        }
    }
}

/// `Timelock::operations`, as it is encoded.
pub fn operations(from: u32, count: u32, to: &mut Buffer) {
    let all = state().count;
    let from = from.min(all);
    // Cannot underflow: `from` is at most all.
    let count = count.min(PAGE).min(all.wrapping_sub(from));
    to.count(count as usize);
    for number in from..from.wrapping_add(count) {
        if let Some(operation) = load_operation(number) {
            put_view(&operation, to);
        }
    }
}

#[inline(never)]
fn put_view(operation: &Operation, to: &mut Buffer) {
    put_plan(operation, to);
    to.u8(operation.status(host::now()) as u8);
}
