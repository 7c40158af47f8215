//! The earlier values of a field, and the evidence on it.

use crate::ledger::{BatchNumber, Evidence};
use crate::record::{Field, Fields, Json};
use crate::store::{Batch, Change, ChangeSubject, Snapshot, StoreError, Stored};

/// A change of a field's value.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueChange {
    /// The number of the batch that set it.
    pub number: BatchNumber,
    /// That batch.
    pub batch: Batch,
    /// How the batch set it.
    pub how: ValueOrigin,
}

/// How a batch set a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueOrigin {
    /// It added the record, with this value.
    Arrival(Json),
    /// It changed the value.
    Change {
        /// The value before; `None` if the record left the field out.
        old: Option<Json>,
        /// The value; `None` if the record leaves the field out.
        new: Option<Json>,
    },
    /// An author set the value that the field already had, as a new baseline; or that was undone.
    SetAgain {
        /// The value.
        rate: Json,
        /// Whether it was undone.
        is_undone: bool,
    },
}

impl ValueOrigin {
    /// The value before; `None` if the record did not exist or left the field out.
    pub fn before(&self) -> Option<&Json> {
        match self {
            ValueOrigin::Arrival(_) => None,
            ValueOrigin::Change { old, .. } => old.as_ref(),
            ValueOrigin::SetAgain { rate, .. } => Some(rate),
        }
    }

    /// The value; `None` if the record leaves the field out.
    pub fn after(&self) -> Option<&Json> {
        match self {
            ValueOrigin::Arrival(value) => Some(value),
            ValueOrigin::Change { new, .. } => new.as_ref(),
            ValueOrigin::SetAgain { rate, .. } => Some(rate),
        }
    }
}

/// The values of a record's field over time, the first one first. `changes` are those of the record, the latest first.
///
/// # Errors
/// If the database cannot be read, or lacks a batch that the journal names.
pub(super) fn values(
    snapshot: &Snapshot<'_>,
    stored: &Stored,
    changes: &[Change],
    field: Field,
) -> Result<Vec<ValueChange>, StoreError> {
    let mut values = Vec::new();
    let mut after = Fields::of(&stored.revision).get(field).cloned();
    for Change { batch: number, subject, old, new } in changes {
        let how = match *subject {
            // The batch that added the record gave the field its first value.
            ChangeSubject::Arrived => after.take().map(ValueOrigin::Arrival),
            ChangeSubject::Baseline(changed) if changed == field => {
                after.clone().map(|rate| ValueOrigin::SetAgain { rate, is_undone: new.is_none() })
            }
            ChangeSubject::Field(changed) if changed == field => {
                after.clone_from(old);
                let is_change = old.is_some() || new.is_some();
                is_change.then(|| ValueOrigin::Change { old: old.clone(), new: new.clone() })
            }
            ChangeSubject::Field(_) | ChangeSubject::Baseline(_) => continue,
            ChangeSubject::Withdrawn | ChangeSubject::Restored | ChangeSubject::Base(_) | ChangeSubject::Ledger => {
                continue;
            }
        };
        if let Some(how) = how {
            values.push(ValueChange { number: *number, batch: snapshot.known_batch(*number)?, how });
        }
    }
    values.reverse();
    Ok(values)
}

/// Whether evidence is about a field: it is on the same item, or on the record as a whole.
pub(super) fn concerns(evidence: &Evidence, field: Field) -> bool {
    evidence.what.item == field.item
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{apply, context, last_batch, report, set, store, stored};
    use super::super::{Undo, field};
    use super::*;
    use crate::ledger::Outcome;
    use crate::store::Store;

    const RATE: &str = "w1.success_rate";

    fn values_of(store: &mut Store, word: &str) -> Vec<(BatchNumber, ValueOrigin)> {
        let stored = stored(store, "x/a");
        let snapshot = store.snapshot().unwrap();
        let changes = snapshot.changes(stored.standing.row).unwrap();
        let values = values(&snapshot, &stored, &changes, field(&stored.revision, word).unwrap()).unwrap();
        values.into_iter().map(|one| (one.number, one.how)).collect()
    }

    #[test]
    fn the_values_of_a_field_begin_with_that_of_the_arrival() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "new");
        let text = |text: &str| Json::from(text);
        let change = ValueOrigin::Change { old: Some(text("c")), new: Some(text("new")) };
        let expected = [(1.into(), ValueOrigin::Arrival(text("c"))), (2.into(), change)];
        assert_eq!(values_of(&mut store, "root_cause"), expected);
    }

    #[test]
    fn a_rate_that_is_set_again_is_a_value_and_so_is_the_undo_of_that() {
        let mut store = store(&["x/a"]);
        report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        set(&mut store, &["x/a"], RATE, "0.5");
        let batch = last_batch(&mut store);
        apply(&Undo { batch: Some(batch), id: None, partly: false }, &mut store, &context()).unwrap();
        let how: Vec<ValueOrigin> = values_of(&mut store, RATE).into_iter().map(|(_, how)| how).collect();
        let Some(ValueOrigin::Arrival(rate)) = how.first() else { panic!("{how:?}") };
        let again = |is_undone| ValueOrigin::SetAgain { rate: rate.clone(), is_undone };
        assert_eq!(how, [ValueOrigin::Arrival(rate.clone()), again(false), again(true)]);
    }

    #[test]
    fn evidence_concerns_the_fields_of_its_item_or_those_of_the_record() {
        let mut store = store(&["x/a"]);
        report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        report(&mut store, "x/a", Outcome::Fail, "lena");
        let stored = stored(&mut store, "x/a");
        let ledger = store.snapshot().unwrap().ledger(stored.standing.row).unwrap();
        let concerned = |word: &str| {
            let field = field(&stored.revision, word).unwrap();
            ledger.iter().map(|one| concerns(one, field)).collect::<Vec<_>>()
        };
        assert_eq!(concerned("w1.how"), [true, false]);
        assert_eq!(concerned("d1.action"), [false, false]);
        assert_eq!(concerned("root_cause"), [false, true]);
    }
}
