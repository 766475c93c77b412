//! The two messages of the licenses' contract that the gate asks, as bytes.

use atelier_licensing::{
    entitlement::{self as on_chain, Entitlement},
    license,
    seat::Key,
};
use scale::{Decode, Encode};

use crate::{
    chain::{Access, Failure, Role, Standing},
    signature::{hash, Crypto, Identity},
    Millis,
};

/// Asks what a license gives at `at`.
#[must_use]
pub fn entitlement(license: u64, at: Millis) -> Vec<u8> {
    let work = None::<[u8; 32]>;
    message("entitlement", (license, work, at))
}

/// Asks what an account, or a key, is to a license.
#[must_use]
pub fn may_use(license: u64, signer: &on_chain::Signer<[u8; 32]>) -> Vec<u8> {
    message("may_use", (license, signer))
}

/// Both faces of whoever signed: the account, and the key.
#[must_use]
pub fn faces(signer: &Identity) -> [on_chain::Signer<[u8; 32]>; 2] {
    let account = *signer.account();
    let key = match signer.crypto() {
        Crypto::Sr25519 => Key::Sr25519(account),
        Crypto::Ed25519 => Key::Ed25519(account),
        Crypto::Ecdsa => Key::Ecdsa(*signer.compressed_key()),
    };
    [on_chain::Signer::Account(account), on_chain::Signer::Key(key)]
}

fn message(name: &str, arguments: impl Encode) -> Vec<u8> {
    let mut bytes = hash(name.as_bytes())[..4].to_vec();
    arguments.encode_to(&mut bytes);
    bytes
}

/// What the gate needs to know, from the answers to [`entitlement`] and to [`may_use`] for both [`faces`].
///
/// # Errors
/// [`Failure`], if one of them is none or not understood.
pub fn standing(entitlement: &[u8], as_account: &[u8], as_key: &[u8]) -> Result<Standing, Failure> {
    let entitlement: Option<Entitlement<[u8; 32]>> = read(entitlement)?;
    let entitlement = entitlement.ok_or(Failure::UnknownLicense)?;
    let role = match (role(read(as_account)?), role(read(as_key)?)) {
        (None, as_key) => as_key,
        (as_account, _) => as_account,
    };
    let access = match entitlement.access {
        license::Access::None => Access::None,
        license::Access::Active => Access::Active,
        license::Access::Grace => Access::Grace,
        license::Access::Paused => Access::Paused,
        license::Access::Suspended => Access::Suspended,
    };
    Ok(Standing { access, role, credits_left: entitlement.credits_left, ends: entitlement.ends })
}

fn role(role: on_chain::Role) -> Option<Role> {
    match role {
        on_chain::Role::None => None,
        on_chain::Role::Holder => Some(Role::Holder),
        on_chain::Role::Seat { .. } => Some(Role::Seat),
        on_chain::Role::GateKey => Some(Role::Key),
    }
}

/// The value in an answer, behind what ink! says about the call. All of it must be understood: what is left over could mean
/// anything.
fn read<T: Decode>(answer: &[u8]) -> Result<T, Failure> {
    let input = &mut &*answer;
    match Result::<T, u8>::decode(input).map_err(|_| Failure::Garbled)? {
        Ok(value) if input.is_empty() => Ok(value),
        Ok(_) => Err(Failure::Garbled),
        Err(_) => Err(Failure::ContractFailed),
    }
}
