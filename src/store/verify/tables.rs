//! Promises of the schema that a query can check.

use rusqlite::{Connection, Row};

use super::flaw::{Damage, Flaw, ListOfRecord};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::record::{ItemKind, ItemRef};
use crate::store::record::{count, parsed};

/// A query whose rows are flaws. In addition to their data they have `canon_id`, the record's id or NULL.
struct FlawQuery {
    inspection: Inspection,
    sql: &'static str,
    /// What is wrong, from a row.
    read: fn(&Row<'_>) -> rusqlite::Result<Damage>,
}

const PROMISES: [FlawQuery; 12] = [
    FlawQuery { inspection: Inspection::Lists, sql: include_str!("lists.sql"), read: positions },
    FlawQuery { inspection: Inspection::Lists, sql: include_str!("gone.sql"), read: kept_item },
    FlawQuery { inspection: Inspection::Ledger, sql: include_str!("counts.sql"), read: evidence },
    FlawQuery { inspection: Inspection::Ledger, sql: include_str!("rulings.sql"), read: empty_ruling },
    FlawQuery { inspection: Inspection::Ledger, sql: include_str!("moves.sql"), read: other_move },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("batches.sql"), read: missing_batch },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("undos.sql"), read: undoes_later },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("undo_verbs.sql"), read: other_verb_undoes },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("arrival_verbs.sql"), read: other_verb_adds },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("arrivals.sql"), read: changed_before_added },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("withdrawals.sql"), read: other_withdrawal },
    FlawQuery { inspection: Inspection::Journal, sql: include_str!("releases.sql"), read: other_release },
];

impl Verification<'_> {
    /// What is wrong in the tables themselves.
    pub(super) fn tables(&self) -> Vec<Flaw> {
        let broken = |promise: &FlawQuery| {
            promise.broken(self.connection()).unwrap_or_else(|error| vec![Flaw::unreadable(promise.inspection, &error)])
        };
        PROMISES.iter().flat_map(broken).collect()
    }
}

impl FlawQuery {
    /// The flaws of the query. A row that cannot be read is a flaw as well, and the others are read.
    fn broken(&self, connection: &Connection) -> rusqlite::Result<Vec<Flaw>> {
        let mut statement = connection.prepare(self.sql)?;
        let flaw = |row: &Row<'_>| Ok(Flaw { record: row.get("canon_id")?, damage: (self.read)(row)? });
        let flaws = statement
            .query_map([], |row| Ok(flaw(row).unwrap_or_else(|error| Flaw::unreadable(self.inspection, &error))))?;
        flaws.collect()
    }
}

fn positions(row: &Row<'_>) -> rusqlite::Result<Damage> {
    let name: String = row.get("list")?;
    let list = match (row.get("item")?, row.get("language")?) {
        (Some(id), _) => ListOfRecord::Sources(ItemRef { kind: parsed(row, "list")?, id }),
        (None, Some(language)) => ListOfRecord::Translations { field: name, language },
        (None, None) => match ItemKind::ALL.iter().find(|kind| kind.list() == name) {
            Some(kind) => ListOfRecord::Items(*kind),
            None => ListOfRecord::Named(name),
        },
    };
    Ok(Damage::Positions { list, length: count(row, "length")? })
}

fn kept_item(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::KeptItem(ItemRef { kind: parsed(row, "kind")?, id: row.get("item")? }))
}

fn evidence(row: &Row<'_>) -> rusqlite::Result<Damage> {
    let batch = row.get("batch")?;
    if row.get("is_told")? {
        return Ok(Damage::OtherCount { batch, raised: row.get("raised")?, gained: row.get("gain")? });
    }
    Ok(Damage::NotJournaled { batch })
}

fn empty_ruling(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::EmptyRuling { batch: row.get("batch")?, evidence: row.get("evidence")? })
}

fn other_move(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::OtherMove { evidence: row.get("evidence")?, from: row.get("moved_from")? })
}

fn missing_batch(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::MissingBatch(row.get("batch")?))
}

fn undoes_later(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::UndoesLater { batch: row.get("batch")?, undone: row.get("undone")? })
}

fn other_verb_undoes(row: &Row<'_>) -> rusqlite::Result<Damage> {
    let (batch, undone) = (row.get("batch")?, row.get("undone")?);
    Ok(Damage::OtherVerbUndoes { batch, undone, verb: parsed(row, "verb")? })
}

fn other_verb_adds(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::OtherVerbAdds { batch: row.get("added_by")?, verb: parsed(row, "verb")? })
}

fn other_release(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::OtherRelease { batch: row.get("batch")? })
}

fn changed_before_added(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::ChangedBeforeAdded { batch: row.get("batch")?, added_by: row.get("added_by")? })
}

fn other_withdrawal(row: &Row<'_>) -> rusqlite::Result<Damage> {
    Ok(Damage::OtherWithdrawal { batch: row.get("withdrawn_in")?, journaled: row.get("journaled")? })
}
