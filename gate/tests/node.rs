//! The question to a node, and everything that a node can do wrong.

mod common;

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use atelier_gate::{
    account::hexadecimal,
    chain::{Access, Chain, Failure, Role, Standing},
    node::{Node, Settings, MAX_AHEAD, MAX_ANSWER},
    signature::{verify, Crypto, Identity, Signer},
};
use atelier_licensing::license::Access as AccessOnChain;
use common::{answer_of, result, revert, succeed, FakeNode, Licensed, Person, Reply, CONTRACT, GENESIS, LICENSE, NOW};
use serde_json::{json, Value};

const MAX_AGE: u64 = 120_000;

fn identity() -> Identity {
    let person = Person::new(1);
    let signature = atelier_gate::signature::parse(&person.sign("text")).unwrap();
    verify("text", Crypto::Sr25519, &Signer::Account(person.account()), &signature).unwrap()
}

fn licensed() -> Licensed {
    Licensed::new(Person::new(1).account(), NOW)
}

fn ask(url: String, license: u64) -> Result<Standing, Failure> {
    let timeout = Duration::from_millis(500);
    let node = Node::new(Settings { url, genesis: GENESIS, contract: CONTRACT, timeout, max_age: MAX_AGE });
    node.standing(license, &identity(), NOW)
}

/// What comes of a node that is honest but for what `lie` makes of it.
#[track_caller]
fn check(lie: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static, expected: Failure) {
    let licensed = licensed();
    let node = FakeNode::new(move |method, arguments| lie(method).unwrap_or_else(|| licensed.reply(method, arguments)));
    let started = Instant::now();
    assert_eq!(ask(node.url(), LICENSE), Err(expected));
    assert!(started.elapsed() < Duration::from_secs(2), "it took {:?}", started.elapsed());
}

/// One lie for each of the questions.
#[track_caller]
fn check_each(lie: impl Fn() -> Reply + Clone + Send + Sync + 'static, expected: Failure) {
    for asked in ["chain_getBlockHash", "chain_getFinalizedHead", "state_getStorage", "state_call"] {
        let lie = lie.clone();
        check(move |method| (method == asked).then(&lie), expected);
    }
}

fn hex(bytes: &[u8]) -> Reply {
    Reply::Result(json!(hexadecimal(bytes)))
}

#[test]
fn node_tells_what_the_chain_says() {
    for (access, expected) in [
        (AccessOnChain::None, Access::None),
        (AccessOnChain::Active, Access::Active),
        (AccessOnChain::Grace, Access::Grace),
        (AccessOnChain::Paused, Access::Paused),
        (AccessOnChain::Suspended, Access::Suspended),
    ] {
        let mut licensed = licensed();
        licensed.entitlement.access = access;
        licensed.entitlement.credits_left = Some(7);
        licensed.entitlement.ends = NOW + 5;
        let node = FakeNode::new(move |method, arguments| licensed.reply(method, arguments));
        let standing = Standing { access: expected, role: Some(Role::Holder), credits_left: Some(7), ends: NOW + 5 };
        assert_eq!(ask(node.url(), LICENSE), Ok(standing));
    }
}

#[test]
fn node_tells_who_is_a_stranger() {
    let licensed = Licensed::new([9; 32], NOW);
    let node = FakeNode::new(move |method, arguments| licensed.reply(method, arguments));
    assert_eq!(ask(node.url(), LICENSE).map(|standing| standing.role), Ok(None));
}

#[test]
fn node_tells_which_license_is_none() {
    let licensed = licensed();
    let node = FakeNode::new(move |method, arguments| licensed.reply(method, arguments));
    assert_eq!(ask(node.url(), LICENSE + 1), Err(Failure::UnknownLicense));
}

#[test]
fn node_fails_for_another_chain() {
    check(|method| (method == "chain_getBlockHash").then(|| hex(&[0x12; 32])), Failure::OtherChain);
}

#[test]
fn node_fails_for_a_block_of_another_time() {
    let at = |time: u64| move |method: &str| (method == "state_getStorage").then(|| hex(&time.to_le_bytes()));
    let ask_at = |time| {
        let licensed = Licensed { time, ..licensed() };
        ask(FakeNode::new(move |method, arguments| licensed.reply(method, arguments)).url(), LICENSE)
    };
    assert!(ask_at(NOW - MAX_AGE).is_ok());
    check(at(NOW - MAX_AGE - 1), Failure::Stale);
    assert!(ask_at(NOW + MAX_AHEAD).is_ok());
    check(at(NOW + MAX_AHEAD + 1), Failure::Stale);
    check(at(0), Failure::Stale);
    check(at(u64::MAX), Failure::Stale);
}

#[test]
fn node_fails_if_nobody_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(ask(url, LICENSE), Err(Failure::Unreachable));
    assert_eq!(ask("http://".into(), LICENSE), Err(Failure::Garbled));
    check_each(|| Reply::Bytes(Vec::new()), Failure::Unreachable);
}

#[test]
fn node_fails_if_it_takes_too_long() {
    check_each(|| Reply::Silence, Failure::TimedOut);
    check_each(|| Reply::Drip, Failure::TimedOut);
    // Each answer is quick enough, all of them together are not.
    let licensed = licensed();
    let node = FakeNode::new(move |method, arguments| {
        std::thread::sleep(Duration::from_millis(200));
        licensed.reply(method, arguments)
    });
    assert_eq!(ask(node.url(), LICENSE), Err(Failure::TimedOut));
}

#[test]
fn node_fails_for_an_error() {
    let error = || Reply::Body(json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32000 } }).to_string().into());
    check_each(error, Failure::Refused);
    // An error beside a result is an error.
    let both = json!({ "jsonrpc": "2.0", "id": 1, "error": {}, "result": hexadecimal(&GENESIS) }).to_string();
    check_each(move || Reply::Body(both.clone().into()), Failure::Refused);
    for status in ["500 Internal Server Error", "404 Not Found", "401 Unauthorized"] {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        check_each(move || Reply::Bytes(head.clone().into()), Failure::Refused);
    }
}

#[test]
fn node_follows_nobody_elsewhere() {
    let licensed = licensed();
    let other = FakeNode::new(move |method, arguments| licensed.reply(method, arguments));
    let head = format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/\r\ncontent-length: 0\r\n\r\n", other.url());
    check_each(move || Reply::Bytes(head.clone().into()), Failure::Garbled);
}

#[test]
fn node_fails_for_what_is_not_understood() {
    for body in [
        &b""[..],
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"{\"id\":1",
        b"<html></html>",
        b"{\"id\":1,\"result\":null}",
        b"{\"id\":1,\"result\":true}",
        b"{\"id\":1,\"result\":\"\"}",
        b"{\"id\":1,\"result\":\"0x0\"}",
        b"{\"id\":1,\"result\":\"0xzz\"}",
    ] {
        check_each(move || Reply::Body(body.into()), Failure::Garbled);
    }
    // The answer to another question.
    let other = json!({ "jsonrpc": "2.0", "id": 2, "result": hexadecimal(&GENESIS) }).to_string();
    check_each(move || Reply::Body(other.clone().into()), Failure::Garbled);
    let deep = "[".repeat(100_000);
    check_each(move || Reply::Body(deep.clone().into()), Failure::Garbled);
    check_each(|| Reply::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n\r\n".into()), Failure::Garbled);
}

#[test]
fn node_fails_for_answers_that_are_too_long() {
    let mut long = json!({ "jsonrpc": "2.0", "id": 1, "result": hexadecimal(&GENESIS) }).to_string();
    long.push_str(&" ".repeat(MAX_ANSWER as usize));
    check_each(move || Reply::Body(long.clone().into()), Failure::Garbled);
}

#[test]
fn node_fails_for_a_contract_that_does_not_answer() {
    let call = |bytes: Vec<u8>| move |method: &str| (method == "state_call").then(|| hex(&bytes));
    // An error of the pallet: the contract trapped or does not exist.
    check(call(result(&(1_u8, 3_u8, 8_u8, [2_u8, 0, 0, 0]))), Failure::ContractFailed);
    check(call(revert(&[])), Failure::ContractFailed);
    check(call(revert(&answer_of(&0_u8))), Failure::ContractFailed);
    // The contract has no such message.
    check(call(revert(&[1, 1])), Failure::ContractFailed);
    check(call(succeed(&[1, 1])), Failure::ContractFailed);
}

#[test]
fn node_fails_for_answers_of_another_form() {
    let call = |bytes: Vec<u8>| move |method: &str| (method == "state_call").then(|| hex(&bytes));
    let right = answer_of(&Some(licensed().entitlement));
    check(call(Vec::new()), Failure::Garbled);
    check(call(vec![0xff; 1_000]), Failure::Garbled);
    check(call(succeed(&[])), Failure::Garbled);
    check(call(succeed(&[0])), Failure::Garbled);
    check(call(succeed(&[0, 2])), Failure::Garbled);
    check(call(succeed(&[0, 1])), Failure::Garbled);
    check(call(succeed(&right[..right.len() - 1])), Failure::Garbled);
    check(call(succeed(&[&right[..], &[0]].concat())), Failure::Garbled);
    // A list that claims to be longer than memory.
    let mut endless = right.clone();
    let length = right.len() - 9;
    endless.truncate(length);
    endless.extend([0xff; 8]);
    check(call(succeed(&endless)), Failure::Garbled);
    // The second and third questions get the answer to the first.
    check(call(succeed(&right)), Failure::Garbled);
}

#[test]
fn node_is_asked_for_everything_at_one_block() {
    let licensed = licensed();
    let node = FakeNode::new(move |method, arguments: &Value| {
        if method == "state_getStorage" {
            assert_eq!(arguments[1], hexadecimal(&common::HEAD));
        }
        licensed.reply(method, arguments)
    });
    assert!(ask(node.url(), LICENSE).is_ok());
}
