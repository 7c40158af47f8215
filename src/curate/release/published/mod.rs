//! Comparing snapshots, perhaps made by somebody else, with each other and with states of the database.

mod error;
mod merge;
mod records;
mod summed;

pub use error::{CompareError, PublishedFault};
pub use merge::{ComparedSet, difference_since, difference_until};
pub use records::PublishedSet;
