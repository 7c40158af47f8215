//! Restoring damaged records and the search index.

use super::refusal::{Refusal, RepairRefusal};
use super::work::{Verb, Work};
use crate::record::{Id, Record};
use crate::store::{Digest, Repaired};

/// Writes damaged records back as they were, from copies such as published files.
#[derive(Debug, Clone)]
pub struct Repair {
    /// The records, as they were when canonry last wrote them.
    pub records: Vec<Record>,
}

/// The records that were repaired, and those that were sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairOutcome {
    /// They were damaged, and are repaired now.
    pub repaired: Vec<Id>,
    /// They are sound, and were left as they are.
    pub sound: Vec<Id>,
}

impl Verb for Repair {
    type Detail = RepairOutcome;

    /// Repairs every damaged record, or none. Those that are sound are left alone.
    ///
    /// # Errors
    /// If a record is not as it was, by its digest, or rows of its items are missing.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<RepairOutcome, Refusal> {
        let mut outcome = RepairOutcome::default();
        for record in &self.records {
            match work.tx.repair(record, &Digest::of_record(record))? {
                Repaired::Done => outcome.repaired.push(record.id.clone()),
                Repaired::Sound => outcome.sound.push(record.id.clone()),
                Repaired::Unknown => return Err(RepairRefusal::OtherCopy(record.id.clone()).into()),
                Repaired::OtherItems => return Err(RepairRefusal::OtherItems(record.id.clone()).into()),
            }
        }
        Ok(outcome)
    }
}

/// Rebuilds the search index from the records.
#[derive(Debug, Clone, Copy)]
pub struct RebuildSearch;

impl Verb for RebuildSearch {
    type Detail = ();

    /// Rebuilds it, whatever is wrong with it.
    ///
    /// # Errors
    /// If a record is damaged.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        Ok(work.tx.rebuild_search()?)
    }
}
