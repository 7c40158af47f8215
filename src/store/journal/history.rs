//! Earlier states of a record, reconstructed from the current one and the journal.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, named_params};

use super::change::{Change, ChangeSubject};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Fault, Fields, ItemIds, ItemKind, Revision};
use crate::store::{Snapshot, StoreError, Stored};

/// A revision that is being reconstructed.
#[derive(Debug, Clone)]
pub struct Past {
    fields: Fields,
    existence: Existence,
}

/// Whether there was a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Existence {
    /// There was one, perhaps a withdrawn one.
    Present { is_withdrawn: bool },
    /// Not yet: this batch added it.
    AddedIn(BatchNumber),
}

impl Past {
    /// Begins with the current record.
    pub fn new(now: &Revision) -> Self {
        Past { fields: Fields::of(now), existence: Existence::Present { is_withdrawn: now.is_withdrawn } }
    }

    /// Undoes a change. The latest change has to be first.
    pub fn undo(&mut self, change: &Change) {
        match change.subject {
            ChangeSubject::Field(field) => self.fields.set(field, change.old.clone()),
            ChangeSubject::Arrived => self.existence = Existence::AddedIn(change.batch),
            ChangeSubject::Withdrawn => self.withdraw(false),
            ChangeSubject::Restored => self.withdraw(true),
            ChangeSubject::Baseline(_) | ChangeSubject::Base(_) | ChangeSubject::Ledger => {}
        }
    }

    /// What is withdrawn exists: an arrival that is undone already stays undone.
    fn withdraw(&mut self, is_withdrawn: bool) {
        if let Existence::Present { .. } = self.existence {
            self.existence = Existence::Present { is_withdrawn };
        }
    }

    /// Whether the state here is the one that a change left.
    pub(in crate::store) fn bears_out(&self, change: &Change) -> bool {
        match change.subject {
            ChangeSubject::Field(field) => self.fields.get(field) == change.new.as_ref(),
            ChangeSubject::Arrived | ChangeSubject::Restored => {
                self.existence == Existence::Present { is_withdrawn: false }
            }
            ChangeSubject::Withdrawn => self.existence == Existence::Present { is_withdrawn: true },
            ChangeSubject::Baseline(field) => self.fields.get(field) == change.new.as_ref().or(change.old.as_ref()),
            ChangeSubject::Base(_) | ChangeSubject::Ledger => true,
        }
    }

    /// What a record was of which it is known that it was there.
    ///
    /// # Errors
    /// As [`revision`](Self::revision).
    pub(super) fn present(&self) -> Result<Revision, Vec<Fault>> {
        let is_withdrawn = match self.existence {
            Existence::Present { is_withdrawn } => is_withdrawn,
            Existence::AddedIn(_) => false,
        };
        self.fields.assemble(is_withdrawn)
    }

    /// The record in this state; `None` if it did not exist yet.
    ///
    /// # Errors
    /// If the journal does not lead to a valid record: then canonry did not write it.
    pub fn revision(&self) -> Result<Option<Revision>, Vec<Fault>> {
        match self.existence {
            Existence::Present { is_withdrawn } => self.fields.assemble(is_withdrawn).map(Some),
            Existence::AddedIn(_) => Ok(None),
        }
    }
}

impl Snapshot<'_> {
    /// A record after a batch; `None` if it did not exist yet.
    ///
    /// # Errors
    /// If the database cannot be read, or its journal does not lead to a valid record.
    pub fn revision_at(&self, row: RecordKey, batch: BatchNumber) -> Result<Option<Revision>, StoreError> {
        self.load_row(row)?.map_or(Ok(None), |now| self.revision_from(&now, batch))
    }

    /// A record after a batch, reconstructed from the current one; `None` if it did not exist yet.
    ///
    /// # Errors
    /// As [`revision_at`](Self::revision_at).
    pub(in crate::store) fn revision_from(
        &self,
        now: &Stored,
        batch: BatchNumber,
    ) -> Result<Option<Revision>, StoreError> {
        let mut past = Past::new(&now.revision);
        self.changes_after(now.standing.row, batch)?.iter().for_each(|change| past.undo(change));
        self.revision_of(now.standing.row, &past)
    }

    /// Calls `visit` with the current record and with its state after each batch, the latest first, until it breaks.
    ///
    /// # Errors
    /// If the database cannot be read, or its journal does not lead to a valid record.
    pub fn each_state(
        &self,
        row: RecordKey,
        mut visit: impl FnMut(&Revision) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let Some(now) = self.load_row(row)? else { return Ok(()) };
        if visit(&now.revision).is_break() {
            return Ok(()); // without reading the journal, because most callers break here
        }
        let mut past = Past::new(&now.revision);
        let changes = self.changes(row)?;
        for of_batch in changes.chunk_by(|a, b| a.batch == b.batch) {
            of_batch.iter().for_each(|change| past.undo(change));
            let Some(before) = self.revision_of(row, &past)? else { break };
            if visit(&before).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// What a record was, reconstructed to the state that `past` has; `None` only if a batch added it later and no
    /// earlier batch changed it.
    ///
    /// # Errors
    /// If the database cannot be read; [`StoreError::Damaged`] if the journal does not lead to a record, or has changes
    /// of it that are older than its arrival.
    pub fn revision_of(&self, row: RecordKey, past: &Past) -> Result<Option<Revision>, StoreError> {
        if let Existence::AddedIn(added) = past.existence {
            self.check_arrival(row, added)?;
        }
        past.revision().map_err(|faults| leads_to_none(self.path(), row, &faults))
    }

    /// Makes sure that nothing changed a record before the batch that is said to have added it. Otherwise what it was
    /// then would look as if it had never been.
    ///
    /// # Errors
    /// If the database cannot be read; [`StoreError::Damaged`] if an earlier batch changed the record.
    pub fn check_arrival(&self, row: RecordKey, added: BatchNumber) -> Result<(), StoreError> {
        let Some(earlier) = self.run(|connection| changed_before(connection, row, added))? else { return Ok(()) };
        Err(self.damaged(format!(
            "batch {earlier} changed record.id {row}, but record.added_by says that batch {added} added it"
        )))
    }

    /// Makes a record of its fields.
    ///
    /// # Errors
    /// If they are not a valid record.
    pub fn assembled(&self, row: RecordKey, fields: &Fields, is_withdrawn: bool) -> Result<Revision, StoreError> {
        fields.assemble(is_withdrawn).map_err(|faults| leads_to_none(self.path(), row, &faults))
    }
}

/// The error if the fields to which the journal of a record leads make no record.
pub(super) fn leads_to_none(path: &Path, row: RecordKey, faults: &[Fault]) -> StoreError {
    let faults: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.path, fault.reason)).collect();
    let detail = format!("the journal of record.id {row} leads to no record: {}", faults.join("; "));
    StoreError::Damaged { path: path.to_owned(), detail }
}

/// The first batch that changed a record, if that was before another batch.
fn changed_before(
    connection: &Connection,
    row: RecordKey,
    batch: BatchNumber,
) -> rusqlite::Result<Option<BatchNumber>> {
    let sql = "SELECT min(batch) FROM change WHERE record = :record AND batch < :batch";
    let parameters = named_params! { ":record": row, ":batch": batch };
    connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))
}

/// The highest items that the journal names, one of each kind.
pub(in crate::store) fn items_of(connection: &Connection, row: RecordKey) -> rusqlite::Result<ItemIds> {
    let mut statement = connection.prepare_cached(include_str!("highest_item.sql"))?;
    let mut highest = |kind: ItemKind| -> rusqlite::Result<Vec<u32>> {
        let parameters = named_params! { ":record": row, ":part": kind.as_str() };
        statement.query_row(parameters, |row| row.get("highest")).map(|highest| vec![highest])
    };
    Ok(ItemIds {
        versions: highest(ItemKind::Version)?,
        dead_ends: highest(ItemKind::DeadEnd)?,
        workarounds: highest(ItemKind::Workaround)?,
    })
}
