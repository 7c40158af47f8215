//! Why an import is refused as a whole.

use crate::curate::{Counts, FeedbackCounts};

/// Why an import is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// Records were rejected, and the import was to be all or nothing.
    #[error("{} records were rejected; nothing was imported", .0.rejected)]
    Records(Box<Counts>),
    /// Reports were rejected, and the import was to be all or nothing.
    #[error("{} reports were rejected; nothing was imported", .0.rejected)]
    Reports(FeedbackCounts),
    /// The input is to be a whole source, but does not belong to a source.
    #[error("an input without a source is not the whole of one; nothing was imported")]
    WholeWithoutSource,
    /// Records could not be read, so it is unknown which ones the input lacks.
    #[error("{}; nothing was imported", not_whole(*unread, unfollowed))]
    NotWhole {
        /// The number of records that were rejected, except for conflicts.
        unread: u64,
        /// Places of the input that were not read.
        unfollowed: Vec<String>,
    },
}

fn not_whole(unread: u64, unfollowed: &[String]) -> String {
    match unfollowed {
        [] => format!("{unread} records were rejected, so it is unknown whether they are gone"),
        [one] => format!("{one} was not followed, so it is unknown which records are gone"),
        [one, ..] => {
            format!(
                "{one} was not followed ({} links in all), so it is unknown which records are gone",
                unfollowed.len()
            )
        }
    }
}
