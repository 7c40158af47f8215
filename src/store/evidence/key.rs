//! Values of the ledger as SQLite holds them.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use crate::ledger::ReportKey;

impl FromSql for ReportKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        let sized: Result<[u8; 16], _> = bytes.try_into();
        sized
            .map(ReportKey::from)
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() })
    }
}
