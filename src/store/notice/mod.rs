//! Notices: what happened to records under their ids, here and elsewhere. Those of here follow from the journal, those
//! of others are in the table `imported_notice`.

mod journaled;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::record::parsed;
use super::{Snapshot, StoreError, Tx};
use crate::ledger::{BatchNumber, Notice, RecordKey, RecordedBy};
use crate::record::Id;
use journaled::{Happened, NoticeMaker, happened, heir};

impl Snapshot<'_> {
    /// All notices, each once, in the order in which this database has them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn notices(&self) -> Result<Vec<Notice>, StoreError> {
        self.run(|connection| {
            let imported = imported(connection)?;
            let mut maker = NoticeMaker::new(imported.iter().map(|(batch, _)| *batch).collect());
            let mut happened = happened(connection)?.into_iter().peekable();
            for (batch, notice) in imported {
                while let Some(earlier) = happened.next_if(|one: &Happened| one.batch < batch) {
                    maker.make(connection, earlier)?;
                }
                maker.know(notice);
            }
            happened.try_for_each(|one| maker.make(connection, one))?;
            Ok(maker.notices)
        })
    }

    /// The notices of others, in the order in which they were imported.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn imported_notices(&self) -> Result<Vec<Notice>, StoreError> {
        self.run(|connection| Ok(imported(connection)?.into_iter().map(|(_, notice)| notice).collect()))
    }

    /// Why a batch withdrew the record that has an id: the reason of the notice that the batch imported or, if there is
    /// none, its own.
    ///
    /// # Errors
    /// If the database cannot be read, or has no such batch.
    pub fn withdrawal_reason(&self, batch: BatchNumber, id: &Id) -> Result<Option<String>, StoreError> {
        let of_notice = self.run(|connection| {
            let sql = "SELECT reason FROM imported_notice
                 WHERE batch = :batch AND id = :id AND event = 'withdrawn' AND reason IS NOT NULL";
            let mut statement = connection.prepare_cached(sql)?;
            let parameters = named_params! { ":batch": batch, ":id": id.as_str() };
            statement.query_row(parameters, |row| row.get(0)).optional()
        })?;
        match of_notice {
            Some(reason) => Ok(Some(reason)),
            None => Ok(self.known_batch(batch)?.reason),
        }
    }

    /// The id of the record that a batch merged one into that it withdrew, `None` if it did not: that of the record
    /// that got the id of the withdrawn one as an alias, as it is now, or else the one that an imported notice names.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn heir(&self, batch: BatchNumber, (record, id): (RecordKey, &Id)) -> Result<Option<Id>, StoreError> {
        self.run(|connection| {
            if let Some((_, heir)) = heir(connection, batch, (record, id))? {
                return Ok(Some(heir));
            }
            let sql = "SELECT other FROM imported_notice
                 WHERE batch = :batch AND id = :id AND event = 'withdrawn' AND other IS NOT NULL";
            let mut statement = connection.prepare_cached(sql)?;
            let parameters = named_params! { ":batch": batch, ":id": id.as_str() };
            statement.query_row(parameters, |row| parsed(row, "other")).optional()
        })
    }
}

impl Tx<'_> {
    /// Adds notices of others. One that is known is not added again.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_notices(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            let sql = "INSERT OR IGNORE INTO imported_notice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
            let mut statement = connection.prepare_cached(sql)?;
            for notice in notices {
                let Notice { id, event, other, reason, number, recorded: RecordedBy { day, by } } = notice;
                statement.execute(params![
                    notice.uid().as_bytes(),
                    id.as_str(),
                    event.as_str(),
                    other.as_ref().map(Id::as_str),
                    reason,
                    number,
                    day.to_string(),
                    by,
                    batch,
                ])?;
            }
            Ok(())
        })
    }
}

/// The notices of others with the imports that brought them.
fn imported(connection: &Connection) -> rusqlite::Result<Vec<(BatchNumber, Notice)>> {
    let sql = "SELECT id, event, other, reason, number, day, actor, batch FROM imported_notice ORDER BY batch, uid";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let other = row.get_ref("other")?.as_str_or_null()?.is_some();
        let notice = Notice {
            id: parsed(row, "id")?,
            event: parsed(row, "event")?,
            other: if other { Some(parsed(row, "other")?) } else { None },
            reason: row.get("reason")?,
            number: row.get("number")?,
            recorded: RecordedBy { day: parsed(row, "day")?, by: row.get("actor")? },
        };
        Ok((row.get("batch")?, notice))
    };
    statement.query_map([], read)?.collect()
}
