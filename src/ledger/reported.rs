//! What a report says, before it is known which record and item it is about.

use super::{Environment, EvidenceKind, NewEvidence, Outcome, ReportKey, ReporterKind, folded};
use crate::record::{Date, ItemRef};

/// What a report says besides how the attempts ended: each of its rows in the ledger says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The day it was seen.
    pub day: Date,
    /// Who saw it; not empty, and [`NOBODY`](super::NOBODY) if nobody is named.
    pub reporter: String,
    /// What they say they are.
    pub reporter_kind: ReporterKind,
    /// Where it can be read.
    pub url: Option<String>,
    /// What there is to say.
    pub note: Option<String>,
    /// Where it was tried.
    pub environment: Environment,
}

/// How many attempts ended in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeCount {
    /// How they ended.
    pub outcome: Outcome,
    /// How many, from 1.
    pub count: u32,
}

impl Reported {
    /// The row of the ledger for the attempts on an item, or on a record as a whole, that ended in one way. `is_apart`
    /// tells whether nobody is named and this is a reporter of its own.
    pub fn evidence(self, item: Option<ItemRef>, attempts: OutcomeCount, is_apart: bool) -> NewEvidence {
        let Reported { day, reporter, reporter_kind, url, note, environment } = self;
        let (kind, OutcomeCount { outcome, count }) = (EvidenceKind::Outcome, attempts);
        let outcome = Some(outcome);
        NewEvidence { item, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, environment }
    }

    /// The key of a report that has a `report_id`, which says nothing about those of other reporters.
    pub fn own_key(&self, report_id: &str) -> ReportKey {
        ReportKey::own(&folded(&self.reporter), report_id)
    }

    /// The key of all that the report says of its record. The item is compared as it is written, and is empty if it is
    /// not: after another one has become `w1`, a file that comes again must not be taken for reports on that. What the
    /// reporter claims to be and the address are no part of it.
    pub fn said_key(&self, item: &str, attempts: &[OutcomeCount]) -> ReportKey {
        let (reporter, day) = (folded(&self.reporter), self.day.to_string());
        let counts = attempts.iter().map(|one| one.count.to_string()).collect::<Vec<_>>();
        let outcomes = attempts.iter().map(|one| one.outcome.as_str());
        let ends = outcomes.zip(&counts).flat_map(|(outcome, count)| [outcome, count.as_str()]);
        let Environment { os, runtime, version } = &self.environment;
        let rest = [os, runtime, version, &self.note].map(|text| text.as_deref().unwrap_or_default());
        ReportKey::said(ends.chain([day.as_str(), &reporter, item]).chain(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ItemKind;

    #[test]
    fn reports_that_differ_only_in_the_spelling_of_their_reporter_say_the_same() {
        let reported = |reporter: &str, note: &str| Reported {
            day: "2026-01-02".parse().unwrap(),
            reporter: reporter.to_owned(),
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
