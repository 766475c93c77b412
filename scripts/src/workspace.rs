//! What the manifests say: the contracts, their settings, and the groups that share a budget.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{bail, Context, Result};
use serde::Deserialize;

use crate::{
    machine::{Kind, Machine},
    process,
};

/// The workspace of one machine.
pub struct Workspace {
    /// The machine.
    pub machine: Machine,
    /// The folder of the whole tree.
    pub tree: PathBuf,
    /// The folder of the root manifest: that of the tree, or one below it.
    pub root: PathBuf,
    /// All members.
    pub packages: Vec<Package>,
    /// The members with a `[package.metadata.atelier]` table, sorted by name.
    pub contracts: Vec<Contract>,
    /// The `[workspace.metadata.atelier]` table.
    pub settings: WorkspaceSettings,
}

/// One member of the workspace.
pub struct Package {
    /// The name of the package.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The folder of its source.
    pub source: PathBuf,
    /// Folders of the members that it needs in order to be built, not counting tests.
    pub path_dependencies: Vec<PathBuf>,
    /// The names of its features.
    pub features: Vec<String>,
}

/// A contract to build.
pub struct Contract {
    /// The name of its folder, which is also the name of what is built from it.
    pub name: String,
    /// The name of its package.
    pub package: String,
    /// The name of its library, as in `use`.
    pub library: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The version of the package.
    pub version: semver::Version,
    /// The authors of the package.
    pub authors: Vec<String>,
    /// The license of the package.
    pub license: Option<String>,
    /// The description of the package.
    pub description: Option<String>,
    /// How to build it.
    pub settings: Settings,
}

/// The `[package.metadata.atelier]` table of a contract.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    /// The compiler's optimization level: "1", "2", "3", "s" or "z".
    pub opt_level: String,
    /// Why this level, in bytes measured: `cargo xtask levels` prints them.
    pub opt_level_reason: String,
    /// The bytes that the module may have; only tests go without.
    pub budget: Option<usize>,
    /// The contract that runs this code on its own cells. Such a code has no interface of its own.
    pub code_of: Option<String>,
    /// Whether it is code and nothing else: a test's, which describes itself to no client.
    #[serde(default)]
    pub only_code: bool,
    /// Messages that write although their signature does not tell: clients then offer a transaction.
    #[serde(default)]
    pub mutating: Vec<String>,
}

/// The `[workspace.metadata.atelier]` table.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// Packages of pure rules, which must not depend on ink!.
    #[serde(default)]
    pub rule_crates: Vec<String>,
    /// Contracts that share a budget.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
}

/// Contracts that share a budget.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Group {
    /// The names of the contracts.
    pub contracts: Vec<String>,
    /// The bytes that they may have together.
    pub budget: usize,
}

/// What `cargo metadata` prints, as far as it is needed.
#[derive(Deserialize)]
struct Printed {
    workspace_root: PathBuf,
    packages: Vec<PrintedPackage>,
    metadata: Option<BTreeMap<String, serde_json::Value>>,
}

#[derive(Deserialize)]
struct PrintedPackage {
    name: String,
    version: semver::Version,
    authors: Vec<String>,
    license: Option<String>,
    description: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<PrintedTarget>,
    dependencies: Vec<PrintedDependency>,
    features: BTreeMap<String, Vec<String>>,
    metadata: Option<BTreeMap<String, serde_json::Value>>,
}

#[derive(Deserialize)]
struct PrintedTarget {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct PrintedDependency {
    path: Option<PathBuf>,
    kind: Option<String>,
}

impl Workspace {
    /// Reads the manifests of the first workspace.
    ///
    /// # Errors
    /// If a manifest cannot be read, or says something about contracts that is not understood.
    pub fn load() -> Result<Self> {
        // The folder that this program was compiled in may have been moved since: the one that it is started in counts.
        let printed = Self::print(&mut Command::new(process::cargo_path()))?;
        Self::from_json(&printed, Machine::Wasm)
    }

    /// Reads the manifests of the workspace of a machine in the same tree.
    ///
    /// # Errors
    /// Those of [`Self::load`].
    pub fn on(&self, machine: Machine) -> Result<Self> {
        let folder = self.tree.join(machine.folder());
        let printed = Self::print(Command::new(process::cargo_path()).current_dir(folder))?;
        Ok(Self { tree: self.tree.clone(), ..Self::from_json(&printed, machine)? })
    }

    fn print(cargo: &mut Command) -> Result<String> {
        process::read(cargo.args(["metadata", "--no-deps", "--format-version=1"]))
    }

    fn from_json(printed: &str, machine: Machine) -> Result<Self> {
        let printed: Printed = serde_json::from_str(printed).context("cannot read what cargo metadata prints")?;
        let mut packages = Vec::new();
        let mut contracts = Vec::new();
        for package in printed.packages {
            let folder = package.manifest_path.parent().context("a manifest has no folder")?.to_path_buf();
            let settings = package.metadata.as_ref().and_then(|table| table.get("atelier"));
            if let Some(settings) = settings {
                contracts.push(Contract::new(&package, &folder, settings)?);
            }
            let library = package.targets.iter().find(|target| target.is_library());
            let source = library.and_then(|library| library.src_path.parent()).unwrap_or(&folder).to_path_buf();
            packages.push(Package {
                name: package.name,
                folder,
                source,
                path_dependencies: package
                    .dependencies
                    .into_iter()
                    .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
                    .filter_map(|dependency| dependency.path)
                    .collect(),
                features: package.features.into_keys().collect(),
            });
        }
        contracts.sort_by(|one, other| one.name.cmp(&other.name));
        for pair in contracts.windows(2) {
            if let [one, other] = pair {
                if one.name == other.name {
                    bail!(
                        "two contracts are called {}: {} and {}",
                        one.name,
                        one.folder.display(),
                        other.folder.display()
                    );
                }
            }
        }
        let settings = match printed.metadata.and_then(|mut table| table.remove("atelier")) {
            Some(settings) => serde_json::from_value(settings)
                .context("[workspace.metadata.atelier] in the root Cargo.toml is not understood")?,
            None => WorkspaceSettings::default(),
        };
        let root = printed.workspace_root;
        Ok(Self { machine, tree: root.clone(), root, packages, contracts, settings })
    }

    /// The contracts called `names`, all of them if `names` is empty.
    ///
    /// # Errors
    /// If there is no contract of that name.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Contract>> {
        if names.is_empty() {
            return Ok(self.contracts.iter().collect());
        }
        names.iter().map(|name| self.contract(name)).collect()
    }

    /// The contract called `name`.
    ///
    /// # Errors
    /// If there is none.
    pub fn contract(&self, name: &str) -> Result<&Contract> {
        self.contracts.iter().find(|contract| contract.name == name).with_context(|| {
            let known: Vec<&str> = self.contracts.iter().map(|contract| contract.name.as_str()).collect();
            format!("there is no contract called {name}; there are: {}", known.join(", "))
        })
    }

    /// The folders whose files decide what `contract` is built to: its own and those of the members that it needs.
    pub fn source_folders(&self, contract: &Contract) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut open = vec![contract.folder.clone()];
        while let Some(folder) = open.pop() {
            if !found.insert(folder.clone()) {
                continue;
            }
            let package = self.packages.iter().find(|package| package.folder == folder);
            if let Some(package) = package {
                open.push(package.source.clone());
                open.extend(package.path_dependencies.iter().cloned());
            }
        }
        found
    }

    /// The folder for what is built from `contract`.
    pub fn output_folder(&self, contract: &Contract) -> PathBuf {
        self.tree.join("target/ink").join(&contract.name)
    }

    /// The file of the given kind that is built from `contract`.
    pub fn output(&self, contract: &Contract, kind: Kind) -> PathBuf {
        self.output_folder(contract).join(self.machine.file(&contract.name, kind))
    }
}

impl PrintedTarget {
    fn is_library(&self) -> bool {
        self.kind.iter().any(|kind| matches!(kind.as_str(), "lib" | "rlib" | "cdylib"))
    }
}

impl Contract {
    /// Whether clients are told how to call it.
    pub fn has_interface(&self) -> bool {
        self.settings.code_of.is_none() && !self.settings.only_code
    }

    fn new(package: &PrintedPackage, folder: &Path, settings: &serde_json::Value) -> Result<Self> {
        let manifest = package.manifest_path.display();
        let settings: Settings = serde_json::from_value(settings.clone())
            .with_context(|| format!("[package.metadata.atelier] in {manifest} is not understood"))?;
        if !matches!(settings.opt_level.as_str(), "1" | "2" | "3" | "s" | "z") {
            bail!("opt-level in {manifest} is {:?}; it may be \"1\", \"2\", \"3\", \"s\" or \"z\"", settings.opt_level);
        }
        if settings.opt_level_reason.trim().is_empty() {
            bail!("opt-level-reason in {manifest} is empty: `cargo xtask levels` measures the levels");
        }
        let library = package
            .targets
            .iter()
            .find(|target| target.is_library())
            .with_context(|| format!("{manifest} has no library"))?;
        let name =
            folder.file_name().with_context(|| format!("{manifest} has no folder"))?.to_string_lossy().into_owned();
        Ok(Self {
            name,
            package: package.name.clone(),
            library: library.name.replace('-', "_"),
            folder: folder.to_path_buf(),
            version: package.version.clone(),
            authors: package.authors.clone(),
            license: package.license.clone(),
            description: package.description.clone(),
            settings,
        })
    }
}
