//! A record of an import, with its source.

use std::sync::Arc;

use super::lineage::RecordHistory;
use crate::intake::{Draft, Faulty, FaultyText, Origin, ReadLedger, ReadNotices};
use crate::record::{Date, Demands, Fault, Rule, SamplesFault, SamplesKey, Start, canonical, check_new};
use crate::store::{KnownDigests, Prepared};

/// What an import reads at a time.
#[derive(Debug)]
pub enum InputPart {
    /// A record, or a text that is not one.
    Record(Box<Incoming>),
    /// The notices of a tree, with its source. Those of its records that they are about follow.
    Notices(Option<Arc<str>>, ReadNotices),
}

/// A draft with its source and, if it is a record, prepared for the store.
#[derive(Debug)]
pub struct Incoming {
    /// The source: a path, or a name that the user gave; `None` for a text from a pipe.
    pub source: Option<Arc<str>>,
    /// What was read.
    pub draft: Draft<Prepared>,
    /// The ledger beside it.
    pub ledger: Option<Box<ReadLedger>>,
    /// What the journal of another database says of it.
    pub(super) history: Option<Arc<RecordHistory>>,
}

impl Incoming {
    /// Reads a text that belongs to no source. `name` is what messages call it, such as the name of a file.
    pub fn read(name: &str, text: Vec<u8>, demands: &Demands) -> Self {
        Incoming {
            source: None,
            draft: Draft::new(Origin::of(name), text, demands).map(Prepared::from),
            ledger: None,
            history: None,
        }
    }

    /// A draft of a source. `known` are the digests that the store probably has. This is the slow part of an import
    /// that needs no transaction; it may run on any thread.
    pub fn new(draft: Draft, source: Option<Arc<str>>, known: &KnownDigests) -> Self {
        Incoming { source, draft: draft.map(|record| Prepared::new(record, known)), ledger: None, history: None }
    }

    /// The same, with the ledger beside the record. If the record is not new, its ledger probably is not, either: then
    /// no more of it is read than tells whether it is. `latest` is the last day that it may name.
    pub(super) fn with_ledger(self, ledger: Option<ReadLedger>, latest: Option<Date>) -> Self {
        let is_probably_known = self.draft.content.as_ref().is_ok_and(Prepared::is_probably_known);
        let ledger = ledger.map(|mut ledger| {
            if !is_probably_known {
                ledger.complete(latest);
            }
            Box::new(ledger)
        });
        Incoming { ledger, ..self }
    }

    /// The same, with the samples apart from the record that were published with it. A draft without them is not
    /// changed.
    pub(super) fn split_samples(mut self, key: Option<&SamplesKey>) -> Self {
        let (Some(key), Ok(prepared)) = (key, &self.draft.content) else { return self };
        if prepared.record.extra.is_empty() {
            return self;
        }
        let mut record = prepared.record.clone();
        match key.split(&mut record) {
            Ok(None) => {}
            Ok(samples) => self.draft.content = Ok(Prepared::from(record).with_samples(samples)),
            Err(SamplesFault { path, reason }) => {
                let Start { line, column } = self.draft.origin.start;
                let text = FaultyText::Kept(canonical(&record).into_bytes());
                let faults = vec![Fault { line, column, path, rule: Rule::Type, reason }];
                self.draft.content = Err(Faulty { faults, text });
            }
        }
        self
    }
}

/// The record of a draft, if it meets the demands of an import, even if its text was read with others.
///
/// # Errors
/// What is wrong with the text or the record.
pub(super) fn checked<'d>(draft: &'d Draft<Prepared>, demands: &Demands) -> Result<&'d Prepared, Vec<Fault>> {
    let prepared = draft.content.as_ref().map_err(|faulty| faulty.faults.clone())?;
    if demands.are_surely_met(&prepared.record, prepared.bytes) {
        return Ok(prepared);
    }
    // The text is no longer there, so a fault has the position of the record.
    let Start { line, column } = draft.origin.start;
    let placed = |fault: Fault| Fault { line, column, ..fault };
    match check_new(&prepared.record, demands) {
        Ok(()) => Ok(prepared),
        Err(faults) => Err(faults.into_iter().map(placed).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::Import;
    use crate::curate::fixture::{context, record};
    use crate::record::Record;

    /// The one fault of a record on line 7 that was read without demands: its line, its path and the rule.
    fn fault(record: Record, import: &Import) -> Option<(usize, String, Rule)> {
        let origin = Origin { start: Start { line: 7, column: 1 }, ..Origin::of("up.ndjson") };
        let draft = Draft { origin, first: None, content: Ok(record) };
        let faults = checked(&draft.map(Prepared::from), &import.demands(&context())).err()?;
        let [Fault { line, path, rule, .. }] = faults.as_slice() else { panic!("{faults:?}") };
        Some((*line, path.to_string(), *rule))
    }

    #[test]
    fn a_record_may_name_tomorrow_and_no_later_day() {
        let tomorrow = context().day.next();
        let seen = |first_seen: Date| fault(Record { first_seen, ..record("x/a") }, &Import::default());
        assert_eq!(seen(tomorrow), None);
        assert_eq!(seen(tomorrow.next()), Some((7, "first_seen".to_owned(), Rule::Date)));
    }

    #[test]
    fn a_record_is_within_the_limits_of_the_policy() {
        let mut import = Import::default();
        import.policy.limits.field_bytes = 20;
        let caused = |text: &str| fault(Record { root_cause: text.to_owned(), ..record("x/a") }, &import);
        assert_eq!(caused("twenty bytes, or few"), None);
        assert_eq!(caused("longer than 20 bytes!"), Some((7, "root_cause".to_owned(), Rule::Size)));
    }
}
