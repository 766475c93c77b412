//! The governor's cells. The first byte of a key says what the cell holds.

use crate::facts::{Origin, Tombstone};
use alloc::vec::Vec;
use atelier_governance::{
    proposal::{self, Ballot, Error, BALLOT, FACTS},
    timelock::Action,
    track::{Class, Rules, Track},
    units::Millis,
    veto::Vetoes,
};
use atelier_host::{self as host, entry::Input, Account, AccountId, Buffer, ACCOUNT};
use scale::{Decode, Encode};

/// A proposal's record, with the account of the votes token where it lies.
pub type Proposal = proposal::Proposal<&'static Account>;

/// The cell with the hash of the other code.
pub const OTHER: [u8; 1] = [0];
const WIRING: u8 = 1;
const RULES: u8 = 2;
const COUNTS: u8 = 3;
const PROPOSAL: u8 = 4;
const ORIGIN: u8 = 5;
const ACTIONS: u8 = 6;
const BALLOT_OF: u8 = 7;
const CONTENT: u8 = 8;
const CLASS: u8 = 9;
const LIVE: u8 = 10;
/// The committee's vetoes.
pub const VETOES: u8 = 11;
/// The community's vetoes.
pub const REFUSALS: u8 = 12;
const NONCE: u8 = 13;

/// The most bytes of a cell that is stored as SCALE encodes it: the longest is a proposal's origin.
const ROOM: usize = 1024;
/// The bytes of a record.
const RECORD: usize = FACTS + ACCOUNT;

#[inline(never)]
fn key(tag: u8, of: &[u8]) -> Buffer {
    let mut key = Buffer::new(40);
    key.u8(tag);
    key.put(of);
    key
}

/// The key of something that a proposal has.
fn of_proposal(tag: u8, id: u32) -> Buffer {
    key(tag, &id.to_le_bytes())
}

/// A proposal's record.
///
/// # Errors
/// [`Error::UnknownProposal`], also if it was removed: what is left then is shorter.
#[inline(never)]
pub fn proposal(id: u32) -> Result<&'static mut Proposal, Error> {
    let bytes = host::array::<RECORD>();
    if host::read(of_proposal(PROPOSAL, id).bytes(), bytes) < RECORD {
        return Err(Error::UnknownProposal(id));
    }
    let bytes: &'static [u8; RECORD] = bytes;
    match (bytes.first_chunk(), bytes.last_chunk()) {
        // It is large, and a reference to it is shorter to pass on.
        (Some(facts), Some(votes)) => Ok(host::keep(Proposal::from_bytes(facts, votes))),
        _ => Err(Error::UnknownProposal(id)),
    }
}

/// Replaces a proposal's record.
#[inline(never)]
pub fn set_proposal(id: u32, proposal: &Proposal) {
    let mut bytes = Buffer::new(RECORD);
    bytes.put(&proposal.to_bytes());
    bytes.put(proposal.votes);
    host::write(of_proposal(PROPOSAL, id).bytes(), bytes.bytes());
}

fn ballot_key(id: u32, voter: &Account) -> Buffer {
    let mut key = of_proposal(BALLOT_OF, id);
    key.put(voter);
    key
}

/// What an account said on a proposal; `None` if it did not.
pub fn ballot(id: u32, voter: &Account) -> Option<Ballot> {
    let bytes = host::array::<BALLOT>();
    (host::read(ballot_key(id, voter).bytes(), bytes) > 0).then(|| Ballot::from_bytes(bytes))
}

/// Replaces a ballot.
pub fn set_ballot(id: u32, voter: &Account, ballot: &Ballot) {
    host::write(ballot_key(id, voter).bytes(), &ballot.to_bytes());
}

/// Removes a ballot.
pub fn remove_ballot(id: u32, voter: &Account) {
    host::clear(ballot_key(id, voter).bytes());
}

/// The value of a cell, as SCALE encodes it.
#[inline(never)]
fn load<T: Decode>(key: &Buffer) -> Option<T> {
    let bytes = host::memory(ROOM);
    let length = host::read(key.bytes(), bytes);
    if length == 0 {
        return None;
    }
    Some(Input::of_bytes(&bytes[..length]).value())
}

/// Replaces the value of a cell.
#[inline(never)]
fn store<T: Encode>(key: &Buffer, value: &T) {
    let mut bytes = Buffer::new(ROOM);
    value.encode_to(&mut bytes);
    host::write(key.bytes(), bytes.bytes());
}

/// Whom the governor asks, as it lies in its cell.
#[derive(Clone, Copy)]
pub struct Wired(&'static [u8; WIRED]);

const WIRED: usize = 6 * ACCOUNT + 32;

impl Wired {
    fn account(self, number: usize) -> &'static Account {
        match self.0.as_chunks().0.get(number) {
            Some(account) => account,
            None => unreachable!("there are six"),
        }
    }

    /// The votes token.
    #[must_use]
    pub fn votes(self) -> &'static Account {
        self.account(0)
    }

    /// The committee.
    #[must_use]
    pub fn committee(self) -> &'static Account {
        self.account(1)
    }

    /// The timelock of a track; Override has none of its own.
    #[must_use]
    pub fn timelock(self, executor: Track) -> &'static Account {
        self.account(match executor {
            Track::Strategic => 2,
            Track::Creative => 3,
            Track::Dual | Track::Override => 4,
        })
    }

    /// Where lost deposits go.
    #[must_use]
    pub fn treasury(self) -> &'static Account {
        self.account(5)
    }

    /// The hash of the chain's first block.
    #[must_use]
    pub fn genesis(self) -> &'static [u8; 32] {
        match self.0.last_chunk() {
            Some(genesis) => genesis,
            None => unreachable!("it stands last"),
        }
    }

    /// All of it, as [`crate::Wiring`] is encoded.
    #[must_use]
    pub fn encoded(self) -> &'static [u8] {
        self.0
    }
}

/// Whom the governor asks.
#[inline(never)]
pub fn wiring() -> Wired {
    let bytes = host::array();
    host::read(key(WIRING, &[]).bytes(), bytes);
    Wired(bytes)
}

/// Reads whom the governor is to ask, and stores it; once.
pub fn set_wiring(input: &mut Input) -> Wired {
    let bytes = host::array();
    bytes.copy_from_slice(input.bytes(WIRED));
    host::write(key(WIRING, &[]).bytes(), bytes);
    Wired(bytes)
}

/// How much there is, and who may prepare the governor.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Counts {
    /// The number of the last proposal.
    pub proposals: u32,
    /// The version of the rules that new proposals are made under.
    pub version: u32,
    /// Who prepares the governor; nobody once it is open.
    pub deployer: Option<AccountId>,
}

/// Declares how a cell of one value is read and written.
macro_rules! cell {
    ($read:ident, $write:ident, $type:ty, ($($name:ident: $argument:ty),*), $key:expr, $doc:literal) => {
        #[doc = $doc]
        pub fn $read($($name: $argument),*) -> Option<$type> {
            load(&$key)
        }

        #[doc = "Replaces the same."]
        pub fn $write($($name: $argument,)* value: &$type) {
            store(&$key, value);
        }
    };
}

cell!(rules_cell, set_rules, Rules, (version: u32), of_proposal(RULES, version), "A version of the rules.");
cell!(counts_cell, set_counts, Counts, (), key(COUNTS, &[]), "How much there is.");
cell!(origin, set_origin, Origin, (id: u32), of_proposal(ORIGIN, id), "What never changes of a proposal.");
cell!(content, set_content, u32, (hash: &[u8; 32]), key(CONTENT, hash), "The last proposal of some actions.");
cell!(class_cell, set_class, Class, (target: &Account, selector: [u8; 4]), class_key(target, selector), "What a message was classed as.");
cell!(live, set_live, Vec<(u32, Millis)>, (track: Track, proposer: &Account), live_key(track, proposer), "Somebody's undecided proposals on a track, and when they end.");
cell!(vetoes_cell, set_vetoes, Vetoes, (house: u8), key(house, &[]), "The vetoes of a house.");
cell!(nonce, set_nonce, u64, (signer: &Account), key(NONCE, signer), "How many signatures of an account were used.");

fn class_key(target: &Account, selector: [u8; 4]) -> Buffer {
    let mut key = key(CLASS, target);
    key.put(&selector);
    key
}

fn live_key(track: Track, proposer: &Account) -> Buffer {
    let mut key = key(LIVE, &[track as u8]);
    key.put(proposer);
    key
}

/// A proposal's actions, as they are encoded.
pub fn actions_bytes(id: u32) -> &'static [u8] {
    let bytes = host::memory(Buffer::LONGEST);
    let length = host::read(of_proposal(ACTIONS, id).bytes(), bytes);
    &bytes[..length]
}

/// A proposal's actions.
pub fn actions(id: u32) -> Vec<Action<AccountId>> {
    match actions_bytes(id) {
        [] => Vec::new(),
        encoded => Input::of_bytes(encoded).value(),
    }
}

/// Stores a proposal's actions, as they are encoded.
pub fn set_actions(id: u32, encoded: &[u8]) {
    host::write(of_proposal(ACTIONS, id).bytes(), encoded);
}

/// What is left of a proposal whose record was removed.
pub fn tombstone(id: u32) -> Option<Tombstone> {
    let bytes = host::array::<RECORD>();
    let length = host::read(of_proposal(PROPOSAL, id).bytes(), bytes);
    if length == 0 || length >= RECORD {
        return None;
    }
    Some(Input::of_bytes(&bytes[..length]).value())
}

/// Removes a proposal's record and puts what is left of it in its place.
pub fn bury(id: u32, tombstone: &Tombstone) {
    store(&of_proposal(PROPOSAL, id), tombstone);
    host::clear(of_proposal(ORIGIN, id).bytes());
    host::clear(of_proposal(ACTIONS, id).bytes());
    let content = key(CONTENT, &tombstone.actions_hash);
    if load(&content) == Some(id) {
        host::clear(content.bytes());
    }
}
