//! Looking for damage: what SQLite cannot see, because to it a changed text is a text like any other.
//!
//! Every promise of the schema is compared with what is there. Nothing is written, and all checks see one state of the
//! database. A check that cannot be run because of damage is a finding, and the others go on.

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

pub use dossier::{Dossier, Examined};
pub use folding::Folding;
pub use index::Fingerprints;

/// What is compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The pages of the file with each other, by SQLite; the definitions of the tables with those of this program.
    File,
    /// Texts with UTF-8, in the tables that no other check reads as a whole.
    Texts,
    /// Rows with the rows that they refer to.
    References,
    /// Records with their digests.
    Records,
    /// The places of items in their lists.
    Lists,
    /// The search index with the records.
    Index,
    /// The ledger of evidence with itself, and the counts of the records with it.
    Ledger,
    /// The journal with the records as they are.
    Journal,
    /// What sources had, by digest, with what the journal leads to.
    Bases,
}

impl Check {
    /// Every check, in the order in which findings are told.
    pub const ALL: [Check; 9] = [
        Check::File,
        Check::Texts,
        Check::References,
        Check::Records,
        Check::Lists,
        Check::Index,
        Check::Ledger,
        Check::Journal,
        Check::Bases,
    ];

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Check::File => "file",
            Check::Texts => "texts",
            Check::References => "references",
            Check::Records => "records",
            Check::Lists => "lists",
            Check::Index => "index",
            Check::Ledger => "ledger",
            Check::Journal => "journal",
            Check::Bases => "bases",
        }
    }
}

/// Something that is not as canonry wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was compared.
    pub check: Check,
    /// The record that it is about, if it is about one.
    pub record: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl Finding {
    fn new(check: Check, record: Option<&str>, what: impl Into<String>) -> Self {
        Finding { check, record: record.map(str::to_owned), what: what.into() }
    }

    /// A check that could not be run.
    fn unreadable(check: Check, error: &rusqlite::Error) -> Self {
        Finding::new(check, None, format!("this could not be read: {error}"))
    }
}

/// How much there is to verify.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records, withdrawn ones too.
    pub records: u64,
    /// Batches.
    pub batches: u64,
    /// Fields that batches changed.
    pub changes: u64,
    /// Pieces of evidence.
    pub evidence: u64,
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

    /// How much there is; nothing of what cannot be counted.
    pub fn amount(&self) -> Verified {
        let count = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            let counted = self.connection().query_row(&sql, [], |row| super::record::count(row, 0));
            counted.unwrap_or_default()
        };
        Verified {
            records: count("record"),
            batches: count("batch"),
            changes: count("change"),
            evidence: count("evidence"),
        }
    }
}
