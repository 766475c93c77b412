//! Builds contracts: compiler, optimizer, refusals, metadata, bundle. Nothing is done twice.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};

use crate::{
    bundle,
    fingerprint::{self, fingerprint},
    host::Host,
    optimize::{self, OPTIMIZER},
    process,
    progress::{grouped, seconds},
    refusal,
    toolchain::Toolchain,
    workspace::{Contract, Workspace},
};

/// What the contracts are compiled to.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What was built from one contract. Stands beside the artifacts, so that the next run knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// The name of the contract.
    pub contract: String,
    /// The bytes of the module.
    pub bytes: usize,
    /// The bytes that it may have.
    pub budget: Option<usize>,
    /// The hash of the module by which a chain knows it.
    pub code_hash: String,
    /// The compiler's optimization level.
    pub opt_level: String,
    /// How the optimizer was run.
    pub wasm_opt: String,
    /// The compiler and the optimizer.
    pub compiler: String,
    /// The hash of everything that went in.
    pub fingerprint: String,
}

/// Builds the contracts called `names` (all of them if `names` is empty) as far as something changed.
///
/// # Errors
/// If there is no compiler, a contract does not compile, or the chain would refuse it.
pub fn build(workspace: &Workspace, host: &Host, names: &[String]) -> Result<Vec<Built>> {
    let started = Instant::now();
    let contracts = workspace.select(names)?;
    if contracts.is_empty() {
        bail!("there are no contracts: none of the members has a [package.metadata.atelier] table");
    }
    let compiler = Compiler::choose(workspace)?;
    eprintln!("compiler: {} ({})", compiler.line, compiler.toolchain.origin);
    let _lock = lock()?;

    let output = workspace.root.join("target/ink");
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    write(&output.join("compiler.txt"), format!("{}\n", compiler.line).as_bytes())?;

    let mut all = Vec::new();
    for contract in contracts {
        let started = Instant::now();
        let folder = workspace.output_folder(contract);
        let fingerprint = fingerprint(workspace, contract, &compiler.line)?;
        let (built, verb) = match read_fresh(contract, &folder, &fingerprint) {
            Some(built) => (built, "fresh"),
            None => {
                eprintln!("{}: building …", contract.name);
                let built = build_one(workspace, host, &compiler, contract, &folder, fingerprint)
                    .with_context(|| format!("contract {}", contract.name))?;
                (built, "built")
            }
        };
        let budget = match built.budget {
            Some(budget) => format!(" of {}", grouped(budget)),
            None => String::new(),
        };
        eprintln!(
            "{}: {verb} in {}, {}{budget} bytes, rustc opt-level {}, wasm-opt {}",
            contract.name,
            seconds(started),
            grouped(built.bytes),
            built.opt_level,
            built.wasm_opt,
        );
        all.push(built);
    }
    eprintln!("contracts: {} in {}", all.len(), seconds(started));
    Ok(all)
}

/// Prints what each optimization level makes of the contracts called `names`, without keeping it.
///
/// # Errors
/// If a contract does not compile.
pub fn measure_levels(workspace: &Workspace, names: &[String]) -> Result<()> {
    let compiler = Compiler::choose(workspace)?;
    eprintln!("compiler: {} ({})", compiler.line, compiler.toolchain.origin);
    let _lock = lock()?;
    let scratch = workspace.root.join("target/ink/levels");
    fs::create_dir_all(&scratch)?;
    for contract in workspace.select(names)? {
        let mut best: Option<(usize, String)> = None;
        for level in ["1", "2", "3", "s", "z"] {
            let wasm = compiler.compile(contract, level)?;
            let optimized = optimize::optimize(&wasm, &scratch)?;
            let bytes = optimized.wasm.len();
            println!(
                "{:<20} opt-level {level}: {:>7} bytes (wasm-opt {})",
                contract.name,
                grouped(bytes),
                optimized.variant
            );
            if best.as_ref().is_none_or(|(least, _)| bytes < *least) {
                best = Some((bytes, level.to_owned()));
            }
        }
        if let Some((bytes, level)) = best {
            println!(
                "{:<20} smallest: \"{level}\" with {} bytes; its Cargo.toml says \"{}\"",
                contract.name,
                grouped(bytes),
                contract.settings.opt_level
            );
        }
    }
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// Keeps two builds from writing to the shared cache at once; they come from different checkouts or from tests.
fn lock() -> Result<File> {
    let folder = process::cache_folder()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("contracts.lock");
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    if file.try_lock().is_err() {
        eprintln!("waiting for another build of contracts …");
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}

/// What was built before, if nothing changed and all of it is still there.
fn read_fresh(contract: &Contract, folder: &Path, fingerprint: &str) -> Option<Built> {
    let built: Built = serde_json::from_slice(&fs::read(folder.join("build.json")).ok()?).ok()?;
    let wasm = fs::read(artifact(folder, contract, "wasm")).ok()?;
    let is_fresh = built.fingerprint == fingerprint
        && built.code_hash == fingerprint::hexadecimal(&fingerprint::hash(&wasm))
        && (contract.settings.code_of.is_some()
            || artifact(folder, contract, "json").is_file() && artifact(folder, contract, "contract").is_file());
    is_fresh.then_some(built)
}

fn artifact(folder: &Path, contract: &Contract, extension: &str) -> PathBuf {
    folder.join(format!("{}.{extension}", contract.name))
}

fn build_one(
    workspace: &Workspace,
    host: &Host,
    compiler: &Compiler,
    contract: &Contract,
    folder: &Path,
    fingerprint: String,
) -> Result<Built> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // Whatever fails from here on, nothing old must be taken for the result.
    for name in ["wasm", "json", "contract"] {
        remove(&artifact(folder, contract, name))?;
    }
    remove(&folder.join("build.json"))?;

    let compiled = compiler.compile(contract, &contract.settings.opt_level)?;
    let optimized = optimize::optimize(&compiled, folder)?;
    refusal::check(&optimized.wasm, contract.settings.budget).context("the module is refused")?;
    let hash = fingerprint::hash(&optimized.wasm);

    if contract.settings.code_of.is_none() {
        describe(workspace, host, compiler, contract, folder, &optimized, hash)?;
    }
    write(&artifact(folder, contract, "wasm"), &optimized.wasm)?;

    let built = Built {
        contract: contract.name.clone(),
        bytes: optimized.wasm.len(),
        budget: contract.settings.budget,
        code_hash: fingerprint::hexadecimal(&hash),
        opt_level: contract.settings.opt_level.clone(),
        wasm_opt: optimized.variant,
        compiler: compiler.line.clone(),
        fingerprint,
    };
    write(&folder.join("build.json"), &serde_json::to_vec_pretty(&built)?)?;
    Ok(built)
}

/// Writes the metadata and the bundle.
fn describe(
    workspace: &Workspace,
    host: &Host,
    compiler: &Compiler,
    contract: &Contract,
    folder: &Path,
    optimized: &optimize::Optimized,
    hash: [u8; 32],
) -> Result<()> {
    let mut interface = bundle::interface(workspace, host, contract)?;
    bundle::mark_mutating(&mut interface, &contract.settings.mutating)?;
    let mut facts = BTreeMap::new();
    facts.insert("compiler", compiler.line.as_str());
    facts.insert("opt_level", &contract.settings.opt_level);
    facts.insert("wasm_opt", &optimized.variant);
    let mut metadata =
        bundle::metadata(contract, interface, optimized.wasm.clone(), hash, &compiler.toolchain.version, &facts)?;
    write(&artifact(folder, contract, "contract"), &serde_json::to_vec(&metadata)?)?;
    metadata.remove_source_wasm_attribute();
    write(&artifact(folder, contract, "json"), &serde_json::to_vec_pretty(&metadata)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The compiler of the contracts, set up for this workspace.
pub struct Compiler {
    /// The toolchain.
    pub toolchain: Toolchain,
    /// The compiler and the optimizer in one line: gas is only comparable between contracts that agree in it.
    pub line: String,
    root: PathBuf,
    target: PathBuf,
}

impl Compiler {
    /// Chooses the compiler.
    ///
    /// # Errors
    /// If there is none.
    pub fn choose(workspace: &Workspace) -> Result<Self> {
        let toolchain = Toolchain::choose()?;
        Ok(Self {
            line: format!("{}, {OPTIMIZER}", toolchain.line),
            toolchain,
            root: workspace.root.clone(),
            target: process::cache_folder()?.join("wasm"),
        })
    }

    /// Builds into `target` from now on.
    pub fn with_target(self, target: PathBuf) -> Self {
        Self { target, ..self }
    }

    /// Builds from the tree in `root` from now on.
    pub fn with_root(self, root: PathBuf) -> Self {
        Self { root, ..self }
    }

    /// Compiles `contract` and gives back what the linker makes.
    ///
    /// # Errors
    /// If it does not compile.
    pub fn compile(&self, contract: &Contract, level: &str) -> Result<Vec<u8>> {
        let file = format!("{}.wasm", contract.library);
        let folder = self.target.join(TARGET).join("release");
        // The name of the file does not tell at which level, or from which checkout, it was built. Without it, cargo links
        // again; dependencies have names that tell.
        remove(&folder.join(&file))?;
        remove(&folder.join("deps").join(&file))?;
        process::run(self.cargo("rustc").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level).args([
            "--release",
            "--crate-type",
            "cdylib",
            "-p",
            &contract.package,
        ]))?;
        let path = folder.join(&file);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// A cargo command that builds for the chain.
    pub fn cargo(&self, subcommand: &str) -> std::process::Command {
        let mut command = self.toolchain.cargo();
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags())
            .args([subcommand, "--lib", "--no-default-features"])
            .args(["--target", TARGET, "-Zbuild-std=core,alloc"])
            // Checkouts share the folder, so the age of a file says nothing about what it holds.
            .arg("-Zchecksum-freshness");
        command
    }

    /// The compiler's flags, separated as cargo wants them where they may hold spaces.
    fn flags(&self) -> OsString {
        let mut flags: Vec<OsString> = [
            "-Zunstable-options",
            "-Cpanic=immediate-abort",
            // Without features that came later; the chain takes none of them but sign extension.
            "-Ctarget-cpu=mvp",
            // What this pass wins in a processor's loops costs bytes here, 1 in 60.
            "-Cllvm-args=-disable-lsr",
            "-Clink-arg=-zstack-size=65536",
            "-Clink-arg=--import-memory",
            "-Clink-arg=--max-memory=1048576",
            // All of it from the start: code that asks for more memory costs more than memory does.
            "-Clink-arg=--initial-memory=1048576",
        ]
        .map(OsString::from)
        .to_vec();
        // The bytes must not depend on the folders of a machine: users verify the hash of the code.
        for (from, to) in self.folders() {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(from);
            flag.push("=");
            flag.push(to);
            flags.push(flag);
        }
        flags.join(&OsString::from("\u{1f}"))
    }

    /// The folders that could get into the bytes, and what stands there instead. Where two match, the later one counts.
    fn folders(&self) -> Vec<(PathBuf, &'static str)> {
        let mut folders = vec![
            (self.root.clone(), "/atelier"),
            (self.target.clone(), "/target"),
            (self.toolchain.library_source(), "/rust"),
        ];
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
        if let Some(source) = home.map(|home| home.join("registry/src")) {
            // Below it is one folder per registry, and a mirror has another name than the original.
            let registries = fs::read_dir(&source).into_iter().flatten().flatten();
            let mut registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
            registries.sort();
            folders.extend(registries.into_iter().map(|folder| (folder, "/registry")));
        }
        folders
    }
}
