//! Floors for Wasm, written by hand in the text format of WebAssembly.

use super::chain::{account, AccountId, Chain};
use crate::{gas::floor::Floor, suite::DEPLOYER};

/// The constructor of a module; it has nothing to read.
const NOTHING: Vec<u8> = Vec::new();

/// The module in the text format.
#[must_use]
pub const fn text(floor: Floor) -> &'static str {
    match floor {
        Floor::Transfers => include_str!("../../floors/transfers.wat"),
        Floor::Cells => include_str!("../../floors/cells.wat"),
        Floor::Income => include_str!("../../floors/income.wat"),
        Floor::TokenIncome => include_str!("../../floors/token-income.wat"),
        Floor::Eager => include_str!("../../floors/eager.wat"),
        Floor::Claim => include_str!("../../floors/claim.wat"),
        Floor::TokenClaim => include_str!("../../floors/token-claim.wat"),
        Floor::Leaves => include_str!("../../floors/leaves.wat"),
        Floor::PastVotes => include_str!("../../floors/past-votes.wat"),
        Floor::Vote => include_str!("../../floors/vote.wat"),
        Floor::Seat => include_str!("../../floors/seat.wat"),
        Floor::VoteSeat => include_str!("../../floors/vote-seat.wat"),
        Floor::VotesTransfer => include_str!("../../floors/votes-transfer.wat"),
        Floor::Delegate => include_str!("../../floors/delegate.wat"),
        Floor::Execute => include_str!("../../floors/execute.wat"),
        Floor::Purchase => include_str!("../../floors/purchase.wat"),
        Floor::TokenPurchase => include_str!("../../floors/token-purchase.wat"),
        Floor::Renew => include_str!("../../floors/renew.wat"),
        Floor::Active => include_str!("../../floors/active.wat"),
        Floor::Release => include_str!("../../floors/release.wat"),
        Floor::TokenRelease => include_str!("../../floors/token-release.wat"),
    }
}

/// The module as the chain takes it.
#[must_use]
pub fn code(floor: Floor) -> Vec<u8> {
    assemble(text(floor))
}

/// An amount as the floor of transfers reads it.
#[must_use]
pub fn amount(amount: u128) -> Vec<u8> {
    amount.to_le_bytes().to_vec()
}

/// A contract that runs a floor on the given cells.
///
/// # Panics
/// If the chain refuses the module.
pub fn stand_in(chain: &mut Chain, floor: Floor, cells: &[(Vec<u8>, Vec<u8>)]) -> AccountId {
    let (floor, _) = chain.try_deploy(code(floor), account(DEPLOYER), NOTHING).expect("the floor is a valid module");
    for (key, bytes) in cells {
        chain.seed_cell(floor, key, bytes);
    }
    floor
}

/// The binary form without the names of functions and locals, which would be paid for like code.
fn assemble(text: &str) -> Vec<u8> {
    let module = wat::parse_str(text).expect("the text of a floor must be a module");
    let (head, mut sections) = module.split_at(8);
    let mut bare = head.to_vec();
    while let Some((&id, after)) = sections.split_first() {
        let (size, header) = unsigned(after);
        let (section, rest) = sections.split_at(1 + header + size);
        // Only custom sections have the number 0.
        if id != 0 {
            bare.extend_from_slice(section);
        }
        sections = rest;
    }
    bare
}

/// A number in LEB128 and how many bytes it takes.
fn unsigned(bytes: &[u8]) -> (usize, usize) {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a number ends");
    let value = bytes[..=last].iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    (value, last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assemble_drops_names_and_keeps_the_rest() {
        let module = assemble("(module (func $name (export \"call\") (local $local i32)))");
        assert!(!module.windows(4).any(|bytes| bytes == b"name"));
        assert!(module.windows(4).any(|bytes| bytes == b"call"));
        assert_eq!(module[..8], *b"\0asm\x01\0\0\0");
    }

    #[test]
    fn unsigned_reads_numbers_of_several_bytes() {
        assert_eq!(unsigned(&[0x7f, 0xff]), (127, 1));
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26]), (624_485, 3));
    }

    #[test]
    fn floors_are_small() {
        // A floor of a thousand bytes owes 33 µs to its code, which is to be a few percent at most.
        for floor in Floor::ALL {
            let bytes = code(*floor).len();
            let is_long = matches!(floor, Floor::Purchase | Floor::TokenPurchase | Floor::Renew);
            let most = if is_long { 1500 } else { 1000 };
            assert!(bytes < most, "{floor:?} has {bytes} bytes");
        }
    }
}
