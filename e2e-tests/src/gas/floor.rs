//! Modules that nothing can beat, and how they come to run on the very cells of the real contract.
//!
//! A floor does the unavoidable work of one message and nothing else: no dispatch, no checks, no errors. Each machine has its
//! own, written by hand as close to that machine as one can. Before it runs it is given copies of the cells that the real
//! contract is about to work on, and afterwards both must have left the same cells, the same payouts and the same event: a
//! floor that skipped some of the work would be no floor.

use crate::{
    chain::{AccountId, Chain, FORTUNE},
    floors,
};

/// The work that a floor does.
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

    /// The code as the chain takes it.
    ///
    /// # Panics
    /// If it has to be built and was not.
    #[must_use]
    pub fn code(self) -> Vec<u8> {
        floors::code(self)
    }

    /// A contract that runs this floor on the given cells and has native money to pay with.
    ///
    /// # Panics
    /// If the chain refuses the code.
    pub fn stand_in(self, chain: &mut Chain, cells: &[(Vec<u8>, Vec<u8>)]) -> AccountId {
        let floor = floors::stand_in(chain, self, cells);
        chain.fund(floor, FORTUNE);
        floor
    }
}
