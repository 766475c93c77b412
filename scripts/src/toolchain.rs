//! Which compiler builds the contracts. It needs the source of the standard library, because contracts abort at once instead
//! of carrying messages for a panic, and the library that comes compiled does not.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{bail, Context, Result};
use semver::Version;

use crate::{process, progress::Step};

/// `-Cpanic=immediate-abort` exists since then.
const OLDEST: Version = Version::new(1, 91, 0);

/// The name under which the compiler looks for its linker for Wasm.
const LINKER: &str = "rust-lld";

/// How long rustup may take to fetch the library source.
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// After a failed attempt to fetch the library source, it is tried again after this time.
const RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The system's packages: a compiler as new as browsers need it, its cargo, its library source, its lints.
const SYSTEM_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy"];

/// A compiler with its library source.
pub struct Toolchain {
    /// Where it comes from, for people.
    pub origin: String,
    /// The folder with `bin/rustc` and `bin/cargo`.
    sysroot: PathBuf,
    /// The version of the compiler.
    pub version: Version,
    /// What the compiler says about itself, one line, with the version of its code generator.
    pub line: String,
    /// A linker to name explicitly, if the compiler does not find one by itself.
    linker: Option<PathBuf>,
}

impl Toolchain {
    /// Chooses a compiler: the one that `ATELIER_WASM_TOOLCHAIN` names; else a rustup toolchain with its library source; else
    /// the active rustup toolchain after fetching the source; else the system's packages, which are installed if need be.
    ///
    /// # Errors
    /// If there is none, with what to install.
    pub fn choose() -> Result<Self> {
        if let Some(name) = env::var_os("ATELIER_WASM_TOOLCHAIN").filter(|name| !name.is_empty()) {
            let name = name.to_string_lossy().into_owned();
            return Self::named(&name).with_context(|| format!("ATELIER_WASM_TOOLCHAIN={name} cannot be used"));
        }
        let folders = rustup_toolchains();
        for folder in &folders {
            if let Ok(toolchain) = Self::inspect(folder, rustup_origin(folder)) {
                return Ok(toolchain);
            }
        }
        if let Some(active) = folders.first() {
            if fetch_source(active)? {
                return Self::inspect(active, rustup_origin(active));
            }
        }
        let system = Path::new("/usr");
        let origin = "the system's packages";
        if let Ok(toolchain) = Self::inspect(system, origin.into()) {
            return Ok(toolchain);
        }
        install_system_packages()?;
        Self::inspect(system, origin.into())
    }

    fn named(name: &str) -> Result<Self> {
        if name.contains('/') {
            return Self::inspect(Path::new(name), format!("the folder {name}"));
        }
        let folder = rustup_toolchains()
            .into_iter()
            .find(|folder| {
                let folder_name = toolchain_name(folder);
                folder_name == name || folder_name.starts_with(&format!("{name}-"))
            })
            .context("rustup has no toolchain of this name")?;
        Self::inspect(&folder, rustup_origin(&folder))
    }

    /// Looks whether the toolchain in `sysroot` can build contracts.
    fn inspect(sysroot: &Path, origin: String) -> Result<Self> {
        for tool in ["bin/rustc", "bin/cargo", "lib/rustlib/src/rust/library/core"] {
            if !sysroot.join(tool).exists() {
                bail!("{} has no {tool}", sysroot.display());
            }
        }
        let printed = process::read(Command::new(sysroot.join("bin/rustc")).arg("-vV"))?;
        let field = |name: &str| {
            printed
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
                .with_context(|| format!("rustc -vV does not print {name:?}"))
        };
        let version = Version::parse(field("release:")?).context("cannot read rustc's version")?;
        if version < OLDEST {
            bail!("rustc {version} is too old, {OLDEST} or newer is needed");
        }
        // Two builds of one version differ in what they make of a contract when their code generators do.
        let line = format!("{}, LLVM {}", printed.lines().next().unwrap_or_default().trim(), field("LLVM version:")?);
        let own = |root: &Path, host: &str| root.join(format!("lib/rustlib/{host}/bin/{LINKER}"));
        let host = field("host:")?;
        let finds_one = own(sysroot, host).is_file() || sysroot.join("bin").join(LINKER).is_file();
        let linker = if finds_one {
            None
        } else {
            let borrowed = rustup_toolchains()
                .iter()
                .map(|folder| own(folder, host))
                .find(|path| path.is_file())
                .or_else(|| process::find(LINKER));
            Some(borrowed.with_context(|| format!("there is no {LINKER} for {}", sysroot.display()))?)
        };
        Ok(Self { origin, sysroot: sysroot.to_path_buf(), version, line, linker })
    }

    /// Whether it can lint.
    pub fn has_lints(&self) -> bool {
        let tool = |name: &str| self.sysroot.join("bin").join(name).is_file();
        tool("cargo-clippy") && tool("clippy-driver")
    }

    /// The folder of the library source.
    pub fn library_source(&self) -> PathBuf {
        let path = self.sysroot.join("lib/rustlib/src/rust");
        // The compiler sees it without links, so this is what stands in the bytes.
        fs::canonicalize(&path).unwrap_or(path)
    }

    /// Its cargo, free of what another cargo or a user's settings would tell it about flags and profiles.
    pub fn cargo(&self) -> Command {
        let folder = self.sysroot.join("bin");
        let mut command = Command::new(folder.join("cargo"));
        for (name, _) in env::vars_os() {
            if is_about_another_build(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        let mut path = vec![folder.clone()];
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        if let Ok(path) = env::join_paths(path) {
            command.env("PATH", path);
        }
        command
            .env("RUSTC", folder.join("rustc"))
            // The library is built from source by flags that are stable enough for a decade of contracts, but not called so.
            .env("RUSTC_BOOTSTRAP", "1");
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }
}

/// Whether an environment variable belongs to the cargo that runs this program, or would change what a contract is built to.
fn is_about_another_build(name: &str) -> bool {
    const PREFIXES: [&str; 8] = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_PROFILE_",
        "CARGO_BUILD_",
        "CARGO_TARGET_",
        "CARGO_UNSTABLE_",
        "RUSTC_",
    ];
    const NAMES: [&str; 8] = [
        "CARGO",
        "CARGO_CRATE_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "RUSTFLAGS",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The folders of rustup's toolchains: the active one first, then the others, newest name first.
fn rustup_toolchains() -> Vec<PathBuf> {
    let home = env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".rustup")));
    let Some(root) = home.map(|home| home.join("toolchains")) else {
        return Vec::new();
    };
    let Ok(entries) = fs::read_dir(&root) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort_by(|one, other| other.cmp(one));
    // Cargo tells which one it is: its own path, `<toolchain>/bin/cargo`.
    let cargo = process::cargo_path();
    let active = cargo.parent().and_then(Path::parent);
    if let Some(position) = folders.iter().position(|folder| Some(folder.as_path()) == active) {
        let active = folders.remove(position);
        folders.insert(0, active);
    }
    folders
}

fn toolchain_name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn rustup_origin(folder: &Path) -> String {
    format!("rustup's toolchain {}", toolchain_name(folder))
}

/// Lets rustup fetch the library source of the toolchain in `folder`; says whether it is there afterward.
///
/// A failure is remembered for a day: it costs seconds, and a machine without access to toolchains stays one.
fn fetch_source(folder: &Path) -> Result<bool> {
    if process::find("rustup").is_none() {
        return Ok(false);
    }
    let name = toolchain_name(folder);
    let cache = process::cache_folder()?;
    let note = cache.join(format!("no-library-source-{name}"));
    let is_recent = fs::metadata(&note)
        .and_then(|metadata| metadata.modified())
        .is_ok_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age < RETRY_AFTER));
    if is_recent {
        return Ok(false);
    }
    eprintln!("fetching the library source for {name}: rustup component add rust-src …");
    let mut child = Command::new("rustup")
        .args(["component", "add", "rust-src", "--toolchain", &name])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start rustup")?;
    let started = Instant::now();
    let succeeded = loop {
        if let Some(status) = child.try_wait()? {
            break status.success();
        }
        if started.elapsed() > FETCH_LIMIT {
            child.kill()?;
            child.wait()?;
            break false;
        }
        thread::sleep(Duration::from_millis(50));
    };
    if succeeded && folder.join("lib/rustlib/src/rust/library/core").exists() {
        return Ok(true);
    }
    eprintln!("rustup cannot fetch it here; trying the system's packages");
    fs::create_dir_all(&cache)?;
    fs::write(&note, "Delete this file to let rustup try again.\n")?;
    Ok(false)
}

/// Installs the system's compiler.
fn install_system_packages() -> Result<()> {
    let advice =
        "run `rustup component add rust-src` (rustc 1.91 or newer), or install Debian's packages `rustc-web cargo-web \
                  rust-web-src rust-web-llvm lld`";
    if process::find("apt-get").is_none() {
        bail!("there is no compiler with its library source: {advice}");
    }
    let administrator =
        administrator().with_context(|| format!("there is no compiler with its library source: {advice}"))?;
    let step = Step::start(format!("installing a compiler with its library source: {}", SYSTEM_PACKAGES.join(" ")));
    let install = |packages: &[String]| {
        process::read(administrator.command().args(["install", "--yes", "--no-install-recommends"]).args(packages))
    };
    let mut packages: Vec<String> = SYSTEM_PACKAGES.map(str::to_owned).to_vec();
    process::read(administrator.command().arg("update"))
        .and_then(|_| install(&packages))
        .with_context(|| format!("the system's packages cannot be installed; {advice}"))?;
    // The linker has to be as new as the compiler's code generator, which the package of the compiler does not ask for.
    let printed = process::read(Command::new("/usr/bin/rustc").arg("-vV"))?;
    let generator = printed
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))
        .and_then(|version| version.split('.').next())
        .context("rustc -vV does not print its LLVM version")?;
    packages = vec![format!("lld-{generator}")];
    install(&packages).with_context(|| format!("the linker cannot be installed; {advice}"))?;
    step.done();
    Ok(())
}

/// How to run the package manager with the rights that it needs.
struct Administrator {
    with_sudo: bool,
}

impl Administrator {
    fn command(&self) -> Command {
        let mut command = if self.with_sudo {
            let mut command = Command::new("sudo");
            command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            command
        } else {
            Command::new("apt-get")
        };
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

fn administrator() -> Result<Administrator> {
    let user = process::read(Command::new("id").arg("-u"))?;
    if user.trim() == "0" {
        return Ok(Administrator { with_sudo: false });
    }
    process::read(Command::new("sudo").args(["-n", "true"])).context("neither root nor sudo without a password")?;
    Ok(Administrator { with_sudo: true })
}
