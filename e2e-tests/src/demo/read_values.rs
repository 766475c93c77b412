//! What all readers of a file share: names, durations, amounts, and how reading ends.

use super::{
    amount::{self, Wrong},
    place::Way,
    plan::Payee,
};
use std::collections::HashMap;

/// The most members that one collective of a file may have.
pub const MAX_MEMBERS: u32 = 20_000;

/// The most units of one amount: far below what 128 bits hold, so that the sum of all sales cannot reach it either.
const MAX_UNITS: u128 = 1 << 112;

/// What a reader of a part of the file returns.
pub type Read<T> = Result<T, Fault>;

/// What is wrong, and where.
pub struct Fault {
    /// The way to the value.
    pub way: Way,
    /// The sentence.
    pub reason: String,
}

/// Ends reading with a sentence about a place.
pub fn refuse<T>(way: &Way, reason: impl Into<String>) -> Read<T> {
    Err(Fault { way: way.clone(), reason: reason.into() })
}

/// The names of a file.
#[derive(Default)]
pub struct Names {
    payees: HashMap<String, Payee>,
    assets: HashMap<String, (usize, u8)>,
}

impl Names {
    /// The party or split of a name.
    ///
    /// # Errors
    /// That there is none.
    pub fn payee(&self, name: &str, way: &Way) -> Read<Payee> {
        match self.payees.get(name) {
            Some(payee) => Ok(*payee),
            None => refuse(way, format!("no party and no split is called \"{name}\"{}", self.similar(name))),
        }
    }

    /// The split of a name.
    ///
    /// # Errors
    /// That there is none.
    pub fn split(&self, name: &str, way: &Way) -> Read<usize> {
        match self.payees.get(name) {
            Some(Payee::Split(split)) => Ok(*split),
            Some(Payee::Party(_)) => refuse(way, format!("\"{name}\" is a party; a split is needed here")),
            None => refuse(way, format!("no split is called \"{name}\"{}", self.similar(name))),
        }
    }

    /// The party of a name.
    ///
    /// # Errors
    /// That there is none.
    pub fn party(&self, name: &str, way: &Way) -> Read<usize> {
        match self.payees.get(name) {
            Some(Payee::Party(party)) => Ok(*party),
            Some(Payee::Split(_)) => refuse(way, format!("\"{name}\" is a split; a party is needed here")),
            None => refuse(way, format!("no party is called \"{name}\"{}", self.similar(name))),
        }
    }

    /// The asset of a name, with its decimals.
    ///
    /// # Errors
    /// That there is none.
    pub fn asset(&self, name: &str, way: &Way) -> Read<(usize, u8)> {
        match self.assets.get(name) {
            Some(asset) => Ok(*asset),
            None => {
                let mut known: Vec<_> = self.assets.keys().map(String::as_str).collect();
                known.sort_unstable();
                refuse(way, format!("no asset is called \"{name}\"; the file has {}", known.join(", ")))
            }
        }
    }

    /// Takes a name for an asset with its decimals; tells whether it was free.
    #[must_use]
    pub fn add_asset(&mut self, name: &str, asset: (usize, u8)) -> bool {
        self.assets.insert(name.into(), asset).is_none()
    }

    /// Whether a party or a split has this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.payees.contains_key(name)
    }

    fn similar(&self, name: &str) -> String {
        similar(name, self.payees.keys().map(String::as_str))
    }

    /// Takes a name for a payee.
    ///
    /// # Errors
    /// That it is empty or taken.
    pub fn add(&mut self, name: &str, payee: Payee, way: &Way) -> Read<()> {
        if name.trim().is_empty() {
            return refuse(way, "a name cannot be empty");
        }
        match self.payees.insert(name.into(), payee) {
            None => Ok(()),
            Some(Payee::Party(_)) => refuse(way, format!("a party is called \"{name}\" already")),
            Some(Payee::Split(_)) => refuse(way, format!("a split is called \"{name}\" already")),
        }
    }
}

/// The one among known names that somebody may have meant, as the end of a complaint.
pub fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known.map(|known| (distance(known, name), known)).min();
    match nearest {
        // One letter in three may be wrong; more would be another name.
        Some((distance, known)) if distance * 3 <= name.chars().count() => format!("; \"{known}\" is"),
        _ => String::new(),
    }
}

/// How many letters have to be added, left out or replaced to turn one name into the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (place, counterpart) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *counterpart);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// A duration in milliseconds.
///
/// # Errors
/// That it is none.
pub fn duration(text: &str, way: &Way) -> Read<u64> {
    match amount::duration(text) {
        Some(duration) => Ok(duration),
        None => refuse(way, format!("\"{text}\" is not a duration such as \"2 days\" or \"36 hours\"")),
    }
}

/// An amount above 0 in units.
///
/// # Errors
/// That it is none.
pub fn units(text: &str, asset: &str, decimals: u8, way: &Way) -> Read<u128> {
    let reason = match amount::parse(text, decimals) {
        Ok(0) => "an amount of 0 pays nobody".into(),
        Ok(units) if units <= MAX_UNITS => return Ok(units),
        Err(Wrong::NotANumber) => format!("\"{text}\" is not a decimal number such as \"120.50\""),
        Err(Wrong::TooManyDecimals) => format!("\"{text}\" has more decimals than {asset}, which has {decimals}"),
        Ok(_) | Err(Wrong::TooLarge) => format!("\"{text}\" is more than the chain can count"),
    };
    refuse(way, reason)
}
