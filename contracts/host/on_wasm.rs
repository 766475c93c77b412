//! The host functions of `pallet-contracts`, declared here because the usual wrappers cost more code than the calls.

use crate::{array, memory, Account, Buffer, Event, Hash};

/// The pointer that stands for "nothing".
const NOTHING: u32 = u32::MAX;
/// What a host function returns that succeeded.
const SUCCESS: u32 = 0;
/// All of the remaining gas or proof size.
const ALL: u64 = 0;
const NO_VALUE: [u8; 16] = [0; 16];
/// The flag of an answer that undoes what the call did.
const REVERT: u32 = 1;
/// The flag of a call whose answer is ours.
const TAIL_CALL: u32 = 0b100;

mod seal0 {
    #[link(wasm_import_module = "seal0")]
    extern "C" {
        pub fn address(into: *mut u8, length: *mut u32);
        pub fn balance(into: *mut u8, length: *mut u32);
        pub fn caller(into: *mut u8, length: *mut u32);
        pub fn delegate_call(
            flags: u32,
            code: *const u8,
            input: *const u8,
            input_length: u32,
            output: u32,
            output_length: u32,
        ) -> u32;
        pub fn deposit_event(topics: *const u8, topics_length: u32, data: *const u8, data_length: u32);
        pub fn hash_keccak_256(bytes: *const u8, length: u32, into: *mut u8);
        pub fn input(into: *mut u8, length: *mut u32);
        pub fn lock_delegate_dependency(code: *const u8);
        pub fn now(into: *mut u8, length: *mut u32);
        pub fn sr25519_verify(signature: *const u8, key: *const u8, length: u32, message: *const u8) -> u32;
        pub fn seal_return(flags: u32, bytes: *const u8, length: u32) -> !;
        pub fn transfer(to: *const u8, to_length: u32, amount: *const u8, amount_length: u32) -> u32;
        pub fn value_transferred(into: *mut u8, length: *mut u32);
    }
}

mod seal1 {
    #[link(wasm_import_module = "seal1")]
    extern "C" {
        pub fn clear_storage(key: *const u8, key_length: u32) -> u32;
        pub fn get_storage(key: *const u8, key_length: u32, into: *mut u8, length: *mut u32) -> u32;
    }
}

mod seal2 {
    #[link(wasm_import_module = "seal2")]
    extern "C" {
        pub fn set_storage(key: *const u8, key_length: u32, bytes: *const u8, length: u32) -> u32;
        pub fn call(
            flags: u32,
            callee: *const u8,
            ref_time: u64,
            proof_size: u64,
            deposit: u32,
            value: *const u8,
            input: *const u8,
            input_length: u32,
            output: *mut u8,
            output_length: *mut u32,
        ) -> u32;
    }
}

/// Copies a cell to the front of `into` and tells how many bytes it has; 0 if there is none.
///
/// A cell that does not fit ends the call.
#[inline(never)]
pub fn read(key: &[u8], into: &mut [u8]) -> usize {
    let mut length = into.len() as u32;
    // SAFETY: the host writes at most `length` bytes and says in `length` how many.
    match unsafe { seal1::get_storage(key.as_ptr(), key.len() as u32, into.as_mut_ptr(), &mut length) } {
        SUCCESS => length as usize,
        _ => 0,
    }
}

/// Replaces a cell.
pub fn write(key: &[u8], bytes: &[u8]) {
    // SAFETY: both slices are read only, by their lengths.
    unsafe { seal2::set_storage(key.as_ptr(), key.len() as u32, bytes.as_ptr(), bytes.len() as u32) };
}

/// Removes a cell.
pub fn clear(key: &[u8]) {
    // SAFETY: the key is read only.
    unsafe { seal1::clear_storage(key.as_ptr(), key.len() as u32) };
}

/// By what [`run`] knows a code.
pub type Code = Hash;

/// Keeps a code on the chain for as long as this contract exists, and gives the name by which to [`run`] it. A code that is not
/// there ends the call.
pub fn keep_code(code: &'static Hash) -> &'static Code {
    // SAFETY: the host reads 32 bytes.
    unsafe { seal0::lock_delegate_dependency(code.as_ptr()) };
    code
}

/// Runs another code on this contract's cells with what this call was given, and ends the call with its answer.
pub fn run(code: &Code) -> ! {
    let input = input();
    // SAFETY: code and input are read only; no output is wanted, because a tail call does not come back.
    unsafe { seal0::delegate_call(TAIL_CALL, code.as_ptr(), input.as_ptr(), input.len() as u32, NOTHING, NOTHING) };
    // The other code trapped: so does this one, and everything is undone.
    unreachable!("the called code ended without an answer")
}

/// Sends native money. Tells whether it arrived; below the existential deposit of a new account it does not.
#[must_use]
pub fn transfer(to: &Account, amount: u128) -> bool {
    let amount = amount.to_le_bytes();
    // SAFETY: the host reads 32 and 16 bytes.
    unsafe { seal0::transfer(to.as_ptr(), 32, amount.as_ptr(), 16) == SUCCESS }
}

pub fn call_blind(callee: &Account, input: &[u8]) -> bool {
    call_unheard(callee, &NO_VALUE, input)
}

pub fn call_paying(callee: &Account, amount: u128, input: &[u8]) -> bool {
    call_unheard(callee, &amount.to_le_bytes(), input)
}

#[inline(always)]
fn call_unheard(callee: &Account, amount: &[u8; 16], input: &[u8]) -> bool {
    // SAFETY: callee, value and input are read only; no output is wanted.
    unsafe {
        seal2::call(
            0,
            callee.as_ptr(),
            ALL,
            ALL,
            NOTHING,
            amount.as_ptr(),
            input.as_ptr(),
            input.len() as u32,
            NOTHING as *mut u8,
            core::ptr::null_mut(),
        ) == SUCCESS
    }
}

pub fn is_signed(signature: &[u8; 64], signer: &Account, message: &[u8]) -> bool {
    // SAFETY: the host reads 64 and 32 bytes, and the message by its length.
    unsafe {
        seal0::sr25519_verify(signature.as_ptr(), signer.as_ptr(), message.len() as u32, message.as_ptr()) == SUCCESS
    }
}

/// Room for what [`call_for`] can give.
const ROOM: usize = 64;

pub fn call_for<const LENGTH: usize>(callee: &Account, amount: u128, input: &[u8]) -> Option<&'static [u8; LENGTH]> {
    const { assert!(LENGTH <= ROOM, "the answer must have room") };
    call_exact(callee, amount, input, LENGTH)?.first_chunk()
}

#[inline(never)]
fn call_exact(callee: &Account, amount: u128, input: &[u8], expected: usize) -> Option<&'static [u8; ROOM]> {
    let amount = amount.to_le_bytes();
    let output = crate::array::<ROOM>();
    let mut length = ROOM as u32;
    // SAFETY: callee, value and input are read only; the output is as long as its length says.
    let returned = unsafe {
        seal2::call(
            0,
            callee.as_ptr(),
            ALL,
            ALL,
            NOTHING,
            amount.as_ptr(),
            input.as_ptr(),
            input.len() as u32,
            output.as_mut_ptr(),
            &mut length,
        )
    };
    (returned == SUCCESS && length as usize == expected).then_some(output)
}

/// Fills memory by a host function that tells one value of a fixed width.
macro_rules! told {
    ($function:path, $width:literal) => {{
        let bytes = array::<$width>();
        let mut length = $width;
        // SAFETY: the value has this width, and the host writes no more than `length` bytes.
        unsafe { $function(bytes.as_mut_ptr(), &mut length) };
        bytes
    }};
}

/// The account that called this contract.
#[must_use]
#[inline(never)]
pub fn caller() -> &'static Account {
    told!(seal0::caller, 32)
}

/// This contract's own account.
#[must_use]
pub fn address() -> &'static Account {
    told!(seal0::address, 32)
}

/// The native money that came with the call; there is never too much to be counted.
#[must_use]
#[inline(always)]
pub fn value() -> Option<u128> {
    Some(u128::from_le_bytes(*told!(seal0::value_transferred, 16)))
}

/// The native money that can leave this contract: neither deposits nor the existential deposit.
#[must_use]
pub fn balance() -> u128 {
    u128::from_le_bytes(*told!(seal0::balance, 16))
}

/// The block's time in milliseconds.
#[must_use]
pub fn now() -> u64 {
    u64::from_le_bytes(*told!(seal0::now, 8))
}

/// Keccak-256.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    // SAFETY: the host writes 32 bytes.
    unsafe { seal0::hash_keccak_256(bytes.as_ptr(), bytes.len() as u32, hash.as_mut_ptr()) };
    hash
}

/// Emits an event that is encoded already.
#[inline(always)]
pub fn emit<E: Event>(data: &[u8]) {
    if let Some(topic) = &E::SIGNATURE_TOPIC {
        emit_by(topic, data);
    }
}

#[inline(never)]
fn emit_by(topic: &[u8; 32], data: &[u8]) {
    let mut topics = [0; 33];
    // One topic, as a compact length.
    topics[0] = 1 << 2;
    topics[1..].copy_from_slice(topic);
    // SAFETY: both are read only.
    unsafe { seal0::deposit_event(topics.as_ptr(), 33, data.as_ptr(), data.len() as u32) };
}

/// The input of the call.
pub fn input() -> &'static [u8] {
    let bytes = memory(Buffer::LONGEST);
    let mut length = Buffer::LONGEST as u32;
    // SAFETY: as in `read`; a longer input ends the call.
    unsafe { seal0::input(bytes.as_mut_ptr(), &mut length) };
    &bytes[..length as usize]
}

/// Ends the call.
pub fn end(reverted: bool, bytes: &[u8]) -> ! {
    let flags = if reverted { REVERT } else { 0 };
    // SAFETY: the bytes are read only.
    unsafe { seal0::seal_return(flags, bytes.as_ptr(), bytes.len() as u32) }
}
