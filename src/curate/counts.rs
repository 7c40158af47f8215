//! The counts of an import.

/// The numbers of records of an import, by what was done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Existing ones that changed.
    pub changed: u64,
    /// Ones that are the same here.
    pub unchanged: u64,
    /// Ones that are different here and stay.
    pub kept: u64,
    /// Ones that are an earlier state of the record here, from a source whose base is not known; they are not changed.
    pub stale: u64,
    /// Ones that were not imported, including conflicts.
    pub rejected: u64,
    /// Rejected ones that are conflicts.
    pub conflicts: u64,
    /// Ones that are no longer in the input of a whole source, and were withdrawn.
    pub withdrawn: u64,
    /// Claims that were set while reports on them counted.
    pub claims_ceased: u64,
    /// The reports on them, which no longer count.
    pub reports_ceased: u64,
}

/// The numbers of rows of an import of reports, by what was done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedbackCounts {
    /// New ones.
    pub added: u64,
    /// Ones that already exist, in the database or earlier in the run.
    pub duplicate: u64,
    /// Ones that were not imported.
    pub rejected: u64,
}
