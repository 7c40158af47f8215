//! Rates that an author set to the same value: new baselines that do not change the record.

use crate::record::{Json, NamedField, Revision};
use crate::store::{Change, ChangeSubject};

/// A rate that was set to the same value, or an undo of that.
#[derive(Debug, Clone, PartialEq)]
pub struct Restated {
    /// The rate, by its name after the change, such as `w1.success_rate`.
    pub field: NamedField,
    /// The value.
    pub rate: Json,
    /// Whether it is an undo, which restores the earlier baseline.
    pub is_undone: bool,
}

impl Restated {
    /// The rate of a change; `None` for other changes. The rate has its name in the revision after it.
    pub(super) fn of(change: &Change, after: &Revision) -> Option<Restated> {
        let ChangeSubject::Baseline(field) = change.subject else { return None };
        let rate = change.new.as_ref().or(change.old.as_ref())?.clone();
        Some(Restated { field: after.named(field), rate, is_undone: change.new.is_none() })
    }

    /// Its undo.
    pub(super) fn undone(self) -> Restated {
        Restated { is_undone: !self.is_undone, ..self }
    }
}
