//! What the floors share: the bounds below which no contract for PolkaVM can go.
//!
//! A floor does the unavoidable work of one message and nothing else: no dispatch, no checks, no errors, no allocator. It calls
//! the machine directly, and its memory is one static, zeroed as every static is, because whatever is initialized stands in the
//! code and is paid for on every call. Fields lie so that numbers are aligned where that is possible.
//!
//! The amounts of a run, times a weight, lie below 2^64, so the high halves stay as they are.

pub use pallet_revive_uapi::{solidity_selector, CallFlags, HostFn, HostFnImpl as Host, StorageFlags};

use core::arch::asm;

/// The tags of the ledger's cells.
pub const HEADER: u8 = 1;
pub const PAGE: u8 = 2;
pub const RECEIVED: u8 = 3;
pub const PAID: u8 = 4;
pub const LEAF: u8 = 5;
pub const ASSET: u8 = 7;

/// The bytes of a row: kind, account, weight.
pub const ROW: usize = 1 + 20 + 4;
/// How many rows share a cell.
pub const ROWS: usize = 416 / ROW;
/// How many paid amounts share a cell.
pub const AMOUNTS: usize = 416 / 16;

/// The name of a cell: tag, version or asset, asset, part.
#[repr(C, align(8))]
pub struct Key {
    before: [u8; 7],
    pub tag: u8,
    pub id: u32,
    pub asset: u32,
    pub part: u64,
}

impl Key {
    pub const ZERO: Self = Self { before: [0; 7], tag: 0, id: 0, asset: 0, part: 0 };

    /// The bytes of the version or asset.
    #[inline(always)]
    pub fn id_bytes(&mut self) -> &mut [u8] {
        // SAFETY: a number of four bytes.
        unsafe { core::slice::from_raw_parts_mut((&raw mut self.id).cast(), 4) }
    }

    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        // SAFETY: the tag and what follows it lie in a row, without anything between.
        unsafe { core::slice::from_raw_parts(&raw const self.tag, 17) }
    }
}

/// What a split has received: the amount, the total weight, and facts that floors only keep.
#[repr(C, align(8))]
pub struct Received {
    pub amount: [u64; 2],
    pub total: u64,
    facts: [u8; 2],
}

impl Received {
    pub const ZERO: Self = Self { amount: [0; 2], total: 0, facts: [0; 2] };

    #[inline(always)]
    pub fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: these are the bytes of this value up to the padding at its end.
        unsafe { core::slice::from_raw_parts_mut((&raw mut *self).cast(), 26) }
    }
}

/// A token: its account, and the balance that is accounted for.
#[repr(C, align(8))]
pub struct Asset {
    before: [u8; 4],
    pub token: [u8; 20],
    pub recorded: [u64; 2],
}

impl Asset {
    pub const ZERO: Self = Self { before: [0; 4], token: [0; 20], recorded: [0; 2] };

    #[inline(always)]
    pub fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: token and recorded balance lie in a row, without anything between.
        unsafe { core::slice::from_raw_parts_mut((&raw mut self.token).cast(), 36) }
    }
}

/// 32 bytes, as events and other contracts count: the highest byte first.
#[repr(C, align(8))]
#[derive(Clone, Copy)]
pub struct Word(pub [u8; 32]);

impl Word {
    pub const ZERO: Self = Self([0; 32]);

    /// Sets the last two bytes.
    #[inline(always)]
    pub fn set_u16(&mut self, value: u16) {
        // SAFETY: the last two bytes are aligned like their number.
        unsafe { *(&raw mut self.0[30]).cast() = value.swap_bytes() }
    }

    /// Sets the last four bytes.
    #[inline(always)]
    pub fn set_u32(&mut self, value: u32) {
        // SAFETY: the last four bytes are aligned like their number.
        unsafe { *(&raw mut self.0[28]).cast() = value.swap_bytes() }
    }

    /// Sets the last eight bytes.
    #[inline(always)]
    pub fn set_u64(&mut self, value: u64) {
        // SAFETY: the last eight bytes are aligned like their number.
        unsafe { *(&raw mut self.0[24]).cast() = value.swap_bytes() }
    }

    /// The number in the last eight bytes.
    #[inline(always)]
    pub fn u64(&self) -> u64 {
        // SAFETY: the last eight bytes are aligned like their number.
        u64::swap_bytes(unsafe { *(&raw const self.0[24]).cast() })
    }

    /// Sets the last twenty bytes to those of another word.
    #[inline(always)]
    pub fn set_account(&mut self, other: &Self) {
        // SAFETY: both have so many bytes.
        unsafe { copy_account(&raw const other.0[12], &raw mut self.0[12]) }
    }

    /// The account in the last twenty bytes.
    #[inline(always)]
    pub fn account(&mut self) -> &mut [u8; 20] {
        // SAFETY: there are so many bytes.
        unsafe { &mut *(&raw mut self.0[12]).cast() }
    }
}

/// An amount of native money, as the machine counts it: the lowest byte first.
pub type Value = [u64; 4];

#[inline(always)]
pub fn value_bytes(value: &mut Value) -> &mut [u8; 32] {
    // SAFETY: four numbers of eight bytes.
    unsafe { &mut *(&raw mut *value).cast() }
}

/// The bytes of a paid amount.
#[inline(always)]
pub fn amount_bytes(amount: &mut [u64; 2]) -> &mut [u8] {
    // SAFETY: two numbers of eight bytes.
    unsafe { core::slice::from_raw_parts_mut(amount.as_mut_ptr().cast(), 16) }
}

/// The first bytes of a page of paid amounts.
#[inline(always)]
pub fn amounts_bytes(amounts: &mut [[u64; 2]; AMOUNTS], length: usize) -> &mut [u8] {
    // SAFETY: no page is longer.
    unsafe { core::slice::from_raw_parts_mut(amounts.as_mut_ptr().cast(), length) }
}

/// Books what an entry is owed as paid, and tells how much that is. `row` is where the entry's row lies.
#[inline(always)]
pub unsafe fn settle(row: *const u8, cell: &Received, paid: &mut [u64; 2]) -> u64 {
    let weight = u64::from(load_u32(row.add(21)));
    let earned = divide(cell.amount[0].wrapping_mul(weight), cell.total);
    let due = earned.wrapping_sub(paid[0]);
    paid[0] = earned;
    due
}

/// Divides. No table has a total weight of zero, for which the machine has an answer anyway.
#[inline(always)]
pub fn divide(number: u64, by: u64) -> u64 {
    let quotient;
    // SAFETY: the instruction touches nothing but registers.
    unsafe { asm!("divu {}, {}, {}", out(reg) quotient, in(reg) number, in(reg) by, options(pure, nomem, nostack)) };
    quotient
}

/// The bytes of words.
#[inline(always)]
pub fn words<const COUNT: usize>(words: &[Word; COUNT]) -> &[u8] {
    // SAFETY: words lie in a row, without anything between.
    unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), COUNT * 32) }
}

/// The input of a call to a contract that speaks Solidity, the selector right before the words.
#[repr(C, align(8))]
pub struct Call<const WORDS: usize> {
    before: [u32; 7],
    pub selector: u32,
    pub words: [Word; WORDS],
}

impl<const WORDS: usize> Call<WORDS> {
    pub const ZERO: Self = Self { before: [0; 7], selector: 0, words: [Word::ZERO; WORDS] };

    /// Selector and words.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the selector and the words lie in a row, without anything between.
        unsafe { core::slice::from_raw_parts((&raw const self.selector).cast(), 4 + WORDS * 32) }
    }
}

/// What a log is found by: the hash of the event's signature.
pub const fn topic(signature: &str) -> [u8; 32] {
    const_crypto::sha3::Keccak256::new().update(signature.as_bytes()).finalize()
}

pub static RECEIVED_TOPIC: [[u8; 32]; 1] = [topic("Received(uint32,uint32,uint32,uint256)")];
pub static PAID_TOPIC: [[u8; 32]; 1] = [topic("Paid(uint32,uint16,uint32,address,uint256)")];
pub static PAID_MANY_TOPIC: [[u8; 32]; 1] = [topic("PaidMany(uint32,(uint256,uint256,uint32,uint32))")];

/// A selector of Solidity's as [`Call`] takes it. Where it is no constant, the hash function gets into the code.
pub const fn selector(signature: &str) -> u32 {
    u32::from_le_bytes(solidity_selector(signature))
}

/// The value of a number wherever it lies. The machine reads it at once; the compiler does not know that and would read it byte
/// by byte.
#[inline(always)]
pub unsafe fn load_u16(place: *const u8) -> u16 {
    let value: u64;
    asm!("lhu {}, 0({})", out(reg) value, in(reg) place, options(pure, readonly, nostack));
    value as u16
}

/// [`load_u16`]
#[inline(always)]
pub unsafe fn load_u32(place: *const u8) -> u32 {
    let value: u64;
    asm!("lwu {}, 0({})", out(reg) value, in(reg) place, options(pure, readonly, nostack));
    value as u32
}

/// [`load_u16`]
#[inline(always)]
pub unsafe fn load_u64(place: *const u8) -> u64 {
    let value: u64;
    asm!("ld {}, 0({})", out(reg) value, in(reg) place, options(pure, readonly, nostack));
    value
}

/// Sets a number wherever it lies.
#[inline(always)]
pub unsafe fn store_u64(place: *mut u8, value: u64) {
    asm!("sd {}, 0({})", in(reg) value, in(reg) place, options(nostack));
}

/// Copies an account.
#[inline(always)]
pub unsafe fn copy_account(from: *const u8, to: *mut u8) {
    store_u64(to, load_u64(from));
    store_u64(to.add(8), load_u64(from.add(8)));
    *to.add(16).cast() = load_u32(from.add(16));
}

/// Reads a cell and tells how many bytes it has; `None` if there is none.
#[inline(always)]
pub fn read(key: &Key, into: &mut [u8]) -> Option<usize> {
    let mut bytes = into;
    match Host::get_storage(StorageFlags::empty(), key.bytes(), &mut bytes) {
        Ok(()) => Some(bytes.len()),
        Err(_) => None,
    }
}

/// Writes a cell.
#[inline(always)]
pub fn write(key: &Key, bytes: &[u8]) {
    Host::set_storage(StorageFlags::empty(), key.bytes(), bytes);
}

/// Emits an event.
#[inline(always)]
pub fn emit(topic: &'static [[u8; 32]; 1], data: &[u8]) {
    Host::deposit_event(topic, data);
}

/// Sends native money, or traps. Whoever is paid may take no deposit.
#[inline(always)]
pub fn transfer(to: &[u8; 20], value: &[u8; 32]) {
    static NOTHING: [u8; 32] = [0; 32];
    if Host::call(CallFlags::empty(), to, u64::MAX, u64::MAX, &NOTHING, value, &[], None).is_err() {
        trap();
    }
}

/// Calls a token, or traps. What it may take as deposit is more than anybody has.
#[inline(always)]
pub fn call_token(token: &[u8; 20], input: &[u8], output: Option<&mut &mut [u8]>) {
    static mut MOST: Value = [0; 4];
    static NOTHING: [u8; 32] = [0; 32];
    let most = &raw mut MOST;
    // SAFETY: there is one thread, and nothing else refers to it.
    let most = unsafe { &mut *most };
    most[1] = u64::MAX;
    let most = value_bytes(most);
    if Host::call(CallFlags::empty(), token, u64::MAX, u64::MAX, most, &NOTHING, input, output).is_err() {
        trap();
    }
}

/// Ends the call as failed.
pub fn trap() -> ! {
    // SAFETY: the instruction ends the program.
    unsafe { asm!("unimp", options(noreturn)) }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    trap()
}

/// Makes a function the entry point of a floor, which gets its memory.
macro_rules! floor {
    ($run:path, $memory:ty) => {
        static mut MEMORY: $memory = <$memory>::ZERO;

        /// A floor has nothing to prepare.
        #[polkavm_derive::polkavm_export(abi = polkavm_derive::default_abi)]
        extern "C" fn deploy() {}

        #[polkavm_derive::polkavm_export(abi = polkavm_derive::default_abi)]
        extern "C" fn call() {
            // SAFETY: there is one thread, and nothing else refers to the memory.
            $run(unsafe { &mut *(&raw mut MEMORY) });
        }
    };
}
pub(crate) use floor;
