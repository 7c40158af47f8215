//! Recording rewordings.

use rusqlite::params;

use crate::ledger::{RecordKey, RecordedRewording};
use crate::store::{StoreError, Tx};

impl Tx<'_> {
    /// Records that an item got another text, unless that is known.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn record_rewording(&mut self, record: RecordKey, line: &RecordedRewording) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            let sql = "INSERT OR IGNORE INTO recorded_rewording VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
            connection.prepare_cached(sql)?.execute(params![
                line.uid().as_bytes(),
                record,
                line.kind.as_str(),
                line.record,
                line.old,
                line.new,
                line.recorded.day.to_string(),
                line.recorded.by,
                batch,
            ])?;
            Ok(())
        })
    }
}
