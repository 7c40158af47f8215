//! Sources of records: where they come from and go to, and what each of them last had of a record.

mod bases;
mod difference;
mod expected_base;
mod missing;
mod row;
mod sent;
mod source;
mod upgrade;

pub use bases::{Base, BaseNoting, Bases};
pub use row::BaseDigests;
pub use sent::{Sent, SentBefore};
pub use source::SourceEntry;

pub(super) use bases::items_of_bases;
pub(super) use expected_base::{ExpectedBase, expected_bases};
pub(super) use row::first as insert_first;
pub(super) use upgrade::{finish as finish_upgrade, is_pending as is_upgrade_pending};
