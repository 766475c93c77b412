//! The text that a wallet signs.
//!
//! `atelier-gate:v1|genesis|contract|license|audience|nonce|issued|expires`: bytes as lower-case hexadecimal digits behind `0x`,
//! numbers as decimal digits, times in milliseconds. A text is read only if it is exactly what would be written, so that one
//! challenge has one text and what a person reads in the wallet is what the gate checks.

use std::{fmt, str::FromStr};

use crate::{
    account::{from_hexadecimal, hexadecimal},
    Millis,
};

/// What every challenge begins with; another format gets another number.
pub const FORMAT: &str = "atelier-gate:v1";

/// The longest life of a challenge.
pub const MAX_LIFE: Millis = 120_000;

/// The longest name of an audience, in bytes.
pub const MAX_AUDIENCE: usize = 128;

/// The longest text of a challenge, in bytes.
pub const MAX_LENGTH: usize = FORMAT.len() + 3 * 66 + 3 * 20 + MAX_AUDIENCE + 7;

/// What a signature is for: a license of a contract on a chain, one gate, a few moments, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The hash of the first block of the chain.
    pub genesis: [u8; 32],
    /// The account of the licenses' contract.
    pub contract: [u8; 32],
    /// The license.
    pub license: u64,
    /// The gate that it is for, usually its host name: see [`is_audience`].
    pub audience: String,
    /// What no other challenge has.
    pub nonce: [u8; 32],
    /// The first moment at which it is good.
    pub issued_at: Millis,
    /// The first moment at which it is no longer good: after `issued_at`, by at most [`MAX_LIFE`].
    pub expires_at: Millis,
}

/// Why a text is no challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is longer than any challenge.
    TooLong,
    /// It does not begin with [`FORMAT`].
    UnknownFormat,
    /// It does not have eight parts.
    WrongParts,
    /// A part has not the form that this part has.
    BadPart {
        /// Which one, from 0.
        part: usize,
    },
    /// It would live for no time, or longer than [`MAX_LIFE`].
    BadLife,
}

/// Whether gates may have this name: 1 to [`MAX_AUDIENCE`] letters, digits or `.`, `-`, `_`, `:`, `/`. Nothing in it can end a
/// part of a challenge, or look like what wallets put around bytes.
#[must_use]
pub fn is_audience(name: &str) -> bool {
    (1..=MAX_AUDIENCE).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:/".contains(&byte))
}

/// A number in the one form that it is written in.
fn number(text: &str) -> Option<u64> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    is_canonical.then(|| text.parse().ok())?
}

impl Challenge {
    /// Reads a challenge.
    ///
    /// # Errors
    /// [`Malformed`], unless the text is exactly what [`fmt::Display`] makes of a challenge.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if text.len() > MAX_LENGTH {
            return Err(Malformed::TooLong);
        }
        if text.split('|').next() != Some(FORMAT) {
            return Err(Malformed::UnknownFormat);
        }
        let parts: Vec<&str> = text.split('|').collect();
        let [_, genesis, contract, license, audience, nonce, issued_at, expires_at] = parts[..] else {
            return Err(Malformed::WrongParts);
        };
        let bad = |part| Malformed::BadPart { part };
        let challenge = Self {
            genesis: from_hexadecimal(genesis).ok_or(bad(1))?,
            contract: from_hexadecimal(contract).ok_or(bad(2))?,
            license: number(license).ok_or(bad(3))?,
            audience: Some(audience).filter(|name| is_audience(name)).ok_or(bad(4))?.to_owned(),
            nonce: from_hexadecimal(nonce).ok_or(bad(5))?,
            issued_at: number(issued_at).ok_or(bad(6))?,
            expires_at: number(expires_at).ok_or(bad(7))?,
        };
        match challenge.expires_at.checked_sub(challenge.issued_at) {
            Some(1..=MAX_LIFE) => Ok(challenge),
            _ => Err(Malformed::BadLife),
        }
    }
}

impl FromStr for Challenge {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { genesis, contract, license, audience, nonce, issued_at, expires_at } = self;
        let [genesis, contract, nonce] = [genesis, contract, nonce].map(|bytes| hexadecimal(bytes));
        write!(formatter, "{FORMAT}|{genesis}|{contract}|{license}|{audience}|{nonce}|{issued_at}|{expires_at}")
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(formatter, "the challenge is longer than {MAX_LENGTH} bytes"),
            Self::UnknownFormat => write!(formatter, "the challenge does not begin with {FORMAT}|"),
            Self::WrongParts => formatter.write_str("the challenge does not have eight parts"),
            Self::BadPart { part } => {
                write!(formatter, "part {part} of the challenge, counted from 0, is not written as it must be")
            }
            Self::BadLife => write!(formatter, "the challenge does not live for 1 to {MAX_LIFE} ms"),
        }
    }
}

impl std::error::Error for Malformed {}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Challenge {
        Challenge {
            genesis: [0xab; 32],
            contract: [0xcd; 32],
            license: 4_294_967_297,
            audience: "images.example:8080/v1".into(),
            nonce: [1; 32],
            issued_at: 1_000,
            expires_at: 1_000 + MAX_LIFE,
        }
    }

    fn with_part(part: usize, text: &str) -> String {
        let written = example().to_string();
        let mut parts: Vec<&str> = written.split('|').collect();
        parts[part] = text;
        parts.join("|")
    }

    #[track_caller]
    fn check(part: usize, text: &str, expected: Result<(), Malformed>) {
        assert_eq!(Challenge::parse(&with_part(part, text)).map(drop), expected, "{text:?}");
    }

    #[test]
    fn challenge_is_read_back() {
        let longest = Challenge {
            license: u64::MAX,
            audience: "a".repeat(MAX_AUDIENCE),
            issued_at: u64::MAX - 1,
            expires_at: u64::MAX,
            ..example()
        };
        assert_eq!(longest.to_string().len(), MAX_LENGTH);
        for challenge in [example(), longest] {
            assert_eq!(Challenge::parse(&challenge.to_string()), Ok(challenge));
        }
    }

    #[test]
    fn parse_refuses_other_formats_and_numbers_of_parts() {
        let text = example().to_string();
        assert_eq!(Challenge::parse(""), Err(Malformed::UnknownFormat));
        assert_eq!(Challenge::parse(&text.replace("v1", "v2")), Err(Malformed::UnknownFormat));
        assert_eq!(Challenge::parse(&text.to_uppercase()), Err(Malformed::UnknownFormat));
        assert_eq!(Challenge::parse(&format!(" {text}")), Err(Malformed::UnknownFormat));
        assert_eq!(Challenge::parse(FORMAT), Err(Malformed::WrongParts));
        assert_eq!(Challenge::parse(&format!("{text}|")), Err(Malformed::WrongParts));
        assert_eq!(Challenge::parse(&format!("{text}\n")), Err(Malformed::BadPart { part: 7 }));
        assert_eq!(Challenge::parse(&format!("{text}{}", " ".repeat(MAX_LENGTH))), Err(Malformed::TooLong));
    }

    #[test]
    fn parse_refuses_a_second_form_of_anything() {
        for part in [1, 2, 5] {
            let zero = format!("0x{}", "0".repeat(64));
            check(part, &zero, Ok(()));
            for text in [&zero[2..], &zero[..65], &format!("{zero}0"), &zero.replace("00", "0A"), ""] {
                check(part, text, Err(Malformed::BadPart { part }));
            }
        }
        check(3, "0", Ok(()));
        check(3, "18446744073709551615", Ok(()));
        for text in ["", "00", "01", "+1", "-1", "1 ", " 1", "1e3", "0x1", "١", "18446744073709551616"] {
            check(3, text, Err(Malformed::BadPart { part: 3 }));
        }
        check(6, "01000", Err(Malformed::BadPart { part: 6 }));
        check(7, "0121000", Err(Malformed::BadPart { part: 7 }));
    }

    #[test]
    fn parse_refuses_an_audience_that_could_be_misread() {
        check(4, "a", Ok(()));
        check(4, &"a".repeat(128), Ok(()));
        for text in ["", " ", "a b", "a\n", "a\0", "é", "</Bytes>", "a%7Cb", "a@b", &"a".repeat(129)] {
            check(4, text, Err(Malformed::BadPart { part: 4 }));
        }
        // A separator within the name makes one part more.
        check(4, "a|b", Err(Malformed::WrongParts));
    }

    #[test]
    fn parse_refuses_a_life_of_nothing_or_of_too_long() {
        check(7, "1000", Err(Malformed::BadLife));
        check(7, "999", Err(Malformed::BadLife));
        check(7, "1001", Ok(()));
        check(7, "121000", Ok(()));
        check(7, "121001", Err(Malformed::BadLife));
        check(7, "18446744073709551615", Err(Malformed::BadLife));
    }
}
