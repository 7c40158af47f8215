//! What was done: the batches, what each changed, what was taken back, and what was last published.

mod batch;
mod change;
mod history;
mod log;
mod publication;
mod undo;

pub use batch::Batch;
pub use change::{Change, Subject};
pub use history::Past;
pub use log::{Entry, LogQuery};
pub use publication::Published;
pub use undo::Undone;

pub(super) use batch::insert_batch;
pub(super) use change::insert as insert_change;
pub(super) use publication::publish_first;
