//! Finding the records of reports that have an error text instead of an id.

use std::collections::{BTreeMap, HashMap};

use super::Misfit;
use crate::curate::matching::{FUZZY_MARGIN, matched};
use crate::intake::FeedbackReport;
use crate::ledger::EqualReports;
use crate::pattern::ranking::LogText;
use crate::record::Id;
use crate::store::{Filter, StoreError, Tx};

/// The most different texts that a run remembers, with what they matched.
const MAX_REMEMBERED: usize = 10_000;

/// The most different texts of a run for which a record is suggested if none is accepted.
const MAX_SUGGESTED: usize = 50;

/// The most records that are named as close to a text without a known record.
const MAX_CLOSE: usize = 3;

/// Finds the records of error texts.
pub(super) struct ByText {
    is_accepted: bool,
    known: HashMap<String, Result<Id, Misfit>>,
    equal: EqualReports,
    suggested: usize,
    /// The number of valid reports that were accepted for each record by their texts.
    pub(super) accepted: BTreeMap<Id, u64>,
}

impl ByText {
    /// Accepts the record that a text matches, or only suggests it.
    pub(super) fn new(is_accepted: bool) -> Self {
        ByText {
            is_accepted,
            known: HashMap::new(),
            equal: EqualReports::default(),
            suggested: 0,
            accepted: BTreeMap::new(),
        }
    }

    /// Numbers a report among those of the run that say the same of an error text.
    pub(super) fn number(&mut self, report: &mut FeedbackReport) {
        if report.is_of_text {
            report.key = self.equal.add_of_text(report.key);
        }
    }

    /// The record that is known to be about a text, if no other is nearly as good; or why none is accepted.
    pub(super) fn find(&mut self, tx: &Tx<'_>, text: &str) -> Result<Result<Id, Misfit>, StoreError> {
        if let Some(found) = self.known.get(text) {
            return Ok(found.clone());
        }
        // Matching takes time, and nobody fixes a file full of such texts one by one.
        if !self.is_accepted && self.suggested == MAX_SUGGESTED {
            return Ok(Err(Misfit::ByText { matching: None }));
        }
        self.suggested += 1;
        let found = matched(tx, &mut LogText::read(text.as_bytes(), 0), &Filter::default(), MAX_CLOSE)?;
        let is_known = found.is_known();
        let near = found.near(FUZZY_MARGIN);
        let mut ids = found.records.into_iter().map(|one| one.record.id);
        let found = match ids.next() {
            Some(id) if is_known && near > 1 => {
                Err(Misfit::SeveralByText { matching: std::iter::once(id).chain(ids).take(near).collect() })
            }
            Some(id) if is_known && self.is_accepted => Ok(id),
            Some(id) if is_known => Err(Misfit::ByText { matching: Some(id) }),
            first => Err(Misfit::UnknownText { close: first.into_iter().chain(ids).collect() }),
        };
        if self.known.len() < MAX_REMEMBERED {
            self.known.insert(text.to_owned(), found.clone());
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Feedback;
    use super::super::tests::{import, import_as, misfit};
    use super::*;
    use crate::curate::fixture::{apply, context, id, record, set, store_in, stored};
    use crate::curate::refusal::Overflow;
    use crate::curate::{New, Policy};
    use crate::intake::FeedbackColumn;
    use crate::store::Store;

    #[test]
    fn a_report_on_an_error_text_is_the_same_one_if_another_record_matches_by_now() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store_in(folder.path(), &["x/a", "x/b"]);
        set(&mut store, &["x/a"], "signature", "Disk quota exceeded on volume");
        let row = [("record_id", ""), ("error_text", "disk quota exceeded on volume /srv"), ("outcome", "fail")];
        let fuzzy = Feedback { fuzzy: true, ..Feedback::default() };
        let (summary, _) = import_as(fuzzy, &mut store, &[&row, &row]);
        assert_eq!((summary.counts.added, summary.by_text), (2, [(id("x/a"), 2)].into()), "equal rows are two reports");
        set(&mut store, &["x/a"], "signature", "Something else");
        set(&mut store, &["x/b"], "signature", "Disk quota exceeded on volume");
        let (summary, _) = import_as(fuzzy, &mut store, &[&row, &row, &row]);
        assert_eq!((summary.counts.added, summary.counts.duplicate), (1, 2));
        let count = |store: &mut Store, id| stored(store, id).revision.record.evidence_count;
        assert_eq!((count(&mut store, "x/a"), count(&mut store, "x/b")), (2, 1));
    }

    #[test]
    fn a_count_that_is_too_large_names_the_record_that_was_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.db");
        let mut full = record("x/a");
        full.evidence_count = Overflow::MAX - 1;
        full.signature = "Disk quota exceeded on volume".to_owned();
        Store::create(&path).unwrap();
        let mut store = Store::open(&path).unwrap();
        apply(&New { force: true, ..New::of(full, &Policy::default()) }, &mut store, &context()).unwrap();
        let row =
            [("record_id", ""), ("error_text", "disk quota exceeded on volume"), ("count", "2"), ("outcome", "fail")];
        let fuzzy = Feedback { keep_going: true, fuzzy: true, ..Feedback::default() };
        let (summary, misfits) = import_as(fuzzy, &mut store, &[&row]);
        let count = Overflow { name: "x/a".to_owned(), count: 2, evidence_count: Overflow::MAX - 1 };
        assert_eq!(misfits, [Misfit::Overflow { column: FeedbackColumn::Count, count }]);
        assert_eq!((summary.counts.rejected, summary.by_text), (1, BTreeMap::new()), "it was not accepted");
    }

    #[test]
    fn a_report_is_rejected_if_two_records_match_its_error_text_about_equally_well() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store_in(folder.path(), &["x/a", "x/b", "x/c"]);
        set(&mut store, &["x/a", "x/b"], "signature", "Disk quota exceeded on volume");
        let row = [("record_id", ""), ("error_text", "disk quota exceeded on volume /srv"), ("outcome", "fail")];
        let fuzzy = Feedback { keep_going: true, fuzzy: true, ..Feedback::default() };
        for feedback in [fuzzy, Feedback { fuzzy: false, ..fuzzy }] {
            let (_, misfits) = import_as(feedback, &mut store, &[&row]);
            assert_eq!(misfits, [Misfit::SeveralByText { matching: vec![id("x/a"), id("x/b")] }]);
        }
        set(&mut store, &["x/b"], "signature", "Disk quota of the group exceeded on its volume");
        assert_eq!(import_as(fuzzy, &mut store, &[&row]).0.by_text, [(id("x/a"), 1)].into());
    }

    #[test]
    fn a_record_is_found_by_an_error_text_if_that_is_accepted_and_suggested_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store_in(folder.path(), &["x/a", "x/b", "x/c"]);
        set(&mut store, &["x/a"], "signature", "Disk quota exceeded on volume");
        let by_text = |text| [("record_id", ""), ("error_text", text), ("outcome", "fail")];
        let (known, unknown) = (by_text("write: disk quota exceeded on volume /srv"), by_text("nothing known"));
        let matching = Some(id("x/a"));
        let unknown_text = Misfit::UnknownText { close: Vec::new() };
        let (summary, misfits) = import(&mut store, &[&known, &unknown]);
        assert_eq!((summary.counts.rejected, misfits), (2, vec![Misfit::ByText { matching }, unknown_text.clone()]));
        let fuzzy = Feedback { keep_going: true, fuzzy: true, ..Feedback::default() };
        let named = [("record_id", "x/b"), ("error_text", "disk quota exceeded on volume"), ("outcome", "fail")];
        let (summary, misfits) = import_as(fuzzy, &mut store, &[&known, &unknown, &named]);
        assert_eq!((summary.counts.added, misfits), (2, vec![unknown_text]));
        assert_eq!(summary.by_text, [(id("x/a"), 1)].into());
        assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 1);
        assert_eq!(stored(&mut store, "x/b").revision.record.evidence_count, 1, "the id counts if there is one");
        let name = format!("write: disk quota exceeded on volume {}", "x".repeat(300));
        let near = vec![id("x/a")];
        assert_eq!(misfit(&mut store, &[("record_id", &name)]), Misfit::NoRecord { name: name.clone(), near });
    }
}
