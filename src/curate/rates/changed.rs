//! The claims that a change of a record concerns.

use super::baseline::origin_of;
use crate::curate::restated::Restated;
use crate::ledger::{BatchNumber, Claim};
use crate::record::{Rate, Revision};
use crate::store::{Stored, StoredRate};

/// Why the rates of a record change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::curate) enum RateCause {
    /// An author set them.
    Authored,
    /// Estimates are published.
    Published,
    /// A batch is undone.
    Undone(BatchNumber),
    /// They were imported: with recorded rates of their own, or as an author has set them.
    Imported,
}

/// A change of a record that may concern its rates.
pub(in crate::curate) struct RateChange<'c> {
    /// The record before.
    pub before: &'c Stored,
    /// The record after.
    pub new: &'c Revision,
    /// Rates that were set to the same value, or for which that is undone.
    pub restated: &'c [Restated],
    /// Why.
    pub cause: RateCause,
}

/// What a claim becomes.
pub(super) struct ChangedClaim {
    pub claim: Claim,
    pub was: Rate,
    pub is: Rate,
    /// Whether an author set it, to whatever value, or that is undone.
    pub is_set: bool,
    /// Whether it is of an item that the record did not have before.
    pub is_added: bool,
}

/// The claims whose values stay as they are if a batch is undone, but come from lines that it brought.
pub(super) fn brought(
    RateChange { before, new, cause, .. }: &RateChange<'_>,
    recorded: &[StoredRate],
) -> Vec<ChangedClaim> {
    let RateCause::Undone(batch) = cause else { return Vec::new() };
    let mut brought = Vec::new();
    for claim in Claim::all(new) {
        let (Some(was), Some(is)) = (claim.published(&before.revision), claim.published(new)) else { continue };
        if was == is && origin_of(recorded, (claim, is)).is_some_and(|origin| origin.batch == *batch) {
            brought.push(ChangedClaim { claim, was, is, is_set: true, is_added: false });
        }
    }
    brought
}

/// The claims that a change concerns; with those of items that the record did not have before. It may have had them
/// earlier.
pub(super) fn changed(RateChange { before, new, restated, .. }: &RateChange<'_>) -> Vec<ChangedClaim> {
    let is_moved = before.revision.record.verification_tier != new.record.verification_tier;
    let mut changed = Vec::new();
    for claim in Claim::all(new) {
        let Some(is) = claim.published(new) else { continue };
        let Some(was) = claim.published(&before.revision) else {
            changed.push(ChangedClaim { claim, was: is, is, is_set: true, is_added: true });
            continue;
        };
        let is_set = was != is || restated.iter().any(|one| one.field.field == claim.field());
        if is_set || is_moved {
            changed.push(ChangedClaim { claim, was, is, is_set, is_added: false });
        }
    }
    changed
}
