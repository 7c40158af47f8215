//! Rates that an author set to the value that they had: new baselines that change nothing in the record.

use crate::record::{Json, NamedField, Revision};
use crate::store::{Change, ChangeSubject};

/// A rate that was set to the value that it had, or of which that was undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Restated {
    /// The rate, as it is named after the change, such as `w1.success_rate`.
    pub field: NamedField,
    /// The value.
    pub rate: Json,
    /// Whether the baseline from before is back.
    pub is_undone: bool,
}

impl Restated {
    /// What a change says; `None` for a change of something else. The rate is named as in the revision after it.
    pub(super) fn of(change: &Change, after: &Revision) -> Option<Restated> {
        let ChangeSubject::Baseline(field) = change.subject else { return None };
        let rate = change.new.as_ref().or(change.old.as_ref())?.clone();
        Some(Restated { field: after.named(field), rate, is_undone: change.new.is_none() })
    }

    /// What undoes it.
    pub(super) fn undone(self) -> Restated {
        Restated { is_undone: !self.is_undone, ..self }
    }
}
