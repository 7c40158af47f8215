//! What long work tells of its progress.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

/// A stage of work that takes long in a large set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkStage {
    /// Records are changed.
    Changing,
    /// Records are read, to be checked together.
    Reading,
    /// Regexes are compared with signatures.
    Comparing,
    /// Records are checked.
    Checking,
    /// The findings of a former state are computed.
    Former,
    /// Two states are compared: the records that changed between them are read.
    Differing,
    /// Snapshots are compared, of which the steps are bytes.
    Snapshots,
    /// Records are imported into an empty database.
    Importing,
    /// What was imported is read and compared.
    Returning,
    /// The lines of a delta are written, for the records that changed.
    Writing,
    /// A delta is applied to a former state.
    Replaying,
    /// A delta is read, of which the steps are bytes.
    Planning,
    /// A tree is compared with what a delta expects.
    Matching,
    /// The lines of a delta are applied to a tree.
    Patching,
    /// The records of a release are made again.
    Rendering,
    /// The values of a field are counted.
    Tallying,
    /// The search index and the literals are rebuilt.
    Rebuilding,
    /// The reports on the rates of records are weighed.
    Weighing,
    /// The history of rates is read, of which not all reports count.
    Retracing,
    /// The files of a snapshot are read.
    Verifying,
    /// An archive is read, of which the steps are bytes.
    Unpacking,
}

/// Follows the stages of work, perhaps from several threads.
pub trait WorkWatch: Send + Sync {
    /// A stage begins, of which nothing is done. `total` is the number of its steps; `None` if they cannot be counted.
    fn begins(&self, stage: WorkStage, total: Option<u64>);

    /// More steps of the stage are done.
    fn done(&self, steps: u64);

    /// The last stage is over.
    fn ends(&self);
}

/// Where work tells its progress; by default nowhere.
#[derive(Clone, Default)]
pub struct WorkProgress(Option<Arc<dyn WorkWatch>>);

impl WorkProgress {
    /// Progress that `watch` follows.
    pub fn to(watch: Arc<dyn WorkWatch>) -> Self {
        WorkProgress(Some(watch))
    }

    /// Begins a stage; see [`WorkWatch::begins`].
    pub(super) fn begin(&self, stage: WorkStage, total: Option<u64>) {
        self.0.iter().for_each(|watch| watch.begins(stage, total));
    }

    /// Begins to change a number of records, and returns where each of them is told.
    pub(super) fn change(&self, records: usize) -> Self {
        self.begin(WorkStage::Changing, u64::try_from(records).ok());
        self.clone()
    }

    /// A step of the stage is done.
    pub(super) fn step(&self) {
        self.add(1);
    }

    /// More steps of the stage are done.
    pub(super) fn add(&self, steps: u64) {
        self.0.iter().for_each(|watch| watch.done(steps));
    }

    /// The last stage is over.
    pub(super) fn end(&self) {
        self.0.iter().for_each(|watch| watch.ends());
    }
}

/// Who follows a command makes no difference for what it does.
impl PartialEq for WorkProgress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for WorkProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkProgress")
    }
}
