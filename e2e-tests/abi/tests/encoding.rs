//! The transcoder of the contracts against another implementation of the ABI, on the real interfaces of the contracts, with
//! values that are encoded twice and independently: once by that implementation, once as SCALE by the metadata.

use abi_tests::{arguments, fields, Contract, Others, Random};
use alloy_dyn_abi::{DynSolValue, EventExt, FunctionExt, JsonAbiExt};
use alloy_json_abi::{Error, Function};
use alloy_primitives::{LogData, B256};
use atelier_host::solidity::{self, Call, Fault, Refusal};

/// How many values are tried for each message, error and event.
const TRIES: u64 = 200;

/// More than any answer here takes.
const ROOM: usize = 1 << 20;

/// The packed tables of a contract.
struct Tables {
    name: &'static str,
    messages: &'static [&'static [u8]],
    errors: &'static [u8],
}

const TABLES: [Tables; 2] = [
    Tables {
        name: "splits",
        messages: &[&splits::solidity::HOT_TABLE, &splits::solidity::RARE_TABLE],
        errors: &splits::solidity::ERROR_TABLE,
    },
    Tables {
        name: "split-forwarder",
        messages: &[&split_forwarder::solidity::MESSAGE_TABLE],
        errors: &split_forwarder::solidity::ERROR_TABLE,
    },
];

impl Tables {
    #[track_caller]
    fn find(&self, selector: [u8; 4]) -> Call<'static> {
        self.messages.iter().find_map(|table| Call::find(table, selector)).expect("the message must be in a table")
    }

    /// Does something for each message: the contract, the message by its label and as the other implementation has it, and
    /// as ours finds it by the selector of the other one.
    fn each_message(check: impl Fn(&Tables, &Contract, &Message)) {
        for tables in &TABLES {
            let contract = Contract::of(tables.name);
            let mut known = 0;
            for derived in &contract.interface.functions {
                let [function] = contract.abi.function(&derived.name).unwrap().as_slice() else {
                    panic!("two functions are called {}", derived.name);
                };
                let call = tables.find(function.selector().0);
                let message =
                    Message { label: &derived.label, ink: derived.selector, refuses: derived.refuses, function, call };
                check(tables, &contract, &message);
                known += 1;
            }
            assert_eq!(known, contract.abi.functions().count());
        }
    }
}

struct Message<'a> {
    label: &'a str,
    ink: [u8; 4],
    refuses: bool,
    function: &'a Function,
    call: Call<'static>,
}

#[test]
fn input_is_the_scale_encoding_of_the_arguments() {
    Tables::each_message(|_, contract, message| {
        let (types, _) = contract.types_of(message.label);
        for seed in 0..TRIES {
            let (value, bytes) = contract.values(&types, Others::Any, &mut Random::new(seed));
            let words = message.function.abi_encode_input_raw(value.as_tuple().unwrap()).unwrap();
            let mut room = vec![0xee; ROOM];
            let input = message.call.input(&words, &mut room).unwrap();
            assert_eq!(input, [&message.ink, bytes.as_slice()].concat(), "{} of {value:?}", message.label);
        }
    });
}

#[test]
fn output_is_the_abi_encoding_of_the_answer() {
    Tables::each_message(|tables, contract, message| {
        let (_, answer) = contract.types_of(message.label);
        for seed in 0..TRIES {
            let (value, bytes) = contract.value(answer, Others::Zero, &mut Random::new(seed));
            let values = match (value, message.function.outputs.len()) {
                (DynSolValue::Tuple(values), count) if contract.definition(answer).0 == "tuple" => {
                    assert_eq!(values.len(), count);
                    values
                }
                (value, 1) => vec![value],
                (value, count) => panic!("{value:?} is to be {count} values"),
            };
            let expected = message.function.abi_encode_output(&values).unwrap();
            let oks = &[0, 0][..if message.refuses { 2 } else { 1 }];
            let mut room = vec![0xee; ROOM];
            let words = message.call.output(tables.errors, false, &[oks, &bytes].concat(), &mut room).unwrap();
            assert_eq!(words, expected, "{} of {values:?}", message.label);
        }
    });
}

#[test]
fn output_of_a_call_that_could_not_be_read_is_empty() {
    Tables::each_message(|tables, _, message| {
        let mut room = [0; 32];
        assert_eq!(message.call.output(tables.errors, true, &[1, 1], &mut room), Some(&[][..]));
    });
}

/// A custom error as it must be encoded, and its SCALE bytes, for the variant with this number of an enum of errors.
fn error(contract: &Contract, id: u64, variant: usize, random: &mut Random) -> (Vec<u8>, Vec<u8>) {
    let definition = &contract.definition(id).1["variants"][variant];
    let name = definition["name"].as_str().unwrap();
    let types = fields(definition);
    let mut bytes = vec![variant as u8];
    let inner = types.last().filter(|last| contract.definition(**last).2.is_some_and(|name| name.ends_with("Error")));
    let Some(inner) = inner else {
        let (value, encoded) = contract.values(&types, Others::Zero, random);
        bytes.extend(encoded);
        return (encode_error(contract, name, value.as_tuple().unwrap()), bytes);
    };
    let variants = contract.definition(*inner).1["variants"].as_array().unwrap().len();
    let chosen = random.below(variants);
    let (within, encoded) = error(contract, *inner, chosen, random);
    if types.len() == 1 {
        bytes.extend(encoded);
        return (within, bytes);
    }
    let (value, own) = contract.values(&types[..types.len() - 1], Others::Zero, random);
    bytes.extend(own);
    bytes.extend(encoded);
    let values = [value.as_tuple().unwrap(), &[DynSolValue::Bytes(within)]].concat();
    (encode_error(contract, name, &values), bytes)
}

fn encode_error(contract: &Contract, name: &str, values: &[DynSolValue]) -> Vec<u8> {
    // Two errors can have one name: then the types of the fields tell them apart.
    let types = |error: &&Error| {
        let own: Vec<String> = error.inputs.iter().map(|input| input.ty.clone()).collect();
        let given: Vec<String> = values.iter().map(|value| value.sol_type_name().unwrap().into_owned()).collect();
        own == given
    };
    let error = contract.abi.error(name).unwrap().iter().find(types).unwrap();
    let words = DynSolValue::Tuple(values.to_vec()).abi_encode_params();
    [error.selector().as_slice(), &words].concat()
}

#[test]
fn output_is_the_custom_error_of_each_refusal() {
    for tables in &TABLES {
        let contract = Contract::of(tables.name);
        let id = contract.error_type();
        for variant in 0..contract.definition(id).1["variants"].as_array().unwrap().len() {
            for seed in 0..TRIES {
                let (expected, bytes) = error(&contract, id, variant, &mut Random::new(seed));
                let mut room = vec![0xee; ROOM];
                assert_eq!(solidity::encode_error(tables.errors, &bytes, &mut room), Some(&expected[..]), "{bytes:?}");

                let refusing = contract.interface.functions.iter().find(|function| function.refuses).unwrap();
                let call = tables.find(contract.abi.function(&refusing.name).unwrap()[0].selector().0);
                let ended = [&[0, 1], &bytes[..]].concat();
                assert_eq!(call.output(tables.errors, true, &ended, &mut room), Some(&expected[..]));
            }
        }
    }
}

#[test]
fn encode_error_of_the_hot_code_is_that_of_all_but_for_creation() {
    let contract = Contract::of("splits");
    for (variant, refusal) in splits::solidity::HOT_ERRORS[0].iter().enumerate() {
        let is_creation = matches!(refusal, Refusal::Inner(2) | Refusal::Around(_, 2));
        for seed in 0..TRIES {
            let (expected, bytes) = error(&contract, contract.error_type(), variant, &mut Random::new(seed));
            let mut room = vec![0xee; ROOM];
            let encoded = solidity::encode_error(&splits::solidity::HOT_ERROR_TABLE, &bytes, &mut room);
            assert_eq!(encoded, (!is_creation).then_some(&expected[..]), "{refusal:?}");
        }
    }
}

#[test]
fn log_is_read_back_by_the_derived_event() {
    use solidity::Log;
    fn check<E: Log>(contract: &Contract, name: &str) {
        let event = &contract.abi.event(name).unwrap()[0];
        assert_eq!(event.selector(), B256::from(E::TOPIC));
        let declared = contract.metadata["spec"]["events"].as_array().unwrap();
        let types = arguments(&declared.iter().find(|event| event["label"] == name).unwrap()["args"]);
        for seed in 0..TRIES {
            let (value, bytes) = contract.values(&types, Others::Zero, &mut Random::new(seed));
            let mut room = vec![0xee; ROOM];
            let words = solidity::encode(E::TYPES, &bytes, &mut room).unwrap();
            assert_eq!(words, value.abi_encode_params());
            let log = LogData::new_unchecked(vec![B256::from(E::TOPIC)], words.to_vec().into());
            assert_eq!(&event.decode_log(&log).unwrap().body, value.as_tuple().unwrap());
        }
    }
    let contract = Contract::of("splits");
    check::<splits::Received>(&contract, "Received");
    check::<splits::Paid>(&contract, "Paid");
    check::<splits::PaidMany>(&contract, "PaidMany");
    check::<splits::Created>(&contract, "Created");
    check::<splits::Updated>(&contract, "Updated");
    check::<splits::ControlChanged>(&contract, "ControlChanged");
    check::<splits::EntryOffered>(&contract, "EntryOffered");
    check::<splits::EntryAssigned>(&contract, "EntryAssigned");
    check::<splits::AssetRegistered>(&contract, "AssetRegistered");
    assert_eq!(splits::solidity::EVENTS.len(), contract.abi.events().count());
}

/// Changes words here and there: bits, offsets, lengths, the end.
fn mutate(words: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let length = words.len();
        match random.below(6) {
            0 => words.truncate(random.below(length + 1)),
            1 => words.extend(random.bytes::<40>()),
            _ if length < 32 => {}
            2 => words[random.below(length)] ^= 1 << random.below(8),
            // A small number, as an offset or a length is.
            3 => {
                let place = random.below(length / 32) * 32;
                words[place..place + 30].fill(0);
                words[place + 30..place + 32].copy_from_slice(&(random.below(length + 64) as u16).to_be_bytes());
            }
            4 => {
                let place = random.below(length / 32) * 32;
                words[place..place + 32].copy_from_slice(&random.bytes::<32>());
            }
            _ => {
                let (from, to) = (random.below(length / 32) * 32, random.below(length / 32) * 32);
                words.copy_within(from..from + 32, to);
            }
        }
    }
}

#[test]
fn input_is_readable_and_canonical_or_refused_whatever_is_given() {
    Tables::each_message(|_, contract, message| {
        let (types, _) = contract.types_of(message.label);
        let packed = packed_arguments(message.label, contract);
        let has_enums = solidity_abi::types(&derived(message.label, contract).arguments).contains('<');
        let mut accepted = 0;
        for seed in 0..TRIES * 20 {
            let random = &mut Random::new(seed);
            let (value, _) = contract.values(&types, Others::Any, random);
            let mut words = message.function.abi_encode_input_raw(value.as_tuple().unwrap()).unwrap();
            mutate(&mut words, random);
            let mut room = vec![0; 16 * 1024];
            let Ok(input) = message.call.input(&words, &mut room) else { continue };
            accepted += 1;

            // What was accepted has a canonical form, which is read alike by both.
            let mut canonical = vec![0xee; ROOM];
            let canonical = solidity::encode(&packed, &input[4..], &mut canonical).unwrap();
            let values = message.function.abi_decode_input(canonical).unwrap();
            assert_eq!(message.function.abi_encode_input_raw(&values).unwrap(), canonical);
            let mut room = vec![0; 16 * 1024];
            assert_eq!(message.call.input(canonical, &mut room).unwrap(), input);

            // The other implementation finds the same values in what was given, unless it refuses it.
            if !has_enums {
                if let Ok(theirs) = message.function.abi_decode_input(&words) {
                    assert_eq!(theirs, values, "{} of {words:02x?}", message.label);
                }
            }
        }
        assert!(types.is_empty() || accepted > 100, "only {accepted} of {} were accepted", message.label);
    });
}

#[test]
fn input_never_panics_on_random_words() {
    Tables::each_message(|_, _, message| {
        for seed in 0..TRIES {
            let random = &mut Random::new(seed);
            let words: Vec<u8> = (0..random.below(600)).map(|_| random.bits() as u8 & random.bits() as u8).collect();
            let mut room = vec![0; random.below(300)];
            let _ = message.call.input(&words, &mut room);
        }
    });
}

#[test]
fn output_never_panics_on_random_bytes_or_in_too_little_room() {
    Tables::each_message(|tables, contract, message| {
        let (_, answer) = contract.types_of(message.label);
        for seed in 0..TRIES {
            let random = &mut Random::new(seed);
            let noise: Vec<u8> = (0..random.below(100)).map(|_| random.bits() as u8 & random.bits() as u8).collect();
            let mut room = vec![0; 4096];
            let _ = message.call.output(tables.errors, false, &noise, &mut room);
            let _ = message.call.output(tables.errors, true, &[&[0, 1], &noise[..]].concat(), &mut room);

            let (_, bytes) = contract.value(answer, Others::Zero, random);
            let ended = [&[0, 0][..if message.refuses { 2 } else { 1 }], &bytes].concat();
            let mut room = vec![0; ROOM];
            let length = message.call.output(tables.errors, false, &ended, &mut room).unwrap().len();
            if length > 0 {
                let short = &mut room[..length - 1];
                assert_eq!(message.call.output(tables.errors, false, &ended, short), None);
            }
        }
    });
}

#[test]
fn input_refuses_an_amount_above_128_bits_by_name() {
    let contract = Contract::of("splits");
    let error = &contract.abi.error("AmountTooLarge").unwrap()[0];
    assert_eq!(Fault::AmountTooLarge.data(), error.selector().as_slice());
    let function = &contract.abi.function("depositToken").unwrap()[0];
    let mut words = vec![0; 96];
    words[79] = 1;
    let mut room = [0; 100];
    let call = TABLES[0].find(function.selector().0);
    assert_eq!(call.input(&words, &mut room), Err(Fault::AmountTooLarge));
    words[79] = 0;
    words[80] = 1;
    assert_eq!(call.input(&words, &mut room).unwrap()[12..], (1u128 << 120).to_le_bytes());
}

fn derived<'a>(label: &str, contract: &'a Contract) -> &'a solidity_abi::Function {
    contract.interface.functions.iter().find(|function| function.label == label).unwrap()
}

/// The packed types of a message's arguments.
fn packed_arguments(label: &str, contract: &Contract) -> Vec<u8> {
    let signature = derived(label, contract).signature();
    let packed: [u8; 256] = solidity::types(&signature);
    packed[..solidity::types_length(&signature)].to_vec()
}
