//! The whole set as it was after a batch: one pass over the records and the journal, side by side.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, named_params};

use super::change::{Change, ChangeSubject, known_change};
use super::history::{Past, leads_to_none};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, Record, canonical};
use crate::store::filter::Selection;
use crate::store::ordered::Ordered;
use crate::store::record::parsed;
use crate::store::{Digest, Snapshot, Standing, StoreError, Stored, Unchecked};

/// A record as it was after a batch, to be reconstructed on whatever thread has the time.
#[derive(Debug, Clone)]
pub struct AsOf {
    now: Unchecked,
    /// What changed since, the latest first.
    since: Vec<Change>,
}

impl From<Unchecked> for AsOf {
    /// A record as it is.
    fn from(now: Unchecked) -> Self {
        AsOf { now, since: Vec::new() }
    }
}

impl AsOf {
    /// The record as it is now, not yet compared with its digest.
    pub fn now(&self) -> &Unchecked {
        &self.now
    }

    /// The id that the record had.
    pub fn id(&self) -> Id {
        let now = &self.now.look().revision.record.id;
        let first = self.since.iter().rfind(|change| change.subject == ChangeSubject::Field(Record::ID));
        let was = first.and_then(|change| change.old.as_ref()?.as_str()?.parse().ok());
        was.unwrap_or_else(|| now.clone())
    }

    /// Whether it was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        let first = self.since.iter().rev().find_map(|change| match change.subject {
            ChangeSubject::Withdrawn => Some(false),
            ChangeSubject::Restored => Some(true),
            _ => None,
        });
        first.unwrap_or(self.now.look().revision.is_withdrawn)
    }

    /// About how many bytes the record's texts take.
    pub fn weight(&self) -> usize {
        self.now.weight()
    }

    /// The record as it was, perhaps a withdrawn one, with the digest that it had.
    ///
    /// # Errors
    /// [`StoreError::RecordDamaged`] if the record as it is now does not match its digest, [`StoreError::Damaged`] if
    /// the journal does not lead to a record.
    pub fn checked(self) -> Result<Stored, StoreError> {
        Ok(self.checked_with_text()?.0)
    }

    /// The same, with the record's canonical JSON.
    ///
    /// # Errors
    /// As [`checked`](Self::checked).
    pub fn checked_with_text(self) -> Result<(Stored, String), StoreError> {
        let AsOf { now, since } = self;
        if since.is_empty() {
            return now.checked_with_text();
        }
        let path = now.path().to_owned();
        let now = now.checked()?;
        let row = now.standing.row;
        let mut past = Past::new(&now.revision);
        since.iter().for_each(|change| past.undo(change));
        let revision = past.present().map_err(|faults| leads_to_none(&path, row, &faults))?;
        let text = canonical(&revision.record);
        let standing = Standing { row, digest: Digest::of(&text), is_withdrawn: revision.is_withdrawn };
        Ok((Stored { standing, revision }, text))
    }
}

impl Snapshot<'_> {
    /// Yields the records that there were after a batch, withdrawn ones too, in the order of the ids that they had,
    /// until `visit` breaks off or fails.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, its index of the ids does not fit the records, or its
    /// journal has changes of a record that are older than its arrival.
    pub fn each_as_of<E: From<StoreError>>(
        &mut self,
        batch: BatchNumber,
        mut visit: impl FnMut(AsOf) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path: Arc<Path> = self.path().into();
        self.check_arrivals(batch)?;
        let mut renamed = self.run(|connection| ids_before(connection, batch))?;
        let rows: HashSet<RecordKey> = renamed.values().copied().collect();
        let selection = Selection::added_until(batch);
        let visit_renamed = |row: RecordKey, visit: &mut dyn FnMut(AsOf) -> Result<ControlFlow<()>, E>| {
            let now = self.load_known_unchecked(row)?;
            let since = self.changes_after(row, batch)?;
            visit(AsOf { now, since })
        };
        let mut is_whole = true;
        self.each_with_changes::<E>(
            &selection,
            |_| {},
            |stored, since| {
                while let Some(first) = renamed.first_entry().filter(|first| *first.key() < stored.revision.record.id) {
                    if visit_renamed(first.remove(), &mut visit)?.is_break() {
                        is_whole = false;
                        return Ok(ControlFlow::Break(()));
                    }
                }
                if rows.contains(&stored.standing.row) {
                    return Ok(ControlFlow::Continue(()));
                }
                let flow = visit(AsOf { now: Unchecked::new(stored, &path), since })?;
                is_whole = flow.is_continue();
                Ok(flow)
            },
        )?;
        let mut rest = renamed.into_values();
        while let (true, Some(row)) = (is_whole, rest.next()) {
            is_whole = visit_renamed(row, &mut visit)?.is_continue();
        }
        Ok(())
    }

    /// Yields the records of a selection in the order of their ids, each with its changes after the batch that is the
    /// parameter `:since`, the latest first; before, `counted` is called with their number.
    pub(in crate::store) fn each_with_changes<E: From<StoreError>>(
        &self,
        selection: &Selection,
        counted: impl FnOnce(u64),
        mut visit: impl FnMut(Stored, Vec<Change>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let error = |error| self.error(error);
        let sql = format!("{}{}", selection.with, include_str!("select_changes_of_all.sql"));
        let mut statement = self.connection().prepare_cached(&sql).map_err(error)?;
        let mut changes = Ordered::open(&mut statement, selection, known_change).map_err(error)?;
        self.each_selected(selection, counted, |stored| {
            let of_record = changes.of(stored.standing.row).map_err(error)?;
            visit(stored, of_record)
        })
    }

    /// Makes sure that no record was changed after a batch and before it is said to have arrived: it would look as if
    /// it had not been there.
    pub(super) fn check_arrivals(&self, batch: BatchNumber) -> Result<(), StoreError> {
        let late = self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("added_too_late.sql"))?;
            let mut rows = statement.query(named_params! { ":batch": batch })?;
            rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get("id")?, row.get("added_by")?))).transpose()
        })?;
        late.map_or(Ok(()), |(row, added)| self.check_arrival(row, added))
    }
}

/// The ids that records had after a batch and have no more.
fn ids_before(connection: &Connection, batch: BatchNumber) -> rusqlite::Result<BTreeMap<Id, RecordKey>> {
    let mut statement = connection.prepare_cached(include_str!("ids_before.sql"))?;
    let parameters = named_params! { ":batch": batch };
    let rows = statement.query_map(parameters, |row| Ok((parsed(row, "canon_id")?, row.get("record")?)))?;
    rows.collect()
}
