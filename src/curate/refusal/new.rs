//! Why a record cannot be new.

use super::evidence_rules::FutureDay;
use crate::record::{Field, Id, Tier};

/// Why a record cannot be new.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NewRefusal {
    /// Its id belongs to another record.
    #[error("a record {id} already exists")]
    Taken {
        /// The id.
        id: Id,
        /// Whether the record that has it is withdrawn.
        is_withdrawn: bool,
    },
    /// It has values that a new record may not have.
    #[error("{id} has values that a new record cannot have")]
    Claims {
        /// The record.
        id: Id,
        /// The values; at least one.
        claims: Vec<Unearned>,
    },
}

/// A value that a new record may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unearned {
    /// A tier other than the lowest.
    Tier {
        /// The lowest tier, which new records have.
        lowest: Tier,
        /// The one that it has.
        claimed: Tier,
    },
    /// A day in the future.
    Future {
        /// The field: `first_seen` or `last_confirmed`.
        field: Field,
        /// Its day.
        day: FutureDay,
    },
}
