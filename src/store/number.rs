//! Numbers in columns.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use crate::ledger::{BatchNumber, EvidenceNumber, RecordKey, SourceNumber};

/// Lets numbers of a type be columns and parameters.
macro_rules! columns {
    ($($name:ident)+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.get().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map($name::from)
            }
        }
    )+};
}

columns! { BatchNumber EvidenceNumber RecordKey SourceNumber }
