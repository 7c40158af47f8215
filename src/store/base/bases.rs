//! Bases: what a source last had of a record, with the ids of its items.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::difference;
use super::row::{self, BaseKey, BaseRow, Brought};
use crate::ledger::{BatchNumber, RecordKey, SourceNumber};
use crate::record::{Fields, Former, ItemIds, ItemRef, Json, Revision};
use crate::store::journal::{self, ChangeSubject};
use crate::store::record::{Digest, parsed};
use crate::store::{Snapshot, StoreError, Tx};

/// A state of a record that a source had.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// The record with the ids of its items.
    pub revision: Revision,
    /// The batch after which it was exchanged.
    pub batch: BatchNumber,
    /// The number of pieces of evidence that counted here then and not there; negative if there were more there.
    pub uncounted: i64,
}

/// What a source last had of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bases {
    /// What was last imported from it.
    pub brought: Option<Base>,
    /// What an export has written there since.
    pub sent: Option<Base>,
}

impl Snapshot<'_> {
    /// What a source last had of a record; empty if it never had the record.
    ///
    /// # Errors
    /// If the database cannot be read, or its journal does not lead to a valid record.
    pub fn bases(&self, record: RecordKey, source: SourceNumber) -> Result<Bases, StoreError> {
        let row = self.run(|connection| row::select(connection, (record, source)))?;
        let brought = row.brought.map(|brought| self.brought(record, &brought)).transpose()?.flatten();
        let sent = row.sent.map(|sent| self.sent(record, sent)).transpose()?.flatten();
        Ok(Bases { brought, sent })
    }

    /// The state that was last imported from any source, or last written to one; `None` if the record was never
    /// exchanged.
    ///
    /// # Errors
    /// As [`bases`](Self::bases).
    pub fn last_base(&self, record: RecordKey) -> Result<Option<Base>, StoreError> {
        let last = self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("last.sql"))?;
            statement.query_row(named_params! { ":record": record }, row::base_row).optional()
        })?;
        let BaseRow { brought, sent } = last.unwrap_or_default();
        match (brought, sent) {
            (Some(brought), _) => self.brought(record, &brought),
            (None, Some(sent)) => self.sent(record, sent),
            (None, None) => Ok(None),
        }
    }

    fn brought(&self, record: RecordKey, brought: &Brought) -> Result<Option<Base>, StoreError> {
        let Some(mut base) = self.stood(record, brought.batch)? else { return Ok(None) };
        if let Some(patch) = &brought.difference {
            let fields = difference::apply(&base.revision, patch).ok_or_else(|| self.unled(&base))?;
            let here = base.revision.record.signed_count();
            base.revision = self.assembled(record, &fields, false)?;
            base.uncounted = here.saturating_sub(base.revision.record.signed_count());
        }
        self.checked(base, brought.digest)
    }

    fn sent(&self, record: RecordKey, (digest, batch): (Digest, BatchNumber)) -> Result<Option<Base>, StoreError> {
        let Some(base) = self.stood(record, batch)? else { return Ok(None) };
        self.checked(base, digest)
    }

    /// A base, if the journal led to what was exchanged. A merge with another one would give a wrong result.
    fn checked(&self, base: Base, digest: Digest) -> Result<Option<Base>, StoreError> {
        if Digest::of_record(&base.revision.record) == digest {
            return Ok(Some(base));
        }
        Err(self.unled(&base))
    }

    fn unled(&self, base: &Base) -> StoreError {
        let detail = format!("the journal of {} does not lead to what a source had of it", base.revision.record.id);
        self.damaged(detail)
    }

    fn stood(&self, record: RecordKey, batch: BatchNumber) -> Result<Option<Base>, StoreError> {
        Ok(self.revision_at(record, batch)?.map(|revision| Base { revision, batch, uncounted: 0 }))
    }

    /// The values that the fields of a record have had here, and the items that only evidence refers to.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn former(&self, record: RecordKey) -> Result<Former, StoreError> {
        let mut former = Former::default();
        for change in self.changes(record)? {
            if let ChangeSubject::Field(field) = change.subject {
                former.note(field, change.old.as_ref(), change.new.as_ref());
            }
        }
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("kept_items.sql"))?;
            let mut rows = statement.query(named_params! { ":record": record })?;
            while let Some(row) = rows.next()? {
                former.note_kept(ItemRef { kind: parsed(row, 0)?, id: row.get(1)? }, row.get(2)?);
            }
            Ok(())
        })?;
        Ok(former)
    }

    /// The growth of the evidence on a record that counts since a batch; negative if it shrank.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn gained_since(&self, record: RecordKey, batch: BatchNumber) -> Result<i64, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("gained.sql"))?;
            statement.query_row(named_params! { ":record": record, ":batch": batch }, |row| row.get("gained"))
        })
    }
}

/// How a base is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseNoting {
    /// As a part of the batch, which is journaled and undone with it: the batch changed the record.
    InBatch,
    /// As bookkeeping, which is not undone: the record did not change.
    Bookkeeping,
}

impl Tx<'_> {
    /// Notes what was imported from a source of an existing record: `there` if it is not the record here. If the batch
    /// changed the record, this is part of the batch and is undone with it; otherwise it is bookkeeping.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_base(
        &mut self,
        key: BaseKey,
        digest: Digest,
        sides: Option<(&Revision, &Revision)>,
        noting: BaseNoting,
    ) -> Result<(), StoreError> {
        let batch = match noting {
            BaseNoting::InBatch => self.batch_id()?,
            BaseNoting::Bookkeeping => self.latest()?,
        };
        let difference = sides.and_then(|(here, there)| difference::between(&Fields::of(here), &Fields::of(there)));
        let new = BaseRow { brought: Some(Brought { digest, batch, difference }), sent: None };
        self.set_base(key, &new, noting)
    }

    /// Undoes what a batch noted of a base, unless something was imported since. What was exported since stays.
    ///
    /// # Errors
    /// What goes wrong on the disk; [`StoreError::Damaged`] if the journal has not noted a base.
    pub fn restore_base(&mut self, key: BaseKey, noted: Option<&Json>, old: Option<&Json>) -> Result<(), StoreError> {
        let now = self.run(|connection| row::select(connection, key))?;
        let row = |json: Option<&Json>| match json {
            None => Ok(BaseRow::default()),
            Some(json) => BaseRow::from_json(json).ok_or_else(|| self.no_base(key)),
        };
        let (noted, old) = (row(noted)?, row(old)?);
        if now.brought == noted.brought {
            let sent = if now.sent == noted.sent { old.sent } else { now.sent };
            self.set_base(key, &BaseRow { brought: old.brought, sent }, BaseNoting::InBatch)?;
        }
        Ok(())
    }

    fn no_base(&self, (record, source): BaseKey) -> StoreError {
        let detail = format!("the journal of record.id {record} has an unreadable base of record_source.id {source}");
        self.damaged(detail)
    }

    /// Forgets that a batch imported a record, so that it can be imported again as a new one.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn forget_bases(&mut self, record: RecordKey, batch: BatchNumber) -> Result<(), StoreError> {
        let sources = self.run(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT source FROM base WHERE record = :record AND batch = :batch")?;
            let sources =
                statement.query_map(named_params! { ":record": record, ":batch": batch }, |row| row.get(0))?;
            sources.collect::<rusqlite::Result<Vec<SourceNumber>>>()
        })?;
        for source in sources {
            self.set_base((record, source), &BaseRow::default(), BaseNoting::InBatch)?;
        }
        Ok(())
    }

    fn set_base(&mut self, key: BaseKey, new: &BaseRow, noting: BaseNoting) -> Result<(), StoreError> {
        if noting == BaseNoting::Bookkeeping {
            return self.run(|connection| row::write(connection, key, new));
        }
        self.write(|connection, batch| {
            let old = row::select(connection, key)?;
            row::write(connection, key, new)?;
            let (record, source) = key;
            let (old, new) = (old.to_json(), new.to_json());
            journal::insert_change(connection, batch, record, ChangeSubject::Base(source), (old.as_ref(), new.as_ref()))
        })
    }

    /// The batch that identifies the current state: this one if it has written, else the latest.
    fn latest(&self) -> Result<BatchNumber, StoreError> {
        self.written_batch().map_or_else(|| self.last_batch(), Ok)
    }
}

/// The items of bases of a record, which the record here may never have had: their ids are not free.
pub(in crate::store) fn items_of_bases(connection: &Connection, record: RecordKey) -> rusqlite::Result<ItemIds> {
    let mut statement =
        connection.prepare_cached("SELECT difference FROM base WHERE record = :record AND difference IS NOT NULL")?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    let mut all = ItemIds::default();
    while let Some(row) = rows.next()? {
        let items = difference::items(row)?;
        all.versions.extend(items.versions);
        all.dead_ends.extend(items.dead_ends);
        all.workarounds.extend(items.workarounds);
    }
    Ok(all)
}
