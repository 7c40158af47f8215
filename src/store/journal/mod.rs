//! What was done: the batches, what each changed, and what was undone.

mod as_of;
mod batch;
mod between;
mod change;
mod history;
mod insert;
mod latest;
mod log;
mod merged;
mod translated;
mod undo;
mod verb;

pub use as_of::AsOf;
pub use batch::Batch;
pub use between::Between;
pub use change::{Change, ChangeSubject};
pub use history::Past;
pub use latest::LatestChange;
pub use log::{LogEntry, LogQuery};
pub use merged::{BatchIdentity, JournaledBatch, MergedBatch};
pub use translated::ChangedText;
pub use undo::Undone;
pub use verb::BatchVerb;

pub(super) use batch::{batch_row, insert_batch, last_batch};
pub(super) use change::{all_of as all_changes_of, last_listed};
pub(super) use history::items_of;
pub(super) use insert::insert as insert_change;
pub(super) use merged::merged_row;
