//! From what the linker makes to what is uploaded: only `call` and `deploy`, a memory with a maximum, and the fewest bytes.

use std::{convert::Infallible, fmt, fs, path::Path};

use anyhow::{anyhow, Context, Result};
use wasm_encoder::{
    reencode::{self, Reencode},
    EntityType, ExportSection, ImportSection, MemoryType, Module,
};
use wasm_opt::{OptimizationOptions, Pass};
use wasmparser::{Export, Import, Imports, Parser};

use crate::refusal::MEMORY_PAGES;

/// The version of the optimizer, as people know it.
pub const OPTIMIZER: &str = "wasm-opt 116";

/// One way to run the optimizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Variant {
    level: &'static str,
    converges: bool,
    /// Whether the control flow is taken apart and put together anew before the rest.
    reloops: bool,
}

/// All ways that are tried. On a tie the first one wins, so that a build does not depend on chance. The levels that optimize
/// for speed are not among them: of no contract they made the fewest bytes, and they take longest.
fn variants() -> impl Iterator<Item = Variant> {
    let bits = || [false, true].into_iter();
    ["Os", "Oz"].into_iter().flat_map(move |level| {
        bits().flat_map(move |converges| bits().map(move |reloops| Variant { level, converges, reloops }))
    })
}

impl fmt::Display for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reloops = if self.reloops { "--flatten --rereloop " } else { "" };
        let converges = if self.converges { " --converge" } else { "" };
        write!(formatter, "{reloops}-{}{converges}", self.level)
    }
}

/// A module ready to be uploaded.
pub struct Optimized {
    /// Its bytes.
    pub wasm: Vec<u8>,
    /// How the optimizer was run to get there.
    pub variant: String,
}

/// Trims `wasm` and shortens it as far as the optimizer can. `scratch` is a folder for files in between.
///
/// # Errors
/// If `wasm` is no module, or the optimizer fails.
pub fn optimize(wasm: &[u8], scratch: &Path) -> Result<Optimized> {
    let trimmed = trim(wasm)?;
    let [plain, relooped, to] = ["trimmed.wasm", "relooped.wasm", "optimized.wasm"].map(|name| scratch.join(name));
    fs::write(&plain, trimmed).with_context(|| format!("cannot write {}", plain.display()))?;
    let mut reloop = OptimizationOptions::new_opt_level_0();
    reloop.mvp_features_only().zero_filled_memory(true).add_pass(Pass::Flatten).add_pass(Pass::Rereloop);
    reloop.run(&plain, &relooped).map_err(|error| anyhow!("{OPTIMIZER} --flatten --rereloop fails: {error}"))?;
    let mut best: Option<Optimized> = None;
    for variant in variants() {
        let from = if variant.reloops { &relooped } else { &plain };
        options(variant).run(from, &to).map_err(|error| anyhow!("{OPTIMIZER} {variant} fails: {error}"))?;
        // The optimizer writes a memory's maximum and its exports as it found them, but adds sections of its own.
        let wasm = trim(&fs::read(&to)?)?;
        if best.as_ref().is_none_or(|best| wasm.len() < best.wasm.len()) {
            let variant = variant.to_string();
            best = Some(Optimized { wasm, variant });
        }
    }
    for file in [plain, relooped, to] {
        fs::remove_file(file)?;
    }
    best.context("no way to run the optimizer is known")
}

fn options(variant: Variant) -> OptimizationOptions {
    let mut options = match variant.level {
        "Os" => OptimizationOptions::new_optimize_for_size(),
        _ => OptimizationOptions::new_optimize_for_size_aggressively(),
    };
    if variant.converges {
        options.set_converge();
    }
    options
        .mvp_features_only()
        // The memory is imported, so the optimizer cannot see what the chain promises: it is zero. Otherwise the buffer of
        // 16 KiB would be part of the module.
        .zero_filled_memory(true)
        .debug_info(false)
        .add_pass(Pass::StripDebug)
        .add_pass(Pass::StripProducers)
        .add_pass(Pass::StripTargetFeatuers);
    options
}

/// Drops every export but the entry points and every custom section, and gives the imported memory a maximum.
fn trim(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Trim.parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("the compiler's output is no module: {error}"))?;
    Ok(module.finish())
}

struct Trim;

impl Reencode for Trim {
    type Error = Infallible;

    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        if matches!(export.name, "call" | "deploy") {
            reencode::utils::parse_export(self, exports, export)?;
        }
        Ok(())
    }

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: Imports<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        // One entry per import, in the encoding of the first release.
        if let Imports::Single(_, Import { module, name, ty }) = imports {
            let mut ty = self.entity_type(ty)?;
            if let EntityType::Memory(memory) = &mut ty {
                cap(memory);
            }
            section.import(module, name, ty);
            return Ok(());
        }
        reencode::utils::parse_imports(self, section, imports)
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        Ok(())
    }
}

/// Gives a memory without a maximum the largest one that is allowed. One that it declares is left alone, to be refused later
/// if it is too large.
fn cap(memory: &mut MemoryType) {
    memory.maximum.get_or_insert(MEMORY_PAGES);
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;
    use crate::refusal;

    fn text(source: &str) -> Vec<u8> {
        wat::parse_str(source).expect("the test's text is a module")
    }

    const CONTRACT: &str = r#"(module
        (import "seal0" "input" (func $input (param i32 i32)))
        (import "env" "memory" (memory 2))
        (global (export "__heap_base") i32 (i32.const 8))
        (func (export "call") (call $input (i32.load (i32.const 64)) (i32.const 4)))
        (func (export "deploy"))
        (func (export "unused") (call $input (i32.const 1) (i32.const 2)))
        (export "memory" (memory 0))
        (@custom "name" "…")
        (data (i32.const 0) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
    )"#;

    #[test]
    fn trim_makes_a_module_acceptable() {
        let wasm = text(CONTRACT);
        assert!(refusal::check(&wasm, None).is_err());
        let trimmed = trim(&wasm).expect("a module");
        assert_eq!(refusal::check(&trimmed, None), Ok(()));
    }

    #[test]
    fn trim_keeps_a_maximum_that_is_declared() {
        let entry_points = r#"(func (export "call")) (func (export "deploy"))"#;
        let wasm = text(&format!(r#"(module (import "env" "memory" (memory 2 17)) {entry_points})"#));
        let trimmed = trim(&wasm).expect("a module");
        assert_eq!(refusal::check(&trimmed, None), Err(refusal::Refusal::MemoryTooLarge { pages: 17 }));
    }

    #[test]
    fn optimize_drops_what_is_unused_or_zero() {
        let scratch = env::temp_dir().join(format!("atelier-optimize-{}", std::process::id()));
        fs::create_dir_all(&scratch).expect("a folder for the test");
        let optimized = optimize(&text(CONTRACT), &scratch).expect("a module");
        fs::remove_dir_all(&scratch).expect("the folder is ours");
        assert_eq!(refusal::check(&optimized.wasm, None), Ok(()));
        let contains = |needle: &[u8]| optimized.wasm.windows(needle.len()).any(|window| window == needle);
        assert!(contains(b"input"));
        assert!(!contains(b"unused"));
        assert!(!contains(&[0; 24]));
    }
}
