//! The number of findings of each code.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::printed::{INVALID, Printed};
use crate::check::{Code, FindingKind, Severity};
use crate::cli::failure::Exit;

/// The least severity for the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Grave {
    /// An error
    Error,
    /// An error or a warning
    Warning,
    /// Whatever is printed, if it was not there before; with --since
    New,
}

/// The number of findings of each code.
#[derive(Debug, Default)]
pub(in crate::cli) struct FindingCounts {
    pub(in crate::cli) records: u64,
    /// Findings that are not reported and not counted otherwise.
    pub(super) waived: u64,
    /// By code and severity: two findings of a code may be of two severities. A text that is not a record has no code.
    pub(super) codes: BTreeMap<(Option<Code>, Severity), CountedFindings>,
    /// What was there before, and is not counted otherwise; `None` if nobody asked.
    pub(super) before: Option<u64>,
    severities: BTreeMap<Severity, u64>,
}

/// The findings of a code that are of one severity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CountedFindings {
    pub(super) findings: u64,
    /// The number with a safe fix.
    pub(super) safe: u64,
    /// The number with a fix that a person should review.
    pub(super) offers: u64,
}

impl FindingCounts {
    pub(in crate::cli) fn add(&mut self, printed: Printed<'_>) {
        self.count(printed.code(), printed.severity(), printed.fix().map(|fix| fix.safe));
    }

    /// The same for a finding of which only the kind is known.
    pub(super) fn add_kind(&mut self, FindingKind { code, severity, safe }: FindingKind) {
        self.count(Some(code), severity, safe);
    }

    fn count(&mut self, code: Option<Code>, severity: Severity, safe: Option<bool>) {
        let counted = self.codes.entry((code, severity)).or_default();
        *self.severities.entry(severity).or_default() += 1;
        counted.findings += 1;
        counted.safe += u64::from(safe == Some(true));
        counted.offers += u64::from(safe == Some(false));
    }

    /// How many findings are of a severity.
    pub(in crate::cli) fn of(&self, severity: Severity) -> u64 {
        self.severities.get(&severity).copied().unwrap_or(0)
    }

    /// How many findings each code has, with notes or without.
    pub(super) fn by_code(&self, with_notes: bool) -> BTreeMap<Option<Code>, u64> {
        let mut codes = BTreeMap::new();
        for ((code, severity), counted) in &self.codes {
            if with_notes || *severity != Severity::Note {
                *codes.entry(*code).or_default() += counted.findings;
            }
        }
        codes
    }

    /// Whether there was nothing to check.
    pub(super) fn is_empty(&self) -> bool {
        self.records == 0 && self.codes.is_empty()
    }

    /// How many findings have a fix that is safe.
    pub(super) fn safe(&self) -> u64 {
        self.codes.values().map(|counted| counted.safe).sum()
    }

    /// What was there before is counted from here on.
    pub(super) fn since() -> Self {
        FindingCounts { before: Some(0), ..FindingCounts::default() }
    }

    /// How many findings are printed, with notes or without.
    fn printed(&self, with_notes: bool) -> u64 {
        let notes = if with_notes { self.of(Severity::Note) } else { 0 };
        self.of(Severity::Error) + self.of(Severity::Warning) + notes
    }

    /// The exit code. `with_notes` says whether notes are printed.
    pub(super) fn exit(&self, fail_on: Grave, with_notes: bool) -> Exit {
        let grave = match fail_on {
            Grave::Error => self.of(Severity::Error),
            Grave::Warning => self.printed(false),
            Grave::New => self.printed(with_notes),
        };
        if grave > 0 { Exit::Look } else { Exit::Done }
    }

    /// What --json has as counts.
    pub(super) fn counts(&self) -> Value {
        let mut counts = json!({
            "records": self.records, "errors": self.of(Severity::Error), "warnings": self.of(Severity::Warning),
            "notes": self.of(Severity::Note), "safe": self.safe(), "waived": self.waived,
        });
        if let (Value::Object(counts), Some(before)) = (&mut counts, self.before) {
            counts.insert("before".to_owned(), json!(before));
        }
        counts
    }
}

/// The short form of a code, and its name. A text that is not a record has no short form.
pub(super) fn names(code: Option<Code>) -> (&'static str, &'static str) {
    code.map_or(("", INVALID), |code| (code.short(), code.as_str()))
}
