//! What the metadata of the contracts declare, and input and answers by them: entry points are written by hand, so nothing
//! but tests keeps them and the metadata together.

use serde_json::Value;
use std::{fs, path::PathBuf};

/// The metadata of a contract.
pub struct Metadata(pub Value);

/// The answer to input that a contract cannot read.
pub const COULD_NOT_READ_INPUT: [u8; 2] = [1, 1];

impl Metadata {
    /// The metadata of a contract that `cargo xtask build` made.
    ///
    /// # Panics
    /// If it was not built.
    #[must_use]
    pub fn of(contract: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/ink").join(contract);
        let file = folder.join(format!("{contract}.json"));
        Self(serde_json::from_slice(&fs::read(file).expect("run `cargo xtask build` first")).unwrap())
    }

    /// The messages, as they are declared.
    ///
    /// # Panics
    /// Never: metadata have messages.
    #[must_use]
    pub fn messages(&self) -> Vec<&Value> {
        self.0["spec"]["messages"].as_array().unwrap().iter().collect()
    }

    /// A well-formed call of a message or constructor: numbers are `fill`, sequences have `fill` elements, variants are
    /// chosen by `fill`.
    ///
    /// # Panics
    /// If it is no message of these metadata.
    #[must_use]
    pub fn call(&self, message: &Value, fill: u8) -> Vec<u8> {
        let mut input = bytes(&message["selector"]);
        for argument in message["args"].as_array().unwrap() {
            self.build(&argument["type"]["type"], fill, &mut input);
        }
        input
    }

    /// What kind of type it is, and what it is made of.
    ///
    /// # Panics
    /// If these metadata have no such type.
    #[must_use]
    pub fn definition(&self, id: &Value) -> (&str, &Value) {
        let found = self.0["types"].as_array().unwrap().iter().find(|entry| entry["id"] == *id);
        let definition = found.expect("each type is registered")["type"]["def"].as_object().unwrap();
        let (kind, definition) = definition.iter().next().unwrap();
        (kind, definition)
    }

    fn build(&self, id: &Value, fill: u8, output: &mut Vec<u8>) {
        let (kind, definition) = self.definition(id);
        match kind {
            "primitive" if definition == "str" => {
                output.push(fill << 2);
                output.extend(std::iter::repeat_n(b'x', fill.into()));
            }
            "primitive" => {
                output.push(if definition == "bool" { fill % 2 } else { fill });
                output.resize(output.len() + width(definition) - 1, 0);
            }
            "array" => {
                for _ in 0..definition["len"].as_u64().unwrap() {
                    self.build(&definition["type"], fill, output);
                }
            }
            "sequence" => {
                output.push(fill << 2);
                for _ in 0..fill {
                    self.build(&definition["type"], fill, output);
                }
            }
            "tuple" => definition.as_array().unwrap().iter().for_each(|part| self.build(part, fill, output)),
            "composite" => fields(definition).for_each(|part| self.build(part, fill, output)),
            "variant" => {
                let variants = definition["variants"].as_array().unwrap();
                let variant = &variants[usize::from(fill) % variants.len()];
                output.push(variant["index"].as_u64().unwrap() as u8);
                fields(variant).for_each(|part| self.build(part, fill, output));
            }
            other => panic!("the metadata has a type of the kind {other}"),
        }
    }

    /// Takes a value of the type from the front; `None` if there is none.
    ///
    /// # Panics
    /// If these metadata have no such type.
    pub fn take(&self, id: &Value, input: &mut &[u8]) -> Option<()> {
        let (kind, definition) = self.definition(id);
        match kind {
            "primitive" if definition == "str" => {
                let scale::Compact(length) = <scale::Compact<u32> as scale::Decode>::decode(input).ok()?;
                *input = input.get(length as usize..)?;
            }
            "primitive" => *input = input.get(width(definition)..)?,
            "array" => {
                (0..definition["len"].as_u64().unwrap()).try_for_each(|_| self.take(&definition["type"], input))?;
            }
            "sequence" => {
                let scale::Compact(length) = <scale::Compact<u32> as scale::Decode>::decode(input).ok()?;
                (0..length).try_for_each(|_| self.take(&definition["type"], input))?;
            }
            "tuple" => definition.as_array().unwrap().iter().try_for_each(|part| self.take(part, input))?,
            "composite" => fields(definition).try_for_each(|part| self.take(part, input))?,
            "variant" => {
                let (index, rest) = input.split_first()?;
                *input = rest;
                let variants = definition["variants"].as_array().unwrap();
                let variant = variants.iter().find(|variant| variant["index"] == *index)?;
                fields(variant).try_for_each(|part| self.take(part, input))?;
            }
            other => panic!("the metadata has a type of the kind {other}"),
        }
        Some(())
    }

    /// Whether the bytes are one value of the type and nothing else.
    #[must_use]
    pub fn is(&self, id: &Value, mut input: &[u8]) -> bool {
        self.take(id, &mut input).is_some() && input.is_empty()
    }
}

fn fields(definition: &Value) -> impl Iterator<Item = &Value> {
    definition["fields"].as_array().into_iter().flatten().map(|field| &field["type"])
}

fn width(primitive: &Value) -> usize {
    match primitive.as_str().unwrap() {
        "bool" | "u8" => 1,
        "u16" => 2,
        "u32" => 4,
        "u64" | "i64" => 8,
        "u128" | "i128" => 16,
        other => panic!("no message takes {other}"),
    }
}

/// The bytes that metadata write in hexadecimal digits.
///
/// # Panics
/// If they are no such digits.
#[must_use]
pub fn bytes(hexadecimal: &Value) -> Vec<u8> {
    let digits = hexadecimal.as_str().unwrap().trim_start_matches("0x");
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}
