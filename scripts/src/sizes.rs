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
    machine::Machine,
    on,
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

/// A contract, or a group of contracts, on each machine.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    contract: String,
    /// By the names of the machines; a machine on which there is no such contract is not among them.
    #[serde(flatten)]
    sizes: BTreeMap<&'static str, Size>,
}

/// Bytes beside their budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Size {
    bytes: usize,
    budget: Option<usize>,
    met: Option<bool>,
}

impl Size {
    fn new(bytes: usize, budget: Option<usize>) -> Self {
        Self { bytes, budget, met: budget.map(|budget| bytes <= budget) }
    }
}

/// What is committed of each machine: the bytes, and which compiler made them.
type Snapshots = BTreeMap<String, Snapshot>;

/// What is committed of one machine.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Snapshot {
    compiler: String,
    bytes: BTreeMap<String, usize>,
}

/// Builds the contracts for both machines and prints their bytes.
///
/// # Errors
/// If a contract cannot be built, or with `--check` if something is not as it should be.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let (mut rows, mut now) = (Vec::new(), Snapshots::new());
    for machine in Machine::ALL {
        let (workspace, host) = on(workspace, machine)?;
        let built = build::build(&workspace, &host, &[])?;
        now.insert(machine.name().to_owned(), Snapshot::of(&built)?);
        add(&mut rows, machine, sizes(&workspace, &built)?);
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    let path = workspace.tree.join("e2e-tests/sizes.json");
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

/// The contracts of one machine, then its groups.
fn sizes(workspace: &Workspace, built: &[Built]) -> Result<Vec<(String, Size)>> {
    let mut sizes: Vec<(String, Size)> =
        built.iter().map(|built| (built.contract.clone(), Size::new(built.bytes, built.budget))).collect();
    for (name, group) in &workspace.settings.groups {
        let mut bytes: usize = 0;
        for contract in &group.contracts {
            let member = built
                .iter()
                .find(|built| built.contract == *contract)
                .with_context(|| format!("the group {name:?} names {contract}, which is no contract"))?;
            bytes = bytes.saturating_add(member.bytes);
        }
        sizes.push((name.clone(), Size::new(bytes, Some(group.budget))));
    }
    Ok(sizes)
}

/// Puts the sizes of a machine into the rows of the same names. What only this machine has comes last.
fn add(rows: &mut Vec<Row>, machine: Machine, sizes: Vec<(String, Size)>) {
    for (contract, size) in sizes {
        match rows.iter_mut().find(|row| row.contract == contract) {
            Some(row) => {
                row.sizes.insert(machine.name(), size);
            }
            None => rows.push(Row { contract, sizes: BTreeMap::from([(machine.name(), size)]) }),
        }
    }
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.contract.len()).max().unwrap_or(0);
    let mut text = format!("{:<width$}", "contract");
    for machine in Machine::ALL {
        text.push_str(&format!("  {:>8}  {:>8}  met", machine.name(), "budget"));
    }
    text.push('\n');
    for row in rows {
        text.push_str(&format!("{:<width$}", row.contract));
        for machine in Machine::ALL {
            let size = row.sizes.get(machine.name());
            let number = |number: Option<usize>| number.map_or_else(|| "-".to_owned(), grouped);
            let bytes = number(size.map(|size| size.bytes));
            let budget = number(size.and_then(|size| size.budget));
            let met = match size.and_then(|size| size.met) {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "-",
            };
            text.push_str(&format!("  {bytes:>8}  {budget:>8}  {met:<3}"));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn read(path: &Path) -> Result<Snapshots> {
    let path: PathBuf = path.to_path_buf();
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}; `cargo xtask sizes --update` writes it", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))
}

/// Compares budgets and snapshots; all that is wrong is said at once.
fn check(rows: &[Row], committed: &Snapshots, now: &Snapshots) -> Result<()> {
    let mut wrong = Vec::new();
    for (machine, now) in now {
        match committed.get(machine) {
            Some(committed) => check_machine(machine, rows, committed, now, &mut wrong),
            None => wrong.push(format!("{machine} is not in the snapshot")),
        }
    }
    if wrong.is_empty() {
        let count: usize = now.values().map(|now| now.bytes.len()).sum();
        eprintln!("sizes: {count} contracts as in the snapshot");
        return Ok(());
    }
    bail!("sizes differ: {}. If this is meant, run `cargo xtask sizes --update`", wrong.join("; "));
}

/// Compares one machine. With another compiler than the snapshot's the budget of a group is a goal only: missing it is said.
fn check_machine(machine: &str, rows: &[Row], committed: &Snapshot, now: &Snapshot, wrong: &mut Vec<String>) {
    let same = committed.compiler == now.compiler;
    for row in rows {
        let Some(size) = row.sizes.get(machine).filter(|size| size.met == Some(false)) else { continue };
        let budget = size.budget.map_or_else(String::new, grouped);
        let line = format!("{} has {} bytes for {machine}, its budget is {budget}", row.contract, grouped(size.bytes));
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
            "sizes: the snapshot for {machine} was made by another compiler ({}), so {TOLERANCE} % more or less are allowed",
            committed.compiler
        );
        TOLERANCE
    };
    for name in committed.bytes.keys().chain(now.bytes.keys()) {
        let line = match (committed.bytes.get(name), now.bytes.get(name)) {
            (Some(before), Some(after)) if !is_near(*before, *after, tolerance) => {
                let (before, after) = (grouped(*before), grouped(*after));
                format!("{name} has {after} bytes for {machine}, the snapshot says {before}")
            }
            (Some(_), None) => format!("{name} is in the snapshot but no contract for {machine}"),
            (None, Some(_)) => format!("{name} for {machine} is not in the snapshot"),
            _ => continue,
        };
        if !wrong.contains(&line) {
            wrong.push(line);
        }
    }
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

    fn bytes(compiler: &str, bytes: usize) -> Snapshot {
        Snapshot { compiler: compiler.into(), bytes: BTreeMap::from([("splits".into(), bytes)]) }
    }

    fn snapshot(compiler: &str, count: usize) -> Snapshots {
        Snapshots::from([("wasm".into(), bytes(compiler, count))])
    }

    fn row(contract: &str, machine: Machine, bytes: usize, budget: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        add(&mut rows, machine, vec![(contract.into(), Size::new(bytes, Some(budget)))]);
        rows
    }

    #[track_caller]
    fn check_snapshot(committed: &Snapshots, now: &Snapshots, accepted: bool) {
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
        let none = Snapshots::from([("wasm".into(), Snapshot { compiler: "one".into(), bytes: BTreeMap::new() })]);
        check_snapshot(&none, &snapshot("one", 1), false);
        check_snapshot(&snapshot("one", 1), &none, false);
    }

    #[test]
    fn check_refuses_a_budget_that_is_exceeded() {
        let same = snapshot("one", 10_000);
        let rows = row("splits", Machine::Wasm, 101, 100);
        assert!(check(&rows, &same, &same).is_err());
        let rows = row("splits", Machine::Wasm, 100, 100);
        assert!(check(&rows, &same, &same).is_ok());
    }

    #[test]
    fn check_refuses_a_group_above_its_budget_and_tells_it_for_another_compiler() {
        let (committed, other) = (snapshot("one", 10_000), snapshot("two", 10_000));
        let rows = row("splits together", Machine::Wasm, 101, 100);
        assert!(check(&rows, &committed, &committed).is_err());
        assert!(check(&rows, &committed, &other).is_ok());
    }

    #[test]
    fn check_looks_at_each_machine_by_its_own_compiler() {
        let both = |compiler: &str, count| {
            let mut both = snapshot("one", 10_000);
            both.insert("polkavm".into(), bytes(compiler, count));
            both
        };
        check_snapshot(&both("one", 20_000), &both("one", 20_000), true);
        check_snapshot(&both("one", 20_000), &both("one", 20_001), false);
        check_snapshot(&both("one", 20_000), &both("two", 20_600), true);
        check_snapshot(&both("one", 20_000), &both("two", 20_601), false);
    }

    #[test]
    fn check_refuses_a_machine_that_is_not_in_the_snapshot() {
        let now = Snapshots::from([("polkavm".into(), bytes("one", 1))]);
        check_snapshot(&snapshot("one", 1), &now, false);
    }

    #[test]
    fn check_refuses_a_budget_that_is_exceeded_on_the_second_machine() {
        let now = Snapshots::from([("polkavm".into(), bytes("one", 101))]);
        assert!(check(&row("splits", Machine::PolkaVm, 101, 100), &now, &now).is_err());
        assert!(check(&row("splits", Machine::PolkaVm, 100, 100), &now, &now).is_ok());
    }

    #[test]
    fn table_puts_both_machines_into_one_line() {
        let mut rows = row("splits", Machine::Wasm, 9_000, 9_100);
        add(
            &mut rows,
            Machine::PolkaVm,
            vec![("splits".into(), Size::new(20_000, Some(19_999))), ("floor".into(), Size::new(300, None))],
        );
        let text = table(&rows);
        let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["splits", "9,000", "9,100", "yes", "20,000", "19,999", "NO"]);
        assert_eq!(lines[1], ["floor", "-", "-", "-", "300", "-", "-"]);
    }
}
