//! How much evidence there is of each month.

use crate::store::record::count;
use crate::store::{Filter, Snapshot, StoreError};

/// The evidence of a month that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceMonth {
    /// The year and the month, such as `2026-11`.
    pub month: String,
    /// The number of pieces.
    pub pieces: u64,
    /// How many attempts its outcomes report.
    pub reports: u64,
}

impl Snapshot<'_> {
    /// The evidence on the records of a filter by the month in which it was seen, the earliest first. A month without
    /// evidence is left out.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn evidence_months(&self, filter: &Filter) -> Result<Vec<EvidenceMonth>, StoreError> {
        let selection = filter.selection();
        self.run(|connection| {
            let mut statement = connection.prepare(&format!("{}{}", selection.with, include_str!("months.sql")))?;
            let months = statement.query_map(selection.bindings().as_slice(), |row| {
                Ok(EvidenceMonth {
                    month: row.get("month")?,
                    pieces: count(row, "pieces")?,
                    reports: count(row, "reports")?,
                })
            })?;
            months.collect()
        })
    }
}
