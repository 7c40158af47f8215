//! Which records are exported, and from which state of the set.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::curate::{PublishedOnly, Refusal};
use crate::ledger::BatchNumber;
use crate::record::Id;
use crate::store::{AsOf, Filter, Snapshot, StoreError};

/// Which records are exported, and as they were when.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportRecords {
    /// Those of a filter, as they are.
    Now(Box<Filter>),
    /// All that were published after a batch, as they were then.
    AsOf(BatchNumber),
}

impl Default for ExportRecords {
    fn default() -> Self {
        ExportRecords::Now(Box::default())
    }
}

impl ExportRecords {
    /// Refuses withdrawn records, before anything is opened.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if the filter selects them.
    pub(in crate::curate) fn unless_withdrawn(&self) -> Result<(), Refusal> {
        match self {
            ExportRecords::Now(filter) => Refusal::unless_published(filter, PublishedOnly::Export),
            ExportRecords::AsOf(_) => Ok(()),
        }
    }

    /// Yields the records in the order of the ids under which they are published.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub(in crate::curate) fn each<E: From<StoreError>>(
        &self,
        snapshot: &mut Snapshot<'_>,
        mut visit: impl FnMut(AsOf) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        match self {
            ExportRecords::Now(filter) => snapshot.each_record(filter, |unchecked| visit(unchecked.into())),
            ExportRecords::AsOf(batch) => snapshot.each_as_of(*batch, |as_of| match as_of.is_withdrawn() {
                true => Ok(ControlFlow::Continue(())),
                false => visit(as_of),
            }),
        }
    }

    /// Yields the records with their places in that order, counted from 0. They may come in another order; what
    /// `is_full` changes is said at [`Snapshot::each_record_placed`].
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub(super) fn each_placed<E: From<StoreError>>(
        &self,
        snapshot: &mut Snapshot<'_>,
        is_full: impl Fn() -> bool,
        mut visit: impl FnMut(usize, AsOf) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        match self {
            ExportRecords::Now(filter) => {
                snapshot.each_record_placed(filter, is_full, |place, unchecked| visit(place, unchecked.into()))
            }
            ExportRecords::AsOf(_) => {
                let mut places = 0..;
                self.each(snapshot, |as_of| visit(places.next().unwrap_or(usize::MAX), as_of))
            }
        }
    }

    /// How many they are; of an earlier state, about how many.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count(&self, snapshot: &Snapshot<'_>) -> Result<u64, StoreError> {
        match self {
            ExportRecords::Now(filter) => snapshot.count(filter),
            ExportRecords::AsOf(_) => snapshot.count(&Filter::default()),
        }
    }

    /// The ids under which anything is published in that state, whatever the filter chooses of it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(super) fn published(&self, snapshot: &mut Snapshot<'_>) -> Result<HashSet<Id>, StoreError> {
        let mut ids = HashSet::new();
        match self {
            ExportRecords::Now(_) => snapshot.each_id(|id| {
                ids.insert(id);
            })?,
            ExportRecords::AsOf(_) => self.each::<StoreError>(snapshot, |as_of| {
                ids.insert(as_of.id());
                Ok(ControlFlow::Continue(()))
            })?,
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        ExportError, ExportFile, ExportLines, ExportMode, ExportPlace, ExportTree, ExportWatch, Exported,
    };
    use super::*;
    use crate::curate::fixture::store;
    use crate::disk::AtomicFile;
    use crate::publish::Form;

    struct Unasked;

    impl ExportWatch for Unasked {
        fn record(&mut self) {}

        fn approve_removals(&mut self, _: usize) -> bool {
            false
        }
    }

    fn is_refused(exported: &Result<Exported, ExportError>) -> bool {
        matches!(exported, Err(ExportError::Refused(Refusal::ChoosesWithdrawn(PublishedOnly::Export))))
    }

    #[test]
    fn withdrawn_records_are_not_exported_and_nothing_is_opened_for_them() {
        let (mut store, folder) = (store(&["x/a"]), tempfile::tempdir().unwrap());
        let mut snapshot = store.snapshot().unwrap();
        let withdrawn = Filter { withdrawn: true, ..Filter::default() };
        let records = ExportRecords::Now(Box::new(withdrawn));
        let (mode, keep_going, samples_key) = (ExportMode::Write, false, None);
        let lines = ExportLines { records: records.clone(), keep_going, samples_key: None };
        let mut out = Vec::new();
        assert!(is_refused(&lines.apply(&mut snapshot, None, &mut out, &mut Unasked)));
        assert!(out.is_empty());
        let file = ExportFile { out: folder.path().join("all.ndjson"), lines, mode };
        let replace = |path: &std::path::Path| AtomicFile::of(path, |device| device);
        assert!(is_refused(&file.apply(&mut snapshot, None, replace, &mut Unasked)));
        let (out, forms) = (folder.path().join("tree"), Form::ALL.to_vec());
        let tree = ExportTree { out, forms, ledger: false, records, mode, prune: true, keep_going, samples_key };
        assert!(is_refused(&tree.apply(&mut snapshot, &ExportPlace::default(), &mut Unasked)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
