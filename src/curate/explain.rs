//! Why a field has the value that it has.

use super::policy::Policy;
use super::rates::{Origins, RateSources, Receipt, Suggestion, Withheld, suggest};
use super::values::{ValueChange, concerns, values};
use crate::ledger::{Claim, Ledger};
use crate::record::{Field, Fields, Id, Json, NamedField, Record};
use crate::store::{Snapshot, StoreError, Stored};

/// The origin of a field's value: its earlier values, the evidence on it and, if canonry computes it, what it is
/// computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The record.
    pub id: Id,
    /// Whether the record is withdrawn, so that it is not published.
    pub is_withdrawn: bool,
    /// The field, such as `w1.success_rate`.
    pub field: NamedField,
    /// The value; `None` if the record leaves the field out.
    pub value: Option<Json>,
    /// Its values over time, the first one first.
    pub values: Vec<ValueChange>,
    /// The evidence on the field's item or on the record as a whole, in the order of recording.
    pub evidence: Ledger,
    /// How the rate is computed; `None` if the field is not a claim.
    pub receipt: Option<Receipt>,
    /// The confidence that the evidence on the record suggests, or why none is; `None` for any other field.
    pub suggestion: Option<Result<Suggestion, Withheld>>,
}

/// Explains a field of a record, which [`find`](super::find::find) and [`field`](super::field) find by their names.
///
/// # Errors
/// If the database cannot be read, or its journal does not say where the value comes from.
pub fn explain(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    stored: &Stored,
    field: Field,
) -> Result<Explanation, StoreError> {
    let (revision, standing) = (&stored.revision, stored.standing);
    let changes = snapshot.changes(standing.row)?;
    let values = values(snapshot, stored, &changes, field)?;
    let mut evidence = snapshot.ledger(standing.row)?;
    let recorded = snapshot.recorded_rates(standing.row)?;
    let sources = RateSources { revision, changes: &changes, ledger: &[], recorded: &recorded };
    // An open dispute on the record or any item withholds a confidence, so all evidence is read.
    let suggestion = match field == Record::CONFIDENCE {
        true => Some(suggest(policy, &Origins::of(snapshot)?, RateSources { ledger: &evidence, ..sources })?),
        false => None,
    };
    evidence.retain(|one| concerns(one, field));
    let receipt = match Claim::of_field(field) {
        Some(claim) => {
            let sources = RateSources { ledger: &evidence, ..sources };
            Receipt::of(policy, &Origins::of(snapshot)?, claim, sources)?
        }
        None => None,
    };
    Ok(Explanation {
        id: revision.record.id.clone(),
        is_withdrawn: standing.is_withdrawn,
        field: revision.named(field),
        value: Fields::of(revision).get(field).cloned(),
        values,
        evidence,
        receipt,
        suggestion,
    })
}

#[cfg(test)]
mod tests {
    use super::super::field;
    use super::super::fixture::{id, report, set, store, stored};
    use super::*;
    use crate::ledger::Outcome;
    use crate::store::Store;

    fn explained(store: &mut Store, word: &str) -> Explanation {
        let stored = stored(store, "x/a");
        let field = field(&stored.revision, word).unwrap();
        explain(&store.snapshot().unwrap(), &Policy::default(), &stored, field).unwrap()
    }

    #[test]
    fn a_rate_is_explained_by_its_values_and_by_the_reports_on_its_own_item() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "w1.success_rate", "0.8");
        let on_workaround = report(&mut store, "x/a#w1", Outcome::Fail, "mei");
        report(&mut store, "x/a#d1", Outcome::Fail, "mei");
        let explanation = explained(&mut store, "w1.success_rate");
        assert_eq!((&explanation.id, explanation.field.to_string().as_str()), (&id("x/a"), "w1.success_rate"));
        assert_eq!((explanation.value.and_then(|rate| rate.as_f64()), explanation.values.len()), (Some(0.8), 2));
        assert_eq!(explanation.evidence.iter().map(|one| one.id).collect::<Vec<_>>(), [on_workaround]);
        let receipt = explanation.receipt.unwrap();
        assert_eq!((receipt.judgement.baseline.rate.value(), receipt.reports.len()), (0.8, 1));
        assert_eq!(explanation.suggestion, None);
    }

    #[test]
    fn a_confidence_is_explained_by_its_suggestion_and_a_text_by_neither() {
        let mut store = store(&["x/a"]);
        report(&mut store, "x/a#w1", Outcome::Success, "mei");
        let confidence = explained(&mut store, "confidence");
        assert!(
            matches!(&confidence.suggestion, Some(Ok(Suggestion { workaround, .. })) if workaround.to_string() == "w1"),
            "{confidence:?}"
        );
        assert_eq!((confidence.receipt, confidence.evidence), (None, Vec::new()));
        let text = explained(&mut store, "root_cause");
        assert_eq!((text.receipt, text.suggestion), (None, None));
    }
}
