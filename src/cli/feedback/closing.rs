//! What is printed at the end of an import of feedback in addition to its counts.

use serde_json::{Value, json};

use crate::cli::plain::one_line;
use crate::curate::{Anonymous, FeedbackDuplicates, FeedbackSummary, Unlisted};

/// The result of an import, and how it counted anonymous reports.
pub(super) struct Closing {
    pub summary: FeedbackSummary,
    pub anonymous: Anonymous,
}

impl Closing {
    /// The lines to print.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.known().into_iter().collect();
        lines.extend(self.unlisted());
        lines.extend(self.nameless());
        lines.extend(self.by_text());
        lines
    }

    /// Which records were found by error texts.
    fn by_text(&self) -> Option<String> {
        let found: Vec<String> = self.summary.by_text.iter().map(|(id, rows)| format!("{id} {rows}")).collect();
        (!found.is_empty()).then(|| format!("matched by their error texts: {}", found.join(", ")))
    }

    /// The same as JSON.
    pub(super) fn matched(&self) -> Value {
        self.summary.by_text.iter().map(|(id, rows)| json!({ "id": id.as_str(), "rows": rows })).collect()
    }

    /// Why duplicates are duplicates.
    fn known(&self) -> Option<String> {
        let FeedbackDuplicates { imported_before, changed, twice } = self.summary.duplicates;
        let left = "imported before with other content, which was not changed";
        let reasons = [(imported_before, "imported before"), (twice, "twice in the file"), (changed, left)];
        let reasons: Vec<String> =
            reasons.iter().filter(|(count, _)| *count > 0).map(|(count, reason)| format!("{count} {reason}")).collect();
        (!reasons.is_empty()).then(|| format!("duplicate {}: {}", self.summary.counts.duplicate, reasons.join(", ")))
    }

    /// Reporters who claim a kind that the policy does not give them.
    fn unlisted(&self) -> Vec<String> {
        let Unlisted { reports, names, has_more } = &self.summary.unlisted;
        if *reports == 0 {
            return Vec::new();
        }
        let names: Vec<String> = names.iter().map(|(name, kind)| format!("{} ({kind})", one_line(name))).collect();
        let (names, others) = (names.join(", "), if *has_more { " and others" } else { "" });
        let told = match *reports {
            1 => "1 row claims a kind that the policy does not give to its reporter, and counts as a user's".to_owned(),
            _ => format!(
                "{reports} rows claim a kind that the policy does not give to their reporters, and count as users'"
            ),
        };
        vec![
            format!("{told}: {names}{others}"),
            "hint: list the names of maintainers and build machines under [reporters] in canonry.toml".to_owned(),
        ]
    }

    /// The number of anonymous rows, and what they count as.
    fn nameless(&self) -> Option<String> {
        let rows = match self.summary.anonymous {
            0 => return None,
            1 => "1 row is anonymous".to_owned(),
            rows => format!("{rows} rows are anonymous"),
        };
        Some(match self.anonymous {
            Anonymous::One => {
                format!("{rows}; anonymous reports count as those of one reporter, unless you use `--anonymous each`")
            }
            Anonymous::Each => format!("{rows}; each counts as the report of another reporter"),
        })
    }

    /// The same as JSON: why duplicates are duplicates.
    pub(super) fn duplicates(&self) -> Value {
        let FeedbackDuplicates { imported_before, changed, twice } = self.summary.duplicates;
        json!({ "imported_before": imported_before, "twice_in_the_file": twice, "changed": changed })
    }

    /// The same as JSON: the new reports whose reporters claim another kind or are anonymous.
    pub(super) fn reporters(&self) -> Value {
        let FeedbackSummary { unlisted: Unlisted { reports, names, .. }, anonymous, .. } = &self.summary;
        let names: Vec<Value> =
            names.iter().map(|(name, kind)| json!({ "reporter": name, "reporter_kind": kind.as_str() })).collect();
        let how = match self.anonymous {
            Anonymous::One => "one",
            Anonymous::Each => "each",
        };
        json!({ "unlisted": reports, "unlisted_names": names, "anonymous": anonymous, "anonymous_as": how })
    }
}
