//! The stages of a check, for who follows it.

use super::scan::CheckRecords;
use crate::curate::{WorkProgress, WorkStage};
use crate::store::{Filter, Snapshot, StoreError};

/// Tells which records are read and checked, and which regexes are compared.
pub(in crate::curate) struct CheckStages<'p> {
    progress: &'p WorkProgress,
    /// The number of records that are checked.
    total: u64,
    /// The number of regexes that were compared.
    compared: u64,
    is_checking: bool,
}

impl<'p> CheckStages<'p> {
    /// Begins to read for a check.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(in crate::curate) fn begin(
        check: &CheckRecords,
        snapshot: &Snapshot<'_>,
        progress: &'p WorkProgress,
    ) -> Result<Self, StoreError> {
        let (all, total) = (snapshot.count(&Filter::default())?, snapshot.count(&check.filter)?);
        progress.begin(WorkStage::Reading, Some(all));
        Ok(CheckStages { progress, total, compared: 0, is_checking: false })
    }

    /// Another record is read.
    pub(in crate::curate) fn noted(&self) {
        self.progress.step();
    }

    /// A number of regexes, of all, are compared.
    pub(in crate::curate) fn compared(&mut self, regexes: usize, of: usize) {
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        if self.compared == 0 {
            self.progress.begin(WorkStage::Comparing, Some(number(of)));
        }
        self.progress.add(number(regexes).saturating_sub(self.compared));
        self.compared = number(regexes);
    }

    /// Another record is checked.
    pub(in crate::curate) fn checked(&mut self) {
        if !std::mem::replace(&mut self.is_checking, true) {
            self.progress.begin(WorkStage::Checking, Some(self.total));
        }
        self.progress.step();
    }
}
