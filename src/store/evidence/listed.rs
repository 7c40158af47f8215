//! The evidence on a record, piece by piece: a record may have a million of them.

use rusqlite::{Connection, named_params};

use super::ledger::{OF_RECORD, evidence_row};
use crate::ledger::{Evidence, RecordKey};
use crate::record::{ItemKind, ItemRef};
use crate::store::record::count;
use crate::store::{Snapshot, StoreError};

/// The amount of evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvidenceAmount {
    /// The number of pieces.
    pub pieces: u64,
    /// The number of pieces that do not count.
    pub withdrawn: u64,
}

impl Snapshot<'_> {
    /// The amount of evidence on a record, or on one item of it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn evidence_amount(&self, record: RecordKey, item: Option<ItemRef>) -> Result<EvidenceAmount, StoreError> {
        self.run(|connection| amount(connection, record, item))
    }

    /// Calls `visit` with each piece of evidence on a record, or on one item of it, in the order of recording.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub fn each_evidence<E: From<StoreError>>(
        &self,
        record: RecordKey,
        item: Option<ItemRef>,
        mut visit: impl FnMut(Evidence) -> Result<(), E>,
    ) -> Result<(), E> {
        let wrap = |error| E::from(self.error(error));
        let mut statement = self.connection().prepare_cached(&OF_RECORD).map_err(wrap)?;
        let mut rows = statement.query(named_params! { ":record": record }).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            let evidence = evidence_row(row).map_err(wrap)?;
            if item.is_none() || evidence.what.item == item {
                visit(evidence)?;
            }
        }
        Ok(())
    }
}

fn amount(connection: &Connection, record: RecordKey, item: Option<ItemRef>) -> rusqlite::Result<EvidenceAmount> {
    let of = |kind: ItemKind| item.and_then(|item| item.id_of(kind));
    let parameters = named_params! {
        ":record": record,
        ":is_all": item.is_none(),
        ":version": of(ItemKind::Version),
        ":dead_end": of(ItemKind::DeadEnd),
        ":workaround": of(ItemKind::Workaround),
    };
    connection.query_row(include_str!("amount.sql"), parameters, |row| {
        Ok(EvidenceAmount { pieces: count(row, "pieces")?, withdrawn: count(row, "withdrawn")? })
    })
}
