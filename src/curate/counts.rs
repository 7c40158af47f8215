//! The counts of an import.

/// What was done with the records of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Ones that existed and are different now.
    pub changed: u64,
    /// Ones that were imported as they already are here.
    pub unchanged: u64,
    /// Ones that are different here and stay so.
    pub kept: u64,
    /// Ones that were imported as they once were here, from a source whose base is not known; they stay as they are.
    pub stale: u64,
    /// Ones that were not imported, conflicts among them.
    pub rejected: u64,
    /// Of the rejected ones, those that both sides changed.
    pub conflicts: u64,
    /// Ones that are no longer in an input that is the whole set, and are withdrawn.
    pub withdrawn: u64,
    /// Claims that were set while reports on them counted.
    pub claims_ceased: u64,
    /// The reports on them, which no longer count.
    pub reports_ceased: u64,
}

/// What was done with the rows of an import of reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedbackCounts {
    /// New ones.
    pub added: u64,
    /// Ones that already exist, in the database or earlier in the run.
    pub duplicate: u64,
    /// Ones that were not imported.
    pub rejected: u64,
}
