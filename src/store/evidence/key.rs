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
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update(text.len().to_le_bytes());
            hash.update(text.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        ReportKey(digest.first_chunk().copied().unwrap_or_default()).first()
    }

    /// The key of the n-th report of a run, from 1, that says the same of a record. It begins with the record's key, so
    /// that the keys of a record lie side by side in the index, and what is written in the order of the records is
    /// written without jumps.
    #[must_use]
    pub fn numbered(self, record: i64, n: u32) -> Self {
        let mut key = match n {
            1 => self,
            n => ReportKey::of([format!("{:?}", self.first()).as_str(), &n.to_string()]),
        };
        let row = record.to_be_bytes();
        key.0.iter_mut().zip(row.iter().skip(2)).for_each(|(byte, of_row)| *byte = *of_row);
        if self.is_second() { key.second() } else { key }
    }

    /// The key under which a report comes again that differs from the one of this key, whose import was taken back: the
    /// n-th of them, from 2.
    #[must_use]
    pub fn anew(self, n: u32) -> Self {
        let key = ReportKey::of(["anew", &format!("{:?}", self.first()), &n.to_string()]);
        if self.is_second() { key.second() } else { key }
    }

    fn first(mut self) -> Self {
        self.0.iter_mut().last().into_iter().for_each(|last| *last &= !SECOND);
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

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
