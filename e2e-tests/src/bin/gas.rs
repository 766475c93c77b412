//! Measures what the hot messages cost, beside their floors. `cargo xtask gas` builds the contracts first.

use clap::Parser;
use e2e_tests::gas::{chart, groups, snapshot::Snapshot, snapshot::TOLERANCE, table, Group, Row};
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
    /// Prints instead where the cost of the hottest messages goes, item by item.
    #[arg(long, conflicts_with_all = ["json", "check", "update"])]
    items: bool,
}

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
        groups.iter().for_each(|group| print!("{}", group.items()));
        return Ok(true);
    }
    let measured: Vec<(&dyn Group, Vec<Row>)> = groups.iter().map(|group| (&**group, measure(&**group))).collect();
    let now = Snapshot { compiler: compiler()?, rows: measured.iter().flat_map(|(_, rows)| rows.clone()).collect() };
    if options.json {
        println!("{}", serde_json::to_string_pretty(&now.rows)?);
    } else {
        println!("Contracts by {}\n", now.compiler);
        for (group, rows) in &measured {
            println!("{}\n{}\n{}", table::rows(rows), table::goals(rows), group.beside(rows));
        }
    }
    if options.update {
        write(&measured, &now)?;
    }
    Ok(!options.check || check(&measured, &now)?)
}

fn measure(group: &dyn Group) -> Vec<Row> {
    let started = Instant::now();
    let rows = group.measure(&mut |what| eprintln!("{:5.1} s  {what} …", started.elapsed().as_secs_f32()));
    eprintln!("{:5.1} s  {} numbers", started.elapsed().as_secs_f32(), rows.len());
    rows
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn snapshot_path() -> PathBuf {
    folder().join("gas.json")
}

fn picture_path(group: &dyn Group) -> PathBuf {
    folder().join(format!("gas-{}.svg", group.name()))
}

/// The compiler that the contracts were built by.
fn compiler() -> Result<String, Box<dyn Error>> {
    let path = folder().join("../target/ink/compiler.txt");
    Ok(read(&path, "cargo xtask build")?.trim().to_owned())
}

fn read(path: &Path, writer: &str) -> Result<String, Box<dyn Error>> {
    let named = |error| format!("cannot read {} ({error}); `{writer}` writes it", path.display());
    Ok(fs::read_to_string(path).map_err(named)?)
}

fn write(measured: &[(&dyn Group, Vec<Row>)], now: &Snapshot) -> Result<(), Box<dyn Error>> {
    fs::write(snapshot_path(), format!("{}\n", serde_json::to_string_pretty(now)?))?;
    for (group, rows) in measured {
        fs::write(picture_path(*group), chart::svg(&group.picture(rows)))?;
    }
    eprintln!("gas: snapshot and pictures written");
    Ok(())
}

fn check(measured: &[(&dyn Group, Vec<Row>)], now: &Snapshot) -> Result<bool, Box<dyn Error>> {
    const UPDATE: &str = "cargo xtask gas --update";
    let committed: Snapshot = serde_json::from_str(&read(&snapshot_path(), UPDATE)?)?;
    if committed.is_by_another_compiler(now) {
        eprintln!("gas: the snapshot belongs to another compiler ({}),", committed.compiler);
        eprintln!("     so {TOLERANCE} % more or less are allowed");
    }
    let mut is_fine = true;
    let differences = committed.differences(now);
    if differences.is_empty() {
        eprintln!("gas: {} rows as in the snapshot", now.rows.len());
    } else {
        eprint!("gas: not as in the snapshot\n{}", table::differences(&differences));
        is_fine = false;
    }
    for (group, _) in measured {
        // The picture shows the snapshot, whatever this machine's compiler makes of the contracts.
        let rows: Vec<Row> = committed.rows.iter().filter(|row| row.group == group.name()).cloned().collect();
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
