//! Whether a chain with `pallet-contracts` would take a module, decided here instead of by a failed upload.

use std::fmt;

use wasmparser::{
    Export, ExternalKind, FuncType, MemoryType, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures,
};

/// Pages of 64 KiB that `pallet-contracts` allows, and that a contract must declare as its maximum.
pub const MEMORY_PAGES: u64 = 16;

/// The largest module that can be uploaded, in bytes: `MaxCodeLen` of the runtimes that run these contracts.
pub const CODE_LENGTH: usize = 123 * 1024;

/// WebAssembly as it was first released, without floating point (a chain must compute the same everywhere) and without
/// mutable globals across the module's border. `pallet-contracts` also takes the sign extension operators; they are left
/// out because not every tool for contracts reads them.
const FEATURES: WasmFeatures = WasmFeatures::GC_TYPES;

/// Why a module must not leave the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The module uses a feature outside of [`FEATURES`], or is not a module at all.
    Invalid(String),
    /// The module exports something other than `call` and `deploy`.
    Export(String),
    /// `call` or `deploy` is not there.
    MissingEntryPoint(&'static str),
    /// `call` or `deploy` takes arguments or returns something.
    EntryPointSignature(String),
    /// The module imports a table or a global.
    Import(String),
    /// The module defines its memory itself, or has none.
    MemoryNotImported,
    /// The imported memory is not `env.memory`.
    MemoryName(String),
    /// The imported memory has no maximum.
    MemoryWithoutMaximum,
    /// The imported memory may grow beyond [`MEMORY_PAGES`].
    MemoryTooLarge {
        /// The maximum that it declares.
        pages: u64,
    },
    /// The module has more bytes than fit into [`CODE_LENGTH`].
    TooLong {
        /// Its size in bytes.
        bytes: usize,
    },
    /// The module has more bytes than its `budget` allows.
    OverBudget {
        /// Its size in bytes.
        bytes: usize,
        /// The bytes that its Cargo.toml allows.
        budget: usize,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(reason) => write!(
                formatter,
                "it is not plain WebAssembly without floating point: {reason}"
            ),
            Self::Export(name) => write!(
                formatter,
                "it exports `{name}`, but only `call` and `deploy` may be exported"
            ),
            Self::MissingEntryPoint(name) => write!(formatter, "it does not export `{name}`"),
            Self::EntryPointSignature(name) => write!(
                formatter,
                "`{name}` must be a function without arguments and results"
            ),
            Self::Import(name) => write!(
                formatter,
                "it imports `{name}`, but only functions and one memory may be imported"
            ),
            Self::MemoryNotImported => {
                write!(formatter, "it does not import its memory, `env.memory`")
            }
            Self::MemoryName(name) => write!(
                formatter,
                "it imports its memory as `{name}`, which must be called `env.memory`"
            ),
            Self::MemoryWithoutMaximum => {
                write!(formatter, "its imported memory declares no maximum")
            }
            Self::MemoryTooLarge { pages } => write!(
                formatter,
                "its memory may grow to {pages} pages, but {MEMORY_PAGES} are allowed"
            ),
            Self::TooLong { bytes } => write!(
                formatter,
                "it has {bytes} bytes, but at most {CODE_LENGTH} can be uploaded"
            ),
            Self::OverBudget { bytes, budget } => write!(
                formatter,
                "it has {bytes} bytes, but its budget is {budget}: make it smaller, or raise `budget` in its Cargo.toml and \
                 say why"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// Checks that `wasm` would be accepted on upload and fits into `budget` bytes.
///
/// # Errors
/// The first [`Refusal`] found. A module that breaks several rules is refused for one of them.
pub fn check(wasm: &[u8], budget: Option<usize>) -> Result<(), Refusal> {
    let bytes = wasm.len();
    if bytes > CODE_LENGTH {
        return Err(Refusal::TooLong { bytes });
    }
    Validator::new_with_features(FEATURES).validate_all(wasm).map_err(|error| Refusal::Invalid(error.to_string()))?;

    let outline = Outline::read(wasm).map_err(|error| Refusal::Invalid(error.to_string()))?;
    outline.check_imports()?;
    outline.check_exports()?;

    match budget {
        Some(budget) if bytes > budget => Err(Refusal::OverBudget { bytes, budget }),
        _ => Ok(()),
    }
}

/// The parts of a module that the chain looks at before it runs anything.
#[derive(Default)]
struct Outline<'a> {
    types: Vec<FuncType>,
    /// The type of every function, imported ones first, as indices into `types`.
    functions: Vec<u32>,
    /// The imports that are not functions: module, name and type.
    imports: Vec<(&'a str, &'a str, TypeRef)>,
    exports: Vec<Export<'a>>,
}

impl<'a> Outline<'a> {
    fn read(wasm: &'a [u8]) -> wasmparser::Result<Self> {
        let mut outline = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for function in section.into_iter_err_on_gc_types() {
                        outline.types.push(function?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(index) => outline.functions.push(index),
                            other => outline.imports.push((import.module, import.name, other)),
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for index in section {
                        outline.functions.push(index?);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        outline.exports.push(export?);
                    }
                }
                _ => {}
            }
        }
        Ok(outline)
    }

    fn check_imports(&self) -> Result<(), Refusal> {
        let mut memory: Option<MemoryType> = None;
        for (module, name, ty) in &self.imports {
            let full_name = format!("{module}.{name}");
            let TypeRef::Memory(found) = ty else {
                return Err(Refusal::Import(full_name));
            };
            if full_name != "env.memory" {
                return Err(Refusal::MemoryName(full_name));
            }
            memory = Some(*found);
        }
        let memory = memory.ok_or(Refusal::MemoryNotImported)?;
        match memory.maximum {
            None => Err(Refusal::MemoryWithoutMaximum),
            Some(pages) if pages > MEMORY_PAGES => Err(Refusal::MemoryTooLarge { pages }),
            Some(_) => Ok(()),
        }
    }

    fn check_exports(&self) -> Result<(), Refusal> {
        for export in &self.exports {
            let name = export.name.to_owned();
            if export.kind != ExternalKind::Func || !matches!(export.name, "call" | "deploy") {
                return Err(Refusal::Export(name));
            }
            let plain = self
                .functions
                .get(export.index as usize)
                .and_then(|index| self.types.get(*index as usize))
                .is_some_and(|ty| ty.params().is_empty() && is_plain_result(ty.results()));
            if !plain {
                return Err(Refusal::EntryPointSignature(name));
            }
        }
        for name in ["call", "deploy"] {
            if !self.exports.iter().any(|export| export.name == name) {
                return Err(Refusal::MissingEntryPoint(name));
            }
        }
        Ok(())
    }
}

/// The chain still takes entry points that return an `i32`, but nothing here makes them.
fn is_plain_result(results: &[ValType]) -> bool {
    results.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = r#"(import "env" "memory" (memory 2 16))"#;
    const ENTRY_POINTS: &str = r#"(func (export "call")) (func (export "deploy"))"#;

    fn module(parts: &[&str]) -> Vec<u8> {
        wat::parse_str(format!("(module {})", parts.join("\n"))).expect("the test's text is a module")
    }

    #[track_caller]
    fn check_refused(parts: &[&str], expected: Refusal) {
        assert_eq!(check(&module(parts), None), Err(expected));
    }

    /// Checks that the validator refuses the module and names `reason`.
    #[track_caller]
    fn check_invalid(parts: &[&str], reason: &str) {
        match check(&module(parts), None) {
            Err(Refusal::Invalid(said)) => assert!(said.contains(reason), "{said}"),
            other => panic!("expected a refusal about {reason}, got {other:?}"),
        }
    }

    #[test]
    fn check_accepts_a_plain_contract() {
        let imported = r#"(import "seal0" "input" (func (param i32 i32)))"#;
        let table = "(table 1 funcref) (elem (i32.const 0) func 0)";
        let global = "(global (mut i32) (i32.const 65536))";
        let wasm = module(&[imported, MEMORY, table, global, ENTRY_POINTS]);
        assert_eq!(check(&wasm, Some(wasm.len())), Ok(()));
    }

    #[test]
    fn check_refuses_bytes_that_are_no_module() {
        assert!(matches!(check(b"\0asm", None), Err(Refusal::Invalid(_))));
    }

    #[test]
    fn check_refuses_other_exports() {
        check_refused(&[MEMORY, ENTRY_POINTS, r#"(func (export "extra"))"#], Refusal::Export("extra".into()));
        check_refused(
            &[MEMORY, ENTRY_POINTS, r#"(global (export "__heap_base") i32 (i32.const 8))"#],
            Refusal::Export("__heap_base".into()),
        );
        check_refused(&[MEMORY, ENTRY_POINTS, r#"(export "memory" (memory 0))"#], Refusal::Export("memory".into()));
        check_refused(&[MEMORY, r#"(global (export "call") i32 (i32.const 8))"#], Refusal::Export("call".into()));
    }

    #[test]
    fn check_refuses_missing_entry_points() {
        check_refused(&[MEMORY, r#"(func (export "call"))"#], Refusal::MissingEntryPoint("deploy"));
        check_refused(&[MEMORY, r#"(func (export "deploy"))"#], Refusal::MissingEntryPoint("call"));
    }

    #[test]
    fn check_refuses_entry_points_with_arguments_or_results() {
        check_refused(
            &[MEMORY, r#"(func (export "call") (param i32)) (func (export "deploy"))"#],
            Refusal::EntryPointSignature("call".into()),
        );
        check_refused(
            &[MEMORY, r#"(func (export "call")) (func (export "deploy") (result i32) i32.const 0)"#],
            Refusal::EntryPointSignature("deploy".into()),
        );
    }

    #[test]
    fn check_refuses_imported_tables_and_globals() {
        check_refused(
            &[r#"(import "env" "table" (table 1 funcref))"#, MEMORY, ENTRY_POINTS],
            Refusal::Import("env.table".into()),
        );
        check_refused(
            &[r#"(import "env" "base" (global i32))"#, MEMORY, ENTRY_POINTS],
            Refusal::Import("env.base".into()),
        );
    }

    #[test]
    fn check_refuses_memory_that_is_not_imported() {
        check_refused(&["(memory 2 16)", ENTRY_POINTS], Refusal::MemoryNotImported);
        check_refused(&[ENTRY_POINTS], Refusal::MemoryNotImported);
    }

    #[test]
    fn check_refuses_memory_under_another_name() {
        check_refused(&[r#"(import "env" "mem" (memory 2 16))"#, ENTRY_POINTS], Refusal::MemoryName("env.mem".into()));
    }

    #[test]
    fn check_refuses_memory_without_maximum() {
        check_refused(&[r#"(import "env" "memory" (memory 2))"#, ENTRY_POINTS], Refusal::MemoryWithoutMaximum);
    }

    #[test]
    fn check_refuses_memory_above_the_limit() {
        check_refused(
            &[r#"(import "env" "memory" (memory 2 17))"#, ENTRY_POINTS],
            Refusal::MemoryTooLarge { pages: 17 },
        );
    }

    #[test]
    fn check_refuses_floating_point() {
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (drop (f32.const 1)))"], "floating-point");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (param f64))"], "floating-point");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (local f64))"], "floating-point");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(global f32 (f32.const 0))"], "floating-point");
    }

    #[test]
    fn check_refuses_later_features() {
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (drop (i32.extend8_s (i32.const 1))))"], "sign extension");
        check_invalid(
            &[MEMORY, ENTRY_POINTS, "(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))"],
            "bulk memory",
        );
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (result i32 i32) i32.const 0 i32.const 0)"], "multi-value");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (param externref))"], "reference types");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func (param v128))"], "SIMD");
        check_invalid(&[r#"(import "env" "stack" (global (mut i32)))"#, MEMORY, ENTRY_POINTS], "mutable global");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(func return_call 0)"], "tail calls");
        check_invalid(&[MEMORY, ENTRY_POINTS, "(memory 1 1)"], "multi");
    }

    #[test]
    fn check_refuses_what_is_too_long_to_upload() {
        let filling = format!(r#"(data (i32.const 0) "{}")"#, "x".repeat(CODE_LENGTH));
        let wasm = module(&[MEMORY, ENTRY_POINTS, &filling]);
        assert_eq!(check(&wasm, None), Err(Refusal::TooLong { bytes: wasm.len() }));
    }

    #[test]
    fn check_refuses_one_byte_over_budget() {
        let wasm = module(&[MEMORY, ENTRY_POINTS]);
        let budget = wasm.len() - 1;
        assert_eq!(check(&wasm, Some(budget)), Err(Refusal::OverBudget { bytes: wasm.len(), budget }));
        assert_eq!(check(&wasm, Some(wasm.len())), Ok(()));
    }
}
