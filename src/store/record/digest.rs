//! The digest of a record, which tells whether two records are equal.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use sha2::{Digest as _, Sha256};

use crate::record::{self, Annotations, Record};
use crate::store::literal::LiteralRows;
use crate::store::search::IndexedWords;
use crate::store::{Snapshot, StoreError};

/// The SHA-256 of a record's canonical JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of canonical JSON.
    pub fn of(canonical: &str) -> Self {
        Digest(Sha256::digest(canonical.as_bytes()).into())
    }

    /// The digest of a record. Its canonical JSON is not kept in memory, because it can take several times the size of
    /// the text.
    pub fn of_record(record: &Record) -> Self {
        Digest::with_size(record).0
    }

    /// The digest of a record, and the size of its canonical JSON in bytes.
    #[expect(clippy::expect_used, reason = "a hash can always be written to")]
    fn with_size(record: &Record) -> (Self, u64) {
        let mut hash = Hash { sha: Sha256::new(), bytes: 0 };
        let writer = BufWriter::with_capacity(8 * 1024, &mut hash);
        record::write_canonical(record, writer).expect("hashing does not fail");
        (Digest(hash.sha.finalize().into()), hash.bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Hashes what is written, and counts its bytes.
struct Hash {
    sha: Sha256,
    bytes: u64,
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sha.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits")]
pub struct DigestError;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
        let bytes = text.as_bytes().chunks(2).map(byte).collect::<Result<Vec<u8>, _>>().map_err(|_| DigestError)?;
        bytes.try_into().map(Digest).map_err(|_| DigestError)
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

/// The digests of what sources last brought, by their first bytes, sorted: enough to guess which records of an input
/// already exist, and small for many records.
#[derive(Debug, Default)]
pub struct KnownDigests(Vec<[u8; 8]>);

impl KnownDigests {
    /// Whether a record with this digest probably exists.
    fn contain(&self, digest: &Digest) -> bool {
        digest.0.first_chunk().is_some_and(|start| self.0.binary_search(start).is_ok())
    }
}

impl Snapshot<'_> {
    /// The digests of what sources last brought.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn known_digests(&self) -> Result<KnownDigests, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached("SELECT digest FROM base WHERE digest IS NOT NULL")?;
            let starts = statement.query_map([], |row| Ok(row.get::<_, Digest>("digest")?.0.first_chunk().copied()))?;
            let mut starts: Vec<_> = starts.filter_map(Result::transpose).collect::<rusqlite::Result<_>>()?;
            starts.sort_unstable();
            Ok(starts)
        })
        .map(KnownDigests)
    }
}

/// What is derived from a record for finding it.
#[derive(Debug, Clone)]
struct Derived {
    words: IndexedWords,
    literals: LiteralRows,
}

/// A record with what the store derives from it, made ahead of the transaction and off its thread.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The record.
    pub record: Record,
    /// Its digest.
    pub digest: Digest,
    /// The size of its canonical JSON in bytes.
    pub bytes: u64,
    /// The samples of the input; `None` if it has none.
    pub samples: Option<Annotations>,
    derived: Option<Derived>,
}

impl Prepared {
    /// Prepares a record. What is derived for finding it, a fifth of the work, is computed only if the record is new.
    pub fn new(record: Record, known: &KnownDigests) -> Self {
        let (digest, bytes) = Digest::with_size(&record);
        let derive = || Derived { words: IndexedWords::of(&record), literals: LiteralRows::of(&record.regex) };
        let derived = (!known.contain(&digest)).then(derive);
        Prepared { record, digest, bytes, samples: None, derived }
    }

    /// Whether the store probably has the record as it is, by the digests that it was prepared with.
    pub fn is_probably_known(&self) -> bool {
        self.derived.is_none()
    }

    /// The same, with the samples that came with the record.
    #[must_use]
    pub fn with_samples(self, samples: Option<Annotations>) -> Self {
        Prepared { samples, ..self }
    }

    /// The record's words for the search index.
    pub(in crate::store) fn words(&self) -> Cow<'_, IndexedWords> {
        match &self.derived {
            Some(derived) => Cow::Borrowed(&derived.words),
            None => Cow::Owned(IndexedWords::of(&self.record)),
        }
    }

    /// The literals that the record's regex needs.
    pub(in crate::store) fn literals(&self) -> Cow<'_, LiteralRows> {
        match &self.derived {
            Some(derived) => Cow::Borrowed(&derived.literals),
            None => Cow::Owned(LiteralRows::of(&self.record.regex)),
        }
    }
}

impl AsRef<Record> for Prepared {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

impl From<Record> for Prepared {
    fn from(record: Record) -> Self {
        Prepared::new(record, &KnownDigests::default())
    }
}
