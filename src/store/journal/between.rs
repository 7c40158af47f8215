//! What changed between two states of the set: one pass over the records that changed, and their journal.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, named_params};

use super::change::Change;
use super::history::{Past, leads_to_none};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, Revision};
use crate::store::filter::Selection;
use crate::store::{Snapshot, StoreError, Unchecked};

/// A record that batches after one, up to another, added or changed; to be reconstructed on whatever thread has the
/// time.
#[derive(Debug, Clone)]
pub struct Between {
    now: Unchecked,
    /// What changed after the first batch, the latest first.
    since: Vec<Change>,
    until: BatchNumber,
    is_new: bool,
}

impl Between {
    /// The record's key.
    pub fn row(&self) -> RecordKey {
        self.now.look().standing.row
    }

    /// The id that the record has now.
    pub fn id_now(&self) -> &Id {
        &self.now.look().revision.record.id
    }

    /// About how many bytes the record's texts take.
    pub fn weight(&self) -> usize {
        self.now.weight()
    }

    /// What changed after the first batch up to the other, the latest first.
    pub fn changes(&self) -> &[Change] {
        self.since.get(self.later()..).unwrap_or_default()
    }

    /// How many of the changes came after the other batch.
    fn later(&self) -> usize {
        self.since.partition_point(|change| change.batch > self.until)
    }

    /// The record after the first batch, if it was there, and after the other.
    ///
    /// # Errors
    /// [`StoreError::RecordDamaged`] if the record as it is now does not match its digest, [`StoreError::Damaged`] if
    /// the journal does not lead to a record.
    pub fn revisions(self) -> Result<(Option<Revision>, Revision), StoreError> {
        let later = self.later();
        let Between { now, since, is_new, .. } = self;
        let path = now.path().to_owned();
        let now = now.checked()?;
        let state = |past: &Past| past.present().map_err(|faults| leads_to_none(&path, now.standing.row, &faults));
        let mut past = Past::new(&now.revision);
        since.iter().take(later).for_each(|change| past.undo(change));
        let after = state(&past)?;
        since.iter().skip(later).for_each(|change| past.undo(change));
        let before = (!is_new).then(|| state(&past)).transpose()?;
        Ok((before, after))
    }
}

impl Snapshot<'_> {
    /// Yields the records that batches after `since` up to `until` added or changed, in the order of the ids that they
    /// have now, until `visit` breaks off or fails.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, its index of the ids does not fit the records, or its
    /// journal has changes of a record that are older than its arrival.
    pub fn each_between<E: From<StoreError>>(
        &mut self,
        (since, until): (BatchNumber, BatchNumber),
        counted: impl FnOnce(u64),
        mut visit: impl FnMut(Between) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path: Arc<Path> = self.path().into();
        self.check_arrivals(since)?;
        let new = self.run(|connection| added(connection, since, until))?;
        let selection = Selection::changed_between(since, until);
        self.each_with_changes(&selection, counted, |stored, since| {
            let is_new = new.contains(&stored.standing.row);
            visit(Between { now: Unchecked::new(stored, &path), since, until, is_new })
        })
    }
}

/// The records that batches after one, up to another, added.
fn added(connection: &Connection, since: BatchNumber, until: BatchNumber) -> rusqlite::Result<HashSet<RecordKey>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM record WHERE added_by > :since AND added_by <= :until")?;
    statement.query_map(named_params! { ":since": since, ":until": until }, |row| row.get("id"))?.collect()
}
