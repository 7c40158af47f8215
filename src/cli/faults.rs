//! Faults of the input on stderr, as many as a person reads.

use std::fmt::Display;

use super::console::{Console, MAX_LINES};

/// The most characters of such a line: a fault may repeat what is wrong, and that may be megabytes.
const MAX_LENGTH: usize = 2_000;

/// Prints faults, and counts them.
#[derive(Default)]
pub(super) struct Faults {
    lines: usize,
}

impl Faults {
    /// Prints a line, unless there were too many before.
    pub(super) fn print(&mut self, console: &mut Console, line: impl Display) {
        self.lines += 1;
        if self.lines > MAX_LINES {
            return;
        }
        let mut line = line.to_string();
        if let Some((end, _)) = line.char_indices().nth(MAX_LENGTH) {
            line.truncate(end);
            line.push('…');
        }
        console.fault(line);
    }

    /// Says how many lines were not printed, if any.
    pub(super) fn finish(&self, console: &mut Console) {
        let more = self.lines.saturating_sub(MAX_LINES);
        if more > 0 {
            let hint = if console.is_json() {
                "the JSON object lists them all"
            } else {
                "--json lists them all, and so does --keep-going --rejects FILE"
            };
            console.fault(format!("… and {more} more; {hint}"));
        }
    }
}
