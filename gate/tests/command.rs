//! The command, started as a process: what its readme says, and what it prints.

mod common;

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use atelier_gate::{account::hexadecimal, challenge::Challenge};
use common::{FakeNode, Licensed, Person, CONTRACT, GENESIS, LICENSE};
use serde_json::{json, Value};

const GATE: &str = env!("CARGO_BIN_EXE_gate");

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

fn node() -> FakeNode {
    let licensed = Licensed::new(Person::new(1).account(), now());
    FakeNode::new(move |method, arguments| licensed.reply(method, arguments))
}

fn gate(arguments: &[&str]) -> Output {
    Command::new(GATE)
        .args(arguments)
        .env_clear()
        .env("GATE_GENESIS", hexadecimal(&GENESIS))
        .env("GATE_CONTRACT", hexadecimal(&CONTRACT))
        .env("GATE_AUDIENCE", "images.example")
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned()
}

/// Kills the server if the test fails.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines of the example in the readme, each whole.
fn example() -> Vec<String> {
    let readme = include_str!("../README.md");
    let section = readme.split("## Try it").nth(1).unwrap().split("\n## ").next().unwrap();
    let code: String =
        section.lines().filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect();
    code.replace("\\\n", " ").lines().map(str::to_owned).collect()
}

#[test]
fn readme_example_hands_out_a_picture() {
    let node = node();
    let lines = example();
    let line = lines.iter().find(|line| line.contains("gate serve")).unwrap();
    let line = line.replace("127.0.0.1:9944", &node.address.to_string()).replace("127.0.0.1:8080", "127.0.0.1:0");
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("target/debug/gate"));
    let child = Command::new(GATE)
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut served = Served(child);
    let mut log = BufReader::new(served.0.stderr.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&log.next().unwrap().unwrap()).unwrap() };
    let open = next();
    assert_eq!(open["message"], "open");
    let address = open["address"].as_str().unwrap().to_owned();

    let url = |part: &str| {
        let line = lines.iter().find(|line| line.starts_with("curl") && line.contains(part)).unwrap();
        let url = line.split_whitespace().last().unwrap().trim_matches('\'');
        url.replace("127.0.0.1:8080", &address)
    };
    let mut answer = ureq::get(url("/challenge")).call().unwrap();
    let answer: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    let challenge = answer["challenge"].as_str().unwrap();
    let visit = |person: &Person| {
        ureq::get(url("/images/"))
            .header("atelier-challenge", challenge)
            .header("atelier-signer", person.address())
            .header("atelier-crypto", "sr25519")
            .header("atelier-signature", person.sign(challenge))
            .config()
            .http_status_as_error(false)
            .build()
            .call()
            .unwrap()
    };
    let mut picture = visit(&Person::new(1));
    assert_eq!(picture.status(), 200);
    assert_eq!(picture.body_mut().read_to_string().unwrap(), include_str!("../examples/library/tide.svg"));
    let mut refused = visit(&Person::new(1));
    assert_eq!(refused.status(), 403);
    let refused: Value = serde_json::from_str(&refused.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!(refused["reason"], "nonce_used");

    for (path, status, reason) in [
        ("/challenge", 200, Value::Null),
        ("/images/tide.svg", 200, Value::Null),
        ("/images/tide.svg", 403, json!("nonce_used")),
    ] {
        let entry = next();
        assert_eq!((&entry["path"], &entry["status"], &entry["reason"]), (&json!(path), &json!(status), &reason));
        assert_eq!((&entry["client"], &entry["license"]), (&json!("127.0.0.1"), &json!(LICENSE)));
        assert!(!entry.to_string().contains("0x"), "the log has no signature: {entry}");
    }
    // As a service manager stops it.
    let terminated = Command::new("kill").arg(served.0.id().to_string()).status().unwrap();
    assert!(terminated.success());
    assert_eq!(next()["message"], "stopping");
    assert!(served.0.wait().unwrap().success());
}

#[test]
fn challenge_prints_what_check_takes() {
    let output = gate(&["challenge", "--license", &LICENSE.to_string()]);
    assert!(output.status.success());
    let text = printed(&output);
    let challenge = Challenge::parse(&text).unwrap();
    assert_eq!((challenge.genesis, challenge.contract, challenge.license), (GENESIS, CONTRACT, LICENSE));

    let (node, holder) = (node(), Person::new(1));
    let check = |person: &Person, text: &str| {
        let (address, signature) = (person.address(), person.sign(&challenge.to_string()));
        let output = gate(&[
            "check",
            "--node",
            &node.url(),
            "--challenge",
            text,
            "--signer",
            &address,
            "--signature",
            &signature,
        ]);
        (output.status.code(), serde_json::from_str::<Value>(&printed(&output)).unwrap())
    };
    let allowed = json!({ "allow": true, "license": LICENSE, "role": "holder", "read_only": false });
    assert_eq!(check(&holder, &text), (Some(0), allowed));
    let (code, decision) = check(&Person::new(2), &text);
    assert_eq!((code, &decision["reason"]), (Some(1), &json!("not_entitled")));
    let (code, decision) = check(&holder, &text.replace("|4294967297|", "|4294967298|"));
    assert_eq!((code, &decision["reason"]), (Some(1), &json!("wrong_signature")));
}

#[test]
fn command_says_what_is_wrong_with_its_options() {
    let complaint = |arguments: &[&str]| {
        let output = gate(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    let serve = |name, value| complaint(&["serve", "--folder", "examples/library", name, value]);
    assert!(serve("--genesis", "0x12").contains("64 lower-case hexadecimal digits"));
    assert!(serve("--contract", "5Grw").contains("neither an address nor 32 bytes"));
    assert!(serve("--audience", "a|b").contains("letters, digits"));
    assert!(serve("--node", "ws://127.0.0.1").contains("http://"));
    assert!(serve("--forget-token", "").contains("empty"));
    assert!(complaint(&["serve", "--folder", "examples/none"]).contains("examples/none"));
    assert!(complaint(&["serve"]).contains("--folder"));
}

#[test]
fn help_tells_everything() {
    let help = printed(&gate(&["serve", "--help"]));
    for word in ["/challenge", "/images/", "/forget/", "429", "--ttl", "GATE_NODE", "--behind-proxy"] {
        assert!(help.contains(word), "{word}");
    }
    for command in ["serve", "challenge", "check"] {
        assert!(printed(&gate(&["--help"])).contains(command), "{command}");
    }
}
