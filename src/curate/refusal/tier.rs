//! Why a record cannot move to a tier.

use crate::curate::Assessment;
use crate::record::{Id, Tier};

/// Why a record cannot have a tier. The tiers of the ladder are listed from the lowest on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TierRefusal {
    /// The ladder has no tier at all.
    #[error("the ladder has no tier")]
    EmptyLadder,
    /// The ladder has no such tier.
    #[error("there is no tier {to}")]
    NoTier {
        /// The tier.
        to: Tier,
        /// The tiers of the ladder.
        ladder: Vec<Tier>,
    },
    /// The tier for a promotion is not above that of the record.
    #[error("{id} is {from}, and {to} is not above that")]
    NotAbove {
        /// The record.
        id: Id,
        /// Its tier.
        from: Tier,
        /// The requested tier.
        to: Tier,
        /// The tiers of the ladder.
        ladder: Vec<Tier>,
    },
    /// The tier of a record is not on the ladder.
    #[error("the tier of {id}, {from}, is not on the ladder")]
    OffLadder {
        /// The record.
        id: Id,
        /// Its tier.
        from: Tier,
        /// The tiers of the ladder.
        ladder: Vec<Tier>,
    },
    /// The record has the highest tier.
    #[error("{id} is {from}, the highest tier")]
    Highest {
        /// The record.
        id: Id,
        /// Its tier.
        from: Tier,
        /// The tiers of the ladder.
        ladder: Vec<Tier>,
    },
    /// The tier for a demotion is not below that of the record.
    #[error("{id} is {from} and cannot be demoted to {to}")]
    NotBelow {
        /// The record.
        id: Id,
        /// Its tier.
        from: Tier,
        /// The requested tier.
        to: Tier,
    },
    /// Records do not meet every requirement; at least one.
    #[error("{}", not_met(.0))]
    NotMet(Vec<Assessment>),
}

fn not_met(refused: &[Assessment]) -> String {
    match refused {
        [Assessment { id, to: Some(to), .. }] => format!("{id} may not become {to} yet"),
        several => format!("{} records may not be promoted yet; none was", several.len()),
    }
}
