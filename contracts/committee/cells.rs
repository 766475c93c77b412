//! The committee's cells on its machine.
//!
//! | key | bytes |
//! | --- | --- |
//! | 0 | the dual and the strategic timelock (32 each), length and first end of terms (8 each) |
//! | 1 | the present roster |
//! | 2, seat | what is about to happen to the seat, as SCALE encodes it; none if nothing is |
//! | 3, number | an earlier roster |
//! | 4 | the hash of the other code |

use atelier_governance::roster::{self as rules, Roster};
use atelier_host::{self as host, ACCOUNT};

const PRESENT: [u8; 1] = [1];
const EARLIER: u8 = 3;
/// The most bytes of a roster.
const ROOM: usize = rules::room(ACCOUNT);

/// A roster of this machine's accounts.
pub type Seats = Roster<'static, ACCOUNT>;

/// Reads a cell of at most so many bytes.
#[inline(never)]
fn read(key: &[u8], room: usize) -> &'static mut [u8] {
    let cell = host::memory(room);
    let length = host::read(key, cell);
    &mut cell[..length]
}

/// The cell of the present roster; empty before there is one.
pub fn present() -> &'static mut [u8] {
    read(&PRESENT, ROOM)
}

/// The roster at a time that is not in the future; one without seats before the first.
#[inline(never)]
pub fn in_force(present: &'static [u8], at: u64) -> Seats {
    Roster(rules::in_force::<ACCOUNT>(present, at, |number| read(&earlier(number), ROOM)).unwrap_or_default())
}

fn earlier(number: u32) -> [u8; 5] {
    let mut key = [EARLIER; 5];
    key[1..].copy_from_slice(&number.to_le_bytes());
    key
}

/// The cell with the hash of the other code.
#[cfg(all(not(feature = "std"), not(feature = "rare")))]
pub const OTHER: [u8; 1] = [4];

#[cfg(any(feature = "std", feature = "rare"))]
pub use rare::*;

/// What only the rare messages touch.
#[cfg(any(feature = "std", feature = "rare"))]
mod rare {
    use super::*;
    use atelier_governance::roster::{change, Pending, Settings, Term};
    use atelier_host::{entry::Input, Account, Buffer};
    use scale::Encode;

    const AUTHORITIES: [u8; 1] = [0];
    const PENDING: u8 = 2;
    /// Two accounts and two times.
    const FIXED: usize = 2 * ACCOUNT + 16;
    /// An offer, a rotation and a motion, with room to spare.
    const PENDING_ROOM: usize = 512;

    /// What is fixed at deployment.
    pub struct Fixed {
        /// The timelock of both houses.
        pub dual: Account,
        /// The timelock of the community.
        pub strategic: Account,
        /// The terms.
        pub settings: Settings,
    }

    /// Reads what is fixed.
    #[inline(never)]
    pub fn fixed() -> Fixed {
        let mut input = Input::of_bytes(read(&AUTHORITIES, FIXED));
        Fixed {
            dual: input.array(),
            strategic: input.array(),
            settings: Settings { term: input.u64(), first_end: input.u64() },
        }
    }

    /// Writes what is fixed, once, and the first roster.
    pub fn begin(fixed: &Fixed, roster: &[u8]) {
        let mut cell = Buffer::new(FIXED);
        cell.put(&fixed.dual);
        cell.put(&fixed.strategic);
        cell.u64(fixed.settings.term);
        cell.u64(fixed.settings.first_end);
        host::write(&AUTHORITIES, cell.bytes());
        host::write(&PRESENT, roster);
    }

    /// What is about to happen to a seat.
    #[inline(never)]
    pub fn pending(seat: u8) -> Pending<Account> {
        let cell = read(&[PENDING, seat], PENDING_ROOM);
        if cell.is_empty() {
            Pending::default()
        } else {
            Input::of_bytes(cell).value()
        }
    }

    /// Writes what is about to happen to a seat.
    #[inline(never)]
    pub fn set_pending(seat: u8, pending: &Pending<Account>) {
        if pending.is_empty() {
            host::clear(&[PENDING, seat]);
            return;
        }
        let mut cell = Buffer::new(PENDING_ROOM);
        pending.encode_to(&mut cell);
        host::write(&[PENDING, seat], cell.bytes());
    }

    /// Changes a seat of the present roster, and keeps the roster as it was.
    #[inline(never)]
    pub fn set_seat(present: &mut [u8], seat: u8, holder: &Account, term: &Term, now: u64) {
        let before = host::memory(present.len());
        before.copy_from_slice(present);
        if let Some(number) = change::<ACCOUNT>(present, seat, holder, term, now) {
            host::write(&earlier(number), before);
        }
        host::write(&PRESENT, present);
    }
}
