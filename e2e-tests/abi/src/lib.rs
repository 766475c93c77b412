//! What the tests of the Solidity ABI share: a contract's metadata, and values of its types, each of them twice. As a value
//! of another implementation of the ABI, and as the SCALE bytes of the same value, put together here by the metadata alone.
//! Neither knows the tables and the transcoder of the contracts.

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, B256, U256};
use serde_json::Value;
use solidity_abi::Interface;
use std::{fs, path::PathBuf};

/// A contract as clients see it.
pub struct Contract {
    /// What ink! writes about it.
    pub metadata: Value,
    /// The interface that is derived from it.
    pub interface: Interface,
    /// The same, read by another implementation.
    pub abi: JsonAbi,
}

impl Contract {
    /// Reads what was built of a contract.
    ///
    /// # Panics
    /// If it was not built.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/ink").join(name);
        let file = folder.join(format!("{name}.json"));
        let metadata = serde_json::from_slice(&fs::read(file).expect("run `cargo xtask build` first")).unwrap();
        let interface = Interface::of(&metadata).unwrap();
        let abi = serde_json::from_value(interface.abi()).unwrap();
        Self { metadata, interface, abi }
    }

    /// The numbers of the types of a message's arguments, and of what it returns if it is not refused.
    #[must_use]
    pub fn types_of(&self, label: &str) -> (Vec<u64>, u64) {
        let messages = self.metadata["spec"]["messages"].as_array().unwrap();
        let message = messages.iter().find(|message| message["label"] == label).unwrap();
        let mut answer = self.ok_of(number(&message["returnType"]["type"]));
        if self.definition(answer).2 == Some("Result") {
            answer = self.ok_of(answer);
        }
        (arguments(&message["args"]), answer)
    }

    /// The number of the type of the contract's errors.
    #[must_use]
    pub fn error_type(&self) -> u64 {
        let messages = self.metadata["spec"]["messages"].as_array().unwrap();
        let answers = messages.iter().map(|message| self.ok_of(number(&message["returnType"]["type"])));
        let refusing = answers.into_iter().find(|answer| self.definition(*answer).2 == Some("Result")).unwrap();
        number(&self.definition(refusing).1["variants"][1]["fields"][0]["type"])
    }

    fn ok_of(&self, id: u64) -> u64 {
        number(&self.definition(id).1["variants"][0]["fields"][0]["type"])
    }

    /// The kind of a type, its definition, and its name.
    #[must_use]
    pub fn definition(&self, id: u64) -> (&str, &Value, Option<&str>) {
        let types = self.metadata["types"].as_array().unwrap();
        let found = &types.iter().find(|entry| entry["id"] == id).unwrap()["type"];
        let (kind, definition) = found["def"].as_object().unwrap().iter().next().unwrap();
        let name = found["path"].as_array().and_then(|path| path.last()).and_then(Value::as_str);
        (kind, definition, name)
    }

    /// A value of the type with this number, and its SCALE bytes.
    #[must_use]
    pub fn value(&self, id: u64, others: Others, random: &mut Random) -> (DynSolValue, Vec<u8>) {
        let (kind, definition, name) = self.definition(id);
        match (kind, name) {
            ("composite", Some("AccountId")) => {
                let account: [u8; 20] = random.bytes();
                (DynSolValue::Address(Address::from(account)), account.to_vec())
            }
            ("composite", Some("Hash")) => word(random),
            ("composite", _) => {
                let fields = fields(definition);
                let nameless = fields.len() == 1 && definition["fields"][0].get("name").is_none();
                match fields[..] {
                    [only] if nameless => self.value(only, others, random),
                    _ => self.values(&fields, others, random),
                }
            }
            ("tuple", _) => {
                let fields: Vec<u64> = definition.as_array().unwrap().iter().map(number).collect();
                self.values(&fields, others, random)
            }
            ("array", _) => word(random),
            ("sequence", _) => {
                let item = number(&definition["type"]);
                let count = if others == Others::Empty { 0 } else { random.count() };
                let (values, bytes): (Vec<_>, Vec<_>) = (0..count).map(|_| self.value(item, others, random)).unzip();
                (DynSolValue::Array(values), [compact(count), bytes.concat()].concat())
            }
            ("variant", _) => {
                let variants = definition["variants"].as_array().unwrap();
                let chosen = random.below(variants.len());
                let mut values = vec![DynSolValue::Uint(U256::from(chosen), 8)];
                let mut bytes = vec![chosen as u8];
                for (index, variant) in variants.iter().enumerate() {
                    for field in fields(variant) {
                        if index == chosen {
                            let (value, encoded) = self.value(field, others, random);
                            values.push(value);
                            bytes.extend(encoded);
                        } else if others == Others::Any {
                            values.push(self.value(field, others, random).0);
                        } else {
                            values.push(self.zero(field));
                        }
                    }
                }
                (DynSolValue::Tuple(values), bytes)
            }
            ("primitive", _) => match definition.as_str().unwrap() {
                "bool" => {
                    let bit = random.below(2) == 1;
                    (DynSolValue::Bool(bit), vec![bit.into()])
                }
                "u8" => uint(random, 1),
                "u16" => uint(random, 2),
                "u32" => uint(random, 4),
                "u64" => uint(random, 8),
                "u128" => uint(random, 16),
                other => panic!("no contract has {other}"),
            },
            other => panic!("no contract has {other:?}"),
        }
    }

    /// Values in a row, as a tuple.
    #[must_use]
    pub fn values(&self, ids: &[u64], others: Others, random: &mut Random) -> (DynSolValue, Vec<u8>) {
        let (values, bytes): (Vec<_>, Vec<_>) = ids.iter().map(|id| self.value(*id, others, random)).unzip();
        (DynSolValue::Tuple(values), bytes.concat())
    }

    /// What stands for the fields of the variants that a value does not have: every number is 0, every list empty.
    fn zero(&self, id: u64) -> DynSolValue {
        self.value(id, Others::Empty, &mut Random::zeros()).0
    }
}

/// What stands in the fields of the variants that a value does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Anything: a reader ignores it.
    Any,
    /// Zeros and empty lists, as a writer writes them.
    Zero,
    /// The same, and also all lists of the value itself are empty.
    Empty,
}

fn word(random: &mut Random) -> (DynSolValue, Vec<u8>) {
    let bytes: [u8; 32] = random.bytes();
    (DynSolValue::FixedBytes(B256::from(bytes), 32), bytes.to_vec())
}

fn uint(random: &mut Random, bytes: usize) -> (DynSolValue, Vec<u8>) {
    let value = random.number() >> (128 - 8 * bytes);
    let bits = if bytes == 16 { 256 } else { 8 * bytes };
    (DynSolValue::Uint(U256::from(value), bits), value.to_le_bytes()[..bytes].to_vec())
}

fn compact(count: usize) -> Vec<u8> {
    match count {
        0..=63 => vec![(count << 2) as u8],
        _ => ((count << 2 | 1) as u16).to_le_bytes().to_vec(),
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// The types of the fields of a struct or variant.
#[must_use]
pub fn fields(definition: &Value) -> Vec<u64> {
    definition["fields"].as_array().into_iter().flatten().map(|field| number(&field["type"])).collect()
}

/// The types of arguments or of an event's fields.
#[must_use]
pub fn arguments(arguments: &Value) -> Vec<u64> {
    arguments.as_array().unwrap().iter().map(|argument| number(&argument["type"]["type"])).collect()
}

/// Numbers that are the same on every run; with many zeros, maxima and short lists among them.
pub struct Random(Option<u64>);

impl Random {
    /// The numbers that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Some(seed))
    }

    /// Nothing but zeros.
    #[must_use]
    pub fn zeros() -> Self {
        Self(None)
    }

    /// The next 64 bits: SplitMix64.
    pub fn bits(&mut self) -> u64 {
        let Some(state) = &mut self.0 else { return 0 };
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = *state;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ bits >> 31
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    /// Any number, of any length.
    pub fn number(&mut self) -> u128 {
        let bits = u128::from(self.bits()) << 64 | u128::from(self.bits());
        match self.below(8) {
            0 => 0,
            1 => u128::MAX,
            _ => bits,
        }
    }

    /// The length of a list: seldom one that takes two bytes.
    pub fn count(&mut self) -> usize {
        match self.below(64) {
            0 => 64 + self.below(8),
            _ => self.below(4),
        }
    }

    /// Any bytes.
    pub fn bytes<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        std::array::from_fn(|_| self.bits() as u8)
    }
}
