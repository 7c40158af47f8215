//! Telling a report that comes again.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use sha2::{Digest as _, Sha256};

/// The key of a report: the reporter's own, or what the report says, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReportKey([u8; 16]);

impl FromSql for ReportKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(ReportKey)
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() })
    }
}

/// The bit that tells the second row of a report from its first.
const SECOND: u8 = 1;

impl ReportKey {
    /// The key of some texts. Other texts, or the same ones divided in another way, have another key; that two have
    /// the same by chance is out of the question (127 bits of SHA-256, or 79 within one record).
    pub fn of<'t>(parts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut key: [u8; 16] = digest.first_chunk().copied().unwrap_or_default();
        key.iter_mut().last().into_iter().for_each(|last| *last &= !SECOND);
        ReportKey(key)
    }

    /// The key within a record: it begins with the record's key, so that the keys of a record lie side by side in the
    /// index, and what is written in the order of the records is written without jumps.
    #[must_use]
    pub fn within(mut self, record: i64) -> Self {
        let row = record.to_be_bytes();
        self.0.iter_mut().zip(row.iter().skip(2)).for_each(|(byte, of_row)| *byte = *of_row);
        self
    }

    /// The key of the second row of a report that has two, one of successes and one of failures.
    #[must_use]
    pub fn second(mut self) -> Self {
        self.0.iter_mut().last().into_iter().for_each(|last| *last |= SECOND);
        self
    }

    /// Whether it is that of a second row.
    pub fn is_second(&self) -> bool {
        self.0.last().is_some_and(|last| last & SECOND != 0)
    }

    /// The first 8 bytes, for a table of many keys in which two may fall together once in a long while.
    pub fn beginning(&self) -> u64 {
        self.0.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
