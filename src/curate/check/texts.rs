//! Checking records that are texts in files.

use std::collections::{HashMap, HashSet};

use super::scan::{compare, findings};
use crate::check::{Background, Checker, Finding, Fingerprint, RecordFacts, SetIndex};
use crate::intake::{Draft, Origin};
use crate::record::{Demands, Fault, Id, Locator, Place, Record, Revision, Rule, SamplesFault, SamplesKey, Start};

/// A text of a set that was read for the first time, for the index.
#[derive(Debug)]
pub struct NotedText {
    origin: Origin,
    /// Its facts for the index; `None` if it is not a record.
    facts: Option<RecordFacts>,
}

/// A text that was checked.
#[derive(Debug)]
pub struct CheckedText {
    /// Its position.
    pub origin: Origin,
    /// Where it was read first, if it comes from a file of rejects.
    pub first: Option<Origin>,
    /// The record with what is wrong with it, or why the text is not a record of the set.
    pub outcome: Result<CheckedRecord, Unfit>,
}

/// A record of a text, with what is wrong with it.
#[derive(Debug)]
pub struct CheckedRecord {
    /// The record. Its items are counted from 1.
    pub revision: Revision,
    /// Its findings in the order of the codes, with their positions.
    pub findings: Vec<(Finding, Place)>,
}

/// Why a text is not a record of the set.
#[derive(Debug)]
pub enum Unfit {
    /// It is not a record. A fault is identified by its fingerprint.
    Faulty(Vec<(Fault, Fingerprint)>),
    /// The set already has its id.
    Again {
        /// The id.
        id: Id,
        /// The first position of the id.
        first: Origin,
        /// The position of the id.
        place: Place,
        /// What identifies it.
        fingerprint: Fingerprint,
    },
}

/// A set of texts after the first reading: the index of its records, and their positions.
#[derive(Debug, Default)]
pub struct TextSet {
    index: SetIndex,
    /// The records that are checked.
    checked: HashMap<Id, Origin>,
    /// The other records of the set.
    rest: HashSet<Id>,
    /// The key under which records have samples, if the set publishes them.
    samples_key: Option<SamplesKey>,
}

impl NotedText {
    /// Reads a text for the first time.
    pub fn of(draft: Draft<Vec<u8>>, demands: &Demands) -> Self {
        NotedText::with(draft, demands, |record| record)
    }

    /// Reads a text for the first time, and changes its record.
    pub(super) fn with(draft: Draft<Vec<u8>>, demands: &Demands, change: impl FnOnce(Record) -> Record) -> Self {
        let Draft { origin, content, .. } = draft.read(demands);
        NotedText { origin, facts: content.ok().map(|record| RecordFacts::of(&change(record))) }
    }

    /// Whether it is a record.
    pub fn is_record(&self) -> bool {
        self.facts.is_some()
    }
}

impl TextSet {
    /// A set without records yet, whose records have samples under a key.
    pub fn new(samples_key: Option<SamplesKey>) -> Self {
        TextSet { samples_key, ..TextSet::default() }
    }

    /// The key under which its records have samples.
    pub fn samples_key(&self) -> Option<&SamplesKey> {
        self.samples_key.as_ref()
    }

    /// A record of a text, with its samples as annotations.
    pub(super) fn revision(&self, mut record: Record) -> Result<Revision, SamplesFault> {
        let samples = match &self.samples_key {
            Some(key) => key.split(&mut record)?,
            None => None,
        };
        Ok(Revision { annotations: samples.unwrap_or_default(), ..Revision::from(record) })
    }

    /// Adds a text that will be checked. A record whose id was added before is not part of the set.
    pub fn add(&mut self, text: NotedText) {
        let NotedText { origin, facts: Some(facts) } = text else { return };
        if !self.checked.contains_key(facts.id()) {
            self.checked.insert(facts.id().clone(), origin);
            self.index.add(facts);
        }
    }

    /// Adds a text of the rest of the set, after all that will be checked: if a record is in both, the checked one
    /// counts.
    pub fn add_rest(&mut self, text: NotedText) {
        let Some(facts) = text.facts else { return };
        if !self.checked.contains_key(facts.id()) && self.rest.insert(facts.id().clone()) {
            self.index.add(facts);
        }
    }

    /// The ids of the records that are checked.
    pub(super) fn ids(&self) -> impl Iterator<Item = &Id> {
        self.checked.keys()
    }

    /// Whether there is no record to check.
    pub fn is_empty(&self) -> bool {
        self.checked.is_empty()
    }

    /// Whether the text of a checked record is at a position.
    pub(super) fn is_checked(&self, id: &Id, origin: &Origin) -> bool {
        self.checked.get(id) == Some(origin)
    }

    /// The index of its records.
    pub fn index(&self) -> &SetIndex {
        &self.index
    }

    /// Compares the regexes and the signatures of the records that are checked with those of all, if a check needs it;
    /// `compared` is told how many regexes, of all, are done. Call it before the second reading.
    pub fn compare(&self, checker: &Checker<'_>, compared: impl FnMut(usize, usize)) {
        if !checker.compares() {
            return;
        }
        let wanted: Vec<Id> = self.checked.keys().cloned().collect();
        compare(&self.index, (!self.rest.is_empty()).then_some(wanted.as_slice()), compared);
    }

    /// Reads a text for the second time, and checks it. Only findings for which `is_told` holds are located in the
    /// text; others have the position of the text.
    pub fn check(
        &self,
        draft: Draft<Vec<u8>>,
        checker: &Checker<'_>,
        demands: &Demands,
        is_told: impl Fn(&Finding) -> bool,
    ) -> CheckedText {
        let text = draft.text().to_vec();
        let Draft { origin, first, content } = draft.read(demands);
        // In a line of a rejects file the record is a text within a text, in which nothing is located.
        let locator = first.is_none().then(|| Locator::new(&text, origin.start)).flatten();
        let whole = Place { start: origin.start, end: origin.start };
        let Start { line, column } = origin.start;
        let of_samples = |SamplesFault { path, reason }| vec![Fault { line, column, path, rule: Rule::Type, reason }];
        let content = content.map_err(|faulty| faulty.faults);
        let revision = match content.and_then(|record| self.revision(record).map_err(of_samples)) {
            Ok(revision) => revision,
            Err(faults) => {
                let known = |fault: &Fault| Fingerprint::of_fault(&text, &fault.path.to_string(), &fault.reason);
                let faults = faults.into_iter().map(|fault| (known(&fault), fault)).map(|(known, one)| (one, known));
                return CheckedText { origin, first, outcome: Err(Unfit::Faulty(faults.collect())) };
            }
        };
        let id = &revision.record.id;
        let place = |finding: Option<&Finding>| {
            if finding.is_some_and(|one| !is_told(one)) {
                return whole;
            }
            let (field, span) = (finding.and_then(|one| one.field), finding.and_then(|one| one.span.as_ref()));
            locator.map_or(whole, |locator| locator.place(field, span, &revision.items))
        };
        let outcome = match self.checked.get(id).filter(|first| **first != origin) {
            Some(first) => {
                let fingerprint = Fingerprint::of_fault(&text, "id", "again");
                Err(Unfit::Again { id: id.clone(), first: first.clone(), place: place(None), fingerprint })
            }
            None => {
                let found = findings(checker, &revision, &Background::default(), &self.index);
                let places: Vec<Place> = found.iter().map(|finding| place(Some(finding))).collect();
                Ok(found.into_iter().zip(places).collect())
            }
        };
        let outcome = outcome.map(|findings| CheckedRecord { revision, findings });
        CheckedText { origin, first, outcome }
    }

    /// The findings about the set as a whole, each reported for a checked record, with its position.
    pub fn check_set(&self, checker: &Checker<'_>) -> Vec<(Finding, &Origin)> {
        let mut found = Vec::new();
        checker.check_set(&self.index, &mut |finding| {
            found.extend(self.checked.get(&finding.record).map(|origin| (finding.clone(), origin)));
        });
        found
    }
}
