//! Terms: what a license allows, as lawyers wrote it and as machines read it.
//!
//! Terms are stored once, under a number, and never changed. What is hashed is exactly what is stored, so the same terms always
//! have the same number, and whoever has the bytes can look up the number.
//!
//! # Invariants
//! 1. Terms under [`Kind::Cc0`] are irrevocable, exclude nobody and cost no share: a work that is given to everybody stays so.
//! 2. Each use and each country that terms name has a meaning: unknown bits are refused.

use crate::units::{AssetId, Bps, NATIVE};
use alloc::vec::Vec;
use scale::Encode;

/// What is hashed in front of the terms, so that their hash is no other thing's.
pub const DOMAIN: &[u8] = b"atelier/terms/v1";
/// The most bytes of the place where the text lies.
pub const MAX_URI: usize = 256;
/// The most licenses between a licensor and whoever uses a work.
pub const MAX_DEPTH: u8 = 8;

/// What a work may be used for, a bit each. Those behind the last one are not assigned.
pub mod uses {
    /// Games.
    pub const GAMES: u64 = 1;
    /// Film and television.
    pub const FILM: u64 = 1 << 1;
    /// Advertising.
    pub const ADVERTISING: u64 = 1 << 2;
    /// Print.
    pub const PRINT: u64 = 1 << 3;
    /// Web pages and apps.
    pub const WEB: u64 = 1 << 4;
    /// Merchandise.
    pub const MERCHANDISE: u64 = 1 << 5;
    /// Products that are made of it, by a printer or otherwise.
    pub const PRODUCT: u64 = 1 << 6;
    /// Architecture.
    pub const ARCHITECTURE: u64 = 1 << 7;
    /// Music and video clips.
    pub const CLIPS: u64 = 1 << 8;
    /// Education.
    pub const EDUCATION: u64 = 1 << 9;
    /// Editorial work and news.
    pub const EDITORIAL: u64 = 1 << 10;
    /// Drafts that nobody outside sees.
    pub const INTERNAL: u64 = 1 << 11;
    /// Live events.
    pub const EVENTS: u64 = 1 << 12;
    /// Tokens that stand for the work or for one derived from it.
    pub const TOKENS: u64 = 1 << 13;
    /// Training of models.
    pub const TRAINING: u64 = 1 << 14;
    /// Input that a model works from.
    pub const REFERENCE: u64 = 1 << 15;
    /// All of the above.
    pub const ALL: u64 = (1 << 16) - 1;
}

/// The countries of ISO 3166-1, by their two letters: the place of a country here is its bit in a [`Territory`].
///
/// A code that is assigned later goes behind the last one, because a bit must never change its meaning.
pub const COUNTRIES: &[u8] = b"\
    ADAEAFAGAIALAMAOAQARASATAUAWAXAZ\
    BABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ\
    CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ\
    DEDJDKDMDODZ\
    ECEEEGEHERESET\
    FIFJFKFMFOFR\
    GAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGY\
    HKHMHNHRHTHU\
    IDIEILIMINIOIQIRISIT\
    JEJMJOJP\
    KEKGKHKIKMKNKPKRKWKYKZ\
    LALBLCLILKLRLSLTLULVLY\
    MAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZ\
    NANCNENFNGNINLNONPNRNUNZ\
    OM\
    PAPEPFPGPHPKPLPMPNPRPSPTPWPY\
    QA\
    RERORSRURW\
    SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZ\
    TCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZ\
    UAUGUMUSUYUZ\
    VAVCVEVGVIVNVU\
    WFWS\
    YEYT\
    ZAZMZW";

/// How many countries there are.
pub const COUNTRY_COUNT: usize = COUNTRIES.len() / 2;

/// The number of a country, by its two capital letters.
#[must_use]
pub fn country(letters: [u8; 2]) -> Option<usize> {
    COUNTRIES.chunks_exact(2).position(|code| code == letters)
}

/// Countries: bit `i % 8` of byte `i / 8` is the `i`-th of [`COUNTRIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Territory(pub [u8; 32]);

impl Territory {
    /// Everywhere: countries that do not exist yet, too.
    pub const WORLD: Self = Self([u8::MAX; 32]);
    /// Nowhere.
    pub const NOWHERE: Self = Self([0; 32]);

    /// Some countries; what is none is left out.
    #[must_use]
    pub fn of(countries: &[[u8; 2]]) -> Self {
        let mut territory = Self::NOWHERE;
        for number in countries.iter().filter_map(|letters| country(*letters)) {
            if let Some(byte) = territory.0.get_mut(number / 8) {
                *byte |= 1 << (number % 8);
            }
        }
        territory
    }

    /// Whether it is nowhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 32]
    }

    /// Whether some place is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }

    /// Whether all of it is in the other.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & !other == 0)
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
        self
    }

    /// Whether each of its bits is a country's, or it is everywhere.
    #[must_use]
    pub fn is_known(&self) -> bool {
        let behind =
            (COUNTRY_COUNT..256).any(|number| self.0.get(number / 8).is_some_and(|byte| byte >> (number % 8) & 1 == 1));
        *self == Self::WORLD || !behind
    }
}

/// What kind of terms they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Kind {
    /// The work is everybody's.
    Cc0,
    /// For oneself.
    Personal,
    /// For business.
    Commercial,
    /// For news and comment.
    Editorial,
    /// As the text says.
    Custom,
}

/// Whether works may be derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Derivatives {
    /// No.
    No,
    /// Each by its own approval.
    Approved,
    /// Yes.
    Allowed {
        /// Whether what is derived is under the same terms.
        reciprocal: bool,
        /// The part of its income that is the licensor's.
        share: Bps,
    },
}

/// Whether models may be trained, in the words of content credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Training {
    /// Yes.
    Allowed,
    /// No.
    NotAllowed,
    /// As the text says.
    Constrained,
}

/// Terms. Nothing of them ever changes.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Terms {
    /// What kind they are.
    pub kind: Kind,
    /// The Blake2b-256 of the legal text.
    pub text_digest: [u8; 32],
    /// The SHA-256 of the same text.
    pub text_sha256: [u8; 32],
    /// Where the text lies, in at most [`MAX_URI`] bytes.
    pub uri: Vec<u8>,
    /// What for, see [`uses`].
    pub uses: u64,
    /// Through which channels; what the bits mean, the text says.
    pub channels: u32,
    /// Where.
    pub territory: Territory,
    /// How long what was made under the license may be used, in days; `None`: for good. The license's own end is the plan's.
    pub duration_days: Option<u32>,
    /// Whether the author must be named.
    pub attribution: bool,
    /// How deep licenses under this license may lie, at most [`MAX_DEPTH`]; 0: there are none.
    pub sublicense_depth: u8,
    /// Whether works may be derived.
    pub derivatives: Derivatives,
    /// Whether models may be trained.
    pub training: Training,
    /// The part of the licensee's own income from the works that is due.
    pub rev_share: Bps,
    /// In which asset that income is reported and the part paid.
    pub rev_asset: AssetId,
    /// The most that a license ever has to pay by [`Self::rev_share`]; `None`: there is no most.
    pub rev_ceiling: Option<u128>,
    /// Whether licenses can be made exclusive.
    pub exclusive_possible: bool,
    /// Whose law holds: a country's number among [`COUNTRIES`].
    pub governing_law: u16,
    /// Who licenses, by a number that the text explains.
    pub licensor: u32,
    /// Whether it cannot be taken back for the future.
    pub irrevocable: bool,
}

/// Why terms are refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum Error {
    /// The place of the text is longer than [`MAX_URI`] bytes.
    UriTooLong {
        /// How long it is.
        bytes: u32,
    },
    /// No use, or one that is not assigned.
    UsesUnknown {
        /// The uses.
        uses: u64,
    },
    /// No country, or one that is not in the table.
    TerritoryUnknown,
    /// A law of no country.
    LawUnknown {
        /// The number.
        country: u16,
    },
    /// Licenses under licenses deeper than [`MAX_DEPTH`].
    TooDeep {
        /// How deep.
        depth: u8,
    },
    /// A part above the whole.
    ShareAboveWhole {
        /// The part.
        share: Bps,
    },
    /// A ceiling or an asset of a share that is 0: whoever wrote that forgot the share.
    CeilingWithoutShare,
    /// Training is allowed by the consent and not by the uses, or the other way round.
    TrainingContradicts,
    /// A use that ends after 0 days.
    NoDuration,
    /// Terms of a work that is everybody's must be irrevocable, without exclusivity and share.
    NotEverybodys,
}

impl Terms {
    /// Checks terms before they are stored.
    ///
    /// # Errors
    /// All of [`Error`].
    pub fn check(&self) -> Result<(), Error> {
        if self.uri.len() > MAX_URI {
            return Err(Error::UriTooLong { bytes: u32::try_from(self.uri.len()).unwrap_or(u32::MAX) });
        }
        if self.uses == 0 || self.uses & !uses::ALL != 0 {
            return Err(Error::UsesUnknown { uses: self.uses });
        }
        if self.territory.is_empty() || !self.territory.is_known() {
            return Err(Error::TerritoryUnknown);
        }
        if usize::from(self.governing_law) >= COUNTRY_COUNT {
            return Err(Error::LawUnknown { country: self.governing_law });
        }
        if self.sublicense_depth > MAX_DEPTH {
            return Err(Error::TooDeep { depth: self.sublicense_depth });
        }
        let derived = match self.derivatives {
            Derivatives::Allowed { share, .. } => share,
            Derivatives::No | Derivatives::Approved => Bps(0),
        };
        for share in [self.rev_share, derived] {
            if !share.is_part() {
                return Err(Error::ShareAboveWhole { share });
            }
        }
        if self.rev_share == Bps(0) && (self.rev_ceiling.is_some() || self.rev_asset != NATIVE) {
            return Err(Error::CeilingWithoutShare);
        }
        if (self.uses & uses::TRAINING != 0) == (self.training == Training::NotAllowed) {
            return Err(Error::TrainingContradicts);
        }
        if self.duration_days == Some(0) {
            return Err(Error::NoDuration);
        }
        let is_everybodys =
            self.irrevocable && !self.exclusive_possible && self.rev_share == Bps(0) && derived == Bps(0);
        if self.kind == Kind::Cc0 && !is_everybodys {
            return Err(Error::NotEverybodys);
        }
        Ok(())
    }

    /// What is stored and what is hashed: [`DOMAIN`], then the terms as SCALE encodes them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        self.encode_to(&mut bytes);
        bytes
    }

    /// The terms in what [`Self::to_bytes`] gave.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        scale::Decode::decode(&mut bytes.strip_prefix(DOMAIN)?).ok()
    }

    /// How much is due of an income, of all that was reported ever; what was paid for less is part of it.
    ///
    /// # Rounding
    /// Up, of the whole sum: reporting in small pieces pays neither less nor more.
    #[must_use]
    pub fn due_ceil(&self, reported: u128) -> u128 {
        let due = self.rev_share.of_ceil(reported);
        self.rev_ceiling.map_or(due, |ceiling| due.min(ceiling))
    }
}

/// What was reported of a license's income under some terms, and paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Royalty {
    /// All income that was reported.
    pub reported: u128,
    /// All that was paid for it.
    pub paid: u128,
}

/// Why a report of income is refused. Append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub enum ReportError {
    /// Nothing is due under these terms.
    NoShare,
    /// Not more than what was reported before.
    NotMore {
        /// What was reported before.
        reported: u128,
    },
    /// More than an asset can have.
    TooMuch,
    /// It would cost more than the reporter allows.
    AboveMaximum {
        /// What it costs.
        due: u128,
    },
}

impl Royalty {
    /// Reports all income ever; gives what is due now, at most `maximum`.
    ///
    /// # Errors
    /// All of [`ReportError`].
    pub fn report(&self, terms: &Terms, reported: u128, maximum: u128) -> Result<(Self, u128), ReportError> {
        if terms.rev_share == Bps(0) {
            return Err(ReportError::NoShare);
        }
        if reported <= self.reported {
            return Err(ReportError::NotMore { reported: self.reported });
        }
        if reported > crate::units::MAX_AMOUNT {
            return Err(ReportError::TooMuch);
        }
        let paid = terms.due_ceil(reported);
        // What is due never shrinks when more is reported, so it is at least what was paid.
        let due = paid.checked_sub(self.paid).ok_or(ReportError::TooMuch)?;
        if due > maximum {
            return Err(ReportError::AboveMaximum { due });
        }
        Ok((Self { reported, paid }, due))
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn commercial() -> Terms {
        Terms {
            kind: Kind::Commercial,
            text_digest: [1; 32],
            text_sha256: [2; 32],
            uri: b"ipfs://text".to_vec(),
            uses: uses::GAMES | uses::FILM,
            channels: 0,
            territory: Territory::WORLD,
            duration_days: None,
            attribution: true,
            sublicense_depth: 0,
            derivatives: Derivatives::No,
            training: Training::NotAllowed,
            rev_share: Bps(500),
            rev_asset: NATIVE,
            rev_ceiling: Some(1_000),
            exclusive_possible: true,
            governing_law: 0,
            licensor: 1,
            irrevocable: false,
        }
    }

    fn everybodys() -> Terms {
        Terms {
            kind: Kind::Cc0,
            uses: uses::ALL,
            training: Training::Allowed,
            rev_share: Bps(0),
            rev_ceiling: None,
            exclusive_possible: false,
            irrevocable: true,
            ..commercial()
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Terms), expected: Result<(), Error>) {
        let mut terms = commercial();
        change(&mut terms);
        assert_eq!(terms.check(), expected);
    }

    #[test]
    fn check_accepts_terms_at_their_bounds() {
        check(|_| (), Ok(()));
        check(|terms| terms.uri = [b'x'; MAX_URI].to_vec(), Ok(()));
        check(|terms| terms.sublicense_depth = MAX_DEPTH, Ok(()));
        check(|terms| terms.rev_share = Bps::WHOLE, Ok(()));
        check(|terms| terms.governing_law = COUNTRY_COUNT as u16 - 1, Ok(()));
        check(|terms| terms.duration_days = Some(1), Ok(()));
        check(|terms| (terms.uses, terms.training) = (uses::ALL, Training::Constrained), Ok(()));
        assert_eq!(everybodys().check(), Ok(()));
    }

    #[test]
    fn check_refuses_terms_beyond_their_bounds() {
        check(|terms| terms.uri = [b'x'; MAX_URI + 1].to_vec(), Err(Error::UriTooLong { bytes: 257 }));
        check(|terms| terms.uses = 0, Err(Error::UsesUnknown { uses: 0 }));
        check(|terms| terms.uses = 1 << 16, Err(Error::UsesUnknown { uses: 1 << 16 }));
        check(|terms| terms.territory = Territory::NOWHERE, Err(Error::TerritoryUnknown));
        check(|terms| terms.governing_law = COUNTRY_COUNT as u16, Err(Error::LawUnknown { country: 249 }));
        check(|terms| terms.sublicense_depth = MAX_DEPTH + 1, Err(Error::TooDeep { depth: 9 }));
        check(|terms| terms.rev_share = Bps(10_001), Err(Error::ShareAboveWhole { share: Bps(10_001) }));
        let derived = Derivatives::Allowed { reciprocal: true, share: Bps(10_001) };
        check(|terms| terms.derivatives = derived, Err(Error::ShareAboveWhole { share: Bps(10_001) }));
        check(|terms| terms.rev_share = Bps(0), Err(Error::CeilingWithoutShare));
        check(
            |terms| (terms.rev_share, terms.rev_ceiling, terms.rev_asset) = (Bps(0), None, 1),
            Err(Error::CeilingWithoutShare),
        );
        check(|terms| terms.uses |= uses::TRAINING, Err(Error::TrainingContradicts));
        check(|terms| terms.training = Training::Allowed, Err(Error::TrainingContradicts));
        check(|terms| terms.duration_days = Some(0), Err(Error::NoDuration));
    }

    #[test]
    fn check_refuses_a_work_of_everybody_that_is_not() {
        let changes: [fn(&mut Terms); 4] = [
            |terms| terms.irrevocable = false,
            |terms| terms.exclusive_possible = true,
            |terms| terms.rev_share = Bps(1),
            |terms| terms.derivatives = Derivatives::Allowed { reciprocal: false, share: Bps(1) },
        ];
        for change in changes {
            let mut terms = everybodys();
            change(&mut terms);
            assert_eq!(terms.check(), Err(Error::NotEverybodys));
        }
    }

    #[test]
    fn countries_are_all_those_assigned_once_each_in_order() {
        assert_eq!(COUNTRY_COUNT, 249);
        let codes: Vec<_> = COUNTRIES.chunks_exact(2).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "in order, none twice");
        assert!(COUNTRIES.iter().all(u8::is_ascii_uppercase));
        assert_eq!([country(*b"AD"), country(*b"ZW"), country(*b"UK")], [Some(0), Some(248), None]);
    }

    #[test]
    fn territories_meet_where_a_country_is_in_both() {
        let (france, japan) = (Territory::of(&[*b"FR"]), Territory::of(&[*b"JP"]));
        assert!(!france.meets(&japan));
        assert!(france.meets(&Territory::WORLD) && france.meets(&france.and(&japan)));
        assert!(france.is_within(&france.and(&japan)) && !france.and(&japan).is_within(&france));
        assert!(Territory::of(&[*b"XX"]).is_empty());
    }

    #[test]
    fn territories_know_only_countries_and_the_world() {
        let mut behind = Territory::NOWHERE;
        behind.0[31] = 1 << 1;
        assert!(!behind.is_known(), "the first bit that is no country");
        behind.0[31] = 1;
        assert!(behind.is_known(), "the last country");
        assert!(Territory::WORLD.is_known());
        assert!(!Territory([u8::MAX; 32].map(|_| 0xfe)).is_known());
    }

    #[test]
    fn bytes_tell_the_same_terms_again() {
        let terms = commercial();
        assert_eq!(Terms::of_bytes(&terms.to_bytes()), Some(terms.clone()));
        assert_eq!(Terms::of_bytes(&terms.encode()), None, "without the domain they are something else");
    }

    #[track_caller]
    fn check_report(before: Royalty, reported: u128, maximum: u128, expected: Result<(u128, u128), ReportError>) {
        let done = before.report(&commercial(), reported, maximum);
        assert_eq!(done.map(|(after, due)| (after.paid, due)), expected);
    }

    #[test]
    fn report_charges_the_increase_up_to_the_ceiling() {
        let none = Royalty::default();
        // 5 % of 1, rounded up.
        check_report(none, 1, 1, Ok((1, 1)));
        // 5 % of 20 is 1, which is paid.
        check_report(Royalty { reported: 1, paid: 1 }, 20, 0, Ok((1, 0)));
        // 5 % of 21, rounded up, is 2.
        check_report(Royalty { reported: 20, paid: 1 }, 21, 1, Ok((2, 1)));
        // 5 % of 20,000 is the ceiling; of 20,001 it would be more.
        check_report(none, 20_000, 1_000, Ok((1_000, 1_000)));
        check_report(Royalty { reported: 20_000, paid: 1_000 }, 20_001, 0, Ok((1_000, 0)));
        check_report(none, crate::units::MAX_AMOUNT, u128::MAX, Ok((1_000, 1_000)));
    }

    #[test]
    fn report_refuses_what_is_not_more() {
        let before = Royalty { reported: 20, paid: 1 };
        check_report(before, 20, 9, Err(ReportError::NotMore { reported: 20 }));
        check_report(before, 0, 9, Err(ReportError::NotMore { reported: 20 }));
        check_report(before, 21, 0, Err(ReportError::AboveMaximum { due: 1 }));
        check_report(before, crate::units::MAX_AMOUNT + 1, u128::MAX, Err(ReportError::TooMuch));
        assert_eq!(before.report(&everybodys(), 21, 9), Err(ReportError::NoShare));
    }
}
