//! Where something stands in a JSON text, and complaints that say so.

use std::fmt;

/// One step on the way from the root of a JSON text to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The value of a field.
    Field(&'static str),
    /// An element of a list, from 0.
    Element(usize),
}

/// The way from the root of a JSON text to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way(Vec<Key>);

impl Way {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Self {
        self.to(Key::Field(name))
    }

    /// An element of a list.
    #[must_use]
    pub fn element(&self, index: usize) -> Self {
        self.to(Key::Element(index))
    }

    fn to(&self, key: Key) -> Self {
        let mut keys = self.0.clone();
        keys.push(key);
        Self(keys)
    }
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, as a sentence.
    pub reason: String,
    /// The text of the line.
    pub source: String,
}

impl Complaint {
    /// A complaint about the place `line`, `column` of `text`.
    #[must_use]
    pub fn new(file: &str, text: &str, line: usize, column: usize, reason: String) -> Self {
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        Self { file: file.into(), line, column, reason, source: source.trim_end().into() }
    }

    /// A complaint about the value at the end of a way, or about as much of the way as there is.
    #[must_use]
    pub fn about(file: &str, text: &str, way: &Way, reason: String) -> Self {
        let (line, column) = line_and_column(text, locate(text, way));
        Self::new(file, text, line, column, reason)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, reason, source } = self;
        writeln!(out, "{file}:{line}:{column}: {reason}")?;
        // A line that is a whole file would hide the sentence.
        if source.is_empty() || source.chars().count() > 160 {
            return Ok(());
        }
        let gap = " ".repeat(column.saturating_sub(1));
        writeln!(out, "{line:>6} │ {source}")?;
        write!(out, "{:>6} │ {gap}^", "")
    }
}

/// Line and column, from 1, of a byte of the text.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].chars().count() + 1)
}

/// The byte at which the value at the end of the way begins. The text is JSON that was parsed before.
fn locate(text: &str, way: &Way) -> usize {
    let mut walk = Walk { text: text.as_bytes(), at: 0 };
    walk.skip_space();
    let mut found = walk.at;
    for key in &way.0 {
        let entered = match key {
            Key::Field(name) => walk.enter_field(name),
            Key::Element(index) => walk.enter_element(*index),
        };
        if !entered {
            break;
        }
        found = walk.at;
    }
    found
}

/// A walk over a JSON text, from value to value.
struct Walk<'a> {
    text: &'a [u8],
    at: usize,
}

impl Walk<'_> {
    fn next(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while matches!(self.next(), b' ' | b'\n' | b'\r' | b'\t' | b',' | b':') {
            self.at += 1;
        }
    }

    /// From the start of an object to the start of a field's value.
    fn enter_field(&mut self, name: &str) -> bool {
        if self.next() != b'{' {
            return false;
        }
        self.at += 1;
        self.skip_space();
        while self.next() == b'"' {
            let start = self.at + 1;
            self.skip_string();
            let is_it = &self.text[start..self.at - 1] == name.as_bytes();
            self.skip_space();
            if is_it {
                return true;
            }
            self.skip_value();
            self.skip_space();
        }
        false
    }

    /// From the start of a list to the start of an element.
    fn enter_element(&mut self, index: usize) -> bool {
        if self.next() != b'[' {
            return false;
        }
        self.at += 1;
        self.skip_space();
        for _ in 0..index {
            if self.next() == b']' {
                return false;
            }
            self.skip_value();
            self.skip_space();
        }
        self.next() != b']'
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while self.at < self.text.len() && self.next() != b'"' {
            self.at += if self.next() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    fn skip_value(&mut self) {
        let mut depth = 0;
        loop {
            match self.next() {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                0 => return,
                _ => self.at += 1,
            }
            if depth == 0 && matches!(self.next(), b',' | b'}' | b']') {
                return;
            }
        }
    }
}

#[cfg(test)]
impl Complaint {
    /// Asserts that this complains of what begins with `at` in the text of a file, for this reason.
    #[track_caller]
    pub fn check_place(&self, text: &str, at: &str, reason: &str) {
        assert!(self.reason.contains(reason), "{}", self.reason);
        let start = text.find(at).expect("the place exists");
        let line = text[..start].matches('\n').count() + 1;
        let column = start - text[..start].rfind('\n').map_or(0, |newline| newline + 1) + 1;
        assert_eq!((self.line, self.column), (line, column), "{self}");
        assert_eq!(self.source, text.lines().nth(line - 1).unwrap().trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b\": \"x,]}\\\"\"}, 3],\n  \"cä\": {\"d\": true, \"e\": [[], 7]}\n}";

    #[track_caller]
    fn check(way: &Way, expected: (usize, usize)) {
        assert_eq!(line_and_column(TEXT, locate(TEXT, way)), expected);
    }

    #[test]
    fn locate_finds_fields_elements_and_what_stands_behind_strings_that_look_like_syntax() {
        let root = Way::default();
        check(&root, (1, 1));
        check(&root.field("a"), (2, 8));
        check(&root.field("a").element(0), (2, 9));
        check(&root.field("a").element(1).field("b"), (2, 18));
        check(&root.field("a").element(2), (2, 29));
    }

    #[test]
    fn locate_counts_characters_and_not_bytes() {
        let inner = Way::default().field("cä");
        check(&inner.field("d"), (3, 15));
        check(&inner.field("e").element(1), (3, 31));
    }

    #[test]
    fn locate_stops_where_the_way_ends() {
        check(&Way::default().field("a").element(9), (2, 8));
        check(&Way::default().field("none").field("b"), (1, 1));
    }
}
