//! Reports that the ledger has under keys of the former kind.
//!
//! Up to schema 5 all reporters shared one set of keys of their own, and the hash of a report left its note out. A
//! database from that time has the last batch that wrote such keys in `former_key`. Only this module knows its reports:
//! it replaces the key of a report by the former key that the ledger has, so that all other code finds the report.

use std::collections::{HashMap, HashSet, VecDeque};

use rusqlite::{Connection, OptionalExtension};

use super::{Spooled, write};
use crate::ledger::{BatchNumber, FormerKey, RecordKey, ReportKey, Reporter};
use crate::store::{Snapshot, StoreError};

/// Finds reports under their former keys.
pub(super) struct FormerKeys {
    /// The last batch that wrote such keys.
    until: BatchNumber,
    /// The record of the other fields.
    record: RecordKey,
    /// What the ledger has under each former hash so far.
    alike: HashMap<FormerKey, Alike>,
    /// The former key of the current report.
    found: Option<ReportKey>,
}

/// The reports of a record with one former hash: they may differ in their notes.
#[derive(Default)]
struct Alike {
    /// By their notes, in order: the index and the key of each.
    by_note: HashMap<Option<String>, VecDeque<(u32, ReportKey)>>,
    /// The indexes of those that were already matched with a report of this run.
    taken: HashSet<u32>,
}

/// A row of the ledger under a former key.
struct KnownReport {
    key: ReportKey,
    batch: BatchNumber,
    reporter: Reporter,
    note: Option<String>,
}

impl Snapshot<'_> {
    /// Whether the ledger has reports under keys of the former kind.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_former_keys(&self) -> Result<bool, StoreError> {
        self.run(until).map(|until| until.is_some())
    }
}

impl FormerKeys {
    /// Begins a run; `None` if the ledger has no such keys.
    pub(super) fn open(connection: &Connection) -> rusqlite::Result<Option<Self>> {
        let begin = |until| FormerKeys { until, record: RecordKey::NONE, alike: HashMap::new(), found: None };
        Ok(until(connection)?.map(begin))
    }

    /// Gives a report the key under which the ledger has it. The reports have to be in the order of their records, the
    /// second row of a report after the first.
    pub(super) fn recognize(&mut self, connection: &Connection, report: &mut Spooled) -> rusqlite::Result<()> {
        if report.key.is_second() {
            report.key = self.found.map_or(report.key, ReportKey::second);
            return Ok(());
        }
        if self.record != report.record {
            self.record = report.record;
            self.alike.clear();
        }
        let is_known = known(connection, report.record, report.key)?.is_some();
        self.found = match report.former.filter(|_| !is_known) {
            Some(former) if report.key.is_own() => self.find_own(connection, report, former)?,
            Some(former) => self.find_alike(connection, report, former)?,
            None => None,
        };
        report.key = self.found.unwrap_or(report.key);
        Ok(())
    }

    /// A reporter's own key, if the ledger has it from the same reporter.
    fn find_own(
        &self,
        connection: &Connection,
        report: &Spooled,
        former: FormerKey,
    ) -> rusqlite::Result<Option<ReportKey>> {
        let reporter = report.evidence.reporter.folded();
        let rows = successors(connection, report.record, former.own())?;
        Ok(self.choose(&rows, |known| known.reporter.folded() == reporter))
    }

    /// The next report of the former hash that has the same note.
    fn find_alike(
        &mut self,
        connection: &Connection,
        report: &Spooled,
        former: FormerKey,
    ) -> rusqlite::Result<Option<ReportKey>> {
        if !self.alike.contains_key(&former) {
            let alike = self.read_alike(connection, report.record, former)?;
            self.alike.insert(former, alike);
        }
        let Some(Alike { by_note, taken }) = self.alike.get_mut(&former) else { return Ok(None) };
        let Some(left) = by_note.get_mut(&report.evidence.note) else { return Ok(None) };
        while let Some((place, key)) = left.pop_front() {
            if taken.insert(place) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn read_alike(&self, connection: &Connection, record: RecordKey, former: FormerKey) -> rusqlite::Result<Alike> {
        let mut alike = Alike::default();
        for n in 1.. {
            let rows = successors(connection, record, former.said(n))?;
            if rows.is_empty() {
                break;
            }
            let notes: HashSet<&Option<String>> = rows.iter().map(|known| &known.note).collect();
            for note in notes {
                if let Some(key) = self.choose(&rows, |known| known.note == *note) {
                    alike.by_note.entry(note.clone()).or_default().push_back((n, key));
                }
            }
        }
        Ok(alike)
    }

    /// The key of a report among rows that were added in sequence under one key: that of the first row if it is the
    /// same report, because later ones were found from there; else that of the last one.
    fn choose(&self, rows: &[KnownReport], is_same: impl Fn(&KnownReport) -> bool) -> Option<ReportKey> {
        let is_same = |known: &&KnownReport| known.batch <= self.until && is_same(known);
        let first = rows.first().filter(is_same);
        first.or_else(|| rows.iter().rfind(is_same)).map(|known| known.key)
    }
}

fn until(connection: &Connection) -> rusqlite::Result<Option<BatchNumber>> {
    connection.query_row("SELECT until FROM former_key", [], |row| row.get(0)).optional()
}

/// What the ledger has under a key, and then the rows that were added after those before them were undone.
fn successors(connection: &Connection, record: RecordKey, key: ReportKey) -> rusqlite::Result<Vec<KnownReport>> {
    let mut rows: Vec<KnownReport> = Vec::new();
    let mut next = key;
    for n in 2.. {
        let Some(row) = known(connection, record, next)? else { break };
        rows.push(row);
        next = key.repeated(n);
    }
    Ok(rows)
}

fn known(connection: &Connection, record: RecordKey, key: ReportKey) -> rusqlite::Result<Option<KnownReport>> {
    let Some(number) = write::known(connection, record, &key)? else { return Ok(None) };
    let mut statement = connection.prepare_cached("SELECT batch, reporter, note FROM evidence WHERE id = ?")?;
    let read = statement.query_row([number], |row| {
        Ok(KnownReport { key, batch: row.get(0)?, reporter: row.get::<_, String>(1)?.into(), note: row.get(2)? })
    });
    read.map(Some)
}
