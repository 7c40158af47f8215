//! Why a record cannot be repaired.

use crate::record::Id;

/// Why a record cannot be repaired from a copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepairRefusal {
    /// The copy is not the record, by its digest.
    #[error("{0} is not as canonry last wrote it")]
    OtherCopy(Id),
    /// The database has not the items that the record had.
    #[error("items of {0} are missing in the database, or were added")]
    OtherItems(Id),
}
