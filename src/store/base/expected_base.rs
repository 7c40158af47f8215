//! Checking that the journal leads to the states that sources had.

use rusqlite::{Connection, named_params};

use super::difference;
use super::row::{Brought, base_row};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Json, Revision};
use crate::store::record::Digest;

/// The digest of what a source had of a record, and how to reconstruct it.
#[derive(Debug, Clone)]
pub(in crate::store) struct ExpectedBase {
    /// The source's name.
    pub source: String,
    /// The record here after this batch is what the source had, except for the difference.
    pub batch: BatchNumber,
    digest: Digest,
    difference: Option<Json>,
}

impl ExpectedBase {
    /// Whether the record after the batch has the digest.
    pub(in crate::store) fn matches(&self, stood: &Revision) -> bool {
        let Some(patch) = &self.difference else { return Digest::of_record(&stood.record) == self.digest };
        let there = difference::apply(stood, patch).and_then(|fields| fields.assemble(false).ok());
        there.is_some_and(|there| Digest::of_record(&there.record) == self.digest)
    }

    /// Whether this is the digest.
    pub(in crate::store) fn has_digest(&self, stood: &Digest) -> bool {
        self.difference.is_none() && self.digest == *stood
    }
}

/// The bases of a record, the latest batch first.
pub(in crate::store) fn expected_bases(
    connection: &Connection,
    record: RecordKey,
) -> rusqlite::Result<Vec<ExpectedBase>> {
    let mut statement = connection.prepare_cached(include_str!("of_record.sql"))?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    let mut expected_bases = Vec::new();
    while let Some(row) = rows.next()? {
        let (source, base): (String, _) = (row.get("name")?, base_row(row)?);
        let sent = base.sent.map(|(digest, batch)| Brought { digest, batch, difference: None });
        expected_bases.extend(base.brought.into_iter().chain(sent).map(|Brought { digest, batch, difference }| {
            ExpectedBase { source: source.clone(), batch, digest, difference }
        }));
    }
    expected_bases.sort_by_key(|expected| std::cmp::Reverse(expected.batch));
    Ok(expected_bases)
}
