//! Every vector that polkadot.js made is decided here as it is there.

mod common;

use std::collections::BTreeMap;

use atelier_gate::{
    account::from_hexadecimal,
    cache::Cache,
    decision::{decide, Attempt, Decision, Policy},
    nonces::Nonces,
};
use common::{Script, STANDING};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    gate: GateName,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct GateName {
    genesis: String,
    contract: String,
    audience: String,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    expected: String,
    now: String,
    challenge: String,
    signer: String,
    crypto: String,
    signature: String,
}

#[test]
fn vectors_are_decided_as_in_javascript() {
    let Vectors { gate, vectors } = serde_json::from_str(include_str!("../vectors.json")).unwrap();
    let policy = Policy {
        genesis: from_hexadecimal(&gate.genesis).unwrap(),
        contract: from_hexadecimal(&gate.contract).unwrap(),
        audience: gate.audience,
        grace_reads: false,
    };
    let mut kinds = BTreeMap::new();
    for Vector { name, expected, now, challenge, signer, crypto, signature } in &vectors {
        let attempt = Attempt { challenge, signer, crypto, signature };
        // A chain that lets everybody in, so that nothing but the text and the signature decides.
        let (chain, nonces, cache) = (Script::new([Ok(STANDING)]), Nonces::from_anywhere(1), Cache::new(0));
        let found = match decide(&policy, &attempt, now.parse().unwrap(), &chain, &nonces, &cache) {
            Decision::Allow { .. } => "valid",
            Decision::Deny(reason) => reason.name(),
        };
        assert_eq!(found, expected, "{name}");
        assert_eq!(chain.asked(), usize::from(found == "valid"), "{name}: nobody asks for a wrong signature");
        *kinds.entry(found).or_insert(0) += 1;
    }
    assert_eq!(kinds.values().sum::<usize>(), vectors.len());
    let found: Vec<&str> = kinds.into_keys().collect();
    let reasons = [
        "expired",
        "malformed_challenge",
        "malformed_signature",
        "malformed_signer",
        "not_yet_valid",
        "unknown_crypto",
        "valid",
        "wrong_audience",
        "wrong_contract",
        "wrong_genesis",
        "wrong_signature",
    ];
    assert_eq!(found, reasons);
}
