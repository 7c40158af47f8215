//! Repairing a damaged record from a copy of its content.

use rusqlite::{Connection, OptionalExtension};

use crate::ledger::RecordKey;

use super::{Digest, insert_names, insert_translations, names, scalar};
use crate::record::{ItemIds, ItemKind, Record};
use crate::store::{StoreError, Tx, graph, item, journal};

/// The result of a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repaired {
    /// The record is repaired.
    Done,
    /// The record was not damaged.
    Sound,
    /// No record has this digest, so the content cannot be checked.
    Unknown,
    /// Rows of its items are missing, or there are additional ones.
    OtherItems,
}

impl Tx<'_> {
    /// Writes the content of a damaged record into its rows, if its digest shows that canonry wrote it. The items keep
    /// their ids, and the evidence that refers to them. The search index and the table of literals still have what
    /// belongs to this content, so they are not changed.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn repair(&mut self, record: &Record, digest: &Digest) -> Result<Repaired, StoreError> {
        let found = self.run(|connection| {
            let mut find = connection.prepare_cached("SELECT id FROM record WHERE digest = ?1")?;
            find.query_row([digest.as_bytes()], |row| row.get(0)).optional()
        })?;
        let Some(row) = found else { return Ok(Repaired::Unknown) };
        if let Ok(Some(there)) = self.load_row_unchecked(row)
            && there.is_sound()
        {
            return Ok(Repaired::Sound);
        }
        let Some(items) = self.run(|connection| items_of(connection, record, row))? else {
            return Ok(Repaired::OtherItems);
        };
        self.write(|connection, _| write(connection, row, record, &items))?;
        Ok(Repaired::Done)
    }
}

/// The ids of the items of a record in the order of the journal, because positions may be damaged; `None` if there are
/// other rows.
fn items_of(connection: &Connection, record: &Record, row: RecordKey) -> rusqlite::Result<Option<ItemIds>> {
    let arrived = ItemIds::new(record);
    let mut ids = item::living(connection, row)?;
    if arrived.shape() != ids.shape() {
        return Ok(None);
    }
    for kind in ItemKind::ALL {
        let living = ids.of_mut(*kind);
        let listed = journal::last_listed(connection, row, *kind)?.unwrap_or_else(|| arrived.of(*kind).to_vec());
        let is_same = listed.len() == living.len() && listed.iter().all(|id| living.contains(id));
        if !is_same {
            return Ok(None);
        }
        *living = listed;
    }
    Ok(Some(ids))
}

fn write(connection: &Connection, row: RecordKey, record: &Record, items: &ItemIds) -> rusqlite::Result<()> {
    scalar::update(connection, record, row)?;
    names::delete_translations(connection, row)?;
    insert_translations(connection, row, record)?;
    names::delete_names(connection, row)?;
    insert_names(connection, row, record)?;
    item::rewrite(connection, row, record, items)?;
    graph::delete(connection, row)?;
    graph::insert(connection, row, record)
}
