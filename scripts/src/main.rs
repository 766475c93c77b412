//! The commands of this workspace, `cargo xtask …`: build the contracts, measure them, check the tree.
//!
//! What a program may read goes to standard output, progress and complaints go to standard error.

mod build;
mod bundle;
mod check;
mod fingerprint;
mod host;
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

use crate::{host::Host, workspace::Workspace};

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
    /// Builds Wasm, metadata and `.contract` bundle of each contract into `target/ink/<name>/`.
    Build(Build),
    /// Measures what each optimization level makes of a contract, in bytes.
    Levels {
        /// Folder names of contracts; all of them if none is given.
        names: Vec<String>,
    },
    /// Prints the bytes of every contract beside its budget.
    Sizes(sizes::Options),
    /// Prints the gas of each hot message at each size beside its floor.
    Gas(Gas),
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
    /// Formatting, lints on the host and on wasm32, documentation, and that the rules know nothing of ink!.
    Check(check::Options),
}

#[derive(Args)]
struct Build {
    /// Folder names of contracts; all of them if none is given.
    names: Vec<String>,
    /// Prints what was built as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Gas {
    /// Prints the rows as JSON.
    #[arg(long)]
    json: bool,
    /// Compares with the committed snapshot.
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Writes the snapshot and the pictures.
    #[arg(long)]
    update: bool,
    /// Prints instead where the cost of the hottest messages goes, item by item.
    #[arg(long, conflicts_with_all = ["json", "check", "update"])]
    items: bool,
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

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::load()?;
    let host = Host::new(&workspace)?;
    match command {
        Command::Build(options) => {
            let built = build::build(&workspace, &host, &options.names)?;
            if options.json {
                println!("{}", serde_json::to_string_pretty(&built)?);
            }
            Ok(())
        }
        Command::Levels { names } => build::measure_levels(&workspace, &names),
        Command::Sizes(options) => sizes::run(&workspace, &host, &options),
        Command::Gas(options) => {
            build::build(&workspace, &host, &[])?;
            let mut arguments = Vec::new();
            let flags = [
                ("--json", options.json),
                ("--check", options.check),
                ("--update", options.update),
                ("--items", options.items),
            ];
            for (name, is_set) in flags {
                if is_set {
                    arguments.push(name.into());
                }
            }
            host.run_binary("gas", arguments)
        }
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
