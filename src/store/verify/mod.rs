//! Looking for damage: what SQLite cannot see, because to it a changed text is a text like any other.
//!
//! Every promise of the schema is compared with the content. Nothing is written, and all inspections see one state
//! of the database. An inspection that damage makes impossible is a flaw, and the others go on.

mod dossier;
mod file;
mod fingerprint;
mod folding;
mod history;
mod index;
mod tables;
mod texts;
mod uids;

use std::path::Path;

use rusqlite::Connection;

use super::{Snapshot, Store, StoreError};
use crate::record::vocabulary;

pub use dossier::{Dossier, Examined};
pub use folding::Folding;
pub use index::Fingerprints;

vocabulary! {
    /// What is compared with what, in the order in which flaws are listed.
    Inspection {
        /// The pages of the file with each other, by SQLite; the definitions of the tables with those of this program.
        File = "file",
        /// Texts with UTF-8, in the tables that no other inspection reads as a whole.
        Texts = "texts",
        /// Rows with the rows that they refer to.
        References = "references",
        /// Records with their digests.
        Records = "records",
        /// The places of items in their lists.
        Lists = "lists",
        /// The search index with the records.
        Index = "index",
        /// The ledger of evidence with itself, and the counts of the records with it.
        Ledger = "ledger",
        /// The journal with the records as they are.
        Journal = "journal",
        /// What sources had, by digest, with what the journal leads to.
        Bases = "bases",
    }
}

/// Something that is not as canonry wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What was compared.
    pub inspection: Inspection,
    /// The record that it is about, if it is about one.
    pub record: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl Flaw {
    fn new(inspection: Inspection, record: Option<&str>, what: impl Into<String>) -> Self {
        Flaw { inspection, record: record.map(str::to_owned), what: what.into() }
    }

    /// An inspection that could not be made.
    fn unreadable(inspection: Inspection, error: &rusqlite::Error) -> Self {
        Flaw::new(inspection, None, format!("this could not be read: {error}"))
    }
}

/// How much there is to verify; `None` for what cannot be counted.
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

/// A verification under way: all that it looks at is one state of the database.
pub struct Verification<'s> {
    snapshot: Snapshot<'s>,
}

impl Store {
    /// Begins a verification.
    ///
    /// # Errors
    /// If the database cannot be read at all.
    pub fn verify(&mut self) -> Result<Verification<'_>, StoreError> {
        Ok(Verification { snapshot: self.snapshot()? })
    }
}

impl Verification<'_> {
    fn connection(&self) -> &Connection {
        self.snapshot.connection()
    }

    fn path(&self) -> &Path {
        self.snapshot.path()
    }

    /// How much there is, and that a table cannot be counted.
    pub fn amount(&self) -> (Verified, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let mut count = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            let counted = self.connection().query_row(&sql, [], |row| super::record::count(row, 0));
            counted.map_err(|error| flaws.push(Flaw::unreadable(Inspection::File, &error))).ok()
        };
        let (records, batches) = (count("record"), count("batch"));
        let (changes, evidence) = (count("change"), count("evidence"));
        (Verified { records, batches, changes, evidence }, flaws)
    }
}
