//! The evidence on a record, piece by piece: a record may have a million of them.

use rusqlite::{Connection, named_params};

use super::Evidence;
use super::ledger::{evidence_row, with_came_in};
use crate::record::Part;
use crate::store::record::count;
use crate::store::{Store, StoreError};

/// How much evidence there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvidenceAmount {
    /// How many pieces.
    pub pieces: u64,
    /// How many of them do not count.
    pub withdrawn: u64,
}

impl Store {
    /// Hands out the evidence on a record, or on one item of it, in the order of recording, and returns what `start` made;
    /// that can ask for the amount. All of it is of one state of the database.
    ///
    /// # Errors
    /// What `start` and `visit` return; where the database cannot be read.
    pub fn each_evidence<T, E: From<StoreError>>(
        &self,
        record: i64,
        item: Option<(Part, u32)>,
        start: impl FnOnce(&dyn Fn() -> Result<EvidenceAmount, StoreError>) -> Result<T, E>,
        mut visit: impl FnMut(&mut T, Evidence) -> Result<(), E>,
    ) -> Result<T, E> {
        let wrap = |error| E::from(self.error(error));
        let _snapshot = self.snapshot()?;
        let mut started = start(&|| amount(&self.connection, record, item).map_err(|error| self.error(error)))?;
        let mut statement = self.connection.prepare_cached(&with_came_in(include_str!("ledger.sql"))).map_err(wrap)?;
        let mut rows = statement.query(named_params! { ":record": record }).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            let evidence = evidence_row(row).map_err(wrap)?;
            if item.is_none() || evidence.what.item == item {
                visit(&mut started, evidence)?;
            }
        }
        Ok(started)
    }
}

fn amount(connection: &Connection, record: i64, item: Option<(Part, u32)>) -> rusqlite::Result<EvidenceAmount> {
    let of = |part: Part| item.filter(|(kind, _)| *kind == part).map(|(_, id)| id);
    let parameters = named_params! {
        ":record": record,
        ":is_all": item.is_none(),
        ":version": of(Part::Version),
        ":dead_end": of(Part::DeadEnd),
        ":workaround": of(Part::Workaround),
    };
    connection.query_row(include_str!("amount.sql"), parameters, |row| {
        Ok(EvidenceAmount { pieces: count(row, "pieces")?, withdrawn: count(row, "withdrawn")? })
    })
}
