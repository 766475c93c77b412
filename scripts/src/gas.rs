//! The gas of both machines in one table. Their nodes cannot stand in one program, so each has a program of its own; the second
//! machine writes its numbers down, and the first one lays them beside its own.

use std::{ffi::OsString, fs};

use anyhow::{Context, Result};
use clap::Args;

use crate::{build, machine::Machine, on, workspace::Workspace};

/// The options of `cargo xtask gas`.
#[derive(Args)]
pub struct Options {
    /// Prints the rows of both machines as JSON.
    #[arg(long)]
    json: bool,
    /// Compares with the committed snapshots.
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Writes the snapshots and the pictures.
    #[arg(long)]
    update: bool,
    /// Prints instead where the cost of the hottest messages goes, item by item.
    #[arg(long, conflicts_with_all = ["json", "check", "update"])]
    items: bool,
}

impl Options {
    /// What is said to both programs.
    fn common(&self) -> Vec<OsString> {
        let flags = [("--check", self.check), ("--update", self.update), ("--items", self.items)];
        flags.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name.into()).collect()
    }
}

/// Builds the contracts, measures them on both machines and prints one table.
///
/// # Errors
/// If a contract cannot be built or measured, or with `--check` if a number is not the committed one.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let [(first, host), (second, other_host)] = [on(workspace, Machine::Wasm)?, on(workspace, Machine::PolkaVm)?];
    build::build(&first, &host, &[])?;
    build::build(&second, &other_host, &[])?;
    let (mut arguments, mut other_arguments) = (options.common(), options.common());
    if options.items {
        host.run_binary("gas", arguments)?;
        return other_host.run_binary("gas", other_arguments);
    }
    let numbers = workspace.tree.join("target/gas.polkavm.json");
    // What an earlier run has left must not be taken for what this one measures.
    build::remove(&numbers)?;
    other_arguments.extend(["--into".into(), numbers.clone().into()]);
    let measured = other_host.run_binary("gas", other_arguments);
    if !fs::exists(&numbers)? {
        return measured.context("nothing was measured on PolkaVM");
    }
    arguments.extend(["--beside".into(), numbers.into()]);
    if options.json {
        arguments.push("--json".into());
    }
    // Both snapshots are compared, so that one run tells all that differs.
    host.run_binary("gas", arguments).and(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passes_on_what_both_programs_understand() {
        let options = Options { json: true, check: true, update: false, items: false };
        assert_eq!(options.common(), ["--check"]);
    }
}
