//! Exporting records as a tree of files, or as lines.

mod database;
mod file;
mod in_order;
mod known;
mod known_ledgers;
mod ledgers;
mod lines;
mod mode;
mod notices;
mod page;
mod place;
mod prune;
mod records;
mod sweep;
mod target;
#[cfg(test)]
mod tests;
mod tree;
mod written;

use std::io;
use std::path::PathBuf;

pub use file::ExportFile;
pub use lines::ExportLines;
pub use mode::ExportMode;
pub use place::ExportPlace;
pub use records::ExportRecords;
pub use target::Export;
pub use tree::{ExportTree, may_write};

pub(super) use known::Unknown;
pub(super) use tree::forget_fresh;
pub(super) use written::{PutFile, put};

use super::refusal::Refusal;
use crate::disk::{EntryKind, TreeError};
use crate::publish::published_json;
use crate::record::{Id, Revision, SampleKind, SamplesKey};
use crate::store::{AsOf, Gone, NotedRecord, Sent, SentBefore, StoreError, Stored};

/// What an export did, or would do.
#[derive(Debug, Default)]
pub struct Exported {
    /// The number of records that were rendered.
    pub records: u64,
    /// The number of files that were written, or would be.
    pub written: u64,
    /// The number of files that are already current.
    pub unchanged: u64,
    /// The number of files that were removed, or would be.
    pub removed: u64,
    /// What was written or removed, or would be.
    pub differences: Vec<FileDifference>,
    /// The number of differences that no export removes.
    pub by_hand: usize,
    /// Files that are no longer published but stay, because canonry did not write them.
    pub left: Vec<LeftFile>,
    /// Pages that are no longer published though their records are, if they were not to be removed: their paths.
    pub stale: Vec<String>,
    /// The number of lines in the ledgers of a tree that the database does not have. They stay.
    pub unknown_lines: u64,
    /// The number of withdrawn and renamed records that are still in the tree, if they were neither removed nor
    /// compared.
    pub obsolete: u64,
    /// The ids of records that were left out, because they are damaged.
    pub damaged: Vec<String>,
    /// Records whose exported state is not yet noted.
    pub sent: Vec<Sent>,
    /// The files of a tree that need not be read next time, as long as nobody writes to them.
    pub noted: Vec<NotedRecord>,
    /// Why the database does not know of the export, although it should.
    pub unnoted: Option<StoreError>,
}

impl Exported {
    /// Adds differences that no export removes, because canonry did not write the files so.
    fn stand_by_hand(&mut self, obsolete: impl IntoIterator<Item = FileDifference>) {
        let before = self.differences.len();
        self.differences.extend(obsolete);
        self.by_hand += self.differences.len() - before;
    }
}

/// A file that is written or removed, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDifference {
    /// Its path below the tree's folder; for a file of lines, the path of the file.
    pub path: String,
    /// How it differs.
    pub state: FileState,
}

/// How a file differs from what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It does not exist.
    Missing,
    /// Its bytes are different.
    Different,
    /// It is no longer published; with the reason, if it is known why its record is not.
    Gone(Option<Gone>),
}

/// A file that is no longer published but stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftFile {
    /// Its path below the tree's folder; for a file of lines, the path of the file.
    pub path: String,
    /// Why it stays.
    pub reason: LeftReason,
}

/// Why a file stays in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftReason {
    /// It has the name of a page and is not a file, so canonry did not write it.
    NotAFile(EntryKind),
    /// No record of the database ever had that id.
    UnknownId,
    /// The record never had the content of the file.
    OtherBytes,
    /// It is a link, and no link is followed.
    Link,
    /// It has the name of a file of a ledger, and has lines of another kind, such as conflict markers of git.
    NotALedger,
    /// It has the name of a file of a ledger, and is larger than any that is read.
    TooLarge,
    /// It changed between looking and removing.
    ChangedMeanwhile,
}

/// A stage of an export or of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportStage {
    /// What changed since the release before is found.
    Changes,
    /// What the pages of a site tell of the whole set is computed.
    Figures,
    /// Records are written or compared, one by one.
    Records,
    /// Ledgers are written or compared.
    Ledgers,
    /// All records are written; what remains cannot be counted.
    Rest,
}

/// Follows an export, and decides whether files are removed.
pub trait ExportWatch {
    /// A stage begins; the first one is [`ExportStage::Records`] if nothing else is told.
    fn begins(&mut self, stage: ExportStage) {
        let _ = stage;
    }

    /// A record was rendered.
    fn record(&mut self);

    /// Whether to remove this number of files that are no longer published. The snapshot is not held meanwhile, so
    /// there is time to ask.
    fn approve_removals(&mut self, files: usize) -> bool;
}

/// Why an export ended early. What was written stays.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It was refused: withdrawn records are chosen, the database could not be read, a record is damaged, or other
    /// files than the approved ones would be removed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The tree could not be read or written.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A file that would be replaced belongs to SQLite.
    #[error("{} is a file of SQLite, which is not overwritten", .0.display())]
    Sqlite(PathBuf),
    /// The removals were not approved.
    #[error("not approved; nothing was removed")]
    Declined,
    /// A record has samples, and another value under the key under which they are published.
    #[error("{id} has samples, and a custom key {key} besides, under which they are published")]
    SamplesKey {
        /// The record.
        id: Id,
        /// The key.
        key: SamplesKey,
    },
    /// The lines could not be written.
    #[error("the records could not be written")]
    Write(#[source] io::Error),
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        ExportError::Refused(error.into())
    }
}

/// A record with its published JSON or, if it is damaged and left out, its id.
pub(super) type Renderable = Result<(Stored, String), String>;

/// Compares a record with its digest, and adds its samples to its JSON, if there is a key for them.
///
/// # Errors
/// If it is damaged, unless `keep_going` leaves it out; [`ExportError::SamplesKey`].
pub(super) fn check(as_of: AsOf, keep_going: bool, key: Option<&SamplesKey>) -> Result<Renderable, ExportError> {
    let (stored, text) = match as_of.checked_with_text() {
        Err(StoreError::RecordDamaged { id, .. }) if keep_going => return Ok(Err(id)),
        checked => checked?,
    };
    let text = with_samples(&stored.revision, text, key)?;
    Ok(Ok((stored, text)))
}

/// The published JSON of a record, from its canonical JSON: with its samples, if there is a key for them.
///
/// # Errors
/// [`ExportError::SamplesKey`]
pub(in crate::curate) fn with_samples(
    revision: &Revision,
    text: String,
    key: Option<&SamplesKey>,
) -> Result<String, ExportError> {
    let taken = |key: &SamplesKey| ExportError::SamplesKey { id: revision.record.id.clone(), key: key.clone() };
    published_json(revision, text, key).map_err(taken)
}

/// Whether a record has samples.
fn has_samples(stored: &Stored) -> bool {
    SampleKind::ALL.iter().any(|kind| !stored.revision.annotations.samples(*kind).is_empty())
}

/// Whether the current state of a record is not yet noted for a place. The digest of a record does not include its
/// samples.
fn is_news(before: &SentBefore, sent: &Sent, has_samples: bool) -> bool {
    has_samples || before.is_news(sent)
}
