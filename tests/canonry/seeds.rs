//! The fixtures, and what fuzzing found, through the functions that `fuzz/` calls.

use std::panic::catch_unwind;

use crate::fuzzed::TARGETS;
use crate::support::{files, project};

/// The fixtures that are seeds, as `fuzz/run` gives them to the fuzzer.
const SEEDS: [(&str, &[&str]); 8] = [
    ("record", &["records", "invalid"]),
    ("framing", &["records", "invalid"]),
    ("editor", &["records", "invalid"]),
    ("check", &["records", "findings"]),
    ("feedback", &["feedback"]),
    ("query", &["records"]),
    ("resolutions", &["records"]),
    ("matching", &["records"]),
];

#[test]
fn the_seeds_and_what_fuzzing_found_hold() {
    let mut broken = Vec::new();
    for (target, check) in TARGETS {
        let own = format!("fuzz/{target}");
        let shared = SEEDS.iter().filter(|(name, _)| *name == target).flat_map(|(_, folders)| folders.iter().copied());
        for folder in shared.chain([own.as_str()]) {
            let folder = project("fixtures").join(folder);
            assert!(folder.is_dir(), "{} is not there", folder.display());
            for (path, bytes) in files(&folder) {
                if catch_unwind(|| check(&bytes)).is_err() {
                    broken.push(format!("{target}: {}/{path}", folder.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "what has to hold for any bytes does not for\n{}", broken.join("\n"));
}
