//! Amounts and durations as people write them.

/// Why a decimal number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not digits with at most one point among them.
    NotANumber,
    /// More decimals than the asset has.
    TooManyDecimals,
    /// More than the largest amount.
    TooLarge,
}

/// The units in a decimal number, exactly.
///
/// # Errors
/// [`Wrong`]; nothing is ever rounded.
pub fn parse(text: &str, decimals: u8) -> Result<u128, Wrong> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || !is_number(part) {
        return Err(Wrong::NotANumber);
    }
    let part = part.trim_end_matches('0');
    let missing = usize::from(decimals).checked_sub(part.len()).ok_or(Wrong::TooManyDecimals)?;
    let digits = format!("{whole}{part}{}", "0".repeat(missing));
    digits.parse().map_err(|_| Wrong::TooLarge)
}

/// All digits of an amount, thousands set apart.
#[must_use]
pub fn exact(units: u128, decimals: u8) -> String {
    let (whole, part) = parts(units, decimals);
    if decimals == 0 {
        return whole;
    }
    format!("{whole}.{part}")
}

/// All digits that tell something: without the zeros at the end.
#[must_use]
pub fn plain(units: u128, decimals: u8) -> String {
    let text = exact(units, decimals);
    if decimals == 0 {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// An amount at a glance: decimals only as far as they tell something.
#[must_use]
pub fn brief(units: u128, decimals: u8) -> String {
    let (whole, part) = parts(units, decimals);
    let digits = whole.bytes().filter(u8::is_ascii_digit).count();
    let shown = if digits >= 5 {
        0
    } else if whole != "0" {
        2
    } else {
        part.bytes().position(|digit| digit != b'0').map_or(0, |zeros| zeros + 3)
    };
    let part = part[..shown.min(part.len())].trim_end_matches('0');
    if part.is_empty() {
        whole
    } else {
        format!("{whole}.{part}")
    }
}

fn parts(units: u128, decimals: u8) -> (String, String) {
    let digits = format!("{units:0>width$}", width = usize::from(decimals) + 1);
    let (whole, part) = digits.split_at(digits.len() - usize::from(decimals));
    (thousands(whole), part.into())
}

/// A whole number with its thousands set apart.
#[must_use]
pub fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A part of a whole in percent, with as many decimals as it takes to see it.
#[must_use]
pub fn percent(part: u128, whole: u128) -> String {
    // Only shown, never counted with.
    let percent = if whole == 0 { 0.0 } else { part as f64 / whole as f64 * 100.0 };
    let places = match percent {
        p if p >= 1000.0 => return format!("{} %", thousands(&format!("{percent:.0}"))),
        p if p >= 10.0 => 1,
        p if p >= 0.1 || p == 0.0 => 2,
        _ => 4,
    };
    let text = format!("{percent:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

const UNITS: [(&str, u64); 6] = [
    ("second", 1_000),
    ("minute", 60_000),
    ("hour", 3_600_000),
    ("day", 86_400_000),
    ("week", 604_800_000),
    ("year", 31_536_000_000),
];

/// Milliseconds in a duration such as "2 days".
#[must_use]
pub fn duration(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let number: u64 = number.parse().ok()?;
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.checked_mul(*millis)
}

/// A duration in the largest unit that divides it.
#[must_use]
pub fn span(millis: u64) -> String {
    let whole = UNITS[..4].iter().rev().find(|(_, unit)| millis.is_multiple_of(*unit) && millis > 0);
    let (name, number) = whole.map_or(("millisecond", millis), |(name, unit)| (*name, millis / unit));
    format!("{number} {name}{}", if number == 1 { "" } else { "s" })
}

/// The chain's time since the beginning of a story.
#[must_use]
pub fn clock(millis: u64) -> String {
    let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
    format!("day {}, {:02}:{:02}", days + 1, rest / 3_600_000, rest / 60_000 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_is_exact_or_refuses() {
        assert_eq!(parse("120.5", 6), Ok(120_500_000));
        assert_eq!(parse("0.000001", 6), Ok(1));
        assert_eq!(parse("0.0000010", 6), Ok(1));
        assert_eq!(parse("7", 0), Ok(7));
        assert_eq!(parse("340282366920938463463374607431768211455", 0), Ok(u128::MAX));
        assert_eq!(parse("340282366920938463463374607431768211456", 0), Err(Wrong::TooLarge));
        assert_eq!(parse("0.0000001", 6), Err(Wrong::TooManyDecimals));
        for text in ["", ".", "1.", ".5", "1,000", "-1", "+1", "1e3", " 1", "1.2.3"] {
            assert_eq!(parse(text, 6), Err(Wrong::NotANumber), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_with_all_digits_or_the_telling_ones() {
        assert_eq!(exact(1_234_567_890_123, 6), "1,234,567.890123");
        assert_eq!(exact(5, 0), "5");
        assert_eq!(exact(0, 2), "0.00");
        assert_eq!(brief(1_234_567_890_123, 6), "1,234,567");
        assert_eq!(brief(12_345_678, 6), "12.34");
        assert_eq!(brief(12_000_000, 6), "12");
        assert_eq!(brief(2_449_500_000, 6), "2,449.5");
        assert_eq!(plain(2_449_500_000, 6), "2,449.5");
        assert_eq!(plain(1_200, 0), "1,200");
        assert_eq!(brief(1_234, 6), "0.00123");
        assert_eq!(brief(0, 6), "0");
    }

    #[test]
    fn percent_shows_small_parts_too() {
        assert_eq!(percent(1, 2), "50 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(1, 30), "3.33 %");
        assert_eq!(percent(1, 10_000), "0.01 %");
        assert_eq!(percent(29_178, 1_000), "2,918 %");
        assert_eq!(percent(0, 0), "0 %");
    }

    #[test]
    fn duration_reads_numbers_with_units() {
        assert_eq!(duration("1 day"), Some(86_400_000));
        assert_eq!(duration("36 hours"), Some(129_600_000));
        assert_eq!(duration("soon"), None);
        assert_eq!(duration("2 moons"), None);
        assert_eq!(duration("-2 days"), None);
        assert_eq!(span(86_400_000), "1 day");
        assert_eq!(span(129_600_000), "36 hours");
        assert_eq!(span(7), "7 milliseconds");
    }
}
