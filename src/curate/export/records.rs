//! Which records are exported, and from which state of the set.

use std::collections::HashSet;
use std::ops::ControlFlow;

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
    /// Yields the records in the order of the ids under which they are published.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub(super) fn each<E: From<StoreError>>(
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
