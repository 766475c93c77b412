//! Entry points.

use crate::Mode;
use alloc::vec::Vec;
use atelier_host::{
    self as host,
    entry::{done, end, refuse, Input},
    solidity::{Constructor, Interface},
    Account,
};
use ink::selector_bytes;
use pallet_revive_uapi::{
    precompiles::system::SYSTEM_PRECOMPILE_ADDR, solidity_selector, CallFlags, HostFn, HostFnImpl as Host,
};
use scale::{Decode, Encode};

host::entry_points!(instantiate, answer, NOTHING);

/// It knows no Solidity: for whoever pays it is nobody in particular.
static NOTHING: Interface =
    Interface { constructor: Constructor { ink: [0; 4], types: &[] }, messages: &[], errors: &[] };

const WORD: usize = 32;
const ALL: [u8; WORD] = [u8::MAX; WORD];

/// Where the payee keeps its mode, and how the last call that it made ended.
const MODE: [u8; 1] = [0];
const NOTE: [u8; 1] = [1];

/// The note while there is nothing to tell: as long as one that tells, so that to note costs no deposit.
const SILENT: [u8; 2] = [0, 0];

fn instantiate() {
    let input = Input::of_call();
    if input.array() != selector_bytes!("new") {
        refuse();
    }
    host::write(&MODE, &Mode::Accepts.encode());
    host::write(&NOTE, &SILENT);
    done();
}

fn answer() {
    let input = Input::of_call();
    match input.all().first_chunk() {
        Some(selector) if *selector == selector_bytes!("set_mode") => {
            host::write(&MODE, &input.all()[4..]);
            host::write(&NOTE, &SILENT);
            end(false, &[0]);
        }
        Some(selector) if *selector == selector_bytes!("act") || *selector == selector_bytes!("act_closed") => {
            let Ok((target, value, input)) = <(Account, u128, Vec<u8>)>::decode(&mut &input.all()[4..]) else {
                refuse()
            };
            let is_open = *selector == selector_bytes!("act");
            let called =
                send(if is_open { CallFlags::ALLOW_REENTRY } else { CallFlags::empty() }, &target, value, &input);
            let mut answer = host::memory(Host::return_data_size() as usize);
            Host::return_data_copy(&mut answer, 0);
            end(!called, answer);
        }
        Some(selector) if *selector == selector_bytes!("noted") => {
            let mut answer = [0; 3];
            host::read(&NOTE, &mut answer[1..]);
            // A note is an option; nothing stands behind none.
            end(false, if answer[1] == 0 { &answer[..2] } else { &answer });
        }
        _ => paid(),
    }
}

fn paid() -> ! {
    let mut bytes = [0; host::LONGEST_CELL];
    let length = host::read(&MODE, &mut bytes);
    match Mode::decode(&mut &bytes[..length]).unwrap_or_default() {
        Mode::Accepts => {}
        Mode::Traps => unreachable!("the payee traps because its mode says so"),
        Mode::Reverts(length) => end(true, host::memory(length as usize)),
        Mode::BurnsGas => burn_gas(),
        Mode::Calls { target, value, input } => {
            let called = send(CallFlags::ALLOW_REENTRY, target.as_fixed_bytes(), value, &input);
            host::write(&NOTE, &Some(called).encode());
        }
        Mode::Stores => {
            let mut value = [0; WORD];
            Host::value_transferred(&mut value);
            host::write(&value, &value);
        }
        Mode::Answers(length) => end(false, host::memory(length as usize)),
        Mode::Emits(count) => {
            for number in 0..count {
                Host::deposit_event(&[[0xee; WORD]], &number.to_le_bytes());
            }
        }
        Mode::Terminates(beneficiary) => {
            let mut input = [0; 4 + WORD];
            input[..4].copy_from_slice(&solidity_selector("terminate(address)"));
            input[4 + WORD - beneficiary.as_bytes().len()..].copy_from_slice(beneficiary.as_bytes());
            send(CallFlags::ALLOW_REENTRY, &SYSTEM_PRECOMPILE_ADDR, 0, &input);
        }
    }
    end(false, &[])
}

fn send(flags: CallFlags, target: &Account, value: u128, input: &[u8]) -> bool {
    let mut word = [0; WORD];
    word[..16].copy_from_slice(&value.to_le_bytes());
    Host::call(flags, target, u64::MAX, u64::MAX, &ALL, &word, input, None).is_ok()
}

/// Counts for ever. The black box keeps the compiler from seeing that nothing comes of it.
fn burn_gas() -> ! {
    let mut turns: u64 = 0;
    loop {
        turns = core::hint::black_box(turns.wrapping_add(1));
    }
}
