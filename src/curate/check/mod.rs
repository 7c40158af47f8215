//! Checking the records of a database, and fixing what can be fixed without a person.

mod bring;
mod brought;
mod fix;
mod scan;

pub(super) use bring::note_brought;
pub use brought::{Brought, NamedFinding};
pub use fix::FixFindings;
pub use scan::{CheckRecords, CheckWatch};
