//! Whether something that went into a contract has changed since it was built.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use blake2::{
    digest::{consts::U32, Digest},
    Blake2b,
};

use crate::workspace::{Contract, Workspace};

/// The hash that chains identify code by.
type Blake2b256 = Blake2b<U32>;

/// How contracts are built, as text: a change of it is a change of every contract.
const RECIPE: [&str; 7] = [
    include_str!("build.rs"),
    include_str!("bundle.rs"),
    include_str!("link.rs"),
    include_str!("optimize.rs"),
    include_str!("refusal.rs"),
    include_str!("../interface/lib.rs"),
    include_str!("../solidity/lib.rs"),
];

/// The hash of `bytes` that a chain calls the code hash.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Blake2b256::digest(bytes).into()
}

/// `hash` as it is written for people, with `0x`.
pub fn hexadecimal(hash: &[u8]) -> String {
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{digits}")
}

/// A hash over everything that decides what `contract` is built to by `compiler`.
///
/// # Errors
/// If a file cannot be read.
pub fn fingerprint(workspace: &Workspace, contract: &Contract, compiler: &str) -> Result<String> {
    let mut hasher = Blake2b256::new();
    let mut add = |name: &str, bytes: &[u8]| {
        // Lengths first, so that moving bytes between names and contents cannot go unseen.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update(bytes);
    };
    add("compiler", compiler.as_bytes());
    for text in RECIPE {
        add("recipe", text.as_bytes());
    }
    for name in ["Cargo.toml", "Cargo.lock"] {
        add(name, &read(&workspace.root.join(name))?);
    }
    for folder in workspace.source_folders(contract) {
        let mut files = Vec::new();
        // A member may lie within the folder of another one; what does not belong to this one does no harm.
        list(&folder, &mut files)?;
        files.sort();
        for file in files {
            let name = file.strip_prefix(&workspace.tree).unwrap_or(&file);
            add(&name.to_string_lossy(), &read(&file)?);
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Adds all files below `folder` that can be part of a build: not hidden ones, nor what was built, nor tests.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || matches!(&*name, "target" | "tests" | "benches" | "proptest-regressions") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_the_one_that_chains_use() {
        // blake2b with 256 bits of nothing.
        assert_eq!(hexadecimal(&hash(b"")), "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    }
}
