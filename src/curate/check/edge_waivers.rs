//! Waivers of findings about edges when records get other ids.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::scan::index_of;
use crate::check::{Background, Checker, Code, Finding, RecordFacts, SetIndex, Settings, Terms};
use crate::curate::Refusal;
use crate::curate::edge::leads_to_any;
use crate::curate::work::Work;
use crate::record::{Date, FindingKey, Id, Revision, Waiver};
use crate::store::{Snapshot, StoreError};

/// How the codes of edges begin.
const EDGES: char = 'G';

/// The waivers that follow records to their new ids. A finding of an edge is identified by the record at its other
/// end, so without this its waiver would lapse.
#[derive(Debug, Default)]
pub(in crate::curate) struct FollowedWaivers {
    /// The waivers of the records of which some change, by the id that the record has then.
    own: BTreeMap<Id, Vec<Waiver>>,
    /// Those whose finding is told of another record then, by its id.
    moved: BTreeMap<Id, Vec<Waiver>>,
}

impl FollowedWaivers {
    /// Reads the set in which the records still have their former ids, if there are such waivers. `renamed` has the new
    /// ids by the former ones; the waivers of records that are `leaving` the set stay as they are.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(in crate::curate) fn read(
        snapshot: &mut Snapshot<'_>,
        renamed: &BTreeMap<String, Id>,
        leaving: &[Id],
        today: Date,
    ) -> Result<Self, StoreError> {
        let mut followed = FollowedWaivers::default();
        let mut revisions = Vec::new();
        for row in snapshot.rows_with_waivers(EDGES)? {
            let revision = snapshot.load_known(row)?.revision;
            if may_follow(&revision, renamed) && !leaving.contains(&revision.record.id) {
                revisions.push(revision);
            }
        }
        // Few sets have such waivers, and reading a large one takes seconds.
        if revisions.is_empty() {
            return Ok(followed);
        }
        let index = index_of(snapshot, RecordFacts::of)?;
        let settings = Settings::new(Terms::on(today));
        let checker = Checker::new(&settings).of_edges();
        let mut of_set = Vec::new();
        checker.check_set(&index, &mut |finding| of_set.push(finding));
        for revision in revisions {
            let mut found = found(&checker, &revision, &index);
            found.extend(of_set.iter().filter(|finding| finding.record == revision.record.id).cloned());
            followed.follow(&revision, &found, renamed);
        }
        Ok(followed)
    }

    /// Notes what becomes of the waivers of a record, of which these are the findings of edges.
    fn follow(&mut self, revision: &Revision, found: &[Finding], renamed: &BTreeMap<String, Id>) {
        let own = renamed.get(revision.record.id.as_str()).unwrap_or(&revision.record.id);
        let keys: BTreeMap<FindingKey, (Id, FindingKey)> =
            found.iter().map(|finding| (finding.key(), finding.followed(renamed))).collect();
        let mut kept = Vec::new();
        for waiver in &revision.annotations.waivers {
            match keys.get(&waiver.finding) {
                Some((id, key)) => {
                    let list = if id == own { &mut kept } else { self.moved.entry(id.clone()).or_default() };
                    list.push(Waiver { finding: *key, ..waiver.clone() });
                }
                None => kept.push(waiver.clone()),
            }
        }
        retain_first(&mut kept);
        if kept != revision.annotations.waivers {
            self.own.insert(own.clone(), kept);
        }
    }

    /// Changes the waivers of a record that has its new id.
    pub(in crate::curate) fn carry_to(&mut self, revision: &mut Revision) {
        let (id, waivers) = (&revision.record.id, &mut revision.annotations.waivers);
        if let Some(own) = self.own.remove(id) {
            *waivers = own;
        }
        waivers.extend(self.moved.remove(id).unwrap_or_default());
        retain_first(waivers);
    }

    /// Changes the waivers of the records that are left: of those to which no edge leads that changed.
    pub(in crate::curate) fn save_rest(mut self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let ids: BTreeSet<Id> = self.own.keys().chain(self.moved.keys()).cloned().collect();
        for id in ids {
            let stored = work.living(&id)?;
            let mut new = stored.revision.clone();
            self.carry_to(&mut new);
            work.save(&stored, new)?;
        }
        Ok(())
    }
}

/// Whether a waiver of a record may name one that gets another id: it does, an edge of it does, or it is of a cycle, in
/// which any record may be.
fn may_follow(revision: &Revision, renamed: &BTreeMap<String, Id>) -> bool {
    let Revision { record, annotations, .. } = revision;
    renamed.contains_key(record.id.as_str())
        || leads_to_any(record, renamed)
        || annotations.waivers.iter().any(|waiver| waiver.code == Code::G013.short())
}

/// Removes waivers of a finding that an earlier one is of.
fn retain_first(waivers: &mut Vec<Waiver>) {
    let mut seen = BTreeSet::new();
    waivers.retain(|waiver| seen.insert(waiver.finding));
}

/// What is wrong with the edges of a record, waived or not.
fn found(checker: &Checker<'_>, revision: &Revision, index: &SetIndex) -> Vec<Finding> {
    let found = RefCell::new(Vec::new());
    checker.check_with_waived(
        revision,
        &Background::default(),
        index,
        &mut |finding| found.borrow_mut().push(finding),
        &mut |finding, _| found.borrow_mut().push(finding),
    );
    found.into_inner()
}
