//! How an import handles a record that already exists.

use std::sync::Arc;

use super::Trust;
use super::lineage::RecordHistory;
use crate::intake::Draft;
use crate::ledger::{RecordKey, RecordedRate, RecordedRewording, SourceNumber};
use crate::record::Id;
use crate::store::{Base, BaseDigests, Prepared, Snapshot, Standing, StoreError, Stored};

/// Which source a record comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceKey {
    /// None: the text is from a pipe.
    Pipe,
    /// One that the database does not have, because nothing is written.
    New,
    /// The source with this number.
    Known(SourceNumber),
}

impl SourceKey {
    /// Its number, if the database has it.
    pub(super) fn known(self) -> Option<SourceNumber> {
        match self {
            SourceKey::Pipe | SourceKey::New => None,
            SourceKey::Known(number) => Some(number),
        }
    }
}

/// What is known of the record that is being imported.
#[derive(Default)]
pub(super) struct CurrentRecord {
    /// What the journal of another database says of it.
    pub history: Option<Arc<RecordHistory>>,
    /// The base, if the journals of both databases say it.
    pub met: Option<Base>,
    /// The count, if it follows from ledgers.
    pub settled: Option<u64>,
    /// Whether lines of its ledger were rejected.
    pub lacks_lines: bool,
    /// The recorded rates that come with it and are new here.
    pub arriving: Vec<RecordedRate>,
    /// The recorded rewordings that come with it and are new here.
    pub reworded: Vec<RecordedRewording>,
    /// The record before, if its rates, its tier or the texts of items were changed.
    pub before: Option<Box<Stored>>,
    /// Its key, if it was added or changed.
    pub changed: Option<RecordKey>,
    /// Its key, if it was looked at and nothing of it was new.
    pub known: Option<RecordKey>,
}

/// A source of a run.
pub(super) struct RunSource {
    pub key: SourceKey,
    /// Whether it was known before the run.
    pub is_known: bool,
    pub trust: Trust,
    /// The records that were imported from it, in the order of the input.
    pub seen: Vec<RecordKey>,
}

/// What to do with an imported record that already exists.
pub(super) enum Handling {
    Unchanged,
    Replace,
    Keep,
    /// All that happened to it in the other database is known here.
    Known,
    /// It is what an export wrote there: nothing is new, but the source is now known to have it.
    Received,
    Merge,
}

/// A record of an import that already exists.
pub(super) struct Existing<'a> {
    pub draft: &'a Draft<Prepared>,
    pub id: &'a Id,
    pub prepared: &'a Prepared,
    pub standing: Standing,
    pub source: SourceKey,
    pub trust: Trust,
}

impl Existing<'_> {
    /// Equal is unchanged; different is replaced if nothing was edited here since the source last had it. If the source
    /// has what it last had, only our side changed. A record whose arrival was undone may be imported again; one that
    /// was withdrawn stays withdrawn.
    pub(super) fn handling(&self, bases: BaseDigests, is_tombstone: bool) -> Handling {
        let (standing, incoming) = (self.standing, Some(self.prepared.digest));
        match bases {
            _ if is_tombstone => Handling::Replace,
            _ if Some(standing.digest) == incoming && !standing.is_withdrawn => Handling::Unchanged,
            BaseDigests { brought, .. } if brought == incoming => Handling::Keep,
            BaseDigests { sent, .. } if sent == incoming => Handling::Received,
            _ if standing.is_withdrawn || !self.trust.keep.is_empty() => Handling::Merge,
            BaseDigests { brought, sent: None } if brought == Some(standing.digest) => Handling::Replace,
            _ => Handling::Merge,
        }
    }

    /// Whether the imported samples differ from those here.
    pub(super) fn brings_samples(&self, snapshot: &Snapshot<'_>) -> Result<bool, StoreError> {
        let Some(samples) = &self.prepared.samples else { return Ok(false) };
        Ok(!snapshot.annotations(self.standing.row)?.has_samples_of(samples))
    }
}
