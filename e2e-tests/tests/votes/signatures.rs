//! Delegation by signature: what is accepted, and every way in which a signature could be used for something else.

use crate::stage::{staged, Stage};
use e2e_tests::{
    chain::{account, FORTUNE},
    dao::votes::{delegation, Error, Letter, Signer, Terms, Votes, GENESIS},
    people::{ALICE, BOB, MALLORY},
};

/// Somebody with a key has 700, Alice has 300.
fn signing() -> (Stage, Signer) {
    let signer = Signer::new(1);
    let mut terms = Terms::of(&[(ALICE, 300)]);
    terms.holders.push((signer.account(), 700));
    let mut stage = staged(&terms);
    stage.chain.fund(signer.account(), FORTUNE);
    (stage, signer)
}

impl Stage {
    /// A letter to Bob that is accepted until a second from now.
    fn letter(&mut self, signer: &Signer, nonce: u64) -> Letter {
        let expires_at = self.now() + 1_000;
        signer.letter(self.votes.account, account(BOB), nonce, expires_at)
    }

    #[track_caller]
    fn accepts(&mut self, letter: &Letter) {
        assert_eq!(self.votes.delegate_by_sig(&mut self.chain, account(MALLORY), letter), Ok(()));
    }

    #[track_caller]
    fn rejects(&mut self, expected: Error, letter: &Letter) {
        self.refuses(expected, |votes, chain| votes.delegate_by_sig(chain, account(MALLORY), letter));
    }
}

#[test]
fn signed_delegation_moves_the_signers_votes_whoever_sends_it() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    stage.accepts(&letter);
    assert_eq!(stage.votes.delegates(&mut stage.chain, signer.account()), account(BOB));
    assert_eq!(stage.votes(BOB), 700);
    assert_eq!(stage.votes(MALLORY), 0);
    assert_eq!(stage.votes.nonce(&mut stage.chain, signer.account()), 1);
    // And back, by the next one.
    let expires_at = stage.now();
    let back = signer.letter(stage.votes.account, signer.account(), 1, expires_at);
    stage.accepts(&back);
    assert_eq!(stage.votes(BOB), 0);
    assert_eq!(stage.votes.votes(&mut stage.chain, signer.account()), 700);
}

#[test]
fn wrapped_signature_is_accepted_as_the_raw_one_is() {
    let (mut stage, signer) = signing();
    let mut letter = stage.letter(&signer, 0);
    let message = delegation(GENESIS, stage.votes.account, signer.account(), account(BOB), 0, letter.expires_at);
    letter.signature = signer.sign(&[b"<Bytes>", &message[..], b"</Bytes>"].concat());
    stage.accepts(&letter);
    assert_eq!(stage.votes(BOB), 700);
}

#[test]
fn half_wrapped_signature_is_refused() {
    let (mut stage, signer) = signing();
    let mut letter = stage.letter(&signer, 0);
    let message = delegation(GENESIS, stage.votes.account, signer.account(), account(BOB), 0, letter.expires_at);
    for signed in [[b"<Bytes>", &message[..]].concat(), [&message[..], b"</Bytes>"].concat(), Vec::new()] {
        letter.signature = signer.sign(&signed);
        stage.rejects(Error::WrongSignature, &letter);
    }
}

/// The account of 32 zero bytes, to which tokens are sent to be rid of them, is a key whose secret is 0: anybody can sign for it.
#[test]
fn nobody_signs_for_the_zero_account() {
    let mut terms = Terms::of(&[(ALICE, 300)]);
    terms.holders.push(([0; 32].into(), 700));
    let mut stage = staged(&terms);
    let expires_at = stage.now() + 1_000;
    // Of any message: the point and the number 0, with the mark of this kind of signature.
    let mut signature = [0; 64];
    signature[63] = 0x80;
    let letter = Letter { delegator: [0; 32].into(), to: account(MALLORY), nonce: 0, expires_at, signature };
    stage.rejects(Error::WrongSignature, &letter);
    assert_eq!(stage.votes(MALLORY), 0);
}

#[test]
fn signature_is_used_once() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    stage.accepts(&letter);
    stage.rejects(Error::WrongNonce { expected: 1, given: 0 }, &letter);
    // Not even after the signer has changed its mind without a signature.
    stage.votes.delegate(&mut stage.chain, signer.account(), signer.account()).unwrap();
    stage.rejects(Error::WrongNonce { expected: 1, given: 0 }, &letter);
    assert_eq!(stage.votes(BOB), 0);
}

#[test]
fn signature_is_used_up_even_if_nothing_changes() {
    let (mut stage, signer) = signing();
    stage.votes.delegate(&mut stage.chain, signer.account(), account(BOB)).unwrap();
    let letter = stage.letter(&signer, 0);
    stage.accepts(&letter);
    stage.rejects(Error::WrongNonce { expected: 1, given: 0 }, &letter);
    assert_eq!(stage.votes(BOB), 700);
}

#[test]
fn signatures_are_used_in_order() {
    let (mut stage, signer) = signing();
    let (first, second) = (stage.letter(&signer, 0), stage.letter(&signer, 1));
    stage.rejects(Error::WrongNonce { expected: 0, given: 1 }, &second);
    stage.accepts(&first);
    stage.accepts(&second);
}

#[test]
fn signature_for_another_number_is_refused_where_the_number_fits() {
    let (mut stage, signer) = signing();
    let letter = Letter { nonce: 0, ..stage.letter(&signer, 1) };
    stage.rejects(Error::WrongSignature, &letter);
}

#[test]
fn signature_expires_behind_its_last_millisecond() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    stage.wait(1_001);
    let now = stage.now();
    stage.rejects(Error::SignatureExpired { expires_at: now - 1, now }, &letter);
    // Whoever sends it cannot prolong it.
    stage.rejects(Error::WrongSignature, &Letter { expires_at: now, ..letter.clone() });
    stage.chain.set_time(now - 1);
    stage.accepts(&letter);
}

#[test]
fn signature_for_another_chain_is_refused() {
    let (mut stage, signer) = signing();
    let mut letter = stage.letter(&signer, 0);
    let message = delegation([1; 32], stage.votes.account, signer.account(), account(BOB), 0, letter.expires_at);
    letter.signature = signer.sign(&message);
    stage.rejects(Error::WrongSignature, &letter);
}

#[test]
fn signature_for_another_contract_is_refused() {
    let (mut stage, signer) = signing();
    let twin = Votes::deploy(&mut stage.chain, &Terms::of(&[(ALICE, 300)]));
    let expires_at = stage.now() + 1_000;
    let letter = signer.letter(twin.account, account(BOB), 0, expires_at);
    stage.rejects(Error::WrongSignature, &letter);
    assert_eq!(twin.delegate_by_sig(&mut stage.chain, account(MALLORY), &letter), Ok(()));
}

#[test]
fn signature_of_another_delegator_is_refused() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    stage.rejects(Error::WrongSignature, &Letter { delegator: account(ALICE), ..letter.clone() });
    let thief = Signer::new(2);
    let message = delegation(GENESIS, stage.votes.account, signer.account(), account(BOB), 0, letter.expires_at);
    stage.rejects(Error::WrongSignature, &Letter { signature: thief.sign(&message), ..letter });
}

#[test]
fn signature_for_another_delegate_is_refused() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    stage.rejects(Error::WrongSignature, &Letter { to: account(MALLORY), ..letter });
}

#[test]
fn signature_for_another_kind_of_message_is_refused() {
    let (mut stage, signer) = signing();
    let mut letter = stage.letter(&signer, 0);
    let mut message = delegation(GENESIS, stage.votes.account, signer.account(), account(BOB), 0, letter.expires_at);
    message[8..16].copy_from_slice(b"castvote");
    letter.signature = signer.sign(&message);
    stage.rejects(Error::WrongSignature, &letter);
}

#[test]
fn signature_with_any_byte_changed_is_refused() {
    let (mut stage, signer) = signing();
    let letter = stage.letter(&signer, 0);
    for byte in [0, 1, 31, 32, 62, 63] {
        let mut changed = letter.clone();
        changed.signature[byte] ^= 1;
        stage.rejects(Error::WrongSignature, &changed);
    }
}

#[test]
fn signed_delegation_to_or_of_excluded_accounts_is_refused() {
    let (mut stage, signer) = signing();
    stage.exclude(BOB);
    let letter = stage.letter(&signer, 0);
    stage.rejects(Error::Excluded(account(BOB)), &letter);
    stage.include(BOB);
    let authority = account(e2e_tests::dao::votes::AUTHORITY);
    stage.votes.exclude(&mut stage.chain, authority, signer.account()).unwrap();
    stage.rejects(Error::Excluded(signer.account()), &letter);
}
