//! The result of a merge: fields, and open conflicts.

use super::conflict::{Conflict, Scope, Take};
use super::sides::Rules;
use crate::record::{Fields, Json};

/// The result of a merge.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The fields; those with an open conflict are ours.
    pub fields: Fields,
    /// The conflicts that were not resolved.
    pub open: Vec<Conflict>,
    /// The number of conflicts that were resolved.
    pub resolved: usize,
}

impl Merged {
    /// The value that a conflict is resolved with, or ours if it stays open.
    pub(super) fn resolve(&mut self, conflict: Conflict, rules: &mut Rules<'_>) -> Option<Json> {
        let take = (rules.resolve)(&conflict);
        let is_open = take.is_none();
        self.resolved += usize::from(!is_open);
        let Conflict { base, ours, theirs, .. } = &conflict;
        let value = match take {
            Some(Take::Theirs) => theirs.clone(),
            Some(Take::Base) => base.clone(),
            Some(Take::Value(value)) => Some(value),
            Some(Take::Ours) | None => ours.clone(),
        };
        // A field of the record is always there: a base that had none leaves it as it is.
        let value = if conflict.scope == Scope::Field { value.or_else(|| ours.clone()) } else { value };
        if is_open {
            self.open.push(conflict);
        }
        value
    }
}
