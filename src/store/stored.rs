//! Records as they are stored, and the check that they are what canonry wrote.

use std::path::Path;
use std::sync::Arc;

use crate::ledger::RecordKey;

use super::{Digest, Standing, StoreError};
use crate::record::{Record, Revision, canonical};

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its key and state.
    pub standing: Standing,
    /// The record with the ids of its items.
    pub revision: Revision,
}

/// A record that was read, not yet compared with its digest.
///
/// The disk may have changed a text since canonry wrote it, and SQLite does not see that. Code that publishes, merges
/// or changes the record gets it from [`checked`](Self::checked), on any thread.
#[derive(Debug, Clone)]
pub struct Unchecked {
    stored: Stored,
    path: Arc<Path>,
}

impl Unchecked {
    pub(super) fn new(stored: Stored, path: &Arc<Path>) -> Self {
        Unchecked { stored, path: path.clone() }
    }

    /// The record, if it is what canonry wrote.
    ///
    /// # Errors
    /// [`StoreError::RecordDamaged`] if its content does not match its digest.
    pub fn checked(self) -> Result<Stored, StoreError> {
        if self.is_sound() { Ok(self.stored) } else { Err(self.damage()) }
    }

    /// The same, with the record's canonical JSON, which the check has to make.
    ///
    /// # Errors
    /// As [`checked`](Self::checked).
    pub fn checked_with_text(self) -> Result<(Stored, String), StoreError> {
        let text = canonical(&self.stored.revision.record);
        if Digest::of(&text) == self.stored.standing.digest { Ok((self.stored, text)) } else { Err(self.damage()) }
    }

    /// Whether the content matches the digest.
    pub fn is_sound(&self) -> bool {
        Digest::of_record(&self.stored.revision.record) == self.stored.standing.digest
    }

    /// The error of a record that is not sound.
    pub fn damage(&self) -> StoreError {
        let id = self.stored.revision.record.id.to_string();
        StoreError::RecordDamaged { path: self.path.to_path_buf(), id }
    }

    /// The record, sound or not: for showing it, not for publishing or changing it.
    pub fn as_it_is(self) -> Stored {
        self.stored
    }

    /// The same by reference.
    pub fn look(&self) -> &Stored {
        &self.stored
    }

    /// The approximate size of the record's texts in bytes.
    pub fn weight(&self) -> usize {
        weight(&self.stored.revision.record)
    }

    /// The database's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A record without its details: without versions, dead ends, sources of workarounds, tags, translations and
/// annotations. It has what checks of other records need.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Its key.
    pub row: RecordKey,
    record: Record,
}

impl Outline {
    pub(super) fn new(stored: Stored) -> Self {
        Outline { row: stored.standing.row, record: stored.revision.record }
    }

    /// The record. Lists that were not read are empty.
    pub fn look(&self) -> &Record {
        &self.record
    }

    /// The approximate size of the record's texts in bytes.
    pub fn weight(&self) -> usize {
        weight(&self.record)
    }
}

/// The approximate size of a record's texts in bytes.
fn weight(record: &Record) -> usize {
    let Record { signature, root_cause, dead_ends, workarounds, .. } = record;
    let dead_ends = dead_ends.iter().map(|item| item.action.len() + item.why_fails.len());
    let workarounds = workarounds.iter().map(|item| item.action.len() + item.how.len());
    signature.len() + root_cause.len() + dead_ends.chain(workarounds).sum::<usize>()
}
