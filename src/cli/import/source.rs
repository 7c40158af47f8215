//! What an import reads: files, or another database.

use std::sync::Arc;

use super::input::ImportPaths;
use crate::cli::input::Notes;
use crate::cli::progress::StageBar;
use crate::curate::{Applied, Context, Import, Imported, OtherDatabase, Stopped, Watch};
use crate::store::Store;

/// What an import reads; it can be read more than once.
pub(super) enum ImportSource<'a> {
    /// Files, folders and pipes.
    Paths(Box<ImportPaths<'a>>),
    /// Another database.
    Database(OtherDatabase),
}

impl ImportSource<'_> {
    /// The links that were not followed, in the last reading.
    pub(super) fn unfollowed(&self) -> Vec<String> {
        match self {
            ImportSource::Paths(paths) => paths.unfollowed(),
            ImportSource::Database(_) => Vec::new(),
        }
    }

    /// The source that all records have in common.
    pub(super) fn one_source(&self) -> Option<Arc<str>> {
        match self {
            ImportSource::Paths(paths) => paths.one_source(),
            ImportSource::Database(other) => Some(Arc::clone(&other.source)),
        }
    }

    /// The number of bytes, if it is known before all is read.
    pub(super) fn bytes(&self) -> Option<u64> {
        match self {
            ImportSource::Paths(paths) => paths.bytes(),
            ImportSource::Database(_) => None,
        }
    }

    /// Imports all of it. `bar` shows the bytes that were read, if their number is known.
    pub(super) fn import<W: Watch>(
        &self,
        import: &Import,
        context: &Context,
        store: &mut Store,
        bar: &StageBar,
        watch: &mut W,
    ) -> (Notes, Result<Applied<Imported>, Stopped<W::Error>>) {
        match self {
            ImportSource::Paths(paths) => paths.import(import, context, store, bar, watch),
            ImportSource::Database(other) => (Notes::default(), import.apply_database(store, context, other, watch)),
        }
    }
}
