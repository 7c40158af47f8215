//! A set of texts as if its records had had the ids that they have in a later one.

use std::collections::BTreeMap;

use super::scan::findings;
use super::texts::{NotedText, TextSet};
use crate::check::{Background, Checker, Fingerprint};
use crate::curate::edge::follow;
use crate::intake::Draft;
use crate::record::{Demands, Id, Record};

/// The records of a set that have other ids in a later one, by their former ids. A finding of an edge names the record
/// at its other end, so it is another one there.
#[derive(Debug)]
pub struct RenamedTexts(BTreeMap<String, Id>);

impl RenamedTexts {
    /// The records that were renamed between two sets; `None` if there are none.
    pub fn between(then: &TextSet, now: &TextSet) -> Option<Self> {
        let later = |id: &Id| Some((id.to_string(), now.index().id_of_former(id)?.clone()));
        let renamed: BTreeMap<String, Id> = then.ids().filter_map(later).collect();
        (!renamed.is_empty()).then_some(RenamedTexts(renamed))
    }

    /// Reads a text for the first time, for a set of those with the later ids.
    pub fn note(&self, draft: Draft<Vec<u8>>, demands: &Demands) -> NotedText {
        NotedText::with(draft, demands, |record| self.as_later(record))
    }

    /// By what is identified that is wrong with a record of that set.
    pub fn fingerprints(
        &self,
        draft: Draft<Vec<u8>>,
        (set, checker): (&TextSet, &Checker<'_>),
        demands: &Demands,
    ) -> Vec<Fingerprint> {
        let Ok(record) = draft.read(demands).content else { return Vec::new() };
        let Ok(revision) = set.revision(self.as_later(record)) else { return Vec::new() };
        let found = findings(checker, &revision, &Background::default(), set.index());
        found.iter().map(|finding| finding.fingerprint()).collect()
    }

    fn as_later(&self, mut record: Record) -> Record {
        if let Some(later) = self.0.get(record.id.as_str()) {
            record.id = later.clone();
        }
        follow(&mut record, &self.0);
        record
    }
}
