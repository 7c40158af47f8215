//! How a finding can be fixed: changes of fields as data, and applying them.

use crate::record::{ChangedBy, Fault, Field, Fields, Id, Json, Record, Revision};

/// A change that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it cannot be wrong, so that it needs no review.
    pub safe: bool,
    /// The changes. They may be of other records than that of the finding.
    pub set: Vec<FieldFix>,
}

/// A change of one field of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFix {
    /// The record.
    pub record: Id,
    /// The field. For a record that has not been stored, items are counted from 1, as by
    /// [`ItemIds::new`](crate::record::ItemIds::new).
    pub field: Field,
    /// The change of the field.
    pub change: Alteration,
}

/// A change of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alteration {
    /// It gets another value. A list of items is the ids of its items, so they can be moved.
    Set {
        /// The value that it has.
        old: Json,
        /// The value that it gets.
        new: Json,
    },
    /// One element of a list is replaced, removed or added.
    Element {
        /// The element as it is; the last one if there are several. `None` to add one.
        old: Option<Json>,
        /// What it becomes. `None` to remove it.
        new: Option<Json>,
    },
}

/// Why a fix was not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixError {
    /// The field has another value than the one that was found.
    #[error("{0} has changed since it was checked")]
    Stale(Field),
    /// The field is a rate, a tier, a date or a count, which no fix may change.
    #[error("{0} is never changed by a fix")]
    Protected(Field),
    /// The result is not a valid record.
    #[error("the result is not a valid record")]
    Invalid(Vec<Fault>),
}

impl Fix {
    /// A fix that needs no review.
    pub(super) fn safe(set: Vec<FieldFix>) -> Self {
        Fix { safe: true, set }
    }

    /// A fix that a person should review.
    pub(super) fn offer(set: Vec<FieldFix>) -> Self {
        Fix { safe: false, set }
    }
}

impl FieldFix {
    /// Gives a field another text.
    pub(super) fn text(record: &Record, field: Field, old: &str, new: &str) -> Self {
        FieldFix::value(record, field, Json::from(old), Json::from(new))
    }

    /// Gives a field another value.
    pub(super) fn value(record: &Record, field: Field, old: Json, new: Json) -> Self {
        FieldFix { record: record.id.clone(), field, change: Alteration::Set { old, new } }
    }

    /// Removes an element of a list.
    pub(super) fn removal(record: &Record, field: Field, element: Json) -> Self {
        FieldFix { record: record.id.clone(), field, change: Alteration::Element { old: Some(element), new: None } }
    }

    /// Replaces an element of a list.
    pub(super) fn replacement(record: &Record, field: Field, old: Json, new: Json) -> Self {
        FieldFix { record: record.id.clone(), field, change: Alteration::Element { old: Some(old), new: Some(new) } }
    }

    /// Adds an element to a list of another record.
    pub(super) fn addition(record: Id, field: Field, element: Json) -> Self {
        FieldFix { record, field, change: Alteration::Element { old: None, new: Some(element) } }
    }

    /// Whether a fix may change the field: no rate, tier, date or count, and not the name of the record.
    fn is_allowed(&self) -> bool {
        self.field.kind().changed_by() == ChangedBy::Fix
    }
}

/// Applies those changes that are of this record, in their order.
///
/// # Errors
/// If a field changed since the record was checked, if a fix may not change it, or if the result is not a valid record.
pub fn apply<'e>(revision: &Revision, edits: impl IntoIterator<Item = &'e FieldFix>) -> Result<Revision, FixError> {
    let mut fields = Fields::of(revision);
    for edit in edits.into_iter().filter(|edit| edit.record == revision.record.id) {
        let FieldFix { field, change, .. } = edit;
        if !edit.is_allowed() {
            return Err(FixError::Protected(*field));
        }
        let present = fields.get(*field).ok_or(FixError::Stale(*field))?;
        let value = changed(present, change).ok_or(FixError::Stale(*field))?;
        fields.set(*field, Some(value));
    }
    fields.assemble(revision.is_withdrawn).map_err(FixError::Invalid)
}

/// The value of a field after a change; `None` if the field does not have the old value of the change.
fn changed(present: &Json, change: &Alteration) -> Option<Json> {
    match change {
        Alteration::Set { old, new } => (present == old).then(|| new.clone()),
        Alteration::Element { old: None, new: None } => Some(present.clone()),
        Alteration::Element { old: None, new: Some(added) } => {
            let is_there = present.elements().any(|element| element == *added);
            Some(if is_there { present.clone() } else { present.with_element(added) })
        }
        Alteration::Element { old: Some(old), new } => {
            let mut elements: Vec<Json> = present.elements().collect();
            let at = elements.iter().rposition(|element| element == old)?;
            elements.splice(at..=at, new.clone());
            Some(elements.into_iter().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Start, read};

    #[test]
    fn only_a_field_that_fixes_may_change_is_fixed() {
        let record = read(include_bytes!("../../fixtures/records/chinese/index.json"), Start::default()).unwrap();
        let revision = Revision::from(record);
        let fields = Fields::of(&revision);
        for (field, value) in fields.iter() {
            let fix = FieldFix::value(&revision.record, field, value.clone(), value.clone());
            let expected = match field.kind().changed_by() {
                ChangedBy::Fix => Ok(revision.clone()),
                ChangedBy::Edit | ChangedBy::OwnCommand => Err(FixError::Protected(field)),
            };
            assert_eq!(apply(&revision, [&fix]), expected, "{field}");
        }
    }
}
