//! Asks a node of the chain over JSON-RPC.
//!
//! Each question is asked at the last finalized block, after the node has named the chain's first block and the time of the last
//! one. All of it must be done before the time is over.

use std::time::{Duration, Instant};

use scale::{Compact, Decode, Encode};
use serde::Deserialize;
use serde_json::{json, Value};
use ureq::Agent;

use crate::{
    account::{bytes_from_hexadecimal, from_hexadecimal, hexadecimal},
    chain::{Chain, Failure, Standing},
    contract,
    signature::Identity,
    Millis,
};

/// The longest answer that is read, in bytes.
pub const MAX_ANSWER: u64 = 1 << 20;

/// By how much a block may be of a time that has not come: clocks differ.
pub const MAX_AHEAD: Millis = 30_000;

/// Where the chain keeps the time of a block: the hashes of `Timestamp` and `Now`.
const TIME: &str = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";

/// The flag of an answer that took back what the call did.
const REVERTED: u32 = 1;

/// How to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The address of the node, `http://…` or `https://…`.
    pub url: String,
    /// The hash of the first block of the chain.
    pub genesis: [u8; 32],
    /// The account of the licenses' contract.
    pub contract: [u8; 32],
    /// How long all of a question may take.
    pub timeout: Duration,
    /// How old the last finalized block may be. Too short, and the gate stays closed while blocks are late; too long, and a node
    /// that was cut off goes on to let in whom the chain no longer does.
    pub max_age: Millis,
}

/// A node.
pub struct Node {
    settings: Settings,
    agent: Agent,
}

#[derive(Deserialize)]
struct Reply {
    id: u64,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error: Value,
}

impl Node {
    /// A node that is asked by these settings. Nothing is asked yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let config = Agent::config_builder()
            // Nothing but the settings says where the question goes.
            .proxy(None)
            .max_redirects(0)
            .build();
        Self { settings, agent: config.into() }
    }

    /// What the contract answers to each question at the last finalized block.
    fn ask(&self, questions: &[Vec<u8>], now: Millis) -> Result<Vec<Vec<u8>>, Failure> {
        let deadline = Instant::now() + self.settings.timeout;
        let text = |method: &str, arguments: Value| -> Result<String, Failure> {
            match self.request(method, &arguments, deadline)? {
                Value::String(text) => Ok(text),
                _ => Err(Failure::Garbled),
            }
        };
        let hash = |method: &str, arguments: Value| -> Result<[u8; 32], Failure> {
            from_hexadecimal(&text(method, arguments)?).ok_or(Failure::Garbled)
        };
        let bytes = |method: &str, arguments: Value| -> Result<Vec<u8>, Failure> {
            bytes_from_hexadecimal(&text(method, arguments)?, MAX_ANSWER as usize).ok_or(Failure::Garbled)
        };

        if hash("chain_getBlockHash", json!([0]))? != self.settings.genesis {
            return Err(Failure::OtherChain);
        }
        let block = hexadecimal(&hash("chain_getFinalizedHead", json!([]))?);
        let time = bytes("state_getStorage", json!([TIME, block]))?;
        let time = Millis::from_le_bytes(time.try_into().map_err(|_| Failure::Garbled)?);
        if now.saturating_sub(time) > self.settings.max_age || time.saturating_sub(now) > MAX_AHEAD {
            return Err(Failure::Stale);
        }
        let answer = |question: &Vec<u8>| {
            let call = hexadecimal(&call(&self.settings.contract, question));
            read_result(&bytes("state_call", json!(["ContractsApi_call", call, block]))?)
        };
        questions.iter().map(answer).collect()
    }

    fn request(&self, method: &str, arguments: &Value, deadline: Instant) -> Result<Value, Failure> {
        const ID: u64 = 1;
        let left = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        let question = json!({ "jsonrpc": "2.0", "id": ID, "method": method, "params": arguments });
        let answer = self
            .agent
            .post(&self.settings.url)
            .config()
            .timeout_global(Some(left.ok_or(Failure::TimedOut)?))
            .build()
            .header("content-type", "application/json")
            .send(question.to_string())
            .and_then(|response| response.into_body().into_with_config().limit(MAX_ANSWER).read_to_vec())
            .map_err(|error| failure_of(&error))?;
        let reply: Reply = serde_json::from_slice(&answer).map_err(|_| Failure::Garbled)?;
        match reply {
            Reply { id, .. } if id != ID => Err(Failure::Garbled),
            Reply { error: Value::Null, result, .. } => Ok(result),
            Reply { .. } => Err(Failure::Refused),
        }
    }
}

impl Chain for Node {
    fn standing(&self, license: u64, signer: &Identity, now: Millis) -> Result<Standing, Failure> {
        let [account, key] = contract::faces(signer);
        let questions = [
            contract::entitlement(license, now),
            contract::may_use(license, &account),
            contract::may_use(license, &key),
        ];
        let answers = self.ask(&questions, now)?;
        let [entitlement, as_account, as_key] = &answers[..] else { return Err(Failure::Garbled) };
        contract::standing(entitlement, as_account, as_key)
    }
}

fn failure_of(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::TimedOut,
        ureq::Error::StatusCode(_) => Failure::Refused,
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::Http(_) | ureq::Error::Protocol(_) => Failure::Garbled,
        _ => Failure::Unreachable,
    }
}

/// The argument of `ContractsApi_call`: nobody calls, with no money, as much gas as the node gives, and no deposit.
fn call(contract: &[u8; 32], question: &[u8]) -> Vec<u8> {
    let (origin, money, gas, deposit) = ([0_u8; 32], 0_u128, None::<()>, None::<()>);
    (origin, contract, money, gas, deposit, question).encode()
}

/// What a contract answered, from what `ContractsApi_call` gave back. What comes behind it may differ between runtimes.
///
/// # Errors
/// [`Failure::ContractFailed`] if it did not end well, [`Failure::Garbled`] if the bytes are not understood.
pub fn read_result(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    type Gas = (Compact<u64>, Compact<u64>);
    let input = &mut &*bytes;
    let mut read = || -> Result<Option<(u32, Vec<u8>)>, scale::Error> {
        let _consumed_and_required = <(Gas, Gas)>::decode(input)?;
        match (u8::decode(input)?, u128::decode(input)?) {
            (0 | 1, _deposit) => {}
            _ => return Err("a deposit is taken or given back".into()),
        }
        let _debug_message = Vec::<u8>::decode(input)?;
        match u8::decode(input)? {
            0 => <(u32, Vec<u8>)>::decode(input).map(Some),
            1 => Ok(None),
            _ => Err("a call succeeds or fails".into()),
        }
    };
    match read().map_err(|_| Failure::Garbled)? {
        Some((flags, answer)) if flags & REVERTED == 0 => Ok(answer),
        _ => Err(Failure::ContractFailed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `pallet-contracts` gives back for a call that answered `[0, 7]`.
    fn example() -> Vec<u8> {
        let gas = (Compact(1_000_000_u64), Compact(3_000_u64));
        (gas, gas, (1_u8, 5_u128), Vec::<u8>::new(), (0_u8, 0_u32, vec![0_u8, 7]), None::<()>).encode()
    }

    #[test]
    fn read_result_finds_the_answer() {
        assert_eq!(read_result(&example()), Ok(vec![0, 7]));
        // Newer runtimes put more behind it.
        assert_eq!(read_result(&[example(), vec![1, 2, 3]].concat()), Ok(vec![0, 7]));
    }

    #[test]
    fn read_result_refuses_what_is_cut_off() {
        // The last byte is behind the answer.
        for length in 0..example().len() - 1 {
            assert_eq!(read_result(&example()[..length]), Err(Failure::Garbled), "{length}");
        }
        assert_eq!(read_result(&[0xff; 64]), Err(Failure::Garbled));
    }

    #[test]
    fn read_result_refuses_calls_that_did_not_end_well() {
        let gas = (Compact(0_u64), Compact(0_u64));
        let failed = (gas, gas, (0_u8, 0_u128), Vec::<u8>::new(), (1_u8, 3_u8, 8_u8, [0_u8; 4])).encode();
        assert_eq!(read_result(&failed), Err(Failure::ContractFailed));
        let reverted = (gas, gas, (0_u8, 0_u128), Vec::<u8>::new(), (0_u8, 1_u32, vec![0_u8, 7])).encode();
        assert_eq!(read_result(&reverted), Err(Failure::ContractFailed));
    }
}
