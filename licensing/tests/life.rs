//! Random lives of licenses: the rules do what the world of `licensing_model` does, and after each step both hold the same.
//!
//! Two environment variables say how much is lived:
//!
//! - `ATELIER_LICENSE_TRACES`: how many lives, 300 unless told; their seeds are 0, 1, 2 and so on.
//! - `ATELIER_LICENSE_TRACE_LENGTH`: how many steps each has, 400 unless told.
//!
//! A failure names the seed and the step.

mod common;

use common::{setting, Pair};
use licensing_model::cases::{ALL, RARE};
use std::collections::BTreeMap;

const TRACES: u64 = 300;
const LENGTH: u64 = 400;
/// The longest wait, in days.
const PATIENCE: u64 = 9;
/// After how many steps the income of each day is compared; it is at the end, too.
const EVERY: u64 = 20;
/// How often lives must come to each case.
const OFTEN: u32 = 5;

#[test]
fn licenses_live_as_the_world_foretells_and_come_to_everything() {
    let (traces, length) = (setting("ATELIER_LICENSE_TRACES", TRACES), setting("ATELIER_LICENSE_TRACE_LENGTH", LENGTH));
    let mut counts: BTreeMap<&str, u32> = ALL.iter().chain(RARE).map(|case| (*case, 0)).collect();
    for seed in 0..traces {
        let mut pair = Pair::new(seed, PATIENCE);
        for step in 0..length {
            match pair.go_on(step % EVERY == 0 || step + 1 == length) {
                Ok(gone) => {
                    for case in gone.cases {
                        if let Some(count) = counts.get_mut(case.as_str()) {
                            *count += 1;
                        }
                    }
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    println!("{counts:#?}");
    let missing: Vec<_> = counts.iter().filter(|(_, count)| **count < OFTEN).collect();
    assert!(missing.is_empty() || traces < TRACES || length < LENGTH, "{missing:?}");
}
