//! An open verification.

use std::path::Path;

use rusqlite::Connection;

use super::flaw::Flaw;
use super::inspection::Inspection;
use crate::store::record::count;
use crate::store::{Snapshot, Store, StoreError};

/// The amounts that are verified; `None` for those that cannot be counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records, withdrawn ones too.
    pub records: Option<u64>,
    /// Batches.
    pub batches: Option<u64>,
    /// Fields that batches changed.
    pub changes: Option<u64>,
    /// Pieces of evidence.
    pub evidence: Option<u64>,
}

/// An open verification, which reads one state of the database.
pub(super) struct Verification<'s> {
    snapshot: Snapshot<'s>,
}

impl<'s> Verification<'s> {
    /// Begins a verification.
    pub(super) fn of(store: &'s mut Store) -> Result<Self, StoreError> {
        Ok(Verification { snapshot: store.snapshot()? })
    }

    pub(super) fn connection(&self) -> &Connection {
        self.snapshot.connection()
    }

    pub(super) fn path(&self) -> &Path {
        self.snapshot.path()
    }

    /// The amounts, and flaws for tables that cannot be counted.
    pub(super) fn amount(&self) -> (Verified, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let mut rows = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            let counted = self.connection().query_row(&sql, [], |row| count(row, 0));
            counted.map_err(|error| flaws.push(Flaw::unreadable(Inspection::File, &error))).ok()
        };
        let (records, batches) = (rows("record"), rows("batch"));
        let (changes, evidence) = (rows("change"), rows("evidence"));
        (Verified { records, batches, changes, evidence }, flaws)
    }
}
