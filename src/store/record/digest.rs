//! The digest of a record, by which equal records are told from different ones.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use sha2::{Digest as _, Sha256};

use crate::record::{self, Record};
use crate::store::search::Words;

/// The SHA-256 of a record's canonical JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of canonical JSON.
    pub fn of(canonical: &str) -> Self {
        Digest(Sha256::digest(canonical.as_bytes()).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(Digest)
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 32, blob_size: bytes.len() })
    }
}

/// A record with what the store derives from it, made ahead of the transaction and off its thread.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The record.
    pub record: Record,
    /// Its digest.
    pub digest: Digest,
    /// Its words for the search index.
    pub(in crate::store) words: Words,
}

impl From<Record> for Prepared {
    fn from(record: Record) -> Self {
        let digest = Digest::of(&record::canonical(&record));
        let words = Words::of(&record);
        Prepared { record, digest, words }
    }
}
