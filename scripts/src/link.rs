//! From what the linker makes to what is uploaded, for PolkaVM.

use std::path::PathBuf;

use anyhow::{anyhow, bail, Context, Result};
use polkavm_linker::{program_from_elf, target_json_path, Config, TargetInstructionSet, TargetJsonArgs};

use crate::progress::grouped;

/// The second linker, with its version.
pub const LINKER: &str = "polkavm-linker 0.35.0";

/// `BLOB_BYTES` of `pallet-revive`.
const CODE_LENGTH: usize = 1024 * 1024;

/// The description of the machine for the compiler.
///
/// # Errors
/// If it cannot be written to the user's cache.
pub fn target() -> Result<PathBuf> {
    target_json_path(TargetJsonArgs::default()).map_err(|error| anyhow!(error))
}

/// Makes the program that the chain takes from what the compiler's linker makes.
///
/// # Errors
/// If the second linker refuses it.
pub fn link(elf: &[u8]) -> Result<Vec<u8>> {
    let mut config = Config::default();
    config.set_strip(true).set_optimize(true);
    let program = program_from_elf(config, TargetInstructionSet::ReviveV1, elf).map_err(|error| anyhow!("{error}"));
    program.context("the program cannot be linked for PolkaVM")
}

/// Refuses a program that the chain would refuse, or that is longer than its budget.
///
/// # Errors
/// Why.
pub fn check(program: &[u8], budget: Option<usize>) -> Result<()> {
    let most = budget.unwrap_or(CODE_LENGTH).min(CODE_LENGTH);
    if program.len() > most {
        bail!("it has {} bytes and may have {}", grouped(program.len()), grouped(most));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linker_is_the_one_of_the_workspace() {
        let version = LINKER.rsplit(' ').next().expect("the name ends in a version");
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("polkavm-linker = \"={version}\"")));
    }

    #[test]
    fn link_refuses_what_is_no_program() {
        let error = link(b"\0asm").expect_err("this is no program for PolkaVM");
        assert!(error.to_string().contains("PolkaVM"), "{error}");
    }
}
