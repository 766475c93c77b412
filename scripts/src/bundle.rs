//! The description of a contract that clients read: its messages, types and events, and the bundle with its code.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{bail, Context, Result};
use contract_metadata::{
    CodeHash, Compiler, Contract as Description, ContractMetadata, Language, Source, SourceCompiler, SourceLanguage,
    SourceWasm,
};
use semver::Version;
use serde_json::{Map, Value};

use crate::{
    host::Host,
    machine::Machine,
    process,
    workspace::{Contract, Workspace},
};

/// The program that is linked with the library of one contract.
const PROGRAM: &str = "
extern crate CONTRACT as _;

fn main() -> impl std::process::Termination {
    interface::print()
}
";

/// The interface of `contract` as ink! describes it.
///
/// # Errors
/// If the contract does not compile for the host.
pub fn interface(workspace: &Workspace, host: &Host, contract: &Contract) -> Result<Map<String, Value>> {
    let libraries = Libraries::build(host, contract)?;
    let folder = workspace.output_folder(contract);
    let source = folder.join("interface.rs");
    let program = folder.join("interface");
    fs::write(&source, PROGRAM.replace("CONTRACT", &contract.library))
        .with_context(|| format!("cannot write {}", source.display()))?;

    // The libraries are there already, and their place is known: a package around the few lines would only have to be kept
    // in step with the versions, features and profiles of the workspace.
    let mut rustc = host.rustc();
    rustc.args(["--edition", "2021", "--crate-name", "interface", "-Cdebuginfo=0", "-o"]).arg(&program).arg(&source);
    for name in [contract.library.as_str(), "interface"] {
        rustc.arg("--extern");
        rustc.arg(format!("{name}={}", libraries.path(name)?.display()));
    }
    for folder in &libraries.folders {
        rustc.arg("-L").arg(format!("dependency={}", folder.display()));
    }
    for folder in &libraries.native_folders {
        rustc.arg("-L").arg(folder);
    }
    process::read(&mut rustc).context("cannot link the program that prints the interface")?;
    let printed = process::read(&mut Command::new(&program))?;
    fs::remove_file(&source)?;
    fs::remove_file(&program)?;
    serde_json::from_str(&printed).context("ink! printed an interface that is no JSON object")
}

/// The libraries that a build for the host leaves behind.
struct Libraries {
    paths: BTreeMap<String, PathBuf>,
    folders: Vec<PathBuf>,
    native_folders: Vec<String>,
}

impl Libraries {
    /// Builds the library of `contract` and of all that it needs, for the host.
    fn build(host: &Host, contract: &Contract) -> Result<Self> {
        let output = host
            .cargo()
            .args(["build", "--lib", "-p", "interface", "-p", &contract.package])
            .arg("--message-format=json-render-diagnostics")
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        if !output.status.success() {
            bail!("the contract does not compile for the host ({})", output.status);
        }
        let mut libraries = Self { paths: BTreeMap::new(), folders: Vec::new(), native_folders: Vec::new() };
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            libraries.read(&message);
        }
        Ok(libraries)
    }

    fn read(&mut self, message: &Value) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let library = message["filenames"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .map(Path::new)
                    .find(|path| path.extension().is_some_and(|extension| extension == "rlib"));
                let name = message["target"]["name"].as_str();
                if let (Some(name), Some(path)) = (name, library) {
                    if let Some(folder) = path.parent() {
                        if !self.folders.iter().any(|known| known == folder) {
                            self.folders.push(folder.to_path_buf());
                        }
                    }
                    self.paths.insert(name.replace('-', "_"), path.to_path_buf());
                }
            }
            Some("build-script-executed") => {
                let folders = message["linked_paths"].as_array().into_iter().flatten();
                self.native_folders.extend(folders.filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }

    fn path(&self, name: &str) -> Result<&PathBuf> {
        self.paths.get(name).with_context(|| format!("cargo does not say where the library of {name} is"))
    }
}

/// Marks messages as mutating that are declared with `&self`, or that end before ink! would see what they write.
///
/// # Errors
/// If the interface has no message of a name.
pub fn mark_mutating(interface: &mut Map<String, Value>, names: &[String]) -> Result<()> {
    let messages = interface
        .get_mut("spec")
        .and_then(|spec| spec.get_mut("messages"))
        .and_then(Value::as_array_mut)
        .context("the interface lists no messages")?;
    for name in names {
        let known: Vec<String> =
            messages.iter().filter_map(|message| message["label"].as_str().map(str::to_owned)).collect();
        let message = messages.iter_mut().find(|message| message["label"] == **name).with_context(|| {
            format!("`mutating` in its Cargo.toml names {name}, but its messages are {}", known.join(", "))
        })?;
        message["mutates"] = Value::Bool(true);
    }
    Ok(())
}

/// The whole description: the interface, where it comes from, and the code.
///
/// # Errors
/// If the manifest says too little.
pub fn metadata(
    contract: &Contract,
    interface: Map<String, Value>,
    wasm: Vec<u8>,
    hash: [u8; 32],
    compiler: &Version,
    facts: &BTreeMap<&str, &str>,
    machine: Machine,
) -> Result<ContractMetadata> {
    let mut builder = Description::builder();
    builder.name(contract.package.as_str()).version(contract.version.clone()).authors(contract.authors.iter());
    if let Some(license) = &contract.license {
        builder.license(license.as_str());
    }
    if let Some(description) = &contract.description {
        builder.description(description.as_str());
    }
    let description = builder.build().map_err(|error| anyhow::anyhow!("its Cargo.toml says too little: {error}"))?;
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let source = Source::new(
        Some(SourceWasm::new(wasm)),
        CodeHash(hash),
        SourceLanguage::new(Language::Ink, ink_version(machine)),
        SourceCompiler::new(Compiler::RustC, compiler.clone()),
        Some(facts),
    );
    Ok(ContractMetadata::new(source, description, None, None, interface))
}

/// Gives the code in a bundle the name that clients of ink! 6 look for.
///
/// # Errors
/// If the bundle has no code.
pub fn name_binary(bundle: &mut Value) -> Result<()> {
    let source = bundle.get_mut("source").and_then(Value::as_object_mut).context("the bundle has no source")?;
    let code = source.remove("wasm").context("the bundle has no code")?;
    source.insert("contract_binary".to_owned(), code);
    Ok(())
}

/// The versions of ink! in the workspaces' manifests.
const INK_VERSIONS: [&str; 2] = ["5.1.1", "6.0.0-beta.1"];

fn ink_version(machine: Machine) -> Version {
    let [wasm, polkavm] = INK_VERSIONS;
    let version = match machine {
        Machine::Wasm => wasm,
        Machine::PolkaVm => polkavm,
    };
    Version::parse(version).expect("it is written as versions are")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn interface_with(messages: Value) -> Map<String, Value> {
        let Value::Object(interface) = json!({ "spec": { "messages": messages } }) else {
            panic!("an object is one");
        };
        interface
    }

    #[test]
    fn mark_mutating_marks_the_named_message_only() {
        let mut interface = interface_with(json!([
            { "label": "deposit", "mutates": false },
            { "label": "PSP22::balance_of", "mutates": false },
        ]));
        mark_mutating(&mut interface, &["deposit".into()]).expect("the message is there");
        let messages = &interface["spec"]["messages"];
        assert_eq!(messages[0]["mutates"], true);
        assert_eq!(messages[1]["mutates"], false);
    }

    #[test]
    fn mark_mutating_refuses_a_name_that_is_no_message() {
        let mut interface = interface_with(json!([{ "label": "deposit", "mutates": false }]));
        let error = mark_mutating(&mut interface, &["deposits".into()]).expect_err("there is none");
        assert!(error.to_string().contains("its messages are deposit"), "{error}");
        assert_eq!(interface["spec"]["messages"][0]["mutates"], false);
    }

    #[test]
    fn name_binary_moves_the_code() {
        let mut bundle = json!({ "source": { "hash": "0x00", "wasm": "0x01" } });
        name_binary(&mut bundle).expect("there is code");
        assert_eq!(bundle, json!({ "source": { "hash": "0x00", "contract_binary": "0x01" } }));
        assert!(name_binary(&mut bundle).is_err());
    }

    #[test]
    fn ink_version_is_the_one_of_the_workspace() {
        let manifests = [include_str!("../../Cargo.toml"), include_str!("../../polkavm/Cargo.toml")];
        for (machine, manifest) in Machine::ALL.into_iter().zip(manifests) {
            assert!(manifest.contains(&format!("ink = {{ version = \"={}\"", ink_version(machine))));
        }
    }
}
