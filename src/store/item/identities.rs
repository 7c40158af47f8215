//! Ids for new items of a record, and items to which evidence refers.

use std::collections::BTreeSet;

use rusqlite::{Connection, named_params};

use crate::ledger::RecordKey;
use crate::record::{FreeIds, Identities, ItemIds, ItemKind, ItemRef, Revision};
use crate::store::rewording::rewordings_of;
use crate::store::{Snapshot, StoreError, base, journal};

impl Snapshot<'_> {
    /// How the items of a record's next revision get their ids: the first ones that were never given to an item,
    /// the items to which evidence refers, and texts that are known to be of one item.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn identities(&self, row: RecordKey, now: &Revision) -> Result<Identities, StoreError> {
        self.run(|connection| {
            let held = held(connection, row)?;
            // The journal does not know items that only an imported ledger named.
            let mut named = ItemIds::default();
            held.iter().for_each(|item| named.of_mut(item.kind).push(item.id));
            let rewordings = rewordings_of(connection, row)?;
            Ok(Identities { free: free_ids(connection, row, now)?.beyond(&named), held, rewordings })
        })
    }
}

fn free_ids(connection: &Connection, row: RecordKey, now: &Revision) -> rusqlite::Result<FreeIds> {
    let first = FreeIds { version: 1, dead_end: 1, workaround: 1 };
    let journaled = first.beyond(&journal::items_of(connection, row)?);
    Ok(journaled.beyond(&now.items).beyond(&base::items_of_bases(connection, row)?))
}

/// The items of a record to which evidence refers.
fn held(connection: &Connection, row: RecordKey) -> rusqlite::Result<BTreeSet<ItemRef>> {
    let mut statement = connection.prepare_cached(include_str!("held.sql"))?;
    let mut rows = statement.query(named_params! { ":record": row })?;
    let mut held = BTreeSet::new();
    while let Some(row) = rows.next()? {
        for kind in ItemKind::ALL.iter().copied() {
            held.extend(row.get::<_, Option<u32>>(kind.as_str())?.map(|id| ItemRef { kind, id }));
        }
    }
    Ok(held)
}
