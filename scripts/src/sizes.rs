//! Bytes of the contracts beside their budgets, and the committed snapshot of them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{bail, Context, Result};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::{
    build::{self, Built},
    host::Host,
    progress::grouped,
    workspace::Workspace,
};

/// How far bytes may be from the snapshot if another compiler made them, in percent.
const TOLERANCE: usize = 3;

/// The options of `cargo xtask sizes`.
#[derive(Args)]
pub struct Options {
    /// Prints the rows as JSON.
    #[arg(long)]
    json: bool,
    /// Fails if a contract exceeds its budget or the bytes are not the ones of the committed snapshot.
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Writes the snapshot.
    #[arg(long)]
    update: bool,
}

/// A contract, or a group of contracts, beside its budget.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    contract: String,
    bytes: usize,
    budget: Option<usize>,
    met: Option<bool>,
}

impl Row {
    fn new(contract: String, bytes: usize, budget: Option<usize>) -> Self {
        Self { contract, bytes, budget, met: budget.map(|budget| bytes <= budget) }
    }
}

/// What is committed: the bytes, and which compiler made them.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Snapshot {
    compiler: String,
    bytes: BTreeMap<String, usize>,
}

/// Builds the contracts and prints their bytes.
///
/// # Errors
/// If a contract cannot be built, or with `--check` if something is not as it should be.
pub fn run(workspace: &Workspace, host: &Host, options: &Options) -> Result<()> {
    let built = build::build(workspace, host, &[])?;
    let rows = rows(workspace, &built)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    let path = workspace.root.join("e2e-tests/sizes.json");
    let now = Snapshot::of(&built)?;
    if options.update {
        let mut text = serde_json::to_string_pretty(&now)?;
        text.push('\n');
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("sizes: snapshot written");
    }
    if options.check {
        check(&rows, &read(&path)?, &now)?;
    }
    Ok(())
}

/// One row for each contract, then one for each group.
fn rows(workspace: &Workspace, built: &[Built]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> =
        built.iter().map(|built| Row::new(built.contract.clone(), built.bytes, built.budget)).collect();
    for (name, group) in &workspace.settings.groups {
        let mut bytes: usize = 0;
        for contract in &group.contracts {
            let member = built
                .iter()
                .find(|built| built.contract == *contract)
                .with_context(|| format!("the group {name:?} names {contract}, which is no contract"))?;
            bytes = bytes.saturating_add(member.bytes);
        }
        rows.push(Row::new(name.clone(), bytes, Some(group.budget)));
    }
    Ok(rows)
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.contract.len()).max().unwrap_or(0);
    let mut text = format!("{:<width$}  {:>8}  {:>8}  met\n", "contract", "bytes", "budget");
    for row in rows {
        let budget = row.budget.map_or_else(|| "-".to_owned(), grouped);
        let met = match row.met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "-",
        };
        text.push_str(&format!("{:<width$}  {:>8}  {budget:>8}  {met}\n", row.contract, grouped(row.bytes),));
    }
    text
}

fn read(path: &Path) -> Result<Snapshot> {
    let path: PathBuf = path.to_path_buf();
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}; `cargo xtask sizes --update` writes it", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))
}

/// Compares budgets and snapshot; all that is wrong is said at once. With another compiler than the snapshot's the budget of a
/// group is a goal only: missing it is said.
fn check(rows: &[Row], committed: &Snapshot, now: &Snapshot) -> Result<()> {
    let mut wrong = Vec::new();
    let same = committed.compiler == now.compiler;
    for row in rows.iter().filter(|row| row.met == Some(false)) {
        let line = format!(
            "{} has {} bytes, its budget is {}",
            row.contract,
            grouped(row.bytes),
            row.budget.map_or_else(String::new, grouped)
        );
        if same || now.bytes.contains_key(&row.contract) {
            wrong.push(line);
        } else {
            eprintln!("sizes: goal NOT met: {line}");
        }
    }
    let tolerance = if same {
        0
    } else {
        eprintln!(
            "sizes: the snapshot was made by another compiler ({}), so {TOLERANCE} % more or less are allowed",
            committed.compiler
        );
        TOLERANCE
    };
    for name in committed.bytes.keys().chain(now.bytes.keys()) {
        let line = match (committed.bytes.get(name), now.bytes.get(name)) {
            (Some(before), Some(after)) if !is_near(*before, *after, tolerance) => {
                format!("{name} has {} bytes, the snapshot says {}", grouped(*after), grouped(*before))
            }
            (Some(_), None) => format!("{name} is in the snapshot but no contract"),
            (None, Some(_)) => format!("{name} is not in the snapshot"),
            _ => continue,
        };
        if !wrong.contains(&line) {
            wrong.push(line);
        }
    }
    if wrong.is_empty() {
        eprintln!("sizes: {} contracts as in the snapshot", now.bytes.len());
        return Ok(());
    }
    bail!("sizes differ: {}. If this is meant, run `cargo xtask sizes --update`", wrong.join("; "));
}

/// Whether `after` is at most `percent` percent away from `before`.
fn is_near(before: usize, after: usize, percent: usize) -> bool {
    before.abs_diff(after).saturating_mul(100) <= before.saturating_mul(percent)
}

impl Snapshot {
    fn of(built: &[Built]) -> Result<Self> {
        let compiler = match built {
            [first, rest @ ..] if rest.iter().all(|other| other.compiler == first.compiler) => first.compiler.clone(),
            _ => bail!("the contracts were not all built by one compiler"),
        };
        let bytes = built.iter().map(|built| (built.contract.clone(), built.bytes)).collect();
        Ok(Self { compiler, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(compiler: &str, bytes: usize) -> Snapshot {
        Snapshot { compiler: compiler.into(), bytes: BTreeMap::from([("splits".into(), bytes)]) }
    }

    #[track_caller]
    fn check_snapshot(committed: &Snapshot, now: &Snapshot, accepted: bool) {
        assert_eq!(check(&[], committed, now).is_ok(), accepted);
    }

    #[test]
    fn check_is_exact_for_the_same_compiler() {
        check_snapshot(&snapshot("one", 10_000), &snapshot("one", 10_000), true);
        check_snapshot(&snapshot("one", 10_000), &snapshot("one", 10_001), false);
        check_snapshot(&snapshot("one", 10_000), &snapshot("one", 9_999), false);
    }

    #[test]
    fn check_allows_three_percent_for_another_compiler() {
        check_snapshot(&snapshot("one", 10_000), &snapshot("two", 10_300), true);
        check_snapshot(&snapshot("one", 10_000), &snapshot("two", 9_700), true);
        check_snapshot(&snapshot("one", 10_000), &snapshot("two", 10_301), false);
        check_snapshot(&snapshot("one", 10_000), &snapshot("two", 9_699), false);
    }

    #[test]
    fn check_refuses_a_contract_that_is_new_or_gone() {
        let none = Snapshot { compiler: "one".into(), bytes: BTreeMap::new() };
        check_snapshot(&none, &snapshot("one", 1), false);
        check_snapshot(&snapshot("one", 1), &none, false);
    }

    #[test]
    fn check_refuses_a_budget_that_is_exceeded() {
        let same = snapshot("one", 10_000);
        let rows = [Row::new("splits".into(), 101, Some(100))];
        assert!(check(&rows, &same, &same).is_err());
        let rows = [Row::new("splits".into(), 100, Some(100))];
        assert!(check(&rows, &same, &same).is_ok());
    }

    #[test]
    fn check_refuses_a_group_above_its_budget_and_tells_it_for_another_compiler() {
        let (committed, other) = (snapshot("one", 10_000), snapshot("two", 10_000));
        let rows = [Row::new("splits together".into(), 101, Some(100))];
        assert!(check(&rows, &committed, &committed).is_err());
        assert!(check(&rows, &committed, &other).is_ok());
    }
}
