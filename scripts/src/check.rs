//! Everything that can be said about the tree without running it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{bail, Context, Result};
use clap::Args;

use crate::{
    build::Compiler,
    fingerprint,
    host::Host,
    machine::Machine,
    process,
    progress::Step,
    workspace::{Contract, Workspace},
};

/// Dependencies that a rule crate must not have, by the beginning of their names.
const CHAIN: [&str; 5] = ["ink", "pallet-", "frame-", "sp-", "staging-xcm"];

/// The workspace of the gate: its folder, and the packages of this tree that it builds.
const GATE: (&str, [&str; 2]) = ("gate", ["atelier-gate", "atelier-licensing"]);

/// The options of `cargo xtask check`.
#[derive(Args)]
pub struct Options {
    /// Instead of the checks, builds every contract in a copy of the tree in another folder and compares the bytes.
    #[arg(long)]
    reproducible: bool,
}

/// Runs all checks.
///
/// # Errors
/// On the first check that fails.
pub fn run(workspace: &Workspace, host: &Host, options: &Options) -> Result<()> {
    let compiler = Compiler::choose(workspace)?;
    if options.reproducible {
        return check_reproducible(workspace, compiler);
    }

    let polkavm = workspace.on(Machine::PolkaVm)?;
    let (host_of_polkavm, compiler_of_polkavm) = (Host::new(&polkavm)?, Compiler::choose(&polkavm)?);
    let gate = host.below(GATE.0, &GATE.1)?;
    let checks: [(&str, &dyn Fn() -> Result<()>); 11] = [
        ("format", &|| check_format(host)),
        ("format of the gate", &|| check_format(&gate)),
        ("format of the workspace for PolkaVM", &|| check_format(&host_of_polkavm)),
        ("rules without ink!", &|| check_rule_crates(workspace, host)),
        ("contracts on Wasm", &|| check_contracts(workspace, &compiler)),
        ("contracts on PolkaVM", &|| check_contracts(&polkavm, &compiler_of_polkavm)),
        ("lints on the host", &|| check_lints(host)),
        ("lints of the workspace for PolkaVM", &|| check_lints(&host_of_polkavm)),
        ("lints of the gate", &|| check_lints(&gate)),
        ("documentation", &|| check_documentation(host, &documented(workspace))),
        ("documentation of the gate", &|| check_documentation(&gate, &GATE.1[..1])),
    ];
    // All of them, so that one run tells everything there is to mend.
    let mut failed = Vec::new();
    for (name, check) in checks {
        let step = Step::start(name);
        match check() {
            Ok(()) => step.done(),
            Err(error) => {
                eprintln!("{name}: {error:#}");
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        bail!("not as it should be: {}", failed.join(", "));
    }
    Ok(())
}

fn check_format(host: &Host) -> Result<()> {
    process::run(host.cargo().args(["fmt", "--all", "--check", "--", "--files-with-diff"]))
        .context("the code is not formatted: run `cargo fmt --all` in its workspace")
}

fn check_lints(host: &Host) -> Result<()> {
    process::run(host.cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// Checks that the documentation has no dead links and the like.
fn check_documentation(host: &Host, packages: &[&str]) -> Result<()> {
    let mut doc = host.cargo();
    doc.args(["doc", "--quiet", "--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings");
    for package in packages {
        doc.args(["-p", package]);
    }
    process::run(&mut doc)
}

/// The packages whose documentation must be without warnings.
fn documented(workspace: &Workspace) -> Vec<&str> {
    let rules = workspace.settings.rule_crates.iter().map(String::as_str);
    let contracts = workspace.contracts.iter().map(|contract| contract.package.as_str());
    rules.chain(contracts).collect()
}

/// Proves that the rules know nothing of a chain, whatever features are on.
fn check_rule_crates(workspace: &Workspace, host: &Host) -> Result<()> {
    for name in &workspace.settings.rule_crates {
        let package = workspace
            .packages
            .iter()
            .find(|package| package.name == *name)
            .with_context(|| format!("rule-crates in the root Cargo.toml names {name}, which is no member"))?;
        let features: Vec<&str> = package.features.iter().map(String::as_str).collect();
        let mut tree = host.cargo();
        tree.args(["tree", "--quiet", "-p", name, "--edges", "normal,build"])
            .args(["--prefix", "none", "--format", "{p}", "--no-default-features"])
            .args(["--features", &features.join(",")]);
        let printed = process::read(&mut tree)?;
        if let Some(line) = chain_dependency(&printed) {
            bail!(
                "{name} depends on {line} ({}); the rules must know nothing of a chain",
                if features.is_empty() { "no features".into() } else { format!("features {}", features.join(", ")) }
            );
        }
    }
    Ok(())
}

/// The first dependency in the output of `cargo tree` that belongs to a chain.
fn chain_dependency(printed: &str) -> Option<&str> {
    printed.lines().find(|line| {
        let name = line.split_whitespace().next().unwrap_or_default();
        CHAIN.iter().any(|beginning| name.starts_with(beginning) && (*beginning != "ink" || is_ink(name)))
    })
}

/// ink! and its parts are called `ink` and `ink_…`.
fn is_ink(name: &str) -> bool {
    name == "ink" || name.starts_with("ink_")
}

/// Lints the contracts as they are compiled for the chain; without lints for that compiler, its own warnings have to do.
fn check_contracts(workspace: &Workspace, compiler: &Compiler) -> Result<()> {
    let has_lints = compiler.toolchain.has_lints();
    eprintln!("compiler for {}: {}", workspace.machine.name(), compiler.line);
    if !has_lints {
        eprintln!("this compiler has no clippy: its own warnings are checked instead");
    }
    let mut failed = Vec::new();
    for contract in &workspace.contracts {
        let mut command = compiler.cargo(if has_lints { "clippy" } else { "rustc" });
        command.args(["--quiet", "--release", "-p", &contract.package, "--", "-D", "warnings"]);
        if let Err(error) = process::run(&mut command) {
            eprintln!("contract {}: {error:#}", contract.name);
            failed.push(contract.name.as_str());
        }
    }
    if !failed.is_empty() {
        bail!("warnings in {}", failed.join(", "));
    }
    Ok(())
}

/// Builds every contract twice from scratch, here and in a copy in another folder, and compares the bytes.
fn check_reproducible(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let scratch = env::temp_dir().join(format!("atelier reproducible {}", std::process::id()));
    let copy = scratch.join("a copy in a folder with another and longer name");
    let outcome = compare_with_copy(workspace, compiler, &scratch, &copy);
    let removed = fs::remove_dir_all(&scratch);
    outcome?;
    removed.with_context(|| format!("cannot delete {}", scratch.display()))
}

fn compare_with_copy(workspace: &Workspace, compiler: Compiler, scratch: &Path, copy: &Path) -> Result<()> {
    let step = Step::start("the same bytes from two folders");
    copy_tree(&workspace.tree, copy)?;
    let here = compiler.with_target(scratch.join("here"));
    let there = Compiler::choose(workspace)?
        .with_target(scratch.join("there, where nothing was built"))
        .with_tree(copy.to_path_buf());
    for contract in &workspace.contracts {
        let hash = |compiler: &Compiler| -> Result<String> {
            let code = compiler.build(contract, &contract.settings.opt_level, scratch)?;
            Ok(fingerprint::hexadecimal(&workspace.machine.code_hash(&code.bytes)))
        };
        compare(contract, &hash(&here)?, &hash(&there)?)?;
    }
    step.done();
    Ok(())
}

fn compare(contract: &Contract, here: &str, there: &str) -> Result<()> {
    if here != there {
        bail!("the bytes of {} depend on the folder: {here} here, {there} in a copy", contract.name);
    }
    eprintln!("{}: {here}", contract.name);
    Ok(())
}

/// Copies the files that are, or could be, committed.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    let printed = process::read(Command::new("git").current_dir(from).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))
    .context("this check needs git, to know which files belong to the tree")?;
    for name in printed.split('\0').filter(|name| !name.is_empty()) {
        let source: PathBuf = from.join(name);
        // A file that was deleted but is still in the index.
        if !source.is_file() {
            continue;
        }
        let target = to.join(name);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&source, &target)
            .with_context(|| format!("cannot copy {} to {}", source.display(), target.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chain_dependency_finds_ink_and_pallets() {
        assert_eq!(chain_dependency("a v1\nink v5.1.1\n"), Some("ink v5.1.1"));
        assert_eq!(chain_dependency("ink_metadata v5.1.1"), Some("ink_metadata v5.1.1"));
        assert_eq!(chain_dependency("pallet-contracts v31"), Some("pallet-contracts v31"));
        assert_eq!(chain_dependency("sp-core v32"), Some("sp-core v32"));
    }

    #[test]
    fn chain_dependency_passes_what_only_sounds_like_it() {
        assert_eq!(chain_dependency("inkwell v1\nspin v0.9\nparity-scale-codec v3"), None);
    }
}
