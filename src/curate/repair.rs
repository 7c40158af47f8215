//! Restoring damaged records, the search index and the table of literals.

use super::WorkStage;
use super::refusal::{Refusal, RepairRefusal};
use super::work::{Verb, Work};
use crate::record::{Id, Record};
use crate::store::{BatchVerb, Digest, Repaired};

/// Repairs damaged records from copies such as published files.
#[derive(Debug, Clone)]
pub struct Repair {
    /// The records, as they were when canonry last wrote them.
    pub records: Vec<Record>,
}

/// The records that were repaired, and those that were sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairSummary {
    /// They were damaged, and are repaired now.
    pub repaired: Vec<Id>,
    /// They are sound, and were not changed.
    pub sound: Vec<Id>,
}

impl Verb for Repair {
    type Detail = RepairSummary;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Repair
    }

    /// Repairs every damaged record, or none. Sound ones are not changed.
    ///
    /// # Errors
    /// If a copy does not have the digest of its record, or rows of items are missing.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<RepairSummary, Refusal> {
        let mut summary = RepairSummary::default();
        for record in &self.records {
            match work.tx.repair(record, &Digest::of_record(record))? {
                Repaired::Done => summary.repaired.push(record.id.clone()),
                Repaired::Sound => summary.sound.push(record.id.clone()),
                Repaired::Unknown => return Err(RepairRefusal::OtherCopy(record.id.clone()).into()),
                Repaired::OtherItems => return Err(RepairRefusal::OtherItems(record.id.clone()).into()),
            }
        }
        Ok(summary)
    }
}

/// Rebuilds the search index and the table of literals from the records.
#[derive(Debug, Clone, Copy)]
pub struct RebuildIndexes;

impl Verb for RebuildIndexes {
    type Detail = ();

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Repair
    }

    /// Rebuilds both, whatever is wrong with them.
    ///
    /// # Errors
    /// If a record is damaged.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        work.context.progress.begin(WorkStage::Rebuilding, None);
        Ok(work.tx.rebuild_indexes()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, id, record, store, stored};

    /// Repairs `x/a`, which a statement of SQL has damaged, from this copy.
    fn repair(sql: &str, copy: impl FnOnce(&mut Record)) -> Result<RepairSummary, Refusal> {
        let mut store = store(&["x/a"]);
        let mut whole = stored(&mut store, "x/a").revision.record;
        store.damage(sql);
        copy(&mut whole);
        let repaired = apply(&Repair { records: vec![whole] }, &mut store, &context())?;
        assert_eq!(stored(&mut store, "x/a").revision.record, record("x/a"));
        Ok(repaired)
    }

    const OTHER_TEXT: &str = "UPDATE record SET root_cause = 'damaged'";

    #[test]
    fn a_damaged_record_is_repaired_and_a_sound_one_is_not_changed() {
        let of = || vec![id("x/a")];
        let damaged = repair(OTHER_TEXT, |_| {}).unwrap();
        assert_eq!(damaged, RepairSummary { repaired: of(), ..RepairSummary::default() });
        let sound = repair("SELECT 1", |_| {}).unwrap();
        assert_eq!(sound, RepairSummary { sound: of(), ..RepairSummary::default() });
    }

    #[test]
    fn a_copy_of_another_state_repairs_nothing() {
        let refused = repair(OTHER_TEXT, |copy| copy.root_cause = "another".to_owned());
        assert!(matches!(refused, Err(Refusal::Repair(RepairRefusal::OtherCopy(of))) if of == id("x/a")));
    }

    #[test]
    fn a_record_that_lost_an_item_is_not_repaired() {
        let refused = repair("DELETE FROM workaround", |_| {});
        assert!(matches!(refused, Err(Refusal::Repair(RepairRefusal::OtherItems(of))) if of == id("x/a")));
    }
}
