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
use solidity_abi::Interface;

use crate::{
    bundle,
    fingerprint::{self, fingerprint},
    host::Host,
    link::{self, LINKER},
    machine::{Kind, Machine},
    optimize::{self, OPTIMIZER},
    process,
    progress::{grouped, seconds},
    refusal,
    toolchain::Toolchain,
    workspace::{Contract, Workspace},
};

/// What the contracts for Wasm are compiled to.
const WASM: &str = "wasm32-unknown-unknown";

/// What was built from one contract. Stands beside the artifacts, so that the next run knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// The name of the contract.
    pub contract: String,
    /// The machine that it is built for.
    pub machine: String,
    /// The bytes of the module.
    pub bytes: usize,
    /// The bytes that it may have.
    pub budget: Option<usize>,
    /// The hash of the module by which a chain knows it.
    pub code_hash: String,
    /// The compiler's optimization level.
    pub opt_level: String,
    /// How the optimizer was run; empty where there is none.
    pub wasm_opt: String,
    /// The compiler and the optimizer, or the second linker.
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

    let output = workspace.tree.join("target/ink");
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    let note = match workspace.machine {
        Machine::Wasm => "compiler.txt",
        Machine::PolkaVm => "compiler.polkavm.txt",
    };
    write(&output.join(note), format!("{}\n", compiler.line).as_bytes())?;

    let mut all = Vec::new();
    for contract in contracts {
        let started = Instant::now();
        let fingerprint = fingerprint(workspace, contract, &compiler.line)?;
        let (built, verb) = match read_fresh(workspace, contract, &fingerprint) {
            Some(built) => (built, "fresh"),
            None => {
                eprintln!("{}: building …", contract.name);
                let built = build_one(workspace, host, &compiler, contract, fingerprint)
                    .with_context(|| format!("contract {}", contract.name))?;
                (built, "built")
            }
        };
        let budget = match built.budget {
            Some(budget) => format!(" of {}", grouped(budget)),
            None => String::new(),
        };
        let optimizer = if built.wasm_opt.is_empty() { "" } else { ", wasm-opt " };
        eprintln!(
            "{}: {verb} in {}, {}{budget} bytes for {}, rustc opt-level {}{optimizer}{}",
            contract.name,
            seconds(started),
            grouped(built.bytes),
            built.machine,
            built.opt_level,
            built.wasm_opt,
        );
        all.push(built);
    }
    eprintln!("contracts for {}: {} in {}", workspace.machine.name(), all.len(), seconds(started));
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
    let scratch = workspace.tree.join("target/ink/levels");
    fs::create_dir_all(&scratch)?;
    for contract in workspace.select(names)? {
        let mut best: Option<(usize, String)> = None;
        for level in ["1", "2", "3", "s", "z"] {
            let code = compiler.build(contract, level, &scratch)?;
            let bytes = code.bytes.len();
            println!("{:<20} opt-level {level}: {:>7} bytes {}", contract.name, grouped(bytes), code.wasm_opt);
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
fn read_fresh(workspace: &Workspace, contract: &Contract, fingerprint: &str) -> Option<Built> {
    let built: Built = serde_json::from_slice(&fs::read(workspace.output(contract, Kind::Notes)).ok()?).ok()?;
    let code = fs::read(workspace.output(contract, Kind::Code)).ok()?;
    let is_fresh = built.fingerprint == fingerprint
        && built.code_hash == fingerprint::hexadecimal(&workspace.machine.code_hash(&code))
        && (!contract.has_interface()
            || descriptions(workspace.machine).iter().all(|kind| workspace.output(contract, *kind).is_file()));
    is_fresh.then_some(built)
}

/// What describes a contract to clients.
fn descriptions(machine: Machine) -> &'static [Kind] {
    match machine {
        Machine::Wasm => &[Kind::Metadata, Kind::Bundle],
        Machine::PolkaVm => &[Kind::Metadata, Kind::Bundle, Kind::SolidityAbi],
    }
}

fn build_one(
    workspace: &Workspace,
    host: &Host,
    compiler: &Compiler,
    contract: &Contract,
    fingerprint: String,
) -> Result<Built> {
    let folder = workspace.output_folder(contract);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // Whatever fails from here on, nothing old must be taken for the result.
    for kind in descriptions(workspace.machine).iter().chain(&[Kind::Code, Kind::Notes]) {
        remove(&workspace.output(contract, *kind))?;
    }

    let code = compiler.build(contract, &contract.settings.opt_level, &folder)?;
    match workspace.machine {
        Machine::Wasm => refusal::check(&code.bytes, contract.settings.budget).map_err(anyhow::Error::from),
        Machine::PolkaVm => link::check(&code.bytes, contract.settings.budget),
    }
    .context("the module is refused")?;
    let hash = workspace.machine.code_hash(&code.bytes);

    if contract.has_interface() {
        describe(workspace, host, compiler, contract, &code, hash)?;
    }
    write(&workspace.output(contract, Kind::Code), &code.bytes)?;

    let built = Built {
        contract: contract.name.clone(),
        machine: workspace.machine.name().to_owned(),
        bytes: code.bytes.len(),
        budget: contract.settings.budget,
        code_hash: fingerprint::hexadecimal(&hash),
        opt_level: contract.settings.opt_level.clone(),
        wasm_opt: code.wasm_opt,
        compiler: compiler.line.clone(),
        fingerprint,
    };
    write(&workspace.output(contract, Kind::Notes), &serde_json::to_vec_pretty(&built)?)?;
    Ok(built)
}

/// Writes the metadata, the bundle, and for callers from Solidity the interface as they know it.
fn describe(
    workspace: &Workspace,
    host: &Host,
    compiler: &Compiler,
    contract: &Contract,
    code: &Code,
    hash: [u8; 32],
) -> Result<()> {
    let mut interface = bundle::interface(workspace, host, contract)?;
    bundle::mark_mutating(&mut interface, &contract.settings.mutating)?;
    let mut facts = BTreeMap::new();
    facts.insert("compiler", compiler.line.as_str());
    facts.insert("opt_level", &contract.settings.opt_level);
    if !code.wasm_opt.is_empty() {
        facts.insert("wasm_opt", &code.wasm_opt);
    }
    let version = &compiler.toolchain.version;
    let mut metadata =
        bundle::metadata(contract, interface, code.bytes.clone(), hash, version, &facts, workspace.machine)?;
    let mut bundle = serde_json::to_value(&metadata)?;
    if workspace.machine == Machine::PolkaVm {
        bundle::name_binary(&mut bundle)?;
    }
    write(&workspace.output(contract, Kind::Bundle), &serde_json::to_vec(&bundle)?)?;
    metadata.remove_source_wasm_attribute();
    write(&workspace.output(contract, Kind::Metadata), &serde_json::to_vec_pretty(&metadata)?)?;
    if descriptions(workspace.machine).contains(&Kind::SolidityAbi) {
        let interface = Interface::of(&serde_json::to_value(&metadata)?).context("its interface in Solidity")?;
        write(&workspace.output(contract, Kind::SolidityAbi), &serde_json::to_vec_pretty(&interface.abi())?)?;
    }
    Ok(())
}

/// What a chain takes.
pub struct Code {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How the optimizer was run; empty where there is none.
    pub wasm_opt: String,
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The compiler of the contracts, set up for one workspace.
pub struct Compiler {
    /// The toolchain.
    pub toolchain: Toolchain,
    /// The compiler and the optimizer in one line: gas is only comparable between contracts that agree in it.
    pub line: String,
    machine: Machine,
    /// What the compiler knows the machine by: a name, or a file that describes it.
    machine_target: OsString,
    tree: PathBuf,
    target: PathBuf,
}

impl Compiler {
    /// Chooses the compiler.
    ///
    /// # Errors
    /// If there is none.
    pub fn choose(workspace: &Workspace) -> Result<Self> {
        let toolchain = Toolchain::choose()?;
        let machine = workspace.machine;
        let (after, machine_target, folder) = match machine {
            Machine::Wasm => (OPTIMIZER, WASM.into(), "wasm"),
            Machine::PolkaVm => (LINKER, link::target()?.into_os_string(), "riscv"),
        };
        Ok(Self {
            line: format!("{}, {after}", toolchain.line),
            toolchain,
            machine,
            machine_target,
            tree: workspace.tree.clone(),
            target: process::cache_folder()?.join(folder),
        })
    }

    /// Builds into `target` from now on.
    pub fn with_target(self, target: PathBuf) -> Self {
        Self { target, ..self }
    }

    /// Builds from the tree in `tree` from now on.
    pub fn with_tree(self, tree: PathBuf) -> Self {
        Self { tree, ..self }
    }

    /// Builds the code of `contract`, as a chain takes it. `scratch` is a folder for files in between.
    ///
    /// # Errors
    /// If it does not compile.
    pub fn build(&self, contract: &Contract, level: &str, scratch: &Path) -> Result<Code> {
        let linked = self.compile(contract, level)?;
        Ok(match self.machine {
            Machine::Wasm => {
                let optimized = optimize::optimize(&linked, scratch)?;
                Code { bytes: optimized.wasm, wasm_opt: optimized.variant }
            }
            Machine::PolkaVm => Code { bytes: link::link(&linked)?, wasm_opt: String::new() },
        })
    }

    /// Compiles `contract` and gives back what the linker makes.
    fn compile(&self, contract: &Contract, level: &str) -> Result<Vec<u8>> {
        let extension = match self.machine {
            Machine::Wasm => "wasm",
            Machine::PolkaVm => "elf",
        };
        let file = format!("{}.{extension}", contract.library);
        let triple = Path::new(&self.machine_target).file_stem().context("the machine has no name")?;
        let folder = self.target.join(triple).join("release");
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
            .current_dir(self.tree.join(self.machine.folder()))
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags())
            .args([subcommand, "--lib", "--no-default-features", "-Zbuild-std=core,alloc", "--target"])
            .arg(&self.machine_target)
            // Checkouts share the folder, so the age of a file says nothing about what it holds.
            .arg("-Zchecksum-freshness");
        if self.machine == Machine::PolkaVm {
            command.args(["-Zjson-target-spec", "-Zbuild-std-features=compiler-builtins-mem"]);
        }
        command
    }

    /// The compiler's flags, separated as cargo wants them where they may hold spaces.
    fn flags(&self) -> OsString {
        let mut flags: Vec<OsString> = ["-Zunstable-options", "-Cpanic=immediate-abort"].map(OsString::from).to_vec();
        let own: &[&str] = match self.machine {
            Machine::Wasm => &[
                // Without features that came later; the chain takes none of them but sign extension.
                "-Ctarget-cpu=mvp",
                // What this pass wins in a processor's loops costs bytes here, 1 in 60.
                "-Cllvm-args=-disable-lsr",
                "-Clink-arg=-zstack-size=65536",
                "-Clink-arg=--import-memory",
                "-Clink-arg=--max-memory=1048576",
                // All of it from the start: code that asks for more memory costs more than memory does.
                "-Clink-arg=--initial-memory=1048576",
            ],
            // Dependencies take it for the sign that they are built for a chain.
            Machine::PolkaVm => &["--cfg", "substrate_runtime"],
        };
        flags.extend(own.iter().map(OsString::from));
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
            (self.tree.clone(), "/atelier"),
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
