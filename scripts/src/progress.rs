//! What is printed while something takes long.

use std::time::Instant;

/// A step that is under way; it prints how long it took when it is done.
pub struct Step {
    name: String,
    started: Instant,
}

impl Step {
    /// Announces the step.
    pub fn start(name: impl Into<String>) -> Self {
        let name = name.into();
        eprintln!("{name} …");
        Self { name, started: Instant::now() }
    }

    /// Prints the time that the step took.
    pub fn done(self) {
        eprintln!("{}: done in {}", self.name, seconds(self.started));
    }
}

/// The time since `started`, for people.
pub fn seconds(started: Instant) -> String {
    format!("{:.1} s", started.elapsed().as_secs_f64())
}

/// `number` with commas between groups of three digits.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_puts_commas_every_three_digits() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
