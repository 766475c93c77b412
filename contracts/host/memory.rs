//! The allocator: a call is over soon, so memory is handed out from the front and never taken back.

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};

/// Where memory lies on this machine.
#[cfg(target_arch = "wasm32")]
mod place {
    /// The memory that every contract is linked with.
    const END: usize = 1024 * 1024;

    extern "C" {
        /// Where the linker's data end.
        static __heap_base: u8;
    }

    pub fn start() -> usize {
        &raw const __heap_base as usize
    }

    #[inline(always)]
    pub fn end() -> usize {
        END
    }
}

/// Where memory lies on this machine.
#[cfg(target_arch = "riscv64")]
mod place {
    /// Code and memory of a contract share 1.5 MiB.
    const LENGTH: usize = 1024 * 1024;

    static mut MEMORY: [u64; LENGTH / 8] = [0; LENGTH / 8];

    pub fn start() -> usize {
        &raw const MEMORY as usize
    }

    pub fn end() -> usize {
        start().wrapping_add(LENGTH)
    }
}

struct Bump;

static mut NEXT: usize = 0;

/// Zeroed memory for the rest of the call.
#[must_use]
#[inline(always)]
pub fn memory(length: usize) -> &'static mut [u8] {
    // SAFETY: the piece is zeroed and handed out once.
    unsafe { core::slice::from_raw_parts_mut(take(length, 8), length) }
}

/// An empty list with room for so many items. The library's own way to allocate one is three times the code.
///
/// # Panics
/// If there is no room.
#[must_use]
pub fn list<T>(room: usize) -> Vec<T> {
    let Some(bytes) = room.checked_mul(size_of::<T>()) else { exhausted() };
    // SAFETY: this memory is the allocator's, aligned for and as long as `room` items, and nothing else refers to it.
    unsafe { Vec::from_raw_parts(take(bytes, align_of::<T>()).cast(), 0, room) }
}

/// The place of a fresh piece of memory. If there is no more, the call ends.
///
/// # Safety
/// None but that `align` is a power of two.
#[inline(never)]
unsafe fn take(length: usize, align: usize) -> *mut u8 {
    if NEXT == 0 {
        NEXT = place::start();
    }
    let mask = align.wrapping_sub(1);
    let start = NEXT.wrapping_add(mask) & !mask;
    let end = start.wrapping_add(length);
    if end > place::end() || end < start {
        exhausted();
    }
    NEXT = end;
    start as *mut u8
}

fn exhausted() -> ! {
    unreachable!("there is no more memory")
}

/// Does some work and takes back the memory that it used, so that it can be repeated as often as gas allows.
///
/// What comes out holds no memory, because it can be copied.
pub fn reclaim<T: Copy>(work: impl FnOnce() -> T) -> T {
    // A first piece, so that the start is known.
    let start = alloc::boxed::Box::into_raw(alloc::boxed::Box::new(0u8)) as usize;
    let result = work();
    // SAFETY: nothing refers to the memory behind `start` any more; it must be zeroed like fresh memory.
    unsafe {
        core::ptr::write_bytes(start as *mut u8, 0, NEXT.wrapping_sub(start));
        NEXT = start;
    }
    result
}

// SAFETY: a contract has one thread; each piece begins behind the one before.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size(), layout.align())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // Fresh memory is zeroed, and none is handed out twice.
        self.alloc(layout)
    }

    unsafe fn dealloc(&self, _start: *mut u8, _layout: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump;
