//! Waivers of findings about edges when the record at the other end gets another id.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::scan::index_of;
use crate::check::{Background, Checker, Finding, RecordFacts, SetIndex, Settings, Terms};
use crate::curate::edge::follow;
use crate::record::{Date, FindingKey, Id, Record, Revision, Waiver};
use crate::store::{Snapshot, StoreError};

/// How the codes of edges begin.
const EDGES: char = 'G';

/// The set before and after a record gets another id. A finding of an edge is identified by the record at its other
/// end, so without this its waiver would lapse.
pub(in crate::curate) struct EdgeWaivers {
    renamed: BTreeMap<String, Id>,
    before: SetIndex,
    after: SetIndex,
    settings: Settings,
}

/// Whether a record has waivers of findings about edges.
pub(in crate::curate) fn has_edge_waivers(revision: &Revision) -> bool {
    revision.annotations.waivers.iter().any(|waiver| waiver.code.starts_with(EDGES))
}

impl EdgeWaivers {
    /// Reads the set in which a record still has its old id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(in crate::curate) fn read(
        snapshot: &mut Snapshot<'_>,
        (from, to): (&Id, &Id),
        today: Date,
    ) -> Result<Self, StoreError> {
        let renamed = BTreeMap::from([(from.to_string(), to.clone())]);
        let as_later = |record: &Record| {
            let mut record = record.clone();
            if record.id == *from {
                record.id = to.clone();
            }
            follow(&mut record, &renamed);
            RecordFacts::of(&record)
        };
        let (before, after) = (index_of(snapshot, RecordFacts::of)?, index_of(snapshot, as_later)?);
        Ok(EdgeWaivers { renamed, before, after, settings: Settings::new(Terms::on(today)) })
    }

    /// The waivers of another record after that.
    pub(in crate::curate) fn carried(&self, revision: &Revision) -> Vec<Waiver> {
        let mut later = revision.clone();
        follow(&mut later.record, &self.renamed);
        let (was, is) = (self.found(revision, &self.before), self.found(&later, &self.after));
        let mut waivers = later.annotations.waivers;
        // Edges stay where they are in their lists, so the findings stay in their order.
        let is_same = was.len() == is.len() && was.iter().zip(&is).all(|(was, is)| was.code == is.code);
        let keys: Vec<(FindingKey, FindingKey)> =
            was.iter().zip(&is).filter(|_| is_same).map(|(was, is)| (was.key(), is.key())).collect();
        for waiver in &mut waivers {
            if let Some((_, key)) = keys.iter().find(|(key, _)| *key == waiver.finding) {
                waiver.finding = *key;
            }
        }
        waivers
    }

    /// What is wrong with the edges of a record, waived or not.
    fn found(&self, revision: &Revision, index: &SetIndex) -> Vec<Finding> {
        let found = RefCell::new(Vec::new());
        Checker::new(&self.settings).of_edges().check_with_waived(
            revision,
            &Background::default(),
            index,
            &mut |finding| found.borrow_mut().push(finding),
            &mut |finding, _| found.borrow_mut().push(finding),
        );
        found.into_inner()
    }
}
