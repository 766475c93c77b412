//! Votes that somebody else hands in: what a signature is good for, and everything that it is not.

use crate::stage::{active, refused, signer, strategic, view, vote_error};
use atelier_governance::{
    proposal::{Error as Rule, Support},
    track::{Class, Rules},
    units::DAY,
};
use e2e_tests::{
    chain::{account, bytes, AccountId},
    dao::{
        governor::{Classification, Error, Governor},
        votes::{Signer, GENESIS},
        Dao, DEPOSIT,
    },
    people::{ALICE, BOB, KEEPER},
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use scale::Encode;

/// What somebody signs.
#[derive(Clone, Debug, Encode)]
struct Words {
    prefix: [u8; 12],
    genesis: [u8; 32],
    governor: AccountId,
    voter: AccountId,
    proposal: u32,
    support: Support,
    reason: String,
    nonce: u64,
    expires_at: u64,
}

impl Words {
    fn new(dao: &mut Dao, proposal: u32, nonce: u64) -> Self {
        Self {
            prefix: *b"atelier:vote",
            genesis: GENESIS,
            governor: dao.governor.account,
            voter: signer().account(),
            proposal,
            support: Support::For,
            reason: "Signed.".into(),
            nonce,
            expires_at: dao.chain.now() + DAY,
        }
    }

    fn signed(&self, by: &Signer) -> [u8; 64] {
        by.sign(&self.encode())
    }

    /// Hands these words in with a signature, whatever was signed.
    fn hand_in(&self, dao: &mut Dao, signature: [u8; 64]) -> Result<(), Error> {
        let Self { voter, proposal, support, reason, nonce, expires_at, .. } = self;
        let arguments = (voter, proposal, support, reason, nonce, expires_at, signature);
        dao.governor.call(&mut dao.chain, account(KEEPER), selector_bytes!("vote_by_sig"), &arguments).result()
    }
}

/// A DAO in which the signer has a twentieth of the votes, and a proposal whose votes count.
fn stage() -> (Dao, u32) {
    let mut dao = Dao::new();
    let votes = dao.votes;
    votes.transfer(&mut dao.chain, account(BOB), signer().account(), 50_000_000).unwrap();
    dao.wait(1);
    let proposal = active(&mut dao, ALICE, 1);
    (dao, proposal)
}

#[test]
fn a_signature_counts_whoever_hands_it_in() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    words.hand_in(&mut dao, words.signed(&signer())).unwrap();
    assert_eq!(view(&mut dao, proposal).tally.in_favor, 50_000_000);
    let voter = signer().account();
    assert_eq!(dao.governor.nonce(&mut dao.chain, voter), 1);
    assert_eq!(dao.governor.ballot(&mut dao.chain, proposal, account(KEEPER)), None);
}

#[test]
fn a_wallet_may_wrap_the_words() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let wrapped = [b"<Bytes>", &words.encode()[..], b"</Bytes>"].concat();
    words.hand_in(&mut dao, signer().sign(&wrapped)).unwrap();
    assert_eq!(view(&mut dao, proposal).tally.in_favor, 50_000_000);
    // But not twice, and not by halves.
    let words = Words { nonce: 1, support: Support::Against, ..words };
    let plain = words.encode();
    let twice = [b"<Bytes><Bytes>", &plain[..], b"</Bytes></Bytes>"].concat();
    for wrong in [twice, [b"<Bytes>", &plain[..]].concat(), [&plain[..], b"</Bytes>"].concat()] {
        refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, signer().sign(&wrong)));
    }
}

#[test]
fn replay() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let signature = words.signed(&signer());
    words.hand_in(&mut dao, signature).unwrap();
    refused(&mut dao, Error::WrongNonce { expected: 1 }, |dao| words.hand_in(dao, signature));
    // The signer has changed their mind since; the old words do not bring the old vote back.
    let changed = Words { nonce: 1, support: Support::Against, ..words.clone() };
    changed.hand_in(&mut dao, changed.signed(&signer())).unwrap();
    refused(&mut dao, Error::WrongNonce { expected: 2 }, |dao| words.hand_in(dao, signature));
    let relabeled = Words { nonce: 2, ..words };
    refused(&mut dao, Error::BadSignature, |dao| relabeled.hand_in(dao, signature));
    assert_eq!(view(&mut dao, proposal).tally.against, 50_000_000);
}

#[test]
fn replay_of_a_later_signature_before_its_turn() {
    let (mut dao, proposal) = stage();
    for nonce in [1, 2, u64::MAX] {
        let words = Words::new(&mut dao, proposal, nonce);
        refused(&mut dao, Error::WrongNonce { expected: 0 }, |dao| words.hand_in(dao, words.signed(&signer())));
    }
}

#[test]
fn words_other_than_the_signed_ones() {
    let (mut dao, proposal) = stage();
    let other = strategic(&mut dao, BOB, 2);
    dao.wait_for_vote(other);
    let words = Words::new(&mut dao, proposal, 0);
    let signature = words.signed(&signer());
    let altered = [
        Words { support: Support::Against, ..words.clone() },
        Words { support: Support::Abstain, ..words.clone() },
        Words { proposal: other, ..words.clone() },
        Words { reason: "Paid.".into(), ..words.clone() },
        Words { expires_at: words.expires_at + DAY, ..words.clone() },
        Words { voter: account(ALICE), ..words.clone() },
    ];
    for altered in altered {
        refused(&mut dao, Error::BadSignature, |dao| altered.hand_in(dao, signature));
    }
    words.hand_in(&mut dao, signature).unwrap();
}

#[test]
fn a_signature_for_another_governor_chain_or_purpose() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let elsewhere = [
        // Another governor of the same chain, with the same proposals.
        Words { governor: account(404), ..words.clone() },
        // The same governor on a copy of the chain.
        Words { genesis: [1; 32], ..words.clone() },
        // Something else that the same key signs.
        Words { prefix: *b"atelier:veto", ..words.clone() },
    ];
    for elsewhere in elsewhere {
        let signature = elsewhere.signed(&signer());
        refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, signature));
    }
    // A delegation is no vote.
    let token = dao.votes.account;
    let letter = signer().letter(token, account(ALICE), 0, words.expires_at);
    refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, letter.signature));
}

#[test]
fn replay_at_a_second_governor_of_the_same_token() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let signature = words.signed(&signer());
    words.hand_in(&mut dao, signature).unwrap();
    let wiring = dao.governor.wiring(&mut dao.chain);
    // The code is on the chain already; the second governor has proposals of the same numbers.
    let desk = dao.chain.upload("governor-desk", account(DEPLOYER));
    let new = input(selector_bytes!("new"), &(desk, wiring, Rules::usual(DEPOSIT)));
    let second = Governor { account: dao.chain.deploy("governor", account(DEPLOYER), new) };
    let class =
        Classification { target: dao.recorder.account, selector: selector_bytes!("record"), class: Class::Strategic };
    second.classify(&mut dao.chain, account(DEPLOYER), &[class]).unwrap();
    second.open(&mut dao.chain, account(DEPLOYER)).unwrap();
    let first = std::mem::replace(&mut dao.governor, second);
    let copy = active(&mut dao, ALICE, 1);
    assert_eq!((copy, first != second), (proposal, true));
    let now = dao.chain.now();
    let fresh = Words { governor: first.account, expires_at: now + DAY, ..words };
    refused(&mut dao, Error::BadSignature, |dao| fresh.hand_in(dao, fresh.signed(&signer())));
    let meant = Words { governor: second.account, ..fresh };
    meant.hand_in(&mut dao, meant.signed(&signer())).unwrap();
}

#[test]
fn a_signature_of_another_key() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let stranger = Signer::new(8);
    refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, words.signed(&stranger)));
    for signature in [[0; 64], [0xff; 64]] {
        refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, signature));
    }
    let mut flipped = words.signed(&signer());
    flipped[0] ^= 1;
    refused(&mut dao, Error::BadSignature, |dao| words.hand_in(dao, flipped));
    // An account whose bytes are no key has no signature.
    let nobody = Words { voter: [0; 32].into(), ..words };
    assert_eq!(bytes(nobody.voter), [0; 32]);
    refused(&mut dao, Error::BadSignature, |dao| nobody.hand_in(dao, nobody.signed(&signer())));
}

#[test]
fn a_signature_is_good_until_its_last_millisecond() {
    let (mut dao, proposal) = stage();
    let words = Words::new(&mut dao, proposal, 0);
    let signature = words.signed(&signer());
    dao.chain.set_time(words.expires_at + 1);
    refused(&mut dao, Error::SignatureExpired { at: words.expires_at }, |dao| words.hand_in(dao, signature));
    dao.chain.set_time(words.expires_at);
    words.hand_in(&mut dao, signature).unwrap();
}

#[test]
fn a_vote_that_is_refused_uses_no_signature_up() {
    let (mut dao, proposal) = stage();
    let unknown = Words::new(&mut dao, 99, 0);
    refused(&mut dao, vote_error(Rule::UnknownProposal(99)), |dao| unknown.hand_in(dao, unknown.signed(&signer())));
    let poor = Signer::new(7);
    let words = Words { voter: poor.account(), ..Words::new(&mut dao, proposal, 0) };
    let at = view(&mut dao, proposal).snapshot;
    refused(&mut dao, vote_error(Rule::NoVotes { at }), |dao| words.hand_in(dao, words.signed(&poor)));
    assert_eq!(dao.governor.nonce(&mut dao.chain, poor.account()), 0);
    let words = Words { reason: "x".repeat(257), ..Words::new(&mut dao, proposal, 0) };
    refused(&mut dao, vote_error(Rule::ReasonTooLong { bytes: 257 }), |dao| {
        words.hand_in(dao, words.signed(&signer()))
    });
}
