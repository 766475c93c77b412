//! The demo: plays files that describe royalty trees, DAOs and studios, prints who got what and why, and writes a report with pictures.

use clap::Parser;
use e2e_tests::demo::{chapter_of, page, Chapter, Ink};
use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Plays income on royalty trees, the decisions of DAOs and the subscriptions of studios, on a chain in this process, and checks
/// every payout to the last unit, every vote and every day of access.
///
/// Ends with 1 if something does not add up, and with 2 if a file cannot be played.
#[derive(Parser)]
#[command(name = "demo")]
struct CommandLine {
    /// JSON files that describe royalty trees, a DAO or studios; the ones in `examples/` if none is given.
    files: Vec<PathBuf>,
    /// Prints the same as data.
    #[arg(long)]
    json: bool,
    /// The folder of the report; `target/demo` unless given.
    #[arg(long)]
    report: Option<PathBuf>,
}

/// The examples in the order in which they explain themselves; others follow by name.
const ORDER: [&str; 6] = ["edition", "recoup", "edited", "collective", "dao", "studios"];

fn main() -> ExitCode {
    match run(CommandLine::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(complaint) => {
            eprintln!("{complaint}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether everything adds up.
fn run(options: CommandLine) -> Result<bool, String> {
    let start = Instant::now();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = if options.files.is_empty() { examples(&root.join("examples"))? } else { options.files };
    let ink = Ink { colors: io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() };
    let mut told = Vec::with_capacity(files.len());
    for (number, file) in files.iter().enumerate() {
        let one = play(file, number)?;
        if !options.json {
            print(&one.text(ink))?;
        }
        told.push(one);
    }
    let folder = options.report.unwrap_or_else(|| root.join("target/demo"));
    let report = write(&folder, &files, &told)?;
    let holds = told.iter().all(Chapter::holds);
    if options.json {
        let stories: Vec<_> = told.iter().map(Chapter::data).collect();
        let all = serde_json::json!({ "stories": stories, "holds": holds });
        print(&format!("{all:#}\n"))?;
    } else {
        let checks: usize = told.iter().map(|told| told.checks().len()).sum();
        let verdict =
            if holds { format!("All {checks} checks hold.") } else { "It does not add up: see above.".into() };
        let seconds = start.elapsed().as_secs_f32();
        print(&format!("\n{verdict} The report is {}; {seconds:.1} s.\n", report.display()))?;
    }
    Ok(holds)
}

fn examples(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    let place = |file: &PathBuf| ORDER.iter().position(|name| file.file_stem().is_some_and(|stem| stem == *name));
    files.sort_by_key(|file| (place(file).unwrap_or(ORDER.len()), file.clone()));
    if files.is_empty() {
        return Err(format!("{}: there is no example here", folder.display()));
    }
    Ok(files)
}

fn play(file: &Path, number: usize) -> Result<Chapter, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    chapter_of(&name(file), &text, number).map_err(|complaint| complaint.to_string())
}

/// How the file is called: as it was given, but without the way from here to the workspace.
fn name(file: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let full = file.canonicalize().ok();
    let short = here.zip(full).and_then(|(here, full)| full.strip_prefix(here).ok().map(Path::to_path_buf));
    short.unwrap_or_else(|| file.to_path_buf()).display().to_string()
}

/// Writes the report and the pictures; returns where the report is.
fn write(folder: &Path, files: &[PathBuf], told: &[Chapter]) -> Result<PathBuf, String> {
    let write = |file: &Path, text: String| {
        fs::write(file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    for (file, told) in files.iter().zip(told) {
        let stem = file.file_stem().unwrap_or(file.as_os_str());
        write(&folder.join(stem).with_extension("svg"), told.picture_file())?;
    }
    let report = folder.join("report.html");
    write(&report, page(told))?;
    Ok(report.canonicalize().unwrap_or(report))
}

/// Prints, and is content if nobody reads on: `demo | head` is no failure.
fn print(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot print: {error}")),
        _ => Ok(()),
    }
}
