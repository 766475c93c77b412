//! Other programs: running them, finding them, where they keep things.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{bail, Context, Result};

/// Runs `command`, with its output going where ours goes.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line_of(command));
    }
    Ok(())
}

/// Runs `command` and gives back what it printed; what it complains about is shown only if it fails.
///
/// # Errors
/// If it cannot be started or fails.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !output.status.success() {
        bail!("{} failed ({}): {}", line_of(command), output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed something that is no text", name_of(command)))
}

/// Where `name` lies on the path, if it does.
pub fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line_of(command: &Command) -> String {
    let mut line = name_of(command);
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// The folder for everything that may be deleted at any time.
///
/// # Errors
/// If there is neither `ATELIER_CACHE` nor `HOME`.
pub fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("ATELIER_CACHE").filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let home = env::var_os("HOME")
        .context("neither ATELIER_CACHE nor HOME is set: set ATELIER_CACHE to a folder for caches")?;
    Ok(Path::new(&home).join(".cache/atelier"))
}

/// The cargo that started this program, else the one on the path.
pub fn cargo_path() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
