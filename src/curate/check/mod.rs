//! Checking the records of a database, and fixing what can be fixed without a person.

mod fix;
mod scan;

pub use fix::FixFindings;
pub use scan::{CheckRecords, CheckWatch};
