//! `docs/licensing-peers.md` says what other contracts do, what happens here and which test shows it.

use std::{fs, path::PathBuf};

/// The folder of the workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of all tests in the sources below a folder.
fn tests_below(folder: PathBuf, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(path).unwrap();
            let pairs = source.lines().zip(source.lines().skip(1)).filter(|(marker, _)| marker.trim() == "#[test]");
            let name = |(_, line): (&str, &str)| Some(line.trim().strip_prefix("fn ")?.split('(').next()?.to_owned());
            names.extend(pairs.filter_map(name));
        }
    }
}

fn tests() -> Vec<String> {
    let mut names = Vec::new();
    for folder in ["e2e-tests/tests", "licensing/src", "licensing/tests"] {
        tests_below(root().join(folder), &mut names);
    }
    names
}

fn table() -> String {
    fs::read_to_string(root().join("docs/licensing-peers.md")).unwrap()
}

#[test]
fn each_test_that_the_table_of_peers_names_exists() {
    let names = tests();
    let table = table();
    let rows = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let mut cited = 0;
    for row in rows.filter(|row| !row.contains("| our test |")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [theirs, ours, test] = cells[..] else { panic!("a row has three cells: {row}") };
        assert!(!theirs.is_empty() && !ours.is_empty(), "{row}");
        assert!(test.contains('`') || test == "does not arise", "{row}");
        for name in test.split('`').skip(1).step_by(2) {
            cited += 1;
            assert!(names.iter().any(|test| test == name), "there is no test {name}");
        }
    }
    assert!(cited > 70, "only {cited} tests are named");
}

#[test]
fn each_exploit_that_is_tried_stands_in_the_table() {
    let table = table();
    let mut names = Vec::new();
    tests_below(root().join("e2e-tests/tests/licenses/exploits"), &mut names);
    assert!(names.len() > 55, "only {} exploits are tried", names.len());
    for name in names {
        assert!(table.contains(&format!("`{name}`")), "{name} is not in the table");
    }
}
