//! The four memory functions that compilers call.
//!
//! ink! links a crate of this name whose functions go byte by byte: copying one payout then costs 4 µs, a fortieth of the
//! transfer itself. Wasm loads and stores eight bytes at any address, so these go by eights and finish byte by byte.
//!
//! Sums wrap instead of being checked: no place reaches around the end of memory.
#![no_std]
#![cfg(target_arch = "wasm32")]

/// Copies `count` bytes between places that do not overlap.
///
/// # Safety
/// Both places have `count` bytes.
#[no_mangle]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    let mut at = 0;
    while count.wrapping_sub(at) >= 8 {
        to.add(at).cast::<u64>().write_unaligned(from.add(at).cast::<u64>().read_unaligned());
        at = at.wrapping_add(8);
    }
    while at < count {
        to.add(at).write_volatile(from.add(at).read());
        at = at.wrapping_add(1);
    }
    to
}

/// Copies `count` bytes between places that may overlap.
///
/// # Safety
/// Both places have `count` bytes.
#[no_mangle]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if (to as usize) <= from as usize {
        // Forward by eights reads each byte before it is written over, also where the places overlap.
        return memcpy(to, from, count);
    }
    let mut at = count;
    while at >= 8 {
        at = at.wrapping_sub(8);
        to.add(at).cast::<u64>().write_unaligned(from.add(at).cast::<u64>().read_unaligned());
    }
    while at > 0 {
        at = at.wrapping_sub(1);
        to.add(at).write_volatile(from.add(at).read());
    }
    to
}

/// Fills `count` bytes.
///
/// # Safety
/// The place has `count` bytes.
#[no_mangle]
pub unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    let mut at = 0;
    let eight = u64::from(byte as u8).wrapping_mul(0x0101_0101_0101_0101);
    // Volatile, or the compiler would make these loops calls of the function itself.
    while count.wrapping_sub(at) >= 8 {
        to.add(at).cast::<u64>().write_volatile(eight);
        at = at.wrapping_add(8);
    }
    while at < count {
        to.add(at).write_volatile(byte as u8);
        at = at.wrapping_add(1);
    }
    to
}

/// Compares `count` bytes: negative, 0 or positive as the first is below, equal to or above the second.
///
/// # Safety
/// Both places have `count` bytes.
#[no_mangle]
pub unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, count: usize) -> i32 {
    let mut at = 0;
    while at < count {
        let (a, b) = (a.add(at).read(), b.add(at).read());
        if a != b {
            return i32::from(a) - i32::from(b);
        }
        at = at.wrapping_add(1);
    }
    0
}
