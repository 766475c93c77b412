//! Measures what the hot messages cost on one machine, beside their floors. `cargo xtask gas` builds the contracts first, and
//! brings the two machines together.

use clap::Parser;
use e2e_tests::gas::{chart, groups, snapshot::Snapshot, snapshot::TOLERANCE, table, Group, Row, MACHINE};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Prints the gas of each hot message at each size beside its floor.
#[derive(Parser)]
struct Options {
    /// Prints the rows as JSON.
    #[arg(long)]
    json: bool,
    /// Fails if the numbers or the pictures are not the committed ones.
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Writes the snapshot and the pictures.
    #[arg(long)]
    update: bool,
    /// Writes the numbers to a file instead of printing them.
    #[arg(long, conflicts_with = "json")]
    into: Option<PathBuf>,
    /// The numbers of the other machine, as it wrote them, to stand beside.
    #[arg(long)]
    beside: Option<PathBuf>,
    /// Prints instead where the cost of the hottest messages goes, item by item.
    #[arg(long, conflicts_with_all = ["json", "check", "update", "into", "beside"])]
    items: bool,
}

/// Pictures compare with others, whose numbers are laid beside those of one machine only.
const HAS_PICTURES: bool = cfg!(not(feature = "polkavm"));

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(is_fine) if is_fine => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    let groups = groups();
    if options.items {
        println!("{MACHINE}\n");
        groups.iter().for_each(|group| println!("{}", group.items()));
        return Ok(true);
    }
    let measured: Vec<(&dyn Group, Vec<Row>)> = groups.iter().map(|group| (&**group, measure(&**group))).collect();
    let now = Snapshot { compiler: compiler()?, rows: measured.iter().flat_map(|(_, rows)| rows.clone()).collect() };
    let other: Option<Snapshot> = match &options.beside {
        Some(path) => Some(serde_json::from_str(&read(path, "cargo xtask gas")?)?),
        None => None,
    };
    if let Some(path) = &options.into {
        fs::write(path, serde_json::to_string(&now)?)?;
    } else if options.json {
        println!("{}", json(&now, other.as_ref())?);
    } else {
        print(&measured, &now, other.as_ref());
    }
    if options.update {
        write(&measured, &now)?;
    }
    Ok(!options.check || check(&measured, &now)?)
}

/// The rows of this machine, or those of both by the names of the machines.
fn json(now: &Snapshot, other: Option<&Snapshot>) -> Result<String, serde_json::Error> {
    match other {
        Some(other) => serde_json::to_string_pretty(&serde_json::json!({ MACHINE: now.rows, "polkavm": other.rows })),
        None => serde_json::to_string_pretty(&now.rows),
    }
}

fn print(measured: &[(&dyn Group, Vec<Row>)], now: &Snapshot, other: Option<&Snapshot>) {
    println!("Contracts by {}", now.compiler);
    if let Some(other) = other {
        println!("For PolkaVM by {}", other.compiler);
    }
    for (group, rows) in measured {
        let beside: Vec<Row> = other.map_or_else(Vec::new, |other| of_group(other, *group));
        println!("\n{}\n{}", table::rows(rows, &beside), table::goals(rows));
        if !beside.is_empty() {
            println!("On PolkaVM\n{}", table::goals(&beside));
        }
        if HAS_PICTURES {
            println!("{}", group.beside(rows));
        }
    }
}

fn of_group(snapshot: &Snapshot, group: &dyn Group) -> Vec<Row> {
    snapshot.rows.iter().filter(|row| row.group == group.name()).cloned().collect()
}

fn measure(group: &dyn Group) -> Vec<Row> {
    let started = Instant::now();
    let rows = group.measure(&mut |what| eprintln!("{:5.1} s  {MACHINE}: {what} …", started.elapsed().as_secs_f32()));
    eprintln!("{:5.1} s  {MACHINE}: {} numbers", started.elapsed().as_secs_f32(), rows.len());
    rows
}

/// The folder of the tests, which both machines share.
fn folder() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.join(if cfg!(feature = "polkavm") { "../../e2e-tests" } else { "" })
}

/// The name of a file with numbers or names of this machine: on the second one it carries the machine's.
fn file(name: &str, extension: &str) -> String {
    if cfg!(feature = "polkavm") {
        format!("{name}.{MACHINE}.{extension}")
    } else {
        format!("{name}.{extension}")
    }
}

fn snapshot_path() -> PathBuf {
    folder().join(file("gas", "json"))
}

fn picture_path(group: &dyn Group) -> PathBuf {
    folder().join(format!("gas-{}.svg", group.name()))
}

/// The compiler that the contracts were built by.
fn compiler() -> Result<String, Box<dyn Error>> {
    let path = folder().join("../target/ink").join(file("compiler", "txt"));
    Ok(read(&path, "cargo xtask build --target all")?.trim().to_owned())
}

fn read(path: &Path, writer: &str) -> Result<String, Box<dyn Error>> {
    let named = |error| format!("cannot read {} ({error}); `{writer}` writes it", path.display());
    Ok(fs::read_to_string(path).map_err(named)?)
}

fn write(measured: &[(&dyn Group, Vec<Row>)], now: &Snapshot) -> Result<(), Box<dyn Error>> {
    fs::write(snapshot_path(), format!("{}\n", serde_json::to_string_pretty(now)?))?;
    for (group, rows) in measured.iter().filter(|_| HAS_PICTURES) {
        fs::write(picture_path(*group), chart::svg(&group.picture(rows)))?;
    }
    eprintln!("gas: snapshot{} for {MACHINE} written", if HAS_PICTURES { " and pictures" } else { "" });
    Ok(())
}

fn check(measured: &[(&dyn Group, Vec<Row>)], now: &Snapshot) -> Result<bool, Box<dyn Error>> {
    const UPDATE: &str = "cargo xtask gas --update";
    let committed: Snapshot = serde_json::from_str(&read(&snapshot_path(), UPDATE)?)?;
    if committed.is_by_another_compiler(now) {
        eprintln!("gas: the snapshot for {MACHINE} belongs to another compiler ({}),", committed.compiler);
        eprintln!("     so {TOLERANCE} % more or less are allowed");
    }
    let mut is_fine = true;
    let differences = committed.differences(now);
    if differences.is_empty() {
        eprintln!("gas: {} rows for {MACHINE} as in the snapshot", now.rows.len());
    } else {
        eprint!("gas: {MACHINE} is not as in the snapshot\n{}", table::differences(&differences));
        is_fine = false;
    }
    for (group, _) in measured.iter().filter(|_| HAS_PICTURES) {
        // The picture shows the snapshot, whatever this machine's compiler makes of the contracts.
        let rows = of_group(&committed, *group);
        if read(&picture_path(*group), UPDATE)? != chart::svg(&group.picture(&rows)) {
            eprintln!("gas: {} does not show the snapshot", picture_path(*group).display());
            is_fine = false;
        }
    }
    if !is_fine {
        eprintln!("gas: if this is meant, run `{UPDATE}`");
    }
    Ok(is_fine)
}
