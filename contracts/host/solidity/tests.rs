//! The examples of Solidity's own specification, and each way in which words can be wrong. That values of the real contracts
//! are encoded as others encode them is tested elsewhere, with another implementation.

use super::*;
use scale::Encode;

/// The types of an enum like those of the contracts, and one of each of its variants.
const PAYEE: &str = "(<,address|,uint32,bool|,bytes>)";

#[derive(Encode)]
enum Payee {
    Account([u8; ACCOUNT]),
    Split { id: u32, eager: bool },
    Name(Vec<u8>),
}

fn packed(types: &str) -> Vec<u8> {
    let packed: [u8; 256] = self::types(types);
    packed[..types_length(types)].to_vec()
}

/// A word that holds a number.
fn word(number: u128) -> [u8; WORD] {
    let mut word = [0; WORD];
    word[16..].copy_from_slice(&number.to_be_bytes());
    word
}

/// A word that begins with some bytes.
fn text(bytes: &[u8]) -> [u8; WORD] {
    let mut word = [0; WORD];
    word[..bytes.len()].copy_from_slice(bytes);
    word
}

fn numbers(numbers: &[u128]) -> Vec<u8> {
    numbers.iter().flat_map(|number| word(*number)).collect()
}

#[track_caller]
fn check(types: &str, values: &impl Encode, words: &[[u8; WORD]]) {
    let (types, values, words) = (packed(types), values.encode(), words.concat());
    let mut room = [0xee; 4096];
    assert_eq!(encode(&types, &values, &mut room), Some(&words[..]));
    let mut room = [0xee; 4096];
    assert_eq!(decode(&types, &words, &mut room), Ok(&values[..]));
}

#[track_caller]
fn check_refused(types: &str, words: &[u8], fault: Fault) {
    assert_eq!(decode(&packed(types), words, &mut [0; 4096]), Err(fault));
}

#[track_caller]
fn check_unreadable(types: &str, words: &[u128]) {
    check_refused(types, &numbers(words), Fault::Unreadable);
}

#[track_caller]
fn check_read(types: &str, words: &[u128], values: &impl Encode) {
    assert_eq!(decode(&packed(types), &numbers(words), &mut [0; 4096]), Ok(&values.encode()[..]));
}

#[test]
fn selector_is_that_of_the_specification() {
    assert_eq!(selector("baz(uint32,bool)"), [0xcd, 0xcd, 0x77, 0xc0]);
    assert_eq!(selector("sam(bytes,bool,uint256[])"), [0xa5, 0x64, 0x3b, 0xf2]);
    assert_eq!(selector("InsufficientBalance(uint256,uint256)"), [0xcf, 0x47, 0x91, 0x81]);
    assert_eq!(selector("transfer(address,uint256)"), [0xa9, 0x05, 0x9c, 0xbb]);
}

#[test]
fn selector_of_an_enum_is_that_of_the_tuple() {
    assert_eq!(selector("f(<,address|,uint32,bool>[])"), selector("f((uint8,address,uint32,bool)[])"));
    assert_eq!(selector("f(<|,<|>>)"), selector("f((uint8,(uint8)))"));
}

#[test]
fn topic_is_that_of_a_known_event() {
    let hex: String = topic("Transfer(address,address,uint256)").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

#[test]
fn types_puts_lists_in_front() {
    assert_eq!(packed("f((uint32,uint16)[][],<,bytes|,bool[]>[],uint256)"), b"([[(42)[<b|[?>u)");
    assert_eq!(packed("()"), b"()");
}

#[test]
fn encode_is_the_example_of_static_types() {
    check("baz(uint32,bool)", &(69u32, true), &[word(69), word(1)]);
}

#[test]
fn encode_is_the_example_of_dynamic_types() {
    let words = [word(0x60), word(1), word(0xa0), word(4), text(b"dave"), word(3), word(1), word(2), word(3)];
    check("sam(bytes,bool,uint256[])", &(b"dave".to_vec(), true, vec![1u128, 2, 3]), &words);
}

#[test]
fn encode_is_the_example_of_lists_in_lists() {
    // The specification has strings, which are encoded as bytes are.
    let values = (vec![vec![1u128, 2], vec![3]], vec![b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]);
    let lists = [word(2), word(0x40), word(0xa0), word(2), word(1), word(2), word(1), word(3)];
    let strings = [word(3), word(0x60), word(0xa0), word(0xe0)];
    let texts = [word(3), text(b"one"), word(3), text(b"two"), word(5), text(b"three")];
    let words = [&[word(0x40), word(0x140)], &lists[..], &strings, &texts].concat();
    check("g(uint256[][],bytes[])", &values, &words);
}

#[test]
fn encode_writes_each_width() {
    let values = (1u8, 0x0203u16, 0x0405_0607u32, 0x0809_0a0b_0c0d_0e0fu64, u128::MAX, [7u8; 20], [9u8; 32]);
    let mut address = [0; WORD];
    address[12..].fill(7);
    let words =
        [word(1), word(0x0203), word(0x0405_0607), word(0x0809_0a0b_0c0d_0e0f), word(u128::MAX), address, [9; WORD]];
    check("(uint8,uint16,uint32,uint64,uint256,address,bytes32)", &values, &words);
}

#[test]
fn encode_plain_writes_what_encode_does() {
    let values = (1u8, (0x0203u16, u128::MAX), true, [7u8; 20], [9u8; 32]).encode();
    let types = packed("(uint8,(uint16,uint256),bool,address,bytes32)");
    let (mut plain, mut room) = ([0xff; 6 * WORD], [0; 6 * WORD]);
    assert_eq!(encode_plain(&types, &values, &mut plain), Some(6 * WORD));
    assert_eq!(encode(&types, &values, &mut room), Some(&plain[..]));
}

#[test]
fn encode_plain_leaves_to_encode_what_is_no_row_of_words() {
    let room = &mut [0; 8 * WORD];
    assert_eq!(encode_plain(&packed("(uint8,uint8[])"), &[1, 0], room), None);
    assert_eq!(encode_plain(&packed("(uint8,<|,uint8>)"), &[1, 0], room), None);
    // Too few values, too many, too little room.
    assert_eq!(encode_plain(&packed("(uint8,uint8)"), &[1], room), None);
    assert_eq!(encode_plain(&packed("(uint8,uint8)"), &[1, 2, 3], room), None);
    assert_eq!(encode_plain(&packed("(uint8,uint8)"), &[1, 2], &mut room[..63]), None);
}

#[test]
fn encode_writes_long_lists() {
    for count in [63usize, 64, 100] {
        let words = [&[word(0x20), word(count as u128)][..], &vec![word(5); count]].concat();
        check("(uint8[])", &vec![5u8; count], &words[..]);
    }
}

#[test]
fn encode_keeps_the_fields_of_other_variants_zero() {
    let mut address = [0; WORD];
    address[12..].fill(7);
    // The number, then the fields of all: an account, an id, a flag, and the offset of a name.
    let account = [word(0x20), word(0), address, word(0), word(0), word(0xa0), word(0)];
    check(PAYEE, &Payee::Account([7; ACCOUNT]), &account);
    let split = [word(0x20), word(1), word(0), word(5), word(1), word(0xa0), word(0)];
    check(PAYEE, &Payee::Split { id: 5, eager: true }, &split);
    let name = [word(0x20), word(2), word(0), word(0), word(0), word(0xa0), word(2), text(b"me")];
    check(PAYEE, &Payee::Name(b"me".to_vec()), &name);
}

#[test]
fn encode_keeps_enums_in_other_variants_zero() {
    check("(<|,<,uint8|,uint8>>)", &None::<Result<u8, u8>>, &[word(0), word(0), word(0), word(0)]);
    check("(<|,<,uint8|,uint8>>)", &Some(Err::<u8, _>(3u8)), &[word(1), word(1), word(0), word(3)]);
}

#[test]
fn encode_refuses_values_that_are_not_of_these_types() {
    let mut room = [0; 256];
    assert_eq!(encode(&packed("(uint32)"), &[1, 2, 3], &mut room), None);
    assert_eq!(encode(&packed("(uint32)"), &[1, 2, 3, 4, 5], &mut room), None);
    assert_eq!(encode(&packed("(<|,bool>)"), &[2], &mut room), None);
    assert_eq!(encode(&packed("(bool[])"), &[8, 1], &mut room), None);
    assert_eq!(encode(&packed("(bool[])"), &[3, 1], &mut room), None);
}

#[test]
fn encode_refuses_to_write_beyond_its_room() {
    let types = packed("(bytes)");
    assert!(encode(&types, &[4, 1], &mut [0; 96]).is_some());
    assert_eq!(encode(&types, &[4, 1], &mut [0; 95]), None);
}

#[test]
fn decode_ignores_the_fields_of_other_variants() {
    // Neither the account nor the name could be read.
    let words = [0x20, 1, u128::MAX, 5, 1, u128::MAX];
    check_read(PAYEE, &words, &Payee::Split { id: 5, eager: true });
}

#[test]
fn decode_refuses_a_variant_that_there_is_not() {
    check_unreadable("(<|,bool>)", &[2, 0]);
    check_unreadable("(<|,bool>)", &[256, 0]);
}

#[test]
fn decode_refuses_words_that_end_too_soon() {
    check_unreadable("(uint8,uint8)", &[1]);
    check_refused("(uint8)", &[0; 31], Fault::Unreadable);
    // Also in what it ignores.
    check_unreadable("(<|,bool>)", &[0]);
}

#[test]
fn decode_reads_past_what_it_does_not_know() {
    check_read("(uint8)", &[1, 2, 3], &1u8);
    check_read("()", &[7], &());
}

#[test]
fn decode_refuses_bits_above_the_type() {
    check_unreadable("(uint8)", &[256]);
    check_unreadable("(uint16)", &[1 << 16]);
    check_unreadable("(uint32)", &[1 << 32]);
    check_unreadable("(uint64)", &[1 << 64]);
    check_unreadable("(bool)", &[2]);
    let mut address = [0; WORD];
    address[11] = 1;
    check_refused("(address)", &address, Fault::Unreadable);
}

#[test]
fn decode_names_an_amount_that_is_too_large() {
    let mut amount = [0xff; WORD];
    check_refused("(uint256)", &amount, Fault::AmountTooLarge);
    amount[..16].fill(0);
    assert_eq!(decode(&packed("(uint256)"), &amount, &mut [0; 16]), Ok(&[0xff; 16][..]));
    assert_eq!(Fault::AmountTooLarge.data(), selector("AmountTooLarge()"));
    assert!(Fault::Unreadable.data().is_empty());
}

#[test]
fn decode_refuses_offsets_and_lengths_beyond_the_input() {
    check_read("(uint8[])", &[0x20, 1, 9], &vec![9u8]);
    check_unreadable("(uint8[])", &[0x60, 1, 9]);
    check_unreadable("(uint8[])", &[0x61, 1, 9]);
    check_unreadable("(uint8[])", &[1 << 32, 1, 9]);
    check_unreadable("(uint8[])", &[u128::MAX, 1, 9]);
    check_unreadable("(uint8[])", &[0x20, 2, 9]);
    check_unreadable("(uint8[])", &[0x20, u128::MAX, 9]);
    check_unreadable("(bytes)", &[0x20, 33, 0]);
}

#[test]
fn decode_reads_bytes_that_are_not_padded() {
    let words = [&numbers(&[0x20, 2])[..], b"me"].concat();
    assert_eq!(decode(&packed("(bytes)"), &words, &mut [0; 10]), Ok(&b"me".to_vec().encode()[..]));
}

#[test]
fn decode_reads_lists_that_share_their_words() {
    check_read("(uint8[],uint8[])", &[0x40, 0x40, 1, 9], &(vec![9u8], vec![9u8]));
}

#[test]
fn decode_refuses_more_than_its_room_however_often_words_are_shared() {
    // A list of 64 lists, all of them the same one, of 64 items.
    let outer = [&[0x20, 64][..], &[64 * 32; 64], &[64], &[1; 64]].concat();
    let types = packed("(uint8[][])");
    let exact = 2 + 64 * (2 + 64);
    assert!(decode(&types, &numbers(&outer), &mut vec![0; exact]).is_ok());
    assert_eq!(decode(&types, &numbers(&outer), &mut vec![0; exact - 1]), Err(Fault::Unreadable));
}

const OWN: &[Refusal] =
    &[Refusal::Inner(1), Refusal::Leaf("Late(uint32,bool)"), Refusal::Around("Node(uint16,bytes)", 1)];
const INNER: &[Refusal] = &[Refusal::Leaf("Empty()"), Refusal::Leaf("Named(bytes)")];
const ERRORS: &[&[Refusal]] = &[OWN, INNER];
static PACKED_ERRORS: [u8; errors_length(ERRORS)] = errors(ERRORS);

#[track_caller]
fn check_error(error: &[u8], expected: Option<&[u8]>) {
    assert_eq!(encode_error(&PACKED_ERRORS, error, &mut [0xee; 512]), expected);
}

#[test]
fn encode_error_writes_selector_and_fields() {
    let late = [&selector("Late(uint32,bool)")[..], &word(5), &word(1)].concat();
    check_error(&[1, 5, 0, 0, 0, 1], Some(&late));
}

#[test]
fn encode_error_unwraps_the_errors_of_another_enum() {
    check_error(&[0, 0], Some(&selector("Empty()")));
    let named = [&selector("Named(bytes)")[..], &word(0x20), &word(2), &text(b"me")].concat();
    check_error(&[0, 1, 8, b'm', b'e'], Some(&named));
}

#[test]
fn encode_error_puts_an_error_into_the_bytes_of_the_one_around_it() {
    let node = selector("Node(uint16,bytes)");
    let empty = [&node[..], &word(7), &word(0x40), &word(4), &text(&selector("Empty()"))].concat();
    check_error(&[2, 7, 0, 0], Some(&empty));
    let named = [&selector("Named(bytes)")[..], &word(0x20), &word(2), &text(b"me"), &[0; 28]].concat();
    let around = [&node[..], &word(7), &word(0x40), &word(100), &named].concat();
    check_error(&[2, 7, 0, 1, 8, b'm', b'e'], Some(&around));
}

#[test]
fn encode_error_does_not_know_what_the_table_does_not() {
    check_error(&[3], None);
    check_error(&[0, 2], None);
    check_error(&[], None);
    check_error(&[0], None);
    check_error(&[1, 5, 0, 0, 0, 1, 1], None);
}

const MESSAGES: &[Message] = &[
    Message { signature: "ask(uint8)", answer: "(uint32)", refuses: false, ink: [1, 2, 3, 4] },
    Message { signature: "pay(uint8[],bool)", answer: "(uint256)", refuses: true, ink: [5, 6, 7, 8] },
    Message { signature: "close()", answer: "()", refuses: true, ink: [9, 9, 9, 9] },
];
static PACKED_MESSAGES: [u8; messages_length(MESSAGES)] = messages(MESSAGES);

fn call(signature: &str) -> Option<Call<'static>> {
    Call::find(&PACKED_MESSAGES, selector(signature))
}

#[test]
fn find_knows_the_selectors_of_solidity_only() {
    assert!(call("ask(uint8)").is_some());
    assert!(call("ask(uint16)").is_none());
    assert!(Call::find(&PACKED_MESSAGES, [1, 2, 3, 4]).is_none());
    assert!(Call::find(&[], [0; 4]).is_none());
}

#[test]
fn input_begins_with_the_selector_of_ink() {
    let words = numbers(&[0x40, 1, 1, 9]);
    let mut room = [0; 16];
    assert_eq!(call("pay(uint8[],bool)").unwrap().input(&words, &mut room), Ok(&[5, 6, 7, 8, 4, 9, 1][..]));
    assert_eq!(call("pay(uint8[],bool)").unwrap().input(&words, &mut [0; 6]), Err(Fault::Unreadable));
    assert_eq!(call("close()").unwrap().input(&[], &mut [0; 3]), Err(Fault::Unreadable));
}

#[test]
fn output_leaves_out_what_ink_puts_before_the_value() {
    let mut room = [0; 64];
    let asked = call("ask(uint8)").unwrap().output(&PACKED_ERRORS, false, &[0, 7, 0, 0, 0], &mut room);
    assert_eq!(asked, Some(&word(7)[..]));
    let paid = [&[0, 0][..], &7u128.to_le_bytes()].concat();
    let paid = call("pay(uint8[],bool)").unwrap().output(&PACKED_ERRORS, false, &paid, &mut room);
    assert_eq!(paid, Some(&word(7)[..]));
    assert_eq!(call("close()").unwrap().output(&PACKED_ERRORS, false, &[0, 0], &mut room), Some(&[][..]));
}

#[test]
fn output_tells_a_refusal_as_a_custom_error() {
    let mut room = [0; 64];
    let refused = call("close()").unwrap().output(&PACKED_ERRORS, true, &[0, 1, 0, 0], &mut room);
    assert_eq!(refused, Some(&selector("Empty()")[..]));
}

#[test]
fn output_tells_nothing_of_input_that_was_not_read() {
    assert_eq!(call("close()").unwrap().output(&PACKED_ERRORS, true, &[1, 1], &mut []), Some(&[][..]));
}
