//! What has to hold for any bytes, one function for each reader. The targets of `fuzz/` call them with bytes that they
//! make up; the tests call them with the seeds, and with what fuzzing found (`fixtures/fuzz/TARGET/`).

mod checks;
mod filters;
mod framing;
mod histories;
mod matching;
mod reports;
mod texts;

pub use checks::{check, pattern};
pub use filters::{filter, policy, query};
pub use framing::framing;
pub use histories::histories;
pub use matching::matching;
pub use reports::{feedback, outcomes};
pub use texts::{editor, record, resolutions};

use canonry::record::{Fault, Start};

/// A target's name, and what has to hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 13] = [
    ("record", record),
    ("framing", framing),
    ("feedback", feedback),
    ("outcomes", outcomes),
    ("policy", policy),
    ("query", query),
    ("filter", filter),
    ("editor", editor),
    ("resolutions", resolutions),
    ("histories", histories),
    ("pattern", pattern),
    ("check", check),
    ("matching", matching),
];

/// A record with something in every field.
const FULL: &str = include_str!("../../../fixtures/records/full/index.json");

/// A record with a Chinese page.
const CHINESE: &str = include_str!("../../../fixtures/records/chinese/index.json");

/// Whether every fault lies in the input, which begins at line 1 and column 1.
fn assert_within(input: &[u8], faults: &[Fault]) {
    assert!(!faults.is_empty(), "refused without a fault");
    let lines: Vec<usize> = input.split(|byte| *byte == b'\n').map(columns).collect();
    for fault in faults {
        let line = fault.line.checked_sub(1).and_then(|line| lines.get(line));
        assert!(line.is_some_and(|columns| (1..=columns + 1).contains(&fault.column)), "{fault} lies outside");
    }
}

/// How many characters a line has, at least: bytes that continue a character are not counted.
fn columns(line: &[u8]) -> usize {
    line.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// Whether a text is at a place. Stray bytes that would continue a character have no column of their own: the text may
/// begin with any of those before the place.
fn stands_at(input: &[u8], start: Start, text: &[u8]) -> bool {
    let mut rest = input.strip_prefix("\u{feff}".as_bytes()).unwrap_or(input);
    for _ in 1..start.line {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { return false };
        rest = &rest[end + 1..];
    }
    let characters = || (0..rest.len()).filter(|at| !matches!(rest[*at], 0x80..=0xbf));
    let before = start.column.checked_sub(2).map_or(Some(0), |column| characters().nth(column));
    let last = characters().nth(start.column - 1).unwrap_or(rest.len());
    before.is_some_and(|first| (first..=last).any(|at| rest[at..].starts_with(text)))
}
