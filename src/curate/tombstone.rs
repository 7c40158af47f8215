//! Tombstones: records whose arrival was undone.
//!
//! Such a record is kept, withdrawn, with its history, because the undo may be undone. Its id is free for a
//! new record.

use super::Refusal;
use super::work::Work;
use crate::record::Id;
use crate::store::{Change, Standing, Stored, Subject, Undone};

/// Whether the arrival of a record was undone, by all its changes.
pub(super) fn is_tombstone(standing: Standing, changes: &[Change], undone: &Undone) -> bool {
    let arrival = changes.iter().find(|change| change.subject == Subject::Arrived);
    standing.is_withdrawn && arrival.is_some_and(|arrival| undone.by(arrival.batch, standing.row).is_some())
}

impl Work<'_, '_> {
    /// Whether the arrival of a record was undone.
    pub(super) fn is_tombstone(&self, standing: Standing) -> Result<bool, Refusal> {
        if !standing.is_withdrawn {
            return Ok(false);
        }
        let changes = self.tx.changes_after(standing.row, 0)?;
        Ok(is_tombstone(standing, &changes, &self.tx.undone()?))
    }

    /// Gives a tombstone an unused id, and so frees its own.
    pub(super) fn free_id(&mut self, tombstone: &Stored) -> Result<(), Refusal> {
        let mut new = tombstone.revision.clone();
        let unused = format!("{}/undone-{}", new.record.domain, tombstone.standing.row);
        let Ok(unused) = unused.parse::<Id>() else { return Ok(()) };
        if self.tx.standing(&unused)?.is_none() {
            new.record.id = unused;
            self.save_quietly(tombstone, &new)?;
        }
        Ok(())
    }
}
