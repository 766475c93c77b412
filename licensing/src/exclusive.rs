//! Exclusives: uses of a work, or of the whole library, that only one license has for a while.
//!
//! Two exclusives conflict if a use, a country and a moment are in both. Of two licenses that conflict only one can get its
//! exclusive, because it is refused to the second; everybody else keeps their licenses, out of which what is exclusive to
//! another is carved ([`carved`]). An exclusive on the whole library is given only if no license that lives can conflict, and
//! while it holds none is sold that would.

use crate::{
    plan::Shelf,
    terms::{uses, Terms, Territory},
    units::{LicenseId, Millis},
};
use alloc::vec::Vec;

/// The most exclusives on a work.
pub const MAX_EXCLUSIVES: usize = 32;
/// The most exclusives on the whole library.
pub const MAX_LIBRARY: usize = 8;
/// The most plans: before the library is given to somebody each is looked at.
pub const MAX_PLANS: u32 = 256;

/// Uses that only one license has for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Exclusive {
    /// Whose they are.
    pub license: LicenseId,
    /// Which, see [`uses`].
    pub uses: u64,
    /// Where.
    pub territory: Territory,
    /// From when on, on the chain's clock.
    pub from: Millis,
    /// The first millisecond at which they are everybody's again.
    pub to: Millis,
}

/// What is exclusive to another license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Carved {
    /// These uses are not the license's
    pub uses: u64,
    /// in these countries.
    pub territory: Territory,
}

/// Why an exclusive is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// Its terms exclude nobody.
    NotPossible,
    /// No use, or one that is not the license's own.
    UsesOutside {
        /// The license's own.
        uses: u64,
    },
    /// No country, or one that is not the license's own.
    TerritoryOutside,
    /// It ends before it begins, or in the past, or begins in the past.
    TimeOutside {
        /// Now.
        now: Millis,
    },
    /// It conflicts with another license's exclusive.
    Taken {
        /// Whose.
        license: LicenseId,
    },
    /// So many hold or will.
    TooMany {
        /// The most.
        most: u32,
    },
    /// A license of this plan that lives may conflict.
    PlanConflicts {
        /// The plan.
        plan: u32,
    },
    /// The license has none there.
    Unknown,
}

impl Exclusive {
    /// Whether it holds at a time.
    #[must_use]
    pub const fn holds(&self, at: Millis) -> bool {
        self.from <= at && at < self.to
    }

    /// Whether a use, a country and a moment are in both.
    #[must_use]
    pub fn conflicts(&self, other: &Self) -> bool {
        self.uses & other.uses != 0
            && self.from < other.to
            && other.from < self.to
            && self.territory.meets(&other.territory)
    }

    /// Checks an exclusive that is wanted for a license under the given terms.
    ///
    /// # Errors
    /// [`Error::NotPossible`], [`Error::UsesOutside`], [`Error::TerritoryOutside`], [`Error::TimeOutside`].
    pub fn check(&self, terms: &Terms, now: Millis) -> Result<(), Error> {
        if !terms.exclusive_possible {
            return Err(Error::NotPossible);
        }
        if self.uses == 0 || self.uses & !(terms.uses & uses::ALL) != 0 {
            return Err(Error::UsesOutside { uses: terms.uses });
        }
        if self.territory.is_empty() || !self.territory.is_within(&terms.territory) || !self.territory.is_known() {
            return Err(Error::TerritoryOutside);
        }
        // One that began in the past would change what was answered about the past.
        if self.from < now || self.to <= self.from {
            return Err(Error::TimeOutside { now });
        }
        Ok(())
    }
}

/// Adds an exclusive to a list of at most `most`. Only a list that is full forgets those that are over: until then what was
/// carved out in the past is known.
///
/// # Errors
/// [`Error::Taken`], [`Error::TooMany`].
pub fn grant(list: &[Exclusive], new: Exclusive, most: usize, now: Millis) -> Result<Vec<Exclusive>, Error> {
    allows(list, Some(new.license), new.uses, &new.territory, new.from, new.to)
        .map_err(|license| Error::Taken { license })?;
    let mut list = list.to_vec();
    if list.len() >= most {
        list.retain(|old| old.to > now);
    }
    if list.len() >= most {
        return Err(Error::TooMany { most: u32::try_from(most).unwrap_or(u32::MAX) });
    }
    list.push(new);
    Ok(list)
}

/// Ends a license's exclusives on a list now; those that have not begun are forgotten.
///
/// # Errors
/// [`Error::Unknown`] if none of its exclusives holds or will.
pub fn give_up(list: &[Exclusive], license: LicenseId, now: Millis) -> Result<Vec<Exclusive>, Error> {
    let is_meant = |old: &Exclusive| old.license == license && old.to > now;
    if !list.iter().any(is_meant) {
        return Err(Error::Unknown);
    }
    let rest = list.iter().filter(|old| !is_meant(old) || old.from < now);
    Ok(rest.map(|old| if is_meant(old) { Exclusive { to: now, ..*old } } else { *old }).collect())
}

/// Whether a license can have uses in some countries from a moment on until before another: no exclusive of another license
/// conflicts. A license that is not sold yet is none.
///
/// # Errors
/// Whose exclusive conflicts.
pub fn allows(
    list: &[Exclusive],
    license: Option<LicenseId>,
    uses: u64,
    territory: &Territory,
    from: Millis,
    to: Millis,
) -> Result<(), LicenseId> {
    let wanted = |other| Exclusive { license: other, uses, territory: *territory, from, to };
    match list.iter().find(|other| Some(other.license) != license && other.conflicts(&wanted(other.license))) {
        Some(other) => Err(other.license),
        None => Ok(()),
    }
}

/// What is exclusive to other licenses at a time, as far as it is among the given uses and countries.
pub fn carved<'a>(
    list: &'a [Exclusive],
    license: LicenseId,
    terms: &'a Terms,
    at: Millis,
) -> impl Iterator<Item = Carved> + 'a {
    list.iter()
        .filter(move |other| other.license != license && other.holds(at))
        .map(|other| Carved {
            uses: other.uses & terms.uses,
            territory: Territory(core::array::from_fn(|place| {
                let byte = |territory: &Territory| territory.0.get(place).copied().unwrap_or_default();
                byte(&other.territory) & byte(&terms.territory)
            })),
        })
        .filter(|carved| carved.uses != 0 && !carved.territory.is_empty())
}

/// The first moment after `at` at which what a list carves out may change; [`Millis::MAX`] if there is none.
#[must_use]
pub fn next_change(list: &[Exclusive], at: Millis) -> Millis {
    let ends = list.iter().flat_map(|exclusive| [exclusive.from, exclusive.to]);
    ends.filter(|end| *end > at).min().unwrap_or(Millis::MAX)
}

/// What all versions of a plan allow together: more than any license of it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Reach {
    /// What for.
    pub uses: u64,
    /// Where.
    pub territory: Territory,
}

impl Reach {
    /// That of a plan without versions.
    pub const NONE: Self = Self { uses: 0, territory: Territory::NOWHERE };

    /// With a version under these terms.
    #[must_use]
    pub fn with(&self, terms: &Terms) -> Self {
        Self { uses: self.uses | terms.uses, territory: self.territory.and(&terms.territory) }
    }

    /// Whether a license of the plan may live that conflicts with an exclusive on the library.
    ///
    /// `closed` is how long all outages took until now: licenses end so much later on the chain's clock.
    #[must_use]
    pub fn may_conflict(&self, shelf: &Shelf, exclusive: &Exclusive, closed: Millis) -> bool {
        let latest = shelf.latest_end.saturating_add(closed);
        self.uses & exclusive.uses != 0
            && self.territory.meets(&exclusive.territory)
            && (shelf.held > 0 || latest > exclusive.from)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::{
        terms::{Derivatives, Kind, Training},
        units::{Bps, NATIVE},
    };

    const OWN: LicenseId = LicenseId(1);
    const OTHER: LicenseId = LicenseId(2);
    const NOW: Millis = 1_000;

    fn terms() -> Terms {
        Terms {
            kind: Kind::Commercial,
            text_digest: [0; 32],
            text_sha256: [0; 32],
            uri: Vec::new(),
            uses: uses::GAMES | uses::FILM,
            channels: 0,
            territory: Territory::of(&[*b"FR", *b"JP"]),
            duration_days: None,
            attribution: false,
            sublicense_depth: 0,
            derivatives: Derivatives::No,
            training: Training::NotAllowed,
            rev_share: Bps(0),
            rev_asset: NATIVE,
            rev_ceiling: None,
            exclusive_possible: true,
            governing_law: 0,
            licensor: 0,
            irrevocable: false,
        }
    }

    fn france() -> Territory {
        Territory::of(&[*b"FR"])
    }

    fn games(license: LicenseId, from: Millis, to: Millis) -> Exclusive {
        Exclusive { license, uses: uses::GAMES, territory: france(), from, to }
    }

    #[track_caller]
    fn check(exclusive: Exclusive, expected: Result<(), Error>) {
        assert_eq!(exclusive.check(&terms(), NOW), expected);
    }

    #[test]
    fn check_wants_what_the_license_has() {
        let good = games(OWN, NOW, NOW + 1);
        check(good, Ok(()));
        let uses = terms().uses;
        check(Exclusive { uses, territory: terms().territory, ..good }, Ok(()));
        check(Exclusive { uses: 0, ..good }, Err(Error::UsesOutside { uses }));
        check(Exclusive { uses: uses::PRINT | uses::GAMES, ..good }, Err(Error::UsesOutside { uses }));
        check(Exclusive { territory: Territory::NOWHERE, ..good }, Err(Error::TerritoryOutside));
        check(Exclusive { territory: Territory::WORLD, ..good }, Err(Error::TerritoryOutside));
        check(games(OWN, NOW - 1, NOW + 1), Err(Error::TimeOutside { now: NOW }));
        check(games(OWN, NOW, NOW), Err(Error::TimeOutside { now: NOW }));
        let open = Terms { exclusive_possible: false, ..terms() };
        assert_eq!(good.check(&open, NOW), Err(Error::NotPossible));
    }

    #[track_caller]
    fn check_conflict(other: Exclusive, expected: bool) {
        let held = [games(OWN, 2_000, 3_000)];
        let wanted = Exclusive { license: OTHER, ..other };
        let refused = Err(Error::Taken { license: OWN });
        assert_eq!(grant(&held, wanted, MAX_EXCLUSIVES, NOW).is_err(), expected);
        if expected {
            assert_eq!(grant(&held, wanted, MAX_EXCLUSIVES, NOW), refused);
        }
        // The same license may have as many as it likes.
        assert!(grant(&held, Exclusive { license: OWN, ..other }, MAX_EXCLUSIVES, NOW).is_ok());
    }

    #[test]
    fn grant_refuses_the_second_only_if_all_three_overlap() {
        check_conflict(games(OTHER, 2_000, 3_000), true);
        // The last and the first millisecond.
        check_conflict(games(OTHER, 2_999, 4_000), true);
        check_conflict(games(OTHER, 3_000, 4_000), false);
        check_conflict(games(OTHER, 1_000, 2_001), true);
        check_conflict(games(OTHER, 1_000, 2_000), false);
        let both = uses::GAMES | uses::FILM;
        check_conflict(Exclusive { uses: both, ..games(OTHER, 2_000, 3_000) }, true);
        check_conflict(Exclusive { uses: uses::FILM, ..games(OTHER, 2_000, 3_000) }, false);
        check_conflict(Exclusive { territory: Territory::WORLD, ..games(OTHER, 2_000, 3_000) }, true);
        check_conflict(Exclusive { territory: Territory::of(&[*b"JP"]), ..games(OTHER, 2_000, 3_000) }, false);
    }

    #[test]
    fn grant_forgets_what_is_over_only_when_the_list_is_full() {
        let mut list = Vec::new();
        for number in 0..MAX_EXCLUSIVES as u64 {
            let from = NOW + 10 * number;
            list = grant(&list, games(OWN, from, from + 10), MAX_EXCLUSIVES, NOW).expect("there is room");
        }
        let more = games(OWN, 5_000, 6_000);
        assert_eq!(grant(&list, more, MAX_EXCLUSIVES, NOW + 9), Err(Error::TooMany { most: 32 }));
        let after = grant(&list, more, MAX_EXCLUSIVES, NOW + 10).expect("the first is over");
        assert_eq!((after.len(), after[0]), (MAX_EXCLUSIVES, list[1]));
        let short = grant(&list[..2], more, MAX_EXCLUSIVES, NOW + 10).expect("there is room");
        assert_eq!(short[0], list[0], "what was carved out in the past is known");
    }

    #[test]
    fn give_up_changes_nothing_of_the_past() {
        let list = [games(OWN, 1_000, 2_000), games(OWN, 3_000, 4_000), games(OTHER, 5_000, 6_000)];
        assert_eq!(give_up(&list, OWN, 1_500), Ok(alloc::vec![games(OWN, 1_000, 1_500), list[2]]));
        assert_eq!(give_up(&list, OWN, 2_000), Ok(alloc::vec![list[0], list[2]]));
        assert_eq!(give_up(&list, OWN, 4_000), Err(Error::Unknown));
        assert_eq!(give_up(&list, OTHER, 6_000), Err(Error::Unknown));
    }

    #[test]
    fn carved_is_what_others_hold_of_the_own_uses() {
        let list = [Exclusive { uses: uses::ALL, territory: Territory::WORLD, ..games(OTHER, 2_000, 3_000) }];
        let terms = terms();
        let at = |license, at| carved(&list, license, &terms, at).collect::<Vec<_>>();
        assert_eq!(at(OWN, 1_999), []);
        assert_eq!(at(OWN, 2_000), [Carved { uses: terms.uses, territory: terms.territory }]);
        assert_eq!(at(OWN, 2_999).len(), 1);
        assert_eq!(at(OWN, 3_000), []);
        assert_eq!(at(OTHER, 2_000), [], "nobody loses their own");
        let elsewhere = Terms { uses: uses::PRINT, ..terms.clone() };
        let print = [games(OTHER, 2_000, 3_000)];
        assert_eq!(carved(&print, OWN, &elsewhere, 2_000).count(), 0);
    }

    #[test]
    fn next_change_is_the_nearest_end() {
        let list = [games(OWN, 2_000, 3_000), games(OTHER, 2_500, 2_600)];
        let changes = [1_999, 2_000, 2_599, 2_600, 3_000].map(|at| next_change(&list, at));
        assert_eq!(changes, [2_000, 2_500, 2_600, 3_000, Millis::MAX]);
        assert_eq!(next_change(&[], 0), Millis::MAX);
    }

    #[test]
    fn reach_conflicts_while_a_license_may_live() {
        let reach = Reach::NONE.with(&terms());
        let wanted = games(OWN, 2_000, 3_000);
        let shelf = |latest_end, held| Shelf { latest_end, held, ..Shelf::default() };
        assert!(!reach.may_conflict(&shelf(2_000, 0), &wanted, 0), "the first millisecond is free");
        assert!(reach.may_conflict(&shelf(2_001, 0), &wanted, 0));
        assert!(reach.may_conflict(&shelf(2_000, 0), &wanted, 1), "an outage made it longer");
        assert!(reach.may_conflict(&shelf(0, 1), &wanted, 0), "nobody knows when it ends");
        assert!(!reach.may_conflict(&shelf(9_000, 1), &Exclusive { uses: uses::PRINT, ..wanted }, 0));
        assert!(!Reach::NONE.may_conflict(&shelf(9_000, 1), &wanted, 0));
    }
}
