//! Seats and gate keys: who uses a license besides its holder.
//!
//! Both belong to a holder's time: they are stored under the license and its [`tenure`](crate::license::License::tenure), so a
//! transfer leaves nothing of the old holder's behind. Seats have numbers, from 0: those from the license's number of seats on
//! are none, so a smaller plan takes seats away without touching them.

use crate::units::{Millis, DAY};
use alloc::vec::Vec;

/// How long a seat that was taken from an account cannot be given to another: otherwise a single one could go round.
pub const COOLDOWN: Millis = 7 * DAY;
/// The most gate keys of a license.
pub const MAX_KEYS: usize = 8;

/// A seat that is or was somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Seat<A> {
    /// Whose.
    pub account: A,
    /// From when on.
    pub since: Millis,
    /// When it was taken; `None`: it was not.
    pub removed: Option<Millis>,
}

/// Why a seat or a key is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// The license does not have so many seats.
    NoSuchSeat {
        /// How many it has.
        seats: u16,
    },
    /// Somebody has it.
    SeatTaken,
    /// Somebody had it so recently that nobody else can have it.
    CoolingDown {
        /// Until then.
        until: Millis,
    },
    /// The account has a seat already.
    AlreadySeated {
        /// Which.
        seat: u16,
    },
    /// Nobody has it.
    SeatVacant,
    /// The key is good no longer when it is set.
    KeyExpired,
    /// There are [`MAX_KEYS`] that are good.
    TooManyKeys,
    /// The license has no such key.
    UnknownKey,
}

/// Gives a seat to an account. `before` is what the seat was, `seated` the account's seat if it has one among the license's
/// `seats`.
///
/// # Errors
/// [`Error::NoSuchSeat`], [`Error::AlreadySeated`], [`Error::SeatTaken`], [`Error::CoolingDown`].
pub fn assign<A: Copy + Eq>(
    before: Option<&Seat<A>>,
    seated: Option<u16>,
    seat: u16,
    seats: u16,
    account: A,
    now: Millis,
) -> Result<Seat<A>, Error> {
    if seat >= seats {
        return Err(Error::NoSuchSeat { seats });
    }
    if let Some(seat) = seated {
        return Err(Error::AlreadySeated { seat });
    }
    match before {
        Some(Seat { removed: None, .. }) => return Err(Error::SeatTaken),
        Some(Seat { account: old, removed: Some(removed), .. }) => {
            let until = removed.saturating_add(COOLDOWN);
            if *old != account && now < until {
                return Err(Error::CoolingDown { until });
            }
        }
        None => (),
    }
    Ok(Seat { account, since: now, removed: None })
}

/// Takes a seat from whoever has it.
///
/// # Errors
/// [`Error::SeatVacant`].
pub fn remove<A: Copy>(before: Option<&Seat<A>>, now: Millis) -> Result<Seat<A>, Error> {
    match before {
        Some(seat @ Seat { removed: None, .. }) => Ok(Seat { removed: Some(now), ..*seat }),
        _ => Err(Error::SeatVacant),
    }
}

/// A public key, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Key {
    /// Schnorr signatures over Ristretto.
    Sr25519([u8; 32]),
    /// Edwards curve signatures.
    Ed25519([u8; 32]),
    /// A compressed point of secp256k1.
    Ecdsa([u8; 33]),
}

/// A key that stands for the license at a gate: multisigs, proxies and contracts cannot sign bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct GateKey {
    /// The key.
    pub key: Key,
    /// The first millisecond at which it is good no longer.
    pub expires: Millis,
}

/// The keys with one more, or with another end of one; those that are good no longer are forgotten.
///
/// # Errors
/// [`Error::KeyExpired`], [`Error::TooManyKeys`].
pub fn set_key(keys: &[GateKey], new: GateKey, now: Millis) -> Result<Vec<GateKey>, Error> {
    if new.expires <= now {
        return Err(Error::KeyExpired);
    }
    let good = keys.iter().filter(|old| old.expires > now && old.key != new.key);
    let mut keys: Vec<_> = good.copied().collect();
    if keys.len() >= MAX_KEYS {
        return Err(Error::TooManyKeys);
    }
    keys.push(new);
    Ok(keys)
}

/// The keys without one.
///
/// # Errors
/// [`Error::UnknownKey`].
pub fn remove_key(keys: &[GateKey], key: &Key) -> Result<Vec<GateKey>, Error> {
    let rest: Vec<_> = keys.iter().filter(|old| old.key != *key).copied().collect();
    if rest.len() == keys.len() {
        return Err(Error::UnknownKey);
    }
    Ok(rest)
}

/// Whether a key is good at a time.
#[must_use]
pub fn is_good(keys: &[GateKey], key: &Key, at: Millis) -> bool {
    keys.iter().any(|own| own.key == *key && at < own.expires)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const ALICE: u8 = 1;
    const BOB: u8 = 2;
    const NOW: Millis = 1_000;

    fn left(account: u8) -> Seat<u8> {
        Seat { account, since: 0, removed: Some(NOW) }
    }

    #[track_caller]
    fn check(before: Option<Seat<u8>>, account: u8, now: Millis, expected: Result<(), Error>) {
        let given = assign(before.as_ref(), None, 1, 2, account, now);
        assert_eq!(given, expected.map(|()| Seat { account, since: now, removed: None }));
    }

    #[test]
    fn assign_gives_a_free_seat() {
        check(None, ALICE, NOW, Ok(()));
        check(Some(left(ALICE)), BOB, NOW + COOLDOWN, Ok(()));
        check(Some(left(ALICE)), ALICE, NOW, Ok(()));
    }

    #[test]
    fn assign_refuses_a_seat_that_is_taken_or_was_until_just_now() {
        check(Some(Seat { removed: None, ..left(ALICE) }), BOB, NOW, Err(Error::SeatTaken));
        check(Some(Seat { removed: None, ..left(ALICE) }), ALICE, NOW, Err(Error::SeatTaken));
        let until = NOW + COOLDOWN;
        check(Some(left(ALICE)), BOB, NOW, Err(Error::CoolingDown { until }));
        check(Some(left(ALICE)), BOB, until - 1, Err(Error::CoolingDown { until }));
    }

    #[test]
    fn assign_refuses_seats_beyond_the_last_and_a_second_one() {
        assert_eq!(assign(None, None, 2, 2, ALICE, NOW), Err(Error::NoSuchSeat { seats: 2 }));
        assert_eq!(assign(None, None, 0, 0, ALICE, NOW), Err(Error::NoSuchSeat { seats: 0 }));
        assert_eq!(assign(None, Some(0), 1, 2, ALICE, NOW), Err(Error::AlreadySeated { seat: 0 }));
    }

    #[test]
    fn remove_takes_a_seat_once() {
        let seat = Seat { account: ALICE, since: 0, removed: None };
        assert_eq!(remove(Some(&seat), NOW), Ok(left(ALICE)));
        assert_eq!(remove(Some(&left(ALICE)), NOW), Err(Error::SeatVacant));
        assert_eq!(remove::<u8>(None, NOW), Err(Error::SeatVacant));
    }

    fn key(number: u8, expires: Millis) -> GateKey {
        GateKey { key: Key::Sr25519([number; 32]), expires }
    }

    #[test]
    fn set_key_keeps_eight_that_are_good() {
        let mut keys = Vec::new();
        for number in 0..MAX_KEYS as u8 {
            keys = set_key(&keys, key(number, NOW + 1), NOW).expect("there is room");
        }
        assert_eq!(set_key(&keys, key(99, NOW + 1), NOW), Err(Error::TooManyKeys));
        assert_eq!(set_key(&keys, key(0, NOW + 5), NOW).map(|keys| keys.len()), Ok(MAX_KEYS), "only its end changes");
        assert_eq!(set_key(&keys, key(99, NOW + 2), NOW + 1), Ok(alloc::vec![key(99, NOW + 2)]), "all others are over");
        assert_eq!(set_key(&[], key(0, NOW), NOW), Err(Error::KeyExpired));
    }

    #[test]
    fn keys_are_good_until_they_expire_or_are_removed() {
        let keys = [key(1, NOW)];
        assert!(is_good(&keys, &keys[0].key, NOW - 1) && !is_good(&keys, &keys[0].key, NOW));
        assert!(!is_good(&keys, &Key::Ed25519([1; 32]), 0), "the same bytes of another kind");
        assert_eq!(remove_key(&keys, &keys[0].key), Ok(Vec::new()));
        assert_eq!(remove_key(&keys, &Key::Ed25519([1; 32])), Err(Error::UnknownKey));
    }
}
