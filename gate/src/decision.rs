//! From a challenge and a signature to a decision.

use std::fmt;

use crate::{
    cache::Cache,
    chain::{Access, Chain, Failure, Role, Standing},
    challenge::{Challenge, Malformed},
    nonces::{Nonces, Refused},
    signature::{self, Crypto, Identity, Signer},
    Millis,
};

/// What a gate guards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The hash of the first block of its chain.
    pub genesis: [u8; 32],
    /// The account of its licenses' contract.
    pub contract: [u8; 32],
    /// Its name in challenges.
    pub audience: String,
    /// Whether licenses in grace may still read. Turned on, holders who do not renew read on until the grace ends.
    pub grace_reads: bool,
}

/// What somebody shows at the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// The text of the challenge.
    pub challenge: &'a str,
    /// An address, or a key as hexadecimal digits.
    pub signer: &'a str,
    /// The name of the kind of cryptography.
    pub crypto: &'a str,
    /// The signature as hexadecimal digits.
    pub signature: &'a str,
}

/// Whether the gate opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It does.
    Allow {
        /// The license.
        license: u64,
        /// What the signer is to it.
        role: Role,
        /// Whether it may only read: the license is in grace.
        read_only: bool,
    },
    /// It does not.
    Deny(Reason),
}

/// Why the gate stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The challenge is not written as it must be.
    MalformedChallenge,
    /// The challenge is for another chain.
    WrongGenesis,
    /// The challenge is for another contract.
    WrongContract,
    /// The challenge is for another gate.
    WrongAudience,
    /// The challenge is not good yet.
    NotYetValid,
    /// The challenge is not good any more.
    Expired,
    /// This gate, since it started, has not made the challenge.
    NotIssued,
    /// The signer is neither an address nor a key.
    MalformedSigner,
    /// There is no such kind of cryptography.
    UnknownCrypto,
    /// The signature is not written in hexadecimal digits, or too long.
    MalformedSignature,
    /// The signature is not the signer's over this challenge.
    WrongSignature,
    /// The challenge was used before.
    NonceUsed,
    /// The gate can remember no more challenges now.
    Busy,
    /// The node cannot be reached.
    ChainUnreachable,
    /// The node took too long.
    ChainTimedOut,
    /// The node answered with an error.
    ChainRefused,
    /// What the node answered is not understood.
    ChainGarbled,
    /// The node belongs to another chain.
    ChainOther,
    /// The node's last finalized block is too old, or of a time that has not come.
    ChainStale,
    /// The contract reverted, trapped or does not exist.
    ContractFailed,
    /// There is no such license.
    UnknownLicense,
    /// The signer is neither the holder nor a seat nor a key of the license.
    NotEntitled,
    /// The license gives nothing now.
    Inactive,
    /// The license has ended and waits for its renewal.
    InGrace,
    /// The license is paused.
    Paused,
    /// The license is suspended.
    Suspended,
    /// What the license may use in this period is used up.
    CreditsUsedUp,
}

impl Reason {
    /// The name that programs know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MalformedChallenge => "malformed_challenge",
            Self::WrongGenesis => "wrong_genesis",
            Self::WrongContract => "wrong_contract",
            Self::WrongAudience => "wrong_audience",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
            Self::NotIssued => "not_issued",
            Self::MalformedSigner => "malformed_signer",
            Self::UnknownCrypto => "unknown_crypto",
            Self::MalformedSignature => "malformed_signature",
            Self::WrongSignature => "wrong_signature",
            Self::NonceUsed => "nonce_used",
            Self::Busy => "busy",
            Self::ChainUnreachable => "chain_unreachable",
            Self::ChainTimedOut => "chain_timed_out",
            Self::ChainRefused => "chain_refused",
            Self::ChainGarbled => "chain_garbled",
            Self::ChainOther => "chain_other",
            Self::ChainStale => "chain_stale",
            Self::ContractFailed => "contract_failed",
            Self::UnknownLicense => "unknown_license",
            Self::NotEntitled => "not_entitled",
            Self::Inactive => "inactive",
            Self::InGrace => "in_grace",
            Self::Paused => "paused",
            Self::Suspended => "suspended",
            Self::CreditsUsedUp => "credits_used_up",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::MalformedChallenge => "The challenge is not written as it must be.",
            Self::WrongGenesis => "The challenge is for another chain.",
            Self::WrongContract => "The challenge is for another contract.",
            Self::WrongAudience => "The challenge is for another gate.",
            Self::NotYetValid => "The challenge is not good yet.",
            Self::Expired => "The challenge has expired: ask for a new one.",
            Self::NotIssued => "This gate has not made the challenge: ask it for one.",
            Self::MalformedSigner => "The signer is neither an address nor a key.",
            Self::UnknownCrypto => "The cryptography is none of sr25519, ed25519 and ecdsa.",
            Self::MalformedSignature => "The signature is not written in hexadecimal digits, or too long.",
            Self::WrongSignature => "The signature is not the signer's over this challenge.",
            Self::NonceUsed => "The challenge was used before: ask for a new one.",
            Self::Busy => "Too many come at once: try again in a minute.",
            Self::ChainUnreachable => "The chain cannot be reached.",
            Self::ChainTimedOut => "The chain took too long to answer.",
            Self::ChainRefused => "The chain answered with an error.",
            Self::ChainGarbled => "The chain's answer is not understood.",
            Self::ChainOther => "The gate's node belongs to another chain.",
            Self::ChainStale => "The gate's node or clock is not up to date.",
            Self::ContractFailed => "The contract does not answer.",
            Self::UnknownLicense => "There is no such license.",
            Self::NotEntitled => "The signer is neither the holder nor a seat nor a key of the license.",
            Self::Inactive => "The license gives no access now.",
            Self::InGrace => "The license has ended: renew it.",
            Self::Paused => "The license is paused.",
            Self::Suspended => "The license is suspended.",
            Self::CreditsUsedUp => "The license's credits of this period are used up.",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl From<Malformed> for Reason {
    fn from(_: Malformed) -> Self {
        Self::MalformedChallenge
    }
}

impl From<Refused> for Reason {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotIssued => Self::NotIssued,
            Refused::Spent => Self::NonceUsed,
            Refused::Full => Self::Busy,
        }
    }
}

impl From<Failure> for Reason {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::ChainUnreachable,
            Failure::TimedOut => Self::ChainTimedOut,
            Failure::Refused => Self::ChainRefused,
            Failure::Garbled => Self::ChainGarbled,
            Failure::OtherChain => Self::ChainOther,
            Failure::Stale => Self::ChainStale,
            Failure::ContractFailed => Self::ContractFailed,
            Failure::UnknownLicense => Self::UnknownLicense,
        }
    }
}

/// Decides whether the gate opens for an attempt at `now`.
///
/// A challenge is used up by the first right signature over it, whatever the chain says then: one signature never asks the
/// chain twice. Everything that needs no chain comes first, so that nobody without a right signature can make the gate ask.
#[must_use]
pub fn decide(
    policy: &Policy,
    attempt: &Attempt<'_>,
    now: Millis,
    chain: &dyn Chain,
    nonces: &Nonces,
    cache: &Cache,
) -> Decision {
    match admit(policy, attempt, now, chain, nonces, cache) {
        Ok((license, role, read_only)) => Decision::Allow { license, role, read_only },
        Err(reason) => Decision::Deny(reason),
    }
}

fn admit(
    policy: &Policy,
    attempt: &Attempt<'_>,
    now: Millis,
    chain: &dyn Chain,
    nonces: &Nonces,
    cache: &Cache,
) -> Result<(u64, Role, bool), Reason> {
    let challenge = Challenge::parse(attempt.challenge)?;
    check_challenge(policy, &challenge, now)?;
    if !nonces.has_issued(&challenge) {
        return Err(Reason::NotIssued);
    }
    let signer = signer_of(attempt)?;
    nonces.spend(&challenge, now)?;

    let license = challenge.license;
    let standing = match cache.find(license, &signer, now) {
        Ok(standing) => standing,
        Err(moment) => {
            let standing = chain.standing(license, &signer, now)?;
            if allow(policy, &standing, now).is_ok() {
                cache.keep(moment, license, &signer, standing, now);
            }
            standing
        }
    };
    let (role, read_only) = allow(policy, &standing, now)?;
    Ok((license, role, read_only))
}

/// Whether a challenge is for this gate and this moment.
fn check_challenge(policy: &Policy, challenge: &Challenge, now: Millis) -> Result<(), Reason> {
    let Policy { genesis, contract, audience, grace_reads: _ } = policy;
    if challenge.genesis != *genesis {
        return Err(Reason::WrongGenesis);
    }
    if challenge.contract != *contract {
        return Err(Reason::WrongContract);
    }
    if challenge.audience != *audience {
        return Err(Reason::WrongAudience);
    }
    if now < challenge.issued_at {
        return Err(Reason::NotYetValid);
    }
    if now >= challenge.expires_at {
        return Err(Reason::Expired);
    }
    Ok(())
}

/// Who signed the challenge.
///
/// # Errors
/// The reason why nobody did.
pub fn signer_of(attempt: &Attempt<'_>) -> Result<Identity, Reason> {
    let signer = Signer::parse(attempt.signer).ok_or(Reason::MalformedSigner)?;
    let crypto = Crypto::parse(attempt.crypto).ok_or(Reason::UnknownCrypto)?;
    let signature = signature::parse(attempt.signature).ok_or(Reason::MalformedSignature)?;
    signature::verify(attempt.challenge, crypto, &signer, &signature).ok_or(Reason::WrongSignature)
}

/// What somebody with this standing may do.
fn allow(policy: &Policy, standing: &Standing, now: Millis) -> Result<(Role, bool), Reason> {
    let Standing { access, role, credits_left, ends } = *standing;
    // Strangers do not learn how it is with a license.
    let role = role.ok_or(Reason::NotEntitled)?;
    let read_only = match access {
        Access::Active => false,
        Access::Grace if policy.grace_reads => true,
        Access::Grace => return Err(Reason::InGrace),
        Access::Paused => return Err(Reason::Paused),
        Access::Suspended => return Err(Reason::Suspended),
        Access::None => return Err(Reason::Inactive),
    };
    if now >= ends {
        return Err(Reason::Inactive);
    }
    if credits_left == Some(0) {
        return Err(Reason::CreditsUsedUp);
    }
    Ok((role, read_only))
}
