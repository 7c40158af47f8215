//! Storage of records: the only room that knows SQLite.
//!
//! One folder per family of tables. A query longer than a line is in a `.sql` file beside its module.

mod backup;
mod base;
mod census;
mod children;
mod columns;
mod connect;
#[cfg(test)]
mod damage;
mod error;
mod evidence;
mod exchange;
mod filter;
mod fold;
mod foreign_log;
mod foreign_schema;
mod graph;
mod head;
mod item;
mod journal;
mod leftover;
mod list;
mod literal;
mod matching;
mod migrate;
mod nearest;
mod new_file;
mod notice;
mod number;
mod open;
mod ordered;
mod other;
mod precaution;
mod progress;
mod rate;
mod record;
mod release;
mod rewording;
mod search;
mod settings;
mod snapshot;
mod stamp;
mod stored;
mod stranger;
mod stream;
mod transact;
mod verify;
mod windows;

use std::path::PathBuf;

use rusqlite::Connection;

pub use backup::Backup;
pub use base::{Base, BaseDigests, BaseNoting, Bases, Sent, SentBefore, SourceEntry};
pub use error::StoreError;
pub use evidence::{
    Authored, BroughtEvidence, Bundle, ClaimReports, EvidenceAmount, EvidenceMonth, FoundItem, LedgerNews, Move,
    RecordLedger, ReportSum, ReportTarget, ReportsSince, Spool, Spooled,
};
pub use exchange::ExchangedRecord;
pub use filter::{Among, Containing, ContainingError, FacetValue, Filter, UnknownField, UnknownValue, searched_field};
pub use graph::Pointer;
pub use head::{SQLITE_HEAD, is_sqlite};
pub use journal::{
    AsOf, Batch, BatchIdentity, BatchVerb, Between, Change, ChangeSubject, ChangedText, JournaledBatch, LatestChange,
    LogEntry, LogQuery, MergedBatch, Past, Undone,
};
pub use list::{Cell, ListedColumn, ListedColumnError, Listing, Order};
pub use matching::{ComparedRecord, WordRows};
pub use progress::{BackupProgress, UpgradeStage, UpgradeWatch};
pub use rate::{BaselineSetting, RateOrigin, StoredRate};
pub use record::{Bookkeeping, BookkeepingChange, Departure, Digest, Gone, KnownDigests, Prepared, Repaired, Standing};
pub use release::{NewRelease, Release};
pub use search::{Match, Matches, Query, SearchedPlace};
pub use snapshot::Snapshot;
pub use stamp::{KnownFiles, KnownTree, NotedRecord};
pub use stored::{Outline, Stored, Unchecked};
pub use stranger::Stranger;
pub use transact::{Durability, Tx};
pub use verify::{Damage, Flaw, FlawKind, Inspection, ListOfRecord, Verified, VerifyStage, VerifyWatch};

/// A database of records.
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Names the database in an error of SQLite.
    fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::new(&self.path, source)
    }
}
