//! The command `gate`: serves files to holders of licenses, makes challenges, checks answers to them.
//!
//! What a program may read goes to standard output, the log and complaints go to standard error.

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{ensure, Context, Result};
use atelier_gate::{
    account,
    cache::{Cache, MAX_TTL},
    chain::Role,
    challenge::is_audience,
    decision::{decide, Attempt, Decision, Policy},
    files::Library,
    limit::Limiter,
    node::{Node, Settings},
    nonces::Nonces,
    server::{self, system_clock, Gate},
};
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use tokio::{
    net::TcpListener,
    signal::unix::{signal, SignalKind},
};
use tracing_subscriber::EnvFilter;

/// Hands out files to whoever holds a license on the chain, and to nobody else.
///
/// Whoever wants a file asks for a challenge, signs it with the key of the license's holder, of one of its seats, or with one of its
/// gate keys, and shows both. The gate asks the chain, and stays closed whatever goes wrong.
#[derive(Parser)]
#[command(name = "gate", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves a folder over HTTP. Each option can also be given by the environment.
    ///
    /// `GET /challenge?license=N` gives a challenge as JSON. `GET /images/NAME` wants the headers atelier-challenge,
    /// atelier-signer (an address, or a key as hexadecimal digits), atelier-crypto (sr25519, ed25519 or ecdsa) and
    /// atelier-signature (hexadecimal digits), and gives the file, or 403 with {"reason": …}; 429 with Retry-After is for clients
    /// that ask too often. `POST /forget/N` with `Authorization: Bearer TOKEN` makes the gate ask the chain anew.
    /// The log goes to standard error as JSON, one line a request; RUST_LOG says how much of it.
    Serve(Serve),
    /// Prints a new challenge, for checks by `gate check`; a serving gate takes only its own.
    Challenge(Challenge),
    /// Checks one signature over a challenge and asks the chain: prints the decision as JSON and succeeds if the gate would open.
    ///
    /// Whether the challenge was made by some gate, or used before, it does not know.
    Check(Check),
}

/// What is guarded.
#[derive(Args)]
struct Guarded {
    /// The hash of the first block of the chain: 32 bytes as hexadecimal digits.
    #[arg(long, env = "GATE_GENESIS")]
    genesis: String,
    /// The licenses' contract: an address, or 32 bytes as hexadecimal digits.
    #[arg(long, env = "GATE_CONTRACT")]
    contract: String,
    /// The name of this gate, usually its host: letters, digits and .-_:/
    #[arg(long, env = "GATE_AUDIENCE")]
    audience: String,
    /// Licenses in grace may still read. Without it they may not.
    #[arg(long, env = "GATE_GRACE_READS")]
    grace_reads: bool,
}

/// Whom to ask.
#[derive(Args)]
struct Asked {
    /// The node: http://… or https://… It is believed, so it should be your own.
    #[arg(long, env = "GATE_NODE", default_value = "http://127.0.0.1:9944")]
    node: String,
    /// How many milliseconds the node may take for an attempt.
    #[arg(long, env = "GATE_TIMEOUT", default_value_t = 3_000)]
    timeout: u64,
    /// How many milliseconds old the node's last finalized block may be.
    #[arg(long, env = "GATE_MAX_AGE", default_value_t = 120_000)]
    max_age: u64,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    guarded: Guarded,
    #[command(flatten)]
    asked: Asked,
    /// The folder whose files are handed out; not those of folders in it.
    #[arg(long, env = "GATE_FOLDER")]
    folder: PathBuf,
    /// Where to listen. The gate speaks plain HTTP: put it behind a proxy that speaks TLS.
    #[arg(long, env = "GATE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// For how many milliseconds the chain's answers are believed, at most 60000; 0 asks each time.
    #[arg(long, env = "GATE_TTL", default_value_t = MAX_TTL)]
    ttl: u64,
    /// How many requests a client may make at once.
    #[arg(long, env = "GATE_BURST", default_value_t = 20)]
    burst: u32,
    /// How many requests a second a client may make in the long run.
    #[arg(long, env = "GATE_RATE", default_value_t = 5)]
    rate: u32,
    /// Clients are told apart by the last address in X-Forwarded-For, which a proxy in front must set.
    #[arg(long, env = "GATE_BEHIND_PROXY")]
    behind_proxy: bool,
    /// What whoever asks to forget must show; without it nobody can ask.
    #[arg(long, env = "GATE_FORGET_TOKEN", hide_env_values = true)]
    forget_token: Option<String>,
}

#[derive(Args)]
struct Challenge {
    #[command(flatten)]
    guarded: Guarded,
    /// The license.
    #[arg(long)]
    license: u64,
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    guarded: Guarded,
    #[command(flatten)]
    asked: Asked,
    /// The challenge.
    #[arg(long)]
    challenge: String,
    /// Who signed: an address, or a key as hexadecimal digits.
    #[arg(long)]
    signer: String,
    /// sr25519, ed25519 or ecdsa.
    #[arg(long, default_value = "sr25519")]
    crypto: String,
    /// The signature as hexadecimal digits.
    #[arg(long)]
    signature: String,
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Serve(options) => serve(options),
        Command::Challenge(options) => print_challenge(&options),
        Command::Check(options) => check(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

impl Guarded {
    fn policy(&self) -> Result<Policy> {
        let Self { genesis, contract, audience, grace_reads } = self;
        ensure!(is_audience(audience), "the audience {audience:?} is not 1 to 128 letters, digits and .-_:/");
        Ok(Policy {
            genesis: account::from_hexadecimal(genesis)
                .with_context(|| format!("the genesis {genesis:?} is not 0x and 64 lower-case hexadecimal digits"))?,
            contract: account::account(contract)
                .with_context(|| format!("the contract {contract:?} is neither an address nor 32 bytes"))?,
            audience: audience.clone(),
            grace_reads: *grace_reads,
        })
    }
}

impl Asked {
    fn node(&self, policy: &Policy) -> Result<Node> {
        let Self { node, timeout, max_age } = self;
        ensure!(
            node.starts_with("http://") || node.starts_with("https://"),
            "the node {node:?} begins neither with http:// nor with https://"
        );
        Ok(Node::new(Settings {
            url: node.clone(),
            genesis: policy.genesis,
            contract: policy.contract,
            timeout: Duration::from_millis(*timeout),
            max_age: *max_age,
        }))
    }
}

fn print_challenge(options: &Challenge) -> Result<ExitCode> {
    let policy = options.guarded.policy()?;
    let now = system_clock()();
    let challenge = Nonces::new()?.issue(policy.genesis, policy.contract, options.license, &policy.audience, now)?;
    println!("{challenge}");
    Ok(ExitCode::SUCCESS)
}

fn check(options: &Check) -> Result<ExitCode> {
    let Check { guarded, asked, challenge, signer, crypto, signature } = options;
    let policy = guarded.policy()?;
    let node = asked.node(&policy)?;
    let attempt = Attempt { challenge, signer, crypto, signature };
    let (nonces, cache) = (Nonces::from_anywhere(1), Cache::new(0));
    match decide(&policy, &attempt, system_clock()(), &node, &nonces, &cache) {
        Decision::Allow { license, role, read_only } => {
            let role = match role {
                Role::Holder => "holder",
                Role::Seat => "seat",
                Role::Key => "key",
            };
            println!("{}", json!({ "allow": true, "license": license, "role": role, "read_only": read_only }));
            Ok(ExitCode::SUCCESS)
        }
        Decision::Deny(reason) => {
            println!("{}", json!({ "allow": false, "reason": reason.name(), "sentence": reason.sentence() }));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn serve(options: Serve) -> Result<ExitCode> {
    let Serve { guarded, asked, folder, listen, ttl, burst, rate, behind_proxy, forget_token } = options;
    let log = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(log).with_writer(io::stderr).init();

    ensure!(forget_token.as_deref() != Some(""), "the token for forgetting is empty");
    let policy = guarded.policy()?;
    let gate = Gate {
        chain: Arc::new(asked.node(&policy)?),
        nonces: Nonces::new()?,
        cache: Cache::new(ttl),
        limiter: Limiter::new(burst, rate),
        library: Library::new(&folder).with_context(|| format!("cannot read the folder {}", folder.display()))?,
        clock: system_clock(),
        policy,
        forget_token,
        behind_proxy,
    };
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let mut terminated = signal(SignalKind::terminate())?;
        let stop = async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        };
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        tracing::info!(address = %listener.local_addr()?, folder = %folder.display(), "open");
        server::serve(listener, gate, stop).await?;
        Ok(ExitCode::SUCCESS)
    })
}
