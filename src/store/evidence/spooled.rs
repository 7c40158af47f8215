//! A report in the temporary database.

use std::path::Path;

use rusqlite::{Row, Statement, params};

use crate::ledger::{Environment, EvidenceKind, FormerKey, NewEvidence, Outcome, RecordKey, ReportKey};
use crate::record::{ItemKind, ItemRef};
use crate::store::StoreError;
use crate::store::record::parsed;

/// The page cache, in KiB: the reports are written once, in order, and read once.
pub(super) const CACHE_KIB: i64 = 8 * 1024;

/// A buffered report: everything that a row of the ledger has, except for its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    /// The record's key.
    pub record: RecordKey,
    /// What was reported.
    pub evidence: NewEvidence,
    /// What identifies it. In a [`Bundle`](super::Bundle) it is [numbered](ReportKey::numbered). If the ledger has the
    /// report under a former key, it is that one.
    pub key: ReportKey,
    /// Its former key, not numbered; `None` if no report in the ledger has such a key.
    pub former: Option<FormerKey>,
}

impl Spooled {
    /// The approximate size of its texts in bytes.
    pub(super) fn weight(&self) -> usize {
        let NewEvidence { reporter, url, note, environment, .. } = &self.evidence;
        let texts = [url, note, &environment.os, &environment.runtime, &environment.version];
        reporter.as_str().len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

/// An error with a name for the temporary file, whose path SQLite chooses.
pub(super) fn temporary(source: rusqlite::Error) -> StoreError {
    StoreError::new(Path::new("a temporary file"), source)
}

/// Writes a row.
pub(super) fn insert(statement: &mut Statement<'_>, report: &Spooled) -> rusqlite::Result<()> {
    let Spooled { record, evidence, key, former } = report;
    let item = |kind: ItemKind| evidence.item.and_then(|item| item.id_of(kind));
    let environment = &evidence.environment;
    statement.execute(params![
        record,
        item(ItemKind::DeadEnd),
        item(ItemKind::Workaround),
        evidence.outcome.map(Outcome::as_str),
        evidence.count,
        evidence.day.to_string(),
        evidence.reporter.as_str(),
        evidence.reporter_kind.as_str(),
        evidence.is_apart,
        evidence.url,
        evidence.note,
        environment.os,
        environment.runtime,
        environment.version,
        key.as_bytes(),
        former.as_ref().map(FormerKey::as_bytes),
    ])?;
    Ok(())
}

/// Reads a row of `spooled.sql` by column index: looking names up would take longer than the rest.
pub(super) fn report_row(row: &Row<'_>) -> rusqlite::Result<Spooled> {
    let (dead_end, workaround): (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
    let item_of = |kind: ItemKind| move |id: u32| ItemRef { kind, id };
    let item = workaround.map(item_of(ItemKind::Workaround)).or(dead_end.map(item_of(ItemKind::DeadEnd)));
    let evidence = NewEvidence {
        item,
        kind: EvidenceKind::Outcome,
        outcome: Some(parsed(row, 3)?),
        count: row.get(4)?,
        day: parsed(row, 5)?,
        reporter: row.get::<_, String>(6)?.into(),
        reporter_kind: parsed(row, 7)?,
        is_apart: row.get(8)?,
        url: row.get(9)?,
        note: row.get(10)?,
        environment: Environment { os: row.get(11)?, runtime: row.get(12)?, version: row.get(13)? },
    };
    Ok(Spooled { record: row.get(0)?, evidence, key: row.get(14)?, former: row.get(15)? })
}
