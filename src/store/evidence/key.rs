//! Keys and uids in columns.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use crate::ledger::{FormerKey, ReportKey, Uid};

impl FromSql for ReportKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        ReportKey::from_bytes(bytes).ok_or_else(|| wrong_size(bytes))
    }
}

impl FromSql for FormerKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        sixteen(value).map(FormerKey::from_bytes)
    }
}

impl FromSql for Uid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        sixteen(value).map(Uid::from_bytes)
    }
}

fn sixteen(value: ValueRef<'_>) -> FromSqlResult<[u8; 16]> {
    let bytes = value.as_blob()?;
    bytes.try_into().map_err(|_| wrong_size(bytes))
}

fn wrong_size(bytes: &[u8]) -> FromSqlError {
    FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() }
}
