//! The Solidity ABI of a contract, derived from its ink! metadata by one regular mapping, so that the metadata stay the only
//! source: of the JSON that clients read, and of the tables that the contract carries, which a test compares.
//!
//! Names become camelCase. A `Result` is no value: its error reverts. A Rust tuple that a message returns is several values
//! of Solidity's, a struct is one; `()` is none. An error that only wraps an error of another enum (an enum whose name ends
//! in `Error`) stands for itself; with further fields around it, it is a custom error with the other one in `bytes`.
#![deny(missing_docs)]

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};

/// What Solidity sees of a contract.
pub struct Interface {
    /// What instantiates it.
    pub constructor: Function,
    /// Its messages.
    pub functions: Vec<Function>,
    /// Its enums of errors. The first one is the contract's own.
    pub errors: Vec<Vec<Refusal>>,
    /// Its events.
    pub events: Vec<Event>,
}

/// A message, or the constructor.
pub struct Function {
    /// Its name in ink!.
    pub label: String,
    /// Its name in Solidity.
    pub name: String,
    /// Its selector in ink!.
    pub selector: [u8; 4],
    /// The arguments.
    pub arguments: Vec<Field>,
    /// What it returns.
    pub answer: Vec<Field>,
    /// Whether it returns a `Result`.
    pub refuses: bool,
    /// `view`, `nonpayable` or `payable`.
    pub mutability: &'static str,
}

/// An event.
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A variant of an enum of errors.
pub enum Refusal {
    /// A custom error.
    Leaf {
        /// Its name.
        name: String,
        /// Its fields.
        fields: Vec<Field>,
    },
    /// A wrapper of the errors of another enum.
    Inner(usize),
    /// A custom error with an error of another enum in its last field.
    Around {
        /// Its name.
        name: String,
        /// Its fields; the last one is `bytes`.
        fields: Vec<Field>,
        /// The other enum.
        inner: usize,
    },
}

/// A value with its name, which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: Type,
}

/// A type as Solidity has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A type without parts.
    Leaf(&'static str),
    /// A list.
    List(Box<Type>),
    /// A struct or tuple.
    Tuple(Vec<Field>),
    /// An enum: the fields of each variant.
    Choice(Vec<Vec<Field>>),
}

/// The custom error of an amount above 2^128 - 1, which every contract has.
const AMOUNT_TOO_LARGE: &str = "AmountTooLarge";

impl Interface {
    /// Derives the interface from the metadata that ink! writes.
    ///
    /// # Errors
    /// If a type has none in Solidity.
    pub fn of(metadata: &Value) -> Result<Self> {
        let registry = Registry { types: list(&metadata["types"])? };
        let spec = &metadata["spec"];
        let mut error = None;
        let mut functions = Vec::new();
        for message in list(&spec["messages"])? {
            let label = text(&message["label"])?;
            let (function, refuses_with) = registry.function(message).with_context(|| format!("message {label}"))?;
            match (error, refuses_with) {
                (None, _) => error = refuses_with,
                (Some(one), Some(other)) if one != other => bail!("{label} has another type of errors than others"),
                _ => {}
            }
            functions.push(function);
        }
        let constructor = list(&spec["constructors"])?.first().context("there is no constructor")?;
        let mut events = Vec::new();
        for event in list(&spec["events"])? {
            let name = text(&event["label"])?.to_owned();
            let fields = registry.arguments(&event["args"]).with_context(|| format!("event {name}"))?;
            events.push(Event { name, fields });
        }
        Ok(Self {
            constructor: registry.function(constructor).context("constructor")?.0,
            functions,
            errors: error.map_or(Ok(Vec::new()), |id| registry.errors(id))?,
            events,
        })
    }

    /// The JSON that clients read.
    #[must_use]
    pub fn abi(&self) -> Value {
        let constructor = json!({
            "type": "constructor",
            "inputs": parameters(&self.constructor.arguments),
            "stateMutability": self.constructor.mutability,
        });
        let functions = self.functions.iter().map(|function| {
            json!({
                "type": "function",
                "name": function.name,
                "inputs": parameters(&function.arguments),
                "outputs": parameters(&function.answer),
                "stateMutability": function.mutability,
            })
        });
        let error =
            |name: &str, fields: &[Field]| json!({ "type": "error", "name": name, "inputs": parameters(fields) });
        let known = self.errors.iter().flatten().filter_map(|refusal| match refusal {
            Refusal::Leaf { name, fields } | Refusal::Around { name, fields, .. } => Some(error(name, fields)),
            Refusal::Inner(_) => None,
        });
        let mut errors: Vec<Value> = Vec::new();
        for error in known.chain([error(AMOUNT_TOO_LARGE, &[])]) {
            // The same error can stand in several enums.
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        let events = self.events.iter().map(|event| {
            let mut inputs = parameters(&event.fields);
            for input in &mut inputs {
                input["indexed"] = false.into();
            }
            json!({ "type": "event", "name": event.name, "inputs": inputs, "anonymous": false })
        });
        std::iter::once(constructor).chain(functions).chain(errors).chain(events).collect()
    }
}

impl Function {
    /// The name and the types of the arguments.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}{}", self.name, types(&self.arguments))
    }
}

impl Event {
    /// The name and the types of the fields.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}{}", self.name, types(&self.fields))
    }
}

/// The types of fields as contracts have them, in parentheses: Solidity's words, and `<A|B>` for an enum.
#[must_use]
pub fn types(fields: &[Field]) -> String {
    let types: Vec<String> = fields.iter().map(|field| field.kind.text()).collect();
    format!("({})", types.join(","))
}

impl Type {
    /// The type as contracts have it; see [`types`].
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Leaf(name) => (*name).to_owned(),
            Self::List(item) => format!("{}[]", item.text()),
            Self::Tuple(fields) => types(fields),
            Self::Choice(variants) => {
                let variant =
                    |fields: &Vec<Field>| fields.iter().map(|field| format!(",{}", field.kind.text())).collect();
                let variants: Vec<String> = variants.iter().map(variant).collect();
                format!("<{}>", variants.join("|"))
            }
        }
    }

    /// The name of the type in JSON, where the parts of tuples stand apart.
    fn json_name(&self) -> String {
        match self {
            Self::Leaf(name) => (*name).to_owned(),
            Self::List(item) => format!("{}[]", item.json_name()),
            Self::Tuple(_) | Self::Choice(_) => "tuple".to_owned(),
        }
    }

    /// The parts of a tuple, or of the tuples in a list.
    fn components(&self) -> Option<Vec<Value>> {
        match self {
            Self::Leaf(_) => None,
            Self::List(item) => item.components(),
            Self::Tuple(fields) => Some(parameters(fields)),
            Self::Choice(variants) => {
                let kind = Field { name: "kind".into(), kind: Self::Leaf("uint8") };
                Some(std::iter::once(&kind).chain(variants.iter().flatten()).map(parameter).collect())
            }
        }
    }
}

fn parameters(fields: &[Field]) -> Vec<Value> {
    fields.iter().map(parameter).collect()
}

fn parameter(field: &Field) -> Value {
    let mut parameter = json!({ "name": field.name, "type": field.kind.json_name() });
    if let Some(components) = field.kind.components() {
        parameter["components"] = components.into();
    }
    parameter
}

/// The types of the metadata.
struct Registry<'a> {
    types: &'a [Value],
}

impl<'a> Registry<'a> {
    /// A type's path and its definition.
    fn find(&self, id: u64) -> Result<(&'a [Value], &'a str, &'a Value)> {
        let entry =
            self.types.iter().find(|entry| entry["id"] == id).with_context(|| format!("there is no type {id}"))?;
        let path = entry["type"]["path"].as_array().map(Vec::as_slice).unwrap_or_default();
        let definition = entry["type"]["def"].as_object().and_then(|object| object.iter().next());
        let (kind, definition) = definition.with_context(|| format!("type {id} has no definition"))?;
        Ok((path, kind, definition))
    }

    fn is_named(path: &[Value], names: &[&str]) -> bool {
        path.last().and_then(Value::as_str).is_some_and(|last| names.contains(&last))
    }

    /// A message or constructor, and the enum of its errors.
    fn function(&self, message: &Value) -> Result<(Function, Option<u64>)> {
        let label = text(&message["label"])?.to_owned();
        // What the language layer answers is around what the message returns.
        let (mut answer, _) = self.result(number(&message["returnType"]["type"])?)?.context("no result")?;
        let mut error = None;
        if let Some((value, refuses_with)) = self.result(answer)? {
            (answer, error) = (value, Some(refuses_with));
        }
        let mutability = match (&message["payable"], &message["mutates"]) {
            (Value::Bool(true), _) => "payable",
            (_, Value::Bool(false)) => "view",
            _ => "nonpayable",
        };
        let function = Function {
            name: camel(label.rsplit("::").next().unwrap_or_default()),
            selector: selector(text(&message["selector"])?)?,
            arguments: self.arguments(&message["args"])?,
            answer: self.answer(answer)?,
            refuses: error.is_some(),
            mutability,
            label,
        };
        Ok((function, error))
    }

    /// The two types of a `Result`.
    fn result(&self, id: u64) -> Result<Option<(u64, u64)>> {
        let (path, kind, definition) = self.find(id)?;
        if kind != "variant" || !Self::is_named(path, &["Result"]) {
            return Ok(None);
        }
        let field = |variant: usize| number(&definition["variants"][variant]["fields"][0]["type"]);
        Ok(Some((field(0)?, field(1)?)))
    }

    /// What a message returns: a tuple is several values.
    fn answer(&self, id: u64) -> Result<Vec<Field>> {
        match self.find(id)? {
            (_, "tuple", _) => match self.resolve(id)? {
                Type::Tuple(fields) => Ok(fields),
                _ => unreachable!("a tuple is a tuple"),
            },
            _ => Ok(vec![Field { name: String::new(), kind: self.resolve(id)? }]),
        }
    }

    /// Arguments of a message, fields of an event.
    fn arguments(&self, arguments: &Value) -> Result<Vec<Field>> {
        let argument = |argument: &Value| {
            let label = text(&argument["label"])?;
            let kind = self.resolve(number(&argument["type"]["type"])?).with_context(|| label.to_owned())?;
            Ok(Field { name: camel(label), kind })
        };
        list(arguments)?.iter().map(argument).collect()
    }

    fn fields(&self, fields: &Value) -> Result<Vec<Field>> {
        let field = |field: &Value| {
            let name = camel(field["name"].as_str().unwrap_or_default());
            Ok(Field { name, kind: self.resolve(number(&field["type"])?)? })
        };
        fields.as_array().into_iter().flatten().map(field).collect()
    }

    /// The type of Solidity's.
    fn resolve(&self, id: u64) -> Result<Type> {
        let (path, kind, definition) = self.find(id)?;
        Ok(match kind {
            "composite" if Self::is_named(path, &["AccountId", "Address", "H160"]) => Type::Leaf("address"),
            "composite" if Self::is_named(path, &["Hash", "H256"]) => Type::Leaf("bytes32"),
            "composite" => {
                let mut fields = self.fields(&definition["fields"])?;
                match fields.as_slice() {
                    [] => bail!("{path:?} has no fields"),
                    [only] if only.name.is_empty() => fields.remove(0).kind,
                    _ => Type::Tuple(fields),
                }
            }
            "tuple" => {
                let item = |id: &Value| Ok(Field { name: String::new(), kind: self.resolve(number(id)?)? });
                Type::Tuple(list(definition)?.iter().map(item).collect::<Result<_>>()?)
            }
            "sequence" => {
                let item = number(&definition["type"])?;
                if self.is_byte(item)? {
                    Type::Leaf("bytes")
                } else {
                    Type::List(Box::new(self.resolve(item)?))
                }
            }
            "array" => match (&definition["len"], self.is_byte(number(&definition["type"])?)?) {
                (length, true) if *length == 32 => Type::Leaf("bytes32"),
                (length, true) if *length == 20 => Type::Leaf("address"),
                (length, _) => bail!("arrays of {length} items have no type in Solidity here"),
            },
            "variant" => Type::Choice(self.variants(definition).with_context(|| format!("{path:?}"))?),
            "primitive" => Type::Leaf(match definition.as_str() {
                Some("u8") => "uint8",
                Some("u16") => "uint16",
                Some("u32") => "uint32",
                Some("u64") => "uint64",
                Some("u128") => "uint256",
                Some("bool") => "bool",
                _ => bail!("{definition} has no type in Solidity here"),
            }),
            _ => bail!("{kind} has no type in Solidity here"),
        })
    }

    fn is_byte(&self, id: u64) -> Result<bool> {
        let (_, kind, definition) = self.find(id)?;
        Ok(kind == "primitive" && definition == "u8")
    }

    /// The fields of an enum's variants, which become parts of one tuple: so each needs a name of its own.
    fn variants(&self, definition: &Value) -> Result<Vec<Vec<Field>>> {
        let variants = dense(definition)?;
        let mut all = Vec::new();
        for variant in variants {
            let name = text(&variant["name"])?;
            let mut fields = self.fields(&variant["fields"])?;
            let count = fields.len();
            for (index, field) in fields.iter_mut().enumerate().filter(|(_, field)| field.name.is_empty()) {
                field.name = if count == 1 { lower(name) } else { format!("{}{index}", lower(name)) };
            }
            all.push(fields);
        }
        let names: Vec<String> = all.iter().flatten().map(|field| field.name.clone()).collect();
        let is_taken = |name: &str| name == "kind" || names.iter().filter(|other| *other == name).count() > 1;
        for (variant, fields) in variants.iter().zip(&mut all) {
            let variant = lower(text(&variant["name"])?);
            for field in fields {
                if is_taken(&field.name) && field.name != variant {
                    field.name = format!("{variant}{}", upper(&field.name));
                }
            }
        }
        let mut names: Vec<&str> = all.iter().flatten().map(|field| field.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            bail!("two fields would have one name among {names:?}");
        }
        Ok(all)
    }

    /// The enum of a contract's errors and those within it.
    fn errors(&self, id: u64) -> Result<Vec<Vec<Refusal>>> {
        let mut ids = vec![id];
        let mut enums = Vec::new();
        while let Some(id) = ids.get(enums.len()) {
            let (_, kind, definition) = self.find(*id)?;
            if kind != "variant" {
                bail!("errors must be an enum");
            }
            let mut refusals = Vec::new();
            for variant in dense(definition)? {
                refusals.push(self.refusal(variant, &mut ids)?);
            }
            enums.push(refusals);
        }
        Ok(enums)
    }

    fn refusal(&self, variant: &Value, ids: &mut Vec<u64>) -> Result<Refusal> {
        let name = text(&variant["name"])?.to_owned();
        let fields = variant["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some((last, others)) = fields.split_last() else { return Ok(Refusal::Leaf { name, fields: Vec::new() }) };
        let id = number(&last["type"])?;
        let (path, kind, _) = self.find(id)?;
        let is_error = path.last().and_then(Value::as_str).is_some_and(|last| last.ends_with("Error"));
        if kind != "variant" || !is_error {
            return Ok(Refusal::Leaf { fields: self.fields(&variant["fields"])?, name });
        }
        let known = ids.iter().position(|known| *known == id);
        let inner = known.unwrap_or_else(|| {
            ids.push(id);
            ids.len() - 1
        });
        if others.is_empty() {
            return Ok(Refusal::Inner(inner));
        }
        let mut fields = self.fields(&others.into())?;
        let last = camel(last["name"].as_str().unwrap_or_default());
        fields.push(Field { name: last, kind: Type::Leaf("bytes") });
        Ok(Refusal::Around { name, fields, inner })
    }
}

/// The variants of an enum, whose numbers must be their places.
fn dense(definition: &Value) -> Result<&[Value]> {
    let variants = list(&definition["variants"])?;
    for (place, variant) in variants.iter().enumerate() {
        if variant["index"] != place {
            bail!("variant {} does not have the number {place}", variant["name"]);
        }
    }
    Ok(variants)
}

fn list(value: &Value) -> Result<&[Value]> {
    value.as_array().map(Vec::as_slice).with_context(|| format!("{value} is no list"))
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().with_context(|| format!("{value} is no text"))
}

fn number(value: &Value) -> Result<u64> {
    value.as_u64().with_context(|| format!("{value} is no number"))
}

fn selector(text: &str) -> Result<[u8; 4]> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 8);
    let digits = digits.with_context(|| format!("{text} is no selector"))?;
    Ok(u32::from_str_radix(digits, 16)?.to_be_bytes())
}

/// `snake_case` as `camelCase`.
fn camel(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &upper(word))
}

fn upper(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn lower(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metadata with one message, of these types; type 0 is `()`, type 1 is `LangError`, type 2 the answer.
    fn metadata(arguments: &[(&str, u64)], types: &[Value]) -> Value {
        let arguments: Vec<Value> =
            arguments.iter().map(|(label, id)| json!({ "label": label, "type": { "type": id } })).collect();
        let known = [
            json!({ "def": { "tuple": [] } }),
            json!({ "def": { "variant": {} }, "path": ["LangError"] }),
            json!({ "path": ["Result"], "def": { "variant": { "variants": [
                { "name": "Ok", "index": 0, "fields": [{ "type": 0 }] },
                { "name": "Err", "index": 1, "fields": [{ "type": 1 }] },
            ] } } }),
        ];
        let types: Vec<Value> =
            known.iter().chain(types).enumerate().map(|(id, kind)| json!({ "id": id, "type": kind })).collect();
        let function = |label: &str, arguments: &[Value]| {
            json!({
                "label": label, "selector": "0x01020304", "payable": false, "mutates": true,
                "args": arguments, "returnType": { "type": 2 },
            })
        };
        json!({
            "types": types,
            "spec": {
                "constructors": [function("new", &[])], "messages": [function("say_it", &arguments)], "events": [],
            },
        })
    }

    fn variant(index: u64, name: &str, fields: Value) -> Value {
        json!({ "name": name, "index": index, "fields": fields })
    }

    #[track_caller]
    fn check(types: &[Value], expected: &str) {
        let interface = Interface::of(&metadata(&[("the_thing", 3)], types)).expect("all has a type in Solidity");
        assert_eq!(interface.functions[0].signature(), format!("sayIt({expected})"));
        assert_eq!(interface.abi()[1]["inputs"][0]["name"], "theThing");
        assert!(interface.functions[0].answer.is_empty());
    }

    fn primitive(name: &str) -> Value {
        json!({ "def": { "primitive": name } })
    }

    #[test]
    fn resolve_maps_an_amount() {
        check(&[primitive("u128")], "uint256");
    }

    #[test]
    fn resolve_maps_a_list_of_bytes() {
        check(&[json!({ "def": { "sequence": { "type": 4 } } }), primitive("u8")], "bytes");
    }

    #[test]
    fn resolve_maps_a_hash() {
        check(&[json!({ "def": { "array": { "len": 32, "type": 4 } } }), primitive("u8")], "bytes32");
    }

    #[test]
    fn resolve_looks_into_a_struct_around_one_nameless_field() {
        let id = json!({ "path": ["Id"], "def": { "composite": { "fields": [{ "type": 4 }] } } });
        check(&[id, primitive("u32")], "uint32");
    }

    #[test]
    fn resolve_keeps_a_struct_around_one_named_field() {
        let id = json!({ "path": ["Id"], "def": { "composite": { "fields": [{ "name": "id", "type": 4 }] } } });
        check(&[id, primitive("u32")], "(uint32)");
    }

    #[test]
    fn resolve_puts_a_comma_before_each_field_of_a_variant() {
        let fields = json!([{ "name": "a", "type": 4 }, { "name": "b", "type": 4 }]);
        let choice =
            [variant(0, "None", json!([])), variant(1, "Some", json!([{ "type": 4 }])), variant(2, "Two", fields)];
        check(&[json!({ "def": { "variant": { "variants": choice } } }), primitive("bool")], "<|,bool|,bool,bool>");
    }

    #[test]
    fn variants_names_what_would_be_named_alike_after_the_variant() {
        let one = json!([{ "name": "sum_of_all", "type": 4 }, { "name": "kind", "type": 4 }]);
        let two = json!([{ "name": "sum_of_all", "type": 4 }, { "name": "other", "type": 4 }]);
        let choice = [variant(0, "First", one), variant(1, "Second", two), variant(2, "Other", json!([{ "type": 4 }]))];
        let types = [json!({ "def": { "variant": { "variants": choice } } }), primitive("u8")];
        let abi = Interface::of(&metadata(&[("it", 3)], &types)).expect("all has a type").abi();
        let components = abi[1]["inputs"][0]["components"].as_array().expect("there are components");
        let names: Vec<&str> = components.iter().map(|component| component["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["kind", "firstSumOfAll", "firstKind", "secondSumOfAll", "secondOther", "other"]);
    }

    #[test]
    fn of_refuses_what_has_no_type_in_solidity() {
        let error = Interface::of(&metadata(&[("it", 3)], &[primitive("str")])).err().expect("there is none");
        assert!(format!("{error:#}").contains("no type in Solidity"), "{error:#}");
    }

    #[test]
    fn of_refuses_an_enum_with_gaps() {
        let choice = json!({ "def": { "variant": { "variants": [variant(1, "Late", json!([]))] } } });
        let error = Interface::of(&metadata(&[("it", 3)], &[choice])).err().expect("there is a gap");
        assert!(format!("{error:#}").contains("does not have the number 0"), "{error:#}");
    }
}
