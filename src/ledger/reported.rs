//! What a report says, before it is known which record and item it is about.

use super::{Environment, EvidenceKind, NewEvidence, Outcome, ReportKey, Reporter, ReporterKind};
use crate::record::{Date, ItemRef};

/// What a report says in addition to its outcomes. Each of its rows in the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The day it was seen.
    pub day: Date,
    /// Who saw it.
    pub reporter: Reporter,
    /// What they say they are.
    pub reporter_kind: ReporterKind,
    /// Where it can be read.
    pub url: Option<String>,
    /// A comment.
    pub note: Option<String>,
    /// Where it was tried.
    pub environment: Environment,
}

/// The number of attempts with one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeCount {
    /// The outcome.
    pub outcome: Outcome,
    /// The number of attempts, from 1.
    pub count: u32,
}

impl Reported {
    /// The row of the ledger for the attempts on an item, or on a record as a whole, with one outcome. `is_apart` says
    /// whether the reporter is anonymous and counts as a separate reporter.
    pub fn evidence(self, item: Option<ItemRef>, attempts: OutcomeCount, is_apart: bool) -> NewEvidence {
        let Reported { day, reporter, reporter_kind, url, note, environment } = self;
        let (kind, OutcomeCount { outcome, count }) = (EvidenceKind::Outcome, attempts);
        let outcome = Some(outcome);
        NewEvidence { item, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, environment }
    }

    /// The key of a report that has a `report_id`, which is unique only among the reports of its reporter.
    pub fn own_key(&self, report_id: &str) -> ReportKey {
        ReportKey::own(&self.reporter.folded(), report_id)
    }

    /// The key of all that the report says of its record. The item is compared as it is written in the file: if another
    /// item is `w1` now, a file that is imported again must not become reports on that. The kind that the reporter
    /// claims and the address are not part of the key.
    pub fn said_key(&self, item: &str, attempts: &[OutcomeCount]) -> ReportKey {
        self.said(&[], item, attempts, |texts| ReportKey::said(texts))
    }

    /// The key of all that a report says of an error text instead of a record. It is the same report whichever record
    /// the text matches.
    pub fn text_key(&self, error_text: &str, item: &str, attempts: &[OutcomeCount]) -> ReportKey {
        self.said(&[error_text], item, attempts, |texts| ReportKey::of_text(texts))
    }

    fn said<T>(
        &self,
        subject: &[&str],
        item: &str,
        attempts: &[OutcomeCount],
        key: impl FnOnce(&mut dyn Iterator<Item = &str>) -> T,
    ) -> T {
        let (reporter, day) = (self.reporter.folded(), self.day.to_string());
        let counts = attempts.iter().map(|one| one.count.to_string()).collect::<Vec<_>>();
        let outcomes = attempts.iter().map(|one| one.outcome.as_str());
        let ends = outcomes.zip(&counts).flat_map(|(outcome, count)| [outcome, count.as_str()]);
        let Environment { os, runtime, version } = &self.environment;
        let rest = [os, runtime, version, &self.note].map(|text| text.as_deref().unwrap_or_default());
        key(&mut subject.iter().copied().chain(ends).chain([day.as_str(), &reporter, item]).chain(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ItemKind;

    #[test]
    fn reports_that_differ_only_in_the_spelling_of_their_reporter_are_the_same() {
        let reported = |reporter: &str, note: &str| Reported {
            day: "2026-01-02".parse().unwrap(),
            reporter: Reporter::named(reporter),
            reporter_kind: ReporterKind::User,
            url: None,
            note: Some(note.to_owned()),
            environment: Environment::default(),
        };
        let attempts = |count| OutcomeCount { outcome: Outcome::Fail, count };
        let item = Some(ItemRef { kind: ItemKind::Workaround, id: 1 });
        let first = reported("Lena", "x").evidence(item, attempts(2), false);
        assert!(first.is_same(&reported(" lena", "x").evidence(item, attempts(2), false)));
        for other in [
            reported("omar", "x").evidence(item, attempts(2), false),
            reported("Lena", "y").evidence(item, attempts(2), false),
            reported("Lena", "x").evidence(None, attempts(2), false),
            reported("Lena", "x").evidence(item, attempts(1), false),
            reported("Lena", "x").evidence(item, attempts(2), true),
        ] {
            assert!(!first.is_same(&other), "{other:?}");
        }
    }
}
