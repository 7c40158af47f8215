//! The regex of a record, read once for all checks.

use std::cell::OnceCell;

use crate::pattern::{Facts, Pattern, PatternFault, Simplification};

/// A regex with its properties, computed when a check needs them.
#[derive(Debug)]
pub(super) struct Reading<'r> {
    text: &'r str,
    pattern: OnceCell<Result<Pattern, PatternFault>>,
    facts: OnceCell<Facts>,
    normal: OnceCell<String>,
}

impl<'r> Reading<'r> {
    /// The regex of this text; nothing is read yet.
    pub(super) fn of(text: &'r str) -> Self {
        Reading { text, pattern: OnceCell::new(), facts: OnceCell::new(), normal: OnceCell::new() }
    }

    /// The regex, or why it is not valid.
    pub(super) fn pattern(&self) -> Result<&Pattern, &PatternFault> {
        self.pattern.get_or_init(|| Pattern::parse(self.text)).as_ref()
    }

    /// The regex with its properties; `None` if it is not valid.
    pub(super) fn facts(&self) -> Option<(&Pattern, &Facts)> {
        let pattern = self.pattern().ok()?;
        Some((pattern, self.facts.get_or_init(|| pattern.facts())))
    }

    /// The simplified regex that finds the same; unchanged if it is not valid.
    pub(super) fn normal(&self) -> &str {
        let Some((pattern, facts)) = self.facts() else { return self.text };
        // Most regexes are already simple, which is faster to find out.
        if facts.unportable.is_empty() && facts.overlaps.is_empty() && pattern.idle_edges().is_empty() {
            return self.text;
        }
        self.normal.get_or_init(|| pattern.simplified(Simplification::keeps_meaning).text().to_owned())
    }
}
