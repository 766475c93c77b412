//! A contract by both of its ABIs: words, as Ethereum's libraries write and read them, and SCALE, whose values are turned into
//! words here by the metadata alone. Neither knows the tables and the transcoder of the contracts.

use alloy_dyn_abi::{DynSolValue, EventExt, FunctionExt, JsonAbiExt};
use alloy_json_abi::{Function, JsonAbi};
use alloy_primitives::{Address, B256, U256};
use serde_json::Value;
use std::{fs, path::PathBuf};

/// A contract as its two files describe it.
pub struct Contract {
    /// The interface for Ethereum's tools.
    pub abi: JsonAbi,
    metadata: Value,
}

/// A custom error or a log: its name and its values.
pub type Named = (String, Vec<DynSolValue>);

/// Input and answers of one function in both ABIs.
pub struct Message<'a> {
    contract: &'a Contract,
    /// As Ethereum's libraries see it.
    pub function: &'a Function,
    /// The selector as ink! has it.
    pub selector: [u8; 4],
    arguments: Vec<u64>,
    answer: u64,
    error: Option<u64>,
}

impl Contract {
    /// Reads what was built of a contract.
    ///
    /// # Panics
    /// If it was not built.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/ink").join(name);
        let read = |file: String| fs::read(folder.join(file)).expect("run `cargo xtask build` first");
        Self {
            abi: serde_json::from_slice(&read(format!("{name}.abi.json"))).unwrap(),
            metadata: serde_json::from_slice(&read(format!("{name}.polkavm.json"))).unwrap(),
        }
    }

    /// The arguments of the constructor in words.
    #[must_use]
    pub fn constructor(&self, arguments: &[DynSolValue]) -> Vec<u8> {
        self.abi.constructor().unwrap().abi_encode_input_raw(arguments).unwrap()
    }

    /// A function by the name that it has in Solidity.
    #[must_use]
    pub fn message(&self, name: &str) -> Message<'_> {
        let [function] = self.abi.function(name).unwrap().as_slice() else { panic!("{name} is overloaded") };
        let messages = self.metadata["spec"]["messages"].as_array().unwrap();
        let message = messages.iter().find(|message| camel_case(message["label"].as_str().unwrap()) == name).unwrap();
        let arguments = message["args"].as_array().unwrap().iter().map(|argument| number(&argument["type"]["type"]));
        let answer = self.variant(number(&message["returnType"]["type"]), 0);
        let refuses = self.definition(answer).2 == Some("Result");
        let (answer, error) =
            if refuses { (self.variant(answer, 0), Some(self.variant(answer, 1))) } else { (answer, None) };
        let selector = message["selector"].as_str().unwrap();
        let selector = u32::from_str_radix(selector.trim_start_matches("0x"), 16).unwrap().to_be_bytes();
        Message { contract: self, function, selector, arguments: arguments.collect(), answer, error }
    }

    /// A custom error by its words; one that is a field of another stands behind it.
    ///
    /// # Panics
    /// If the interface knows none with this selector, or if it is encoded in another way than Ethereum's libraries do.
    #[must_use]
    pub fn error(&self, data: &[u8]) -> Named {
        let (selector, words) = data.split_first_chunk::<4>().expect("a custom error has a selector");
        let error = self.abi.errors().find(|error| error.selector() == *selector).expect("the error is in the ABI");
        let values = error.abi_decode_input(words).unwrap();
        assert_eq!(error.abi_encode_input(&values).unwrap(), data, "{} is not canonical", error.name);
        let mut flat = Vec::new();
        for value in values {
            match value {
                DynSolValue::Bytes(inner) => {
                    let (name, values) = self.error(&inner);
                    flat.push(DynSolValue::String(name));
                    flat.extend(values);
                }
                other => flat.push(other),
            }
        }
        (error.name.clone(), flat)
    }

    /// A log by its topics and words.
    ///
    /// # Panics
    /// If the interface knows no such event.
    #[must_use]
    pub fn log(&self, topics: &[[u8; 32]], data: &[u8]) -> Named {
        let event = self.abi.events().find(|event| event.selector() == topics[0]).expect("the event is in the ABI");
        let log = event.decode_log_parts(topics.iter().map(B256::from), data).unwrap();
        assert_eq!(DynSolValue::Tuple(log.body.clone()).abi_encode_params(), data, "{} is not canonical", event.name);
        assert!(log.indexed.is_empty());
        (event.name.clone(), log.body)
    }

    /// The kind of a type, its definition, and its name.
    fn definition(&self, id: u64) -> (&str, &Value, Option<&str>) {
        let types = self.metadata["types"].as_array().unwrap();
        let found = &types.iter().find(|entry| entry["id"] == id).unwrap()["type"];
        let (kind, definition) = found["def"].as_object().unwrap().iter().next().unwrap();
        (kind, definition, found["path"].as_array().and_then(|path| path.last()).and_then(Value::as_str))
    }

    /// The type of the only field of a variant.
    fn variant(&self, id: u64, number: usize) -> u64 {
        fields(&self.definition(id).1["variants"][number])[0]
    }

    /// Takes a value of a type from the front of SCALE bytes. Without bytes it is what stands for the fields of the variants
    /// that a value does not have: zeros and empty lists.
    fn value(&self, id: u64, bytes: &mut Option<&[u8]>) -> DynSolValue {
        let (kind, definition, name) = self.definition(id);
        match (kind, name) {
            ("composite", Some("H160")) => DynSolValue::Address(Address::from(array(bytes))),
            ("composite", Some("Hash")) | ("array", _) => DynSolValue::FixedBytes(B256::from(array(bytes)), 32),
            ("composite", _) => match fields(definition)[..] {
                [only] if definition["fields"][0].get("name").is_none() => self.value(only, bytes),
                ref fields => self.tuple(fields, bytes),
            },
            ("tuple", _) => self.tuple(&definition.as_array().unwrap().iter().map(number).collect::<Vec<_>>(), bytes),
            ("sequence", _) => {
                let count = bytes.as_mut().map_or(0, |bytes| {
                    <scale::Compact<u32> as scale::Decode>::decode(bytes).expect("a list has a length").0
                });
                let item = number(&definition["type"]);
                DynSolValue::Array((0..count).map(|_| self.value(item, bytes)).collect())
            }
            ("variant", _) => {
                let chosen = array::<1>(bytes)[0];
                let mut values = vec![DynSolValue::Uint(U256::from(chosen), 8)];
                let variants = definition["variants"].as_array().unwrap();
                assert!(usize::from(chosen) < variants.len());
                for (index, variant) in variants.iter().enumerate() {
                    let mut nothing = None;
                    let bytes = if index == usize::from(chosen) { &mut *bytes } else { &mut nothing };
                    values.extend(fields(variant).into_iter().map(|field| self.value(field, bytes)));
                }
                DynSolValue::Tuple(values)
            }
            ("primitive", _) => match definition.as_str().unwrap() {
                "bool" => DynSolValue::Bool(array::<1>(bytes)[0] == 1),
                "u8" => uint(array::<1>(bytes), 8),
                "u16" => uint(array::<2>(bytes), 16),
                "u32" => uint(array::<4>(bytes), 32),
                "u64" => uint(array::<8>(bytes), 64),
                "u128" => uint(array::<16>(bytes), 256),
                other => panic!("no contract has {other}"),
            },
            other => panic!("no contract has {other:?}"),
        }
    }

    fn tuple(&self, fields: &[u64], bytes: &mut Option<&[u8]>) -> DynSolValue {
        DynSolValue::Tuple(fields.iter().map(|field| self.value(*field, bytes)).collect())
    }

    /// [`Self::error`] of SCALE bytes.
    fn scale_error(&self, id: u64, bytes: &mut Option<&[u8]>) -> Named {
        let chosen = usize::from(array::<1>(bytes)[0]);
        let variant = &self.definition(id).1["variants"][chosen];
        let mut values = Vec::new();
        for field in fields(variant) {
            if !self.definition(field).2.is_some_and(|name| name.ends_with("Error")) {
                values.push(self.value(field, bytes));
                continue;
            }
            let (name, inner) = self.scale_error(field, bytes);
            if values.is_empty() {
                return (name, inner);
            }
            values.push(DynSolValue::String(name));
            values.extend(inner);
        }
        (variant["name"].as_str().unwrap().to_owned(), values)
    }
}

impl Message<'_> {
    /// The arguments, which are given in SCALE, as values of Solidity.
    #[must_use]
    pub fn values(&self, arguments: &[u8]) -> Vec<DynSolValue> {
        let mut bytes = Some(arguments);
        let values = self.arguments.iter().map(|id| self.contract.value(*id, &mut bytes)).collect();
        assert_eq!(bytes, Some(&[][..]), "{} has other arguments", self.function.name);
        values
    }

    /// The call as Ethereum's libraries encode it.
    #[must_use]
    pub fn words(&self, values: &[DynSolValue]) -> Vec<u8> {
        self.function.abi_encode_input(values).unwrap()
    }

    /// What a call in words ended with.
    ///
    /// # Errors
    /// The custom error.
    ///
    /// # Panics
    /// If the words are not what Ethereum's libraries would have written.
    pub fn answer(&self, reverted: bool, data: &[u8]) -> Result<Vec<DynSolValue>, Named> {
        if reverted {
            return Err(self.contract.error(data));
        }
        let values = self.function.abi_decode_output(data).unwrap();
        assert_eq!(self.function.abi_encode_output(&values).unwrap(), data, "{}", self.function.name);
        Ok(values)
    }

    /// How long these values are as an answer in words.
    #[must_use]
    pub fn answer_length(&self, values: &[DynSolValue]) -> usize {
        self.function.abi_encode_output(values).unwrap().len()
    }

    /// What a call in SCALE ended with.
    ///
    /// # Errors
    /// The error, as a custom one.
    ///
    /// # Panics
    /// If the contract could not read the input, or answers with something else than the metadata say.
    pub fn scale_answer(&self, reverted: bool, data: &[u8]) -> Result<Vec<DynSolValue>, Named> {
        assert_eq!(data[0], 0, "the contract could not read its input");
        let mut bytes = Some(&data[1..]);
        let failed = self.error.is_some() && array::<1>(&mut bytes)[0] == 1;
        assert_eq!(failed, reverted);
        let ended = match self.error {
            Some(error) if reverted => Err(self.contract.scale_error(error, &mut bytes)),
            _ => Ok(self.contract.value(self.answer, &mut bytes)),
        };
        assert_eq!(bytes, Some(&[][..]), "{} answers with more", self.function.name);
        ended.map(|value| match value {
            DynSolValue::Tuple(values) if self.contract.definition(self.answer).0 == "tuple" => values,
            value => vec![value],
        })
    }
}

fn array<const LENGTH: usize>(bytes: &mut Option<&[u8]>) -> [u8; LENGTH] {
    bytes.as_mut().map_or([0; LENGTH], |bytes| {
        let (array, rest) = bytes.split_first_chunk().expect("the value must be whole");
        *bytes = rest;
        *array
    })
}

fn uint<const LENGTH: usize>(bytes: [u8; LENGTH], bits: usize) -> DynSolValue {
    DynSolValue::Uint(U256::from_le_slice(&bytes), bits)
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn fields(definition: &Value) -> Vec<u64> {
    definition["fields"].as_array().into_iter().flatten().map(|field| number(&field["type"])).collect()
}

fn camel_case(label: &str) -> String {
    let mut words = label.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
