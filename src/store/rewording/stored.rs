//! Reading recorded rewordings.

use rusqlite::{Connection, Row, named_params, params};

use crate::ledger::{LedgerLine, RecordKey, RecordedBy, RecordedRewording, Uid};
use crate::record::Rewordings;
use crate::store::columns::ColumnReader;
use crate::store::record::parsed;
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// Which texts of a record are known to be of one item.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rewordings(&self, record: RecordKey) -> Result<Rewordings, StoreError> {
        self.run(|connection| rewordings_of(connection, record))
    }
}

/// Which texts of a record are known to be of one item.
pub(in crate::store) fn rewordings_of(connection: &Connection, record: RecordKey) -> rusqlite::Result<Rewordings> {
    let mut statement = connection
        .prepare_cached("SELECT kind, old, new FROM recorded_rewording WHERE record = :record ORDER BY uid")?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    let mut rewordings = Rewordings::default();
    while let Some(row) = rows.next()? {
        rewordings.add(parsed(row, 0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
    }
    Ok(rewordings)
}

/// The lines about the rewordings of a record.
pub(in crate::store) fn rewording_lines(
    connection: &Connection,
    record: RecordKey,
) -> rusqlite::Result<Vec<LedgerLine>> {
    let mut statement = connection.prepare_cached(&REWORDINGS.replace("/* which */", "record = :record"))?;
    let lines = statement.query_map(named_params! { ":record": record }, |row| {
        stored_rewording(row).map(|(_, line)| LedgerLine::Rewording(Box::new(line)))
    })?;
    lines.collect()
}

/// Whether a recorded rewording of a record is known.
pub(in crate::store) fn has_rewording(connection: &Connection, record: RecordKey, uid: &Uid) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM recorded_rewording WHERE record = ? AND uid = ?)";
    connection.prepare_cached(sql)?.query_row(params![record, uid.as_bytes()], |row| row.get(0))
}

/// The statement for recorded rewordings; which ones is to be put into it.
pub(super) const REWORDINGS: &str =
    "SELECT uid, kind, record_id, old, new, day, actor FROM recorded_rewording WHERE /* which */ ORDER BY uid";

/// Reads a row of [`REWORDINGS`].
pub(super) fn stored_rewording(row: &Row<'_>) -> rusqlite::Result<(Uid, RecordedRewording)> {
    let mut columns = ColumnReader::from(row, 1);
    let line = RecordedRewording {
        kind: columns.parsed()?,
        record: columns.get()?,
        old: columns.get()?,
        new: columns.get()?,
        recorded: RecordedBy { day: columns.parsed()?, by: columns.get()? },
    };
    Ok((row.get(0)?, line))
}
