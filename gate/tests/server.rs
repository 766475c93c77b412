//! The gate over HTTP.

mod common;

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc, Condvar, Mutex,
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use atelier_gate::{
    cache::Cache,
    chain::{Access, Chain, Failure, Standing},
    files::Library,
    limit::Limiter,
    nonces::Nonces,
    server::{serve, Gate},
    signature::Identity,
    Millis,
};
use common::{policy, Person, Script, LICENSE, NOW, STANDING};
use serde_json::Value;
use tokio::{net::TcpListener, sync::oneshot};

/// A gate that listens, at a time that tests choose.
struct Server {
    address: SocketAddr,
    clock: Arc<AtomicU64>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<JoinHandle<()>>,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn reason(&self) -> String {
        self.json()["reason"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

fn library() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/library")
}

impl Server {
    fn new(chain: impl Chain + 'static) -> Self {
        Self::with(chain, |_| {})
    }

    fn with(chain: impl Chain + 'static, change: impl FnOnce(&mut Gate)) -> Self {
        let clock = Arc::new(AtomicU64::new(NOW));
        let time = Arc::clone(&clock);
        let mut gate = Gate {
            policy: policy(),
            chain: Arc::new(chain),
            nonces: Nonces::new().unwrap(),
            cache: Cache::new(60_000),
            limiter: Limiter::new(1_000, 1_000),
            library: Library::new(&library()).unwrap(),
            clock: Arc::new(move || time.load(Ordering::SeqCst)),
            forget_token: Some("a token".into()),
            behind_proxy: false,
        };
        change(&mut gate);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = std::thread::spawn(move || {
            let stop = async {
                let _ = stopped.await;
            };
            runtime.block_on(serve(listener, gate, stop)).unwrap();
        });
        Self { address, clock, stop: Some(stop), ended: Some(ended) }
    }

    fn pass(&self, time: Millis) {
        self.clock.fetch_add(time, Ordering::SeqCst);
    }

    /// Sends a request as it is written, so that no client mends its path.
    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("{method} {path} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("an answer has an end of its head");
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: answer[end + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[])
    }

    fn challenge(&self) -> String {
        let answer = self.get(&format!("/challenge?license={LICENSE}"));
        assert_eq!(answer.status, 200);
        answer.json()["challenge"].as_str().unwrap().to_owned()
    }

    fn show(&self, challenge: &str, name: &str) -> Answer {
        let person = Person::new(1);
        let headers = [
            ("atelier-challenge", challenge),
            ("atelier-signer", &person.address()),
            ("atelier-crypto", "sr25519"),
            ("atelier-signature", &person.sign(challenge)),
        ];
        self.request("GET", &format!("/images/{name}"), &headers)
    }

    /// Asks for a file with a fresh challenge.
    fn fetch(&self, name: &str) -> Answer {
        self.show(&self.challenge(), name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            let _ = ended.join();
        }
    }
}

#[test]
fn server_hands_out_files_to_holders() {
    let server = Server::new(Script::new([Ok(STANDING)]));
    for (name, kind) in [("tide.svg", "image/svg+xml"), ("grain.png", "image/png")] {
        let answer = server.fetch(name);
        assert_eq!(answer.status, 200, "{}", answer.head);
        assert_eq!(answer.body, fs::read(library().join(name)).unwrap());
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(answer.header("atelier-access"), Some("full"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
    }
}

#[test]
fn server_tells_licenses_in_grace_apart() {
    let chain = Script::new([Ok(Standing { access: Access::Grace, ..STANDING })]);
    let server = Server::with(chain, |gate| gate.policy.grace_reads = true);
    let answer = server.fetch("tide.svg");
    assert_eq!((answer.status, answer.header("atelier-access")), (200, Some("read-only")));
}

#[test]
fn server_refuses_with_the_reason() {
    let server = Server::new(Script::new([Err(Failure::Unreachable), Ok(STANDING)]));
    let answer = server.fetch("tide.svg");
    assert_eq!((answer.status, &*answer.reason()), (403, "chain_unreachable"));
    let challenge = server.challenge();
    assert_eq!(server.show(&challenge, "tide.svg").status, 200);
    assert_eq!(server.show(&challenge, "tide.svg").reason(), "nonce_used");
    let late = server.challenge();
    server.pass(120_000);
    assert_eq!(server.show(&late, "tide.svg").reason(), "expired");
    let another = server.challenge().replace("images.example", "other.example");
    assert_eq!(server.show(&another, "tide.svg").reason(), "wrong_audience");
}

#[test]
fn server_refuses_without_headers_or_with_bad_ones() {
    let server = Server::new(Script::new([Ok(STANDING)]));
    let answer = server.get("/images/tide.svg");
    assert_eq!((answer.status, &*answer.reason()), (403, "malformed_challenge"));
    let challenge = server.challenge();
    let mut headers = vec![("atelier-challenge", &*challenge)];
    for (reason, name, value) in [
        ("malformed_signer", "atelier-signer", Person::new(1).address()),
        ("unknown_crypto", "atelier-crypto", "sr25519".into()),
        ("malformed_signature", "atelier-signature", "0x".into()),
        ("wrong_signature", "", String::new()),
    ] {
        let answer = server.request("GET", "/images/tide.svg", &headers);
        assert_eq!((answer.status, &*answer.reason()), (403, reason));
        headers.push((name, value.leak()));
    }
    assert_eq!(server.request("GET", "/images/tide.svg", &[("atelier-challenge", "\u{ff}")]).status, 403);
    assert_eq!(server.show(&challenge, "tide.svg").status, 200, "nothing has used up the challenge");
}

#[test]
fn server_hands_out_nothing_outside_the_folder() {
    let server = Server::new(Script::new([Ok(STANDING)]));
    for name in [
        "none.png",
        "..",
        "../Cargo.toml",
        "..%2fCargo.toml",
        "..%2F..%2FCargo.toml",
        "%2e%2e%2fCargo.toml",
        "..%5cCargo.toml",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "../library/tide.svg",
        ".%2ftide.svg",
        "tide.svg%00",
        "%00tide.svg",
        "tide.svg/",
        "",
        "%ff.png",
    ] {
        let answer = server.fetch(name);
        assert!(matches!(answer.status, 400 | 404), "{name}: {}", answer.head);
    }
    assert_eq!(server.fetch("tide%2Esvg").status, 200, "another way to write a plain name");
}

#[test]
fn server_tells_nobody_which_files_there_are() {
    let server = Server::new(Script::new([Ok(Standing { role: None, ..STANDING })]));
    for name in ["tide.svg", "none.png"] {
        let answer = server.fetch(name);
        assert_eq!((answer.status, &*answer.reason()), (403, "not_entitled"));
    }
}

#[test]
fn server_gives_challenges_for_licenses_only() {
    let server = Server::new(Script::new([Ok(STANDING)]));
    for path in ["/challenge", "/challenge?license=", "/challenge?license=-1", "/challenge?license=a|b"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
    for (method, path) in [("POST", "/challenge?license=1"), ("PUT", "/images/tide.svg"), ("GET", "/forget/1")] {
        assert_eq!(server.request(method, path, &[]).status, 405, "{path}");
    }
    for path in ["/", "/images", "/images/a/b", "/vectors.json"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let answer = server.get("/challenge?license=18446744073709551615");
    assert_eq!(answer.json()["expires_at"], NOW + 120_000);
    assert!(answer.json()["challenge"].as_str().unwrap().contains("|18446744073709551615|images.example|"));
}

#[test]
fn server_limits_each_client() {
    let server = Server::with(Script::new([Ok(STANDING)]), |gate| gate.limiter = Limiter::new(2, 1));
    assert_eq!(server.get("/challenge?license=1").status, 200);
    assert_eq!(server.get("/none").status, 404);
    let answer = server.get("/challenge?license=1");
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(answer.reason(), "too_many_requests");
    // Clients do not choose who they are.
    let other = [("x-forwarded-for", "192.0.2.1")];
    assert_eq!(server.request("GET", "/challenge?license=1", &other).status, 429);
    server.pass(999);
    assert_eq!(server.get("/challenge?license=1").status, 429);
    server.pass(1);
    assert_eq!(server.get("/challenge?license=1").status, 200);
}

#[test]
fn server_behind_a_proxy_limits_by_the_address_that_the_proxy_saw() {
    let server = Server::with(Script::new([Ok(STANDING)]), |gate| {
        gate.limiter = Limiter::new(1, 1);
        gate.behind_proxy = true;
    });
    let ask = |from| server.request("GET", "/challenge?license=1", &[("x-forwarded-for", from)]).status;
    assert_eq!(ask("192.0.2.1"), 200);
    assert_eq!(ask("198.51.100.7, 192.0.2.1"), 429, "what stands in front the client wrote itself");
    assert_eq!(ask("192.0.2.2"), 200);
    assert_eq!(ask("no address"), 200, "the proxy's own address");
    assert_eq!(server.get("/challenge?license=1").status, 429);
}

#[test]
fn server_forgets_for_whoever_has_the_token() {
    let answers = [Ok(STANDING), Ok(Standing { access: Access::Suspended, ..STANDING })];
    let server = Server::new(Script::new(answers));
    let path = format!("/forget/{LICENSE}");
    let forget = |headers: &[(&str, &str)]| server.request("POST", &path, headers).status;
    assert_eq!(server.fetch("tide.svg").status, 200);
    assert_eq!(forget(&[]), 403);
    assert_eq!(forget(&[("authorization", "Bearer another")]), 403);
    assert_eq!(forget(&[("authorization", "a token")]), 403);
    assert_eq!(server.fetch("tide.svg").status, 200);
    assert_eq!(forget(&[("authorization", "Bearer a token")]), 204);
    assert_eq!(server.fetch("tide.svg").reason(), "suspended");

    let server = Server::with(Script::new([Ok(STANDING)]), |gate| gate.forget_token = None);
    assert_eq!(server.request("POST", &path, &[("authorization", "Bearer ")]).status, 403);
}

/// A chain that answers when it is told to.
#[derive(Clone, Default)]
struct Slow(Arc<(Mutex<(usize, bool)>, Condvar)>);

impl Slow {
    fn wait_for(&self, waiting: usize) {
        let (state, changed) = &*self.0;
        let reached =
            changed.wait_timeout_while(state.lock().unwrap(), Duration::from_secs(5), |(now, _)| *now < waiting);
        assert!(!reached.unwrap().1.timed_out());
    }

    fn go_on(&self) {
        let (state, changed) = &*self.0;
        state.lock().unwrap().1 = true;
        changed.notify_all();
    }
}

impl Chain for Slow {
    fn standing(&self, _: u64, _: &Identity, _: Millis) -> Result<Standing, Failure> {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap();
        state.0 += 1;
        changed.notify_all();
        drop(changed.wait_while(state, |(_, goes_on)| !*goes_on).unwrap());
        Ok(STANDING)
    }
}

#[test]
fn server_lets_requests_end_when_it_stops() {
    let chain = Slow::default();
    let mut server = Server::new(chain.clone());
    let challenge = server.challenge();
    let stop = server.stop.take();
    let ended = server.ended.take().unwrap();
    let address = server.address;
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| server.show(&challenge, "tide.svg"));
        chain.wait_for(1);
        drop(stop);
        // New ones are not taken as soon as it knows.
        let started = Instant::now();
        while TcpStream::connect(address).is_ok() {
            assert!(started.elapsed() < Duration::from_secs(5));
            std::thread::sleep(Duration::from_millis(5));
        }
        chain.go_on();
        assert_eq!(answer.join().unwrap().status, 200);
    });
    ended.join().unwrap();
}

#[test]
fn server_is_busy_when_too_many_wait_for_the_chain() {
    let chain = Slow::default();
    let server = Server::new(chain.clone());
    std::thread::scope(|scope| {
        let waiting: Vec<_> =
            (0..atelier_gate::server::WORKERS).map(|_| scope.spawn(|| server.fetch("tide.svg"))).collect();
        chain.wait_for(atelier_gate::server::WORKERS);
        let challenge = server.challenge();
        assert_eq!(server.show(&challenge, "tide.svg").reason(), "busy");
        chain.go_on();
        for answer in waiting {
            assert_eq!(answer.join().unwrap().status, 200);
        }
        assert_eq!(server.show(&challenge, "tide.svg").status, 200);
    });
}
