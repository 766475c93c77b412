//! The commands of this workspace, `cargo xtask …`: build the contracts, measure them, check the tree.
//!
//! What a program may read goes to standard output, progress and complaints go to standard error.

mod build;
mod bundle;
mod check;
mod fingerprint;
mod gas;
mod host;
mod link;
mod machine;
mod optimize;
mod process;
mod progress;
mod refusal;
mod sizes;
mod toolchain;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::{
    host::Host,
    machine::{Machine, Target},
    workspace::Workspace,
};

/// Builds the contracts, measures them and checks the tree.
///
/// Caches lie in `$ATELIER_CACHE`, `~/.cache/atelier` unless set. `$ATELIER_WASM_TOOLCHAIN` names the compiler of the
/// contracts: a rustup toolchain or the folder of one (it needs the library source, `rust-src`).
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds code, metadata and bundle of each contract into `target/ink/<name>/`.
    Build(Build),
    /// Measures what each optimization level makes of a contract, in bytes.
    Levels {
        /// Folder names of contracts; all of them if none is given.
        names: Vec<String>,
        /// The machine.
        #[arg(long, value_enum, default_value_t)]
        target: Target,
    },
    /// Prints the bytes of every contract on both machines beside its budgets.
    Sizes(sizes::Options),
    /// Prints the gas of each hot message at each size on both machines, beside its floors.
    Gas(gas::Options),
    /// Tells the story of income on royalty trees, on an embedded chain.
    Demo {
        /// Prints what happened as data.
        #[arg(long)]
        json: bool,
        /// JSON files that describe royalty trees; the ones in `examples/` if none is given.
        files: Vec<PathBuf>,
    },
    /// Prints the names of the packages of pure rules, one a line.
    Rules,
    /// Formatting, lints on the host and on both machines, documentation, and that the rules know nothing of ink!.
    Check(check::Options),
}

#[derive(Args)]
struct Build {
    /// Folder names of contracts; all of them if none is given.
    names: Vec<String>,
    /// The machine: Wasm for chains with `pallet-contracts`, PolkaVM for those with `pallet-revive`.
    #[arg(long, value_enum, default_value_t)]
    target: Target,
    /// Prints what was built as JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match run(CommandLine::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace of a machine, and the cargo that builds its programs for the host.
fn on(workspace: &Workspace, machine: Machine) -> Result<(Workspace, Host)> {
    let workspace = workspace.on(machine)?;
    let host = Host::new(&workspace)?;
    Ok((workspace, host))
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::load()?;
    let host = Host::new(&workspace)?;
    match command {
        Command::Build(options) => {
            let mut built = Vec::new();
            for machine in options.target.machines() {
                let (workspace, host) = on(&workspace, *machine)?;
                built.extend(build::build(&workspace, &host, &options.names)?);
            }
            if options.json {
                println!("{}", serde_json::to_string_pretty(&built)?);
            }
            Ok(())
        }
        Command::Levels { names, target } => {
            for machine in target.machines() {
                build::measure_levels(&workspace.on(*machine)?, &names)?;
            }
            Ok(())
        }
        Command::Sizes(options) => sizes::run(&workspace, &options),
        Command::Gas(options) => gas::run(&workspace, &options),
        Command::Demo { json, files } => {
            build::build(&workspace, &host, &[])?;
            let flags = json.then(|| "--json".into());
            let arguments = flags.into_iter().chain(files.into_iter().map(PathBuf::into_os_string)).collect();
            host.run_binary("demo", arguments)
        }
        Command::Rules => {
            for name in &workspace.settings.rule_crates {
                println!("{name}");
            }
            Ok(())
        }
        Command::Check(options) => check::run(&workspace, &host, &options),
    }
}
