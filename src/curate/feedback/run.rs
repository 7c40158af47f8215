//! The open run of an import of feedback.

use super::locate::ReportLocator;
use crate::curate::FeedbackCounts;
use crate::curate::seal::Seal;
use crate::store::Spool;

/// An open run: rows are checked, and staged if they are valid.
pub(super) struct FeedbackRun<'s> {
    /// How many reports are staged.
    pub(super) staged: u64,
    pub(super) spool: Spool,
    pub(super) locator: ReportLocator,
    /// Whether the ledger has reports under keys of the former kind.
    pub(super) has_former_keys: bool,
    /// Valid rows count as added until it is known which of them are duplicates.
    pub(super) counts: FeedbackCounts,
    /// The number of valid rows with the same reporter's own key as an earlier one.
    pub(super) twice: u64,
    pub(super) seal: &'s mut Seal,
}
