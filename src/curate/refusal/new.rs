//! Why a record cannot be new.

use super::evidence_rules::FutureDay;
use crate::record::{Field, Id, Tier};

/// Why a record cannot be new.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NewRefusal {
    /// Its id is that of a record.
    #[error("a record {id} already exists")]
    Taken {
        /// The id.
        id: Id,
        /// Whether the record that has it is withdrawn.
        is_withdrawn: bool,
    },
    /// It claims what has to be earned.
    #[error("{id} has values that a new record cannot have")]
    Claims {
        /// The record.
        id: Id,
        /// What it claims; at least one.
        claims: Vec<Unearned>,
    },
}

/// What a new record claims and has not earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unearned {
    /// A tier other than the lowest.
    Tier {
        /// The lowest one, at which new records begin.
        lowest: Tier,
        /// The one that it claims.
        claimed: Tier,
    },
    /// That something happened in the future.
    Future {
        /// The field: `first_seen` or `last_confirmed`.
        field: Field,
        /// Its day.
        day: FutureDay,
    },
}
