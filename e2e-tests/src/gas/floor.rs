//! Modules that nothing can beat, and how they come to run on the very cells of the real contract.
//!
//! A floor does the unavoidable work of one message and nothing else: no dispatch, no checks, no errors. Each machine has its
//! own, written by hand as close to that machine as one can. Before it runs it is given copies of the cells that the real
//! contract is about to work on, and afterwards both must have left the same cells, the same payouts and the same event: a
//! floor that skipped some of the work would be no floor.

use crate::{
    chain::{AccountId, Called, Chain, FORTUNE},
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
    /// Answers how many votes an account had at a time.
    ///
    /// The newest checkpoints lie in the cell that a transfer changes anyway. Which of the older ones it is follows from when
    /// their pages begin, which is one cell for hundreds of pages, and the page.
    #[cfg(not(feature = "polkavm"))]
    PastVotes,
    /// Counts a vote.
    ///
    /// A ballot that can be changed must be kept, and the sum that it is part of: both are read and written. Votes are counted
    /// where tokens move, which is another contract: one call, to [`Self::PastVotes`].
    #[cfg(not(feature = "polkavm"))]
    Vote,
    /// Says whether a seat counts in a vote.
    ///
    /// Who holds the seat, since when and how long lies in one cell with all that a change of seats changes.
    #[cfg(not(feature = "polkavm"))]
    Seat,
    /// Counts the vote of a seat.
    ///
    /// The sum that it is part of is read and written. Who sits is known elsewhere: one call, to [`Self::Seat`], and whom to
    /// call must be known.
    #[cfg(not(feature = "polkavm"))]
    VoteSeat,
    /// Moves tokens and the votes that come with them.
    ///
    /// Two accounts change, and what both had before must be known.
    #[cfg(not(feature = "polkavm"))]
    VotesTransfer,
    /// Gives the votes of an account to another one: the same two cells as [`Self::VotesTransfer`].
    #[cfg(not(feature = "polkavm"))]
    Delegate,
    /// Executes an operation.
    ///
    /// What was decided is known by its hash, and is executed once: one cell is read and written, the actions are hashed, one
    /// event tells, and each action is a call. What the called contracts do is not ours to save.
    #[cfg(not(feature = "polkavm"))]
    Execute,
    /// Sells a license.
    ///
    /// What is sold and at which price, how many were sold, whether the licensee has one already, what was paid in all and what
    /// the time is lies in a cell each, because each changes apart from the others. The license itself, what its licensee has,
    /// the sums and the days in which it is earned are written. The days lie in at most three pages.
    #[cfg(not(feature = "polkavm"))]
    Purchase,
    /// [`Self::Purchase`] in a token, which is taken from the buyer; what must be there then is compared with what is.
    #[cfg(not(feature = "polkavm"))]
    TokenPurchase,
    /// Renews a license: its cell is read too, and one more record goes into it.
    #[cfg(not(feature = "polkavm"))]
    Renew,
    /// Answers whether a license is good: which one it is and what its records say, and the time.
    #[cfg(not(feature = "polkavm"))]
    Active,
    /// Releases income: the days since the last time are read and summed up, and what was earned goes to the ledger by one call.
    ///
    /// What the ledger does is not ours to save.
    #[cfg(not(feature = "polkavm"))]
    Release,
    /// [`Self::Release`] in a token, which is transferred by one more call.
    #[cfg(not(feature = "polkavm"))]
    TokenRelease,
}

impl Floor {
    /// Every floor.
    pub const ALL: &[Self] = &[
        Self::Transfers,
        Self::Cells,
        Self::Income,
        Self::TokenIncome,
        Self::Eager,
        Self::Claim,
        Self::TokenClaim,
        Self::Leaves,
        #[cfg(not(feature = "polkavm"))]
        Self::PastVotes,
        #[cfg(not(feature = "polkavm"))]
        Self::Vote,
        #[cfg(not(feature = "polkavm"))]
        Self::Seat,
        #[cfg(not(feature = "polkavm"))]
        Self::VoteSeat,
        #[cfg(not(feature = "polkavm"))]
        Self::VotesTransfer,
        #[cfg(not(feature = "polkavm"))]
        Self::Delegate,
        #[cfg(not(feature = "polkavm"))]
        Self::Execute,
        #[cfg(not(feature = "polkavm"))]
        Self::Purchase,
        #[cfg(not(feature = "polkavm"))]
        Self::TokenPurchase,
        #[cfg(not(feature = "polkavm"))]
        Self::Renew,
        #[cfg(not(feature = "polkavm"))]
        Self::Active,
        #[cfg(not(feature = "polkavm"))]
        Self::Release,
        #[cfg(not(feature = "polkavm"))]
        Self::TokenRelease,
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

/// A floor that tells something tells the same as the message.
///
/// # Panics
/// If not.
#[track_caller]
pub fn same_event(real: &Called, lower: &Called, contract: AccountId, floor: AccountId) {
    let Some((_, topics, data)) = lower.events.iter().find(|(emitter, _, _)| *emitter == floor) else { return };
    let told = real.events.iter().find(|(emitter, _, _)| *emitter == contract);
    let (_, real_topics, real_data) = told.expect("the message tells something");
    assert_eq!(data, real_data, "the floor tells something else");
    assert_eq!(topics.len(), real_topics.len(), "the floor tells it under another number of topics");
    // On Wasm a topic costs the same whatever it is, and a floor has none ready.
    if cfg!(feature = "polkavm") {
        assert_eq!(topics, real_topics, "the floor tells it under another topic");
    }
}
