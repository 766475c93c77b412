//! Signatures as wallets make them.
//!
//! What `signRaw` of polkadot.js signs is the text between the words `<Bytes>` and `</Bytes>`; programs sign the text as it is.
//! Both are good, nothing else is.

use blake2::{
    digest::{consts::U32, Digest},
    Blake2b,
};
use k256::ecdsa::{RecoveryId, VerifyingKey};

use crate::account::{account, bytes_from_hexadecimal, from_hexadecimal};

/// The longest signature, in bytes.
const MAX_SIGNATURE: usize = 65;

/// The name under which Substrate signs with sr25519.
const CONTEXT: &[u8] = b"substrate";

/// Kinds of cryptography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crypto {
    /// Schnorr signatures over Ristretto.
    Sr25519,
    /// Ed25519, by its strict rules: no key of small order, no second form of a signature.
    Ed25519,
    /// ECDSA over secp256k1 of the text's BLAKE2-256 hash, with the byte from which the key is recovered.
    Ecdsa,
}

impl Crypto {
    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "sr25519" => Some(Self::Sr25519),
            "ed25519" => Some(Self::Ed25519),
            "ecdsa" => Some(Self::Ecdsa),
            _ => None,
        }
    }
}

/// Who claims to have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// An account: the public key itself, or for ECDSA the BLAKE2-256 hash of the compressed one.
    Account([u8; 32]),
    /// A compressed public key of ECDSA.
    Key([u8; 33]),
}

impl Signer {
    /// Reads an address, or 32 or 33 bytes as hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        account(text).map(Self::Account).or_else(|| from_hexadecimal(text).map(Self::Key))
    }
}

/// Who did sign: only [`verify`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    crypto: Crypto,
    account: [u8; 32],
    key: [u8; 33],
}

impl Identity {
    /// The kind of cryptography.
    #[must_use]
    pub const fn crypto(&self) -> Crypto {
        self.crypto
    }

    /// The account on the chain.
    #[must_use]
    pub const fn account(&self) -> &[u8; 32] {
        &self.account
    }

    /// The public key in 33 bytes: for ECDSA the compressed one, otherwise the account with a zero behind it.
    #[must_use]
    pub const fn compressed_key(&self) -> &[u8; 33] {
        &self.key
    }
}

/// The bytes of a signature, given as hexadecimal digits.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<u8>> {
    bytes_from_hexadecimal(text, MAX_SIGNATURE)
}

/// Who signed `text`, as it is or wrapped, if `signature` is a right one of `signer`.
#[must_use]
pub fn verify(text: &str, crypto: Crypto, signer: &Signer, signature: &[u8]) -> Option<Identity> {
    let check = |message: &str| verify_bytes(message.as_bytes(), crypto, signer, signature);
    check(text).or_else(|| check(&format!("<Bytes>{text}</Bytes>")))
}

fn verify_bytes(message: &[u8], crypto: Crypto, signer: &Signer, signature: &[u8]) -> Option<Identity> {
    match (crypto, signer) {
        (Crypto::Sr25519, Signer::Account(account)) => {
            // The key of zeros has the secret zero, which everybody knows; what is burned is sent to it.
            let account = Some(account).filter(|account| **account != [0; 32])?;
            let key = schnorrkel::PublicKey::from_bytes(account).ok()?;
            let signature = schnorrkel::Signature::from_bytes(signature).ok()?;
            key.verify_simple(CONTEXT, message, &signature).ok()?;
            Some(Identity { crypto, account: *account, key: padded(account) })
        }
        (Crypto::Ed25519, Signer::Account(account)) => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(account).ok()?;
            let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
            key.verify_strict(message, &signature).ok()?;
            Some(Identity { crypto, account: *account, key: padded(account) })
        }
        (Crypto::Ecdsa, signer) => {
            let key = recover(message, signature)?;
            let account = hash(&key);
            let is_signer = match signer {
                Signer::Account(claimed) => *claimed == account,
                Signer::Key(claimed) => *claimed == key,
            };
            is_signer.then_some(Identity { crypto, account, key })
        }
        (Crypto::Sr25519 | Crypto::Ed25519, Signer::Key(_)) => None,
    }
}

/// The compressed public key that made an ECDSA signature over bytes.
fn recover(message: &[u8], signature: &[u8]) -> Option<[u8; 33]> {
    let (signature, recovery) = signature.split_at_checked(64)?;
    let [recovery] = *recovery else { return None };
    let recovery = RecoveryId::from_byte(recovery)?;
    let signature = k256::ecdsa::Signature::from_slice(signature).ok()?;
    let key = VerifyingKey::recover_from_prehash(&hash(message), &signature, recovery).ok()?;
    key.to_encoded_point(true).as_bytes().try_into().ok()
}

/// The BLAKE2-256 hash of bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(bytes).into()
}

fn padded(account: &[u8; 32]) -> [u8; 33] {
    let mut key = [0; 33];
    key[..32].copy_from_slice(account);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of sr25519 whose secret is zero: whoever knows that can sign for it, and everybody does.
    fn everybody() -> (Signer, Vec<u8>) {
        let keys = schnorrkel::SecretKey::from_bytes(&[0; 64]).unwrap().to_keypair();
        let signature = keys.sign_simple(CONTEXT, b"text").to_bytes();
        assert!(keys.public.verify_simple(CONTEXT, b"text", &keys.sign_simple(CONTEXT, b"text")).is_ok());
        (Signer::Account(keys.public.to_bytes()), signature.to_vec())
    }

    #[test]
    fn verify_refuses_a_key_of_sr25519_that_everybody_has() {
        let (signer, signature) = everybody();
        assert_eq!(signer, Signer::Account([0; 32]));
        assert_eq!(verify("text", Crypto::Sr25519, &signer, &signature), None);
    }

    #[test]
    fn verify_refuses_a_key_of_ed25519_that_everybody_has() {
        // The neutral point: one signature is good for every text unless such keys are refused.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let signature = [neutral, [0; 32]].concat();
        let key = ed25519_dalek::VerifyingKey::from_bytes(&neutral).unwrap();
        let parsed = ed25519_dalek::Signature::from_slice(&signature).unwrap();
        assert!(ed25519_dalek::Verifier::verify(&key, b"text", &parsed).is_ok());
        assert_eq!(verify("text", Crypto::Ed25519, &Signer::Account(neutral), &signature), None);
    }

    #[test]
    fn verify_survives_whatever_it_is_shown() {
        let (wide, narrow) = ([0xff; 33], [0xff; 32]);
        for crypto in [Crypto::Sr25519, Crypto::Ed25519, Crypto::Ecdsa] {
            for signer in [Signer::Account([0; 32]), Signer::Account(narrow), Signer::Key([0; 33]), Signer::Key(wide)] {
                for length in 0..=MAX_SIGNATURE {
                    for byte in [0, 1, 0x7f, 0x80, 0xff] {
                        assert_eq!(
                            verify("text", crypto, &signer, &vec![byte; length]),
                            None,
                            "{crypto:?} {length} {byte}"
                        );
                    }
                }
            }
        }
    }
}
