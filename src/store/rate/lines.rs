//! Recorded rates as lines of a ledger.

use rusqlite::Connection;

use super::stored::stored_rates;
use crate::ledger::{LedgerLine, RecordKey};

/// The lines about the rates of a record.
pub(in crate::store) fn rate_lines(
    connection: &Connection,
    record: RecordKey,
) -> rusqlite::Result<impl Iterator<Item = LedgerLine>> {
    Ok(stored_rates(connection, record)?.into_iter().map(|rate| LedgerLine::Rate(Box::new(rate.line))))
}
