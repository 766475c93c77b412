//! The gate as an HTTP server.
//!
//! `GET /challenge?license=…` gives a challenge; `GET /images/<name>` with the challenge, the signer, the kind of cryptography and
//! the signature in its headers gives the file, or 403 and the reason. `POST /forget/<license>` makes the gate ask the chain again
//! before its answers are a minute old, for whoever has the token.

use std::{
    future::{Future, IntoFuture},
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{header, HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
    Router,
};
use serde::Deserialize;
use serde_json::{json, Value};
use tokio::{
    net::TcpListener,
    sync::{oneshot, Semaphore},
};

use crate::{
    cache::Cache,
    chain::Chain,
    challenge::Challenge,
    decision::{decide, Attempt, Decision, Policy, Reason},
    files::{Found, Library},
    limit::Limiter,
    nonces::Nonces,
    signature::hash,
    Millis,
};

/// The header with the challenge.
pub const CHALLENGE: HeaderName = HeaderName::from_static("atelier-challenge");
/// The header with the signer.
pub const SIGNER: HeaderName = HeaderName::from_static("atelier-signer");
/// The header with the name of the kind of cryptography.
pub const CRYPTO: HeaderName = HeaderName::from_static("atelier-crypto");
/// The header with the signature.
pub const SIGNATURE: HeaderName = HeaderName::from_static("atelier-signature");
/// The header of an answer that tells what the license gives: `full`, or `read-only` in grace.
pub const ACCESS: HeaderName = HeaderName::from_static("atelier-access");

/// How many attempts may wait for the chain or a disk at once.
pub const WORKERS: usize = 64;

/// How long requests may still take when the server is told to stop.
pub const LAST_CALL: Duration = Duration::from_secs(10);

/// The longest path that is written to the log.
const MAX_LOGGED: usize = 200;

/// What the time is.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    // Before 1970 or too far behind it no block is of this time, so that the gate stays closed.
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|time| time.as_millis().try_into().ok());
    Arc::new(move || now().unwrap_or(0))
}

/// All that a server needs.
pub struct Gate {
    /// What it guards.
    pub policy: Policy,
    /// Whom it asks.
    pub chain: Arc<dyn Chain>,
    /// Its challenges.
    pub nonces: Nonces,
    /// What the chain has said.
    pub cache: Cache,
    /// How often one client may ask.
    pub limiter: Limiter,
    /// What it hands out.
    pub library: Library,
    /// What the time is.
    pub clock: Clock,
    /// Whoever has it may make the gate forget what the chain has said; without one nobody may.
    pub forget_token: Option<String>,
    /// Whether the last address in `X-Forwarded-For` is the client's. True only behind a proxy that puts it there: otherwise
    /// clients would choose their own.
    pub behind_proxy: bool,
}

struct Shared {
    gate: Gate,
    workers: Arc<Semaphore>,
}

type Handle = State<Arc<Shared>>;

/// What the log tells about a request besides how it ended.
#[derive(Clone, Copy, Default)]
struct Told {
    license: Option<u64>,
    reason: Option<Reason>,
}

#[derive(Deserialize)]
struct Asked {
    license: u64,
}

/// Serves until `stop` is over, and then lets requests end for [`LAST_CALL`].
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: TcpListener,
    gate: Gate,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        stop.await;
        tracing::info!("stopping");
        // Nobody listens any more if the server has ended by itself.
        let _ = stopping.send(());
    };
    let last_call = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(LAST_CALL).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let service = router(gate).into_make_service_with_connect_info::<SocketAddr>();
    tokio::select! {
        ended = axum::serve(listener, service).with_graceful_shutdown(stop).into_future() => ended,
        () = last_call => Ok(()),
    }
}

fn router(gate: Gate) -> Router {
    let shared = Arc::new(Shared { gate, workers: Arc::new(Semaphore::new(WORKERS)) });
    Router::new()
        .route("/challenge", get(challenge))
        .route("/images/{name}", get(image))
        .route("/forget/{license}", post(forget))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), around))
        .with_state(shared)
}

/// What is around every request: the limit before it, the log and what browsers must know after it.
async fn around(
    State(shared): Handle,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let client = client_of(&shared.gate, peer.ip(), request.headers());
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(MAX_LOGGED).collect();
    let mut response = match shared.gate.limiter.take(client, (shared.gate.clock)()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let seconds = HeaderValue::from(wait.div_ceil(1_000));
            let body = json!({ "reason": "too_many_requests", "retry_after_ms": wait });
            let mut response = answer(StatusCode::TOO_MANY_REQUESTS, &body);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    let Told { license, reason } = response.extensions().get::<Told>().copied().unwrap_or_default();
    tracing::info!(
        %client,
        %method,
        path,
        status = response.status().as_u16(),
        license,
        reason = reason.map(Reason::name),
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

fn client_of(gate: &Gate, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !gate.behind_proxy {
        return peer;
    }
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()).unwrap_or(peer)
}

async fn challenge(State(shared): Handle, Query(Asked { license }): Query<Asked>) -> Response {
    let Gate { policy, nonces, clock, .. } = &shared.gate;
    match nonces.issue(policy.genesis, policy.contract, license, &policy.audience, clock()) {
        Ok(challenge) => {
            let body = json!({ "challenge": challenge.to_string(), "expires_at": challenge.expires_at });
            told(answer(StatusCode::OK, &body), Told { license: Some(license), reason: None })
        }
        Err(error) => {
            tracing::error!(%error, "the system has no random numbers");
            answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "reason": "no_random_numbers" }))
        }
    }
}

async fn image(State(shared): Handle, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Ok(worker) = Arc::clone(&shared.workers).try_acquire_owned() else { return denied(Reason::Busy, None) };
    let attempt = tokio::task::spawn_blocking(move || {
        // Held until the work is done, also if the client does not wait for it.
        let _worker = worker;
        attempt(&shared.gate, &name, &headers)
    });
    match attempt.await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "an attempt broke off");
            answer(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "reason": "internal" }))
        }
    }
}

fn attempt(gate: &Gate, name: &str, headers: &HeaderMap) -> Response {
    // What is missing is malformed.
    let text = |header: HeaderName| headers.get(header).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let attempt =
        Attempt { challenge: text(CHALLENGE), signer: text(SIGNER), crypto: text(CRYPTO), signature: text(SIGNATURE) };
    let now = (gate.clock)();
    match decide(&gate.policy, &attempt, now, gate.chain.as_ref(), &gate.nonces, &gate.cache) {
        Decision::Deny(reason) => {
            let license = Challenge::parse(attempt.challenge).ok().map(|challenge| challenge.license);
            denied(reason, license)
        }
        Decision::Allow { license, role: _, read_only } => {
            let response = match gate.library.find(name) {
                Some(Found { kind, bytes }) => {
                    let access = if read_only { "read-only" } else { "full" };
                    ([(header::CONTENT_TYPE, kind), (ACCESS, access)], bytes).into_response()
                }
                None => answer(StatusCode::NOT_FOUND, &json!({ "reason": "no_such_file" })),
            };
            told(response, Told { license: Some(license), reason: None })
        }
    }
}

async fn forget(State(shared): Handle, Path(license): Path<u64>, headers: HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let is_known = match (&shared.gate.forget_token, given) {
        // Hashes are compared, so that the time that it takes tells nothing about the token.
        (Some(token), Some(given)) => hash(token.as_bytes()) == hash(given.as_bytes()),
        _ => false,
    };
    if !is_known {
        return answer(StatusCode::FORBIDDEN, &json!({ "reason": "wrong_token" }));
    }
    shared.gate.cache.forget(license);
    told(StatusCode::NO_CONTENT.into_response(), Told { license: Some(license), reason: None })
}

fn denied(reason: Reason, license: Option<u64>) -> Response {
    let body = json!({ "reason": reason.name(), "sentence": reason.sentence() });
    told(answer(StatusCode::FORBIDDEN, &body), Told { license, reason: Some(reason) })
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn told(mut response: Response, told: Told) -> Response {
    response.extensions_mut().insert(told);
    response
}
