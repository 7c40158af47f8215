//! Reading input: records and reports, from bytes to drafts with positions.
//!
//! The input is readers, the output drafts. This room opens nothing and does not know the database, the terminal or the
//! clock: the same bytes always give the same drafts.

mod bench;
mod conflicts;
mod feedback;
mod ledger;
mod notices;
mod records;
mod value_map;

pub use bench::{BenchFault, BenchText};
pub use conflicts::{
    ConflictKey, ConflictLine, ResolvedConflict, ResolvedConflictError, ResolvedLine, resolved_conflicts,
};
#[cfg(test)]
pub(crate) use feedback::report_of;
pub use feedback::{
    FEEDBACK_COLUMNS, FeedbackColumn, FeedbackFile, FeedbackFormat, FeedbackHeadError, FeedbackHeader, FeedbackLine,
    FeedbackLines, FeedbackReport, FeedbackRow, HeaderError, Kept, MakeScratch, ONCE_RIGHT, Original, RowError,
    RowFault, Scratch, Separator, Texts, feedback_csv, outcome_log,
};
pub use ledger::{ReadLedger, UnreadLine};
pub use notices::ReadNotices;
pub use records::{Draft, Faulty, FaultyText, Origin, draft, drafts, rejected};
pub use value_map::{VALUE_MAP_COLUMNS, ValueMapError, ValueMapRow, value_map};

use std::ops::ControlFlow;

/// Takes the next item; breaks if no more are wanted.
pub type Visit<'v, T> = &'v mut dyn FnMut(T) -> ControlFlow<()>;
