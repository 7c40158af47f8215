//! Faults of the input on stderr, up to a number that a person reads.

use std::fmt::Display;

use super::console::{Console, MAX_LINES};
use crate::record::{Fault, Rule};

/// The most characters of such a line, because a fault may quote megabytes.
const MAX_LENGTH: usize = 2_000;

/// What to do about faults of a record, in addition to fixing them.
pub(super) fn hint(faults: &[Fault]) -> Option<String> {
    let advice = [
        (Rule::Size, "split what is too large, or raise its limit under [limits] in canonry.toml"),
        (
            Rule::Marker,
            "keep what both sides changed, and remove the markers; with `canonry merge-file` git merges records itself",
        ),
        (Rule::LargeCount, "rates.max_count in canonry.toml is the largest count that a report may have"),
        (Rule::Newer, "a newer version of canonry may have written the line; update canonry"),
    ];
    let is_broken = |rule| faults.iter().any(|fault| fault.rule == rule);
    advice.into_iter().find(|(rule, _)| is_broken(*rule)).map(|(_, hint)| hint.to_owned())
}

/// Prints faults, and counts them.
#[derive(Default)]
pub(super) struct FaultPrinter {
    lines: usize,
    /// What to do about some of them.
    hint: Option<String>,
}

impl FaultPrinter {
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

    /// Keeps what to do about faults for the end.
    pub(super) fn advise(&mut self, faults: &[Fault]) {
        self.hint = self.hint.take().or_else(|| hint(faults));
    }

    /// Says how many lines were not printed, if any, and what to do.
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
        if let Some(hint) = &self.hint {
            console.hint(hint);
        }
    }
}
