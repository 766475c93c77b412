//! Entry points and balances.

use crate::Mode;
use alloc::vec::Vec;
use atelier_host::{
    self as host,
    entry::{done, end, refuse, Input},
    solidity::{Constructor, Interface},
    Account, ACCOUNT,
};
use ink::selector_bytes;
use pallet_revive_uapi::{solidity_selector, CallFlags, HostFn, HostFnImpl as Host};
use scale::{Decode, Encode};

host::entry_points!(instantiate, answer, NOTHING);

/// The Solidity that tokens speak is read here by hand, so that two readers of it are tested against one another.
static NOTHING: Interface =
    Interface { constructor: Constructor { ink: [0; 4], types: &[] }, messages: &[], errors: &[] };

const BALANCE_OF: [u8; 4] = solidity_selector("balanceOf(address)");
const ALLOWANCE: [u8; 4] = solidity_selector("allowance(address,address)");
const APPROVE: [u8; 4] = solidity_selector("approve(address,uint256)");
const TRANSFER: [u8; 4] = solidity_selector("transfer(address,uint256)");
const TRANSFER_FROM: [u8; 4] = solidity_selector("transferFrom(address,address,uint256)");
const WORD: usize = 32;
/// Where the token keeps its mode, whether it is re-entering, and how that ended.
const MODE: [u8; 1] = [0];
const IS_REENTERING: [u8; 1] = [1];
const REENTERED: [u8; 1] = [2];

fn instantiate() {
    let input = Input::of_call();
    if input.array() != selector_bytes!("new") {
        refuse();
    }
    set(&balance_cell(host::caller()), input.u128());
    host::write(&MODE, &Mode::Honest.encode());
    done();
}

fn answer() {
    let input = Input::of_call();
    let selector: [u8; 4] = input.array();
    if selector == selector_bytes!("mint") {
        let to = input.account_here();
        let amount = input.u128();
        match get(&balance_cell(to)).checked_add(amount) {
            Some(balance) => set(&balance_cell(to), balance),
            None => refuse(),
        }
        done();
    }
    if selector == selector_bytes!("set_mode") {
        host::write(&MODE, &input.all()[4..]);
        host::write(&REENTERED, &None::<bool>.encode());
        end(false, &[0]);
    }
    if selector == selector_bytes!("reentered") {
        let mut answer = [0; 3];
        let length = host::read(&REENTERED, &mut answer[1..]);
        // The cell is empty before the mode is first set, and so is the answer then.
        end(false, &answer[..1 + length.max(1)]);
    }
    if selector == BALANCE_OF {
        balance_of(account(input));
    }
    if selector == ALLOWANCE {
        let owner = account(input);
        answer_number(get(&allowance_cell(&owner, &account(input))));
    }
    if selector == APPROVE {
        let spender = account(input);
        set(&allowance_cell(host::caller(), &spender), amount(input));
        answer_number(1);
    }
    if selector == TRANSFER {
        let to = account(input);
        cheat(host::caller(), &to, amount(input));
    }
    if selector == TRANSFER_FROM {
        let (from, to, value) = (account(input), account(input), amount(input));
        let cell = allowance_cell(&from, host::caller());
        match get(&cell).checked_sub(value) {
            Some(left) => set(&cell, left),
            None => end(true, &[]),
        }
        cheat(&from, &to, value);
    }
    end(true, &[]);
}

fn mode() -> Mode {
    let mut bytes = [0; host::LONGEST_CELL];
    let length = host::read(&MODE, &mut bytes);
    Mode::decode(&mut &bytes[..length]).unwrap_or_default()
}

fn balance_of(owner: Account) -> ! {
    let balance = get(&balance_cell(&owner));
    match mode() {
        Mode::LiesAboutBalance(more) => answer_number(balance.saturating_add(more)),
        Mode::HidesBalance(less) => answer_number(balance.saturating_sub(less)),
        Mode::Traps => trap(),
        Mode::ReturnsTooMuch(length) => answer_zeros(length),
        Mode::BurnsGas => burn_gas(),
        Mode::AnswersWithAnError => {
            let mut word = word(balance);
            word[0] = 1;
            end(false, &word)
        }
        _ => answer_number(balance),
    }
}

/// Moves `value`, cheating as the mode says, and ends the call.
fn cheat(from: &Account, to: &Account, value: u128) -> ! {
    let mut fee = 0;
    match mode() {
        Mode::Honest | Mode::LiesAboutBalance(_) | Mode::HidesBalance(_) | Mode::AnswersWithAnError => {}
        Mode::ReturnsFalse => answer_number(0),
        Mode::TakesFee(bps) => fee = share(value, bps),
        Mode::Reenters { target, input } => reenter(target.as_fixed_bytes(), &input),
        Mode::Traps => trap(),
        Mode::ReturnsTooMuch(length) => {
            move_value(from, to, value, fee);
            answer_zeros(length)
        }
        Mode::BurnsGas => burn_gas(),
        Mode::ReturnsNothing => {
            move_value(from, to, value, fee);
            end(false, &[])
        }
    }
    move_value(from, to, value, fee);
    answer_number(1)
}

fn move_value(from: &Account, to: &Account, value: u128, fee: u128) {
    let Some(left) = get(&balance_cell(from)).checked_sub(value) else { end(true, &[]) };
    set(&balance_cell(from), left);
    let Some(balance) = get(&balance_cell(to)).checked_add(value.saturating_sub(fee)) else { end(true, &[]) };
    set(&balance_cell(to), balance);
}

/// Calls `target` with `input`, lets it call back, and notes whether that call succeeded.
fn reenter(target: &Account, input: &[u8]) {
    let mut is_reentering = [0];
    host::read(&IS_REENTERING, &mut is_reentering);
    if is_reentering == [1] {
        return;
    }
    host::write(&IS_REENTERING, &[1]);
    let all = [u8::MAX; WORD];
    let called = Host::call(CallFlags::ALLOW_REENTRY, target, u64::MAX, u64::MAX, &all, &[0; WORD], input, None);
    host::write(&IS_REENTERING, &[0]);
    host::write(&REENTERED, &Some(called.is_ok()).encode());
}

/// `bps` basis points of `value`, rounded down, at most all of it.
fn share(value: u128, bps: u16) -> u128 {
    let bps = u128::from(bps.min(10_000));
    // Whole ten-thousands and the rest apart, so that the product cannot overflow.
    let whole = (value / 10_000).saturating_mul(bps);
    let rest = (value % 10_000).saturating_mul(bps) / 10_000;
    whole.saturating_add(rest)
}

fn account(input: &mut Input) -> Account {
    let word: [u8; WORD] = input.array();
    match word.split_last_chunk() {
        Some((high, account)) if high.iter().all(|byte| *byte == 0) => *account,
        _ => end(true, &[]),
    }
}

fn amount(input: &mut Input) -> u128 {
    let word: [u8; WORD] = input.array();
    // Nobody has 2^128 or more, and for an allowance that is as good as any number.
    match word.split_last_chunk() {
        Some((high, low)) if high.iter().all(|byte| *byte == 0) => u128::from_be_bytes(*low),
        _ => u128::MAX,
    }
}

fn balance_cell(owner: &Account) -> Vec<u8> {
    [&[3], &owner[..]].concat()
}

fn allowance_cell(owner: &Account, spender: &Account) -> [u8; 1 + 2 * ACCOUNT] {
    let mut cell = [4; 1 + 2 * ACCOUNT];
    cell[1..=ACCOUNT].copy_from_slice(owner);
    cell[1 + ACCOUNT..].copy_from_slice(spender);
    cell
}

fn get(cell: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    host::read(cell, &mut bytes);
    u128::from_le_bytes(bytes)
}

fn set(cell: &[u8], value: u128) {
    host::write(cell, &value.to_le_bytes());
}

fn word(value: u128) -> [u8; WORD] {
    let mut word = [0; WORD];
    word[WORD - 16..].copy_from_slice(&value.to_be_bytes());
    word
}

fn answer_number(value: u128) -> ! {
    end(false, &word(value))
}

fn answer_zeros(length: u32) -> ! {
    end(false, host::memory(length as usize))
}

fn trap() -> ! {
    unreachable!("the token traps because its mode says so")
}

/// Counts for ever. The black box keeps the compiler from seeing that nothing comes of it.
fn burn_gas() -> ! {
    let mut turns: u64 = 0;
    loop {
        turns = core::hint::black_box(turns.wrapping_add(1));
    }
}
