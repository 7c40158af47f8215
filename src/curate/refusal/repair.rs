//! Why a record cannot be repaired.

use crate::record::Id;

/// Why a record cannot be repaired from a copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepairRefusal {
    /// The digest of the copy is not that of the record.
    #[error("{0} is not as canonry last wrote it")]
    OtherCopy(Id),
    /// The database does not have the items of the record.
    #[error("items of {0} are missing in the database, or were added")]
    OtherItems(Id),
}
