//! Samples in the text of a record, as its author wrote them.

use super::too_large;
use crate::curate::refusal::{Refusal, SampleRefusal};
use crate::record::{Annotations, Limits, Record, SamplesKey};

/// Splits a record that an author wrote into the record and the samples under the key of the policy; `None` if it has
/// no samples. Samples of `old`, which the record already has, may exceed the limits.
///
/// # Errors
/// [`SampleRefusal::Faulty`], if the key has a value that is not samples; [`Refusal::TooLarge`].
pub(in crate::curate) fn split_samples(
    mut record: Record,
    key: Option<&SamplesKey>,
    old: &Annotations,
    limits: &Limits,
) -> Result<(Record, Option<Annotations>), Refusal> {
    let Some(key) = key else { return Ok((record, None)) };
    let faulty = |fault| SampleRefusal::Faulty { key: key.clone(), fault };
    let samples = key.split(&mut record).map_err(faulty)?;
    match samples.as_ref().and_then(|samples| samples.samples_excess(old, limits)) {
        Some((kind, excess)) => Err(too_large(&record.id, kind, excess)),
        None => Ok((record, samples)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::curate::fixture::{apply, context, id, last_batch, record, stored};
    use crate::curate::{AddSample, New, Policy, Rewrite, TextBase, Undo};
    use crate::record::{FreeForm, Json, SampleKind};
    use crate::store::Store;

    /// The record x/a, whose text has a value under the key of samples and another custom key.
    fn with(samples: Value) -> Record {
        let extra = FreeForm::from(Json::of(&json!({"own": 1, "samples": samples})));
        Record { extra, ..record("x/a") }
    }

    fn policy() -> Policy {
        let limits = Limits { field_bytes: 20, ..Limits::NONE };
        Policy { limits, samples_key: "samples".parse().ok(), ..Policy::default() }
    }

    fn add(record: Record, store: &mut Store) -> Result<(), Refusal> {
        apply(&New::of(record, &policy()), store, &context()).map(drop)
    }

    fn rewrite(record: Record) -> Rewrite {
        let Policy { limits, samples_key, .. } = policy();
        let id = record.id.clone();
        Rewrite { id, based_on: None, merge: false, record, force: false, limits, samples_key }
    }

    /// A database with the record x/a and its samples.
    fn store(samples: Value) -> Store {
        let mut store = Store::in_memory().unwrap();
        add(with(samples), &mut store).unwrap();
        store
    }

    /// What a text is made from now.
    fn base(store: &mut Store) -> TextBase {
        TextBase { digest: stored(store, "x/a").standing.digest, batch: Some(last_batch(store)) }
    }

    fn undo_last(store: &mut Store) {
        let undo = Undo { batch: Some(last_batch(store)), id: None, partly: false };
        apply(&undo, store, &context()).unwrap();
    }

    /// The samples of x/a, which keeps its other custom key.
    fn samples(store: &mut Store) -> Value {
        let revision = stored(store, "x/a").revision;
        assert_eq!(revision.record.extra.keys().collect::<Vec<_>>(), ["own"]);
        json!([revision.annotations.match_samples, revision.annotations.no_match_samples])
    }

    #[test]
    fn a_new_record_comes_with_its_samples_and_is_undone_with_them() {
        let mut store = store(json!({"match": ["E1"], "no_match": ["W1"]}));
        assert_eq!(samples(&mut store), json!([["E1"], ["W1"]]));
        undo_last(&mut store);
        assert!(stored(&mut store, "x/a").standing.is_withdrawn);
        add(with(json!({"match": ["E2"]})), &mut store).unwrap();
        assert_eq!(samples(&mut store), json!([["E2"], []]));
    }

    #[test]
    fn a_text_adds_and_removes_samples_and_an_undo_undoes_that() {
        let mut store = store(json!({"match": ["E1", "E2"]}));
        let text = rewrite(with(json!({"match": ["E2"], "no_match": ["W1"]})));
        apply(&text, &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store), json!([["E2"], ["W1"]]));
        undo_last(&mut store);
        assert_eq!(samples(&mut store), json!([["E1", "E2"], []]));
    }

    #[test]
    fn a_text_without_the_key_leaves_the_samples_and_an_empty_object_removes_them() {
        let mut store = store(json!({"match": ["E1"]}));
        let mut silent = with(json!({}));
        silent.extra = FreeForm::from(silent.extra.json().with_member("samples", None));
        apply(&rewrite(Record { root_cause: "new".to_owned(), ..silent }), &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store), json!([["E1"], []]));
        apply(&rewrite(with(json!({}))), &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store), json!([[], []]));
    }

    #[test]
    fn samples_that_were_added_while_a_text_was_edited_stay() {
        let mut store = store(json!({"match": ["E1", "E2"]}));
        let shown = base(&mut store);
        let (kind, text, limits) = (SampleKind::NoMatch, "W1".to_owned(), Limits::NONE);
        apply(&AddSample { id: id("x/a"), kind, text, limits }, &mut store, &context()).unwrap();
        let text = Rewrite { based_on: Some(shown), ..rewrite(with(json!({"match": ["E2", "E3"]}))) };
        apply(&text, &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store), json!([["E2", "E3"], ["W1"]]));
    }

    #[test]
    fn samples_are_merged_with_those_of_a_record_that_changed_since() {
        let mut store = store(json!({"match": ["E1", "E2"]}));
        let base = base(&mut store);
        let ours = rewrite(Record { root_cause: "ours".to_owned(), ..with(json!({"match": ["E1", "E2", "E4"]})) });
        apply(&ours, &mut store, &context()).unwrap();
        let text = rewrite(with(json!({"match": ["E2", "E3"]})));
        apply(&Rewrite { based_on: Some(base), merge: true, ..text }, &mut store, &context()).unwrap();
        let mut merged = samples(&mut store);
        merged[0].as_array_mut().unwrap().sort_by_key(Value::to_string);
        assert_eq!(merged, json!([["E2", "E3", "E4"], []]));
        assert_eq!(stored(&mut store, "x/a").revision.record.root_cause, "ours");
    }

    #[test]
    fn values_that_are_not_samples_or_too_large_are_refused_with_their_place() {
        let mut store = store(json!({}));
        let faulty = with(json!({"match": ["E1", 2]}));
        let refused = [
            apply(&rewrite(faulty.clone()), &mut store, &context()).unwrap_err(),
            rewrite(faulty.clone()).check(&stored(&mut store, "x/a").revision).unwrap_err(),
            New::of(faulty, &policy()).check(&context()).unwrap_err(),
        ];
        for refusal in refused {
            let Refusal::Sample(SampleRefusal::Faulty { fault, .. }) = refusal else { panic!("{refusal:?}") };
            assert_eq!(fault.path.to_string(), "samples.match[1]");
        }
        let large = with(json!({"no_match": ["E".repeat(21)]}));
        let refused = apply(&rewrite(large), &mut store, &context()).unwrap_err();
        let Refusal::TooLarge { faults, .. } = refused else { panic!("{refused:?}") };
        assert_eq!(faults[0].path.to_string(), "samples.no_match");
    }
}
