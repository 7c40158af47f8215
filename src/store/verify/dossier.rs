//! A record with its journal and its bases, read on one thread and examined on another.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::ledger::RecordKey;

use super::fingerprint::IndexFingerprint;
use super::flaw::{Damage, Flaw};
use super::folding::Folding;
use super::history;
use super::inspection::Inspection;
use super::literals::LiteralSum;
use super::verification::Verification;
use crate::store::base::{ExpectedBase, expected_bases};
use crate::store::filter::Selection;
use crate::store::journal::{Change, all_changes_of};
use crate::store::literal::LiteralRows;
use crate::store::search::IndexedWords;
use crate::store::stream::{load_row, stream};
use crate::store::{StoreError, Stored, Unchecked};

/// A record with its journal and its bases.
pub(super) struct Dossier {
    row: RecordKey,
    record: Result<Unchecked, Flaw>,
    history: Result<History, Flaw>,
}

/// The result of examining a dossier.
pub(super) struct Examined {
    /// What is wrong.
    pub(super) flaws: Vec<Flaw>,
    pub(super) row: RecordKey,
    /// What the search index should have for it; `None` if that is unknown.
    pub(super) fingerprint: Option<IndexFingerprint>,
    /// What the table of literals should have for it; `None` if that is unknown.
    pub(super) literals: Option<LiteralSum>,
}

impl Verification<'_> {
    /// Calls `visit` with the dossier of every record, until it breaks. A record that cannot be read is included.
    pub(super) fn each_dossier(&mut self, mut visit: impl FnMut(Dossier) -> ControlFlow<()>) -> Vec<Flaw> {
        let path: Arc<Path> = self.path().into();
        let connection = self.connection();
        let mut dossier = |stored: Stored| {
            let row = stored.standing.row;
            let history = history_of(connection, row, stored.revision.record.id.as_str());
            visit(Dossier { row, record: Ok(Unchecked::new(stored, &path)), history })
        };
        let mut seen = 0_u64;
        let read = stream(
            connection,
            &Selection::all(),
            |error| StoreError::new(&path, error),
            |stored| {
                seen += 1;
                Ok(dossier(stored))
            },
        );
        match read {
            Ok(()) => Vec::new(),
            Err(_) => one_by_one(connection, &path, seen, visit),
        }
    }
}

/// If one row cannot be read, the stream ends there: then each record is read separately.
fn one_by_one(
    connection: &Connection,
    path: &Path,
    seen: u64,
    mut visit: impl FnMut(Dossier) -> ControlFlow<()>,
) -> Vec<Flaw> {
    let rows = || {
        let sql = "SELECT id, canon_id FROM record ORDER BY canon_id LIMIT -1 OFFSET ?1";
        let mut statement = connection.prepare(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok((row.get(0)?, String::from_utf8_lossy(row.get_ref(1)?.as_bytes()?).into_owned()))
        };
        let rows = statement.query_map([i64::try_from(seen).unwrap_or(i64::MAX)], read)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = match rows() {
        Ok(rows) => rows,
        Err(error) => return vec![Flaw::unreadable(Inspection::Records, &error)],
    };
    for (row, id) in rows {
        let record = match load_row(connection, row, path) {
            Ok(Some(unchecked)) => Ok(unchecked),
            Ok(None) => Err(Flaw::of(&id, Damage::NotFound)),
            Err(error) => Err(Flaw::of(&id, Damage::unreadable(Inspection::Records, &error))),
        };
        let history = history_of(connection, row, &id);
        if visit(Dossier { row, record, history }).is_break() {
            break;
        }
    }
    Vec::new()
}

type History = (Vec<Option<Change>>, Vec<ExpectedBase>);

fn history_of(connection: &Connection, row: RecordKey, id: &str) -> Result<History, Flaw> {
    let unreadable = |inspection| move |error| Flaw::of(id, Damage::unreadable(inspection, &error));
    let changes = all_changes_of(connection, row).map_err(unreadable(Inspection::Journal))?;
    let bases = expected_bases(connection, row).map_err(unreadable(Inspection::Bases))?;
    Ok((changes, bases))
}

impl Dossier {
    /// About how many bytes the record's texts take.
    pub(super) fn weight(&self) -> usize {
        self.record.as_ref().map(Unchecked::weight).unwrap_or_default()
    }

    /// Compares the history with the record.
    pub(super) fn examine(self, folding: &Folding) -> Examined {
        let row = self.row;
        let mut flaws = Vec::new();
        let unchecked = match self.record {
            Ok(unchecked) => unchecked,
            Err(flaw) => {
                flaws.push(flaw);
                flaws.extend(self.history.err());
                return Examined { flaws, row, fingerprint: None, literals: None };
            }
        };
        let id = unchecked.look().revision.record.id.to_string();
        let is_sound = unchecked.is_sound();
        if !is_sound {
            flaws.push(Flaw::of(&id, Damage::OtherContent));
        }
        let stored = unchecked.as_it_is();
        // A fault of the current record is in every state reconstructed from it: one flaw is enough.
        match self.history {
            Ok((changes, bases)) if is_sound => flaws.extend(history::examine(&stored, &changes, &bases)),
            Ok(_) => {}
            Err(flaw) => flaws.push(flaw),
        }
        let fingerprint = is_sound.then(|| IndexFingerprint::of(&IndexedWords::of(&stored.revision.record), folding));
        let literals = is_sound.then(|| LiteralSum::of(&LiteralRows::of(&stored.revision.record.regex)));
        Examined { flaws, row, fingerprint: fingerprint.flatten(), literals }
    }
}
