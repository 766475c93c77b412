//! Other programs, and the host's cargo above all.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{bail, Context, Result};

use crate::workspace::Workspace;

/// Runs `command`, with its output going where ours goes.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line_of(command));
    }
    Ok(())
}

/// Runs `command` and gives back what it printed; what it complains about is shown only if it fails.
///
/// # Errors
/// If it cannot be started or fails.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !output.status.success() {
        bail!("{} failed ({}): {}", line_of(command), output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed something that is no text", name_of(command)))
}

/// Where `name` lies on the path, if it does.
pub fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line_of(command: &Command) -> String {
    let mut line = name_of(command);
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// The folder for everything that may be deleted at any time.
///
/// # Errors
/// If there is neither `ATELIER_CACHE` nor `HOME`.
pub fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("ATELIER_CACHE").filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let home = env::var_os("HOME")
        .context("neither ATELIER_CACHE nor HOME is set: set ATELIER_CACHE to a folder for caches")?;
    Ok(Path::new(&home).join(".cache/atelier"))
}

/// The cargo that runs this program, and the folder that it builds into.
pub struct Host {
    root: PathBuf,
    cargo: PathBuf,
    target: PathBuf,
}

impl Host {
    /// Finds the host's cargo and makes its target folder ready for this workspace.
    ///
    /// # Errors
    /// If the cache folder cannot be used.
    pub fn new(workspace: &Workspace) -> Result<Self> {
        let cargo = cargo_path();
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => workspace.root.join(folder),
            None => cache_folder()?.join("target"),
        };
        let host = Self { root: workspace.root.clone(), cargo, target };
        host.claim_target(workspace)?;
        Ok(host)
    }

    /// A cargo command in the root of the workspace.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A rustc of the same toolchain as [`Self::cargo`].
    pub fn rustc(&self) -> Command {
        let sibling = self.cargo.with_file_name("rustc");
        let program: &OsStr = if sibling.is_file() { sibling.as_os_str() } else { OsStr::new("rustc") };
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Builds and runs the binary `name` of any member.
    ///
    /// No package is named on purpose: cargo then chooses the features of dependencies for the workspace as a whole, as it does
    /// for tests and lints, instead of building the chain a second time with others.
    ///
    /// # Errors
    /// If it cannot be built or fails.
    pub fn run_binary(&self, name: &str, arguments: Vec<OsString>) -> Result<()> {
        run(self.cargo().args(["run", "--quiet", "--bin", name, "--"]).args(arguments))
    }

    /// Notes which checkout builds into the target folder, and forgets the workspace's own crates when it was another one.
    ///
    /// Cargo goes by the time of files: crates of the same name in two checkouts that share a target folder would be taken
    /// for one another if the wrong one is older. Dependencies from the registry stay.
    fn claim_target(&self, workspace: &Workspace) -> Result<()> {
        let note = self.target.join("checkout.txt");
        let root = self.root.to_string_lossy().into_owned();
        let last = fs::read_to_string(&note).ok();
        if last.as_deref() == Some(root.as_str()) {
            return Ok(());
        }
        if last.is_some() {
            let mut command = self.cargo();
            command.args(["clean", "--quiet"]);
            for package in &workspace.packages {
                command.args(["-p", &package.name]);
            }
            run(&mut command)?;
        }
        fs::create_dir_all(&self.target)
            .and_then(|()| fs::write(&note, root))
            .with_context(|| format!("cannot write to {}", self.target.display()))
    }
}

/// The cargo that started this program, else the one on the path.
pub fn cargo_path() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
