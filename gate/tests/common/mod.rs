//! A signer, a chain that says what it is told, and a node that answers what it is told.
#![allow(dead_code, reason = "each test uses what it needs")]

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use atelier_gate::{
    account::hexadecimal,
    chain::{Access, Chain, Failure, Role, Standing},
    decision::Policy,
    signature::Identity,
    Millis,
};
use atelier_licensing::{
    entitlement::{Entitlement, Role as RoleOnChain},
    license::Access as AccessOnChain,
    terms::Territory,
};
use scale::{Compact, Encode};
use serde_json::{json, Value};

/// A moment in 2027.
pub const NOW: Millis = 1_800_000_000_000;
pub const LICENSE: u64 = 4_294_967_297;
pub const GENESIS: [u8; 32] = [0x11; 32];
pub const CONTRACT: [u8; 32] = [0x22; 32];
pub const HEAD: [u8; 32] = [0x33; 32];

pub fn policy() -> Policy {
    Policy { genesis: GENESIS, contract: CONTRACT, audience: "images.example".into(), grace_reads: false }
}

/// Somebody with an sr25519 key.
pub struct Person(schnorrkel::Keypair);

impl Person {
    pub fn new(seed: u8) -> Self {
        let secret = schnorrkel::MiniSecretKey::from_bytes(&[seed; 32]).unwrap();
        Self(secret.expand_to_keypair(schnorrkel::MiniSecretKey::ED25519_MODE))
    }

    pub fn account(&self) -> [u8; 32] {
        self.0.public.to_bytes()
    }

    pub fn address(&self) -> String {
        hexadecimal(&self.account())
    }

    /// The signature over a text between the words that wallets put around it.
    pub fn sign(&self, text: &str) -> String {
        let message = format!("<Bytes>{text}</Bytes>");
        hexadecimal(&self.0.sign_simple(b"substrate", message.as_bytes()).to_bytes())
    }
}

pub const STANDING: Standing =
    Standing { access: Access::Active, role: Some(Role::Holder), credits_left: None, ends: Millis::MAX };

/// A chain that gives the answers that it was given, one after the other, and the last one for ever.
pub struct Script(Mutex<(VecDeque<Result<Standing, Failure>>, usize)>);

impl Script {
    pub fn new<const N: usize>(answers: [Result<Standing, Failure>; N]) -> Self {
        Self(Mutex::new((answers.into(), 0)))
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

impl Chain for Script {
    fn standing(&self, _: u64, _: &Identity, _: Millis) -> Result<Standing, Failure> {
        let (answers, asked) = &mut *self.0.lock().unwrap();
        *asked += 1;
        if answers.len() > 1 {
            answers.pop_front().unwrap()
        } else {
            answers[0]
        }
    }
}

/// What a node does with a request.
pub enum Reply {
    /// Gives this result.
    Result(Value),
    /// Gives this body.
    Body(Vec<u8>),
    /// Sends these bytes, which may not even be HTTP.
    Bytes(Vec<u8>),
    /// Keeps the connection open and says nothing.
    Silence,
    /// Goes on sending, a little at a time.
    Drip,
}

type Handler = dyn Fn(&str, &Value) -> Reply + Send + Sync;

/// A node on a port of its own.
pub struct FakeNode {
    pub address: SocketAddr,
}

impl FakeNode {
    pub fn new(handler: impl Fn(&str, &Value) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let handler: Arc<Handler> = Arc::new(handler);
        // It ends with the test.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let handler = Arc::clone(&handler);
                thread::spawn(move || while answer(&stream, &*handler).is_some() {});
            }
        });
        Self { address }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Answers one request; `None` when the connection is over.
fn answer(mut stream: &TcpStream, handler: &Handler) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request: Value = serde_json::from_slice(&body).ok()?;
    let body = match handler(request["method"].as_str()?, &request["params"]) {
        Reply::Result(result) => json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }).to_string().into(),
        Reply::Body(body) => body,
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).ok()?;
            return None;
        }
        Reply::Silence => {
            thread::sleep(Duration::from_secs(30));
            return None;
        }
        Reply::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").ok()?;
            loop {
                stream.write_all(b" ").ok()?;
                thread::sleep(Duration::from_millis(20));
            }
        }
    };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), &body].concat()).ok()
}

/// What a chain with one license answers.
#[derive(Clone)]
pub struct Licensed {
    pub entitlement: Entitlement<[u8; 32]>,
    /// What accounts and keys are to it.
    pub holder: [u8; 32],
    /// The time of the last finalized block.
    pub time: Millis,
}

impl Licensed {
    pub fn new(holder: [u8; 32], time: Millis) -> Self {
        let entitlement = Entitlement {
            access: AccessOnChain::Active,
            holder,
            plan: 1,
            version: 1,
            rank: 1,
            seats: 1,
            credits_left: None,
            terms: 1,
            catalog: [0; 32],
            uses: u64::MAX,
            territory: Territory::WORLD,
            carved: Vec::new(),
            ends: Millis::MAX,
        };
        Self { entitlement, holder, time }
    }

    /// What an honest node answers.
    pub fn reply(&self, method: &str, arguments: &Value) -> Reply {
        match method {
            "chain_getBlockHash" => Reply::Result(json!(hexadecimal(&GENESIS))),
            "chain_getFinalizedHead" => Reply::Result(json!(hexadecimal(&HEAD))),
            "state_getStorage" => Reply::Result(json!(hexadecimal(&self.time.to_le_bytes()))),
            "state_call" => Reply::Result(json!(hexadecimal(&self.call(arguments)))),
            other => panic!("nobody asks for {other}"),
        }
    }

    fn call(&self, arguments: &Value) -> Vec<u8> {
        let input = arguments[1].as_str().unwrap();
        assert_eq!(arguments[0], "ContractsApi_call");
        assert_eq!(arguments[2], hexadecimal(&HEAD));
        // Origin, contract, money, gas, deposit, and a length of one byte stand in front of the question.
        assert_eq!(input[2..130], format!("{}{}", "00".repeat(32), "22".repeat(32)));
        assert_eq!(input[130..166], "00".repeat(18));
        let question = &input[168..];
        let license = LICENSE.encode();
        if question[8..].starts_with(&hexadecimal(&license)[2..]) {
            if question.starts_with(&selector("entitlement")) {
                return succeed(&answer_of(&Some(&self.entitlement)));
            }
            assert!(question.starts_with(&selector("may_use")));
            let signer = &question[24..];
            let is_holder = *signer == format!("00{}", &hexadecimal(&self.holder)[2..]);
            return succeed(&answer_of(&if is_holder { RoleOnChain::Holder } else { RoleOnChain::None }));
        }
        // Nobody is anything to a license that is none.
        let is_entitlement = question.starts_with(&selector("entitlement"));
        succeed(&if is_entitlement { answer_of(&None::<()>) } else { answer_of(&RoleOnChain::None) })
    }
}

fn selector(name: &str) -> String {
    hexadecimal(&atelier_gate::signature::hash(name.as_bytes())[..4])[2..].into()
}

/// A message's answer.
pub fn answer_of(value: &impl Encode) -> Vec<u8> {
    (0_u8, value).encode()
}

/// What `ContractsApi_call` gives back for a call that answered.
pub fn succeed(answer: &[u8]) -> Vec<u8> {
    result(&(0_u8, 0_u32, answer))
}

/// What it gives back for a call that reverted.
pub fn revert(answer: &[u8]) -> Vec<u8> {
    result(&(0_u8, 1_u32, answer))
}

/// What it gives back for a call that ended in this way.
pub fn result(ended: &impl Encode) -> Vec<u8> {
    let gas = (Compact(1_000_000_u64), Compact(3_000_u64));
    (gas, gas, (0_u8, 0_u128), Vec::<u8>::new(), ended, None::<()>).encode()
}
