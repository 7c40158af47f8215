//! Checking that the journal leads to the states that sources had.

use rusqlite::{Connection, named_params};

use super::difference;
use super::row::{Brought, base_row};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Json, Revision};
use crate::store::record::Digest;

/// The digest of what a source had of a record, and how to reconstruct it.
#[derive(Debug, Clone)]
pub(in crate::store) struct Promise {
    /// The source's name.
    pub source: String,
    /// The record here after this batch is what the source had, except for the difference.
    pub batch: BatchNumber,
    digest: Digest,
    difference: Option<Json>,
}

impl Promise {
    /// Whether the record after the batch has the digest.
    pub(in crate::store) fn is_kept(&self, stood: &Revision) -> bool {
        let Some(patch) = &self.difference else { return Digest::of_record(&stood.record) == self.digest };
        let there = difference::apply(stood, patch).and_then(|fields| fields.assemble(false).ok());
        there.is_some_and(|there| Digest::of_record(&there.record) == self.digest)
    }

    /// Whether this is the digest.
    pub(in crate::store) fn is_kept_by(&self, stood: &Digest) -> bool {
        self.difference.is_none() && self.digest == *stood
    }
}

/// The promises of the bases of a record, the latest batch first.
pub(in crate::store) fn promises(connection: &Connection, record: RecordKey) -> rusqlite::Result<Vec<Promise>> {
    let mut statement = connection.prepare_cached(include_str!("of_record.sql"))?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    let mut promises = Vec::new();
    while let Some(row) = rows.next()? {
        let (source, base): (String, _) = (row.get("name")?, base_row(row)?);
        let sent = base.sent.map(|(digest, batch)| Brought { digest, batch, difference: None });
        promises.extend(base.brought.into_iter().chain(sent).map(|Brought { digest, batch, difference }| Promise {
            source: source.clone(),
            batch,
            digest,
            difference,
        }));
    }
    promises.sort_by_key(|promise| std::cmp::Reverse(promise.batch));
    Ok(promises)
}
