//! The allocator: a call is over soon, so memory is handed out from the front and never taken back.

use core::alloc::{GlobalAlloc, Layout};

/// The memory that every contract is linked with.
const END: usize = 1024 * 1024;

extern "C" {
    /// Where the linker's data end.
    static __heap_base: u8;
}

struct Bump;

static mut NEXT: usize = 0;

// SAFETY: a contract has one thread; each piece begins behind the one before.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if NEXT == 0 {
            NEXT = &raw const __heap_base as usize;
        }
        let mask = layout.align().wrapping_sub(1);
        let start = NEXT.wrapping_add(mask) & !mask;
        let end = start.wrapping_add(layout.size());
        if end > END || end < start {
            return core::ptr::null_mut();
        }
        NEXT = end;
        start as *mut u8
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // Fresh memory is zeroed, and none is handed out twice.
        self.alloc(layout)
    }

    unsafe fn dealloc(&self, _start: *mut u8, _layout: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump;
