//! Modules that nothing can beat, and how they come to run on the very cells of the real contract.
//!
//! A floor is written by hand in the text format of WebAssembly. It does the unavoidable work of one message and nothing
//! else: no dispatch, no checks, no errors. Before it runs it is given copies of the cells that the real contract is about to
//! work on, and afterwards both must have left the same cells, the same payouts and the same event: a floor that skipped some
//! of the work would be no floor.

use crate::{
    chain::{account, Chain, FORTUNE},
    suite::DEPLOYER,
};
use ink::primitives::AccountId;

/// A module in `floors/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    /// Pays n accounts one amount each.
    ///
    /// Whoever pays n accounts makes n transfers and knows whom to pay: here amount and accounts lie ready in the input, which
    /// is the cheapest place to know something from.
    Transfers,
    /// Writes cells that lie ready in the input.
    ///
    /// A table that is to be readable on chain has to be written, and nothing can be written that did not come in. Numbers,
    /// checks, the second code of the ledger and the event come on top.
    Cells,
    /// Reads what a split has received, adds the money that came with the call, writes it back and tells.
    ///
    /// The sum outlives the call, so it is read once and written once; which split is meant stands in the input; whoever watches
    /// the chain needs one event with its signature as topic, that names the split and the amount.
    Income,
    /// [`Self::Income`] in a token, which is taken from the caller or lies here already.
    ///
    /// What counts is what arrived, so the balance afterwards must be asked for and compared with the recorded one, which must
    /// be kept; taking the token from the caller is one more call. The token's own work is not ours to save.
    TokenIncome,
    /// [`Self::Income`] that passes on through every entry of the table.
    ///
    /// What each child received is a sum of its own, read once and written once; to know the children the table is read, and so
    /// that nothing passes on twice the paid amounts of all entries are, which share one cell.
    Eager,
    /// Settles a path and pays the account at its end.
    ///
    /// What an entry is owed follows from three things that change apart from each other: what its split received (with each
    /// income), its share (never), and what it was paid (with each claim). So each level reads three cells and writes the paid
    /// one, each child's received cell is written, and at the end stand one event and one transfer.
    Claim,
    /// [`Self::Claim`] in a token.
    ///
    /// The transfer is a call to the token, and the recorded balance goes down by what leaves.
    TokenClaim,
    /// Pays leaves of a Merkle-sum table.
    ///
    /// The root and the received amount are read once. Each leaf costs the hashes on its way to the root, its own paid cell
    /// and a transfer.
    Leaves,
}

/// The constructor of a module; it has nothing to read.
const NOTHING: Vec<u8> = Vec::new();

impl Floor {
    /// Every floor.
    pub const ALL: [Self; 8] = [
        Self::Transfers,
        Self::Cells,
        Self::Income,
        Self::TokenIncome,
        Self::Eager,
        Self::Claim,
        Self::TokenClaim,
        Self::Leaves,
    ];

    /// The module in the text format.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Transfers => include_str!("../../floors/transfers.wat"),
            Self::Cells => include_str!("../../floors/cells.wat"),
            Self::Income => include_str!("../../floors/income.wat"),
            Self::TokenIncome => include_str!("../../floors/token-income.wat"),
            Self::Eager => include_str!("../../floors/eager.wat"),
            Self::Claim => include_str!("../../floors/claim.wat"),
            Self::TokenClaim => include_str!("../../floors/token-claim.wat"),
            Self::Leaves => include_str!("../../floors/leaves.wat"),
        }
    }

    /// The module as the chain takes it.
    #[must_use]
    pub fn code(self) -> Vec<u8> {
        assemble(self.text())
    }

    /// A contract that runs this floor on the given cells and has native money to pay with.
    ///
    /// # Panics
    /// If the chain refuses the module.
    pub fn stand_in(self, chain: &mut Chain, cells: &[(Vec<u8>, Vec<u8>)]) -> AccountId {
        let deployer = account(DEPLOYER);
        let (template, _) = chain.try_deploy(self.code(), deployer, NOTHING).expect("the floor is a valid module");
        let seed = assemble(include_str!("../../floors/seed.wat"));
        let (floor, _) = chain.try_deploy(seed, deployer, NOTHING).expect("the seed is a valid module");
        for (key, bytes) in cells {
            run(chain, floor, [&key[..], bytes].concat());
        }
        run(chain, floor, [&[0xff], AsRef::<[u8]>::as_ref(&template)].concat());
        chain.fund(floor, FORTUNE);
        floor
    }
}

fn run(chain: &mut Chain, contract: AccountId, input: Vec<u8>) {
    let called = chain.call(account(DEPLOYER), contract, 0, input);
    assert!(called.outcome.is_ok(), "the seed does not take a cell: {called:?}");
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
        // A floor of a thousand bytes would owe 33 µs to its code.
        for floor in Floor::ALL {
            let bytes = floor.code().len();
            assert!(bytes < 1000, "{floor:?} has {bytes} bytes");
        }
    }
}
