//! Reports read back in the order of their records, and the records with them.

use std::path::Path;

use rusqlite::Connection;

use super::former::FormerKeys;
use super::known::is_as_known;
use super::spooled::{CACHE_KIB, Spooled, report_row, temporary};
use crate::ledger::{EqualReports, Piece, RecordKey, Uid, Uids};
use crate::record::Revision;
use crate::store::connect::open_as_it_is;
use crate::store::{StoreError, Stored};

/// The approximate limit of reports in a bundle.
const MAX_REPORTS: usize = 256;

/// A bundle is closed when its texts have this number of bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Some reports on one record, in the order of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle<P> {
    /// The record's key.
    pub record: RecordKey,
    /// The reports; a record that has very many is in several bundles.
    pub reports: Vec<Spooled>,
    /// The record before the run, with what was prepared from it; `None` if the ledger already had all of these
    /// reports.
    pub stored: Option<(Stored, P)>,
    /// The uids of the reports; empty if the ledger already had all of them.
    pub uids: Vec<Uid>,
    /// If the ledger already had all of these reports: for each first row of a report, in order, whether the ledger has
    /// the report with the same content. Empty if any was missing.
    pub are_as_known: Vec<bool>,
}

/// Reads the buffered reports, until `send` returns false.
pub(super) fn read<P>(
    spool: &Connection,
    database: &Path,
    prepare: impl Fn(&mut Stored, &[Spooled]) -> P,
    mut send: impl FnMut(Bundle<P>) -> bool,
) -> Result<(), StoreError> {
    let (mut store, _) = open_as_it_is(database)?; // whose schema is already current
    store.connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(|error| store.error(error))?;
    let snapshot = store.snapshot()?;
    let mut computed = Uids::default();
    let mut close = |reports: Vec<Spooled>| -> Result<bool, StoreError> {
        let Some(record) = reports.first().map(|report| report.record) else { return Ok(true) };
        let are_as_known = snapshot.run(|connection| are_as_known(connection, &reports))?;
        let stored = if are_as_known.is_none() { Some(snapshot.load_known(record)?) } else { None };
        let mut uids = Vec::new();
        let stored = stored.map(|mut stored| {
            uids.extend(reports.iter().map(|report| uid(&mut computed, &stored.revision, report)));
            let prepared = prepare(&mut stored, &reports);
            (stored, prepared)
        });
        Ok(send(Bundle { record, reports, stored, uids, are_as_known: are_as_known.unwrap_or_default() }))
    };
    let mut statement = spool.prepare(include_str!("spooled.sql")).map_err(temporary)?;
    let mut rows = statement.query([]).map_err(temporary)?;
    let (mut open, mut weight): (Vec<Spooled>, usize) = (Vec::new(), 0);
    let mut equal = EqualReports::default();
    let mut former = snapshot.run(FormerKeys::open)?;
    while let Some(row) = rows.next().map_err(temporary)? {
        let mut report = report_row(row).map_err(temporary)?;
        let is_another = open.first().is_some_and(|first| first.record != report.record);
        if is_another {
            equal.clear();
        }
        report.key = equal.add(report.key);
        if let Some(former) = &mut former {
            snapshot.run(|connection| former.recognize(connection, &mut report))?;
        }
        // The two rows of a report stay together.
        if is_another || (open.len() >= MAX_REPORTS || weight > MAX_BYTES) && !report.key.is_second() {
            weight = 0;
            if !close(std::mem::take(&mut open))? {
                return Ok(());
            }
        }
        weight += report.weight();
        open.push(report);
    }
    close(open).map(drop)
}

/// The uid of a report on a record.
fn uid(computed: &mut Uids, revision: &Revision, report: &Spooled) -> Uid {
    let text = report.evidence.item.and_then(|item| revision.item_text(item));
    let record = revision.record.id.as_str();
    let piece = Piece { record, text, evidence: &report.evidence, report: Some(report.key), moved_from: None };
    computed.uid(&piece, 1)
}

/// For each first row of a report whether the ledger has the report with the same content; `None` if any is missing. A
/// known report is not changed, so a second row that it gained does not count.
fn are_as_known(connection: &Connection, reports: &[Spooled]) -> rusqlite::Result<Option<Vec<bool>>> {
    let mut are = Vec::with_capacity(reports.len());
    let mut reports = reports.iter().peekable();
    while let Some(first) = reports.next() {
        let second = reports.next_if(|next| next.key.is_second());
        let Some(is_as_known) = is_as_known(connection, first.key, first, second)? else { return Ok(None) };
        are.push(is_as_known);
    }
    Ok(Some(are))
}
