//! The host's cargo and the folder that it builds into.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::PathBuf,
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{cache_folder, cargo_path, run},
    workspace::Workspace,
};

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
            Some(folder) => workspace.tree.join(folder),
            None => cache_folder()?.join("target"),
        }
        .join(workspace.machine.folder());
        let host = Self { root: workspace.root.clone(), cargo, target };
        let packages: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
        host.claim_target(&packages)?;
        Ok(host)
    }

    /// The same cargo for the workspace in a folder below this one, which has packages of its own and builds into a folder of
    /// its own.
    ///
    /// # Errors
    /// If its target folder cannot be used.
    pub fn below(&self, folder: &str, packages: &[&str]) -> Result<Self> {
        let host = Self { root: self.root.join(folder), cargo: self.cargo.clone(), target: self.target.join(folder) };
        host.claim_target(packages)?;
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
    fn claim_target(&self, packages: &[&str]) -> Result<()> {
        let note = self.target.join("checkout.txt");
        let root = self.root.to_string_lossy().into_owned();
        let last = fs::read_to_string(&note).ok();
        if last.as_deref() == Some(root.as_str()) {
            return Ok(());
        }
        if last.is_some() {
            let mut command = self.cargo();
            command.args(["clean", "--quiet"]);
            for package in packages {
                command.args(["-p", package]);
            }
            run(&mut command)?;
        }
        fs::create_dir_all(&self.target)
            .and_then(|()| fs::write(&note, root))
            .with_context(|| format!("cannot write to {}", self.target.display()))
    }
}
