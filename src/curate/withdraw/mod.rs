//! Withdrawing records from what is published, restoring them, and merging them into others.

mod merge;
mod namesake;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::refusal::{Reasoned, Refusal};
use super::work::{Verb, Work};
use crate::record::Id;
use crate::store::{BatchVerb, Pointer};
pub use merge::{Inherited, KeptKind};
pub use namesake::{Namesake, namesake, namesakes};

/// Withdraws records, or restores them. Either way they keep their history, and their evidence.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The records.
    pub ids: Vec<Id>,
    /// Restores them instead.
    pub restore: bool,
    /// The record that replaces them.
    pub merge_into: Option<Id>,
}

/// What withdrawing records changed in addition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// Each record that has edges of other records, with these.
    pub pointed_to: Vec<(Id, Vec<Pointer>)>,
    /// What moved to the record that stays.
    pub merged: Inherited,
}

impl Verb for Withdraw {
    type Detail = Withdrawn;

    fn batch_verb(&self) -> BatchVerb {
        if self.restore { BatchVerb::Restore } else { BatchVerb::Withdraw }
    }

    fn reason_for(&self) -> Option<Reasoned> {
        (!self.restore).then_some(Reasoned::Withdrawal)
    }

    /// Withdraws or restores every record, or none. One that already is is not changed.
    ///
    /// # Errors
    /// If there is no such record, or a record is to be merged into itself.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Withdrawn, Refusal> {
        let mut withdrawn = Withdrawn::default();
        if !self.restore {
            let mut seen = BTreeSet::new();
            for id in self.ids.iter().filter(|id| seen.insert(*id)) {
                let mut edges = work.tx.edges_to(id)?;
                edges
                    .retain(|pointer| !self.ids.contains(&pointer.id) && self.merge_into.as_ref() != Some(&pointer.id));
                if !edges.is_empty() {
                    withdrawn.pointed_to.push((id.clone(), edges));
                }
            }
        }
        if let Some(into) = &self.merge_into {
            withdrawn.merged = merge::merge(work, &self.ids, into)?;
            return Ok(withdrawn);
        }
        for id in &self.ids {
            let stored = work.any(id)?;
            let mut new = stored.revision.clone();
            new.is_withdrawn = !self.restore;
            work.save_as_is(&stored, &new)?;
        }
        Ok(withdrawn)
    }
}
