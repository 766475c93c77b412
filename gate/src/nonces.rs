//! A challenge opens the gate once, and only the gate that made it.
//!
//! Half of a nonce is random, the other half is a code over the whole challenge that only whoever has the gate's secret can make.
//! So the gate keeps nothing for challenges that it hands out, however many are asked for, and remembers those that were
//! used until they expire. The secret is drawn anew whenever the gate starts: what it had forgotten then, it did not make.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use blake2::{
    digest::{consts::U16, KeyInit, Mac},
    Blake2bMac,
};

use crate::{
    challenge::{Challenge, MAX_LIFE},
    Millis,
};

/// How many used challenges are remembered.
pub const CAPACITY: usize = 1 << 18;

/// Who makes the challenges, and which of them were used.
pub struct Nonces {
    /// `None` if any challenge is as good as one's own.
    secret: Option<[u8; 64]>,
    capacity: usize,
    /// By the end of their lives, so that the oldest are found first.
    spent: Mutex<BTreeSet<(Millis, [u8; 32])>>,
}

/// Why a nonce cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// This gate did not make the challenge, or somebody has changed it.
    NotIssued,
    /// It was used before.
    Spent,
    /// No more can be remembered now.
    Full,
}

impl Nonces {
    /// Takes only its own challenges, with a secret that nobody else knows.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self { secret: Some(random()?), ..Self::from_anywhere(CAPACITY) })
    }

    /// Takes each challenge once, whoever made it: for checks of challenges that another program issued, and that answers for
    /// them.
    #[must_use]
    pub const fn from_anywhere(capacity: usize) -> Self {
        Self { secret: None, capacity, spent: Mutex::new(BTreeSet::new()) }
    }

    /// The same, remembering so many used challenges.
    #[must_use]
    pub fn with_capacity(self, capacity: usize) -> Self {
        Self { capacity, ..self }
    }

    /// A new challenge of the longest life.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn issue(
        &self,
        genesis: [u8; 32],
        contract: [u8; 32],
        license: u64,
        audience: &str,
        now: Millis,
    ) -> Result<Challenge, getrandom::Error> {
        let mut challenge = Challenge {
            genesis,
            contract,
            license,
            audience: audience.to_owned(),
            nonce: random()?,
            issued_at: now,
            expires_at: now.saturating_add(MAX_LIFE),
        };
        if let Some(secret) = &self.secret {
            let code = code(secret, &challenge).finalize().into_bytes();
            challenge.nonce[16..].copy_from_slice(&code);
        }
        Ok(challenge)
    }

    /// Whether a challenge is one of those that this gate makes.
    #[must_use]
    pub fn has_issued(&self, challenge: &Challenge) -> bool {
        // The comparison takes the same time wherever they differ.
        self.secret.as_ref().is_none_or(|secret| code(secret, challenge).verify_slice(&challenge.nonce[16..]).is_ok())
    }

    /// Uses up a challenge that has not expired at `now`.
    ///
    /// # Errors
    /// [`Refused`]; then nothing has changed.
    pub fn spend(&self, challenge: &Challenge, now: Millis) -> Result<(), Refused> {
        if !self.has_issued(challenge) {
            return Err(Refused::NotIssued);
        }
        // Nobody panics while holding it, and a set is whole between any two of its operations.
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = (challenge.expires_at, challenge.nonce);
        if spent.contains(&entry) {
            return Err(Refused::Spent);
        }
        while spent.first().is_some_and(|(expires_at, _)| *expires_at <= now) {
            spent.pop_first();
        }
        if spent.len() >= self.capacity {
            return Err(Refused::Full);
        }
        spent.insert(entry);
        Ok(())
    }
}

/// The code over a challenge with the first half of its nonce.
fn code(secret: &[u8; 64], challenge: &Challenge) -> Blake2bMac<U16> {
    let mut half = challenge.clone();
    half.nonce[16..].fill(0);
    let mut code = <Blake2bMac<U16> as KeyInit>::new(secret.into());
    code.update(half.to_string().as_bytes());
    code
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::getrandom(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(nonces: &Nonces, now: Millis) -> Challenge {
        nonces.issue([1; 32], [2; 32], 3, "images.example", now).unwrap()
    }

    #[test]
    fn spend_takes_a_challenge_once() {
        let nonces = Nonces::new().unwrap();
        let challenge = issue(&nonces, 1_000);
        assert_eq!(nonces.spend(&challenge, 1_000), Ok(()));
        assert_eq!(nonces.spend(&challenge, 1_000), Err(Refused::Spent));
        assert_eq!(nonces.spend(&challenge, challenge.expires_at - 1), Err(Refused::Spent));
        assert_eq!(
            nonces.spend(&issue(&nonces, 1_000), 1_000),
            Ok(()),
            "another one of the same moment is another one"
        );
    }

    #[test]
    fn spend_refuses_what_another_gate_made() {
        let (nonces, before) = (Nonces::new().unwrap(), Nonces::new().unwrap());
        assert_eq!(nonces.spend(&issue(&before, 1_000), 1_000), Err(Refused::NotIssued));
        assert_eq!(nonces.spend(&issue(&Nonces::from_anywhere(1), 1_000), 1_000), Err(Refused::NotIssued));
    }

    #[test]
    fn spend_refuses_a_challenge_with_anything_changed() {
        let nonces = Nonces::new().unwrap();
        let challenge = issue(&nonces, 1_000);
        let mut nonce = challenge.nonce;
        nonce[0] ^= 1;
        for changed in [
            Challenge { genesis: [9; 32], ..challenge.clone() },
            Challenge { contract: [9; 32], ..challenge.clone() },
            Challenge { license: 4, ..challenge.clone() },
            Challenge { audience: "other.example".into(), ..challenge.clone() },
            Challenge { nonce, ..challenge.clone() },
            Challenge { issued_at: 1_001, ..challenge.clone() },
            Challenge { expires_at: challenge.expires_at - 1, ..challenge.clone() },
        ] {
            assert_eq!(nonces.spend(&changed, 1_001), Err(Refused::NotIssued), "{changed}");
        }
        assert_eq!(nonces.spend(&challenge, 1_001), Ok(()));
    }

    #[test]
    fn spend_remembers_no_more_than_it_may_and_forgets_what_expired() {
        let nonces = Nonces::new().unwrap().with_capacity(2);
        let [first, second, third] = [1_000, 2_000, 2_000].map(|now| issue(&nonces, now));
        assert_eq!(nonces.spend(&first, 2_000), Ok(()));
        assert_eq!(nonces.spend(&second, 2_000), Ok(()));
        assert_eq!(nonces.spend(&third, first.expires_at - 1), Err(Refused::Full));
        assert_eq!(nonces.spend(&third, first.expires_at), Ok(()));
        assert_eq!(nonces.spend(&second, first.expires_at), Err(Refused::Spent));
    }
}
