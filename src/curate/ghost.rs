//! Records whose arrival was undone.
//!
//! Such a record is kept, withdrawn, with its history, for the undo may be undone. But it should stand in nobody's way:
//! it is as if it had never come, so its id is free.

use super::Refusal;
use super::work::Work;
use crate::record::Id;
use crate::store::{Change, Standing, Stored, Subject, Undone};

/// Whether the arrival of a record was undone, by all its changes.
pub(super) fn is_ghost(standing: Standing, changes: &[Change], undone: &Undone) -> bool {
    let arrival = changes.iter().find(|change| change.subject == Subject::Arrived);
    standing.is_withdrawn && arrival.is_some_and(|arrival| undone.by(arrival.batch, standing.row).is_some())
}

impl Work<'_, '_> {
    /// Whether the arrival of a record was undone.
    pub(super) fn is_ghost(&self, standing: Standing) -> Result<bool, Refusal> {
        if !standing.is_withdrawn {
            return Ok(false);
        }
        let changes = self.tx.changes_after(standing.row, 0)?;
        Ok(is_ghost(standing, &changes, &self.tx.undone()?))
    }

    /// Gives a ghost an id that nobody wants, and so frees its own.
    pub(super) fn move_aside(&mut self, ghost: &Stored) -> Result<(), Refusal> {
        let mut new = ghost.revision.clone();
        let aside = format!("{}/undone-{}", new.record.domain, ghost.standing.row);
        let Ok(aside) = aside.parse::<Id>() else { return Ok(()) };
        if self.tx.standing(&aside)?.is_none() {
            new.record.id = aside;
            self.save_quietly(ghost, &new)?;
        }
        Ok(())
    }
}
