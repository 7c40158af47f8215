//! Tombstones: records whose arrival was undone.
//!
//! Such a record is kept, withdrawn, with its history, because the undo may be undone. Its id is free for a
//! new record.

use super::Refusal;
use super::work::Work;
use crate::record::Id;
use crate::store::{Change, ChangeSubject, Standing, Stored, Undone};

/// Whether the arrival of a record was undone, by all its changes.
pub(super) fn is_tombstone(standing: Standing, changes: &[Change], undone: &Undone) -> bool {
    let arrival = changes.iter().find(|change| change.subject == ChangeSubject::Arrived);
    standing.is_withdrawn && arrival.is_some_and(|arrival| undone.by(arrival.batch, standing.row).is_some())
}

impl Work<'_, '_> {
    /// Whether the arrival of a record was undone.
    pub(super) fn is_tombstone(&self, standing: Standing) -> Result<bool, Refusal> {
        if !standing.is_withdrawn {
            return Ok(false);
        }
        let changes = self.tx.changes(standing.row)?;
        Ok(is_tombstone(standing, &changes, &self.tx.undone()?))
    }

    /// Gives a tombstone an unused id, which frees its own.
    ///
    /// # Errors
    /// [`Refusal::RenamedOnto`] with its own id, if there is no other: its domain is nearly as long as an id may be, or
    /// a record has the new id.
    pub(super) fn free_id(&mut self, tombstone: &Stored) -> Result<(), Refusal> {
        let mut new = tombstone.revision.clone();
        let kept = Refusal::RenamedOnto { id: new.record.id.clone(), is_withdrawn: true };
        let unused = format!("{}/undone-{}", new.record.domain, tombstone.standing.row);
        let Ok(unused) = unused.parse::<Id>() else { return Err(kept) };
        if self.tx.standing(&unused)?.is_some() {
            return Err(kept);
        }
        new.record.id = unused;
        self.save_quietly(tombstone, &new)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{apply, context, id, store};
    use super::super::{Rename, Undo};
    use super::*;

    /// Renames the second record to the id of the first one, whose arrival was undone.
    fn onto_tombstone(first: &str, second: &str) -> Result<(), Refusal> {
        let mut store = store(&[first, second]);
        apply(&Undo { batch: Some(1.into()), id: None, partly: false }, &mut store, &context()).unwrap();
        apply(&Rename { from: id(second), to: id(first) }, &mut store, &context()).map(drop)
    }

    #[test]
    fn a_tombstone_frees_its_id_unless_it_can_have_no_other() {
        onto_tombstone("x/a", "x/b").unwrap();
        let long = format!("{}/a", "x".repeat(195));
        for (first, second) in [("x/a", "x/undone-1"), (&long, "x/b")] {
            let refused = onto_tombstone(first, second);
            assert!(matches!(&refused, Err(Refusal::RenamedOnto { id, is_withdrawn: true }) if id.as_str() == first));
        }
    }
}
